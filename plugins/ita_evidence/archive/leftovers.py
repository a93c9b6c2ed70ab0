"""What an interrupted run left behind: sealed objects of these targets that no record names.

A run that is killed after it sealed and never resumed (its plan is lost, or other items were asked
for) leaves snapshots and verdicts; one that is resumed with another suite leaves a verdict of its
own run key. The next record of the same targets lists them as `unfinished`.

Only the planned targets' own prefixes are listed: they grow with the runs of one period, not with
history. Which records name a run's objects is noted in the work bucket (`ledger.named_in`); without
the note the records since that run's own plan are read.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from ita_evidence.archive import layout, ledger
from ita_evidence.archive.canonical import sha256
from ita_evidence.archive.store import NotInArchive, Store
from ita_evidence.errors import ContentConflict
from ita_evidence.model import Plan, Sealed

log = logging.getLogger(__name__)

LISTERS = 8


def unfinished(store: Store, plan: Plan, settled: Sequence[ledger.Settled]) -> tuple[Sealed, ...]:
    """Sealed objects of the plan's targets that neither `settled` nor any record names, by key."""
    own = {sealed.key for one in settled for sealed in (one.snapshot, one.verdict)}
    by_run: dict[str, list[str]] = {}
    for key in _sealed_for(store, plan):
        parsed = layout.parse_key(key)
        if key not in own and parsed is not None:
            by_run.setdefault(parsed.names["run_key"], []).append(key)
    left = [key for run_key, keys in by_run.items() for key in _unnamed(store, plan, run_key, keys)]
    return tuple(_readable(store, sorted(left)))


def _readable(store: Store, keys: list[str]) -> Iterable[Sealed]:
    """One that is spoiled must not keep the run from its record: the audit names it."""
    for key in keys:
        try:
            yield Sealed(key=key, sha256=sha256(store.read(key)))
        except (ContentConflict, NotInArchive) as error:
            log.warning("not listed as unfinished: %s", error)


def _sealed_for(store: Store, plan: Plan) -> Iterable[str]:
    prefixes = [
        layout.target_prefix(kind, plan.agency, plan.edition, item, plan.period)
        for kind in (layout.SNAPSHOTS, layout.VERDICTS)
        for item in plan.items
    ]
    with ThreadPoolExecutor(LISTERS) as pool:
        for keys in pool.map(store.keys, prefixes):
            yield from keys


def _unnamed(store: Store, plan: Plan, run_key: str, keys: list[str]) -> set[str]:
    """Those of `keys`, all of one run, that no record names."""
    left = set(keys)
    for number in ledger.named_in(store, plan.agency, run_key):
        left -= ledger.keys_named(ledger.read(store, plan.agency, number).record)
    if not left:
        return left
    for number, record in ledger.records(store, plan.agency, _planned_on(store, plan, run_key)):
        if found := left & ledger.keys_named(record):
            left -= found
            ledger.note_named(store, plan.agency, run_key, number)
    return left


def _planned_on(store: Store, plan: Plan, run_key: str) -> int:
    """The record that was the newest when that run was planned; 0 when its plan is gone."""
    if run_key == plan.run_key:
        return plan.base_record
    stored = store.work_get(layout.plan_key(plan.agency, run_key))
    return 0 if stored is None else int(json.loads(stored)["base_record"])
