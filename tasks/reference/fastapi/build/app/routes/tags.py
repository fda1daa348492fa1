# spar:begin tags
"""The tags in use."""

from fastapi import APIRouter

from app.routes.dependencies import Serving

router = APIRouter(tags=["tags"])


@router.get("/tags")
def list_tags(services: Serving) -> dict[str, list[str]]:
    return {"tags": list(services.tags.in_use())}
# spar:end
