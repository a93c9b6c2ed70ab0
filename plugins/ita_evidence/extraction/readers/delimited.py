"""CSV and TSV: the delimiter by its regularity, lines before the header kept as rows."""

from __future__ import annotations

import csv
import itertools
import re

from ita_evidence.extraction.readers.limits import Limits
from ita_evidence.extraction.readers.mending import Mended, as_lines, even, grade
from ita_evidence.extraction.readers.sniffer import delimiter
from ita_evidence.model import Document, Page, Table
from ita_evidence.thai.encodings import decode

_SAMPLE_CHARS = 8192
_FIELD_CHARS = 1_000_000
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
"""A line with its end; one by one, for a million rows are read only as far as the limits go."""


def read(data: bytes, kind: str, declared: str | None, limits: Limits) -> Document:
    """One page and one table; every line of the file is a row, padded to the widest."""
    decoded = decode(data, declared)
    separator = delimiter(decoded.text[:_SAMPLE_CHARS]) or ","
    csv.field_size_limit(_FIELD_CHARS)
    lines = csv.reader((line[0] for line in _LINE.finditer(decoded.text)), delimiter=separator)
    rows: list[list[str]] = []
    taken, cut = 0, False
    for row in lines:
        if taken + len(row) > limits.cells:
            cut = True
            break
        taken += len(row)
        rows.append(row)
    mended = Mended()
    table = mended.cells(even(list(itertools.dropwhile(lambda row: not any(row), rows))))
    text = as_lines(table)
    return Document(
        type=kind,
        encoding=decoded.encoding,
        encoding_rule=decoded.rule,
        text_quality=grade(text, mended.repairs),
        repairs=dict(mended.repairs),
        pages=(Page(number=1, text=text),),
        tables=(Table(page=1, rows=table),) if table else (),
        flags=("truncated",) if cut else (),
    )
