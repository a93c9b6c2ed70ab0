"""A suite loads whole or not at all."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from ita_evidence.errors import JudgeError
from ita_evidence.settings import PROJECT
from ita_evidence.validation import suites

SUITE = json.loads((PROJECT / "expectations/2566/o29.json").read_text())
REQUIRED = ("total", "done", "pending", "first_half")


def test_rules_of_the_same_rows_are_one_batch() -> None:
    batches = suites.load(SUITE, required=REQUIRED)
    assert [len(one.rules) for one in batches] == [2, 1]
    assert [one.table for one in batches] == ["components", "records"]


def test_a_batch_knows_the_columns_that_its_rules_look_at() -> None:
    found = [one.columns for one in suites.load(SUITE, required=REQUIRED)]
    assert found == [("row", "found"), ("row", "total", "done_and_pending")]


@pytest.mark.parametrize(
    "changes",
    [
        {"kwargs": {"row_condition": 'unit == "hr"', "condition_parser": "pandas"}},
        {"type": "expect_table_row_count_to_be_between", "kwargs": {"min_value": 1}},
    ],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_rule_that_may_look_at_any_column_is_given_all(changes: dict[str, Any]) -> None:
    (batch, *_) = suites.load(broken(**changes), required=())
    assert batch.columns == ()


@pytest.mark.parametrize("path", sorted((PROJECT / "expectations/2566").glob("*.json")))
def test_each_suite_of_the_edition_loads(path: Any, items: Any) -> None:
    suite = json.loads(path.read_text())
    item = items[suite["meta"]["item"]]
    assert suites.load(suite, required=[one.id for one in item.components if one.required])


def broken(**changes: Any) -> dict[str, Any]:
    suite = copy.deepcopy(SUITE)
    suite["expectations"][0].update(changes)
    return suite


@pytest.mark.parametrize(
    ("suite", "says"),
    [
        (broken(type="expect_componnts_found"), "unknown"),
        (broken(kwargs={"colum": "found"}), "extra fields"),
        (broken(kwargs={"column": 3, "value_set": 4}), "o29"),
        (broken(meta={}), "meta"),
        (broken(meta={"table": "contracts", "code": "x", "components": []}), "captures"),
        (broken(severity=None), "severity"),
        (broken(severity="fatal"), "severity"),
        ({"name": "o29", "expectations": []}, "no expectations"),
        ({"name": "o29"}, "no expectations"),
    ],
)
def test_what_cannot_be_judged_is_refused(suite: dict[str, Any], says: str) -> None:
    with pytest.raises(JudgeError, match=says):
        suites.load(suite, required=())


def test_a_required_component_without_a_critical_rule_is_refused() -> None:
    with pytest.raises(JudgeError, match="body"):
        suites.load(SUITE, required=(*REQUIRED, "body"))


def test_a_suite_that_lost_an_expectation_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgetful:
        def __init__(self, **values: Any) -> None:
            self.expectations = values["expectations"][1:]

    suite = copy.deepcopy(SUITE)
    suite["name"] = "forgotten"
    monkeypatch.setattr(suites.gx, "ExpectationSuite", Forgetful)
    with pytest.raises(JudgeError, match="were loaded"):
        suites.load(suite, required=())
