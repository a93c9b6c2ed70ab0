"""Sealed bytes as documents: read once, kept in the work bucket by what read them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import Event, Lock

from ita_evidence.archive import layout, snapshots
from ita_evidence.archive.canonical import sha256
from ita_evidence.errors import EvidenceError, ExtractionError
from ita_evidence.model import Capture, Document, Outcome, Plan
from ita_evidence.pipeline.sealed import captures_of, snapshot_at
from ita_evidence.pipeline.workspace import Workspace


class Documents:
    """Sealed bytes, read once a run; readable ones are kept in the work bucket by digest.

    A mapping from a blob's digest to its `Document`, or to the `ExtractionError` that it gave.
    Safe to use from several threads: a digest is read by one of them, the others wait for it.
    """

    def __init__(self, work: Workspace) -> None:
        self._work = work
        self._version = _readers_version(work)
        self._known: dict[str, Document | ExtractionError] = {}
        self._reading: defaultdict[str, Lock] = defaultdict(Lock)

    def of(self, capture: Capture) -> Document | ExtractionError:
        digest = capture.blob_sha256 or ""
        with self._reading[digest]:
            if digest not in self._known:
                self._known[digest] = self._read(capture, digest)
            return self._known[digest]

    def _read(self, capture: Capture, digest: str) -> Document | ExtractionError:
        from ita_evidence.extraction import readers

        key = f"tables/documents/{self._version}/{digest[:2]}/{digest}.json"
        if stored := self._work.store.work_get(key):
            return Document.model_validate_json(stored)
        data = snapshots.get_blob(self._work.store, digest)
        try:
            document = readers.read(data, name=capture.final_url, content_type=capture.content_type)
        except ExtractionError as error:
            return error
        self._work.store.work_put(key, document.model_dump_json().encode())
        if not self._work.store.exists(layout.blob_key(digest)):
            self._work.store.work_delete(key)  # erased while it was read: nothing of it is kept
        return document


def documents_of(work: Workspace, plan: Plan) -> Documents:
    """The run's files as this process has read them; those of one run at a time."""
    known = work.documents.get(plan.run_key)
    if known is None:
        known = Documents(work)
        work.documents.clear()
        work.documents[plan.run_key] = known
    return known


@contextmanager
def reading_ahead(work: Workspace, plan: Plan, documents: Documents) -> Iterator[None]:
    """Reads the plan's documents in its order, beside the block, which reads what it needs first.

    The reading is another process's work; this way the judge does not stand still for it. What
    fails here is read again by whoever needs it, and fails there.
    """
    from ita_evidence.validation import tables

    judged = [target.item for target in plan.targets if target.judged]
    ended = Event()

    def read() -> None:
        for item_id in judged:
            key = layout.snapshot_key(plan.agency, plan.edition, item_id, plan.period, plan.run_key)
            with suppress(EvidenceError, ValueError):
                pictures = tables.reads_pictures(work.catalog.editions[plan.edition][item_id])
                for capture in captures_of(snapshot_at(work, key)[1]):
                    if ended.is_set():
                        return
                    if capture.blob_sha256 and is_read(capture, pictures):
                        documents.of(capture)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(read)
        try:
            yield
        finally:
            ended.set()


def _readers_version(work: Workspace) -> str:
    """Names what made a `Document` from bytes: our readers' source and the libraries' versions.

    A document kept under another name is left alone and read anew.
    """
    return _version(work.settings.lock_file, *reader_sources())


def reader_sources() -> tuple[Path, ...]:
    """Our own source that a `Document` depends on."""
    package = Path(__file__).parents[1]
    return (
        *(package / "extraction" / "readers").glob("*.py"),
        *(package / "thai").glob("*.py"),
        *(package / name for name in ("clicks.py", "model.py", "periods.py")),
    )


@cache
def pages_version(lock_file: Path) -> str:
    """Names what made `Leads` from a page's bytes, in the same way."""
    return _version(lock_file, *page_sources())


def page_sources() -> tuple[Path, ...]:
    """Our own source that `Leads` depend on."""
    package = Path(__file__).parents[1]
    return (
        *(package / "collection").rglob("*.py"),
        *(package / "thai").glob("*.py"),
        package / "clicks.py",
    )


def _version(*sources: Path) -> str:
    parts = [file_sha256(path) for path in sorted(sources)]
    return sha256("".join(parts).encode())[:16]


def is_read(capture: Capture, pictures: bool) -> bool:
    there = capture.outcome in (Outcome.OK, Outcome.UNCHANGED)
    return there and (pictures or capture.role != "requisite")


def file_sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
