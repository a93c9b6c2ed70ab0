"""Bytes to text by rules that can fail."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.errors import ExtractionError
from ita_evidence.thai.encodings import decode

THAI = "ประกาศจังหวัด เรื่อง แผนการจัดซื้อจัดจ้าง ประจำปี ๒๕๖๖"


@pytest.mark.parametrize(
    ("data", "declared", "encoding", "rule"),
    [
        (THAI.encode(), None, "utf-8", "utf-8"),
        (THAI.encode(), "tis-620", "utf-8", "utf-8"),  # the label lies
        (THAI.encode("cp874"), "utf-8", "cp874", "thai_bytes"),  # so does this one
        (THAI.encode("cp874"), "windows-874", "cp874", "declared"),
        (THAI.encode("cp874"), "TIS-620", "cp874", "declared"),
        (THAI.encode("cp874"), "ISO-8859-1", "cp874", "thai_bytes"),  # e-GP's header
        (THAI.encode("cp874"), None, "cp874", "thai_bytes"),
        (THAI.encode("cp874"), "no-such-thing", "cp874", "thai_bytes"),
        ("กทม".encode("cp874"), None, "cp874", "thai_bytes"),
        (codecs.BOM_UTF8 + THAI.encode(), "tis-620", "utf-8", "bom"),
        (THAI.encode("utf-16"), None, "utf-16-le", "bom"),
        (codecs.BOM_UTF16_BE + THAI.encode("utf-16-be"), None, "utf-16-be", "bom"),
        (b"plain", "utf-7", "utf-8", "utf-8"),
    ],
)
def test_the_rule_that_fires_is_named(
    data: bytes, declared: str | None, encoding: str, rule: str
) -> None:
    decoded = decode(data, declared)
    assert (decoded.encoding, decoded.rule) == (encoding, rule)
    assert decoded.text in (THAI, "plain", "กทม")


def test_utf7_is_never_honoured() -> None:
    data = b"+ADw-script+AD4-alert(1)"
    assert decode(data, "utf-7", html=True).text == data.decode()


def test_a_declared_latin_text_is_believed() -> None:
    decoded = decode("café à Genève".encode("latin-1"), "iso-8859-1")
    assert (decoded.text, decoded.rule) == ("café à Genève", "declared")


def test_the_meta_of_a_page_counts_as_declared() -> None:
    page = '<html><meta charset="iso-8859-2"><p>Dzień dobry, książka'.encode("iso-8859-2")
    assert decode(page, None, html=True).text.endswith("Dzień dobry, książka")
    assert decode(page, None, html=True).rule == "meta"


def test_a_utf8_text_cut_in_a_letter_is_read_and_said() -> None:
    decoded = decode((THAI * 20).encode()[:-1], None)
    assert decoded.rule == "damaged_utf-8"
    assert decoded.text.startswith(THAI)


def test_an_undeclared_european_text_is_told_by_its_few_high_bytes() -> None:
    decoded = decode("© 2566 Café de Bangkok, all rights reserved".encode("cp1252"), None)
    assert (decoded.text[0], decoded.rule) == ("©", "few_high_bytes")


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(ExtractionError, match="no text in any encoding"):
        decode(bytes(range(128, 256)) * 3, None)


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "tis-620", "latin-1", "x"]))
def test_any_bytes_end_in_text_or_the_named_error(data: bytes, declared: str | None) -> None:
    try:
        decoded = decode(data, declared, html=True)
    except ExtractionError:
        return
    assert decoded.rule


@given(st.text(alphabet="กขคงจฉชดตถทธนบปผพมยรลวสหอฮะาำเแโใไัิีุู็่้์ 0123456789\n", min_size=1))
def test_thai_survives_either_encoding(text: str) -> None:
    text = f"ประกาศ {text}"
    assert decode(text.encode("cp874"), None).text == text
    assert decode(text.encode(), None).text == text
