"""Feeds that forget: e-GP's RSS keeps the 20 newest announcements, so it is read every day.

What was read is kept in the work bucket until a run takes it up: each reading that brought
something new, with its bytes. A run adds to its own look at the feed those readings that show what
the feed has forgotten since, and seals them with its snapshot (`again`). Nothing is taken twice: a
feed's items are known by project, stage and link (its guid is empty). Where none of a full feed's
items was known the readings do not join, and the capture says so (`feed_gap`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple, Protocol

from ita_evidence import periods
from ita_evidence.archive.canonical import canonical, sha256
from ita_evidence.model import Agency, Capture, Document, Frozen, Remark, Sources
from ita_evidence.thai.digits import fold_digits

FULL = 20
"""What the feed holds at most; a shorter one has forgotten nothing."""
KNOWN_AT_MOST = 2_000
"""Item keys remembered of a feed: a hundred times what it shows."""
_PROJECT = re.compile(r"(?<!\w)P?\d{11}(?!\d)")


class WorkBucket(Protocol):
    """What is needed of the store."""

    def work_get(self, key: str) -> bytes | None: ...
    def work_put(self, key: str, data: bytes) -> None: ...


class Reading(Frozen):
    """One look at a feed that brought something new."""

    capture: Capture
    keys: tuple[str, ...]
    """Of all items it shows."""


class State(Frozen):
    """`index/<agency>/feeds/<digest of the URL>.json` in the work bucket."""

    url: str
    known: tuple[str, ...] = ()
    """Keys of the items taken so far, the oldest first."""
    readings: tuple[Reading, ...] = ()


class Taken(NamedTuple):
    """What one reading brought."""

    items: int
    new: int
    gap: bool


def urls(agency: Agency, sources: Iterable[Sources], fiscal_year: int) -> tuple[str, ...]:
    """The feeds of an agency: those of the newest edition that applies by that year (B.E.)."""
    begun = [year for year in agency.editions if year <= fiscal_year]
    edition = agency.editions[max(begun)] if begun else None
    listed = [one for file in sources if file.edition == edition for one in file.sources]
    return tuple(dict.fromkeys(one.url for one in listed if one.adapter == "egp_rss"))


def keys_of(document: Document) -> tuple[str, ...]:
    """A key an item: of its project, its stage and its link. The description reads
    `<project>, <method>, <stage>`; one project has several stages."""
    rows = document.tables[0].rows[1:] if document.tables else ()
    found = []
    for title, link, description, _ in (row[:4] for row in rows if len(row) >= 4):
        project = _PROJECT.search(fold_digits(description)) or _PROJECT.search(fold_digits(title))
        stage = description.rpartition(",")[2].strip()
        found.append(sha256(canonical([project[0] if project else title, stage, link]))[:16])
    return tuple(dict.fromkeys(found))


def take(
    bucket: WorkBucket, agency: str, capture: Capture, body: bytes, document: Document
) -> Taken:
    """Keeps a reading if it brought something new; `capture` must hold content."""
    state = load(bucket, agency, capture.url)
    keys = keys_of(document)
    new = [key for key in keys if key not in set(state.known)]
    gap = _is_gap(keys, state.known)
    if new and capture.blob_sha256:
        bucket.work_put(payload_key(agency, capture.blob_sha256), body)
        kept = capture.model_copy(update={"remarks": (_GAP,) if gap else ()})
        state = state.model_copy(
            update={
                # What a feed shows first is its newest: the oldest first, so that those go first.
                "known": (*state.known, *reversed(new))[-KNOWN_AT_MOST:],
                "readings": (*state.readings, Reading(capture=kept, keys=keys)),
            }
        )
        bucket.work_put(state_key(agency, capture.url), canonical(state))
    return Taken(len(keys), len(new), gap)


def again(
    bucket: WorkBucket,
    agency: str,
    now: Capture,
    *,
    fiscal_year: int,
    read: Callable[[Capture], Document | None],
) -> tuple[Capture, ...]:
    """This run's own look at a feed, then the kept readings of a fiscal year (B.E.) that show what
    the feed does not show now.

    As few as will do: each time the one with the most items that are not shown yet. One that says
    of a gap is always among them; where the run's own look does not join, it says so.

    Args:
        now: this run's own look at the feed, whatever came of it.
        read: its document; None where it has no content.
    """
    year = periods.Period("year", fiscal_year, 0)
    state = load(bucket, agency, now.url)
    readings = [
        one
        for one in state.readings
        if year.first_day <= periods.bangkok_date(one.capture.ended_at) <= year.last_day
        and one.capture.blob_sha256 != now.blob_sha256
    ]
    document = read(now)
    shown = set(keys_of(document)) if document else set()
    same = [one for one in state.readings if one.capture.blob_sha256 == now.blob_sha256]
    if any(one.capture.remarks for one in same) or _is_gap(shown, state.known):
        now = now.model_copy(update={"remarks": (*now.remarks, _GAP)})
    taken: list[Reading] = []
    for one in readings:
        if one.capture.remarks:
            taken.append(one)
            shown |= set(one.keys)
    while True:
        best = max(readings, key=lambda one: len(set(one.keys) - shown), default=None)
        if best is None or set(best.keys) <= shown:
            break
        taken.append(best)
        shown |= set(best.keys)
    taken.sort(key=lambda one: one.capture.ended_at)
    return (now, *(_linked(one.capture, now) for one in taken))


_GAP = Remark(code="feed_gap")


def _is_gap(keys: Collection[str], known: Collection[str]) -> bool:
    """Whether two readings do not join: the feed is full, and nothing of it was known."""
    return bool(known) and len(keys) >= FULL and not set(keys) & set(known)


def _linked(capture: Capture, now: Capture) -> Capture:
    day = periods.thai_date(periods.bangkok_date(capture.ended_at))
    return capture.model_copy(
        update={
            "role": "linked",
            "parent": now.url,
            "label": f"อ่านเมื่อ {day}",
            "chosen_because": "read by ita_feeds; the feed has forgotten some of it since",
        }
    )


def load(bucket: WorkBucket, agency: str, url: str) -> State:
    stored = bucket.work_get(state_key(agency, url))
    return State.model_validate_json(stored) if stored else State(url=url)


def state_key(agency: str, url: str) -> str:
    return f"index/{agency}/feeds/{sha256(url.encode())[:16]}.json"


def payload_key(agency: str, digest: str) -> str:
    return f"captures/{agency}/feeds/{digest}"
