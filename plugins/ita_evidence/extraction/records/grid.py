"""Finding a form's header in a table, and telling its rows apart.

A header is matched by skeleton with a small edit distance ("ราละเอียด" for "รายละเอียด"), a distinct
column for each name, over one or two header rows; it may be repeated on each page. Every row of a
table gets a name, so that none is lost: `title`, `header`, `blank`, `record`, `continued`, `total`,
`note`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ita_evidence.model import Table
from ita_evidence.thai.text import skeleton

RowKind = Literal["title", "header", "blank", "record", "continued", "total", "note"]
NOT_RECORDS: tuple[RowKind, ...] = ("title", "header", "blank", "total", "note")

Columns = Mapping[str, tuple[str, ...]]
"""Column name → the ways its heading is written."""

SLACK = 0.15
"""Edit distance that a heading may have, as a share of its length."""
HEADER_SEARCH_ROWS = 12
SATANG = ":satang"
"""Behind a column's name: the column beside it that holds its satang."""


@dataclass(frozen=True)
class Layout:
    """Where the columns of a form stand in a table. `at` is empty where there is no such form."""

    at: dict[str, int]
    rows: tuple[tuple[RowKind, int], ...]
    """(kind, row index in the table) for every row of the table, in order."""
    header: tuple[tuple[str, ...], ...] = ()
    """The skeletons of the header's rows: the header may come again on each page."""


def read(
    table: Table,
    columns: Columns,
    *,
    required: Collection[str],
    least: int,
    number: str | None = None,
    key: str | None = None,
) -> Layout | None:
    """The layout of a table that shows this form, or None.

    Args:
        columns: the form's columns.
        required: names without which it is not this form.
        least: how many distinct columns a header needs.
        number: the running-number column; a row without a number but with other cells continues
            the row above (several bidders of one purchase).
        key: the column that names what a row is about.
    """
    header = _first_header(table, columns, required, least)
    if header is None:
        return None
    first, at, width = header
    titles: list[tuple[RowKind, int]] = [("title", index) for index in range(first)]
    header_bones = [_bones(table.rows[index]) for index in range(first, first + width)]
    rows = [*titles, *_named(table, first, at, header_bones, number, key)]
    return Layout(at=at, rows=tuple(rows), header=tuple(header_bones))


def go_on(before: Layout, table: Table, *, number: str | None, key: str | None) -> Layout:
    """The layout of a table that goes on with the one `before` and has no header of its own."""
    rows = _named(table, 0, before.at, before.header, number, key, after_record=True)
    return Layout(at=before.at, rows=tuple(rows), header=before.header)


def _named(
    table: Table,
    index: int,
    at: Mapping[str, int],
    header: Sequence[tuple[str, ...]],
    number: str | None,
    key: str | None,
    *,
    after_record: bool = False,
) -> Iterator[tuple[RowKind, int]]:
    """Each row of a table from `index` on with its name."""
    while index < len(table.rows):
        row = table.rows[index]
        if header and _is_header(row, header[0]):
            for bones in header:
                if index < len(table.rows) and _is_header(table.rows[index], bones):
                    yield "header", index
                    index += 1
            after_record = False
            continue
        kind = _kind(row, at, number, key, after_record=after_record)
        after_record = kind in ("record", "continued")
        yield kind, index
        index += 1


def _is_header(row: Sequence[str], header: tuple[str, ...]) -> bool:
    """Whether a row repeats a header; first cells are compared first, for there are many rows."""
    if not row or skeleton_of(row[0]) != header[0]:
        return False
    return _bones(row) == header


def _bones(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(skeleton_of(text) for text in row)


def cell(row: Sequence[str], at: Mapping[str, int], name: str) -> str:
    """A row's cell in a named column; empty where the form has no such column."""
    index = at.get(name)
    return row[index].strip() if index is not None and index < len(row) else ""


def money(row: Sequence[str], at: Mapping[str, int], name: str) -> str:
    """A row's amount as text: baht and satang in two columns are joined as `1,250.50`."""
    baht = cell(row, at, name)
    satang = cell(row, at, name + SATANG)
    if not satang or satang in ("-", "–"):
        return baht
    if not satang.isdigit() or len(satang) > 2 or not baht:
        return f"{baht} {satang}"
    return f"{baht}.{satang:0>2}"


def is_form_blank(text: str) -> bool:
    """Dotted lines or nothing: a form that nobody filled in."""
    return not text.strip(" \t\r\n.…_\u200b")


def _first_header(
    table: Table, columns: Columns, required: Collection[str], least: int
) -> tuple[int, dict[str, int], int] | None:
    """(row index, column positions, how many rows the header takes)."""
    for first in range(min(HEADER_SEARCH_ROWS, len(table.rows))):
        upper = table.rows[first]
        if len(_distinct(upper)) < 2:
            continue
        at = match(upper, columns)
        width = 1
        while first + width < len(table.rows) and width < 3:
            lower = table.rows[first + width]
            if not _continues_header(upper, lower):
                break
            at = _split(upper, lower, columns, at)
            width += 1
        if len(at) >= least and all(name in at for name in required):
            return first, at, width
    return None


def _split(
    upper: Sequence[str], lower: Sequence[str], columns: Columns, at: Mapping[str, int]
) -> dict[str, int]:
    """The positions when a second header row names the parts of the first one's merged cells."""
    merged = [
        text if text.strip() and text in (*upper[i - 1 : i], *upper[i + 1 : i + 2]) else ""
        for i, text in enumerate(upper)
    ]
    parts = match(
        [
            part if whole and part != whole else ""
            for whole, part in zip(merged, lower, strict=False)
        ],
        columns,
    )
    for i, text in enumerate(lower):
        if skeleton_of(text) in ("สตางค", "สต") and i and merged[i] and upper[i - 1] == upper[i]:
            owner = next((name for name, where in at.items() if where in (i - 1, i)), None)
            if owner is not None:
                parts |= {owner: i - 1, owner + SATANG: i}
    inside = set(parts.values())
    kept = {name: i for name, i in at.items() if i not in inside and name not in parts}
    return {**kept, **parts}


def match(row: Sequence[str], columns: Columns) -> dict[str, int]:
    """Column name → position, best fits first, each name and each position once."""
    scored: list[tuple[float, int, str]] = []
    for position, text in enumerate(row):
        bone = skeleton(text)
        if not bone:
            continue
        for name, variants in columns.items():
            fit = max(_fit(bone, skeleton_of(variant)) for variant in variants)
            if fit > 0:
                scored.append((-fit, position, name))
    found: dict[str, int] = {}
    taken: set[int] = set()
    for _, position, name in sorted(scored):
        if name not in found and position not in taken:
            found[name] = position
            taken.add(position)
    return found


@lru_cache(maxsize=2048)
def skeleton_of(text: str) -> str:
    """Skeletons of column names, made once."""
    return skeleton(text)


@lru_cache(maxsize=16384)
def _fit(bone: str, wanted: str) -> float:
    """1 for equal; less for near; a little for a heading that starts with the name; 0 for none."""
    if bone == wanted:
        return 1.0
    slack = int(SLACK * len(wanted))
    if slack and abs(len(bone) - len(wanted)) <= slack:
        distance = edit_distance(bone, wanted, slack)
        if distance <= slack:
            return 0.9 - distance / (10 * len(wanted))
    if len(wanted) >= 6 and bone.startswith(wanted):
        return 0.5 + min(0.3, len(wanted) / len(bone) * 0.3)
    return 0.0


def edit_distance(left: str, right: str, limit: int) -> int:
    """Levenshtein's distance, or `limit + 1` as soon as it is more than that."""
    previous = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        current = [i]
        for j, other in enumerate(right, 1):
            current.append(
                min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (letter != other))
            )
        if min(current) > limit:
            return limit + 1
        previous = current
    return min(previous[-1], limit + 1)


def _distinct(row: Sequence[str]) -> set[str]:
    return {text.strip() for text in row if text.strip()}


def _continues_header(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """A second header row: it repeats a merged cell above, or only numbers the columns."""
    texts = [text.strip() for text in lower]
    if not any(texts):
        return False
    if set(texts) - {"", "-"} and all(_is_column_number(text) for text in texts):
        return True
    repeated = sum(
        bool(text) and text == above.strip() for text, above in zip(texts, upper, strict=False)
    )
    merged_above = len(_distinct(upper)) < sum(bool(text.strip()) for text in upper)
    if not merged_above:
        return False
    # Rows of data have digits; a row of parts' names repeats what is not parted above it.
    names_alone = repeated >= 1 and not any(c.isdigit() for text in texts for c in text)
    return names_alone or (
        repeated >= 2 and not any(_is_column_number(text) and text.isdigit() for text in texts)
    )


def _is_column_number(text: str) -> bool:
    bone = skeleton(text)
    return (bone.isdigit() and len(bone) <= 2 and text.strip().startswith(("(", "[", "（"))) or (
        text.strip() in {"-", ""}
    )


def _kind(
    row: Sequence[str],
    at: Mapping[str, int],
    number: str | None,
    key: str | None,
    *,
    after_record: bool,
) -> RowKind:
    texts = _distinct(row)
    if not texts or all(is_form_blank(text) for text in texts):
        return "blank"
    if all(_is_column_number(text) for text in texts) and texts != {"-"}:
        return "header"
    first = next(text.strip() for text in row if text.strip())
    if skeleton(first).startswith(("รวม", "ยอดรวม")):
        return "total"
    if number is not None and number in at and key is not None and after_record:
        if not cell(row, at, number) and not cell(row, at, key):
            return "continued"
    if len(texts) == 1 and not skeleton(first).isdigit() and first != "-":
        return "note"
    return "record"
