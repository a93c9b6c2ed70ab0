"""A package's pages shown again by ReplayWeb.page in a real Chromium, with no network."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from ita_evidence import pipeline, settings
from ita_evidence.sample import SampleServer

AGENCY, PERIOD, ITEM = "sample", "2566-03", "O2"
SOURCE = "https://www.sample.example/oit/2566/o2/"


@pytest.fixture(scope="module")
def work(
    tmp_path_factory: pytest.TempPathFactory, free_ports: Any, sample_site: Path
) -> Iterator[pipeline.Workspace]:
    """One item of the sample province, run and reported."""
    data = tmp_path_factory.mktemp("playback")
    http, https, store = free_ports(3)
    loaded = settings.Settings(
        data=data, sample_http_port=http, sample_https_port=https, store_port=store
    )
    with (
        SampleServer(sample_site, http, https, data),
        pipeline.open_workspace(loaded) as opened,
    ):
        plan = pipeline.plan_run(opened, AGENCY, PERIOD, items=(ITEM,))
        pipeline.settle(opened, plan)
        pipeline.report(opened, plan)
        yield opened


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """As the package's first page says, on a port that is free; its address."""
    command = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "0"]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split("(")[1].split(")")[0]
        finally:
            server.terminate()


@contextmanager
def opened(chromium: str) -> Iterator[Page]:
    """A new page of a browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


@pytest.mark.replay
@pytest.mark.slow
def test_a_captured_page_is_shown_again_with_its_thai_text_and_pictures(
    work: pipeline.Workspace, tmp_path: Path, chromium: str
) -> None:
    pipeline.hand_out(work, AGENCY, PERIOD, tmp_path / "bag", to="ผู้ประเมิน")
    first_page = (tmp_path / "bag/index.html").read_text("utf-8")
    assert "python3 -m http.server --bind 127.0.0.1 8000\n" in first_page
    with served(tmp_path / "bag") as address, opened(chromium) as page:
        asked: list[str] = []
        page.context.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}data/pages.html")
        viewer = page.frame_locator("replay-web-page iframe")
        bar = viewer.locator("input#url")
        bar.fill(SOURCE)
        bar.press("Enter")
        shown = viewer.frame_locator("iframe")
        shown.get_by_text("คณะผู้บริหารจังหวัดสมมติบุรี").wait_for()
        portrait = shown.locator("img[src*='portrait-1']")
        portrait.wait_for()
        assert portrait.evaluate("async it => { await it.decode(); return it.naturalWidth; }") > 100
        assert shown.locator("body").evaluate("it => document.URL").endswith(SOURCE)
    assert asked and [url for url in asked if not url.startswith(address)] == []


@pytest.mark.replay
@pytest.mark.slow
def test_the_viewer_waits_for_its_worker_however_late_that_is(
    work: pipeline.Workspace, tmp_path: Path, chromium: str
) -> None:
    pipeline.hand_out(work, AGENCY, PERIOD, tmp_path / "bag", to="ผู้ประเมิน")
    asked, released = Event(), Event()

    class Late(SimpleHTTPRequestHandler):
        """Keeps the worker's script back until the test lets it go."""

        def do_GET(self) -> None:
            if "/sw.js" in self.path:
                asked.set()
                released.wait(60)
            super().do_GET()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with (
        ThreadingHTTPServer(("127.0.0.1", 0), partial(Late, directory=tmp_path / "bag")) as server,
        opened(chromium) as page,
    ):
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/data/pages.html")
        assert asked.wait(60)
        viewer = page.locator("replay-web-page")
        assert viewer.count() == 0
        released.set()
        viewer.wait_for(state="attached")
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)")
        server.shutdown()


def test_without_replaywebpage_a_package_says_how_to_browse_it(
    work: pipeline.Workspace, tmp_path: Path
) -> None:
    bare = replace(work.store, settings=replace(work.settings, replay=tmp_path / "nothing"))
    made = pipeline.hand_out(
        replace(work, store=bare), AGENCY, PERIOD, tmp_path / "bag", to="ผู้ประเมิน"
    )
    assert not [path for path in made.files if "replay" in path or path.endswith("pages.html")]
    assert "open replayweb.page" in (tmp_path / "bag/index.html").read_text("utf-8")
