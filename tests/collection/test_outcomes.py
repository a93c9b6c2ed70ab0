"""Each rule of an answer fires on its case and not on a near miss."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ita_evidence.collection import outcomes
from ita_evidence.collection.outcomes import Answer, Rule, classified, classify
from ita_evidence.model import Outcome

DOCS = Path(__file__).parents[2] / "docs/outcomes.md"


def page(title: str = "", body: str = "") -> bytes:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


def of(payload: bytes | str = b"", **overrides: Any) -> Answer:
    values: dict[str, Any] = {
        "status": 200,
        "payload": payload.encode() if isinstance(payload, str) else payload,
        "content_type": None,
        "url": "http://office.test/news/12",
        "final_url": "http://office.test/news/12",
    }
    values["final_url"] = overrides.get("url", values["url"])
    return Answer(**(values | overrides))


LONG = "<p>รายงานผลการดำเนินงานของจังหวัดในรอบปีงบประมาณ มีรายละเอียดตามลำดับดังนี้ " * 40
DOCUMENT = "<a href='plan.pdf'>แผนปฏิบัติราชการ</a>"
PDF = b"%PDF-1.7 ..."

# rule: what fires it, and what looks like it and must not.
CASES: dict[str, tuple[Answer, Answer]] = {
    "bytes_received": (of(page("ข่าว", "วันนี้")), of(b"")),
    "status_404": (of(status=404), of("404 recipes")),
    "status_410": (of(status=410), of("gone")),
    "soft_404.title_th": (
        of(page("ไม่พบหน้าที่ท่านต้องการ - จังหวัดทดสอบ", "เมนู")),
        of(page("ไม่พบผู้ติดเชื้อรายใหม่ในจังหวัด", "ข่าวประจำวัน")),
    ),
    "soft_404.title_en": (
        of(page("404 Not Found", "เมนู")),
        of(page("คำสั่งจังหวัดที่ 404/2566", "ข่าวประจำวัน")),
    ),
    "soft_404.heading_th": (
        of(page("จังหวัดทดสอบ", "<h1>ขออภัย ไม่พบข้อมูลที่ท่านค้นหา</h1>")),
        of(page("จังหวัดทดสอบ", "<h1>ขออภัยในความไม่สะดวก</h1>" + LONG)),
    ),
    "soft_404.heading_en": (
        of(page("Province", "<h2>Oops! That page could not be found.</h2>")),
        of(page("Province", "<h2>Lost and found: not found items</h2>" + LONG)),
    ),
    "soft_404.text_th": (
        of(page("จังหวัดทดสอบ", "<p>อยู่ระหว่างปรับปรุง</p>")),
        of(page("จังหวัดทดสอบ", "<p>อยู่ระหว่างปรับปรุง</p>" + DOCUMENT)),
    ),
    "soft_404.text_en": (
        of(page("Province", "<p>File not found.</p>")),
        of(page("Province", "<p>What to do when a file is not found.</p>" + LONG)),
    ),
    "soft_404.redirect_home": (
        of(page("จังหวัด", "ข่าว"), final_url="http://office.test/index.php"),
        of(page("จังหวัด", "ข่าว"), final_url="http://office.test/index.php?id=12"),
    ),
    "soft_404.json": (
        of('{"success": false, "error": {"__type": "Not Found Error"}}', expects="json"),
        of('{"success": true, "error": {"__type": "Not Found Error"}}', expects="json"),
    ),
    "zero_bytes": (of(b""), of(b"\n")),
    "status_204": (of(status=204), of(status=202)),
    "no_text": (
        of(page("", "<div> </div>")),
        of(page("", "<div id=app></div><script src=app.js></script>")),
    ),
    "html_for_document": (
        of(page("ข่าว", "เรื่อง"), url="http://office.test/o4.pdf"),
        of(page("ข่าว", "<table><tr><td>1</table>"), url="http://office.test/o21.xls"),
    ),
    "html_for_data": (
        of(page("ข่าว", "เรื่อง"), expects="feed"),
        of("<?xml version='1.0'?><rss></rss>", expects="feed"),
    ),
    "not_a_document": (
        of("Warning: mkdir()", url="http://office.test/o4.pdf"),
        of("a,b\n1,2", url="http://office.test/o4.csv"),
    ),
    "not_json": (of("{oops", expects="json"), of("{}", expects="json")),
    "not_feed": (of("no feed", expects="feed"), of("<feed/>", expects="feed")),
    "status_5xx": (of(status=502), of(status=418)),
    "status_408": (of(status=408), of(status=409)),
    "status_unexpected": (of(status=400), of(status=404)),
    "status_304_unasked": (of(status=304), of(status=300)),
    "error_page": (
        of("<br /><b>Fatal error: </b> Uncaught Error in /var/www/index.php on line 3"),
        of(page("คู่มือ", "<p>How to read a fatal error: see the manual.</p>" + LONG)),
    ),
    "json_error": (
        of('{"success": false, "error": {"__type": "Search Query Error"}}', expects="json"),
        of('{"result": {"success": false}}', expects="json"),
    ),
    "status_401": (of(status=401), of(status=402)),
    "status_403": (of(status=403, payload=b"no"), of(b"403")),
    "status_406": (of(status=406), of(status=405)),
    "status_429": (of(status=429), of(status=428)),
    "status_451": (of(status=451), of(status=452)),
    "blocked.waf": (
        of(page("Attention Required! | Cloudflare", "blocked"), status=403),
        of(page("ข่าว", "<p>ใช้บริการ Cloudflare แล้ว</p>")),
    ),
    "blocked.captcha": (
        of(page("", "<div class='g-recaptcha'></div><p>ตรวจสอบ</p>")),
        of(
            page(
                "แจ้งเรื่องร้องเรียน",
                "<form><input name=n><input name=t><textarea></textarea>"
                "<div class='g-recaptcha'></div></form>",
            )
        ),
    ),
    "blocked.login": (
        of(page("เข้าสู่ระบบ", "<form><input name=u><input type=password></form>")),
        of(page("จังหวัด", "<form><input name=u><input type=password></form>" + LONG)),
    ),
    "blocked.parked": (
        of(page("office.test", "<p>This domain is for sale</p>")),
        of(page("ข่าว", "<p>The domain of this plan is public health</p>")),
    ),
    "blocked.suspended": (
        of(page("Account Suspended", "Contact your hosting provider")),
        of(page("ข่าว", "<p>The service was resumed</p>")),
    ),
    "blocked.maintenance": (
        of(page("จังหวัด", "<h1>เว็บไซต์ปิดปรับปรุงชั่วคราว</h1>")),
        of(page("จังหวัด", "<h1>ปิดปรับปรุงถนนสายหลัก</h1>")),
    ),
    "blocked.default_page": (
        of(page("Welcome to nginx!", "<h1>Welcome to nginx!</h1>")),
        of(page("Welcome to our province", "<h1>Welcome</h1>")),
    ),
    "closed.wording": (
        of(page("e-GP", "<p>ระบบปิดให้บริการในช่วงเวลา 08.30 - 17.30 น.</p>")),
        of(page("ติดต่อเรา", "<p>เปิดให้บริการในเวลา 08.30 น.</p>" + LONG)),
    ),
}

# Rules that no answer gives: each is reached over a socket or by policy in test_fetcher, test_guard.
BEFORE_AN_ANSWER = {
    "not_modified",
    "same_digest",
    "same_content",
    "dns_failure",
    "connection_refused",
    "connection_reset",
    "connect_timeout",
    "read_timeout",
    "cut_short",
    "wall_clock",
    "network_error",
    "tls_certificate",
    "tls_failure",
    "tls_ca_missing",
    "too_many_redirects",
    "redirect_nowhere",
    "malformed_http",
    "coding_unknown",
    "coding_broken",
    "asked_to_wait",
    "open_hours",
    "closed_meanwhile",
    "declared_length",
    "wire_limit",
    "decoded_limit",
    "robots_disallow",
    "robots_unavailable",
    "host_not_allowed",
    "private_address",
    "connect_not_loopback",
    "scheme",
    "port",
    "bad_url",
    "credentials_in_url",
    "page_limit",
}


@pytest.mark.parametrize("rule", CASES)
def test_the_rule_fires(rule: str) -> None:
    result = classify(CASES[rule][0])
    assert result.rule.name == rule, result


@pytest.mark.parametrize("rule", CASES)
def test_the_near_miss_is_none(rule: str) -> None:
    result = classify(CASES[rule][1])
    assert result.rule.name != rule, result


@pytest.mark.parametrize(
    "rule",
    [
        name
        for name, (_, near) in CASES.items()
        if near.status == 200 and near.payload.strip() and name != "bytes_received"
    ],
)
def test_a_near_miss_with_content_is_ok(rule: str) -> None:
    assert classify(CASES[rule][1]).rule.name == "bytes_received"


def test_every_rule_has_its_case() -> None:
    names = [rule.name for rule in outcomes.RULES]
    assert len(names) == len(set(names))
    assert set(CASES) | BEFORE_AN_ANSWER == set(names)
    assert not set(CASES) & BEFORE_AN_ANSWER


def test_every_outcome_has_a_rule() -> None:
    assert {rule.outcome for rule in outcomes.RULES} == set(Outcome)


def test_a_rule_that_nobody_wrote_cannot_be_given() -> None:
    with pytest.raises(KeyError):
        classified("soft_405")


def test_the_documentation_is_what_the_code_says() -> None:
    assert DOCS.read_text("utf-8") == outcomes.as_markdown(), "run: make docs"


# --- more pages, as sites have them ----------------------------------------------------------

MENU = "<nav><ul><li><a href='/'>หน้าแรก</a><li><a href='/plan.pdf'>แผน</a></ul></nav>"


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("<h1>404</h1><p>ขออภัย ไม่พบหน้าที่คุณต้องการ</p>", "soft_404.heading_en"),
        ("<p>ไม่พบข้อมูล</p>", "soft_404.text_th"),
        ("<p>ไม่พบข้อมูลในระบบ กรุณาลองใหม่</p>", "soft_404.text_th"),
        ("<p>ค้นหาไฟล์เอกสารไม่พบ</p>", "soft_404.text_th"),
        ("<p>ไฟล์ถูกลบ</p>", "soft_404.text_th"),
        ("<p>คุณต้องขอสิทธิ์การเข้าถึง</p>", "soft_404.text_th"),
        ("<p>ขออภัย เนื้อหานี้ไม่พร้อมใช้งานในขณะนี้</p>", "soft_404.text_th"),
        ("<p>เร็ว ๆ นี้</p>", "soft_404.text_th"),
        ("<p>เร็วๆนี้</p>", "soft_404.text_th"),
        ("<p>Coming Soon</p>", "soft_404.text_en"),
        ("<p>กําลังปรับปรุงข้อมูล</p>", "soft_404.text_th"),  # ํ and า, not ำ
        ("<h2>ไม่พบหน้าเว็บ</h2>", "soft_404.heading_th"),
        ("<p>กรุณาเข้าสู่ระบบก่อนใช้งาน</p>", "blocked.login"),
        ("<p>การเข้าถึงของท่านถูกปฏิเสธ</p>", "blocked.waf"),
        ("<p>เว็บไซต์นี้ถูกระงับ</p>", "blocked.suspended"),
        ("<p>ระบบอยู่ระหว่างปิดปรับปรุง</p>", "blocked.maintenance"),
    ],
)
def test_pages_that_say_it_is_not_there(body: str, rule: str) -> None:
    assert classify(of(page("จังหวัดทดสอบ", body))).rule.name == rule


@pytest.mark.parametrize(
    "body",
    [
        "<p>เดือนมีนาคม 2566 ไม่มีการจัดซื้อจัดจ้าง</p>",
        "<p>ไม่พบข้อมูลการร้องเรียนในรอบ 6 เดือนแรก ปี 2566</p>",
        "<p>ไม่พบเรื่องร้องเรียนการทุจริต</p>",
        "<table><tr><td>ทั้งหมด<td>5<tr><td>แล้วเสร็จ<td>3<tr><td>อยู่ระหว่างดำเนินการ<td>2</table>",
        "<p>เรื่องร้องเรียนจำนวน 2 เรื่อง อยู่ระหว่างดำเนินการ</p>",
        "<p>ร้องเรียน 2 เรื่อง อยู่ระหว่างดำเนินการ 1 เรื่อง</p>",
        "<p>ดาวน์โหลดเอกสาร</p>" + DOCUMENT,
        "<img src=chart.png>",
        "<iframe src='https://maps.google.com/'></iframe>",
    ],
)
def test_pages_that_say_little_and_are_evidence(body: str) -> None:
    assert classify(of(page("จังหวัดทดสอบ", MENU + body))).rule.name == "bytes_received"


def test_the_detail_keeps_score_and_words() -> None:
    detail = classify(of(page("ไม่พบหน้าที่ท่านต้องการ", ""))).detail
    assert detail == "score 1.10, title: 'ไม่พบหน้าที่ท่านต้องการ'"


def test_a_page_in_cp874_under_a_latin_header_is_understood() -> None:
    payload = page("ไม่พบหน้าที่ท่านต้องการ", "").decode().encode("cp874")
    answer = of(payload, content_type="text/html; charset=iso-8859-1")
    assert classify(answer).rule.name == "soft_404.title_th"


def test_a_page_longer_than_an_error_page_is_not_one() -> None:
    padding = "<!--" + "x" * 600_000 + "-->"
    assert classify(of(page("404 Not Found", padding))).rule.name == "bytes_received"


def test_a_challenge_under_503_is_a_challenge() -> None:
    answer = of(page("Just a moment...", "Checking your browser"), status=503)
    assert classify(answer).rule.name == "blocked.waf"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"\n\n  %PDF-1.4", "pdf"),
        (b"PK\x03\x04rest", "zip"),
        (b"\xd0\xcf\x11\xe0rest", "ole"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "html"),
        (b"\r\n" * 500 + b"<html>", "html"),
        (b"<!-- generated --><html>", "html"),
        (b"<?xml version='1.0'?><html xmlns='x'>", "html"),
        (b"<?xml version='1.0'?><rss>", "xml"),
        (b"<svg xmlns='x'>", "xml"),
        (b" {}", "json"),
        (b"a,b", "text"),
        (b"a\x00b", "binary"),
    ],
)
def test_bytes_say_their_kind(data: bytes, kind: str) -> None:
    assert outcomes.sniff(data) == kind


@pytest.mark.parametrize(
    ("url", "suffix"),
    [
        ("http://x.test/a.PDF", "pdf"),
        ("http://x.test/a.pdf?v=1#p", "pdf"),
        ("http://x.test/%E0%B8%81.xlsx", "xlsx"),
        ("http://x.test/v1.0/list", ""),
        ("http://x.test/", ""),
    ],
)
def test_a_suffix_is_the_paths_own(url: str, suffix: str) -> None:
    assert outcomes.suffix_of(url) == suffix


@example(200, b".xml", "any")
@example(404, b"http://x.test/", "any")
@given(
    st.integers(100, 999),
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda text: f"<html>{text}".encode("utf-8", "ignore")),
    ),
    st.sampled_from(["any", "document", "json", "feed"]),
)
def test_any_answer_has_exactly_one_rule(status: int, payload: bytes, expects: Any) -> None:
    result = classify(of(payload, status=status, expects=expects))
    assert isinstance(result.rule, Rule)
    assert result == classify(of(payload, status=status, expects=expects))


@pytest.mark.parametrize(
    ("payload", "rule"),
    [
        (b"[" * 100_000 + b"]" * 100_000, "not_json"),
        (b'{"total": NaN}', "not_json"),
        (b'{"a": "\\ud800"}', "not_json"),
        (b'{"total": ' + b"9" * 5_000 + b"}", None),
        (b'{"success": true, "success": false}', "json_error"),
        (b'{"a": 1} trailing', "not_json"),
        (b"\xef\xbb\xbf{}", "not_json"),
    ],
)
def test_hostile_json_is_one_outcome(payload: bytes, rule: str | None) -> None:
    answer = Answer(200, payload, "application/json", "http://x.test/a", "http://x.test/a", "json")
    found = classify(answer).rule.name
    assert found in ({rule} if rule else {"not_json", "bytes_received"})
