"""All of the API, below /api."""

from fastapi import APIRouter

# spar:begin articles
from app.routes.articles import router as articles
# spar:end
# spar:begin comments
from app.routes.comments import router as comments
# spar:end
from app.routes.health import router as health
# spar:begin profiles
from app.routes.profiles import router as profiles
# spar:end
# spar:begin tags
from app.routes.tags import router as tags
# spar:end
from app.routes.users import router as users

router = APIRouter(prefix="/api")
router.include_router(health)
router.include_router(users)
# spar:begin profiles
router.include_router(profiles)
# spar:end
# spar:begin articles
router.include_router(articles)
# spar:end
# spar:begin comments
router.include_router(comments)
# spar:end
# spar:begin tags
router.include_router(tags)
# spar:end
