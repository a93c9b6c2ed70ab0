"""Documents: read once, and kept by all that read them."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pipeline_world import ITEM, OTHER, captured

from ita_evidence import pipeline
from ita_evidence.archive.store import NotInArchive, Store
from ita_evidence.extraction import readers
from ita_evidence.model import Document
from ita_evidence.pipeline import Workspace, documents
from ita_evidence.pipeline.documents import documents_of
from ita_evidence.pipeline.sealed import captures_of, snapshot_of


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


def test_what_was_erased_while_it_was_read_is_not_kept(
    world: Workspace, eraser: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, plan, _ = captured(world, "2566-03", OTHER)
    snapshot = snapshot_of(work, pipeline.seal_item(work, plan, OTHER))
    by_digest = {one.blob_sha256: one for one in captures_of(snapshot) if one.blob_sha256}
    stays, goes, *_ = by_digest.values()
    real = readers.read

    def read(data: bytes, **named: Any) -> Document:
        document = real(data, **named)
        if named["name"] == goes.final_url:
            pipeline.erase(work, eraser, goes.blob_sha256 or "", reason="names", by="DPO")
        return document

    monkeypatch.setattr(readers, "read", read)
    monkeypatch.setattr(documents, "_readers_version", lambda work: "erased-meanwhile")
    known = documents_of(work, plan)
    assert isinstance(known.of(stays), Document) and isinstance(known.of(goes), Document)
    kept = [key.rpartition("/")[2] for key in work.store.work_keys("tables/documents/erased-mean")]
    assert kept == [f"{stays.blob_sha256}.json"]
    with pytest.raises(NotInArchive):  # nor by this process
        documents_of(work, plan).of(goes)
