"""The whole line over the sample province: every planted fault must come out as it was planted.

`include/sample_province/planted.yaml` states the verdict of all 43 items for both runs, and for
each planted fault the unit's status and the finding's code.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from ita_evidence import pipeline, settings
from ita_evidence.archive import ledger
from ita_evidence.archive import verify as verifier
from ita_evidence.archive.standing import standing
from ita_evidence.archive.store import Store
from ita_evidence.errors import UsageError
from ita_evidence.model import Result, Verdict, VerdictValue
from ita_evidence.sample import ensure
from ita_evidence.sample.serve import SampleServer

PLANTED = yaml.safe_load(
    (settings.PROJECT / "include/sample_province/planted.yaml").read_text("utf-8")
)
PERIODS = ("2566-03", "2566-H1")


@dataclass(frozen=True)
class Line:
    """Both runs of the sample province, settled, in a store that is still open."""

    work: pipeline.Workspace
    plans: dict[str, Any]
    results: dict[str, tuple[Result, ...]]
    verdicts: dict[str, dict[str, Verdict]]


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory, free_ports: Any) -> Iterator[Line]:
    data = tmp_path_factory.mktemp("line")
    http, https, store = free_ports(3)
    loaded = settings.Settings(
        data=data, sample_http_port=http, sample_https_port=https, store_port=store
    )
    site: Path = ensure(loaded)
    with (
        SampleServer(site, http, https, data),
        pipeline.open_workspace(loaded) as work,
    ):
        plans, results, verdicts = {}, {}, {}
        for period in PERIODS:
            plans[period] = pipeline.plan_run(work, "sample", period)
            _, results[period] = pipeline.settle(work, plans[period])
            verdicts[period] = {
                one.item: one for one in pipeline.verdicts_of(work, results[period])
            }
        yield Line(work, plans, results, verdicts)


@pytest.mark.parametrize("period", PERIODS)
def test_every_target_is_settled(line: Line, period: str) -> None:
    assert [one.error for one in line.results[period] if one.error] == []
    assert set(line.verdicts[period]) == set(line.plans[period].items)


@pytest.mark.parametrize(
    ("period", "item"),
    [(period, item) for period in PERIODS for item in PLANTED["expected"][period]],
)
def test_each_item_has_the_verdict_that_was_planted(line: Line, period: str, item: str) -> None:
    verdict = line.verdicts[period][item]
    reasons = [(one.unit, one.component, one.part, one.code) for one in verdict.findings][:8]
    assert str(verdict.verdict) == PLANTED["expected"][period][item], reasons


@pytest.mark.parametrize(
    ("fault", "period"),
    [(fault, period) for fault in PLANTED["planted"] for period in fault["runs"]],
    ids=lambda value: value["id"] if isinstance(value, dict) else str(value),
)
def test_each_planted_fault_is_found(line: Line, fault: dict[str, Any], period: str) -> None:
    verdict = line.verdicts[period][fault["item"]]
    codes = {(one.unit, one.code) for one in verdict.findings}
    statuses = {one.unit: str(one.status) for one in verdict.units}
    assert str(verdict.verdict) == fault["verdict"]
    if fault["finding"] is not None:
        assert (fault["unit"], fault["finding"]) in codes
    assert {unit: statuses[unit] for unit in fault["unit_status"]} == fault["unit_status"]


def test_all_43_items_are_stated() -> None:
    for period in PERIODS:
        assert set(PLANTED["expected"][period]) == {f"O{number}" for number in range(1, 44)}


def test_the_archive_verifies(line: Line) -> None:
    report = verifier.verify(line.work.store, settings=line.work.settings, level="full")
    assert [fault.code for fault in report.faults] == []
    assert report.checked > 86  # two snapshots and verdicts an item, at least


def test_a_second_run_stores_no_new_blob_and_seals_every_target(line: Line) -> None:
    store = line.work.store
    before = set(store.keys("blobs/"))
    snapshots_before = set(store.keys("snapshots/"))
    plan = pipeline.plan_run(line.work, "sample", "2566-03")
    assert plan.run_key != line.plans["2566-03"].run_key
    _, results = pipeline.settle(line.work, plan)
    assert set(store.keys("blobs/")) == before
    assert len(set(store.keys("snapshots/")) - snapshots_before) == len(plan.items)
    again = {one.item: str(one.verdict) for one in results}
    assert again == {one.item: str(one.verdict) for one in line.results["2566-03"]}


# --- judged again from the archive (after all that reads the run's own verdicts) -----------------

AGAIN = ("O19", "O29", "O2")


def test_judging_again_with_the_same_inputs_changes_nothing(line: Line) -> None:
    """With the site gone: nothing is asked. Every verdict must come out byte for byte."""
    before = ledger.head(line.work.store, "sample")
    done = pipeline.revalidate(line.work, "sample", period="2566-03")
    assert (done.judged, done.records, done.changed, done.faults) == (43, (), (), ())
    assert ledger.head(line.work.store, "sample") == before


def other_suite(line: Line, folder: Path, item: str) -> pipeline.Workspace:
    """The workspace with a suite of other bytes for one item, as an edited rule would give."""
    shutil.copytree(line.work.settings.expectations, folder)
    path = folder / f"2566/o{int(item[1:]):02d}.json"
    suite = json.loads(path.read_text("utf-8"))
    suite["meta"] = {**suite.get("meta", {}), "note": "edited"}
    path.write_text(json.dumps(suite), "utf-8")
    return replace(line.work, settings=replace(line.work.settings, expectations=folder))


def test_judging_again_by_another_suite_is_recorded_once(line: Line, tmp_path: Path) -> None:
    work = other_suite(line, tmp_path / "suites", "O19")
    before = standing(work.store, "sample")["2566-03"]
    asked = {"period": "2566-03", "items": AGAIN}
    done = pipeline.revalidate(work, "sample", **asked)
    assert [(one.item, one.was == one.now) for one in done.changed] == [("O19", True)]
    (number,) = done.records
    record = ledger.read(work.store, "sample", number).record
    assert (record["kind"], record["body"]["items"]) == ("revalidation", ["O19"])
    (named,) = record["body"]["targets"]
    assert named["snapshot"] == before["O19"].snapshot.model_dump()
    again = pipeline.revalidate(work, "sample", **asked)
    assert (again.records, again.changed, again.faults) == ((), (), ())
    shown = pipeline.newest_report_input(work, "sample", "2566-03")
    assert shown.verdicts["O19"].judge_key in named["verdict"]["key"]
    assert verifier.verify(work.store, settings=work.settings, agency="sample").ok


def test_a_verdict_that_would_come_out_otherwise_is_named(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same inputs, and a program that judges otherwise: the record stays, and it is said."""
    from ita_evidence.validation import judge

    real = judge.judge

    def otherwise(given: judge.Judging) -> judge.Judged:
        return replace(real(given), verdict=VerdictValue.NEEDS_REVIEW)

    monkeypatch.setattr(judge, "judge", otherwise)
    done = pipeline.revalidate(line.work, "sample", period="2566-H1", items=("O19",))
    assert [fault.code for fault in done.faults] == ["verdict_differs"] and done.records == ()


def test_evidence_that_is_spoiled_is_named_and_costs_no_other_item_its_verdict(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, spoiled = Store.read, standing(line.work.store, "sample")["2566-03"]["O29"].snapshot.key

    def read(self: Store, key: str, wanted: str | None = None) -> bytes:
        return b"{}" if key == spoiled else real(self, key, wanted)

    monkeypatch.setattr(Store, "read", read)
    done = pipeline.revalidate(line.work, "sample", period="2566-03", items=("O29", "O2"))
    assert [fault.code for fault in done.faults] == ["not_judged", "not_reported"]
    assert done.judged == 1


def test_nothing_to_judge_again_is_a_wrong_argument(line: Line) -> None:
    for wrong in ({"period": "2566-04"}, {"items": ("O99",)}):
        with pytest.raises(UsageError, match="2566-03"):
            pipeline.revalidate(line.work, "sample", **wrong)


def test_a_lost_work_bucket_is_made_again(line: Line) -> None:
    """All of it deleted: head, verdicts and reports come back from what is sealed."""
    store = line.work.store
    pipeline.revalidate(
        line.work, "sample", items=("O19",)
    )  # by today's suites, whatever was tried
    before = {key: store.work_get(key) for key in store.work_keys("")}
    shown = pipeline.newest_report_input(line.work, "sample", "2566-H1")
    for key in before:
        store.work_delete(key)
    done = pipeline.revalidate(line.work, "sample", items=("O19",))
    assert (done.records, done.faults) == ((), ())
    assert pipeline.newest_report_input(line.work, "sample", "2566-H1") == shown
    after = {key: store.work_get(key) for key in store.work_keys("")}
    reports = {key: data for key, data in before.items() if key.startswith("dossiers/")}
    assert {key: after.get(key) for key in reports} == reports
    noted = [key for key in before if "/standing/" in key]
    assert len(noted) == 2 and all(after[key] == before[key] for key in noted)
    assert verifier.verify(store, settings=line.work.settings, level="structure").ok
