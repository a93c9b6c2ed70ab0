#!/usr/bin/env bash
# Tools of others, in .tools: bagit and wacz, which check what we make, in a venv of their own (they
# want libraries that the project does not); and ReplayWeb.page (AGPL, from npm, no dependency),
# which shows the pages of a package in a browser and goes into packages that are made here; and
# OpenLineage's provider for Airflow, which a test puts on the path. Does nothing when they are there.
set -euo pipefail
cd "$(dirname "$0")/.."

replay='replaywebpage@2.5.3'
replay_sha512='9c28f63d238ddc1c5e489284f00b183f250bbf45cf64a2567f2e25f4fc90adef52ab02d9f9629956cfec7cba8f390e06ac7fb46248dbc0e86bf1c4931f4f20b1'
wanted="$(pwd) $(cat tests/tools/*.lock tests/tools/*.txt scripts/tools.sh | sha256sum)"
[[ "$(cat .tools/.made 2>/dev/null)" == "$wanted" ]] && exit 0
exec 9<"scripts/tools.sh"
flock 9
[[ "$(cat .tools/.made 2>/dev/null)" == "$wanted" ]] && exit 0
rm -rf .tools
.venv/bin/python -m venv .tools
.tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
  --requirement tests/tools/requirements.lock
.tools/bin/python -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps \
  --requirement tests/tools/standard.txt --dest .tools/sources
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
  --requirement tests/tools/lineage.txt --target .tools/lineage

if command -v npm >/dev/null && name="$(npm pack "$replay" --silent --fetch-retries 1 --fetch-timeout 60000 \
  --pack-destination .tools)"; then
  mkdir .tools/replay
  packed=".tools/$name"
  [[ "$(sha512sum <"$packed")" == "$replay_sha512  -" ]] || {
    echo "tools: $replay is not the package that was looked at; nothing of it is kept" >&2
    exit 1
  }
  tar -xzf "$packed" -C .tools/replay --strip-components=1 package/ui.js package/sw.js package/LICENSE
  rm "$packed"
else
  echo 'tools: no npm, or no answer from its registry, so packages say how to replay pages and do not bring ReplayWeb.page' >&2
fi
echo "$wanted" >.tools/.made
