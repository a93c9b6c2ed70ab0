"""The same run started several times at once: one record a number, one snapshot a target and run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from extent import FULL
from faults_world import AGENCY, BUSY, ITEMS

from ita_evidence.archive import layout, ledger
from ita_evidence.archive.store import open_store
from ita_evidence.archive.verify import verify

pytestmark = [pytest.mark.openssl, pytest.mark.slow]


@pytest.mark.parametrize("times", [2, 4, 16] if FULL else [2, 4])
def test_the_same_run_at_once(world: Any, say: Callable[[str], None], times: int) -> None:
    settings = world.new_pair()
    barrier = world.processes.Barrier(times)
    started = [world.start(settings, None, barrier=barrier) for _ in range(times)]
    for process in started:
        process.join(300)
    codes = [process.exitcode for process in started]
    assert set(codes) <= {0, BUSY} and 0 in codes
    with open_store(settings) as store:
        records = dict(ledger.records(store, AGENCY))
        held = store.versions("")
        report = verify(store, settings=settings)
    assert [(fault.key, fault.code) for fault in report.faults] == []
    assert {one.versions for one in held.values()} == {1}
    assert sorted(records) == list(range(1, len(records) + 1))
    runs = [record["body"]["run_key"] for record in records.values()]
    assert len(set(runs)) == len(runs), "a run is recorded once"
    sealed = [key.names for key in map(layout.parse_key, held) if key and key.kind == "snapshot"]
    places = [(names["item"], names["run_key"]) for names in sealed]
    assert len(set(places)) == len(places) == len(ITEMS) * len(runs)
    say(
        f"the same run {times} times at once: {len(records)} record(s), {len(sealed)} snapshots, "
        f"{codes.count(0)} ended well, {codes.count(BUSY)} found the agency held; no fault"
    )
