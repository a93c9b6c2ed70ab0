"""`make up`: Airflow's services, the store and the sample province, left running for a person.

Everything listens on loopback only. Ctrl-C, SIGTERM and `make down` end all of it; a service that
dies by itself ends the rest, with the end of its log.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from ita_evidence import settings as settings_module
from ita_evidence.errors import EvidenceError, UsageError
from ita_evidence.orchestration import ending, environment, local
from ita_evidence.orchestration.environment import LOOPBACK
from ita_evidence.settings import Settings

HEALTHY_WITHIN_S = 180.0
LOG_LINES = 15

HEALTH_NAMES = {
    "metadatabase": "database",
    "scheduler": "scheduler",
    "dag_processor": "dag-processor",
    "triggerer": "triggerer",
}
"""The parts in the answer of `/api/v2/monitor/health`, and what we call them."""


class ServiceFailed(EvidenceError):
    """One of Airflow's services ended by itself or never became healthy."""


def say(text: str) -> None:
    print(f"up: {text}", flush=True)


def up(settings: Settings) -> None:
    """Starts everything, waits for a stop, ends everything.

    Raises:
        UsageError: a port is in use, or `make up` runs already. Nothing was started.
        StoreError: see `local.services`.
        ServiceFailed: the message ends with the last lines of the service's log.
    """
    port = environment.ui_port()
    logs = settings.data / "logs"
    with local.alone(settings.data / "up.pid"), stoppable():
        local.require_free_ports({"ITA_UI_PORT": port})
        added = environment.airflow_environment(settings, port=port)
        environ = {**os.environ, **added}
        with local.services(settings, say):
            say("Airflow's database")
            migrate(environ, logs / "airflow-db.log")
            with running(commands(port), environ, logs) as processes:
                wait_healthy(processes, port, logs)
                say(f"ready: http://{LOOPBACK}:{port}")
                say(login_hint(settings))
                say(f"logs: {logs}; end with Ctrl-C here, or 'make down' elsewhere")
                while True:
                    require_alive(processes, logs)
                    time.sleep(0.5)


def commands(port: int) -> dict[str, list[str]]:
    """Airflow's services; the log servers stay off, since they listen on all addresses."""
    return {
        "api-server": ["api-server", "--host", LOOPBACK, "--port", str(port)],
        "scheduler": ["scheduler", "--skip-serve-logs"],
        "dag-processor": ["dag-processor"],
        "triggerer": ["triggerer", "--skip-serve-logs"],
    }


def login_hint(settings: Settings) -> str:
    """How to log in; the password itself is shown at a terminal only, never to a log."""
    path = environment.passwords_path(settings)
    if sys.stdout.isatty():
        password = environment.admin_password(settings)
        return f"log in as {environment.ADMIN} with {password} (kept in {path})"
    return f"log in as {environment.ADMIN}; the password is in {path}"


@contextmanager
def stoppable() -> Iterator[None]:
    """The first SIGINT or SIGTERM ends the block; further ones are ignored while it winds up."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except KeyboardInterrupt:
        say("ended")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def migrate(environ: Mapping[str, str], log: Path) -> None:
    """Makes or upgrades Airflow's database, in a process of its own.

    Raises:
        ServiceFailed: it did not go through.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "ita_evidence.orchestration.database"],
            env=dict(environ),
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise ServiceFailed(f"Airflow's database was not made: {done.returncode}\n{tail(log)}")


@contextmanager
def running(
    services: Mapping[str, list[str]], environ: Mapping[str, str], logs: Path
) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """The services as child processes, each the leader of a session; see `ending` for their end."""
    processes: dict[str, subprocess.Popen[bytes]] = {}
    with subprocess.Popen(
        [sys.executable, "-I", ending.__file__],
        stdin=subprocess.PIPE,
        start_new_session=True,
        text=True,
    ) as keeper:
        assert keeper.stdin is not None
        try:
            for name, arguments in services.items():
                with (logs / f"{name}.log").open("wb") as out:
                    processes[name] = subprocess.Popen(
                        [sys.executable, "-m", "airflow", *arguments],
                        env=dict(environ),
                        stdin=subprocess.DEVNULL,
                        stdout=out,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,
                    )
                print(processes[name].pid, file=keeper.stdin, flush=True)
            yield processes
        finally:
            keeper.stdin.close()
            keeper.wait()
            for process in processes.values():
                process.wait()


def require_alive(processes: Mapping[str, subprocess.Popen[bytes]], logs: Path) -> None:
    """Returns while all live.

    Raises:
        ServiceFailed: one ended.
    """
    for name, process in processes.items():
        if process.poll() is not None:
            log = logs / f"{name}.log"
            raise ServiceFailed(
                f"airflow {name} ended by itself with {process.returncode}; {log} ends with\n"
                f"{tail(log)}"
            )


def wait_healthy(processes: Mapping[str, subprocess.Popen[bytes]], port: int, logs: Path) -> None:
    """Returns when every part says `healthy`, and says so of each on the way.

    Raises:
        ServiceFailed: one ended, or one is not healthy after `HEALTHY_WITHIN_S`.
    """
    waiting = dict(HEALTH_NAMES)
    deadline = time.monotonic() + HEALTHY_WITHIN_S
    say("starting Airflow (about half a minute)")
    while waiting:
        require_alive(processes, logs)
        for part, status in health(port).items():
            if status == "healthy" and part in waiting:
                say(f"{waiting.pop(part)}: healthy")
        if waiting and time.monotonic() > deadline:
            raise ServiceFailed(
                f"not healthy after {HEALTHY_WITHIN_S:.0f} s: {', '.join(waiting.values())}; "
                f"look into {logs}"
            )
        time.sleep(0.5)


def health(port: int) -> dict[str, str]:
    """Part → status, from the API; empty while it does not answer."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    url = f"http://{LOOPBACK}:{port}/api/v2/monitor/health"
    try:
        with direct.open(url, timeout=10) as answer:
            parts = json.load(answer)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return {}
    return {part: (value or {}).get("status") or "" for part, value in parts.items()}


def tail(log: Path) -> str:
    """The last lines of a log, indented."""
    lines = log.read_text(errors="replace").splitlines()[-LOG_LINES:]
    return "\n".join(f"    {line}" for line in lines)


def main() -> int:
    """Exit 0 when a person ended it, 1 on a fault, 2 on a busy port or a bad setting."""
    try:
        up(settings_module.load())
    except UsageError as error:
        print(f"up: {error}", file=sys.stderr)
        return 2
    except EvidenceError as error:
        print(f"up: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
