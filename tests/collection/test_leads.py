"""A page that is unchanged leads where it led, and is not read again."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from collection_world import Site, answer, make_request

from ita_evidence.collection import Fetched, Fetcher, KnownLeads, Validators, leads
from ita_evidence.collection.adapters import collect
from ita_evidence.collection.page import read
from ita_evidence.model import Outcome
from ita_evidence.periods import parse

Make = Callable[..., Fetcher]
MARCH = parse("2566-03")
LIST = (
    "<html><head><link rel=stylesheet href=/s.css></head><body><h2>แผน</h2>"
    "<a href='/a.pdf'>แผนปฏิบัติราชการ</a><iframe src='/inner'></iframe><img src='/c.png'>"
    "</body></html>"
)
BODIES = {
    "/list": LIST.encode(),
    "/inner": "<html><body><a href='/b.pdf'>ตารางเดือนมีนาคม 2566</a></body></html>".encode(),
    "/a.pdf": b"%PDF-1.7 a",
    "/b.pdf": b"%PDF-1.7 b",
    "/s.css": b"a { background: url(d.png) }",
    "/c.png": b"\x89PNG\r\nc",
    "/d.png": b"\x89PNG\r\nd",
}


def says_304(body: bytes) -> Callable[[Any], None]:
    etag = f'"{sha256(body).hexdigest()}"'

    def route(handler: Any) -> None:
        known = handler.headers.get("If-None-Match") == etag
        answer(handler, 304 if known else 200, {"ETag": etag}, b"" if known else body)

    return route


@pytest.fixture
def bodies(site: Site) -> dict[str, bytes]:
    """What the store has, by digest."""
    site.routes |= {path: says_304(body) for path, body in BODIES.items()}
    return {sha256(body).hexdigest(): body for body in BODIES.values()}


def run(one: Fetcher, **arguments: Any) -> tuple[Fetched, ...]:
    return collect(make_request(**arguments), one, period=MARCH, fiscal_year=2566)


def known_of(found: tuple[Fetched, ...]) -> dict[str, Validators]:
    return {
        one.capture.url: Validators(
            etag=one.capture.etag,
            last_modified=None,
            blob_sha256=one.capture.blob_sha256 or "",
            first_snapshot="snapshots/x",
            content_type=one.capture.content_type,
        )
        for one in found
    }


def said(found: tuple[Fetched, ...]) -> list[tuple[Any, ...]]:
    return [
        (one.capture.url, one.capture.role, one.capture.label, one.capture.links) for one in found
    ]


ADAPTERS = [
    {"adapter": "page", "options": {"follow": "documents"}},
    {"adapter": "link_list", "options": {"match": "all"}},
]


@pytest.mark.parametrize("asks", ADAPTERS)
def test_what_is_unchanged_is_not_read_again(
    site: Site, fetcher: Make, bodies: dict[str, bytes], asks: dict[str, Any]
) -> None:
    before = KnownLeads(version="1")
    first = run(fetcher(site.address, leads=before), **asks)
    read_again: list[str] = []

    def body(digest: str) -> bytes:
        read_again.append(digest)
        return bodies[digest]

    now = KnownLeads(before.dump(), version="1")
    second = run(fetcher(site.address, leads=now, known=known_of(first), known_body=body), **asks)
    assert said(second) == said(first) and len(first) > 2
    assert {one.capture.outcome for one in second} == {Outcome.UNCHANGED}
    assert (read_again, now.changed) == ([], False)


def test_what_another_version_read_is_read_again(
    site: Site, fetcher: Make, bodies: dict[str, bytes]
) -> None:
    before = KnownLeads(version="1")
    first = run(fetcher(site.address, leads=before), **ADAPTERS[0])
    now = KnownLeads(before.dump(), version="2")
    one = fetcher(site.address, leads=now, known=known_of(first), known_body=bodies.get)
    assert said(run(one, **ADAPTERS[0])) == said(first)
    assert now.changed and now.dump() == before.dump().replace(b'"1"', b'"2"')


def test_a_page_that_changed_leads_where_it_leads_now(
    site: Site, fetcher: Make, bodies: dict[str, bytes]
) -> None:
    known = KnownLeads()
    first = run(fetcher(site.address, leads=known), **ADAPTERS[0])
    site.routes["/list"] = says_304(LIST.replace("/a.pdf", "/b.pdf").encode())
    one = fetcher(site.address, leads=known, known=known_of(first), known_body=bodies.get)
    second = run(one, **ADAPTERS[0])
    assert "http://office.test/a.pdf" in known_of(first)
    assert "http://office.test/a.pdf" not in known_of(second)


def test_the_same_bytes_under_another_type_are_another_page(site: Site, fetcher: Make) -> None:
    known = KnownLeads()
    site.routes["/list"] = (200, {"Content-Type": "text/html; charset=utf-8"}, BODIES["/list"])
    (capture, *_) = (one.capture for one in run(fetcher(site.address, leads=known)))
    assert known.of(capture) is not None
    thai = capture.model_copy(update={"content_type": "text/html; charset=tis-620"})
    moved = capture.model_copy(update={"final_url": "http://office.test/x/list"})
    assert known.of(thai) is None and known.of(moved) is None


def test_bytes_that_are_needed_are_given_though_the_leads_are_known(
    site: Site, fetcher: Make, bodies: dict[str, bytes]
) -> None:
    known = KnownLeads()
    first = run(fetcher(site.address, leads=known))
    one = fetcher(site.address, leads=known, known=known_of(first), known_body=bodies.get)
    url = "http://office.test/list"
    assert one.fetch(url, needs="leads").payload is None
    assert one.fetch(url, needs="bytes").body == BODIES["/list"]


def test_an_error_page_is_not_noted(site: Site, fetcher: Make) -> None:
    known = KnownLeads()
    site.routes["/list"] = (404, {"Content-Type": "text/html"}, BODIES["/list"])
    run(fetcher(site.address, leads=known))
    assert (known.dump(), known.changed) == (b"{}", False)


def test_so_much_is_kept_and_no_more(
    site: Site, fetcher: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.routes["/list"] = LIST
    (capture, *_) = (one.capture for one in run(fetcher(site.address)))
    page = read(BODIES["/list"], "text/html", capture.final_url)
    other = capture.model_copy(update={"final_url": "http://office.test/other"})
    known = KnownLeads()
    known.note(capture, page)
    monkeypatch.setattr(leads, "MOST_BYTES", 3 * len(known.dump()) // 2)
    known.note(other, page)
    assert known.of(capture) is not None and known.of(other) is None
    known.note(capture, page)  # in its own place
    assert known.of(capture) is not None
    again = KnownLeads(known.dump())
    again.note(other, page)
    assert again.of(other) is None


def test_one_page_of_many_long_rows_is_not_kept(site: Site, fetcher: Make) -> None:
    known = KnownLeads()
    row = "ก" * 1000 + "".join(f"<a href='/{number}'>ก</a>" for number in range(2000))
    heading = "".join(f"<h{level}>{'ก' * 300}</h{level}>" for level in range(1, 7))
    site.routes["/list"] = f"<html><body>{heading}<ul><li>{row}</ul></body></html>"
    (capture, *_) = (one.capture for one in run(fetcher(site.address, leads=known)))
    other = capture.model_copy(update={"final_url": "http://office.test/other"})
    page = known.of(capture)
    assert page is not None and len(page.links) == 2000
    known.note(other, page)
    assert known.of(other) is None and len(known.dump()) <= leads.MOST_BYTES


def test_what_another_version_wrote_in_another_shape_is_no_fault() -> None:
    stored = b'{"http://office.test/list": {"version": "1", "where": ["to"]}}'
    known = KnownLeads(stored, version="2")
    assert (known.dump(), known.changed) == (b"{}", False)


def test_a_page_behind_a_download_link_is_followed_again(
    site: Site, fetcher: Make, bodies: dict[str, bytes]
) -> None:
    landing = "<html><body><a href='/b.pdf'>ไฟล์</a></body></html>".encode()
    listed = "<html><body><a href='/download?id=7'>มีนาคม 2566</a></body></html>".encode()
    for path, body in {"/list": listed, "/download?id=7": landing}.items():
        site.routes[path] = says_304(body)
        bodies[sha256(body).hexdigest()] = body
    first = run(fetcher(site.address), adapter="link_list")
    one = fetcher(site.address, known=known_of(first), known_body=bodies.get)
    assert [url for url, *_ in said(first)][-1] == "http://office.test/b.pdf"
    assert said(run(one, adapter="link_list")) == said(first)
