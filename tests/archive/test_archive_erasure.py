from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ita_evidence.archive import erasure, layout, lease, ledger, proof, restore, snapshots
from ita_evidence.archive.canonical import canonical
from ita_evidence.archive.store import NotInArchive, Store, open_store
from ita_evidence.archive.verify import Report, verify
from ita_evidence.errors import AgencyBusy, StoreRefused, UsageError
from ita_evidence.model import Sealed
from ita_evidence.settings import Settings

WHY = {"reason": "a list of citizens was published by mistake", "by": "the province's DPO"}


@pytest.fixture(scope="module")
def eraser(settings: Settings, store: Store) -> Iterator[Store]:
    with open_store(settings, identity="eraser") as opened:
        yield opened


def published(store: Store, make: SimpleNamespace, agency: str) -> tuple[str, Sealed]:
    """A run over a page; its digest, and the snapshot that names it."""
    head = make.run(store, agency, items=("O21",))
    snapshot = Sealed.model_validate(head.record["body"]["targets"][0]["snapshot"])
    capture = snapshots.read_snapshot(store, snapshot).evidence[0].captures[0]
    assert capture.blob_sha256
    return capture.blob_sha256, snapshot


def recorded(store: Store, make: SimpleNamespace, agency: str, body: bytes, base: int) -> None:
    """One more run of an agency over a page with these bytes."""
    plan = make.plan(agency, items=("O21",), base_record=base)
    snapshots.put_blob(store, body)
    snapshot = snapshots.seal_snapshot(
        store, make.snapshot(agency, make.capture(body), run_key=plan.run_key)
    )
    inputs = {
        kind: snapshots.put_blob(store, f"{kind} {agency}".encode())
        for kind in ("catalog_sha256", "suite_sha256")
    }
    verdict = make.verdict(snapshots.read_snapshot(store, snapshot), snapshot, **inputs)
    settled = ledger.Settled("O21", snapshot, snapshots.seal_verdict(store, verdict))
    ledger.append_run(store, plan, [settled], at=make.at)


def check(reader: Store, agency: str) -> Report:
    return verify(reader, settings=reader.settings, agency=agency)


def test_an_erasure_is_recorded_and_everything_still_verifies(
    store: Store, reader: Store, eraser: Store, make: SimpleNamespace, agency: str, tmp_path: Path
) -> None:
    digest, snapshot = published(store, make, agency)
    key = layout.blob_key(digest)
    run_key = snapshots.read_snapshot(store, snapshot).run_key
    made_from = [
        f"tables/documents/v1/{digest[:2]}/{digest}.json",
        layout.payload_key(agency, run_key, digest),
        f"tables/{agency}/{run_key}/O21.records.json",
    ]
    kept = [f"tables/documents/v1/00/{'0' * 64}.json", f"tables/{agency}/{run_key}/O2.records.json"]
    for each in [*made_from, *kept]:
        store.work_put(each, b"{}")
    known = [f"index/{agency}/{name}/h.json" for name in ("validators", "leads")]
    for each in known:
        store.work_put(each, canonical({"a": {"blob_sha256": digest}, "b": {"blob_sha256": "0"}}))
    at = datetime.now(UTC)
    done = erasure.erase(store, eraser, digest, at=at, **WHY)
    assert done.records == {agency: 2}
    assert set(done.gone) == {key, *made_from}
    assert not store.exists(key) and not any(store.work_get(each) for each in made_from)
    assert all(store.work_get(each) for each in kept)
    assert [store.work_get(each) for each in known] == [canonical({"b": {"blob_sha256": "0"}})] * 2

    record = ledger.read(store, agency, 2).record
    assert record["kind"] == "erasure"
    size = len(f"{agency} shows O21 in 2566-03 {run_key}")
    assert record["body"] == {
        "blob": {"sha256": digest, "size_bytes": size}, **WHY, "named_by": [snapshot.key],
    }  # fmt: skip
    report = check(reader, agency)
    assert report.ok and report.erased == {key: f"erased by record 2 of {agency}"}
    done_again = erasure.erase(store, eraser, key, at=at, **WHY)
    assert done_again.records == {agency: 2} and done_again.gone == ()

    (fault,) = restore.restore(reader, snapshot, tmp_path / "out").faults
    assert (fault.code, fault.reason) == ("erased", "erased by record 2")


def test_a_run_under_way_is_waited_for_and_none_begins_meanwhile(
    store: Store, eraser: Store, make: SimpleNamespace, agency: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    digest, _ = published(store, make, agency)
    at = datetime.now(UTC)
    with lease.agency_lease(store, agency, "a run", lambda: at):
        with pytest.raises(AgencyBusy, match="a run"):
            erasure.erase(store, eraser, digest, at=at, **WHY)
        assert store.exists(layout.blob_key(digest)) and ledger.head(store, agency).number == 1
    held = []

    def and_a_run_begins(_store: Store, key: str) -> None:
        with pytest.raises(AgencyBusy, match=f"erasure of {digest}"):
            lease.take(store, agency, "a run", lambda: at)
        held.append(key)

    monkeypatch.setattr(Store, "erase", and_a_run_begins)
    assert erasure.erase(store, eraser, digest, at=at, **WHY).records == {agency: 2}
    assert held == [layout.blob_key(digest)]
    lease.take(store, agency, "a run", lambda: at)


def test_a_killed_erasure_is_named_and_goes_on_under_its_record(
    store: Store, reader: Store, eraser: Store, make: SimpleNamespace, agency: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    digest, _ = published(store, make, agency)
    at = datetime.now(UTC) + timedelta(seconds=2)  # the store's clock has whole seconds
    with monkeypatch.context() as patch:
        patch.setattr(Store, "erase", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            erasure.erase(store, eraser, digest, at=at, **WHY)
    (fault,) = check(reader, agency).faults
    assert (fault.key, fault.code) == (layout.blob_key(digest), "not_erased")
    assert erasure.erase(store, eraser, digest, at=at, **WHY).records == {agency: 2}
    assert check(reader, agency).ok


def test_each_agency_that_has_it_records_it(
    store: Store, reader: Store, eraser: Store, make: SimpleNamespace, agency: str
) -> None:
    body = f"shared by {agency}".encode()
    digest = hashlib.sha256(body).hexdigest()
    for name in (f"{agency}a", f"{agency}b"):
        recorded(store, make, name, body, 0)
    done = erasure.erase(store, eraser, digest, at=datetime.now(UTC), **WHY)
    assert done.records == {f"{agency}a": 2, f"{agency}b": 2}
    assert all(check(reader, name).ok for name in done.records)


def test_what_is_published_again_is_kept_again(
    store: Store, reader: Store, eraser: Store, make: SimpleNamespace, agency: str
) -> None:
    digest, _ = published(store, make, agency)
    early = datetime.now(UTC) - timedelta(days=1)
    erasure.erase(store, eraser, digest, at=early, **WHY)
    page = f"{agency} shows O21 in 2566-03 {make.plan(agency, items=('O21',)).run_key}".encode()
    assert hashlib.sha256(page).hexdigest() == digest
    snapshots.put_blob(store, page)
    assert check(reader, agency).ok and store.exists(layout.blob_key(digest))
    again = erasure.erase(store, eraser, digest, at=datetime.now(UTC), **WHY)
    assert again.records == {agency: 3}, "a new erasure, a new record"


def test_an_old_erasure_does_not_excuse_what_was_kept_again_and_taken_away(
    store: Store, reader: Store, eraser: Store, make: SimpleNamespace, agency: str
) -> None:
    body = f"a page of {agency}".encode()
    key = layout.blob_key(hashlib.sha256(body).hexdigest())
    recorded(store, make, agency, body, 0)
    early = datetime.now(UTC) - timedelta(days=1)  # the store tells whole seconds
    erasure.erase(store, eraser, key, at=early, **WHY)
    recorded(store, make, agency, body, 2)
    assert check(reader, agency).ok
    eraser.erase(key)  # by whoever has the eraser's keys, and on no record
    (fault,) = check(reader, agency).faults
    assert (fault.key, fault.code) == (key, "object_missing")


def test_an_erasure_that_came_between_a_seal_and_its_record_excuses_it(
    store: Store, reader: Store, eraser: Store, make: SimpleNamespace, agency: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    body = f"a page of {agency}".encode()
    digest = hashlib.sha256(body).hexdigest()
    real = ledger.append_run

    def late(*args: Any, **options: Any) -> None:
        erasure.erase(store, eraser, digest, at=datetime.now(UTC), **WHY)
        real(*args, **options)

    monkeypatch.setattr(ledger, "append_run", late)
    recorded(store, make, agency, body, 0)
    report = check(reader, agency)
    assert report.faults == () and list(report.erased) == [layout.blob_key(digest)]


def test_one_agencys_erasure_excuses_no_other(
    settings: Settings, other: Callable[..., Settings], make: SimpleNamespace, agency: str
) -> None:
    body = f"shared by {agency}".encode()
    digest = hashlib.sha256(body).hexdigest()
    key = layout.blob_key(digest)
    with open_store(other()) as store, open_store(store.settings, identity="eraser") as eraser:
        for name in (agency, f"{agency}x"):
            proof.trust_this_key(settings, name, proof.signing_key(settings))
            recorded(store, make, name, body, 0)
        said = {"blob": {"sha256": digest, "size_bytes": len(body)}, **WHY, "named_by": []}
        ledger.append(store, agency, "erasure", said, at=datetime.now(UTC))
        eraser.erase(key)
        report = verify(store, settings=store.settings)  # of all agencies at once
        assert {fault.code for fault in report.faults if fault.key == key} == {"object_missing"}
        assert check(store, agency).ok


def test_only_the_eraser_erases_and_only_blobs(
    store: Store, eraser: Store, make: SimpleNamespace, agency: str
) -> None:
    digest, snapshot = published(store, make, agency)
    with pytest.raises(StoreRefused):
        store.erase(layout.blob_key(digest))
    with pytest.raises(StoreRefused, match="nothing else"):
        eraser.erase(snapshot.key)
    assert store.exists(layout.blob_key(digest)) and store.exists(snapshot.key)


def test_what_cannot_be_erased_is_said_and_not_recorded(
    store: Store, eraser: Store, make: SimpleNamespace, agency: str
) -> None:
    digest, _ = published(store, make, agency)
    stray = snapshots.put_blob(store, f"a killed run's {agency}".encode())
    at = datetime.now(UTC)
    for blob, why, error in [
        ("O21", WHY, UsageError),
        (digest[:-1], WHY, UsageError),
        (digest, {**WHY, "reason": " "}, UsageError),
        (digest, {**WHY, "by": ""}, UsageError),
        (stray, WHY, UsageError),
        ("0" * 64, WHY, NotInArchive),
    ]:
        with pytest.raises(error):
            erasure.erase(store, eraser, blob, at=at, **why)
    assert [number for number, _ in ledger.records(store, agency)] == [1]
    leads = f"index/{agency}/leads/h.json"  # of a killed run: no snapshot names what it read
    payload = layout.payload_key(agency, "0" * 64, stray)
    store.work_put(leads, canonical({"a": {"blob_sha256": stray}}))
    store.work_put(payload, b"x")
    done = erasure.erase(store, eraser, stray, at=at, agency=agency, **WHY)
    assert done.records == {agency: 2} and not store.exists(layout.blob_key(stray))
    assert (store.work_get(leads), store.work_get(payload)) == (b"{}", None)


def test_a_forged_erasure_excuses_nothing(
    store: Store, reader: Store, make: SimpleNamespace, agency: str
) -> None:
    published(store, make, agency)
    ledger.append(store, agency, "erasure", {"blob": "all of it"}, at=make.at)
    assert {fault.code for fault in check(reader, agency).faults} == {"record_form"}
