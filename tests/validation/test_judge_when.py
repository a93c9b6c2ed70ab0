"""Of when a document is: what it names beside its period or its year may be what it really tells."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from good_documents import DAYS, GOOD, HALF, Blocks, Change, as_markup, as_page, in_turn, swap

from ita_evidence.extraction.readers import formats
from ita_evidence.extraction.readers.limits import DEFAULT
from ita_evidence.model import VerdictValue
from ita_evidence.sample.blocks import Grid, Text

MET, NOT_MET = VerdictValue.MET, VerdictValue.NOT_MET


def judged(make: Any, item: str, change: Change) -> Any:
    """The good document of an item, changed, with the good one that it is compared with."""
    judging = make.judging(item, as_page(change(GOOD[item].blocks)))
    name = GOOD[item].beside
    return make.change(make.beside(judging, name, as_page(GOOD[name].blocks)) if name else judging)


# --- the half-year ---------------------------------------------------------------------------


def period(title: str, days: str) -> Change:
    return in_turn(swap(HALF, title), swap(DAYS, days))


YEAR_PLAN = "ตามแผนปฏิบัติราชการ (1 ตุลาคม 2565 – 30 กันยายน 2566)"


def quarters(blocks: Blocks) -> Blocks:
    """A plan's schedule between the projects and their progress."""
    heads = tuple(f"ไตรมาส {n}" for n in range(1, 5))
    return tuple(
        replace(
            one,
            header=(*one.header[:2], *heads, *one.header[2:]),
            rows=tuple((*row[:2], "/", "/", "", "", *row[2:]) for row in one.rows),
        )
        if isinstance(one, Grid)
        else one
        for one in blocks
    )


@pytest.mark.parametrize(
    ("title", "days"),
    [
        # A cut-off before the half-year's end under a title of six months (items guide, O12).
        (HALF, "ณ วันที่ 28 กุมภาพันธ์ 2566"),
        (HALF, "ณ สิ้นเดือนกุมภาพันธ์ 2566"),
        ("รอบ 6 เดือนแรก ปี 2566", "ณ วันที่ 15 มีนาคม 2566"),
        # A shorter or another half-year: the range goes before the heading (items guide §1.9).
        (HALF, "ระหว่างวันที่ 1 ตุลาคม 2565 – 31 ธันวาคม 2565"),
        (HALF, "เดือนมกราคม – มิถุนายน 2566"),
        # The plan's twelve months are not the report's.
        (YEAR_PLAN, "ไตรมาสที่ 1 ปีงบประมาณ พ.ศ. 2566"),
        (YEAR_PLAN, "ปีงบประมาณ พ.ศ. 2566"),
        # Its cut-off lies in the half-year's last month.
        ("ปีงบประมาณ พ.ศ. 2566", "ณ วันที่ 15 มีนาคม 2566"),
    ],
)
@pytest.mark.parametrize("item", ["O12", "O24", "O33", "O37"])
def test_a_shorter_time_beside_the_half_year_is_for_a_person(
    make: Any, say: Any, item: str, title: str, days: str
) -> None:
    found = judged(make, item, period(title, days))
    assert say.reasons(found) == [("period_unclear", "first_half", "")]


def test_the_quarters_of_a_schedule_are_no_period(make: Any, say: Any) -> None:
    """O12: the four quarters in the table's head are the plan's; no period is said at all."""
    found = judged(make, "O12", in_turn(period("ปีงบประมาณ พ.ศ. 2566", ""), quarters))
    assert say.reasons(found) == [("period_unclear", "first_half", "")]
    found = judged(make, "O12", quarters)
    assert (found.verdict, say.reasons(found)) == (MET, [])


@pytest.mark.parametrize(
    ("title", "days"),
    [
        (HALF, "ณ วันที่ 31 มีนาคม 2566"),
        (HALF, "ณ วันที่ 10 เมษายน 2566"),
        ("ปีงบประมาณ พ.ศ. 2566", "ณ สิ้นเดือนมีนาคม 2566"),
        # The plan's year and the half told of it.
        (YEAR_PLAN, HALF),
        # Two quarters of a half-year, each by itself.
        (HALF, "ไตรมาสที่ 1 (ต.ค. – ธ.ค. 65) และไตรมาสที่ 2 (ม.ค. – มี.ค. 66)"),
        ("ปีงบประมาณ พ.ศ. 2566", "ไตรมาสที่ 1 (ต.ค. – ธ.ค. 65) และไตรมาสที่ 2 (ม.ค. – มี.ค. 66)"),
        # The plan's half that follows.
        (HALF, "และแผนงานในช่วงเมษายน – กันยายน 2566"),
        # When it was signed is no day up to which it tells.
        (HALF, "ตามประกาศ ประกาศ ณ วันที่ 10 มกราคม 2566"),
    ],
)
def test_the_half_year_beside_what_does_not_shorten_it_is_met(
    make: Any, say: Any, title: str, days: str
) -> None:
    found = judged(make, "O12", period(title, days))
    assert (found.verdict, say.reasons(found)) == (MET, [])


SECOND = "1 เมษายน 2566 – 30 กันยายน 2566"
LATER_MONTHS = ("เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.")


def without_days(blocks: Blocks) -> Blocks:
    """The title alone says the half-year."""
    return tuple(one for one in blocks if not (isinstance(one, Text) and DAYS in one.text))


def beside(heads: tuple[str, ...], cells: tuple[str, ...]) -> Change:
    """Columns beside those of the table; a row each of `cells`, in turn, repeated under each."""

    def change(blocks: Blocks) -> Blocks:
        return tuple(
            replace(
                one,
                header=(*one.header, *heads),
                rows=tuple(
                    (*row, *(cells[n % len(cells)],) * len(heads)) for n, row in enumerate(one.rows)
                ),
            )
            if isinstance(one, Grid)
            else one
            for one in without_days(blocks)
        )

    return change


def told(text: str) -> Change:
    return swap(DAYS, text)


@pytest.mark.parametrize("item", ["O12", "O24", "O37"])
@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (told(f"ระหว่างวันที่ {SECOND}"), told(DAYS)),
        (
            told(" ผลการดำเนินงานตามแผน เดือนเมษายน ถึงเดือนกันยายน 2566"),
            told(" โครงการที่เหลือจะดำเนินการในเดือนเมษายน ถึงเดือนกันยายน 2566"),
        ),
        (
            beside(("ผลการเบิกจ่าย ไตรมาสที่ 3 – 4",), ("12,000",)),
            beside(("แผนการดำเนินงาน ไตรมาสที่ 3 – 4",), ("จัดซื้อวัสดุ",)),
        ),
        (beside(LATER_MONTHS, ("/",)), beside(("ต.ค.", "พ.ย.", *LATER_MONTHS), ("/",))),
        (
            beside(("ระยะเวลาดำเนินการ",), ("เม.ย. – มิ.ย. 2566", "ก.ค. – ก.ย. 2566")),
            beside(("ระยะเวลาดำเนินการ",), ("ต.ค. 2565 – มี.ค. 2566", "ก.ค. – ก.ย. 2566")),
        ),
        (
            beside(("เดือนที่ดำเนินการ",), ("พฤษภาคม 2566", "กรกฎาคม 2566")),
            beside(("กำหนดแล้วเสร็จ",), ("กันยายน 2566",)),
        ),
    ],
)
def test_a_title_of_the_half_year_over_the_months_after_it_is_for_a_person(
    make: Any, say: Any, item: str, wrong: Change, right: Change
) -> None:
    found = judged(make, item, wrong)
    assert say.reasons(found) == [("period_unclear", "first_half", "")]
    found = judged(make, item, right)
    assert (found.verdict, say.reasons(found)) == (MET, [])


def test_a_report_on_gifts_of_the_months_after_its_title_is_for_a_person(
    make: Any, say: Any
) -> None:
    found = judged(make, "O33", told(f"ระหว่างวันที่ {SECOND}"))
    assert say.reasons(found) == [("period_unclear", "first_half", "")]


def test_service_figures_under_a_head_of_the_months_after_are_for_a_person(
    make: Any, say: Any
) -> None:
    def found(head: str) -> list[str]:
        table = [["งานบริการ", f"{head} (ราย)"], ["จดทะเบียน", "120"]]
        shown = make.judge("O16", make.doc(f"สถิติการให้บริการ จังหวัดที่นี่บุรี {HALF}", table))
        return [code for code, _, _ in say.reasons(shown)]

    assert found("เม.ย. – ก.ย. 2566") == ["period_unclear"]
    assert found("ต.ค. 2565 – มี.ค. 2566") == []


@pytest.mark.parametrize(
    ("months", "codes"),
    [
        (("เมษายน", "พฤษภาคม", "มิถุนายน"), {"periods_mixed"}),
        (("ตุลาคม", "พฤศจิกายน", "ธันวาคม", "มกราคม", "กุมภาพันธ์", "มีนาคม"), set()),
    ],
)
def test_months_without_a_year_are_of_the_year_that_heads_the_complaints(
    make: Any, say: Any, months: tuple[str, ...], codes: set[str]
) -> None:
    heads = ["เดือน", "จำนวนเรื่องร้องเรียนทั้งหมด", "ดำเนินการแล้วเสร็จ", "อยู่ระหว่างดำเนินการ"]
    table = [heads, *([month, "1", "1", "0"] for month in months)]
    title = f"สถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ จังหวัดที่นี่บุรี {HALF}"
    found = make.judge("O29", make.doc(title, table))
    assert {code for code, _, _ in say.reasons(found)} == codes


@pytest.mark.parametrize(
    "title",
    [
        "ณ สิ้นไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2566",
        "(สะสมถึงไตรมาสที่ 2) ปีงบประมาณ พ.ศ. 2566",
        "ผลสะสม ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2566",
    ],
)
def test_up_to_the_second_quarter_is_the_half_year(make: Any, say: Any, title: str) -> None:
    """O12: a cumulative report to 31 March was told to lack October to December."""
    found = judged(make, "O12", period(title, ""))
    assert (found.verdict, say.reasons(found)) == (MET, [])


def test_the_second_quarter_alone_is_for_a_person(make: Any, say: Any) -> None:
    found = judged(make, "O12", period("ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2566", ""))
    assert say.reasons(found) == [("quarter_alone", "first_half", "")]


@pytest.mark.parametrize(
    "title",
    [
        "ไตรมาสที่ 1 ปีงบประมาณ พ.ศ. 2566",
        "ณ สิ้นไตรมาสที่ 1 ปีงบประมาณ พ.ศ. 2566",
        "ปีงบประมาณ พ.ศ. 2566 ข้อมูล ณ วันที่ 28 กุมภาพันธ์ 2566",
        # A quarter whose end is still to come is none up to which it can tell.
        "ไตรมาสที่ 1 ปีงบประมาณ พ.ศ. 2566 ขยายเวลาถึงไตรมาสที่ 3 ปีงบประมาณ พ.ศ. 2566",
        # Told as of a day, the month's name written out: the 12 is no twelve months.
        "ปีงบประมาณ พ.ศ. 2566 ข้อมูล ณ วันที่ 12 เดือน มกราคม พ.ศ. 2566",
    ],
)
def test_what_ends_before_march_stays_short(make: Any, say: Any, title: str) -> None:
    found = judged(make, "O12", period(title, ""))
    assert (found.verdict, say.reasons(found)) == (
        NOT_MET,
        [("period_short", "first_half", "")],
    )


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("O33", "ปีงบประมาณ พ.ศ. 2566 เดือนตุลาคม 2565"),
        ("O12", "ปีงบประมาณ พ.ศ. 2566\nเดือนธันวาคม 2565"),
    ],
)
def test_a_month_behind_the_year_is_no_half_year(
    make: Any, say: Any, item: str, title: str
) -> None:
    """The year's last digit and เดือน are not "6 เดือน"."""
    found = judged(make, item, period(title, "ของแผนงานทุกด้านตามที่ได้รับมอบหมาย"))
    assert say.reasons(found) == [("period_unknown", "first_half", "")]


def test_a_file_that_is_unclear_does_not_fill_the_other_half(make: Any, say: Any) -> None:
    """O33: the second quarter's file beside one of six months that was cut off in February."""
    second = period("ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2566", "")(GOOD["O33"].blocks)
    cut = period(HALF, "ข้อมูล ณ วันที่ 28 กุมภาพันธ์ 2566")(GOOD["O33"].blocks)
    found = make.judge("O33", as_page(second), as_page(cut))
    assert say.reasons(found) == [("quarter_alone", "first_half", "")]
    first = period("ไตรมาสที่ 1 ปีงบประมาณ พ.ศ. 2566", "")(GOOD["O33"].blocks)
    found = make.judge("O33", as_page(first), as_page(second))
    assert (found.verdict, say.reasons(found)) == (MET, [])


# --- the year --------------------------------------------------------------------------------


def title(said: str, below: str = "") -> Change:
    """Another year than 2565 in the title, and a line below it."""

    def change(blocks: Blocks) -> Blocks:
        named = swap("ประจำปีงบประมาณ พ.ศ. 2565", said)(blocks)
        return (named[0], Text(below), *named[1:]) if below else named

    return change


LAST = "ประจำปีงบประมาณ พ.ศ. 2564"
THIS = "ประจำปีงบประมาณ พ.ศ. 2565"
USED_IN_2565 = "จัดทำขึ้นเพื่อใช้ปรับปรุงการดำเนินงานในปีงบประมาณ พ.ศ. 2565"
STRATEGY = "เพื่อพัฒนางานตามยุทธศาสตร์ชาติ (พ.ศ. 2561 – 2580)"


@pytest.mark.parametrize("item", ["O13", "O17", "O22", "O26", "O38"])
def test_a_report_of_the_year_before_that_says_when_it_is_used_is_for_a_person(
    make: Any, say: Any, item: str
) -> None:
    """Last year's report named the wanted year in its purpose alone and was met by it."""
    found = judged(make, item, title(LAST, USED_IN_2565))
    assert say.reasons(found) == [("years_mixed", "year", "")]
    found = judged(make, item, title(THIS, "เพื่อใช้ปรับปรุงการดำเนินงานในปีงบประมาณ พ.ศ. 2566"))
    assert (found.verdict, say.reasons(found)) == (MET, [])
    found = judged(make, item, title(LAST))
    assert (found.verdict, say.reasons(found)) == (NOT_MET, [("wrong_year", "year", "")])


@pytest.mark.parametrize("item", ["O13", "O17", "O22"])
@pytest.mark.parametrize(
    ("said", "below", "reasons"),
    [
        # The year is said by its months alone; the strategy's span is no year of the report's.
        ("", f"เก็บข้อมูลเดือนสิงหาคม 2565 {STRATEGY}", ["year_in_span"]),
        ("(แผนพัฒนา พ.ศ. 2561 – 2565)", "ข้อมูล ณ วันที่ 30 กันยายน 2565", ["year_in_span"]),
        ("ปีงบประมาณ พ.ศ. 2564 – 2565", "", ["year_in_span"]),
        # A span that does not hold the year says nothing of it.
        ("(แผนพัฒนา พ.ศ. 2566 – 2570)", "", ["year_unknown"]),
        ("ปีงบประมาณ พ.ศ. 2563 – 2564", USED_IN_2565, ["years_mixed"]),
        # Beside the report's own year a span changes nothing.
        (f"ตามแผนพัฒนา (พ.ศ. 2561 – 2565) {THIS}", "", []),
        (LAST, STRATEGY, ["wrong_year"]),
    ],
)
def test_a_span_of_years_is_no_year(
    make: Any, say: Any, item: str, said: str, below: str, reasons: list[str]
) -> None:
    found = judged(make, item, title(said, below))
    assert [code for code, _, _ in say.reasons(found)] == reasons


def test_the_analysis_of_the_year_before_is_not_mended_by_its_aim(make: Any, say: Any) -> None:
    """O42: last year's measures analyse 2564 and aim at 2565 (items guide: fails by analysis of
    2564)."""
    year = swap("การวิเคราะห์ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2565", "การวิเคราะห์ผลการประเมิน ITA ปี 2564")
    aim = swap("ควรรักษาและยกระดับต่อไป", "ต้องยกระดับผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2565")
    assert say.reasons(judged(make, "O42", in_turn(year, aim))) == [("years_mixed", "year", "")]
    assert say.reasons(judged(make, "O42", year)) == [("wrong_year", "year", "")]
    span = swap("ITA ปีงบประมาณ พ.ศ. 2565", "ITA ปี 2563 – 2565")
    assert say.reasons(judged(make, "O42", span)) == [("year_in_span", "year", "")]


def test_measures_for_the_year_after_are_right(make: Any, say: Any) -> None:
    """O42: a title of 2566 that names the ITA too is right: the measures are for 2566."""
    named = swap("มาตรการส่งเสริม", "ผลการประเมิน ITA และมาตรการส่งเสริม")
    found = judged(make, "O42", named)
    assert (found.verdict, say.reasons(found)) == (MET, [])


MENUS = [
    '<ul><li><a href="/ita66">ITA ปี 2566</a></li><li><a href="/ita65">ITA ปี 2565</a></li></ul>',
    '<p><a href="/">หน้าหลัก</a> » <a href="/ita66">การประเมิน ITA ปี 2566</a> » แบบสำรวจ</p>',
]


@pytest.mark.parametrize("menu", MENUS)
@pytest.mark.parametrize(
    ("named", "verdict", "reasons"),
    [("2565", MET, []), ("2564", NOT_MET, [("wrong_year", "year", "")])],
)
def test_a_sites_menu_is_no_year_of_its_report(
    make: Any, say: Any, menu: str, named: str, verdict: VerdictValue, reasons: list[Any]
) -> None:
    """O17: a menu to the lists of other years neither mends last year's report nor spoils this
    one's."""
    markup = as_markup(swap("พ.ศ. 2565", f"พ.ศ. {named}")(GOOD["O17"].blocks))
    page = markup.replace("<main>", f"<main>{menu}")
    document = formats.parse(page.encode(), "html", "text/html; charset=utf-8", DEFAULT)
    found = make.judge("O17", document)
    assert (found.verdict, say.reasons(found)) == (verdict, reasons)


# --- a part of the year ----------------------------------------------------------------------


@pytest.mark.parametrize("item", ["O13", "O22", "O26", "O38"])
@pytest.mark.parametrize(
    ("said", "below"),
    [
        ("รอบ 6 เดือน (1 ตุลาคม 2564 – 31 มีนาคม 2565) ปีงบประมาณ พ.ศ. 2565", ""),
        ("รอบ 6 เดือน ปีงบประมาณ พ.ศ. 2565", "ระหว่างวันที่ 1 ตุลาคม 2564 – 31 มีนาคม 2565"),
        ("ไตรมาสที่ 1 ปีงบประมาณ พ.ศ. 2565", ""),
        (THIS, "ข้อมูล ณ วันที่ 31 มีนาคม 2565"),
    ],
)
def test_a_report_of_a_part_of_the_year_is_for_a_person(
    make: Any, say: Any, item: str, said: str, below: str
) -> None:
    """A half-year's report of 2565 was met as the annual one (items guide, O38: fails by)."""
    found = judged(make, item, title(said, below))
    assert say.reasons(found) == [("part_of_year", "year", "")]


@pytest.mark.parametrize("item", ["O13", "O22", "O26", "O38"])
@pytest.mark.parametrize(
    "below",
    [
        "รอบ 12 เดือน",
        "ระหว่างวันที่ 1 ตุลาคม 2564 – 30 กันยายน 2565",
        "ข้อมูล ณ วันที่ 30 กันยายน 2565",
        "รอบ 6 เดือนแรก และรอบ 6 เดือนหลัง",
        "ณ สิ้นไตรมาสที่ 4",
        "ประชุมเมื่อวันที่ 15 – 16 มีนาคม 2565",
    ],
)
def test_a_report_of_the_whole_year_is_met(make: Any, say: Any, item: str, below: str) -> None:
    found = judged(make, item, title(THIS, below))
    assert (found.verdict, say.reasons(found)) == (MET, [])


def test_a_survey_takes_its_time(make: Any, say: Any) -> None:
    """O17: answers are gathered in some months of the year."""
    found = judged(make, "O17", title(THIS, "เก็บข้อมูลเดือนมิถุนายน – สิงหาคม 2565"))
    assert (found.verdict, say.reasons(found)) == (MET, [])
