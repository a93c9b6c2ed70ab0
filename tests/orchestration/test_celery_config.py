"""What a Celery worker imports before it forks. Celery itself is in the containers alone: there
`make test-deploy` has workers start with it."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

import pytest
import yaml

from ita_evidence.orchestration import preload
from ita_evidence.settings import PROJECT

BASE = "airflow.providers.celery.executors.default_celery"


def test_workers_import_what_tasks_would(monkeypatch: pytest.MonkeyPatch) -> None:
    airflows = ModuleType(BASE)
    airflows.DEFAULT_CELERY_CONFIG = {"task_acks_late": True}  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, BASE, airflows)
    compose = yaml.safe_load((PROJECT / "docker-compose.yaml").read_text("utf-8"))
    named = compose["x-airflow-common"]["environment"]["AIRFLOW__CELERY__CELERY_CONFIG_OPTIONS"]
    module, _, name = named.rpartition(".")
    config = getattr(importlib.import_module(module), name)
    assert config == {"task_acks_late": True, "imports": preload.MODULES}
