"""A small archive for what tries every byte of it: sealed, recorded, stamped."""

from __future__ import annotations

from datetime import datetime

from ita_evidence.archive import layout, ledger, snapshots
from ita_evidence.archive.canonical import sha256
from ita_evidence.archive.store import Store
from ita_evidence.model import (
    Cadence,
    Capture,
    Evidence,
    Inputs,
    Outcome,
    Plan,
    Snapshot,
    Source,
    Target,
    Verdict,
    VerdictValue,
)

EDITION, ITEM, URL = "2566", "O21", "https://a.example/o21"


def record(store: Store, agency: str, at: datetime, period: str = "2566-03") -> ledger.Head:
    """One more run of one item; its number is in its page, so that no two are alike."""
    before = ledger.head(store, agency)
    base = before.number if before else 0
    run_key = layout.run_key(agency, period, Cadence.MONTHLY, [ITEM], None, base)
    page = f"page {base} of {agency}".encode()
    for blob in (page, b"entry", b"suite"):
        snapshots.put_blob(store, blob)
    capture = Capture(
        url=URL,
        final_url=URL,
        outcome=Outcome.OK,
        rule="status_200",
        started_at=at,
        ended_at=at,
        blob_sha256=sha256(page),
        blob_size_bytes=len(page),
    )
    source = Source(item=ITEM, unit="u", url=URL, adapter="page", why="-")
    snapshot = Snapshot(
        agency=agency,
        edition=EDITION,
        item=ITEM,
        period=period,
        run_key=run_key,
        checkpoint=None,
        captured_late=False,
        evidence=(Evidence(unit="u", source=source, captures=(capture,)),),
    )
    sealed = snapshots.seal_snapshot(store, snapshot)
    inputs = Inputs(
        snapshots=(sealed,),
        catalog_sha256=sha256(b"entry"),
        suite_sha256=sha256(b"suite"),
        lock_sha256=sha256(b"lock"),
        newest_review=0,
        due="due",
    )
    verdict = Verdict(
        agency=agency,
        edition=EDITION,
        item=ITEM,
        topic="procurement.monthly_summary",
        period=period,
        run_key=run_key,
        judge_key=layout.judge_key(inputs),
        verdict=VerdictValue.MET,
        units=(),
        findings=(),
        inputs=inputs,
    )
    plan = Plan(
        run_key=run_key,
        agency=agency,
        edition=EDITION,
        period=period,
        cadence=Cadence.MONTHLY,
        checkpoint=None,
        items=(ITEM,),
        base_record=base,
        planned_at=at,
        captured_late=False,
        targets=(Target(item=ITEM, topic=verdict.topic, judged=True, units=("u",)),),
        requests=(),
    )
    settled = ledger.Settled(ITEM, sealed, snapshots.seal_verdict(store, verdict))
    return ledger.append_run(store, plan, [settled], at=at)
