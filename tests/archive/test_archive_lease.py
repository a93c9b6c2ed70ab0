from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from ita_evidence.archive import lease
from ita_evidence.archive.store import Store
from ita_evidence.errors import AgencyBusy


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime):
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(make: SimpleNamespace) -> Clock:
    return Clock(make.at)


def test_one_run_an_agency(store: Store, agency: str, clock: Clock) -> None:
    with lease.agency_lease(store, agency, "run-1", clock):
        with pytest.raises(AgencyBusy, match=r"run-1, until 2026-04-17 11:45:00 UTC"):
            lease.take(store, agency, "run-2", clock)
        with lease.agency_lease(store, f"{agency}-b", "run-2", clock):
            pass
    lease.take(store, agency, "run-2", clock)


def test_the_same_run_takes_it_again(store: Store, agency: str, clock: Clock) -> None:
    lease.take(store, agency, "run-1", clock)
    clock.now += timedelta(minutes=10)
    lease.take(store, agency, "run-1", clock)
    held = lease.held_by(store, agency)
    assert held == lease.Lease("run-1", clock.now + lease.TTL)


def test_a_lease_of_less_than_a_minute_ago_is_not_written_again(
    store: Store, agency: str, clock: Clock
) -> None:
    lease.take(store, agency, "run-1", clock)
    taken = lease.held_by(store, agency)
    clock.now += lease.FRESH - timedelta(seconds=1)
    lease.take(store, agency, "run-1", clock)
    assert lease.held_by(store, agency) == taken
    clock.now += timedelta(seconds=1)
    lease.take(store, agency, "run-1", clock)
    assert lease.held_by(store, agency) == lease.Lease("run-1", clock.now + lease.TTL)


def test_a_holder_that_died_loses_it_after_a_quarter_hour(
    store: Store, agency: str, clock: Clock
) -> None:
    lease.take(store, agency, "dead", clock)
    clock.now += timedelta(minutes=14, seconds=59)
    with pytest.raises(AgencyBusy):
        lease.take(store, agency, "next", clock)
    clock.now += timedelta(seconds=1)
    lease.take(store, agency, "next", clock)
    lease.release(store, agency, "dead", clock)  # too late: it is the next one's
    with pytest.raises(AgencyBusy, match="next"):
        lease.take(store, agency, "third", clock)


def test_of_many_takers_one_has_it(store: Store, agency: str, clock: Clock) -> None:
    def take(holder: str) -> bool:
        try:
            lease.take(store, agency, holder, clock)
        except AgencyBusy:
            return False
        return True

    holders = [f"run-{number}" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        won = [holder for holder, has in zip(holders, pool.map(take, holders), strict=True) if has]
    held = lease.held_by(store, agency)
    assert held is not None and won == [held.holder]


def test_it_is_renewed_while_it_is_held(
    store: Store, agency: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed = threading.Event()
    take = lease.take

    def and_tell(*arguments: Any) -> None:
        take(*arguments)
        if threading.current_thread() is not threading.main_thread():
            renewed.set()

    monkeypatch.setattr(lease, "take", and_tell)
    monkeypatch.setattr(lease, "RENEW_EVERY_S", 0.01)
    with lease.agency_lease(store, agency, "run-1", clock):
        assert renewed.wait(5)


def test_it_is_let_go_when_the_run_fails(store: Store, agency: str, clock: Clock) -> None:
    with pytest.raises(ZeroDivisionError), lease.agency_lease(store, agency, "run-1", clock):
        raise ZeroDivisionError
    lease.take(store, agency, "run-2", clock)


def test_nobody_holds_what_was_never_taken(store: Store, agency: str, clock: Clock) -> None:
    assert lease.held_by(store, agency) is None
    lease.release(store, agency, "run-1", clock)
    assert lease.held_by(store, agency) is None
