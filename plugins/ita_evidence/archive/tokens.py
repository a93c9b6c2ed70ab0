"""RFC 3161: outside authorities attest when a record was there.

A record names the authorities that it is to be stamped by (`authorities`). After its signature each
is asked, and its whole answer is put once:

    ledger/<agency>/00000042.<tsa>.1.tsr    over the bytes of record 42
    ledger/<agency>/00000042.<tsa>.2.tsr    over the record and token 1: a renewal, and so on

Where an authority fails the run goes on; whoever appends next completes what is missing first. A
token is checked as of its own time, and is worth nothing after its authority's certificate ended
unless a later token, made before that, stamps it too.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

import requests
from cryptography.x509 import (
    Certificate,
    load_der_x509_certificate,
    load_pem_x509_certificates,
)
from rfc3161_client import (
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from ita_evidence.archive import authority as local
from ita_evidence.archive import layout, proof
from ita_evidence.archive.canonical import parse
from ita_evidence.archive.store import Store
from ita_evidence.errors import ContentConflict, LedgerError
from ita_evidence.settings import Settings

log = logging.getLogger(__name__)

RENEW_BEFORE = timedelta(days=90)
"""A token is renewed when its authority's certificate ends sooner than this."""
TIMEOUT_S = 15.0
MOST_BYTES = 64 * 1024
CLOCKS_DIFFER = timedelta(hours=1)
"""By so much a token may seem older than its record, or newer than now."""

Anchored = bool | Literal["test"]


class Token(NamedTuple):
    """A token that was checked: its time, and when its authority's certificate ends."""

    at: datetime
    until: datetime


class NoToken(LedgerError):
    """An authority did not answer, or not with a token that can be used."""


# --- one token -------------------------------------------------------------------------------


def check(token: bytes, stamped: bytes, roots: Sequence[Certificate]) -> Token:
    """Imprint, signature, chain to `roots` as of the token's own time, and extended key usage.

    Raises:
        LedgerError: it is no token over `stamped` by an authority below these roots.
    """
    try:
        answer = decode_timestamp_response(token)
        builder = VerifierBuilder(roots=list(roots))
        builder.build().verify_message(answer, stamped)
        return Token(answer.tst_info.gen_time.astimezone(UTC), _end_of_signer(answer))
    except (VerificationError, ValueError, TypeError, RuntimeError) as error:
        raise LedgerError(f"no token over these bytes: {' '.join(str(error).split())}") from error


def ask(url: str, stamped: bytes, roots: Sequence[Certificate]) -> bytes:
    """The authority's answer over `stamped`, checked.

    Raises:
        NoToken: it does not answer, or what it answers does not check.
    """
    wanted = TimestampRequestBuilder().data(stamped).nonce(nonce=True).build()
    try:
        with requests.Session() as session:
            session.trust_env = urlsplit(url).hostname != local.HOST  # no proxy for loopback
            with session.post(
                url,
                data=wanted.as_bytes(),
                headers={"Content-Type": "application/timestamp-query"},
                timeout=TIMEOUT_S,
                allow_redirects=False,
                stream=True,
            ) as answer:
                answer.raise_for_status()
                token = answer.raw.read(MOST_BYTES, decode_content=True)
                status = answer.status_code
    except requests.RequestException as error:
        raise NoToken(f"{url} does not answer: {error}") from error
    if status != 200:
        raise NoToken(f"{url} answers {status}; valid: 200 with a time-stamp reply")
    try:
        check(token, stamped, roots)
        nonce = decode_timestamp_response(token).tst_info.nonce
    except (LedgerError, ValueError) as error:
        raise NoToken(f"{url} answers what is no token of ours: {error}") from error
    if nonce != wanted.nonce:
        raise NoToken(f"{url} answers another request than ours (nonce {nonce})")
    return token


def _end_of_signer(answer: TimeStampResponse) -> datetime:
    (signer,) = answer.signed_data.signer_infos
    for der in answer.signed_data.certificates:
        certificate = load_der_x509_certificate(der)
        if (certificate.issuer, certificate.serial_number) == (
            signer.issuer,
            signer.serial_number,
        ):
            return certificate.not_valid_after_utc
    raise ValueError("the signer's certificate is not in it")


# --- who is asked ----------------------------------------------------------------------------


def promised(settings: Settings, trust: proof.Trust) -> tuple[str, ...]:
    """The authorities that a record made now is to be stamped by.

    Those of the trust root; the test authority of this machine only while it runs.
    """
    return tuple(one.id for one in trust.authorities if url_of(settings, one))


def url_of(settings: Settings, authority: proof.Authority) -> str:
    """Where it answers; "" for a test authority of this machine that does not run."""
    return authority.url or local.url(settings)


def roots_of(
    settings: Settings, trust: proof.Trust, authority: proof.Authority
) -> list[Certificate]:
    """The certificates that its tokens must chain to; none for a test authority never made here.

    Raises:
        LedgerError: the file is not there, or holds no certificate.
    """
    path = Path(trust.authorities_source).parent / authority.root
    if authority.test and not path.exists():
        path = settings.data / authority.root
        if not path.exists():
            return []
    try:
        return load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise LedgerError(
            f"authority {authority.id} of {trust.agency}: its root {path} cannot be read "
            f"({error}); valid: certificates in PEM"
        ) from error


# --- the tokens of a record ------------------------------------------------------------------


def stamp(store: Store, agency: str, number: int, data: bytes) -> bool:
    """Put the first tokens that record `number` (its bytes: `data`) promises and lacks.

    Returns whether it has them all now. An authority that fails is named in the log.
    """
    trust = proof.trust(store.settings, agency)
    whole = True
    for name in of_record(parse(data)):
        key = layout.token_key(agency, number, name, 1)
        if store.exists(key):
            continue
        try:
            authority, roots = _authority(store.settings, trust, name)
            token = ask(url_of(store.settings, authority), data, roots)
        except NoToken as error:
            log.warning("record %d of %s is not stamped by %s: %s", number, agency, name, error)
            whole = False
            continue
        _put(store, key, token, data, roots)
    return whole


def complete(store: Store, agency: str, number: int) -> None:
    """Stamp record `number` and those before it that lack what they promise.

    Ends at the first that lacks nothing, or that cannot be stamped now.
    """
    while number:
        data = store.read(layout.record_key(agency, number))
        names = of_record(parse(data))
        keys = [layout.token_key(agency, number, name, 1) for name in names]
        if all(store.exists(key) for key in keys) or not stamp(store, agency, number, data):
            return
        number -= 1


def renew(store: Store, agency: str, now: datetime) -> tuple[str, ...]:
    """Stamp again what rests on a certificate that ends soon; the keys of the tokens put.

    Also completes every first token that is missing. It lists the agency's ledger: an audit's step,
    none of a run's.
    """
    trust = proof.trust(store.settings, agency)
    held = _held(store, agency)
    written: list[str] = []
    for number, tokens in sorted(held.items()):
        data = store.read(layout.record_key(agency, number))
        stamp(store, agency, number, data)
        for name, newest in sorted(tokens.items()):
            if key := _renew_one(store, trust, agency, (number, name, newest), data, now):
                written.append(key)
    return tuple(written)


def _renew_one(
    store: Store,
    trust: proof.Trust,
    agency: str,
    which: tuple[int, str, int],
    data: bytes,
    now: datetime,
) -> str | None:
    number, name, newest = which
    stamped = data
    if newest > 1:
        stamped += store.read(layout.token_key(agency, number, name, newest - 1))
    last = store.read(layout.token_key(agency, number, name, newest))
    try:
        authority, roots = _authority(store.settings, trust, name)
        ends = check(last, stamped, roots).until
        if ends - now > RENEW_BEFORE:
            return None
        again = data + last
        token = ask(url_of(store.settings, authority), again, roots)
    except LedgerError as error:
        log.warning("token %d of record %d of %s is not renewed: %s", newest, number, agency, error)
        return None
    if check(token, again, roots).until <= ends:
        log.warning("%s still signs with the certificate that ends %s", name, f"{ends:%Y-%m-%d}")
        return None
    key = layout.token_key(agency, number, name, newest + 1)
    _put(store, key, token, again, roots)
    return key


def anchored(store: Store, agency: str, number: int) -> Anchored:
    """Whether an authority's good token stands beside record `number`; "test" for a test one's."""
    trust = proof.trust(store.settings, agency)
    data = store.read(layout.record_key(agency, number))
    state: Anchored = False
    for name in of_record(parse(data)):
        key = layout.token_key(agency, number, name, 1)
        authority = trust.authority(name)
        if authority is None or not store.exists(key):
            continue
        try:
            check(store.read(key), data, roots_of(store.settings, trust, authority))
        except LedgerError as error:
            log.warning("%s: %s", key, error)  # `verify` names it as a fault
            continue
        if not authority.test:
            return True
        state = "test"
    return state


def _held(store: Store, agency: str) -> dict[int, dict[str, int]]:
    """Record number → authority → its newest token's number, 0 records left out."""
    held: dict[int, dict[str, int]] = {}
    for key in map(layout.parse_key, store.keys(layout.ledger_prefix(agency))):
        if key is not None and key.kind == "record":
            held.setdefault(key.number, {})
        elif key is not None and key.kind == "token":
            tokens = held.setdefault(key.number, {})
            tokens[key.names["tsa"]] = max(int(key.names["n"]), tokens.get(key.names["tsa"], 0))
    return held


def _authority(
    settings: Settings, trust: proof.Trust, name: str
) -> tuple[proof.Authority, list[Certificate]]:
    found = trust.authority(name)
    if found is None:
        raise NoToken(f"{trust.authorities_source or 'the trust root'} has no authority {name}")
    roots = roots_of(settings, trust, found)
    if not roots or not url_of(settings, found):
        raise NoToken(f"the test authority {name} does not run on this machine")
    return found, roots


def _put(
    store: Store, key: str, token: bytes, stamped: bytes, roots: Sequence[Certificate]
) -> None:
    try:
        store.put_once(key, token, mode="COMPLIANCE")
    except ContentConflict:
        check(store.read(key), stamped, roots)  # another writer's is kept, if it checks


# --- all of a record's tokens, for verify ----------------------------------------------------


class Wrong(NamedTuple):
    """What is wrong with a token: its number n, a fault code, a sentence."""

    n: int
    code: str
    reason: str


def examine(
    tokens: dict[int, bytes],
    record: bytes,
    made_at: datetime,
    roots: Sequence[Certificate],
    now: datetime,
) -> Iterator[Wrong]:
    """What is wrong with one authority's tokens of one record, n → bytes."""
    stamped, before, last = record, None, max(tokens)
    for n in range(1, last + 1):
        if n not in tokens:
            yield Wrong(n, "token_missing", f"token {last} is there, this one is not")
            return
        try:
            token = check(tokens[n], stamped, roots)
        except LedgerError as error:
            yield Wrong(n, "token_invalid", str(error))
            return
        if token.at < made_at - CLOCKS_DIFFER or token.at > now + CLOCKS_DIFFER:
            yield Wrong(
                n,
                "token_time",
                f"it says {token.at:%Y-%m-%d %H:%M}; its record {made_at:%Y-%m-%d %H:%M}, "
                f"and now it is {now:%Y-%m-%d %H:%M} (UTC)",
            )
        if before is not None and not before.at <= token.at <= before.until:
            yield Wrong(n, "token_ended", f"it renews token {n - 1} too late, or before it")
        stamped, before = record + tokens[n], token
    if before is not None and before.until <= now:
        yield Wrong(
            last,
            "token_ended",
            f"its authority's certificate ended {before.until:%Y-%m-%d} and nothing renewed it",
        )


def of_record(record: dict[str, Any]) -> tuple[str, ...]:
    """The authorities that a record says it is stamped by."""
    names = record.get("authorities", [])
    return tuple(names)
