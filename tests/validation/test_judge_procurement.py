"""O19 to O22: a good document is met; each rule has a document that breaks it and nothing else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ita_evidence.model import Host, Outcome, Page, Table, TextQuality, UnitStatus, VerdictValue
from ita_evidence.periods import Month, first_half
from ita_evidence.validation import tables

HALF = first_half(2566)
BODY = "จังหวัดที่นี่บุรี"
HEADER = [
    "ลำดับที่",
    "งานที่จัดซื้อหรือจัดจ้าง",
    "วงเงินที่จะซื้อหรือจ้าง (บาท)",
    "ราคากลาง (บาท)",
    "วิธีซื้อหรือจ้าง",
    "รายชื่อผู้เสนอราคาและราคาที่เสนอ",
    "ผู้ได้รับการคัดเลือกและราคาที่ตกลงซื้อหรือจ้าง",
    "เหตุผลที่คัดเลือกโดยสรุป",
    "เลขที่และวันที่ของสัญญาหรือข้อตกลงในการซื้อหรือจ้าง",
]


def row(month: Month, number: int = 1) -> list[str]:
    return [
        str(number),
        "ซื้อวัสดุสำนักงาน",
        "45,000.00",
        "45,000.00",
        "เฉพาะเจาะจง",
        "ร้านสมมติ 44,500.00 บาท",
        "ร้านสมมติ ราคา 44,500.00 บาท",
        "เสนอราคาต่ำสุด",
        f"{number}/2566 ลงวันที่ {4 + number} {month.name_th}",
    ]


def summary(make: Any, month: Month, rows: list[list[str]] | None = None, heading: str = "") -> Any:
    heading = heading or f"สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน {month.name_th}\n{BODY}"
    return make.doc(f"แบบ สขร. 1\n{heading}", [HEADER, *(rows or [row(month), row(month, 2)])])


def half(make: Any, **instead: Any) -> list[Any]:
    """Six months' documents; `instead` replaces one by its month's number (m10=…), None omits it."""
    documents = [instead.get(f"m{m.month}", summary(make, m)) for m in HALF]
    return [document for document in documents if document is not None]


# --- O21 -------------------------------------------------------------------------------------


def test_six_months_of_the_form_are_met(make: Any, say: Any) -> None:
    judged = make.judge("O21", *half(make))
    assert judged.verdict is VerdictValue.MET
    assert judged.covered == "2565-10..2566-03"
    assert say.reasons(judged) == []
    assert [(one.unit, one.status) for one in judged.units] == [("strategy", UnitStatus.DONE)]


def test_amounts_are_decimal_baht_with_a_place(make: Any) -> None:
    records = make.judge("O21", *half(make)).tables["records"]
    assert list(records["agreed_price_baht"]) == [Decimal("44500.00")] * 12
    assert set(records["place_row"]) == {1, 2} and set(records["place_page"]) == {1}


def test_a_month_that_is_missing_is_named(make: Any, say: Any) -> None:
    judged = make.judge("O21", *half(make, m1=None))
    assert judged.verdict is VerdictValue.NOT_MET
    assert say.reasons(judged) == [("month_missing", "months", "2566-01")]
    assert "มกราคม 2566" in judged.findings[0].th
    assert judged.findings[0].th.startswith("ยังไม่พบ")
    assert "ตรวจเมื่อ 18 เมษายน 2566" in judged.findings[0].th


def test_before_its_date_a_missing_month_is_not_due(make: Any, say: Any) -> None:
    judged = make.judge("O21", *half(make, m3=None), due="not_due")
    assert judged.verdict is VerdictValue.NOT_DUE
    assert judged.units[0].status is UnitStatus.NOT_DUE
    assert say.reasons(judged) == []


def test_rows_of_another_month_under_a_heading_are_wrong(make: Any, say: Any) -> None:
    february = summary(make, HALF[4], [row(HALF[3]), row(HALF[3], 2)])
    judged = make.judge("O21", *half(make, m2=february))
    assert judged.verdict is VerdictValue.NOT_MET
    assert say.reasons(judged) == [("wrong_month", "months", "2566-02")]
    assert "มกราคม 2566" in judged.findings[0].th


def test_a_link_that_leads_to_another_month_is_wrong(make: Any, say: Any) -> None:
    again = make.shown(summary(make, HALF[3]), label="สขร.1 เดือนกุมภาพันธ์ 2566", role="linked")
    judged = make.judge("O21", *half(make, m2=again))
    assert say.reasons(judged) == [("wrong_month", "months", "2566-02")]


def test_a_month_of_another_year_is_wrong(make: Any, say: Any) -> None:
    last_year = Month(2564, 10)
    judged = make.judge("O21", *half(make, m10=summary(make, last_year)))
    assert say.reasons(judged) == [("wrong_month", "months", "2565-10")]


def test_mostly_other_months_are_for_a_person(make: Any, say: Any) -> None:
    rows = [row(HALF[0]), row(HALF[1], 2), row(HALF[1], 3)]
    judged = make.judge("O21", *half(make, m10=summary(make, HALF[0], rows)))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert say.reasons(judged) == [("mixed_months", "months", "2565-10")]


def test_one_late_contract_does_not_matter(make: Any) -> None:
    rows = [row(HALF[0]), row(HALF[0], 2), row(HALF[1], 3)]
    assert make.judge("O21", *half(make, m10=summary(make, HALF[0], rows))).verdict == "met"


def test_rows_without_contract_dates_are_for_a_person(make: Any, say: Any) -> None:
    undated = [*row(HALF[0])[:8], "1/2566"]
    judged = make.judge("O21", *half(make, m10=summary(make, HALF[0], [undated])))
    assert say.reasons(judged) == [("rows_undated", "months", "2565-10")]


def test_few_of_the_eight_facts_are_for_a_person(make: Any, say: Any) -> None:
    poor = ["1", "ซื้อวัสดุ", "45,000.00", "45,000.00", "-", "-", "-", "-", row(HALF[0])[8]]
    judged = make.judge("O21", *half(make, m10=summary(make, HALF[0], [poor])))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert ("few_facts", "months", "2565-10") in say.reasons(judged)


def test_dashes_are_neither_rows_nor_a_nil(make: Any, say: Any) -> None:
    dashes = summary(make, HALF[5], [["-"] * 9])
    judged = make.judge("O21", *half(make, m3=dashes))
    assert say.reasons(judged) == [("dash_unexplained", "months", "2566-03")]


def test_a_nil_declared_for_its_month_stands_for_it(make: Any, say: Any) -> None:
    nil = make.doc(f"{BODY} รอบเดือน ธันวาคม 2565\nไม่มีการจัดซื้อจัดจ้างในเดือน ธันวาคม 2565")
    judged = make.judge("O21", *half(make, m12=nil))
    assert judged.verdict is VerdictValue.MET
    assert judged.covered == "2565-10..2566-03"
    assert [(one.code, one.part) for one in say.notes(judged)] == [("nil_declared", "2565-12")]


def test_a_nil_row_in_the_form_stands_for_its_month(make: Any) -> None:
    nil = summary(make, HALF[2], [["- ไม่มี -"] * 9])
    nil = nil.model_copy(
        update={
            "pages": (Page(number=1, text=f"{nil.pages[0].text.splitlines()[1]}\n{BODY}\n- ไม่มี -"),)
        }
    )
    assert make.judge("O21", *half(make, m12=nil)).verdict is VerdictValue.MET


@pytest.mark.parametrize(
    "sentence",
    [
        "ไม่มีรายการจัดซื้อจัดจ้าง",
        "ไม่มีโครงการจัดซื้อจัดจ้าง",
        "ไม่มีการดำเนินการจัดซื้อจัดจ้าง",
        "ไม่ได้ดำเนินการจัดซื้อจัดจ้าง",
        "ไม่มีการจัดซื้อ/จัดจ้าง",
        "ไม่มีการจัดซื้อ และไม่มีการจัดจ้าง",
    ],
)
def test_common_ways_to_declare_a_months_nil(make: Any, sentence: str) -> None:
    nil = make.doc(f"ในรอบเดือนธันวาคม 2565 {BODY} {sentence}")
    assert make.judge("O21", *half(make, m12=nil)).verdict is VerdictValue.MET


def test_one_sentence_may_declare_every_month_of_a_stretch(make: Any, say: Any) -> None:
    sentence = "ระหว่างเดือนตุลาคม 2565 ถึงเดือนมีนาคม 2566 {} ไม่มีการจัดซื้อจัดจ้างในทุกเดือน"
    judged = make.judge("O21", make.doc(sentence.format(BODY)))
    assert judged.verdict is VerdictValue.MET
    assert judged.covered == "2565-10..2566-03"
    short = make.judge("O21", make.doc(sentence.format(BODY).replace("เดือนมีนาคม", "เดือนมกราคม")))
    assert {part for _, _, part in say.reasons(short)} == {"2566-02", "2566-03"}
    # A stretch above the sentence may be the report's title, and not what the sentence speaks of.
    title = "สรุปผล ตุลาคม 2565 – มีนาคม 2566\n"
    judged = make.judge("O21", make.doc(f"{title}{BODY} ไม่มีการจัดซื้อจัดจ้าง"))
    assert {code for code, _, _ in say.reasons(judged)} == {"nil_without_period"}
    one = f"{title}{BODY} {title.strip()} เดือนธันวาคม 2565 ไม่มีการจัดซื้อจัดจ้าง"
    judged = make.judge("O21", *half(make, m12=make.doc(one), m1=None))
    assert say.reasons(judged) == [("month_missing", "months", "2566-01")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{BODY} ไม่มีการจัดซื้อจัดจ้าง", "nil_without_period"),
        # A noun that goes on from the matter makes it a part: there may be other purchases.
        (f"{BODY} เดือน ธันวาคม 2565 ไม่มีการจัดซื้อจัดจ้างงานก่อสร้าง", "nil_narrowed"),
        (f"{BODY} เดือน ธันวาคม 2565 ไม่มีการจัดซื้อจัดจ้าง ยกเว้นค่าน้ำมัน", "nil_narrowed"),
        (f"{BODY} เดือน ธันวาคม 2565 ไม่มีการจัดซื้อ", "nil_narrowed"),  # and what was hired?
        # A project's state, and what a site's search answers, are no declarations.
        (f"{BODY} เดือน ธันวาคม 2565 ยังไม่ได้ดำเนินการจัดซื้อจัดจ้าง", "nil_narrowed"),
        (f"{BODY} เดือน ธันวาคม 2565 ไม่พบรายการจัดซื้อจัดจ้าง", "nil_narrowed"),
        ("ไม่มีการจัดซื้อจัดจ้างในเดือน ธันวาคม 2565", "nil_without_body"),
        (f"{BODY} ไม่มีการจัดซื้อจัดจ้างด้วยวิธีคัดเลือก ในเดือน ธันวาคม 2565", "nil_narrowed"),
        (f"{BODY} กรณีไม่มีการจัดซื้อจัดจ้างในเดือน ธันวาคม 2565 ให้เผยแพร่", "month_missing"),
        (f"{BODY} ☐ ไม่มีการจัดซื้อจัดจ้างในเดือน ธันวาคม 2565", "month_missing"),
        (f"{BODY} เดือน ธันวาคม 2565 -", "month_missing"),
    ],
)
def test_nil_traps(make: Any, say: Any, text: str, code: str) -> None:
    judged = make.judge("O21", *half(make, m12=make.doc(text)))
    assert judged.verdict is not VerdictValue.MET
    assert say.reasons(judged) == [(code, "months", "2565-12")]


def test_a_scan_hides_its_own_month_alone(make: Any, say: Any) -> None:
    scan = make.shown(make.scan(), label="สขร.1 เดือนกุมภาพันธ์ 2566", role="linked")
    judged = make.judge("O21", *half(make, m2=scan))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert say.reasons(judged) == [("scan_without_text", "months", "2566-02")]
    judged = make.judge("O21", *half(make, m2=scan, m3=None))
    assert judged.verdict is VerdictValue.NOT_MET


def test_a_broken_link_is_the_months_cause(make: Any, say: Any) -> None:
    broken = make.shown(label="สขร.1 เดือนพฤศจิกายน 2565", role="linked")
    judged = make.judge("O21", *half(make, m11=broken))
    assert say.reasons(judged) == [("not_found", "months", "2565-11")]
    assert judged.findings[0].place.url == broken.capture.final_url


def test_a_blocked_file_is_not_held_against_the_agency(make: Any, say: Any) -> None:
    blocked = make.shown(label="สขร.1 เดือนพฤศจิกายน 2565", role="linked", outcome=Outcome.BLOCKED)
    judged = make.judge("O21", *half(make, m11=blocked))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert say.reasons(judged) == [("blocked", "months", "2565-11")]


def test_a_page_of_pictures_alone_may_show_every_month(make: Any, say: Any) -> None:
    document = make.doc(f"สขร.1 {BODY}")
    page = document.pages[0].model_copy(update={"picture_share": 0.5})
    judged = make.judge("O21", document.model_copy(update={"pages": (page,)}))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert {code for code, _, _ in say.reasons(judged)} == {"drawn_not_written"}
    judged = make.judge("O21", *half(make, m3=None), document.model_copy(update={"pages": (page,)}))
    assert say.reasons(judged) == [("month_missing", "months", "2566-03")]


def test_the_quarterly_list_is_no_monthly_summary(make: Any, say: Any) -> None:
    header = ["ลำดับ", "เลขประจำตัวผู้เสียภาษี/เลขประจำตัวประชาชน", "ชื่อผู้ประกอบการ", "รายการพัสดุ"]
    header += ["จำนวนเงินรวม", "เอกสารอ้างอิง วันที่", "เลขที่", "เหตุผลสนับสนุน"]
    rows = [
        [str(n), "0105500000001", "ร้านสมมติ", "วัสดุ", "1,000.00", f"5 {m.name_th}", "1", "1"]
        for n, m in enumerate(HALF[:3], 1)
    ]
    quarter = make.doc(f"รายงานขอซื้อขอจ้าง ไตรมาสที่ 1 ปีงบประมาณ พ.ศ. 2566 {BODY}", [header, *rows])
    judged = make.judge("O21", *half(make, m10=quarter, m11=None, m12=None))
    assert judged.verdict is VerdictValue.NOT_MET
    assert {code for code, _, _ in say.reasons(judged)} == {"quarterly_form"}


def test_the_months_own_month_alone_is_asked_in_its_run(make: Any, say: Any) -> None:
    assert make.judge("O21", summary(make, HALF[5]), period="2566-03").verdict == "met"
    judged = make.judge("O21", summary(make, HALF[4]), period="2566-03")
    assert say.reasons(judged) == [("month_missing", "months", "2566-03")]


def test_outside_the_half_year_units_are_followed(make: Any) -> None:
    july = Month(2566, 7)
    judged = make.judge("O21", summary(make, july), period="2566-07")
    assert judged.verdict is VerdictValue.NOT_APPLICABLE
    assert judged.units[0].status is UnitStatus.DONE
    judged = make.judge("O21", summary(make, HALF[0]), period="2566-07")
    assert judged.verdict is VerdictValue.NOT_APPLICABLE
    assert judged.units[0].status is UnitStatus.BEHIND


def test_a_sheet_a_month_and_a_pdf_that_breaks_its_dates(make: Any) -> None:
    pages, tables = [], []
    for number, month in enumerate(HALF, 1):
        text = f"สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน {month.name_th} {BODY}"
        cells = row(month)
        cells[8] = cells[8].replace("ลงวันที่ 5 ", "ลงวันที่\n5\n")
        pages.append(Page(number=number, name=month.name_th, text=text))
        tables.append(Table(page=number, rows=((text,) * 9, tuple(HEADER), tuple(cells))))
    book = make.doc(type="xlsx", pages=tuple(pages), tables=tuple(tables))
    assert make.judge("O21", book).verdict is VerdictValue.MET


def test_another_provinces_summary_is_no_evidence(make: Any, say: Any) -> None:
    heading = f"จังหวัดเชียงใหม่ สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน {HALF[0].name_th}"
    copied = summary(make, HALF[0], heading=heading)
    judged = make.judge("O21", *half(make, m10=copied))
    assert say.reasons(judged) == [("other_body", "months", "2565-10")]


# --- O19 -------------------------------------------------------------------------------------

PLAN_HEADER = [
    "ลำดับ",
    "รหัสแผนจัดซื้อจัดจ้าง",
    "ชื่อโครงการ",
    "งบประมาณโครงการ (บาท)",
    "คาดว่าจะประกาศจัดซื้อจัดจ้าง (เดือน/ปี)",
]


def plan(make: Any, year: int = 2566, **changes: Any) -> Any:
    title = f"ประกาศ{BODY} เรื่อง เผยแพร่แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. {year}"
    rows = [["1", f"P{year % 100}010001234", "ก่อสร้างถนน", "1,200,000.00", f"01/{year}"]]
    return make.doc(title, [PLAN_HEADER, *rows], **changes)


def test_a_plan_of_the_year_is_met(make: Any, say: Any) -> None:
    judged = make.judge("O19", plan(make))
    assert (judged.verdict, say.reasons(judged)) == (VerdictValue.MET, [])


def test_last_years_plan_is_not(make: Any, say: Any) -> None:
    judged = make.judge("O19", plan(make, 2565))
    assert judged.verdict is VerdictValue.NOT_MET
    assert say.reasons(judged) == [("wrong_year", "year", "")]


def test_last_years_codes_under_this_years_title_are_for_a_person(make: Any, say: Any) -> None:
    title = f"{BODY} เผยแพร่แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. 2566"
    rows = [["1", "P65010001234", "ก่อสร้างถนน", "1,200,000.00", "01/2565"]]
    judged = make.judge("O19", make.doc(title, [PLAN_HEADER, *rows]))
    assert say.reasons(judged) == [("years_mixed", "year", "")]


def test_an_announcement_without_its_annex_is_not_met(make: Any, say: Any) -> None:
    title = f"{BODY} เผยแพร่แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. 2566"
    judged = make.judge("O19", make.doc(title))
    assert judged.verdict is VerdictValue.NOT_MET
    assert say.reasons(judged) == [("annex_missing", "plan", "")]


def test_a_draft_is_no_plan(make: Any, say: Any) -> None:
    judged = make.judge("O19", plan(make, title="(ร่าง) แผนการจัดซื้อจัดจ้าง 2566"))
    assert ("draft", "plan", "") in say.reasons(judged)


def test_a_nil_that_says_why_is_met(make: Any, say: Any) -> None:
    text = f"{BODY} ปีงบประมาณ พ.ศ. 2566 ไม่มีการจัดซื้อจัดจ้างที่มีวงเงินเกิน ๕๐๐,๐๐๐ บาท"
    judged = make.judge("O19", make.doc(text))
    assert judged.verdict is VerdictValue.MET
    assert [one.code for one in say.notes(judged)] == ["nil_declared"]


@pytest.mark.parametrize("of", ["โครงการ", "รายการ", "แผนการ", "การดำเนินการ"])
def test_common_ways_to_declare_no_large_purchase_are_met(make: Any, of: str) -> None:
    text = f"{BODY} ปีงบประมาณ พ.ศ. 2566 ไม่มี{of}จัดซื้อจัดจ้างที่มีวงเงินเกิน 500,000 บาท"
    assert make.judge("O19", make.doc(text)).verdict is VerdictValue.MET
    bare = make.doc(f"{BODY} ปีงบประมาณ พ.ศ. 2566 ไม่มี{of}จัดซื้อจัดจ้าง")
    assert make.judge("O19", bare).verdict is VerdictValue.NEEDS_REVIEW


def test_no_large_purchase_of_a_kind_is_not_none_at_all(make: Any, say: Any) -> None:
    text = f"{BODY} ปีงบประมาณ พ.ศ. 2566 ไม่มีการจัดซื้อจัดจ้าง{{}}ที่มีวงเงินเกิน 500,000 บาท"
    judged = make.judge("O19", make.doc(text.format("งานก่อสร้าง")))
    assert say.reasons(judged) == [("nil_unqualified", "plan", "")]
    assert make.judge("O19", make.doc(text.format("พัสดุ"))).verdict is VerdictValue.MET


def test_a_plan_that_is_not_there_yet_is_no_nil(make: Any, say: Any) -> None:
    text = "ปีงบประมาณ พ.ศ. 2566 ยังไม่มีแผนการจัดซื้อจัดจ้างที่มีวงเงินเกิน 500,000 บาท"
    judged = make.judge("O19", make.doc(f"{BODY} {text}"))
    assert say.reasons(judged) == [("nil_unqualified", "plan", "")]


def test_a_bare_nil_is_for_a_person(make: Any, say: Any) -> None:
    judged = make.judge("O19", make.doc(f"{BODY} ปีงบประมาณ พ.ศ. 2566 ไม่มีการจัดซื้อจัดจ้าง"))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert say.reasons(judged) == [("nil_unqualified", "plan", "")]


def test_last_years_plan_beside_this_years_title_is_no_plan(make: Any) -> None:
    title = make.doc(f"{BODY} เผยแพร่แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. 2566")
    judged = make.judge("O19", title, plan(make, 2565))
    assert judged.verdict is VerdictValue.NOT_MET


# --- O20 -------------------------------------------------------------------------------------


def notices(make: Any, day: str, title: str = "ประกาศเชิญชวน ประกวดราคาจ้างก่อสร้างถนน") -> Any:
    return make.doc(f"ประกาศจัดซื้อจัดจ้าง {BODY}", [["เรื่อง", "วันที่ประกาศ"], [title, day]])


def test_one_dated_announcement_of_the_year_is_met(make: Any, say: Any) -> None:
    judged = make.judge("O20", notices(make, "๖ ธันวาคม ๒๕๖๕"))
    assert (judged.verdict, say.reasons(judged)) == (VerdictValue.MET, [])


@pytest.mark.parametrize(
    ("day", "code", "verdict"),
    [
        ("6 ธันวาคม 2564", "wrong_year", "not_met"),
        ("6 ตุลาคม 2566", "wrong_year", "not_met"),
        ("", "announcements_undated", "needs_review"),
    ],
)
def test_the_date_decides(make: Any, say: Any, day: str, code: str, verdict: str) -> None:
    judged = make.judge("O20", notices(make, day))
    assert judged.verdict == verdict
    assert say.reasons(judged) == [(code, "year", "")]


def test_nothing_announced_is_not_met(make: Any, say: Any) -> None:
    judged = make.judge("O20", make.doc(f"{BODY} ข่าวกิจกรรม วันที่ 6 ธันวาคม 2565"))
    assert {code for code, _, _ in say.reasons(judged)} == {"component_missing"}


@pytest.mark.parametrize(
    "title",
    [
        f"ประกาศ{BODY} เรื่อง รับสมัครบุคคลเพื่อเลือกสรรเป็นลูกจ้างชั่วคราว",
        f"ประกาศ{BODY} เรื่อง รายชื่อผู้ผ่านการเลือกสรรเป็นพนักงานจ้าง",
        f"ประกาศ{BODY} เรื่อง รายชื่อผู้มีสิทธิทำสัญญาจ้างเป็นพนักงานราชการ",
    ],
)
def test_a_recruitment_is_no_procurement(make: Any, say: Any, title: str) -> None:
    """`จ้าง` stands in the names of posts, and every notice is a province's announcement."""
    judged = make.judge(
        "O20", make.doc(f"ข่าว {BODY}", [["เรื่อง", "วันที่"], [title, "12 มกราคม 2566"]])
    )
    assert judged.verdict is VerdictValue.NOT_MET
    assert {code for code, _, _ in say.reasons(judged)} == {"component_missing"}


def test_hiring_of_work_beside_a_post_is_procurement(make: Any) -> None:
    title = f"ประกาศ{BODY} เรื่อง จ้างเหมาทำความสะอาดบ้านพักลูกจ้าง"
    assert make.judge("O20", notices(make, "12 มกราคม 2566", title)).verdict is VerdictValue.MET


def test_the_seed_allows_no_nil_here(make: Any, say: Any) -> None:
    judged = make.judge("O20", make.doc(f"{BODY} ปี 2566 ไม่มีการจัดซื้อจัดจ้าง"))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert {code for code, _, _ in say.reasons(judged)} == {"nil_not_allowed"}


def test_an_empty_feed_is_for_a_person(make: Any, say: Any) -> None:
    judged = make.judge("O20", make.doc("e-GP", type="rss"))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert {code for code, _, _ in say.reasons(judged)} == {"feed_empty"}


def at_shared_host(make: Any, document: Any, query: str) -> Any:
    """The judgement of a document that stands at a host shared by all agencies."""
    hosts = (*make.agency.hosts, Host(name="egp.shared.example", shared=True))
    shown = make.shown(document, url=f"http://egp.shared.example/feed.xml?{query}")
    agency = make.agency.model_copy(update={"hosts": hosts})
    return make.judge("O20", shown, agency=agency)


def feed(make: Any, title: str) -> Any:
    row = [title, "6500000000, e-bidding, ประกาศเชิญชวน", "2022-12-06"]
    return make.doc("ประกาศจัดซื้อจัดจ้างภาครัฐ", [["title", "description", "pubDate"], row], type="rss")


def test_a_shared_feed_asked_for_no_department_is_for_a_person(make: Any, say: Any) -> None:
    everyone = feed(make, "ประกวดราคาจ้างก่อสร้างถนน")
    judged = at_shared_host(make, everyone, "anounceType=D0&deptId=")
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert {code for code, _, _ in say.reasons(judged)} == {"announcer_unknown"}
    assert at_shared_host(make, everyone, "deptId=9901").verdict is VerdictValue.MET
    ours = feed(make, f"ประกวดราคาจ้างก่อสร้างถนน {BODY}")
    assert at_shared_host(make, ours, "anounceType=D0").verdict is VerdictValue.MET


def test_another_provinces_notice_is_not_ours(make: Any, say: Any) -> None:
    text = "ประกาศจังหวัดลำพูน เรื่อง ประกวดราคาจ้างก่อสร้างถนน ประกาศ ณ วันที่ 6 ธันวาคม 2565"
    judged = make.judge("O20", make.doc(text, type="pdf"))
    assert judged.verdict is VerdictValue.NOT_MET
    assert {code for code, _, _ in say.reasons(judged)} == {"other_body"}


# --- O22 -------------------------------------------------------------------------------------


def report(make: Any, year: int = 2565, **parts: str) -> Any:
    texts = {
        "budget": "งบประมาณที่ใช้ 6,480,000.00 บาท",
        "summary": "วิธีเฉพาะเจาะจง 58 โครงการ วิธีคัดเลือก 1 โครงการ",
        "problems": "ผู้เสนอราคามีน้อยราย",
        "advice": "ควรเผยแพร่แผนล่วงหน้า",
        **parts,
    }
    headings = {
        "budget": "1. งบประมาณที่ใช้ในการจัดซื้อจัดจ้าง",
        "summary": "2. สรุปรายการที่มีการจัดซื้อจัดจ้าง จำแนกตามวิธี",
        "problems": "3. ปัญหา/อุปสรรค",
        "advice": "4. ข้อเสนอแนะ",
    }
    lines = [f"รายงานผลการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. {year} {BODY}"]
    for name, heading in headings.items():
        if texts[name] != "OMIT":
            lines += [heading, texts[name]]
    return make.doc("\n".join(line for line in lines if line), type="pdf")


def test_the_four_parts_of_last_year_are_met(make: Any, say: Any) -> None:
    judged = make.judge("O22", report(make))
    assert (judged.verdict, say.reasons(judged)) == (VerdictValue.MET, [])


@pytest.mark.parametrize(
    ("parts", "reason", "verdict"),
    [
        ({"advice": "OMIT"}, ("component_missing", "advice", ""), "not_met"),
        ({"problems": ""}, ("heading_empty", "problems", ""), "not_met"),
        ({"problems": "………………"}, ("heading_empty", "problems", ""), "not_met"),
        ({"advice": "-"}, ("dash_unexplained", "advice", ""), "needs_review"),
        ({"budget": "ประหยัดได้จำนวน          บาท"}, ("number_blank", "budget", ""), "not_met"),
        ({"budget": "ตามที่ได้รับจัดสรร"}, ("no_number", "budget", ""), "needs_review"),
    ],
)
def test_each_part_can_fail_alone(
    make: Any, say: Any, parts: dict[str, str], reason: tuple[str, str, str], verdict: str
) -> None:
    judged = make.judge("O22", report(make, **parts))
    assert say.reasons(judged) == [reason]
    assert judged.verdict == verdict


def test_none_written_under_a_heading_counts(make: Any, say: Any) -> None:
    judged = make.judge("O22", report(make, problems="ไม่มี"))
    assert judged.verdict is VerdictValue.MET
    assert [one.code for one in say.notes(judged)] == ["part_declared_none"]


def headed(make: Any, problems: str, advice: str = "4. ข้อเสนอแนะ", below: str = "มีน้อยราย") -> Any:
    """The report with its last two headings as an office may word them."""
    document = report(make, problems=below)
    text = document.text.replace("3. ปัญหา/อุปสรรค", problems).replace("4. ข้อเสนอแนะ", advice)
    return document.model_copy(update={"pages": (Page(number=1, text=text),)})


@pytest.mark.parametrize(
    "heading",
    [
        "การวิเคราะห์ปัญหา อุปสรรค หรือข้อจำกัด",
        "สภาพปัญหาและอุปสรรค",
        "3. ปัญหาในการจัดซื้อจัดจ้าง",
        "๓. อุปสรรคและปัญหา",
        "ปัญหา",
    ],
)
def test_other_headings_of_the_problems_are_heard(make: Any, say: Any, heading: str) -> None:
    """Reports follow the Comptroller's headings, with and without numbers."""
    judged = make.judge("O22", headed(make, heading))
    assert (judged.verdict, say.reasons(judged)) == (VerdictValue.MET, [])
    empty = make.judge("O22", headed(make, heading, below=""))
    assert say.reasons(empty) == [("heading_empty", "problems", "")]


def test_a_problem_that_is_told_is_no_heading(make: Any) -> None:
    told = "ปัญหาในการเดินทางทำให้ผู้รับจ้างส่งงานล่าช้า"
    assert make.judge("O22", report(make, problems=told)).verdict is VerdictValue.MET


def test_a_part_that_is_only_mentioned_is_for_a_person(make: Any, say: Any) -> None:
    judged = make.judge("O22", headed(make, "หมายเหตุ", below="จังหวัดมีข้อจำกัดด้านเวลา"))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert say.reasons(judged) == [("mentioned_only", "problems", "")]


@pytest.mark.parametrize("year", [2564, 2566])
def test_a_report_of_another_year_is_wrong(make: Any, say: Any, year: int) -> None:
    assert say.reasons(make.judge("O22", report(make, year))) == [("wrong_year", "year", "")]


def test_a_report_in_two_files_is_one_but_not_of_two_years(make: Any, say: Any) -> None:
    first = report(make, problems="OMIT", advice="OMIT")
    second = report(make, budget="OMIT", summary="OMIT")
    assert make.judge("O22", first, second).verdict is VerdictValue.MET
    older = report(make, 2564, budget="OMIT", summary="OMIT")
    judged = make.judge("O22", first, older)
    assert {code for code, _, _ in say.reasons(judged)} == {"component_missing"}
    assert make.judge("O22", report(make, 2564), report(make, advice="OMIT")).verdict == "not_met"


def test_a_report_without_a_year_is_for_a_person(make: Any, say: Any) -> None:
    document = report(make)
    text = document.text.replace(" ประจำปีงบประมาณ พ.ศ. 2565", "")
    document = document.model_copy(update={"pages": (Page(number=1, text=text),)})
    judged = make.judge("O22", document)
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert say.reasons(judged) == [("year_unknown", "year", "")]


def test_one_units_report_is_all_the_joint_units(make: Any) -> None:
    judged = make.judge("O22", units={"hr": (), "general": (report(make),)})
    assert judged.verdict is VerdictValue.MET
    assert [one.status for one in judged.units] == [UnitStatus.DONE, UnitStatus.DONE]


def test_a_picture_in_the_report_may_show_what_its_text_lacks(make: Any, say: Any) -> None:
    document = report(make, advice="OMIT")
    page = document.pages[0].model_copy(update={"picture_share": 0.4})
    judged = make.judge("O22", document.model_copy(update={"pages": (page,)}))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert say.reasons(judged) == [("drawn_not_written", "advice", "")]


def test_a_poor_text_layer_proves_no_absence(make: Any, say: Any) -> None:
    document = report(make, advice="OMIT").model_copy(update={"text_quality": TextQuality.POOR})
    assert say.reasons(make.judge("O22", document)) == [("text_poor", "advice", "")]


@pytest.mark.parametrize("flag", sorted(tables.PARTLY_READ))
def test_what_was_read_in_part_proves_no_absence(make: Any, say: Any, flag: str) -> None:
    document = report(make, advice="OMIT").model_copy(update={"flags": (flag,)})
    judged = make.judge("O22", document)
    assert judged.verdict == "needs_review"
    assert say.reasons(judged) == [("read_in_part", "advice", "")]
    whole = report(make).model_copy(update={"flags": (flag,)})
    assert make.judge("O22", whole).verdict == "met", "what was found is there"
