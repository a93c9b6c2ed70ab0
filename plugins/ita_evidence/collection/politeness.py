"""How a host is asked: with a delay, in its hours, as its robots.txt says, not again too soon.

Pure but for `Pace`, which waits through the `sleep` it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

from protego import Protego

from ita_evidence.errors import CatalogError, CatalogFault
from ita_evidence.model import Frozen, Host
from ita_evidence.periods import BANGKOK

PRODUCT = "ita-evidence"
"""The product token that a robots.txt may name (RFC 9309, 2.2.1)."""
ROBOTS_LIMIT_BYTES = 500 * 1024
"""RFC 9309, 2.5: a parser reads at least this much; the rest is not read."""
ROBOTS_KEPT_FOR = timedelta(hours=24)
"""RFC 9309, 2.4: no longer."""
MAX_CRAWL_DELAY_S = 30.0
MAX_RETRY_AFTER_S = 120.0
"""Longer than this is not waited for: the capture says so instead."""


class Pace:
    """Keeps `delay_s` between the end of one request to a host and the start of the next."""

    def __init__(
        self, delay_s: float, monotonic: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self.delay_s = delay_s
        self._monotonic, self._sleep = monotonic, sleep
        self._not_before = float("-inf")

    def held_s(self) -> float:
        """Seconds until the host may be asked again."""
        return max(0.0, self._not_before - self._monotonic())

    def wait(self) -> float:
        """Waits until the host may be asked; the seconds waited."""
        held = self.held_s()
        if held > 0:
            self._sleep(held)
        return held

    def asked(self) -> None:
        """A request to the host has just ended."""
        self.hold(self.delay_s)

    def hold(self, seconds: float) -> None:
        """The host is not to be asked for so long, counted from now."""
        self._not_before = max(self._not_before, self._monotonic() + seconds)


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """Seconds that a `Retry-After` asks for, as number or date (RFC 9110, 10.2.3)."""
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:  # RFC 5322's -0000: the zone is not said
        return None
    return max(0.0, (moment - now).total_seconds())


@dataclass(frozen=True)
class Hours:
    """When a host answers at all, in Bangkok; over midnight where `until` is before `since`."""

    since: time
    until: time

    def open_at(self, moment: datetime) -> bool:
        local = moment.astimezone(BANGKOK).time()
        if self.since < self.until:
            return self.since <= local < self.until
        return local >= self.since or local < self.until

    def __str__(self) -> str:
        return f"{self.since:%H:%M}-{self.until:%H:%M}"


def hours_of(host: Host) -> Hours | None:
    """A host's opening hours; None when it has none.

    Raises:
        CatalogError: `open_hours` is not written as `17:30-08:00`.
    """
    if host.open_hours is None:
        return None
    try:
        since, _, until = host.open_hours.partition("-")
        return Hours(time.fromisoformat(since.strip()), time.fromisoformat(until.strip()))
    except ValueError:
        problem = f"open_hours of {host.name} is {host.open_hours!r}"
        raise CatalogError((CatalogFault("agencies", 1, problem, "17:30-08:00"),)) from None


@dataclass(frozen=True)
class Robots:
    """What a host's robots.txt lets us ask."""

    rules: Protego | None
    """None: it has none, so everything may be asked."""
    disallow_all: str | None = None
    """Why nothing may be asked (RFC 9309, 2.3.1.4)."""

    def allows(self, url: str) -> bool:
        return self.rules is None or bool(self.rules.can_fetch(url, PRODUCT))

    @property
    def crawl_delay_s(self) -> float:
        """No part of RFC 9309, but a wish that costs little; at most `MAX_CRAWL_DELAY_S`."""
        wish = self.rules.crawl_delay(PRODUCT) if self.rules else None
        return min(float(wish or 0.0), MAX_CRAWL_DELAY_S)


class KeptRobots(Frozen):
    """What a host answered for its robots.txt; of an error nothing but its status is kept."""

    asked_at: datetime
    status: int
    body: str

    def holds_at(self, moment: datetime) -> bool:
        return timedelta(0) <= moment - self.asked_at < ROBOTS_KEPT_FOR


class RobotsShelf(Protocol):
    """Where answers for robots.txt outlive a fetcher, by authority (`https://host`)."""

    def kept(self, authority: str) -> KeptRobots | None: ...

    def keep(self, authority: str, answer: KeptRobots) -> None: ...


def read_robots(status: int, body: bytes) -> Robots:
    """A robots.txt from the answer to it (RFC 9309, 2.3.1).

    4xx: there is none. 5xx, and 429, which only says "not now": nothing may be asked. A page of
    HTML with 200 is a site that answers everything with its own page: there is none either.
    """
    if status >= 500 or status == 429:
        return Robots(None, disallow_all=f"robots.txt answered {status}")
    text = body[:ROBOTS_LIMIT_BYTES].decode("utf-8-sig", "replace")
    if status != 200 or text.lstrip()[:1] == "<":
        return Robots(None)
    return Robots(Protego.parse(text))
