"""What each source of an item was before: `index/<agency>/history/<topic>.json` in the work bucket.

A span is a row of captures in turn that ended alike: the same outcome and the same bytes. So a page
that stays as it is for years is one span, and the file stays small. The file can be made again from
the snapshots; a run reads and writes its own items' files only, and lists nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ita_evidence.model import Capture, Frozen, Outcome, Snapshot

MOST_SPANS = 60
"""Of one URL: the first, and the newest of the rest."""


class Span(Frozen):
    """Captures of one URL in turn with one outcome and the same bytes."""

    outcome: Outcome
    blob_sha256: str = ""
    first_at: datetime
    last_at: datetime
    times: int = 1
    period: str
    """Of the newest capture."""
    snapshot: str
    """Key of the snapshot with the oldest capture of the span."""


class History(Frozen):
    """The spans of each URL that an item was looked for at, oldest first."""

    urls: dict[str, tuple[Span, ...]] = {}
    first_seen: dict[str, datetime] = {}
    """Blob digest to the time its bytes were first received."""

    def before(self, url: str, blob_sha256: str) -> Span | None:
        """The newest span of `url` whose bytes are others than these; None if there is none."""
        other = [
            span
            for span in self.urls.get(url, ())
            if span.blob_sha256 and span.blob_sha256 != blob_sha256
        ]
        return other[-1] if other else None


def extend(known: History, snapshot: Snapshot, key: str) -> History:
    """`known` with the captures of one more snapshot; the same snapshot twice changes nothing."""
    urls = dict(known.urls)
    first_seen = dict(known.first_seen)
    for capture in _evidence(snapshot):
        spans = urls.get(capture.url, ())
        if spans and spans[-1].last_at >= capture.started_at:
            continue  # this very capture, or one older than what is known
        urls[capture.url] = _with(spans, capture, snapshot.period, key)
        if capture.blob_sha256:
            first_seen.setdefault(capture.blob_sha256, capture.started_at)
    return History(urls=urls, first_seen=first_seen)


def _with(spans: tuple[Span, ...], capture: Capture, period: str, key: str) -> tuple[Span, ...]:
    outcome = Outcome.OK if capture.outcome is Outcome.UNCHANGED else capture.outcome
    digest = capture.blob_sha256 or ""
    if spans and (spans[-1].outcome, spans[-1].blob_sha256) == (outcome, digest):
        last = spans[-1].model_copy(
            update={
                "last_at": capture.started_at,
                "times": spans[-1].times + 1,
                "period": period,
            }
        )
        return (*spans[:-1], last)
    new = Span(
        outcome=outcome,
        blob_sha256=digest,
        first_at=capture.started_at,
        last_at=capture.started_at,
        period=period,
        snapshot=key,
    )
    kept = (*spans, new)
    return kept if len(kept) <= MOST_SPANS else (kept[0], *kept[1 - MOST_SPANS :])


def _evidence(snapshot: Snapshot) -> Iterable[Capture]:
    """The captures that may be evidence, each URL once, in the order of their times."""
    found = {
        capture.url: capture
        for one in snapshot.evidence
        for capture in one.captures
        if capture.role != "requisite"
    }
    return sorted(found.values(), key=lambda capture: capture.started_at)
