"""Judging again from the archive: the same inputs change nothing, others are recorded once.

A few items of the sample province, captured once; then its servers are gone.
"""

from __future__ import annotations

import html
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ita_evidence import pipeline, settings
from ita_evidence.archive import ledger
from ita_evidence.archive import verify as verifier
from ita_evidence.archive.canonical import canonical
from ita_evidence.archive.standing import standing
from ita_evidence.archive.store import Store, open_store
from ita_evidence.errors import UsageError
from ita_evidence.model import VerdictValue
from ita_evidence.pipeline import Workspace
from ita_evidence.reporting import gather, packing
from ita_evidence.sample.serve import SampleServer

MONTH, HALF = "2566-03", "2566-H1"
ITEMS = ("O2", "O19", "O29")


@pytest.fixture(scope="module")
def work(
    tmp_path_factory: pytest.TempPathFactory, free_ports: Any, sample_site: Path
) -> Iterator[Workspace]:
    data = tmp_path_factory.mktemp("revalidate")
    http, https, store = free_ports(3)
    loaded = settings.Settings(
        data=data, sample_http_port=http, sample_https_port=https, store_port=store
    )
    with pipeline.open_workspace(loaded) as opened:
        with SampleServer(sample_site, http, https, data):
            for period in (MONTH, HALF):
                plan = pipeline.plan_run(opened, "sample", period, items=ITEMS)
                pipeline.settle(opened, plan)
                pipeline.report(opened, plan)
        yield opened


def test_the_same_inputs_give_the_same_bytes_and_change_nothing(work: Workspace) -> None:
    before = ledger.head(work.store, "sample")
    done = pipeline.revalidate(work, "sample")
    assert (done.judged, done.records, done.changed, done.faults) == (6, (), (), ())
    assert ledger.head(work.store, "sample") == before


def with_another_suite(work: Workspace, folder: Path, item: str) -> Workspace:
    """The workspace with a suite of other bytes for one item, as an edited rule would give."""
    shutil.copytree(work.settings.expectations, folder)
    path = folder / f"2566/o{int(item[1:]):02d}.json"
    suite = json.loads(path.read_text("utf-8"))
    suite["meta"] = {**suite.get("meta", {}), "note": "edited"}
    path.write_text(json.dumps(suite), "utf-8")
    return replace(work, settings=replace(work.settings, expectations=folder))


def test_another_suite_is_recorded_once(work: Workspace, tmp_path: Path) -> None:
    edited = with_another_suite(work, tmp_path / "suites", "O19")
    before = standing(work.store, "sample")[MONTH]
    done = pipeline.revalidate(edited, "sample", period=MONTH)
    assert [(one.item, one.was == one.now) for one in done.changed] == [("O19", True)]
    (number,) = done.records
    record = ledger.read(work.store, "sample", number).record
    assert (record["kind"], record["body"]["items"]) == ("revalidation", ["O19"])
    (named,) = record["body"]["targets"]
    assert named["snapshot"] == before["O19"].snapshot.model_dump()
    again = pipeline.revalidate(edited, "sample", period=MONTH)
    assert (again.records, again.changed, again.faults) == ((), (), ())
    shown = pipeline.newest_report_input(work, "sample", MONTH)
    assert shown.verdicts["O19"].judge_key in named["verdict"]["key"]
    assert verifier.verify(work.store, settings=work.settings, agency="sample").ok


def test_a_verdict_that_comes_out_otherwise_is_named(
    work: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same inputs, and a program that judges otherwise: the record stays, and it is said."""
    from ita_evidence.validation import judge

    real = judge.judge

    def otherwise(given: judge.Judging) -> judge.Judged:
        judged = real(given)
        other = {VerdictValue.NEEDS_REVIEW: VerdictValue.NOT_MET}
        return replace(judged, verdict=other.get(judged.verdict, VerdictValue.NEEDS_REVIEW))

    monkeypatch.setattr(judge, "judge", otherwise)
    done = pipeline.revalidate(work, "sample", period=HALF, items=("O19",))
    assert [fault.code for fault in done.faults] == ["verdict_differs"] and done.records == ()


def test_spoiled_evidence_is_named_and_costs_no_other_item_its_verdict(
    work: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, spoiled = Store.read, standing(work.store, "sample")[MONTH]["O29"].snapshot.key

    def read(self: Store, key: str, wanted: str | None = None) -> bytes:
        return b"{}" if key == spoiled else real(self, key, wanted)

    monkeypatch.setattr(Store, "read", read)
    work = replace(work, sealed={})  # as another process: what is sealed is read once
    done = pipeline.revalidate(work, "sample", period=MONTH, items=("O29", "O2"))
    assert [fault.code for fault in done.faults] == ["not_judged", "not_reported"]
    assert done.judged == 1


def test_what_was_never_judged_is_a_wrong_argument(work: Workspace) -> None:
    for wrong in ({"period": "2566-04"}, {"items": ("O99",)}):
        with pytest.raises(UsageError, match=MONTH):
            pipeline.revalidate(work, "sample", **wrong)  # type: ignore[arg-type]


def test_a_lost_work_bucket_is_made_again(work: Workspace) -> None:
    """All of it deleted: head, standing verdicts, histories and reports come back."""
    store = work.store
    pipeline.revalidate(work, "sample")  # by today's suites, whatever was tried before
    before = {key: store.work_get(key) for key in store.work_keys("")}
    shown = pipeline.newest_report_input(work, "sample", HALF)
    for key in before:
        store.work_delete(key)
    done = pipeline.revalidate(work, "sample")
    assert (done.records, done.faults) == ((), ())
    assert pipeline.newest_report_input(work, "sample", HALF) == shown
    after = {key: store.work_get(key) for key in store.work_keys("")}
    assert {key for key in before if key.startswith("dossiers/")} <= after.keys()
    noted = [key for key in before if "/standing/" in key or "/history/" in key]
    assert len(noted) == 2 + len(ITEMS)
    assert {key: after[key] for key in noted} == {key: before[key] for key in noted}
    assert verifier.verify(store, settings=work.settings, level="structure").ok


def test_what_is_erased_stands_in_no_report_any_more(work: Workspace, tmp_path: Path) -> None:
    """Neither in the one that is kept, nor in one made later, nor in a package; the rest does."""
    verdict = pipeline.newest_report_input(work, "sample", HALF).verdicts["O19"]
    quoted = {one.code: (one.place.blob_sha256, one.quote) for one in verdict.findings}
    (digest, nil), (kept, stays) = quoted["nil_declared"], quoted["wrong_year"]
    gone = nil[:60]
    assert digest != kept and stays not in nil
    picture = f"tables/pictures/{digest[:2]}/{digest}-1-900.png"
    reading = f"captures/sample/feeds/{digest}"
    for key in (picture, reading):
        work.store.work_put(key, b"made of it")

    def dossier(period: str = HALF) -> str:
        packed = work.store.work_get(pipeline.report_key("dossier", "sample", period))
        assert packed is not None
        files = packing.unpack(packed)
        sheet = zipfile.ZipFile(io.BytesIO(files["summary.xlsx"])).read("xl/sharedStrings.xml")
        pages = [data for path, data in files.items() if path.endswith((".html", ".js"))]
        return html.unescape(b"\n".join([sheet, *pages]).decode())

    assert gone in dossier() and gone in dossier(MONTH) and stays in dossier()
    with open_store(work.settings, identity="eraser") as eraser:
        done, faults = pipeline.erase(work, eraser, digest, reason="a list of citizens", by="DPO")
    assert done.records.keys() == {"sample"} and faults == ()
    assert {picture, reading} <= set(done.gone)
    assert gone not in dossier(MONTH)
    assert gone not in dossier() and stays in dossier() and gather.ERASED in dossier()
    assert digest in dossier(), "that it was there stays proven"
    pipeline.report(work, pipeline.newest_plan(work, "sample", HALF))
    assert gone not in dossier()
    pipeline.hand_out(work, "sample", HALF, tmp_path / "package", to="an assessor")
    assert gone not in (tmp_path / "package/data/dossier/assets/findings.js").read_text("utf-8")
    report = verifier.verify(work.store, settings=work.settings)
    assert report.faults == () and report.erased


def test_a_page_that_changed_after_its_bytes_were_erased_is_reported(work: Workspace) -> None:
    """As it must be: the agency takes the list down, and the next run compares with what is gone."""
    shown = pipeline.newest_report_input(work, "sample", HALF)
    snapshot = shown.snapshots["O29"]
    captures = [one for each in snapshot.evidence for one in each.captures if one.blob_sha256]
    capture = next(one for one in captures if one.role != "requisite")
    topic = work.catalog.editions["2566"][snapshot.item].topic
    key = gather.history_key("sample", topic)
    history = gather.read_history(work.store, "sample", topic)
    now = history.urls[capture.url][-1]
    before = now.model_copy(update={"blob_sha256": "0" * 64})  # of which nothing is kept
    spans = (before, now.model_copy(update={"times": 1}))
    urls = {**history.urls, capture.url: spans}
    work.store.work_put(key, canonical(history.model_copy(update={"urls": urls})))
    again = pipeline.newest_report_input(work, "sample", HALF)
    changes = again.facts_of(snapshot.item).changes
    assert [one.readable for one in changes if one.url == capture.url] == [False]
