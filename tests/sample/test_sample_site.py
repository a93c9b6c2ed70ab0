"""What is built: the same bytes each time, all that the sources file names, all that was planted."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest
import yaml

from ita_evidence.periods import first_half
from ita_evidence.sample import site, sources
from ita_evidence.sample.blocks import Entry, File, place_of
from ita_evidence.sample.province import BY_EVERY_OFFICE, ITEMS, TEXTS, Province
from ita_evidence.settings import PROJECT, Settings

Published = tuple[list[File], list[Entry]]
BUILD = "import sys; from pathlib import Path; from ita_evidence.sample import site; site.build(Path(sys.argv[1]))"


def digests(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_another_process_builds_the_same_bytes(root: Path, tmp_path: Path) -> None:
    environment = os.environ | {
        "PYTHONHASHSEED": "7",
        "TZ": "America/Lima",
        "PYTHONPATH": str(PROJECT / "plugins"),
    }
    subprocess.run(
        [sys.executable, "-c", BUILD, str(tmp_path / "site")], env=environment, check=True
    )
    assert digests(tmp_path / "site") == digests(root)


def test_size_stays_small(root: Path) -> None:
    paths = [path for path in root.rglob("*") if path.is_file()]
    assert len(paths) < 1_200
    assert sum(path.stat().st_size for path in paths) < 20_000_000


def test_no_two_files_share_a_url(published: Published) -> None:
    places = [place_of(file.url) for file in published[0]]
    assert len(places) == len(set(places))


def test_sources_file_is_what_is_published(published: Published, catalog: Path) -> None:
    written = (catalog / "sources/2566/sample.yaml").read_text(encoding="utf-8")
    assert written == sources.text(published[1]), (
        "the sources file is behind the generator; write it again: "
        "PYTHONPATH=plugins python -m ita_evidence.sample.sources"
    )


def test_every_item_has_a_source_and_every_office_its_own(
    published: Published, made_up: Province
) -> None:
    units = {item: {e.unit for e in published[1] if e.item == item} for item in ITEMS}
    offices = {office.id for office in made_up.offices}
    assert len(offices) == 36
    assert all(units.values())
    assert [item for item in BY_EVERY_OFFICE if units[item] != offices] == []


def test_items_of_the_province_site_stand_on_it(published: Published) -> None:
    on_www = [f"O{n}" for n in range(16, 22)]
    hosts = {(e.item, e.url.split("/")[2]) for e in published[1] if e.item in on_www}
    assert {host for _, host in hosts} == {
        "www.sample.example",
        "egp.sample.example",
        "data.sample.example",
    }
    assert all((item, "www.sample.example") in hosts for item in on_www)


def test_each_office_is_a_host_and_some_have_no_tls(made_up: Province, catalog: Path) -> None:
    agency = yaml.safe_load((catalog / "agencies/sample.yaml").read_text(encoding="utf-8"))
    hosts = {host["name"] for host in agency["hosts"]}
    assert {office.host for office in made_up.offices} <= hosts
    assert {office.scheme for office in made_up.offices} == {"http", "https"}


def test_links_lead_somewhere_but_for_the_planted_ones(published: Published) -> None:
    have = {place_of(file.url) for file in published[0]}
    lost = set()
    for file in published[0]:
        if not file.data.startswith(b"<!DOCTYPE"):
            continue
        head = file.data[:300]
        text = file.data.decode("cp874" if b"windows-874" in head else "utf-8")
        for href in re.findall(r'(?:href|src)="([^"]*)"', text):
            url = urljoin(file.url, unescape(href))
            if url.startswith("http") and ".sample.example" in url and place_of(url) not in have:
                lost.add(place_of(url))
    assert lost == {
        "www.sample.example/oit/2566/o30/index.html",
        "disaster.sample.example/ita/report/index.html",
        "www.sample.example/procurement/monthly/education/สขร1-พฤศจิกายน-2565.pdf",
    }


def test_thai_is_well_formed(published: Published) -> None:
    """No ํ+า for ำ, no เ+เ for แ, no mark without its consonant."""
    broken = re.compile("ํา|เเ|[\\s>][ัิ-ฺ็-๎]")
    for file in published[0]:
        if file.data.startswith(b"<!DOCTYPE") and b"windows-874" not in file.data[:300]:
            assert not broken.search(file.data.decode()), file.url


def test_plants_are_all_made_and_named(made_up: Province, published: Published) -> None:
    plants = made_up.plants
    assert len({plant.id for plant in plants}) == len(plants)
    expected = yaml.safe_load((TEXTS / "planted.yaml").read_text(encoding="utf-8"))["expected"]
    assert set(expected) == {"2566-H1", "2566-03"}
    for run in expected:
        assert tuple(expected[run]) == ITEMS
    offices = {office.id for office in made_up.offices}
    for plant in plants:
        assert {expected[run][plant.item] for run in plant.runs} == {plant.verdict}, plant.id
        assert {plant.unit, *plant.unit_status} <= offices
        if plant.mended_at:
            assert place_of(plant.mended_at) in {place_of(file.url) for file in published[0]}


def test_each_plant_changes_what_its_unit_publishes(
    made_up: Province, published: Published
) -> None:
    """Without the plants other bytes stand at each one's place: none of them does nothing."""
    whole, _ = site.published(made_up.model_copy(update={"plants": ()}))
    planted = {place_of(file.url): file for file in published[0]}
    mended = {place_of(file.url): file for file in whole}
    changed = {
        place for place in planted.keys() | mended.keys() if planted.get(place) != mended.get(place)
    }
    urls = {(entry.item, entry.unit): entry.url for entry in published[1][::-1]}
    for plant in made_up.plants:
        if not plant.make:
            continue
        place = place_of(urls[plant.item, plant.unit]).rpartition("/")[0]
        if plant.item == "O21" and plant.make not in ("month_missing", "empty_href"):
            place += "/" + plant.unit.replace("_", "-")
        assert any(one.startswith(place) for one in changed), plant.id


def test_monthly_page_has_six_links_an_office(published: Published, made_up: Province) -> None:
    url = "https://www.sample.example/procurement/monthly/"
    text = next(file for file in published[0] if file.url == url).data.decode()
    sections = re.split("<h2>", text)[1:]
    links = {section.split("</h2>")[0]: section.count("<li>") for section in sections}
    short = {made_up.office(unit).name for unit in ("culture", "tourism")}
    assert links == {office.name: 5 if office.name in short else 6 for office in made_up.offices}
    assert len(first_half(2566)) == 6


def test_ensure_builds_once(tmp_path: Path, catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = []
    real = site.build

    def counted(root: Path, *, catalog: Path | None = None) -> None:
        built.append(root)
        root.mkdir(parents=True)
        (root / site.ANSWERS).write_text("{}", encoding="utf-8")

    monkeypatch.setattr(site, "build", counted)
    settings = Settings(data=tmp_path, catalog=catalog)
    first = site.ensure(settings)
    assert site.ensure(settings) == first == tmp_path / "sample/site"
    assert len(built) == 1
    monkeypatch.setattr(site, "digest", lambda catalog: "changed")
    site.ensure(settings)
    assert len(built) == 2
    assert [path.name for path in (tmp_path / "sample").iterdir()] == ["site"]
    assert real is not counted


def test_answers_name_what_is_no_plain_page(root: Path) -> None:
    answers = json.loads((root / site.ANSWERS).read_text(encoding="utf-8"))
    statuses = {answer["status"] for answer in answers.values()}
    assert statuses == {200, 403, 503}
