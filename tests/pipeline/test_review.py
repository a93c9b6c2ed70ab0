"""A person's decision, from the command to the verdict: sealed, once a digest, told on every page.

A few items of the sample province, captured once; the made-up scan of the privacy policy is read by
a person.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ita_evidence import cli, pipeline, settings
from ita_evidence.archive import ledger
from ita_evidence.archive import verify as verifier
from ita_evidence.errors import UsageError
from ita_evidence.model import VerdictValue
from ita_evidence.pipeline import Workspace
from ita_evidence.sample import ensure
from ita_evidence.sample.serve import SampleServer

HALF = "2566-H1"
ITEMS = ("O10", "O29")
REASON = "อ่านฉบับสแกนแล้ว เป็นนโยบายของจังหวัด"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, free_ports: Any) -> Iterator[settings.Settings]:
    data = tmp_path_factory.mktemp("review")
    http, https, store = free_ports(3)
    loaded = settings.Settings(
        data=data, sample_http_port=http, sample_https_port=https, store_port=store
    )
    root: Path = ensure(loaded)
    with SampleServer(root, http, https, data):
        yield loaded


@pytest.fixture(scope="module")
def work(site: settings.Settings) -> Iterator[Workspace]:
    with pipeline.open_workspace(site) as opened:
        run(opened)
        yield opened


def run(work: Workspace) -> dict[str, str]:
    plan = pipeline.plan_run(work, "sample", HALF, items=ITEMS)
    _, results = pipeline.settle(work, plan)
    pipeline.report(work, plan)
    return {one.item: str(one.verdict) for one in results}


def decide(work: Workspace, item: str = "O10", component: str = "policy", **changes: Any) -> Any:
    values: dict[str, Any] = {"decision": "met", "reason": REASON, "by": "เจ้าหน้าที่ทดสอบ", **changes}
    return pipeline.review(work, "sample", HALF, item, component, **values)


def test_a_decision_is_sealed_told_and_holds(work: Workspace) -> None:
    done = decide(work)
    assert (done.was, done.now) == (VerdictValue.NEEDS_REVIEW, VerdictValue.MET)
    assert done.faults == ()
    record = ledger.read(work.store, "sample", done.record).record
    assert record["kind"] == "review" and record["body"]["items"] == ["O10"]
    assert record["body"]["decision"]["reason"] == REASON
    assert len(record["body"]["decision"]["evidence"]) == 1
    shown = pipeline.newest_report_input(work, "sample", HALF).verdicts["O10"]
    assert shown.inputs.newest_review == done.record
    (told,) = [one for one in shown.findings if one.code == "decided_met"]
    assert REASON in told.th and "เจ้าหน้าที่ทดสอบ" in told.th
    # Once a digest: the same decision again is the same record, and nothing is judged anew.
    head = ledger.head(work.store, "sample")
    assert decide(work).record == done.record
    assert ledger.head(work.store, "sample") == head
    # A new run over the same bytes asks nobody again.
    assert run(work) == {"O10": "met", "O29": "needs_review"}
    assert verifier.verify(work.store, settings=work.settings, agency="sample").ok


def test_another_decision_on_the_same_evidence_takes_its_place(work: Workspace) -> None:
    before = decide(work, decision="not_met", reason="เป็นของกระทรวง")
    assert before.now is VerdictValue.NOT_MET
    after = decide(work)
    assert after.now is VerdictValue.MET and after.record > before.record
    assert verifier.verify(work.store, settings=work.settings, agency="sample").ok


def test_one_of_three_components_leaves_the_others_open(work: Workspace) -> None:
    assert decide(work, "O29", "total", reason="ขีดแปลว่าไม่มีเรื่อง").now is VerdictValue.NEEDS_REVIEW
    for component in ("done", "pending"):
        done = decide(work, "O29", component, reason="ขีดแปลว่าไม่มีเรื่อง")
    assert done.now is VerdictValue.MET


def test_what_a_machine_says_already_needs_no_person(work: Workspace) -> None:
    done = decide(work, "O29", "first_half")
    assert [one.code for one in done.faults] == ["nothing_to_decide"] and done.record == 0


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"component": "polcy"}, "valid: policy"),
        ({"item": "O11"}, "nothing of it was judged"),
        ({"unit": "nobody"}, "asks nothing of unit 'nobody'; valid: "),
        ({"reason": "  "}, "--reason"),
        ({"by": ""}, "--by"),
    ],
)
def test_what_cannot_be_decided_is_refused(
    work: Workspace, changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        decide(work, **changes)


def test_the_command_says_what_came_of_it(
    work: Workspace,
    site: settings.Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(settings, "load", lambda: site)
    line = [
        "review",
        "--agency",
        "sample",
        "--period",
        HALF,
        "--item",
        "O29",
        "--by",
        "ก",
        "--json",
    ]
    what = [*line, "--component", "first_half", "--reason", "ข"]
    assert cli.main([*what, "--decision", "met"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], said["faults"][0]["code"]) == (False, "nothing_to_decide")
    assert cli.main([*what, "--decision", "not_met"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], said["verdict"], said["faults"]) == (True, "not_met", [])
    assert cli.main([*what, "--decision", "perhaps"]) == 2
    assert cli.main([*what, "--decision", "met", "--unit", "nobody"]) == 2
    unit = work.catalog.editions["2566"]["O29"].responsible[0]
    own = next(one.id for one in work.agency("sample").units if unit in one.roles)
    assert cli.main([*what, "--decision", "met", "--unit", own]) == 1
    assert json.loads(capsys.readouterr().out)["faults"][0]["code"] == "nothing_to_decide"


def test_it_falls_when_the_bytes_change(work: Workspace, site: settings.Settings) -> None:
    """Another scan under the same address: the decision was of the other bytes."""
    decide(work)
    path = next((site.data / "sample/site").rglob("o10/privacy-policy.pdf"))
    kept = path.read_bytes()
    try:
        path.write_bytes(kept + b"\n% another scan\n")
        assert run(work)["O10"] == "needs_review"
    finally:
        path.write_bytes(kept)
    assert run(work)["O10"] == "met"
