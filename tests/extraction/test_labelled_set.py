"""A part of the labelled set on every run; the whole of it and other tools in `make bench`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

# The set is the bench's; test files are imported by path, so its modules are found by name.
sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

import extraction as bench
import labelled

EVERY = 7


@pytest.fixture(scope="module")
def part() -> list[tuple[labelled.Labelled, bench.Score]]:
    return [(one, bench.score(one, bench.ours(one))) for one in labelled.documents(every=EVERY)]


def test_the_whole_set_is_large_enough_and_of_every_kind() -> None:
    made = [*labelled._tables(), *labelled._open_data(), *labelled._prose()]
    assert len(made) >= 200
    kinds = {one.kind for one in labelled.documents(every=3)}
    assert {
        "pdf",
        "pdf_unruled",
        "xlsx",
        "xls",
        "ods",
        "csv",
        "html",
        "docx",
        "json",
        "rss",
    } <= kinds


def test_equal_each_time() -> None:
    def said() -> list[object]:
        return [
            (one.name, one.text, one.table, one.records) for one in labelled.documents(every=31)
        ]

    assert said() == said()


def test_letters_are_right(part: list[tuple[labelled.Labelled, bench.Score]]) -> None:
    texts = [(one, found) for one, found in part if found.letters]
    assert len(texts) >= 15
    total = bench.summed([found for _, found in texts])
    assert bench.percent(total.letters - total.wrong_letters, total.letters) >= bench.TEXT_LEAST
    assert [one.name for one, found in texts if found.wrong_letters > 0.02 * found.letters] == []


def test_cells_and_records_are_right(part: list[tuple[labelled.Labelled, bench.Score]]) -> None:
    for one, found in part:
        assert found.records == found.found == found.right, one.name
        assert found.unflagged == 0, one.name
        if one.kind in bench.EXACT:
            assert found.cells == found.right_cells, one.name


def test_a_wrong_reading_costs_its_score() -> None:
    one = next(one for one in labelled.documents() if one.name == "skr1_9.xlsx")
    read = bench.ours(one)
    assert read is not None and read.document is not None and read.tables is not None
    (table,) = read.document.tables
    wrong = (*table.rows[:2], ("1", "อื่น", "77", *table.rows[2][3:]), *table.rows[3:])
    document = read.document.model_copy(
        update={"tables": (table.model_copy(update={"rows": wrong}),)}
    )
    found = bench.score(one, bench.Read("", [[list(row) for row in wrong]], document))
    assert found.right == found.records - 1
    assert found.right_cells == found.cells - 2
    assert found.unflagged in (0, 1)  # the row may carry a flag of its own


@given(st.text("กขค", max_size=12), st.text("กขค", max_size=12))
def test_the_distance_is_levenshteins(left: str, right: str) -> None:
    rows = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        above, rows[0] = rows[0], i
        for j, b in enumerate(right, 1):
            above, rows[j] = rows[j], min(rows[j] + 1, rows[j - 1] + 1, above + (a != b))
    assert bench.distance(left, right) == rows[-1]
