"""The worklist: what has to be done, by whoever must do it, one row a cause, from findings alone.

A cause is one code at one address: a page that does not answer is one row, however many units and
items were looked for on it. Rows are sorted by who must act, then by unit, then by worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

from ita_evidence.catalog.targets import ALL_UNITS, due_on
from ita_evidence.model import Finding, Item, UnitStatus, Verdict, VerdictValue
from ita_evidence.periods import bangkok_date, parse
from ita_evidence.reporting import circular, ready_text, render, sheets, words
from ita_evidence.reporting.answers import Answer
from ita_evidence.reporting.dossier import text_of
from ita_evidence.reporting.inputs import ReportInput, unit_name, worth
from ita_evidence.validation.sentences import SENTENCES

Actor = Literal["unit", "webmaster", "reviewer", "coordinator", "keeper"]
ACTORS: Mapping[Actor, str] = {
    "unit": "หน่วยงานผู้รับผิดชอบ",
    "webmaster": "ผู้ดูแลเว็บไซต์",
    "reviewer": "เจ้าหน้าที่ผู้ตรวจหลักฐาน",
    "coordinator": "ผู้ประสานงาน ITA",
    "keeper": "ผู้ดูแลรายการแหล่งเผยแพร่ในระบบนี้",
}
"""In the order in which they stand."""

_OF_CODE: Mapping[str, Actor] = {
    "source_down": "webmaster",
    "source_down_again": "webmaster",
    "blocked": "webmaster",
    "home_not_seen": "webmaster",
    "not_linked": "webmaster",
    "no_source": "keeper",
    "not_captured": "keeper",
    "judge_error": "keeper",
    # The office alone can say what its own dash or nil means.
    "dash_unexplained": "unit",
    "nil_unqualified": "unit",
    "nil_without_body": "unit",
    "nil_without_period": "unit",
    "nil_narrowed": "unit",
    "sum_mismatch": "unit",
    "no_number": "unit",
}
_ADVICE: Mapping[Actor, str] = {
    "unit": "โปรดเผยแพร่หรือแก้ไขตามข้อความด้านล่าง แล้วแจ้งกลับเพื่อตรวจใหม่",
    "webmaster": "โปรดตรวจว่าหน้านี้เปิดได้จากภายนอกหน่วยงาน และไม่ปิดกั้นการอ่านตามปกติ แล้วแจ้งกลับเพื่อตรวจใหม่",
    "reviewer": "โปรดเปิดดูหลักฐานในแฟ้ม แล้วบันทึกความเห็น",
    "coordinator": "หน่วยงานแจ้งว่าไม่ใช่ภารกิจของตน โปรดพิจารณาผู้รับผิดชอบ",
    "keeper": "โปรดเพิ่มหรือแก้ที่อยู่ในรายการแหล่งเผยแพร่",
}
_UNEXPLAINED = "โปรดระบุเป็นข้อความแทนเครื่องหมายหรือช่องว่าง ให้ครบทั้งเรื่อง หน่วยงาน และช่วงเวลา"


@dataclass(frozen=True)
class WorklistRow:
    """One cause: the same code at the same address."""

    actor: Actor
    units: tuple[str, ...]
    """Unit ids; empty text for what the agency as a whole answers for."""
    unit_th: str
    """Their names."""
    items: tuple[str, ...]
    """Item ids, the worthiest first."""
    title_th: str
    """Of the first item."""
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
    advice_th: str
    post_th: str
    """What to post, as text to copy; empty where a person has to look first."""
    due: date
    itas_due: date | None
    worth: float
    """The items' share of the OIT's points; 0 when they are met or not applicable already."""
    cause: str
    """Names the cause through the runs of a fiscal year: what is told once is not told again."""
    answer: Answer | None = None
    """The newest answer to it since it was looked at."""

    @property
    def unit(self) -> str:
        return self.units[0]

    @property
    def item(self) -> str:
        return self.items[0]


@dataclass(frozen=True)
class _Hit:
    item: Item
    result: str
    finding: Finding
    url: str
    looked_at: datetime | None


def rows(report: ReportInput) -> tuple[WorklistRow, ...]:
    """By who must act, then by unit (the agency's order), then by worth, then in item order."""
    causes: dict[tuple[str, ...], list[_Hit]] = {}
    for item in report.items:
        verdict = report.verdicts.get(item.id)
        for hit in _hits(report, item, verdict) if verdict else ():
            causes.setdefault(_key(report, hit), []).append(hit)
    weights = worth(report)
    found = [_row(report, hits, weights) for hits in causes.values()]
    actors = list(ACTORS)
    units = {unit.id: place for place, unit in enumerate(report.agency.units)}
    found.sort(
        key=lambda row: (
            actors.index(row.actor),
            units.get(row.unit, -1) if row.actor == "unit" else 0,
            row.unit if row.actor == "unit" else "",
            -row.worth,
        )
    )
    return tuple(found)


def build(report: ReportInput) -> dict[str, bytes]:
    """The page with its assets, the sheet, the circular's annex and the messages, by path."""
    work = rows(report)
    files = {
        **render.assets(),
        "index.html": page(report, work),
        "worklist.xlsx": sheet(report, work),
        "worklist.docx": circular.document(report, sections(report, work)),
        "message.txt": message(report, work).encode(),
    }
    for unit in dict.fromkeys(unit for row in work for unit in row.units if unit):
        own = tuple(row for row in work if unit in row.units and row.actor == "unit")
        if own:
            files[f"messages/{unit}.txt"] = message(report, own, unit).encode()
    return files


def sections(
    report: ReportInput, work: tuple[WorklistRow, ...]
) -> list[tuple[str, str, list[WorklistRow]]]:
    """(who must act, unit, rows), in order; the unit is empty for whom no unit's name says it."""
    found: dict[tuple[str, str], list[WorklistRow]] = {}
    for row in work:
        unit = row.unit_th if row.actor == "unit" else ""
        found.setdefault((ACTORS[row.actor], unit), []).append(row)
    return [(actor, unit, own) for (actor, unit), own in found.items()]


def page(report: ReportInput, work: tuple[WorklistRow, ...]) -> bytes:
    """The worklist as one page in Thai."""
    return render.page(
        "worklist.html",
        "th",
        report=report,
        root="",
        period_name=words.period(report.period, "th"),
        sections=sections(report, work),
        link=lambda row: render.linker(text_of(_item(report, row.item)))(row.url),
        points=report.weighting.points if report.weighting else 0,
        idle=_idle(report, work),
        answers={
            "fixed": "แจ้งว่าแก้ไขแล้ว รอตรวจใหม่",
            "not_ours": "แจ้งว่าไม่ใช่ภารกิจของหน่วยงาน",
            "link": "แจ้งที่อยู่ที่เผยแพร่",
        },
    )


def _idle(report: ReportInput, work: tuple[WorklistRow, ...]) -> list[tuple[str, list[str]]]:
    """(why, names) of the units without a row: an office that does not find itself learns why."""
    asked = {unit for row in work for unit in row.units}
    judged = {one.unit for verdict in report.verdicts.values() for one in verdict.units}
    idle = [unit for unit in report.agency.units if unit.id not in asked]
    return [
        (why, names)
        for why, names in (
            ("ตรวจแล้ว ไม่มีรายการที่ต้องดำเนินการ", [one.name_th for one in idle if one.id in judged]),
            ("ไม่มีข้อที่ตรวจในรอบนี้", [one.name_th for one in idle if one.id not in judged]),
        )
        if names
    ]


def sheet(report: ReportInput, work: tuple[WorklistRow, ...]) -> bytes:
    """The worklist as a sheet, one row a cause."""

    def cells() -> Iterable[tuple[str, ...]]:
        for row in work:
            yield (
                ACTORS[row.actor],
                row.unit_th,
                ", ".join(row.items),
                row.title_th,
                words.RESULTS[row.result].th,
                "\n".join(row.said_th),
                text_of(_item(report, row.item))(row.url),
                words.time(row.looked_at, "th") if row.looked_at else "",
                row.advice_th,
                row.post_th,
                words.day(row.due, "th"),
                words.day(row.itas_due, "th") if row.itas_due else "",
                row.code,
                row.cause,
            )

    page = sheets.Sheet(
        "รายการที่ต้องดำเนินการ",
        (
            ("ผู้ดำเนินการ", 22),
            ("หน่วยงาน", 30),
            ("ข้อ", 7),
            ("ชื่อ", 30),
            ("ผล", 18),
            ("ข้อค้นพบ", 55),
            ("หน้าที่ตรวจ", 40),
            ("ตรวจเมื่อ", 22),
            ("สิ่งที่ขอให้ดำเนินการ", 40),
            ("ข้อความที่คัดลอกไปเผยแพร่ได้", 55),
            ("กำหนดภายใน", 18),
            ("กำหนดของ ITAS", 18),
            ("รหัส", 22),
            ("เหตุ", 12),
        ),
        cells(),
    )
    return sheets.book([page], title=f"{report.agency.name_th} {report.period}")


def message(report: ReportInput, work: tuple[WorklistRow, ...], unit: str = "") -> str:
    """Five lines for a chat or a mail: to a unit, or of all to the agency's coordinator."""
    to = (
        unit_name(report.agency, unit)
        if unit
        else f"{ACTORS['coordinator']} {report.agency.name_th}"
    )
    period = words.period(report.period, "th")
    open_rows = [row for row in work if row.answer is None]
    today = bangkok_date(report.recorded_at)
    coming = min((row.due for row in open_rows if row.due >= today), default=None)
    late = sum(row.due < today for row in open_rows)
    dates = [
        f"กำหนดภายในถัดไป {words.day(coming, 'th')}" if coming else "",
        f"เลยกำหนดภายในแล้ว {late} รายการ" if late else "",
        f"ระบบ ITAS ปิดรับ {words.day(report.itas_closing, 'th')}" if report.itas_closing else "",
    ]
    return (
        "\n".join(
            (
                f"เรียน {to}",
                *_asked(report, period, open_rows, len(work) - len(open_rows)),
                " ".join(filter(None, dates)) or "ยังไม่มีกำหนดที่ต้องดำเนินการ",
                "รายละเอียดและข้อความที่คัดลอกได้อยู่ในรายการที่ต้องดำเนินการ เมื่อแก้ไขแล้วโปรดแจ้งกลับเพื่อตรวจใหม่",
            )
        )
        + "\n"
    )


def _asked(
    report: ReportInput, period: str, open_rows: list[WorklistRow], answered: int
) -> tuple[str, str]:
    """The two lines of a message that say what is asked for; of what is not known, only that."""
    said = f"ผลการตรวจเบื้องต้น OIT {period}: "
    if not report.verdicts:
        return said + "ยังไม่มีผลการตรวจ", "จึงยังบอกไม่ได้ว่าต้องดำเนินการสิ่งใด"
    if open_rows:
        first = open_rows[0]
        return (
            f"{said}มี {len(open_rows)} รายการที่ขอให้ดำเนินการ",
            f"เรื่องแรก: {first.item} {first.title_th} ({words.RESULTS[first.result].th})",
        )
    thanks = f"ได้รับแจ้งกลับแล้ว {answered} รายการ ขอบคุณ" if answered else "ขอบคุณที่เผยแพร่ข้อมูล"
    return said + "ไม่มีรายการที่ต้องดำเนินการเพิ่ม", thanks


# --- the causes ------------------------------------------------------------------------------


def _item(report: ReportInput, item: str) -> Item:
    return next(one for one in report.items if one.id == item)


def _hits(report: ReportInput, item: Item, verdict: Verdict) -> Iterable[_Hit]:
    """A verdict's findings that somebody must act on, with what they ask for."""
    statuses = {one.unit: one.status for one in verdict.units}
    for finding in verdict.findings:
        result = _result(finding, statuses.get(finding.unit))
        if result is not None:
            yield _Hit(item, result, finding, *_looked_at(report, item.id, finding))


def _key(report: ReportInput, hit: _Hit) -> tuple[str, ...]:
    """What makes findings one cause: by address where there is one, else by unit."""
    actor = _actor(report, hit)
    finding = hit.finding
    match actor:
        case "webmaster":
            return (actor, finding.code, hit.url)
        case "reviewer":
            return (actor, hit.result, finding.code, hit.item.id)
    # Who shares one piece of evidence shares its fault; others' faults are their own.
    unit = "" if hit.item.joint and hit.url else finding.unit
    return (actor, finding.code, hit.item.id, hit.url, unit)


def _actor(report: ReportInput, hit: _Hit) -> Actor:
    answer = _answer(report, hit.item.id, hit.finding.unit, hit.looked_at)
    if answer is not None and answer.answer == "not_ours":
        return "coordinator"
    if answer is not None and answer.answer == "link":
        return "keeper"
    usual: Actor = "reviewer" if hit.result == "needs_review" else "unit"
    return _OF_CODE.get(hit.finding.code, usual)


def _answer(report: ReportInput, item: str, unit: str, looked_at: datetime | None) -> Answer | None:
    """The newest answer on an item and unit that was given after the page was looked at."""
    year = parse(report.period).fiscal_year
    fitting = [
        one
        for one in report.answers
        if (one.item, one.unit) == (item, unit)
        and parse(one.period).fiscal_year == year
        and (looked_at is None or one.answer == "not_ours" or one.at > looked_at)
    ]
    return fitting[-1] if fitting else None


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


def _row(report: ReportInput, hits: list[_Hit], weights: Mapping[str, float]) -> WorklistRow:
    period = parse(report.period)
    shares: dict[str, float] = {}
    for hit in hits:
        verdict = report.verdicts[hit.item.id].verdict
        settled = verdict in (VerdictValue.MET, VerdictValue.NOT_APPLICABLE)
        shares[hit.item.id] = 0.0 if settled else weights.get(hit.item.id, 0.0)
    items = tuple(sorted(shares, key=lambda item: -shares[item]))
    first = next(hit for hit in hits if hit.item.id == items[0])
    units = tuple(dict.fromkeys(hit.finding.unit for hit in hits))
    actor = _actor(report, first)
    # Where every office answers for itself it posts in its own name, else in the agency's.
    own_name = ALL_UNITS in first.item.responsible
    body = unit_name(report.agency, units[0] if own_name else "")
    own = [hit.finding for hit in hits if hit.item.id == items[0]]
    posts = actor == "unit" and (first.result != "needs_review" or first.finding.code in _OF_CODE)
    post = ready_text.lines(first.item, own, body=body, period=period) if posts else ()
    advice = _ADVICE[actor]
    if actor == "unit" and first.result == "needs_review":
        advice = _UNEXPLAINED
    return WorklistRow(
        actor=actor,
        units=units,
        unit_th=_names(report, units),
        items=items,
        title_th=first.item.title_th,
        code=first.finding.code,
        result=min((hit.result for hit in hits), key=_GRAVE.index),
        components=tuple(dict.fromkeys(one.component for one in own if one.component)),
        said_th=_said(hits),
        url=first.url,
        looked_at=first.looked_at,
        advice_th=advice,
        post_th=text_of(first.item)("\n".join(post)),
        due=min(due_on(hit.item, period) for hit in hits),
        itas_due=report.itas_closing,
        worth=sum(shares.values()),
        cause=_cause(report, hits, actor),
        answer=_answer(report, first.item.id, units[0], first.looked_at),
    )


_GRAVE = ("not_met", "not_due", "needs_review", "behind")
MOST_NAMES = 4
MOST_SAID = 6


def _names(report: ReportInput, units: tuple[str, ...]) -> str:
    names = [unit_name(report.agency, unit) for unit in units]
    more = f" และอีก {len(names) - MOST_NAMES} หน่วยงาน" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def _said(hits: list[_Hit]) -> tuple[str, ...]:
    said = list(dict.fromkeys(text_of(hit.item)(hit.finding.th) for hit in hits))
    more = (f"และอีก {len(said) - MOST_SAID} ข้อค้นพบ",) if len(said) > MOST_SAID else ()
    return (*said[:MOST_SAID], *more)


def _cause(report: ReportInput, hits: list[_Hit], actor: Actor) -> str:
    """A name for the cause that stays through the runs of a fiscal year."""
    parts = {(hit.item.topic, hit.finding.part, hit.finding.code) for hit in hits}
    urls = {hit.url for hit in hits} if actor != "reviewer" else set()
    units = {hit.finding.unit for hit in hits} if actor == "unit" else set()
    year = parse(report.period).fiscal_year
    value = [report.agency.id, year, actor, sorted(parts), sorted(urls), sorted(units)]
    return sha256(repr(value).encode()).hexdigest()[:12]


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
