"""The steps between which only the store stands: what each leaves there, and what it finds gone."""

from __future__ import annotations

import ast
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ita_evidence import catalog as catalogs
from ita_evidence import pipeline, settings
from ita_evidence.archive import layout
from ita_evidence.archive.store import Store
from ita_evidence.errors import StoreUnavailable, UnsettledError
from ita_evidence.extraction import readers
from ita_evidence.model import Document, Plan, Snapshot
from ita_evidence.pipeline import Workspace, documents
from ita_evidence.pipeline import sealed as sealed_room
from ita_evidence.pipeline.documents import documents_of
from ita_evidence.pipeline.sealed import snapshot_of
from ita_evidence.sample.serve import SampleServer

ITEM, NEVER_SEALED = "O19", "O29"


@pytest.fixture(scope="module")
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


def anew(world: Workspace) -> Workspace:
    """As another process would have it: the same store, nothing remembered."""
    return replace(world, kept=set(), received=set(), captured={}, plans={}, sealed={})


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


def test_a_payload_that_is_nowhere_is_captured_again_not_sealed(world: Workspace) -> None:
    work, plan, digests = captured(world, "2566-05", NEVER_SEALED)
    keys = payloads(work, plan)
    lost = min(digests & keys.keys())
    work.store.work_delete(keys[lost])
    with pytest.raises(UnsettledError, match=f"{lost}.*run the capture of its host again"):
        pipeline.seal_item(work, plan, NEVER_SEALED)


def test_a_seal_that_is_done_again_needs_no_payload(world: Workspace) -> None:
    work, plan, _ = captured(world, "2566-06")
    sealed = pipeline.seal_item(work, plan, ITEM)
    for key in payloads(work, plan).values():
        work.store.work_delete(key)
    assert pipeline.seal_item(anew(work), plan, ITEM) == sealed


def test_a_run_reads_each_document_once(world: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though two threads want it: the one that reads ahead, and the judge."""
    work, plan, _ = captured(world, "2566-02")
    pipeline.seal_item(work, plan, ITEM)
    real, seen = readers.read, Counter[bytes]()

    def read(data: bytes, **named: Any) -> Document:
        seen[data] += 1
        return real(data, **named)

    monkeypatch.setattr(readers, "read", read)
    monkeypatch.setattr(documents, "_readers_version", lambda work: "of-this-test")
    (result,) = pipeline.validate(work, plan)
    assert result.verdict is not None and set(seen.values()) == {1}


def test_a_process_reads_what_another_sealed_once_and_what_it_sealed_itself_never(
    world: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, plan, _ = captured(world, "2566-09")
    pipeline.seal_item(work, plan, ITEM)
    real, seen = Store.read, Counter[str]()

    def read(store: Store, key: str, *digest: str) -> bytes:
        seen[key] += 1
        return real(store, key, *digest)

    monkeypatch.setattr(Store, "read", read)
    judge = anew(work)
    results = pipeline.validate(judge, plan)
    (sealed,) = (one.sealed for one in results)
    pipeline.record(judge, plan, results)
    shown = pipeline.report_input(judge, plan)
    assert sealed is not None and results[0].snapshot is not None
    assert seen[sealed.key] == 0 and seen[results[0].snapshot.key] in {1, 2}  # two threads
    reporter = anew(work)
    again = [pipeline.report_input(reporter, plan, with_facts=facts) for facts in (True, False)]
    assert [one.verdicts for one in again] == [shown.verdicts] * 2
    assert [one.snapshots for one in again] == [shown.snapshots] * 2
    assert seen[sealed.key] == 1


def test_a_snapshot_that_was_adopted_is_read_as_it_stands(world: Workspace) -> None:
    work, plan, _ = captured(world, "2565-10")
    sealed = pipeline.seal_item(work, plan, ITEM)
    there = work.store.read(sealed.key)
    other = plan.model_copy(update={"captured_late": not plan.captured_late})
    again = anew(work)
    assert pipeline.seal_item(again, other, ITEM) == sealed  # the first one stands
    assert sealed.key not in again.sealed
    assert snapshot_of(again, sealed) == Snapshot.model_validate_json(there)


def test_the_judge_and_the_reports_of_a_process_read_a_file_once(world: Workspace) -> None:
    work, plan, _ = captured(world, "2565-11")
    pipeline.seal_item(work, plan, ITEM)
    known = documents_of(work, plan)
    pipeline.record(work, plan, pipeline.validate(work, plan))
    pipeline.report_input(work, plan)
    assert documents_of(work, plan) is known
    later = plan.model_copy(update={"run_key": "another"})
    assert documents_of(work, later) is not known
    assert set(work.documents) == {"another"}  # one run's at a time


def test_of_what_is_sealed_the_newest_are_kept(
    world: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_room, "SEALED_KEPT", 1)
    work, plan, _ = captured(world, "2565-12")
    pipeline.seal_item(work, plan, ITEM)
    results = pipeline.validate(work, plan)
    pipeline.record(work, plan, results)
    assert set(pipeline.report_input(work, plan, with_facts=False).verdicts) == {ITEM}
    assert len(work.sealed) == 1


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


def _needs(path: Path) -> set[Path]:
    """Our own modules that a module imports, whatever they import in turn; not what it raises."""
    package = Path(pipeline.__file__).parents[1]
    found: set[Path] = set()
    looked_at = [path]
    while looked_at:
        for node in ast.walk(ast.parse(looked_at.pop().read_bytes())):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("ita_"):
                continue
            where = package.parent.joinpath(*(node.module or "").split("."))
            named = [where.with_suffix(".py"), *(where / f"{one.name}.py" for one in node.names)]
            new = {one for one in named if one.is_file() and one.name != "errors.py"} - found
            found |= new
            looked_at += new
    return found


def test_what_is_kept_of_pages_and_documents_names_all_that_read_them() -> None:
    package = Path(pipeline.__file__).parents[1]
    pages, readers = set(pipeline.page_sources()), set(pipeline.reader_sources())
    assert _needs(package / "collection" / "page.py") - pages == set()
    for one in sorted((package / "extraction" / "readers").glob("*.py")):
        assert _needs(one) - readers == set(), one.name
