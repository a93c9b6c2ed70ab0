"""The store killed during writes: every object that it acknowledged is there."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from extent import FULL

from ita_evidence.archive import snapshots, store
from ita_evidence.archive.canonical import sha256
from ita_evidence.archive.store import Store, open_store
from ita_evidence.errors import StoreError
from ita_evidence.settings import Settings

pytestmark = pytest.mark.slow

KILLS = 20 if FULL else 3
EACH = 60
"""Objects that are acknowledged before a kill; more are on their way then."""
WRITERS = 4


def write_until_killed(opened: Store, pid: int, kill: int) -> list[str]:
    """Digests that were acknowledged; the store is killed in the middle of it."""
    acknowledged: list[str] = []
    enough = threading.Event()

    def write(writer: int) -> None:
        for number in range(10_000):
            body = f"{kill} {writer} {number} ".encode() * (1 + number % 400)
            try:
                digest = snapshots.put_blob(opened, body)
            except StoreError:
                return  # it was killed: this one was not acknowledged
            assert digest == sha256(body)
            acknowledged.append(digest)
            if len(acknowledged) >= EACH:
                enough.set()

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, writer) for writer in range(WRITERS)]
        assert enough.wait(60)
        os.kill(pid, signal.SIGKILL)
        for writer in writers:
            writer.result()
    return acknowledged


def test_what_it_acknowledged_is_there_after_every_kill(
    tmp_path: Path,
    free_ports: Callable[[int], list[int]],
    say: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = Settings(data=tmp_path, catalog=tmp_path / "catalog", store_port=free_ports(1)[0])
    acknowledged: list[str] = []
    for kill in range(KILLS):
        with monkeypatch.context() as patch, open_store(settings) as opened:
            patch.setattr(store, "TRIES", 1)
            pid = int((tmp_path / "run/store.server").read_text())
            acknowledged += write_until_killed(opened, pid, kill)
    with open_store(settings) as opened, ThreadPoolExecutor(8) as pool:
        bodies = pool.map(lambda digest: snapshots.get_blob(opened, digest), acknowledged)
        read = sum(1 for _ in bodies)  # each compared with its digest
        held = opened.versions("blobs/")
    assert read == len(acknowledged) >= KILLS * EACH
    assert {one.versions for one in held.values()} == {1}, "a retry writes nothing twice"
    say(
        f"the store killed {KILLS} times during writes: {len(acknowledged)} objects acknowledged, "
        f"{len(acknowledged) - read} lost, {len(held)} there"
    )
