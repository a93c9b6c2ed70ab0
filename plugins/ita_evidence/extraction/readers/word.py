"""DOCX: paragraphs and tables in their order, text boxes once, headers and footers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction.readers import mending, zips
from ita_evidence.extraction.readers.limits import Limits
from ita_evidence.extraction.readers.mending import Mended, even, grade
from ita_evidence.model import Document, Link, Page, Picture, Table

_EMU_PER_PX = 9525
# A text box stands twice in the file: as a drawing, and in a fallback for old programs.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_HREF = re.compile(r"https?://", re.IGNORECASE)


def read(data: bytes, kind: str, declared: str | None, limits: Limits) -> Document:
    """The body as one page; its tables with merged cells repeated over their span."""
    _refuse_doctype(data, limits)
    document = docx.Document(io.BytesIO(data))
    section = document.sections[0] if document.sections else None
    lines: list[str] = []
    if section is not None:
        lines += _paragraphs(section.header._element)
    lines += _paragraphs(document.element.body)
    if section is not None:
        lines += _paragraphs(section.footer._element)
    mended = Mended()
    text = mended.text("\n".join(line for line in lines if line.strip()))
    tables, left, cut = [], limits.cells, len(text) > limits.chars
    for element in document.element.body.iter(qn("w:tbl")):
        rows = _table(element)
        left -= sum(len(row) for row in rows)
        if left < 0:
            cut = True
            break
        tables.append(Table(page=1, rows=mending.cells(even(rows))))
    pictures, share = _pictures(document, section)
    return Document(
        type=kind,
        title=document.core_properties.title or "",
        text_quality=grade(text, mended.repairs),
        repairs=dict(mended.repairs),
        pages=(Page(number=1, text=text[: limits.chars], picture_share=share),),
        tables=tuple(tables),
        links=tuple(_links(document)),
        pictures=pictures,
        flags=("truncated",) if cut else (),
    )


def _refuse_doctype(data: bytes, limits: Limits) -> None:
    archive = zips.check(data, limits)
    for name in archive.namelist():
        if not name.lower().endswith((".xml", ".rels")):
            continue
        part = zips.inflate(archive, name, limits)
        if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
            part = part.decode("utf-16", errors="replace").encode()
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
            raise ExtractionError(f"its part {name!r} declares a DTD, which is refused")


def _shown(element: Any) -> Iterator[Any]:
    """The elements below `element` in document order, without fallbacks."""
    for child in element:
        if child.tag == _FALLBACK:
            continue
        yield child
        yield from _shown(child)


def _paragraph(element: Any) -> str:
    """A paragraph's own text; the paragraphs of its text boxes are paragraphs of their own."""
    parts: list[str] = []

    def walk(node: Any) -> None:
        for child in node:
            if child.tag in (_FALLBACK, qn("w:p")):
                continue
            if child.tag == qn("w:t"):
                parts.append(child.text or "")
            elif child.tag in _BREAKS and node.tag == qn("w:r"):
                parts.append(_BREAKS[child.tag])
            else:
                walk(child)

    walk(element)
    return "".join(parts)


def _paragraphs(container: Any) -> Iterator[str]:
    """Lines in order: a paragraph each, a table's row each with its cells by tabs."""
    for child in container:
        if child.tag == qn("w:tbl"):
            yield from ("\t".join(row).replace("\n", " ") for row in _table(child, repeat=False))
        elif child.tag == qn("w:p"):
            yield _paragraph(child)
            for box in _shown(child):
                if box.tag == qn("w:txbxContent"):
                    yield from _paragraphs(box)
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent")):
            yield from _paragraphs(child)


def _table(element: Any, *, repeat: bool = True) -> list[list[str]]:
    """A table's cells; with `repeat`, a merged cell's text stands in all it spans."""
    rows: list[list[str]] = []
    for row in element.iter(qn("w:tr")):
        if next(row.iterancestors(qn("w:tbl"))) is not element:
            continue
        cells: list[str] = []
        for cell in row.iter(qn("w:tc")):
            if next(cell.iterancestors(qn("w:tr"))) is not row:
                continue
            text = "\n".join(line for line in _paragraphs(cell) if line.strip())
            properties = cell.tcPr
            span = cell.grid_span if properties is not None else 1
            merge = properties.find(qn("w:vMerge")) if properties is not None else None
            continued = merge is not None and merge.get(qn("w:val")) != "restart"
            if continued and repeat and rows and len(rows[-1]) > len(cells):
                text = rows[-1][len(cells)]
            cells += [text] * (min(span, 100) if repeat else 1)
        rows.append(cells)
    return rows


def _links(document: Any) -> Iterator[Link]:
    relations = document.part.rels
    for element in document.element.body.iter(qn("w:hyperlink")):
        relation = relations.get(element.get(qn("r:id")))
        if relation is not None and relation.is_external and _HREF.match(relation.target_ref):
            yield Link(href=relation.target_ref, text=_paragraph(element).strip())


def _pictures(document: Any, section: Any) -> tuple[tuple[Picture, ...], float]:
    """The drawings' sizes, and the largest as a share of the page."""
    pictures: list[Picture] = []
    largest = 0
    for extent in document.element.body.iter(qn("wp:extent")):
        width, height = int(extent.get("cx", "0")), int(extent.get("cy", "0"))
        largest = max(largest, width * height)
        pictures.append(
            Picture(page=1, width_px=width // _EMU_PER_PX, height_px=height // _EMU_PER_PX)
        )
    page = (section.page_width or 0) * (section.page_height or 0) if section is not None else 0
    return tuple(pictures), min(1.0, round(largest / page, 4)) if page else 0.0
