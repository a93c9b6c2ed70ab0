"""What memory a measurement takes: the most that this process and all it started hold at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

EVERY_S = 0.5
"""Seldom enough to cost under a hundredth of a core."""
STORE = "weed"
"""The embedded store is not ours to count: it caches what it likes."""
MEBIBYTE = 1024 * 1024


class Watch:
    """Resident memory, summed over processes: a page that two of them share counts twice."""

    def __init__(self) -> None:
        self._peak_bytes = 0
        self._seen = False

    def look(self) -> None:
        if not self._seen:
            self._peak_bytes, self._seen = 0, True
        self._peak_bytes = max(self._peak_bytes, _held_bytes())

    def taken_mib(self) -> float:
        """The most since the last time; of what took no time of its own, the row before's."""
        self._seen = False
        return self._peak_bytes / MEBIBYTE


@contextmanager
def watched() -> Iterator[Watch]:
    watch, ended = Watch(), threading.Event()

    def look_on() -> None:
        while not ended.wait(EVERY_S):
            watch.look()

    watch.look()
    thread = threading.Thread(target=look_on, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        ended.set()
        thread.join()


def _held_bytes() -> int:
    here = psutil.Process()
    held = 0
    for process in (here, *here.children(recursive=True)):
        try:
            if process.name() != STORE:
                held += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return held
