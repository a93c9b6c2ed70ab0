"""What all tests share: a data folder of their own, and an honest word on what was left out.

A test that needs a system package that is not here is deselected, not skipped; the last lines name
it and the one command that installs what it needs.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import hypothesis
import pytest

# Before any test module is imported: importing Airflow makes AIRFLOW_HOME, and settings.load() must
# never find the checkout's own archive.
_SCRATCH = Path(tempfile.mkdtemp(prefix="ita-evidence-tests-"))
os.environ["ITA_DATA"] = str(_SCRATCH / "data")
os.environ["AIRFLOW_HOME"] = str(_SCRATCH / "airflow")
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
for _name in ("ITA_STORE", "ITA_CATALOG", "ITA_EXPECTATIONS", "ITA_LOCK_FILE"):
    os.environ.pop(_name, None)

hypothesis.settings.register_profile(
    "project",
    deadline=None,  # two cores, shared: a slow moment is no failure
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),  # what fails in CI fails again
)
hypothesis.settings.load_profile("project")


class Need(NamedTuple):
    """What a marked test needs of the machine."""

    marker: str
    is_here: Callable[[], bool]
    what: str
    packages: tuple[str, ...]
    """Debian packages that bring it."""


def _chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


def _has_chromium() -> bool:
    return _chromium() is not None


def _has_thai_ocr() -> bool:
    if not shutil.which("tesseract"):
        return False
    listed = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, check=False
    )
    return "tha" in listed.stdout.split()


def _haproxy() -> str | None:
    return shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")


def _has_realdata() -> bool:
    folder = os.environ.get("ITA_REALDATA")
    return bool(folder) and Path(folder).is_dir()


TOOLS = Path(__file__).parents[1] / ".tools"
"""Where `scripts/tools.sh` puts the tools of others that check our packages."""

NEEDS = (
    Need("browser", _has_chromium, "a Chromium", ("chromium",)),
    Need(
        "ocr",
        _has_thai_ocr,
        "Tesseract with the Thai language",
        ("tesseract-ocr", "tesseract-ocr-tha"),
    ),
    Need("openssl", lambda: bool(shutil.which("openssl")), "the openssl command", ("openssl",)),
    Need("haproxy", lambda: _haproxy() is not None, "HAProxy", ("haproxy",)),
    Need(
        "tools",
        lambda: (TOOLS / "bin/wacz").exists() and (TOOLS / "bin/bagit.py").exists(),
        "bagit and wacz, which scripts/tools.sh installs",
        (),
    ),
    Need(
        "replay",
        lambda: _has_chromium() and (TOOLS / "replay/sw.js").exists(),
        "a Chromium, and ReplayWeb.page, which scripts/tools.sh gets with npm",
        ("chromium", "npm"),
    ),
    Need(
        "lineage",
        (TOOLS / "lineage").is_dir,
        "OpenLineage's provider, which scripts/tools.sh installs",
        (),
    ),
    Need("realdata", _has_realdata, "the folder of real files that ITA_REALDATA names", ()),
)

_left_out = pytest.StashKey[dict[str, int]]()
_said = pytest.StashKey[list[tuple[str, str]]]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = [need.marker for need in NEEDS if not need.is_here()]
    counts: dict[str, int] = {}
    kept, dropped = [], []
    for item in items:
        lacks = next((name for name in missing if item.get_closest_marker(name)), None)
        if lacks is None:
            kept.append(item)
        else:
            dropped.append(item)
            counts[lacks] = counts.get(lacks, 0) + 1
    config.stash[_left_out] = counts
    if dropped:
        config.hook.pytest_deselected(items=dropped)
    items[:] = sorted(kept, key=_turn(kept))


BEGUN_FIRST = ("test_scheduler.py", "test_lineage.py", "test_up.py")
"""They wait for Airflow for minutes: begun last, they would be all that still runs."""


def _turn(items: list[pytest.Item]) -> Callable[[pytest.Item], tuple[bool, int]]:
    """Files of many tests early, so that the last ones are short and the cores end together."""
    tests = Counter(item.path for item in items)
    return lambda item: (item.path.name not in BEGUN_FIRST, -tests[item.path])


@pytest.fixture(scope="session")
def say_at_end(pytestconfig: pytest.Config) -> Callable[[str, str], None]:
    """A line for the end of the report, under a section's title."""
    lines = pytestconfig.stash.setdefault(_said, [])
    return lambda section, line: lines.append((section, line))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist hands on what the end of the report is made from."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_out"] = session.config.stash.get(_left_out, {})
        output["said"] = session.config.stash.get(_said, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    output = getattr(node, "workeroutput", {})  # a worker that crashed has none
    node.config.stash[_left_out] = output.get("left_out", {})  # each collects all tests
    node.config.stash.setdefault(_said, []).extend(map(tuple, output.get("said", [])))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    section = ""
    for title, line in sorted(config.stash.get(_said, []), key=lambda one: one[0]):
        if title != section:
            terminalreporter.section(section := title)
        terminalreporter.line(line)
    counts = config.stash.get(_left_out, {})
    if not counts:
        return
    packages: list[str] = []
    terminalreporter.section("left out")
    for need in NEEDS:
        if number := counts.get(need.marker):
            terminalreporter.line(f"{number} {need.marker} tests: they need {need.what}")
            packages.extend(need.packages)
    if packages:
        terminalreporter.line(f"to run them: sudo apt-get install -y {' '.join(packages)}")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the Chromium that tests marked `browser` or `replay` start."""
    path = _chromium()
    assert path is not None
    return path


@pytest.fixture(scope="session")
def haproxy() -> str:
    """The path of the HAProxy that tests marked `haproxy` start; users' paths may lack its folder."""
    path = _haproxy()
    assert path is not None
    return path


@pytest.fixture(scope="session")
def openlineage() -> Path:
    """The folder of OpenLineage's provider for Airflow, which stands on no path."""
    return TOOLS / "lineage"


@pytest.fixture(scope="session")
def free_ports() -> Callable[[int], list[int]]:
    """n loopback ports that nothing listens on, each given once.

    They lie below those that the system hands out by itself (32768 and up on Linux): a port is often
    used long after it was picked, and no server or connection of another test may take it meanwhile.
    Each worker of pytest-xdist has a range of its own.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = 10_000 + 5_000 * (worker % 4)
    start = random.randrange(5_000)
    ports = iter(first + (start + n) % 5_000 for n in range(5_000))

    def pick(count: int) -> list[int]:
        return [next(port for port in ports if _is_free(port)) for _ in range(count)]

    return pick


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@pytest.fixture(scope="session")
def sample_site() -> Path:
    """The made-up province's site, built once for all that only serve it (`SampleServer`)."""
    from ita_evidence.sample import ensure
    from ita_evidence.settings import Settings

    return ensure(Settings(data=_SCRATCH / "sample"))


class Asked(NamedTuple):
    """One request that a server of ours was asked, with its JSON body."""

    method: str
    path: str
    token: str | None
    body: dict[str, Any]


@contextmanager
def _webhook() -> Iterator[tuple[list[Asked], int]]:
    asked: list[Asked] = []

    class Hook(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(Asked(self.command, self.path, self.headers.get("Authorization"), body))
            self.send_response(404 if "gone" in self.path else 200)
            self.end_headers()

        do_POST = do_PATCH = answer

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield asked, server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def open_webhook() -> Callable[[], AbstractContextManager[tuple[list[Asked], int]]]:
    """Opens a server that takes JSON and says 200: what it was asked so far, and its port."""
    return _webhook


def pytest_unconfigure() -> None:
    shutil.rmtree(_SCRATCH, ignore_errors=True)
