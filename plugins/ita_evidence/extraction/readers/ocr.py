"""What Tesseract reads in pages that have no text: shown beside, never judged.

On every scan tried Tesseract's Thai misread years in Thai digits, so no verdict may rest on it. A
machine without Tesseract or its Thai loses only this.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from functools import lru_cache

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction.readers.limits import DEFAULT, Limits
from ita_evidence.extraction.readers.worker import page_png
from ita_evidence.model import Document, Page
from ita_evidence.thai.repair import repair

PAGES = 3
"""Pages of one document that are read so: one takes 7 to 40 s."""
WALL_S = 20.0
"""For all of them."""
_MEMORY_KIB = 512 * 1024
_LEAST_LETTERS = 20
_LEAST_SHARE = 0.3


@lru_cache(maxsize=1)
def is_here() -> bool:
    """Whether Tesseract with Thai is installed on this machine."""
    command = shutil.which("tesseract")
    if command is None:
        return False
    listed = subprocess.run(
        [command, "--list-langs"], capture_output=True, text=True, check=False, timeout=30
    )
    return "tha" in listed.stdout.split()


def needs(page: Page) -> bool:
    """Whether a page is a picture without text."""
    letters = sum(1 for c in page.text if c.isalnum())
    return letters < _LEAST_LETTERS and page.picture_share >= _LEAST_SHARE


def beside(
    document: Document,
    data: bytes,
    *,
    pages: int = PAGES,
    wall_s: float = WALL_S,
    limits: Limits = DEFAULT,
) -> Document:
    """The document with `ocr_text` on its first pages without text; everything else unchanged.

    A page that cannot be drawn or takes too long is left without.
    """
    if not is_here():
        return document
    deadline = time.monotonic() + wall_s
    read: list[Page] = []
    for page in document.pages:
        left_s = deadline - time.monotonic()
        if pages > 0 and left_s > 0 and needs(page):
            pages -= 1
            text = _read(document, data, page.number, left_s, limits)
            page = page.model_copy(update={"ocr_text": text})
        read.append(page)
    return document.model_copy(update={"pages": tuple(read)})


def _read(
    document: Document, data: bytes, number: int, wall_s: float, limits: Limits
) -> str | None:
    try:
        png = page_png(data, document.type, number, limits=limits)
        done = subprocess.run(
            ["sh", "-c", f"ulimit -v {_MEMORY_KIB}; exec tesseract stdin stdout -l tha+eng"],
            input=png,
            capture_output=True,
            timeout=wall_s,
            check=True,
            env={"PATH": os.environ.get("PATH", ""), "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"},
        )
    except (ExtractionError, subprocess.SubprocessError, OSError):
        return None
    text = repair(done.stdout.decode("utf-8", errors="replace")).text.replace("\f", "").strip()
    return text or None
