"""The plugin in a real api-server: mounted, in the navigation, and closed to strangers."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from ita_evidence import pipeline, settings
from ita_evidence.archive import layout
from ita_evidence.archive.canonical import canonical
from ita_evidence.archive.store import open_store
from ita_evidence.orchestration import environment, links, up
from ita_evidence.reporting import board, packing

pytestmark = pytest.mark.airflow

BOARD = "/evidence-board"
PAGES = (
    "/",
    "/agency/sample",
    "/agency/sample/2566-H1",
    "/agency/sample/2566-H1/dossier.zip",
    "/agency/sample/2566-H1/worklist.zip",
    "/assets/style.css",
    "/assets/board.js",
)
AGAIN = f"{BOARD}/agency/sample/2566-H1/look-again"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    text: str


@dataclass(frozen=True)
class Server:
    port: int
    token: str
    reader_token: str
    loaded: settings.Settings

    def get(self, path: str, **headers: str) -> Answer:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read().decode())

    def as_admin(self, path: str) -> Answer:
        return self.get(path, Cookie=f"_token={self.token}")

    def post(self, path: str, token: str, **headers: str) -> Answer:
        """A form sent as a browser sends it; redirects are not followed."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(
            "POST",
            path,
            "item=O21",
            {
                "Cookie": f"_token={token}",
                "Content-Type": "application/x-www-form-urlencoded",
                **headers,
            },
        )
        with closing(connection), connection.getresponse() as answer:
            return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, free_ports: Callable[[int], list[int]]
) -> Iterator[Server]:
    port, store_port = free_ports(2)
    loaded = settings.Settings(
        data=tmp_path_factory.mktemp("board"), store="embedded", store_port=store_port
    )
    environ = {**os.environ, **environment.airflow_environment(loaded, port=port)}
    environ["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS"] = f"{environment.ADMIN}:admin,reader:viewer"
    passwords = environment.passwords_path(loaded)
    known = json.loads(passwords.read_text("utf-8"))
    passwords.write_text(json.dumps(known | {"reader": "reader"}), "utf-8")
    logs = loaded.data / "logs"
    up.migrate(environ, logs / "airflow-db.log")
    services = {"api-server": up.commands(port)["api-server"]}
    with up.running(services, environ, logs) as processes:
        while not up.health(port):
            up.require_alive(processes, logs)
            time.sleep(0.5)
        password = environment.admin_password(loaded)
        yield Server(
            port,
            _token(port, environment.ADMIN, password),
            _token(port, "reader", "reader"),
            loaded,
        )


def _token(port: int, name: str, password: str) -> str:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/auth/token",
        data=json.dumps({"username": name, "password": password}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return str(json.load(answer)["access_token"])


def test_loading_the_plugin_imports_no_web_framework_and_no_store() -> None:
    code = (
        "import sys, airflow.plugins_manager; before = set(sys.modules); import evidence_board\n"
        "views = evidence_board.EvidenceBoard().external_views\n"
        "print(sorted({name.split('.')[0] for name in set(sys.modules) - before}), views)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(settings.PROJECT / "plugins")},
        capture_output=True,
        text=True,
        check=True,
    )
    line = done.stdout.splitlines()[-1]
    assert line.startswith("['evidence_board'] ")
    assert "'url_route': 'evidence'" in line


@pytest.mark.parametrize("path", PAGES)
def test_strangers_see_nothing(server: Server, path: str) -> None:
    assert server.get(BOARD + path).status == 401
    assert server.get(BOARD + path, Cookie="_token=garbage").status == 403


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_no_api_description_is_open(server: Server, path: str) -> None:
    assert server.get(BOARD + path).status == 404


def test_the_navigation_has_the_board(server: Server) -> None:
    plugins = json.loads(server.as_admin("/api/v2/plugins").text)["plugins"]
    mine = next(plugin for plugin in plugins if plugin["name"] == "evidence_board")
    assert [view["url_route"] for view in mine["external_views"]] == ["evidence"]
    assert mine["external_views"][0]["href"] == f"{BOARD}/"


def test_who_is_logged_in_sees_the_grid_and_the_period(server: Server, make: Any) -> None:
    entry = board.index_entry(make.report())
    with open_store(server.loaded) as store:
        store.work_put(layout.index_key("sample", "board"), canonical(board.merge({}, entry)))
        store.work_put(layout.index_key("sample", "2566-H1"), canonical(entry))
        grid = server.as_admin(f"{BOARD}/agency/sample")
        period = server.as_admin(f"{BOARD}/agency/sample/2566-H1?lang=en")
        never = server.as_admin(f"{BOARD}/agency/sample/2566-H2")
        home = server.as_admin(f"{BOARD}/")
    assert [one.status for one in (grid, period, never, home)] == [200] * 4
    assert "O21" in grid.text
    assert "ไม่ครบ" in grid.text
    assert "The data were not found on the page looked at." in period.text
    assert "Sommotburi Province" in period.text and "จังหวัดสมมติบุรี" in grid.text
    assert "ยังไม่มีผลการตรวจของรอบข้อมูลนี้" in never.text
    assert home.text == grid.text, "with one agency the board opens at its grid"
    for answer in (grid, period, home):
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_reports_are_files_to_keep_and_never_pages(server: Server, make: Any) -> None:
    with open_store(server.loaded) as store:
        store.work_put(
            pipeline.report_key("dossier", "sample", "2566-H1"), packing.pack({"a.html": b"<p>"})
        )
    answer = server.as_admin(f"{BOARD}/agency/sample/2566-H1/dossier.zip")
    assert answer.status == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert server.as_admin(f"{BOARD}/agency/sample/2566-H2/dossier.zip").status == 404
    assert server.as_admin(f"{BOARD}/agency/sample/2566-H1/other.zip").status in (404, 422)


def test_only_who_may_run_can_look_again_and_only_from_our_own_page(server: Server) -> None:
    own = f"http://127.0.0.1:{server.port}"
    assert server.post(AGAIN, "garbage", Origin=own).status == 403
    assert server.post(AGAIN, server.reader_token, Origin=own).status == 403
    assert server.post(AGAIN, server.token).status == 403, "no Origin"
    assert server.post(AGAIN, server.token, Origin="http://evil.example").status == 403
    assert server.post(AGAIN, server.token, Origin="null").status == 403
    answer = server.post(AGAIN, server.token, Origin=own)
    # No scheduler has put the DAG into this database: past every guard, and said so.
    assert answer.status == 404
    assert "ita_semiannual__sample is not known to Airflow" in answer.text


def test_a_viewer_sees_the_page_without_the_means_to_act(server: Server, make: Any) -> None:
    with open_store(server.loaded) as store:
        entry = board.index_entry(make.report())
        store.work_put(layout.index_key("sample", "2566-H1"), canonical(entry))
    path = f"{BOARD}/agency/sample/2566-H1"
    reader = server.get(path, Cookie=f"_token={server.reader_token}")
    assert reader.status == 200
    assert "look-again" not in reader.text
    assert "look-again" in server.as_admin(path).text


@pytest.mark.browser
def test_an_engineer_clicks_from_airflow_s_navigation_to_a_task_s_log(
    server: Server, make: Any, chromium: str
) -> None:
    report = make.report()
    run = {"dag_id": "ita_semiannual__sample", "run_id": "manual__1"}
    entry = board.index_entry(report, run)
    outside: list[str] = []
    origin = f"http://127.0.0.1:{server.port}"
    with open_store(server.loaded) as store, sync_playwright() as playwright:
        store.work_put(layout.index_key("sample", "board"), canonical(board.merge({}, entry)))
        store.work_put(layout.index_key("sample", "2566-H1"), canonical(entry))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(locale="th-TH", viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": "_token", "value": server.token, "url": origin}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((origin, "data:", "blob:"))
                else outside.append(request.url)
            ),
        )
        page.goto(f"{origin}/plugin/evidence")
        frame = page.frame_locator("iframe")
        frame.locator("td.not_met a").first.click()
        frame.locator("tr[id='topic.n21'] a.airflow").click()
        page.wait_for_url("**/dags/ita_semiannual__sample/runs/manual__1/tasks/verdict_topic_n21*")
        # And back, as the task's extra link leads.
        page.goto(f"{origin}{links.BOARD}/sample/2566-H1#verdict_topic_n21")
        frame.locator("th[id='verdict_topic_n21']:target").wait_for()
        browser.close()
    assert outside == []


def test_unknown_agencies_periods_and_assets_are_not_found(server: Server) -> None:
    for path in ("/agency/nobody", "/agency/sample/2566-13", "/assets/passwd", "/assets/..%2Fx"):
        assert server.as_admin(BOARD + path).status == 404, path


def test_a_half_written_index_is_said_plainly(server: Server) -> None:
    with open_store(server.loaded) as store:
        store.work_put(layout.index_key("sample", "2566-03"), b'{"format": "ita-ev')
    answer = server.as_admin(f"{BOARD}/agency/sample/2566-03")
    assert answer.status == 503
    assert "ดัชนีของหน้านี้ไม่สมบูรณ์" in answer.text
    assert "make that report again" in answer.text


def test_a_half_written_audit_costs_its_card_alone(server: Server, make: Any) -> None:
    merged = board.merge({}, board.index_entry(make.report()))
    with open_store(server.loaded) as store:
        store.work_put(layout.index_key("sample", "board"), canonical(merged))
        store.work_put(layout.index_key("sample", "audit"), b'{"at": "2026')
        answer = server.as_admin(f"{BOARD}/agency/sample")
    assert answer.status == 200
    assert "ผลการตรวจสอบที่จัดเก็บอ่านไม่ได้" in answer.text
    assert "O21" in answer.text


def test_a_store_that_does_not_answer_is_said_plainly(
    server: Server, stranger: Callable[[int], AbstractContextManager[int]]
) -> None:
    pid = int((server.loaded.data / "run/store.server").read_text())
    os.kill(pid, signal.SIGKILL)
    while _alive(server.loaded.store_port):
        time.sleep(0.05)
    with stranger(server.loaded.store_port):
        answer = server.as_admin(f"{BOARD}/agency/sample")
    assert answer.status == 503
    assert "อ่านที่จัดเก็บไม่ได้ในขณะนี้" in answer.text
    assert "Traceback" not in answer.text


def _alive(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
