"""Real servers on loopback, reached through the same guard as any host."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import trustme

from ita_evidence.model import Agency, Host, Request

Answerer = Callable[[BaseHTTPRequestHandler], None]
Route = bytes | str | tuple[int, dict[str, str], bytes] | Answerer
CLOSED_PORT = "127.0.0.1:1"


@dataclass
class World:
    """Time that passes only when somebody sleeps."""

    now: datetime = datetime(2023, 4, 17, 12, 0, tzinfo=UTC)
    seconds: float = 1000.0
    sleeps: list[float] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.seconds += seconds
        self.now += timedelta(seconds=seconds)


class Site:
    """An HTTP server with routes by path; it remembers what it was asked."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.routes: dict[str, Route] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append((self.path, dict(self.headers)))
                route = site.routes.get(self.path, (404, {}, b"no such path"))
                if callable(route):
                    route(self)
                    return
                if isinstance(route, tuple):
                    status, headers, body = route
                else:
                    body = route.encode() if isinstance(route, str) else route
                    status, headers = 200, {"Content-Type": "text/html; charset=utf-8"}
                answer(self, status, headers, body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign] # clients hang up
        self.server.daemon_threads = True
        if context is not None:
            self.server.socket = context.wrap_socket(
                self.server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.server_address[1]}"

    @property
    def paths(self) -> list[str]:
        """What was asked, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def answer(
    handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes
) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    if "Content-Length" not in headers and status not in (204, 304):
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


class Wire:
    """A server that says just the bytes it is told to, and hangs up."""

    def __init__(self, *says: bytes | Callable[[socket.socket], None]) -> None:
        self.says = list(says)
        self.count = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.listener.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                said = self.says[min(self.count, len(self.says) - 1)]
                self.count += 1
                try:
                    if callable(said):
                        said(connection)
                    else:
                        connection.recv(65536)
                        connection.sendall(said)
                except OSError:
                    pass  # the client hung up first, which is what some tests want

    def close(self) -> None:
        # accept() is woken by a connection; closing alone leaves it waiting.
        self.says.append(b"")
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()


def make_agency(**overrides: Any) -> Agency:
    values: dict[str, Any] = {
        "id": "test",
        "name_th": "จังหวัดทดสอบ",
        "name_en": "Test Province",
        "home_page": "http://office.test/",
        "hosts": (Host(name="office.test", delay_s=0.0),),
        "units": (),
        "editions": {2566: "2566"},
        "contact": "mailto:webmaster@example.org",
    }
    return Agency(**(values | overrides))


def make_request(url: str = "http://office.test/list", **overrides: Any) -> Request:
    values: dict[str, Any] = {
        "id": "0" * 16,
        "host": "office.test",
        "url": url,
        "adapter": "page",
        "wanted_by": (("O21", "office"),),
    }
    return Request(**(values | overrides))


def server_context(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    """For `office.test`, unless other names are given."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*(names or ("office.test",))).configure_cert(context)
    return context
