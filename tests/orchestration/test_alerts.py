"""What the engineer is told of a run, and the note on it, received on real servers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ita_evidence.orchestration import alerts, links

DAG = "ita_monthly__sample"


@pytest.fixture
def server(open_webhook: Any) -> Iterator[tuple[list[Any], int]]:
    with open_webhook() as opened:
        yield opened


@pytest.fixture
def engineer(
    server: tuple[list[Any], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[Any]:
    """The messages that the sample's engineer gets by webhook."""
    asked, port = server
    path = tmp_path / "notify.json"
    path.write_text(json.dumps({"sample": {"engineer": [f"json://127.0.0.1:{port}/"]}}), "utf-8")
    monkeypatch.setenv("ITA_NOTIFY_FILE", str(path))
    return asked


def test_a_failed_run_is_told(engineer: list[Any]) -> None:
    run = SimpleNamespace(dag_id=DAG, run_id="manual__1")
    alerts.run_failed({"dag_run": run, "reason": "task_failure of 1234567890123"})
    (told,) = engineer
    assert DAG in told.body["title"]
    assert "manual__1" in told.body["message"]
    assert "1234567890123" not in told.body["message"]


@pytest.mark.parametrize(
    "run", [{"dag_id": DAG, "dag_run_id": "late"}, SimpleNamespace(dag_id=DAG, run_id="late")]
)
def test_a_late_run_is_told(engineer: list[Any], run: Any) -> None:
    asyncio.run(alerts.run_late(context={"dag_run": run, "deadline": {}}))
    assert "ล่าช้า" in engineer[0].body["title"]
    assert "late" in engineer[0].body["message"]


def test_a_callback_that_cannot_tell_says_so_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("ITA_NOTIFY_FILE", str(tmp_path / "gone.json"))
    alerts.run_failed({"dag_run": SimpleNamespace(dag_id=DAG, run_id="x")})
    assert "the engineer was not told" in caplog.text


def test_a_note_is_written_where_an_api_and_a_token_are_configured(
    server: tuple[list[Any], int],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked, port = server
    monkeypatch.setattr(alerts, "connection_of", lambda name: None)
    assert not alerts.note(DAG, "run 1", "ผล")
    configured = SimpleNamespace(host="http://127.0.0.1", port=port, password="token")
    monkeypatch.setattr(alerts, "connection_of", lambda name: configured)
    assert alerts.note(DAG, "run+1", "ผล" * 2000)
    (one,) = asked
    assert (one.method, one.token) == ("PATCH", "Bearer token")
    assert one.path.startswith(f"/api/v2/dags/{DAG}/dagRuns/run%2B1?")
    assert len(one.body["note"]) == alerts.LONGEST_NOTE
    assert not alerts.note(DAG, "gone", "ผล"), "a run must not fail for want of a note"
    assert "no note on" in caplog.text


def test_a_link_leads_to_the_item_on_the_board(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "_period_of", lambda key: ("sample", "2566-H1"))
    key: Any = SimpleNamespace(dag_id="ita_semiannual__sample", task_id="verdict_a_b", run_id="r")
    evidence, dossier = links.EvidenceLink(), links.DossierLink()
    assert evidence.get_link(None, ti_key=key) == (
        "/plugin/evidence/evidence-board/agency/sample/2566-H1#verdict_a_b"
    )
    key.task_id = "seal"
    assert (
        evidence.get_link(None, ti_key=key)
        == "/plugin/evidence/evidence-board/agency/sample/2566-H1"
    )
    assert dossier.get_link(None, ti_key=key).endswith("/sample/2566-H1/dossier.zip")
    monkeypatch.setattr(links, "_period_of", lambda key: None)
    assert evidence.get_link(None, ti_key=key) == dossier.get_link(None, ti_key=key) == ""


def test_other_dags_have_no_evidence() -> None:
    key: Any = SimpleNamespace(dag_id="ita_audit_archive", task_id="audit", run_id="r")
    assert links._period_of(key) is None
