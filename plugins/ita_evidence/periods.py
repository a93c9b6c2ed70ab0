"""The Buddhist fiscal calendar: months, halves and years, as runs and items speak of them.

A period is written in B.E.: `2566-03` (March B.E. 2566, a calendar month), `2566-H1`
(1 October 2565 to 31 March 2566), `2566-H2` (1 April to 30 September 2566), `2566` (the fiscal
year 2566: 1 October 2565 to 30 September 2566). Source: the Budget Procedures Act's fiscal year,
and the seed's "6 เดือนแรก", which the OIT form's closing at the end of April makes October to March.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
BE_OFFSET = 543

_MONTH = re.compile(r"(2[45]\d\d)-(0[1-9]|1[0-2])")
_HALF = re.compile(r"(2[45]\d\d)-H([12])")
_YEAR = re.compile(r"(2[45]\d\d)")
VALID_FORMS = "2566-03 (a month), 2566-H1 or 2566-H2 (a half-year), 2566 (a fiscal year), in B.E."

MONTHS_TH = (
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
)
MONTHS_SHORT_TH = (
    *("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."),
    *("ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
)


class Month(NamedTuple):
    """A calendar month of a B.E. year; ordered in time."""

    year_be: int
    month: int

    def __str__(self) -> str:
        return f"{self.year_be}-{self.month:02d}"

    @property
    def first_day(self) -> date:
        return date(self.year_be - BE_OFFSET, self.month, 1)

    @property
    def last_day(self) -> date:
        year = self.year_be - BE_OFFSET
        return date(year, self.month, calendar.monthrange(year, self.month)[1])

    @property
    def fiscal_year(self) -> int:
        """B.E.; October to December belong to the next one."""
        return self.year_be + (self.month >= 10)

    @property
    def name_th(self) -> str:
        return f"{MONTHS_TH[self.month - 1]} {self.year_be}"

    def plus(self, months: int) -> Month:
        index = self.year_be * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)


class Period(NamedTuple):
    """What a run speaks for: a month, a half-year or a fiscal year."""

    kind: Literal["month", "half", "year"]
    year_be: int
    part: int
    """The month (1 to 12), the half (1 or 2), or 0."""

    def __str__(self) -> str:
        if self.kind == "month":
            return f"{self.year_be}-{self.part:02d}"
        return f"{self.year_be}-H{self.part}" if self.kind == "half" else str(self.year_be)

    @property
    def months(self) -> tuple[Month, ...]:
        """The months it holds, in order."""
        if self.kind == "month":
            return (Month(self.year_be, self.part),)
        october = Month(self.year_be - 1, 10)
        start, count = (0, 12) if self.kind == "year" else ((self.part - 1) * 6, 6)
        return tuple(october.plus(i) for i in range(start, start + count))

    @property
    def fiscal_year(self) -> int:
        return self.months[0].fiscal_year

    @property
    def first_day(self) -> date:
        return self.months[0].first_day

    @property
    def last_day(self) -> date:
        return self.months[-1].last_day

    @property
    def name_th(self) -> str:
        if self.kind == "month":
            return self.months[0].name_th
        if self.kind == "half":
            which = "แรก" if self.part == 1 else "หลัง"
            return f"รอบ 6 เดือน{which} ปีงบประมาณ พ.ศ. {self.year_be}"
        return f"ปีงบประมาณ พ.ศ. {self.year_be}"


def parse(text: str) -> Period:
    """The period written as `text`.

    Raises:
        ValueError: not one of `VALID_FORMS`; the message says so.
    """
    if match := _MONTH.fullmatch(text):
        return Period("month", int(match[1]), int(match[2]))
    if match := _HALF.fullmatch(text):
        return Period("half", int(match[1]), int(match[2]))
    if match := _YEAR.fullmatch(text):
        return Period("year", int(match[1]), 0)
    raise ValueError(f"{text!r} is no period; valid: {VALID_FORMS}")


def month_of(day: date) -> Month:
    """The month a Gregorian date falls in."""
    return Month(day.year + BE_OFFSET, day.month)


def bangkok_date(moment: datetime) -> date:
    """The date in Bangkok at an aware moment."""
    if moment.tzinfo is None:
        raise ValueError("a naive time was given; times are aware, in UTC")
    return moment.astimezone(BANGKOK).date()


def closed_month(moment: datetime) -> Month:
    """The month that closed before `moment`, by Bangkok's calendar."""
    return month_of(bangkok_date(moment)).plus(-1)


def first_half(fiscal_year: int) -> tuple[Month, ...]:
    """October to March of fiscal year N (B.E.)."""
    return Period("half", fiscal_year, 1).months


def month_from_key(key: str) -> Month:
    """The month of an Airflow partition key, which is C.E.: `2026-10` is `2569-10`."""
    try:
        moment = datetime.strptime(key, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        raise ValueError(f"{key!r} is no month key; valid: 2026-10 (C.E. year and month)") from None
    return month_of(moment.date())


def due_date(period: Period, months_after: int, day: int) -> date:
    """The day by which evidence must stand: `day` of the month `months_after` the period's last."""
    return period.months[-1].plus(months_after).first_day.replace(day=day)


def thai_date(day: date) -> str:
    """`17 เมษายน 2566`."""
    return f"{day.day} {MONTHS_TH[day.month - 1]} {day.year + BE_OFFSET}"


def thai_time(moment: datetime) -> str:
    """`17 เมษายน 2566 18:30 น.`, in Bangkok."""
    local = moment.astimezone(BANGKOK)
    return f"{thai_date(local.date())} {local:%H:%M} น."
