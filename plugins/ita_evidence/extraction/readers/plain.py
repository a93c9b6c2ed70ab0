"""Plain text."""

from __future__ import annotations

from ita_evidence.extraction.readers.limits import Limits
from ita_evidence.extraction.readers.mending import Mended, grade
from ita_evidence.model import Document, Page
from ita_evidence.thai.encodings import decode


def read(data: bytes, kind: str, declared: str | None, limits: Limits) -> Document:
    """The whole text as one page, its line ends as newlines."""
    decoded = decode(data, declared)
    mended = Mended()
    text = mended.text("\n".join(decoded.text[: limits.chars].splitlines()))
    return Document(
        type=kind,
        encoding=decoded.encoding,
        encoding_rule=decoded.rule,
        text_quality=grade(text, mended.repairs),
        repairs=dict(mended.repairs),
        pages=(Page(number=1, text=text),),
        flags=("truncated",) if len(decoded.text) > limits.chars else (),
    )
