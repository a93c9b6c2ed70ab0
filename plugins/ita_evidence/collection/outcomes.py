"""What came of a request: one named rule gives one outcome (docs/outcomes.md is made from here).

Failures before an answer carry their rule with them (`guard.Unreachable`, `guard.Refused`,
`transport.TooMuch`, `transport.BadAnswer`). `classify` judges an answer: its status first, then,
for a 200, whether the bytes are what was asked for or a page that says they are not there.

A page is told from an error page by points: a phrase counts by where it stands and how plain it
is, a short page adds points, a page that shows documents or a table loses some. Nothing is decided
on a single weak word: ขออภัย stands on good pages too, and a declared nil ("ไม่มีเรื่องร้องเรียน")
is evidence, never an absence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

import orjson

from ita_evidence.collection import page as pages
from ita_evidence.errors import ExtractionError
from ita_evidence.model import Outcome
from ita_evidence.thai.digits import fold_digits

Expects = Literal["any", "document", "json", "feed"]
"""What an adapter asked for. `any` is narrowed by the URL's own suffix."""
Kind = Literal["empty", "html", "pdf", "zip", "ole", "image", "json", "xml", "text", "binary"]


@dataclass(frozen=True)
class Rule:
    """A named reason for an outcome."""

    name: str
    outcome: Outcome
    when: str
    tried_again: bool = False
    """A second and third try inside the same fetch may mend it."""


@dataclass(frozen=True)
class Answer:
    """A whole answer, as `classify` needs it."""

    status: int
    payload: bytes
    content_type: str | None
    url: str
    """As asked."""
    final_url: str
    expects: Expects = "any"


@dataclass(frozen=True)
class Classified:
    rule: Rule
    detail: str = ""


_O = Outcome
RULES = (
    Rule("bytes_received", _O.OK, "200 with bytes that no rule below objects to"),
    Rule("not_modified", _O.UNCHANGED, "304 to our ETag or Last-Modified"),
    Rule("same_digest", _O.UNCHANGED, "200 with the bytes whose digest is the last one kept"),
    Rule(
        "same_content",
        _O.UNCHANGED,
        "200; a page of which only a counter, a date or a session id changed; its bytes are kept",
    ),
    Rule("status_404", _O.NOT_FOUND, "status 404"),
    Rule("status_410", _O.NOT_FOUND, "status 410"),
    Rule("soft_404.title_th", _O.SOFT_404, "200; the title says in Thai that it is not there"),
    Rule("soft_404.title_en", _O.SOFT_404, "200; the title says so in English"),
    Rule("soft_404.heading_th", _O.SOFT_404, "200; a heading of a short page says so in Thai"),
    Rule("soft_404.heading_en", _O.SOFT_404, "200; a heading of a short page says so in English"),
    Rule("soft_404.text_th", _O.SOFT_404, "200; a page with little else says so in Thai"),
    Rule("soft_404.text_en", _O.SOFT_404, "200; a page with little else says so in English"),
    Rule("soft_404.redirect_home", _O.SOFT_404, "a page below was asked, the home page came"),
    Rule("soft_404.json", _O.SOFT_404, "JSON with `success: false` and a `Not Found Error`"),
    Rule("zero_bytes", _O.EMPTY, "200 with no body"),
    Rule("status_204", _O.EMPTY, "status 204 or 205: the server says there is no body"),
    Rule("no_text", _O.EMPTY, "HTML without text, link, image, form, frame or script"),
    Rule("html_for_document", _O.WRONG_TYPE, "a page of HTML where the URL names a document"),
    Rule(
        "blocked.script",
        _O.BLOCKED,
        "a page that only a script or a frame fills, where the URL names a document",
    ),
    Rule("html_for_data", _O.WRONG_TYPE, "a page of HTML where JSON or a feed was asked for"),
    Rule("not_a_document", _O.WRONG_TYPE, "text or JSON where the URL names a PDF, sheet or image"),
    Rule("not_json", _O.WRONG_TYPE, "bytes that are no JSON where JSON was asked for"),
    Rule("not_feed", _O.WRONG_TYPE, "bytes that are no XML where a feed was asked for"),
    Rule("dns_failure", _O.UNREACHABLE, "the name leads to no address", tried_again=True),
    Rule("connection_refused", _O.UNREACHABLE, "nothing listens there"),
    Rule("connection_reset", _O.UNREACHABLE, "the connection was cut", tried_again=True),
    Rule("connect_timeout", _O.UNREACHABLE, "no connection in time", tried_again=True),
    Rule("read_timeout", _O.UNREACHABLE, "no byte in time", tried_again=True),
    Rule("cut_short", _O.UNREACHABLE, "the body ended before its announced end", tried_again=True),
    Rule("wall_clock", _O.UNREACHABLE, "the whole fetch took longer than its one clock allows"),
    Rule("network_error", _O.UNREACHABLE, "any other error of the network", tried_again=True),
    Rule("tls_certificate", _O.UNREACHABLE, "the certificate does not hold"),
    Rule("tls_failure", _O.UNREACHABLE, "no TLS could be agreed, after one named downgrade"),
    Rule("tls_ca_missing", _O.UNREACHABLE, "the CA file that the agency file names is not there"),
    Rule("status_5xx", _O.SERVER_ERROR, "a status of 500 or more", tried_again=True),
    Rule("status_408", _O.SERVER_ERROR, "status 408: the server waited too long", tried_again=True),
    Rule("status_unexpected", _O.SERVER_ERROR, "any other status that is no answer to a GET"),
    Rule("status_304_unasked", _O.SERVER_ERROR, "304 where no validator was sent"),
    Rule("error_page", _O.SERVER_ERROR, "200 with a program's error message as the page"),
    Rule("json_error", _O.SERVER_ERROR, "JSON with `success: false` and another error"),
    Rule("too_many_redirects", _O.SERVER_ERROR, "more than five redirects, or a loop"),
    Rule("redirect_nowhere", _O.SERVER_ERROR, "a redirect without a Location"),
    Rule("malformed_http", _O.SERVER_ERROR, "an answer that is not HTTP"),
    Rule("coding_unknown", _O.SERVER_ERROR, "a content coding we did not ask for and cannot undo"),
    Rule("coding_broken", _O.SERVER_ERROR, "a gzip or deflate stream that does not hold"),
    Rule("status_401", _O.BLOCKED, "status 401 or 407: a login is asked for"),
    Rule("status_403", _O.BLOCKED, "status 403"),
    Rule("status_406", _O.BLOCKED, "status 406, as web application firewalls answer"),
    Rule("status_429", _O.BLOCKED, "status 429, also after waiting", tried_again=True),
    Rule("status_451", _O.BLOCKED, "status 451"),
    Rule("asked_to_wait", _O.BLOCKED, "an earlier Retry-After of this host is longer than we wait"),
    Rule("blocked.waf", _O.BLOCKED, "a firewall's page instead of the site's"),
    Rule("blocked.captcha", _O.BLOCKED, "a short page that asks for proof of a person"),
    Rule("blocked.login", _O.BLOCKED, "a page that is a login form"),
    Rule("blocked.parked", _O.BLOCKED, "the domain is for sale, parked or expired"),
    Rule("blocked.suspended", _O.BLOCKED, "the hosting account is suspended or over its quota"),
    Rule("blocked.maintenance", _O.BLOCKED, "the whole site is closed for maintenance"),
    Rule("blocked.default_page", _O.BLOCKED, "the web server's own welcome page"),
    Rule("open_hours", _O.CLOSED, "outside the hours the agency file gives the host: not asked"),
    Rule("closed_meanwhile", _O.CLOSED, "no answer, and the host's hours had ended by then"),
    Rule("closed.wording", _O.CLOSED, "a short page that says the system is out of its hours"),
    Rule("declared_length", _O.TOO_LARGE, "Content-Length is over the limit: not read"),
    Rule("wire_limit", _O.TOO_LARGE, "more bytes came than the agency file allows"),
    Rule("decoded_limit", _O.TOO_LARGE, "more than 100 MB after the content coding was undone"),
    Rule("robots_disallow", _O.REFUSED_BY_POLICY, "robots.txt asks us not to"),
    Rule(
        "robots_unavailable",
        _O.REFUSED_BY_POLICY,
        "robots.txt answers 5xx or 429: nothing may be asked (RFC 9309, 2.3.1.4)",
    ),
    Rule("host_not_allowed", _O.REFUSED_BY_POLICY, "the agency file does not name the host"),
    Rule(
        "private_address", _O.REFUSED_BY_POLICY, "the name leads to an address that is not public"
    ),
    Rule("connect_not_loopback", _O.REFUSED_BY_POLICY, "a name is mapped to where it may not be"),
    Rule("scheme", _O.REFUSED_BY_POLICY, "neither http nor https"),
    Rule("port", _O.REFUSED_BY_POLICY, "a port other than 80 and 443"),
    Rule("bad_url", _O.REFUSED_BY_POLICY, "a URL that cannot be read"),
    Rule("credentials_in_url", _O.REFUSED_BY_POLICY, "a user or password stands in the URL"),
    Rule("page_limit", _O.REFUSED_BY_POLICY, "the host's `max_pages` of this run are used up"),
)
_BY_NAME = {rule.name: rule for rule in RULES}


def classified(rule: str, detail: str = "") -> Classified:
    """The named rule with what it saw."""
    return Classified(_BY_NAME[rule], detail)


# --- statuses --------------------------------------------------------------------------------

_STATUS_RULES = {
    204: "status_204",
    205: "status_204",
    304: "status_304_unasked",
    401: "status_401",
    403: "status_403",
    404: "status_404",
    406: "status_406",
    407: "status_401",
    408: "status_408",
    410: "status_410",
    429: "status_429",
    451: "status_451",
}


def classify(answer: Answer) -> Classified:
    """The rule that an answer falls under. Pure: the same answer gives the same rule."""
    if answer.status in (200, 203):
        return _classify_200(answer)
    name = _STATUS_RULES.get(answer.status)
    if name is None:
        name = "status_5xx" if answer.status >= 500 else "status_unexpected"
    rule = _BY_NAME[name]
    if rule.outcome in (Outcome.BLOCKED, Outcome.SERVER_ERROR):
        # What the page says tells more than the status: a challenge comes with 403 or 503.
        said = _wording(answer, ("blocked.", "closed."))
        if said is not None:
            return said
    return Classified(rule, f"status {answer.status}")


def _classify_200(answer: Answer) -> Classified:
    if not answer.payload:
        return classified("zero_bytes")
    said = _wording(answer, ("blocked.", "closed.", "soft_404.", "error_page"))
    if said is not None:
        return said
    kind = sniff(answer.payload)
    if went_home(answer.url, answer.final_url):
        return classified("soft_404.redirect_home", f"asked {answer.url}")
    return _mismatch(answer, kind) or _emptiness(answer, kind) or classified("bytes_received")


# --- types -----------------------------------------------------------------------------------

DOCUMENT_SUFFIXES = frozenset(
    "pdf xlsx xls ods csv docx doc odt pptx ppt zip jpg jpeg png gif webp tif tiff".split()
)
_OFFICE_WRITES_HTML = frozenset({"xls", "doc"})
_MAY_BE_TEXT = frozenset({"csv", "xls", "doc"})
_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")


def suffix_of(url: str) -> str:
    """The suffix of a URL's path, lower case, without the dot; empty where it has none."""
    name = unquote(urlsplit(url).path).rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[1].strip().lower() if "." in name else ""


def sniff(data: bytes) -> Kind:
    """The kind of bytes, by their beginning: never by a name or a header."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not data:
        return "empty"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "zip"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "ole"
    if data.startswith(_IMAGES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "image"
    if pages.looks_like_html(data):
        return "html"
    if head[:1] == b"<":
        return "xml"
    if head[:1] in (b"{", b"["):
        return "json"
    return "binary" if b"\x00" in data[:4096] else "text"


def _mismatch(answer: Answer, kind: Kind) -> Classified | None:
    """Bytes that are not what was asked for."""
    suffix = suffix_of(answer.url)
    if answer.expects == "json":
        return _json(answer, kind)
    if answer.expects == "feed":
        if kind == "html":
            return classified("html_for_data", "HTML where a feed was asked for")
        return None if kind == "xml" else classified("not_feed", f"{kind} where XML was asked for")
    if answer.expects != "document" and suffix not in DOCUMENT_SUFFIXES:
        return None
    if kind == "html":
        exported = suffix in _OFFICE_WRITES_HTML and b"<table" in answer.payload[:65536].lower()
        if exported:
            return None
        page = _page(answer)
        # A challenge that a browser passes, or a viewer with the document in it.
        drawn = page is not None and page.draws and not page.own_text
        name = "blocked.script" if drawn else "html_for_document"
        return classified(name, f"HTML for .{suffix or '?'}")
    if kind in ("text", "json", "xml") and suffix in DOCUMENT_SUFFIXES - _MAY_BE_TEXT:
        return classified("not_a_document", f"{kind} for .{suffix}")
    return None


def _json(answer: Answer, kind: Kind) -> Classified | None:
    if kind == "html":
        return classified("html_for_data", "HTML where JSON was asked for")
    try:
        value = orjson.loads(answer.payload)
    except orjson.JSONDecodeError as fault:
        return classified("not_json", str(fault)[:200])
    if not isinstance(value, dict) or value.get("success") is not False:
        return None
    error = value.get("error")
    said = str(error.get("__type", "")) if isinstance(error, dict) else ""
    if said == "Not Found Error":
        return classified("soft_404.json", said)
    if said == "Authorization Error":
        return classified("blocked.login", said)
    return classified("json_error", said or "success: false")


def _emptiness(answer: Answer, kind: Kind) -> Classified | None:
    page = _page(answer) if kind == "html" else None
    if page is None or page.text or page.links or page.images or page.draws:
        return None
    if page.text_fields or page.password_fields:
        return None
    return classified("no_text", f"{len(answer.payload):,} bytes of HTML")


_NAMES_A_PAGE = re.compile(r"(?:^|&)(?:\w*id|p|page|view|cat|menu|news|file)=", re.IGNORECASE)
_HOME = re.compile(r"/(?:(?:index|home|main|default)(?:\.\w{2,5})?|th|th-th)?/?", re.IGNORECASE)


def went_home(asked: str, final: str) -> bool:
    """Whether something below was asked and the site's own front page came: another host's is the
    page itself, as a service's own start page is."""
    asked_parts, final_parts = urlsplit(asked), urlsplit(final)
    if not pages.same_site(asked, final):
        return False
    if _HOME.fullmatch(final_parts.path or "/") is None or final_parts.query:
        return False
    asked_home = _HOME.fullmatch(asked_parts.path or "/") is not None
    return not asked_home or _NAMES_A_PAGE.search(asked_parts.query) is not None


# --- wording ---------------------------------------------------------------------------------

THRESHOLD = 60
_PLACES = {"title": 70, "heading": 50, "text": 45}
_WEAK_PERCENT = 60
_BREVITY = ((80, 40), (200, 30), (600, 15), (2000, 0))
_LONG = -30
_CONTENT = -30
_ERROR_PAGE_MAX_BYTES = 512 * 1024
"""A longer page says more than that something is not there."""
_PLAIN_TEXT_MAX_BYTES = 400


@dataclass(frozen=True)
class _Phrase:
    family: str
    """`soft_404` (place and language are added), or a rule's whole name."""
    pattern: re.Pattern[str]
    language: Literal["th", "en"]
    weak: bool = False


def _phrases(
    family: str, language: Literal["th", "en"], *texts: str, weak: bool = False
) -> list[_Phrase]:
    return [_Phrase(family, re.compile(text), language, weak) for text in texts]


_AND_NO_MORE = r"(?=\s*(?:ไซต์|ที่|นี้|ใน|ตาม|ดังกล่าว|ของ(?:ท่าน|คุณ)|ค่ะ|ครับ|ดาวน์โหลด)|\W|$)"
"""After what is not there: which one it is, or nothing. Thai writes the next word without a blank,
and with it the phrase would speak of something else."""
_PHRASES = (
    *_phrases(
        "soft_404",
        "th",
        # Not of ไม่พบหน้ากาก, ไม่พบหน้าที่รับผิดชอบ, ไม่พบเอกสารปลอม.
        rf"ไม่พบ\s*(?:หน้า(?:เว็บ|เพจ)?|เพจ)(?!\s*ที่\s*(?:รับผิดชอบ|การงาน)){_AND_NO_MORE}",
        rf"ไม่พบ\s*(?:ไฟล์(?:\s*เอกสาร)?|เอกสาร){_AND_NO_MORE}",
        r"ไม่พบข้อมูล(?:\s*(?:ที่|ใน|นี้|ค่ะ|ครับ)|\s*[.!…]*\s*$)",
        r"(?:ค้นหา)?ไฟล์(?:เอกสาร)?\s*(?:ไม่พบ|ถูกลบ)",
        r"(?:หน้า|เนื้อหา|บทความ|ข้อมูล)(?:นี้|ที่ท่าน\S{0,20})?\s*(?:ถูกลบ|ไม่มีอยู่)",
        r"เนื้อหานี้ไม่พร้อมใช้งานในขณะนี้",
        r"คุณต้องขอสิทธิ์การเข้าถึง",
        r"ข้อผิดพลาด\s*404|404\s*[-–|:]?\s*ไม่พบ",
    ),
    *_phrases(
        "soft_404",
        "th",
        r"ขออภัย",
        # At the end only: in a table of complaints it is a column's name.
        r"อยู่ระหว่าง(?:การ)?(?:ปรับปรุง|ดำเนินการ|จัดทำ)(?:ข้อมูล|เว็บไซต์|หน้านี้)?\W*$",
        r"กำลังปรับปรุง(?:ข้อมูล|เว็บไซต์|หน้านี้)?\W*$",
        r"เร็ว\s*ๆ\s*นี้",
        weak=True,
    ),
    *_phrases(
        "soft_404",
        "en",
        r"(?:page|file|document|resource|object|content|article|category)\s*(?:was\s|is\s|could\s)?"
        r"(?:not\s(?:be\s)?found|cannot\sbe\sfound)",
        r"page\s(?:you\S*\s.{0,40})?(?:doesn['’]t|does\snot)\sexist",
        r"\berror\s*404\b|\b404\s*(?:error|not\sfound)|^404\s*(?:$|[-–|:!.])|[-–|:]\s*404\s*$",
        r"nothing\swas\sfound|no\slonger\savailable|has\sbeen\s(?:removed|deleted)",
        r"you\sneed\saccess|this\scontent\sisn['’]t\savailable",
    ),
    *_phrases(
        "soft_404",
        "en",
        r"not\sfound",
        r"coming\ssoon",
        r"under\sconstruction",
        r"no\sdata\s(?:found|available)",
        r"\boops\b",
        weak=True,
    ),
    *_phrases(
        "blocked.waf",
        "en",
        r"attention\srequired!\s*\|\s*cloudflare|just\sa\smoment\.\.\.|checking\syour\sbrowser",
        r"sucuri\swebsite\sfirewall|incapsula\sincident|imperva|web\spage\sblocked",
        r"the\srequested\surl\swas\srejected\.\s*please\sconsult",
        r"access\sdenied.{0,200}reference\s#|mod_security|request\sblocked|ddos\sprotection",
        r"your\saccess\s(?:to\sthis\s\w+\s)?has\sbeen\s(?:blocked|limited|denied)",
    ),
    *_phrases(
        "blocked.waf",
        "th",
        r"(?:การเข้าถึง|คำขอ)(?:ของ(?:ท่าน|คุณ))?ถูก(?:ปฏิเสธ|ระงับ|บล็อก)",
        r"ไม่อนุญาตให้(?:ท่าน|คุณ)?เข้าถึง(?:เว็บไซต์|หน้านี้)",
    ),
    *_phrases(
        "blocked.captcha",
        "en",
        r"(?:verify|confirm|prove)\s(?:that\s)?you\sare\s(?:a\s)?(?:human|not\sa\srobot)",
        r"i['’]?m\snot\sa\srobot|complete\sthe\s(?:captcha|security\scheck)",
    ),
    *_phrases(
        "blocked.captcha",
        "th",
        r"(?:ฉัน|คุณ|ท่าน)ไม่ใช่(?:โปรแกรมอัตโนมัติ|หุ่นยนต์|บอท)",
        r"ยืนยันว่า(?:คุณ|ท่าน)?(?:เป็นมนุษย์|ไม่ใช่)",
    ),
    *_phrases("blocked.login", "en", r"please\s(?:log|sign)\s?in\b|login\srequired"),
    *_phrases("blocked.login", "th", r"(?:กรุณา|โปรด|ต้อง)\s*(?:เข้าสู่ระบบ|ล็อกอิน|ลงชื่อเข้าใช้)"),
    *_phrases(
        "blocked.parked",
        "en",
        r"(?:this\s)?domain(?:\sname)?\s(?:\S+\s)?(?:is|may\sbe)\s(?:for\ssale|parked|expired)",
        r"buy\sthis\sdomain|domain\shas\sexpired|parked\s(?:free|domain)|domain\sparking",
    ),
    *_phrases("blocked.parked", "th", r"(?:โดเมน|ชื่อโดเมน)\S{0,20}\s*(?:หมดอายุ|ประกาศขาย)"),
    *_phrases(
        "blocked.suspended",
        "en",
        r"(?:account|website|site|service)\s(?:has\sbeen\s|is\s)?suspended",
        r"bandwidth\slimit\sexceeded",
    ),
    *_phrases(
        "blocked.suspended",
        "th",
        r"(?:เว็บไซต์|บัญชี|โฮสติ้ง)(?:นี้)?\s*ถูก(?:ระงับ|ปิด)",
        r"ระงับ(?:การ)?(?:ให้บริการ|ใช้งาน)(?:เว็บไซต์)?(?:ชั่วคราว)",
    ),
    *_phrases(
        "blocked.maintenance",
        "en",
        r"(?:under|down\sfor|scheduled|closed\sfor)\s(?:\w+\s)?maintenance|maintenance\smode",
        r"briefly\sunavailable\sfor\sscheduled|(?:under|per)(?:going|forming)\s(?:\w+\s)?maintenance",
        r"(?:we['’]ll|we\swill)\sbe\s(?:right\s)?back",
    ),
    *_phrases(
        "blocked.maintenance",
        "th",
        r"(?:เว็บไซต์|ระบบ|เว็บ)\s*(?:อยู่ระหว่าง|กำลัง)?\s*(?:การ)?\s*ปิด\s*(?:ปรับปรุง|บำรุงรักษา)",
        r"(?:เว็บ(?:ไซต์)?|ระบบ)(?:นี้)?\s*(?:กำลัง|(?:อยู่)?(?:ใน)?ระหว่าง(?:การ)?)\s*(?:ปิด)?\s*"
        r"(?:ปรับปรุง|บำรุงรักษา)",
        r"ปิดปรับปรุง(?:เว็บไซต์|ระบบ)",
    ),
    *_phrases(
        "blocked.default_page",
        "en",
        r"welcome\sto\snginx|apache2?\s(?:\w+\s)*default\spage|iis\swindows\sserver|^it\sworks!$",
        r"default\sweb\ssite\spage|plesk\s(?:obsidian|default)|welcome\sto\scentos",
    ),
    *_phrases(
        "closed.wording",
        "th",
        r"(?:ระบบ|บริการ)\s*ปิด(?:ให้บริการ|ทำการ)?\s*(?:ใน)?(?:ช่วง)?(?:เวลา|ระหว่างเวลา|นอก)",
        r"(?:อยู่)?นอก(?:ช่วง)?เวลา(?:ทำการ|ให้บริการ|เปิด)",
        r"(?:เปิด)?ให้บริการ(?:เฉพาะ)?\s*(?:ตั้งแต่|ระหว่าง|ใน(?:ช่วง)?)\s*เวลา\s*\d",
    ),
    *_phrases(
        "error_page",
        "en",
        r"(?:fatal|parse)\serror:\s|error\sestablishing\sa\sdatabase\sconnection|sqlstate\[",
        r"server\serror\sin\s['‘]|unhandled\sexception|internal\sserver\serror",
        r"(?:warning|you\shave\san\serror\sin\syour\ssql)[:\s].{0,40}mysql",
        r"(?:could\snot|can['’]?t|cannot)\sconnect\s(?:to\s)?(?:the\s|local\s)?(?:database|mysql)",
        r"service\s(?:is\s)?(?:temporarily\s)?unavailable|temporarily\s(?:unavailable|down)",
        r"bad\sgateway|gateway\stime-?\s?out|too\smany\sconnections",
        r"(?:please\s)?try\sagain\slater",
    ),
    *_phrases(
        "error_page",
        "th",
        r"(?:เว็บ(?:ไซต์)?|ระบบ|เซิร์ฟเวอร์|ฐานข้อมูล)(?:นี้)?\s*(?:มีปัญหา|เกิด)?(?:การ|เหตุ)?ขัดข้อง",
        r"ไม่สามารถ(?:เชื่อมต่อ|ติดต่อ)(?:กับ)?\s*(?:ระบบ)?\s*(?:ฐานข้อมูล|เซิร์ฟเวอร์|database|server)",
        r"(?:เว็บ(?:ไซต์)?|ระบบ)(?:นี้)?\s*ไม่สามารถให้บริการ(?:ได้)?\s*(?:ใน)?(?:ขณะนี้|ชั่วคราว)",
        r"ขณะนี้\s*มีผู้(?:เข้า)?ใช้\S{0,15}\s*(?:เป็น)?จำนวนมาก",
        r"(?:กรุณา|โปรด)\s*ลองใหม่(?:อีกครั้ง)?\s*(?:ใน)?(?:ภาย)?หลัง",
    ),
)
_DECLARED_NIL = re.compile(
    r"ไม่(?:มี|พบ|ปรากฏ)(?:ว่า)?(?:มี)?(?:ข้อมูล)?(?:ที่|ใน|เกี่ยวกับ)?(?:การ)?\s*"
    r"(?:จัดซื้อ|จัดจ้าง|(?:เรื่อง|ข้อ)?ร้องเรียน|(?:การ)?ทุจริต|รับ(?:ของขวัญ|สินบน))"
    r"|จำนวน\s*\d+\s*เรื่อง"
)
"""items_guide 2, "declared nil": evidence that there was none."""
_CAPTCHA_WIDGET = re.compile(rb"g-recaptcha|h-captcha|hcaptcha\.com|cf-turnstile|captcha", re.I)
_LOGIN_WORDS = re.compile(r"เข้าสู่ระบบ|ลงชื่อเข้าใช้|ล็อกอิน|\b(?:log|sign)\s?in\b|\blogin\b")
_LOGIN_PATH = re.compile(r"/(?:\w+-)?(?:login|signin|sign-in|logon)\b", re.IGNORECASE)


def _wording(answer: Answer, families: tuple[str, ...]) -> Classified | None:
    """What the page says of itself, among the families given: the best rule over the threshold."""
    page = _page(answer)
    if page is None:
        return None
    form = _form(answer, page) if "blocked." in families else None
    if form is not None:
        return form
    best: tuple[int, Classified] | None = None
    texts = _texts(page)
    if _DECLARED_NIL.search(" ".join(text for _, text in texts)):
        families = tuple(family for family in families if family != "soft_404.")
    for phrase in _PHRASES:
        if not f"{phrase.family}.".startswith(families):
            continue
        for place, text in texts:
            match = phrase.pattern.search(text)
            if match is None:
                continue
            points = _points(place, page, weak=phrase.weak)
            if points >= THRESHOLD and (best is None or points > best[0]):
                name = phrase.family
                if name == "soft_404":
                    name = f"soft_404.{place}_{phrase.language}"
                said = text[max(0, match.start() - 20) : match.end() + 40].strip()
                best = points, classified(name, f"score {points / 100:.2f}, {place}: {said!r}")
    return best[1] if best else None


def _points(place: str, page: pages.Page, *, weak: bool) -> int:
    """How plainly a phrase at a place says what the page is; 60 and more decides."""
    points = _PLACES[place] * (_WEAK_PERCENT if weak else 100) // 100
    length = len(page.own_text)
    points += next((bonus for most, bonus in _BREVITY if length <= most), _LONG)
    documents = any(suffix_of(link.url) in DOCUMENT_SUFFIXES for link in page.links)
    return points + (_CONTENT if documents or page.data_rows >= 3 else 0)


def _documents(page: pages.Page) -> bool:
    """Whether the page itself links documents, with a member's login form beside them."""
    return any(suffix_of(link.url) in DOCUMENT_SUFFIXES and not link.menu for link in page.links)


def _form(answer: Answer, page: pages.Page) -> Classified | None:
    """A page that is a login form or a challenge, by its form and not by its words."""
    if len(page.own_text) > 600 or page.data_rows >= 3 or _documents(page):
        return None
    name = plain(" ".join((page.title, *page.own_headings)))
    if page.password_fields and page.text_fields <= 2:
        if _LOGIN_WORDS.search(name) or _LOGIN_PATH.search(urlsplit(answer.final_url).path):
            return classified("blocked.login", f"a password field under {page.title!r}")
    elif page.text_fields <= 1 and len(page.own_text) <= 300 and not page.links:
        # A complaint form has a captcha too, but more fields; a challenge leads nowhere else.
        widget = _CAPTCHA_WIDGET.search(answer.payload)
        return classified("blocked.captcha", f"{widget[0].decode()!r} alone") if widget else None
    return None


def _texts(page: pages.Page) -> list[tuple[str, str]]:
    """The places that are searched, strongest first, as `plain` text."""
    headings = [("heading", plain(heading)) for heading in page.own_headings[:20]]
    return [("title", plain(page.title)), *headings, ("text", plain(page.own_text[:4000]))]


def plain(text: str) -> str:
    """Text as the patterns are written: Arabic digits, ํ+า as ำ, lower case, one blank between."""
    folded = fold_digits(text).replace("\u0e4d\u0e32", "\u0e33").lower()
    return re.sub(r"\s+", " ", re.sub("[\u200b-\u200f\u2060\ufeff]", "", folded)).strip()


def _page(answer: Answer) -> pages.Page | None:
    """The answer as a page; None for what is none, is too long for an error page, or is no text."""
    if len(answer.payload) > _ERROR_PAGE_MAX_BYTES:
        return None
    kind = sniff(answer.payload)
    short = kind == "text" and len(answer.payload) <= _PLAIN_TEXT_MAX_BYTES
    if kind != "html" and not short:
        return None
    try:
        return pages.read(answer.payload, answer.content_type, answer.final_url)
    except ExtractionError:
        return None  # no words to go by: the reader of evidence will say so of these bytes


# --- docs/outcomes.md ------------------------------------------------------------------------

_MEANING = {
    _O.OK: ("bytes came", "judged by content"),
    _O.UNCHANGED: ("the server or the digest says they are the same", "judged by content"),
    _O.NOT_FOUND: ("it is not there", "missing"),
    _O.SOFT_404: ("it is not there, though the status says 200", "missing"),
    _O.EMPTY: ("it is there and says nothing", "missing"),
    _O.WRONG_TYPE: ("something else is there", "missing"),
    _O.UNREACHABLE: (
        "DNS, TLS, refused, reset, silent",
        "asked again at the run's end; still so, `needs_review: source_down`; at the next "
        "checkpoint too, missing",
    ),
    _O.SERVER_ERROR: ("the server failed", "as `unreachable`"),
    _O.BLOCKED: ("a firewall, login or captcha", "`needs_review`: we could not see"),
    _O.CLOSED: ("out of the source's hours", "`needs_review`"),
    _O.TOO_LARGE: ("over the limit", "`needs_review`"),
    _O.REFUSED_BY_POLICY: ("we do not ask that", "`needs_review`"),
}


def as_markdown() -> str:
    """`docs/outcomes.md`, whole."""
    places = ", ".join(f"{place} {points}" for place, points in _PLACES.items())
    brevity = ", ".join(f"{bonus} up to {most:,} characters" for most, bonus in _BREVITY)
    lines = [
        "# Outcomes",
        "",
        "Made from `plugins/ita_evidence/collection/outcomes.py` by `make docs`; do not edit.",
        "Every request ends in one capture with one outcome, given by one named rule.",
        "",
        "| outcome | means | then |",
        "|---|---|---|",
        *(f"| `{o.value}` | {means} | {then} |" for o, (means, then) in _MEANING.items()),
        "",
        "## Rules",
        "",
        "*Tried again*: up to two more times inside the same fetch, after a wait, or after what",
        "`Retry-After` asks for, up to two minutes.",
        "",
        "| outcome | rule | when | tried again |",
        "|---|---|---|---|",
        *(
            f"| `{rule.outcome.value}` | `{rule.name}` | {rule.when} | "
            f"{'yes' if rule.tried_again else ''} |"
            for rule in RULES
        ),
        "",
        "## How a page is told from an error page",
        "",
        f"A phrase scores by its place ({places}); a weak phrase such as ขออภัย or *coming soon*",
        f"scores {_WEAK_PERCENT} % of that. The page's own text, without menus, links and footers,",
        f"adds {brevity}, and {_LONG} over that.",
        f"A linked document or a table of three rows or more adds {_CONTENT}.",
        f"{THRESHOLD} and more decides, the highest score gives the rule, and the capture's detail",
        "keeps score and words. A page that declares a nil (ไม่มีการจัดซื้อจัดจ้าง,",
        "ไม่มีเรื่องร้องเรียน) is never a `soft_404`, nor is one of more than",
        f"{_ERROR_PAGE_MAX_BYTES // 1024} KB. A page that a script draws is not `empty`.",
        "",
    ]
    return "\n".join(lines)
