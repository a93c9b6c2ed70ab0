"""Who signed a declaration (O31): the one who was chief executive in that year.

The component's terms name the chief's office, `none_of` those who sign for him and other offices;
`options.shown_by` is the item whose evidence shows who holds the office. Whether a signature is
real no machine can say; a scan is for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ita_evidence.model import Component, Found, Observation
from ita_evidence.thai.text import contains, find_all
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.reading import Reading, mention, missing

_TITLE = (
    r"(?:นาย|นาง(?:สาว)?|น\.ส\.|ว่าที่\s*\S+|ร้อย(?:ตรี|โท|เอก|ตำรวจ\S*)|พัน\S+|พล\S+|จ่า\S+|ดร\.|"
    r"หม่อม(?:หลวง|ราชวงศ์)|ม\.[ลร]\.)"
)
_SIGNED = re.compile(
    rf"\(\s*(?P<name>{_TITLE}\s*[ก-๙]{{2,40}}(?:\s+[ก-๙ ]{{2,50}})?)\s*\)"
    r"[ \t]*\n?[ \t]*(?P<post>[^\n]*)(?:\n(?P<below>[^\n]*))?"
)
_UNSIGNED = re.compile(r"\(\s*[.…_]{4,}\s*\)")
BESIDE = 160
"""Characters of a page within which a name and an office are one person's."""
ABOVE_LINES, BELOW_LINES = 1, 2


class Signature(NamedTuple):
    page: int
    quote: str
    name: str
    post: str
    near: str
    """The lines around the name: an office stands above it, or below a second line, too."""


def signed(context: Context, reading: Reading, component: Component) -> Observation:
    """Whether the document is signed, by whom, and whether he held the office in the year."""
    offices, others = component.recognise.terms, component.recognise.none_of
    found = list(_signatures(reading))
    if not found:
        row = mention(context, reading, component) or missing(context, reading, component)
        blank = any(_UNSIGNED.search(text) for _, text in reading.pages)
        if blank or row.found is Found.NO:
            return row.model_copy(update={"found": Found.NO, "code": "not_signed"})
        return row.model_copy(update={"code": "signatory_unread"})
    instead = next((one for one in found if _names(one.post, others)), None)
    chief = next((one for one in found if _names(one.post, offices)), None)
    shown = context.others.get(str(component.recognise.options.get("shown_by", "")), ())
    holders = [
        one for one in shown if any(_names(page.text, offices) for page in one.document.pages)
    ]
    if instead is not None:
        answer, code = Found.UNSURE, "signed_for"
    elif chief is None:
        near = any(_names(one.near, (*offices, *_short(component))) for one in found)
        answer, code = (Found.UNSURE, "office_apart") if near else (Found.NO, "signed_by_other")
    elif any(_holds(one, chief.name, offices, others) for one in holders):
        answer, code = Found.YES, "signed_by_chief"
    else:
        answer, code = Found.UNSURE, "signatory_unknown" if holders else "chief_unknown"
    one = instead or chief or found[-1]
    return context.observe(
        component.id, answer, code, quote=one.quote, place=reading.seen.place(page=one.page)
    )


def _signatures(reading: Reading) -> Iterator[Signature]:
    for number, text in reading.pages:
        for match in _SIGNED.finditer(text):
            post = f"{match['post']}\n{match['below'] or ''}"
            start, end = match.span()
            above = [one for one in text[max(0, start - BESIDE) : start].split("\n") if one.strip()]
            below = [one for one in text[end : end + BESIDE].split("\n") if one.strip()]
            near = "\n".join([*above[-ABOVE_LINES:], post, *below[:BELOW_LINES]])
            yield Signature(number, " ".join(match[0].split()), match["name"], post, near)


def _short(component: Component) -> tuple[str, ...]:
    return tuple(component.recognise.options.get("short", ()))


def _names(text: str, terms: Sequence[str]) -> bool:
    return any(contains(text, term) for term in terms)


def _holds(seen: Seen, name: str, offices: Sequence[str], others: Sequence[str]) -> bool:
    """Whether a page shows the name, and of all offices on it his stands nearest."""
    for page in seen.document.pages:
        not_his = [span for term in others for span in find_all(page.text, term)]
        his = [
            (start, end)
            for term in offices
            for start, end in find_all(page.text, term)
            if not any(first <= start and end <= last for first, last in not_his)
        ]
        for where in find_all(page.text, name):
            near = min((_between(where, one) for one in his), default=BESIDE)
            if near < BESIDE and all(near < _between(where, one) for one in not_his):
                return True
    return False


def _between(one: tuple[int, int], other: tuple[int, int]) -> int:
    """Characters between two spans."""
    return max(0, other[0] - one[1], one[0] - other[1])
