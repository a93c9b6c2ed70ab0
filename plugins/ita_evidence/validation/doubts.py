"""What makes a whole document doubtful, whatever it shows: a draft, an example or an open form by
its first words, one that cancels another, a memo in front of it, one that only speaks of what is
asked for (an order of who shall make it, a meeting on it), another body's name where ours should
stand (items guide §1.9 to §1.11).

A sure draft or another body's document is no evidence: the recognisers say so. Here is what only
looks like one: it is for a person, and never met by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from ita_evidence.model import Agency, Component, Recognise, Unit
from ita_evidence.thai.text import contains, find, find_all
from ita_evidence.validation import covered
from ita_evidence.validation.inputs import Seen
from ita_evidence.validation.recognisers import PAGES
from ita_evidence.validation.recognisers.common import (
    ABOUT,
    COMMISSIONS,
    GROUP,
    OTHER_KINDS,
    PROVINCES,
    names_body,
    names_of,
)
from ita_evidence.validation.recognisers.reading import Reading

HEAD = 400
"""Characters of a document's own words in which it says what and whose it is."""
TITLE_LINES = 3
"""Lines in which a document of another kind of body names that body."""
_DRAFT = re.compile(
    r"^[^\w\n]*ร่าง(?!กาย|ทรง|ขอบเขต)|[(\[]\s*ร่าง\s*[)\]]|ฉบับร่าง|(?<![A-Za-z])draft(?![A-Za-z])"
    r"|[(\[]\s*ตัวอย่าง\s*[)\]]|^[^\w\n]*ตัวอย่าง\s?(?:แบบฟอร์ม|เอกสาร|รายงาน|แผน|ประกาศ|คำสั่ง|คู่มือ)",
    re.M | re.I,
)
_OPEN = re.compile(r"(?<!\S)(?:[.…]{6,}|…{2,}|_{6,})(?=[\s/]|$)")
"""A place that was left open; between words it may have been filled."""
MOST_OPEN = 3
"""A number and a day are left open to be written by hand; so many places are an unfilled form."""
_SIGNED = re.compile("ลงชื่อ|ลงนาม")
_ASSESSMENT = re.compile(r"คุณธรรมและความโปร่งใส|(?<![A-Za-z])(?:ITA|IIT|EIT|OIT)(?![A-Za-z])")
_RESULTS = re.compile(rf"(?:ผล|คะแนน)(?:คะแนน|การประเมิน|ระดับ|แบบวัด|\s)*(?:{_ASSESSMENT.pattern})")
"""The assessment's own, which one item alone asks for: by its wording."""
_RESULTS_TITLE = re.compile(
    r"^(?:[\W\d]|ประกาศ|เรื่อง|สรุป|รายงาน|เผยแพร่|แสดง|แจ้ง|การ|(?:สำนักงาน)?จังหวัด[ก-๙]+\s)*"
    + _RESULTS.pattern
)
"""A title that begins with them: no heading under which a site shows its evidence, nor what follows
from them."""
_CANCELS = re.compile(
    r"(?:^|เรื่อง\s*:?)\s*(?:ขอ|แจ้ง|ประกาศ|การ)*ยกเลิก"
    r"(?!.*และ\s*(?:แต่งตั้ง|กำหนด|ประกาศ|จัด|เผยแพร่|ให้|ใช้))"
    r"|[(\[]\s*ยกเลิก\s*[)\]]"
)
"""In a title: that something is cancelled, and nothing given in its place."""
_NOT_OURS = re.compile(
    r"(?:องค์การบริหารส่วน|อบ|ตำรวจภูธร|ประชาชน(?:ใน|ของ)?|เขต|พื้นที่|"
    rf"(?:อำเภอ|อ\.|ตำบล|ต\.)\s?[ก-๙]+[\s,]*|{OTHER_KINDS.pattern}[\s,]+)$"
)
"""Before the province's name, where another body's is made of it, or where it is a place."""
PLACE_CHARS = 40
_WHOSE = re.compile("(?:^|[^ก-๙]|ของ|ประกาศ|คำสั่ง|แผนพัฒนา|ยุทธศาสตร์|นโยบาย|โครงสร้าง|ใน)$")
"""Before a body's name, where it may say whose the document is."""
_OURS = re.compile("(?:ของ|ประกาศ|คำสั่ง|แผนพัฒนา|ยุทธศาสตร์|นโยบาย|โครงสร้าง|สำนักงาน)$")
"""Before the province's name, where it says that the document is the province's."""
_BOOK = re.compile("แผน|รายงาน|คู่มือ|มาตรการ|นโยบาย|แนวปฏิบัติ|สถิติ|การประเมิน|สรุปผล")
"""In a line that is what a document is called; news and notices name other bodies too."""
COVER_LINES = 6
"""Lines above any table or list in which a cover names its office and what it belongs to."""
_BODIES_ABOVE = re.compile(
    r"(?:สำนักงานปลัด)?กระทรวง(?!ทบวง)[ก-๙]{3,}|(?<!แ)กรม(?!การจังหวัด|การอำเภอ|ธรรม์)[ก-๙]{3,}"
    rf"|{COMMISSIONS}|(?P<group>{GROUP})"
)
"""A ministry, a department, a commission, a group of provinces: what an office belongs to, follows
and may name beside itself."""
_BESIDE = re.compile(
    r"(?:และ|หรือ|[/,]|จังหวัด|กับ|ต่อ|ใน|เสนอ|ถึง|จาก|โดย|งบ(?:ประมาณ)?)\s*(?:ของ)?\s*$"
)
"""Before such a body, where it is one of several, a place, or who is asked."""
_CITED = re.compile(r"^(?:(?!รายงาน|ผล).)*?(?<!ติด)ตาม|สอดคล้อง|เชื่อมโยง|ภายใต้|รองรับ|อ้างอิง|อ้างถึง|ที่มา")
"""Before what a document rests on; a report on a plan is whose the plan is."""
_ITEM = re.compile(r"\s*(?:\d{1,2}[.)]|[-–•●])\s*\S")
_PART = re.compile(r"\s*(?:(?:ศูนย์|กอง|สำนัก|กลุ่ม|ฝ่าย)[ก-๙]*\s*)?")
"""Before a body's name, where the line says no more than who it is."""
_TELLS = re.compile("ได้|ให้|กำหนด|แจ้ง|ขอ(?!ง)|จะ|ร่วม")
"""In a line that begins with a body's name, or right behind it: a sentence."""
_ISSUES = re.compile(r"^\W*(?:ประกาศ|คำสั่ง)$|^\s*ที่\s.*\d\s*$")
"""Before the name of who announces, or whose letter it is."""
_OF_US = re.compile(
    rf"{_BOOK.pattern}|{_ISSUES.pattern}"
    r"|^\s*(?:ชื่อ)?(?:หน่วยงาน|ส่วนราชการ)(?!\s*(?:ที่)?(?:รับผิดชอบ|ดำเนินการ|ร่วม))"
)
"""Before our name in a title, or where a form that another body made says who filled it in."""
_CLAIMS = re.compile("(?:ของ|ประกาศ|คำสั่ง|แผนพัฒนา|ยุทธศาสตร์|นโยบาย)(?:สำนักงาน)?$")
"""Before the name of whose the document is, whoever is named elsewhere."""
_LISTED = re.compile(
    r"(?<![ก-๙])เรียน\s|ได้แก่|ประกอบด้วย|(?:หน่วยงาน|ส่วนราชการ)(?:ใน)?สังกัด|ใช้กับ|ใช้บังคับ"
    r"|รวมทั้ง|ทุกจังหวัด|พื้นที่|(?:ใน|และ|ถึง|ประจำ)\s*$"
)
"""Before our name, where it is an addressee's, one of many's, or that of another's office."""


class Doubt(NamedTuple):
    code: str
    quote: str
    body: str = ""


def doubt(seen: Seen, agency: Agency, unit: Unit, first: Component) -> Doubt | None:
    """The first reason why a person must look at the document; `first` is the item's first
    component, see `documents.py` for its options."""
    recognise = first.recognise
    reading = Reading(seen, ())
    text = reading.text
    head = text.strip()[:HEAD]
    label = seen.capture.label or ""
    for words in (label, head):
        for match in _DRAFT.finditer(words):
            if not ABOUT.search(words[: match.start()]):
                return Doubt("draft_perhaps", _line(words, match.start()))
    lines = [line.strip() for line in head.split("\n") if line.strip()]
    for line in (label, *lines[:TITLE_LINES]):
        if _CANCELS.search(line):
            return Doubt("cancelled_perhaps", " ".join(line.split()))
    # A table's rows (cells parted by tabs) are its own recogniser's: a blank cell has its finding.
    blanks = [
        line
        for line in lines
        for _ in _OPEN.findall(line)
        if "\t" not in line and not _SIGNED.search(line)
    ]
    if len(blanks) >= MOST_OPEN:
        return Doubt("form_open", " ".join(blanks[0].split()))
    if covered.is_memo(text.strip()):
        return Doubt("memo_in_front", _line(head, 0))
    results = None if _RESULTS.search(first.wording) else _assessed(lines[:TITLE_LINES])
    if other := results or _other_document(label, reading, recognise):
        return Doubt("other_document", other)
    if recognise.options.get("any_body"):
        return None
    found = _other_body(text, head, agency, unit)
    if found or recognise.options.get("central_too") or recognise.kind in PAGES:
        return found
    return _above(head, agency, unit)


def _assessed(lines: Iterable[str]) -> str | None:
    """The line of its title that calls it so, before any that calls it something else."""
    for line in lines:
        if _RESULTS_TITLE.search(line):
            return line
        if _BOOK.search(line) and not _ASSESSMENT.search(line):
            return None
    return None


def _other_document(label: str, reading: Reading, recognise: Recognise) -> str | None:
    """Words by which a document only speaks of what is asked for, before its name; or its title,
    where that names another matter."""
    options = recognise.options
    called = options.get("called", recognise.terms)
    first = "\n".join(reading.first_lines)
    for words in (label, first):
        at = min((span[0] for term in called if (span := find(words, term))), default=None)
        if at is not None and (before := _spoken_of(words[:at], options)):
            return before
    title = [label, reading.document.title, *reading.first_lines[:TITLE_LINES]]
    named = any(contains(line, term) for line in title for term in called)
    return first.partition("\n")[0] if options.get("titled_so") and not named else None


def _spoken_of(before: str, options: Mapping[str, Any]) -> str | None:
    """What stands before a name, on its line and the one above, where one of `spoken_of` is in it
    and none of `reported` before that: a report on a meeting is a report."""
    beside = "\n".join(before.split("\n")[-2:])

    def first_of(name: str) -> int:
        spans = (find(beside, word) for word in options.get(name, ()))
        return min((span[0] for span in spans if span), default=len(beside))

    spoken = first_of("spoken_of")
    return beside.strip() if spoken < min(first_of("reported"), len(beside)) else None


def _other_body(text: str, head: str, agency: Agency, unit: Unit) -> Doubt | None:
    """Another province's name in the head, and ours no oftener; or another kind of body in the
    title, where ours is not, and ours nowhere in the head or not where a document says whose it is;
    or where ours is too, yet theirs says whose it is.
    """
    ours = _count(text, names_of(agency, unit))
    for province in PROVINCES:
        if province in agency.name_th:
            continue
        names = (f"จังหวัด{province}", f"จ.{province}")
        if _count(head, names) and _count(text, names) >= ours:
            return Doubt("body_in_doubt", _line(head, 0), names[0])
    lines = [line for line in head.split("\n") if line.strip()][:TITLE_LINES]
    title = "\n".join(lines)
    named = OTHER_KINDS.search(title)
    if named is None:
        return None
    if _is_named(title, names_of(agency, unit)):
        theirs = _titled_of_another(lines)
        if theirs is None or _is_named(title, names_of(agency, unit), after=_OURS):
            return None
        return Doubt("body_in_doubt", theirs, theirs)
    known = ours or _is_named(head, names_of(agency, unit))
    if known and not _WHOSE.search(title[: named.start()]):
        return None  # a matter, as a licence for a school, in a document that names us further on
    return Doubt("body_in_doubt", named[0], named[0])


def _above(head: str, agency: Agency, unit: Unit) -> Doubt | None:
    """A body above ours, or the group of provinces that ours is one of, where the title says that
    the document is theirs, whatever addressees and members it names.

    An office's cover may name them below or beside it, and its first words what it follows.
    """
    cover = _cover(head)
    own = [_standing(line, agency, unit) for line in cover]
    if any(_OF_US.search(before) for places in own for before in places):
        return None
    for number, (above, line) in enumerate(pairwise(["", *cover])):
        for match in _BODIES_ABOVE.finditer(line):
            before = line[: match.start()]
            alone = _PART.fullmatch(before) is not None
            titled = _BOOK.search(above if alone else before) or _ISSUES.search(before)
            if not (alone or titled) or _BESIDE.search(before) or _CITED.search(before):
                continue
            if _TELLS.search(line[match.start() :] if alone else match[0]):
                continue
            if not titled:
                ours = any(own)
            elif match["group"]:  # its members are named below it
                ours = any(len(one) < match.start() for one in own[number])
            elif _CLAIMS.search(before) and "ตาม" not in before:
                ours = bool(own[number])
            else:  # the name above a title may be the site's
                ours = any(own[number:])
            if not ours:
                return Doubt("body_in_doubt", " ".join(line.split()), match[0])
    return None


def _cover(head: str) -> list[str]:
    """Its lines up to a table's or a list's first; a sheet has its titles in cells too."""
    cover: list[str] = []
    for line in head.split("\n"):
        cells = dict.fromkeys(cell.strip() for cell in line.split("\t") if cell.strip())
        if len(cells) > 1 or _ITEM.match(line):
            break
        cover += cells
    return cover[:COVER_LINES]


def _standing(line: str, agency: Agency, unit: Unit) -> list[str]:
    """What stands before our name in a line, wherever it is the body's and not one of a list."""
    befores = [line[:start] for name in names_of(agency, unit) for start, _ in find_all(line, name)]
    if not befores and names_body(line, agency, unit):
        return [""]  # its marks were lost
    return [one for one in befores if not _NOT_OURS.search(one) and not _LISTED.search(one)]


def _count(text: str, names: Iterable[str]) -> int:
    return sum(1 for name in names for _ in find_all(text, name))


def _titled_of_another(lines: Iterable[str]) -> str | None:
    """Another body's name where a title says whose it is, though the site's or the province's name
    stands above or below it."""
    return next(
        (
            match[0]
            for above, line in pairwise(["", *lines])
            if "\t" not in line
            for match in OTHER_KINDS.finditer(line)
            if _WHOSE.search(line[: match.start()])
            and (_BOOK.search(line) or (_BOOK.search(above) and not line[: match.start()].strip()))
        ),
        None,
    )


def _is_named(text: str, names: Iterable[str], after: re.Pattern[str] | None = None) -> bool:
    """Whether one of these names is the body's: no part of another's name, and no place; `after`:
    what stands right before it says so."""
    before = [
        text[max(0, start - PLACE_CHARS) : start]
        for name in names
        for start, _ in find_all(text, name)
    ]
    return any(
        not _NOT_OURS.search(words) and (after is None or after.search(words)) for words in before
    )


def _line(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    return " ".join(text[start:].partition("\n")[0].split())
