"""O10: the agency's own policy of personal data protection."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from itertools import pairwise

from ita_evidence.model import Found, Observation
from ita_evidence.thai.text import find, skeleton
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.common import (
    OTHERS,
    best,
    head_of,
    is_draft,
    names_body,
    other_body,
)
from ita_evidence.validation.recognisers.pages import (
    all_named,
    component_of,
    named,
    option,
    own_lines,
    own_text,
    quoted,
    said,
)
from ita_evidence.validation.recognisers.reading import without_furniture

HEAD_CHARS = 1200
_BLANK = re.compile(r"\.{6,}|…{2,}|_{6,}")
MOST_BLANKS = 3
LINES_ABOVE, LINES_BELOW = 2, 3
"""Around its title, where a policy names whose it is."""
TOLD_CHARS = 6
"""Letters from which what stands under a heading says something."""


def recognise(context: Context) -> list[Observation]:
    """Title, own name, and at least so many of a policy's headings (`options.least`)."""
    return [
        best(_policy(context, seen) for seen in context.seen)
        or context.observe("policy", Found.NO, "component_missing")
    ]


def _policy(context: Context, seen: Seen) -> Observation:
    recognise = component_of(context, "policy").recognise
    text = own_text(without_furniture(seen))

    say = partial(said, context, seen, "policy")

    title = named(text[:HEAD_CHARS], recognise.terms)
    own = _own_words(seen)
    issuer = _issuer(own, title or "")
    marks = all_named(text, recognise.none_of)
    if marks and not (title and names_body(issuer, context.agency, context.unit)):
        return say(Found.NO, "law_itself", marks[0])
    headings = _headings(text, option(context, "policy", "headings"))
    least = int(option(context, "policy", "least", 3))
    if title is None:
        others = named(text[:HEAD_CHARS], option(context, "policy", "others"))
        if others and not named(text, recognise.terms):
            return say(Found.NO, "other_policy", quoted(text, others))
        return say(Found.NO, "component_missing")
    quote = f"{quoted(text, title)} | {' '.join(headings)}"
    if is_draft(seen.document) or len(_BLANK.findall(text)) >= MOST_BLANKS:
        return say(Found.NO, "draft", quote)
    if body := _other(context, seen):
        return say(Found.NO, "other_body", body, body=body)
    if not headings:
        return say(Found.NO, "component_missing", quote)  # it names, links or only heads the policy
    if len(headings) < least:
        return say(Found.UNSURE, "few_headings", quote, count=str(len(headings)))
    if marks:
        return say(Found.UNSURE, "law_quoted", f"{marks[0]} … {quote}")
    other = OTHERS.search(issuer)
    if other and not names_body(issuer, context.agency, context.unit):
        return say(Found.UNSURE, "central_body", quote, body=other[0].strip())
    if not names_body(own, context.agency, context.unit):
        return say(Found.UNSURE, "body_unknown", quote)
    return say(Found.YES, "policy_shown", quote)


def _headings(text: str, terms: Iterable[str]) -> list[str]:
    """The headings that say something: letters stand between each and the next."""
    found = sorted((span, term) for term in terms if (span := find(text, term)))
    closed = [*found, ((len(text), len(text)), "")]
    return [
        term
        for ((_, end), term), ((below, _), _) in pairwise(closed)
        if len(skeleton(text[end:below])) >= TOLD_CHARS
    ]


def _own_words(seen: Seen) -> str:
    """What it says itself: of a web page not its title, menu and foot, which name the site."""
    document = without_furniture(seen)
    title = [] if document.type == "html" else [document.title]
    return "\n".join([*title, *own_lines(document)])


def _issuer(text: str, title: str) -> str:
    """Its title and the lines around it, which say whose it is."""
    lines = text.split("\n")
    at = next((number for number, line in enumerate(lines) if named(line, [title])), 0)
    return "\n".join(lines[max(0, at - LINES_ABOVE) : at + 1 + LINES_BELOW])


def _other(context: Context, seen: Seen) -> str | None:
    """The ministry, department, province or company that issued it, when that is not ours."""
    if found := other_body(seen.document, context.agency, context.unit):
        return found
    issuer = re.search(
        r"(?m)^\s*(?:ประกาศ|นโยบายของ)\s*((?:กระทรวง|กรม|สำนักงานปลัด|บริษัท)\S+)",
        head_of(seen.document),
    )
    if issuer is None or names_body(issuer[1], context.agency, context.unit):
        return None
    return issuer[1]
