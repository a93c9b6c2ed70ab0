"""Capture: one host asked, once a URL; nothing is judged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ita_evidence import feeds, masking, periods
from ita_evidence.archive import layout, snapshots
from ita_evidence.archive import store as stores
from ita_evidence.archive.canonical import canonical
from ita_evidence.catalog import calendar
from ita_evidence.errors import ExtractionError
from ita_evidence.model import Capture, Document, Frozen, Outcome, Plan, Request
from ita_evidence.pipeline.documents import pages_version
from ita_evidence.pipeline.workspace import Workspace, sample_where_it_answers

if TYPE_CHECKING:
    from ita_evidence.collection import Fetched, Fetcher, Validators
    from ita_evidence.collection.body import Payload


HOSTS_AT_ONCE = 64
"""In one process: each host is asked by one thread alone, which mostly waits for its turn."""


class HostCaptures(Frozen):
    """What one host answered: `captures/<agency>/<run-key>/<host>.json` in the work bucket."""

    host: str
    by_request: dict[str, tuple[Capture, ...]]


def capture_host(
    work: Workspace,
    plan: Plan,
    host: str,
    *,
    say: Callable[[str], None] = lambda line: None,
) -> HostCaptures:
    """Everything the plan wants of one host, asked in turn by one connection, then kept in the work
    bucket. What a server does is an outcome, never an exception. Sources that were down are asked
    again when the host's others are done. A host that is already captured is not asked again, as
    long as each of its bodies is still kept: an erasure may have taken one before it was sealed."""
    from ita_evidence.collection import Fetcher, KnownLeads
    from ita_evidence.robots import Shelf

    key = layout.captures_key(plan.agency, plan.run_key, host)
    stored = work.store.work_get(key)
    if stored is not None:
        captured = HostCaptures.model_validate_json(stored)
        lost = _lost(work, plan, captured)
        if not lost:
            return captured
        work.received.difference_update(lost)
    agency = sample_where_it_answers(work.agency(plan.agency), work.settings)
    period = periods.parse(plan.period)
    leads_key = f"index/{plan.agency}/leads/{host}.json"
    known_leads = work.store.work_get_tagged(leads_key)
    leads = KnownLeads(
        known_leads[0] if known_leads else None, pages_version(work.settings.lock_file)
    )
    fetcher = Fetcher(
        agency,
        data=work.settings.data,
        clock=work.now,
        known=_validators(work, plan.agency, host),
        known_body=lambda digest: known_body(work, digest),
        leads=leads,
        ask_conditionally=stored is None and not _asks_unconditionally(work, plan),
        robots=Shelf(work.store, plan.agency),
        key_of=work.key_of,
    )
    requests = [request for request in plan.requests if request.host == host]
    by_request: dict[str, tuple[Capture, ...]] = {}
    with fetcher, _keeping(work, plan) as keep:
        for request in requests:
            by_request[request.id] = _collect(request, fetcher, period, keep)
            say(f"{host} {by_request[request.id][0].outcome} {masking.shown(request.url)}")
        down = set(fetcher.forget_failures())
        for request in requests:
            if down & {capture.url for capture in by_request[request.id]}:
                by_request[request.id] = _collect(request, fetcher, period, keep)
                say(
                    f"{host} again: {by_request[request.id][0].outcome} "
                    f"{masking.shown(request.url)}"
                )
    for request in requests:
        if request.adapter == "egp_rss":
            source, *more = by_request[request.id]
            by_request[request.id] = (*_with_forgotten(work, plan, source, period), *more)
    captured = HostCaptures(host=host, by_request=by_request)
    if leads.changed:
        # What took some out meanwhile (an erasure) stands; the next run notes what this one read.
        work.store.work_put_unchanged(leads_key, leads.dump(), known_leads)
    work.store.work_put(key, canonical(captured))
    work.captured[key] = captured
    return captured


def _lost(work: Workspace, plan: Plan, captured: HostCaptures) -> set[str]:
    """Keys of the bodies that `seal` will find neither in the work bucket nor in the archive."""
    digests = {one.blob_sha256 for each in captured.by_request.values() for one in each}
    bodies = {layout.payload_key(plan.agency, plan.run_key, one): one for one in digests if one}
    there = set(
        work.store.work_keys(f"{layout.captures_prefix(plan.agency, plan.run_key)}payloads/")
    )
    return {
        key
        for key, digest in bodies.items()
        if key not in there and not work.store.exists(layout.blob_key(digest))
    }


def _collect(
    request: Request,
    fetcher: Fetcher,
    period: periods.Period,
    keep: Callable[[Fetched], None],
) -> tuple[Capture, ...]:
    from ita_evidence.collection import adapters

    fetched = adapters.collect(request, fetcher, period=period, fiscal_year=period.fiscal_year)
    for one in fetched:
        keep(one)
    return tuple(one.capture for one in fetched)


@contextmanager
def _keeping(work: Workspace, plan: Plan) -> Iterator[Callable[[Fetched], None]]:
    """Puts bodies into the work bucket while the host is asked for the next; all of them are there
    when the block ends.

    Raises:
        StoreError: one could not be put.
    """
    waiting: list[Future[None]] = []

    def put(digest: str, payload: Payload) -> None:
        key = layout.payload_key(plan.agency, plan.run_key, digest)
        if key not in work.received:
            work.store.work_put(key, payload.read())
            work.received.add(key)

    def keep(one: Fetched) -> None:
        digest = one.capture.blob_sha256
        unchanged = one.capture.rule == "not_modified"  # its bytes are the archive's own
        if one.payload is not None and digest is not None and not unchanged:
            waiting.append(pool.submit(put, digest, one.payload))

    with ThreadPoolExecutor(1) as pool:
        yield keep
        for one in waiting:
            one.result()


def _with_forgotten(
    work: Workspace, plan: Plan, source: Capture, period: periods.Period
) -> list[Capture]:
    """A feed, and what `ita_feeds` read of it and it shows no more, with the bytes for `seal`."""

    def read(capture: Capture) -> Document | None:
        digest = capture.blob_sha256
        if digest is None or capture.outcome not in (Outcome.OK, Outcome.UNCHANGED):
            return None
        key = layout.payload_key(plan.agency, plan.run_key, digest)
        return read_feed(capture, work.store.work_get(key) or known_body(work, digest))

    now, *forgotten = feeds.again(
        work.store, plan.agency, source, fiscal_year=period.fiscal_year, read=read
    )
    kept = [now]
    for capture in forgotten:
        digest = capture.blob_sha256 or ""
        body = work.store.work_get(feeds.payload_key(plan.agency, digest))
        if body is not None:
            work.store.work_put(layout.payload_key(plan.agency, plan.run_key, digest), body)
            kept.append(capture)
    return kept


def read_feed(capture: Capture, body: bytes | None) -> Document | None:
    """A feed's bytes as a document; None where there are none, or nobody can read them."""
    from ita_evidence.extraction import readers

    if body is None:
        return None
    try:
        return readers.read(body, name=capture.final_url, content_type=capture.content_type)
    except ExtractionError:
        return None  # kept and sealed as it is; the run's judge says that it cannot be read


def _asks_unconditionally(work: Workspace, plan: Plan) -> bool:
    """The closing seal does: its evidence must not rest on a server's word that nothing changed."""
    if plan.checkpoint is None:
        return False
    checkpoint = calendar.named(work.catalog, periods.parse(plan.period), plan.checkpoint)
    return checkpoint.seal == "closing"


def known_body(work: Workspace, digest: str) -> bytes | None:
    """The bytes that an earlier run kept; None where they were erased since."""
    try:
        return snapshots.get_blob(work.store, digest)
    except stores.NotInArchive:
        return None


def validators_key(agency: str, host: str) -> str:
    return f"index/{agency}/validators/{host}.json"


def _validators(work: Workspace, agency: str, host: str) -> dict[str, Validators]:
    from ita_evidence.collection import Validators

    stored = work.store.work_get(validators_key(agency, host))
    known: dict[str, Any] = json.loads(stored) if stored else {}
    return {url: Validators(**fields) for url, fields in known.items()}


def host_captures(work: Workspace, plan: Plan, host: str) -> HostCaptures | None:
    key = layout.captures_key(plan.agency, plan.run_key, host)
    if key not in work.captured:
        stored = work.store.work_get(key)
        if stored is None:
            return None
        work.captured[key] = HostCaptures.model_validate_json(stored)
    return work.captured[key]
