"""The words people read, one a thing, in Thai and English (docs/glossary.md)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple

from ita_evidence import periods
from ita_evidence.model import Outcome, UnitStatus, VerdictValue


class Words(NamedTuple):
    th: str
    en: str


Language = Literal["th", "en"]

VERDICTS = {
    VerdictValue.MET: Words("ครบ", "Met"),
    VerdictValue.NOT_MET: Words("ไม่ครบ", "Not met"),
    VerdictValue.NEEDS_REVIEW: Words("ต้องให้เจ้าหน้าที่ตรวจ", "Needs review"),
    VerdictValue.NOT_DUE: Words("ยังไม่ถึงกำหนด", "Not due"),
    VerdictValue.NOT_APPLICABLE: Words("ไม่อยู่ในเงื่อนไข", "Not applicable"),
}
NOT_JUDGED = Words("ไม่ได้ตรวจในรอบนี้", "Not looked at in this run")

UNIT_STATUSES = {
    UnitStatus.DONE: Words("ดำเนินการแล้ว", "Done"),
    UnitStatus.BEHIND: Words("ยังดำเนินการไม่ครบ", "Behind"),
    UnitStatus.NEEDS_REVIEW: Words("ต้องให้เจ้าหน้าที่ตรวจ", "Needs review"),
    UnitStatus.NOT_DUE: Words("ยังไม่ถึงกำหนด", "Not due"),
    UnitStatus.NOT_ASSIGNED: Words("ไม่ได้รับมอบหมาย", "Not assigned"),
}

RESULTS = {
    "not_met": VERDICTS[VerdictValue.NOT_MET],
    "needs_review": VERDICTS[VerdictValue.NEEDS_REVIEW],
    "not_due": VERDICTS[VerdictValue.NOT_DUE],
    "behind": UNIT_STATUSES[UnitStatus.BEHIND],
    "note": Words("ข้อสังเกต", "Note"),
}

OUTCOMES = {
    Outcome.OK: Words("ได้รับข้อมูล", "Received"),
    Outcome.UNCHANGED: Words("ไม่เปลี่ยนแปลงจากสำเนาก่อน", "Unchanged"),
    Outcome.NOT_FOUND: Words("ไม่พบหน้า", "Not found"),
    Outcome.SOFT_404: Words("หน้าแจ้งว่าไม่พบ แม้ตอบสถานะ 200", "A 200 that says not found"),
    Outcome.EMPTY: Words("หน้าว่าง", "Empty"),
    Outcome.WRONG_TYPE: Words("ชนิดไฟล์ไม่ตรง", "Wrong type"),
    Outcome.UNREACHABLE: Words("ติดต่อเว็บไซต์ไม่ได้", "Unreachable"),
    Outcome.SERVER_ERROR: Words("เว็บไซต์ขัดข้อง", "Server error"),
    Outcome.BLOCKED: Words("เว็บไซต์ปิดกั้นการเข้าถึง", "Blocked"),
    Outcome.CLOSED: Words("อยู่นอกเวลาให้บริการ", "Closed"),
    Outcome.TOO_LARGE: Words("ไฟล์ใหญ่เกินกำหนด", "Too large"),
    Outcome.REFUSED_BY_POLICY: Words("ไม่ได้เข้าถึงตามนโยบาย", "Refused by policy"),
}

ROLES = {
    "source": Words("หน้าที่เผยแพร่", "Source"),
    "linked": Words("เอกสารที่เชื่อมโยง", "Linked document"),
    "requisite": Words("ส่วนประกอบของหน้า", "Page requisite"),
}

SUB_INDICATORS = {
    "9.1": Words("ข้อมูลพื้นฐาน", "Basic information"),
    "9.2": Words("การบริหารงาน", "Administration"),
    "9.3": Words("การจัดซื้อจัดจ้าง", "Procurement"),
    "9.4": Words("การบริหารและพัฒนาทรัพยากรบุคคล", "Human resources"),
    "9.5": Words("การส่งเสริมความโปร่งใส", "Promotion of transparency"),
    "10.1": Words("การดำเนินการเพื่อป้องกันการทุจริต", "Prevention of corruption"),
    "10.2": Words("มาตรการส่งเสริมคุณธรรมและความโปร่งใส", "Integrity and transparency measures"),
}

_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def month_en(month: int) -> str:
    """`March`, for 3."""
    return _MONTHS_EN[month - 1]


def day(value: date, language: Language) -> str:
    """`17 เมษายน 2566`, or `17 April 2023`."""
    if language == "th":
        return periods.thai_date(value)
    return f"{value.day} {month_en(value.month)} {value.year}"


def time(moment: datetime, language: Language) -> str:
    """The time in Bangkok: `17 เมษายน 2566 18:30 น.`, or `17 April 2023, 18:30 (Bangkok)`."""
    if language == "th":
        return periods.thai_time(moment)
    local = moment.astimezone(periods.BANGKOK)
    return f"{day(local.date(), 'en')}, {local:%H:%M} (Bangkok)"


def period(text: str, language: Language) -> str:
    """`มีนาคม 2566`, or `March 2566 B.E. (2023)`."""
    value = periods.parse(text)
    if language == "th":
        return value.name_th
    if value.kind == "month":
        return f"{month_en(value.part)} {value.year_be} B.E. ({value.year_be - periods.BE_OFFSET})"
    year = f"fiscal year {value.year_be} B.E."
    if value.kind == "year":
        return year.capitalize()
    return f"{'First' if value.part == 1 else 'Second'} half of {year}"


def part(text: str, language: Language) -> str:
    """A finding's part: a month written for people, or the text as it is."""
    try:
        return period(text, language)
    except ValueError:  # a part need not be a period
        return text
