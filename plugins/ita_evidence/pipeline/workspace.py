"""What every step needs: settings, catalog, store, clock, what this process read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any

from ita_evidence import catalog as catalogs
from ita_evidence.archive import store as stores
from ita_evidence.errors import UsageError
from ita_evidence.model import Agency, Plan
from ita_evidence.settings import Settings, connection_password

if TYPE_CHECKING:
    from ita_evidence.archive.embedded import Identity
    from ita_evidence.archive.store import Store
    from ita_evidence.catalog import Catalog
    from ita_evidence.pipeline.captures import HostCaptures
    from ita_evidence.pipeline.documents import Documents


STORE_THREADS = 4
"""Objects put or read at once: the store's round trip, not the processor, is the cost."""


@dataclass(frozen=True)
class Workspace:
    """What every step needs: settings, catalog, an open store, a clock."""

    settings: Settings
    load: Callable[[], Catalog]
    """Loads the catalog, the first time that it is needed."""
    store: Store
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    kept: set[str] = field(default_factory=set)
    """Digests of blobs that this process has put or extended: one page serves many items."""
    key_of: Callable[[str], str | None] = connection_password
    """A source's key, by the name of its connection."""
    captured: dict[str, HostCaptures] = field(default_factory=dict)
    """What this process has read of a run's hosts, by key: one host serves many items."""
    plans: dict[str, Plan] = field(default_factory=dict)
    """Plans that this process has read, by key: written once, read by every step."""
    received: set[str] = field(default_factory=set)
    """Keys of payloads that this process has put in the work bucket: pages share their files."""
    sealed: dict[str, tuple[str, Any]] = field(default_factory=dict)
    """Snapshots and verdicts that this process has sealed or read last, by key, with their digests:
    what is sealed never changes, and several steps read it."""
    documents: dict[str, Documents] = field(default_factory=dict)
    """What this process has read of the newest run's files, by run key: its judge and its reports
    read the same."""

    alone: str | None = None
    """The agency whose steps these are, where there is one."""

    @cached_property
    def catalog(self) -> Catalog:
        return self.load()

    def agency(self, agency_id: str) -> Agency:
        """Its entry; of an agency that is alone here no other file is read for it."""
        if agency_id == self.alone and "catalog" not in vars(self):
            with suppress(OSError):  # no such file: what there is instead is said below
                return catalogs.load_agency(self.settings.catalog, agency_id)
        return known_agency(self.catalog, agency_id)


@contextmanager
def open_workspace(
    settings: Settings,
    *,
    agency: str | None = None,
    identity: Identity = "writer",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    key_of: Callable[[str], str | None] = connection_password,
) -> Iterator[Workspace]:
    """The catalog loaded and the store open, for the length of a `with`.

    Of one agency, as a task has it, the catalog is that agency's part, and loaded when a step needs
    more of it than the plan says: it takes as long as all else that a small task does.
    """
    where, suites = settings.catalog, settings.expectations
    load = cache(partial(catalogs.load, where, expectations=suites, agency=agency))
    if agency is None:
        load()  # so that its faults are said before anything starts
    opened: AbstractContextManager[Store] = stores.open_store(settings, identity=identity)
    with opened as store:
        yield Workspace(settings, load, store, now, key_of=key_of, alone=agency)


def known_agency(catalog: Catalog, agency_id: str) -> Agency:
    """The agency's entry.

    Raises:
        UsageError: it is not in the catalog.
    """
    if agency_id not in catalog.agencies:
        valid = ", ".join(sorted(catalog.agencies)) or "none"
        raise UsageError(f"agency {agency_id!r} is not in the catalog; valid: {valid}")
    return catalog.agencies[agency_id]


def sample_where_it_answers(agency: Agency, settings: Settings) -> Agency:
    """The agency, with the sample province's names connected to the ports that the settings give.

    The catalog names the usual ports; where those are taken, the settings name others.
    """
    ports = {
        "http": f"127.0.0.1:{settings.sample_http_port}",
        "https": f"127.0.0.1:{settings.sample_https_port}",
    }
    connect = {
        name: one.model_copy(update=ports) if name.endswith("sample.example") else one
        for name, one in agency.connect.items()
    }
    return agency.model_copy(update={"connect": connect})
