"""A second edition is data alone: a made-up list of 2599, renumbered, judges what 2566 judges.

The list has some of 2566's topics under other numbers, with their suites and the agency's sources;
the agency's file says which year uses which list, the crosswalk how long it is. No line of Python
knows of it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ita_evidence import catalog, periods, pipeline, settings
from ita_evidence.catalog import index, targets
from ita_evidence.model import Verdict
from ita_evidence.sample import ensure
from ita_evidence.sample.serve import SampleServer

HALF = "2566-H1"
NUMBERS = {"O21": "O1", "O5": "O2", "O9": "O3", "O12": "O4", "O11": "O6", "O18": "O7", "O29": "O5"}
"""Item of 2566 → its number in the made-up list; O12 follows O11 in both."""
PLANTED = yaml.safe_load(
    (settings.PROJECT / "include/sample_province/planted.yaml").read_text("utf-8")
)


def stem(item: str) -> str:
    return f"o{int(item[1:]):02d}"


def write_yaml(path: Path, value: Any) -> None:
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), "utf-8")


def made_up(catalog_folder: Path, suites: Path) -> None:
    """The list of 2599 beside that of 2566, and an agency that uses it for 2566."""
    shutil.copytree(settings.PROJECT / "include/catalog", catalog_folder)
    shutil.copytree(settings.PROJECT / "expectations", suites)
    for folder in (
        catalog_folder / "editions/2599",
        suites / "2599",
        catalog_folder / "sources/2599",
    ):
        folder.mkdir()
    for old, new in NUMBERS.items():
        item = yaml.safe_load((catalog_folder / f"editions/2566/{stem(old)}.yaml").read_bytes())
        item["id"] = new
        if "consistent_with" in item:
            item["consistent_with"] = NUMBERS[item["consistent_with"]]
        write_yaml(catalog_folder / f"editions/2599/{stem(new)}.yaml", item)
        suite = json.loads((suites / f"2566/{stem(old)}.json").read_bytes())
        suite["name"] = stem(new)
        suite["meta"].update(edition="2599", item=new)
        (suites / f"2599/{stem(new)}.json").write_text(json.dumps(suite), "utf-8")
    known = yaml.safe_load((catalog_folder / "crosswalk.yaml").read_bytes())
    known["years"]["2599"] = {"items": len(NUMBERS), "certain": True, "source": "a made-up list"}
    for path in (catalog_folder / "editions/2599").iterdir():
        item = yaml.safe_load(path.read_bytes())
        known["topics"][item["topic"]]["2599"] = [item["id"]]
    write_yaml(catalog_folder / "crosswalk.yaml", known)
    sources = yaml.safe_load((catalog_folder / "sources/2566/sample.yaml").read_bytes())
    sources["edition"] = "2599"
    sources["sources"] = [
        {**one, "item": NUMBERS[one["item"]]}
        for one in sources["sources"]
        if one["item"] in NUMBERS
    ]
    sources.pop("submitted", None)
    write_yaml(catalog_folder / "sources/2599/sample.yaml", sources)
    agency = catalog_folder / "agencies/sample.yaml"
    text = agency.read_text("utf-8")
    assert 'editions: {2566: "2566"}' in text
    text = text.replace('editions: {2566: "2566"}', 'editions: {2566: "2599", 2570: "2566"}')
    agency.write_text(text, "utf-8")


@pytest.fixture(scope="module")
def verdicts(
    tmp_path_factory: pytest.TempPathFactory, free_ports: Any
) -> Iterator[dict[str, Verdict]]:
    data = tmp_path_factory.mktemp("edition")
    made_up(data / "catalog", data / "suites")
    http, https, store = free_ports(3)
    loaded = settings.Settings(
        data=data / "data",
        catalog=data / "catalog",
        expectations=data / "suites",
        sample_http_port=http,
        sample_https_port=https,
        store_port=store,
    )
    site = ensure(loaded)
    with (
        SampleServer(site, http, https, loaded.data),
        pipeline.open_workspace(loaded) as work,
    ):
        plan = pipeline.plan_run(work, "sample", HALF)
        _, results = pipeline.settle(work, plan)
        pipeline.report(work, plan)
        assert [one.error for one in results if one.error] == []
        assert plan.edition == "2599"
        yield {one.item: one for one in pipeline.verdicts_of(work, results)}


def test_the_made_up_list_is_sound_and_each_year_uses_its_own(tmp_path: Path) -> None:
    made_up(tmp_path / "catalog", tmp_path / "suites")
    loaded = catalog.load(tmp_path / "catalog", expectations=tmp_path / "suites")
    (tmp_path / "catalog" / index.FILE).write_bytes(index.as_bytes(loaded))
    assert catalog.check(tmp_path / "catalog", tmp_path / "suites") == ()
    assert set(loaded.editions) == {"2566", "2599"}
    history = catalog.over_the_years(loaded, "procurement.monthly_summary")
    assert history["2566"] == ("O21",) and history["2599"] == ("O1",)
    assert targets.edition_for(loaded, "sample", periods.parse("2566-03")) == "2599"
    assert targets.edition_for(loaded, "sample", periods.parse("2570-H1")) == "2566"


@pytest.mark.parametrize("old", NUMBERS)
def test_each_topic_is_judged_as_under_its_old_number(
    verdicts: dict[str, Verdict], old: str
) -> None:
    verdict = verdicts[NUMBERS[old]]
    assert verdict.edition == "2599"
    assert str(verdict.verdict) == PLANTED["expected"][HALF][old]
    topic = catalog.load(settings.PROJECT / "include/catalog").editions["2566"][old].topic
    assert verdict.topic == topic
