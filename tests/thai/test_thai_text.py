"""Thai compared as Thai."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import contains, find, skeleton

THAI = st.text(
    alphabet="กขคงจชดตทนบปผพมยรลวสหอะาำเแโใไ\u0e31\u0e34\u0e35\u0e38\u0e39\u0e47\u0e48\u0e49\u0e4c"
    "๐๑๒๕๖ 0125 aB-.\u200b\n",
    max_size=40,
)


@given(st.text())
def test_folding_digits_keeps_the_length_and_is_idempotent(text: str) -> None:
    folded = fold_digits(text)
    assert len(folded) == len(text)
    assert fold_digits(folded) == folded
    assert not set(folded) & set("๐๑๒๓๔๕๖๗๘๙")


@given(st.integers(min_value=0, max_value=10**12))
def test_thai_digits_say_the_same_number(number: int) -> None:
    thai = str(number).translate({ord(str(n)): "๐๑๒๓๔๕๖๗๘๙"[n] for n in range(10)})
    assert fold_digits(thai) == str(number)


@pytest.mark.parametrize(
    ("haystack", "term"),
    [
        ("แผนประจําปี ๒๕๖๖", "ประจำปี"),  # ํ and า
        ("น้ํามัน", "น้ำมัน"),
        ("นํ้ามัน", "น้ำมัน"),
        ("ประจำปี ๒๕๖๖", "ปี 2566"),
        ("ปี 25๖๖", "ปี ๒๕๖๖"),
        ("งบ\u200bประ มาณ", "งบประมาณ"),
        ("สรุปผลการจัดซื้อ\nจัดจ้าง", "จัดซื้อจัดจ้าง"),
        ("No  Gift\nPOLICY", "no gift policy"),
        ("เเผนปฏิบัติการ", "แผน"),
        ("ท่ีอยู่", "ที่อยู่"),  # marks typed in the wrong order
        ("ข้อ 1. ยุทธศาสตร์", "ยุทธศาสตร์"),
    ],
)
def test_a_term_is_found_as_a_reader_would(haystack: str, term: str) -> None:
    assert contains(haystack, term)


@pytest.mark.parametrize(
    ("haystack", "term"),
    [
        ("ใกล้", "ใกล"),
        ("ใกล", "ใกล้"),
        ("เผลอ", "ผล"),
        ("พ.ศ. 25667", "2566"),
        ("ONLINE", "line"),
        ("1 567", "1567"),  # two columns
        ("ตำ", "ต"),
        ("อะไร", ""),
    ],
)
def test_a_term_is_not_found_within_another_word(haystack: str, term: str) -> None:
    assert not contains(haystack, term)


def test_a_later_whole_word_is_found_behind_a_part_of_another() -> None:
    assert find("ใกล้ และ ใกล", "ใกล") == (9, 12)


def test_the_span_is_of_the_original() -> None:
    haystack = "เรื่อง  แผนประจํา\u200bปี ๒๕๖๖ ฉบับแก้ไข"
    span = find(haystack, "ประจำปี 2566")
    assert span is not None
    assert haystack[slice(*span)] == "ประจํา\u200bปี ๒๕๖๖"


@given(THAI)
def test_a_text_is_in_itself_unless_it_is_blank(text: str) -> None:
    found = find(text, text)
    if found is None:
        # Blank, or beginning or ending in the middle of a syllable.
        assert not text.strip() or find(f"ก{text}", "ก") is None or not skeleton(text)
    else:
        assert 0 <= found[0] < found[1] <= len(text)


@given(THAI, THAI)
def test_a_found_span_holds_the_term_and_nothing_is_found_that_folds_differently(
    haystack: str, term: str
) -> None:
    span = find(haystack, term)
    if span is not None:
        assert skeleton(term) in skeleton(haystack[slice(*span)])


@given(THAI)
@example("เิเ")
def test_skeleton_is_idempotent_and_bare(text: str) -> None:
    bare = skeleton(text)
    assert skeleton(bare) == bare
    assert not set(bare) & set("ำ ํ่้๊๋็์ัิีึืุู\n -.๐๑")


def test_skeletons_of_one_header_are_equal_whatever_was_lost() -> None:
    assert (
        skeleton("จำนวนเงิน (บาท)")
        == skeleton("จานวนเงิน\n(บาท)")
        == skeleton("จ านวนเงน(บาท)")
        == skeleton("จ\ufffdานวนเงิน บาท")
    )
    assert skeleton("วงเงิน") != skeleton("ราคากลาง")
