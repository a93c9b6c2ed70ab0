"""Every way a Thai text layer breaks, each in a document that is made here and read as any other.

The rows are those of the list of defects seen in real files; the letters are drawn or written as
such files hold them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ita_evidence.extraction import records
from ita_evidence.extraction.readers import formats, sniff
from ita_evidence.extraction.readers.limits import DEFAULT
from ita_evidence.model import Document, TextQuality
from ita_evidence.thai import amounts
from ita_evidence.thai.text import contains

Make = Callable[..., bytes]
TONES = "\u0e48\u0e49\u0e4a\u0e4b"


def parse(data: bytes) -> Document:
    return formats.parse(data, sniff(data), None, DEFAULT)


@pytest.mark.parametrize(
    ("broken", "right", "repair"),
    [
        ("รายงานประจําปีของสํานักงานจังหวัด", "รายงานประจำปีของสำนักงานจังหวัด", "marks"),
        ("จ านวนส านักงานอ าเภอน้ ามัน", "จำนวนสำนักงานอำเภอน้ำมัน", "spaced_sara_aa"),
        ("ใช้เงิน ๓ ล านบาท ในหม วด", "ใช้เงิน ๓ ล้านบาท ในหม วด", "spaced_sara_aa"),
        ("ค ำนำ และจ ำนวนของส ำนักงาน", "คำนำ และจำนวนของสำนักงาน", "spaced_sara_am"),
        ("ผู้อ ำนวยกำรโรงพยำบำล ปีงบประมำณ", "ผู้อำนวยการโรงพยาบาล ปีงบประมาณ", "sara_am_for_aa"),
        ("ผลการดาเนินงานของสานักงานจังหวัด", "ผลการดำเนินงานของสำนักงานจังหวัด", "dropped_sara_am"),
        ("ท่ีอยู่ และ็็เส้นทาง", "ที่อยู่ และ็เส้นทาง", "marks"),
        ("พืÊนฐานทีÉส่งเงิน", "พื้นฐานที่ส่งเงิน", "latin_marks"),
    ],
)
def test_a_broken_text_layer_is_repaired_and_said(
    pdf: Make, word: Make, broken: str, right: str, repair: str
) -> None:
    for data in (pdf([[broken]]), word([broken])):
        document = parse(data)
        assert document.text == right
        assert document.repairs[repair] >= 1
        assert document.text_quality is TextQuality.REPAIRED
        assert sum(map(document.text.count, TONES)) >= sum(map(broken.count, TONES))


@pytest.mark.parametrize(
    ("shown", "says", "right", "repair"),
    [
        (
            "งบประมาณประจําปีของสํานักงาน",
            {"\u0e4d": "\ufffd"},
            "งบประมาณประจำปีของสำนักงาน",
            "lost_sara_am",
        ),
        (
            "ข้อมูลเป็นของหน่วยงาน",
            {"\u0e49": "\uf70b", "\u0e47": "\uf712", "\u0e48": "\uf70a"},
            "ข้อมูลเป็นของหน่วยงาน",
            "private_use",
        ),
        ("ผู้อานวยการโรงพยาบาล", {"\u0e32": "\u0e33"}, "ผู้อำนวยการโรงพยาบาล", "sara_am_for_aa"),
        ("ผลการดำเนินงานประจำปี", {"\u0e33": "\u0e32"}, "ผลการดำเนินงานประจำปี", "dropped_sara_am"),
        ("ที่ส่งเงินเพื่อพื้นฐาน", {"\u0e48": "É", "\u0e49": "Ê"}, "ที่ส่งเงินเพื่อพื้นฐาน", "latin_marks"),
    ],
)
def test_a_font_that_says_what_it_does_not_show(
    pdf: Make, shown: str, says: dict[str, str], right: str, repair: str
) -> None:
    document = parse(pdf([[shown]], says=says))
    assert document.text == right and document.repairs[repair] >= 1
    assert document.text_quality is TextQuality.REPAIRED


def test_a_lost_letter_is_lost_where_no_word_tells_it(pdf: Make) -> None:
    document = parse(pdf([["เลขที่บัญชี กขค"] * 4], says={"ข": "\ufffd"}))
    assert document.text_quality is TextQuality.POOR and "\ufffd" in document.text


def test_what_is_not_seen_is_dropped_in_a_word_file(word: Make) -> None:
    document = parse(word(["งบ\u200bประมาณ\u00a0ของจังหวัด"]))
    assert document.text == "งบประมาณ ของจังหวัด"
    assert document.repairs == {"nbsp": 1, "zero_width": 1}
    assert document.text_quality is TextQuality.GOOD


def test_boxes_of_a_form_are_boxes(word: Make) -> None:
    assert parse(word(["\uf0a3 มี   \uf0fe ไม่มี"])).text.split() == ["☐", "มี", "☒", "ไม่มี"]


def _spelled_out(text: str, rise: float) -> bytes:
    """A page whose marks are raised pieces of their own, as slides and some printers write them."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    line = canvas.beginText(60, 700)
    line.setFont("Sarabun", 14)
    for letter in text:
        line.setRise(rise if letter in TONES or "\u0e34" <= letter <= "\u0e37" else 0)
        line.textOut(letter)
    canvas.drawText(line)
    canvas.save()
    return buffer.getvalue()


def test_marks_set_apart_are_read_by_the_other_extractor(pdf: Make) -> None:
    pdf()  # the font is there
    import pypdfium2

    text = "วันที่ของสัญญาและผู้บริหารเรื่องนี้อยู่ที่กลุ่มงาน"
    data = _spelled_out(text, rise=11)
    with pypdfium2.PdfDocument(data) as document:
        assert document[0].get_textpage().get_text_range() != text  # or this shows nothing
    assert parse(data).text == text


@pytest.mark.parametrize(
    "text",
    [
        "การดlานการปgองกันแล$วทีѷ1ของหนwวยงานใหg" * 3,
        "จ(cid:108)นวนข(cid:109)อมูลท(cid:71)งหมดของห(cid:72)นวยง(cid:108)น" * 3,
    ],
)
def test_stand_ins_are_found_and_the_text_is_poor(word: Make, text: str) -> None:
    assert parse(word([text])).text_quality is TextQuality.POOR


def test_english_beside_thai_is_no_stand_in(word: Make) -> None:
    text = "นโยบาย No Gift Policy ของจังหวัด ประกวดราคา e-bidding ระบบ e-GP และ ITA " * 5
    assert parse(word([text])).text_quality is TextQuality.GOOD


def test_headers_that_lost_their_marks_are_matched_on_their_bones(xlsx: Make) -> None:
    header = ["ลาดบท", "งานทจดซอหรอจดจาง", "วงเงนทจะซอหรอจาง", "ราคากลาง", "วธซอหรอจาง"]
    rows = [header, ["1", "ซื้อกระดาษ", "45,000", "45,000", "เฉพาะเจาะจง"]]
    frame = records.extract("procurement_summary", parse(xlsx({"ก": rows}))).frame
    assert list(frame["work"]) == ["ซื้อกระดาษ"]
    assert frame["budget_baht"].iloc[0] == 45_000


def test_a_font_that_shows_thai_digits_and_says_arabic_ones_is_compared_folded(pdf: Make) -> None:
    says = {"๗": "7", "๘": "8", "๕": "5", "๐": "0"}
    document = parse(pdf([["วงเงิน ๗๘๕,๐๐๐ บาท"]], says=says))
    assert "785,000" in document.text
    assert contains(document.text, "๗๘๕,๐๐๐ บาท")
    assert amounts.parse_amount("๗๘๕,๐๐๐").value == amounts.parse_amount("785,000").value


def _mojibake(text: str, right: str, wrong: str) -> str:
    """Text encoded one way and read another; undefined bytes as browsers keep them."""
    return "".join(
        bytes([byte]).decode(wrong, errors="ignore") or chr(byte) for byte in text.encode(right)
    )


@pytest.mark.parametrize(
    ("right", "wrong"), [("cp874", "latin-1"), ("utf-8", "cp874"), ("utf-8", "cp1252")]
)
def test_text_that_was_read_in_the_wrong_encoding_is_read_again(right: str, wrong: str) -> None:
    text = "ประกาศจังหวัด เรื่อง แผนการจัดซื้อจัดจ้าง"
    page = f"<html><body><p>{_mojibake(text, right, wrong)}</p></body></html>".encode()
    document = parse(page)
    assert document.text == text and document.repairs["mojibake"] >= 1


def test_no_reader_splits_sara_am(pdf: Make, word: Make, xlsx: Make) -> None:
    text = "คำสั่งจังหวัด น้ำดื่ม"
    rows: Sequence[Sequence[str]] = [[text]]
    for data in (pdf([[text]]), word([text]), xlsx({"ก": rows}), text.encode("cp874")):
        assert parse(data).text == text
