"""O6: laws that the agency works by, each title with a file that opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from ita_evidence.model import Capture, Found, Observation
from ita_evidence.thai.text import find
from ita_evidence.validation import outcomes
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.pages import (
    component_of,
    named,
    option,
    own_lines,
    own_text,
    said,
    same,
    target_of,
)

TITLE_CHARS = 10
"""A law's title is longer than its kind: `ประกาศ` alone is a menu's word."""


class Title(NamedTuple):
    text: str
    capture: Capture | None
    """What came of its file; None: on another site, not asked for, or no link at all."""
    url: str
    """Where it leads; empty for a title without a link."""
    seen: Seen
    spoken_of: bool = False
    """It only speaks of the law that it names: a draft, a training on it, a report under it."""


def recognise(context: Context) -> list[Observation]:
    """At least so many titles (`options.least`) whose files are there."""
    named_laws = [title for seen in context.seen for title in _titles(context, seen)]
    titles = [one for one in named_laws if not one.spoken_of]
    least = int(option(context, "laws", "least", 3))
    live = [one for one in titles if one.capture and _meaning(one.capture) == "content"]
    dead = [one for one in titles if one.capture and _meaning(one.capture) == "missing"]
    away = [one for one in titles if one.url and one not in live and one not in dead]
    if len(live) >= least:
        return [_say(context, live, Found.YES, "laws_linked")]
    if live:
        return [_say(context, live + away, Found.UNSURE, "few_laws", count=str(len(live)))]
    if away:
        return [_say(context, away, Found.UNSURE, "laws_elsewhere")]
    if dead:
        return [_say(context, dead, Found.NO, "links_dead")]
    if spoken := [one for one in named_laws if one.spoken_of and one.url and one not in dead]:
        return [_say(context, spoken, Found.UNSURE, "laws_spoken_of")]
    if titles:
        return [_say(context, titles, Found.NO, "titles_without_files")]
    place = context.seen[0].place() if context.seen else None
    return [context.observe("laws", Found.NO, "component_missing", place=place)]


def _titles(context: Context, seen: Seen) -> list[Title]:
    """A page's titles with where each leads; a document that is itself a law is one."""
    if seen.document.type != "html":
        parent = seen.capture.role == "linked"
        if parent or not _is_law(context, own_text(seen.document)[:500]):
            return []  # told by the page that links it
        head = " ".join(own_text(seen.document).split())[:100]
        return [Title(head, seen.capture, seen.capture.final_url, seen)]
    captured = {same(one.url): one for one in context.captures}
    titles = {}
    for link in seen.document.links:
        if len(link.text) < TITLE_CHARS or not _is_law(context, link.text):
            continue
        target = target_of(seen, link)
        url = target.geturl() if target else ""
        if target and _is_front(url):
            url = ""
        if url and same(url) == same(seen.capture.final_url):
            url = ""  # an empty link leads back to its own page
        titles[link.text] = Title(link.text, captured.get(same(url)) if url else None, url, seen)
    for line in own_lines(seen.document):
        if _is_law(context, line) and TITLE_CHARS < len(line) < 200:
            titles.setdefault(line, Title(line, None, "", seen))
    words = option(context, "laws", "spoken_of")
    terms = component_of(context, "laws").recognise.terms
    return [one._replace(spoken_of=_speaks(one.text, terms, words)) for one in titles.values()]


def _speaks(title: str, terms: Sequence[str], words: Sequence[str]) -> bool:
    """Whether one of these words stands before the first law that a title names."""
    at = min((span[0] for term in terms if (span := find(title, term))), default=0)
    return named(title[:at], words) is not None


def _is_law(context: Context, text: str) -> bool:
    """Whether a text names a law; one that names another paper must name its law surely."""
    recognise = component_of(context, "laws").recognise
    terms = recognise.terms
    if named(text, recognise.none_of):
        weak = option(context, "laws", "weak")
        terms = tuple(term for term in terms if term not in weak)
    return named(text, terms) is not None


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.path.strip("/") and not parts.query


def _meaning(capture: Capture) -> outcomes.Meaning:
    return outcomes.MEANING[capture.outcome]


def _say(
    context: Context, titles: list[Title], found: Found, code: str, count: str = ""
) -> Observation:
    quote = ", ".join(one.text for one in titles[:3])
    return said(context, titles[0].seen, "laws", found, code, quote, count=count)
