"""An agency that counts calendar years: what only one of the two readings holds is for a person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from good_documents import BODY, GOOD, as_page, swap

from ita_evidence.model import VerdictValue

LATE = datetime(2024, 2, 18, 12, 0, tzinfo=UTC)
"""After every day that is tried: news of a day to come is none."""
MET, REVIEW, NOT_MET = VerdictValue.MET, VerdictValue.NEEDS_REVIEW, VerdictValue.NOT_MET


def activity(_: Any, day: str) -> Any:
    return as_page(swap("12 มกราคม 2566", day)(GOOD["O32"].blocks))


def news(make: Any, day: str) -> Any:
    stories = ("เปิดโครงการจังหวัดเคลื่อนที่", "เยี่ยมผู้สูงอายุในชุมชน")
    told = "\n".join(f"ผู้ว่าราชการ{BODY}{one}\n{day}" for one in stories)
    return make.doc(f"ข่าวประชาสัมพันธ์\n{told}")


def announcements(make: Any, day: str) -> Any:
    rows = [["เรื่อง", "วันที่ประกาศ"], ["ประกาศเชิญชวน ประกวดราคาจ้างก่อสร้างถนน", day]]
    return make.doc(f"ประกาศจัดซื้อจัดจ้าง {BODY}", rows)


def calendar(make: Any) -> None:
    make.agency = make.agency.model_copy(update={"year_basis": "calendar"})


DATED = {"O7": news, "O20": announcements, "O32": activity}


@pytest.mark.parametrize(
    ("day", "fiscal", "by_calendar"),
    [
        ("12 มกราคม 2566", MET, MET),
        ("12 ธันวาคม 2565", MET, REVIEW),
        ("12 ตุลาคม 2566", NOT_MET, REVIEW),
        ("12 มกราคม 2565", NOT_MET, NOT_MET),
        ("12 มกราคม 2567", NOT_MET, NOT_MET),
    ],
)
@pytest.mark.parametrize("item", DATED)
def test_the_reading_decides(
    make: Any,
    say: Any,
    item: str,
    day: str,
    fiscal: VerdictValue,
    by_calendar: VerdictValue,
) -> None:
    shown = make.shown(DATED[item](make, day), ended_at=LATE)
    assert make.judge(item, shown).verdict is fiscal
    calendar(make)
    found = make.judge(item, shown)
    assert found.verdict is by_calendar
    if by_calendar is REVIEW:
        assert say.reasons(found) == [("calendar_year", "year", "")]


def test_twelve_months_are_the_year_as_the_agency_counts_it(make: Any, say: Any) -> None:
    """O13: a report of a calendar year is last year's for an agency that counts so."""
    whole = "ระหว่างวันที่ 1 มกราคม 2565 – 31 ธันวาคม 2565"
    document = as_page(swap("ประจำปีงบประมาณ พ.ศ. 2565", whole)(GOOD["O13"].blocks))
    assert say.reasons(make.judge("O13", document)) == [("year_unknown", "year", "")]
    calendar(make)
    assert make.judge("O13", document).verdict is MET
