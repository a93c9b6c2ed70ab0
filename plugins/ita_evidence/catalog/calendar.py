"""The checkpoints: the dates on which a half-year's items are judged (`calendars/<year>.yaml`)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ita_evidence.errors import UsageError
from ita_evidence.model import Checkpoint, FormDates
from ita_evidence.periods import Period, month_of

if TYPE_CHECKING:
    from ita_evidence.catalog.loader import Catalog


def checkpoint_on(catalog: Catalog, day: date) -> Checkpoint | None:
    """The checkpoint of that day in Bangkok, if there is one; it says which half-year it judges.

    1 October judges the half-year that ended the day before, although it is already the next
    fiscal year.
    """
    return next((one for one in catalog.checkpoints if one.on == day), None)


def newest_checkpoint(catalog: Catalog, period: Period, now_day: date) -> Checkpoint | None:
    """The period's newest checkpoint on or before that day in Bangkok; None before the first."""
    passed = [one for one in _of(catalog, period) if one.on <= now_day]
    return passed[-1] if passed else None


def named(catalog: Catalog, period: Period, name: str) -> Checkpoint:
    """The period's checkpoint of that name.

    Raises:
        UsageError: the period has none of that name; the message lists those it has.
    """
    known = _of(catalog, period)
    for one in known:
        if one.name == name:
            return one
    valid = ", ".join(one.name for one in known) or "none: the calendar has none for this period"
    raise UsageError(f"checkpoint {name!r} is not one of {period}; valid: {valid}")


def of_half_year(catalog: Catalog, period: Period) -> tuple[Checkpoint, ...]:
    """The checkpoints of the half-year that the period is or lies in, in order of their dates."""
    part = 1 if period.months[0].month in (10, 11, 12, 1, 2, 3) else 2
    return tuple(_of(catalog, Period("half", period.fiscal_year, part)))


def form_dates(catalog: Catalog, period: Period) -> FormDates | None:
    """When the ITAS takes the answers that evidence of this period is for, if that is known.

    What begins after a year's form has closed is for the next year's.
    """
    known = catalog.form_dates.get(period.fiscal_year)
    if known is not None and period.first_day > known.closes:
        return catalog.form_dates.get(period.fiscal_year + 1)
    return known


def scoring(catalog: Catalog, day: date) -> bool:
    """Whether assessors may be looking at what was submitted: from the form's opening, since what
    was submitted early is to stand too, until scores are settled."""
    year = month_of(day).fiscal_year
    known = catalog.form_dates.get(year)
    return known is not None and known.settled is not None and known.opens <= day <= known.settled


def _of(catalog: Catalog, period: Period) -> list[Checkpoint]:
    return [one for one in catalog.checkpoints if one.period == str(period)]
