"""Measures on this machine what bench/README.md lists, prints each figure beside its bound and the
memory that it took, and writes bench/results/<time>.json. Exit 1 when a bound is missed.

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
from typing import Any

import archive
import collection
import extraction
import growth
import memory
import orchestration
import psutil
import reporting
import validation
from figures import line

from ita_evidence import settings
from ita_evidence.settings import PROJECT, Settings

ROOMS = (orchestration, archive, collection, extraction, validation, reporting, growth)
"""In this order: the first one's runs leave the archive that the others measure on."""


def main() -> int:
    print(", ".join(f"{name}: {value}" for name, value in machine().items()))
    rows: list[dict[str, Any]] = []
    with scratch() as loaded, memory.watched() as watch:
        for room in ROOMS:
            print(f"\n{room.__name__}", flush=True)
            for one in room.figures(loaded):
                held_mib = watch.taken_mib()
                print(f"{held_mib:6.0f} MiB  {line(one)}", flush=True)
                rows.append({**one._asdict(), "missed": one.missed, "memory_mib": held_mib})
    write(rows)
    missed = [row["what"] for row in rows if row["missed"]]
    print(f"{len(rows)} figures; missed: {'; '.join(missed) or 'none'}")
    return int(bool(missed))


@contextmanager
def scratch() -> Iterator[Settings]:
    """Settings over an empty data folder."""
    with tempfile.TemporaryDirectory(prefix="ita-evidence-bench-") as folder:
        yield replace(settings.load(), data=Path(folder))


def machine() -> dict[str, str]:
    """What the figures depend on."""
    names = [
        text.partition(":")[2].strip()
        for text in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        if text.startswith("model name")
    ]
    return {
        "processor": names[0] if names else platform.machine(),
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.release()}",
        "python": platform.python_version(),
        "load before": f"{os.getloadavg()[0]:.1f}",
    }


def write(rows: list[dict[str, Any]]) -> None:
    folder = PROJECT / "bench" / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps({"machine": machine(), "figures": rows}, indent=1))
    print(f"\nwritten: {path.relative_to(PROJECT)}")


if __name__ == "__main__":
    sys.exit(main())
