from __future__ import annotations

import pytest

from ita_evidence.reporting import words


def test_a_server_s_date_is_written_as_people_write_it() -> None:
    said = "Wed, 12 Apr 2023 02:00:00 GMT"
    assert words.http_time(said, "th") == "12 เมษายน 2566 09:00 น."
    assert words.http_time(said, "en") == "12 April 2023, 09:00 (Bangkok)"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "<b>x</b>",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        f"Wed, 12 Apr {'9' * 30} 02:00:00 GMT",
    ],
)
def test_what_is_no_date_stays_as_it_stands(text: str) -> None:
    assert words.http_time(text, "th") == text


@pytest.mark.parametrize(
    ("text", "th", "en"),
    [
        ("2566", "ปีงบประมาณ พ.ศ. 2566", "Fiscal year 2566 B.E."),
        ("2566-H2", "รอบ 6 เดือนหลัง ปีงบประมาณ พ.ศ. 2566", "Second half of fiscal year 2566 B.E."),
        ("2566-03", "มีนาคม 2566", "March 2566 B.E. (2023)"),
    ],
)
def test_a_period_is_written_out(text: str, th: str, en: str) -> None:
    assert (words.period(text, "th"), words.period(text, "en")) == (th, en)
