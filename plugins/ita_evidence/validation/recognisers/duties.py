"""O3: the agency's powers and duties, not the text of a whole law."""

from __future__ import annotations

import re
from functools import partial

from ita_evidence.model import Found, Observation
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import find_all
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.common import best, is_draft, other_body
from ita_evidence.validation.recognisers.pages import (
    all_named,
    component_of,
    own_lines,
    quoted,
    said,
)

LONG_PAGES = 10
"""A document longer than this holds more than the duties: a person looks for them."""
HEADING_CHARS = 100
LEAST_DUTIES = 2
LAW_MARKS = 2
"""So many marks of a gazette's text make a law; one is a law quoted in an own page."""
_LISTED = re.compile(r"(?m)^\s*(?:[(（]?\d{1,2}[)）.]|[-•●○▪*])\s*\S")
_SECTION = re.compile(r"(?m)^\s*(?:มาตรา|ข้อ)\s*(\d{1,3})(?!\d)")


def recognise(context: Context) -> list[Observation]:
    """Duties under their heading, in a page or a short document that is no law."""
    return [
        best(_duties(context, seen) for seen in context.seen)
        or context.observe("duties", Found.NO, "component_missing")
    ]


def _duties(context: Context, seen: Seen) -> Observation:
    recognise = component_of(context, "duties").recognise
    text = fold_digits("\n".join([seen.document.title, *own_lines(seen.document)]))

    say = partial(said, context, seen, "duties")

    marks = all_named(text, recognise.none_of)
    if _runs_through(text):
        marks.append("มาตรา 1, 2, 3 …")
    if len(marks) >= LAW_MARKS:
        return say(Found.NO, "whole_law", ", ".join(marks))
    if is_draft(seen.document):
        return say(Found.NO, "draft")
    if body := other_body(seen.document, context.agency, context.unit):
        return say(Found.NO, "other_body", body, body=body)
    headed = [term for term in recognise.terms if _is_followed(text, term)]
    if not headed:
        return say(Found.NO, "component_missing")
    quote = quoted(text, headed[0])
    if marks:
        return say(Found.UNSURE, "law_quoted", f"{marks[0]} … {quote}")
    if len(seen.document.pages) > LONG_PAGES:
        return say(Found.UNSURE, "long_document", quote)
    return say(Found.YES, "duties_listed", quote)


def _is_followed(text: str, term: str) -> bool:
    """Whether duties are listed, or told in prose, below a heading."""
    for start, end in find_all(text, term):
        line = text[text.rfind("\n", 0, start) + 1 : end + 1 + text[end:].find("\n")]
        if len(line) > HEADING_CHARS:
            continue  # prose that mentions a duty, no heading of duties
        below = text[end : end + 3000]
        lines = [line for line in below.split("\n")[1:] if len(line.strip()) >= 30]
        if len(_LISTED.findall(below)) >= LEAST_DUTIES or len(lines) >= LEAST_DUTIES:
            return True
    return False


def _runs_through(text: str) -> bool:
    """Sections 1, 2, 3 … in unbroken order: a law from its beginning."""
    numbers = [int(number) for number in _SECTION.findall(text)]
    return numbers[:4] == [1, 2, 3, 4]
