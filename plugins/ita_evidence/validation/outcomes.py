"""What each capture outcome means for a verdict (design §6).

A missing page is evidence of absence; a page we were kept from seeing is evidence of nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, NamedTuple

from ita_evidence.model import Capture, Found, Outcome

Meaning = Literal["content", "missing", "unseen"]

MEANING: dict[Outcome, Meaning] = {
    Outcome.OK: "content",
    Outcome.UNCHANGED: "content",
    Outcome.NOT_FOUND: "missing",
    Outcome.SOFT_404: "missing",
    Outcome.EMPTY: "missing",
    Outcome.WRONG_TYPE: "missing",
    Outcome.UNREACHABLE: "unseen",
    Outcome.SERVER_ERROR: "unseen",
    Outcome.BLOCKED: "unseen",
    Outcome.CLOSED: "unseen",
    Outcome.TOO_LARGE: "unseen",
    Outcome.REFUSED_BY_POLICY: "unseen",
}

_DOWN = {Outcome.UNREACHABLE, Outcome.SERVER_ERROR}


class Absence(NamedTuple):
    """What a capture without content says of everything it should have shown."""

    found: Found
    code: str


def absence(capture: Capture, previously_down: Collection[str]) -> Absence | None:
    """None for content; else `no` or `unsure` with the finding's code.

    A source that is down is `unsure` (`source_down`), and `no` (`source_down_again`) when its URL
    was down at the previous checkpoint too.
    """
    meaning = MEANING[capture.outcome]
    if meaning == "content":
        return None
    if capture.outcome in _DOWN:
        if capture.url in previously_down:
            return Absence(Found.NO, "source_down_again")
        return Absence(Found.UNSURE, "source_down")
    found = Found.NO if meaning == "missing" else Found.UNSURE
    return Absence(found, capture.outcome.value)
