"""What sub-indicators count for, and when the form is open, are data that are checked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ita_evidence import periods
from ita_evidence.catalog import calendar
from ita_evidence.model import FormDates

WEIGHTING = "weightings/2566.yaml"
SOUND = 'edition: "2566"\npoints: 100\ncertain: false\nsource: ที่มา\nsub_indicators: {"9.1": 1.0}\n'


def test_a_sound_weighting_loads(tiny: Any) -> None:
    assert tiny.load().weightings == {}
    tiny.write(WEIGHTING, SOUND)
    assert tiny.load().weightings["2566"].sub_indicators == {"9.1": 1.0}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"9.1": 1.0', '"9.1": 0.9', "add up to 0.9"),
        ('"9.1": 1.0', '"9.9": 1.0', "shares of 9.9"),
        ('edition: "2566"', 'edition: "2567"', "not its file's name"),
        ("points: 100", "points: 0", "points"),
    ],
)
def test_a_faulty_weighting_is_named(tiny: Any, old: str, new: str, problem: str) -> None:
    tiny.write(WEIGHTING, SOUND)
    tiny.replace(WEIGHTING, old, new)
    assert any(problem in one.problem for one in tiny.faults())


def test_a_weighting_of_no_edition_is_named(tiny: Any) -> None:
    tiny.write("weightings/2560.yaml", SOUND)
    assert "unknown edition" in tiny.only_fault().problem


def test_the_form_closes_after_it_opens(tiny: Any) -> None:
    tiny.replace(
        "calendars/2566.yaml",
        "fiscal_year: 2566",
        "fiscal_year: 2566\nitas: {opens: 2023-04-30, closes: 2023-03-01}",
    )
    assert "closes on 2023-03-01" in tiny.only_fault().problem


def test_what_begins_after_a_form_has_closed_is_for_the_next(real: Any) -> None:
    def form(period: str) -> FormDates | None:
        return calendar.form_dates(real, periods.parse(period))

    first = FormDates(opens=date(2023, 3, 1), closes=date(2023, 4, 30), settled=date(2023, 6, 30))
    assert form("2566-H1") == form("2566-03") == form("2566-04") == first
    later = form("2566-05")
    assert later is not None and later.closes == date(2024, 4, 30)
    assert form("2580-H1") is None


def test_a_month_has_the_checkpoints_of_its_half_year(real: Any) -> None:
    names = [one.name for one in calendar.of_half_year(real, periods.parse("2566-03"))]
    assert names[-2:] == ["submission", "closing"]
    assert names == [one.name for one in calendar.of_half_year(real, periods.parse("2566-H1"))]
