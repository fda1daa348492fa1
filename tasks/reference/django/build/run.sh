#!/bin/sh
# One process, so that all threads share one secret and, without a database, one store. Requests take milliseconds:
# a second is grace enough for idle connections when the server stops.
exec python -m gunicorn --bind "0.0.0.0:${PORT:-8080}" --workers 1 --threads 8 --keep-alive 60 --graceful-timeout 1 \
    config.wsgi
