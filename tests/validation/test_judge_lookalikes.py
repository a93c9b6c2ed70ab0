"""What looks like a unit's page, plan or notice and is none is never met; the genuine one beside it
is."""

from __future__ import annotations

from typing import Any

import pytest
from good_documents import BODY, as_page

from ita_evidence.model import Form, Link, Page
from ita_evidence.sample.blocks import Grid, Heading, Text

HOME = "https://www.somewhere.example/"


def found(judged: Any, say: Any) -> tuple[str, list[str]]:
    return judged.verdict.value, [code for code, _, _ in say.reasons(judged)]


# --- O3 --------------------------------------------------------------------------------------

LISTED = "1. กำหนดแนวทางการพัฒนางานในพื้นที่\n2. ติดตามผลการดำเนินงานในพื้นที่\n3. ประสานงานกับทุกภาคส่วน"


@pytest.mark.parametrize(
    ("above", "code"),
    [
        (f"อำนาจหน้าที่ของ{BODY}", None),
        (f"อำนาจหน้าที่ของคณะกรรมการธรรมาภิบาล{BODY}", "mentioned_only"),
        (f"คำสั่ง{BODY} เรื่อง แต่งตั้งคณะทำงาน\nโดยให้มีหน้าที่และอำนาจ ดังนี้", "mentioned_only"),
        ("วิสัยทัศน์ พันธกิจ ภารกิจ", "mentioned_only"),
    ],
)
def test_duties_are_the_agencys_own(make: Any, say: Any, above: str, code: str | None) -> None:
    judged = make.judge("O3", make.doc(f"{BODY}\n{above}\n{LISTED}"))
    assert found(judged, say) == (("needs_review", [code]) if code else ("met", []))


# --- O10 -------------------------------------------------------------------------------------

NAME = "นโยบายคุ้มครองข้อมูลส่วนบุคคล"
TOLD = "วัตถุประสงค์\nเพื่อให้บริการประชาชน\nการเก็บรวบรวม\nเท่าที่จำเป็น\nการเปิดเผย\nตามกฎหมายเท่านั้น"


@pytest.mark.parametrize(
    ("title", "code"),
    [
        (f"ประกาศ{BODY} เรื่อง {NAME}", None),
        (f"ประกาศ{BODY} เรื่อง นโยบายในการคุ้มครองข้อมูลส่วนบุคคล", None),
        (f"คำสั่ง{BODY} เรื่อง แต่งตั้งคณะทำงานจัดทำ{NAME}", "other_document"),
        (f"{BODY}จัดอบรมเรื่อง {NAME}", "other_document"),
    ],
)
def test_a_policy_is_not_what_is_said_of_one(
    make: Any, say: Any, title: str, code: str | None
) -> None:
    judged = make.judge("O10", make.doc(f"{title}\n{TOLD}", type="pdf"))
    assert found(judged, say) == (("needs_review", [code]) if code else ("met", []))


@pytest.mark.parametrize("mark", ["ผู้รับสนองพระบรมราชโองการ", "เหตุผลในการประกาศใช้พระราชบัญญัติ"])
def test_a_policy_that_quotes_the_act_is_for_a_person(make: Any, say: Any, mark: str) -> None:
    policy = make.doc(f"ประกาศ{BODY} เรื่อง {NAME}\n{TOLD}\nภาคผนวก\n{mark}", type="pdf")
    assert found(make.judge("O10", policy), say) == ("needs_review", ["law_quoted"])
    act = make.doc(f"พระราชบัญญัติ{NAME[7:]} พ.ศ. 2562\n{TOLD}\n{mark}", type="pdf")
    assert found(make.judge("O10", act), say) == ("not_met", ["law_itself"])


def test_the_dots_of_a_table_of_contents_are_no_blanks(make: Any, say: Any) -> None:
    contents = "\n".join(f"หมวด {n} {'.' * 20} {n}" for n in range(1, 6))
    texts = (f"{NAME} {BODY}", f"สารบัญ\n{contents}", f"ประกาศ{BODY} เรื่อง {NAME}\n{TOLD}")
    pages = tuple(Page(number=n, text=text) for n, text in enumerate(texts, 1))
    judged = make.judge("O10", make.doc(type="pdf", pages=pages))
    assert found(judged, say) == ("met", [])


# --- O18 -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "href", "code"),
    [
        ("จองชื่อนิติบุคคล", "https://reserve.dbd.go.th/", None),
        ("เว็บเมล", "https://mail.moc.go.th/", "page_of_department"),
        ("อินทราเน็ต (ระบบออนไลน์)", "https://intranet.moc.go.th/", "page_of_department"),
        ("สำนักงานพาณิชย์จังหวัดใกล้เคียง", "https://there.moc.go.th/th/page", "page_of_department"),
        ("ข้อมูลราคาสินค้า", "https://data.moc.go.th/OpenData", "page_of_department"),
        ("อบรมออนไลน์", "https://dbdacademy.dbd.go.th/", "page_of_department"),
    ],
)
def test_not_each_host_of_a_department_is_a_service(
    make: Any, say: Any, text: str, href: str, code: str | None
) -> None:
    page = make.doc(f"บริการ {BODY}", links=(Link(href=href, text=text),))
    home = make.doc(BODY, links=(Link(href="/e-service/", text="E-Service"),))
    judged = make.judge(
        "O18",
        units={"commerce": (make.shown(page, url=f"{HOME}e-service/"),)},
        home=make.shown(home, url=HOME),
    )
    assert found(judged, say) == (("needs_review", [code]) if code else ("met", []))


# --- O19, O20 --------------------------------------------------------------------------------

PLAN = f"แผนการจัดซื้อจัดจ้าง ปีงบประมาณ พ.ศ. 2566 {BODY}"
HEAD = ["ลำดับ", "ชื่อโครงการ", "งบประมาณโครงการ (บาท)", "คาดว่าจะประกาศจัดซื้อจัดจ้าง (เดือน/ปี)"]
ROW = ["1", "ก่อสร้างถนนสายหนึ่ง", "1,200,000.00", "01/2566"]
OTHER_HEAD = ["ลำดับ", "รายการ", "จำนวน", "วงเงิน", "กำหนดส่งมอบ"]


@pytest.mark.parametrize(
    ("title", "table", "code"),
    [
        (PLAN, [HEAD, ROW], None),
        (f"รายงานผลการดำเนินการตาม{PLAN}", [HEAD, ROW], "other_document"),
        (f"คำสั่งแต่งตั้งผู้จัดทำ{PLAN}", [HEAD, ROW], "other_document"),
        (PLAN, [HEAD, ["1", "-", "-", "-"]], "dash_unexplained"),
        (PLAN, [HEAD, ["1", "", "", ""], ["2", "", "", ""]], "mentioned_only"),
        (PLAN, [OTHER_HEAD, ["1", "คอมพิวเตอร์", "10", "250,000", "-"]], "mentioned_only"),
        (
            PLAN.replace("แผนการ", "แผนปฏิบัติการ"),
            [OTHER_HEAD, ["1", "คอมพิวเตอร์", "10", "250,000", "-"]],
            "mentioned_only",
        ),
    ],
)
def test_a_procurement_plan_is_told_row_by_row(
    make: Any, say: Any, title: str, table: list[list[str]], code: str | None
) -> None:
    judged = make.judge("O19", make.doc(title, table))
    assert found(judged, say) == (("needs_review", [code]) if code else ("met", []))


def test_an_annex_read_as_lines_is_for_a_person(make: Any, say: Any) -> None:
    lines = "ลำดับ รหัสแผน ชื่อโครงการ งบประมาณ\n1 P66010001234 ก่อสร้างถนน 1,200,000.00"
    judged = make.judge("O19", make.doc(f"ประกาศ เรื่อง เผยแพร่{PLAN}\n{lines}", type="pdf"))
    assert found(judged, say) == ("needs_review", ["mentioned_only"])
    alone = make.judge("O19", make.doc(f"ประกาศ เรื่อง เผยแพร่{PLAN}", type="pdf"))
    assert found(alone, say) == ("not_met", ["annex_missing"])


@pytest.mark.parametrize(
    ("title", "verdict"),
    [
        (f"ประกาศ{BODY} เรื่อง ประกวดราคาเช่ารถยนต์", "met"),
        (f"ประกาศ{BODY} เรื่อง ประกวดราคาจ้างจัดอบรมเชิงปฏิบัติการ", "met"),
        (f"ประกาศ{BODY} เรื่อง การเปิดประมูลให้เช่าที่ราชพัสดุ", "not_met"),
        (f"ประกาศ{BODY} เรื่อง ขายทอดตลาดพัสดุชำรุด โดยวิธีเสนอราคา", "not_met"),
        (f"ประกาศ{BODY} เรื่อง ห้ามซื้อขายสุราในวันเลือกตั้ง", "not_met"),
        (f"ประกาศ{BODY} เรื่อง อัตราค่าจ้างขั้นต่ำ", "not_met"),
        ("คำสั่งแต่งตั้งคณะกรรมการกำหนดราคากลาง งานก่อสร้างถนน", "not_met"),
        ("ขอเชิญอบรมการจัดทำร่างขอบเขตของงาน (TOR) และราคากลาง", "not_met"),
        ("พระราชบัญญัติการจัดซื้อจัดจ้าง และหลักเกณฑ์ราคากลาง", "not_met"),
    ],
)
def test_what_only_speaks_of_buying_is_no_notice(make: Any, title: str, verdict: str) -> None:
    listed = [["เรื่อง", "วันที่"], [title, "12 มกราคม 2566"]]
    assert make.judge("O20", make.doc(f"ประกาศ {BODY}", listed)).verdict == verdict


# --- O28, O39 --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "codes"), [("/send", []), ("/wp-comments-post.php", ["form_missing"])]
)
def test_a_page_s_comments_are_no_channel(
    make: Any, say: Any, action: str, codes: list[str]
) -> None:
    form = Form(action=action, method="post", fields=("textarea:comment", "text:author"))
    page = make.doc("ช่องทางแจ้งเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ", forms=(form,))
    home = make.doc(BODY, links=(Link(href="/item/", text="แจ้งเบาะแสการทุจริต"),))
    judged = make.judge(
        "O28", make.shown(page, url=f"{HOME}item/"), home=make.shown(home, url=HOME)
    )
    assert found(judged, say)[1] == codes


CODE = (
    "ประมวลจริยธรรมข้าราชการพลเรือน พ.ศ. {}\nโดยคณะกรรมการข้าราชการพลเรือน (ก.พ.)\n"
    "1. ซื่อสัตย์สุจริต\n2. ไม่เลือกปฏิบัติ\n3. มุ่งผลสัมฤทธิ์ของงาน\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CODE.format(2564) + "ให้ยกเลิกประมวลจริยธรรม พ.ศ. 2552", ("met", [])),
        (CODE.format(2552) + "เผยแพร่เมื่อ 3 มีนาคม 2564", ("needs_review", ["years_mixed"])),
        ("เผยแพร่เมื่อ 3 มีนาคม 2564\n" + CODE.format(2552), ("needs_review", ["years_mixed"])),
        (CODE.format(2552), ("not_met", ["old_code"])),
    ],
)
def test_the_code_is_of_the_year_beside_its_name(
    make: Any, say: Any, text: str, expected: tuple[str, list[str]]
) -> None:
    assert found(make.judge("O39", make.doc(text, type="pdf")), say) == expected


@pytest.mark.parametrize(
    "above",
    [
        "รายงานผลการจัดอบรมการส่งเสริมจริยธรรม\nวิทยากรบรรยายเรื่อง",
        "คำสั่งแต่งตั้งคณะทำงานขับเคลื่อนจริยธรรม\nตาม",
        "แบบประเมินพฤติกรรมทางจริยธรรม ตาม",
    ],
)
def test_what_quotes_the_code_is_not_the_code(make: Any, say: Any, above: str) -> None:
    quoting = make.doc(f"{above}\n{CODE.format(2564)}", type="pdf")
    assert found(make.judge("O39", quoting), say) == ("needs_review", ["other_document"])
    gazette = make.doc(f"ราชกิจจานุเบกษา เล่ม 138\n{CODE.format(2564)}", type="pdf")
    assert found(make.judge("O39", gazette), say) == ("met", [])


# --- O1 --------------------------------------------------------------------------------------

BOXES = (
    "ผู้ว่าราชการจังหวัด\nรองผู้ว่าราชการจังหวัด\nปลัดจังหวัด\n"
    "กลุ่มงานอำนวยการ\nสำนักงานเกษตรจังหวัด\nที่ทำการปกครองจังหวัด"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"โครงสร้างการบริหารราชการจังหวัด\n{BOXES}", ("needs_review", ["chart_in_words"])),
        (f"คณะผู้บริหาร\n{BOXES}", ("not_met", ["component_missing"])),
        (
            f"โครงสร้างการบริหารราชการจังหวัด\n{BODY}",
            ("not_met", ["component_missing", "component_missing"]),
        ),
    ],
)
def test_boxes_that_a_page_draws_read_as_a_list(
    make: Any, say: Any, text: str, expected: tuple[str, list[str]]
) -> None:
    assert found(make.judge("O1", make.doc(text)), say) == expected


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("แผนผังโครงสร้างการบริหารราชการจังหวัด", []),
        ("คำสั่ง เรื่อง การแบ่งโครงสร้างและมอบอำนาจหน้าที่", ["other_document"]),
        ("แผนผังโครงสร้างองค์การบริหารส่วนจังหวัดที่นี่บุรี", ["body_in_doubt"]),
    ],
)
def test_an_order_on_the_structure_is_no_chart(
    make: Any, say: Any, title: str, codes: list[str]
) -> None:
    judged = make.judge("O1", make.doc(f"{title}\n{BOXES}", type="pdf"))
    assert found(judged, say) == ("needs_review" if codes else "met", codes)


# --- O16, O29 --------------------------------------------------------------------------------

MONTHS = ("ตุลาคม 2565", "พฤศจิกายน 2565", "ธันวาคม 2565", "มกราคม 2566", "กุมภาพันธ์ 2566", "มีนาคม 2566")


def by_month(column: str, months: tuple[str, ...]) -> list[list[str]]:
    return [["เดือน", column], *([month, str(90 + n)] for n, month in enumerate(months))]


@pytest.mark.parametrize(
    ("second", "codes"), [("จำนวนผู้ขอจดทะเบียน", []), ("จำนวนผู้ขอหนังสือรับรอง", ["period_unclear"])]
)
@pytest.mark.parametrize("apart", [False, True])
def test_one_services_months_are_not_anothers(
    make: Any, say: Any, second: str, codes: list[str], apart: bool
) -> None:
    title = f"สถิติการให้บริการของ{BODY} ปีงบประมาณ พ.ศ. 2566"
    tables = (by_month("จำนวนผู้ขอจดทะเบียน", MONTHS[:3]), by_month(second, MONTHS[3:]))
    documents = [make.doc(title, one) for one in tables] if apart else [make.doc(title, *tables)]
    judged = make.judge("O16", units={"commerce": tuple(documents)})
    assert found(judged, say) == ("needs_review" if codes else "met", codes)


def test_a_quarter_that_is_announced_is_not_told(make: Any, say: Any) -> None:
    first, second = (Heading(f"ไตรมาสที่ {n} ปีงบประมาณ พ.ศ. 2566") for n in (1, 2))
    above = (Heading(f"สถิติการให้บริการของ{BODY}", 1), first)
    table = Grid(("งานบริการ", "จำนวนผู้รับบริการ (ราย)"), (("จดทะเบียน", "10"),))
    for below, expected in (
        (Text("อยู่ระหว่างรวบรวมข้อมูล"), ("needs_review", ["period_unclear"])),
        (table, ("met", [])),
    ):
        page = as_page((*above, table, second, below))
        assert found(make.judge("O16", units={"commerce": (page,)}), say) == expected


COUNTS = ("จำนวนเรื่องร้องเรียนทั้งหมด", "ดำเนินการแล้วเสร็จ", "อยู่ระหว่างดำเนินการ")
Q1 = "ไตรมาสที่ 1 (1 ตุลาคม 2565 – 31 ธันวาคม 2565)"
Q2 = "ไตรมาสที่ 2 (1 มกราคม 2566 – 31 มีนาคม 2566)"
COUNTED = Grid(COUNTS, (("3", "2", "1"),))


@pytest.mark.parametrize(
    ("below", "codes"),
    [
        ((Heading(Q2), Grid(COUNTS, (("0", "0", "0"),))), []),
        ((Heading(Q2), Text("ไม่มีเรื่องร้องเรียนการทุจริต")), []),
        ((Heading(Q2), Text("อยู่ระหว่างรวบรวมข้อมูล")), ["period_unclear"]),
        ((Heading(f"เรื่องร้องเรียนทั่วไป {Q2}"), COUNTED), ["period_unclear"]),
    ],
)
def test_a_heading_without_its_figures_tells_no_quarter(
    make: Any, say: Any, below: tuple[Any, ...], codes: list[str]
) -> None:
    title = Heading(f"สถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ {BODY}", 1)
    judged = make.judge("O29", as_page((title, Heading(Q1), COUNTED, *below)))
    assert found(judged, say) == ("needs_review" if codes else "met", codes)
