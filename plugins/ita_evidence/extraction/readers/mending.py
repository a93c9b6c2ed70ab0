"""What every reader does with text and cells: repair, count, grade."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ita_evidence.model import TextQuality
from ita_evidence.thai import quality
from ita_evidence.thai.repair import repair

GOOD_SCORE = 0.85
"""Text whose Thai stands in dictionary words by less is `poor`: clean files have 0.94 and more,
lists of names and places 0.89 to 0.91, broken text layers 0.71 to 0.85 (on real files)."""
_SLIGHT = frozenset(["nbsp", "zero_width"])
"""Repairs that a sound text has too."""
# Separators that no repair reaches over, so that a whole table is repaired in one go.
_CELL, _ROW = "\x1f", "\x1e"

Rows = tuple[tuple[str, ...], ...]


class Mended:
    """Repairs text and remembers what was done, for one document."""

    def __init__(self) -> None:
        self.repairs: Counter[str] = Counter()

    def text(self, text: str) -> str:
        """`text` repaired; its repairs are counted."""
        repaired = repair(text)
        self.repairs.update(repaired.repairs)
        return repaired.text

    def cells(self, rows: Iterable[Iterable[str]]) -> Rows:
        """A table's cells repaired and counted, each stripped."""
        rows = [row if isinstance(row, list | tuple) else list(row) for row in rows]
        # Tables repeat their words: mostly it is enough to look at each once.
        distinct = set[str]().union(*rows)
        if not repair(_join([[cell for cell in distinct if not cell.isascii()]])).repairs:
            return tuple(tuple(map(str.strip, row)) for row in rows)
        return _split(self.text(_join(rows)))


def _join(rows: Iterable[Iterable[str]]) -> str:
    lists = [list(row) for row in rows]
    joined = _ROW.join(map(_CELL.join, lists))
    separators = sum(len(row) - 1 for row in lists if row)
    if joined.count(_CELL) == separators and joined.count(_ROW) == max(0, len(lists) - 1):
        return joined
    return _ROW.join(
        _CELL.join(cell.replace(_CELL, " ").replace(_ROW, " ") for cell in row) for row in lists
    )


def _split(joined: str) -> Rows:
    if not joined:
        return ()
    return tuple(tuple(map(str.strip, row.split(_CELL))) for row in joined.split(_ROW))


def cells(rows: Iterable[Iterable[str]]) -> Rows:
    """Cells repaired without counting: their text is counted with the page's."""
    return _split(repair(_join(rows)).text)


def even(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows padded with blanks to the widest."""
    width = max((len(row) for row in rows), default=0)
    return [[*row, *[""] * (width - len(row))] if len(row) < width else list(row) for row in rows]


def as_lines(rows: Rows) -> str:
    """A table as text: cells by tabs, rows by lines."""
    return "\n".join("\t".join(row).rstrip() for row in rows)


_STAND_IN = re.compile(r"(?<=[ก-๎])[A-Za-zÀ-ɏЀ-ӿΑ-ω](?=[ก-๎])|\(cid:\d+\)")
_SAMPLE_CHARS = 200_000


def _has_stand_ins(text: str) -> bool:
    """Whether letters of other scripts stand within Thai words, or glyphs without a character.

    Some fonts say Thai by them; what they stand for only their glyphs tell.
    """
    sample = text[:_SAMPLE_CHARS]
    found = len(_STAND_IN.findall(sample))
    return found >= 5 and found > 0.005 * len(sample)


def grade(text: str, repairs: Mapping[str, int]) -> TextQuality:
    """The text quality of a whole document."""
    if not any(c.isalnum() for c in text):
        return TextQuality.NONE
    if (
        quality.score(text) < GOOD_SCORE
        or text.count("\ufffd") > 0.005 * len(text)
        or _has_stand_ins(text)
    ):
        return TextQuality.POOR
    return TextQuality.REPAIRED if set(repairs) - _SLIGHT else TextQuality.GOOD
