#!/usr/bin/env bash
# All tests, a file at a time on each core in the order of tests/conftest.py; what a missing system
# package leaves out is named at the end. Arguments go to pytest: `scripts/test.sh tests/archive -q`.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
scripts/tools.sh || echo 'test: no tools of others (scripts/tools.sh); their tests are left out' >&2
exec .venv/bin/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder "$@"
