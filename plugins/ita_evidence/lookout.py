"""What is done between runs: the feeds that forget are read daily, and what the agency submitted in
the ITAS is looked at weekly while scoring lasts.

Neither judges nor seals: a run takes up what was read, and people are told what was seen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from ita_evidence import feeds, masking, periods, pipeline, robots, submitted
from ita_evidence.archive import snapshots
from ita_evidence.archive.canonical import canonical
from ita_evidence.catalog import calendar, targets
from ita_evidence.collection import Fetcher, adapters
from ita_evidence.errors import SourceUnread
from ita_evidence.model import (
    SUBMITTED,
    Agency,
    Capture,
    Evidence,
    Notice,
    Outcome,
    Request,
    Sealed,
)

if TYPE_CHECKING:
    from ita_evidence.catalog import Catalog
    from ita_evidence.pipeline import Workspace


def read_feeds(
    work: Workspace, agency_id: str, *, say: Callable[[str], None] = lambda line: None
) -> dict[str, feeds.Taken]:
    """Reads an agency's e-GP feeds once, and keeps what is new for the next run to seal; by URL.

    Raises:
        SourceUnread: a feed gave no content; the others were read and kept.
    """
    agency = pipeline.sample_where_it_answers(work.agency(agency_id), work.settings)
    year = periods.month_of(periods.bangkok_date(work.now())).fiscal_year
    sources = [one for one in work.catalog.sources.values() if one.agency == agency_id]
    taken: dict[str, feeds.Taken] = {}
    unread = []
    shelf = robots.Shelf(work.store, agency_id)
    with Fetcher(agency, data=work.settings.data, clock=work.now, robots=shelf) as fetcher:
        for url in feeds.urls(agency, sources, year):
            capture, body = (fetched := fetcher.fetch(url, expects="feed")).capture, fetched.body
            document = pipeline.read_feed(capture, body) if capture.outcome is Outcome.OK else None
            if body is None or document is None:
                unread.append(f"{url}: {capture.outcome} ({capture.rule}) {capture.detail}".strip())
                continue
            one = taken[url] = feeds.take(work.store, agency_id, capture, body, document)
            gap = "; none of them was known: some may have been missed" if one.gap else ""
            say(f"{masking.shown(url)}: {one.items} announcements, {one.new} new{gap}")
    if unread:
        raise SourceUnread(
            f"{agency_id}: {len(unread)} feeds could not be read: {'; '.join(unread)}. They keep "
            "their newest items only: read them again before tomorrow"
        )
    return taken


def agencies_with_feeds(catalog: Catalog, on: date) -> list[str]:
    """The agencies of which `read_feeds` has something to read."""
    year = periods.month_of(on).fiscal_year
    return [
        name
        for name, agency in catalog.agencies.items()
        if feeds.urls(agency, (s for s in catalog.sources.values() if s.agency == name), year)
    ]


def is_scoring(work: Workspace) -> bool:
    """Whether assessors may be looking at what was submitted, today in Bangkok."""
    return calendar.scoring(work.catalog, periods.bangkok_date(work.now()))


def look_at_submitted(
    work: Workspace, agency_id: str, *, say: Callable[[str], None] = lambda line: None
) -> tuple[Notice, ...]:
    """Looks at the URLs that the agency submitted in the ITAS while scoring lasts.

    Each is compared with its sealed copy; what went down or changed is put into the work bucket
    (`notices/`) once a cause, and returned whether it is new or not.
    """
    agency = pipeline.sample_where_it_answers(work.agency(agency_id), work.settings)
    if not is_scoring(work):
        say("the calendar knows of no scoring now; nothing is looked at")
        return ()
    today = periods.bangkok_date(work.now())
    half = periods.Period("half", periods.month_of(today).fiscal_year, 1)
    told = []
    for item, sealed in sorted(pipeline.standing_of(work, agency_id, str(half)).items()):
        key = Sealed.model_validate(sealed["snapshot"])
        snapshot = snapshots.read_snapshot(work.store, key)
        for evidence in snapshot.evidence:
            if evidence.unit == SUBMITTED:
                now = _look(work, agency, evidence, key.key, half)
                say(f"{item} {now[0].outcome} {masking.shown(evidence.source.url)}")
                for found in submitted.differences(evidence, now):
                    digest, notice = submitted.notice(item, found, work.now())
                    key_of_notice = f"notices/{agency_id}/{digest}.json"
                    is_new = work.store.work_put_new(key_of_notice, canonical(notice))
                    say(f"{item} {masking.shown(notice.en)}" + ("" if is_new else " (told before)"))
                    told.append(notice)
    return tuple(told)


def _look(
    work: Workspace, agency: Agency, evidence: Evidence, snapshot_key: str, half: periods.Period
) -> tuple[Capture, ...]:
    """A submitted URL collected once more, as it was when it was sealed; nothing is kept."""
    host = targets.asked_by(agency, evidence.source.url)
    request = Request(
        id="submitted",
        host=host,
        url=evidence.source.url,
        adapter=evidence.source.adapter,
        options=evidence.source.options,
        max_bytes=evidence.source.max_bytes,
        wanted_by=(),
    )
    with Fetcher(
        agency,
        data=work.settings.data,
        clock=work.now,
        known=submitted.validators(evidence, snapshot_key),
        robots=robots.Shelf(work.store, agency.id),
        known_body=lambda digest: pipeline.known_body(work, digest),
    ) as fetcher:
        found = adapters.collect(request, fetcher, period=half, fiscal_year=half.fiscal_year)
        if fetcher.forget_failures():  # a moment's fault is no news
            found = adapters.collect(request, fetcher, period=half, fiscal_year=half.fiscal_year)
    return tuple(one.capture for one in found)
