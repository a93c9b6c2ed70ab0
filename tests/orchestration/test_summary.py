"""A run in one value of counts: kept, logged, and sent as metrics."""

from __future__ import annotations

from typing import Any

import pytest

from ita_evidence.orchestration import tasks

SUMMARY: dict[str, Any] = {
    "agency": "sample",
    "captures": {"ok": 41, "not_found": 2},
    "verdicts": {"met": 5, "not_met": 1},
    "received_bytes": 1234,
    "units_behind": 3,
    "anchored": "test",
}


def test_a_summary_is_sent_beside_airflows_own_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.sdk.observability import stats

    sent: list[tuple[str, str, float]] = []
    monkeypatch.setattr(stats, "incr", lambda name, count=1: sent.append(("c", name, count)))
    monkeypatch.setattr(stats, "gauge", lambda name, value: sent.append(("g", name, value)))
    tasks.measure(SUMMARY)
    assert set(sent) == {
        ("c", "ita.captures.ok", 41),
        ("c", "ita.captures.not_found", 2),
        ("c", "ita.verdicts.met", 5),
        ("c", "ita.verdicts.not_met", 1),
        ("c", "ita.received_bytes", 1234),
        ("c", "ita.runs", 1),
        ("g", "ita.units_behind.sample", 3),
        ("g", "ita.anchored.sample", 0),  # a test authority proves nothing to others
    }
