"""The real files, and the main job over them: settled once for all tests here."""

from __future__ import annotations

import hashlib
import importlib
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# Test files are imported by path (importmode=importlib); their shared helpers by name.
sys.path.insert(0, str(Path(__file__).parent))

from realdata_world import (
    EXPECTED,
    LOOKED_AT,
    TITLES,
    TITLES_PAGE,
    RealFiles,
    Settled,
    cases,
    keep_documents,
    page_of_titles,
    served,
    settle,
    write_catalog,
)

from ita_evidence import pipeline, settings


@pytest.fixture(scope="session")
def real() -> RealFiles:
    """Every listed file, found by its digest wherever it lies in the folder."""
    found = {}
    for path in sorted(Path(os.environ["ITA_REALDATA"]).rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            found[hashlib.sha256(data).hexdigest()] = data
    listed = {name: one["sha256"] for name, one in EXPECTED["files"].items()}
    missing = [name for name, digest in listed.items() if digest not in found]
    assert not missing, f"not in the folder, or other bytes: {', '.join(missing)}"
    content = {name: found[digest] for name, digest in listed.items()}
    content[TITLES_PAGE] = page_of_titles(content[TITLES].decode("utf-8"))
    return RealFiles(content, {})


@pytest.fixture(scope="session")
def settled(
    real: RealFiles,
    tmp_path_factory: pytest.TempPathFactory,
    free_ports: Callable[[int], list[int]],
) -> Iterator[Settled]:
    with warnings.catch_warnings():
        # Great Expectations imports a module that Python deprecates; a warning is an error here.
        warnings.simplefilter("ignore", DeprecationWarning)
        importlib.import_module("ita_evidence.validation.judge")
    data = tmp_path_factory.mktemp("realdata")
    http, store = free_ports(2)
    write_catalog(data / "catalog", http, real)
    loaded = settings.Settings(data=data, catalog=data / "catalog", store_port=store)
    with (
        served(real.content, http),
        pipeline.open_workspace(loaded, now=lambda: LOOKED_AT) as work,
    ):
        found = Settled(work, {}, {}, {}, {})
        for agency, period in dict.fromkeys((one.agency, one.period) for one in cases()):
            settle(found, agency, period)
        keep_documents(found, real)
        yield found
