"""Comparing Thai as Thai.

Two ways to compare. `contains` and `find` look for a term as a reader would: vowels and tone marks
count (ใกล้ is not ใกล), white space, zero-width characters and the script of digits do not.
`skeleton` is for headers and criteria whose marks were lost on the way: consonants and spacing
vowels alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ita_evidence.thai.digits import fold_digits

MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
"""Regex class: what stands above or below a consonant (vowels, tones, ์, ํ)."""
TONES = "\u0e48-\u0e4b"
ZERO_WIDTH = "\u00ad\u200b-\u200f\u2060\ufeff"

_LEADING_VOWELS = frozenset("เแโใไ")
_MARK = re.compile(f"[{MARKS}\u0e33]")
_SPACE = re.compile(rf"[\s{ZERO_WIDTH}]+")
_LOST = re.compile(r"[\W_ฯ]+")  # marks are no letters to \w
_IN_ORDER = rf"[\u0e31\u0e34-\u0e3a\u0e47]?[{TONES}]?[\u0e4c\u0e4e]?(?![{MARKS}\u0e33{ZERO_WIDTH}])"
"""A run of marks that `order_marks` leaves as it is: nearly every one."""
# What folding changes or drops: a run of marks that is out of order, with the า or ำ that belongs
# to it, a run of white space, and เเ typed for แ.
_TOKEN = re.compile(
    rf"(?P<marks>(?=[{MARKS}{ZERO_WIDTH}])(?!{_IN_ORDER})"
    rf"[{MARKS}{ZERO_WIDTH}]*[{MARKS}][{MARKS}{ZERO_WIDTH}]*[\u0e32\u0e33]?"
    rf"|\u0e33[{TONES}]+)"
    rf"|(?P<space>[\s{ZERO_WIDTH}]+)|(?P<ae>\u0e40\u0e40)"
)


def _mark_order(mark: str) -> int:
    """Vowel and ็ first, then the tone, then ์ and ํ: the order that Thai keyboards ask for."""
    return 0 if mark < "\u0e48" else 1 if mark < "\u0e4c" else 2


@lru_cache(maxsize=4096)
def order_marks(cluster: str) -> str:
    """A run of marks, with the า or ำ after it, as it should have been typed.

    Doubled marks once, the tone after the vowel, ํ and า as ำ, the tone before ำ.
    """
    marks = sorted(
        dict.fromkeys(c for c in cluster if c not in "\u0e32\u0e33" and _MARK.match(c)),
        key=_mark_order,
    )
    tail = next((c for c in cluster if c in "\u0e32\u0e33"), "")
    if tail == "\u0e32" and "\u0e4d" in marks:
        marks.remove("\u0e4d")
        tail = "\u0e33"
    return "".join(marks) + tail


class _Folded(NamedTuple):
    text: str
    starts: list[int]
    ends: list[int]
    """For each folded character, the span of the original that it came from."""


@lru_cache(maxsize=64)
def _fold(text: str) -> _Folded:
    lowered = _lowered(fold_digits(text))
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def plain(begin: int, end: int) -> None:
        parts.append(lowered[begin:end])
        starts.extend(range(begin, end))
        ends.extend(range(begin + 1, end + 1))

    at = 0
    for token in _TOKEN.finditer(lowered):
        begin, end = token.span()
        plain(at, begin)
        at = end
        if token["space"] is not None:
            # "1 567" in two columns is not 1567: white space between digits is kept as one.
            digits = lowered[begin - 1 : begin].isdigit() and lowered[end : end + 1].isdigit()
            folded = " " if digits and token["space"].strip(ZERO_WIDTH_CHARS) else ""
        elif token["ae"] is not None:
            folded = "\u0e41"
        else:
            folded = order_marks(token["marks"])
        parts.append(folded)
        starts.extend([begin] * len(folded))
        ends.extend([end] * len(folded))
    plain(at, len(lowered))
    return _Folded("".join(parts), starts, ends)


def _lowered(text: str) -> str:
    """In lower case, letter by letter: each stands where it stood."""
    whole = text.lower()
    if len(whole) == len(text) and "Σ" not in text:  # whose lower case depends on where it stands
        return whole
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


ZERO_WIDTH_CHARS = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"


def find(haystack: str, term: str) -> tuple[int, int] | None:
    """Where `term` first stands in `haystack`, as a span of the original, or None.

    A match does not cut a syllable (a mark or ำ behind it, a leading vowel before it), a number or
    a Latin word: ใกล is not in ใกล้, ผล not in เผลอ, 2566 not in 25667, LINE not in ONLINE.
    An empty term stands nowhere.
    """
    return next(find_all(haystack, term), None)


def find_all(haystack: str, term: str) -> Iterator[tuple[int, int]]:
    """Every place where `term` stands in `haystack`, as `find` says, in order."""
    needle = _needle(term)
    if not needle:
        return
    folded = _fold(haystack)
    at = folded.text.find(needle)
    while at >= 0:
        after = at + len(needle)
        start, end = folded.starts[at], folded.ends[after - 1]
        if not (
            _MARK.match(folded.text[after : after + 1])
            or folded.text[at - 1 : at] in _LEADING_VOWELS
            or _one_word(haystack[start - 1 : start], haystack[start : start + 1])
            or _one_word(haystack[end - 1 : end], haystack[end : end + 1])
        ):
            yield start, end
        at = folded.text.find(needle, at + 1)


@lru_cache(maxsize=4096)
def _needle(term: str) -> str:
    """A term as it is looked for; kept apart from the texts, which are few and long."""
    return _fold(term).text.strip()


def contains(haystack: str, term: str) -> bool:
    """Whether `term` stands in `haystack`; see `find` for what counts as standing there."""
    return find(haystack, term) is not None


def _one_word(left: str, right: str) -> bool:
    """Whether two neighbours are of one number or one Latin word."""
    if not left or not right:
        return False
    if left.isdigit() and right.isdigit():
        return True
    return left.isascii() and left.isalpha() and right.isascii() and right.isalpha()


def skeleton(text: str) -> str:
    """What is left of `text` when all that gets lost is dropped.

    Digits folded, ำ as า, lower case; no marks, white space, punctuation, ฯ or private-use glyphs.
    Two headers of one column have equal skeletons whatever the extractor lost.
    """
    return _skeleton(text) if len(text) <= SHORT else _skeleton.__wrapped__(text)


SHORT = 300
"""Characters of a line, a cell or a link's text: many stand on each page of a site."""


@lru_cache(maxsize=8192)
def _skeleton(text: str) -> str:
    folded = fold_digits(text).lower().replace("\u0e33", "\u0e32")
    return _LOST.sub("", folded).replace("เเ", "แ")
