"""Signing up, logging in, and one's own account."""

from fastapi import APIRouter

from app.routes.bodies import LateRoute
from app.routes.dependencies import CurrentUser, Serving
from app.routes.schemas.users import Login, Registration, User, UserAnswer, UserUpdate
from app.services.views import Account

router = APIRouter(tags=["users"], route_class=LateRoute)


@router.post("/users", status_code=201)
def register(body: Registration, services: Serving) -> UserAnswer:
    return _answer(services.accounts.register(body.user.username, body.user.email, body.user.password))


@router.post("/users/login")
def log_in(body: Login, services: Serving) -> UserAnswer:
    return _answer(services.accounts.log_in(body.user.email, body.user.password))


@router.get("/user")
def show(user: CurrentUser, services: Serving) -> UserAnswer:
    return _answer(services.accounts.account(user))


@router.put("/user")
def update(user: CurrentUser, body: UserUpdate, services: Serving) -> UserAnswer:
    return _answer(services.accounts.update(user, body.user.model_dump(exclude_unset=True)))


def _answer(account: Account) -> UserAnswer:
    user = account.user
    return UserAnswer(
        user=User(email=user.email, token=account.token, username=user.username, bio=user.bio, image=user.image)
    )
