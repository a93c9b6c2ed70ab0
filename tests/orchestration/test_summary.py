"""A run in one value of counts: kept, logged, and sent as metrics."""

from __future__ import annotations

from typing import Any

import pytest

from ita_evidence.orchestration import tasks

SUMMARY: dict[str, Any] = {
    "agency": "sample",
    "period": "2566-03",
    "captures": {"ok": 41, "not_found": 2},
    "verdicts": {"met": 5, "not_met": 1},
    "received_bytes": 1234,
    "units_behind": 3,
    "anchored": "test",
}


def test_a_summary_is_sent_beside_airflows_own_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.sdk.observability import stats

    sent: list[tuple[str, str, float, dict[str, str]]] = []
    monkeypatch.setattr(
        stats, "incr", lambda name, count=1, *, tags: sent.append(("c", name, count, tags))
    )
    monkeypatch.setattr(
        stats, "gauge", lambda name, value, *, tags: sent.append(("g", name, value, tags))
    )
    tasks.measure(SUMMARY)
    of = {"agency": "sample", "cadence": "monthly"}
    assert sent == [
        ("c", "ita.runs", 1, of),
        ("c", "ita.captures", 41, {**of, "outcome": "ok"}),
        ("c", "ita.captures", 2, {**of, "outcome": "not_found"}),
        ("c", "ita.verdicts", 5, {**of, "verdict": "met"}),
        ("c", "ita.verdicts", 1, {**of, "verdict": "not_met"}),
        ("c", "ita.received_bytes", 1234, of),
        ("g", "ita.units_behind", 3, of),
        ("g", "ita.anchored", 0, of),  # a test authority proves nothing to others
    ]
