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
_ASKS = re.compile(r"\bconfirm\s*\(", re.IGNORECASE)
"""A script that asks first may delete or send something: a person clicks there, or nobody."""
# A name is bounded and begins where no name goes on: the work stays in step with the script.
_CALLS = re.compile(r"(?<![\w.$])(?P<name>[\w.$]{1,100})\s*\(\s*[^)\s]")
_NO_PLACES = re.compile(
    r"(?:.*\.)?(?:void|alert|confirm|eval|preventdefault|stoppropagation|return|function|if"
    r"|reload|addfavorite|ts|getelement\w*|queryselector\w*|print(?:div|elem\w*|content|page|area)?"
    r"|\w*(?:toggle|menu|share|font|lang|translate|search|scroll|bookmark|cookie|speak|style"
    r"|theme|contrast|zoom|hide|collapse|accordion|tableordering|addthis)\w*|\w*tabs?)"
    r"|\.(?:\w*class|css|show|hide|fade\w*|slide\w*|animate|find|closest|parents?|children|siblings"
    r"|next\w*|prev\w*|modal|focus|stop|is|not|eq)"
    r"|.*\.classlist\.\w+|(?:window\.)?history\.\w+|window\.close"
    r"|\$|jquery|\w*gtag|ga|__gatracker|fbq|(?:_gaq|datalayer)\.push",
    re.IGNORECASE,
)
"""Calls that open no file, whatever stands in them: they change how the page looks, or count."""
_SHARES = re.compile(
    r"window\s*\.\s*open\s*\(\s*['\"](?:https?:)?//(?:[\w-]+\.)*(?:facebook\.com|twitter\.com|x\.com"
    r"|line\.me|linkedin\.com|pinterest\.com|plus\.google\.com|t\.me|wa\.me|whatsapp\.com)/[^;]*",
    re.IGNORECASE,
)
"""A window in which a reader tells others of the page."""
_SETS = re.compile(r"\.(?:src|data|action)\s*=[^=]|\.submit\s*\(", re.IGNORECASE)
"""What opens in a frame of the page, or is asked for by a form."""


def address(href: str, onclick: str = "") -> str:
    """What a click asks for, as written; empty where it leads nowhere that can be read."""
    plain = href.strip()
    scripted = plain.lower().startswith("javascript:")
    if plain and not scripted and not plain.startswith("#"):
        return href
    for script in (plain if scripted else "", onclick):
        if (found := _OPENS.search(script)) and not _ASKS.search(script):
            return found["address"].replace("\\/", "/")
    return "" if scripted else href


def is_hidden(href: str, onclick: str = "") -> bool:
    """Whether a click may open something of which the script does not say where it is."""
    if address(href, onclick).strip().lstrip("#"):
        return False
    plain = href.strip()
    script = f"{plain[11:] if plain.lower().startswith('javascript:') else ''} {onclick}"
    script = _SHARES.sub(" ", script)
    calls = (call["name"] for call in _CALLS.finditer(script))
    return (
        any(not _NO_PLACES.fullmatch(name) for name in calls)
        or _SETS.search(script) is not None
        or _OPENS.search(script) is not None
    )
