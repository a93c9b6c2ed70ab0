"""One store and one sample province for the steps' tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ita_evidence import pipeline, settings
from ita_evidence.archive.store import Store, open_store
from ita_evidence.pipeline import Workspace
from ita_evidence.sample.serve import SampleServer

# Test files are imported by path (importmode=importlib); their shared helpers by name.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def world(
    tmp_path_factory: pytest.TempPathFactory, free_ports: Any, sample_site: Path
) -> Iterator[Workspace]:
    data = tmp_path_factory.mktemp("steps")
    http, https, store = free_ports(3)
    loaded = settings.Settings(
        data=data, sample_http_port=http, sample_https_port=https, store_port=store
    )
    with pipeline.open_workspace(loaded) as opened, SampleServer(sample_site, http, https, data):
        yield opened


@pytest.fixture(scope="session")
def eraser(world: Workspace) -> Iterator[Store]:
    with open_store(world.settings, identity="eraser") as opened:
        yield opened
