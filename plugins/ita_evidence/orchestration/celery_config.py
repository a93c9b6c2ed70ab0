"""Celery's configuration in the containers (`[celery] celery_config_options`): Airflow's own, and
what a worker imports before it forks.

Airflow forks a process for each task, and its provider imports modules of Airflow's for them so.
Else each of a month's hundred tasks would import our library, and one Great Expectations.
"""

from __future__ import annotations

from typing import Any

from airflow.providers.celery.executors.default_celery import (  # type: ignore[import-not-found]
    DEFAULT_CELERY_CONFIG,
)

CONFIG: dict[str, Any] = {
    **DEFAULT_CELERY_CONFIG,
    "imports": (
        "ita_evidence.pipeline",
        "ita_evidence.people",
        "ita_evidence.collection.adapters",
        "ita_evidence.validation.judge",
        "ita_evidence.reporting.dossier",
        "ita_evidence.reporting.worklist",
    ),
}
