"""O1: the chart of how the agency is divided, and its posts and parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ita_evidence.model import Capture, Found, Observation
from ita_evidence.validation import outcomes
from ita_evidence.validation.inputs import Context, Seen, Shown
from ita_evidence.validation.recognisers.common import best
from ita_evidence.validation.recognisers.pages import all_named, component_of, named, own_text, said

CHART_PX = 500
"""A chart narrower than this cannot be read: a thumbnail."""
BANNER_RATIO = 3
LEAST_POSTS = 2
LEAST_PARTS = 3
_PART = re.compile(r"(?:กลุ่มงาน|ฝ่าย|กอง|ศูนย์|ที่ทำการ|สำนักงาน)[ก-๙]{3,}")


def recognise(context: Context) -> list[Observation]:
    """A chart as a picture big enough to be read, or as a document; posts and parts in words.

    What a picture shows is never read: posts that only a chart shows are for a person.
    """
    charts = [one for seen in context.seen for one in _charts(context, seen)]
    charts += [one for capture in context.captures if (one := _linked(context, capture))]
    chart = best(charts) or context.observe("chart", Found.NO, "component_missing")
    posts = best(_posts(context, seen) for seen in context.seen)
    if posts is None or (posts.found is Found.NO and chart.found is Found.YES):
        posts = context.observe("posts", Found.UNSURE, "posts_in_chart", place=chart.place)
    return [chart, posts]


def _charts(context: Context, seen: Seen) -> Iterator[Observation]:
    terms = component_of(context, "chart").recognise.terms
    if seen.document.type != "html":
        if term := named(own_text(seen.document), terms):
            yield said(context, seen, "chart", Found.YES, "chart_document", term)
        return
    page_is_about_it = named(own_text(seen.document), terms) is not None
    for shown in context.pictures(seen):
        alt, beside = shown.picture.alt, shown.picture.beside
        if named(alt, terms) or (not alt and named(beside, terms)):
            if alt or not _is_banner(shown):
                yield _picture(context, seen, shown, alt or named(beside, terms) or "")
        elif page_is_about_it and shown.width_px >= CHART_PX and not _is_banner(shown):
            # A big picture of something: whether it is the chart, nothing beside it says.
            yield said(context, seen, "chart", Found.UNSURE, "picture_unnamed", shown.url)


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
    return said(context, seen, "chart", Found.YES, "chart_picture", f"{quote} {shown.width_px} px")


def _linked(context: Context, capture: Capture) -> Observation | None:
    """A document or picture that the page links under the chart's name."""
    terms = component_of(context, "chart").recognise.terms
    there = outcomes.MEANING[capture.outcome] == "content"
    if capture.role != "linked" or not there or not named(capture.label or "", terms):
        return None
    seen = next((one for one in context.seen if one.capture is capture), None)
    place = seen.place() if seen else None
    return context.observe(
        "chart", Found.YES, "chart_document", quote=capture.label or "", place=place
    )


def _posts(context: Context, seen: Seen) -> Observation:
    """At least two posts and three parts by name."""
    text = seen.document.text
    posts = all_named(text, component_of(context, "posts").recognise.terms)
    parts = list(dict.fromkeys(_PART.findall(text)))
    quote = " ".join([*posts, *parts[:LEAST_PARTS]])
    if len(posts) >= LEAST_POSTS and len(parts) >= LEAST_PARTS:
        return said(context, seen, "posts", Found.YES, "posts_named", quote)
    return said(context, seen, "posts", Found.NO, "component_missing")
