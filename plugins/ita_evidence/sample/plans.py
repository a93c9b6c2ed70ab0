"""Sub-indicator 9.2, administration: O11 to O15."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from . import shelf
from .blocks import Block, Grid, Heading, Published, Text, baht
from .province import Province


def publish(province: Province) -> Iterator[Published]:
    yield from _annual_plan(province)
    yield from _half_year(province)
    yield from _annual_report(province)
    yield from _staff_manuals(province)
    yield from _service_manuals(province)


def _annual_plan(province: Province) -> Iterator[Published]:
    title = f"แผนปฏิบัติราชการประจำปีงบประมาณ พ.ศ. 2566 ของ{province.full_name}"
    rows = tuple(
        (str(n), p.name, p.unit, baht(p.budget), p.time)
        for n, p in enumerate(province.projects, start=1)
    )
    header = ("ที่", "โครงการ/กิจกรรม", "หน่วยงานผู้รับผิดชอบ", "งบประมาณ (บาท)", "ระยะเวลาดำเนินการ")
    total = baht(sum(p.budget for p in province.projects))
    yield from shelf.linked_document(
        province,
        "O11",
        "strategy",
        title,
        "annual-plan-2566.pdf",
        Heading(title, 1),
        Grid(header, rows, (0.06, 0.34, 0.26, 0.16, 0.18)),
        Text(f"รวมงบประมาณทั้งสิ้น {total} บาท"),
        published=date(2022, 11, 15),
        wide=True,
    )


def _half_year(province: Province) -> Iterator[Published]:
    title = f"รายงานการกำกับติดตามการดำเนินงานและการใช้งบประมาณประจำปี {shelf.HALF_TITLE}"
    rows = tuple(
        (
            str(n),
            p.name,
            p.progress,
            baht(p.budget),
            baht(p.paid),
            baht(p.budget - p.paid),
            f"{100 * p.paid / p.budget:.2f}",
        )
        for n, p in enumerate(province.projects, start=1)
    )
    header = ("ที่", "โครงการ/กิจกรรม", "ความก้าวหน้าการดำเนินการ", "งบประมาณ (บาท)")
    yield from shelf.linked_document(
        province,
        "O12",
        "strategy",
        title,
        "รายงานรอบ6เดือน-2566.xlsx",
        Heading(title, 1),
        Text(f"ข้อมูลระหว่างวันที่ {shelf.HALF} (ณ วันที่ 31 มีนาคม 2566)"),
        Grid((*header, "เบิกจ่าย (บาท)", "คงเหลือ (บาท)", "ร้อยละการเบิกจ่าย"), rows),
        published=date(2023, 4, 10),
    )


def four_parts(rows: Grid, problems: tuple[str, ...], advice: tuple[str, ...]) -> list[Block]:
    """The parts that the seed asks of a yearly report: results, money, problems, advice."""
    return [
        Heading("1. ผลการดำเนินการโครงการหรือกิจกรรม และผลการใช้จ่ายงบประมาณ"),
        rows,
        Heading("2. ปัญหา/อุปสรรค"),
        *(Text(f"- {text}") for text in problems),
        Heading("3. ข้อเสนอแนะ"),
        *(Text(f"- {text}") for text in advice),
    ]


def _annual_report(province: Province) -> Iterator[Published]:
    title = f"รายงานผลการดำเนินงานประจำปีงบประมาณ พ.ศ. 2565 {province.full_name}"
    rows = tuple(
        (p.name, "ดำเนินการแล้วเสร็จ", baht(p.budget), baht(p.budget * 9 // 10), "90.00")
        for p in province.projects[:4]
    )
    header = ("โครงการ/กิจกรรม", "ผลการดำเนินงาน", "งบประมาณ (บาท)", "เบิกจ่าย (บาท)", "ร้อยละ")
    parts = four_parts(
        Grid(header, rows),
        ("สถานการณ์โรคระบาดทำให้บางกิจกรรมล่าช้า", "การจัดซื้อจัดจ้างไตรมาสแรกใช้เวลานาน"),
        ("เตรียมร่างขอบเขตของงานก่อนเริ่มปีงบประมาณ", "ใช้การประชุมทางไกลเมื่อจำเป็น"),
    )
    yield from shelf.on_main_site(
        province,
        "O13",
        ("strategy",),
        Heading(title),
        *parts,
        published=date(2022, 12, 20),
        why="หน้ารายงานประจำปีบนเว็บไซต์จังหวัด",
    )


def _staff_manuals(province: Province) -> Iterator[Published]:
    for office in province.offices:
        title = f"คู่มือการปฏิบัติงาน เรื่อง {office.work}"
        steps = (
            "รับเรื่องและตรวจสอบเอกสาร",
            f"วิเคราะห์และดำเนินการตามระเบียบของ{office.work}",
            "เสนอผู้บังคับบัญชาพิจารณาลงนาม",
            "แจ้งผลและจัดเก็บเอกสารเข้าระบบ",
        )
        blocks: list[Block] = [
            Heading(title),
            Text(office.name),
            Text(f"คู่มือสำหรับเจ้าหน้าที่ตำแหน่ง {office.post} ผู้รับผิดชอบงาน{office.work}"),
            Heading("ขั้นตอนการปฏิบัติงาน (Flow Chart)"),
            Grid(
                ("ขั้นตอนที่", "วิธีปฏิบัติ", "ผู้รับผิดชอบ", "ระยะเวลา"),
                tuple((str(n), s, office.post, f"{n} วัน") for n, s in enumerate(steps, start=1)),
            ),
        ]
        yield from shelf.on_office_site(
            province,
            office,
            "O14",
            "/manual/",
            title,
            *blocks,
            published=date(2022, 6, 1),
            kind=("html", "pdf", "html", "docx")[office.number % 4],
        )


def _service_manuals(province: Province) -> Iterator[Published]:
    for office in province.offices:
        title = f"คู่มือสำหรับประชาชน: {office.service}"
        blocks: list[Block] = [
            Heading(title),
            Text(
                f"หน่วยงานที่ให้บริการ {office.name} "
                f"ช่องทางการให้บริการ ศาลากลางจังหวัด และโทร. {office.phone}"
            ),
            Heading("ขั้นตอน ระยะเวลา และส่วนงานที่รับผิดชอบ"),
            Grid(
                ("ขั้นตอน", "รายละเอียดของขั้นตอนการบริการ", "ระยะเวลา"),
                (
                    ("1", "ยื่นคำขอพร้อมเอกสารที่ใช้ต่อเจ้าหน้าที่", "15 นาที"),
                    ("2", "เจ้าหน้าที่ตรวจสอบและพิจารณา", f"{office.days} วัน"),
                    ("3", "แจ้งผลการพิจารณา", "15 นาที"),
                ),
            ),
            Text("เอกสารที่ใช้ประกอบ: บัตรประจำตัวประชาชนหรือหนังสือรับรองนิติบุคคล"),
            Text("ค่าธรรมเนียม: ไม่มีค่าธรรมเนียม"),
        ]
        yield from shelf.on_office_site(
            province,
            office,
            "O15",
            "/manual/service/",
            title,
            *blocks,
            published=date(2022, 6, 1),
            kind=("html", "html", "pdf")[office.number % 3],
        )
