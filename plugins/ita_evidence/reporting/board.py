"""The board inside the Airflow UI: items × periods, and one period's units and findings.

It is drawn from a small index in the work bucket that each run's report renews:
`index/<agency>/<period>.json` (`index_entry`) and `index/<agency>/board.json` (`merge` of all
periods). Both hold masked sentences, no quotes. The functions here make pages; `evidence_board.py`
serves them behind Airflow's login.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from ita_evidence import periods
from ita_evidence.errors import ReportError
from ita_evidence.model import UnitStatus
from ita_evidence.reporting import render, words
from ita_evidence.reporting.dossier import text_of
from ita_evidence.reporting.inputs import ReportInput, unit_name
from ita_evidence.settings import Settings

FORMAT = "ita-evidence/index/1"
LONGEST_SENTENCE = 300
"""Characters of a finding's sentence that the index keeps."""

HEADERS = {
    "Content-Security-Policy": render.CONTENT_POLICY + "; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
"""Of every answer: Airflow itself sets none of these."""


# --- the index -------------------------------------------------------------------------------


def index_entry(report: ReportInput) -> dict[str, Any]:
    """One period as `index/<agency>/<period>.json`.

    `{format, agency, edition, period, checkpoint, run_key, record, record_sha256, recorded_at,
    anchored, captured_late, units: {id: name}, items: {topic: {item, title_th, title_en,
    sub_indicator, verdict, codes, covered, units: {id: status}, findings: [{result, code, unit,
    component, part, th, en}], judge_key}}}`; items without a verdict are left out.
    """
    items: dict[str, Any] = {}
    for item in report.items:
        verdict = report.verdicts.get(item.id)
        if verdict is None:
            continue
        text = text_of(item)
        items[item.topic] = {
            "item": item.id,
            "title_th": item.title_th,
            "title_en": item.title_en,
            "sub_indicator": item.sub_indicator,
            "verdict": verdict.verdict.value,
            "codes": list(dict.fromkeys(finding.code for finding in verdict.findings)),
            "covered": text(verdict.covered),
            "units": {one.unit: one.status.value for one in verdict.units},
            "findings": [
                {
                    "result": finding.result,
                    "code": finding.code,
                    "unit": finding.unit,
                    "component": finding.component,
                    "part": finding.part,
                    "th": _short(text(finding.th)),
                    "en": _short(text(finding.en)),
                }
                for finding in verdict.findings
            ],
            "judge_key": verdict.judge_key,
        }
    return {
        "format": FORMAT,
        "agency": report.agency.id,
        "edition": report.edition,
        "period": report.period,
        "checkpoint": report.checkpoint,
        "run_key": report.run_key,
        "record": report.record_number,
        "record_sha256": report.record_sha256,
        "recorded_at": report.recorded_at.isoformat(),
        "anchored": report.anchored,
        "captured_late": report.captured_late,
        "units": {
            unit: unit_name(report.agency, unit)
            for unit in sorted({unit for item in items.values() for unit in item["units"]})
        },
        "items": items,
    }


def merge(board: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """`index/<agency>/board.json` with `entry` in it; an empty mapping is a board without periods.

    The newest record's verdict stands, item by item: a run over one item leaves the others'. The
    order in which entries are merged does not matter.

    Raises:
        ReportError: the board and the entry are not of one agency.
    """
    if board and board["agency"] != entry["agency"]:
        raise ReportError(
            f"the board of {board['agency']} was given an entry of {entry['agency']}; "
            "give each agency its own board"
        )
    record = entry["record"]
    titles = dict(board.get("titles", {}))
    known = dict(board.get("periods", {}))
    cells = dict(known.get(entry["period"], {}).get("items", {}))
    for topic, item in entry["items"].items():
        if topic not in cells or cells[topic]["record"] <= record:
            cells[topic] = {
                "item": item["item"],
                "verdict": item["verdict"],
                "codes": item["codes"],
                "record": record,
            }
        title = {
            "edition": entry["edition"],
            **{name: item[name] for name in ("item", "title_th", "title_en")},
        }
        if topic not in titles or int(titles[topic]["edition"]) <= int(entry["edition"]):
            titles[topic] = title
    before = known.get(entry["period"])
    newest = entry if before is None or before["record"] <= record else before
    known[entry["period"]] = {
        **{name: newest[name] for name in ("edition", "record", "recorded_at", "captured_late")},
        "items": cells,
    }
    return {"format": FORMAT, "agency": entry["agency"], "titles": titles, "periods": known}


def read_index(settings: Settings, agency: str, name: str) -> dict[str, Any] | None:
    """`index/<agency>/<name>.json` (`board`, or a period) as the reader sees it; None if not there.

    Raises:
        StoreError: the store does not answer, or refuses.
        ReportError: what is there is no index.
    """
    from ita_evidence.archive import layout, store  # boto3: heavy, and only the board needs it

    key = layout.index_key(agency, name)
    with store.open_store(settings, identity="reader") as opened:
        data = opened.work_get(key)
    if data is None:
        return None
    try:
        value = json.loads(data)
    except ValueError as error:
        raise ReportError(f"{key} is not JSON ({error}); make that report again") from error
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ReportError(f"{key} is not of the form {FORMAT}; make that report again")
    return value


def agencies(settings: Settings) -> dict[str, str]:
    """Agency id to Thai name, from the light index of the catalog.

    Raises:
        ReportError: the light index is not there or not readable.
    """
    path = settings.catalog / "index.json"
    try:
        value = json.loads(path.read_text("utf-8"))
        return {str(name): str(agency["name_th"]) for name, agency in value["agencies"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReportError(
            f"{path} cannot be read as the catalog's light index ({error}); make it again"
        ) from error


# --- the pages -------------------------------------------------------------------------------


def home_page(known: Mapping[str, str], language: words.Language) -> bytes:
    """The agencies that the reader may see, each linking to its grid."""
    return render.page(
        "board.html", language, root="", part="home", agencies=sorted(known.items()), name=""
    )


def message_page(message: str, language: words.Language, *, root: str) -> bytes:
    """Why there is nothing to show, said plainly."""
    return render.page("board.html", language, root=root, part="message", message=message, name="")


def grid_page(
    board: Mapping[str, Any] | None,
    agency: str,
    name: str,
    language: words.Language,
    *,
    today: date,
    fiscal_year: int | None = None,
) -> bytes:
    """Items × periods of one fiscal year (B.E.); the newest with a run unless one is asked for.

    `today` is Bangkok's: a period that ended before it and was never run is named.
    """
    known = board["periods"] if board else {}
    years = sorted({periods.parse(period).fiscal_year for period in known})
    year = fiscal_year or (years[-1] if years else periods.month_of(today).fiscal_year)
    columns = [
        {
            "period": str(period),
            "label": _label(period, language),
            "run": str(period) in known,
            "missed": str(period) not in known and period.last_day < today,
            "late": known.get(str(period), {}).get("captured_late", False),
        }
        for period in _columns(year)
    ]
    titles = board["titles"] if board else {}
    shown = [
        (
            topic,
            titles[topic],
            [known.get(c["period"], {}).get("items", {}).get(topic) for c in columns],
        )
        for topic in sorted(titles, key=lambda topic: _number(titles[topic]["item"]))
    ]
    return render.page(
        "board.html",
        language,
        root="../",
        part="grid",
        agency=agency,
        name=name,
        year=year,
        years=years,
        columns=columns,
        rows=[row for row in shown if any(row[2])],
        missed=[c["label"] for c in columns if c["missed"]],
    )


def period_page(
    entry: Mapping[str, Any] | None,
    agency: str,
    name: str,
    period: str,
    language: words.Language,
) -> bytes:
    """One period: each item's findings, and units × items."""
    items = (
        sorted(entry["items"].items(), key=lambda pair: _number(pair[1]["item"])) if entry else []
    )
    return render.page(
        "board.html",
        language,
        root="../../",
        part="period",
        agency=agency,
        name=name,
        period_name=words.period(period, language),
        period=period,
        entry=entry,
        items=items,
        units=sorted(entry["units"].items(), key=lambda pair: pair[1]) if entry else [],
        statuses={status.value: said for status, said in words.UNIT_STATUSES.items()},
        not_assigned=UnitStatus.NOT_ASSIGNED.value,
    )


def _columns(fiscal_year: int) -> list[periods.Period]:
    """October to March, the first half, April to September, the second half."""
    half = {n: periods.Period("half", fiscal_year, n) for n in (1, 2)}
    return [
        column
        for n in (1, 2)
        for column in (
            *(periods.Period("month", month.year_be, month.month) for month in half[n].months),
            half[n],
        )
    ]


def _label(period: periods.Period, language: words.Language) -> str:
    if period.kind == "half":
        return (
            f"6 เดือน{'แรก' if period.part == 1 else 'หลัง'}"
            if language == "th"
            else f"H{period.part} {period.year_be}"
        )
    short = (
        periods.MONTHS_SHORT_TH[period.part - 1]
        if language == "th"
        else words.month_en(period.part)[:3]
    )
    return f"{short} {period.year_be % 100:02d}"


def _number(item: str) -> tuple[int, str]:
    digits = "".join(sign for sign in item if sign.isdecimal())
    return (int(digits) if digits else 0, item)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SENTENCE else text[: LONGEST_SENTENCE - 1] + "…"
