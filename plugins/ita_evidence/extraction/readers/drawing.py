"""A page as a picture, for a person to look at and for OCR. Runs in the reading process."""

from __future__ import annotations

import io
import warnings

import pypdfium2
from PIL import Image

from ita_evidence.errors import ExtractionError

DPI = 200
_POINTS_PER_INCH = 72
_PIXELS = 8_000_000
"""A larger page is drawn smaller: its text stays legible on A3."""


def draw(data: bytes, kind: str, number: int) -> bytes:
    """Page `number` (from 1) as a PNG of at most 8 million pixels.

    Raises:
        ExtractionError: no such page, or a type whose pages are not drawn.
    """
    if kind == "pdf":
        return _of_pdf(data, number)
    if kind == "image":
        return _of_image(data, number)
    raise ExtractionError(f"pages of {kind} are not drawn; valid: pdf, image")


def _of_pdf(data: bytes, number: int) -> bytes:
    with pypdfium2.PdfDocument(data) as document:
        if not 1 <= number <= len(document):
            raise ExtractionError(f"it has no page {number}; valid: 1 to {len(document)}")
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(DPI / _POINTS_PER_INCH, (_PIXELS / max(1.0, width * height)) ** 0.5)
        return _png(page.render(scale=scale).to_pil())


def _of_image(data: bytes, number: int) -> bytes:
    if number != 1:
        raise ExtractionError(f"it has no page {number}; valid: 1")
    with warnings.catch_warnings(), Image.open(io.BytesIO(data)) as image:
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        width, height = image.size
        scale = min(1.0, (_PIXELS / max(1, width * height)) ** 0.5)
        image.draft("RGB", (int(width * scale), int(height * scale)))
        small = image.convert("RGB")
        if scale < 1.0:
            small = small.resize((max(1, int(width * scale)), max(1, int(height * scale))))
        return _png(small)


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue()
