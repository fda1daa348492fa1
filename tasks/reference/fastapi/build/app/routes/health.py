"""Tells whoever waits that the server is up."""

from fastapi import APIRouter

router = APIRouter(tags=["health"])


@router.get("/health-check")
def check() -> dict[str, str]:
    return {"status": "ok"}
