"""Complaint statistics: total, finished, pending, and what they are about (O29).

Read from tables with the three as columns or as rows, and from sentences ("จำนวนเรื่องร้องเรียน
ทั้งหมด 3 เรื่อง"). A dash is not a zero.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Literal

from ita_evidence.extraction.records import grid
from ita_evidence.extraction.records.frame import OtherRow, Records, build, place, row_text
from ita_evidence.extraction.records.headings import (
    FormTable,
    last_lines,
    month_of_section,
    over_forms,
    over_tables,
)
from ita_evidence.model import Document, Table
from ita_evidence.thai import amounts, dates
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import skeleton

NAMES = ("total", "done", "pending")
COLUMNS = (
    "source",
    "scope",
    "label",
    "heading",
    *NAMES,
    *(f"{name}_text" for name in NAMES),
    "done_and_pending",
    "in_time",
    "overdue",
    "month",
)
COUNTS: grid.Columns = {
    "total": (
        "จำนวนเรื่องร้องเรียนทั้งหมด",
        "เรื่องร้องเรียนทั้งหมด",
        "จำนวนเรื่องทั้งหมด",
        "จำนวนเรื่องร้องเรียน",
        "จำนวนเรื่องที่ได้รับ",
        "จำนวนเรื่องที่รับ",
        "เรื่องที่ได้รับ",
        "เรื่องที่รับ",
        "เรื่องที่รับแจ้ง",
        "จำนวนเรื่องร้องทุกข์",
        "รับเรื่อง",
        "จำนวนทั้งหมด",
        "ทั้งหมด",
        "จำนวนเรื่อง",
    ),
    "done": (
        "จำนวนเรื่องที่ดำเนินการแล้วเสร็จ",
        "เรื่องที่ดำเนินการแล้วเสร็จ",
        "ดำเนินการแล้วเสร็จ",
        "ดำเนินการเสร็จสิ้น",
        "ยุติเรื่อง",
        "แล้วเสร็จ",
        "ยุติ",
    ),
    "pending": (
        "จำนวนเรื่องที่อยู่ระหว่างดำเนินการ",
        "เรื่องที่อยู่ระหว่างดำเนินการ",
        "อยู่ระหว่างดำเนินการ",
        "อยู่ระหว่างการดำเนินการ",
        "ระหว่างดำเนินการ",
        "คงค้าง",
    ),
}
STATUSES: grid.Columns = {
    "in_time": ("อยู่ในเวลา", "ในเวลา", "ภายในกำหนด", "อยู่ในกำหนดเวลา", "ไม่เกินกำหนด"),
    "overdue": ("เลยเวลา", "เกินกำหนด", "เลยกำหนด", "เกินกำหนดเวลา", "เกินเวลา", "ล่าช้า"),
}
"""What centres of Damrongdhama tell besides: pending within their time, and beyond it."""
_DASHES = "-–—"
_COUNT = (
    r"[\s:=\u200b]{0,9}(?:\(เรื่อง\))?[\s:=\u200b]{0,9}(?:มี)?(?:จำนวน|เป็นจำนวน)?[\s:=\u200b]{0,9}"
    rf"(?P<count>\d[\d,]*|[{_DASHES}]|[.…_]{{2,}}|ไม่มี)(?:\s*(?:เรื่อง|ราย|กรณี))?"
)
_SENTENCES = {
    name: re.compile(
        "(?:"
        + "|".join(sorted((re.escape(v) for v in COUNTS[name]), key=len, reverse=True))
        + ")"
        + _COUNT
    )
    for name in NAMES
}
_SHORT = {"ทั้งหมด", "จำนวนเรื่อง", "ยุติ", "คงค้าง", "แล้วเสร็จ"}
_MATTER = re.compile("ร้องเรียน|ร้องทุกข์|เบาะแส|ดำรงธรรม|เรื่องที่รับ|เรื่องที่ได้รับ")
_OF_CORRUPTION = re.compile("ทุจริต|ประพฤติมิชอบ")
_GENERAL = re.compile("ทั่วไป|บริการ|ร้องทุกข์|ความเดือดร้อน|ดำรงธรรม")
_CHANNEL = re.compile(
    "ช่องทาง|ผ่าน|ทาง(?:ไปรษณีย์|โทรศัพท์|เว็บ|ออนไลน์|อีเมล|จดหมาย|หนังสือ)|ตู้|ด้วยตนเอง|สายด่วน|จำแนกตาม"
)
"""In a heading that says how complaints came, not what they are about: the one above says that."""
_TELLS = re.compile("สถิติ|รายงาน|สรุป|ข้อมูล|จำนวน|ผลการ")
"""In a title of figures; a menu names where to complain of corruption."""


def scope_of(label: str, heading: str, said: str = "") -> str:
    """`corruption`, `general` or `unknown`: the row's own label first, then the nearest heading
    that names a matter.

    Counts beside which nothing speaks of complaints (`said`: the words of the counts themselves)
    are of something else, whatever a heading says of corruption: a plan against it has totals too.
    """
    words = label + heading + said
    if "ร้องเรียน" not in words and "เบาะแส" not in words:
        return "unknown"
    if _OF_CORRUPTION.search(label):
        return "corruption"
    if _is_general(label) and "ร้อง" in label:
        return "general"
    passed: Literal["", "channel", "matter"] = ""
    for line in reversed(heading.splitlines()):
        if _OF_CORRUPTION.search(line):
            # Under a heading that names no matter it may be that, as far as it heads figures.
            plain = not passed or (passed == "channel" and _TELLS.search(line))
            return "corruption" if plain else "unknown" if _TELLS.search(line) else "general"
        if "ร้องเรียน" not in line:
            continue
        if _is_general(line):
            return "general"
        passed = "channel" if passed != "matter" and _CHANNEL.search(line) else "matter"
    return "general" if passed else "unknown"


def _is_general(text: str) -> bool:
    """Whether it speaks of complaints of all kinds: a centre that they came through is none."""
    found = set(_GENERAL.findall(text))
    return bool(found - {"ดำรงธรรม"}) or (bool(found) and not _CHANNEL.search(text))


def extract(document: Document) -> Records:
    """A row a statement of the three counts; what was written stands beside each number."""
    rows: list[dict[str, Any]] = []
    others: list[OtherRow] = []
    sheets = " ".join(page.name or "" for page in document.pages)
    if not _MATTER.search("".join((document.title + document.text + sheets).split())):
        return Records(build(COLUMNS, rows))  # totals of something else
    forms = {
        one.number: one
        for one in over_forms(document, {**COUNTS, **STATUSES}, required=(), least=2)
        if len(COUNTS.keys() & one.layout.at.keys()) >= 2
    }
    for index, table, above in over_tables(document):
        if index in forms:
            _by_columns(forms[index], rows, others)
        else:
            _by_rows(index, table, above, rows, others)
    if not rows:
        for page in document.pages:
            _by_sentences(page.number, page.name, page.text, document.title, rows)
    return Records(build(COLUMNS, rows), tuple(others))


def _by_columns(form: FormTable, rows: list[dict[str, Any]], others: list[OtherRow]) -> None:
    index, table, above, layout = form
    taken = set(layout.at.values())
    titles = [row_text(table.rows[at]) for kind, at in layout.rows if kind == "title"]
    above = "\n".join([above, *titles])
    for kind, position in layout.rows:
        row = table.rows[position]
        text = row_text(row)
        counts = {name: grid.cell(row, layout.at, name) for name in layout.at}
        if kind in ("title", "header", "blank") or not any(
            _is_count(counts[name]) for name in NAMES if name in counts
        ):
            others.append(
                OtherRow("note" if kind in ("record", "total") else kind, index, position, text)
            )
            continue
        labels = [
            cell.strip()
            for i, cell in enumerate(row)
            if i not in taken
            and cell.strip()
            and (
                amounts.parse_amount(cell.strip(" %")).value is None
                or dates.BARE_YEAR.fullmatch(cell.strip())  # names its row, though it is a number
            )
        ]
        said = " ".join(cell for line in table.rows[:position] for cell in line)
        record = _record("table", " ".join(dict.fromkeys(labels)), above, counts, said)
        if kind == "total":
            record["flags"].append("total_row")
        rows.append(record | place(index, table, position))


def _by_rows(
    index: int,
    table: Table,
    above: str,
    rows: list[dict[str, Any]],
    others: list[OtherRow],
) -> None:
    """The three as rows: a label cell, then a cell with the count."""
    counts: dict[str, str] = {}
    used: set[int] = set()
    for position, row in enumerate(table.rows):
        cells = [cell.strip() for cell in row]
        for where, cell in enumerate(cells):
            at = grid.match([_without_number(cell)], {**COUNTS, **STATUSES})
            value = next((one for one in cells[where + 1 :] if _is_count(one)), None)
            if at and value is not None:
                name = next(iter(at))
                if name not in counts:
                    counts[name] = value
                    used.add(position)
                break
    if len(counts.keys() & COUNTS.keys()) < 2:
        return
    said = " ".join(cell for row in table.rows for cell in row)
    rows.append(_record("table", "", above, counts, said) | place(index, table, min(used)))
    for position, row in enumerate(table.rows):
        text = row_text(row)
        if position != min(used):
            kind: grid.RowKind = "continued" if position in used else "note" if text else "blank"
            others.append(OtherRow(kind, index, position, text))


def _without_number(cell: str) -> str:
    return re.sub(r"^[\s(]*[\d๐-๙]{1,2}[.)\s]+", "", cell)


def _by_sentences(
    page: int, sheet: str | None, text: str, title: str, rows: list[dict[str, Any]]
) -> None:
    folded = fold_digits(text)
    counts: dict[str, str] = {}
    first, said = len(folded), ""
    for name, shape in _SENTENCES.items():
        for match in shape.finditer(folded):
            if name == "total" and re.search("แล้วเสร็จ|ระหว่างดำเนินการ", match[0]):
                continue
            counts[name] = match["count"]
            said += match[0]
            first = min(first, match.start())
            break
    if counts:
        heading = f"{title}\n{text[:first]}"
        record = _record("prose", "", heading, counts, said)
        rows.append(record | {"place_page": page, "place_sheet": sheet})


def _is_count(text: str) -> bool:
    parsed = _count(text)
    return parsed[0] is not None or parsed[1] in ("nil_dash", "none")


def _count(text: str) -> tuple[Decimal | None, str]:
    """(number, what it was): `3 เรื่อง` is 3; "ไม่มี" and a dash are no numbers."""
    bare = re.sub(r"(เรื่อง|ราย|กรณี|ครั้ง)\s*$", "", fold_digits(text).strip()).strip()
    bare = re.sub(r"^จำนวน\s*", "", bare)
    if skeleton(bare) == skeleton("ไม่มี"):
        return None, "none"
    parsed = amounts.parse_amount(bare)
    return parsed.value, parsed.kind


def _record(
    source: str, label: str, heading: str, counts: dict[str, str], said: str
) -> dict[str, Any]:
    flags: list[str] = []
    record: dict[str, Any] = {
        "source": source,
        "label": label or None,
        "heading": last_lines(heading),
        "scope": scope_of(label, heading, said),
        "flags": flags,
    }
    for name in NAMES:
        text = counts.get(name, "")
        value, kind = _count(text)
        record[name], record[f"{name}_text"] = value, text or None
        if value is None:
            flags.append(f"{name}:{'form_blank' if text and grid.is_form_blank(text) else kind}")
    for name in STATUSES:
        record[name] = _count(counts.get(name, ""))[0]
    months = dates.find_months(label)
    if len(months) == 1:
        month = months[0].month or month_of_section(heading, months[0].month_number)
        record["month"] = str(month) if month else None
    if record["done"] is not None and record["pending"] is not None:
        record["done_and_pending"] = record["done"] + record["pending"]
    return record
