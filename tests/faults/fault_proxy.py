"""An HTTP proxy between the project and its store that spoils requests and replies, as networks do.

Everything else goes through byte for byte: S3's signatures are over the headers as we sent them.
"""

from __future__ import annotations

import random
import socket
import socketserver
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, NamedTuple

KINDS = (
    "503",
    "500",
    "reset before",
    "half a request",
    "reset after the write",
    "hang after the write",
    "truncated reply",
    "corrupted reply",
    "corrupted request",
)
HANG_S = 3.0
"""Longer than the client of these tests waits."""


class Message(NamedTuple):
    """The head with its empty line, and the body."""

    head: bytes
    body: bytes


class Proxy(socketserver.ThreadingTCPServer):
    """Spoils a share of the requests for objects, each with one of `KINDS`; counts them."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, upstream: int, share: float, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.upstream, self.share = upstream, share
        self.random, self.lock = random.Random(seed), threading.Lock()
        self.done: Counter[str] = Counter()
        self.requests = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def fault_of(self, head: bytes) -> str:
        """The fault for this request; "" for none. Listings are not corrupted: they have no sum."""
        method, target = head.split(b" ", 2)[:2]
        listing = method == b"GET" and (b"?versions" in target or b"list-type" in target)
        with self.lock:
            self.requests += 1
            if self.random.random() >= self.share:
                return ""
            kind = self.random.choice(KINDS[:7] if listing or method == b"HEAD" else KINDS)
            self.done[kind] += 1
            return kind

    def place(self, length: int) -> int:
        with self.lock:
            return self.random.randrange(length)


@contextmanager
def spoiling(upstream: int, share: float, seed: int) -> Iterator[Proxy]:
    """A proxy before the store on port `upstream`, for the length of the block."""
    with Proxy(upstream, share, seed) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()


class _Connection(socketserver.BaseRequestHandler):
    server: Proxy

    def handle(self) -> None:
        with suppress(OSError, ValueError), self.request.makefile("rb") as stream:
            while request := _read(stream, go_on=self.request.sendall):
                if not self._answer(request):
                    return

    def _answer(self, request: Message) -> bool:
        """Whether the connection goes on."""
        kind = self.server.fault_of(request.head)
        if kind in {"503", "500"}:
            self.request.sendall(f"HTTP/1.1 {kind} Spoiled\r\nContent-Length: 0\r\n\r\n".encode())
            return True
        if kind == "reset before":
            return self._reset()
        if kind == "half a request":
            self._forward(request.head, request.body[: len(request.body) // 2], wait=False)
            return self._reset()
        if kind == "corrupted request" and request.body:
            request = request._replace(body=self._flipped(request.body))
        head_only = request.head.startswith(b"HEAD ")
        reply = self._forward(request.head, request.body, head_only=head_only)
        if reply is None or kind == "reset after the write":
            return self._reset()
        if kind == "hang after the write":
            threading.Event().wait(HANG_S)
            return self._reset()
        if kind == "truncated reply":
            whole = reply.head + reply.body
            self.request.sendall(whole[: max(1, len(whole) - 1 - self.server.place(len(whole)))])
            return self._reset()
        if kind == "corrupted reply":
            body = self._flipped(reply.body) if reply.body else b""
            head = reply.head if reply.body else b"J" + reply.head[1:]
            self.request.sendall(head + body)
            return bool(reply.body)
        self.request.sendall(reply.head + reply.body)
        return True

    def _flipped(self, body: bytes) -> bytes:
        at = self.server.place(len(body))
        return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]

    def _reset(self) -> bool:
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.request.close()
        return False

    def _forward(
        self, head: bytes, body: bytes, *, wait: bool = True, head_only: bool = False
    ) -> Message | None:
        with socket.create_connection(("127.0.0.1", self.server.upstream), timeout=30) as server:
            server.sendall(head + body)
            if not wait:
                return None
            with server.makefile("rb") as stream:
                return _read(stream, head_only=head_only)


def _read(
    stream: BinaryIO, *, head_only: bool = False, go_on: Callable[[bytes], None] | None = None
) -> Message | None:
    """One request or reply; None when there is none any more. `go_on` answers an Expect."""
    lines: list[bytes] = []
    while line := stream.readline():
        lines.append(line)
        if line == b"\r\n":
            break
    if not lines or lines[-1] != b"\r\n":
        return None
    if go_on is not None and any(line.lower().startswith(b"expect:") for line in lines):
        lines = [line for line in lines if not line.lower().startswith(b"expect:")]
        go_on(b"HTTP/1.1 100 Continue\r\n\r\n")
    head = b"".join(lines)
    fields = dict(
        line.decode("latin-1").lower().strip().split(":", 1) for line in lines[1:-1] if b":" in line
    )
    if head_only:
        return Message(head, b"")
    if "chunked" in fields.get("transfer-encoding", ""):
        return Message(head, _chunks(stream))
    return Message(head, stream.read(int(fields.get("content-length", "0"))))


def _chunks(stream: BinaryIO) -> bytes:
    """A chunked body as it stands on the wire."""
    found = b""
    while True:
        line = stream.readline()
        size = int(line.split(b";")[0], 16)
        found += line + stream.read(size + 2)
        if size == 0:
            return found
