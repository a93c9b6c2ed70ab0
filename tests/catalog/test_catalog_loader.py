"""Every fault of a catalog names its file, its line and what would be valid."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from ita_evidence import catalog, settings
from ita_evidence.errors import CatalogError, UsageError

O1 = "editions/2566/o01.yaml"
AGENCY = "agencies/tiny.yaml"
SOURCES = "sources/2566/tiny.yaml"
CALENDAR = "calendars/2566.yaml"


def test_a_sound_catalog_loads_whole(tiny: Any) -> None:
    loaded = tiny.load()
    assert list(loaded.editions["2566"]) == ["O1", "O2"]
    assert loaded.agencies["tiny"].editions == {2566: "2566"}
    assert loaded.agencies["tiny"].hosts[1].shared
    assert [one.item for one in loaded.sources[("2566", "tiny")].sources] == ["O1", "O2"]
    assert [one.name for one in loaded.checkpoints] == ["april_1", "submission"]


def test_an_item_s_bytes_and_every_file_s_digest_are_kept(tiny: Any) -> None:
    loaded = tiny.load()
    data = (tiny.root / O1).read_bytes()
    assert loaded.entry_bytes("2566", "O1") == data
    assert loaded.digests[O1] == hashlib.sha256(data).hexdigest()
    suite = (tiny.expectations / "2566/o01.json").read_bytes()
    assert loaded.digests["expectations/2566/o01.json"] == hashlib.sha256(suite).hexdigest()
    assert len(loaded.digests) == 7


def test_without_expectations_the_suites_are_left_alone(tiny: Any) -> None:
    (tiny.expectations / "2566/o01.json").unlink()
    assert list(catalog.load(tiny.root).editions["2566"]) == ["O1", "O2"]


def test_one_agency_is_read_without_the_others(tiny: Any) -> None:
    for file in (AGENCY, SOURCES):
        text = (tiny.root / file).read_text("utf-8")
        tiny.write(file.replace("tiny", "other"), text.replace("tiny", "other") + "\nunknown: 1\n")
    loaded = catalog.load(tiny.root, expectations=tiny.expectations, agency="tiny")
    assert list(loaded.agencies) == ["tiny"] and list(loaded.sources) == [("2566", "tiny")]
    assert list(loaded.editions["2566"]) == ["O1", "O2"]
    assert {one.file.rpartition("/")[2] for one in tiny.faults()} == {"other.yaml"}
    with pytest.raises(CatalogError):  # one that has no file: so that all that are there are known
        catalog.load(tiny.root, expectations=tiny.expectations, agency="nobody")


# (file, what stands there, what is put instead, part of the problem, part of what is valid)
REPLACED = [
    # the form of a file
    (
        O1,
        "units_rule: any",
        "units_rule: any\ntopic: a.b",
        "duplicate key 'topic'",
        "each key once",
    ),
    (
        O1,
        "units_rule: any",
        "units_rule: any\nunit_rule: any",
        "unknown field 'unit_rule'",
        "units_rule",
    ),
    (O1, "period_rule: undated", "period_rule: never", "period_rule: 'never'", "covers_year"),
    (O1, 'sub_indicator: "9.1"', "sub_indicator: 9.1", "sub_indicator: 9.1", "'9.1'"),
    (O1, "watch: true", "watch: 1", "watch: 1", "a valid boolean"),
    (O1, "day: 15", "day: 31", "publish_by.day: 31", "less than or equal to 28"),
    (O1, "day: 15", "days: 15", "field 'publish_by.day' is missing", "months_after, day"),
    (O1, "terms: [โทรศัพท์]", "terms: โทรศัพท์", "components.0.recognise.terms", "array"),
    (O1, "terms: [โทรศัพท์]", "term: [x]", "'components.0.recognise.term'", "terms"),
    (O1, "แสดงข้อมูลการติดต่อของหน่วยงาน", "ดําเนินการ", "ํ and า for ำ", "well-formed Thai"),
    (O1, "แสดงข้อมูลการติดต่อของหน่วยงาน", "cafe\u0301", "not in NFC", "NFC"),
    (O1, "units_rule: any", "units_rule: [any", "not YAML", "one document"),
    (O1, "units_rule: any", "[a]: any", "a key that is a list", "text"),
    (O1, "watch: true", "watch: &a [*a]", "deeper than 20", "without loops"),
    # an item
    (O1, "id: O1", "id: O11", "id 'O11' is not its file's name", "O1"),
    (O1, "topic: test.o1", "topic: Test", "topic 'Test'", "procurement.monthly_summary"),
    (O1, "- id: map", "- id: phone", "duplicate component 'phone'", "each id once"),
    (O1, "- id: map", "- id: Map", "id 'Map'", "snake_case"),
    (O1, "units_rule: any", "units_rule: any\nany_of: [phon]", "no component 'phon'", "phone"),
    (O1, "units_rule: any", "units_rule: any\nconsistent_with: O9", "no other item: 'O9'", "O2"),
    (O1, "units_rule: any", "units_rule: any\nconsistent_with: O1", "no other item: 'O1'", "O2"),
    (
        O1,
        "units_rule: any",
        "units_rule: any\nconsistent_softly: true",
        "softly",
        "consistent_with",
    ),
    (O1, "responsible: [strategy]", "responsible: []", "nobody is responsible", "all_units"),
    (O1, "cadence: [semiannual]", "cadence: []", "no cadence", "monthly, semiannual"),
    (
        O1,
        "cadence: [semiannual]\nwatch: true",
        "cadence: [monthly]\nwatch: true",
        "watched and judged each month",
        "watch, or",
    ),
    # an agency
    (AGENCY, "id: tiny", "id: huge", "id 'huge' is not its file's name", "tiny"),
    (AGENCY, '2566: "2566"', '2566: "2567"', "unknown edition '2567'", "2566"),
    (AGENCY, "editions: {2566", "editions: {next", "editions.next", "integer"),
    (
        AGENCY,
        "home_page: https://www",
        "home_page: https://new",
        "host 'new.tiny.example'",
        "www.tiny.example",
    ),
    (
        AGENCY,
        "name: egp.tiny.example",
        "name: www.tiny.example",
        "duplicate host",
        "each host once",
    ),
    (
        AGENCY,
        "name: egp.tiny.example",
        "name: https://egp.tiny.example/",
        "host 'https",
        "without scheme",
    ),
    (AGENCY, "shared: true", "delay_s: -1", "delay_s -1.0, max_pages 200", "from 0 to 3600"),
    (AGENCY, "shared: true", "delay_s: .nan", "delay_s nan", "from 0 to 3600"),
    (AGENCY, "shared: true", "max_pages: 0", "max_pages 0", "max_pages from 1"),
    (AGENCY, "17:30-08:00", "17.30-08.00", "open_hours '17.30", "HH:MM-HH:MM"),
    (
        AGENCY,
        "shared: true",
        "requisites_of: ww.tiny.example",
        "requisites_of 'ww.tiny",
        "www.tiny.example",
    ),
    (AGENCY, "id: hr,", "id: strategy,", "duplicate unit 'strategy'", "each unit once"),
    (AGENCY, "roles: [hr]", "roles: [hrr]", "no item names the role 'hrr'", "hr"),
    (AGENCY, '"*.tiny.example":', '"*.tiny.go.th":', "connect '*.tiny.go.th'", ".example or .test"),
    (AGENCY, '"*.tiny.example":', '"*.notexample":', "connect '*.notexample'", ".example or .test"),
    (AGENCY, "127.0.0.1:8180", "10.0.0.1:8180", "'10.0.0.1:8180'", "127.0.0.1:8180"),
    (AGENCY, "127.0.0.1:8543", "localhost:8543", "'localhost:8543'", "127.0.0.1:8180"),
    (AGENCY, "127.0.0.1:8543", "127.0.0.1", "'127.0.0.1'", "127.0.0.1:8180"),
    (AGENCY, '127.0.0.1:8543"', '127.0.0.1:8543", ca: ../ca.pem', "ca '../ca.pem'", "data folder"),
    # its sources
    (SOURCES, "agency: tiny", "agency: huge", "agency 'huge' is not its file's name", "tiny"),
    (SOURCES, 'edition: "2566"', 'edition: "2567"', "edition '2567' is not its folder's", "2566"),
    (SOURCES, "item: O1, unit: strategy", "item: O3, unit: strategy", "unknown item 'O3'", "O1"),
    (SOURCES, "unit: strategy", "unit: strateg", "unit 'strateg' is declared nowhere", "strategy"),
    (SOURCES, "adapter: link_list", "adapter: linklist", "unknown adapter 'linklist'", "link_list"),
    (SOURCES, "why: the list of files", "why: ' '", "why is empty", "this URL"),
    (SOURCES, "match: months", "match: month", "link_list matches 'month'", "months, year"),
    (SOURCES, "{match: months,", "{match: months, months: [2566-01],", "filled in", "no months"),
    (
        SOURCES,
        "https://www.tiny.example/o2",
        "https://www.tiny.test/o2",
        "host 'www.tiny.test'",
        "egp",
    ),
    (
        SOURCES,
        "https://www.tiny.example/o2",
        "ftp://www.tiny.example/o2",
        "no URL to ask for",
        "http",
    ),
    (SOURCES, "https://www.tiny.example/o2", "www.tiny.example/o2", "no URL to ask for", "http"),
    (SOURCES, "https://www.tiny.example/o2", "https://www.tiny.example/a b", "no URL", "no blank"),
    (SOURCES, "https://www.tiny.example/o2", "https://www.tiny.example/#a", "no URL", "no blank"),
    (SOURCES, "https://www.tiny.example/o2", "https://a@www.tiny.example/", "no URL", "user"),
    (SOURCES, "https://www.tiny.example/o2", "https://www.tiny.example:x/", "is no URL", "http"),
    (SOURCES, "  O1: {url", "  O7: {url", "unknown item 'O7'", "O1"),
    (SOURCES, "16:00:00+07:00", "16:00:00", "a time without its zone", "+07:00"),
    (SOURCES, "on: 2022-12-01", "on: 2022-13-01", "'2022-13-01'", "2023-04-28"),
    (SOURCES, "unit: hr, url", "unit: hrm, url", "unit 'hrm' is declared nowhere", "hr"),
    (SOURCES, "{item: O2, unit: hr, reason", "{item: O7, unit: hr, reason", "unknown item", "O2"),
    (SOURCES, "unit: hr, reason", "unit: hrr, reason", "unknown unit 'hrr'", "hr"),
    (SOURCES, "until: 2023-05-31", "until: 2023-05-32", "'2023-05-32'", "2023-04-28"),
    (SOURCES, "reason: a new office", 'reason: ""', "waivers.0.reason", ""),
    (SOURCES, "adapter: link_list", "adapter: link_list\n    max_bytes: 0", "max_bytes", ""),
    (SOURCES, "adapter: link_list", "adapter: link_list\n    max_bytes: 1 MB", "max_bytes", ""),
    (SOURCES, ", until: 2023-05-31", "", "field 'waivers.0.until' is missing", "until"),
    # a calendar
    (
        CALENDAR,
        "fiscal_year: 2566",
        "fiscal_year: 2565",
        "year 2565 is not its file's name",
        "2566",
    ),
    (CALENDAR, "2023-04-01", "2023-02-30", "'2023-02-30'", "2023-04-28"),
    (CALENDAR, "on: 2023-04-01", "on: 2566-04-01", "checkpoint on 2566-04-01", "C.E."),
    (CALENDAR, "on: 2023-04-01", "on: 2023-03-31", "ended on 2023-03-31", "after 2023-03-31"),
    (
        CALENDAR,
        "2023-04-01, period: 2566-H1",
        "2023-04-01, period: 2566-H3",
        "'2566-H3'",
        "2566-H1",
    ),
    (
        CALENDAR,
        "2023-04-01, period: 2566-H1",
        "2023-04-01, period: 2565-H1",
        "'2565-H1'",
        "2566-H2",
    ),
    (CALENDAR, "seal: submission", "seal: late", "checkpoints.1.seal: 'late'", "'closing'"),
]


@pytest.mark.parametrize(("file", "old", "new", "problem", "valid"), REPLACED)
def test_a_fault_names_file_line_and_what_would_be_valid(
    tiny: Any, file: str, old: str, new: str, problem: str, valid: str
) -> None:
    line = tiny.replace(file, old, new) + new.count("\n")
    named = [one for one in tiny.faults() if problem in one.problem]
    assert named, f"no fault says {problem!r}: {tiny.faults()}"
    assert named[0].file.endswith(file)
    assert valid in named[0].valid
    if not problem.startswith("not YAML"):  # the parser is lost a line further on
        assert named[0].line == line


def test_a_missing_field_is_named_with_the_others(tiny: Any) -> None:
    tiny.replace(O1, "title_en: Contact\n", "")
    fault = tiny.only_fault()
    assert fault.problem == "field 'title_en' is missing"
    assert "title_th, title_en, sub_indicator" in fault.valid


def test_all_faults_are_told_at_once(tiny: Any) -> None:
    tiny.replace(O1, "id: O1", "id: O3")
    tiny.replace(AGENCY, "roles: [hr]", "roles: [hrr]")
    tiny.replace(SOURCES, "unit: strategy", "unit: nobody")
    tiny.replace(CALENDAR, "fiscal_year: 2566", "fiscal_year: 2565")
    faults = tiny.faults()
    assert [Path(one.file).name for one in faults] == [
        "tiny.yaml",
        "2566.yaml",
        "o01.yaml",
        "tiny.yaml",
    ]
    with pytest.raises(CatalogError) as raised:
        tiny.load()
    assert str(raised.value).count("\n") == 3
    assert f"{faults[0]}" in str(raised.value)


def test_a_broken_item_makes_no_faults_elsewhere(tiny: Any) -> None:
    tiny.replace(O1, "period_rule: undated", "period_rule: never")
    assert tiny.only_fault().file.endswith(O1)


def test_a_broken_agency_makes_no_faults_in_its_sources(tiny: Any) -> None:
    tiny.replace(AGENCY, "name_en: Tiny\n", "")
    assert tiny.only_fault().problem == "field 'name_en' is missing"


def test_bytes_that_are_not_utf_8_are_a_fault_at_their_line(tiny: Any) -> None:
    path = tiny.root / O1
    path.write_bytes(path.read_bytes().replace("หมายเลขโทรศัพท์".encode(), "หมายเลข".encode("cp874")))
    fault = tiny.only_fault()
    assert (fault.line, fault.valid) == (9, "UTF-8 text")


@pytest.mark.parametrize("text", ["", "- O1\n", "just text\n"])
def test_a_file_without_fields_is_a_fault(tiny: Any, text: str) -> None:
    tiny.write(CALENDAR, text)
    assert tiny.only_fault().problem == "the file holds no fields"


def test_a_topic_belongs_to_one_item(tiny: Any) -> None:
    tiny.item("O2", topic="test.o1", responsible="hr")
    tiny.suite("O2", meta={"edition": "2566", "item": "O2", "topic": "test.o1"})
    fault = tiny.only_fault()
    assert (fault.line, fault.problem) == (2, "topic 'test.o1' is also O1's")


@pytest.mark.parametrize("name", ["o1.yaml", "o00.yaml", "o03.yml", "notes.yaml", "O03.yaml"])
def test_a_file_that_is_no_item_s_is_a_fault(tiny: Any, name: str) -> None:
    tiny.write(f"editions/2566/{name}", "id: O3\n")
    assert "is no item's file name" in tiny.only_fault().problem


def test_a_file_that_would_be_passed_over_is_a_fault(tiny: Any) -> None:
    tiny.write("agencies/other.yml", "id: other\n")
    fault = tiny.only_fault()
    assert (fault.problem, fault.valid) == ("the file is not read", "other.yaml")


def test_sources_of_an_agency_or_edition_that_nobody_declared_are_faults(tiny: Any) -> None:
    text = 'agency: ghost\nedition: "2566"\nsources: []\n'
    tiny.write("sources/2566/ghost.yaml", text)
    tiny.write("sources/2599/ghost.yaml", text.replace("2566", "2599"))
    problems = {one.problem: one.valid for one in tiny.faults()}
    assert problems == {"unknown agency 'ghost'": "tiny", "unknown edition '2599'": "2566"}


def test_the_same_source_twice_is_a_fault(tiny: Any) -> None:
    line = next(line for line in tiny_text(tiny, SOURCES) if "item: O1, unit" in line)
    tiny.replace(SOURCES, line, f"{line}\n{line.replace('its own page', 'another reason')}")
    fault = tiny.only_fault()
    assert (fault.line, fault.problem) == (5, "the same source again")
    assert "line 4" in fault.valid


def tiny_text(tiny: Any, path: str) -> list[str]:
    return (tiny.root / path).read_text("utf-8").splitlines()


def test_a_checkpoint_name_date_and_seal_stand_once(tiny: Any) -> None:
    tiny.replace(
        CALENDAR,
        "  - {name: submission, on: 2023-04-28",
        "  - {name: april_1, on: 2023-04-28, period: 2566-H1, seal: submission}\n"
        "  - {name: submission, on: 2023-04-28",
    )
    faults = tiny.faults()
    assert [(one.line, one.problem) for one in faults] == [
        (3, "duplicate checkpoint 'april_1' of 2566-H1"),
        (4, "duplicate checkpoint 'april_1' of 2566-H1"),
        (4, "two submission seals of 2566-H1"),
        (5, "a second checkpoint on 2023-04-28"),
        (5, "two submission seals of 2566-H1"),
    ]


# --- suites ----------------------------------------------------------------------------------


def expectation(severity: str, components: list[str], **meta: Any) -> dict[str, Any]:
    return {
        "type": "expect_components_found",
        "kwargs": {},
        "meta": {"table": "components", "code": "missing", "components": components, **meta},
        "severity": severity,
    }


def test_an_item_without_a_suite_is_a_fault_of_the_item(tiny: Any) -> None:
    (tiny.expectations / "2566/o02.json").unlink()
    fault = tiny.only_fault()
    assert fault.file.endswith("editions/2566/o02.yaml")
    assert (fault.line, fault.problem) == (1, "O2 has no suite")
    assert fault.valid.endswith("expectations/2566/o02.json")


def test_a_suite_without_an_item_is_a_fault(tiny: Any) -> None:
    tiny.suite("O3")
    fault = tiny.only_fault()
    assert (fault.problem, fault.valid) == ("a suite of no item", "o02, o01")


@pytest.mark.parametrize(
    ("expectations", "problem"),
    [
        ([expectation("critical", ["phone"])], "component 'map' stands in 0 critical"),
        (
            [expectation("critical", ["phone", "map"]), expectation("critical", ["map"])],
            "component 'map' stands in 2 critical",
        ),
        (
            [
                expectation("critical", ["phone", "map"]),
                expectation("warning", ["map"]),
                expectation("warning", ["map"]),
            ],
            "component 'map' stands in 2 warning",
        ),
        ([expectation("critical", ["phone", "map", "mop"])], "unknown component 'mop'"),
        ([expectation("fatal", ["phone", "map"])], "expectations.0.severity: 'fatal'"),
        ([expectation("critical", ["phone", "map"], table=None)], "meta has no table"),
        ([expectation("critical", ["phone", "map"], code=3)], "meta has no code"),
        ([{**expectation("critical", []), "meta": {}}], "meta has no list of components"),
    ],
)
def test_a_required_component_stands_in_one_critical_and_at_most_one_warning(
    tiny: Any, expectations: list[dict[str, Any]], problem: str
) -> None:
    tiny.suite("O1", expectations=expectations)
    faults = tiny.faults()
    assert any(problem in one.problem for one in faults), faults
    assert all(one.file.endswith("2566/o01.json") and one.line >= 8 for one in faults)


def test_a_component_that_is_not_required_needs_no_critical_expectation(tiny: Any) -> None:
    tiny.replace(O1, "wording: แผนที่ตั้ง", "wording: แผนที่ตั้ง\n    required: false")
    tiny.suite("O1", expectations=[expectation("critical", ["phone"])])
    assert not tiny.load().editions["2566"]["O1"].components[1].required


def test_a_suite_is_its_item_s_own(tiny: Any) -> None:
    tiny.suite("O1", name="o02", meta={"edition": "2566", "item": "O2", "topic": "test.o2"})
    assert [one.problem for one in tiny.faults()] == [
        "name 'o02' is not its file's name",
        "item 'O2' is not the item's",
        "topic 'test.o2' is not the item's",
    ]


def test_a_suite_is_json(tiny: Any) -> None:
    path = tiny.expectations / "2566/o01.json"
    path.write_text(path.read_text("utf-8").replace('"name"', "name"), "utf-8")
    fault = tiny.only_fault()
    assert (fault.line, fault.valid) == (2, "a suite in JSON")


# --- check, show, speed ----------------------------------------------------------------------


def test_check_says_what_load_says(tiny: Any) -> None:
    tiny.replace(O1, "id: O1", "id: O3")
    assert catalog.check(tiny.root, tiny.expectations) == tiny.faults()


def test_check_compares_the_index(tiny: Any) -> None:
    (missing,) = catalog.check(tiny.root, tiny.expectations)
    assert missing.problem == "no light index"
    tiny.write("index.json", "{}\n")
    (stale,) = catalog.check(tiny.root, tiny.expectations)
    assert stale.problem == "the light index is not the catalog's"


def test_show_gives_items_as_plain_data(tiny: Any) -> None:
    loaded = tiny.load()
    assert [one["id"] for one in catalog.show(loaded, "2566", None)] == ["O1", "O2"]
    (one,) = catalog.show(loaded, "2566", "O2")
    assert one["responsible"] == ["hr"]
    json.dumps(one)


@pytest.mark.parametrize(
    ("edition", "item", "said"),
    [("2567", None, "unknown edition '2567'; valid: 2566"), ("2566", "O3", "valid: O1, O2")],
)
def test_show_of_what_is_not_there_names_what_is(
    tiny: Any, edition: str, item: str | None, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        catalog.show(tiny.load(), edition, item)


def test_an_empty_folder_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no edition"):
        catalog.load(tmp_path)


def test_the_real_catalog_and_500_sources_load_in_well_under_a_second_and_a_half(
    tiny: Any, tmp_path: Path
) -> None:
    known = settings.load()
    root = tmp_path / "real"
    shutil.copytree(known.catalog, root)
    agency = (tiny.root / AGENCY).read_text("utf-8")
    units = "".join(f"  - {{id: u{n}, name_th: หน่วย, name_en: U}}\n" for n in range(50))
    (root / AGENCY).write_text(agency + units, "utf-8")
    entries = "".join(
        f"  - item: O{1 + n % 43}\n    unit: u{n % 50}\n    adapter: page\n"
        f"    url: https://www.tiny.example/p/{n}\n    why: its own page\n"
        for n in range(500)
    )
    (root / SOURCES).parent.mkdir(parents=True, exist_ok=True)
    (root / SOURCES).write_text(f'agency: tiny\nedition: "2566"\nsources:\n{entries}', "utf-8")
    began = time.process_time()
    loaded = catalog.load(root, expectations=known.expectations)
    assert time.process_time() - began < 1.5
    assert len(loaded.sources[("2566", "tiny")].sources) == 500


def test_an_agencys_file_alone_is_read_without_the_rest(tiny: Any) -> None:
    whole = tiny.load().agencies["tiny"]
    tiny.replace("sources/2566/tiny.yaml", "edition:", "edittion:")
    assert catalog.load_agency(tiny.root, "tiny") == whole
    with pytest.raises(CatalogError):
        tiny.load()
    tiny.replace("agencies/tiny.yaml", "contact:", "contakt:")
    with pytest.raises(CatalogError, match="contakt"):
        catalog.load_agency(tiny.root, "tiny")
    with pytest.raises(FileNotFoundError):
        catalog.load_agency(tiny.root, "nobody")
