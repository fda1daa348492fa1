"""Signing up, logging in, and one's own account."""

from django.http import HttpRequest, JsonResponse
from django.views import View

from app.routes import representation
from app.routes.context import current_user, services
from app.routes.payload import section, texts


class UserList(View):
    def post(self, request: HttpRequest) -> JsonResponse:
        sent = texts(section(request.body, "user"), "username", "email", "password")
        account = services().accounts.register(sent.get("username"), sent.get("email"), sent.get("password"))
        return JsonResponse(representation.user(account), status=201)


class Login(View):
    def post(self, request: HttpRequest) -> JsonResponse:
        sent = texts(section(request.body, "user"), "email", "password")
        account = services().accounts.log_in(sent.get("email"), sent.get("password"))
        return JsonResponse(representation.user(account))


class UserView(View):
    def get(self, request: HttpRequest) -> JsonResponse:
        return JsonResponse(representation.user(services().accounts.account(current_user(request))))

    def put(self, request: HttpRequest) -> JsonResponse:
        user = current_user(request)
        changes = texts(section(request.body, "user"), "email", "username", "password", "bio", "image")
        return JsonResponse(representation.user(services().accounts.update(user, changes)))
