"""What a dead link may have meant: named, asked, never put in its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote, unquote

import pytest
from collection_world import Site, make_request
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.collection import Fetched, Fetcher
from ita_evidence.collection.adapters import MAX_REPAIRED, collect
from ita_evidence.collection.link_repair import candidates, is_repairable, is_staging
from ita_evidence.collection.page import PageLink
from ita_evidence.model import Capture, Host, Outcome
from ita_evidence.periods import parse

Make = Callable[..., Fetcher]
HOME = "http://office.test"
NAME = "คู่มือการให้บริการ.pdf"
MARCH = parse("2566-03")
PDF = (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7 x")


def wrapped(text: str, *, at: int) -> str:
    """A URL as a form keeps it: broken over a line, then encoded once more."""
    return quote(text[:at] + "%20%20" + text[at:], safe="/:")


@pytest.mark.parametrize(
    ("dead", "meant", "why"),
    [
        (f"{HOME}/{quote(quote(NAME))}", NAME, "percent-encoded more than once"),
        (f"{HOME}/{quote(quote(quote(NAME)))}", NAME, "percent-encoded more than once"),
        (
            f"{HOME}/{wrapped(quote(NAME), at=18)}",
            NAME,
            "percent-encoded more than once, a line break in the URL",
        ),
        # The line broke inside `%E0`: what is there decodes to no text at all.
        (
            f"{HOME}/{wrapped(quote(NAME), at=20)}",
            NAME,
            "percent-encoded more than once, a line break in the URL",
        ),
        (f"{HOME}/a%2520b.pdf", "a b.pdf", "percent-encoded more than once"),
        (f"{HOME}/แผน%0D%0A   ปี.pdf", "แผนปี.pdf", "a line break in the URL"),
        (f"{HOME}/แผน\n   ปี.pdf", "แผนปี.pdf", "a line break in the URL"),
        (f"{HOME}/แผน  ปี.pdf", "แผนปี.pdf", "a line break in the URL"),
        (f"{HOME}/แผน%20.pdf", "แผน.pdf", "a blank in the URL"),
        (f"{HOME}/แผน\u00a0ปี.pdf", "แผนปี.pdf", "a blank in the URL"),
        (f"{HOME}/moit-1.2-66.pdf", "moit-1.2.pdf", "a year at the end of the file's name"),
        (f"{HOME}/moit_2566.pdf", "moit.pdf", "a year at the end of the file's name"),
        ("http://test.office.test/x", "x", "the site's staging host test.office.test"),
    ],
)
def test_what_a_url_may_have_meant(dead: str, meant: str, why: str) -> None:
    best = candidates(dead, hosts=["office.test"])[0]
    assert unquote(best.url) == f"{HOME}/{meant}"
    assert best.why == why


@pytest.mark.parametrize(
    "url",
    [
        f"{HOME}/plan.pdf",
        f"{HOME}/{quote(NAME)}",
        f"{HOME}/100%25.pdf",  # a per cent sign in a name is no second encoding
        f"{HOME}/?id=7",
        "http://",
        "http://[",
        "",
    ],
)
def test_a_url_with_nothing_wrong_has_no_candidate(url: str) -> None:
    assert candidates(url, hosts=["office.test"]) == ()


@given(
    st.text(alphabet="กขคงจะาิีู่้ำ ab%-_.?/\n\t\u00a0", max_size=40),
    st.integers(0, 3),
)
def test_candidates_are_whole_urls_and_never_the_same_again(text: str, encodings: int) -> None:
    path = text
    for _ in range(encodings):
        path = quote(path)
    url = f"{HOME}/{path}"
    found = candidates(url)
    assert len({repair.url for repair in found}) == len(found)
    for repair in found:
        assert repair.url.startswith(HOME)
        assert unquote(repair.url) != unquote(url)
        assert repair.why


def link(path: str) -> PageLink:
    return PageLink(url=HOME + path, text="เอกสาร")


def test_a_file_that_moved_is_found_by_its_name() -> None:
    links = [link("/new/รายงานผล.docx"), link("/new/รายงานผล.pdf"), link("/new/อื่น.pdf")]
    first, second = candidates(f"{HOME}/old/{quote('รายงานผล')}.PDF", links=links)
    assert (first.url, second.url) == (links[1].url, links[0].url)
    assert first.why == "the page links a file of this name elsewhere"


def test_a_name_that_many_offices_files_have_leads_to_none_of_theirs() -> None:
    offices = [link(f"/{office}/สขร1-มีนาคม.pdf") for office in ("land", "labour", "education")]
    assert candidates(f"{HOME}/education/{quote('สขร1-มีนาคม')}.pdf", links=offices) == ()


def test_a_file_that_the_page_has_without_its_year() -> None:
    (first, *_) = candidates(f"{HOME}/old/moit-1-66.pdf", links=[link("/new/moit-1.pdf")])
    assert first.url == f"{HOME}/new/moit-1.pdf"


def test_another_years_file_is_not_the_same_file() -> None:
    found = candidates(f"{HOME}/a/report-2566.pdf", links=[link("/a/report-2565.pdf")])
    assert [repair.url for repair in found] == [f"{HOME}/a/report.pdf"]


def test_a_staging_host_leads_only_to_a_host_of_the_agency() -> None:
    assert is_staging("https://test.office.test/x")
    assert candidates("https://test.office.test/x", hosts=["elsewhere.test"]) == ()
    (found,) = candidates("https://test.office.test/x?a=1", hosts=["www.office.test"])
    assert found.url == "https://www.office.test/x?a=1"


@pytest.mark.parametrize(
    ("outcome", "rule", "url", "expected"),
    [
        (Outcome.NOT_FOUND, "status_404", HOME, True),
        (Outcome.SOFT_404, "soft_404.text_th", HOME, True),
        (Outcome.REFUSED_BY_POLICY, "bad_url", HOME, True),
        (Outcome.REFUSED_BY_POLICY, "host_not_allowed", HOME, False),
        (Outcome.REFUSED_BY_POLICY, "host_not_allowed", "http://dev.office.test/", True),
        (Outcome.UNREACHABLE, "dns_failure", HOME, False),
        (Outcome.UNREACHABLE, "dns_failure", "http://dev.office.test/", True),
        (Outcome.BLOCKED, "status_403", HOME, False),
        (Outcome.OK, "bytes_received", HOME, False),
    ],
)
def test_what_a_wrong_url_looks_like(
    outcome: Outcome, rule: str, url: str, *, expected: bool
) -> None:
    at = datetime(2023, 4, 17, tzinfo=UTC)
    capture = Capture(
        url=url, final_url=url, outcome=outcome, rule=rule, started_at=at, ended_at=at
    )
    assert is_repairable(capture) is expected


# --- over a site -----------------------------------------------------------------------------


def run(one: Fetcher, adapter: str, path: str, **options: object) -> tuple[Fetched, ...]:
    request = make_request(f"{HOME}{path}", adapter=adapter, options=options)
    return collect(request, one, period=MARCH, fiscal_year=2566)


def test_the_offer_is_asked_and_is_no_evidence(site: Site, fetcher: Make) -> None:
    site.routes[f"/{quote(NAME)}"] = PDF
    source, offered = run(fetcher(site.address), "file", f"/{quote(quote(NAME))}")
    assert source.capture.outcome is Outcome.NOT_FOUND  # the URL as it stands is what is judged
    assert source.capture.detail == (
        f"status 404; would work: {HOME}/{quote(NAME)} (percent-encoded more than once)"
    )
    assert (offered.capture.outcome, offered.capture.role) == (Outcome.OK, "requisite")
    assert offered.capture.chosen_because == "repair offered: percent-encoded more than once"
    assert offered.capture.parent == source.capture.url


def test_a_candidate_that_is_not_there_either_is_not_offered(site: Site, fetcher: Make) -> None:
    source, asked = run(fetcher(site.address), "file", "/moit-66.pdf")
    assert source.capture.detail == "status 404"
    assert (asked.capture.outcome, asked.capture.role) == (Outcome.NOT_FOUND, "requisite")


def test_a_clean_url_costs_no_further_request(site: Site, fetcher: Make) -> None:
    (source,) = run(fetcher(site.address), "file", "/gone.pdf")
    assert source.capture.detail == "status 404"
    assert site.paths == ["/gone.pdf"]


def test_a_linked_file_that_moved(site: Site, fetcher: Make) -> None:
    site.routes |= {
        "/list": "<html><a href='/old/plan.pdf'>แผน</a><a href='/new/plan.pdf'>แผน (ใหม่)</a>",
        "/new/plan.pdf": PDF,
    }
    found = run(fetcher(site.address), "page", "/list", follow="documents")
    assert [one.capture.role for one in found] == ["source", "linked", "linked", "requisite"]
    assert "would work: http://office.test/new/plan.pdf" in found[1].capture.detail
    assert found[3].capture.url == found[2].capture.url
    assert site.paths == ["/list", "/old/plan.pdf", "/new/plan.pdf"]


def test_the_repairs_of_one_page_are_limited(site: Site, fetcher: Make) -> None:
    site.routes["/list"] = "<html>" + "".join(
        f"<a href='/doc{n}-66.pdf'>เอกสาร {n}</a>" for n in range(MAX_REPAIRED + 3)
    )
    found = run(fetcher(site.address), "page", "/list", follow="documents")
    assert sum(one.capture.role == "requisite" for one in found) == MAX_REPAIRED


def test_links_to_a_staging_host(site: Site, fetcher: Make) -> None:
    site.routes |= {
        "/list": "<html><a href='http://test.office.test/a.pdf'>มีนาคม 2566</a>",
        "/a.pdf": PDF,
    }
    one = fetcher(site.address)
    offer = "would work: http://office.test/a.pdf (the site's staging host test.office.test)"
    for adapter, options in (("link_list", {}), ("page", {"follow": "documents"})):
        source, offered = run(one, adapter, "/list", **options)
        assert offer in source.capture.detail
        assert (offered.capture.outcome, offered.capture.role) == (Outcome.OK, "requisite")
    assert site.paths == ["/list", "/a.pdf"]


def test_a_repair_on_another_host_is_named_and_not_asked(site: Site, fetcher: Make) -> None:
    hosts = (Host(name="office.test", delay_s=0.0), Host(name="www.files.test", delay_s=0.0))
    site.routes["/list"] = "<html><a href='http://test.files.test/a.pdf'>มีนาคม 2566</a>"
    (source,) = run(fetcher(site.address, agency={"hosts": hosts}), "link_list", "/list")
    assert "may stand at: http://www.files.test/a.pdf" in source.capture.detail
    assert site.paths == ["/list"]
