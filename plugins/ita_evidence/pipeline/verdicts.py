"""Validate: sealed bytes → documents → tables → suite → verdict, sealed; nothing is fetched."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from ita_evidence import periods
from ita_evidence.archive import layout, ledger, snapshots
from ita_evidence.archive.canonical import sha256
from ita_evidence.catalog import targets
from ita_evidence.errors import EvidenceError
from ita_evidence.model import (
    Decision,
    Inputs,
    Item,
    Plan,
    Result,
    Sealed,
    Snapshot,
    Target,
    UnitStatus,
    Verdict,
)
from ita_evidence.pipeline.documents import (
    Documents,
    documents_of,
    file_sha256,
    is_read,
    reading_ahead,
)
from ita_evidence.pipeline.records import standing_of
from ita_evidence.pipeline.sealed import (
    captures_of,
    keep_as_sealed,
    snapshot_at,
    snapshot_of,
    verdict_of,
)
from ita_evidence.pipeline.workspace import Workspace

if TYPE_CHECKING:
    from pandas import DataFrame

    from ita_evidence.archive.ledger import Head
    from ita_evidence.validation.inputs import Judging


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
    documents = documents_of(work, plan)
    reviews = reviews_of(work, plan.agency)

    def judge_item(item: str) -> Judged | Exception:
        try:
            return judge_one(work, plan, item, documents, reviews)
        except ITEM_ERRORS as error:
            return error

    def result_of(target: Target, judged: Judged | Exception) -> Result:
        try:
            if isinstance(judged, Exception):
                raise judged
            sealed = seal_judged(work, judged)
            keep_tables(work, judged)
            result = summarise(judged.verdict, judged.snapshot, sealed, judged=target.judged)
        except ITEM_ERRORS as error:
            result = Result(
                item=target.item, judged=target.judged, error=f"{type(error).__name__}: {error}"
            )
        word = result.verdict or f"no verdict: {result.error}"
        say(f"{result.item} {word} {result.finding}".strip())
        return result

    with reading_ahead(work, plan, documents), ThreadPoolExecutor(1) as pool:
        results = [pool.submit(result_of, one, judge_item(one.item)) for one in plan.targets]
    return tuple(one.result() for one in results)


ITEM_ERRORS = (EvidenceError, OSError, ValueError, ArithmeticError, LookupError, TypeError)
"""What one item's reading and judging may raise without costing the others their verdict."""


def seal_judged(work: Workspace, judged: Judged) -> Sealed:
    """The verdict, after the catalog's entry and the suite that it names."""
    for data in judged.by:
        snapshots.same_blob(work.store, data)
    sealed = snapshots.seal_verdict(work.store, judged.verdict)
    return keep_as_sealed(work, sealed, judged.verdict)


class Judged(NamedTuple):
    """A verdict that is not sealed yet, and what it was made from and with."""

    verdict: Verdict
    snapshot: Sealed
    by: tuple[bytes, bytes]
    """The catalog's entry and the suite, whose digests the verdict names."""
    tables: Mapping[str, DataFrame]


def judge_one(
    work: Workspace,
    plan: Plan,
    item_id: str,
    documents: Documents,
    reviews: Reviews,
    *,
    before: Inputs | None = None,
) -> Judged:
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
    return Judged(verdict, inputs.snapshots[0], by, judged.tables)


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
    snapshot_sha256, snapshot = snapshot_at(work, snapshot_key)
    entry = work.catalog.entry_bytes(plan.edition, item_id)
    suite = suite_bytes(work, plan.edition, item_id)
    due = (
        before.due
        if before
        else targets.due_state(item, period, periods.bangkok_date(plan.planned_at))
    )
    sealed = (before.snapshots[1:] if before else ()) or tuple(_compared(work, plan, item))
    others = [snapshot_of(work, one) for one in (sealed if target.judged else ())]
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
            and is_read(capture, pictures and shown is snapshot)
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
        lock_sha256=file_sha256(work.settings.lock_file),
        newest_review=max((head.number for head in reviewed), default=0),
        due=due,
    )
    return judging, inputs, (entry, suite)


Reviews = dict[str, tuple["Head", ...]]
"""Item → its `review` records, oldest first."""


def reviews_of(work: Workspace, agency: str) -> Reviews:
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


def keep_tables(work: Workspace, judged: Judged) -> None:
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


def _checked_at(snapshot: Snapshot, plan: Plan) -> datetime:
    """When the evidence was looked at: the newest capture's end, from the sealed copy alone."""
    return max((one.ended_at for one in captures_of(snapshot)), default=plan.planned_at)


def verdicts_of(work: Workspace, results: Iterable[Result]) -> tuple[Verdict, ...]:
    """The sealed verdicts behind the results, in their order."""
    return tuple(verdict_of(work, one.sealed) for one in results if one.sealed)
