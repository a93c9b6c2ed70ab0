"""Dates, months, ranges and label years."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.periods import (
    MONTHS_SHORT_TH,
    MONTHS_TH,
    Month,
    Period,
    first_half,
    month_of,
)
from ita_evidence.thai.dates import (
    find_dates,
    find_label_years,
    find_months,
    find_ranges,
    from_serial,
)

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2050, 12, 31))
THAI_DIGITS = {ord(str(value)): "๐๑๒๓๔๕๖๗๘๙"[value] for value in range(10)}


def spellings(day: date) -> list[str]:
    year, number = day.year + 543, day.month
    full, short = MONTHS_TH[number - 1], MONTHS_SHORT_TH[number - 1]
    spelled = [
        f"{day.day} {full} {year}",
        f"{day.day} {full} พ.ศ. {year}",
        f"วันที่ {day.day} เดือน {full} พ.ศ.{year}",
        f"{day.day} {short} {year}",
        f"{day.day} {short.rstrip('.')} {year}",
        f"{day.day}{short}{year}",
        f"[ {day.day} {short} {year} ]",
        f"{day.day} {short.replace('.', '')} {year}",
        f"{day.day}/{number}/{year}",
        f"{day.day:02d}/{number:02d}/{year}",
        f"{day.day:02d}-{number:02d}-{year}",
        f"{full} {day.day}, {day.year}",
        day.isoformat(),
        f"{day.day} {full} ค.ศ. {day.year}",
        f"{day.day} {full} {day.year}",
    ]
    if 2500 <= year <= 2599:
        spelled += [f"{day.day} {short} {year - 2500:02d}", f"{day.day}/{number}/{year - 2500:02d}"]
    return spelled


@given(DAYS, st.data())
def test_a_day_is_read_from_every_spelling(day: date, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(spellings(day)))
    if data.draw(st.booleans()):
        text = text.translate(THAI_DIGITS)
    found = find_dates(f"ประกาศ ณ {text} เป็นต้นไป")
    assert [(one.date, one.flag) for one in found] == [(day, None)], text
    assert text.find(found[0].text) >= 0


def test_digits_of_both_scripts_mix_in_one_date() -> None:
    assert find_dates("๑ ต.ค. 25๖๕")[0].date == date(2022, 10, 1)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("1 มกราคม 25678", "bad_year"),
        ("31 กุมภาพันธ์ 2566", "bad_date"),
        ("1/13/2566", "bad_date"),
        ("1 มกราคม ค.ศ. 2566", "era_conflict"),
        ("1 มกราคม พ.ศ. 2023", "era_conflict"),
        ("1/1/25667", "bad_year"),
    ],
)
def test_what_cannot_be_is_flagged_and_not_mended(text: str, flag: str) -> None:
    (found,) = find_dates(text)
    assert (found.date, found.flag) == (None, flag)


@pytest.mark.parametrize(
    "text", ["ที่ อต 0033/123", "คำสั่งที่ 12/2566", "055-832-1000", "ข้อ 9.1.2", "12/5/6/2566"]
)
def test_letter_numbers_and_the_like_are_no_dates(text: str) -> None:
    assert find_dates(text) == ()


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("12.สขร.เดือน กันยายน 2568", Month(2568, 9)),
        ("12.สขร. เดือน กันยายน2568", Month(2568, 9)),
        ("2..สขร.เดือน พฤศจิกายน 2567", Month(2567, 11)),
        ("ในรอบเดือนมีนาคม พ.ศ. ๒๕๖๖", Month(2566, 3)),
        ("ประจำเดือน มี.ค. 66", Month(2566, 3)),
        ("ประจำเดือนม.ค. 66", Month(2566, 1)),
        ("เดือน 03/2566", Month(2566, 3)),
        ("ตุลาคม ปีงบประมาณ พ.ศ. 2566", Month(2565, 10)),
        ("มีนาคม ปีงบประมาณ 2566", Month(2566, 3)),
        ("เดือนมกราคม 2023", Month(2566, 1)),
        ("ผลของ ม.ค. 66", Month(2566, 1)),
        ("ก.พ. 66 รายงานผล", Month(2566, 2)),
    ],
)
def test_a_month_is_read_with_its_year(text: str, month: Month) -> None:
    (found,) = find_months(text)
    assert (found.month, found.month_number, found.year_be) == (month, month.month, month.year_be)


def test_a_month_without_a_year_has_its_number_alone() -> None:
    (found,) = find_months("เดือน ต.ค.")
    assert (found.month, found.month_number, found.year_be, found.flag) == (None, 10, None, None)
    assert [m.month_number for m in find_months("ก.พ.")] == [2]  # a column's heading


@pytest.mark.parametrize("text", ["เดือนมีนาคม 12 โครงการ", "มีนาคม 3 ครั้ง", "มีนาคม 1,250 ราย"])
def test_a_count_behind_a_month_is_no_year(text: str) -> None:
    (found,) = find_months(text)
    assert (found.month_number, found.year_be, found.flag) == (3, None, None)


def test_a_five_digit_year_of_a_month_is_flagged() -> None:
    (found,) = find_months("เดือนมีนาคม 25678")
    assert (found.month, found.month_number, found.flag) == (None, 3, "bad_year")


@pytest.mark.parametrize(
    "text", ["สำนักงาน ก.พ. ได้กำหนด", "ก.ค.ศ. 2566", "ก.พ.ร.", "5 เมษายน 2566", "มติ ก.พ."]
)
def test_commissions_and_days_are_no_months(text: str) -> None:
    assert find_months(text) == ()


def test_alphabetical_neighbours_are_told_apart() -> None:
    months = find_months("มี.ค. 66 เม.ย. 66 มิ.ย. 66 ม.ค. 66 พ.ค. 66 พ.ย. 66")
    assert [found.month_number for found in months] == [3, 4, 6, 1, 5, 11]


HALF = first_half(2566)


@pytest.mark.parametrize(
    "text",
    [
        "1 ตุลาคม 2565 - 31 มีนาคม 2566",
        "(1 ตุลาคม 2565-31 มีนาคม 2566)",
        "ตั้งแต่วันที่ ๑ ตุลาคม ๒๕๖๕ ถึงวันที่ ๓๑ มีนาคม ๒๕๖๖",
        "1 ต.ค. 65 – 31 มี.ค. 66",
        "ต.ค. 65 – มี.ค. 66",
        "ตุลาคม 2565 ถึง มีนาคม 2566",
        "เดือนตุลาคม 2565 ถึงเดือนมีนาคม 2566",
        "ตุลาคม - มีนาคม 2566",
        "ต.ค. – มี.ค. ปีงบประมาณ 2566",
        "ไตรมาสที่ 1 และ 2 ปีงบประมาณ พ.ศ. 2566",
        "ไตรมาส 1-2/2566",
        "ไตรมาสที่ 1 ถึงไตรมาสที่ 2 ปีงบประมาณ 2566",
        "รอบ 6 เดือนแรกของปีงบประมาณ พ.ศ. 2566",
        "รอบ ๖ เดือนแรก ปีงบประมาณ พ.ศ. ๒๕๖๖",
        "6 เดือนแรกของปี พ.ศ. 2566",
        "ครึ่งปีแรก ปีงบประมาณ 2566",
        "รอบ 6 เดือน ตุลาคม 2565 – มีนาคม 2566",
        "1/10/2565 - 31/03/2566",
    ],
)
def test_the_first_half_is_read_from_every_spelling(text: str) -> None:
    (found,) = find_ranges(f"รายงาน {text} ของหน่วยงาน")
    assert (found.months, found.flag) == (HALF, None)


@given(
    st.integers(min_value=2550, max_value=2590),
    st.integers(min_value=1, max_value=12),
    st.integers(min_value=0, max_value=23),
    st.booleans(),
)
def test_a_range_of_months_holds_each_of_them(
    year: int, number: int, more: int, short: bool
) -> None:
    first = Month(year, number)
    last = first.plus(more)
    names = MONTHS_SHORT_TH if short else MONTHS_TH
    text = f"{names[first.month - 1]} {first.year_be} – {names[last.month - 1]} {last.year_be}"
    (found,) = find_ranges(text)
    assert found.months == tuple(first.plus(i) for i in range(more + 1))


def test_the_days_of_a_range_are_kept_since_it_may_not_hold_its_months() -> None:
    (found,) = find_ranges("15 - 20 มีนาคม 2566")
    assert found.months == (Month(2566, 3),)
    assert (found.first, found.last) == (date(2023, 3, 15), date(2023, 3, 20))


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("เมษายน 2569 ถึง มีนาคม 2569", "ends_before_start"),
        ("31 มีนาคม 2566 - 1 ตุลาคม 2565", "ends_before_start"),
        ("ไตรมาส 1-2", "no_year"),
        ("ต.ค. - มี.ค.", "no_year"),
        ("รอบ 6 เดือน", "no_half"),
        ("1 ตุลาคม 2565 – 31 มีนาคม 25678", "bad_year"),
        ("มกราคม 2540 - ธันวาคม 2566", "too_long"),
        ("31 กุมภาพันธ์ 2566 - 5 มีนาคม 2566", "bad_date"),
    ],
)
def test_a_range_that_cannot_be_is_flagged(text: str, flag: str) -> None:
    (found,) = find_ranges(text)
    assert (found.months, found.flag) == ((), flag)


def test_a_whole_year_and_a_quarter_are_fiscal() -> None:
    (year,) = find_ranges("รอบ 12 เดือน ปีงบประมาณ พ.ศ. 2565")
    assert year.months == Period("year", 2565, 0).months
    (quarter,) = find_ranges("ไตรมาส 2/2566")
    assert [str(month) for month in quarter.months] == ["2566-01", "2566-02", "2566-03"]


@pytest.mark.parametrize(
    "text",
    [
        "ณ วันที่ 31 มีนาคม 2566",
        "พ.ศ. 2566 – 2570",
        "1-2 คน",
        # The 6 is the year's last digit: over a table whose first column is headed เดือน, or before
        # the month that a report is of.
        "ปีงบประมาณ พ.ศ. 2566\nเดือน\tทั้งหมด",
        "ปีงบประมาณ พ.ศ. ๒๕๖๖ เดือนตุลาคม ๒๕๖๕",
        "ภายใน 16 เดือน",
        # The 12 is a day.
        "ข้อมูล ณ วันที่ 12 เดือน มกราคม พ.ศ. 2566",
        "ข้อมูล ณ วันที่ 12 เดือนม.ค. 2566",
        "วันที่ ๖ เดือน มกราคม พ.ศ. ๒๕๖๖",
    ],
)
def test_what_is_no_range(text: str) -> None:
    assert find_ranges(text) == ()


@pytest.mark.parametrize(
    ("text", "year", "until"),
    [
        ("ปีงบประมาณ พ.ศ. 2566", 2566, None),
        ("ประจำปีงบประมาณ 2566", 2566, None),
        ("ปี 2566", 2566, None),
        ("ประจำปี พ.ศ. ๒๕๖๖", 2566, None),
        ("ปีงบ 66", 2566, None),
        ("ประจำปี 2023", 2566, None),
        ("พ.ศ..2568", 2568, None),
        ("ประจำปีงบประมาณ พ.ศ. ๒๕68", 2568, None),
        ("พุทธศักราช ๒๕๖๖", 2566, None),
        ("แผนพัฒนาจังหวัด (พ.ศ. 2566 – 2570)", 2566, 2570),
        ("ปี 2566-70", 2566, 2570),
        ("พ.ศ. 2566 ถึง พ.ศ. 2570", 2566, 2570),
    ],
)
def test_a_label_year_is_read(text: str, year: int, until: int | None) -> None:
    (found,) = find_label_years(text)
    assert (found.year_be, found.until_be, found.flag) == (year, until, None)
    assert found.holds(year) and found.holds(until or year) and not found.holds(year - 1)


@pytest.mark.parametrize(
    "text",
    [
        "พระราชบัญญัติการจัดซื้อจัดจ้างและการบริหารพัสดุภาครัฐ พ.ศ. 2560",
        "พ.ร.บ. ข้อมูลข่าวสารของราชการ พ.ศ. ๒๕๔๐",
        "ระเบียบกระทรวงการคลังว่าด้วยการจัดซื้อจัดจ้าง (ฉบับที่ 2) พ.ศ. 2560",
        "พระราชบัญญัติงบประมาณรายจ่ายประจำปีงบประมาณ พ.ศ. 2566",
        "ที่ อต 0033/2566",
        "1 ตุลาคม พ.ศ. 2566",
        "เดือนมีนาคม พ.ศ. 2566",
        "แผน 5 ปี 20 คน",
        "นักเรียนชั้นปี 2",
    ],
)
def test_law_years_letter_numbers_and_days_are_no_labels(text: str) -> None:
    assert find_label_years(text) == ()


def test_a_label_behind_a_law_is_a_label() -> None:
    text = "ตามพระราชบัญญัติข้อมูลข่าวสารของราชการ พ.ศ. 2540 ประจำปีงบประมาณ พ.ศ. 2566"
    assert [found.year_be for found in find_label_years(text)] == [2566]


@pytest.mark.parametrize(
    ("text", "flag"),
    [("ประจำปี พ.ศ. 25678", "bad_year"), ("พ.ศ. 2570 - 2566", "ends_before_start")],
)
def test_a_label_that_cannot_be_is_flagged(text: str, flag: str) -> None:
    (found,) = find_label_years(text)
    assert (found.year_be, found.flag) == (None, flag)
    assert not found.holds(2567)


@given(st.text(alphabet="0123456789๐๕๖ ./-–,ตุลาคมพ.ศ.ปีไตรมาสถึงเดือน\n", max_size=60))
def test_any_text_gives_spans_of_itself(text: str) -> None:
    for found in (
        *find_dates(text),
        *find_months(text),
        *find_ranges(text),
        *find_label_years(text),
    ):
        assert text[found.start : found.end] == found.text


@given(DAYS.filter(lambda day: day.year >= 2000))
def test_a_serial_of_a_sheet_is_its_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert from_serial(str(serial)) == from_serial(f" {serial}.5 ") == day


@pytest.mark.parametrize("text", ["", "2566", "12345", "99999", "449860", "44986 บาท", "5 ม.ค. 66"])
def test_other_numbers_are_no_serials(text: str) -> None:
    assert from_serial(text) is None


@given(DAYS, DAYS, st.data())
def test_a_range_of_days_holds_its_months_or_is_flagged(
    first: date, last: date, data: st.DataObject
) -> None:
    def said(day: date) -> str:
        text = f"{day.day} {MONTHS_TH[day.month - 1]} {day.year + 543}"
        return text.translate(THAI_DIGITS) if data.draw(st.booleans()) else text

    (found,) = find_ranges(f"{said(first)} - {said(last)}")
    if first > last:
        assert (found.flag, found.months, found.first) == ("ends_before_start", (), None)
    elif found.flag is None:
        assert (found.first, found.last) == (first, last)
        assert found.months[0] == month_of(first) and found.months[-1] == month_of(last)
    else:
        assert found.flag == "too_long" and (last - first).days > 3_600
