#!/usr/bin/env python3
"""`docker compose` by podman-compose, as `make test-deploy` needs it to run the runbook's lines.

    docker compose [-f FILE]… [--profile NAME]… COMMAND …

It is given in the environment: PODMAN_COMPOSE (its path), COMPOSE_PROJECT_NAME, WHEELS (a folder
that a build sees as /wheels, in the place of a package registry).

Docker Compose starts each service when what it depends on is healthy, or has ended well, and with
`--wait` returns when all are healthy. Podman before 4.6 waits for no health, without systemd it
checks none, and podman-compose 1.6 stops at a dependency that a profile leaves out: so `up` goes
from service to service here. `exec` makes no terminal, and there is an `rm` of one service. All
else is podman-compose's own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

STARTED_IN_S = 300.0


class Failed(Exception):
    """A service did not become what the next one needs; the message says which."""


def main(arguments: Sequence[str]) -> int:
    """Exit code of podman-compose, or 1 with a line that says what did not start."""
    parser = argparse.ArgumentParser(prog="docker", allow_abbrev=False)
    parser.add_argument("compose", choices=["compose"])
    parser.add_argument("-f", dest="files", action="append", type=Path)
    parser.add_argument("--profile", dest="profiles", action="append", default=[])
    parser.add_argument("command")
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    given = parser.parse_args(arguments)
    files = given.files or [Path("docker-compose.yaml")]
    before = [word for one in files for word in ("-f", str(one))]
    before += [word for one in given.profiles for word in ("--profile", one)]
    try:
        if given.command == "up":
            up(before, services(files, given.profiles), given.rest)
        elif given.command == "rm":
            *_, name = given.rest
            podman("rm", "--force", "--time", "10", container(name))
        else:
            terminal = ["-T"] if given.command == "exec" else []
            compose(*before, given.command, *terminal, *given.rest)
    except subprocess.CalledProcessError as error:
        return error.returncode
    except Failed as error:
        print(f"docker: {error}", file=sys.stderr)
        return 1
    return 0


def services(files: Sequence[Path], profiles: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Those of the files that the profiles ask for, each after those that it depends on; of what
    it depends on, what may be lacking and is not there is left out."""
    merged: dict[str, dict[str, Any]] = {}
    for file in files:
        said = yaml.safe_load(file.read_text("utf-8"))["services"]
        merged |= {name: merged.get(name, {}) | one for name, one in said.items()}
    return in_order(
        {
            name: one
            for name, one in merged.items()
            if "profiles" not in one or {*one["profiles"]} & {*profiles}
        }
    )


def in_order(services: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Each after those that it depends on, those that may be lacking left out.

    Raises:
        Failed: there is no such order.
    """
    left = {
        name: {
            **one,
            "depends_on": {
                needed: how
                for needed, how in one.get("depends_on", {}).items()
                if needed in services or how.get("required", True)
            },
        }
        for name, one in services.items()
    }
    placed: dict[str, dict[str, Any]] = {}
    while left:
        ready = [name for name, one in left.items() if {*one["depends_on"]} <= {*placed}]
        if not ready:
            raise Failed(
                f"{', '.join(left)}: they depend on each other, or on one that is not there"
            )
        placed |= {name: left.pop(name) for name in ready}
    return placed


def up(before: Sequence[str], services: Mapping[str, dict[str, Any]], rest: Sequence[str]) -> None:
    """Starts the services asked for and all that they need, in order, and waits as Docker does.

    Raises:
        Failed: one does not become healthy, or ends with another code than 0.
    """
    parser = argparse.ArgumentParser(prog="docker compose up", allow_abbrev=False)
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--wait", action="store_true", required=True)
    parser.add_argument("--force-recreate", action="store_true")
    parser.add_argument("services", nargs="*")
    given = parser.parse_args(rest)
    wanted = with_needed(services, given.services or [*services])
    if given.build:
        # One image for all of Airflow's services.
        compose(*before, "build", next(name for name in wanted if "build" in services[name]))
    anew = given.services or [*services] if given.force_recreate else []
    ready: set[str] = set()
    for name in wanted:
        for needed, how in services[name]["depends_on"].items():
            if needed not in ready:
                wait_for(needed, how["condition"])
                ready.add(needed)
        recreate = ["--force-recreate"] if name in anew else []
        compose(*before, "up", "-d", "--no-build", "--no-deps", *recreate, name)
        print(f"docker: {name}", flush=True)
    for name in wanted:
        if "healthcheck" in services[name] and name not in ready:
            wait_for(name, "service_healthy")


def with_needed(services: Mapping[str, dict[str, Any]], names: Sequence[str]) -> list[str]:
    """The names and all that they depend on, in the order of `services`."""
    found, new = set[str](), {*names}
    while new:
        found |= new
        new = {needed for name in new for needed in services[name]["depends_on"]} - found
    return [name for name in services if name in found]


def wait_for(service: str, condition: str) -> None:
    """Returns when the service is healthy, or has ended with 0.

    Raises:
        Failed: it is not within five minutes, or ended with another code.
    """
    if condition == "service_completed_successfully":
        code = podman("wait", container(service)).strip()
        if code != "0":
            raise Failed(f"{service} ended with {code}: {podman('logs', container(service))}")
    elif condition == "service_healthy":
        deadline = time.monotonic() + STARTED_IN_S
        while subprocess.run(
            ["podman", "healthcheck", "run", container(service)], capture_output=True, check=False
        ).returncode:
            if time.monotonic() > deadline:
                raise Failed(f"{service} is not healthy after {STARTED_IN_S:.0f} s")
            time.sleep(2)
    else:
        raise Failed(f"nobody waits for {condition}")


def container(service: str) -> str:
    return f"{os.environ['COMPOSE_PROJECT_NAME']}_{service}_1"


def compose(*arguments: str) -> None:
    subprocess.run(
        [
            os.environ["PODMAN_COMPOSE"],
            f"--podman-build-args=--volume={os.environ['WHEELS']}:/wheels:ro",
            *arguments,
        ],
        check=True,
    )


def podman(*arguments: str) -> str:
    """What it says; a container's log is said on either output."""
    done = subprocess.run(
        ["podman", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
