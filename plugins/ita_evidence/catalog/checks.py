"""What no single file can be checked for: the ties between editions, agencies, sources and suites.

Each function yields the faults of one file, given what else the catalog holds. Names of broken
files count as known, so that one fault does not make others.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field

from ita_evidence import periods
from ita_evidence.catalog.marked import Marked
from ita_evidence.catalog.shapes import near
from ita_evidence.catalog.targets import ALL_UNITS, HOME
from ita_evidence.errors import CatalogFault
from ita_evidence.model import (
    SUBMITTED,
    Agency,
    Cadence,
    Checkpoint,
    Connect,
    Crosswalk,
    FormDates,
    Frozen,
    Item,
    Source,
    Sources,
    Weighting,
)

ADAPTERS = ("page", "file", "link_list", "egp_rss", "ckan", "json_api", "oit_index")
MATCHES = ("months", "year")
TOPIC = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
NAME = re.compile(r"[a-z][a-z0-9_]*")
HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
MADE_UP = (".example", ".test")
"""Names that no public server can have (RFC 2606); only they may be connected elsewhere."""
LONGEST_AFTER = timedelta(days=183)
"""A checkpoint later than half a year after its period is a slip of the pen."""


class Calendar(Frozen):
    """`calendars/<fiscal year>.yaml`."""

    fiscal_year: int
    itas: FormDates | None = None
    checkpoints: tuple[Checkpoint, ...]


class SuiteMeta(Frozen):
    edition: str
    item: str
    topic: str


class Expectation(Frozen):
    """One expectation of a suite; its `meta` says which components it speaks of."""

    type: str
    kwargs: dict[str, Any] = Field(default_factory=dict)
    meta: dict[str, Any]
    severity: Literal["critical", "warning", "info"]
    id: str | None = None
    description: str | None = None
    notes: str | list[str] | None = None
    rendered_content: list[Any] | None = None


class Suite(Frozen):
    """`expectations/<edition>/<item>.json`, as Great Expectations writes it."""

    name: str
    meta: SuiteMeta
    expectations: tuple[Expectation, ...]
    id: str | None = None
    notes: str | list[str] | None = None


def item_faults(
    marked: Marked, item: Item, stem: str, known: Iterable[str]
) -> Iterator[CatalogFault]:
    """An item by itself, and the item it must be consistent with."""
    expected = item_id(stem)
    if item.id != expected:
        yield marked.fault(("id",), f"id {item.id!r} is not its file's name", str(expected))
    if not TOPIC.fullmatch(item.topic):
        yield marked.fault(
            ("topic",), f"topic {item.topic!r}", "dotted English, as procurement.monthly_summary"
        )
    if not item.components:
        yield marked.fault(("components",), "no component", "one for each thing that is asked")
    ids = [component.id for component in item.components]
    for number, name in enumerate(ids):
        if not NAME.fullmatch(name):
            yield marked.fault(("components", number, "id"), f"id {name!r}", "short snake_case")
        if name in ids[:number]:
            yield marked.fault(
                ("components", number, "id"), f"duplicate component {name!r}", "each id once"
            )
    for name in sorted(set(item.any_of) - set(ids)):
        yield marked.fault(("any_of",), f"any_of names no component {name!r}", near(name, ids))
    if item.consistent_with is not None and item.consistent_with not in set(known) - {item.id}:
        yield marked.fault(
            ("consistent_with",),
            f"consistent_with names no other item: {item.consistent_with!r}",
            near(item.consistent_with, known),
        )
    if item.consistent_softly and item.consistent_with is None:
        yield marked.fault(
            ("consistent_softly",), "softly consistent with nothing", "consistent_with beside it"
        )
    if not item.responsible:
        yield marked.fault(
            ("responsible",), "nobody is responsible", f"roles of units, or {ALL_UNITS}"
        )
    if not item.cadence:
        yield marked.fault(("cadence",), "no cadence", ", ".join(Cadence))
    if item.watch and Cadence.MONTHLY in item.cadence:
        yield marked.fault(("watch",), "watched and judged each month", "watch, or cadence monthly")


def agency_faults(
    marked: Marked,
    agency: Agency,
    stem: str,
    editions: Iterable[str],
    roles: Collection[str] | None,
) -> Iterator[CatalogFault]:
    """An agency's hosts, units, editions and where its made-up names are served.

    `roles` are those that the items name, None where they are not all known.
    """
    if agency.id != stem:
        yield marked.fault(("id",), f"id {agency.id!r} is not its file's name", stem)
    hosts = [host.name for host in agency.hosts]
    yield from _url_faults(marked, ("home_page",), agency.home_page, hosts)
    for number, host in enumerate(agency.hosts):
        if not HOST_NAME.fullmatch(host.name):
            yield marked.fault(
                ("hosts", number, "name"),
                f"host {host.name!r}",
                "a name in lower case, without scheme, port or path",
            )
        if host.name in hosts[:number]:
            yield marked.fault(("hosts", number), f"duplicate host {host.name!r}", "each host once")
        if not 0 <= host.delay_s <= 3600 or host.max_pages < 1:
            yield marked.fault(
                ("hosts", number),
                f"delay_s {host.delay_s}, max_pages {host.max_pages}",
                "delay_s from 0 to 3600, max_pages from 1",
            )
        if host.open_hours is not None and not HOURS.fullmatch(host.open_hours):
            yield marked.fault(
                ("hosts", number, "open_hours"),
                f"open_hours {host.open_hours!r}",
                "HH:MM-HH:MM, as 17:30-08:00",
            )
        if host.requisites_of is not None and host.requisites_of not in _asked_hosts(agency):
            yield marked.fault(
                ("hosts", number, "requisites_of"),
                f"requisites_of {host.requisites_of!r}",
                near(host.requisites_of, _asked_hosts(agency)),
            )
    units = [unit.id for unit in agency.units]
    for number, unit in enumerate(agency.units):
        if unit.id in units[:number]:
            yield marked.fault(("units", number), f"duplicate unit {unit.id!r}", "each unit once")
        if unit.id in (HOME, SUBMITTED):
            yield marked.fault(
                ("units", number, "id"), f"{unit.id!r} stands for something else", "another id"
            )
        for role in unit.roles:
            if roles is not None and role not in roles:
                yield marked.fault(
                    ("units", number, "roles"),
                    f"no item names the role {role!r}",
                    near(role, roles),
                )
    for year, edition in agency.editions.items():
        if edition not in editions:
            yield marked.fault(
                ("editions", year), f"unknown edition {edition!r}", near(edition, editions)
            )
    for name, connect in agency.connect.items():
        yield from _connect_faults(marked, name, connect)


def sources_faults(
    marked: Marked,
    sources: Sources,
    *,
    edition: str,
    stem: str,
    agencies: Mapping[str, Agency | None],
    items: Iterable[str],
) -> Iterator[CatalogFault]:
    """Where an agency publishes: its units, its hosts, the edition's items, known adapters."""
    if sources.edition != edition:
        yield marked.fault(
            ("edition",), f"edition {sources.edition!r} is not its folder's", edition
        )
    if sources.agency != stem:
        yield marked.fault(("agency",), f"agency {sources.agency!r} is not its file's name", stem)
    if stem not in agencies:
        yield marked.fault(("agency",), f"unknown agency {stem!r}", near(stem, agencies))
    agency = agencies.get(stem)
    seen: dict[str, int] = {}
    for number, source in enumerate(sources.sources):
        yield from _source_faults(marked, ("sources", number), source, agency, items)
        same = json.dumps(source.model_dump(exclude={"why"}), sort_keys=True, default=str)
        if same in seen:
            first = marked.line("sources", seen[same])
            yield marked.fault(
                ("sources", number), "the same source again", f"each once (line {first})"
            )
        seen.setdefault(same, number)
    for name, submitted in sources.submitted.items():
        # Its URL is kept as it was typed into the ITAS, however badly: that is what gets assessed.
        if name not in items:
            yield marked.fault(("submitted", name), f"unknown item {name!r}", near(name, items))
        if submitted.submitted_at.tzinfo is None:
            yield marked.fault(
                ("submitted", name, "submitted_at"),
                "a time without its zone",
                "2023-04-28T16:00:00+07:00",
            )
    for number, waiver in enumerate(sources.waivers):
        if waiver.item not in items:
            yield marked.fault(
                ("waivers", number, "item"),
                f"unknown item {waiver.item!r}",
                near(waiver.item, items),
            )
        units = [unit.id for unit in agency.units] if agency else [waiver.unit]
        if waiver.unit and waiver.unit not in units:
            yield marked.fault(
                ("waivers", number, "unit"),
                f"unknown unit {waiver.unit!r}",
                near(waiver.unit, units),
            )
    for number, lapsed in enumerate(sources.lapsed):
        # Its host may be gone from the agency's list: that it was once allowed is history.
        path = ("lapsed", number, "source")
        yield from _source_faults(marked, path, lapsed.source, agency, items, any_host=True)


def calendar_faults(marked: Marked, calendar: Calendar, stem: str) -> Iterator[CatalogFault]:
    """A year's checkpoints: half-years of that year, dates after them, each name and seal once."""
    if str(calendar.fiscal_year) != stem:
        yield marked.fault(
            ("fiscal_year",), f"year {calendar.fiscal_year} is not its file's name", stem
        )
    if calendar.itas is not None and not calendar.itas.opens < calendar.itas.closes:
        yield marked.fault(
            ("itas", "closes"),
            f"the form closes on {calendar.itas.closes}, but opens on {calendar.itas.opens}",
            f"a date (C.E.) after {calendar.itas.opens}",
        )
    if calendar.itas and calendar.itas.settled and calendar.itas.settled < calendar.itas.closes:
        yield marked.fault(
            ("itas", "settled"),
            f"scores are settled on {calendar.itas.settled}, before the form closes",
            f"a date (C.E.) from {calendar.itas.closes}",
        )
    names = Counter((one.period, one.name) for one in calendar.checkpoints)
    seals = Counter((one.period, one.seal) for one in calendar.checkpoints if one.seal)
    valid = f"{stem}-H1 or {stem}-H2"
    for number, one in enumerate(calendar.checkpoints):
        path = ("checkpoints", number)
        if one.period not in (f"{stem}-H1", f"{stem}-H2"):
            yield marked.fault(
                (*path, "period"), f"period {one.period!r} is no half of {stem}", valid
            )
            continue
        try:
            ended = periods.parse(one.period).last_day
        except ValueError as error:
            yield marked.fault((*path, "period"), str(error), valid)
            continue
        if not ended < one.on <= ended + LONGEST_AFTER:
            yield marked.fault(
                (*path, "on"),
                f"checkpoint on {one.on}, but {one.period} ended on {ended}",
                f"a date (C.E.) after {ended}, up to {ended + LONGEST_AFTER}",
            )
        if names[(one.period, one.name)] > 1:
            yield marked.fault(
                (*path, "name"),
                f"duplicate checkpoint {one.name!r} of {one.period}",
                "each name once a half-year",
            )
        if one.seal and seals[(one.period, one.seal)] > 1:
            yield marked.fault(
                (*path, "seal"),
                f"two {one.seal} seals of {one.period}",
                "each seal once a half-year",
            )


def weighting_faults(
    marked: Marked, weighting: Weighting, stem: str, items: Iterable[Item]
) -> Iterator[CatalogFault]:
    """The file's edition; a share for each sub-indicator that the edition has; all add up to 1."""
    if weighting.edition != stem:
        yield marked.fault(
            ("edition",), f"edition {weighting.edition!r} is not its file's name", stem
        )
    used = {item.sub_indicator for item in items}
    if set(weighting.sub_indicators) != used:
        yield marked.fault(
            ("sub_indicators",),
            f"shares of {', '.join(sorted(weighting.sub_indicators))}",
            f"those of the edition: {', '.join(sorted(used))}",
        )
    total = sum(weighting.sub_indicators.values())
    if abs(total - 1) > 1e-6 or min(weighting.sub_indicators.values(), default=0) < 0:
        yield marked.fault(
            ("sub_indicators",), f"the shares add up to {total:g}", "shares of 0 or more, 1 in all"
        )


def crosswalk_faults(
    marked: Marked, crosswalk: Crosswalk, editions: Mapping[str, Mapping[str, Item]]
) -> Iterator[CatalogFault]:
    """Its years are described, its numbers are items', and it agrees with the editions we have."""
    for topic, years in crosswalk.topics.items():
        for year, numbers in years.items():
            path = ("topics", topic, year)
            if year not in crosswalk.years:
                yield marked.fault(path, f"year {year!r} stands not in years", "its source")
            for number in numbers:
                if re.fullmatch(r"O[1-9]\d?", number) is None:
                    yield marked.fault(path, f"{number!r} is no item", "O1, O2 …")
    for edition, known in editions.items():
        if edition not in crosswalk.years:
            continue  # an edition of ours that is no year's list, or is not in the table yet
        for item in known.values():
            said = crosswalk.topics.get(item.topic, {}).get(edition, ())
            if said != (item.id,):
                yield marked.fault(
                    ("topics", item.topic),
                    f"{item.topic} of {edition} is {', '.join(said) or 'not named'}",
                    f"{item.id}, as in editions/{edition}",
                )


def suite_faults(
    marked: Marked, suite: Suite, item: Item, *, edition: str, stem: str
) -> Iterator[CatalogFault]:
    """A suite speaks of its item, and of each required component as often as a verdict needs."""
    try:
        json.loads(marked.data)
    except json.JSONDecodeError as error:
        yield CatalogFault(marked.file, error.lineno, f"not JSON: {error.msg}", "a suite in JSON")
    expected = {"edition": edition, "item": str(item_id(stem)), "topic": item.topic}
    for name, value in expected.items():
        if getattr(suite.meta, name) != value:
            yield marked.fault(
                ("meta", name), f"{name} {getattr(suite.meta, name)!r} is not the item's", value
            )
    if suite.name != stem:
        yield marked.fault(("name",), f"name {suite.name!r} is not its file's name", stem)
    ids = [component.id for component in item.components]
    times: dict[str, Counter[str]] = {
        "critical": Counter(),
        "warning": Counter(),
        "info": Counter(),
    }
    for number, expectation in enumerate(suite.expectations):
        path = ("expectations", number, "meta")
        for name in ("table", "code"):
            if not isinstance(expectation.meta.get(name), str):
                yield marked.fault(path, f"meta has no {name}", "table, code and components")
        named = expectation.meta.get("components")
        if not isinstance(named, list):
            yield marked.fault(
                path, "meta has no list of components", f"some of {', '.join(ids)}, or []"
            )
            continue
        for name in named:
            if name not in ids:
                yield marked.fault(
                    (*path, "components"), f"unknown component {name!r}", near(str(name), ids)
                )
        times[expectation.severity].update(str(name) for name in named)
    for component in item.components:
        critical, warning = times["critical"][component.id], times["warning"][component.id]
        if component.required and critical != 1:
            yield marked.fault(
                ("expectations",),
                f"component {component.id!r} stands in {critical} critical expectations",
                "exactly one for each required component",
            )
        if warning > 1:
            yield marked.fault(
                ("expectations",),
                f"component {component.id!r} stands in {warning} warning expectations",
                "at most one for each component",
            )


def item_id(stem: str) -> str | None:
    """`o01` → `O1`; None for a name that is no item's."""
    return f"O{int(stem[1:])}" if re.fullmatch(r"o(0[1-9]|[1-9]\d)", stem) else None


def _source_faults(
    marked: Marked,
    path: tuple[object, ...],
    source: Source,
    agency: Agency | None,
    items: Iterable[str],
    *,
    any_host: bool = False,
) -> Iterator[CatalogFault]:
    if source.item not in items:
        yield marked.fault(
            (*path, "item"), f"unknown item {source.item!r}", near(source.item, items)
        )
    if not source.why.strip():
        yield marked.fault((*path, "why"), "why is empty", "why this URL and form were chosen")
    if source.adapter not in ADAPTERS:
        yield marked.fault(
            (*path, "adapter"),
            f"unknown adapter {source.adapter!r}",
            near(source.adapter, ADAPTERS),
        )
    if source.adapter == "link_list" and source.options.get("match") not in MATCHES:
        yield marked.fault(
            (*path, "options", "match"),
            f"link_list matches {source.options.get('match')!r}",
            ", ".join(MATCHES),
        )
    if "months" in source.options:
        yield marked.fault(
            (*path, "options", "months"), "months are filled in from the period", "no months here"
        )
    hosts = None if agency is None or any_host else _asked_hosts(agency)
    yield from _url_faults(marked, (*path, "url"), source.url, hosts)
    if agency is not None and source.unit not in {unit.id for unit in agency.units}:
        valid = near(source.unit, [unit.id for unit in agency.units])
        yield marked.fault((*path, "unit"), f"unit {source.unit!r} is declared nowhere", valid)


def _asked_hosts(agency: Agency) -> list[str]:
    """Hosts with a task of their own: all but those that only hold what pages of others show."""
    return [host.name for host in agency.hosts if host.requisites_of is None]


def _url_faults(
    marked: Marked, path: tuple[object, ...], url: str, hosts: list[str] | None
) -> Iterator[CatalogFault]:
    """A URL that could be asked for; `hosts` None where any host may stand."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        yield marked.fault(path, f"{url!r} is no URL: {error}", "http:// or https:// with a host")
        return
    whole = (
        not re.search(r"[\s\x00-\x1f\x7f]", url)
        and parts.fragment == ""
        and "@" not in parts.netloc
    )
    if (
        parts.scheme not in ("http", "https")
        or not HOST_NAME.fullmatch(host)
        or port == 0
        or not whole
    ):
        yield marked.fault(
            path,
            f"{url!r} is no URL to ask for",
            "http:// or https:// with a host, no blank, user or fragment",
        )
    elif hosts is not None and host not in hosts:
        yield marked.fault(path, f"host {host!r} is not one of the agency's", near(host, hosts))


def _connect_faults(marked: Marked, name: str, connect: Connect) -> Iterator[CatalogFault]:
    """Only names that nobody can own may be served elsewhere, and only on this machine."""
    path = ("connect", name)
    if not name.removeprefix("*").endswith(MADE_UP):
        yield marked.fault(path, f"connect {name!r}", f"names that end in {' or '.join(MADE_UP)}")
    for field in ("http", "https"):
        where = getattr(connect, field)
        address, _, port = where.rpartition(":")
        if (
            not _is_loopback(address.strip("[]"))
            or not port.isdecimal()
            or not 0 < int(port) < 65536
        ):
            yield marked.fault(
                (*path, field), f"{field} goes to {where!r}", "loopback, as 127.0.0.1:8180"
            )
    if connect.ca is not None and (connect.ca.startswith("/") or ".." in connect.ca.split("/")):
        yield marked.fault((*path, "ca"), f"ca {connect.ca!r}", "a path below the data folder")


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
