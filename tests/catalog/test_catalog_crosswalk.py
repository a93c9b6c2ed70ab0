"""Topics over the years: data that agrees with the editions, and a check that can fail."""

from __future__ import annotations

from typing import Any

import pytest

from ita_evidence import catalog

SOUND = """\
years:
  "2564": {items: 43, certain: true, source: a list}
  "2566": {items: 2, certain: true, source: the edition}
topics:
  test.o1: {"2564": [O3, O4], "2566": [O1]}
  test.o2: {"2566": [O2]}
"""


def sound(tiny: Any) -> str:
    """The tiny catalog's crosswalk, by the topics that it has."""
    topics = {item.id: item.topic for item in tiny.load().editions["2566"].values()}
    return SOUND.replace("test.o1", topics["O1"]).replace("test.o2", topics["O2"])


def test_a_sound_crosswalk_loads(tiny: Any) -> None:
    assert tiny.load().crosswalk is None
    tiny.write("crosswalk.yaml", sound(tiny))
    loaded = tiny.load()
    topic = loaded.editions["2566"]["O1"].topic
    assert catalog.over_the_years(loaded, topic) == {"2564": ("O3", "O4"), "2566": ("O1",)}
    assert catalog.over_the_years(loaded, "no.such") == {}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"2566": [O2]', '"2566": [O1]', "of 2566 is O1"),
        ('"2566": [O2]', '"2564": [O2]', "of 2566 is not named"),
        ("[O3, O4]", "[O3, o4]", "'o4' is no item"),
        ('{"2564": [O3', '{"2563": [O3', "year '2563' stands not in years"),
        ("items: 43, ", "", "field 'years.2564.items' is missing"),
    ],
)
def test_a_faulty_crosswalk_is_named(tiny: Any, old: str, new: str, problem: str) -> None:
    text = sound(tiny)
    assert old in text
    tiny.write("crosswalk.yaml", text.replace(old, new))
    assert any(problem in one.problem for one in tiny.faults()), tiny.faults()


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("items: 3, certain: true", "2 items; missing: O3"),
        ("items: 1, certain: true", "2 items; missing: none"),
        ("items: 3, certain: false", None),
        ("items: null, certain: true", None),
    ],
)
def test_an_edition_has_as_many_items_as_its_year_says(
    tiny: Any, said: str, problem: str | None
) -> None:
    tiny.write("crosswalk.yaml", sound(tiny).replace("items: 2, certain: true", said))
    problems = [one.problem for one in catalog.check(tiny.root, tiny.expectations)]
    assert problems == ["no light index"] if problem is None else problem in problems


def test_the_monthly_summary_keeps_its_topic(real: Any) -> None:
    assert catalog.over_the_years(real, "procurement.monthly_summary") == {
        "2564": ("O23",),
        "2565": ("O23",),
        "2566": ("O21",),
        "2568": ("O12",),
        "2569": ("O11",),
    }
    assert set(real.crosswalk.years) == {str(year) for year in range(2564, 2570)}
    assert len(real.crosswalk.topics) == 44  # the 43 of 2566, and one that it dropped
