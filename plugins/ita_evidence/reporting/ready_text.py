"""Text that an office may copy: a heading, the components asked for, a nil sentence, a budget note.

The software does not know what is true of an office: a nil sentence is offered where the criterion
takes one, and says that it is for use only where it is so. The wording is what the recognisers of
`extraction/records/nils.py` read, so that what is copied is also found.
"""

from __future__ import annotations

from collections.abc import Iterable

from ita_evidence.model import Finding, Item, NilScope, PeriodRule
from ita_evidence.periods import Period
from ita_evidence.reporting import words

ONLY_IF_TRUE = "ใช้ข้อความนี้เฉพาะเมื่อเป็นความจริง"

_MATTERS = {
    "procurement.monthly_summary": "การจัดซื้อจัดจ้าง",
    "procurement.plan": "การจัดซื้อจัดจ้างที่มีวงเงินเกิน 500,000 บาท หรือการจัดซื้อจัดจ้าง"
    "ที่กฎหมายกำหนดให้ต้องเผยแพร่แผนการจัดซื้อจัดจ้าง",
    "complaints.corruption_statistics": "เรื่องร้องเรียนการทุจริตและประพฤติมิชอบของเจ้าหน้าที่",
}


def lines(item: Item, findings: Iterable[Finding], *, body: str, period: Period) -> tuple[str, ...]:
    """What to post for the findings of one cause, a line each.

    Args:
        body: the office (or agency) in whose name it is posted.
        period: the run's.
    """
    found = list(findings)
    parts = list(dict.fromkeys(one.part for one in found if one.part))
    missing = {one.component for one in found}
    said = [f"หัวข้อ: {heading(item, parts, body=body, period=period)}"]
    for component in item.components:
        if component.id in missing:
            named = ", ".join(
                words.part(part, "th")
                for part in dict.fromkeys(
                    one.part for one in found if one.component == component.id
                )
                if part
            )
            said.append(f"• {component.wording}" + (f" ({named})" if named else ""))
    said += [f"หากไม่มี: {one} ({ONLY_IF_TRUE})" for one in nils(item, parts, body, period)]
    if item.nil_scope is NilScope.COMPONENT and "budget" in missing:
        said.append(f"หากไม่ใช้งบประมาณ: โครงการ/กิจกรรมนี้ไม่ใช้งบประมาณในการดำเนินการ ({ONLY_IF_TRUE})")
    return tuple(said)


def heading(item: Item, parts: Iterable[str], *, body: str, period: Period) -> str:
    """A title that names the matter, the office and the period that the item asks for."""
    months = [words.part(part, "th") for part in parts]
    by_month = item.by_month and months
    when = f"ประจำเดือน{', '.join(months)}" if by_month else covered(item, period)
    return " ".join(part for part in (item.title_th, body, when) if part)


def covered(item: Item, period: Period) -> str:
    """The period that an item's content must speak of, as a heading says it."""
    year = period.fiscal_year
    match item.period_rule:
        case PeriodRule.UNDATED:
            return ""
        case PeriodRule.PREVIOUS_YEAR:
            return f"ประจำปีงบประมาณ พ.ศ. {year - 1}"
        case PeriodRule.FIRST_HALF:
            return f"รอบ 6 เดือนแรก ปีงบประมาณ พ.ศ. {year} (1 ตุลาคม {year - 1} – 31 มีนาคม {year})"
    return f"ปีงบประมาณ พ.ศ. {year}"


def nils(item: Item, parts: Iterable[str], body: str, period: Period) -> list[str]:
    """Sentences that declare a nil in the scope that the criterion takes."""
    matter = _MATTERS.get(item.topic)
    if matter is None:
        return []
    match item.nil_scope:
        case NilScope.MONTH:
            return [
                f"{body} ไม่มี{matter}ในเดือน{words.part(part, 'th')}"
                for part in dict.fromkeys(parts)
                if part
            ]
        case NilScope.ITEM | NilScope.QUALIFIED:
            return [f"{body} ไม่มี{matter} {covered(item, period)}"]
    return []
