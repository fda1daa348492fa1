"""Routes whose malformed JSON is refused when the body is validated, not before."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute


class LateRequest(Request):
    """Malformed JSON reads as null, which no schema accepts."""

    async def json(self) -> Any:
        try:
            return await super().json()
        except (ValueError, RecursionError):
            return None


class LateRoute(APIRoute):
    """FastAPI parses a body before it asks the dependencies; who is asking, and for what, has to come first here."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_late(request: Request) -> Response:
            return await handle(LateRequest(request.scope, request.receive))

        return handle_late
