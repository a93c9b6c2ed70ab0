"""The whole line over the sample province: every planted fault must come out as it was planted.

`include/sample_province/planted.yaml` states the verdict of all 43 items for both runs, and for
each planted fault the unit's status and the finding's code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from ita_evidence import pipeline, settings
from ita_evidence.archive import verify as verifier
from ita_evidence.model import Result, Verdict
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
def line(
    tmp_path_factory: pytest.TempPathFactory, free_ports: Any, sample_site: Path
) -> Iterator[Line]:
    data = tmp_path_factory.mktemp("line")
    http, https, store = free_ports(3)
    loaded = settings.Settings(
        data=data, sample_http_port=http, sample_https_port=https, store_port=store
    )
    with (
        SampleServer(sample_site, http, https, data),
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


COMPARED = {
    "O12": ["O11"],
    "O24": ["O23"],
    "O28": ["O27"],
    "O31": ["O2", "O2"],  # the half-year's own and March's, which was watched
    "O35": ["O34"],
    "O37": ["O36"],
    "O43": ["O42"],
}


@pytest.mark.parametrize("item", COMPARED)
def test_what_a_verdict_was_compared_with_is_among_its_inputs(line: Line, item: str) -> None:
    keys = [one.key for one in line.verdicts["2566-H1"][item].inputs.snapshots]
    assert [key.split("/")[3] for key in keys] == [item, *COMPARED[item]]
    assert {
        one.item for one in line.verdicts["2566-03"].values() if one.inputs.snapshots[1:]
    } == set()


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
