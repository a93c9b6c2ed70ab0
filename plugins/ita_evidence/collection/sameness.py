"""Whether two copies of a page say the same: a counter, a date or a session id is no change.

Used only to call a capture `unchanged` and a submitted page "not changed". Both copies' bytes are
kept and judged as they are: what is left out here is never left out of the evidence.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ita_evidence.collection import page as pages
from ita_evidence.errors import ExtractionError
from ita_evidence.thai import dates
from ita_evidence.thai.digits import fold_digits

_NUMBER = r"\d[\d,.]{0,14}"
_COUNTED = (
    "ผู้เข้าชม|ผู้เยี่ยมชม|ผู้ชม|เข้าชม|เยี่ยมชม|เปิดอ่าน|คนอ่าน|ยอดวิว|ออนไลน์|"
    "page ?views?|views?|visitors?|visits?|hits?|online|counter"
)
_PERIODS = (
    "เว็บไซต์|ขณะนี้|วันนี้|เมื่อวาน(?:นี้)?|สัปดาห์นี้|เดือนนี้|เดือนที่แล้ว|ปีนี้|ทั้งหมด|รวม|ครั้ง|คน|"
    "now|today|yesterday|this week|this month|this year|total|all"
)
_GAP = r"[\W_]{0,12}"
_COUNTER = re.compile(
    rf"(?:{_COUNTED})(?:{_GAP}(?:{_PERIODS})){{0,3}}{_GAP}{_NUMBER}"
    rf"(?:{_GAP}(?:(?:{_PERIODS}|{_COUNTED}){_GAP}){{1,3}}{_NUMBER}){{0,8}}"
    rf"|{_NUMBER}\s{{0,3}}(?:{_COUNTED})(?!\w)",
    re.IGNORECASE,
)
"""A visitors' counter: its word, then numbers, each with the time it counts. A number that no such
word stands beside is content, as ทั้งหมด 12 เรื่อง is."""
_CLOCK = re.compile(
    r"(?:วัน)?(?:อาทิตย์|จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์)ที่"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|\d{1,2}\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s*\d{2,4}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s*\d{1,2},?\s*\d{4}"
    r"|\d{4}-\d{1,2}-\d{1,2}(?:T|\s)?"
    r"|\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:น\.|[ap]m\b)|\d{1,2}:\d{2}(?::\d{2})?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\b(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{16,}\b", re.IGNORECASE)
_SESSION_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_SESSION_NAMES = re.compile(
    r"phpsessid|jsessionid|aspsessionid\w*|sid|s|session_?id|_?csrf\w*|_?token|nonce|timestamp|rand|_",
    re.IGNORECASE,
)


def same_content(one: bytes, other: bytes, content_type: str | None, url: str) -> bool:
    """Whether two bodies of one URL are pages of HTML that say and link the same."""
    if not (pages.looks_like_html(one) and pages.looks_like_html(other)):
        return False
    try:
        return _said(one, content_type, url) == _said(other, content_type, url)
    except ExtractionError:
        return False


def _said(data: bytes, content_type: str | None, url: str) -> tuple[object, ...]:
    page = pages.read(data, content_type, url)
    links = tuple((_lasting_url(link.url), lasting(link.text)) for link in page.links)
    images = tuple(_lasting_url(image) for image in page.images)
    return lasting(page.title), lasting(page.text), links, images


def lasting(text: str) -> str:
    """A text without dates, times, visitors' counters and session ids; digits folded."""
    folded = fold_digits(text)
    for found in reversed(dates.find_dates(folded)):
        folded = f"{folded[: found.start]} {folded[found.end :]}"
    for pattern in (_CLOCK, _COUNTER, _TOKEN):
        folded = pattern.sub(" ", folded)
    return " ".join(folded.split())


def _lasting_url(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _SESSION_NAMES.fullmatch(name)
    ]
    path = _SESSION_PATH.sub("", parts.path)
    return urlunsplit(parts._replace(path=path, query=urlencode(kept)))
