"""The dossier: a folder of static pages that opens from a USB stick, and a summary sheet.

Thai at the root, English under `en/`, one page an item (which prints as the one-item printout of
the clarification round). No server, no script, nothing loaded from elsewhere. Originals are not in
it: it shows digests, and quotes of what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from ita_evidence.catalog.targets import due_on
from ita_evidence.masking import policy, shown
from ita_evidence.model import Capture, Finding, Item, Snapshot, Verdict
from ita_evidence.periods import parse
from ita_evidence.reporting import render, sheets, words
from ita_evidence.reporting.inputs import ReportInput, counts, gravest, unit_name


def build(report: ReportInput) -> dict[str, bytes]:
    """Every file of the dossier by its path inside the folder; equal inputs give equal bytes.

    Raises:
        ReportError: a font that the pages need is not installed.
    """
    files = dict(render.assets())
    folders: dict[words.Language, str] = {"th": "", "en": "en/"}
    for language, folder in folders.items():
        files[f"{folder}index.html"] = _index(report, language)
        for item in report.items:
            files[f"{folder}items/{item.id.lower()}.html"] = _item(report, item, language)
    files["summary.xlsx"] = summary(report)
    return files


def text_of(item: Item) -> Callable[[str], str]:
    """How a text found for this item is shown: masked as its topic asks."""
    kept = policy(item.topic)
    return lambda text: shown(text, **kept)


def summary(report: ReportInput) -> bytes:
    """The items in order, one row each, as a sheet."""

    def rows() -> Iterable[tuple[str, ...]]:
        for item in report.items:
            text = text_of(item)
            verdict = report.verdicts.get(item.id)
            yield (
                item.id,
                item.title_th,
                words.VERDICTS[verdict.verdict].th if verdict else words.NOT_JUDGED.th,
                "\n".join(text(url) for url in _urls(report.snapshots.get(item.id))),
                "\n".join(f"{text(finding.th)} ({finding.code})" for finding in verdict.findings)
                if verdict
                else "",
            )

    return sheets.sheet(
        "OIT",
        (("ข้อ", 7), ("ชื่อ", 36), ("ผลการตรวจเบื้องต้น", 22), ("URL", 44), ("ข้อค้นพบ", 70)),
        rows(),
        title=f"{report.agency.name_th} {report.period}",
    )


def _urls(snapshot: Snapshot | None) -> tuple[str, ...]:
    """The addresses that were asked for, in order, each once."""
    evidence = snapshot.evidence if snapshot else ()
    return tuple(dict.fromkeys(one.source.url for one in evidence))


def _shared(report: ReportInput, language: words.Language, root: str) -> dict[str, object]:
    english = language == "en"
    return {
        "report": report,
        "root": root + ("../" if english else ""),
        "other": "th" if english else "en",
        "agency_name": unit_name(report.agency, "", english=english),
        "period_name": words.period(report.period, language),
        "unit_name": lambda unit: unit_name(report.agency, unit, english=english),
    }


@dataclass(frozen=True)
class _Row:
    """An item in the overview."""

    item: Item
    verdict: Verdict | None
    finding: Finding | None
    more: int
    text: Callable[[str], str]


def _index(report: ReportInput, language: words.Language) -> bytes:
    rows = []
    for item in report.items:
        verdict = report.verdicts.get(item.id)
        reasons = [f for f in verdict.findings if f.result != "note"] if verdict else []
        first = reasons[0] if reasons else None
        rows.append(_Row(item, verdict, first, len(reasons) - 1, text_of(item)))
    groups = [(sub, list(same)) for sub, same in groupby(rows, key=lambda r: r.item.sub_indicator)]
    return render.page(
        "index.html",
        language,
        **_shared(report, language, ""),
        switch="../index.html" if language == "en" else "en/index.html",
        groups=groups,
        counts=counts(report),
        unsettled=sum(item.id not in report.verdicts for item in report.items),
        scored=parse(report.period).kind != "month",
    )


def _item(report: ReportInput, item: Item, language: words.Language) -> bytes:
    verdict = report.verdicts.get(item.id)
    snapshot = report.snapshots.get(item.id)
    text = text_of(item)
    findings = verdict.findings if verdict else ()
    order = [one.id for one in report.items]
    at = order.index(item.id)
    captures = _captures(snapshot)
    seen = [
        report.first_seen[capture.blob_sha256]
        for capture in captures
        if capture.blob_sha256 and capture.blob_sha256 in report.first_seen
    ]
    name = f"{item.id.lower()}.html"
    return render.page(
        "item.html",
        language,
        **_shared(report, language, "../"),
        switch=f"../../items/{name}" if language == "en" else f"../en/items/{name}",
        item=item,
        verdict=verdict,
        snapshot=snapshot,
        components=[
            (one, gravest(f for f in findings if f.component == one.id)) for one in item.components
        ],
        text=text,
        link=render.linker(text),
        previous=order[at - 1] if at else None,
        next=order[at + 1] if at + 1 < len(order) else None,
        due=due_on(item, parse(report.period)),
        first_seen=min(seen, default=None),
        captured=min((capture.started_at for capture in captures), default=None),
        claimed=tuple(dict.fromkeys(c.last_modified for c in captures if c.last_modified)),
    )


def _captures(snapshot: Snapshot | None) -> tuple[Capture, ...]:
    """The captures of an item that may be its evidence: not pictures and styles of a page."""
    evidence = snapshot.evidence if snapshot else ()
    return tuple(c for one in evidence for c in one.captures if c.role != "requisite")
