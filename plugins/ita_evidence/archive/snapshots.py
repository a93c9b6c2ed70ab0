"""Sealing: blobs, snapshots and verdicts, put in this order before the record that names them."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ita_evidence.archive import layout
from ita_evidence.archive.canonical import canonical, parse, sha256
from ita_evidence.archive.store import NotInArchive, Store
from ita_evidence.errors import ContentConflict, LedgerError
from ita_evidence.model import Sealed, Snapshot, Verdict

Value = TypeVar("Value", bound=BaseModel)


def put_blob(store: Store, data: bytes) -> str:
    """Keep `data` under its digest (GOVERNANCE: it may have to be erased); returns the digest.

    Bytes that are there already are compared, and their lock is extended.
    """
    digest = sha256(data)
    store.put_once(layout.blob_key(digest), data, mode="GOVERNANCE")
    return digest


def keep_blob(store: Store, digest: str) -> None:
    """For an `unchanged` capture: extend the lock of the blob that it names, moving no bytes."""
    store.extend_lock(layout.blob_key(digest), digest)


def same_blob(store: Store, data: bytes) -> str:
    """Like `put_blob`, for what nearly every run finds there: asked for before it is put."""
    digest = sha256(data)
    try:
        keep_blob(store, digest)
    except NotInArchive:
        put_blob(store, data)
    return digest


def get_blob(store: Store, digest: str) -> bytes:
    """The bytes with this digest.

    Raises:
        NotInArchive: none are kept.
        LedgerError: what is kept has another digest.
    """
    key = layout.blob_key(digest)
    data = store.read(key, digest)
    if sha256(data) != digest:
        raise LedgerError(f"{key} holds bytes whose sha256 is {sha256(data)}: run verify")
    return data


def seal_snapshot(store: Store, snapshot: Snapshot) -> Sealed:
    """Seal what a target's captures were; what the same run sealed before is adopted.

    The returned digest is of the bytes that stand there, so read the snapshot back before judging.
    """
    key = layout.snapshot_key(
        snapshot.agency, snapshot.edition, snapshot.item, snapshot.period, snapshot.run_key
    )
    return _seal(store, key, snapshot)


def seal_verdict(store: Store, verdict: Verdict) -> Sealed:
    """Seal a verdict; one of the same run and judge key is adopted.

    Raises:
        LedgerError: the judge key is not that of its inputs.
    """
    if verdict.judge_key != layout.judge_key(verdict.inputs):
        raise LedgerError(
            f"the verdict of {verdict.item} names judge key {verdict.judge_key}, its inputs make "
            f"{layout.judge_key(verdict.inputs)}: use layout.judge_key(inputs)"
        )
    key = layout.verdict_key(
        verdict.agency,
        verdict.edition,
        verdict.item,
        verdict.period,
        verdict.run_key,
        verdict.judge_key,
    )
    return _seal(store, key, verdict)


def read_snapshot(store: Store, where: Sealed | str) -> Snapshot:
    """A sealed snapshot, by key or, checked, by key and digest.

    Raises:
        NotInArchive, LedgerError: not there; not as it was sealed.
    """
    return _read(store, where, Snapshot)


def read_verdict(store: Store, where: Sealed | str) -> Verdict:
    """A sealed verdict; see `read_snapshot`."""
    return _read(store, where, Verdict)


def value_of(key: str, data: bytes, kind: type[Value]) -> Value:
    """The value that `data` is the canonical form of.

    Raises:
        LedgerError: not canonical, or not a `kind`.
    """
    try:
        return kind.model_validate(parse(data))
    except (ValidationError, LedgerError) as error:
        raise LedgerError(f"{key} is no {kind.__name__.lower()}: {_line(error)}") from error


def _seal(store: Store, key: str, value: Snapshot | Verdict) -> Sealed:
    try:
        return store.put_once(key, canonical(value), mode="COMPLIANCE")
    except ContentConflict:
        data = store.read(key)
        there = value_of(key, data, type(value))
        if _target(there) != _target(value):
            raise
        return Sealed(key=key, sha256=sha256(data))


def _read(store: Store, where: Sealed | str, kind: type[Value]) -> Value:
    if isinstance(where, str):
        return value_of(where, store.read(where), kind)
    data = store.read(where.key, where.sha256)
    if sha256(data) != where.sha256:
        raise LedgerError(
            f"{where.key} has sha256 {sha256(data)}, sealed as {where.sha256}: run verify"
        )
    return value_of(where.key, data, kind)


def _target(value: Snapshot | Verdict) -> tuple[str, ...]:
    return (value.agency, value.edition, value.item, value.period, value.run_key)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
