"""Service statistics: how many were served, of what, in which month (O16).

Months may be columns or rows; a table or sentence without months is one figure for its heading's
period. Complaint centres' tables (received, closed, pending) are service statistics as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ita_evidence.extraction.records.frame import OtherRow, Records, build, place, row_text
from ita_evidence.extraction.records.grid import RowKind
from ita_evidence.extraction.records.headings import (
    goes_on,
    last_line,
    month_of_section,
    over_tables,
)
from ita_evidence.model import Document, Table
from ita_evidence.periods import Month
from ita_evidence.thai import amounts, dates
from ita_evidence.thai.digits import fold_digits

COLUMNS = ("source", "service", "month", "month_number", "count", "count_text", "heading")
UNITS = ("ราย", "คน", "ครั้ง", "เรื่อง", "คำขอ", "ฉบับ", "คดี", "แปลง", "คัน", "แห่ง", "ตัว", "หุ้นส่วน")
SERVED = (
    "รับบริการ",
    "ให้บริการ",
    "ขอรับบริการ",
    "มาติดต่อ",
    "จดทะเบียน",
    "หนังสือรับรอง",
    "รับเรื่อง",
    "เรื่องร้องเรียน",
    "ร้องทุกข์",
    "คำขอ",
    "ยุติ",
)
_COUNTED = re.compile(rf"(?<![\d,.])(?P<count>\d[\d,]*)\s{{0,3}}(?:{'|'.join(UNITS)})(?![ก-๙])")
WORDS_BEFORE = 60
"""Characters before a count in a sentence that say what was counted."""


def speaks_of_service(text: str) -> bool:
    """Whether a heading or label is about services given."""
    return any(term in text for term in SERVED)


def extract(document: Document) -> Records:
    """A row a figure: a table row may hold several."""
    rows: list[dict[str, Any]] = []
    others: list[OtherRow] = []
    before: _Read | None = None
    for index, table, above in over_tables(document):
        if before is not None and goes_on(document, before.number, index):
            before = _read_table(before._replace(number=index), table, rows, others)
        elif speaks_of_service(above + " ".join(cell for row in table.rows for cell in row)):
            before = _read_table(_Read(index, above), table, rows, others)
    if not rows:
        for page in document.pages:
            for match in _COUNTED.finditer(fold_digits(page.text)):
                line = page.text.rfind("\n", 0, match.start()) + 1
                what = page.text[max(line, match.start() - WORDS_BEFORE) : match.start()]
                if speaks_of_service(what):
                    rows.append(
                        {
                            "source": "prose",
                            "service": " ".join(what.split()),
                            "count": amounts.parse_amount(match["count"]).value,
                            "count_text": match["count"],
                            "heading": document.title,
                            "place_page": page.number,
                            "place_sheet": page.name,
                        }
                    )
    return Records(build(COLUMNS, rows), tuple(others))


class _Read(NamedTuple):
    """A table, and what is known of it: all but its number holds on the next page too."""

    number: int
    """Its index among the document's tables."""
    above: str
    header: tuple[str, ...] = ()
    month_at: Mapping[int, tuple[Month | None, int]] = {}


def _read_table(
    read: _Read, table: Table, rows: list[dict[str, Any]], others: list[OtherRow]
) -> _Read:
    index, above, header, month_at = read
    is_new, first = not header, len(rows)
    for position, row in enumerate(table.rows):
        text = row_text(row)
        figures = {
            where: amount
            for where, cell in enumerate(row)
            if (amount := amounts.parse_amount(_bare(cell))).value is not None
            and not _is_no_count(where, row, header)
        }
        months = {
            where: found
            for where, cell in enumerate(row)
            if len(cell) <= 30 and (found := _month_in(cell))
        }
        if not figures and header and any(_is_figure(cell) for cell in row):
            others.append(OtherRow("note", index, position, text))  # running numbers, years, codes
            continue
        if not figures or len(months) >= 2:
            is_over = bool(text) and is_new and len(rows) == first
            heads = len(months) >= 2 or (is_over and not header)
            if len(months) >= 2:
                header, month_at = row, months
            elif is_over:
                header = row
            kind: RowKind = "header" if heads else "note" if text else "blank"
            others.append(OtherRow(kind, index, position, text))
            continue
        if text.startswith(("รวม", "ยอดรวม")):
            others.append(OtherRow("total", index, position, text))
            continue
        own = next(iter(months.values()), None)
        label = next(
            (
                cell.strip()
                for where, cell in enumerate(row)
                if where not in figures and cell.strip()
            ),
            "",
        )
        before = len(rows)
        for where, amount in figures.items():
            if where in months:
                continue
            column = header[where].strip() if where < len(header) else ""
            if column.startswith("รวม"):
                continue
            month, number = own or month_at.get(where) or (None, 0)
            if month is None and number:
                month = month_of_section(above, number)
            rows.append(
                {
                    "source": "table",
                    "service": " ".join(part for part in (label, column) if part) or None,
                    "month": str(month) if month else None,
                    "month_number": number or None,
                    "count": amount.value,
                    "count_text": row[where].strip(),
                    "heading": last_line(above),
                }
                | place(index, table, position)
            )
        if len(rows) == before:
            others.append(OtherRow("note", index, position, text))
    return _Read(index, above, header, month_at)


def _is_figure(cell: str) -> bool:
    return amounts.parse_amount(_bare(cell)).value is not None


def _bare(cell: str) -> str:
    return re.sub(rf"\s*(?:{'|'.join(UNITS)})\s*$", "", cell.strip())


_NO_COUNT = re.compile(
    r"(?:ที่|ลำดับ|ลำดับที่|ปี|พ\.ศ\.|ปีงบประมาณ|รหัส|เลขที่|เลขประจำตัว|หน้า|หน้าที่"
    r"|no\.?|seq|id|year|page)(?![ก-๙a-z])|.*_(?:id|year|seq|no)$",
    re.IGNORECASE,
)
"""Heads of columns whose numbers count nothing: running numbers, years, codes, pages."""


def _is_no_count(where: int, row: tuple[str, ...], header: tuple[str, ...]) -> bool:
    heading = header[where].strip() if where < len(header) else ""
    if not heading:
        return where == 0 and len(row) > 2
    return bool(_NO_COUNT.match(heading))


def _month_in(cell: str) -> tuple[Month | None, int] | None:
    """The one month a cell names; a range or two months are no month."""
    if dates.find_ranges(cell):
        return None
    found = dates.find_months(cell)
    return (found[0].month, found[0].month_number) if len(found) == 1 else None
