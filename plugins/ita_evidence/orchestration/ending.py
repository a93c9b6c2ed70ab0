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


def end(sessions: Collection[int], within_s: float = END_WITHIN_S) -> None:
    """Asks the leader of each session to end; after `within_s` kills what is left of them.

    By session and not by process group: Airflow gives each task a group of its own.
    """
    left = members(sessions)
    for pid in left & set(sessions):
        _send(pid, signal.SIGTERM)
    deadline = time.monotonic() + within_s
    while (left := members(sessions)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for pid in left:
        _send(pid, signal.SIGKILL)


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
