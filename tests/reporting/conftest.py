"""Made-up inputs: a province with three units, an edition of 43 items, a half-year's verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from ita_evidence.model import (
    Agency,
    Cadence,
    Capture,
    Component,
    Evidence,
    Finding,
    FormDates,
    Host,
    Inputs,
    Item,
    Outcome,
    PeriodRule,
    Place,
    PublishBy,
    Recognise,
    Sealed,
    Snapshot,
    Source,
    Tls,
    Unit,
    UnitResult,
    UnitsRule,
    UnitStatus,
    Verdict,
    VerdictValue,
    Weighting,
)
from ita_evidence.reporting.history import History
from ita_evidence.reporting.inputs import ItemFacts, ReportInput

RUN_KEY = "a1" * 32
AT = datetime(2023, 4, 17, 11, 30, tzinfo=UTC)
SUBS = ("9.1",) * 10 + ("9.2",) * 8 + ("9.3",) * 4 + ("9.4",) * 4 + ("9.5",) * 4
SUBS += ("10.1",) * 8 + ("10.2",) * 5

UNITS = (
    Unit(id="strategy", name_th="กลุ่มงานยุทธศาสตร์และข้อมูลเพื่อการพัฒนาจังหวัด", name_en="Strategy Group"),
    Unit(id="hr", name_th="กลุ่มงานบริหารทรัพยากรบุคคล", name_en="Human Resources Group"),
    Unit(id="commerce", name_th="สำนักงานพาณิชย์จังหวัด", name_en="Provincial Commerce Office"),
)


class Make:
    """Factories; each takes overrides."""

    run_key = RUN_KEY
    at = AT

    @staticmethod
    def agency(**over: Any) -> Agency:
        given: dict[str, Any] = {
            "id": "sample",
            "name_th": "จังหวัดตัวอย่าง",
            "name_en": "Sample Province",
            "home_page": "https://www.sample.example/",
            "hosts": (Host(name="www.sample.example"),),
            "units": UNITS,
            "editions": {2566: "2566"},
            "contact": "saraban@sample.example",
        }
        return Agency(**(given | over))

    @staticmethod
    def item(number: int = 21, **over: Any) -> Item:
        given: dict[str, Any] = {
            "id": f"O{number}",
            "topic": f"topic.n{number:02d}",
            "title_th": f"ข้อมูลที่ {number}",
            "title_en": f"Data number {number}",
            "sub_indicator": SUBS[number - 1],
            "wording": f"- แสดงข้อมูลที่ {number}\n- เป็นข้อมูลในปี พ.ศ. 2566",
            "components": tuple(
                Component(id=id, wording=wording, recognise=Recognise(kind="terms"))
                for id, wording in (("shown", f"แสดงข้อมูลที่ {number}"), ("year", "ปี พ.ศ. 2566"))
            ),
            "period_rule": PeriodRule.IN_YEAR,
            "cadence": (Cadence.SEMIANNUAL,),
            "responsible": ("all_units",),
            "units_rule": UnitsRule.ANY,
            "publish_by": PublishBy(months_after=1, day=10),
        }
        return Item(**(given | over))

    @staticmethod
    def finding(**over: Any) -> Finding:
        given: dict[str, Any] = {
            "code": "component_missing",
            "result": "not_met",
            "unit": "hr",
            "component": "shown",
            "th": "ยังไม่พบข้อมูลในหน้าที่ตรวจ",
            "en": "The data were not found on the page looked at.",
            "quote": "สรุปผลการจัดซื้อจัดจ้างในรอบเดือน มีนาคม 2566",
            "place": Place(url="https://www.sample.example/oit/21", page=1, blob_sha256="b2" * 32),
        }
        return Finding(**(given | over))

    @staticmethod
    def verdict(number: int = 21, **over: Any) -> Verdict:
        given: dict[str, Any] = {
            "agency": "sample",
            "edition": "2566",
            "item": f"O{number}",
            "topic": f"topic.n{number:02d}",
            "period": "2566-H1",
            "run_key": RUN_KEY,
            "judge_key": "c3" * 8,
            "verdict": VerdictValue.MET,
            "covered": "2565-10..2566-03",
            "units": (UnitResult(unit="hr", status=UnitStatus.DONE),),
            "findings": (),
            "inputs": Inputs(
                snapshots=(
                    Sealed(key=f"snapshots/sample/2566/O{number}/x.json", sha256="d4" * 32),
                ),
                catalog_sha256="e5" * 32,
                suite_sha256="f6" * 32,
                lock_sha256="07" * 32,
                newest_review=0,
                due="due",
            ),
        }
        return Verdict(**(given | over))

    @staticmethod
    def capture(**over: Any) -> Capture:
        url = over.get("url", "https://www.sample.example/oit/21")
        given: dict[str, Any] = {
            "url": url,
            "final_url": url,
            "outcome": Outcome.OK,
            "rule": "status_200",
            "started_at": AT,
            "ended_at": AT + timedelta(seconds=1),
            "status": 200,
            "content_type": "text/html; charset=utf-8",
            "address": "127.0.0.1",
            "tls": Tls(
                version="TLSv1.3",
                cipher="TLS_AES_256_GCM_SHA384",
                subject="CN=www.sample.example",
                issuer="CN=Sample CA",
                not_after="2027-01-01T00:00:00Z",
                fingerprint_sha256="18" * 32,
                verified=True,
            ),
            "blob_sha256": "b2" * 32,
            "blob_size_bytes": 12345,
        }
        return Capture(**(given | over))

    @classmethod
    def snapshot(cls, number: int = 21, **over: Any) -> Snapshot:
        source = Source(
            item=f"O{number}",
            unit="hr",
            url=f"https://www.sample.example/oit/{number}",
            adapter="page",
            why="หน้าข้อมูลสาธารณะของจังหวัด",
        )
        given: dict[str, Any] = {
            "agency": "sample",
            "edition": "2566",
            "item": f"O{number}",
            "period": "2566-H1",
            "run_key": RUN_KEY,
            "checkpoint": None,
            "captured_late": False,
            "evidence": (
                Evidence(unit="hr", source=source, captures=(cls.capture(url=source.url),)),
            ),
        }
        return Snapshot(**(given | over))

    @staticmethod
    def weighting(**over: Any) -> Weighting:
        shares = dict.fromkeys(("9.1", "9.2", "9.3", "9.4", "9.5"), 0.1) | {
            "10.1": 0.25,
            "10.2": 0.25,
        }
        given: dict[str, Any] = {
            "edition": "2566",
            "points": 100,
            "sub_indicators": shares,
            "certain": False,
            "source": "ข้อสมมติ",
        }
        return Weighting(**(given | over))

    @classmethod
    def report(cls, **over: Any) -> ReportInput:
        """43 items: O21 not met, O29 for review, O12 not due, the rest met."""
        verdicts = {f"O{n}": cls.verdict(n) for n in range(1, 44)}
        verdicts["O21"] = cls.verdict(
            21,
            verdict=VerdictValue.NOT_MET,
            units=(
                UnitResult(unit="hr", status=UnitStatus.BEHIND),
                UnitResult(unit="commerce", status=UnitStatus.DONE),
            ),
            findings=(cls.finding(part="2566-03"),),
        )
        verdicts["O29"] = cls.verdict(
            29,
            verdict=VerdictValue.NEEDS_REVIEW,
            findings=(
                cls.finding(code="scan_without_text", result="needs_review", component="year"),
            ),
        )
        verdicts["O12"] = cls.verdict(12, verdict=VerdictValue.NOT_DUE)
        made = ReportInput(
            agency=cls.agency(),
            edition="2566",
            period="2566-H1",
            run_key=RUN_KEY,
            record_number=7,
            record_sha256="29" * 32,
            recorded_at=AT + timedelta(minutes=10),
            key_fingerprint="3a" * 32,
            anchored=False,
            locked=True,
            items=tuple(cls.item(n) for n in range(1, 44)),
            verdicts=verdicts,
            snapshots={f"O{n}": cls.snapshot(n) for n in range(1, 44)},
            checkpoint="submission",
            form_dates=FormDates(opens=date(2023, 3, 1), closes=date(2023, 4, 30)),
            weighting=cls.weighting(),
            facts={
                f"O{n}": ItemFacts(history=History(first_seen={"b2" * 32: AT - timedelta(days=3)}))
                for n in range(1, 44)
            },
        )
        return replace(made, **over)


@pytest.fixture(scope="session")
def make() -> Make:
    return Make()


@pytest.fixture
def pages() -> Callable[[dict[str, bytes]], dict[str, str]]:
    """The HTML files of a report as text."""

    def of(files: dict[str, bytes]) -> dict[str, str]:
        return {path: data.decode() for path, data in files.items() if path.endswith(".html")}

    return of


class _Stranger(BaseHTTPRequestHandler):
    """Answers 501 to everything, as a program that is not the store would."""

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def stranger() -> Callable[[int], AbstractContextManager[int]]:
    """Something else than the store on a port (0: any free one); gives the port."""

    @contextmanager
    def on(port: int) -> Iterator[int]:
        with ThreadingHTTPServer(("127.0.0.1", port), _Stranger) as server:
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
            thread.start()
            try:
                yield server.server_address[1]
            finally:
                server.shutdown()
                thread.join()

    return on
