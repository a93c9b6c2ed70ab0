"""Makes `.env` and `.compose/s3.json` for docker-compose.yaml, with random secrets, once.

    .venv/bin/python scripts/compose_env.py [FOLDER]

Run it again after an upgrade: what stands in `.env` stays, what is new in `.env.example` is added,
and the store's identities are written anew from the keys in `.env`.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import sys
from pathlib import Path

from ita_evidence.archive.embedded import _s3_config
from ita_evidence.settings import PROJECT

FERNET = "AIRFLOW_FERNET_KEY"
IDENTITIES = ("writer", "reader", "eraser", "admin")


def main(folder: Path) -> None:
    values = read(folder / ".env") if (folder / ".env").exists() else {}
    for name, value in read(PROJECT / ".env.example").items():
        values.setdefault(name, value or secret(name))
    text = "".join(f"{name}={value}\n" for name, value in values.items())
    write_private(folder / ".env", text)
    keys = {
        name: (values[f"ITA_{name.upper()}_KEY_ID"], values[f"ITA_{name.upper()}_SECRET"])
        for name in IDENTITIES
    }
    (folder / ".compose").mkdir(mode=0o700, exist_ok=True)
    write_private(folder / ".compose" / "s3.json", json.dumps(_s3_config({"s3": keys}), indent=1))
    print(f"compose: {folder}/.env and {folder}/.compose/s3.json are there (mode 600)")
    print("compose: the UI's user and password are AIRFLOW_ADMIN_USER and AIRFLOW_ADMIN_PASSWORD")


def read(path: Path) -> dict[str, str]:
    """The `NAME=value` lines of a file."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    pairs = (line.partition("=")[::2] for line in lines if line and not line.startswith("#"))
    return dict(pairs)


def secret(name: str) -> str:
    """Random, of letters and digits (Fernet's form apart), 256 bits or more."""
    if name == FERNET:
        return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return secrets.token_hex(40)


def write_private(path: Path, text: str) -> None:
    """Whole or not at all, for its owner only."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.replace(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT)
