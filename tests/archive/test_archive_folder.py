"""A copy of the archive in a folder, checked with no store: what is wrong is named there too."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from ita_evidence.archive import folder, layout
from ita_evidence.archive.store import Store
from ita_evidence.archive.verify import Report, verify
from ita_evidence.errors import StoreUnavailable, UsageError
from ita_evidence.settings import Settings


def copy_of(store: Store, agency: str, out: Path) -> Path:
    """The agency's objects and the blobs that they lead to, each under its key."""
    keys = [
        key
        for prefix in (layout.LEDGER, layout.SNAPSHOTS, layout.VERDICTS)
        for key in store.keys(f"{prefix}{agency}/")
    ]
    texts = b"".join(store.read(key) for key in keys).decode("latin-1")
    keys += [key for key in store.keys(layout.BLOBS) if key.rsplit("/", 1)[1] in texts]
    for key in keys:
        (out / key).parent.mkdir(parents=True, exist_ok=True)
        (out / key).write_bytes(store.read(key))
    return out


@pytest.fixture
def copied(
    store: Store, make: SimpleNamespace, agency: str, settings: Settings, tmp_path: Path
) -> Callable[[], Report]:
    """A run's copy in `tmp_path/copy`; checks it as it is then."""
    make.run(store, agency)
    copy_of(store, agency, tmp_path / "copy")

    def check() -> Report:
        reading, scope = folder.open_folder(settings, tmp_path / "copy")
        return verify(reading, settings=settings, agency=scope.agency, period=scope.period)

    return check


def test_a_copy_has_no_fault(copied: Callable[[], Report], tmp_path: Path) -> None:
    report = copied()
    assert report.ok, report.faults
    files = [path for path in (tmp_path / "copy").rglob("*") if path.is_file()]
    assert report.checked == len(files) == 10  # 4 blobs, 2 snapshots, 2 verdicts, record, signature


def test_what_is_wrong_with_a_copy_is_named(
    copied: Callable[[], Report], agency: str, tmp_path: Path
) -> None:
    root = tmp_path / "copy"
    blob = next(path for path in (root / "blobs").rglob("*") if path.is_file())
    whole = blob.read_bytes()
    cases: list[tuple[Callable[[], object], str, str]] = [
        (lambda: blob.write_bytes(whole + b"x"), "digest_differs", blob.name),
        (lambda: blob.unlink(), "object_missing", blob.name),
        (lambda: blob.write_bytes(whole), "", ""),
        (lambda: (root / "notes.txt").write_text("x"), "unknown_key", "notes.txt"),
        (lambda: (root / "notes.txt").unlink(), "", ""),
        (
            lambda: (root / layout.signature_key(agency, 1)).write_bytes(b"x" * 64),
            "signature_invalid",
            layout.record_key(agency, 1),
        ),
        (
            lambda: (root / layout.signature_key(agency, 1)).unlink(),
            "signature_missing",
            layout.record_key(agency, 1),
        ),
    ]
    for change, code, key in cases:
        change()
        found = {(fault.key.rsplit("/", 1)[-1], fault.code) for fault in copied().faults}
        assert found == ({(key.rsplit("/", 1)[-1], code)} if code else set())


def test_what_no_record_leads_to_is_never_pending_in_a_copy(
    copied: Callable[[], Report], tmp_path: Path, make: SimpleNamespace
) -> None:
    stray = tmp_path / "copy" / layout.blob_key(make.digest("stray"))
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"stray")
    report = copied()
    assert report.pending == ()
    assert [(fault.code, fault.key) for fault in report.faults] == [
        ("unaccounted", layout.blob_key(make.digest("stray")))
    ]


def test_a_package_says_its_scope(
    store: Store, make: SimpleNamespace, agency: str, settings: Settings, tmp_path: Path
) -> None:
    make.run(store, agency)
    make.run(store, agency, period="2566-04", base_record=1)
    copy_of(store, agency, tmp_path / "data/archive")
    (tmp_path / "bagit.txt").write_text("")
    (tmp_path / "data/package.json").write_text(json.dumps({"agency": agency, "period": "2566-04"}))
    for path in (tmp_path / "data/archive/snapshots").rglob("2566-03/*"):
        path.unlink()  # another period's: not of this package
    reading, scope = folder.open_folder(settings, tmp_path)
    assert scope == (agency, "2566-04")
    assert verify(reading, settings=settings, agency=agency, period="2566-04").ok
    faults = verify(reading, settings=settings, agency=agency).faults
    assert {fault.code for fault in faults} == {"object_missing"}


@pytest.mark.parametrize("said", ["", "{", "[]", '{"agency": "a"}'])
def test_what_is_no_copy_is_refused(settings: Settings, tmp_path: Path, said: str) -> None:
    with pytest.raises(UsageError, match="holds no archive"):
        folder.open_folder(settings, tmp_path)
    (tmp_path / "bagit.txt").write_text("")
    (tmp_path / "data/archive/ledger").mkdir(parents=True)
    (tmp_path / "data/package.json").write_text(said)
    with pytest.raises(UsageError, match=r"package\.json"):
        folder.open_folder(settings, tmp_path)


def test_a_folder_that_goes_away_is_named(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "ledger").mkdir()
    reading, _ = folder.open_folder(settings, tmp_path)
    with pytest.raises(StoreUnavailable):
        replace(reading, root=tmp_path / "gone").check_buckets()


def test_no_key_leads_out_of_a_folder(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "copy/ledger").mkdir(parents=True)
    (tmp_path / "secret").write_text("x")
    reading, _ = folder.open_folder(settings, tmp_path / "copy")
    assert not reading.exists("../secret")
