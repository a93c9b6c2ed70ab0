"""Sub-indicator 9.5, transparency: O27 to O30. Statistics of complaints only, never a complaint."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from . import page, shelf
from .blocks import Block, File, Grid, Heading, Html, Published, Text
from .province import Province


def publish(province: Province) -> Iterator[Published]:
    yield from _guideline(province)
    yield from _channel(province)
    yield from _statistics(province)
    yield from _participation(province)


def _guideline(province: Province) -> Iterator[Published]:
    title = "คู่มือการจัดการเรื่องร้องเรียนการทุจริตและประพฤติมิชอบของเจ้าหน้าที่"
    yield from shelf.linked_document(
        province,
        "O27",
        "damrongdhama",
        title,
        "corruption-complaint-manual.pdf",
        Heading(title, 1),
        Heading("1. ขอบเขต"),
        Text(f"ใช้กับเรื่องร้องเรียนการทุจริตและประพฤติมิชอบของเจ้าหน้าที่{province.full_name}"),
        Heading("2. วิธีการร้องเรียนสำหรับบุคคลภายนอก"),
        Text(
            "ช่องทางการร้องเรียน: แบบฟอร์มออนไลน์บนเว็บไซต์จังหวัด ไปรษณีย์ "
            f"และโทรศัพท์ {province.phone} โดยปกปิดข้อมูลผู้ร้องเรียน"
        ),
        Heading("3. ขั้นตอน ผู้รับผิดชอบ และระยะเวลาดำเนินการ"),
        Grid(
            ("ขั้นตอน", "ส่วนงานที่รับผิดชอบ", "ระยะเวลาดำเนินการ"),
            (
                ("รับเรื่องและลงทะเบียน", "ศูนย์ดำรงธรรมจังหวัด", "ภายใน 1 วันทำการ"),
                ("ตรวจสอบข้อเท็จจริงเบื้องต้น", "กลุ่มงานศูนย์ดำรงธรรมจังหวัด", "ภายใน 15 วันทำการ"),
                ("เสนอผู้ว่าราชการจังหวัดพิจารณาสั่งการ", "หัวหน้าสำนักงานจังหวัด", "ภายใน 3 วันทำการ"),
                ("แจ้งผลแก่ผู้ร้องเรียน", "ศูนย์ดำรงธรรมจังหวัด", "ภายใน 5 วันทำการ"),
            ),
        ),
        published=date(2022, 10, 3),
    )


def _form(action: str, about: str) -> Html:
    return Html(
        f'<form action="{action}" method="post">'
        '<label>ชื่อ (ไม่บังคับ) <input type="text" name="name"></label>'
        '<label>ช่องทางติดต่อกลับ (ไม่บังคับ) <input type="text" name="contact"></label>'
        f'<label>{about} <textarea name="detail"></textarea></label>'
        '<label>แนบไฟล์ <input type="file" name="evidence"></label>'
        "<button>ส่งเรื่อง</button></form>"
    )


def _channel(province: Province) -> Iterator[Published]:
    yield from shelf.on_main_site(
        province,
        "O28",
        ("hr",),
        Heading("ช่องทางแจ้งเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ"),
        Text("ข้อมูลของผู้แจ้งเบาะแสการทุจริตจะถูกเก็บเป็นความลับ แยกจากเรื่องร้องเรียนทั่วไป"),
        _form("/anti-corruption/report/send", "รายละเอียดการทุจริตและประพฤติมิชอบ"),
        published=date(2022, 10, 3),
        why="แบบฟอร์มออนไลน์บนเว็บไซต์จังหวัด เชื่อมโยงจากหน้าหลัก",
        path="/anti-corruption/report/",
    )
    general = page.main_site(
        province,
        "ร้องเรียน/ร้องทุกข์ทั่วไป",
        Text("ศูนย์ดำรงธรรมจังหวัด สายด่วน 1567"),
        _form("/complaint/send", "เรื่องที่ต้องการร้องทุกข์"),
    )
    yield File(province.www("/complaint/"), general, date(2022, 10, 3))


def _statistics(province: Province) -> Iterator[Published]:
    title = f"ข้อมูลเชิงสถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบของเจ้าหน้าที่{province.full_name}"

    def blocks(total: str, done: str, pending: str) -> list[Block]:
        return [
            Heading(title),
            Text(f"{shelf.HALF_TITLE} ({shelf.HALF})"),
            Grid(
                ("รายการ", "จำนวน (เรื่อง)"),
                (
                    ("จำนวนเรื่องร้องเรียนทั้งหมด", total),
                    ("จำนวนเรื่องที่ดำเนินการแล้วเสร็จ", done),
                    ("จำนวนเรื่องที่อยู่ระหว่างดำเนินการ", pending),
                ),
            ),
            Text("ข้อมูล ณ วันที่ 31 มีนาคม 2566 กลุ่มงานบริหารทรัพยากรบุคคล"),
        ]

    numbers = ("3", "2", "1")
    if province.planted("O29", "hr", "dash"):
        mended = page.main_site(province, province.titles["O29"], *blocks(*numbers))
        yield File(province.www("/oit/2566/o29/complete/"), mended, date(2023, 4, 11))
        numbers = ("-", "-", "-")
    yield from shelf.on_main_site(
        province,
        "O29",
        ("hr",),
        *blocks(*numbers),
        published=date(2023, 4, 11),
        why="หน้าสถิติเรื่องร้องเรียนการทุจริตบนเว็บไซต์จังหวัด",
    )


def _participation(province: Province) -> Iterator[Published]:
    title = "รายงานผลการเปิดโอกาสให้บุคคลภายนอกมีส่วนร่วมในการดำเนินงาน ปีงบประมาณ พ.ศ. 2566"
    yield from shelf.on_main_site(
        province,
        "O30",
        ("hr",),
        Heading(title),
        Heading("(1) ประเด็นหรือเรื่องในการมีส่วนร่วม", 3),
        Text("รับฟังความคิดเห็นแผนพัฒนาจังหวัดและเส้นทางท่องเที่ยวคลองเมฆา เมื่อวันที่ 24 มกราคม 2566"),
        Heading("(2) สรุปข้อมูลของผู้มีส่วนร่วม", 3),
        Text("ผู้เข้าร่วมจากภาคประชาชน ภาคเอกชน และองค์กรปกครองส่วนท้องถิ่น จำนวน 86 คน"),
        Heading("(3) ผลจากการมีส่วนร่วม", 3),
        Text("ที่ประชุมเสนอให้เพิ่มทางลาดสำหรับผู้สูงอายุและป้ายบอกทางสองภาษา"),
        Heading("(4) การนำผลจากการมีส่วนร่วมไปปรับปรุงพัฒนาการดำเนินงาน", 3),
        Text("จังหวัดนำความคิดเห็นไปปรับปรุงแบบก่อสร้างและเริ่มดำเนินการเมื่อวันที่ 1 มีนาคม 2566"),
        published=date(2023, 3, 20),
        why="หน้ารายงานการมีส่วนร่วมบนเว็บไซต์จังหวัด",
    )
