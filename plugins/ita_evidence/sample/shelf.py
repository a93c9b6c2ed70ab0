"""How an item is put on a site: its page, its files, and the line of the sources file for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from . import page, paper, sheets
from .blocks import Block, Entry, File, Grid, Heading, Links, Published, Text, escaped
from .province import Office, Province

HALF = "1 ตุลาคม 2565 – 31 มีนาคม 2566"
HALF_TITLE = "รอบ 6 เดือนแรก ปีงบประมาณ พ.ศ. 2566"


def document(kind: str, title: str, *blocks: Block, wide: bool = False) -> bytes:
    """The same blocks as a `pdf`, `docx`, `xlsx` or `scan`."""
    match kind:
        case "pdf":
            return paper.pdf(title, *blocks, wide=wide)
        case "docx":
            return paper.docx(title, *blocks)
        case "scan":
            return paper.scan(*blocks)
        case "xlsx":
            above = tuple(b.text for b in blocks if isinstance(b, Heading | Text))
            grid = next(b for b in blocks if isinstance(b, Grid))
            return sheets.xlsx("แผ่นงาน1", above, grid)
    raise ValueError(f"{kind!r} is no kind of document; valid: pdf, docx, xlsx, scan")


def on_main_site(
    province: Province,
    item: str,
    units: tuple[str, ...],
    *blocks: Block,
    published: date,
    why: str,
    path: str | None = None,
    files: tuple[File, ...] = (),
) -> Iterator[Published]:
    """A page of an item on www, the criterion printed above its content as real agencies do."""
    url = province.www(path or f"/oit/2566/{item.lower()}/")
    title = province.titles[item]
    wording = page.criteria(province.wording[item])
    yield File(url, page.main_site(province, title, wording, *blocks), published)
    yield from files
    documents = any(not file.url.endswith(".png") for file in files)
    follow = "documents" if documents else "none"
    for unit in units:
        yield Entry(item, unit, url, "page", why, {"follow": follow})


def linked_document(
    province: Province,
    item: str,
    unit: str,
    label: str,
    name: str,
    *blocks: Block,
    published: date,
    wide: bool = False,
    above: tuple[Block, ...] = (),
) -> Iterator[Published]:
    """A page of an item on www that links to its document; `name` ends in the document's kind."""
    kind = name.rsplit(".", 1)[1]
    if province.planted(item, unit, "scan"):
        kind = "scan"
    href = escaped(f"/oit/2566/{item.lower()}/{name}")
    link = "" if province.planted(item, unit, "empty_href") else href
    file = File(province.www(href), document(kind, label, *blocks, wide=wide), published)
    yield from on_main_site(
        province,
        item,
        (unit,),
        *above,
        Links(((label, link),)),
        published=published,
        why="หน้าของข้อนี้บนเว็บไซต์จังหวัด มีลิงก์ไปยังเอกสาร",
        files=(file,) if link else (),
    )


def on_office_site(
    province: Province,
    office: Office,
    item: str,
    path: str,
    title: str,
    *blocks: Block,
    published: date,
    kind: str = "html",
    wide: bool = False,
) -> Iterator[Published]:
    """An item's evidence on an office's own site: a page, or a page that links to a document."""
    url = office.url(path)
    if province.planted(item, office.id, "scan"):
        kind = "scan"
    if kind == "html":
        yield File(url, page.office_site(province, office, title, *blocks), published)
        yield Entry(item, office.id, url, "page", "หน้าเว็บไซต์ของส่วนราชการ", {"follow": "none"})
        return
    ending = "pdf" if kind == "scan" else kind
    file_url = f"{url}{item.lower()}-{office.id.replace('_', '-')}.{ending}"
    yield File(file_url, document(kind, title, *blocks, wide=wide), published)
    links = Links(((f"{title} (ดาวน์โหลด)", file_url),))
    yield File(url, page.office_site(province, office, title, links), published)
    if office.number % 2:
        yield Entry(item, office.id, file_url, "file", "ไฟล์บนเว็บไซต์ของส่วนราชการ")
    else:
        why = "หน้าเว็บไซต์ของส่วนราชการ มีลิงก์ไปยังเอกสาร"
        yield Entry(item, office.id, url, "page", why, {"follow": "documents"})
