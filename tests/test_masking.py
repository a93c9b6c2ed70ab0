from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.masking import mask, shown, visible
from ita_evidence.periods import thai_date

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
digits = st.text("0123456789", min_size=13, max_size=13)
around = st.sampled_from(["", "เลขประจำตัว ", "ID", "(", "นาย ก "])
messy = st.text("0123456789๐๑๒๖๙ -–.,/()+กโทร.x\n", max_size=60)


def count_digits(text: str) -> int:
    return sum(sign.isdigit() for sign in text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("เลข 1234567890123 ครับ", "เลข xxxxxxxxxxxxx ครับ"),
        ("1-2345-67890-12-3", "x-xxxx-xxxxx-xx-x"),
        ("1 2345 67890 12 3", "x xxxx xxxxx xx x"),
        ("๑๒๓๔๕๖๗๘๙๐๑๒๓", "xxxxxxxxxxxxx"),
        ("1–2345–67890–12–3", "x–xxxx–xxxxx–xx–x"),
        ("https://a.example/?id=1234567890123", "https://a.example/?id=xxxxxxxxxxxxx"),
        ("โทร. 0812345678", "โทร. xxxxxxxxxx"),
        ("โทร.055-411-977,081-234-5678", "โทร.xxx-xxx-xxx,xxx-xxx-xxxx"),
        ("08-1234-5678", "xx-xxxx-xxxx"),
        ("0-5541-1977", "x-xxxx-xxxx"),
        ("โทร 0 2141 9000", "โทร x xxxx xxxx"),
        ("(055) 411977", "(xxx) xxxxxx"),
        ("๐๘๑ ๒๓๔ ๕๖๗๘", "xxx xxx xxxx"),
        ("+66 81 234 5678", "+xx xx xxx xxxx"),
        ("1\u20092345\u202f67890\u300012\u20093", "x\u2009xxxx\u202fxxxxx\u3000xx\u2009x"),
        ("1\u20602345\ufeff67890\u200e12\u200d3", "x\u2060xxxx\ufeffxxxxx\u200exx\u200dx"),
        ("เลขประจำตัวประชาชน 1 | 2 | 3 | 4 5 6 7 8 9 0 1 2 3",
         "เลขประจำตัวประชาชน x | x | x | x x x x x x x x x x"),
        ("บัตรประชาชนเลขที่ 1234 5678 90123", "บัตรประชาชนเลขที่ xxxx xxxx xxxxx"),
        ("เลขประจำตัวผู้เสียภาษี: 1/2345/67890/12/3", "เลขประจำตัวผู้เสียภาษี: x/xxxx/xxxxx/xx/x"),
        ("โทรศัพท์ : ๐ ๕๕๔๑ ๑๙๗๗ ต่อ 8", "โทรศัพท์ : x xxxx xxxx ต่อ 8"),
        ("Fax: 0 5541 1977, มือถือ 081 234 56 78", "Fax: x xxxx xxxx, มือถือ xxx xxx xx xx"),
    ],
)  # fmt: skip
def test_ids_and_phones_are_masked_and_keep_their_layout(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "วงเงิน 1,234,567,890.12 บาท",
        "1 ตุลาคม 2565 - 31 มีนาคม 2566",
        "2023-04-17T18:30:00+07:00",
        "05/04/2566",
        "05-04-2566",
        "05 2566 2567",
        "รวม 0 4500 3200 เรื่อง",
        "0 5 3 2 1 4 0 2 1",
        "เลขที่โครงการ 66017012345",
        "มท 0017.2/ว 3456",
        "20230417183000",
        "ตัวคูณ 1.0354321123",
        "123 4567 890 123",
        "เลขประจำตัวประชาชน 1 2 3 หลัก",
        "โทร 1567",
        "โทรทัศน์ 0 4500 3200 เรื่อง",
    ],
)
def test_amounts_dates_and_project_numbers_are_left_alone(text: str) -> None:
    assert mask(text) == text


def test_phones_stay_where_contacts_are_asked_for_and_ids_never_do() -> None:
    text = "โทร 055-411-977 เลข 1234567890123"
    assert mask(text, phones=False) == "โทร 055-411-977 เลข xxxxxxxxxxxxx"


def test_names_go_in_complaint_context_only_and_offices_stay() -> None:
    text = "นายสมชาย ใจดี ร้องเรียนนายกเทศมนตรี ต่อนายอำเภอ และนางสาวสมหญิง รักไทย"
    assert mask(text) == text
    masked = mask(text, names=True)
    assert "สมชาย" not in masked
    assert "สมหญิง" not in masked
    assert "นายกเทศมนตรี" in masked
    assert "นายอำเภอ" in masked


@pytest.mark.parametrize(
    "title",
    [
        "พ.ต.อ.",
        "จ.ส.ต. ",
        "พล.ต.ท.",
        "ร.อ.",
        "ด.ต.",
        "พันตำรวจโท",
        "สิบเอก",
        "ดาบตำรวจ",
        "ผศ.ดร.",
        "นส.",
    ],
)
def test_a_rank_or_a_degree_is_a_title_too(title: str) -> None:
    said = f"ร้องเรียนโดย{title}สมชาย ณ อยุธยา ตำแหน่งพนักงาน"
    assert mask(said, names=True) == f"ร้องเรียนโดย{title}(ปกปิดชื่อ) ตำแหน่งพนักงาน"
    assert mask(said) == said


def test_a_latin_name_goes_too() -> None:
    assert mask("By Mr. Somchai Jaidee (2)", names=True) == "By Mr. (ปกปิดชื่อ) (2)"


@pytest.mark.parametrize(
    "text",
    ["พ.ร.บ.ข้อมูลข่าวสาร", "อ.บ.ต.สมมติ", "ป.ป.ช. และ ส.ต.ง.", "พ.ศ. 2566", "ร.ร.สมมติ", "จังหวัดร้อยเอ็ด"],
)
def test_what_only_looks_like_a_title_stays(text: str) -> None:
    assert mask(text, names=True) == text


@given(digits, st.booleans(), st.booleans(), around, st.sampled_from(["", " ครับ", ".", ")"]))
def test_an_id_never_survives(id_: str, dashes: bool, thai: bool, before: str, after: str) -> None:
    written = f"{id_[0]}-{id_[1:5]}-{id_[5:10]}-{id_[10:12]}-{id_[12]}" if dashes else id_
    written = written.translate(THAI) if thai else written
    assert count_digits(mask(before + written + after)) == 0


@given(
    st.from_regex(r"0[2-9][0-9]-?[0-9]{3}-?[0-9]{3,4}", fullmatch=True),
    st.booleans(),
    st.sampled_from(["โทร", "โทร. ", "มือถือ ", ""]),
)
def test_a_phone_never_survives(phone: str, thai: bool, before: str) -> None:
    assert count_digits(mask(before + (phone.translate(THAI) if thai else phone))) == 0


@given(st.decimals(0, 10**11, places=2), st.sampled_from(["", "วงเงิน ", "("]))
def test_an_amount_survives(amount: Decimal, before: str) -> None:
    text = f"{before}{amount:,} บาท"
    assert mask(text) == text


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 400))
def test_a_date_survives(day: date, length: int) -> None:
    until = day + timedelta(days=length)
    for form in (
        f"{day} - {until}",
        f"{thai_date(day)} - {thai_date(until)}",
        f"{day:%d/%m}/{day.year + 543} ถึง {until:%d/%m}/{until.year + 543}",
        f"{day:%d-%m}-{day.year + 543}",
        thai_date(day).translate(THAI),
    ):
        assert mask(form) == form


@given(messy, st.booleans(), st.booleans())
def test_masking_twice_is_masking_once_and_adds_no_digit(
    text: str, phones: bool, names: bool
) -> None:
    once = mask(text, phones=phones, names=names)
    assert mask(once, phones=phones, names=names) == once
    assert count_digits(once) <= count_digits(text)
    if not names:
        assert len(once) == len(text)


@given(st.text())
def test_what_is_shown_holds_no_control_or_direction_sign(text: str) -> None:
    assert not set(shown(text)) & set("\x00\x1b\x7f\u200f\u202e\u2066")


def test_direction_signs_and_escapes_are_spelt_out() -> None:
    assert visible("ก\u202eข\x1b[31m\n") == "ก⟨U+202E⟩ข⟨U+001B⟩[31m\n"
