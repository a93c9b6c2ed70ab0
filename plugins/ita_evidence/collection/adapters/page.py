"""A page with what it needs to be shown again, and the documents it links.

Options: `follow`: `documents` (those of the same site, one step deep) or `none` (the default).
"""

from __future__ import annotations

from ita_evidence.collection.adapters import documents, options
from ita_evidence.collection.fetcher import Fetched, Fetcher
from ita_evidence.model import Request
from ita_evidence.periods import Period


def collect(
    request: Request, fetcher: Fetcher, period: Period, fiscal_year: int
) -> tuple[Fetched, ...]:
    """The page, its documents, its requisites."""
    options.check(request, follow=("documents", "none"))
    source = fetcher.fetch(request.url, needs="leads")
    page = documents.leads_of(source, fetcher)
    if not page.is_page or source.capture.outcome not in documents.THERE:
        return (source,)
    linked, remarks = documents.shown_by(page, source, fetcher)
    source = documents.noted(source, "", *remarks)
    if request.options.get("follow") == "documents":
        links = [*page.links, *documents.links_of(linked, fetcher)]
        followed, note, remarks = documents.follow(
            links,
            source,
            fetcher,
            most=documents.MAX_DOCUMENTS,
            because="a document that the page links",
        )
        hidden = documents.hidden_on([source, *linked], fetcher)
        source = documents.noted(source, note, *remarks, *hidden)
        known = {one.capture.url for one in linked}
        linked += [one for one in followed if one.capture.url not in known]
    needed, note = documents.requisites(page, source, fetcher)
    source = documents.noted(source, note)
    return (source, *linked, *needed)
