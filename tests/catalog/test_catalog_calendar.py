"""The calendar's traps: 1 October, midnight in Bangkok, February, days that are no checkpoint."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from ita_evidence.catalog import calendar
from ita_evidence.errors import UsageError
from ita_evidence.periods import bangkok_date, closed_month, parse

FIRST = ["04-01", "04-10", "04-18", "04-24", "04-28", "05-01"]
SECOND = ["10-01", "10-16", "11-16"]


@pytest.mark.parametrize("year", range(2565, 2571))
def test_each_year_has_its_checkpoints(real: Any, year: int) -> None:
    for half, days in (("H1", FIRST), ("H2", SECOND)):
        found = [one for one in real.checkpoints if one.period == f"{year}-{half}"]
        assert [one.on for one in found] == [date.fromisoformat(f"{year - 543}-{d}") for d in days]
        for one in found:
            assert calendar.checkpoint_on(real, one.on) == one
            assert calendar.named(real, parse(one.period), one.name) == one


def test_the_two_seals_are_submission_and_closing(real: Any) -> None:
    sealed = {one.on: one for one in real.checkpoints if one.seal and one.period == "2566-H1"}
    assert {day: one.seal for day, one in sealed.items()} == {
        date(2023, 4, 28): "submission",
        date(2023, 5, 1): "closing",
    }
    assert all(one.name == one.seal for one in sealed.values())


def test_1_october_judges_the_half_year_that_ended_the_day_before(real: Any) -> None:
    found = calendar.checkpoint_on(real, date(2023, 10, 1))
    assert found is not None
    assert found.period == "2566-H2"
    assert parse(found.period).fiscal_year == 2566


@pytest.mark.parametrize(
    "day",
    [date(2023, 4, 2), date(2023, 2, 28), date(2024, 2, 29), date(2023, 9, 30), date(2019, 4, 1)],
)
def test_other_days_are_no_checkpoint(real: Any, day: date) -> None:
    assert calendar.checkpoint_on(real, day) is None


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2022, 10, 1), None),
        (date(2023, 3, 31), None),
        (date(2023, 4, 1), "april_1"),
        (date(2023, 4, 9), "april_1"),
        (date(2023, 4, 28), "submission"),
        (date(2023, 4, 30), "submission"),
        (date(2023, 5, 1), "closing"),
        (date(2026, 1, 1), "closing"),  # years later it is still that half-year's
    ],
)
def test_the_newest_checkpoint_is_the_last_that_passed(
    real: Any, day: date, name: str | None
) -> None:
    found = calendar.newest_checkpoint(real, parse("2566-H1"), day)
    assert (found.name if found else None) == name


def test_midnight_is_bangkok_s(real: Any) -> None:
    before = datetime(2023, 9, 30, 16, 59, 59, tzinfo=UTC)
    after = datetime(2023, 9, 30, 17, 0, tzinfo=UTC)
    assert calendar.checkpoint_on(real, bangkok_date(before)) is None
    found = calendar.checkpoint_on(real, bangkok_date(after))
    assert found is not None
    assert found.name == "october_1"
    half = parse("2566-H2")
    assert calendar.newest_checkpoint(real, half, bangkok_date(before)) is None
    assert calendar.newest_checkpoint(real, half, bangkok_date(after)) == found


def test_february_closes_with_its_own_last_day() -> None:
    assert str(closed_month(datetime(2023, 2, 28, 17, 0, tzinfo=UTC))) == "2566-02"
    assert str(closed_month(datetime(2024, 2, 28, 17, 0, tzinfo=UTC))) == "2567-01"
    assert parse("2567-02").last_day == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("period", "name", "said"),
    [
        (
            "2566-H1",
            "october_1",
            "valid: april_1, april_10, april_18, april_24, submission, closing",
        ),
        ("2566-H2", "closing", "valid: october_1, october_16, november_16"),
        ("2566-03", "closing", "valid: none"),
        ("2580-H1", "closing", "valid: none"),
    ],
)
def test_a_name_that_the_period_has_not_is_told_with_those_it_has(
    real: Any, period: str, name: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        calendar.named(real, parse(period), name)


def test_scoring_lasts_from_the_forms_opening_until_scores_are_settled(real: Any) -> None:
    days = ["2023-02-28", "2023-03-01", "2023-06-30", "2023-07-01"]
    found = [calendar.scoring(real, date.fromisoformat(day)) for day in days]
    assert found == [False, True, True, False]


def test_a_year_whose_scoring_nobody_knows_has_none(tiny: Any) -> None:
    assert not calendar.scoring(tiny.load(), date(2023, 5, 1))


def test_scores_are_settled_after_the_form_has_closed(tiny: Any) -> None:
    line = tiny.replace(
        "calendars/2566.yaml",
        "fiscal_year: 2566",
        "fiscal_year: 2566\nitas: {opens: 2023-03-01, closes: 2023-04-30, settled: 2023-04-01}",
    )
    fault = tiny.only_fault()
    assert (fault.line, fault.valid) == (line + 1, "a date (C.E.) from 2023-04-30")
