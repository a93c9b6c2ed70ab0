"""Tables as files: XLSX, and CSV in the encodings offices save it in."""

from __future__ import annotations

import csv
import io

import xlsxwriter

from .blocks import Grid
from .paper import STAMP


def xlsx(sheet: str, above: tuple[str, ...], grid: Grid) -> bytes:
    """A workbook of one sheet: the lines `above`, each merged over the table, then the table.

    Cells that look like amounts (`1,234.00`) are written as numbers, as people type them.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": STAMP})
    page = book.add_worksheet(sheet)
    bold = book.add_format({"bold": True, "align": "center", "font_name": "TH Sarabun New"})
    edge = book.add_format({"border": 1, "text_wrap": True, "font_name": "TH Sarabun New"})
    money = book.add_format({"border": 1, "num_format": "#,##0.00", "font_name": "TH Sarabun New"})
    last = len(grid.header) - 1
    for row, line in enumerate(above):
        page.merge_range(row, 0, row, last, line, bold)
    first = len(above)
    page.write_row(first, 0, grid.header, edge)
    for row, cells in enumerate(grid.rows, start=first + 1):
        for column, text in enumerate(cells):
            digits = text.replace(",", "")
            if text.endswith(".00") and digits[:-3].isdigit():
                page.write_number(row, column, float(digits), money)
            else:
                page.write_string(row, column, text, edge)
    page.set_column(0, last, 18)
    book.close()
    return out.getvalue()


def csv_file(above: tuple[str, ...], grid: Grid, *, encoding: str) -> bytes:
    """Comma-separated values as Excel saves them: rows of one width, `utf-8-sig` or `cp874`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([line, *[""] * (len(grid.header) - 1)] for line in above)
    writer.writerow(grid.header)
    writer.writerows(grid.rows)
    return out.getvalue().encode(encoding)
