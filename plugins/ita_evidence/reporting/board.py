"""The board inside the Airflow UI: items × periods, and one period's units and findings.

It is drawn from small files in the work bucket that each run's report renews:

    index/<agency>/<period>.json   `index_entry`: one period's verdicts, units and findings
    index/<agency>/board.json      `merge` of all periods: one cell an item and period
    index/<agency>/summary.json    `summary`: the newest half-year in a few numbers
    index/<agency>/audit.json      what the newest audit of the archive found (`archive/audit.py`)

They hold masked sentences and no quotes. The functions here make pages; `evidence_board.py` serves
them behind Airflow's login.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ita_evidence import periods
from ita_evidence.errors import ReportError, StoreError
from ita_evidence.model import Finding, Outcome, UnitStatus, Verdict
from ita_evidence.reporting import render, words
from ita_evidence.reporting.dossier import text_of
from ita_evidence.reporting.inputs import ReportInput, counts, expected_points, unit_name
from ita_evidence.settings import Settings

if TYPE_CHECKING:
    from ita_evidence.archive.store import Store

FORMAT = "ita-evidence/index/2"
READERS = 8
"""Summaries of many agencies that are read at once."""
MOST_FINDINGS = 60
"""Of one item in the index; the dossier has all of them."""
MOST_RUNS = 6
"""Newest records of which a cell of the board keeps the verdict."""
LONGEST_SENTENCE = 300
"""Characters of a finding's sentence that the index keeps."""

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; font-src data:; script-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
"""Of every answer: Airflow itself sets none of these."""


# --- the index -------------------------------------------------------------------------------


def index_entry(report: ReportInput, run: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One period as `index/<agency>/<period>.json`.

    `{format, agency, edition, period, checkpoint, run_key, record, record_sha256, recorded_at,
    anchored, locked, captured_late, new_bytes, points?, run?, units: {id: name}, units_en: {id:
    name}, items: {topic: {item, title_th, title_en, sub_indicator, verdict, codes, covered, units:
    {id: status}, findings: [{result, code, unit, component, part, th, en}], more_findings, changed,
    snapshot, judge_key}}}`; items without a verdict are left out.

    Args:
        run: `dag_id` and `run_id` of the Airflow run, where there was one.
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
                for finding in _gravest_first(verdict)
            ],
            "more_findings": max(0, len(verdict.findings) - MOST_FINDINGS),
            "changed": len(report.facts_of(item.id).changes),
            "snapshot": [one.model_dump() for one in verdict.inputs.snapshots],
            "judge_key": verdict.judge_key,
        }
    points = expected_points(report)
    units = sorted({unit for item in items.values() for unit in item["units"]})
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
        "locked": report.locked,
        "captured_late": report.captured_late,
        "new_bytes": _new_bytes(report),
        **({"points": [points.met, points.open, points.whole]} if points else {}),
        **({"run": dict(run)} if run else {}),
        "units": {unit: unit_name(report.agency, unit) for unit in units},
        "units_en": {unit: unit_name(report.agency, unit, english=True) for unit in units},
        "items": items,
    }


def _gravest_first(verdict: Verdict) -> list[Finding]:
    grave = {"not_met": 0, "needs_review": 1, "note": 2}
    return sorted(verdict.findings, key=lambda one: grave[one.result])[:MOST_FINDINGS]


def _new_bytes(report: ReportInput) -> int:
    """What the run stored anew: bytes of payloads that no snapshot before had received."""
    fresh = {
        capture.blob_sha256: capture.blob_size_bytes
        for snapshot in report.snapshots.values()
        if snapshot.run_key == report.run_key
        for evidence in snapshot.evidence
        for capture in evidence.captures
        if capture.blob_sha256 and capture.outcome is not Outcome.UNCHANGED
    }
    return sum(fresh.values())


def summary(report: ReportInput) -> dict[str, Any]:
    """`index/<agency>/summary.json`: the row of the home page."""
    points = expected_points(report)
    return {
        "format": FORMAT,
        "period": report.period,
        "record": report.record_number,
        "recorded_at": report.recorded_at.isoformat(),
        "anchored": report.anchored,
        "counts": {value.value: n for value, n in counts(report).items()},
        **({"points": [points.met, points.open, points.whole]} if points else {}),
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
        runs = dict(cells.get(topic, {}).get("runs", {})) | {str(record): item["verdict"]}
        kept = dict(sorted(runs.items(), key=lambda pair: int(pair[0]))[-MOST_RUNS:])
        if topic not in cells or cells[topic]["record"] <= record:
            cells[topic] = {
                "item": item["item"],
                "verdict": item["verdict"],
                "codes": item["codes"],
                "record": record,
            }
        cells[topic] = {**cells[topic], "runs": kept}
        title = {
            "edition": entry["edition"],
            **{name: item[name] for name in ("item", "title_th", "title_en")},
        }
        if topic not in titles or int(titles[topic]["edition"]) <= int(entry["edition"]):
            titles[topic] = title
    before = known.get(entry["period"])
    newest = entry if before is None or before["record"] <= record else before
    known[entry["period"]] = {
        **{name: newest[name] for name in _OF_PERIOD if name in newest},
        "items": cells,
    }
    return {"format": FORMAT, "agency": entry["agency"], "titles": titles, "periods": known}


_OF_PERIOD = (
    *("edition", "record", "recorded_at", "captured_late", "anchored", "locked", "new_bytes"),
    "run",
)


def was(cell: Mapping[str, Any]) -> str | None:
    """The verdict that a cell had before its newest one, if that was another."""
    before = [verdict for record, verdict in sorted(cell.get("runs", {}).items(), key=_by_record)]
    return before[-2] if len(before) > 1 and before[-2] != before[-1] else None


def _by_record(pair: tuple[str, str]) -> int:
    return int(pair[0])


class Shelf:
    """The work bucket as the board reads it: opened at the first reading, anew after a fault."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._stack = ExitStack()
        self._store: Store | None = None

    def file(self, key: str) -> bytes | None:
        """An object of the work bucket; None if it is not there.

        Raises:
            StoreError: the store does not answer, or refuses.
        """
        from ita_evidence.archive import store as stores  # boto3: heavy, and only readers need it

        with self._lock:
            if self._store is None:
                opening = stores.open_store(self._settings, identity="reader")
                self._store = self._stack.enter_context(opening)
            store = self._store
        try:
            return store.work_get(key)
        except StoreError:
            self.close()
            raise

    def index(self, agency: str, name: str, form: str = FORMAT) -> dict[str, Any] | None:
        """`index/<agency>/<name>.json` as it was written; None if it is not there.

        Raises:
            StoreError: as `file`.
            ReportError: what is there is no index: half-written, or of another form.
        """
        from ita_evidence.archive import layout

        key = layout.index_key(agency, name)
        data = self.file(key)
        if data is None:
            return None
        try:
            value = json.loads(data)
        except ValueError as error:
            raise ReportError(f"{key} is not JSON ({error}); make that report again") from error
        if not isinstance(value, dict) or (form and value.get("format") != form):
            raise ReportError(f"{key} is not of the form {form}; make that report again")
        return value

    def part(self, agency: str, name: str, form: str = FORMAT) -> dict[str, Any] | None:
        """As `index`, of what is but a part of a page: empty where it is not whole."""
        try:
            return self.index(agency, name, form)
        except ReportError:
            return {}

    def summaries(self, known: Iterable[str]) -> dict[str, dict[str, Any] | None]:
        """Agency to its summary; None where there is none, empty where it is not whole."""
        names = list(known)
        with ThreadPoolExecutor(READERS) as pool:
            read = pool.map(lambda agency: self.part(agency, "summary"), names)
            return dict(zip(names, read, strict=True))

    def close(self) -> None:
        """The store is let go; the next reading opens it anew."""
        with self._lock:
            self._store = None
            self._stack.close()


def agencies(settings: Settings, language: words.Language) -> dict[str, str]:
    """Agency id to name, from the light index of the catalog.

    Raises:
        ReportError: the light index is not there or not readable.
    """
    path = settings.catalog / "index.json"
    try:
        value = json.loads(path.read_text("utf-8"))
        return {
            str(name): str(agency[f"name_{language}"]) for name, agency in value["agencies"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReportError(
            f"{path} cannot be read as the catalog's light index ({error}); make it again"
        ) from error


# --- the pages -------------------------------------------------------------------------------


def home_page(
    known: Mapping[str, str],
    language: words.Language,
    summaries: Mapping[str, Mapping[str, Any] | None] | None = None,
) -> bytes:
    """The agencies that the reader may see, each with its newest numbers, linking to its grid."""
    return _page(
        language,
        root="",
        part="home",
        agencies=[
            (agency, name, (summaries or {}).get(agency)) for agency, name in sorted(known.items())
        ],
        name="",
    )


def message_page(message: str, language: words.Language, *, root: str) -> bytes:
    """Why there is nothing to show, said plainly."""
    return _page(language, root=root, part="message", message=message, name="")


def _page(language: words.Language, **values: Any) -> bytes:
    given = {"content_policy": CONTENT_POLICY.split("; frame-ancestors")[0], "was": was}
    return render.page("board.html", language, **(given | values))


def grid_page(
    board: Mapping[str, Any] | None,
    agency: str,
    name: str,
    language: words.Language,
    *,
    today: date,
    fiscal_year: int | None = None,
    only: str | None = None,
    audit: Mapping[str, Any] | None = None,
) -> bytes:
    """Items × periods of one fiscal year (B.E.); the newest with a run unless one is asked for.

    Args:
        today: Bangkok's: a period that ended before it and was never run is named.
        only: a verdict, or `changed`: the items that have such a cell in the year.
        audit: the newest audit of the archive, where there was one.
    """
    known = board["periods"] if board else {}
    years = sorted({periods.parse(period).fiscal_year for period in known})
    year = fiscal_year or (years[-1] if years else periods.month_of(today).fiscal_year)
    columns = [
        {
            "period": str(period),
            "label": words.period_short(str(period), language),
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
    return _page(
        language,
        root="../",
        part="grid",
        only=only,
        filters=_filters(language),
        audit=_audit(audit, language),
        health=[
            (words.period_short(period, language), known[period])
            for period in sorted(known, key=lambda one: known[one]["record"])
        ][-12:],
        agency=agency,
        name=name,
        year=year,
        years=years,
        columns=columns,
        rows=[row for row in shown if any(cell and _fits(cell, only) for cell in row[2])],
        missed=[c["label"] for c in columns if c["missed"]],
    )


def period_page(
    entry: Mapping[str, Any] | None,
    agency: str,
    name: str,
    period: str,
    language: words.Language,
    *,
    board: Mapping[str, Any] | None = None,
    only: str | None = None,
    unit: str | None = None,
    sub: str | None = None,
    may_run: bool = False,
    done: str = "",
) -> bytes:
    """One period: each item's findings, and units × items.

    Args:
        board: the agency's board, for what changed since the run before.
        only, unit, sub: what is shown: a verdict (or `changed`), a unit's items, a sub-indicator.
        may_run: whether the reader may start a run: then each item can be looked at again.
        done: what the reader's last action came to, to be said above.
    """
    known = (board or {}).get("periods", {}).get(period, {}).get("items", {})
    items = (
        sorted(entry["items"].items(), key=lambda pair: _number(pair[1]["item"])) if entry else []
    )
    before = {topic: told for topic, cell in known.items() if (told := was(cell))}
    subs = list(dict.fromkeys(item["sub_indicator"] for _, item in items))
    items = [
        (topic, item)
        for topic, item in items
        if _fits({**known.get(topic, {}), "verdict": item["verdict"]}, only)
        and (not unit or unit in item["units"])
        and (not sub or item["sub_indicator"] == sub)
    ]
    run = (entry or {}).get("run")
    names = (entry or {}).get("units", {})
    if language == "en":
        names = (entry or {}).get("units_en", names)  # not in an index of an older version
    return _page(
        language,
        root="../../",
        before=before,
        only=only,
        unit=unit,
        sub=sub,
        subs=subs,
        filters=_filters(language),
        may_run=may_run,
        done=done,
        run_url=f"/dags/{quote(run['dag_id'])}/runs/{quote(run['run_id'], safe='')}" if run else "",
        task_of=lambda topic: "verdict_" + topic.replace(".", "_"),
        part="period",
        agency=agency,
        name=name,
        period_name=words.period(period, language),
        period=period,
        entry=entry,
        items=items,
        names=names,
        units=sorted(names.items(), key=lambda pair: pair[1]),
        statuses={status.value: said for status, said in words.UNIT_STATUSES.items()},
        not_assigned=UnitStatus.NOT_ASSIGNED.value,
    )


CHANGED = "changed"


def _fits(cell: Mapping[str, Any], only: str | None) -> bool:
    if only == CHANGED:
        return was(cell) is not None
    return not only or cell["verdict"] == only


def _filters(language: words.Language) -> list[tuple[str, str]]:
    english = language == "en"
    found = [(value.value, said[english]) for value, said in words.VERDICTS.items()]
    return [*found, (CHANGED, "Changed" if english else "เปลี่ยนจากครั้งก่อน")]


LEVELS = {"full": ("ตรวจทั้งหมด", "in full"), "sample": ("สุ่มตรวจ", "a sample")}
"""Of an audit, as people read them."""


def _audit(audit: Mapping[str, Any] | None, language: words.Language) -> dict[str, Any] | None:
    """An audit's summary with its times as people read them; one of another form says so."""
    if audit is None:
        return None
    try:
        full = audit["full_at"]
        return {
            "broken": False,
            "ok": audit["ok"] is True,
            "at": words.time(datetime.fromisoformat(audit["at"]), language),
            "full_at": words.time(datetime.fromisoformat(full), language) if full else "",
            "level": LEVELS[audit["level"]][language == "en"],
            "checked": int(audit["checked"]),
            "faults": int(audit["faults_count"]),
            "named": [str(one["code"]) for one in audit["faults"]][:5],
        }
    except (KeyError, TypeError, ValueError):
        return {"ok": False, "broken": True}


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


def _number(item: str) -> tuple[int, str]:
    digits = "".join(sign for sign in item if sign.isdecimal())
    return (int(digits) if digits else 0, item)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SENTENCE else text[: LONGEST_SENTENCE - 1] + "…"
