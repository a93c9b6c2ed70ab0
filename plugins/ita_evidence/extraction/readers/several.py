"""Several tables on one sheet, one below another, as tables of their own."""

from __future__ import annotations

from ita_evidence.extraction.readers.mending import Rows
from ita_evidence.thai.text import skeleton

_FEWEST_HEADINGS = 3
"""Cells that make a row a header for this purpose: a line of two may be a form's filled-in line."""


def split(rows: Rows) -> tuple[Rows, ...]:
    """The tables of a sheet, in order; together they hold every row but blank ones between them.

    A new table begins behind blank rows, with an unlike header: a row of three and more different
    words without figures, over a row with some. The lines between the blanks and the header are
    its title. A header that comes again, a month's heading between two parts, and blanks within
    do not part a table.
    """
    cuts = [0]
    header: tuple[str, ...] | None = None
    title_from = 0
    for at, row in enumerate(rows):
        if not any(row):
            title_from = at + 1
            continue
        if header is not None and title_from < 0:
            continue  # within a table: only blanks can end it
        if not _is_header(rows, at):
            if title_from >= 0 and len({cell for cell in row if cell}) > 1:
                title_from = -1  # rows of data: a header right below them is none
            continue
        bones = tuple(skeleton(cell) for cell in row)
        if header is None:
            header = bones
        elif bones != header and title_from > 0:
            cuts.append(title_from)
            header = bones
        title_from = -1
    parts = [
        _trimmed(rows[begin:end]) for begin, end in zip(cuts, [*cuts[1:], len(rows)], strict=True)
    ]
    return tuple(part for part in parts if part)


def _is_header(rows: Rows, at: int) -> bool:
    if any(map(_has_figures, rows[at])):
        return False
    if len({cell for cell in rows[at] if cell}) < _FEWEST_HEADINGS:
        return False
    below = next((row for row in rows[at + 1 : at + 4] if any(map(_has_figures, row))), None)
    return below is not None


def _has_figures(cell: str) -> bool:
    """Whether a cell is mostly digits: a count, an amount, a number; not "6 เดือนแรก"."""
    return any(map(str.isdigit, cell)) and sum(map(str.isalpha, cell)) <= 3


def _trimmed(rows: Rows) -> Rows:
    end = len(rows)
    while end and not any(rows[end - 1]):
        end -= 1
    return rows[:end]
