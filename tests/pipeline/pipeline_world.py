"""A run of one item, step by step, in the store and beside the servers of `world` (conftest.py)."""

from __future__ import annotations

from dataclasses import replace

from ita_evidence import pipeline
from ita_evidence.archive import layout
from ita_evidence.model import Plan
from ita_evidence.pipeline import Workspace

ITEM, NEVER_SEALED, OTHER = "O19", "O29", "O20"
"""Each test takes a period of its own, or an item: what no record commits is resumed."""


def anew(world: Workspace) -> Workspace:
    """As another process would have it: the same store, nothing remembered."""
    return replace(
        world, kept=set(), received=set(), captured={}, plans={}, sealed={}, documents={}
    )


def captured(world: Workspace, period: str, item: str = ITEM) -> tuple[Workspace, Plan, set[str]]:
    """A workspace, the plan of one item, and the digests of what its hosts answered."""
    work = anew(world)
    plan = pipeline.plan_run(work, "sample", period, items=(item,))
    digests = {
        one.blob_sha256
        for host in plan.hosts
        for captures in pipeline.capture_host(work, plan, host).by_request.values()
        for one in captures
        if one.blob_sha256
    }
    assert digests
    return work, plan, digests


def payloads_prefix(plan: Plan) -> str:
    return f"{layout.captures_prefix(plan.agency, plan.run_key)}payloads/"


def payloads(work: Workspace, plan: Plan) -> dict[str, str]:
    """Digest → key of every payload of the run in the work bucket."""
    prefix = payloads_prefix(plan)
    return {key.removeprefix(prefix): key for key in work.store.work_keys(prefix)}
