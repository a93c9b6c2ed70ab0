"""What a run must settle, and what it must ask for: answers from the catalog alone."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from ita_evidence.errors import UsageError
from ita_evidence.model import (
    SUBMITTED,
    Agency,
    Cadence,
    Item,
    PeriodRule,
    Request,
    Source,
    Sources,
    Submitted,
    Target,
)
from ita_evidence.periods import (
    VALID_FORMS,
    Period,
    bangkok_date,
    due_date,
    first_half,
    month_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ita_evidence.catalog.loader import Catalog

ALL_UNITS = "all_units"
HOME = "home"
"""Stands for a unit in `Request.wanted_by`: the agency's home page, for items linked from it."""

_KIND_OF = {Cadence.MONTHLY: "month", Cadence.SEMIANNUAL: "half"}
_FORM_OF = {Cadence.MONTHLY: "a month such as 2566-03", Cadence.SEMIANNUAL: "2566-H1 or 2566-H2"}


def edition_for(catalog: Catalog, agency_id: str, period: Period) -> str:
    """The edition that applies to the agency in the period's fiscal year.

    Raises:
        UsageError: no such agency, or none applies; the message lists the valid ones.
    """
    agency = _agency(catalog, agency_id)
    edition = agency.editions.get(period.fiscal_year)
    if edition is None:
        valid = ", ".join(str(year) for year in sorted(agency.editions))
        raise UsageError(
            f"agency {agency_id!r} names no edition for fiscal year {period.fiscal_year}, to which "
            f"{period} belongs; valid: periods of fiscal year {valid}"
        )
    return edition


def due_targets(
    catalog: Catalog,
    agency_id: str,
    period: Period,
    cadence: Cadence,
    items: tuple[str, ...] | None,
    on: date,
) -> tuple[Target, ...]:
    """The targets of a run, in the order of the items; `items` None or empty: all that are due.

    A monthly run judges the items with that cadence and only watches the others (`judged` False);
    a semiannual run judges them all.

    Args:
        on: the day of the plan (in Bangkok), on which a waiver must hold.

    Raises:
        UsageError: an unknown agency or item, or a period that is not the cadence's.
    """
    if period.kind != _KIND_OF[cadence]:
        raise UsageError(
            f"period {str(period)!r} is no period of a {cadence} run; valid: {_FORM_OF[cadence]} "
            f"(all forms: {VALID_FORMS})"
        )
    agency = _agency(catalog, agency_id)
    edition = edition_for(catalog, agency_id, period)
    known = catalog.editions[edition]
    unknown = [name for name in items or () if name not in known]
    if unknown:
        raise UsageError(f"unknown items {', '.join(unknown)}; valid: {', '.join(known)}")
    sources = catalog.sources.get((edition, agency_id))
    waivers = [one for one in (sources.waivers if sources else ()) if on <= one.until]
    before = catalog.editions.get(agency.editions.get(period.fiscal_year - 1, ""), {})
    return tuple(
        Target(
            item=item.id,
            topic=item.topic,
            judged=cadence in item.cadence,
            units=units_for(agency, item),
            waivers=tuple(one for one in waivers if one.item == item.id),
            before=tuple(
                one.id for one in before.values() if one.topic == item.topic and not item.may_repeat
            ),
        )
        for item in known.values()
        if (not items or item.id in items) and (cadence in item.cadence or item.watch)
    )


def requests_for(
    catalog: Catalog,
    agency_id: str,
    edition: str,
    period: Period,
    targets: tuple[Target, ...],
) -> tuple[Request, ...]:
    """What the targets need: each (url, adapter, options) once, with all (item, unit) who want it.

    Raises:
        UsageError: the agency has no sources file for the edition.
    """
    agency = _agency(catalog, agency_id)
    if (edition, agency_id) not in catalog.sources:
        raise UsageError(
            f"agency {agency_id!r} has no sources for edition {edition}; "
            f"valid: a file sources/{edition}/{agency_id}.yaml (`discover` proposes one)"
        )
    items = catalog.editions[edition]
    wanted = {target.item: items[target.item] for target in targets}
    asked: dict[str, dict[str, Any]] = {}
    for source in _needed(agency, catalog.sources[(edition, agency_id)], wanted, period):
        options = _options(source, wanted[source.item], period)
        ask = {"url": source.url, "adapter": source.adapter, "options": options}
        text = json.dumps(ask, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        key = hashlib.sha256(text.encode()).hexdigest()[:16]
        one = asked.setdefault(key, {**ask, "wanted_by": {}, "why": source.why, "limits": []})
        one["wanted_by"][(source.item, source.unit)] = True  # a dict: each once, in order
        one["limits"].append(source.max_bytes)
    return tuple(
        Request(
            id=key,
            host=asked_by(agency, one["url"]),
            url=one["url"],
            adapter=one["adapter"],
            options=one["options"],
            wanted_by=tuple(one["wanted_by"]),
            why=one["why"],
            max_bytes=_widest(one["limits"], agency.max_bytes),
        )
        for key, one in asked.items()
    )


def _widest(limits: list[int | None], usual: int) -> int | None:
    """The most bytes that one of the sources allows; None where none of them says."""
    if not any(limits):
        return None
    return max(usual if limit is None else limit for limit in limits)


def asked_by(agency: Agency, url: str) -> str:
    """The host whose task asks for a URL: its own, where the agency file has it.

    What the agency submitted may lead anywhere, or be no URL: the home page's host then says what
    came of it.
    """
    known = {host.name for host in agency.hosts}
    with suppress(ValueError):
        if (host := urlsplit(url).hostname) in known:
            return str(host)
    return urlsplit(agency.home_page).hostname or ""


def units_for(agency: Agency, item: Item) -> tuple[str, ...]:
    """The units whose part the item is, by the seed's roles, in the agency's order."""
    if ALL_UNITS in item.responsible:
        return tuple(unit.id for unit in agency.units)
    roles = set(item.responsible)
    return tuple(unit.id for unit in agency.units if roles & set(unit.roles))


def due_on(item: Item, period: Period) -> date:
    """The last day on which missing evidence is no fault yet (`Item.publish_by`).

    A `first_half` item is due after October to March, also in a run for another period; only one
    that is asked for by month is due after its month (`by_month`, O21).
    """
    by_its_month = item.by_month and period.kind == "month"
    if item.period_rule is PeriodRule.FIRST_HALF and not by_its_month:
        period = Period("half", period.fiscal_year, 1)
    return due_date(period, item.publish_by.months_after, item.publish_by.day)


def due_state(item: Item, period: Period, on: date) -> Literal["due", "not_due"]:
    """Whether missing evidence is a fault on that day in Bangkok: from the day after `due_on`."""
    return "due" if on > due_on(item, period) else "not_due"


def submitted_for(sources: Sources, fiscal_year: int) -> dict[str, Submitted]:
    """What the agency submitted in the ITAS in a fiscal year (B.E.), by item."""
    return {
        item: one
        for item, one in sources.submitted.items()
        if month_of(bangkok_date(one.submitted_at)).fiscal_year == fiscal_year
    }


def submitted_source(sources: Sources, item: str, submitted: Submitted) -> Source:
    """How a submitted URL is collected: as the item's source of that URL, if there is one.

    Else as what an assessor does with it: the page, and the documents that it links.
    """
    same = next((s for s in sources.sources if (s.item, s.url) == (item, submitted.url)), None)
    return Source(
        item=item,
        unit=SUBMITTED,
        url=submitted.url,
        adapter=same.adapter if same else "page",
        why=submitted.explanation or "the URL that the agency submitted in the ITAS",
        options=same.options if same else {"follow": "documents"},
        max_bytes=same.max_bytes if same else None,
    )


def _needed(
    agency: Agency, sources: Sources, wanted: dict[str, Item], period: Period
) -> Iterator[Source]:
    """The sources of the wanted items and what was submitted for them, then the home page for each
    item that it must link to."""
    yield from (source for source in sources.sources if source.item in wanted)
    for name, submitted in submitted_for(sources, period.fiscal_year).items():
        if name in wanted:
            yield submitted_source(sources, name, submitted)
    for item in wanted.values():
        if item.linked_from_home:
            yield Source(
                item=item.id,
                unit=HOME,
                url=agency.home_page,
                adapter="page",
                why="the item must be reached from the agency's home page",
                options={"follow": "none"},
            )


def _options(source: Source, item: Item, period: Period) -> dict[str, Any]:
    """The source's options; a list of links by month is told which months are asked for."""
    if source.adapter != "link_list" or source.options.get("match") != "months":
        return source.options
    alone = item.by_month and period.kind == "month"
    months = period.months if alone else first_half(period.fiscal_year)
    return {**source.options, "months": [str(month) for month in months]}


def _agency(catalog: Catalog, agency_id: str) -> Agency:
    if agency_id not in catalog.agencies:
        valid = ", ".join(catalog.agencies) or "none"
        raise UsageError(f"agency {agency_id!r} is not in the catalog; valid: {valid}")
    return catalog.agencies[agency_id]
