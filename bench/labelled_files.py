"""Files with known content: one writer a format. Used by the labelled set, and by tests."""

from __future__ import annotations

import csv
import html
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import docx
import fontpkg_sarabun
import pypdf
import xlsxwriter
import xlwt
from pypdf.generic import DecodedStreamObject, StreamObject
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT = Path(fontpkg_sarabun.__file__).parent / "files" / "Sarabun-Regular.ttf"
Rows = Sequence[Sequence[str]]
_SIZE, _LEADING = 9, 12
_ROWS_A_PAGE = 24


def xlsx(title: str, rows: Rows) -> bytes:
    """A sheet with the title over the table's whole width."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("ข้อมูล")
    if title:
        sheet.merge_range(0, 0, 0, len(rows[0]) - 1, title)
    for number, row in enumerate(rows, 1 if title else 0):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def xls(title: str, rows: Rows) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("ข้อมูล")
    if title:
        sheet.write_merge(0, 0, 0, len(rows[0]) - 1, title)
    for number, row in enumerate(rows, 1 if title else 0):
        for column, cell in enumerate(row):
            if cell:
                sheet.write(number, column, cell)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods(title: str, rows: Rows) -> bytes:
    lines = [[title] * len(rows[0]), *rows] if title else rows
    cells = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string"><text:p>'
            f"{html.escape(cell)}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in lines
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}><office:body>'
        f'<office:spreadsheet><table:table table:name="ข้อมูล">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return buffer.getvalue()


def delimited(title: str, rows: Rows, *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator)
    if title:
        writer.writerow([title])
    writer.writerows(rows)
    return buffer.getvalue().encode(encoding)


def page(title: str, rows: Rows, *, encoding: str = "utf-8", merged: bool = False) -> bytes:
    """A web page; with `merged`, equal neighbours in the first row are one cell over two."""
    lines = []
    for number, row in enumerate(rows):
        cells = []
        column = 0
        while column < len(row):
            over = 1
            while (
                merged
                and not number
                and row[column : column + over + 1] == [row[column]] * (over + 1)
            ):
                over += 1
            span = f' colspan="{over}"' if over > 1 else ""
            cells.append(f"<td{span}>{html.escape(row[column])}</td>")
            column += over
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return (
        f'<html><head><meta charset="{encoding}"></head><body><h1>{html.escape(title)}</h1>'
        f"<table>{''.join(lines)}</table></body></html>"
    ).encode(encoding)


def word(lines: Sequence[str], rows: Rows = ()) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def answer(rows: Rows) -> bytes:
    """A catalog's answer: a record a row under the first row's keys."""
    keys, *values = rows
    records = [dict(zip(keys, row, strict=True)) for row in values]
    return json.dumps({"success": True, "result": {"records": records}}).encode()


def feed(title: str, rows: Rows, *, encoding: str = "cp874") -> bytes:
    """RSS as e-GP sends it: `rows` below a header of title, link, description, pubDate."""
    names, *values = rows
    items = "".join(
        "<item>"
        + "".join(f"<{n}>{html.escape(v)}</{n}>" for n, v in zip(names, row, strict=True))
        + "</item>"
        for row in values
    )
    declared = "Windows-874" if encoding == "cp874" else encoding
    return (
        f'<?xml version="1.0" encoding="{declared}" ?><rss version="2.0"><channel>'
        f"<title>{title}</title>{items}</channel></rss>"
    ).encode(encoding)


def paper(
    lines: Sequence[str],
    rows: Rows = (),
    *,
    ruled: bool = True,
    rows_a_page: int = _ROWS_A_PAGE,
    says: Mapping[str, str] | None = None,
) -> bytes:
    """A PDF of lines, then a table that goes on over pages, its header on the first alone.

    `says`: letters that the text layer says otherwise than the page shows them.
    """
    buffer = io.BytesIO()
    size = landscape(A3) if rows else A4
    canvas = _canvas(buffer, size)
    for number, line in enumerate(lines):
        canvas.drawString(50, size[1] - 60 - 22 * number, line)
    top = size[1] - 80 - 22 * len(lines)
    left = list(rows)
    while left:
        part, left = left[:rows_a_page], left[rows_a_page:]
        _table(canvas, part, _widths(rows, size[0] - 100), top, ruled)
        if left:
            canvas.showPage()
            top = size[1] - 60
    canvas.save()
    return saying(buffer.getvalue(), says) if says else buffer.getvalue()


def paper_of_tables(tables: Sequence[tuple[str, Rows, bool]]) -> bytes:
    """A PDF of one page: tables below each other, each with its title and whether it is ruled."""
    buffer = io.BytesIO()
    size = landscape(A3)
    canvas = _canvas(buffer, size)
    top = size[1] - 60
    for title, rows, ruled in tables:
        canvas.setFont("Sarabun", 14)
        canvas.drawString(50, top, title)
        _table(canvas, rows, _widths(rows, size[0] - 100), top - 20, ruled)
        top -= 80 + (_LEADING + 8) * len(rows)
    canvas.save()
    return buffer.getvalue()


def _canvas(buffer: io.BytesIO, size: tuple[float, float]) -> Canvas:
    """A page to draw on, in letters of 14 points."""
    if "Sarabun" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Sarabun", str(FONT)))
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    canvas.setFont("Sarabun", 14)
    return canvas


def _widths(rows: Rows, room: float) -> list[float]:
    wanted = [
        max(pdfmetrics.stringWidth(row[c], "Sarabun", _SIZE) for row in rows) + 12
        for c in range(len(rows[0]))
    ]
    scale = room / sum(wanted)
    assert scale >= 1, "the table is wider than the page"
    return [min(width * scale, width + 25) for width in wanted]


def _table(canvas: Canvas, rows: Rows, widths: list[float], top: float, ruled: bool) -> None:
    canvas.setFont("Sarabun", _SIZE)
    high = _LEADING + 8
    edges = [50.0]
    for width in widths:
        edges.append(edges[-1] + width)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            canvas.drawString(edges[c] + 4, top - (r + 1) * high + 7, text)
    if ruled:
        for r in range(len(rows) + 1):
            canvas.line(edges[0], top - r * high, edges[-1], top - r * high)
        for edge in edges:
            canvas.line(edge, top, edge, top - len(rows) * high)


def saying(data: bytes, says: Mapping[str, str]) -> bytes:
    """A PDF whose fonts show one letter and say another, as broken text layers do."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for number in range(1, len(writer._objects) + 1):
        found = writer.get_object(number)
        if isinstance(found, StreamObject) and b"begincmap" in found.get_data():
            cmap = found.get_data().decode("ascii")
            for shown, said in says.items():
                cmap = cmap.replace(f"<{ord(shown):04X}>", f"<{ord(said):04X}>")
            plain = DecodedStreamObject()
            plain.set_data(cmap.encode("ascii"))
            writer._replace_object(number, plain)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
