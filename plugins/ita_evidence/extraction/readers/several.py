"""Several tables on one sheet, below or beside each other, as tables of their own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ita_evidence.extraction.readers.mending import Rows
from ita_evidence.thai.text import skeleton

_FEWEST_HEADINGS = 3
"""Cells that make a row a header for this purpose: a line of two may be a form's filled-in line."""
_FEWEST_BESIDE = 2
"""The same for a table beside another: its header and the blank column between tell too."""
_WIDE_GAP = 2
"""Blank columns that part two tables whatever their headings are."""
_HEADER_SEARCH_ROWS = 12


class Part(NamedTuple):
    """A table of a sheet, and how many of the sheet's rows are above it."""

    top: int
    rows: Rows


def split(rows: Rows) -> tuple[Part, ...]:
    """The tables of a sheet, in order; together they hold every cell that says something.

    A new table begins behind blank rows, with an unlike header: a row of three and more different
    words without figures, over a row with some. The lines between the blanks and the header are
    its title. A header that comes again, a month's heading between two parts, and blanks within
    do not part a table.

    Two tables stand side by side when a blank column runs between them from their headers down,
    and each has a header of its own: two blank columns, or a heading that both have ("จำนวน"), or
    running numbers in both ("1", "2"). A single empty column within one table parts nothing.
    """
    return tuple(_split(rows, 0))


def _split(rows: Rows, top: int) -> Iterator[Part]:
    cuts = _cuts(rows)
    for begin, end in zip(cuts, [*cuts[1:], len(rows)], strict=True):
        while end > begin and not any(rows[end - 1]):
            end -= 1
        part = rows[begin:end]
        if columns := _columns(part):
            for first, last in columns:
                yield from _split(tuple(row[first:last] for row in part), top + begin)
        elif part:
            yield Part(top + begin, part)


def _cuts(rows: Rows) -> list[int]:
    """The rows at which the tables below each other begin."""
    cuts = [0]
    header: tuple[str, ...] | None = None
    title_from = 0
    for at, row in enumerate(rows):
        if not any(row):
            title_from = at + 1
            continue
        if header is not None and title_from < 0:
            continue  # within a table: only blanks can end it
        if not _is_header(rows, at, _FEWEST_HEADINGS):
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
    return cuts


def _columns(rows: Rows) -> list[tuple[int, int]]:
    """From where to where each of the tables beside each other runs; [] for one table."""
    for at in range(min(_HEADER_SEARCH_ROWS, len(rows))):
        if not _is_header(rows, at, _FEWEST_BESIDE):
            continue
        below = rows[at:]
        first, *others = _runs(below)
        tables = [first]
        for run in others:
            if _stand_apart(below, tables[-1], run):
                tables.append(run)
            else:
                tables[-1] = (tables[-1][0], run[1])
        if len(tables) > 1:
            # A title may reach into the blank columns: a table has all up to the next one.
            begins = [0, *(begin for begin, _ in tables[1:]), len(rows[0])]
            return list(pairwise(begins))
    return []


def _runs(rows: Rows) -> list[tuple[int, int]]:
    """The runs of columns that are not blank."""
    filled = [any(row[column] for row in rows) for column in range(len(rows[0]))]
    edges = [
        at for at, (one, other) in enumerate(pairwise([False, *filled, False])) if one != other
    ]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _stand_apart(rows: Rows, left: tuple[int, int], right: tuple[int, int]) -> bool:
    sides = [tuple(row[first:last] for row in rows) for first, last in (left, right)]
    if not all(_is_header(side, 0, _FEWEST_BESIDE) for side in sides):
        return False
    if right[0] - left[1] >= _WIDE_GAP:
        return True
    headings = [{skeleton(cell) for cell in side[0] if cell} for side in sides]
    return bool(headings[0] & headings[1]) or all(map(_is_numbered, sides))


def _is_numbered(rows: Rows) -> bool:
    """Whether a table's first column counts its rows."""
    return [row[0] for row in rows[1:3]] == ["1", "2"]


def _is_header(rows: Rows, at: int, fewest: int) -> bool:
    if any(map(_has_figures, rows[at])):
        return False
    if len({cell for cell in rows[at] if cell}) < fewest:
        return False
    below = next((row for row in rows[at + 1 : at + 4] if any(map(_has_figures, row))), None)
    return below is not None


def _has_figures(cell: str) -> bool:
    """Whether a cell is mostly digits: a count, an amount, a number; not "6 เดือนแรก"."""
    return any(map(str.isdigit, cell)) and sum(map(str.isalpha, cell)) <= 3
