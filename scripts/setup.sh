#!/usr/bin/env bash
# Makes .venv at the root from requirements.lock, with `ita-evidence` in it.
#
# Needs Python 3.11 to 3.13 with venv; names what is missing in one line. Does nothing when .venv is
# already of this lock and this pyproject.toml. A setup that was killed half way leaves
# .venv/.unfinished behind, and the next one starts from nothing: pip takes a package whose files
# were only half copied for installed.
set -euo pipefail
cd "$(dirname "$0")/.."

# Two at a time would write into one folder. The lock is on this file, so nothing is left behind.
exec 9<"scripts/setup.sh"
flock -n 9 || { echo "setup: waiting for another setup of this folder" >&2; flock 9; }

wanted="$(pwd) $(cat requirements.lock pyproject.toml | sha256sum | cut -d' ' -f1)"
if [[ -x .venv/bin/python && ! -e .venv/.unfinished &&
      "$(cat .venv/.ita-setup 2>/dev/null)" == "$wanted" ]]; then
  exit 0
fi

die() { echo "setup: $*" >&2; exit 1; }

find_python() {
  local candidate seen=""
  for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
    # Run, not only looked up: version managers leave names on the path that start nothing.
    "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
      2>/dev/null || continue
    seen="$candidate"
    if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  if [[ -n "$seen" ]]; then
    die "$seen has no venv module; install it with: sudo apt-get install -y python3-venv"
  fi
  die "no Python 3.11, 3.12 or 3.13 found; install it with: sudo apt-get install -y python3 python3-venv"
}

# Its scripts name the folder it was made in, and its Python may have been removed since.
works_here() {
  grep -qF "VIRTUAL_ENV=$(pwd)/.venv" <(tr -d \'\" <.venv/bin/activate) &&
    .venv/bin/python -c 'import pip' 2>/dev/null
}

if [[ -e .venv/.unfinished ]]; then
  echo "setup: the last setup did not end; starting again"
  rm -rf .venv
elif [[ -e .venv ]] && ! works_here; then
  echo "setup: .venv does not work here (moved, or its Python is gone); making it anew"
  rm -rf .venv
fi
if [[ ! -e .venv ]]; then
  python="$(find_python)"
  echo "setup: 1/3 making .venv with $("$python" --version)"
  mkdir .venv
  touch .venv/.unfinished
  "$python" -m venv .venv
fi
touch .venv/.unfinished

packages="$(grep -c '^[a-zA-Z0-9]' requirements.lock)"
echo "setup: 2/3 installing up to $packages packages, each checked against its digest in requirements.lock"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
log=".venv/setup.log"

# Counts the packages as pip names them; on a terminal on one line.
progress() {
  local line count=0
  while IFS= read -r line; do
    case "$line" in
      Collecting* | Processing*)
        count=$((count + 1))
        if [[ -t 1 ]]; then
          printf '\rsetup: 2/3 %d packages fetched ' "$count"
        elif ((count % 50 == 0)); then
          echo "setup: 2/3 $count packages fetched"
        fi ;;
      "Installing collected packages"*)
        if [[ -t 1 ]]; then echo; fi
        echo "setup: 2/3 unpacking $count packages (the longest part)" ;;
    esac
  done
}

fail() {
  grep -E '^ *(ERROR|error|WARNING: Retrying)|No space left' "$log" | tail -n 5 >&2 || true
  die "pip did not get through (network, proxy or disk?); all it said is in $log. Run it again: it starts over."
}

.venv/bin/python -m pip install --require-hashes --progress-bar off -r requirements.lock 2>&1 \
  | tee "$log" | progress || fail

echo "setup: 3/3 installing ita-evidence itself"
# setuptools comes with the lock, so nothing is fetched for the build.
.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable . >>"$log" 2>&1 || fail

rm .venv/.unfinished
echo "$wanted" >.venv/.ita-setup
echo "setup: done; .venv/bin/ita-evidence is there"
