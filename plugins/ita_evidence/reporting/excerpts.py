"""The words around a quote, where they stand: some rows of a table, or some lines of a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ita_evidence.model import Document, Place, Table
from ita_evidence.thai import text as thai_text

ROWS_AROUND = 2
MOST_COLUMNS = 12
LONGEST_CELL = 160
BETWEEN = " | "
LONGEST_PAGE = 200_000
"""Characters of a page in which a quote is sought."""
CONTEXT = 160
"""Characters shown before and after a quote in a text."""


@dataclass(frozen=True)
class Excerpt:
    """A quote with what stands around it; all texts are masked already."""

    rows: tuple[tuple[tuple[str, int], ...], ...] = ()
    """Of a table, its header first where the excerpt lies below it: (text, columns it spans)."""
    lit: int | None = None
    """Which of `rows` the quote stands in."""
    before: str = ""
    quote: str = ""
    after: str = ""


def flat_pages(document: Document, text: Callable[[str], str]) -> tuple[tuple[int, str], ...]:
    """Each page's number and its text in one line, masked; quotes are sought in these."""
    return tuple(
        (page.number, text(" ".join(page.text[:LONGEST_PAGE].split()))) for page in document.pages
    )


def cut(
    document: Document,
    place: Place,
    quote: str,
    text: Callable[[str], str],
    pages: tuple[tuple[int, str], ...],
) -> Excerpt | None:
    """The excerpt of a document at a place; None where nothing more than the quote can be shown.

    Args:
        pages: the document's `flat_pages`: masked before anything is cut out of them, so that no id
            is halved out of its mask's sight.
    """
    if place.table is not None and place.row is not None and place.table < len(document.tables):
        table = document.tables[place.table]
        row = place.row - table.top
        if 0 <= row < len(table.rows):
            return _rows(table, row, text)
    wanted = text(" ".join(quote.rstrip("…").split()))
    if not wanted:
        return None
    named = [flat for number, flat in pages if number == place.page]
    for flat in named or [flat for _, flat in pages]:
        at = flat.find(wanted)
        span = (at, at + len(wanted)) if at >= 0 else thai_text.find(flat, wanted)
        if span is not None:
            return _around(flat, *span)
    return None


def _rows(table: Table, row: int, text: Callable[[str], str]) -> Excerpt:
    first = max(0, row - ROWS_AROUND)
    numbers = list(range(first, min(len(table.rows), row + ROWS_AROUND + 1)))
    if first > 0:
        numbers.insert(0, 0)
    rows = tuple(_cells(table.rows[number], text) for number in numbers)
    return Excerpt(rows=rows, lit=numbers.index(row))


def _cells(row: Sequence[str], text: Callable[[str], str]) -> tuple[tuple[str, int], ...]:
    """A row's cells; masked as one text, since an id may be parted among them."""
    masked = text(BETWEEN.join(row)).split(BETWEEN)
    if len(masked) != len(row):  # a cell that holds such a bar itself
        masked = [text(cell) for cell in row]
    merged = groupby(list(zip(row, masked, strict=True))[:MOST_COLUMNS])
    return tuple((_short(cell), len(list(same))) for (_, cell), same in merged)


def _around(flat: str, start: int, end: int) -> Excerpt:
    left, right = max(0, start - CONTEXT), min(len(flat), end + CONTEXT)
    return Excerpt(
        before=("…" if left else "") + flat[left:start],
        quote=flat[start:end],
        after=flat[end:right] + ("…" if right < len(flat) else ""),
    )


def _short(cell: str) -> str:
    flat = " ".join(cell.split())
    return flat if len(flat) <= LONGEST_CELL else flat[: LONGEST_CELL - 1] + "…"
