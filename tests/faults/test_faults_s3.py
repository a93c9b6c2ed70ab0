"""Nine kinds of fault between us and the store, on three of ten requests: nothing wrong, lost or
written twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.config import Config
from extent import FULL
from fault_proxy import KINDS, Proxy, spoiling
from small_archive import record

from ita_evidence.archive import ledger, snapshots
from ita_evidence.archive import store as stores
from ita_evidence.archive.canonical import sha256
from ita_evidence.archive.store import Store, open_store
from ita_evidence.archive.verify import verify

pytestmark = pytest.mark.slow

BLOBS, RECORDS = (300, 32) if FULL else (40, 3)
SHARE = 0.3
AGENCY = "sample"


@contextmanager
def through(proxy: Proxy, store: Store) -> Iterator[Store]:
    """The store as it is reached through the proxy, by a client that does not wait long."""
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{proxy.port}",
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=5,
            read_timeout=1,
            retries={"total_max_attempts": 1},
            max_pool_connections=stores.CONNECTIONS,
            proxies={},
        ),
    )
    try:
        yield replace(store, client=client)
    finally:
        client.close()


def test_nothing_is_wrong_lost_or_doubled(
    world: Any, say: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "TRIES", 30)  # so many faults in a row are no network any more
    monkeypatch.setattr(stores, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(stores, "LONGEST_PAUSE_S", 0.1)
    settings = world.new_pair()
    bodies = [f"blob {number} ".encode() * (1 + number % 200) for number in range(BLOBS)]
    with open_store(settings) as direct, spoiling(settings.store_port, SHARE, seed=5) as proxy:
        with through(proxy, direct) as store:
            with ThreadPoolExecutor(4) as pool:
                digests = list(pool.map(lambda body: snapshots.put_blob(store, body), bodies))
            for _ in range(RECORDS):
                record(store, AGENCY, datetime.now(UTC))
            with ThreadPoolExecutor(4) as pool:
                read = list(pool.map(lambda it: snapshots.get_blob(store, it), digests))
        assert read == bodies and digests == [sha256(body) for body in bodies]
        held = direct.versions("")
        assert {one.versions for one in held.values()} == {1}
        assert {one.delete_markers for one in held.values()} == {0}
        assert [n for n, _ in ledger.records(direct, AGENCY)] == list(range(1, RECORDS + 1))
        assert verify(direct, settings=settings).faults == ()
    puts = len(held)
    assert set(proxy.done) == set(KINDS) or not FULL
    say(
        f"{puts} objects put through a network that spoils {SHARE:.0%}: {proxy.requests} requests, "
        f"{proxy.done.total()} spoiled in {len(proxy.done)} ways; 0 wrong, 0 lost, 0 written twice"
    )
