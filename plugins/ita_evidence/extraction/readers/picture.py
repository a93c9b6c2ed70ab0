"""Image files: their size and QR codes. No text is read from a picture."""

from __future__ import annotations

import io
import warnings

import zxingcpp
from PIL import Image

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction.readers.limits import Limits
from ita_evidence.model import Document, Page, Picture, TextQuality

_PIXELS = 60_000_000
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def read(data: bytes, kind: str, declared: str | None, limits: Limits) -> Document:
    """One page that is all picture, `text_quality` none, flag `picture_only`."""
    with warnings.catch_warnings(), Image.open(io.BytesIO(data)) as image:
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        width, height = image.size
        if width * height > _PIXELS:
            raise ExtractionError(f"it has {width}x{height} pixels; at most {_PIXELS:,} are read")
        codes = qr_codes(image)
    return Document(
        type=kind,
        text_quality=TextQuality.NONE,
        pages=(Page(number=1, text="", picture_share=1.0),),
        pictures=(Picture(page=1, width_px=width, height_px=height),),
        qr_codes=codes,
        flags=("picture_only",),
    )


def qr_codes(image: Image.Image) -> tuple[str, ...]:
    """The texts of the QR codes in a picture, in reading order, each once."""
    found = zxingcpp.read_barcodes(image.convert("L"), formats=_QR)
    return tuple(dict.fromkeys(code.text for code in found if code.text))
