"""`ita-evidence extract`: what the readers and the records make of a file. No catalog, no store.

Personal data are masked in what is shown unless a person asks for the originals.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction import readers, records
from ita_evidence.masking import shown
from ita_evidence.model import Document


def read_file(path: Path, *, topic: str | None = None, unmasked: bool = False) -> dict[str, Any]:
    """A file as the readers see it: type, text by page, tables, records, flags.

    Args:
        topic: of an item; its kind of records is read. Without one every kind is tried, and the
            kinds that gave rows are listed.

    A file that cannot be read gives the flag `unreadable` and the reason, not an exception.
    """
    data = path.read_bytes()
    try:
        document = readers.read(data, name=path.name)
    except ExtractionError as error:
        return {
            "file": str(path),
            "type": readers.sniff(data),
            "encoding": None,
            "text_quality": "none",
            "pages": [],
            "tables": [],
            "records": [],
            "flags": ["unreadable"],
            "reason": str(error),
        }
    read = {
        "file": str(path),
        "type": document.type,
        "encoding": document.encoding,
        "encoding_rule": document.encoding_rule,
        "text_quality": str(document.text_quality),
        "repairs": document.repairs,
        "pages": [
            {"number": page.number, "name": page.name, "text": page.text} for page in document.pages
        ],
        "tables": [
            {"page": table.page, "name": table.name, "rows": [list(row) for row in table.rows]}
            for table in document.tables
        ],
        "records": _records(document, topic),
        "flags": list(document.flags),
    }
    return read if unmasked else _masked(read)


def _records(document: Document, topic: str | None) -> list[dict[str, Any]]:
    kinds = records.KINDS if topic is None else (records.KIND_OF_ITEM.get(topic),)
    rows: list[dict[str, Any]] = []
    for kind in kinds:
        if kind is None:
            continue
        frame = records.extract(kind, document).frame
        plain = json.loads(frame.to_json(orient="records", default_handler=str))
        rows += [{"kind": kind, **row} for row in plain]
    return rows


def _masked(value: Any) -> Any:
    """Every string masked, however deep it stands; the file's own name stays."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, list):
        return [_masked(one) for one in value]
    if isinstance(value, dict):
        return {key: one if key == "file" else _masked(one) for key, one in value.items()}
    return value
