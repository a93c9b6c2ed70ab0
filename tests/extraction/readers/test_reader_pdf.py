"""PDF: text, ruled tables, pictures."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction.readers import formats
from ita_evidence.extraction.readers.limits import DEFAULT, Limits
from ita_evidence.extraction.readers.ruled import Rule, grids
from ita_evidence.model import Document, TextQuality

Make = Callable[..., bytes]
ROWS = (
    ("ลำดับที่", "งานที่จัดซื้อ", "วงเงิน (บาท)"),
    ("1", "จ้างซ่อมรถยนต์", "12,500.00"),
    ("2", "ซื้อวัสดุสำนักงาน", "4,980.00"),
)


def parse(data: bytes, limits: Limits = DEFAULT) -> Document:
    return formats.parse(data, "pdf", None, limits)


def test_each_page_has_its_text(pdf: Make) -> None:
    document = parse(pdf([["สรุปผลการจัดซื้อจัดจ้าง", "เดือนมีนาคม ๒๕๖๖"], ["หน้าที่สองของรายงาน"]]))
    assert [page.number for page in document.pages] == [1, 2]
    assert document.pages[0].text.split() == ["สรุปผลการจัดซื้อจัดจ้าง", "เดือนมีนาคม", "๒๕๖๖"]
    assert document.pages[1].text == "หน้าที่สองของรายงาน"
    assert document.text_quality in (TextQuality.GOOD, TextQuality.REPAIRED)


def test_a_ruled_table_is_read_with_its_page(pdf: Make) -> None:
    document = parse(pdf([["หน้าหนึ่ง"], ["หน้าสอง"]], rows=ROWS))
    (table,) = document.tables
    assert (table.page, table.rows) == (2, ROWS)


def test_a_line_that_hangs_into_a_table_is_none_of_its_cells(pdf: Make) -> None:
    above = "สรุปผลการจัดซื้อจัดจ้างของสำนักงานจังหวัดในรอบเดือนมีนาคมอยู่ชิดเส้นบนของตาราง"
    pdf()  # the font is there
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setFont("Sarabun", 14)
    canvas.drawString(62, 701 - 3, above)  # the border is at 700
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row):
            canvas.rect(60 + 150 * c, 676 - 24 * r, 150, 24)
            canvas.drawString(64 + 150 * c, 682 - 24 * r, text)
    canvas.save()
    document = parse(buffer.getvalue())
    assert above in document.text
    (table,) = document.tables
    assert table.rows == ROWS


def test_tables_are_looked_for_on_so_many_pages_only(pdf: Make) -> None:
    document = parse(pdf(rows=ROWS), Limits(table_pieces=0))
    assert (document.tables, document.flags) == ((), ("tables_truncated",))


def test_a_page_without_rules_has_no_table(pdf: Make) -> None:
    assert parse(pdf()).tables == ()


def test_a_scan_is_no_text(pdf: Make) -> None:
    scan = Image.new("RGB", (400, 400), "white")
    document = parse(pdf([[""]], picture=scan))
    assert document.text_quality is TextQuality.NONE
    assert document.flags == ("scan_without_text",)
    assert document.pages[0].picture_share == pytest.approx(0.5, abs=0.02)


def test_a_page_with_text_and_a_logo_is_no_scan(pdf: Make) -> None:
    logo = Image.new("RGB", (80, 80), "white")
    document = parse(pdf(picture=logo, picture_share=0.02))
    assert document.flags == ()
    assert document.pages[0].picture_share == pytest.approx(0.02, abs=0.005)


def test_a_scanned_page_among_others_is_said(pdf: Make) -> None:
    scan = Image.new("RGB", (400, 400), "white")
    document = parse(pdf([["บันทึกข้อความ ขอเผยแพร่ข้อมูลผ่านเว็บไซต์ของหน่วยงาน"], [""]], picture=scan))
    assert document.flags == ("pages_without_text",)
    assert document.text_quality is not TextQuality.NONE


def test_a_qr_code_on_a_page_is_read(pdf: Make, qr: Callable[[str], Image.Image]) -> None:
    document = parse(pdf(picture=qr("https://itas.nacc.go.th/go/eit/abc123"), picture_share=0.1))
    assert document.qr_codes == ("https://itas.nacc.go.th/go/eit/abc123",)


def test_a_page_limit_cuts_and_says_so(pdf: Make) -> None:
    document = parse(pdf([["หนึ่ง"], ["สอง"], ["สาม"]]), Limits(pages=2))
    assert len(document.pages) == 2
    assert "truncated" in document.flags


def test_equal_bytes_give_equal_documents(pdf: Make) -> None:
    data = pdf(rows=ROWS)
    assert parse(data) == parse(data)


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6])
def test_a_cut_file_is_opened_by_no_extractor(pdf: Make, kept: float) -> None:
    data = pdf(rows=ROWS)
    with pytest.raises(ExtractionError, match=r"no extractor opens it|cannot be read"):
        parse(data[: int(len(data) * kept)])


def test_a_file_without_its_end_is_read_whole(pdf: Make) -> None:
    data = pdf([["ข้อความ"]], rows=ROWS)
    assert parse(data[: data.rindex(b"startxref")]) == parse(data)


# --- ruled tables ----------------------------------------------------------------------------


def test_rules_make_a_grid_and_a_missing_one_merges() -> None:
    across = [Rule(300, 0, 200), Rule(280, 0, 200), Rule(260, 0, 200)]
    down = [Rule(0, 260, 300), Rule(100, 260, 280), Rule(200, 260, 300)]  # none in the first row
    (grid,) = grids(across, down)
    assert grid[0][0] == grid[0][1] == (0, 280, 200, 300)
    assert grid[1] == [(0, 260, 100, 280), (100, 260, 200, 280)]


def test_double_lines_and_gaps_at_corners_are_one_rule() -> None:
    across = [Rule(y + d, 1, 199) for y in (300, 280) for d in (0, 1)]
    down = [Rule(x + d, 281, 299) for x in (0, 100, 200) for d in (0, 1)]
    (grid,) = grids(across, down)
    assert (len(grid), len(grid[0])) == (1, 2)


def test_two_tables_on_a_page_are_two() -> None:
    def table(top: float) -> tuple[list[Rule], list[Rule]]:
        return (
            [Rule(top, 0, 100), Rule(top - 20, 0, 100)],
            [Rule(x, top - 20, top) for x in (0, 50, 100)],
        )

    (a1, d1), (a2, d2) = table(700), table(300)
    found = grids(a2 + a1, d2 + d1)
    assert [grid[0][0].top for grid in found] == [700, 300]


def test_a_frame_and_lone_lines_are_no_table() -> None:
    assert grids([Rule(0, 0, 100), Rule(50, 0, 100)], [Rule(0, 0, 50), Rule(100, 0, 50)]) == []
    assert grids([Rule(0, 0, 100)], []) == []
    assert grids([], []) == []


RULES = st.lists(
    st.builds(
        lambda at, begin, length: Rule(at, begin, begin + length),
        st.integers(0, 40),
        st.integers(0, 40),
        st.integers(0, 60),
    ),
    max_size=14,
)


@given(RULES, RULES)
def test_any_rules_make_rectangular_grids(across: list[Rule], down: list[Rule]) -> None:
    for grid in grids(across, down):
        assert len({len(row) for row in grid}) == 1
        assert all(box.left < box.right and box.bottom < box.top for row in grid for box in row)
