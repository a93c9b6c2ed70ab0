"""Dates, months, ranges and label years as Thai offices write them.

Years: Buddhist era from 2400 on, two digits are 25xx, 1900 to 2199 is Common Era; nothing else is
a year. What cannot be (a five-digit year, 31 กุมภาพันธ์, a range that ends before it starts) is
found with a `flag` and no value, and never mended.

Flags: `bad_year`, `bad_date`, `era_conflict`, `no_year`, `no_half`, `ends_before_start`,
`too_long`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from ita_evidence.periods import BE_OFFSET, MONTHS_TH, Month, Period, month_of
from ita_evidence.thai.digits import fold_digits


@dataclass(frozen=True)
class FoundDate:
    """A day; `start` and `end` are its span in the text given."""

    start: int
    end: int
    text: str
    date: date | None
    flag: str | None = None


@dataclass(frozen=True)
class FoundMonth:
    """A month named by itself, not as part of a date with a day."""

    start: int
    end: int
    text: str
    month: Month | None
    """None when the year is not said, or is none."""
    month_number: int
    year_be: int | None
    flag: str | None = None


@dataclass(frozen=True)
class FoundRange:
    """A stretch of time: the months it touches, in order, and its days where it says them."""

    start: int
    end: int
    text: str
    months: tuple[Month, ...]
    flag: str | None = None
    first: date | None = None
    last: date | None = None
    """First and last day, for a range of dates: a range may touch a month and not hold it."""


@dataclass(frozen=True)
class FoundYear:
    """A year that labels what it stands on; `until_be` is set for a range of years."""

    start: int
    end: int
    text: str
    year_be: int | None
    flag: str | None = None
    until_be: int | None = None

    def holds(self, year_be: int) -> bool:
        """Whether the label covers `year_be`."""
        if self.year_be is None:
            return False
        return self.year_be <= year_be <= (self.until_be or self.year_be)

    @property
    def is_span(self) -> bool:
        """Whether it covers more than one year."""
        return (self.until_be or 0) > (self.year_be or 0)


KEPT = 64
"""Texts whose findings are kept: each rule looks at the same few."""

BARE_YEAR = re.compile("(?:25|๒๕)[0-9๐-๙]{2}")
"""All of a cell that holds a year and no word beside it."""


# --- pieces of the patterns ------------------------------------------------------------------

_S = r"[\s\u200b\ufeff]{0,8}"
_DASH = r"(?:-|–|—|−|~|ถึงวันที่|ถึงเดือน|ถึง|จนถึง|to)"
_BE = r"(?:พ\.{0,2}\s?ศ\.{0,2}|พุทธศักราช)"
_CE = r"(?:ค\.{0,2}\s?ศ\.{0,2}|คริสต์ศักราช)"
_SHORT = ("ม ค", "ก พ", "มี ค", "เม ย", "พ ค", "มิ ย", "ก ค", "ส ค", "ก ย", "ต ค", "พ ย", "ธ ค")
_EN = ["January", "February", "March", "April", "May", "June"]
_EN += ["July", "August", "September", "October", "November", "December"]


def _short_pattern(first: str, second: str) -> str:
    # ก.ค.ศ. and ก.พ.ร. are bodies: another initial behind makes it no month; พ.ศ. may follow.
    no_initial = rf"(?!{_S}(?!{_BE}|{_CE}|[ก-ฮ]\.ศ)[ก-ฮ]\.)"
    return rf"(?:(?<![ก-๎.])|(?<=เดือน)){first}\.?\s?{second}(?:\.{no_initial}|(?![ก-๎.]))"


_MONTH_PATTERNS = [
    "|".join(
        (
            MONTHS_TH[index],
            _short_pattern(*_SHORT[index].split()),
            rf"(?<![A-Za-z])(?:{_EN[index]}|{_EN[index][:3]}\.?)(?![A-Za-z])",
        )
    )
    for index in range(12)
]
_MONTH_NUMBER = [re.compile(pattern, re.IGNORECASE) for pattern in _MONTH_PATTERNS]
_MONTH = f"(?:{'|'.join(_MONTH_PATTERNS)})"
# "มีนาคม 12 โครงการ" counts; a year of two digits has no such word behind it.
_COUNTED = r"\s?(?:วัน|ครั้ง|คน|ราย(?!งาน)|เรื่อง|โครงการ|บาท|แห่ง|ฉบับ|เดือน|สัญญา|กิจกรรม)"
_YEAR = (
    rf"(?:(?P<era{{n}}>{_BE}|{_CE}|ปี{_S}(?:{_BE})?){_S})?"
    rf"(?P<y{{n}}>\d{{3,}}|\d{{1,2}}(?!{_COUNTED}))(?!\d|,\d\d\d)"
)
_FISCAL = rf"(?:ประจำ)?ปี(?:งบประมาณ|งบ){_S}(?:{_BE})?{_S}(?P<fy{{n}}>\d+)(?!\d)"


def _year(n: int) -> str:
    return _YEAR.replace("{n}", str(n))


def _fiscal(n: int) -> str:
    return _FISCAL.replace("{n}", str(n))


def _month_number(text: str) -> int:
    """1 to 12 of a month's name that `_MONTH` matched."""
    # A name is matched by itself here, so ม.ค. cannot be taken for a part of มี.ค.
    return next(i for i, pattern in enumerate(_MONTH_NUMBER, 1) if pattern.fullmatch(text.strip()))


def year_of(digits: str, era: str | None = None) -> tuple[int | None, str | None]:
    """B.E. year of a run of Arabic digits with its era mark, or None and a flag."""
    common = bool(era and "ค" in era)
    buddhist = bool(era and "พ" in era)
    value = int(digits)
    if len(digits) == 2:
        return (None, "era_conflict") if common else (2500 + value, None)
    if len(digits) == 4 and 2400 <= value <= 2699:
        return (None, "era_conflict") if common else (value, None)
    if len(digits) == 4 and 1900 <= value <= 2199:
        return (None, "era_conflict") if buddhist else (value + BE_OFFSET, None)
    return None, "bad_year"


def _day(
    day: str, month: int, year_be: int | None, flag: str | None
) -> tuple[date | None, str | None]:
    if year_be is None:
        return None, flag
    try:
        return date(year_be - BE_OFFSET, month, int(day)), None
    except ValueError:
        return None, "bad_date"


def _take(taken: bytearray, match: re.Match[str]) -> bool:
    """Marks a match's span in `taken`; False where some of it was taken before."""
    begin, end = match.span()
    if 1 in taken[begin:end]:
        return False
    taken[begin:end] = b"\1" * (end - begin)
    return True


def _covered(text: str, found: Iterable[FoundDate | FoundMonth]) -> bytearray:
    """A 1 for each character of `text` that something found stands on."""
    taken = bytearray(len(text))
    for one in found:
        taken[one.start : one.end] = b"\1" * (one.end - one.start)
    return taken


# --- dates -----------------------------------------------------------------------------------

_D_MONTH_Y = re.compile(
    rf"(?<![\d/.,])(?P<d>[0-3]?\d){_S}[-/]?{_S}(?:เดือน{_S})?(?P<m>{_MONTH}){_S}[-/,]?{_S}{_year(1)}",
    re.IGNORECASE,
)
_MONTH_D_Y = re.compile(
    rf"(?P<m>{_MONTH}){_S}(?P<d>\d{{1,2}}){_S},{_S}(?P<y1>\d{{4,5}})(?!\d)", re.IGNORECASE
)
_D_M_Y = re.compile(
    r"(?<![\d/.-])(?P<d>\d{1,2})(?:/(?P<m1>\d{1,2})/(?P<y1>\d{4,5}|\d{2})"
    r"|(?P<sep>[.-])(?P<m2>\d{1,2})(?P=sep)(?P<y2>\d{4,5}))(?!\d|[/-]\d)"
)
_ISO = re.compile(r"(?<![\d/.-])(?P<y1>\d{4})([-/])(?P<m>\d{1,2})\2(?P<d>\d{1,2})(?!\d|[/-]\d)")


@lru_cache(maxsize=KEPT)
def find_dates(text: str) -> tuple[FoundDate, ...]:
    """All days in `text`, in order; spans are of `text` itself."""
    folded = fold_digits(text)
    found: list[FoundDate] = []
    taken = bytearray(len(text))

    def add(match: re.Match[str], day: str, month: int, digits: str, era: str | None) -> None:
        if not _take(taken, match):
            return
        year_be, flag = year_of(digits, era)
        if not 1 <= month <= 12:
            value, flag = None, "bad_date"
        else:
            value, flag = _day(day, month, year_be, flag)
        found.append(
            FoundDate(match.start(), match.end(), text[match.start() : match.end()], value, flag)
        )

    for match in _D_MONTH_Y.finditer(folded):
        add(match, match["d"], _month_number(match["m"]), match["y1"], match["era1"])
    for match in _MONTH_D_Y.finditer(folded):
        add(match, match["d"], _month_number(match["m"]), match["y1"], None)
    for match in _ISO.finditer(folded):
        add(match, match["d"], int(match["m"]), match["y1"], None)
    for match in _D_M_Y.finditer(folded):
        month, digits = match["m1"] or match["m2"], match["y1"] or match["y2"]
        add(match, match["d"], int(month), digits, None)
    return tuple(sorted(found, key=lambda f: f.start))


_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_SERIAL_DAY_0 = date(1899, 12, 30)
_SERIALS = (36_526, 73_050)
"""1 January 2000 to the end of 2099: what a cell of a form may mean."""


def from_serial(text: str) -> date | None:
    """The day of an Excel serial ("44986" is 1 March 2023), or None.

    A number is a serial only where a date is due: ask for it in a column of dates alone.
    """
    match = _SERIAL.fullmatch(fold_digits(text).strip())
    if match is None or not _SERIALS[0] <= int(match[1]) < _SERIALS[1]:
        return None
    return _SERIAL_DAY_0 + timedelta(days=int(match[1]))


# --- months ----------------------------------------------------------------------------------

_MONTH_Y = re.compile(
    rf"(?P<m>{_MONTH})(?:{_S}[-/]?{_S}(?:{_fiscal(1)}|{_year(1)}))?", re.IGNORECASE
)
_NUMERIC_MONTH = re.compile(rf"เดือน(?:ที่)?{_S}(?P<m>0?[1-9]|1[0-2])/(?P<y1>\d{{4}})(?!\d)")
# ก.พ. and ก.ค. are February and July, and commissions.
_BODIES = (2, 7)
_BODY_BEFORE = re.compile(r"(?:สำนักงาน|เลขาธิการ|มติ|อ\.|กฎ|คณะกรรมการ|โดย|ของ|ที่)\s*$")


def _in_fiscal_year(month: int, fiscal_year: int) -> Month:
    return Month(fiscal_year - (month >= 10), month)


@lru_cache(maxsize=KEPT)
def find_months(text: str) -> tuple[FoundMonth, ...]:
    """Months named by themselves, with or without a year.

    A short name without a year counts only behind เดือน or alone in its cell: ก.พ. is also the
    Civil Service Commission. "ตุลาคม ปีงบประมาณ 2566" is October 2565.
    """
    folded = fold_digits(text)
    taken = _covered(text, find_dates(text))
    months: list[FoundMonth] = []
    for match in _MONTH_Y.finditer(folded):
        name_end = match.end("m")
        if 1 in taken[match.start() : name_end]:
            continue
        number = _month_number(match["m"])
        digits, fiscal = match["y1"], match["fy1"]
        end = match.end()
        if digits and match["era1"] is None and len(digits) not in (2, 4, 5):
            digits, end = None, name_end  # "มีนาคม 3 ครั้ง": a count, not a year
        if not (digits or fiscal) or (digits and len(digits) == 2):
            whole = folded.strip() == match["m"].strip()
            if "." in match["m"] or len(match["m"]) <= 4:
                before = folded[max(0, match.start() - 12) : match.start()]
                if not (whole or before.rstrip().endswith("เดือน") or digits or fiscal):
                    continue
                if number in _BODIES and _BODY_BEFORE.search(before):
                    continue
        year_be, flag, month = None, None, None
        if fiscal or digits:
            year_be, flag = year_of(fiscal or digits, match["era1"])
        if year_be is not None:
            month = _in_fiscal_year(number, year_be) if fiscal else Month(year_be, number)
        months.append(
            FoundMonth(
                match.start(),
                end,
                text[match.start() : end],
                month,
                number,
                month.year_be if month else None,
                flag,
            )
        )
    for match in _NUMERIC_MONTH.finditer(folded):
        year_be, flag = year_of(match["y1"])
        month = Month(year_be, int(match["m"])) if year_be else None
        span = text[match.start() : match.end()]
        months.append(
            FoundMonth(match.start(), match.end(), span, month, int(match["m"]), year_be, flag)
        )
    return tuple(sorted(months, key=lambda f: f.start))


# --- ranges ----------------------------------------------------------------------------------

_TO = rf"{_S}{_DASH}{_S}(?:วันที่{_S}|เดือน{_S})?"
_DATE_RANGE = re.compile(
    rf"(?<![\d/.,])(?P<d1>[0-3]?\d)(?:{_S}(?:เดือน{_S})?(?P<m1>{_MONTH})(?:{_S}{_year(1)})?)?"
    rf"{_TO}(?P<d2>[0-3]?\d){_S}(?:เดือน{_S})?(?P<m2>{_MONTH}){_S}{_year(2)}",
    re.IGNORECASE,
)
_NUMERIC_RANGE = re.compile(
    rf"(?<![\d/.-])(?P<d1>\d{{1,2}})/(?P<m1>\d{{1,2}})/(?P<y1>\d+){_TO}"
    r"(?P<d2>\d{1,2})/(?P<m2>\d{1,2})/(?P<y2>\d+)(?![\d/])"
)
_MONTH_RANGE = re.compile(
    rf"(?P<m1>{_MONTH})(?:{_S}{_year(1)})?{_TO}(?P<m2>{_MONTH})(?:{_S}(?:{_fiscal(2)}|{_year(2)}))?",
    re.IGNORECASE,
)
_OF_YEAR = (
    rf"(?:{_S}[/(]?{_S}(?:ของ|แห่ง)?{_S}(?:ประจำ)?(?:ปี(?:งบประมาณ|งบ)?)?{_S}(?:{_BE})?{_S}"
    r"(?P<y>\d{4,5}|(?<=[/บณ] )\d\d|(?<=[/บณ])\d\d)(?!\d|,\d\d\d))?"
)
_QUARTER = re.compile(
    rf"(?:ไตรมาส{_S}(?:ที่)?|\bQ){_S}(?P<a>[1-4])(?!\d)"
    rf"(?P<more>(?:{_S}(?:และ|,|-|–|ถึง|&){_S}(?:ไตรมาส{_S}(?:ที่)?{_S})?[1-4](?!\d))*)" + _OF_YEAR
)
# "พ.ศ. 2566 เดือน…" and "วันที่ 12 เดือนมกราคม" say no number of months.
_HALF = re.compile(
    rf"(?:(?<!\d)(?P<n>6|12){_S}เดือน(?!{_S}{_MONTH})"
    rf"(?P<which>{_S}(?:แรก|หลัง))?|ครึ่งปี{_S}(?P<half>แรก|หลัง))" + _OF_YEAR,
    re.IGNORECASE,
)
_MORE_QUARTER = re.compile(r"(?P<sep>และ|,|-|–|ถึง|&)\D*(?P<q>[1-4])")
_LONGEST_MONTHS = 120


def _months_between(first: Month, last: Month) -> tuple[tuple[Month, ...], str | None]:
    count = (last.year_be - first.year_be) * 12 + last.month - first.month + 1
    if count < 1:
        return (), "ends_before_start"
    if count > _LONGEST_MONTHS:
        return (), "too_long"
    return tuple(first.plus(i) for i in range(count)), None


@lru_cache(maxsize=KEPT)
def find_ranges(text: str) -> tuple[FoundRange, ...]:
    """Stretches of time, in order: of dates, of months, quarters, halves, "12 เดือน".

    Quarters, halves and twelve months are of a fiscal year. A start without a year takes the year
    that puts it next before the end ("ต.ค. – มี.ค. 2566" begins in 2565). "ณ วันที่ …" is a date,
    "พ.ศ. 2566 – 2570" a label year.
    """
    folded = fold_digits(text)
    found: list[FoundRange] = []
    taken = bytearray(len(text))

    def add(
        match: re.Match[str],
        months: tuple[Month, ...],
        flag: str | None,
        first: date | None = None,
        last: date | None = None,
    ) -> None:
        if _take(taken, match):
            span = text[match.start() : match.end()]
            found.append(FoundRange(match.start(), match.end(), span, months, flag, first, last))

    for match in _DATE_RANGE.finditer(folded):
        number2 = _month_number(match["m2"])
        number1 = _month_number(match["m1"]) if match["m1"] else number2
        add(match, *_date_range(match, number1, number2))
    for match in _NUMERIC_RANGE.finditer(folded):
        add(match, *_date_range(match, int(match["m1"]), int(match["m2"])))
    for match in _MONTH_RANGE.finditer(folded):
        add(match, *_month_range(match))
    for match in _QUARTER.finditer(folded):
        quarters = {int(match["a"])}
        for more in _MORE_QUARTER.finditer(match["more"]):
            quarter = int(more["q"])
            if more["sep"] in ("-", "–", "ถึง"):
                quarters |= set(range(max(quarters), quarter + 1)) | {quarter}
            else:
                quarters.add(quarter)
        offsets = [(q - 1) * 3 + month for q in sorted(quarters) for month in (0, 1, 2)]
        add(match, *_fiscal_part(match["y"], offsets))
    for match in _HALF.finditer(folded):
        which = (match["which"] or match["half"] or "").strip()
        if match["n"] == "12":
            add(match, *_fiscal_part(match["y"], list(range(12))))
        elif not which:
            add(match, (), "no_half")
        else:
            begin = 0 if which == "แรก" else 6
            add(match, *_fiscal_part(match["y"], list(range(begin, begin + 6))))
    return tuple(sorted(found, key=lambda f: f.start))


def _fiscal_part(digits: str | None, offsets: list[int]) -> tuple[tuple[Month, ...], str | None]:
    """Months of a fiscal year by their offsets from October."""
    if digits is None:
        return (), "no_year"
    year_be, flag = year_of(digits)
    if year_be is None:
        return (), flag
    months = Period("year", year_be, 0).months
    return tuple(months[offset] for offset in offsets), None


def _month_range(match: re.Match[str]) -> tuple[tuple[Month, ...], str | None]:
    number1, number2 = _month_number(match["m1"]), _month_number(match["m2"])
    if match["fy2"]:
        fiscal, flag = year_of(match["fy2"])
        if fiscal is None:
            return (), flag
        return _months_between(_in_fiscal_year(number1, fiscal), _in_fiscal_year(number2, fiscal))
    if not match["y2"]:
        return (), "no_year"
    year2, flag = year_of(match["y2"], match["era2"])
    if year2 is None:
        return (), flag
    if match["y1"]:
        year1, flag = year_of(match["y1"], match["era1"])
        if year1 is None:
            return (), flag
    else:
        year1 = year2 - (number1 > number2)
    return _months_between(Month(year1, number1), Month(year2, number2))


def _date_range(
    match: re.Match[str], number1: int, number2: int
) -> tuple[tuple[Month, ...], str | None, date | None, date | None]:
    groups = match.groupdict()
    year2, flag = year_of(match["y2"], groups.get("era2"))
    if year2 is None:
        return (), flag, None, None
    year1: int | None = year2 - ((number1, int(match["d1"])) > (number2, int(match["d2"])))
    if groups.get("y1"):
        year1, flag = year_of(match["y1"], groups.get("era1"))
    elif number1 == number2:
        year1 = year2
    if year1 is None:
        return (), flag, None, None
    if not (1 <= number1 <= 12 and 1 <= number2 <= 12):
        return (), "bad_date", None, None
    first, flag1 = _day(match["d1"], number1, year1, None)
    last, flag2 = _day(match["d2"], number2, year2, None)
    if first is None or last is None:
        return (), flag1 or flag2, None, None
    if first > last:
        return (), "ends_before_start", None, None
    months, flag = _months_between(month_of(first), month_of(last))
    return (months, None, first, last) if flag is None else (months, flag, None, None)


# --- label years -----------------------------------------------------------------------------

_LABEL = re.compile(
    rf"(?P<label>(?:ประจำ)?ปี{_S}(?:งบประมาณ|งบ)?{_S}(?:{_BE}|{_CE})?|{_BE}|{_CE}){_S}"
    rf"(?P<y1>\d+)(?!\d|,\d\d\d)(?:{_S}{_DASH}{_S}(?:(?:ปี{_S})?(?:งบประมาณ{_S})?(?:{_BE}|{_CE})?{_S})"
    r"(?P<y2>\d+)(?![\d/]|,\d\d\d|\s*เดือน))?"
)
_LAW = re.compile(
    r"พ\.\s?ร\.\s?[บกฎ]\.?|พระราชบัญญัติ|พระราชกฤษฎีกา|พระราชกำหนด|กฎกระทรวง|กฎ\s?ก\.\s?พ\.|ระเบียบ|"
    r"ข้อบังคับ|ข้อบัญญัติ|เทศบัญญัติ|รัฐธรรมนูญ|ประมวลกฎหมาย|ประมวลจริยธรรม|มาตรฐานทางจริยธรรม"
)
_LAW_REACH_CHARS = 200


def _is_law_year(before: str, label: str) -> bool:
    """Whether a year after `before` belongs to a law's name.

    The last law word reaches to the next พ.ศ.; "ประจำปี …" ends a law's name, but for the yearly
    budget act, whose name holds it.
    """
    laws = list(_LAW.finditer(before))
    if not laws:
        return False
    name = before[laws[-1].end() :]
    if re.search(rf"{_BE}{_S}\d{{2,5}}|\n\s*\n|\f", name):
        return False
    if "ปี" in label:
        return bool(re.search(r"งบประมาณรายจ่าย(?:เพิ่มเติม)?\s*$", name))
    return "ประจำปี" not in name


@lru_cache(maxsize=KEPT)
def find_label_years(text: str) -> tuple[FoundYear, ...]:
    """Years that label a document: "ปีงบประมาณ พ.ศ. 2566", "ปี 2566", "พ.ศ. 2566 – 2570".

    Not the year in a law's name or in a letter's number, nor that of a date or a month.
    """
    folded = fold_digits(text)
    months = [found for found in find_months(text) if found.year_be or found.flag]
    taken = _covered(text, [*find_dates(text), *months])
    years: list[FoundYear] = []
    for match in _LABEL.finditer(folded):
        label, digits = match["label"], match["y1"]
        fiscal = "งบ" in label or "ประจำ" in label or "ศ" in label
        if 1 in taken[match.start() : match.end("y1")]:
            continue
        if len(digits) == 1 or (len(digits) == 2 and not fiscal and not "50" <= digits <= "99"):
            continue  # "ปี 2", "5 ปี 20 คน"
        before = folded[max(0, match.start() - _LAW_REACH_CHARS) : match.start()]
        if _is_law_year(before, label):
            continue
        era = label if "ศ" in label else None
        year, flag = year_of(digits, era)
        until: int | None = None
        if match["y2"] and year is not None:
            until, flag = year_of(match["y2"], era)
            if until is None or until < year:
                year, until, flag = None, None, flag or "ends_before_start"
        span = text[match.start() : match.end()]
        years.append(FoundYear(match.start(), match.end(), span, year, flag, until))
    return tuple(years)
