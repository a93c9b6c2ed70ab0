"""The audit: what it reads, what it renews, what it puts on the record, what it only names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from ita_evidence.archive import audit, layout, ledger, proof, snapshots, verify
from ita_evidence.archive.store import Store, open_store
from ita_evidence.settings import Settings

DAY = timedelta(days=1)


@pytest.fixture
def alone(
    other: Callable[..., Settings], make: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    """A pair of buckets with a run of two agencies, whose trust root is the one made here."""
    settings = other()
    with open_store(settings) as store:
        for agency in ("audited-a", "audited-b"):
            make.run(store, agency)
            own = replace(settings, store="embedded")
            proof.trust_this_key(own, agency, proof.signing_key(settings))
        yield store


def at(store: Store, moment: datetime) -> Store:
    """The store as it will be asked then."""
    return replace(store, now=lambda: moment)


def audited(store: Store, moment: datetime, **options: Any) -> dict[str, audit.Audited]:
    done = audit.audit(at(store, moment), at=moment, **options)
    return {one.agency: one for one in done}


def summary(store: Store, agency: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(store.work_get(audit.summary_key(agency)) or b"{}")
    return found


def test_the_first_audit_is_full_then_samples_until_half_a_year_is_over(alone: Store) -> None:
    now = datetime.now(UTC)
    first = audited(alone, now)
    assert {one.level for one in first.values()} == {"full"}
    assert all(one.faults == () and one.record == 2 for one in first.values())
    said = summary(alone, "audited-a")
    assert said["ok"] and said["level"] == "full" and said["record"] == 2 and said["checked"] == 10
    assert {one.level for one in audited(alone, now + 7 * DAY).values()} == {"sample"}
    assert summary(alone, "audited-a")["full_at"] == said["full_at"]
    assert {one.level for one in audited(alone, now + 183 * DAY).values()} == {"full"}
    alone.work_delete(audit.summary_key("audited-b"))
    levels = {name: one.level for name, one in audited(alone, now + 190 * DAY).items()}
    assert levels == {"audited-a": "sample", "audited-b": "full"}
    record = ledger.read(alone, "audited-a", 2).record
    assert record["kind"] == "audit" and record["body"]["faults"] == []
    assert verify.verify(alone, settings=alone.settings).ok


def test_twenty_samples_read_everything(
    store: Store, make: SimpleNamespace, agency: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        make.run(store, agency, period=f"2566-0{number + 1}", base_record=number)
    read: set[str] = set()
    real = Store.read_version
    monkeypatch.setattr(
        Store, "read_version", lambda self, key, version: read.add(key) or real(self, key, version)
    )
    counts = []
    for turn in range(verify.SLICES):
        before = len(read)
        report = verify.verify(
            store, settings=store.settings, agency=agency, level="sample", turn=turn
        )
        assert report.ok, report.faults
        counts.append(len(read) - before)
    report = verify.verify(store, settings=store.settings, agency=agency)
    whole = {layout.blob_key(digest) for digest in report.leads}
    whole |= {*store.keys(f"snapshots/{agency}/"), *store.keys(f"verdicts/{agency}/")}
    assert whole <= read and counts[0] < len(read) and sum(count > 0 for count in counts) > 1


def test_locks_that_end_soon_are_extended(alone: Store) -> None:
    sealed = next(alone.keys("snapshots/audited-a/"))
    until = alone.read_body(sealed).locked_until
    assert until is not None
    near = until - 100 * DAY
    done = audited(alone, near)["audited-a"]
    assert done.extended == 10 and done.faults == ()
    longer = alone.read_body(sealed).locked_until
    assert longer is not None and longer > until + 3000 * DAY
    assert audited(alone, near)["audited-a"].extended == 0  # the first audit's own record too


def test_what_an_interrupted_run_left_is_on_the_record_once(
    alone: Store, make: SimpleNamespace
) -> None:
    left = make.settle(alone, make.plan("audited-a", base_record=7))
    stray = snapshots.put_blob(alone, b"nobody's")
    now = datetime.now(UTC)
    assert all(one.named == () for one in audited(alone, now).values())  # a run on its way
    later = now + 2 * DAY
    found = verify.verify(at(alone, later), settings=alone.settings).faults
    assert {fault.code for fault in found} == {"unaccounted"}
    done = audited(alone, later, level="full")
    assert done["audited-a"].faults == () == done["audited-b"].faults
    expected = {key for one in left for key in (one.snapshot.key, one.verdict.key)}
    assert set(done["audited-a"].named) >= expected | {layout.blob_key(stray)}
    number = done["audited-a"].record
    assert number is not None
    body = ledger.read(alone, "audited-a", number).record["body"]
    assert {one["key"] for one in body["unfinished"]} == expected
    assert stray in body["blobs"] and done["audited-b"].named == ()
    assert verify.verify(at(alone, later), settings=alone.settings).faults == ()
    assert audited(alone, later + DAY, level="full")["audited-a"].named == ()


def test_a_stray_blob_that_was_named_and_goes_is_a_fault(alone: Store) -> None:
    stray = snapshots.put_blob(alone, b"named, then gone")
    later = datetime.now(UTC) + 2 * DAY
    audited(alone, later, level="full")
    alone.erase(layout.blob_key(stray))  # an administrator's keys may
    done = audited(alone, later + DAY, level="full")
    assert [(one.key, one.code) for one in done["audited-a"].faults] == [
        (layout.blob_key(stray), "object_missing")
    ]


def test_a_fault_is_named_not_mended_and_stays(alone: Store) -> None:
    key = next(alone.keys("verdicts/audited-a/"))
    alone.client.put_object(
        Bucket=alone.bucket,
        Key=key,
        Body=b"forged",
        ObjectLockMode="COMPLIANCE",
        ObjectLockRetainUntilDate=datetime.now(UTC) + DAY,
    )
    now = datetime.now(UTC)
    for _ in range(2):
        done = audited(alone, now)
        assert [(one.key, one.code) for one in done["audited-a"].faults] == [(key, "newer_version")]
        assert done["audited-b"].faults == ()
    said = summary(alone, "audited-a")
    assert not said["ok"] and said["faults"][0]["code"] == "newer_version"
    assert audit.said(tuple(done.values())).startswith(f"newer_version: {key}: 2 versions")
    number = done["audited-a"].record
    assert number is not None
    assert ledger.read(alone, "audited-a", number).record["body"]["faults_count"] == 1


def test_a_ledger_that_is_broken_is_audited_and_not_written_on(
    alone: Store, make: SimpleNamespace
) -> None:
    alone.put_once(layout.record_key("audited-a", 2), b'{"number":2}', mode="COMPLIANCE")
    done = audited(alone, datetime.now(UTC))
    assert {one.code for one in done["audited-a"].faults} == {"record_form", "no_audit_record"}
    assert done["audited-a"].record is None and done["audited-b"].record == 2


def test_a_summary_that_cannot_be_read_asks_for_a_full_audit(alone: Store) -> None:
    now = datetime.now(UTC)
    audited(alone, now)
    for spoiled in (
        b"{",
        b"[]",
        b"{}",
        b'{"full_at":"soon"}',
        b'{"full_at":"2999-01-01T00:00:00Z"}',
    ):
        alone.work_put(audit.summary_key("audited-a"), spoiled)
        assert audit._due(alone, "audited-a", now) == "full"
