"""Sheets (XLSX) whose cells are text, and whose bytes are the same each time."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import xlsxwriter

from ita_evidence.masking import visible

_LONGEST = 32_000
"""Characters; Excel's own limit of a cell is 32,767."""


def cell(text: str) -> str:
    """`text` as a cell may hold it: never the start of a formula, never too long.

    Excel, LibreOffice and Google Sheets compute what starts with = + - @, also after a tab or a
    line break, and when a sheet is saved as CSV and opened again.
    """
    text = visible(text)
    if text.lstrip()[:1] in tuple("=+-@＝＋－＠") or text[:1] in ("\t", "\r", "\n"):
        text = "'" + text
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


class Sheet(NamedTuple):
    """One sheet of a workbook."""

    name: str
    columns: Sequence[tuple[str, int]]
    """(header, width in characters)."""
    rows: Iterable[Sequence[str]]


def book(sheets: Iterable[Sheet], *, title: str) -> bytes:
    """A workbook of these sheets."""
    target = io.BytesIO()
    made = xlsxwriter.Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    made.set_properties({"title": title, "created": datetime(2000, 1, 1, tzinfo=UTC)})
    body = {"text_wrap": True, "valign": "top", "font_name": "TH SarabunPSK", "font_size": 14}
    head = made.add_format({**body, "bold": True, "bottom": 1})
    wrapped = made.add_format(body)
    for one in sheets:
        page = made.add_worksheet(one.name)
        for index, (header, width) in enumerate(one.columns):
            page.set_column(index, index, width)
            page.write_string(0, index, cell(header), head)
        last = 0
        for last, row in enumerate(one.rows, start=1):
            for index, value in enumerate(row):
                page.write_string(last, index, cell(value), wrapped)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, last, len(one.columns) - 1)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
    made.close()
    return target.getvalue()
