"""The shape of the DAG that audits the archive: one task, loud when something is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import CronTriggerTimetable, Param, dag, task

from ita_evidence.orchestration import alerts, tasks
from ita_evidence.orchestration.dags import START

if TYPE_CHECKING:
    from airflow.sdk import DAG

DAG_ID = "ita_audit_archive"

DOC = """
### ตรวจสอบคลังหลักฐาน

Every Sunday night it reads a twentieth of what each agency's ledger names (another one each week),
and everything when the last full audit is half a year ago. Locks that end within a year are
extended, time stamps are renewed before their certificates end, and what interrupted runs left
behind is named in a record of kind `audit`.

* **Red: something is wrong with the archive.** The task's message names each fault by key and code
  (`archive/verify.py` says what each code means). Nothing was mended: run
  `ita-evidence verify`, keep its output, and look at the runbook before anything else is written.
* Green: every object that was read is as it was sealed. The board shows when that was.

Params: `level` (`sample` or `full`; empty: as it is due).
"""


def audit_dag() -> DAG:
    """`ita_audit_archive`, over all agencies of this deployment's store."""

    @dag(
        dag_id=DAG_ID,
        dag_display_name="ตรวจสอบคลังหลักฐาน",
        description="Fixity, locks, time stamps and leftovers of the archive",
        doc_md=DOC,
        schedule=CronTriggerTimetable("0 3 * * 0", timezone="Asia/Bangkok"),
        start_date=START,
        catchup=False,
        on_failure_callback=alerts.run_failed,
        max_active_runs=1,
        tags=["ita", "archive"],
        params={
            "level": Param(
                None,
                type=["null", "string"],
                enum=[None, "sample", "full"],
                title="ระดับการตรวจ",
                description="Empty: in full every half-year, else a rotating sample",
            )
        },
        default_args={"retries": 2, "retry_delay": timedelta(minutes=5)},
    )
    def build() -> None:
        _audit()

    return build()


@task(task_id="audit", task_display_name="ตรวจสอบคลังหลักฐาน")
def _audit(**context: Any) -> dict[str, dict[str, Any]]:
    return tasks.audit(context["params"]["level"])
