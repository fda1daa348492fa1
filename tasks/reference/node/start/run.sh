#!/bin/sh
# Starts Conduit in the foreground, on port 3000.
set -e
cd "$(dirname "$0")"
exec node src/main.js
