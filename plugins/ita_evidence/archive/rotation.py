"""A new signing key: the old one hands over, in a record of kind `keys` that it signs itself.

    {to: {id, public: 64 hex}, by}
    {to: …, by, lost: the old key's id, reason}     it cannot: the new one takes over

From that record on only the new key's records are believed; what the old one signs later is the
fault `retired_key`, and a key that no record handed over to is `not_handed_over`. Whose keys they
are says the trust root: the new one must stand there first.

A key that is lost hands over to nobody, and no record can say so in its place: whoever holds the
store could write it. So the trust root says it, outside the archive: `succeeds: {record, sha256}`
at the new key names the head at which the old one was lost, and only right after that very record
may the new key sign.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from ita_evidence.archive import ledger, proof
from ita_evidence.archive.store import Store
from ita_evidence.errors import UsageError


def hand_over(store: Store, agency: str, to: Path, *, by: str, at: datetime) -> ledger.Head:
    """The old key, which this machine still signs with, hands over to the public key in `to` (PEM).

    Raises:
        UsageError: no such key, not in the trust root, the one that signs now, or nobody named.
        LedgerError: this machine's key is not the one that may sign.
    """
    if not by.strip():
        raise UsageError("a hand-over says who decided it: give --by")
    public = _read(to)
    key_id = proof.key_id(public)
    if key_id == proof.signing_key(store.settings).key_id:
        raise UsageError(f"{to} is the key that signs now ({key_id}); give the new one")
    root = proof.trust(store.settings, agency)
    if root.key(key_id) is None:
        raise UsageError(
            f"the trust root of {agency} ({root.source or 'none'}) does not know key {key_id}; add "
            f'first: - {{id: "{key_id}", public: "{public.hex()}"}}'
        )
    body = {"to": {"id": key_id, "public": public.hex()}, "by": by}
    return ledger.append(store, agency, "keys", body, at=at)


def take_over(store: Store, agency: str, *, by: str, reason: str, at: datetime) -> ledger.Head:
    """This machine's key goes on where the one before it was lost: its first record says so.

    Raises:
        UsageError: nobody or no reason named, no record yet, the key signs already, or the trust
            root does not say that it succeeds.
        LedgerError: nobody we trust signed the newest record.
    """
    if not by.strip() or not reason.strip():
        raise UsageError("taking over says who decided it and why: give --by and --reason")
    key = proof.signing_key(store.settings)
    newest = ledger.head(store, agency)
    if newest is None:
        raise UsageError(f"{agency} has no record: any trusted key begins its ledger")
    lost = proof.signer_after(newest.record)
    if lost == key.key_id:
        raise UsageError(f"key {lost} signs already; nothing is lost")
    root = proof.trust(store.settings, agency)
    if not root.takes_over(key.key_id, newest.number, newest.sha256):
        raise UsageError(
            f"the trust root of {agency} ({root.source or 'none'}) does not say that key "
            f"{key.key_id} succeeds the lost {lost}; whoever answers for it adds, beside the old "
            f'one: - {{id: "{key.key_id}", public: "{key.public.hex()}", succeeds: {{record: '
            f'{newest.number}, sha256: "{newest.sha256}"}}}}'
        )
    to = {"id": key.key_id, "public": key.public.hex()}
    body = {"to": to, "by": by, "lost": lost, "reason": reason}
    return ledger.append(store, agency, "keys", body, at=at)


def _read(path: Path) -> bytes:
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise UsageError(
            f"{path} is no public key ({error}); make one with: openssl pkey -in new.pem -pubout"
        ) from error
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(f"{path} is no Ed25519 key")
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
