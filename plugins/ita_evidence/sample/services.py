"""Sub-indicator 9.2, services: O16 to O18, on the province's own site as the seed asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ita_evidence.periods import first_half

from . import paper, shelf
from .blocks import Block, File, Grid, Heading, Links, Published, Text
from .province import Office, Province


def publish(province: Province) -> Iterator[Published]:
    yield from _statistics(province)
    yield from _satisfaction(province, province.office("commerce"), base=431)
    yield from _satisfaction(province, province.office("social_security"), base=402)
    yield from _e_service(province)


_REGISTERED = (112, 98, 87, 131, 120, 144)
_CERTIFIED = (356, 341, 298, 402, 388, 417)
_RECEIVED = (42, 38, 35, 47, 40, 44)
_CLOSED = (40, 36, 33, 41, 35, 31)


def _by_month(header: tuple[str, ...], *columns: tuple[int, ...]) -> Grid:
    """A row a month of the first half, and their sum."""
    rows = [
        (month.name_th, *map(str, numbers))
        for month, *numbers in zip(first_half(2566), *columns, strict=True)
    ]
    total = ("รวม", *(str(sum(column)) for column in columns))
    return Grid(("เดือน", *header), (*rows, total))


def _statistics(province: Province) -> Iterator[Published]:
    served = tuple(a + b for a, b in zip(_REGISTERED, _CERTIFIED, strict=True))
    pending = tuple(a - b for a, b in zip(_RECEIVED, _CLOSED, strict=True))
    commerce = _by_month(
        ("จดทะเบียนนิติบุคคล (ราย)", "หนังสือรับรอง (ฉบับ)", "จำนวนผู้รับบริการ (ราย)"),
        _REGISTERED,
        _CERTIFIED,
        served,
    )
    damrongdhama = _by_month(
        ("รับเรื่อง (เรื่อง)", "ยุติเรื่อง (เรื่อง)", "อยู่ระหว่างดำเนินการ (เรื่อง)"),
        _RECEIVED,
        _CLOSED,
        pending,
    )
    for unit, grid in (("commerce", commerce), ("damrongdhama", damrongdhama)):
        office = province.office(unit)
        yield from shelf.on_main_site(
            province,
            "O16",
            (unit,),
            Heading(f"สถิติการให้บริการ {office.name}"),
            Text(f"{shelf.HALF_TITLE} ({shelf.HALF})"),
            grid,
            Text("ข้อมูล ณ วันที่ 31 มีนาคม 2566"),
            published=date(2023, 4, 5),
            why="หน้าสถิติการให้บริการของส่วนราชการบนเว็บไซต์จังหวัด",
            path=f"/oit/2566/o16/{unit}/",
        )


def _survey(office: Office, year: int, base: int) -> tuple[str, list[Block]]:
    title = f"รายงานผลการสำรวจความพึงพอใจการให้บริการของ{office.name} ประจำปีงบประมาณ พ.ศ. {year}"
    rows = (
        ("ด้านกระบวนการและขั้นตอนการให้บริการ", "4.52", "0.58", "90.40", "มากที่สุด"),
        ("ด้านเจ้าหน้าที่ผู้ให้บริการ", "4.61", "0.55", "92.20", "มากที่สุด"),
        ("ด้านสิ่งอำนวยความสะดวก", "4.38", "0.63", "87.60", "มาก"),
        ("ด้านคุณภาพการให้บริการ", "4.55", "0.57", "91.00", "มากที่สุด"),
        ("ภาพรวม", "4.52", "0.58", "90.30", "มากที่สุด"),
    )
    blocks: list[Block] = [
        Heading(title, 1),
        Text(
            f"กลุ่มตัวอย่างผู้รับบริการระหว่างวันที่ 1 ตุลาคม {year - 1} ถึงวันที่ 30 กันยายน {year} "
            f"ผู้ตอบแบบสอบถาม จำนวน {base} คน"
        ),
        Grid(
            ("ด้านที่สำรวจ", "ค่าเฉลี่ย", "S.D.", "ร้อยละ", "ระดับความพึงพอใจ"),
            rows,
            (0.44, 0.12, 0.1, 0.12, 0.22),
        ),
        Text("สรุปผล: ผู้รับบริการมีความพึงพอใจในภาพรวมระดับมากที่สุด คิดเป็นร้อยละ 90.30"),
    ]
    return title, blocks


def _satisfaction(province: Province, office: Office, base: int) -> Iterator[Published]:
    last_year = province.planted("O17", office.id, "last_year")
    title, blocks = _survey(office, 2564 if last_year else 2565, base)
    path = f"/oit/2566/o17/{office.id.replace('_', '-')}/"
    file = File(province.www(f"{path}survey.pdf"), paper.pdf(title, *blocks), date(2022, 12, 15))
    label = f"รายงานผลการสำรวจความพึงพอใจ {office.name}"
    yield from shelf.on_main_site(
        province,
        "O17",
        (office.id,),
        Links(((label, f"{path}survey.pdf"),)),
        published=date(2022, 12, 15),
        why="หน้ารายงานผลการสำรวจของส่วนราชการบนเว็บไซต์จังหวัด",
        path=path,
        files=(file,),
    )


def _e_service(province: Province) -> Iterator[Published]:
    offices = [office for office in province.offices if office.online]
    blocks: list[Block] = [
        Text("บริการออนไลน์ของส่วนราชการในจังหวัด ท่านยื่นคำขอออนไลน์ได้โดยไม่ต้องเดินทางมายังหน่วยงาน")
    ]
    for office in offices:
        blocks += [Heading(office.name, 3), Links(tuple(office.online.items()))]
    yield from shelf.on_main_site(
        province,
        "O18",
        tuple(office.id for office in offices),
        *blocks,
        published=date(2022, 10, 3),
        why="หน้า E-Service บนเว็บไซต์จังหวัด เชื่อมโยงจากหน้าหลัก",
        path="/e-service/",
    )
