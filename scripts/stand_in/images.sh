#!/usr/bin/env bash
# usage: scripts/stand_in/images.sh WORK_FOLDER
#
# Makes stand-ins for the images that docker-compose.yaml names, from Debian packages and this
# project's own .venv, where no registry can be reached (`make test-deploy`). They show that the
# topology, the environment, the health checks, the mounts and the start order work; not that the
# official images behave the same: of those only what their documentation promises is used.
#
# Each carries the label ita-evidence.stand-in; an image of the same name without it is never
# touched. DEBIAN_MIRROR names another mirror.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
project="$(cd "$here/../.." && pwd)"
work="$1"

airflow=apache/airflow:3.3.2-python3.12
postgres=postgres:16
redis=redis:7.2-bookworm
seaweedfs=chrislusf/seaweedfs:4.48
haproxy=haproxy:3.2-alpine

for image in "$airflow" "$postgres" "$redis" "$seaweedfs" "$haproxy"; do
  if podman image exists "$image" &&
    [[ "$(podman image inspect --format '{{index .Labels "ita-evidence.stand-in"}}' "$image")" != yes ]]; then
    echo "stand-in: $image is there and is not ours; use it, or remove it first" >&2
    exit 1
  fi
done

mkdir -p "$work"
packages=python3,python3-venv,curl,ca-certificates,openssl,procps,busybox,dumb-init,haproxy,redis-server,postgresql,tzdata
if ! cmp --silent "$work/debian/.done" <<<"$packages"; then
  echo "stand-in: Debian with Python, PostgreSQL, Redis and HAProxy"
  rm -rf "$work/debian"
  debootstrap --variant=minbase --include="$packages" \
    bookworm "$work/debian" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >"$work/debootstrap.log" ||
    { tail -n 5 "$work/debootstrap.log" >&2; exit 1; }
  rm -rf "$work/debian/var/cache/apt" "$work/debian/var/lib/apt/lists" "$work/debian/var/lib/postgresql/15"
  echo "$packages" >"$work/debian/.done"
fi

echo "stand-in: the packages of requirements-deploy.lock, each checked against its digest"
# Debian's Python may be another than this machine's: the lock is read as that one would read it.
debian_python="$(chroot "$work/debian" python3 -c 'import platform; print(platform.python_version())')"
"$project/.venv/bin/python" "$here/lock_for.py" "$debian_python" \
  <"$project/requirements-deploy.lock" >"$work/wanted.txt"
if ! cmp --silent "$work/wanted.txt" "$work/wheels/.wanted"; then
  "$project/.venv/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps \
    --require-hashes --exists-action i --dest "$work/wheels" \
    -r "$work/wanted.txt" >"$work/pip.log" 2>&1 ||
    { tail -n 5 "$work/pip.log" >&2; exit 1; }
  cp "$work/wanted.txt" "$work/wheels/.wanted"
fi

made=()
trap 'for one in "${made[@]}"; do buildah rm "$one" >/dev/null; done' EXIT
from() { local one; one="$(buildah from "$1")"; made+=("$one"); echo "$one"; }
commit() { # container image
  buildah config --label ita-evidence.stand-in=yes "$1"
  buildah commit --quiet "$1" "$2" >/dev/null
}

echo "stand-in: images"
base="$(from scratch)"
buildah copy --quiet "$base" "$work/debian" / >/dev/null
buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$base"
commit "$base" localhost/ita-stand-in-base

one="$(from localhost/ita-stand-in-base)"
commit "$one" "$redis"

one="$(from localhost/ita-stand-in-base)"
buildah copy --quiet --chmod 755 "$one" "$here/postgres-entrypoint.sh" /usr/local/bin/docker-entrypoint.sh >/dev/null
buildah config --env PATH=/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/bin:/bin \
  --entrypoint '["docker-entrypoint.sh"]' --cmd postgres --volume /var/lib/postgresql/data "$one"
commit "$one" "$postgres"

one="$(from localhost/ita-stand-in-base)"
buildah copy --quiet --chmod 755 "$one" "$project/.venv/bin/weed" /usr/bin/weed >/dev/null
buildah run "$one" ln -s /bin/busybox /usr/bin/wget
buildah config --volume /data "$one"
commit "$one" "$seaweedfs"

one="$(from localhost/ita-stand-in-base)"
buildah run "$one" ln -s /bin/busybox /usr/bin/wget
commit "$one" "$haproxy"

one="$(from localhost/ita-stand-in-base)"
buildah copy --quiet --chmod 755 "$one" "$here/airflow-entrypoint.sh" /entrypoint >/dev/null
# pip takes everything from the folder that the build mounts; nothing is asked of a network.
buildah run "$one" sh -c '
  useradd --uid 50000 --gid 0 --create-home airflow
  install -d -o 50000 -g 0 -m 775 /opt/airflow
  python3 -m venv /home/airflow/.local
  chown -R 50000:0 /home/airflow && chmod -R g=u /home/airflow
  printf "[global]\nno-index = true\nfind-links = /wheels\n" >/etc/pip.conf'
buildah config --user 50000 --workingdir /opt/airflow \
  --env PATH=/home/airflow/.local/bin:/usr/local/bin:/usr/bin:/bin \
  --env HOME=/home/airflow --env AIRFLOW_HOME=/opt/airflow \
  --entrypoint '["/usr/bin/dumb-init", "--", "/entrypoint"]' "$one"
commit "$one" "$airflow"
