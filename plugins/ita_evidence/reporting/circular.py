"""The worklist as a DOCX that goes along with a circular letter."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from ita_evidence.masking import shown, visible
from ita_evidence.reporting import packing, words
from ita_evidence.reporting.inputs import ReportInput

if TYPE_CHECKING:
    from ita_evidence.reporting.worklist import WorklistRow

FONT = "TH SarabunPSK"
SIZE_PT = 14
MOST_ROWS = 1000
"""A letter's annex; the sheet has all of them."""


def document(
    report: ReportInput, sections: Sequence[tuple[str, str, Sequence[WorklistRow]]]
) -> bytes:
    """The annex; equal inputs give equal bytes."""
    made = Document()
    made.core_properties.title = f"{report.agency.name_th} {report.period}"
    made.core_properties.author = ""
    for name in ("created", "modified"):
        setattr(made.core_properties, name, datetime(2000, 1, 1, tzinfo=UTC))
    page = made.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = Cm(1.8)
    _thai(made.styles["Normal"])
    for level in (1, 2):
        _thai(made.styles[f"Heading {level}"])
    made.add_heading("รายการที่ต้องดำเนินการ การเปิดเผยข้อมูลสาธารณะ (OIT)", 1)
    closing = report.itas_closing
    made.add_paragraph(
        f"{report.agency.name_th} {words.period(report.period, 'th')}"
        + (f" ระบบ ITAS ปิดรับวันที่ {words.day(closing, 'th')}" if closing else "")
    )
    left = MOST_ROWS
    for actor, unit, rows in sections:
        made.add_heading(visible(f"{actor} {unit}".strip()), 2)
        _table(made, rows[:left])
        left -= min(left, len(rows))
        if not left:
            made.add_paragraph(f"แสดง {MOST_ROWS} รายการแรก รายการทั้งหมดอยู่ในตาราง worklist.xlsx")
            break
    if not report.verdicts:
        made.add_paragraph("ยังไม่มีผลการตรวจของรอบข้อมูลนี้ จึงยังบอกไม่ได้ว่าต้องดำเนินการสิ่งใด")
    elif not sections:
        made.add_paragraph("ไม่มีรายการที่ต้องดำเนินการจากการตรวจรอบนี้")
    target = io.BytesIO()
    made.save(target)
    return packing.pack(packing.unpack(target.getvalue()))


def _table(made: Any, rows: Sequence[WorklistRow]) -> None:
    table = made.add_table(rows=1, cols=4, style="Table Grid")
    widths = (Cm(2.2), Cm(10.6), Cm(9.6), Cm(3.6))
    for cell, text in zip(
        table.rows[0].cells,
        ("ข้อ", "สิ่งที่พบ และหน้าที่ตรวจ", "สิ่งที่ขอให้ดำเนินการ", "กำหนดภายใน"),
        strict=True,
    ):
        cell.text = text
    header = table.rows[0]._tr.get_or_add_trPr()
    header.append(header.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    for row in rows:
        looked = f" ตรวจเมื่อ {words.time(row.looked_at, 'th')}" if row.looked_at else ""
        texts = (
            ", ".join(row.items),
            "\n".join((row.title_th, *row.said_th, f"หน้าที่ตรวจ {shown(row.url) or '-'}{looked}")),
            "\n".join(part for part in (row.advice_th, row.post_th) if part),
            words.day(row.due, "th"),
        )
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = visible(text)
    for line in table.rows:
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = width


def _thai(style: Any) -> None:
    """Thai is a complex script to Word: it takes the `cs` font and size, not the Latin ones."""
    style.font.name = FONT
    style.font.size = Pt(SIZE_PT)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in ("w:cs", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    size = properties.makeelement(qn("w:szCs"), {qn("w:val"): str(SIZE_PT * 2)})
    properties.append(size)
