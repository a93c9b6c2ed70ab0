"""Sub-indicator 9.4, human resources: O23 to O26."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from . import paper, shelf
from .blocks import Block, File, Grid, Heading, Links, Published, Text
from .plans import four_parts
from .province import Province

_PLAN = "แผนการบริหารและพัฒนาทรัพยากรบุคคล"

_CRITERIA = {
    "การสรรหาและคัดเลือกบุคลากร": "หนังสือสำนักงาน ก.พ. ว่าด้วยหลักเกณฑ์การสอบแข่งขันและการคัดเลือก",
    "การบรรจุและแต่งตั้งบุคลากร": "หนังสือสำนักงาน ก.พ. ว่าด้วยการบรรจุ การแต่งตั้ง การย้าย และการโอน",
    "การพัฒนาบุคลากร": "หนังสือสำนักงาน ก.พ. ว่าด้วยแนวทางการพัฒนาและการฝึกอบรมข้าราชการ",
    "การประเมินผลการปฏิบัติราชการ": "หนังสือสำนักงาน ก.พ. ว่าด้วยหลักเกณฑ์การประเมินผลการปฏิบัติราชการ พ.ศ. 2552",
    "การให้คุณให้โทษและการสร้างขวัญกำลังใจ": "กฎ ก.พ. ว่าด้วยการเลื่อนเงินเดือนและการดำเนินการทางวินัย",
}


def publish(province: Province) -> Iterator[Published]:
    yield from _policy(province)
    yield from _half_year(province)
    yield from _criteria(province)
    yield from _annual_report(province)


def _policy(province: Province) -> Iterator[Published]:
    title = (
        f"ประกาศ{province.full_name} เรื่อง นโยบายการบริหารทรัพยากรบุคคล และ{_PLAN} (พ.ศ. 2566 – 2568)"
    )
    yield from shelf.linked_document(
        province,
        "O23",
        "hr",
        title,
        "hr-plan-2566-2568.pdf",
        Heading(title, 1),
        Text(
            f"{province.full_name}กำหนดนโยบายของผู้บริหารสูงสุด "
            "เพื่อใช้บังคับตั้งแต่ปีงบประมาณ พ.ศ. 2566 ถึง พ.ศ. 2568"
        ),
        *(Text(f"{n}. {line.name}") for n, line in enumerate(province.hr_lines, start=1)),
        Text("ประกาศ ณ วันที่ 10 ตุลาคม พ.ศ. 2565", "center"),
        Text(f"(ลงชื่อ) {province.governor.name}", "center"),
        Text(f"({province.governor.name})", "center"),
        Text(province.governor.position, "center"),
        published=date(2022, 10, 12),
    )


def _half_year(province: Province) -> Iterator[Published]:
    title = f"รายงานความก้าวหน้าการดำเนินการตาม{_PLAN} {shelf.HALF_TITLE}"
    header = ("ที่", "โครงการ/กิจกรรม", "ความก้าวหน้าการดำเนินการ", "งบประมาณที่ใช้")
    rows = tuple(
        (str(n), line.name, line.progress, line.money)
        for n, line in enumerate(province.hr_lines, start=1)
    )
    yield from shelf.linked_document(
        province,
        "O24",
        "hr",
        title,
        "hr-progress-2566.docx",
        Heading(title, 1),
        Text(f"ข้อมูลระหว่างวันที่ {shelf.HALF}"),
        Grid(header, rows),
        published=date(2023, 4, 7),
    )


def _criteria(province: Province) -> Iterator[Published]:
    blocks: list[Block] = [Text("หลักเกณฑ์ที่ใช้บังคับในปี พ.ศ. 2566 กำหนดโดยสำนักงาน ก.พ.")]
    files = []
    for number, (heading, circular) in enumerate(_CRITERIA.items(), start=1):
        path = f"/oit/2566/o25/criteria-{number}.pdf"
        body = (Heading(circular, 1), Text(f"หลักเกณฑ์เรื่อง{heading} สำหรับข้าราชการพลเรือนสามัญ"))
        files.append(File(province.www(path), paper.pdf(circular, *body), date(2022, 10, 3)))
        blocks += [Heading(f"({number}) {heading}", 3), Links(((circular, path),))]
    yield from shelf.on_main_site(
        province,
        "O25",
        ("hr",),
        *blocks,
        published=date(2022, 10, 3),
        why="หน้าหลักเกณฑ์การบริหารทรัพยากรบุคคลบนเว็บไซต์จังหวัด",
        files=tuple(files),
    )


def _annual_report(province: Province) -> Iterator[Published]:
    title = "รายงานผลการบริหารและพัฒนาทรัพยากรบุคคล ประจำปีงบประมาณ พ.ศ. 2565"
    staff = Grid(
        ("ข้อมูลสถิติด้านทรัพยากรบุคคล", "จำนวน (คน)"),
        (
            ("อัตรากำลังทั้งหมด", "412"),
            ("บรรจุและแต่งตั้งใหม่", "23"),
            ("โยกย้าย", "17"),
            ("เข้ารับการฝึกอบรม/พัฒนา", "268"),
        ),
    )
    results = Grid(
        ("โครงการ/กิจกรรม", "ผลการดำเนินการ", "งบประมาณที่ใช้"),
        tuple((line.name, "ดำเนินการแล้วเสร็จ", line.money) for line in province.hr_lines),
    )
    yield from shelf.linked_document(
        province,
        "O26",
        "hr",
        title,
        "hr-report-2565.pdf",
        Heading(title, 1),
        Text("ผลการดำเนินการตามแผนการบริหารและพัฒนาทรัพยากรบุคคล และสรุปข้อมูลสถิติด้านทรัพยากรบุคคล"),
        staff,
        *four_parts(
            results,
            ("ผู้สอบแข่งขันได้ขอสละสิทธิ์หลายราย",),
            ("ขอใช้บัญชีผู้สอบแข่งขันได้ของส่วนราชการอื่น",),
        ),
        published=date(2022, 12, 19),
    )
