"""What the recognisers of pages share: words that are more than a menu's, links, the home page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from ita_evidence.model import Capture, Component, Document, Found, Link, Observation, Place
from ita_evidence.thai.text import contains, find
from ita_evidence.validation.inputs import Context, Seen

UNSEEN = 0.5
"""Confidence in that a thing is not there, where all that is known is that it was not seen."""
PHONE = (
    r"(?<!\d)(?:\(?0|\+66 ?(?:\(0\) ?)?)(?:(?: ?[-–—] ?|\) ?| )?\d){8,9}(?!\d)"
    r"|(?<![\d.])0\d{1,2}\.\d{3,4}\.\d{3,4}(?![\d.])"
)
"""A telephone number over folded digits, as `0 2000 0100`, `(056) 123456`, `056 – 123456`,
`056.123.456` or `+66 56 123 456`."""
AROUND = 60
"""Characters either side of a found term in a quote."""


def component_of(context: Context, name: str) -> Component:
    """The item's component `name`; a recogniser's components are fixed by its kind."""
    return next(one for one in context.components if one.id == name)


def option(context: Context, component: str, name: str, otherwise: Any = ()) -> Any:
    """A component's option from the item file."""
    return component_of(context, component).recognise.options.get(name, otherwise)


def named(text: str, terms: Iterable[str]) -> str | None:
    """The first of the terms that stands in a text."""
    return next((term for term in terms if contains(text, term)), None)


def all_named(text: str, terms: Iterable[str]) -> list[str]:
    """The terms that stand in a text."""
    return [term for term in terms if contains(text, term)]


def quoted(text: str, term: str) -> str:
    """A term with what stands around it."""
    if (span := find(text, term)) is None:
        return ""
    start, end = span
    return " ".join(text[max(0, start - AROUND) : end + AROUND].split())


def first(seen: Seen, terms: Iterable[str]) -> tuple[str, Place] | None:
    """Where the first of the terms stands in a document: its quote and its place."""
    for term in terms:
        for page in seen.document.pages:
            if quote := quoted(page.text, term):
                return quote, seen.place(page=page.number, sheet=page.name)
    return None


def said(
    context: Context,
    seen: Seen,
    component: str,
    found: Found,
    code: str,
    quote: str = "",
    *,
    confidence: float = 1.0,
    **args: str,
) -> Observation:
    """A row about something that a page or document shows, or does not.

    That nothing was seen says less than what was seen in its place.
    """
    if code == "component_missing":
        confidence = min(confidence, UNSEEN)
    row = context.observe(
        component, found, code, quote=quote, place=seen.place(), confidence=confidence
    )
    return row.model_copy(update={"args": args}) if args else row


def own_lines(document: Document) -> list[str]:
    """The text's lines that are more than a link: a menu names what stands elsewhere."""
    return [line for _, line in numbered_lines(document)]


def numbered_lines(document: Document) -> list[tuple[int, str]]:
    """`own_lines`, each with its number among all lines of the text.

    A line that reads as a link does and stands there oftener than links do is a heading of its own.
    """
    menu = Counter(" ".join(link.text.split()) for link in document.links if link.in_text)
    texts = (" ".join(line.split()) for page in document.pages for line in page.text.split("\n"))
    numbered = [(number, line) for number, line in enumerate(texts) if line]
    lines = [line for _, line in numbered]
    parts = [[line] if line in menu else _parts(line) for line in lines]
    is_menu = [all(part in menu for part in one) for one in parts]
    # What stands among links is taken for the link before what stands by itself.
    among = [sum(is_menu[max(0, n - 1) : n + 2]) for n in range(len(lines))]
    gone = set()
    for number in sorted(range(len(lines)), key=lambda n: (-len(parts[n]), -among[n], n)):
        if is_menu[number] and all(menu[part] > 0 for part in parts[number]):
            menu.subtract(parts[number])
            gone.add(number)
    return [one for number, one in enumerate(numbered) if number not in gone]


def _parts(line: str) -> list[str]:
    """What stands side by side in one line, with nothing but marks between."""
    parts = [part.strip() for part in line.replace("•", "|").split("|")]
    return [part for part in parts if part] if len(parts) > 1 else [line]


def own_text(document: Document) -> str:
    """The title and the lines that are more than a link."""
    return "\n".join([document.title, *own_lines(document)])


def target_of(seen: Seen, link: Link) -> SplitResult | None:
    """Where a link leads, or None: nowhere, to its own page, or to no web page."""
    href = link.href.strip()
    if not href or href.startswith("#"):
        return None
    try:
        target = urlsplit(urljoin(seen.capture.final_url, href))
    except ValueError:
        return None
    if target.scheme not in ("http", "https") or not target.hostname:
        return None
    return target


def of_host(hostname: str | None, hosts: Iterable[str]) -> str | None:
    """The one of `hosts` that a host name is, or is below."""
    name = hostname or ""
    return next((host for host in hosts if name == host or name.endswith(f".{host}")), None)


def same(url: str) -> str:
    """A URL without what makes no difference: scheme, `www.`, a final slash, the fragment."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


def on_home_page(context: Context) -> Seen | None:
    """The evidence that is the home page itself."""
    home = same(context.agency.home_page)
    return next(
        (
            one
            for one in context.seen
            if home in (same(one.capture.url), same(one.capture.final_url))
        ),
        None,
    )


def home_of(context: Context, component: str) -> Seen | Observation:
    """The home page as it was read; else the row that says why it was not."""
    if context.home is None:
        return context.observe(component, Found.UNSURE, "home_not_captured")
    if isinstance(context.home, Capture):
        return context.observe(
            component,
            Found.UNSURE,
            "home_not_seen",
            outcome=context.home.outcome.value,
            page=context.home.url,
        )
    return context.home


def links_to_evidence(context: Context, home: Seen) -> Iterator[Link]:
    """The home page's links that lead to the unit's evidence."""
    wanted = {same(url) for one in context.captures for url in (one.url, one.final_url)}
    for link in home.document.links:
        if same(urljoin(home.capture.final_url, link.href)) in wanted:
            yield link
