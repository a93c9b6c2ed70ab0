"""Records: every row of a form is a record or has a name; what does not parse stays as found."""

from __future__ import annotations

import time
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction import records
from ita_evidence.extraction.records import (
    announcements,
    complaint_statistics,
    grid,
    procurement_plan,
    procurement_summary,
    report_parts,
    satisfaction,
    service_statistics,
)
from ita_evidence.model import Document, Page, Table, TextQuality
from ita_evidence.periods import MONTHS_TH

SKR1 = [
    "ลำดับที่",
    "งานที่จัดซื้อหรือจัดจ้าง",
    "วงเงินที่จะซื้อหรือจ้าง (บาท)",
    "ราคากลาง (บาท)",
    "วิธีซื้อหรือจ้าง",
    "รายชื่อผู้เสนอราคาและราคาที่เสนอ",
    "ผู้ได้รับการคัดเลือกและราคาที่ตกลงซื้อหรือจ้าง",
    "เหตุผลที่คัดเลือกโดยสรุป",
    "เลขที่และวันที่ของสัญญาหรือข้อตกลงในการซื้อหรือจ้าง",
]
ROW = ["1", "ซื้อกระดาษ", "๔๕,๐๐๐.-", "45,000", "เฉพาะเจาะจง", "ร้าน ก 44,500.00"]
ROW += ["ร้าน ก ราคา 44,500.00 บาท", "ราคาต่ำสุด", "12/2566 ลว. 5 ม.ค. 66"]
HEADING = "สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน มกราคม 2566"


def doc(*tables: list[list[str]], text: str = "") -> Document:
    lines = [text, *("\t".join(row) for table in tables for row in table)]
    return Document(
        type="xlsx",
        text_quality=TextQuality.GOOD,
        pages=(Page(number=1, text="\n".join(lines)),),
        tables=tuple(Table(page=1, rows=tuple(tuple(row) for row in table)) for table in tables),
    )


def only(frame: pd.DataFrame) -> dict[str, object]:
    (row,) = frame.to_dict("records")
    return {str(name): value for name, value in row.items()}


# --- สขร.1 and what stands in its place ------------------------------------------------------


def test_the_nine_columns() -> None:
    record = only(procurement_summary.extract(doc([SKR1, ROW], text=HEADING)).frame)
    assert record["form"] == "skr1" and record["heading_month"] == "2566-01"
    assert record["work"] == "ซื้อกระดาษ"
    assert record["budget_baht"] == Decimal("45000") and record["budget_text"] == "๔๕,๐๐๐.-"
    assert record["agreed_price_baht"] == Decimal("44500.00")
    assert record["contract_date"] == "2023-01-05" and record["contract_number"] == "12/2566"
    assert (record["place_table"], record["place_row"]) == (0, 1)
    assert record["flags"] == ""


def test_ten_columns_with_the_contract_split_below_a_merged_header() -> None:
    upper = [*SKR1, SKR1[8]]
    lower = [*SKR1[:8], "เลขที่", "วันที่"]
    row = [*ROW[:8], "12/2566", "5 มกราคม 2566"]
    read = procurement_summary.extract(doc([upper, lower, row], text=HEADING))
    record = only(read.frame)
    assert (record["contract_number"], record["contract_date"]) == ("12/2566", "2023-01-05")
    assert record["contract"] == "12/2566 5 มกราคม 2566"


def test_twelve_columns_with_prices_apart() -> None:
    upper = [*SKR1[:6], SKR1[5], SKR1[6], SKR1[6], SKR1[7], SKR1[8], SKR1[8]]
    lower = [*SKR1[:5], "รายชื่อผู้เสนอราคา", "ราคาที่เสนอ", "ผู้ได้รับการคัดเลือก"]
    lower += ["ราคาที่ตกลงซื้อหรือจ้าง", SKR1[7], "เลขที่", "วันที่"]
    row = [*ROW[:5], "ร้าน ก", "45,000.00", "ร้าน ก", "44,500.00", "ต่ำสุด", "12/66", "5 ม.ค. 66"]
    record = only(procurement_summary.extract(doc([upper, lower, row], text=HEADING)).frame)
    assert record["bidders"] == "ร้าน ก 45,000.00"
    assert record["agreed_price_baht"] == Decimal("44500.00")
    assert record["contract_number"] == "12/66"


def test_a_header_with_spelling_and_zero_width_faults() -> None:
    header = list(SKR1)
    header[1] = "งานที่จัดซื้อหรือจัดจาง"
    header[4] = "วิธีซื้อ\u200bหรือจ้าง"
    header[7] = "เหตุผลที่คัดเลือก\nโดยสรป"
    record = only(procurement_summary.extract(doc([header, ROW], text=HEADING)).frame)
    assert (record["work"], record["method"]) == ("ซื้อกระดาษ", "เฉพาะเจาะจง")
    assert record["reason"] == "ราคาต่ำสุด"


def test_bidders_in_rows_without_a_number_belong_to_the_purchase_above() -> None:
    more = ["", "", "", "", "", "ร้าน ข 46,000.00", "", "", ""]
    read = procurement_summary.extract(doc([SKR1, ROW, more], text=HEADING))
    assert only(read.frame)["bidders"] == "ร้าน ก 44,500.00\nร้าน ข 46,000.00"
    assert only(read.frame)["flags"] == "continued"
    assert [(one.kind, one.row) for one in read.others] == [("header", 0), ("continued", 2)]


def test_rows_that_are_no_purchase_are_named() -> None:
    table = [
        [HEADING] * 9,
        SKR1,
        [f"({n})" for n in range(1, 10)],
        ROW,
        SKR1,
        ["2", *ROW[1:]],
        ["รวม", "", "90,000.00", "", "", "", "", "", ""],
        [""] * 9,
        ["- ไม่มี -"] * 9,
    ]
    read = procurement_summary.extract(doc(table))
    assert len(read.frame) == 2
    assert [one.kind for one in read.others] == [
        "title",
        "header",
        "header",
        "header",
        "total",
        "blank",
        "note",
    ]


def test_what_does_not_parse_stays_as_found_with_a_flag() -> None:
    row = [*ROW[:2], "1.5 ล้านบาท", "-", *ROW[4:6], "ร้าน ก 1,000.00 และ ร้าน ข 2,000.00", "x", "12"]
    record = only(procurement_summary.extract(doc([SKR1, row], text=HEADING)).frame)
    assert record["budget_baht"] is None and record["budget_text"] == "1.5 ล้านบาท"
    assert record["reference_price_baht"] is None
    assert record["agreed_price_baht"] is None and record["contract_date"] is None
    assert str(record["flags"]).split() == [
        "budget:unparsed",
        "reference_price:nil_dash",
        "agreed_price:several",
        "contract_date:none",
    ]


def test_the_month_a_form_was_signed_is_not_its_month() -> None:
    text = f"{HEADING}\nวันที่ 5 เดือน กุมภาพันธ์ พ.ศ. 2566"
    record = only(procurement_summary.extract(doc([SKR1, ROW], text=text)).frame)
    assert record["heading_month"] == "2566-01"


def test_months_one_under_another_in_one_table() -> None:
    february = HEADING.replace("มกราคม", "กุมภาพันธ์")
    table = [[HEADING] * 9, SKR1, ROW, [february] * 9, SKR1, ROW]
    frame = procurement_summary.extract(doc(table)).frame
    assert list(frame["heading_month"]) == ["2566-01", "2566-02"]


def test_the_quarterly_form_and_the_list_are_told_apart() -> None:
    quarter = ["ลำดับ", "เลขประจำตัวผู้เสียภาษี/เลขประจำตัวประชาชน", "ชื่อผู้ประกอบการ"]
    quarter += ["รายการพัสดุ", "จำนวนเงินรวม", "เอกสารอ้างอิง", "เหตุผลสนับสนุน"]
    row = ["1", "0105500000001", "ร้าน ก", "กระดาษ", "1,000.00", "5/10/2565", "1"]
    record = only(procurement_summary.extract(doc([quarter, row])).frame)
    assert (record["form"], record["tax_id"]) == ("v119", "0105500000001")
    listed = ["ที่", "ชื่อรายการของงานที่ซื้อหรือจ้าง", "วงเงินงบประมาณที่ได้รับจัดสรร (บาท)"]
    listed += ["สถานะการจัดซื้อจัดจ้าง", "วิธีการจัดซื้อจัดจ้าง", "ราคากลาง (บาท)"]
    listed += ["ราคาที่ตกลงซื้อหรือจ้าง (บาท)", "เลขที่โครงการในระบบ e-GP"]
    row = ["1", "ซื้อรถ", "900,000", "สิ้นสุดสัญญา", "e-bidding", "900,000", "850,000", "66017123456"]
    record = only(procurement_summary.extract(doc([listed, row])).frame)
    assert (record["form"], record["project_id"]) == ("list16", "66017123456")


CELLS = st.one_of(
    st.sampled_from(["", "-", "รวม", "1", "2", "(1)", "- ไม่มี -", *ROW, *SKR1]), st.text(max_size=8)
)


@given(st.lists(st.lists(CELLS, min_size=9, max_size=9), max_size=12))
def test_no_row_is_lost_and_none_invented(rows: list[list[str]]) -> None:
    table = [SKR1, ROW, *rows]
    read = procurement_summary.extract(doc(table, text=HEADING))
    places = [*read.frame["place_row"], *(one.row for one in read.others)]
    assert sorted(places) == list(range(len(table)))


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=12))
def test_complaint_rows_are_kept_too(rows: list[list[str]]) -> None:
    header = ["จำนวนเรื่องร้องเรียนทั้งหมด", "ดำเนินการแล้วเสร็จ", "อยู่ระหว่างดำเนินการ"]
    read = complaint_statistics.extract(doc([header, ["3", "2", "1"], *rows]))
    places = [*read.frame["place_row"], *(one.row for one in read.others)]
    assert sorted(places) == list(range(len(rows) + 2))


# --- the other kinds -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", records.KINDS)
def test_a_kind_has_its_columns_also_when_empty(kind: str) -> None:
    frame = records.extract(kind, doc()).frame
    assert frame.empty and list(frame.columns)[-1] == "flags"
    assert {"place_page", "place_sheet", "place_table", "place_row"} <= set(frame.columns)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ExtractionError, match="procurement_summary"):
        records.extract("weather", doc())


def test_every_kind_of_an_item_exists() -> None:
    assert set(records.KIND_OF_ITEM.values()) <= set(records.KINDS)


def test_a_plan_has_its_codes_and_months() -> None:
    header = ["ลำดับ", "รหัสแผนจัดซื้อจัดจ้าง", "ชื่อโครงการ", "งบประมาณโครงการ (บาท)"]
    header += ["คาดว่าจะประกาศจัดซื้อจัดจ้าง (เดือน/ปี)"]
    row = ["1", "P66010001234", "ก่อสร้างถนน", "1,200,000.00", "มกราคม 2566"]
    record = only(procurement_plan.extract(doc([header, row])).frame)
    assert record["plan_code"] == "P66010001234"
    assert record["budget_baht"] == Decimal("1200000.00") and record["expected_month"] == "2566-01"
    budget_plan = ["ลำดับ", "โครงการ", "งบประมาณ"]
    assert procurement_plan.extract(doc([budget_plan, ["1", "ถนน", "5"]])).frame.empty


def test_a_signed_paper_is_one_announcement_of_its_own_date() -> None:
    lines = [
        "ประกาศจังหวัดสมมติบุรี",
        "เรื่อง ประกวดราคาซื้อคอนกรีตด้วยวิธีประกวดราคาอิเล็กทรอนิกส์ (e-bidding)",
        "ผู้ยื่นข้อเสนอต้องเสนอราคาตามเอกสารประกวดราคาอิเล็กทรอนิกส์ในวันที่ 5 ตุลาคม 2566",
        "ประกาศ  ณ  วันที่  27 กันยายน พ.ศ. 2566",
    ]
    paper = doc(text="\n".join(lines)).model_copy(update={"type": "pdf"})
    (row,) = announcements.extract(paper).frame.to_dict("records")
    assert (row["kind"], row["date"]) == ("invitation", "2023-09-27")
    page = paper.model_copy(
        update={"type": "html"}
    )  # a list may show one signed paper among others
    assert len(announcements.extract(page).frame) > 1


def test_the_date_beside_a_title_is_the_announcements() -> None:
    title = "ประกวดราคาจ้างทำความสะอาด ตั้งแต่วันที่ 1 ธันวาคม 2569 ถึง 30 กันยายน 2570"
    table = [["เรื่อง", "วันที่ประกาศ"], [title, "7 ตุลาคม 2569"]]
    assert list(announcements.extract(doc(table)).frame["date"]) == ["2026-10-07"]


@pytest.mark.parametrize("kind", ["rss", "json"])
def test_the_text_beside_a_feeds_table_is_no_second_announcement(kind: str) -> None:
    table = [["title", "pubDate"], ["ประกวดราคาจ้างก่อสร้างถนน (e-bidding)", "2022-12-06"]]
    feed = doc(table, text="ประกาศจัดซื้อจัดจ้างภาครัฐ").model_copy(update={"type": kind})
    assert list(announcements.extract(feed).frame["date"]) == ["2022-12-06"]


def test_announcements_from_a_table_and_from_lines() -> None:
    table = [["เรื่อง", "วันที่"], ["ประกาศเชิญชวน ประกวดราคาจ้างก่อสร้าง 66017123456", "6 ธ.ค. 2565"]]
    text = "ข่าวกิจกรรม 7 ธ.ค. 2565\nประกาศผู้ชนะการเสนอราคา ซื้อรถยนต์\n[ 16 ม.ค. 2566 ]"
    frame = announcements.extract(doc(table, text=text)).frame
    assert list(frame["kind"]) == ["invitation", "winner"]
    assert list(frame["date"]) == ["2022-12-06", "2023-01-16"]
    assert frame["project_id"].iloc[0] == "66017123456"


def test_complaints_as_rows_columns_and_sentences() -> None:
    by_row = [["รายการ", "จำนวน"], ["1. จำนวนเรื่องร้องเรียนทั้งหมด", "๓ เรื่อง"]]
    by_row += [["2. ดำเนินการแล้วเสร็จ", "2"], ["3. อยู่ระหว่างดำเนินการ", "-"]]
    record = only(complaint_statistics.extract(doc(by_row, text="การทุจริต")).frame)
    assert (record["total"], record["done"], record["pending"]) == (Decimal(3), Decimal(2), None)
    assert record["flags"] == "pending:nil_dash" and record["scope"] == "corruption"
    prose = "เรื่องร้องเรียนทั่วไป จำนวนเรื่องร้องเรียนทั้งหมด 5 เรื่อง แล้วเสร็จ จำนวน - เรื่อง"
    record = only(complaint_statistics.extract(doc(text=prose)).frame)
    assert (record["total"], record["done_text"]) == (Decimal(5), "-")
    assert record["scope"] == "general"


def test_complaints_of_each_kind_in_one_table() -> None:
    table = [["ประเภท", "ทั้งหมด", "ยุติ", "คงค้าง"], ["ร้องเรียนทั่วไป", "9", "9", "0"]]
    table += [["ร้องเรียนการทุจริต", "0", "0", "0"], ["รวม", "9", "9", "0"]]
    frame = complaint_statistics.extract(doc(table)).frame
    assert list(frame["scope"])[:2] == ["general", "corruption"]
    assert list(frame["flags"]) == ["", "", "total_row"]


@pytest.mark.parametrize("across", [True, False])
def test_services_by_month_as_rows_or_columns(across: bool) -> None:
    months = [f"{name} 2566" for name in MONTHS_TH[:3]]
    table = [["บริการ", *months], ["จดทะเบียน (ราย)", "1", "2", "3"]]
    rotated = [list(cells) for cells in zip(*table, strict=True)]
    frame = service_statistics.extract(doc(table if across else rotated)).frame
    assert list(frame["month"]) == ["2566-01", "2566-02", "2566-03"]
    assert list(frame["count"]) == [Decimal(1), Decimal(2), Decimal(3)]


def test_survey_results_but_not_its_scale() -> None:
    table = [["ประเด็น", "ค่าเฉลี่ย", "S.D.", "ร้อยละ"], ["เจ้าหน้าที่", "4.52", "0.5", "90.40"]]
    frame = satisfaction.extract(doc(table)).frame
    assert list(frame["mean"]) == [Decimal("4.52")] and list(frame["percent"]) == [Decimal("90.40")]
    assert satisfaction.extract(doc(text="ค่าเฉลี่ย 4.51 - 5.00 หมายถึง มากที่สุด")).frame.empty


def test_parts_of_a_report_as_lines_and_as_columns() -> None:
    text = "1. งบประมาณที่ใช้\n5 บาท\n๓. ปัญหา/อุปสรรค : ไม่มี\n๔. ข้อเสนอแนะ\nลงชื่อ ........"
    frame = report_parts.extract(doc(text=text)).frame
    assert list(zip(frame["part"], frame["content_kind"], strict=True)) == [
        ("budget", "text"),
        ("problems", "none"),
        ("advice", "blank"),
    ]
    table = [["วิธี", "ปัญหาและอุปสรรค", "ข้อเสนอแนะ"], ["คัดเลือก", "ราคาสูง", "-"]]
    frame = report_parts.extract(doc(table)).frame
    kinds = dict(zip(frame["part"], frame["content_kind"], strict=True))
    assert kinds["advice"] == "dash"


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("๓.การวิเคราะห์ปัญหาอุปสรรคหรือข้อจำกัดในการดำเนินงาน", "problems"),
        ("๑.รายงานสรุปผลการจัดซื้อจัดจ้าง", "summary"),
        ("รายงานสรุปผลการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. 2565", None),
        ("ปัญหา อุปสรรค", "problems"),
        ("ก. แนวทางการแก้ไข", "advice"),
        ("ปัญหาที่ประชาชนร้องเรียนเข้ามามากที่สุดในปีนี้", None),
    ],
)
def test_headings_of_real_reports(line: str, part: str | None) -> None:
    found = report_parts.part_of(line)
    assert (found[0] if found else None) == part


# --- the grid and its speed ------------------------------------------------------------------


@given(st.text(max_size=12), st.text(max_size=12))
def test_edit_distance_is_symmetric_and_bounded(left: str, right: str) -> None:
    distance = grid.edit_distance(left, right, 99)
    assert distance == grid.edit_distance(right, left, 99) <= max(len(left), len(right))
    assert (distance == 0) == (left == right)
    if distance > 2:
        assert grid.edit_distance(left, right, 2) == 3


@pytest.mark.parametrize("kind", records.KINDS)
def test_a_page_of_blanks_one_long_line_or_a_long_sheet_costs_little(kind: str) -> None:
    text = "จำนวนผู้รับบริการ" + " " * 20_000 + "ทั้งหมด\n" + "ไม่ " * 5_000 + "1" * 5_000
    for hostile in (doc(text=text), doc([[str(number), "5"] for number in range(20_000)])):
        start = time.process_time()  # not the clock: the machine may be busy
        records.extract(kind, hostile)
        assert time.process_time() - start < 3
