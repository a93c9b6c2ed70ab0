#!/usr/bin/env bash
# What the official image's entrypoint promises of its arguments, and no more: `bash` and `python`
# are run as they are, everything else is a command of airflow's.
set -euo pipefail
umask 0002
[[ "$(id -g)" == 0 ]] || { echo "the group must be 0" >&2; exit 1; }
case "${1:-}" in
  bash | python) exec "$@" ;;
  airflow) shift ;;
esac
exec airflow "$@"
