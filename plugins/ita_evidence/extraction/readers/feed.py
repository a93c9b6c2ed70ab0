"""RSS, Atom and other XML. A DOCTYPE is refused before anything is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from lxml import etree

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction.readers.limits import Limits
from ita_evidence.extraction.readers.mending import Mended, Rows, as_lines, grade
from ita_evidence.model import Document, Link, Page, Table
from ita_evidence.thai.encodings import Decoded, decode

_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*?\?>")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
HEADER = ("title", "link", "description", "pubDate")
_NAMES = {"updated": "pubDate", "published": "pubDate", "date": "pubDate", "summary": "description"}


def read(data: bytes, kind: str, declared: str | None, limits: Limits) -> Document:
    """A feed's entries as a table (`HEADER` on top) and its links, http and https only.

    Other XML gives its text alone. The declaration inside wins over the header: e-GP's feed is
    Windows-874 and says so, while its header says ISO-8859-1.
    """
    inside = _DECLARED.search(data[:400])
    decoded = decode(data, inside[1].decode("ascii") if inside else declared)
    root, damaged = _parse(decoded)
    mended = Mended()
    flags = ["damaged"] if damaged else []
    title = ""
    table: Rows = ()
    links: tuple[Link, ...] = ()
    if kind == "rss":
        entries = [_entry(element) for element in _entries(root)]
        kept = entries[: limits.cells // len(HEADER)]
        if len(kept) < len(entries):
            flags.append("truncated")
        heading = next((e for e in root.iter() if _local(e) == "title"), None)
        title = mended.text(_text_of(heading)) if heading is not None else ""
        table = mended.cells([HEADER, *kept])
        links = tuple(
            Link(href=row[1], text=row[0], heading=title) for row in table[1:] if _is_web(row[1])
        )
        text = f"{title}\n{as_lines(table[1:])}".strip()
    else:
        text = mended.text("\n".join(part.strip() for part in root.itertext() if part.strip()))
    if len(text) > limits.chars:
        flags.append("truncated")
    return Document(
        type=kind,
        encoding=decoded.encoding,
        encoding_rule=decoded.rule,
        title=title,
        text_quality=grade(text, mended.repairs),
        repairs=dict(mended.repairs),
        pages=(Page(number=1, text=text[: limits.chars]),),
        tables=_tables(table),
        links=links,
        flags=tuple(dict.fromkeys(flags)),
    )


def _tables(rows: Rows) -> tuple[Table, ...]:
    return (Table(page=1, rows=rows),) if rows else ()


def _parse(decoded: Decoded) -> tuple[etree._Element, bool]:
    """The root element, and whether the text was not well-formed."""
    # Decoded text may not carry its old declaration, nor an unknown version ("2.0").
    text = _DECLARATION.sub("", decoded.text, count=1).strip().replace("\0", "")
    damaged = False
    try:
        fromstring(text, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ExtractionError(
            f"it declares a DTD or entities, which are refused: {error}"
        ) from error
    except ParseError as error:
        if re.search(r"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
            raise ExtractionError(
                f"it is no well-formed XML and declares a DTD: {error}"
            ) from error
        damaged = True
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=damaged, encoding="utf-8"
    )
    root = etree.fromstring(text.encode(), parser)
    if root is None:
        raise ExtractionError("it begins as XML and holds no element")
    return root, damaged


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _entries(root: etree._Element) -> Iterator[etree._Element]:
    return (element for element in root.iter() if _local(element) in ("item", "entry"))


def _text_of(element: etree._Element) -> str:
    text = "".join(element.itertext()).strip()
    if "<" in text and ">" in text:
        text = BeautifulSoup(text, "lxml").get_text(" ")
    return " ".join(text.split())


def _entry(element: etree._Element) -> tuple[str, ...]:
    values = dict.fromkeys(HEADER, "")
    for child in element:
        name = _local(child)
        name = _NAMES.get(name, name)
        if name in values and not values[name]:
            values[name] = _text_of(child) or (child.get("href", "") if name == "link" else "")
    return tuple(values.values())


def _is_web(href: str) -> bool:
    return href.lower().startswith(("http://", "https://"))
