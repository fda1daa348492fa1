#!/bin/sh
# npm as the box has it. NPM: its folder; NODE_MODULES: where the packages lie. Both are filled in where this is installed.
case "${npm_config_offline:-}:${1:-}" in
    true:install | true:i | true:ci | true:add) exec node "@NPM@/npm-offline.cjs" "@NPM@" "@NODE_MODULES@" "$@" ;;
esac
exec node "@NPM@/bin/npm-cli.js" "$@"
