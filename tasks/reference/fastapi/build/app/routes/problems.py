"""Everything that goes wrong is answered in the same JSON shape."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.services.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, Unauthorized

STATUSES: dict[type[Refusal], int] = {Unauthorized: 401, Forbidden: 403, NotFound: 404, Invalid: 422}


def register(app: FastAPI) -> None:
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(Conflict, _in_conflict)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _failed)


def _refused(_request: Request, refusal: Refusal) -> JSONResponse:
    return JSONResponse({"errors": refusal.errors}, STATUSES[type(refusal)])


def _in_conflict(_request: Request, _conflict: Conflict) -> JSONResponse:
    return JSONResponse({"errors": {"body": ["can't be kept: it clashes with what is there"]}}, 422)


def _invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
    """422 by field, named as the caller knows it; an address that doesn't even parse names nothing, so 404."""
    errors: dict[str, list[str]] = {}
    for problem in error.errors():
        field = [str(part) for part in problem["loc"] if isinstance(part, str)][-1]
        errors.setdefault(field, []).append(problem["msg"])
    outside = any(problem["loc"][0] == "path" for problem in error.errors())
    return JSONResponse({"errors": errors}, 404 if outside else 422)


def _failed(_request: Request, error: HTTPException) -> JSONResponse:
    return JSONResponse({"errors": {"request": [error.detail.lower()]}}, error.status_code, error.headers)
