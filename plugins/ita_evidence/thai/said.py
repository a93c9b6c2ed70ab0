"""The periods that a text names, whatever they are: stretches, months, years."""

from __future__ import annotations

from ita_evidence.periods import Month, Period
from ita_evidence.thai import dates

Said = dates.FoundRange | dates.FoundMonth | dates.FoundYear


def periods_said(text: str) -> list[Said]:
    """Ranges, months and label years in the order they stand; what stands in a range is its part.

    A month without its year is none: nothing can be told from it alone.
    """
    ranges = dates.find_ranges(text)
    months = [one for one in dates.find_months(text) if one.month]
    others: list[Said] = [*months, *dates.find_label_years(text)]
    free = [
        one for one in others if not any(whole.start <= one.start < whole.end for whole in ranges)
    ]
    return sorted([*ranges, *free], key=lambda one: one.start)


def months_said(said: Said) -> frozenset[Month]:
    """The months that a period holds, a year's as those of the fiscal year; none when unclear.

    Of a range of dates only whole months are held.
    """
    if isinstance(said, dates.FoundMonth):
        return frozenset([said.month] if said.month else [])
    if isinstance(said, dates.FoundRange):
        first = said.first or (said.months[0].first_day if said.months else None)
        last = said.last or (said.months[-1].last_day if said.months else None)
        if said.flag or first is None or last is None:
            return frozenset()
        return frozenset(m for m in said.months if first <= m.first_day and m.last_day <= last)
    if said.year_be is None or said.flag:
        return frozenset()
    years = range(said.year_be, (said.until_be or said.year_be) + 1)
    return frozenset(month for year in years for month in Period("year", year, 0).months)
