"""Each command of the runbook does what the runbook says: it is run here, or by the test named here."""

from __future__ import annotations

import ast
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from ita_evidence import cli, pipeline, settings
from ita_evidence.archive import embedded, layout
from ita_evidence.archive.store import open_store
from ita_evidence.orchestration import local

PROJECT = Path(__file__).resolve().parents[1]
RUNBOOK = (PROJECT / "docs/runbook.md").read_text("utf-8")
README = (PROJECT / "README.md").read_text("utf-8")
README_TH = (PROJECT / "README.th.md").read_text("utf-8")
CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`]+)`", re.DOTALL)
CALL = re.compile(r"(?:(?P<name>[A-Z_]+)=(?P<value>\S+) )?ita-evidence (?P<arguments>.+)")
COMMAND = re.compile(r"(?:[A-Z_]+=\S+ )*([a-z-]+) .+")
PROGRAMS = {"make", "openssl", "docker", "airflow", "ssh", "ita-evidence"}
SAYS_A_FAULT = {"ita-evidence verify --require-anchor"}
"""Only a test authority stamped here, which proves nothing to others."""

RUN_ELSEWHERE: Mapping[str, str] = {
    "make setup": "tests/test_setup_script.py",
    "make test": ".ci/run",
    "make run": "bench/run.py",
    "make up": "tests/orchestration/test_up.py",
    "make env": "tests/test_compose.py",
    "make test-deploy": "tests/test_deploy_script.py",
    'ita-evidence keys take-over --agency A --reason "…" --by NAME': (
        "tests/archive/test_archive_rotation.py"
    ),
}
"""What runs it, where this file does not."""
OF_THE_CONTAINERS = re.compile(r"(?:[A-Z_]+=\S+ )?docker compose .+|airflow roles .+")
"""They need Docker or podman, which CI has not; `make test-deploy ARGS='--backfills 4'` runs them."""
OF_ANOTHER_MACHINE = {"ssh -L 8080:127.0.0.1:8080 HOST"}


def lines(text: str) -> list[str]:
    """Each line of a code block, and each piece of code in a sentence; without comments."""
    found: list[str] = []
    for block, inline in CODE.findall(text):
        found += block.splitlines() if block else [" ".join(inline.split())]
    return [re.sub(r"\s+#\s.*", "", one).strip() for one in found]


def commands(text: str) -> list[str]:
    """The lines that call a program, each once, in their order; `.venv/bin/` is left out."""
    plain = (one.replace(".venv/bin/", "") for one in lines(text))
    return list(
        dict.fromkeys(
            one for one in plain if (found := COMMAND.fullmatch(one)) and found[1] in PROGRAMS
        )
    )


COMMANDS = commands(RUNBOOK)


@dataclass
class Site:
    """A folder as the project's own, with the sample as the agency A: settled, stamped, served."""

    folder: Path
    stands_for: dict[str, str]

    def run(self, command: str) -> tuple[int, str]:
        """Exit code and output of one line of the runbook, with its placeholders filled in."""
        found = CALL.fullmatch(command)
        if found is None:
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", command],
                cwd=self.folder,
                capture_output=True,
                text=True,
                check=False,
            )
            return done.returncode, f"{command}\n{done.stdout}{done.stderr}"
        said = io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(said):
            patch.chdir(self.folder)
            if found["name"]:
                patch.setenv(found["name"], found["value"])
            arguments = shlex.split(found["arguments"])
            code = cli.main([self.stands_for.get(one, one) for one in arguments])
        return code, f"{command}\n{said.getvalue()}"


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, free_ports: Any, sample_site: Path
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("runbook")
    shutil.copytree(PROJECT / "include/catalog", folder / "include/catalog")
    shutil.copytree(sample_site, folder / ".data/sample/site")
    http, https, store = free_ports(3)
    loaded = settings.Settings(
        data=folder / ".data",
        catalog=folder / "include/catalog",
        sample_http_port=http,
        sample_https_port=https,
        store_port=store,
    )
    with local.services(loaded, print), open_store(loaded) as opened:
        with pipeline.open_workspace(loaded) as work:
            for period, item in (("2566-03", "O7"), ("2566-H1", "O31")):
                made = pipeline.plan_run(work, "sample", period, items=(item,))
                assert pipeline.settled(pipeline.settle(work, made)[1])
                pipeline.report(work, made)
        snapshot = next(
            key for key in sorted(opened.keys("snapshots/sample/2566/O7/")) if "2566-03" in key
        )
        (digest, *_) = re.findall(r'"blob_sha256":"(\w{64})"', opened.read(snapshot).decode())
        for key in filter(layout.parse_key, opened.keys("")):
            (folder / "copy" / key).parent.mkdir(parents=True, exist_ok=True)
            (folder / "copy" / key).write_bytes(opened.read(key))
        # As a real agency's: the catalog names its keys and its authority, with the root beside it.
        root = yaml.safe_load((loaded.data / "trust/sample.yaml").read_text("utf-8"))
        del root["made_here"]
        root["authorities"] = [{"id": "local-test", "root": "root.pem", "test": True}]
        (loaded.catalog / "trust/sample.yaml").write_text(yaml.safe_dump(root), "utf-8")
        shutil.copy(loaded.data / "tsa/root.pem", loaded.catalog / "trust/root.pem")
        at = embedded.access(loaded, store, "writer")
        environ = {
            "ITA_DATA": loaded.data,
            "ITA_CATALOG": loaded.catalog,
            "ITA_SAMPLE_HTTP_PORT": http,
            "ITA_SAMPLE_HTTPS_PORT": https,
            "ITA_STORE_PORT": store,
            "AWS_ENDPOINT_URL_S3": at.endpoint,
            "AWS_ACCESS_KEY_ID": at.access_key,
            "AWS_SECRET_ACCESS_KEY": at.secret_key,
            "AWS_DEFAULT_REGION": embedded.REGION,
        }
        stands_for = {
            "A": "sample",
            "P": "2566-03",
            "NAME": "Tester",
            "TEXT": "tried by a test",
            "DIR": "out",
            "COPY": "copy",
            "SNAPSHOT": snapshot,
            "SHA256": digest,
            "s3://BUCKET": f"s3://{embedded.BUCKET}",
            "include/catalog/trust/A.yaml": "include/catalog/trust/sample.yaml",
        }
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environ.items():
                patch.setenv(name, str(value))
            yield Site(folder, stands_for)


def run_here(command: str) -> bool:
    return not (
        command in {*RUN_ELSEWHERE, *OF_ANOTHER_MACHINE, "make down"}
        or OF_THE_CONTAINERS.fullmatch(command)
    )


def test_every_command_runs_in_the_order_of_the_page(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = []
    for command in filter(run_here, COMMANDS):
        shutil.rmtree(site.folder / "out", ignore_errors=True)
        code, said = site.run(command)
        if code != (command in SAYS_A_FAULT):
            failed.append(said)
        if "keys show" in command and "ITA_SIGNING_KEY_FILE" in command:
            # "This line goes into trust/A.yaml, beside the old one."
            believe(site, said.splitlines()[-1])
        if "hand-over" in command:
            # "From then on set ITA_SIGNING_KEY_FILE to the new file."
            monkeypatch.setenv("ITA_SIGNING_KEY_FILE", str(site.folder / "new.pem"))
        if " erase " in command:
            code, verified = site.run("ita-evidence verify")
            if code or "erased by record" not in verified:
                failed.append(said + verified)
    assert "\n".join(failed) == ""


def test_the_first_agency_as_the_readme_writes_it(site: Site) -> None:
    """With the sample's own site as the agency's; both languages give the same commands."""
    written, thai = (
        re.search(rf"^## {heading}\n(.*?)^## ", text, re.DOTALL | re.MULTILINE)
        for heading, text in (("Your first agency", README), ("หน่วยงานแรกของท่าน", README_TH))
    )
    assert written is not None and thai is not None
    given, same = (
        [one for one in commands(text) if CALL.fullmatch(one)] for text in (written[1], thai[1])
    )
    assert same == given
    (agency,) = re.findall(r"```yaml\n(.*?)```", written[1], re.DOTALL)
    assert "delay_s: 2}" in agency
    agency = agency.replace("www.nakhon.example, delay_s: 2", "www.sample.example, delay_s: 0.02")
    (site.folder / "include/catalog/agencies/nakhon.yaml").write_text(
        agency.replace("www.nakhon.example", "www.sample.example")
        + 'connect: {"*.sample.example": {http: "127.0.0.1:8180", https: "127.0.0.1:8543", ca: sample/ca.pem}}\n',
        "utf-8",
    )
    assert [one.split()[1] for one in given] == [
        *("discover", "catalog", "catalog", "plan", "run", "dossier")
    ]
    for command in given:
        code, said = site.run(command.replace("www.nakhon.example", "www.sample.example"))
        assert code == 0, said
    assert (site.folder / "nakhon-dossier/items/o21.html").is_file()


def believe(site: Site, line: str) -> None:
    """Adds the key to the agency's trust root."""
    path = site.folder / "include/catalog/trust/sample.yaml"
    root = yaml.safe_load(path.read_text("utf-8"))
    root["keys"] += yaml.safe_load(line)
    path.write_text(yaml.safe_dump(root), "utf-8")


def test_what_does_not_run_is_found(site: Site) -> None:
    wrong = commands(
        "`ita-evidence verfy`, `ita-evidence verify --levl full`, `ita-evidence catalog check`"
    )
    assert [site.run(one)[0] for one in wrong] == [2, 2, 0]


def test_what_is_not_run_here_is_run_elsewhere() -> None:
    assert {one for one in COMMANDS if not run_here(one)} >= {*RUN_ELSEWHERE, "make down"}
    for command, path in RUN_ELSEWHERE.items():
        assert (PROJECT / path).is_file(), command


def test_those_of_the_containers_are_run_as_they_are_written() -> None:
    tree = ast.parse((PROJECT / "scripts/test_deploy.py").read_text("utf-8"))
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and one.args]
    said = [one.args[0] for one in calls if ast.unparse(one.func).endswith("as_written")]
    written = "\n".join(one.value for one in said if isinstance(one, ast.Constant))
    there = [one for one in COMMANDS if OF_THE_CONTAINERS.fullmatch(one)]
    assert len(there) > 15
    missing = [one for one in there if one.rstrip(";") not in written]
    assert missing == []


def test_make_down_ends_what_is_up(tmp_path: Path) -> None:
    environ = {**os.environ, "ITA_DATA": str(tmp_path), "PYTHONPATH": str(PROJECT / "plugins")}
    up = (
        "import signal, sys; from pathlib import Path; from ita_evidence.orchestration import local\n"
        f"with local.alone(Path({str(tmp_path / 'up.pid')!r})):\n"
        "    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); print('up', flush=True)\n"
        "    signal.pause()\n"
    )

    def down() -> str:
        return subprocess.run(
            ["make", "down"], cwd=PROJECT, env=environ, capture_output=True, text=True, check=True
        ).stdout

    assert down() == "down: nothing is up\n"
    with subprocess.Popen(
        [sys.executable, "-c", up], env=environ, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == "up\n"
        assert down() == "down: ending it\ndown: ended\n"
        assert process.wait(30) == 0


def test_every_trouble_has_its_section() -> None:
    headings = re.findall(r"^## (.+)$", RUNBOOK, re.MULTILINE)
    needed = (
        "Install", "Upgrade", "A new fiscal year", "Rotate keys", "A failed anchor", "A disk is full",
        "An office moved its page", "An erasure", "Restore", "Backups", "A person decides", "A waiver",
    )  # fmt: skip
    assert set(needed) <= set(headings)
    assert len(set(headings)) == len(headings)


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
