"""`ita-evidence discover`: from an agency's own OIT index page to a proposed sources file.

A proposal, for a person to review: each link's item is told by its title before its number, its
unit by the words around it, its adapter by what answers there. What cannot be told is written as a
comment with what is missing, never filled in. Links that lead nowhere are reported, and what would
work in their place. An entry that the sources file already has stays as it stands.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import yaml

from ita_evidence.catalog.targets import units_for
from ita_evidence.collection import Fetched, Fetcher, index_page, outcomes
from ita_evidence.collection.adapters import documents, link_list, repairs
from ita_evidence.collection.index_page import Listed
from ita_evidence.collection.page import Page, PageLink, same_site
from ita_evidence.errors import ExtractionError, UsageError
from ita_evidence.model import Agency, Item, Outcome, Source, Sources, Unit
from ita_evidence.periods import first_half
from ita_evidence.thai.text import skeleton

_TOLD_TH = {
    "title and number": "ตรงทั้งชื่อข้อและเลขข้อ",
    "title": "ตามชื่อข้อ",
    "number": "ตามเลขข้อเท่านั้น",
}
_ABSENT = frozenset({Outcome.NOT_FOUND, Outcome.SOFT_404, Outcome.EMPTY, Outcome.WRONG_TYPE})
"""Outcomes that say it is not there; the others say that it could not be seen."""
_FEW = 2
"""So many units, or months, make a page a list of them."""


@dataclass(frozen=True)
class Candidate:
    """A source as it would stand in the file; without a unit it stands there as a comment."""

    item: str
    unit: str
    url: str
    adapter: str
    why: str
    options: dict[str, Any] = field(default_factory=dict)
    missing: str = ""
    """What a person must say before it can be a source."""
    max_bytes: int | None = None
    """The existing source's own limit, which a proposal keeps."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes it the same source as another."""
        return self.item, self.unit, self.url, str(self.options.get("within", ""))


@dataclass(frozen=True)
class Proposal:
    """What an index page gives for a sources file."""

    agency: str
    edition: str
    index_url: str
    sources: tuple[Candidate, ...]
    """By item; the existing file's entries first, as they stand."""
    unsettled: tuple[Candidate, ...]
    """Found, but something is missing (`Candidate.missing`)."""
    dead: tuple[str, ...]
    """Links that lead nowhere, each with why and what would work."""
    notes: tuple[str, ...]
    """Numbers that differ from their titles, and what else a person should know."""
    items_found: tuple[str, ...]
    items_missing: tuple[str, ...]
    """Items that no link of the page stands for."""
    added: tuple[Candidate, ...]
    """Not in the existing file."""
    not_listed: tuple[Candidate, ...]
    """In the existing file, but the page does not lead to them; they stay."""


def discover(
    url: str,
    agency: Agency,
    edition: str,
    items: Mapping[str, Item],
    fetcher: Fetcher,
    *,
    existing: Sources | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> Proposal:
    """What the index page at `url` proposes.

    Args:
        items: the edition's.
        existing: the agency's sources file for the edition, if there is one.

    Raises:
        UsageError: the page's host is not one that the agency file allows.
        ExtractionError: the page is not there, or is no page.
    """
    index = fetcher.fetch(url, needs="bytes")
    capture = index.capture
    if capture.rule == "host_not_allowed":
        raise UsageError(f"{url}: {capture.detail}")
    if capture.outcome not in documents.THERE or documents.page_of(index) is None:
        raise ExtractionError(
            f"{url} is no index page to read: {capture.outcome} ({capture.rule}: {capture.detail})"
        )
    read = index_page.read(index.body or b"", capture.content_type, capture.final_url, items)
    finding = _Finding(agency, items, int(edition), fetcher, existing, capture.final_url, say)
    finding.numbers_are_off = any(named.printed for named in read.named)
    for listed in _once(read.listed):
        finding.take(listed)
    return finding.proposal(edition, url, read)


def _once(listed: Iterable[Listed]) -> list[Listed]:
    """Each link once an item: a picture and a text often lead to one place."""
    found: dict[tuple[str, str], Listed] = {}
    for one in listed:
        found.setdefault((one.named.item, one.url or one.text), one)
    return list(found.values())


class _Finding:
    """What is found, link by link."""

    def __init__(
        self,
        agency: Agency,
        items: Mapping[str, Item],
        year: int,
        fetcher: Fetcher,
        existing: Sources | None,
        page_url: str,
        say: Callable[[str], None],
    ) -> None:
        self._agency, self._items, self._year, self._fetcher = agency, items, year, fetcher
        self._page_url, self._say = page_url, say
        self._existing = [_of_source(one) for one in existing.sources] if existing else []
        self._units = _UnitNames(agency)
        self._unit_of_host = _hosts_of_one_unit(self._existing)
        self._allowed = {host.name for host in agency.hosts}
        self.numbers_are_off = False
        self._seen: set[tuple[str, str]] = set()
        """(item, URL) of every link that was looked at, whatever came of it."""
        self._sources: dict[tuple[str, str, str, str], Candidate] = {}
        self._unsettled: list[Candidate] = []
        self._dead: list[str] = []
        self._notes: list[str] = []

    def take(self, listed: Listed) -> None:
        """One link of the index page."""
        item, said = listed.named.item, listed.text or listed.named.text
        if not listed.url:
            self._dead.append(f"{item} {said!r}: the link leads nowhere (empty, # or javascript)")
            return
        why = f"พบในหน้า OIT ของหน่วยงานที่ {said!r} ({_TOLD_TH[listed.named.told_by]})"
        if listed.named.told_by == "number" and self.numbers_are_off:
            missing = "the page's numbers are not this edition's: check by its content"
            self._unsettled.append(Candidate(item, "", listed.url, "page", why, missing=missing))
            return
        fetched = self._asked(item, said, listed.url, self._page_url)
        if fetched is None:
            return
        page = documents.page_of(fetched)
        if places := self._places(item, page) if page else []:
            for link, unit in places:
                self._place(item, link, unit, fetched)
            return
        self._settle(item, (listed.text, listed.around, listed.named.text), fetched, page, why)

    def _asked(self, item: str, said: str, url: str, parent: str, unit: str = "") -> Fetched | None:
        """What answers at a link; None, and a word on it, where nothing can be a source."""
        self._seen.add((item, url))
        host = (urlsplit(url).hostname or "").lower()
        if host not in self._allowed:
            missing = f"{host} is not among the hosts of agencies/{self._agency.id}.yaml"
            why = f"พบในหน้า OIT ของหน่วยงานที่ {said!r}"
            self._unsettled.append(Candidate(item, unit, url, "page", why, missing=missing))
            return None
        fetched = self._fetcher.fetch(url, role="linked", parent=parent, needs="bytes")
        capture = fetched.capture
        self._say(f"{item} {capture.outcome} {url}")
        if capture.outcome in documents.THERE:
            return fetched
        answered = f"{capture.outcome}: {capture.detail or capture.rule}"
        if capture.outcome in _ABSENT:
            offer, _ = repairs.offer(url, url, self._fetcher)
            told = f"{item} {said!r}: {url}: {answered}"
            self._dead.append(
                "; ".join(part for part in (told, repairs.said(offer) if offer else "") if part)
            )
        else:
            missing = f"whether it is the place: it could not be seen now ({answered})"
            why = f"พบในหน้า OIT ของหน่วยงานที่ {said!r}"
            self._unsettled.append(Candidate(item, unit, url, "page", why, missing=missing))
        return None

    def _places(self, item: str, page: Page) -> list[tuple[PageLink, str]]:
        """A contents page's links to the responsible units' own places; empty where it is none.

        Evidence that units share is one page; a link to an office's home page is no place of it.
        """
        responsible = units_for(self._agency, self._items[item])
        if self._items[item].joint:
            return []
        told = [(link, self._units.named(link.text)) for link in page.links]
        places = [
            (link, unit)
            for link, unit in told
            if unit in responsible and urlsplit(link.url).path.strip("/")
        ]
        several = len({unit for _, unit in places}) >= _FEW
        return [(link, unit) for link, unit in places if unit] if several else []

    def _place(self, item: str, link: PageLink, unit: str, contents: Fetched) -> None:
        fetched = self._asked(item, link.text, link.url, contents.capture.url, unit)
        if fetched is not None:
            why = f"พบในหน้ารายชื่อหน่วยงานของข้อนี้ที่ {link.text!r}"
            self._add(item, unit, fetched, documents.page_of(fetched), why)

    def _settle(
        self, item: str, texts: Sequence[str], fetched: Fetched, page: Page | None, why: str
    ) -> None:
        """A link that leads to one place: whose it is."""
        responsible = units_for(self._agency, self._items[item])
        sections = self._sections(page, responsible) if page else {}
        if unit := next((unit for text in texts if (unit := self._units.named(text))), None):
            self._add(item, unit, fetched, page, why)
        elif len(sections) >= _FEW:
            for unit, heading in sections.items():
                self._add(item, unit, fetched, page, why, within=heading)
        elif unit := self._unit_of_host.get(urlsplit(fetched.capture.url).hostname or ""):
            self._add(item, unit, fetched, page, why)
        elif len(responsible) == 1 or (responsible and self._items[item].joint):
            self._add(item, responsible[0], fetched, page, why)
        else:
            adapter, options = self._how(item, fetched, page, "")
            missing = (
                f"the unit: one of {', '.join(responsible)}"
                if responsible
                else "the unit: none of the agency's file has a role of this item "
                f"({', '.join(self._items[item].responsible)})"
            )
            self._unsettled.append(
                Candidate(item, "", fetched.capture.url, adapter, why, options, missing)
            )

    def _sections(self, page: Page, responsible: Sequence[str]) -> dict[str, str]:
        """The responsible units that a page's headings name, each with its heading."""
        found: dict[str, str] = {}
        for heading in page.headings:
            unit = self._units.named(heading)
            if unit is not None and unit in responsible:
                found.setdefault(unit, heading)
        return found

    def _add(
        self,
        item: str,
        unit: str,
        fetched: Fetched,
        page: Page | None,
        why: str,
        within: str = "",
    ) -> None:
        adapter, options = self._how(item, fetched, page, within)
        one = Candidate(item, unit, fetched.capture.url, adapter, why, options)
        self._sources.setdefault(one.key, one)

    def _how(
        self, item: str, fetched: Fetched, page: Page | None, within: str
    ) -> tuple[str, dict[str, Any]]:
        """The adapter that fits what answered, with its options."""
        if page is None:
            return _adapter_for(fetched), {}
        links = [x for x in page.links if not within or link_list.stands_within(x, within)]
        if self._items[item].by_month:
            months = first_half(self._year)
            chosen, _ = link_list.choose_months(links, months, self._year)
            if len(chosen) >= _FEW:
                options = {"match": "months", "within": within, "follow": "documents"}
                return "link_list", {name: value for name, value in options.items() if value}
        url = fetched.capture.final_url
        leads = any(documents.is_document(link) and same_site(link.url, url) for link in links)
        return "page", {"follow": "documents" if leads else "none"}

    def proposal(self, edition: str, url: str, read: index_page.Index) -> Proposal:
        for named in dict.fromkeys(read.named):
            if named.printed:
                self._notes.append(
                    f"{named.text!r} is printed with the number {named.printed}; its title is "
                    f"{named.item}'s, which was taken"
                )
        known = {self._place_of(one) for one in self._existing}
        added = [one for one in self._sources.values() if self._place_of(one) not in known]
        order = list(self._items)
        sources = sorted([*self._existing, *added], key=lambda one: order.index(one.item))
        listed = {one.named.item for one in read.listed}
        return Proposal(
            agency=self._agency.id,
            edition=edition,
            index_url=url,
            sources=tuple(sources),
            unsettled=tuple(self._unsettled),
            dead=tuple(self._dead),
            notes=tuple(self._notes),
            items_found=tuple(item for item in order if item in listed),
            items_missing=tuple(item for item in order if item not in listed),
            added=tuple(added),
            not_listed=tuple(
                one for one in self._existing if (one.item, one.url) not in self._seen
            ),
        )

    def _place_of(self, one: Candidate) -> tuple[str, str, str]:
        """What makes a source the file's own: evidence that units share is one of them's."""
        return one.item, "" if self._items[one.item].joint else one.unit, one.url


def _adapter_for(fetched: Fetched) -> str:
    """The adapter for an answer that is no page."""
    kind = outcomes.sniff(fetched.body or b"")
    if kind == "json":
        return "ckan" if "datastore_search" in fetched.capture.url else "json_api"
    return "egp_rss" if kind == "xml" and b"<rss" in (fetched.body or b"")[:2000] else "file"


def _of_source(source: Source) -> Candidate:
    return Candidate(**source.model_dump())


def _hosts_of_one_unit(existing: Iterable[Candidate]) -> dict[str, str]:
    """Hosts on which the file has one unit's sources alone."""
    units: dict[str, set[str]] = {}
    for one in existing:
        units.setdefault(urlsplit(one.url).hostname or "", set()).add(one.unit)
    return {host: next(iter(found)) for host, found in units.items() if len(found) == 1}


class _UnitNames:
    """Tells a unit by its name in a text, with or without the agency's, สนง. for สำนักงาน."""

    def __init__(self, agency: Agency) -> None:
        whole = skeleton(agency.name_th)
        kind = skeleton("จังหวัด")
        self._names: list[tuple[str, str]] = []
        for unit in agency.units:
            name = skeleton(unit.name_th)
            for form in {name, name.replace(whole, ""), name.replace(whole, kind)}:
                if len(form) >= _SHORTEST_NAME:
                    self._names.append((form, unit.id))
        self._names.sort(key=lambda pair: -len(pair[0]))
        self._units: tuple[Unit, ...] = agency.units

    def named(self, text: str) -> str | None:
        """The unit that a text names: the longest name in it."""
        said = skeleton(text.replace("สนง.", "สำนักงาน").replace("สนง ", "สำนักงาน"))
        return next((unit for name, unit in self._names if name in said), None)


_SHORTEST_NAME = 8


# --- writing ---------------------------------------------------------------------------------


def as_yaml(proposal: Proposal) -> str:
    """The proposal as a sources file; what is unsettled stands in comments at its end."""
    lines = [
        f"# Proposed from {proposal.index_url} by `ita-evidence discover`: to be reviewed.\n",
        f'agency: {proposal.agency}\nedition: "{proposal.edition}"\nsources:\n',
        *(f"  - {_line(one)}" for one in proposal.sources),
    ]
    if proposal.unsettled:
        lines.append("# Found, but not settled: say what is missing and move it up.\n")
    for one in proposal.unsettled:
        lines.append(f"# {one.missing}\n# - {_line(replace(one, unit=one.unit or '?'))}")
    return "".join(lines)


def _line(one: Candidate) -> str:
    value: dict[str, Any] = {
        "item": one.item,
        "unit": one.unit,
        "url": one.url,
        "adapter": one.adapter,
        "why": one.why,
    }
    if one.options:
        value["options"] = one.options
    if one.max_bytes is not None:
        value["max_bytes"] = one.max_bytes
    return yaml.safe_dump(
        value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=100_000
    )


def report(proposal: Proposal) -> list[str]:
    """The proposal in words, for a terminal: what was found, what changed, what is wrong."""
    lines = [
        f"{len(proposal.items_found)} items found, {len(proposal.sources)} sources, "
        f"{len(proposal.unsettled)} not settled, {len(proposal.dead)} links lead nowhere"
    ]
    if proposal.items_missing:
        lines.append(f"no link for: {', '.join(proposal.items_missing)}")
    lines += [f"number: {note}" for note in proposal.notes]
    lines += [f"dead: {line}" for line in proposal.dead]
    lines += [f"not settled: {one.item} {one.url}: {one.missing}" for one in proposal.unsettled]
    return lines


def diff(proposal: Proposal) -> str:
    """What the proposal adds to the existing file, and which entries the page does not lead to."""
    before = [_line(one) for one in proposal.sources if one not in proposal.added]
    after = [_line(one) for one in proposal.sources]
    text = "".join(difflib.unified_diff(before, after, "the file", "the proposal", n=0))
    kept = "".join(f"? not on the page, kept: {_line(one)}" for one in proposal.not_listed)
    return text + kept
