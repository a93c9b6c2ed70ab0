"""Measures on this machine what bench/README.md lists, prints it beside the bounds, and writes
bench/results/<time>.json. Exit 1 when a bound is missed.

    make bench
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import archive
import extraction
import reporting
from figures import Figure, print_table

from ita_evidence import settings
from ita_evidence.archive.store import open_store
from ita_evidence.orchestration import environment
from ita_evidence.settings import PROJECT, Settings

IMPORT_ROUNDS = 5


def main() -> int:
    with scratch() as loaded:
        figures = [
            *imports(loaded),
            *runs(loaded),
            *archive.figures(loaded),
            *extraction.figures(loaded),
            *reporting.figures(loaded),
        ]
    print_table(figures)
    write(figures)
    return int(any(one.missed for one in figures))


@contextmanager
def scratch() -> Iterator[Settings]:
    """Settings over an empty data folder."""
    with tempfile.TemporaryDirectory(prefix="ita-evidence-bench-") as folder:
        yield replace(settings.load(), data=Path(folder))


def imports(loaded: Settings) -> list[Figure]:
    """Seconds that the DAG files add to `import airflow.sdk`: medians of fresh processes."""
    files = sorted(str(path) for path in (PROJECT / "dags").glob("*.py"))
    code = (
        "import time, runpy, airflow.sdk\n"
        "start = time.perf_counter()\n"
        f"for file in {files}: runpy.run_path(file)\n"
        "print(time.perf_counter() - start)"
    )
    environ = {**os.environ, **environment.airflow_environment(loaded)}
    seconds = [
        float(subprocess.check_output([sys.executable, "-c", code], env=environ, text=True))
        for _ in range(IMPORT_ROUNDS)
    ]
    return [Figure("DAG files, beyond airflow.sdk", statistics.median(seconds), "s", 0.2)]


def runs(loaded: Settings) -> list[Figure]:
    """Two `make run` over an empty folder: their time, and what the second one stored."""
    environ = {**os.environ, **environment.airflow_environment(loaded)}
    seconds, counts = [], []
    for _ in range(2):
        start = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "ita_evidence.orchestration.runner"],
            env=environ,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        seconds.append(time.monotonic() - start)
        with open_store(loaded) as store:
            counts.append(
                {name: sum(1 for _ in store.keys(f"{name}/")) for name in ("blobs", "snapshots")}
            )
    first, second = counts
    return [
        Figure("first make run, after setup", seconds[0], "s", None),
        Figure("second make run", seconds[1], "s", 240),
        Figure("new blobs in the second", second["blobs"] - first["blobs"], "blobs", 0),
        Figure(
            "targets of the first without a snapshot in the second",
            first["snapshots"] - (second["snapshots"] - first["snapshots"]),
            "targets",
            0,
        ),
    ]


def write(figures: list[Figure]) -> None:
    folder = PROJECT / "bench" / "results"
    folder.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    result = {"machine": machine, "figures": [one._asdict() for one in figures]}
    path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(result, indent=1))
    print(f"written: {path.relative_to(PROJECT)}")


if __name__ == "__main__":
    sys.exit(main())
