"""The plain values that every report is built from; the pipeline fills them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from ita_evidence.catalog.targets import HOME
from ita_evidence.model import SUBMITTED, Agency, Finding, Item, Snapshot, Verdict, VerdictValue


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
    itas_closing: date | None = None
    """The day the ITAS form closes, where the calendar knows it."""
    first_seen: Mapping[str, datetime] = field(default_factory=dict)
    """Blob digest to the time its bytes were first received, where that is known."""
    worth: Mapping[str, float] = field(default_factory=dict)
    """Item id to its share of the OIT score; empty: `equal_worth`."""

    @property
    def captured_late(self) -> bool:
        return any(snapshot.captured_late for snapshot in self.snapshots.values())


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


def equal_worth(items: tuple[Item, ...]) -> dict[str, float]:
    """Each item's share of the OIT score if sub-indicators count equally within an indicator.

    The NACC's published totals fit the mean of indicators 9 and 10; that sub-indicators count
    equally within them is an assumption, so it only sorts worklists and is never shown as a score.
    """
    members: dict[str, int] = {}
    for item in items:
        members[item.sub_indicator] = members.get(item.sub_indicator, 0) + 1
    subs: dict[str, int] = {}
    for sub in members:
        indicator = sub.split(".")[0]
        subs[indicator] = subs.get(indicator, 0) + 1
    return {
        item.id: 1
        / (len(subs) * subs[item.sub_indicator.split(".")[0]] * members[item.sub_indicator])
        for item in items
    }


def worth(report: ReportInput) -> Mapping[str, float]:
    """The weighting that sorts this report's worklist."""
    return report.worth or equal_worth(report.items)


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
