"""The dossier: a folder of static pages that opens from a USB stick, and a sheet for the ITAS.

Thai at the root, English under `en/`:

    index.html              the period: the items at a glance, expected points, figures, proof
    items/o21.html          an item: components, units, findings, quotes, dates, history, changes
    captures/o21-1.html     one source of it: each capture's facts, how it was read, its proof
    printouts/o21.html      the item on paper for the clarification round
    search.html             all findings, sought in the browser
    summary.xlsx            the items in order, as the ITAS asks (yes or no, URL, explanation)

No server, nothing loaded from elsewhere; the one script is the search's own. Originals are not in
it: it shows digests, quotes of what was found, and pictures of pages on which nothing is masked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from ita_evidence.catalog.targets import due_on
from ita_evidence.masking import policy, shown
from ita_evidence.model import (
    Capture,
    Evidence,
    Finding,
    Found,
    Item,
    Observation,
    Snapshot,
    Verdict,
    VerdictValue,
)
from ita_evidence.periods import parse
from ita_evidence.reporting import figures, render, sheets, words
from ita_evidence.reporting.inputs import (
    ReportInput,
    counts,
    expected_points,
    gravest,
    unit_name,
)

MOST_FINDINGS = 120
"""On one item's page, the gravest first; all are in the search and in the sheet."""
OPEN_FINDINGS = 4
"""Of one cause that stand open; the others are folded away below them."""
MOST_CAPTURES = 120
"""On one source's page."""
MOST_SPANS = 12
"""Of one URL's history on an item's page."""


def build(report: ReportInput) -> dict[str, bytes]:
    """Every file of the dossier by its path inside the folder; equal inputs give equal bytes.

    Raises:
        ReportError: a font that the pages need is not installed.
    """
    files = dict(render.assets())
    files["assets/search.js"] = render.script("search.js")
    files["assets/findings.js"] = _findings_script(report)
    folders: dict[words.Language, str] = {"th": "", "en": "en/"}
    for language, folder in folders.items():
        files[f"{folder}index.html"] = _index(report, language)
        files[f"{folder}search.html"] = _search(report, language)
        for item in report.items:
            name = item.id.lower()
            files[f"{folder}items/{name}.html"] = _item(report, item, language)
            files[f"{folder}printouts/{name}.html"] = _printout(report, item, language)
            for number, one in enumerate(_sources(report, item), start=1):
                path = f"{folder}captures/{name}-{number}.html"
                files[path] = _captures_page(report, item, one, number, language)
    for item in report.items:
        for (digest, page), data in report.facts_of(item.id).pictures.items():
            files[picture_path(digest, page)] = data
    files["summary.xlsx"] = summary(report)
    return files


def picture_path(digest: str, page: int) -> str:
    return f"pictures/{digest}-{page}.png"


def text_of(item: Item) -> Callable[[str], str]:
    """How a text found for this item is shown: masked as its topic asks."""
    kept = policy(item.topic)
    return lambda text: shown(text, **kept)


# --- the sheet -------------------------------------------------------------------------------

ANSWERS = {
    VerdictValue.MET: "มี",
    VerdictValue.NOT_MET: "ยังไม่ครบ โปรดดูข้อค้นพบก่อนตอบ",
    VerdictValue.NEEDS_REVIEW: "รอเจ้าหน้าที่ตรวจก่อนตอบ",
    VerdictValue.NOT_DUE: "ยังไม่ถึงกำหนด",
    VerdictValue.NOT_APPLICABLE: "ไม่อยู่ในเงื่อนไข",
}
"""What the ITAS may be answered (มี or ไม่มี): a machine says มี at most, and ไม่มี never."""


MOST_IN_A_CELL = 20
"""Findings of an item that its row names; the second sheet has a row for each."""


def summary(report: ReportInput) -> bytes:
    """The items in order, one row each, as the ITAS asks; then a sheet of all findings."""

    def rows() -> Iterable[tuple[str, ...]]:
        for item in report.items:
            text = text_of(item)
            verdict = report.verdicts.get(item.id)
            submitted = report.submitted.get(item.id)
            urls = [submitted.url] if submitted else _urls(report, item)
            said = submitted.explanation if submitted else _explanation(report, item)
            yield (
                item.id,
                item.title_th,
                ANSWERS[verdict.verdict] if verdict else words.NOT_JUDGED.th,
                "\n".join(text(url) for url in urls),
                text(said),
                words.VERDICTS[verdict.verdict].th if verdict else words.NOT_JUDGED.th,
                _said(verdict, text) if verdict else "",
            )

    def findings() -> Iterable[tuple[str, ...]]:
        for item in report.items:
            text = text_of(item)
            verdict = report.verdicts.get(item.id)
            for finding in verdict.findings if verdict else ():
                yield (
                    item.id,
                    unit_name(report.agency, finding.unit),
                    words.RESULTS[finding.result].th,
                    text(finding.th),
                    text(finding.quote),
                    text(finding.place.url or ""),
                    finding.code,
                )

    answers = sheets.Sheet(
        "OIT",
        (
            ("ข้อ", 7),
            ("ชื่อ", 36),
            ("คำตอบใน ITAS", 20),
            ("URL", 44),
            ("คำอธิบาย", 50),
            ("ผลการตรวจเบื้องต้น", 22),
            ("ข้อค้นพบ", 70),
        ),
        rows(),
    )
    reasons = sheets.Sheet(
        "ข้อค้นพบ",
        (
            ("ข้อ", 7),
            ("หน่วยงาน", 30),
            ("ผล", 22),
            ("ข้อค้นพบ", 60),
            ("ข้อความที่อ้างถึง", 60),
            ("หน้าที่ตรวจ", 44),
            ("รหัส", 22),
        ),
        findings(),
    )
    return sheets.book([answers, reasons], title=f"{report.agency.name_th} {report.period}")


def _said(verdict: Verdict, text: Callable[[str], str]) -> str:
    """An item's findings in one cell, as far as a person reads them there."""
    said = [f"{text(finding.th)} ({finding.code})" for finding in verdict.findings]
    more = len(said) - MOST_IN_A_CELL
    return "\n".join(said[:MOST_IN_A_CELL] + ([f"และอีก {more} ข้อ ในแผ่นข้อค้นพบ"] if more > 0 else []))


def _urls(report: ReportInput, item: Item) -> list[str]:
    """Where the item was found, or else the addresses that were asked for; each once."""
    seen = _best(report.facts_of(item.id).observations)
    found = [one.place.url for one in seen.values() if one.place.url]
    asked = [one.source.url for one in _sources(report, item)]
    return list(dict.fromkeys(found or asked))[:10]


def _explanation(report: ReportInput, item: Item) -> str:
    """Where on the page what stands, from what was seen."""
    lines = []
    for component in item.components:
        one = _best(report.facts_of(item.id).observations).get(component.id)
        if one is not None:
            lines.append(f"{component.wording}: {words.place(one.place, 'th') or 'ในหน้านี้'}")
    return "\n".join(lines)


def _best(observations: Iterable[Observation]) -> dict[str, Observation]:
    """Component to the first observation that found it, or else its first declared nil."""
    best: dict[str, Observation] = {}
    for wanted in (Found.YES, Found.NIL):
        for one in observations:
            if one.found is wanted:
                best.setdefault(one.component, one)
    return best


# --- shared by the pages ---------------------------------------------------------------------


def _sources(report: ReportInput, item: Item) -> tuple[Evidence, ...]:
    snapshot = report.snapshots.get(item.id)
    return snapshot.evidence if snapshot else ()


def _shared(
    report: ReportInput, language: words.Language, depth: str, path: str
) -> dict[str, object]:
    """What every page needs: `depth` leads to the language's own root, `path` is the page there."""
    english = language == "en"
    return {
        "report": report,
        "here": depth,
        "root": depth + ("../" if english else ""),
        "other": "th" if english else "en",
        "switch": depth + ("../" if english else "en/") + path,
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
    drawn = [figures.progress(report, language), figures.calendar(report, language)]
    for item in report.items:
        drawn += figures.of_item(report, item, language)
    return render.page(
        "index.html",
        language,
        **_shared(report, language, "", "index.html"),
        groups=groups,
        counts=counts(report),
        unsettled=sum(item.id not in report.verdicts for item in report.items),
        points=expected_points(report),
        figures=[one for one in drawn if one is not None],
        changed=[
            (item, len(report.facts_of(item.id).changes))
            for item in report.items
            if report.facts_of(item.id).changes
        ],
    )


# --- an item ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Cause:
    """Findings of one result and code, in one box."""

    result: str
    code: str
    shown: tuple[Finding, ...]
    folded: tuple[Finding, ...]


def _causes(findings: tuple[Finding, ...]) -> tuple[list[_Cause], int]:
    """The findings by cause, the gravest first, and how many are left out."""
    grave = {"not_met": 0, "needs_review": 1, "note": 2}
    ordered = sorted(findings, key=lambda one: grave[one.result])
    kept = ordered[:MOST_FINDINGS]
    by_cause: dict[tuple[str, str], list[Finding]] = {}
    for one in kept:
        by_cause.setdefault((one.result, one.code), []).append(one)
    causes = [
        _Cause(result, code, tuple(same[:OPEN_FINDINGS]), tuple(same[OPEN_FINDINGS:]))
        for (result, code), same in by_cause.items()
    ]
    return causes, len(ordered) - len(kept)


def _item(report: ReportInput, item: Item, language: words.Language) -> bytes:
    verdict = report.verdicts.get(item.id)
    snapshot = report.snapshots.get(item.id)
    facts = report.facts_of(item.id)
    text = text_of(item)
    findings = verdict.findings if verdict else ()
    causes, more = _causes(findings)
    order = [one.id for one in report.items]
    at = order.index(item.id)
    captures = _evidence(snapshot)
    best = _best(facts.observations)
    return render.page(
        "item.html",
        language,
        **_shared(report, language, "../", f"items/{item.id.lower()}.html"),
        **_dates(report, item, captures),
        item=item,
        verdict=verdict,
        snapshot=snapshot,
        facts=facts,
        causes=causes,
        more=more,
        components=[
            (one, gravest(f for f in findings if f.component == one.id), best.get(one.id))
            for one in item.components
        ],
        matrix=_matrix(item, facts.observations),
        text=text,
        link=render.linker(text),
        previous=order[at - 1] if at else None,
        next=order[at + 1] if at + 1 < len(order) else None,
        due=due_on(item, parse(report.period)),
        sources=[
            (number, one, _main(one), len(one.captures))
            for number, one in enumerate(_sources(report, item), start=1)
        ],
        lives=_lives(report, item),
        trend=_trend(report, item),
        figures=figures.of_item(report, item, language),
        submitted=report.submitted.get(item.id),
        picture_path=picture_path,
        most_findings=MOST_FINDINGS,
    )


def _dates(report: ReportInput, item: Item, captures: tuple[Capture, ...]) -> dict[str, object]:
    first_seen = report.first_seen(item.id)
    seen = [
        first_seen[capture.blob_sha256]
        for capture in captures
        if capture.blob_sha256 and capture.blob_sha256 in first_seen
    ]
    return {
        "first_seen": min(seen, default=None),
        "captured": min((capture.started_at for capture in captures), default=None),
        "claimed": tuple(dict.fromkeys(one.last_modified for one in captures if one.last_modified))[
            :5
        ],
    }


def _matrix(
    item: Item, observations: tuple[Observation, ...]
) -> tuple[list[tuple[str, str]], list[tuple[str, list[Found | None]]]]:
    """Columns (component, part) and a row a unit: what was found of each.

    Of several rows of one unit and component the best counts, as it does for the verdict.
    """
    rank = [Found.YES, Found.NIL, Found.UNSURE, Found.NO]
    cells: dict[tuple[str, str, str], Found] = {}
    for one in observations:
        key = (one.unit, one.component, one.part)
        if key not in cells or rank.index(one.found) < rank.index(cells[key]):
            cells[key] = one.found
    order = [one.id for one in item.components]
    columns = sorted(
        {(component, part) for _, component, part in cells},
        key=lambda pair: (order.index(pair[0]) if pair[0] in order else len(order), pair[1]),
    )
    units = list(dict.fromkeys(unit for unit, _, _ in cells))
    return columns, [
        (unit, [cells.get((unit, component, part)) for component, part in columns])
        for unit in units
    ]


def _main(evidence: Evidence) -> Capture | None:
    """The capture that speaks for a source: its page, or the first linked document."""
    own = [one for one in evidence.captures if one.role == "source"]
    return next(iter(own or evidence.captures), None)


def _lives(report: ReportInput, item: Item) -> list[tuple[str, tuple[object, ...], int]]:
    """Each source's spans, newest first, and how many older ones are not shown."""
    history = report.facts_of(item.id).history
    asked = dict.fromkeys(one.source.url for one in _sources(report, item))
    return [
        (url, tuple(reversed(spans))[:MOST_SPANS], max(0, len(spans) - MOST_SPANS))
        for url in list(asked)[:40]
        if (spans := history.urls.get(url))
    ]


def _trend(report: ReportInput, item: Item) -> list[tuple[str, str, bool]]:
    """(period, verdict, whether it was only watched) of the item in every period that was run."""
    known = report.board.get("periods", {})
    ordered = sorted(known, key=words.period_order)
    found = []
    for period in ordered:
        cell = known[period]["items"].get(item.topic)
        if cell is not None:
            found.append((period, cell["verdict"], figures.WATCH in cell["codes"]))
    return found[-24:]


def _evidence(snapshot: Snapshot | None) -> tuple[Capture, ...]:
    """The captures of an item that may be its evidence: not pictures and styles of a page."""
    evidence = snapshot.evidence if snapshot else ()
    return tuple(c for one in evidence for c in one.captures if c.role != "requisite")


# --- a source's captures, the printout, the search -------------------------------------------


def _captures_page(
    report: ReportInput, item: Item, evidence: Evidence, number: int, language: words.Language
) -> bytes:
    text = text_of(item)
    own = [one for one in evidence.captures if one.role != "requisite"]
    requisites = [one for one in evidence.captures if one.role == "requisite"]
    verdict = report.verdicts.get(item.id)
    return render.page(
        "captures.html",
        language,
        **_shared(report, language, "../", f"captures/{item.id.lower()}-{number}.html"),
        item=item,
        number=number,
        evidence=evidence,
        captures=own[:MOST_CAPTURES],
        more=max(0, len(own) - MOST_CAPTURES),
        requisites=requisites,
        first_seen=report.first_seen(item.id),
        readings=report.facts_of(item.id).readings,
        sealed=verdict.inputs.snapshots if verdict else (),
        text=text,
        link=render.linker(text),
    )


def _printout(report: ReportInput, item: Item, language: words.Language) -> bytes:
    facts = report.facts_of(item.id)
    text = text_of(item)
    verdict = report.verdicts.get(item.id)
    best = _best(facts.observations)
    reasons = [f for f in verdict.findings if f.result != "note"] if verdict else []
    seen = [(one, best.get(one.id)) for one in item.components]
    cited = dict.fromkeys((at.place.url, at.place.blob_sha256) for _, at in seen if at)
    return render.page(
        "printout.html",
        language,
        **_shared(report, language, "../", f"printouts/{item.id.lower()}.html"),
        **_dates(report, item, _evidence(report.snapshots.get(item.id))),
        item=item,
        verdict=verdict,
        seen=seen,
        files={file: number for number, file in enumerate(cited, start=1)},
        reasons=reasons[:8],
        more=max(0, len(reasons) - 8),
        times={
            capture.blob_sha256: capture.started_at
            for capture in _evidence(report.snapshots.get(item.id))
            if capture.blob_sha256
        },
        submitted=report.submitted.get(item.id),
        text=text,
        link=render.linker(text),
    )


def _search(report: ReportInput, language: words.Language) -> bytes:
    return render.page(
        "search.html",
        language,
        **_shared(report, language, "", "search.html"),
        content_policy=render.SCRIPT_POLICY,
        number=sum(len(verdict.findings) for verdict in report.verdicts.values()),
    )


def _findings_script(report: ReportInput) -> bytes:
    """All findings as data for the search: a page from a folder may load a script, but no JSON."""
    rows = []
    for item in report.items:
        text = text_of(item)
        verdict = report.verdicts.get(item.id)
        for finding in verdict.findings if verdict else ():
            rows.append(
                {
                    "item": item.id,
                    "title": [item.title_th, item.title_en],
                    "result": finding.result,
                    "code": finding.code,
                    "unit": [
                        unit_name(report.agency, finding.unit),
                        unit_name(report.agency, finding.unit, english=True),
                    ],
                    "said": [text(finding.th), text(finding.en)],
                    "quote": text(finding.quote),
                }
            )
    # </script> cannot end a script that stands in a file of its own, but nothing is lost by it.
    data = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    said = {result: list(one) for result, one in words.RESULTS.items() if result != "behind"}
    return (
        f"window.itaFindings={data};\nwindow.itaResults={json.dumps(said, ensure_ascii=False)};\n"
    ).encode()
