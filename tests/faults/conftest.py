"""One store, one frozen sample site and one test authority for all cases; a bucket pair a case."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest

# Test files are imported by path (importmode=importlib); their shared helpers by name.
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from extent import FULL

from ita_evidence.archive import authority, embedded, proof
from ita_evidence.archive.store import open_store
from ita_evidence.sample import ensure, serve
from ita_evidence.settings import PROJECT, Settings


@pytest.fixture(scope="session")
def say(say_at_end: Callable[[str, str], None]) -> Callable[[str], None]:
    """A line for the end of the report."""
    return partial(say_at_end, "faults" if FULL else "faults (a few of each; all: make faults)")


@dataclass(frozen=True)
class World:
    """What the cases share."""

    settings: Settings
    environment: dict[str, str]
    processes: ForkServerContext
    new_pair: Callable[[], Settings]

    def start(self, settings: Settings, *arguments: Any, **named: Any) -> Any:
        """A process over `faults_world.run`, started."""
        from faults_world import run

        process = self.processes.Process(
            target=run, args=(settings, self.environment, *arguments), kwargs=named
        )
        process.start()
        return process

    def run(self, settings: Settings, *arguments: Any, **named: Any) -> int:
        """Its exit code; below zero for the signal that killed it."""
        process = self.start(settings, *arguments, **named)
        process.join(120)
        assert process.exitcode is not None, "it hangs"
        return int(process.exitcode)


@pytest.fixture(scope="session")
def shared(
    tmp_path_factory: pytest.TempPathFactory, free_ports: Callable[[int], list[int]]
) -> Iterator[World]:
    """Made once a process; what it needs of the environment is there for these files alone."""
    http, https, port = free_ports(3)
    settings = Settings(
        data=tmp_path_factory.mktemp("faults"),
        sample_http_port=http,
        sample_https_port=https,
        store_port=port,
    )
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            # A bucket begins with several volumes, and the server counts on some hundreds of them:
            # all cases in one go exhaust that, and every put afterwards is an internal error.
            flags = embedded._flags
            patch.setattr(embedded, "_flags", lambda *of: [*flags(*of), "-volume.max=4000"])
            admin = stack.enter_context(open_store(settings, identity="admin"))
        stack.enter_context(authority.serving(settings))
        stack.enter_context(serve.SampleServer(ensure(settings), http, https, settings.data))
        processes = multiprocessing.get_context("forkserver")
        processes.set_forkserver_preload(["faults_world"])
        proof.trust_this_key(settings, "sample", proof.signing_key(settings))
        at = embedded.access(settings, settings.store_port, "admin")
        environment = {
            "AWS_ENDPOINT_URL": at.endpoint,
            "AWS_ACCESS_KEY_ID": at.access_key,
            "AWS_SECRET_ACCESS_KEY": at.secret_key,
            "AWS_DEFAULT_REGION": embedded.REGION,
        }
        count = itertools.count(1)

        def new_pair() -> Settings:
            bucket = f"faults-{next(count)}"
            admin.client.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True)
            admin.client.create_bucket(Bucket=f"{bucket}-work")
            return replace(settings, store=f"s3://{bucket}")

        yield World(settings, environment, processes, new_pair)


@pytest.fixture(scope="module")
def world(shared: World) -> Iterator[World]:
    here = os.pathsep.join([str(PROJECT / "plugins"), str(Path(__file__).parent)])
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**shared.environment, "PYTHONPATH": here}.items():
            patch.setenv(name, value)
        # Frozen: the one thing in its answers that would differ from run to run.
        patch.setattr(
            serve.BaseHTTPRequestHandler,
            "date_time_string",
            lambda *_: "Mon, 17 Apr 2023 11:30:00 GMT",
        )
        yield shared
