"""Whose a document is: a ministry's, a commission's or a group of provinces' is not ours, however
often it names us; an office's own may well name what it belongs to and what it follows."""

from __future__ import annotations

from typing import Any

import pytest
from good_documents import BODY, DAYS, GOOD, HALF, Blocks, as_file, as_page, every_word

from ita_evidence.extraction.readers import web
from ita_evidence.extraction.readers.limits import Limits
from ita_evidence.model import Document, Page, Picture
from ita_evidence.sample.blocks import Heading, Text

YEAR, LAST = "ปีงบประมาณ พ.ศ. 2566", "ปีงบประมาณ พ.ศ. 2565"
GROUP = "กลุ่มจังหวัดภาคเหนือตอนบน 1"
MET: tuple[str, list[str]] = ("met", [])
DOUBTED = ("needs_review", ["body_in_doubt"])
OTHER = ("needs_review", ["other_document"])


def titled(item: str, *lines: str, below: tuple[str, ...] = ()) -> Blocks:
    """The item's good document under these lines, and we named there and in `below` alone."""
    rest = [every_word(one, lambda text: text.replace(BODY, "")) for one in GOOD[item].blocks[1:]]
    return (Heading(lines[0], 1), *map(Text, lines[1:]), *rest, *map(Text, below))


def found(make: Any, say: Any, item: str, blocks: Blocks, kind: str = "html") -> Any:
    judging = make.judging(item, as_page(blocks) if kind == "html" else as_file(kind, blocks))
    if (name := GOOD[item].beside) is not None:
        judging = make.beside(judging, name, as_page(GOOD[name].blocks))
    judged = make.change(judging)
    return judged.verdict.value, [code for code, _, _ in say.reasons(judged)]


# --- a ministry's, a department's ------------------------------------------------------------

POLICY = "นโยบายการบริหารทรัพยากรบุคคล (พ.ศ. 2566 – 2568)"
STAFF = "แผนพัฒนาบุคลากร (พ.ศ. 2566 – 2568)"


@pytest.mark.parametrize(
    "lines",
    [
        (f"ประกาศกระทรวงมหาดไทย เรื่อง {POLICY}", f"ใช้กับส่วนราชการในสังกัด ได้แก่ {BODY}"),
        ("ประกาศกระทรวงมหาดไทย", f"เรื่อง {POLICY}", f"เรียน ผู้ว่าราชการ{BODY}"),
        (f"{POLICY} กรมการปกครอง", f"หน่วยงานในสังกัด: ที่ทำการปกครอง{BODY}"),
        (POLICY, "สำนักงานปลัดกระทรวงมหาดไทย", f"หน่วยงานในสังกัด สำนักงาน{BODY}"),
        (POLICY, "(ฉบับปรับปรุง)", "กองการเจ้าหน้าที่", "กรมการปกครอง", f"รวมทั้ง{BODY}"),
        ("แผนพัฒนาบุคลากรของกรมที่ดิน (พ.ศ. 2566 – 2568)", f"สำนักงานที่ดิน{BODY} ถือปฏิบัติ"),
        (f"{POLICY} สำนักงาน ก.พ.", f"แจ้งทุกส่วนราชการ รวมทั้ง{BODY}"),
        ("ที่ มท 0202.3/ว 1234 กระทรวงมหาดไทย", f"เรื่อง {POLICY}", f"เรียน ผู้ว่าราชการ{BODY}"),
        (BODY, f"ประกาศกระทรวงมหาดไทย เรื่อง {POLICY}", "ใช้กับทุกจังหวัด"),
    ],
)
def test_a_ministrys_policy_that_names_us_is_for_a_person(
    make: Any, say: Any, lines: tuple[str, ...]
) -> None:
    found_ = found(make, say, "O23", titled("O23", *lines))
    assert found_ == DOUBTED


@pytest.mark.parametrize(
    "lines",
    [
        (f"ประกาศ{BODY}", f"เรื่อง {POLICY}", "ตามที่กระทรวงมหาดไทยได้กำหนดนโยบายการบริหารทรัพยากรบุคคล"),
        (f"ประกาศ{BODY} เรื่อง {POLICY}", "อาศัยอำนาจตามคำสั่งกระทรวงมหาดไทยที่ 123/2560"),
        (f"{POLICY} ของ{BODY}", "ตามนโยบายกระทรวงมหาดไทย"),
        (f"{POLICY} {BODY}", "สอดคล้องกับแผนกลยุทธ์ของสำนักงานปลัดกระทรวงมหาดไทย"),
        (STAFF, f"สำนักงาน{BODY}", "สำนักงานปลัดกระทรวงมหาดไทย"),
        (STAFF, f"กระทรวงมหาดไทย {BODY}"),
        ("กระทรวงมหาดไทย", BODY, STAFF),
        (STAFF, "กรมการปกครอง กระทรวงมหาดไทย", f"ที่ทำการปกครอง{BODY}"),
        (f"{STAFF} สำนักงานที่ดิน{BODY} กรมที่ดิน",),
        (STAFF, "ตามยุทธศาสตร์กระทรวงมหาดไทย", "ปรับปรุงปีที่ 1", f"สำนักงาน{BODY}"),
        (STAFF, "ประกอบด้วย", "1. แผนพัฒนาบุคลากรของสำนักงาน ก.พ.", f"ประกาศ ณ {BODY}"),
    ],
)
def test_an_offices_own_names_what_it_belongs_to_and_follows(
    make: Any, say: Any, lines: tuple[str, ...]
) -> None:
    assert found(make, say, "O23", titled("O23", *lines)) == MET


CENTRAL = [
    ("O4", "แผนยุทธศาสตร์{} (พ.ศ. 2566 – 2570)"),
    ("O11", f"แผนปฏิบัติราชการประจำ{YEAR} {{}}"),
    ("O12", f"รายงานผลความก้าวหน้า {HALF} {{}}"),
    ("O13", f"รายงานผลการดำเนินงาน ประจำ{LAST} {{}}"),
    ("O16", "สถิติการให้บริการของ{}"),
    ("O17", f"รายงานผลการสำรวจความพึงพอใจการให้บริการ ประจำ{LAST} {{}}"),
    ("O19", f"ประกาศ{{}} เรื่อง เผยแพร่แผนการจัดซื้อจัดจ้าง ประจำ{YEAR}"),
    ("O22", f"รายงานผลการจัดซื้อจัดจ้าง ประจำ{LAST} {{}}"),
    ("O24", f"รายงานความก้าวหน้าการดำเนินการตามนโยบายการบริหารทรัพยากรบุคคล {{}} {HALF}"),
    ("O26", f"รายงานผลการบริหารทรัพยากรบุคคล ประจำ{LAST} {{}}"),
    ("O29", "สถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ {}"),
    ("O30", "รายงานผลการเปิดโอกาสให้บุคคลภายนอกมีส่วนร่วม {}"),
    ("O33", f"รายงานผลตามนโยบาย No Gift Policy {HALF} {{}}"),
    ("O34", f"การประเมินความเสี่ยงการทุจริต ประจำ{YEAR} {{}}"),
    ("O35", f"รายงานผลการจัดการความเสี่ยงการทุจริต {YEAR} {{}}"),
    ("O36", "แผนปฏิบัติการป้องกันการทุจริต (พ.ศ. 2566 – 2570) {}"),
    ("O37", f"รายงานการดำเนินการตามแผนปฏิบัติการป้องกันการทุจริต {{}} {HALF}"),
    ("O38", f"รายงานผลการดำเนินการป้องกันการทุจริต ประจำ{LAST} {{}}"),
    ("O41", f"รายงานการนำผลการประเมินจริยธรรมไปใช้ในการเลื่อนเงินเดือน {YEAR} {{}}"),
    ("O42", f"มาตรการส่งเสริมคุณธรรมและความโปร่งใส {YEAR} {{}}"),
]


@pytest.mark.parametrize(("item", "title"), CENTRAL)
@pytest.mark.parametrize("body", ["กรมที่ดิน", GROUP])
def test_no_item_takes_the_document_of_a_body_above(
    make: Any, say: Any, item: str, title: str, body: str
) -> None:
    days = (DAYS,) if HALF in title or item in ("O16", "O29") else ()
    units = f"ประกอบด้วยหน่วยงานต่าง ๆ รวมทั้ง{BODY}"
    theirs = titled(item, title.format(body), units, *days)
    assert found(make, say, item, theirs) == DOUBTED
    ours = titled(item, title.format(BODY), f"ตามที่{body}กำหนดแนวทางให้จังหวัดดำเนินการ", *days)
    assert found(make, say, item, ours) == MET


def test_a_sheet_has_its_title_in_a_cell(make: Any, say: Any) -> None:
    title = "แผนปฏิบัติการป้องกันการทุจริต (พ.ศ. 2566 – 2570) {}"
    theirs = titled("O36", title.format("กรมที่ดิน"), f"หน่วยงานในสังกัด: {BODY}")
    ours = titled("O36", title.format(BODY), "กรมที่ดิน")
    for kind in ("xlsx", "csv", "pdf", "docx"):
        assert found(make, say, "O36", theirs, kind) == DOUBTED
        assert found(make, say, "O36", ours, kind) == MET


@pytest.mark.parametrize("item", ["O14", "O15"])
def test_a_central_bodys_manual_will_do(make: Any, say: Any, item: str) -> None:
    """The seed says so of O14; the manual of a service is the department's."""
    kind = "คู่มือการปฏิบัติงาน" if item == "O14" else "คู่มือสำหรับประชาชน"
    steps = "ขั้นตอน\n1. รับคำขอ\n2. ตรวจสอบ\n3. เสนอผู้บังคับบัญชา"
    text = f"{kind} เรื่อง การจดทะเบียนที่ดิน กรมที่ดิน\nสำหรับนักวิชาการที่ดิน\n{steps}"
    judged = make.judge(item, make.doc(text))
    assert (judged.verdict.value, say.reasons(judged)) == MET


def test_a_form_of_a_body_above_is_of_who_filled_it_in(make: Any, say: Any) -> None:
    form = f"แบบรายงานการรับของขวัญ No Gift Policy {HALF} ของสำนักงาน ป.ป.ท."
    filled = titled("O33", form, f"ชื่อหน่วยงาน : {BODY}", DAYS)
    assert found(make, say, "O33", filled) == MET
    passed_on = titled("O33", form, f"หน่วยงานที่รับผิดชอบ {BODY}", DAYS)
    assert found(make, say, "O33", passed_on) == DOUBTED


# --- a commission's --------------------------------------------------------------------------

MANUAL = "คู่มือการจัดการเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ"


@pytest.mark.parametrize(
    ("lines", "below"),
    [
        ((MANUAL, "สำนักงานคณะกรรมการป้องกันและปราบปรามการทุจริตแห่งชาติ"), f"ผู้ร้องใน{BODY}"),
        ((f"{MANUAL} สำนักงาน ป.ป.ช.",), f"สำนักงาน ป.ป.ช. ประจำ{BODY} โทร 0 2000 0000"),
        ((f"{MANUAL} ของสำนักงาน ป.ป.ช.", f"สำนักงาน ป.ป.ช. ประจำ{BODY}"), ""),
        ((MANUAL, f"สำนักงาน ป.ป.ช. ประจำ{BODY}"), ""),
        ((MANUAL, "สำนักงาน ปปท. เขต 6", f"พื้นที่รับผิดชอบ {BODY}"), ""),
        ((MANUAL, "ศูนย์ปฏิบัติการต่อต้านการทุจริต กระทรวงมหาดไทย"), f"ศูนย์ดำรงธรรม{BODY}"),
    ],
)
def test_a_commissions_manual_is_for_a_person(
    make: Any, say: Any, lines: tuple[str, ...], below: str
) -> None:
    assert found(make, say, "O27", titled("O27", *lines, below=(below,))) == DOUBTED


@pytest.mark.parametrize(
    ("lines", "below"),
    [
        ((f"{MANUAL} {BODY}", "จัดทำตามแนวทางของสำนักงาน ป.ป.ช."), ""),
        ((MANUAL, "ตามมาตรฐานของสำนักงาน ป.ป.ท.", f"ศูนย์ดำรงธรรม{BODY}"), ""),
        ((MANUAL, f"ศูนย์ดำรงธรรม{BODY}"), "ช่องทางอื่น: สำนักงาน ป.ป.ช. สายด่วน 1205"),
        ((MANUAL, "เรื่องในอำนาจของสำนักงาน ป.ป.ช. ให้ส่งต่อ", f"ใช้กับเจ้าหน้าที่{BODY}"), ""),
        ((MANUAL, f"ศูนย์ปฏิบัติการต่อต้านการทุจริต{BODY}", "กระทรวงมหาดไทย"), ""),
        ((MANUAL, "มาตรการนี้กระทรวงมหาดไทยกำหนดให้ทุกจังหวัดถือปฏิบัติ"), f"ศาลากลาง{BODY}"),
        ((MANUAL, "กระทรวงมหาดไทยได้แจ้งให้ทุกจังหวัดถือปฏิบัติ"), f"ศาลากลาง{BODY}"),
        ((MANUAL, "แผนงานนี้ได้รับงบประมาณจากกระทรวงมหาดไทย"), f"ศาลากลาง{BODY}"),
    ],
)
def test_our_manual_names_the_commissions(
    make: Any, say: Any, lines: tuple[str, ...], below: str
) -> None:
    assert found(make, say, "O27", titled("O27", *lines, below=(below,))) == MET


# --- a group of provinces' -------------------------------------------------------------------

PLAN = f"แผนปฏิบัติราชการประจำ{YEAR}"


@pytest.mark.parametrize(
    ("item", "lines"),
    [
        ("O4", (f"แผนยุทธศาสตร์{GROUP} (พ.ศ. 2566 – 2570)", f"จังหวัดเชียงใหม่ ลำพูน และ{BODY}")),
        ("O4", ("แผนปฏิบัติราชการ 5 ปี (พ.ศ. 2566 – 2570)", GROUP, f"(ลำพูน ลำปาง {BODY})")),
        ("O11", (f"{PLAN} {GROUP}", f"{BODY} จังหวัดลำพูน")),
        ("O11", (BODY, f"{PLAN} {GROUP}")),
        ("O11", (PLAN, f"สำนักงานบริหารยุทธศาสตร์{GROUP}")),
        ("O12", (BODY, f"รายงานผลการดำเนินงานตามแผนปฏิบัติราชการ{GROUP} {HALF}", DAYS)),
        ("O13", (f"รายงานผลการดำเนินงาน{GROUP} ประจำ{LAST}", f"ประกอบด้วย {BODY}")),
    ],
)
def test_a_groups_plan_is_not_its_members(
    make: Any, say: Any, item: str, lines: tuple[str, ...]
) -> None:
    assert found(make, say, item, titled(item, *lines, below=(f"โครงการใน{BODY}",))) == DOUBTED


@pytest.mark.parametrize(
    ("item", "lines"),
    [
        ("O4", (f"แผนพัฒนา{BODY} 5 ปี (พ.ศ. 2566 – 2570)", f"สอดคล้องกับแผนพัฒนา{GROUP}")),
        ("O4", (f"แผนพัฒนา{BODY} 5 ปี (พ.ศ. 2566 – 2570)", f"ที่มา: แผนพัฒนา{GROUP}")),
        ("O11", (f"{PLAN} {BODY}", f"ภายใต้แผนพัฒนา{GROUP}")),
        ("O11", (PLAN, BODY, GROUP)),
        ("O11", (f"{PLAN} ของ{BODY}และ{GROUP}",)),
        ("O11", (f"{PLAN} ของจังหวัดและกลุ่มจังหวัด", BODY)),
        ("O11", (f"{PLAN} ของจังหวัดและของกลุ่มจังหวัด", BODY)),
        ("O11", (f"{PLAN} จังหวัด กลุ่มจังหวัด และภาค", BODY)),
        ("O12", (f"รายงานการกำกับติดตามการดำเนินงาน {HALF}", f"{BODY} งบจังหวัดและงบ{GROUP}", DAYS)),
        ("O13", (f"รายงานผลการดำเนินงาน ประจำ{LAST} {BODY}", f"อยู่ใน{GROUP}")),
    ],
)
def test_our_plan_names_the_group(make: Any, say: Any, item: str, lines: tuple[str, ...]) -> None:
    assert found(make, say, item, titled(item, *lines)) == MET


# --- duties ----------------------------------------------------------------------------------

DUTIES = "1. กำหนดแนวทางการพัฒนางาน\n2. ติดตามผลการดำเนินงาน\n3. ประสานงานกับทุกภาคส่วน"


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        (f"อำนาจหน้าที่ของ{BODY}\n{GROUP}", MET),
        (f"อำนาจหน้าที่ของกลุ่มงานยุทธศาสตร์\n1. จัดทำแผนพัฒนา{GROUP}", MET),
        (f"อำนาจหน้าที่ของกลุ่มงานยุทธศาสตร์\nจัดทำแผนพัฒนา{GROUP}", MET),
        (f"อำนาจหน้าที่\n1. ประสานงานกับสำนักงาน ป.ป.ช. ประจำ{BODY}", MET),
        (f"อำนาจหน้าที่ของ{GROUP}", ("needs_review", ["central_body"])),
        ("หน้าที่และอำนาจของสำนักงาน ป.ป.ช.", ("needs_review", ["central_body"])),
    ],
)
def test_duties_of_a_body_above_are_not_ours(
    make: Any, say: Any, heading: str, expected: tuple[str, list[str]]
) -> None:
    judged = make.judge("O3", make.doc(f"{BODY}\n{heading}\n{DUTIES}"))
    assert (judged.verdict.value, [code for code, _, _ in say.reasons(judged)]) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("กรมการปกครอง", f"หน่วยงานในสังกัด ที่ทำการปกครอง{BODY}"), DOUBTED),
        ((GROUP, BODY), DOUBTED),
        ((f"{BODY} กระทรวงมหาดไทย",), MET),
        (("ตามประกาศกระทรวงดิจิทัลเพื่อเศรษฐกิจและสังคม", f"สำนักงาน{BODY}"), MET),
    ],
)
def test_a_privacy_policy_is_its_bodys(
    make: Any, say: Any, lines: tuple[str, ...], expected: tuple[str, list[str]]
) -> None:
    told = (
        "นโยบายคุ้มครองข้อมูลส่วนบุคคล",
        *lines,
        "1. วัตถุประสงค์\nเพื่อคุ้มครองข้อมูลส่วนบุคคลของผู้รับบริการ",
        "2. การเก็บรวบรวม\nเก็บเท่าที่จำเป็นตามภารกิจ",
        "3. การเปิดเผย\nไม่เปิดเผยแก่บุคคลภายนอก",
    )
    judged = make.judge("O10", make.doc("\n".join(told)))
    assert (judged.verdict.value, [code for code, _, _ in say.reasons(judged)]) == expected


# --- pictures --------------------------------------------------------------------------------


def picture(make: Any, alt: str, caption: str, path: str = "chart.png") -> tuple[Any, Any]:
    """What stands on the page beside the picture, and its file."""
    file = Document(
        type="image",
        text_quality="none",
        pages=(Page(number=1, text="", picture_share=1.0),),
        pictures=(Picture(page=1, width_px=1200, height_px=900),),
    )
    html = f'<figure><img src="/{path}" alt="{alt}"><figcaption>{caption}</figcaption></figure>'
    url = f"https://www.somewhere.example/{path}"
    return html, make.shown(file, url=url, role="requisite")


CHART = "แผนผังโครงสร้างการบริหารราชการ"


@pytest.mark.parametrize(
    ("alt", "caption", "expected"),
    [
        (CHART, "", MET),
        (f"{CHART}{BODY}", "", MET),
        ("", f"{CHART}{BODY} กระทรวงมหาดไทย", MET),
        (f"{CHART}จังหวัดลำปาง", "", DOUBTED),
        ("", f"{CHART}จังหวัดลำปาง", DOUBTED),
        (CHART, f"{CHART}จังหวัดลำปาง", DOUBTED),
        (f"{CHART}องค์การบริหารส่วน{BODY}", "", DOUBTED),
        ("โครงสร้างกรมการปกครอง", "", DOUBTED),
    ],
)
def test_a_charts_words_say_whose_it_is(
    make: Any, say: Any, alt: str, caption: str, expected: tuple[str, list[str]]
) -> None:
    image, file = picture(make, alt, caption)
    posts = "<p>ผู้ว่าราชการจังหวัด รองผู้ว่าราชการจังหวัด</p><p>กลุ่มงานอำนวยการ ฝ่ายปกครอง กองคลัง</p>"
    page = f"<h2>{CHART}</h2><p>{BODY}</p>{image}{posts}"
    judged = make.judge("O1", make.shown(read(page)), file)
    assert (judged.verdict.value, [code for code, _, _ in say.reasons(judged)]) == expected


@pytest.mark.parametrize(
    ("label", "expected"), [(f"{CHART}{BODY}", MET), (f"{CHART}จังหวัดลำปาง", DOUBTED)]
)
def test_a_linked_charts_name_says_whose_it_is(
    make: Any, say: Any, label: str, expected: tuple[str, list[str]]
) -> None:
    posts = "ผู้ว่าราชการจังหวัด ปลัดจังหวัด กลุ่มงานอำนวยการ ฝ่ายปกครอง สำนักงานเกษตรจังหวัด"
    page = read(f'<h2>โครงสร้าง</h2><p><a href="/chart.pdf">{label}</a></p><p>{BODY}</p>')
    url = "https://www.somewhere.example/chart.pdf"
    file = make.shown(make.doc(posts, type="pdf"), url=url, role="linked", label=label)
    judged = make.judge("O1", make.shown(page), file)
    assert (judged.verdict.value, [code for code, _, _ in say.reasons(judged)]) == expected


@pytest.mark.parametrize(
    ("alt", "expected"),
    [
        (f"แผนที่{BODY}", MET),
        ("แผนที่ตั้ง ตรงข้ามโรงเรียนหนึ่ง", MET),
        ("แผนที่จังหวัดลำปาง", DOUBTED),
    ],
)
def test_a_maps_words_say_of_what_it_is(
    make: Any, say: Any, alt: str, expected: tuple[str, list[str]]
) -> None:
    image, file = picture(make, alt, "", "map.png")
    contact = (
        f"ศาลากลาง{BODY} ถนนหนึ่ง ตำบลในเมือง อำเภอเมือง {BODY} 99000",
        "โทรศัพท์ 0 5671 1001",
        "saraban@somewhere.example",
    )
    page = "".join(f"<p>{one}</p>" for one in contact) + image
    judged = make.judge("O5", make.shown(read(page)), file)
    assert (judged.verdict.value, [code for code, _, _ in say.reasons(judged)]) == expected


def read(html: str) -> Any:
    page = f"<!doctype html><html><head><meta charset=utf-8></head><body>{html}</body></html>"
    return web.read(page.encode(), "html", None, Limits())


# --- the assessment's results ----------------------------------------------------------------

NAMED = {
    "O12": f"รายงานการกำกับติดตามการดำเนินงาน {HALF}",
    "O13": "รายงานผลการดำเนินงาน",
    "O17": "ความพึงพอใจการให้บริการ",
    "O26": "รายงานผลการบริหารทรัพยากรบุคคล",
    "O29": f"สถิติเรื่องร้องเรียนการทุจริต {HALF}",
    "O30": "การมีส่วนร่วม",
    "O33": f"No Gift Policy {HALF}",
    "O34": "การประเมินความเสี่ยงการทุจริต",
    "O35": "การจัดการความเสี่ยงการทุจริต",
    "O36": "แผนปฏิบัติการป้องกันการทุจริต (พ.ศ. 2566 – 2570)",
    "O37": f"การดำเนินการตามแผนปฏิบัติการป้องกันการทุจริต {HALF}",
    "O38": "การป้องกันการทุจริต",
}
BEFORE = frozenset({"O13", "O17", "O26", "O38"})


@pytest.mark.parametrize(
    "results",
    [
        "ผลการประเมิน ITA",
        "รายงานผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ (ITA)",
        f"{BODY} สรุปผลคะแนนการประเมิน ITA",
    ],
)
@pytest.mark.parametrize("item", NAMED)
def test_results_of_the_assessment_are_no_other_items(
    make: Any, say: Any, item: str, results: str
) -> None:
    year = LAST if item in BEFORE else YEAR
    first, *rest = GOOD[item].blocks
    blocks = (Heading(f"{results} {year}", 1), Text(f"ตัวชี้วัด {NAMED[item]}"), *rest, Text(BODY))
    assert found(make, say, item, blocks) == OTHER
    assert found(make, say, item, (first, *blocks[:2], *rest)) != OTHER


@pytest.mark.parametrize("item", NAMED)
def test_a_heading_of_the_assessment_over_its_evidence_is_no_result(
    make: Any, say: Any, item: str
) -> None:
    heading = Heading("การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ (ITA)", 1)
    assert found(make, say, item, (heading, *GOOD[item].blocks)) == MET


def test_the_results_are_what_their_own_item_asks_for(make: Any, say: Any) -> None:
    title = f"รายงานผลการประเมินคุณธรรมและความโปร่งใส (ITA) {LAST} {BODY}"
    assert found(make, say, "O42", (Heading(title, 1), *GOOD["O42"].blocks[1:])) == MET


@pytest.mark.parametrize(
    ("told", "met"),
    [
        ((Text("ผลการประเมิน: ปฏิบัติตามนโยบายครบถ้วนทุกคน ตามแนวทางการประเมิน ITA"),), True),
        ((Heading("การประเมินผลการปฏิบัติตามนโยบาย"), Text("เจ้าหน้าที่ทุกคนปฏิบัติตามครบถ้วน")), True),
        ((Heading(f"ผลการประเมิน ITA {LAST}"), Text("ได้คะแนนรวม 87.42 อยู่ในระดับ A")), False),
        ((Heading("ผลการประเมินคุณธรรมและความโปร่งใส"), Text("ได้ 87.42 คะแนน ระดับ A")), False),
        ((Heading("การประเมินผลการปฏิบัติราชการ"), Text("ข้าราชการทุกคนอยู่ในระดับดีเด่น")), False),
    ],
)
def test_what_is_evaluated_is_the_policy(make: Any, say: Any, told: Blocks, met: bool) -> None:
    blocks = (*GOOD["O33"].blocks[:-1], *told)
    expected = MET if met else ("needs_review", ["mentioned_only"])
    assert found(make, say, "O33", blocks) == expected
