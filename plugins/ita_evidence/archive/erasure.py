"""A recorded erasure: what an agency published by mistake, nobody may have to keep.

A record of kind `erasure` comes first, in the ledger of every agency whose snapshots name the blob:

    {blob: {sha256, size_bytes}, reason, by, named_by: [snapshot keys]}

then the blob goes, and with it what was made from it in the work bucket; `pipeline.erase` makes
the dossiers again. Its digest, size and time stay proven. A second erasure of what a killed one
left goes on under the same record.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from typing import Any, NamedTuple

from ita_evidence.archive import layout, lease, ledger, proof
from ita_evidence.archive.canonical import canonical
from ita_evidence.archive.store import NotInArchive, Store
from ita_evidence.errors import LedgerError, UsageError

THREADS = 8


class Erased(NamedTuple):
    """One erasure: the record that states it, and when that says it was."""

    number: int
    at: datetime


class Done(NamedTuple):
    """What `erase` did: agency → record, and the objects that are gone."""

    records: dict[str, int]
    gone: tuple[str, ...]


def erased(store: Store, agency: str) -> dict[str, Erased]:
    """Digest → the newest record that says it was erased. Reads the agency's whole ledger."""
    found: dict[str, Erased] = {}
    for number, record in ledger.records(store, agency):
        if digest := digest_of(record):
            found[digest] = Erased(number, proof.parse_time(record["at"]))
    return found


def digest_of(record: dict[str, Any]) -> str | None:
    """The digest that a record erases; None for a record of another kind.

    Raises:
        LedgerError: an erasure that names no digest.
    """
    if record["kind"] != "erasure":
        return None
    try:
        digest = record["body"]["blob"]["sha256"]
        layout.blob_key(digest)
    except (KeyError, TypeError, ValueError) as error:
        raise LedgerError(f"record {record['number']} erases no blob: {error!r}") from error
    return str(digest)


def erase(
    writer: Store,
    eraser: Store,
    blob: str,
    *,
    reason: str,
    by: str,
    at: datetime,
    agency: str | None = None,
) -> Done:
    """Record, then delete a blob (its digest or its key), every version of it.

    Reads all snapshots to find the agencies concerned: an act of the archive's keeper, not a run's.
    It holds their leases meanwhile: a run would write what it has read already after it.
    `agency` says whose ledger where no snapshot names the blob.

    Raises:
        AgencyBusy: a run of an agency concerned is under way; nothing was done.
        UsageError: no digest; no reason or name; no snapshot names it and no agency was given.
        NotInArchive: it is not there, and no record says that it was erased.
        StoreRefused: `eraser` has not the eraser's rights.
    """
    digest = blob.rsplit("/", 1)[-1]
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise UsageError(f"{blob!r} is no blob; valid: its sha256 in hex, or its key")
    if not reason.strip() or not by.strip():
        raise UsageError("an erasure says why and who: give --reason and --by")
    key = layout.blob_key(digest)
    held = writer.versions(key).get(key)
    named_by = _named_by(writer, digest) or ({agency: []} if agency else {})
    agencies = sorted(named_by)
    if held is not None and not agencies:
        raise UsageError(
            f"no snapshot names {digest}: say with --agency whose ledger records its erasure"
        )
    with ExitStack() as leases:
        for name in agencies:
            holder = f"the erasure of {digest}"  # of one moment, and far shorter than a lease
            leases.enter_context(lease.agency_lease(writer, name, holder, lambda: at))
        if held is None:
            return _gone_already(writer, digest, agencies, named_by)
        records = {}
        for name in agencies:
            before = erased(writer, name).get(digest)
            if before is not None and before.at > held.written_at:
                records[name] = before.number  # a killed erasure: go on
                continue
            body = {
                "blob": {"sha256": digest, "size_bytes": held.size_bytes},
                "reason": reason,
                "by": by,
                "named_by": sorted(named_by.get(name, [])),
            }
            records[name] = ledger.append(writer, name, "erasure", body, at=at).number
        eraser.erase(key)
        return Done(records, (key, *_forget(writer, digest, named_by)))


def _gone_already(
    store: Store, digest: str, agencies: list[str], named_by: dict[str, list[str]]
) -> Done:
    before = {name: erased(store, name).get(digest) for name in agencies}
    records = {name: there.number for name, there in before.items() if there is not None}
    if not records:
        raise NotInArchive(f"no blob {digest} is in {store.name}; nothing was recorded")
    return Done(records, _forget(store, digest, named_by))


def _named_by(store: Store, digest: str) -> dict[str, list[str]]:
    """Agency → the keys of its snapshots that name the blob."""

    said = f'"blob_sha256":"{digest}"'.encode()  # as canonical JSON writes it

    def names_it(key: str) -> bool:
        return said in store.read(key)

    found: dict[str, list[str]] = {}
    keys = list(store.keys(layout.SNAPSHOTS))
    with ThreadPoolExecutor(THREADS) as pool:
        for key, named in zip(keys, pool.map(names_it, keys), strict=True):
            parsed = layout.parse_key(key)
            if named and parsed is not None:
                found.setdefault(parsed.names["agency"], []).append(key)
    return found


def _forget(store: Store, digest: str, named_by: dict[str, list[str]]) -> tuple[str, ...]:
    """Delete what the work bucket holds of it: payloads, what was read, drawn, known."""
    gone = []
    for key in _made_from(store, digest, named_by):
        store.work_delete(key)
        gone.append(key)
    for agency in named_by:
        for folder in ("validators", "leads"):
            for key in store.work_keys(f"index/{agency}/{folder}/"):
                known = json.loads(store.work_get(key) or b"{}")
                kept = {url: it for url, it in known.items() if it.get("blob_sha256") != digest}
                if kept != known:  # else the next run would hear `unchanged` of what is gone
                    store.work_put(key, canonical(kept))
    return tuple(gone)


def _made_from(store: Store, digest: str, named_by: dict[str, list[str]]) -> Iterator[str]:
    for key in store.work_keys("tables/documents/"):
        if key.endswith(f"/{digest}.json"):
            yield key
    yield from store.work_keys(f"tables/pictures/{digest[:2]}/{digest}-")
    for agency, keys in named_by.items():
        for key in store.work_keys(f"captures/{agency}/"):
            if key.endswith((f"/payloads/{digest}", f"/feeds/{digest}")):
                yield key
        for parsed in map(layout.parse_key, keys):
            if parsed is not None:
                item, run_key = parsed.names["item"], parsed.names["run_key"]
                yield from store.work_keys(f"tables/{agency}/{run_key}/{item}.")
