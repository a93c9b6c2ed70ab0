"""O7: news of the agency's own work, some of it dated in the year by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

from ita_evidence.model import Found, Observation
from ita_evidence.periods import month_of
from ita_evidence.thai import dates
from ita_evidence.thai.text import contains
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.common import best_document, in_year, looked_at
from ita_evidence.validation.recognisers.pages import (
    component_of,
    first,
    named,
    own_text,
    said,
)

STORY_CHARS = 15
"""A line shorter than this tells no story: a date alone, or a button."""
TITLE_CHARS = 25
"""A link of this length is a story's title; a shorter one may be a menu's."""
NEAR_LINES = 2
"""A story's title stands so near to its date."""


class Story(NamedTuple):
    day: date
    text: str


def recognise(context: Context) -> list[Observation]:
    """News under their heading, and the newest whose own date lies in the year."""
    rows = best_document([_news(context, seen), _year(context, seen)] for seen in context.seen)
    return rows or [
        context.observe("news", Found.NO, "component_missing"),
        context.observe("year", Found.NO, "component_missing", year=str(context.year)),
    ]


def _news(context: Context, seen: Seen) -> Observation:
    terms = component_of(context, "news").recognise.terms
    if named(own_text(seen.document), terms) is None:
        if seen.document.type != "html" and any(True for _ in _stories(context, seen)):
            # A story by itself: whether it was published as news, its page would say.
            return said(context, seen, "news", Found.UNSURE, "news_unheaded")
        return context.observe("news", Found.NO, "component_missing", place=seen.place())
    quote, place = first(seen, terms) or (seen.document.title, seen.place())
    return context.observe("news", Found.YES, "news_shown", quote=quote, place=place)


def _year(context: Context, seen: Seen) -> Observation:
    """By the stories' own dates: a day of the header, a counter or an update is none."""

    say = partial(said, context, seen, "year")

    stories = list(_stories(context, seen))
    year = str(context.year)
    inside = [one for one in stories if in_year(context, one.day) is Found.YES]
    in_calendar = [one for one in inside if month_of(one.day).year_be == context.year]
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
    for link in seen.document.links:
        if len(link.text) >= TITLE_CHARS:
            yield link.text


def _stories(context: Context, seen: Seen) -> Iterator[Story]:
    """Dates with a line that tells something near them, none after the page was looked at."""
    ignored = component_of(context, "year").recognise.none_of
    day_of_visit = looked_at(seen)
    for page in seen.document.pages:
        lines = page.text.split("\n")
        for number, line in enumerate(lines):
            if any(contains(line, term) for term in ignored):
                continue
            for one in dates.find_dates(line):
                if one.date is None or one.flag or one.date >= day_of_visit:
                    continue
                near = lines[max(0, number - NEAR_LINES) : number + NEAR_LINES + 1]
                told = [text for text in near if _tells(text)]
                if told:
                    yield Story(one.date, f"{told[0]} {one.text}")


def _tells(line: str) -> bool:
    """More than a date and a label."""
    rest = line
    for one in dates.find_dates(line):
        rest = rest.replace(one.text, "")
    return len(" ".join(rest.split())) >= STORY_CHARS
