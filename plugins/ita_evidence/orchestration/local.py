"""What a run on one machine needs around Airflow: free ports, the store, the sample province.

Both `make run` and `make up` stand on it, so that they start, refuse and end alike.
"""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ita_evidence.archive import authority, embedded
from ita_evidence.archive.store import open_store
from ita_evidence.errors import UsageError
from ita_evidence.orchestration.environment import LOOPBACK
from ita_evidence.sample import ensure, serve
from ita_evidence.settings import Settings


def require_free_ports(ports: Mapping[str, int]) -> None:
    """Checks that nothing listens on these loopback ports.

    Args:
        ports: environment variable that sets it → port.

    Raises:
        UsageError: names every busy one and the variable to set.
    """
    busy = [
        f"port {port} is in use; end what uses it, or set {name} to a free one"
        for name, port in ports.items()
        if not _is_free(port)
    ]
    if busy:
        raise UsageError("; ".join(busy))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # Else a port that was closed a moment ago counts as busy.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


@contextmanager
def alone(pid_file: Path) -> Iterator[None]:
    """Holds the lock on `pid_file` and keeps this process's id in it (scripts/down.sh reads it).

    The kernel drops the lock when the process ends, however it ends: a file left behind by a crash
    keeps nobody out.

    Raises:
        UsageError: another process holds it.
    """
    pid_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with pid_file.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise UsageError(
                f"'make up' runs already (process {file.read().strip()}); end it with: make down"
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
        file.truncate(0)


@contextmanager
def services(settings: Settings, say: Callable[[str], None]) -> Iterator[None]:
    """The store, the test time-stamp authority and the sample province, for the `with`.

    A store that answers already is used and left running; one that was started here is gone when
    the block is left. The sample's files are made where they are not there yet: they are the same
    bytes each time.

    Raises:
        UsageError: a port of the sample is in use.
        StoreError: the store does not start, or is not one that may hold evidence.
    """
    require_free_ports(
        {
            "ITA_SAMPLE_HTTP_PORT": settings.sample_http_port,
            "ITA_SAMPLE_HTTPS_PORT": settings.sample_https_port,
        }
    )
    with ExitStack() as stack:
        if settings.store == "embedded":
            stack.callback(embedded.wait_ended, settings)
        stack.enter_context(open_store(settings))
        say(f"store: {settings.store}")
        if authority.can_run():
            say(f"test time-stamp authority: {stack.enter_context(authority.serving(settings))}")
        else:
            say("test time-stamp authority: none, there is no openssl; records are not anchored")
        with serve.apart(
            ensure(settings), settings.sample_http_port, settings.sample_https_port, settings.data
        ):
            say(
                f"sample province: {LOOPBACK}:{settings.sample_http_port} (http), "
                f"{LOOPBACK}:{settings.sample_https_port} (https)"
            )
            yield
