"""A report with the parts that are asked for, on something else or of other people."""

from __future__ import annotations

from typing import Any

from good_documents import BODY, GOOD, HALF, as_page, in_turn, swap

from ita_evidence.model import VerdictValue
from ita_evidence.sample.blocks import Grid, Heading, Text


def test_a_half_year_of_visits_is_no_report_on_gifts(make: Any, say: Any) -> None:
    blocks = (
        Heading(f"รายงานผลการออกหน่วยเคลื่อนที่ {HALF}", 1),
        Text(f"{BODY} ระหว่างวันที่ 1 ตุลาคม 2565 – 31 มีนาคม 2566"),
        Grid(("อำเภอ", "จำนวนครั้ง"), (("อำเภอเมือง", "3"), ("อำเภอใต้", "2"))),
        Text("ผลการประเมิน: ประชาชนได้รับบริการครบทุกอำเภอ"),
    )
    found = make.judge("O33", as_page(blocks))
    assert found.verdict is VerdictValue.NOT_MET
    assert ("component_missing", "report", "") in say.reasons(found)


def test_an_annual_report_that_buys_nothing_is_no_procurement_report(make: Any, say: Any) -> None:
    other = in_turn(
        swap("รายงานผลการจัดซื้อจัดจ้าง", "รายงานผลการฝึกอบรม"),
        swap("งบประมาณที่ใช้ในการจัดซื้อจัดจ้าง", "งบประมาณที่ใช้ในการฝึกอบรม"),
        swap("สรุปรายการที่มีการจัดซื้อจัดจ้าง จำแนกตามวิธี", "สรุปรายการ จำแนกตามวิธี"),
        swap("วิธีเฉพาะเจาะจง 58 โครงการ วิธีคัดเลือก 1 โครงการ", "วิธีบรรยาย 58 โครงการ วิธีดูงาน 1 โครงการ"),
        swap("ผู้เสนอราคามีน้อยราย", "ผู้เข้าอบรมมีน้อยราย"),
    )
    found = make.judge("O22", as_page(other(GOOD["O22"].blocks)))
    assert found.verdict is VerdictValue.NOT_MET
    assert ("component_missing", "summary", "") in say.reasons(found)


def test_a_meeting_of_the_staff_is_for_a_person(make: Any, say: Any) -> None:
    staff = swap("ภาคประชาชนและภาคเอกชน จำนวน 86 คน จากทุกอำเภอในจังหวัด", "บุคลากรในสังกัด จำนวน 86 คน")
    found = make.judge("O30", as_page(staff(GOOD["O30"].blocks)))
    assert say.reasons(found) == [("mentioned_only", "participants", "")]
