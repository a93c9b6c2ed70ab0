"""The `docker compose` with which the runbook's lines are tried: order, health, profiles.

What it calls is written down here in the place of podman; `make test-deploy` runs it over real ones.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
FILE = """
services:
  ui: {build: ., depends_on: {init: {condition: service_completed_successfully}}}
  worker:
    healthcheck: {}
    depends_on:
      ui: {condition: service_healthy}
      sample: {condition: service_completed_successfully, required: false}
  init: {build: ., depends_on: {store: {condition: service_healthy, required: false}}}
  sample: {profiles: [sample], depends_on: {}}
  store: {healthcheck: {}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docker-compose.yaml").write_text(FILE, "utf-8")
    (tmp_path / "bin").mkdir()
    program(tmp_path, "podman-compose", "")
    program(tmp_path, "podman", '[ "$1" != wait ] || echo 0')
    return tmp_path


def program(folder: Path, name: str, does: str) -> None:
    path = folder / "bin" / name
    path.write_text(f'#!/bin/sh\necho "{name} $*" >> {folder}/called\n{does}\n', "utf-8")
    path.chmod(0o755)


def docker(folder: Path, line: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """What it said, and what it called: podman-compose as `c`, without what stands in each call."""
    environ = {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "PODMAN_COMPOSE": str(folder / "bin/podman-compose"),
        "COMPOSE_PROJECT_NAME": "it",
        "WHEELS": "/w",
    }
    command = [sys.executable, PROJECT / "scripts/stand_in/docker.py", *line.split()]
    done = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    called = (folder / "called").read_text("utf-8") if (folder / "called").exists() else ""
    usual = "podman-compose --podman-build-args=--volume=/w:/wheels:ro"
    return done, called.replace(f"{usual} -f docker-compose.yaml", "c").splitlines()


START = "up -d --no-build --no-deps"


def test_each_service_starts_when_what_it_needs_is_ready(folder: Path) -> None:
    done, called = docker(folder, "compose up --build --wait")
    assert done.returncode == 0
    assert called == [
        "c build init",
        f"c {START} store",
        "podman healthcheck run it_store_1",
        f"c {START} init",
        "podman wait it_init_1",
        f"c {START} ui",
        "podman healthcheck run it_ui_1",
        f"c {START} worker",
        "podman healthcheck run it_worker_1",
    ]


def test_a_profile_adds_its_services(folder: Path) -> None:
    _, called = docker(folder, "compose --profile sample up --wait")
    starts = [one.split()[-1] for one in called if START in one]
    assert {*starts} == {"store", "init", "ui", "sample", "worker"}
    assert starts.index("sample") < starts.index("worker")
    assert all("--profile sample" in one for one in called if START in one)


def test_of_some_services_what_they_need_is_started_too_and_they_alone_are_made_anew(
    folder: Path,
) -> None:
    _, called = docker(folder, "compose up --wait --force-recreate init")
    assert [one for one in called if START in one] == [
        f"c {START} store",
        f"c {START} --force-recreate init",
    ]


def test_one_that_does_not_end_well_stops_the_start(folder: Path) -> None:
    program(folder, "podman", 'case "$1" in wait) echo 3 ;; logs) echo no secret ;; esac')
    done, called = docker(folder, "compose up --wait")
    assert done.returncode == 1
    assert done.stderr == "docker: init ended with 3: no secret\n\n"
    assert f"c {START} ui" not in called


def test_what_must_be_there_is_missed(folder: Path) -> None:
    text = FILE.replace("condition: service_healthy, required: false", "condition: service_healthy")
    (folder / "docker-compose.yaml").write_text(text.replace("store: {h", "other: {h"), "utf-8")
    done, called = docker(folder, "compose up --wait")
    assert (done.returncode, called) == (1, [])
    assert done.stderr.startswith("docker: ui, worker, init: they depend on each other")


def test_a_second_file_alters_the_first(folder: Path) -> None:
    (folder / "second.yaml").write_text("services: {store: {profiles: [not-here]}}", "utf-8")
    done, called = docker(folder, "compose -f docker-compose.yaml -f second.yaml up --wait")
    assert done.returncode == 0
    assert not any("store" in one for one in called)


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("compose exec ui airflow info", "c exec -T ui airflow info"),
        ("compose stop ui worker", "c stop ui worker"),
        ("compose --profile sample rm --stop --force ui", "podman rm --force --time 10 it_ui_1"),
    ],
)
def test_other_commands_are_handed_on(folder: Path, line: str, call: str) -> None:
    done, called = docker(folder, line)
    assert (done.returncode, called) == (0, [call])


def test_a_failing_command_fails(folder: Path) -> None:
    program(folder, "podman-compose", "exit 7")
    assert docker(folder, "compose stop ui")[0].returncode == 7
    assert docker(folder, "compose up --build --wait")[0].returncode == 7
