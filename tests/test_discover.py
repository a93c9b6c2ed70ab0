"""From an OIT index page to a proposed sources file: the sample's own page, and hard ones."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from ita_evidence import catalog, cli, discover, pipeline, settings
from ita_evidence.catalog import Catalog
from ita_evidence.collection import Fetcher
from ita_evidence.errors import ExtractionError, UsageError
from ita_evidence.model import Source, Sources
from ita_evidence.sample.serve import SampleServer

INDEX = "https://www.sample.example/oit/2566/"
HARD = "http://www.sample.example/ita/"


@pytest.fixture(scope="module")
def known() -> Catalog:
    return catalog.load(settings.PROJECT / "include/catalog")


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, sample_site: Path
) -> Iterator[settings.Settings]:
    """The sample province, served on free ports for this module."""
    data = tmp_path_factory.mktemp("discover")
    with SampleServer(sample_site, 0, 0, data) as server:
        yield settings.Settings(
            data=data, sample_http_port=server.http_port, sample_https_port=server.https_port
        )


@pytest.fixture(scope="module")
def proposal(known: Catalog, served: settings.Settings) -> discover.Proposal:
    """What the sample's own page proposes to an agency without a sources file."""
    agency = pipeline.sample_where_it_answers(known.agencies["sample"], served)
    with Fetcher(agency, data=served.data) as fetcher:
        return discover.discover(INDEX, agency, "2566", known.editions["2566"], fetcher)


def test_all_43_items_of_the_sample_are_found(proposal: discover.Proposal) -> None:
    assert len(proposal.items_found) == 43
    assert proposal.items_missing == ()
    assert proposal.notes == ()


def test_the_proposal_is_nearly_the_samples_own_file(
    proposal: discover.Proposal, known: Catalog
) -> None:
    wanted = {
        (one.item, one.unit, one.url, one.adapter, json.dumps(one.options, sort_keys=True))
        for one in known.sources["2566", "sample"].sources
    }
    given = {
        (one.item, one.unit, one.url, one.adapter, json.dumps(one.options, sort_keys=True))
        for one in proposal.sources
    }
    told = " ".join([*proposal.dead, *(one.url for one in proposal.unsettled)])
    unexplained = {
        one for one in wanted - given if one[3] not in ("egp_rss", "ckan") and one[2] not in told
    }
    # A page that offices share may be said of any of them.
    joint = {item for item, one in known.editions["2566"].items() if one.joint}
    assert {one[0] for one in unexplained | (given - wanted)} <= joint


def test_links_of_the_sample_that_lead_nowhere(proposal: discover.Proposal) -> None:
    assert {"O13", "O14", "O15", "O30"} <= {line.partition(" ")[0] for line in proposal.dead}
    assert {"O6", "O33"} <= {one.item for one in proposal.unsettled}
    assert all("could not be seen now" in one.missing for one in proposal.unsettled)


def test_the_proposal_is_a_catalog_that_loads(
    proposal: discover.Proposal, known: Catalog, tmp_path: Path
) -> None:
    root = tmp_path / "catalog"
    shutil.copytree(settings.PROJECT / "include/catalog", root)
    (root / "sources/2566/sample.yaml").write_text(discover.as_yaml(proposal), encoding="utf-8")
    loaded = catalog.load(root).sources["2566", "sample"]
    assert len(loaded.sources) == len(proposal.sources)


# --- hard pages ------------------------------------------------------------------------------


@contextmanager
def site_of(folder: Path, index: str, pages: dict[str, str | bytes]) -> Iterator[settings.Settings]:
    """An index page, and files beside it, served as `www.sample.example/ita/`."""
    root = folder / "site"
    place = root / "www.sample.example/ita"
    place.mkdir(parents=True)
    (root / "answers.json").write_text("{}")
    for name, body in {"index.html": f"<html><body>{index}", **pages}.items():
        data = body.encode() if isinstance(body, str) else body
        place.joinpath(name).write_bytes(data)
    with SampleServer(root, 0, 0, folder) as server:
        yield settings.Settings(
            data=folder, sample_http_port=server.http_port, sample_https_port=server.https_port
        )


@pytest.fixture
def proposed(known: Catalog, tmp_path: Path) -> Callable[..., discover.Proposal]:
    """Proposes from an index page; `a__pdf=…` is the file a.pdf beside it."""

    def propose(
        index: str, existing: Sources | None = None, **pages: str | bytes
    ) -> discover.Proposal:
        files = {name.replace("__", "."): body for name, body in pages.items()}
        with site_of(tmp_path, index, files) as loaded:
            agency = pipeline.sample_where_it_answers(known.agencies["sample"], loaded)
            with Fetcher(agency, data=tmp_path) as fetcher:
                return discover.discover(
                    HARD, agency, "2566", known.editions["2566"], fetcher, existing=existing
                )

    return propose


Propose = Callable[..., discover.Proposal]
PDF = b"%PDF-1.7 x"


def test_titles_win_over_numbers_and_it_says_so(proposed: Propose, known: Catalog) -> None:
    items = known.editions["2566"]
    found = proposed(
        f"<p>O35 <a href='a.pdf'>{items['O34'].title_th}</a></p>"
        "<p>O42 <a href='b.pdf'>เรื่องที่ไม่ตรงกับชื่อข้อใด</a></p>",
        a__pdf=PDF,
        b__pdf=PDF,
    )
    (one,) = found.sources
    assert (one.item, one.unit, one.adapter) == ("O34", "hr", "file")
    assert found.notes == (
        f"{items['O34'].title_th!r} is printed with the number O35; its title is O34's, "
        "which was taken",
    )
    (unsure,) = found.unsettled
    assert unsure.item == "O42"
    assert "numbers are not this edition's" in unsure.missing


def test_units_are_told_by_the_words_around_the_links(proposed: Propose, known: Catalog) -> None:
    title = known.editions["2566"]["O16"].title_th
    found = proposed(
        f"<h3>O16 {title}</h3><p>สนง.พาณิชย์จังหวัด <a href='a.pdf'>ดาวน์โหลด</a></p>"
        "<p><a href='b.pdf'>ศูนย์ดำรงธรรมจังหวัดสมมติบุรี</a></p><p><a href='c.pdf'>รวม</a></p>",
        a__pdf=PDF,
        b__pdf=PDF,
        c__pdf=PDF,
    )
    told = {one.url.removeprefix(HARD): one.unit for one in found.sources}
    assert told["a.pdf"] == "commerce"
    assert told["b.pdf"] == "damrongdhama"


def test_a_unit_that_nothing_tells_is_left_to_a_person(proposed: Propose, known: Catalog) -> None:
    found = proposed(
        f"<h3>O16 {known.editions['2566']['O16'].title_th}</h3><p><a href='c.pdf'>รวม</a></p>",
        c__pdf=PDF,
    )
    assert found.sources == ()
    (one,) = found.unsettled
    assert one.missing == "the unit: one of damrongdhama, commerce"
    text = discover.as_yaml(found)
    assert "# the unit: one of damrongdhama, commerce\n# - {item: O16, unit: '?'" in text


def test_dead_links_are_reported_with_what_would_work(proposed: Propose, known: Catalog) -> None:
    items = known.editions["2566"]
    found = proposed(
        f"<p><a href=''>O1 {items['O1'].title_th}</a></p>"
        f"<p><a href='{quote(quote('แผน.pdf'))}'>O4 {items['O4'].title_th}</a></p>"
        f"<p><a href='https://drive.example.org/x'>O5 {items['O5'].title_th}</a></p>",
        แผน__pdf=PDF,
    )
    assert found.sources == ()
    empty, twice = found.dead
    assert "O1" in empty and "leads nowhere" in empty
    assert f"would work: {HARD}{quote('แผน.pdf')} (percent-encoded more than once)" in twice
    assert [one.missing for one in found.unsettled] == [
        "drive.example.org is not among the hosts of agencies/sample.yaml"
    ]
    assert "O43" in found.items_missing


def test_an_existing_file_stays_and_the_difference_is_shown(
    proposed: Propose, known: Catalog
) -> None:
    items = known.editions["2566"]
    kept = Source(item="O34", unit="hr", url=f"{HARD}a.pdf", adapter="file", why="ตามที่ตกลงไว้")
    gone = Source(
        item="O41", unit="hr", url=f"{HARD}old.pdf", adapter="file", why="ปีก่อน", max_bytes=9_000
    )
    found = proposed(
        f"<p>O34 <a href='a.pdf'>{items['O34'].title_th}</a></p>"
        f"<p>O36 {items['O36'].title_th} <a href='b.pdf'>สำนักงานพาณิชย์จังหวัด</a></p>",
        existing=Sources(agency="sample", edition="2566", sources=(kept, gone)),
        a__pdf=PDF,
        b__pdf=PDF,
    )
    assert [(one.item, one.why) for one in found.sources][::2] == [
        ("O34", "ตามที่ตกลงไว้"),
        ("O41", "ปีก่อน"),
    ]
    assert [(one.item, one.unit) for one in found.added] == [("O36", "commerce")]
    assert [one.item for one in found.not_listed] == ["O41"]
    shown = discover.diff(found)
    assert "+{item: O36, unit: commerce" in shown
    assert "? not on the page, kept: {item: O41" in shown
    assert "item: O34" not in shown
    assert "max_bytes: 9000" in discover.as_yaml(found)


def test_what_is_no_index_page(
    proposed: Propose, known: Catalog, served: settings.Settings
) -> None:
    agency = pipeline.sample_where_it_answers(known.agencies["sample"], served)
    with Fetcher(agency, data=served.data) as fetcher:
        for url, error in (
            ("https://www.sample.example/oit/2555/", ExtractionError),
            ("https://elsewhere.example/", UsageError),
        ):
            with pytest.raises(error):
                discover.discover(url, agency, "2566", known.editions["2566"], fetcher)


# --- the command -----------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(["discover", *arguments])
    return code, *capsys.readouterr()


def test_the_command_refuses_to_overwrite(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    there = tmp_path / "sources.yaml"
    there.write_text("mine")
    code, out, err = run(capsys, INDEX, "--agency", "sample", "--out", str(there))
    assert (code, out) == (2, "")
    assert "not overwritten" in err
    assert there.read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--agency", "nowhere"), "valid: sample"),
        (("--agency", "sample", "--edition", "2599"), "2566"),
    ],
)
def test_the_command_names_what_is_valid(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    code, _, err = run(capsys, INDEX, *arguments)
    assert code == 2 and said in err


def test_the_command_prints_yaml_and_the_difference(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    known: Catalog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    title = known.editions["2566"]["O34"].title_th
    written = tmp_path / "new.yaml"
    with site_of(tmp_path, f"<p><a href='a.pdf'>O34 {title}</a></p>", {"a.pdf": PDF}) as loaded:
        monkeypatch.setenv("ITA_DATA", str(loaded.data))
        monkeypatch.setenv("ITA_SAMPLE_HTTP_PORT", str(loaded.sample_http_port))
        monkeypatch.setenv("ITA_SAMPLE_HTTPS_PORT", str(loaded.sample_https_port))
        code, out, err = run(capsys, HARD, "--agency", "sample")
        assert code == 0
        assert f"item: O34, unit: hr, url: '{HARD}a.pdf', adapter: file" in out
        assert "+{item: O34" in err and "no link for: O1, O2" in err
        code, out, _ = run(capsys, HARD, "--agency", "sample", "--json", "--out", str(written))
    told: dict[str, Any] = json.loads(out)
    assert code == 0
    assert told["items_found"] == ["O34"]
    assert written.read_text("utf-8") == told["yaml"]
