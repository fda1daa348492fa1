# spar:begin profiles
"""Other people, and following them."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.routes import representation
from app.routes.context import current_user, services, viewer

profiles = Blueprint("profiles", __name__, url_prefix="/profiles/<username>")


@profiles.get("")
def show(username: str) -> ResponseReturnValue:
    return representation.profile(services().profiles.show(username, viewer()))


@profiles.post("/follow")
def follow(username: str) -> ResponseReturnValue:
    return representation.profile(services().profiles.follow(username, current_user()))


@profiles.delete("/follow")
def unfollow(username: str) -> ResponseReturnValue:
    return representation.profile(services().profiles.unfollow(username, current_user()))
# spar:end
