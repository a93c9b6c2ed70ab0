"""Another item's good document is no evidence: the pairs that are most alike."""

from __future__ import annotations

from typing import Any

import pytest
from good_documents import GOOD, as_page, swap

from ita_evidence.model import VerdictValue

ALIKE = [
    ("O11", "O12"),
    ("O13", "O22"),
    ("O13", "O26"),
    ("O13", "O38"),
    ("O16", "O29"),
    ("O17", "O16"),
    ("O22", "O13"),
    ("O23", "O24"),
    ("O26", "O38"),
    ("O29", "O16"),
    ("O33", "O29"),
    ("O34", "O35"),
    ("O36", "O37"),
    ("O38", "O13"),
]


@pytest.mark.parametrize(("item", "other"), ALIKE)
def test_another_items_document_is_never_met(make: Any, say: Any, item: str, other: str) -> None:
    found = make.judge(item, as_page(GOOD[other].blocks))
    assert found.verdict in (VerdictValue.NOT_MET, VerdictValue.NEEDS_REVIEW), say.reasons(found)


@pytest.mark.parametrize(
    ("item", "other", "component"),
    [("O13", "O38", "report"), ("O16", "O29", "statistics"), ("O23", "O24", "policy")],
)
def test_what_lacks_nothing_but_its_name_is_for_a_person(
    make: Any, say: Any, item: str, other: str, component: str
) -> None:
    found = make.judge(item, as_page(GOOD[other].blocks))
    assert ("other_document", component, "") in say.reasons(found)


def test_the_progress_of_a_plan_is_not_the_plan(make: Any, say: Any) -> None:
    """O36: with a column of time a report of progress has all that the plan has."""
    report = swap("ความก้าวหน้า", "ระยะเวลาดำเนินการ")(GOOD["O37"].blocks)
    found = make.judge("O36", as_page(report))
    assert ("other_document", "plan", "") in say.reasons(found)
