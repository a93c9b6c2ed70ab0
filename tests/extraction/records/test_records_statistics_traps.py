"""Numbers that count nothing, and totals that are of no complaint: seen on real files."""

from __future__ import annotations

import pytest

from ita_evidence.extraction import records
from ita_evidence.model import Document, Page, Table, TextQuality


def document(text: str, *rows: tuple[str, ...]) -> Document:
    return Document(
        type="xlsx",
        text_quality=TextQuality.GOOD,
        title=text,
        pages=(Page(number=1, text=text),),
        tables=(Table(page=1, rows=rows),) if rows else (),
    )


@pytest.mark.parametrize("head", ["ปี", "ปีงบประมาณ", "รหัส", "FISCAL_YEAR", "seq", "หน้า", "เลขที่"])
def test_years_codes_and_pages_are_no_counts(head: str) -> None:
    table = document("สถิติการให้บริการ", ("บริการ", head), ("จดทะเบียน", "2565"))
    assert records.extract("service_statistics", table).frame.empty


def test_a_head_that_only_begins_alike_still_counts() -> None:
    table = document("สถิติการให้บริการ", ("บริการ", "ที่มาติดต่อ"), ("จดทะเบียน", "120"))
    assert list(records.extract("service_statistics", table).frame["count"]) == [120]


def test_totals_under_a_plan_against_corruption_are_no_complaints() -> None:
    plan = document("แผนป้องกันการทุจริต จำนวนทั้งหมด 28 รายการ")
    frame = records.extract("complaint_statistics", plan).frame
    assert "corruption" not in set(frame["scope"])


def test_totals_of_complaints_of_corruption_are() -> None:
    page = document("สถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ\nจำนวนเรื่องร้องเรียนทั้งหมด 3 เรื่อง")
    frame = records.extract("complaint_statistics", page).frame
    assert list(frame["scope"]) == ["corruption"]
