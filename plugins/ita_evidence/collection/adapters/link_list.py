"""A list of links: the month's or the year's file, found by what stands on and around its link.

Options:
    match: `months` (default), `year`, or `all`.
    months: `['2565-10', …]`; default: the period's own.
    year: B.E., for `match: year`; default: the fiscal year asked for.
    title: words the link should stand under, e.g. สรุปผลการจัดซื้อจัดจ้าง. Where links of a month
        carry them and others do not, only those are taken.
    within: a heading or a table row; nothing outside it is taken.
    follow: `documents` (default): where a link leads to a page, the documents on it; or `none`.

A month is read where it stands nearest: on the link, in its row, in the file's name, over its
column, in the headings from the nearest out. A month without a year takes it from a year label
around it, last from the fiscal year asked for. Two months in one row tell nothing of either. Where
a month, or all of the year, has no link, the list's further pages are asked, a few at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from ita_evidence.collection import link_repair
from ita_evidence.collection.adapters import documents, options, repairs
from ita_evidence.collection.fetcher import Fetched, Fetcher
from ita_evidence.collection.outcomes import DOCUMENT_SUFFIXES, suffix_of
from ita_evidence.collection.page import Leads, PageLink, same_site
from ita_evidence.errors import CatalogError, CatalogFault
from ita_evidence.model import Request
from ita_evidence.periods import Month, Period, parse
from ita_evidence.thai import dates
from ita_evidence.thai import text as thai

MAX_A_MONTH = 3
MAX_FURTHER_PAGES = 4
"""Of a list, asked one after the other while something is not found."""
YearBasis = Literal["fiscal", "calendar"]


@dataclass(frozen=True)
class Choice:
    """A link that was taken, and why."""

    link: PageLink
    because: str


def collect(
    request: Request, fetcher: Fetcher, period: Period, fiscal_year: int
) -> tuple[Fetched, ...]:
    """The list, then each chosen file, in the order of months."""
    options.check(
        request,
        match=("months", "year", "all"),
        months=(),
        year=(),
        title=(),
        within=(),
        follow=("documents", "none"),
    )
    source = fetcher.fetch(request.url, needs="leads")
    page = documents.leads_of(source, fetcher)
    if not page.is_page or source.capture.outcome not in documents.THERE:
        return (source,)
    within = options.text(request, "within")
    shown, remarks = documents.shown_by(page, source, fetcher)
    links = [*page.links, *documents.links_of(shown, fetcher)]
    further: list[Fetched] = []
    following = next_page(links, source.capture.final_url, 2)
    while True:
        inside = [link for link in links if not within or stands_within(link, within)]
        chosen, notes = _chosen(request, inside, period, fiscal_year, fetcher.agency.year_basis)
        if following is None or not _lacks(request, chosen, period):
            break
        if len(further) == MAX_FURTHER_PAGES:
            remarks.append(documents.left_out(following.url, "a further page of the list"))
            break
        asked = _further(following, source, fetcher, len(further) + 2)
        if asked.capture.url in {one.capture.url for one in further}:
            break
        further.append(asked)
        more = list(documents.links_of([asked], fetcher))
        links += more
        following = next_page(more, source.capture.final_url, len(further) + 2)
    found = [*shown, *further]
    if within and not inside:
        return (documents.noted(source, f"no link under {within!r}", *remarks), *found)
    remarks += [documents.left_out(source.capture.url, note) for note in notes]
    remarks += documents.hidden_on([source, *found], fetcher)
    for choice in chosen:
        if not same_site(choice.link.url, source.capture.final_url):
            offer, tried = repairs.offer(choice.link.url, source.capture.final_url, fetcher)
            note = f"on another host, not asked: {choice.link.url} ({choice.because})"
            notes.append(f"{note}; {repairs.said(offer)}" if offer else note)
            remarks += [offer] if offer else []
            if not link_repair.is_staging(choice.link.url):
                remarks.append(documents.left_out(choice.link.url, "a link to another host"))
            found += tried
            continue
        found += _followed(choice, source, fetcher, follow=_follows(request))
    return (documents.noted(source, "; ".join(notes), *remarks), *found)


def _further(link: PageLink, source: Fetched, fetcher: Fetcher, number: int) -> Fetched:
    return fetcher.fetch(
        link.url,
        role="linked",
        parent=source.capture.url,
        label="",
        chosen_because=f"page {number} of the list",
        needs="leads",
    )


def _lacks(request: Request, chosen: Sequence[Choice], period: Period) -> bool:
    """Whether a further page of the list may have what is looked for: a month without a link, or
    any link of the year."""
    match = options.text(request, "match", "months")
    if match != "months":
        return match == "year" and not chosen
    told = " ".join(choice.because for choice in chosen)
    return not all(f"month {month}:" in told for month in _months(request, period))


def next_page(links: Sequence[PageLink], first: str, number: int) -> PageLink | None:
    """The link to a list's next page: by its word or its number, to the list's own place.

    An article's ถัดไป is the next article, and a calendar's 2 a day: only the page may differ.

    Args:
        first: the list's first page.
        number: the page that is looked for, from 2.
    """
    there = [link for link in links if _is_page_of(link.url, first)]
    by_word = (link for link in there if _NEXT.fullmatch(link.text))
    by_number = (link for link in there if link.text.strip() == str(number))
    return next(by_number, None) or next(by_word, None)


_NEXT = re.compile(
    r"\W*(?:(?:หน้า)?(?:ถัดไป|ต่อไป)|next(?:\spage)?|older(?:\sposts)?|[›»>]+)\W*", re.IGNORECASE
)
_PAGING = re.compile(
    r"(?:\w*_|current|cur)?p(?:g|age|aged)?(?:_?(?:no|num|number|index))?"
    r"|(?:limit)?start|offset|per_page",
    re.IGNORECASE,
)
"""What the query of a list's pages differs in."""


def _is_page_of(url: str, first: str) -> bool:
    if not same_site(url, first):
        return False
    parts, own = urlsplit(url), urlsplit(first)
    if re.fullmatch(r"(?:/page)?/\d{1,4}/?", parts.path.removeprefix(own.path.rstrip("/"))):
        return parts.path != own.path and parts.query == own.query
    differs = set(parse_qsl(parts.query)) ^ set(parse_qsl(own.query))
    return (
        parts.path.rstrip("/") == own.path.rstrip("/")
        and bool(differs)
        and all(_PAGING.fullmatch(name) for name, _ in differs)
    )


def _follows(request: Request) -> bool:
    return options.text(request, "follow", "documents") == "documents"


def _followed(choice: Choice, source: Fetched, fetcher: Fetcher, *, follow: bool) -> list[Fetched]:
    """A chosen link; where it leads to a page, the documents on that page too."""
    taken = fetcher.fetch(
        choice.link.url,
        role="linked",
        parent=source.capture.url,
        label=choice.link.text,
        chosen_because=choice.because,
        needs="capture" if suffix_of(choice.link.url) in DOCUMENT_SUFFIXES else "leads",
    )
    page = documents.leads_of(taken, fetcher) if follow else Leads()
    if not page.is_page or taken.capture.outcome not in documents.THERE:
        return [taken]
    inside, note, offers = documents.follow(
        page.links, taken, fetcher, most=MAX_A_MONTH, because=f"on the page for {choice.because}"
    )
    hidden = documents.hidden_on([taken], fetcher)
    return [documents.noted(taken, note, *offers, *hidden), *inside]


def _chosen(
    request: Request,
    links: Sequence[PageLink],
    period: Period,
    fiscal_year: int,
    basis: YearBasis,
) -> tuple[list[Choice], list[str]]:
    title = options.text(request, "title")
    match = options.text(request, "match", "months")
    if match == "months":
        return choose_months(links, _months(request, period), fiscal_year, title, basis)
    if match == "year":
        year = options.number(request, "year", fiscal_year)
        return choose_year(links, year, title)
    listed = [link for link in _titled(links, title) if documents.is_document(link)]
    most = documents.MAX_DOCUMENTS
    notes = [f"{len(listed) - most} more links were not asked"] if len(listed) > most else []
    return [Choice(link, "one of the listed links") for link in listed[:most]], notes


def _months(request: Request, period: Period) -> tuple[Month, ...]:
    try:
        named = request.options.get("months") or ()
        return tuple(m for text in named for m in parse(text).months) or period.months
    except (TypeError, ValueError) as error:
        fault = CatalogFault("sources", 1, f"{request.url}: months: {error}", "['2565-10', …]")
        raise CatalogError((fault,)) from error


def stands_within(link: PageLink, within: str) -> bool:
    """Whether a link stands under a heading, or in a row, that carries the words."""
    return any(thai.contains(text, within) for text in (*link.headings, link.row))


def _titled(links: Sequence[PageLink], title: str) -> list[PageLink]:
    """The links that carry the words; all of them where none does."""
    if not title:
        return list(links)
    carrying = [
        link
        for link in links
        if any(thai.contains(t, title) for t in (link.text, link.row, *link.headings))
    ]
    return carrying or list(links)


# --- months ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Seen:
    """A month that a link speaks of, where it was read, and how its year is known."""

    month: Month
    where: str
    ranged: bool = False


def choose_months(
    links: Sequence[PageLink],
    months: Sequence[Month],
    fiscal_year: int,
    title: str = "",
    basis: YearBasis = "fiscal",
) -> tuple[list[Choice], list[str]]:
    """For each month the links that speak of it, at most three.

    A link to that month alone is preferred to one whose range holds it (a quarter, a half-year).

    Returns:
        the choices, each link once, and notes on what was left out.
    """
    seen = [(link, tuple(months_of(link, fiscal_year, basis))) for link in links]
    reasons: dict[str, tuple[PageLink, list[str]]] = {}
    notes: list[str] = []
    for month in months:
        exact = [(k, s) for k, all_seen in seen for s in all_seen if s.month == month]
        alone = [(link, s) for link, s in exact if not s.ranged] or exact
        kept = _titled(list(dict.fromkeys(link for link, _ in alone)), title)
        kept = [link for link in kept if documents.is_document(link)] or kept
        where = dict(reversed([(link, s.where) for link, s in alone]))
        for number, link in enumerate(kept[:MAX_A_MONTH], 1):
            because = f"month {month}: {where[link]}"
            if len(kept) > 1:
                because += f" ({number} of {len(kept)})"
            reasons.setdefault(link.url, (link, []))[1].append(because)
        if len(kept) > MAX_A_MONTH:
            notes.append(f"month {month}: {len(kept) - MAX_A_MONTH} more links were not asked")
    return [Choice(link, "; ".join(why)) for link, why in reasons.values()], notes


def months_of(link: PageLink, fiscal_year: int, basis: YearBasis) -> Iterator[_Seen]:
    """The months a link speaks of, read where they stand nearest."""
    for name, text in _around(link):
        ranges = [r for r in dates.find_ranges(text) if r.months]
        if ranges:
            yield from (
                _Seen(month, f"{name} {r.text!r}", ranged=len(r.months) > 1)
                for r in ranges
                for month in r.months
            )
            return
        found = dates.find_months(text)
        alone = len({(f.month_number, f.year_be) for f in found}) == 1
        if found and (alone or name == "link text"):
            for each in found:
                if each.flag is None:
                    month, how = _with_year(each, link, fiscal_year, basis)
                    yield _Seen(month, f"{name} {each.text!r}{how}")
            return


def _around(link: PageLink) -> Iterator[tuple[str, str]]:
    """The texts a link can be told by, the nearest first."""
    yield "link text", link.text
    yield "row", link.row
    yield "file name", link.file_name
    yield "column", link.column
    for heading in reversed(link.headings):
        yield "heading", heading


def _with_year(
    found: dates.FoundMonth, link: PageLink, fiscal_year: int, basis: YearBasis
) -> tuple[Month, str]:
    """A found month with its year, and how the year is known where the month does not say."""
    if found.month is not None:
        return found.month, ""
    for _, text in _around(link):
        for label in dates.find_label_years(text):
            if label.year_be is not None and label.until_be is None:
                fiscal = basis == "fiscal" or "งบ" in label.text
                return (
                    _month_in(found.month_number, label.year_be, fiscal=fiscal),
                    f", year from {label.text!r}",
                )
    month = _month_in(found.month_number, fiscal_year, fiscal=True)
    return month, f", year from the fiscal year {fiscal_year} asked for"


def _month_in(number: int, year: int, *, fiscal: bool) -> Month:
    """A month of a fiscal year (October to December lie in the year before) or a calendar year."""
    return Month(year - (fiscal and number >= 10), number)


# --- years -----------------------------------------------------------------------------------


def choose_year(
    links: Sequence[PageLink], year: int, title: str = ""
) -> tuple[list[Choice], list[str]]:
    """The links whose nearest year label holds the year, at most `documents.MAX_DOCUMENTS`."""
    chosen: list[Choice] = []
    for link in _titled(links, title):
        for name, text in _around(link):
            labels = dates.find_label_years(text)
            if labels:
                because = [label for label in labels if label.holds(year)]
                if because:
                    chosen.append(Choice(link, f"year {year}: {name} {because[0].text!r}"))
                break
    files = [choice for choice in chosen if documents.is_document(choice.link)] or chosen
    most = documents.MAX_DOCUMENTS
    notes = [f"year {year}: {len(files) - most} more links were not asked"]
    return files[:most], notes if len(files) > most else []
