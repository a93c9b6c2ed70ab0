"""Amounts in baht as cells write them. What does not parse stays as found: nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import ZERO_WIDTH_CHARS

Kind = Literal["amount", "nil_dash", "blank", "zero", "words", "contradicted", "unparsed"]


@dataclass(frozen=True)
class Amount:
    """A cell's amount in baht.

    `value` is set for `amount`, `zero` and `words` (an amount written in words alone), else None.
    A dash, a blank and a zero are three things (guide to the items §1.3). `contradicted`: words
    beside the figures say another amount.
    """

    value: Decimal | None
    kind: Kind
    text: str


_DASH = re.compile(r"[-–—−‐‑]{1,3}")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_AMOUNT = re.compile(
    rf"(?P<sign>[-–−+])?\s*(?:฿\s*)?(?P<number>{_NUMBER})\s*(?:\.[-–—]|\.|[-–—])?\s*"
    r"(?:บาท(?:ถ้วน)?)?\s*(?:(?P<satang>\d{1,2})\s*สตางค์)?(?:\.[-–—])?\s*"
    r"(?:\(\s*(?P<words>[ก-๏\s]+)\s*\))?"
)
_NEGATIVE = re.compile(rf"\(\s*(?P<number>{_NUMBER})\s*\)\s*(?:บาท)?")
_WORDS = re.compile(r"\(?\s*([ก-๏\s]*บาท[ก-๏\s]*)\s*\)?")
_UNPRINTED = str.maketrans({**dict.fromkeys(ZERO_WIDTH_CHARS), "\u00a0": " "})


def parse_amount(text: str) -> Amount:
    """The amount that a whole cell states; `text` is kept as found.

    Figures with words beside them are an amount only when both say the same. "1.5 ล้านบาท", a
    number with blanks or wrong commas in it, and anything with other words are `unparsed`.
    """
    cell = fold_digits(text).translate(_UNPRINTED).strip()
    if not cell:
        return Amount(None, "blank", text)
    if _DASH.fullmatch(cell):
        return Amount(None, "nil_dash", text)
    if match := _AMOUNT.fullmatch(cell):
        value = Decimal(match["number"].replace(",", ""))
        if match["satang"]:
            if "." in match["number"]:
                return Amount(None, "unparsed", text)
            value += Decimal(match["satang"]) / 100
        if match["words"] and (spoken := words_to_baht(match["words"])) != value:
            return Amount(None, "unparsed" if spoken is None else "contradicted", text)
        if match["sign"] in ("-", "–", "−"):
            value = -value
        return Amount(value, "amount" if value else "zero", text)
    if match := _NEGATIVE.fullmatch(cell):
        value = -Decimal(match["number"].replace(",", ""))
        return Amount(value, "amount" if value else "zero", text)
    if (match := _WORDS.fullmatch(cell)) and (spoken := words_to_baht(match[1])) is not None:
        return Amount(spoken, "words", text)
    return Amount(None, "unparsed", text)


@dataclass(frozen=True)
class FoundAmount:
    """An amount within a text; `value` is None, with the flag `contradicted`, where the words in
    brackets behind the figures say another one."""

    start: int
    end: int
    text: str
    value: Decimal | None
    flag: str | None = None


_WITHIN = re.compile(
    r"(?<![\d/.,])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+\.\d{2}|\d+(?=\s*(?:\.-\s*)?บาท))"
    r"(?![\d/]|\.\d|,\d{3})\s{0,2}(?:\.?[-–—])?\s{0,2}(?:บาท)?"
    r"(?:\s{0,4}\(\s{0,2}(?P<words>[ก-๎\s]{3,120}(?:ถ้วน|บาท|สตางค์))\s{0,2}\))?"
)


def find_amounts(text: str) -> list[FoundAmount]:
    """The amounts of baht in a text, in order: figures with commas, with two decimals, or บาท.

    A count, a year, a number of a letter or a date is none.
    """
    found = []
    for match in _WITHIN.finditer(fold_digits(text)):
        value: Decimal | None = Decimal(match["number"].replace(",", ""))
        flag = None
        spoken = words_to_baht(match["words"]) if match["words"] else None
        if spoken is not None and spoken != value:
            value, flag = None, "contradicted"
        span = text[match.start() : match.end()]
        found.append(FoundAmount(match.start(), match.end(), span, value, flag))
    return found


def words_to_baht(words: str) -> Decimal | None:
    """The amount that Thai words say ("ห้าล้านบาทถ้วน"), or None when they say none."""
    from pythainlp.util import thaiword_to_num

    squeezed = re.sub(r"\s+", "", words)
    match = re.fullmatch(r"(?P<baht>.+?)บาท(?:ถ้วน|(?P<satang>.+)สตางค์)?", squeezed)
    if match is None:
        return None
    try:
        value = Decimal(thaiword_to_num(match["baht"]))
        if match["satang"]:
            value += Decimal(thaiword_to_num(match["satang"])) / 100
    except (ValueError, TypeError, KeyError, IndexError):
        return None
    return value
