"""Everything that goes wrong is answered in the same JSON shape."""

from flask import Flask
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.routes.statuses import STATUSES
from app.services.errors import Conflict, Refusal


def register(app: Flask) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(Conflict, _in_conflict)
    app.register_error_handler(HTTPException, _failed)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    return {"errors": refusal.errors}, STATUSES[type(refusal)]


def _in_conflict(_conflict: Conflict) -> ResponseReturnValue:
    return {"errors": {"body": ["can't be kept: it clashes with what is there"]}}, 422


def _failed(error: HTTPException) -> ResponseReturnValue:
    return {"errors": {"request": [error.name.lower()]}}, error.code or 500
