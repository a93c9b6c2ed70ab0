"""Tables without rules, told by how pieces of text stand: pure geometry, in points, y upwards.

Prose has one piece a line, or in justified lines several whose gaps do not meet. A table has three
lines and more of three pieces and more, in columns with a gap down between them, and a column of
figures. One of two columns has a header, and below it nothing but figures in the second column; a
list of contents has that too, and says that they are pages.

A table that ends its page may go on over the next one without its header: there the first lines
stand in its columns, with figures where it has figures. One such line is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from ita_evidence.extraction.readers.ruled import Box
from ita_evidence.thai.dates import find_dates
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import skeleton

_FEWEST_LINES = 3
_FEWEST_COLUMNS = 3
_MOST_THIN = 2
"""Lines in a row of fewer pieces (a wrapped cell, a section's name) that a table may hold."""
_MOST_BELOW = 1
"""Lines below a table that goes on over the next page."""
_GAP = 0.8
"""A wider gap than this many heights of the text parts two cells."""
_FULL = 0.5
"""Share of the columns that a table's lines fill, on the whole."""
_MOST_PIECES = 4_000
_SHORTEST_HEADING = 3
_LONGEST_DATE = 40
_PAGES = ("หนา", "page")
"""Skeletons of headings whose figures count nothing."""
_FIGURES = re.compile(r"\d[\d,]*(?:\.\d+)?(?:\.-)?|[-–]")


class Piece(NamedTuple):
    """Text that stands together on a line."""

    box: Box
    text: str


Line = list[Piece]
Columns = list[tuple[float, float]]
"""Where each column begins and ends, from the left."""


class Found(NamedTuple):
    """A table without rules."""

    rows: list[list[str]]
    """Of equal width."""
    lines: list[Line]
    """A line for each row."""
    columns: Columns
    figures: list[int]
    """The columns that hold figures."""
    ends: bool
    """Whether nothing stands below it on its page but one line, such as the page's number."""


def tables(pieces: Iterable[Piece], before: Found | None = None) -> list[Found]:
    """The tables that these pieces make, from the top of the page.

    Args:
        before: the last table of the page before, where these pieces begin the next page.
    """
    kept = [piece for piece in pieces if piece.text.strip()]
    if len(kept) > _MOST_PIECES:
        return []
    lines = _lines(kept)
    found = _found(lines)
    if before is not None and before.ends:
        going_on = _going_on(lines, before)
        if going_on is not None and not (found and _holds(found[0], going_on)):
            begin = lines.index(going_on.lines[0])
            found = [going_on, *_found(lines[begin + len(going_on.lines) :])]
    return [
        one._replace(ends=len(lines) - 1 - lines.index(one.lines[-1]) <= _MOST_BELOW)
        for one in found
    ]


def _found(lines: Sequence[Line]) -> list[Found]:
    """The tables that tell themselves, from the top."""
    found = [
        one for block in _blocks(lines, _FEWEST_COLUMNS) if (one := _of_columns(block)) is not None
    ]
    held = {id(line) for one in found for line in one.lines}
    for is_held, run in groupby(lines, lambda line: id(line) in held):
        if not is_held:
            found += [
                one
                for block in _blocks(list(run), 2)
                if (one := _of_two_columns(block)) is not None
            ]
    return sorted(found, key=lambda one: -one.lines[0][0].box.top)


def _holds(found: Found, going_on: Found) -> bool:
    """Whether a table that tells itself holds the first line that goes on, in no fewer columns."""
    as_wide = len(found.columns) >= len(going_on.columns)
    return as_wide and any(line is going_on.lines[0] for line in found.lines)


def _going_on(lines: Sequence[Line], before: Found) -> Found | None:
    """The first lines of a page, as far as they stand in the columns of the table `before`."""
    rows: list[list[str]] = []
    held: list[Line] = []
    whole = 0  # rows up to the last one that is more than a wrapped cell
    for number, line in enumerate(lines):
        row = _in_columns(line, before.columns)
        if row is not None and _is_like(row, before):
            rows.append(row)
            held.append(line)
            whole = len(rows)
        elif not rows and len(line) == 1 and number < _MOST_THIN:
            continue  # the page's number, a running title
        elif rows and row is not None and len(line) == 1 and len(rows) - whole < _MOST_THIN:
            rows.append(row)
            held.append(line)
        else:
            break
    if not whole:
        return None
    return Found(rows[:whole], held[:whole], before.columns, before.figures, ends=False)


def _is_like(row: Sequence[str], before: Found) -> bool:
    """Whether a row repeats the header, or is filled as rows are, with figures where they stand."""
    if row == before.rows[0]:
        return True
    filled = sum(map(bool, row)) >= max(2, _FULL * len(row))
    return filled and any(_is_figure(row[at]) for at in before.figures)


def _in_columns(line: Line, columns: Columns) -> list[str] | None:
    """A line's cells, or None where a piece stands in no column or in several."""
    row = [""] * len(columns)
    for piece in line:
        touched = [
            at
            for at, (left, right) in enumerate(columns)
            if piece.box.left < right and piece.box.right > left
        ]
        if len(touched) != 1:
            return None
        row[touched[0]] = f"{row[touched[0]]} {piece.text}".strip()
    return row


def _of_columns(block: list[Line]) -> Found | None:
    columns = _columns(block, _FEWEST_COLUMNS)
    if len(columns) < _FEWEST_COLUMNS:
        return None
    rows = [_row(line, columns) for line in block]
    filled = sum(bool(cell) for row in rows for cell in row)
    figures = _figure_columns(rows)
    if filled < _FULL * len(rows) * len(columns) or not figures:
        return None
    return Found(rows, block, columns, figures, ends=False)


def _of_two_columns(block: list[Line]) -> Found | None:
    """The header and the rows below it, as far as their second cells are figures."""
    columns = _columns(block, 2)
    if len(columns) != 2:
        return None
    rows = [_row(line, columns) for line in block]
    begin = next(
        (
            at
            for at, (row, below) in enumerate(pairwise(rows))
            if all(row) and _is_heading(row[1]) and _is_figure(below[1])
        ),
        None,
    )
    if begin is None:
        return None
    table = [rows[begin]]
    for row in rows[begin + 1 :]:
        if row[1] and not _is_figure(row[1]):
            break
        table.append(row)
    while not table[-1][1]:
        table.pop()
    if len(table) < _FEWEST_LINES:
        return None
    return Found(table, block[begin : begin + len(table)], columns, [1], ends=False)


def _is_heading(cell: str) -> bool:
    """Whether a cell may name a column of counts: no page ("๒-3", "ก"), nor that they are pages."""
    bone = skeleton(cell)
    is_word = len(bone) >= _SHORTEST_HEADING and not any(map(str.isdigit, bone))
    return is_word and not bone.startswith(_PAGES)


def _is_figure(cell: str) -> bool:
    """Whether a cell is a number, a dash or a date, and nothing besides."""
    if _FIGURES.fullmatch(fold_digits(cell)):
        return True
    found = find_dates(cell) if len(cell) <= _LONGEST_DATE else []
    return len(found) == 1 and not (cell[: found[0].start] + cell[found[0].end :]).strip(" []()")


def _figure_columns(rows: Sequence[Sequence[str]]) -> list[int]:
    """The columns that hold numbers, dashes or dates alone, in at least half the rows."""
    least = max(2, len(rows) // 2)
    return [
        at
        for at, cells in enumerate(zip(*rows, strict=True))
        if sum(map(_is_figure, cells)) >= least
    ]


def _lines(pieces: Sequence[Piece]) -> list[Line]:
    """Pieces by lines from the top, from left to right, those close together as one."""
    lines: list[Line] = []
    for piece in sorted(pieces, key=lambda piece: -(piece.box.top + piece.box.bottom)):
        middle = (piece.box.top + piece.box.bottom) / 2
        if lines and lines[-1][0].box.bottom <= middle <= lines[-1][0].box.top:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [_joined(sorted(line, key=lambda piece: piece.box.left)) for line in lines]


def _joined(line: Line) -> Line:
    joined: Line = []
    for piece in line:
        if joined:
            before = joined[-1]
            gap = piece.box.left - before.box.right
            height = max(piece.box.top - piece.box.bottom, before.box.top - before.box.bottom)
            if gap <= _GAP * height:
                space = " " if gap > 0.2 * height else ""
                joined[-1] = Piece(
                    Box(
                        before.box.left,
                        min(before.box.bottom, piece.box.bottom),
                        max(before.box.right, piece.box.right),
                        max(before.box.top, piece.box.top),
                    ),
                    before.text + space + piece.text,
                )
                continue
        joined.append(piece)
    return joined


def _blocks(lines: Sequence[Line], fewest: int) -> list[list[Line]]:
    """Runs of lines of so many pieces, with a few thin ones between."""
    blocks: list[list[Line]] = []
    block: list[Line] = []
    thin: list[Line] = []
    for line in lines:
        if len(line) >= fewest:
            block += [*thin, line] if block else [line]
            thin = []
        elif block:
            thin.append(line)
            if len(thin) > _MOST_THIN:
                blocks.append([*block, *_last(block, thin)])
                block, thin = [], []
    blocks.append([*block, *_last(block, thin)])
    return [
        block for block in blocks if sum(len(line) >= fewest for line in block) >= _FEWEST_LINES
    ]


def _last(block: Sequence[Line], thin: Sequence[Line]) -> list[Line]:
    """The line of totals right below a table: two pieces and more, as near as its lines are."""
    if len(block) < _FEWEST_LINES or not thin or len(thin[0]) < 2:
        return []
    gaps = [above[0].box.bottom - below[0].box.bottom for above, below in pairwise(block)]
    near = block[-1][0].box.bottom - thin[0][0].box.bottom <= 1.3 * max(gaps)
    return [thin[0]] if near else []


def _columns(block: Sequence[Line], fewest: int) -> Columns:
    """Where columns stand: what the pieces of the full lines cover, seen from above."""
    spans = sorted(
        (piece.box.left, piece.box.right) for line in block if len(line) >= fewest for piece in line
    )
    columns: Columns = []
    for left, right in spans:
        if columns and left <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _row(line: Line, columns: Columns) -> list[str]:
    """A line's pieces, each in the column that it covers most of."""
    cells = [""] * len(columns)
    for piece in line:
        shared = [
            min(right, piece.box.right) - max(left, piece.box.left) for left, right in columns
        ]
        where = max(range(len(columns)), key=shared.__getitem__)
        cells[where] = f"{cells[where]} {piece.text}".strip()
    return cells
