"""The pages that are made from code and catalog are as the code would make them now."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


def check(project: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, project / "scripts/docs.py", "--check"],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(project / "plugins")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_generated_pages_are_up_to_date() -> None:
    done = check(PROJECT)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]


def test_a_page_that_differs_is_named(tmp_path: Path) -> None:
    for name in ("dags", "docs", "expectations", "include", "plugins", "scripts"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    shutil.copy(PROJECT / "requirements.lock", tmp_path)
    (tmp_path / "docs/items.md").write_text("# Items\n", "utf-8")
    (tmp_path / "docs/dags.md").unlink()
    done = check(tmp_path)
    assert done.returncode == 1, done.stderr
    assert "items.md, dags.md; run: make docs" in done.stdout


@pytest.mark.parametrize("folder", ["plugins", "scripts"])
def test_every_setting_is_on_the_page(folder: str) -> None:
    """A variable that is read anywhere is explained."""
    page = (PROJECT / "docs/settings.md").read_text("utf-8")
    for file in (PROJECT / folder).rglob("*.py"):
        read = {
            node.value
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if re.fullmatch(r"ITA_[A-Z_]+[A-Z]", node.value)
        }
        assert {name for name in read if f"`{name}`" not in page} == set(), file
