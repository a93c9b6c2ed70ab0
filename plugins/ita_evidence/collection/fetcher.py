"""One host task's session: asks for a URL, and says in one capture what came of it.

A fetch never raises for what a server does. In order: the policy, the host's hours, its page limit
and its robots.txt; then up to three tries, each with at most five redirects that are checked like
the first URL; then the classification (`outcomes.py`). One wall clock covers all tries; waiting
that politeness asks for is not counted.
"""

from __future__ import annotations

import re
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urljoin

from urllib3.exceptions import HTTPError

from ita_evidence.collection import body as bodies
from ita_evidence.collection import outcomes
from ita_evidence.collection.guard import (
    PORTS,
    Guard,
    Refused,
    Resolver,
    Route,
    Unreachable,
    system_resolver,
)
from ita_evidence.collection.leads import KnownLeads
from ita_evidence.collection.outcomes import Classified, Expects, classified
from ita_evidence.collection.page import HTML_READ_BYTES, looks_like_html
from ita_evidence.collection.politeness import (
    MAX_RETRY_AFTER_S,
    ROBOTS_LIMIT_BYTES,
    Hours,
    KeptRobots,
    Pace,
    Robots,
    RobotsShelf,
    hours_of,
    read_robots,
    retry_after_s,
)
from ita_evidence.collection.sameness import same_content
from ita_evidence.collection.transport import (
    REDIRECTS,
    BadAnswer,
    OldTls,
    Reply,
    TooMuch,
    Transport,
    Trust,
)
from ita_evidence.model import Agency, Attempt, Capture, Hop, Outcome

Role = Literal["source", "linked", "requisite"]
Needs = Literal["capture", "leads", "bytes"]

VERSION = "0.1"
MAX_REDIRECTS = 5
RETRY_DELAYS = (2.5, 10.0)
"""Before the second and the third try, in delays of the host (2 s: 5 s and 20 s), where no
Retry-After says otherwise."""
DECODED_LIMIT_BYTES = 100_000_000
CLASSIFIED_BYTES = 25_000_000
"""What is looked at of an answer to say what came of it; JSON that is longer counts as no JSON."""
_DRAIN_BYTES = 64 * 1024
_CODING: Mapping[Expects, Mapping[str, str]] = {"json": {"Accept-Encoding": "gzip"}}
"""An API makes its answers when asked, with no validator to ask by, and they shrink tenfold. All
else is asked for as it lies: compressed, many servers' ETags are never found again."""
"""What is read of a redirect's body to keep its connection."""


@dataclass(frozen=True)
class Validators:
    """What is known of a URL from an earlier run, of a capture that was `ok` or `unchanged`."""

    etag: str | None
    last_modified: str | None
    blob_sha256: str
    first_snapshot: str
    """Key of the snapshot that first received the bytes."""
    blob_size_bytes: int = 0
    content_type: str | None = None
    """What the bytes came with: a 304 need not say it again (RFC 9110, 15.4.5)."""
    links: int | None = None
    """How many links of its own the page had (`Capture.links`)."""


@dataclass(frozen=True)
class Fetched:
    """A capture, and the payload where there is one: on disk, until its fetcher is closed."""

    capture: Capture
    payload: bodies.Payload | None

    @property
    def body(self) -> bytes | None:
        """The payload's bytes, read anew each time."""
        return self.payload.read() if self.payload else None


@dataclass(frozen=True)
class _Kept:
    """A capture in the cache, and its payload."""

    capture: Capture
    payload: bodies.Payload | None
    limit_bytes: int
    """What it was allowed to have on the wire."""


class _Trace:
    """What is asked in one fetch, and what is seen on its way, whatever its end."""

    def __init__(
        self,
        url: str,
        known: Validators | None,
        conditional: bool,
        expects: Expects,
        *,
        started_at: datetime,
        limit_bytes: int,
    ) -> None:
        self.url, self.known, self.expects, self.started_at = url, known, expects, started_at
        self.limit_bytes = limit_bytes
        self.conditions: dict[str, str] = {}
        if known is not None and conditional:
            asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
            self.conditions = {
                name: value
                for name, value in asked.items()
                if value and _HEADER_VALUE.fullmatch(value)
            }
        self.attempts: list[Attempt] = []
        self.forget_answer()

    def forget_answer(self) -> None:
        """Before another try: what the last one saw is kept only as an attempt."""
        self.final_url = self.url
        self.redirects: list[Hop] = []
        self.reply: Reply | None = None
        self.body: bodies.Body | None = None

    def redirected(self, status: int, location: str) -> None:
        """Goes on to where a redirect leads."""
        self.redirects.append(Hop(url=self.final_url, status=status, location=location))
        try:
            self.final_url = urljoin(self.final_url, location)
        except ValueError as error:
            raise _Ended(classified("bad_url", f"redirect to {location!r}: {error}")) from error
        self.reply = None

    def attempted(self, at: datetime, result: Classified, more: str = "") -> None:
        """Keeps a try that is given up."""
        problem = f"{result.rule.name}: {result.detail}{more}"
        self.attempts.append(Attempt(at=at, url=self.final_url, problem=problem))

    @property
    def has_known_bytes(self) -> bool:
        return bool(self.known and self.body and self.body.sha256 == self.known.blob_sha256)


class _WallClock:
    """The one clock over a fetch; it stands while politeness makes us wait."""

    def __init__(self, monotonic: Callable[[], float], seconds: float) -> None:
        self._monotonic = monotonic
        self.ends_at = monotonic() + seconds

    @property
    def left_s(self) -> float:
        return self.ends_at - self._monotonic()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        began = self._monotonic()
        try:
            yield
        finally:
            self.ends_at += self._monotonic() - began


class _Ended(Exception):
    """A try came to an end that is no answer; carries the rule."""

    def __init__(self, result: Classified, *, final: bool = False) -> None:
        self.result = result
        self.final = final
        """Another try is not worth it now, whatever the rule says."""
        super().__init__(f"{result.rule.name}: {result.detail}")


class Fetcher:
    """Asks one host (and those it redirects to) for one run.

    Each URL is asked once; asking again for the same one gives the first answer from the cache.
    Use as a context manager, or `close` it; it belongs to one thread.

    Args:
        agency: its hosts, limits, contact and mappings.
        data: folder that CA files of `agency.connect` are relative to.
        clock: the aware time now, for what is recorded and for opening hours.
        known: what earlier runs know, by URL as it is asked; conditional requests come from it.
        known_body: gives the bytes with a digest that an earlier run kept, or None; with it a page
            whose links are needed is asked conditionally too.
        leads: what pages led to that may be unchanged; what is read of others is noted there.
        ask_conditionally: False takes no server's word that nothing changed; bytes that are the
            same are still known by their digest.
        key_of: gives a connection's key, or None where nobody set one; the host is asked without
            it then, and what it says to that is the outcome.
        robots: where robots.txt is kept for a day; without it, each fetcher asks anew.
        delay_override_s: replaces every host's delay, for the sample province.
        wall_clock_s: for one fetch, all its tries and redirects together.
        resolver, sleep, monotonic: the world, for tests.

    Raises:
        CatalogError: the agency names a host or opening hours that cannot be read.
    """

    def __init__(
        self,
        agency: Agency,
        *,
        data: Path,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        known: Mapping[str, Validators] | None = None,
        known_body: Callable[[str], bytes | None] | None = None,
        leads: KnownLeads | None = None,
        ask_conditionally: bool = True,
        key_of: Callable[[str], str | None] = lambda connection: None,
        robots: RobotsShelf | None = None,
        delay_override_s: float | None = None,
        wall_clock_s: float = 60.0,
        connect_timeout_s: float = 10.0,
        read_timeout_s: float = 20.0,
        resolver: Resolver = system_resolver,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.agency = agency
        self._limit_bytes = agency.max_bytes
        self._guard = Guard(agency, data=data, resolver=resolver)
        self._hours: dict[str, Hours | None] = {h.name: hours_of(h) for h in agency.hosts}
        self._transport = Transport(
            self._guard,
            monotonic=monotonic,
            connect_timeout_s=connect_timeout_s,
            read_timeout_s=read_timeout_s,
        )
        self._clock, self._sleep, self._monotonic = clock, sleep, monotonic
        self._known, self._known_body = known or {}, known_body
        self.leads = leads or KnownLeads()
        self._ask_conditionally, self._key_of = ask_conditionally, key_of
        self._delay_override_s = delay_override_s
        self._wall_clock_s = wall_clock_s
        self._headers = {
            "User-Agent": f"ita-evidence/{VERSION} (+{quote(agency.contact, safe=_CONTACT_SAFE)})",
            "Accept": "*/*",
            "Accept-Language": "th, en;q=0.5",
            "Accept-Encoding": "identity",
        }
        self._paces: dict[str, Pace] = {}
        self._pages: dict[str, int] = {}
        self._robots: dict[str, Robots | Classified] = {}
        self._robots_shelf = robots
        self._legacy: set[str] = set()
        self._cache: dict[str, _Kept] = {}
        self._spool = bodies.Spool()
        self.close = weakref.finalize(self, _close, self._transport, self._spool)
        """Closes connections and the spool; also when the fetcher is forgotten."""

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def fetch(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        role: Role = "source",
        parent: str | None = None,
        label: str | None = None,
        chosen_because: str | None = None,
        expects: Expects = "any",
        needs: Needs = "capture",
        again: bool = False,
    ) -> Fetched:
        """Asks for `url`, unless this fetcher already did.

        Args:
            validators: what is known of the URL, instead of what `known` says.
            role, parent, label, chosen_because: kept on the capture.
            expects: what the bytes should be; by default the URL's suffix says.
            needs: `bytes` are given also where the server says 304, or it is asked for them; so are
                they for `leads` (what it leads to), unless those are known already.
            again: ask the server, whatever the cache has (the end of a run).

        Returns:
            A capture with exactly one outcome; `body` where bytes were received whole.
        """
        key = self._key(url)
        if again:
            self._forget(key)
        kept = self._cache.get(key)
        if kept is None or self._may_be_larger_now(kept):
            kept = self._ask_first(url, validators, needs=needs, expects=expects)
        elif needs != "capture" and kept.payload is None:
            kept = self._with_known_body(kept, needs) or self._ask_first(
                url, validators, needs=needs, expects=expects
            )
        self._cache[key] = kept
        marks = {
            "url": url,
            "role": role,
            "parent": parent,
            "label": label,
            "chosen_because": chosen_because,
        }
        return Fetched(kept.capture.model_copy(update=marks), kept.payload)

    @contextmanager
    def allowing(self, max_bytes: int | None) -> Iterator[None]:
        """Within it, an answer may have so many bytes on the wire; None: what the agency allows."""
        before = self._limit_bytes
        self._limit_bytes = self.agency.max_bytes if max_bytes is None else max_bytes
        try:
            yield
        finally:
            self._limit_bytes = before

    def _may_be_larger_now(self, kept: _Kept) -> bool:
        too_large = kept.capture.outcome is Outcome.TOO_LARGE
        return too_large and self._limit_bytes > kept.limit_bytes

    def _ask_first(
        self, url: str, validators: Validators | None, *, needs: Needs, expects: Expects
    ) -> _Kept:
        """Asks for a URL that is not in the cache, or not with its bytes."""
        known = validators or self._known.get(url)
        if not self._ask_conditionally:
            return self._ask(url, known, conditional=False, expects=expects)
        if needs == "capture" or self._known_body is not None:
            kept = self._ask(url, known, conditional=True, expects=expects)
            if needs == "capture" or kept.capture.rule != _SAID_UNCHANGED:
                return kept
            if whole := self._with_known_body(kept, needs):
                return whole
        return self._ask(url, known, conditional=False, expects=expects)

    def _with_known_body(self, kept: _Kept, needs: Needs) -> _Kept | None:
        """A 304 with what is needed of the bytes it speaks of; None where nobody has them any more.

        What is no 304 stays as it is: an error has no bytes that are worth asking for again.
        """
        digest = kept.capture.blob_sha256
        if kept.capture.rule != _SAID_UNCHANGED or digest is None:
            return kept
        if needs == "leads" and self.leads.of(kept.capture) is not None:
            return kept
        body = self._known_body(digest) if self._known_body else None
        return None if body is None else replace(kept, payload=self._spool.keep(body))

    def forget_failures(self) -> tuple[str, ...]:
        """Drops from the cache what may have been the moment's fault: the URLs that ended as
        `unreachable` or `server_error`, and each robots.txt that did. Collecting them again at the
        run's end then asks for these alone.
        """
        failed = {k: v for k, v in self._cache.items() if v.capture.outcome in _PASSING}
        for key in failed:
            self._forget(key)
        return tuple(kept.capture.url for kept in failed.values())

    def links_before(self, url: str) -> int:
        """How many links of its own the last kept copy of a page has; 0 where nobody knows."""
        known = self._known.get(url)
        return (known.links or 0) if known else 0

    def pages_left(self, url: str) -> int:
        """How many more pages of a URL's host this run may ask for; 0 for a host not allowed."""
        try:
            _, route = self._guard.admit(url)
        except Refused:
            return 0
        return max(0, route.host.max_pages - self._pages.get(route.name, 0))

    # --- the way of one fetch ----------------------------------------------------------------

    def _ask(
        self, url: str, known: Validators | None, *, conditional: bool, expects: Expects
    ) -> _Kept:
        trace = _Trace(
            url,
            known,
            conditional,
            expects,
            started_at=self._clock(),
            limit_bytes=self._limit_bytes,
        )
        self._transport.forget_cookies()
        try:
            result = self._tries(trace)
        except _Ended as end:
            result = end.result
        if trace.has_known_bytes and result.rule.outcome is Outcome.OK:
            result = classified("same_digest", "the bytes that were kept before")
        elif result.rule.outcome is Outcome.OK and self._says_the_same(trace):
            result = classified("same_content", "as the copy that was kept before")
        payload = trace.body.payload if trace.body and trace.body.payload.size_bytes else None
        return _Kept(self._capture(trace, result), payload, trace.limit_bytes)

    def _says_the_same(self, trace: _Trace) -> bool:
        """Whether a page differs from the kept copy in nothing that it says."""
        if trace.known is None or trace.body is None or self._known_body is None:
            return False
        page = trace.body.payload.read(HTML_READ_BYTES)
        if not looks_like_html(page):
            return False
        before = self._known_body(trace.known.blob_sha256)
        content_type = trace.reply.headers.get("Content-Type") if trace.reply else None
        return before is not None and same_content(before, page, content_type, trace.final_url)

    def _tries(self, trace: _Trace) -> Classified:
        """Up to three tries; each that is given up is kept as an attempt."""
        wall = _WallClock(self._monotonic, self._wall_clock_s)
        for wait_s in (*self._retry_delays_s(trace.url), None):
            trace.forget_answer()
            final = False
            try:
                result = self._try(trace, wall)
            except _Ended as end:
                result, final = end.result, end.final
            pause_s = None if final or wait_s is None else self._retry_pause(trace, wait_s)
            more = result.rule.tried_again and pause_s is not None and wall.left_s > 0
            if more or (trace.reply is None and result.rule.outcome in _PASSING):
                trace.attempted(self._clock(), result)
            if not more or pause_s is None:
                return result
            with wall.stopped():
                self._sleep(pause_s)
        raise AssertionError("the last try has no wait after it, so it returns")

    def _retry_pause(self, trace: _Trace, wait_s: float) -> float | None:
        """Seconds before the next try; None when the server asks for more than we wait."""
        headers = trace.reply.headers if trace.reply else {}
        asked_s = retry_after_s(headers.get("Retry-After"), self._clock())
        if asked_s is None:
            return wait_s
        return asked_s if asked_s <= MAX_RETRY_AFTER_S else None

    def _try(self, trace: _Trace, wall: _WallClock) -> Classified:
        """One try, with its redirects."""
        for _ in range(MAX_REDIRECTS + 1):
            with wall.stopped():
                wire_url, route = self._permitted(trace)
                self._pause(route)
            trace.reply = reply = self._send(wire_url, route, trace, wall)
            if reply.status == 304 and trace.conditions:
                self._let_go(reply, route)
                return classified("not_modified", "status 304")
            if reply.status not in REDIRECTS:
                return self._received(reply, route, trace)
            self._let_go(reply, route)
            if reply.redirect_to is None:
                return classified("redirect_nowhere", f"status {reply.status}")
            trace.redirected(reply.status, reply.redirect_to)
        return classified("too_many_redirects", f"more than {MAX_REDIRECTS}")

    def _permitted(self, trace: _Trace) -> tuple[str, Route]:
        """Policy, hours, robots and page limit, for the first URL and for each redirect."""
        wire_url, route = self._admitted(trace.final_url)
        robots = self._robots_of(route, trace)
        if robots.disallow_all:
            raise _Ended(classified("robots_unavailable", robots.disallow_all))
        if not robots.allows(wire_url):
            raise _Ended(classified("robots_disallow", f"robots.txt of {route.name}"))
        asked = self._pages.get(route.name, 0)
        if asked >= route.host.max_pages:
            limit = f"{route.host.max_pages} pages of {route.name} were asked"
            raise _Ended(classified("page_limit", limit))
        self._pages[route.name] = asked + 1
        return wire_url, route

    def _admitted(self, url: str) -> tuple[str, Route]:
        try:
            wire_url, route = self._guard.admit(url)
        except Refused as refusal:
            raise _Ended(classified(refusal.rule, refusal.detail)) from refusal
        hours = self._hours[route.host.name]
        if hours is not None and not hours.open_at(self._clock()):
            closed = f"{route.name} answers {hours} in Bangkok; not asked"
            raise _Ended(classified("open_hours", closed))
        return wire_url, route

    def _pause(self, route: Route) -> None:
        """Waits for the host's turn."""
        pace = self._pace(route)
        held_s = pace.held_s()
        if held_s > max(MAX_RETRY_AFTER_S, pace.delay_s):
            raise _Ended(classified("asked_to_wait", f"{held_s:.0f} s more for {route.name}"))
        pace.wait()

    def _send(
        self,
        wire_url: str,
        route: Route,
        trace: _Trace,
        wall: _WallClock,
    ) -> Reply:
        trust = Trust(verified=route.host.verify_tls, legacy=route.name in self._legacy)
        try:
            return self._transport.send(
                wire_url,
                route,
                headers={
                    **self._headers,
                    **_CODING.get(trace.expects, {}),
                    **trace.conditions,
                    **self._key_header(route),
                },
                trust=trust,
                deadline=wall.ends_at,
                limit_bytes=trace.limit_bytes,
            )
        except OldTls as old:
            end = classified("tls_failure", old.detail)
            if trust.legacy:
                raise _Ended(end) from old
            trace.attempted(self._clock(), end, "; once more with the rules of old servers")
            self._legacy.add(route.name)
            return self._send(wire_url, route, trace, wall)
        except (Refused, BadAnswer, TooMuch) as stop:
            raise _Ended(classified(stop.rule, stop.detail)) from stop
        except Unreachable as gone:
            raise _Ended(self._gone(gone, route)) from gone
        finally:
            self._pace(route).asked()

    def _key_header(self, route: Route) -> dict[str, str]:
        """The key that the host asks for; a redirect to another host, or to HTTP, gets none."""
        wanted = route.host.key
        if wanted is None or route.scheme != "https":
            return {}
        value = self._key_of(wanted.connection)
        return {} if value is None else {wanted.header: value}

    def _received(self, reply: Reply, route: Route, trace: _Trace) -> Classified:
        """Reads the body and judges the answer."""
        try:
            trace.body = bodies.receive(
                reply.raw,
                reply.headers,
                self._spool,
                wire_limit=trace.limit_bytes,
                decoded_limit=DECODED_LIMIT_BYTES,
            )
        except (BadAnswer, TooMuch, Unreachable) as stop:
            reply.raw.close()
            if reply.status != 200:  # the status says enough; its page is lost
                return self._judged(reply, route, trace)
            if isinstance(stop, Unreachable):
                return self._gone(stop, route)
            return classified(stop.rule, stop.detail)
        finally:
            self._pace(route).asked()
        return self._judged(reply, route, trace)

    def _judged(self, reply: Reply, route: Route, trace: _Trace) -> Classified:
        if reply.status in (429, 503):
            asked_s = retry_after_s(reply.headers.get("Retry-After"), self._clock())
            self._pace(route).hold(asked_s or 0.0)
        return outcomes.classify(
            outcomes.Answer(
                status=reply.status,
                payload=trace.body.payload.read(CLASSIFIED_BYTES) if trace.body else b"",
                content_type=reply.headers.get("Content-Type"),
                url=trace.url,
                final_url=trace.final_url,
                expects=trace.expects,
            )
        )

    def _gone(self, gone: Unreachable, route: Route) -> Classified:
        """No answer; a host whose hours ended meanwhile is closed, not down."""
        hours = self._hours[route.host.name]
        if hours is not None and not hours.open_at(self._clock()):
            return classified("closed_meanwhile", f"{gone.rule}: {gone.detail}; hours: {hours}")
        return classified(gone.rule, gone.detail)

    def _let_go(self, reply: Reply, route: Route) -> None:
        """Reads the rest of a short body, so that its connection can be used again."""
        with suppress(Unreachable, TooMuch, BadAnswer, OSError, HTTPError):
            reply.raw.read(_DRAIN_BYTES, decode_content=False)
        if not reply.raw.closed:
            reply.raw.close()
        self._pace(route).asked()

    # --- politeness --------------------------------------------------------------------------

    def _retry_delays_s(self, url: str) -> tuple[float, ...]:
        try:
            delay_s = self._pace(self._guard.admit(url)[1]).delay_s
        except Refused:
            return ()  # it will not be asked once
        return tuple(delay_s * times for times in RETRY_DELAYS)

    def _pace(self, route: Route) -> Pace:
        if route.name not in self._paces:
            override = self._delay_override_s
            delay_s = route.host.delay_s if override is None else override
            self._paces[route.name] = Pace(delay_s, self._monotonic, self._sleep)
        return self._paces[route.name]

    def _robots_of(self, route: Route, trace: _Trace) -> Robots:
        """A host's robots.txt, asked once a run, and once a day where there is a shelf.

        A host that does not answer for it is not asked for anything else (RFC 9309, 2.3.1.4): what
        stopped robots.txt is what stopped the page.
        """
        key = _authority(route)
        if key not in self._robots:
            try:
                self._robots[key] = self._shelved(key) or self._ask_robots(key, trace)
            except _Ended as end:
                if end.result.rule.outcome in (Outcome.CLOSED, Outcome.BLOCKED):
                    raise  # out of its hours, or told to wait: the next URL's moment may differ
                self._robots[key] = end.result
        found = self._robots[key]
        if isinstance(found, Classified):
            why = f"robots.txt could not be asked: {found.detail}"
            raise _Ended(Classified(found.rule, why), final=True)
        if self._delay_override_s is None:
            pace = self._pace(route)
            pace.delay_s = max(pace.delay_s, found.crawl_delay_s)
        return found

    def _shelved(self, authority: str) -> Robots | None:
        kept = self._robots_shelf.kept(authority) if self._robots_shelf else None
        if kept is None or not kept.holds_at(self._clock()):
            return None
        return read_robots(kept.status, kept.body.encode())

    def _ask_robots(self, authority: str, trace: _Trace) -> Robots:
        """Up to three tries; the tries given up stand on the capture that needed them."""
        url = f"{authority}/robots.txt"
        robots = _Trace(
            url,
            None,
            False,
            "any",
            started_at=trace.started_at,
            limit_bytes=ROBOTS_LIMIT_BYTES,
        )
        robots.attempts = trace.attempts
        for wait_s in (*self._retry_delays_s(url), None):
            robots.forget_answer()
            try:
                found = self._try_robots(robots, authority)
                if found.disallow_all is None or wait_s is None:
                    return found
                problem = classified("status_5xx", found.disallow_all)
            except _Ended as end:
                if not end.result.rule.tried_again or wait_s is None:
                    raise
                problem = end.result
            robots.attempted(self._clock(), problem)
            self._sleep(wait_s)
        raise AssertionError("the last try has no wait after it, so it returns or raises")

    def _try_robots(self, trace: _Trace, authority: str) -> Robots:
        """Follows up to five redirects (RFC 9309, 2.3.1.2); a refused one leads nowhere."""
        for hop in range(MAX_REDIRECTS + 1):
            try:
                wire_url, route = self._admitted(trace.final_url)
            except _Ended:
                if hop == 0:
                    raise
                return Robots(None)
            self._pause(route)
            wall = _WallClock(self._monotonic, self._wall_clock_s)
            reply = self._send(wire_url, route, trace, wall)
            if reply.redirect_to is None:
                body = self._robots_body(reply, route)
                found = read_robots(reply.status, body)
                if self._robots_shelf is not None and found.disallow_all is None:
                    said = body.decode("utf-8", "replace") if reply.status == 200 else ""
                    answer = KeptRobots(asked_at=self._clock(), status=reply.status, body=said)
                    self._robots_shelf.keep(authority, answer)
                return found
            self._let_go(reply, route)
            trace.redirected(reply.status, reply.redirect_to)
        return Robots(None)

    def _robots_body(self, reply: Reply, route: Route) -> bytes:
        try:
            return bodies.receive(
                reply.raw,
                reply.headers,
                self._spool,
                wire_limit=ROBOTS_LIMIT_BYTES,
                decoded_limit=ROBOTS_LIMIT_BYTES,
            ).payload.read()
        except (TooMuch, BadAnswer):
            reply.raw.close()
            return b""  # no robots.txt that anyone could read
        except Unreachable as gone:
            reply.raw.close()
            raise _Ended(self._gone(gone, route)) from gone
        finally:
            self._pace(route).asked()

    # --- what is kept ------------------------------------------------------------------------

    def _capture(self, trace: _Trace, result: Classified) -> Capture:
        reply, known = trace.reply, trace.known
        body = trace.body if trace.body and trace.body.payload.size_bytes else None
        headers = reply.headers if reply else {}
        unchanged = known if known and result.rule.name in _SAME_BYTES else None
        bare = known if known and result.rule.name == _SAID_UNCHANGED else None
        if bare is not None:
            blob_sha256, blob_size_bytes = bare.blob_sha256, bare.blob_size_bytes
        else:
            blob_sha256 = body.sha256 if body else ""
            blob_size_bytes = body.payload.size_bytes if body else 0
        return Capture(
            url=trace.url,
            final_url=trace.final_url,
            outcome=result.rule.outcome,
            rule=result.rule.name,
            detail=result.detail,
            started_at=trace.started_at,
            ended_at=self._clock(),
            status=reply.status if reply else None,
            head=reply.head if reply else None,
            content_type=headers.get("Content-Type") or (bare.content_type if bare else None),
            content_coding=body.coding if body else None,
            address=reply.address if reply else None,
            tls=reply.tls if reply else None,
            redirects=tuple(trace.redirects),
            attempts=tuple(trace.attempts),
            wire_sha256=body.wire_sha256 if body else None,
            wire_size_bytes=body.wire_size_bytes if body else 0,
            blob_sha256=blob_sha256 or None,
            blob_size_bytes=blob_size_bytes,
            etag=headers.get("ETag") or (bare.etag if bare else None),
            last_modified=headers.get("Last-Modified") or (bare.last_modified if bare else None),
            first_snapshot=unchanged.first_snapshot if unchanged else None,
        )

    def _key(self, url: str) -> str:
        """What two spellings of one URL have in common: how it goes on the wire."""
        with suppress(Refused):
            return self._guard.admit(url)[0]
        return url

    def _forget(self, key: str) -> None:
        """Drops a URL from the cache, and what failed of the robots.txt it needed."""
        kept = self._cache.pop(key, None)
        for asked in {kept.capture.url, kept.capture.final_url} if kept else ():
            with suppress(Refused):
                _, route = self._guard.admit(asked)
                if isinstance(self._robots.get(_authority(route)), Classified):
                    del self._robots[_authority(route)]


_HEADER_VALUE = re.compile(r"[!-~\xa0-\xff](?:[ -~\xa0-\xff]*[!-~\xa0-\xff])?")
"""What a server sent as a validator goes back only if it is one line of printable text."""
_CONTACT_SAFE = "@:/?#[]!$&'()*+,;=%~ "
_SAID_UNCHANGED = "not_modified"
_SAME_BYTES = frozenset({_SAID_UNCHANGED, "same_digest"})
_PASSING = frozenset({Outcome.UNREACHABLE, Outcome.SERVER_ERROR})
"""What may be the moment's fault."""


def _authority(route: Route) -> str:
    """`https://host`, with the port where it is not the scheme's own."""
    name = f"[{route.name}]" if ":" in route.name else route.name
    port = "" if route.port == PORTS[route.scheme] else f":{route.port}"
    return f"{route.scheme}://{name}{port}"


def _close(transport: Transport, spool: bodies.Spool) -> None:
    transport.close()
    spool.close()
