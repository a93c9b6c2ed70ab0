"""The README's pictures of dossier, worklist and board, from the sample's settled half-year.

    make run && make screenshots     # writes docs/pictures/*.png

The pages are those of the runs; the board is drawn from the store's own index. Each picture is a
few dozen kilobytes: 128 colours are enough for pages.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from ita_evidence import periods, pipeline, settings
from ita_evidence.errors import EvidenceError
from ita_evidence.reporting import board, dossier, render, worklist
from ita_evidence.reporting.gather import read_json

AGENCY, PERIOD = "sample", "2566-H1"
OUT = settings.PROJECT / "docs/pictures"
SIZE = {"width": 1000, "height": 720}
PICTURES = {
    "dossier": "dossier/index.html",
    "item": "dossier/en/items/o22.html",
    "worklist": "worklist/index.html",
    "board": "board/agency/sample.html",
}


def main() -> int:
    binary = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if binary is None:
        print("screenshots: no chromium on this machine: apt-get install chromium", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        try:
            write_pages(Path(folder))
        except EvidenceError as error:
            print(f"screenshots: {error}", file=sys.stderr)
            return 1
        browser = playwright.chromium.launch(executable_path=binary, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        for name, path in PICTURES.items():
            page.goto((Path(folder) / path).as_uri())
            page.evaluate("document.fonts.ready")
            target = OUT / f"{name}.png"
            target.write_bytes(small(page.screenshot()))
            print(f"written: {target.relative_to(settings.PROJECT)}, {target.stat().st_size} bytes")
        browser.close()
    return 0


def write_pages(folder: Path) -> None:
    """Dossier, worklist and board of the newest half-year.

    Raises:
        UsageError: it was never run; the message says how.
    """
    with pipeline.open_workspace(settings.load()) as work:
        given = pipeline.newest_report_input(work, AGENCY, PERIOD)
        grid = board.grid_page(
            read_json(work.store, AGENCY, "board"),
            AGENCY,
            given.agency.name_th,
            "th",
            today=periods.bangkok_date(given.recorded_at),
            fiscal_year=periods.parse(PERIOD).fiscal_year,
        )
    files = {f"dossier/{path}": data for path, data in dossier.build(given).items()}
    files |= {f"worklist/{path}": data for path, data in worklist.build(given).items()}
    files |= {f"board/{path}": data for path, data in render.assets().items()}
    files |= {"board/assets/board.js": render.script("board.js"), PICTURES["board"]: grid}
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def small(png: bytes) -> bytes:
    packed = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(128).save(packed, "PNG", optimize=True)
    return packed.getvalue()


if __name__ == "__main__":
    sys.exit(main())
