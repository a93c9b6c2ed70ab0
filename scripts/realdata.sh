#!/usr/bin/env bash
# The main job over real files, served on loopback; prints each verdict beside the expected one.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
if [[ -z "${ITA_REALDATA:-}" || ! -d "${ITA_REALDATA:-}" ]]; then
  echo "realdata: ITA_REALDATA names no folder of real files here; nothing to do"
  exit 0
fi
exec .venv/bin/python -m pytest tests/realdata -m realdata -q -s -rf "$@"
