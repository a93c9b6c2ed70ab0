"""Pictures of single pages of a PDF, for a person to look at; never judged.

Drawn in a child process with limits on memory and time, since the file was written by strangers:
`python -m ita_evidence.extraction.page_pictures WIDTH PAGE…` reads the PDF from its standard input
and writes the pictures, each after its length (8 bytes, big-endian), in the order asked for.
"""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction.readers.limits import Limits, address_space_bytes, limit

WIDTH_PX = 900
LIMITS = Limits(cpu_s=15)
TALLEST = 3
"""Height over width; a longer page is cut off below."""
_PACKAGE_ROOT = Path(__file__).resolve().parents[2]


def draw(data: bytes, pages: Sequence[int], *, width_px: int = WIDTH_PX) -> dict[int, bytes]:
    """Page number (from 1) to its picture (PNG), `width_px` wide; pages it lacks are left out.

    Raises:
        ExtractionError: the drawing failed or went over a limit; the message says so.
    """
    if not pages:
        return {}
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, str(width_px), *(str(page) for page in pages)],
            input=data,
            capture_output=True,
            timeout=LIMITS.wall_s,
            check=False,
            env={
                "PATH": os.environ.get("PATH", ""),
                "PYTHONPATH": str(_PACKAGE_ROOT),
                "LC_ALL": "C.UTF-8",
            },
        )
    except subprocess.TimeoutExpired:
        raise ExtractionError(f"drawing pages took longer than {LIMITS.wall_s:g} s") from None
    if done.returncode:
        raise ExtractionError(f"drawing pages ended with status {done.returncode}")
    return _unpacked(done.stdout, pages)


def _unpacked(answer: bytes, pages: Sequence[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    for page in pages:
        size = int.from_bytes(answer[at : at + 8], "big")
        if size:
            found[page] = answer[at + 8 : at + 8 + size]
        at += 8 + size
    return found


def _draw_here(data: bytes, width_px: int, pages: Sequence[int]) -> bytes:
    import pypdfium2

    answer = io.BytesIO()
    with pypdfium2.PdfDocument(data) as document:
        for number in pages:
            picture = b""
            if 1 <= number <= len(document):
                page = document[number - 1]
                bitmap = page.render(scale=width_px / max(page.get_width(), 1))
                drawn = bitmap.to_pil().convert("L")
                drawn = drawn.crop((0, 0, drawn.width, min(drawn.height, TALLEST * width_px)))
                target = io.BytesIO()
                # 16 greys: a page of text stays readable at a tenth of the bytes.
                drawn.quantize(16).save(target, "PNG", optimize=True)
                picture = target.getvalue()
            answer.write(len(picture).to_bytes(8, "big"))
            answer.write(picture)
    return answer.getvalue()


def _main() -> None:
    limit(resource.RLIMIT_CPU, LIMITS.cpu_s)
    limit(resource.RLIMIT_AS, address_space_bytes() + LIMITS.memory_bytes)
    width_px, *pages = (int(argument) for argument in sys.argv[1:])
    sys.stdout.buffer.write(_draw_here(sys.stdin.buffer.read(), width_px, pages))


if __name__ == "__main__":
    _main()
