"""The whole story: plan, capture, seal, validate, record, report, as plain functions.

    plan_run      which targets are due, which URLs they need; found again after a kill
    capture_host  ask one host, once a URL; never judge
    seal_item     keep the bytes, whatever they are: blobs, then the target's snapshot
    validate      sealed bytes → documents → tables → suite → verdict, sealed; never fetch
    record        one line in the ledger: the commit
    revalidate    judge again, years later, from what is sealed
    report        dossier, worklist, board index, from what is sealed

Each takes a `Workspace` and a run key, shares nothing with the others but the store, and may be run
again: what is already there is adopted. `orchestration/` and `cli.py` only wire them.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, cached_property, partial
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar
from urllib.parse import urlsplit

from ita_evidence import catalog as catalogs
from ita_evidence import feeds, masking, periods
from ita_evidence.archive import (
    erasure,
    layout,
    lease,
    ledger,
    leftovers,
    snapshots,
    standing,
    tokens,
)
from ita_evidence.archive import store as stores
from ita_evidence.archive.canonical import canonical, sha256
from ita_evidence.archive.verify import Fault
from ita_evidence.catalog import calendar, targets
from ita_evidence.errors import (
    EvidenceError,
    ExtractionError,
    PlanError,
    ReportError,
    UnsettledError,
    UsageError,
)
from ita_evidence.model import (
    SUBMITTED,
    Agency,
    Cadence,
    Capture,
    Decision,
    Document,
    Evidence,
    Found,
    Frozen,
    Inputs,
    Item,
    Outcome,
    Plan,
    Request,
    Result,
    Sealed,
    Snapshot,
    Source,
    Target,
    UnitStatus,
    Verdict,
    VerdictValue,
)
from ita_evidence.settings import Settings, connection_password

if TYPE_CHECKING:
    from pandas import DataFrame

    from ita_evidence.archive.embedded import Identity
    from ita_evidence.archive.ledger import Head
    from ita_evidence.archive.packages import Package
    from ita_evidence.archive.store import Store
    from ita_evidence.catalog import Catalog
    from ita_evidence.collection import Fetched, Fetcher, Validators
    from ita_evidence.collection.body import Payload
    from ita_evidence.reporting.inputs import ItemFacts, ReportInput
    from ita_evidence.validation.inputs import Judging

Value = TypeVar("Value")

HOME = "home"
HOSTS_AT_ONCE = 64
"""In one process: each host is asked by one thread alone, which mostly waits for its turn."""
SEALED_KEPT = 256
"""A run has at most twice 43; who reads a whole history does not hold all of it."""
STORE_THREADS = 4
"""Objects put or read at once: the store's round trip, not the processor, is the cost."""


@dataclass(frozen=True)
class Workspace:
    """What every step needs: settings, catalog, an open store, a clock."""

    settings: Settings
    load: Callable[[], Catalog]
    """Loads the catalog, the first time that it is needed."""
    store: Store
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    kept: set[str] = field(default_factory=set)
    """Digests of blobs that this process has put or extended: one page serves many items."""
    key_of: Callable[[str], str | None] = connection_password
    """A source's key, by the name of its connection."""
    captured: dict[str, HostCaptures] = field(default_factory=dict)
    """What this process has read of a run's hosts, by key: one host serves many items."""
    plans: dict[str, Plan] = field(default_factory=dict)
    """Plans that this process has read, by key: written once, read by every step."""
    received: set[str] = field(default_factory=set)
    """Keys of payloads that this process has put in the work bucket: pages share their files."""
    sealed: dict[str, tuple[str, Any]] = field(default_factory=dict)
    """Snapshots and verdicts that this process has sealed or read last, by key, with their digests:
    what is sealed never changes, and several steps read it."""
    documents: dict[str, Documents] = field(default_factory=dict)
    """What this process has read of the newest run's files, by run key: its judge and its reports
    read the same."""

    alone: str | None = None
    """The agency whose steps these are, where there is one."""

    @cached_property
    def catalog(self) -> Catalog:
        return self.load()

    def agency(self, agency_id: str) -> Agency:
        """Its entry; of an agency that is alone here no other file is read for it."""
        if agency_id == self.alone and "catalog" not in vars(self):
            with suppress(OSError):  # no such file: what there is instead is said below
                return catalogs.load_agency(self.settings.catalog, agency_id)
        return known_agency(self.catalog, agency_id)


@contextmanager
def open_workspace(
    settings: Settings,
    *,
    agency: str | None = None,
    identity: Identity = "writer",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    key_of: Callable[[str], str | None] = connection_password,
) -> Iterator[Workspace]:
    """The catalog loaded and the store open, for the length of a `with`.

    Of one agency, as a task has it, the catalog is that agency's part, and loaded when a step needs
    more of it than the plan says: it takes as long as all else that a small task does.
    """
    where, suites = settings.catalog, settings.expectations
    load = cache(partial(catalogs.load, where, expectations=suites, agency=agency))
    if agency is None:
        load()  # so that its faults are said before anything starts
    opened: AbstractContextManager[Store] = stores.open_store(settings, identity=identity)
    with opened as store:
        yield Workspace(settings, load, store, now, key_of=key_of, alone=agency)


# --- plan ------------------------------------------------------------------------------------


def preview(
    catalog: Catalog,
    agency_id: str,
    period_text: str,
    *,
    checkpoint: str | None = None,
    items: tuple[str, ...] | None = None,
    now: datetime | None = None,
    base_record: int = 0,
) -> Plan:
    """The plan of a run that starts now, on top of record `base_record`; nothing is written.

    Raises:
        UsageError: an unknown agency, period, checkpoint or item; the message lists the valid ones.
    """
    known_agency(catalog, agency_id)
    cadence = cadence_of(period_text)
    period = periods.parse(period_text)
    planned_at = now or datetime.now(UTC)
    today = periods.bangkok_date(planned_at)
    if cadence is Cadence.MONTHLY and checkpoint is not None:
        raise UsageError(f"checkpoint {checkpoint!r}: a month has none; leave it out")
    if checkpoint is not None:
        checkpoint = calendar.named(catalog, period, checkpoint).name
    elif cadence is Cadence.SEMIANNUAL:
        newest = calendar.newest_checkpoint(catalog, period, today)
        checkpoint = newest.name if newest else None
    edition = targets.edition_for(catalog, agency_id, period)
    chosen = targets.due_targets(catalog, agency_id, period, cadence, items, today)
    names = tuple(target.item for target in chosen)
    return Plan(
        run_key=layout.run_key(
            agency=agency_id,
            period=period_text,
            cadence=cadence,
            items=names,
            checkpoint=checkpoint,
            base_record=base_record,
        ),
        agency=agency_id,
        edition=edition,
        period=period_text,
        cadence=cadence,
        checkpoint=checkpoint,
        items=names,
        base_record=base_record,
        planned_at=planned_at,
        captured_late=_is_late(period, cadence, planned_at),
        targets=chosen,
        requests=targets.requests_for(catalog, agency_id, edition, period, chosen),
    )


def plan_run(
    work: Workspace,
    agency_id: str,
    period_text: str,
    *,
    checkpoint: str | None = None,
    items: tuple[str, ...] | None = None,
) -> Plan:
    """The plan of this run, kept in the work bucket for the steps that follow.

    A plan of the same agency, period, items and checkpoint that no record has committed is resumed:
    its captures and snapshots are adopted.

    Raises:
        UsageError: as `preview`.
    """
    known_agency(work.catalog, agency_id)
    head = ledger.head(work.store, agency_id)
    plan = preview(
        work.catalog,
        agency_id,
        period_text,
        checkpoint=checkpoint,
        items=items,
        now=work.now(),
        base_record=head.number if head else 0,
    )
    hint = _hint_key(plan)
    if resumed := _open_plan(work, agency_id, hint):
        return resumed
    work.store.work_put(layout.plan_key(agency_id, plan.run_key), canonical(plan))
    work.store.work_put(hint, canonical({"run_key": plan.run_key}))
    return plan


def hold(work: Workspace, plan: Plan) -> None:
    """Take or renew the agency's lease for this run: one run an agency at a time.

    Raises:
        AgencyBusy: another run holds it; wait, a retry can help.
    """
    lease.take(work.store, plan.agency, plan.run_key, work.now)


def let_go(work: Workspace, plan: Plan) -> None:
    """Give the lease back when the run is committed."""
    lease.release(work.store, plan.agency, plan.run_key, work.now)


def known_agency(catalog: Catalog, agency_id: str) -> Agency:
    """The agency's entry.

    Raises:
        UsageError: it is not in the catalog.
    """
    if agency_id not in catalog.agencies:
        valid = ", ".join(sorted(catalog.agencies)) or "none"
        raise UsageError(f"agency {agency_id!r} is not in the catalog; valid: {valid}")
    return catalog.agencies[agency_id]


def cadence_of(period_text: str) -> Cadence:
    """A month is run monthly, a half-year semiannually.

    Raises:
        UsageError: the text is no period, or a whole year, which no DAG runs.
    """
    try:
        kind = periods.parse(period_text).kind
    except ValueError as error:
        raise UsageError(str(error)) from None
    if kind == "year":
        raise UsageError(
            f"period {period_text!r}: runs speak for a month or a half-year; "
            "valid: 2566-03, 2566-H1, 2566-H2"
        )
    return Cadence.MONTHLY if kind == "month" else Cadence.SEMIANNUAL


def load_plan(work: Workspace, agency_id: str, run_key: str) -> Plan:
    """The plan that `plan_run` wrote.

    Raises:
        PlanError: there is none under this run key.
    """
    key = layout.plan_key(agency_id, run_key)
    if key not in work.plans:
        stored = work.store.work_get(key)
        if stored is None:
            raise PlanError(f"agency {agency_id}: no plan with run key {run_key}; run plan first")
        work.plans[key] = Plan.model_validate_json(stored)
    return work.plans[key]


def _is_late(period: periods.Period, cadence: Cadence, at: datetime) -> bool:
    """Late: looked at after the period's own run could still have seen it.

    A month is looked at in the next one; a half-year's checkpoints end two months after it.
    """
    grace_months = 1 if cadence is Cadence.MONTHLY else 2
    return periods.month_of(periods.bangkok_date(at)) > period.months[-1].plus(grace_months)


def _hint_key(plan: Plan) -> str:
    what = [plan.period, str(plan.cadence), list(plan.items), plan.checkpoint]
    return f"captures/{plan.agency}/open/{sha256(canonical(what))[:16]}.json"


def _open_plan(work: Workspace, agency: str, hint_key: str) -> Plan | None:
    """The newest plan for the same work, if no record has committed it yet."""
    hint = work.store.work_get(hint_key)
    if hint is None:
        return None
    run_key = str(json.loads(hint)["run_key"])
    stored = work.store.work_get(layout.plan_key(agency, run_key))
    if stored is None:
        return None
    plan = Plan.model_validate_json(stored)
    committed = ledger.find_run(work.store, agency, run_key, since=plan.base_record)
    return None if committed else plan


# --- capture ---------------------------------------------------------------------------------


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
    again when the host's others are done. A host that is already captured is not asked again."""
    from ita_evidence.collection import Fetcher, KnownLeads
    from ita_evidence.robots import Shelf

    key = layout.captures_key(plan.agency, plan.run_key, host)
    if stored := work.store.work_get(key):
        return HostCaptures.model_validate_json(stored)
    agency = sample_where_it_answers(work.agency(plan.agency), work.settings)
    period = periods.parse(plan.period)
    leads_key = f"index/{plan.agency}/leads/{host}.json"
    leads = KnownLeads(work.store.work_get(leads_key), _pages_version(work.settings.lock_file))
    fetcher = Fetcher(
        agency,
        data=work.settings.data,
        clock=work.now,
        known=_validators(work, plan.agency, host),
        known_body=lambda digest: known_body(work, digest),
        leads=leads,
        ask_conditionally=not _asks_unconditionally(work, plan),
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
        work.store.work_put(leads_key, leads.dump())
    work.store.work_put(key, canonical(captured))
    work.captured[key] = captured
    return captured


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


def sample_where_it_answers(agency: Agency, settings: Settings) -> Agency:
    """The agency, with the sample province's names connected to the ports that the settings give.

    The catalog names the usual ports; where those are taken, the settings name others.
    """
    ports = {
        "http": f"127.0.0.1:{settings.sample_http_port}",
        "https": f"127.0.0.1:{settings.sample_https_port}",
    }
    connect = {
        name: one.model_copy(update=ports) if name.endswith("sample.example") else one
        for name, one in agency.connect.items()
    }
    return agency.model_copy(update={"connect": connect})


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


def _validators_key(agency: str, host: str) -> str:
    return f"index/{agency}/validators/{host}.json"


def _validators(work: Workspace, agency: str, host: str) -> dict[str, Validators]:
    from ita_evidence.collection import Validators

    stored = work.store.work_get(_validators_key(agency, host))
    known: dict[str, Any] = json.loads(stored) if stored else {}
    return {url: Validators(**fields) for url, fields in known.items()}


# --- what is sealed, read --------------------------------------------------------------------


def _snapshot(work: Workspace, where: Sealed) -> Snapshot:
    """See `snapshots.read_snapshot`; read once, for the steps of one process."""
    return _read_once(work, where, snapshots.read_snapshot)


def _verdict(work: Workspace, where: Sealed) -> Verdict:
    return _read_once(work, where, snapshots.read_verdict)


def _read_once(work: Workspace, where: Sealed, read: Callable[[Store, Sealed], Value]) -> Value:
    known = work.sealed.get(where.key)
    if known is not None and known[0] == where.sha256:
        value: Value = known[1]
        return value
    return _kept(work, where.key, where.sha256, read(work.store, where))


def _snapshot_at(work: Workspace, key: str) -> tuple[str, Snapshot]:
    """The digest and the snapshot that stand under a key.

    Raises:
        NotInArchive: nothing does.
    """
    known = work.sealed.get(key)
    if known is None:
        data = work.store.read(key)
        known = sha256(data), Snapshot.model_validate_json(data)
        _kept(work, key, *known)
    return known


def _kept_as_sealed(work: Workspace, sealed: Sealed, value: Snapshot | Verdict) -> Sealed:
    """What was sealed just now is not read back; what was adopted in its place is (the digest tells
    which of the two stands there)."""
    if sha256(canonical(value)) == sealed.sha256:
        _kept(work, sealed.key, sealed.sha256, value)
    return sealed


def _kept(work: Workspace, key: str, digest: str, value: Value) -> Value:
    if len(work.sealed) >= SEALED_KEPT:
        work.sealed.clear()
    work.sealed[key] = (digest, value)
    return value


# --- seal ------------------------------------------------------------------------------------


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
    hosts = {request.host: _host_captures(work, plan, request.host) for request, _ in wanted}
    home: Capture | None = None
    evidence: list[Evidence] = []
    for request, unit in wanted:
        host = hosts[request.host]
        captures = host.by_request.get(request.id, ()) if host else ()
        if unit == HOME:
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
    return _kept_as_sealed(work, snapshots.seal_snapshot(work.store, snapshot), snapshot)


def _planned_anew(work: Workspace, plan: Plan, item_id: str) -> Target:
    """The target of an older version's plan, with what the catalog says of it."""
    period, on = periods.parse(plan.period), periods.bangkok_date(plan.planned_at)
    (found,) = targets.due_targets(work.catalog, plan.agency, period, plan.cadence, (item_id,), on)
    return found


def captures_of(snapshot: Snapshot) -> list[Capture]:
    """Every capture of a snapshot, the home page's first."""
    found = [snapshot.home] if snapshot.home else []
    return found + [capture for one in snapshot.evidence for capture in one.captures]


def _host_captures(work: Workspace, plan: Plan, host: str) -> HostCaptures | None:
    key = layout.captures_key(plan.agency, plan.run_key, host)
    if key not in work.captured:
        stored = work.store.work_get(key)
        if stored is None:
            return None
        work.captured[key] = HostCaptures.model_validate_json(stored)
    return work.captured[key]


def _seal_payloads(work: Workspace, plan: Plan, captures: Iterable[Capture]) -> None:
    """Each payload under its digest, once; one that stands there already has its lock extended."""
    fresh = {one.blob_sha256: one.first_snapshot is None for one in captures if one.blob_sha256}

    def keep(digest: str) -> None:
        payload = None
        if fresh[digest]:
            payload = work.store.work_get(layout.payload_key(plan.agency, plan.run_key, digest))
        # Put without asking whether it is there: the put itself finds that out, and rarely does.
        if payload is not None:
            snapshots.put_blob(work.store, payload)
        else:
            try:
                snapshots.keep_blob(work.store, digest)
            except stores.NotInArchive as error:
                raise UnsettledError(
                    f"run {plan.run_key}: the payload {digest} was captured but is neither in the "
                    "work bucket nor in the archive; run the capture of its host again"
                ) from error
        work.kept.add(digest)

    with ThreadPoolExecutor(STORE_THREADS) as pool:
        list(pool.map(keep, sorted(fresh.keys() - work.kept)))


_DOWN = (Outcome.UNREACHABLE, Outcome.SERVER_ERROR)


def _down_key(agency: str) -> str:
    return f"index/{agency}/down.json"


def _previously_down(work: Workspace, plan: Plan, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Sources of this target that the checkpoint before this one found down as well."""
    if plan.checkpoint is None:
        return ()
    stored = work.store.work_get(_down_key(plan.agency))
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
    shown = {c.blob_sha256 for one in evidence for c in one.captures if _is_read(c, pictures=False)}
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
                and _is_read(capture, pictures=False)
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

    return _is_read(capture, pictures=False) and (
        suffix_of(capture.final_url) in DOCUMENT_SUFFIXES
        or (capture.content_type or "").startswith(("application/pdf", "application/vnd."))
    )


# --- validate --------------------------------------------------------------------------------


def validate(
    work: Workspace,
    plan: Plan,
    *,
    say: Callable[[str], None] = lambda line: None,
) -> tuple[Result, ...]:
    """A verdict for every target, made from the sealed copies alone.

    One item's failure is caught into its result (`error`), so that the others are judged; `record`
    refuses a run that has such a result. Verdicts are sealed while the next item is judged.
    """
    documents = _documents(work, plan)
    reviews = _reviews(work, plan.agency)

    def judge_item(item: str) -> _Judged | Exception:
        try:
            return _judge_item(work, plan, item, documents, reviews)
        except _ITEM_ERRORS as error:
            return error

    def result_of(target: Target, judged: _Judged | Exception) -> Result:
        try:
            if isinstance(judged, Exception):
                raise judged
            sealed = _seal_judged(work, judged)
            _keep_tables(work, judged)
            result = summarise(judged.verdict, judged.snapshot, sealed, judged=target.judged)
        except _ITEM_ERRORS as error:
            result = Result(
                item=target.item, judged=target.judged, error=f"{type(error).__name__}: {error}"
            )
        word = result.verdict or f"no verdict: {result.error}"
        say(f"{result.item} {word} {result.finding}".strip())
        return result

    with _reading_ahead(work, plan, documents), ThreadPoolExecutor(1) as pool:
        results = [pool.submit(result_of, one, judge_item(one.item)) for one in plan.targets]
    return tuple(one.result() for one in results)


_ITEM_ERRORS = (EvidenceError, OSError, ValueError, ArithmeticError, LookupError, TypeError)
"""What one item's reading and judging may raise without costing the others their verdict."""


class Documents:
    """Sealed bytes, read once a run; readable ones are kept in the work bucket by digest.

    A mapping from a blob's digest to its `Document`, or to the `ExtractionError` that it gave.
    Safe to use from several threads: a digest is read by one of them, the others wait for it.
    """

    def __init__(self, work: Workspace) -> None:
        self._work = work
        self._version = _readers_version(work)
        self._known: dict[str, Document | ExtractionError] = {}
        self._reading: defaultdict[str, Lock] = defaultdict(Lock)

    def of(self, capture: Capture) -> Document | ExtractionError:
        digest = capture.blob_sha256 or ""
        with self._reading[digest]:
            if digest not in self._known:
                self._known[digest] = self._read(capture, digest)
            return self._known[digest]

    def _read(self, capture: Capture, digest: str) -> Document | ExtractionError:
        from ita_evidence.extraction import readers

        key = f"tables/documents/{self._version}/{digest[:2]}/{digest}.json"
        if stored := self._work.store.work_get(key):
            return Document.model_validate_json(stored)
        data = snapshots.get_blob(self._work.store, digest)
        try:
            document = readers.read(data, name=capture.final_url, content_type=capture.content_type)
        except ExtractionError as error:
            return error
        self._work.store.work_put(key, document.model_dump_json().encode())
        return document


def _documents(work: Workspace, plan: Plan) -> Documents:
    """The run's files as this process has read them; those of one run at a time."""
    if plan.run_key not in work.documents:
        work.documents.clear()
        work.documents[plan.run_key] = Documents(work)
    return work.documents[plan.run_key]


@contextmanager
def _reading_ahead(work: Workspace, plan: Plan, documents: Documents) -> Iterator[None]:
    """Reads the plan's documents in its order, beside the block, which reads what it needs first.

    The reading is another process's work; this way the judge does not stand still for it. What
    fails here is read again by whoever needs it, and fails there.
    """
    from ita_evidence.validation import tables

    judged = [target.item for target in plan.targets if target.judged]
    ended = Event()

    def read() -> None:
        for item_id in judged:
            key = layout.snapshot_key(plan.agency, plan.edition, item_id, plan.period, plan.run_key)
            with suppress(EvidenceError, ValueError):
                pictures = tables.reads_pictures(work.catalog.editions[plan.edition][item_id])
                for capture in captures_of(_snapshot_at(work, key)[1]):
                    if ended.is_set():
                        return
                    if capture.blob_sha256 and _is_read(capture, pictures):
                        documents.of(capture)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(read)
        try:
            yield
        finally:
            ended.set()


def _readers_version(work: Workspace) -> str:
    """Names what made a `Document` from bytes: our readers' source and the libraries' versions.

    A document kept under another name is left alone and read anew.
    """
    return _version(work.settings.lock_file, *reader_sources())


def reader_sources() -> tuple[Path, ...]:
    """Our own source that a `Document` depends on."""
    package = Path(__file__).parent
    return (
        *(package / "extraction" / "readers").glob("*.py"),
        *(package / "thai").glob("*.py"),
        *(package / name for name in ("clicks.py", "model.py", "periods.py")),
    )


@cache
def _pages_version(lock_file: Path) -> str:
    """Names what made `Leads` from a page's bytes, in the same way."""
    return _version(lock_file, *page_sources())


def page_sources() -> tuple[Path, ...]:
    """Our own source that `Leads` depend on."""
    package = Path(__file__).parent
    return (
        *(package / "collection").rglob("*.py"),
        *(package / "thai").glob("*.py"),
        package / "clicks.py",
    )


def _version(*sources: Path) -> str:
    parts = [_file_sha256(path) for path in sorted(sources)]
    return sha256("".join(parts).encode())[:16]


def _seal_judged(work: Workspace, judged: _Judged) -> Sealed:
    """The verdict, after the catalog's entry and the suite that it names."""
    for data in judged.by:
        snapshots.same_blob(work.store, data)
    sealed = snapshots.seal_verdict(work.store, judged.verdict)
    return _kept_as_sealed(work, sealed, judged.verdict)


class _Judged(NamedTuple):
    """A verdict that is not sealed yet, and what it was made from and with."""

    verdict: Verdict
    snapshot: Sealed
    by: tuple[bytes, bytes]
    """The catalog's entry and the suite, whose digests the verdict names."""
    tables: Mapping[str, DataFrame]


def _judge_item(
    work: Workspace,
    plan: Plan,
    item_id: str,
    documents: Documents,
    reviews: Reviews,
    *,
    before: Inputs | None = None,
) -> _Judged:
    """One target's verdict from its sealed snapshot; see `judging_of`."""
    from ita_evidence.validation import judge

    judging, inputs, by = judging_of(work, plan, item_id, documents, reviews, before=before)
    judged = judge.judge(judging)
    verdict = Verdict(
        agency=plan.agency,
        edition=plan.edition,
        item=item_id,
        topic=judging.item.topic,
        period=plan.period,
        run_key=plan.run_key,
        judge_key=layout.judge_key(inputs),
        verdict=judged.verdict,
        covered=judged.covered,
        units=judged.units,
        findings=judged.findings,
        inputs=inputs,
    )
    return _Judged(verdict, inputs.snapshots[0], by, judged.tables)


def judging_of(
    work: Workspace,
    plan: Plan,
    item_id: str,
    documents: Documents,
    reviews: Reviews,
    *,
    before: Inputs | None = None,
) -> tuple[Judging, Inputs, tuple[bytes, bytes]]:
    """What a target's verdict is made from, the digests of it, and the bytes of two that are no
    evidence: the catalog's entry and the suite.

    A verdict that is made again keeps whether it was due, and what it was compared with (`before`).
    """
    from ita_evidence.extraction import records
    from ita_evidence.validation import inputs as validation
    from ita_evidence.validation import tables

    target = next(one for one in plan.targets if one.item == item_id)
    item = work.catalog.editions[plan.edition][item_id]
    period = periods.parse(plan.period)
    snapshot_key = layout.snapshot_key(
        plan.agency, plan.edition, item_id, plan.period, plan.run_key
    )
    snapshot_sha256, snapshot = _snapshot_at(work, snapshot_key)
    entry = work.catalog.entry_bytes(plan.edition, item_id)
    suite = suite_bytes(work, plan.edition, item_id)
    due = (
        before.due
        if before
        else targets.due_state(item, period, periods.bangkok_date(plan.planned_at))
    )
    sealed = (before.snapshots[1:] if before else ()) or tuple(_compared(work, plan, item))
    others = [_snapshot(work, one) for one in (sealed if target.judged else ())]
    pictures = tables.reads_pictures(item)
    reviewed = reviews.get(item_id, ())
    judging = validation.Judging(
        item=item,
        agency=work.agency(plan.agency),
        edition=plan.edition,
        period=period,
        cadence=plan.cadence,
        target=target,
        snapshot=snapshot,
        documents={
            capture.blob_sha256: documents.of(capture)
            for shown in (snapshot, *others)
            for capture in captures_of(shown)
            if target.judged
            and capture.blob_sha256
            and _is_read(capture, pictures and shown is snapshot)
        },
        suite=json.loads(suite),
        due=due,
        criteria=work.catalog.editions[plan.edition],
        previously_down=frozenset(snapshot.previously_down),
        checked_at=_checked_at(snapshot, plan),
        extract=records.extract,
        decisions=tuple(decided for head in reviewed for decided in _decided(head)),
        others={
            name: tuple(one for one in others if one.item == name)
            for name in validation.compared_with(item)
        },
    )
    inputs = Inputs(
        snapshots=(
            Sealed(key=snapshot_key, sha256=snapshot_sha256),
            *(sealed if target.judged else ()),
        ),
        catalog_sha256=sha256(entry),
        suite_sha256=sha256(suite),
        lock_sha256=_file_sha256(work.settings.lock_file),
        newest_review=max((head.number for head in reviewed), default=0),
        due=due,
    )
    return judging, inputs, (entry, suite)


Reviews = dict[str, tuple["Head", ...]]
"""Item → its `review` records, oldest first."""


def _reviews(work: Workspace, agency: str) -> Reviews:
    return {
        item: tuple(ledger.read(work.store, agency, number) for number in numbers)
        for item, numbers in ledger.reviews(work.store, agency).items()
    }


def _decided(head: Head) -> Iterator[Decision]:
    """The decision of a `review` record; an office's answer to its worklist is sealed so too, and
    decides nothing."""
    said = head.record["body"]["decision"]
    if "evidence" in said:
        yield Decision(**said, at=datetime.fromisoformat(head.record["at"]), record=head.number)


def _keep_tables(work: Workspace, judged: _Judged) -> None:
    verdict = judged.verdict
    for name, frame in judged.tables.items():
        key = f"tables/{verdict.agency}/{verdict.run_key}/{verdict.item}.{name}.json"
        rows = frame.to_json(orient="records", date_format="iso", default_handler=str)
        work.store.work_put(key, rows.encode())


def _compared(work: Workspace, plan: Plan, item: Item) -> Iterator[Sealed]:
    """The snapshots of the items that this one's evidence is compared with, sealed so far.

    Of the item that it follows, this run's; else what stands of the period, or of another of the
    fiscal year. Of who held an office in the year (`shown_by`), all that stands of it.
    """
    from ita_evidence.validation.inputs import compared_with

    for name in compared_with(item):
        known: set[str] = set()
        for sealed in _snapshots_of_year(work, plan, name):
            if sealed.key not in known:
                known.add(sealed.key)
                yield sealed
            if name == item.consistent_with:
                break


def _snapshots_of_year(work: Workspace, plan: Plan, item: str) -> Iterator[Sealed]:
    """An item's snapshots: this run's, then what stands in the fiscal year, its period first."""
    if item in plan.items:
        key = layout.snapshot_key(plan.agency, plan.edition, item, plan.period, plan.run_key)
        if work.store.exists(key):
            yield Sealed(key=key, sha256=sha256(work.store.read(key)))
    year = periods.parse(plan.period).fiscal_year
    months = periods.Period("year", year, 0).months
    for period in dict.fromkeys((plan.period, f"{year}-H2", f"{year}-H1", *map(str, months[::-1]))):
        if stands := standing_of(work, plan.agency, period).get(item):
            yield Sealed.model_validate(stands["snapshot"])


def summarise(verdict: Verdict, snapshot: Sealed, sealed: Sealed, *, judged: bool) -> Result:
    """The small value that tasks and logs hand on."""
    reasons = [one for one in verdict.findings if one.result != "note"] or list(verdict.findings)
    return Result(
        item=verdict.item,
        judged=judged,
        verdict=verdict.verdict,
        snapshot=snapshot,
        sealed=sealed,
        finding=reasons[0].th if reasons else "",
        codes=tuple(sorted({one.code for one in verdict.findings})),
        behind=tuple(one.unit for one in verdict.units if one.status is UnitStatus.BEHIND),
    )


def suite_bytes(work: Workspace, edition: str, item_id: str) -> bytes:
    """The item's Great Expectations suite, as it stands in `expectations/`."""
    return (work.settings.expectations / edition / _suite_name(item_id)).read_bytes()


def _suite_name(item_id: str) -> str:
    return f"o{int(item_id[1:]):02d}.json"


def _is_read(capture: Capture, pictures: bool) -> bool:
    there = capture.outcome in (Outcome.OK, Outcome.UNCHANGED)
    return there and (pictures or capture.role != "requisite")


def _checked_at(snapshot: Snapshot, plan: Plan) -> datetime:
    """When the evidence was looked at: the newest capture's end, from the sealed copy alone."""
    return max((one.ended_at for one in captures_of(snapshot)), default=plan.planned_at)


def _file_sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# --- record ----------------------------------------------------------------------------------


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
    hosts = [_host_captures(work, plan, host) for host in plan.hosts]
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
        read = list(pool.map(partial(_snapshot, work), sealed))
    for one, snapshot in zip(settled_targets, read, strict=True):
        for capture in captures_of(snapshot):
            if capture.outcome in _DOWN:
                down.add(capture.url)
            if capture.outcome is not Outcome.OK or capture.blob_sha256 is None:
                continue
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
        key = _validators_key(plan.agency, host)
        stored = work.store.work_get(key)
        known = json.loads(stored) if stored else {}
        work.store.work_put(key, canonical(known | hosts[host]))

    with ThreadPoolExecutor(STORE_THREADS) as pool:
        list(pool.map(remember_host, hosts))
    _remember_sources(work, plan, settled_targets, read)
    _note_standing(
        work,
        plan.agency,
        plan.period,
        {one.item: (one.snapshot, one.verdict, number) for one in settled_targets},
    )
    if plan.checkpoint is not None:
        urls = {"checkpoint": [plan.period, plan.checkpoint], "urls": sorted(down)}
        work.store.work_put(_down_key(plan.agency), canonical(urls))


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


def _note_standing(
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


# --- judge again -----------------------------------------------------------------------------


class Changed(NamedTuple):
    """A target whose verdict was made again from other inputs than the one that stood."""

    period: str
    item: str
    was: VerdictValue
    now: VerdictValue


class Revalidated(NamedTuple):
    """What judging again came to; `records` are those that were appended, one a period."""

    judged: int
    records: tuple[int, ...]
    changed: tuple[Changed, ...]
    faults: tuple[Fault, ...]


def revalidate(
    work: Workspace,
    agency_id: str,
    *,
    period: str | None = None,
    items: tuple[str, ...] | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> Revalidated:
    """Judge again what was sealed, by the catalog, suites and reviews of today; ask no server.

    A verdict of another judge key is sealed and named by a `revalidation` record, one a period; the
    same key changes nothing, and must give the same bytes (else the fault `verdict_differs`). What
    the work bucket held of these periods is made again on the way: standing verdicts, tables, plans
    and reports.

    Raises:
        UsageError: an unknown agency, or nothing of what was asked for was ever judged.
        AgencyBusy: a run of the agency is under way.
    """
    known_agency(work.catalog, agency_id)
    with lease.agency_lease(work.store, agency_id, f"revalidate {work.now()}", work.now):
        stands = standing.standing(work.store, agency_id)
        asked = {
            one: {item: each for item, each in found.items() if not items or item in items}
            for one, found in stands.items()
            if period in (None, one)
        }
        if not any(asked.values()):
            valid = ", ".join(f"{one} ({len(found)} items)" for one, found in stands.items())
            raise UsageError(
                f"{agency_id} {period or ''} {' '.join(items or ())}: nothing of it was judged; "
                f"valid: {valid or 'none; run it first'}"
            )
        documents = Documents(work)
        done = [
            _revalidate_period(work, agency_id, one, found, documents, say)
            for one, found in asked.items()
        ]
        _make_histories(work, agency_id)
        made = [_make_again(work, agency_id, one) for one in asked]
    return Revalidated(
        judged=sum(each.judged for each in done),
        records=tuple(number for each in done for number in each.records),
        changed=tuple(change for each in done for change in each.changed),
        faults=(*(fault for each in done for fault in each.faults), *filter(None, made)),
    )


def _revalidate_period(
    work: Workspace,
    agency: str,
    period: str,
    found: Mapping[str, standing.Standing],
    documents: Documents,
    say: Callable[[str], None],
) -> Revalidated:
    reviews = _reviews(work, agency)
    settled_targets: dict[str, list[ledger.Settled]] = {}
    changed: list[Changed] = []
    faults: list[Fault] = []
    for item, stands in found.items():
        try:
            before = snapshots.read_verdict(work.store, stands.verdict)
            snapshots.read_snapshot(work.store, stands.snapshot)  # raises unless it is as sealed
            plan = plan_of(work, stands.run)
            judged = _judge_item(work, plan, item, documents, reviews, before=before.inputs)
            _keep_tables(work, judged)
            verdict = judged.verdict
            if verdict.judge_key != before.judge_key:
                one = ledger.Settled(item, judged.snapshot, _seal_judged(work, judged))
                settled_targets.setdefault(plan.edition, []).append(one)
                changed.append(Changed(period, item, before.verdict, verdict.verdict))
            elif canonical(verdict) != canonical(before):
                reason = f"the same inputs give {verdict.verdict} now, and gave {before.verdict}"
                faults.append(Fault(stands.verdict.key, "verdict_differs", reason))
            say(f"{period} {item} {verdict.verdict} (was {before.verdict})")
        except _ITEM_ERRORS as error:
            reason = f"{type(error).__name__}: {error}"
            faults.append(Fault(stands.snapshot.key, "not_judged", reason))
    records = [
        ledger.append_revalidation(work.store, agency, period, edition, same, at=work.now()).number
        for edition, same in settled_targets.items()
    ]
    return Revalidated(len(found) - len(faults), tuple(records), tuple(changed), tuple(faults))


# --- a person's decision ---------------------------------------------------------------------


class Reviewed(NamedTuple):
    """What came of a person's decision."""

    record: int
    """The `review` record; 0 when nothing was decided."""
    was: VerdictValue
    now: VerdictValue
    faults: tuple[Fault, ...]


def review(
    work: Workspace,
    agency_id: str,
    period: str,
    item: str,
    component: str,
    *,
    decision: Literal["met", "not_met"],
    reason: str,
    by: str,
    unit: str = "",
) -> Reviewed:
    """Seal a person's decision on a component, bound to the evidence that stands, and judge again.

    `component` is one of the item's, or the code of a rule over its records (`sum_mismatch`).
    `unit`: of what that unit alone shows; empty: of what speaks for the item.
    The same decision on the same evidence is one record, however often it is given.

    Raises:
        UsageError: an unknown agency, period, item, component or unit; no reason or name; never
            judged.
        AgencyBusy: a run of the agency is under way; what was decided is sealed, ask again.
    """
    from ita_evidence.validation import judge

    known_agency(work.catalog, agency_id)
    cadence_of(period)
    if not reason.strip() or not by.strip():
        raise UsageError("a decision needs its reason (--reason) and who decides (--by)")
    stands = standing.standing(work.store, agency_id).get(period, {}).get(item)
    if stands is None:
        raise UsageError(f"{agency_id} {period} {item}: nothing of it was judged; run it first")
    before = snapshots.read_verdict(work.store, stands.verdict)
    plan = plan_of(work, stands.run)
    judging, *_ = judging_of(
        work, plan, item, Documents(work), _reviews(work, agency_id), before=before.inputs
    )
    if not judging.target.judged:
        raise UsageError(f"{item} is only watched in {period}; it is decided in the half-year")
    units = dict.fromkeys((*judging.target.units, *(e.unit for e in judging.snapshot.evidence)))
    if unit and unit not in units:
        raise UsageError(f"{item} asks nothing of unit {unit!r}; valid: {', '.join(units)}")
    seen = judge.asked(judging, component, unit)
    if not seen:
        valid = ", ".join(one.id for one in judging.item.components)
        raise UsageError(f"{item} has no component {component!r} to decide; valid: {valid}")
    already = Found.YES if decision == "met" else Found.NO
    evidence = tuple(sorted(digest for digest, found in seen.items() if found is not already))
    if not evidence:
        fault = Fault(
            stands.verdict.key, "nothing_to_decide", f"{component} is {decision} without a person"
        )
        return Reviewed(0, before.verdict, before.verdict, (fault,))
    said = {
        "component": component,
        "decision": decision,
        "reason": masking.shown(reason, names=True),
        "by": by,
        "fiscal_year": judging.period.fiscal_year,
        "evidence": list(evidence),
    }
    known = [
        one.record
        for one in judging.decisions
        if one.model_dump(mode="json", exclude={"at", "record"}) == said
    ]
    # Asked once a digest: it was decided so, and stands unless somebody decided otherwise since.
    if known and known[-1] == judging.decisions[-1].record:
        record = known[-1]
    else:
        looked_at = ledger.Settled(item, stands.snapshot, stands.verdict)
        record = ledger.append_review(
            work.store, agency_id, period, plan.edition, looked_at, said, at=work.now()
        ).number
    again = revalidate(work, agency_id, period=period, items=(item,))
    now = next((one.now for one in again.changed if one.item == item), before.verdict)
    return Reviewed(record, before.verdict, now, again.faults)


def plan_of(work: Workspace, run: Head) -> Plan:
    """The plan behind a `run` record; made again from the record and the catalog where it is lost.

    Its requests are not made again: nothing is asked any more.
    """
    body, agency = run.record["body"], run.record["agency"]
    if stored := work.store.work_get(layout.plan_key(agency, body["run_key"])):
        return Plan.model_validate_json(stored)
    period, cadence = periods.parse(body["period"]), Cadence(body["cadence"])
    recorded_at = datetime.fromisoformat(run.record["at"])
    on = periods.bangkok_date(recorded_at)
    due = targets.due_targets(work.catalog, agency, period, cadence, tuple(body["items"]), on)
    return Plan(
        run_key=body["run_key"],
        agency=agency,
        edition=body["edition"],
        period=body["period"],
        cadence=cadence,
        checkpoint=body["checkpoint"],
        items=tuple(target.item for target in due),
        base_record=run.number - 1,
        planned_at=recorded_at,
        captured_late=_is_late(period, cadence, recorded_at),
        targets=due,
        requests=(),
    )


def _make_histories(work: Workspace, agency: str) -> None:
    """The items' histories that are gone from the work bucket, from every run's snapshots."""
    from ita_evidence.reporting import gather

    gone: dict[str, bool] = {}
    for _, record in ledger.records(work.store, agency):
        for target in record["body"]["targets"] if record["kind"] == "run" else ():
            topic = work.catalog.editions[record["body"]["edition"]][target["item"]].topic
            if topic not in gone:
                gone[topic] = work.store.work_get(gather.history_key(agency, topic)) is None
            if gone[topic]:
                sealed = Sealed.model_validate(target["snapshot"])
                snapshot = snapshots.read_snapshot(work.store, sealed)
                gather.remember(work.store, agency, topic, snapshot, sealed.key)


def _make_again(work: Workspace, agency: str, period: str) -> Fault | None:
    """What the work bucket holds of a period: from the ledger and what is sealed."""
    stands = standing.standing(work.store, agency)[period]
    _note_standing(
        work,
        agency,
        period,
        {item: (one.snapshot, one.verdict, one.record) for item, one in stands.items()},
    )
    plan = plan_of(work, max((one.run for one in stands.values()), key=lambda run: run.number))
    work.store.work_put_new(layout.plan_key(agency, plan.run_key), canonical(plan))
    try:
        report(work, plan)
    except EvidenceError as error:  # spoiled evidence: what is judged is on the record all the same
        return Fault(f"dossiers/{agency}/{period}/", "not_reported", str(error))
    return None


# --- erase -----------------------------------------------------------------------------------


def erase(
    work: Workspace,
    eraser: Store,
    blob: str,
    *,
    reason: str,
    by: str,
    agency_id: str | None = None,
) -> tuple[erasure.Done, tuple[Fault, ...]]:
    """See `erasure.erase`; the dossiers that were made from the bytes are made again without them.

    A fault is a dossier that could not be made again: it is gone all the same.
    """
    from ita_evidence.reporting import packing

    done = erasure.erase(
        work.store, eraser, blob, reason=reason, by=by, at=work.now(), agency=agency_id
    )
    digest = blob.rsplit("/", 1)[-1].encode()
    faults: list[Fault | None] = []
    for agency in done.records:
        for key in list(work.store.work_keys(f"dossiers/{agency}/")):
            _, _, period, name = key.split("/")
            stored = work.store.work_get(key) if name == "dossier.zip" else None
            if stored is None or not any(digest in one for one in packing.unpack(stored).values()):
                continue  # a dossier names the digest of each file that it was made from
            work.store.work_delete(key)
            faults.append(_make_again(work, agency, period))
    return done, tuple(filter(None, faults))


# --- report ----------------------------------------------------------------------------------


def report_input(work: Workspace, plan: Plan, *, with_facts: bool = True) -> ReportInput:
    """The plain values that every page is built from, read back from what is sealed.

    Without facts the documents are left unread: verdicts and snapshots alone.

    A run of a few items leaves the standing verdicts of the period's other items as they are.

    Raises:
        UnsettledError: no record carries the plan's run key.
    """
    from ita_evidence.reporting import answers, gather
    from ita_evidence.reporting.inputs import NO_FACTS, ReportInput

    head = ledger.find_run(work.store, plan.agency, plan.run_key, since=plan.base_record)
    if head is None:
        raise UnsettledError(
            f"run {plan.run_key} of {plan.agency} has no record; nothing to report"
        )
    own = {target["item"]: target for target in head.record["body"]["targets"]}
    later = {
        item: sealed
        for item, sealed in standing_of(work, plan.agency, plan.period).items()
        if item not in own or sealed["record"] > head.number
    }
    items = work.catalog.editions[plan.edition]
    period = periods.parse(plan.period)
    documents = _documents(work, plan)

    def read(sealed: Mapping[str, Any]) -> tuple[Verdict, Snapshot]:
        verdict, snapshot = (Sealed.model_validate(sealed[one]) for one in ("verdict", "snapshot"))
        return _verdict(work, verdict), _snapshot(work, snapshot)

    def document_of(capture: Capture) -> Document | ExtractionError:
        try:
            return documents.of(capture)
        except stores.NotInArchive as error:  # erased on the record: a report stands without it
            return ExtractionError(str(error))

    def facts(both: tuple[Verdict, Snapshot]) -> tuple[str, ItemFacts]:
        item = both[0].item
        return item, gather.facts(work.store, items[item], *both, document_of)

    with ThreadPoolExecutor(STORE_THREADS) as pool:
        judged = list(pool.map(read, (own | later).values()))
        known = dict(pool.map(facts, judged if with_facts else ()))
    sources = work.catalog.sources.get((plan.edition, plan.agency))
    return ReportInput(
        agency=work.agency(plan.agency),
        edition=plan.edition,
        period=plan.period,
        run_key=plan.run_key,
        record_number=head.number,
        record_sha256=head.sha256,
        recorded_at=datetime.fromisoformat(head.record["at"]),
        key_fingerprint=head.record["key_id"],
        anchored=tokens.anchored(work.store, plan.agency, head.number),
        locked=bool(head.record["body"]["store"]["lock"]),
        items=tuple(items.values()),
        verdicts={
            verdict.item: gather.shown_verdict(verdict, known.get(verdict.item, NO_FACTS))
            for verdict, _ in judged
        },
        snapshots={snapshot.item: snapshot for _, snapshot in judged},
        checkpoint=plan.checkpoint,
        form_dates=calendar.form_dates(work.catalog, period),
        checkpoints=calendar.of_half_year(work.catalog, period),
        weighting=work.catalog.weightings.get(plan.edition),
        facts=known,
        submitted=sources.submitted if sources else {},
        board=gather.read_board(work.store, plan.agency),
        answers=answers.read(work.store, plan.agency),
    )


def newest_report_input(
    work: Workspace, agency: str, period: str, *, with_facts: bool = True
) -> ReportInput:
    """`report_input` of the newest run of a period.

    Raises:
        UsageError: the period was never run.
    """
    return report_input(work, newest_plan(work, agency, period), with_facts=with_facts)


def newest_plan(work: Workspace, agency: str, period: str) -> Plan:
    """The plan of the newest reported run of a period.

    Raises:
        UsageError: the period was never run.
        ReportError: its index is not whole.
    """
    key = layout.index_key(agency, period)
    entry = work.store.work_get(key)
    if entry is None:
        raise UsageError(_never_run(agency, period))
    try:
        run_key = json.loads(entry)["run_key"]
    except (ValueError, KeyError, TypeError) as error:
        raise ReportError(
            f"{key} is no index of a period ({error!r}); make it again with: "
            f"ita-evidence revalidate --agency {agency} --period {period}"
        ) from error
    return load_plan(work, agency, run_key)


def _never_run(agency: str, period: str) -> str:
    return (
        f"{agency} {period} was never run; "
        f"run it with: ita-evidence run --agency {agency} --period {period}"
    )


def report(work: Workspace, plan: Plan, *, run: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Dossier, worklist and board index of the run, written to the work bucket; their keys.

    `run` is the Airflow run's `dag_id` and `run_id`, where there is one.
    """
    from ita_evidence.reporting import board, dossier, packing, worklist

    given = report_input(work, plan)
    entry = board.index_entry(given, run)
    board_key = f"index/{plan.agency}/board.json"
    merged = board.merge(given.board, entry)
    given = replace(given, board=merged)
    keys = []
    for name, files in (("dossier", dossier.build(given)), ("worklist", worklist.build(given))):
        key = report_key(name, plan.agency, plan.period)
        work.store.work_put(key, packing.pack(files))
        keys.append(key)
    work.store.work_put(f"index/{plan.agency}/{plan.period}.json", canonical(entry))
    work.store.work_put(board_key, canonical(merged))
    if plan.cadence is Cadence.SEMIANNUAL:
        work.store.work_put(f"index/{plan.agency}/summary.json", canonical(board.summary(given)))
    return (*keys, board_key)


def report_key(name: str, agency: str, period: str) -> str:
    """Where a report lies in the work bucket, packed: `dossiers/<agency>/<period>/<name>.zip`."""
    return f"dossiers/{agency}/{period}/{name}.zip"


def export_report(work: Workspace, agency: str, period: str, name: str, out: Path) -> list[str]:
    """The newest report of a period as files below `out`; returns their relative paths.

    Raises:
        UsageError: the period was never run, or `out` is a file.
    """
    from ita_evidence.reporting import packing

    work.agency(agency)
    packed = work.store.work_get(report_key(name, agency, period))
    if packed is None:
        raise UsageError(_never_run(agency, period))
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; give a folder")
    files = packing.unpack(packed)
    for path, data in files.items():
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return sorted(files)


def hand_out(work: Workspace, agency: str, period: str, out: Path, *, to: str) -> Package:
    """The period's package for a named recipient: originals and proof; on the record first.

    Raises:
        UsageError, LedgerError: as `packages.write`.
    """
    from ita_evidence.archive import packages
    from ita_evidence.reporting import packing

    name = work.agency(agency).name_th
    packed = work.store.work_get(report_key("dossier", agency, period))
    if packed is None:
        raise UsageError(_never_run(agency, period))
    files = packing.unpack(packed)
    return packages.write(
        work.store, agency, period, out, to=to, at=work.now(), name=name, dossier=files
    )


def verdicts_of(work: Workspace, results: Iterable[Result]) -> tuple[Verdict, ...]:
    """The sealed verdicts behind the results, in their order."""
    return tuple(_verdict(work, one.sealed) for one in results if one.sealed)


# --- the run, without Airflow -----------------------------------------------------------------


def settle(
    work: Workspace,
    plan: Plan,
    *,
    say: Callable[[str], None] = lambda line: None,
) -> tuple[Head, tuple[Result, ...]]:
    """Capture, seal, validate and record a plan in this process; one thread a host."""
    with lease.agency_lease(work.store, plan.agency, plan.run_key, work.now):
        with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
            list(pool.map(lambda host: capture_host(work, plan, host, say=say), plan.hosts))
        for item in plan.items:
            seal_item(work, plan, item)
        results = validate(work, plan, say=say)
        return record(work, plan, results), results


def settled(results: Iterable[Result]) -> bool:
    """Every target has a verdict."""
    return all(result.verdict is not None for result in results)


def all_met(results: Iterable[Result]) -> bool:
    """For `--strict`: every judged target is met."""
    return all(result.verdict is VerdictValue.MET for result in results if result.judged)
