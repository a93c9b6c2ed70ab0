from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook

from ita_evidence.model import Place, UnitResult, UnitStatus
from ita_evidence.model import VerdictValue as V
from ita_evidence.reporting import worklist
from ita_evidence.reporting.inputs import worth

Pages = Callable[[dict[str, bytes]], dict[str, str]]


def test_one_row_says_what_where_what_to_post_and_by_when(make: Any) -> None:
    row = next(row for row in worklist.rows(make.report()) if row.item == "O21")
    assert row.unit_th == "กลุ่มงานบริหารทรัพยากรบุคคล"
    assert row.code == "component_missing"
    assert row.said_th == ("ยังไม่พบข้อมูลในหน้าที่ตรวจ",)
    assert row.url == "https://www.sample.example/oit/21"
    assert row.looked_at == make.at
    assert row.post_th == "O21 ข้อมูลที่ 21\n• แสดงข้อมูลที่ 21 (มีนาคม 2566)"
    assert row.due == date(2023, 4, 10)
    assert row.itas_due == date(2023, 4, 30)


def test_findings_of_one_cause_are_one_row(make: Any) -> None:
    findings = tuple(
        make.finding(component=component, part=part)
        for component, part in (("shown", "2566-02"), ("shown", "2566-03"), ("year", ""))
    )
    report = make.report(verdicts={"O21": make.verdict(verdict=V.NOT_MET, findings=findings)})
    (row,) = worklist.rows(report)
    assert row.components == ("shown", "year")
    assert row.post_th == ("O21 ข้อมูลที่ 21\n• แสดงข้อมูลที่ 21 (กุมภาพันธ์ 2566, มีนาคม 2566)\n• ปี พ.ศ. 2566")


def test_rows_come_from_findings_alone(make: Any) -> None:
    behind = (UnitResult(unit="hr", status=UnitStatus.BEHIND),)
    report = make.report(verdicts={"O21": make.verdict(verdict=V.NOT_MET, units=behind)})
    assert worklist.rows(report) == ()


@pytest.mark.parametrize(
    ("code", "status", "results"),
    [
        ("not_found", UnitStatus.BEHIND, ["behind"]),
        ("not_found", UnitStatus.NOT_DUE, ["not_due"]),
        ("source_down", UnitStatus.NEEDS_REVIEW, ["needs_review"]),
        ("not_found", UnitStatus.DONE, []),
        ("captured_late", UnitStatus.BEHIND, []),
        ("watch_ok", UnitStatus.BEHIND, []),
    ],
)
def test_what_does_not_decide_the_item_is_still_the_units_work(
    make: Any, code: str, status: UnitStatus, results: list[str]
) -> None:
    note = make.finding(code=code, result="note")
    units = (UnitResult(unit="hr", status=status),)
    report = make.report(verdicts={"O21": make.verdict(findings=(note,), units=units)})
    rows = worklist.rows(report)
    assert [row.result for row in rows] == results
    assert all(row.worth == 0 for row in rows), "the item is met already"
    assert all(bool(row.post_th) == (row.result != "needs_review") for row in rows)


def test_what_a_person_must_look_at_asks_for_nothing_to_be_posted(make: Any) -> None:
    row = next(row for row in worklist.rows(make.report()) if row.item == "O29")
    assert row.result == "needs_review"
    assert row.post_th == ""


def test_rows_are_sorted_by_unit_then_by_worth(make: Any) -> None:
    def missing(number: int, unit: str) -> Any:
        return make.verdict(number, verdict=V.NOT_MET, findings=(make.finding(unit=unit),))

    verdicts = {
        f"O{n}": missing(n, unit)
        for n, unit in ((1, "hr"), (43, "hr"), (2, "strategy"), (19, "hr"), (3, ""))
    }
    rows = worklist.rows(make.report(verdicts=verdicts))
    assert [(row.unit, row.item) for row in rows] == [
        ("", "O3"),
        ("strategy", "O2"),
        ("hr", "O43"),
        ("hr", "O19"),
        ("hr", "O1"),
    ]
    assert rows[0].unit_th == "จังหวัดตัวอย่าง"


def test_the_address_is_the_units_source_when_the_finding_has_no_place(make: Any) -> None:
    report = make.report(
        verdicts={"O21": make.verdict(findings=(make.finding(place=Place()),), verdict=V.NOT_MET)}
    )
    (row,) = worklist.rows(report)
    assert row.url == "https://www.sample.example/oit/21"
    (none,) = worklist.rows(make.report(verdicts=report.verdicts, snapshots={}))
    assert (none.url, none.looked_at) == ("", None)


def test_shares_add_up_to_the_whole_score(make: Any) -> None:
    shares = worth(make.report())
    assert abs(sum(shares.values()) - 1) < 1e-9
    assert shares["O43"] > shares["O19"] > shares["O1"]


def test_page_and_sheet_say_the_same_and_are_the_same_each_time(make: Any, pages: Pages) -> None:
    files = worklist.build(make.report())
    assert files == worklist.build(make.report())
    page = BeautifulSoup(pages(files)["index.html"], "lxml")
    assert [row.th.text for row in page.select("tbody tr")] == ["O21", "O29"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(files["worklist.xlsx"]))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows] == ["ข้อ", "O21", "O29"]
    assert rows[1][8] == "10 เมษายน 2566"


def test_no_verdict_and_nothing_to_do_are_told_apart(make: Any, pages: Pages) -> None:
    nothing_known = pages(worklist.build(make.report(verdicts={})))["index.html"]
    nothing_to_do = pages(worklist.build(make.report(verdicts={"O1": make.verdict(1)})))
    assert "ยังไม่มีผลการตรวจ" in nothing_known
    assert "ไม่มีรายการที่ต้องดำเนินการ" in nothing_to_do["index.html"]


def test_hostile_findings_are_text(make: Any, pages: Pages) -> None:
    finding = make.finding(th="<script>1</script>\u202e", place=Place(url="javascript:alert(1)"))
    report = make.report(verdicts={"O21": make.verdict(verdict=V.NOT_MET, findings=(finding,))})
    text = pages(worklist.build(report))["index.html"]
    page = BeautifulSoup(text, "lxml")
    assert not page.select("script, a[href^=javascript]")
    assert "\u202e" not in text
    assert "<script>1</script>⟨U+202E⟩" in page.text
