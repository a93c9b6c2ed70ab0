"""The annex of "ประกาศเผยแพร่แผนการจัดซื้อจัดจ้าง": a row a planned project (O19)."""

from __future__ import annotations

import re
from typing import Any

from ita_evidence.extraction.records import grid
from ita_evidence.extraction.records.frame import OtherRow, Records, build, place, row_text
from ita_evidence.extraction.records.headings import last_line, over_forms
from ita_evidence.model import Document
from ita_evidence.periods import Month
from ita_evidence.thai import amounts, dates
from ita_evidence.thai.digits import fold_digits

COLUMNS = (
    "heading",
    "number",
    "plan_code",
    "project",
    "budget_baht",
    "budget_text",
    "expected_month",
    "expected_text",
    "method",
)
PLAN: grid.Columns = {
    "number": ("ลำดับที่", "ลำดับ", "ที่"),
    "plan_code": ("รหัสแผนจัดซื้อจัดจ้าง", "รหัสแผนการจัดซื้อจัดจ้าง", "รหัสแผน", "เลขที่แผน"),
    "project": ("ชื่อโครงการ", "รายการ", "โครงการ/รายการ", "รายการจัดซื้อจัดจ้าง", "ชื่อรายการ"),
    "budget": (
        "งบประมาณโครงการ (บาท)",
        "งบประมาณโครงการ",
        "งบประมาณ",
        "วงเงินงบประมาณ",
        "วงเงิน (บาท)",
    ),
    "expected": (
        "คาดว่าจะประกาศจัดซื้อจัดจ้าง (เดือน/ปี)",
        "คาดว่าจะประกาศจัดซื้อจัดจ้าง",
        "ระยะเวลาที่คาดว่าจะจัดซื้อจัดจ้าง",
        "กำหนดการจัดซื้อจัดจ้าง",
    ),
    "method": ("วิธีการจัดซื้อจัดจ้าง", "วิธีจัดซื้อจัดจ้าง", "วิธีการจัดหา"),
}


_MONTH_YEAR = re.compile(r"(0?[1-9]|1[0-2])\s*/\s*(\d{4}|\d{2})")


def extract(document: Document) -> Records:
    """A row a planned project. A table needs the project and three columns of the form in all."""
    rows: list[dict[str, Any]] = []
    others: list[OtherRow] = []
    for index, table, above, layout in over_forms(
        document, PLAN, required=("project",), least=3, number="number", key="project"
    ):
        if not ({"plan_code", "expected"} & layout.at.keys()):
            continue
        for kind, position in layout.rows:
            row = table.rows[position]
            if kind != "record":
                others.append(OtherRow(kind, index, position, row_text(row)))
                continue
            flags: list[str] = []
            budget = grid.money(row, layout.at, "budget")
            amount = amounts.parse_amount(budget)
            if amount.kind in ("unparsed", "contradicted", "nil_dash"):
                flags.append(f"budget:{amount.kind}")
            expected = grid.cell(row, layout.at, "expected")
            months = [one.month for one in dates.find_months(expected) if one.month]
            if match := _MONTH_YEAR.fullmatch(fold_digits(expected).strip()):
                year_be, _ = dates.year_of(match[2])
                months = [Month(year_be, int(match[1]))] if year_be else []
            rows.append(
                {
                    "heading": last_line(above),
                    "number": grid.cell(row, layout.at, "number") or None,
                    "plan_code": grid.cell(row, layout.at, "plan_code") or None,
                    "project": grid.cell(row, layout.at, "project") or None,
                    "budget_baht": amount.value,
                    "budget_text": budget or None,
                    "expected_month": str(months[0]) if len(months) == 1 else None,
                    "expected_text": expected or None,
                    "method": grid.cell(row, layout.at, "method") or None,
                    "flags": flags,
                }
                | place(index, table, position)
            )
    return Records(build(COLUMNS, rows), tuple(others))
