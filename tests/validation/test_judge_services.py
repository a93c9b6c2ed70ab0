"""O16 to O18 and O29: good evidence is met, and each rule has evidence that breaks it alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ita_evidence.model import Link, Outcome, Table, VerdictValue
from ita_evidence.periods import first_half

HALF = first_half(2566)
BODY = "จังหวัดที่นี่บุรี"
HOME = "https://www.somewhere.example/"

# --- O16 -------------------------------------------------------------------------------------


def by_month(months: Any = HALF, blank: int | None = None) -> list[list[str]]:
    rows = [["เดือน", "จำนวนผู้รับบริการ (ราย)"]]
    return rows + [[m.name_th, "" if m.month == blank else str(90 + m.month)] for m in months]


def test_figures_of_six_months_are_met(make: Any, say: Any) -> None:
    judged = make.judge("O16", make.doc(f"สถิติการให้บริการ {BODY}", by_month()))
    assert (judged.verdict, say.reasons(judged)) == (VerdictValue.MET, [])
    assert judged.covered == "2565-10..2566-03"


def test_one_figure_for_the_half_year_is_enough(make: Any) -> None:
    text = f"{BODY} ระหว่างวันที่ 1 ตุลาคม 2565 ถึง 31 มีนาคม 2566 มีจำนวนผู้มารับบริการ 1,234 ราย"
    assert make.judge("O16", make.doc(text)).verdict is VerdictValue.MET


def test_a_month_without_its_figure_is_named(make: Any, say: Any) -> None:
    judged = make.judge("O16", make.doc("สถิติการให้บริการ", by_month(blank=3)))
    assert judged.verdict is VerdictValue.NOT_MET
    assert say.reasons(judged) == [("period_short", "first_half", "")]
    assert "มีนาคม 2566" in judged.findings[0].th


SERVED = "สถิติการให้บริการ จังหวัดที่นี่บุรี ปีงบประมาณ พ.ศ. 2566"
MONTHS = [month.name_th for month in HALF]
LEGEND = "หมายเหตุ: เครื่องหมาย - หมายถึง ไม่มีผู้มารับบริการ"


def told_by(cells: str) -> list[list[str]]:
    """A row a month, a letter of `cells` its figure."""
    rows = zip(MONTHS, cells, strict=True)
    return [["เดือน", "จำนวนผู้รับบริการ (ราย)"], *([month, cell.strip()] for month, cell in rows)]


def across(*services: str) -> list[list[str]]:
    """A column a month, a row a service."""
    return [["งานบริการ", *MONTHS], *(["จดทะเบียนพาณิชย์", *cells] for cells in services)]


@pytest.mark.parametrize(
    ("text", "table", "expected"),
    [
        (SERVED, told_by("1-3-56"), ("needs_review", {"dash_unexplained"})),
        (SERVED, told_by("123---"), ("needs_review", {"dash_unexplained"})),
        (SERVED, told_by("------"), ("needs_review", {"dash_unexplained"})),
        (SERVED, across("12345-"), ("needs_review", {"dash_unexplained"})),
        (f"{SERVED}\n{LEGEND}", told_by("1-3-56"), ("met", set())),
        (SERVED, told_by("103056"), ("met", set())),
        (SERVED, across("123456", "------"), ("met", set())),
        # What is left blank, or not there at all, is not told.
        (SERVED, told_by("1 3 56"), ("not_met", {"period_short"})),
        (f"{SERVED}\n{LEGEND}", told_by("123456")[:4], ("not_met", {"period_short"})),
    ],
)
def test_a_months_dash_is_none_only_where_that_is_said(
    make: Any, say: Any, text: str, table: list[list[str]], expected: tuple[str, set[str]]
) -> None:
    judged = make.judge("O16", make.doc(text, table))
    assert (judged.verdict.value, {code for code, _, _ in say.reasons(judged)}) == expected


def test_a_month_that_says_that_there_was_none_is_told(make: Any, say: Any) -> None:
    rows = [[month, "ไม่มี" if n == 1 else "7"] for n, month in enumerate(MONTHS)]
    judged = make.judge("O16", make.doc(SERVED, [["เดือน", "จำนวนผู้รับบริการ (ราย)"], *rows]))
    assert (judged.verdict, say.reasons(judged)) == (VerdictValue.MET, [])


def test_a_dash_in_the_remarks_stands_for_no_month(make: Any, say: Any) -> None:
    heads = ["เดือน", "จำนวนผู้รับบริการ (ราย)", "หมายเหตุ"]
    rows = [[month, "" if n == 5 else "7", "-"] for n, month in enumerate(MONTHS)]
    judged = make.judge("O16", make.doc(SERVED, [heads, *rows]))
    assert judged.verdict is VerdictValue.NOT_MET


def test_last_years_months_are_wrong(make: Any, say: Any) -> None:
    judged = make.judge("O16", make.doc("สถิติการให้บริการ", by_month(first_half(2565))))
    assert say.reasons(judged) == [("wrong_period", "first_half", "")]


def test_figures_of_no_period_are_for_a_person(make: Any, say: Any) -> None:
    judged = make.judge("O16", make.doc("สถิติการให้บริการ มีจำนวนผู้มารับบริการ 1,234 ราย"))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert say.reasons(judged) == [("period_unknown", "first_half", "")]


def test_figures_off_the_provinces_site_are_for_a_person(make: Any, say: Any) -> None:
    text = f"{BODY} ระหว่างวันที่ 1 ตุลาคม 2565 ถึง 31 มีนาคม 2566 มีจำนวนผู้มารับบริการ 1,234 ราย"
    shown = make.shown(make.doc(text), url="https://office.elsewhere.example/statistics")
    judged = make.judge("O16", shown)
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert {code for code, _, _ in say.reasons(judged)} == {"off_site"}


def test_figures_of_money_and_visitors_count_no_service(make: Any, say: Any) -> None:
    """Both stand on pages of services, with the half-year's months."""
    visitors = [["เดือน", "จำนวนผู้เข้าชม (ครั้ง)"], *([m.name_th, str(900 + m.month)] for m in HALF)]
    title = f"สถิติผู้เข้าชมเว็บไซต์ ระบบให้บริการข้อมูล {BODY}"
    judged = make.judge("O16", make.doc(title, visitors))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert say.reasons(judged) == [("other_document", "statistics", "")]
    money = [["โครงการ", "งบประมาณ", "เบิกจ่าย"], ["ปรับปรุงศูนย์ให้บริการ", "200,000", "100,000"]]
    title = f"ผลเบิกจ่ายโครงการศูนย์บริการร่วม ระหว่างวันที่ 1 ตุลาคม 2565 – 31 มีนาคม 2566 {BODY}"
    judged = make.judge("O16", make.doc(title, money))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert say.reasons(judged) == [("other_document", "statistics", "")]


def test_fees_beside_what_was_served_do_not_matter(make: Any) -> None:
    rows = [[*row, "1,200"] for row in by_month()]
    rows[0][2] = "ค่าธรรมเนียม (บาท)"
    judged = make.judge("O16", make.doc(f"สถิติการให้บริการ {BODY}", rows))
    assert judged.verdict is VerdictValue.MET


def test_a_page_without_figures_is_not_met(make: Any, say: Any) -> None:
    judged = make.judge("O16", make.doc("สถิติการให้บริการ ต.ค. 2565 – มี.ค. 2566"))
    assert ("component_missing", "statistics", "") in say.reasons(judged)


# --- O17 -------------------------------------------------------------------------------------


def survey(make: Any, year: str = "ประจำปีงบประมาณ พ.ศ. 2565", **changes: Any) -> Any:
    rows = [
        ["ประเด็น", "ค่าเฉลี่ย", "S.D.", "ร้อยละ", "ระดับ"],
        ["ด้านเจ้าหน้าที่", "4.52", "0.50", "90.40", "มากที่สุด"],
    ]
    title = f"รายงานผลการสำรวจความพึงพอใจการให้บริการ {BODY} {year}"
    return make.doc(title, rows, **changes)


def test_results_of_last_year_are_met(make: Any, say: Any) -> None:
    judged = make.judge("O17", survey(make))
    assert (judged.verdict, say.reasons(judged)) == (VerdictValue.MET, [])


@pytest.mark.parametrize("year", ["ปีงบประมาณ พ.ศ. 2564", "ประจำปี พ.ศ. ๒๕๖๖"])
def test_another_years_survey_is_wrong(make: Any, say: Any, year: str) -> None:
    judged = make.judge("O17", survey(make, year))
    assert judged.verdict is VerdictValue.NOT_MET
    assert say.reasons(judged) == [("wrong_year", "year", "")]


def test_a_survey_of_no_year_is_for_a_person(make: Any, say: Any) -> None:
    assert say.reasons(make.judge("O17", survey(make, ""))) == [("year_unknown", "year", "")]


def test_last_years_results_and_this_years_page_are_no_survey(make: Any, say: Any) -> None:
    page = make.doc("ความพึงพอใจ ประจำปีงบประมาณ พ.ศ. 2565")
    judged = make.judge("O17", page, survey(make, "ปีงบประมาณ พ.ศ. 2564"))
    assert say.reasons(judged) == [("wrong_year", "year", "")]


def test_a_training_is_no_service(make: Any, say: Any) -> None:
    rows = [["ประเด็น", "ค่าเฉลี่ย", "ร้อยละ"], ["วิทยากร", "4.52", "90.40"]]
    document = make.doc("ความพึงพอใจต่อการฝึกอบรม ปีงบประมาณ พ.ศ. 2565", rows)
    assert say.reasons(make.judge("O17", document)) == [("other_survey", "result", "")]


@pytest.mark.parametrize("whose", ["ของบุคลากรต่อการปฏิบัติงาน", "ของผู้ร่วมงานวันข้าราชการพลเรือน"])
def test_the_staffs_satisfaction_is_for_a_person(make: Any, say: Any, whose: str) -> None:
    rows = [["ประเด็น", "ค่าเฉลี่ย", "ร้อยละ"], ["ด้านสถานที่", "4.52", "90.40"]]
    document = make.doc(f"ผลการสำรวจความพึงพอใจ{whose} ปีงบประมาณ พ.ศ. 2565 {BODY}", rows)
    assert say.reasons(make.judge("O17", document)) == [("other_survey", "result", "")]
    document = make.doc(f"ผลการสำรวจความพึงพอใจของผู้มาติดต่อ ปีงบประมาณ พ.ศ. 2565 {BODY}", rows)
    assert make.judge("O17", document).verdict is VerdictValue.MET


def test_a_target_is_no_result(make: Any, say: Any) -> None:
    """A project proposal promises a percentage and has asked nobody yet."""
    title = f"โครงการสำรวจความพึงพอใจการให้บริการ ประจำปีงบประมาณ พ.ศ. 2565 {BODY}"
    target = "เป้าหมาย ผู้รับบริการมีความพึงพอใจไม่น้อยกว่าร้อยละ 80 และจะแจกแบบสอบถามในไตรมาสที่ 4"
    judged = make.judge("O17", make.doc(f"{title}\n{target}"))
    assert judged.verdict is VerdictValue.NOT_MET
    assert say.reasons(judged) == [("results_missing", "result", "")]
    rows = [["ประเด็น", "ค่าเฉลี่ย", "ร้อยละ"], ["ด้านเจ้าหน้าที่", "4.52", "90.40"]]
    assert make.judge("O17", make.doc(f"{title}\n{target}", rows)).verdict is VerdictValue.MET


def test_a_figure_in_a_sentence_alone_is_for_a_person(make: Any, say: Any) -> None:
    """It may be another year's, another survey's, or what is hoped for."""
    text = f"ความพึงพอใจการให้บริการ ปีงบประมาณ พ.ศ. 2565 {BODY} ประชาชนพึงพอใจร้อยละ 92.4"
    judged = make.judge("O17", make.doc(text))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert say.reasons(judged) == [("results_in_prose", "result", "")]


def test_the_empty_questionnaire_is_not_met(make: Any, say: Any) -> None:
    rows = [["ประเด็น", "มากที่สุด", "มาก", "น้อย"], ["ความพึงพอใจต่อเจ้าหน้าที่", "", "", ""]]
    document = make.doc("แบบสอบถามความพึงพอใจการให้บริการ ปีงบประมาณ พ.ศ. 2565", rows)
    assert say.reasons(make.judge("O17", document)) == [("results_missing", "result", "")]


# --- O18 -------------------------------------------------------------------------------------

SYSTEM = "https://ereg.dbd.go.th/apply"


def channel(make: Any, href: str = SYSTEM, text: str = "จดทะเบียนออนไลน์ (e-Service)") -> Any:
    document = make.doc(f"บริการออนไลน์ {BODY}", links=(Link(href=href, text=text, heading="หน่วย"),))
    return make.shown(document, url=f"{HOME}e-service/")


def home(make: Any, href: str = "/e-service/", **changes: Any) -> Any:
    document = make.doc(BODY, links=(Link(href=href, text="E-Service"),), **changes)
    return make.shown(document, url=HOME)


def test_a_system_linked_from_home_is_met(make: Any, say: Any) -> None:
    judged = make.judge("O18", units={"commerce": (channel(make),)}, home=home(make))
    assert (judged.verdict, say.reasons(judged)) == (VerdictValue.MET, [])


@pytest.mark.parametrize(
    ("href", "code"),
    [
        ("https://www.dbd.go.th/", "link_to_front_page"),
        ("https://www.dbd.go.th/forms/form1.pdf", "forms_only"),
        ("https://www.dbd.go.th/th/index.php", "link_to_front_page"),
        ("https://ereg.dbd.go.th/", None),
        (f"{HOME}forms/form1.pdf", "forms_only"),
        ("#", "component_missing"),
        ("https://eservice.dlt.go.th/tax", "component_missing"),
    ],
)
def test_what_the_link_leads_to(make: Any, say: Any, href: str, code: str | None) -> None:
    judged = make.judge("O18", units={"commerce": (channel(make, href),)}, home=home(make))
    assert say.reasons(judged) == ([(code, "channel", "")] if code else [])


def test_a_system_of_a_unit_without_known_hosts_is_for_a_person(make: Any, say: Any) -> None:
    judged = make.judge("O18", units={"strategy": (channel(make),)}, home=home(make))
    assert say.reasons(judged) == [("unknown_system", "channel", "")]


def test_the_home_page_must_lead_there(make: Any, say: Any) -> None:
    judged = make.judge("O18", units={"commerce": (channel(make),)}, home=home(make, href="/news/"))
    assert judged.verdict is VerdictValue.NOT_MET
    assert say.reasons(judged) == [("not_linked", "from_home", "")]


def test_a_home_page_that_was_not_seen_proves_nothing(make: Any, say: Any) -> None:
    units = {"commerce": (channel(make),)}
    assert say.reasons(make.judge("O18", units=units)) == [("home_not_captured", "from_home", "")]
    down = make.shown(url=HOME, outcome=Outcome.SERVER_ERROR)
    judged = make.judge("O18", units={"commerce": (channel(make),)}, home=down)
    assert say.reasons(judged) == [("home_not_seen", "from_home", "")]


def test_one_good_unit_carries_the_item(make: Any) -> None:
    front = channel(make, "https://www.dlt.go.th/")
    judged = make.judge(
        "O18", units={"transport": (front,), "commerce": (channel(make),)}, home=home(make)
    )
    assert judged.verdict is VerdictValue.MET
    assert [(one.unit, one.status.value) for one in judged.units] == [
        ("transport", "behind"),
        ("commerce", "done"),
    ]
    assert ("link_to_front_page", "transport") in [(f.code, f.unit) for f in judged.findings]


# --- O29 -------------------------------------------------------------------------------------

TITLE = f"สถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ {BODY}"
PERIOD = "ระหว่างวันที่ 1 ตุลาคม 2565 ถึง 31 มีนาคม 2566"


def counts(total: str = "3", done: str = "2", pending: str = "1") -> list[list[str]]:
    return [
        ["จำนวนเรื่องร้องเรียนทั้งหมด", "ดำเนินการแล้วเสร็จ", "อยู่ระหว่างดำเนินการ"],
        [total, done, pending],
    ]


def test_three_numbers_of_the_half_year_are_met(make: Any, say: Any) -> None:
    judged = make.judge("O29", make.doc(f"{TITLE}\n{PERIOD}", counts()))
    assert (judged.verdict, say.reasons(judged)) == (VerdictValue.MET, [])
    assert judged.covered == "2565-10..2566-03"


def test_three_sentences_or_zeros_are_met(make: Any) -> None:
    text = (
        f"{TITLE}\n{PERIOD}\nจำนวนเรื่องร้องเรียนทั้งหมด ๓ เรื่อง\n"
        "ดำเนินการแล้วเสร็จ จำนวน ๒ เรื่อง\nอยู่ระหว่างดำเนินการ จำนวน ๑ เรื่อง"
    )
    assert make.judge("O29", make.doc(text)).verdict is VerdictValue.MET
    zeros = make.doc(f"{TITLE}\n{PERIOD}", counts("0", "0", "0"))
    assert make.judge("O29", zeros).verdict is VerdictValue.MET


def test_a_nil_of_corruption_for_the_half_year_is_met(make: Any, say: Any) -> None:
    text = f"{TITLE}\n{PERIOD} {BODY} ไม่มีเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ"
    judged = make.judge("O29", make.doc(text))
    assert judged.verdict is VerdictValue.MET
    assert {one.code for one in say.notes(judged)} == {"nil_declared"}


@pytest.mark.parametrize(
    ("rows", "reason", "verdict"),
    [
        (counts(done="-"), ("dash_unexplained", "done", ""), "needs_review"),
        (counts(pending="........"), ("number_blank", "pending", ""), "not_met"),
        ([row[:2] for row in counts()], ("component_missing", "pending", ""), "not_met"),
        (counts(total="9"), ("sum_mismatch", "", ""), "needs_review"),
    ],
)
def test_each_count_can_fail_alone(
    make: Any, say: Any, rows: list[list[str]], reason: tuple[str, str, str], verdict: str
) -> None:
    judged = make.judge("O29", make.doc(f"{TITLE}\n{PERIOD}", rows))
    assert say.reasons(judged) == [reason]
    assert judged.verdict == verdict


@pytest.mark.parametrize(
    ("period", "code", "verdict"),
    [
        ("ตุลาคม 2565 – ธันวาคม 2565", "period_short", "not_met"),
        ("1 ตุลาคม 2564 – 31 มีนาคม 2565", "wrong_period", "not_met"),
        ("ประจำปีงบประมาณ พ.ศ. 2566", "period_unknown", "needs_review"),
        ("", "period_unknown", "needs_review"),
        (f"{PERIOD} ข้อมูล ณ วันที่ 15 มีนาคม 2566", "declared_early", "needs_review"),
    ],
)
def test_the_period_decides(make: Any, say: Any, period: str, code: str, verdict: str) -> None:
    judged = make.judge("O29", make.doc(f"{TITLE}\n{period}", counts()))
    assert say.reasons(judged) == [(code, "first_half", "")]
    assert judged.verdict == verdict


@pytest.mark.parametrize(
    "period",
    [
        "ไตรมาสที่ 1 และ 2 ปีงบประมาณ พ.ศ. 2566",
        "รอบ ๖ เดือนแรก ปีงบประมาณ พ.ศ. 2566",
        "รอบ 6 เดือน ปีงบประมาณ พ.ศ. 2566",
        "ปีงบประมาณ พ.ศ. 2566 ข้อมูล ณ วันที่ 31 มีนาคม 2566",
    ],
)
def test_ways_to_say_the_half_year(make: Any, period: str) -> None:
    judged = make.judge("O29", make.doc(f"{TITLE}\n{period}", counts()))
    assert judged.verdict is VerdictValue.MET


def test_a_column_of_months_below_the_year_is_no_six_months(make: Any, say: Any) -> None:
    """O29: "พ.ศ. 2566" and the head "เดือน" below it were read as "6 เดือน" and met by three months."""
    rows = [["เดือน", *counts()[0]]]
    rows += [[month.name_th, "1", "1", "0"] for month in HALF]
    told = f"{TITLE} ปีงบประมาณ พ.ศ. 2566"
    judged = make.judge("O29", make.doc(told, rows[:4]))
    assert say.reasons(judged) == [("period_short", "first_half", "")]
    assert make.judge("O29", make.doc(told, rows)).verdict is VerdictValue.MET


def test_numbers_of_another_document_or_table_are_not_this_periods(make: Any, say: Any) -> None:
    last = make.doc(f"{TITLE}\n1 ตุลาคม 2564 – 31 มีนาคม 2565", counts())
    now = make.doc(f"{TITLE}\n{PERIOD}", counts("-", "-", "-"))
    judged = make.judge("O29", last, now)
    assert {code for code, _, _ in say.reasons(judged)} == {"dash_unexplained"}
    both = make.doc(
        f"{TITLE}\n1 ตุลาคม 2564 – 31 มีนาคม 2565\nสถิติ\n{TITLE}\n{PERIOD}", counts("-", "-", "-")
    )
    assert make.judge("O29", both).verdict is VerdictValue.NEEDS_REVIEW
    pages = (last.pages[0], now.pages[0].model_copy(update={"number": 2}))
    tables = (last.tables[0], now.tables[0].model_copy(update={"page": 2}))
    one = make.doc(pages=pages, tables=tables)
    judged = make.judge("O29", one)
    assert {code for code, _, _ in say.reasons(judged)} == {"dash_unexplained"}


def test_six_monthly_statements_are_the_half_year(make: Any, say: Any) -> None:
    months = [
        make.doc(
            f"{TITLE}\n{m.first_day:%d/%m/}{m.year_be} – {m.last_day:%d/%m/}{m.year_be}", counts()
        )
        for m in HALF
    ]
    assert make.judge("O29", *months).verdict is VerdictValue.MET
    assert say.reasons(make.judge("O29", *months[:5])) == [("period_short", "first_half", "")]
    months[2] = make.doc(months[2].text.split("\nจำนวน")[0], counts("-", "-", "-"))
    assert make.judge("O29", *months).verdict is VerdictValue.NEEDS_REVIEW


def test_before_the_half_year_is_over_nothing_can_be_declared(make: Any, say: Any) -> None:
    early = datetime(2023, 2, 18, 12, 0, tzinfo=UTC)
    shown = make.shown(make.doc(f"{TITLE}\n{PERIOD}", counts()), ended_at=early)
    assert say.reasons(make.judge("O29", shown)) == [("declared_early", "first_half", "")]


def test_general_complaints_are_not_the_matter(make: Any, say: Any) -> None:
    text = f"สถิติเรื่องร้องเรียนทั่วไปของศูนย์ดำรงธรรม {BODY}\n{PERIOD}"
    judged = make.judge("O29", make.doc(text, counts()))
    assert judged.verdict is VerdictValue.NOT_MET
    assert {code for code, _, _ in say.reasons(judged)} == {"not_corruption"}


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        (f"{BODY} {PERIOD} ไม่มีเรื่องร้องเรียน", "nil_not_corruption"),
        (f"ทุจริต {PERIOD} ไม่มีเรื่องร้องเรียน", "nil_without_body"),
        (f"{TITLE} {PERIOD} ไม่มีเรื่องร้องเรียนที่อยู่ระหว่างดำเนินการ", "nil_narrowed"),
    ],
)
def test_a_nil_needs_its_matter_and_body(make: Any, say: Any, sentence: str, code: str) -> None:
    judged = make.judge("O29", make.doc(sentence))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert {one for one, _, _ in say.reasons(judged)} == {code}


@pytest.mark.parametrize(
    "sentence",
    [
        "ไม่ได้รับเรื่องร้องเรียนเกี่ยวกับการทุจริตและประพฤติมิชอบ",
        "ไม่มีการแจ้งเรื่องร้องเรียนการทุจริต",
        "ไม่มีการรับเรื่องร้องเรียนการทุจริต",
        "ไม่มีผู้ใดร้องเรียนการทุจริต",
        # The items guide (§2) names `จำนวน 0 เรื่อง` as a declared nil.
        "มีเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ จำนวน ๐ เรื่อง",
        "จำนวนเรื่องร้องเรียนการทุจริต 0 เรื่อง",
    ],
)
def test_common_ways_to_declare_no_complaint_are_met(make: Any, say: Any, sentence: str) -> None:
    judged = make.judge("O29", make.doc(f"{TITLE}\n{PERIOD}\n{BODY} ขอแจ้งว่า {sentence}"))
    assert (judged.verdict, say.reasons(judged)) == (VerdictValue.MET, [])


def test_a_nil_of_a_part_of_the_corruption_complaints_is_for_a_person(make: Any, say: Any) -> None:
    """None pending, or none counted yet, is not none received."""
    for sentence in (
        "ไม่มีเรื่องร้องเรียนการทุจริตที่อยู่ระหว่างดำเนินการ",
        "ไม่มีสถิติเรื่องร้องเรียนการทุจริต",
        "ไม่มีเรื่องร้องเรียนการให้บริการ",
        "ไม่มีเรื่องร้องเรียนการทุจริตรายใหม่",
        "ไม่มีเรื่องร้องเรียนการทุจริตทางโทรศัพท์",
        "ไม่มีข้อมูลเรื่องร้องเรียนการทุจริต",
    ):
        judged = make.judge("O29", make.doc(f"{TITLE}\n{PERIOD}\n{BODY} {sentence}"))
        assert {code for code, _, _ in say.reasons(judged)} == {"nil_narrowed"}, sentence


def test_a_total_of_zero_alone_is_never_a_sure_no(make: Any, say: Any) -> None:
    """None is finished of none; but a form that adds up its blanks shows 0 too."""
    judged = make.judge("O29", make.doc(f"{TITLE}\n{PERIOD}\nจำนวนเรื่องร้องเรียนทั้งหมด 0"))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert say.reasons(judged) == [("total_zero", "done", ""), ("total_zero", "pending", "")]
    judged = make.judge("O29", make.doc(f"{TITLE}\n{PERIOD}\nจำนวนเรื่องร้องเรียน 3 เรื่อง"))
    assert judged.verdict is VerdictValue.NOT_MET


GATHERED = f"ปีงบประมาณ พ.ศ. 2566 {PERIOD}: อยู่ระหว่างรวบรวมข้อมูล"


@pytest.mark.parametrize(
    "last_year",
    [
        "ปีงบประมาณ พ.ศ. 2565: ไม่มีเรื่องร้องเรียนการทุจริต",
        "ปีงบประมาณ พ.ศ. 2565\nไม่มีเรื่องร้องเรียนการทุจริต",
        "1 ตุลาคม 2564 – 30 กันยายน 2565\nไม่มีเรื่องร้องเรียนการทุจริต",
        "ไตรมาสที่ 1 ปีงบประมาณ พ.ศ. 2566\nไม่มีเรื่องร้องเรียนการทุจริต",  # the second is not told
    ],
)
def test_a_nil_of_another_period_is_not_this_half_years(
    make: Any, say: Any, last_year: str
) -> None:
    """Offices keep last year's statement below the half-year that they are still counting."""
    judged = make.judge("O29", make.doc(f"{TITLE}\n{GATHERED}\n{last_year}"))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert {code for code, _, _ in say.reasons(judged)} == {"nil_other_period"}


def test_last_years_nil_below_this_half_years_does_not_matter(make: Any) -> None:
    text = f"{TITLE}\n{PERIOD}\nไม่มีเรื่องร้องเรียนการทุจริต\nปีงบประมาณ พ.ศ. 2565\nไม่มีเรื่องร้องเรียนการทุจริต"
    assert make.judge("O29", make.doc(text)).verdict is VerdictValue.MET
    line = " ".join(f"ปีงบประมาณ พ.ศ. {year} ไม่มีเรื่องร้องเรียนการทุจริต" for year in (2565, 2566))
    assert make.judge("O29", make.doc(f"{TITLE}\n{PERIOD}\n{line}")).verdict is VerdictValue.MET
    quarters = "\n".join(f"ไตรมาสที่ {n} ปีงบประมาณ พ.ศ. 2566\nไม่มีเรื่องร้องเรียน" for n in (1, 2))
    assert make.judge("O29", make.doc(f"{TITLE}\n{quarters}")).verdict is VerdictValue.MET


def by_label(head: str, *rows: tuple[str, str, str, str]) -> list[list[str]]:
    return [[head, *counts()[0]], *(list(row) for row in rows)]


def test_another_years_row_is_not_this_half_years(make: Any, say: Any) -> None:
    """A table of years: 2565 is filled, 2566 is still blank."""
    years = by_label("ปีงบประมาณ", ("2564", "3", "3", "0"), ("2565", "2", "2", "0"))
    blank = make.doc(f"{TITLE}\n{PERIOD}", [*years, ["2566", "", "", ""]])
    judged = make.judge("O29", blank)
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert {code for code, _, _ in say.reasons(judged)} == {"periods_mixed"}
    filled = make.doc(f"{TITLE}\n{PERIOD}", [*years, ["2566", "1", "1", "0"]])
    judged = make.judge("O29", filled)
    assert judged.verdict is VerdictValue.MET


def test_counts_under_another_years_heading_are_not_this_half_years(make: Any, say: Any) -> None:
    text = (
        f"{TITLE}\n{GATHERED}\nปีงบประมาณ พ.ศ. 2565\nเรื่องร้องเรียนการทุจริตทั้งหมด 3 เรื่อง\n"
        "ดำเนินการแล้วเสร็จ 3 เรื่อง\nอยู่ระหว่างดำเนินการ 0 เรื่อง"
    )
    judged = make.judge("O29", make.doc(text))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert {code for code, _, _ in say.reasons(judged)} == {"periods_mixed"}


def test_a_month_that_is_named_and_blank_is_for_a_person(make: Any, say: Any) -> None:
    """The heading promises the half-year; the rows from December on are not filled yet."""
    rows = [(m.name_th, "0", "0", "0") for m in HALF]
    whole = make.doc(f"{TITLE}\n{PERIOD}", by_label("เดือน", *rows))
    assert make.judge("O29", whole).verdict is VerdictValue.MET
    some = make.doc(f"{TITLE}\n{PERIOD}", by_label("เดือน", rows[0], rows[3]))
    assert make.judge("O29", some).verdict is VerdictValue.MET, "months without any may be left out"
    later = [(m.name_th, "", "", "") for m in HALF[2:]]
    blank = make.doc(f"{TITLE}\n{PERIOD}", by_label("เดือน", *rows[:2], *later))
    judged = make.judge("O29", blank)
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert say.reasons(judged) == [("month_blank", "first_half", "")]
    assert "ธันวาคม 2565" in judged.findings[0].th
    # Labels often leave their year to the heading, and quarters are rows too.
    for label, told in (("ไตรมาสที่ {}", ("1",)), ("{}", ("ตุลาคม", "พฤศจิกายน"))):
        names = ("1", "2") if label != "{}" else tuple(m.name_th.split()[0] for m in HALF)
        shown = [(label.format(n), *(["0"] * 3 if n in told else [""] * 3)) for n in names]
        judged = make.judge("O29", make.doc(f"{TITLE}\n{PERIOD}", by_label("รอบ", *shown)))
        assert say.reasons(judged) == [("month_blank", "first_half", "")]
    # A sheet's title and its notes are rows of the table, and name the half-year too.
    sheet = [[PERIOD.removeprefix("ระหว่างวันที่ "), "", "", ""], *by_label("เดือน", *rows)]
    sheet += [["หมายเหตุ ข้อมูลรวบรวมถึงสิ้นเดือนมีนาคม 2566", "", "", ""]]
    assert make.judge("O29", make.doc(f"{TITLE}\n{PERIOD}", sheet)).verdict is VerdictValue.MET
    # The second half's rows are not due yet.
    april = ("เมษายน 2566", "", "", "")
    year = make.doc(f"{TITLE}\n{PERIOD}", by_label("เดือน", *rows, april))
    assert make.judge("O29", year).verdict is VerdictValue.MET


def test_names_and_ids_never_leave_in_a_quote(make: Any) -> None:
    rows = counts()
    rows[0].insert(0, "ผู้ร้องเรียน")
    rows[1].insert(0, "นายสมมติ ใจดี 1-2345-67890-12-3 โทร 081-234-5678")
    judged = make.judge("O29", make.doc(f"{TITLE}\n{PERIOD}", [*rows[:1], [*rows[1][:3], "9"]]))
    said = " ".join(f"{one.quote} {one.th} {one.en}" for one in judged.findings)
    assert "สมมติ ใจดี" not in said and "67890" not in said and "234" not in said


# --- O29: a table each of a channel or a kind -------------------------------------------------

COUNTED = ["ช่องทาง", "จำนวนเรื่องร้องเรียนทั้งหมด", "ดำเนินการแล้วเสร็จ", "อยู่ระหว่างดำเนินการ"]
TABLES = (
    [COUNTED, ["ส่วนกลาง", "2", "1", "1"], ["อำเภอ", "1", "1", "0"], ["รวม", "3", "2", "1"]],
    [COUNTED, ["ส่วนกลาง", "1", "1", "0"], ["อำเภอ", "0", "0", "0"], ["รวม", "1", "1", "0"]],
)
OF_CORRUPTION = "สถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ จังหวัดที่นี่บุรี"


@pytest.mark.parametrize(
    ("title", "headings", "expected"),
    [
        (OF_CORRUPTION, ("เรื่องร้องเรียนผ่านเว็บไซต์", "เรื่องร้องเรียนผ่านศูนย์ดำรงธรรม"), ("met", "")),
        (OF_CORRUPTION, ("ร้องเรียนทางไปรษณีย์", "ร้องเรียนด้วยตนเอง"), ("met", "")),
        (OF_CORRUPTION, ("เรื่องร้องเรียนประพฤติมิชอบ", "เรื่องร้องเรียนการทุจริต"), ("met", "")),
        # Of what matter it is its heading does not say, or says another that may be of it.
        (
            OF_CORRUPTION,
            ("เรื่องร้องเรียนการจัดซื้อจัดจ้าง", "เรื่องร้องเรียนการบริหารงานบุคคล"),
            ("needs_review", "scope_unknown"),
        ),
        (OF_CORRUPTION, ("จำนวนเรื่องร้องเรียน",) * 2, ("needs_review", "scope_unknown")),
        # Where to complain of corruption, as a menu says, is no title of figures.
        (
            "แจ้งเบาะแสการทุจริต\nศูนย์ดำรงธรรม จังหวัดที่นี่บุรี",
            ("เรื่องร้องเรียนผ่านเว็บไซต์", "เรื่องร้องเรียนผ่านสายด่วน"),
            ("not_met", "not_corruption"),
        ),
        (
            OF_CORRUPTION,
            ("เรื่องร้องเรียนทั่วไป", "เรื่องร้องเรียนการให้บริการ"),
            ("not_met", "not_corruption"),
        ),
        (
            "สถิติเรื่องร้องเรียนทั่วไป จังหวัดที่นี่บุรี",
            ("เรื่องร้องเรียนผ่านเว็บไซต์", "เรื่องร้องเรียนผ่านศูนย์ดำรงธรรม"),
            ("not_met", "not_corruption"),
        ),
    ],
)
def test_complaints_by_channel_are_of_what_the_title_says(
    make: Any, say: Any, title: str, headings: tuple[str, str], expected: tuple[str, str]
) -> None:
    lines = [title, "ข้อมูลระหว่างวันที่ 1 ตุลาคม 2565 – 31 มีนาคม 2566"]
    for heading, table in zip(headings, TABLES, strict=True):
        lines += [heading, *("\t".join(row) for row in table)]
    tables = tuple(Table(page=1, rows=tuple(map(tuple, rows))) for rows in TABLES)
    judged = make.judge("O29", make.doc("\n".join(lines), tables=tables))
    verdict, code = expected
    assert (judged.verdict.value, {one for one, _, _ in say.reasons(judged)}) == (
        verdict,
        {code} if code else set(),
    )
