"""The application, as uvicorn serves it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.routes import api, problems
from app.wiring import build_services


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.services = build_services()
    yield


app = FastAPI(title="Conduit", lifespan=lifespan, redirect_slashes=False)
app.include_router(api.router)
problems.register(app)
