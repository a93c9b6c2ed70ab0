"""CSV, workbooks, DOCX, feeds, JSON, text, pictures."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import docx
import pytest
from docx.oxml import parse_xml
from PIL import Image

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction.readers import formats, sniff
from ita_evidence.extraction.readers.limits import DEFAULT, Limits
from ita_evidence.model import Document, TextQuality

ROWS = (("ลำดับ", "รายการ", "จำนวนเงิน"), ("1", "จ้างซ่อมรถยนต์", "12,500.00"))


def parse(data: bytes, declared: str | None = None, limits: Limits = DEFAULT) -> Document:
    return formats.parse(data, sniff(data), declared, limits)


# --- csv -------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
def test_a_delimited_file_is_one_table(separator: str, encoding: str) -> None:
    lines = [separator.join(f'"{cell}"' for cell in row) for row in ROWS * 2]
    document = parse("\r\n".join(lines).encode(encoding))
    assert document.type == "csv"
    assert document.tables[0].rows == ROWS * 2
    assert document.text.startswith("ลำดับ\tรายการ\tจำนวนเงิน\n1")


def test_commas_in_amounts_do_not_cut_what_tabs_divide() -> None:
    rows = [("จังหวัด", "2555", "2556"), ("ก", "5,673,560", "5,686,252"), ("ข", "98,100", "1,200")]
    rows += [("ค", "2,601,167", "2,610,164"), ("ง", "1,774,816", "1,781,655")]
    document = parse("\r\n".join("\t".join(row) for row in rows).encode())
    assert document.tables[0].rows == tuple(rows)


def test_lines_before_the_header_stay_rows() -> None:
    text = "สรุปผลการจัดซื้อจัดจ้าง\nเดือนมีนาคม 2566\n" + "ก,ข,ค\n1,2,3\n4,5,6\n7,8,9\n"
    document = parse(text.encode("cp874"))
    assert document.type == "csv"
    assert document.tables[0].rows[0] == ("สรุปผลการจัดซื้อจัดจ้าง", "", "")
    assert document.tables[0].rows[2] == ("ก", "ข", "ค")
    assert (document.encoding, document.encoding_rule) == ("cp874", "thai_bytes")


def test_a_cell_may_hold_line_breaks() -> None:
    document = parse('ก,ข\n"บรรทัดหนึ่ง\nบรรทัดสอง",1\n2,3\n4,5\n'.encode())
    assert document.tables[0].rows[1] == ("บรรทัดหนึ่ง\nบรรทัดสอง", "1")


def test_a_long_file_is_cut_and_said() -> None:
    document = parse(b"a,b\n" * 100, limits=Limits(cells=20))
    assert len(document.tables[0].rows) == 10
    assert document.flags == ("truncated",)


def test_prose_is_text() -> None:
    document = parse("ประกาศจังหวัด เรื่อง นโยบาย\r\nตามที่ได้กำหนด, แล้วนั้น\r\n".encode())
    assert document.type == "text"
    assert document.text == "ประกาศจังหวัด เรื่อง นโยบาย\nตามที่ได้กำหนด, แล้วนั้น"


# --- workbooks -------------------------------------------------------------------------------

Make = Callable[..., bytes]


def test_each_sheet_is_a_page_and_a_table(xlsx: Make) -> None:
    data = xlsx({"ต.ค. 65": ROWS, "พ.ย. 65": [["ไม่มีการจัดซื้อจัดจ้าง"]], "ว่าง": []})
    document = parse(data)
    assert document.type == "xlsx"
    assert [(page.number, page.name) for page in document.pages] == [
        (1, "ต.ค. 65"),
        (2, "พ.ย. 65"),
        (3, "ว่าง"),
    ]
    assert [(table.page, table.rows) for table in document.tables] == [
        (1, ROWS),
        (2, (("ไม่มีการจัดซื้อจัดจ้าง",),)),
    ]


def test_numbers_and_dates_are_written_as_their_sheet_means_them(xlsx: Make) -> None:
    row = [
        994000123456.0,
        2566.0,
        5713562.45,
        True,
        date(2023, 3, 31),
        datetime(2023, 3, 31, 8, 30, tzinfo=UTC),
    ]
    book = xlsx({"ก": [row]})
    assert parse(book).tables[0].rows == (
        ("994000123456", "2566", "5713562.45", "TRUE", "2023-03-31", "2023-03-31 08:30:00"),
    )


def test_merged_cells_stand_in_all_their_places(xlsx: Make) -> None:
    data = xlsx({"ก": [["", "", "ค"], ["1", "2", "3"]]}, merged=[(0, 0, 0, 1, "สัญญา")])
    assert parse(data).tables[0].rows == (("สัญญา", "สัญญา", "ค"), ("1", "2", "3"))


def test_a_hidden_sheet_is_read_and_said(xlsx: Make) -> None:
    document = parse(xlsx({"เห็น": ROWS, "ซ่อน": ROWS}, hidden=["ซ่อน"]))
    assert document.flags == ("hidden_sheet",)
    assert len(document.tables) == 2


def test_a_sheet_over_the_limit_is_cut_and_said(xlsx: Make) -> None:
    document = parse(xlsx({"ก": [["1", "2"]] * 100}), limits=Limits(cells=20))
    assert len(document.tables[0].rows) == 10
    assert document.flags == ("truncated",)


def test_a_zip_that_inflates_too_much_is_refused(xlsx: Make, rezip: Make) -> None:
    bomb = rezip(xlsx({"ก": ROWS}), {"xl/media/x.bin": bytes(20_000_000)})
    with pytest.raises(ExtractionError, match="inflates"):
        parse(bomb)
    with pytest.raises(ExtractionError, match="members"):
        parse(xlsx({"ก": ROWS}), limits=Limits(zip_members=3))
    with pytest.raises(ExtractionError, match="at most"):
        parse(xlsx({"ก": ROWS}), limits=Limits(zip_bytes=1000))


# --- docx ------------------------------------------------------------------------------------


def test_paragraphs_and_tables_stand_in_order(word: Make) -> None:
    document = parse(word(["ประกาศจังหวัด", "เรื่อง นโยบาย"], ROWS, "ลงชื่อ"))
    assert document.type == "docx"
    assert document.text.splitlines() == [
        "ประกาศจังหวัด",
        "เรื่อง นโยบาย",
        "ลำดับ\tรายการ\tจำนวนเงิน",
        "1\tจ้างซ่อมรถยนต์\t12,500.00",
        "ลงชื่อ",
    ]
    assert document.tables[0].rows == ROWS


def test_merged_word_cells_stand_in_all_their_places() -> None:
    made = docx.Document()
    table = made.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "กว้าง"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "สูง"
    buffer = io.BytesIO()
    made.save(buffer)
    assert parse(buffer.getvalue()).tables[0].rows == (
        ("กว้าง", "กว้าง", ""),
        ("", "", "สูง"),
        ("", "", "สูง"),
    )


def test_a_text_box_is_read_once_though_it_stands_twice() -> None:
    made = docx.Document()
    made.add_paragraph("ก่อน")
    spaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    box = "<w:txbxContent><w:p><w:r><w:t>ในกรอบ</w:t></w:r></w:p></w:txbxContent>"
    made.element.body.insert(
        1,
        parse_xml(
            f"<w:p {spaces}><w:r><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        ),
    )
    buffer = io.BytesIO()
    made.save(buffer)
    assert parse(buffer.getvalue()).text == "ก่อน\nในกรอบ"


def test_a_doctype_in_a_part_is_refused(word: Make, rezip: Make) -> None:
    bad = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x/>'
    with pytest.raises(ExtractionError, match="DTD"):
        parse(rezip(word(["ก"]), {"word/styles.xml": bad}))


# --- feeds and xml ---------------------------------------------------------------------------

ITEM = (
    "<item><title>ประกวดราคาจ้างก่อสร้าง</title><link>{link}</link><guid></guid>"
    "<description>66037000001, e-bidding, ประกาศเชิญชวน</description>"
    "<pubDate>2023-03-17</pubDate></item>"
)


def feed(*links: str, encoding: str = "Windows-874", version: str = "1.0") -> str:
    items = "".join(ITEM.format(link=link) for link in links)
    return (
        f'<?xml version="{version}" encoding="{encoding}" ?><rss version="2.0"><channel>'
        f"<title>ประกาศจัดซื้อจัดจ้าง</title>{items}</channel></rss>"
    )


@pytest.mark.parametrize("codec", ["cp874", "utf-8"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_a_feed_is_a_table_whatever_it_declares(codec: str, version: str) -> None:
    data = feed("https://example.test/1", version=version).encode(codec)
    document = parse(data, "text/xml; charset=ISO-8859-1")
    assert (document.type, document.title) == ("rss", "ประกาศจัดซื้อจัดจ้าง")
    assert document.encoding == codec
    assert document.tables[0].rows == (
        ("title", "link", "description", "pubDate"),
        (
            "ประกวดราคาจ้างก่อสร้าง",
            "https://example.test/1",
            "66037000001, e-bidding, ประกาศเชิญชวน",
            "2023-03-17",
        ),
    )
    assert document.flags == ()


def test_only_web_links_of_a_feed_are_links() -> None:
    document = parse(feed("javascript:alert(1)", "HTTP://example.test/").encode("cp874"))
    assert [link.href for link in document.links] == ["HTTP://example.test/"]
    assert document.tables[0].rows[1][1] == "javascript:alert(1)"  # as found, in the table


def test_markup_in_a_title_is_text() -> None:
    text = feed("https://example.test").replace("ประกวดราคา", "<![CDATA[<b>ประกวด</b>ราคา]]>")
    assert parse(text.encode()).tables[0].rows[1][0].replace(" ", "").startswith("ประกวดราคา")


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd">',
        '<!DOCTYPE rss [<!ENTITY a "ก"><!ENTITY b "&a;&a;&a;">]>',
    ],
)
def test_a_doctype_is_refused_before_it_is_parsed(prolog: str) -> None:
    data = feed("https://example.test").replace("<rss", f"{prolog}<rss").encode("cp874")
    with pytest.raises(ExtractionError, match="refused"):
        parse(data)


def test_a_broken_feed_is_read_as_far_as_it_goes_and_said() -> None:
    data = feed("https://example.test/1").encode("cp874")[:-40]
    document = parse(data)
    assert document.flags == ("damaged",)
    assert document.tables[0].rows[1][0] == "ประกวดราคาจ้างก่อสร้าง"


def test_other_xml_gives_its_text() -> None:
    document = parse("<?xml version='1.0'?><a><b>หนึ่ง</b><b>สอง</b></a>".encode())
    assert (document.type, document.text, document.tables) == ("xml", "หนึ่ง\nสอง", ())


# --- json ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    ['{{"success": true, "result": {{"records": {0}}}}}', '{{"records": {0}}}', "{0}"],
)
def test_a_list_of_records_is_a_table(form: str) -> None:
    records = '[{"โครงการ": "ถนน", "งบ": 1500000.50}, {"โครงการ": "สะพาน", "หมายเหตุ": null}]'
    document = parse(form.format(records).encode())
    assert document.type == "json"
    assert document.tables[0].rows == (
        ("โครงการ", "งบ", "หมายเหตุ"),
        ("ถนน", "1500000.5", ""),
        ("สะพาน", "", ""),
    )
    assert "ถนน" in document.text


def test_lines_of_json_are_records() -> None:
    assert len(parse(b'{"a": 1}\n{"a": 2}\n').tables[0].rows) == 3


def test_an_answer_that_did_not_succeed_is_said() -> None:
    assert parse(b'{"success": false, "error": {}}').flags == ("not_successful",)


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000 + "]" * 100_000, '{"a": NaN}', '{"a": "\\ud800"}', '{"a": }', "[1, 2]]"],
    ids=["deep", "nan", "surrogate", "broken", "unbalanced"],
)
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ExtractionError, match="no JSON"):
        formats.parse(text.encode(), "json", None, DEFAULT)


# --- pictures and what is not read -----------------------------------------------------------


def test_a_picture_gives_its_size_and_qr_codes(qr: Callable[[str], Image.Image]) -> None:
    buffer = io.BytesIO()
    qr("https://itas.nacc.go.th/go/eit/abc123").save(buffer, format="PNG")
    document = parse(buffer.getvalue())
    assert document.type == "image"
    assert document.qr_codes == ("https://itas.nacc.go.th/go/eit/abc123",)
    assert document.pages[0].picture_share == 1.0
    assert (document.text_quality, document.flags) == (TextQuality.NONE, ("picture_only",))


def test_an_old_word_file_is_known_and_not_read() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    data += "WordDocument".encode("utf-16-le") + bytes(64)
    document = parse(data)
    assert (document.type, document.text_quality) == ("doc", TextQuality.NONE)
    assert document.flags == ("doc_not_read",)
