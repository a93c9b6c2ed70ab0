"""What a page leads to: the documents it links, and the pictures that show it again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from ita_evidence.collection import link_repair
from ita_evidence.collection import page as pages
from ita_evidence.collection.adapters import repairs
from ita_evidence.collection.fetcher import Fetched, Fetcher
from ita_evidence.collection.outcomes import DOCUMENT_SUFFIXES, suffix_of
from ita_evidence.collection.page import Page, PageLink, same_site
from ita_evidence.errors import ExtractionError
from ita_evidence.model import Outcome

THERE = frozenset({Outcome.OK, Outcome.UNCHANGED})
"""Outcomes of a page whose links are worth following: an error page's are not."""
MAX_DOCUMENTS = 40
MAX_IMAGES = 20
MAX_STAGING = 5
"""Links to a staging host for which the published file is looked for."""
_DOWNLOADS = re.compile(r"download|getfile|get_file|attachment|viewfile|view-file|openfile", re.I)
_PAGE_SUFFIXES = frozenset({"html", "htm", "shtml"})


def noted(fetched: Fetched, note: str) -> Fetched:
    """The same capture, its detail saying one thing more."""
    detail = "; ".join(part for part in (fetched.capture.detail, note) if part)
    return Fetched(fetched.capture.model_copy(update={"detail": detail}), fetched.body)


def page_of(fetched: Fetched) -> Page | None:
    """A fetched page, parsed; None for what is no page of HTML or no text."""
    capture, body = fetched.capture, fetched.body
    if body is None or not pages.looks_like_html(body):
        return None
    try:
        return pages.read(body, capture.content_type, capture.final_url)
    except ExtractionError:
        return None  # whoever reads the evidence says so of the same bytes


def is_document(link: PageLink) -> bool:
    """Whether a link leads to a document, so far as a link can say."""
    suffix = suffix_of(link.url)
    if suffix in DOCUMENT_SUFFIXES:
        return True
    if suffix in _PAGE_SUFFIXES:
        return False
    parts = urlsplit(link.url)
    return link.download or bool(_DOWNLOADS.search(f"{parts.path}?{parts.query}"))


def follow(
    links: Iterable[PageLink], parent: Fetched, fetcher: Fetcher, *, most: int, because: str
) -> tuple[list[Fetched], str]:
    """The same site's documents among `links`, one step deep.

    Returns:
        what was fetched, and a note on what was left out (empty: nothing).
    """
    page_url = parent.capture.final_url
    wanted = {link.url: link for link in reversed(list(links)) if is_document(link)}
    here = [link for link in reversed(wanted.values()) if same_site(link.url, page_url)]
    found: list[Fetched] = []
    for link in here[:most]:
        if fetcher.pages_left(link.url) == 0:
            break
        found.append(
            fetcher.fetch(
                link.url,
                role="linked",
                parent=parent.capture.url,
                label=link.text,
                chosen_because=because,
            )
        )
    left = len(here) - len(found)
    elsewhere = [url for url in wanted if not same_site(url, page_url)]
    notes = []
    if left:
        notes.append(f"{left} of {len(here)} linked documents were not asked: the limit")
    if elsewhere:
        notes.append(f"{len(elsewhere)} linked documents are on other hosts: not asked")
    for url in list(filter(link_repair.is_staging, elsewhere))[:MAX_STAGING]:
        note, asked = repairs.offer(url, page_url, fetcher)
        notes.append(f"on a staging host: {url}; {note or 'nothing to offer in its place'}")
        found += asked
    return found, "; ".join(notes)


def images(page: Page, parent: Fetched, fetcher: Fetcher) -> list[Fetched]:
    """The page's pictures from the same site, so that it can be shown again."""
    page_url = parent.capture.final_url
    here = [url for url in page.images if same_site(url, page_url)]
    return [
        fetcher.fetch(url, role="requisite", parent=parent.capture.url)
        for url in here[:MAX_IMAGES]
        if fetcher.pages_left(url)
    ]
