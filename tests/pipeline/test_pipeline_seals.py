"""Seal: what it finds in the work bucket, and what it finds gone."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from pipeline_world import ITEM, NEVER_SEALED, anew, captured, payloads

from ita_evidence import catalog as catalogs
from ita_evidence import pipeline
from ita_evidence.errors import UnsettledError
from ita_evidence.model import Plan
from ita_evidence.pipeline import Workspace


def test_a_payload_that_is_nowhere_is_captured_again_not_sealed(world: Workspace) -> None:
    work, plan, digests = captured(world, "2566-05", NEVER_SEALED)
    keys = payloads(work, plan)
    lost = min(digests & keys.keys())
    work.store.work_delete(keys[lost])
    with pytest.raises(UnsettledError, match=f"{lost}.*run the capture of its host again"):
        pipeline.seal_item(work, plan, NEVER_SEALED)
    for host in plan.hosts:
        pipeline.capture_host(work, plan, host)
    assert lost in payloads(work, plan)
    assert pipeline.seal_item(work, plan, NEVER_SEALED).key


def test_a_seal_that_is_done_again_needs_no_payload(world: Workspace) -> None:
    work, plan, _ = captured(world, "2566-06")
    sealed = pipeline.seal_item(work, plan, ITEM)
    for key in payloads(work, plan).values():
        work.store.work_delete(key)
    assert pipeline.seal_item(anew(work), plan, ITEM) == sealed


def test_a_plan_of_an_older_version_is_sealed_with_what_the_catalog_says(
    world: Workspace, tmp_path: Path
) -> None:
    catalog = shutil.copytree(world.settings.catalog, tmp_path / "catalog")
    sources = catalog / "sources/2566/sample.yaml"
    waiver = f"{{item: {ITEM}, reason: x, by: the coordinator, until: 9999-12-31}}"
    sources.write_text(f"{sources.read_text('utf-8')}waivers:\n  - {waiver}\n", "utf-8")
    work = replace(anew(world), load=partial(catalogs.load, catalog))
    _, plan, _ = captured(work, "2566-08")
    assert [one.by for one in plan.targets[0].waivers or ()] == ["the coordinator"]
    written = plan.model_dump(mode="json")
    for target in written["targets"]:
        del target["waivers"], target["before"]
    old = Plan.model_validate_json(json.dumps(written))
    assert old.targets[0].waivers is None
    assert pipeline.seal_item(work, old, ITEM) == pipeline.seal_item(anew(work), plan, ITEM)
