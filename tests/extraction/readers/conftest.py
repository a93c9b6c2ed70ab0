"""Documents that the tests make themselves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import docx
import fontpkg_sarabun
import pypdf
import pytest
import segno
import xlsxwriter
from PIL import Image, ImageDraw, ImageFont
from pypdf.generic import DecodedStreamObject, StreamObject
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT = Path(fontpkg_sarabun.__file__).parent / "files" / "Sarabun-Regular.ttf"
ROWS = (
    ("ลำดับที่", "งานที่จัดซื้อหรือจัดจ้าง", "วงเงิน (บาท)"),
    ("1", "จ้างซ่อมรถยนต์ราชการ", "12,500.00"),
    ("2", "ซื้อวัสดุสำนักงาน", "4,980.00"),
)

Rows = Sequence[Sequence[str]]


@pytest.fixture
def pdf() -> Callable[..., bytes]:
    """Makes a PDF: `pages` of lines of text, and on the last page a ruled table of `rows`.

    `says`: letters that the text layer says otherwise than the page shows them."""
    if "Sarabun" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Sarabun", str(FONT)))

    def make(
        pages: Sequence[Sequence[str]] = (("สรุปผลการจัดซื้อจัดจ้างในรอบเดือนมีนาคม 2566",),),
        rows: Rows = (),
        picture: Image.Image | None = None,
        picture_share: float = 0.5,
        says: Mapping[str, str] | None = None,
    ) -> bytes:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=A4, invariant=1)
        width, height = A4
        for number, lines in enumerate(pages):
            canvas.setFont("Sarabun", 14)
            for line, text in enumerate(lines):
                canvas.drawString(60, height - 60 - 22 * line, text)
            if rows and number == len(pages) - 1:
                _draw_table(canvas, rows, height - 220)
            if picture is not None:
                side = (picture_share * width * height) ** 0.5
                canvas.drawImage(ImageReader(picture), 10, 10, side, side)
            canvas.showPage()
        canvas.save()
        return _saying(buffer.getvalue(), says) if says else buffer.getvalue()

    return make


def _saying(data: bytes, says: Mapping[str, str]) -> bytes:
    """A PDF whose fonts show one letter and say another, as broken text layers do."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for number in range(1, len(writer._objects) + 1):
        found = writer.get_object(number)
        if isinstance(found, StreamObject) and b"begincmap" in found.get_data():
            cmap = found.get_data().decode("ascii")
            for shown, said in says.items():
                assert f"<{ord(shown):04X}>" in cmap
                cmap = cmap.replace(f"<{ord(shown):04X}>", f"<{ord(said):04X}>")
            plain = DecodedStreamObject()
            plain.set_data(cmap.encode("ascii"))
            writer._replace_object(number, plain)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _draw_table(canvas: Canvas, rows: Rows, top: float) -> None:
    columns, high = 150, 24
    for number in range(len(rows) + 1):
        canvas.line(60, top - number * high, 60 + columns * len(rows[0]), top - number * high)
    for number in range(len(rows[0]) + 1):
        canvas.line(60 + number * columns, top, 60 + number * columns, top - high * len(rows))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            canvas.drawString(64 + c * columns, top - (r + 1) * high + 7, text)


@pytest.fixture
def xlsx() -> Callable[..., bytes]:
    """Makes a workbook: sheet name → rows; `merged` ranges as (row, column, row, column, text)."""

    def make(
        sheets: dict[str, Sequence[Sequence[object]]],
        merged: Sequence[tuple[int, int, int, int, str]] = (),
        hidden: Sequence[str] = (),
    ) -> bytes:
        buffer = io.BytesIO()
        book = xlsxwriter.Workbook(
            buffer, {"in_memory": True, "default_date_format": "d/m/yyyy", "remove_timezone": True}
        )
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    sheet.write(number, column, value)
            for top, left, bottom, right, text in merged:
                sheet.merge_range(top, left, bottom, right, text)
            if name in hidden:
                sheet.hide()
        book.close()
        return buffer.getvalue()

    return make


@pytest.fixture
def word() -> Callable[..., bytes]:
    """Makes a DOCX of paragraphs, then a table, then a paragraph."""

    def make(paragraphs: Sequence[str], rows: Rows = (), after: str = "") -> bytes:
        document = docx.Document()
        for text in paragraphs:
            document.add_paragraph(text)
        if rows:
            table = document.add_table(len(rows), len(rows[0]))
            for r, row in enumerate(rows):
                for c, text in enumerate(row):
                    table.cell(r, c).text = text
        if after:
            document.add_paragraph(after)
        buffer = io.BytesIO()
        document.save(buffer)
        return buffer.getvalue()

    return make


@pytest.fixture
def rezip() -> Callable[..., bytes]:
    """A zip file again, with members replaced or added."""

    def make(data: bytes, members: dict[str, bytes]) -> bytes:
        buffer = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(data)) as old,
            zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                if name not in members:
                    new.writestr(name, old.read(name))
            for name, content in members.items():
                new.writestr(name, content)
        return buffer.getvalue()

    return make


def qr_picture(text: str) -> Image.Image:
    buffer = io.BytesIO()
    segno.make(text).save(buffer, kind="png", scale=6)
    return Image.open(buffer).convert("RGB")


@pytest.fixture
def qr() -> Callable[[str], Image.Image]:
    """A QR code as a picture."""
    return qr_picture


@pytest.fixture
def scan() -> Callable[[str], bytes]:
    """A picture file that shows a line of text."""

    def make(text: str) -> bytes:
        picture = Image.new("L", (1600, 400), 255)
        ImageDraw.Draw(picture).text((60, 120), text, font=ImageFont.truetype(str(FONT), 72))
        buffer = io.BytesIO()
        picture.save(buffer, format="PNG")
        return buffer.getvalue()

    return make
