"""What a dead link may have meant: candidates that are offered, never put in its place.

An agency is scored on the URL as it stands. So a repaired URL is no evidence; it only turns "not
found" into "not found, and this would work", which an office can act on. Pure: who asks the
candidates is `adapters/repairs.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from posixpath import basename, dirname
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit, urlunsplit

from ita_evidence.collection.page import PageLink
from ita_evidence.model import Capture, Outcome

STAGING = frozenset("test testing dev develop staging stage uat demo beta preview preprod".split())
"""First labels of a host that a site is tried on before it is published."""
_MAX_ENCODINGS = 3
_BLANK = r"(?:%20|%09|%C2%A0|%E2%80%8B|[ \t\u00a0\u200b])"
_WRAP = re.compile(f"{_BLANK}*(?:(?:%0A|%0D|[\r\n]){_BLANK}*)+|{_BLANK}{{2,}}", re.IGNORECASE)
"""A line break with the blanks around it, or what is left of one: two blanks and more."""
_BLANKS = re.compile(f"{_BLANK}+", re.IGNORECASE)
_BROKEN_TRIPLET = re.compile(r"%(?![0-9A-Fa-f]{2})")
_YEAR_AT_END = re.compile(r"[-_]+(?:25)?[5-7][0-9]$")
_SHORTEST_STEM = 3
_NAMELESS = frozenset("index default download view file getfile".split())


@dataclass(frozen=True)
class Repair:
    """A URL that may be what a dead one meant, and what would then be wrong with the dead one."""

    url: str
    why: str


def is_repairable(capture: Capture) -> bool:
    """Whether a capture ended in a way that a wrongly written URL gives."""
    if capture.outcome in (Outcome.NOT_FOUND, Outcome.SOFT_404) or capture.rule == "bad_url":
        return True
    return capture.rule in ("host_not_allowed", "dns_failure") and is_staging(capture.url)


def is_staging(url: str) -> bool:
    """Whether a URL's host is one that a site is tried on: `test.office.go.th`."""
    return _host(url).partition(".")[0] in STAGING


def candidates(
    url: str, *, hosts: Collection[str] = (), links: Sequence[PageLink] = ()
) -> tuple[Repair, ...]:
    """What `url` may have meant, the likeliest first; empty where nothing looks wrong with it.

    Args:
        hosts: names that the agency file allows; a staging host is only ever led to one of them.
        links: those of the page the URL stood on, among which its file may be found again.
    """
    found: dict[str, Repair] = {}
    if not _host(url):
        return ()
    for repair in (*_rewritten(url, hosts), *_moved(url, links), *_without_year(url)):
        key = _same(repair.url)
        if key != _same(url) and _is_whole(repair.url):
            found.setdefault(key, repair)
    return tuple(found.values())


def _rewritten(url: str, hosts: Collection[str]) -> Iterator[Repair]:
    """The URL with what was done to it on its way undone: host, encodings, line breaks, blanks.

    The most often decoded form comes first: whatever cannot be decoded so often is not whole.
    """
    text = url.strip()
    reasons: tuple[str, ...] = ()
    if published := _published(text, hosts):
        text, reasons = published, (f"the site's staging host {_host(url)}",)
    forms = [(text, reasons)]
    while "%25" in text and len(forms) <= _MAX_ENCODINGS:
        text = text.replace("%25", "%")
        forms.append((text, (*reasons, "percent-encoded more than once")))
    for form, why in reversed(forms):
        unwrapped, unblanked = _WRAP.sub("", form), _BLANKS.sub("", form)
        if unwrapped != form:
            yield Repair(unwrapped, ", ".join((*why, "a line break in the URL")))
        if why:
            yield Repair(form, ", ".join(why))
        if unblanked != form:
            yield Repair(unblanked, ", ".join((*why, "a blank in the URL")))


def _published(url: str, hosts: Collection[str]) -> str | None:
    """The same path on the host that a staging host stands for."""
    if not is_staging(url):
        return None
    rest = _host(url).partition(".")[2].removeprefix("www.")
    for name in (f"www.{rest}", rest):
        if name in hosts:
            return urlunsplit(urlsplit(url)._replace(netloc=name))
    return None


def _moved(url: str, links: Sequence[PageLink]) -> Iterator[Repair]:
    """Other links of the page that carry the file's name, or its name without the year.

    A name that several folders hold leads to none of them: on a page of many offices' months it
    would be another office's.
    """
    name, suffix = _stem(url)
    if not name:
        return
    shorter = _YEAR_AT_END.sub("", name)
    for wanted, why in (
        (name, "the page links a file of this name elsewhere"),
        (shorter, "the page links the file without the year in its name"),
    ):
        same = [link.url for link in links if _stem(link.url)[0] == wanted]
        if len({dirname(other) for other in same if _same(other) != _same(url)}) > 1:
            continue
        yield from (
            Repair(other, why)
            for other in sorted(same, key=lambda other: _stem(other)[1] != suffix)
        )


def _without_year(url: str) -> Iterator[Repair]:
    """The same place, the year at the end of the file's name left out (`moit-1-68.pdf`)."""
    parts = urlsplit(url)
    stem, dot, suffix = unquote(basename(parts.path)).rpartition(".")
    shorter = _YEAR_AT_END.sub("", stem)
    if dot and shorter != stem and len(shorter) >= _SHORTEST_STEM:
        path = f"{dirname(parts.path).rstrip('/')}/{quote(shorter + dot + suffix)}"
        yield Repair(urlunsplit(parts._replace(path=path)), "a year at the end of the file's name")


def _stem(url: str) -> tuple[str, str]:
    """A file's name without its suffix, and the suffix; empty for what names no file."""
    try:
        name = unquote(basename(urlsplit(url).path))
    except ValueError:
        return "", ""
    stem, dot, suffix = unicodedata.normalize("NFC", name).casefold().rpartition(".")
    stem = _BLANKS.sub(" ", stem).strip()
    if not dot or len(stem) < _SHORTEST_STEM or stem in _NAMELESS:
        return "", ""
    return stem, suffix.strip()


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _same(url: str) -> str:
    """What two spellings of one URL have in common."""
    return unquote(url.strip().translate({9: None, 10: None, 13: None}))


def _is_whole(url: str) -> bool:
    """Whether a URL can be what somebody meant: a host, whole triplets, text in UTF-8."""
    try:
        parts = urlsplit(url)
        unquote_to_bytes(parts.path).decode("utf-8")
    except ValueError:
        return False
    return bool(parts.hostname) and not _BROKEN_TRIPLET.search(url)
