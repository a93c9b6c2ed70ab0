"""Ports that are taken, and the lock of `make up`."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ita_evidence.errors import UsageError
from ita_evidence.orchestration import local
from ita_evidence.settings import PROJECT

HOLDER = """
import sys
from pathlib import Path
from ita_evidence.orchestration import local
with local.alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(pid_file: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock until its standard input closes."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(pid_file)],
        env={**os.environ, "PYTHONPATH": str(PROJECT / "plugins")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def script(name: str, checkout: Path, data: Path) -> subprocess.CompletedProcess[str]:
    """Runs a copy of scripts/<name> that takes `checkout` for its project."""
    (checkout / "scripts").mkdir(parents=True, exist_ok=True)
    copy = shutil.copy(PROJECT / "scripts" / name, checkout / "scripts")
    return subprocess.run(
        [copy],
        env={**os.environ, "ITA_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_busy_port_is_named_with_its_variable(free_ports: Callable[[int], list[int]]) -> None:
    (free,) = free_ports(1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = taken.getsockname()[1]
        with pytest.raises(UsageError) as caught:
            local.require_free_ports({"ITA_ONE": busy, "ITA_OTHER": busy, "ITA_FREE": free})
    assert f"port {busy}" in str(caught.value)
    assert "ITA_ONE" in str(caught.value) and "ITA_OTHER" in str(caught.value)
    assert "ITA_FREE" not in str(caught.value)
    local.require_free_ports({"ITA_ONE": busy})


def test_one_at_a_time(tmp_path: Path) -> None:
    with hold(tmp_path / "up.pid") as other:
        with (
            pytest.raises(UsageError, match=f"process {other.pid}.*make down"),
            local.alone(tmp_path / "up.pid"),
        ):
            pass
    with local.alone(tmp_path / "up.pid"):
        assert (tmp_path / "up.pid").read_text() == f"{os.getpid()}\n"


def test_a_killed_one_keeps_nobody_out(tmp_path: Path) -> None:
    with hold(tmp_path / "up.pid") as other:
        other.kill()
    with local.alone(tmp_path / "up.pid"):
        pass
    assert script("down.sh", tmp_path / "checkout", tmp_path).stdout == "down: nothing is up\n"


def test_down_ends_it_and_clean_refuses_before(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    data = checkout / ".data"
    with hold(data / "up.pid") as other:
        refused = script("clean.sh", checkout, data)
        assert refused.returncode == 1
        assert "make down" in refused.stderr
        assert data.is_dir()
        ended = script("down.sh", checkout, data)
        assert ended.returncode == 0, ended.stderr
        assert other.wait() == -signal.SIGTERM
    cleaned = script("clean.sh", checkout, data)
    assert cleaned.returncode == 0, cleaned.stderr
    assert not data.exists()


def test_clean_leaves_a_data_folder_that_lies_elsewhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "archive"
    elsewhere.mkdir()
    cleaned = script("clean.sh", tmp_path / "checkout", elsewhere)
    assert cleaned.returncode == 0
    assert elsewhere.is_dir()
    assert str(elsewhere) in cleaned.stderr
