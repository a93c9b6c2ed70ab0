"""Contracts as the open-data catalogs give them: a row a contract of e-GP (CKAN's records, CSV).

The catalog has answered with values that stand under other columns' keys (three columns of English
place names without values: from there on each value stands three columns early). So a value counts
by its shape, not by its key. A row whose shapes fit only when its later values are moved is read
so, with the flag `shifted:3`; a value that fits in no way stays as found, flagged `<name>:shape`;
a number that the catalog has masked ("xxxx") stays so, flagged `<name>:masked`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from ita_evidence.extraction.records import grid
from ita_evidence.extraction.records.frame import OtherRow, Records, build, place, row_text
from ita_evidence.model import Document
from ita_evidence.thai import amounts, dates
from ita_evidence.thai.digits import fold_digits

MONEY = ("budget", "reference_price", "agreed_price", "contract_price")
DATES = ("announced", "signed", "ends")
COLUMNS = (
    "project_id",
    "project",
    "agency",
    "method",
    "year_be",
    "winner",
    "winner_id",
    "contract_number",
    "status",
    *(f"{name}_{part}" for name in MONEY for part in ("baht", "text")),
    *(f"{name}_{part}" for name in DATES for part in ("date", "text")),
)
CONTRACT: grid.Columns = {
    "project_id": ("รหัสโครงการ", "เลขที่โครงการ", "project_id"),
    "project": ("ชื่อโครงการ", "project_name"),
    "agency": ("ชื่อหน่วยงาน", "dept_name"),
    "method": ("กลุ่มวิธีจัดซื้อฯ", "วิธีจัดซื้อฯ", "วิธีการจัดหา", "purchase_method_name"),
    "announced": ("วันที่ประกาศ", "announce_date"),
    "budget": ("งบประมาณ(บาท)", "งบประมาณ", "project_money"),
    "reference_price": ("ราคากลาง(บาท)", "ราคากลาง", "price_build"),
    "agreed_price": ("ราคาตกลงซื้อ/จ้าง", "ราคาตกลงซื้อ/จ้าง(บาท)", "sum_price_agree"),
    "year_be": ("ปีงบประมาณ", "budget_year"),
    "winner_id": ("เลขนิติบุคคล", "เลขประจำตัวผู้เสียภาษี", "winner_tin"),
    "winner": ("ชื่อผู้ชนะ", "ผู้ชนะการเสนอราคา", "winner"),
    "contract_number": ("เลขที่สัญญา", "contract_no"),
    "signed": ("วันที่ลงนามสัญญา", "วันที่ทำสัญญา", "contract_date"),
    "ends": ("วันที่สิ้นสุดสัญญา", "contract_finish_date"),
    "contract_price": ("งบสัญญา(บาท)", "มูลค่าสัญญา", "price_agree"),
    "status": ("สถานะสัญญา", "contract_status"),
}
MOST_SHIFTED = 6


def _is_amount(text: str) -> bool:
    return amounts.parse_amount(text).value is not None


def _is_date(text: str) -> bool:
    return any(one.date for one in dates.find_dates(text))


SHAPES: dict[str, Callable[[str], bool]] = {
    "project_id": lambda text: bool(re.fullmatch(r"P?\d{11}", text)),
    "year_be": lambda text: bool(re.fullmatch(r"2[45]\d\d|20\d\d", text)),
    "winner_id": lambda text: bool(re.fullmatch(r"[\dx]{10,14}|x+", text, re.IGNORECASE)),
    "winner": lambda text: not _is_date(text) and not _is_amount(text),
    "contract_number": lambda text: not re.fullmatch(r"(?:บริษัท|ห้างหุ้นส่วน|นาย|นาง).*", text),
    "status": lambda text: not re.search(r"\d", text),
    **dict.fromkeys(MONEY, _is_amount),
    **dict.fromkeys(DATES, _is_date),
}


def extract(document: Document) -> Records:
    """A row a contract, from a table with a project's number, its winner and a price."""
    rows: list[dict[str, Any]] = []
    others: list[OtherRow] = []
    for index, table in enumerate(document.tables):
        layout = grid.read(table, CONTRACT, required=("project_id", "project", "winner"), least=6)
        if layout is None:
            continue
        for kind, position in layout.rows:
            row = table.rows[position]
            if kind != "record":
                others.append(OtherRow(kind, index, position, row_text(row)))
                continue
            rows.append(_record(row, layout.at) | place(index, table, position))
    return Records(build(COLUMNS, rows), tuple(others))


def _record(row: Sequence[str], at: dict[str, int]) -> dict[str, Any]:
    shift = _shift(row, at)
    flags = [f"shifted:{shift[1]}"] if shift else []

    def text(name: str) -> str | None:
        where = at.get(name)
        if where is None:
            return None
        if shift and where >= shift[0]:
            where -= shift[1]
        return row[where].strip() or None

    record: dict[str, Any] = {"flags": flags}
    for name in CONTRACT:
        found = text(name)
        fits = found is None or name not in SHAPES or SHAPES[name](fold_digits(found))
        if not fits:
            flags.append(f"{name}:shape")
        elif name == "winner_id" and found and "x" in found.lower():
            flags.append(f"{name}:masked")
        if name in MONEY:
            record[f"{name}_text"] = found
            record[f"{name}_baht"] = amounts.parse_amount(found or "").value
        elif name in DATES:
            day = next((one.date for one in dates.find_dates(found or "") if one.date), None)
            record[f"{name}_text"] = found
            record[f"{name}_date"] = day.isoformat() if day else None
        else:
            record[name] = found
    return record


def _shift(row: Sequence[str], at: dict[str, int]) -> tuple[int, int] | None:
    """(first column whose key lost its value, by how many) where that alone makes shapes fit.

    Only the last columns may be empty for it, at least as many as are missing; and at least three
    values must fit that did not, all of those that can be told among the moved ones.
    """
    shaped = sorted((where, name) for name, where in at.items() if name in SHAPES)
    wrong = [where for where, name in shaped if row[where].strip() and not _fits(row, where, name)]
    if len(wrong) < 2:
        return None
    first = min(wrong)
    for by in range(1, MOST_SHIFTED + 1):
        if any(cell.strip() for cell in row[len(row) - by :]):
            break
        moved = [(where - by, name) for where, name in shaped if where >= first]
        filled = [(where, name) for where, name in moved if row[where].strip()]
        if len(filled) >= 3 and all(_fits(row, where, name) for where, name in filled):
            return first, by
    return None


def _fits(row: Sequence[str], where: int, name: str) -> bool:
    return SHAPES[name](fold_digits(row[where].strip()))
