"""What `make test-deploy` does before it needs podman, and that its checks can fail."""

from __future__ import annotations

import copy
import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[1]
SCRIPT = PROJECT / "scripts/test_deploy.py"


@pytest.fixture(scope="module")
def deploy() -> Any:
    spec = importlib.util.spec_from_file_location("deploy_script", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where its dataclass looks its annotations up
    spec.loader.exec_module(module)
    return module


def called(*arguments: str, path: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, SCRIPT, *arguments]
    return subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, check=False)


def test_without_podman_it_says_what_is_missing(tmp_path: Path) -> None:
    done = called(path=str(tmp_path))
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(
        "test-deploy: podman, buildah, debootstrap, iptables, git not found: apt"
    )


def test_help_says_what_it_does_and_leaves() -> None:
    done = called("--help", path="")
    assert done.returncode == 0
    for word in (
        "--downloads",
        "--provinces",
        "--backfills",
        "make run",
        "removed however the test ends",
    ):
        assert word in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--backfills", "2"), "--backfills 2: valid: 3 to 77 provinces"),
        (("--backfills", "4", "--provinces", "1"), "not allowed with argument"),
    ],
)
def test_what_it_cannot_try_is_refused(arguments: tuple[str, ...], says: str) -> None:
    done = called(*arguments, path="")
    assert done.returncode == 2 and says in done.stderr


GOOD: dict[str, Any] = {
    "there": {
        "records": [{"verdicts": {"O7": "met", "O16": "not_met", "O6": "needs_review"}}],
        "snapshots": ["a", "b", "c"],
        "unaccounted": [],
        "sealed_twice": [],
    },
    "tasks": [
        {"task_id": "verdict_a", "state": "success"},
        {"task_id": "verdict_b", "state": "failed"},
        {"task_id": "verdict_c", "state": "skipped"},
        {"task_id": "record", "state": "success"},
    ],
    "expected": {"O7": "met", "O16": "not_met", "O6": "needs_review"},
    "records": 1,
}


def test_a_run_that_is_as_it_must_be_has_no_fault(deploy: Any) -> None:
    assert list(deploy.faults(**GOOD)) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda it: it.update(records=2), "1 records instead of 2"),
        (lambda it: it["expected"].update(O7="not_met"), "differ from make run's"),
        (lambda it: it["expected"].update(O8="met"), "differ from make run's"),
        (lambda it: it["there"].update(unaccounted=["a"]), "in no record"),
        (lambda it: it["there"].update(sealed_twice=["a"]), "sealed twice"),
        (lambda it: it["there"]["snapshots"].append("d"), "4 snapshots for 3 targets"),
        (lambda it: it["tasks"][1].update(state="success"), "do not show the verdicts"),
        (lambda it: it["tasks"].pop(0), "do not show the verdicts"),
    ],
)
def test_whatever_is_lost_or_doubled_is_a_fault(deploy: Any, change: Any, says: str) -> None:
    given = copy.deepcopy(GOOD)
    change(given)
    (fault,) = deploy.faults(**given)
    assert says in fault


def test_what_is_left_is_found(deploy: Any, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("up\n")
    assert deploy.processes_of(tmp_path) == []
    with subprocess.Popen(["tail", "-f", tmp_path / "log"], stdout=subprocess.PIPE) as left:
        try:
            # Until it has said something, the kernel may not tell its command line yet.
            assert left.stdout is not None and left.stdout.readline() == b"up\n"
            (found,) = deploy.processes_of(tmp_path)
            assert found.startswith(f"process {left.pid}: tail")
        finally:
            left.kill()


def test_the_sample_trusts_the_key_that_make_env_made(deploy: Any) -> None:
    root = (PROJECT / "include/catalog/trust/sample.yaml").read_text("utf-8")
    said = 'env: put this key\n  - id: "0123456789abcdef"\n    public: "00"\n'
    made = deploy.trusting(root, said)
    assert 'keys:\n  - id: "0123456789abcdef"\n    public: "00"\nauthorities:' in made
    assert "made_here: true" not in made
    for wrong in (("", said), (root, "")):
        with pytest.raises(deploy.Failed, match="no key"):
            deploy.trusting(*wrong)
