#!/usr/bin/env bash
# What the official image's entrypoint promises: a cluster made on first use, with POSTGRES_USER,
# POSTGRES_DB and the password in POSTGRES_PASSWORD_FILE; the server runs as postgres.
set -euo pipefail
data=/var/lib/postgresql/data
if [[ "$(id -u)" == 0 ]]; then
  export POSTGRES_PASSWORD
  POSTGRES_PASSWORD="$(cat "$POSTGRES_PASSWORD_FILE")"
  chown postgres:postgres "$data"
  install -d -o postgres -g postgres /var/run/postgresql
  exec setpriv --reuid postgres --regid postgres --clear-groups "$0" "$@"
fi
if [[ ! -s "$data/PG_VERSION" ]]; then
  initdb --pgdata "$data" --username "$POSTGRES_USER" --encoding UTF8 --auth-local trust \
    --auth-host scram-sha-256 --pwfile <(printf '%s\n' "$POSTGRES_PASSWORD") >/dev/null
  pg_ctl --pgdata "$data" --silent --wait -o "-c listen_addresses= -c unix_socket_directories=/tmp" start
  createdb --host /tmp --username "$POSTGRES_USER" "$POSTGRES_DB" 2>/dev/null || true
  pg_ctl --pgdata "$data" --silent --wait stop
  echo "host all all all scram-sha-256" >>"$data/pg_hba.conf"
fi
unset POSTGRES_PASSWORD
# The socket's usual folder, which pg_isready looks into.
exec postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql
