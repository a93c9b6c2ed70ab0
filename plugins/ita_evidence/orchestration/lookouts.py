"""The shapes of the DAGs between runs: feeds read daily, submitted URLs looked at weekly."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import CronTriggerTimetable, dag, task

from ita_evidence.orchestration import tasks
from ita_evidence.orchestration.dags import SHARED_POOL, START, light_index

if TYPE_CHECKING:
    from airflow.sdk import DAG

FEEDS = "ita_feeds"
FEEDS_DOC = """
### อ่านช่องทางที่จำได้ไม่นาน (RSS ของ e-GP)

e-GP's RSS keeps the 20 newest announcements of a department and is closed until 17:30, so every
agency's feeds are read once a day, at 18:05 in Bangkok. What is new is kept until the agency's next
run, which seals it with its own look at the feed; nothing is taken twice.

* A red square is an agency of which a feed could not be read. Clear it before the next day: what
  the feed forgets meanwhile is lost, and the next reading says so (`feed_gap` in the findings).
* The square's log has a line a feed: how many announcements it shows, and how many were new.
"""
SUBMITTED_DOC = """
### {title}

While scoring lasts (`settled` in the catalog's calendar), the URLs that **{name}** submitted in the
ITAS are looked at every Monday and compared with their sealed copies. What went down or changed
becomes a notice; a counter, a date or a session id is no change. Nothing is judged or sealed here:
to do that, run the half-year's DAG.

* Pink: no scoring is going on.
* The task's log has a line a URL, and one for each notice.
"""


def feeds_dag() -> DAG:
    """Every agency's feeds that forget, read daily after e-GP has opened."""

    @dag(
        dag_id=FEEDS,
        dag_display_name="อ่านประกาศจาก e-GP ทุกวัน",
        description="e-GP's RSS feeds of all agencies, read daily",
        doc_md=FEEDS_DOC,
        schedule=CronTriggerTimetable("5 18 * * *", timezone="Asia/Bangkok"),
        start_date=START,
        catchup=False,
        max_active_runs=1,
        tags=["ita", "daily"],
        default_args={"owner": "ita", "retries": 3, "retry_delay": timedelta(minutes=30)},
    )
    def build() -> None:
        _read_feeds.expand(agency=_agencies_with_feeds())

    return build()


def submitted_dag_id(agency: str) -> str:
    return f"ita_submitted__{agency}"


def submitted_dag(agency: str) -> DAG:
    """One agency's submitted URLs, looked at weekly while scoring lasts."""
    name = light_index()["agencies"][agency]["name_th"]
    title = "ดู URL ที่ส่งในระบบ ITAS ทุกสัปดาห์"

    @dag(
        dag_id=submitted_dag_id(agency),
        dag_display_name=f"{title} · {name}",
        description=f"The URLs that {name} submitted in the ITAS, looked at weekly",
        doc_md=SUBMITTED_DOC.format(title=title, name=name),
        schedule=CronTriggerTimetable("30 18 * * 1", timezone="Asia/Bangkok"),
        start_date=START,
        catchup=False,
        max_active_runs=1,
        tags=["ita", "weekly", agency],
        default_args={"owner": agency, "retries": 2, "retry_delay": timedelta(minutes=10)},
    )
    def build() -> None:
        _look_at_submitted(agency)

    return build()


@task(task_id="agencies", task_display_name="หน่วยงานที่มีช่องทาง e-GP")
def _agencies_with_feeds(**context: Any) -> list[str]:
    return tasks.agencies_with_feeds(context["dag_run"].run_after)


@task(
    task_id="read",
    task_display_name="อ่านประกาศ",
    map_index_template="{{ agency }}",
    pool=SHARED_POOL,
)
def _read_feeds(agency: str) -> dict[str, int]:
    return tasks.read_feeds(agency)


@task(task_id="look", task_display_name="ดู URL ที่ส่ง")
def _look_at_submitted(agency: str) -> int:
    return tasks.look_at_submitted(agency)
