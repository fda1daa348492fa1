#!/bin/sh
# npm as the box has it. What stands between @ signs is filled in where this is installed.
case "${npm_config_offline:-}:${1:-}" in
    true:install | true:i | true:ci | true:add) exec node "@OFFLINE@" "@NODE_MODULES@" "$@" ;;
esac
exec node "@NPM@/bin/npm-cli.js" "$@"
