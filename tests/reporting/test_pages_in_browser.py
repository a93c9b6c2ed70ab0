"""The pages as people open them: from a folder, in a real Chromium, with no network."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from ita_evidence.model import Checkpoint, Found, Observation, Place, Submitted
from ita_evidence.reporting import board, dossier, render, worklist
from ita_evidence.reporting.changes import Change, Piece
from ita_evidence.reporting.excerpts import Excerpt
from ita_evidence.reporting.history import History, extend
from ita_evidence.reporting.inputs import ItemFacts, Reading

pytestmark = pytest.mark.browser

KINDS = ("index", "items/o21", "captures/o21-1", "printouts/o21", "search")
BOARD = ("home", "agency/sample", "agency/sample/2566-H1", "agency/message")
PAGES = (
    *(f"{folder}{kind}.html" for folder in ("", "en/") for kind in KINDS),
    "worklist/index.html",
    *(f"board-{language}/{page}.html" for language in ("th", "en") for page in BOARD),
)
"""Every kind of page, in both languages where it has two."""

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
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def context(browser: Browser) -> BrowserContext:
    """One for all that `visit` opens: the pages keep nothing."""
    return browser.new_context()


@pytest.fixture(scope="module")
def lifted(browser: Browser) -> Page:
    """A page whose own policy is lifted for axe alone: it lets no stranger's script in."""
    return browser.new_context(bypass_csp=True).new_page()


AUDIT = {
    "at": "2023-05-14T20:00:00+00:00",
    "full_at": None,
    "ok": False,
    "level": "sample",
    "checked": 120,
    "faults": [{"code": "lock_missing"}],
    "faults_count": 1,
}


def rich(make: Any) -> Any:
    """A half-year with all that a page can hold: quotes in tables and texts, changes, figures."""
    finding = make.finding(part="2566-03")
    noted = make.finding(code="nil_declared", result="note", place=Place(page=2, url=URL))
    seen = Observation(
        unit="hr",
        component="shown",
        found=Found.YES,
        code="shown",
        quote="ข้อความ",
        place=noted.place,
    )
    facts = ItemFacts(
        observations=(
            seen,
            seen.model_copy(update={"unit": "commerce", "found": Found.NIL, "part": "2566-03"}),
        ),
        records=(
            {
                "unit": "hr",
                "form": "skr1",
                "heading_month": "2566-03",
                "agreed_price_baht": "45600.00",
                "place_row": 1,
            },
        ),
        history=extend(History(), make.snapshot(), "snapshots/1"),
        readings={
            "b2" * 32: Reading(type="html", encoding="utf-8", repairs={"sara_am": 2}, pages=1)
        },
        excerpts={
            (finding.place, finding.quote): Excerpt(
                rows=((("ลำดับ", 1), ("รายการ", 2)), (("1", 1), (LONG, 1), ("-", 1))), lit=1
            ),
            (seen.place, seen.quote): Excerpt(before="ก่อน ", quote="ข้อความ", after=" หลัง"),
        },
        pictures={("b2" * 32, 1): PICTURE},
        changes=(
            Change(
                url=URL,
                before_sha256="a1" * 32,
                before_at=make.at,
                now_sha256="b2" * 32,
                now_at=make.at,
                lines=((Piece("same", "ร้อยละ "), Piece("gone", "80"), Piece("new", LONG)),),
                more=3,
            ),
        ),
    )
    agency = make.agency()
    *others, last = agency.units
    units = (*others, last.model_copy(update={"name_th": LONG}))
    report = make.report(
        agency=agency.model_copy(update={"units": units}),
        facts={"O21": facts},
        items=tuple(
            make.item(n, **({"topic": "procurement.monthly_summary"} if n == 21 else {}))
            for n in range(1, 44)
        ),
        submitted={"O21": Submitted(url=URL, explanation=LONG, submitted_at=make.at)},
        checkpoints=(
            Checkpoint(name="closing", on=date(2023, 5, 1), period="2566-H1", seal="closing"),
        ),
    )
    before = {
        "O21": make.verdict(21, topic="procurement.monthly_summary"),
        "O2": make.verdict(2),
    }
    verdicts = dict(report.verdicts)
    verdicts["O21"] = verdicts["O21"].model_copy(update={"findings": (finding, *(noted,) * 8)})
    report = replace(report, verdicts=verdicts)
    first = board.index_entry(replace(report, record_number=3, verdicts=before))
    month = board.index_entry(replace(report, record_number=4, period="2566-03"))
    merged = board.merge(board.merge({}, first), month)
    return replace(report, board=board.merge(merged, board.index_entry(report)))


URL = "https://www.sample.example/oit/21"
LONG = "สรุปผลการดำเนินการจัดซื้อจัดจ้าง" * 12
"""No blank to break a line at: Thai writes none."""
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsf0+dQAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def folder(make: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root_folder = tmp_path_factory.mktemp("pages")
    report = rich(make)
    entry = board.index_entry(report, {"dag_id": "ita_semiannual__sample", "run_id": "r"})
    files = {
        **dossier.build(report),
        **{f"worklist/{path}": data for path, data in worklist.build(report).items()},
    }
    for language in ("th", "en"):
        root = f"board-{language}"
        files |= {f"{root}/{path}": data for path, data in render.assets().items()}
        files[f"{root}/assets/board.js"] = render.script("board.js")
        files |= {
            f"{root}/home.html": board.home_page(
                {"sample": "จังหวัดตัวอย่าง", "other": "จังหวัดอื่น"},
                language,
                {"sample": board.summary(report)},
            ),
            f"{root}/agency/sample.html": board.grid_page(
                report.board,
                "sample",
                "จังหวัดตัวอย่าง",
                language,
                today=date(2023, 5, 20),
                audit=AUDIT,
            ),
            f"{root}/agency/sample/2566-H1.html": board.period_page(
                entry,
                "sample",
                "จังหวัดตัวอย่าง",
                "2566-H1",
                language,
                board=report.board,
                may_run=True,
                done="สั่งตรวจใหม่แล้ว",
            ),
            f"{root}/agency/message.html": board.message_page("ข้อความ", language, root="../"),
        }
    for path, data in files.items():
        target = root_folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return root_folder


@pytest.fixture
def visit(context: BrowserContext, folder: Path) -> Iterator[Callable[[str, int], Page]]:
    """Opens a page at a width; a request that leaves the folder or a complaint fails the test."""
    complaints: list[str] = []
    outside: list[str] = []
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
    page.close()
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
def test_axe_finds_no_violation(lifted: Page, folder: Path, path: str) -> None:
    lifted.goto((folder / path).as_uri())
    found = Axe().run(lifted).response["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]][:3]) for one in found] == []


def test_axe_finds_what_is_wrong(lifted: Page, tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text("<title>x</title><img src=a.png><p>x", "utf-8")
    lifted.goto((tmp_path / "bad.html").as_uri())
    assert {"image-alt", "html-has-lang"} <= {
        one["id"] for one in Axe().run(lifted).response["violations"]
    }


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


def test_an_assessor_goes_from_the_period_to_the_proof(visit: Callable[[str, int], Page]) -> None:
    page = visit("index.html", 1280)
    page.click(".glance a:text('O21')")
    assert page.url.endswith("/items/o21.html")
    assert page.locator("tr.lit").count() == 1
    page.click("text=อีก 4 ข้อค้นพบจากเหตุเดียวกัน")
    assert page.locator("details[open] .one").count() == 4
    page.click("text=สำเนา วิธีอ่าน และหลักฐานยืนยัน")
    assert page.url.endswith("/captures/o21-1.html")
    assert "ita-evidence verify" in page.locator("#proof ~ p").first.inner_text()
    page.click("nav >> text=O21")
    page.click("text=พิมพ์หน้าเดียวสำหรับการชี้แจง")
    assert page.url.endswith("/printouts/o21.html")
    sheets = page.pdf(format="A4").count(b"/Type /Page\n")
    assert sheets == 1, "what the clarification round is given fits a sheet"


def test_findings_are_sought_without_a_server(visit: Callable[[str, int], Page]) -> None:
    page = visit("search.html", 1280)
    page.fill("#words", "๒๑ component_missing")
    assert page.locator("#found > li").count() == 1
    assert page.inner_text("#told") == "พบ 1 ข้อค้นพบ"
    page.fill("#words", "nothing like it")
    assert page.inner_text("#told") == "ไม่พบข้อค้นพบที่ตรงกับคำค้น"
    page.fill("#words", "")
    page.select_option("#result", "needs_review")
    page.click("#found a")
    assert page.url.endswith("/items/o29.html#findings")


def test_everything_can_be_reached_by_keyboard(visit: Callable[[str, int], Page]) -> None:
    page = visit("index.html", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached = []
    for _ in range(46):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
        seen = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert seen != "none", "where one is must be seen"
    assert [one.split()[0] for one in reached[:43]] == [f"O{n}" for n in range(1, 44)]
    page.keyboard.press("Shift+Tab")
    page = visit("search.html", 1280)
    page.focus("#words")
    page.keyboard.type("O21 ยังไม่พบ")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/o21.html#findings")


REACHABLE = "a[href], button, select, input:not([type=hidden]), summary, [tabindex='0']"


@pytest.mark.parametrize(
    "path",
    ["worklist/index.html", "board-th/agency/sample.html", "board-th/agency/sample/2566-H1.html"],
)
def test_a_keyboard_reaches_all_that_a_mouse_does(
    visit: Callable[[str, int], Page], path: str
) -> None:
    page = visit(path, 1280)
    wanted = page.locator(REACHABLE).count()
    page.evaluate("window.reached = new Set(); window.unseen = []")
    for _ in range(wanted):
        page.keyboard.press("Tab")
        page.evaluate(
            "reached.add(document.activeElement);"
            "if (getComputedStyle(document.activeElement).outlineStyle === 'none')"
            " unseen.push(document.activeElement.outerHTML.slice(0, 80))"
        )
    assert page.evaluate("unseen") == []
    assert page.evaluate(f"[...reached].filter(one => one.matches(`{REACHABLE}`)).length") == wanted


def test_an_office_goes_to_its_own_rows(visit: Callable[[str, int], Page]) -> None:
    page = visit("worklist/index.html", 360)
    page.click("nav >> text=กลุ่มงานบริหารทรัพยากรบุคคล")
    assert page.url.endswith("#s1")
    row = page.locator("section").first.locator("tbody tr").first
    assert "หัวข้อ:" in row.locator(".todo").inner_text()
    assert row.locator(".result").is_visible()
    for name in ("worklist.xlsx", "worklist.docx", "message.txt"):
        assert page.locator(f"a[href='{name}']").count() == 1


def test_an_engineer_goes_from_the_grid_to_the_findings(visit: Callable[[str, int], Page]) -> None:
    page = visit("board-th/agency/sample.html", 1280)
    cell = page.locator("td.not_met a").last
    assert cell.get_attribute("href") == "sample/2566-H1#procurement.monthly_summary"
    assert "เดิม ครบ" in page.locator("td.not_met .was").first.inner_text()
    page = visit("board-th/agency/sample/2566-H1.html", 1280)
    log = page.locator("tr[id='procurement.monthly_summary'] a.airflow").get_attribute("href")
    assert log == ("/dags/ita_semiannual__sample/runs/r/tasks/verdict_procurement_monthly_summary")


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
    assert bad in page.locator(".said").first.inner_text()
    page.close()


def test_hostile_text_runs_nothing_in_the_search(
    browser: Browser, make: Any, tmp_path: Path
) -> None:
    bad = (
        "</script><script>document.title='owned'</script><img src=x onerror=document.title='owned'>"
    )
    finding = make.finding(th=bad, en=bad, quote=bad + "\u202e" + "ก" + "\u0e49" * 60)
    report = make.report(verdicts={"O21": make.verdict(findings=(finding,))})
    for path, data in dossier.build(report).items():
        if path in ("search.html",) or path.startswith("assets/"):
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_bytes(data)
    page = browser.new_page()
    page.goto((tmp_path / "search.html").as_uri())
    page.fill("#words", "document")
    assert "owned" not in page.title()
    assert bad in page.locator(".said").inner_text()
    assert "⟨U+202E⟩" in page.locator("blockquote").inner_text()
    assert page.locator("#found img").count() == 0
    page.close()
