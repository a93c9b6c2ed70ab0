"""Workbooks of every age, several tables a sheet, tables without rules, drawings, OCR beside."""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction import readers, records
from ita_evidence.extraction.readers import formats, ocr, several, sniff, unruled
from ita_evidence.extraction.readers.limits import DEFAULT
from ita_evidence.extraction.readers.ruled import Box
from ita_evidence.model import Document, Page, TextQuality

sys.path.insert(0, str(Path(__file__).parents[3] / "bench"))

import labelled_files

Make = Callable[..., bytes]
ROWS = (
    ("ลำดับ", "รายการ", "จำนวนเงิน"),
    ("1", "จ้างซ่อมรถยนต์", "12,500.00"),
    ("2", "ซื้อกระดาษ", "900.00"),
)


def parse(data: bytes) -> Document:
    return formats.parse(data, sniff(data), None, DEFAULT)


# --- XLS and ODS -----------------------------------------------------------------------------


def xls(
    rows: Sequence[Sequence[Any]], merged: tuple[int, int, int, int, str] | None = None
) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("มีนาคม 2566")
    day = xlwt.easyxf(num_format_str="D/M/YYYY")
    filled = [
        (r, c, cell) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell != ""
    ]
    for r, c, value in filled:
        sheet.write(r, c, value, day) if isinstance(value, date) else sheet.write(r, c, value)
    if merged:
        top, left, bottom, right, text = merged
        sheet.write_merge(top, bottom, left, right, text)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_an_old_workbook_is_read() -> None:
    document = parse(xls([*ROWS, [3, date(2023, 3, 31), 994000123456]]))
    assert (document.type, document.pages[0].name) == ("xls", "มีนาคม 2566")
    assert document.tables[0].rows == (*ROWS, ("3", "2023-03-31", "994000123456"))


def test_merged_cells_of_an_old_workbook_stand_in_all_their_places() -> None:
    document = parse(xls([["", "", "ค"], ["1", "2", "3"]], merged=(0, 0, 0, 1, "สัญญา")))
    assert document.tables[0].rows == (("สัญญา", "สัญญา", "ค"), ("1", "2", "3"))


def test_an_open_document_sheet_is_read() -> None:
    document = parse(labelled_files.ods("", ROWS))
    assert (document.type, document.pages[0].name) == ("ods", "ข้อมูล")
    assert document.tables[0].rows == ROWS


def test_a_page_named_as_a_workbook_is_a_page() -> None:
    page = "<html><body><table><tr><td>ก</td><td>1</td></tr></table></body></html>".encode()
    assert readers.read(page, name="รายงาน.xls").type == "html"


def test_an_encrypted_workbook_says_so() -> None:
    sealed = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    )
    document = readers.read(sealed + bytes(64), name="a.xlsx")
    assert (document.type, document.flags) == ("unknown", ("encrypted",))


def test_a_sheet_of_pictures_may_show_what_its_text_lacks(xlsx: Make, rezip: Make) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 40)).save(buffer, format="PNG")
    with_picture = {"xl/media/image1.png": buffer.getvalue()}
    document = parse(rezip(xlsx({"ว่าง": [], "ข้อมูล": ROWS}), with_picture))
    assert [page.picture_share for page in document.pages] == [1.0, 0.0]
    assert [picture.src for picture in document.pictures] == ["xl/media/image1.png"]
    assert parse(xlsx({"ว่าง": []})).pages[0].picture_share == 0.0


# --- several tables on a sheet ---------------------------------------------------------------

OTHER = (("ประเภท", "ทั้งหมด", "ยุติ"), ("ร้องเรียนทั่วไป", "9", "9"))
BLANK = ("", "", "")


def test_two_tables_with_their_titles_are_two(xlsx: Make) -> None:
    rows = [("สขร.1", "", ""), *ROWS, BLANK, ("เรื่องร้องเรียน", "", ""), *OTHER]
    first, second = parse(xlsx({"ก": rows})).tables
    assert first.rows == (("สขร.1", "", ""), *ROWS)
    assert second.rows == (("เรื่องร้องเรียน", "", ""), *OTHER)


@pytest.mark.parametrize(
    "rows",
    [
        [*ROWS, BLANK, *ROWS],  # the same header again
        [*ROWS, BLANK, ("รวม", "", "13,400.00")],
        [*ROWS, BLANK, ("3", "จ้างเหมา", "5.00")],
        [("ก", "ข", "ค"), ("ก1", "ข1", "ค1"), ROWS[1]],  # a header in two rows
        [*ROWS, BLANK, ("ผู้จัดทำ", "ผู้ตรวจ", "ผู้อนุมัติ")],
    ],
)
def test_what_is_one_table_stays_one(rows: list[tuple[str, ...]]) -> None:
    assert len(several.split(tuple(rows))) == 1


def beside(left: Sequence[Sequence[str]], right: Sequence[Sequence[str]], gap: int) -> several.Rows:
    """A sheet of two tables beside each other."""
    most = max(len(left), len(right))

    def tall(rows: Sequence[Sequence[str]]) -> list[list[str]]:
        return [*map(list, rows), *[[""] * len(rows[0])] * (most - len(rows))]

    return tuple((*a, *[""] * gap, *b) for a, b in zip(tall(left), tall(right), strict=True))


MONTHS = (("เดือน", "จำนวน"), ("ตุลาคม", "3"), ("พฤศจิกายน", "0"))
KINDS = (("ประเภท", "จำนวน"), ("ทั่วไป", "2"), ("ทุจริต", "1"), ("รวม", "3"))


@pytest.mark.parametrize(
    ("left", "right", "gap"),
    [(MONTHS, KINDS, 1), (KINDS, MONTHS, 1), (ROWS, OTHER, 2), (ROWS, ROWS, 1)],
)
def test_tables_beside_each_other_are_two(
    left: several.Rows, right: several.Rows, gap: int
) -> None:
    parts = several.split(
        (("สถิติ", *[""] * (len(left[0]) + gap + len(right[0]) - 1)), *beside(left, right, gap))
    )
    first, second = parts
    assert [row[: len(left[0])] for row in first.rows[1:]] == list(left)
    assert second.rows[1:] == right and (first.top, second.top) == (0, 0)


def test_an_empty_column_within_a_table_parts_nothing() -> None:
    (part,) = several.split(beside([row[:2] for row in ROWS], [row[2:] * 2 for row in OTHER], 1))
    assert len(part.rows[0]) == 5


def test_a_row_of_a_second_table_stands_where_its_sheet_has_it(xlsx: Make) -> None:
    counts = (("เดือน", "จำนวนเรื่องทั้งหมด", "ยุติ"), ("ตุลาคม 2565", "3", "2"))
    kinds = (("ประเภท", "จำนวนเรื่องทั้งหมด", "ยุติ"), ("ร้องเรียนทั่วไป", "9", "8"))
    blank = [""] * 7
    sheet = [*beside(counts, kinds, 1), blank, *beside(OTHER, OTHER, 1)]
    document = parse(xlsx({"ร้องเรียน": [["สถิติเรื่องร้องเรียน", *blank[1:]], *sheet]}))
    assert [table.top for table in document.tables] == [0, 0, 4, 4]
    frame = records.extract("complaint_statistics", document).frame
    assert list(zip(frame["place_row"], frame["total"], frame["done"], strict=True)) == [
        (2, 3, 2),
        (2, 9, 8),
        (5, 9, 9),
        (5, 9, 9),
    ]


@given(
    st.lists(
        st.lists(st.sampled_from(["", "ก", "ข", "ค", "1", "2,000"]), min_size=8, max_size=8),
        max_size=14,
    )
)
def test_no_cell_is_lost_between_tables(rows: list[list[str]]) -> None:
    table = tuple(map(tuple, rows))
    parts = several.split(table)
    kept = Counter(cell for part in parts for row in part.rows for cell in row if cell)
    assert kept == Counter(cell for row in table for cell in row if cell)
    for part in parts:
        for at, row in enumerate(part.rows):
            assert Counter(filter(None, row)) <= Counter(filter(None, table[part.top + at]))


@given(
    st.lists(
        st.lists(st.sampled_from(["", "ก", "ข", "ค", "1", "2,000"]), min_size=3, max_size=3),
        max_size=14,
    )
)
def test_no_row_is_lost_between_tables(rows: list[list[str]]) -> None:
    table = tuple(map(tuple, rows))
    kept = [row for part in several.split(table) for row in part.rows if any(row)]
    assert kept == [row for row in table if any(row)]


# --- tables without rules --------------------------------------------------------------------


def test_a_table_without_rules_is_told_by_its_columns(pdf: Make) -> None:
    pdf()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setFont("Sarabun", 14)
    canvas.drawString(60, 760, "สรุปผลการจัดซื้อจัดจ้างของสำนักงานจังหวัดในรอบเดือนมีนาคม 2566")
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row):
            canvas.drawString(60 + 150 * c, 720 - 24 * r, text)
    canvas.save()
    (table,) = parse(buffer.getvalue()).tables
    assert table.rows == ROWS


def _two_columns(rows: Sequence[tuple[str, str]], before: str = "", after: str = "") -> bytes:
    """A page of lines of two pieces, without rules."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setFont("Sarabun", 14)
    canvas.drawString(60, 760, before)
    for number, (left, right) in enumerate(rows):
        canvas.drawString(60, 720 - 24 * number, left)
        canvas.drawRightString(400, 720 - 24 * number, right)
    canvas.drawString(60, 720 - 24 * len(rows) - 12, after)
    canvas.save()
    return buffer.getvalue()


SERVED = (
    ("เดือน", "จำนวนผู้รับบริการ"),
    ("มกราคม 2566", "1,203"),
    ("กุมภาพันธ์ 2566", "๔๕"),
    ("มีนาคม 2566", "-"),
)


def test_a_table_of_two_columns_without_rules_is_read_with_its_records(pdf: Make) -> None:
    pdf()
    data = _two_columns(SERVED, "สถิติการให้บริการของสำนักงานจังหวัด", "ข้อมูล ณ วันที่ 31 มีนาคม 2566")
    document = parse(data)
    (table,) = document.tables
    assert table.rows == SERVED
    frame = records.extract("service_statistics", document).frame
    assert list(zip(frame["month"], frame["count"], strict=True)) == [
        ("2566-01", 1203),
        ("2566-02", 45),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [("เรื่อง", "หน้า"), ("สถิติการให้บริการ", "1"), ("ผลการดำเนินงาน", "3"), ("ภาคผนวก", "9")],
        [("การวิเคราะห์ความเสี่ยง", "๒-3"), ("การวิเคราะห์ปัญหา", "4"), ("ภาคผนวก", "5")],
        [("คำนำ", "ก"), ("สถิติการให้บริการ", "1"), ("ภาคผนวก", "2")],
        [("โทรศัพท์สำนักงาน", "0 2123 4567"), ("โทรสาร", "0 2123 4568"), ("ไปรษณีย์", "10200")],
        [("สถิติการให้บริการ", "ปีงบประมาณ"), ("จดทะเบียน", "มากขึ้น"), ("ออกใบอนุญาต", "น้อยลง")],
        [("เดือน", "จำนวนผู้รับบริการ"), ("มกราคม 2566", "5"), ("ลงชื่อ", "ผู้รายงาน")],
    ],
)
def test_what_two_columns_do_not_count_is_no_table(pdf: Make, rows: list[tuple[str, str]]) -> None:
    pdf()
    assert parse(_two_columns(rows)).tables == ()


def test_a_list_with_a_column_of_dates_is_a_table(pdf: Make) -> None:
    pdf()
    rows = (
        ("เรื่อง", "วันที่ประกาศ"),
        ("ประกาศเชิญชวน ประกวดราคาซ่อมถนน", "5 มี.ค. 2566"),
        ("ประกาศผู้ชนะการเสนอราคา", "[ ๖ มี.ค. ๒๕๖๖ ]"),
    )
    document = parse(_two_columns(rows))
    assert [table.rows for table in document.tables] == [rows]
    assert records.extract("announcements", document).frame["date"].tolist() == [
        "2023-03-05",
        "2023-03-06",
    ]


def test_prose_and_lists_are_no_table(pdf: Make) -> None:
    lines = ["ตามที่จังหวัดได้ประกาศ  เรื่อง แผนการจัดซื้อ  แล้วนั้น", "1. งานหนึ่ง  2. งานสอง  3. งานสาม"] * 4
    assert parse(pdf([lines])).tables == ()


# --- tables that go on over pages -------------------------------------------------------------

MORE = (("เมษายน 2566", "77"), ("พฤษภาคม 2566", "1,020"))


def _pages(*pages: Sequence[Sequence[str]], rules: Sequence[int] = (), foot: str = "") -> bytes:
    """Pages of lines, each with a piece at every column; ruled pages by their number."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for number, rows in enumerate(pages):
        canvas.setFont("Sarabun", 14)
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                canvas.drawString(60 + 150 * c, 760 - 24 * r, text)
                if number in rules:
                    canvas.rect(56 + 150 * c, 753 - 24 * r, 150, 24)
        canvas.drawCentredString(300, 30, foot and f"{foot} {number + 1}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize("rules", [(), (0, 1, 2)], ids=["unruled", "ruled"])
@pytest.mark.parametrize("foot", ["", "หน้า"])
def test_two_columns_go_on_over_pages_without_their_header(
    pdf: Make, rules: Sequence[int], foot: str
) -> None:
    pdf()
    document = parse(_pages(SERVED, MORE, [("รวม", "2,345")], rules=rules, foot=foot))
    assert [(table.page, table.rows) for table in document.tables] == [
        (1, SERVED),
        (2, MORE),
        (3, (("รวม", "2,345"),)),
    ]
    found = records.extract("service_statistics", document)
    assert list(zip(found.frame["month"], found.frame["place_page"], strict=True)) == [
        ("2566-01", 1),
        ("2566-02", 1),
        ("2566-04", 2),
        ("2566-05", 2),
    ]
    assert found.frame["count"].tolist() == [1203, 45, 77, 1020]
    assert [other.kind for other in found.others] == ["header", "note", "total"]


@pytest.mark.parametrize("last", [ROWS[1:], ROWS[2:]], ids=["two rows", "one row"])
def test_the_last_rows_of_a_table_without_rules_are_not_lost(pdf: Make, last: several.Rows) -> None:
    pdf()
    first, second = parse(_pages([*ROWS, ("3", "เช่ารถ", "10.00")], last, foot="หน้า")).tables
    assert (first.page, second.page, second.rows) == (1, 2, last)


@pytest.mark.parametrize(
    "page",
    [
        [("ในเดือนเมษายนมีผู้มา", "ติดต่อราชการ 77 ราย"), ("และขอคำปรึกษา", "อีกจำนวนหนึ่ง")],  # prose
        [("ข้อที่ ๑ ผู้มาติดต่อ", "12 ราย"), ("ข้อที่ ๒ ผู้โทรศัพท์", "ไม่นับ")],
        [("เรื่อง", "หน้า"), ("คำนำ", "1"), ("ภาคผนวก", "2")],  # contents
        [("เมษายน 2566 มีผู้มาติดต่อราชการที่สำนักงานจังหวัด", "77")],  # into the next column
        [("ตามที่ได้รายงานแล้ว",), ("สรุปได้ดังนี้",), ("จึงเรียนมาเพื่อทราบ",), ("เมษายน", "77")],
    ],
)
def test_nothing_goes_on_that_is_no_table(pdf: Make, page: Sequence[Sequence[str]]) -> None:
    pdf()
    assert [table.page for table in parse(_pages(SERVED, page)).tables] == [1]


def test_a_table_with_lines_below_it_does_not_go_on(pdf: Make) -> None:
    pdf()
    ended = [*SERVED, ("ข้อมูล ณ วันที่ 31 มีนาคม 2566",), ("ผู้รายงาน",), ("หัวหน้าสำนักงานจังหวัด",)]
    assert [table.page for table in parse(_pages(ended, MORE)).tables] == [1]


def test_a_table_with_its_own_header_goes_on_with_nothing(pdf: Make) -> None:
    pdf()
    money = (("โครงการ", "งบประมาณ (บาท)"), ("อบรมอาชีพ", "9,000"), ("ซ่อมถนน", "8,000"))
    for rules in ((), (0, 1)):
        document = parse(_pages(SERVED, money, rules=rules))
        assert [table.rows for table in document.tables] == [SERVED, money]
        frame = records.extract("service_statistics", document).frame
        assert frame["place_page"].tolist() == [1, 1]


def test_complaints_and_surveys_go_on_over_pages(pdf: Make) -> None:
    pdf()
    for kind, header, rows in (
        (
            "complaint_statistics",
            ("เรื่องร้องเรียน", "จำนวนเรื่องทั้งหมด", "แล้วเสร็จ"),
            [("ทั่วไป", "9", "8"), ("ทุจริต", "2", "-"), ("บริการ", "3", "3")],
        ),
        (
            "satisfaction",
            ("ประเด็นความพึงพอใจ", "ค่าเฉลี่ย", "ร้อยละ"),
            [("สถานที่", "4.10", "82"), ("เจ้าหน้าที่", "4.00", "80"), ("ขั้นตอน", "3.90", "78")],
        ),
    ):
        for rules in ((), (0, 1)):
            document = parse(_pages([header, *rows[:2]], rows[2:], rules=rules))
            assert records.extract(kind, document).frame["place_page"].tolist() == [1, 1, 2]
            other = parse(
                _pages([header, *rows[:2]], [("โครงการ", "งบ", "ใช้"), *rows[2:]], rules=(0, 1))
            )
            assert records.extract(kind, other).frame["place_page"].tolist() == [1, 1]


# --- tables with rules and without on one page ------------------------------------------------


@pytest.mark.parametrize("ruled_first", [True, False])
def test_both_kinds_of_tables_on_a_page_are_found_from_its_top(ruled_first: bool) -> None:
    tables = [("วัสดุ", ROWS, ruled_first), ("สถิติการให้บริการ", SERVED, not ruled_first)]
    document = parse(labelled_files.paper_of_tables(tables))
    assert [table.rows for table in document.tables] == [ROWS, SERVED]


def test_tables_without_rules_around_a_ruled_one_are_two() -> None:
    tables = [("ก", SERVED, False), ("ข", ROWS, True), ("ค", SERVED, False)]
    document = parse(labelled_files.paper_of_tables(tables))
    assert [table.rows for table in document.tables] == [SERVED, ROWS, SERVED]


def test_words_around_a_ruled_table_are_no_table(pdf: Make) -> None:
    pdf()
    signed = [("ลงชื่อ", "ผู้จัดทำ", "หัวหน้างาน"), ("(นายก)", "(นายข)", "(นายค)"), ("ตำแหน่ง",) * 3]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setFont("Sarabun", 14)
    for r, row in enumerate([*ROWS, *signed]):
        for c, text in enumerate(row):
            canvas.drawString(60 + 150 * c, 720 - 24 * r, text)
            if r < len(ROWS):
                canvas.rect(56 + 150 * c, 713 - 24 * r, 150, 24)
    canvas.save()
    assert [table.rows for table in parse(buffer.getvalue()).tables] == [ROWS]


def test_a_table_behind_a_hundred_pages_of_prose_is_found(pdf: Make) -> None:
    pdf()
    prose = [("ตามที่จังหวัดได้รายงานผล",)] * 20
    document = parse(_pages(*[prose] * 100, SERVED))
    assert [table.page for table in document.tables] == [101] and document.flags == ()


def test_a_hundred_pages_of_ruled_tables_are_all_read(pdf: Make) -> None:
    pdf()
    document = parse(_pages(*[ROWS] * 100, rules=range(100)))
    assert [table.rows for table in document.tables] == [ROWS] * 100 and document.flags == ()


PIECES = st.lists(
    st.builds(
        lambda x, y, w, text: unruled.Piece(Box(x, y, x + w, y + 10), text),
        st.integers(0, 400),
        st.sampled_from([0, 12, 24, 36, 48, 60]),
        st.integers(1, 200),
        st.sampled_from(["1", "2,000", "ก", "ข"]),
    ),
    max_size=30,
)


@given(PIECES)
def test_any_pieces_make_rectangular_tables_and_each_stands_once(
    pieces: list[unruled.Piece],
) -> None:
    first = unruled.tables(pieces)
    for found in [*first, *unruled.tables(pieces, first[-1] if first else None)]:
        assert len({len(row) for row in found.rows}) == 1
        letters = "".join(cell for row in found.rows for cell in row)
        assert letters.count("ก") <= sum(piece.text == "ก" for piece in pieces)


# --- what is drawn and not written -----------------------------------------------------------


def _outlines(text: str = "") -> bytes:
    """A page whose words are curves, as a printer driver draws them."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for number in range(40):
        x, y = 60 + 12 * (number % 20), 700 - 60 * (number // 20)
        path = canvas.beginPath()
        path.moveTo(x, y)
        path.curveTo(x + 3, y + 9, x + 6, y + 9, x + 8, y)
        path.curveTo(x + 6, y - 3, x + 3, y - 3, x, y)
        canvas.drawPath(path, fill=1)
    if text:
        canvas.setFont("Sarabun", 14)
        canvas.drawString(60, 600, text)
    canvas.save()
    return buffer.getvalue()


def test_words_as_outlines_are_no_text_and_said() -> None:
    document = parse(_outlines())
    assert (document.text_quality, document.flags) == (TextQuality.NONE, ("scan_without_text",))


def test_outlines_beside_text_are_measured(pdf: Make) -> None:
    pdf()
    document = parse(_outlines("โทรศัพท์ติดต่อสำนักงานจังหวัดสมมติบุรี"))
    assert document.text.startswith("โทรศัพท์") and document.pages[0].picture_share > 0.03


def test_a_page_is_drawn_for_a_person(pdf: Make) -> None:
    data = pdf([["หน้าหนึ่ง"], ["หน้าสอง"]])
    with Image.open(io.BytesIO(readers.page_png(data, "pdf", 2))) as image:
        assert image.format == "PNG" and image.width == pytest.approx(A4[0] / 72 * 200, abs=2)
        assert image.convert("L").getextrema()[0] < 128  # something stands on it
    with pytest.raises(ExtractionError, match="no page 3; valid: 1 to 2"):
        readers.page_png(data, "pdf", 3)
    with pytest.raises(ExtractionError, match="valid: pdf, image"):
        readers.page_png(b"<html></html>", "html", 1)


def test_a_huge_page_is_drawn_small(pdf: Make) -> None:
    data = pdf().replace(b"/MediaBox [ 0 0 595", b"/MediaBox [ 0 0 99999")
    with Image.open(io.BytesIO(readers.page_png(data, "pdf", 1))) as image:
        assert image.width * image.height <= 8_100_000


@pytest.mark.ocr
def test_ocr_text_stands_beside_and_changes_nothing_else(scan: Make) -> None:
    data = scan("ประกาศจังหวัด")
    document = readers.read(data)
    beside = ocr.beside(document, data)
    assert "ประกาศ" in (beside.pages[0].ocr_text or "")
    assert beside.text == "" and beside.text_quality is TextQuality.NONE
    assert beside.model_copy(update={"pages": document.pages}) == document


def test_only_pictures_without_text_need_ocr() -> None:
    assert ocr.needs(Page(number=1, text="", picture_share=0.9))
    assert not ocr.needs(Page(number=1, text="ประกาศจังหวัดสมมติบุรีเรื่องแผน", picture_share=0.9))
    assert not ocr.needs(Page(number=1, text="", picture_share=0.1))


def test_a_machine_without_tesseract_loses_only_this(
    monkeypatch: pytest.MonkeyPatch, scan: Make
) -> None:
    monkeypatch.setattr(ocr, "is_here", lambda: False)
    data = scan("ก")
    document = readers.read(data)
    assert ocr.beside(document, data) is document
