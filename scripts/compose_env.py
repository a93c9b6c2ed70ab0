"""Makes `.env` and the secrets below `.compose/` for docker-compose.yaml, once (`make env`).

    .venv/bin/python scripts/compose_env.py [FOLDER]

Run it again after an upgrade: what is there stays as it is, what a newer version needs is added. A
secret is replaced by deleting its file and running this again (docs/runbook.md says when that is
enough). Nothing that is secret is printed. A port to publish that is in use is an error (exit 1),
unless it is these containers that use it.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import sys
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from ita_evidence.archive.embedded import IDENTITIES, s3_config
from ita_evidence.archive.proof import SigningKey
from ita_evidence.errors import UsageError
from ita_evidence.orchestration import local
from ita_evidence.settings import PROJECT

IMAGE_USER = 50000
"""Who Airflow's image runs as; also for us where root asks, since nothing here runs as root."""


def main(folder: Path) -> None:
    values = read(folder / ".env") if (folder / ".env").exists() else {}
    uid = os.getuid() or IMAGE_USER
    for name, value in read(PROJECT / ".env.example").items():
        values.setdefault(name, value or str(uid))
    text = "".join(f"{name}={value}\n" for name, value in values.items())
    write_private(folder / ".env", text, uid=os.getuid())
    place = folder / values["ITA_SECRETS"]
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.getuid() == 0:
        os.chown(place, int(values["AIRFLOW_UID"]), 0)
    for name, make in SECRETS.items():
        if not (place / name).exists():
            write_private(place / name, make(place), uid=int(values["AIRFLOW_UID"]))
    key = load_pem_private_key((place / "signing.pem").read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    signing = SigningKey(key)
    print(f"env: {folder / '.env'} and {len(SECRETS)} secrets in {place} are there (mode 600)")
    print(f"env: the UI's user is {values['ITA_ADMIN_USER']}, the password is in admin_password")
    print("env: before the first real run put this key into include/catalog/trust/<agency>.yaml:")
    print(f'  - id: "{signing.key_id}"\n    public: "{signing.public.hex()}"')


def require_free_ports(folder: Path) -> None:
    """Returns when `docker compose up` can publish its ports; what is made is kept either way.

    Raises:
        SystemExit: something else listens there.
    """
    values = read(folder / ".env")
    ports = {name: int(values[name]) for name in PUBLISHED}
    try:
        local.require_free_ports({n: port for n, port in ports.items() if not is_ours(n, port)})
    except UsageError as error:
        raise SystemExit(f"env: {error} in {folder / '.env'}, before docker compose up") from error


PUBLISHED: dict[str, tuple[str, bytes]] = {
    "ITA_UI_PORT": ("/api/v2/monitor/health", b'"metadatabase"'),
    "ITA_READER_PORT": ("/healthz", b""),
}
"""The setting of a port → what our container there is asked, and what its answer holds."""


def is_ours(name: str, port: int) -> bool:
    """Whether what listens there is this project's container."""
    path, says = PUBLISHED[name]
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}{path}", timeout=2) as answer:
            return says in answer.read(10_000)
    except (OSError, HTTPException):
        return False


def read(path: Path) -> dict[str, str]:
    """The `NAME=value` lines of a file."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    pairs = (line.partition("=")[::2] for line in lines if line and not line.startswith("#"))
    return dict(pairs)


# --- the secrets -----------------------------------------------------------------------------


def random_text(_place: Path) -> str:
    """Letters and digits, 256 bits."""
    return secrets.token_hex(32)


def long_text(_place: Path) -> str:
    """Letters and digits, 512 bits: what HS512 signs with."""
    return secrets.token_hex(64)


def fernet_key(_place: Path) -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def signing_key(_place: Path) -> str:
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    return pem.decode()


def database(driver: str) -> Callable[[Path], str]:
    def make(place: Path) -> str:
        password = (place / "postgres_password").read_text("utf-8")
        return f"{driver}://airflow:{password}@postgres/airflow"

    return make


def redis_password(place: Path) -> str:
    for line in (place / "redis.conf").read_text("utf-8").splitlines():
        if line.startswith("requirepass "):
            return line.removeprefix("requirepass ")
    raise SystemExit(f"env: {place}/redis.conf has no requirepass; delete it and run this again")


def redis_conf(_place: Path) -> str:
    lines = ("bind 0.0.0.0", "dir /data", "appendonly yes", f"requirepass {secrets.token_hex(32)}")
    return "".join(f"{line}\n" for line in lines)


def broker_url(place: Path) -> str:
    return f"redis://:{redis_password(place)}@redis:6379/0"


def store_keys(_place: Path) -> str:
    """As boto3 reads a shared credentials file."""
    lines = (
        "[default]",
        f"aws_access_key_id = {secrets.token_hex(10)}",
        f"aws_secret_access_key = {secrets.token_hex(20)}",
    )
    return "".join(f"{line}\n" for line in lines)


def store_identities(place: Path) -> str:
    """SeaweedFS's identities, from the four key files."""
    keys = {}
    for name in IDENTITIES:
        lines = (place / f"store_{name}").read_text("utf-8").splitlines()[1:]
        keys[name] = [line.partition(" = ")[2] for line in lines]
    return json.dumps(s3_config({"s3": keys}), indent=1)


def store_security(_place: Path) -> str:
    """Without these whoever reaches SeaweedFS's filer may overwrite what is locked."""
    sections = ("jwt.signing", "jwt.filer_signing", "jwt.filer_signing.read")
    return "".join(f'[{one}]\nkey = "{secrets.token_hex(16)}"\n' for one in sections)


SECRETS: dict[str, Callable[[Path], str]] = {
    "admin_password": random_text,
    "postgres_password": random_text,
    "sql_alchemy_conn": database("postgresql+psycopg2"),
    "result_backend": database("db+postgresql"),
    "redis.conf": redis_conf,
    "broker_url": broker_url,
    "fernet_key": fernet_key,
    "api_secret_key": random_text,
    "jwt_secret": long_text,
    "store_writer": store_keys,
    "store_reader": store_keys,
    "store_eraser": store_keys,
    "store_admin": store_keys,
    "s3.json": store_identities,
    "security.toml": store_security,
    "signing.pem": signing_key,
}
"""File → what makes it, in an order in which each finds those it is made from."""


def write_private(path: Path, text: str, *, uid: int) -> None:
    """Whole or not at all, for its owner only; for root the owner is who the containers run as."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    if os.getuid() == 0:
        os.chown(new, uid, 0)
    new.replace(path)


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT
    main(where)
    require_free_ports(where)
