"""What a judgement is made from, and what recognisers are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol
from urllib.parse import urljoin

import pandas as pd

from ita_evidence.errors import ExtractionError
from ita_evidence.model import (
    Agency,
    Cadence,
    Capture,
    Component,
    Decision,
    Document,
    Finding,
    Found,
    Item,
    Observation,
    Picture,
    Place,
    Snapshot,
    Target,
    Unit,
    UnitResult,
    VerdictValue,
)
from ita_evidence.periods import Month, Period, first_half
from ita_evidence.validation import outcomes


class Tidy(Protocol):
    """What `extraction.records.extract` gives: a kind's records as a frame of fixed columns."""

    @property
    def frame(self) -> pd.DataFrame: ...


Extract = Callable[[str, Document], Tidy]


@dataclass(frozen=True)
class Judging:
    """Everything that a verdict is made from. Equal inputs give an equal `Judged`."""

    item: Item
    agency: Agency
    edition: str
    period: Period
    cadence: Cadence
    target: Target
    snapshot: Snapshot
    documents: Mapping[str, Document | ExtractionError]
    """By `blob_sha256`, for every capture with content."""
    suite: Mapping[str, Any]
    """The item's Great Expectations suite as parsed JSON."""
    due: Literal["due", "not_due"]
    criteria: Mapping[str, Item]
    """The edition's items: their wording is taken out of the evidence."""
    previously_down: frozenset[str]
    """URLs that were down at the previous checkpoint too."""
    checked_at: datetime
    extract: Extract
    """`ita_evidence.extraction.records.extract`, given by the pipeline: rooms do not import
    each other."""
    decisions: tuple[Decision, ...] = ()
    """What people decided of the item so far, in any year, oldest first."""
    others: Mapping[str, tuple[Snapshot, ...]] = field(default_factory=dict)
    """Snapshots of the items that this one's evidence is compared with, by item, the nearest first;
    their documents are in `documents`."""


@dataclass(frozen=True)
class Judged:
    verdict: VerdictValue
    covered: str
    """The covered period found, as text (`2565-10..2566-03`); empty where there is none."""
    units: tuple[UnitResult, ...]
    findings: tuple[Finding, ...]
    tables: dict[str, pd.DataFrame]
    """`captures`, `components`, `records`."""


class Shown(NamedTuple):
    """A picture that a page shows, and what came of asking for its file."""

    picture: Picture
    url: str
    capture: Capture | None
    """None: it was not asked for (another host's, or over the limit)."""
    document: Document | None
    """Its size and QR codes; None where its file gave no picture."""

    @property
    def is_broken(self) -> bool:
        """Its file was asked for and is not there."""
        return (
            self.capture is not None and outcomes.MEANING[self.capture.outcome] == "missing"
        ) or not self.picture.src

    @property
    def width_px(self) -> int:
        """Of the file; of what the page says where the file was not seen; 0 when unknown."""
        return self._sized.width_px

    @property
    def height_px(self) -> int:
        """As `width_px`."""
        return self._sized.height_px

    @property
    def _sized(self) -> Picture:
        seen = self.document.pictures if self.document is not None else ()
        return seen[0] if seen else self.picture


@dataclass(frozen=True, eq=False)
class Seen:
    """A capture with content, read, the criteria's wording taken out."""

    capture: Capture
    document: Document

    def place(
        self,
        page: int | None = None,
        sheet: str | None = None,
        table: int | None = None,
        row: int | None = None,
    ) -> Place:
        return Place(
            blob_sha256=self.capture.blob_sha256 or "",
            url=self.capture.final_url,
            page=page,
            sheet=sheet,
            table=table,
            row=row,
        )


@dataclass(frozen=True)
class Context:
    """What a recogniser may look at: one unit's readable evidence for one item."""

    item: Item
    components: tuple[Component, ...]
    """Those of the recogniser's kind."""
    agency: Agency
    unit: Unit
    period: Period
    months: tuple[Month, ...]
    """The months the content must hold, where the item's rule is `first_half`."""
    year: int
    """The fiscal year (B.E.) the content must speak of."""
    seen: tuple[Seen, ...]
    captures: tuple[Capture, ...]
    """All captures of the unit's sources, whatever came of them."""
    requisites: tuple[tuple[Capture, Document | None], ...]
    """What the unit's pages need to be shown again: each with what was read of it (`PICTURES`)."""
    others: Mapping[str, tuple[Seen, ...]]
    """Readable evidence of the items that this one is compared with: the unit's own, else all."""
    home: Seen | Capture | None
    """The home page: read, or the capture that gave no content, or None where none was asked."""
    extract: Extract
    known: dict[tuple[str, str], list[dict[str, Any]]]
    """Records read so far, by kind and blob: units often share a document."""

    def records(self, kind: str, seen: Seen) -> list[dict[str, Any]]:
        """The records of one kind in a document, as plain rows."""
        key = (kind, seen.capture.blob_sha256 or "")
        if key not in self.known:
            frame = self.extract(kind, seen.document).frame
            self.known[key] = [
                {str(name): value for name, value in row.items()}
                for row in frame.to_dict("records")
            ]
        return self.known[key]

    def pictures(self, seen: Seen) -> tuple[Shown, ...]:
        """The pictures of a page, in its order, each with its file."""
        files = {capture.url: (capture, document) for capture, document in self.requisites}
        shown = []
        for picture in seen.document.pictures:
            url = urljoin(seen.capture.final_url, picture.src)
            capture, document = files.get(url, (None, None))
            is_image = document is not None and document.type == "image"
            shown.append(Shown(picture, url, capture, document if is_image else None))
        return tuple(shown)

    def has(self, component: str) -> bool:
        return any(one.id == component for one in self.components)

    def observe(
        self,
        component: str,
        found: Found,
        code: str,
        *,
        quote: str = "",
        place: Place | None = None,
        part: str = "",
        covered: str = "",
        confidence: float = 1.0,
        **args: str,
    ) -> Observation:
        """A row of the `components` table."""
        return Observation(
            unit=self.unit.id,
            component=component,
            part=part,
            found=found,
            code=code,
            quote=quote,
            place=place or Place(),
            confidence=confidence,
            covered=covered,
            args=args,
        )


def compared_with(item: Item) -> tuple[str, ...]:
    """The items whose evidence this one's is compared with."""
    named = [item.consistent_with] if item.consistent_with else []
    named += [
        str(one.recognise.options["shown_by"])
        for one in item.components
        if "shown_by" in one.recognise.options
    ]
    return tuple(dict.fromkeys(named))


def needed_months(item: Item, period: Period, cadence: Cadence) -> tuple[Month, ...]:
    """The months that an item's content must hold (design §5).

    October to March of the fiscal year; for an item by month in a monthly run, that month alone.
    """
    if item.by_month and cadence is Cadence.MONTHLY:
        return period.months
    return first_half(period.fiscal_year)
