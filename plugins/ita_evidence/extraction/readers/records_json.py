"""JSON: a catalog's or an API's answer; its list of records as a table."""

from __future__ import annotations

from typing import Any

import orjson

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction.readers.limits import Limits
from ita_evidence.extraction.readers.mending import Mended, grade
from ita_evidence.model import Document, Page, Table
from ita_evidence.thai.encodings import decode

_WHERE = (("result", "records"), ("records",), ("result", "results"), ("result",), ("data",), ())
"""Paths at which a list of records is looked for: CKAN's first, then what other APIs use."""


def read(data: bytes, kind: str, declared: str | None, limits: Limits) -> Document:
    """The value pretty-printed as one page; a list of objects as a table with its keys on top.

    Lines of JSON (NDJSON) are a list. orjson refuses what JSON does not have: NaN, lone
    surrogates, nesting without end.
    """
    decoded = decode(data, declared)
    value = _value(decoded.text)
    records = _records(value)
    keys = list(dict.fromkeys(key for record in records for key in record))
    fitting = records[: limits.cells // max(1, len(keys))]
    mended = Mended()
    text = mended.text(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())
    header = [keys] if keys else []
    table = mended.cells(
        [*header, *([_cell(record.get(key)) for key in keys] for record in fitting)]
    )
    flags = []
    if len(fitting) < len(records) or len(text) > limits.chars:
        flags.append("truncated")
    if isinstance(value, dict) and value.get("success") is False:
        flags.append("not_successful")
    return Document(
        type=kind,
        encoding=decoded.encoding,
        encoding_rule=decoded.rule,
        text_quality=grade(text, mended.repairs),
        repairs=dict(mended.repairs),
        pages=(Page(number=1, text=text[: limits.chars]),),
        tables=(Table(page=1, rows=table),) if keys else (),
        flags=tuple(flags),
    )


def _value(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1:
            try:
                return [orjson.loads(line) for line in lines]
            except orjson.JSONDecodeError:
                pass  # neither: the whole text's error says more than a line's
        raise ExtractionError(f"it is no JSON: {error}") from error


def _records(value: Any) -> list[dict[str, Any]]:
    for path in _WHERE:
        found = value
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        if isinstance(found, list) and found and all(isinstance(one, dict) for one in found):
            return found
    return []


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()
