#!/usr/bin/env bash
# Makes requirements.lock from pyproject.toml: one file of pinned versions with digests for Python
# 3.11 to 3.13, and no registry host in it; and requirements-deploy.lock, what the containers install:
# the same versions, without the tools for developing, with Celery, FAB and PostgreSQL. Versions
# already locked stay unless pyproject.toml asks for others; `make lock ARGS=--upgrade` takes the
# newest. uv is used for this alone and lives in a throwaway environment
# (docs/adr/0003-uv-only-for-locking.md).
set -euo pipefail
cd "$(dirname "$0")/.."

tools="$(mktemp -d)"
trap 'rm -rf "$tools"' EXIT
echo "lock: getting uv into a throwaway environment"
python3 -m venv "$tools"
"$tools/bin/python" -m pip install --quiet --disable-pip-version-check uv

compile() {
  "$tools/bin/uv" pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet "$@"
}
# shellcheck disable=SC2086  # ARGS is several words on purpose
compile --group dev ${ARGS:-} --output-file requirements.lock
compile --group deploy --constraints requirements.lock --output-file requirements-deploy.lock
"$tools/bin/uv" pip compile tests/tools/requirements.in --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet \
  --output-file tests/tools/requirements.lock
echo "lock: requirements.lock pins $(grep -c '^[a-zA-Z0-9]' requirements.lock) packages; 'make setup' installs them"
