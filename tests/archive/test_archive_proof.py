from __future__ import annotations

import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.archive import proof
from ita_evidence.errors import LedgerError
from ita_evidence.settings import PROJECT, Settings


@pytest.fixture
def mine(make: SimpleNamespace, tmp_path: Path) -> Settings:
    settings: Settings = make.settings(tmp_path / "data")
    return settings


KEY = proof.SigningKey(Ed25519PrivateKey.from_private_bytes(b"k" * 32))


def write_trust(path: Path, agency: str = "a", **overrides: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    key = {"id": KEY.key_id, "public": KEY.public.hex()}
    path.write_text(yaml.safe_dump({"agency": agency, "keys": [key], **overrides}))
    return path


def test_the_key_is_made_once_for_the_owner_only(mine: Settings) -> None:
    first, again = proof.signing_key(mine), proof.signing_key(mine)
    assert first.public == again.public and len(first.key_id) == 16
    path = mine.data / "keys/signing.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["signing.pem"]


def test_another_key_file_can_be_named(
    mine: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(KEY.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    monkeypatch.setenv("ITA_SIGNING_KEY_FILE", str(path))
    assert proof.signing_key(mine).key_id == KEY.key_id
    assert not (mine.data / "keys/signing.pem").exists()


@pytest.mark.parametrize("content", [None, b"", b"no key", "ec"])
def test_a_key_file_without_a_key_is_named(
    mine: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | str | None
) -> None:
    path = tmp_path / "key.pem"
    if content == "ec":
        content = generate_private_key(SECP256R1()).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
    if isinstance(content, bytes):
        path.write_bytes(content)
    monkeypatch.setenv("ITA_SIGNING_KEY_FILE", str(path))
    with pytest.raises(LedgerError, match=r"key\.pem"):
        proof.signing_key(mine)


@given(st.binary(), st.binary())
def test_a_signature_is_of_its_bytes_alone(data: bytes, other: bytes) -> None:
    signature = KEY.sign(data)
    assert proof.signed_by(KEY.public, signature, data)
    assert proof.signed_by(KEY.public, signature, other) == (data == other)


@pytest.mark.parametrize("signature", [b"", b"0" * 63, b"0" * 64, b"0" * 65])
def test_what_is_no_signature_signs_nothing(signature: bytes) -> None:
    assert not proof.signed_by(KEY.public, signature, b"data")


def test_openssl_checks_a_signature_too(tmp_path: Path) -> None:
    public = tmp_path / "public.pem"
    public.write_bytes(
        KEY.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    (tmp_path / "record.json").write_bytes(b'{"number":1}')
    (tmp_path / "record.sig").write_bytes(KEY.sign(b'{"number":1}'))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "public.pem", "-rawin"]
    files = ["-in", "record.json", "-sigfile", "record.sig"]
    done = subprocess.run([*command, *files], cwd=tmp_path, capture_output=True, check=False)
    assert b"Signature Verified Successfully" in done.stdout, done.stderr


def test_with_no_trust_root_nothing_is_trusted(mine: Settings) -> None:
    root = proof.trust(mine, "a")
    assert root == proof.Trust(agency="a") and root.key(KEY.key_id) is None


def test_the_catalogs_trust_root_comes_before_the_one_made_here(mine: Settings) -> None:
    proof.trust_this_key(mine, "a", proof.signing_key(mine))
    assert proof.trust(mine, "a").made_here
    catalogued = write_trust(mine.catalog / "trust/a.yaml")
    root = proof.trust(mine, "a")
    assert root.source == str(catalogued) and not root.made_here
    assert root.key(KEY.key_id) is not None


def test_a_catalog_file_can_point_to_the_one_made_here(mine: Settings) -> None:
    write_trust(mine.catalog / "trust/a.yaml", made_here=True, keys=[])
    assert proof.trust(mine, "a").source == ""
    proof.trust_this_key(mine, "a", KEY)
    root = proof.trust(mine, "a")
    assert root.made_here and root.key(KEY.key_id) is not None
    assert "Made on this machine" in Path(root.source).read_text()


def test_a_file_that_is_named_comes_first(mine: Settings, tmp_path: Path) -> None:
    write_trust(mine.catalog / "trust/a.yaml", keys=[])
    named = write_trust(tmp_path / "theirs.yaml")
    assert proof.trust(mine, "a", named).source == str(named)


def test_a_trust_root_is_never_written_over(mine: Settings) -> None:
    proof.trust_this_key(mine, "a", KEY)
    proof.trust_this_key(mine, "a", proof.signing_key(mine))
    assert [key.id for key in proof.trust(mine, "a").keys] == [KEY.key_id]


def test_no_trust_root_is_made_for_a_store_elsewhere(make: SimpleNamespace, tmp_path: Path) -> None:
    elsewhere = make.settings(tmp_path, store="s3://bucket")
    proof.trust_this_key(elsewhere, "a", KEY)
    assert proof.trust(elsewhere, "a").source == ""


PUBLIC = KEY.public.hex()


@pytest.mark.parametrize(
    "keys",
    [
        [{"id": "0" * 16, "public": PUBLIC}],
        [{"id": KEY.key_id, "public": PUBLIC.upper()}],
        [{"id": KEY.key_id, "public": "00"}],
        [{"id": KEY.key_id, "public": PUBLIC, "form": "2022-10-01T00:00:00Z"}],
        [{"id": KEY.key_id, "public": PUBLIC, "from": "2022-10-01T00:00:00"}],
        [{"id": KEY.key_id}],
        "none",
    ],
)
def test_a_faulty_trust_root_is_named(mine: Settings, keys: object) -> None:
    write_trust(mine.catalog / "trust/a.yaml", keys=keys)
    with pytest.raises(LedgerError, match="no trust root"):
        proof.trust(mine, "a")


@pytest.mark.parametrize("text", ["", "[", "- a", "agency: a\nagency"])
def test_a_file_of_another_kind_is_no_trust_root(mine: Settings, tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    with pytest.raises(LedgerError, match="no trust root"):
        proof.trust(mine, "a", path)


def test_the_trust_root_of_another_agency_is_refused(mine: Settings, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="trust root of b, not of a"):
        proof.trust(mine, "a", write_trust(tmp_path / "b.yaml", agency="b"))


def test_a_key_is_believed_from_its_day_until_its_end() -> None:
    key = proof.TrustedKey.model_validate(
        {
            "id": KEY.key_id,
            "public": PUBLIC,
            "from": "2022-10-01T00:00:00Z",
            "until": "2024-10-01T00:00:00Z",
        }
    )
    days = [(2022, 9, 30), (2022, 10, 1), (2024, 9, 30), (2024, 10, 1)]
    holds = [key.holds_at(datetime(*day, tzinfo=UTC)) for day in days]
    assert holds == [False, True, True, False]


@pytest.mark.parametrize("text", ["", "yesterday", "2023-04-18T11:30:00", None])
def test_a_time_without_zone_is_no_time(text: str) -> None:
    with pytest.raises(LedgerError, match="valid: 2023-04-18T11:30:00Z"):
        proof.parse_time(text)


def test_the_samples_trust_root_says_where_its_key_is() -> None:
    root = proof._read_trust(PROJECT / "include/catalog/trust/sample.yaml", "sample")
    assert root.made_here and root.keys == ()
