"""The evidence DAGs for Airflow with tasks that do nothing: see `scheduled_month.py`."""

from __future__ import annotations

import json
import os
import runpy

import one_month
from airflow.sdk import DAG

from ita_evidence.settings import PROJECT

one_month.do_nothing(json.loads(os.environ["BENCH_PLANNED"]))
made = runpy.run_path(str(PROJECT / "dags" / "ita_evidence_dags.py"))
for dag in made.values():
    if isinstance(dag, DAG):
        dag.fileloc = __file__  # Airflow writes a callback's log beside the file that is named here
globals().update(made)
