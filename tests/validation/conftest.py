"""Evidence made by hand: documents, captures, snapshots and what is judged from them."""

from __future__ import annotations

import hashlib
import importlib
import json
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ita_evidence import catalog, periods
from ita_evidence.errors import ExtractionError
from ita_evidence.extraction import records
from ita_evidence.model import (
    SUBMITTED,
    Agency,
    Cadence,
    Capture,
    Document,
    Evidence,
    Finding,
    Host,
    Item,
    Link,
    Outcome,
    Page,
    Snapshot,
    Source,
    Table,
    Target,
    TextQuality,
    Unit,
)
from ita_evidence.settings import PROJECT
from ita_evidence.validation.inputs import Judged, Judging

# Test files are imported by path (importmode=importlib); their shared helpers by name.
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(PROJECT / "bench"))

# Imported once for the session (7 to 12 s): Great Expectations imports a module that Python
# deprecates, and a warning is an error here.
with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    importlib.import_module("ita_evidence.validation.judge")

LOOKED_AT = datetime(2023, 4, 18, 12, 0, tzinfo=UTC)
HOME = "https://www.somewhere.example/"
ROLES = {
    "strategy": "strategy",
    "hr": "hr",
    "general": "general",
    "commerce": "commerce",
    "transport": "transport",
}


@dataclass(frozen=True)
class Shown:
    """One capture and what was read from it."""

    capture: Capture
    document: Document | ExtractionError | None = None


@dataclass
class Maker:
    """Small factories with overrides."""

    items: Mapping[str, Item]
    agency: Agency
    suites: Path
    counter: int = field(default=0)

    def doc(self, text: str = "", *tables: list[list[str]], **changes: Any) -> Document:
        """A page of text with tables; each table's cells stand in the text too, as readers do."""
        lines = [text, *("\n".join("\t".join(row) for row in rows) for rows in tables)]
        values: dict[str, Any] = {
            "type": "html",
            "text_quality": TextQuality.GOOD,
            "pages": (Page(number=1, text="\n".join(line for line in lines if line)),),
            "tables": tuple(
                Table(page=1, rows=tuple(tuple(row) for row in rows)) for rows in tables
            ),
        }
        return Document(**{**values, **changes})

    def scan(self, **changes: Any) -> Document:
        page = Page(number=1, text="", picture_share=1.0)
        return Document(
            **{"type": "pdf", "text_quality": TextQuality.NONE, "pages": (page,), **changes}
        )

    def shown(self, document: Document | ExtractionError | None = None, **changes: Any) -> Shown:
        """A capture of this document; without one, `outcome` says what came of it."""
        self.counter += 1
        url = str(changes.get("url", f"{HOME}page{self.counter}"))
        content = document is not None
        values: dict[str, Any] = {
            "url": url,
            "final_url": url,
            "outcome": Outcome.OK if content else Outcome.NOT_FOUND,
            "rule": "status_200" if content else "status_404",
            "started_at": LOOKED_AT,
            "ended_at": LOOKED_AT,
            "blob_sha256": hashlib.sha256(repr((document, self.counter)).encode()).hexdigest()
            if content
            else None,
        }
        return Shown(Capture(**{**values, **changes}), document)

    def judging(
        self,
        item: str,
        *shown: Shown | Document,
        units: Mapping[str, tuple[Shown | Document, ...]] | None = None,
        period: str = "2566-H1",
        home: Shown | None = None,
        judged: bool = True,
        **changes: Any,
    ) -> Judging:
        """What is judged when a unit (strategy, unless `units` says) shows this."""
        by_unit = units if units is not None else {"strategy": shown}
        evidence, documents = [], {}
        for unit, all_shown in by_unit.items():
            captures = []
            for one in all_shown:
                wrapped = one if isinstance(one, Shown) else self.shown(one)
                captures.append(wrapped.capture)
                if wrapped.document is not None and wrapped.capture.blob_sha256:
                    documents[wrapped.capture.blob_sha256] = wrapped.document
            if all_shown or unit in changes.get("with_source", ()):
                url = captures[0].url if captures else HOME
                source = Source(item=item, unit=unit, url=url, adapter="page", why="a test")
                evidence.append(Evidence(unit=unit, source=source, captures=tuple(captures)))
        changes.pop("with_source", None)
        if home is not None and home.capture.blob_sha256 and home.document is not None:
            documents[home.capture.blob_sha256] = home.document
        parsed = periods.parse(period)
        cadence = Cadence.MONTHLY if parsed.kind == "month" else Cadence.SEMIANNUAL
        number = int(item[1:])
        values: dict[str, Any] = {
            "item": self.items[item],
            "agency": self.agency,
            "edition": "2566",
            "period": parsed,
            "cadence": cadence,
            "target": Target(
                item=item,
                topic=self.items[item].topic,
                judged=judged,
                units=tuple(unit for unit in by_unit if unit != SUBMITTED),
            ),
            "snapshot": Snapshot(
                agency="here",
                edition="2566",
                item=item,
                period=period,
                run_key="run",
                checkpoint=None,
                captured_late=False,
                home=home.capture if home else None,
                evidence=tuple(evidence),
            ),
            "documents": documents,
            "suite": json.loads((self.suites / f"o{number:02d}.json").read_text()),
            "due": "due",
            "criteria": self.items,
            "previously_down": frozenset(),
            "checked_at": LOOKED_AT,
            "extract": records.extract,
        }
        return Judging(**{**values, **changes})

    def beside(self, judging: Judging, item: str, document: Document) -> Judging:
        """The same, with this as what another item shows."""
        shown = self.shown(document)
        url = shown.capture.url
        source = Source(item=item, unit="strategy", url=url, adapter="page", why="a test")
        snapshot = Snapshot(
            agency="here",
            edition="2566",
            item=item,
            period="2566-H1",
            run_key="run",
            checkpoint=None,
            captured_late=False,
            evidence=(Evidence(unit="strategy", source=source, captures=(shown.capture,)),),
        )
        return replace(
            judging,
            others={item: (snapshot,)},
            documents={**judging.documents, shown.capture.blob_sha256 or "": document},
        )

    def judge(self, item: str, *shown: Shown | Document, **changes: Any) -> Judged:
        from ita_evidence.validation import judge

        return judge.judge(self.judging(item, *shown, **changes))

    def change(self, judging: Judging, **changes: Any) -> Judged:
        from ita_evidence.validation import judge

        return judge.judge(replace(judging, **changes))


def reasons(judged: Judged) -> list[tuple[str, str, str]]:
    """(code, component, part) of the findings that are more than notes."""
    return [(one.code, one.component, one.part) for one in judged.findings if one.result != "note"]


def notes(judged: Judged) -> list[Finding]:
    return [one for one in judged.findings if one.result == "note"]


@pytest.fixture(scope="session")
def items() -> Mapping[str, Item]:
    root = PROJECT / "include/catalog"
    return catalog.load(root, expectations=PROJECT / "expectations").editions["2566"]


@pytest.fixture
def make(items: Mapping[str, Item]) -> Maker:
    agency = Agency(
        id="here",
        name_th="จังหวัดที่นี่บุรี",
        name_en="Here Province",
        home_page=HOME,
        hosts=(Host(name="www.somewhere.example"),),
        units=tuple(
            Unit(id=name, name_th=f"หน่วย{name}", name_en=name, roles=(role,))
            for name, role in ROLES.items()
        ),
        editions={2566: "2566"},
        contact="someone@somewhere.example",
    )
    return Maker(items=items, agency=agency, suites=PROJECT / "expectations/2566")


@pytest.fixture
def say() -> Any:
    """`reasons` and `notes`, since test modules do not import each other."""
    return type("Say", (), {"reasons": staticmethod(reasons), "notes": staticmethod(notes)})


@pytest.fixture
def link() -> type[Link]:
    return Link
