# spar:begin tags
"""The tags in use."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.routes.context import services

tags = Blueprint("tags", __name__)


@tags.get("/tags")
def list_tags() -> ResponseReturnValue:
    return {"tags": list(services().tags.in_use())}
# spar:end
