"""Takes the criteria's own wording out of a document before anything is recognised in it.

Agencies print the OIT form's text beside their links ("- มีข้อมูลรายละเอียด อย่างน้อยประกอบด้วย (1) …",
"*กรณีไม่มีเรื่องร้องเรียนให้เผยแพร่ว่า…"). Term matching on such a page finds every component of
every item, and a nil where none was declared (items guide §1.14).

A passage is a line or an enumerated clause of one. It is an echo when it and a clause of the
catalog's wording say the same to 80 %, both ways, compared by skeleton: a report's own title shares
words with a criterion but is not one. Enumerated and short clauses ("(3) ปัญหา/อุปสรรค") are also
headings of real reports: they go only as a run of two or more that follows an echo.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ita_evidence.model import Document
from ita_evidence.thai.text import skeleton

GRAM = 6
SAME = 0.8
LONG = 16
"""Skeleton characters from which a clause that is not enumerated is unlike any heading."""
WINDOW = 4
"""A clause may be broken over this many lines."""

_CUT = re.compile(
    r"\n|\f|(?=[(（][0-9๐-๙]{1,2}[)）])|(?:(?<=\s)|^)[-–—•●○▪*o๐](?=\s)|(?=\*\s?กรณี)|(?<=\s)(?=\*[ก-๙])",
    re.M,
)
_ENUMERATOR = re.compile(r"\s*[(（][0-9๐-๙]{1,2}[)）]")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Clause:
    skeleton: str
    grams: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True)
class Criteria:
    """The wordings of an edition, cut into clauses and indexed by their grams."""

    long: tuple[Clause, ...]
    short: frozenset[str]
    index: dict[str, tuple[int, ...]]


@lru_cache(maxsize=8)
def criteria(wordings: tuple[str, ...]) -> Criteria:
    """Prepared once for each edition."""
    clauses = [wording[start:end] for wording in wordings for start, end in _spans(wording)]
    enumerated = {_unnumbered(one) for one in clauses if _ENUMERATOR.match(one)}
    others = {skeleton(one) for one in clauses if not _ENUMERATOR.match(one)}
    long = tuple(_clause(text) for text in sorted(others - enumerated) if len(text) >= LONG)
    index: dict[str, list[int]] = defaultdict(list)
    for number, clause in enumerate(long):
        for gram in clause.grams:
            index[gram].append(number)
    return Criteria(
        long=long,
        short=frozenset(enumerated | {text for text in others if len(text) < LONG} - {""}),
        index={gram: tuple(numbers) for gram, numbers in index.items()},
    )


def without(document: Document, known: Criteria) -> Document:
    """The document with every echo blanked out; the rest stands where it stood.

    Returns the same object when there was nothing to take out.
    """
    pages = tuple(
        page
        if (text := strip(page.text, known)) == page.text
        else page.model_copy(update={"text": text})
        for page in document.pages
    )
    tables = tuple(
        table
        if (rows := tuple(tuple(_cell(cell, known) for cell in row) for row in table.rows))
        == table.rows
        else table.model_copy(update={"rows": rows})
        for table in document.tables
    )
    if pages == document.pages and tables == document.tables:
        return document
    return document.model_copy(update={"pages": pages, "tables": tables})


def _cell(cell: str, known: Criteria) -> str:
    return strip(cell, known) if len(cell) >= LONG else cell


def strip(text: str, known: Criteria) -> str:
    """`text` with each echo replaced by blanks, so that places in it keep their offsets."""
    spans = _spans(text)
    bones: list[str | None] = [None] * len(spans)

    def bone(position: int) -> str:
        known_bone = bones[position]
        if known_bone is None:
            start, end = spans[position]
            known_bone = bones[position] = _unnumbered(text[start:end])
        return known_bone

    gone: set[int] = set()
    for position in range(len(spans)):
        if position not in gone:
            gone.update(range(position, position + _echo_length(position, len(spans), bone, known)))
    for position in sorted(gone):
        run = position + 1
        while run < len(spans) and (not bone(run) or bone(run) in known.short):
            run += 1
        named = [one for one in range(position + 1, run) if bone(one)]
        if len(named) > 1:
            gone.update(named)
    if not gone:
        return text
    letters = list(text)
    for position in gone:
        start, end = spans[position]
        letters[start:end] = [letter if letter in "\n\f" else " " for letter in letters[start:end]]
    return "".join(letters)


def _spans(text: str) -> list[tuple[int, int]]:
    """Where the passages of a text stand: cut at lines, bullets and enumerators."""
    cuts = sorted({0, len(text)} | {match.start() for match in _CUT.finditer(text)})
    return [(start, end) for start, end in pairwise(cuts) if text[start:end].strip(" \t\r\n\f")]


def _unnumbered(passage: str) -> str:
    """The skeleton without the number that the criteria give an enumerated part."""
    return skeleton(_ENUMERATOR.sub("", passage, count=1))


def _clause(text: str) -> Clause:
    return Clause(text, _grams(text), frozenset(_DIGITS.findall(text)))


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + GRAM] for i in range(max(1, len(text) - GRAM + 1)))


def _echo_length(position: int, count: int, bone: Callable[[int], str], known: Criteria) -> int:
    """How many passages from here are, together, one clause of the criteria; 0 for none."""
    joined = ""
    for width in range(1, min(WINDOW, count - position) + 1):
        joined += bone(position + width - 1)
        if not _familiar(joined, known):
            return 0
        if len(joined) >= LONG * SAME and _in_common(joined, known):
            # What stands before a clause that is as whole without it is no part of it.
            rest = joined[len(bone(position)) :]
            whole = _in_common(rest, known) > _in_common(joined, known) - GRAM
            return 0 if width > 1 and whole else width
    return 0


def _familiar(text: str, known: Criteria) -> bool:
    """A quick look: most of a few grams taken along the passage stand in the criteria."""
    if len(text) < GRAM:
        return False
    starts = range(0, len(text) - GRAM + 1, GRAM)
    return sum(text[i : i + GRAM] in known.index for i in starts) >= 0.5 * len(starts)


def _in_common(text: str, known: Criteria) -> int:
    """How many grams a passage shares with the clause that it says the same as; 0 for none."""
    grams = _grams(text)
    shared: dict[int, int] = defaultdict(int)
    for gram in grams:
        for number in known.index.get(gram, ()):
            shared[number] += 1
    best = 0
    for number, count in shared.items():
        clause = known.long[number]
        if count < SAME * len(grams) or count < SAME * len(clause.grams):
            continue
        if _new_numbers(text, clause):
            continue
        best = max(best, count)
    return best


def _new_numbers(text: str, clause: Clause) -> bool:
    """A passage that carries figures of its own tells something; a year is no such figure."""
    return any(
        number not in clause.numbers and not (len(number) == 4 and number.startswith("25"))
        for number in _DIGITS.findall(text)
    )
