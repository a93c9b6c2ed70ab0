"""A good document for each item that is judged by its documents, and how to change one thing in it.

A document is blocks of the sample province's writers, so that the same one is a page, a PDF, a DOCX
or a workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from html import escape

import labelled_files

from ita_evidence.extraction.readers import formats
from ita_evidence.extraction.readers.limits import DEFAULT
from ita_evidence.model import Document
from ita_evidence.periods import first_half
from ita_evidence.sample import shelf
from ita_evidence.sample.blocks import Block, Grid, Heading, Links, Text

BODY = "จังหวัดที่นี่บุรี"
HALF = "รอบ 6 เดือนแรก ปีงบประมาณ พ.ศ. 2566"
DAYS = "ระหว่างวันที่ 1 ตุลาคม 2565 – 31 มีนาคม 2566"
GOVERNOR = "นายตัวอย่าง มั่นคงดี"

PAGES = tuple(f"O{n}" for n in (1, 2, 3, 5, 6, 7, 8, 9, 10, 14, 15, 28, 39, 43))
"""Items that are pages: their good ones stand in test_judge_pages."""

AS_TABLE = ("html", "pdf", "docx", "xlsx", "xls", "ods", "csv")
"""The types that what is a table comes in."""

Blocks = tuple[Block, ...]


@dataclass(frozen=True)
class Good:
    """`kinds`: the types it comes in; `beside`: the good item that it is compared with."""

    blocks: Blocks
    kinds: tuple[str, ...] = ("html", "pdf", "docx")
    beside: str | None = None


def as_markup(blocks: Iterable[Block]) -> str:
    """The blocks as a web page of an office, with a menu and a foot."""
    body = "\n".join(map(_markup, blocks))
    menu = "".join(f'<a href="/{n}/">{name}</a> | ' for n, name in enumerate(MENU))
    return (
        f"<html><head><title>{BODY}</title></head><body><nav>{menu}</nav><main>{body}</main>"
        f"<footer><p>{BODY} ศาลากลางจังหวัด โทร. 0 2000 0000</p></footer></body></html>"
    )


def as_page(blocks: Iterable[Block]) -> Document:
    """The page, read."""
    page = as_markup(blocks)
    return formats.parse(page.encode(), "html", "text/html; charset=utf-8", DEFAULT)


MENU = ("หน้าหลัก", "แผนปฏิบัติการป้องกันการทุจริต 2566", "No Gift Policy", "ข้อเสนอแนะ", "จริยธรรม")


def _markup(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Text(text):
            return f"<p>{escape(text)}</p>"
        case Links(items):
            return "".join(f'<p><a href="{escape(h)}">{escape(t)}</a></p>' for t, h in items)
        case Grid(header, rows):
            lines = [
                "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
                for row in (header, *rows)
            ]
            return f"<table>{''.join(lines)}</table>"
    raise TypeError(f"{type(block).__name__} is no block of these documents")


def as_file(kind: str, blocks: Blocks) -> Document:
    """The blocks as a file, read back."""
    if kind in _SHEETS:
        return formats.parse(_SHEETS[kind]("", _rows(blocks)), kind, None, DEFAULT)
    title = next(one.text for one in blocks if isinstance(one, Heading))
    wide = any(isinstance(one, Grid) and len(one.header) > 4 for one in blocks)
    data = shelf.document(kind, title, *blocks, wide=wide and kind == "pdf")
    return formats.parse(data, kind, None, DEFAULT)


_SHEETS = {"xls": labelled_files.xls, "ods": labelled_files.ods, "csv": labelled_files.delimited}


def _rows(blocks: Blocks) -> list[list[str]]:
    """A sheet's rows: each line that stands over the table, then the table."""
    grid = next(one for one in blocks if isinstance(one, Grid))
    above = (one.text for one in blocks if isinstance(one, Heading | Text))
    blank = [""] * (len(grid.header) - 1)
    return [*([line, *blank] for line in above), list(grid.header), *map(list, grid.rows)]


# --- changes ---------------------------------------------------------------------------------

Change = Callable[[Blocks], Blocks]


def without(*beginnings: str) -> Change:
    """The blocks but for those that begin so."""

    def change(blocks: Blocks) -> Blocks:
        kept = tuple(
            one
            for one in blocks
            if not (isinstance(one, Heading | Text) and one.text.startswith(beginnings))
        )
        assert len(kept) < len(blocks), beginnings
        return kept

    return change


def swap(old: str, new: str) -> Change:
    """One word for another, wherever it stands."""

    def change(blocks: Blocks) -> Blocks:
        assert any(old in repr(one) for one in blocks), old
        return tuple(every_word(one, lambda text: text.replace(old, new)) for one in blocks)

    return change


def every_word(block: Block, change: Callable[[str], str]) -> Block:
    """A block with each of its texts and cells written anew."""
    match block:
        case Heading() | Text():
            return replace(block, text=change(block.text))
        case Grid(header, rows):
            return replace(
                block,
                header=tuple(map(change, header)),
                rows=tuple(tuple(map(change, row)) for row in rows),
            )
    return block


def column(name: str, cells: str | None = None, *, first: bool = False) -> Change:
    """A column taken out, or its cells (its first alone) written anew."""

    def changed(block: Block) -> Block:
        if not isinstance(block, Grid):
            return block
        at = next((n for n, cell in enumerate(block.header) if cell.startswith(name)), None)
        if at is None:
            return block
        if cells is None:
            cut = [(*row[:at], *row[at + 1 :]) for row in (block.header, *block.rows)]
            return replace(block, header=cut[0], rows=tuple(cut[1:]), widths=())
        written = tuple(
            (*row[:at], cells, *row[at + 1 :]) if n == 0 or not first else row
            for n, row in enumerate(block.rows)
        )
        return replace(block, rows=written)

    def change(blocks: Blocks) -> Blocks:
        new = tuple(map(changed, blocks))
        assert new != blocks, name
        return new

    return change


def in_turn(*changes: Change) -> Change:
    def change(blocks: Blocks) -> Blocks:
        for one in changes:
            blocks = one(blocks)
        return blocks

    return change


# --- good evidence ---------------------------------------------------------------------------

_PROJECTS = (
    "โครงการส่งเสริมเกษตรแปลงใหญ่ริมน้ำ",
    "โครงการก่อสร้างเขื่อนป้องกันตลิ่ง",
    "โครงการดูแลผู้สูงอายุในชุมชน",
)
_HR = ("โครงการอบรมข้าราชการบรรจุใหม่", "โครงการพัฒนาทักษะดิจิทัลของบุคลากร")
_CLEAN = ("โครงการอบรมปลูกจิตสำนึกต่อต้านการโกง", "กิจกรรมเปิดเผยข้อมูลทุกเดือน")
_RISKS = (
    ("การเรียกรับเงินเพื่อแลกกับการอนุญาต", "เปิดเผยขั้นตอนผ่านระบบออนไลน์"),
    ("การใช้รถราชการเพื่อประโยชน์ส่วนตัว", "บันทึกการใช้รถผ่านระบบกลาง"),
)


def _four_parts(title: str, first: str) -> Blocks:
    rows = tuple((name, "ดำเนินการแล้วเสร็จ", "1,200,000.00") for name in _PROJECTS)
    return (
        Heading(title, 1),
        Heading(f"1. {first}"),
        Grid(("โครงการ/กิจกรรม", "ผลการดำเนินงาน", "เบิกจ่าย (บาท)"), rows),
        Heading("2. ปัญหา/อุปสรรค"),
        Text("สถานการณ์น้ำท่วมทำให้บางกิจกรรมล่าช้ากว่าที่กำหนดไว้"),
        Heading("3. ข้อเสนอแนะ"),
        Text("เตรียมเอกสารก่อนเริ่มปีงบประมาณและใช้การประชุมทางไกลเมื่อจำเป็น"),
    )


GOOD: dict[str, Good] = {
    "O4": Good(
        (
            Heading(f"แผนพัฒนา{BODY} 5 ปี (พ.ศ. 2566 – 2570)", 1),
            Text("ทิศทางของจังหวัดในระยะห้าปีข้างหน้าตามที่คณะกรรมการบริหารงานจังหวัดเห็นชอบ"),
            Grid(
                ("ประเด็นการพัฒนา", "เป้าหมาย", "ตัวชี้วัด"),
                (
                    ("เกษตรปลอดภัย", "รายได้ภาคเกษตรเพิ่มขึ้น", "ร้อยละ 3 ต่อปี"),
                    ("การท่องเที่ยวชุมชน", "รายได้จากการท่องเที่ยวเพิ่มขึ้น", "450,000 คนต่อปี"),
                ),
            ),
        )
    ),
    "O11": Good(
        (
            Heading(f"แผนปฏิบัติราชการประจำปีงบประมาณ พ.ศ. 2566 ของ{BODY}", 1),
            Grid(
                ("ที่", "โครงการ/กิจกรรม", "งบประมาณ (บาท)", "ระยะเวลาดำเนินการ"),
                tuple(
                    (str(n), name, f"{n},200,000.00", "ต.ค. 2565 – ก.ย. 2566")
                    for n, name in enumerate(_PROJECTS, 1)
                ),
            ),
        ),
        kinds=AS_TABLE,
    ),
    "O12": Good(
        (
            Heading(f"รายงานการกำกับติดตามการดำเนินงาน {HALF}", 1),
            Text(f"{BODY} ข้อมูล{DAYS}"),
            Grid(
                ("ที่", "โครงการ/กิจกรรม", "ความก้าวหน้า", "เบิกจ่าย (บาท)"),
                tuple(
                    (str(n), name, f"อยู่ระหว่างดำเนินการ ร้อยละ {n}0", f"{n}00,000.00")
                    for n, name in enumerate(_PROJECTS, 1)
                ),
            ),
        ),
        kinds=AS_TABLE,
        beside="O11",
    ),
    "O13": Good(
        _four_parts(
            f"รายงานผลการดำเนินงาน ประจำปีงบประมาณ พ.ศ. 2565 {BODY}",
            "ผลการดำเนินการโครงการหรือกิจกรรม และผลการใช้จ่ายงบประมาณ",
        )
    ),
    "O16": Good(
        (
            Heading(f"สถิติการให้บริการของ{BODY}", 1),
            Grid(
                ("เดือน", "จำนวนผู้รับบริการ (ราย)"),
                tuple((month.name_th, str(90 + month.month)) for month in first_half(2566)),
            ),
            Text("รวบรวมจากทะเบียนผู้มาติดต่อ ณ จุดบริการของส่วนราชการทุกแห่งในจังหวัด"),
        ),
        kinds=AS_TABLE,
    ),
    "O17": Good(
        (
            Heading(f"รายงานผลการสำรวจความพึงพอใจการให้บริการ ประจำปีงบประมาณ พ.ศ. 2565 {BODY}", 1),
            Text("ผู้ตอบแบบสอบถามจำนวน 400 คน จากผู้มารับบริการของส่วนราชการทุกแห่ง"),
            Grid(
                ("ประเด็น", "ค่าเฉลี่ย", "S.D.", "ร้อยละ"),
                (
                    ("ด้านเจ้าหน้าที่ผู้ให้บริการ", "4.52", "0.50", "90.40"),
                    ("ด้านสถานที่", "4.31", "0.61", "86.20"),
                ),
            ),
        )
    ),
    "O19": Good(
        (
            Heading(f"ประกาศ{BODY} เรื่อง เผยแพร่แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. 2566", 1),
            Text("ตามพระราชบัญญัติการจัดซื้อจัดจ้างฯ มาตรา 11 จึงขอเผยแพร่ตามเอกสารที่แนบท้าย"),
            Grid(
                (
                    "ลำดับ",
                    "รหัสแผนจัดซื้อจัดจ้าง",
                    "ชื่อโครงการ",
                    "งบประมาณโครงการ (บาท)",
                    "คาดว่าจะประกาศจัดซื้อจัดจ้าง (เดือน/ปี)",
                ),
                (("1", "P66010001234", "ก่อสร้างถนนสายหนึ่ง", "1,200,000.00", "01/2566"),),
            ),
        ),
        kinds=AS_TABLE,
    ),
    "O22": Good(
        (
            Heading(f"รายงานผลการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. 2565 {BODY}", 1),
            Heading("1. งบประมาณที่ใช้ในการจัดซื้อจัดจ้าง"),
            Text("งบประมาณที่ใช้ 6,480,000.00 บาท"),
            Heading("2. สรุปรายการที่มีการจัดซื้อจัดจ้าง จำแนกตามวิธี"),
            Text("วิธีเฉพาะเจาะจง 58 โครงการ วิธีคัดเลือก 1 โครงการ"),
            Heading("3. ปัญหา/อุปสรรค"),
            Text("ผู้เสนอราคามีน้อยราย"),
            Heading("4. ข้อเสนอแนะ"),
            Text("ควรเผยแพร่แผนล่วงหน้า"),
        )
    ),
    "O23": Good(
        (
            Heading(f"ประกาศ{BODY} เรื่อง นโยบายการบริหารทรัพยากรบุคคล (พ.ศ. 2566 – 2568)", 1),
            Text("เพื่อให้การบริหารกำลังคนเป็นไปอย่างมีประสิทธิภาพ จึงกำหนดแนวทางไว้ดังต่อไปนี้"),
            *(Text(f"{n}. {name}") for n, name in enumerate(_HR, 1)),
            Text("ประกาศ ณ วันที่ 10 ตุลาคม พ.ศ. 2565"),
            Text(f"({GOVERNOR})"),
            Text(f"ผู้ว่าราชการ{BODY}"),
        )
    ),
    "O24": Good(
        (
            Heading(f"รายงานความก้าวหน้าการดำเนินการตามนโยบายการบริหารทรัพยากรบุคคล {HALF}", 1),
            Text(f"{BODY} ข้อมูล{DAYS}"),
            Grid(
                ("ที่", "โครงการ/กิจกรรม", "ความก้าวหน้า", "งบประมาณที่ใช้"),
                (
                    ("1", _HR[0], "อบรมแล้ว 32 คน", "64,200 บาท"),
                    ("2", _HR[1], "อบรมแล้ว 120 คน", "ไม่ใช้งบประมาณ"),
                ),
            ),
        ),
        kinds=AS_TABLE,
        beside="O23",
    ),
    "O26": Good(
        (
            Heading(f"รายงานผลการบริหารทรัพยากรบุคคล ประจำปีงบประมาณ พ.ศ. 2565 {BODY}", 1),
            Heading("1. ผลการดำเนินการตามแผน"),
            Text("ดำเนินการครบทุกโครงการตามที่กำหนดไว้ในแผน"),
            Heading("2. อัตรากำลัง"),
            Text("ข้าราชการ 412 คน โยกย้าย 17 คน เข้ารับการอบรม 268 คน"),
            Heading("3. ปัญหา/อุปสรรค"),
            Text("ผู้สอบแข่งขันได้ขอสละสิทธิ์หลายรายในระหว่างปี"),
            Heading("4. ข้อเสนอแนะ"),
            Text("ขอใช้บัญชีผู้สอบแข่งขันได้ของส่วนราชการอื่น"),
        )
    ),
    "O27": Good(
        (
            Heading("คู่มือการจัดการเรื่องร้องเรียนการทุจริตและประพฤติมิชอบของเจ้าหน้าที่", 1),
            Text(f"ใช้กับเจ้าหน้าที่ทุกคนใน{BODY}ตั้งแต่วันที่ประกาศเป็นต้นไป"),
            Heading("1. ช่องทางการร้องเรียน"),
            Text("ไปรษณีย์ โทรศัพท์ และแบบฟอร์มบนเว็บไซต์ของหน่วยงาน"),
            Heading("2. ขั้นตอน"),
            Grid(
                ("กระบวนงาน", "ส่วนงานที่รับผิดชอบ", "ระยะเวลา"),
                (
                    ("รับและลงทะเบียน", "ศูนย์ดำรงธรรมจังหวัด", "1 วันทำการ"),
                    ("ตรวจสอบข้อเท็จจริง", "ศูนย์ดำรงธรรมจังหวัด", "15 วันทำการ"),
                ),
            ),
        )
    ),
    "O29": Good(
        (
            Heading(f"สถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ {BODY}", 1),
            Text(f"ข้อมูล{DAYS}"),
            Grid(
                ("จำนวนเรื่องร้องเรียนทั้งหมด", "ดำเนินการแล้วเสร็จ", "อยู่ระหว่างดำเนินการ"),
                (("3", "2", "1"),),
            ),
        ),
        kinds=AS_TABLE,
    ),
    "O30": Good(
        (
            Heading(f"รายงานผลการเปิดโอกาสให้บุคคลภายนอกมีส่วนร่วม {BODY}", 1),
            Heading("1. ประเด็นในการรับฟัง"),
            Text("เส้นทางท่องเที่ยวริมน้ำ เมื่อวันที่ 24 มกราคม 2566"),
            Heading("2. ผู้เข้าร่วม"),
            Text("ภาคประชาชนและภาคเอกชน จำนวน 86 คน จากทุกอำเภอในจังหวัด"),
            Heading("3. ความคิดเห็นที่ได้รับ"),
            Text("ที่ประชุมเสนอให้เพิ่มทางลาดสำหรับผู้สูงอายุและป้ายบอกทาง"),
            Heading("4. การนำผลไปปรับปรุงงาน"),
            Text("แก้ไขแบบก่อสร้างตามข้อเสนอและเริ่มงานแล้วในพื้นที่นำร่อง"),
        )
    ),
    "O31": Good(
        (
            Heading(f"ประกาศ{BODY}", 1),
            Heading("ประกาศเจตนารมณ์นโยบาย No Gift Policy ประจำปีงบประมาณ พ.ศ. 2566"),
            Text(
                "ข้าพเจ้าขอประกาศว่า ข้าพเจ้าและเจ้าหน้าที่ทุกคนจะไม่รับของขวัญและของกำนัลทุกชนิด "
                "ในขณะ ก่อน และหลังปฏิบัติหน้าที่ ที่จะส่งผลให้เกิดการทุจริต"
            ),
            Text("ประกาศ ณ วันที่ 9 มกราคม พ.ศ. 2566"),
            Text(f"({GOVERNOR})"),
            Text(f"ผู้ว่าราชการ{BODY}"),
        ),
        beside="O2",
    ),
    "O32": Good(
        (
            Heading("ประชุมมอบนโยบาย No Gift Policy", 1),
            Text(f"วันที่ 12 มกราคม 2566 {BODY}จัดประชุมเจ้าหน้าที่เพื่อสร้างวัฒนธรรมไม่รับของขวัญ"),
            Text("จากการปฏิบัติหน้าที่ มีผู้เข้าร่วมจำนวน 40 คน ณ ห้องประชุมศาลากลางชั้นสอง"),
        )
    ),
    "O33": Good(
        (
            Heading(f"รายงานผลตามนโยบาย No Gift Policy {HALF}", 1),
            Text(f"{BODY} {DAYS}"),
            Grid(
                ("รายการ", "จำนวนครั้ง"),
                (("จากภาคเอกชน", "0"), ("จากประชาชน", "0")),
            ),
            Text("ผลการประเมิน: เจ้าหน้าที่ทุกคนปฏิบัติตามนโยบายครบถ้วน"),
        )
    ),
    "O34": Good(
        (
            Heading(f"การประเมินความเสี่ยงการทุจริต ประจำปีงบประมาณ พ.ศ. 2566 {BODY}", 1),
            Text("จัดทำโดยคณะกรรมการของจังหวัดเพื่อใช้เป็นแนวทางร่วมกันของทุกส่วนราชการ"),
            Grid(
                ("เหตุการณ์ความเสี่ยง", "ระดับความเสี่ยง", "มาตรการ"),
                (
                    (_RISKS[0][0], "สูง", _RISKS[0][1]),
                    (_RISKS[1][0], "ปานกลาง", _RISKS[1][1]),
                ),
            ),
        ),
        kinds=AS_TABLE,
    ),
    "O35": Good(
        (
            Heading(f"รายงานผลการจัดการความเสี่ยงการทุจริต ปีงบประมาณ พ.ศ. 2566 {BODY}", 1),
            Grid(
                ("เหตุการณ์ความเสี่ยง", "มาตรการ", "ผลการดำเนินการ"),
                (
                    (*_RISKS[0], "เปิดระบบเมื่อวันที่ 16 มกราคม 2566"),
                    (*_RISKS[1], "รายงานครบทุกเดือนตั้งแต่เดือนมกราคม 2566"),
                ),
            ),
        ),
        kinds=AS_TABLE,
        beside="O34",
    ),
    "O36": Good(
        (
            Heading(f"แผนปฏิบัติการป้องกันการทุจริต (พ.ศ. 2566 – 2570) {BODY}", 1),
            Text("ใช้เป็นกรอบการดำเนินงานร่วมกันของทุกส่วนราชการในจังหวัดตลอดระยะห้าปี"),
            Grid(
                ("ที่", "โครงการ/กิจกรรม", "งบประมาณ (บาท)", "ระยะเวลาดำเนินการ"),
                (
                    ("1", _CLEAN[0], "20,000", "ไตรมาสที่ 1 – 2"),
                    ("2", _CLEAN[1], "ไม่ใช้งบประมาณ", "ตลอดปี"),
                ),
            ),
        ),
        kinds=AS_TABLE,
    ),
    "O37": Good(
        (
            Heading(f"รายงานการดำเนินการตามแผนปฏิบัติการป้องกันการทุจริต {HALF}", 1),
            Text(f"{BODY} ข้อมูล{DAYS}"),
            Grid(
                ("ที่", "โครงการ/กิจกรรม", "ความก้าวหน้า", "งบประมาณที่ใช้"),
                (
                    ("1", _CLEAN[0], "ดำเนินการแล้วเสร็จ อบรม 45 คน", "12,500"),
                    ("2", _CLEAN[1], "เผยแพร่แล้ว 6 เดือน จาก 12 เดือน", "ไม่ใช้งบประมาณ"),
                ),
            ),
        ),
        kinds=AS_TABLE,
        beside="O36",
    ),
    "O38": Good(
        _four_parts(
            f"รายงานผลการดำเนินการป้องกันการทุจริต ประจำปีงบประมาณ พ.ศ. 2565 {BODY}",
            "ผลการดำเนินการ และผลการใช้จ่ายงบประมาณ",
        )
    ),
    "O40": Good(
        (
            Heading(f"คำสั่ง{BODY} ที่ 11/2566", 1),
            Heading("เรื่อง แต่งตั้งคณะทำงานขับเคลื่อนจริยธรรม"),
            Text("ให้คณะทำงานตอบข้อหารือทางจริยธรรมแก่เจ้าหน้าที่ทุกระดับในสังกัดของจังหวัด"),
            Text("รวบรวมแนวปฏิบัติที่ดีและรายงานต่อผู้บังคับบัญชาทุกไตรมาส"),
            Text("สั่ง ณ วันที่ 2 กุมภาพันธ์ 2566"),
        )
    ),
    "O41": Good(
        (
            Heading("รายงานการนำผลการประเมินจริยธรรมไปใช้ในการเลื่อนเงินเดือน ปีงบประมาณ พ.ศ. 2566", 1),
            Text(f"{BODY} เลื่อนเงินเดือนรอบวันที่ 1 เมษายน 2566 โดยใช้ผลดังกล่าวครบทุกตำแหน่ง"),
            Text("-" * 3),
            Text("หลักเกณฑ์: กำหนดให้นำผลด้านพฤติกรรมทางจริยธรรมไปประกอบการเลื่อนเงินเดือน"),
        )
    ),
    "O42": Good(
        (
            Heading(f"มาตรการส่งเสริมคุณธรรมและความโปร่งใส ปีงบประมาณ พ.ศ. 2566 {BODY}", 1),
            Heading("การวิเคราะห์ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2565"),
            Text("ได้คะแนนรวม 87.42 คะแนน อยู่ในระดับที่ควรรักษาและยกระดับต่อไป"),
            Heading("1. จุดอ่อนที่จะต้องแก้ไขโดยเร่งด่วน"),
            Text("การเผยแพร่คู่มือยังไม่ครบถ้วนในบางส่วนราชการ"),
            Heading("2. ประเด็นที่จะต้องพัฒนาให้ดีขึ้น"),
            Text("บุคลากรบางส่วนยังไม่ทราบการใช้จ่ายเงินของหน่วยงาน"),
            Heading("3. การนำไปใช้"),
            Grid(
                ("มาตรการ", "ผู้รับผิดชอบ", "ขั้นตอน", "การกำกับติดตาม"),
                (("เผยแพร่คู่มือ", "กลุ่มงานอำนวยการ", "รวบรวมและตรวจสอบ", "ทุกเดือน"),),
            ),
        )
    ),
}

O2_PAGE: Blocks = (
    Heading(f"คณะผู้บริหาร{BODY}", 1),
    Text(GOVERNOR),
    Text(f"ตำแหน่ง ผู้ว่าราชการ{BODY}"),
    Text("โทรศัพท์ 0 2000 0101"),
    Text("นางสมมติ รองหนึ่ง"),
    Text(f"ตำแหน่ง รองผู้ว่าราชการ{BODY}"),
    Text("โทรศัพท์ 0 2000 0102"),
)
"""What O2 shows of who holds the office."""

O25_PAGE: Blocks = (
    Heading("หลักเกณฑ์การบริหารและพัฒนาทรัพยากรบุคคล", 1),
    Text(f"{BODY}ใช้หลักเกณฑ์ของสำนักงาน ก.พ. ตามหนังสือเวียนที่รวบรวมไว้ด้านล่างนี้ทุกฉบับ"),
    *(
        one
        for n, heading in enumerate(
            (
                "การสรรหาและคัดเลือกบุคลากร",
                "การบรรจุและแต่งตั้งบุคลากร",
                "การพัฒนาบุคลากร",
                "การประเมินผลการปฏิบัติราชการ",
                "การให้คุณให้โทษและการสร้างขวัญกำลังใจ",
            ),
            1,
        )
        for one in (Heading(heading, 3), Links(((f"หนังสือเวียนที่ ว {n}", f"/o25/{n}.pdf"),)))
    ),
)
"""A page whose headings lead to files: O25 is no single document."""
