"""What several recognisers ask of a document: whose it is, whether it is a draft, of which year."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from ita_evidence.model import Agency, Document, Found, Observation, Place, Unit
from ita_evidence.periods import Month, bangkok_date, month_of
from ita_evidence.thai import dates
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import contains, skeleton
from ita_evidence.validation import covered
from ita_evidence.validation.inputs import Context, Seen

DRAFT_WORDS = "(?:แผน|รายงาน|ประกาศ|คำสั่ง|คู่มือ|นโยบาย|มาตรการ|แนวปฏิบัติ)"
"""What a draft is of, where its name begins with ร่าง (a body and a TOR begin so too)."""
ABOUT = re.compile(
    r"(?:ความ(?:คิด)?เห็น|ต่อ|พิจารณา|เห็นชอบ|เกี่ยวกับ|จัดทำ|ยกร่าง|ประชาพิจารณ์|ทบทวน)[^\n]{0,20}\n?[ \t]*$"
)
"""Before a draft that a document speaks of: a hearing on a draft plan is none itself."""
_DRAFT = re.compile(
    rf"^\s*(?:[(\[]\s*ร่าง\s*[)\]]|ร่าง(?={DRAFT_WORDS}))|\[ชื่อหน่วยงาน\]|xxx+", re.I | re.M
)
HEAD = 500
"""Characters in which a document says what and whose it is."""

PROVINCES = (
    "กรุงเทพมหานคร กระบี่ กาญจนบุรี กาฬสินธุ์ กำแพงเพชร ขอนแก่น จันทบุรี ฉะเชิงเทรา ชลบุรี ชัยนาท ชัยภูมิ "
    "ชุมพร เชียงราย เชียงใหม่ ตรัง ตราด ตาก นครนายก นครปฐม นครพนม นครราชสีมา นครศรีธรรมราช นครสวรรค์ "
    "นนทบุรี นราธิวาส น่าน บึงกาฬ บุรีรัมย์ ปทุมธานี ประจวบคีรีขันธ์ ปราจีนบุรี ปัตตานี พระนครศรีอยุธยา พะเยา "
    "พังงา พัทลุง พิจิตร พิษณุโลก เพชรบุรี เพชรบูรณ์ แพร่ ภูเก็ต มหาสารคาม มุกดาหาร แม่ฮ่องสอน ยโสธร ยะลา "
    "ร้อยเอ็ด ระนอง ระยอง ราชบุรี ลพบุรี ลำปาง ลำพูน เลย ศรีสะเกษ สกลนคร สงขลา สตูล สมุทรปราการ "
    "สมุทรสงคราม สมุทรสาคร สระแก้ว สระบุรี สิงห์บุรี สุโขทัย สุพรรณบุรี สุราษฎร์ธานี สุรินทร์ หนองคาย "
    "หนองบัวลำภู อ่างทอง อำนาจเจริญ อุดรธานี อุตรดิตถ์ อุทัยธานี อุบลราชธานี"
).split()


_NAME = r"[ก-๙]{3,}?(?=มี|ให้|ได้|เห็น|จะ|[^ก-๙]|$)"
OTHERS = re.compile(
    r"(?<!กฎ)(?<!ประกาศ)(?<!ระเบียบ)(?<!ข้อบังคับ)(?:สำนักงานปลัด|ปลัด)?"
    rf"กระทรวง(?!\s*(?:ทบวง|และ|หรือ)){_NAME}"
    rf"|(?:(?<![ก-๙])|(?<=ของ))(?:อธิบดี)?กรม(?!\s*(?:และ|หรือ|การจังหวัด|การอำเภอ)){_NAME}"
    r"|บริษัท\s*[ก-๙A-Za-z]{2,}[^\n(“\"]{0,20}"
)
"""A ministry, a department or a company: not one in the name of a rule."""
COMMISSIONS = (
    r"(?:สำนักงาน\s?)?(?:ป\.\s?ป\.\s?[ชท]\.|ปป[ชท]\.)|สำนักงาน\s?ก\.\s?พ\.(?:\s?ร\.)?"
    r"|สำนักงาน(?:คณะกรรมการ|ป้องกันและปราบปราม|ผู้ตรวจการแผ่นดิน|การตรวจเงินแผ่นดิน)[ก-๙]*"
)
GROUP = "กลุ่มจังหวัด[ก-๙]*"
"""Provinces together, of which ours may be one: a body of its own with its own office."""
OTHER_KINDS = re.compile(
    r"(?:เทศบาล(?:นคร|เมือง|ตำบล)|องค์การบริหารส่วน(?:จังหวัด|ตำบล)|อบ[ตจ]\.|มหาวิทยาลัย|โรงพยาบาล"
    r"|โรงเรียน|สถานีตำรวจ|ตำรวจภูธร|สำนักงานเขตพื้นที่การศึกษา)\s?[ก-๙]{2,}"
)
"""A body of another kind than a province: its name may be made of the province's."""
_OF_ANOTHER = re.compile(
    rf"กระทรวง[ก-๙]{{3,}}|(?<!แ)กรม(?!ธรรม์)[ก-๙]{{3,}}|จังหวัด(?:{'|'.join(PROVINCES)})"
)
"""In the few words of a link or a picture, where no rule is named: a ministry, a department or a
province."""


def head_of(document: Document) -> str:
    """The title and the first words of the document's own first page."""
    pages = covered.own_pages(document)
    return f"{document.title}\n{pages[0][1][:HEAD] if pages else ''}"


def is_draft(document: Document) -> bool:
    """A draft, a template or an unfilled form by its title (items guide §1.10)."""
    head = head_of(document)
    return any(not ABOUT.search(head[: one.start()]) for one in _DRAFT.finditer(head))


def names_of(agency: Agency, unit: Unit) -> tuple[str, ...]:
    """The names that say a document is the agency's: its own, the unit's, its short form."""
    short = agency.name_th.replace("จังหวัด", "จ.", 1)
    return tuple(dict.fromkeys((agency.name_th, unit.name_th, short)))


def names_body(text: str, agency: Agency, unit: Unit) -> bool:
    """Whether a text names the agency or the unit, whatever its extractor lost."""
    bone = skeleton(text)
    return any(skeleton(name) in bone for name in names_of(agency, unit))


def body_named(context: Context, seen: Seen) -> bool:
    """Whether a document, or the page that links to it, names the agency or the unit."""
    texts = [seen.document.title, seen.document.text, seen.capture.label or ""]
    texts += [
        f"{other.document.title}\n{other.document.text}"
        for other in context.seen
        if seen.capture.parent in (other.capture.url, other.capture.final_url)
    ]
    return any(names_body(text, context.agency, context.unit) for text in texts)


def another_named(text: str, agency: Agency, unit: Unit) -> str | None:
    """The other body that a link's or a picture's words name: another kind of body's name may be
    made of ours."""
    if kind := OTHER_KINDS.search(text):
        return kind[0]
    whose = _OF_ANOTHER.search(text)
    return whose[0] if whose and not names_body(text, agency, unit) else None


def label_month(context: Context, seen_label: str | None) -> Month | None:
    """The month that a link's text names; without a year it is the needed one of that name."""
    for one in dates.find_months(seen_label or ""):
        if one.month:
            return one.month
        return next((m for m in context.months if m.month == one.month_number), None)
    return None


def other_body(document: Document, agency: Agency, unit: Unit) -> str | None:
    """The province that a document's head names when it is not ours and ours stands nowhere."""
    head = head_of(document)
    named = next((one for one in PROVINCES if contains(head, f"จังหวัด{one}")), None)
    if named is None or named in agency.name_th or names_body(document.text, agency, unit):
        return None
    return f"จังหวัด{named}"


def is_to_come(text: str, year: int, day: date) -> bool:
    """Whether a text names times and all of them lie after a day; a quarter or a half that is said
    without its year is of the fiscal year `year`."""
    times = [one.date for one in dates.find_dates(text) if one.date]
    times += [one.month.first_day for one in dates.find_months(text) if one.month]
    times += [one.months[0].first_day for one in covered.stretches(text, {year}, day) if one.months]
    return bool(times) and min(times) > day


_WHO = "ผู้|เจ้าหน้าที่|หน่วยงาน|ส่วนราชการ|จังหวัด|หัวหน้า|ทุก|บุคลากร|ข้าราชการ|คณะ|อำเภอ|กลุ่ม|สำนักงาน|ฝ่าย"
_ACTS = "แล้ว|ได้|ครบ|เสร็จ|และ|เพื่อ|ดำเนิน|จัด|มี|เป็น|รายงาน"
_ADVISED = re.compile(
    rf"^(?:.*:)?\s*(?:(?:{_WHO})(?:(?!{_ACTS})[ก-ฮะ-๎\s]){{0,40}}?)?(?:จึง|เห็น|สม|ไม่)*"
    r"(?:ควร(?!แก่|ค่า)|พึง(?!พอใจ|ใจ|ประสงค์)|ต้อง(?!การ|หา)|จะ)"
)
"""A line, its number taken off, whose verb is what should or will be, whoever shall do it."""
_NUMBER = re.compile(r"^[\s(•*–-]*(?:\d{1,2}(?:\.\d{1,2})*[.)\s]+)?\s*")
_MATTER = re.compile(r"(?:การ|ความ)(?!.*(?::\s*\S|แล้ว|ได้|ครบ|เสร็จ|\d))|.*:\s*$")
"""A line that names what the next one tells of, as a risk."""


def is_advice(text: str) -> bool:
    """Whether a text says what should or will be done, and no line of it what was."""
    lines = [_NUMBER.sub("", fold_digits(line)) for line in text.split("\n") if line.strip()]
    told = [line for line in lines if not _MATTER.match(line) or _ADVISED.match(line)]
    return bool(told) and all(map(_ADVISED.match, told))


def looked_at(seen: Seen) -> date:
    return bangkok_date(seen.capture.ended_at)


def place_of(seen: Seen, record: dict[str, Any]) -> Place:
    """The place of a record in the evidence."""
    return seen.place(
        page=_number(record.get("place_page")),
        sheet=record.get("place_sheet"),
        table=_number(record.get("place_table")),
        row=_number(record.get("place_row")),
    )


def _number(value: Any) -> int | None:
    return None if value is None else int(value)


_RANK = {Found.YES: 0, Found.NIL: 1, Found.UNSURE: 2, Found.NO: 3}


def worst(observations: Iterable[Observation]) -> Observation | None:
    """What speaks most against a component among several documents."""
    return max(observations, key=lambda one: (_RANK[one.found], one.confidence), default=None)


def best_document(documents: Iterable[list[Observation]]) -> list[Observation] | None:
    """The rows of the one document that shows most: fewest `no`, then fewest `unsure`.

    Components are never taken from different documents: last year's plan and this year's title are
    not this year's plan.
    """

    def faults(rows: list[Observation]) -> tuple[int, int]:
        found = [one.found for one in rows]
        return found.count(Found.NO), found.count(Found.UNSURE)

    return min(documents, key=faults, default=None)


def best(observations: Iterable[Observation]) -> Observation | None:
    """What speaks most for a component among several documents; the first among equals."""
    return min(observations, key=lambda one: (_RANK[one.found], -one.confidence), default=None)


def year_of(context: Context, seen: Seen, component: str) -> Observation:
    """Whether a document is of the wanted fiscal year, by its headings first (items guide §1.9).

    Its first label says so, or its first twelve-month range where it has no label. The wanted year
    behind another one, or in a span of years alone, is for a person: a report of last year says
    for which year it will be used, too. Another year and no trace of the wanted one is
    `wrong_year`; none at all is `year_unknown`.
    """
    wanted = context.year
    own = [year for year in covered.label_years(seen.document) if not year.in_memo]
    own += covered.range_years(seen.document, context.agency.year_basis)
    spans = [year for year in covered.label_spans(seen.document) if not year.in_memo]

    def say(found: Found, code: str, year: covered.Year, quote: str = "") -> Observation:
        return context.observe(
            component,
            found,
            code,
            quote=quote or year.text,
            place=seen.place(page=year.page),
            covered=str(wanted) if found is Found.YES else "",
            year=str(wanted),
            other=str(year.year),
            span=year.text,
        )

    right = next((year for year in own if year.year == wanted), None)
    if right is not None:
        past = (one for one in spans if (one.until or 0) < wanted and one.is_before(right))
        before = own[0] if own[0].year != wanted else next(past, None)
        if before is None:
            return say(Found.YES, "year_named", right)
        quote = f"{before.text} … {right.text}"
        return say(Found.UNSURE, "years_mixed", before, quote)
    holding = next((one for one in spans if one.year <= wanted <= (one.until or 0)), None)
    if holding is not None and (not own or holding.is_before(own[0])):
        return say(Found.UNSURE, "year_in_span", holding)
    if own:
        return say(Found.NO, "wrong_year", own[0])
    memo = covered.label_years(seen.document)
    return context.observe(
        component,
        Found.UNSURE,
        "year_unknown",
        quote=memo[0].text if memo else "",
        place=seen.place(page=memo[0].page if memo else None),
        year=str(wanted),
    )


def in_year(context: Context, day: date) -> Found:
    """Whether a day lies in the wanted year (items guide §1.4). For an agency that counts calendar
    years a day that only one of the two readings holds (October to December) is for a person."""
    fiscal = month_of(day).fiscal_year == context.year
    if context.agency.year_basis == "fiscal":
        return Found.YES if fiscal else Found.NO
    calendar = month_of(day).year_be == context.year
    if fiscal and calendar:
        return Found.YES
    return Found.UNSURE if fiscal or calendar else Found.NO
