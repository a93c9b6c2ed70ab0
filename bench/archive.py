"""What the archive costs, beside the same work without its promises; and how it grows.

Ours and theirs take turns over the same bytes on the same store, so that the machine's other work
falls on both. Runs alone: `.venv/bin/python bench/archive.py`.
"""

from __future__ import annotations

import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from figures import Figure, print_table
from made_archive import AT, make_capture, make_plan, make_snapshot, make_verdict

from ita_evidence import settings
from ita_evidence.archive import layout, ledger, leftovers, snapshots, verify
from ita_evidence.archive.canonical import base64_sha256, sha256
from ita_evidence.archive.store import Store, open_store
from ita_evidence.model import Plan
from ita_evidence.settings import Settings

AGENCY, URL = "bench", "https://bench.example/"
SEALED = 240
BLOB_BYTES = (2_000, 40_000, 400_000)
"""A page, a small PDF, a larger one."""
ITEMS, BLOBS_PER_ITEM = ("O16", "O19", "O21"), 5
MONTHS = 24


def figures(loaded: Settings) -> Iterator[Figure]:
    """Sealing and verifying beside plain S3; a run's ledger step and listings after two years."""
    with (
        apart(loaded) as mine,
        open_store(mine) as store,
        open_store(mine, identity="admin") as admin,
    ):
        yield from _growth(store)
        yield from _verifying(store, mine)
        yield from _sealing(store, admin)


@contextmanager
def apart(loaded: Settings) -> Iterator[Settings]:
    """Settings over an empty store of its own, which nothing else writes to."""
    with tempfile.TemporaryDirectory(prefix="ita-evidence-bench-archive-") as folder:
        yield replace(loaded, data=Path(folder), store="embedded", store_port=_free_port())


# --- sealing ---------------------------------------------------------------------------------


def _sealing(store: Store, admin: Store) -> list[Figure]:
    """Seconds of each, in turns; one thread, so that a round trip is a round trip."""
    randomly = random.Random(5)
    spent: dict[str, float] = {"ours": 0.0, "checked": 0.0, "bare": 0.0}

    def ours(body: bytes, _: str) -> None:
        snapshots.put_blob(store, body)

    def checked(body: bytes, key: str) -> None:
        admin.client.put_object(
            Bucket=admin.bucket,
            Key=f"{layout.PROBES}{key}",
            Body=body,
            ChecksumSHA256=base64_sha256(body),
        )
        admin.client.head_object(Bucket=admin.bucket, Key=f"{layout.PROBES}{key}")

    def bare(body: bytes, key: str) -> None:
        admin.client.put_object(Bucket=admin.bucket, Key=f"{layout.PROBES}{key}", Body=body)

    ways: dict[str, Callable[[bytes, str], None]] = {
        "ours": ours,
        "checked": checked,
        "bare": bare,
    }
    for number in range(SEALED):
        body = randomly.randbytes(BLOB_BYTES[number % len(BLOB_BYTES)])
        names = list(ways)
        randomly.shuffle(names)
        for name in names:
            begun = time.perf_counter()
            ways[name](body, f"{name}-{number}")
            spent[name] += time.perf_counter() - begun
    return [
        Figure(
            "sealing, beside boto3 put + head with a checksum",
            spent["checked"] / spent["ours"],
            "of rate",
            0.8,
            "at least",
        ),
        Figure("sealing, beside a bare put", spent["bare"] / spent["ours"], "of rate", None),
    ]


# --- verifying -------------------------------------------------------------------------------


def _verifying(store: Store, mine: Settings) -> list[Figure]:
    """`verify` in full beside reading the same objects and `sha256sum` over them; medians."""
    keys = list(store.keys(""))
    with open_store(mine, identity="reader") as reader:
        ratios = []
        for _ in range(5):
            begun = time.perf_counter()
            report = verify.verify(reader, settings=mine, agency=AGENCY)
            ours = time.perf_counter() - begun
            assert report.ok, report.faults[:3]
            begun = time.perf_counter()
            _read_and_sum(reader, keys)
            ratios.append((time.perf_counter() - begun) / ours)
    checked = f"verify of {report.checked} objects"
    return [
        Figure(
            f"{checked}, beside reading them and sha256sum",
            statistics.median(ratios),
            "of rate",
            0.5,
            "at least",
        )
    ]


def _read_and_sum(reader: Store, keys: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:

        def fetch(number: int) -> str:
            path = f"{folder}/{number}"
            reader.client.download_file(reader.bucket, keys[number], path)
            return path

        with ThreadPoolExecutor(verify.THREADS) as pool:
            paths = list(pool.map(fetch, range(len(keys))))
        subprocess.run(["sha256sum", *paths], stdout=subprocess.DEVNULL, check=True)


# --- growth ----------------------------------------------------------------------------------


class _Counted(NamedTuple):
    """What one run asked of the store on its way."""

    requests: int
    listed: int
    """Entries that its listings brought."""
    ledger_s: float


def _growth(store: Store) -> list[Figure]:
    """Two simulated years of one agency: what a run costs at their end beside their beginning."""
    counted = [month(store, number) for number in range(MONTHS)]
    early, late = counted[2:8], counted[-6:]

    def ratio(of: Callable[[_Counted], float]) -> float:
        return statistics.median(map(of, late)) / statistics.median(map(of, early))

    objects = len(list(store.keys("")))
    return [
        Figure(f"requests of a run after {MONTHS} months", ratio(lambda it: it.requests), "x", 1.0),
        Figure("entries its listings bring, then", ratio(lambda it: it.listed), "x", 1.0),
        Figure("its ledger step in seconds, then", ratio(lambda it: it.ledger_s), "x", None),
        Figure(
            f"objects a run of {len(ITEMS)} items, unchanged but one page an item",
            objects / MONTHS,
            "objects",
            None,
        ),
    ]


def month(store: Store, number: int) -> _Counted:
    """One run: one page of each item is new, the others are as the month before."""
    period = f"{2566 + number // 12}-{number % 12 + 1:02d}"
    with _counting(store) as (counting, count):
        newest = ledger.head(counting, AGENCY)
        base = newest.number if newest else 0
        plan = make_plan(AGENCY, ITEMS, period=period, base_record=base)
        settled = [_settle(counting, plan, item, number) for item in ITEMS]
        begun = time.perf_counter()
        unfinished = leftovers.unfinished(counting, plan, settled)
        ledger.append_run(counting, plan, settled, at=AT, unfinished=unfinished)
        ledger_s = time.perf_counter() - begun
    return _Counted(count["requests"], count["listed"], ledger_s)


@contextmanager
def _counting(store: Store) -> Iterator[tuple[Store, dict[str, int]]]:
    count = {"requests": 0, "listed": 0}

    class Client:
        def __getattr__(self, name: str) -> Any:
            real = getattr(store.client, name)

            def call(**arguments: Any) -> Any:
                count["requests"] += 1
                answer = real(**arguments)
                for entries in ("Versions", "Contents", "DeleteMarkers"):
                    count["listed"] += len(answer.get(entries, []))
                return answer

            return call

    yield replace(store, client=Client()), count


def _settle(store: Store, plan: Plan, item: str, month: int) -> ledger.Settled:
    randomly = random.Random(item)
    bodies = [randomly.randbytes(BLOB_BYTES[n % 3]) for n in range(BLOBS_PER_ITEM - 1)]
    bodies.append(random.Random(f"{item} {month}").randbytes(BLOB_BYTES[0]))
    for body in (*bodies, b"entry", b"suite"):
        snapshots.put_blob(store, body)
    captures = [
        make_capture(body, url=f"{URL}{number}", final_url=f"{URL}{number}")
        for number, body in enumerate(bodies)
    ]
    snapshot = make_snapshot(AGENCY, *captures, item=item, period=plan.period, run_key=plan.run_key)
    sealed = snapshots.seal_snapshot(store, snapshot)
    made_from = {"catalog_sha256": sha256(b"entry"), "suite_sha256": sha256(b"suite")}
    verdict = make_verdict(snapshot, sealed, **made_from)
    return ledger.Settled(item, sealed, snapshots.seal_verdict(store, verdict))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    measured = list(figures(settings.load()))
    print_table(measured)
    sys.exit(int(any(one.missed for one in measured)))
