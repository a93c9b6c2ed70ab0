"""Record: what the next run may know of this one."""

from __future__ import annotations

import json

from pipeline_world import OTHER, captured

from ita_evidence import pipeline
from ita_evidence.archive.store import Store
from ita_evidence.model import Outcome
from ita_evidence.pipeline import Workspace
from ita_evidence.pipeline.sealed import captures_of, snapshot_of


def test_what_was_erased_before_the_record_is_not_asked_for_as_known(
    world: Workspace, eraser: Store
) -> None:
    prefix = "index/sample/validators/"
    for key in list(world.store.work_keys(prefix)):
        world.store.work_delete(key)
    work, plan, digests = captured(world, "2566-05", OTHER)
    snapshot = snapshot_of(work, pipeline.seal_item(work, plan, OTHER))
    results = pipeline.validate(work, plan)
    gone, *_ = (one.blob_sha256 for one in captures_of(snapshot) if one.outcome is Outcome.OK)
    assert gone is not None
    pipeline.erase(work, eraser, gone, reason="names of citizens", by="DPO")
    pipeline.record(work, plan, results)
    known = {
        one["blob_sha256"]
        for key in work.store.work_keys(prefix)
        for one in json.loads(work.store.work_get(key) or b"{}").values()
    }
    assert known and known <= digests - {gone}
