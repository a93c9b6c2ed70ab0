"""What people wait for: the dossier of a half-year, the weight of its pages, the board's pages.

The dossier is the sample province's, whose half-year the runs before have settled. The board's
answers are measured in this process, from the store to the finished page, without Airflow's own
part (login and permission): 77 agencies, and 24 periods of one.
"""

from __future__ import annotations

import copy
import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from figures import Figure

from ita_evidence import periods, pipeline
from ita_evidence.archive import layout
from ita_evidence.archive.canonical import canonical
from ita_evidence.model import Place
from ita_evidence.reporting import board, dossier, notifications

if TYPE_CHECKING:
    from ita_evidence.pipeline import Workspace
    from ita_evidence.reporting.inputs import ReportInput
    from ita_evidence.settings import Settings

AGENCY, PERIOD = "sample", "2566-H1"
AGENCIES = 77
PERIODS = 24
FINDINGS = 1000
ROUNDS = 9


def figures(loaded: Settings) -> Iterator[Figure]:
    """Needs a settled half-year of the sample in `loaded.data`."""
    with pipeline.open_workspace(loaded) as work:
        yield from _dossier(work)
        yield from _messages(work)
        yield from _board(work)


def _dossier(work: Workspace) -> list[Figure]:
    started = time.monotonic()
    given = pipeline.newest_report_input(work, AGENCY, PERIOD)
    files = dossier.build(given)
    seconds = time.monotonic() - started
    pages = {path: len(data) for path, data in files.items() if path.endswith(".html")}
    units = len(given.agency.units)
    what = f"dossier of a half-year: {len(given.verdicts)} items, {units} units, {len(pages)} pages"
    heaviest = max(pages, key=lambda path: pages[path])
    return [
        Figure(what, seconds, "s", 30),
        Figure(
            f"its heaviest page ({heaviest}), without pictures", pages[heaviest] / 1000, "kB", 300
        ),
    ]


def _messages(work: Workspace) -> list[Figure]:
    """No cause was told before."""
    crowded = with_findings(pipeline.newest_report_input(work, AGENCY, PERIOD), FINDINGS)
    units = [unit.id for unit in crowded.agency.units]
    sent: list[str] = []
    to = notifications.Recipients(
        engineer=("json://e",),
        coordinator=("json://c",),
        units={unit: (f"json://{unit}",) for unit in units},
    )
    notifications.tell(
        work.store,
        f"bench-{work.now():%Y%m%dT%H%M%S%f}",
        notifications.after_run(crowded),
        to,
        now=work.now(),
        send=lambda *one: sent.append(one[0]),
    )
    most = max(sent.count(address) for address in sent)
    return [
        Figure(
            f"{FINDINGS} findings: messages a recipient, of {len(sent)} sent", most, "messages", 1
        )
    ]


def with_findings(given: ReportInput, count: int) -> ReportInput:
    """A half-year with so many findings of one item, each at an address of its own."""
    units = [unit.id for unit in given.agency.units]
    item, verdict = next((i, v) for i, v in given.verdicts.items() if v.verdict == "not_met")
    finding = next(one for one in verdict.findings if one.result == "not_met")
    many = tuple(
        finding.model_copy(
            update={
                "unit": units[n % len(units)],
                "place": Place(url=f"{given.agency.home_page}{n}"),
            }
        )
        for n in range(count)
    )
    return replace(
        given, verdicts={**given.verdicts, item: verdict.model_copy(update={"findings": many})}
    )


def _board(work: Workspace) -> list[Figure]:
    """Agencies and periods made by copying the sample's own index."""
    store, shelf = work.store, board.Shelf(work.settings)
    merged = json.loads(store.work_get(layout.index_key(AGENCY, "board")) or b"{}")
    months = [month for year in (2566, 2567) for month in periods.Period("year", year, 0).months]
    template = next(iter(merged["periods"].values()))
    merged["periods"] |= {
        str(periods.Period("month", month.year_be, month.month)): copy.deepcopy(template)
        for month in months[:PERIODS]
    }
    names = {f"bench-{n:02d}": f"จังหวัดที่ {n}" for n in range(AGENCIES)}
    summary = store.work_get(layout.index_key(AGENCY, "summary")) or b"{}"
    for name in names:
        store.work_put(layout.index_key(name, "summary"), summary)
    store.work_put(layout.index_key("bench-00", "board"), canonical(merged))
    entry = store.work_get(layout.index_key(AGENCY, PERIOD)) or b"{}"
    store.work_put(layout.index_key("bench-00", PERIOD), entry)

    def home() -> bytes:
        return board.home_page(names, "th", shelf.summaries(names))

    def grid() -> bytes:
        stored: Any = shelf.index("bench-00", "board")
        return board.grid_page(stored, "bench-00", "ก", "th", today=date(2024, 10, 1))

    def period() -> bytes:
        stored = shelf.index("bench-00", PERIOD)
        known = shelf.index("bench-00", "board")
        return board.period_page(stored, "bench-00", "ก", PERIOD, "th", board=known)

    pages: dict[str, Callable[[], bytes]] = {
        f"board: home, {AGENCIES} agencies": home,
        f"board: grid, 43 items, {PERIODS} periods known": grid,
        "board: a period, 43 items, its units": period,
    }
    found = [Figure(what, _median_ms(page), "ms", 300) for what, page in pages.items()]
    shelf.close()
    return found


def _median_ms(page: Callable[[], bytes]) -> float:
    page()  # the first opens the store and compiles the templates
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        page()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)
