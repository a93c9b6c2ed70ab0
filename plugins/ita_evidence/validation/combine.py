"""From the units' rows to the item's, by its `units_rule`, before anything is judged."""

from __future__ import annotations

from collections.abc import Sequence

from ita_evidence.model import Found, Item, Observation, UnitsRule

_WEIGHT = {Found.YES: 0, Found.NIL: 0, Found.UNSURE: 1, Found.NO: 2}


def unit_rows(item: Item, rows: Sequence[Observation]) -> list[int]:
    """The positions of the rows that speak for their units.

    Of the components in `any_of`, of which one is enough, each unit's best one's rows alone.
    """
    best: dict[str, str] = {}
    for unit in dict.fromkeys(row.unit for row in rows) if item.any_of else ():
        own = [row for row in rows if row.unit == unit]
        best[unit] = min(
            item.any_of,
            key=lambda one: [_WEIGHT[row.found] for row in own if row.component == one],
        )
    return [
        number
        for number, row in enumerate(rows)
        if row.component not in item.any_of or row.component == best[row.unit]
    ]


def item_rows(item: Item, units: Sequence[str], rows: Sequence[Observation]) -> list[int]:
    """The positions of the rows of these units that speak for the item, out of `unit_rows`.

    `each`: all of them. `any` and `named_any`: those of the one best unit, the first named among
    equals: fewest `no`, then fewest `unsure`, over required components.
    """
    chosen = [number for number in unit_rows(item, rows) if rows[number].unit in units]
    if item.units_rule is UnitsRule.EACH:
        return chosen
    own = [rows[number] for number in chosen]
    best = min(units, key=lambda unit: _faults(item, own, unit), default=None)
    return [number for number in chosen if rows[number].unit == best]


def _faults(item: Item, rows: Sequence[Observation], unit: str) -> tuple[int, int]:
    required = {one.id for one in item.components if one.required}
    found = [row.found for row in rows if row.unit == unit and row.component in required]
    return found.count(Found.NO), found.count(Found.UNSURE)
