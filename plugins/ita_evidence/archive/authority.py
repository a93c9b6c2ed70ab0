"""A test authority of this machine: RFC 3161 over http on loopback, made with openssl.

It lets `make run` and the tests stamp records for real. It proves nothing: whoever has the machine
has its key and its clock. So its certificates say TEST, its trust entry says `test: true`, and what
it stamps is anchored "test", never true.

    data/tsa/root.pem, root.key      its root, made once
    data/tsa/signer.pem, signer.key  its certificate; made again before it ends
    data/tsa/url                     where it answers, while it runs
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ita_evidence.errors import UsageError
from ita_evidence.settings import Settings

HOST = "127.0.0.1"
ROOT_DAYS = 7300
SIGNER_DAYS = 1095
REMAKE_DAYS = 180
MOST_BYTES = 4096
"""A request is under a hundred bytes."""
_POLICY = "2.25.61402331970117"

_CONFIG = """\
[tsa]
default_tsa = test
[test]
serial = {serial}
crypto_device = builtin
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = {policy}
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def folder(settings: Settings) -> Path:
    """Where its keys and certificates are."""
    return settings.data / "tsa"


def url(settings: Settings) -> str:
    """Where it answers; "" while it does not run."""
    try:
        return (folder(settings) / "url").read_text("ascii").strip()
    except FileNotFoundError:
        return ""


def can_run() -> bool:
    """Whether this machine has the `openssl` that answers."""
    return shutil.which("openssl") is not None


def set_up(
    settings: Settings,
    *,
    now: datetime | None = None,
    signer_lifetime: timedelta = timedelta(days=SIGNER_DAYS),
    anew: bool = False,
) -> None:
    """Make root and signer where they are not there; the signer again before it ends, or `anew`."""
    now = now or datetime.now(UTC)
    place = folder(settings)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    root = place / "root"
    if not root.with_suffix(".pem").exists():
        _certificate(root, None, "TEST time-stamp root, made on this machine", now, ROOT_DAYS)
    signer = place / "signer"
    if not anew and signer.with_suffix(".pem").exists():
        there = x509.load_pem_x509_certificate(signer.with_suffix(".pem").read_bytes())
        if there.not_valid_after_utc > now + timedelta(days=REMAKE_DAYS):
            return
    _certificate(signer, root, "TEST time-stamp authority, proves nothing", now, signer_lifetime)


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Serve it for the length of the block; yields its URL.

    Raises:
        UsageError: this machine has no `openssl`.
    """
    if not can_run():
        raise UsageError("no openssl on PATH: the test time-stamp authority needs it to answer")
    set_up(settings)
    with tempfile.TemporaryDirectory(prefix="ita-tsa-") as scratch:
        serial, config = Path(scratch, "serial"), Path(scratch, "openssl.cnf")
        serial.write_text(f"{secrets.randbits(63):016X}\n")
        config.write_text(_CONFIG.format(serial=serial, folder=folder(settings), policy=_POLICY))
        handler = partial(_Handler, config=config, one_at_a_time=threading.Lock())
        with ThreadingHTTPServer((HOST, 0), handler) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
            thread.start()
            address = f"http://{HOST}:{server.server_address[1]}/"
            note = folder(settings) / "url"
            _write(note, address.encode(), 0o600)
            try:
                yield address
            finally:
                if url(settings) == address:  # else another process serves it by now
                    note.unlink(missing_ok=True)
                server.shutdown()
                thread.join()


class _Handler(BaseHTTPRequestHandler):
    timeout = 5

    def __init__(self, *args: Any, config: Path, one_at_a_time: threading.Lock) -> None:
        self.config, self.one_at_a_time = config, one_at_a_time
        super().__init__(*args)

    def do_POST(self) -> None:
        size = self.headers.get("Content-Length", "")
        if not size.isdigit() or int(size) > MOST_BYTES:
            self.send_error(413)
            return
        query = self.rfile.read(int(size))
        with self.one_at_a_time:  # openssl counts the serial up in a file
            answer = subprocess.run(
                [
                    *("openssl", "ts", "-reply", "-config", str(self.config)),
                    *("-queryfile", "/dev/stdin", "-out", "/dev/stdout"),
                ],
                input=query,
                capture_output=True,
                timeout=10,
                check=False,
            )
        if answer.returncode != 0:
            self.send_error(400)
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(answer.stdout)))
        self.end_headers()
        self.wfile.write(answer.stdout)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: who asks logs what it got."""


# --- certificates ----------------------------------------------------------------------------


def _certificate(
    path: Path, issuer: Path | None, name: str, now: datetime, lifetime: timedelta | int
) -> None:
    """A key and its certificate, by `issuer` or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    until = now + (lifetime if isinstance(lifetime, timedelta) else timedelta(days=lifetime))
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_usage(signs_certificates=issuer is None), critical=True)
    )
    signed_by, its_key = subject, key
    if issuer is not None:
        above = x509.load_pem_x509_certificate(issuer.with_suffix(".pem").read_bytes())
        loaded = load_pem_private_key(issuer.with_suffix(".key").read_bytes(), password=None)
        assert isinstance(loaded, ec.EllipticCurvePrivateKey), "we made it"
        signed_by, its_key = above.subject, loaded
        # RFC 3161, 2.3: this purpose alone, and critical.
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        ).add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(loaded.public_key()), critical=False
        )
    made = builder.issuer_name(signed_by).sign(its_key, hashes.SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(path.with_suffix(".key"), private, 0o600)
    _write(path.with_suffix(".pem"), made.public_bytes(Encoding.PEM), 0o644)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path: Path, data: bytes, mode: int) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as new:  # mode 600
        new.write(data)
    os.chmod(new.name, mode)
    Path(new.name).replace(path)
