"""O8 and O9: a place where one asks and is answered; links to the agency's social networks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from urllib.parse import SplitResult, parse_qs, urlsplit

from ita_evidence.model import Form, Found, Link, Observation
from ita_evidence.thai.text import contains
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.common import (
    another_named,
    best,
    best_document,
)
from ita_evidence.validation.recognisers.pages import (
    component_of,
    first,
    named,
    of_host,
    option,
    own_text,
    quoted,
    said,
    target_of,
)

_SEARCH = re.compile(r"(?:^|:)(?:q|s|search|keyword|query|txtsearch)$", re.I)


# --- O8 --------------------------------------------------------------------------------------


def recognise_two_way(context: Context) -> list[Observation]:
    """A place to ask and its two ways, of the one page that shows most."""
    rows = best_document([_place(context, seen), _two_way(context, seen)] for seen in context.seen)
    return rows or [
        context.observe(one.id, Found.NO, "component_missing") for one in context.components
    ]


def chat_link(context: Context, seen: Seen) -> Link | None:
    """A link that opens a conversation with the agency."""
    starts = option(context, "two_way", "chats")
    for link in seen.document.links:
        target = target_of(seen, link)
        if target and any(_begins(target, start) for start in starts):
            return link
    return None


def _begins(target: SplitResult, start: str) -> bool:
    host, _, path = start.partition("/")
    there = target.path.strip("/")
    below = there.startswith(path.strip("/")) and there != path.strip("/")
    return of_host(target.hostname, (host,)) is not None and below


def _place(context: Context, seen: Seen) -> Observation:
    text = own_text(seen.document)
    if term := named(text, component_of(context, "place").recognise.terms):
        return said(context, seen, "place", Found.YES, "place_named", quoted(text, term))
    if (link := chat_link(context, seen)) is not None:
        quote = f"{link.text} → {link.href}"
        return context.observe("place", Found.YES, "place_named", quote=quote, place=seen.place())
    return context.observe("place", Found.NO, "component_missing", place=seen.place())


def _two_way(context: Context, seen: Seen) -> Observation:
    recognise = component_of(context, "two_way").recognise

    say = partial(said, context, seen, "two_way")

    closed = named(own_text(seen.document), option(context, "two_way", "closed"))
    if (link := chat_link(context, seen)) is not None:
        quote = f"{link.text} → {link.href}"
        if whose := _whose(context, seen, link, option(context, "two_way", "makers")):
            return say(Found.UNSURE, "body_in_doubt", quote, body=whose)
        return say(Found.YES, "chat_linked", quote)
    asks = next((form for form in seen.document.forms if asks_in_words(form)), None)
    login = next((form for form in seen.document.forms if wants_account(form)), None)
    if asks is not None:
        quote = f"{asks.method} {asks.action} {' '.join(asks.fields)}"
        if (answer := first(seen, recognise.terms)) is not None and not closed:
            return say(Found.YES, "answers_shown", f"{answer[0]} | {quote}")
        return say(Found.UNSURE, "answers_not_shown", closed or quote)
    if login is not None:
        return say(Found.UNSURE, "needs_account", f"{login.action} {' '.join(login.fields)}")
    answer = first(seen, recognise.terms)
    asking = named(
        "\n".join(link.text for link in seen.document.links), option(context, "two_way", "asks")
    )
    if answer is not None and asking:
        return say(Found.UNSURE, "mentioned_only", f"{answer[0]} | {asking}")
    if one_way := named(own_text(seen.document), recognise.none_of):
        return say(Found.NO, "one_way", one_way)
    return say(Found.NO, "component_missing")


def asks_in_words(form: Form) -> bool:
    """A form in which a person writes at length, or several things: no search box, no login."""
    written = [
        one
        for one in form.fields
        if one.startswith(("textarea:", "text:")) and not _SEARCH.search(one)
    ]
    at_length = any(one.startswith("textarea:") for one in written)
    return (at_length or len(written) > 1) and not wants_account(form)


def wants_account(form: Form) -> bool:
    return any(one.startswith("password:") for one in form.fields)


BEFORE_CHARS = 30
"""Characters of a line before a link that say whose it is."""

# --- O9 --------------------------------------------------------------------------------------


def recognise_networks(context: Context) -> list[Observation]:
    """A link to a page of a social network, not to its front page and not a share button."""
    links = [
        found
        for seen in context.seen
        for link in seen.document.links
        if (found := _network(context, seen, link))
    ]
    place = context.seen[0].place() if context.seen else None
    return [best(links) or context.observe("link", Found.NO, "component_missing", place=place)]


def _network(context: Context, seen: Seen, link: Link) -> Observation | None:
    networks = option(context, "link", "networks")

    say = partial(said, context, seen, "link", quote=f"{link.text} → {link.href}")

    target = _shown_in(target_of(seen, link))
    if target is None:
        is_named = any(contains(link.text, name) for name in option(context, "link", "names"))
        return say(Found.NO, "link_leads_nowhere", confidence=0.5) if is_named else None
    if of_host(target.hostname, networks) is None:
        return None
    path = f"{target.path}?{target.query}".lower()
    if any(part in path for part in component_of(context, "link").recognise.none_of):
        return say(Found.NO, "share_button", confidence=0.8)
    if not target.path.strip("/"):
        return say(Found.NO, "network_front_page", confidence=0.9)
    name = target.path.strip("/").split("/")[0].lower()
    if name in option(context, "link", "templates"):
        return say(Found.NO, "template_page", confidence=0.9)
    if any(part in path for part in option(context, "link", "profiles")):
        return say(Found.UNSURE, "personal_profile")
    if any(part in path for part in option(context, "link", "posts")):
        return say(Found.UNSURE, "single_post")
    if maker := named(_line_of(seen, link), option(context, "link", "makers")):
        return say(Found.UNSURE, "makers_page", body=maker)
    if whose := another_named(link.text, context.agency, context.unit):
        return say(Found.UNSURE, "body_in_doubt", body=whose)
    return say(Found.YES, "network_page")


def _whose(context: Context, seen: Seen, link: Link, makers: Sequence[str]) -> str | None:
    """Whose a link is, where its line says that it is not the agency's."""
    line = _line_of(seen, link)
    return named(line, makers) or another_named(line, context.agency, context.unit)


def _shown_in(target: SplitResult | None) -> SplitResult | None:
    """The page that Facebook's Page Plugin shows and leads to, instead of the plugin itself."""
    if target is None or not target.path.endswith("/plugins/page.php"):
        return target
    pages = parse_qs(target.query).get("href", ())
    try:
        shown = urlsplit(pages[0]) if pages else target
    except ValueError:  # `http://[`: no address at all
        return target
    return shown if shown.scheme in ("http", "https") and shown.hostname else target


def _line_of(seen: Seen, link: Link) -> str:
    """A link's words with those right before them in their line, up to a separator."""
    lines = (line for line in seen.document.text.split("\n") if link.text and link.text in line)
    line = next(lines, link.text)
    at = line.index(link.text)
    return re.split("[|•·]", line[max(0, at - BEFORE_CHARS) : at])[-1] + link.text
