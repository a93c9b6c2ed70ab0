"""Values of a small archive, made up: what the archive's bench and tests seal and record."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from ita_evidence.archive import layout
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

AT = datetime(2026, 4, 17, 11, 30, tzinfo=UTC)


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
