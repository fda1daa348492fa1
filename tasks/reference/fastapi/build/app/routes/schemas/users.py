"""Accounts, as their owners send and see them."""

from app.routes.schemas.base import Schema, Text


class NewUser(Schema):
    username: Text
    email: Text
    password: Text


class Registration(Schema):
    user: NewUser


class Credentials(Schema):
    email: Text
    password: Text


class Login(Schema):
    user: Credentials


class UserChanges(Schema):
    """Only what was sent counts; the defaults are never read."""

    email: Text = ""
    username: Text = ""
    password: Text = ""
    bio: str | None = None
    image: str | None = None


class UserUpdate(Schema):
    user: UserChanges


class User(Schema):
    email: str
    token: str
    username: str
    bio: str | None
    image: str | None


class UserAnswer(Schema):
    user: User
