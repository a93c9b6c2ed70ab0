"""What changed between two captures of a page, line by line, without cutting a Thai letter in two.

A vowel or tone mark is never parted from its consonant: the unit of a difference is a cluster (a
leading vowel, a consonant, its marks), a number, a Latin word or a single sign. Both texts are
masked before they are compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Literal

LONGEST_LINES = 1500
"""Lines of each text that are compared; SequenceMatcher is quadratic at its worst."""
LONGEST_LINE = 600
"""Characters of a line that are compared letter by letter; a longer one changes as a whole."""
MOST_SHOWN = 60
"""Changed lines that are shown of one page."""

_CLUSTER = re.compile(
    "[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]*"
    "|[0-9\u0e50-\u0e59]+(?:[.,][0-9\u0e50-\u0e59]+)*|[A-Za-z]+|\\s+|.[\u0300-\u036f\u0e31-\u0e3a\u0e47-\u0e4e]*",
    re.DOTALL,
)
_SHORT = 3
"""Clusters between two changes that are too few to be read as unchanged."""

Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True)
class Change:
    """A page whose bytes are others than at the capture before."""

    url: str
    before_sha256: str
    before_at: datetime
    now_sha256: str
    now_at: datetime
    lines: tuple[tuple[Piece, ...], ...]
    """Changed lines, in order; empty where the readable text is the same, or was not read."""
    more: int = 0
    """Changed lines that are not shown."""
    readable: bool = True
    """False where one of the two could not be read as text."""


def clusters(text: str) -> list[str]:
    """`text` in pieces that may be parted; joined they are `text` again."""
    return _CLUSTER.findall(text)


def lines(
    before: str, now: str, text: Callable[[str], str]
) -> tuple[tuple[tuple[Piece, ...], ...], int]:
    """The changed lines of two texts, and how many more there are than are shown."""
    old, new = _lines(before, text), _lines(now, text)
    found: list[tuple[Piece, ...]] = []
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > 400)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        if kind == "replace" and b - a == d - c:
            found += [_within(left, right) for left, right in zip(old[a:b], new[c:d], strict=True)]
        else:
            found += [(Piece("gone", line),) for line in old[a:b]]
            found += [(Piece("new", line),) for line in new[c:d]]
    return tuple(found[:MOST_SHOWN]), max(0, len(found) - MOST_SHOWN)


def _lines(text: str, mask: Callable[[str], str]) -> list[str]:
    flat = (" ".join(line.split()) for line in text.replace("\f", "\n").split("\n"))
    return [mask(line) for line in flat if line][:LONGEST_LINES]


def _within(before: str, now: str) -> tuple[Piece, ...]:
    """One line that became another."""
    if max(len(before), len(now)) > LONGEST_LINE:
        return (Piece("gone", before), Piece("new", now))
    old, new = clusters(before), clusters(now)
    steps = _joined(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    if not any(same for same, *_ in steps):
        return (Piece("gone", before), Piece("new", now))
    found: list[Piece] = []
    for same, a, b, c, d in steps:
        pieces: Iterable[tuple[Kind, Sequence[str]]]
        pieces = [("same", old[a:b])] if same else [("gone", old[a:b]), ("new", new[c:d])]
        found += [Piece(kind, "".join(part)) for kind, part in pieces if part]
    return tuple(found)


def _joined(
    opcodes: Sequence[tuple[str, int, int, int, int]],
) -> list[tuple[bool, int, int, int, int]]:
    """The steps of a difference, with short unchanged runs between changes counted as changed."""
    steps: list[tuple[bool, int, int, int, int]] = []
    last = len(opcodes) - 1
    for at, (kind, a, b, c, d) in enumerate(opcodes):
        same = kind == "equal" and (b - a >= _SHORT or at in (0, last))
        if steps and steps[-1][0] == same:
            _, first_a, _, first_c, _ = steps[-1]
            steps[-1] = (same, first_a, b, first_c, d)
        else:
            steps.append((same, a, b, c, d))
    return steps
