"""`ita_audit_archive`: the archive checked every week, in full twice a year.

What it does, and what to do when it is red, stands in its own docs in the UI
(`ita_evidence.orchestration.audits.DOC`).
"""

from __future__ import annotations

from airflow.sdk import get_parsing_context

from ita_evidence.orchestration.audits import DAG_ID, audit_dag

if get_parsing_context().dag_id in (None, DAG_ID):
    dag = audit_dag()
