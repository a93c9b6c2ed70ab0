"""e-GP's RSS feed: the feed's bytes are kept, nothing is followed.

It holds the 20 newest announcements of a `deptId` and `anounceType` (spelt with one n), and is
closed in office hours: its host has `open_hours` in the agency file. A feed without items is an
answer, not an absence.
"""

from __future__ import annotations

from ita_evidence.collection.adapters import options
from ita_evidence.collection.fetcher import Fetched, Fetcher
from ita_evidence.model import Request
from ita_evidence.periods import Period


def collect(
    request: Request, fetcher: Fetcher, period: Period, fiscal_year: int
) -> tuple[Fetched, ...]:
    """The feed itself."""
    options.check(request)
    return (fetcher.fetch(request.url, expects="feed"),)
