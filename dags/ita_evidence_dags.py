"""Three DAGs for each agency of the catalog: `ita_monthly__<agency>`, `ita_semiannual__<agency>`
and `ita_submitted__<agency>`; the feeds of all agencies have one, in `ita_feeds.py`.

What a run does, what its colours mean and how to run it again stands in each DAG's own docs in the
UI (`ita_evidence.orchestration.dags.DOC`). A new agency is data alone: add its files to
`include/catalog/`, run `ita-evidence catalog index`, and its DAGs appear here.
"""

from __future__ import annotations

from airflow.sdk import get_parsing_context

from ita_evidence.orchestration.dags import TIMETABLES, dag_id, evidence_dag, light_index
from ita_evidence.orchestration.lookouts import submitted_dag, submitted_dag_id

wanted = get_parsing_context().dag_id

for agency in light_index()["agencies"]:
    for cadence in TIMETABLES:
        # In a task only the DAG that was asked for is built.
        if wanted in (None, dag_id(cadence, agency)):
            globals()[dag_id(cadence, agency)] = evidence_dag(agency, cadence)
    if wanted in (None, submitted_dag_id(agency)):
        globals()[submitted_dag_id(agency)] = submitted_dag(agency)
