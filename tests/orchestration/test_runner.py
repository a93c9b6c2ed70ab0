from __future__ import annotations

from collections.abc import Mapping
from threading import Barrier
from typing import Any

import pytest

from ita_evidence.orchestration import runner, tasks

PLANNED = {"run_key": "1", "hosts": ["a.example", "b.example"], "shared": ["s.example"]}


def test_hosts_are_asked_at_once_and_shared_ones_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    together, asked = Barrier(2, timeout=30), []

    def ask(agency: str, planned: Mapping[str, Any], host: str) -> dict[str, int]:
        if host in planned["hosts"]:
            together.wait()  # breaks unless two are here at once
        asked.append(host)
        return {host: 1}

    monkeypatch.setattr(tasks, "capture", ask)
    with runner._hosts_at_once():
        assert tasks.capture("sample", PLANNED, "a.example") == {"a.example": 1}
        assert tasks.capture("sample", PLANNED, "b.example") == {"b.example": 1}
        assert sorted(asked) == ["a.example", "b.example"]
        assert tasks.capture("sample", PLANNED, "s.example") == {"s.example": 1}
    assert tasks.capture is ask


def test_a_host_that_could_not_be_asked_costs_its_own_task_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failures = [OSError("the store is away")]

    def ask(agency: str, planned: Mapping[str, Any], host: str) -> dict[str, int]:
        if host == "b.example" and failures:
            raise failures.pop()
        return {host: 1}

    monkeypatch.setattr(tasks, "capture", ask)
    with runner._hosts_at_once():
        assert tasks.capture("sample", PLANNED, "a.example") == {"a.example": 1}
        with pytest.raises(OSError, match="away"):
            tasks.capture("sample", PLANNED, "b.example")
        assert tasks.capture("sample", PLANNED, "b.example") == {"b.example": 1}
