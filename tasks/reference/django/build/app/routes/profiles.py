# spar:begin profiles
"""Other people, and following them."""

from django.http import HttpRequest, JsonResponse
from django.views import View

from app.routes import representation
from app.routes.context import current_user, services, viewer


class ProfileView(View):
    def get(self, request: HttpRequest, username: str) -> JsonResponse:
        return JsonResponse(representation.profile(services().profiles.show(username, viewer(request))))


class FollowView(View):
    def post(self, request: HttpRequest, username: str) -> JsonResponse:
        return JsonResponse(representation.profile(services().profiles.follow(username, current_user(request))))

    def delete(self, request: HttpRequest, username: str) -> JsonResponse:
        return JsonResponse(representation.profile(services().profiles.unfollow(username, current_user(request))))
# spar:end
