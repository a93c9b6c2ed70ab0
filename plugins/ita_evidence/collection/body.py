"""A response body on its way in: streamed to disk, hashed once, bounded, its content coding undone.

We ask for the identity coding. Where a server codes anyway, both digests are kept: of the bytes on
the wire and of the payload. A body is held in memory a chunk at a time, however long it is.
"""

from __future__ import annotations

import os
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from urllib3 import HTTPResponse
from urllib3.exceptions import HTTPError

from ita_evidence.collection.transport import BadAnswer, TooMuch, cause_of

CHUNK_BYTES = 64 * 1024


class Spool:
    """Payloads on disk, one after the other, for whoever asks for them.

    One thread writes; any may read what was written.
    """

    def __init__(self) -> None:
        self._file, path = tempfile.mkstemp()
        os.unlink(path)
        self.end = 0

    def write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            written = os.pwrite(self._file, left, self.end)
            self.end += written
            left = left[written:]

    def keep(self, data: bytes) -> Payload:
        """Bytes that came from elsewhere."""
        at = self.end
        self.write(data)
        return Payload(self, at, len(data))

    def drop_from(self, at: int) -> None:
        """Forgets what was written from there on."""
        os.ftruncate(self._file, at)
        self.end = at

    def read(self, at: int, size_bytes: int) -> bytes:
        return os.pread(self._file, size_bytes, at)

    def close(self) -> None:
        os.close(self._file)


@dataclass(frozen=True)
class Payload:
    """Where bytes lie in a spool."""

    spool: Spool
    at: int
    size_bytes: int

    def read(self, most_bytes: int | None = None) -> bytes:
        """All of it, or its beginning."""
        wanted = self.size_bytes if most_bytes is None else min(most_bytes, self.size_bytes)
        return self.spool.read(self.at, wanted)


@dataclass(frozen=True)
class Body:
    """A body that was received whole."""

    payload: Payload
    coding: str | None
    """The content coding that was undone; None for identity."""
    wire_sha256: str
    wire_size_bytes: int
    sha256: str
    """Of the payload."""


def receive(
    raw: HTTPResponse,
    headers: Mapping[str, str],
    spool: Spool,
    *,
    wire_limit: int,
    decoded_limit: int,
) -> Body:
    """Reads a body to its end, into the spool; what was written of one that fails is dropped.

    Args:
        wire_limit: bytes of body before the content coding is undone.
        decoded_limit: bytes after it.

    Raises:
        TooMuch: `declared_length`, `wire_limit` or `decoded_limit`.
        BadAnswer: `coding_unknown` or `coding_broken`: a coding we did not ask for and cannot undo.
        Unreachable: the connection or the clock ended first.
    """
    declared = headers.get("Content-Length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > wire_limit:
        raise TooMuch("declared_length", f"{int(declared[:20]):,} bytes; the limit: {wire_limit:,}")
    coding = headers.get("Content-Encoding", "").strip().lower()
    at = spool.end
    try:
        return _received(raw, _decoder(coding), coding, spool, wire_limit, decoded_limit)
    except BaseException:
        spool.drop_from(at)
        raise


def _received(
    raw: HTTPResponse,
    decoder: _Inflater | None,
    coding: str,
    spool: Spool,
    wire_limit: int,
    decoded_limit: int,
) -> Body:
    at, wire, plain, wire_size = spool.end, sha256(), sha256(), 0
    for chunk in _chunks(raw):
        wire_size += len(chunk)
        if wire_size > wire_limit:
            raise TooMuch("wire_limit", f"more than {wire_limit:,} bytes")
        wire.update(chunk)
        if decoder is None:
            spool.write(chunk)
            continue
        for part in decoder.feed(chunk):
            if spool.end - at + len(part) > decoded_limit:
                limit = f"more than {decoded_limit:,} bytes from {wire_size:,} on the wire"
                raise TooMuch("decoded_limit", limit)
            plain.update(part)
            spool.write(part)
    if decoder is not None:
        decoder.finish()
    return Body(
        payload=Payload(spool, at, spool.end - at),
        coding=coding if decoder is not None else None,
        wire_sha256=wire.hexdigest(),
        wire_size_bytes=wire_size,
        sha256=(wire if decoder is None else plain).hexdigest(),
    )


def _chunks(raw: HTTPResponse) -> Iterator[bytes]:
    try:
        yield from raw.stream(CHUNK_BYTES, decode_content=False)
    except (HTTPError, OSError) as error:
        raise cause_of(error) from error


class _Inflater:
    """gzip or deflate, a bounded piece at a time."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        # `deflate` means zlib (RFC 9110, 8.4.1.2); some send it raw, as its first bytes show.
        self._wbits = zlib.MAX_WBITS + (16 if coding.endswith("gzip") else 0)
        self._zlib = zlib.decompressobj(self._wbits)
        self._started = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._zlib.eof:  # another gzip member (RFC 1952 2.2)
                self._zlib = zlib.decompressobj(self._wbits)
            yield self._inflate(data)
            data = self._zlib.unconsumed_tail or self._zlib.unused_data

    def finish(self) -> None:
        if not self._zlib.eof:
            raise BadAnswer("coding_broken", f"the {self._coding} stream has no end")

    def _inflate(self, data: bytes) -> bytes:
        try:
            part = self._zlib.decompress(data, CHUNK_BYTES)
        except zlib.error as error:
            if self._started or self._coding != "deflate":
                raise BadAnswer("coding_broken", f"{self._coding}: {error}") from error
            self._started, self._wbits = True, -zlib.MAX_WBITS
            self._zlib = zlib.decompressobj(self._wbits)
            return self._inflate(data)
        self._started = True
        return part


def _decoder(coding: str) -> _Inflater | None:
    if coding in ("", "identity"):
        return None
    if coding in ("gzip", "x-gzip", "deflate"):
        return _Inflater(coding)
    raise BadAnswer("coding_unknown", f"{coding!r}, where identity was asked for")
