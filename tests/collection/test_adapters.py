"""Each publishing pattern against a site of its kind."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import orjson
import pytest
import trustme
from collection_world import Site, answer, make_request, server_context

from ita_evidence.collection import Fetched, Fetcher, Validators
from ita_evidence.collection.adapters import ADAPTERS, collect
from ita_evidence.collection.adapters.link_list import choose_months, choose_year, months_of
from ita_evidence.collection.page import PageLink, read
from ita_evidence.errors import CatalogError
from ita_evidence.model import Connect, Host, HostKey, Outcome
from ita_evidence.periods import Month, parse
from ita_evidence.settings import PROJECT

Make = Callable[..., Fetcher]
PDF = (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7 x")
MARCH = parse("2566-03")


def run(
    one: Fetcher, adapter: str, period: str = "2566-03", **arguments: Any
) -> tuple[Fetched, ...]:
    request = make_request(adapter=adapter, **arguments)
    asked = parse(period)
    return collect(request, one, period=asked, fiscal_year=asked.fiscal_year)


def urls(found: tuple[Fetched, ...]) -> list[str]:
    return [each.capture.url.removeprefix("http://office.test") for each in found]


def page_of(body: str) -> str:
    return f"<html><head><title>รายการ</title></head><body>{body}</body></html>"


# --- page, file, feed, index, JSON -----------------------------------------------------------

LIST = page_of(
    "<h2>แผน</h2><a href='/a.pdf'>แผนปฏิบัติราชการ</a><a href='/b.xlsx'>ตาราง</a>"
    "<a href=''>ว่าง</a><a href='#'>ว่าง</a><a href='/next'>หน้าถัดไป</a>"
    "<a href='/download?id=7'>ไฟล์</a><a href='http://files.test/c.pdf'>นอก</a>"
    "<img src='/chart.png'><img src='/icon.png' width='16'>"
)


def test_a_page_with_its_documents_and_pictures(site: Site, fetcher: Make) -> None:
    site.routes |= {"/list": LIST, "/a.pdf": PDF, "/download?id=7": PDF}
    site.routes |= {"/b.xlsx": (200, {}, b"PK\x03\x04"), "/chart.png": (200, {}, b"\x89PNG\r\n")}
    found = run(fetcher(site.address), "page", options={"follow": "documents"})
    assert urls(found) == ["/list", "/a.pdf", "/b.xlsx", "/download?id=7", "/chart.png"]
    assert [each.capture.role for each in found] == ["source", *["linked"] * 3, "requisite"]
    assert found[1].capture.label == "แผนปฏิบัติราชการ"
    assert found[1].capture.parent == "http://office.test/list"
    assert found[0].capture.detail == "1 linked documents are on other hosts: not asked"
    assert all(each.capture.outcome is Outcome.OK for each in found)


def test_a_page_alone(site: Site, fetcher: Make) -> None:
    site.routes |= {"/list": LIST, "/chart.png": (200, {}, b"\x89PNG\r\n")}
    assert urls(run(fetcher(site.address), "page")) == ["/list", "/chart.png"]


def test_styles_fonts_and_what_they_import_are_kept_too(site: Site, fetcher: Make) -> None:
    css = {"Content-Type": "text/css"}
    site.routes |= {
        "/list": "<html><head><link rel='stylesheet' href='/css/main.css'>"
        "<link rel='stylesheet' href='http://cdn.test/x.css'><link rel='icon' href='/i.ico'>"
        '<style>body { background: url("/bg.png") }</style></head><body>ข่าว</body></html>',
        "/css/main.css": (
            200,
            css,
            b"@import 'more.css'; @font-face { src: url(font.woff2) format('woff2') } "
            b"a { background: url(data:image/png;base64,AAAA) }",
        ),
        "/css/more.css": (200, css, b"@font-face { src: url('../th.ttf') }"),
        "/css/font.woff2": (200, {}, b"wOF2"),
        "/th.ttf": (200, {}, b"\x00\x01\x00\x00"),
        "/bg.png": (200, {}, b"\x89PNG\r\n"),
    }
    found = run(fetcher(site.address), "page")
    assert urls(found) == [
        *("/list", "/css/main.css", "/css/more.css"),
        *("/bg.png", "/css/font.woff2", "/th.ttf"),
    ]
    assert {each.capture.role for each in found[1:]} == {"requisite"}


def test_style_sheets_that_import_each_other_end(site: Site, fetcher: Make) -> None:
    link = "<link rel=stylesheet href=/0.css>"
    site.routes["/list"] = f"<html><head>{link}</head><body>ข่าว</body></html>"
    site.routes |= {
        f"/{n}.css": (200, {}, f"@import '{(n + 1) % 50}.css'; @import '{n}.css'".encode())
        for n in range(50)
    }
    assert urls(run(fetcher(site.address), "page")) == ["/list", "/0.css", "/1.css"]


def test_a_page_that_lost_its_links_is_an_alarm(site: Site, fetcher: Make) -> None:
    menu = "<nav><a href='/'>หน้าหลัก</a></nav>"
    site.routes["/list"] = page_of(menu + "<a href='/a.pdf'>แผน</a><a href='/b.pdf'>ตาราง</a>")
    (first,) = run(fetcher(site.address), "page")
    assert (first.capture.links, first.capture.remarks) == (2, ())
    site.routes["/list"] = page_of(menu + "<p>อ่านเอกสารด้านล่าง</p>")
    known = {"http://office.test/list": Validators(None, None, "0" * 64, "snapshots/x", links=2)}
    (then,) = run(fetcher(site.address, known=known), "page")
    assert (then.capture.outcome, then.capture.links) == (Outcome.OK, 0)
    assert [(one.code, one.why) for one in then.capture.remarks] == [("links_gone", "2")]
    never = {"http://office.test/list": Validators(None, None, "0" * 64, "snapshots/x", links=0)}
    assert run(fetcher(site.address, known=never), "page")[0].capture.remarks == ()


def test_an_error_page_leads_nowhere(site: Site, fetcher: Make) -> None:
    site.routes["/list"] = (404, {}, LIST.encode())
    assert urls(run(fetcher(site.address), "page", options={"follow": "documents"})) == ["/list"]


def test_the_page_limit_is_said_and_not_passed(site: Site, fetcher: Make) -> None:
    links = "".join(f"<a href='/{n}.pdf'>{n}</a>" for n in range(9))
    site.routes |= {"/list": page_of(links)} | {f"/{n}.pdf": PDF for n in range(9)}
    one = fetcher(site.address, agency={"hosts": (Host(name="office.test", max_pages=4),)})
    found = run(one, "page", options={"follow": "documents"})
    assert urls(found) == ["/list", "/0.pdf", "/1.pdf", "/2.pdf"]
    assert found[0].capture.detail == "6 of 9 linked documents were not asked: the limit"
    assert left_out(found) == ["http://office.test/3.pdf"]


def left_out(found: tuple[Fetched, ...]) -> list[str]:
    return [one.of for each in found for one in each.capture.remarks if one.code == "left_out"]


@pytest.mark.parametrize("follow", ["none", "documents"])
def test_what_a_page_shows_in_a_frame_is_of_the_page(
    site: Site, fetcher: Make, follow: str
) -> None:
    site.routes |= {
        "/list": page_of(
            "<h1>สถิติ</h1><iframe src='/table.php?y=2566'></iframe><object data='/o.pdf'></object>"
            "<iframe src='https://www.google.com/maps/embed?pb=1'></iframe>"
            "<iframe src='/count.php' width=0></iframe><iframe src='/pop' style='display: none'></iframe>"
        ),
        "/table.php?y=2566": page_of("<table><tr><td>ทั้งหมด<td>5</table><a href='/b.pdf'>แนบ</a>"),
        "/o.pdf": PDF,
        "/b.pdf": PDF,
    }
    found = run(fetcher(site.address), "page", options={"follow": follow})
    inside = ["/list", "/table.php?y=2566", "/o.pdf"]
    assert urls(found) == (inside if follow == "none" else [*inside, "/b.pdf"])
    assert {each.capture.role for each in found[1:]} == {"linked"}
    assert [each.capture.label for each in found[:3]] == [None, "", ""]
    assert left_out(found) == []


def test_another_hosts_page_in_a_frame_may_show_what_is_missing(site: Site, fetcher: Make) -> None:
    drive = "https://drive.google.com/file/d/1x/preview"
    site.routes["/list"] = page_of(f"<h1>แผน</h1><iframe src='{drive}'></iframe>")
    found = run(fetcher(site.address), "page")
    assert (urls(found), left_out(found)) == (["/list"], [drive])


@pytest.mark.parametrize(
    ("head", "asked"),
    [
        ("<meta http-equiv=refresh content='0; url=/oit/'>", ["/list", "/oit/"]),
        ("<META HTTP-EQUIV='Refresh' CONTENT=\"3;URL='oit/'\">", ["/list", "/oit/"]),
        ("<meta http-equiv=refresh content='0; url=/'>", ["/list"]),
        ("<meta http-equiv=refresh content='300; url=/oit/'>", ["/list"]),
        ("<meta http-equiv=refresh content=60>", ["/list"]),
        ("<noscript><meta http-equiv=refresh content='0; url=/oit/'></noscript>", ["/list"]),
    ],
)
def test_a_page_that_leads_on_by_itself(
    site: Site, fetcher: Make, head: str, asked: list[str]
) -> None:
    site.routes |= {
        "/list": f"<html><head>{head}</head><body>กำลังนำท่านไปยังหน้าใหม่</body></html>",
        "/oit/": page_of("ข้อมูลสาธารณะ"),
        "/": page_of("หน้าแรก"),
    }
    assert urls(run(fetcher(site.address), "page")) == asked


def test_a_broken_document_is_kept_as_such(site: Site, fetcher: Make) -> None:
    site.routes |= {"/list": page_of("<a href='/a.pdf'>แผน</a>"), "/a.pdf": page_of("ข่าว")}
    found = run(fetcher(site.address), "page", options={"follow": "documents"})
    assert [each.capture.outcome for each in found] == [Outcome.OK, Outcome.WRONG_TYPE]


def test_a_file(site: Site, fetcher: Make) -> None:
    site.routes |= {"/list": page_of("ข่าว"), "/get": PDF}
    one = fetcher(site.address)
    assert run(one, "file", url="http://office.test/get")[0].capture.outcome is Outcome.OK
    assert run(one, "file")[0].capture.rule == "html_for_document"


def test_a_feed_is_kept_as_it_came(site: Site, fetcher: Make) -> None:
    feed = "<?xml version='1.0' encoding='Windows-874'?><rss><title>ประกาศ</title></rss>"
    site.routes["/list"] = (
        200,
        {"Content-Type": "text/xml; charset=ISO-8859-1"},
        feed.encode("cp874"),
    )
    (found,) = run(fetcher(site.address), "egp_rss")
    assert found.capture.outcome is Outcome.OK
    assert found.body == feed.encode("cp874")


def test_a_page_where_a_feed_was(site: Site, fetcher: Make) -> None:
    site.routes["/list"] = page_of("ข่าว")
    (found,) = run(fetcher(site.address), "egp_rss")
    assert found.capture.rule == "html_for_data"


def test_an_index_page_is_asked_alone(site: Site, fetcher: Make) -> None:
    site.routes["/list"] = LIST
    assert urls(run(fetcher(site.address), "oit_index")) == ["/list"]


def test_json_that_says_no(site: Site, fetcher: Make) -> None:
    site.routes["/list"] = (200, {}, b'{"success": false, "error": {"__type": "Not Found Error"}}')
    (found,) = run(fetcher(site.address), "json_api")
    assert found.capture.outcome is Outcome.SOFT_404


def test_a_key_goes_to_its_own_host_over_tls_alone(
    authority: trustme.CA, trusted: trustme.CA, site: Site, fetcher: Make
) -> None:
    safe = Site(server_context(authority, "office.test", "other.test"))
    safe.routes["/api"] = (302, {"Location": "https://other.test/api2"}, b"")
    safe.routes["/api2"] = (200, {"Content-Type": "application/json"}, b'{"success": true}')
    safe.routes["/down"] = (302, {"Location": "http://office.test/plain"}, b"")
    site.routes["/plain"] = (200, {"Content-Type": "application/json"}, b'{"success": true}')
    key = HostKey(connection="opend", header="api-key")
    agency = {
        "hosts": (Host(name="office.test", delay_s=0, key=key), Host(name="other.test", delay_s=0)),
        "connect": {"*.test": Connect(http=site.address, https=safe.address, ca="ca.pem")},
    }
    asked = fetcher(agency=agency, key_of={"opend": "s3cret"}.get)
    found = [
        *run(asked, "json_api", url="https://office.test/api"),
        *run(asked, "json_api", url="https://office.test/down"),
    ]
    sent = {path: headers.get("api-key") for path, headers in safe.asked + site.asked}
    assert sent["/api"] == sent["/down"] == "s3cret"
    assert sent["/api2"] is None and sent["/plain"] is None
    assert all(one.capture.outcome is Outcome.OK for one in found)
    assert "s3cret" not in "".join(one.capture.model_dump_json() for one in found)
    safe.close()


def test_without_a_key_the_answer_is_the_outcome(
    authority: trustme.CA, trusted: trustme.CA, fetcher: Make
) -> None:
    safe = Site(server_context(authority))
    safe.routes["/api"] = (401, {}, b"who are you?")
    key = HostKey(connection="opend")
    hosts = {"hosts": (Host(name="office.test", delay_s=0, key=key),)}
    (found,) = run(fetcher(safe.address, agency=hosts), "json_api", url="https://office.test/api")
    assert (found.capture.outcome, found.capture.rule) == (Outcome.BLOCKED, "status_401")
    safe.close()


# --- what an answer may weigh ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("of_agency", "of_source", "outcome"),
    [
        (1_000, None, "too_large"),
        (1_000, 1_999, "too_large"),
        (1_000, 2_000, "ok"),
        (25_000_000, 1_999, "too_large"),
    ],
)
def test_a_source_has_its_own_limit_on_the_wire(
    site: Site, fetcher: Make, of_agency: int, of_source: int | None, outcome: str
) -> None:
    site.routes["/a.csv"] = (200, {"Content-Type": "text/csv"}, b"a,b\n" * 500)
    one = fetcher(site.address, agency={"max_bytes": of_agency})
    (found,) = run(one, "file", url="http://office.test/a.csv", max_bytes=of_source)
    assert found.capture.outcome == outcome
    # What the next source asks for has the agency's limit again.
    site.routes["/b.csv"] = (200, {"Content-Type": "text/csv"}, b"a,b\n" * 250)
    (other,) = run(one, "file", url="http://office.test/b.csv")
    assert other.capture.outcome == "ok"


def test_the_limit_of_a_source_holds_for_the_documents_that_it_links(
    site: Site, fetcher: Make
) -> None:
    large = (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7 " + bytes(5_000))
    site.routes |= {"/list": page_of("<a href='/a.pdf'>แผน</a>"), "/a.pdf": large}
    one = fetcher(site.address)
    follow = {"follow": "documents"}
    page, document = run(one, "page", options=follow, max_bytes=4_000)
    assert (page.capture.outcome, document.capture.outcome) == ("ok", "too_large")
    # A source that allows more is not given the smaller one's answer.
    _, document = run(one, "page", options=follow)
    assert document.capture.outcome == "ok"
    assert site.paths == ["/list", "/a.pdf", "/a.pdf"]


def test_a_small_limit_leaves_robots_txt_alone(site: Site, fetcher: Make) -> None:
    rules = b"User-agent: *\nDisallow: /closed\n" + b"# a remark\n" * 8_000
    site.routes |= {"/robots.txt": (200, {"Content-Type": "text/plain"}, rules), "/a": b"x"}
    one = fetcher(site.address)
    (found,) = run(one, "page", url="http://office.test/closed", max_bytes=1)
    assert found.capture.rule == "robots_disallow"


# --- CKAN ------------------------------------------------------------------------------------


def rows(count: int, total: int) -> tuple[int, dict[str, str], bytes]:
    result = {"records": [{"_id": n} for n in range(count)], "total": total}
    return 200, {}, orjson.dumps({"success": True, "result": result})


ACTION = "/api/3/action/datastore_search?resource_id=r1&limit=2&offset="


def test_ckan_is_asked_page_by_page(site: Site, fetcher: Make) -> None:
    site.routes |= {ACTION + "0": rows(2, 5), ACTION + "2": rows(2, 5), ACTION + "4": rows(1, 5)}
    found = run(
        fetcher(site.address),
        "ckan",
        url="http://office.test/dataset/x",
        options={"resource_id": "r1", "limit": 2},
    )
    assert urls(found) == [ACTION + "0", ACTION + "2", ACTION + "4"]
    assert found[1].capture.chosen_because == "rows 3 and on of 5"
    assert found[0].capture.detail == ""


def test_ckan_stops_at_its_pages_and_says_so(site: Site, fetcher: Make) -> None:
    site.routes |= {ACTION + "0": rows(2, 5)}
    (found,) = run(
        fetcher(site.address),
        "ckan",
        url="http://office.test/api/3/action/datastore_search?resource_id=r1",
        options={"limit": 2, "pages": 1},
    )
    assert found.capture.detail == "the first 2 of 5 rows were asked"


def test_ckan_is_asked_to_its_end_though_a_page_is_unchanged(site: Site, fetcher: Make) -> None:
    whole = rows(2, 5)

    def second(handler: Any) -> None:
        answer(handler, 304 if "If-None-Match" in handler.headers else 200, {}, whole[2])

    site.routes |= {ACTION + "0": whole, ACTION + "2": second, ACTION + "4": rows(1, 5)}
    digest = sha256(whole[2]).hexdigest()
    known = {"http://office.test" + ACTION + "2": Validators('"a"', None, digest, "snapshots/x")}
    one = fetcher(site.address, known=known, known_body={digest: whole[2]}.get)
    found = run(one, "ckan", options={"resource_id": "r1", "limit": 2})
    assert urls(found) == [ACTION + "0", ACTION + "2", ACTION + "4"]


def test_ckan_that_lies_about_its_total_ends(site: Site, fetcher: Make) -> None:
    site.routes |= {ACTION + "0": rows(2, 99), ACTION + "2": rows(0, 99)}
    found = run(fetcher(site.address), "ckan", options={"resource_id": "r1", "limit": 2})
    assert len(found) == 2


# --- the month's link ------------------------------------------------------------------------

SPELLINGS = [
    "สรุปผลการจัดซื้อจัดจ้าง เดือนมีนาคม 2566",
    "สขร.1 เดือน มีนาคม พ.ศ. 2566",
    "สขร.1 เดือน มีนาคม ๒๕๖๖",
    "6.สขร.เดือน มีนาคม2566",
    "6..สขร เดือน มีนาคม 2566",
    "แบบ สขร.1 มี.ค. 2566",
    "แบบ สขร.1 มี.ค. 66",
    "แบบ สขร.1 มี.ค.66",
    "แบบ สขร.1 มีค 66",
    "แบบ สขร.1 มี.ค ๖๖",
    "ประจำเดือนมีนาคม ๖๖",
    "เดือน มีนาคม\u200b 2566",
    "มีนาคม พ.ศ.2566 (PDF)",
    "รอบเดือน มีนาคม 2566 เผยแพร่เมื่อวันที่ 5 เมษายน 2566",
    "March 2023",
    "เดือนมีนาคม ปีงบประมาณ พ.ศ. 2566",
]
OTHERS = [
    "สขร.1 เดือนมีนาคม 2565",
    "สขร.1 เดือนกุมภาพันธ์ 2566",
    "สขร.1 มิ.ย. 66",
    "สขร.1 ม.ค. 66",
    "สขร.1 เดือนมีนาคม 25666",
    "สรุปผลประจำปี 2566",
    "หน้าแรก",
]


def link(text: str, url: str = "http://office.test/x", **overrides: Any) -> PageLink:
    return PageLink(url=url, text=text, **overrides)


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_month_is_found_in_its_spelling(text: str) -> None:
    (choice,), notes = choose_months(
        [link(t, f"u{n}") for n, t in enumerate([*OTHERS, text])], MARCH.months, 2566
    )
    assert choice.link.text == text
    assert choice.because.startswith("month 2566-03: link text ")
    assert notes == []


def seen(one: PageLink, fiscal_year: int = 2566, **arguments: Any) -> list[tuple[str, str]]:
    return [
        (str(s.month), s.where)
        for s in months_of(one, fiscal_year, arguments.get("basis", "fiscal"))
    ]


@pytest.mark.parametrize(
    ("one", "month", "where"),
    [
        (link("ตุลาคม", headings=("ปีงบประมาณ 2566",)), "2565-10", "year from 'ปีงบประมาณ 2566'"),
        (link("มีนาคม", headings=("ปีงบประมาณ พ.ศ. 2566",)), "2566-03", "link text 'มีนาคม'"),
        (link("ตุลาคม"), "2565-10", "year from the fiscal year 2566 asked for"),
        (link("PDF", row="3 มี.ค. 66 PDF"), None, ""),
        (link("PDF", row="เดือนมีนาคม 2566 PDF"), "2566-03", "row 'มีนาคม 2566'"),
        (link("PDF", url="http://x.test/มีนาคม 2566.pdf"), "2566-03", "file name"),
        (link("PDF", column="มี.ค. 66"), "2566-03", "column"),
        (link("PDF", headings=("ปี 2566", "มีนาคม 2566")), "2566-03", "heading 'มีนาคม 2566'"),
        (link("PDF", row="ม.ค. ก.พ. มี.ค.", column="ก.พ. 66"), "2566-02", "column"),
        (link("มีนาคม 25666", row="มีนาคม 2566"), None, ""),
        (link("ดาวน์โหลด"), None, ""),
    ],
)
def test_a_month_is_read_where_it_stands_nearest(
    one: PageLink, month: str | None, where: str
) -> None:
    found = seen(one)
    if month is None:
        assert found == []
    else:
        assert found[0][0] == month
        assert where in found[0][1]


def test_in_a_calendar_year_october_is_of_that_year() -> None:
    one = link("ตุลาคม", headings=("ประจำปี 2566",))
    assert seen(one)[0][0] == "2565-10"
    assert seen(one, basis="calendar")[0][0] == "2566-10"
    fiscal = link("ตุลาคม", headings=("ปีงบประมาณ 2566",))
    assert seen(fiscal, basis="calendar")[0][0] == "2565-10"


def test_a_file_of_the_month_goes_before_one_of_its_quarter() -> None:
    quarter = link("ไตรมาสที่ 2 ปีงบประมาณ 2566", "http://office.test/q2.pdf")
    month = link("มีนาคม 2566", "http://office.test/m.pdf")
    (choice,), _ = choose_months([quarter, month], MARCH.months, 2566)
    assert choice.link == month
    (choice,), _ = choose_months([quarter], MARCH.months, 2566)
    assert choice.link == quarter


def test_one_file_for_several_months_is_taken_once() -> None:
    half = link("ตุลาคม 2565 - มีนาคม 2566", "http://office.test/h1.pdf")
    (choice,), _ = choose_months([half], parse("2566-H1").months, 2566)
    assert choice.because.count("month 256") == 6


def test_three_of_a_month_are_taken_and_the_rest_is_said() -> None:
    several = [link("มีนาคม 2566", f"http://office.test/{n}.pdf") for n in range(5)]
    choices, notes = choose_months(several, MARCH.months, 2566)
    assert [choice.link.url[-5] for choice in choices] == ["0", "1", "2"]
    assert "(1 of 5)" in choices[0].because
    assert notes == ["month 2566-03: 2 more links were not asked"]


def test_a_title_prefers_and_does_not_hide() -> None:
    summary = link("สรุปผลการจัดซื้อจัดจ้าง มีนาคม 2566", "u1")
    winners = link("ประกาศผู้ชนะ มีนาคม 2566", "u2")
    (choice,), _ = choose_months([winners, summary], MARCH.months, 2566, "สรุปผลการจัดซื้อจัดจ้าง")
    assert choice.link == summary
    (choice,), _ = choose_months([winners], MARCH.months, 2566, "สรุปผลการจัดซื้อจัดจ้าง")
    assert choice.link == winners


def test_a_document_goes_before_a_page_about_it() -> None:
    page = link("มีนาคม 2566", "http://office.test/news/12")
    file = link("มีนาคม 2566", "http://office.test/m.pdf")
    (choice,), _ = choose_months([page, file], MARCH.months, 2566)
    assert choice.link == file


def test_years() -> None:
    links = [
        link("รายงานประจำปีงบประมาณ พ.ศ. 2565", "http://office.test/a.pdf"),
        link("รายงานประจำปี ๒๕๖๖", "http://office.test/b.pdf"),
        link("แผนพัฒนาจังหวัด (พ.ศ. 2566 - 2570)", "http://office.test/c.pdf"),
        link("ดาวน์โหลด", "http://office.test/d.pdf", headings=("ปีงบประมาณ 2566",)),
        link("รายงานปี 2564", "http://office.test/e.pdf", headings=("ปีงบประมาณ 2566",)),
    ]
    choices, notes = choose_year(links, 2566)
    assert [choice.link.url[-5] for choice in choices] == ["b", "c", "d"]
    assert notes == []


def test_a_list_of_months_over_a_site(site: Site, fetcher: Make) -> None:
    site.routes |= {
        "/list": page_of(
            "<h3>ปีงบประมาณ 2566</h3><ul>"
            "<li>ตุลาคม <a href='/10.pdf'>ดาวน์โหลด</a>"
            "<li>พฤศจิกายน <a href=''>ดาวน์โหลด</a>"
            "<li>ธันวาคม <a href='/12'>ดาวน์โหลด</a></ul>"
            "<h3>ปีงบประมาณ 2565</h3><ul><li>ตุลาคม <a href='/old.pdf'>ดาวน์โหลด</a></ul>"
        ),
        "/10.pdf": PDF,
        "/12": page_of("<a href='/12.pdf'>แบบ สขร.1</a><a href='/list'>กลับ</a>"),
        "/12.pdf": PDF,
    }
    found = run(
        fetcher(site.address),
        "link_list",
        "2566-H1",
        options={"match": "months", "months": ["2565-10", "2565-11", "2565-12"]},
    )
    assert urls(found) == ["/list", "/10.pdf", "/12", "/12.pdf"]
    assert found[1].capture.chosen_because == (
        "month 2565-10: row 'ตุลาคม', year from 'ปีงบประมาณ 2566'"
    )
    assert found[3].capture.parent == "http://office.test/12"
    assert found[3].capture.chosen_because is not None
    assert found[3].capture.chosen_because.startswith("on the page for month 2565-12")


def test_within_a_heading_or_a_row(site: Site, fetcher: Make) -> None:
    site.routes |= {
        "/list": page_of(
            "<h2>สำนักงานพาณิชย์จังหวัด</h2><a href='/a.pdf'>มีนาคม 2566</a>"
            "<h2>สำนักงานคลังจังหวัด</h2><a href='/b.pdf'>มีนาคม 2566</a>"
            "<h2>อื่น ๆ</h2><table><tr><td>สำนักงานแรงงานจังหวัด<td><a href='/c.pdf'>มี.ค. 66</a></table>"
        ),
        "/a.pdf": PDF,
        "/b.pdf": PDF,
        "/c.pdf": PDF,
    }
    one = fetcher(site.address)
    for name, url in (("คลัง", "/b.pdf"), ("แรงงาน", "/c.pdf")):
        within = {"within": f"สำนักงาน{name}จังหวัด"}
        assert urls(run(one, "link_list", options=within)) == ["/list", url]
    (source,) = run(one, "link_list", options={"within": "สำนักงานประมงจังหวัด"})
    assert source.capture.detail == "no link under 'สำนักงานประมงจังหวัด'"


def test_a_chosen_link_to_another_host_is_said_and_not_asked(site: Site, fetcher: Make) -> None:
    site.routes["/list"] = page_of("<a href='https://drive.test/x'>มีนาคม 2566</a>")
    (source,) = run(fetcher(site.address), "link_list")
    assert source.capture.detail.startswith("on another host, not asked: https://drive.test/x")
    assert left_out((source,)) == ["https://drive.test/x"]


# --- further pages ---------------------------------------------------------------------------


def months(*numbers: int) -> str:
    names = ("มกราคม", "กุมภาพันธ์", "มีนาคม")
    return "".join(f"<li><a href='/{n}.pdf'>{names[n - 1]} 2566</a>" for n in numbers)


FIRST_MONTHS = {"match": "months", "months": ["2566-01", "2566-02", "2566-03"]}


@pytest.mark.parametrize(
    ("second", "third"),
    [
        ("/list?page=2", "/list?page=3"),
        ("/list?cur_page=2&x=", "/list?cur_page=3&x="),
        ("/list/page/2", "/list/page/3/"),
        ("/list?start=10", "/list?start=20"),
    ],
)
@pytest.mark.parametrize("said", [("2", "3"), ("ถัดไป »", "ถัดไป »"), ("›", "Next")])
def test_a_lists_further_pages_are_asked_while_a_month_is_missing(
    site: Site, fetcher: Make, second: str, third: str, said: tuple[str, str]
) -> None:
    site.routes |= {f"/{n}.pdf": PDF for n in (1, 2, 3)} | {
        "/list": page_of(f"{months(3)}<ul class=pagination><a href='{second}'>{said[0]}</a></ul>"),
        second: page_of(f"{months(2)}<a href='{third}'>{said[1]}</a><a href='/list'>1</a>"),
        third: page_of(f"{months(1)}<a href='/list?page=4'>4</a>"),
    }
    found = run(fetcher(site.address), "link_list", options=FIRST_MONTHS)
    pages = ["/list", second, third]
    assert urls(found) == [*pages, "/1.pdf", "/2.pdf", "/3.pdf"]
    assert [each.capture.chosen_because for each in found[1:3]] == [
        "page 2 of the list",
        "page 3 of the list",
    ]
    assert left_out(found) == []


def test_a_list_with_all_its_months_is_one_page(site: Site, fetcher: Make) -> None:
    more = "<a href='/list?page=2'>2</a>"
    site.routes |= {f"/{n}.pdf": PDF for n in (1, 2, 3)} | {
        "/list": page_of(months(1, 2, 3) + more)
    }
    found = run(fetcher(site.address), "link_list", options=FIRST_MONTHS)
    assert urls(found) == ["/list", "/1.pdf", "/2.pdf", "/3.pdf"]


def test_a_list_without_end_is_left_with_a_word(site: Site, fetcher: Make) -> None:
    site.routes |= {
        f"/list?page={n}": page_of(f"<a href='/list?page={n + 1}'>ถัดไป</a>") for n in range(1, 20)
    } | {"/list": page_of("<a href='/list?page=2'>ถัดไป</a>")}
    found = run(fetcher(site.address), "link_list", options=FIRST_MONTHS)
    assert urls(found) == ["/list", *(f"/list?page={n}" for n in range(2, 6))]
    assert left_out(found) == ["http://office.test/list?page=6"]


@pytest.mark.parametrize(
    "link",
    [
        "<a href='/list?id=13'>ถัดไป</a>",  # the next article
        "<a href='/other?page=2'>ถัดไป</a>",
        "<a href='/list/2023/04/02'>2</a>",
        "<a href='/list?day=2'>2</a>",
        "<a href='http://files.test/list?page=2'>2</a>",
        "<a href='/list?page=2'>ข่าวหน้า 2</a>",
    ],
)
def test_what_is_no_further_page(site: Site, fetcher: Make, link: str) -> None:
    site.routes |= {"/list": page_of(months(3) + link), "/3.pdf": PDF}
    found = run(fetcher(site.address), "link_list", options=FIRST_MONTHS)
    assert (urls(found), left_out(found)) == (["/list", "/3.pdf"], [])


def test_a_year_is_looked_for_on_further_pages_too(site: Site, fetcher: Make) -> None:
    site.routes |= {
        "/list": page_of("<a href='/n.pdf'>รายงานปี 2567</a><a href='/list?page=2'>2</a>"),
        "/list?page=2": page_of("<a href='/o.pdf'>รายงานปี 2566</a><a href='/list?page=3'>3</a>"),
        "/o.pdf": PDF,
    }
    found = run(fetcher(site.address), "link_list", options={"match": "year", "year": 2566})
    assert urls(found) == ["/list", "/list?page=2", "/o.pdf"]


def test_all_listed_documents(site: Site, fetcher: Make) -> None:
    site.routes |= {"/list": LIST, "/a.pdf": PDF, "/b.xlsx": PDF, "/download?id=7": PDF}
    found = run(fetcher(site.address), "link_list", options={"match": "all", "follow": "none"})
    assert urls(found) == ["/list", "/a.pdf", "/b.xlsx", "/download?id=7"]


# --- options ---------------------------------------------------------------------------------


def test_an_adapter_nobody_wrote(fetcher: Make) -> None:
    with pytest.raises(CatalogError, match="egp_rss"):
        run(fetcher(), "ftp")


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_an_option_nobody_knows_is_a_mistake(fetcher: Make, adapter: str) -> None:
    with pytest.raises(CatalogError, match="'folow'"):
        run(fetcher(), adapter, options={"folow": "documents"})


@pytest.mark.parametrize(
    ("adapter", "options"),
    [
        ("page", {"follow": "everything"}),
        ("link_list", {"match": "days"}),
        ("ckan", {"limit": 0}),
        ("ckan", {"limit": True}),
        ("link_list", {"within": 7}),
        ("link_list", {"months": ["2023-03"]}),
        ("link_list", {"months": 3}),
    ],
)
def test_an_option_with_a_wrong_value(
    site: Site, fetcher: Make, adapter: str, options: dict[str, Any]
) -> None:
    site.routes["/list"] = LIST
    with pytest.raises(CatalogError, match="valid"):
        run(fetcher(site.address), adapter, options=options)


def test_months_of_a_page_whose_row_holds_them_all() -> None:
    body = "<li>ปีงบประมาณ 2566<ul><li><a href=/10>ตุลาคม</a><li><a href=/x>ดูทั้งหมด</a></ul>"
    first, second = read(f"<html>{body}".encode(), None, "http://office.test/").links
    assert [str(s.month) for s in months_of(first, 2566, "fiscal")] == ["2565-10"]
    assert list(months_of(second, 2566, "fiscal")) == []
    assert Month(2565, 10).fiscal_year == 2566


def test_every_adapter_has_its_page_with_its_sample() -> None:
    folder = PROJECT / "docs/adapters"
    assert {path.stem for path in folder.glob("*.md")} == {*ADAPTERS, "README"}
    index = (folder / "README.md").read_text("utf-8")
    for name in ADAPTERS:
        page = (folder / f"{name}.md").read_text("utf-8")
        assert "sample.example" in page and f"collection/adapters/{name}.py" in page
        assert f"]({name}.md)" in index


# --- links that a script opens ---------------------------------------------------------------


def test_what_a_script_opens_is_followed(site: Site, fetcher: Make) -> None:
    site.routes["/list"] = page_of(
        "<a href=\"javascript:window.open('/a.pdf')\">แผน</a>"
        "<a href='#' onclick=\"window.open('/b.pdf');return false\">ตาราง</a>"
        "<table><tr onclick=\"location.href='/c.pdf'\"><td>รายงาน</td><td>2566</td></tr></table>"
    )
    site.routes |= dict.fromkeys(("/a.pdf", "/b.pdf", "/c.pdf"), PDF)
    found = run(fetcher(site.address), "page", options={"follow": "documents"})
    assert urls(found) == ["/list", "/a.pdf", "/b.pdf", "/c.pdf"]
    assert [one.capture.label for one in found[1:]] == ["แผน", "ตาราง", "รายงาน 2566"]
    assert found[0].capture.remarks == ()


@pytest.mark.parametrize(
    ("adapter", "options"), [("page", {"follow": "documents"}), ("link_list", {"match": "all"})]
)
def test_what_only_a_script_knows_is_left_out_and_said(
    site: Site, fetcher: Make, adapter: str, options: dict[str, str]
) -> None:
    menu = "<nav><a href='javascript:showSub(1)'>เมนู</a></nav>"
    hidden = "<a href=\"javascript:__doPostBack('ctl00','7')\">ดาวน์โหลด</a>"
    for body, said in ((menu, []), (menu + hidden + hidden, ["left_out"])):
        site.routes["/list"] = page_of(body)
        (source,) = run(fetcher(site.address), adapter, options=options)
        assert [remark.code for remark in source.capture.remarks] == said


HIDDEN = "<a href='javascript:openFile(12)'>ดาวน์โหลด</a>"


@pytest.mark.parametrize("adapter", ["page", "link_list"])
def test_what_a_script_opens_on_a_page_within_is_said_too(
    site: Site, fetcher: Make, adapter: str
) -> None:
    site.routes |= {"/list": page_of("<iframe src='/in'></iframe>"), "/in": page_of(HIDDEN)}
    options = {"follow": "documents"}
    (source, *_) = run(fetcher(site.address), adapter, options=options)
    assert [(one.code, one.of) for one in source.capture.remarks] == [
        ("left_out", "http://office.test/in")
    ]


def test_what_a_script_opens_on_the_months_page_is_said_too(site: Site, fetcher: Make) -> None:
    site.routes |= {"/list": page_of("<a href='/7'>มีนาคม 2566</a>"), "/7": page_of(HIDDEN)}
    source, month = run(fetcher(site.address), "link_list")
    assert [one.code for one in month.capture.remarks] == ["left_out"]
    assert source.capture.remarks == ()


def test_what_every_site_opens_by_a_script_hides_nothing(site: Site, fetcher: Make) -> None:
    texts = ["ก", "A+", "TH", "English", "ภาษาไทย", "เข้าสู่ระบบ", "Login", "กลับขึ้นด้านบน"]
    links = "".join(f"<a href='javascript:act(1)'>{text}</a>" for text in texts)
    site.routes["/list"] = page_of(links)
    (source, *_) = run(fetcher(site.address), "link_list")
    assert source.capture.remarks == ()
