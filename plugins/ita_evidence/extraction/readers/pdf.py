"""PDF: two extractors, the better one page by page; ruled tables; pictures; QR codes.

pdfium reads every page; pypdf reads those whose text pdfium got doubtfully. Which text stands is
decided by the share of Thai in dictionary words after repair, so equal bytes give equal text.
"""

from __future__ import annotations

import ctypes
import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
from pdfplumber.utils.text import extract_text

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction.readers import mending, unruled
from ita_evidence.extraction.readers import ruled as ruled_tables
from ita_evidence.extraction.readers.limits import Limits
from ita_evidence.extraction.readers.mending import Rows, grade
from ita_evidence.extraction.readers.picture import qr_codes
from ita_evidence.extraction.readers.ruled import Box, Grid, Rule
from ita_evidence.model import Document, Page, Picture, Table, TextQuality
from ita_evidence.thai import quality
from ita_evidence.thai.repair import Repaired, repair

logging.getLogger("pypdf").setLevel(logging.ERROR)
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_CLEAN_SCORE = 0.98
"""pdfium's text with this score is not read a second time."""
_OBJECTS = 3_000
"""Objects of a page that are measured; a page with more is flagged."""
_SEGMENTS = 400
"""Segments of one path that are looked at."""
_STRAIGHT = 1.0
_SURE_SCORE = 0.9
"""A table whose text pdfium gives with this score is not read a second time."""
_CURVES_OF_A_DRAWING = 20
_SCAN_SHARE = 0.3
_TEXT_CHARS = 20
"""Letters below which a page with a picture over `_SCAN_SHARE` of it counts as scanned."""
_QR_PICTURES = 12
_QR_PIXELS = (40, 2_000)
_PICTURES = 300
_PLUMBED_TABLES = 20
_PIECES_OF_A_TABLE = 6
_MOST_PIECES = 2_000
_WINDOW = re.compile(r"[\r\x02\ufffe]")


@dataclass
class _Objects:
    """What stands on a page besides text."""

    picture_share: float = 0.0
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    drawn: bool = False
    """Whether a picture or curves stand on it, however small."""
    skipped: bool = False
    pieces: int = 0
    """Of text that stands together."""


def read(data: bytes, kind: str, declared: str | None, limits: Limits) -> Document:
    """Pages with their repaired text, tables with the page each stands on."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            return Document(type=kind, text_quality=TextQuality.NONE, flags=("encrypted",))
        return _by_pypdf_alone(data, kind, limits, error)
    flags: set[str] = set()
    texts: list[Repaired] = []
    objects: list[_Objects] = []
    second = _Second(data, limits.second_opinions)
    qr_left = _QR_PICTURES
    with document:
        count = min(len(document), limits.pages)
        if len(document) > count:
            flags.add("truncated")
        for index in range(count):
            try:
                page = document[index]
                text_page = page.get_textpage()
                first = _clean(text_page.get_text_range(errors="replace"))
                found = _objects(page, index + 1, qr_left)
                found.pieces = text_page.count_rects()
            except pypdfium2.PdfiumError:
                flags.add("damaged")
                first, found = "", _Objects()
            qr_left -= len(found.pictures)
            texts.append(_better(first, second, index))
            objects.append(found)
            if found.skipped:
                flags.add("pages_skipped")
    tables, whole = _tables(data, objects, limits)
    if not whole:
        flags.add("tables_truncated")
    return _document(kind, texts, objects, tables, flags, limits)


def _document(
    kind: str,
    texts: list[Repaired],
    objects: list[_Objects],
    tables: list[Table],
    flags: set[str],
    limits: Limits,
) -> Document:
    repairs: dict[str, int] = {}
    for repaired in texts:
        for name, count in repaired.repairs.items():
            repairs[name] = repairs.get(name, 0) + count
    whole = "\n".join(repaired.text for repaired in texts)
    textless = [_letters(repaired.text) < _TEXT_CHARS for repaired in texts]
    scanned = [
        without and found.picture_share >= _SCAN_SHARE
        for without, found in zip(textless, objects, strict=True)
    ]
    text_quality = grade(whole, repairs)
    if all(textless) and any(found.drawn for found in objects):
        flags.add("scan_without_text")
        text_quality = TextQuality.NONE
    elif any(scanned):
        flags.add("pages_without_text")
    if len(whole) > limits.chars:
        flags.add("truncated")
        texts = _cut(texts, limits.chars)
    return Document(
        type=kind,
        text_quality=text_quality,
        repairs=repairs,
        pages=tuple(
            Page(number=number, text=repaired.text, picture_share=found.picture_share)
            for number, (repaired, found) in enumerate(zip(texts, objects, strict=True), 1)
        ),
        tables=tuple(tables),
        pictures=tuple(picture for found in objects for picture in found.pictures)[:_PICTURES],
        qr_codes=tuple(dict.fromkeys(code for found in objects for code in found.codes)),
        flags=tuple(sorted(flags)),
    )


def _cut(texts: list[Repaired], chars: int) -> list[Repaired]:
    kept: list[Repaired] = []
    for repaired in texts:
        kept.append(Repaired(repaired.text[: max(0, chars)], repaired.repairs))
        chars -= len(repaired.text)
    return kept


def _letters(text: str) -> int:
    return sum(1 for c in text if c.isalnum())


def _clean(text: str) -> str:
    return _WINDOW.sub("", text.replace("\r\n", "\n")).strip()


# --- text ------------------------------------------------------------------------------------


class _Second:
    """pypdf, opened when first asked, and for at most so many pages."""

    def __init__(self, data: bytes, pages: int) -> None:
        self._data, self._left = data, pages
        self._reader: pypdf.PdfReader | None = None

    def text(self, index: int) -> str:
        """A page's text, or '' where pypdf cannot read it or has read enough."""
        if self._left <= 0:
            return ""
        self._left -= 1
        try:
            if self._reader is None:
                self._reader = pypdf.PdfReader(io.BytesIO(self._data))
                if self._reader.is_encrypted:
                    self._reader.decrypt("")
            return _clean(self._reader.pages[index].extract_text())
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  pypdf raises anything on damage; pdfium's text stands
            return ""


def _better(first: str, second: _Second, index: int) -> Repaired:
    """The better of two extractions of a page, repaired.

    A score counts as far as the text is there: three good words do not beat a full page.
    """
    repaired = repair(first)
    score = quality.score(repaired.text)
    if _letters(repaired.text) >= _TEXT_CHARS and score >= _CLEAN_SCORE and not repaired.repairs:
        return repaired
    other = repair(second.text(index))
    most = max(_letters(repaired.text), _letters(other.text), 1)
    here = score * _letters(repaired.text) / most
    there = quality.score(other.text) * _letters(other.text) / most
    return other if there > here else repaired


def _by_pypdf_alone(data: bytes, kind: str, limits: Limits, error: Exception) -> Document:
    second = _Second(data, limits.pages)
    try:
        count = len(pypdf.PdfReader(io.BytesIO(data)).pages)
    except MemoryError:
        raise
    except Exception as other:
        raise ExtractionError(f"no extractor opens it (pdfium: {error}; pypdf: {other})") from other
    texts = [repair(second.text(index)) for index in range(min(count, limits.pages))]
    if not any(_letters(repaired.text) for repaired in texts):
        raise ExtractionError(f"its pages cannot be read (pdfium: {error}; pypdf: no text)")
    flags = {"damaged"} | ({"truncated"} if count > limits.pages else set())
    return _document(kind, texts, [_Objects() for _ in texts], [], flags, limits)


# --- pictures, lines, drawings ---------------------------------------------------------------


def _objects(page: Any, number: int, qr_left: int) -> _Objects:
    """What pdfium sees on a page: pictures, straight lines, drawn curves."""
    width, height = page.get_size()
    area = max(1.0, width * height)
    found = _Objects()
    drawing: list[tuple[float, float, float, float]] = []
    curves = 0
    shown_in_all = 0.0
    for seen, one in enumerate(page.get_objects(max_depth=4)):
        if seen >= _OBJECTS:
            found.skipped = True
            break
        if one.type not in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH):
            continue
        try:
            left, bottom, right, top = one.get_bounds()
        except pypdfium2.PdfiumError:
            continue
        if one.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            shown = max(0.0, min(right, width) - max(left, 0)) * max(
                0.0, min(top, height) - max(bottom, 0)
            )
            found.picture_share = max(found.picture_share, shown / area)
            shown_in_all += shown / area
            width_px, height_px = one.get_px_size()
            found.pictures.append(Picture(page=number, width_px=width_px, height_px=height_px))
            if len(found.pictures) <= qr_left and _may_be_qr(width_px, height_px):
                found.codes += _qr(one)
            continue
        bends = _segments(one, found)
        if bends:
            curves += bends
            drawing.append((left, bottom, right, top))
    if curves >= _CURVES_OF_A_DRAWING:
        box = (
            max(0.0, min(b[0] for b in drawing)),
            max(0.0, min(b[1] for b in drawing)),
            min(width, max(b[2] for b in drawing)),
            min(height, max(b[3] for b in drawing)),
        )
        share = max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1]) / area
        found.picture_share = max(found.picture_share, share)
    # A scan may lie on the page in strips, each of them small.
    if shown_in_all >= _SCAN_SHARE:
        found.picture_share = max(found.picture_share, shown_in_all)
    found.picture_share = min(1.0, round(found.picture_share, 4))
    found.drawn = bool(found.pictures or curves)
    return found


def _segments(path: Any, found: _Objects) -> int:
    """Adds a path's straight rules to `found`; the answer is how many curves it has."""
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    curves = 0
    before: tuple[float, float] | None = None
    begun: tuple[float, float] | None = None
    for index in range(min(pdfium.FPDFPath_CountSegments(path.raw), _SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path.raw, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            curves += 1
        elif kind == pdfium.FPDF_SEGMENT_MOVETO:
            begun = here
        elif before is not None:
            _add_rule(before, here, found)
        if pdfium.FPDFPathSegment_GetClose(segment) and begun is not None:
            _add_rule(here, begun, found)
        before = here
    return curves


def _add_rule(one: tuple[float, float], other: tuple[float, float], found: _Objects) -> None:
    (x1, y1), (x2, y2) = one, other
    if abs(y1 - y2) <= _STRAIGHT < abs(x1 - x2):
        found.across.append(Rule((y1 + y2) / 2, min(x1, x2), max(x1, x2)))
    elif abs(x1 - x2) <= _STRAIGHT < abs(y1 - y2):
        found.down.append(Rule((x1 + x2) / 2, min(y1, y2), max(y1, y2)))


def _may_be_qr(width_px: int, height_px: int) -> bool:
    low, high = _QR_PIXELS
    return low <= min(width_px, height_px) and max(width_px, height_px) <= min(
        high, 1.3 * min(width_px, height_px)
    )


def _qr(image: Any) -> list[str]:
    try:
        return list(qr_codes(image.get_bitmap().to_pil()))
    except (pypdfium2.PdfiumError, ValueError, ctypes.ArgumentError):
        return []


# --- tables ----------------------------------------------------------------------------------


def _tables(data: bytes, objects: list[_Objects], limits: Limits) -> tuple[list[Table], bool]:
    """The tables, page by page from the top, and whether all of them were looked for."""
    ruled = [ruled_tables.grids(found.across, found.down) for found in objects]
    looked_at, whole = _pages_with_tables(ruled, objects, limits.table_pieces)
    tables: list[Table] = []
    left = limits.cells
    before: unruled.Found | None = None
    with pypdfium2.PdfDocument(data) as document, _Plumber(data) as plumber:
        for index, grids in enumerate(ruled):
            if index not in looked_at and before is None:
                continue
            page = document[index]
            drawn, before = _on_page(page, index, grids, before, plumber)
            for rows in drawn:
                left -= len(rows) * len(rows[0])
                if left < 0:
                    return tables, False
                tables.append(Table(page=index + 1, rows=rows))
    return tables, whole


def _pages_with_tables(
    ruled: list[list[Grid]], objects: list[_Objects], most: int
) -> tuple[set[int], bool]:
    """Indexes of the pages that may hold a table, and whether these are all.

    Those with rules come first, then those with enough pieces of text, as far as `most` cells and
    pieces go: a long report has its tables behind its prose.
    """
    looked_at: set[int] = set()
    for index in sorted(range(len(ruled)), key=lambda index: not ruled[index]):
        cells = sum(len(grid) * len(grid[0]) for grid in ruled[index])
        pieces = objects[index].pieces
        if not cells and pieces < _PIECES_OF_A_TABLE:
            continue
        most -= cells or pieces
        if most < 0:
            return looked_at, False
        looked_at.add(index)
    return looked_at, True


def _on_page(
    page: Any, index: int, grids: list[Grid], before: unruled.Found | None, plumber: _Plumber
) -> tuple[list[Rows], unruled.Found | None]:
    """A page's tables from the top, and the last one if it is without rules and may go on."""
    bounds = [_bounds(grid) for grid in grids]
    ruled = [_rows(grid, page, index, plumber) for grid in grids]
    placed = [
        (box.top, rows) for box, rows in zip(bounds, ruled, strict=True) if any(map(any, rows))
    ]
    last: unruled.Found | None = None
    # What stands between two ruled tables is looked at by itself: its lines are no neighbours of
    # those beyond.
    bands: list[list[unruled.Piece]] = [[] for _ in range(len(bounds) + 1)]
    for piece in _pieces(page, bounds):
        middle = (piece.box.bottom + piece.box.top) / 2
        bands[sum(box.bottom > middle for box in bounds)].append(piece)
    for number, pieces in enumerate(bands):
        found = unruled.tables(pieces, before if number == 0 else None)
        placed += [(one.lines[0][0].box.top, mending.cells(one.rows)) for one in found]
        last = found[-1] if found and number == len(bounds) and found[-1].ends else None
    return [rows for _, rows in sorted(placed, key=lambda one: -one[0])], last


def _bounds(grid: Grid) -> Box:
    """The box that holds all of a grid's cells."""
    boxes = [box for row in grid for box in row]
    return Box(
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )


def _pieces(page: Any, but: Sequence[Box]) -> Iterator[unruled.Piece]:
    """Text as pdfium finds it together on a line, with its box, but what stands in these boxes."""
    text_page = page.get_textpage()
    for number in range(min(text_page.count_rects(), _MOST_PIECES)):
        box = Box(*text_page.get_rect(number))
        if any(_stands_in(box, other) for other in but):
            continue
        text = text_page.get_text_bounded(*box, errors="replace")
        yield unruled.Piece(box, " ".join(_clean(text).split()))


def _stands_in(piece: Box, box: Box) -> bool:
    middle = (piece.bottom + piece.top) / 2
    return box.bottom < middle < box.top and piece.left < box.right and box.left < piece.right


def _rows(grid: Grid, page: Any, index: int, plumber: _Plumber) -> Rows:
    """A table's cells by pdfium, or by pdfplumber where that gives better text."""
    boxes = {box for row in grid for box in row}
    text_page = page.get_textpage()
    texts = {box: _within(text_page, box) for box in boxes}
    for box in {*grid[0]}:
        texts[box] = _without_crossing(text_page, box, texts[box])
    rows = mending.cells([[texts[box] for box in row] for row in grid])
    score = quality.score(mending.as_lines(rows))
    if score < _SURE_SCORE and (others := plumber.texts(index, boxes)) is not None:
        other = mending.cells([[others[box] for box in row] for row in grid])
        if quality.score(mending.as_lines(other)) > score:
            return other
    return rows


def _within(text_page: Any, box: Box) -> str:
    """The text that touches a box."""
    return _clean(text_page.get_text_bounded(*box, errors="replace"))


def _without_crossing(text_page: Any, box: Box, text: str) -> str:
    """A first row's cell without the line above the table that hangs into it."""
    edge = Box(box.left, box.top - 0.01, box.right, box.top + 0.01)
    crossing = Counter(filter(str.isalnum, _within(text_page, edge)))
    lines = text.split("\n")
    while len(lines) > 1:
        # Vowels and tones of that line stand above it: its letters tell, and pdfium may part it.
        letters = Counter(filter(str.isalnum, lines[0]))
        if not letters or (letters & crossing).total() < 0.6 * letters.total():
            break
        crossing -= letters
        lines.pop(0)
    return "\n".join(lines).strip()


class _Plumber:
    """pdfplumber, opened when first asked; slower than pdfium by ten times."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = _PLUMBED_TABLES
        self._document: Any = None

    def __enter__(self) -> _Plumber:
        return self

    def __exit__(self, *_: object) -> None:
        if self._document is not None:
            self._document.close()

    def texts(self, index: int, boxes: set[Box]) -> dict[Box, str] | None:
        """The text within each box of a page; None where pdfminer cannot read it, or has enough."""
        if self._left <= 0:
            return None
        self._left -= 1
        try:
            if self._document is None:
                self._document = pdfplumber.open(io.BytesIO(self._data))
            page = self._document.pages[index]
            height = float(page.height)
            inside: dict[Box, list[Any]] = {box: [] for box in boxes}
            for char in page.chars:
                x = (char["x0"] + char["x1"]) / 2
                y = height - (char["top"] + char["bottom"]) / 2
                for box, chars in inside.items():
                    if box.left <= x <= box.right and box.bottom <= y <= box.top:
                        chars.append(char)
                        break
            page.close()
            texts = {box: _clean(extract_text(chars)) for box, chars in inside.items()}
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  pdfminer raises anything on damage; pdfium's text stands
            return None
        return texts
