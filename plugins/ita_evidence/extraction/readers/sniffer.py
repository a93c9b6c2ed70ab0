"""The type of a document, told by its bytes and never by its name or header."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD_BYTES = 8192
_TAGS = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|table|div|span|p|br|a|ul|ol|h[1-6]|form|img"
    rb"|script|style|center|font|iframe|main|section|article|nav|link)\b",
    re.IGNORECASE,
)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
_XML = re.compile(rb"<(?:\?xml|[A-Za-z_][\w.:-]*(?:\s+[\w.:-]+\s*=|\s*/?>))")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_JSON_START = re.compile(rb"[\[{]\s*(?:[\]}\"{\[\d-]|true|false|null)")
DELIMITERS = (",", "\t", ";", "|")


def sniff(data: bytes) -> str:
    """html, pdf, xlsx, xls, ods, csv, docx, doc, rss, xml, json, text, image or unknown."""
    head = data[:_HEAD_BYTES]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if head.startswith(_OLE):
        return _compound(data)
    if head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "image"
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return "image"
    if head.startswith(b"{\\rtf"):
        return "unknown"
    return _textual(data)


def _zipped(data: bytes) -> str:
    # Member names stand as plain bytes; the directory itself is read in the child.
    if b"word/document.xml" in data:
        return "docx"
    if b"xl/workbook." in data:
        return "xlsx"
    if b"application/vnd.oasis.opendocument.spreadsheet" in data[:_HEAD_BYTES]:
        return "ods"
    return "unknown"


def is_encrypted(data: bytes) -> bool:
    """Whether bytes of no readable type are an Office file behind a password."""
    return data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data


def _compound(data: bytes) -> str:
    def named(stream: str) -> bool:
        return stream.encode("utf-16-le") + b"\0\0" in data

    if named("WordDocument"):
        return "doc"
    return "xls" if named("Workbook") or named("Book") else "unknown"


def _textual(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        sample = data[:_HEAD_BYTES].decode("utf-16", errors="replace").encode()
    else:
        sample = data.removeprefix(codecs.BOM_UTF8).lstrip()[:_HEAD_BYTES]
        if _CONTROLS.search(sample):
            return "unknown"
    if not sample:
        return "unknown" if not data else "text"
    if sample.startswith(b"<"):
        if _FEED.search(sample[:4096]) and not re.search(rb"<html\b", sample, re.IGNORECASE):
            return "rss"
        if sample.startswith(b"<?xml") and not re.search(rb"<(?:!doctype\s+)?html\b", sample, re.I):
            return "xml"
        if _TAGS.search(sample):
            return "html"
        return "xml" if _XML.match(sample) else "text"
    if _JSON_START.match(sample) and data.rstrip()[-1:] in b"]}":
        return "json"
    if re.search(rb"<!doctype\s+html|<html\b|<body\b", sample, re.IGNORECASE):
        return "html"
    return "csv" if delimiter(sample.decode("latin-1")) else "text"


def delimiter(sample: str) -> str | None:
    """The delimiter by which most lines of `sample` have one number of fields, two or more.

    Commas inside amounts between tabs give more fields, but not the same number on each line.
    None for prose. Lines before the header (a title, "ข้อมูล ณ วันที่ …") may have fewer.
    """
    lines = sample.splitlines()[:60]
    if len(sample) >= _HEAD_BYTES:
        lines = lines[:-1]
    best: tuple[int, int, str] | None = None
    for candidate in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=candidate) if any(row)]
        except csv.Error:
            continue
        counted = Counter(width for width in widths if width > 1)
        if not counted:
            continue
        width, lines_of_it = max(counted.items(), key=lambda item: (item[1], item[0]))
        regular = lines_of_it >= 2 and lines_of_it >= 0.6 * len(widths)
        if regular and (best is None or (lines_of_it, width) > best[:2]):
            best = (lines_of_it, width, candidate)
    return best[2] if best else None
