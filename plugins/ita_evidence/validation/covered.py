"""Of which months and years a document speaks (items guide §1.4, §1.5, §1.7, §1.9)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from ita_evidence.model import Document
from ita_evidence.periods import Month, Period, month_of
from ita_evidence.thai import dates
from ita_evidence.thai.digits import fold_digits

_MEMO = re.compile(r"บันทึกข้อความ|แบบฟอร์มการขอเผยแพร่ข้อมูล|ขออนุญาตเผยแพร่ข้อมูล")
_AS_OF = re.compile(r"(?:ข้อมูล|สถานะ)?\s*ณ\s*(?:วันที่|สิ้นเดือน|เดือน)?\s*$")
HEAD = 1500
"""Characters from a page's beginning in which its heading stands."""


class Covered(NamedTuple):
    """What a document says of its period."""

    months: frozenset[Month]
    text: str
    """The words that say so, joined."""
    page: int | None

    def misses(self, needed: Iterable[Month]) -> tuple[Month, ...]:
        return tuple(month for month in needed if month not in self.months)


class Year(NamedTuple):
    year: int
    text: str
    page: int
    in_memo: bool


def own_pages(document: Document) -> list[tuple[int, str]]:
    """(number, text) of the pages that are the document's own: a covering memo is not."""
    pages = [(page.number, page.text) for page in document.pages]
    own = [(number, text) for number, text in pages if not is_memo(text)]
    return own if own or len(pages) > 1 else pages


def is_memo(text: str) -> bool:
    """A memo asking to publish what follows it."""
    head = text[:600]
    return bool(_MEMO.search(head)) and ("เรียน" in text[:HEAD] or "ขอเผยแพร่" in head)


def ranges(document: Document, looked_at: date) -> Covered:
    """The months that the document's ranges hold, each whole month of a range of dates.

    "ณ วันที่ 31 มีนาคม 2566" beside a fiscal year holds the year up to then. A range without its
    year ("ไตรมาสที่ 1 และ 2") takes it from the one fiscal year that labels the document. "รอบ 6
    เดือน" that does not say which is the first when the second had not ended on `looked_at`.
    """
    months: set[Month] = set()
    words: list[str] = []
    page: int | None = None
    labels = {year.year for year in label_years(document) if not year.in_memo}
    for number, text in own_pages(document):
        found = [
            one
            for raw in dates.find_ranges(text)
            if (one := _completed(raw, labels, looked_at)).months and not one.flag
        ]
        for one in found:
            first = one.first or one.months[0].first_day
            last = one.last or one.months[-1].last_day
            whole = [m for m in one.months if first <= m.first_day and m.last_day <= last]
            months.update(whole)
            words.append(" ".join(one.text.split()))
            page = page or number
        for month_range, text_of in _up_to(text):
            months.update(month_range)
            words.append(text_of)
            page = page or number
    return Covered(frozenset(months), "; ".join(dict.fromkeys(words)), page)


def _completed(found: dates.FoundRange, labels: set[int], looked_at: date) -> dates.FoundRange:
    """A range whose year or half is not said, completed from the document's one label year."""
    if found.flag not in ("no_year", "no_half"):
        return found
    text, year = found.text, max(labels, default=0)
    if found.flag == "no_half":
        said = [one.year_be for one in dates.find_label_years(text) if one.year_be]
        year = said[0] if said else year
        if not (said or len(labels) == 1) or looked_at > Period("half", year, 2).last_day:
            return found
        text = "6 เดือนแรก"
    elif len(labels) != 1:
        return found
    again = dates.find_ranges(f"{text} ปีงบประมาณ พ.ศ. {year}")
    return again[0] if len(again) == 1 and not again[0].flag else found


def _up_to(text: str) -> list[tuple[tuple[Month, ...], str]]:
    """Fiscal years "ณ" a date: October up to the last month that had ended by then."""
    found: list[tuple[tuple[Month, ...], str]] = []
    labels = [
        one.year_be
        for one in dates.find_label_years(text)
        if one.year_be and not one.flag and not one.until_be and "งบ" in one.text
    ]
    for one in dates.find_dates(text):
        if one.date is None or not _AS_OF.search(text[max(0, one.start - 20) : one.start]):
            continue
        year = month_of(one.date).fiscal_year
        if year in labels:
            months = tuple(
                month for month in Period("year", year, 0).months if month.last_day <= one.date
            )
            if months:
                found.append((months, f"ปีงบประมาณ {year} ณ วันที่ {' '.join(one.text.split())}"))
    return found


def label_years(document: Document) -> list[Year]:
    """The years that label the document, headings before bodies, its memo's last."""
    own: list[Year] = []
    memo: list[Year] = []
    for page in document.pages:
        in_memo = is_memo(page.text)
        for one in dates.find_label_years(page.text):
            if one.year_be and not one.flag:
                year = Year(one.year_be, " ".join(one.text.split()), page.number, in_memo)
                (memo if in_memo else own).append(year)
    return own + memo


def range_years(document: Document, basis: Literal["fiscal", "calendar"]) -> list[Year]:
    """Years that whole twelve-month ranges are ("1 ตุลาคม 2564 – 30 กันยายน 2565"), as the agency
    counts them."""
    found = []
    for number, text in own_pages(document):
        for one in dates.find_ranges(text):
            years = {
                month.fiscal_year if basis == "fiscal" else month.year_be for month in one.months
            }
            if len(one.months) >= 12 and len(years) == 1 and not one.flag:
                found.append(Year(years.pop(), " ".join(one.text.split()), number, False))
    return found


def dates_in(document: Document) -> list[tuple[date, str, int]]:
    """(date, as written, page) of every whole date in the document's own pages."""
    return [
        (one.date, one.text, number)
        for number, text in own_pages(document)
        for one in dates.find_dates(text)
        if one.date
    ]


def span_text(months: Iterable[Month]) -> str:
    """`2565-10..2566-03`, with gaps as further spans."""
    spans: list[list[Month]] = []
    for month in sorted(set(months)):
        if spans and spans[-1][1].plus(1) == month:
            spans[-1][1] = month
        else:
            spans.append([month, month])
    return ", ".join(str(first) if first == last else f"{first}..{last}" for first, last in spans)


def mentions_year(text: str, year_be: int) -> bool:
    return str(year_be) in fold_digits(text)
