"""The application factory."""

from flask import Flask

from app.routes import api, problems
from app.routes.context import serve
from app.wiring import build_services


def create_app() -> Flask:
    app = Flask(__name__, static_folder=None)
    serve(app, build_services())
    app.register_blueprint(api.blueprint())
    problems.register(app)
    return app
