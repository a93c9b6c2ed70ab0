"""Amounts in baht."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythainlp.util import bahttext

from ita_evidence.thai.amounts import find_amounts, parse_amount

AMOUNTS = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999999999"), places=2)
THAI_DIGITS = {ord(str(value)): "๐๑๒๓๔๕๖๗๘๙"[value] for value in range(10)}


@given(AMOUNTS, st.sampled_from(["{:,}", "{}", "{:,} บาท", "฿{:,}", " {:,}\n"]), st.booleans())
def test_figures_are_read_exactly(value: Decimal, form: str, thai: bool) -> None:
    text = form.format(value)
    found = parse_amount(text.translate(THAI_DIGITS) if thai else text)
    assert (found.value, found.kind) == (value, "amount")


@given(st.integers(min_value=1, max_value=999_999_999))
def test_words_say_the_figures(value: int) -> None:
    words = bahttext(value)
    assert parse_amount(words).value == value
    assert parse_amount(words).kind == "words"
    assert parse_amount(f"{value:,}.- ({words})").value == value
    assert parse_amount(f"{value + 1:,}.- ({words})").kind == "contradicted"


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("5,713,562.45", "5713562.45", "amount"),
        ("๕,๐๐๐,๐๐๐.-", "5000000", "amount"),
        ("๑,๐๘๐ บาท", "1080", "amount"),
        ("1,000 บาท 50 สตางค์", "1000.50", "amount"),
        ("-131,124", "-131124", "amount"),
        ("(1,000.00)", "-1000.00", "amount"),
        ("0", "0", "zero"),
        ("0.00", "0", "zero"),
        ("สองร้อยบาทห้าสิบสตางค์", "200.50", "words"),
    ],
)
def test_what_is_an_amount(text: str, value: str, kind: str) -> None:
    found = parse_amount(text)
    assert (found.value, found.kind, found.text) == (Decimal(value), kind, text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-", "nil_dash"),
        ("–", "nil_dash"),
        (" - ", "nil_dash"),
        ("", "blank"),
        ("\u200b ", "blank"),
        ("1.5 ล้านบาท", "unparsed"),
        ("1,23,4", "unparsed"),
        ("5 713 562", "unparsed"),
        ("9.94E+11", "unparsed"),
        ("ไม่มี", "unparsed"),
        ("๕,๐๐๐,๐๐๐.- (สี่ล้านบาทถ้วน)", "contradicted"),
        ("5,000 - 6,000", "unparsed"),
        ("12 เรื่อง", "unparsed"),
    ],
)
def test_what_is_no_amount_has_no_value(text: str, kind: str) -> None:
    assert (parse_amount(text).value, parse_amount(text).kind) == (None, kind)


@given(st.text(max_size=40))
def test_any_cell_has_one_kind(text: str) -> None:
    found = parse_amount(text)
    assert (found.value is None) == (
        found.kind in ("nil_dash", "blank", "contradicted", "unparsed")
    )
    assert found.text == text


@given(AMOUNTS, st.booleans())
def test_an_amount_is_found_in_its_sentence(value: Decimal, thai: bool) -> None:
    text = f"บริษัท ตัวอย่าง จำกัด ราคา {value:,.2f} บาท ตามสัญญาเลขที่ 12/2566"
    (found,) = find_amounts(text.translate(THAI_DIGITS) if thai else text)
    assert (found.value, found.flag) == (value, None)


@given(st.integers(min_value=1, max_value=999_999_999), st.integers(min_value=0, max_value=3))
def test_words_behind_figures_are_checked(value: int, off: int) -> None:
    (found,) = find_amounts(f"เป็นเงิน {value:,}.- บาท ({bahttext(value + off)}) รวมภาษี")
    assert (found.value, found.flag) == ((None, "contradicted") if off else (value, None))


@pytest.mark.parametrize(
    "text", ["พ.ศ. 2566", "12 เรื่อง", "เลขที่ 66/2566", "วันที่ 5/10/2565", "โทร 0-5541-1977", "ข้อ 9.1.2"]
)
def test_counts_years_and_numbers_of_letters_are_no_amounts(text: str) -> None:
    assert find_amounts(text) == []


@given(st.text(alphabet="0123456789๐๕,.-–() บาทถ้วนหนึ่งล้าน\n", max_size=60))
def test_any_text_gives_amounts_that_stand_in_it(text: str) -> None:
    for found in find_amounts(text):
        assert text[found.start : found.end] == found.text
