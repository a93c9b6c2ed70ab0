"""Captured pages as a WACZ 1.1.1: a WARC, its index and its pages in one zip, to browse offline.

Made from what is sealed, the same byte for byte each time. A payload is stored after its content
coding, so the headers that speak of a coding are kept under `X-Archive-Orig-`, and a capture whose
server said "unchanged" is told as the 200 that it stands for.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from ita_evidence.archive.canonical import sha256
from ita_evidence.model import Capture, Snapshot

VERSION = "1.1.1"
SOFTWARE = "ita-evidence"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Of every file in the zip: the time that a zip can say least with."""
_CODINGS = {"content-encoding", "content-length", "transfer-encoding"}
_NAMESPACE = uuid.UUID("1f0a5f0e-6a3c-5f0b-9d53-0d9c7a7d1e21")

Payload = Callable[[str], bytes | None]
"""Digest → bytes; None for what was erased."""


class _Line(NamedTuple):
    """A line of the index (CDXJ)."""

    surt: str
    at: str
    facts: dict[str, str]

    def __str__(self) -> str:
        return f"{self.surt} {self.at} {json.dumps(self.facts, ensure_ascii=False)}\n"


def write(out: Path, snapshots: Iterable[Snapshot], payload: Payload, title: str) -> None:
    """Write the WACZ of these snapshots' captures; each address with its bytes once."""
    captures = list(_captures(snapshots))
    created = max((one.ended_at for _, one in captures), default=datetime(1980, 1, 1, tzinfo=UTC))
    with tempfile.TemporaryFile(dir=out.parent) as warc:
        lines = _write_warc(warc, captures, payload, created)
        pages = _pages(captures)
        files: dict[str, bytes | IO[bytes]] = {
            "archive/data.warc.gz": warc,
            "indexes/index.cdx": "".join(map(str, sorted(lines, key=_order))).encode(),
            "pages/pages.jsonl": pages,
        }
        resources = [_resource(path, data) for path, data in files.items()]
        package = {
            "profile": "data-package",
            "resources": resources,
            "wacz_version": VERSION,
            "title": title,
            "software": SOFTWARE,
            "created": f"{created:%Y-%m-%dT%H:%M:%SZ}",
        }
        described = json.dumps(package, ensure_ascii=False, indent=2).encode()
        digest = {"path": "datapackage.json", "hash": f"sha256:{sha256(described)}"}
        files["datapackage.json"] = described
        files["datapackage-digest.json"] = json.dumps(digest, indent=2).encode()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
            for path, data in files.items():
                about = zipfile.ZipInfo(path, _EPOCH)
                # Told beforehand, so that its header has the 64-bit field only where it must:
                # ReplayWeb.page reads no zip whose local headers are longer than its directory's.
                about.file_size = sum(map(len, _parts(data)))
                with packed.open(about, "w") as member:
                    for part in _parts(data):
                        member.write(part)


def surt(url: str) -> str:
    """The form in which replay tools look an address up: `com,example)/path?query`, lower case."""
    parts = urlsplit(url.lower())
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port else ""
    query = sorted(parse_qsl(parts.query, keep_blank_values=True))
    tail = f"?{urlencode(query)}" if query else ""
    return f"{','.join(reversed(host.split('.')))}{port}){parts.path or '/'}{tail}"


# --- the WARC --------------------------------------------------------------------------------


def _captures(snapshots: Iterable[Snapshot]) -> Iterator[tuple[str, Capture]]:
    """(item and unit, capture) of what has bytes; one address with the same bytes once."""
    seen: set[tuple[str, str]] = set()
    for snapshot in snapshots:
        home = [("home", (snapshot.home,))] if snapshot.home else []
        units = [(one.unit, one.captures) for one in snapshot.evidence]
        for unit, captures in [*home, *units]:
            for one in captures:
                what = (one.final_url, one.blob_sha256 or "")
                if one.blob_sha256 and what not in seen:
                    seen.add(what)
                    yield f"{snapshot.item} {unit}", one


def _write_warc(
    warc: IO[bytes], captures: list[tuple[str, Capture]], payload: Payload, created: datetime
) -> list[_Line]:
    about = f"software: {SOFTWARE}\r\nformat: WARC File Format 1.1\r\n".encode()
    _put(warc, "warcinfo", "", created, "application/warc-fields", about)
    lines: list[_Line] = []
    hops: set[tuple[str, str]] = set()
    for _, one in captures:
        body = payload(one.blob_sha256 or "")
        if body is None:
            continue
        for hop in one.redirects:
            if (hop.url, hop.location) not in hops:
                hops.add((hop.url, hop.location))
                head = f"HTTP/1.1 {hop.status} Redirect\r\nLocation: {hop.location}\r\n"
                lines.append(_response(warc, hop.url, one, head, b"", hop.status, ""))
        lines.append(
            _response(
                warc,
                one.final_url,
                one,
                _head(one),
                body,
                200 if one.status in (None, 304) else one.status,
                (one.content_type or "application/octet-stream").split(";")[0].strip(),
            )
        )
    return lines


def _response(
    warc: IO[bytes], url: str, one: Capture, head: str, body: bytes, status: int, mime: str
) -> _Line:
    block = head.encode("latin-1", "replace") + f"Content-Length: {len(body)}\r\n\r\n".encode()
    kind = "application/http; msgtype=response"
    digest = f"sha256:{sha256(body)}"
    begin = warc.tell()
    _put(warc, "response", url, one.started_at, kind, block + body, digest)
    facts = {
        "url": url,
        "mime": mime or "unk",
        "status": str(status),
        "digest": digest,
        "length": str(warc.tell() - begin),
        "offset": str(begin),
        "filename": "data.warc.gz",
    }
    return _Line(surt(url), f"{one.started_at.astimezone(UTC):%Y%m%d%H%M%S}", facts)


def _head(one: Capture) -> str:
    """Status line and headers as received, fit for bytes that have no coding any more."""
    if not one.head or one.status in (None, 304):
        kind = one.content_type or "application/octet-stream"
        return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n"
    status, *headers = one.head.replace("\r\n", "\n").strip("\n").split("\n")
    kept = []
    for line in headers:
        coded = line.split(":", 1)[0].strip().lower() in _CODINGS
        kept.append(f"X-Archive-Orig-{line}" if coded else line)
    return "".join(f"{line}\r\n" for line in (status, *kept))


def _put(
    warc: IO[bytes],
    kind: str,
    url: str,
    at: datetime,
    content_type: str,
    block: bytes,
    payload_digest: str = "",
) -> None:
    """One record, a gzip member of its own, so that it can be read from its offset."""
    name = uuid.uuid5(_NAMESPACE, f"{kind} {url} {at.isoformat()} {sha256(block)}")
    fields = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<urn:uuid:{name}>"),
        ("WARC-Date", f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"),
        ("WARC-Target-URI", url),
        ("WARC-Block-Digest", f"sha256:{sha256(block)}"),
        ("WARC-Payload-Digest", payload_digest),
        ("Content-Type", content_type),
        ("Content-Length", str(len(block))),
    ]
    head = "WARC/1.1\r\n" + "".join(f"{key}: {value}\r\n" for key, value in fields if value)
    warc.write(gzip.compress(head.encode() + b"\r\n" + block + b"\r\n\r\n", mtime=0))


# --- the rest --------------------------------------------------------------------------------


def _pages(captures: list[tuple[str, Capture]]) -> bytes:
    """The pages that sources name, for the list that a replay tool shows."""
    lines: list[dict[str, str]] = [
        {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    ]
    for title, one in captures:
        if one.role == "source" and "html" in (one.content_type or ""):
            lines.append(
                {
                    "id": sha256(f"{one.final_url} {one.blob_sha256}".encode())[:16],
                    "url": one.final_url,
                    "ts": f"{one.started_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
                    "title": title,
                }
            )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def _resource(path: str, data: bytes | IO[bytes]) -> dict[str, str | int]:
    digest, size = hashlib.sha256(), 0
    for part in _parts(data):
        digest.update(part)
        size += len(part)
    name = path.rsplit("/", 1)[-1]
    return {"name": name, "path": path, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}


def _parts(data: bytes | IO[bytes]) -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield data
        return
    data.seek(0)
    while part := data.read(1 << 20):
        yield part


def _order(line: _Line) -> str:
    return str(line)
