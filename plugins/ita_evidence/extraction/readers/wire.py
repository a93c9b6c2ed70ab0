"""Messages between the reading process and its parent: a length, then bytes."""

from __future__ import annotations

import socket
import struct
import time

_LENGTH = struct.Struct(">Q")


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def send(to: socket.socket, deadline: float | None, data: bytes) -> None:
    """Sends one message before `deadline` (a monotonic time), or raises TimeoutError."""
    for part in (_LENGTH.pack(len(data)), data):
        to.settimeout(_left(deadline))
        to.sendall(part)


def receive(source: socket.socket, deadline: float | None, limit_bytes: int) -> bytearray:
    """The next message, which is large and so not copied.

    Raises TimeoutError, or EOFError when the other side is gone.
    """
    (length,) = _LENGTH.unpack(_exactly(source, deadline, _LENGTH.size))
    if length > limit_bytes:
        raise EOFError
    return _exactly(source, deadline, length)


def _exactly(source: socket.socket, deadline: float | None, length: int) -> bytearray:
    received = bytearray(length)
    left = memoryview(received)
    while left:
        source.settimeout(_left(deadline))
        count = source.recv_into(left)
        if not count:
            raise EOFError
        left = left[count:]
    return received
