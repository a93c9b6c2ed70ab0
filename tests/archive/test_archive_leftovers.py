from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from ita_evidence.archive import layout, ledger, snapshots
from ita_evidence.archive.canonical import canonical
from ita_evidence.archive.leftovers import unfinished
from ita_evidence.archive.store import Store
from ita_evidence.archive.verify import verify
from ita_evidence.model import Plan


def interrupted(store: Store, make: SimpleNamespace, agency: str, **overrides: Any) -> Plan:
    """A run that sealed everything and was killed before its record."""
    plan: Plan = make.plan(agency, **overrides)
    store.work_put(layout.plan_key(agency, plan.run_key), canonical(plan))
    make.settle(store, plan)
    return plan


def commit(store: Store, make: SimpleNamespace, plan: Plan) -> ledger.Head:
    settled = make.settle(store, plan)
    left = unfinished(store, plan, settled)
    return ledger.append_run(store, plan, settled, at=make.at, unfinished=left)


def run_keys(head: ledger.Head) -> set[str]:
    keys = [layout.parse_key(left["key"]) for left in head.record["body"]["unfinished"]]
    return {key.names["run_key"] for key in keys if key}


def test_what_a_killed_run_sealed_is_listed_by_the_next_record_once(
    store: Store, reader: Store, make: SimpleNamespace, agency: str
) -> None:
    killed = interrupted(store, make, agency, items=("O16", "O21"))
    first = commit(store, make, make.plan(agency, items=("O21",)))
    assert run_keys(first) == {killed.run_key}
    left = first.record["body"]["unfinished"]
    assert len(left) == 2 and all("/O21/" in one["key"] for one in left), "O16 was not planned"
    second = commit(store, make, make.plan(agency, items=("O16", "O21"), base_record=1))
    assert [one["key"].split("/")[3] for one in second.record["body"]["unfinished"]] == ["O16"] * 2
    third = commit(store, make, make.plan(agency, items=("O16", "O21"), base_record=2))
    assert third.record["body"]["unfinished"] == []
    assert verify(reader, settings=reader.settings, agency=agency).faults == ()


def test_a_second_verdict_of_the_same_run_is_a_leftover(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    plan = make.plan(agency, items=("O21",))
    (settled,) = make.settle(store, plan)
    snapshot = snapshots.read_snapshot(store, settled.snapshot)
    other = make.verdict(snapshot, settled.snapshot, suite_sha256=make.digest("a newer suite"))
    sealed = snapshots.seal_verdict(store, other)
    assert unfinished(store, plan, [settled]) == (sealed,)


def test_other_periods_and_agencies_are_not_ours_to_name(
    store: Store, make: SimpleNamespace, agency: str
) -> None:
    interrupted(store, make, agency, period="2566-02")
    interrupted(store, make, f"{agency}x")
    assert commit(store, make, make.plan(agency)).record["body"]["unfinished"] == []


@pytest.mark.parametrize("note", [None, b"{", b'{"records":["1"]}', b'{"records":[99]}', b"{}"])
def test_the_note_only_saves_reading(
    store: Store, make: SimpleNamespace, agency: str, note: bytes | None
) -> None:
    first = make.run(store, agency)
    plan = make.plan(agency, base_record=1)
    settled = make.settle(store, plan)
    key = layout.named_key(agency, first.record["body"]["run_key"])
    assert ledger.named_in(store, agency, first.record["body"]["run_key"]) == (1,)
    if note is None:
        store.client.delete_object(Bucket=store.work_bucket, Key=key)
    else:
        store.work_put(key, note)
    assert unfinished(store, plan, settled) == ()
    assert ledger.named_in(store, agency, first.record["body"]["run_key"]) == (1,), "noted again"


def test_a_long_ledger_is_not_read_and_other_targets_are_not_listed(
    store: Store, make: SimpleNamespace, agency: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The steps are the same after 3 records as after 12."""
    asked: list[str] = []
    ask = Store._ask

    def counted(self: Store, what: str, request: Any) -> Any:
        asked.append(what)
        return ask(self, what, request)

    counts = []
    for number in range(12):
        plan = make.plan(agency, base_record=number, period=f"25{number + 50}-03")
        settled = make.settle(store, plan)
        with monkeypatch.context() as patch:
            patch.setattr(Store, "_ask", counted)
            left = unfinished(replace(store), plan, settled)
            ledger.append_run(store, plan, settled, at=make.at, unfinished=left)
        counts.append(len(asked))
        asked.clear()
    assert counts[3] == counts[11], counts


def test_a_committed_run_is_found_without_reading_the_ledger(
    store: Store, make: SimpleNamespace, agency: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make.run(store, agency)
    monkeypatch.setattr(ledger, "records", lambda *_: pytest.fail("it read the ledger"))
    assert ledger.find_run(store, agency, first.record["body"]["run_key"], since=0) == first
