"""A page's links and what stands around them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.collection.page import Page, absolute, looks_like_html, read

BASE = "http://office.test/dir/list.html"


def of(body: str, url: str = BASE) -> Page:
    return read(f"<html><body>{body}</body></html>".encode(), None, url)


def test_a_link_with_what_stands_around_it() -> None:
    page = of(
        "<h2>สำนักงานพาณิชย์จังหวัด</h2><h3>ปีงบประมาณ 2566</h3>"
        "<ul><li>ตุลาคม <a href='a.pdf'>ดาวน์โหลด</a></ul>"
    )
    (link,) = page.links
    assert link.url == "http://office.test/dir/a.pdf"
    assert link.text == "ดาวน์โหลด"
    assert link.headings == ("สำนักงานพาณิชย์จังหวัด", "ปีงบประมาณ 2566")
    assert link.row == "ตุลาคม ดาวน์โหลด"


def test_a_heading_ends_where_a_higher_one_begins() -> None:
    page = of("<h2>ก</h2><h3>1</h3><a href=a>x</a><h2>ข</h2><a href=b>y</a>")
    assert [link.headings for link in page.links] == [("ก", "1"), ("ข",)]


def test_a_caption_ends_with_its_table() -> None:
    page = of("<h2>ก</h2><table><caption>ข</caption><tr><td><a href=a>x</a></table><a href=b>y</a>")
    assert [link.headings for link in page.links] == [("ก", "ข"), ("ก",)]


def test_a_line_in_bold_is_a_heading() -> None:
    page = of("<h2>ก</h2><p><b>ไตรมาสที่ 1</b></p><a href=a>x</a><p>some <b>bold</b></p>")
    assert page.links[0].headings == ("ก", "ไตรมาสที่ 1")
    assert page.headings == ("ก", "ไตรมาสที่ 1")


def test_columns_are_counted_with_their_spans() -> None:
    page = of(
        "<table><tr><th>หน่วยงาน<th colspan=2>ต.ค. 65<th>พ.ย. 65"
        "<tr><td>ก<td><a href=1>pdf</a><td><a href=2>xls</a><td><a href=3>pdf</a></table>"
    )
    assert [link.column for link in page.links] == ["ต.ค. 65", "ต.ค. 65", "พ.ย. 65"]


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("files\\plan.pdf", "http://office.test/dir/files/plan.pdf"),
        ("..\\plan.pdf?name=a\\b", "http://office.test/plan.pdf?name=a\\b"),
        ("http:\\\\files.test\\a.pdf", "http://files.test/a.pdf"),
        ("get.php?f=แผน.pdf", "http://office.test/dir/get.php?f=แผน.pdf"),
        ("get.php?f=%E1%BC%B9.pdf", "http://office.test/dir/get.php?f=%E1%BC%B9.pdf"),
    ],
)
def test_an_address_is_read_as_browsers_read_it(href: str, url: str) -> None:
    assert absolute(href, BASE) == url


def test_a_query_goes_out_in_the_pages_encoding_and_a_path_in_utf_8() -> None:
    body = "<html><body>ดาวน์โหลด<a href='get.php?f=แผน.pdf'>ก</a><a href='แผน.pdf'>ข</a>"
    sent = [link.url for link in read(body.encode("cp874"), None, BASE).links]
    assert sent == [
        "http://office.test/dir/get.php?f=%E1%BC%B9.pdf",
        "http://office.test/dir/แผน.pdf",
    ]
    assert [link.url for link in read(body.encode(), None, BASE).links] == [
        "http://office.test/dir/get.php?f=แผน.pdf",
        "http://office.test/dir/แผน.pdf",
    ]


def test_headings_of_its_own_lead_to_no_other_page() -> None:
    page = of("<h1>ข่าว</h1><nav><h2>เมนู</h2></nav><h3><a href=1>พาดหัว</a></h3><a><h4>ก</h4></a>")
    assert page.headings == ("ข่าว", "เมนู", "พาดหัว", "ก")
    assert page.own_headings == ("ข่าว",)


@pytest.mark.parametrize(
    "href",
    [
        "",
        "   ",
        "#",
        "#top",
        "javascript:void(0)",
        "mailto:a@b.c",
        "tel:1567",
        "data:,x",
        "http://[",
    ],
)
def test_links_that_lead_nowhere_we_can_ask(href: str) -> None:
    assert absolute(href, BASE) is None
    assert of(f"<a href='{href}'>x</a>").links == ()


@pytest.mark.parametrize("href", ["list.html", "list.html#part", "./list.html", "/dir/list.html"])
def test_a_link_to_the_page_itself_is_none(href: str) -> None:
    assert of(f"<a href='{href}'>x</a>").links == ()


def test_links_are_resolved_against_the_base() -> None:
    page = of("<base href='/files/'><a href=' a\n.pdf '>x</a>")
    assert page.links[0].url == "http://office.test/files/a.pdf"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<a href=a.pdf><img alt='มีนาคม'></a>", "มีนาคม"),
        ("<a href=a.pdf title='มีนาคม'></a>", "มีนาคม"),
        ("<a href='%E0%B8%81.pdf'></a>", "ก.pdf"),
        ("<iframe src=a.pdf title='แผน'></iframe>", "แผน"),
        ("<object data=a.pdf></object>", "a.pdf"),
    ],
)
def test_a_link_without_text_has_a_label(inner: str, text: str) -> None:
    assert of(inner).links[0].text == text


def test_own_text_is_without_menus_links_and_footers() -> None:
    page = of(
        "<nav>เมนู</nav><div class='main-menu'>ข่าว</div><header>จังหวัด</header>"
        "<article><header><h1>หัวข้อ</h1></header>เนื้อหา <a href=a>ลิงก์</a></article>"
        "<footer>ที่อยู่</footer><script>x()</script><!-- หมายเหตุ -->"
    )
    assert page.own_text == "หัวข้อ เนื้อหา"
    assert page.text == "เมนู ข่าว จังหวัด หัวข้อ เนื้อหา ลิงก์ ที่อยู่"
    assert page.draws


def test_images_without_icons() -> None:
    page = of(
        "<img src=a.jpg><img src=i.png width=16><img data-src=b.jpg src=x.gif><img src=a.jpg>"
    )
    assert page.images == ("http://office.test/dir/a.jpg", "http://office.test/dir/b.jpg")


def test_fields_and_rows_are_counted() -> None:
    page = of(
        "<input><input type=password><input type=hidden><textarea></textarea>"
        "<table><tr><td>ก<td>1<tr><td>ข<td> <tr><td>ค<td>2</table>"
    )
    assert (page.text_fields, page.password_fields, page.data_rows) == (2, 1, 2)


def test_thai_in_cp874_is_read() -> None:
    data = "<html><h1>ประกาศจังหวัดทดสอบ</h1></html>".encode("cp874")
    assert read(data, "text/html; charset=ISO-8859-1", BASE).headings == ("ประกาศจังหวัดทดสอบ",)


@pytest.mark.parametrize(
    "data",
    [
        b"<div>" * 30_000,
        b"<table><tr><td>" * 8_000,
        b"<table><tr>" + b"".join(b"<td><a href=%d>x</a>" % n for n in range(3_000)),
        b"<b>" * 20_000,
    ],
)
def test_a_hostile_page_costs_seconds_at_most(data: bytes) -> None:
    began = time.process_time()
    read(data, None, BASE)
    assert time.process_time() - began < 10


@given(st.text(max_size=200))
def test_any_text_is_a_page(text: str) -> None:
    page = read(f"<html>{text}".encode("utf-8", "ignore"), None, BASE)
    assert all(link.url.startswith(("http://", "https://")) for link in page.links)


@given(st.binary(max_size=100))
def test_any_bytes_are_html_or_not(data: bytes) -> None:
    assert looks_like_html(data) in (True, False)
