"""The Grafana dashboard as a file. That a run sends what it asks for: `test_scheduler.py`."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import pytest
from metrics_world import queries, read, series, unknown

from ita_evidence.settings import PROJECT

DASHBOARD: dict[str, Any] = json.loads(
    (PROJECT / "include/grafana/ita-evidence.json").read_text("utf-8")
)
SENT = series(
    map(
        read,
        (
            "airflow.ita.verdicts,agency=sample,cadence=monthly,verdict=met:3|c",
            "airflow.dagrun.duration.success,dag_id=ita_monthly__sample:1234.5|ms",
        ),
    )
)


def test_statsd_lines_become_the_series_of_prometheus() -> None:
    assert dict(SENT) == {
        "airflow_ita_verdicts": {"agency", "cadence", "verdict"},
        "airflow_dagrun_duration_success_sum": {"dag_id"},
        "airflow_dagrun_duration_success_count": {"dag_id"},
    }


def test_a_sampled_counter_stands_for_what_was_not_sent() -> None:
    lines = ("airflow.a:2|c|@0.1", "airflow.b:2|g|@0.1", "airflow.c,d=:2|c")
    assert [(one.tags, one.value) for one in map(read, lines)] == [
        ({}, 20),
        ({}, 2),
        ({"d": ""}, 2),
    ]
    for wrong in ("airflow.a", "airflow.a:2", "airflow.a:2|x", "airflow.a,b:2|c"):
        with pytest.raises(ValueError, match="no StatsD line"):
            read(wrong)


def test_what_nobody_sends_is_found() -> None:
    asked = {
        'sum by (verdict) (airflow_ita_verdicts{agency=~"$agency"})': set(),
        "sum by (word) (airflow_ita_verdicts)": {"word"},
        'airflow_ita_verdicts{unit!~"a.+"}': {"unit"},
        "airflow_ita_verdict": {"airflow_ita_verdict"},
        "airflow_dagrun_duration_success": {"airflow_dagrun_duration_success"},
        "label_values(airflow_ita_verdicts, agency)": set(),
    }
    assert {query: unknown(query, SENT) for query in asked} == asked


def test_every_panel_shows_labels_that_its_query_keeps() -> None:
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            kept = re.findall(r"\bby \(([^)]*)\)", target["expr"])
            shown = set(re.findall(r"{{(\w+)}}", target["legendFormat"]))
            if kept:
                assert shown == set(kept[0].split(", ")), panel["title"]
            else:
                assert shown <= {"agency", "cadence"}, panel["title"]


def test_the_panels_lie_side_by_side_and_ask_the_chosen_prometheus() -> None:
    cells = [
        (x, y)
        for panel in DASHBOARD["panels"]
        for at in [panel["gridPos"]]
        for x, y in itertools.product(
            range(at["x"], at["x"] + at["w"]), range(at["y"], at["y"] + at["h"])
        )
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) == 23
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    sources = {
        str(target["datasource"]) for panel in DASHBOARD["panels"] for target in panel["targets"]
    }
    assert sources == {"{'type': 'prometheus', 'uid': '${source}'}"}
    assert len(queries(DASHBOARD)) > len(DASHBOARD["panels"])  # the agencies' list is one too
