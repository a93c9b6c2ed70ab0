"""A run of one item, started by a person from the board."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from fastapi import HTTPException

from ita_evidence import periods

ITEMS = tuple(f"O{number}" for number in range(1, 100))
"""What an item's number may be; the plan says whether the edition has it."""


def cadence_of(period: str) -> str:
    """`monthly` or `semiannual`: the DAG that runs a period."""
    return "monthly" if periods.parse(period).kind == "month" else "semiannual"


def require_own_page(headers: Mapping[str, str]) -> None:
    """Refuses a request that no page of this server sent: Airflow itself does not look at `Origin`.

    Raises:
        HTTPException: 403; no `Origin`, or another server's.
    """
    from airflow.configuration import conf

    origin = headers.get("origin", "")
    own = {urlsplit(conf.get("api", "base_url", fallback="")).netloc, headers.get("host", "")}
    if urlsplit(origin).netloc not in own - {""}:
        raise HTTPException(403, "this was not sent by a page of this server")


def start(agency: str, period: str, item: str, *, by: str) -> str:
    """Starts the agency's DAG for one item of a period; returns the run's id.

    Raises:
        HTTPException: 404; an item that cannot be one, or no such DAG.
    """
    from airflow.api.common.trigger_dag import trigger_dag
    from airflow.exceptions import DagNotFound
    from airflow.utils.types import DagRunTriggeredByType

    if item not in ITEMS:
        raise HTTPException(404, f"{item[:8]!r} is no item; valid: O1, O2 …")
    dag_id = f"ita_{cadence_of(period)}__{agency}"
    try:
        run = trigger_dag(
            dag_id,
            triggered_by=DagRunTriggeredByType.UI,
            triggering_user_name=by,
            conf={"period": period, "items": [item]},
            note=f"ตรวจใหม่เฉพาะ {item} รอบ {period}",
        )
    except DagNotFound:
        raise HTTPException(404, f"{dag_id} is not known to Airflow (yet)") from None
    return str(run.run_id) if run else ""
