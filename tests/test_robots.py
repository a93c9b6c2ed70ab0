"""The shelf on which robots.txt is kept for a day, over a real store."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ita_evidence.archive.store import open_store
from ita_evidence.collection.politeness import KeptRobots
from ita_evidence.robots import Shelf
from ita_evidence.settings import Settings

AT = datetime(2023, 4, 17, 11, 30, tzinfo=UTC)


def test_what_is_kept_comes_back_to_its_own_agency_and_host(
    tmp_path: Path, free_ports: Any
) -> None:
    settings = Settings(data=tmp_path, store_port=free_ports(1)[0])
    answer = KeptRobots(asked_at=AT, status=200, body="User-agent: *\nDisallow: /ลับ\n")
    with open_store(settings) as store:
        shelf = Shelf(store, "sample")
        assert shelf.kept("https://office.example") is None
        shelf.keep("https://office.example", answer)
        assert shelf.kept("https://office.example") == answer
        assert shelf.kept("http://office.example") is None
        assert Shelf(store, "other").kept("https://office.example") is None
        (key,) = store.work_keys("index/sample/robots/")
        store.work_put(key, b'{"status": "of another version"}')
        assert shelf.kept("https://office.example") is None
