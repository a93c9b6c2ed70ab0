"""`make up` as a person meets it: ready, on loopback only, and gone without a trace."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from ita_evidence.orchestration import up
from ita_evidence.settings import PROJECT

READY_WITHIN_S = 240.0


WHOLE = ("-m", "ita_evidence.orchestration.up")
AIRFLOW_ALONE = (
    "-c",
    "import contextlib, sys\n"
    "from ita_evidence.orchestration import local, up\n"
    "local.services = lambda settings, say: contextlib.nullcontext()\n"
    "sys.exit(up.main())",
)
"""`make up` without store and sample, whose end is another room's test."""


def start(folder: Path, ports: list[int], how: tuple[str, str] = WHOLE) -> subprocess.Popen[str]:
    ui, http, https, store = map(str, ports)
    return subprocess.Popen(
        [sys.executable, *how],
        env={
            **os.environ,
            "PYTHONPATH": str(PROJECT / "plugins"),
            "ITA_DATA": str(folder),
            "ITA_UI_PORT": ui,
            "ITA_SAMPLE_HTTP_PORT": http,
            "ITA_SAMPLE_HTTPS_PORT": https,
            "ITA_STORE_PORT": store,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def lines_until(process: subprocess.Popen[str], word: str) -> list[str]:
    """What it prints up to a line with `word`."""
    assert process.stdout is not None
    seen: list[str] = []
    for line in process.stdout:
        seen.append(line.rstrip("\n"))
        if word in line:
            return seen
    raise AssertionError(f"it ended without {word!r}:\n" + "\n".join(seen))


def descendants(pid: int) -> set[int]:
    """The process and all that it started, however far down (from /proc)."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                stat = (entry / "stat").read_text(errors="replace")
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def listening(pids: set[int]) -> set[tuple[str, int]]:
    """(address, port) of every TCP socket that one of these processes listens on."""
    inodes: dict[str, tuple[str, int]] = {}
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A":
                address, port = fields[1].split(":")
                inodes[fields[9]] = (address, int(port, 16))
    found = set()
    for pid in pids:
        for handle in Path(f"/proc/{pid}/fd").glob("*"):
            try:
                target = os.readlink(handle)
            except FileNotFoundError:
                continue
            if match := re.fullmatch(r"socket:\[(\d+)\]", target):
                if match[1] in inodes:
                    found.add(inodes[match[1]])
    return found


def gone_within(pids: set[int], seconds: float) -> set[int]:
    """Those of `pids` that still live when the time is over."""
    deadline = time.monotonic() + seconds
    while (left := {pid for pid in pids if alive(pid)}) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.airflow
@pytest.mark.slow
def test_ready_on_loopback_only_and_gone_on_ctrl_c(
    tmp_path: Path, free_ports: Callable[[int], list[int]]
) -> None:
    ports = free_ports(4)
    with start(tmp_path, ports) as process:
        try:
            look_at_it_and_end_it(process, ports)
        finally:
            process.kill()
    assert process.returncode == 0, "it had ended by itself, on Ctrl-C"


def look_at_it_and_end_it(process: subprocess.Popen[str], ports: list[int]) -> None:
    said = lines_until(process, "end with Ctrl-C")
    assert f"up: ready: http://127.0.0.1:{ports[0]}" in said
    assert not any(re.search(r"with \S{20}", line) for line in said), "no password in a log"

    pids = descendants(process.pid)
    sockets = listening(pids)
    assert {port for _, port in sockets} >= set(ports[:3])
    assert {address for address, _ in sockets} == {"0100007F"}, sockets  # 127.0.0.1

    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"http://127.0.0.1:{ports[0]}/api/v2/dags", timeout=10)

    os.kill(process.pid, signal.SIGINT)
    assert process.wait(60) == 0
    assert gone_within(pids, 5) == set()


@pytest.mark.airflow
@pytest.mark.slow
def test_services_end_when_it_is_killed_outright(
    tmp_path: Path, free_ports: Callable[[int], list[int]]
) -> None:
    with start(tmp_path, free_ports(4), AIRFLOW_ALONE) as process:
        try:
            lines_until(process, "database: healthy")
            airflow = descendants(process.pid) - {process.pid}
        finally:
            process.kill()
    assert len(airflow) >= 4
    assert gone_within(airflow, 60) == set()


def test_a_busy_port_is_said_before_anything_starts(
    tmp_path: Path, free_ports: Callable[[int], list[int]]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = taken.getsockname()[1]
        with start(tmp_path, [busy, *free_ports(3)]) as process:
            said, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert (
        said == f"up: port {busy} is in use; end what uses it, or set ITA_UI_PORT to a free one\n"
    )
    assert {path.name for path in tmp_path.iterdir()} == {"up.pid"}


def test_a_service_that_dies_is_named_with_the_end_of_its_log(tmp_path: Path) -> None:
    environ = {**os.environ, "AIRFLOW_HOME": str(tmp_path / "home")}
    with up.running({"scheduler": ["no-such-command"]}, environ, tmp_path) as processes:
        processes["scheduler"].wait(120)
        with pytest.raises(up.ServiceFailed, match=r"(?s)airflow scheduler ended.*no-such-command"):
            up.require_alive(processes, tmp_path)
