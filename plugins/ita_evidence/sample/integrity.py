"""Sub-indicator 10.1, preventing corruption: O31 to O38."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ita_evidence.periods import thai_date

from . import shelf
from .blocks import Block, Grid, Heading, Published, Text
from .plans import four_parts
from .province import Office, Province

_PLAN = "แผนปฏิบัติการป้องกันการทุจริต"


def publish(province: Province) -> Iterator[Published]:
    yield from _declaration(province)
    yield from _risk_assessment(province)
    yield from _risk_actions(province)
    for office in province.offices:
        yield from _culture(province, office)
        yield from _gift_report(province, office)
        yield from _plan(province, office)
        yield from _half_year(province, office)
        yield from _annual_report(province, office)


def _declaration(province: Province) -> Iterator[Published]:
    title = (
        "ประกาศเจตนารมณ์นโยบาย No Gift Policy จากการปฏิบัติหน้าที่ "
        f"ประจำปีงบประมาณ พ.ศ. 2566 {province.full_name}"
    )
    yield from shelf.linked_document(
        province,
        "O31",
        "hr",
        title,
        "no-gift-policy-2566.pdf",
        Heading(f"ประกาศ{province.full_name}", 1),
        Heading(title, 1),
        Text(
            f"ข้าพเจ้า {province.governor.name} {province.governor.position} ขอประกาศเจตนารมณ์ว่า "
            "ข้าพเจ้าและเจ้าหน้าที่ของรัฐทุกคนในจังหวัด จะไม่รับของขวัญและของกำนัลทุกชนิด "
            "ในขณะ ก่อน และหลังปฏิบัติหน้าที่ ที่จะส่งผลให้เกิดการทุจริตและประพฤติมิชอบ"
        ),
        Text("ประกาศ ณ วันที่ 9 มกราคม พ.ศ. 2566", "center"),
        Text(f"(ลงชื่อ) {province.governor.name}", "center"),
        Text(f"({province.governor.name})", "center"),
        Text(province.governor.position, "center"),
        published=date(2023, 1, 9),
    )


def _risk_assessment(province: Province) -> Iterator[Published]:
    title = f"การประเมินความเสี่ยงการทุจริตและประพฤติมิชอบ ประจำปีงบประมาณ พ.ศ. 2566 {province.full_name}"
    header = ("ที่", "เหตุการณ์ความเสี่ยง", "โอกาส (Likelihood)", "ผลกระทบ (Impact)")
    rows = tuple(
        (str(n), r.event, str(r.chance), str(r.impact), r.level, r.measure)
        for n, r in enumerate(province.risks, start=1)
    )
    yield from shelf.linked_document(
        province,
        "O34",
        "hr",
        title,
        "corruption-risk-2566.pdf",
        Heading(title, 1),
        Grid((*header, "ระดับความเสี่ยง", "มาตรการบริหารจัดการความเสี่ยง"), rows),
        Text("จัดทำเมื่อวันที่ 16 ธันวาคม 2565"),
        published=date(2022, 12, 16),
        wide=True,
    )


def _risk_actions(province: Province) -> Iterator[Published]:
    title = "รายงานผลการดำเนินการเพื่อจัดการความเสี่ยงการทุจริต ปีงบประมาณ พ.ศ. 2566"
    rows = tuple((r.event, r.measure, r.done) for r in province.risks)
    yield from shelf.on_main_site(
        province,
        "O35",
        ("hr",),
        Heading(title),
        Grid(("เหตุการณ์ความเสี่ยง", "มาตรการ", "ผลการดำเนินการตามมาตรการ"), rows),
        published=date(2023, 3, 27),
        why="หน้าการจัดการความเสี่ยงการทุจริตบนเว็บไซต์จังหวัด",
    )


def _culture(province: Province, office: Office) -> Iterator[Published]:
    day = date(2023, 1, 10) + timedelta(days=office.number)
    title = "การสร้างวัฒนธรรม No Gift Policy"
    blocks: tuple[Block, ...] = (
        Heading(f"ประชุมมอบนโยบาย No Gift Policy {office.name}"),
        Text(f"วันที่ {thai_date(day)}"),
        Text(
            f"{office.name} จัดประชุมเจ้าหน้าที่เพื่อถ่ายทอดและมอบนโยบายไม่รับของขวัญ (No Gift Policy) "
            "ปลูกจิตสำนึกให้ปฏิเสธการรับของขวัญและของกำนัลทุกชนิดจากการปฏิบัติหน้าที่ "
            f"มีผู้เข้าร่วมจำนวน {12 + office.number} คน"
        ),
    )
    yield from shelf.on_office_site(
        province, office, "O32", "/ita/no-gift/", title, *blocks, published=day
    )


def _gift_report(province: Province, office: Office) -> Iterator[Published]:
    title = f"รายงานผลตามนโยบาย No Gift Policy {shelf.HALF_TITLE}"
    blocks: tuple[Block, ...] = (
        Heading(title),
        Text(f"{office.name} ระหว่างวันที่ {shelf.HALF}"),
        Grid(
            ("รายการ", "จำนวนครั้ง"),
            (
                ("ได้รับของขวัญและของกำนัลจากหน่วยงานภาครัฐ", "0"),
                ("ได้รับของขวัญและของกำนัลจากภาคเอกชน", "0"),
                ("ได้รับของขวัญและของกำนัลจากประชาชน", "0"),
            ),
        ),
        Text("ผลการประเมิน: เจ้าหน้าที่ทุกคนปฏิบัติตามนโยบาย ไม่มีการรับของขวัญหรือของกำนัลจากการปฏิบัติหน้าที่"),
    )
    yield from shelf.on_office_site(
        province,
        office,
        "O33",
        "/ita/no-gift-report/",
        title,
        *blocks,
        published=date(2023, 4, 5),
        kind=("html", "docx", "html", "html")[office.number % 4],
    )


def _plan(province: Province, office: Office) -> Iterator[Published]:
    title = f"{_PLAN} (พ.ศ. 2566 – 2570) {office.name}"
    header = ("ที่", "โครงการ/กิจกรรม", "งบประมาณ (บาท)", "ระยะเวลาดำเนินการ")
    rows = tuple(
        (str(n), p.name, p.budget, p.time) for n, p in enumerate(province.prevention, start=1)
    )
    yield from shelf.on_office_site(
        province,
        office,
        "O36",
        "/ita/plan/",
        title,
        Heading(title),
        Grid(header, rows),
        Text("หมายเหตุ กิจกรรมที่ไม่ใช้งบประมาณ ได้ระบุไว้ในช่องงบประมาณว่าไม่ใช้งบประมาณในการดำเนินการ"),
        published=date(2022, 11, 1),
        kind=("html", "xlsx", "pdf", "html")[office.number % 4],
    )


def _half_year(province: Province, office: Office) -> Iterator[Published]:
    title = f"รายงานการกำกับติดตามการดำเนินการป้องกันการทุจริต {shelf.HALF_TITLE}"
    header = ("ที่", "โครงการ/กิจกรรม", "ความก้าวหน้าการดำเนินการ", "งบประมาณที่ใช้ (บาท)")
    rows = tuple(
        (str(n), p.name, p.progress, p.paid) for n, p in enumerate(province.prevention, start=1)
    )
    yield from shelf.on_office_site(
        province,
        office,
        "O37",
        "/ita/progress/",
        title,
        Heading(title),
        Text(f"{office.name} ตาม{_PLAN} (พ.ศ. 2566 – 2570) ข้อมูลระหว่างวันที่ {shelf.HALF}"),
        Grid(header, rows),
        published=date(2023, 4, 6),
        kind=("html", "html", "xlsx")[office.number % 3],
    )


def _annual_report(province: Province, office: Office) -> Iterator[Published]:
    title = "รายงานผลการดำเนินการป้องกันการทุจริต ประจำปีงบประมาณ พ.ศ. 2565"
    results = Grid(
        ("โครงการ/กิจกรรม", "ผลการดำเนินการ", "ผลการใช้จ่ายงบประมาณ"),
        tuple(
            (
                p.name,
                "ดำเนินการแล้วเสร็จตามแผน",
                p.budget if p.budget.startswith("ไม่") else f"ใช้ไป {p.budget} บาท",
            )
            for p in province.prevention
        ),
    )
    yield from shelf.on_office_site(
        province,
        office,
        "O38",
        "/ita/report/",
        title,
        Heading(title),
        Text(office.name),
        *four_parts(results, ("บุคลากรมีภารกิจเร่งด่วนหลายด้าน",), ("กำหนดปฏิทินกิจกรรมตั้งแต่ต้นปีงบประมาณ",)),
        published=date(2022, 12, 14),
        kind=("html", "pdf", "html", "html", "docx")[office.number % 5],
    )
