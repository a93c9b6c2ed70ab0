"""Ends sessions of processes: asks each leader to end, kills what is left after a while.

    python -I ending.py

As a program it reads the ids of sessions, one a line, and ends them at the end of its input: what
`make up` started ends with it, also when that is killed outright. A SIGTERM from the kernel would
not do: Airflow's scheduler waits for its tasks, and they wait for the API server, which is gone.
"""

import os
import signal
import sys
import time
from collections.abc import Collection
from pathlib import Path

END_WITHIN_S = 10.0
KILLED_WITHIN_S = 10.0
"""The kernel ends what is killed at once, but for one that waits for a disk."""


def end(sessions: Collection[int], within_s: float = END_WITHIN_S) -> None:
    """Asks the leader of each session to end; after `within_s` kills what is left of them, and
    returns when that is gone.

    By session and not by process group: Airflow gives each task a group of its own.
    """
    for pid in members(sessions) & set(sessions):
        _send(pid, signal.SIGTERM)
    for pid in _left_after(sessions, within_s):
        _send(pid, signal.SIGKILL)
    _left_after(sessions, KILLED_WITHIN_S)


def _left_after(sessions: Collection[int], within_s: float) -> set[int]:
    """Waits for their end; the processes that still live when the time is over."""
    deadline = time.monotonic() + within_s
    while (left := members(sessions)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def members(sessions: Collection[int]) -> set[int]:
    """Ids of the living processes of these sessions (from /proc)."""
    found = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            stat = (entry / "stat").read_text(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        # pid (name) state ppid pgrp session …; the name may hold blanks and brackets.
        state, _, _, session = stat.rpartition(")")[2].split()[:4]
        if int(session) in sessions and state != "Z":
            found.add(int(entry.name))
    return found


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


if __name__ == "__main__":
    end({int(line) for line in sys.stdin})
