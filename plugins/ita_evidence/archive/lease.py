"""One run an agency at a time: a lease in the work bucket, taken and renewed by conditional puts.

It spares an agency's servers a second visit; what keeps the ledger right is its own numbering.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from ita_evidence.archive import layout
from ita_evidence.archive.canonical import canonical, parse
from ita_evidence.archive.proof import parse_time
from ita_evidence.archive.store import Clock, Store
from ita_evidence.errors import AgencyBusy, StoreError

TTL = timedelta(minutes=15)
"""A holder that has not renewed for this long is taken for dead."""
RENEW_EVERY_S = 240.0
FRESH = timedelta(minutes=1)
"""A lease that its holder took or renewed within it is left as it is: a run's steps on many hosts
begin together."""


class Lease(NamedTuple):
    """Who holds an agency, and until when."""

    holder: str
    until: datetime


@contextmanager
def agency_lease(store: Store, agency: str, holder: str, clock: Clock) -> Iterator[None]:
    """Hold the agency for the length of the block; a thread renews it meanwhile.

    `holder` names the run (its run key): the same holder may take it again, as a retry does.

    Raises:
        AgencyBusy: another holder has it; it says who, and until when.
    """
    take(store, agency, holder, clock)
    done = threading.Event()

    def keep_renewing() -> None:
        while not done.wait(RENEW_EVERY_S):
            try:
                take(store, agency, holder, clock)
            except AgencyBusy:
                return  # taken over after a long sleep: the ledger decides who was first
            except StoreError:
                continue  # the store is away: the run itself will hear of it

    renewer = threading.Thread(target=keep_renewing, name=f"lease {agency}", daemon=True)
    renewer.start()
    try:
        yield
    finally:
        done.set()
        renewer.join()
        release(store, agency, holder, clock)


def take(store: Store, agency: str, holder: str, clock: Clock) -> None:
    """Take or renew the lease until `TTL` from now (`FRESH` less at most); for steps that are
    processes of their own.

    Raises:
        AgencyBusy: another holder has it.
    """
    key = layout.index_key(agency, "lease")
    found = store.work_get_tagged(key)
    now = clock()
    if found is not None:
        there = _lease(found[0])
        if there.holder != holder and there.until > now:
            raise _busy(agency, there)
        if there.holder == holder and there.until > now + TTL - FRESH:
            return
    if not store.work_put_unchanged(key, _bytes(Lease(holder, now + TTL)), found):
        there = held_by(store, agency) or Lease("another run", now + TTL)
        if there.holder != holder:  # else another step of the same run renewed it just now
            raise _busy(agency, there)


def release(store: Store, agency: str, holder: str, clock: Clock) -> None:
    """Let go, unless another holder has it by now."""
    key = layout.index_key(agency, "lease")
    found = store.work_get_tagged(key)
    if found is not None and _lease(found[0]).holder == holder:
        store.work_replace(key, _bytes(Lease(holder, clock())), found[1])


def held_by(store: Store, agency: str) -> Lease | None:
    """The lease as it stands, expired or not."""
    found = store.work_get(layout.index_key(agency, "lease"))
    return None if found is None else _lease(found)


def _busy(agency: str, there: Lease) -> AgencyBusy:
    return AgencyBusy(
        f"another run holds {agency}: {there.holder}, until {there.until:%Y-%m-%d %H:%M:%S} UTC "
        "unless it renews; wait for it, or until then"
    )


def _bytes(lease: Lease) -> bytes:
    return canonical({"holder": lease.holder, "until": lease.until})


def _lease(data: bytes) -> Lease:
    value = parse(data)
    return Lease(value["holder"], parse_time(value["until"]))
