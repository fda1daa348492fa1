"""All of the API, below /api."""

from flask import Blueprint

# spar:begin articles
from app.routes.articles import articles
# spar:end
# spar:begin comments
from app.routes.comments import comments
# spar:end
from app.routes.health import health
# spar:begin profiles
from app.routes.profiles import profiles
# spar:end
# spar:begin tags
from app.routes.tags import tags
# spar:end
from app.routes.users import users


def blueprint() -> Blueprint:
    api = Blueprint("api", __name__, url_prefix="/api")
    api.register_blueprint(health)
    api.register_blueprint(users)
    # spar:begin profiles
    api.register_blueprint(profiles)
    # spar:end
    # spar:begin articles
    api.register_blueprint(articles)
    # spar:end
    # spar:begin comments
    api.register_blueprint(comments)
    # spar:end
    # spar:begin tags
    api.register_blueprint(tags)
    # spar:end
    return api
