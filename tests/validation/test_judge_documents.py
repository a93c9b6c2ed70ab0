"""Documents: a good one of each item is met in each format, and each change gives its finding alone.

Every component of these items, and every expectation of their suites, has a change that breaks it;
the tests at the end count that none is left out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pytest
from good_documents import (
    BODY,
    GOOD,
    GOVERNOR,
    O2_PAGE,
    O25_PAGE,
    Blocks,
    Change,
    as_file,
    as_page,
    column,
    in_turn,
    swap,
    without,
)

from ita_evidence.model import Document, Outcome, VerdictValue
from ita_evidence.sample.blocks import Heading, Links, Text

Reason = tuple[str, str, str]
NOT_MET, REVIEW = VerdictValue.NOT_MET, VerdictValue.NEEDS_REVIEW


@lru_cache(maxsize=256)
def page(blocks: Blocks) -> Document:
    return as_page(blocks)


def judged(make: Any, item: str, document: Document, beside: Document | None = None) -> Any:
    """The judgement of one document, the good one of the item it is compared with beside it."""
    judging = make.judging(item, document)
    name = GOOD[item].beside if item in GOOD else None
    if name is None:
        return make.change(judging)
    if beside is None:
        beside = page(O2_PAGE if name == "O2" else GOOD[name].blocks)
    return make.change(make.beside(judging, name, beside))


# --- good ones -------------------------------------------------------------------------------

FORMATS = [(item, kind) for item, good in GOOD.items() for kind in good.kinds]


@pytest.mark.parametrize(("item", "kind"), FORMATS)
def test_a_good_document_is_met(make: Any, say: Any, item: str, kind: str) -> None:
    blocks = GOOD[item].blocks
    document = page(blocks) if kind == "html" else as_file(kind, blocks)
    found = judged(make, item, document)
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])


# --- one thing changed -----------------------------------------------------------------------


@dataclass(frozen=True)
class Broken:
    item: str
    change: Change
    reasons: tuple[Reason, ...]
    verdict: VerdictValue = NOT_MET
    kind: str = "html"

    def __str__(self) -> str:
        return f"{self.item}-{'-'.join(dict.fromkeys(code for code, _, _ in self.reasons))}"


def no(
    item: str,
    component: str,
    change: Change,
    code: str = "component_missing",
    kind: str = "html",
) -> Broken:
    return Broken(item, change, ((code, component, ""),), kind=kind)


def unsure(item: str, component: str, change: Change, code: str) -> Broken:
    return Broken(item, change, ((code, component, ""),), REVIEW)


def draft(item: str, component: str, title: str) -> Broken:
    return no(item, component, swap(title, f"(ร่าง) {title}"), "draft")


def elsewhere(item: str, component: str) -> Broken:
    return no(item, component, swap(BODY, "จังหวัดลำปาง"), "other_body")


SPENT = "ผลการใช้จ่ายงบประมาณ"
PROPOSAL = Text("หลักการและเหตุผล: จริยธรรมเป็นรากฐานของการปฏิบัติราชการที่ประชาชนเชื่อมั่น")
Q1 = in_turn(
    swap("รอบ 6 เดือนแรก ปีงบประมาณ พ.ศ. 2566", "ปีงบประมาณ พ.ศ. 2566"),
    swap("31 มีนาคม 2566", "31 ธันวาคม 2565"),
)
LAST_HALF = in_turn(
    swap("ปีงบประมาณ พ.ศ. 2566", "ปีงบประมาณ พ.ศ. 2565"),
    swap("1 ตุลาคม 2565 – 31 มีนาคม 2566", "1 ตุลาคม 2564 – 31 มีนาคม 2565"),
)
NO_HALF = in_turn(
    swap("รอบ 6 เดือนแรก ปีงบประมาณ พ.ศ. 2566", ""),
    swap("ระหว่างวันที่ 1 ตุลาคม 2565 – 31 มีนาคม 2566", "ของแผนงานทุกด้านตามที่ได้รับมอบหมาย"),
)


def half(item: str) -> list[Broken]:
    return [
        no(item, "first_half", Q1, "period_short"),
        no(item, "first_half", LAST_HALF, "wrong_period"),
        unsure(item, "first_half", NO_HALF, "period_unknown"),
    ]


def report(item: str, title: str) -> list[Broken]:
    """What breaks a report of last year in four parts."""
    return [
        no(item, "result", in_turn(swap("ผลการดำเนินการ", "สิ่งที่ทำ"), column("ผลการดำเนินงาน"))),
        no(item, "result", column("ผลการดำเนินงาน", ""), "heading_empty"),
        no(item, "budget", in_turn(swap(SPENT, "เงิน"), column("เบิกจ่าย"))),
        no(item, "budget", column("เบิกจ่าย", "........"), "heading_empty"),
        unsure(item, "budget", column("เบิกจ่าย", "ตามที่ได้รับจัดสรร"), "no_number"),
        no(item, "problems", without("2. ", "สถานการณ์")),
        no(item, "problems", without("สถานการณ์"), "heading_empty"),
        unsure(
            item,
            "problems",
            swap("สถานการณ์น้ำท่วมทำให้บางกิจกรรมล่าช้ากว่าที่กำหนดไว้", "-"),
            "dash_unexplained",
        ),
        no(item, "advice", without("3. ", "เตรียม")),
        no(
            item,
            "advice",
            swap("เตรียมเอกสารก่อนเริ่มปีงบประมาณและใช้การประชุมทางไกลเมื่อจำเป็น", "………………"),
            "heading_empty",
        ),
        no(item, "year", swap("พ.ศ. 2565", "พ.ศ. 2564"), "wrong_year"),
        unsure(item, "year", swap(" ประจำปีงบประมาณ พ.ศ. 2565", ""), "year_unknown"),
        draft(item, "report", title),
        elsewhere(item, "report"),
    ]


BROKEN = [
    # O4
    no("O4", "plan", swap("แผนพัฒนา", "ภาพรวมของ")),
    no("O4", "plan", swap("แผนพัฒนา", "แผนปฏิบัติราชการประจำปีของ"), "plan_of_one_year"),
    draft("O4", "plan", "แผนพัฒนา"),
    elsewhere("O4", "plan"),
    no("O4", "strategies", column("ประเด็นการพัฒนา")),
    no("O4", "goals", column("เป้าหมาย")),
    no("O4", "goals", column("เป้าหมาย", ""), "heading_empty"),
    no("O4", "indicators", column("ตัวชี้วัด")),
    unsure("O4", "indicators", column("ตัวชี้วัด", "-"), "dash_unexplained"),
    no("O4", "year", swap("พ.ศ. 2566 – 2570", "พ.ศ. 2561 – 2565"), "plan_not_in_force"),
    unsure("O4", "year", swap(" (พ.ศ. 2566 – 2570)", ""), "year_unknown"),
    # O11
    no("O11", "plan", swap("แผนปฏิบัติราชการ", "รายชื่องาน")),
    no("O11", "plan", swap("แผนปฏิบัติราชการ", "คำของบประมาณตามแผนปฏิบัติราชการ"), "budget_request"),
    draft("O11", "plan", "แผนปฏิบัติราชการ"),
    elsewhere("O11", "plan"),
    no("O11", "budget", column("งบประมาณ")),
    no("O11", "budget", column("งบประมาณ", ""), "heading_empty"),
    unsure("O11", "budget", column("งบประมาณ", "", first=True), "some_rows_blank"),
    unsure("O11", "budget", column("งบประมาณ", "-", first=True), "dash_unexplained"),
    unsure("O11", "budget", column("งบประมาณ", "ตามที่ได้รับจัดสรร"), "no_number"),
    no("O11", "duration", column("ระยะเวลา")),
    no("O11", "duration", column("ระยะเวลา", ""), "heading_empty"),
    unsure(
        "O11",
        "duration",
        in_turn(swap("ระยะเวลาดำเนินการ", "ต.ค. – ก.ย."), column("ต.ค.", "")),
        "cells_drawn",
    ),
    unsure("O11", "year", swap("งบประมาณ พ.ศ. 2566", "งบประมาณ พ.ศ. 2565"), "years_mixed"),
    no(
        "O11",
        "year",
        in_turn(
            swap("งบประมาณ พ.ศ. 2566", "งบประมาณ พ.ศ. 2565"),
            swap("ต.ค. 2565 – ก.ย. 2566", "ต.ค. 2564 – ก.ย. 2565"),
        ),
        "wrong_year",
    ),
    # O12
    no("O12", "report", swap("รายงานการกำกับติดตามการดำเนินงาน", "ตารางของจังหวัด")),
    draft("O12", "report", "รายงานการกำกับ"),
    elsewhere("O12", "report"),
    no("O12", "progress", column("ความก้าวหน้า")),
    no("O12", "progress", column("ความก้าวหน้า", ""), "heading_empty"),
    no("O12", "budget", column("เบิกจ่าย")),
    unsure("O12", "budget", swap("เบิกจ่าย (บาท)", "งบประมาณ (บาท)"), "money_allotted_only"),
    *half("O12"),
    # O13
    no("O13", "report", swap("รายงานผลการดำเนินงาน", "เอกสาร")),
    *report("O13", "รายงานผล"),
    # O16
    Broken(
        "O16",
        column("จำนวน"),
        (("component_missing", "statistics", ""), ("period_missing", "first_half", "")),
    ),
    no("O16", "first_half", column("จำนวน", "", first=True), "period_short"),
    no("O16", "first_half", in_turn(swap("2565", "2564"), swap("2566", "2565")), "wrong_period"),
    unsure(
        "O16",
        "first_half",
        lambda blocks: (blocks[0], Text("มีจำนวนผู้มารับบริการ 1,234 ราย ณ จุดบริการทุกแห่งในจังหวัด")),
        "period_unknown",
    ),
    # O17
    no(
        "O17",
        "result",
        in_turn(*(column(name) for name in ("ค่าเฉลี่ย", "S.D.", "ร้อยละ"))),
        "results_missing",
    ),
    no("O17", "year", swap("พ.ศ. 2565", "พ.ศ. 2564"), "wrong_year"),
    unsure("O17", "year", swap(" ประจำปีงบประมาณ พ.ศ. 2565", ""), "year_unknown"),
    draft("O17", "result", "รายงานผล"),
    unsure("O17", "result", swap(BODY, "จังหวัดลำปาง"), "body_in_doubt"),
    # O19
    no("O19", "plan", lambda blocks: blocks[:2], "annex_missing"),
    draft("O19", "plan", "ประกาศจังหวัด"),
    unsure("O19", "plan", swap(BODY, "จังหวัดลำปาง"), "body_in_doubt"),
    no(
        "O19",
        "year",
        in_turn(swap("2566", "2565"), swap("P66", "P65")),
        "wrong_year",
    ),
    unsure("O19", "year", in_turn(swap("P66", "P65"), swap("01/2566", "01/2565")), "years_mixed"),
    # O22
    no("O22", "budget", without("1. ", "งบประมาณที่ใช้")),
    no("O22", "budget", swap("งบประมาณที่ใช้ 6,480,000.00 บาท", "………………"), "heading_empty"),
    no("O22", "summary", without("2. ", "วิธีเฉพาะเจาะจง")),
    no("O22", "problems", without("3. ", "ผู้เสนอราคา")),
    no("O22", "problems", without("ผู้เสนอราคา"), "heading_empty"),
    no("O22", "advice", without("4. ", "ควรเผยแพร่")),
    unsure("O22", "advice", swap("ควรเผยแพร่แผนล่วงหน้า", "-"), "dash_unexplained"),
    no("O22", "year", swap("พ.ศ. 2565", "พ.ศ. 2564"), "wrong_year"),
    # O23
    no("O23", "policy", swap("นโยบายการบริหารทรัพยากรบุคคล", "การบริหารงานทั่วไป")),
    draft("O23", "policy", "ประกาศ"),
    Broken(
        "O23",
        swap(BODY, "จังหวัดลำปาง"),
        (("other_body", "policy", ""), ("body_in_text", "own_name", "")),
    ),
    no("O23", "own_name", swap(BODY, ""), "body_not_named", kind="docx"),
    unsure("O23", "own_name", swap(BODY, ""), "body_in_text"),
    no("O23", "year", swap("พ.ศ. 2566 – 2568", "พ.ศ. 2563 – 2565"), "plan_not_in_force"),
    # O24
    no("O24", "report", swap("รายงานความก้าวหน้าการดำเนินการตามนโยบาย", "ตารางของ")),
    draft("O24", "report", "รายงานความ"),
    elsewhere("O24", "report"),
    no("O24", "progress", column("ความก้าวหน้า")),
    no("O24", "budget", column("งบประมาณ")),
    *half("O24"),
    # O26
    no("O26", "report", swap("รายงานผลการบริหารทรัพยากรบุคคล", "เอกสารของสำนักงาน")),
    draft("O26", "report", "รายงานผล"),
    elsewhere("O26", "report"),
    no("O26", "result", without("1. ", "ดำเนินการครบ")),
    no("O26", "statistics", without("2. ", "ข้าราชการ 412")),
    unsure(
        "O26",
        "statistics",
        swap("412 คน โยกย้าย 17 คน เข้ารับการอบรม 268 คน", "ครบทุกตำแหน่ง"),
        "no_number",
    ),
    no("O26", "problems", without("3. ", "ผู้สอบ")),
    no("O26", "advice", without("4. ", "ขอใช้")),
    no("O26", "year", swap("พ.ศ. 2565", "พ.ศ. 2566"), "wrong_year"),
    # O27
    no("O27", "guideline", swap("การทุจริตและประพฤติมิชอบของเจ้าหน้าที่", "ทั่วไป")),
    draft("O27", "guideline", "คู่มือ"),
    elsewhere("O27", "guideline"),
    no("O27", "how_to_complain", without("1. ", "ไปรษณีย์")),
    no("O27", "how_to_complain", without("ไปรษณีย์"), "heading_empty"),
    no("O27", "steps", in_turn(without("2. "))),
    no("O27", "responsible_part", column("ส่วนงาน")),
    no("O27", "time_limit", column("ระยะเวลา")),
    unsure("O27", "time_limit", column("ระยะเวลา", "โดยเร็ว"), "no_number"),
    # O29
    no("O29", "total", column("จำนวนเรื่อง")),
    no("O29", "done", column("ดำเนินการแล้ว")),
    no("O29", "pending", column("อยู่ระหว่าง")),
    no("O29", "pending", column("อยู่ระหว่าง", "........"), "number_blank"),
    unsure("O29", "done", column("ดำเนินการแล้ว", "-"), "dash_unexplained"),
    Broken("O29", column("จำนวนเรื่อง", "9"), (("sum_mismatch", "", ""),), REVIEW),
    no("O29", "first_half", swap("31 มีนาคม 2566", "31 ธันวาคม 2565"), "period_short"),
    # O30
    no("O30", "report", swap("รายงานผลการเปิดโอกาสให้บุคคลภายนอกมีส่วนร่วม", "รายงานผลการประชุม")),
    draft("O30", "report", "รายงานผล"),
    elsewhere("O30", "report"),
    no("O30", "subject", swap("1. ประเด็นในการรับฟัง", "1. วันเวลา")),
    no("O30", "participants", without("2. ", "ภาคประชาชน")),
    no("O30", "outcome", without("3. ", "ที่ประชุมเสนอ")),
    no("O30", "use_of_outcome", without("4. ", "แก้ไขแบบ")),
    no("O30", "use_of_outcome", without("แก้ไขแบบ"), "heading_empty"),
    # A project's proposal has a report's headings, and what is hoped for below them.
    unsure(
        "O30",
        "outcome",
        swap("ที่ประชุมเสนอให้เพิ่ม", "คาดว่าจะได้รับความคิดเห็นเรื่อง"),
        "future_only",
    ),
    unsure("O30", "use_of_outcome", swap("แก้ไขแบบก่อสร้าง", "จะนำไปแก้ไขแบบ"), "future_only"),
    no("O30", "year", swap("24 มกราคม 2566", "24 มกราคม 2565"), "wrong_year"),
    unsure("O30", "year", swap("เมื่อวันที่ 24 มกราคม 2566", "ในพื้นที่"), "year_unknown"),
    # O31
    no("O31", "signed", without(f"({GOVERNOR})", "ผู้ว่าราชการ"), "not_signed"),
    no("O31", "signed", swap(f"({GOVERNOR})", "(……………………………)"), "not_signed"),
    no("O31", "signed", swap("ผู้ว่าราชการ", "หัวหน้าสำนักงาน"), "signed_by_other"),
    # The office above the name, or in short: a person sees whose it is.
    unsure(
        "O31",
        "signed",
        in_turn(
            swap(f"ผู้ว่าราชการ{BODY}", "ผู้ประกาศเจตนารมณ์"),
            swap("9 มกราคม พ.ศ. 2566", f"9 มกราคม พ.ศ. 2566 ผู้ว่าราชการ{BODY}"),
        ),
        "office_apart",
    ),
    unsure("O31", "signed", swap("ผู้ว่าราชการจังหวัด", "ผวจ."), "office_apart"),
    unsure("O31", "signed", swap("ผู้ว่าราชการ", "รองผู้ว่าราชการ"), "signed_for"),
    unsure("O31", "signed", swap("ผู้ว่าราชการ", "ปลัดจังหวัด รักษาราชการแทนผู้ว่าราชการ"), "signed_for"),
    unsure("O31", "signed", swap(GOVERNOR, "นายคนก่อน มั่นคงดี"), "signatory_unknown"),
    unsure("O31", "signed", swap(GOVERNOR, "นางสมมติ รองหนึ่ง"), "signatory_unknown"),
    draft("O31", "signed", "ประกาศจังหวัด"),
    elsewhere("O31", "signed"),
    no("O31", "purpose", without("ข้าพเจ้าขอประกาศ")),
    # Gifts of one feast are not all of them.
    unsure(
        "O31",
        "purpose",
        in_turn(
            swap("ของกำนัลทุกชนิด", "ของกำนัล"),
            swap("ในขณะ ก่อน และหลังปฏิบัติหน้าที่", "ในช่วงเทศกาลปีใหม่"),
        ),
        "mentioned_only",
    ),
    no(
        "O31",
        "year",
        in_turn(swap("พ.ศ. 2566", "พ.ศ. 2565")),
        "wrong_year",
    ),
    # O32
    unsure(
        "O32",
        "activity",
        in_turn(swap("มอบนโยบาย", ""), swap("สร้างวัฒนธรรม", "")),
        "mentioned_only",
    ),
    Broken(
        "O32",
        in_turn(swap("No Gift Policy", "ประจำเดือน"), swap("ไม่รับของขวัญ", "ที่ดี")),
        (("component_missing", "activity", ""), ("mentioned_only", "meeting", "")),
    ),
    no("O32", "meeting", swap("ประชุม", "พบปะ")),
    draft("O32", "activity", "ประชุมมอบ"),
    elsewhere("O32", "activity"),
    no("O32", "year", swap("12 มกราคม 2566", "12 มกราคม 2565"), "wrong_year"),
    unsure("O32", "year", swap("วันที่ 12 มกราคม 2566", ""), "year_unknown"),
    # A project's proposal tells what is meant.
    unsure("O32", "meeting", lambda blocks: (*blocks, PROPOSAL), "future_only"),
    # O33
    no("O33", "report", column("จำนวนครั้ง")),
    no("O33", "report", column("จำนวนครั้ง", ""), "heading_empty"),
    unsure("O33", "report", column("จำนวนครั้ง", "-"), "dash_unexplained"),
    draft("O33", "report", "รายงานผล"),
    elsewhere("O33", "report"),
    no("O33", "evaluation", without("ผลการประเมิน")),
    *half("O33"),
    # O34
    no("O34", "assessment", swap("ความเสี่ยงการทุจริต", "ความเสี่ยงตามการควบคุมภายใน")),
    draft("O34", "assessment", "การประเมิน"),
    elsewhere("O34", "assessment"),
    no("O34", "events", column("เหตุการณ์")),
    no("O34", "levels", column("ระดับ")),
    unsure("O34", "levels", column("ระดับ", ""), "cells_drawn"),
    no("O34", "measures", column("มาตรการ")),
    no("O34", "measures", column("มาตรการ", ""), "heading_empty"),
    no("O34", "year", swap("พ.ศ. 2566", "พ.ศ. 2565"), "wrong_year"),
    # O35
    no("O35", "actions", column("ผลการดำเนินการ")),
    no("O35", "actions", column("ผลการดำเนินการ", ""), "heading_empty"),
    unsure("O35", "actions", column("ผลการดำเนินการ", "จะดำเนินการในไตรมาสที่ 3"), "future_only"),
    draft("O35", "actions", "รายงานผล"),
    elsewhere("O35", "actions"),
    no(
        "O35",
        "year",
        in_turn(swap("พ.ศ. 2566", "พ.ศ. 2565"), swap("16 มกราคม 2566", "16 มกราคม 2565")),
        "wrong_year",
    ),
    # O36
    no("O36", "plan", swap("แผนปฏิบัติการป้องกันการทุจริต", "ตารางงาน")),
    draft("O36", "plan", "แผนปฏิบัติการ"),
    elsewhere("O36", "plan"),
    no("O36", "budget", column("งบประมาณ")),
    no("O36", "budget", column("งบประมาณ", "", first=True), "money_unsaid"),
    no("O36", "budget", column("งบประมาณ", "-", first=True), "money_unsaid"),
    unsure("O36", "budget", column("งบประมาณ", "ตามที่ได้รับจัดสรร"), "no_number"),
    no("O36", "duration", column("ระยะเวลา")),
    no("O36", "year", swap("พ.ศ. 2566 – 2570", "พ.ศ. 2561 – 2565"), "plan_not_in_force"),
    # O37
    no("O37", "report", swap("แผนปฏิบัติการป้องกันการทุจริต", "แผนงานทั่วไป")),
    draft("O37", "report", "รายงานการ"),
    elsewhere("O37", "report"),
    no("O37", "progress", column("ความก้าวหน้า")),
    no("O37", "budget", column("งบประมาณ")),
    *half("O37"),
    # O38
    no("O38", "report", swap("ป้องกันการทุจริต", "ตามภารกิจ")),
    *report("O38", "รายงานผล"),
    # O40
    no("O40", "team", swap("คณะทำงานขับเคลื่อนจริยธรรม", "เวรยาม")),
    draft("O40", "team", "คำสั่ง"),
    elsewhere("O40", "team"),
    unsure(
        "O40",
        "year",
        in_turn(swap("11/2566", "11"), swap("วันที่ 2 กุมภาพันธ์ 2566", "จังหวัด")),
        "year_unknown",
    ),
    no(
        "O40",
        "year",
        in_turn(swap("11/2566", "11/2565"), swap("2 กุมภาพันธ์ 2566", "2 กุมภาพันธ์ 2565")),
        "wrong_year",
    ),
    # O41
    no(
        "O41",
        "report",
        swap("รายงานการนำผลการประเมินจริยธรรมไปใช้ในการเลื่อนเงินเดือน", "ประกาศของสำนักงาน"),
    ),
    draft("O41", "report", "รายงาน"),
    elsewhere("O41", "report"),
    unsure(
        "O41",
        "year",
        in_turn(swap(" ปีงบประมาณ พ.ศ. 2566", ""), swap("รอบวันที่ 1 เมษายน 2566", "ทุกรอบ")),
        "year_unknown",
    ),
    no("O41", "criteria", without("หลักเกณฑ์")),
    no(
        "O41",
        "year",
        in_turn(swap("พ.ศ. 2566", "พ.ศ. 2565"), swap("1 เมษายน 2566", "1 เมษายน 2565")),
        "wrong_year",
    ),
    # O42
    no("O42", "analysis", swap("การวิเคราะห์ผลการประเมิน ITA", "ผลการประเมินภายใน")),
    draft("O42", "analysis", "มาตรการส่งเสริม"),
    elsewhere("O42", "analysis"),
    unsure("O42", "owners", column("ผู้รับผิดชอบ", "-"), "dash_unexplained"),
    no("O42", "urgent_points", without("1. ", "การเผยแพร่")),
    no("O42", "improvement_points", without("2. ", "บุคลากร")),
    no("O42", "owners", column("ผู้รับผิดชอบ")),
    no("O42", "owners", column("ผู้รับผิดชอบ", ""), "heading_empty"),
    no("O42", "steps", column("ขั้นตอน")),
    no("O42", "follow_up", column("การกำกับติดตาม")),
    no("O42", "year", swap("พ.ศ. 2565", "พ.ศ. 2564"), "wrong_year"),
]


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_one_change_gives_its_finding_and_no_other(make: Any, say: Any, broken: Broken) -> None:
    blocks = broken.change(GOOD[broken.item].blocks)
    document = page(blocks) if broken.kind == "html" else as_file(broken.kind, blocks)
    found = judged(make, broken.item, document)
    assert (found.verdict, tuple(say.reasons(found))) == (broken.verdict, broken.reasons)


# --- O25: a page whose headings lead to files ------------------------------------------------

FILE = as_page((Heading("หนังสือเวียน", 1), Text("หลักเกณฑ์สำหรับข้าราชการพลเรือนสามัญทุกประเภทตำแหน่ง")))


def criteria(make: Any, blocks: Blocks = O25_PAGE, gone: int | None = None) -> Any:
    """O25's page and its five files, one of them perhaps not there."""
    leading = make.shown(page(blocks), url="https://www.somewhere.example/o25/")
    files = [
        make.shown(
            None if n == gone else FILE,
            url=f"https://www.somewhere.example/o25/{n}.pdf",
            role="linked",
            outcome=Outcome.NOT_FOUND if n == gone else Outcome.OK,
        )
        for n in range(1, 6)
    ]
    return make.judge("O25", leading, *files)


FIVE = ("recruitment", "appointment", "development", "appraisal", "reward_and_discipline")


def test_five_headings_with_files_are_met(make: Any, say: Any) -> None:
    found = criteria(make)
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])
    assert [one.code for one in say.notes(found)] == ["in_force_unless_repealed"]


@pytest.mark.parametrize(("number", "component"), list(enumerate(FIVE, 1)))
def test_a_heading_whose_file_is_gone(make: Any, say: Any, number: int, component: str) -> None:
    found = criteria(make, gone=number)
    assert (found.verdict, say.reasons(found)) == (NOT_MET, [("not_found", component, "")])


@pytest.mark.parametrize(("number", "component"), list(enumerate(FIVE)))
def test_a_heading_that_is_not_there(make: Any, say: Any, number: int, component: str) -> None:
    at = 2 + 2 * number
    found = criteria(make, (*O25_PAGE[:at], *O25_PAGE[at + 2 :]))
    assert (found.verdict, say.reasons(found)) == (NOT_MET, [("component_missing", component, "")])


def test_criteria_that_are_not_called_so(make: Any, say: Any) -> None:
    blocks = tuple(
        type(one)(one.text.replace("หลักเกณฑ์", "ระเบียบ")) if isinstance(one, Heading | Text) else one
        for one in O25_PAGE
    )
    assert say.reasons(criteria(make, blocks)) == [("component_missing", "criteria", "")]


def test_criteria_of_a_later_year_are_for_a_person(make: Any, say: Any) -> None:
    later = (*O25_PAGE, Text("ใช้บังคับตั้งแต่ปีงบประมาณ พ.ศ. 2568 เป็นต้นไป"))
    assert say.reasons(criteria(make, later)) == [("years_mixed", "year", "")]


# --- what another item shows -----------------------------------------------------------------

FOLLOWING = ("O12", "O24", "O35", "O37")


UNLIKE = {
    "O12": GOOD["O36"].blocks,
    "O24": GOOD["O11"].blocks,
    "O35": in_turn(
        column("เหตุการณ์", "การปลอมแปลงเอกสารหลักฐานการเบิกเงิน"), column("มาตรการ", "ตรวจสอบก่อนเบิก")
    )(GOOD["O34"].blocks),
    "O37": GOOD["O11"].blocks,
}


@pytest.mark.parametrize("item", FOLLOWING)
def test_other_lines_are_for_a_person(make: Any, say: Any, item: str) -> None:
    found = judged(make, item, page(GOOD[item].blocks), page(UNLIKE[item]))
    assert (found.verdict, say.reasons(found)) == (REVIEW, [("lines_differ", "", "")])
    assert found.findings[0].quote.endswith("in_common 0")


@pytest.mark.parametrize("item", FOLLOWING)
def test_nothing_to_compare_with_is_for_a_person(make: Any, say: Any, item: str) -> None:
    found = make.judge(item, page(GOOD[item].blocks))
    component = "actions" if item == "O35" else "report"
    assert (found.verdict, say.reasons(found)) == (REVIEW, [("other_item_unread", component, "")])


def test_the_lines_in_common_are_columns_of_the_records(make: Any) -> None:
    records = judged(make, "O12", page(GOOD["O12"].blocks)).tables["records"]
    assert records[["followed", "lines", "in_common", "share"]].to_numpy().tolist() == [
        ["O11", 3, 3, 1.0]
    ]


def test_without_the_executives_who_signed_is_for_a_person(make: Any, say: Any) -> None:
    found = make.judge("O31", page(GOOD["O31"].blocks))
    assert (found.verdict, say.reasons(found)) == (REVIEW, [("chief_unknown", "signed", "")])


# --- traps -----------------------------------------------------------------------------------


@pytest.mark.parametrize("item", [*(one for one in GOOD if one != "O23"), "O25"])
def test_a_list_of_terms_is_never_met(make: Any, items: Any, item: str) -> None:
    lists = [one.recognise for one in items[item].components]
    terms = [term for one in lists for term in one.terms]
    terms += [term for one in lists for group in one.options.get("near", ()) for term in group]
    text = f"{BODY} ปีงบประมาณ พ.ศ. 2566\n" + "\n".join(terms)
    assert make.judge(item, make.doc(text)).verdict is not VerdictValue.MET


@pytest.mark.parametrize("item", [*GOOD, "O25"])
def test_the_criterion_itself_is_never_met(make: Any, items: Any, item: str) -> None:
    text = f"{BODY}\n{items[item].title_th}\n{items[item].wording}"
    assert make.judge(item, make.doc(text)).verdict is not VerdictValue.MET


@pytest.mark.parametrize("item", GOOD)
def test_a_scan_is_for_a_person(make: Any, say: Any, item: str) -> None:
    found = make.judge(item, make.scan())
    assert found.verdict is REVIEW
    assert {code for code, _, _ in say.reasons(found)} == {"scan_without_text"}


@pytest.mark.parametrize("item", GOOD)
def test_a_title_without_its_document_is_never_met(make: Any, item: str) -> None:
    title = next(one.text for one in GOOD[item].blocks if isinstance(one, Heading))
    untried = Links(((f"{title} (ดาวน์โหลด)", "/files/report.pdf"),))
    for blocks in ((Heading(title, 1),), (Heading(title, 1), untried)):
        assert judged(make, item, page(blocks)).verdict is not VerdictValue.MET


def test_a_link_that_was_not_followed_may_be_the_document(make: Any, say: Any) -> None:
    untried = Links((("แผนพัฒนาจังหวัด (พ.ศ. 2566 – 2570)", "/files/plan.pdf"),))
    found = make.judge("O4", page((Heading("แผนพัฒนา", 1), untried)))
    assert found.verdict is REVIEW
    assert {code for code, _, _ in say.reasons(found)} == {"document_untried", "year_unknown"}


def test_the_half_year_may_come_in_two_files(make: Any, say: Any) -> None:
    first = in_turn(Q1)(GOOD["O33"].blocks)
    second = swap("1 ตุลาคม 2565 – 31 ธันวาคม 2565", "1 มกราคม 2566 – 31 มีนาคม 2566")(first)
    found = make.judge("O33", page(first), page(second))
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])


def test_a_row_of_another_time_does_not_cover_the_half_year(make: Any, say: Any) -> None:
    blocks = in_turn(Q1, swap("อบรม 45 คน", "12 เดือน ปีงบประมาณ พ.ศ. 2566"))(GOOD["O37"].blocks)
    found = judged(make, "O37", page(blocks))
    assert say.reasons(found) == [("period_short", "first_half", "")]


def test_a_note_says_that_no_budget_is_used(make: Any, say: Any) -> None:
    blocks = column("งบประมาณ", "-")(GOOD["O36"].blocks)
    noted = (*blocks, Text("หมายเหตุ: - หมายถึง ไม่ใช้งบประมาณ"))
    found = make.judge("O36", page(noted))
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])


def test_problems_that_are_declared_none_are_told(make: Any, say: Any) -> None:
    blocks = swap("สถานการณ์น้ำท่วมทำให้บางกิจกรรมล่าช้ากว่าที่กำหนดไว้", "ไม่มี")(GOOD["O13"].blocks)
    found = make.judge("O13", page(blocks))
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])
    assert [one.code for one in say.notes(found)] == ["part_declared_none"]


def test_a_table_of_contents_is_no_content(make: Any, say: Any) -> None:
    contents = tuple(
        Text(f"{name} .................... {n}")
        for n, name in enumerate(("ปัญหา/อุปสรรค", "ข้อเสนอแนะ", "บทสรุปสำหรับผู้บริหาร"), 3)
    )
    cut = without("2. ", "สถานการณ์")(GOOD["O13"].blocks)
    found = make.judge("O13", page((cut[0], *contents, *cut[1:])))
    assert say.reasons(found) == [("component_missing", "problems", "")]


def test_only_october_to_december_is_a_note(make: Any, say: Any) -> None:
    found = make.judge("O32", page(swap("12 มกราคม 2566", "12 ธันวาคม 2565")(GOOD["O32"].blocks)))
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])
    assert [one.code for one in say.notes(found)] == ["october_to_december"]


def test_a_ministrys_plan_is_for_a_person(make: Any, say: Any) -> None:
    found = make.judge("O36", as_file("docx", swap(BODY, "กระทรวงมหาดไทย")(GOOD["O36"].blocks)))
    assert say.reasons(found) == [("central_body", "plan", "")]


WAYS = {
    "team": GOOD["O40"].blocks[2:4],
    "dos_and_donts": (
        Text("แนวปฏิบัติทางจริยธรรม Dos & Don'ts เพื่อลดพฤติกรรมสีเทา: ข้อควรทำ ใช้รถราชการเพื่อราชการ"),
        Text("ข้อไม่ควรทำ นำรถราชการไปทำธุระส่วนตัวหรือรับประโยชน์จากผู้มาติดต่อ"),
    ),
    "training": (
        Text("จัดอบรมหลักสูตรจริยธรรมเจ้าหน้าที่ของรัฐ ผู้เข้าอบรมจำนวน 30 คน จากทุกส่วนราชการในจังหวัด"),
        Text("วิทยากรบรรยายเรื่องจริยธรรมกับการปฏิบัติงานและการให้บริการประชาชนอย่างเท่าเทียม"),
    ),
}


def ethics(*ways: str) -> Document:
    told = [one for way in ways for one in WAYS[way]]
    if "team" in ways:
        told.insert(0, Text("แต่งตั้งคณะทำงานขับเคลื่อนจริยธรรม"))
    return page((Heading(f"การขับเคลื่อน {BODY}", 1), *told, Text("วันที่ 2 กุมภาพันธ์ 2566")))


@pytest.mark.parametrize("ways", [("team",), ("dos_and_donts",), ("training",), tuple(WAYS)])
def test_one_way_of_three_is_enough_and_is_counted(make: Any, say: Any, ways: Any) -> None:
    found = make.judge("O40", ethics(*ways))
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])
    (note,) = say.notes(found)
    assert note.code == "ways_shown" and f"พบ {len(ways)} ใน 3" in note.th


# --- nothing left out ------------------------------------------------------------------------


def test_every_component_has_a_change_that_breaks_it(items: Any) -> None:
    broken = {(one.item, component) for one in BROKEN for _, component, _ in one.reasons}
    here = {(item, one.id) for item in GOOD for one in items[item].components}
    elsewhere_in_this_file = {("O40", "dos_and_donts"), ("O40", "training"), ("O11", "projects")}
    assert here - broken == elsewhere_in_this_file | {("O36", "projects")}


def test_every_expectation_has_a_change_that_breaks_it(make: Any) -> None:
    severity = {NOT_MET: "critical", REVIEW: "warning"}
    broken = {(one.item, severity[one.verdict]) for one in BROKEN}
    broken |= {("O25", "critical"), ("O25", "warning")}
    broken |= {
        (one.item, "expect_complaint_totals")
        for one in BROKEN
        if one.reasons == (("sum_mismatch", "", ""),)
    }
    lines = {(item, "expect_lines_in_common") for item in FOLLOWING}
    for item in (*GOOD, "O25"):
        suite = json.loads((make.suites / f"o{int(item[1:]):02d}.json").read_text())
        for one in suite["expectations"]:
            generic = one["type"] in ("expect_components_found", "expect_components_certain")
            key = (item, one["severity"] if generic else one["type"])
            assert key in broken | lines, key


TRAINING: Blocks = (
    Heading(f"โครงการอบรมส่งเสริมจริยธรรม ประจำปีงบประมาณ พ.ศ. 2566 {BODY}", 1),
    PROPOSAL,
    Text("ผู้เข้าอบรม จำนวน 50 คน จากทุกส่วนราชการ วันที่ 15 มีนาคม 2566"),
)


@pytest.mark.parametrize(
    ("last", "verdict"),
    [
        (Text("งบประมาณ 20,000 บาท จากงบบริหารงานจังหวัดแบบบูรณาการ"), REVIEW),
        (Text("สรุปผล: ผู้เข้าอบรมตอบแบบทดสอบหลังการอบรมได้ดีขึ้นทุกคน"), VerdictValue.MET),
    ],
)
def test_a_training_that_is_proposed_is_for_a_person(
    make: Any, last: Text, verdict: VerdictValue
) -> None:
    """O40: what came of it makes a proposal's headings a report's."""
    assert judged(make, "O40", page((*TRAINING, last))).verdict is verdict


@pytest.mark.parametrize(
    ("did", "verdict", "reasons"),
    [
        ("จัด", VerdictValue.MET, []),
        ("ควรจัด", REVIEW, [("future_only", "training", "")]),
    ],
)
def test_a_training_that_should_be_held_is_for_a_person(
    make: Any, say: Any, did: str, verdict: VerdictValue, reasons: list[Reason]
) -> None:
    held = Text(
        f"วันที่ 15 มีนาคม 2566 {BODY}{did}อบรมด้านจริยธรรมแก่เจ้าหน้าที่ ผู้เข้าอบรม จำนวน 50 คน จากทุกส่วนราชการ"
    )
    found = judged(make, "O40", page((TRAINING[0], held)))
    assert (found.verdict, say.reasons(found)) == (verdict, reasons)
