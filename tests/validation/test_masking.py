"""No id, phone number or complainant's name leaves in a quote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.validation.masking import QUOTE_LENGTH, mask


@pytest.mark.parametrize(
    "number", ["1234567890123", "1-2345-67890-12-3", "1 2345 67890 12 3", "๑๒๓๔๕๖๗๘๙๐๑๒๓"]
)
def test_ids_are_masked_everywhere(number: str) -> None:
    for item in ("O2", "O21", "O29"):
        assert mask(f"เลขประจำตัว {number} จบ", item=item) == "เลขประจำตัว x-xxxx-xxxxx-xx-x จบ"


def test_phones_are_masked_outside_contact_items() -> None:
    assert "081" not in mask("โทร 081-234-5678", item="O21")
    assert mask("โทร 081-234-5678", item="O5") == "โทร 081-234-5678"


def test_names_are_masked_in_complaints_and_not_in_contracts() -> None:
    assert "ใจดี" not in mask("ผู้ร้อง นายสมมติ ใจดี", item="O29")
    assert "ใจดี" in mask("ผู้ชนะ นายสมมติ ใจดี", item="O21")


def test_amounts_and_project_numbers_stay() -> None:
    text = "โครงการ 66017123456 วงเงิน 1,234,567.00 บาท 0.50"
    assert mask(text, item="O21") == text


@given(st.text(max_size=1000))
def test_a_quote_is_short_and_in_one_line(text: str) -> None:
    quote = mask(text, item="O29")
    assert len(quote) <= QUOTE_LENGTH and "\n" not in quote
