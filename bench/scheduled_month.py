"""One monthly run of the sample province under Airflow's scheduler and LocalExecutor, timed by
Airflow; `nothing` runs the same DAG with tasks that return what the real ones would.

    python bench/scheduled_month.py real|nothing  → {"seconds", "tasks"}
"""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any

import one_month

from ita_evidence import settings
from ita_evidence.orchestration import environment, local, runner, up
from ita_evidence.settings import PROJECT

FOLDERS = {"real": PROJECT / "dags", "nothing": Path(__file__).with_name("dags_of_nothing")}
ENDED_WITHIN_S = 1200.0


def main(kind: str) -> None:
    loaded = settings.load()
    port = environment.ui_port()
    environ = {
        **os.environ,
        **environment.airflow_environment(loaded, port=port),
        "AIRFLOW__CORE__DAGS_FOLDER": str(FOLDERS[kind]),
        "PYTHONPATH": os.pathsep.join((str(PROJECT / "plugins"), str(Path(__file__).parent))),
    }
    logs = loaded.data / "logs"
    with local.services(loaded, lambda line: None):
        environ["BENCH_PLANNED"] = json.dumps(one_month.planned())
        up.migrate(environ, logs / "airflow-db.log")
        with up.running(up.commands(port), environ, logs) as processes:
            up.wait_healthy(processes, port, logs)
            ended = run(port, environment.admin_password(loaded))
    if ended["state"] != "success":
        raise SystemExit(f"{kind}: {ended['state']}; see {logs}")
    begun, done = (datetime.fromisoformat(ended[name]) for name in ("start_date", "end_date"))
    print(json.dumps({"seconds": (done - begun).total_seconds()}))


def run(port: int, password: str) -> dict[str, Any]:
    """The DAG run, when it has ended."""
    token = ask(port, "/auth/token", body={"username": environment.ADMIN, "password": password})
    bearer = {"Authorization": f"Bearer {token['access_token']}"}
    dag = f"/api/v2/dags/ita_monthly__{runner.AGENCY}"
    deadline = time.monotonic() + ENDED_WITHIN_S
    while not ask(port, f"/api/v2/dags?dag_id_pattern={dag.rpartition('/')[2]}", bearer)["dags"]:
        wait(deadline, f"{dag} is not there")
    body = {"logical_date": None, "conf": {"period": one_month.PERIOD}}
    run_id = ask(port, f"{dag}/dagRuns", bearer, body)["dag_run_id"]
    ended = ("success", "failed")
    while (found := ask(port, f"{dag}/dagRuns/{run_id}", bearer))["state"] not in ended:
        wait(deadline, f"{run_id} is {found['state']}")
    return found


def wait(deadline: float, state: str) -> None:
    if time.monotonic() > deadline:
        raise SystemExit(f"{state} after {ENDED_WITHIN_S:.0f} s")
    time.sleep(1)


def ask(
    port: int, path: str, headers: dict[str, str] | None = None, body: Any | None = None
) -> dict[str, Any]:
    request = urllib.request.Request(
        f"http://{environment.LOOPBACK}:{port}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **(headers or {})},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        said: dict[str, Any] = json.load(answer)
    return said


if __name__ == "__main__":
    main(sys.argv[1])
