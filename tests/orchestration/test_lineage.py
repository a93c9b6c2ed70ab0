"""A real run with OpenLineage's provider: each verdict leads to its snapshot, and that to its pages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ita_evidence import settings
from ita_evidence.orchestration import environment, lineage, local
from ita_evidence.settings import PROJECT

RUN = """
from ita_evidence.orchestration import runner
import sys
dag = runner._load_dags(sys.stdout)["ita_semiannual__sample"]
with runner._hosts_at_once():
    dag.test(logical_date=None, run_conf={"period": "2566-H1", "items": ["O20", "O22"]})
"""


def names(event: dict[str, Any], side: str) -> set[str]:
    return {f"{one['namespace']} {one['name']}" for one in event[side]}


@pytest.mark.airflow
@pytest.mark.lineage
def test_a_verdict_leads_to_its_snapshot_and_that_to_the_pages_asked(
    tmp_path: Path, free_ports: Callable[[int], list[int]], openlineage: Path
) -> None:
    http, https, store, port = free_ports(4)
    loaded = settings.Settings(
        data=tmp_path, sample_http_port=http, sample_https_port=https, store_port=store
    )
    events = tmp_path / "events.jsonl"
    transport = {"type": "file", "log_file_path": str(events), "append": True}
    environ = {
        **os.environ,
        **environment.airflow_environment(loaded, port=port),
        "PYTHONPATH": os.pathsep.join((str(PROJECT / "plugins"), str(openlineage))),
        "AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps(transport),
        "AIRFLOW__OPENLINEAGE__NAMESPACE": "ita",
    }
    with local.services(loaded, print):
        done = subprocess.run(
            [sys.executable, "-c", RUN], env=environ, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    ended: dict[str, list[dict[str, Any]]] = {}
    for event in map(json.loads, events.read_text("utf-8").splitlines()):
        if event["eventType"] in ("COMPLETE", "FAIL"):
            ended.setdefault(event["job"]["name"].partition(".")[2], []).append(event)
    judged = ("verdict_procurement_announcements", "verdict_procurement_annual_report")
    verdicts = [event for name in judged for event in ended[name]]
    assert [event["eventType"] for event in verdicts] == ["COMPLETE", "FAIL"]
    sealed = {name for event in ended["seal"] for name in names(event, "outputs")}
    assert {name for event in verdicts for name in names(event, "inputs")} == sealed
    for event in verdicts:
        (written,) = names(event, "outputs")
        assert written.startswith("s3://ita-evidence verdicts/sample/2566/")
    captures = ended["capture"] + ended["capture_shared"]
    hosts = set()
    for event in captures:
        (written,) = names(event, "outputs")
        found = re.fullmatch(r"s3://ita-evidence-work captures/.+/hosts/(.+)\.json", written)
        assert found is not None
        hosts.add(found[1])
        assert all(name.split()[1].startswith(f"{found[1]}/") for name in names(event, "inputs"))
    assert hosts == {"www.sample.example", "egp.sample.example", "data.sample.example"}
    asked = {name for event in captures for name in names(event, "inputs")}
    for event in ended["seal"]:
        assert len(names(event, "inputs")) == len(event["inputs"]) > 0
        assert names(event, "inputs") <= asked


def test_a_page_keeps_its_query_and_shows_no_number_of_a_person() -> None:
    assert (
        lineage._page("https://a.example/f.php?id=7;1&q=1-2345-67890-12-3")
        == "https://a.example/f.php%3Fid=7%3B1&q=x-xxxx-xxxxx-xx-x"
    )


def test_nothing_is_loaded_where_airflow_has_no_openlineage() -> None:
    asked = (
        "import sys; from ita_evidence.orchestration import lineage; lineage.state(reads=['a']);"
    )
    check = "print(sorted({'airflow.providers.common.compat.lineage', 'boto3', 'pandas'} & set(sys.modules)))"
    environ = {**os.environ, "PYTHONPATH": str(PROJECT / "plugins")}
    done = subprocess.run(
        [sys.executable, "-c", asked + check],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
