"""Judging again from the archive: the same inputs change nothing, others are recorded once.

A few items of the sample province, captured once; then its servers are gone.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ita_evidence import pipeline, settings
from ita_evidence.archive import ledger
from ita_evidence.archive import verify as verifier
from ita_evidence.archive.standing import standing
from ita_evidence.archive.store import Store
from ita_evidence.errors import UsageError
from ita_evidence.model import VerdictValue
from ita_evidence.pipeline import Workspace
from ita_evidence.sample.serve import SampleServer

MONTH, HALF = "2566-03", "2566-H1"
ITEMS = ("O2", "O19", "O29")


@pytest.fixture(scope="module")
def work(
    tmp_path_factory: pytest.TempPathFactory, free_ports: Any, sample_site: Path
) -> Iterator[Workspace]:
    data = tmp_path_factory.mktemp("revalidate")
    http, https, store = free_ports(3)
    loaded = settings.Settings(
        data=data, sample_http_port=http, sample_https_port=https, store_port=store
    )
    with pipeline.open_workspace(loaded) as opened:
        with SampleServer(sample_site, http, https, data):
            for period in (MONTH, HALF):
                plan = pipeline.plan_run(opened, "sample", period, items=ITEMS)
                pipeline.settle(opened, plan)
                pipeline.report(opened, plan)
        yield opened


def test_the_same_inputs_give_the_same_bytes_and_change_nothing(work: Workspace) -> None:
    before = ledger.head(work.store, "sample")
    done = pipeline.revalidate(work, "sample")
    assert (done.judged, done.records, done.changed, done.faults) == (6, (), (), ())
    assert ledger.head(work.store, "sample") == before


def with_another_suite(work: Workspace, folder: Path, item: str) -> Workspace:
    """The workspace with a suite of other bytes for one item, as an edited rule would give."""
    shutil.copytree(work.settings.expectations, folder)
    path = folder / f"2566/o{int(item[1:]):02d}.json"
    suite = json.loads(path.read_text("utf-8"))
    suite["meta"] = {**suite.get("meta", {}), "note": "edited"}
    path.write_text(json.dumps(suite), "utf-8")
    return replace(work, settings=replace(work.settings, expectations=folder))


def test_another_suite_is_recorded_once(work: Workspace, tmp_path: Path) -> None:
    edited = with_another_suite(work, tmp_path / "suites", "O19")
    before = standing(work.store, "sample")[MONTH]
    done = pipeline.revalidate(edited, "sample", period=MONTH)
    assert [(one.item, one.was == one.now) for one in done.changed] == [("O19", True)]
    (number,) = done.records
    record = ledger.read(work.store, "sample", number).record
    assert (record["kind"], record["body"]["items"]) == ("revalidation", ["O19"])
    (named,) = record["body"]["targets"]
    assert named["snapshot"] == before["O19"].snapshot.model_dump()
    again = pipeline.revalidate(edited, "sample", period=MONTH)
    assert (again.records, again.changed, again.faults) == ((), (), ())
    shown = pipeline.newest_report_input(work, "sample", MONTH)
    assert shown.verdicts["O19"].judge_key in named["verdict"]["key"]
    assert verifier.verify(work.store, settings=work.settings, agency="sample").ok


def test_a_verdict_that_comes_out_otherwise_is_named(
    work: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same inputs, and a program that judges otherwise: the record stays, and it is said."""
    from ita_evidence.validation import judge

    real = judge.judge

    def otherwise(given: judge.Judging) -> judge.Judged:
        judged = real(given)
        other = {VerdictValue.NEEDS_REVIEW: VerdictValue.NOT_MET}
        return replace(judged, verdict=other.get(judged.verdict, VerdictValue.NEEDS_REVIEW))

    monkeypatch.setattr(judge, "judge", otherwise)
    done = pipeline.revalidate(work, "sample", period=HALF, items=("O19",))
    assert [fault.code for fault in done.faults] == ["verdict_differs"] and done.records == ()


def test_spoiled_evidence_is_named_and_costs_no_other_item_its_verdict(
    work: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, spoiled = Store.read, standing(work.store, "sample")[MONTH]["O29"].snapshot.key

    def read(self: Store, key: str, wanted: str | None = None) -> bytes:
        return b"{}" if key == spoiled else real(self, key, wanted)

    monkeypatch.setattr(Store, "read", read)
    done = pipeline.revalidate(work, "sample", period=MONTH, items=("O29", "O2"))
    assert [fault.code for fault in done.faults] == ["not_judged", "not_reported"]
    assert done.judged == 1


def test_what_was_never_judged_is_a_wrong_argument(work: Workspace) -> None:
    for wrong in ({"period": "2566-04"}, {"items": ("O99",)}):
        with pytest.raises(UsageError, match=MONTH):
            pipeline.revalidate(work, "sample", **wrong)  # type: ignore[arg-type]


def test_a_lost_work_bucket_is_made_again(work: Workspace) -> None:
    """All of it deleted: head, standing verdicts, histories and reports come back."""
    store = work.store
    pipeline.revalidate(work, "sample")  # by today's suites, whatever was tried before
    before = {key: store.work_get(key) for key in store.work_keys("")}
    shown = pipeline.newest_report_input(work, "sample", HALF)
    for key in before:
        store.work_delete(key)
    done = pipeline.revalidate(work, "sample")
    assert (done.records, done.faults) == ((), ())
    assert pipeline.newest_report_input(work, "sample", HALF) == shown
    after = {key: store.work_get(key) for key in store.work_keys("")}
    assert {key for key in before if key.startswith("dossiers/")} <= after.keys()
    noted = [key for key in before if "/standing/" in key or "/history/" in key]
    assert len(noted) == 2 + len(ITEMS)
    assert {key: after[key] for key in noted} == {key: before[key] for key in noted}
    assert verifier.verify(store, settings=work.settings, level="structure").ok
