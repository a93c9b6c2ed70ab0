"""Both DAGs once under the real scheduler and LocalExecutor, against the embedded store.

The services are those of `make up`, on ports and in a folder of their own.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from metrics_world import Received, Sample, queries, series, statsd, unknown

from ita_evidence import pipeline, settings
from ita_evidence.archive import ledger
from ita_evidence.orchestration import environment, local, up
from ita_evidence.orchestration.tasks import SQUARE
from ita_evidence.reporting import packing
from ita_evidence.settings import PROJECT

pytestmark = pytest.mark.airflow

ENDED_WITHIN_S = 420.0
ITEMS = {
    "monthly": ["O16", "O19", "O20", "O21", "O29"],
    "semiannual": ["O16", "O17", "O18", "O19", "O20", "O21", "O22", "O29"],
}
"""O20 asks three hosts, one of them shared; O22 is not met, so that a red square is seen."""
CONTAINERS: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class Api:
    """Airflow's REST API as the user `admin`."""

    port: int
    token: str

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)


@pytest.fixture(scope="module")
def loaded(
    tmp_path_factory: pytest.TempPathFactory, free_ports: Callable[[int], list[int]]
) -> settings.Settings:
    http, https, store = free_ports(3)
    return settings.Settings(
        data=tmp_path_factory.mktemp("scheduler"),
        sample_http_port=http,
        sample_https_port=https,
        store_port=store,
    )


@pytest.fixture(scope="module")
def received() -> Iterator[Received]:
    """The metrics server that Airflow sends to."""
    with statsd() as server:
        yield server


@pytest.fixture(scope="module")
def api(
    loaded: settings.Settings, free_ports: Callable[[int], list[int]], received: Received
) -> Iterator[Api]:
    (port,) = free_ports(1)
    environ = {**os.environ, **environment.airflow_environment(loaded, port=port)}
    # Airflow 3.3.2 over SQLite stands still for 30 s, and answers 500, when it writes down who asked
    # for a run at the moment at which a task starts: nothing runs that no test here asked for.
    environ["AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION"] = "True"
    # It looks for work more often than for a person, who would not see the difference.
    environ["AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME"] = "0.2"
    metrics = "AIRFLOW__METRICS__"  # as the containers send them
    settings_there = CONTAINERS["x-airflow-common"]["environment"]
    environ |= {name: one for name, one in settings_there.items() if name.startswith(metrics)}
    environ[f"{metrics}STATSD_ON"] = "True"
    environ |= {f"{metrics}STATSD_HOST": "127.0.0.1", f"{metrics}STATSD_PORT": str(received.port)}
    logs = loaded.data / "logs"
    with local.services(loaded, print):
        up.migrate(environ, logs / "airflow-db.log")
        with up.running(up.commands(port), environ, logs) as processes:
            up.wait_healthy(processes, port, logs)
            api = Api(port, _token(port, environment.admin_password(loaded)))
            _unpause(api)
            yield api


def _token(port: int, password: str) -> str:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/auth/token",
        data=json.dumps({"username": environment.ADMIN, "password": password}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return str(json.load(answer)["access_token"])


def _unpause(api: Api) -> None:
    """The two DAGs, once they are there: the sample closed, and their newest dates ask for nothing."""
    deadline = time.monotonic() + ENDED_WITHIN_S
    wanted = [f"ita_{cadence}__sample" for cadence in ITEMS]
    while not {*wanted} <= (
        there := {one["dag_id"] for one in api.call("GET", "/api/v2/dags")["dags"]}
    ):
        if time.monotonic() > deadline:
            raise AssertionError(f"after {ENDED_WITHIN_S:.0f} s there are only {there}")
        time.sleep(0.5)
    for dag_id in wanted:
        api.call("PATCH", f"/api/v2/dags/{dag_id}", {"is_paused": False})


def _ended(api: Api, dag_id: str, run_id: str) -> str:
    deadline = time.monotonic() + ENDED_WITHIN_S
    while True:
        state = str(api.call("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run_id}")["state"])
        if state in ("success", "failed"):
            return state
        if time.monotonic() > deadline:
            raise AssertionError(f"{dag_id} {run_id} is {state} after {ENDED_WITHIN_S:.0f} s")
        time.sleep(1)


def test_both_dags_settle_every_target(api: Api, loaded: settings.Settings) -> None:
    runs = {}
    for cadence, period in (("monthly", "2566-03"), ("semiannual", "2566-H1")):
        dag_id = f"ita_{cadence}__sample"
        conf = {"period": period, "items": ITEMS[cadence]}
        made = api.call(
            "POST", f"/api/v2/dags/{dag_id}/dagRuns", {"logical_date": None, "conf": conf}
        )
        assert _ended(api, dag_id, made["dag_run_id"]) == "success"
        listed = api.call(
            "GET",
            f"/api/v2/dags/{dag_id}/dagRuns/{made['dag_run_id']}/taskInstances?limit=500",
        )
        runs[period] = listed["task_instances"]
    with pipeline.open_workspace(loaded, identity="reader") as work:
        head = ledger.head(work.store, "sample")
        assert head is not None
        assert head.number == 2
        for period, instances in runs.items():
            given = pipeline.newest_report_input(work, "sample", period)
            assert given.verdicts
            squares = {
                one["task_id"].removeprefix("verdict_"): one["state"]
                for one in instances
                if one["task_id"].startswith("verdict_")
            }
            for verdict in given.verdicts.values():
                topic = verdict.topic.replace(".", "_")
                if topic in squares:
                    assert squares[topic] == SQUARE[verdict.verdict], verdict.item
            asked = {verdict.topic.replace(".", "_") for verdict in given.verdicts.values()}
            assert {squares[topic] for topic in squares if topic not in asked} <= {"skipped"}
    assert "failed" in {
        one["state"] for one in runs["2566-H1"] if one["task_id"].startswith("verdict_")
    }


@pytest.mark.parametrize("cadence", ITEMS)
def test_a_schedule_asks_a_closed_agency_for_nothing(api: Api, cadence: str) -> None:
    path = f"/api/v2/dags/ita_{cadence}__sample/dagRuns"
    (run,) = api.call("GET", f"{path}?run_type=scheduled")["dag_runs"]
    assert _ended(api, f"ita_{cadence}__sample", run["dag_run_id"]) == "success"
    listed = api.call("GET", f"{path}/{quote(run['dag_run_id'], safe='')}/taskInstances?limit=500")
    states = {one["task_id"]: one["state"] for one in listed["task_instances"]}
    assert [name for name, state in states.items() if state == "success"] == ["plan", "due"]
    assert {*states.values()} == {"success", "skipped"}


def _run_of(api: Api, dag_id: str, items: list[str]) -> dict[str, Any]:
    """The DAG's run that was asked for these items; scheduled runs have no conf."""
    runs = api.call("GET", f"/api/v2/dags/{dag_id}/dagRuns?limit=100")["dag_runs"]
    return next(one for one in runs if (one["conf"] or {}).get("items") == items)


def test_a_task_leads_to_its_evidence_and_the_board_to_the_tasks_log(api: Api) -> None:
    dag_id = "ita_semiannual__sample"
    run_id = quote(_run_of(api, dag_id, ITEMS["semiannual"])["dag_run_id"], safe="")
    task = "verdict_procurement_annual_report"
    links = api.call("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task}/links")
    assert links["extra_links"] == {
        "หลักฐานและสำเนา": f"/plugin/evidence/evidence-board/agency/sample/2566-H1#{task}",
        "แฟ้มหลักฐาน (ZIP)": "/evidence-board/agency/sample/2566-H1/dossier.zip",
    }
    log = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{{}}/logs/1"
    last = api.call("GET", log.format("verdict_complaints_corruption_statistics"))["content"]
    assert "O29 needs_review: " in str(last), "a pink square's log says why"
    assert "run summary {" in str(api.call("GET", log.format("record"))["content"])
    status, _, page = _board(api, "/agency/sample/2566-H1")
    assert status == 200
    assert f"/dags/{dag_id}/runs/{run_id}/tasks/{task}" in page.decode()
    _, _, packed = _board(api, "/agency/sample/2566-H1/dossier.zip")
    assert "index.html" in packing.unpack(packed)


def _sums(samples: list[Sample]) -> dict[tuple[str, ...], float]:
    """What a metrics server makes of it: counters added up, of a gauge the newest value.

    By the name and the values of its tags in their names' order.
    """
    made: dict[tuple[str, ...], float] = Counter()
    for one in samples:
        key = (one.name, *(one.tags[name] for name in sorted(one.tags)))
        made[key] = made[key] + one.value if one.kind == "c" else one.value
    return made


def _summaries(loaded: settings.Settings) -> list[dict[str, Any]]:
    """Of all runs that were recorded so far, in their records' order."""
    with pipeline.open_workspace(loaded, identity="reader") as work:
        kept = [work.store.work_get(key) for key in work.store.work_keys("index/sample/runs/")]
    return sorted((json.loads(one or "") for one in kept), key=lambda run: run["record"])


def test_a_run_sends_its_counts_beside_airflows_own(
    api: Api, loaded: settings.Settings, received: Received
) -> None:
    expected: dict[tuple[str, ...], float] = Counter()
    for run in _summaries(loaded):
        of = ("sample", "semiannual" if "-H" in run["period"] else "monthly")
        expected["airflow.ita.runs", *of] += 1
        expected["airflow.ita.received_bytes", *of] += run["received_bytes"]
        for outcome, count in run["captures"].items():
            expected["airflow.ita.captures", *of, outcome] += count
        for verdict, count in run["verdicts"].items():
            expected["airflow.ita.verdicts", *of, verdict] += count
        expected["airflow.ita.units_behind", *of] = run["units_behind"]
        expected["airflow.ita.anchored", *of] = 0  # a test authority proves nothing to others
    assert {key[2] for key in expected if key[0] == "airflow.ita.runs"} == {*ITEMS}
    assert expected["airflow.ita.verdicts", "sample", "semiannual", "not_met"] >= 1
    samples = received.samples()
    sums = _sums(samples)
    ours = {key: value for key, value in sums.items() if key[0].startswith("airflow.ita.")}
    assert ours == dict(expected)
    durations = [one for one in samples if one.name == "airflow.dagrun.duration.success"]
    assert {one.tags["dag_id"] for one in durations} >= {f"ita_{name}__sample" for name in ITEMS}
    assert sums["airflow.scheduler_heartbeat",] >= 1
    twice = {f"{one.name}.{one.tags['dag_id']}" for one in durations}
    assert twice.isdisjoint(one.name for one in samples), "the tag says it, not another name too"


def test_looking_again_from_the_board_starts_a_run_of_that_item(api: Api) -> None:
    status, location, _ = _board(api, "/agency/sample/2566-H1/look-again", "item=O29")
    assert status == 303
    assert "started=O29" in location
    started = _run_of(api, "ita_semiannual__sample", ["O29"])
    assert started["triggering_user_name"]
    assert "O29" in started["note"]
    assert _ended(api, "ita_semiannual__sample", started["dag_run_id"]) == "success"


@pytest.fixture(scope="module")
def engineer(api: Api, open_webhook: Any) -> Iterator[list[Any]]:
    """What the engineer is told: by the connections that the runbook names, made in the UI."""
    with open_webhook() as (asked, port):
        told = {"sample": {"engineer": [f"json://127.0.0.1:{port}/"]}}
        notify = {"connection_id": "ita_notify", "conn_type": "generic", "extra": json.dumps(told)}
        itself = {"connection_id": "ita_airflow_api", "conn_type": "http", "host": "127.0.0.1"}
        itself |= {"port": api.port, "password": api.token}
        for connection in (notify, itself):
            api.call("POST", "/api/v2/connections", connection)
        yield asked


def _told(engineer: list[Any], what: str, run_id: str) -> dict[str, Any]:
    """The message of this kind about this run, once it is there."""
    deadline = time.monotonic() + ENDED_WITHIN_S
    while True:
        for one in engineer:
            if what in one.body["title"] and run_id in one.body["message"]:
                return dict(one.body)
        if time.monotonic() > deadline:
            raise AssertionError(f"nothing about {run_id} among {[one.body for one in engineer]}")
        time.sleep(0.5)


def test_a_late_run_is_told_of_and_carries_its_result_in_the_end(
    api: Api, loaded: settings.Settings, engineer: list[Any]
) -> None:
    dag_id = "ita_semiannual__sample"
    conf = {"period": "2566-H1", "items": ["O18"]}
    body = {"logical_date": None, "conf": conf}
    run_id = api.call("POST", f"/api/v2/dags/{dag_id}/dagRuns", body)["dag_run_id"]
    # Twelve hours pass: the deadline that Airflow wrote for this run is moved into the past.
    with closing(sqlite3.connect(environment.home(loaded) / "airflow.db", timeout=30)) as database:
        moved = database.execute(
            "UPDATE deadline SET deadline_time = datetime(deadline_time, '-13 hours')"
            " WHERE dagrun_id = (SELECT id FROM dag_run WHERE run_id = ?)"
            " AND deadline_time > datetime('now', '+11 hours')",
            (run_id,),
        )
        database.commit()
    assert moved.rowcount == 1
    assert "ล่าช้า" in _told(engineer, "งานล่าช้า", run_id)["title"]
    assert _ended(api, dag_id, run_id) == "success"
    assert "ครบ" in api.call("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run_id}")["note"]
    assert len([one for one in engineer if "ล่าช้า" in one.body["title"]]) == 1


def test_a_failed_run_is_told_of(api: Api, engineer: list[Any]) -> None:
    dag_id = "ita_semiannual__sample"
    body = {"logical_date": None, "conf": {"period": "2550-H1"}}
    run_id = api.call("POST", f"/api/v2/dags/{dag_id}/dagRuns", body)["dag_run_id"]
    assert _ended(api, dag_id, run_id) == "failed"
    assert "clear" in _told(engineer, "งานล้มเหลว", run_id)["message"]


def test_no_metric_was_refused_and_the_dashboard_asks_for_none_that_is_not_sent(
    loaded: settings.Settings, received: Received
) -> None:
    """After all that runs above: a metric or a label renamed on either side is found here."""
    logs = [log for log in loaded.data.rglob("*.log") if b"Invalid stat name" in log.read_bytes()]
    assert logs == []
    dashboard = json.loads((PROJECT / "include/grafana/ita-evidence.json").read_text("utf-8"))
    sent = series(received.samples())
    assert {query: lacks for query in queries(dashboard) if (lacks := unknown(query, sent))} == {}


def _board(api: Api, path: str, form: str | None = None) -> tuple[int, str, bytes]:
    """Status, where it leads, body: as a logged-in browser asks; redirects are not followed."""
    connection = HTTPConnection("127.0.0.1", api.port, timeout=120)
    headers = {
        "Cookie": f"_token={api.token}",
        "Origin": f"http://127.0.0.1:{api.port}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    with closing(connection):
        connection.request("POST" if form else "GET", f"/evidence-board{path}", form, headers)
        with connection.getresponse() as answer:
            return answer.status, answer.headers.get("Location", ""), answer.read()
