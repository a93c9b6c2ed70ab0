"""Declared nils: "ไม่มีการจัดซื้อจัดจ้าง", "ไม่พบว่ามีข้อร้องเรียน" said as a statement.

`-`, `0`, a blank and "ไม่มี…" are four things (items guide §1.3): only a sentence that names the
matter, or a form's row "- ไม่มี -", is found here. The criteria's own words are not a declaration:
`กรณี`, `หาก`, `ให้เผยแพร่ว่า` before it make it a rule, an unticked box makes it a choice.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ita_evidence.extraction.records.frame import Records, build
from ita_evidence.extraction.records.headings import month_over
from ita_evidence.model import Document
from ita_evidence.thai import dates
from ita_evidence.thai.digits import fold_digits

COLUMNS = (
    "matter",
    "text",
    "narrowed",
    "qualified",
    "months",
    "heading_month",
    "period",
    "body",
    "start",
    "line",
)
"""`period` and `body` are the words nearest to the declaration that name them, as found."""
BEFORE = 40
"""Characters before a nil in which a word makes it a rule and not a declaration."""

_GAP = "[\\s\u200b\u00ad\u2060\ufeff]*"


def _loose(words: str) -> str:
    """A pattern for words whose letters may be kept apart by white space and zero-width marks."""
    return _GAP.join(re.escape(letter) for letter in words)


def _any(*words: str) -> str:
    return "(?:" + "|".join(_loose(word) for word in words) + ")"


_NIL = re.compile(
    f"(?:{_loose('ยัง')}{_GAP})?{_loose('ไม่')}{_GAP}{_any('มี', 'พบ', 'ปรากฏ')}{_GAP}"
    f"(?:{_loose('ว่า')}{_GAP})?(?:{_loose('มี')}{_GAP})?(?:{_loose('การ')}{_GAP})?"
    f"(?P<matter>{_any('จัดซื้อจัดจ้าง', 'จัดซื้อหรือจัดจ้าง', 'จัดหาพัสดุ', 'จัดซื้อ', 'จัดจ้าง')}"
    f"|{_any('เรื่องร้องเรียน', 'ข้อร้องเรียน', 'การร้องเรียน', 'ร้องเรียน', 'ผู้ร้องเรียน')})"
)
_ROW = re.compile(rf"^[ \t]*[-–—]{_GAP}{_loose('ไม่มี')}{_GAP}[-–—][ \t]*$", re.M)
_RULE = re.compile(
    _any("กรณี", "หาก", "ถ้า", "ให้เผยแพร่", "ให้ระบุ", "ให้ประกาศ", "ให้แจ้ง", "ให้รายงาน", "ให้แสดง")
    + f"|{_any('มิใช่', 'ไม่ใช่', 'ไม่ได้หมายความ')}|{_any('มีหรือ', 'หรือ')}{_GAP}$"
)
_UNTICKED = re.compile(r"(?:[☐□◻○❏❑▢]|\(\s*\)|\[\s*\]|（\s*）)\s*$")
_ANY_MONTH = re.compile(f"^.{{0,20}}{_any('เดือนใด', 'ใดให้', 'ดังกล่าวให้')}", re.S)
_NARROWER = re.compile(
    f"^{_GAP}(?:{_any('ที่', 'ซึ่ง', 'ด้วยวิธี', 'โดยวิธี', 'เกิน', 'วงเงิน', 'คงค้าง', 'ค้าง', 'ซ้ำ', 'ประเภท')}"
    f"|{_any('จาก', 'เพิ่มเติม', 'รายใหม่')})"
)
_OF_CORRUPTION = re.compile(
    f"^{_GAP}{_loose('ที่')}{_GAP}{_any('เกี่ยวกับ', 'เกี่ยวข้องกับ', 'เป็น')}.{{0,10}}{_loose('ทุจริต')}",
    re.S,
)
_ABOVE_LIMIT = re.compile(
    f"{_loose('เกิน')}{_GAP}(?:{_loose('กว่า')}{_GAP})?"
    f"(?:{_loose('5')}{_GAP}{_loose('แสน')}|500,?000|{_any('ห้าแสน')})"
)
_NOT_OBLIGED = re.compile(
    _any("ไม่ต้องประกาศเผยแพร่แผน", "ไม่ต้องเผยแพร่แผน", "ไม่ได้กำหนดให้ต้องเผยแพร่แผน", "ไม่ต้องจัดทำแผน")
)


class Nil(NamedTuple):
    """A declaration as it stands in a text."""

    matter: str
    """`procurement`, `complaints`, or `form` for a row "- ไม่มี -" (its heading names the matter)."""
    start: int
    end: int
    narrowed: bool
    """It speaks of a part only ("ไม่มีเรื่องร้องเรียนที่อยู่ระหว่างดำเนินการ")."""
    qualified: bool
    """It names the 500,000 baht limit or the law's exemption, as O19 asks."""


def find(text: str) -> list[Nil]:
    """The declarations in a text, in order; offsets are those of `text`."""
    folded = fold_digits(text)
    found = []
    for match in _NIL.finditer(folded):
        before = folded[max(0, match.start() - BEFORE) : match.start()]
        after = folded[match.end() : match.end() + 120]
        if _RULE.search(before) or _UNTICKED.search(before) or _ANY_MONTH.match(after):
            continue
        sentence = after.split("\n\n")[0]
        matter = "procurement" if match["matter"].startswith("จ") else "complaints"
        qualified = matter == "procurement" and bool(
            _ABOVE_LIMIT.search(sentence) or _NOT_OBLIGED.search(sentence)
        )
        narrowed = bool(_NARROWER.match(after)) and not (
            matter == "complaints" and _OF_CORRUPTION.match(after)
        )
        found.append(Nil(matter, match.start(), match.end(), narrowed, qualified))
    found += [Nil("form", row.start(), row.end(), False, False) for row in _ROW.finditer(folded)]
    return sorted(found, key=lambda nil: nil.start)


def _month_above(text: str, start: int) -> str | None:
    """The month named closest above a declaration, else the one its page's heading names."""
    near = [one.month for one in dates.find_months(text[max(0, start - 150) : start]) if one.month]
    if near:
        return str(near[-1])
    heading = month_over(text[:start])
    return str(heading.month) if heading and heading.month else None


_BODY = re.compile(
    r"(?:สำนักงาน|ที่ทำการ|ศูนย์ดำรงธรรม|ที่ว่าการอำเภอ|เทศบาล|องค์การบริหารส่วน|โรงพยาบาล|โรงเรียน|วิทยาลัย"
    r"|มหาวิทยาลัย|สถานีตำรวจ|กรม|จังหวัด(?=[ก-ฮ]))[ก-๎]{2,60}"
)
_ABOVE = 400


def _named_nearest(text: str, nil: Nil) -> dict[str, str | None]:
    """The period and the body that the declaration's line names, or else the text above it."""
    own = line_of(text, nil.start, nil.end)
    above = text[max(0, nil.start - _ABOVE) : nil.start]

    def periods(part: str) -> list[str]:
        """Ranges if there are any, else months, else years: "6 เดือนแรก ปีงบประมาณ 2566" is one."""
        for look in (dates.find_ranges, dates.find_months, dates.find_label_years):
            if found := [" ".join(one.text.split()) for one in look(part)]:
                return found
        return []

    period = next(iter(periods(own)[:1] or periods(above)[-1:]), None)
    bodies = _BODY.findall(own)[:1] or _BODY.findall(above)[-1:]
    return {"period": period, "body": bodies[0] if bodies else None}


def line_of(text: str, start: int, end: int) -> str:
    """The line a span stands in, with the line that a break took from it."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return text[first : last if last >= 0 else len(text)]


def extract(document: Document) -> Records:
    """A row a declaration, with the months that its own line names."""
    rows: list[dict[str, Any]] = []
    for page in document.pages:
        for nil in find(page.text):
            line = line_of(page.text, nil.start, nil.end)
            rows.append(
                {
                    "matter": nil.matter,
                    "text": page.text[nil.start : nil.end],
                    "narrowed": nil.narrowed,
                    "qualified": nil.qualified,
                    "months": " ".join(
                        str(one.month) for one in dates.find_months(line) if one.month
                    ),
                    "heading_month": _month_above(page.text, nil.start),
                    **_named_nearest(page.text, nil),
                    "start": nil.start,
                    "line": " ".join(line.split()),
                    "place_page": page.number,
                    "place_sheet": page.name,
                }
            )
    return Records(build(COLUMNS, rows))
