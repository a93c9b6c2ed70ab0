"""What `make up` started ends with it, whatever the services make of it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ita_evidence.orchestration import ending

STUBBORN = (
    "import os, signal, sys, time\n"
    "if os.fork() == 0: os.setpgid(0, 0)\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "os.write(1, b'up\\n')\n"
    "time.sleep(600)\n"
)
"""A child in a process group of its own, as Airflow gives its tasks; both ignore SIGTERM."""

WILLING = "import os, time; os.write(1, b'up\\n'); time.sleep(600)"


@contextmanager
def session(code: str, processes: int) -> Iterator[subprocess.Popen[bytes]]:
    """A session of so many processes that are up."""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        try:
            assert process.stdout is not None
            assert [process.stdout.readline() for _ in range(processes)] == [b"up\n"] * processes
            assert len(ending.members({process.pid})) == processes
            yield process
        finally:
            process.kill()


def test_what_does_not_end_when_asked_is_killed() -> None:
    with session(STUBBORN, 2) as process:
        ending.end({process.pid}, within_s=0.5)
        assert process.wait(5) == -signal.SIGKILL
        assert not ending.members({process.pid})


def test_what_ends_when_asked_is_not_killed() -> None:
    with session(WILLING, 1) as process:
        ending.end({process.pid})
        assert process.wait(5) == -signal.SIGTERM


def test_a_session_that_is_gone_already_is_no_error() -> None:
    with session(WILLING, 1) as process:
        process.kill()
        assert process.wait(5) == -signal.SIGKILL
        ending.end({process.pid})
        assert not ending.members({process.pid})


def test_the_program_ends_them_at_the_end_of_its_input_and_not_before() -> None:
    with (
        session(WILLING, 1) as process,
        subprocess.Popen(
            [sys.executable, "-I", ending.__file__], stdin=subprocess.PIPE, text=True
        ) as keeper,
    ):
        assert keeper.stdin is not None
        print(process.pid, file=keeper.stdin, flush=True)
        assert process.poll() is None
        keeper.stdin.close()
        assert keeper.wait(30) == 0
        assert process.wait(5) == -signal.SIGTERM
