"""Workbooks (XLSX, XLS, ODS): each sheet a page and a table, by python-calamine."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from ita_evidence.extraction.readers import several, zips
from ita_evidence.extraction.readers.limits import Limits
from ita_evidence.extraction.readers.mending import Mended, as_lines, even, grade
from ita_evidence.model import Document, Page, Picture, Table, TextQuality

_PICTURE = re.compile(
    r"(?:xl/media|Pictures|media)/[^/]+\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|webp)$", re.I
)
_MOST_PICTURES = 300


def read(data: bytes, kind: str, declared: str | None, limits: Limits) -> Document:
    """Each worksheet as a page named as the sheet, and a table of its cells from A1 on.

    Merged cells are repeated over their span. Dates are ISO, whole numbers without a point, so
    that an id typed as a number keeps its digits.
    """
    pictures = () if kind == "xls" else _pictures(zips.check(data, limits))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        return Document(type=kind, text_quality=TextQuality.NONE, flags=("encrypted",))
    mended = Mended()
    pages: list[Page] = []
    tables: list[Table] = []
    flags: list[str] = []
    left = limits.cells
    with book:
        for number, metadata in enumerate(book.sheets_metadata, 1):
            if metadata.typ != SheetTypeEnum.WorkSheet:
                continue
            if metadata.visible != SheetVisibleEnum.Visible:
                flags.append("hidden_sheet")
            rows, cut = _rows(book.get_sheet_by_name(metadata.name), left)
            if cut:
                flags.append("truncated")
            table = mended.cells(rows)
            left -= sum(len(row) for row in table)
            # Which sheet a picture stands on is not looked up: an empty one may show it.
            share = 1.0 if pictures and not table else 0.0
            text = as_lines(table)
            pages.append(Page(number=number, name=metadata.name, text=text, picture_share=share))
            tables += [
                Table(page=number, name=metadata.name, top=part.top, rows=part.rows)
                for part in several.split(table)
            ]
    text = "\n".join(page.text for page in pages)
    return Document(
        type=kind,
        text_quality=grade(text, mended.repairs),
        repairs=dict(mended.repairs),
        pages=tuple(pages),
        tables=tuple(tables),
        pictures=pictures,
        flags=tuple(dict.fromkeys(flags)),
    )


def _pictures(archive: zipfile.ZipFile) -> tuple[Picture, ...]:
    """The pictures in a workbook's container; their size is not known."""
    return tuple(
        Picture(page=1, width_px=0, height_px=0, src=name)
        for name in archive.namelist()
        if _PICTURE.match(name)
    )[:_MOST_PICTURES]


def _rows(sheet: Any, cells: int) -> tuple[list[list[str]], bool]:
    """A sheet's cells as text, at most `cells` of them, and whether some were left."""
    rows: list[list[str]] = []
    taken = 0
    for row in sheet.iter_rows():
        if taken + len(row) > cells:
            return even(rows), True
        taken += len(row)
        rows.append([value if type(value) is str else _cell(value) for value in row])
    grid = even(rows)
    for (top, first), (bottom, last) in sheet.merged_cell_ranges or ():
        if top >= len(grid) or first >= len(grid[top]):
            continue
        value = grid[top][first]
        for row_number in range(top, min(bottom + 1, len(grid))):
            for column in range(first, min(last + 1, len(grid[row_number]))):
                grid[row_number][column] = value
    while grid and not any(grid[-1]):
        grid.pop()
    return grid, False


def _cell(value: Any) -> str:
    if type(value) is float:
        return str(int(value)) if value.is_integer() else repr(value)
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime():
            return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return str(value)
