"""The forms that stand in สขร.1's place, open data, progress tables, statuses; no row is lost."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.extraction import records
from ita_evidence.extraction.records import nils
from ita_evidence.model import Document, Page, Table, TextQuality
from ita_evidence.periods import MONTHS_TH

SKR1 = ["ลำดับที่", "งานที่จัดซื้อหรือจัดจ้าง", "วงเงินที่จะซื้อหรือจ้าง (บาท)", "ราคากลาง (บาท)", "วิธีซื้อหรือจ้าง"]
SKR1 += ["รายชื่อผู้เสนอราคาและราคาที่เสนอ", "ผู้ได้รับการคัดเลือกและราคาที่ตกลงซื้อหรือจ้าง"]
SKR1 += ["เหตุผลที่คัดเลือกโดยสรุป", "เลขที่และวันที่ของสัญญาหรือข้อตกลงในการซื้อหรือจ้าง"]
HEADING = "สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน มกราคม 2566"


def purchase(
    number: int, winner: str = "ร้าน ก 44,500.00", contract: str = "5 ม.ค. 66"
) -> list[str]:
    return [
        str(number),
        f"ซื้อกระดาษ {number}",
        "45,000",
        "45,000",
        "เฉพาะเจาะจง",
        "ร้าน ก",
        winner,
        "ต่ำสุด",
        contract,
    ]


def doc(
    *pages: tuple[str, list[list[str]]], kind: str = "xlsx", text: str | None = None
) -> Document:
    """A document with a page a pair of words above and a table."""
    return Document(
        type=kind,
        text_quality=TextQuality.GOOD,
        pages=tuple(
            Page(number=n, text=text or "\n".join([above, *("\t".join(row) for row in rows)]))
            for n, (above, rows) in enumerate(pages, 1)
        ),
        tables=tuple(
            Table(page=n, rows=tuple(tuple(row) for row in rows))
            for n, (_, rows) in enumerate(pages, 1)
            if rows
        ),
    )


def rows_of(kind: str, document: Document) -> list[dict[str, object]]:
    return [dict(row) for row in records.extract(kind, document).frame.to_dict("records")]


# --- forms over several pages, satang, words -------------------------------------------------


def test_a_table_goes_on_over_the_pages_of_a_pdf_without_its_header() -> None:
    pages = ((HEADING, [SKR1, purchase(1)]), ("", [purchase(2), purchase(3)]), ("", [purchase(4)]))
    found = rows_of("procurement_summary", doc(*pages, kind="pdf"))
    assert [(row["number"], row["heading_month"], row["place_page"]) for row in found] == [
        ("1", "2566-01", 1),
        ("2", "2566-01", 2),
        ("3", "2566-01", 2),
        ("4", "2566-01", 3),
    ]
    # A workbook's sheets are no pages, and another width is another table.
    assert len(rows_of("procurement_summary", doc(*pages, kind="xlsx"))) == 1
    other = (pages[0], ("", [["ก", "ข", "ค"]]))
    assert len(rows_of("procurement_summary", doc(*other, kind="pdf"))) == 1


def test_a_header_on_each_page_does_not_end_the_month_of_the_first() -> None:
    pages = ((HEADING, [SKR1, purchase(1)]), ("หน้า 2", [SKR1, purchase(2)]))
    found = rows_of("procurement_summary", doc(*pages, kind="pdf"))
    assert [row["heading_month"] for row in found] == ["2566-01", "2566-01"]
    february = HEADING.replace("มกราคม", "กุมภาพันธ์")
    found = rows_of(
        "procurement_summary", doc(pages[0], (february, [SKR1, purchase(2)]), kind="pdf")
    )
    assert [row["heading_month"] for row in found] == ["2566-01", "2566-02"]


def test_a_purchase_may_go_on_over_a_page() -> None:
    more = ["", "", "", "", "", "ร้าน ข 46,000.00", "", "", ""]
    pages = ((HEADING, [SKR1, purchase(1)]), ("", [more, purchase(2)]))
    first, second = rows_of("procurement_summary", doc(*pages, kind="pdf"))
    assert first["bidders"] == "ร้าน ก\nร้าน ข 46,000.00" and second["number"] == "2"


def test_baht_and_satang_in_two_columns_are_one_amount() -> None:
    upper = [*SKR1[:3], SKR1[2], *SKR1[3:]]
    lower = [*SKR1[:2], "บาท", "สต.", *SKR1[3:]]

    def row(baht: str, satang: str) -> list[str]:
        return ["1", "ซื้อกระดาษ", baht, satang, *purchase(1)[3:]]

    table = [upper, lower, row("4,500", "5"), row("4,500", "-"), row("4,500", "50"), row("45", "x")]
    found = rows_of("procurement_summary", doc((HEADING, table)))
    assert [row["budget_baht"] for row in found] == [
        Decimal("4500.05"),
        Decimal("4500"),
        Decimal("4500.50"),
        None,
    ]
    assert str(found[3]["flags"]).startswith("budget:unparsed")
    assert found[0]["reference_price_baht"] == Decimal("45000")


def test_words_that_contradict_figures_leave_no_amount() -> None:
    said = "ร้าน ก ราคา ๕,๐๐๐,๐๐๐.- บาท (สี่ล้านบาทถ้วน)"
    (row,) = rows_of("procurement_summary", doc((HEADING, [SKR1, purchase(1, said)])))
    assert row["agreed_price_baht"] is None and row["flags"] == "agreed_price:contradicted"
    agreeing = said.replace("สี่", "ห้า")
    (row,) = rows_of("procurement_summary", doc((HEADING, [SKR1, purchase(1, agreeing)])))
    assert row["agreed_price_baht"] == Decimal("5000000") and row["flags"] == ""


def test_a_contract_of_another_month_is_said_and_a_serial_is_read_as_one() -> None:
    (row,) = rows_of(
        "procurement_summary", doc((HEADING, [SKR1, purchase(1, contract="5 มี.ค. 66")]))
    )
    assert (row["contract_date"], row["flags"]) == ("2023-03-05", "contract_date:other_month")
    split = [*SKR1[:8], "เลขที่", "วันที่"]
    table = [[*SKR1, SKR1[8]], split, [*purchase(1)[:8], "12/2566", "44932"]]
    (row,) = rows_of("procurement_summary", doc((HEADING, table)))
    assert (row["contract_date"], row["flags"]) == ("2023-01-06", "contract_date:excel_serial")


def test_a_row_that_says_that_nothing_was_bought_is_said_to_be_one() -> None:
    table = [SKR1, ["1", "ไม่มีการจัดซื้อจัดจ้าง", *["-"] * 7], ["-"] * 9, purchase(3)]
    table += [["4", "ซื้อของที่ไม่มีการจัดซื้อด้วยวิธีคัดเลือก", *purchase(4)[2:]]]
    flags = [
        str(row["flags"]).split() for row in rows_of("procurement_summary", doc((HEADING, table)))
    ]
    assert ["nil_row" in one for one in flags] == [True, False, False, False]
    assert ["dash_row" in one for one in flags] == [False, True, False, False]


# --- ว 119, the 16 columns -------------------------------------------------------------------

V119 = ["ลำดับ", "เลขประจำตัวผู้เสียภาษี/เลขประจำตัวประชาชน", "ชื่อผู้ประกอบการ", "ราละเอียดพัสดุที่จัดซื้อจัดจ้าง"]
V119 += ["จำนวนเงินรวมที่จัดซื้อจัดจ้าง", "เอกสารอ้างอิง", "เอกสารอ้างอิง", "เหตุผลสนับสนุน"]


def test_the_quarterly_form_with_its_faults() -> None:
    lower = [*V119[:5], "วันที่", "เลขที่", V119[7]]
    table = [V119, lower, [f"({n})" for n in range(1, 9)]]
    table += [["1", "010553600", "ร้าน ก", "สาย ็็HDMI", "๑,๐๘๐ บาท", "15/10/2564", "บ 12/65", "1"]]
    table += [["2", "3-1006-00123-45-6", "นาย ข", "น้ำดื่ม", "500.00", "", "", "3"]]
    title = "รายละเอียดแนบท้ายประกาศผลผู้ชนะการจัดซื้อจัดจ้าง ไตรมาสที่ 4 ปีงบประมาณ 2564"
    first, second = rows_of("procurement_summary", doc((title, table)))
    assert (first["form"], first["tax_id"]) == ("v119", "010553600")  # nine digits, as found
    assert first["agreed_price_baht"] == Decimal("1080")
    assert (first["contract_number"], first["contract_date"]) == ("บ 12/65", "2021-10-15")
    assert (second["contract_date"], second["heading_flag"]) == (None, "no_month")
    assert first["flags"] == "contract_date:outside_period"  # the quarter is July to September


LIST16 = ["ที่", "ปีงบประมาณ", "ชื่อหน่วยงาน", "อำเภอ", "จังหวัด", "กระทรวง", "ประเภทหน่วยงาน"]
LIST16 += ["ชื่อรายการของงานที่ซื้อหรือจ้าง", "วงเงินงบประมาณที่ได้รับจัดสรร (บาท)", "แหล่งที่มาของงบประมาณ"]
LIST16 += ["สถานะการจัดซื้อจัดจ้าง", "วิธีการจัดซื้อจัดจ้าง", "ราคากลาง (บาท)", "ราคาที่ตกลงซื้อหรือจ้าง (บาท)"]
LIST16 += ["รายชื่อผู้ประกอบการที่ได้รับการคัดเลือก", "เลขที่โครงการในระบบ e-GP"]


def test_the_list_of_sixteen_columns() -> None:
    row = [
        "1",
        "2568",
        "สถานี ก",
        "เมือง",
        "สมมติ",
        "-",
        "ตำรวจ",
        "จ้างเหมา",
        "120,000.00",
        "พ.ร.บ. งบประมาณ",
    ]
    row += ["สิ้นสุดสัญญา", "วิธีเฉพาะเจาะจง", "120,000.00", "118,000.00", "ร้าน ก", "67109123456"]
    (found,) = rows_of("procurement_summary", doc(("รายการจัดซื้อจัดจ้าง", [LIST16, row])))
    assert (found["form"], found["work"], found["status"]) == ("list16", "จ้างเหมา", "สิ้นสุดสัญญา")
    assert (found["budget_baht"], found["agreed_price_baht"]) == (
        Decimal("120000.00"),
        Decimal("118000.00"),
    )
    assert (found["winner"], found["project_id"], found["method"]) == (
        "ร้าน ก",
        "67109123456",
        "วิธีเฉพาะเจาะจง",
    )


# --- e-GP's feed and the catalogs ------------------------------------------------------------


def test_a_feeds_description_is_split_at_its_first_two_commas() -> None:
    rows = [["title", "link", "description", "pubDate"]]
    rows += [
        [
            "ประกวดราคาซื้อรถ (e-bidding)",
            "https://a.test/1",
            "66037000001, e-bidding, ประกาศเชิญชวน, (ครั้งที่ 2/1)",
            "2023-03-17",
        ]
    ]
    rows += [["ประกวดราคาซื้อรถ", "https://a.test/2", "no number, x, y", "2023-03-17"]]
    first, second = rows_of("announcements", doc(("", rows), kind="rss"))
    assert (first["project_id"], first["method"]) == ("66037000001", "e-bidding")
    assert first["stage"] == "ประกาศเชิญชวน, (ครั้งที่ 2/1)" and first["link"] == "https://a.test/1"
    assert (second["project_id"], second["stage"]) == (None, None)


KEYS = ["_id", "รหัสโครงการ", "ชื่อโครงการ", "ชื่อหน่วยงาน", "กลุ่มวิธีจัดซื้อฯ", "วันที่ประกาศ", "งบประมาณ(บาท)"]
KEYS += [
    "ราคากลาง(บาท)",
    "ราคาตกลงซื้อ/จ้าง",
    "ปีงบประมาณ",
    "จังหวัด",
    "จังหวัด(Eng)",
    "เขต/อำเภอ",
    "เขต/อำเภอ(Eng)",
]
KEYS += [
    "แขวง/ตำบล",
    "แขวง/ตำบล(Eng)",
    "สถานะโครงการ",
    "พิกัดของโครงการ",
    "เลขนิติบุคคล",
    "ชื่อผู้ชนะ",
    "เลขที่สัญญา",
]
KEYS += ["วันที่ลงนามสัญญา", "วันที่สิ้นสุดสัญญา", "งบสัญญา(บาท)", "สถานะสัญญา"]
HEAD = [
    "1",
    "67039000001",
    "จ้างก่อสร้าง",
    "กรม ก",
    "e-bidding",
    "21 มิ.ย. 67",
    "9000000",
    "8900000",
    "8800000",
    "2568",
    "สมมติ",
]
TAIL = [
    "ดำเนินการ",
    "POINT(1 2)",
    "0993000000001",
    "บริษัท ก จำกัด",
    "12/2567",
    "12 ธ.ค. 67",
    "31 มี.ค. 71",
    "8800000",
    "ระหว่างดำเนินการ",
]
RIGHT = [*HEAD, "Sommut", "เมือง", "Mueang", "ในเมือง", "Nai Mueang", *TAIL]
SHIFTED = [*HEAD, "เมือง", "ในเมือง", *TAIL, "", "", ""]


@pytest.mark.parametrize(("row", "flags"), [(RIGHT, ""), (SHIFTED, "shifted:3")])
def test_a_contracts_values_are_told_by_their_shape(row: list[str], flags: str) -> None:
    assert len(row) == len(KEYS)
    (found,) = rows_of("contracts", doc(("", [KEYS, row]), kind="json"))
    assert found["flags"] == flags
    assert (found["project_id"], found["winner_id"]) == ("67039000001", "0993000000001")
    assert (found["winner"], found["contract_number"]) == ("บริษัท ก จำกัด", "12/2567")
    assert (found["signed_date"], found["ends_date"]) == ("2024-12-12", "2028-03-31")
    assert (
        found["contract_price_baht"] == Decimal("8800000") and found["status"] == "ระหว่างดำเนินการ"
    )


def test_a_value_of_another_shape_is_flagged_and_not_moved() -> None:
    row = list(RIGHT)
    row[KEYS.index("เลขนิติบุคคล")] = "31 มี.ค. 71"
    (found,) = rows_of("contracts", doc(("", [KEYS, row]), kind="json"))
    assert (found["winner_id"], found["flags"]) == ("31 มี.ค. 71", "winner_id:shape")
    assert found["winner"] == "บริษัท ก จำกัด"


# --- plans and progress ----------------------------------------------------------------------


def test_projects_with_budget_used_and_percent() -> None:
    table = [["ที่", "โครงการ/กิจกรรม", "งบประมาณ (บาท)", "เบิกจ่าย", "ร้อยละ", "ผลการดำเนินงาน"]]
    table += [["1", "อบรมอาสาสมัคร", "100,000", "50,000.00", "50.00", "แล้วเสร็จ"]]
    table += [["2", "จัดทำแผน", "ไม่ใช้งบประมาณ", "-", "", "อยู่ระหว่างดำเนินการ"]]
    table += [["รวม", "", "100,000", "50,000.00", "50.00", ""]]
    first, second, total = rows_of("progress", doc(("แผนปฏิบัติการ 2566", table)))
    assert (first["budget_baht"], first["used_baht"], first["percent"]) == (
        Decimal("100000"),
        Decimal("50000.00"),
        Decimal("50.00"),
    )
    assert second["budget_text"] == "ไม่ใช้งบประมาณ"
    assert second["flags"] == "budget:unparsed used:nil_dash"
    assert total["flags"] == "total_row"
    assert rows_of("progress", doc(("", [["ที่", "โครงการ", "งบประมาณ"], ["1", "ถนน", "5"]]))) == []


def test_a_plan_has_its_time() -> None:
    table = [
        ["โครงการ", "งบประมาณ", "ระยะเวลาดำเนินการ", "ผู้รับผิดชอบ"],
        ["ถนน", "5,000", "ต.ค. 65 - มี.ค. 66", "สนง."],
    ]
    (row,) = rows_of("progress", doc(("", table)))
    assert (row["duration"], row["responsible"]) == ("ต.ค. 65 - มี.ค. 66", "สนง.")


# --- complaints ------------------------------------------------------------------------------


def test_statuses_of_a_complaint_centre_by_channel() -> None:
    header = ["ช่องทาง", "ทั้งหมด", "ยุติ", "อยู่ระหว่างดำเนินการ", "ในเวลา", "เลยเวลา"]
    table = [
        header,
        ["จดหมาย", "12", "9", "3", "2", "1"],
        ["โทรศัพท์ 1567", "4", "4", "0", "0", "-"],
        ["รวม", "16", "13", "3", "2", "1"],
    ]
    letters, calls, total = rows_of(
        "complaint_statistics", doc(("เรื่องร้องเรียนศูนย์ดำรงธรรมจังหวัด", table))
    )
    assert (letters["total"], letters["in_time"], letters["overdue"]) == (
        Decimal(12),
        Decimal(2),
        Decimal(1),
    )
    assert (calls["label"], calls["overdue"]) == ("โทรศัพท์ 1567", None)
    assert total["flags"] == "total_row" and letters["scope"] == "general"


def test_statuses_as_rows() -> None:
    table = [
        ["สถานะ", "จำนวน"],
        ["เรื่องร้องเรียนทั้งหมด", "16"],
        ["ยุติเรื่อง", "13"],
        ["อยู่ระหว่างดำเนินการ", "3"],
        ["เกินกำหนด", "1"],
    ]
    read = records.extract("complaint_statistics", doc(("ศูนย์ดำรงธรรม", table)))
    (row,) = read.frame.to_dict("records")
    assert (row["total"], row["done"], row["pending"], row["overdue"]) == (16, 13, 3, 1)
    assert [(one.kind, one.row) for one in read.others] == [
        ("note", 0),
        ("continued", 2),
        ("continued", 3),
        ("continued", 4),
    ]


def test_months_of_complaints_take_their_year_from_the_section() -> None:
    header = ["เดือน", "ทั้งหมด", "แล้วเสร็จ", "คงค้าง"]
    table = [header, *([name, "1", "1", "0"] for name in ("ตุลาคม", "มีนาคม"))]
    found = rows_of("complaint_statistics", doc(("เรื่องร้องเรียน ปีงบประมาณ พ.ศ. 2566", table)))
    assert [row["month"] for row in found] == ["2565-10", "2566-03"]


def test_a_centres_columns_by_month_with_percentages() -> None:
    header = ["เดือน", "เรื่องที่รับ", "ยุติเรื่อง", "ระหว่างดำเนินการ", "ร้อยละ"]
    table = [header, ["ต.ค. 65", "10", "8", "2", "80.00"]]
    (row,) = rows_of("complaint_statistics", doc(("ศูนย์ดำรงธรรม เรื่องร้องเรียน", table)))
    assert (row["label"], row["total"], row["month"]) == ("ต.ค. 65", Decimal(10), "2565-10")


# --- services, surveys, plans ----------------------------------------------------------------


def test_months_of_services_take_their_year_from_the_section() -> None:
    table = [["บริการ", "ต.ค.", "พ.ย.", "มี.ค."], ["จดทะเบียน (ราย)", "1", "2", "3"]]
    found = rows_of("service_statistics", doc(("สถิติการให้บริการ ปีงบประมาณ พ.ศ. 2566", table)))
    assert [row["month"] for row in found] == ["2565-10", "2565-11", "2566-03"]
    (row, *_) = rows_of("service_statistics", doc(("สถิติการให้บริการ", table)))
    assert (row["month"], row["month_number"]) == (None, 10)


def test_a_month_of_dashes_is_a_note() -> None:
    table = [["เดือน", "จำนวนผู้มาติดต่อ (คน)"], ["ตุลาคม 2565", "1,234"], ["ธันวาคม 2565", "-"]]
    read = records.extract("service_statistics", doc(("ผู้มาติดต่อ", table)))
    assert [(one.kind, one.row) for one in read.others] == [("header", 0), ("note", 2)]


def test_a_survey_with_its_header_in_two_rows() -> None:
    upper = ["ด้าน", *["ระดับความพึงพอใจ"] * 3]
    table = [upper, ["ด้าน", "ค่าเฉลี่ย", "S.D.", "ร้อยละ"], ["ด้านเจ้าหน้าที่", "4.56", "0.51", "91.20"]]
    (row,) = rows_of("satisfaction", doc(("ผลสำรวจความพึงพอใจ", table)))
    assert (row["question"], row["mean"], row["percent"]) == (
        "ด้านเจ้าหน้าที่",
        Decimal("4.56"),
        Decimal("91.20"),
    )


@pytest.mark.parametrize("text", ["12/2565", "ธ.ค. 65", "๑๒/๒๕๖๕", "12 / 65"])
def test_the_month_that_a_plan_expects(text: str) -> None:
    header = [
        "ลำดับที่",
        "รหัสแผนจัดซื้อจัดจ้าง",
        "ชื่อโครงการ",
        "งบประมาณ",
        "คาดว่าจะประกาศจัดซื้อจัดจ้าง (เดือน/ปี)",
    ]
    (row,) = rows_of(
        "procurement_plan", doc(("", [header, ["1", "P65110012345", "จ้าง", "5", text]]))
    )
    assert row["expected_month"] == "2565-12"


# --- nils ------------------------------------------------------------------------------------


def test_a_nil_names_its_body_and_period() -> None:
    text = "สำนักงานจังหวัดสมมติบุรี\nรอบ 6 เดือนแรก ปีงบประมาณ 2566\nไม่มีเรื่องร้องเรียนการทุจริต"
    (row,) = rows_of("nils", doc(("", []), text=text))
    assert (row["body"], row["period"]) == ("สำนักงานจังหวัดสมมติบุรี", "6 เดือนแรก ปีงบประมาณ 2566")
    (row,) = rows_of("nils", doc(("", []), text="ไม่มีเรื่องร้องเรียน"))
    assert (row["body"], row["period"]) == (None, None)
    assert nils.find("จำนวน - เรื่อง") == []


# --- no row is lost and none invented --------------------------------------------------------

FORMS: dict[str, list[list[str]]] = {
    "procurement_summary": [SKR1, purchase(1)],
    "procurement_plan": [
        ["ลำดับ", "รหัสแผนจัดซื้อจัดจ้าง", "ชื่อโครงการ", "งบประมาณ", "วิธีการจัดซื้อจัดจ้าง"],
        ["1", "P66010001234", "ถนน", "5", "คัดเลือก"],
    ],
    "contracts": [KEYS, RIGHT],
    "progress": [["ที่", "โครงการ", "งบประมาณ", "เบิกจ่าย"], ["1", "ถนน", "5", "5"]],
    "complaint_statistics": [["ประเภท", "ทั้งหมด", "ยุติ", "คงค้าง"], ["ร้องเรียนทั่วไป", "3", "2", "1"]],
    "service_statistics": [["ที่", "บริการ", "จำนวนผู้รับบริการ (ราย)"], ["1", "จดทะเบียน", "12"]],
    "satisfaction": [["ประเด็น", "ค่าเฉลี่ย", "ร้อยละ"], ["เจ้าหน้าที่", "4.5", "90"]],
    "announcements": [["เรื่อง", "วันที่"], ["ประกาศเชิญชวน ประกวดราคาจ้าง", "6 ธ.ค. 2565"]],
}
CELL = st.one_of(
    st.sampled_from(
        ["", "-", "รวม", "รวมทั้งสิ้น", "1", "๒", "(1)", "- ไม่มี -", "หมายเหตุ", "5,000.00", "1.5 ล้านบาท"]
    ),
    st.sampled_from(MONTHS_TH),
    st.text(max_size=6),
)


@pytest.mark.parametrize("kind", FORMS)
@given(st.data())
def test_every_row_is_a_record_or_has_a_name(kind: str, data: st.DataObject) -> None:
    form = FORMS[kind]
    width = len(form[0])
    more = data.draw(st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=10))
    repeat = data.draw(st.booleans())
    table = [*form, *more[:5], *(form[:1] if repeat else []), *more[5:]]
    read = records.extract(kind, doc((HEADING, table)))
    named = Counter(one.row for one in read.others)
    assert set(named.values()) <= {1}
    recorded = set(read.frame["place_row"].dropna())
    assert recorded.isdisjoint(named) and recorded | set(named) == set(range(len(table)))


def test_the_rule_above_can_fail() -> None:
    read = records.extract("progress", doc(("", FORMS["progress"])))
    assert set(read.frame["place_row"]) != {0, 1}  # without the named rows some are missing
