"""What is served, asked over real sockets."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE

import pytest

from ita_evidence.errors import UsageError
from ita_evidence.sample import SampleServer, serve
from ita_evidence.sample.blocks import Entry, File
from ita_evidence.sample.province import Province

FreePorts = Callable[[int], list[int]]
Get = Callable[..., tuple[int, dict[str, str], bytes]]
Published = tuple[list[File], list[Entry]]
HOME = "https://www.sample.example/"

PLANTED_STATUS = {"not_found": 404, "server_error": 503, "blocked": 403}


def test_every_source_answers_as_planted(get: Get, published: Published, made_up: Province) -> None:
    makes = {(p.item, p.unit): p.make for p in made_up.plants if p.make}
    laws = {office.id for office in made_up.offices[:4]}  # O6: one page, four units
    for entry in published[1]:
        make = makes.get((entry.item, entry.unit)) or ""
        if entry.item == "O6" and entry.unit in laws:
            make = "server_error"
        wanted = 200 if entry.adapter in ("ckan", "egp_rss") else PLANTED_STATUS.get(make, 200)
        assert get(entry.url)[0] == wanted, entry


def test_planted_answers_lie_as_they_should(get: Get, published: Published) -> None:
    urls = {(e.item, e.unit): e.url for e in published[1]}
    status, _, body = get(urls["O13", "strategy"])
    assert status == 200 and "ไม่พบหน้า".encode() in body
    assert get(urls["O14", "livestock"])[2] == b""
    status, headers, body = get(urls["O15", "social_security"])
    assert headers["content-type"] == "application/pdf" and "ระบบอ่านเอกสาร".encode() in body
    assert b'href=""' in get(urls["O26", "hr"])[2]


def test_unchanged_pages_say_so(get: Get) -> None:
    _, headers, body = get(HOME)
    status, again, nothing = get(HOME, {"If-None-Match": headers["etag"]})
    assert (status, nothing, again["etag"]) == (304, b"", headers["etag"])
    assert get(HOME, {"If-Modified-Since": headers["last-modified"]})[0] == 304
    assert get(HOME, {"If-None-Match": '"other"'})[2] == body
    assert (
        get(HOME, {"If-None-Match": '"other"', "If-Modified-Since": headers["last-modified"]})[0]
        == 200
    )
    assert get(HOME, {"If-Modified-Since": "no date"})[0] == 200


def test_head_has_no_body(get: Get) -> None:
    status, headers, body = get(HOME, method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 1000


def test_hosts_are_told_apart(get: Get) -> None:
    assert get("https://hr.sample.example/")[2] != get(HOME)[2]
    assert get("https://nowhere.sample.example/")[0] == 404
    assert "windows-874" in get("http://prisons.sample.example/news/")[1]["content-type"]


@pytest.mark.parametrize(
    "path", ["/../answers.json", "/%2e%2e/answers.json", "/%2e%2e/%2e%2e/x", "/%00"]
)
def test_nothing_outside_the_host_is_served(get: Get, path: str) -> None:
    assert get(f"https://www.sample.example{path}")[0] == 404


def test_a_folder_without_its_slash_is_redirected(get: Get) -> None:
    status, headers, _ = get("https://www.sample.example/oit/2566")
    assert (status, headers["location"]) == (301, "/oit/2566/")


def test_robots_of_every_host(get: Get, made_up: Province) -> None:
    for office in made_up.offices:
        status, headers, body = get(office.url("/robots.txt"))
        assert (status, headers["content-type"]) == (200, "text/plain")
        assert body.startswith(b"User-agent: *")


def test_records_are_paged(get: Get, published: Published) -> None:
    url = next(e.url for e in published[1] if e.adapter == "ckan")
    first = json.loads(get(f"{url}&limit=30")[2])["result"]
    rest = json.loads(get(f"{url}&limit=30&offset=30")[2])["result"]
    assert [row["_id"] for row in first["records"] + rest["records"]] == list(range(1, 37))
    assert first["total"] == 36
    assert get(url.replace("2566", "1"))[0] == 404
    assert get(f"{url}&limit=many")[0] == 409


def test_requests_are_counted(root: Path, tmp_path: Path) -> None:
    with SampleServer(root, 0, 0, tmp_path) as server:
        with socket.create_connection(("127.0.0.1", server.http_port), timeout=5) as plain:
            ask = b"GET /robots.txt HTTP/1.1\r\nHost: www.sample.example:8180\r\n\r\n"
            for _ in range(2):  # one connection, kept
                plain.sendall(ask)
                assert plain.recv(65536).startswith(b"HTTP/1.1 200")
            assert server.count() == {"www.sample.example/robots.txt": 2}
            assert server.count("hr.sample.example") == {}
            assert server.requests[0].scheme == "http"
    assert server._servers == []


def test_certificate_is_made_once_and_its_key_is_private(root: Path, tmp_path: Path) -> None:
    with SampleServer(root, 0, 0, tmp_path) as server:
        first = server.ca.read_bytes()
        assert server.ca == tmp_path / "sample/ca.pem"
        context = ssl.create_default_context(cafile=server.ca)
        with socket.create_connection(("127.0.0.1", server.https_port), timeout=5) as plain:
            with context.wrap_socket(plain, server_hostname="hr.sample.example") as secure:
                assert secure.version() == "TLSv1.3"
    with SampleServer(root, 0, 0, tmp_path) as server:
        assert server.ca.read_bytes() == first
    assert (tmp_path / "sample/tls/server.pem").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("https", [False, True])
def test_a_taken_port_is_named(root: Path, tmp_path: Path, https: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ports = (0, port) if https else (port, 0)
        setting = "ITA_SAMPLE_HTTPS_PORT" if https else "ITA_SAMPLE_HTTP_PORT"
        with pytest.raises(UsageError, match=rf"{port}.*{setting}"):
            with SampleServer(root, ports[0], ports[1], tmp_path):
                pass


ANOTHER = """
import sys
from pathlib import Path
from ita_evidence.sample import serve
root, http_port, https_port, data = sys.argv[1:]
with serve.apart(Path(root), int(http_port), int(https_port), Path(data)):
    print("there", flush=True)
    sys.stdin.read()
"""


def test_apart_it_answers_and_ends_with_the_block(
    root: Path, tmp_path: Path, free_ports: FreePorts
) -> None:
    http, https = free_ports(2)
    with serve.apart(root, http, https, tmp_path):
        with socket.create_connection(("127.0.0.1", http), timeout=5) as plain:
            plain.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: www.sample.example:8180\r\n\r\n")
            assert plain.recv(65536).startswith(b"HTTP/1.1 200")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", http), timeout=5)


def test_apart_it_has_ended_when_ctrl_c_has_passed(
    root: Path, tmp_path: Path, free_ports: FreePorts
) -> None:
    http, https = free_ports(2)
    with pytest.raises(KeyboardInterrupt), serve.apart(root, http, https, tmp_path):
        raise KeyboardInterrupt
    for port in (http, https):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=5)


def test_apart_it_ends_with_a_process_that_is_killed(
    root: Path, tmp_path: Path, free_ports: FreePorts
) -> None:
    ports = [str(port) for port in free_ports(2)]
    command = [sys.executable, "-c", ANOTHER, str(root), *ports, str(tmp_path)]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE) as other:
        assert other.stdout is not None and other.stdout.readline() == b"there\n"
        # Sooner than the server hangs up by itself, which is after 60 s.
        with socket.create_connection(("127.0.0.1", int(ports[0])), timeout=30) as plain:
            other.kill()
            assert plain.recv(1) == b""


def test_apart_a_taken_port_is_named(root: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"{port}.*ITA_SAMPLE_HTTP_PORT"):
            with serve.apart(root, port, 0, tmp_path):
                pass


def test_only_loopback_is_bound(server: SampleServer) -> None:
    assert {s.server_address[0] for s in server._servers} == {"127.0.0.1"}
