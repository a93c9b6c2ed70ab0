"""Judge again from what is sealed: years later, on a person's decision, after an erasure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from ita_evidence import masking
from ita_evidence.archive import erasure, layout, lease, ledger, snapshots, standing
from ita_evidence.archive.canonical import canonical
from ita_evidence.archive.verify import Fault
from ita_evidence.errors import EvidenceError, UsageError
from ita_evidence.model import Found, Sealed, VerdictValue
from ita_evidence.pipeline.documents import Documents
from ita_evidence.pipeline.plans import cadence_of, plan_of
from ita_evidence.pipeline.records import note_standing
from ita_evidence.pipeline.reports import report
from ita_evidence.pipeline.verdicts import (
    ITEM_ERRORS,
    judge_one,
    judging_of,
    keep_tables,
    reviews_of,
    seal_judged,
)
from ita_evidence.pipeline.workspace import Workspace, known_agency

if TYPE_CHECKING:
    from ita_evidence.archive.store import Store


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
    reviews = reviews_of(work, agency)
    settled_targets: dict[str, list[ledger.Settled]] = {}
    changed: list[Changed] = []
    faults: list[Fault] = []
    for item, stands in found.items():
        try:
            before = snapshots.read_verdict(work.store, stands.verdict)
            snapshots.read_snapshot(work.store, stands.snapshot)  # raises unless it is as sealed
            plan = plan_of(work, stands.run)
            judged = judge_one(work, plan, item, documents, reviews, before=before.inputs)
            keep_tables(work, judged)
            verdict = judged.verdict
            if verdict.judge_key != before.judge_key:
                one = ledger.Settled(item, judged.snapshot, seal_judged(work, judged))
                settled_targets.setdefault(plan.edition, []).append(one)
                changed.append(Changed(period, item, before.verdict, verdict.verdict))
            elif canonical(verdict) != canonical(before):
                reason = f"the same inputs give {verdict.verdict} now, and gave {before.verdict}"
                faults.append(Fault(stands.verdict.key, "verdict_differs", reason))
            say(f"{period} {item} {verdict.verdict} (was {before.verdict})")
        except ITEM_ERRORS as error:
            reason = f"{type(error).__name__}: {error}"
            faults.append(Fault(stands.snapshot.key, "not_judged", reason))
    records = [
        ledger.append_revalidation(work.store, agency, period, edition, same, at=work.now()).number
        for edition, same in settled_targets.items()
    ]
    return Revalidated(len(found) - len(faults), tuple(records), tuple(changed), tuple(faults))


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
        work, plan, item, Documents(work), reviews_of(work, agency_id), before=before.inputs
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
    note_standing(
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
    digest = blob.rsplit("/", 1)[-1]
    work.documents.clear()  # of which this process may have read it
    work.kept.discard(digest)
    faults: list[Fault | None] = []
    for agency in done.records:
        for key in list(work.store.work_keys(f"dossiers/{agency}/")):
            _, _, period, name = key.split("/")
            stored = work.store.work_get(key) if name == "dossier.zip" else None
            files = packing.unpack(stored).values() if stored else ()
            if not any(digest.encode() in one for one in files):
                continue  # a dossier names the digest of each file that it was made from
            work.store.work_delete(key)
            faults.append(_make_again(work, agency, period))
    return done, tuple(filter(None, faults))
