"""Sub-indicator 9.1, basic information: the home page, the OIT index, O1 to O10."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from html import escape

from PIL import Image, ImageDraw

from ita_evidence.periods import thai_date

from . import page, paper
from .blocks import Block, Entry, File, Grid, Heading, Html, Links, Picture, Published, Text
from .page import office_site
from .province import Office, Province
from .shelf import linked_document, on_main_site, on_office_site

_OPENED = date(2022, 10, 3)


def publish(province: Province) -> Iterator[Published]:
    yield _home(province)
    yield from _structure(province)
    yield from _executives(province)
    yield from _powers(province)
    yield from _development_plan(province)
    yield from _contact(province)
    yield from _laws(province)
    yield from _news(province)
    yield from _questions(province)
    yield from _social(province)
    yield from _privacy(province)


def _home(province: Province) -> File:
    news = Links(tuple((f"{o.activity} ({o.name})", o.url("/news/")) for o in province.offices[:6]))
    blocks: list[Block] = [
        Text(f"ยินดีต้อนรับสู่เว็บไซต์{province.full_name}"),
        Heading("บริการประชาชน"),
        Links(
            (
                ("E-Service บริการออนไลน์", "/e-service/"),
                ("ถาม-ตอบ (Q&A)", "/webboard/"),
                ("ช่องทางแจ้งเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ", "/anti-corruption/report/"),
                ("ร้องเรียน/ร้องทุกข์ทั่วไป (ศูนย์ดำรงธรรม)", "/complaint/"),
                ("การเปิดเผยข้อมูลสาธารณะ (OIT) ปี 2566", "/oit/2566/"),
            )
        ),
        Heading("ข่าวประชาสัมพันธ์"),
        news,
        Heading("ส่วนราชการในจังหวัด"),
        Links(tuple((o.name, o.url("/")) for o in province.offices)),
    ]
    data = page.main_site(province, f"เว็บไซต์{province.full_name}", *blocks)
    return File(province.www("/"), data, date(2023, 4, 10))


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _chart(province: Province) -> bytes:
    """The organisation chart as the picture that offices publish."""
    image = Image.new("RGB", (1500, 1150), "white")
    draw = ImageDraw.Draw(image)

    def box(x: int, y: int, width: int, text: str, size: int = 22) -> None:
        draw.rectangle((x, y, x + width, y + 60), outline="#7a5c1e", width=3, fill="#fbf5e6")
        draw.text((x + width / 2, y + 30), text, font=paper.font(size), fill="black", anchor="mm")

    title = f"โครงสร้างการบริหารราชการ{province.full_name}"
    draw.text((750, 50), title, font=paper.font(36, "Bold"), fill="black", anchor="mm")
    box(550, 100, 400, f"ผู้ว่าราชการ{province.full_name}")
    for x in (200, 900):
        draw.line((750, 160, x + 200, 220), fill="#7a5c1e", width=3)
        box(x, 220, 400, f"รองผู้ว่าราชการ{province.full_name}")
    draw.line((750, 160, 750, 330), fill="#7a5c1e", width=3)
    for number, office in enumerate(province.offices):
        column, row = number % 3, number // 3
        box(30 + column * 490, 330 + row * 66, 460, office.name.removesuffix(province.name), 18)
    return _png(image)


def _structure(province: Province) -> Iterator[Published]:
    chart = File(province.www("/oit/2566/o1/structure.png"), _chart(province), _OPENED)
    groups = [o.name for o in province.offices[:4]]
    yield from on_main_site(
        province,
        "O1",
        ("strategy",),
        Heading("แผนผังโครงสร้างการแบ่งส่วนราชการของจังหวัด"),
        Picture("/oit/2566/o1/structure.png", "แผนผังโครงสร้างการบริหารราชการจังหวัด", 1500),
        Heading("ตำแหน่งที่สำคัญและการแบ่งส่วนงานภายใน"),
        Text(
            f"ผู้ว่าราชการ{province.full_name} รองผู้ว่าราชการ{province.full_name} "
            "ปลัดจังหวัด หัวหน้าสำนักงานจังหวัด และหัวหน้าส่วนราชการประจำจังหวัด"
        ),
        Links(tuple((o.name, o.url("/")) for o in province.offices)),
        Text("สำนักงานจังหวัดแบ่งเป็น " + " ".join(groups)),
        published=_OPENED,
        why="หน้าโครงสร้างบนเว็บไซต์จังหวัด",
        files=(chart,),
    )


def _portrait(number: int, caption: tuple[str, ...]) -> bytes:
    """A drawn portrait, no real face; with `caption` the name stands in the picture only."""
    image = Image.new("RGB", (600, 800), ("#d9e4f1", "#f3e2d7", "#e1efdc", "#ece4f3")[number % 4])
    draw = ImageDraw.Draw(image)
    draw.ellipse((200, 130, 400, 370), fill="#c99f7b")
    draw.rounded_rectangle((120, 390, 480, 640), 60, fill="#f7f7f2", outline="#666666", width=4)
    for row, line in enumerate(caption):
        draw.text((300, 690 + 45 * row), line, font=paper.font(30), fill="black", anchor="mm")
    return _png(image)


def _executives(province: Province) -> Iterator[Published]:
    drawn = province.planted("O2", "strategy", "names_drawn") is not None
    cards, files = [], []
    for number, person in enumerate(province.executives):
        caption = (person.name, person.position) if drawn else ()
        path = f"/oit/2566/o2/portrait-{number + 1}.png"
        files.append(File(province.www(path), _portrait(number, caption), _OPENED))
        named = f"<h3>{person.name}</h3><p>ตำแหน่ง {person.position}</p>"
        alt = "" if drawn else f"รูปถ่าย {person.name}"
        cards.append(
            f'<div class="card"><img src="{path}" alt="{alt}" width="300">'
            f"{'' if drawn else named}<p>โทรศัพท์ {person.phone} "
            f'<a href="mailto:{person.email}">{person.email}</a></p></div>'
        )
    yield from on_main_site(
        province,
        "O2",
        ("strategy",),
        Heading(f"คณะผู้บริหาร{province.full_name}"),
        Html("\n".join(cards)),
        published=_OPENED,
        why="หน้าผู้บริหารบนเว็บไซต์จังหวัด",
        files=tuple(files),
    )


def _powers(province: Province) -> Iterator[Published]:
    duties = "\n".join(f"({n}) {duty}" for n, duty in enumerate(province.duties, start=1))
    yield from on_main_site(
        province,
        "O3",
        ("strategy",),
        Heading(f"อำนาจหน้าที่ของ{province.full_name}"),
        Text("ภายในเขตจังหวัด ให้จังหวัดมีอำนาจหน้าที่ ดังต่อไปนี้"),
        *(Text(line) for line in duties.split("\n")),
        Heading("ภารกิจของกลุ่มงานในสำนักงานจังหวัด"),
        Grid(("กลุ่มงาน", "ภารกิจหลัก"), tuple((o.name, o.work) for o in province.offices[:4])),
        published=_OPENED,
        why="หน้าอำนาจหน้าที่บนเว็บไซต์จังหวัด",
    )


def _development_plan(province: Province) -> Iterator[Published]:
    title = f"แผนพัฒนา{province.full_name} 5 ปี (พ.ศ. 2566 – 2570)"
    blocks: list[Block] = [
        Heading(title, 1),
        Text(f"คณะกรรมการบริหารงาน{province.full_name}แบบบูรณาการ (ก.บ.จ.)", "center"),
        Heading("วิสัยทัศน์"),
        Text("เมืองเกษตรปลอดภัย ท่องเที่ยวคลองเมฆา สังคมเกื้อกูล ภาครัฐโปร่งใส"),
        Heading("ประเด็นการพัฒนา เป้าหมาย และตัวชี้วัด"),
        Grid(
            ("ประเด็นการพัฒนา", "แนวทางการพัฒนา", "เป้าหมายการพัฒนา", "ตัวชี้วัด", "ค่าเป้าหมาย"),
            tuple((i.name, i.strategy, i.goal, i.indicator, i.target) for i in province.issues),
        ),
    ]
    for number, issue in enumerate(province.issues, start=1):
        blocks += [
            Heading(f"ประเด็นการพัฒนาที่ {number} {issue.name}"),
            Text(f"กลยุทธ์: {issue.strategy}"),
            Text(f"เป้าหมาย: {issue.goal}"),
            Text(f"ตัวชี้วัด: {issue.indicator} ค่าเป้าหมาย {issue.target} ระหว่างปี พ.ศ. 2566 – 2570"),
        ]
    yield from linked_document(
        province,
        "O4",
        "strategy",
        title,
        "plan-2566-2570.pdf",
        *blocks,
        published=date(2022, 11, 8),
    )


def _contact(province: Province) -> Iterator[Published]:
    yield from on_main_site(
        province,
        "O5",
        ("strategy",),
        Text(f"ที่อยู่ {province.address}"),
        Text(f"หมายเลขโทรศัพท์ {province.phone} โทรสาร 0 2000 0199"),
        Text(f"E-mail {province.email} (ไปรษณีย์อิเล็กทรอนิกส์กลาง)"),
        Heading("แผนที่ตั้ง"),
        Html(f'<iframe src="{escape(province.map)}" title="แผนที่ตั้งศาลากลางจังหวัด"></iframe>'),
        Links((("เปิดแผนที่ตั้งใน Google Maps", province.map),)),
        published=_OPENED,
        why="หน้าติดต่อเราบนเว็บไซต์จังหวัด",
        path="/contact/",
    )


def _laws(province: Province) -> Iterator[Published]:
    files, links = [], []
    for number, law in enumerate(province.laws, start=1):
        path = f"/oit/2566/o6/law-{number}.pdf"
        body = Text(f"สรุปสาระสำคัญของ{law} ที่ใช้ในการปฏิบัติงานของสำนักงานจังหวัด")
        files.append(File(province.www(path), paper.pdf(law, Heading(law, 1), body), _OPENED))
        links.append((law, path))
    yield from on_main_site(
        province,
        "O6",
        tuple(o.id for o in province.offices[:4]),
        Links(tuple(links)),
        published=_OPENED,
        why="หน้ากฎหมายที่เกี่ยวข้องบนเว็บไซต์จังหวัด ใช้ร่วมกันทุกกลุ่มงาน",
        files=tuple(files),
    )


def _stories(province: Province, office: Office) -> list[tuple[str, date, str]]:
    """An office's news of the half-year, the newest first: (title, day, text)."""
    days = [date(2022, 10, 6) + timedelta(days=office.number + 35 * n) for n in range(4)]
    days.append(date(2023, 3, 1) + timedelta(days=office.number % 28))
    stories = []
    for n, day in enumerate(sorted(days, reverse=True)):
        place = province.districts[(office.number + n) % len(province.districts)]
        text = (
            f"เมื่อวันที่ {thai_date(day)} {office.name} ดำเนินกิจกรรม {office.activity} "
            f"ณ {place} {province.full_name} ตามภารกิจของหน่วยงาน"
        )
        stories.append((f"{office.activity} {place}", day, text))
    return stories


def _news(province: Province) -> Iterator[Published]:
    for office in province.offices:
        stories = _stories(province, office)
        newest = stories[0][1]
        blocks: list[Block] = []
        for title, day, text in stories:
            blocks += [Heading(title, 3), Text(f"วันที่ {thai_date(day)}"), Text(text)]
        heading = "ข่าวประชาสัมพันธ์"
        if office.news == "page":
            yield from on_office_site(
                province, office, "O7", "/news/", heading, *blocks, published=newest
            )
            continue
        posts = [
            {"category": heading, "title": title, "date": day.isoformat(), "text": text}
            for title, day, text in stories
        ]
        url = office.url("/api/news.json")
        yield File(office.url("/news/"), office_site(province, office, heading, *blocks), newest)
        yield File(url, json.dumps(posts, ensure_ascii=False, indent=1).encode(), newest)
        yield Entry("O7", office.id, url, "json_api", "ข่าวในรูปแบบ JSON ของเว็บไซต์ส่วนราชการ")


def _questions(province: Province) -> Iterator[Published]:
    yield from on_main_site(
        province,
        "O8",
        ("strategy",),
        Heading("กระดานถาม-ตอบ (Q&A)"),
        Heading("สำนักงานจังหวัดเปิดทำการวันใดบ้าง", 3),
        Text("ผู้ถาม: ผู้เยี่ยมชม ถามเมื่อ 6 มีนาคม 2566"),
        Text(
            "ผู้ตอบ: เจ้าหน้าที่สำนักงานจังหวัด ตอบเมื่อ 7 มีนาคม 2566: "
            "เปิดทำการวันจันทร์ถึงวันศุกร์ เวลา 08.30 – 16.30 น."
        ),
        Html(
            '<form action="/webboard/ask" method="post"><label>คำถามของท่าน '
            '<textarea name="question"></textarea></label>'
            '<label>อีเมลสำหรับรับคำตอบ <input type="email" name="email"></label>'
            "<button>ส่งคำถาม</button></form>"
        ),
        Links((("สอบถามผ่าน LINE Official", province.social["LINE Official"]),)),
        published=_OPENED,
        why="กระดานถามตอบบนเว็บไซต์จังหวัด",
        path="/webboard/",
    )


def _social(province: Province) -> Iterator[Published]:
    why = "ลิงก์เครือข่ายสังคมออนไลน์ที่ท้ายหน้าหลัก"
    yield Entry("O9", "strategy", province.www("/"), "page", why, {"follow": "none"})


def _privacy(province: Province) -> Iterator[Published]:
    title = f"ประกาศ{province.full_name} เรื่อง นโยบายคุ้มครองข้อมูลส่วนบุคคล"
    headings = (
        ("วัตถุประสงค์ในการเก็บรวบรวม", "เพื่อการให้บริการประชาชนตามอำนาจหน้าที่ของจังหวัดเท่านั้น"),
        ("การเก็บรวบรวมและการใช้", "เก็บเท่าที่จำเป็นตามฐานภารกิจเพื่อประโยชน์สาธารณะ"),
        ("การเปิดเผย", "ไม่เปิดเผยต่อบุคคลอื่น เว้นแต่กฎหมายกำหนด"),
        ("ระยะเวลาการเก็บรักษา", "เก็บไว้ตามอายุความหรือตามระเบียบงานสารบรรณ"),
        ("สิทธิของเจ้าของข้อมูล", "ขอเข้าถึง แก้ไข ลบ หรือคัดค้านได้ที่กลุ่มงานอำนวยการ"),
        ("มาตรการรักษาความมั่นคงปลอดภัย", "จำกัดสิทธิการเข้าถึงและบันทึกการใช้งาน"),
    )
    blocks: list[Block] = [Heading(title, 1)]
    for heading, text in headings:
        blocks += [Text(heading), Text(text)]
    blocks += [
        Text("ประกาศ ณ วันที่ 1 มิถุนายน พ.ศ. 2565", "center"),
        Text(f"({province.governor.name})", "center"),
        Text(province.governor.position, "center"),
    ]
    yield from linked_document(
        province, "O10", "strategy", title, "privacy-policy.pdf", *blocks, published=_OPENED
    )
