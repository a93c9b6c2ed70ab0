"""Sub-indicator 10.2, ethics and integrity measures: O39 to O43."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta

import segno

from ita_evidence.periods import thai_date

from . import paper, shelf
from .blocks import Block, File, Grid, Heading, Links, Picture, Published, Text
from .province import Office, Province


def publish(province: Province) -> Iterator[Published]:
    yield from _code(province)
    for office in province.offices:
        yield from _promotion(province, office)
        yield from _assessment(province, office)
    yield from _measures(province)
    yield from _measures_result(province)


def _code(province: Province) -> Iterator[Published]:
    code = "ประมวลจริยธรรมข้าราชการพลเรือน พ.ศ. 2564"
    local = f"ข้อกำหนดจริยธรรมเจ้าหน้าที่{province.full_name}"
    values = (
        "ยึดมั่นในสถาบันหลักของประเทศ",
        "ซื่อสัตย์สุจริต มีจิตสำนึกที่ดี และรับผิดชอบต่อหน้าที่",
        "กล้าตัดสินใจและกระทำในสิ่งที่ถูกต้องชอบธรรม",
        "คิดถึงประโยชน์ส่วนรวมมากกว่าประโยชน์ส่วนตัว",
        "มุ่งผลสัมฤทธิ์ของงาน",
        "ปฏิบัติหน้าที่อย่างเป็นธรรมและไม่เลือกปฏิบัติ",
        "ดำรงตนเป็นแบบอย่างที่ดีและรักษาภาพลักษณ์ของทางราชการ",
    )
    gazette: tuple[Block, ...] = (
        Text("ราชกิจจานุเบกษา 20 พฤษภาคม 2564", "right"),
        Heading(code, 1),
        Text("คณะกรรมการข้าราชการพลเรือน (ก.พ.) ออกตามพระราชบัญญัติมาตรฐานทางจริยธรรม พ.ศ. 2562"),
        *(Text(f"({n}) {value}") for n, value in enumerate(values, start=1)),
    )
    own: tuple[Block, ...] = (
        Heading(local, 1),
        Text("เจ้าหน้าที่พึงให้บริการด้วยความเสมอภาคและเปิดเผยข้อมูลต่อสาธารณะ"),
    )
    folder = "/oit/2566/o39/"
    files = (
        File(province.www(f"{folder}code-2564.pdf"), paper.pdf(code, *gazette), date(2022, 10, 3)),
        File(province.www(f"{folder}local.pdf"), paper.pdf(local, *own), date(2022, 10, 3)),
    )
    yield from shelf.on_main_site(
        province,
        "O39",
        ("hr",),
        Links(((code, f"{folder}code-2564.pdf"), (local, f"{folder}local.pdf"))),
        published=date(2022, 10, 3),
        why="หน้าประมวลจริยธรรมบนเว็บไซต์จังหวัด",
        files=files,
    )


def _promotion(province: Province, office: Office) -> Iterator[Published]:
    """One of the three ways of O40, in turn: a team's order, Dos & Don'ts, a training."""
    day = date(2023, 2, 1) + timedelta(days=office.number)
    title = "การขับเคลื่อนจริยธรรม"
    order = f"คำสั่ง{office.name} ที่ {11 + office.number}/2566 เรื่อง แต่งตั้งคณะทำงานขับเคลื่อนจริยธรรม"
    ways: tuple[tuple[Block, ...], ...] = (
        (
            Heading(order),
            Text("ให้คณะทำงานเป็นทีมให้คำปรึกษา ตอบคำถามทางจริยธรรม (คลินิกจริยธรรม) แก่เจ้าหน้าที่"),
            Text(f"สั่ง ณ วันที่ {thai_date(day)}"),
        ),
        (
            Heading("แนวปฏิบัติ Dos & Don'ts เพื่อลดความสับสนเกี่ยวกับพฤติกรรมสีเทา"),
            Grid(
                ("ข้อควรทำ (Dos)", "ข้อไม่ควรทำ (Don'ts)"),
                (
                    ("ใช้รถราชการเพื่อราชการเท่านั้น", "นำรถราชการไปทำธุระส่วนตัว"),
                    ("แจ้งผู้บังคับบัญชาเมื่อมีผลประโยชน์ทับซ้อน", "พิจารณาเรื่องที่ตนมีส่วนได้เสีย"),
                ),
            ),
            Text(f"จัดทำเมื่อวันที่ {thai_date(day)}"),
        ),
        (
            Heading("การฝึกอบรมที่สอดแทรกสาระด้านจริยธรรม"),
            Text(
                f"วันที่ {thai_date(day)} {office.name} จัดอบรมหลักสูตรจริยธรรมเจ้าหน้าที่ของรัฐ "
                f"ผู้เข้าอบรมจำนวน {15 + office.number} คน"
            ),
        ),
    )
    yield from shelf.on_office_site(
        province,
        office,
        "O40",
        "/ita/ethics/",
        title,
        *ways[office.number % 3],
        published=day,
    )


def _assessment(province: Province, office: Office) -> Iterator[Published]:
    title = "การประเมินจริยธรรมเจ้าหน้าที่ของรัฐ"
    yield from shelf.on_office_site(
        province,
        office,
        "O41",
        "/ita/ethics-assessment/",
        title,
        Heading("รายงานการนำผลการประเมินจริยธรรมไปใช้ในกระบวนการบริหารทรัพยากรบุคคล ปีงบประมาณ พ.ศ. 2566"),
        Text(
            f"{office.name} นำผลการประเมินพฤติกรรมทางจริยธรรมไปใช้ประกอบการเลื่อนเงินเดือน "
            "รอบวันที่ 1 เมษายน 2566 ครบทุกตำแหน่ง"
        ),
        Heading("หลักเกณฑ์"),
        Text(
            f"ประกาศ{office.name} กำหนดให้นำผลการประเมินพฤติกรรมทางจริยธรรมไปใช้ประกอบการพิจารณา"
            "ในหลักเกณฑ์การประเมินผลการปฏิบัติราชการ ประกาศ ณ วันที่ 3 ตุลาคม พ.ศ. 2565"
        ),
        published=date(2023, 3, 30),
        kind=("html", "html", "html", "pdf")[office.number % 4],
    )


def _measures(province: Province) -> Iterator[Published]:
    title = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ปีงบประมาณ พ.ศ. 2566"
    rows = tuple((m.name, m.owner, m.steps, m.follow) for m in province.measures)

    def weak(kind: str) -> list[Text]:
        return [Text(f"- {m.weak}") for m in province.measures if m.kind == kind]

    yield from shelf.linked_document(
        province,
        "O42",
        "hr",
        title,
        "integrity-measures-2566.pdf",
        Heading(title, 1),
        Heading("การวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใส (ITA) ปีงบประมาณ พ.ศ. 2565"),
        Text(f"{province.full_name}ได้คะแนนรวม 87.42 คะแนน (IIT 88.10 EIT 84.35 OIT 89.21)"),
        Heading("(1) ประเด็นที่เป็นข้อบกพร่องหรือจุดอ่อนที่จะต้องแก้ไขโดยเร่งด่วน"),
        *weak("urgent"),
        Heading("(2) ประเด็นที่จะต้องพัฒนาให้ดีขึ้น"),
        *weak("improve"),
        Heading("มาตรการ ผู้รับผิดชอบ ขั้นตอน และการกำกับติดตาม"),
        Grid(
            ("มาตรการ", "ผู้รับผิดชอบ", "ขั้นตอนหรือวิธีการปฏิบัติ", "แนวทางการกำกับติดตามและการรายงานผล"),
            rows,
        ),
        published=date(2023, 1, 20),
        wide=True,
    )


def _measures_result(province: Province) -> Iterator[Published]:
    out = io.BytesIO()
    survey = f"https://itas.nacc.go.th/go/eit/{province.eit_code}"
    segno.make(survey, error="m").save(out, kind="png", scale=8, border=4)
    path = "/oit/2566/o43/eit-qr.png"
    rows = tuple((m.name, m.owner, m.done) for m in province.measures)
    yield from shelf.on_main_site(
        province,
        "O43",
        ("hr",),
        Heading("ผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ปีงบประมาณ พ.ศ. 2566"),
        Grid(("มาตรการ", "ผู้รับผิดชอบ", "ความก้าวหน้าการดำเนินการ"), rows),
        Heading("แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก (แบบวัด EIT)"),
        Text("ขอเชิญผู้รับบริการหรือผู้ติดต่อราชการร่วมประเมิน ITA ของจังหวัด โดยสแกน QR code"),
        Picture(path, "QR code แบบวัด EIT"),
        published=date(2023, 3, 31),
        why="หน้าผลการดำเนินการตามมาตรการบนเว็บไซต์จังหวัด พร้อม QR code แบบวัด EIT",
        files=(File(province.www(path), out.getvalue(), date(2023, 3, 1)),),
    )
