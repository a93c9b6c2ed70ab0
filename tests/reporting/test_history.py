from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ita_evidence.archive.canonical import canonical
from ita_evidence.archive.store import open_store
from ita_evidence.errors import ReportError
from ita_evidence.model import Outcome
from ita_evidence.reporting import gather, history
from ita_evidence.reporting.history import History, extend
from ita_evidence.settings import Settings


def snapshots(make: Any, *captures: Any) -> list[Any]:
    """A snapshot a day, each with one capture: (outcome, digest)."""
    made = []
    for day, (outcome, digest) in enumerate(captures):
        at = make.at + timedelta(days=day)
        capture = make.capture(
            outcome=outcome, blob_sha256=digest, started_at=at, ended_at=at + timedelta(seconds=1)
        )
        evidence = make.snapshot().evidence[0].model_copy(update={"captures": (capture,)})
        made.append(make.snapshot(evidence=(evidence,)))
    return made


def after(make: Any, *captures: Any) -> History:
    known = History()
    for number, snapshot in enumerate(snapshots(make, *captures)):
        known = extend(known, snapshot, f"snapshot {number}")
    return known


URL = "https://www.sample.example/oit/21"


def test_captures_that_end_alike_are_one_span(make: Any) -> None:
    known = after(
        make,
        (Outcome.OK, "a" * 64),
        (Outcome.UNCHANGED, "a" * 64),
        (Outcome.NOT_FOUND, None),
        (Outcome.OK, "b" * 64),
    )
    spans = known.urls[URL]
    assert [(one.outcome, one.times) for one in spans] == [
        (Outcome.OK, 2),
        (Outcome.NOT_FOUND, 1),
        (Outcome.OK, 1),
    ]
    assert spans[0].last_at - spans[0].first_at == timedelta(days=1)
    assert spans[0].snapshot == "snapshot 0"
    assert known.first_seen == {"a" * 64: make.at, "b" * 64: make.at + timedelta(days=3)}


def test_the_same_snapshot_twice_changes_nothing(make: Any) -> None:
    known = after(make, (Outcome.OK, "a" * 64))
    (again,) = snapshots(make, (Outcome.OK, "a" * 64))
    assert extend(known, again, "again") == known


def test_before_is_the_newest_with_other_bytes(make: Any) -> None:
    known = after(make, *((Outcome.OK, sign * 64) for sign in "abc"))
    span = known.before(URL, "c" * 64)
    assert span is not None
    assert span.blob_sha256 == "b" * 64
    assert known.before("https://elsewhere.example/", "c" * 64) is None
    assert after(make, (Outcome.OK, "a" * 64)).before(URL, "a" * 64) is None


def test_a_page_that_changes_daily_keeps_its_first_and_its_newest(make: Any) -> None:
    many = [(Outcome.OK, f"{n:064x}") for n in range(history.MOST_SPANS + 20)]
    known = after(make, *many)
    spans = known.urls[URL]
    assert len(spans) == history.MOST_SPANS
    assert spans[0].blob_sha256 == f"{0:064x}"
    assert spans[-1].blob_sha256 == f"{history.MOST_SPANS + 19:064x}"


def test_history_is_kept_in_the_work_bucket(make: Any, tmp_path: Any, free_ports: Any) -> None:
    (port,) = free_ports(1)
    with open_store(Settings(data=tmp_path, store="embedded", store_port=port)) as store:
        assert gather.read_history(store, "sample", "topic.n21") == History()
        for number, one in enumerate(
            snapshots(make, (Outcome.OK, "a" * 64), (Outcome.OK, "b" * 64))
        ):
            gather.remember(store, "sample", "topic.n21", one, f"key {number}")
        known = gather.read_history(store, "sample", "topic.n21")
        assert len(known.urls[URL]) == 2
        store.work_put(gather.history_key("sample", "topic.n21"), canonical({"urls": 1}))
        with pytest.raises(ReportError, match="delete it"):
            gather.read_history(store, "sample", "topic.n21")
