"""Tables from the rules drawn on a page: pure geometry, in points, y upwards.

Rules that touch are of one table. Its columns and rows lie between the positions of its rules;
where the rule between two places is missing, they are one merged cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

_NEAR = 3.0
"""Positions closer than this are one rule (both sides of a drawn line, a gap at a corner)."""
_MOST_RULES = 2_000


class Rule(NamedTuple):
    """A straight line: where it stands, and from where to where it runs."""

    at: float
    begin: float
    end: float


class Box(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float


Grid = list[list[Box]]
"""For each row from the top and each column, the box of the cell that holds that place."""


def grids(horizontal: Iterable[Rule], vertical: Iterable[Rule]) -> list[Grid]:
    """The tables that these rules make, from the top of the page; [] for too many rules."""
    across, down = _joined(horizontal), _joined(vertical)
    if len(across) + len(down) > _MOST_RULES:
        return []
    found = [grid for part in _connected(across, down) if (grid := _grid(*part)) is not None]
    return sorted(found, key=lambda grid: (-grid[0][0].top, grid[0][0].left))


def _snapped(values: Iterable[float]) -> dict[float, float]:
    """Each value → the mean of the values near it."""
    groups: list[list[float]] = []
    for value in sorted(set(values)):
        if groups and value - groups[-1][-1] <= _NEAR:
            groups[-1].append(value)
        else:
            groups.append([value])
    return {value: sum(group) / len(group) for group in groups for value in group}


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Rules on one line joined where they touch or overlap."""
    rules = list(rules)
    places = _snapped(rule.at for rule in rules)
    lines: dict[float, list[Rule]] = defaultdict(list)
    for rule in rules:
        lines[places[rule.at]].append(rule)
    joined: list[Rule] = []
    for at, pieces in sorted(lines.items()):
        begin = end = None
        for piece in sorted(pieces, key=lambda rule: rule.begin):
            if begin is None or end is None:
                begin, end = piece.begin, piece.end
            elif piece.begin <= end + _NEAR:
                end = max(end, piece.end)
            else:
                joined.append(Rule(at, begin, end))
                begin, end = piece.begin, piece.end
        if begin is not None and end is not None:
            joined.append(Rule(at, begin, end))
    return [rule for rule in joined if rule.end - rule.begin > _NEAR]


def _covers(rule: Rule, place: float) -> bool:
    return rule.begin - _NEAR <= place <= rule.end + _NEAR


def _connected(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """The rules in groups of those that touch, directly or through others."""
    touching = {
        v: [h for h, a in enumerate(across) if _covers(a, d.at) and _covers(d, a.at)]
        for v, d in enumerate(down)
    }
    group = list(range(len(across)))

    def root(h: int) -> int:
        while group[h] != h:
            group[h] = group[group[h]]
            h = group[h]
        return h

    for touched in touching.values():
        for h in touched[1:]:
            group[root(h)] = root(touched[0])
    parts: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for v, touched in touching.items():
        if touched:
            parts.setdefault(root(touched[0]), ([], []))[1].append(down[v])
    for h, rule in enumerate(across):
        if root(h) in parts:
            parts[root(h)][0].append(rule)
    return list(parts.values())


def _grid(across: list[Rule], down: list[Rule]) -> Grid | None:
    """The cells between these rules; None when they make fewer than two."""
    xs = sorted({rule.at for rule in down})
    left, right = min(rule.begin for rule in across), max(rule.end for rule in across)
    xs = [*([left] if left < xs[0] - 2 * _NEAR else []), *xs]
    xs = [*xs, *([right] if right > xs[-1] + 2 * _NEAR else [])]
    ys = sorted({rule.at for rule in across}, reverse=True)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns < 2:
        return None
    middles_x = [(xs[c] + xs[c + 1]) / 2 for c in range(columns)]
    middles_y = [(ys[r] + ys[r + 1]) / 2 for r in range(rows)]
    on_x, on_y = defaultdict(list), defaultdict(list)
    for rule in down:
        on_x[rule.at].append(rule)
    for rule in across:
        on_y[rule.at].append(rule)
    cell = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def root(place: tuple[int, int]) -> tuple[int, int]:
        while cell[place] != place:
            cell[place] = cell[cell[place]]
            place = cell[place]
        return place

    for r, c in list(cell):
        if c + 1 < columns and not any(
            rule.begin <= middles_y[r] <= rule.end for rule in on_x[xs[c + 1]]
        ):
            cell[root((r, c + 1))] = root((r, c))
        if r + 1 < rows and not any(
            rule.begin <= middles_x[c] <= rule.end for rule in on_y[ys[r + 1]]
        ):
            cell[root((r + 1, c))] = root((r, c))
    boxes: dict[tuple[int, int], Box] = {}
    for r, c in cell:
        here = Box(xs[c], ys[r + 1], xs[c + 1], ys[r])
        seen = boxes.get(root((r, c)), here)
        boxes[root((r, c))] = Box(
            min(seen.left, here.left),
            min(seen.bottom, here.bottom),
            max(seen.right, here.right),
            max(seen.top, here.top),
        )
    if len(boxes) < 2:
        return None
    return [[boxes[root((r, c))] for c in range(columns)] for r in range(rows)]
