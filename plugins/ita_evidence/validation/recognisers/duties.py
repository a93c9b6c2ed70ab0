"""O3: the agency's powers and duties, not the text of a whole law."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from ita_evidence.model import Found, Observation
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import find_all
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.common import (
    COMMISSIONS,
    GROUP,
    OTHERS,
    best,
    is_draft,
    names_body,
    other_body,
)
from ita_evidence.validation.recognisers.pages import (
    all_named,
    component_of,
    option,
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
_LISTED = re.compile(r"\s*(?:[(（]?\d{1,2}[)）.]|[-•●○▪*])\s*[ก-๙A-Za-z]")
_NUMBER = re.compile(r"[\s(（\d)）.\-•●○▪*]*")
_HAS_DUTY = re.compile("มี(?:อำนาจ|หน้าที่|ภารกิจ)|รับผิดชอบ")
_ITS_DUTY = re.compile(r"(?:หน้าที่|อำนาจ|ภารกิจ)(?:ของ)?\s*$")
_OTHERS = re.compile(rf"{OTHERS.pattern}|{COMMISSIONS}|{GROUP}")
_SECTION = re.compile(r"(?m)^\s*(?:มาตรา|ข้อ)\s*(\d{1,3})(?!\d)")


_NOT_ITS = re.compile(
    "คณะกรรมการ|คณะอนุกรรมการ|คณะทำงาน|วิสัยทัศน์|พันธกิจ|ค่านิยม|ตำแหน่ง|องค์การบริหารส่วน|เทศบาล"
)
"""In a heading of duties: a board's, a post's, another body's, or what the agency wants to be."""
_HOLDER_ABOVE = re.compile(r"^\s*(?:โดย)?(?:ให้)?มี\s*$")
"""Before duties whose holder the lines above name: "มีอำนาจหน้าที่ ดังนี้"."""
ABOVE_LINES = 5
_WHOSE = re.compile(r"\s*ของ\s*(?P<holder>[^\n]*)")


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
    if not any(_tells_duties(text, term, option(context, "duties", "verbs")) for term in headed):
        return say(Found.UNSURE, "mentioned_only", quote)
    if other := next(filter(None, (_others(context, text, term) for term in headed)), None):
        return say(Found.UNSURE, "central_body", quote, body=other)
    if all(_not_its(context, text, term) for term in headed):
        return say(Found.UNSURE, "mentioned_only", quote)
    if marks:
        return say(Found.UNSURE, "law_quoted", f"{marks[0]} … {quote}")
    if len(seen.document.pages) > LONG_PAGES:
        return say(Found.UNSURE, "long_document", quote)
    return say(Found.YES, "duties_listed", quote)


def _is_followed(text: str, term: str) -> bool:
    """Whether something is listed, or told in prose, below a heading."""
    return any(len(lines) >= LEAST_DUTIES for lines in _below(text, term))


def _tells_duties(text: str, term: str, verbs: Sequence[str]) -> bool:
    """Whether so many of the lines below a heading say what is to be done: titles do not."""
    return any(
        sum(_is_duty(line, verbs) for line in lines) >= LEAST_DUTIES for lines in _below(text, term)
    )


def _is_duty(line: str, verbs: Sequence[str]) -> bool:
    """Whether a line, or a cell in it, begins with what is to be done: a title is a noun."""
    words = _NUMBER.sub("", line, count=1).split(" ")
    return any(word.startswith(tuple(verbs)) for word in words) or bool(_HAS_DUTY.search(line))


def _not_its(context: Context, text: str, term: str) -> bool:
    """Whether each heading of the term, with the line above it, is of a board, a vision or of
    somebody else than the agency."""
    return all(
        _is_anothers(context, text, start, end)
        for (start, end), lines in zip(_headings(text, term), _below(text, term), strict=True)
        if len(lines) >= LEAST_DUTIES
    )


def _is_anothers(context: Context, text: str, start: int, end: int) -> bool:
    *above, before = text[:start].split("\n")
    above = above[-ABOVE_LINES if _HOLDER_ABOVE.match(before) else -1 :]
    rest = text[end:].partition("\n")[0]
    if _NOT_ITS.search("\n".join([*above, before]) + text[start:end] + rest):
        return True
    whose = _WHOSE.match(rest)
    if whose is None or names_body(whose["holder"], context.agency, context.unit):
        return False
    return not whose["holder"].startswith(tuple(option(context, "duties", "holders")))


def _others(context: Context, text: str, term: str) -> str | None:
    """The ministry, department, commission, company or group of provinces whose duties these are by
    their heading or the line below it, where neither names the agency or the unit."""
    for start, end in find_all(text, term):
        lines = [text[text.rfind("\n", 0, start) + 1 : end] + text[end:].partition("\n")[0]]
        lines += text[end:].split("\n")[1:2]
        if names_body("\n".join(lines), context.agency, context.unit):
            return None
        for line in lines:
            other = _OTHERS.search(line)
            if other and (
                _ITS_DUTY.search(line[: other.start()]) or _HAS_DUTY.search(line[other.start() :])
            ):
                return other[0].strip()
    return None


def _below(text: str, term: str) -> Iterator[list[str]]:
    """The listed and the long lines below each heading that names the term."""
    for _, end in _headings(text, term):
        below = text[end : end + 3000].split("\n")[1:]
        yield [line for line in below if len(line.strip()) >= 30 or _LISTED.match(line)]


def _headings(text: str, term: str) -> Iterator[tuple[int, int]]:
    """Where a short line names the term; prose that mentions a duty is no heading of duties."""
    for start, end in find_all(text, term):
        line = text[text.rfind("\n", 0, start) + 1 : end + 1 + text[end:].find("\n")]
        if len(line) <= HEADING_CHARS:
            yield start, end


def _runs_through(text: str) -> bool:
    """Sections 1, 2, 3 … in unbroken order: a law from its beginning."""
    numbers = [int(number) for number in _SECTION.findall(text)]
    return numbers[:4] == [1, 2, 3, 4]
