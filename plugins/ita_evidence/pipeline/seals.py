"""Seal: the bytes kept, whatever they are; blobs, then the target's snapshot that names them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from ita_evidence import periods
from ita_evidence.archive import layout, snapshots
from ita_evidence.archive import store as stores
from ita_evidence.catalog import targets
from ita_evidence.errors import PlanError, UnsettledError
from ita_evidence.model import SUBMITTED, Capture, Evidence, Plan, Sealed, Snapshot, Source, Target
from ita_evidence.pipeline.captures import HostCaptures, host_captures
from ita_evidence.pipeline.documents import is_read
from ita_evidence.pipeline.records import down_key, standing_of
from ita_evidence.pipeline.sealed import captures_of, keep_as_sealed
from ita_evidence.pipeline.workspace import STORE_THREADS, Workspace


def seal_item(work: Workspace, plan: Plan, item_id: str) -> Sealed:
    """The target's snapshot, sealed: blobs first, then the list of captures that names them.

    A host whose capture task died leaves its sources without captures: that stands in the snapshot
    as an empty list, and is judged as `unseen`, never as missing.
    """
    target = next((one for one in plan.targets if one.item == item_id), None)
    if target is None:
        raise PlanError(
            f"item {item_id} is not in plan {plan.run_key}; it has {', '.join(plan.items)}"
        )
    if target.waivers is None or target.before is None:
        target = _planned_anew(work, plan, item_id)
    wanted = [
        (request, unit)
        for request in plan.requests
        for item, unit in request.wanted_by
        if item == item_id
    ]
    hosts = {request.host: host_captures(work, plan, request.host) for request, _ in wanted}
    home: Capture | None = None
    evidence: list[Evidence] = []
    for request, unit in wanted:
        host = hosts[request.host]
        captures = host.by_request.get(request.id, ()) if host else ()
        if unit == targets.HOME:
            home = captures[0] if captures else None
            continue
        source = Source(
            item=item_id,
            unit=unit,
            url=request.url,
            adapter=request.adapter,
            why=request.why,
            options=request.options,
            max_bytes=request.max_bytes,
        )
        evidence.append(Evidence(unit=unit, source=source, captures=captures))
    evidence.sort(key=lambda one: (one.unit == SUBMITTED, one.unit, one.source.url))
    snapshot = Snapshot(
        agency=plan.agency,
        edition=plan.edition,
        item=item_id,
        period=plan.period,
        run_key=plan.run_key,
        checkpoint=plan.checkpoint,
        captured_late=plan.captured_late,
        home=home,
        evidence=tuple(evidence),
        previously_down=_previously_down(work, plan, evidence),
        last_year=_last_year(work, plan, target, evidence),
        also_under=_also_under(plan, item_id, hosts, evidence),
        waivers=target.waivers or (),
    )
    _seal_payloads(work, plan, captures_of(snapshot))
    return keep_as_sealed(work, snapshots.seal_snapshot(work.store, snapshot), snapshot)


def _planned_anew(work: Workspace, plan: Plan, item_id: str) -> Target:
    """The target of an older version's plan, with what the catalog says of it."""
    period, on = periods.parse(plan.period), periods.bangkok_date(plan.planned_at)
    (found,) = targets.due_targets(work.catalog, plan.agency, period, plan.cadence, (item_id,), on)
    return found


def _seal_payloads(work: Workspace, plan: Plan, captures: Iterable[Capture]) -> None:
    """Each payload under its digest, once; one that stands there already has its lock extended."""
    fresh = {one.blob_sha256: one.first_snapshot is None for one in captures if one.blob_sha256}

    def received(digest: str) -> bytes | None:
        return work.store.work_get(layout.payload_key(plan.agency, plan.run_key, digest))

    def keep(digest: str) -> None:
        # Put without asking whether it is there: the put itself finds that out, and rarely does.
        payload = received(digest) if fresh[digest] else None
        if payload is None:
            try:
                snapshots.keep_blob(work.store, digest)
            except stores.NotInArchive as error:
                payload = received(digest)  # what was erased before, and stands there again
                if payload is None:
                    raise UnsettledError(
                        f"run {plan.run_key}: the payload {digest} was captured but is neither in "
                        "the work bucket nor in the archive; run the capture of its host again"
                    ) from error
        if payload is not None:
            snapshots.put_blob(work.store, payload)
        work.kept.add(digest)

    with ThreadPoolExecutor(STORE_THREADS) as pool:
        list(pool.map(keep, sorted(fresh.keys() - work.kept)))


def _previously_down(work: Workspace, plan: Plan, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Sources of this target that the checkpoint before this one found down as well."""
    if plan.checkpoint is None:
        return ()
    stored = work.store.work_get(down_key(plan.agency))
    if stored is None:
        return ()
    before = json.loads(stored)
    if before["checkpoint"] == [plan.period, plan.checkpoint]:
        return ()
    return tuple(sorted({one.source.url for one in evidence} & set(before["urls"])))


def _last_year(
    work: Workspace, plan: Plan, target: Target, evidence: Sequence[Evidence]
) -> tuple[str, ...]:
    """Digests of this target that its topic had before the fiscal year: the last year's standing
    snapshots tell, as far as they were captured in their own year."""
    begins = periods.Period("year", periods.parse(plan.period).fiscal_year, 0).first_day
    before = periods.month_of(begins).plus(-1).fiscal_year
    same_topic = target.before or ()
    shown = {c.blob_sha256 for one in evidence for c in one.captures if is_read(c, pictures=False)}
    found: set[str] = set()
    for half in (f"{before}-H1", f"{before}-H2") if same_topic else ():
        for name, sealed in standing_of(work, plan.agency, half).items():
            if name not in same_topic:
                continue
            then = snapshots.read_snapshot(work.store, Sealed.model_validate(sealed["snapshot"]))
            found |= {
                capture.blob_sha256
                for capture in captures_of(then)
                if capture.blob_sha256
                and capture.blob_sha256 in shown
                and is_read(capture, pictures=False)
                and periods.bangkok_date(capture.ended_at) < begins
            }
    return tuple(sorted(found))


def _also_under(
    plan: Plan,
    item_id: str,
    hosts: Mapping[str, HostCaptures | None],
    evidence: Sequence[Evidence],
) -> dict[str, tuple[str, ...]]:
    """Files of this target that other items of the run show too, looked for on its own hosts."""
    mine = {c.blob_sha256 for one in evidence for c in one.captures if _is_file(c)}
    found: dict[str, set[str]] = {}
    for request in plan.requests:
        others = {item for item, _ in request.wanted_by} - {item_id}
        host = hosts.get(request.host)
        if not others or host is None:
            continue
        for capture in host.by_request.get(request.id, ()):
            if capture.blob_sha256 and capture.blob_sha256 in mine and _is_file(capture):
                found.setdefault(capture.blob_sha256, set()).update(others)
    order = {name: place for place, name in enumerate(plan.items)}
    return {
        digest: tuple(sorted(items, key=lambda one: order.get(one, -1)))
        for digest, items in sorted(found.items())
    }


def _is_file(capture: Capture) -> bool:
    """Whether a capture is a document, so far as its name or its header says: no page, no feed."""
    from ita_evidence.collection.outcomes import DOCUMENT_SUFFIXES, suffix_of

    return is_read(capture, pictures=False) and (
        suffix_of(capture.final_url) in DOCUMENT_SUFFIXES
        or (capture.content_type or "").startswith(("application/pdf", "application/vnd."))
    )
