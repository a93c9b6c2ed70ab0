"""Plan and progress tables: a row a project with its budget, what was used, and how far it is.

The tables of action plans, of half-year and of yearly reports (O11 to O13, O36 to O38) share their
columns; a plan has the first ones alone.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from ita_evidence.extraction.records import grid
from ita_evidence.extraction.records.frame import OtherRow, Records, build, place, row_text
from ita_evidence.extraction.records.headings import last_line, over_forms
from ita_evidence.model import Document
from ita_evidence.thai import amounts
from ita_evidence.thai.digits import fold_digits

MONEY = ("budget", "used", "left")
COLUMNS = (
    "heading",
    "number",
    "project",
    *(f"{name}_{part}" for name in MONEY for part in ("baht", "text")),
    "percent",
    "percent_text",
    "duration",
    "result",
    "responsible",
)
PROGRESS: grid.Columns = {
    "number": ("ลำดับที่", "ลำดับ", "ที่"),
    "project": (
        "โครงการ/กิจกรรม",
        "แผนงาน/โครงการ/กิจกรรม",
        "แผนงาน/โครงการ",
        "ชื่อโครงการ/กิจกรรม",
        "ชื่อโครงการ",
        "โครงการ",
        "กิจกรรม",
        "รายการโครงการ",
    ),
    "budget": (
        "งบประมาณที่ได้รับจัดสรร",
        "งบประมาณที่ได้รับ",
        "งบประมาณตามแผน",
        "งบประมาณ (บาท)",
        "งบประมาณ",
        "ได้รับจัดสรร",
        "วงเงินงบประมาณ",
    ),
    "used": (
        "ผลการใช้จ่ายงบประมาณ",
        "ผลการเบิกจ่าย",
        "งบประมาณที่ใช้ไป",
        "งบประมาณที่ใช้",
        "เบิกจ่ายแล้ว",
        "เบิกจ่าย",
        "การเบิกจ่าย",
        "ใช้ไป",
        "ใช้จ่ายจริง",
    ),
    "left": ("งบประมาณคงเหลือ", "คงเหลือ"),
    "percent": (
        "ร้อยละการเบิกจ่าย",
        "ร้อยละความก้าวหน้า",
        "ร้อยละ",
        "คิดเป็นร้อยละ",
        "ร้อยละของการเบิกจ่าย",
        "%",
    ),
    "duration": ("ระยะเวลาดำเนินการ", "ระยะเวลา", "ช่วงเวลา", "ห้วงเวลาดำเนินการ", "กำหนดเวลา"),
    "result": (
        "ผลการดำเนินงาน",
        "ผลการดำเนินการ",
        "ความก้าวหน้า",
        "ผลผลิต",
        "สถานะการดำเนินงาน",
        "สถานะ",
    ),
    "responsible": ("ผู้รับผิดชอบ", "หน่วยงานรับผิดชอบ", "หน่วยงานผู้รับผิดชอบ", "หน่วยงานที่รับผิดชอบ"),
}
TELLING = ("used", "percent", "result", "duration", "left")
"""Projects with budgets alone are any list; one of these makes them a plan or its progress."""
_PERCENT = re.compile(r"(?:ร้อยละ\s*)?(\d{1,3}(?:\.\d+)?)\s*%?")


def extract(document: Document) -> Records:
    """A row a project. A table needs the project, the budget and one telling column."""
    rows: list[dict[str, Any]] = []
    others: list[OtherRow] = []
    for index, table, above, layout in over_forms(
        document, PROGRESS, required=("project", "budget"), least=3, number="number", key="project"
    ):
        if not set(TELLING) & layout.at.keys():
            continue
        for kind, position in layout.rows:
            row = table.rows[position]
            if kind not in ("record", "total"):
                others.append(OtherRow(kind, index, position, row_text(row)))
                continue
            record = _record(row, layout.at, above)
            if kind == "total":
                record["flags"].append("total_row")
            rows.append(record | place(index, table, position))
    return Records(build(COLUMNS, rows), tuple(others))


def _record(row: tuple[str, ...], at: dict[str, int], above: str) -> dict[str, Any]:
    flags: list[str] = []
    record: dict[str, Any] = {"heading": last_line(above), "flags": flags}
    for name in ("number", "project", "duration", "result", "responsible"):
        record[name] = grid.cell(row, at, name) or None
    for name in MONEY:
        found = grid.money(row, at, name) or None
        parsed = amounts.parse_amount(found or "")
        if parsed.kind in ("unparsed", "contradicted", "nil_dash"):
            flags.append(f"{name}:{parsed.kind}")
        record[f"{name}_text"], record[f"{name}_baht"] = found, parsed.value
    percent = grid.cell(row, at, "percent")
    record["percent_text"] = percent or None
    if match := _PERCENT.fullmatch(fold_digits(percent).strip()):
        record["percent"] = Decimal(match[1])
    elif percent:
        dash = amounts.parse_amount(percent).kind == "nil_dash"
        flags.append("percent:nil_dash" if dash else "percent:unparsed")
    return record
