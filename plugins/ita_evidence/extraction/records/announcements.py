"""Procurement announcements: lines, links and table rows that announce, with their date (O20).

A web page's list and an e-GP feed read as a table come out alike. A line or row is an announcement
when it names a kind that the Procurement Act makes one publish. A document that closes with one
"ประกาศ ณ วันที่ …" is one announcement of that date, whatever other dates and lines it has.
"""

from __future__ import annotations

import re
from typing import Any

from ita_evidence.extraction.records.frame import OtherRow, Records, build, place, row_text
from ita_evidence.extraction.records.grid import RowKind
from ita_evidence.model import Document
from ita_evidence.thai import dates
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import contains

COLUMNS = (
    "kind",
    "title",
    "date",
    "date_text",
    "project_id",
    "method",
    "stage",
    "link",
    "source",
)
"""`method`, `stage` and `link` are those of e-GP's feed."""
TERMS: dict[str, tuple[str, ...]] = {
    "cancelled": ("ยกเลิกประกาศ", "ประกาศยกเลิก"),
    "plan": ("แผนการจัดซื้อจัดจ้าง", "เผยแพร่แผน"),
    "winner": (
        "ประกาศผู้ชนะการเสนอราคา",
        "ผู้ชนะการเสนอราคา",
        "ประกาศผลการจัดซื้อจัดจ้าง",
        "ประกาศผลการพิจารณา",
    ),
    "reference_price": ("ประกาศราคากลาง", "ราคากลาง"),
    "draft": ("ร่างขอบเขตของงาน", "ร่างเอกสารประกวดราคา", "ร่างประกาศ", "TOR"),
    "invitation": (
        "ประกาศเชิญชวน",
        "ประกวดราคาอิเล็กทรอนิกส์",
        "ประกวดราคา",
        "e-bidding",
        "สอบราคา",
        "ประกาศจัดซื้อจัดจ้าง",
        "ประกาศจังหวัด",
    ),
}
"""Kind → terms, the more telling first."""
_PROJECT = re.compile(r"(?<!\d)\d{11}(?!\d)")
_PURCHASE = re.compile("ซื้อ|จ้าง|เช่า|ประกวดราคา|เสนอราคา|ราคากลาง|ขอบเขตของงาน|bidding|TOR", re.I)
_EMPLOYED = re.compile("ลูกจ้าง|พนักงานจ้าง|ค่าจ้าง|ซื้อขาย|(?:ให้|ผู้|การ|ประมูล)เช่าที่")
"""Words with ซื้อ, จ้าง or เช่า in them that no purchase is meant by."""
_NO_NOTICE = re.compile(
    r"ขายทอดตลาด|^[\s\d.)•-]*(?:คำสั่ง|พระราชบัญญัติ|กฎกระทรวง|ระเบียบ|คู่มือ|ขอเชิญ\S*(?:ประชุม|อบรม|สัมมนา))"
)
"""A sale, an order, a law or an invitation to a course speaks of purchases and announces none."""
_RECRUITS = re.compile("รับสมัคร|เลือกสรร|สรรหา|สอบคัดเลือก|สอบแข่งขัน|พนักงานราชการ")
"""Of persons who are hired for a post no procurement is announced, whatever จ้าง says."""
_SIGNED = re.compile(r"ประกาศ\s*ณ\s*วันที่\s*$")
PAPERS = ("pdf", "docx", "doc")
FEWEST_CHARS = 12
"""A shorter line names nothing."""
NEXT_LINES = 2
"""A date may stand on one of the lines below its title."""


def kind_of(text: str) -> str | None:
    """Which kind of announcement a title is, or None."""
    bought = _EMPLOYED.sub("", text)
    if _RECRUITS.search(text):
        bought = bought.replace("จ้าง", "")
    if _NO_NOTICE.search(text) or not _PURCHASE.search(bought):
        return None
    return next(
        (kind for kind, terms in TERMS.items() if any(contains(text, term) for term in terms)), None
    )


def extract(document: Document) -> Records:
    """A row an announcement: from table rows, then from the lines of pages that no table holds."""
    rows: list[dict[str, Any]] = []
    others: list[OtherRow] = []
    in_tables: set[str] = set()
    for index, table in enumerate(document.tables):
        for position, row in enumerate(table.rows):
            text = row_text(row)
            cells = ["".join(cell.split()) for cell in row if cell.strip()]
            in_tables |= {*cells, "".join(cells)}
            title = next((cell.strip() for cell in row if kind_of(cell)), None)
            if title is None or (position == 0 and _is_header(row)):
                kind: RowKind = "header" if position == 0 else "note" if text else "blank"
                others.append(OtherRow(kind, index, position, text))
                continue
            # A title may name the time of the work: the date beside it is the announcement's.
            beside = "\n".join(cell.strip() for cell in row if cell.strip() != title)
            rows.append(
                _announcement(title, (beside, title), "table")
                | (_of_feed(row) if document.type == "rss" and len(row) == 4 else {})
                | place(index, table, position)
            )
    if document.type in ("rss", "json", "csv") and document.tables:
        return Records(build(COLUMNS, rows), tuple(others))  # its text is the table's once more
    lines = _lines(document, in_tables)
    if lines and document.type in PAPERS and (signed := _signed(document)):
        lines = [lines[0] | {"date": signed[0], "date_text": signed[1], "flags": []}]
    return Records(build(COLUMNS, rows + lines), tuple(others))


def _of_feed(row: tuple[str, ...]) -> dict[str, Any]:
    """What e-GP says in an entry's description: "<project>, <method>, <stage>".

    Split at the first two commas alone, for a stage may hold more of them.
    """
    _, link, description, _ = row
    parts = [part.strip() for part in description.split(",", 2)]
    told: dict[str, Any] = {"link": link or None}
    if len(parts) == 3 and re.fullmatch(r"P?\d{11}", fold_digits(parts[0])):
        told |= {"project_id": fold_digits(parts[0]), "method": parts[1], "stage": parts[2]}
    return told


def _lines(document: Document, in_tables: set[str]) -> list[dict[str, Any]]:
    """An announcement a line that names one and stands in no table."""
    rows: list[dict[str, Any]] = []
    long_cells = [one for one in in_tables if len(one) > 20]
    for page in document.pages:
        lines = [line.strip() for line in page.text.splitlines()]
        for number, line in enumerate(lines):
            # A cell may hold a part of a line: asked last, for sheets have many of both.
            if len(line) < FEWEST_CHARS or kind_of(line) is None:
                continue
            squeezed = "".join(line.split())
            if squeezed in in_tables or any(one in squeezed for one in long_cells):
                continue
            near = [line]
            for below in lines[number + 1 : number + 1 + NEXT_LINES]:
                if kind_of(below):
                    break
                near.append(below)
            rows.append(
                _announcement(_without_date(line), ("\n".join(near),), "line")
                | {"place_page": page.number, "place_sheet": page.name}
            )
    return rows


def _signed(document: Document) -> tuple[str, str] | None:
    """(ISO date, as written) of the one day on which a formal announcement was signed."""
    found = {
        one.date.isoformat(): " ".join(one.text.split())
        for page in document.pages
        for one in dates.find_dates(page.text)
        if one.date and _SIGNED.search(page.text[max(0, one.start - 30) : one.start])
    }
    return next(iter(found.items())) if len(found) == 1 else None


def _is_header(row: tuple[str, ...]) -> bool:
    return not any(dates.find_dates(cell) for cell in row)


def _without_date(line: str) -> str:
    """A line without the date that ends it: a list's title and its date are two columns."""
    found = dates.find_dates(line)
    if not found or line[found[-1].end :].strip(" ])") or found[-1].start < FEWEST_CHARS:
        return line
    return line[: found[-1].start].rstrip(" [(")


def _announcement(title: str, texts: tuple[str, ...], source: str) -> dict[str, Any]:
    """The first date of the first of the texts that has one."""
    found = [date for text in texts for date in dates.find_dates(text) if date.date]
    project = _PROJECT.search(fold_digits("\n".join(texts)))
    chosen = found[0] if found else None
    return {
        "kind": kind_of(title),
        "title": title,
        "date": chosen.date.isoformat() if chosen and chosen.date else None,
        "date_text": chosen.text if chosen else None,
        "project_id": project[0] if project else None,
        "source": source,
        "flags": [] if chosen else ["date:none"],
    }
