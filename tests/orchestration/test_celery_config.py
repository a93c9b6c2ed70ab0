"""What a Celery worker imports before it forks. Celery itself is in the containers alone: there
`make test-deploy` has workers start with it."""

from __future__ import annotations

import importlib
import subprocess
import sys
from types import ModuleType

import pytest
import yaml

from ita_evidence.settings import PROJECT

BASE = "airflow.providers.celery.executors.default_celery"
HEAVY = ("boto3", "bs4", "great_expectations", "jinja2", "pandas", "requests")


def test_workers_import_what_tasks_would(monkeypatch: pytest.MonkeyPatch) -> None:
    airflows = ModuleType(BASE)
    airflows.DEFAULT_CELERY_CONFIG = {"task_acks_late": True}  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, BASE, airflows)
    compose = yaml.safe_load((PROJECT / "docker-compose.yaml").read_text("utf-8"))
    named = compose["x-airflow-common"]["environment"]["AIRFLOW__CELERY__CELERY_CONFIG_OPTIONS"]
    module, _, name = named.rpartition(".")
    config = getattr(importlib.import_module(module), name)
    assert config["task_acks_late"] is True
    code = (
        "import sys, threading\n"
        f"for name in {config['imports']!r}: __import__(name)\n"
        f"missing = [name for name in {HEAVY!r} if name not in sys.modules]\n"
        "assert not missing, missing\n"
        # A thread would be lost in what is forked, with the locks that it holds.
        "assert threading.active_count() == 1, threading.enumerate()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
