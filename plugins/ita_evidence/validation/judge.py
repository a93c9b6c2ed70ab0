"""The one judge: tables and a suite into a verdict, a status for each unit, and findings.

Great Expectations alone says what fails. From its results, the outcomes' table and the due date the
verdict follows by design §9's order: `not_applicable`, `not_met`, `not_due`, `needs_review`, `met`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import unquote

import great_expectations as gx
import pandas as pd
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context.types.base import ProgressBarsConfig

from ita_evidence import masking, periods
from ita_evidence.errors import JudgeError
from ita_evidence.model import (
    SUBMITTED,
    Cadence,
    Finding,
    Found,
    Observation,
    PeriodRule,
    Place,
    UnitResult,
    UnitsRule,
    UnitStatus,
    VerdictValue,
    Waiver,
)
from ita_evidence.validation import combine, covered, decisions, outcomes, suites, tables
from ita_evidence.validation.inputs import Judged, Judging, needed_months
from ita_evidence.validation.sentences import SENTENCES, sentence

__all__ = ["Judged", "Judging", "asked", "judge"]

Severity = Literal["critical", "warning", "info"]
_RESULT: dict[str, Literal["not_met", "needs_review", "note"]] = {
    "critical": "not_met",
    "warning": "needs_review",
    "info": "note",
}


@dataclass(frozen=True)
class Failure:
    """A rule that failed on a row, or that could not be run (`row` None, `error` set)."""

    rule: suites.Rule
    row: int | None
    error: str = ""


class _NotAnswered(Exception):
    """What was told of these rows, where not every rule told of them one by one."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        super().__init__()
        self.failures = failures


def judge(judging: Judging) -> Judged:
    """The verdict of a target from its sealed evidence, read.

    Equal inputs give an equal result, findings in the same order.

    Raises:
        JudgeError: a suite that does not load whole, an unknown recogniser or unit, a required
            component without a row, content without a document.
    """
    waived = {one.unit: one for one in judging.snapshot.waivers}
    if waived:
        return _waived(judging, waived)
    if not judging.target.judged:
        return _watched(judging)
    required = [one.id for one in judging.item.components if one.required]
    batches = suites.load(judging.suite, required=required)
    built = tables.build(judging)
    frames = {
        "captures": built.captures,
        "components": built.components,
        "records": built.records,
    }
    chosen = _chosen(judging, built)
    told = combine.unit_rows(judging.item, built.observations)
    offices = [number for number in told if built.observations[number].unit != SUBMITTED]
    units_of_item = {built.observations[row].unit for row in chosen}
    for rows in (chosen, offices):
        _complete(judging, batches, {built.observations[row].component for row in rows})
    # Each rule speaks of rows one by one, so that one look serves the item and its units.
    units = {*judging.target.units, *units_of_item}
    failed = _run(batches, frames, {*chosen, *offices}, units)
    failures = _of(built, failed, set(chosen), units_of_item)
    everywhere = _of(built, failed, set(offices), set(judging.target.units))
    failures, everywhere = (_decided(judging, built, one) for one in (failures, everywhere))
    statuses = _statuses(judging, built, everywhere)
    verdict = _verdict(judging, failures)
    return Judged(
        verdict=verdict,
        covered=_covered(built.observations[row] for row in chosen),
        units=statuses,
        findings=(
            *_findings(judging, built, verdict, failures, everywhere, set(chosen)),
            *_elsewhere(judging, verdict, statuses),
        ),
        tables=frames,
    )


# --- waivers ---------------------------------------------------------------------------------


def _waived(judging: Judging, waived: dict[str, Waiver]) -> Judged:
    """What is left when an item, or some units' parts, are not asked for: the others are judged."""
    units = judging.target.units
    gone = units if "" in waived else tuple(unit for unit in units if unit in waived)
    left = tuple(unit for unit in units if unit not in gone)
    rest = replace(
        judging,
        target=judging.target.model_copy(update={"units": left}),
        snapshot=judging.snapshot.model_copy(update={"waivers": ()}),
    )
    judged = judge(rest) if left else Judged(VerdictValue.NOT_APPLICABLE, "", (), (), {})
    notes = [
        _plain_finding(
            judging,
            "waived",
            unit=one.unit,
            by=one.by,
            reason=one.reason,
            until=periods.thai_date(one.until),
        )
        for one in waived.values()
    ]
    statuses = {one.unit: one for one in judged.units}
    for unit in gone:
        statuses[unit] = UnitResult(unit=unit, status=UnitStatus.NOT_ASSIGNED)
    return replace(
        judged,
        units=tuple(statuses[unit] for unit in units),
        findings=(*judged.findings, *notes),
    )


def _chosen(judging: Judging, built: tables.Tables) -> list[int]:
    """The rows that speak for the item. What counts is what the agency submitted, once it did; the
    units' own evidence gives their statuses."""
    carriers = (SUBMITTED,) if tables.is_submitted(judging) else judging.target.units
    return combine.item_rows(judging.item, carriers, built.observations)


# --- a person's decisions --------------------------------------------------------------------


def asked(judging: Judging, component: str, unit: str = "") -> dict[str, Found]:
    """What a person who decides of a component, or of a rule's code, looks at: the digest of each
    piece of evidence, with what a machine sees in it. Earlier decisions are left out.

    Of the evidence that speaks for the item, or of all that one unit shows (its own part may be
    open where another unit carries the item).

    Raises:
        JudgeError: as `judge`.
    """
    alone = replace(judging, decisions=())
    required = [one.id for one in judging.item.components if one.required]
    built = tables.build(alone)
    rows = built.observations
    chosen = (
        [number for number in combine.unit_rows(judging.item, rows) if rows[number].unit == unit]
        if unit
        else _chosen(alone, built)
    )
    seen = {
        decisions.evidence_of(alone, row): row.found
        for row in map(rows.__getitem__, chosen)
        if row.component == component
    }
    frames = {"captures": built.captures, "records": built.records}
    rules = [one for one in suites.load(judging.suite, required=required) if one.table in frames]
    units = {rows[number].unit for number in chosen}
    for failure in _run(rules, frames, set(chosen), units):
        if failure.rule.code == component and failure.row is not None:
            seen[_blob_of(built, failure)] = Found.UNSURE
    return seen


def _decided(judging: Judging, built: tables.Tables, failures: list[Failure]) -> list[Failure]:
    """The failures after what people decided of rules over records; rows of components were decided
    before they were judged."""
    kept = []
    for failure in failures:
        decided = None
        if failure.rule.table != "components" and failure.row is not None:
            blob = _blob_of(built, failure)
            decided = decisions.decided_of(judging, failure.rule.code, blob)
        if decided is None:
            kept.append(failure)
        elif decided.decision == "not_met":
            kept.append(replace(failure, rule=replace(failure.rule, severity="critical")))
    return kept


def _blob_of(built: tables.Tables, failure: Failure) -> str:
    frame = built.records if failure.rule.table == "records" else built.captures
    return str(frame.loc[frame["row"] == failure.row, "blob_sha256"].iloc[0])


def _decisions_said(judging: Judging) -> list[Finding]:
    """Who decided of rules over records, and why."""
    components = {one.id for one in judging.item.components}
    blobs = {
        capture.blob_sha256
        for one in judging.snapshot.evidence
        for capture in one.captures
        if capture.blob_sha256
    }
    return [
        _row_finding(judging, _nowhere(code, decisions.said(one)), code, "note")
        for one in judging.decisions
        for code in (decisions.CODES[one.decision],)
        if one.component not in components
        and one.fiscal_year == judging.period.fiscal_year
        and blobs & set(one.evidence)
    ]


# --- Great Expectations ----------------------------------------------------------------------


@lru_cache(maxsize=1)
def _batch_definition() -> BatchDefinition[Any]:
    """One ephemeral context for the life of the process, without progress bars."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("tables").add_dataframe_asset("table")
    return asset.add_batch_definition_whole_dataframe("whole")


def _run(
    batches: Sequence[suites.Batch],
    frames: dict[str, pd.DataFrame],
    rows: set[int],
    units: set[str],
) -> list[Failure]:
    """All failures of the suite over these rows of `components` and these units of the others."""
    failures: list[Failure] = []
    for batch in batches:
        frame = frames[batch.table]
        if batch.table == "components":
            frame = frame[frame["row"].isin(rows) & frame["component"].isin(batch.components)]
        else:
            frame = frame[frame["unit"].isin(units)]
        if frame.empty:
            continue  # only captures and records may be: components are counted by `_complete`
        failures += _validate(batch, frame.reset_index(drop=True))
    return sorted(failures, key=lambda one: (one.rule.number, -1 if one.row is None else one.row))


def _of(
    built: tables.Tables, failures: Iterable[Failure], rows: set[int], units: set[str]
) -> list[Failure]:
    """Those of these rows of `components` and these units; one that names no row is everyone's."""

    def theirs(failure: Failure) -> bool:
        if failure.row is None:
            return True
        if failure.rule.table == "components":
            return failure.row in rows
        return _unit_of(built, failure) in units

    return [one for one in failures if theirs(one)]


def _complete(judging: Judging, batches: Iterable[suites.Batch], there: set[str]) -> None:
    """An empty frame passes every expectation, so the components that have rows are counted first.

    Raises:
        JudgeError: a required component of the suite has none.
    """
    optional = {one.id for one in judging.item.components if not one.required}
    optional |= set(judging.item.any_of) if there & set(judging.item.any_of) else set()
    named = [one for batch in batches if batch.table == "components" for one in batch.components]
    if absent := [one for one in dict.fromkeys(named) if one not in there | optional]:
        raise JudgeError(
            f"{judging.item.id}: no row for component {', '.join(absent)}; every required "
            "component of a suite needs a row of each unit"
        )


def _validate(batch: suites.Batch, frame: pd.DataFrame) -> list[Failure]:
    columns = batch.columns if set(batch.columns) <= set(frame.columns) else ()
    asked = frame[list(columns)] if columns else frame
    rows = tuple(asked.itertuples(index=False, name=None))
    look = _failures if columns and _hashable(rows) else _failures.__wrapped__
    try:
        return list(look(batch, tuple(asked.columns), rows))
    except _NotAnswered as told:
        return list(told.failures)
    except Exception as error:  # noqa: BLE001  the boundary to GX: recorded as judge_error
        return [Failure(rule, None, type(error).__name__) for rule in batch.rules]


def _hashable(rows: tuple[tuple[Any, ...], ...]) -> bool:
    """Whether their answer can be remembered; a suite may look at a column of lists."""
    try:
        hash(rows)
    except TypeError:
        return False
    return True


@lru_cache(maxsize=1024)
def _failures(
    batch: suites.Batch, columns: tuple[str, ...], rows: tuple[tuple[Any, ...], ...]
) -> tuple[Failure, ...]:
    """What fails of these rows; most often those of a target before: all found, row 0 to n.

    Raises:
        _NotAnswered: a rule could not be run, or named no row; the next look asks anew.
        Exception: whatever Great Expectations lets through.
    """
    by_number = {rule.number: rule for rule in batch.rules}
    results = (
        _batch_definition()
        .get_batch(
            batch_parameters={
                "dataframe": pd.DataFrame(list(rows), columns=list(columns), dtype=object)
            }
        )
        .validate(
            batch.suite,
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": ["row"],
            },
        )
    )
    failures: list[Failure] = []
    answered = set()
    for result in results.results:
        config = result.expectation_config
        if config is None:
            continue  # told below as "no result"
        rule = by_number[(config.meta or {})["rule"]]
        answered.add(rule.number)
        if _raised(result.exception_info):
            failures.append(Failure(rule, None, "exception"))
        elif not result.success:
            found = result.result.get("unexpected_index_list") or []
            failures += [Failure(rule, int(one["row"])) for one in found] or [
                Failure(rule, None, "no row named")
            ]
    failures += [
        Failure(rule, None, "no result") for rule in batch.rules if rule.number not in answered
    ]
    if any(one.error for one in failures):
        raise _NotAnswered(failures)
    return tuple(failures)


def _raised(info: Any) -> bool:
    """Whether any of the exceptions that Great Expectations reports was raised, however nested."""
    if not isinstance(info, dict):
        return False
    return bool(info.get("raised_exception")) or any(_raised(one) for one in info.values())


# --- verdict and statuses --------------------------------------------------------------------


def _verdict(judging: Judging, failures: Sequence[Failure]) -> VerdictValue:
    if _outside_first_half(judging):
        return VerdictValue.NOT_APPLICABLE
    critical = [one for one in failures if one.rule.severity == "critical" and not one.error]
    if critical:
        return VerdictValue.NOT_MET if judging.due == "due" else VerdictValue.NOT_DUE
    if any(one.error or one.rule.severity == "warning" for one in failures):
        return VerdictValue.NEEDS_REVIEW
    return VerdictValue.MET


def _outside_first_half(judging: Judging) -> bool:
    """O21 in April to September: its units are followed, the item does not ask for the month."""
    item = judging.item
    if not (item.by_month and item.period_rule is PeriodRule.FIRST_HALF):
        return False
    if judging.cadence is not Cadence.MONTHLY:
        return False
    return judging.period.months[0] not in periods.first_half(judging.period.fiscal_year)


def _statuses(
    judging: Judging, built: tables.Tables, failures: Sequence[Failure]
) -> tuple[UnitResult, ...]:
    """Each unit's status from the same suite over all units' rows."""
    worst: dict[str, UnitStatus] = {}
    behind = UnitStatus.BEHIND if judging.due == "due" else UnitStatus.NOT_DUE
    for failure in failures:
        units = judging.target.units if failure.row is None else (_unit_of(built, failure),)
        for unit in units:
            if failure.error or failure.rule.severity == "warning":
                worst.setdefault(unit, UnitStatus.NEEDS_REVIEW)
            elif failure.rule.severity == "critical":
                worst[unit] = behind
    return tuple(
        UnitResult(unit=unit, status=worst.get(unit, UnitStatus.DONE))
        for unit in judging.target.units
    )


def _unit_of(built: tables.Tables, failure: Failure) -> str:
    if failure.rule.table == "components":
        return built.observations[failure.row or 0].unit
    frame = built.records if failure.rule.table == "records" else built.captures
    return str(frame.loc[frame["row"] == failure.row, "unit"].iloc[0])


def _covered(rows: Iterable[Observation]) -> str:
    """The covered period of the rows that count: months as spans, else the last one named."""
    named = [row.covered for row in rows if row.covered]
    months = {
        month
        for text in named
        for span in text.split(", ")
        if "-" in span
        for month in _months(span)
    }
    return covered.span_text(months) if months else (named[-1] if named else "")


def _months(span: str) -> list[periods.Month]:
    first, _, last = span.partition("..")
    start, end = periods.parse(first).months[0], periods.parse(last or first).months[0]
    count = (end.year_be - start.year_be) * 12 + end.month - start.month + 1
    return [start.plus(i) for i in range(count)]


# --- findings --------------------------------------------------------------------------------


def _remarked(judging: Judging) -> list[Finding]:
    """What collecting noticed beside the outcomes: repairs of dead links, a feed's gap."""
    return [
        _plain_finding(
            judging,
            remark.code,
            unit=one.unit,
            url=capture.final_url,
            of=_readable(remark.of),
            offer=_readable(remark.url),
            why=remark.why,
        )
        for one in judging.snapshot.evidence
        if one.unit in (*judging.target.units, SUBMITTED)
        for capture in one.captures
        for remark in capture.remarks
        if remark.code not in ("links_gone", "left_out")  # these hide what was not found: `tables`
    ]


def _also_under(judging: Judging) -> list[Finding]:
    """The same file under several items: said, never a fault (they are often one document)."""
    return [
        _plain_finding(
            judging,
            "same_file",
            unit=one.unit,
            url=capture.final_url,
            items=", ".join(judging.snapshot.also_under[capture.blob_sha256]),
        )
        for one in judging.snapshot.evidence
        for capture in one.captures
        if capture.blob_sha256 in judging.snapshot.also_under and capture.role != "requisite"
    ]


def _elsewhere(
    judging: Judging, verdict: VerdictValue, statuses: Sequence[UnitResult]
) -> list[Finding]:
    """Evidence that stands elsewhere than at the submitted URL: said, never counted."""
    if not tables.is_submitted(judging) or verdict is VerdictValue.MET:
        return []
    return [
        _plain_finding(judging, "found_elsewhere", unit=one.unit)
        for one in statuses
        if one.status is UnitStatus.DONE
    ]


def _findings(
    judging: Judging,
    built: tables.Tables,
    verdict: VerdictValue,
    failures: Sequence[Failure],
    everywhere: Sequence[Failure],
    chosen: set[int],
) -> tuple[Finding, ...]:
    """The item's reasons first, then notes, then what other units still owe."""
    reasons: list[Finding] = []
    for failure in failures:
        result = _RESULT["warning" if failure.error else failure.rule.severity]
        if result == "not_met" and verdict in (VerdictValue.NOT_DUE, VerdictValue.NOT_APPLICABLE):
            result = "note"
        reasons.append(_finding(judging, built, failure, result))
    notes = [
        _row_finding(judging, one, one.code, "note")
        for number, one in enumerate(built.observations)
        if (number in chosen or one.found is Found.NIL)
        and one.found in (Found.YES, Found.NIL)
        and one.code in SENTENCES
        and SENTENCES[one.code].kind == "note"
    ]
    if _outside_first_half(judging):
        notes.append(_plain_finding(judging, "outside_first_half"))
    if judging.snapshot.captured_late:
        notes.append(_plain_finding(judging, "captured_late"))
    notes += [*_remarked(judging), *_also_under(judging), *_decisions_said(judging)]
    others = [
        _finding(judging, built, failure, "note")
        for failure in everywhere
        if failure.rule.table == "components"
        and failure.row is not None
        and failure.row not in chosen
    ]
    order = {"not_met": 0, "needs_review": 1, "note": 2}
    reasons.sort(key=lambda one: order[one.result])
    return tuple(_once([*reasons, *notes, *others]))


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """One finding a cause: what hides all of a unit's components, or is not judged by machine in a
    unit that does not carry the item, is said once."""
    said: set[tuple[str, ...]] = set()
    kept = []
    for one in findings:
        if one.code in _WHOLE_UNIT:
            key: tuple[str, ...] = (one.unit, one.code, one.place.url, one.result)
        else:
            key = (one.unit, one.code, one.component, one.part, one.place.url, one.result)
        if key not in said:
            said.add(key)
            kept.append(one)
    return kept


_WHOLE_UNIT = frozenset({"no_source", "not_captured", "source_down", "source_down_again"}) | {
    one.value for one, meaning in outcomes.MEANING.items() if meaning != "content"
}


def _finding(
    judging: Judging,
    built: tables.Tables,
    failure: Failure,
    result: Literal["not_met", "needs_review", "note"],
) -> Finding:
    if failure.error or failure.row is None:
        return _plain_finding(judging, "judge_error", result=result, error=failure.error)
    if failure.rule.table == "components":
        row = built.observations[failure.row]
        code = row.code if row.code in SENTENCES else failure.rule.code
        return _row_finding(judging, row, code, result)
    frame = built.records if failure.rule.table == "records" else built.captures
    record = frame.loc[frame["row"] == failure.row].iloc[0]
    place = Place(
        blob_sha256=str(record.get("blob_sha256") or ""),
        url=str(record.get("url") or ""),
        page=_number(record.get("place_page")),
        table=_number(record.get("place_table")),
        row=_number(record.get("place_row")),
    )
    observation = Observation(
        unit=str(record["unit"]),
        component=failure.rule.components[0] if failure.rule.components else "",
        found=Found.UNSURE,
        code=failure.rule.code,
        quote=" | ".join(
            f"{name} {record[name]}"
            for name in ("total", "done", "pending", "lines", "in_common")
            if name in record and record[name] is not None
        ),
        place=place,
        args={str(name): str(value) for name, value in record.items() if value is not None},
    )
    return _row_finding(judging, observation, failure.rule.code, result)


def _number(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def _row_finding(
    judging: Judging,
    row: Observation,
    code: str,
    result: Literal["not_met", "needs_review", "note"],
) -> Finding:
    th, en = sentence(code, _args(judging, row))
    if offer := _offer(judging, row) if result != "note" else None:
        th, en = f"{th} {offer[0]}", f"{en} {offer[1]}"
    return Finding(
        code=code,
        result=result,
        unit=row.unit,
        component=row.component,
        part=row.part,
        th=masking.mask(th, **masking.policy(judging.item.topic)),
        en=masking.mask(en, **masking.policy(judging.item.topic)),
        quote=masking.quote(row.quote, topic=judging.item.topic),
        place=row.place,
    )


def _offer(judging: Judging, row: Observation) -> tuple[str, str] | None:
    """What would work in place of the dead link that a finding speaks of, in Thai and English."""
    repairs = (
        remark
        for one in judging.snapshot.evidence
        if one.unit == row.unit or judging.item.joint
        for capture in one.captures
        if row.place.url in (capture.url, capture.final_url)
        for remark in capture.remarks
        if remark.code == "link_repair" and remark.of == capture.url
    )
    repair = next(repairs, None)
    if repair is None:
        return None
    return sentence("would_work", {"offer": _readable(repair.url)})


def _plain_finding(
    judging: Judging,
    code: str,
    *,
    result: Literal["not_met", "needs_review", "note"] = "note",
    unit: str = "",
    url: str = "",
    **args: str,
) -> Finding:
    row = _nowhere(code, args).model_copy(update={"unit": unit, "place": Place(url=url)})
    return _row_finding(judging, row, code, result)


def _nowhere(code: str, args: dict[str, str]) -> Observation:
    """A row of no component and no place, for a sentence alone."""
    return Observation(unit="", component="", found=Found.UNSURE, code=code, args=args)


def _args(judging: Judging, row: Observation) -> dict[str, str]:
    """What any sentence may name, then the row's own words."""
    wording = {one.id: one.wording for one in judging.item.components}
    names = {unit.id: unit.name_th for unit in judging.agency.units}
    names[SUBMITTED] = judging.agency.name_th
    sources = [one.source.url for one in judging.snapshot.evidence if one.unit == row.unit]
    months = needed_months(judging.item, judging.period, judging.cadence)
    month = periods.parse(row.part).months[0] if row.part else None
    year = judging.period.fiscal_year - (judging.item.period_rule is PeriodRule.PREVIOUS_YEAR)
    looked_at = periods.bangkok_date(judging.checked_at)
    return {
        "component": wording.get(row.component, judging.item.title_th),
        "unit": names.get(row.unit, row.unit),
        "url": _readable(row.place.url or (sources[0] if sources else judging.agency.home_page)),
        "date": periods.thai_date(looked_at),
        "date_en": f"{looked_at.day} {looked_at:%B %Y}",
        "month": month.name_th if month else "",
        "month_en": f"{month.first_day:%B} {month.first_day:%Y}" if month else "",
        "year": str(year),
        "fiscal_year": str(judging.period.fiscal_year),
        "october": str(months[0].year_be),
        "march": str(months[-1].year_be),
        "signed": row.args.get("date", ""),
        **{name: value for name, value in row.args.items() if name != "date"},
    }


def _readable(url: str) -> str:
    """A URL as a person reads it: its Thai letters decoded, its spaces and marks left as they are.

    For sentences only; `place.url` and the captures keep it exactly as it was asked.
    """
    try:
        decoded = unquote(url, errors="strict")
    except UnicodeDecodeError:
        return url
    return decoded if decoded.isprintable() and " " not in decoded else url


# --- watched items ---------------------------------------------------------------------------


def _watched(judging: Judging) -> Judged:
    """Still there and reachable? Never more: the verdict is `not_applicable`, or for a person.

    Nothing is read for it. Where roles share one piece of evidence, one's source is all theirs.
    Where the agency submitted a URL, it is that one which must stand.
    """
    statuses: dict[str, UnitStatus] = {}
    findings: list[Finding] = []
    submitted_too = (SUBMITTED,) if tables.is_submitted(judging) else ()
    for unit in (*judging.target.units, *submitted_too):
        joint = judging.item.joint and unit != SUBMITTED
        evidence = [
            one
            for one in judging.snapshot.evidence
            if one.unit == unit or (joint and one.unit != SUBMITTED)
        ]
        captures = [
            capture for one in evidence for capture in one.captures if capture.role == "source"
        ]
        absences = [
            (capture, absence)
            for capture in captures
            if (absence := outcomes.absence(capture, judging.previously_down))
        ]
        lost = next(((c, a) for c, a in absences if a.found is Found.NO), None)
        unseen = next(((c, a) for c, a in absences if a.found is Found.UNSURE), None)
        if captures and not absences:
            statuses[unit] = UnitStatus.DONE
        elif lost:
            statuses[unit] = UnitStatus.BEHIND
            findings.append(
                _plain_finding(
                    judging, "watch_lost", result="needs_review", unit=unit, url=lost[0].final_url
                )
            )
        elif unseen:
            statuses[unit] = UnitStatus.NEEDS_REVIEW
            findings.append(
                _plain_finding(
                    judging,
                    unseen[1].code,
                    result="needs_review",
                    unit=unit,
                    url=unseen[0].final_url,
                )
            )
        elif evidence:
            statuses[unit] = UnitStatus.NEEDS_REVIEW
            findings.append(
                _plain_finding(judging, "not_captured", result="needs_review", unit=unit)
            )
        else:
            statuses[unit] = UnitStatus.BEHIND
            findings.append(_plain_finding(judging, "no_source", unit=unit))
    submitted = statuses.pop(SUBMITTED, None)
    good = [unit for unit, status in statuses.items() if status is UnitStatus.DONE]
    each = judging.item.units_rule is UnitsRule.EACH
    sourced = {one.unit for one in judging.snapshot.evidence} - {SUBMITTED}
    if submitted is not None:
        kept = submitted is UnitStatus.DONE
    else:
        kept = sourced <= set(good) and bool(good) if each else bool(good)
    if kept:
        findings = [one.model_copy(update={"result": "note"}) for one in findings]
        findings.insert(0, _plain_finding(judging, "watch_ok"))
    elif not any(one.result == "needs_review" for one in findings):
        findings.insert(0, _plain_finding(judging, "watch_lost", result="needs_review"))
    return Judged(
        verdict=VerdictValue.NOT_APPLICABLE if kept else VerdictValue.NEEDS_REVIEW,
        covered="",
        units=tuple(UnitResult(unit=unit, status=status) for unit, status in statuses.items()),
        findings=tuple(_once(findings)),
        tables={"captures": tables.captures(judging)},
    )
