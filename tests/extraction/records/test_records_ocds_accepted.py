"""Our purchases as OCDS, checked by the standard's own reviewing tool, which is not ours.

`libcoveocds` asks for the standard's files. Nothing is asked of a network: the schemas come from the
sources of two packages (`tests/tools/standard.txt`), the closed codelists from the schemas.
"""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ita_evidence import extract

sys.path.insert(0, str(Path(__file__).parents[3] / "bench"))

import labelled

pytestmark = pytest.mark.tools
TOOLS = Path(__file__).parents[3] / ".tools"
SCHEMAS = {
    "release-schema.json": "ocdsextensionregistry",
    "versioned-release-validation-schema.json": "ocdsextensionregistry",
    "release-package-schema.json": "ocdskit",
}
"""File of the standard → the package whose source holds it."""
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)

Review = Callable[[dict[str, Any]], dict[str, Any]]


def _codelists(of: Any) -> Iterator[tuple[str, list[str]]]:
    """The closed codelists that a schema spells out."""
    if isinstance(of, dict):
        codes = of.get("enum") or (of.get("items") or {}).get("enum") if "codelist" in of else None
        if codes:
            yield of["codelist"], [code for code in codes if code]
        for value in of.values():
            yield from _codelists(value)


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The standard's repository as the tool wants it: a zip of one folder."""
    path = tmp_path_factory.mktemp("standard") / "standard.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("standard/", "")
        for name, package in SCHEMAS.items():
            (source,) = (TOOLS / "sources").glob(f"{package}-*.tar.gz")
            with tarfile.open(source) as held:
                folder = source.name.removesuffix(".tar.gz")
                file = held.extractfile(f"{folder}/tests/fixtures/{name}")
                assert file is not None
                schema = file.read()
            packed.writestr(f"standard/schema/{name}", schema)
            for codelist, codes in dict(_codelists(json.loads(schema))).items():
                if name == "release-schema.json":
                    lines = "\n".join(["Code", *codes])
                    packed.writestr(f"standard/schema/codelists/{codelist}", lines)
    return path


@pytest.fixture
def review(standard: Path, tmp_path: Path) -> Review:
    """What the tool says of a package; it reaches no network."""

    def reviewed(package: dict[str, Any]) -> dict[str, Any]:
        file = tmp_path / "package.json"
        file.write_text(json.dumps(package, ensure_ascii=False), "utf-8")
        nowhere = dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:1")
        done = subprocess.run(
            [
                TOOLS / "bin/libcoveocds",
                "--schema-version",
                "1.1",
                "--standard-zip",
                standard,
                file,
            ],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **nowhere},
        )
        assert done.returncode == 0, done.stderr
        said: dict[str, Any] = json.loads(done.stdout)
        return said

    return reviewed


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The purchases of every form that lists some, in one package."""
    folder = tmp_path_factory.mktemp("forms")
    packages = []
    for number, form in enumerate(("skr1_9", "skr1_10", "skr1_12", "skr1_hard", "v119", "list16")):
        file = folder / f"{form}.xlsx"
        file.write_bytes(labelled._table(form, "xlsx", 100 + number).data)
        packages.append(
            extract.as_ocds(file, buyer="จังหวัดสมมติบุรี", ocid_prefix="ocds-abcdef", now=NOW)
        )
    return packages[0] | {"releases": [one for made in packages for one in made["releases"]]}


def test_the_standards_tool_finds_no_error(package: dict[str, Any], review: Review) -> None:
    said = review(package)
    assert said["version_used"] == "1.1"
    assert said["count"] == said["unique_ocids_count"] == len(package["releases"]) > 30
    for fault in (
        "validation_errors",
        "common_error_types",
        "deprecated_fields",
        "additional_checks",
        "additional_fields",
        "additional_closed_codelist_values",
        "additional_open_codelist_values",
    ):
        assert not said[fault], fault


def test_the_standards_tool_finds_what_is_wrong(package: dict[str, Any], review: Review) -> None:
    first, second, third, *others = copy.deepcopy(package["releases"])
    del first["date"]
    second["tender"]["procurementMethod"] = "เฉพาะเจาะจง"
    third["awards"][0]["value"]["amount"] = "1,000"
    said = review(package | {"releases": [first, second, third, *others], "ours": True})
    faults = repr(said["validation_errors"])
    assert "'date' is missing" in faults and "1,000" in faults
    assert "เฉพาะเจาะจง" in repr(said["additional_closed_codelist_values"])
    assert said["additional_fields"]
