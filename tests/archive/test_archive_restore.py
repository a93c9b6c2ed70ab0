from __future__ import annotations

import hashlib
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.archive import layout, ledger, restore, snapshots
from ita_evidence.archive.store import NotInArchive, Store
from ita_evidence.errors import UsageError
from ita_evidence.model import Sealed

SITE = "https://office.sample.example"


def sealed(store: Store, make: SimpleNamespace, agency: str, pages: dict[str, bytes]) -> Sealed:
    captures = []
    for url, body in pages.items():
        snapshots.put_blob(store, body)
        captures.append(make.capture(body, url=url, final_url=url))
    missing = make.capture(None, url=f"{SITE}/gone")
    return snapshots.seal_snapshot(store, make.snapshot(agency, *captures, missing))


def test_the_files_come_out_as_they_were(
    store: Store, reader: Store, make: SimpleNamespace, agency: str, tmp_path: Path
) -> None:
    pages = {
        f"{SITE}/": b"front",
        f"{SITE}/o21/": b"a folder's page",
        f"{SITE}/o21/%E0%B8%AA%E0%B8%82%E0%B8%A3.pdf": b"%PDF",
        f"{SITE}/o21/list?month=3": b"march",
        f"{SITE}/o21/list?month=4": b"april",
        "http://127.0.0.1:8080/x": b"port",
    }
    snapshot = sealed(store, make, agency, pages)
    done = restore.restore(reader, snapshot, tmp_path / "out")
    assert done.faults == ()
    listed = json.loads((tmp_path / "out/files.json").read_text("utf-8"))
    assert listed["snapshot"] == snapshot.key and listed["sha256"] == snapshot.sha256
    by_url = {entry["url"]: entry for entry in listed["captures"]}
    assert by_url[f"{SITE}/gone"]["file"] is None
    for url, body in pages.items():
        assert (tmp_path / "out" / by_url[url]["file"]).read_bytes() == body
        assert by_url[url]["sha256"] == hashlib.sha256(body).hexdigest()
    assert "files/office.sample.example/o21/สขร.pdf" in done.files
    assert (tmp_path / "out/snapshot.json").read_bytes() == store.read(snapshot.key)
    on_disk = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*.*")
               if p.is_file()}  # fmt: skip
    assert on_disk <= set(done.files)


def test_one_name_for_two_bytes_is_two_files(
    store: Store, make: SimpleNamespace, agency: str, tmp_path: Path
) -> None:
    """A file that is a folder for another URL, and one URL that changed between two units."""
    pages = {f"{SITE}/a": b"1", f"{SITE}/a/b": b"2", f"{SITE}/A%2Fb": b"3", f"{SITE}/A_b": b"4"}
    done = restore.restore(store, sealed(store, make, agency, pages), tmp_path)
    assert done.faults == ()
    contents = {(tmp_path / name).read_bytes() for name in done.files if name.startswith("files/")}
    assert contents == {b"1", b"2", b"3", b"4"}


def test_what_is_gone_or_spoiled_is_named_and_the_rest_restored(
    store: Store, make: SimpleNamespace, agency: str, tmp_path: Path, intruder: Any
) -> None:
    pages = {f"{SITE}/{agency}/{name}": f"{agency} {name}".encode() for name in ("1", "2", "3")}
    snapshot = sealed(store, make, agency, pages)
    keys = [layout.blob_key(hashlib.sha256(body).hexdigest()) for body in pages.values()]
    intruder.remove(keys[0])
    intruder.remove(keys[1])
    store.client.put_object(Bucket=store.bucket, Key=keys[1], Body=b"x", ObjectLockMode="GOVERNANCE",
                            ObjectLockRetainUntilDate=store._until())  # fmt: skip
    done = restore.restore(store, snapshot, tmp_path)
    assert {(fault.key, fault.code) for fault in done.faults} == {
        (keys[0], "object_missing"),
        (keys[1], "digest_differs"),
    }
    assert [name for name in done.files if name.endswith("/3")]


def test_what_is_no_snapshot_or_no_empty_folder_is_refused(
    store: Store, make: SimpleNamespace, agency: str, tmp_path: Path
) -> None:
    snapshot = sealed(store, make, agency, {f"{SITE}/": b"front"})
    (tmp_path / "mine").write_text("keep me")
    for where, out, error in [
        ("O21", tmp_path / "new", UsageError),
        (layout.record_key(agency, 1), tmp_path / "new", UsageError),
        (snapshot.key, tmp_path, UsageError),
        (snapshot.key, tmp_path / "mine", UsageError),
        (snapshot.key.replace("2566-03", "2566-04"), tmp_path / "new", NotInArchive),
    ]:
        with pytest.raises(error):
            restore.restore(store, where, out)
    assert (tmp_path / "mine").read_text() == "keep me" and not (tmp_path / "new").exists()


def test_every_target_of_a_record_can_be_restored(
    store: Store, reader: Store, make: SimpleNamespace, agency: str, tmp_path: Path
) -> None:
    head: ledger.Head = make.run(store, agency)
    for target in head.record["body"]["targets"]:
        where = Sealed.model_validate(target["snapshot"])
        assert restore.restore(reader, where, tmp_path / target["item"]).faults == ()


@given(st.text())
def test_no_url_leads_out_of_the_folder(path: str) -> None:
    for url in (f"https://h.example/{path}", f"https://h.example/a?{path}"):
        try:
            name = restore.path_of(url)
        except ValueError:
            continue  # urlsplit itself refuses it: no fetcher ever got an answer for it
        parts = name.split("/")
        assert parts[0] == "files" and len(parts) >= 3
        assert all(part not in {"", ".", ".."} and len(part.encode()) <= 255 for part in parts)
        assert not any(ord(letter) < 32 for letter in name)
