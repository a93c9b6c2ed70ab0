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
from ita_evidence.periods import Month
from ita_evidence.thai import dates
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.said import Said, months_said, periods_said

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


_BUYING = _any("จัดซื้อจัดจ้าง", "จัดซื้อหรือจัดจ้าง", "จัดหาพัสดุ", "จัดซื้อ", "จัดจ้าง")
_COMPLAINT = _any("เรื่องร้องเรียน", "ข้อร้องเรียน", "การร้องเรียน", "ร้องเรียน", "ผู้ร้องเรียน")
_NOT = f"(?P<yet>{_loose('ยัง')}{_GAP})?{_loose('ไม่')}{_GAP}"
_HAS_NOT = (
    f"{_NOT}(?P<verb>{_any('มี', 'พบ', 'ปรากฏ')}){_GAP}"
    f"(?:{_loose('ว่า')}{_GAP})?(?:{_loose('มี')}{_GAP})?"
)
_BUYINGS = _any("รายการ", "โครงการ", "แผนการ", "แผน", "วงเงิน", "การดำเนินการ", "ข้อมูล")
_COMPLAINTS = _any("การรับแจ้ง", "การรับ", "การแจ้ง", "กรณี", "ผู้ใด", "รายการ", "สถิติ", "ข้อมูล")
_NIL = re.compile(
    f"{_HAS_NOT}(?:(?P<what>{_BUYINGS}){_GAP})?(?:{_loose('การ')}{_GAP})?(?P<matter>{_BUYING})"
)
_NIL_COMPLAINTS = re.compile(
    f"{_HAS_NOT}(?:(?P<what>{_COMPLAINTS}){_GAP})?(?:{_loose('การ')}{_GAP})?(?P<matter>{_COMPLAINT})"
)
_NOT_DONE = re.compile(
    f"{_NOT}(?P<verb>{_loose('ได้')}){_GAP}(?:{_any('ดำเนินการ', 'ทำการ', 'มี')}{_GAP})?"
    f"(?:{_loose('การ')}{_GAP})?(?P<matter>{_BUYING})"
)
_NOT_RECEIVED = re.compile(
    f"{_NOT}(?P<verb>{_loose('ได้')}){_GAP}{_any('รับแจ้ง', 'รับ', 'มี')}{_GAP}"
    f"(?:{_loose('การ')}{_GAP})?(?P<matter>{_COMPLAINT})"
)
_NONE_COUNTED = re.compile(
    f"(?P<matter>{_any('เรื่องร้องเรียน', 'ข้อร้องเรียน')})"
    "(?:ทั้งหมด|ทั้งสิ้น|เกี่ยวกับ|ด้าน|การ|ทุจริต|และ|หรือ|ประพฤติมิชอบ|ของ|เจ้าหน้าที่|หน่วยงาน"
    r"|มี|เป็น|[:=\s])*(?:จำนวน\s*ศูนย์|(?:จำนวน\s*)?0)\s*(?:เรื่อง|ข้อ|ราย|กรณี)"
)
"""The guide's `จำนวน 0 เรื่อง`, of all complaints: nothing between may make it those of a part."""
_NO_WHOLE = _any("แผนการ", "แผน", "วงเงิน", "สถิติ", "ข้อมูล")
"""What may lack while the matter itself is there: no plan to buy, no statistics of complaints."""
_ROW = re.compile(rf"^[ \t]*[-–—]{_GAP}{_loose('ไม่มี')}{_GAP}[-–—][ \t]*$", re.M)
_RULE = re.compile(
    _any("กรณี", "หาก", "ถ้า", "ให้เผยแพร่", "ให้ระบุ", "ให้ประกาศ", "ให้แจ้ง", "ให้รายงาน", "ให้แสดง")
    + f"|{_any('มิใช่', 'ไม่ใช่', 'ไม่ได้หมายความ')}|{_any('มีหรือ', 'หรือ')}{_GAP}$"
)
_RELATIVE = re.compile(rf"(?<!พื้น)(?<!หน้า)(?<!สถาน)(?:ที่|ซึ่ง){_GAP}$")
"""Before a nil that tells of which it is so ("หน่วยงานที่ไม่มี…"): whether ours is one is not said."""
_UNTICKED = re.compile(r"(?:[☐□◻○❏❑▢]|\(\s*\)|\[\s*\]|（\s*）)\s*$")
_ANY_MONTH = re.compile(f"^.{{0,20}}{_any('เดือนใด', 'ใดให้', 'ดังกล่าวให้')}", re.S)
_KINDS = _any("งาน", "โครงการ", "วงเงิน", "หมวด", "ประเภท", "วิธี", "กลุ่ม", "ส่วน", "ลักษณะ")
_NARROWER = re.compile(
    f"^{_GAP}(?:{_any('ที่', 'ซึ่ง', 'ด้วยวิธี', 'โดยวิธี', 'เกิน', 'วงเงิน', 'คงค้าง', 'ค้าง', 'ซ้ำ', 'ประเภท')}"
    f"|{_any('จาก', 'เพิ่มเติม', 'รายใหม่', 'งานก่อสร้าง', 'ก่อสร้าง', 'จ้างเหมา', 'วัสดุ', 'ครุภัณฑ์')}"
    f"|{_loose('ใน')}{_GAP}{_KINDS})"
)
_GOES_ON = re.compile(
    "[\u200b\u00ad\u2060\ufeff]*(?!$|[^ก-๎]|ใน|ของ|ประจำ|เดือน|ตั้งแต่|ระหว่าง|ช่วง|รอบ|ใด|แต่อย่าง|ทั้งสิ้น|เลย|จึง"
    "|และ|หรือ|งวด|ไตรมาส|ปี|เนื่องจาก|เพราะ|นี้|ทุก|ภาครัฐ|แล้ว|ขอ|ณ|แต่|เข้ามา|เกิดขึ้น"
    "|พัสดุ|ตาม(?:พระราช|พ\\.|ระเบียบ|แบบ)|(?:[ก-๎]{0,20})ทุจริต|เจ้าหน้าที่|ต่อ)"
)
"""A word that goes on from the matter and is none of these narrows it: "…จัดซื้อจัดจ้างงานก่อสร้าง"."""
_OF_VALUE = re.compile(f"{_GAP}{_any('ที่', 'ซึ่ง', 'เกิน', 'วงเงิน', 'กรณี')}")
_BUT_FOR = re.compile(_any("ยกเว้น", "เว้นแต่", "นอกจาก"))
_OF_SOME = re.compile(
    r"^[ก-๎]{0,60}?(?:อยู่ระหว่าง|ระหว่างดำเนินการ|ค้าง|ยังไม่|แล้วเสร็จ|รายใหม่|เพิ่มเติม|ซ้ำ|ระดับ|จาก"
    r"|ทาง(?:โทร|ไปรษณีย์|จดหมาย|เว็บ|อิเล็ก)|ผ่าน(?!ทุก))"
)
_HALVES = {"จัดซื้อ": "จัดจ้าง", "จัดจ้าง": "จัดซื้อ"}
"""Nothing bought is not nothing hired: a nil of one half must have the other in its line."""
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
    shapes = (_NIL, _NIL_COMPLAINTS, _NOT_DONE, _NOT_RECEIVED, _NONE_COUNTED)
    for match in (one for shape in shapes for one in shape.finditer(folded)):
        before = folded[max(0, match.start() - BEFORE) : match.start()]
        after = folded[match.end() : match.end() + 120]
        if _RULE.search(before) or _UNTICKED.search(before) or _ANY_MONTH.match(after):
            continue
        matter = "procurement" if match["matter"].startswith("จ") else "complaints"
        doubtful = _is_doubtful(match)
        relative = bool(_RELATIVE.search(before))
        of_a_kind = _GOES_ON.match(after) and not _OF_VALUE.match(after)
        qualified = matter == "procurement" and not of_a_kind and not relative
        qualified = qualified and not (doubtful and match["yet"])
        if qualified:
            sentence = after.split("\n\n")[0]
            qualified = bool(_ABOVE_LIMIT.search(sentence) or _NOT_OBLIGED.search(sentence))
        line = after.partition("\n")[0]
        other = _HALVES.get("".join(match["matter"].split()))
        halved = other is not None and other not in line_of(folded, match.start(), match.end())
        narrowed = doubtful or halved or relative or bool(_BUT_FOR.search(line))
        narrowed = narrowed or _is_narrowed(matter, after)
        found.append(Nil(matter, match.start(), match.end(), narrowed, qualified))
    found += [Nil("form", row.start(), row.end(), False, False) for row in _ROW.finditer(folded)]
    return sorted(found, key=lambda nil: nil.start)


def _is_doubtful(match: re.Match[str]) -> bool:
    """Whether what lacks may be less than the matter: a plan, a figure, what a search answered; or
    what is only not done yet ("ยังไม่ได้ดำเนินการจัดซื้อจัดจ้าง" is a project's state)."""
    groups = match.groupdict()
    what, verb = groups.get("what") or "", groups.get("verb") or ""
    searched = bool(what) and verb.startswith("พ")
    undone = bool(groups.get("yet")) and verb.startswith("ไ") and match.re is _NOT_DONE
    return searched or undone or bool(re.match(_NO_WHOLE, what))


def _is_narrowed(matter: str, after: str) -> bool:
    """Whether the words that go on from the matter make it a part of it."""
    if matter == "complaints" and (_OF_SOME.match(after) or _OF_CORRUPTION.match(after)):
        return bool(_OF_SOME.match(after))
    return bool(_NARROWER.match(after) or _GOES_ON.match(after))


def _month_above(text: str, start: int) -> str | None:
    """The month named closest above a declaration, else the one its page's heading names.

    A stretch of several months right above it is none: whether each of them is meant is not said.
    """
    near = [one for one in periods_said(text[max(0, start - 150) : start]) if not _is_year(one)]
    if near:
        months = months_said(near[-1])
        return str(next(iter(months))) if len(months) == 1 else None
    heading = month_over(text[:start])
    return str(heading.month) if heading and heading.month else None


def _is_year(said: Said) -> bool:
    return isinstance(said, dates.FoundYear)


_BODY = re.compile(
    r"(?:สำนักงาน|ที่ทำการ|ศูนย์ดำรงธรรม|ที่ว่าการอำเภอ|เทศบาล|องค์การบริหารส่วน|โรงพยาบาล|โรงเรียน|วิทยาลัย"
    r"|มหาวิทยาลัย|สถานีตำรวจ|กรม|จังหวัด(?=[ก-ฮ]))[ก-๎]{2,60}"
)
_ABOVE = 400


def _named_nearest(text: str, nil: Nil) -> dict[str, str | None]:
    """The period and the body that the declaration's line names, or else the text above it."""
    own = line_of(text, nil.start, nil.end)
    above = text[max(0, nil.start - _ABOVE) : nil.start]
    at = nil.start - (text.rfind("\n", 0, nil.start) + 1)
    nearest = [
        *periods_said(own[:at])[-1:],
        *periods_said(own[at:])[:1],
        *periods_said(above)[-1:],
    ]
    bodies = _BODY.findall(own)[:1] or _BODY.findall(above)[-1:]
    return {
        "period": " ".join(nearest[0].text.split()) if nearest else None,
        "body": bodies[0] if bodies else None,
    }


def line_of(text: str, start: int, end: int) -> str:
    """The line a span stands in, with the line that a break took from it."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return text[first : last if last >= 0 else len(text)]


def _months_of(line: str) -> set[Month]:
    """The months that a line names by themselves, or else as a stretch; a year names none.

    A month beside a stretch is what the line speaks of, the stretch its report's title.
    """
    said = periods_said(line)
    alone = {one.month for one in said if isinstance(one, dates.FoundMonth) and one.month}
    stretches = (one for one in said if isinstance(one, dates.FoundRange))
    return alone or {month for one in stretches for month in months_said(one)}


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
                    "months": " ".join(map(str, sorted(_months_of(line)))),
                    "heading_month": _month_above(page.text, nil.start),
                    **_named_nearest(page.text, nil),
                    "start": nil.start,
                    "line": " ".join(line.split()),
                    "place_page": page.number,
                    "place_sheet": page.name,
                }
            )
    return Records(build(COLUMNS, rows))
