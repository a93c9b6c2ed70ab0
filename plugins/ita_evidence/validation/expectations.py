"""Our expectations: presets of Great Expectations' own, over the tables of `tables.py`.

Importing this module imports Great Expectations (7 to 12 s): only `suites` and `judge` do.
A preset's defaults are left out of a suite's JSON by Great Expectations, so the rule's text stands
here and its parameters in the suite's `meta`: `{table, code, components}`.
"""

from __future__ import annotations

from typing import Literal

from great_expectations.expectations.core.expect_column_pair_values_to_be_equal import (
    ExpectColumnPairValuesToBeEqual,
)
from great_expectations.expectations.core.expect_column_values_to_be_between import (
    ExpectColumnValuesToBeBetween,
)
from great_expectations.expectations.core.expect_column_values_to_not_be_in_set import (
    ExpectColumnValuesToNotBeInSet,
)


class ExpectComponentsFound(ExpectColumnValuesToNotBeInSet):
    """No row of the named components says `no`. Written as `critical`: a failure is `not_met`."""

    column: str = "found"
    value_set: list[str] = ["no"]


class ExpectComponentsCertain(ExpectColumnValuesToNotBeInSet):
    """No row of the named components says `unsure`. Written as `warning`: `needs_review`."""

    column: str = "found"
    value_set: list[str] = ["unsure"]


class ExpectComplaintTotals(ExpectColumnPairValuesToBeEqual):
    """O29: a total equals done plus pending, where all three are numbers (items guide §1.8)."""

    column_A: str = "total"
    column_B: str = "done_and_pending"
    ignore_row_if: Literal["either_value_is_missing"] = "either_value_is_missing"


class ExpectLinesInCommon(ExpectColumnValuesToBeBetween):
    """Most lines of a report are those of the plan that it follows (items guide §3, O12)."""

    column: str = "share"
    min_value: float = 0.6


OURS = (
    ExpectComponentsFound,
    ExpectComponentsCertain,
    ExpectComplaintTotals,
    ExpectLinesInCommon,
)
