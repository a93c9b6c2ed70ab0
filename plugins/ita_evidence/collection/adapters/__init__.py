"""One file a publishing pattern. Each has `collect`, with the signature of `collect` below.

The first capture of the answer is the source itself; what it led to follows. An adapter asks and
chooses; what it chose says why (`chosen_because`), and what it left out stands in the source's
`detail`. That a month has no link is no capture: the recogniser reports it. Where a link is dead
and looks wrongly written, its `detail` says what would work.
"""

from __future__ import annotations

from ita_evidence.collection import link_repair
from ita_evidence.collection.adapters import (
    ckan,
    documents,
    egp_rss,
    file,
    json_api,
    link_list,
    oit_index,
    page,
    repairs,
)
from ita_evidence.collection.fetcher import Fetched, Fetcher
from ita_evidence.errors import CatalogError, CatalogFault
from ita_evidence.model import Outcome, Remark, Request
from ita_evidence.periods import Period

ADAPTERS = {
    "page": page.collect,
    "file": file.collect,
    "link_list": link_list.collect,
    "egp_rss": egp_rss.collect,
    "ckan": ckan.collect,
    "json_api": json_api.collect,
    "oit_index": oit_index.collect,
}


def collect(
    request: Request, fetcher: Fetcher, *, period: Period, fiscal_year: int
) -> tuple[Fetched, ...]:
    """Asks for one request by its adapter.

    Args:
        period: the run's; `link_list` looks for its months unless its options name others.
        fiscal_year: B.E.; gives the year of a month that is written without one.

    Raises:
        CatalogError: no such adapter, or an option that it does not take.
    """
    adapter = ADAPTERS.get(request.adapter)
    if adapter is None:
        problem = f"{request.url} has the adapter {request.adapter!r}"
        raise CatalogError((CatalogFault("sources", 1, problem, ", ".join(sorted(ADAPTERS))),))
    with fetcher.allowing(request.max_bytes):
        found = _with_offers(adapter(request, fetcher, period, fiscal_year), fetcher, request.host)
    return (_counted(found[0], fetcher), *found[1:])


def _counted(source: Fetched, fetcher: Fetcher) -> Fetched:
    """The source with the number of its page's own links; none where there were some is an alarm:
    the page is drawn by a script now, or it is not the page any more."""
    page = documents.leads_of(source, fetcher)
    if not page.is_page or source.capture.outcome not in documents.THERE:
        return source
    links = sum(not link.menu for link in page.links)
    counted = Fetched(source.capture.model_copy(update={"links": links}), source.payload)
    before = fetcher.links_before(source.capture.url)
    if links or not before or source.capture.outcome is Outcome.UNCHANGED:
        return counted
    note = f"no link, where the last kept copy has {before}"
    return documents.noted(counted, note, Remark(code="links_gone", why=str(before)))


MAX_REPAIRED = 5
"""Dead links of one source for which something is looked for that would work."""


def _with_offers(found: tuple[Fetched, ...], fetcher: Fetcher, host: str) -> tuple[Fetched, ...]:
    """What was found, each dead link saying what would work; what was asked for that comes last."""
    dead = [
        one
        for one in found
        if one.capture.role != "requisite" and link_repair.is_repairable(one.capture)
    ][:MAX_REPAIRED]
    if not dead:
        return found
    links = {one.capture.url: documents.leads_of(one, fetcher).links for one in found[:1]}
    told: dict[int, Fetched] = {}
    asked: list[Fetched] = []
    for one in dead:
        offer, more = repairs.offer(
            one.capture.url,
            f"https://{host}/",
            fetcher,
            links=links.get(one.capture.parent or "", ()),
        )
        told[id(one)] = documents.noted(one, repairs.said(offer), offer) if offer else one
        asked += more
    return (*(told.get(id(one), one) for one in found), *asked)
