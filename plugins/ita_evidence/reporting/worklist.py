"""The worklist: what an office has to do, one row a cause, from findings alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ita_evidence.catalog.targets import due_on
from ita_evidence.model import Finding, Item, UnitStatus, Verdict, VerdictValue
from ita_evidence.periods import parse
from ita_evidence.reporting import render, sheets, words
from ita_evidence.reporting.dossier import text_of
from ita_evidence.reporting.inputs import ReportInput, unit_name, worth
from ita_evidence.validation.sentences import SENTENCES


@dataclass(frozen=True)
class WorklistRow:
    """One cause: the same code, for the same unit and item, at the same address."""

    unit: str
    """Unit id; empty for what the agency as a whole answers for."""
    unit_th: str
    item: str
    title_th: str
    code: str
    result: str
    """`not_met`: something is to be posted; `not_due`: the same, and there is time; `behind`: the
    item stands without it, the unit's own part does not; `needs_review`: a person has to look."""
    components: tuple[str, ...]
    said_th: tuple[str, ...]
    """The findings' sentences, each once, masked."""
    url: str
    """The address that was looked at; empty where there was none."""
    looked_at: datetime | None
    post_th: str
    """What to post, as text to hand on; empty where a person has to look first."""
    due: date
    itas_due: date | None
    worth: float
    """The item's share of the OIT score; 0 when the item is met or not applicable already."""


def rows(report: ReportInput) -> tuple[WorklistRow, ...]:
    """Sorted by unit (the agency's order), then by what an item is worth, then in item order."""
    found: list[WorklistRow] = []
    weights = worth(report)
    for item in report.items:
        verdict = report.verdicts.get(item.id)
        if verdict is None:
            continue
        settled = verdict.verdict in (VerdictValue.MET, VerdictValue.NOT_APPLICABLE)
        share = 0.0 if settled else weights.get(item.id, 0.0)
        for result, cause in _causes(report, verdict):
            found.append(_row(report, item, result, cause, share))
    units = {unit.id: place for place, unit in enumerate(report.agency.units)}
    found.sort(key=lambda row: (units.get(row.unit, -1), row.unit, -row.worth))
    return tuple(found)


def build(report: ReportInput) -> dict[str, bytes]:
    """`index.html`, `worklist.xlsx` and the page's assets, by path inside a folder."""
    work = rows(report)
    return {
        **render.assets(),
        "index.html": page(report, work),
        "worklist.xlsx": sheet(report, work),
    }


def page(report: ReportInput, work: tuple[WorklistRow, ...]) -> bytes:
    """The worklist as one page in Thai, a table a unit."""
    units = dict.fromkeys(row.unit for row in work)
    return render.page(
        "worklist.html",
        "th",
        report=report,
        root="",
        period_name=words.period(report.period, "th"),
        units=[
            (unit_name(report.agency, unit), [row for row in work if row.unit == unit])
            for unit in units
        ],
        link=lambda row: render.linker(text_of(_item(report, row.item)))(row.url),
    )


def sheet(report: ReportInput, work: tuple[WorklistRow, ...]) -> bytes:
    """The worklist as a sheet, one row a cause."""

    def cells() -> Iterable[tuple[str, ...]]:
        for row in work:
            yield (
                row.unit_th,
                row.item,
                row.title_th,
                words.RESULTS[row.result].th,
                "\n".join(row.said_th),
                text_of(_item(report, row.item))(row.url),
                words.time(row.looked_at, "th") if row.looked_at else "",
                row.post_th,
                words.day(row.due, "th"),
                words.day(row.itas_due, "th") if row.itas_due else "",
                row.code,
            )

    return sheets.sheet(
        "รายการที่ต้องดำเนินการ",
        (
            ("หน่วยงาน", 30),
            ("ข้อ", 7),
            ("ชื่อ", 30),
            ("ผล", 18),
            ("ข้อค้นพบ", 55),
            ("หน้าที่ตรวจ", 40),
            ("ตรวจเมื่อ", 22),
            ("สิ่งที่ต้องเผยแพร่", 55),
            ("กำหนดภายใน", 18),
            ("กำหนดของ ITAS", 18),
            ("รหัส", 22),
        ),
        cells(),
        title=f"{report.agency.name_th} {report.period}",
    )


def _item(report: ReportInput, item: str) -> Item:
    return next(one for one in report.items if one.id == item)


def _causes(report: ReportInput, verdict: Verdict) -> Iterable[tuple[str, list[Finding]]]:
    """A verdict's findings that somebody must act on with what they ask for, grouped by cause."""
    statuses = {one.unit: one.status for one in verdict.units}
    causes: dict[tuple[str, str, str, str], list[Finding]] = {}
    for finding in verdict.findings:
        result = _result(finding, statuses.get(finding.unit))
        if result is not None:
            url = _looked_at(report, verdict.item, finding)[0]
            causes.setdefault((result, finding.unit, finding.code, url), []).append(finding)
    return ((key[0], cause) for key, cause in causes.items())


def _result(finding: Finding, status: UnitStatus | None) -> str | None:
    """What a finding asks for (`WorklistRow.result`); None for a mere note.

    The judge makes a note of what does not decide the item: it is not due yet, or another unit
    carries it. For the unit it is still work, unless its code never stands for more than a note.
    """
    if finding.result != "note":
        return finding.result
    said = SENTENCES.get(finding.code)
    if said is None or said.kind == "note":
        return None
    match status:
        case UnitStatus.NOT_DUE:
            return "not_due"
        case UnitStatus.BEHIND:
            return "needs_review" if said.kind == "needs_review" else "behind"
        case UnitStatus.NEEDS_REVIEW:
            return "needs_review"
    return None


def _row(
    report: ReportInput, item: Item, result: str, cause: list[Finding], share: float
) -> WorklistRow:
    text = text_of(item)
    first = cause[0]
    url, looked_at = _looked_at(report, item.id, first)
    return WorklistRow(
        unit=first.unit,
        unit_th=unit_name(report.agency, first.unit),
        item=item.id,
        title_th=item.title_th,
        code=first.code,
        result=result,
        components=tuple(dict.fromkeys(f.component for f in cause if f.component)),
        said_th=tuple(dict.fromkeys(text(f.th) for f in cause)),
        url=url,
        looked_at=looked_at,
        post_th="" if result == "needs_review" else _to_post(item, cause),
        due=due_on(item, parse(report.period)),
        itas_due=report.itas_closing,
        worth=share,
    )


def _to_post(item: Item, cause: list[Finding]) -> str:
    """The wording of the components that are missing, with the months they are missing for.

    It is the criterion's own text: the software does not know what the office's document says.
    """
    lines = [f"{item.id} {item.title_th}"]
    for component in item.components:
        parts = [f.part for f in cause if f.component == component.id]
        if parts:
            named = ", ".join(words.part(part, "th") for part in dict.fromkeys(parts) if part)
            lines.append(f"• {component.wording}" + (f" ({named})" if named else ""))
    return "\n".join(lines)


def _looked_at(report: ReportInput, item: str, finding: Finding) -> tuple[str, datetime | None]:
    """The address a finding speaks of (its place, or its unit's source), and when it was asked."""
    snapshot = report.snapshots.get(item)
    mine = [one for one in snapshot.evidence if one.unit == finding.unit] if snapshot else []
    for one in snapshot.evidence if snapshot else ():
        for capture in one.captures:
            if finding.place.url and finding.place.url in (capture.url, capture.final_url):
                return finding.place.url, capture.started_at
    if finding.place.url:
        return finding.place.url, None
    for one in mine:
        times = [capture.started_at for capture in one.captures]
        return one.source.url, min(times, default=None)
    return "", None
