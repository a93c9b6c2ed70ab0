"""A signing key hands over to the next: on the record, or it is a fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from ita_evidence.archive import layout, ledger, proof, rotation
from ita_evidence.archive.canonical import canonical
from ita_evidence.archive.store import Store
from ita_evidence.archive.verify import verify
from ita_evidence.errors import LedgerError, UsageError


@dataclass
class Keys:
    """The old key is this machine's; the new one is in files."""

    old: proof.SigningKey
    new: proof.SigningKey
    private: Path
    public: Path


@pytest.fixture
def keys(store: Store, agency: str, tmp_path: Path) -> Iterator[Keys]:
    """Both keys in the trust root of this test's agency."""
    old, new = proof.signing_key(store.settings), proof.SigningKey(Ed25519PrivateKey.generate())
    private, public = tmp_path / "new.pem", tmp_path / "new.pub"
    private.write_bytes(
        new.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    public.write_bytes(
        new.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    trust = store.settings.catalog / f"trust/{agency}.yaml"
    trust.parent.mkdir(parents=True, exist_ok=True)
    lines = [f'  - {{id: "{key.key_id}", public: "{key.public.hex()}"}}\n' for key in (old, new)]
    trust.write_text(f"agency: {agency}\nkeys:\n{''.join(lines)}")
    yield Keys(old, new, private, public)
    trust.unlink()


def codes(reader: Store, agency: str) -> list[tuple[str, str]]:
    faults = verify(reader, settings=reader.settings, agency=agency).faults
    return [(fault.key.rsplit("/", 1)[-1], fault.code) for fault in faults]


def test_the_old_key_hands_over_and_the_new_one_goes_on(
    store: Store,
    reader: Store,
    make: SimpleNamespace,
    agency: str,
    keys: Keys,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make.run(store, agency)
    head = rotation.hand_over(store, agency, keys.public, by="keeper", at=make.at)
    assert (head.number, head.record["kind"]) == (2, "keys")
    assert head.record["key_id"] == keys.old.key_id
    with pytest.raises(LedgerError, match=f"handed over to key {keys.new.key_id} in record 2"):
        make.run(store, agency, base_record=2)
    monkeypatch.setenv("ITA_SIGNING_KEY_FILE", str(keys.private))
    assert make.run(store, agency, base_record=2).record["key_id"] == keys.new.key_id
    assert codes(reader, agency) == []
    monkeypatch.delenv("ITA_SIGNING_KEY_FILE")
    with pytest.raises(LedgerError, match=f"is signed by key {keys.new.key_id} in record 3"):
        make.run(store, agency, base_record=3)


def trust_after(store: Store, agency: str, keys: Keys, head: ledger.Head) -> None:
    """The trust root says that the new key succeeds the old one after `head`."""
    trust = store.settings.catalog / f"trust/{agency}.yaml"
    succeeds = f'succeeds: {{record: {head.number}, sha256: "{head.sha256}"}}'
    said = trust.read_text().replace(
        f'public: "{keys.new.public.hex()}"', f'public: "{keys.new.public.hex()}", {succeeds}'
    )
    trust.write_text(said)


def test_where_the_old_key_is_lost_the_trust_root_lets_a_new_one_go_on(
    store: Store,
    reader: Store,
    make: SimpleNamespace,
    agency: str,
    keys: Keys,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    last = make.run(store, agency)
    monkeypatch.setenv("ITA_SIGNING_KEY_FILE", str(keys.private))
    with pytest.raises(LedgerError, match="keys take-over"):
        make.run(store, agency, base_record=1)
    with pytest.raises(UsageError) as told:
        rotation.take_over(store, agency, by="keeper", reason="the disk died", at=make.at)
    assert f'succeeds: {{record: 1, sha256: "{last.sha256}"}}' in str(told.value)
    trust_after(store, agency, keys, last)
    with pytest.raises(LedgerError, match="keys take-over"):  # not before it is on the record
        make.run(store, agency, base_record=1)
    head = rotation.take_over(store, agency, by="keeper", reason="the disk died", at=make.at)
    assert (head.number, head.record["kind"]) == (2, "keys")
    assert head.record["key_id"] == keys.new.key_id
    assert head.record["body"]["lost"] == keys.old.key_id
    assert make.run(store, agency, base_record=2).record["key_id"] == keys.new.key_id
    assert codes(reader, agency) == []
    append_by(store, agency, keys.old, make)
    assert codes(reader, agency) == [("00000004.json", "retired_key")]


@pytest.mark.parametrize("why", ["nothing said", "another record", "another digest", "no keys"])
def test_a_new_key_goes_on_only_where_the_trust_root_says_so(
    store: Store, reader: Store, make: SimpleNamespace, agency: str, keys: Keys, why: str
) -> None:
    first = make.run(store, agency)
    last = make.run(store, agency, base_record=1)
    said = {
        "another record": first,
        "another digest": last._replace(sha256=first.sha256),
        "no keys": last,
    }.get(why)
    if said is not None:
        trust_after(store, agency, keys, said)
    to = {"id": keys.new.key_id, "public": keys.new.public.hex()}
    append_by(store, agency, keys.new, make, "audit" if why == "no keys" else "keys", {"to": to})
    assert codes(reader, agency) == [("00000003.json", "not_handed_over")]


def test_taking_over_from_a_key_that_signs_is_refused(
    store: Store, make: SimpleNamespace, agency: str, keys: Keys
) -> None:
    with pytest.raises(UsageError, match="has no record"):
        rotation.take_over(store, agency, by="keeper", reason="lost", at=make.at)
    make.run(store, agency)
    for by, reason, why in (("keeper", " ", "--reason"), (" ", "lost", "--by")):
        with pytest.raises(UsageError, match=why):
            rotation.take_over(store, agency, by=by, reason=reason, at=make.at)
    with pytest.raises(UsageError, match="signs already"):
        rotation.take_over(store, agency, by="keeper", reason="lost", at=make.at)


def append_by(
    store: Store,
    agency: str,
    key: proof.SigningKey,
    make: SimpleNamespace,
    kind: str = "audit",
    body: dict[str, object] | None = None,
) -> None:
    """What somebody with a key and the writer's rights can put, our rules aside."""
    head = ledger.head(replace(store, identity="reader"), agency)
    assert head is not None
    record = {**head.record, "number": head.number + 1, "previous": head.sha256}
    record |= {"key_id": key.key_id, "kind": kind, "body": body or {}}
    data = canonical(record)
    number = head.number + 1
    store.put_once(layout.record_key(agency, number), data, mode="COMPLIANCE")
    store.put_once(layout.signature_key(agency, number), key.sign(data), mode="COMPLIANCE")


def test_a_key_that_nobody_handed_over_to_is_named(
    store: Store, reader: Store, make: SimpleNamespace, agency: str, keys: Keys
) -> None:
    make.run(store, agency)
    append_by(store, agency, keys.new, make)
    assert codes(reader, agency) == [("00000002.json", "not_handed_over")]


def test_what_the_old_key_signs_afterwards_is_named(
    store: Store, reader: Store, make: SimpleNamespace, agency: str, keys: Keys
) -> None:
    make.run(store, agency)
    rotation.hand_over(store, agency, keys.public, by="keeper", at=make.at)
    append_by(store, agency, keys.old, make)
    append_by(store, agency, keys.new, make)
    assert codes(reader, agency) == [("00000003.json", "retired_key")]


@pytest.mark.parametrize("body", [{}, {"to": {"id": "0" * 16, "public": "00" * 32}}])
def test_a_hand_over_to_no_key_is_named_and_not_built_on(
    store: Store,
    reader: Store,
    make: SimpleNamespace,
    agency: str,
    keys: Keys,
    body: dict[str, object],
) -> None:
    make.run(store, agency)
    ledger.append(store, agency, "keys", body, at=make.at)
    assert ("00000002.json", "record_form") in codes(reader, agency)
    with pytest.raises(LedgerError, match="hands over to no key"):
        make.run(store, agency, base_record=2)


def test_what_cannot_be_handed_over_to_is_refused(
    store: Store, make: SimpleNamespace, agency: str, keys: Keys, tmp_path: Path
) -> None:
    make.run(store, agency)
    stranger = tmp_path / "stranger.pub"
    key = Ed25519PrivateKey.generate().public_key()
    stranger.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    own = tmp_path / "own.pub"
    own.write_bytes(
        keys.old.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    for path, by, why in (
        (stranger, "keeper", "does not know key"),
        (own, "keeper", "signs now"),
        (keys.private, "keeper", "no public key"),
        (tmp_path / "none", "keeper", "no public key"),
        (keys.public, " ", "--by"),
    ):
        with pytest.raises(UsageError, match=why):
            rotation.hand_over(store, agency, path, by=by, at=make.at)
    head = ledger.head(store, agency)
    assert head is not None and head.number == 1
