"""A run killed at every boundary and run again ends with the bytes of an unbroken one."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from extent import FULL
from faults_world import AGENCY, BUSY, ITEMS

from ita_evidence.archive import failpoints, ledger
from ita_evidence.archive.canonical import sha256
from ita_evidence.archive.store import Store, open_store
from ita_evidence.archive.verify import verify
from ita_evidence.settings import Settings

pytestmark = [pytest.mark.openssl, pytest.mark.slow]

AT = datetime(2023, 4, 17, 11, 30, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
"""When a lease that a killed run left has ended."""

SECOND = ("after blob 2", "after snapshot 2", "before verdict 2", "after lease 2")
QUICK = (
    "after plan",
    "before captures",
    "after blob",
    "after snapshot",
    "before verdict 2",
    "before record",
    "after record",
    "after signature",
)


def evidence(store: Store) -> dict[str, str]:
    """Key → digest, without the time stamps: they say the real time."""
    keys = [key for key in store.keys("") if not key.endswith(".tsr")]
    return {key: sha256(store.read(key)) for key in keys}


@pytest.fixture(scope="module")
def unbroken(world: Any, say: Callable[[str], None]) -> Iterator[dict[str, str]]:
    """Key → digest of a run that nothing broke; at the end, how many were compared with it."""
    settings = world.new_pair()
    assert world.run(settings, AT) == 0
    with open_store(settings) as store:
        found = evidence(store)
    kinds = [failpoints.kind_of(key) for key in found]
    assert kinds.count("snapshot") == kinds.count("verdict") == len(ITEMS)
    assert kinds.count("record") == kinds.count("signature") == 1 and kinds.count("blob") >= 2
    yield found
    say(f"killed at {len(_tried)} boundaries of a run and run again: 0 differ from an unbroken run")


def again(world: Any, settings: Settings) -> None:
    """Run it again; a run that was committed is another's by then, and its lease must end first."""
    code = world.run(settings, AT)
    assert code in (0, BUSY)
    if code == BUSY:
        assert world.run(settings, LATER) == 0


_tried: list[str] = []


@pytest.mark.parametrize("point", [*failpoints.POINTS, *SECOND] if FULL else QUICK)
def test_killed_here_and_run_again_it_ends_as_an_unbroken_run(
    world: Any, unbroken: dict[str, str], point: str
) -> None:
    settings = world.new_pair()
    assert world.run(settings, AT, point) == -signal.SIGKILL, "it never came there"
    again(world, settings)
    with open_store(settings) as store:
        found = evidence(store)
        records = dict(ledger.records(store, AGENCY))
        report = verify(store, settings=settings)
    assert {key: found.get(key) for key in unbroken} == unbroken
    if len(records) == 1:
        assert found.keys() == unbroken.keys(), "a resumed run leaves nothing besides"
    else:
        assert point.split()[1] not in {"plan", "captures", "blob", "snapshot", "verdict"}
        assert records[1]["body"]["run_key"] != records[2]["body"]["run_key"]
    assert [(fault.key, fault.code) for fault in report.faults] == [] and report.pending == ()
    assert report.anchored == "test"
    _tried.append(point)


def test_no_point_goes_unnamed(world: Any) -> None:
    """Whatever a run puts has a fail point."""
    settings = world.new_pair()
    assert world.run(settings, AT) == 0
    with open_store(settings) as store:
        keys = [*store.keys(""), *store.work_keys("")]
    assert {key for key in keys if not failpoints.kind_of(key)} == set()
    assert {failpoints.kind_of(key) for key in keys} == {p.split()[1] for p in failpoints.POINTS}


@pytest.mark.parametrize("point", ["after lunch", "snapshot", "after snapshot 0", "before  blob"])
def test_a_point_that_there_is_not_is_refused(point: str) -> None:
    with pytest.raises(ValueError, match="no fail point"):
        failpoints.arm(point)
