"""Blocks as paper: a PDF with a Thai text layer, a scan without one, a DOCX."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import fontpkg_sarabun
from docx import Document
from PIL import Image, ImageDraw, ImageFont
from pythainlp.tokenize import subword_tokenize, word_tokenize
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer

from .blocks import Block, Grid, Heading, Html, Links, Picture, Text

FONTS = Path(fontpkg_sarabun.__file__).parent / "files"
STAMP = datetime(2023, 4, 10, 9, tzinfo=UTC)
"""The time inside every file, so that equal inputs give equal bytes."""
_MARGIN_PT = 50.0
_BODY_PT = 12
_ALIGNMENTS = {"left": 0, "center": 1, "right": 2}


@cache
def _fonts() -> None:
    for name in ("Regular", "Bold"):
        pdfmetrics.registerFont(TTFont(f"Sarabun-{name}", str(FONTS / f"Sarabun-{name}.ttf")))


_PIECE = re.compile(r"\s+|\S*[0-9.,/]\S{0,12}|[\u0e00-\u0e7f]+|[^\s\u0e00-\u0e7f]+")
"""Space, what has digits or stops in it (`1/2566`, `มี.ค.`, `26,675.00`), Thai, other letters."""


@cache
def _words(text: str) -> tuple[str, ...]:
    """The pieces a line may be broken between: Thai words, and the rest as it is."""
    words: list[str] = []
    for piece in _PIECE.findall(text):
        thai = min(piece) >= "\u0e00" and max(piece) <= "\u0e7f"
        words += word_tokenize(piece, engine="newmm") if thai else [piece]
    return tuple(words)


def lines(
    text: str, width_pt: float, size_pt: float = _BODY_PT, font: str = "Regular"
) -> list[str]:
    """The text broken between Thai words, a word that is too long between its clusters."""
    _fonts()

    def wide(piece: str) -> float:
        return float(pdfmetrics.stringWidth(piece, f"Sarabun-{font}", size_pt))

    broken = []
    for paragraph in text.split("\n"):
        line = ""
        pieces = [
            piece
            for word in _words(paragraph)
            for piece in ((word,) if wide(word) <= width_pt else subword_tokenize(word, "tcc"))
        ]
        for word in pieces:
            if line and wide(line + word) > width_pt:
                broken.append(line.rstrip())
                line = word.lstrip()
            else:
                line += word
        broken.append(line)
    return broken


def _flow(block: Block, width_pt: float) -> list[Flowable]:
    def paragraph(text: str, size_pt: float, font: str, alignment: int) -> Flowable:
        style = ParagraphStyle(
            "p",
            fontName=f"Sarabun-{font}",
            fontSize=size_pt,
            leading=size_pt * 1.6,
            alignment=alignment,
            spaceAfter=4,
        )
        broken = lines(text, width_pt - 2, size_pt, font)
        escaped = (s.replace("&", "&amp;").replace("<", "&lt;") for s in broken)
        return Paragraph("<br/>".join(escaped), style)

    match block:
        case Heading(text, level):
            return [paragraph(text, 18 - 2 * level, "Bold", 1 if level == 1 else 0)]
        case Text(text, align):
            return [paragraph(text, _BODY_PT, "Regular", _ALIGNMENTS[align])]
        case Links(items):
            return [paragraph(text, _BODY_PT, "Regular", 0) for text, _ in items]
        case Grid(header, rows, shares):
            size_pt = 12 if len(header) < 6 else 9
            shares = shares or tuple(1 / len(header) for _ in header)
            widths = [width_pt * share for share in shares]
            cells = [
                [
                    "\n".join(lines(cell, width - 8, size_pt))
                    for cell, width in zip(row, widths, strict=True)
                ]
                for row in (header, *rows)
            ]
            style = [
                ("FONT", (0, 0), (-1, -1), "Sarabun-Regular", size_pt, size_pt * 1.5),
                ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ]
            table = LongTable(cells, colWidths=widths, repeatRows=1, style=style)
            return [Spacer(1, 4), table, Spacer(1, 8)]
        case Picture() | Html():
            raise TypeError(f"{type(block).__name__} stands on pages only")


def pdf(title: str, *blocks: Block, wide: bool = False) -> bytes:
    """A PDF whose text can be read; `wide` for landscape."""
    _fonts()
    size = landscape(A4) if wide else A4
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=size,
        title=title,
        invariant=1,
        leftMargin=_MARGIN_PT,
        rightMargin=_MARGIN_PT,
        topMargin=_MARGIN_PT,
        bottomMargin=_MARGIN_PT,
    )
    width_pt = size[0] - 2 * _MARGIN_PT - 12
    document.build([flow for block in blocks for flow in _flow(block, width_pt)])
    return out.getvalue()


@cache
def font(size_px: int, name: str = "Regular") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"Sarabun-{name}.ttf"), size_px)


def scan(*blocks: Block) -> bytes:
    """A PDF of one page picture: what an office scanner makes of paper. No text layer."""
    image = Image.new("L", (1240, 1754), 250)
    draw = ImageDraw.Draw(image)
    y = 150
    for block in blocks:
        match block:
            case Heading(text):
                broken, size, align = lines(text, 900, 44, "Bold"), 44, "center"
            case Text(text, align):
                broken, size = lines(text, 980, 32), 32
            case Grid(header, rows):
                broken = ["    ".join(row) for row in (header, *rows)]
                size, align = 28, "left"
            case _:
                raise TypeError(f"{type(block).__name__} cannot be scanned")
        for line in broken:
            face = font(size, "Bold" if isinstance(block, Heading) else "Regular")
            width = draw.textlength(line, font=face)
            x = {"left": 130.0, "center": (1240 - width) / 2, "right": 1110 - width}[align]
            draw.text((x, y), line, font=face, fill=25)
            y += int(size * 1.6)
        y += 12
    out = io.BytesIO()
    stamp = STAMP.timetuple()
    image.save(out, "PDF", resolution=150, creationDate=stamp, modDate=stamp)
    return out.getvalue()


def docx(title: str, *blocks: Block) -> bytes:
    """A DOCX of the same blocks."""
    document = Document()
    core = document.core_properties
    core.title, core.author, core.last_modified_by = title, "", ""
    core.created = core.modified = STAMP
    for block in blocks:
        match block:
            case Heading(text, level):
                document.add_heading(text, level)
            case Text(text):
                document.add_paragraph(text)
            case Links(items):
                for text, _ in items:
                    document.add_paragraph(text)
            case Grid(header, rows):
                table = document.add_table(0, len(header), style="Table Grid")
                for row in (header, *rows):
                    for cell, text in zip(table.add_row().cells, row, strict=True):
                        cell.text = text
            case Picture() | Html():
                raise TypeError(f"{type(block).__name__} stands on pages only")
    out = io.BytesIO()
    document.save(out)
    return _restamped(out.getvalue())


def _restamped(data: bytes) -> bytes:
    """The same zip with one time on every member: writers put the clock there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, STAMP.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return out.getvalue()
