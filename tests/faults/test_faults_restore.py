"""Both buckets copied with plain S3 calls to an empty store, and to a folder: all still verifies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from faults_world import AGENCY, ITEMS
from small_archive import record

from ita_evidence.archive import folder, ledger
from ita_evidence.archive.store import Store, open_store
from ita_evidence.archive.verify import verify

pytestmark = [pytest.mark.openssl, pytest.mark.slow]


def copy(client: Any, store: Store, bucket: str, out: Path) -> int:
    """As an operator would: every object with its lock and metadata, nothing of ours."""
    count = 0
    for source, target in ((store.bucket, bucket), (store.work_bucket, f"{bucket}-work")):
        listed = client.get_paginator("list_objects_v2").paginate(Bucket=source)
        for entry in (one for page in listed for one in page.get("Contents", [])):
            there = client.get_object(Bucket=source, Key=entry["Key"])
            data = there["Body"].read()
            lock = {
                name: there[name]
                for name in ("ObjectLockMode", "ObjectLockRetainUntilDate")
                if name in there
            }
            client.put_object(
                Bucket=target, Key=entry["Key"], Body=data, Metadata=there["Metadata"], **lock
            )
            if source == store.bucket:
                (out / entry["Key"]).parent.mkdir(parents=True, exist_ok=True)
                (out / entry["Key"]).write_bytes(data)
            count += 1
    return count


def test_a_copy_proves_what_the_original_did(
    world: Any, tmp_path: Path, say: Callable[[str], None]
) -> None:
    original, empty = world.new_pair(), world.new_pair()
    assert world.run(original, None) == 0
    with open_store(original) as store, open_store(empty) as restored:
        copied = copy(store.client, store, restored.bucket, tmp_path)
        reading, _ = folder.open_folder(original, tmp_path)
        reports = [
            verify(store, settings=original),
            verify(restored, settings=empty),
            verify(reading, settings=original),
        ]
        for report in reports:
            assert report.faults == () and report.anchored == "test" and report.pending == ()
        assert len({report.checked for report in reports}) == 1
        assert ledger.head(store, AGENCY) == ledger.head(restored, AGENCY)
        assert record(restored, AGENCY, datetime.now(UTC)).number == 2, "it can be continued"
        assert verify(restored, settings=empty).ok
    assert world.run(empty, None) == 0, "and the next run goes on in the copy"
    say(
        f"{copied} objects of a run of {len(ITEMS)} items copied to an empty store and a folder: "
        f"{reports[0].checked} of evidence verify in all three, and the copy is continued"
    )
