"""O6: laws that the agency works by, each title with a file that opens."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from ita_evidence.model import Capture, Document, Found, Link, Observation
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

HEAD_CHARS = 100
"""Characters in which a file says what law it is."""
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
    if untold := _untold(context, named_laws):
        return [_say(context, untold, Found.UNSURE, "few_laws", count=str(len(untold)))]
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


def _untold(context: Context, titles: Sequence[Title]) -> list[Title]:
    """Files that begin with a law's name, where the page says neither so nor that they are other
    papers."""
    told = {same(one.url) for one in titles if one.url}
    others = component_of(context, "laws").recognise.none_of
    told |= {
        same(target.geturl())
        for seen in context.seen
        for link in seen.document.links
        if named(link.text, others) and (target := target_of(seen, link))
    }
    return [
        Title(head, seen.capture, seen.capture.final_url, seen)
        for seen in context.seen
        if seen.capture.role == "linked" and same(seen.capture.final_url) not in told
        if _is_law(context, head := " ".join(own_text(seen.document).split())[:HEAD_CHARS])
    ]


def _titles(context: Context, seen: Seen) -> list[Title]:
    """A page's titles with where each leads; a document that is itself a law is one."""
    if seen.document.type != "html":
        parent = seen.capture.role == "linked"
        if parent or not _is_law(context, own_text(seen.document)[:500]):
            return []  # told by the page that links it
        head = " ".join(own_text(seen.document).split())[:HEAD_CHARS]
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
    buttons = _buttons(seen.document, titles)
    for line in own_lines(seen.document):
        if _is_law(context, line) and TITLE_CHARS < len(line) < 200 and line not in titles:
            target = target_of(seen, buttons[line]) if line in buttons else None
            url = target.geturl() if target and not _is_front(target.geturl()) else ""
            titles[line] = Title(line, captured.get(same(url)) if url else None, url, seen)
    words = option(context, "laws", "spoken_of")
    terms = component_of(context, "laws").recognise.terms
    return [one._replace(spoken_of=_speaks(one.text, terms, words)) for one in titles.values()]


def _buttons(document: Document, titles: Collection[str]) -> dict[str, Link]:
    """Per line the link beside it, as "ดาวน์โหลด": in the line, or alone in the next one.

    Where such words stand oftener in the text than links do, which is whose cannot be told.
    """
    links: dict[str, list[Link]] = {}
    for link in document.links:
        if link.in_text and link.text and link.text not in titles:
            links.setdefault(link.text, []).append(link)
    lines = [" ".join(line.split()) for line in document.text.split("\n")]
    text = "\n".join(lines)
    begins = [0, *(match.end() for match in re.finditer("\n", text))]
    found: dict[str, Link] = {}
    for words, same_words in links.items():
        if text.count(words) != len(same_words):
            continue
        end = 0
        for link in same_words:
            start = text.index(words, end)
            end = start + len(words)
            number = bisect_right(begins, start) - 1
            above = lines[number - 1] if lines[number] == words and number else lines[number]
            found.setdefault(above, link)
    return found


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
