"""What older versions sealed is read and verified by this one; verdicts may differ, bytes may not.

`make_archive.py` made each folder beside this file, by the version that it is named after.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ita_evidence import catalog as catalogs
from ita_evidence.archive import folder, layout
from ita_evidence.archive.canonical import parse, sha256
from ita_evidence.archive.snapshots import value_of
from ita_evidence.archive.verify import Report, verify
from ita_evidence.errors import LedgerError
from ita_evidence.model import Snapshot, Verdict
from ita_evidence.settings import Settings

VERSIONS = sorted(path.parent for path in Path(__file__).parent.glob("*/archive"))
each_version = pytest.mark.parametrize("version", VERSIONS, ids=lambda path: path.name)


def check(version: Path, archive: Path, tmp_path: Path) -> Report:
    """As on the day after it was sealed: the test authority's certificate ends some day."""
    record = parse((archive / layout.record_key("sample", 1)).read_bytes())
    day_after = datetime.fromisoformat(record["at"]).astimezone(UTC) + timedelta(days=1)
    settings = Settings(data=tmp_path)
    reading, _ = folder.open_folder(settings, archive, now=lambda: day_after)
    return verify(reading, settings=settings, trust_file=version / "trust/sample.yaml")


def keys_of(version: Path, kind: str) -> list[tuple[str, bytes]]:
    """The key and bytes of each object of a kind."""
    found = []
    for path in sorted((version / "archive").rglob("*")):
        key = layout.parse_key(path.relative_to(version / "archive").as_posix())
        if key is not None and key.kind == kind:
            found.append((path.relative_to(version / "archive").as_posix(), path.read_bytes()))
    return found


def test_there_is_a_version() -> None:
    assert [path.name for path in VERSIONS][:1] == ["0.1.0"]


@each_version
def test_an_older_archive_has_no_fault(version: Path, tmp_path: Path) -> None:
    report = check(version, version / "archive", tmp_path)
    assert report.faults == ()
    assert report.anchored == "test"
    files = [path for path in (version / "archive").rglob("*") if path.is_file()]
    assert report.checked == len(files)


@each_version
@pytest.mark.parametrize("kind", ["record", "snapshot", "verdict", "blob", "token"])
def test_a_byte_changed_in_it_is_found(version: Path, kind: str, tmp_path: Path) -> None:
    archive = shutil.copytree(version / "archive", tmp_path / "archive")
    key, data = keys_of(version, kind)[0]
    (archive / key).write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    assert not check(version, archive, tmp_path).ok


@each_version
def test_what_it_sealed_is_still_of_the_model(version: Path) -> None:
    snapshots = [value_of(*one, Snapshot) for one in keys_of(version, "snapshot")]
    verdicts = [value_of(*one, Verdict) for one in keys_of(version, "verdict")]
    assert {one.item for one in snapshots} == {one.item for one in verdicts} == {"O21", "O29"}
    assert all(one.evidence for one in snapshots)
    with pytest.raises(LedgerError, match="is no verdict"):
        value_of(*keys_of(version, "snapshot")[0], Verdict)


@each_version
def test_its_catalog_loads_and_is_the_one_that_was_sealed(version: Path) -> None:
    catalog = catalogs.load(version / "catalog", expectations=version / "expectations")
    for one in (value_of(*each, Verdict) for each in keys_of(version, "verdict")):
        entry = catalog.entry_bytes(one.edition, one.item)
        assert sha256(entry) == one.inputs.catalog_sha256
        assert (version / "archive" / layout.blob_key(sha256(entry))).read_bytes() == entry
