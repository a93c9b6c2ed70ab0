"""What the containers' `airflow-init` does before any other service starts, and what it refuses.

    python -m ita_evidence.orchestration.start

It refuses weak secrets, a database of another version and a store that does not lock: exit 1, each
fault on a line that says what to do. Otherwise it makes what is missing: the database, the pool of
one slot, the UI's first user, a role for each agency of the catalog and the two buckets. Run again
it adds what a new agency needs, and changes nothing else.
"""

from __future__ import annotations

import base64
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from ita_evidence import settings as settings_room
from ita_evidence.errors import EvidenceError, StoreRefused, StoreUnavailable, UsageError
from ita_evidence.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from ita_evidence.archive.store import Store

STARTS = "start: secrets, database, store are as they must be"
"""What it says last, where all may start."""
SECRETS = Path("/run/secrets")
LEAST_LETTERS = 24
"""Of a secret: hex digits of 96 bits and more. `make env` makes 64."""
LEAST_DIFFERENT = 8
USUAL = re.compile(r"airflow|admin|password|changeme|change_me|secret|example|default|12345")
"""Words of the defaults that stand in tutorials and compose files."""
READY_WITHIN_S = 60.0
AGENCY_RIGHTS = (
    *(
        ("can_read", resource)
        for resource in (
            *("Website", "Plugins", "DAG Runs", "DAG Versions", "DAG Warnings", "Task Instances"),
            *("Task Logs", "HITL Detail", "My Profile", "My Password"),
        )
    ),
    ("can_create", "DAG Runs"),
    ("can_edit", "DAG Runs"),
    ("can_edit", "Task Instances"),
    ("can_edit", "My Profile"),
    ("can_edit", "My Password"),
    ("menu_access", "DAGs"),
)
"""What an agency's role may do with what it sees: look, start, backfill, pause and clear."""
AGAIN = "delete it and run: make env"

State = Literal["empty", "current", "older", "newer"]


def main() -> int:
    """Exit 0 when everything is as it must be, 1 with a line a fault."""
    faults = [*secret_faults(SECRETS)]
    if not faults:
        try:
            prepare(settings_room.load(), os.environ)
        except EvidenceError as error:
            faults.append(str(error))
    for fault in faults:
        print(f"start: {fault}", file=sys.stderr)
    if not faults:
        print(STARTS)
    return int(bool(faults))


# --- secrets ---------------------------------------------------------------------------------


def secret_faults(folder: Path) -> Iterator[str]:
    """One line for each secret file that is missing, weak, or not of its form."""
    for name in ("admin_password", "api_secret_key", "jwt_secret"):
        text = _text(folder, name)
        if fault := "is missing" if text is None else weakness(text):
            yield f"the secret {name} {fault}; {AGAIN}"
    for name in ("sql_alchemy_conn", "result_backend", "broker_url"):
        text = _text(folder, name)
        if text is None:
            yield f"the secret {name} is missing; {AGAIN}"
        elif fault := weakness(urlsplit(text).password or ""):
            yield f"the password in {name} {fault}; change it at the server, then write it there"
    key = _text(folder, "fernet_key")
    if key is None or not _is_fernet(key):
        yield f"the secret fernet_key is no Fernet key (32 random bytes in base64); {AGAIN}"
    writer = _text(folder, "store_writer")
    if writer is None or "aws_access_key_id" not in writer:
        yield f"the secret store_writer is no AWS credentials file; {AGAIN}"


def weakness(secret: str) -> str:
    """What makes it weak, as the end of a sentence; "" for a good one."""
    if not secret:
        return "is empty"
    if len(secret) < LEAST_LETTERS:
        return f"has {len(secret)} letters, fewer than {LEAST_LETTERS}"
    if len(set(secret)) < LEAST_DIFFERENT:
        return f"repeats the same {len(set(secret))} letters"
    if found := USUAL.search(secret.lower()):
        return f"holds {found[0]!r}, a word of default secrets"
    return ""


def _text(folder: Path, name: str) -> str | None:
    try:
        return (folder / name).read_text("utf-8").strip()
    except FileNotFoundError:
        return None


def _is_fernet(text: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(text)) == 32 and len(set(text)) >= LEAST_DIFFERENT
    except ValueError:
        return False


# --- database --------------------------------------------------------------------------------


def prepare(settings: Settings, environ: Mapping[str, str]) -> None:
    """Everything that the services find ready.

    Raises:
        UsageError: the database is of another version.
        StoreError: the store does not answer, refuses the keys, or does not lock.
    """
    from airflow.configuration import conf
    from sqlalchemy import create_engine

    from ita_evidence.orchestration import database

    engine = create_engine(conf.get("database", "sql_alchemy_conn"))
    require_version(state(engine), upgrade=environ.get("ITA_UPGRADE") == "yes")
    database.prepare()
    first_user(environ.get("ITA_ADMIN_USER", "admin"), SECRETS / "admin_password")
    make_roles()
    prepare_store(settings, ours=environ.get("ITA_STORE_OURS") == "yes")


def state(engine: Engine) -> State:
    """Which version's tables the database has."""
    import airflow
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(Path(airflow.__file__).parent / "migrations"))
    with engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    if not heads:
        return "empty"
    if set(heads) == set(script.get_heads()):
        return "current"
    known = {one.revision for one in script.walk_revisions()}
    return "older" if set(heads) <= known else "newer"


def require_version(found: State, *, upgrade: bool) -> None:
    """Returns for an empty and a current database, and for an older one when it may be upgraded.

    Raises:
        UsageError: it is of another version.
    """
    if found == "older" and not upgrade:
        raise UsageError(
            "the database is of an older version: back it up (docs/runbook.md), then start once "
            "with ITA_UPGRADE=yes"
        )
    if found == "newer":
        raise UsageError(
            "the database is of a newer version than this image: use that version's image, or put "
            "back the backup made before its upgrade"
        )


def first_user(name: str, password: Path) -> None:
    """The UI's administrator, made once."""
    # By Airflow's own commands in this process, so that no password stands in a command line.
    _airflow(
        *("users", "create", "--role", "Admin", "--username", name),
        *("--firstname", name, "--lastname", "-", "--email", f"{name}@localhost"),
        *("--password", password.read_text("utf-8").strip()),
    )


def make_roles() -> None:
    """A role for each agency of the catalog; and what Viewer and User need to see the board."""
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

    from ita_evidence.orchestration.dags import light_index

    with get_application_builder() as builder:
        builder.sm.bulk_sync_roles(roles(light_index()["agencies"]))


def roles(agencies: Iterable[str]) -> list[dict[str, Any]]:
    """As FAB's `bulk_sync_roles` takes them. A role named as an agency sees and steers its DAGs and
    no other: rights on runs, tasks and logs hold for the DAGs that the role may read or edit."""
    from ita_evidence.orchestration.dags import TIMETABLES, dag_id
    from ita_evidence.orchestration.lookouts import submitted_dag_id

    made: list[dict[str, Any]] = [
        {"role": role, "perms": [("can_read", "Plugins")]} for role in ("Viewer", "User")
    ]
    for agency in agencies:
        of_agency = [*(dag_id(one, agency) for one in TIMETABLES), submitted_dag_id(agency)]
        its = [(can, f"DAG:{one}") for one in of_agency for can in ("can_read", "can_edit")]
        made.append({"role": agency, "perms": [*AGENCY_RIGHTS, *its]})
    return made


def _airflow(*arguments: str) -> None:
    from airflow.cli import cli_parser

    parsed: Any = cli_parser.get_parser().parse_args(list(arguments))
    parsed.func(parsed)


# --- store -----------------------------------------------------------------------------------


def prepare_store(settings: Settings, *, ours: bool) -> None:
    """The store tried for real with the writer's keys; `ours` makes the buckets first.

    Raises:
        StoreError: it does not answer, refuses the keys, or lacks what the archive rests on.
        UsageError: `ITA_STORE` names no bucket.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    from ita_evidence.archive import embedded, storecheck
    from ita_evidence.archive.store import open_store

    if ours:
        os.environ["AWS_SHARED_CREDENTIALS_FILE"] = str(SECRETS / "store_admin")
        try:
            with closing(boto3_client()) as client:
                embedded.make_buckets(client)
        except (ClientError, BotoCoreError) as error:
            raise StoreRefused(f"the store's buckets were not made: {error}") from error
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = str(SECRETS / "store_writer")
    with open_store(settings) as store:
        wait_until_it_takes(store)
        lacks = [f"{one.code}: {one.lacks}" for one in storecheck.check(store) if one.lacks]
        name = store.name
    if lacks:
        raise StoreRefused(
            f"{name} lacks what the archive rests on: {'; '.join(lacks)}; use a bucket with Object "
            "Lock on a store that passes: ita-evidence verify --store-check"
        )


def wait_until_it_takes(store: Store) -> None:
    """SeaweedFS answers before it knows its volumes: until then every put is a 500.

    Raises:
        StoreUnavailable: it still is after `READY_WITHIN_S`.
    """
    deadline = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            store.work_put("index/start.json", b"{}")
            return
        except StoreUnavailable:
            if time.monotonic() > deadline:
                raise
            time.sleep(1)


def boto3_client() -> Any:
    """An S3 client with the keys and the endpoint of this process's environment."""
    import boto3
    from botocore.config import Config

    return boto3.session.Session().client(
        "s3", config=Config(signature_version="s3v4", s3={"addressing_style": "path"})
    )


if __name__ == "__main__":
    sys.exit(main())
