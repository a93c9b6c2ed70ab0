"""One real SeaweedFS for the session; each test has an agency of its own in it.

What is locked cannot be taken away through S3, so tampering goes where an intruder on the machine
would go: through the server's filer, with its signing key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests

# The values are the bench's too; test files are imported by path, so its modules by name.
sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from made_archive import AT, digest, make_capture, make_plan, make_snapshot, make_verdict

from ita_evidence.archive import embedded, ledger, snapshots
from ita_evidence.archive.canonical import canonical
from ita_evidence.archive.store import Store, open_store
from ita_evidence.model import Plan
from ita_evidence.settings import Settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def make_settings(data: Path, **overrides: Any) -> Settings:
    """Settings over a data folder of the test's own, with an empty catalog."""
    values = {
        "data": data,
        "catalog": data / "catalog",
        "store": "embedded",
        "retention_days": 3650,
    }
    return Settings(**{**values, "store_port": free_port(), **overrides})


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return make_settings(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings) as opened:
        yield opened


@pytest.fixture(scope="session")
def reader(settings: Settings, store: Store) -> Iterator[Store]:
    with open_store(settings, identity="reader") as opened:
        yield opened


@pytest.fixture(scope="session")
def admin(settings: Settings, store: Store) -> Iterator[Any]:
    """A boto3 client that may do what no service may."""
    with open_store(settings, identity="admin") as opened:
        yield opened.client


_agencies = itertools.count(1)


@pytest.fixture
def agency() -> str:
    return f"agency-{next(_agencies)}"


# --- values ----------------------------------------------------------------------------------


def settle(store: Store, plan: Plan) -> list[ledger.Settled]:
    """Seal a page, a snapshot and a verdict for each target of the plan."""
    catalog = snapshots.put_blob(store, f"catalog of {plan.agency}".encode())
    suite = snapshots.put_blob(store, f"suite of {plan.agency}".encode())
    settled = []
    for item in plan.items:
        body = f"{plan.agency} shows {item} in {plan.period} {plan.run_key}".encode()
        snapshots.put_blob(store, body)
        snapshot = make_snapshot(
            plan.agency, make_capture(body), item=item, period=plan.period, run_key=plan.run_key
        )
        sealed = snapshots.seal_snapshot(store, snapshot)
        verdict = make_verdict(snapshot, sealed, catalog_sha256=catalog, suite_sha256=suite)
        settled.append(ledger.Settled(item, sealed, snapshots.seal_verdict(store, verdict)))
    return settled


def run(store: Store, agency: str, **overrides: Any) -> ledger.Head:
    """A whole small run: sealed, judged, recorded."""
    plan = make_plan(agency, **overrides)
    return ledger.append_run(store, plan, settle(store, plan), at=AT)


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """The factories above."""
    return SimpleNamespace(
        at=AT,
        digest=digest,
        settings=make_settings,
        capture=make_capture,
        snapshot=make_snapshot,
        verdict=make_verdict,
        plan=make_plan,
        settle=settle,
        run=run,
        free_port=free_port,
    )


@pytest.fixture
def other(
    settings: Settings, admin: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Settings]:
    """Makes a pair of buckets of its own, reached as any S3 is: by URL and environment."""

    def new_pair(*, lock: bool = True) -> Settings:
        bucket = f"other-{next(_agencies)}"
        admin.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=lock)
        admin.create_bucket(Bucket=f"{bucket}-work")
        at = embedded.access(settings, settings.store_port, "admin")
        monkeypatch.setenv("AWS_ENDPOINT_URL", at.endpoint)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", at.access_key)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", at.secret_key)
        monkeypatch.setenv("AWS_DEFAULT_REGION", embedded.REGION)
        return replace(settings, store=f"s3://{bucket}")

    return new_pair


# --- an intruder -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Intruder:
    """Whoever has the machine: the filer's signing key opens what S3 keeps shut."""

    port: int
    key: str

    def remove(self, key: str) -> None:
        """Take an object away, versions, locks and all."""
        folder = f"http://127.0.0.1:{self.port}/buckets/{embedded.BUCKET}/{key}.versions"
        answer = requests.delete(
            folder, params={"recursive": "true"}, headers=self._headers(), timeout=5
        )
        assert answer.status_code == 204, answer.text

    def _headers(self) -> dict[str, str]:
        head, body = ({"alg": "HS256", "typ": "JWT"}, {"exp": int(time.time()) + 60})
        signed = b".".join(
            base64.urlsafe_b64encode(canonical(x)).rstrip(b"=") for x in (head, body)
        )
        mac = hmac.new(self.key.encode(), signed, hashlib.sha256).digest()
        token = signed + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")
        return {"Authorization": f"Bearer {token.decode()}"}


@pytest.fixture(scope="session")
def intruder(settings: Settings, store: Store) -> Intruder:
    ports = json.loads((settings.data / "run/store.json").read_text())
    keys = json.loads((settings.data / "keys/store.json").read_text())
    return Intruder(ports["filer"], keys["jwt"]["WEED_JWT_FILER_SIGNING_KEY"])
