"""Reads the whole catalog, or says everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ita_evidence.catalog import checks, index
from ita_evidence.catalog.marked import Marked, read, shown
from ita_evidence.catalog.shapes import Model, near, shaped
from ita_evidence.errors import CatalogError, CatalogFault, UsageError
from ita_evidence.model import (
    Agency,
    Checkpoint,
    Crosswalk,
    FormDates,
    Item,
    Sources,
    Weighting,
)


@dataclass(frozen=True)
class Catalog:
    """The loaded catalog. Items are in their order (O1, O2 …), all else is sorted by name."""

    editions: dict[str, dict[str, Item]]
    agencies: dict[str, Agency]
    sources: dict[tuple[str, str], Sources]
    """By (edition, agency)."""
    checkpoints: tuple[Checkpoint, ...]
    """In order of their dates."""
    form_dates: dict[int, FormDates]
    """By fiscal year (B.E.), where the calendar knows them."""
    weightings: dict[str, Weighting]
    """By edition, where one is known."""
    crosswalk: Crosswalk | None
    """Topics over the years, where the catalog has the table."""
    digests: dict[str, str]
    """sha256 (hex) of each file, as `editions/2566/o21.yaml` or `expectations/2566/o21.json`."""
    entries: dict[tuple[str, str], bytes] = field(repr=False)
    """The bytes of each item's file by (edition, item)."""

    def entry_bytes(self, edition: str, item: str) -> bytes:
        """The item's file as it was read: an input of every verdict on it.

        Raises:
            KeyError: no such edition or item.
        """
        return self.entries[(edition, item)]


def load(root: Path, *, expectations: Path | None = None, agency: str | None = None) -> Catalog:
    """The catalog in `root`, with its suites in `expectations` checked against it.

    Args:
        agency: of agencies and sources read this one's files alone, as a task does: a catalog of 77
            agencies takes 40 times longer. One that has no file: all are read.

    Raises:
        CatalogError: with all faults, each with file, line, problem and what would be valid.
    """
    known = agency is not None and (root / "agencies" / f"{agency}.yaml").is_file()
    loading = _Loading(root, expectations, agency if known else None)
    catalog = loading.run()
    if loading.faults:
        faults = sorted(set(loading.faults), key=lambda one: (one.file, one.line, one.problem))
        raise CatalogError(tuple(faults))
    return catalog


def load_agency(root: Path, agency: str) -> Agency:
    """An agency's own file alone, not held against the rest of the catalog.

    Raises:
        CatalogError: it is no agency's file.
        OSError: there is none.
    """
    loading = _Loading(root, None, agency)
    _, found = loading._read(root / "agencies" / f"{agency}.yaml", Agency)
    if found is None:
        raise CatalogError(tuple(loading.faults))
    return found


def check(root: Path, expectations: Path) -> tuple[CatalogFault, ...]:
    """All faults; of a catalog that loads, also whether it is whole and its index fresh."""
    try:
        catalog = load(root, expectations=expectations)
    except CatalogError as error:
        return error.faults
    faults = []
    years = catalog.crosswalk.years if catalog.crosswalk is not None else {}
    for edition, items in catalog.editions.items():
        size = years[edition].items if edition in years and years[edition].certain else None
        missing = [f"O{n}" for n in range(1, (size or 0) + 1) if f"O{n}" not in items]
        if size is not None and (missing or len(items) != size):
            folder = shown(root / "editions" / edition)
            problem = f"{len(items)} items; missing: {', '.join(missing) or 'none'}"
            valid = f"{size} items, O1 to O{size}, as crosswalk.yaml says of {edition}"
            faults.append(CatalogFault(folder, 1, problem, valid))
    path = root / index.FILE
    if not path.is_file() or path.read_bytes() != index.as_bytes(catalog):
        problem = "the light index is not the catalog's" if path.is_file() else "no light index"
        faults.append(CatalogFault(shown(path), 1, problem, "what `catalog index` writes"))
    return tuple(faults)


def show(catalog: Catalog, edition: str, item: str | None) -> list[dict[str, Any]]:
    """The items of an edition, or the one named, as plain data.

    Raises:
        UsageError: an unknown edition or item; the message lists the valid ones.
    """
    if edition not in catalog.editions:
        raise UsageError(f"unknown edition {edition!r}; valid: {near(edition, catalog.editions)}")
    items = catalog.editions[edition]
    if item is not None and item not in items:
        raise UsageError(f"unknown item {item!r}; valid: {', '.join(items)}")
    return [one.model_dump(mode="json") for one in items.values() if item in (None, one.id)]


def over_the_years(catalog: Catalog, topic: str) -> dict[str, tuple[str, ...]]:
    """Year (B.E.) → under which numbers the topic stood in that year's list, as far as is known."""
    known = catalog.crosswalk.topics if catalog.crosswalk else {}
    return known.get(topic, {})


class _Loading:
    """One reading of the catalog: what was read so far, and the faults."""

    def __init__(self, root: Path, expectations: Path | None, agency: str | None) -> None:
        self.root = root
        self.expectations = expectations
        self.agency = agency
        self.faults: list[CatalogFault] = []
        self.digests: dict[str, str] = {}
        self.entries: dict[tuple[str, str], bytes] = {}

    def run(self) -> Catalog:
        folder = self.root / "editions"
        names = (
            sorted(one.name for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else []
        )
        if not names:
            self.faults.append(
                CatalogFault(
                    shown(folder), 1, "no edition", "a folder of item files, as editions/2566"
                )
            )
        known = {name: self._item_names(folder / name) for name in names}
        editions = {name: self._edition(name, known[name]) for name in names}
        whole = all(len(editions[name]) == len(known[name]) for name in names)
        agencies = self._agencies(editions, whole=whole)
        sources = self._sources(agencies, known)
        checkpoints, form_dates = self._calendars()
        return Catalog(
            editions=editions,
            agencies={name: one for name, one in agencies.items() if one is not None},
            sources=sources,
            checkpoints=checkpoints,
            form_dates=form_dates,
            weightings=self._weightings(editions),
            crosswalk=self._crosswalk(editions, whole=whole),
            digests=dict(sorted(self.digests.items())),
            entries=self.entries,
        )

    def _item_names(self, folder: Path) -> dict[str, str]:
        """Item id → file stem, for every file of the edition that could be an item's."""
        found = {}
        for path in sorted(folder.iterdir()):
            name = checks.item_id(path.stem)
            if name is None or path.suffix != ".yaml":
                self.faults.append(
                    CatalogFault(
                        shown(path),
                        1,
                        f"{path.name!r} is no item's file name",
                        "o01.yaml, o02.yaml …",
                    )
                )
            else:
                found[name] = path.stem
        return found

    def _edition(self, edition: str, names: dict[str, str]) -> dict[str, Item]:
        items: dict[str, Item] = {}
        topics: dict[str, str] = {}
        for name, stem in names.items():
            marked, item = self._read(self.root / "editions" / edition / f"{stem}.yaml", Item)
            if marked is None or item is None:
                continue
            self.faults += checks.item_faults(marked, item, stem, names)
            if item.topic in topics:
                self.faults.append(
                    marked.fault(
                        ("topic",),
                        f"topic {item.topic!r} is also {topics[item.topic]}'s",
                        "a topic of its own for each item",
                    )
                )
            topics[item.topic] = name
            items[name] = item
            self.entries[(edition, name)] = marked.data
            if self.expectations is not None:
                self._suite(marked, item, edition, stem)
        if self.expectations is not None:
            self._stray_suites(self.expectations / edition, names)
        return items

    def _suite(self, item_file: Marked, item: Item, edition: str, stem: str) -> None:
        assert self.expectations is not None
        path = self.expectations / edition / f"{stem}.json"
        if not path.is_file():
            self.faults.append(item_file.fault(("id",), f"{item.id} has no suite", shown(path)))
            return
        marked, suite = self._read(path, checks.Suite)
        if marked is not None and suite is not None:
            self.faults += checks.suite_faults(marked, suite, item, edition=edition, stem=stem)

    def _stray_suites(self, folder: Path, names: dict[str, str]) -> None:
        for path in sorted(folder.glob("*.json")):
            if path.stem not in names.values():
                self.faults.append(
                    CatalogFault(
                        shown(path), 1, "a suite of no item", near(path.stem, names.values())
                    )
                )

    def _agencies(
        self, editions: Mapping[str, Mapping[str, Item]], *, whole: bool
    ) -> dict[str, Agency | None]:
        items = [item for edition in editions.values() for item in edition.values()]
        # A role that only an unreadable item names is no fault of the agency's.
        roles = sorted({role for item in items for role in item.responsible}) if whole else None
        found: dict[str, Agency | None] = {}
        for path in self._files("agencies", f"{self.agency or '*'}.yaml"):
            marked, agency = self._read(path, Agency)
            found[path.stem] = agency
            if marked is not None and agency is not None:
                self.faults += checks.agency_faults(marked, agency, path.stem, editions, roles)
        return found

    def _sources(
        self, agencies: Mapping[str, Agency | None], items: Mapping[str, Mapping[str, str]]
    ) -> dict[tuple[str, str], Sources]:
        found = {}
        for path in self._files("sources", f"*/{self.agency or '*'}.yaml"):
            edition = path.parent.name
            marked, sources = self._read(path, Sources)
            if marked is None or sources is None:
                continue
            if edition not in items:
                self.faults.append(
                    marked.fault(("edition",), f"unknown edition {edition!r}", near(edition, items))
                )
                continue
            self.faults += checks.sources_faults(
                marked,
                sources,
                edition=edition,
                stem=path.stem,
                agencies=agencies,
                items=items[edition],
            )
            found[(edition, path.stem)] = sources
        return found

    def _weightings(self, editions: Mapping[str, Mapping[str, Item]]) -> dict[str, Weighting]:
        found = {}
        for path in self._files("weightings"):
            marked, weighting = self._read(path, Weighting)
            if marked is None or weighting is None:
                continue
            if path.stem not in editions:
                self.faults.append(
                    marked.fault(
                        ("edition",), f"unknown edition {path.stem!r}", near(path.stem, editions)
                    )
                )
                continue
            items = editions[path.stem].values()
            self.faults += checks.weighting_faults(marked, weighting, path.stem, items)
            found[path.stem] = weighting
        return found

    def _crosswalk(
        self, editions: Mapping[str, Mapping[str, Item]], *, whole: bool
    ) -> Crosswalk | None:
        path = self.root / "crosswalk.yaml"
        if not path.is_file():
            return None
        marked, crosswalk = self._read(path, Crosswalk)
        if marked is not None and crosswalk is not None and whole:
            self.faults += checks.crosswalk_faults(marked, crosswalk, editions)
        return crosswalk

    def _calendars(self) -> tuple[tuple[Checkpoint, ...], dict[int, FormDates]]:
        by_day: dict[date, str] = {}
        found: list[Checkpoint] = []
        form_dates: dict[int, FormDates] = {}
        for path in self._files("calendars"):
            marked, calendar = self._read(path, checks.Calendar)
            if marked is None or calendar is None:
                continue
            self.faults += checks.calendar_faults(marked, calendar, path.stem)
            for number, one in enumerate(calendar.checkpoints):
                where = f"{marked.file}:{marked.line('checkpoints', number)}"
                if one.on in by_day:
                    self.faults.append(
                        marked.fault(
                            ("checkpoints", number),
                            f"a second checkpoint on {one.on}",
                            f"one a day (the other: {by_day[one.on]})",
                        )
                    )
                by_day.setdefault(one.on, where)
            found += calendar.checkpoints
            if calendar.itas is not None:
                form_dates[calendar.fiscal_year] = calendar.itas
        return tuple(sorted(found, key=lambda one: one.on)), form_dates

    def _files(self, folder: str, pattern: str = "*.yaml") -> list[Path]:
        """The folder's YAML files; one that ends in `.yml` would be passed over: a fault."""
        for path in sorted((self.root / folder).rglob("*.yml")):
            self.faults.append(
                CatalogFault(shown(path), 1, "the file is not read", f"{path.stem}.yaml")
            )
        return sorted((self.root / folder).glob(pattern))

    def _read(self, path: Path, model: type[Model]) -> tuple[Marked | None, Model | None]:
        marked, faults = read(path)
        self.faults += faults
        if marked is None:
            return None, None
        is_suite = self.expectations is not None and path.is_relative_to(self.expectations)
        base = self.expectations.parent if is_suite and self.expectations else self.root
        self.digests[path.relative_to(base).as_posix()] = hashlib.sha256(marked.data).hexdigest()
        value, faults = shaped(marked, model)
        self.faults += faults
        return marked, value
