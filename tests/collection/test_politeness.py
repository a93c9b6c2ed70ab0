"""Delays, hours, Retry-After and robots.txt, without a host."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from collection_world import World
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.collection.politeness import Pace, hours_of, read_robots, retry_after_s
from ita_evidence.model import Host

NOW = datetime(2023, 4, 17, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("Mon, 17 Apr 2023 12:01:00 GMT", 60.0),
        ("Mon, 17 Apr 2023 11:00:00 GMT", 0.0),
        ("Mon, 17 Apr 2023 19:02:00 +0700", 120.0),
        ("Mon, 17 Apr 2023 12:01:00 -0000", None),
        ("-5", None),
        ("1.5", None),
        ("๑๒", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("9" * 40, None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after_s(value, NOW) == seconds


@given(st.text())
def test_any_retry_after_is_read_or_not(value: str) -> None:
    seconds = retry_after_s(value, NOW)
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("hours", "at", "is_open"),
    [
        ("17:30-08:00", (17, 29), False),
        ("17:30-08:00", (17, 30), True),
        ("17:30-08:00", (23, 59), True),
        ("17:30-08:00", (0, 0), True),
        ("17:30-08:00", (7, 59), True),
        ("17:30-08:00", (8, 0), False),
        ("08:30-16:30", (8, 29), False),
        ("08:30-16:30", (8, 30), True),
        ("08:30-16:30", (16, 30), False),
    ],
)
def test_hours_in_bangkok(hours: str, at: tuple[int, int], is_open: bool) -> None:
    found = hours_of(Host(name="x.test", open_hours=hours))
    assert found is not None
    moment = datetime(2023, 4, 17, (at[0] - 7) % 24, at[1], tzinfo=UTC)
    assert found.open_at(moment) is is_open
    assert str(found) == hours


def test_a_host_without_hours_is_always_open() -> None:
    assert hours_of(Host(name="x.test")) is None


def test_the_delay_runs_from_the_end_of_a_request(world: World) -> None:
    pace = Pace(2.0, world.monotonic, world.sleep)
    assert pace.wait() == 0.0
    world.seconds += 10  # a slow answer
    pace.asked()
    world.seconds += 0.5
    assert pace.wait() == 1.5
    assert pace.held_s() == 0.0


def test_a_hold_is_not_shortened_by_the_delay(world: World) -> None:
    pace = Pace(2.0, world.monotonic, world.sleep)
    pace.hold(60.0)
    pace.asked()
    assert pace.held_s() == 60.0


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_robots_that_is_not_there_forbids_nothing(status: int) -> None:
    assert read_robots(status, b"User-agent: *\nDisallow: /").allows("http://x.test/a")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_robots_that_cannot_be_given_forbids_all(status: int) -> None:
    assert read_robots(status, b"").disallow_all == f"robots.txt answered {status}"


def test_the_longest_rule_wins() -> None:
    robots = read_robots(200, b"User-agent: *\nDisallow: /a\nAllow: /a/public\n")
    assert not robots.allows("http://x.test/a/b")
    assert robots.allows("http://x.test/a/public/b")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_hides_no_rule(mark: bytes) -> None:
    robots = read_robots(200, mark + b"User-agent: *\nDisallow: /a\n")
    assert not robots.allows("http://x.test/a")
    assert robots.allows("http://x.test/b")


def test_rules_beyond_the_limit_are_not_read() -> None:
    text = b"User-agent: *\n" + b"#" * 600_000 + b"\nDisallow: /"
    assert read_robots(200, text).allows("http://x.test/a")


@pytest.mark.parametrize(("wish", "seconds"), [("3", 3.0), ("900", 30.0), ("x", 0.0)])
def test_a_crawl_delay_has_a_limit(wish: str, seconds: float) -> None:
    robots = read_robots(200, f"User-agent: *\nCrawl-delay: {wish}".encode())
    assert robots.crawl_delay_s == seconds


@given(st.binary(max_size=400))
def test_any_robots_file_is_read(body: bytes) -> None:
    robots = read_robots(200, body)
    assert robots.allows("http://x.test/a") in (True, False)
    assert 0 <= robots.crawl_delay_s <= 30
