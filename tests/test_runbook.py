"""Each command of the runbook is one that there is, with the options it is given; cheap ones run."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from ita_evidence import cli

PROJECT = Path(__file__).resolve().parents[1]
RUNBOOK = (PROJECT / "docs/runbook.md").read_text("utf-8")
OLD = PROJECT / "tests/upgrade/0.1.0"
CODE = re.compile(r"```\n(.*?)```|`([^`]+)`", re.DOTALL)


def lines(text: str) -> list[str]:
    """Each line of a code block, and each piece of code in a sentence; without comments."""
    found: list[str] = []
    for block, inline in CODE.findall(text):
        found += block.splitlines() if block else [" ".join(inline.split())]
    return [re.sub(r"\s+#\s.*", "", one).strip() for one in found]


def calls(text: str) -> list[tuple[str, ...]]:
    """The arguments of each `ita-evidence …`, whatever environment stands before it."""
    pattern = re.compile(r"(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?ita-evidence (.+)")
    return sorted(
        {tuple(shlex.split(found[1])) for one in lines(text) if (found := pattern.fullmatch(one))}
    )


def targets(text: str) -> set[str]:
    pattern = re.compile(r"(?:[A-Z_]+=\S+ )*make ([a-z-]+)")
    return {found[1] for one in lines(text) if (found := pattern.fullmatch(one))}


def parse(arguments: tuple[str, ...]) -> None:
    """Read the arguments as the command line does, and call nothing; `…` stands for what is left out.

    Raises:
        click.UsageError: no such command or option, a wrong choice, something required is missing.
    """
    given = [one for one in arguments if one != "…"]
    command: click.Command = cli.cli
    while isinstance(command, click.Group):
        name = given.pop(0)
        found = command.get_command(click.Context(command), name)
        if found is None:
            raise click.UsageError(f"no such command: {name}")
        command = found
    try:
        command.make_context(command.name, list(given))
    except click.MissingParameter:
        if "…" not in arguments:
            raise


CALLS = calls(RUNBOOK)
TARGETS = targets(RUNBOOK)


@pytest.mark.parametrize("arguments", CALLS, ids=" ".join)
def test_a_call_is_one_that_there_is(arguments: tuple[str, ...]) -> None:
    parse(arguments)


@pytest.mark.parametrize(
    "wrong",
    [
        "`ita-evidence verfy`",
        "`ita-evidence verify --levl full`",
        "`ita-evidence verify --level deep`",
        "`X=1 .venv/bin/ita-evidence keys hand-over --agency A`",
        "```\nita-evidence answer --aswer fixed …  # a comment\n```",
    ],
)
def test_a_call_that_there_is_not_is_found(wrong: str) -> None:
    (call,) = calls(wrong)
    with pytest.raises(click.UsageError):
        parse(call)


def make(target: str) -> int:
    """0 if the Makefile knows how to make it; nothing is made."""
    done = subprocess.run(
        ["make", "--dry-run", target], cwd=PROJECT, capture_output=True, check=False
    )
    return done.returncode


def test_each_make_is_a_target() -> None:
    assert {"setup", "run", "test", "up", "down", "env"} <= TARGETS
    assert [one for one in sorted(TARGETS) if make(one)] == []
    assert make("coffee") != 0


def test_every_trouble_has_its_section() -> None:
    headings = re.findall(r"^## (.+)$", RUNBOOK, re.MULTILINE)
    needed = (
        "Install", "Upgrade", "A new fiscal year", "Rotate keys", "A failed anchor", "A disk is full",
        "An office moved its page", "An erasure", "Restore", "Backups", "A person decides", "A waiver",
    )  # fmt: skip
    assert set(needed) <= set(headings)
    assert len(set(headings)) == len(headings)


RUN_HERE = [
    one for one in CALLS
    if one[:1] in {("catalog",), ("plan",)} or one == ("keys", "show") or "--offline" in one
]  # fmt: skip


@pytest.mark.parametrize("arguments", RUN_HERE, ids=" ".join)
def test_a_cheap_call_does_what_it_says(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the sample as the agency A, and the archive of an older version as the COPY."""
    catalog = shutil.copytree(PROJECT / "include/catalog", tmp_path / "catalog")
    monkeypatch.setenv("ITA_CATALOG", str(catalog))
    monkeypatch.setenv("ITA_DATA", str(tmp_path / "data"))
    stands_for = {
        "A": "sample",
        "COPY": str(OLD / "archive"),
        "include/catalog/trust/A.yaml": str(OLD / "trust/sample.yaml"),
    }
    assert cli.main([stands_for.get(one, one) for one in arguments]) == 0


def test_cheap_calls_are_there() -> None:
    assert {one[0] for one in RUN_HERE} == {"catalog", "plan", "keys", "verify"}


def test_a_waiver_as_the_runbook_writes_it_is_a_waiver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = shutil.copytree(PROJECT / "include/catalog", tmp_path / "catalog")
    sources = catalog / "sources/2566/sample.yaml"
    (waiver,) = re.findall(r"```\n(waivers:\n.*?)```", RUNBOOK, re.DOTALL)
    assert "\nwaivers:" not in sources.read_text("utf-8")
    sources.write_text(sources.read_text("utf-8") + waiver, "utf-8")
    monkeypatch.setenv("ITA_CATALOG", str(catalog))
    assert cli.main(["catalog", "check"]) == 0
    sources.write_text(sources.read_text("utf-8").replace("land_reform, reason", "nowhere, reason"))
    assert cli.main(["catalog", "check"]) == 1
