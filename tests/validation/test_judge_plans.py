"""What a plan says of others: the plans that it follows, the book it stands in, the money it means.

Each case is one that was judged wrongly; beside it stands the genuine one that must stay as it is.
"""

from __future__ import annotations

from typing import Any

import pytest
from good_documents import BODY, GOOD, Blocks, Change, as_page

from ita_evidence.model import VerdictValue
from ita_evidence.sample.blocks import Heading, Text

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
    found = make.judge(item, as_page(change(GOOD[item].blocks)))
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
