"""Serves the made-up province on loopback: every host by its Host header, http and https.

The certificate is a wildcard of a CA made here once (`<data>/sample/ca.pem`), which the agency file
names: the same guards hold for the sample as for real agencies.
"""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import trustme

from ita_evidence.errors import UsageError

from .blocks import place_of
from .province import DOMAIN
from .site import ANSWERS

_LOOPBACK = "127.0.0.1"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".csv": "text/csv",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class Asked:
    """One request that the server answered."""

    scheme: str
    host: str
    target: str
    method: str
    status: int


class SampleServer:
    """Serves `root` (made by `site.build`) while the `with` block lasts.

    A port of 0 takes a free one; `http_port` and `https_port` say which. `data` holds the
    certificates, reused between runs. `requests` lists what was asked, in order of answering.

    Raises:
        UsageError: a port is taken; the message names the setting that changes it.
    """

    def __init__(self, root: Path, http_port: int, https_port: int, data: Path) -> None:
        self.root = root
        self.ca = data / "sample/ca.pem"
        self.requests: list[Asked] = []
        self._asked_ports = (http_port, https_port)
        self._data = data
        self._servers: list[_Server] = []
        self._threads: list[threading.Thread] = []
        self.http_port = self.https_port = 0

    def __enter__(self) -> Self:
        http_port, https_port = self._asked_ports
        context = _certificates(self._data / "sample")
        try:
            self._start(http_port, "ITA_SAMPLE_HTTP_PORT", None)
            self._start(https_port, "ITA_SAMPLE_HTTPS_PORT", context)
        except UsageError:
            self.close()
            raise
        self.http_port, self.https_port = (server.server_address[1] for server in self._servers)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self, port: int, setting: str, context: ssl.SSLContext | None) -> None:
        try:
            server = _Server(self, port, context)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise UsageError(
                f"port {port} of {_LOOPBACK} is taken or not allowed, so the sample cannot "
                f"be served there; stop what listens on it, or set {setting} to a free port"
            ) from error
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        self._servers.append(server)
        self._threads.append(thread)

    def close(self) -> None:
        """Stop answering and close every connection."""
        for server in self._servers:
            server.shutdown()
            server.hang_up()
            server.server_close()
        for thread in self._threads:
            thread.join()
        self._servers.clear()
        self._threads.clear()

    def count(self, host: str | None = None) -> Counter[str]:
        """How often each URL path was asked for, of one host or of all (`host/path`)."""
        return Counter(
            f"{asked.host}{asked.target}"
            for asked in list(self.requests)
            if host in (None, asked.host)
        )


READY = "ready"
"""What the process of `apart` says when it answers; anything else is why it does not."""


@contextmanager
def apart(root: Path, http_port: int, https_port: int, data: Path) -> Iterator[None]:
    """Serves `root` like `SampleServer`, in a process of its own, while the `with` block lasts.

    It ends with this process too, however that ends.

    Raises:
        UsageError: a port is taken; the message names the setting that changes it.
    """
    command = [sys.executable, "-m", "ita_evidence.sample", root, http_port, https_port, data]
    with subprocess.Popen(
        list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            said = process.stdout.readline().strip()
            if said != READY:
                raise UsageError(said or "the sample cannot be served; why stands above")
            yield
        finally:  # on Ctrl-C too its ports are free before anything is said to have ended
            process.stdin.close()
            process.wait()


class _Server(ThreadingHTTPServer):
    """One listening port; TLS is shaken in the connection's own thread, not while accepting."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(self, sample: SampleServer, port: int, context: ssl.SSLContext | None) -> None:
        self.sample = sample
        self.scheme = "https" if context else "http"
        self._context = context
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        answers = (sample.root / ANSWERS).read_text(encoding="utf-8")
        self.answers: dict[str, dict[str, Any]] = json.loads(answers)
        super().__init__((_LOOPBACK, port), _Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        connection.settimeout(60)
        if self._context:
            connection = self._context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        with self._lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away, or speaks no TLS, is no event worth a traceback; a bug is."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """Wake the threads that wait for a next request on a kept connection."""
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # it was closing already


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65536
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: `SampleServer.requests` is the log."""

    def version_string(self) -> str:
        return "sample-province"

    def _answer(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0].lower()
        status, headers, body = self._found(host)
        self.server.sample.requests.append(
            Asked(self.server.scheme, host, self.path, self.command, status)
        )
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status != 304:
            self.wfile.write(body)

    def _found(self, host: str) -> tuple[int, dict[str, str], bytes]:
        url = f"{self.server.scheme}://{host}{self.path}"
        path = urlsplit(url).path
        if path.endswith("/datastore_search"):
            return self._records(host, path)
        place = place_of(url)
        file = self.server.sample.root / place
        if ".." in Path(place).parts or "\0" in place:
            return _not_found()
        if not file.is_file():
            if "@" not in place and (file / "index.html").is_file():
                return 301, {"Location": f"{path}/"}, b""
            return _not_found()
        answer = self.server.answers.get(place, {})
        data, etag, modified = _file(file, file.stat().st_mtime_ns)
        status: int = answer.get("status", 200)
        headers = {"Content-Type": answer.get("content_type") or _type(file, data)}
        if status == 200:
            headers |= {"ETag": etag, "Last-Modified": modified}
            if self._has(etag, modified):
                return 304, {"ETag": etag}, b""  # no more than that: RFC 9110, 15.4.5
        return status, headers, data

    def _has(self, etag: str, modified: str) -> bool:
        """Whether the client has these bytes (RFC 9110 §13.1: If-None-Match goes before dates)."""
        if match := self.headers.get("If-None-Match"):
            return match.strip() == "*" or etag in (tag.strip() for tag in match.split(","))
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except ValueError:  # none was sent, or no date: then the whole answer is right
            return False
        return parsedate_to_datetime(modified) <= since

    def _records(self, host: str, path: str) -> tuple[int, dict[str, str], bytes]:
        """CKAN's datastore_search: a resource's records by `limit` (100) and `offset` (0)."""
        query = parse_qs(urlsplit(self.path).query)
        resource = query.get("resource_id", [""])[0]
        file = self.server.sample.root / place_of(f"https://{host}{path}?resource_id={resource}")
        if not file.is_file():
            return _not_found()
        limit, offset = (query.get(k, [d])[0] for k, d in (("limit", "100"), ("offset", "0")))
        kind = {"Content-Type": "application/json;charset=utf-8"}
        if not (limit.isdecimal() and offset.isdecimal()):
            return 409, kind, b'{"success": false, "error": {"__type": "Validation Error"}}'
        answer = json.loads(file.read_bytes())
        result = answer["result"]
        result["records"] = result["records"][int(offset) : int(offset) + int(limit)]
        result |= {"limit": int(limit), "offset": int(offset)}
        body = json.dumps(answer, ensure_ascii=False).encode()
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            return 200, kind | {"Content-Encoding": "gzip"}, gzip.compress(body, mtime=0)
        return 200, kind, body


def _not_found() -> tuple[int, dict[str, str], bytes]:
    body = b"<!DOCTYPE html><html><title>404</title><body><h1>404 Not Found</h1></body></html>"
    return 404, {"Content-Type": "text/html; charset=utf-8"}, body


def _type(file: Path, data: bytes) -> str:
    if file.suffix == ".html" and b'charset="windows-874"' in data[:400]:
        return "text/html; charset=windows-874"
    return _TYPES.get(file.suffix, "application/octet-stream")


@lru_cache(maxsize=4096)
def _file(path: Path, mtime_ns: int) -> tuple[bytes, str, str]:
    """A file's bytes, ETag and Last-Modified; read again when its time changes."""
    data = path.read_bytes()
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    return data, etag, formatdate(mtime_ns // 1_000_000_000, usegmt=True)


def _certificates(folder: Path) -> ssl.SSLContext:
    """The server's context, from a CA and a wildcard certificate made once in `folder`."""
    pair = folder / "tls"
    if not (pair / "server.pem").exists():
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix="tls-", dir=folder))
        ca = trustme.CA(organization_name="Sample province (made up)")
        ca.cert_pem.write_to_path(aside / "ca.pem")
        leaf = ca.issue_cert(f"*.{DOMAIN}", DOMAIN)
        server = aside / "server.pem"
        server.touch(mode=0o600)
        server.write_bytes(leaf.private_key_and_cert_chain_pem.bytes())
        try:
            aside.rename(pair)
        except OSError:  # another process made one first: its pair is used
            shutil.rmtree(aside)
    aside_ca = folder / f"ca.pem.{os.getpid()}"
    shutil.copyfile(pair / "ca.pem", aside_ca)
    aside_ca.replace(folder / "ca.pem")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pair / "server.pem")
    return context
