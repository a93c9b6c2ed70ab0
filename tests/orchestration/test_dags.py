"""The DAG files: what they make, how it is wired, and what parsing them costs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.dag_processing.dagbag import BundleDagBag
from airflow.sdk import DAG
from airflow.sdk.exceptions import AirflowRescheduleException

from ita_evidence import settings
from ita_evidence.errors import AgencyBusy
from ita_evidence.orchestration import dags as wiring

FOLDER = settings.PROJECT / "dags"


@pytest.fixture(scope="module")
def bag() -> BundleDagBag:
    return BundleDagBag(dag_folder=FOLDER, bundle_path=FOLDER, bundle_name="dags-folder")


@pytest.fixture
def two_agencies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A light index with a second agency."""
    index = json.loads((settings.PROJECT / "include/catalog/index.json").read_text("utf-8"))
    index["agencies"]["other"] = index["agencies"]["sample"] | {"name_th": "จังหวัดอีกแห่ง"}
    (tmp_path / "index.json").write_text(json.dumps(index), "utf-8")
    monkeypatch.setenv("ITA_CATALOG", str(tmp_path))
    wiring.light_index.cache_clear()
    yield
    wiring.light_index.cache_clear()


def test_every_dag_file_makes_the_dags_it_should(bag: BundleDagBag) -> None:
    assert bag.import_errors == {}
    assert set(bag.dags) >= {
        "ita_monthly__sample",
        "ita_semiannual__sample",
        "ita_submitted__sample",
        "ita_feeds",
        "ita_audit_archive",
        "ita_reminders",
    }
    assert {Path(dag.fileloc).name for dag in bag.dags.values()} == {
        path.name for path in FOLDER.glob("*.py")
    }


def test_the_audit_is_one_task_every_sunday_night(bag: BundleDagBag) -> None:
    dag: Any = bag.dags["ita_audit_archive"]
    assert [one.task_id for one in dag.tasks] == ["audit"]
    assert (dag.catchup, dag.max_active_runs) == (False, 1)
    assert dag.timetable.expression == "0 3 * * 0" and dag.params["level"] is None
    assert "Red" in dag.doc_md


@pytest.mark.parametrize(
    ("dag_id", "judged"), [("ita_monthly__sample", 6), ("ita_semiannual__sample", 43)]
)
def test_a_plain_task_for_each_item_that_is_judged(
    bag: BundleDagBag, dag_id: str, judged: int
) -> None:
    squares = [one for one in bag.dags[dag_id].tasks if one.task_id.startswith("verdict_")]
    assert len(squares) == judged
    assert "verdict_procurement_monthly_summary" in {one.task_id for one in squares}
    names = {one.task_id: one.task_display_name for one in squares}
    assert names["verdict_procurement_monthly_summary"].startswith("O21 สรุปผล")
    assert {one.trigger_rule for one in squares} == {"all_success"}
    # A worker that is killed costs a try; a red square is none of these: it fails for good at once.
    assert {one.retries for one in squares} == {2}


@pytest.mark.parametrize("dag_id", ["ita_monthly__sample", "ita_semiannual__sample"])
def test_the_wiring_is_the_one_that_settles_runs(bag: BundleDagBag, dag_id: str) -> None:
    dag: Any = bag.dags[dag_id]
    rules = {one.task_id: one.trigger_rule.value for one in dag.tasks}
    assert {rules[name] for name in ("seal", "validate", "record")} == {"all_done"}
    assert {rules[name] for name in ("report", "notify")} == {"all_success"}
    assert [one.task_id for one in dag.tasks if not one.downstream_task_ids] == ["notify"]
    assert dag.get_task("capture").downstream_task_ids == {"seal"}
    assert dag.get_task("capture_shared").pool == wiring.SHARED_POOL
    assert "record" in dag.get_task("verdict_procurement_monthly_summary").downstream_task_ids


def test_a_run_waits_for_its_turn_without_a_try(
    bag: BundleDagBag, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = [AgencyBusy("another run holds sample")]

    def plan(*_: Any) -> dict[str, Any]:
        if busy:
            raise busy.pop()
        return {"run_key": "1"}

    monkeypatch.setattr(wiring.tasks, "plan", plan)
    task: Any = bag.dags["ita_monthly__sample"].get_task("plan")
    run = SimpleNamespace(partition_key="2023-03", run_after=datetime(2023, 4, 17, tzinfo=UTC))
    given = {"agency": "sample", "cadence": "monthly", "dag_run": run, "params": {}}
    before = datetime.now(UTC)
    with pytest.raises(AirflowRescheduleException) as waits:
        task.python_callable(**given)
    assert waits.value.reschedule_date - before >= wiring.LOOKS_AGAIN_AFTER
    assert task.python_callable(**given) == {"run_key": "1"}


@pytest.mark.parametrize("dag_id", ["ita_monthly__sample", "ita_semiannual__sample"])
def test_a_dag_says_how_to_run_it(bag: BundleDagBag, dag_id: str) -> None:
    dag: Any = bag.dags[dag_id]
    assert "not met" in dag.doc_md
    assert dag.catchup is False
    assert dag.max_active_runs == 1
    assert dag.start_date.isoformat().startswith("2022-10-01")
    assert set(dag.params) >= {"period", "items", "dry_run"}
    assert "sample" in dag.tags
    assert dag.default_args["owner"] == "sample"


def test_the_engineer_is_told_of_a_failed_and_of_a_late_run(
    bag: BundleDagBag, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bag.dags["ita_monthly__sample"].deadline is None, "dag.test would die of it"
    monkeypatch.setenv("_AIRFLOW_PROCESS_CONTEXT", "client")  # as the DAG processor parses
    dag: Any = wiring.evidence_dag("sample", "monthly")
    assert dag.on_failure_callback
    (deadline,) = dag.deadline
    assert deadline.interval == wiring.LATE_AFTER
    assert deadline.callback.path.endswith("alerts.run_late")


def test_every_dag_and_task_has_a_name_and_words_for_people(bag: BundleDagBag) -> None:
    thai = re.compile("[\u0e01-\u0e2e]")
    for dag in bag.dags.values():
        assert thai.search(dag.dag_display_name), dag.dag_id
        assert dag.doc_md, dag.dag_id
        assert dag.tags, dag.dag_id
        named = [one for one in dag.tasks if not one.task_id.startswith("verdict_")]
        assert [one.task_id for one in named if not thai.search(one.task_display_name)] == []


def test_the_feeds_are_read_when_e_gp_has_opened(bag: BundleDagBag) -> None:
    dag: Any = bag.dags["ita_feeds"]
    assert dag.timetable.expression == "5 18 * * *"
    assert str(dag.timetable.timezone) == "Asia/Bangkok"
    read = dag.get_task("read")
    assert (read.pool, read.upstream_task_ids) == (wiring.SHARED_POOL, {"agencies"})
    assert (dag.catchup, dag.max_active_runs) == (False, 1)
    assert "feed_gap" in dag.doc_md


def test_submitted_urls_are_looked_at_weekly(bag: BundleDagBag) -> None:
    dag: Any = bag.dags["ita_submitted__sample"]
    assert dag.timetable.expression == "30 18 * * 1"
    assert str(dag.timetable.timezone) == "Asia/Bangkok"
    assert [one.task_id for one in dag.tasks] == ["look"]
    assert "จังหวัดสมมติบุรี" in dag.doc_md


@pytest.mark.usefixtures("two_agencies")
def test_a_second_agency_has_dags_of_its_own() -> None:
    first: DAG = wiring.evidence_dag("sample", "monthly")
    second: DAG = wiring.evidence_dag("other", "monthly")
    assert (first.dag_id, second.dag_id) == ("ita_monthly__sample", "ita_monthly__other")
    assert second.dag_display_name is not None
    assert "จังหวัดอีกแห่ง" in second.dag_display_name


def test_in_a_task_only_the_dag_asked_for_is_built() -> None:
    code = (
        "import os; os.environ['_AIRFLOW_PARSING_CONTEXT_DAG_ID'] = 'ita_monthly__sample'\n"
        "import runpy\n"
        f"made = runpy.run_path({str(FOLDER / 'ita_evidence_dags.py')!r})\n"
        "print([name for name in made if name.startswith('ita_')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "['ita_monthly__sample']"


def test_parsing_imports_nothing_heavy() -> None:
    code = (
        "import runpy, sys\n"
        "import airflow.sdk\n"
        "before = set(sys.modules)\n"
        f"runpy.run_path({str(FOLDER / 'ita_evidence_dags.py')!r})\n"
        "new = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "print(sorted(new & {'great_expectations', 'pandas', 'boto3', 'requests', 'lxml'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_the_scheduler_reads_our_dags_without_our_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its loop waits on nothing of ours: what it has is the serialised DAG, and Airflow's timetable."""
    from airflow.serialization.serialized_objects import DagSerialization

    monkeypatch.setenv("_AIRFLOW_PROCESS_CONTEXT", "client")  # with the deadline of each run
    dags = [wiring.evidence_dag("sample", cadence) for cadence in wiring.TIMETABLES]
    (tmp_path / "dags.json").write_text(json.dumps([DagSerialization.to_dict(dag) for dag in dags]))
    code = (
        "import json, sys, pathlib\n"
        "from airflow.serialization.serialized_objects import DagSerialization\n"
        f"for one in json.loads(pathlib.Path({str(tmp_path / 'dags.json')!r}).read_text()):\n"
        "    dag = DagSerialization.from_dict(one)\n"
        "    assert len(dag.task_ids) > 10 and dag.timetable.summary\n"
        "print([name for name in sys.modules if name.partition('.')[0] == 'ita_evidence'])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "[]"
