"""The pages as people open them: from a folder, in a real Chromium, with no network."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ita_evidence.reporting import board, dossier, render, worklist

pytestmark = pytest.mark.browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
PAGES = (
    "index.html",
    "en/index.html",
    "items/o21.html",
    "en/items/o21.html",
    "worklist/index.html",
    "board/agency/sample.html",
    "board/agency/sample/period.html",
)

LEAST_CONTRAST = 4.5
"""WCAG 2.2 AA, success criterion 1.4.3, for text of any size."""
CONTRAST = """() => {
  const channel = c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
  const light = rgb => rgb.slice(0, 3).map(channel)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const parse = css => css.match(/[\\d.]+/g).map(Number);
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const rgb = parse(getComputedStyle(e).backgroundColor);
      if (rgb.length === 3 || rgb[3] === 1) return rgb;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const element of document.body.querySelectorAll('*')) {
    if (![...element.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    found.push([(Math.max(a, b) + .05) / (Math.min(a, b) + .05), element.className, element.tagName]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    binary = next(path for path in map(shutil.which, NAMES) if path)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=binary, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def folder(make: Any, tmp_path: Path) -> Path:
    report = make.report()
    entry = board.index_entry(report)
    merged = board.merge({}, entry)
    files = {
        **dossier.build(report),
        **{f"worklist/{path}": data for path, data in worklist.build(report).items()},
        **{f"board/{path}": data for path, data in render.assets().items()},
        "board/agency/sample.html": board.grid_page(
            merged, "sample", "จังหวัดตัวอย่าง", "th", today=date(2023, 5, 20)
        ),
        "board/agency/sample/period.html": board.period_page(
            entry, "sample", "จังหวัดตัวอย่าง", "2566-H1", "th"
        ),
    }
    for path, data in files.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return tmp_path


@pytest.fixture
def visit(browser: Browser, folder: Path) -> Iterator[Callable[[str, int], Page]]:
    """Opens a page at a width; a request that leaves the folder or a complaint fails the test."""
    complaints: list[str] = []
    outside: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((folder.as_uri(), "data:"))
            else outside.append(request.url)
        ),
    )

    def open_at(path: str, width: int) -> Page:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto((folder / path).as_uri())
        page.evaluate("document.fonts.ready")
        return page

    yield open_at
    context.close()
    assert outside == []
    assert complaints == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_nothing_but_its_folder_and_fits_any_width(
    visit: Callable[[str, int], Page], path: str
) -> None:
    for width in (1280, 360):
        page = visit(path, width)
        fonts = page.evaluate("[...document.fonts].map(font => font.family + font.status)")
        assert fonts == ["Sarabunloaded", "Sarabunloaded"]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        line = page.evaluate(
            "parseFloat(getComputedStyle(document.body).lineHeight)"
            " / parseFloat(getComputedStyle(document.body).fontSize)"
        )
        assert line >= 1.6


@pytest.mark.parametrize("path", PAGES)
def test_text_stands_out_from_its_ground(visit: Callable[[str, int], Page], path: str) -> None:
    poor = [one for one in visit(path, 1280).evaluate(CONTRAST) if one[0] < LEAST_CONTRAST]
    assert poor == []


def test_the_language_switch_keeps_the_item(visit: Callable[[str, int], Page]) -> None:
    page = visit("items/o21.html", 1280)
    page.click("text=English")
    assert page.url.endswith("/en/items/o21.html")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.click("text=ภาษาไทย")
    assert page.url.endswith("/items/o21.html")
    assert "/en/" not in page.url


def test_an_item_prints_on_paper_without_the_navigation(
    visit: Callable[[str, int], Page],
) -> None:
    page = visit("items/o21.html", 1280)
    page.emulate_media(media="print")
    for hidden in (".switch", ".top nav", ".skip"):
        assert not page.locator(hidden).is_visible()
    assert page.locator("h1").is_visible()
    assert page.locator("footer .record").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_hostile_text_runs_nothing(browser: Browser, make: Any, tmp_path: Path) -> None:
    bad = (
        "</p><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    )
    finding = make.finding(th=bad, en=bad, quote=bad)
    report = make.report(verdicts={"O21": make.verdict(findings=(finding,))})
    target = tmp_path / "o21.html"
    target.write_bytes(dossier.build(report)["items/o21.html"])
    page = browser.new_page()
    page.goto(target.as_uri())
    assert "owned" not in page.title()
    assert bad in page.locator(".said").inner_text()
    page.close()
