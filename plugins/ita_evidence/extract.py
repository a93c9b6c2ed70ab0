"""`ita-evidence extract`: what the readers and the records make of a file. No catalog, no store.

Personal data are masked in what is shown unless a person asks for the originals.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction import readers, records
from ita_evidence.extraction.readers import ocr
from ita_evidence.extraction.records import ocds
from ita_evidence.masking import policy, shown
from ita_evidence.model import Document

_OCDS_WORDS = ("work", "winner", "reason", "method", "contract_number")
"""What a release says in words: masked, as all that is shown."""


_ROWS = 1_000
"""Records that are made plain at once."""


def read_file(path: Path, *, topic: str | None = None, unmasked: bool = False) -> dict[str, Any]:
    """A file as the readers see it: type, text by page, tables, records, flags.

    Pages, tables, their rows and the records are iterators, to be taken once and in this order: a
    sheet's are many times the sheet.

    Args:
        topic: of an item; its kind of records is read. Without one every kind is tried, and the
            kinds that gave rows are listed.

    A file that cannot be read gives the flag `unreadable` and the reason, not an exception.
    """
    kind = "unknown"
    try:
        data = _bytes(path)
        kind = readers.sniff(data)
        document = readers.read(data, name=path.name)
    except (ExtractionError, OSError) as error:
        return {
            "file": str(path),
            "type": kind,
            "encoding": None,
            "encoding_rule": None,
            "text_quality": "none",
            "repairs": {},
            "pages": [],
            "tables": [],
            "records": [],
            "flags": ["unreadable"],
            "reason": str(error),
        }
    document = ocr.beside(document, data)
    how = None if unmasked else _policy(document, topic)
    pages = (
        page.model_dump(include={"number", "name", "text", "picture_share", "ocr_text"})
        for page in document.pages
    )
    return {
        "file": str(path),
        "type": document.type,
        "encoding": document.encoding,
        "encoding_rule": document.encoding_rule,
        "text_quality": str(document.text_quality),
        "repairs": document.repairs,
        "pages": (_masked(page, how) for page in pages),
        "tables": (
            {
                "page": table.page,
                "name": _masked(table.name, how),
                "top": table.top,
                "rows": (_masked(row, how) for row in table.rows),
            }
            for table in document.tables
        ),
        "records": (_masked(row, how) for row in _records(document, topic)),
        "flags": list(document.flags),
    }


def as_ocds(path: Path, *, buyer: str, ocid_prefix: str, now: datetime) -> dict[str, Any]:
    """A file's purchases as an OCDS 1.1 release package (`extraction/records/ocds.py`).

    Raises:
        ExtractionError: the file cannot be read, or lists no purchase.
    """
    document = readers.read(_bytes(path), name=path.name)
    frame = records.extract("procurement_summary", document).frame
    if frame.empty:
        raise ExtractionError(
            f"{path.name} lists no purchase; valid: แบบ สขร.1, the quarterly form (ว 119), "
            "the list of 16 columns"
        )
    rows = [
        {
            str(name): shown(value) if name in _OCDS_WORDS and value else value
            for name, value in row.items()
        }
        for row in frame.to_dict("records")
    ]
    return ocds.package(
        rows,
        uri=f"urn:sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}",
        buyer=buyer,
        ocid_prefix=ocid_prefix,
        published_at=now,
    )


def _bytes(path: Path) -> bytes:
    """A file's bytes, unless it is larger than any that is read."""
    size_bytes, most = path.stat().st_size, readers.DEFAULT.data_bytes
    if size_bytes > most:
        raise ExtractionError(f"{path.name} has {size_bytes:,} bytes; at most {most:,} are read")
    return path.read_bytes()


def _policy(document: Document, topic: str | None) -> dict[str, bool]:
    """What to mask: as the item asks; without one, names where a document speaks of complaints
    and lists no purchases (there the winners are what is published)."""
    if topic is not None:
        return policy(topic)
    complaints = any(word in document.text for word in ("ร้องเรียน", "ร้องทุกข์"))
    names = complaints and records.extract("procurement_summary", document).frame.empty
    return {"phones": True, "names": names}


def _records(document: Document, topic: str | None) -> Iterator[dict[str, Any]]:
    """The records as plain values, kind by kind."""
    for kind in records.KINDS if topic is None else (records.KIND_OF_ITEM.get(topic),):
        if kind is not None:
            yield from _of_kind(kind, document)


def _of_kind(kind: str, document: Document) -> Iterator[dict[str, Any]]:
    frame = records.extract(kind, document).frame
    for first in range(0, len(frame), _ROWS):
        part = frame.iloc[first : first + _ROWS]
        for row in json.loads(part.to_json(orient="records", default_handler=str)):
            # An announcement's own kind (plan, winner …) gives way to the kind of record.
            announced = {"announced": row.pop("kind")} if "kind" in row else {}
            yield {**announced, **row, "kind": kind}


def _masked(value: Any, how: dict[str, bool] | None) -> Any:
    """Every string masked, however deep it stands; as it is where nothing is to be masked."""
    if how is None:
        return value
    if isinstance(value, str):
        return shown(value, **how)
    if isinstance(value, list | tuple):
        return [_masked(one, how) for one in value]
    if isinstance(value, dict):
        return {key: _masked(one, how) for key, one in value.items()}
    return value
