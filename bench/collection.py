"""What collecting costs: waiting, memory, and bytes moved by a run over unchanged sources.

Everything is served on loopback by servers that are started here; nothing else is asked. What is
measured in memory runs in a process of its own, so that the server's is not counted.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import requests
from figures import Figure

from ita_evidence import pipeline
from ita_evidence.collection import Fetcher, adapters
from ita_evidence.model import Agency, Connect, Host, Request
from ita_evidence.periods import parse
from ita_evidence.sample import SampleServer, ensure

if TYPE_CHECKING:
    from ita_evidence.archive.store import Store
    from ita_evidence.settings import Settings

DELAY_S = 1.0
BUSIEST, PAGES, OTHERS, OTHER_PAGES = "office0.test", 24, 35, 2
"""As a province is: its own site shows most items, each office a few."""
GIGABYTE = 1_000_000_000
CAPTURES, HOSTS = 10_000, 40
PAGE = b"<html><head><title>x</title></head><body>" + "ข้อมูล ".encode() * 400 + b"</body></html>"
PDF = b"%PDF-1.7 " + bytes(20_000)


def figures(loaded: Settings) -> Iterator[Figure]:
    """All of this room's measurements, in about five minutes."""
    yield from waiting()
    yield from memory()
    yield from moving(loaded)


# --- waiting ---------------------------------------------------------------------------------


def waiting() -> list[Figure]:
    """A run's capture over 36 hosts against the bound of its busiest, a naive script beside it."""
    pages = {BUSIEST: PAGES} | {f"office{n}.test": OTHER_PAGES for n in range(1, OTHERS + 1)}
    wanted = {
        host: [f"http://{host}/{number}" for number in range(count)]
        for host, count in pages.items()
    }
    with serving() as port:
        agency = agency_of(pages, port)
        start = time.monotonic()
        with ThreadPoolExecutor(pipeline.HOSTS_AT_ONCE) as pool:
            list(pool.map(lambda urls: collected(agency, urls), wanted.values()))
        ours_s = time.monotonic() - start
        start = time.monotonic()
        naive([url for urls in wanted.values() for url in urls], port)
        naive_s = time.monotonic() - start
    bound_s = DELAY_S * (PAGES + 1)  # robots.txt is a request too
    return [
        Figure("36 hosts, against delay × requests of the busiest", ours_s / bound_s, "×", 1.15),
        Figure("  the naive script, one URL after the other", naive_s / bound_s, "×", None),
    ]


def collected(agency: Agency, urls: Sequence[str]) -> int:
    """One host's task: every URL by its adapter."""
    period = parse("2566-03")
    kept = []
    with Fetcher(agency, data=Path(tempfile.gettempdir())) as fetcher:
        for url in urls:
            request = Request(
                id=url,
                host=url.split("/")[2],
                url=url,
                adapter="file" if url.endswith(".pdf") else "page",
                wanted_by=(("O1", "x"),),
            )
            found = adapters.collect(request, fetcher, period=period, fiscal_year=2566)
            kept.append(found[0].capture)  # as a run does, until the host's task ends
            assert found[0].capture.outcome == "ok", found[0].capture
    return len(kept)


def naive(urls: Sequence[str], port: int) -> None:
    """What a script does: one URL after the other, the same wait between two."""
    for url in urls:
        host = url.split("/")[2]
        at = url.replace(host, f"127.0.0.1:{port}")
        requests.get(at, headers={"Host": host}, timeout=20).raise_for_status()
        time.sleep(DELAY_S)


# --- memory ----------------------------------------------------------------------------------


def memory() -> list[Figure]:
    """What a 1 GB download, and 10,000 captures, add to the process that makes them."""
    with serving() as port:
        download = alone("a_gigabyte", port)
        captures = alone("ten_thousand", port)
    return [
        Figure("memory that a download of 1 GB adds", download, "MB", 64),
        Figure("memory that captures 1,251 to 10,000 of a run add", captures, "MB", 24),
    ]


def alone(what: str, port: int) -> float:
    """A function of this file in a fresh process; the number that it prints."""
    code = f"import collection; print(collection.{what}({port}))"
    out = subprocess.check_output(
        [sys.executable, "-c", code], cwd=Path(__file__).parent, text=True
    )
    return float(out.splitlines()[-1])


def a_gigabyte(port: int) -> float:
    """MB that one download adds to a process that has made a small one."""
    agency = agency_of({BUSIEST: 10}, port, delay_s=0.0, max_bytes=2 * GIGABYTE)
    with Fetcher(agency, data=Path(tempfile.gettempdir()), wall_clock_s=600) as fetcher:
        fetcher.fetch(f"http://{BUSIEST}/1")
        before = peak_mb()
        capture = fetcher.fetch(f"http://{BUSIEST}/gigabyte").capture
        assert (capture.outcome, capture.blob_size_bytes) == ("ok", GIGABYTE), capture
        return peak_mb() - before


def ten_thousand(port: int) -> float:
    """MB that a run's later hosts add, of 40 with 250 captures each: what the first five need is
    used again. A tenth are pages, the others documents."""
    hosts = [f"office{number}.test" for number in range(HOSTS)]
    agency = agency_of(dict.fromkeys(hosts, CAPTURES), port, delay_s=0.0)
    before = 0.0
    for number, host in enumerate(hosts):
        names = [f"{n}" if n % 10 == 0 else f"{n}.pdf" for n in range(CAPTURES // HOSTS)]
        collected(agency, [f"http://{host}/{name}" for name in names])
        if number == 4:
            before = peak_mb()
    return peak_mb() - before


def peak_mb() -> float:
    """This process's peak so far (`ru_maxrss` would begin with its parent's)."""
    status = Path("/proc/self/status").read_text("ascii")
    (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(peak) / 1000


# --- bytes -----------------------------------------------------------------------------------


def moving(loaded: Settings) -> list[Figure]:
    """Bytes that a second run over the unchanged sample moves, of the first one's."""
    with tempfile.TemporaryDirectory(prefix="ita-evidence-moving-") as folder:
        apart = replace(loaded, data=Path(folder))
        ports = (apart.sample_http_port, apart.sample_https_port)
        with (
            SampleServer(ensure(apart), *ports, apart.data),
            pipeline.open_workspace(apart) as work,
        ):
            moved = []
            for _ in range(2):
                plan = pipeline.plan_run(work, "sample", "2566-03")
                pipeline.settle(work, plan)
                prefix = f"captures/sample/{plan.run_key}/hosts/"
                moved.append(moved_bytes(work.store, work.store.work_keys(prefix)))
    (first, first_heads), (second, second_heads) = moved
    whole = 100 * (second + second_heads) / (first + first_heads)
    return [
        Figure("the sample's month, first run's bodies", first / 1e6, "MB", None),
        Figure("  bodies and heads moved again by a second run", whole, "%", 2),
        Figure("  bodies alone", 100 * second / first, "%", None),
    ]


def moved_bytes(store: Store, keys: Iterable[str]) -> tuple[int, int]:
    """Bytes of bodies, and of heads, that a run's hosts sent, each answer once.

    Args:
        keys: `captures/<agency>/<run-key>/hosts/<host>.json` in the work bucket.
    """
    answers: dict[tuple[str, str], tuple[int, int]] = {}
    for key in keys:
        captured = json.loads(store.work_get(key) or b"{}")
        for captures in captured.get("by_request", {}).values():
            for one in captures:
                sizes = one["wire_size_bytes"], len(one["head"] or "")
                answers[one["final_url"], one["started_at"]] = sizes
    return sum(body for body, _ in answers.values()), sum(head for _, head in answers.values())


# --- the sites -------------------------------------------------------------------------------


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65536

    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            self.send_error(404)
            return
        big = self.path == "/gigabyte"
        body = bytes(1_000_000) if big else PDF if self.path.endswith(".pdf") else PAGE
        times = GIGABYTE // len(body) if big else 1
        self.send_response(200)
        self.send_header("Content-Length", str(times * len(body)))
        self.end_headers()
        for _ in range(times):
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[int]:
    """A server for every name that is mapped to it; its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def agency_of(
    pages: dict[str, int], port: int, *, delay_s: float = DELAY_S, max_bytes: int = 25_000_000
) -> Agency:
    """An agency of these hosts, each with as many pages as it may be asked for."""
    at = f"127.0.0.1:{port}"
    return Agency(
        id="bench",
        name_th="จังหวัดทดสอบ",
        name_en="Bench",
        home_page=f"http://{BUSIEST}/",
        hosts=tuple(Host(name=name, delay_s=delay_s, max_pages=n) for name, n in pages.items()),
        units=(),
        editions={2566: "2566"},
        connect={"*.test": Connect(http=at, https=at)},
        contact="webmaster@example.org",
        max_bytes=max_bytes,
    )
