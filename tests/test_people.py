"""What is told between runs, and of whom nothing is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ita_evidence import catalog as catalogs
from ita_evidence import people, pipeline, settings

WEEK_BEFORE_THE_FORM_CLOSES = datetime(2024, 4, 23, 9, tzinfo=UTC)
BOTH = ["coordinator", "engineer"]
"""One is told of the form's end, the other of the month that was never run."""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory, free_ports: Any) -> Iterator[pipeline.Workspace]:
    (port,) = free_ports(1)
    loaded = settings.Settings(data=tmp_path_factory.mktemp("people"), store_port=port)
    with pipeline.open_workspace(loaded) as opened:
        yield replace(opened, now=lambda: WEEK_BEFORE_THE_FORM_CLOSES)


@pytest.mark.parametrize(
    ("closed_on", "told"), [("2024-04-22", []), ("2024-04-23", BOTH), ("null", BOTH)]
)
def test_of_a_closed_agency_nobody_is_reminded(
    work: pipeline.Workspace, tmp_path: Path, closed_on: str, told: list[str]
) -> None:
    catalog = shutil.copytree(work.settings.catalog, tmp_path / "catalog")
    agency = catalog / "agencies/sample.yaml"
    before = "closed_on: 2023-09-30"
    assert before in agency.read_text("utf-8")
    agency.write_text(agency.read_text("utf-8").replace(before, f"closed_on: {closed_on}"), "utf-8")

    itself = replace(work, load=partial(catalogs.load, catalog))

    assert [one.who for one in people.reminders_of(itself, "sample")] == told
