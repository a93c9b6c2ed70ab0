"""What a run must settle, what it asks for, and when missing evidence is a fault."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ita_evidence.catalog import targets
from ita_evidence.errors import UsageError
from ita_evidence.model import Cadence, Item, Request
from ita_evidence.periods import parse

TODAY = date(2023, 4, 28)
MONTHLY = ["O7", "O16", "O19", "O20", "O21", "O29"]


def due(real: Any, period: str, cadence: Cadence, items: tuple[str, ...] | None = None) -> Any:
    return targets.due_targets(real, "sample", parse(period), cadence, items, TODAY)


def item(real: Any, name: str) -> Item:
    found: Item = real.editions["2566"][name]
    return found


# --- targets ---------------------------------------------------------------------------------


def test_a_month_judges_six_items_and_watches_the_rest(real: Any) -> None:
    found = due(real, "2566-03", Cadence.MONTHLY)
    assert [one.item for one in found] == [f"O{n}" for n in range(1, 44)]
    assert [one.item for one in found if one.judged] == MONTHLY


def test_a_half_year_judges_all_43(real: Any) -> None:
    found = due(real, "2566-H1", Cadence.SEMIANNUAL)
    assert len(found) == 43
    assert all(one.judged for one in found)
    assert found[20].topic == "procurement.monthly_summary"


def test_named_items_come_in_the_edition_s_order(real: Any) -> None:
    found = due(real, "2566-03", Cadence.MONTHLY, ("O21", "O5"))
    assert [(one.item, one.judged) for one in found] == [("O5", False), ("O21", True)]
    assert due(real, "2566-03", Cadence.MONTHLY, ()) == due(real, "2566-03", Cadence.MONTHLY)


@pytest.mark.parametrize(
    ("period", "cadence", "items", "said"),
    [
        (
            "2566-H1",
            Cadence.MONTHLY,
            None,
            "'2566-H1' is no period of a monthly run; valid: a month",
        ),
        ("2566-03", Cadence.SEMIANNUAL, None, "valid: 2566-H1 or 2566-H2"),
        ("2566", Cadence.SEMIANNUAL, None, "'2566' is no period of a semiannual run"),
        ("2566-03", Cadence.MONTHLY, ("O44", "O1"), "unknown items O44; valid: O1, O2, O3"),
        ("2498-03", Cadence.MONTHLY, None, "no edition for fiscal year 2498"),
    ],
)
def test_what_cannot_be_planned_names_what_can(
    real: Any, period: str, cadence: Cadence, items: tuple[str, ...] | None, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        due(real, period, cadence, items)


def test_an_unknown_agency_is_told_with_those_there_are(real: Any) -> None:
    with pytest.raises(UsageError, match=r"'nowhere' is not in the catalog; valid: .*sample"):
        targets.edition_for(real, "nowhere", parse("2566-03"))


def test_october_is_the_next_fiscal_year_s(tiny: Any) -> None:
    loaded = tiny.load()
    assert targets.edition_for(loaded, "tiny", parse("2565-10")) == "2566"
    with pytest.raises(UsageError, match="fiscal year 2567, to which 2566-10 belongs"):
        targets.edition_for(loaded, "tiny", parse("2566-10"))


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("O1", ("strategy", "hr")),
        ("O6", ("strategy", "hr", "general", "damrongdhama")),
        ("O16", ("damrongdhama", "commerce")),
        ("O17", ("commerce", "social_security")),
        ("O22", ("hr", "general")),
        ("O27", ("damrongdhama",)),
    ],
)
def test_units_follow_the_seed_s_roles(real: Any, name: str, units: tuple[str, ...]) -> None:
    assert targets.units_for(real.agencies["sample"], item(real, name)) == units


def test_e_service_has_eight_units_and_news_all(real: Any) -> None:
    agency = real.agencies["sample"]
    assert len(targets.units_for(agency, item(real, "O18"))) == 8
    assert targets.units_for(agency, item(real, "O7")) == tuple(unit.id for unit in agency.units)


# --- when it is due --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "period", "last_day"),
    [
        ("O21", "2566-03", date(2023, 4, 15)),  # a month's สขร.1, after its month
        ("O21", "2565-12", date(2023, 1, 15)),
        ("O21", "2566-H1", date(2023, 4, 15)),
        ("O16", "2565-11", date(2023, 4, 12)),  # the half-year, also in a month's run
        ("O29", "2566-08", date(2023, 4, 12)),
        ("O12", "2566-H2", date(2023, 4, 18)),  # October to March, also when looked at in October
        ("O13", "2566-H1", date(2022, 12, 28)),  # last year's report
        ("O5", "2566-H1", date(2022, 10, 1)),  # undated
        ("O4", "2566-H1", date(2022, 10, 28)),
    ],
)
def test_missing_evidence_is_a_fault_from_the_day_after(
    real: Any, name: str, period: str, last_day: date
) -> None:
    one = item(real, name)
    assert targets.due_on(one, parse(period)) == last_day
    assert targets.due_state(one, parse(period), last_day) == "not_due"
    next_day = date.fromordinal(last_day.toordinal() + 1)
    assert targets.due_state(one, parse(period), next_day) == "due"


def test_every_item_is_due_before_the_form_is_submitted(real: Any) -> None:
    half = parse("2566-H1")
    for one in real.editions["2566"].values():
        assert targets.due_state(one, half, date(2023, 4, 28)) == "due", one.id


def test_a_target_has_the_waivers_that_hold_on_the_day(tiny: Any) -> None:
    def waived(on: date) -> list[tuple[str, int]]:
        period = parse("2566-H1")
        found = targets.due_targets(tiny.load(), "tiny", period, Cadence.SEMIANNUAL, None, on)
        return [(one.item, len(one.waivers or ())) for one in found]

    assert ("O2", 1) in waived(date(2023, 5, 31))
    assert all(number == 0 for _, number in waived(date(2023, 6, 1)))


def test_a_target_knows_what_had_its_topic_in_the_year_before(real: Any) -> None:
    agency = real.agencies["sample"].model_copy(update={"editions": {2565: "2566", 2566: "2566"}})
    both = replace(real, agencies={"sample": agency})
    known = {one.item: one.before for one in due(both, "2566-H1", Cadence.SEMIANNUAL)}
    assert known["O29"] == ("O29",)
    assert known["O1"] == ()  # a structure may stay as it is
    assert {one.before for one in due(real, "2566-H1", Cadence.SEMIANNUAL)} == {()}


# --- requests --------------------------------------------------------------------------------


def requests(tiny: Any, period: str = "2566-03") -> tuple[Request, ...]:
    loaded = tiny.load()
    cadence = Cadence.SEMIANNUAL if "H" in period else Cadence.MONTHLY
    found = targets.due_targets(loaded, "tiny", parse(period), cadence, None, TODAY)
    return targets.requests_for(loaded, "tiny", "2566", parse(period), found)


def test_a_request_s_id_is_its_own_digest(tiny: Any) -> None:
    first = requests(tiny)[0]
    ask = {"adapter": "page", "options": {}, "url": "https://www.tiny.example/o1"}
    text = json.dumps(ask, separators=(",", ":"))
    assert first.id == hashlib.sha256(text.encode()).hexdigest()[:16]
    assert first.host == "www.tiny.example"
    assert first.wanted_by == (("O1", "strategy"), ("O1", "submitted"))
    assert first.why == "its own page"


def test_equal_asks_are_one_request_wanted_by_all(tiny: Any) -> None:
    tiny.write(
        "sources/2566/tiny.yaml",
        'agency: tiny\nedition: "2566"\nsources:\n'
        + "".join(
            "  - {"
            f"item: {name}, unit: {unit}, url: '{url}', adapter: page, why: x, options: {options}"
            "}\n"
            for name, unit, url, options in [
                ("O1", "strategy", "https://www.tiny.example/a", "{follow: none, title: ก}"),
                ("O2", "hr", "https://www.tiny.example/a", "{title: ก, follow: none}"),
                ("O2", "strategy", "https://www.tiny.example/a", "{}"),
            ]
        ),
    )
    first, second = requests(tiny)
    assert first.wanted_by == (("O1", "strategy"), ("O2", "hr"))
    assert second.wanted_by == (("O2", "strategy"),)
    assert first.id != second.id


@pytest.mark.parametrize(
    ("limits", "most"),
    [(("", ""), None), (("1000", "2000"), 2_000), (("1000", ""), 25_000_000)],
)
def test_a_request_has_the_widest_limit_of_those_who_want_it(
    tiny: Any, limits: tuple[str, str], most: int | None
) -> None:
    tiny.write(
        "sources/2566/tiny.yaml",
        'agency: tiny\nedition: "2566"\nsources:\n'
        + "".join(
            f"  - {{item: {name}, unit: {unit}, url: 'https://www.tiny.example/a', adapter: file"
            f", why: x{', max_bytes: ' + limit if limit else ''}}}\n"
            for (name, unit), limit in zip([("O1", "strategy"), ("O2", "hr")], limits, strict=True)
        ),
    )
    (one,) = requests(tiny)
    assert (one.max_bytes, len(one.wanted_by)) == (most, 2)


def test_what_was_submitted_has_the_limit_of_its_source(tiny: Any) -> None:
    tiny.replace("sources/2566/tiny.yaml", "why: its own page", "why: x, max_bytes: 5000")
    (one,) = [r for r in requests(tiny) if ("O1", "submitted") in r.wanted_by]
    assert one.max_bytes == 5_000


def test_only_the_targets_items_are_asked_for(tiny: Any) -> None:
    loaded = tiny.load()
    period = parse("2566-03")
    found = targets.due_targets(loaded, "tiny", period, Cadence.MONTHLY, ("O1",), TODAY)
    asked = targets.requests_for(loaded, "tiny", "2566", period, found)
    assert [one.wanted_by for one in asked] == [(("O1", "strategy"), ("O1", "submitted"))]


def submitted(tiny: Any, url: str, at: str = "2023-04-28T16:00:00+07:00") -> list[Request]:
    """The requests of what was submitted for O1."""
    old = '"https://www.tiny.example/o1", submitted_at: 2023-04-28T16:00:00+07:00'
    tiny.replace("sources/2566/tiny.yaml", old, f"{json.dumps(url)}, submitted_at: {at}")
    return [one for one in requests(tiny) if ("O1", "submitted") in one.wanted_by]


def test_another_submitted_url_is_the_page_and_what_it_links(tiny: Any) -> None:
    (one,) = submitted(tiny, "https://www.tiny.example/o1?year=2566")
    assert (one.adapter, one.options) == ("page", {"follow": "documents"})
    assert one.wanted_by == (("O1", "submitted"),)


@pytest.mark.parametrize("at", ["2022-09-30T23:59:59+07:00", "2023-10-01T00:00:00+07:00"])
def test_a_submission_counts_in_its_own_fiscal_year(tiny: Any, at: str) -> None:
    assert submitted(tiny, "https://www.tiny.example/o1", at) == []


@pytest.mark.parametrize(
    "url", ["", "http://[", "https://drive.example/x", "เว็บไซต์จังหวัด", "http:///o1"]
)
def test_whatever_was_submitted_is_asked_for_by_a_host_of_the_agency(tiny: Any, url: str) -> None:
    (one,) = submitted(tiny, url)
    assert (one.url, one.host) == (url, "www.tiny.example")


FIRST_HALF = ["2565-10", "2565-11", "2565-12", "2566-01", "2566-02", "2566-03"]


@pytest.mark.parametrize(
    ("by_month", "period", "months"),
    [
        (True, "2566-02", ["2566-02"]),
        (True, "2566-08", ["2566-08"]),
        (True, "2566-H1", FIRST_HALF),
        (True, "2566-H2", FIRST_HALF),
        (False, "2565-10", FIRST_HALF),
        (False, "2566-09", FIRST_HALF),
    ],
)
def test_a_list_by_month_is_told_its_months(
    tiny: Any, by_month: bool, period: str, months: list[str]
) -> None:
    if by_month:
        tiny.replace("editions/2566/o02.yaml", "units_rule: any", "units_rule: any\nby_month: true")
    listed = requests(tiny, period)[1]
    assert listed.options == {"match": "months", "follow": "documents", "months": months}


def test_an_item_that_must_be_linked_from_home_asks_for_the_home_page_once(tiny: Any) -> None:
    for name in ("o01", "o02"):
        tiny.replace(
            f"editions/2566/{name}.yaml",
            "units_rule: any",
            "units_rule: any\nlinked_from_home: true",
        )
    home = requests(tiny)[-1]
    assert (home.url, home.adapter) == ("https://www.tiny.example/", "page")
    assert home.options == {"follow": "none"}
    assert home.wanted_by == (("O1", "home"), ("O2", "home"))


def test_an_agency_without_sources_cannot_be_planned(tiny: Any) -> None:
    (tiny.root / "sources/2566/tiny.yaml").unlink()
    with pytest.raises(UsageError, match=r"valid: a file sources/2566/tiny\.yaml"):
        requests(tiny)
