"""What may be asked: names, ports and addresses, checked before a byte leaves.

Two checks, because a name says nothing about where it leads (SSRF, DNS rebinding):

1. `Guard.admit` reads the URL with the parser that the connection uses, and allows only `http`
   and `https`, ports 80 and 443, no user in the URL, and hosts that the agency file names.
2. `Guard.dial` resolves the name once, checks every address it got, and connects to the checked
   address itself. A name is never resolved a second time between the check and the connection.

The one way to loopback: an agency file may map names under `.example` or `.test` (RFC 2606) to
loopback addresses, where the sample province is served. It goes through the same checks, so there
is no switch that turns the guard off.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import requests
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from ita_evidence.errors import CatalogError, CatalogFault
from ita_evidence.model import Agency, Connect, Host

PORTS = {"http": 80, "https": 443}
LOCAL_SUFFIXES = (".example", ".test")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]
"""(host, port) to addresses as text; raises `OSError` when the name leads nowhere."""


class Refused(Exception):
    """Our own policy says no: `refused_by_policy`, with the rule that refused."""

    def __init__(self, rule: str, detail: str) -> None:
        self.rule, self.detail = rule, detail
        super().__init__(f"{rule}: {detail}")


class Unreachable(Exception):
    """The network gave no answer: `unreachable`, with the rule that names why."""

    def __init__(self, rule: str, detail: str) -> None:
        self.rule, self.detail = rule, detail
        super().__init__(f"{rule}: {detail}")


@dataclass(frozen=True)
class Route:
    """Where an admitted URL may lead."""

    scheme: str
    host: Host
    name: str
    """The host's name as the connection uses it: lower case, A-labels."""
    port: int
    mapped: tuple[str, int] | None
    """Loopback address and port, for a name that the agency file maps there."""
    ca: Path | None
    """The CA that the mapped server's certificate is checked against."""


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NEVER = tuple(
    ipaddress.ip_network(block)
    for block in (
        "168.63.129.16/32",  # Azure's host service: a public number that is always the inside
        "192.0.0.0/24",  # IETF's own (RFC 6890); 192.0.0.192 has been a cloud's inside, and Python
        # before 3.11.10 calls most of it public
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "2002::/16",  # 6to4: any IPv4 address in disguise
        "2001::/32",  # Teredo: likewise
        "64:ff9b:1::/48",  # local NAT64 (RFC 8215)
        "::/96",  # IPv4-compatible, deprecated (RFC 4291)
        "fec0::/10",  # site-local, deprecated (RFC 3879)
        "5f00::/16",  # segment routing (RFC 9602)
        "3fff::/20",  # documentation (RFC 9637)
    )
)


def is_public(text: str) -> bool:
    """Whether an address is one that anybody on the internet could mean.

    An IPv4 address inside an IPv6 one (mapped, NAT64) is taken out and checked itself.
    """
    try:
        address: Address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif address in _NAT64:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if any(address.version == block.version and address in block for block in _NEVER):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


@lru_cache(maxsize=4096)  # asked several times a request, of a few hundred names
def canonical_name(host: str) -> str:
    """A host's name for comparing: lower case, A-labels, no brackets, no trailing dot.

    Raises:
        Refused: `bad_url`, for a name that no URL can carry.
    """
    bracketed = f"[{host}]" if ":" in host and not host.startswith("[") else host
    try:
        prepared = requests.Request("GET", f"http://{bracketed}/").prepare().url
        parsed = parse_url(prepared or "").host
    except (requests.RequestException, LocationParseError, UnicodeError) as error:
        raise Refused("bad_url", f"{host!r} is no host name: {error}") from error
    if not parsed:
        raise Refused("bad_url", f"{host!r} is no host name")
    return parsed.lower().strip("[]").removesuffix(".")


def _catalog_name(agency: Agency, host: Host) -> str:
    try:
        return canonical_name(host.name)
    except Refused as refusal:
        fault = CatalogFault(
            f"agencies/{agency.id}.yaml", 1, refusal.detail, "a name such as www.example.go.th"
        )
        raise CatalogError((fault,)) from refusal


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses of a name, as the operating system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


class Guard:
    """One agency's policy on where its run may connect to."""

    def __init__(self, agency: Agency, *, data: Path, resolver: Resolver = system_resolver) -> None:
        self._hosts = {_catalog_name(agency, host): host for host in agency.hosts}
        self._connect = agency.connect
        self._data = data
        self._resolver = resolver

    def admit(self, url: str) -> tuple[str, Route]:
        """The URL as it goes on the wire (quoted, no fragment), and where it leads.

        Raises:
            Refused: `scheme`, `bad_url`, `credentials_in_url`, `port`, `host_not_allowed` or
                `connect_not_loopback`.
        """
        text = _without_controls(url)
        scheme = text.split(":", 1)[0].lower() if ":" in text else ""
        if scheme not in PORTS:
            raise Refused("scheme", f"{scheme or 'no scheme'}; valid: http, https")
        try:
            prepared = requests.Request("GET", text).prepare().url or ""
            parsed = parse_url(prepared)
        except (requests.RequestException, LocationParseError, UnicodeError, ValueError) as error:
            raise Refused("bad_url", f"this URL cannot be read: {error}") from error
        if parsed.auth is not None:
            raise Refused("credentials_in_url", "a user or password stands in the URL")
        if not parsed.host:
            raise Refused("bad_url", "this URL names no host")
        port = None if parsed.port == PORTS[scheme] else parsed.port
        wire = parsed._replace(fragment=None, port=port).url
        return wire, self.route(scheme, parsed.host, port)

    def route(self, scheme: str, host: str, port: int | None) -> Route:
        """Policy for a host and port, as `admit` and the connection itself ask for it."""
        port = port or PORTS[scheme]
        if port not in PORTS.values():
            raise Refused("port", f"port {port}; valid: 80, 443")
        name = canonical_name(host)
        if name not in self._hosts:
            known = ", ".join(sorted(self._hosts))
            raise Refused("host_not_allowed", f"{name}; the agency file allows: {known}")
        mapping = self._mapping(name)
        if mapping is None:
            return Route(scheme, self._hosts[name], name, port, None, None)
        target = _loopback(name, mapping.https if scheme == "https" else mapping.http)
        ca = self._data / mapping.ca if mapping.ca and scheme == "https" else None
        return Route(scheme, self._hosts[name], name, port, target, ca)

    def dial(self, route: Route, timeout_s: float) -> socket.socket:
        """A socket that is connected to a checked address of the route.

        Raises:
            Refused: `private_address`, when any address of the name is not public.
            Unreachable: `dns_failure`, `connection_refused`, `connect_timeout`, `network_error`.
        """
        if route.mapped is not None:
            return _open(*route.mapped, timeout_s)
        problem: Unreachable | None = None
        for address in self._addresses(route, timeout_s):
            try:
                return _open(address, route.port, timeout_s)
            except Unreachable as error:
                problem = error
        raise problem or Unreachable("dns_failure", f"{route.name} has no address")

    def _addresses(self, route: Route, timeout_s: float) -> list[str]:
        found = list(dict.fromkeys(_resolved(self._resolver, route.name, route.port, timeout_s)))
        if inside := [address for address in found if not is_public(address)]:
            # One private address among public ones is enough: which one a second look would
            # give is the attacker's choice.
            raise Refused("private_address", f"{route.name} leads to {', '.join(inside)}")
        return found

    def _mapping(self, name: str) -> Connect | None:
        """The agency's entry for a name: the exact one before the longest `*.` one."""
        if name in self._connect:
            return self._connect[name]
        stars = [k for k in self._connect if k.startswith("*.") and name.endswith(k[1:])]
        return self._connect[max(stars, key=len)] if stars else None


def _without_controls(url: str) -> str:
    """A URL as browsers read one: no white space around it, no tab or line break inside."""
    return url.strip().translate({9: None, 10: None, 13: None})


def _loopback(name: str, target: str) -> tuple[str, int]:
    """The mapped address, checked again here: the catalog is data, this is the last door."""
    if not name.endswith(LOCAL_SUFFIXES):
        raise Refused("connect_not_loopback", f"{name} is mapped; only .example and .test may be")
    address, _, port = target.rpartition(":")
    try:
        if ipaddress.ip_address(address.strip("[]")).is_loopback:
            return address.strip("[]"), int(port)
    except ValueError:
        pass  # named below, with what would be valid
    raise Refused("connect_not_loopback", f"{name} is mapped to {target!r}; valid: 127.0.0.1:8180")


def _resolved(resolver: Resolver, name: str, port: int, timeout_s: float) -> list[str]:
    """Resolution within a time: `getaddrinfo` takes none, so it runs in a thread of its own."""
    answer: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answer.put(resolver(name, port))
        except (OSError, UnicodeError) as error:
            answer.put(error)

    threading.Thread(target=ask, daemon=True, name=f"resolve {name}").start()
    try:
        got = answer.get(timeout=timeout_s)
    except queue.Empty:
        raise Unreachable("dns_failure", f"{name}: no answer in {timeout_s:.0f} s") from None
    if isinstance(got, list):
        return got
    raise Unreachable("dns_failure", f"{name}: {got}") from got


def _open(address: str, port: int, timeout_s: float) -> socket.socket:
    try:
        return socket.create_connection((address, port), timeout=timeout_s)
    except ConnectionRefusedError as error:
        raise Unreachable("connection_refused", f"{address} port {port}") from error
    except TimeoutError as error:
        raise Unreachable("connect_timeout", f"{address} port {port}, {timeout_s:.0f} s") from error
    except OSError as error:
        raise Unreachable("network_error", f"{address} port {port}: {error}") from error
