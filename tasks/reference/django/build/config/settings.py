"""Settings: an API without templates, sessions or cookies needs few of them."""

import os
import secrets
# spar:begin sql
# spar:begin sqlite
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
# spar:end
# spar:end

SECRET_KEY = os.environ.get("SECRET_KEY") or secrets.token_urlsafe(32)
ALLOWED_HOSTS = ["*"]

INSTALLED_APPS = ["app"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware", "app.routes.problems.ProblemMiddleware"]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
USE_TZ = True

# spar:begin memory
# Everything lives in memory, as long as the process does.
DATABASES = {}
# spar:end
# spar:begin orm
# The database is SQLAlchemy's: see app/repositories/database.py.
DATABASES = {}
# spar:end
# spar:begin sql
# spar:begin sqlite
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("DATABASE_PATH", BASE_DIR / "conduit.db"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # IMMEDIATE takes the write lock at once: two transactions that read first can't deadlock.
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
        },
    }
}
# spar:end
# spar:begin postgres
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ.get("POSTGRES_HOST", "postgres"),
        "PORT": os.environ.get("POSTGRES_PORT", "5432"),
        "NAME": os.environ.get("POSTGRES_DB", "conduit"),
        "USER": os.environ.get("POSTGRES_USER", "user"),
        "PASSWORD": os.environ.get("POSTGRES_PASSWORD", "password"),
        "CONN_MAX_AGE": None,
    }
}
# spar:end
# spar:end

# Without DEBUG, Django would mail its errors; here they belong in the server's log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
