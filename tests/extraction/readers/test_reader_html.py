"""HTML: what a visitor would read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.extraction.readers import formats
from ita_evidence.extraction.readers.limits import DEFAULT, Limits
from ita_evidence.model import Document, TextQuality


def page(body: str, head: str = "", limits: Limits = DEFAULT) -> Document:
    html = f"<!doctype html><html><head><title>หน้าแรก</title>{head}</head><body>{body}</body>"
    return formats.parse(html.encode(), "html", None, limits)


def test_text_has_a_line_for_each_block_and_none_of_the_scripts() -> None:
    document = page(
        "<h1>ข้อมูล <b>ผู้บริหาร</b></h1><p>บรรทัดหนึ่ง<br>บรรทัดสอง</p>"
        "<ul><li>หนึ่ง</li><li>สอง</li></ul><script>var a='ซ่อน'</script><style>p{}</style>"
        "<noscript>เปิดสคริปต์</noscript><select><option>มกราคม</option></select><!-- หมายเหตุ -->"
    )
    assert document.text == "ข้อมูล ผู้บริหาร\nบรรทัดหนึ่ง\nบรรทัดสอง\nหนึ่ง\nสอง"
    assert document.title == "หน้าแรก"
    assert document.text_quality is TextQuality.GOOD


def test_hidden_text_is_left_out_and_said() -> None:
    document = page(
        "<p>เห็น</p><div style='display: none'><p>ข้อความที่ซ่อนไว้ในแท็บของหน้านี้</p>"
        "<a href='/o21'>สรุปผล</a></div><p hidden>ซ่อน</p>"
    )
    assert document.text == "เห็น"
    assert document.flags == ("hidden_text",)
    assert [link.href for link in document.links] == ["/o21"]
    assert page("<p>เห็น</p><p hidden>สั้น</p>").flags == ()


def test_tables_have_their_spans_filled_and_nested_ones_stand_alone() -> None:
    document = page(
        "<table><tr><th rowspan=2>ที่</th><th colspan=2>สัญญา</th></tr>"
        "<tr><th>เลขที่</th><th>วันที่</th></tr>"
        "<tr><td>1</td><td>12/2566</td><td><table><tr><td>ใน</td></tr></table>นอก</td></tr></table>"
    )
    outer, inner = document.tables
    assert outer.rows == (
        ("ที่", "สัญญา", "สัญญา"),
        ("ที่", "เลขที่", "วันที่"),
        ("1", "12/2566", "นอก"),
    )
    assert inner.rows == (("ใน",),)


def test_a_table_cannot_span_without_end() -> None:
    document = page("<table><tr><td colspan=99999999 rowspan=999999>ก</td></tr></table>")
    assert len(document.tables[0].rows[0]) == 200


def test_links_have_the_heading_above_and_the_words_of_their_picture() -> None:
    document = page(
        "<a href='/home'>หน้าแรก</a><h2>O21 สรุปผล</h2><a href=' /a.pdf '>มีนาคม\n 2566</a>"
        "<a href='/b.pdf'><img src='b.png' alt='แผนที่'></a><a name='x'>ไม่ใช่</a>"
        "<iframe src='https://maps.example/x' title='แผนที่ตั้ง'></iframe>"
    )
    assert [(link.href, link.text, link.heading) for link in document.links] == [
        ("/home", "หน้าแรก", ""),
        ("/a.pdf", "มีนาคม 2566", "O21 สรุปผล"),
        ("/b.pdf", "แผนที่", "O21 สรุปผล"),
        ("https://maps.example/x", "แผนที่ตั้ง", "O21 สรุปผล"),
    ]


def test_pictures_and_forms_are_listed() -> None:
    document = page(
        "<img src='p.jpg' width=640 height='480px' alt='ภาพถ่าย'><img src='data:image/png;base64,A'>"
        "<form action='/send' method=POST><input name=q><input type=EMAIL name=e>"
        "<textarea name=t></textarea><select name=s></select></form>"
    )
    first, second = document.pictures
    assert (first.src, first.alt, first.width_px, first.height_px) == ("p.jpg", "ภาพถ่าย", 640, 480)
    assert second.src.startswith("data:image/png")
    (form,) = document.forms
    assert (form.action, form.method) == ("/send", "post")
    assert form.fields == ("text:q", "email:e", "textarea:t", "select:s")


def test_a_drawing_in_the_page_is_a_picture_and_an_icon_none() -> None:
    document = page(
        "<svg viewBox='0 0 900 600'><title>แผนผัง</title><text>ผู้ว่าราชการจังหวัด</text></svg>"
        "<svg width=640 height=480 aria-label='แผนที่'><path d='M0 0'/></svg>"
        "<svg viewBox='0 0 512 512'><path d='M0 0'/></svg><svg width=24 height=24></svg>"
        "<svg style='display:none'><symbol id=a><text>ค้นหา</text></symbol></svg>"
    )
    assert [(one.alt, one.width_px, one.height_px) for one in document.pictures] == [
        ("แผนผัง", 900, 600),
        ("แผนที่", 640, 480),
    ]
    assert "ผู้ว่าราชการ" not in document.text


def test_only_scripts_that_may_draw_count() -> None:
    assert page("", "<script src='/js/app.js'></script>").scripts
    assert page("<script>document.write('x')</script>").scripts
    assert not page("<script>var visits = 1</script>").scripts
    assert not page("", "<script src='https://www.googletagmanager.com/gtag/js'></script>").scripts
    assert not page("", "<script src='/lib/jquery-3.7.1.min.js'></script>").scripts
    assert not page("", "<script type='application/ld+json'>{}</script>").scripts


def test_a_charset_label_is_not_believed_against_the_bytes() -> None:
    html = "<html><head><meta charset='tis-620'></head><body><p>ประกาศจังหวัด</p></body></html>"
    utf8 = formats.parse(html.encode(), "html", "text/html; charset=tis-620", DEFAULT)
    assert (utf8.text, utf8.encoding_rule) == ("ประกาศจังหวัด", "utf-8")
    other = html.replace("tis-620", "utf-8").encode("cp874")
    tis620 = formats.parse(other, "html", "text/html; charset=utf-8", DEFAULT)
    assert (tis620.text, tis620.encoding_rule) == ("ประกาศจังหวัด", "thai_bytes")


def test_broken_text_is_repaired_and_counted() -> None:
    document = page("<p>ประจําปี จ านวน ๑ เรื่อง</p><table><tr><td>ประจําปี</td></tr></table>")
    assert document.text.splitlines()[0] == "ประจำปี จำนวน ๑ เรื่อง"
    assert document.tables[0].rows == (("ประจำปี",),)
    assert document.repairs == {"marks": 2, "spaced_sara_aa": 1}
    assert document.text_quality is TextQuality.REPAIRED


def test_limits_cut_a_page_short_and_say_so() -> None:
    rows = "<tr><td>1</td><td>2</td></tr>" * 10
    assert page(f"<table>{rows}</table>", limits=Limits(cells=10)).flags == ("truncated",)
    assert page("<p>ยาวมาก</p>", limits=Limits(chars=3)).flags == ("truncated",)


def test_a_page_of_a_thousand_levels_is_read() -> None:
    assert "ลึก" in page("<div>" * 200 + "ลึก" + "</div>" * 200).text
    assert page("<div>" * 20_000 + "ลึก").type == "html"


@given(st.text(alphabet="<>/ดtableridvop='\" \n&;#x0", max_size=120))
def test_any_markup_is_a_document(markup: str) -> None:
    assert page(markup).type == "html"
