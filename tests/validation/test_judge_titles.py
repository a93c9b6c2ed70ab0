"""What a document is called: an order, a meeting or a plan of another matter is not the plan; other
names that offices use are. And each line of a table, each file of a heading, speaks for itself."""

from __future__ import annotations

from typing import Any

import pytest
from good_documents import AS_TABLE, BODY, GOOD, O25_PAGE, Blocks, as_file, as_page, swap

from ita_evidence.model import Outcome, VerdictValue
from ita_evidence.sample.blocks import Grid, Heading, Text

YEAR, LAST = "ปีงบประมาณ พ.ศ. 2566", "ปีงบประมาณ พ.ศ. 2565"


def called(item: str, title: str) -> Blocks:
    """The item's good document under another title."""
    return (Heading(title, 1), *GOOD[item].blocks[1:])


def reasons(make: Any, say: Any, item: str, blocks: Blocks, kind: str = "html") -> Any:
    document = as_page(blocks) if kind == "html" else as_file(kind, blocks)
    judged = make.judge(item, document)
    return judged.verdict.value, [code for code, _, _ in say.reasons(judged)]


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("O4", f"ประชุมรับฟังความคิดเห็นแผนพัฒนา{BODY} 5 ปี (พ.ศ. 2566 – 2570)"),
        ("O11", f"คำสั่ง{BODY} เรื่อง แต่งตั้งคณะทำงานจัดทำแผนปฏิบัติราชการประจำ{YEAR}"),
        ("O11", f"แผนการดำเนินงานป้องกันการทุจริต ประจำ{YEAR} {BODY}"),
        ("O11", f"แผนการดำเนินงานด้านการบริหารทรัพยากรบุคคล ประจำ{YEAR} {BODY}"),
        ("O11", f"แผนการดำเนินงานโครงการ TO BE NUMBER ONE ประจำ{YEAR} {BODY}"),
        ("O13", f"รายงานผลการดำเนินงานโครงการปลูกป่าชายเลน ประจำ{LAST} {BODY}"),
        ("O13", f"รายงานผลการดำเนินการจัดการความเสี่ยงการทุจริต ประจำ{LAST} {BODY}"),
        ("O13", f"รายงานผลการดำเนินงานการควบคุมภายใน ประจำ{LAST} {BODY}"),
        ("O23", f"คำสั่ง{BODY} เรื่อง แต่งตั้งคณะทำงานจัดทำแผนพัฒนาบุคลากร (พ.ศ. 2566 – 2568)"),
        ("O23", f"คู่มือการจัดทำแผนพัฒนาบุคลากร {BODY} พ.ศ. 2566"),
        ("O23", f"ประกาศ{BODY} เรื่อง หลักเกณฑ์ประกอบนโยบายการบริหารทรัพยากรบุคคล พ.ศ. 2566"),
        ("O23", f"การประเมินผลนโยบายการบริหารทรัพยากรบุคคล {BODY} พ.ศ. 2566"),
        ("O26", f"รายงานผลการพัฒนาบุคลากร หลักสูตรภาษาอังกฤษ ประจำ{LAST} {BODY}"),
        ("O27", "ระเบียบสำนักนายกรัฐมนตรี ว่าด้วยการจัดการเรื่องร้องเรียนการทุจริต"),
        ("O27", f"รายงานผลการดำเนินการเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ {BODY}"),
        ("O34", f"โครงการอบรมการประเมินความเสี่ยงการทุจริต ประจำ{YEAR} {BODY}"),
        ("O34", f"รายงานการประเมินผลการควบคุมภายในและความเสี่ยงด้านการทุจริต {YEAR} {BODY}"),
        ("O36", f"คำสั่ง{BODY} แต่งตั้งคณะทำงานจัดทำแผนปฏิบัติการป้องกันการทุจริต (พ.ศ. 2566 – 2570)"),
        ("O38", f"รายงานผลการดำเนินโครงการอบรมป้องกันการทุจริต ประจำ{LAST} {BODY}"),
        ("O42", f"รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส {YEAR} {BODY}"),
        ("O42", f"คู่มือการวิเคราะห์ผลการประเมิน ITA {LAST} {BODY}"),
    ],
)
def test_what_only_speaks_of_it_or_is_of_another_matter_is_for_a_person(
    make: Any, say: Any, item: str, title: str
) -> None:
    found = reasons(make, say, item, called(item, title))
    assert found == ("needs_review", ["other_document"])


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("O4", f"แผนปฏิบัติราชการระยะ 5 ปี (พ.ศ. 2566 – 2570) ของ{BODY}"),
        ("O13", f"สรุปผลการดำเนินงานตามแผนปฏิบัติราชการ ประจำ{LAST} {BODY}"),
        ("O13", f"รายงานการติดตามและประเมินผลแผนปฏิบัติราชการ ประจำ{LAST} {BODY}"),
        ("O26", f"รายงานผลการดำเนินการตามนโยบายการบริหารทรัพยากรบุคคล ประจำ{LAST} {BODY}"),
        ("O26", f"สรุปผลการบริหารทรัพยากรบุคคล ประจำ{LAST} {BODY}"),
    ],
)
def test_other_names_that_offices_use_are_its_names(
    make: Any, say: Any, item: str, title: str
) -> None:
    assert reasons(make, say, item, called(item, title)) == ("met", [])


@pytest.mark.parametrize(
    ("item", "old", "new"),
    [
        ("O23", "นโยบายการบริหารทรัพยากรบุคคล", "นโยบายและกลยุทธ์การบริหารทรัพยากรบุคคล"),
        ("O27", "ช่องทางการร้องเรียน", "การรับและตรวจสอบข้อร้องเรียนจากช่องทางต่าง ๆ"),
        ("O34", "ระดับความเสี่ยง", "โอกาส x ผลกระทบ"),
        ("O42", "จุดอ่อนที่จะต้องแก้ไขโดยเร่งด่วน", "เรื่องที่ควรปรับปรุง"),
        ("O42", "การกำกับติดตาม", "การประเมินผล"),
    ],
)
def test_words_that_may_say_it_otherwise_are_for_a_person(
    make: Any, say: Any, item: str, old: str, new: str
) -> None:
    found = reasons(make, say, item, swap(old, new)(GOOD[item].blocks))
    assert found == ("needs_review", ["mentioned_only"])


@pytest.mark.parametrize("part", ["ไตรมาสที่ 1", "รอบ 6 เดือนหลัง"])
def test_a_plan_of_a_part_of_the_year_is_for_a_person(make: Any, say: Any, part: str) -> None:
    found = reasons(make, say, "O11", called("O11", f"แผนการใช้จ่ายงบประมาณ {part} {YEAR} {BODY}"))
    assert found == ("needs_review", ["part_of_year"])


def test_a_plan_by_quarters_is_of_the_whole_year(make: Any, say: Any) -> None:
    head = ("โครงการ", "งบประมาณ (บาท)", *(f"ไตรมาสที่ {n}" for n in range(1, 5)))
    rows = tuple(
        (f"โครงการพัฒนาแหล่งน้ำเพื่อการเกษตรของอำเภอที่ {n}", f"{n}00,000", "/", "/", "", "")
        for n in range(1, 6)
    )
    title = Heading(f"แผนการใช้จ่ายงบประมาณประจำ{YEAR} {BODY}", 1)
    assert reasons(make, say, "O11", (title, Grid(head, rows))) == ("met", [])


def _with(blocks: Blocks, cell: int, text: str) -> Blocks:
    """One more risk, with a cell of it written anew."""
    row = ["ใช้รถราชการในเรื่องส่วนตัว", "ปานกลาง", "ลงทะเบียนการใช้รถทุกครั้งที่ออก"]
    row[cell] = text
    return tuple(
        Grid(one.header, (*one.rows, tuple(row))) if isinstance(one, Grid) else one
        for one in blocks
    )


@pytest.mark.parametrize("kind", AS_TABLE)
@pytest.mark.parametrize(("cell", "text"), [(1, ""), (2, ""), (2, "-")])
def test_each_risk_has_its_level_and_its_measure(
    make: Any, say: Any, kind: str, cell: int, text: str
) -> None:
    good = GOOD["O34"].blocks
    found = reasons(make, say, "O34", _with(good, cell, text), kind)
    assert found == ("needs_review", ["some_rows_blank"])
    assert reasons(make, say, "O34", _with(good, 0, "ใช้รถราชการ"), kind) == ("met", [])


@pytest.mark.parametrize(
    ("outcome", "codes"), [(Outcome.OK, []), (Outcome.NOT_FOUND, ["link_dead"])]
)
def test_words_beside_a_link_are_not_the_file_that_it_leads_to(
    make: Any, say: Any, outcome: Outcome, codes: list[str]
) -> None:
    told = tuple(
        part
        for one in O25_PAGE
        for part in (
            (one, Text("รายละเอียดดังเอกสารแนบ"))
            if isinstance(one, Heading) and one.level == 3
            else (one,)
        )
    )
    page = make.shown(as_page(told), url="https://www.somewhere.example/o25/")
    files = [
        make.shown(
            make.doc("หนังสือเวียนของสำนักงาน ก.พ.", type="pdf") if shown else None,
            url=f"https://www.somewhere.example/o25/{n}.pdf",
            role="linked",
            label=f"หนังสือเวียนที่ ว {n}",
        )
        for n in range(1, 6)
        for shown in (n < 5 or outcome is Outcome.OK,)
    ]
    judged = make.judge("O25", page, *files)
    assert [code for code, _, _ in say.reasons(judged)] == codes
    assert judged.verdict is (VerdictValue.NEEDS_REVIEW if codes else VerdictValue.MET)


def test_a_figure_left_open_by_three_dots_is_none(make: Any, say: Any) -> None:
    blank = swap("412 คน", "... คน")(GOOD["O26"].blocks)
    assert reasons(make, say, "O26", blank) == ("needs_review", ["no_number"])
