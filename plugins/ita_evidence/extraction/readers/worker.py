"""The parent's side: one warm child that parses, replaced when it dies or is too slow.

A child is started at the first reading and kept, since starting one costs about a second. It gets
no secret of ours: its environment is made anew. Works in threads (one reading at a time) and after
a fork (an Airflow task process starts a child of its own).
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction.readers import wire
from ita_evidence.extraction.readers.limits import DEFAULT, Limits
from ita_evidence.extraction.readers.sniffer import is_encrypted, sniff
from ita_evidence.model import Document, TextQuality

_CHILD = "ita_evidence.extraction.readers.child"
_START_S = 60.0
_ANSWER_LIMIT_BYTES = 512 * 1024 * 1024
_PACKAGE_ROOT = Path(__file__).resolve().parents[3]
_DEATHS = {
    signal.SIGXCPU: "it used more processor time than allowed",
    signal.SIGKILL: "it was killed, perhaps for its memory",
    signal.SIGABRT: "its parser aborted, as on a document that asks for too much memory",
    signal.SIGSEGV: "its parser crashed",
}


class _Worker:
    """A child process and the socket to it."""

    def __init__(self) -> None:
        self.is_ready = False
        ours, theirs = socket.socketpair()
        with theirs:
            self.socket = ours
            self.process = subprocess.Popen(
                [sys.executable, "-m", _CHILD, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={
                    "PATH": os.environ.get("PATH", ""),
                    "PYTHONPATH": str(_PACKAGE_ROOT),
                    "PYTHONHASHSEED": "0",
                    "PYTHAINLP_READ_ONLY": "1",
                    "LC_ALL": "C.UTF-8",
                },
            )

    def wait(self) -> None:
        """Returns when it can be asked.

        Raises:
            ExtractionError: it did not start.
        """
        if self.is_ready:
            return
        try:
            wire.receive(self.socket, time.monotonic() + _START_S, 1024)
            self.is_ready = True
        except (TimeoutError, EOFError, OSError) as error:
            reason = self.stop()
            raise ExtractionError(
                f"the reading process did not start ({reason or error}); run "
                f"`{sys.executable} -c 'import {_CHILD}'` to see why"
            ) from error

    def stop(self) -> str:
        """Ends the child; says why it had died, or '' when it had not."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=0.2)
        died = self.process.poll()
        self.socket.close()
        if died is None:
            self.process.kill()
        self.process.wait()
        if died is None:
            return ""
        if died < 0:
            return _DEATHS.get(signal.Signals(-died), f"signal {-died}")
        return f"it ended with status {died}"


_lock = threading.Lock()
_worker: _Worker | None = None


def _forget() -> None:
    """In a forked process: the child is the parent process's, and so may be the lock's holder."""
    global _lock, _worker
    _lock = threading.Lock()
    if _worker is not None:
        _worker.socket.close()
        _worker.process.returncode = 0  # not ours to wait for
        _worker = None


def _end() -> None:
    global _worker
    if _worker is not None:
        _worker.process.kill()
        _worker.stop()
        _worker = None


os.register_at_fork(after_in_child=_forget)
atexit.register(_end)


def start() -> None:
    """Starts the child that a reading will ask, and does not wait for it: for a process that has
    other work until then."""
    with _lock:
        _started()


def _started() -> _Worker:
    """The child, a new one where there is none; the lock is the caller's."""
    global _worker
    if _worker is None or _worker.process.poll() is not None:
        _end()
        _worker = _Worker()
    return _worker


def read(
    data: bytes, *, name: str = "", content_type: str | None = None, limits: Limits = DEFAULT
) -> Document:
    """The document that `data` is.

    Args:
        data: the bytes as received, after content coding.
        name: file name or URL; only ever quoted in messages.
        content_type: the Content-Type header; only its charset is used.
        limits: what the reading may cost.

    Raises:
        ExtractionError: the type is none we read, the bytes are damaged, or the reading went over
            a limit or died. The message says which.
    """
    if not data:
        raise ExtractionError(
            f"{name or 'the document'} has no bytes; look at the capture's outcome"
        )
    if len(data) > limits.data_bytes:
        raise ExtractionError(
            f"{name or 'the document'} has {len(data):,} bytes; "
            f"at most {limits.data_bytes:,} are read"
        )
    kind = sniff(data)
    if kind == "unknown" and is_encrypted(data):
        return Document(type=kind, text_quality=TextQuality.NONE, flags=("encrypted",))
    if kind == "unknown":
        raise ExtractionError(
            f"{name or 'the document'} is of no type that is read (it begins {data[:16]!r}; "
            "valid: HTML, PDF, XLSX, XLS, ODS, CSV, DOCX, RSS, XML, JSON, text, images); "
            "open the original"
        )
    answer = _ask(
        {"kind": kind, "content_type": content_type, "page": 0},
        data,
        name or f"the {kind} document",
        limits,
    )
    return Document.model_validate_json(answer)


def page_png(data: bytes, kind: str, number: int, *, limits: Limits = DEFAULT) -> bytes:
    """Page `number` (from 1) of a PDF or an image file as a PNG.

    Raises:
        ExtractionError: no such page, a type whose pages are not drawn, or a limit.
    """
    answer = _ask(
        {"kind": kind, "content_type": None, "page": number},
        data,
        f"page {number} of the {kind} document",
        limits,
    )
    return bytes(answer)


def _ask(asked: dict[str, Any], data: bytes, name: str, limits: Limits) -> bytearray:
    global _worker
    request = json.dumps(asked | {"limits": asdict(limits)}).encode()
    with _lock:
        worker, answered = _started(), False
        try:
            worker.wait()
        except ExtractionError:
            _worker = None
            raise
        deadline = time.monotonic() + limits.wall_s
        try:
            wire.send(worker.socket, deadline, request)
            wire.send(worker.socket, deadline, data)
            answer = wire.receive(worker.socket, deadline, _ANSWER_LIMIT_BYTES)
            letter = bytes(answer[:1])
            del answer[:1]
            answered = letter in (b"D", b"E")
        except TimeoutError:
            raise ExtractionError(f"{name} took longer than {limits.wall_s:g} s to read") from None
        except (EOFError, OSError):
            _worker = None
            reason = worker.stop() or "its connection closed"
            raise ExtractionError(f"the process reading {name} died: {reason}") from None
        finally:
            if not answered and _worker is not None:
                # Timed out, or said that it should not be used again.
                _worker.process.kill()
                _worker.stop()
                _worker = None
    if letter in (b"D", b"d"):
        return answer
    raise ExtractionError(f"{name}: {answer.decode()}")
