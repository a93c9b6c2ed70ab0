"""Keys and trust: who signed a record, and why that key is believed.

The signing key is Ed25519, in `data/keys/signing.pem` (mode 600, made once) unless
`ITA_SIGNING_KEY_FILE` names another. Its id is the first 16 hex of the sha256 of the raw public
key.

Believed are only the keys of the trust root: `include/catalog/trust/<agency>.yaml`, or `--trust`.
For the embedded store it may be `data/trust/<agency>.yaml`, written on this machine when the
agency's first record is: it shows that the chain was written by one hand, not whose. A catalog file
that says `made_here: true` points there.

    agency: sample
    keys:
      - id: "0123456789abcdef"
        public: "<64 hex: the raw public key>"
        from: 2022-10-01T00:00:00Z     # optional, as is until
        until: 2024-10-01T00:00:00Z
        succeeds: {record: 41, sha256: "<64 hex>"}   # only where the key before it was lost
    authorities:                       # who stamps the records (RFC 3161); none: not anchored
      - id: example                    # lower-case letters, digits and hyphens
        url: https://tsa.example/
        root: example-root.pem         # its root, in PEM, beside this file
      - id: local-test
        root: tsa/root.pem             # here or below the data folder: each machine's own
        test: true                     # the test authority: stands for nothing
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from pydantic import Field, ValidationError, model_validator

from ita_evidence.archive.canonical import sha256
from ita_evidence.errors import LedgerError
from ita_evidence.model import Frozen
from ita_evidence.settings import Settings


@dataclass(frozen=True)
class SigningKey:
    """The private half; never printed."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """32 raw bytes."""
        return self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def key_id(self) -> str:
        return key_id(self.public)

    def sign(self, data: bytes) -> bytes:
        """64 bytes; the same for the same data."""
        return self.private.sign(data)


class Succeeds(Frozen):
    """The head at which a key was lost: who believes its successor says after which record."""

    record: int = Field(ge=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class TrustedKey(Frozen):
    """A public key that is believed for records made from `since` until `until`."""

    id: str
    public: str = Field(pattern=r"^[0-9a-f]{64}$")
    since: datetime | None = Field(default=None, alias="from")
    until: datetime | None = None
    succeeds: Succeeds | None = None
    """It takes over after this record, with no hand-over: the key before it was lost."""

    @model_validator(mode="after")
    def _id_is_its_own(self) -> TrustedKey:
        if self.id != key_id(bytes.fromhex(self.public)):
            raise ValueError(f"id {self.id} is not the id of its public key")
        for moment in (self.since, self.until):
            if moment is not None and moment.tzinfo is None:
                raise ValueError(f"{moment} has no zone; valid: 2022-10-01T00:00:00Z")
        return self

    def holds_at(self, moment: datetime) -> bool:
        return (self.since is None or self.since <= moment) and (
            self.until is None or moment < self.until
        )


class Authority(Frozen):
    """Who stamps records: an RFC 3161 authority and the root that its tokens must chain to."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    url: str = Field(default="", pattern=r"^(https?://.+)?$")
    root: str
    test: bool = False

    @model_validator(mode="after")
    def _has_a_place(self) -> Authority:
        if not self.url and not self.test:
            raise ValueError(f"authority {self.id} has no url; only a test one may leave it out")
        return self


class Trust(Frozen):
    """A trust root: the file it came from ("" for none) and its keys."""

    agency: str
    source: str = ""
    made_here: bool = False
    keys: tuple[TrustedKey, ...] = ()
    authorities: tuple[Authority, ...] = ()
    authorities_source: str = ""
    """The file that names the authorities: their roots lie beside it."""

    @model_validator(mode="after")
    def _each_once(self) -> Trust:
        for named in (self.keys, self.authorities):
            ids = [one.id for one in named]
            if len(ids) != len(set(ids)):
                raise ValueError(f"an id stands twice in {sorted(ids)}")
        return self

    def key(self, wanted: str) -> TrustedKey | None:
        return next((key for key in self.keys if key.id == wanted), None)

    def takes_over(self, wanted: str, record: int, sha256: str) -> bool:
        """Whether this key goes on after that record, since the one before it was lost."""
        key = self.key(wanted)
        after = key.succeeds if key else None
        return after is not None and (after.record, after.sha256) == (record, sha256)

    def authority(self, wanted: str) -> Authority | None:
        return next((one for one in self.authorities if one.id == wanted), None)


def signing_key(settings: Settings) -> SigningKey:
    """The key that signs; made on first use.

    Raises:
        LedgerError: the file is not an Ed25519 key in PEM, or cannot be read.
    """
    named = os.environ.get("ITA_SIGNING_KEY_FILE")
    path = Path(named) if named else settings.data / "keys/signing.pem"
    if not named and not path.exists():
        _make_key(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise LedgerError(
            f"the signing key {path} cannot be read ({error}); valid: an Ed25519 private key in "
            "PEM without password (openssl genpkey -algorithm ed25519)"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise LedgerError(f"the signing key {path} is no Ed25519 key")
    return SigningKey(key)


def trust(settings: Settings, agency: str, file: Path | None = None) -> Trust:
    """The trust root of `agency`: `file`, the catalog's, or the one made on this machine.

    With none the trust is empty, and every signature is by an untrusted key.

    Raises:
        LedgerError: the file is not a trust root of this agency.
    """
    if file is not None:
        return _read_trust(file, agency)
    catalogued = settings.catalog / "trust" / f"{agency}.yaml"
    made_here = _made_here(settings, agency)
    named: dict[str, Any] = {}
    if catalogued.exists():
        root = _read_trust(catalogued, agency)
        if not root.made_here:
            return root
        named = {"authorities": root.authorities, "authorities_source": root.source}
    own = _read_trust(made_here, agency) if made_here.exists() else Trust(agency=agency)
    return own.model_copy(update=named)


def trust_this_key(settings: Settings, agency: str, key: SigningKey) -> None:
    """Before an agency's first record in an embedded store: write its trust root, unless one is."""
    if settings.store != "embedded" or trust(settings, agency).source:
        return
    path = _made_here(settings, agency)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = (
        "# Made on this machine when the first record was signed. It shows that the ledger was\n"
        "# written by one hand; whose, no file beside the archive can show. To prove more, put\n"
        "# the key into the catalog (trust/<agency>.yaml) and hand out its id.\n"
        f"agency: {agency}\nmade_here: true\nkeys:\n"
        f'  - id: "{key.key_id}"\n    public: "{key.public.hex()}"\n'
    )
    _write_once(path, text.encode(), mode=0o644)


def signed_by(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether `signature` is this key's over `data`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except InvalidSignature:
        return False
    return True


def key_id(public: bytes) -> str:
    """First 16 hex of the sha256 of the raw public key."""
    return sha256(public)[:16]


def signer_after(record: dict[str, Any]) -> str:
    """The id of the key that signs the record after this one.

    Raises:
        ValueError, KeyError, TypeError: a `keys` record that names no key.
    """
    if record["kind"] != "keys":
        return str(record["key_id"])
    to = record["body"]["to"]
    if to["id"] != key_id(bytes.fromhex(to["public"])):
        raise ValueError(f"{to['id']} is not the id of the key that it hands over to")
    return str(to["id"])


def _made_here(settings: Settings, agency: str) -> Path:
    return settings.data / "trust" / f"{agency}.yaml"


def _read_trust(path: Path, agency: str) -> Trust:
    try:
        value = yaml.safe_load(path.read_text("utf-8"))
        said = {"source": str(path), "authorities_source": str(path)}
        root = Trust.model_validate({**value, **said})
    except (OSError, TypeError, yaml.YAMLError, ValidationError) as error:
        raise LedgerError(
            f"{path} is no trust root ({' '.join(str(error).split())}); valid: agency, keys with "
            "id, public, from, until, succeeds, authorities with id, url, root, test"
        ) from error
    if root.agency != agency:
        raise LedgerError(f"{path} is the trust root of {root.agency}, not of {agency}")
    return root


def _make_key(path: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_once(path, pem, mode=0o600)


def _write_once(path: Path, data: bytes, *, mode: int) -> None:
    """Whole or not at all; who comes second keeps what the first wrote."""
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".new") as new:  # mode 600
        new.write(data)
        new.flush()
        os.chmod(new.name, mode)
        with suppress(FileExistsError):
            os.link(new.name, path)


def parse_time(text: str) -> datetime:
    """An aware time as records write it; `2023-04-18T11:30:00Z`.

    Raises:
        LedgerError: not a time, or without its zone.
    """
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise LedgerError(f"{text!r} is no time; valid: 2023-04-18T11:30:00Z") from error
    if moment.tzinfo is None:
        raise LedgerError(f"{text!r} has no zone; valid: 2023-04-18T11:30:00Z")
    return moment.astimezone(UTC)
