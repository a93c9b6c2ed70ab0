"""Items that are pages: a good one in each form is met; with one thing gone or changed, exactly
that is found. Pages are read by the real reader, pictures are real files with real QR codes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
import segno
from good_documents import PAGES
from PIL import Image

from ita_evidence.extraction.readers import picture, records_json, web
from ita_evidence.extraction.readers.limits import Limits
from ita_evidence.model import Outcome, VerdictValue
from ita_evidence.settings import PROJECT
from ita_evidence.validation.sentences import SENTENCES

HOME = "https://www.somewhere.example/"
URL = f"{HOME}item/"
BODY = "จังหวัดที่นี่บุรี"
EIT = "https://itas.nacc.go.th/go/eit/"
ITEMS = [int(item[1:]) for item in PAGES]


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "PNG")
    return out.getvalue()


def qr(text: str) -> bytes:
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=6, border=4)
    return out.getvalue()


@dataclass(frozen=True)
class World:
    """What a unit shows: a page, its pictures' files, what it links, the home page."""

    page: str
    pictures: dict[str, bytes] = field(default_factory=dict)
    """Path → file; a picture that is not here was not asked for."""
    broken: tuple[str, ...] = ()
    """Paths of pictures and files that answer 404."""
    linked: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Path → (link text, text of the document)."""
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Path → (link text, page)."""
    home: str = ""
    url: str = URL
    beside: str = ""
    """What the item shows that this one follows."""

    def shown(self, make: Any) -> list[Any]:
        found = [make.shown(read(self.page), url=self.url)]
        for path, data in self.pictures.items():
            document = picture.read(data, "image", None, Limits())
            found.append(make.shown(document, url=f"{HOME}{path}", role="requisite"))
        for path, (label, text) in self.linked.items():
            document = make.doc(text, type="pdf", title=label)
            found.append(make.shown(document, url=f"{HOME}{path}", role="linked", label=label))
        for path, (label, page) in self.pages.items():
            found.append(make.shown(read(page), url=f"{HOME}{path}", role="linked", label=label))
        for path in self.broken:
            role = "requisite" if path.endswith("png") else "linked"
            found.append(make.shown(url=f"{HOME}{path}", role=role, outcome=Outcome.NOT_FOUND))
        return found

    def judge(self, make: Any, item: int) -> Any:
        home = make.shown(read(self.home), url=HOME) if self.home else None
        judging = make.judging(f"O{item}", *self.shown(make), home=home)
        if self.beside:
            judging = make.beside(judging, judging.item.consistent_with, make.doc(self.beside))
        return make.change(judging)


def read(html: str) -> Any:
    text = f"<!doctype html><html><head><meta charset=utf-8></head><body>{html}</body></html>"
    return web.read(text.encode(), "html", None, Limits())


# --- good pages ------------------------------------------------------------------------------

O1 = World(
    f"<h2>แผนผังโครงสร้างการบริหารราชการจังหวัด</h2><p>{BODY}</p>"
    '<p><img src="/chart.png" alt="แผนผังโครงสร้าง"></p>'
    "<p>ผู้ว่าราชการจังหวัด รองผู้ว่าราชการจังหวัด ปลัดจังหวัด</p>"
    "<ul><li>กลุ่มงานอำนวยการ</li><li>สำนักงานเกษตรจังหวัด</li><li>ที่ทำการปกครองจังหวัด</li></ul>",
    pictures={"chart.png": png(1200, 900)},
)
O1_DOCUMENT = World(
    '<h2>โครงสร้าง</h2><a href="/chart.pdf">แผนผังโครงสร้าง</a>',
    linked={
        "chart.pdf": (
            "แผนผังโครงสร้าง",
            "แผนผังโครงสร้าง ผู้ว่าราชการจังหวัด ปลัดจังหวัด กลุ่มงานอำนวยการ ฝ่ายปกครอง สำนักงานเกษตรจังหวัด",
        )
    },
)
PEOPLE = (
    ("นายสมชาย ใจดี", "ผู้ว่าราชการจังหวัดที่นี่บุรี", "โทรศัพท์ 0 2000 0001"),
    ("นางสาวสมหญิง รักดี", "รองผู้ว่าราชการจังหวัดที่นี่บุรี", "vice1@somewhere.example"),
    ("ว่าที่ร้อยตรีสมศักดิ์ มีสุข", "รองผู้ว่าราชการจังหวัดที่นี่บุรี", "มท. 12345"),
)
PHOTOS = {f"photo{n}.png": png(200, 260) for n in range(3)}


def cards(lines: Iterable[tuple[str, ...]] = PEOPLE) -> str:
    return "<h2>คณะผู้บริหาร</h2>" + "".join(
        f'<div><img src="/photo{n}.png"><h3>{name}</h3><p>{post}</p><p>{contact}</p></div>\n'
        for n, (name, post, contact) in enumerate(lines)
    )


O2 = World(cards(), pictures=PHOTOS)
O2_TABLE = World(
    "<table>"
    + "".join(
        f'<tr><td><img src="/photo{n}.png"></td><td>{name}<br>{post}<br>{contact}</td></tr>'
        for n, (name, post, contact) in enumerate(PEOPLE)
    )
    + "</table>",
    pictures=PHOTOS,
)
O2_COLUMNS = World(
    "<table><tr>"
    + "".join(f'<td><img src="/photo{n}.png"></td>' for n in range(3))
    + "</tr><tr>"
    + "".join(f"<td>{name}<br>{post}<br>{contact}</td>" for name, post, contact in PEOPLE)
    + "</tr></table>",
    pictures=PHOTOS,
)
DUTIES = (
    f"<h2>อำนาจหน้าที่ของ{BODY}</h2><p>จังหวัดมีอำนาจภายในเขตจังหวัด ดังต่อไปนี้</p>"
    "<p>(1) นำภารกิจของรัฐไปปฏิบัติให้เกิดผลสัมฤทธิ์</p><p>(2) ดูแลให้มีการบังคับใช้กฎหมาย</p>"
    "<p>(3) จัดให้มีการบริการภาครัฐ</p>"
)
O3 = World(DUTIES)
O3_UNIT = World(
    DUTIES.replace("จังหวัดมีอำนาจภายในเขตจังหวัด ดังต่อไปนี้", "เป็นตัวแทนของกระทรวงพาณิชย์ในส่วนภูมิภาค")
)
ADDRESS = "ศาลากลางจังหวัดที่นี่บุรี ถนนหนึ่ง ตำบลในเมือง อำเภอเมือง จังหวัดที่นี่บุรี 99000"
O5 = World(
    f"<p>{ADDRESS}</p><p>โทรศัพท์ ๐ ๒๐๐๐ ๐๑๐๐ โทรสาร 0 2000 0101</p>"
    "<p>saraban@somewhere.example</p>"
    '<iframe src="https://www.google.com/maps/embed?pb=1"></iframe>'
)
O5_PICTURE = World(
    O5.page.replace(
        '<iframe src="https://www.google.com/maps/embed?pb=1"></iframe>',
        '<p><img src="/map.png" alt="แผนที่ตั้ง"></p>',
    ),
    pictures={"map.png": png(800, 600)},
)
LAWS = ("พระราชบัญญัติหนึ่ง พ.ศ. 2534", "กฎกระทรวงสอง พ.ศ. 2553", "ระเบียบสำนักนายกสาม พ.ศ. 2526")
O6 = World(
    "<h2>กฎหมายที่เกี่ยวข้อง</h2>"
    + "".join(f'<p><a href="/law{n}.pdf">{law}</a></p>' for n, law in enumerate(LAWS)),
    linked={f"law{n}.pdf": (law, law) for n, law in enumerate(LAWS)},
)
O7 = World(
    "<nav><a href='/news/'>ข่าวประชาสัมพันธ์</a></nav><p>ปรับปรุงล่าสุด 17 เมษายน 2566</p>"
    "<h1>ข่าวประชาสัมพันธ์ของจังหวัด</h1>"
    "<h3>ผู้ว่าราชการจังหวัดเปิดโครงการจังหวัดเคลื่อนที่</h3><p>9 กุมภาพันธ์ 2566</p>"
    "<h3>ประชุมคณะกรรมการบริหารงานจังหวัด</h3><p>3 ตุลาคม 2565</p>"
)
O8 = World(
    "<h2>กระดานถามตอบ</h2><p>ผู้ถาม: ติดต่อวันใด</p><p>ผู้ตอบ: วันราชการ</p>"
    '<form action="/ask" method="post"><textarea name="question"></textarea></form>'
)
O8_CHAT = World('<p>สอบถามข้อมูล</p><a href="https://line.me/R/ti/p/@somewhere">LINE</a>')
O9 = World('<footer><a href="https://www.facebook.com/somewhere.province">Facebook</a></footer>')
O9_LINE = World(
    '<p>ติดตามเรา</p><a href="https://lin.ee/abc123"><img src="/line.png" alt="LINE"></a>'
)
POLICY = (
    f"ประกาศ{BODY} เรื่อง นโยบายคุ้มครองข้อมูลส่วนบุคคล\nวัตถุประสงค์\nเพื่อให้บริการ\n"
    "การเก็บรวบรวม\nเท่าที่จำเป็น\nการเปิดเผย\nตามกฎหมาย\nสิทธิของเจ้าของข้อมูล\nขอแก้ไขได้"
)
O10 = World(
    '<h1>นโยบายคุ้มครองข้อมูลส่วนบุคคล</h1><a href="/policy.pdf">นโยบายคุ้มครองข้อมูลส่วนบุคคล</a>',
    linked={"policy.pdf": ("นโยบายคุ้มครองข้อมูลส่วนบุคคล", POLICY)},
)
O10_PAGE = World("".join(f"<p>{line}</p>" for line in POLICY.split("\n")))
O10_BY_RULE = World(
    O10_PAGE.page.replace(
        "<p>วัตถุประสงค์</p>",
        "<p>อาศัยอำนาจตามประกาศกระทรวงดิจิทัลเพื่อเศรษฐกิจและสังคม</p><p>วัตถุประสงค์</p>",
    )
)
O14 = World(
    f"<h1>คู่มือการปฏิบัติงาน เรื่อง การรับหนังสือ</h1><p>{BODY}</p>"
    "<p>สำหรับเจ้าหน้าที่ตำแหน่ง นักจัดการงานทั่วไป</p><h2>ขั้นตอนการปฏิบัติงาน</h2>"
    "<p>1. รับหนังสือ</p><p>2. ลงทะเบียน</p><p>3. เสนอผู้บังคับบัญชา</p>"
)
STAFF = "คู่มือการปฏิบัติงานการเงิน\nสำหรับนักวิชาการเงินและบัญชี\nขั้นตอนการเบิกจ่าย\n1) ตรวจเอกสาร\n2) ขออนุมัติ"
O14_DOCUMENT = World(
    '<h1>คู่มือ</h1><a href="/manual.pdf">คู่มือการปฏิบัติงานการเงิน</a>',
    linked={"manual.pdf": ("คู่มือการปฏิบัติงานการเงิน", STAFF)},
)
O15 = World(
    f"<h1>คู่มือสำหรับประชาชน: การจดทะเบียน</h1><p>{BODY}</p><h2>ขั้นตอนการให้บริการ</h2>"
    "<table><tr><th>ขั้นตอน</th><th>ระยะเวลา</th></tr><tr><td>ยื่นคำขอ</td><td>15 นาที</td></tr>"
    "<tr><td>ตรวจสอบ</td><td>3 วัน</td></tr></table>"
)
O28 = World(
    "<h1>ช่องทางแจ้งเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ</h1>"
    "<p>ข้อมูลของท่านเป็นความลับ</p>"
    '<form action="/send" method="post"><input name="name"><textarea name="detail"></textarea></form>',
    home=f'<h1>{BODY}</h1><a href="/item/">แจ้งเบาะแสการทุจริต</a>'
    '<a href="/complaint/">ร้องเรียน/ร้องทุกข์</a>',
)
CODE = (
    "ราชกิจจานุเบกษา 20 พฤษภาคม 2564\nประมวลจริยธรรมข้าราชการพลเรือน พ.ศ. 2564\n"
    "โดยคณะกรรมการข้าราชการพลเรือน (ก.พ.)\n1. ยึดมั่นในสถาบันหลักของประเทศ\n2. ซื่อสัตย์สุจริต\n"
    "3. กล้าตัดสินใจและกระทำในสิ่งที่ถูกต้องชอบธรรม"
)
O39 = World('<a href="/code.pdf">ประมวลจริยธรรม</a>', linked={"code.pdf": ("ประมวลจริยธรรม", CODE)})
O43 = World(
    f"<h2>ผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส ปีงบประมาณ พ.ศ. 2566 {BODY}</h2>"
    "<table><tr><th>มาตรการ</th><th>ความก้าวหน้า</th></tr>"
    "<tr><td>เผยแพร่คู่มือ</td><td>ดำเนินการแล้วเสร็จ</td></tr></table>"
    '<div><p>แบบวัด EIT</p><img src="/eit.png" alt="QR code"></div>',
    pictures={"eit.png": qr(f"{EIT}here12")},
    beside="มาตรการส่งเสริมคุณธรรมและความโปร่งใส 1. เผยแพร่คู่มือการให้บริการ",
)
PROGRESS = "<th>ความก้าวหน้า</th><th>เมื่อ</th></tr>"
HEADS = "<tr><td>ด้านการเปิดเผยข้อมูล</td><td></td><td></td></tr>"
TOTAL = "<tr><td>รวม</td><td></td><td>1</td></tr>"

MENU = (
    "<nav>"
    + "".join(
        f'<li><a href="/m{n}">{name}</a></li>'
        for n, name in enumerate(
            (
                "หน้าหลัก",
                "แผนผังโครงสร้าง",
                "กระดานถามตอบ",
                "ข่าวประชาสัมพันธ์",
                "คู่มือสำหรับประชาชน",
                "ถาม-ตอบ",
            )
        )
    )
    + "</nav>"
)
HIDDEN_MENU = MENU.replace("<nav>", '<nav style="display:none">')

GOOD = {
    "o7-menu-too": (7, World(MENU + O7.page.replace("ข่าวประชาสัมพันธ์ของจังหวัด", "ข่าวประชาสัมพันธ์"))),
    "o8-menu-too": (8, World(MENU + O8.page)),
    "o8-menu-hidden": (8, World(MENU + HIDDEN_MENU + O8.page)),
    "o7-one-that-leads-to-its-story": (
        7,
        World(
            "<h1>ข่าวประชาสัมพันธ์</h1><p>"
            '<a href="/news/9">ผู้ว่าราชการจังหวัดเปิดโครงการจังหวัดเคลื่อนที่</a> 9 กุมภาพันธ์ 2566</p>'
        ),
    ),
    "o1-picture": (1, O1),
    "o1-document": (1, O1_DOCUMENT),
    "o2-cards": (2, O2),
    "o2-table": (2, O2_TABLE),
    "o2-columns": (2, O2_COLUMNS),
    "o2-phone-with-dash": (
        2,
        World(O2.page.replace(PEOPLE[0][2], "โทร. (056) 123 – 456"), pictures=PHOTOS),
    ),
    "o3-page": (3, O3),
    "o3-page-of-a-unit-of-a-ministry": (3, O3_UNIT),
    "o5-frame": (5, O5),
    "o5-picture": (5, O5_PICTURE),
    **{
        f"o5-phone-{number}": (5, World(O5.page.replace("โทรศัพท์ ๐ ๒๐๐๐ ๐๑๐๐", f"โทร. {number}")))
        for number in ("056 – 123456", "(056) 123456", "056.123.456", "0–5612–3456")
    },
    "o5-english": (
        5,
        World(
            O5.page.replace(ADDRESS, "City Hall, First Road, Here Province 99000").replace(
                "โทรศัพท์ ๐ ๒๐๐๐ ๐๑๐๐", "Phone +66 56 123 456"
            )
        ),
    ),
    "o5-address-in-short": (
        5,
        World(O5.page.replace(ADDRESS, "เลขที่ 1 ต.ในเมือง อ.เมือง จ.ที่นี่บุรี 99000")),
    ),
    "o6-files": (6, O6),
    "o6-laws-on-tenders": (
        6,
        World(
            O6.page.replace(LAWS[1], "กฎกระทรวงว่าด้วยการประกวดราคา พ.ศ. 2553"),
            linked=O6.linked,
        ),
    ),
    "o7-page": (7, O7),
    "o8-board": (8, O8),
    "o8-chat": (8, O8_CHAT),
    "o9-facebook": (9, O9),
    # Facebook's Page Plugin shows the agency's page and leads to it.
    "o9-plugin": (
        9,
        World(
            '<p>ติดตามข่าวสาร</p><iframe src="https://www.facebook.com/plugins/page.php?href='
            'https%3A%2F%2Fwww.facebook.com%2Fsomewhere.province&amp;tabs=timeline"></iframe>'
        ),
    ),
    # A plugin whose page is no address costs the page beside it nothing.
    "o9-plugin-of-no-address": (
        9,
        World(
            '<p><a href="https://www.facebook.com/somewhere.province">Facebook</a></p>'
            '<iframe src="https://www.facebook.com/plugins/page.php?href=http%3A%2F%2F%5B"></iframe>'
        ),
    ),
    "o9-maker-too": (
        9,
        World(
            '<footer><a href="https://www.facebook.com/somewhere.province">Facebook</a> '
            'ออกแบบเว็บไซต์โดย <a href="https://www.facebook.com/webdee">Web Dee</a></footer>'
        ),
    ),
    "o9-line": (9, O9_LINE),
    "o10-document": (10, O10),
    "o10-that-names-a-ministrys-rule": (10, O10_BY_RULE),
    "o10-page": (10, O10_PAGE),
    "o14-page": (14, O14),
    "o14-document": (14, O14_DOCUMENT),
    # Covers have the kind of manual on one line and its work on the next.
    "o14-cover": (
        14,
        World(O14.page.replace("งาน เรื่อง การรับหนังสือ", "งาน</h1><h1>งานสารบรรณ", 1)),
    ),
    "o15-page": (15, O15),
    "o15-cover": (15, World(O15.page.replace("ประชาชน: การ", "ประชาชน</h1><h1>การ", 1))),
    "o28-form": (28, O28),
    "o39-document": (39, O39),
    "o43-page": (43, O43),
    # A row that heads those below it, and a total, are no measures.
    "o43-headed": (
        43,
        World(
            O43.page.replace("<th>ความก้าวหน้า</th></tr>", f"{PROGRESS}{HEADS}").replace(
                "<td>ดำเนินการแล้วเสร็จ</td></tr>",
                f"<td>ดำเนินการแล้วเสร็จ</td><td>มี.ค.</td></tr>{TOTAL}",
            ),
            pictures=O43.pictures,
            beside=O43.beside,
        ),
    ),
}


@pytest.fixture
def make(make: Any) -> Any:
    make.agency = make.agency.model_copy(update={"eit_code": "here12"})
    return make


@pytest.mark.parametrize("name", GOOD)
def test_a_good_page_is_met(make: Any, say: Any, name: str) -> None:
    item, world = GOOD[name]
    judged = world.judge(make, item)
    assert say.reasons(judged) == []
    assert judged.verdict is VerdictValue.MET


@pytest.mark.parametrize("name", GOOD)
def test_the_criterion_beside_it_takes_nothing(make: Any, items: Any, name: str) -> None:
    """Agencies print it above and below what it asks for."""
    item, world = GOOD[name]
    lines = "".join(f"<p>{line}</p>" for line in items[f"O{item}"].wording.split("\n"))
    for page in (lines + world.page, world.page + lines):
        beside = World(**{**vars(world), "page": page})
        assert beside.judge(make, item).verdict is VerdictValue.MET


def test_news_as_data_are_met(make: Any, say: Any) -> None:
    posts = [
        {
            "category": "ข่าวประชาสัมพันธ์",
            "title": "ผู้ว่าราชการจังหวัดเปิดโครงการจังหวัดเคลื่อนที่",
            "date": "2023-02-09",
        }
    ]
    data = json.dumps(posts, ensure_ascii=False).encode()
    judged = make.judge("O7", records_json.read(data, "json", None, Limits()))
    assert say.reasons(judged) == []
    assert judged.verdict is VerdictValue.MET


def test_a_story_by_itself_is_for_a_person(make: Any, say: Any) -> None:
    text = "ผู้ว่าราชการจังหวัดเปิดโครงการจังหวัดเคลื่อนที่ เมื่อวันที่ 9 กุมภาพันธ์ 2566"
    judged = make.judge("O7", make.doc(text, type="text"))
    assert say.reasons(judged) == [("news_unheaded", "news", "")]


# --- one thing gone or changed ---------------------------------------------------------------

Change = Callable[[World], World]


def on(world: World, *pairs: tuple[str, str], **changes: Any) -> World:
    """The world with words of its page replaced: each must stand there."""
    page = world.page
    for old, new in pairs:
        assert old in page
        page = page.replace(old, new)
    return World(**{**vars(world), "page": page, **changes})


def linked(world: World, path: str, *pairs: tuple[str, str]) -> World:
    """The world with words of a linked document replaced."""
    label, text = world.linked[path]
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return World(**{**vars(world), "linked": {**world.linked, path: (label, text)}})


NAME, POST, CONTACT = (
    f"<h3>{PEOPLE[2][0]}</h3>",
    f"<p>{PEOPLE[2][1]}</p>",
    f"<p>{PEOPLE[2][2]}</p>",
)
FRAME = '<iframe src="https://www.google.com/maps/embed?pb=1"></iframe>'
GAZETTE = "<p>ราชกิจจานุเบกษา</p><p>ผู้รับสนองพระบรมราชโองการ</p>"
FORMER = World(
    "<h1>ทำเนียบผู้ว่าราชการจังหวัด</h1><table>"
    + "".join(
        f"<tr><td>นาย{a} สกุลเดิม</td><td>ผู้ว่าราชการจังหวัด</td><td>พ.ศ. 25{n}0 - 25{n}4</td></tr>"
        for n, a in enumerate(("หนึ่ง", "สอง", "สาม", "สี่"), start=2)
    )
    + "</table>"
)
O14_POST = "<p>สำหรับเจ้าหน้าที่ตำแหน่ง นักจัดการงานทั่วไป</p>"
O15_STEPS = O15.page[O15.page.index("<h2>") :]

BROKEN: dict[str, tuple[int, World, list[tuple[str, str]]]] = {
    # O1
    "o1-chart-gone": (
        1,
        on(O1, ('<img src="/chart.png" alt="แผนผังโครงสร้าง">', ""), pictures={}),
        [("chart_in_words", "chart")],
    ),
    "o1-chart-broken": (
        1,
        on(O1, pictures={}, broken=("chart.png",)),
        [("picture_broken", "chart")],
    ),
    "o1-thumbnail": (
        1,
        on(O1, pictures={"chart.png": png(180, 120)}),
        [("picture_small", "chart")],
    ),
    "o1-not-asked": (1, on(O1, pictures={}), [("picture_not_seen", "chart")]),
    "o1-office-only": (
        1,
        on(O1, ('alt="แผนผังโครงสร้าง"', 'alt="แผนผังโครงสร้างสำนักงานจังหวัด"')),
        [("chart_of_part", "chart")],
    ),
    "o1-office-only-document": (
        1,
        World(
            '<h2>โครงสร้าง</h2><a href="/chart.pdf">โครงสร้างสำนักงานจังหวัด</a>',
            linked={
                "chart.pdf": (
                    "โครงสร้างสำนักงานจังหวัด",
                    O1_DOCUMENT.linked["chart.pdf"][1].replace("แผนผังโครงสร้าง", ""),
                )
            },
        ),
        [("chart_of_part", "chart")],
    ),
    "o1-infrastructure": (
        1,
        linked(
            World(
                O1_DOCUMENT.page,
                linked={"chart.pdf": ("แผนงานโครงสร้างพื้นฐาน", O1_DOCUMENT.linked["chart.pdf"][1])},
            ),
            "chart.pdf",
            ("แผนผังโครงสร้าง", "แผนงานโครงสร้างพื้นฐาน"),
        ),
        [("component_missing", "chart")],
    ),
    "o1-posts-in-the-menu": (
        1,
        on(
            O1,
            (
                "<p>ผู้ว่าราชการจังหวัด รองผู้ว่าราชการจังหวัด ปลัดจังหวัด</p>",
                '<a href="/a">ผู้ว่าราชการจังหวัด</a> <a href="/b">ปลัดจังหวัด</a>',
            ),
            *(
                (f"<li>{one}</li>", f'<li><a href="/c">{one}</a></li>')
                for one in ("กลุ่มงานอำนวยการ", "สำนักงานเกษตรจังหวัด", "ที่ทำการปกครองจังหวัด")
            ),
        ),
        [("posts_in_chart", "posts")],
    ),
    "o1-posts-drawn": (
        1,
        on(O1, ("ปลัดจังหวัด", ""), ("รองผู้ว่าราชการจังหวัด", ""), ("ผู้ว่าราชการจังหวัด", "")),
        [("posts_in_chart", "posts")],
    ),
    "o1-posts-gone": (
        1,
        on(O1_DOCUMENT, linked={"chart.docx": ("รายชื่อ", "สำนักงานจังหวัด")}),
        [("component_missing", "chart"), ("component_missing", "posts")],
    ),
    "o1-picture-of-something": (
        1,
        on(O1, ('alt="แผนผังโครงสร้าง"', 'alt="ศาลากลาง"')),
        [("picture_unnamed", "chart")],
    ),
    "o1-banner": (
        1,
        on(O1, (' alt="แผนผังโครงสร้าง"', ""), pictures={"chart.png": png(1200, 200)}),
        [("chart_in_words", "chart")],
    ),
    # A list of posts is no chart, whatever the link to it says.
    "o1-list": (
        1,
        World(
            '<a href="/posts/">แผนผังโครงสร้าง</a>' + O1.page[O1.page.index("<p>ผู้ว่า") :],
            pages={"posts/": ("แผนผังโครงสร้าง", O1.page[O1.page.index("<p>ผู้ว่า") :])},
        ),
        [("component_missing", "chart")],
    ),
    # O2
    "o2-governor-gone": (
        2,
        World(cards(PEOPLE[1:]), pictures=PHOTOS),
        [("executive_missing", "top_executive")],
    ),
    "o2-deputies-gone": (
        2,
        World(cards(PEOPLE[:1]), pictures=PHOTOS),
        [("executive_missing", "deputies")],
    ),
    "o2-name-gone": (2, on(O2, (NAME, "")), [("executive_lacks", "name")]),
    "o2-position-gone": (
        2,
        on(
            O2,
            (
                POST,
                "",
            )
            if O2.page.count(POST) == 1
            else (f"{NAME}{POST}", NAME),
        ),
        [("executive_lacks", "position")],
    ),
    "o2-photo-gone": (2, on(O2, ('<img src="/photo2.png">', "")), [("executive_lacks", "photo")]),
    "o2-photo-broken": (
        2,
        on(
            O2,
            pictures={one: PHOTOS[one] for one in ("photo0.png", "photo1.png")},
            broken=("photo2.png",),
        ),
        [("picture_broken", "photo")],
    ),
    "o2-photo-not-asked": (2, on(O2, pictures={}), [("picture_not_seen", "photo")]),
    "o2-contact-gone": (2, on(O2, (CONTACT, "")), [("executive_lacks", "contact")]),
    "o2-switchboard": (
        2,
        on(O2, (CONTACT, ""), (f"<p>{PEOPLE[1][2]}</p>", "")),
        [("contact_shared", "contact")],
    ),
    "o2-vacant": (
        2,
        on(
            O2,
            (NAME, ""),
            (f"{POST}{CONTACT}", "<p>รองผู้ว่าราชการจังหวัด (ว่าง)</p>"),
            (f"<p>{PEOPLE[1][1]}</p>", "<p>ปลัดจังหวัด</p>"),
        ),
        [("post_vacant", "deputies")],
    ),
    # O3
    "o3-vision-only": (
        3,
        World(f"<h2>วิสัยทัศน์</h2><p>{BODY} เมืองน่าอยู่</p>"),
        [("component_missing", "duties")],
    ),
    "o3-titles-below": (
        3,
        World(
            f"<h2>อำนาจหน้าที่ของ{BODY}</h2><p>แผนยุทธศาสตร์หรือแผนพัฒนาหน่วยงานของจังหวัด</p>"
            "<p>ประมวลจริยธรรมสำหรับเจ้าหน้าที่ของรัฐ</p><p>ข้อมูลการติดต่อของหน่วยงานในจังหวัด</p>"
        ),
        [("mentioned_only", "duties")],
    ),
    "o3-heading-only": (
        3,
        World(f"<h2>อำนาจหน้าที่ของ{BODY}</h2>"),
        [("component_missing", "duties")],
    ),
    "o3-whole-law": (3, on(O3, ("<h2>", f"{GAZETTE}<h2>")), [("whole_law", "duties")]),
    "o3-law-quoted": (3, on(O3, ("<h2>", "<p>ราชกิจจานุเบกษา</p><h2>")), [("law_quoted", "duties")]),
    "o3-ministrys": (
        3,
        on(O3, ("<p>จังหวัดมีอำนาจ", "<p>กระทรวงมหาดไทยมีอำนาจ"), (f"ของ{BODY}", "")),
        [("central_body", "duties")],
    ),
    "o3-departments-by-its-heading": (
        3,
        on(O3, ("<p>จังหวัดมีอำนาจภายในเขตจังหวัด ดังต่อไปนี้</p>", ""), (BODY, "กรมการปกครอง")),
        [("central_body", "duties")],
    ),
    # O5
    "o5-address-gone": (5, on(O5, (ADDRESS, BODY)), [("component_missing", "address")]),
    "o5-post-code-gone": (5, on(O5, ("99000", "")), [("mentioned_only", "address")]),
    "o5-fax-only": (5, on(O5, ("โทรศัพท์ ๐ ๒๐๐๐ ๐๑๐๐", "")), [("component_missing", "phone")]),
    "o5-phone-unlabelled": (
        5,
        on(O5, ("โทรศัพท์ ๐ ๒๐๐๐ ๐๑๐๐", "๐ ๒๐๐๐ ๐๑๐๐")),
        [("phone_unlabelled", "phone")],
    ),
    "o5-email-gone": (
        5,
        on(O5, ("saraban@somewhere.example", "")),
        [("component_missing", "email")],
    ),
    "o5-email-obscured": (5, on(O5, ("saraban@", "saraban[at]")), [("email_obscured", "email")]),
    "o5-map-gone": (5, on(O5, (FRAME, "<p>แผนที่ตั้ง</p>")), [("component_missing", "map")]),
    "o5-map-picture-broken": (
        5,
        on(O5_PICTURE, pictures={}, broken=("map.png",)),
        [("picture_broken", "map")],
    ),
    "o5-map-of-the-site": (
        5,
        on(O5_PICTURE, ('alt="แผนที่ตั้ง"', 'alt="แผนที่เว็บไซต์"')),
        [("drawn_not_written", "map")],
    ),
    "o5-maps-front-page": (
        5,
        on(O5, ("/maps/embed?pb=1", "/maps")),
        [("component_missing", "map")],
    ),
    # O6
    "o6-files-gone": (6, on(O6, linked={}, broken=tuple(O6.linked)), [("links_dead", "laws")]),
    "o6-no-links": (
        6,
        World("<h2>กฎหมาย</h2>" + "".join(f"<p>{law}</p>" for law in LAWS)),
        [("titles_without_files", "laws")],
    ),
    "o6-empty-links": (
        6,
        on(O6, *((f"/law{n}.pdf", "") for n in range(3)), linked={}),
        [("titles_without_files", "laws")],
    ),
    "o6-heading-only": (6, World("<h2>หน้านี้ว่าง</h2>"), [("component_missing", "laws")]),
    "o6-one-file": (
        6,
        on(O6, linked={"law0.pdf": O6.linked["law0.pdf"]}, broken=("law1.pdf", "law2.pdf")),
        [("few_laws", "laws")],
    ),
    "o6-elsewhere": (
        6,
        on(O6, ("/law", "https://law.elsewhere.example/law"), linked={}),
        [("laws_elsewhere", "laws")],
    ),
    # What no law is: agendas (ระเบียบวาระ begins as ระเบียบ does) and the province's own tenders.
    "o6-agendas": (
        6,
        on(
            O6, *((law, f"ระเบียบวาระการประชุมคณะกรมการจังหวัด {n}/2566") for n, law in enumerate(LAWS))
        ),
        [("component_missing", "laws")],
    ),
    "o6-tenders": (
        6,
        on(O6, *((law, f"ประกาศ{BODY} เรื่อง ประกวดราคาจ้างก่อสร้าง {law[-4:]}") for law in LAWS)),
        [("component_missing", "laws")],
    ),
    # O7
    "o7-no-news": (
        7,
        on(O7, ("<h1>ข่าวประชาสัมพันธ์ของจังหวัด</h1>", "<h1>ปฏิทิน</h1>")),
        [("component_missing", "news")],
    ),
    "o7-last-year": (
        7,
        on(O7, ("กุมภาพันธ์ 2566", "กุมภาพันธ์ 2565"), ("3 ตุลาคม 2565", "3 ตุลาคม 2564")),
        [("wrong_year", "year")],
    ),
    "o7-undated": (
        7,
        on(
            O7,
            ("9 กุมภาพันธ์ 2566", '<a href="/news/9">อ่านข่าวจังหวัดเคลื่อนที่ต่อ</a>'),
            ("3 ตุลาคม 2565", ""),
        ),
        [("news_undated", "year")],
    ),
    "o7-one-dated-line": (
        7,
        World(f"<h1>ข่าวประชาสัมพันธ์</h1><p>เว็บไซต์ของ{BODY} 12 มกราคม 2566</p>"),
        [("news_perhaps", "year")],
    ),
    "o7-updated": (
        7,
        World(
            f"<h1>ข่าวประชาสัมพันธ์</h1><p>{BODY} ยินดีต้อนรับทุกท่าน</p><p>ปรับปรุงล่าสุด</p>"
            "<p>12 ม.ค. 2566</p><p>ปรับปรุงล่าสุด 12 ม.ค. 2566</p>"
        ),
        [("component_missing", "year")],
    ),
    "o7-copyright": (
        7,
        World(
            f"<h1>ข่าวประชาสัมพันธ์</h1><p>© 12 มกราคม 2566 {BODY} สงวนลิขสิทธิ์</p>"
            f"<p>ประกาศ ณ วันที่ 12 มกราคม 2566 โดย{BODY}</p>"
        ),
        [("component_missing", "year")],
    ),
    "o7-dated-above-the-heading": (
        7,
        World(
            f"<p>เปิดเว็บไซต์ของ{BODY}</p><p>9 มกราคม 2566</p><p>ประชุมประจำเดือนของจังหวัด</p>"
            "<p>10 มกราคม 2566</p><h1>ข่าวประชาสัมพันธ์</h1><p>ข้อมูลอยู่ระหว่างปรับปรุง</p>"
        ),
        [("component_missing", "year")],
    ),
    "o7-titles-that-lead-nowhere": (
        7,
        World('<h1>ข่าวประชาสัมพันธ์</h1><a href="#">ผู้ว่าราชการจังหวัดเปิดโครงการจังหวัดเคลื่อนที่</a>'),
        [("component_missing", "year")],
    ),
    "o7-other-province": (
        7,
        on(O7, ("ข่าวประชาสัมพันธ์ของจังหวัด", "ข่าวประชาสัมพันธ์จังหวัดลำปาง")),
        [("body_in_doubt", "news")],
    ),
    "o7-nothing-dated": (
        7,
        on(O7, ("9 กุมภาพันธ์ 2566", ""), ("3 ตุลาคม 2565", "")),
        [("component_missing", "year")],
    ),
    # O8
    "o8-no-place": (8, on(O8, ("<h2>กระดานถามตอบ</h2>", "")), [("component_missing", "place")]),
    "o8-faq": (
        8,
        World("<h2>ถาม-ตอบ</h2><p>คำถามที่พบบ่อย (FAQ)</p><p>ติดต่อวันใด วันราชการ</p>"),
        [("one_way", "two_way")],
    ),
    "o8-no-form": (
        8,
        World("<h2>กระดานถามตอบ</h2><p>เชิญสอบถาม</p>"),
        [("component_missing", "two_way")],
    ),
    "o8-no-answers": (8, on(O8, ("<p>ผู้ตอบ: วันราชการ</p>", "")), [("answers_not_shown", "two_way")]),
    # A contact form invites opinions and shows no answer to anybody.
    "o8-contact-form": (
        8,
        on(O8, ("<p>ผู้ตอบ: วันราชการ</p>", "<p>ส่งคำถามหรือแสดงความคิดเห็นถึงเราที่แบบฟอร์มนี้</p>")),
        [("answers_not_shown", "two_way")],
    ),
    "o8-login": (
        8,
        World('<h2>เว็บบอร์ด</h2><form><input name="u"><input type="password" name="p"></form>'),
        [("needs_account", "two_way")],
    ),
    # O9
    "o9-no-link": (9, World("<p>ติดตามเราได้ที่เครือข่ายสังคม</p>"), [("component_missing", "link")]),
    "o9-hash": (
        9,
        on(O9, ("https://www.facebook.com/somewhere.province", "#")),
        [("link_leads_nowhere", "link")],
    ),
    "o9-root": (9, on(O9, ("/somewhere.province", "/")), [("network_front_page", "link")]),
    "o9-share": (
        9,
        on(O9, ("/somewhere.province", "/sharer/sharer.php?u=x")),
        [("share_button", "link")],
    ),
    "o9-template": (9, on(O9, ("/somewhere.province", "/wordpress")), [("template_page", "link")]),
    "o9-person": (
        9,
        on(O9, ("/somewhere.province", "/profile.php?id=1")),
        [("personal_profile", "link")],
    ),
    "o9-ministrys": (
        9,
        on(O9, (">Facebook<", ">Facebook กระทรวงมหาดไทย<")),
        [("body_in_doubt", "link")],
    ),
    # A film on the page, or a post, may be anybody's; the maker of a site signs its foot.
    "o9-film": (
        9,
        on(
            O9,
            ("https://www.facebook.com/somewhere.province", "https://www.youtube.com/embed/abcdEF"),
        ),
        [("single_post", "link")],
    ),
    "o9-post": (9, on(O9, ("/somewhere.province", "/someone/posts/12")), [("single_post", "link")]),
    "o9-maker": (
        9,
        World(
            '<footer>ออกแบบเว็บไซต์โดย <a href="https://www.facebook.com/webdee">Web Dee</a></footer>'
        ),
        [("makers_page", "link")],
    ),
    "o9-off-site": (9, on(O9, url="https://elsewhere.example/"), [("off_site", "link")]),
    # O10
    "o10-document-gone": (
        10,
        on(O10, ('<a href="/policy.pdf">นโยบายคุ้มครองข้อมูลส่วนบุคคล</a>', ""), linked={}),
        [("component_missing", "policy")],
    ),
    "o10-the-act": (
        10,
        linked(
            O10,
            "policy.pdf",
            (
                f"ประกาศ{BODY} เรื่อง นโยบายคุ้มครองข้อมูลส่วนบุคคล",
                "พระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล\nผู้รับสนองพระบรมราชโองการ",
            ),
        ),
        [("law_itself", "policy")],
    ),
    "o10-ministrys": (
        10,
        linked(O10, "policy.pdf", (f"ประกาศ{BODY}", "ประกาศกระทรวงมหาดไทย")),
        [("other_body", "policy")],
    ),
    "o10-cookies": (
        10,
        World("<h1>นโยบายคุกกี้</h1><p>เว็บไซต์นี้ใช้คุกกี้</p>"),
        [("other_policy", "policy")],
    ),
    "o10-blanks": (
        10,
        linked(O10, "policy.pdf", ("เพื่อให้บริการ", "....... ........ ........")),
        [("draft", "policy")],
    ),
    "o10-empty-headings": (
        10,
        linked(
            O10,
            "policy.pdf",
            ("เพื่อให้บริการ", ""),
            ("เท่าที่จำเป็น", ""),
            ("ตามกฎหมาย", ""),
            ("ขอแก้ไขได้", ""),
        ),
        [("component_missing", "policy")],
    ),
    "o10-thin": (
        10,
        linked(O10, "policy.pdf", ("การเก็บรวบรวม", ""), ("การเปิดเผย", "")),
        [("few_headings", "policy")],
    ),
    "o10-nobodys": (
        10,
        linked(O10, "policy.pdf", (f"ประกาศ{BODY} เรื่อง ", "")),
        [("body_unknown", "policy")],
    ),
    # The site's title and its foot name the province; the policy is another's.
    "o10-permanent-secretarys-on-the-provinces-page": (
        10,
        on(
            O10_PAGE,
            (f"ประกาศ{BODY} เรื่อง นโยบาย", "สำนักงานปลัดกระทรวงมหาดไทยให้ความสำคัญ</p><p>นโยบาย"),
            (
                "ขอแก้ไขได้</p>",
                f"ขอแก้ไขได้</p><footer><p>{BODY} ศาลากลาง โทร. 0 2000 0000</p></footer>",
            ),
        ),
        [("central_body", "policy")],
    ),
    "o10-vendors": (
        10,
        on(
            O10_PAGE,
            (
                f"ประกาศ{BODY} เรื่อง นโยบายคุ้มครองข้อมูลส่วนบุคคล</p>",
                "นโยบายความเป็นส่วนตัว (Privacy Policy)</p><p>บริษัท เว็บดี จำกัด (“เรา”)</p>",
            ),
            (
                "ขอแก้ไขได้</p>",
                f"ขอแก้ไขได้</p><footer><p>{BODY} ศาลากลาง โทร. 0 2000 0000</p></footer>",
            ),
        ),
        [("central_body", "policy")],
    ),
    "o10-nobodys-but-the-sites": (
        10,
        on(
            O10_PAGE,
            (f"ประกาศ{BODY} เรื่อง ", ""),
            (
                "ขอแก้ไขได้</p>",
                f"ขอแก้ไขได้</p><footer><p>{BODY} ศาลากลาง โทร. 0 2000 0000</p></footer>",
            ),
        ),
        [("body_unknown", "policy")],
    ),
    # O14, O15
    "o14-untitled": (
        14,
        on(O14, ("คู่มือการปฏิบัติงาน เรื่อง การรับหนังสือ", "เรื่อง การรับหนังสือ")),
        [("component_missing", "manual")],
    ),
    "o14-no-task": (
        14,
        on(O14, ("คู่มือการปฏิบัติงาน เรื่อง การรับหนังสือ", "คู่มือการปฏิบัติงาน"), ("ขั้นตอนการปฏิบัติงาน", "ขั้นตอน")),
        [("component_missing", "task")],
    ),
    "o14-no-post": (14, on(O14, (O14_POST, "")), [("component_missing", "post")]),
    "o14-vague-post": (14, on(O14, (O14_POST, "<p>สำหรับเจ้าหน้าที่</p>")), [("post_vague", "post")]),
    "o14-no-steps": (
        14,
        on(O14, (O14.page[O14.page.index("<h2>") :], "")),
        [("component_missing", "steps")],
    ),
    "o14-steps-drawn": (
        14,
        on(O14, (O14.page[O14.page.index("<p>1.") :], "")),
        [("steps_not_seen", "steps")],
    ),
    "o14-steps-unfilled": (
        14,
        on(
            O14,
            ("รับหนังสือ</p>", "..........</p>"),
            ("ลงทะเบียน", "........"),
            ("เสนอผู้บังคับบัญชา", "...."),
        ),
        [("steps_not_seen", "steps")],
    ),
    "o14-citizens": (
        14,
        World(O15.page),
        [("citizens_manual", one) for one in ("manual", "task", "post", "steps")],
    ),
    "o14-blank-form": (
        14,
        on(O14, (f"<p>{BODY}</p>", "<p>[ชื่อหน่วยงาน]</p>")),
        [("draft", one) for one in ("manual", "task", "post", "steps")],
    ),
    "o15-untitled": (
        15,
        on(O15, ("คู่มือสำหรับประชาชน: การจดทะเบียน", "กระบวนงาน: การจดทะเบียน")),
        [("component_missing", "manual")],
    ),
    "o15-no-service": (15, on(O15, (": การจดทะเบียน", "")), [("component_missing", "service")]),
    "o15-no-steps": (15, on(O15, (O15_STEPS, "")), [("component_missing", "steps")]),
    "o15-steps-drawn": (
        15,
        on(O15, (O15_STEPS, "<h2>ขั้นตอนการให้บริการ</h2>")),
        [("steps_not_seen", "steps")],
    ),
    # A form's rows are numbered and empty.
    "o15-steps-of-a-form": (
        15,
        on(O15, ("ยื่นคำขอ", "1"), ("15 นาที", ""), ("ตรวจสอบ", "2"), ("3 วัน", "")),
        [("steps_not_seen", "steps")],
    ),
    "o15-staff": (
        15,
        World(O14.page),
        [("staff_manual", one) for one in ("manual", "service", "steps")],
    ),
    # O28
    "o28-no-form": (
        28,
        on(O28, (O28.page[O28.page.index("<form") :], "")),
        [("form_missing", "channel")],
    ),
    "o28-pdf-form": (
        28,
        on(O28, (O28.page[O28.page.index("<form") :], '<a href="/f.pdf">แบบฟอร์ม</a>')),
        [("form_missing", "channel")],
    ),
    "o28-google-form": (
        28,
        on(
            O28,
            (
                O28.page[O28.page.index("<form") :],
                '<a href="https://docs.google.com/forms/d/1">แจ้งเบาะแสการทุจริต</a>',
            ),
        ),
        [("form_elsewhere", "channel")],
    ),
    "o28-nacc": (
        28,
        on(
            O28,
            (
                O28.page[O28.page.index("<form") :],
                '<a href="https://www.nacc.go.th/report">แจ้งเบาะแสการทุจริต</a>',
            ),
        ),
        [("channel_elsewhere", "channel")],
    ),
    "o28-email": (
        28,
        on(
            O28,
            (O28.page[O28.page.index("<form") :], '<a href="mailto:a@somewhere.example">อีเมล</a>'),
        ),
        [("email_only", "channel")],
    ),
    "o28-login": (
        28,
        on(O28, ('<input name="name">', '<input type="password" name="p">')),
        [("needs_account", "channel")],
    ),
    "o28-same-as-general": (
        28,
        on(O28, home=O28.home.replace("/complaint/", "/item/")),
        [("same_as_general", "separate")],
    ),
    "o28-topic-choice": (
        28,
        on(O28, ("<p>ข้อมูล", "<h2>ร้องเรียน/ร้องทุกข์</h2><p>ข้อมูล")),
        [("topic_choice", "separate")],
    ),
    "o28-form-of-something-else": (
        28,
        on(O28, ("<form", "<h2>ติดต่อเรา</h2><form")),
        [("topic_choice", "separate")],
    ),
    "o28-not-linked": (
        28,
        on(O28, home=O28.home.replace('"/item/"', '"/elsewhere/"')),
        [("not_linked", "from_home")],
    ),
    "o28-home-not-seen": (28, on(O28, home=""), [("home_not_captured", "from_home")]),
    # O39
    "o39-gone": (
        39,
        on(O39, ('<a href="/code.pdf">ประมวลจริยธรรม</a>', "<p>หน้านี้ว่าง</p>"), linked={}),
        [("component_missing", "code")],
    ),
    "o39-of-2552": (
        39,
        linked(O39, "code.pdf", ("20 พฤษภาคม 2564", "5 พฤศจิกายน 2552"), ("พ.ศ. 2564", "พ.ศ. 2552")),
        [("old_code", "code")],
    ),
    "o39-title-only": (
        39,
        linked(
            O39,
            "code.pdf",
            ("1. ยึดมั่นในสถาบันหลักของประเทศ\n2. ซื่อสัตย์สุจริต\n", "ข้อมูลอยู่ระหว่างปรับปรุง\n"),
        ),
        [("title_only", "code")],
    ),
    "o39-undated": (
        39,
        linked(O39, "code.pdf", ("20 พฤษภาคม 2564", ""), ("พ.ศ. 2564", "")),
        [("code_undated", "code")],
    ),
    "o39-values": (
        39,
        World(O39.page, linked={"values.pdf": ("ค่านิยม", "ค่านิยมของข้าราชการ ซื่อสัตย์ รับผิดชอบ")}),
        [("values_only", "code")],
    ),
    "o39-others": (
        39,
        linked(O39, "code.pdf", ("ประมวลจริยธรรมข้าราชการพลเรือน", "ประมวลจริยธรรมข้าราชการตำรวจ")),
        [("other_code", "code")],
    ),
    "o39-nobodys": (
        39,
        linked(
            O39,
            "code.pdf",
            ("โดยคณะกรรมการข้าราชการพลเรือน (ก.พ.)", ""),
            ("ประมวลจริยธรรมข้าราชการพลเรือน พ.ศ. 2564", "ประมวลจริยธรรมข้าราชการพลเรือน"),
        ),
        [("giver_unknown", "code")],
    ),
    # O43
    "o43-no-progress": (
        43,
        on(O43, ("ผลการดำเนินการตามมาตรการส่งเสริม", "มาตรการส่งเสริม")),
        [("component_missing", "progress")],
    ),
    "o43-progress-blank": (43, on(O43, ("ดำเนินการแล้วเสร็จ", "")), [("heading_empty", "progress")]),
    "o43-to-be-done": (
        43,
        on(O43, ("ดำเนินการแล้วเสร็จ", "จะดำเนินการในเดือนหน้า")),
        [("future_only", "progress")],
    ),
    "o43-advised": (
        43,
        on(O43, ("ดำเนินการแล้วเสร็จ", "ควรดำเนินการให้แล้วเสร็จ")),
        [("future_only", "progress")],
    ),
    "o43-not-yet": (
        43,
        on(O43, ("ดำเนินการแล้วเสร็จ", "ยังไม่ได้ดำเนินการ")),
        [("future_only", "progress")],
    ),
    **{
        f"o43-one-of-two-{cell}": (
            43,
            on(O43, ("</table>", f"<tr><td>อบรมผู้ให้บริการ</td><td>{cell}</td></tr></table>")),
            [("some_unanswered", "progress")],
        )
        for cell in ("", "-", "จะดำเนินการในไตรมาสที่ 4")
    },
    "o43-prose": (
        43,
        on(O43, (O43.page[O43.page.index("<table>") : O43.page.index("<div>")], "<p>ทำแล้ว</p>")),
        [("progress_in_prose", "progress")],
    ),
    "o43-no-qr": (
        43,
        on(O43, ('<img src="/eit.png" alt="QR code">', ""), pictures={}),
        [("qr_missing", "eit_qr")],
    ),
    "o43-other-survey": (
        43,
        on(O43, pictures={"eit.png": qr("https://forms.gle/abc")}),
        [("other_qr", "eit_qr")],
    ),
    "o43-other-agency": (
        43,
        on(O43, pictures={"eit.png": qr(f"{EIT}other9")}),
        [("other_agencys_eit", "eit_qr")],
    ),
    "o43-unreadable-qr": (
        43,
        on(O43, pictures={"eit.png": png(90, 90)}),
        [("qr_unreadable", "eit_qr")],
    ),
    "o43-broken-qr": (
        43,
        on(O43, pictures={}, broken=("eit.png",)),
        [("picture_broken", "eit_qr")],
    ),
    "o43-qr-not-asked": (43, on(O43, pictures={}), [("picture_not_seen", "eit_qr")]),
    "o43-link-only": (
        43,
        on(
            O43,
            ('<img src="/eit.png" alt="QR code">', f'<a href="{EIT}here12">แบบวัด EIT</a>'),
            pictures={},
        ),
        [("eit_link_only", "eit_qr")],
    ),
    "o43-last-year": (
        43,
        on(O43, ("ปีงบประมาณ พ.ศ. 2566", "ปีงบประมาณ พ.ศ. 2565")),
        [("wrong_year", "year")],
    ),
    # Last year's measures, told to prepare the assessment of the year that is judged.
    "o43-last-year-for-this": (
        43,
        on(
            O43, (f"ปีงบประมาณ พ.ศ. 2566 {BODY}", "ปีงบประมาณ พ.ศ. 2565 เพื่อเตรียมการประเมิน ITA ปี 2566")
        ),
        [("years_mixed", "year")],
    ),
    "o43-other-measures": (43, on(O43, beside="1. อบรมบุคลากรใหม่"), [("lines_differ", "")]),
    "o43-nothing-followed": (43, on(O43, beside=""), [("other_item_unread", "progress")]),
    "o43-no-year": (43, on(O43, ("ปีงบประมาณ พ.ศ. 2566", "")), [("year_unknown", "year")]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_one_thing_gone_is_exactly_what_is_found(make: Any, say: Any, name: str) -> None:
    item, world, expected = BROKEN[name]
    judged = world.judge(make, item)
    found = [(code, component) for code, component, _ in say.reasons(judged)]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("guideline", "codes"),
    [("แจ้งผ่านแบบฟอร์มออนไลน์", []), ("แจ้งทางไปรษณีย์เท่านั้น", ["not_in_guideline"]), ("", [])],
)
def test_a_channel_that_the_guideline_does_not_name_is_a_note(
    make: Any, say: Any, guideline: str, codes: list[str]
) -> None:
    judged = on(O28, beside=guideline).judge(make, 28)
    assert judged.verdict is VerdictValue.MET
    assert [one.code for one in say.notes(judged)] == codes


@pytest.mark.parametrize("item", ITEMS)
def test_a_scan_is_for_a_person(make: Any, say: Any, items: Any, item: int) -> None:
    judged = make.judge(f"O{item}", make.scan())
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    asked = [one.id for one in items[f"O{item}"].components if one.required]
    assert say.reasons(judged) == [("scan_without_text", one, "") for one in asked]


@pytest.mark.parametrize("item", ITEMS)
def test_no_expectation_is_left_out(items: Any, item: int) -> None:
    """Each component of each critical expectation has a page that breaks it alone; each warning
    has one too; a scan, above, is a warning for every component."""
    suite = json.loads((PROJECT / f"expectations/2566/o{item:02d}.json").read_text())
    alone = [
        reasons[0] for number, _, reasons in BROKEN.values() if number == item and len(reasons) == 1
    ]
    broken = {component for code, component in alone if SENTENCES[code].kind == "not_met"}
    doubted = {component for code, component in alone if SENTENCES[code].kind == "needs_review"}
    required = {one.id for one in items[f"O{item}"].components if one.required}
    codes = {code for code, _ in alone}
    parts = [one for one in suite["expectations"] if one["meta"]["table"] == "components"]
    assert {one["meta"]["code"] for one in suite["expectations"] if one not in parts} <= codes
    for expectation in parts:
        named = set(expectation["meta"]["components"])
        assert named == required
        if expectation["severity"] == "critical":
            assert named - broken == CANNOT_ALONE.get(item, set())
        else:
            assert named & doubted
    assert [one["severity"] for one in parts] == ["critical", "warning"]


CANNOT_ALONE = {1: {"posts"}}
"""A chart's picture may always show the posts: without words they are for a person."""


# --- a chart that the page itself draws ------------------------------------------------------

CHART_TITLE = f"<h1>แผนผังโครงสร้างการบริหารราชการ{BODY}</h1>"
BOXES = ("ผู้ว่าราชการจังหวัด", "ปลัดจังหวัด", "กลุ่มงานอำนวยการ", "สำนักงานเกษตรจังหวัด", "ที่ทำการปกครองจังหวัด")
WORDS = "".join(f'<text x="{n}0">{one}</text>' for n, one in enumerate(BOXES))


@pytest.mark.parametrize(
    ("drawn", "verdict", "codes"),
    [
        (f'<svg viewBox="0 0 900 600">{WORDS}</svg>', "needs_review", "picture_unnamed"),
        ('<svg width="900" height="600"><path d="M0 0"/></svg>', "needs_review", "picture_unnamed"),
        # By its own name it is the chart; its posts a person must read.
        (
            f'<svg width="900" height="600"><title>แผนผังโครงสร้าง</title>{WORDS}</svg>',
            "needs_review",
            "posts_in_chart",
        ),
        # An icon draws nothing, whatever frame it was drawn in.
        ('<svg viewBox="0 0 512 512"><path d="M0 0"/></svg>', "not_met", "component_missing"),
        ('<svg width="24" height="24"><path d="M0 0"/></svg>', "not_met", "component_missing"),
        # Boxes: with one post, and each a link to its office's page.
        (
            "".join(f"<div>{one}</div>" for one in BOXES if one != "ปลัดจังหวัด"),
            "needs_review",
            "chart_in_words",
        ),
        (
            "".join(f'<div><a href="/{n}">{one}</a></div>' for n, one in enumerate(BOXES)),
            "needs_review",
            "chart_in_words",
        ),
        ("<p>อยู่ระหว่างปรับปรุงข้อมูล</p>", "not_met", "component_missing"),
    ],
)
def test_a_chart_drawn_in_the_page_is_for_a_person(
    make: Any, say: Any, drawn: str, verdict: str, codes: str
) -> None:
    judged = World(f"{CHART_TITLE}{drawn}").judge(make, 1)
    assert judged.verdict.value == verdict
    assert codes in {code for code, _, _ in say.reasons(judged)}


def test_links_above_the_charts_name_are_a_menu(make: Any) -> None:
    menu = "".join(f'<p><a href="/{n}">{one}</a></p>' for n, one in enumerate(BOXES))
    assert World(f"{menu}{CHART_TITLE}").judge(make, 1).verdict is VerdictValue.NOT_MET
