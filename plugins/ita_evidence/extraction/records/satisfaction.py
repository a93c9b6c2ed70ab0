"""Satisfaction surveys: each mean, percentage and level with what it is of (O17)."""

from __future__ import annotations

import re
from typing import Any

from ita_evidence.extraction.records import grid
from ita_evidence.extraction.records.frame import OtherRow, Records, build, place, row_text
from ita_evidence.extraction.records.headings import last_line, over_forms
from ita_evidence.model import Document
from ita_evidence.thai import amounts
from ita_evidence.thai.digits import fold_digits

COLUMNS = ("source", "question", "mean", "deviation", "percent", "level", "heading")
RESULTS: grid.Columns = {
    "question": (
        "ประเด็นความพึงพอใจ",
        "ประเด็นการประเมิน",
        "ประเด็น",
        "รายการประเมิน",
        "รายการ",
        "ด้าน",
        "ข้อคำถาม",
        "หัวข้อ",
    ),
    "mean": ("ค่าเฉลี่ย", "x̄", "ค่าเฉลี่ย (x̄)", "คะแนนเฉลี่ย", "mean"),
    "deviation": ("S.D.", "SD", "ส่วนเบี่ยงเบนมาตรฐาน"),
    "percent": ("ร้อยละ", "คิดเป็นร้อยละ", "ร้อยละความพึงพอใจ", "%"),
    "level": ("ระดับ", "ระดับความพึงพอใจ", "แปลผล", "แปลความหมาย"),
}
SURVEY = "พึงพอใจ"
_PROSE = re.compile(
    r"(?P<what>ค่าเฉลี่ย|คะแนนเฉลี่ย|ร้อยละ)(?P<between>[^\d\n]{0,30}?)(?P<value>\d{1,3}(?:\.\d+)?)(?![\d.]*\s*[-–]\s*\d)"
)
_TARGET = re.compile(r"ไม่(?:น้อย|ต่ำ)กว่า\s*$")
"""A target ("ไม่น้อยกว่าร้อยละ 80") is no result."""


def extract(document: Document) -> Records:
    """A row a result; an empty questionnaire gives none."""
    rows: list[dict[str, Any]] = []
    others: list[OtherRow] = []
    sheets = "".join(page.name or "" for page in document.pages)
    surveyed = SURVEY in document.title + document.text + sheets
    for index, table, above, layout in over_forms(document, RESULTS, required=(), least=2):
        # Percentages alone, where nobody speaks of satisfaction, are of something else.
        if not ({"mean", "percent" if surveyed else "mean"} & layout.at.keys()):
            continue
        for kind, position in layout.rows:
            row = table.rows[position]
            values = {
                name: amounts.parse_amount(grid.cell(row, layout.at, name).rstrip("% ")).value
                for name in ("mean", "deviation", "percent")
            }
            if kind not in ("record", "total") or (
                values["mean"] is None and values["percent"] is None
            ):
                other: grid.RowKind = "note" if kind in ("record", "total") else kind
                others.append(OtherRow(other, index, position, row_text(row)))
                continue
            label = grid.cell(row, layout.at, "question") or next(
                (cell.strip() for cell in row if cell.strip()), ""
            )
            rows.append(
                {
                    "source": "table",
                    "question": label or None,
                    **values,
                    "level": grid.cell(row, layout.at, "level") or None,
                    "heading": last_line(above),
                    "flags": ["total_row"] if kind == "total" else [],
                }
                | place(index, table, position)
            )
    for page in document.pages if surveyed else ():
        for match in _PROSE.finditer(fold_digits(page.text)):
            before = page.text[max(0, match.start() - 20) : match.start()]
            if _TARGET.search(before) or _TARGET.search(match["between"]):
                continue
            name = "percent" if match["what"] == "ร้อยละ" else "mean"
            rows.append(
                {
                    "source": "prose",
                    "question": " ".join(page.text[match.start() : match.end()].split()),
                    name: amounts.parse_amount(match["value"]).value,
                    "heading": document.title,
                    "place_page": page.number,
                    "place_sheet": page.name,
                }
            )
    return Records(build(COLUMNS, rows), tuple(others))
