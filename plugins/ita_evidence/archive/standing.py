"""What stands: of each target the newest record's snapshot and verdict, read from the ledger alone.

Reads the agency's whole ledger: a keeper's act (`revalidate`, an audit), not a run's. A run keeps
the same per period in the work bucket (`index/<agency>/standing/`), and this makes it again.
"""

from __future__ import annotations

from typing import NamedTuple

from ita_evidence.archive import layout, ledger
from ita_evidence.archive.canonical import canonical, sha256
from ita_evidence.archive.store import Store
from ita_evidence.errors import LedgerError
from ita_evidence.model import Sealed


class Standing(NamedTuple):
    """A target as its newest record names it."""

    snapshot: Sealed
    verdict: Sealed
    record: int
    """The record that names them: a `run`, a `revalidation` or a `review`."""
    run: ledger.Head
    """The run that sealed the snapshot."""


def standing(store: Store, agency: str) -> dict[str, dict[str, Standing]]:
    """Period → item → what stands, periods in the order of their first record.

    Raises:
        LedgerError: a record is broken, or names a snapshot that no run sealed.
    """
    runs: dict[str, ledger.Head] = {}
    found: dict[str, dict[str, Standing]] = {}
    for number, record in ledger.records(store, agency):
        body = record["body"]
        if record["kind"] == "run":
            runs[body["run_key"]] = ledger.Head(number, sha256(canonical(record)), record)
        for target in body.get("targets", []):
            snapshot = Sealed.model_validate(target["snapshot"])
            key = layout.parse_key(snapshot.key)
            run = runs.get(key.names.get("run_key", "")) if key else None
            if run is None:
                raise LedgerError(
                    f"record {number} of {agency} names {snapshot.key}, which no run sealed"
                )
            verdict = Sealed.model_validate(target["verdict"])
            found.setdefault(body["period"], {})[target["item"]] = Standing(
                snapshot, verdict, number, run
            )
    return found
