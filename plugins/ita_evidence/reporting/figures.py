"""What a dossier shows as plots: progress, the half-year's calendar, published figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from markupsafe import Markup

from ita_evidence import periods
from ita_evidence.catalog.targets import due_on
from ita_evidence.model import Item, VerdictValue
from ita_evidence.reporting import plots, words
from ita_evidence.reporting.changes import clusters
from ita_evidence.reporting.inputs import ReportInput, unit_name

WATCH = "watch_ok"
"""The finding's code by which a watched page says that it still stands."""
MOST_UNITS = 12
MOST_DUE_MARKS = 6


@dataclass(frozen=True)
class Figure:
    """A plot and the same numbers as a table."""

    title: str
    note: str
    plot: Markup
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def progress(report: ReportInput, language: words.Language) -> Figure | None:
    """Verdicts of every period of the fiscal year that was run, month by month."""
    year = periods.parse(report.period).fiscal_year
    known = report.board.get("periods", {})
    run = sorted(
        (one for one in known if periods.parse(one).fiscal_year == year),
        key=words.period_order,
    )
    if not run:
        return None
    english = language == "en"
    values = [*VerdictValue]
    rows: list[tuple[str, ...]] = []
    drawn: list[plots.Bar] = []
    for name in run:
        cells = known[name]["items"].values()
        counted = Counter(cell["verdict"] for cell in cells if WATCH not in cell["codes"])
        watched = sum(WATCH in cell["codes"] for cell in cells)
        label = words.period_short(name, language)
        judged = sum(counted.values())
        drawn.append(
            plots.Bar(
                label,
                tuple(
                    (value.value, counted[value.value], f"{words.VERDICTS[value][english]} {n}")
                    for value in values
                    if (n := counted[value.value])
                ),
                f"{counted['met']}/{judged}",
            )
        )
        rows.append((label, *(str(counted[value.value]) for value in values), str(watched)))
    title = ("ความก้าวหน้าในปีงบประมาณ", "Progress in the fiscal year")[english]
    note = (
        "รอบรายเดือนตรวจเฉพาะข้อที่ต้องทำทุกเดือน ข้ออื่นเฝ้าดูว่ายังอยู่",
        "A month judges its own items; the others are watched: still there.",
    )[english]
    return Figure(
        title,
        note,
        plots.bars(title, note, drawn, id="progress"),
        (
            ("รอบข้อมูล", "Period")[english],
            *(words.VERDICTS[value][english] for value in values),
            ("เฝ้าดูแล้วยังอยู่", "Watched, still there")[english],
        ),
        tuple(rows),
    )


def calendar(report: ReportInput, language: words.Language) -> Figure | None:
    """The half-year from its first day to its last checkpoint: due dates, the form, this report."""
    period = periods.parse(report.period)
    if period.kind == "month":
        return None
    english = language == "en"
    recorded = periods.bangkok_date(report.recorded_at)
    due = Counter(due_on(item, period) for item in report.items)
    last = max(
        [period.last_day, *(one.on for one in report.checkpoints)]
        + ([report.form_dates.closes] if report.form_dates else [])
    ) + timedelta(days=10)
    marks = [
        plots.Mark(
            day,
            f"{words.day_short(day, language)} {('ครบกำหนด', 'due:')[english]} {n} "
            f"{('ข้อ', 'items')[english]}",
            "due",
        )
        for day, n in due.most_common(MOST_DUE_MARKS)
    ]
    marks += [
        plots.Mark(
            one.on,
            f"{words.day_short(one.on, language)} {words.checkpoint(one.name, language)}",
            "seal",
        )
        for one in report.checkpoints
        if one.seal
    ]
    if period.first_day <= recorded <= last:
        marks.append(
            plots.Mark(
                recorded,
                f"{words.day_short(recorded, language)} {('แฟ้มนี้', 'this dossier')[english]}",
                "now",
            )
        )
    months = []
    month = period.months[0]
    while month.first_day <= last:
        months.append((month.first_day, words.month_short(month, language)))
        month = month.plus(1)
    rows = [
        (
            words.day(day, language),
            f"{('ครบกำหนดภายใน', 'internal due date')[english]}: {n} {('ข้อ', 'items')[english]}",
        )
        for day, n in sorted(due.items())
    ]
    rows += [
        (words.day(one.on, language), words.checkpoint(one.name, language))
        for one in report.checkpoints
    ]
    window = None
    if report.form_dates:
        window = (report.form_dates.opens, report.form_dates.closes)
        rows += [
            (words.day(window[0], language), ("ระบบ ITAS เปิดรับคำตอบ", "the ITAS opens")[english]),
            (words.day(window[1], language), ("ระบบ ITAS ปิดรับคำตอบ", "the ITAS closes")[english]),
        ]
    title = ("ปฏิทินของรอบนี้", "The half-year's calendar")[english]
    note = (
        "แถบด้านล่างเดือนคือช่วงที่ระบบ ITAS เปิดรับคำตอบ",
        "The strip below the months is when the ITAS takes answers.",
    )[english]
    return Figure(
        title,
        note if window else "",
        plots.timeline(title, note, period.first_day, last, months, window, marks, id="calendar"),
        (("วันที่", "Date")[english], ("เหตุการณ์", "Event")[english]),
        tuple(rows),
    )


def of_item(report: ReportInput, item: Item, language: words.Language) -> list[Figure]:
    """What the records of an item add up to, by month, by unit, or in all."""
    records = report.facts_of(item.id).records
    makers = {
        "procurement.monthly_summary": _procurement,
        "complaints.corruption_statistics": _complaints,
        "service.statistics": _services,
    }
    maker = makers.get(item.topic)
    return list(maker(report, records, language)) if maker and records else []


def _procurement(
    report: ReportInput, records: Iterable[Mapping[str, Any]], language: words.Language
) -> Iterable[Figure]:
    english = language == "en"
    money: dict[str, Decimal] = {}
    count: Counter[str] = Counter()
    unread = 0
    seen: set[tuple[Any, ...]] = set()
    for row in records:
        where = (row.get("blob_sha256"), row.get("place_table"), row.get("place_row"), row["unit"])
        month = row.get("heading_month")
        if row.get("form") != "skr1" or not month or where in seen:
            continue
        seen.add(where)
        count[month] += 1
        amount = _decimal(row.get("agreed_price_baht"))
        if amount is None:
            unread += 1
        else:
            money[month] = money.get(month, Decimal(0)) + amount
    if not count:
        return
    months = sorted(count)
    title = (
        "การจัดซื้อจัดจ้างตามที่เผยแพร่ รายเดือน (บาท)",
        "Procurement as published, by month (baht)",
    )[english]
    note = (
        "รวมราคาที่ตกลงซื้อหรือจ้างของทุกหน่วยงานที่อ่านได้ ไม่ได้ตรวจกับระบบอื่น",
        "Agreed prices of all units that could be read, not checked against another system.",
    )[english]
    if unread:
        note += (
            f" อีก {unread} รายการอ่านจำนวนเงินไม่ได้ จึงไม่ได้รวม",
            f" {unread} rows have no readable amount and are not in the sums.",
        )[english]
    rows = [
        (words.period_short(month, language), f"{count[month]:,}", f"{money.get(month, 0):,.2f}")
        for month in months
    ]
    drawn = [
        plots.Bar(
            label,
            (("figure", float(money.get(month, 0)), f"{amount} ({n})"),),
            f"{amount} ({n})",
        )
        for month, (label, n, amount) in zip(months, rows, strict=True)
    ]
    yield Figure(
        title,
        note,
        plots.bars(title, note, drawn, id="procurement"),
        (
            ("เดือน", "Month")[english],
            ("จำนวนรายการ", "Rows")[english],
            ("ราคาที่ตกลง (บาท)", "Agreed price (baht)")[english],
        ),
        tuple(rows),
    )


def _complaints(
    report: ReportInput, records: Iterable[Mapping[str, Any]], language: words.Language
) -> Iterable[Figure]:
    """Totals alone: what stands behind a small count is nobody's business (design §13)."""
    english = language == "en"
    names = {
        "total": ("ทั้งหมด", "All"),
        "done": ("แล้วเสร็จ", "Settled"),
        "pending": ("อยู่ระหว่างดำเนินการ", "In progress"),
    }
    rows: list[tuple[str, ...]] = []
    drawn: list[plots.Bar] = []
    for row in records:
        if row.get("scope") != "corruption":
            continue
        unit = unit_name(report.agency, row["unit"], english=english)
        for name, said in names.items():
            number = _decimal(row.get(name))
            shown = f"{number:,}" if number is not None else str(row.get(f"{name}_text") or "")
            rows.append((unit, said[english], shown[:20]))
            drawn.append(
                plots.Bar(said[english], (("figure", float(number or 0), shown),), shown[:20])
            )
        break
    if not rows:
        return
    title = (
        "เรื่องร้องเรียนการทุจริตและประพฤติมิชอบตามที่เผยแพร่",
        "Corruption complaints as published",
    )[english]
    note = ("เครื่องหมาย “-” ไม่ใช่จำนวนศูนย์", "A dash is not a nought.")[english]
    yield Figure(
        title,
        note,
        plots.bars(title, note, drawn, id="complaints"),
        (("หน่วยงาน", "Unit")[english], ("เรื่อง", "Cases")[english], ("จำนวน", "Number")[english]),
        tuple(rows),
    )


def _services(
    report: ReportInput, records: Iterable[Mapping[str, Any]], language: words.Language
) -> Iterable[Figure]:
    english = language == "en"
    sums: dict[str, Decimal] = {}
    for row in records:
        number = _decimal(row.get("count"))
        if number is not None:
            sums[row["unit"]] = sums.get(row["unit"], Decimal(0)) + number
    if not sums:
        return
    top = sorted(sums.items(), key=lambda pair: -pair[1])[:MOST_UNITS]
    title = ("จำนวนการให้บริการตามที่เผยแพร่", "Services given as published")[english]
    note = (
        "รวมทุกแถวของตารางที่อ่านได้ อาจนับซ้ำเมื่อหน้าเดียวกันมีทั้งยอดย่อยและยอดรวม",
        "All rows that could be read; a page with parts and totals may count twice.",
    )[english]
    rows = [(unit_name(report.agency, unit, english=english), f"{n:,}") for unit, n in top]
    drawn = [
        plots.Bar(_cut(name), (("figure", float(n), said),), said)
        for (_, n), (name, said) in zip(top, rows, strict=True)
    ]
    yield Figure(
        title,
        note,
        plots.bars(title, note, drawn, id="services"),
        (("หน่วยงาน", "Unit")[english], ("จำนวน", "Number")[english]),
        tuple(rows),
    )


def _cut(text: str, longest: int = 22) -> str:
    pieces = clusters(text)  # no vowel or tone is left without its consonant
    return text if len(text) <= longest else "".join(pieces[: longest - 1])[:longest] + "…"


def _decimal(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
