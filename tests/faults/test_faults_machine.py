"""The machine itself: a full disk, a folder that cannot be written, a clock that is wrong."""

from __future__ import annotations

import multiprocessing
import resource
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from small_archive import record

from ita_evidence.archive import ledger, snapshots
from ita_evidence.archive import store as stores
from ita_evidence.archive.canonical import sha256
from ita_evidence.archive.store import open_store
from ita_evidence.archive.verify import verify
from ita_evidence.errors import StoreError, StoreUnavailable
from ita_evidence.settings import Settings

pytestmark = pytest.mark.slow

AGENCY = "sample"
FILE_BYTES = 6 * 2**20
"""No file of the store may grow beyond: as a disk that is full."""


def fill(settings: Settings, said: Any) -> None:
    """Put until it is refused, in a process whose files may not grow; tells what came of it."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    stores.TRIES = 1  # the server itself tries for some seconds
    kept: list[str] = []
    try:
        with open_store(settings) as store:
            for number in range(64):
                kept.append(snapshots.put_blob(store, bytes([number]) * 2**18))
        said.send((kept, "", ""))
    except StoreError as error:
        said.send((kept, type(error).__name__, str(error)))


def test_a_disk_that_fills_up(
    tmp_path: Path, free_ports: Callable[[int], list[int]], say: Callable[[str], None]
) -> None:
    settings = Settings(data=tmp_path, catalog=tmp_path / "catalog", store_port=free_ports(1)[0])
    with open_store(settings) as store:
        record(store, AGENCY, datetime.now(UTC))
    here, there = multiprocessing.get_context("spawn").Pipe()
    child = multiprocessing.get_context("spawn").Process(target=fill, args=(settings, there))
    child.start()
    assert here.poll(120), "it hangs"
    kept, error, message = here.recv()
    child.join()
    assert error == "StoreUnavailable" and "nothing is written twice" in message
    with open_store(settings) as store:  # the disk has room again
        assert [sha256(snapshots.get_blob(store, digest)) for digest in kept] == kept
        assert record(store, AGENCY, datetime.now(UTC), period="2566-04").number == 2
        assert verify(store, settings=settings, agency=AGENCY).faults == ()
    say(f"a disk full after {len(kept)} objects: refused loudly, all of them there, then goes on")


def test_a_folder_that_cannot_be_written(
    tmp_path: Path, free_ports: Callable[[int], list[int]], say: Callable[[str], None]
) -> None:
    (tmp_path / "file").write_text("in the way")
    for data in (Path("/proc/ita-evidence"), tmp_path / "file"):
        settings = Settings(data=data, store_port=free_ports(1)[0])
        with pytest.raises(StoreUnavailable, match="writable folder"), open_store(settings):
            raise AssertionError("it opened")
    assert (tmp_path / "file").read_text() == "in the way"
    say("a work folder that cannot be written: named, with what to do; nothing is overwritten")


@pytest.mark.openssl
def test_a_clock_that_is_wrong(world: Any, say: Callable[[str], None]) -> None:
    """Records are ordered by their numbers; a time that cannot be is named for good."""
    settings = world.new_pair()
    now = datetime.now(UTC)
    clocks = (now, now - timedelta(hours=3), now + timedelta(days=400), now)
    with open_store(settings) as store:
        for number, at in enumerate(clocks, 1):
            there = replace(store, now=lambda at=at: at)
            head = record(there, AGENCY, at, period=f"2566-0{number}")
            assert head.number == number
        assert [number for number, _ in ledger.records(store, AGENCY)] == [1, 2, 3, 4]
        faults = verify(store, settings=settings).faults
    # The authority's clock was right: record 3 says a time 400 days later than its stamp.
    assert [(fault.key.split("/")[-1], fault.code) for fault in faults] == [
        ("00000003.local-test.1.tsr", "token_time")
    ]
    say("a clock 3 hours back and 400 days ahead: 4 records in order, the false time named")
