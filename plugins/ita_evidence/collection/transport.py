"""One host task's connections: `requests` with an adapter of ours.

What `requests` leaves open is closed here, at the connection itself:

- it connects through `Guard.dial`, so to an address that was checked, and to no proxy;
- every read has the fetch's one deadline over it, so that a server that drips a byte a second, in
  the head or in the body, is stopped by the clock and not by its own patience;
- the head is kept as it was received, the peer's address and the TLS facts beside it;
- what the server may send in all is counted at the socket.
"""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import certifi
import requests
from cryptography import x509
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, IncompleteRead, InvalidChunkLength
from urllib3.poolmanager import PoolManager

from ita_evidence.collection.guard import Guard, Route, Unreachable
from ita_evidence.model import Tls


@dataclass(frozen=True)
class Trust:
    """How a server's TLS is taken. The default is today's rules."""

    verified: bool = True
    """False only for a host that the agency file names: the certificate is not checked."""
    legacy: bool = False
    """The one downgrade: protocols and ciphers of old servers; certificates are still checked."""


REDIRECTS = frozenset({301, 302, 303, 307, 308})
HEAD_LIMIT_BYTES = 64 * 1024
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_SLACK_BYTES = 1024 * 1024  # head and chunk framing, over what the body may have


class TooMuch(Exception):
    """More came than the limit allows: `too_large`, with the rule that names which limit."""

    def __init__(self, rule: str, detail: str) -> None:
        self.rule, self.detail = rule, detail
        super().__init__(f"{rule}: {detail}")


class BadAnswer(Exception):
    """The server answered, but not in HTTP or not in the coding it named: `server_error`."""

    def __init__(self, rule: str, detail: str) -> None:
        self.rule, self.detail = rule, detail
        super().__init__(f"{rule}: {detail}")


class OldTls(Exception):
    """The handshake failed for a reason that an old server gives; worth one named downgrade."""

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(detail)


@dataclass(frozen=True)
class Reply:
    """A response head; the body is still in `raw`, unread and undecoded."""

    status: int
    headers: Mapping[str, str]
    head: str
    address: str
    tls: Tls | None
    raw: HTTPResponse
    redirect_to: str | None


class _Link:
    """What the connections of one transport share: the deadline, the limit, and what was seen."""

    def __init__(self, guard: Guard, monotonic: Callable[[], float]) -> None:
        self.guard, self.monotonic = guard, monotonic
        self.deadline = 0.0
        self.connect_timeout_s = self.read_timeout_s = 0.0
        self.limit_bytes = 0
        self.received_bytes = 0
        self.head = bytearray()
        self.head_done = False
        self.address = ""
        self.certificate_of: ssl.SSLSocket | None = None

    def begin(self, deadline: float, limit_bytes: int) -> None:
        self.deadline, self.limit_bytes = deadline, limit_bytes + _SLACK_BYTES
        self.received_bytes, self.head, self.head_done = 0, bytearray(), False

    def patience(self, at_most_s: float) -> float:
        """Seconds that the next wait may take."""
        left = self.deadline - self.monotonic()
        if left <= 0:
            raise Unreachable("wall_clock", "the time for one fetch ran out")
        return min(left, at_most_s)

    def dial(self, scheme: str, host: str, port: int) -> socket.socket:
        route = self.guard.route(scheme, host, port)
        return self.guard.dial(route, self.patience(self.connect_timeout_s))

    def note(self, received: memoryview) -> None:
        """Counts what came, and keeps it while it is the head."""
        self.received_bytes += len(received)
        if self.received_bytes > self.limit_bytes:
            raise TooMuch("wire_limit", f"more than {self.limit_bytes:,} bytes on the wire")
        if self.head_done:
            return
        self.head += received
        while end := _HEAD_END.search(self.head):
            if not self.head.startswith((b"HTTP/1.1 1", b"HTTP/1.0 1")):
                del self.head[end.start() :]
                self.head_done = True
                return
            del self.head[: end.end()]  # `100 Continue` comes before the head we want
        if len(self.head) > HEAD_LIMIT_BYTES:
            raise BadAnswer("malformed_http", f"a head of more than {HEAD_LIMIT_BYTES:,} bytes")


class _TimedReader(io.RawIOBase):
    """A socket's reading side with the link's deadline and count over each read."""

    def __init__(self, sock: socket.socket, link: _Link) -> None:
        self._sock, self._link = sock, link
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # the stub's buffer type is private to typeshed
        link = self._link
        self._sock.settimeout(link.patience(link.read_timeout_s))
        try:
            count = self._sock.recv_into(buffer)
        except TimeoutError:
            link.patience(link.read_timeout_s)  # says so if it was the whole fetch's time
            raise Unreachable("read_timeout", f"no byte in {link.read_timeout_s:.0f} s") from None
        except OSError as error:
            raise Unreachable("connection_reset", str(error)) from error
        link.note(memoryview(buffer)[:count])
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    """The standard library's response over a timed reader."""

    link: _Link

    def __init__(
        self,
        sock: socket.socket,
        debuglevel: int = 0,
        method: str | None = None,
        url: str | None = None,
    ) -> None:
        super().__init__(sock, debuglevel, method, url)
        self.fp.close()
        self.fp = io.BufferedReader(_TimedReader(sock, self.link), 64 * 1024)
        self.link.address = str(sock.getpeername()[0])
        self.link.certificate_of = sock if isinstance(sock, ssl.SSLSocket) else None


def _pool_classes(link: _Link, context: ssl.SSLContext) -> dict[str, type[HTTPConnectionPool]]:
    """urllib3's pools and connections, tied to one link; classes, since urllib3 makes objects."""

    class TimedResponse(_TimedResponse):
        pass

    TimedResponse.link = link

    class Plain(HTTPConnection):
        response_class = TimedResponse

        def connect(self) -> None:
            self.sock = link.dial("http", self.host, self.port)

    class Secure(HTTPSConnection):
        response_class = TimedResponse

        def connect(self) -> None:
            sock = link.dial("https", self.host, self.port)
            sock.settimeout(link.patience(link.read_timeout_s))
            self.sock = _handshake(sock, context, self.host)
            self.is_verified = context.verify_mode is ssl.CERT_REQUIRED

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

        def _validate_conn(self, conn: Any) -> None:
            # urllib3 would warn on an unchecked certificate; ours stands on the evidence.
            if conn.is_closed:
                conn.connect()

    return {"http": PlainPool, "https": SecurePool}


class _Adapter(HTTPAdapter):
    def __init__(self, pools: dict[str, type[HTTPConnectionPool]]) -> None:
        self._pools = pools
        super().__init__(pool_connections=4, pool_maxsize=1, max_retries=0)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any
    ) -> None:
        self.poolmanager = PoolManager(connections, maxsize=maxsize, block=block)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Nothing: the context that the connection was given decides."""


class Transport:
    """Sends one request at a time and keeps its connections alive in between.

    Args:
        guard: decides where a connection may lead.
        monotonic: seconds, for deadlines.
    """

    def __init__(
        self,
        guard: Guard,
        *,
        monotonic: Callable[[], float],
        connect_timeout_s: float,
        read_timeout_s: float,
    ) -> None:
        self._link = _Link(guard, monotonic)
        self._link.connect_timeout_s = connect_timeout_s
        self._link.read_timeout_s = read_timeout_s
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.clear()
        self._adapters: dict[tuple[Trust, Path | None], _Adapter] = {}

    def forget_cookies(self) -> None:
        """Cookies live as long as one fetch and its redirects, so that no fetch colours another."""
        self._session.cookies.clear()

    def send(
        self,
        url: str,
        route: Route,
        *,
        headers: Mapping[str, str],
        trust: Trust,
        deadline: float,
        limit_bytes: int,
    ) -> Reply:
        """Sends a GET and reads the head of the answer. Redirects are not followed.

        Args:
            url: as `Guard.admit` gave it.
            deadline: on the transport's monotonic clock, for the body too.
            limit_bytes: what the body may have on the wire.

        Raises:
            Refused: the connection's own check said no.
            Unreachable, BadAnswer, TooMuch: what came instead of a head.
            OldTls: the handshake failed as an old server's does.
        """
        prepared = self._session.prepare_request(requests.Request("GET", url, headers=headers))
        prepared.url = url  # as admitted: not quoted a second time
        self._link.begin(deadline, limit_bytes)
        try:
            response = self._adapter(trust, route.ca).send(
                prepared, stream=True, timeout=(self._link.connect_timeout_s, 60.0)
            )
        except (requests.RequestException, HTTPError, OSError) as error:
            raise cause_of(error) from error
        self._session.cookies.update(response.cookies)
        secure = self._link.certificate_of
        tls = tls_facts(secure, trust) if secure is not None else None
        return Reply(
            status=response.status_code,
            headers=response.headers,
            head=self._link.head.decode("latin-1"),
            address=self._link.address,
            tls=tls,
            raw=response.raw,
            redirect_to=location(response.headers.get("Location"), response.status_code),
        )

    def close(self) -> None:
        for adapter in self._adapters.values():
            adapter.close()
        self._session.close()

    def _adapter(self, trust: Trust, ca: Path | None) -> _Adapter:
        if (trust, ca) not in self._adapters:
            pools = _pool_classes(self._link, tls_context(trust, ca))
            self._adapters[trust, ca] = _Adapter(pools)
        return self._adapters[trust, ca]


def location(header: str | None, status: int) -> str | None:
    """Where a redirect leads; None for what is none.

    A header is bytes: UTF-8 where it can be; else, as old sites redirect to Thai file names in
    TIS-620, each byte as it stands, quoted.
    """
    if status not in REDIRECTS or header is None:
        return None
    raw = header.encode("latin-1")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return quote(raw, safe="%/:=&?~#+!$,;'@()*[]")


def tls_context(trust: Trust, ca: Path | None) -> ssl.SSLContext:
    """The rules a server's TLS is held to.

    Raises:
        Unreachable: `tls_ca_missing`, when the CA file that the agency file names is not there.
    """
    try:
        context = ssl.create_default_context(cafile=str(ca) if ca else certifi.where())
    except (OSError, ssl.SSLError) as error:
        raise Unreachable("tls_ca_missing", f"{ca}: {error}; set up the sample again") from error
    if not trust.verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if trust.legacy:
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.options |= 0x4  # OP_LEGACY_SERVER_CONNECT, which Python 3.11 has no name for
    return context


def _handshake(sock: socket.socket, context: ssl.SSLContext, name: str) -> ssl.SSLSocket:
    try:
        return context.wrap_socket(sock, server_hostname=name)
    except ssl.SSLCertVerificationError as error:
        sock.close()
        raise Unreachable("tls_certificate", error.verify_message or str(error)) from error
    except ssl.SSLError as error:
        sock.close()
        if error.reason in _OLD_TLS_REASONS:
            raise OldTls(error.reason) from error
        raise Unreachable("tls_failure", error.reason or str(error)) from error
    except TimeoutError as error:
        sock.close()
        raise Unreachable("read_timeout", "no answer in the TLS handshake") from error
    except OSError as error:
        sock.close()
        raise Unreachable("connection_reset", f"in the TLS handshake: {error}") from error


_OLD_TLS_REASONS = frozenset(
    {
        "UNSUPPORTED_PROTOCOL",
        "NO_PROTOCOLS_AVAILABLE",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
        "TLSV1_ALERT_INSUFFICIENT_SECURITY",
        "UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
        "DH_KEY_TOO_SMALL",
        "WRONG_SIGNATURE_TYPE",
        "LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED",
    }
)


def tls_facts(sock: ssl.SSLSocket, trust: Trust) -> Tls:
    """What the handshake showed, for the evidence."""
    der = sock.getpeercert(binary_form=True) or b""
    cipher = sock.cipher()
    try:
        certificate = x509.load_der_x509_certificate(der)
        subject = certificate.subject.rfc4514_string()
        issuer = certificate.issuer.rfc4514_string()
        not_after = certificate.not_valid_after_utc.isoformat()
    except ValueError as error:
        subject, issuer, not_after = f"unreadable: {error}", "", ""
    return Tls(
        version=sock.version() or "",
        cipher=cipher[0] if cipher else "",
        subject=subject,
        issuer=issuer,
        not_after=not_after,
        fingerprint_sha256=sha256(der).hexdigest(),
        verified=trust.verified,
        downgraded=trust.legacy,
    )


def cause_of(error: BaseException) -> Unreachable | BadAnswer:
    """The plain cause under what `requests`, `urllib3` and `http.client` wrapped around it."""
    chain = list(_chain(error))
    for each in chain:
        if isinstance(each, IncompleteRead | http.client.IncompleteRead | InvalidChunkLength):
            return Unreachable("cut_short", f"the body ended early: {each}")
        if isinstance(each, ConnectionError):  # RemoteDisconnected is one too
            return Unreachable("connection_reset", str(each))
        if isinstance(each, TimeoutError):
            return Unreachable("read_timeout", str(each))
    for each in chain:
        if isinstance(each, http.client.HTTPException):
            return BadAnswer("malformed_http", f"{type(each).__name__}: {str(each)[:200]}")
        if isinstance(each, OSError) and not isinstance(each, requests.RequestException):
            return Unreachable("network_error", str(each))
    if "prematurely" in str(error):
        return Unreachable("cut_short", str(error))
    return BadAnswer("malformed_http", f"{type(error).__name__}: {str(error)[:200]}")


def _chain(error: BaseException) -> list[BaseException]:
    """An error and everything it came from, outermost first."""
    found: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, BaseException) and each not in found:
            found.append(each)
            waiting += [*each.args, getattr(each, "reason", None), each.__cause__, each.__context__]
    return found
