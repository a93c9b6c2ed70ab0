"""Links from a task to its evidence: computed by the api-server for every task that ever ran."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from airflow.sdk import BaseOperatorLink

if TYPE_CHECKING:
    from airflow.sdk.types import TaskInstanceKey

PREFIX = ("ita_monthly__", "ita_semiannual__")
BOARD = "/plugin/evidence/evidence-board/agency"
"""In Airflow's own frame, whose address goes on with the path of the page within."""
FILES = "/evidence-board/agency"


class EvidenceLink(BaseOperatorLink):
    """To the period's page on the board; of a verdict's task, to its item: findings, snapshot."""

    @property
    def name(self) -> str:
        return "หลักฐานและสำเนา"

    def get_link(self, operator: Any, *, ti_key: TaskInstanceKey) -> str:
        found = _period_of(ti_key)
        if found is None:
            return ""
        agency, period = found
        anchor = f"#{quote(ti_key.task_id)}" if ti_key.task_id.startswith("verdict_") else ""
        return f"{BOARD}/{agency}/{period}{anchor}"


class DossierLink(BaseOperatorLink):
    """To the period's dossier, as a file to keep."""

    @property
    def name(self) -> str:
        return "แฟ้มหลักฐาน (ZIP)"

    def get_link(self, operator: Any, *, ti_key: TaskInstanceKey) -> str:
        found = _period_of(ti_key)
        return f"{FILES}/{found[0]}/{found[1]}/dossier.zip" if found else ""


def _period_of(ti_key: TaskInstanceKey) -> tuple[str, str] | None:
    """(agency, period) of a run, from what its `plan` returned; None for other DAGs, or before."""
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session

    agency = next(
        (ti_key.dag_id.removeprefix(one) for one in PREFIX if ti_key.dag_id.startswith(one)), None
    )
    if agency is None:
        return None
    with create_session() as session:
        stored = session.scalars(
            XComModel.get_many(
                run_id=ti_key.run_id,
                key="return_value",
                task_ids="plan",
                dag_ids=ti_key.dag_id,
                limit=1,
            )
        ).first()
        if stored is None:
            return None
        planned = XComModel.deserialize_value(stored)
    period = planned.get("period") if isinstance(planned, dict) else None
    return (agency, str(period)) if period else None
