"""The criteria's own wording is taken out, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.model import Item, VerdictValue
from ita_evidence.thai.text import skeleton
from ita_evidence.validation import echo

JUDGED = ("O16", "O17", "O18", "O19", "O20", "O21", "O22", "O29")


@pytest.fixture(scope="module")
def known(items: Mapping[str, Item]) -> echo.Criteria:
    return echo.criteria(tuple(item.wording for item in items.values()))


def shapes(wording: str) -> dict[str, str]:
    """The ways agencies print a criterion."""
    flat = " ".join(wording.split())
    return {
        "as it is": wording,
        "in one line": flat,
        "a bullet a line": flat.replace(" - ", "\n• "),
        "in Thai digits": flat.translate({ord(str(n)): "๐๑๒๓๔๕๖๗๘๙"[n] for n in range(10)}),
        "marks lost": flat.replace("่", "").replace("้", ""),
    }


@pytest.mark.parametrize("item", [f"O{n}" for n in range(1, 44)])
def test_every_criterion_is_recognised_however_it_is_printed(
    items: Mapping[str, Item], known: echo.Criteria, item: str
) -> None:
    for shape, text in shapes(items[item].wording).items():
        left = skeleton(echo.strip(text, known))
        assert len(left) <= 0.25 * len(skeleton(text)), (shape, left)


@pytest.mark.parametrize("item", JUDGED)
def test_a_page_of_criteria_alone_meets_nothing(make: Any, items: Any, item: str) -> None:
    page = make.doc(
        "\n".join(f"{one.id} {one.title_th}\n{one.wording}" for one in items.values()),
        [[one.title_th, one.wording] for one in items.values()],
    )
    unit = "commerce" if item in ("O16", "O17", "O18") else "strategy"
    assert make.judge(item, units={unit: (page,)}).verdict is not VerdictValue.MET


@pytest.mark.parametrize(
    "text",
    [
        "รายงานผลการจัดซื้อจัดจ้างหรือการจัดหาพัสดุประจำปี พ.ศ. 2565 จังหวัดที่นี่บุรี",
        "3. ปัญหา/อุปสรรค\nผู้เสนอราคามีน้อยราย\n4. ข้อเสนอแนะ\nเผยแพร่แผนล่วงหน้า",
        "ข้อมูลเชิงสถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ รอบ 6 เดือนแรก ปี พ.ศ. 2566",
        "จำนวนเรื่องร้องเรียนทั้งหมด 3 เรื่อง\nจำนวนเรื่องที่ดำเนินการแล้วเสร็จ 2 เรื่อง",
        "ไม่มีการจัดซื้อจัดจ้างในเดือน ธันวาคม 2565",
    ],
)
def test_what_an_office_writes_itself_stays(known: echo.Criteria, text: str) -> None:
    assert echo.strip(text, known) == text


def test_labels_of_a_real_table_stay(make: Any, known: echo.Criteria) -> None:
    rows = [["จำนวนเรื่องร้องเรียนทั้งหมด", "3"], ["จำนวนเรื่องที่อยู่ระหว่างดำเนินการ", "1"]]
    document = make.doc("สถิติเรื่องร้องเรียนการทุจริต", rows)
    assert echo.without(document, known) is document


@given(st.text(max_size=400))
def test_places_keep_their_offsets(text: str) -> None:
    some = echo.criteria(("- แสดงรายงานผลการจัดซื้อจัดจ้างของหน่วยงาน\n- เป็นรายงานผลของปี พ.ศ. 2565",))
    left = echo.strip(text, some)
    assert len(left) == len(text)
    assert all(a in (b, " ") for a, b in zip(left, text, strict=True))


def test_a_long_plan_is_cleaned_fast(known: echo.Criteria) -> None:
    line = "โครงการพัฒนาแหล่งท่องเที่ยวเชิงนิเวศ งบประมาณ 1,200,000 บาท หน่วยงานรับผิดชอบ สำนักงานจังหวัด\n"
    text = line * 3000
    start = time.process_time()
    assert echo.strip(text, known) == text
    assert time.process_time() - start < 2
