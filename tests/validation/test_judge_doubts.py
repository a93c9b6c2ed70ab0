"""A whole document that is doubtful is never met, whatever it shows: a draft, an example, a memo
alone, another body's, last year's under this year's title. What only speaks of one is no draft.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from good_documents import (
    BODY,
    GOOD,
    HALF,
    O2_PAGE,
    Blocks,
    Change,
    as_file,
    as_page,
    every_word,
    swap,
)

from ita_evidence.model import Document, VerdictValue
from ita_evidence.sample.blocks import Heading, Text


def titled(change: Callable[[str], str]) -> Change:
    """The first block, its title, written anew."""
    return lambda blocks: (every_word(blocks[0], change), *blocks[1:])


def _memo_alone(blocks: Blocks) -> Blocks:
    """A request to publish what is not there: the titles alone are repeated."""
    titles = [one for one in blocks if isinstance(one, Heading)]
    return (
        Heading("บันทึกข้อความ", 1),
        Text(f"ส่วนราชการ สำนักงาน{BODY}"),
        Text("เรื่อง ขออนุญาตเผยแพร่ข้อมูลผ่านเว็บไซต์ของหน่วยงาน"),
        Text("เรียน ผู้ว่าราชการจังหวัด"),
        *(Text(f"ตามที่ได้จัดทำ{one.text} แล้ว จึงขออนุญาตเผยแพร่") for one in titles),
    )


DOUBTFUL: dict[str, tuple[Change, str]] = {
    "draft behind": (titled(lambda text: f"{text} (ร่าง)"), "draft_perhaps"),
    "draft before": (titled(lambda text: f"ร่าง {text}"), "draft_perhaps"),
    "draft said": (titled(lambda text: f"{text} ฉบับร่าง"), "draft_perhaps"),
    "draft in English": (lambda blocks: (Text("DRAFT"), *blocks), "draft_perhaps"),
    "example": (lambda blocks: (Text("ตัวอย่างแบบฟอร์ม"), *blocks), "draft_perhaps"),
    "memo in front": (
        lambda blocks: (
            Text("บันทึกข้อความ"),
            Text("เรียน ผู้ว่าราชการจังหวัด ขออนุญาตเผยแพร่ข้อมูล"),
            *blocks,
        ),
        "memo_in_front",
    ),
    "another province's with our foot": (
        lambda blocks: (*swap(BODY, "จังหวัดลำปาง")(blocks), Text(f"เผยแพร่โดย {BODY}")),
        "body_in_doubt",
    ),
    "another province's under our title": (
        lambda blocks: (Heading(BODY, 1), *swap(BODY, "จังหวัดลำปาง")(blocks)),
        "body_in_doubt",
    ),
    "another province's, in short": (swap(BODY, "จ.ลำปาง"), "body_in_doubt"),
    "a municipality's": (swap(BODY, "เทศบาลเมืองสมมติ"), "body_in_doubt"),
    "a municipality's with its address": (
        swap(BODY, f"เทศบาลเมืองสมมติ อำเภอเมือง {BODY}"),
        "body_in_doubt",
    ),
    "a hospital's with its province": (swap(BODY, f"โรงพยาบาลสมมติ {BODY}"), "body_in_doubt"),
    "of the body whose name is made of ours": (
        swap(BODY, f"องค์การบริหารส่วน{BODY}"),
        "body_in_doubt",
    ),
    "cancelled": (titled(lambda text: f"เรื่อง ยกเลิก{text}"), "cancelled_perhaps"),
    "an open form": (
        lambda blocks: (blocks[0], *(Text(f"{n}. {'.' * 40}") for n in (1, 2, 3)), *blocks[1:]),
        "form_open",
    ),
}


def judged(make: Any, item: str, document: Document) -> Any:
    judging = make.judging(item, document)
    if (name := GOOD[item].beside) is not None:
        beside = as_page(O2_PAGE if name == "O2" else GOOD[name].blocks)
        judging = make.beside(judging, name, beside)
    return make.change(judging)


@pytest.mark.parametrize("name", DOUBTFUL)
@pytest.mark.parametrize("item", GOOD)
def test_a_doubtful_document_is_never_met(make: Any, item: str, name: str) -> None:
    change, _ = DOUBTFUL[name]
    found = judged(make, item, as_page(change(GOOD[item].blocks)))
    assert found.verdict is not VerdictValue.MET


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_person_is_asked_of_it_once(make: Any, say: Any, name: str) -> None:
    change, code = DOUBTFUL[name]
    found = judged(make, "O11", as_page(change(GOOD["O11"].blocks)))
    assert (found.verdict, say.reasons(found)) == (VerdictValue.NEEDS_REVIEW, [(code, "plan", "")])


@pytest.mark.parametrize(
    "item", [item for item, good in GOOD.items() if BODY not in repr(good.blocks[1:4])]
)
def test_a_title_of_another_body_counts_though_the_text_names_us(make: Any, item: str) -> None:
    change = titled(lambda text: f"ประกาศองค์การบริหารส่วน{BODY} เรื่อง {text.replace(BODY, '')}")
    blocks = (*change(GOOD[item].blocks), Text(f"ประชาชนใน{BODY}"), Text(f"{BODY} ดำเนินการ"))
    assert judged(make, item, as_page(blocks)).verdict is not VerdictValue.MET


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ((BODY, "{} เทศบาลเมืองสมมติ"), ["body_in_doubt"]),
        (("{} โรงพยาบาลสมมติ", f"สำนักงานสาธารณสุข{BODY}"), ["body_in_doubt"]),
        (("{} อบจ.ที่นี่บุรี", BODY), ["body_in_doubt"]),
        (("{}", "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาที่นี่บุรี เขต 1", BODY), ["body_in_doubt"]),
        (("{}", f"องค์การบริหารส่วน{BODY}", BODY), ["body_in_doubt"]),
        ((f"{{}} {BODY}", "ร่วมกับเทศบาลเมืองสมมติ"), []),
        ((f"ประกาศ{BODY}", "{} เทศบาลเมืองสมมติเป็นพื้นที่นำร่อง"), []),
        (("{}", f"สำนักงาน{BODY}", "กลุ่มงานอำนวยการ"), []),
    ],
)
@pytest.mark.parametrize("item", ["O13", "O42"])
def test_the_provinces_name_beside_another_bodys_title_does_not_make_it_ours(
    make: Any, say: Any, item: str, lines: tuple[str, ...], codes: list[str]
) -> None:
    first, *rest = swap(BODY, "")(GOOD[item].blocks)
    assert isinstance(first, Heading)
    cover = tuple(Text(line.format(first.text.strip())) for line in lines)
    found = judged(make, item, as_page((*cover, *rest)))
    assert [code for code, _, _ in say.reasons(found)] == codes


@pytest.mark.parametrize("item", GOOD)
def test_a_memo_alone_is_never_met(make: Any, item: str) -> None:
    assert judged(make, item, as_page(_memo_alone(GOOD[item].blocks))).verdict is not (
        VerdictValue.MET
    )


def years(change: int) -> Callable[[str], str]:
    return lambda text: re.sub(r"25\d\d", lambda year: str(int(year[0]) + change), text)


DATED_INSIDE = [
    item
    for item, good in GOOD.items()
    if item not in ("O4", "O19", "O23", "O27", "O36")
    and re.search(r"25\d\d", repr(good.blocks[1:]))
]
"""Whose good documents name a year below their title, and which are not in force for years; a
procurement plan's codes tell its year (O19)."""


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize("item", DATED_INSIDE)
def test_another_years_content_under_this_years_title_is_never_met(
    make: Any, item: str, by: int
) -> None:
    first, *rest = GOOD[item].blocks
    shifted = (first, *(every_word(one, years(by)) for one in rest))
    for document in (as_page(shifted), as_file("docx", shifted)):
        assert judged(make, item, document).verdict is not VerdictValue.MET


@pytest.mark.parametrize(
    "subject",
    [
        "การรับฟังความคิดเห็นต่อ (ร่าง) แผนพัฒนาจังหวัด เมื่อวันที่ 24 มกราคม 2566",
        "การรับฟังความคิดเห็นเกี่ยวกับร่างแผนพัฒนาจังหวัด เมื่อวันที่ 24 มกราคม 2566",
        "ที่ประชุมพิจารณาร่างแผนพัฒนาจังหวัด เมื่อวันที่ 24 มกราคม 2566",
    ],
)
def test_a_hearing_on_a_draft_is_no_draft(make: Any, say: Any, subject: str) -> None:
    blocks = swap("เส้นทางท่องเที่ยวริมน้ำ เมื่อวันที่ 24 มกราคม 2566", subject)(GOOD["O30"].blocks)
    found = judged(make, "O30", as_page(blocks))
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])


@pytest.mark.parametrize(
    "lines",
    [
        # It replaces an older order, in its title or below it.
        (Heading("เรื่อง ยกเลิกคำสั่งเดิม และแต่งตั้งคณะทำงานขับเคลื่อนจริยธรรม"),),
        (Text("ให้ยกเลิกคำสั่งที่ 9/2565 และให้ใช้คำสั่งนี้แทน"),),
        # Its number and its day are written by hand, above a line for the signature.
        (Text("ที่ ......../2566"), Text(f"(ลงชื่อ) {'.' * 30}"), Text("ณ วันที่ ........ มีนาคม 2566")),
        # It was made with others, at an address.
        (Text(f"ศาลากลาง{BODY} อำเภอเมือง {BODY}"), Text("จัดทำร่วมกับเทศบาลเมืองสมมติ")),
    ],
)
def test_what_only_looks_doubtful_is_met(
    make: Any, say: Any, lines: tuple[Heading | Text, ...]
) -> None:
    title, *rest = GOOD["O40"].blocks
    found = judged(make, "O40", as_page((title, *lines, *rest)))
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])


def test_a_service_to_schools_is_no_schools(make: Any, say: Any) -> None:
    """O15: what the licence is for stands in the title, and whose manual it is further on."""
    title = Heading("คู่มือสำหรับประชาชน: การขออนุญาตจัดตั้งโรงเรียนเอกชน", 1)
    steps = (Text(f"{n}. ยื่นคำขอพร้อมเอกสารหลักฐานของผู้ขอรับใบอนุญาต" * 4) for n in (1, 2, 3))
    page = as_file("docx", (title, Heading("ขั้นตอน"), *steps, Text(f"ติดต่อ ศาลากลาง{BODY}")))
    found = make.judge("O15", page)
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])


@pytest.mark.parametrize(
    ("year", "verdict"), [("2566", VerdictValue.MET), ("2565", VerdictValue.NEEDS_REVIEW)]
)
def test_last_years_report_beside_this_years_criteria_is_for_a_person(
    make: Any, year: str, verdict: VerdictValue
) -> None:
    """O41: two documents may show the two, but of one year."""
    report, told, _, criteria = GOOD["O41"].blocks
    reported = (every_word(report, lambda text: text.replace("2566", year)), told)
    ruled = (Heading(f"ประกาศ{BODY} ปีงบประมาณ พ.ศ. 2566 เรื่อง", 1), criteria, Text(f"{BODY} " * 9))
    assert make.judge("O41", as_page(reported), as_page(ruled)).verdict is verdict


def test_a_clean_document_speaks_before_a_doubtful_one(make: Any, say: Any) -> None:
    draft = as_page(DOUBTFUL["draft said"][0](GOOD["O4"].blocks))
    found = make.judge("O4", draft, as_page(GOOD["O4"].blocks))
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])


@pytest.mark.parametrize("item", GOOD)
def test_a_title_twice_over_the_criterion_is_never_met(make: Any, items: Any, item: str) -> None:
    """What the agency prints beside its links, under this year's heading."""
    title = f"{items[item].title_th} ปีงบประมาณ พ.ศ. 2566"
    lines = (Heading(title, 1), Text(f"{title} {BODY} {HALF}"), Text(items[item].wording))
    assert make.judge(item, as_page(lines)).verdict is not VerdictValue.MET
