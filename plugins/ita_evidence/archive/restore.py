"""A snapshot's files as they were: what a reader of the page got, in a folder.

    DIR/snapshot.json      the sealed snapshot itself
    DIR/files.json         each capture: its file, URL, outcome, digest, size, times
    DIR/files/<host>/...   the payloads, named by their URLs

Every digest is compared on the way out. Nothing is asked of any server.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from ita_evidence.archive import erasure, layout, snapshots
from ita_evidence.archive.canonical import sha256
from ita_evidence.archive.store import NotInArchive, Store
from ita_evidence.archive.verify import Fault
from ita_evidence.errors import LedgerError, StoreError, UsageError
from ita_evidence.model import Capture, Sealed, Snapshot

LONGEST_NAME_BYTES = 120
"""A file name may have 255 on most systems; a Thai letter takes three."""


class Restored(NamedTuple):
    """The files written, relative to the folder, and what could not be."""

    files: tuple[str, ...]
    faults: tuple[Fault, ...]


def restore(store: Store, where: Sealed | str, out: Path) -> Restored:
    """Write a sealed snapshot's files below `out`, which must be empty or new.

    A payload that is gone or spoiled is a fault; the others are written all the same.

    Raises:
        UsageError: `where` is no snapshot's key, or `out` has something in it.
        NotInArchive, LedgerError: the snapshot is not there; it is not as it was sealed.
    """
    key = where if isinstance(where, str) else where.key
    parsed = layout.parse_key(key)
    if parsed is None or parsed.kind != "snapshot":
        raise UsageError(
            f"{key!r} is no snapshot; valid: snapshots/<agency>/<edition>/<item>/<period>/"
            "<run key>.json, as records, verdicts and dossiers name it"
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is there already; give a new or an empty folder")
    data = store.read(key)
    snapshot = snapshots.read_snapshot(store, where)
    out.mkdir(parents=True, exist_ok=True)
    (out / "snapshot.json").write_bytes(data)
    files: dict[str, str] = {}
    """Path below `out` → the digest of what it holds."""
    faults: dict[str, Fault] = {}
    entries = []
    for unit, capture in _captures(snapshot):
        name = None
        digest = capture.blob_sha256
        if digest is not None and digest not in faults:
            name = _free_name(capture, digest, files)
            if name not in files:
                try:
                    body = snapshots.get_blob(store, digest)
                except (StoreError, ValueError) as error:
                    faults[digest] = _fault(store, parsed.names["agency"], digest, error)
                    name = None
                else:
                    (out / name).parent.mkdir(parents=True, exist_ok=True)
                    (out / name).write_bytes(body)
                    files[name] = digest
        entries.append({"file": name, "unit": unit, **_facts(capture)})
    listing = json.dumps({"snapshot": key, "sha256": sha256(data), "captures": entries}, indent=1,
                         ensure_ascii=False)  # fmt: skip
    (out / "files.json").write_text(listing + "\n", "utf-8")
    return Restored(("files.json", "snapshot.json", *sorted(files)), tuple(faults.values()))


def _captures(snapshot: Snapshot) -> Iterator[tuple[str, Capture]]:
    if snapshot.home is not None:
        yield "home", snapshot.home
    for evidence in snapshot.evidence:
        for capture in evidence.captures:
            yield evidence.unit, capture


def _facts(capture: Capture) -> dict[str, str | int | None]:
    return {
        "url": capture.url,
        "final_url": capture.final_url,
        "outcome": str(capture.outcome),
        "status": capture.status,
        "content_type": capture.content_type,
        "sha256": capture.blob_sha256,
        "size_bytes": capture.blob_size_bytes,
        "started_at": capture.started_at.isoformat(),
        "ended_at": capture.ended_at.isoformat(),
    }


def _fault(store: Store, agency: str, digest: str, error: Exception) -> Fault:
    try:
        key = layout.blob_key(digest)
    except ValueError:
        return Fault(digest, "object_form", str(error))
    if isinstance(error, NotInArchive):
        record = erasure.erased(store, agency).get(digest)
        if record is not None:
            return Fault(key, "erased", f"erased by record {record.number}")
        return Fault(key, "object_missing", str(error))
    code = "digest_differs" if isinstance(error, LedgerError) else "unreadable"
    return Fault(key, code, str(error))


def _free_name(capture: Capture, digest: str, taken: dict[str, str]) -> str:
    """A path by the URL; where it holds other bytes or is a folder, with the digest in it."""
    name = path_of(capture.final_url or capture.url)
    folders = {parent.as_posix() for path in taken for parent in Path(path).parents}
    above = {parent.as_posix() for parent in Path(name).parents}
    if taken.get(name, digest) != digest or name in folders or above & taken.keys():
        host = name.split("/")[1]
        return f"files/{host}/{digest[:16]}-{_short(name.rsplit('/', 1)[-1])}"
    return name


def path_of(url: str) -> str:
    """`files/<host>/<path>` for a URL; never outside of `files/`, whatever the URL says."""
    parts = urlsplit(url)
    segments = [_segment(unquote(part)) for part in parts.path.split("/") if part]
    if not segments or parts.path.endswith("/"):
        segments.append("index.html")
    if parts.query:
        segments[-1] = _short(segments[-1], LONGEST_NAME_BYTES - 11) + (
            "@" + sha256(parts.query.encode())[:10]
        )
    host = _segment((parts.hostname or "no-host") + (f"-{parts.port}" if _port(url) else ""))
    return "/".join(("files", host, *segments))


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        return None


def _segment(text: str) -> str:
    """One file name: no separators, no control characters, no `.` or `..`, not too long."""
    clean = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]', "_", text).strip(" .") or "_"
    return _short(clean.encode("utf-8", "replace").decode())


def _short(name: str, most: int = LONGEST_NAME_BYTES) -> str:
    """At most so many bytes, the suffix kept."""
    if len(name.encode()) <= most:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix.encode()) > 10:
        stem, suffix = name, ""
    room = most - len(suffix.encode()) - 12
    kept = stem.encode()[:room].decode("utf-8", "ignore")
    return f"{kept}~{sha256(name.encode())[:10]}{'.' + suffix if suffix else ''}"
