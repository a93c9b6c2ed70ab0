"""Documents as tidy pandas tables with fixed columns, and a place for each value.

`extract(kind, document)` gives a kind's records. A row of a form is either a record or has another
name (`title`, `header`, `blank`, `continued`, `total`, `note`), so that no row is lost and none
invented; what does not parse stays as found, with a flag. Amounts are `Decimal` baht, dates ISO
text beside the text as written, ids text, months `2566-03`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ita_evidence.errors import ExtractionError

if TYPE_CHECKING:
    from ita_evidence.extraction.records.frame import Records
    from ita_evidence.model import Document

KINDS = (
    "procurement_summary",
    "procurement_plan",
    "announcements",
    "contracts",
    "progress",
    "service_statistics",
    "satisfaction",
    "complaint_statistics",
    "report_parts",
    "nils",
)

KIND_OF_ITEM = {
    "procurement.monthly_summary": "procurement_summary",
    "procurement.plan": "procurement_plan",
    "procurement.announcements": "announcements",
    "service.statistics": "service_statistics",
    "service.satisfaction": "satisfaction",
    "complaints.corruption_statistics": "complaint_statistics",
    "procurement.annual_report": "report_parts",
}


def extract(kind: str, document: Document) -> Records:
    """The records of one kind in a document; an empty table with the kind's columns if none.

    Raises:
        ExtractionError: an unknown kind.
    """
    from ita_evidence.extraction.records import (
        announcements,
        complaint_statistics,
        contracts,
        nils,
        procurement_plan,
        procurement_summary,
        progress,
        report_parts,
        satisfaction,
        service_statistics,
    )

    tables: dict[str, Callable[[Document], Records]] = {
        "procurement_summary": procurement_summary.extract,
        "procurement_plan": procurement_plan.extract,
        "announcements": announcements.extract,
        "contracts": contracts.extract,
        "progress": progress.extract,
        "service_statistics": service_statistics.extract,
        "satisfaction": satisfaction.extract,
        "complaint_statistics": complaint_statistics.extract,
        "report_parts": report_parts.extract,
        "nils": nils.extract,
    }
    if kind not in tables:
        raise ExtractionError(f"{kind!r} is no kind of records; valid: {', '.join(KINDS)}")
    return tables[kind](document)
