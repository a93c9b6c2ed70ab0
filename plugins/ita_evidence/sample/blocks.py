"""What a document says, before it has a file type: the same blocks become a page, a PDF, a DOCX.

And what is published: files on hosts, and the entries of the sources file that point at them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from ita_evidence.periods import BE_OFFSET, MONTHS_SHORT_TH, Month


@dataclass(frozen=True)
class Heading:
    text: str
    level: Literal[1, 2, 3] = 2


@dataclass(frozen=True)
class Text:
    text: str
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True)
class Grid:
    """A table: a header row and rows of cells, all text."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    """Shares of the line for each column on paper; equal when empty."""


@dataclass(frozen=True)
class Links:
    """A list of (text, href)."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Picture:
    """A picture that a page shows."""

    src: str
    alt: str = ""
    width_px: int = 0


@dataclass(frozen=True)
class Html:
    """Markup as it is: forms, cards, maps. Pages only."""

    markup: str


Block = Heading | Text | Grid | Links | Picture | Html


@dataclass(frozen=True)
class File:
    """Bytes under a URL, as the server will answer them."""

    url: str
    data: bytes
    published: date
    status: int = 200
    content_type: str | None = None
    """None: by the name's ending."""


@dataclass(frozen=True)
class Entry:
    """A line of the sources file."""

    item: str
    unit: str
    url: str
    adapter: str
    why: str
    options: dict[str, Any] = field(default_factory=dict)


Published = Entry | File


def place_of(url: str) -> str:
    """Where a URL's bytes lie below the site's root: `host/path`; a query is part of the name.

    >>> place_of("https://www.sample.example/oit/2566/")
    'www.sample.example/oit/2566/index.html'
    """
    parts = urlsplit(url)
    path = unquote(parts.path) or "/"
    if path.endswith("/"):
        path += "index.html"
    if parts.query:
        path += "@" + "&".join(f"{name}={value}" for name, value in sorted(parse_qsl(parts.query)))
    return f"{parts.hostname}{path}"


def escaped(path: str) -> str:
    """A path with Thai in it as browsers send it."""
    return quote(path, safe="/:?&=#%@+~")


def baht(amount: int) -> str:
    """`4,200,000.00`."""
    return f"{amount:,}.00"


def thai_digits(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))


def short_date(day: date) -> str:
    """`12 ต.ค. 65`."""
    return f"{day.day} {MONTHS_SHORT_TH[day.month - 1]} {(day.year + BE_OFFSET) % 100:02d}"


def short_month(month: Month) -> str:
    """`ต.ค. 2565`."""
    return f"{MONTHS_SHORT_TH[month.month - 1]} {month.year_be}"
