"""Bytes to text by rules that can fail.

The order is fixed: a byte order mark, strict UTF-8, what was declared (never UTF-7), cp874 where
Thai bytes dominate, a European text by its few high bytes. A declared Latin encoding cannot fail
to decode, so it is believed only where Thai bytes do not dominate: e-GP's feed is Windows-874
under a header that says ISO-8859-1. The rule that fired is kept beside the text.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import webencodings

from ita_evidence.errors import ExtractionError


@dataclass(frozen=True)
class Decoded:
    """Text, the Python codec that gave it, and the rule that chose the codec.

    Rules: `bom`, `utf-8`, `declared`, `meta`, `thai_bytes`, `damaged_utf-8`, `few_high_bytes`.
    """

    text: str
    encoding: str
    rule: str


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_HIGH = re.compile(rb"[\x80-\xff]+")
_THAI_RUN = re.compile(rb"[\xa1-\xda\xdf-\xfb]{2,}")
_THAI_LETTER = re.compile(rb"(?<![A-Za-z\x80-\xff])[\xa1-\xda\xdf-\xfb](?![A-Za-z\x80-\xff])")
_LATIN_HIGH_SHARE = 0.15
"""Share of high bytes up to which a text may be a European one in Windows-1252."""
_DAMAGE_ALLOWED = 0.01
"""Share of bad sequences up to which a text is a damaged UTF-8, not another encoding."""


def thai_bytes_dominate(data: bytes) -> bool:
    """Whether the high bytes of `data` read as TIS-620: nearly all in runs, or alone as letters.

    A French or German text has its high bytes one by one between ASCII letters, and no runs.
    """
    high = sum(len(run) for run in _HIGH.findall(data))
    in_runs = sum(len(run) for run in _THAI_RUN.findall(data))
    alone = len(_THAI_LETTER.findall(data))
    return in_runs > 0 and in_runs + alone >= 0.8 * high


def _codec(label: str) -> str | None:
    """The Python codec of a declared label; None for unknown ones and for UTF-7."""
    found = webencodings.lookup(label.strip().strip("\"'"))
    return found.codec_info.name if found else None


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def decode(data: bytes, declared: str | None, *, html: bool = False) -> Decoded:
    """The text of `data`; `declared` is a charset label from a header or declaration.

    With `html`, a `<meta charset>` in the first 4,096 bytes is a second declaration.

    Raises:
        ExtractionError: no rule fits; nothing is decoded with replacement just to have a text.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            text = _strict(data[len(mark) :], codec)
            if text is not None:
                return Decoded(text, codec, "bom")
    if (text := _strict(data, "utf-8")) is not None:
        return Decoded(text, "utf-8", "utf-8")
    thai = thai_bytes_dominate(data)
    labels = [("declared", declared)] if declared else []
    if html and (meta := _META.search(data[:4096])):
        labels.append(("meta", meta[1].decode("ascii")))
    for rule, label in labels:
        codec_name = _codec(label or "")
        if codec_name is None or codec_name == "utf-8" or (thai and codec_name != "cp874"):
            continue
        if (text := _strict(data, codec_name)) is not None:
            return Decoded(text, codec_name, rule)
    if thai and (text := _strict(data, "cp874")) is not None:
        return Decoded(text, "cp874", "thai_bytes")
    return _detect(data, declared)


def _detect(data: bytes, declared: str | None) -> Decoded:
    damaged = data.decode("utf-8", errors="replace")
    multibyte = sum(1 for c in damaged if c > "\x7f")
    if damaged.count("\ufffd") <= max(1, _DAMAGE_ALLOWED * multibyte) and multibyte > 1:
        return Decoded(damaged, "utf-8", "damaged_utf-8")
    high = sum(len(run) for run in _HIGH.findall(data))
    if high <= _LATIN_HIGH_SHARE * len(data) and (text := _strict(data, "cp1252")) is not None:
        return Decoded(text, "cp1252", "few_high_bytes")
    raise ExtractionError(
        f"{len(data)} bytes are no text in any encoding tried (declared: {declared or 'none'}; "
        "valid: UTF-8, UTF-16 with a mark, Windows-874/TIS-620, or a declared encoding that fits); "
        "open the original to see what it is"
    )
