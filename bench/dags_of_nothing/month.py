"""The evidence DAGs for Airflow with tasks that do nothing: see `scheduled_month.py`."""

from __future__ import annotations

import json
import os
import runpy

import one_month

from ita_evidence.settings import PROJECT

one_month.do_nothing(json.loads(os.environ["BENCH_PLANNED"]))
globals().update(runpy.run_path(str(PROJECT / "dags" / "ita_evidence_dags.py")))
