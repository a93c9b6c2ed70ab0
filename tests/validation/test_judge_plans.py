"""What a plan says of others: the plans that it follows, the book it stands in, the money it means.

Each case is one that was judged wrongly; beside it stands the genuine one that must stay as it is.
"""

from __future__ import annotations

from typing import Any

import pytest
from good_documents import BODY, GOOD, HALF, Blocks, Change, as_page, column, in_turn, swap

from ita_evidence.model import VerdictValue
from ita_evidence.sample.blocks import Grid, Heading, Text

MET, NOT_MET, REVIEW = VerdictValue.MET, VerdictValue.NOT_MET, VerdictValue.NEEDS_REVIEW

STRATEGY = "สอดคล้องกับยุทธศาสตร์ชาติ 20 ปี (พ.ศ. 2561 – 2580)"
PHASE = "ตามยุทธศาสตร์ชาติว่าด้วยการป้องกันและปราบปรามการทุจริต ระยะที่ 3 (พ.ศ. 2560 – 2564)"
O11_TITLE = f"แผนปฏิบัติราชการประจำปีงบประมาณ พ.ศ. 2566 ของ{BODY}"


def under_title(*lines: str) -> Change:
    def change(blocks: Blocks) -> Blocks:
        return (blocks[0], *map(Text, lines), *blocks[1:])

    return change


def titled(title: str, *lines: str) -> Change:
    def change(blocks: Blocks) -> Blocks:
        return (Heading(title, 1), *map(Text, lines), *blocks[1:])

    return change


def judged(make: Any, say: Any, item: str, change: Change) -> tuple[VerdictValue, list[str]]:
    """The verdict and its reasons' codes, the good item that it follows beside it."""
    judging = make.judging(item, as_page(change(GOOD[item].blocks)))
    if beside := GOOD[item].beside:
        judging = make.beside(judging, beside, as_page(GOOD[beside].blocks))
    found = make.change(judging)
    return found.verdict, [code for code, _, _ in say.reasons(found)]


# --- of which years a plan is ------------------------------------------------------------------

OF_YEARS: list[tuple[str, Change, VerdictValue, list[str]]] = [
    # The national strategy of 20 years holds every year; the plan that cites it does not.
    (
        "O4",
        titled(f"แผนพัฒนา{BODY} (พ.ศ. 2561 – 2565)", STRATEGY),
        NOT_MET,
        ["plan_not_in_force"],
    ),
    (
        "O36",
        titled(f"แผนปฏิบัติการป้องกันการทุจริต ประจำปีงบประมาณ พ.ศ. 2565 {BODY}", STRATEGY),
        NOT_MET,
        ["wrong_year"],
    ),
    (
        "O23",
        titled(f"แผนพัฒนาบุคลากร ประจำปีงบประมาณ พ.ศ. 2565 ของ{BODY}", STRATEGY),
        NOT_MET,
        ["wrong_year"],
    ),
    # A bare number in its name is no label of a year that a machine is sure of.
    ("O23", titled(f"แผนพัฒนาบุคลากร 2565 ของ{BODY}", STRATEGY), REVIEW, ["range_in_text"]),
    # A strategy that has ended does not end the plan of this year that follows it.
    ("O36", titled(f"แผนปฏิบัติการป้องกันการทุจริต ปีงบประมาณ พ.ศ. 2566 {BODY}", PHASE), MET, []),
    ("O4", under_title(STRATEGY), MET, []),
    ("O36", under_title(PHASE), MET, []),
    ("O23", under_title(STRATEGY), MET, []),
    # Its name goes on in the lines below.
    ("O4", titled(f"แผนพัฒนา{BODY}", "ระยะ 5 ปี (พ.ศ. 2566 – 2570)", "ฉบับทบทวน"), MET, []),
    ("O4", titled("แผนพัฒนา", BODY, "ห้าปี", "พ.ศ. 2566 – 2570", STRATEGY), MET, []),
    ("O4", titled(f"แผนพัฒนา{BODY} (พ.ศ. 2566 –", "2570)"), MET, []),
    ("O4", titled(f"แผนพัฒนา{BODY} (พ.ศ. 2561 –", "2565)"), NOT_MET, ["plan_not_in_force"]),
    # Years that are not said to be another plan's may mend a name, for a person to see.
    (
        "O4",
        titled(f"แผนพัฒนา{BODY} (พ.ศ. 2561 – 2565)", "ฉบับทบทวน ขยายถึงปี พ.ศ. 2566"),
        REVIEW,
        ["range_in_text"],
    ),
    (
        "O4",
        titled(f"แผนพัฒนา{BODY}", "ใช้ในช่วง พ.ศ. 2566 – 2570"),
        REVIEW,
        ["plan_length_unknown", "range_in_text"],
    ),
    # Of one year by its name, whatever length the plans have that it cites.
    ("O4", titled(f"แผนพัฒนา{BODY} ประจำปี พ.ศ. 2566", STRATEGY), NOT_MET, ["plan_of_one_year"]),
    (
        "O11",
        titled(f"แผนการดำเนินงาน พ.ศ. 2566 ของ{BODY}", "ภายใต้แผนพัฒนาจังหวัด (พ.ศ. 2566 – 2570)"),
        MET,
        [],
    ),
    (
        "O11",
        titled(f"แผนการดำเนินงานของ{BODY} (พ.ศ. 2566 – 2570)"),
        NOT_MET,
        ["plan_of_years"],
    ),
    (
        "O11",
        titled(f"แผนการดำเนินงานตามแผนพัฒนา{BODY} (พ.ศ. 2566 – 2570)"),
        REVIEW,
        ["plan_length_unknown"],
    ),
]


@pytest.mark.parametrize(("item", "change", "verdict", "codes"), OF_YEARS)
def test_a_plan_is_of_the_years_in_its_own_name(
    make: Any, say: Any, item: str, change: Change, verdict: VerdictValue, codes: list[str]
) -> None:
    assert judged(make, say, item, change) == (verdict, codes)


def test_the_title_a_file_was_saved_with_does_not_outdo_its_first_page(make: Any, say: Any) -> None:
    """A plan written over the next one's file, or the other way round."""
    blocks = titled(f"แผนพัฒนา{BODY} (พ.ศ. 2561 – 2565)")(GOOD["O4"].blocks)
    saved = f"แผนพัฒนา{BODY} (พ.ศ. 2566 – 2570)"
    found = make.judge("O4", as_page(blocks).model_copy(update={"title": saved}))
    assert say.reasons(found) == [("range_in_text", "year", "")]


# --- what else a plan names --------------------------------------------------------------------

RANGE = f"แผนพัฒนา{BODY} (พ.ศ. 2566 – 2570)"
ONE_YEAR = "แผนปฏิบัติราชการประจำปีงบประมาณ พ.ศ. 2566"
REQUEST = "ประกอบการจัดทำคำของบประมาณของจังหวัดในปีถัดไป"

NAMED: list[tuple[str, Change, VerdictValue, list[str]]] = [
    # One book of both plans; a preface that says what the plan is for.
    ("O4", titled(f"{RANGE} และ{ONE_YEAR}"), MET, []),
    ("O4", titled(RANGE, "ใช้เป็นกรอบในการจัดทำแผนปฏิบัติราชการประจำปีของจังหวัด"), MET, []),
    ("O4", titled("แผนพัฒนา", RANGE[len("แผนพัฒนา") :], "เป็นกรอบของแผนปฏิบัติราชการประจำปี"), MET, []),
    ("O11", under_title(REQUEST), MET, []),
    # The other plan's own name first, or alone.
    (
        "O4",
        titled(f"{ONE_YEAR} ของ{BODY}", f"จัดทำตาม{RANGE}"),
        NOT_MET,
        ["plan_of_one_year", "range_in_text"],
    ),
    ("O4", titled(f"{ONE_YEAR} ตาม{RANGE}"), NOT_MET, ["plan_of_one_year"]),
    ("O11", titled("คำของบประมาณ", O11_TITLE), NOT_MET, ["budget_request"]),
    # Its name says both, or a further heading does: which it is a person sees.
    ("O11", titled(f"{O11_TITLE} (คำของบประมาณ)"), REVIEW, ["other_document"]),
    ("O11", titled(O11_TITLE, "(คำของบประมาณ)"), REVIEW, ["other_document"]),
    ("O4", titled(RANGE, ONE_YEAR), REVIEW, ["other_document"]),
]


@pytest.mark.parametrize(("item", "change", "verdict", "codes"), NAMED)
def test_a_plan_that_names_another_is_that_plan_by_what_it_is_called_first(
    make: Any, say: Any, item: str, change: Change, verdict: VerdictValue, codes: list[str]
) -> None:
    assert judged(make, say, item, change) == (verdict, codes)


# --- whose complaints --------------------------------------------------------------------------

GENERAL = f"คู่มือการปฏิบัติงานการจัดการเรื่องร้องเรียน/ร้องทุกข์ ศูนย์ดำรงธรรม{BODY}"
MANUALS: list[tuple[Change, VerdictValue, list[str]]] = [
    # Corruption among the examples of what may be complained of is no guideline for it.
    (
        titled(GENERAL, "เรื่องที่รับ ได้แก่ การให้บริการ ที่ดิน หนี้นอกระบบ และการทุจริต เป็นต้น"),
        REVIEW,
        ["mentioned_only"],
    ),
    (titled(GENERAL, "ขอบเขต", "เรื่องร้องเรียน เช่น ที่ดิน และการทุจริต"), REVIEW, ["mentioned_only"]),
    (titled(GENERAL, "ขอบเขต", "เรื่องร้องเรียนการทุจริตของเจ้าหน้าที่"), MET, []),
    (titled("คู่มือการปฏิบัติงานเรื่องร้องเรียน", "การทุจริตและประพฤติมิชอบ", f"ของ{BODY}"), MET, []),
    (titled(f"แนวปฏิบัติการจัดการเรื่องร้องเรียนการทุจริต {BODY}"), MET, []),
]


@pytest.mark.parametrize(("change", "verdict", "codes"), MANUALS)
def test_a_guideline_for_corruption_is_called_so(
    make: Any, say: Any, change: Change, verdict: VerdictValue, codes: list[str]
) -> None:
    assert judged(make, say, "O27", change) == (
        verdict,
        codes,
    )


# --- money that is none ------------------------------------------------------------------------


def beside_money(header: str, cells: str) -> Change:
    """A further column before the last, which tells of the money."""

    def change(blocks: Blocks) -> Blocks:
        return tuple(
            Grid(
                (*one.header[:-1], header, one.header[-1]),
                tuple((*row[:-1], cells, row[-1]) for row in one.rows),
            )
            if isinstance(one, Grid)
            else one
            for one in blocks
        )

    return change


def money_in_words(words: str) -> Change:
    """The annual report's money under a heading of its own, without a table."""

    def change(blocks: Blocks) -> Blocks:
        parts = (
            Heading("1. ผลการดำเนินการโครงการหรือกิจกรรม"),
            Text("ดำเนินการโครงการส่งเสริมเกษตรแปลงใหญ่ริมน้ำแล้วเสร็จตามเป้าหมาย"),
            Heading("2. ผลการใช้จ่ายงบประมาณ"),
            Text(words),
        )
        return (blocks[0], *parts, *blocks[3:])

    return change


SPENT = ("เบิกจ่าย (บาท)", "ผลการใช้จ่ายงบประมาณ (บาท)")
PLANNED = "แผนการใช้จ่ายงบประมาณ (บาท)"

MONEY: list[tuple[str, Change, VerdictValue, list[str]]] = [
    # What is planned to be spent is not what was: its column is not read for the other's.
    (
        "O12",
        in_turn(swap(*SPENT), column(SPENT[1], ""), beside_money(PLANNED, "1,200,000.00")),
        NOT_MET,
        ["heading_empty"],
    ),
    ("O12", swap(SPENT[0], PLANNED), REVIEW, ["mentioned_only"]),
    ("O12", in_turn(swap(*SPENT), beside_money(PLANNED, "1,200,000.00")), MET, []),
    ("O12", swap(SPENT[0], "แผน/ผลการใช้จ่ายงบประมาณ"), MET, []),
    (
        "O37",
        in_turn(
            swap("งบประมาณที่ใช้", SPENT[1]), column(SPENT[1], ""), beside_money(PLANNED, "9,000")
        ),
        NOT_MET,
        ["heading_empty"],
    ),
    # The year of a budget is no amount of it.
    ("O36", column("งบประมาณ", "งบจังหวัด ปี 2566"), REVIEW, ["no_number"]),
    ("O36", column("งบประมาณ", "งบจังหวัด ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2566"), REVIEW, ["no_number"]),
    ("O36", column("งบประมาณ", "20,000 บาท (งบจังหวัด ปี 2566)"), MET, []),
    ("O36", column("งบประมาณ", "2566"), MET, []),
    ("O11", column("งบประมาณ", "งบจังหวัด ปี 2566", first=True), REVIEW, ["no_number"]),
    # A form with the year printed and the amount left open; words that give no amount.
    (
        "O13",
        money_in_words("ปี พ.ศ. 2565 จำนวน .................... บาท เบิกจ่ายแล้ว .............. บาท"),
        NOT_MET,
        ["number_blank"],
    ),
    (
        "O13",
        money_in_words("ได้รับจัดสรร 1,200,000 บาท เบิกจ่ายแล้ว .................... บาท"),
        REVIEW,
        ["no_number"],
    ),
    (
        "O13",
        money_in_words("เป็นไปตามแผนการใช้จ่ายงบประมาณประจำปี พ.ศ. 2565 ที่ได้รับอนุมัติ"),
        REVIEW,
        ["no_number"],
    ),
    ("O13", money_in_words("ปี พ.ศ. 2565 เบิกจ่ายแล้ว 1,180,000 บาท คิดเป็นร้อยละ 98"), MET, []),
    ("O38", money_in_words("ประจำปี พ.ศ. 2565 ไม่ได้ใช้งบประมาณ"), MET, []),
    # A dash says no time.
    ("O36", column("ระยะเวลา", "-"), REVIEW, ["dash_unexplained"]),
    ("O11", column("ระยะเวลา", "-", first=True), REVIEW, ["dash_unexplained"]),
]


@pytest.mark.parametrize(("item", "change", "verdict", "codes"), MONEY)
def test_money_is_an_amount_that_was_spent(
    make: Any, say: Any, item: str, change: Change, verdict: VerdictValue, codes: list[str]
) -> None:
    assert judged(make, say, item, change) == (verdict, codes)


def test_plan_and_result_under_one_heading(make: Any, say: Any) -> None:
    """The head says "การใช้จ่ายงบประมาณ" over both; below it the plan is filled, the result is not."""
    names = ("โครงการ/กิจกรรม", "ความก้าวหน้า")

    def rows(planned: str, spent: str) -> list[list[str]]:
        projects = [row[1] for row in GOOD["O12"].blocks[2].rows]
        return [
            [*names, "การใช้จ่ายงบประมาณ", "การใช้จ่ายงบประมาณ"],
            [*names, "แผน", "ผล"],
            *([name, "อยู่ระหว่างดำเนินการ", planned, spent] for name in projects),
        ]

    title = "\n".join(one.text for one in GOOD["O12"].blocks[:2])
    for cells, codes in (
        (("1,200,000.00", ""), ["heading_empty"]),
        (("1,200,000.00", "900,000.00"), []),
    ):
        judging = make.judging("O12", make.doc(title, rows(*cells)))
        found = make.change(make.beside(judging, "O11", as_page(GOOD["O11"].blocks)))
        assert [code for code, _, _ in say.reasons(found)] == codes


# --- one risk of several -----------------------------------------------------------------------

O35_TITLE, O35_GRID = GOOD["O35"].blocks
assert isinstance(O35_GRID, Grid)
MORE = ("การเบิกเงินค่าเดินทางเป็นเท็จ", "ตรวจสอบหลักฐานการเดินทาง")


def more_risks(item: str, *cells: str) -> Blocks:
    """The item's good table with one more risk; `cells` stand beside it."""
    return tuple(
        Grid(one.header, (*one.rows, cells)) if isinstance(one, Grid) else one
        for one in GOOD[item].blocks
    )


RISKS = more_risks("O34", MORE[0], "สูง", MORE[1])
RESULT = "เปิดระบบเมื่อวันที่ 16 มกราคม 2566"
OTHER_TABLE = (
    Heading("ความเสี่ยงทั้งหมด"),
    Grid(("เหตุการณ์ความเสี่ยง", "มาตรการ"), tuple((one[0], one[-1]) for one in RISKS[2].rows)),
)
ACTED_ON: list[tuple[Blocks, list[str]]] = [
    # The best cell does not speak for the others: they were to be acted on too.
    (more_risks("O35", *MORE, ""), ["some_unanswered"]),
    (more_risks("O35", *MORE, "จะดำเนินการในปีถัดไป"), ["some_unanswered"]),
    (more_risks("O35", *MORE, "-"), ["some_unanswered"]),
    (more_risks("O35", *MORE, RESULT), []),
    # Risks that a table merely lists are not acted on.
    (
        (O35_TITLE, Grid(O35_GRID.header, O35_GRID.rows[:1]), *OTHER_TABLE),
        ["lines_differ"],
    ),
]


@pytest.mark.parametrize(("blocks", "codes"), ACTED_ON)
def test_each_risk_is_acted_on(make: Any, say: Any, blocks: Blocks, codes: list[str]) -> None:
    judging = make.beside(make.judging("O35", as_page(blocks)), "O34", as_page(RISKS))
    found = make.change(judging)
    assert (found.verdict, [code for code, _, _ in say.reasons(found)]) == (
        REVIEW if codes else MET,
        codes,
    )


def test_what_is_done_is_not_what_came_of_it(make: Any, say: Any) -> None:
    """A column of what was to be done is filled, that of the results beside it is empty."""
    header = (*O35_GRID.header[:2], "กิจกรรมที่ดำเนินการ", O35_GRID.header[2])
    rows = tuple((*row[:2], row[1], "") for row in O35_GRID.rows)
    blocks = (O35_TITLE, Grid(header, rows))
    assert judged(make, say, "O35", lambda _: blocks) == (REVIEW, ["some_unanswered"])


def test_a_table_of_risks_under_a_title_of_results_tells_none(make: Any, say: Any) -> None:
    title = f"ผลการดำเนินการจัดการความเสี่ยงการทุจริต ปีงบประมาณ พ.ศ. 2566 {BODY}"
    blocks = (Heading(title, 1), Grid(O35_GRID.header[:2], tuple(r[:2] for r in O35_GRID.rows)))
    assert judged(make, say, "O35", lambda _: blocks) == (REVIEW, ["mentioned_only"])
    assert judged(make, say, "O35", titled(title)) == (MET, [])


def test_the_list_of_risks_beside_it_does_not_answer_them(make: Any, say: Any) -> None:
    """A report in words names the measures itself, or another report of the unit's does."""
    told = Text("วันที่ 16 มกราคม 2566 เจ้าหน้าที่ 40 คนปลูกป่าชายเลนเพื่อเฉลิมพระเกียรติ")
    listed = (Heading(f"ความเสี่ยงทั้งหมดของ{BODY}", 1), OTHER_TABLE[1])
    named = tuple(Text(f"ได้{one[-1]}ครบแล้ว") for one in RISKS[2].rows)
    head = (O35_TITLE, Heading("ผลการดำเนินการ"), told)
    for blocks, codes in ((head, ["lines_differ"]), ((*head, *named), [])):
        shown = (as_page(blocks), as_page(listed), as_page(RISKS))
        judging = make.beside(make.judging("O35", *shown), "O34", as_page(RISKS))
        assert [code for code, _, _ in say.reasons(make.change(judging))] == codes


@pytest.mark.parametrize(
    ("result", "codes"),
    [
        ("ประชุมชี้แจงวันที่ 20 สิงหาคม 2566", ["future_only"]),
        ("ติดตั้งระบบในไตรมาสที่ 4", ["future_only"]),
        ("ไม่สามารถดำเนินการได้", ["future_only"]),
        ("อยู่ระหว่างขออนุมัติโครงการ", ["future_only"]),
        ("ประชุมชี้แจงวันที่ 20 มกราคม 2566 และจะทบทวนในเดือนสิงหาคม 2566", []),
        ("ติดตั้งระบบแล้วในไตรมาสที่ 1", []),
    ],
)
def test_what_is_to_come_is_not_done(make: Any, say: Any, result: str, codes: list[str]) -> None:
    found = judged(make, say, "O35", column("ผลการดำเนินการ", result))
    assert found == (REVIEW if codes else MET, codes)


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ("สถานะการดำเนินการจัดการความเสี่ยง", []),
        ("ผลการจัดการความเสี่ยง", []),
        ("การดำเนินการ", ["mentioned_only"]),
    ],
)
def test_other_heads_of_what_was_done(make: Any, say: Any, head: str, codes: list[str]) -> None:
    found = judged(make, say, "O35", swap("ผลการดำเนินการ", head))
    assert found == (REVIEW if codes else MET, codes)


@pytest.mark.parametrize("item", ["O24", "O37"])
def test_a_progress_report_tells_of_something_done(make: Any, say: Any, item: str) -> None:
    meant = "จะดำเนินการในไตรมาสที่ 3"
    every = judged(make, say, item, column("ความก้าวหน้า", meant))
    assert every == (REVIEW, ["future_only"])
    assert judged(make, say, item, column("ความก้าวหน้า", meant, first=True)) == (MET, [])


def test_what_was_used_speaks_before_the_budget(make: Any, say: Any) -> None:
    report = GOOD["O24"].blocks
    given = swap("งบประมาณที่ใช้", "งบประมาณที่ได้รับจัดสรร")(report)
    assert judged(make, say, "O24", lambda _: given) == (REVIEW, ["mentioned_only"])
    plain = swap("งบประมาณที่ใช้", "งบประมาณ")(report)
    assert judged(make, say, "O24", lambda _: plain) == (MET, [])
    grid = plain[-1]
    assert isinstance(grid, Grid)
    both = Grid((*grid.header, "เบิกจ่าย"), tuple((*row, "") for row in grid.rows))
    assert judged(make, say, "O24", lambda _: (*plain[:-1], both))[0] is NOT_MET


# --- what tells a name and no more -------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "name", "codes"),
    [
        ("O24", ("3", "โครงการพัฒนาภาวะผู้นำ", "", ""), {"row_unfilled"}),
        ("O24", ("", "หมายเหตุ: ข้อมูลจากกลุ่มงาน", "", ""), set()),
        ("O37", ("3", "กิจกรรมต่อต้านการโกงในโรงเรียน", "", ""), {"row_unfilled"}),
        ("O42", ("จัดประชุมชี้แจงการใช้งบประมาณ", "", "", ""), {"row_unfilled"}),
    ],
)
def test_a_last_row_that_is_a_name_alone_is_for_a_person(
    make: Any, say: Any, item: str, name: tuple[str, ...], codes: set[str]
) -> None:
    verdict, found = judged(make, say, item, lambda _: more_risks(item, *name))
    assert (verdict, set(found)) == (REVIEW if codes else MET, codes)


def test_a_name_alone_between_rows_that_no_heading_heads(make: Any, say: Any) -> None:
    *above, grid = GOOD["O42"].blocks
    assert isinstance(grid, Grid)
    (first,) = grid.rows
    bare = ("จัดประชุมชี้แจง", "", "", "")
    for rows, codes in (
        ((first, bare, ("ทบทวนคู่มือ", *first[1:])), {"row_unfilled"}),
        ((bare, first), set()),
    ):
        blocks = (*above, Grid(grid.header, rows))
        assert set(judged(make, say, "O42", lambda _, shown=blocks: shown)[1]) == codes


def test_a_row_that_heads_others_is_none(make: Any, say: Any) -> None:
    *above, grid = GOOD["O24"].blocks
    assert isinstance(grid, Grid)
    headed = [line for row in grid.rows for line in (("", f"ด้านที่ {row[0]}", "", ""), row)]
    blocks = (*above, Grid(grid.header, tuple(headed)))
    assert judged(make, say, "O24", lambda _: blocks) == (MET, [])


# --- a form of which a cell each was filled ----------------------------------------------------


def tabled(item: str, *rows: tuple[str, ...], heads: tuple[str, ...] = ()) -> Change:
    """The item's table with other rows, and other heads where they are given."""

    def change(blocks: Blocks) -> Blocks:
        return tuple(
            Grid(heads or one.header, rows) if isinstance(one, Grid) else one for one in blocks
        )

    return change


def rows_of(item: str) -> list[tuple[str, ...]]:
    return next(list(one.rows) for one in GOOD[item].blocks if isinstance(one, Grid))


@pytest.mark.parametrize("item", ["O4", "O27", "O34", "O42"])
def test_a_table_with_one_cell_filled_in_each_row_is_for_a_person(
    make: Any, say: Any, item: str
) -> None:
    (row, *_) = rows_of(item)
    alone = [tuple(cell if at == n else "" for at, cell in enumerate(row)) for n in range(len(row))]
    verdict, codes = judged(make, say, item, tabled(item, *alone))
    assert (verdict, set(codes)) == (REVIEW, {"row_unfilled"})
    assert judged(make, say, item, tabled(item, row)) == (MET, [])


@pytest.mark.parametrize("item", ["O13", "O38"])
def test_a_year_of_which_one_project_has_its_result_is_for_a_person(
    make: Any, say: Any, item: str
) -> None:
    first, *rest = rows_of(item)
    blank = [(name, "", money) for name, _, money in rest]
    found = judged(make, say, item, tabled(item, first, *blank))
    assert found == (REVIEW, ["some_rows_blank"])
    headed = [line for row in (first, *rest) for line in (("ด้านเศรษฐกิจ", "", ""), row)]
    assert judged(make, say, item, tabled(item, *headed)) == (MET, [])


@pytest.mark.parametrize("head", ["มาตรการ", "ประเด็น"])
def test_measures_by_whatever_point_each_are_filled(make: Any, say: Any, head: str) -> None:
    (row,) = rows_of("O42")
    heads = (head, "ผู้รับผิดชอบ", "ขั้นตอน", "การกำกับติดตาม")
    bare = ("อบรมเจ้าหน้าที่", "", "", "")
    verdict, codes = judged(make, say, "O42", tabled("O42", row, bare, heads=heads))
    assert (verdict, set(codes)) == (REVIEW, {"row_unfilled"})
    more = ("อบรมเจ้าหน้าที่", *row[1:])
    assert judged(make, say, "O42", tabled("O42", row, more, heads=heads)) == (MET, [])


def test_measures_are_filled_beside_a_longer_analysis_by_point(make: Any, say: Any) -> None:
    *above, grid = GOOD["O42"].blocks
    assert isinstance(grid, Grid)
    points = Grid(
        ("ประเด็น", "คะแนน"), tuple((f"ตัวชี้วัดด้านที่ {n} ของหน่วยงาน", f"8{n}.4") for n in range(5))
    )
    bare = ("อบรมเจ้าหน้าที่", "", "", "")
    for rows, codes in ((grid.rows, set()), ((*grid.rows, bare), {"row_unfilled"})):
        blocks = (*above[:3], points, *above[3:], Grid(grid.header, rows))
        assert set(judged(make, say, "O42", lambda _, shown=blocks: shown)[1]) == codes


# --- what a report that follows another is called ----------------------------------------------


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("O12", f"รายงานการประชุมติดตามรายงานความก้าวหน้า {HALF}"),
        ("O24", f"รายงานการประชุมติดตามการดำเนินการตามนโยบายการบริหารทรัพยากรบุคคล {HALF}"),
        ("O24", f"คู่มือการจัดทำรายงานความก้าวหน้าการดำเนินการตามแผนพัฒนาบุคลากร {HALF}"),
        ("O24", f"แผนการดำเนินการตามนโยบายการบริหารทรัพยากรบุคคล {HALF}"),
        ("O37", f"ประชุมติดตามรายงานการป้องกันการทุจริต {HALF}"),
        ("O35", f"แผนบริหารจัดการความเสี่ยงการทุจริต ปีงบประมาณ พ.ศ. 2566 {BODY}"),
        ("O35", f"การประเมินความเสี่ยงการทุจริต ปีงบประมาณ พ.ศ. 2566 {BODY}"),
        ("O35", f"คู่มือการจัดการความเสี่ยงการทุจริต ปีงบประมาณ พ.ศ. 2566 {BODY}"),
        ("O35", f"รายงานการติดตามการควบคุมภายใน ปีงบประมาณ พ.ศ. 2566 {BODY}"),
    ],
)
def test_what_only_speaks_of_progress_is_for_a_person(
    make: Any, say: Any, item: str, title: str
) -> None:
    assert judged(make, say, item, titled(title)) == (REVIEW, ["other_document"])


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("O24", f"สรุปผลการดำเนินงานตามแผนพัฒนาบุคลากร {HALF}"),
        ("O35", f"รายงานผลการดำเนินการตามแผนบริหารความเสี่ยงการทุจริต ปีงบประมาณ พ.ศ. 2566 {BODY}"),
        ("O35", f"การดำเนินการเพื่อจัดการความเสี่ยงการทุจริต ปีงบประมาณ พ.ศ. 2566 {BODY}"),
    ],
)
def test_other_names_of_it_are_its_names(make: Any, say: Any, item: str, title: str) -> None:
    assert judged(make, say, item, titled(title)) == (MET, [])


# --- criteria, and a report of what was done by them -------------------------------------------

CRITERIA = f"ประกาศ{BODY} เรื่อง หลักเกณฑ์การนำผลการประเมินพฤติกรรมทางจริยธรรมไปใช้"
ORDER = "จังหวัดกำหนดให้นำผลการประเมินพฤติกรรมทางจริยธรรมไปใช้ประกอบการพิจารณาเลื่อนเงินเดือนข้าราชการในสังกัด"
DATED = "ประกาศ ณ วันที่ 9 มกราคม 2566"


@pytest.mark.parametrize(
    "asked",
    [
        "ให้ทุกส่วนราชการรายงานผลให้จังหวัดทราบภายในเดือนสิงหาคมของทุกปี",
        "ผู้บังคับบัญชาจัดทำรายงานต่อจังหวัดภายในเดือนสิงหาคมของทุกปี",
    ],
)
def test_criteria_that_ask_for_a_report_are_none(make: Any, say: Any, asked: str) -> None:
    blocks = (Heading(CRITERIA, 1), Text(ORDER), Text(asked), Text(DATED))
    assert judged(make, say, "O41", lambda _: blocks) == (REVIEW, ["mentioned_only"])


def test_a_report_with_its_criteria_is_met(make: Any, say: Any) -> None:
    blocks = (*GOOD["O41"].blocks[:2], Text(CRITERIA), Text(ORDER))
    assert judged(make, say, "O41", lambda _: blocks) == (MET, [])
