from __future__ import annotations

from types import SimpleNamespace

import pytest

from ita_evidence.archive import layout, snapshots
from ita_evidence.archive.canonical import canonical, sha256
from ita_evidence.archive.store import NotInArchive, Store
from ita_evidence.errors import ContentConflict, LedgerError
from ita_evidence.model import Sealed


def test_a_blob_is_kept_under_its_digest(store: Store, reader: Store) -> None:
    digest = snapshots.put_blob(store, b"a file")
    assert digest == sha256(b"a file") == snapshots.put_blob(store, b"a file")
    assert snapshots.get_blob(reader, digest) == b"a file"
    assert reader.read_body(layout.blob_key(digest)).lock_mode == "GOVERNANCE"
    snapshots.keep_blob(store, digest)


def test_a_blob_that_most_runs_find_is_put_by_the_first(store: Store, reader: Store) -> None:
    digest = snapshots.same_blob(store, b"a suite")
    assert digest == sha256(b"a suite") == snapshots.same_blob(store, b"a suite")
    assert reader.read_body(layout.blob_key(digest)).lock_mode == "GOVERNANCE"
    store.put_once(layout.blob_key(sha256(b"meant")), b"what it is", mode="GOVERNANCE")
    with pytest.raises(ContentConflict):
        snapshots.same_blob(store, b"meant")


def test_a_blob_of_other_bytes_is_an_alarm(store: Store) -> None:
    digest = sha256(b"what it should be")
    store.put_once(layout.blob_key(digest), b"what it is", mode="GOVERNANCE")
    with pytest.raises(LedgerError, match="whose sha256 is"):
        snapshots.get_blob(store, digest)
    with pytest.raises(ContentConflict):
        snapshots.put_blob(store, b"what it should be")


def test_a_blob_that_is_not_kept_is_named(reader: Store) -> None:
    with pytest.raises(NotInArchive):
        snapshots.get_blob(reader, "0" * 64)


def test_a_sealed_snapshot_is_read_back(
    store: Store, reader: Store, make: SimpleNamespace, agency: str
) -> None:
    snapshot = make.snapshot(agency, make.capture(label="สรุปผลการจัดซื้อจัดจ้าง"))
    sealed = snapshots.seal_snapshot(store, snapshot)
    assert sealed.sha256 == sha256(canonical(snapshot))
    assert snapshots.read_snapshot(reader, sealed) == snapshot
    assert snapshots.read_snapshot(reader, sealed.key) == snapshot
    assert reader.read_body(sealed.key).lock_mode == "COMPLIANCE"


def test_what_the_same_run_sealed_before_is_adopted(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    first = snapshots.seal_snapshot(store, make.snapshot(agency, make.capture(b"first")))
    again = snapshots.seal_snapshot(store, make.snapshot(agency, make.capture(b"second")))
    assert again == first
    assert snapshots.read_snapshot(store, again).evidence[0].captures[0] == make.capture(b"first")


def test_what_is_no_snapshot_of_this_target_is_not_adopted(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    snapshot = make.snapshot(agency)
    key = layout.snapshot_key(agency, "2566", "O21", "2566-03", snapshot.run_key)
    store.put_once(key, canonical(make.snapshot(agency, item="O20")), mode="COMPLIANCE")
    with pytest.raises(ContentConflict):
        snapshots.seal_snapshot(store, snapshot)


def test_a_snapshot_with_another_digest_is_refused(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    sealed = snapshots.seal_snapshot(store, make.snapshot(agency))
    with pytest.raises(LedgerError, match="run verify"):
        snapshots.read_snapshot(store, Sealed(key=sealed.key, sha256="0" * 64))


@pytest.mark.parametrize("data", [b"{}", b"{", b'{"format": 1}', b"[]"])
def test_what_is_no_snapshot_is_refused(store: Store, agency: str, data: bytes) -> None:
    store.put_once(f"forms/{agency}", data, mode="COMPLIANCE")
    with pytest.raises(LedgerError, match="is no snapshot"):
        snapshots.read_snapshot(store, f"forms/{agency}")


def test_a_verdict_is_sealed_once_a_judge_key(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    snapshot = make.snapshot(agency)
    sealed = snapshots.seal_snapshot(store, snapshot)
    verdict = make.verdict(snapshot, sealed)
    first = snapshots.seal_verdict(store, verdict)
    assert snapshots.read_verdict(store, first) == verdict
    assert snapshots.seal_verdict(store, make.verdict(snapshot, sealed, verdict="not_met")) == first
    other = snapshots.seal_verdict(
        store, make.verdict(snapshot, sealed, suite_sha256=make.digest("another suite"))
    )
    assert other.key != first.key


def test_a_verdict_under_a_judge_key_not_its_own_is_refused(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    verdict = make.verdict(make.snapshot(agency), judge_key="0" * 16)
    with pytest.raises(LedgerError, match="judge key"):
        snapshots.seal_verdict(store, verdict)
