"""Capture: what is left of a host when it is asked, and what is asked for again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from pipeline_world import ITEM, OTHER, anew, captured, payloads, payloads_prefix

from ita_evidence import pipeline
from ita_evidence.archive import layout
from ita_evidence.archive.store import Store
from ita_evidence.errors import StoreUnavailable, UnsettledError
from ita_evidence.model import Capture
from ita_evidence.pipeline import Workspace, captures


def test_every_body_is_kept_when_its_host_is_done(world: Workspace) -> None:
    work, plan, digests = captured(world, "2566-03")
    assert payloads(work, plan).keys() >= digests


def test_a_body_that_cannot_be_kept_fails_its_host(
    world: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = pipeline.plan_run(world, "sample", "2566-04", items=(ITEM,))
    real = Store.work_put

    def full(self: Store, key: str, data: bytes) -> None:
        if key.startswith(payloads_prefix(plan)):
            raise StoreUnavailable("no room")
        real(self, key, data)

    work = anew(world)
    monkeypatch.setattr(Store, "work_put", full)
    with pytest.raises(StoreUnavailable, match="no room"):
        pipeline.capture_host(work, plan, plan.hosts[0])
    host = layout.captures_key(plan.agency, plan.run_key, plan.hosts[0])
    assert work.store.work_get(host) is None
    monkeypatch.undo()
    pipeline.capture_host(work, plan, plan.hosts[0])
    assert work.store.work_get(host) is not None and payloads(work, plan)


def test_capture_and_seal_read_of_the_catalog_the_agencys_file_alone(world: Workspace) -> None:
    _, plan, _ = captured(world, "2566-07")
    hosts = {layout.captures_key(plan.agency, plan.run_key, host): host for host in plan.hosts}

    def never() -> Any:
        raise AssertionError("the whole catalog was read")

    task = replace(anew(world), load=never, alone="sample")
    for key, host in hosts.items():
        task.store.work_delete(key)
        assert pipeline.capture_host(task, plan, host).by_request
    assert pipeline.seal_item(task, plan, ITEM).key
    with pytest.raises(AssertionError, match="the whole catalog"):
        pipeline.plan_run(task, "sample", "2566-07", items=(ITEM,))


def test_a_process_remembers_what_it_captured_of_one_run_at_a_time(world: Workspace) -> None:
    work, plan, _ = captured(world, "2566-06", OTHER)
    assert len(work.captured) == len(plan.hosts) and work.received
    pipeline.plan_run(work, "sample", "2566-07", items=(OTHER,))
    assert not work.captured and not work.received
    assert pipeline.seal_item(work, plan, OTHER).key  # the store has it


def digests_of(captured: pipeline.HostCaptures) -> set[str]:
    found: list[Capture] = [one for each in captured.by_request.values() for one in each]
    return {one.blob_sha256 for one in found if one.blob_sha256}


def leads_of(work: Workspace, host: str) -> dict[str, Any]:
    """URL → what is known of where it leads."""
    found: dict[str, Any] = json.loads(
        work.store.work_get(f"index/sample/leads/{host}.json") or "{}"
    )
    return found


def test_an_erasure_while_a_host_is_asked_stands(
    world: Workspace, eraser: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the run read before it is not written over it; the next run notes its pages again."""
    work, plan, digests = captured(world, "2566-01")
    pipeline.seal_item(work, plan, ITEM)
    host, digest = next(
        (host, one["blob_sha256"])
        for host in plan.hosts
        for one in leads_of(work, host).values()
        if one["blob_sha256"] in digests
    )
    monkeypatch.setattr(captures, "pages_version", lambda lock_file: "of-this-test")

    def erase(line: str) -> None:
        if work.store.exists(layout.blob_key(digest)):
            pipeline.erase(work, eraser, digest, reason="names of citizens", by="DPO")

    def of_another_period(period: str, **options: Any) -> list[dict[str, Any]]:
        process = anew(world)
        another = pipeline.plan_run(process, "sample", period, items=(ITEM,))
        assert digest in digests_of(pipeline.capture_host(process, another, host, **options))
        return list(leads_of(process, host).values())

    left = of_another_period("2566-H1", say=erase)
    assert digest not in {one["blob_sha256"] for one in left}
    again = of_another_period("2566-H2")
    assert digest in {one["blob_sha256"] for one in again if one["version"] == "of-this-test"}


def test_a_server_that_says_unchanged_of_what_is_gone_is_asked_in_full(
    world: Workspace, eraser: Store
) -> None:
    work, plan, _ = captured(world, "2566-01", OTHER)
    pipeline.seal_item(work, plan, OTHER)
    pipeline.record(work, plan, pipeline.validate(work, plan))
    process = anew(world)
    later = pipeline.plan_run(process, "sample", "2566-02", items=(OTHER,))
    every = [
        (host, one)
        for host in later.hosts
        for each in pipeline.capture_host(process, later, host).by_request.values()
        for one in each
    ]
    host, said = next((host, one) for host, one in every if one.rule == "not_modified")
    assert said.blob_sha256 is not None
    eraser.erase(layout.blob_key(said.blob_sha256))
    with pytest.raises(UnsettledError, match=said.blob_sha256):
        pipeline.seal_item(anew(process), later, OTHER)
    asked = pipeline.capture_host(anew(process), later, host).by_request.values()
    assert "not_modified" not in {one.rule for each in asked for one in each}
    pipeline.seal_item(anew(process), later, OTHER)
    assert process.store.exists(layout.blob_key(said.blob_sha256))
