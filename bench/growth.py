"""How the costs grow: the same work once, 10 and 100 times, each row the last two's time against
the first's. A row near 10 and 100 grows with the work; one below has a part that does not grow.

The runs before have left a settled half-year of the sample.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import archive
import collection
import extraction
import orchestration
import reporting
import validation
from figures import Figure

from ita_evidence import pipeline
from ita_evidence.archive import layout, snapshots, verify
from ita_evidence.archive.store import open_store
from ita_evidence.extraction import readers
from ita_evidence.extraction.readers.limits import Limits
from ita_evidence.reporting import board, dossier
from ita_evidence.sample import many

if TYPE_CHECKING:
    from ita_evidence.settings import Settings

TIMES = (1, 10, 100)
BLOB_BYTES = 40_000


def figures(loaded: Settings) -> Iterator[Figure]:
    """Needs a settled half-year of the sample in `loaded.data`."""
    yield from grown("DAG file, of 1 agency (processor time)", _dag_file(loaded))
    yield from grown("capture of 10 pages of a host, without delay", _capture)
    with archive.apart(loaded) as mine, open_store(mine) as store:
        yield from grown("sealing of 10 blobs of 40 kB", lambda n: _seal(store, 10 * n))
        yield from grown("verify of 1 month of 3 items", _verify(store, mine))
    yield from grown("a sheet of 1,000 rows", lambda n: _read(extraction.sheet(1_000 * n)))
    yield from grown("a PDF of 5 pages", lambda n: _read(extraction.paper(5 * n)))
    yield from grown("judging of one item, in one process (processor time)", _judge(loaded))
    with pipeline.open_workspace(loaded) as work:
        given = pipeline.newest_report_input(work, reporting.AGENCY, reporting.PERIOD)
        yield from grown(
            "dossier of 10 findings beside its 43 items",
            lambda n: _clocked(lambda: dossier.build(reporting.with_findings(given, 10 * n))),
        )
        yield from grown("board's home of 1 agency", _home(work))


def grown(what: str, seconds: Callable[[int], float]) -> Iterator[Figure]:
    """The time of once, then of the others against it.

    Args:
        seconds: of so many times the work; what it does beforehand is not in them.
    """
    seconds(1)  # the first pays for imports and connections
    once = seconds(1)
    yield Figure(what, 1000 * once, "ms", None)
    for times in TIMES[1:]:
        yield Figure(f"  {times} times the work", seconds(times) / once, "times", None)


def _clocked(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _dag_file(loaded: Settings) -> Callable[[int], float]:
    def seconds(count: int) -> float:
        with tempfile.TemporaryDirectory(prefix="ita-evidence-bench-") as folder:
            provinces = replace(loaded, catalog=Path(folder, "catalog"))
            many.write(loaded.catalog, provinces.catalog, count)
            return orchestration.one_file(provinces)

    return seconds


def _capture(count: int) -> float:
    pages = {collection.BUSIEST: 10 * count}
    urls = [f"http://{collection.BUSIEST}/{n}" for n in range(10 * count)]
    with collection.serving() as port:
        agency = collection.agency_of({host: n + 1 for host, n in pages.items()}, port, delay_s=0.0)
        return _clocked(lambda: collection.collected(agency, urls))


def _seal(store: archive.Store, count: int) -> float:
    bodies = [random.randbytes(BLOB_BYTES) for _ in range(count)]
    return _clocked(lambda: [snapshots.put_blob(store, body) for body in bodies])


def _verify(store: archive.Store, mine: Settings) -> Callable[[int], float]:
    """Of an archive that grows from one call to the next."""
    months = 0

    def seconds(count: int) -> float:
        nonlocal months
        for number in range(months, count):
            archive.month(store, number)
        months = max(months, count)
        with open_store(mine, identity="reader") as reader:
            return _clocked(lambda: verify.verify(reader, settings=mine, agency=archive.AGENCY))

    return seconds


def _read(data: bytes) -> float:
    return _clocked(lambda: readers.read(data, limits=Limits(wall_s=300)))


def _judge(loaded: Settings) -> Callable[[int], float]:
    from ita_evidence.validation import judge

    judging = next(one for one in validation.judgings(loaded) if one.item.id == "O19")

    def seconds(count: int) -> float:
        began = time.process_time()
        for _ in range(count):
            judge._failures.cache_clear()  # each is the first of its kind
            judge.judge(judging)
        return time.process_time() - began

    return seconds


def _home(work: pipeline.Workspace) -> Callable[[int], float]:
    shelf = board.Shelf(work.settings)
    summary = work.store.work_get(layout.index_key(reporting.AGENCY, "summary")) or b"{}"

    def seconds(count: int) -> float:
        names = {f"grown-{n:03d}": f"จังหวัดที่ {n}" for n in range(count)}
        for name in names:
            work.store.work_put(layout.index_key(name, "summary"), summary)

        def page() -> bytes:
            return board.home_page(names, "th", shelf.summaries(names))

        page()  # as many connections to the store as it takes
        return _clocked(page)

    return seconds
