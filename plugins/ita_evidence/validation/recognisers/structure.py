"""O1: the chart of how the agency is divided, and its posts and parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ita_evidence.model import Capture, Found, Observation, Place, TextQuality
from ita_evidence.thai.text import skeleton
from ita_evidence.validation import outcomes
from ita_evidence.validation.inputs import Context, Seen, Shown
from ita_evidence.validation.recognisers.common import another_named, best, head_of
from ita_evidence.validation.recognisers.pages import (
    all_named,
    component_of,
    named,
    option,
    own_text,
    said,
)

CHART_PX = 500
"""A chart narrower than this cannot be read: a thumbnail."""
BANNER_RATIO = 3
TITLE_CHARS = 60
"""Letters up to which a document without a picture is no more than a title."""
LEAST_POSTS = 2
LEAST_PARTS = 3
_PART = re.compile(r"(?:กลุ่มงาน|ฝ่าย|กอง|ศูนย์|ที่ทำการ|สำนักงาน)[ก-๙]{3,}")


def recognise(context: Context) -> list[Observation]:
    """A chart as a picture big enough to be read, or as a document; posts and parts in words.

    What a picture shows is never read: posts that only a chart shows are for a person.
    """
    charts = [one for seen in context.seen for one in _charts(context, seen)]
    charts += [one for capture in context.captures if (one := _linked(context, capture))]
    chart = best(charts) or _in_words(context)
    posts = best(_posts(context, seen) for seen in context.seen)
    if posts is None or (posts.found is not Found.YES and chart.found is Found.YES):
        posts = context.observe("posts", Found.UNSURE, "posts_in_chart", place=chart.place)
    return [chart, posts]


def _charts(context: Context, seen: Seen) -> Iterator[Observation]:
    if seen.document.type != "html":
        head = head_of(seen.document)
        if term := _named(context, head):
            yield _document(context, term, head, seen.place())
        return
    page_is_about_it = _named(context, own_text(seen.document)) is not None
    for shown in context.pictures(seen):
        alt, beside = shown.picture.alt, shown.picture.beside
        if _named(context, alt) or (not alt and _named(context, beside)):
            if alt or not _is_banner(shown):
                yield _picture(context, seen, shown, alt or _named(context, beside) or "")
        elif page_is_about_it and shown.width_px >= CHART_PX and not _is_banner(shown):
            # A big picture of something: whether it is the chart, nothing beside it says.
            yield said(context, seen, "chart", Found.UNSURE, "picture_unnamed", shown.url)


def _in_words(context: Context) -> Observation:
    """A page about it without a picture, which names posts and parts: the page itself may draw them
    as boxes, or only list them."""
    for seen in context.seen:
        about = _named(context, own_text(seen.document))
        if about and _posts(context, seen).found is not Found.NO:
            return said(context, seen, "chart", Found.UNSURE, "chart_in_words", about)
    return context.observe("chart", Found.NO, "component_missing")


def _named(context: Context, text: str) -> str | None:
    """The first of the chart's terms in a text, but for words that only sound so."""
    for other in option(context, "chart", "sound_alike"):
        text = text.replace(other, "")
    return named(text, component_of(context, "chart").recognise.terms)


def _document(context: Context, quote: str, text: str, place: Place | None) -> Observation:
    """A document by what it is called, unless that is the chart of a part alone."""
    parts = all_named(text, component_of(context, "chart").recognise.none_of)
    calls = [line for line in text.split("\n") if _named(context, line)]
    if other := next((one for one in calls if named(one, option(context, "chart", "others"))), ""):
        return context.observe("chart", Found.UNSURE, "other_document", quote=other, place=place)
    whole = text
    for part in parts:
        whole = whole.replace(part, "")
    if parts and _named(context, whole) is None:
        return context.observe("chart", Found.UNSURE, "chart_of_part", quote=parts[0], place=place)
    if body := _of_another(context, text):
        return context.observe(
            "chart", Found.UNSURE, "body_in_doubt", quote=quote, place=place, body=body
        )
    return context.observe("chart", Found.YES, "chart_document", quote=quote, place=place)


def _of_another(context: Context, text: str) -> str | None:
    """The other body that the words which call it a chart name."""
    calls = "\n".join(line for line in text.split("\n") if _named(context, line))
    return another_named(calls, context.agency, context.unit)


def _is_banner(shown: Shown) -> bool:
    """Wide and low, as the top of a page is and no chart."""
    return 0 < shown.height_px * BANNER_RATIO < shown.width_px


def _picture(context: Context, seen: Seen, shown: Shown, quote: str) -> Observation:
    none_of = component_of(context, "chart").recognise.none_of
    if shown.is_broken:
        return said(context, seen, "chart", Found.NO, "picture_broken", f"{quote} {shown.url}")
    if shown.width_px == 0:
        return said(
            context, seen, "chart", Found.UNSURE, "picture_not_seen", f"{quote} {shown.url}"
        )
    if shown.width_px < CHART_PX:
        return said(
            context, seen, "chart", Found.UNSURE, "picture_small", f"{quote} {shown.width_px} px"
        )
    if other := named(shown.picture.alt, none_of):
        return said(context, seen, "chart", Found.UNSURE, "chart_of_part", other)
    if body := _of_another(context, f"{shown.picture.alt}\n{shown.picture.beside}"):
        return said(context, seen, "chart", Found.UNSURE, "body_in_doubt", quote, body=body)
    return said(context, seen, "chart", Found.YES, "chart_picture", f"{quote} {shown.width_px} px")


def _linked(context: Context, capture: Capture) -> Observation | None:
    """A document or picture that the page links under the chart's name."""
    label = capture.label or ""
    there = outcomes.MEANING[capture.outcome] == "content"
    if capture.role != "linked" or not there or not _named(context, label):
        return None
    seen = next((one for one in context.seen if one.capture is capture), None)
    if seen is not None and seen.document.type == "html":
        return None  # a page shows its charts by its own pictures
    if seen is not None and seen.document.text_quality is TextQuality.GOOD and _says_nothing(seen):
        return None
    text = f"{label}\n{head_of(seen.document)}" if seen else label
    return _document(context, label, text, seen.place() if seen else None)


def _says_nothing(seen: Seen) -> bool:
    """Neither a picture nor more than a title."""
    drawn = bool(seen.document.pictures) or any(
        page.picture_share > 0 for page in seen.document.pages
    )
    return not drawn and len(skeleton(seen.document.text)) < TITLE_CHARS


def _posts(context: Context, seen: Seen) -> Observation:
    """At least two posts and three parts by name; fewer posts, or what links under the chart's name
    say, which may be its boxes or a menu, are for a person."""
    text = own_text(seen.document)
    boxes = [one.text for one in seen.document.links if _named(context, one.heading)]
    for found, code, words, least in (
        (Found.YES, "posts_named", text, LEAST_POSTS),
        (Found.UNSURE, "mentioned_only", "\n".join([text, *boxes]), 1),
    ):
        posts = all_named(words, component_of(context, "posts").recognise.terms)
        parts = list(dict.fromkeys(_PART.findall(words)))
        if len(posts) >= least and len(parts) >= LEAST_PARTS:
            quote = " ".join([*posts, *parts[:LEAST_PARTS]])
            return said(context, seen, "posts", found, code, quote)
    return said(context, seen, "posts", Found.NO, "component_missing")
