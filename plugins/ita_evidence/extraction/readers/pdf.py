"""PDF: two extractors, the better one page by page; ruled tables; pictures; QR codes.

pdfium reads every page; pypdf reads those whose text pdfium got doubtfully. Which text stands is
decided by the share of Thai in dictionary words after repair, so equal bytes give equal text.
"""

from __future__ import annotations

import ctypes
import io
import logging
import re
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
import pypdf
import pypdfium2
import pypdfium2.raw as pdfium

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction.readers import mending
from ita_evidence.extraction.readers.limits import Limits
from ita_evidence.extraction.readers.mending import Rows, grade
from ita_evidence.extraction.readers.picture import qr_codes
from ita_evidence.model import Document, Page, Picture, Table, TextQuality
from ita_evidence.thai import quality
from ita_evidence.thai.repair import Repaired, repair

logging.getLogger("pypdf").setLevel(logging.ERROR)
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_CLEAN_SCORE = 0.98
"""pdfium's text with this score is not read a second time."""
_OBJECTS = 3_000
"""Objects of a page that are measured; a page with more is flagged."""
_LINES_OF_A_TABLE = 4
_CURVES_OF_A_DRAWING = 20
_SCAN_SHARE = 0.3
_TEXT_CHARS = 20
"""Letters below which a page with a picture over `_SCAN_SHARE` of it counts as scanned."""
_QR_PICTURES = 12
_QR_PIXELS = (40, 2_000)
_PICTURES = 300
_WINDOW = re.compile(r"[\r\x02\ufffe]")


@dataclass
class _Objects:
    """What stands on a page besides text."""

    picture_share: float = 0.0
    lines: int = 0
    pictures: list[Picture] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    drawn: bool = False
    """Whether a picture or curves stand on it, however small."""
    skipped: bool = False


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
                first = _clean(page.get_textpage().get_text_range(errors="replace"))
                found = _objects(page, index + 1, qr_left)
            except pypdfium2.PdfiumError:
                flags.add("damaged")
                first, found = "", _Objects()
            qr_left -= len(found.pictures)
            texts.append(_better(first, second, index))
            objects.append(found)
            if found.skipped:
                flags.add("pages_skipped")
    ruled = [index for index, found in enumerate(objects) if found.lines >= _LINES_OF_A_TABLE]
    if len(ruled) > limits.table_pages:
        flags.add("tables_truncated")
    tables, whole = _tables(data, ruled[: limits.table_pages], limits.cells)
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
        if right - left < 3 or top - bottom < 3:
            found.lines += 1
            continue
        bends = _curves(one)
        if bends:
            curves += bends
            drawing.append((left, bottom, right, top))
        else:
            found.lines += 2  # a box: sides of a cell
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


def _curves(path: Any) -> int:
    """How many curved segments a path has; rules and boxes have none."""
    segments = pdfium.FPDFPath_CountSegments(path.raw)
    return sum(
        pdfium.FPDFPathSegment_GetType(pdfium.FPDFPath_GetPathSegment(path.raw, index))
        == pdfium.FPDF_SEGMENT_BEZIERTO
        for index in range(min(segments, 200))
    )


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


def _tables(data: bytes, pages: list[int], cells: int) -> tuple[list[Table], bool]:
    """The ruled tables of `pages`, and whether all of them could be read."""
    if not pages:
        return [], True
    tables: list[Table] = []
    try:
        with (
            pdfplumber.open(io.BytesIO(data)) as ruled,
            pypdfium2.PdfDocument(data) as document,
        ):
            for index in pages:
                page = ruled.pages[index]
                for found in page.find_tables():
                    cells -= _size(found)
                    if cells < 0:
                        return tables, False
                    rows = _rows(found, page, document[index])
                    if any(any(row) for row in rows) and (len(rows) > 1 or len(rows[0]) > 1):
                        tables.append(Table(page=index + 1, rows=rows))
                page.close()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  pdfminer raises anything on damage; said by the flag
        return tables, False
    return tables, True


def _size(found: Any) -> int:
    return len({cell[0] for cell in found.cells}) * len({cell[1] for cell in found.cells})


def _rows(found: Any, page: Any, same_page: Any) -> Rows:
    """A table's cells by the better of two extractors; one that spans stands in each place.

    pdfplumber finds the cells; its text and pdfium's within their bounds are scored.
    """
    by_plumber = {
        cell: text or ""
        for row, texts in zip(found.rows, found.extract(), strict=True)
        for cell, text in zip(row.cells, texts, strict=True)
        if cell is not None
    }
    text_page = same_page.get_textpage()
    by_pdfium = {
        (left, top, right, bottom): _clean(
            text_page.get_text_bounded(
                left, page.height - bottom, right, page.height - top, errors="replace"
            )
        )
        for left, top, right, bottom in by_plumber
    }
    first, second = (
        mending.cells(_spread(found.cells, texts)) for texts in (by_pdfium, by_plumber)
    )
    return first if _worth(first) >= _worth(second) else second


def _worth(rows: Rows) -> tuple[float, int]:
    text = mending.as_lines(rows)
    return round(quality.score(text), 2), _letters(text)


def _spread(cells: Any, texts: dict[Any, str]) -> list[list[str]]:
    lefts = sorted({cell[0] for cell in cells})
    tops = sorted({cell[1] for cell in cells})
    columns = list(zip(lefts, [*lefts[1:], max(cell[2] for cell in cells)], strict=True))
    lines = list(zip(tops, [*tops[1:], max(cell[3] for cell in cells)], strict=True))

    def at(x: float, y: float) -> str:
        for (left, top, right, bottom), text in texts.items():
            if left <= x <= right and top <= y <= bottom:
                return text
        return ""

    return [
        [at((left + right) / 2, (top + bottom) / 2) for left, right in columns]
        for top, bottom in lines
    ]
