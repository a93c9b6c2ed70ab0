"""The form that all records share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from ita_evidence.extraction.records.grid import RowKind
from ita_evidence.model import Table

PLACE = ("place_page", "place_sheet", "place_table", "place_row")


class OtherRow(NamedTuple):
    """A row of a recognised table that is no record of its own."""

    kind: RowKind
    table: int
    row: int
    """Of the table."""
    text: str


class Records(NamedTuple):
    """A kind's records, and the other rows of the tables they stand in."""

    frame: pd.DataFrame
    others: tuple[OtherRow, ...] = ()


def build(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """A frame of exactly these columns, then the place and `flags`, all of type object.

    A missing value is None, never NaN, so that Decimal, text and None stay what they are.
    """
    names = [*columns, *PLACE, "flags"]
    cells = [[row.get(name) for name in names] for row in rows]
    for row in cells:
        row[-1] = " ".join(row[-1] or ())
    return pd.DataFrame(cells, columns=names, dtype=object)


def place(index: int, table: Table, position: int) -> dict[str, Any]:
    """The place columns of a table's row: counted in its sheet, where it stands on one."""
    return {
        "place_page": table.page,
        "place_sheet": table.name,
        "place_table": index,
        "place_row": table.top + position,
    }


def row_text(row: Sequence[str]) -> str:
    """What a row says, merged cells once."""
    return " ".join(dict.fromkeys(cell.strip() for cell in row if cell.strip()))
