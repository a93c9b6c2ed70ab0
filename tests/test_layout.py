"""Guards on the frame: the order of the rooms, what a DAG file loads, the lock, the README."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
HEAVY = ("great_expectations", "pandas", "boto3", "pythainlp")
UNTRACKED = {".tools", ".git", ".venv", ".data", ".compose", "__pycache__", "results"}
TEXT = {
    "", ".cfg", ".css", ".example", ".html", ".jinja", ".j2", ".json", ".lock", ".md", ".py",
    ".sh", ".toml", ".txt", ".yaml", ".yml",
}  # fmt: skip
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
README = (PROJECT / "README.md").read_text("utf-8")


def tracked_texts() -> Iterator[tuple[str, str]]:
    """(path, text) of every text file that belongs to the project."""
    for folder, names, files in os.walk(PROJECT):
        names[:] = [
            name
            for name in names
            if name not in UNTRACKED and not name.endswith(("_cache", ".egg-info"))
            and name not in {".hypothesis", "blobs"}  # sealed payloads: any bytes
        ]  # fmt: skip
        for file in files:
            path = Path(folder, file)
            if path.suffix in TEXT and file != ".env":
                yield str(path.relative_to(PROJECT)), path.read_text("utf-8")


def run_python(code: str) -> str:
    """Standard output of a fresh interpreter that sees the library."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(PROJECT / "plugins")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_rooms_import_downwards_only() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT / "plugins")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_catalog_loads_nothing_heavy() -> None:
    loaded = run_python(
        "import sys, ita_evidence.model, ita_evidence.catalog, ita_evidence.periods;"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert loaded.strip() == "[]"


@pytest.mark.airflow
def test_dag_files_load_nothing_heavy() -> None:
    files = sorted(str(path) for path in (PROJECT / "dags").glob("*.py"))
    loaded = run_python(
        "import runpy, sys\n"
        f"for file in {files}:\n"
        "    runpy.run_path(file)\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert loaded.splitlines()[-1] == "[]", loaded


def test_no_path_of_this_machine() -> None:
    here = [str(PROJECT), f"{Path.home()}/"]
    ours = [path for path in here if len(Path(path).parts) > 1]
    found = [(name, path) for name, text in tracked_texts() for path in ours if path in text]
    assert found == []


def test_no_registry_host() -> None:
    names = ("pypi|org", "pythonhosted|org", "npmjs|org", "docker|io", "ghcr|io", "quay|io")
    hosts = [name.replace("|", ".") for name in names]
    found = [(name, host) for name, text in tracked_texts() for host in hosts if host in text]
    assert found == []


def test_every_locked_package_is_pinned_with_digests() -> None:
    text = (PROJECT / "requirements.lock").read_text("utf-8")
    assert "://" not in text
    entries = text.replace("\\\n", " ").splitlines()
    assert len(entries) > 100
    loose = [
        entry
        for entry in entries
        if not re.fullmatch(
            r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==\S+( ; .+?)?( +--hash=sha256:\w{64})+", entry
        )
    ]
    assert loose == []


def requirement_names(requirements: list[str]) -> list[str]:
    return [re.match(r"[A-Za-z0-9_-]+", requirement)[0].lower() for requirement in requirements]


def test_the_lock_holds_every_dependency() -> None:
    text = (PROJECT / "requirements.lock").read_text("utf-8")
    locked = set(re.findall(r"^([a-z0-9-]+)", text, re.M))
    wanted = requirement_names(
        PYPROJECT["project"]["dependencies"] + PYPROJECT["dependency-groups"]["dev"]
    )
    assert [name for name in wanted if name not in locked] == []


def test_the_readme_says_why_each_dependency_is_there() -> None:
    rows = set(re.findall(r"^\| `([\w-]+)`", README, re.M))
    wanted = requirement_names(
        PYPROJECT["project"]["dependencies"] + PYPROJECT["dependency-groups"]["dev"]
    )
    assert [name for name in wanted if name not in rows] == []


def test_the_readme_names_every_command() -> None:
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    targets = re.findall(r"^([a-z]+):.*##", makefile, re.M)
    assert {"run", "test", "up", "down", "clean", "help"} <= set(targets)
    assert [target for target in targets if f"make {target}" not in README] == []


def test_links_between_the_documents_lead_somewhere() -> None:
    broken = []
    for name, text in tracked_texts():
        if name.endswith(".md"):
            for link in re.findall(r"\]\((?![a-z]+:)([^)#]+)[^)]*\)", text):
                if not (PROJECT / name).parent.joinpath(link).exists():
                    broken.append((name, link))
    assert broken == []


def test_test_files_have_names_of_their_own() -> None:
    """There are no packages among the tests, so a name twice would be one module twice."""
    names = Counter(path.name for path in (PROJECT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []


def test_scripts_can_be_run() -> None:
    scripts = [*(PROJECT / "scripts").glob("*.sh"), PROJECT / ".ci" / "run"]
    assert [path.name for path in scripts if not os.access(path, os.X_OK)] == []
