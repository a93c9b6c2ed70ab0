"""From the units' rows to the item's, by its `units_rule`, before anything is judged."""

from __future__ import annotations

from collections.abc import Sequence

from ita_evidence.model import Found, Item, Observation, UnitsRule

_WEIGHT = {Found.YES: 0, Found.NIL: 0, Found.UNSURE: 1, Found.NO: 2}


def item_rows(item: Item, units: Sequence[str], rows: Sequence[Observation]) -> list[int]:
    """The positions of the rows of these units that speak for the item.

    `each`: all of them. `any` and `named_any`: those of the one best unit, the first named among
    equals: fewest `no`, then fewest `unsure`, over required components. Of the components in
    `any_of`, the best one's rows alone.
    """
    chosen = [number for number, row in enumerate(rows) if row.unit in units]
    if item.units_rule is not UnitsRule.EACH:
        best = min(units, key=lambda unit: _faults(item, rows, unit), default=None)
        chosen = [number for number in chosen if rows[number].unit == best]
    if item.any_of:
        best_component = min(
            item.any_of,
            key=lambda one: [_WEIGHT[rows[n].found] for n in chosen if rows[n].component == one],
        )
        chosen = [
            number
            for number in chosen
            if rows[number].component not in item.any_of or rows[number].component == best_component
        ]
    return chosen


def _faults(item: Item, rows: Sequence[Observation], unit: str) -> tuple[int, int]:
    required = {one.id for one in item.components if one.required}
    found = [row.found for row in rows if row.unit == unit and row.component in required]
    return found.count(Found.NO), found.count(Found.UNSURE)
