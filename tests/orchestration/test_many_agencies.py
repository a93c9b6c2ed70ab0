"""77 provinces: their files are a catalog, each has DAGs of its own, and an old month is late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import BundleDagBag

from ita_evidence import catalog as catalogs
from ita_evidence import pipeline, settings
from ita_evidence.orchestration import dags as wiring
from ita_evidence.sample import many

FOLDER = settings.PROJECT / "dags"
SOUND = settings.PROJECT / "include/catalog"


@pytest.fixture
def provinces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, ...]]:
    """The ids of 77 provinces, whose catalog is the one that DAG files read."""
    ids = many.write(SOUND, tmp_path / "catalog", 77)
    monkeypatch.setenv("ITA_CATALOG", str(tmp_path / "catalog"))
    wiring.light_index.cache_clear()
    yield ids
    wiring.light_index.cache_clear()


def test_each_of_77_provinces_has_its_own_dags(provinces: tuple[str, ...]) -> None:
    bag = BundleDagBag(
        dag_folder=FOLDER / "ita_evidence_dags.py", bundle_path=FOLDER, bundle_name="dags-folder"
    )
    assert bag.import_errors == {}
    evidence = {one for one in bag.dags if one.startswith(("ita_monthly__", "ita_semiannual__"))}
    assert evidence == {
        f"ita_{cadence}__{agency}" for cadence in ("monthly", "semiannual") for agency in provinces
    }
    assert len(evidence) == 77 * 2
    names = {bag.dags[one].dag_display_name for one in evidence}
    assert len(names) == 77 * 2


def test_what_is_written_is_a_sound_catalog(tmp_path: Path) -> None:
    """The light index too: it is the one that `catalog index` would write."""
    ids = many.write(SOUND, tmp_path / "catalog", 3)
    assert ids == ("province_01", "province_02", "province_03")
    assert catalogs.check(tmp_path / "catalog", settings.PROJECT / "expectations") == ()
    loaded = catalogs.load(tmp_path / "catalog")
    assert tuple(loaded.agencies) == ids
    assert {agency for _, agency in loaded.sources} == set(ids)
    with pytest.raises(FileExistsError):
        many.write(SOUND, tmp_path / "catalog", 3)


def test_a_month_is_late_from_the_second_month_after_it(tmp_path: Path) -> None:
    """Bangkok's months: the last hours of April there are still UTC's."""
    many.write(SOUND, tmp_path / "catalog", 2)
    catalog = catalogs.load(tmp_path / "catalog")
    late = {
        (agency, at): pipeline.preview(catalog, agency, "2566-03", now=at).captured_late
        for agency in ("province_01", "province_02")
        for at in (
            datetime(2023, 4, 17, 18, 30, tzinfo=UTC),
            datetime(2023, 4, 30, 16, 59, tzinfo=UTC),
            datetime(2023, 4, 30, 17, 0, tzinfo=UTC),
            datetime(2026, 1, 1, tzinfo=UTC),
        )
    }
    assert list(late.values()) == [False, False, True, True] * 2
