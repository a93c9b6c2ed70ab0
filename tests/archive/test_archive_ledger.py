from __future__ import annotations

import itertools
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from botocore.exceptions import ConnectionClosedError
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.archive import layout, ledger, proof, snapshots, verify
from ita_evidence.archive.canonical import canonical, sha256
from ita_evidence.archive.store import Store, open_store
from ita_evidence.errors import LedgerError, NumberTaken, UnsettledError
from ita_evidence.model import Sealed
from ita_evidence.settings import Settings


def append(store: Store, agency: str, at: datetime, **body: Any) -> ledger.Head:
    return ledger.append(store, agency, "review", body, at=at)


def test_records_are_chained_and_signed(
    store: Store, reader: Store, make: SimpleNamespace, agency: str
) -> None:
    assert ledger.head(store, agency) is None
    first, second = (append(store, agency, make.at, n=n) for n in (1, 2))
    assert (first.number, second.number) == (1, 2)
    assert first.record["previous"] is None and second.record["previous"] == first.sha256
    assert ledger.head(reader, agency) == second
    assert [number for number, _ in ledger.records(reader, agency)] == [1, 2]
    assert [number for number, _ in ledger.records(reader, agency, since=1)] == [2]

    data = reader.read(layout.record_key(agency, 2))
    assert data == canonical(second.record) and sha256(data) == second.sha256
    key = proof.signing_key(store.settings)
    assert second.record["key_id"] == key.key_id
    signature = reader.read(layout.signature_key(agency, 2))
    assert proof.signed_by(key.public, signature, data)


@pytest.mark.parametrize(("kind", "hours"), [("note", 0), ("review", None)])
def test_a_record_of_no_kind_or_no_zone_is_refused(
    store: Store, make: SimpleNamespace, agency: str, kind: str, hours: int | None
) -> None:
    at = make.at if hours is not None else make.at.replace(tzinfo=None)
    with pytest.raises(LedgerError):
        ledger.append(store, agency, kind, {}, at=at)


# --- the head --------------------------------------------------------------------------------


class Numbers:
    """As much of a store as the search for the head asks: which numbers are in use, and the hint."""

    def __init__(self, newest: int, hint: bytes | None):
        self.newest, self.hint, self.asked = newest, hint, 0

    def exists(self, key: str) -> bool:
        self.asked += 1
        return int(key.removesuffix(".json")[-8:]) <= self.newest

    def work_get(self, key: str) -> bytes | None:
        return self.hint


@given(st.integers(0, 200_000), st.integers(-5, 300_000) | st.none())
def test_the_head_is_found_from_any_hint_in_few_steps(newest: int, hint: int | None) -> None:
    store = Numbers(newest, None if hint is None else canonical({"number": hint}))
    assert ledger._newest(cast(Store, store), "a") == newest
    assert store.asked <= 2 * newest.bit_length() + 5
    right = Numbers(newest, canonical({"number": newest}))
    assert ledger._newest(cast(Store, right), "a") == newest
    assert right.asked <= 2


@pytest.mark.parametrize(
    "hint", [b"", b"{", b'{"number":"7"}', b"[]", b'{"n":1}', b'{"number":1.5}']
)
def test_a_hint_that_is_none_is_not_needed(
    store: Store, make: SimpleNamespace, agency: str, hint: bytes
) -> None:
    for n in range(5):
        newest = append(store, agency, make.at, n=n)
    store.work_put(ledger.hint_key(agency), hint)
    assert ledger.head(store, agency) == newest


def test_a_hint_of_another_archive_leads_nowhere(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    newest = append(store, agency, make.at)
    store.work_put(ledger.hint_key(agency), canonical({"number": 4711}))
    assert ledger.head(store, agency) == newest
    assert append(store, agency, make.at).number == 2


def test_a_record_below_a_delete_marker_keeps_its_number(
    store: Store, admin: Any, make: SimpleNamespace, agency: str
) -> None:
    append(store, agency, make.at)
    admin.delete_object(Bucket=store.bucket, Key=layout.record_key(agency, 1))
    assert append(store, agency, make.at).number == 2


# --- its signature ---------------------------------------------------------------------------


def put_record(
    store: Store, agency: str, signed_by: proof.SigningKey | None, at: datetime
) -> bytes:
    """A record 1 without its `.sig`, as a writer that died leaves it, or as a forger would."""
    own = proof.signing_key(store.settings)
    record = {
        "format": ledger.FORMAT,
        "agency": agency,
        "number": 1,
        "kind": "review",
        "previous": None,
        "at": at,
        "key_id": (signed_by or own).key_id,
        "body": {},
    }
    data = canonical(record)
    metadata = {ledger.SIGNATURE: signed_by.sign(data).hex()} if signed_by else {}
    store.put_once(layout.record_key(agency, 1), data, mode="COMPLIANCE", metadata=metadata)
    return data


def test_whoever_finds_the_head_completes_its_signature(
    store: Store, reader: Store, make: SimpleNamespace, agency: str
) -> None:
    key = proof.signing_key(store.settings)
    data = put_record(store, agency, key, make.at)
    assert ledger.head(reader, agency) is not None
    assert not store.exists(layout.signature_key(agency, 1))  # a reader cannot
    ledger.head(store, agency)
    assert proof.signed_by(key.public, store.read(layout.signature_key(agency, 1)), data)


def test_a_record_that_we_did_not_sign_is_neither_signed_nor_built_on(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    put_record(store, agency, None, make.at)
    with pytest.raises(LedgerError, match="no key we trust"):
        append(store, agency, make.at)
    assert not store.exists(layout.signature_key(agency, 1))


def test_a_record_of_a_strangers_key_is_not_built_on(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    put_record(store, agency, proof.SigningKey(Ed25519PrivateKey.generate()), make.at)
    with pytest.raises(LedgerError, match="no key we trust"):
        append(store, agency, make.at)


def test_a_broken_record_is_not_built_on(store: Store, make: SimpleNamespace, agency: str) -> None:
    store.put_once(layout.record_key(agency, 1), b'{"number":1}', mode="COMPLIANCE")
    with pytest.raises(LedgerError, match=r"record 1 .* broken"):
        append(store, agency, make.at)


def test_a_lost_answer_neither_loses_nor_doubles_a_record(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    class Losing:
        lost = 0

        def __getattr__(self, name: str) -> Any:
            real = getattr(store.client, name)
            if name != "put_object":
                return real

            def call(**arguments: Any) -> Any:
                answer = real(**arguments)
                self.lost += 1
                if self.lost % 2:
                    raise ConnectionClosedError(endpoint_url="x")
                return answer

            return call

    losing = replace(store, client=Losing())
    for n in range(3):
        assert append(losing, agency, make.at, n=n).number == n + 1
    assert len(list(ledger.records(store, agency))) == 3


# --- many at once ----------------------------------------------------------------------------


def test_threads_at_once_get_a_number_each(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    def one(n: int) -> int:
        return append(store, agency, make.at, n=n).number

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(one, range(12)))
    assert sorted(numbers) == list(range(1, 13))
    assert_one_chain(store, agency, 12)


def append_in_a_process(settings: Settings, agency: str, at: datetime, name: str) -> list[int]:
    with open_store(settings) as store:
        return [append(store, agency, at, name=name, n=n).number for n in range(3)]


def test_processes_at_once_get_a_number_each(
    settings: Settings, store: Store, make: SimpleNamespace, agency: str
) -> None:
    jobs = [(settings, agency, make.at, name) for name in ("a", "b")]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        numbers = pool.starmap(append_in_a_process, jobs)
    assert sorted(itertools.chain(*numbers)) == [1, 2, 3, 4, 5, 6]
    assert_one_chain(store, agency, 6)


def assert_one_chain(store: Store, agency: str, length: int) -> None:
    previous, seen = None, set()
    for number, record in ledger.records(store, agency):
        assert record["previous"] == previous
        previous = sha256(store.read(layout.record_key(agency, number)))
        seen.add(canonical(record["body"]))
    assert len(seen) == length
    held = store.versions(layout.ledger_prefix(agency))
    assert len(held) == 2 * length and {each.versions for each in held.values()} == {1}


def test_a_number_that_is_always_taken_ends_loudly(
    store: Store, make: SimpleNamespace, agency: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(store, agency, make.at)
    monkeypatch.setattr(ledger, "MOST_LOSSES", 3)
    monkeypatch.setattr(ledger, "_newest", lambda *_: 0)  # never sees what the others put
    with pytest.raises(NumberTaken, match="3 numbers"):
        append(store, agency, make.at + timedelta(seconds=1))


# --- runs ------------------------------------------------------------------------------------


def test_a_runs_record_names_all_that_was_settled(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    plan = make.plan(agency)
    settled = make.settle(store, plan)
    left = Sealed(key="snapshots/x", sha256="0" * 64)
    head = ledger.append_run(store, plan, list(reversed(settled)), at=make.at, unfinished=[left])
    assert head.record["at"] == "2026-04-17T11:30:00Z"
    assert head.record["body"] == {
        "run_key": plan.run_key,
        "period": "2566-03",
        "cadence": "monthly",
        "checkpoint": None,
        "edition": "2566",
        "items": ["O16", "O21"],
        "targets": [
            {
                "item": each.item,
                "snapshot": each.snapshot.model_dump(),
                "verdict": each.verdict.model_dump(),
            }
            for each in settled
        ],
        "unfinished": [left.model_dump()],
        "store": {"lock": True},
    }


def test_a_run_is_recorded_once(store: Store, make: SimpleNamespace, agency: str) -> None:
    plan = make.plan(agency)
    settled = make.settle(store, plan)
    first = ledger.append_run(store, plan, settled, at=make.at)
    append(store, agency, make.at)
    later = make.at + timedelta(hours=1)
    assert ledger.append_run(store, plan, settled, at=later) == first
    assert ledger.find_run(store, agency, plan.run_key, plan.base_record) == first
    assert ledger.find_run(store, agency, plan.run_key, 1) is None
    assert len(list(ledger.records(store, agency))) == 2


def test_the_same_run_four_times_at_once_is_recorded_once(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    plan = make.plan(agency)
    settled = make.settle(store, plan)

    def record(n: int) -> ledger.Head:
        return ledger.append_run(store, plan, settled, at=make.at + timedelta(seconds=n))

    with ThreadPoolExecutor(4) as pool:
        heads = list(pool.map(record, range(4)))
    assert {head.number for head in heads} == {1} and len({head.sha256 for head in heads}) == 1
    assert ledger.head(store, agency) == heads[0]


def test_a_run_after_a_committed_one_has_another_key(make: SimpleNamespace, agency: str) -> None:
    assert make.plan(agency).run_key != make.plan(agency, base_record=1).run_key


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda settled: settled[:1], "missing: O21"),
        (lambda settled: [], "missing: O16, O21"),
        (lambda settled: [*settled, settled[0]._replace(item="O7")], "not planned: O7"),
        (lambda settled: [*settled, settled[0]], "planned 2 targets and settled 3"),
        (
            lambda settled: [settled[0], settled[1]._replace(snapshot=settled[0].snapshot)],
            "no snapshot of O21",
        ),
        (
            lambda settled: [settled[0], settled[1]._replace(verdict=settled[1].snapshot)],
            "no verdict of O21",
        ),
    ],
)
def test_a_run_that_settled_not_all_is_not_recorded(
    store: Store,
    make: SimpleNamespace,
    agency: str,
    change: Callable[[list[ledger.Settled]], list[ledger.Settled]],
    why: str,
) -> None:
    plan = make.plan(agency)
    with pytest.raises(UnsettledError, match=why):
        ledger.append_run(store, plan, change(make.settle(store, plan)), at=make.at)
    assert ledger.head(store, agency) is None


# --- revalidations and reviews ---------------------------------------------------------------


def judged_again(
    store: Store, make: SimpleNamespace, one: ledger.Settled, review: int
) -> ledger.Settled:
    """The target with a verdict that a review was an input of."""
    snapshot = snapshots.read_snapshot(store, one.snapshot)
    old = snapshots.read_verdict(store, one.verdict)
    inputs = old.inputs.model_copy(update={"newest_review": review})
    fresh = {"inputs": inputs, "judge_key": layout.judge_key(inputs)}
    sealed = snapshots.seal_verdict(store, make.verdict(snapshot, one.snapshot, **fresh))
    return one._replace(verdict=sealed)


def test_a_review_is_recorded_once_and_a_revalidation_names_what_follows(
    store: Store, reader: Store, make: SimpleNamespace, agency: str
) -> None:
    plan = make.plan(agency)
    settled = make.settle(store, plan)
    ledger.append_run(store, plan, settled, at=make.at)
    said = {"decision": "met", "by": "somebody"}
    where = (store, agency, "2566-03", "2566", settled[1])
    review = ledger.append_review(*where, said, at=make.at)
    assert ledger.append_review(*where, said, at=make.at + timedelta(hours=1)) == review
    other = ledger.append_review(*where, {"decision": "not_met", "by": "somebody"}, at=make.at)
    assert ledger.reviews(reader, agency) == {"O21": (review.number, other.number)}
    fresh = judged_again(store, make, settled[1], other.number)
    head = ledger.append_revalidation(store, agency, "2566-03", "2566", [fresh], at=make.at)
    assert head.record["kind"] == "revalidation" and head.record["body"]["items"] == ["O21"]
    assert fresh.verdict.key in ledger.keys_named(head.record)
    report = verify.verify(reader, settings=store.settings, agency=agency)
    assert report.ok, report.faults


def test_reviews_are_found_without_their_note_and_read_once_with_it(
    store: Store, make: SimpleNamespace, agency: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make.plan(agency)
    settled = make.settle(store, plan)
    ledger.append_run(store, plan, settled, at=make.at)
    one = ledger.append_review(store, agency, "2566-03", "2566", settled[0], {"n": 1}, at=make.at)
    for spoiled in (b"{", canonical({"number": 99, "reviews": {}}), canonical({"number": "x"})):
        store.work_put(ledger.reviews_key(agency), spoiled)
        assert ledger.reviews(store, agency) == {"O16": (one.number,)}
    asked: list[int] = []
    real = ledger.read
    monkeypatch.setattr(ledger, "read", lambda s, a, n: asked.append(n) or real(s, a, n))
    assert ledger.reviews(store, agency) == {"O16": (one.number,)}
    assert asked == [one.number + 1]


def test_a_review_that_no_record_is_cannot_be_a_verdicts_input(
    store: Store, reader: Store, make: SimpleNamespace, agency: str
) -> None:
    plan = make.plan(agency)
    settled = make.settle(store, plan)
    ledger.append_run(store, plan, settled, at=make.at)
    fresh = judged_again(store, make, settled[1], 1)  # record 1 is the run itself
    ledger.append_revalidation(store, agency, "2566-03", "2566", [fresh], at=make.at)
    report = verify.verify(reader, settings=store.settings, agency=agency)
    assert [(one.key, one.code) for one in report.faults] == [(fresh.verdict.key, "inputs_differ")]


def test_a_record_of_verdicts_takes_each_target_once_and_its_own(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    one, two = make.settle(store, make.plan(agency))
    elsewhere = make.settle(store, make.plan(agency, base_record=1))[0]
    for settled, why in (
        ([], "each target once"),
        ([one, one], "each target once"),
        ([one._replace(verdict=two.verdict)], "no verdict of O16"),
        ([one._replace(verdict=elsewhere.verdict)], "was not made from"),
    ):
        with pytest.raises(UnsettledError, match=why):
            ledger.append_revalidation(store, agency, "2566-03", "2566", settled, at=make.at)
    assert ledger.head(store, agency) is None


def test_the_first_record_writes_the_trust_root_of_its_agency(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    append(store, agency, make.at)
    root = proof.trust(store.settings, agency)
    assert root.made_here and Path(root.source).parent == store.settings.data / "trust"
    assert [key.id for key in root.keys] == [proof.signing_key(store.settings).key_id]
