"""Of which months and years a document speaks (items guide §1.4, §1.5, §1.7, §1.9)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal, NamedTuple

from ita_evidence.model import Document
from ita_evidence.periods import Month, Period, month_of
from ita_evidence.thai import dates
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.said import months_said

_MEMO = re.compile(r"บันทึกข้อความ|แบบฟอร์มการขอเผยแพร่ข้อมูล|ขออนุญาตเผยแพร่ข้อมูล")
_AS_OF = re.compile(r"(?:ข้อมูล|สถานะ)?\s*(?P<mark>ณ\s*(?:วันที่|สิ้นเดือน|เดือน)?)\s*$")
_SIGNED = re.compile(r"(?:ประกาศ|สั่ง|ให้ไว้|ลงนาม)\s*ณ\s*(?:วันที่)?\s*$")
"""Before the day of a signature, which is none up to which something is told."""
_UP_TO_QUARTER = re.compile(r"(?:สิ้น|ถึง|(?<!เงิน)สะสม[^\n\d]{0,20})\s*$")
"""Before a quarter up to which something is told, from the year's beginning."""
YEAR_MONTHS = 12
HEAD = 1500
"""Characters from a page's beginning in which its heading stands."""


class Stretch(NamedTuple):
    """One stretch of time that a document names."""

    months: tuple[Month, ...]
    text: str
    as_of: bool = False
    """From the fiscal year's beginning up to a day, a month's or a quarter's end."""


class Covered(NamedTuple):
    """What a document says of its period."""

    stretches: tuple[Stretch, ...]
    page: int | None
    as_of: tuple[date, ...]
    """The days up to which it says that it tells, of whatever year."""

    @property
    def months(self) -> frozenset[Month]:
        return frozenset(month for one in self.stretches for month in one.months)

    @property
    def text(self) -> str:
        """The words that say so, joined."""
        return "; ".join(dict.fromkeys(one.text for one in self.stretches))

    @property
    def shorter(self) -> frozenset[Month]:
        """The months of what is no whole year: of a plan's year a report tells a part."""
        return frozenset(
            month
            for one in self.stretches
            if one.as_of or len(one.months) < YEAR_MONTHS
            for month in one.months
        )

    def tells(self, needed: Sequence[Month]) -> bool:
        """Whether the months needed are those that it tells of, not only months that it names.

        A whole year may be the plan's, the quarters of one the heads of its schedule; and beside a
        stretch that holds all months a shorter one, or an earlier day as of which it tells, may be
        what is told.
        """
        wanted = set(needed)
        if any(needed[0].first_day <= day < needed[-1].last_day for day in self.as_of):
            return False
        whole = [
            one
            for one in self.stretches
            if wanted <= set(one.months) and (one.as_of or len(one.months) < YEAR_MONTHS)
        ]
        if not whole:
            return self.shorter == wanted
        parts = [set(one.months) for one in self.stretches if not wanted <= set(one.months)]
        told = wanted & set().union(*parts)
        return not told or told == wanted


class Year(NamedTuple):
    """A year that a document names, or a span of years."""

    year: int
    text: str
    page: int
    start: int
    in_memo: bool = False
    until: int | None = None

    def is_before(self, other: Year) -> bool:
        return (self.page, self.start) < (other.page, other.start)


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

    "ณ วันที่ 31 มีนาคม 2566" beside a fiscal year holds the year up to then, and so does "สิ้นไตรมาสที่
    2". A range without its year ("ไตรมาสที่ 1 และ 2") takes it from the one fiscal year that labels
    the document. "รอบ 6 เดือน" that does not say which is the first when the second had not ended on
    `looked_at`.
    """
    told: list[Stretch] = []
    days: list[date] = []
    page: int | None = None
    labels = {year.year for year in label_years(document) if not year.in_memo}
    for number, text in own_pages(document):
        as_of = _as_of(text)
        found = _stretches(text, as_of, labels, looked_at)
        told += found
        days += [one.day for one in as_of]
        page = page or (number if found else None)
    return Covered(tuple(told), page, tuple(days))


def stretches(text: str, labels: Collection[int], looked_at: date) -> list[Stretch]:
    """What a text says of its time, `labels` being the years that label it; see `ranges`."""
    return _stretches(text, _as_of(text), labels, looked_at)


def last_said(text: str, labels: Collection[int], looked_at: date) -> frozenset[Month]:
    """The months that the words over a table say last: a stretch that holds a later one is the
    whole of which that is a part."""
    said = [set(one.months) for one in stretches(text, labels, looked_at)]
    own = [one for n, one in enumerate(said) if not any(one > later for later in said[n + 1 :])]
    return frozenset[Month]().union(*own)


def _stretches(
    text: str, as_of: Iterable[AsOf], labels: Collection[int], looked_at: date
) -> list[Stretch]:
    found = [
        _stretch(one, text[max(0, one.start - _BEFORE) : one.start], looked_at)
        for raw in dates.find_ranges(text)
        if (one := _completed(raw, labels, looked_at)).months and not one.flag
    ]
    return found + _up_to(text, as_of)


_BEFORE = 30
"""Characters before a range or a day that say up to when it is."""


def _stretch(found: dates.FoundRange, before: str, looked_at: date) -> Stretch:
    """A range's whole months; of a quarter's end that is past the year's up to there."""
    words = " ".join(found.text.split())
    mark = _UP_TO_QUARTER.search(before) if found.text.startswith("ไตรมาส") else None
    if mark and found.months[-1].last_day <= looked_at:
        year = Period("year", found.months[-1].fiscal_year, 0).months
        until = year.index(found.months[-1]) + 1
        return Stretch(year[:until], f"{mark[0].strip()} {words}", as_of=True)
    return Stretch(tuple(sorted(months_said(found))), words)


def _completed(
    found: dates.FoundRange, labels: Collection[int], looked_at: date
) -> dates.FoundRange:
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
    if len(again) != 1 or again[0].flag:
        return found
    return replace(again[0], start=found.start, end=found.end)


class AsOf(NamedTuple):
    """A day up to which a text says that it tells."""

    day: date
    text: str
    whole: bool
    """Whether all of the day's month may be told: "ณ เดือนมีนาคม" does not say its end."""


def _as_of(text: str) -> list[AsOf]:
    times: list[tuple[int, str, date | Month]] = []
    times += [(one.start, one.text, one.date) for one in dates.find_dates(text) if one.date]
    times += [(one.start, one.text, one.month) for one in dates.find_months(text) if one.month]
    found = []
    for start, words, time in times:
        before = text[max(0, start - _BEFORE) : start]
        mark = _AS_OF.search(before)
        if mark is None or _SIGNED.search(before):
            continue
        said = " ".join(f"{mark['mark'].strip()} {words}".split())
        if isinstance(time, Month):
            found.append(AsOf(time.last_day, said, "สิ้น" in mark["mark"]))
        else:
            found.append(AsOf(time, said, True))
    return found


def _up_to(text: str, as_of: Iterable[AsOf]) -> list[Stretch]:
    """Fiscal years "ณ" a day: October up to the last month that had ended by then."""
    labels = [
        one.year_be
        for one in dates.find_label_years(text)
        if one.year_be and not one.flag and not one.until_be and "งบ" in one.text
    ]
    found = []
    for day, words, whole in as_of:
        year = month_of(day).fiscal_year
        if whole and year in labels:
            months = tuple(one for one in Period("year", year, 0).months if one.last_day <= day)
            if months:
                found.append(Stretch(months, f"ปีงบประมาณ {year} {words}", as_of=True))
    return found


def label_years(document: Document) -> list[Year]:
    """The single years that label the document, headings before bodies, its memo's last."""
    return [year for year in _labels(document) if year.until is None]


def label_spans(document: Document) -> list[Year]:
    """The spans of years it names ("พ.ศ. 2561 – 2580"), in the same order: a plan's, as a rule, and
    never the one year that a document is of."""
    return [year for year in _labels(document) if year.until is not None]


def _labels(document: Document) -> list[Year]:
    own: list[Year] = []
    memo: list[Year] = []
    for page in document.pages:
        in_memo = is_memo(page.text)
        for one in dates.find_label_years(page.text):
            if one.year_be and not one.flag:
                text = " ".join(one.text.split())
                until = one.until_be if one.is_span else None
                year = Year(one.year_be, text, page.number, one.start, in_memo, until)
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
            if len(one.months) >= YEAR_MONTHS and len(years) == 1 and not one.flag:
                found.append(Year(years.pop(), " ".join(one.text.split()), number, one.start))
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
