"""Items whose good ones are pages, in the other formats that they come in; and that every item has
a good one in each of its formats.
"""

from __future__ import annotations

import io
from typing import Any

import pytest
import segno
from good_documents import BODY, GOOD, Blocks, as_file, as_page

from ita_evidence.extraction.readers import formats
from ita_evidence.extraction.readers.limits import DEFAULT
from ita_evidence.model import VerdictValue
from ita_evidence.sample.blocks import Grid, Heading, Text
from ita_evidence.settings import PROJECT

FILES: dict[str, Blocks] = {
    "O1": (
        Heading(f"แผนผังโครงสร้างการบริหารราชการ{BODY}", 1),
        Text("ผู้ว่าราชการจังหวัด รองผู้ว่าราชการจังหวัด ปลัดจังหวัด หัวหน้าสำนักงานจังหวัด"),
        Text("กลุ่มงานอำนวยการ กลุ่มงานบริหารทรัพยากรบุคคล สำนักงานเกษตรจังหวัด ที่ทำการปกครองจังหวัด"),
    ),
    "O3": (
        Heading(f"อำนาจหน้าที่ของ{BODY}", 1),
        Text("จังหวัดมีอำนาจภายในเขตจังหวัด ดังต่อไปนี้"),
        Text("(1) นำภารกิจของรัฐและนโยบายของรัฐบาลไปปฏิบัติให้เกิดผลสัมฤทธิ์"),
        Text("(2) ดูแลให้มีการปฏิบัติและบังคับการให้เป็นไปตามกฎหมาย"),
        Text("(3) จัดให้มีการคุ้มครอง ป้องกัน ส่งเสริม และช่วยเหลือประชาชน"),
    ),
    "O10": (
        Heading(f"ประกาศ{BODY} เรื่อง นโยบายคุ้มครองข้อมูลส่วนบุคคล", 1),
        Heading("1. วัตถุประสงค์"),
        Text("เพื่อให้บริการประชาชนตามอำนาจหน้าที่ของจังหวัด"),
        Heading("2. การเก็บรวบรวม"),
        Text("เก็บเท่าที่จำเป็นแก่การให้บริการ"),
        Heading("3. การเปิดเผย"),
        Text("ไม่เปิดเผยแก่ผู้อื่น เว้นแต่กฎหมายกำหนด"),
        Heading("4. สิทธิของเจ้าของข้อมูล"),
        Text("ขอเข้าถึง ขอแก้ไข และขอให้ลบข้อมูลของตนได้"),
    ),
    "O14": (
        Heading("คู่มือการปฏิบัติงาน เรื่อง การรับหนังสือ", 1),
        Text(f"{BODY} สำหรับเจ้าหน้าที่ตำแหน่ง นักจัดการงานทั่วไป"),
        Heading("ขั้นตอนการปฏิบัติงาน"),
        Text("1. รับหนังสือและตรวจความถูกต้อง"),
        Text("2. ลงทะเบียนในระบบสารบรรณ"),
        Text("3. เสนอผู้บังคับบัญชา"),
    ),
    "O15": (
        Heading("คู่มือสำหรับประชาชน: การจดทะเบียนพาณิชย์", 1),
        Text(BODY),
        Heading("ขั้นตอนการให้บริการ"),
        Grid(("ขั้นตอน", "ระยะเวลา"), (("ยื่นคำขอ", "15 นาที"), ("ตรวจสอบเอกสาร", "3 วัน"))),
    ),
    "O25": (
        Heading(f"หลักเกณฑ์การบริหารและพัฒนาทรัพยากรบุคคล {BODY}", 1),
        Heading("1. การสรรหาและคัดเลือกบุคลากร"),
        Text("ใช้วิธีสอบแข่งขันตามหลักเกณฑ์ที่ ก.พ. กำหนดทุกตำแหน่ง"),
        Heading("2. การบรรจุและแต่งตั้งบุคลากร"),
        Text("บรรจุตามลำดับที่ในบัญชีผู้สอบแข่งขันได้และทดลองปฏิบัติราชการหกเดือน"),
        Heading("3. การพัฒนาบุคลากร"),
        Text("ข้าราชการทุกคนเข้ารับการอบรมอย่างน้อยปีละหนึ่งหลักสูตร"),
        Heading("4. การประเมินผลการปฏิบัติราชการ"),
        Text("ประเมินปีละสองรอบโดยใช้ผลสัมฤทธิ์ของงานร้อยละเจ็ดสิบ"),
        Heading("5. การให้คุณให้โทษและการสร้างขวัญกำลังใจ"),
        Text("เลื่อนเงินเดือนตามผลการประเมินและดำเนินการทางวินัยตามระเบียบ"),
    ),
    "O39": (
        Text("ราชกิจจานุเบกษา 20 พฤษภาคม 2564"),
        Heading("ประมวลจริยธรรมข้าราชการพลเรือน พ.ศ. 2564", 1),
        Text("คณะกรรมการข้าราชการพลเรือน (ก.พ.) ออกตามพระราชบัญญัติมาตรฐานทางจริยธรรม พ.ศ. 2562"),
        Text("(1) ยึดมั่นในสถาบันหลักของประเทศ"),
        Text("(2) ซื่อสัตย์สุจริต มีจิตสำนึกที่ดี และรับผิดชอบต่อหน้าที่"),
        Text("(3) กล้าตัดสินใจและกระทำในสิ่งที่ถูกต้องชอบธรรม"),
    ),
}
PROGRESS: Blocks = (
    Heading(f"ผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส ปีงบประมาณ พ.ศ. 2566 {BODY}", 1),
    Grid(("มาตรการ", "ความก้าวหน้า"), (("เผยแพร่คู่มือการให้บริการ", "ดำเนินการแล้วเสร็จ"),)),
)
NEWS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>ข่าวประชาสัมพันธ์</title>'
    "<item><title>ผู้ว่าราชการจังหวัดเปิดโครงการจังหวัดเคลื่อนที่</title>"
    "<description>9 กุมภาพันธ์ 2566</description>"
    "<pubDate>Thu, 09 Feb 2023 10:00:00 +0700</pubDate></item></channel></rss>"
).encode()
ONLY_A_PAGE = {"O2", "O5", "O6", "O8", "O9", "O18", "O28"}
"""Portraits, a map, files behind titles, a place of the site, links, a form: the item files say so."""


FORMATS = [
    (item, kind)
    for item in FILES
    for kind in ("html", "pdf", "docx")
    if (item, kind) != ("O1", "html")  # on a page the chart is a picture
]


@pytest.mark.parametrize(("item", "kind"), FORMATS)
def test_a_good_one_in_each_format_is_met(make: Any, say: Any, item: str, kind: str) -> None:
    document = as_page(FILES[item]) if kind == "html" else as_file(kind, FILES[item])
    found = make.judge(item, document)
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])


def test_news_as_a_feed_are_met(make: Any, say: Any) -> None:
    found = make.judge("O7", formats.parse(NEWS, "rss", None, DEFAULT))
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx"])
def test_progress_in_a_file_and_the_code_on_the_page_are_met(
    make: Any, say: Any, kind: str
) -> None:
    make.agency = make.agency.model_copy(update={"eit_code": "here12"})
    page = formats.parse(
        f'<html><body><h1>{BODY}</h1><a href="/progress">รายงาน</a><p>แบบวัด EIT</p>'
        '<img src="/eit.png" alt="QR code"></body></html>'.encode(),
        "html",
        "text/html; charset=utf-8",
        DEFAULT,
    )
    code = io.BytesIO()
    segno.make("https://itas.nacc.go.th/go/eit/here12").save(code, kind="png", scale=6)
    home = "https://www.somewhere.example/"
    judging = make.judging(
        "O43",
        make.shown(page, url=f"{home}item/"),
        make.shown(
            formats.parse(code.getvalue(), "image", None, DEFAULT),
            url=f"{home}eit.png",
            role="requisite",
        ),
        make.shown(as_file(kind, PROGRESS), url=f"{home}progress", role="linked"),
    )
    found = make.change(make.beside(judging, "O42", make.doc("1. เผยแพร่คู่มือการให้บริการ")))
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])


def test_every_item_has_its_formats(items: Any) -> None:
    """Documents in test_judge_documents, announcements and months in test_every_suite."""
    assert {*GOOD, *FILES, *ONLY_A_PAGE, "O7", "O20", "O21", "O43"} == set(items)
    for item in ONLY_A_PAGE:
        path = PROJECT / f"include/catalog/editions/2566/o{int(item[1:]):02d}.yaml"
        assert "as a web page alone" in path.read_text("utf-8")
