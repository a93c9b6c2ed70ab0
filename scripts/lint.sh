#!/usr/bin/env bash
# Formatter, linter, strict types and the order of the rooms, with the lock's versions.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh

failed=()
check() {
  echo "lint: $1"
  "${@:2}" || failed+=("$1")
}
check "ruff format" .venv/bin/ruff format --check .
check "ruff check" .venv/bin/ruff check .
check "mypy --strict" .venv/bin/mypy
check "the order of the rooms" .venv/bin/lint-imports --no-logo
if ((${#failed[@]})); then
  echo "lint: failed: $(IFS=,; echo "${failed[*]}")" >&2
  exit 1
fi
