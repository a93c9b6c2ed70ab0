"""Where a click on an element leads: to its `href`, or to the address that its script opens.

Thai offices' sites open files with `href="javascript:window.open('…')"`, or with an `onclick`
beside `href="#"`. Only an address that stands in the script whole is one; nothing is run.
"""

from __future__ import annotations

import re

_OPENS = re.compile(
    r"(?:\bwindow\s*\.\s*open|\blocation(?:\s*\.\s*(?:href|assign|replace))?)\s*[(=]\s*"
    r"(?P<quote>['\"])(?P<address>[^'\"<>\s]{1,2000})(?P=quote)(?!\s*\+)"
)
_CALLS = re.compile(r"(?<![\w.])(?P<name>[\w.$]+)\s*\(\s*[^)\s]")
_NO_PLACES = re.compile(
    r"(?:void|alert|confirm|print|eval|preventdefault|stoppropagation|return|function|if|\w*toggle\w*"
    r"|\w*menu\w*|\w*share\w*|\w*font\w*|\w*lang\w*|\w*search\w*|\w*scroll\w*|\w*bookmark\w*"
    r"|\$|jquery|gtag|ga|fbq|history\.\w+|window\.(?:print|history\.\w+|close))",
    re.IGNORECASE,
)
"""Calls that open no file, whatever stands in them."""


def address(href: str, onclick: str = "") -> str:
    """What a click asks for, as written; empty where it leads nowhere that can be read."""
    plain = href.strip()
    scripted = plain.lower().startswith("javascript:")
    if plain and not scripted and not plain.startswith("#"):
        return href
    for script in (plain if scripted else "", onclick):
        if found := _OPENS.search(script):
            return found["address"].replace("\\/", "/")
    return "" if scripted else href


def is_hidden(href: str, onclick: str = "") -> bool:
    """Whether a click may open something of which the script does not say where it is."""
    if address(href, onclick).strip().lstrip("#"):
        return False
    plain = href.strip()
    script = f"{plain[11:] if plain.lower().startswith('javascript:') else ''} {onclick}"
    return any(not _NO_PLACES.fullmatch(call["name"]) for call in _CALLS.finditer(script))
