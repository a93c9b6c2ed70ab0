#!/usr/bin/env bash
# Ends a running `make up`. It holds a lock on its pid file as long as it lives, so that a pid left
# by a crash is never taken for it.
set -euo pipefail
cd "$(dirname "$0")/.."
pid_file="${ITA_DATA:-.data}/up.pid"

if [[ ! -e "$pid_file" ]] || flock --nonblock --shared "$pid_file" true; then
  echo "down: nothing is up"
  exit 0
fi
kill -TERM "$(cat "$pid_file")"
echo "down: ending it"
flock --shared --wait 60 "$pid_file" true || {
  echo "down: process $(cat "$pid_file") did not end within 60 s" >&2
  exit 1
}
echo "down: ended"
