"""Record: one line in the ledger, the commit; then what the next run may know of this one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ita_evidence.archive import erasure, ledger, leftovers, tokens
from ita_evidence.archive.canonical import canonical
from ita_evidence.errors import UnsettledError
from ita_evidence.model import Outcome, Plan, Result, Sealed, Snapshot
from ita_evidence.pipeline.captures import host_captures, validators_key
from ita_evidence.pipeline.sealed import captures_of, snapshot_of
from ita_evidence.pipeline.workspace import STORE_THREADS, Workspace

if TYPE_CHECKING:
    from ita_evidence.archive.ledger import Head


DOWN = (Outcome.UNREACHABLE, Outcome.SERVER_ERROR)


def record(work: Workspace, plan: Plan, results: Sequence[Result]) -> Head:
    """The commit: one ledger line that names every snapshot and verdict of the run.

    Raises:
        UnsettledError: a planned target has no snapshot or no verdict; nothing is appended.
    """
    settled_targets = [
        ledger.Settled(one.item, one.snapshot, one.sealed)
        for one in results
        if one.snapshot is not None and one.sealed is not None
    ]
    without = {one.item: one.error for one in results if one.error}
    if without:
        reasons = "; ".join(f"{item}: {error}" for item, error in without.items())
        raise UnsettledError(
            f"run {plan.run_key[:12]} of {plan.agency} {plan.period}: {len(without)} of "
            f"{len(plan.items)} targets have no verdict: {reasons}. Mend the cause and run again: "
            "what is sealed is adopted"
        )
    head = ledger.append_run(
        work.store,
        plan,
        settled_targets,
        at=work.now(),
        unfinished=leftovers.unfinished(work.store, plan, settled_targets),
    )
    _remember(work, plan, settled_targets, head.number)
    return head


def summary(work: Workspace, plan: Plan, head: Head, results: Sequence[Result]) -> dict[str, Any]:
    """The run in one small JSON value of counts, for whoever watches many runs; also kept in the
    work bucket as `index/<agency>/runs/<run-key>.json`."""
    hosts = [host_captures(work, plan, host) for host in plan.hosts]
    # One URL may answer several requests: what was asked once is counted once.
    captures = {
        (one.url, one.started_at): one
        for host in hosts
        if host is not None
        for answers in host.by_request.values()
        for one in answers
    }.values()
    made = {
        "agency": plan.agency,
        "period": plan.period,
        "checkpoint": plan.checkpoint,
        "run_key": plan.run_key,
        "record": head.number,
        "planned_at": plan.planned_at.isoformat(),
        "recorded_at": head.record["at"],
        "captured_late": plan.captured_late,
        "captures": dict(Counter(str(one.outcome) for one in captures)),
        "hosts_without_captures": sum(host is None for host in hosts),
        "received_bytes": sum(one.wire_size_bytes for one in captures),
        "targets": len(plan.targets),
        "verdicts": dict(Counter(str(one.verdict) for one in results)),
        "units_behind": sum(len(one.behind) for one in results),
        "anchored": tokens.anchored(work.store, plan.agency, head.number),
    }
    key = f"index/{plan.agency}/runs/{plan.run_key}.json"
    work.store.work_put(key, canonical(made))
    return made


def _remember(
    work: Workspace, plan: Plan, settled_targets: Sequence[ledger.Settled], number: int
) -> None:
    """What the next run may ask conditionally, and which sources were down: kept in `index/`."""
    hosts: dict[str, dict[str, dict[str, str | int | None]]] = {}
    down: set[str] = set()
    with ThreadPoolExecutor(STORE_THREADS) as pool:
        sealed = [one.snapshot for one in settled_targets]
        read = list(pool.map(partial(snapshot_of, work), sealed))
    gone = _erased_meanwhile(work, plan, number)
    for one, snapshot in zip(settled_targets, read, strict=True):
        for capture in captures_of(snapshot):
            if capture.outcome in DOWN:
                down.add(capture.url)
            if capture.outcome is not Outcome.OK or capture.blob_sha256 is None:
                continue
            if capture.blob_sha256 in gone:
                continue  # else the next run would hear `unchanged` of it
            if capture.parent == capture.url:
                continue  # an earlier reading of a feed: not what its URL gives now
            host = urlsplit(capture.url).hostname or ""
            hosts.setdefault(host, {})[capture.url] = {
                "etag": capture.etag,
                "last_modified": capture.last_modified,
                "blob_sha256": capture.blob_sha256,
                "blob_size_bytes": capture.blob_size_bytes,
                "content_type": capture.content_type,
                "links": capture.links,
                "first_snapshot": one.snapshot.key,
            }

    def remember_host(host: str) -> None:
        key = validators_key(plan.agency, host)
        found = work.store.work_get_tagged(key)
        known = json.loads(found[0]) if found else {}
        # What took some out meanwhile (an erasure) stands; the next run asks for all of them anew.
        work.store.work_put_unchanged(key, canonical(known | hosts[host]), found)

    with ThreadPoolExecutor(STORE_THREADS) as pool:
        list(pool.map(remember_host, hosts))
    _remember_sources(work, plan, settled_targets, read)
    note_standing(
        work,
        plan.agency,
        plan.period,
        {one.item: (one.snapshot, one.verdict, number) for one in settled_targets},
    )
    if plan.checkpoint is not None:
        urls = {"checkpoint": [plan.period, plan.checkpoint], "urls": sorted(down)}
        work.store.work_put(down_key(plan.agency), canonical(urls))


def _erased_meanwhile(work: Workspace, plan: Plan, number: int) -> set[str]:
    """Digests that were erased between the run's plan and its record."""
    between = range(plan.base_record + 1, number)
    records = (ledger.read(work.store, plan.agency, one).record for one in between)
    return {digest for one in records if (digest := erasure.digest_of(one))}


def _remember_sources(
    work: Workspace,
    plan: Plan,
    settled_targets: Sequence[ledger.Settled],
    read: Sequence[Snapshot],
) -> None:
    """Each item's history of its sources, longer by this run's captures (`read`: of each)."""
    from ita_evidence.reporting import gather

    items = work.catalog.editions[plan.edition]

    def one_item(one: ledger.Settled, snapshot: Snapshot) -> None:
        gather.remember(work.store, plan.agency, items[one.item].topic, snapshot, one.snapshot.key)

    with ThreadPoolExecutor(STORE_THREADS) as pool:
        list(pool.map(one_item, settled_targets, read))


def _standing_key(agency: str, period: str) -> str:
    return f"index/{agency}/standing/{period}.json"


def note_standing(
    work: Workspace, agency: str, period: str, stands: Mapping[str, tuple[Sealed, Sealed, int]]
) -> None:
    """Note what stands of a period from now on: item → snapshot, verdict, the record's number."""
    noted = standing_of(work, agency, period) | {
        item: {"snapshot": snapshot.model_dump(), "verdict": verdict.model_dump(), "record": number}
        for item, (snapshot, verdict, number) in stands.items()
    }
    work.store.work_put(_standing_key(agency, period), canonical(noted))


def standing_of(work: Workspace, agency: str, period: str) -> dict[str, Any]:
    """Item → its newest record's snapshot, verdict and number: the standing verdicts of a period.

    `revalidate` makes it again from the ledger where the work bucket is lost.
    """
    stored = work.store.work_get(_standing_key(agency, period))
    found: dict[str, Any] = json.loads(stored) if stored else {}
    return found


def down_key(agency: str) -> str:
    return f"index/{agency}/down.json"
