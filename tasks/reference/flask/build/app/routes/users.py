"""Signing up, logging in, and one's own account."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.routes import representation
from app.routes.context import current_user, services
from app.routes.payload import section, texts

users = Blueprint("users", __name__)


@users.post("/users")
def register() -> ResponseReturnValue:
    sent = texts(section(request.get_data(), "user"), "username", "email", "password")
    account = services().accounts.register(sent.get("username"), sent.get("email"), sent.get("password"))
    return representation.user(account), 201


@users.post("/users/login")
def log_in() -> ResponseReturnValue:
    sent = texts(section(request.get_data(), "user"), "email", "password")
    return representation.user(services().accounts.log_in(sent.get("email"), sent.get("password")))


@users.get("/user")
def show() -> ResponseReturnValue:
    return representation.user(services().accounts.account(current_user()))


@users.put("/user")
def update() -> ResponseReturnValue:
    user = current_user()
    changes = texts(section(request.get_data(), "user"), "email", "username", "password", "bio", "image")
    return representation.user(services().accounts.update(user, changes))
