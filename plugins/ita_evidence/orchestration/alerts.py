"""The engineer is told of a failed or a late run; a run carries a note of its result.

Who is told: the file that `ITA_NOTIFY_FILE` names, else the extra of the Airflow connection
`ita_notify`. A note is written where the connection `ita_airflow_api` has the API's address (host)
and a token (password). Neither is needed. DAG files import this: what is heavy is imported late.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from asgiref.sync import sync_to_async

log = logging.getLogger(__name__)

NOTIFY = "ita_notify"
API = "ita_airflow_api"
LONGEST_NOTE = 1000
TIMEOUT_S = 20


def recipients() -> str:
    """The text of the recipients file; empty where nobody is to be told."""
    from ita_evidence import settings

    if path := settings.load().notify_file:
        return Path(path).read_text("utf-8")
    connection = connection_of(NOTIFY)
    return (connection.extra or "") if connection else ""


def run_failed(context: Mapping[str, Any]) -> None:
    """Callback of a DAG whose run failed: not settled, so that somebody must look."""
    run = context["dag_run"]
    reason = str(context.get("reason") or "")
    _to_engineer(
        str(run.dag_id),
        f"ita-evidence: งานล้มเหลว {run.dag_id}",
        f"{run.run_id}\n{reason}\nโปรดเปิดงานที่เป็นสีแดง (ไม่ใช่ verdict_…) แล้วล้าง (clear) ให้ทำต่อ "
        "สิ่งที่จัดเก็บแล้วไม่สูญหาย",
    )


async def run_late(**given: Any) -> None:
    """Callback of a run that was not done within its time.

    It runs in the triggerer, hence `async`: Airflow 3.3.2 lets a synchronous one, which an executor
    runs, read no connection (403).
    """
    run = given["context"]["dag_run"]
    dag_id, run_id = (
        (run["dag_id"], run["dag_run_id"]) if isinstance(run, dict) else (run.dag_id, run.run_id)
    )
    await sync_to_async(_to_engineer)(
        str(dag_id),
        f"ita-evidence: งานล่าช้า {dag_id}",
        f"{run_id}\nยังไม่เสร็จในเวลาที่กำหนด โปรดดูว่างานใดกำลังรอหรือกำลังทำ",
    )


def _to_engineer(dag_id: str, title: str, body: str) -> None:
    from ita_evidence.errors import EvidenceError
    from ita_evidence.masking import shown
    from ita_evidence.reporting import notifications

    agency = dag_id.rpartition("__")[2]
    try:
        for address in notifications.recipients(recipients(), agency).engineer:
            notifications.by_apprise(address, title, shown(body))
    except (EvidenceError, OSError) as error:
        # A callback has nobody above it to tell; Airflow's log has the run's own failure too.
        log.error("%s: the engineer was not told: %s", dag_id, error)


def note(dag_id: str, run_id: str, text: str) -> bool:
    """Writes a note on a run; False where no API is configured, or it did not take the note."""
    import requests

    connection = connection_of(API)
    if connection is None or not connection.host or not connection.password:
        return False
    base = connection.host if "://" in connection.host else f"http://{connection.host}"
    if connection.port:
        base += f":{connection.port}"
    url = f"{base}/api/v2/dags/{quote(dag_id)}/dagRuns/{quote(run_id, safe='')}"
    try:
        answer = requests.patch(
            url,
            params={"update_mask": "note"},
            json={"note": text[:LONGEST_NOTE]},
            headers={"Authorization": f"Bearer {connection.password}"},
            timeout=TIMEOUT_S,
        )
        answer.raise_for_status()
    except requests.RequestException as error:
        log.warning("no note on %s %s: %s", dag_id, run_id, error)
        return False
    return True


def connection_of(name: str) -> Any:
    """The Airflow connection; None where there is none, or no Airflow around to ask."""
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        return Connection.get(name)
    except AirflowNotFoundException:
        return None
