"""Tells whoever waits that the server is up."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

health = Blueprint("health", __name__)


@health.get("/health-check")
def check() -> ResponseReturnValue:
    return {"status": "ok"}
