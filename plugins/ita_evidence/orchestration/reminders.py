"""The shape of the DAG that tells people what no run tells: one task, every morning."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from airflow.sdk import CronTriggerTimetable, dag, task

from ita_evidence.orchestration import alerts, tasks
from ita_evidence.orchestration.dags import START

if TYPE_CHECKING:
    from airflow.sdk import DAG

DAG_ID = "ita_reminders"

DOC = """
### แจ้งเตือนประจำวัน

Every morning, for each agency: the days before the ITAS closes (14, 7, 3, 1), a submitted URL that
went down or changed (found between runs), and a month whose run never came. Nothing is told twice.
Who is told stands in `ITA_NOTIFY_FILE` or in the connection `ita_notify`.

* Red: a message was not sent; the task's message names the service. It is sent the next morning, or
  when the task is cleared.
"""


def reminders_dag() -> DAG:
    """`ita_reminders`, over all agencies of the catalog."""

    @dag(
        dag_id=DAG_ID,
        dag_display_name="แจ้งเตือนประจำวัน",
        description="Countdown before a date, what was found between runs, runs that never came",
        doc_md=DOC,
        schedule=CronTriggerTimetable("0 8 * * *", timezone="Asia/Bangkok"),
        start_date=START,
        catchup=False,
        on_failure_callback=alerts.run_failed,
        max_active_runs=1,
        tags=["ita", "people"],
        default_args={"owner": "ita", "retries": 2, "retry_delay": timedelta(minutes=5)},
    )
    def build() -> None:
        _remind()

    return build()


@task(task_id="remind", task_display_name="แจ้งเตือน")
def _remind() -> dict[str, int]:
    return tasks.remind()
