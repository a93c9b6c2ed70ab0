"""Each fetch ends in one capture with one outcome, over real sockets."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
import tracemalloc
import warnings
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from typing import Any

import pytest
import trustme
from collection_world import Route, Site, Wire, World, answer, make_agency, server_context
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ita_evidence.collection import Fetcher, Validators
from ita_evidence.collection.fetcher import CLASSIFIED_BYTES
from ita_evidence.collection.politeness import KeptRobots
from ita_evidence.errors import CatalogError
from ita_evidence.model import Host, Outcome

Make = Callable[..., Fetcher]
MakeWire = Callable[..., Wire]
OK_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
URL = "http://office.test/a"
NO_ROBOTS = b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def test_what_came_is_kept_whole(site: Site, fetcher: Make) -> None:
    site.routes["/a"] = (200, {"Content-Type": "text/plain", "ETag": '"1"'}, b"hello")
    fetched = fetcher(site.address).fetch(URL, label="x", chosen_because="y", parent="p")
    capture = fetched.capture
    assert fetched.body == b"hello"
    assert (capture.outcome, capture.rule) == (Outcome.OK, "bytes_received")
    assert capture.blob_sha256 == capture.wire_sha256 == sha256(b"hello").hexdigest()
    assert capture.blob_size_bytes == capture.wire_size_bytes == 5
    assert (capture.status, capture.etag, capture.address) == (200, '"1"', "127.0.0.1")
    assert capture.head is not None
    assert capture.head.startswith("HTTP/1.1 200 OK\r\n")
    assert capture.head.endswith("Content-Length: 5")
    assert (capture.label, capture.chosen_because, capture.parent) == ("x", "y", "p")
    assert (capture.url, capture.final_url, capture.role) == (URL, URL, "source")


def test_it_names_itself_and_asks_for_identity(site: Site, fetcher: Make) -> None:
    site.routes["/a"] = b"x"
    fetcher(site.address).fetch(URL)
    headers = site.asked[-1][1]
    assert headers["User-Agent"] == "ita-evidence/0.1 (+mailto:webmaster@example.org)"
    assert headers["Accept-Encoding"] == "identity"
    assert headers["Host"] == "office.test"


def test_an_apis_answer_is_asked_for_compressed_and_kept_plain(site: Site, fetcher: Make) -> None:
    answer = b'{"records": [' + b"0," * 9_999 + b"0]}"
    coded = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    site.routes["/a"] = (200, coded, zipped(answer))
    fetched = fetcher(site.address).fetch(URL, expects="json")
    assert site.asked[-1][1]["Accept-Encoding"] == "gzip"
    assert fetched.body == answer
    assert fetched.capture.blob_sha256 == sha256(answer).hexdigest()
    assert fetched.capture.wire_size_bytes < fetched.capture.blob_size_bytes / 10


def test_the_environment_names_no_proxy(
    site: Site, fetcher: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    site.routes["/a"] = b"x"
    assert fetcher(site.address).fetch(URL).capture.outcome is Outcome.OK


def test_thai_and_blanks_in_a_url_are_quoted_once(site: Site, fetcher: Make) -> None:
    site.routes["/%E0%B8%81%20%2520.pdf"] = b"%PDF-1.4"
    one = fetcher(site.address)
    assert one.fetch("http://office.test/ก %2520.pdf#page=2").capture.outcome is Outcome.OK
    assert one.fetch(" http://office.test/ก\n %2520.pdf ").capture.outcome is Outcome.OK


# --- asked once, and again -------------------------------------------------------------------


def test_each_url_is_asked_once(site: Site, fetcher: Make) -> None:
    site.routes["/a"] = b"<p>x</p>"
    one = fetcher(site.address)
    first = one.fetch(URL)
    second = one.fetch(URL, role="linked", label="again")
    assert site.paths == ["/a"]
    assert second.body == first.body
    assert (second.capture.role, second.capture.label) == ("linked", "again")


def test_again_asks_the_server(site: Site, fetcher: Make) -> None:
    site.routes["/a"] = (503, {}, b"")
    one = fetcher(site.address)
    assert one.fetch(URL).capture.outcome is Outcome.SERVER_ERROR
    site.routes["/a"] = b"x"
    assert one.fetch(URL).capture.outcome is Outcome.SERVER_ERROR
    assert one.fetch(URL, again=True).capture.outcome is Outcome.OK


def test_forgotten_failures_are_asked_again_and_nothing_else(site: Site, fetcher: Make) -> None:
    site.routes |= {"/a": (500, {}, b""), "/b": b"x"}
    one = fetcher(site.address)
    one.fetch(URL)
    one.fetch("http://office.test/b")
    site.routes["/a"] = b"x"
    assert one.forget_failures() == (URL,)
    assert one.fetch(URL).capture.outcome is Outcome.OK
    one.fetch("http://office.test/b")
    assert site.paths == ["/a", "/a", "/a", "/b", "/a"]


def test_a_host_that_was_down_is_asked_again_after_forgetting(site: Site, fetcher: Make) -> None:
    site.routes |= {"/a": b"x", "/robots.txt": lambda h: h.connection.shutdown(socket.SHUT_RDWR)}
    one = fetcher(site.address)
    assert one.fetch(URL).capture.rule == "connection_reset"
    site.routes["/robots.txt"] = (404, {}, b"")
    one.forget_failures()
    assert one.fetch(URL).capture.outcome is Outcome.OK


def test_two_spellings_of_a_url_are_asked_once(site: Site, fetcher: Make) -> None:
    site.routes["/%E0%B8%81"] = b"x"
    one = fetcher(site.address)
    spellings = ["http://office.test/ก", "HTTP://office.test:80/%E0%B8%81#x"]
    assert [one.fetch(url).capture.url for url in spellings] == spellings
    assert len(site.paths) == 1


# --- unchanged -------------------------------------------------------------------------------


def known(body: bytes = b"hello", **overrides: Any) -> Validators:
    values: dict[str, Any] = {
        "etag": '"1"',
        "last_modified": "Mon, 17 Apr 2023 10:00:00 GMT",
        "blob_sha256": sha256(body).hexdigest(),
        "first_snapshot": "snapshots/first.json",
        "blob_size_bytes": len(body),
    }
    return Validators(**(values | overrides))


def test_not_modified(site: Site, fetcher: Make) -> None:
    site.routes["/a"] = (304, {}, b"")
    fetched = fetcher(site.address).fetch(URL, validators=known())
    capture = fetched.capture
    assert (capture.outcome, capture.rule) == (Outcome.UNCHANGED, "not_modified")
    assert fetched.body is None
    assert capture.blob_sha256 == sha256(b"hello").hexdigest()
    assert capture.first_snapshot == "snapshots/first.json"
    assert capture.etag == '"1"'
    headers = site.asked[-1][1]
    assert headers["If-None-Match"] == '"1"'
    assert headers["If-Modified-Since"] == "Mon, 17 Apr 2023 10:00:00 GMT"


def test_the_robots_file_is_asked_unconditionally(site: Site, fetcher: Make) -> None:
    site.routes["/a"] = (304, {}, b"")
    fetcher(site.address, known={URL: known()}).fetch(URL)
    assert "If-None-Match" not in site.asked[0][1]
    assert "If-None-Match" in site.asked[1][1]


def test_same_digest(site: Site, fetcher: Make) -> None:
    site.routes["/a"] = (200, {}, b"hello")
    fetched = fetcher(site.address, known={URL: known(etag=None, last_modified=None)}).fetch(URL)
    assert (fetched.capture.outcome, fetched.capture.rule) == (Outcome.UNCHANGED, "same_digest")
    assert fetched.capture.first_snapshot == "snapshots/first.json"
    assert fetched.body == b"hello"


def page(body: str) -> bytes:
    return f"<html><head><title>ข่าว</title></head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("แผน <p>ผู้เข้าชม 1,204 ครั้ง", "แผน <p>ผู้เข้าชม 1,377 ครั้ง"),
        (
            "แผน <p>สถิติผู้เข้าชม วันนี้ 12 เมื่อวาน 30 ทั้งหมด 9,118",
            "แผน <p>สถิติผู้เข้าชม วันนี้ ๓ เมื่อวาน ๑๒ ทั้งหมด ๙,๑๓๐",
        ),
        ("แผน <p>58 views", "แผน <p>59 views"),
        ("แผน <p>วันจันทร์ที่ 17 เมษายน 2566 18:30 น.", "แผน <p>วันอังคารที่ 2 พฤษภาคม 2566 09:05 น."),
        ("แผน <p>April 17, 2023", "แผน <p>May 2, 2023"),
        ("<a href='/p?id=4&PHPSESSID=a1'>แผน</a>", "<a href='/p?id=4&PHPSESSID=b2'>แผน</a>"),
        ("<a href='/p;jsessionid=A1?id=4'>แผน</a>", "<a href='/p;jsessionid=B2?id=4'>แผน</a>"),
        (
            "แผน <script>var t = 1</script><input type=hidden value=a81f><!-- 1 -->",
            "แผน <script>var t = 2</script><input type=hidden value=b2c0><!-- 2 -->",
        ),
    ],
)
def test_a_counter_a_date_or_a_session_is_no_change(
    site: Site, fetcher: Make, before: str, after: str
) -> None:
    old, new = page(before), page(after)
    site.routes["/a"] = (200, {}, new)
    one = fetcher(site.address, known={URL: known(old)}, known_body=lambda digest: old)
    fetched = one.fetch(URL)
    assert (fetched.capture.outcome, fetched.capture.rule) == (Outcome.UNCHANGED, "same_content")
    assert fetched.capture.blob_sha256 == sha256(new).hexdigest(), "what came is what is kept"
    assert (fetched.body, fetched.capture.first_snapshot) == (new, None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("เรื่องร้องเรียนทั้งหมด 12 เรื่อง", "เรื่องร้องเรียนทั้งหมด 13 เรื่อง"),
        ("ผู้มารับบริการ 1,204 ราย", "ผู้มารับบริการ 1,377 ราย"),
        ("ประชุม 3 ครั้ง", "ประชุม 4 ครั้ง"),
        ("<a href='/p?id=4'>แผน</a>", "<a href='/p?id=5'>แผน</a>"),
        ("<img src='/a.png'>", "<img src='/b.png'>"),
        ("แผนปี 2565", "แผนปี 2566"),
        ("โทร 0 5500 0101", "โทร 0 5500 0102"),
    ],
)
def test_anything_else_that_a_page_says_is_one(
    site: Site, fetcher: Make, before: str, after: str
) -> None:
    old = page(before)
    site.routes["/a"] = (200, {}, page(after))
    one = fetcher(site.address, known={URL: known(old)}, known_body=lambda digest: old)
    assert one.fetch(URL).capture.outcome is Outcome.OK


def test_a_document_is_the_same_by_its_bytes_alone(site: Site, fetcher: Make) -> None:
    site.routes["/a"] = (200, {}, b"%PDF-1.7 17 April 2023")
    one = fetcher(site.address, known={URL: known()}, known_body=lambda d: b"%PDF-1.7 1 May 2023")
    assert one.fetch(URL).capture.outcome is Outcome.OK


def test_another_digest_is_ok(site: Site, fetcher: Make) -> None:
    site.routes["/a"] = (200, {}, b"hello!")
    fetched = fetcher(site.address).fetch(URL, validators=known())
    assert fetched.capture.outcome is Outcome.OK
    assert fetched.capture.first_snapshot is None


def test_the_same_error_page_is_no_unchanged_evidence(site: Site, fetcher: Make) -> None:
    page = "<title>ไม่พบหน้าที่ท่านต้องการ</title>"
    site.routes["/a"] = page
    fetched = fetcher(site.address).fetch(URL, validators=known(page.encode()))
    assert fetched.capture.outcome is Outcome.SOFT_404


def test_304_that_nobody_asked_for(site: Site, fetcher: Make) -> None:
    site.routes["/a"] = (304, {}, b"")
    fetched = fetcher(site.address).fetch(URL, validators=known(), needs="bytes")
    assert fetched.capture.rule == "status_304_unasked"


@pytest.mark.parametrize("etag", ['"a\r\nX: y"', " x", "ก", "\x00"])
def test_a_validator_that_is_no_header_is_not_sent(site: Site, fetcher: Make, etag: str) -> None:
    site.routes["/a"] = (200, {}, b"hello")
    validators = known(etag=etag, last_modified=None)
    assert fetcher(site.address).fetch(URL, validators=validators).capture.rule == "same_digest"
    assert "If-None-Match" not in site.asked[-1][1]


# --- redirects -------------------------------------------------------------------------------


def test_redirects_are_followed_and_kept(site: Site, fetcher: Make) -> None:
    site.routes |= {
        "/a": (301, {"Location": "/b"}, b"moved"),
        "/b": (302, {"Location": "http://office.test/c"}, b""),
        "/c": b"here",
    }
    capture = fetcher(site.address).fetch(URL).capture
    assert capture.outcome is Outcome.OK
    assert [(hop.url, hop.status, hop.location) for hop in capture.redirects] == [
        (URL, 301, "/b"),
        ("http://office.test/b", 302, "http://office.test/c"),
    ]
    assert capture.final_url == "http://office.test/c"


def test_five_redirects_are_enough_and_six_too_many(site: Site, fetcher: Make) -> None:
    for number in range(6):
        site.routes[f"/{number}"] = (302, {"Location": f"/{number + 1}"}, b"")
    site.routes["/6"] = b"end"
    one = fetcher(site.address)
    assert one.fetch("http://office.test/1").capture.outcome is Outcome.OK
    assert one.fetch("http://office.test/0").capture.rule == "too_many_redirects"


def test_a_redirect_loop_ends(site: Site, fetcher: Make) -> None:
    site.routes["/a"] = (302, {"Location": "/a"}, b"")
    assert fetcher(site.address).fetch(URL).capture.rule == "too_many_redirects"
    assert len(site.paths) == 6


def test_a_redirect_to_a_name_in_tis_620_is_followed_byte_by_byte(
    wire: MakeWire, fetcher: Make
) -> None:
    asked: list[bytes] = []

    def note(connection: socket.socket) -> None:
        asked.append(connection.recv(65536))
        connection.sendall(OK_HEAD + b"Content-Length: 1\r\n\r\nx")

    moved = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: /"
    thai = "ก ข.pdf".encode("cp874")
    capture = fetcher(wire(NO_ROBOTS, moved + thai + b"\r\n\r\n", note).address).fetch(URL).capture
    assert capture.status == 200
    assert asked[0].startswith(b"GET /%A1%20%A2.pdf HTTP/1.1")


def test_a_redirect_to_nowhere(site: Site, fetcher: Make) -> None:
    site.routes["/a"] = (302, {}, b"")
    assert fetcher(site.address).fetch(URL).capture.rule == "redirect_nowhere"


@pytest.mark.parametrize(
    ("location", "rule"),
    [
        ("http://169.254.169.254/latest/meta-data/", "host_not_allowed"),
        ("http://stranger.test/", "host_not_allowed"),
        ("http://office.test:8080/", "port"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://office.test/", "scheme"),
        ("http://u:p@office.test/", "credentials_in_url"),
        ("http://[/", "bad_url"),
    ],
)
def test_each_redirect_is_checked_like_the_first_url(
    site: Site, fetcher: Make, location: str, rule: str
) -> None:
    site.routes["/a"] = (302, {"Location": location}, b"")
    capture = fetcher(site.address).fetch(URL).capture
    assert (capture.outcome, capture.rule) == (Outcome.REFUSED_BY_POLICY, rule)
    assert capture.redirects[0].location == location
    assert site.paths == ["/a"]


def test_a_cookie_lives_as_long_as_one_fetch(site: Site, fetcher: Make) -> None:
    site.routes |= {"/a": (302, {"Location": "/b", "Set-Cookie": "s=1"}, b""), "/b": b"x"}
    site.routes["/c"] = b"y"
    one = fetcher(site.address)
    one.fetch(URL)
    one.fetch("http://office.test/c")
    cookies = {path: headers.get("Cookie") for path, headers in site.asked}
    assert (cookies["/b"], cookies["/c"]) == ("s=1", None)


# --- tries -----------------------------------------------------------------------------------


def test_a_server_error_is_tried_three_times(site: Site, world: World, fetcher: Make) -> None:
    site.routes["/a"] = (500, {}, b"broken")
    hosts = {"hosts": (Host(name="office.test", delay_s=2.0),)}
    fetched = fetcher(site.address, agency=hosts).fetch(URL)
    assert fetched.capture.rule == "status_5xx"
    assert fetched.body == b"broken"
    assert len(site.paths) == 3
    assert [attempt.problem for attempt in fetched.capture.attempts] == [
        "status_5xx: status 500"
    ] * 2
    assert world.sleeps == [2.0, 5.0, 20.0]  # after robots.txt, then 2.5 and 10 delays


def test_a_try_that_mends_it_leaves_its_attempts(site: Site, fetcher: Make) -> None:
    def once(handler: BaseHTTPRequestHandler) -> None:
        site.routes["/a"] = b"fine"
        answer(handler, 502, {}, b"")

    site.routes["/a"] = once
    capture = fetcher(site.address).fetch(URL).capture
    assert capture.outcome is Outcome.OK
    assert len(capture.attempts) == 1


def test_a_404_is_not_tried_again(site: Site, fetcher: Make) -> None:
    capture = fetcher(site.address).fetch(URL).capture
    assert (capture.outcome, capture.rule, capture.attempts) == (
        Outcome.NOT_FOUND,
        "status_404",
        (),
    )
    assert site.paths == ["/a"]


def test_retry_after_in_seconds_is_honoured(site: Site, world: World, fetcher: Make) -> None:
    def once(handler: BaseHTTPRequestHandler) -> None:
        site.routes["/a"] = b"fine"
        answer(handler, 429, {"Retry-After": "37"}, b"")

    site.routes["/a"] = once
    assert fetcher(site.address).fetch(URL).capture.outcome is Outcome.OK
    assert sum(world.sleeps) == 37.0


def test_retry_after_as_a_date_is_honoured(site: Site, world: World, fetcher: Make) -> None:
    def once(handler: BaseHTTPRequestHandler) -> None:
        site.routes["/a"] = b"fine"
        answer(handler, 503, {"Retry-After": "Mon, 17 Apr 2023 12:00:40 GMT"}, b"")

    site.routes["/a"] = once
    assert fetcher(site.address).fetch(URL).capture.outcome is Outcome.OK
    assert sum(world.sleeps) == 40.0


def test_a_long_retry_after_is_not_waited_for_and_not_ignored(
    site: Site, world: World, fetcher: Make
) -> None:
    site.routes |= {"/a": (429, {"Retry-After": "3600"}, b""), "/b": b"x"}
    one = fetcher(site.address)
    assert one.fetch(URL).capture.rule == "status_429"
    second = one.fetch("http://office.test/b").capture
    assert (second.outcome, second.rule) == (Outcome.BLOCKED, "asked_to_wait")
    assert site.paths == ["/a"]
    assert world.sleeps == []


# --- no answer -------------------------------------------------------------------------------


def test_connection_refused(fetcher: Make) -> None:
    capture = fetcher().fetch(URL).capture
    assert (capture.outcome, capture.rule) == (Outcome.UNREACHABLE, "connection_refused")
    assert "robots.txt could not be asked" in capture.detail
    assert len(capture.attempts) == 1


def test_a_dead_host_costs_its_tries_once(wire: MakeWire, fetcher: Make) -> None:
    server = wire(b"")
    one = fetcher(server.address)
    first = one.fetch(URL).capture
    second = one.fetch("http://office.test/b").capture
    assert first.rule == second.rule == "connection_reset"
    assert len(first.attempts) == 3
    assert server.count == 3


def test_reset_in_the_body_is_cut_short(wire: MakeWire, fetcher: Make) -> None:
    short = OK_HEAD + b"Content-Length: 100\r\nConnection: close\r\n\r\nonly this"
    capture = fetcher(wire(NO_ROBOTS, short).address).fetch(URL).capture
    assert (capture.outcome, capture.rule) == (Outcome.UNREACHABLE, "cut_short")
    assert capture.status == 200
    assert len(capture.attempts) == 2


def test_a_chunk_without_its_end_is_cut_short(wire: MakeWire, fetcher: Make) -> None:
    short = OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
    capture = fetcher(wire(NO_ROBOTS, short).address).fetch(URL).capture
    assert capture.rule == "cut_short"


@pytest.mark.parametrize(
    "said",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 abc What\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000 + b"\r\n\r\n",
    ],
)
def test_what_is_not_http(wire: MakeWire, fetcher: Make, said: bytes) -> None:
    capture = fetcher(wire(NO_ROBOTS, said).address).fetch(URL).capture
    assert (capture.outcome, capture.rule) == (Outcome.SERVER_ERROR, "malformed_http")


def test_bad_chunk_sizes(wire: MakeWire, fetcher: Make) -> None:
    said = OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n"
    capture = fetcher(wire(NO_ROBOTS, said).address).fetch(URL).capture
    assert capture.outcome in (Outcome.UNREACHABLE, Outcome.SERVER_ERROR)


def test_an_early_hint_before_the_head_is_not_the_head(wire: MakeWire, fetcher: Make) -> None:
    said = b"HTTP/1.1 100 Continue\r\n\r\n" + OK_HEAD + b"Content-Length: 2\r\n\r\nok"
    fetched = fetcher(wire(NO_ROBOTS, said).address).fetch(URL)
    assert fetched.body == b"ok"
    assert fetched.capture.head == (OK_HEAD + b"Content-Length: 2").decode()


def test_a_silent_server_is_a_read_timeout(wire: MakeWire, fetcher: Make) -> None:
    done = threading.Event()
    server = wire(NO_ROBOTS, lambda connection: done.wait(5) and None)
    one = fetcher(server.address, read_timeout_s=0.05, monotonic=time.monotonic)
    capture = one.fetch(URL).capture
    done.set()
    assert (capture.outcome, capture.rule) == (Outcome.UNREACHABLE, "read_timeout")


def drip(head: bytes) -> Callable[[socket.socket], None]:
    def serve(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(head)
        connection.settimeout(5)
        try:
            for _ in range(200):
                connection.sendall(b"x")
                # Waits without sleeping: the client never sends, so this ends by time or hang-up.
                connection.settimeout(0.03)
                try:
                    if connection.recv(1) == b"":
                        return
                except TimeoutError:
                    continue
        except OSError:
            return

    return serve


@pytest.mark.parametrize("head", [OK_HEAD + b"Content-Length: 500\r\n\r\n", OK_HEAD + b"X-Slow: "])
def test_a_drip_is_stopped_by_the_one_clock(wire: MakeWire, fetcher: Make, head: bytes) -> None:
    server = wire(NO_ROBOTS, drip(head))
    one = fetcher(server.address, wall_clock_s=0.3, monotonic=time.monotonic)
    began = time.monotonic()
    capture = one.fetch(URL).capture
    assert (capture.outcome, capture.rule) == (Outcome.UNREACHABLE, "wall_clock")
    assert time.monotonic() - began < 1.5


def test_a_name_without_an_address(fetcher: Make) -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    one = fetcher(agency={"connect": {}}, resolver=nowhere)
    assert one.fetch(URL).capture.rule == "dns_failure"


def test_a_resolver_that_never_answers(fetcher: Make) -> None:
    stop = threading.Event()

    def forever(host: str, port: int) -> list[str]:
        stop.wait(5)
        return []

    one = fetcher(agency={"connect": {}}, resolver=forever, connect_timeout_s=0.05)
    assert one.fetch(URL).capture.rule == "dns_failure"
    stop.set()


# --- sizes and codings -----------------------------------------------------------------------


def test_a_declared_length_over_the_limit_is_not_read(site: Site, fetcher: Make) -> None:
    site.routes["/a"] = (200, {}, b"x" * 2000)
    fetched = fetcher(site.address, agency={"max_bytes": 1000}).fetch(URL)
    assert (fetched.capture.outcome, fetched.capture.rule) == (
        Outcome.TOO_LARGE,
        "declared_length",
    )
    assert fetched.body is None


def endless(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(OK_HEAD + b"\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def test_an_endless_body_is_stopped_at_the_limit(wire: MakeWire, fetcher: Make) -> None:
    capture = fetcher(wire(NO_ROBOTS, endless).address, agency={"max_bytes": 10_000}).fetch(URL)
    assert capture.capture.rule == "wire_limit"


def test_an_endless_head_is_stopped(wire: MakeWire, fetcher: Make) -> None:
    def heads(connection: socket.socket) -> None:
        connection.recv(65536)
        while True:
            connection.sendall(b"HTTP/1.1 100 Continue\r\nA: b\r\n\r\n")

    one = fetcher(wire(NO_ROBOTS, heads).address, agency={"max_bytes": 1000})
    assert one.fetch(URL).capture.rule in ("wire_limit", "malformed_http")


def test_the_limit_itself_is_allowed(site: Site, fetcher: Make) -> None:
    site.routes["/a"] = (200, {}, b"x" * 1000)
    one = fetcher(site.address, agency={"max_bytes": 1000})
    assert one.fetch(URL).capture.outcome is Outcome.OK


def zipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def raw_deflate(data: bytes) -> bytes:
    squeezer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeezer.compress(data) + squeezer.flush()


@pytest.mark.parametrize(
    ("coding", "squeeze"),
    [
        ("gzip", zipped),
        ("x-gzip", zipped),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("gzip", lambda data: zipped(data[:9]) + zipped(data[9:])),
    ],
)
def test_a_coding_nobody_asked_for_is_undone(
    site: Site, fetcher: Make, coding: str, squeeze: Callable[[bytes], bytes]
) -> None:
    plain = b"some text " * 9000
    site.routes["/a"] = (200, {"Content-Encoding": coding}, squeeze(plain))
    fetched = fetcher(site.address).fetch(URL)
    assert fetched.body == plain
    assert fetched.capture.content_coding == coding
    assert fetched.capture.wire_sha256 == sha256(squeeze(plain)).hexdigest()
    assert fetched.capture.blob_sha256 == sha256(plain).hexdigest()
    assert fetched.capture.wire_size_bytes < fetched.capture.blob_size_bytes == len(plain)


@pytest.mark.parametrize(
    ("coding", "body", "rule"),
    [
        ("br", b"x", "coding_unknown"),
        ("gzip, gzip", b"x", "coding_unknown"),
        ("gzip", b"no gzip at all", "coding_broken"),
        ("gzip", gzip.compress(b"hello" * 999, mtime=0)[:-9], "coding_broken"),
        ("deflate", b"\xff\xff\xff\xff", "coding_broken"),
    ],
)
def test_a_coding_that_does_not_hold(
    site: Site, fetcher: Make, coding: str, body: bytes, rule: str
) -> None:
    site.routes["/a"] = (200, {"Content-Encoding": coding}, body)
    capture = fetcher(site.address).fetch(URL).capture
    assert (capture.outcome, capture.rule) == (Outcome.SERVER_ERROR, rule)


def test_a_gzip_bomb_is_stopped(site: Site, fetcher: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ita_evidence.collection.fetcher.DECODED_LIMIT_BYTES", 3_000_000)
    bomb = gzip.compress(b"\0" * 100_000_000, 1)
    site.routes["/a"] = (200, {"Content-Encoding": "gzip"}, bomb)
    tracemalloc.start()
    capture = fetcher(site.address).fetch(URL).capture
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (capture.outcome, capture.rule) == (Outcome.TOO_LARGE, "decoded_limit")
    assert peak_bytes < 10_000_000


def test_fifty_megabytes_are_held_a_chunk_at_a_time(wire: MakeWire, fetcher: Make) -> None:
    size_bytes, piece = 50_000_000, b"x" * 100_000

    def big(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(OK_HEAD + f"Content-Length: {size_bytes}\r\n\r\n".encode())
        for _ in range(size_bytes // len(piece)):
            connection.sendall(piece)

    one = fetcher(wire(NO_ROBOTS, big).address, agency={"max_bytes": size_bytes})
    tracemalloc.start()
    fetched = one.fetch(URL)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert fetched.body is not None
    assert len(fetched.body) == size_bytes
    assert peak_bytes < CLASSIFIED_BYTES + 2_000_000, "what the classification looks at"


# --- politeness ------------------------------------------------------------------------------


def test_the_delay_is_kept_between_all_requests(site: Site, world: World, fetcher: Make) -> None:
    times: list[float] = []

    def note(handler: BaseHTTPRequestHandler) -> None:
        times.append(world.seconds)
        answer(handler, 200, {}, b"x")

    def move(handler: BaseHTTPRequestHandler) -> None:
        times.append(world.seconds)
        answer(handler, 302, {"Location": "/b"}, b"")

    site.routes |= {"/robots.txt": note, "/a": move, "/b": note, "/c": note}
    one = fetcher(site.address, agency={"hosts": (Host(name="office.test", delay_s=2.0),)})
    one.fetch(URL)
    one.fetch("http://office.test/c")
    assert len(times) == 4
    assert all(later - earlier >= 2.0 for earlier, later in pairwise(times))


def test_the_delay_can_be_overridden(site: Site, world: World, fetcher: Make) -> None:
    site.routes["/a"] = b"x"
    hosts = {"hosts": (Host(name="office.test", delay_s=2.0),)}
    fetcher(site.address, agency=hosts, delay_override_s=0.0).fetch(URL)
    assert world.sleeps == []


class Shelf:
    """Keeps answers for robots.txt from one fetcher to the next."""

    def __init__(self) -> None:
        self.answers: dict[str, KeptRobots] = {}

    def kept(self, authority: str) -> KeptRobots | None:
        return self.answers.get(authority)

    def keep(self, authority: str, answer: KeptRobots) -> None:
        self.answers[authority] = answer


def test_robots_is_asked_once_a_day(site: Site, fetcher: Make, world: World) -> None:
    site.routes |= {"/robots.txt": "User-agent: *\nDisallow: /a\n", "/b": b"x"}
    shelf = Shelf()
    for _ in range(2):
        one = fetcher(site.address, robots=shelf)
        assert one.fetch(URL).capture.rule == "robots_disallow"
        assert one.fetch("http://office.test/b").capture.rule == "bytes_received"
    assert [path for path, _ in site.asked].count("/robots.txt") == 1
    site.routes["/robots.txt"] = (404, {}, b"")
    world.now += timedelta(hours=24)
    assert fetcher(site.address, robots=shelf).fetch(URL).capture.rule == "status_404"
    assert shelf.answers["http://office.test"].status == 404


def test_a_robots_file_that_fails_is_not_kept(site: Site, fetcher: Make) -> None:
    site.routes |= {"/robots.txt": (503, {}, b""), "/a": b"x"}
    shelf = Shelf()
    assert fetcher(site.address, robots=shelf).fetch(URL).capture.rule == "robots_unavailable"
    assert shelf.answers == {}


def test_robots_disallow(site: Site, fetcher: Make) -> None:
    site.routes |= {"/robots.txt": b"User-agent: *\nDisallow: /private", "/a": b"x"}
    one = fetcher(site.address)
    refused = one.fetch("http://office.test/private/x").capture
    assert (refused.outcome, refused.rule) == (Outcome.REFUSED_BY_POLICY, "robots_disallow")
    assert one.fetch(URL).capture.outcome is Outcome.OK
    assert [path for path, _ in site.asked] == ["/robots.txt", "/a"]


def test_robots_that_speak_of_us_by_name(site: Site, fetcher: Make) -> None:
    rules = b"User-agent: ita-evidence\nDisallow: /a\n\nUser-agent: *\nDisallow:"
    site.routes |= {"/robots.txt": rules, "/a": b"x"}
    assert fetcher(site.address).fetch(URL).capture.rule == "robots_disallow"


def test_a_robots_file_that_fails_forbids_all(site: Site, fetcher: Make) -> None:
    site.routes |= {"/robots.txt": (500, {}, b""), "/a": b"x"}
    capture = fetcher(site.address).fetch(URL).capture
    assert (capture.outcome, capture.rule) == (Outcome.REFUSED_BY_POLICY, "robots_unavailable")
    assert len(capture.attempts) == 2
    assert site.paths == []


def test_robots_is_followed_to_where_it_moved(site: Site, fetcher: Make) -> None:
    site.routes |= {
        "/robots.txt": (301, {"Location": "/r.txt"}, b""),
        "/r.txt": b"User-agent: *\nDisallow: /",
        "/a": b"x",
    }
    assert fetcher(site.address).fetch(URL).capture.rule == "robots_disallow"


def test_robots_that_moved_to_a_stranger_forbid_nothing(site: Site, fetcher: Make) -> None:
    site.routes |= {"/robots.txt": (301, {"Location": "http://x.test/r"}, b""), "/a": b"x"}
    assert fetcher(site.address).fetch(URL).capture.outcome is Outcome.OK


def test_a_page_in_place_of_robots_forbids_nothing(site: Site, fetcher: Make) -> None:
    site.routes |= {"/robots.txt": "<html>User-agent: *\nDisallow: /\n</html>", "/a": b"x"}
    assert fetcher(site.address).fetch(URL).capture.outcome is Outcome.OK


def test_a_crawl_delay_is_kept(site: Site, world: World, fetcher: Make) -> None:
    site.routes |= {"/robots.txt": b"User-agent: *\nCrawl-delay: 7", "/a": b"x", "/b": b"y"}
    one = fetcher(site.address)
    one.fetch(URL)
    one.fetch("http://office.test/b")
    assert world.sleeps[-1] == 7.0


def hours(text: str) -> dict[str, Any]:
    return {"hosts": (Host(name="office.test", delay_s=0.0, open_hours=text),)}


def test_out_of_its_hours_a_host_is_not_asked(site: Site, world: World, fetcher: Make) -> None:
    site.routes["/a"] = b"x"
    one = fetcher(site.address, agency=hours("17:30-08:00"))
    world.now = datetime(2023, 4, 17, 10, 29, tzinfo=UTC)  # 17:29 in Bangkok
    capture = one.fetch(URL).capture
    assert (capture.outcome, capture.rule) == (Outcome.CLOSED, "open_hours")
    assert site.asked == []
    world.now = datetime(2023, 4, 17, 10, 30, tzinfo=UTC)
    assert one.fetch(URL, again=True).capture.outcome is Outcome.OK


def test_a_host_whose_hours_end_meanwhile_is_closed(
    wire: MakeWire, world: World, fetcher: Make
) -> None:
    def late(connection: socket.socket) -> None:
        connection.recv(65536)
        world.now = datetime(2023, 4, 17, 1, 1, tzinfo=UTC)

    world.now = datetime(2023, 4, 17, 0, 59, tzinfo=UTC)  # 07:59 in Bangkok
    one = fetcher(wire(NO_ROBOTS, late).address, agency=hours("17:30-08:00"))
    capture = one.fetch(URL).capture
    assert (capture.outcome, capture.rule) == (Outcome.CLOSED, "closed_meanwhile")


def test_hours_that_cannot_be_read(fetcher: Make) -> None:
    with pytest.raises(CatalogError, match="17:30-08:00"):
        fetcher(agency=hours("at night"))


def test_the_page_limit_of_a_host(site: Site, fetcher: Make) -> None:
    site.routes |= {"/a": b"x", "/b": b"y"}
    one = fetcher(site.address, agency={"hosts": (Host(name="office.test", max_pages=1),)})
    assert one.pages_left(URL) == 1
    assert one.fetch(URL).capture.outcome is Outcome.OK
    assert one.pages_left(URL) == 0
    capture = one.fetch("http://office.test/b").capture
    assert (capture.outcome, capture.rule) == (Outcome.REFUSED_BY_POLICY, "page_limit")
    assert one.pages_left("http://stranger.test/") == 0


# --- TLS -------------------------------------------------------------------------------------

SECURE = "https://office.test/a"


@pytest.fixture
def secure_site(trusted: trustme.CA) -> Any:
    made = Site(server_context(trusted))
    made.routes["/a"] = b"x"
    yield made
    made.close()


def test_tls_facts_are_kept(secure_site: Site, fetcher: Make) -> None:
    capture = fetcher(secure_site.address).fetch(SECURE).capture
    assert capture.outcome is Outcome.OK
    assert capture.tls is not None
    assert capture.tls.version == "TLSv1.3"
    assert capture.tls.verified
    assert not capture.tls.downgraded
    assert len(capture.tls.fingerprint_sha256) == 64
    assert "trustme" in capture.tls.issuer


def test_a_kept_connection_keeps_its_facts(secure_site: Site, fetcher: Make) -> None:
    secure_site.routes["/b"] = b"y"
    one = fetcher(secure_site.address)
    first, second = one.fetch(SECURE).capture, one.fetch("https://office.test/b").capture
    assert first.tls == second.tls
    assert second.address == "127.0.0.1"


def test_another_names_certificate_does_not_hold(trusted: trustme.CA, fetcher: Make) -> None:
    site = Site(server_context(trusted, "other.test"))
    capture = fetcher(site.address).fetch(SECURE).capture
    site.close()
    assert (capture.outcome, capture.rule) == (Outcome.UNREACHABLE, "tls_certificate")
    assert "office.test" in capture.detail


def test_a_strangers_certificate_does_not_hold(trusted: trustme.CA, fetcher: Make) -> None:
    site = Site(server_context(trustme.CA()))
    capture = fetcher(site.address).fetch(SECURE).capture
    assert capture.rule == "tls_certificate"
    lax = {"hosts": (Host(name="office.test", delay_s=0.0, verify_tls=False),)}
    site.routes["/a"] = b"x"
    capture = fetcher(site.address, agency=lax).fetch(SECURE).capture
    site.close()
    assert capture.outcome is Outcome.OK
    assert capture.tls is not None
    assert not capture.tls.verified
    assert not capture.tls.downgraded


def test_an_old_server_is_reached_by_one_named_downgrade(
    trusted: trustme.CA, fetcher: Make
) -> None:
    context = server_context(trusted)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    site = Site(context)
    site.routes["/a"] = b"x"
    capture = fetcher(site.address).fetch(SECURE).capture
    site.close()
    assert capture.outcome is Outcome.OK
    assert capture.tls is not None
    assert capture.tls.downgraded
    assert capture.tls.verified
    assert capture.tls.version == "TLSv1.1"


def test_no_tls_at_all(site: Site, trusted: trustme.CA, fetcher: Make) -> None:
    capture = fetcher(site.address).fetch(SECURE).capture
    assert (capture.outcome, capture.rule) == (Outcome.UNREACHABLE, "tls_failure")


def test_a_ca_file_that_is_not_there(site: Site, fetcher: Make) -> None:
    assert fetcher(site.address).fetch(SECURE).capture.rule == "tls_ca_missing"


# --- several at once -------------------------------------------------------------------------


def test_fetchers_of_one_process_do_not_meet(site: Site, fetcher: Make) -> None:
    for number in range(4):
        site.routes[f"/{number}"] = (
            lambda n: lambda h: answer(h, 200, {"Set-Cookie": f"n={n}"}, str(n).encode() * 100_000)
        )(number)
    ones = [fetcher(site.address) for _ in range(4)]
    bodies: dict[int, bytes | None] = {}

    def run(number: int) -> None:
        bodies[number] = ones[number].fetch(f"http://office.test/{number}").body

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bodies == {number: str(number).encode() * 100_000 for number in range(4)}


def test_a_host_name_that_cannot_be_is_a_fault_of_the_catalog(tmp_path: Any) -> None:
    with pytest.raises(CatalogError, match=r"agencies/test\.yaml"):
        Fetcher(make_agency(hosts=(Host(name="a b"),)), data=tmp_path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=100).map(lambda rest: b"HTTP/1.1 200 OK\r\n" + rest),
        st.binary(max_size=100).map(lambda rest: b"HTTP/1.1 302 Found\r\nLocation: " + rest),
        st.binary(max_size=60).map(
            lambda rest: b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + rest
        ),
        st.binary(max_size=60).map(
            lambda rest: b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + rest
        ),
        st.binary(max_size=60).map(
            lambda rest: b"HTTP/1.1 429 No\r\nRetry-After: " + rest + b"\r\n\r\n"
        ),
    )
)
def test_whatever_a_server_says_is_one_outcome(wire: MakeWire, fetcher: Make, said: bytes) -> None:
    one = fetcher(wire(NO_ROBOTS, said).address, read_timeout_s=5.0, monotonic=time.monotonic)
    capture = one.fetch(URL).capture
    assert isinstance(capture.outcome, Outcome)
    assert capture.model_validate(capture.model_dump(mode="json")) == capture


# --- every outcome, over a real socket ---------------------------------------------------------

NOTHING_THERE = "<title>ไม่พบหน้าที่ท่านต้องการ</title><body>ขออภัย</body>".encode()
REACHED: dict[Outcome, tuple[str, Route]] = {
    Outcome.OK: ("/a", b"<p>x</p>"),
    Outcome.UNCHANGED: ("/a", (304, {}, b"")),
    Outcome.NOT_FOUND: ("/a", (410, {}, b"gone")),
    Outcome.SOFT_404: ("/a", NOTHING_THERE),
    Outcome.EMPTY: ("/a", b""),
    Outcome.WRONG_TYPE: ("/a.pdf", b"<html><body>viewer</body></html>"),
    Outcome.UNREACHABLE: ("/a", lambda handler: handler.connection.shutdown(socket.SHUT_RDWR)),
    Outcome.SERVER_ERROR: ("/a", (500, {}, b"")),
    Outcome.BLOCKED: ("/a", (403, {}, b"")),
    Outcome.CLOSED: ("/a", b"never asked"),
    Outcome.TOO_LARGE: ("/a", bytes(2_000)),
    Outcome.REFUSED_BY_POLICY: ("/private/a", b"never asked"),
}


@pytest.mark.parametrize("outcome", list(Outcome))
def test_each_outcome_is_reached_over_a_socket(site: Site, fetcher: Make, outcome: Outcome) -> None:
    path, route = REACHED[outcome]
    robots = b"User-agent: *\nDisallow: /private/"
    site.routes |= {path: route, "/robots.txt": (200, {"Content-Type": "text/plain"}, robots)}
    hours = "18:00-18:01" if outcome is Outcome.CLOSED else None
    hosts = (Host(name="office.test", delay_s=0.0, open_hours=hours),)
    one = fetcher(site.address, agency={"hosts": hosts, "max_bytes": 1_000})
    capture = one.fetch(f"http://office.test{path}", validators=known()).capture
    assert capture.outcome is outcome
    # The run goes on, whatever came.
    site.routes["/next"] = b"<p>x</p>"
    expected = Outcome.CLOSED if outcome is Outcome.CLOSED else Outcome.OK
    assert one.fetch("http://office.test/next").capture.outcome is expected
