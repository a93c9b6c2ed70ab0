"""A person's decisions on what a machine must not decide, or decided wrongly.

A decision is of one component and bound to the digest of the evidence that was looked at: it holds
wherever these bytes stand, for the fiscal year it was made for, and falls when they change. It is
an input of the judgement like the evidence itself (`newest_review` in the judge key).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from ita_evidence.model import SUBMITTED, Decision, Found, Observation
from ita_evidence.periods import bangkok_date, thai_date
from ita_evidence.validation.inputs import Judging

CODES = {"met": "decided_met", "not_met": "decided_not_met"}


def applied(judging: Judging, rows: Iterable[Observation]) -> tuple[Observation, ...]:
    """The rows, each with what a person decided of it; of two decisions the newest holds."""
    return tuple(_applied(judging, row) for row in rows)


def _applied(judging: Judging, row: Observation) -> Observation:
    decided = decided_of(judging, row.component, evidence_of(judging, row))
    if decided is None:
        return row
    return row.model_copy(
        update={
            "found": Found.YES if decided.decision == "met" else Found.NO,
            "code": CODES[decided.decision],
            "confidence": 1.0,
            "args": said(decided),
        }
    )


def decided_of(judging: Judging, component: str, evidence: str) -> Decision | None:
    """The newest decision on a component, or on a rule's code, of this evidence in this year."""
    year = judging.period.fiscal_year
    own = [
        one
        for one in judging.decisions
        if (one.component, one.fiscal_year) == (component, year) and evidence in one.evidence
    ]
    return max(own, key=lambda one: one.record, default=None)


def said(decided: Decision) -> dict[str, str]:
    """What its sentence is filled with: who, why, when, on which record."""
    return {
        "by": decided.by,
        "reason": decided.reason,
        "on": thai_date(bangkok_date(decided.at)),
        "record": str(decided.record),
    }


def evidence_of(judging: Judging, row: Observation) -> str:
    """The digest that a decision on this row is bound to: of the bytes that it speaks of.

    A row about bytes that nobody has (a page that refused us) is bound to what came of asking and
    to all that its unit shows.
    """
    if row.place.blob_sha256:
        return row.place.blob_sha256
    shown = {
        capture.blob_sha256 or capture.outcome.value
        for one in judging.snapshot.evidence
        if one.unit == row.unit or (judging.item.joint and one.unit != SUBMITTED)
        for capture in one.captures
        if capture.role != "requisite"
    }
    seen = json.dumps([row.unit, row.code, row.place.url, sorted(shown)], ensure_ascii=False)
    return hashlib.sha256(seen.encode()).hexdigest()
