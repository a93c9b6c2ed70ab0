"""The audit: stored bytes still match, locks and time stamps are renewed before they end.

An audit reads a rotating twentieth of each agency's snapshots and verdicts with all their blobs, or
everything; the second when the last full one is half a year ago. Then it

- extends the locks that end soon, of all that it read,
- renews the time stamps whose authority's certificate ends soon,
- names what interrupted runs left behind in a record of kind `audit`: from then on it is accounted
  for,

and notes the outcome in the work bucket (`index/<agency>/audit.json`) for the board. The record:

    {level, turn, checked, faults: [{key, code, reason}], extended, renewed: [keys of tokens],
     unfinished: [{key, sha256}: snapshots, verdicts], blobs: [digests that nothing leads to]}

A blob that nothing leads to is no agency's: the first agency's record names it, in a full audit.
What is wrong is named, never mended: `faults` are for a person.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from ita_evidence.archive import layout, ledger, tokens
from ita_evidence.archive import verify as verifier
from ita_evidence.archive.canonical import canonical, sha256
from ita_evidence.archive.proof import parse_time
from ita_evidence.archive.store import Store
from ita_evidence.archive.verify import Fault, Level, Report
from ita_evidence.errors import LedgerError

FULL_EVERY = timedelta(days=182)
MOST_FAULTS_NAMED = 1000
"""In a record and a summary; their number is told in full."""


class Audited(NamedTuple):
    """What the audit of one agency found and did."""

    agency: str
    level: Level
    record: int | None
    """Its `audit` record; None where the ledger is too broken to be written on."""
    checked: int
    faults: tuple[Fault, ...]
    named: tuple[str, ...]
    """Keys of what nothing led to until this record named it."""
    extended: int
    renewed: tuple[str, ...]


def audit(
    store: Store,
    *,
    at: datetime,
    level: Level | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> tuple[Audited, ...]:
    """Audit every agency that has a ledger; `level` None: in full when that is due, else a sample.

    Raises:
        StoreUnavailable, StoreRefused: the store itself cannot be read or written.
    """
    turn = at.toordinal() // 7
    agencies = sorted({key.names["agency"] for key in _ledgers(store)})
    reports: dict[str, Report] = {}
    levels: dict[str, Level] = {}
    for agency in agencies:
        levels[agency] = level or _due(store, agency, at)
        reports[agency] = verifier.verify(
            store, settings=store.settings, agency=agency, level=levels[agency], turn=turn
        )
    strays: list[str] = []
    if agencies and all(levels[agency] == "full" for agency in agencies):
        strays = _strays(store, reports.values())
    done = []
    for agency in agencies:
        one = _settle(store, agency, levels[agency], reports[agency], strays, turn, at)
        if one.record is not None:
            strays = []
        say(
            f"{agency}: {levels[agency]}, {one.checked} objects, {len(one.faults)} faults, "
            f"{len(one.named)} named now, {one.extended} locks extended, "
            f"{len(one.renewed)} time stamps renewed"
        )
        done.append(one)
    return tuple(done)


def summary_key(agency: str) -> str:
    """`index/<agency>/audit.json`: the newest audit, for the board."""
    return layout.index_key(agency, "audit")


def _ledgers(store: Store) -> Iterable[layout.Key]:
    return (key for key in map(layout.parse_key, store.keys(layout.LEDGER)) if key is not None)


def _due(store: Store, agency: str, at: datetime) -> Level:
    """In full unless the work bucket knows of a full one in the last half-year."""
    stored = store.work_get(summary_key(agency))
    try:
        full_at = parse_time(json.loads(stored)["full_at"]) if stored else None
    except (ValueError, KeyError, TypeError, LedgerError):
        full_at = None
    recent = full_at is not None and timedelta(0) <= at - full_at < FULL_EVERY
    return "sample" if recent else "full"


def _strays(store: Store, reports: Iterable[Report]) -> list[str]:
    """Digests of blobs older than a day that no snapshot, verdict or record leads to."""
    led = {digest for report in reports for digest in report.leads}
    young = store.now() - verifier.PENDING
    return [
        key.rsplit("/", 1)[1]
        for key, held in sorted(store.versions(layout.BLOBS).items())
        if layout.parse_key(key) is not None
        and key.rsplit("/", 1)[1] not in led
        and held.written_at <= young
    ]


def _settle(
    store: Store,
    agency: str,
    level: Level,
    report: Report,
    strays: Sequence[str],
    turn: int,
    at: datetime,
) -> Audited:
    faults = list(report.faults)
    left = []
    for fault in report.faults:
        key = layout.parse_key(fault.key)
        if fault.code == "unaccounted" and key is not None and key.kind in {"snapshot", "verdict"}:
            faults.remove(fault)
            left.append({"key": fault.key, "sha256": sha256(store.read(fault.key))})
    for key_ending in report.ending:
        store.extend_lock(key_ending)
    record: int | None = None
    renewed: tuple[str, ...] = ()
    try:
        renewed = tokens.renew(store, agency, at)
        head = ledger.append(
            store,
            agency,
            "audit",
            {
                "level": level,
                "turn": turn,
                "checked": report.checked,
                "faults": [vars(one) for one in faults[:MOST_FAULTS_NAMED]],
                "faults_count": len(faults),
                "extended": len(report.ending),
                "renewed": list(renewed),
                "unfinished": left,
                "blobs": list(strays),
            },
            at=at,
        )
        record = head.number
    except LedgerError as error:
        faults.append(Fault(layout.ledger_prefix(agency), "no_audit_record", str(error)))
    done = Audited(
        agency=agency,
        level=level,
        record=record,
        checked=report.checked,
        faults=tuple(faults),
        named=tuple(one["key"] for one in left) + tuple(map(layout.blob_key, strays)),
        extended=len(report.ending),
        renewed=renewed,
    )
    _note(store, done, at)
    return done


def _note(store: Store, done: Audited, at: datetime) -> None:
    before = store.work_get(summary_key(done.agency))
    full_at = at if done.level == "full" else json.loads(before or b"{}").get("full_at")
    summary = {
        "at": at,
        "full_at": full_at,
        "ok": not done.faults,
        "level": done.level,
        "checked": done.checked,
        "record": done.record,
        "faults": [vars(one) for one in done.faults[:MOST_FAULTS_NAMED]],
        "faults_count": len(done.faults),
        "named": len(done.named),
        "extended": done.extended,
        "renewed": len(done.renewed),
    }
    store.work_put(summary_key(done.agency), canonical(summary))


def said(audits: Sequence[Audited], most: int = 20) -> str:
    """The faults of all agencies in lines, for the message that a run fails with."""
    lines = [f"{one.code}: {one.key}: {one.reason}" for audited in audits for one in audited.faults]
    more = [f"… and {len(lines) - most} more: see each audit record"] if len(lines) > most else []
    return "\n".join([*lines[:most], *more])
