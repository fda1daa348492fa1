"""Which view answers at which address."""

from django.urls import path

# spar:begin articles
from app.routes.articles import ArticleList, ArticleView, FavoriteView, Feed
# spar:end
# spar:begin comments
from app.routes.comments import CommentList, CommentView
# spar:end
from app.routes.health import health_check
# spar:begin profiles
from app.routes.profiles import FollowView, ProfileView
# spar:end
# spar:begin tags
from app.routes.tags import TagList
# spar:end
from app.routes.users import Login, UserList, UserView

urlpatterns = [
    path("health-check", health_check),
    path("users", UserList.as_view()),
    path("users/login", Login.as_view()),
    path("user", UserView.as_view()),
    # spar:begin profiles
    path("profiles/<str:username>", ProfileView.as_view()),
    path("profiles/<str:username>/follow", FollowView.as_view()),
    # spar:end
    # spar:begin articles
    path("articles", ArticleList.as_view()),
    # Before <slug>, which would take "feed" for a slug.
    path("articles/feed", Feed.as_view()),
    path("articles/<str:slug>", ArticleView.as_view()),
    path("articles/<str:slug>/favorite", FavoriteView.as_view()),
    # spar:end
    # spar:begin comments
    path("articles/<str:slug>/comments", CommentList.as_view()),
    path("articles/<str:slug>/comments/<str:number>", CommentView.as_view()),
    # spar:end
    # spar:begin tags
    path("tags", TagList.as_view()),
    # spar:end
]
