"""The 43 items of B.E. 2566 against the facts of the ITA's table."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Any

import pytest

from ita_evidence import catalog, settings
from ita_evidence.model import Cadence, Item, NilScope, PeriodRule, UnitsRule


@pytest.fixture(scope="module")
def items(real: Any) -> dict[str, Item]:
    found: dict[str, Item] = real.editions["2566"]
    return found


def those(items: dict[str, Item], wanted: Any) -> list[int]:
    """The numbers of the items for which `wanted` holds."""
    return [int(one.id[1:]) for one in items.values() if wanted(one)]


def ids(item: Item) -> list[str]:
    return [one.id for one in item.components]


def test_catalog_check_finds_no_fault() -> None:
    known = settings.load()
    assert catalog.check(known.catalog, known.expectations) == ()


def test_there_are_43_in_their_order(items: dict[str, Item]) -> None:
    assert list(items) == [f"O{n}" for n in range(1, 44)]
    assert len({one.topic for one in items.values()}) == 43


@pytest.mark.parametrize(
    ("sub_indicator", "first", "last"),
    [
        ("9.1", 1, 10),
        ("9.2", 11, 18),
        ("9.3", 19, 22),
        ("9.4", 23, 26),
        ("9.5", 27, 30),
        ("10.1", 31, 38),
        ("10.2", 39, 43),
    ],
)
def test_sub_indicators(items: dict[str, Item], sub_indicator: str, first: int, last: int) -> None:
    found = those(items, lambda one: one.sub_indicator == sub_indicator)
    assert found == list(range(first, last + 1))


@pytest.mark.parametrize(
    ("rule", "numbers"),
    [
        (PeriodRule.UNDATED, [1, 2, 3, 5, 6, 8, 9, 10, 14, 15, 18, 27, 28, 39]),
        (PeriodRule.COVERS_YEAR, [4, 23, 25, 36]),
        (PeriodRule.IN_YEAR, [7, 11, 19, 20, 30, 31, 32, 34, 35, 40, 41, 43]),
        (PeriodRule.FIRST_HALF, [12, 16, 21, 24, 29, 33, 37]),
        (PeriodRule.PREVIOUS_YEAR, [13, 17, 22, 26, 38, 42]),
    ],
)
def test_period_rules(items: dict[str, Item], rule: PeriodRule, numbers: list[int]) -> None:
    assert those(items, lambda one: one.period_rule is rule) == numbers


@pytest.mark.parametrize(
    ("what", "numbers"),
    [
        (lambda one: Cadence.MONTHLY in one.cadence, [7, 16, 19, 20, 21, 29]),
        (lambda one: one.by_month, [21]),
        (lambda one: one.linked_from_home, [18, 28]),
        (lambda one: one.on_site, [8, 9, 43]),
        (lambda one: one.province_site, [16, 17, 18, 19, 20, 21]),
        (lambda one: one.units_rule is UnitsRule.NAMED_ANY, [16, 17, 18]),
        (lambda one: one.units_rule is UnitsRule.EACH, []),
        (lambda one: one.joint, [1, 2, 3, 5, 8, 9, 10, 11, 12, 13, 22]),
        (lambda one: one.any_of, [40]),
        (lambda one: one.consistent_softly, [28]),
        (
            lambda one: one.responsible == ("all_units",),
            [7, 14, 15, 19, 20, 21, 32, 33, 36, 37, 38, 40, 41],
        ),
        (
            lambda one: one.responsible == ("hr",),
            [23, 24, 25, 26, 28, 29, 30, 31, 34, 35, 39, 42, 43],
        ),
    ],
)
def test_who_and_how(items: dict[str, Item], what: Any, numbers: list[int]) -> None:
    assert those(items, what) == numbers


def test_all_are_judged_half_yearly_and_either_judged_or_watched_monthly(
    items: dict[str, Item],
) -> None:
    assert all(Cadence.SEMIANNUAL in one.cadence for one in items.values())
    assert all((Cadence.MONTHLY in one.cadence) is not one.watch for one in items.values())


def test_the_undated_and_what_is_in_force_may_repeat(items: dict[str, Item]) -> None:
    lasting = (PeriodRule.UNDATED, PeriodRule.COVERS_YEAR)
    assert all(one.may_repeat is (one.period_rule in lasting) for one in items.values())


def test_what_a_nil_may_stand_for(items: dict[str, Item]) -> None:
    found = {one.id: one.nil_scope for one in items.values() if one.nil_scope is not NilScope.NONE}
    assert found == {
        "O19": NilScope.QUALIFIED,
        "O21": NilScope.MONTH,
        "O29": NilScope.ITEM,
        "O36": NilScope.COMPONENT,
    }


def test_what_follows_what(items: dict[str, Item]) -> None:
    found = {one.id: one.consistent_with for one in items.values() if one.consistent_with}
    assert found == {
        "O12": "O11",
        "O24": "O23",
        "O28": "O27",
        "O35": "O34",
        "O37": "O36",
        "O43": "O42",
    }


@pytest.mark.parametrize(
    ("item", "components"),
    [
        ("O2", ["top_executive", "deputies", "name", "position", "photo", "contact"]),
        ("O5", ["address", "phone", "email", "map"]),
        ("O16", ["statistics", "first_half"]),
        ("O17", ["result", "year"]),
        ("O18", ["channel", "from_home"]),
        ("O19", ["plan", "year"]),
        ("O20", ["announcement", "year"]),
        ("O21", ["report", "details", "months"]),
        ("O22", ["budget", "summary", "problems", "advice", "year"]),
        ("O29", ["total", "done", "pending", "first_half"]),
        ("O40", ["team", "dos_and_donts", "training", "year"]),
    ],
)
def test_components(items: dict[str, Item], item: str, components: list[str]) -> None:
    assert ids(items[item]) == components


def test_a_dated_item_has_its_year_or_half_among_its_components(items: dict[str, Item]) -> None:
    for one in items.values():
        dated = {"year", "first_half", "months"} & set(ids(one))
        assert bool(dated) is (one.period_rule is not PeriodRule.UNDATED), one.id


def test_only_what_the_table_leaves_open_is_not_required(items: dict[str, Item]) -> None:
    loose = {
        (one.id, part.id) for one in items.values() for part in one.components if not part.required
    }
    assert loose <= {("O39", "rules"), ("O21", "details")}
    assert ("O39", "rules") in loose


# --- the text --------------------------------------------------------------------------------

OCR_FAULTS = (
    "ศูนย์พยาบาลบุคคล",
    " que ",
    "ยังน้อย",
    "ปฏิบัติการกิจใด",
    "ให้ทุนให้โทษ",
    "ศตธ.",
    "แสดง แผน",
    "มี ข้อมูล",
    "○",
    "๐",
)


def texts(item: Item) -> list[str]:
    """Everything of an item that people read as the official text."""
    parts = [text for one in item.components for text in (one.wording, *one.recognise.terms)]
    return [item.title_th, item.wording, *parts]


def test_the_text_is_free_of_html_and_of_the_scan_s_faults(items: dict[str, Item]) -> None:
    for one in items.values():
        for text in texts(one):
            assert not re.search(r"</?[a-z]+[^>]*>", text), (one.id, text)
            assert not [bad for bad in OCR_FAULTS if bad in text], (one.id, text)
            assert not re.search(r"\bO0\d|\b[oO0๐○]\d\d\b(?<!O\d\d)", text), (one.id, text)


def test_the_thai_is_well_formed(items: dict[str, Item]) -> None:
    for one in items.values():
        for text in (*texts(one), *one.corrections):
            assert unicodedata.is_normalized("NFC", text), (one.id, text)
            assert "\u0e4d\u0e32" not in text, (one.id, text)
            assert not re.search(r"[\u200b-\u200d\ufeff\u00a0]", text), (one.id, text)
            assert not re.search(r"(?<![\u0e01-\u0e2e])[\u0e31\u0e34-\u0e37]", text), (one.id, text)


def test_a_component_s_wording_comes_from_the_criterion(items: dict[str, Item]) -> None:
    """More than half of it in one piece: a numbered part is named with what it belongs to."""
    for one in items.values():
        criterion = re.sub(r"[\s*]", "", one.wording)
        for part in one.components:
            wording = re.sub(r"[\s*]", "", part.wording)
            match = SequenceMatcher(None, wording, criterion, autojunk=False).find_longest_match()
            assert match.size * 2 > len(wording), (one.id, part.id, part.wording)


@pytest.mark.parametrize(
    ("item", "wording"),
    [
        ("O14", "เป็นคู่มือปฏิบัติภารกิจใด"),
        ("O14", "จะต้องมีอย่างน้อย 1 คู่มือ"),
        ("O24", "ในข้อ O23"),
        ("O25", "การให้คุณให้โทษและการสร้างขวัญกำลังใจ"),
        ("O26", "สรุปข้อมูลสถิติด้านทรัพยากรบุคคล"),
        ("O29", "จำนวนเรื่องที่ดำเนินการแล้วเสร็จ"),
        ("O29", "*กรณีไม่มีเรื่องร้องเรียนให้เผยแพร่ว่าไม่มีเรื่องร้องเรียน"),
        ("O36", "แสดงแผนปฏิบัติการที่มีวัตถุประสงค์เพื่อป้องกันการทุจริต"),
        ("O40", "อย่างใดอย่างหนึ่ง อย่างน้อยประกอบด้วย"),
        ("O43", "ตามข้อ O42"),
    ],
)
def test_what_was_corrected_reads_right(items: dict[str, Item], item: str, wording: str) -> None:
    assert wording in items[item].wording
    assert items[item].corrections


def test_what_the_recognisers_look_for_is_told(items: dict[str, Item]) -> None:
    for one in items.values():
        for part in one.components:
            timed = part.recognise.options.get("shape") in ("year", "half", "covers", "in_force")
            document = part.recognise.kind == "document"
            assert not document or timed or part.recognise.terms, (one.id, part.id)


# --- the suites ------------------------------------------------------------------------------


def test_every_suite_is_named_in_the_digests(real: Any) -> None:
    for number in range(1, 44):
        assert f"expectations/2566/o{number:02d}.json" in real.digests
        assert f"editions/2566/o{number:02d}.yaml" in real.digests
