"""The Buddhist fiscal calendar, with its traps: 1 October, midnight in Bangkok, February."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence import periods
from ita_evidence.periods import Month, Period

MONTHS = st.builds(Month, st.integers(2480, 2599), st.integers(1, 12))
YEARS = st.integers(2480, 2599)
PERIODS = st.one_of(
    st.builds(lambda year, month: Period("month", year, month), YEARS, st.integers(1, 12)),
    st.builds(lambda year, half: Period("half", year, half), YEARS, st.integers(1, 2)),
    st.builds(lambda year: Period("year", year, 0), YEARS),
)


@given(PERIODS)
def test_a_period_reads_back_as_it_was_written(period: Period) -> None:
    assert periods.parse(str(period)) == period


@pytest.mark.parametrize(
    "text", ["2566-3", "2566-13", "2566-00", "2566-H3", "2566-h1", "2023-03", "25660", "", "2566-"]
)
def test_what_is_no_period_is_refused_with_what_would_be_valid(text: str) -> None:
    with pytest.raises(ValueError, match=r"valid: 2566-03"):
        periods.parse(text)


def test_the_first_half_is_october_to_march() -> None:
    half = periods.parse("2566-H1")
    assert [str(month) for month in half.months] == [
        "2565-10",
        "2565-11",
        "2565-12",
        "2566-01",
        "2566-02",
        "2566-03",
    ]
    assert (half.first_day, half.last_day) == (date(2022, 10, 1), date(2023, 3, 31))


@given(YEARS)
def test_the_halves_are_the_year_and_each_month_is_of_it(year: int) -> None:
    halves = [Period("half", year, part).months for part in (1, 2)]
    assert halves[0] + halves[1] == Period("year", year, 0).months
    assert {month.fiscal_year for half in halves for month in half} == {year}


def test_the_first_of_october_is_the_next_fiscal_year() -> None:
    assert periods.month_of(date(2023, 9, 30)).fiscal_year == 2566
    assert periods.month_of(date(2023, 10, 1)).fiscal_year == 2567


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2023, 3, 31, 16, 59, tzinfo=UTC), "2566-02"),  # 23:59 in Bangkok
        (datetime(2023, 3, 31, 17, 0, tzinfo=UTC), "2566-03"),  # midnight in Bangkok
        (datetime(2023, 1, 17, 11, 30, tzinfo=UTC), "2565-12"),
    ],
)
def test_the_month_that_closed_before_goes_by_bangkok(moment: datetime, month: str) -> None:
    assert str(periods.closed_month(moment)) == month


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        periods.closed_month(datetime(2023, 3, 17))  # noqa: DTZ001  # the fault under test


@pytest.mark.parametrize(("year", "last"), [(2567, 29), (2566, 28), (2443, 28), (2543, 29)])
def test_february_ends_by_the_gregorian_rule(year: int, last: int) -> None:
    assert Month(year, 2).last_day.day == last


@given(MONTHS, st.integers(-60, 60))
def test_months_add_up(month: Month, count: int) -> None:
    assert month.plus(count).plus(-count) == month
    assert month.plus(1).first_day == month.last_day + timedelta(days=1)


def test_an_airflow_key_is_christian_and_becomes_buddhist() -> None:
    assert str(periods.month_from_key("2026-10")) == "2569-10"
    with pytest.raises(ValueError, match="2026-10"):
        periods.month_from_key("2569")


@given(PERIODS, st.integers(-6, 12), st.integers(1, 28))
def test_a_due_date_is_counted_from_the_last_month(
    period: Period, months_after: int, day: int
) -> None:
    due = periods.due_date(period, months_after, day)
    assert due.day == day
    assert periods.month_of(due) == period.months[-1].plus(months_after)


def test_dates_are_said_in_thai() -> None:
    assert periods.thai_date(date(2023, 4, 17)) == "17 เมษายน 2566"
    assert periods.thai_time(datetime(2023, 4, 16, 18, 5, tzinfo=UTC)) == "17 เมษายน 2566 01:05 น."
    assert periods.parse("2566-H1").name_th == "รอบ 6 เดือนแรก ปีงบประมาณ พ.ศ. 2566"
