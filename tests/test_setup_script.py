"""scripts/setup.sh on machines that lack something, and after it was killed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ita_evidence.settings import PROJECT

TOOLS = tuple(
    "bash cat cut dirname env flock grep mkdir pwd rm sha256sum tail tee touch tr".split()
)

NOTHING = f"nothing==1 ; python_version < '3' --hash=sha256:{'0' * 64}\n"
"""A lock whose one package is for no Python of today: nothing is fetched."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose lock asks for nothing, and a folder of tools without any Python."""
    folder = tmp_path / "checkout"
    (folder / "scripts").mkdir(parents=True)
    shutil.copy(PROJECT / "scripts" / "setup.sh", folder / "scripts")
    (folder / "requirements.lock").write_text(NOTHING)
    (folder / "pyproject.toml").write_text("")
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, tool
        (tmp_path / "bin" / tool).symlink_to(found)
    return folder


def add_python(checkout: Path, body: str) -> None:
    """A `python3` on the path that is a shell script."""
    path = checkout.parent / "bin" / "python3"
    path.write_text(f"#!/bin/bash\n{body}\n")
    path.chmod(0o755)


def setup(checkout: Path) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHON"}
    return subprocess.run(
        [checkout / "scripts" / "setup.sh"],
        env={**environ, "PATH": str(checkout.parent / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_python_is_one_line(checkout: Path) -> None:
    done = setup(checkout)
    assert done.returncode == 1
    assert done.stderr == (
        "setup: no Python 3.11, 3.12 or 3.13 found; install it with: "
        "sudo apt-get install -y python3 python3-venv\n"
    )
    assert not (checkout / ".venv").exists()


def test_another_python_is_no_python(checkout: Path) -> None:
    add_python(checkout, "exit 1  # 3.9 says no to the version it is asked for")
    assert "no Python 3.11, 3.12 or 3.13 found" in setup(checkout).stderr


def test_no_venv_module_is_one_line(checkout: Path) -> None:
    add_python(checkout, f'[[ "$2" == *ensurepip* ]] && exit 1\nexec {sys.executable} "$@"')
    done = setup(checkout)
    assert done.returncode == 1
    assert done.stderr == (
        "setup: python3 has no venv module; install it with: sudo apt-get install -y python3-venv\n"
    )


def test_a_killed_setup_is_made_anew_and_a_failed_one_says_where_to_look(checkout: Path) -> None:
    add_python(checkout, f'exec {sys.executable} "$@"')
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / ".unfinished").touch()
    (checkout / ".venv" / "half").touch()
    done = setup(checkout)  # an empty pyproject.toml is no project: the last step fails
    assert "the last setup did not end; starting again" in done.stdout
    assert not (checkout / ".venv" / "half").exists()
    assert done.returncode == 1
    assert ".venv/setup.log" in done.stderr
    assert (checkout / ".venv" / ".unfinished").exists()


def test_what_is_up_to_date_is_left_alone(checkout: Path) -> None:
    digest = subprocess.run(
        "cat requirements.lock pyproject.toml | sha256sum | cut -d' ' -f1",
        shell=True, cwd=checkout, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to("/bin/false")
    (checkout / ".venv" / ".ita-setup").write_text(f"{checkout} {digest}\n")
    done = setup(checkout)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
