"""Where a test may kill a run: before and after each put, named by what is put. Here and only here.

    ITA_FAIL_AT="after snapshot"        kill -9 of this process after its first snapshot is sealed
    ITA_FAIL_AT="before verdict 2"      before its second verdict

Off (nothing set), a put costs one comparison more. Every boundary of a run is a put: what it did
between two puts is done again, what it put is found.
"""

from __future__ import annotations

import os
import re
import signal
from typing import Literal

_KINDS = {
    "plan": r"captures/[^/]+/[0-9a-f]{64}/plan\.json",
    "open": r"captures/[^/]+/open/.+",
    "lease": r"index/[^/]+/lease\.json",
    "robots": r"index/[^/]+/robots/.+",
    "payload": r"captures/[^/]+/[0-9a-f]{64}/payloads/.+",
    "leads": r"index/[^/]+/leads/.+",
    "captures": r"captures/[^/]+/[0-9a-f]{64}/hosts/.+",
    "blob": r"blobs/.+",
    "snapshot": r"snapshots/.+",
    "document": r"tables/documents/.+",
    "verdict": r"verdicts/.+",
    "table": r"tables/.+",
    "record": r"ledger/.+\.json",
    "signature": r"ledger/.+\.sig",
    "head": r"index/[^/]+/head\.json",
    "named": r"index/[^/]+/named/.+",
    "token": r"ledger/.+\.tsr",
    "validators": r"index/[^/]+/validators/.+",
    "standing": r"index/[^/]+/standing/.+",
    "report": r"dossiers/.+",
    "index": r"index/.+",
}
"""What is put, in the order in which a run first does; the first that matches names a key."""

POINTS = tuple(f"{side} {kind}" for kind in _KINDS for side in ("before", "after"))
"""The names: a run that is killed at any of them can be run again."""

_armed = ("", 1)
"""A point and at which time; "" for never."""
_hits = 0


def arm(point: str) -> None:
    """Kill this process at `point`, with a number: at its n-th time; "" for never.

    Raises:
        ValueError: there is no such point.
    """
    global _armed, _hits
    match = re.fullmatch(r"(.*?)(?: ([1-9][0-9]*))?", point)
    name, times = match.groups() if match else (point, None)
    if name and name not in POINTS:
        raise ValueError(f"{point!r} is no fail point; valid: {', '.join(POINTS)}, and a number")
    _armed, _hits = (name, int(times or 1)), 0


def reached(side: Literal["before", "after"], key: str) -> None:
    """A put of `key` is about to be made, or was made."""
    if _armed[0]:
        _kill_if(f"{side} {kind_of(key)}")


def kind_of(key: str) -> str:
    """What is put under a key; "" for what no run puts."""
    return next((kind for kind, form in _KINDS.items() if re.fullmatch(form, key)), "")


def _kill_if(point: str) -> None:
    global _hits
    name, times = _armed
    if point == name:
        _hits += 1
        if _hits == times:
            os.kill(os.getpid(), signal.SIGKILL)


arm(os.environ.get("ITA_FAIL_AT", ""))
