#!/usr/bin/env bash
# Tools of others that check what we make, in a venv of their own (.tools): bagit and wacz want
# libraries that the project does not. Only tests use them; does nothing when they are there.
set -euo pipefail
cd "$(dirname "$0")/.."

wanted="$(pwd) $(sha256sum <tests/tools/requirements.lock)"
[[ "$(cat .tools/.made 2>/dev/null)" == "$wanted" ]] && exit 0
exec 9<"scripts/tools.sh"
flock 9
[[ "$(cat .tools/.made 2>/dev/null)" == "$wanted" ]] && exit 0
rm -rf .tools
.venv/bin/python -m venv .tools
.tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
  --requirement tests/tools/requirements.lock
echo "$wanted" >.tools/.made
