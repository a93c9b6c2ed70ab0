"""What only speaks of what is asked for, or is somebody else's, is never met: an order of who shall
make a manual, a training on a law, a PAO's page. The genuine one beside it is."""

from __future__ import annotations

from typing import Any

import pytest
from good_documents import BODY, DAYS, GOOD, HALF, O2_PAGE, Blocks, as_page, column, in_turn, swap

from ita_evidence.extraction.readers import web
from ita_evidence.extraction.readers.limits import Limits
from ita_evidence.model import Link
from ita_evidence.sample.blocks import Grid, Heading, Text

YEAR, LAST = "ปีงบประมาณ พ.ศ. 2566", "ปีงบประมาณ พ.ศ. 2565"
HOME = "https://www.somewhere.example/"
SPOKEN = ("needs_review", ["other_document"])
MET: tuple[str, list[str]] = ("met", [])


def found(make: Any, say: Any, item: str, blocks: Blocks) -> tuple[str, list[str]]:
    judging = make.judging(item, as_page(blocks))
    if (name := GOOD[item].beside if item in GOOD else None) is not None:
        judging = make.beside(
            judging, name, as_page(O2_PAGE if name == "O2" else GOOD[name].blocks)
        )
    return reasons(make.change(judging), say)


def reasons(judged: Any, say: Any) -> tuple[str, list[str]]:
    return judged.verdict.value, [code for code, _, _ in say.reasons(judged)]


def read(html: str) -> Any:
    page = f"<!doctype html><html><head><meta charset=utf-8></head><body>{html}</body></html>"
    return web.read(page.encode(), "html", None, Limits())


def called(item: str, *titles: str) -> Blocks:
    """The item's good document under another title."""
    return (*(Heading(one, 1) for one in titles), *GOOD[item].blocks[1:])


# --- documents -------------------------------------------------------------------------------

PROGRESS = "รายงานการกำกับติดตามการดำเนินงาน"
BOUGHT = f"รายงานผลการจัดซื้อจัดจ้าง ประจำ{LAST} {BODY}"
GIFTS = f"รายงานผลตามนโยบาย No Gift Policy {HALF}"
ETHICS = f"รายงานการนำผลการประเมินจริยธรรมไปใช้ในการเลื่อนเงินเดือน {YEAR}"


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("O12", f"คำสั่ง{BODY} เรื่อง แต่งตั้งคณะทำงานจัดทำ{PROGRESS} {HALF}"),
        ("O12", f"รายงานผลความก้าวหน้าการบริหารทรัพยากรบุคคล {HALF}"),
        ("O19", f"รายงานผลการดำเนินการตามแผนการจัดซื้อจัดจ้าง ประจำ{YEAR} {BODY}"),
        ("O22", f"คู่มือการจัดทำ{BOUGHT}"),
        ("O22", f"ประชุมสรุปผลการจัดซื้อจัดจ้าง ประจำ{LAST} {BODY}"),
        ("O30", f"ขอเชิญร่วมแสดงความคิดเห็นและมีส่วนร่วม {BODY}"),
        ("O30", f"แผนส่งเสริมการมีส่วนร่วมของประชาชน {YEAR} {BODY}"),
        ("O31", f"รายงานผลตามนโยบาย No Gift Policy {YEAR}"),
        ("O32", f"คำสั่ง{BODY} แต่งตั้งคณะทำงานสร้างวัฒนธรรม No Gift Policy"),
        ("O33", f"คู่มือการ{GIFTS}"),
        ("O33", f"รายงานผลการจัดกิจกรรมสร้างวัฒนธรรม No Gift Policy {HALF}"),
        ("O37", f"ประชุมติดตามการดำเนินการตามแผนปฏิบัติการป้องกันการทุจริต {HALF}"),
        ("O41", f"ประชุมหารือ{ETHICS}"),
    ],
)
def test_what_only_speaks_of_it_is_for_a_person(make: Any, say: Any, item: str, title: str) -> None:
    assert found(make, say, item, called(item, title)) == SPOKEN


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("O12", f"{PROGRESS} {HALF}"),
        ("O12", f"รายงานผลการติดตามการใช้จ่ายงบประมาณ {HALF}"),
        ("O22", f"รายงานการวิเคราะห์ผลการจัดซื้อจัดจ้าง ประจำ{LAST} {BODY}"),
        ("O30", f"รายงานผลการดำเนินโครงการส่งเสริมการมีส่วนร่วมของประชาชน {BODY}"),
        ("O31", "ประกาศเจตนารมณ์นโยบายไม่รับของขวัญ (No Gift Policy) " + YEAR),
        ("O32", "สรุปผลการประชุมมอบนโยบาย No Gift Policy"),
        ("O33", f"แบบรายงานการรับของขวัญและของกำนัล ตามนโยบาย No Gift Policy {HALF}"),
        ("O41", ETHICS),
    ],
)
def test_what_is_called_so_is_met(make: Any, say: Any, item: str, title: str) -> None:
    assert found(make, say, item, called(item, title)) == MET


def test_an_annual_report_that_names_no_buying_in_its_title_is_for_a_person(
    make: Any, say: Any
) -> None:
    title = (f"รายงานประจำปี พ.ศ. 2565 {BODY}", "สารจากผู้ว่าราชการจังหวัด", "คำนำ")
    assert found(make, say, "O22", called("O22", *title)) == SPOKEN
    assert found(make, say, "O22", called("O22", BOUGHT, *title[1:])) == MET


@pytest.mark.parametrize("item", ["O12", "O37"])
@pytest.mark.parametrize("time", ["รอบ 6 เดือนหลัง ปีงบประมาณ พ.ศ. 2566", f"ประจำ{LAST}"])
def test_a_title_of_another_time_over_the_half_year_is_for_a_person(
    make: Any, say: Any, item: str, time: str
) -> None:
    blocks = in_turn(swap(HALF, time))(GOOD[item].blocks)
    assert found(make, say, item, blocks)[0] == "needs_review"
    assert DAYS in repr(blocks)


# --- manuals ---------------------------------------------------------------------------------

STEPS = "ขั้นตอน\n1. รับคำขอ\n2. ตรวจสอบ\n3. เสนอผู้บังคับบัญชา"
STAFF = f"คู่มือการปฏิบัติงาน เรื่อง การรับหนังสือ {BODY}\nสำหรับนักจัดการงานทั่วไป\n{STEPS}"
CITIZENS = f"คู่มือสำหรับประชาชน: การจดทะเบียน {BODY}\n{STEPS}"


@pytest.mark.parametrize(("item", "manual"), [("O14", STAFF), ("O15", CITIZENS)])
@pytest.mark.parametrize(
    "before",
    [
        f"คำสั่ง{BODY} เรื่อง แต่งตั้งคณะทำงานจัดทำ",
        f"{BODY}ประชุมทบทวน",
        "โครงการอบรมการเขียน",
        "แบบสำรวจความคิดเห็นต่อ",
        "แนวทางการจัดทำ",
    ],
)
def test_a_manual_is_not_what_is_said_of_one(
    make: Any, say: Any, item: str, manual: str, before: str
) -> None:
    assert reasons(make.judge(item, make.doc(f"{before}{manual}")), say) == SPOKEN
    assert reasons(make.judge(item, make.doc(manual)), say) == MET


def test_steps_that_are_numbered_by_their_word_are_steps(make: Any, say: Any) -> None:
    told = STAFF.partition("ขั้นตอน")[0] + "ขั้นตอนที่ 1 รับหนังสือ\nขั้นตอนที่ 2 ลงทะเบียน"
    assert reasons(make.judge("O14", make.doc(told)), say) == MET


# --- procurement -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (f"{BODY} ", MET),
        ("หน่วยงานที่", ("needs_review", ["nil_unqualified"])),
        (f"{BODY} ในพื้นที่", MET),
    ],
)
def test_whom_a_nil_is_of_is_said(
    make: Any, say: Any, before: str, expected: tuple[str, list[str]]
) -> None:
    text = (
        f"ประกาศ{BODY} แผนการจัดซื้อจัดจ้าง ประจำ{YEAR}\n{before}ไม่มีการจัดซื้อจัดจ้างที่มีวงเงินเกิน 500,000 บาท"
    )
    assert reasons(make.judge("O19", make.doc(text, type="pdf")), say) == expected


# --- participation, ethics -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "codes"),
    [
        ("ข้าราชการและเจ้าหน้าที่ จำนวน 86 คน จากทุกกลุ่มงาน", ["mentioned_only"]),
        ("ผู้นำชุมชน กำนัน ผู้ใหญ่บ้าน จำนวน 86 คน", []),
    ],
)
def test_people_from_outside_take_part(make: Any, say: Any, people: str, codes: list[str]) -> None:
    blocks = swap("ภาคประชาชนและภาคเอกชน จำนวน 86 คน จากทุกอำเภอในจังหวัด", people)(GOOD["O30"].blocks)
    assert found(make, say, "O30", blocks)[1] == codes


@pytest.mark.parametrize(
    ("team", "codes"),
    [
        ("ขับเคลื่อนมาตรฐานทางจริยธรรม", []),
        ("ขับเคลื่อนเศรษฐกิจฐานรากและประชารัฐของจังหวัด", ["mentioned_only"]),
    ],
)
def test_a_team_is_for_ethics(make: Any, say: Any, team: str, codes: list[str]) -> None:
    title, subject, _, *rest = GOOD["O40"].blocks
    order = Heading(f"เรื่อง แต่งตั้งคณะทำงาน{team}")
    duty = Text("ให้คณะทำงานส่งเสริมคุณธรรม จริยธรรม ในการดำเนินงานของทุกส่วนราชการในจังหวัด")
    assert subject != order
    assert found(make, say, "O40", (title, order, duty, *rest))[1][:1] == codes


@pytest.mark.parametrize(
    ("whom", "verdict"),
    [
        ("ข้าราชการและเจ้าหน้าที่", "met"),
        ("นักเรียน โดยเจ้าหน้าที่", "needs_review"),
        ("ประชาชนหมู่บ้านศีล 5", "needs_review"),
    ],
)
def test_officials_are_trained(make: Any, say: Any, whom: str, verdict: str) -> None:
    told = f"วันที่ 12 มกราคม 2566 {BODY}จัดอบรมจริยธรรมแก่{whom} มีผู้เข้าร่วม 120 คน"
    rest = "มีการบรรยายและการแลกเปลี่ยนความคิดเห็นกันอย่างกว้างขวางในทุกหัวข้อ ณ ห้องประชุมศาลากลาง"
    blocks = (Heading("อบรมคุณธรรมจริยธรรม", 1), Text(told), Text(rest))
    assert found(make, say, "O40", blocks)[0] == verdict


@pytest.mark.parametrize(("whom", "verdict"), [("เจ้าหน้าที่", "met"), ("นักเรียน", "needs_review")])
def test_officials_are_told_of_no_gifts(make: Any, say: Any, whom: str, verdict: str) -> None:
    blocks = swap("จัดประชุมเจ้าหน้าที่", f"จัดประชุม{whom}")(GOOD["O32"].blocks)
    assert found(make, say, "O32", blocks)[0] == verdict


@pytest.mark.parametrize(
    ("item", "old", "new", "verdict"),
    [
        ("O30", "แก้ไขแบบก่อสร้างตามข้อเสนอและเริ่มงานแล้ว", "ยังไม่ได้นำผลไปใช้", "needs_review"),
        ("O31", "ของกำนัลทุกชนิด", "ของกำนัลที่มีมูลค่าเกิน 3,000 บาท", "needs_review"),
        ("O32", "จัดประชุมเจ้าหน้าที่", "เลื่อนการประชุมเจ้าหน้าที่", "needs_review"),
        ("O32", f"{BODY}จัด", "กระทรวงมหาดไทยจัด", "needs_review"),
        ("O32", f"{BODY}จัด", "ผู้ว่าราชการจังหวัด จัด", "met"),
    ],
)
def test_what_is_not_done_not_all_or_not_ours_is_for_a_person(
    make: Any, say: Any, item: str, old: str, new: str, verdict: str
) -> None:
    first, *rest = GOOD[item].blocks
    blocks = swap(old, new)((*((first,) if item != "O32" else ()), *rest))
    if item == "O32":
        blocks = (Heading("มอบนโยบาย No Gift Policy"), *blocks, Text("ปลัดกระทรวงมหาดไทย เข้าร่วม"))
    assert found(make, say, item, blocks)[0] == verdict


@pytest.mark.parametrize(
    ("last", "verdict"),
    [("", "needs_review"), ("สรุปผล: ผู้เข้าร่วมตอบแบบทดสอบได้ดีขึ้นทุกคน", "met")],
)
def test_a_plan_of_ethics_is_no_training(make: Any, say: Any, last: str, verdict: str) -> None:
    told = "อบรมจริยธรรมแก่ข้าราชการ ผู้เข้าร่วม 120 คน งบประมาณ 20,000 บาท ในเดือนมีนาคม 2566"
    rest = "ผู้รับผิดชอบ กลุ่มงานบริหารทรัพยากรบุคคล สำนักงานจังหวัด ร่วมกับทุกส่วนราชการ"
    title = Heading(f"แผนส่งเสริมจริยธรรม {YEAR} {BODY}", 1)
    blocks = (title, *map(Text, (told, rest, last)))
    assert found(make, say, "O40", blocks)[0] == verdict


# --- what should be done ---------------------------------------------------------------------

RISKS = ("การเรียกรับเงินเพื่อแลกกับการอนุญาต", "การใช้รถราชการเพื่อประโยชน์ส่วนตัว")
ADVICE = [
    "ควรดำเนินการให้แล้วเสร็จทุกหน่วยงาน",
    "เห็นควรเผยแพร่ขั้นตอนผ่านเว็บไซต์",
    "ผู้บังคับบัญชาควรกำกับดูแลอย่างใกล้ชิด",
    "ต้องดำเนินการเป็นประจำทุกเดือน",
    "1. ควรจัดอบรมแก่เจ้าหน้าที่ทุกคน",
]
ACTED = [
    "เปิดระบบแล้วเมื่อวันที่ 16 มกราคม 2566 และควรขยายผลในปีต่อไป",
    "ดำเนินการตามสมควรแก่กรณี ครบทุกหน่วยงาน",
    "อบรม 32 คน ผู้เข้าอบรมพึงพอใจ",
    "ทุกหน่วยงานดำเนินการครบ จึงควรขยายผล",
    "จังหวัดจัดประชุมทุกเดือนเพื่อที่จะพัฒนางาน",
]


@pytest.mark.parametrize(
    ("item", "column_head"),
    [
        ("O12", "ความก้าวหน้า"),
        ("O13", "ผลการดำเนินงาน"),
        ("O24", "ความก้าวหน้า"),
        ("O35", "ผลการดำเนินการ"),
        ("O37", "ความก้าวหน้า"),
        ("O38", "ผลการดำเนินงาน"),
    ],
)
def test_advice_is_no_result(make: Any, say: Any, item: str, column_head: str) -> None:
    def judged(words: str) -> tuple[str, list[str]]:
        blocks = column(column_head, words)(GOOD[item].blocks)
        if item == "O35":  # its year is said by what was done
            blocks = (*blocks, Text("รายงาน ณ วันที่ 20 มีนาคม 2566"))
        return found(make, say, item, blocks)

    for words in ADVICE:
        assert judged(words) == ("needs_review", ["future_only"]), words
    for words in ACTED:
        assert judged(words) == MET, words


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            [f"1. {RISKS[0]}", "ควรเปิดเผยขั้นตอน", f"2. {RISKS[1]}", "ควรบันทึกการใช้รถ"],
            ("needs_review", ["future_only"]),
        ),
        (
            [f"{n}. {risk}: ควรกำกับดูแล" for n, risk in enumerate(RISKS, 1)],
            ("needs_review", ["future_only"]),
        ),
        (
            [
                *(f"{n}. {risk}: ได้กำกับดูแลทุกเดือน" for n, risk in enumerate(RISKS, 1)),
                "3. ควรขยายผลไปยังทุกอำเภอ",
            ],
            MET,
        ),
    ],
)
def test_advice_in_words_is_no_action(
    make: Any, say: Any, lines: list[str], expected: tuple[str, list[str]]
) -> None:
    title = GOOD["O35"].blocks[0]
    told = (title, Heading("ผลการดำเนินการ"), *map(Text, lines))
    assert found(make, say, "O35", told) == expected


@pytest.mark.parametrize(
    ("item", "old", "advised"),
    [
        ("O26", "ดำเนินการครบทุก", "ควรดำเนินการให้ครบทุก"),
        ("O30", "แก้ไขแบบก่อสร้างตามข้อเสนอและเริ่มงานแล้ว", "ควรแก้ไขแบบก่อสร้างตามข้อเสนอ"),
        ("O32", f"{BODY}จัดประชุม", f"{BODY}ควรจัดประชุม"),
    ],
)
def test_what_should_be_done_is_for_a_person(
    make: Any, say: Any, item: str, old: str, advised: str
) -> None:
    blocks = GOOD[item].blocks
    assert found(make, say, item, swap(old, advised)(blocks)) == (
        "needs_review",
        ["future_only"],
    )
    assert found(make, say, item, blocks) == MET


def test_what_people_say_should_be_done_is_what_came_of_a_hearing(make: Any, say: Any) -> None:
    blocks = swap("ที่ประชุมเสนอให้เพิ่ม", "ควรเพิ่ม")(GOOD["O30"].blocks)
    assert found(make, say, "O30", blocks) == MET


# --- pages -----------------------------------------------------------------------------------

LISTED = "1. กำหนดแนวทางการพัฒนางานในพื้นที่\n2. ติดตามผลการดำเนินงานในพื้นที่\n3. ประสานงานกับทุกภาคส่วน"


@pytest.mark.parametrize(
    ("heading", "met"),
    [
        ("อำนาจหน้าที่ของจังหวัด", True),
        (f"หน้าที่และอำนาจของสำนักงาน{BODY}", True),
        ("หน้าที่และอำนาจของประชาชนในการตรวจสอบ", False),
        ("อำนาจหน้าที่ของนายอำเภอ", False),
        ("อำนาจหน้าที่ขององค์การบริหารส่วนจังหวัด", False),
        ("หน้าที่และอำนาจของตำแหน่งนักวิเคราะห์นโยบายและแผน", False),
        ("คณะอนุกรรมการบริหารความเสี่ยง\nประกอบด้วย ผู้ว่าราชการจังหวัด\nมีอำนาจหน้าที่ดังนี้", False),
    ],
)
def test_duties_have_their_holder(make: Any, say: Any, heading: str, met: bool) -> None:
    judged = make.judge("O3", make.doc(f"{BODY}\n{heading}\n{LISTED}"))
    assert reasons(judged, say) == (MET if met else ("needs_review", ["mentioned_only"]))


ADDRESS = f"ศาลากลาง{BODY} ถนนหนึ่ง ตำบลในเมือง อำเภอเมือง 99000"
PHONE, MAIL = "โทรศัพท์ 0 5671 1001", "saraban@somewhere.example"
MAP = "https://www.google.com/maps/place/here"


@pytest.mark.parametrize(
    ("address", "phone", "mail", "place", "expected"),
    [
        (ADDRESS, PHONE, MAIL, MAP, MET),
        (
            "ศาลากลางจังหวัดลำปาง ตำบลพระบาท อำเภอเมือง จังหวัดลำปาง 52000",
            *(PHONE, MAIL, MAP),
            ("needs_review", ["body_in_doubt"]),
        ),
        (
            ADDRESS.removesuffix(" 99000"),
            *(PHONE, MAIL, MAP),
            ("needs_review", ["mentioned_only"]),
        ),
        (ADDRESS, "โทรศัพท์ 0 0000 0000", MAIL, MAP, ("not_met", ["component_missing"])),
        (ADDRESS, PHONE, "info@example.com", MAP, ("not_met", ["component_missing"])),
        (
            *(ADDRESS, PHONE, "ออกแบบเว็บไซต์โดย web@webdee.example", MAP),
            ("needs_review", ["mentioned_only"]),
        ),
        (
            *(ADDRESS, PHONE, MAIL, "https://www.google.com/maps?hl=th"),
            ("not_met", ["component_missing"]),
        ),
    ],
)
def test_a_templates_or_anothers_contact_is_none(
    make: Any,
    say: Any,
    address: str,
    phone: str,
    mail: str,
    place: str,
    expected: tuple[str, list[str]],
) -> None:
    html = "".join(f"<p>{one}</p>" for one in (address, phone, mail))
    judged = make.judge("O5", read(f'{html}<p><a href="{place}">แผนที่</a></p>'))
    assert reasons(judged, say) == expected


LAWS = ("พระราชบัญญัติ{} พ.ศ. 2534", "กฎกระทรวง{} พ.ศ. 2553", "ระเบียบสำนักนายก{} พ.ศ. 2526")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", MET),
        ("ร่าง", ("needs_review", ["laws_spoken_of"])),
        ("อบรม", ("needs_review", ["laws_spoken_of"])),
        ("รายงานผลการปฏิบัติตาม", ("needs_review", ["laws_spoken_of"])),
    ],
)
def test_what_speaks_of_a_law_is_none(
    make: Any, say: Any, before: str, expected: tuple[str, list[str]]
) -> None:
    titles = [f"{before}{law.format('หนึ่ง')}" for law in LAWS]
    links = "".join(f'<p><a href="/{n}.pdf">{one}</a></p>' for n, one in enumerate(titles))
    files = [
        make.shown(make.doc(one, type="pdf"), url=f"{HOME}{n}.pdf", role="linked", label=one)
        for n, one in enumerate(titles)
    ]
    page = make.shown(read(f"<h2>กฎหมายที่เกี่ยวข้อง</h2>{links}"), url=f"{HOME}laws/")
    assert reasons(make.judge("O6", page, *files), say) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("<tr><td>{law}</td><td><a href='/{n}.pdf'>ดาวน์โหลด</a></td></tr>", MET),
        ("<p>{law} <a href='/{n}.pdf'>[คลิกอ่าน]</a></p>", MET),
        ("<p>{law}</p><p><a href='/{n}.pdf'>ดาวน์โหลด</a></p>", MET),
        # A button with a picture alone stands beside no words.
        (
            "<tr><td>{law}</td><td><a href='/{n}.pdf'><img src='/pdf.png'></a></td></tr>",
            ("needs_review", ["few_laws"]),
        ),
        (
            "<p>{law} <a href='/{n}.pdf'>ดาวน์โหลด</a> ดาวน์โหลด</p>",
            ("needs_review", ["few_laws"]),
        ),
        ("<p>{law}</p>", ("not_met", ["titles_without_files"])),
    ],
)
def test_a_laws_file_is_behind_the_button_beside_it(
    make: Any, say: Any, row: str, expected: tuple[str, list[str]]
) -> None:
    titles = [law.format("หนึ่ง") for law in LAWS]
    rows = "".join(row.format(law=one, n=n) for n, one in enumerate(titles))
    files = [
        make.shown(make.doc(one, type="pdf"), url=f"{HOME}{n}.pdf", role="linked")
        for n, one in enumerate(titles)
        if "href" in row
    ]
    html = f"<table>{rows}</table>" if row.startswith("<tr>") else rows
    page = make.shown(read(f"<h2>กฎหมายที่เกี่ยวข้อง</h2>{html}"), url=f"{HOME}laws/")
    assert reasons(make.judge("O6", page, *files), say) == expected


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("<h2>ข่าวกิจกรรม</h2><p>เปิดงานประจำปีของจังหวัดที่สนามหน้าเมือง {day}</p>", MET),
        (
            "<h2>ดาวน์โหลดเอกสาร</h2><p>แบบคำขอใช้ห้องประชุมศาลากลาง {day}</p>",
            ("needs_review", ["news_perhaps"]),
        ),
        (
            "<p>ประกาศประกวดราคาจ้างก่อสร้างถนนสายหนึ่ง {day}</p>",
            ("needs_review", ["news_perhaps"]),
        ),
    ],
)
def test_what_else_a_page_dates_is_no_news(
    make: Any, say: Any, below: str, expected: tuple[str, list[str]]
) -> None:
    told = "".join(
        f"<h3>{one}</h3><p>9 กุมภาพันธ์ 2564</p>"
        for one in ("เปิดโครงการจังหวัดเคลื่อนที่ในอำเภอใต้", "ประชุมคณะกรรมการบริหารงานจังหวัด")
    )
    page = read(f"<h1>ข่าวประชาสัมพันธ์</h1>{told}{below.format(day='9 กุมภาพันธ์ 2566')}")
    assert reasons(make.judge("O7", page), say) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("ข่าวประชาสัมพันธ์", MET),
        ("ศูนย์ข้อมูลข่าวสารของราชการ", ("needs_review", ["mentioned_only"])),
        ("ข่าวประชาสัมพันธ์จัดซื้อจัดจ้าง", ("needs_review", ["mentioned_only"])),
        ("ข่าวสารรับสมัครงาน", ("needs_review", ["mentioned_only"])),
        ("ข่าวประชาสัมพันธ์จากกระทรวงมหาดไทย", ("needs_review", ["mentioned_only"])),
    ],
)
def test_news_are_of_the_agencys_work(
    make: Any, say: Any, heading: str, expected: tuple[str, list[str]]
) -> None:
    told = "".join(
        f"<h3>{one}</h3><p>9 กุมภาพันธ์ 2566</p>"
        for one in ("เปิดโครงการจังหวัดเคลื่อนที่ในอำเภอใต้", "ประชุมคณะกรรมการบริหารงานจังหวัด")
    )
    assert reasons(make.judge("O7", read(f"<h1>{heading}</h1>{told}")), say) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p>สอบถามข้อมูล <a href="https://lin.ee/abc">LINE</a></p>', MET),
        (
            '<p>ออกแบบเว็บไซต์โดย บริษัทหนึ่ง <a href="https://lin.ee/abc">LINE</a></p>',
            ("needs_review", ["body_in_doubt"]),
        ),
        (
            "<p>กระดานถามตอบ ปิดรับคำถามแล้ว</p><p>ผู้ตอบ: วันราชการ</p>"
            '<form action="/ask" method="post"><textarea name="q1"></textarea></form>',
            ("needs_review", ["answers_not_shown"]),
        ),
        # Its form stands on another page.
        (
            "<h2>กระดานถามตอบ</h2><p>ติดต่อวันใด จำนวนผู้ตอบ 3</p><p><a href='/new'>ตั้งกระทู้ใหม่</a></p>",
            ("needs_review", ["mentioned_only"]),
        ),
        ("<h2>กระดานถามตอบ</h2><p>ติดต่อวันใด</p>", ("not_met", ["component_missing"])),
    ],
)
def test_a_place_to_ask_is_open_and_the_agencys(
    make: Any, say: Any, html: str, expected: tuple[str, list[str]]
) -> None:
    assert reasons(make.judge("O8", read(html)), say) == expected


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("Facebook", "somewhere.province", MET),
        ("Facebook", "searchhere", MET),
        ("Facebook", "login.php", ("needs_review", ["single_post"])),
        ("กิจกรรม", "events/123", ("needs_review", ["single_post"])),
        ("อบจ.ที่นี่บุรี", "pao", ("needs_review", ["body_in_doubt"])),
        (f"ตำรวจภูธร{BODY}", "police.here", ("needs_review", ["body_in_doubt"])),
    ],
)
def test_a_network_page_is_the_agencys(
    make: Any, say: Any, text: str, path: str, expected: tuple[str, list[str]]
) -> None:
    link = Link(text=text, href=f"https://www.facebook.com/{path}")
    assert reasons(make.judge("O9", make.doc(BODY, links=(link,))), say) == expected


# --- O43 -------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["ประชุมติดตาม", "คู่มือการรายงาน"])
def test_measures_that_are_only_spoken_of_are_for_a_person(
    make: Any, say: Any, before: str
) -> None:
    def progress(title: str) -> list[str]:
        table = [["มาตรการ", "ผลการดำเนินการ"], ["เผยแพร่คู่มือ", "ดำเนินการแล้วเสร็จ"]]
        judging = make.judging("O43", make.doc(f"{title} {YEAR} {BODY}", table))
        beside = make.doc("มาตรการส่งเสริมคุณธรรมและความโปร่งใส 1. เผยแพร่คู่มือการให้บริการ")
        judged = make.change(make.beside(judging, "O42", beside))
        return [code for code, component, _ in say.reasons(judged) if component == "progress"]

    title = "การดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส"
    assert progress(f"{before}ผล{title}") == ["other_document"]
    assert progress(f"รายงาน{title}") == []


def test_a_table_is_no_title(make: Any, say: Any) -> None:
    """A word before the name in a row of another table is not the document's."""
    title, days, table = GOOD["O12"].blocks[:3]
    agenda = Grid(("วาระ", "เรื่อง"), (("1", "ประชุมติดตาม"), ("2", "เรื่องอื่น")))
    assert found(make, say, "O12", (title, days, table, agenda)) == MET
