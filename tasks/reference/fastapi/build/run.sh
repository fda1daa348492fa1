#!/bin/sh
# One process, so that every request meets the same secret and, without a database, the same store.
exec python -m uvicorn app.main:app --host 0.0.0.0 --port "${PORT:-8080}" --timeout-keep-alive 60
