"""What is sealed: read once a process, and as it stands."""

from __future__ import annotations

from collections import Counter

import pytest
from pipeline_world import ITEM, OTHER, anew, captured

from ita_evidence import pipeline
from ita_evidence.archive.store import Store
from ita_evidence.model import Snapshot
from ita_evidence.pipeline import Workspace
from ita_evidence.pipeline import sealed as sealed_room
from ita_evidence.pipeline.sealed import keep_as_sealed, snapshot_of


def test_a_process_reads_what_another_sealed_once_and_what_it_sealed_itself_never(
    world: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, plan, _ = captured(world, "2566-09")
    pipeline.seal_item(work, plan, ITEM)
    real, seen = Store.read, Counter[str]()

    def read(store: Store, key: str, *digest: str) -> bytes:
        seen[key] += 1
        return real(store, key, *digest)

    monkeypatch.setattr(Store, "read", read)
    judge = anew(work)
    results = pipeline.validate(judge, plan)
    (sealed,) = (one.sealed for one in results)
    pipeline.record(judge, plan, results)
    shown = pipeline.report_input(judge, plan)
    assert sealed is not None and results[0].snapshot is not None
    assert seen[sealed.key] == 0 and seen[results[0].snapshot.key] in {1, 2}  # two threads
    reporter = anew(work)
    again = [pipeline.report_input(reporter, plan, with_facts=facts) for facts in (True, False)]
    assert [one.verdicts for one in again] == [shown.verdicts] * 2
    assert [one.snapshots for one in again] == [shown.snapshots] * 2
    assert seen[sealed.key] == 1


def test_a_snapshot_that_was_adopted_is_read_as_it_stands(world: Workspace) -> None:
    work, plan, _ = captured(world, "2565-10")
    sealed = pipeline.seal_item(work, plan, ITEM)
    there = work.store.read(sealed.key)
    other = plan.model_copy(update={"captured_late": not plan.captured_late})
    again = anew(work)
    assert pipeline.seal_item(again, other, ITEM) == sealed  # the first one stands
    assert sealed.key not in again.sealed
    assert snapshot_of(again, sealed) == Snapshot.model_validate_json(there)


def test_of_what_is_sealed_the_newest_are_kept(
    world: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_room, "SEALED_KEPT", 1)
    work, plan, _ = captured(world, "2565-12")
    pipeline.seal_item(work, plan, ITEM)
    results = pipeline.validate(work, plan)
    pipeline.record(work, plan, results)
    assert set(pipeline.report_input(work, plan, with_facts=False).verdicts) == {ITEM}
    assert len(work.sealed) == 1


def test_what_is_kept_is_what_the_sealed_bytes_say(world: Workspace) -> None:
    work, plan, _ = captured(world, "2566-04", OTHER)
    sealed = pipeline.seal_item(work, plan, OTHER)
    snapshot = snapshot_of(anew(work), sealed)
    loose = snapshot.model_copy(update={"evidence": list(snapshot.evidence)})  # the same as bytes
    process = anew(work)
    keep_as_sealed(process, sealed, loose)
    assert snapshot_of(process, sealed) == snapshot != loose
