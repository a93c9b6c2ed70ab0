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
