"""The plain values that every report is built from; the pipeline fills them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from ita_evidence.catalog.targets import HOME
from ita_evidence.model import (
    SUBMITTED,
    Agency,
    Checkpoint,
    Finding,
    FormDates,
    Item,
    Observation,
    Place,
    Snapshot,
    Submitted,
    Verdict,
    VerdictValue,
    Weighting,
)
from ita_evidence.periods import parse
from ita_evidence.reporting.answers import Answer
from ita_evidence.reporting.changes import Change
from ita_evidence.reporting.excerpts import Excerpt
from ita_evidence.reporting.history import History


@dataclass(frozen=True)
class Reading:
    """How sealed bytes were read: what a `Document` says of itself, without its text."""

    type: str
    encoding: str = ""
    encoding_rule: str = ""
    text_quality: str = ""
    repairs: Mapping[str, int] = field(default_factory=dict)
    pages: int = 0
    tables: int = 0
    flags: tuple[str, ...] = ()
    title: str = ""
    problem: str = ""
    """Why it could not be read; the other fields are empty then."""


@dataclass(frozen=True)
class ItemFacts:
    """What is known of an item's evidence beside its verdict and snapshot."""

    observations: tuple[Observation, ...] = ()
    """What the recognisers saw: the verdict's own table of components."""
    records: tuple[Mapping[str, Any], ...] = ()
    """The verdict's own table of records (procurement, complaints, services)."""
    history: History = field(default_factory=History)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    """By blob digest."""
    excerpts: Mapping[tuple[Place, str], Excerpt] = field(default_factory=dict)
    """By place and quote, of findings and observations."""
    pictures: Mapping[tuple[str, int], bytes] = field(default_factory=dict)
    """By blob digest and page: PNG."""
    changes: tuple[Change, ...] = ()
    """Pages whose bytes are others than at the capture before."""
    erased: frozenset[str] = frozenset()
    """Digests of quoted bytes that are kept no more."""


NO_FACTS = ItemFacts()


@dataclass(frozen=True)
class ReportInput:
    """One agency and period as its newest record left it. Equal inputs give equal bytes."""

    agency: Agency
    edition: str
    period: str
    """As in `periods.py`: `2566-03`, `2566-H1`."""
    run_key: str
    record_number: int
    """Number of the ledger's record that speaks for this report: the head when it was made."""
    record_sha256: str
    recorded_at: datetime
    """The record's own time, aware; the reports carry no other clock."""
    key_fingerprint: str
    """Of the public key that signed the record."""
    anchored: bool | Literal["test"]
    """As `verify` says it: True only if an outside authority stamped every record in scope."""
    locked: bool
    """Whether the store proved its lock when it was read back."""
    items: tuple[Item, ...]
    """All items of the edition, in their order."""
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    """Item id to its standing verdict; an item that was not settled is simply not there."""
    snapshots: Mapping[str, Snapshot] = field(default_factory=dict)
    """Item id to the snapshot that its verdict was made from."""
    checkpoint: str | None = None
    form_dates: FormDates | None = None
    """When the ITAS takes the answers that this period's evidence is for, where that is known."""
    checkpoints: tuple[Checkpoint, ...] = ()
    """Of the period's half-year."""
    weighting: Weighting | None = None
    """What the sub-indicators count for; None: expected points are not told."""
    facts: Mapping[str, ItemFacts] = field(default_factory=dict)
    """Item id to what is known of its evidence."""
    submitted: Mapping[str, Submitted] = field(default_factory=dict)
    """Item id to what the agency typed into the ITAS."""
    board: Mapping[str, Any] = field(default_factory=dict)
    """The agency's board index (`board.merge`), this period's entry in it; empty: no trend."""
    answers: tuple[Answer, ...] = ()
    """What the offices said of the worklist's rows, newest last."""

    @property
    def captured_late(self) -> bool:
        return any(snapshot.captured_late for snapshot in self.snapshots.values())

    @property
    def itas_closing(self) -> date | None:
        return self.form_dates.closes if self.form_dates else None

    def facts_of(self, item: str) -> ItemFacts:
        return self.facts.get(item, NO_FACTS)

    def first_seen(self, item: str) -> Mapping[str, datetime]:
        """Blob digest to the time its bytes were first received for this item."""
        return self.facts_of(item).history.first_seen


def unit_name(agency: Agency, unit: str, *, english: bool = False) -> str:
    """A unit's name; the agency's own for what no unit answers for, the id if it is unknown."""
    if unit in ("", HOME):
        return agency.name_en if english else agency.name_th
    if unit == SUBMITTED:
        return "The URL submitted in the ITAS" if english else "URL ที่หน่วยงานส่งในระบบ ITAS"
    for known in agency.units:
        if known.id == unit:
            return known.name_en if english else known.name_th
    return unit


def worth(report: ReportInput) -> Mapping[str, float]:
    """Each item's share of the OIT's points: its sub-indicator's, shared equally by its items.

    Without a weighting all items count the same: the shares then only sort worklists.
    """
    members: dict[str, int] = {}
    for item in report.items:
        members[item.sub_indicator] = members.get(item.sub_indicator, 0) + 1
    if report.weighting is None:
        return {item.id: 1 / len(report.items) for item in report.items}
    shares = report.weighting.sub_indicators
    return {
        item.id: shares.get(item.sub_indicator, 0.0) / members[item.sub_indicator]
        for item in report.items
    }


@dataclass(frozen=True)
class ExpectedPoints:
    """What the verdicts would earn if assessors saw the same: never an ITA score."""

    met: float
    open: float
    """Of items that a person still has to look at, or that are not due or not judged yet."""
    whole: float


def expected_points(report: ReportInput) -> ExpectedPoints | None:
    """None without a weighting, and for a month: only a half-year judges every item."""
    if report.weighting is None or parse(report.period).kind == "month":
        return None
    shares = worth(report)
    whole = report.weighting.points

    def sum_of(*values: VerdictValue | None) -> float:
        return whole * sum(
            shares[item.id]
            for item in report.items
            if (report.verdicts[item.id].verdict if item.id in report.verdicts else None) in values
        )

    return ExpectedPoints(
        met=sum_of(VerdictValue.MET),
        open=sum_of(VerdictValue.NEEDS_REVIEW, VerdictValue.NOT_DUE, None),
        whole=whole,
    )


def gravest(findings: Iterable[Finding]) -> str | None:
    """The gravest result among findings; None when there are none."""
    results = {finding.result for finding in findings}
    return next((grave for grave in ("not_met", "needs_review", "note") if grave in results), None)


def counts(report: ReportInput) -> dict[VerdictValue, int]:
    """How many items have each verdict, in the order of `VerdictValue`."""
    return {
        value: sum(verdict.verdict is value for verdict in report.verdicts.values())
        for value in VerdictValue
    }
