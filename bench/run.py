"""Measures on this machine what bench/README.md lists, prints it beside the bounds, and writes
bench/results/<time>.json. Exit 1 when a bound is missed.

    make bench
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import archive
import collection
import extraction
import orchestration
import reporting
import validation
from figures import Figure, print_table

from ita_evidence import settings
from ita_evidence.settings import PROJECT, Settings

ROOMS = (orchestration, archive, collection, extraction, validation, reporting)
"""In this order: the first one's runs leave the archive that the others measure on."""


def main() -> int:
    figures: list[Figure] = []
    with scratch() as loaded:
        for room in ROOMS:
            print(f"\n{room.__name__}", flush=True)
            measured = room.figures(loaded)
            print_table(measured)
            figures += measured
    write(figures)
    return int(any(one.missed for one in figures))


@contextmanager
def scratch() -> Iterator[Settings]:
    """Settings over an empty data folder."""
    with tempfile.TemporaryDirectory(prefix="ita-evidence-bench-") as folder:
        yield replace(settings.load(), data=Path(folder))


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
