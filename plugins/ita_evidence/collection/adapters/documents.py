"""What a page leads to: the documents it links, and the pictures that show it again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from ita_evidence.collection import link_repair
from ita_evidence.collection import page as pages
from ita_evidence.collection.adapters import repairs
from ita_evidence.collection.fetcher import Fetched, Fetcher
from ita_evidence.collection.outcomes import DOCUMENT_SUFFIXES, suffix_of, went_home
from ita_evidence.collection.page import Leads, Page, PageLink, same_site
from ita_evidence.errors import ExtractionError
from ita_evidence.model import Outcome, Remark

THERE = frozenset({Outcome.OK, Outcome.UNCHANGED})
"""Outcomes of a page whose links are worth following: an error page's are not."""
MAX_DOCUMENTS = 40
MAX_FRAMES = 5
MAX_IMAGES = 20
MAX_STYLES = 10
MAX_SCRIPTS = 10
MAX_STYLED = 20
"""Fonts and pictures that the style sheets name."""
MAX_STAGING = 5
"""Links to a staging host for which the published file is looked for."""
_DOWNLOADS = re.compile(r"download|getfile|get_file|attachment|viewfile|view-file|openfile", re.I)
_ORNAMENT = re.compile(
    r"//(?:[\w-]+\.)*(?:google\.[a-z.]+/(?:maps|recaptcha|calendar)|maps\.google|openstreetmap|"
    r"longdo|youtube|youtu\.be|vimeo|facebook|twitter|x\.com/|line\.me|tiktok|instagram|"
    r"googletagmanager|doubleclick|truehits|histats|tmd\.go\.th)",
    re.IGNORECASE,
)
"""What frames of other hosts show on any page: maps, films, posts, counters, the weather."""
_PAGE_SUFFIXES = frozenset({"html", "htm", "shtml"})


def noted(fetched: Fetched, note: str, *remarks: Remark) -> Fetched:
    """The same capture, its detail saying one thing more, with what becomes a finding."""
    capture = fetched.capture
    said = {
        "detail": "; ".join(part for part in (capture.detail, note) if part),
        "remarks": (*capture.remarks, *remarks),
    }
    return Fetched(capture.model_copy(update=said), fetched.payload)


def leads_of(fetched: Fetched, fetcher: Fetcher) -> Leads:
    """What a page or a style sheet leads to: known of an unchanged one, else read and noted."""
    capture = fetched.capture
    known = fetcher.leads.of(capture)
    if known is not None:
        return known
    if fetched.payload is None:
        return Leads()
    leads = page_of(fetched) or _of_sheet(fetched) or Leads()
    if capture.outcome in THERE:
        fetcher.leads.note(capture, leads)
    return leads


def _of_sheet(fetched: Fetched) -> Leads | None:
    if suffix_of(fetched.capture.url) != "css" or fetched.payload is None:
        return None
    text = fetched.payload.read(pages.CSS_READ_CHARS).decode("utf-8", "replace")
    return Leads(styled_with=pages.named_in_css(text, fetched.capture.final_url))


def page_of(fetched: Fetched) -> Page | None:
    """A fetched page, parsed; None for what is no page of HTML or no text."""
    capture = fetched.capture
    body = fetched.payload.read(pages.HTML_READ_BYTES) if fetched.payload else b""
    if not pages.looks_like_html(body):
        return None
    try:
        return _read(body, capture.content_type, capture.final_url)
    except ExtractionError:
        return None  # whoever reads the evidence says so of the same bytes


_read = lru_cache(maxsize=16)(pages.read)
"""A page is looked at by its adapter and by what follows it: the last few stay parsed."""


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
) -> tuple[list[Fetched], str, list[Remark]]:
    """The same site's documents among `links`, one step deep.

    Returns:
        what was fetched, a note on what was left out (empty: nothing), and what becomes of both as
        remarks: a document left out, repairs offered.
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
    notes: list[str] = []
    remarks: list[Remark] = []
    if left:
        remarks.append(left_out(here[len(found)].url, "a linked document over the limit"))
        notes.append(f"{left} of {len(here)} linked documents were not asked: the limit")
    if elsewhere:
        notes.append(f"{len(elsewhere)} linked documents are on other hosts: not asked")
    for url in list(filter(link_repair.is_staging, elsewhere))[:MAX_STAGING]:
        offer, asked = repairs.offer(url, page_url, fetcher)
        instead = repairs.said(offer) if offer else "nothing to offer in its place"
        notes.append(f"on a staging host: {url}; {instead}")
        remarks += [offer] if offer else []
        found += asked
    return found, "; ".join(notes), remarks


def hidden_on(pages_within: Iterable[Fetched], fetcher: Fetcher) -> list[Remark]:
    """What only a script of the pages could have opened; once a page, whatever their number."""
    return [
        left_out(one.capture.url, f"a link that a script opens: {text}")
        for one in pages_within
        if one.capture.outcome in THERE
        for text in leads_of(one, fetcher).hidden[:1]
    ]


def left_out(url: str, why: str) -> Remark:
    """What was not asked and may show what is not found elsewhere."""
    return Remark(code="left_out", of=url, why=why)


def links_of(pages_within: Iterable[Fetched], fetcher: Fetcher) -> Iterator[PageLink]:
    """The links of the pages that another one shows."""
    for one in pages_within:
        if one.capture.outcome in THERE:
            yield from leads_of(one, fetcher).links


def shown_by(page: Leads, source: Fetched, fetcher: Fetcher) -> tuple[list[Fetched], list[Remark]]:
    """What a page shows in its frames or leads on to by itself: a visitor takes it for the page.

    Returns:
        what was fetched of the same site, and a remark on what other hosts show there.
    """
    found, remarks = [], []
    for url in page.shows[:MAX_FRAMES]:
        if went_home(source.capture.url, url):
            continue  # as a redirect there: not what was asked
        if same_site(url, source.capture.final_url):
            found.append(
                fetcher.fetch(
                    url,
                    role="linked",
                    parent=source.capture.url,
                    label="",
                    chosen_because="the page shows it in a frame, or leads on to it by itself",
                    needs="leads",
                )
            )
        elif not _ORNAMENT.search(url):
            remarks.append(left_out(url, "another host's page in a frame"))
    if len(page.shows) > MAX_FRAMES:
        remarks.append(left_out(page.shows[MAX_FRAMES], "a frame over the limit"))
    return found, remarks


def requisites(page: Leads, parent: Fetched, fetcher: Fetcher) -> tuple[list[Fetched], str]:
    """What the page needs to be shown again: its pictures, its style sheets, the sheets that those
    import, the fonts and pictures that they name, its scripts.

    From the same site, and from hosts of which the agency file says that they hold its requisites.

    Returns:
        what was fetched, and a note on what was left out (empty: nothing).
    """
    page_url = parent.capture.final_url
    beside = [
        f"//{host.name}/"
        for host in fetcher.agency.hosts
        if host.requisites_of and same_site(f"//{host.requisites_of}/", page_url)
    ]
    elsewhere: set[str] = set()
    over: set[str] = set()

    def asked(urls: Iterable[str], most: int) -> list[Fetched]:
        wanted = dict.fromkeys(urls)
        here = [url for url in wanted if any(same_site(url, at) for at in (page_url, *beside))]
        elsewhere.update(wanted.keys() - set(here))
        over.update(here[most:])
        return [
            fetcher.fetch(
                url,
                role="requisite",
                parent=parent.capture.url,
                needs="leads" if suffix_of(url) == "css" else "capture",
            )
            for url in here[:most]
            if fetcher.pages_left(url)
        ]

    found = [*asked(page.images, MAX_IMAGES), *asked(page.scripts, MAX_SCRIPTS)]
    named = [*page.styled_with]
    imported = [url for url in named if suffix_of(url) == "css"]
    sheets = asked([*page.styles, *imported], MAX_STYLES)
    for sheet in sheets:
        named += _named_in(sheet, fetcher)
    known = {one.capture.url for one in sheets}
    further = [url for url in named if suffix_of(url) == "css" and url not in known]
    more = asked(further, MAX_STYLES - len(sheets))
    for sheet in more:
        named += _named_in(sheet, fetcher)
    styled = asked((url for url in named if suffix_of(url) != "css"), MAX_STYLED)
    left = {"beyond the limit": over, "on other hosts": elsewhere}
    notes = [f"{len(urls)} {why}" for why, urls in left.items() if urls]
    note = f"needed to be shown again and not asked: {', '.join(notes)}" if notes else ""
    return [*found, *sheets, *more, *styled], note


def _named_in(sheet: Fetched, fetcher: Fetcher) -> tuple[str, ...]:
    """The URLs that a style sheet names; none of what is no sheet."""
    there = sheet.capture.outcome in THERE
    return leads_of(sheet, fetcher).styled_with if there else ()
