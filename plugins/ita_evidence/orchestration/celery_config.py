"""Celery's configuration in the containers (`[celery] celery_config_options`): Airflow's own, and
what a worker imports before it forks a process for each task."""

from __future__ import annotations

from typing import Any

from airflow.providers.celery.executors.default_celery import (  # type: ignore[import-not-found]
    DEFAULT_CELERY_CONFIG,
)

from ita_evidence.orchestration import preload

CONFIG: dict[str, Any] = {**DEFAULT_CELERY_CONFIG, "imports": preload.MODULES}
