#!/usr/bin/env bash
# Removes what runs leave behind: .data, with the embedded store and all evidence in it, and the
# caches. Not .venv. Refuses while `make up` runs.
set -euo pipefail
cd "$(dirname "$0")/.."
data="${ITA_DATA:-.data}"

if [[ -e "$data/up.pid" ]] && ! flock --nonblock --shared "$data/up.pid" true; then
  echo "clean: 'make up' is running here; end it first with: make down" >&2
  exit 1
fi
if [[ "$(realpath -m "$data")" != "$(pwd)/.data" ]]; then
  echo "clean: ITA_DATA is $data, outside this folder; it stays (remove it yourself if you mean it)" >&2
else
  rm -rf .data
fi
rm -rf .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache bench/results
find . -path ./.venv -prune -o -path ./.git -prune -o -type d -name __pycache__ -print0 \
  | xargs -0 rm -rf
echo "clean: done; .venv stays (rm -rf .venv removes it)"
