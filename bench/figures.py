"""What a measurement is, and how it is printed. Each room's measurements stand in a file of its own
with one function `figures(loaded: Settings) -> Iterator[Figure]`, which gives each as soon as it is
measured; `run.py` calls them in turn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple


class Figure(NamedTuple):
    """One measured number beside its bound (None: only told)."""

    what: str
    """What was measured, against what, and how: one line of a table."""
    value: float
    unit: str
    bound: float | None
    sense: Literal["at most", "at least"] = "at most"

    @property
    def missed(self) -> bool:
        if self.bound is None:
            return False
        return self.value > self.bound if self.sense == "at most" else self.value < self.bound


def line(one: Figure) -> str:
    bound = "" if one.bound is None else f"({one.sense} {one.bound:g} {one.unit})"
    said = "  MISSED" if one.missed else ""
    return f"{one.what:<72} {one.value:10.3f} {one.unit:<8} {bound}{said}"


def print_table(figures: Iterable[Figure]) -> None:
    for one in figures:
        print(line(one), flush=True)
