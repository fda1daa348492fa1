"""Which status says what a service refused for."""

from app.services.errors import Forbidden, Invalid, NotFound, Refusal, Unauthorized

STATUSES: dict[type[Refusal], int] = {Unauthorized: 401, Forbidden: 403, NotFound: 404, Invalid: 422}
