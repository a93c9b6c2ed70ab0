"""The checkpoints: the dates on which a half-year's items are judged (`calendars/<year>.yaml`)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ita_evidence.errors import UsageError
from ita_evidence.model import Checkpoint
from ita_evidence.periods import Period

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


def _of(catalog: Catalog, period: Period) -> list[Checkpoint]:
    return [one for one in catalog.checkpoints if one.period == str(period)]
