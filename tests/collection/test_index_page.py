"""OIT index pages as agencies make them by hand: which link stands for which item."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence import catalog
from ita_evidence.collection.index_page import Index, Titles, read
from ita_evidence.model import Item

URL = "http://office.test/ita/"
CATALOG = Path(__file__).parents[2] / "include/catalog"


@cache
def items() -> dict[str, Item]:
    return catalog.load(CATALOG).editions["2566"]


def index(body: str) -> Index:
    return read(f"<html><body>{body}".encode(), None, URL, items())


def links(body: str) -> list[tuple[str, str]]:
    """(item, path) of each link that stands for an item."""
    return [(one.named.item, one.url.removeprefix(URL)) for one in index(body).listed]


def title(item: str) -> str:
    return items()[item].title_th


# --- codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "item"),
    [
        ("O1", "O1"),
        ("01", "O1"),
        ("010", "O10"),
        ("○11", "O11"),
        ("๐11", "O11"),
        ("๐๑๑", "O11"),
        ("O20", "O20"),
        ("o31", "O31"),
        ("023", "O23"),
        ("O-01", "O1"),
        ("O 5", "O5"),
        ("(O5)", "O5"),
        ("O5.", "O5"),
        ("Ｏ5".replace("Ｏ", "О"), "O5"),  # a Cyrillic O
        ("ข้อ 1", "O1"),
        ("ข้อที่ ๑๒", "O12"),
        ("ข้อ O43", "O43"),
    ],
)
def test_a_code_in_each_of_its_spellings(printed: str, item: str) -> None:
    assert links(f"<table><tr><td>{printed}</td><td><a href='x'>ดู</a></td></tr></table>") == [
        (item, "x")
    ]
    assert Titles(items()).bare_code(printed) == item


@pytest.mark.parametrize(
    "text",
    [
        "O44",
        "O0",
        "2566",
        "9.1 ข้อมูลพื้นฐาน",
        "12/2566",
        "02 123 4567",
        "08:30 - 16:30 น.",
        "05 เมษายน 2566",
        "5 เมษายน 2566",
        "10% ของงบประมาณ",
        "(1) โครงการหรือกิจกรรม",
        "",
    ],
)
def test_what_looks_like_a_code_and_is_none(text: str) -> None:
    assert Titles(items()).named(text) is None


@given(st.text(max_size=60))
def test_any_text_names_an_item_of_the_edition_or_none(text: str) -> None:
    named = Titles(items()).named(text)
    assert named is None or named.item in items()


# --- titles ----------------------------------------------------------------------------------


def test_each_title_names_its_own_item() -> None:
    known = Titles(items())
    assert {item: known.title(one.title_th) for item, one in items().items()} == {
        item: item for item in items()
    }


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("สรุปผลการจัดซื้อจัดจ้างหรือการจัดหาพัสดุ รายเดือน (สขร.1)", "O21"),
        ("สรุปผลการจัดซื้อจัดจ้างหรือจัดหาพัสดุรายเดือน", "O21"),
        ("รายงานผลการบริหารและพัฒนาทรัพยากรบุคคล ประจําปี", "O26"),  # ํ and า for ำ
        ("ประกาศเจตนารมณ์นโยบาย No Gift Policy", "O31"),
        ("การประเมินความเสี่ยงการทุจริตและประพฤติมิชอบ ประจำปี ๒๕๖๖", "O34"),
        ("คู่มือการปฏิบัติงานของเจ้าหน้าที่", None),
        ("รายงาน", None),
        ("ดาวน์โหลด", None),
    ],
)
def test_a_title_as_agencies_write_it(text: str, item: str | None) -> None:
    assert Titles(items()).title(text) == item


def test_a_title_wins_over_the_number_beside_it() -> None:
    (one,) = index(f"<ul><li><a href='x'>O20 {title('O21')}</a></li></ul>").listed
    assert (one.named.item, one.named.printed, one.named.told_by) == ("O21", "O20", "title")
    (one,) = index(
        f"<table><tr><td>22</td><td>{title('O21')}</td><td><a href='x'>ดู</a></td></tr></table>"
    ).listed
    assert (one.named.item, one.named.printed) == ("O21", "O22")


def test_title_and_number_that_agree() -> None:
    for body in (
        f"<p>O21 <a href='x'>{title('O21')}</a></p>",
        f"<h3>O21 {title('O21')}</h3><a href='x'>ดู</a>",
        f"<table><tr><td>21<td>{title('O21')}<td><a href='x'>ดู</a></table>",
    ):
        (one,) = index(body).listed
        assert (one.named.item, one.named.told_by) == ("O21", "title and number")


# --- pages -----------------------------------------------------------------------------------


def test_headings_with_the_links_under_them() -> None:
    body = (
        f"<h2>ตัวชี้วัดย่อยที่ 9.2 การบริหารงาน</h2>"
        f"<h3>O14 {title('O14')}</h3><ul><li><a href='a'>กลุ่มงานอำนวยการ</a>"
        "<li><a href='b'>สำนักงานพาณิชย์จังหวัด</a></ul><h4>เอกสารประกอบ</h4><a href='c'>แผ่นพับ</a>"
        f"<h3>O15 {title('O15')}</h3><p><a href='d'>คู่มือสำหรับประชาชน</a></p>"
        "<h2>ลิงก์ที่น่าสนใจ</h2><a href='e'>จังหวัด</a>"
    )
    assert links(body) == [("O14", "a"), ("O14", "b"), ("O14", "c"), ("O15", "d")]
    listed = index(body).listed
    assert "เอกสารประกอบ" in listed[2].around


def test_a_row_that_spans_several_links() -> None:
    body = (
        f"<table><tr><td rowspan=2>O16</td><td rowspan=2>{title('O16')}</td>"
        "<td><a href='a'>สำนักงานพาณิชย์</a></td></tr><tr><td><a href='b'>ศูนย์ดำรงธรรม</a></td></tr>"
        f"<tr><td>O17</td><td>{title('O17')}</td><td><a href='c'>ดู</a></td></tr></table>"
        "<p><a href='after'>กลับ</a></p>"
    )
    assert links(body) == [("O16", "a"), ("O16", "b"), ("O17", "c")]


def test_the_link_may_stand_before_its_title() -> None:
    rows = "".join(
        f"<tr><td><a href='{n}'>ดู</a></td><td>O{n}</td><td>{title(f'O{n}')}</td></tr>"
        for n in (1, 2, 3)
    )
    assert links(f"<table>{rows}</table>") == [("O1", "1"), ("O2", "2"), ("O3", "3")]


def test_two_items_in_one_row_are_each_their_own() -> None:
    body = (
        f"<table><tr><td>O1 {title('O1')}<br><a href='a'>ดู</a></td>"
        f"<td>O2 {title('O2')}<br><a href='b'>ดู</a></td></tr></table>"
    )
    assert links(body) == [("O1", "a"), ("O2", "b")]


def test_a_row_nobody_can_tell_is_not_the_one_before_it() -> None:
    body = (
        f"<table><tr><td>1</td><td>{title('O1')}</td><td><a href='a'>ดู</a></td></tr>"
        "<tr><td>2</td><td>เรื่องอื่นที่ไม่มีในเกณฑ์</td><td><a href='b'>ดู</a></td></tr></table>"
    )
    assert links(body) == [("O1", "a")]


def test_nested_lists_and_accordions() -> None:
    body = (
        f"<ul><li>O31 {title('O31')}<ul><li><a href='a'>ประกาศ 2566</a></ul></li>"
        f"<li>O32 {title('O32')}<ul><li><a href='b'>ภาพกิจกรรม</a></ul></li></ul>"
        f"<div class='card'><div class='title'>O33 {title('O33')}</div>"
        "<div class='body'><h5>ไฟล์</h5><a href='c'>รายงาน</a></div></div>"
        f"<details><summary>O34 {title('O34')}</summary><a href='d'>ผลการประเมิน</a></details>"
    )
    assert links(body) == [("O31", "a"), ("O32", "b"), ("O33", "c"), ("O34", "d")]


def test_a_document_under_a_heading_may_be_named_like_another_item() -> None:
    body = f"<h3>O12 {title('O12')}</h3><a href='a'>{title('O11')}</a>"
    assert links(body) == [("O12", "a")]
    row = f"<table><tr><td>O12<td>{title('O12')}<td><a href='a'>{title('O11')}</a></table>"
    assert links(row) == [("O12", "a")]


def test_the_criteria_beside_the_links_name_nothing() -> None:
    wording = items()["O12"].wording.replace("\n", "<br>")
    body = (
        f"<table><tr><td>O11<td>{title('O11')}<td><a href='a'>ดู</a></tr>"
        f"<tr><td>O12<td>{title('O12')}<td>{wording}<td><a href='b'>ดู</a></tr></table>"
    )
    assert links(body) == [("O11", "a"), ("O12", "b")]
    assert all("แสดงรายงานผลความก้าวหน้า" not in one.around for one in index(body).listed)


def test_links_that_lead_nowhere_are_listed_without_a_url() -> None:
    body = "".join(
        f"<p><a href='{href}'>O{n} {title(f'O{n}')}</a></p>"
        for n, href in enumerate(("", "#", "javascript:void(0)"), 1)
    )
    assert [(one.named.item, one.url) for one in index(body).listed] == [
        ("O1", ""),
        ("O2", ""),
        ("O3", ""),
    ]


def test_menus_and_footers_stand_for_nothing() -> None:
    body = (
        f"<nav><a href='m'>{title('O7')}</a></nav><p><a href='a'>O43 {title('O43')}</a></p>"
        "<footer><a href='f'>แผนที่</a></footer>"
    )
    assert links(body) == [("O43", "a")]


def test_a_page_in_cp874() -> None:
    body = f"<html><p>O5 <a href='a'>{title('O5')}</a></p>"
    found = read(body.encode("cp874"), "text/html; charset=tis-620", URL, items())
    assert [one.named.item for one in found.listed] == ["O5"]


def test_a_thousand_rows_are_read_in_time() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>ประกาศจังหวัด เรื่องที่ {n} ประจำปี</td><td><a href='{n}'>ดู</a></td></tr>"
        for n in range(1000)
    )
    assert len(links(f"<table>{rows}</table>")) < 1000
