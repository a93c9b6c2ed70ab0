"""A small archive for what tries every byte of it: sealed, recorded, stamped."""

from __future__ import annotations

from datetime import datetime

from made_archive import make_capture, make_plan, make_snapshot, make_verdict

from ita_evidence.archive import ledger, snapshots
from ita_evidence.archive.canonical import sha256
from ita_evidence.archive.store import Store

ITEM, URL = "O21", "https://a.example/o21"


def record(store: Store, agency: str, at: datetime, period: str = "2566-03") -> ledger.Head:
    """One more run of one item; its number is in its page, so that no two are alike."""
    before = ledger.head(store, agency)
    base = before.number if before else 0
    plan = make_plan(agency, (ITEM,), period=period, base_record=base, planned_at=at)
    page = f"page {base} of {agency}".encode()
    for blob in (page, b"entry", b"suite"):
        snapshots.put_blob(store, blob)
    capture = make_capture(page, url=URL, final_url=URL, started_at=at, ended_at=at)
    snapshot = make_snapshot(agency, capture, item=ITEM, period=period, run_key=plan.run_key)
    sealed = snapshots.seal_snapshot(store, snapshot)
    made_from = {"catalog_sha256": sha256(b"entry"), "suite_sha256": sha256(b"suite")}
    verdict = make_verdict(snapshot, sealed, **made_from)
    settled = ledger.Settled(ITEM, sealed, snapshots.seal_verdict(store, verdict))
    return ledger.append_run(store, plan, [settled], at=at)
