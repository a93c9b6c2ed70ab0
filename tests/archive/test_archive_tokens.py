"""Time stamps, against the real thing: an authority made with openssl, checked by two checkers."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.x509 import load_pem_x509_certificate

from ita_evidence.archive import authority, layout, ledger, proof, tokens
from ita_evidence.archive.store import Store
from ita_evidence.archive.verify import Report, verify
from ita_evidence.errors import LedgerError
from ita_evidence.settings import Settings

pytestmark = pytest.mark.openssl

DATA = b"a record's bytes"
TEST_ONE = "authorities:\n  - {id: local-test, root: tsa/root.pem, test: true}\n"


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory, make: SimpleNamespace) -> Iterator[Settings]:
    """The settings of a machine where the test authority runs."""
    place: Settings = make.settings(tmp_path_factory.mktemp("tsa"))
    with authority.serving(place):
        yield place


@pytest.fixture(scope="module")
def roots(tsa: Settings) -> list[Any]:
    return [load_pem_x509_certificate((tsa.data / "tsa/root.pem").read_bytes())]


@pytest.fixture(scope="module")
def token(tsa: Settings, roots: list[Any]) -> bytes:
    return tokens.ask(authority.url(tsa), DATA, roots)


# --- one token -------------------------------------------------------------------------------


def test_a_token_says_when_and_openssl_agrees(
    tsa: Settings, roots: list[Any], token: bytes, tmp_path: Path
) -> None:
    seen = tokens.check(token, DATA, roots)
    assert abs(seen.at - datetime.now(UTC)) < timedelta(minutes=5)
    assert seen.until - seen.at > timedelta(days=authority.SIGNER_DAYS - 1)
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "token.tsr").write_bytes(token)
    command = ["openssl", "ts", "-verify", "-CAfile", str(tsa.data / "tsa/root.pem")]
    command += ["-in", str(tmp_path / "token.tsr"), "-data", str(tmp_path / "data")]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0 and "Verification: OK" in checked.stdout
    shown = subprocess.run(
        ["openssl", "ts", "-reply", "-in", str(tmp_path / "token.tsr"), "-text"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "TEST time-stamp authority" in shown.stdout, "whoever reads it sees that it is a test"
    (tmp_path / "data").write_bytes(DATA + b".")
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_a_token_of_other_bytes_or_another_root_is_none(
    roots: list[Any], token: bytes, tmp_path: Path, make: SimpleNamespace
) -> None:
    strange = make.settings(tmp_path)
    authority.set_up(strange)
    others = [load_pem_x509_certificate((tmp_path / "tsa/root.pem").read_bytes())]
    for bad in ((token, DATA + b"!", roots), (token, DATA, others), (b"", DATA, roots),
                (b"\x30\x03\x02\x01\x00", DATA, roots), (token[:-1], DATA, roots)):  # fmt: skip
        with pytest.raises(LedgerError):
            tokens.check(*bad)


def test_no_byte_of_a_token_can_be_changed_unseen(roots: list[Any], token: bytes) -> None:
    """Every 7th byte: what is no part of the signature leaves time and authority as they are."""
    whole = tokens.check(token, DATA, roots)
    for place in range(0, len(token), 7):
        spoiled = bytearray(token)
        spoiled[place] ^= 0x41
        try:
            assert tokens.check(bytes(spoiled), DATA, roots) == whole
        except LedgerError:
            continue


def test_a_certificate_for_something_else_stamps_nothing(
    tmp_path: Path, make: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """openssl itself refuses to stamp with it, so the authority answers 400."""
    place = make.settings(tmp_path)
    with authority.serving(place) as url:
        root = [load_pem_x509_certificate((tmp_path / "tsa/root.pem").read_bytes())]
        for kind in (".pem", ".key"):
            (tmp_path / f"tsa/signer{kind}").write_bytes(
                (tmp_path / f"tsa/root{kind}").read_bytes()
            )
        with pytest.raises(tokens.NoToken, match="400"):
            tokens.ask(url, DATA, root)


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def test_what_an_authority_may_answer_instead(roots: list[Any], token: bytes) -> None:
    for status, body, said in [
        (200, token, "another request"),
        (200, b"<html>", "no token"),
        (200, b"", "no token"),
        (301, b"", "301"),
        (503, b"", "503"),
    ]:
        with answering(status, body) as url, pytest.raises(tokens.NoToken, match=said):
            tokens.ask(url, DATA, roots)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(tokens.NoToken, match="does not answer"):
            tokens.ask(f"http://127.0.0.1:{closed.getsockname()[1]}/", DATA, roots)


# --- the authority ---------------------------------------------------------------------------


def test_the_authority_keeps_its_keys_to_itself_and_its_url_while_it_runs(
    tmp_path: Path, make: SimpleNamespace
) -> None:
    place = make.settings(tmp_path)
    assert authority.url(place) == ""
    with authority.serving(place) as url:
        assert authority.url(place) == url and url.startswith("http://127.0.0.1:")
        modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "tsa").iterdir()}
        assert modes["root.key"] == modes["signer.key"] == 0o600
    assert authority.url(place) == ""
    root = (tmp_path / "tsa/root.pem").read_bytes()
    signer = (tmp_path / "tsa/signer.pem").read_bytes()
    authority.set_up(place)
    assert (tmp_path / "tsa/root.pem").read_bytes() == root
    assert (tmp_path / "tsa/signer.pem").read_bytes() == signer
    authority.set_up(place, now=datetime.now(UTC) + timedelta(days=authority.SIGNER_DAYS - 30))
    assert (tmp_path / "tsa/signer.pem").read_bytes() != signer, "made again before it ends"
    assert (tmp_path / "tsa/root.pem").read_bytes() == root


# --- records ---------------------------------------------------------------------------------


@pytest.fixture
def place(store: Store, settings: Settings, agency: str) -> Iterator[Settings]:
    """This test's agency, with the test authority of this machine in its trust root."""
    path = settings.catalog / f"trust/{agency}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"agency: {agency}\nmade_here: true\n{TEST_ONE}")
    yield settings
    path.unlink()


def check(reader: Store, agency: str, **options: Any) -> Report:
    return verify(reader, **{"settings": reader.settings, "agency": agency, **options})


def codes(report: Report) -> set[tuple[str, str]]:
    return {(fault.key.rsplit("/", 1)[-1], fault.code) for fault in report.faults}


def later(reader: Store, **ahead: float) -> Store:
    return replace(reader, now=lambda: datetime.now(UTC) + timedelta(**ahead))


def test_a_record_is_stamped_by_the_test_authority_and_says_so(
    store: Store, reader: Store, make: SimpleNamespace, agency: str, place: Settings
) -> None:
    with authority.serving(place):
        head = make.run(store, agency)
    assert head.record["authorities"] == ["local-test"]
    data = store.read(layout.record_key(agency, 1))
    key = layout.token_key(agency, 1, "local-test", 1)
    roots = [load_pem_x509_certificate((place.data / "tsa/root.pem").read_bytes())]
    tokens.check(store.read(key), data, roots)
    report = check(reader, agency)
    assert report.ok and report.anchored == "test" and report.pending == ()
    assert tokens.anchored(reader, agency, 1) == "test"
    strict = check(reader, agency, require_anchor=True)
    assert codes(strict) == {("", "not_anchored")}
    assert "1 only a test authority's" in strict.faults[0].reason


def test_an_authority_that_is_not_a_test_one_anchors(
    store: Store, reader: Store, make: SimpleNamespace, agency: str, place: Settings
) -> None:
    with authority.serving(place) as url:
        trust = place.catalog / f"trust/{agency}.yaml"
        (trust.parent / f"{agency}.pem").write_bytes((place.data / "tsa/root.pem").read_bytes())
        trust.write_text(
            f"agency: {agency}\nmade_here: true\n{TEST_ONE}"
            f"  - {{id: real, url: '{url}', root: {agency}.pem}}\n"
        )
        make.run(store, agency)
    report = check(reader, agency, require_anchor=True)
    assert report.ok and report.anchored is True
    assert tokens.anchored(reader, agency, 1) is True


def test_a_run_goes_on_without_its_authority_and_the_next_completes_it(
    store: Store, reader: Store, make: SimpleNamespace, agency: str, place: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    make.run(store, agency)
    with socket.socket() as closed:  # its note is there, but nobody answers: it was killed
        closed.bind(("127.0.0.1", 0))
        note = place.data / "tsa/url"
        note.parent.mkdir(exist_ok=True)
        authority.set_up(place)
        note.write_text(f"http://127.0.0.1:{closed.getsockname()[1]}/")
        make.run(store, agency, base_record=1)
        make.run(store, agency, base_record=2)
    assert "is not stamped by local-test" in caplog.text
    key = layout.token_key(agency, 2, "local-test", 1)
    report = check(reader, agency)
    assert report.ok and report.anchored is False
    assert report.pending == (key, layout.token_key(agency, 3, "local-test", 1))
    late = check(later(reader, hours=25), agency)
    assert codes(late) == {(f"{n:08d}.local-test.1.tsr", "token_missing") for n in (2, 3)}, (
        "record 1 was made while no authority ran, and promised nothing"
    )
    with authority.serving(place):
        make.run(store, agency, base_record=3)
    assert reader.exists(key) and check(reader, agency).pending == ()
    assert check(reader, agency).anchored is False, "record 1 bears none"
    assert tokens.anchored(reader, agency, 1) is False


def test_tokens_put_twice_at_once_are_one(
    store: Store, make: SimpleNamespace, agency: str, place: Settings
) -> None:
    with authority.serving(place) as url:
        make.run(store, agency)
        data = store.read(layout.record_key(agency, 1))
        roots = [load_pem_x509_certificate((place.data / "tsa/root.pem").read_bytes())]
        key = layout.token_key(agency, 1, "local-test", 1)
        first = store.read(key)
        tokens._put(store, key, tokens.ask(url, data, roots), data, roots)
        assert store.read(key) == first
        with pytest.raises(LedgerError):
            tokens._put(store, key, b"", b"of other bytes", roots)


def test_a_token_that_is_none_or_another_records_is_found(
    store: Store, reader: Store, make: SimpleNamespace, agency: str, place: Settings,
    intruder: Any,
) -> None:  # fmt: skip
    with authority.serving(place):
        for number in range(2):
            make.run(store, agency, base_record=number)
    first, second = (layout.token_key(agency, number, "local-test", 1) for number in (1, 2))
    swapped = store.read(first)
    intruder.remove(second)
    store.put_once(second, swapped, mode="COMPLIANCE")
    assert codes(check(reader, agency)) == {("00000002.local-test.1.tsr", "token_invalid")}
    intruder.remove(first)
    assert codes(check(later(reader, hours=25), agency)) == {
        ("00000001.local-test.1.tsr", "token_missing"),
        ("00000002.local-test.1.tsr", "token_invalid"),
    }
    stray = layout.token_key(agency, 7, "local-test", 1)
    store.put_once(stray, swapped, mode="COMPLIANCE")
    assert ("00000007.local-test.1.tsr", "unaccounted") in codes(check(reader, agency))


def test_an_authority_that_the_trust_root_does_not_know_proves_nothing(
    store: Store, reader: Store, make: SimpleNamespace, agency: str, place: Settings
) -> None:
    with authority.serving(place):
        make.run(store, agency)
    (place.catalog / f"trust/{agency}.yaml").write_text(f"agency: {agency}\nmade_here: true\n")
    report = check(reader, agency)
    assert codes(report) == {("00000001.local-test.1.tsr", "untrusted_authority")}
    assert report.anchored is False


def test_a_token_older_than_its_record_or_newer_than_now_is_found(
    store: Store, reader: Store, make: SimpleNamespace, agency: str, place: Settings
) -> None:
    plan = make.plan(agency)
    settled = make.settle(store, plan)
    with authority.serving(place):
        ledger.append_run(store, plan, settled, at=datetime.now(UTC) + timedelta(hours=3))
    token = ("00000001.local-test.1.tsr", "token_time")
    assert codes(check(reader, agency)) == {token}
    assert token in codes(check(later(reader, hours=-5), agency))


# --- renewal ---------------------------------------------------------------------------------


def test_a_token_is_renewed_before_its_certificate_ends(
    store: Store, reader: Store, make: SimpleNamespace, agency: str, place: Settings
) -> None:
    authority.set_up(place, signer_lifetime=timedelta(days=2), anew=True)
    first, second, third = (layout.token_key(agency, 1, "local-test", n) for n in (1, 2, 3))
    now = datetime.now(UTC)
    roots = [load_pem_x509_certificate((place.data / "tsa/root.pem").read_bytes())]
    with served_as_it_is(place):
        make.run(store, agency)
        assert tokens.renew(store, agency, now) == (), "the same certificate would renew nothing"
        authority.set_up(place, signer_lifetime=timedelta(days=400), anew=True)
        assert tokens.renew(store, agency, now) == (second,)
        assert tokens.renew(store, agency, now) == ()
        assert tokens.renew(store, agency, now + timedelta(days=350)) == ()
        authority.set_up(place, signer_lifetime=timedelta(days=900), anew=True)
        assert tokens.renew(store, agency, now + timedelta(days=350)) == (third,)
    data = store.read(layout.record_key(agency, 1))
    tokens.check(store.read(second), data + store.read(first), roots)
    tokens.check(store.read(third), data + store.read(second), roots)
    assert check(reader, agency).anchored == "test"
    for ahead in (3, 500):
        report = check(later(reader, days=ahead), agency)
        assert report.ok and report.anchored == "test", "a token is checked as of its own time"


def test_a_token_that_nobody_renewed_is_worth_nothing_after_its_certificate(
    store: Store, reader: Store, make: SimpleNamespace, agency: str, place: Settings, intruder: Any
) -> None:
    authority.set_up(place, signer_lifetime=timedelta(days=2), anew=True)
    with served_as_it_is(place):
        make.run(store, agency)
    assert check(reader, agency).anchored == "test"
    ended = check(later(reader, days=3), agency)
    assert codes(ended) == {("00000001.local-test.1.tsr", "token_ended")}
    assert ended.anchored is False
    stray = layout.token_key(agency, 1, "local-test", 3)
    store.put_once(stray, b"after a gap", mode="COMPLIANCE")
    assert ("00000001.local-test.2.tsr", "token_missing") in codes(check(reader, agency))


@contextmanager
def served_as_it_is(place: Settings) -> Iterator[None]:
    """`serving` would set up a signer that ends soon anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(authority, "set_up", lambda settings: None)
        serving = authority.serving(place)
        serving.__enter__()
    try:
        yield
    finally:
        serving.__exit__(None, None, None)


# --- the trust root --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "authorities",
    [
        "[{id: Real, url: 'https://x/', root: r}]",
        "[{id: real, root: r}]",
        "[{id: real, url: 'ftp://x/', root: r}]",
        "[{id: real, url: 'https://x/', root: r, hosts: 1}]",
        "[{id: a, url: 'https://x/', root: r}, {id: a, url: 'https://y/', root: r}]",
    ],
)
def test_a_trust_root_with_a_strange_authority_is_refused(
    tmp_path: Path, make: SimpleNamespace, authorities: str
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"agency: a\nauthorities: {authorities}\n")
    with pytest.raises(LedgerError, match="no trust root"):
        proof.trust(make.settings(tmp_path), "a", path)


def test_a_real_authority_without_its_root_is_named(tmp_path: Path, make: SimpleNamespace) -> None:
    settings = make.settings(tmp_path)
    path = tmp_path / "a.yaml"
    path.write_text("agency: a\nauthorities: [{id: real, url: 'https://x/', root: gone.pem}]\n")
    trust = proof.trust(settings, "a", path)
    assert tokens.promised(settings, trust) == ("real",)
    with pytest.raises(LedgerError, match=r"gone\.pem cannot be read"):
        tokens.roots_of(settings, trust, trust.authorities[0])
