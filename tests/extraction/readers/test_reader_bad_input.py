"""Bad input: one clear outcome each, and the next document is read as if nothing had been."""

from __future__ import annotations

import gzip
import io
import struct
import zlib
from collections.abc import Callable

import pypdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction.readers import Limits, read
from ita_evidence.model import TextQuality

Make = Callable[..., bytes]
ROWS = (("ลำดับ", "รายการ"), ("1", "ซื้อกระดาษ"))


@pytest.fixture(autouse=True)
def nothing_is_lost_of_the_rest() -> object:
    yield
    assert read("<html><p>หน้าถัดไป</p></html>".encode()).text == "หน้าถัดไป"


def locked(data: bytes, word: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(word, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_pdf_behind_a_password_says_so(pdf: Make) -> None:
    document = read(locked(pdf(), "ความลับ"))
    assert (document.type, document.flags) == ("pdf", ("encrypted",))
    assert document.text_quality is TextQuality.NONE


def test_a_pdf_that_only_forbids_printing_is_read(pdf: Make) -> None:
    document = read(locked(pdf([["รายงานผลการดำเนินงาน"]]), ""))
    assert document.text == "รายงานผลการดำเนินงาน"


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_a_cut_workbook_or_word_file_is_damaged(xlsx: Make, word: Make, kept: float) -> None:
    for data in (xlsx({"ก": ROWS}), word(["ข้อความ"], ROWS)):
        with pytest.raises(ExtractionError, match=r"damaged|of no type"):
            read(data[: int(len(data) * kept)])


def test_a_cut_csv_is_read_as_far_as_it_goes() -> None:
    data = "ลำดับ,รายการ\n1,ซื้อกระดาษ\n2,จ้างซ่อม\n".encode("cp874")
    assert read(data[:-3]).tables[0].rows[2] == ("2", "จ้างซ่")


@pytest.mark.parametrize("name", ["a.pdf", "a.xlsx", "a.docx", "a.csv"])
def test_the_name_and_the_header_say_nothing_of_the_type(name: str) -> None:
    page = "<!doctype html><html><body><p>ขออภัย ไม่พบหน้า</p></body></html>".encode()
    document = read(page, name=name, content_type="application/pdf")
    assert (document.type, document.text) == ("html", "ขออภัย ไม่พบหน้า")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no bytes"),
        (b"   \n\t ", None),
        (gzip.compress(b"a" * 1000, mtime=0), "of no type"),
        (b"MZ\x90\x00" + bytes(200), "of no type"),
        (b"%PDF-1.7\n", "no extractor opens it"),
        (b"<rss", None),
        (b"{", None),
        (b"\xff\xfe", None),
    ],
)
def test_what_holds_nothing_ends_in_one_way(data: bytes, said: str | None) -> None:
    if said is None:
        assert read(data).text_quality is TextQuality.NONE or read(data).text
        return
    with pytest.raises(ExtractionError, match=said):
        read(data)


def png_that_says(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def test_a_picture_bomb_is_not_inflated() -> None:
    with pytest.raises(ExtractionError, match="pixels"):
        read(png_that_says(100_000, 100_000))


def test_a_word_file_that_inflates_is_refused(word: Make, rezip: Make) -> None:
    with pytest.raises(ExtractionError, match="inflates"):
        read(rezip(word(["ก"]), {"word/media/x.bin": bytes(30_000_000)}))


def test_five_hundred_pages_are_all_read() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for number in range(1, 501):
        canvas.drawString(60, 700, f"procurement summary, page {number}")
        canvas.showPage()
    canvas.save()
    document = read(buffer.getvalue())
    assert len(document.pages) == 500 and document.flags == ()
    assert document.pages[499].text.endswith("page 500")


def test_rows_beyond_the_limit_are_cut_and_said() -> None:
    document = read("1,ร้าน,5\n".encode() * 120_000, limits=Limits(cells=90_000))
    assert len(document.tables[0].rows) == 30_000 and document.flags == ("truncated",)
