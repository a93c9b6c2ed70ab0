"""What the fault tests run: the sample province's line over a few items, in processes to kill.

Loaded once by a fork server, so that a case costs a fork and not the imports.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from multiprocessing.synchronize import Barrier

from extent import FULL

import ita_evidence.collection.adapters
import ita_evidence.extraction.readers
import ita_evidence.extraction.records
import ita_evidence.reporting.board
import ita_evidence.reporting.dossier
import ita_evidence.reporting.worklist
import ita_evidence.validation.judge  # noqa: F401  # all of these before the first fork
from ita_evidence import catalog as catalogs
from ita_evidence import pipeline
from ita_evidence.archive import failpoints
from ita_evidence.archive.store import open_store
from ita_evidence.catalog import Catalog
from ita_evidence.errors import AgencyBusy
from ita_evidence.settings import Settings

AGENCY, PERIOD = "sample", "2566-03"
ITEMS = ("O19" if FULL else "O16", "O29")
"""Of 36 offices, where every case is tried; else of six."""
BUSY = 75
"""Exit code of a run that found another holding the agency."""


@cache
def catalog() -> Catalog:
    loaded = Settings()
    return catalogs.load(loaded.catalog, expectations=loaded.expectations)


catalog()


def run(
    settings: Settings,
    environment: Mapping[str, str],
    at: datetime | None,
    point: str = "",
    items: tuple[str, ...] = ITEMS,
    barrier: Barrier | None = None,
) -> None:
    """One whole run in this process; killed at `point` when that is reached."""
    os.environ.update(environment)
    failpoints.arm(point)
    clock = (lambda: at) if at is not None else pipeline.Workspace.now
    with open_store(settings) as store:
        work = pipeline.Workspace(settings, catalog, store, clock)
        if barrier is not None:
            barrier.wait()
        try:
            plan = pipeline.plan_run(work, AGENCY, PERIOD, items=items)
            pipeline.settle(work, plan)
        except AgencyBusy:
            sys.exit(BUSY)
        pipeline.report(work, plan)
