"""`ita_feeds`: e-GP's RSS feeds of all agencies, read daily, since they keep 20 announcements only.

What it does, and what to do when a square is red, stands in the DAG's own docs in the UI
(`ita_evidence.orchestration.lookouts.FEEDS_DOC`). An agency's feeds are its sources with the
adapter `egp_rss`: a new one is data alone.
"""

from __future__ import annotations

from airflow.sdk import get_parsing_context

from ita_evidence.orchestration.lookouts import FEEDS, feeds_dag

if get_parsing_context().dag_id in (None, FEEDS):
    ita_feeds = feeds_dag()
