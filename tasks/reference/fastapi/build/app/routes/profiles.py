# spar:begin profiles
"""Other people, and following them."""

from fastapi import APIRouter

from app.routes.dependencies import CurrentUser, Serving, Viewer
from app.routes.schemas.profiles import ProfileAnswer

router = APIRouter(prefix="/profiles/{username}", tags=["profiles"])


@router.get("")
def show(username: str, viewer: Viewer, services: Serving) -> ProfileAnswer:
    return ProfileAnswer(profile=services.profiles.show(username, viewer))


@router.post("/follow")
def follow(username: str, user: CurrentUser, services: Serving) -> ProfileAnswer:
    return ProfileAnswer(profile=services.profiles.follow(username, user))


@router.delete("/follow")
def unfollow(username: str, user: CurrentUser, services: Serving) -> ProfileAnswer:
    return ProfileAnswer(profile=services.profiles.unfollow(username, user))
# spar:end
