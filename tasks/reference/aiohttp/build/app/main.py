"""The application, and the server that runs it."""

import logging
import os

from aiohttp import web

from app.routes import api, problems
from app.routes.context import SERVICES
from app.wiring import build_services


def create_app() -> web.Application:
    app = web.Application(middlewares=[problems.middleware])
    app[SERVICES] = build_services()
    app.add_routes(api.routes())
    return app


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    web.run_app(create_app(), host="0.0.0.0", port=int(os.environ.get("PORT", "8080")))
