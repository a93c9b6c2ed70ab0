"""How much of a text is Thai that a dictionary knows."""

from __future__ import annotations

import re
from functools import lru_cache

# A run is cut where no writing goes on without a space: the search for words is quadratic.
_RUN = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]{1,400}")
_SHORT = re.compile("[ก-ฮ]{2,4}")
SAMPLE_CHARS = 20_000


@lru_cache(maxsize=1)
def words() -> frozenset[str]:
    """The dictionary of pythainlp (62,000 words); loaded at the first call."""
    from pythainlp.corpus import thai_words

    return thai_words()


def score(text: str) -> float:
    """Share of Thai characters standing in dictionary words, 0 to 1; 1.0 if there is no Thai.

    Single letters count as no word; two to four consonants that stand alone are left out, since
    abbreviations (สขร., ยศ.) do. A long text is judged by 20,000 characters spread over it.
    """
    if len(text) > SAMPLE_CHARS:
        step, part = len(text) // 10, SAMPLE_CHARS // 10
        text = "\n".join(text[at : at + part] for at in range(0, step * 10, step))
    runs = [run for run in _RUN.findall(text) if not _SHORT.fullmatch(run)]
    total = sum(len(run) for run in runs)
    if not total:
        return 1.0
    return sum(map(_standing, runs)) / total


@lru_cache(maxsize=32_768)
def _standing(run: str) -> int:
    """Characters of a run that stand in words; forms and tables repeat their runs."""
    from pythainlp.tokenize import word_tokenize

    known = words()
    tokens = word_tokenize(run, engine="newmm-safe")
    return sum(len(token) for token in tokens if len(token) > 1 and token in known)
