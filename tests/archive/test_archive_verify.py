from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ita_evidence.archive import layout, ledger, proof, snapshots
from ita_evidence.archive.canonical import canonical, parse, sha256
from ita_evidence.archive.store import Store, open_store
from ita_evidence.archive.verify import Report, verify
from ita_evidence.errors import StoreUnavailable
from ita_evidence.model import Sealed, Snapshot
from ita_evidence.settings import Settings


@pytest.fixture
def check(settings: Settings, reader: Store, agency: str) -> Callable[..., Report]:
    """Verifies this test's agency with the reader's rights."""

    def run(**options: Any) -> Report:
        return verify(reader, **{"settings": settings, "agency": agency, **options})

    return run


def found(report: Report) -> set[tuple[str, str]]:
    """What is wrong, as (key, code); each with a reason."""
    assert report.ok == (not report.faults)
    assert all(fault.reason for fault in report.faults)
    return {(fault.key, fault.code) for fault in report.faults}


def locked(store: Store, key: str, data: bytes, mode: str = "COMPLIANCE", days: float = 9) -> None:
    """A put with none of the writing rules: what whoever has the writer's keys can do."""
    store.client.put_object(
        Bucket=store.bucket,
        Key=key,
        Body=data,
        ObjectLockMode=mode,
        ObjectLockRetainUntilDate=datetime.now(UTC) + timedelta(days=days),
    )


def target(head: ledger.Head, item: int = 0) -> dict[str, Any]:
    each: dict[str, Any] = head.record["body"]["targets"][item]
    return each


def blob_of(store: Store, head: ledger.Head) -> str:
    snapshot = snapshots.read_snapshot(store, target(head)["snapshot"]["key"])
    digest = snapshot.evidence[0].captures[0].blob_sha256
    assert digest is not None
    return layout.blob_key(digest)


# --- nothing wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "checked"), [("structure", 12), ("sample", None), ("full", 18)])
def test_a_whole_archive_has_no_fault(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report], level: str,
    checked: int | None,
) -> None:  # fmt: skip
    make.run(store, agency)
    head = make.run(store, agency, base_record=1)
    steps: list[tuple[int, int]] = []
    report = check(level=level, progress=lambda done, total: steps.append((done, total)))
    assert found(report) == set() and report.anchored is False and report.pending == ()
    assert checked is None or report.checked == checked
    assert steps[-1][0] == steps[-1][1] == len(steps) > 0
    assert report.trust[agency].endswith(f"trust/{agency}.yaml (made on this machine)")
    assert report.heads == {agency: head}


def test_a_whole_bucket_has_no_fault(other: Callable[..., Settings], make: SimpleNamespace) -> None:
    settings = other()
    with open_store(settings) as store:
        for name in ("one", "two"):
            make.run(store, name)
            proof.trust_this_key(
                replace(settings, store="embedded"), name, proof.signing_key(settings)
            )
        assert found(verify(store, settings=settings)) == set()
        stray = snapshots.put_blob(store, b"named by nobody")
        locked(store, "strange/key", b"x")
        fresh = verify(store, settings=settings)
        assert fresh.pending == (layout.blob_key(stray),)
        assert found(fresh) == {("strange/key", "unknown_key")}
        tomorrow = replace(store, now=lambda: datetime.now(UTC) + timedelta(hours=25))
        assert found(verify(tomorrow, settings=settings)) == {
            ("strange/key", "unknown_key"),
            (layout.blob_key(stray), "unaccounted"),
        }
        assert found(verify(store, settings=settings, agency="one")) == set()


def test_an_empty_archive_proves_nothing(other: Callable[..., Settings]) -> None:
    settings = other()
    with open_store(settings) as store:
        assert found(verify(store, settings=settings)) == {("ledger/", "no_records")}


def test_an_agency_or_a_period_without_records_proves_nothing(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    nothing = {("ledger/", "no_records"), (f"ledger/{agency}/", "no_records")}
    assert found(check()) == nothing
    make.run(store, agency)
    assert found(check(period="2566-04")) == nothing
    assert found(check(period="2566-03")) == set()


def test_a_period_is_checked_by_itself(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report], intruder: Any
) -> None:
    march = make.run(store, agency)
    april = make.run(store, agency, base_record=1, period="2566-04")
    intruder.remove(target(march)["verdict"]["key"])
    assert found(check(period="2566-04")) == set()
    assert found(check(period="2566-03")) == {(target(march)["verdict"]["key"], "object_missing")}
    assert april.record["previous"] == march.sha256


def test_without_an_anchor_only_who_asks_for_one_sees_a_fault(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    make.run(store, agency)
    assert found(check(require_anchor=True)) == {(f"ledger/{agency}/", "not_anchored")}


# --- something taken away --------------------------------------------------------------------


KINDS: dict[str, tuple[Callable[[Store, ledger.Head], str], str]] = {
    "record": (lambda _, head: layout.record_key(head.record["agency"], 1), "record_missing"),
    "signature": (lambda _, head: layout.signature_key(head.record["agency"], 1), "signature_missing"),
    "snapshot": (lambda _, head: target(head)["snapshot"]["key"], "object_missing"),
    "verdict": (lambda _, head: target(head)["verdict"]["key"], "object_missing"),
    "blob": (blob_of, "object_missing"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_taken_away_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report], intruder: Any,
    kind: str,
) -> None:  # fmt: skip
    first = make.run(store, agency)
    make.run(store, agency, base_record=1)
    find, code = KINDS[kind]
    key = find(store, first)
    intruder.remove(key)
    named = key if kind != "signature" else layout.record_key(agency, 1)
    assert (named, code) in found(check())


def test_the_newest_record_taken_away_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report], intruder: Any
) -> None:
    make.run(store, agency)
    make.run(store, agency, base_record=1)
    for key in (layout.record_key(agency, 2), layout.signature_key(agency, 2)):
        intruder.remove(key)
    assert (layout.record_key(agency, 2), "record_missing") in found(check(level="structure"))


def test_the_catalog_entry_of_a_verdict_taken_away_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report], intruder: Any
) -> None:
    make.run(store, agency)
    key = layout.blob_key(sha256(f"catalog of {agency}".encode()))
    intruder.remove(key)
    assert found(check()) == {(key, "object_missing")}


# --- something added -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_newer_version_is_named_and_not_believed(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report], kind: str
) -> None:
    head = make.run(store, agency)
    key = KINDS[kind][0](store, head)
    locked(store, key, b"forged", mode="GOVERNANCE" if kind == "blob" else "COMPLIANCE")
    assert found(check()) == {(key, "newer_version")}


@pytest.mark.parametrize("kind", KINDS)
def test_a_delete_marker_is_named_and_not_believed(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report], admin: Any,
    kind: str,
) -> None:  # fmt: skip
    head = make.run(store, agency)
    key = KINDS[kind][0](store, head)
    admin.delete_object(Bucket=store.bucket, Key=key)
    assert found(check()) == {(key, "delete_marker")}


def test_an_object_that_no_record_names_is_pending_for_a_day(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report], reader: Store
) -> None:
    make.run(store, agency)
    left = snapshots.seal_snapshot(store, make.snapshot(agency, item="O7"))
    assert check().ok and check().pending == (left.key,)
    tomorrow = replace(reader, now=lambda: datetime.now(UTC) + timedelta(hours=25))
    late = verify(tomorrow, settings=store.settings, agency=agency)
    assert found(late) == {(left.key, "unaccounted")}


def test_what_a_record_lists_as_unfinished_is_accounted_for(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    left = snapshots.seal_snapshot(store, make.snapshot(agency, item="O16"))
    plan = make.plan(agency)
    ledger.append_run(store, plan, make.settle(store, plan), at=make.at, unfinished=[left])
    assert found(check()) == set() and check().pending == ()


def test_a_signature_of_no_record_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    make.run(store, agency)
    key = layout.signature_key(agency, 9)
    locked(store, key, b"x" * 64)
    assert found(check()) == {(key, "unaccounted")}


# --- something put in another's place --------------------------------------------------------


def put_record(
    store: Store, agency: str, number: int, previous: str | None, **overrides: Any
) -> str:
    """A record of our making, signed by `signed_by`; its key."""
    overrides |= overrides.pop("says", {})
    key = overrides.pop("signed_by", proof.signing_key(store.settings))
    record = {
        "format": ledger.FORMAT,
        "agency": agency,
        "number": number,
        "kind": "audit",
        "previous": previous,
        "at": "2026-04-17T11:30:00Z",
        "key_id": key.key_id,
        "body": {},
        **overrides,
    }
    data = canonical(record)
    at = layout.record_key(agency, number)
    locked(store, at, data)
    locked(store, layout.signature_key(agency, number), key.sign(data))
    return at


def test_a_wrong_previous_digest_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    make.run(store, agency)
    at = put_record(store, agency, 2, "0" * 64)
    assert found(check()) == {(at, "previous_differs")}


def test_a_first_record_that_claims_another_before_it_is_named(
    store: Store, agency: str, check: Callable[..., Report]
) -> None:
    at = put_record(store, agency, 1, "0" * 64)
    proof.trust_this_key(store.settings, agency, proof.signing_key(store.settings))
    assert found(check()) == {(at, "previous_differs")}


def test_a_skipped_number_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    head = make.run(store, agency)
    put_record(store, agency, 3, head.sha256)
    assert (layout.record_key(agency, 2), "record_missing") in found(check())


def test_a_strangers_key_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    head = make.run(store, agency)
    stranger = proof.SigningKey(Ed25519PrivateKey.generate())
    at = put_record(store, agency, 2, head.sha256, signed_by=stranger)
    assert found(check()) == {(at, "untrusted_key")}


def test_a_strangers_signature_under_our_key_id_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    head = make.run(store, agency)
    stranger = proof.SigningKey(Ed25519PrivateKey.generate())
    own = proof.signing_key(store.settings).key_id
    at = put_record(store, agency, 2, head.sha256, signed_by=stranger, key_id=own)
    assert found(check()) == {(at, "signature_invalid")}


def test_a_key_is_not_believed_after_its_end(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report], tmp_path: Path
) -> None:
    make.run(store, agency)
    key = proof.signing_key(store.settings)
    file = tmp_path / "trust.yaml"
    file.write_text(
        f'agency: {agency}\nkeys:\n  - id: "{key.key_id}"\n    public: "{key.public.hex()}"\n'
        "    until: 2026-04-17T11:30:00Z\n"
    )
    report = check(trust_file=file)
    assert found(report) == {(layout.record_key(agency, 1), "untrusted_key")}
    assert report.trust == {agency: str(file)}


def test_without_a_trust_root_no_record_is_believed(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    make.run(store, agency)
    (store.settings.data / "trust" / f"{agency}.yaml").unlink()
    report = check()
    assert found(report) == {(layout.record_key(agency, 1), "untrusted_key")}
    assert report.trust == {agency: "none"}


@pytest.mark.parametrize(
    "overrides",
    [
        {"agency": "another"},
        {"number": 7},
        {"format": "ita-evidence/record/9"},
        {"kind": "note"},
        {"at": "yesterday"},
        {"more": 1},
        {"body": []},
        {"body": {"targets": [{"item": "O21"}]}},
        {"kind": "run", "body": {"targets": []}},
    ],
    ids=str,
)
def test_a_record_that_is_not_one_of_its_place_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report],
    overrides: dict[str, Any],
) -> None:  # fmt: skip
    head = make.run(store, agency)
    at = put_record(store, agency, 2, head.sha256, says=overrides)
    assert (at, "record_form") in found(check())


def test_a_record_that_is_not_canonical_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    make.run(store, agency)
    at = layout.record_key(agency, 2)
    locked(store, at, b'{"number": 2}')
    assert (at, "record_form") in found(check())


def test_a_run_that_settled_less_than_it_planned_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    head = make.run(store, agency)
    body = {**head.record["body"], "targets": head.record["body"]["targets"][:1]}
    at = put_record(store, agency, 2, head.sha256, kind="run", body=body)
    assert found(check()) == {(at, "record_incomplete")}


def test_a_run_whose_store_did_not_lock_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    plan = make.plan(agency)
    settled = make.settle(store, plan)
    loose = replace(store, require_lock=False)
    loose.locks = False
    ledger.append_run(loose, plan, settled, at=make.at)
    assert found(check()) == {(layout.record_key(agency, 1), "not_locked")}


def revised(store: Store, head: ledger.Head, **changed: Any) -> str:
    """A `revalidation` record that names one target otherwise; its key."""
    agency, body = head.record["agency"], head.record["body"]
    body = {
        "period": body["period"],
        "edition": body["edition"],
        "targets": [{**target(head), **changed}],
    }
    return put_record(store, agency, 2, head.sha256, kind="revalidation", body=body)


def test_a_verdict_swapped_for_another_targets_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    head = make.run(store, agency)
    other = target(head, 1)["verdict"]
    body = {**head.record["body"], "items": ["O16", "O21"]}
    body["targets"] = [{**target(head), "verdict": other}, target(head, 1)]
    at = put_record(store, agency, 2, head.sha256, kind="run", body=body)
    assert found(check()) == {(at, "target_differs"), (other["key"], "inputs_differ")}


@pytest.mark.parametrize("place", ["period", "edition"])
def test_evidence_of_another_time_under_this_ones_name_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report], place: str
) -> None:
    head = make.run(store, agency, items=("O21",))
    body = {**head.record["body"], place: "2567"}
    at = put_record(store, agency, 2, head.sha256, kind="run", body=body)
    assert found(check()) == {(at, "target_differs")}


def test_a_renewed_time_stamp_that_was_taken_away_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    """The audit's record says that it was put; nothing else would miss it for years."""
    head = make.run(store, agency, items=("O21",))
    renewal = layout.token_key(agency, 1, "an-authority", 2)
    put_record(store, agency, 2, head.sha256, kind="audit", body={"renewed": [renewal]})
    assert found(check()) == {(renewal, "object_missing")}


def test_two_digests_of_one_object_are_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    head = make.run(store, agency)
    key = target(head)["verdict"]["key"]
    revised(store, head, verdict={"key": key, "sha256": "0" * 64})
    assert (key, "digest_differs") in found(check())


def test_a_verdict_made_from_what_was_never_sealed_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    head = make.run(store, agency)
    own = Sealed.model_validate(target(head)["snapshot"])
    snapshot = snapshots.read_snapshot(store, own)
    stray = snapshots.seal_snapshot(store, make.snapshot(agency, item="O7"))
    catalog = sha256(f"catalog of {agency}".encode())
    verdict = make.verdict(snapshot, own, stray, catalog_sha256=catalog, suite_sha256=catalog)
    sealed = snapshots.seal_verdict(store, verdict)
    revised(store, head, verdict=sealed.model_dump())
    assert found(check()) == {(sealed.key, "inputs_differ")}


def test_a_verdict_of_a_wrong_judge_key_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    head = make.run(store, agency)
    verdict = snapshots.read_verdict(store, target(head)["verdict"]["key"])
    forged = canonical(verdict.model_copy(update={"judge_key": "0" * 16}))
    key = target(head)["verdict"]["key"].replace(verdict.judge_key, "0" * 16)
    locked(store, key, forged)
    revised(store, head, verdict={"key": key, "sha256": sha256(forged)})
    assert found(check()) == {(key, "inputs_differ")}


@pytest.mark.parametrize("change", [lambda data: b"{}", lambda data: data + b"\n"])
def test_a_snapshot_of_no_form_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report],
    change: Callable[[bytes], bytes],
) -> None:  # fmt: skip
    head = make.run(store, agency)
    data = change(store.read(target(head)["snapshot"]["key"]))
    key = layout.snapshot_key(agency, "2566", "O16", "2566-03", make.digest("other run"))
    locked(store, key, data)
    revised(store, head, snapshot={"key": key, "sha256": sha256(data)})
    assert (key, "object_form") in found(check())


def test_a_snapshot_in_the_place_of_another_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    head = make.run(store, agency)
    data = store.read(target(head)["snapshot"]["key"])
    key = layout.snapshot_key(agency, "2566", "O16", "2566-03", make.digest("other run"))
    locked(store, key, data)
    revised(store, head, snapshot={"key": key, "sha256": sha256(data)})
    assert (key, "object_form") in found(check())


def sealed_alone(store: Store, make: SimpleNamespace, snapshot: Snapshot) -> ledger.Head:
    """A run of one target with this very snapshot."""
    plan = make.plan(snapshot.agency, ("O21",))
    catalog = snapshots.put_blob(store, f"catalog of {plan.agency}".encode())
    snapshot = snapshot.model_copy(update={"run_key": plan.run_key})
    sealed = snapshots.seal_snapshot(store, snapshot)
    verdict = make.verdict(snapshot, sealed, catalog_sha256=catalog, suite_sha256=catalog)
    settled = ledger.Settled("O21", sealed, snapshots.seal_verdict(store, verdict))
    return ledger.append_run(store, plan, [settled], at=make.at)


def test_a_blob_of_another_size_than_its_snapshot_says_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    digest = snapshots.put_blob(store, f"page of {agency}".encode())
    capture = make.capture(f"page of {agency}".encode(), blob_size_bytes=1)
    sealed_alone(store, make, make.snapshot(agency, capture))
    assert found(check()) == {(layout.blob_key(digest), "digest_differs")}


def test_a_blob_of_other_bytes_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    capture = make.capture(f"page of {agency}".encode())
    key = layout.blob_key(capture.blob_sha256)
    locked(store, key, b"other bytes", mode="GOVERNANCE")
    sealed_alone(store, make, make.snapshot(agency, capture))
    assert found(check()) == {(key, "digest_differs")}


def test_a_first_snapshot_that_is_not_there_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    first = layout.snapshot_key(agency, "2566", "O21", "2566-02", make.digest("earlier"))
    capture = make.capture(None, outcome="unchanged", first_snapshot=first)
    sealed_alone(store, make, make.snapshot(agency, capture))
    assert found(check()) == {(first, "object_missing")}


def test_a_failed_capture_needs_no_blob(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    sealed_alone(store, make, make.snapshot(agency, make.capture(None)))
    assert found(check()) == set()


# --- locks -----------------------------------------------------------------------------------


def test_a_lock_that_is_weaker_than_its_kind_needs_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report]
) -> None:
    key = layout.snapshot_key(agency, "2566", "O21", "2566-03", make.plan(agency, ("O21",)).run_key)
    snapshot = make.snapshot(agency, run_key=make.plan(agency, ("O21",)).run_key)
    locked(store, key, canonical(snapshot), mode="GOVERNANCE")
    loose = replace(store, require_lock=False)
    sealed_alone(loose, make, snapshot)
    assert (key, "not_locked") in found(check())


def test_an_object_without_lock_is_named(
    store: Store, make: SimpleNamespace, agency: str, check: Callable[..., Report], admin: Any
) -> None:
    capture = make.capture(f"page of {agency}".encode())
    key = layout.blob_key(capture.blob_sha256)
    admin.put_object(Bucket=store.bucket, Key=key, Body=f"page of {agency}".encode())
    sealed_alone(store, make, make.snapshot(agency, capture))
    assert found(check()) == {(key, "not_locked")}


def test_a_lock_that_ended_is_named(
    store: Store, make: SimpleNamespace, agency: str, reader: Store
) -> None:
    make.run(store, agency)
    later = replace(reader, now=lambda: datetime.now(UTC) + timedelta(days=3651))
    report = verify(later, settings=store.settings, agency=agency, level="structure")
    assert found(report) == {
        (layout.record_key(agency, 1), "lock_ended"),
        (layout.signature_key(agency, 1), "lock_ended"),
    }


# --- a store that does not give it -----------------------------------------------------------


class Broken:
    """The real client, except that one object, or everything, cannot be read."""

    def __init__(self, client: Any, key: str | None):
        self.client, self.key = client, key

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.client, name)

        def call(**arguments: Any) -> Any:
            reading = name == "get_object" and arguments["Key"].startswith(("snap", "blobs"))
            if (self.key is None and reading) or arguments.get("Key") == self.key:
                raise ClientError(
                    {
                        "Error": {"Code": "InternalError"},
                        "ResponseMetadata": {"HTTPStatusCode": 500},
                    },
                    name,
                )
            if self.key is None and name == "list_objects_v2":
                raise StoreUnavailable("the store is away")
            return real(**arguments)

        return call if callable(real) else real


def test_an_object_that_cannot_be_read_is_named(
    store: Store, make: SimpleNamespace, agency: str, reader: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ita_evidence.archive.store.FIRST_PAUSE_S", 0.0)
    key = blob_of(store, make.run(store, agency))
    broken = replace(reader, client=Broken(reader.client, key))
    assert found(verify(broken, settings=store.settings, agency=agency)) == {(key, "unreadable")}


def test_a_store_that_goes_away_is_no_fault_of_the_archive(
    store: Store, make: SimpleNamespace, agency: str, reader: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ita_evidence.archive.store.FIRST_PAUSE_S", 0.0)
    make.run(store, agency)
    broken = replace(reader, client=Broken(reader.client, None))
    with pytest.raises(StoreUnavailable):
        verify(broken, settings=store.settings, agency=agency)


@pytest.mark.slow  # the server itself tries for 14 s before it says so
def test_bytes_spoiled_on_the_disk_are_named(
    settings: Settings,
    store: Store,
    make: SimpleNamespace,
    agency: str,
    check: Callable[..., Report],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A byte of a large blob turned in the server's own file; small ones lie in its database."""
    body = Random(agency).randbytes(60_000)
    snapshots.put_blob(store, body)
    capture = make.capture(body)
    sealed_alone(store, make, make.snapshot(agency, capture))
    for file in (settings.data / "store").glob("*.dat"):
        if (at := file.read_bytes().find(body[1000:1100])) >= 0:
            with file.open("r+b") as opened:
                opened.seek(at)
                opened.write(bytes([body[1000] ^ 1]))
    monkeypatch.setattr("ita_evidence.archive.store.TRIES", 1)
    faults = found(check())
    assert len(faults) == 1
    key, code = faults.pop()
    assert key == layout.blob_key(capture.blob_sha256) and code in {"digest_differs", "unreadable"}


def test_a_record_reads_back_as_it_was_written(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    head = make.run(store, agency)
    assert parse(store.read(layout.record_key(agency, 1))) == head.record
