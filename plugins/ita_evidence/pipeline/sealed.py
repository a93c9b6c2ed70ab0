"""What is sealed, read: once a process, however many of its steps want it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from ita_evidence.archive import snapshots
from ita_evidence.archive.canonical import canonical, sha256
from ita_evidence.model import Capture, Sealed, Snapshot, Verdict
from ita_evidence.pipeline.workspace import Workspace

if TYPE_CHECKING:
    from ita_evidence.archive.store import Store

Value = TypeVar("Value")


SEALED_KEPT = 256
"""A run has at most twice 43; who reads a whole history does not hold all of it."""


def snapshot_of(work: Workspace, where: Sealed) -> Snapshot:
    """See `snapshots.read_snapshot`; read once, for the steps of one process."""
    return _read_once(work, where, snapshots.read_snapshot)


def verdict_of(work: Workspace, where: Sealed) -> Verdict:
    return _read_once(work, where, snapshots.read_verdict)


def _read_once(work: Workspace, where: Sealed, read: Callable[[Store, Sealed], Value]) -> Value:
    known = work.sealed.get(where.key)
    if known is not None and known[0] == where.sha256:
        value: Value = known[1]
        return value
    return _kept(work, where.key, where.sha256, read(work.store, where))


def snapshot_at(work: Workspace, key: str) -> tuple[str, Snapshot]:
    """The digest and the snapshot that stand under a key.

    Raises:
        NotInArchive: nothing does.
    """
    known = work.sealed.get(key)
    if known is None:
        data = work.store.read(key)
        known = sha256(data), Snapshot.model_validate_json(data)
        _kept(work, key, *known)
    return known


def keep_as_sealed(work: Workspace, sealed: Sealed, value: Snapshot | Verdict) -> Sealed:
    """What was sealed just now is not fetched back; what was adopted in its place is (the digest
    tells which of the two stands there). Kept is what the sealed bytes say, not what made them."""
    data = canonical(value)
    if sha256(data) == sealed.sha256:
        _kept(work, sealed.key, sealed.sha256, type(value).model_validate_json(data))
    return sealed


def _kept(work: Workspace, key: str, digest: str, value: Value) -> Value:
    if len(work.sealed) >= SEALED_KEPT:
        work.sealed.clear()
    work.sealed[key] = (digest, value)
    return value


def captures_of(snapshot: Snapshot) -> list[Capture]:
    """Every capture of a snapshot, the home page's first."""
    found = [snapshot.home] if snapshot.home else []
    return found + [capture for one in snapshot.evidence for capture in one.captures]
