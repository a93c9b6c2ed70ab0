"""Asks what a dead link may have meant, and says so beside it.

What is asked is kept as a capture of role `requisite`, which no recogniser looks at: the answer is
proof that the offer holds, never evidence of the item.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ita_evidence.collection import link_repair
from ita_evidence.collection.fetcher import Fetched, Fetcher
from ita_evidence.collection.link_repair import Repair
from ita_evidence.collection.page import PageLink, same_site
from ita_evidence.model import Outcome, Remark

MAX_ASKED = 2
"""Candidates that are asked for one dead link."""


def offer(
    url: str, asked_from: str, fetcher: Fetcher, *, links: Sequence[PageLink] = ()
) -> tuple[Remark | None, list[Fetched]]:
    """What would work in a dead link's place.

    Args:
        asked_from: a URL of the host that this task asks; candidates elsewhere are only named.
        links: those of the page that the dead link stood on.

    Returns:
        the offer (None: nothing to offer), and what was asked for it.
    """
    hosts = {host.name for host in fetcher.agency.hosts}
    asked: list[Fetched] = []
    for repair in link_repair.candidates(url, hosts=hosts, links=links):
        if not same_site(repair.url, asked_from):
            return _remark("link_repair_unasked", repair, url), asked
        if len(asked) == MAX_ASKED or fetcher.pages_left(repair.url) == 0:
            break
        because = f"repair offered: {repair.why}"
        one = fetcher.fetch(repair.url, role="requisite", parent=url, chosen_because=because)
        asked.append(one)
        if one.capture.outcome in (Outcome.OK, Outcome.UNCHANGED):
            return _remark("link_repair", repair, url), asked
    return None, asked


def said(offer: Remark) -> str:
    """An offer in words, for a capture's `detail`."""
    if offer.code == "link_repair":
        return f"would work: {offer.url} ({offer.why})"
    return f"may stand at: {offer.url} ({offer.why}; another host, not asked)"


def _remark(code: Literal["link_repair", "link_repair_unasked"], repair: Repair, of: str) -> Remark:
    return Remark(code=code, url=repair.url, of=of, why=repair.why)
