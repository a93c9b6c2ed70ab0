"""The shape of a DAG: one agency, one cadence (design: a DAG an agency, so that each has its own
grid, backfill, pause and permission).

    plan → due ┬ hosts        → capture[host]        ┐
               └ shared_hosts → capture_shared[host] ┴ seal[item] → validate → …
    … → verdict_<topic>, one for each item → record → report → notify

`due` ends a dry run, and a date on which nothing is due. `verdict_<topic>` are plain tasks, one for
each item that the DAG judges, so that the grid shows their history row by row.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from airflow.sdk import (
    CronPartitionTimetable,
    Param,
    TriggerRule,
    dag,
    task,
)
from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference
from airflow.sdk.exceptions import AirflowRescheduleException

from ita_evidence import settings
from ita_evidence.errors import AgencyBusy
from ita_evidence.orchestration import alerts, tasks

if TYPE_CHECKING:
    from airflow.sdk import DAG

START = datetime(2022, 10, 1, tzinfo=UTC)
LATE_AFTER = timedelta(hours=12)
"""A run that is not done by then is told of: the busiest host's politeness takes some hours."""
LOOKS_AGAIN_AFTER = timedelta(minutes=1)
SHARED_POOL = "ita_shared"
"""One slot: hosts that every agency asks (e-GP, data.go.th) are asked by one task at a time."""

XCom = Any
"""What an earlier task returned: an XComArg while wiring, the value when the task runs."""

TIMETABLES: dict[str, dict[str, Any]] = {
    # The month that closed before, on the 17th: สขร.1 appears between the 3rd and the 15th.
    "monthly": {"cron": "30 18 17 * *", "run_offset": -1, "key_format": "%Y-%m"},
    # Every day that may be a checkpoint; the calendar says which are, `plan` ends the others.
    # 18:30 in Bangkok: e-GP is closed until 17:30, and it is the same day in UTC.
    "semiannual": {"cron": "30 18 1,10,16,18,24,28 4,5,10,11 *", "key_format": "%Y-%m-%d"},
}

DOC = """
### {title}

Collects the evidence of **{name}** ({cadence}), judges it and seals it.

* A red square `verdict_…` is an item that is **not met**; its first finding is the task's message.
  The run itself stays green: the pipeline did its work.
* A pink square needs a person's review, is not due, or does not apply; its last log line says.
* The run is red only when a target was not settled. Clear the failed task with its downstream, or
  start a new run: what is sealed is adopted.
* To judge again what was sealed, clear `validate` with its downstream. To look again, start a run.

* After `record` the dossier, the worklists and the board are made, and who must know is told
  (`ita_notify`). A failed or late run is told to the engineer.

Params: `period` (`2566-03` or `2566-H1`, B.E.; empty: the one this run is for), `checkpoint`,
`items` (empty: all that are due), `dry_run` (plan only).
"""


@cache
def light_index() -> dict[str, Any]:
    """`include/catalog/index.json`: all that parsing may read."""
    loaded: dict[str, Any] = json.loads((settings.load().catalog / "index.json").read_text("utf-8"))
    return loaded


def dag_id(cadence: str, agency: str) -> str:
    return f"ita_{cadence}__{agency}"


def evidence_dag(agency: str, cadence: str) -> DAG:
    """The DAG of one agency and cadence, from the light index."""
    index = light_index()
    known = index["agencies"][agency]
    editions = [index["editions"][name] for name in sorted(set(known["editions"].values()))]
    topics = {item["item"]: item["topic"] for edition in editions for item in edition}
    judged = [item for item in tasks.known_items(editions) if cadence in item["cadence"]]
    title = "ตรวจหลักฐานรายเดือน" if cadence == "monthly" else "ตรวจหลักฐานราย 6 เดือน"
    topic_of_task = {task_id_of(item["topic"]): item["topic"] for item in judged}

    @dag(
        dag_id=dag_id(cadence, agency),
        dag_display_name=f"{title} · {known['name_th']}",
        description=f"OIT evidence of {known['name_th']}, {cadence}",
        doc_md=DOC.format(title=title, name=known["name_th"], cadence=cadence),
        schedule=CronPartitionTimetable(timezone="Asia/Bangkok", **TIMETABLES[cadence]),
        start_date=START,
        catchup=False,
        max_active_runs=1,
        tags=["ita", cadence, agency],
        params=_params(cadence, sorted(topics, key=lambda item: int(item[1:]))),
        on_failure_callback=alerts.run_failed,
        deadline=late(),
        default_args={
            "owner": agency,
            "retries": 2,
            "retry_delay": timedelta(seconds=30),
            "retry_exponential_backoff": True,
        },
    )
    def build() -> None:
        planned = _plan(agency, cadence)
        items = _due(planned)
        hosts = _hosts(planned)
        shared = _shared_hosts(planned)
        items >> [hosts, shared]
        captured = _capture.partial(agency=agency, planned=planned).expand(host=hosts)
        captured_shared = _capture_shared.partial(agency=agency, planned=planned).expand(
            host=shared
        )
        sealed = _seal.partial(agency=agency, planned=planned).expand(item=items)
        [captured, captured_shared] >> sealed
        results = _validate(agency, planned)
        sealed >> results
        squares = [
            _verdict.override(
                task_id=task_id_of(item["topic"]),
                task_display_name=f"{item['item']} {item['title_th']}",
            )(item["topic"], results, topics)
            for item in judged
        ]
        number = _record(agency, planned, results, topic_of_task, topics)
        squares >> number
        reported = _report(agency, planned)
        number >> reported >> _notify(agency, planned, number)

    return build()


def late() -> DeadlineAlert | None:
    """Tells the engineer of a run that is not done within `LATE_AFTER`.

    None but in the DAG processor, which alone writes it into the database: `airflow dags test` and
    `dag.test` of Airflow 3.3.2 take a deadline for an id that stands there, and die of it.
    """
    if os.environ.get("_AIRFLOW_PROCESS_CONTEXT") != "client":
        return None
    return DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=LATE_AFTER,
        callback=AsyncCallback(alerts.run_late),
    )


def task_id_of(topic: str) -> str:
    """`procurement.monthly_summary` → `verdict_procurement_monthly_summary`."""
    return "verdict_" + topic.replace(".", "_")


def _params(cadence: str, items: list[str]) -> dict[str, Param]:
    form = r"^\d{4}-(0[1-9]|1[0-2])$" if cadence == "monthly" else r"^\d{4}-H[12]$"
    example = "2566-03" if cadence == "monthly" else "2566-H1"
    params = {
        "period": Param(
            None,
            type=["null", "string"],
            pattern=form,
            title="รอบข้อมูล",
            description=f"B.E., as {example}; empty: the period this run is for",
        ),
        "items": Param(
            [],
            type="array",
            items={"type": "string", "enum": items},
            examples=items,
            title="ข้อ",
            description="Items to look at; empty: all that are due",
        ),
        "dry_run": Param(False, type="boolean", title="ลองวางแผน", description="Plan only"),
    }
    if cadence == "semiannual":
        params["checkpoint"] = Param(
            None,
            type=["null", "string"],
            title="จุดตรวจ",
            description="A checkpoint of the calendar by name; empty: the newest that has passed",
        )
    return params


@task(task_id="plan", task_display_name="วางแผน")
def _plan(agency: str, cadence: str, **context: Any) -> dict[str, Any]:
    """Waits for its turn first, without a worker and without a try: of an agency one run at a time
    collects and judges, however many a backfill starts (by Airflow's command ten, whatever the DAG
    says)."""
    run = context["dag_run"]
    try:
        return tasks.plan(agency, cadence, context["params"], run.partition_key, run.run_after)
    except AgencyBusy as busy:
        tasks.log.info("%s", busy)
        again = datetime.now(UTC) + LOOKS_AGAIN_AFTER
        raise AirflowRescheduleException(again) from busy  # type: ignore[no-untyped-call]


@task.short_circuit(task_id="due", task_display_name="ถึงกำหนดหรือไม่")
def _due(planned: XCom) -> list[str]:
    return list(planned["items"])


@task(task_id="hosts", task_display_name="เว็บไซต์ของหน่วยงาน")
def _hosts(planned: XCom) -> list[str]:
    return list(planned["hosts"])


@task(task_id="shared_hosts", task_display_name="เว็บไซต์ส่วนกลาง")
def _shared_hosts(planned: XCom) -> list[str]:
    return list(planned["shared"])


@task(task_id="capture", task_display_name="เก็บสำเนา", map_index_template="{{ host }}")
def _capture(agency: str, planned: XCom, host: str) -> dict[str, int]:
    counts = tasks.capture(agency, planned, host)
    tasks.tell_asked(agency, planned, host)
    return counts


@task(
    task_id="capture_shared",
    task_display_name="เก็บสำเนาจากส่วนกลาง",
    map_index_template="{{ host }}",
    pool=SHARED_POOL,
)
def _capture_shared(agency: str, planned: XCom, host: str) -> dict[str, int]:
    counts = tasks.capture(agency, planned, host)
    tasks.tell_asked(agency, planned, host)
    return counts


@task(
    task_id="seal",
    task_display_name="จัดเก็บแบบแก้ไขไม่ได้",
    map_index_template="{{ item }}",
    trigger_rule=TriggerRule.ALL_DONE,
)
def _seal(agency: str, planned: XCom, item: str) -> str:
    return tasks.seal(agency, planned, item)


@task(task_id="validate", task_display_name="ตรวจ", trigger_rule=TriggerRule.ALL_DONE)
def _validate(agency: str, planned: XCom) -> dict[str, dict[str, Any]]:
    return tasks.validate(agency, planned)


# `AirflowFailException` is never retried: a red square is red at once, and a worker that was killed
# costs a try, not the verdict.
@task
def _verdict(topic: str, results: XCom, topics: Mapping[str, str]) -> str:
    return tasks.verdict(topic, results, topics)


@task(task_id="record", task_display_name="ลงทะเบียน", trigger_rule=TriggerRule.ALL_DONE)
def _record(
    agency: str,
    planned: XCom,
    results: XCom,
    topic_of_task: Mapping[str, str],
    topics: Mapping[str, str],
    **context: Any,
) -> int:
    run = context["ti"]
    states = run.get_task_states(
        dag_id=run.dag_id, task_ids=list(topic_of_task), run_ids=[run.run_id]
    )
    squares = tasks.squares_of(states.get(run.run_id, {}), topic_of_task)
    return tasks.record(agency, planned, results, squares, topics)


@task(task_id="report", task_display_name="จัดทำรายงาน")
def _report(agency: str, planned: XCom, **context: Any) -> list[str]:
    return tasks.report(agency, planned, _this_run(context))


@task(task_id="notify", task_display_name="แจ้งผล")
def _notify(agency: str, planned: XCom, number: XCom, **context: Any) -> str:
    return tasks.notify(agency, planned, number, _this_run(context))


def _this_run(context: Mapping[str, Any]) -> dict[str, str]:
    run = context["dag_run"]
    return {"dag_id": str(run.dag_id), "run_id": str(run.run_id)}
