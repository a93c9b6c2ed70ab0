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
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from ita_evidence.archive import embedded, layout, ledger, snapshots
from ita_evidence.archive.canonical import canonical
from ita_evidence.archive.store import Store, open_store
from ita_evidence.model import (
    Cadence,
    Capture,
    Evidence,
    Inputs,
    Outcome,
    Plan,
    Sealed,
    Snapshot,
    Source,
    Target,
    Verdict,
    VerdictValue,
)
from ita_evidence.settings import Settings

AT = datetime(2026, 4, 17, 11, 30, tzinfo=UTC)


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


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def make_capture(body: bytes | None = b"page", **overrides: Any) -> Capture:
    values: dict[str, Any] = {
        "url": "https://office.sample.example/o21",
        "final_url": "https://office.sample.example/o21",
        "outcome": Outcome.OK if body else Outcome.NOT_FOUND,
        "rule": "status_200" if body else "status_404",
        "started_at": AT,
        "ended_at": AT,
        "blob_sha256": hashlib.sha256(body).hexdigest() if body else None,
        "blob_size_bytes": len(body) if body else 0,
    }
    return Capture(**{**values, **overrides})


def make_snapshot(agency: str, *captures: Capture, **overrides: Any) -> Snapshot:
    source = Source(
        item="O21", unit="u", url="https://office.sample.example/o21", adapter="page", why="-"
    )
    values: dict[str, Any] = {
        "agency": agency,
        "edition": "2566",
        "item": "O21",
        "period": "2566-03",
        "run_key": digest("run"),
        "checkpoint": None,
        "captured_late": False,
        "evidence": (Evidence(unit="u", source=source, captures=captures),),
    }
    return Snapshot(**{**values, **overrides})


def make_verdict(snapshot: Snapshot, *inputs: Sealed, **overrides: Any) -> Verdict:
    made_from = Inputs(
        snapshots=inputs,
        catalog_sha256=overrides.pop("catalog_sha256", digest("catalog")),
        suite_sha256=overrides.pop("suite_sha256", digest("suite")),
        lock_sha256=digest("lock"),
        newest_review=0,
        due="due",
    )
    values: dict[str, Any] = {
        "agency": snapshot.agency,
        "edition": snapshot.edition,
        "item": snapshot.item,
        "topic": "procurement.monthly_summary",
        "period": snapshot.period,
        "run_key": snapshot.run_key,
        "judge_key": layout.judge_key(made_from),
        "verdict": VerdictValue.MET,
        "units": (),
        "findings": (),
        "inputs": made_from,
    }
    return Verdict(**{**values, **overrides})


def make_plan(agency: str, items: tuple[str, ...] = ("O16", "O21"), **overrides: Any) -> Plan:
    base, period = overrides.get("base_record", 0), overrides.get("period", "2566-03")
    values: dict[str, Any] = {
        "run_key": layout.run_key(agency, period, Cadence.MONTHLY, items, None, base),
        "agency": agency,
        "edition": "2566",
        "period": period,
        "cadence": Cadence.MONTHLY,
        "checkpoint": None,
        "items": items,
        "base_record": base,
        "planned_at": AT,
        "captured_late": False,
        "targets": tuple(Target(item=i, topic="t", judged=True, units=("u",)) for i in items),
        "requests": (),
    }
    return Plan(**{**values, **overrides})


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
