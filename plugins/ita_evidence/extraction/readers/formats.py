"""Which module reads which type. Runs in the reading process."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable

from ita_evidence.extraction.readers.limits import Limits
from ita_evidence.model import Document, TextQuality

_MODULES = {
    "html": "web",
    "pdf": "pdf",
    "xlsx": "sheets",
    "xls": "sheets",
    "ods": "sheets",
    "csv": "delimited",
    "docx": "word",
    "rss": "feed",
    "xml": "feed",
    "json": "records_json",
    "text": "plain",
    "image": "picture",
}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)

Reader = Callable[[bytes, str, str | None, Limits], Document]
"""(data, type, declared charset, limits) → document."""


def _reader(kind: str) -> Reader:
    module = importlib.import_module(f"ita_evidence.extraction.readers.{_MODULES[kind]}")
    reader: Reader = module.read
    return reader


def load() -> None:
    """Imports every reader, so that memory is measured from there on."""
    for kind in _MODULES:
        _reader(kind)


def parse(data: bytes, kind: str, content_type: str | None, limits: Limits) -> Document:
    """The document; raises ExtractionError, or whatever its parser raises on damaged bytes."""
    if kind == "doc":
        return Document(type="doc", text_quality=TextQuality.NONE, flags=("doc_not_read",))
    declared = _CHARSET.search(content_type) if content_type else None
    return _reader(kind)(data, kind, declared[1] if declared else None, limits)
