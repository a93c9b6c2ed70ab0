"""What a click opens, as sites of Thai offices write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.clicks import address, is_hidden


@pytest.mark.parametrize(
    ("href", "onclick", "leads_to"),
    [
        ("/a.pdf", "", "/a.pdf"),
        ("/a.pdf", "window.open('/b.pdf')", "/a.pdf"),
        ("javascript:window.open('/files/o21.pdf','_blank')", "", "/files/o21.pdf"),
        (" JavaScript:window.open( \"a.pdf\" , 'w' );", "", "a.pdf"),
        ("#", "window.open('http://x.go.th/a.pdf'); return false;", "http://x.go.th/a.pdf"),
        ("", "location.href='news.php?id=7'", "news.php?id=7"),
        ("#", "window.location = 'http:\\/\\/x.go.th\\/a.pdf'", "http://x.go.th/a.pdf"),
        ("#", "document.location.replace('/b')", "/b"),
        ("javascript:void(0)", "window.open('/แผน.pdf')", "/แผน.pdf"),
        ("#", "window.open('/file.php?id=' + id)", "#"),
        ("", "if (location == '/x') { go() }", ""),
        ("javascript:openFile(12)", "", ""),
        ("#", "if (confirm('ลบ?')) location.href='delete.php?id=3'", "#"),
        ("javascript:if(confirm('ลบ?'))location='delete.php?id=3'", "", ""),
        ("", "", ""),
        ("#top", "", "#top"),
    ],
)
def test_where_it_leads(href: str, onclick: str, leads_to: str) -> None:
    assert address(href, onclick) == leads_to


@pytest.mark.parametrize(
    ("href", "onclick"),
    [
        ("javascript:openFile(12)", ""),
        ("javascript:__doPostBack('ctl00$grid','Page$2')", ""),
        ("#", "showPdf('o21')"),
        ("#", "window.open('/file.php?id=' + id)"),
        ("javascript:window.open(encodeURI('/a.pdf'))", ""),
        ("#", "document.getElementById('shown').src='o21.pdf'"),
        ("#", "document.list.page.value=2; document.list.submit()"),
        ("#", "$('#content').load('o21.html')"),
        ("#", "window.open('https://www.facebook.com/sharer?u=' + me); openFile(12)"),
        ("#", "printFile(21)"),
        ("#", "if (confirm('ดาวน์โหลด?')) location.href='a.pdf'"),
    ],
)
def test_what_only_the_script_knows(href: str, onclick: str) -> None:
    assert is_hidden(href, onclick)


@pytest.mark.parametrize(
    ("href", "onclick"),
    [
        ("/a.pdf", "count(7)"),
        ("javascript:window.open('/a.pdf')", ""),
        ("javascript:void(0)", ""),
        ("javascript:history.back()", ""),
        ("#", "return false;"),
        ("#", "toggleMenu(this)"),
        ("#", "changeFontSize(2)"),
        ("#", "window.print()"),
        ("#", "printDiv('content')"),
        ("#", "doGTranslate('th|en');return false;"),
        ("#", "Joomla.tableOrdering('a.title','asc','');return false;"),
        ("#", "window.scrollTo(0, 0)"),
        ("#", "location.reload(true)"),
        ("#", "document.getElementById('more').style.display='block'"),
        ("#", "document.body.classList.add('large')"),
        ("#", "jQuery('#more').slideToggle(300)"),
        ("#", "site.toggleMenu(this)"),
        ("#", "openTab(event, 'plan')"),
        ("#", "setActiveStyleSheet('dark')"),
        ("#", "dataLayer.push({'event': 'x'})"),
        (
            "#",
            "window.open('https://www.facebook.com/sharer/sharer.php?u='+encodeURIComponent(me))",
        ),
        ("#", "window.open('https://social-plugins.line.me/lineit/share?url=' + location.href)"),
        ("javascript:ts('body',1)", ""),
        ("#top", ""),
        ("", ""),
    ],
)
def test_what_hides_nothing(href: str, onclick: str) -> None:
    assert not is_hidden(href, onclick)


@given(st.text(), st.text())
def test_any_text_is_taken(href: str, onclick: str) -> None:
    assert isinstance(address(href, onclick), str)
    assert isinstance(is_hidden(href, onclick), bool)


@pytest.mark.parametrize("script", ["$" * 1_000_000, "menu" * 250_000 + ".(x", "a." * 500_000])
def test_a_script_of_a_megabyte_is_looked_through_once(script: str) -> None:
    assert not is_hidden("#", script)
