"""O7: news of the agency's own work, some of it dated in the year by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from ita_evidence.model import Document, Found, Observation
from ita_evidence.periods import month_of
from ita_evidence.thai import dates
from ita_evidence.thai.text import contains
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.common import best_document, in_year, looked_at
from ita_evidence.validation.recognisers.pages import (
    component_of,
    first,
    named,
    numbered_lines,
    option,
    own_text,
    said,
    same,
    target_of,
)
from ita_evidence.validation.recognisers.reading import without_furniture

STORY_CHARS = 15
"""A line shorter than this tells no story: a date alone, or a button."""
TITLE_CHARS = 25
"""A link of this length is a story's title; a shorter one may be a menu's."""
HEADING_CHARS = 40
"""A longer line heads nothing."""
NEAR_LINES = 2
"""A story's title stands so near to its date."""


class Story(NamedTuple):
    day: date
    text: str
    title: str
    is_other: bool
    """It stands under a heading of something else, or tells of it: a tender, a vacancy."""


def recognise(context: Context) -> list[Observation]:
    """News under their heading, and the newest whose own date lies in the year."""
    rows = best_document([_news(context, seen), _year(context, seen)] for seen in context.seen)
    return rows or [
        context.observe("news", Found.NO, "component_missing"),
        context.observe("year", Found.NO, "component_missing", year=str(context.year)),
    ]


def _news(context: Context, seen: Seen) -> Observation:
    recognise = component_of(context, "news").recognise
    terms = recognise.terms
    headings = [line for line in own_text(seen.document).split("\n") if named(line, terms)]
    if not headings:
        if seen.document.type != "html" and any(True for _ in _stories(context, seen)):
            # A story by itself: whether it was published as news, its page would say.
            return said(context, seen, "news", Found.UNSURE, "news_unheaded")
        return context.observe("news", Found.NO, "component_missing", place=seen.place())
    if other := _all_of(headings, recognise.none_of):
        return said(context, seen, "news", Found.UNSURE, "mentioned_only", other)
    quote, place = first(seen, terms) or (seen.document.title, seen.place())
    return context.observe("news", Found.YES, "news_shown", quote=quote, place=place)


def _all_of(headings: Sequence[str], others: Sequence[str]) -> str | None:
    """The first heading, where each is of something else than the agency's news."""
    return headings[0] if all(named(one, others) for one in headings) else None


def _year(context: Context, seen: Seen) -> Observation:
    """By the stories' own dates: a day of the header, a counter or an update is none."""

    say = partial(said, context, seen, "year")

    stories = list(_stories(context, seen))
    year = str(context.year)
    inside = [one for one in stories if in_year(context, one.day) is Found.YES]
    inside.sort(key=lambda one: one.is_other)
    in_calendar = [one for one in inside if month_of(one.day).year_be == context.year]
    if inside and all(one.is_other for one in inside):
        return say(Found.UNSURE, "news_perhaps", inside[0].text, year=year)
    if inside and not _is_sure(seen, stories, (in_calendar or inside)[0]):
        return say(Found.UNSURE, "news_perhaps", inside[0].text, year=year)
    if in_calendar:
        return say(Found.YES, "dated_in_year", in_calendar[0].text)
    if inside:
        return say(Found.YES, "october_to_december", inside[0].text, before=str(context.year - 1))
    if doubtful := [one for one in stories if in_year(context, one.day) is Found.UNSURE]:
        return say(Found.UNSURE, "calendar_year", doubtful[0].text, year=year)
    if stories:
        newest = max(stories)
        other = str(newest.day.year + 543)
        return say(Found.NO, "wrong_year", newest.text, year=year, other=other)
    if any(True for _ in _titles(seen)):
        return say(Found.UNSURE, "news_undated", year=year)
    return say(Found.NO, "component_missing", year=year)


def _titles(seen: Seen) -> Iterator[str]:
    here = same(seen.capture.final_url)
    for link in seen.document.links:
        target = target_of(seen, link)
        if len(link.text) >= TITLE_CHARS and target and same(target.geturl()) != here:
            yield link.text


def _stories(context: Context, seen: Seen) -> Iterator[Story]:
    """Dates with a line that tells something near them, below the heading of news; none after the
    page was looked at, none that dates the page, a law or another document."""
    ignored = component_of(context, "year").recognise.none_of
    news = component_of(context, "news").recognise
    terms, others, ends = news.terms, news.none_of, option(context, "news", "ends")
    day_of_visit = looked_at(seen)
    for page in without_furniture(Seen(seen.capture, _without_links(seen.document))).pages:
        lines = [" ".join(line.split()) for line in page.text.split("\n")]
        times = Counter(lines)
        heading = _heading(context, seen)
        told = [n for n, line in enumerate(lines) if n > heading and line]
        under_others = False
        for at, number in enumerate(told):
            line = lines[number]
            heads = len(line) <= HEADING_CHARS and times[line] == 1
            if heads and not dates.find_dates(line):
                under_others = under_others or named(line, (*others, *ends)) is not None
                under_others = under_others and named(line, terms) is None
            before = lines[told[at - 1]] if at and not _tells(line, ignored) else ""
            if any(contains(text, term) for text in (line, before) for term in ignored):
                continue
            for one in dates.find_dates(line):
                if one.date is None or one.flag or one.date >= day_of_visit:
                    continue
                near = [lines[n] for n in told[max(0, at - NEAR_LINES) : at + NEAR_LINES + 1]]
                title = next((text for text in near if _tells(text, ignored)), None)
                if title is not None:
                    told_here = line if _tells(line, ignored) else title
                    is_other = under_others or named(told_here, others) is not None
                    yield Story(one.date, f"{title} {one.text}", title, is_other)


def _without_links(document: Document) -> Document:
    """The document as if it had no links: a story's title is one."""
    return document.model_copy(update={"links": ()})


def _heading(context: Context, seen: Seen) -> int:
    """The number of the line that heads the news; before all where a title or a file does."""
    terms = component_of(context, "news").recognise.terms
    if seen.document.type != "html" or named(seen.document.title, terms):
        return -1
    return next((n for n, line in numbered_lines(seen.document) if named(line, terms)), -1)


def _tells(line: str, ignored: tuple[str, ...]) -> bool:
    """More than a date and a label."""
    rest = line
    for one in dates.find_dates(line):
        rest = rest.replace(one.text, "")
    for term in ignored:
        if contains(rest, term):
            return False
    return len(" ".join(rest.split())) >= STORY_CHARS


def _is_sure(seen: Seen, stories: list[Story], one: Story) -> bool:
    """Several stories are news, and so is one whose title leads to it; one line with a date may be
    any line of a page."""
    if seen.document.type != "html" or len({story.title for story in stories}) > 1:
        return True
    return any(title in one.title for title in _titles(seen))
