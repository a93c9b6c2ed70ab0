from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook

from ita_evidence.extraction.records import nils
from ita_evidence.model import Document, NilScope, Page, Place, TextQuality, UnitResult, UnitStatus
from ita_evidence.model import VerdictValue as V
from ita_evidence.periods import parse
from ita_evidence.reporting import ready_text, worklist
from ita_evidence.reporting.answers import Answer
from ita_evidence.reporting.inputs import worth

PERIOD = parse("2566-H1")
Pages = Callable[[dict[str, bytes]], dict[str, str]]


def test_one_row_says_what_where_what_to_post_and_by_when(make: Any) -> None:
    row = next(row for row in worklist.rows(make.report()) if row.item == "O21")
    assert row.unit_th == "กลุ่มงานบริหารทรัพยากรบุคคล"
    assert row.code == "component_missing"
    assert row.said_th == ("ยังไม่พบข้อมูลในหน้าที่ตรวจ",)
    assert row.url == "https://www.sample.example/oit/21"
    assert row.looked_at == make.at
    assert row.post_th == (
        "หัวข้อ: ข้อมูลที่ 21 กลุ่มงานบริหารทรัพยากรบุคคล ปีงบประมาณ พ.ศ. 2566\n• แสดงข้อมูลที่ 21 (มีนาคม 2566)"
    )
    assert row.advice_th.startswith("โปรดเผยแพร่")
    assert row.due == date(2023, 4, 10)
    assert row.itas_due == date(2023, 4, 30)


def test_what_the_agency_answers_for_is_posted_in_its_name(make: Any) -> None:
    items = tuple(make.item(n, responsible=("hr",)) for n in range(1, 44))
    row = next(row for row in worklist.rows(make.report(items=items)) if row.item == "O21")
    assert row.post_th.startswith("หัวข้อ: ข้อมูลที่ 21 จังหวัดตัวอย่าง ")


def test_findings_of_one_cause_are_one_row(make: Any) -> None:
    findings = tuple(
        make.finding(component=component, part=part)
        for component, part in (("shown", "2566-02"), ("shown", "2566-03"), ("year", ""))
    )
    report = make.report(verdicts={"O21": make.verdict(verdict=V.NOT_MET, findings=findings)})
    (row,) = worklist.rows(report)
    assert row.components == ("shown", "year")
    assert row.post_th.splitlines()[1:] == [
        "• แสดงข้อมูลที่ 21 (กุมภาพันธ์ 2566, มีนาคม 2566)",
        "• ปี พ.ศ. 2566",
    ]


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
    assert [row[2] for row in rows] == ["ข้อ", "O21", "O29"]
    assert rows[1][10] == "10 เมษายน 2566"


def test_no_verdict_and_nothing_to_do_are_told_apart(make: Any, pages: Pages) -> None:
    nothing_known = pages(worklist.build(make.report(verdicts={})))["index.html"]
    nothing_to_do = pages(worklist.build(make.report(verdicts={"O1": make.verdict(1)})))
    assert "ยังไม่มีผลการตรวจ" in nothing_known
    assert "ไม่มีรายการที่ต้องดำเนินการ" in nothing_to_do["index.html"]


def test_a_message_and_a_circular_of_what_was_never_judged_thank_nobody(make: Any) -> None:
    files = worklist.build(make.report(verdicts={}))
    said = files["message.txt"].decode()
    assert len(said.splitlines()) == 5
    assert "ยังไม่มีผลการตรวจ" in said and "ขอบคุณ" not in said
    assert "ยังไม่มีผลการตรวจของรอบข้อมูลนี้" in circular_text(files)
    done = worklist.build(make.report(verdicts={"O1": make.verdict(1)}))
    assert "ขอบคุณที่เผยแพร่ข้อมูล" in done["message.txt"].decode()
    assert "ไม่มีรายการที่ต้องดำเนินการจากการตรวจรอบนี้" in circular_text(done)


def test_a_unit_with_nothing_reads_why(make: Any) -> None:
    """hr has rows; commerce was judged and has none; strategy has no item in this run."""
    page = BeautifulSoup(worklist.build(make.report())["index.html"], "lxml")
    said = [
        (why.get_text(" ", strip=True), names.text)
        for why, names in zip(page.select(".idle dt"), page.select(".idle dd"), strict=True)
    ]
    assert said == [
        ("ตรวจแล้ว ไม่มีรายการที่ต้องดำเนินการ 1 หน่วยงาน", "สำนักงานพาณิชย์จังหวัด"),
        ("ไม่มีข้อที่ตรวจในรอบนี้ 1 หน่วยงาน", "กลุ่มงานยุทธศาสตร์และข้อมูลเพื่อการพัฒนาจังหวัด"),
    ]
    assert "ขอบคุณที่เผยแพร่ข้อมูล" in worklist.message(make.report(), (), "commerce")


def test_hostile_findings_are_text(make: Any, pages: Pages) -> None:
    finding = make.finding(th="<script>1</script>\u202e", place=Place(url="javascript:alert(1)"))
    report = make.report(verdicts={"O21": make.verdict(verdict=V.NOT_MET, findings=(finding,))})
    text = pages(worklist.build(report))["index.html"]
    page = BeautifulSoup(text, "lxml")
    assert not page.select("script, a[href^=javascript]")
    assert "\u202e" not in text
    assert "<script>1</script>⟨U+202E⟩" in page.text


# --- causes ----------------------------------------------------------------------------------


def test_a_page_that_is_down_is_one_row_however_many_looked_for_it(make: Any) -> None:
    place = Place(url="https://www.sample.example/down")
    down = {
        f"O{n}": make.verdict(
            n,
            verdict=V.NEEDS_REVIEW,
            findings=tuple(
                make.finding(code="source_down", result="needs_review", unit=unit, place=place)
                for unit in ("strategy", "hr")
            ),
        )
        for n in (6, 43)
    }
    (row,) = worklist.rows(make.report(verdicts=down))
    assert row.actor == "webmaster"
    assert row.items == ("O43", "O6"), "the worthiest first"
    assert row.units == ("strategy", "hr")
    assert row.worth == pytest.approx(0.05 + 0.01)


def test_units_that_share_one_piece_of_evidence_share_its_row(make: Any) -> None:
    findings = tuple(make.finding(unit=unit) for unit in ("strategy", "hr"))
    verdict = {"O21": make.verdict(verdict=V.NOT_MET, findings=findings)}
    assert len(worklist.rows(make.report(verdicts=verdict))) == 2
    joint = tuple(make.item(n, joint=n == 21) for n in range(1, 44))
    (row,) = worklist.rows(make.report(verdicts=verdict, items=joint))
    assert row.units == ("strategy", "hr")
    assert "กลุ่มงานบริหารทรัพยากรบุคคล" in row.unit_th


def test_a_cause_keeps_its_name_through_the_runs_of_a_year(make: Any) -> None:
    def cause(**over: Any) -> str:
        verdict = make.verdict(verdict=V.NOT_MET, findings=(make.finding(),))
        (row,) = worklist.rows(make.report(verdicts={"O21": verdict}, **over))
        return row.cause

    assert cause() == cause(period="2566-03", run_key="b" * 64, record_number=9)
    assert cause() != cause(period="2567-H1")


def test_who_must_act_comes_first_then_what_it_is_worth(make: Any) -> None:
    def verdict(number: int, code: str, value: V, result: str) -> Any:
        return make.verdict(
            number, verdict=value, findings=(make.finding(code=code, result=result),)
        )

    report = make.report(
        verdicts={
            "O1": verdict(1, "no_source", V.NOT_MET, "not_met"),
            "O2": verdict(2, "mentioned_only", V.NEEDS_REVIEW, "needs_review"),
            "O3": verdict(3, "blocked", V.NEEDS_REVIEW, "needs_review"),
            "O4": verdict(4, "component_missing", V.NOT_MET, "not_met"),
            "O43": verdict(43, "component_missing", V.NOT_MET, "not_met"),
        }
    )
    assert [(row.actor, row.item) for row in worklist.rows(report)] == [
        ("unit", "O43"),
        ("unit", "O4"),
        ("webmaster", "O3"),
        ("reviewer", "O2"),
        ("keeper", "O1"),
    ]


# --- ready text ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topic", "scope", "over"),
    [
        ("procurement.monthly_summary", NilScope.MONTH, {"by_month": True}),
        ("complaints.corruption_statistics", NilScope.ITEM, {"period_rule": "first_half"}),
        ("procurement.plan", NilScope.QUALIFIED, {}),
    ],
)
def test_a_nil_sentence_is_one_that_our_own_reader_finds(
    make: Any, topic: str, scope: NilScope, over: dict[str, Any]
) -> None:
    item = make.item(21, topic=topic, nil_scope=scope, **over)
    (said,) = ready_text.nils(item, ["2566-03"], "สำนักงานพาณิชย์จังหวัดสมมติบุรี", PERIOD)
    document = Document(
        type="html", text_quality=TextQuality.GOOD, pages=(Page(number=1, text=said),)
    )
    assert len(nils.extract(document).frame) == 1, said


def test_no_nil_is_offered_where_the_criterion_takes_none(make: Any) -> None:
    assert ready_text.nils(make.item(21), ["2566-03"], "ก", PERIOD) == []
    lines = ready_text.lines(make.item(21), [make.finding()], body="ก", period=PERIOD)
    assert not any("หากไม่มี" in line for line in lines)


def test_a_budget_note_is_offered_where_the_budget_cell_may_say_none(make: Any) -> None:
    item = make.item(36, nil_scope=NilScope.COMPONENT)
    budget = [make.finding(component="budget")]
    with_note = ready_text.lines(item, budget, body="ก", period=PERIOD)
    assert "ไม่ใช้งบประมาณ" in with_note[-1]
    assert ready_text.ONLY_IF_TRUE in with_note[-1]
    without = ready_text.lines(item, [make.finding()], body="ก", period=PERIOD)
    assert not any("งบประมาณในการ" in line for line in without)


# --- answers, message, circular --------------------------------------------------------------


def answer(make: Any, **over: Any) -> Answer:
    given: dict[str, Any] = {
        "at": make.at + timedelta(days=1),
        "by": "ก",
        "period": "2566-H1",
        "item": "O21",
        "unit": "hr",
        "answer": "fixed",
    }
    return Answer(**(given | over))


@pytest.mark.parametrize(
    ("kind", "actor"), [("fixed", "unit"), ("not_ours", "coordinator"), ("link", "keeper")]
)
def test_an_answer_moves_the_row_to_whom_it_concerns(make: Any, kind: Any, actor: str) -> None:
    given = answer(make, answer=kind, reason="เป็นของสำนักงานจังหวัด", url="https://x.example/")
    row = next(r for r in worklist.rows(make.report(answers=(given,))) if r.item == "O21")
    assert row.actor == actor
    assert row.answer == given


def test_an_answer_that_is_older_than_the_look_is_no_answer_any_more(make: Any) -> None:
    old = answer(make, at=make.at - timedelta(days=1))
    row = next(r for r in worklist.rows(make.report(answers=(old,))) if r.item == "O21")
    assert row.answer is None


def test_a_message_says_what_was_answered_already(make: Any) -> None:
    report = make.report(answers=(answer(make),))
    rows = tuple(row for row in worklist.rows(report) if row.item == "O21")
    said = worklist.message(report, rows, "hr")
    assert "ได้รับแจ้งกลับแล้ว 1 รายการ" in said
    assert len(said.splitlines()) == 5


def test_a_message_has_five_lines_and_no_personal_data(make: Any) -> None:
    finding = make.finding(th="เลข 1234567890123 ของนายสมชาย ใจดี")
    report = make.report(verdicts={"O21": make.verdict(verdict=V.NOT_MET, findings=(finding,))})
    said = worklist.message(report, worklist.rows(report), "hr")
    assert len(said.splitlines()) == 5
    assert said.startswith("เรียน กลุ่มงานบริหารทรัพยากรบุคคล\n")
    assert "เลยกำหนดภายในแล้ว 1 รายการ ระบบ ITAS ปิดรับ 30 เมษายน 2566" in said
    assert "1234567890123" not in said
    assert "สมชาย" not in said


def test_ten_thousand_findings_are_still_a_short_page_and_message(make: Any) -> None:
    findings = tuple(
        make.finding(code="not_found", place=Place(url=f"https://www.sample.example/{n}"))
        for n in range(10_000)
    )
    report = make.report(verdicts={"O21": make.verdict(verdict=V.NOT_MET, findings=findings)})
    work = worklist.rows(report)
    assert len(work) == 10_000
    page = worklist.page(report, work)
    assert len(page) <= 300_000
    assert "แสดง 200 รายการแรกจาก 10000 รายการ" in page.decode()
    assert len(worklist.message(report, work, "hr").splitlines()) == 5


def circular_text(files: dict[str, bytes]) -> str:
    with zipfile.ZipFile(io.BytesIO(files["worklist.docx"])) as packed:
        return packed.read("word/document.xml").decode()


def test_the_circular_holds_what_the_page_holds(make: Any) -> None:
    body = circular_text(worklist.build(make.report()))
    assert "ยังไม่พบข้อมูลในหน้าที่ตรวจ" in body
    assert "w:tblHeader" in body
    assert body.count("<w:tr>") == 2 + 2, "a header and a row in each of two sections"


def test_the_circular_masks_what_an_address_holds(make: Any) -> None:
    finding = make.finding(place=Place(url="https://www.sample.example/1234567890123.pdf"))
    report = make.report(verdicts={"O21": make.verdict(verdict=V.NOT_MET, findings=(finding,))})
    body = circular_text(worklist.build(report))
    assert "https://www.sample.example/" in body
    assert "1234567890123" not in body
