"""`ita_reminders`: what people are told between runs.

What it tells, and what to do when it is red, stands in its own docs in the UI
(`ita_evidence.orchestration.reminders.DOC`).
"""

from __future__ import annotations

from airflow.sdk import get_parsing_context

from ita_evidence.orchestration.reminders import DAG_ID, reminders_dag

# In a task only the DAG that was asked for is built.
if get_parsing_context().dag_id in (None, DAG_ID):
    reminders = reminders_dag()
