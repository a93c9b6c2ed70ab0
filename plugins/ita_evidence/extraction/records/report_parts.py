"""The parts of an annual report and what stands under each heading (O22 and its kin).

Result, money, problems, advice: a heading is a short line that begins with a part's name, or a
column of a table; its content runs to the next heading. Nothing, a dash and "ไม่มี" under a heading
are three things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ita_evidence.extraction.records.frame import Records, build, place
from ita_evidence.extraction.records.grid import is_form_blank, skeleton_of
from ita_evidence.model import Document
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import skeleton

COLUMNS = ("part", "heading", "content", "content_kind", "has_number", "number_blank", "source")
PARTS: dict[str, tuple[str, ...]] = {
    "budget": (
        "งบประมาณที่ใช้ในการจัดซื้อจัดจ้าง",
        "งบประมาณที่ใช้",
        "งบประมาณในการจัดซื้อจัดจ้าง",
        "ผลการใช้จ่ายงบประมาณ",
        "ผลการเบิกจ่าย",
        "การใช้จ่ายงบประมาณ",
        "งบประมาณและการใช้จ่าย",
        "วงเงินงบประมาณ",
        "วงเงินที่ใช้ในการจัดซื้อจัดจ้าง",
    ),
    "summary": (
        "สรุปรายการที่มีการจัดซื้อจัดจ้าง",
        "สรุปรายการจัดซื้อจัดจ้าง",
        "สรุปผลการจัดซื้อจัดจ้างจำแนกตามวิธี",
        "สรุปผลการจัดซื้อจัดจ้าง",
        "รายการจัดซื้อจัดจ้าง",
        "ผลการจัดซื้อจัดจ้างจำแนกตามวิธี",
        "จำแนกตามวิธี",
        "จำนวนโครงการ",
    ),
    "problems": (
        "ปัญหา/อุปสรรค",
        "ปัญหาและอุปสรรค",
        "ปัญหา อุปสรรค",
        "ปัญหาอุปสรรค",
        "อุปสรรคและปัญหา",
        "สภาพปัญหา",
        "ข้อจำกัด",
        "ปัญหาที่พบ",
    ),
    "advice": (
        "ข้อเสนอแนะ",
        "แนวทางแก้ไข",
        "แนวทางการแก้ไข",
        "แนวทางการปรับปรุง",
        "แนวทางการพัฒนา",
    ),
}
ALONE = {
    skeleton(name): "problems"
    for name in (
        "ปัญหา",
        "ปัญหาในการจัดซื้อจัดจ้าง",
        "ปัญหาในการดำเนินการจัดซื้อจัดจ้าง",
        "ปัญหาในการดำเนินงาน",
    )
}
"""Names that head a part only where nothing follows: a problem's own sentence may begin so."""
HEADING_LENGTH = 90
"""A line longer than this is a sentence, not a heading."""
_ENUMERATOR = re.compile(
    r"^[\s(]*(?:[\d๐-๙]{1,2}(?:\.[\d๐-๙]{1,2})*|[ก-ฮ](?=[.)])|ข้อ\s*[\d๐-๙]+|ส่วนที่\s*[\d๐-๙]+)?[.)\s:]*"
)
_END = re.compile(
    r"^\s*(?:ส่วนที่|บทที่|หมวดที่|ภาคผนวก|\(?\s*(?:ลง)?ชื่อ\s*\)?[\s.…]"
    r"|ผู้จัดทำ|ผู้รายงาน|ข้อมูล ณ วันที่|Copyright|©)"
)
_NONE = {"ไม่มี", "ไม่พบ", "ไม่มีปัญหา", "ไม่มีข้อเสนอแนะ", "ไม่มีปัญหาอุปสรรค", "ไม่มีปัญหาและอุปสรรค"}
_NONE_BONES = {skeleton(text) for text in _NONE}
_BLANK_NUMBER = re.compile(r"(?:จำนวน|เป็นเงิน|วงเงิน)(?:[\s.…_]{2,}(?:บาท|โครงการ|รายการ)|[ \t]บาท)")
_LEAD = re.compile(r"^(?:ผล)?(?:การ)?(?:วิเคราะห์|รายงาน|ศึกษา)")
"""Words before a part's name: "การวิเคราะห์ปัญหาอุปสรรค", "1. รายงานสรุปผลการจัดซื้อจัดจ้าง"."""
_ANALYSIS = re.compile(r"^(?:ผล)?(?:การ)?วิเคราะห์(?=ปัญหา|อุปสรรค)")
_YEAR = re.compile(r"ประจำปี|ปีงบประมาณ|พ\.\s?ศ\.")
"""A line without a number that names its year is a report's title, and no part of one."""
_NUMBER = re.compile(
    r"\d[\d,]*(?:\.\d+)?\s*(?:บาท|โครงการ|รายการ|ครั้ง|สัญญา|%)|ร้อยละ\s*\d|\d{1,3}(?:,\d{3})+"
)


class Line(NamedTuple):
    page: int
    sheet: str | None
    text: str


def part_of(text: str) -> tuple[str, str] | None:
    """(part, what follows the name on the same line) when a line or cell is a part's heading."""
    number = _ENUMERATOR.match(text)
    stripped = text[number.end() :].strip() if number else text.strip()
    if number and number[0].strip():
        stripped = _LEAD.sub("", stripped, count=1).strip()  # without a number it is a title
    elif not _YEAR.search(stripped):
        stripped = _ANALYSIS.sub("", stripped, count=1).strip()
    if not stripped or len(stripped) > HEADING_LENGTH * 3:
        return None
    bone = skeleton(stripped[: HEADING_LENGTH * 3])
    if part := ALONE.get(bone.rstrip(":")):
        return part, ""
    for part, names in PARTS.items():
        for name in names:
            wanted = skeleton_of(name)
            if not bone.startswith(wanted):
                continue
            head, found, rest = stripped.partition(":")
            if found and len(skeleton(head)) <= len(wanted) + 25:
                return part, rest.strip()
            if len(stripped) <= HEADING_LENGTH:
                return part, _after(stripped, wanted)
    return None


def _after(text: str, wanted: str) -> str:
    """What stands behind a heading's name on its own line, if that tells something."""
    for cut in range(1, len(text) + 1):
        if skeleton(text[:cut]) == wanted:
            rest = text[cut:].lstrip("ฯ่้๊๋์ัิีึืุู็ )(").strip()
            tells = _kind(rest) in ("none", "dash") or _NUMBER.search(fold_digits(rest))
            return rest if tells else ""
    return ""


def extract(document: Document) -> Records:
    """A row a heading found, with its content; several of one part are several rows."""
    rows: list[dict[str, Any]] = []
    current: dict[str, Any] | None = None
    for line in _lines(document):
        heading = part_of(line.text)
        if heading:
            current = {
                "part": heading[0],
                "heading": line.text.strip(),
                "content": [heading[1]] if heading[1] else [],
                "source": "line",
                "place_page": line.page,
                "place_sheet": line.sheet,
            }
            rows.append(current)
        elif _END.match(line.text):
            current = None
        elif current is not None:
            current["content"].append(line.text)
    rows += _columns(document)
    for row in rows:
        content = "\n".join(row["content"]).strip()
        folded = fold_digits(content)
        row["content"] = content[:2000] or None
        row["content_kind"] = _kind(content)
        row["has_number"] = bool(_NUMBER.search(folded))
        row["number_blank"] = bool(_BLANK_NUMBER.search(folded))
    return Records(build(COLUMNS, rows), ())


def _kind(content: str) -> str:
    if is_form_blank(content):
        return "blank"
    if not content.strip(" \n\t-–—"):
        return "dash"
    return "none" if skeleton(content) in _NONE_BONES else "text"


def _lines(document: Document) -> Iterator[Line]:
    for page in document.pages:
        for text in page.text.splitlines():
            if text.strip():
                yield Line(page.number, page.name, text)


def _columns(document: Document) -> Iterator[dict[str, Any]]:
    """Parts as columns of a table: the cells below a heading cell are its content."""
    for index, table in enumerate(document.tables):
        for position, row in enumerate(table.rows[:6]):
            heads = {
                column: found[0]
                for column, cell in enumerate(row)
                if len(cell) <= HEADING_LENGTH and (found := part_of(cell))
            }
            if len(set(heads.values())) < 2:
                continue
            for column, part in heads.items():
                below = [
                    cells[column].strip()
                    for cells in table.rows[position + 1 :]
                    if column < len(cells) and cells[column].strip()
                ]
                yield {
                    "part": part,
                    "heading": row[column].strip(),
                    "content": list(dict.fromkeys(below)),
                    "source": "table",
                } | place(index, table, position)
            break
