"""A JSON API: one request."""

from __future__ import annotations

from ita_evidence.collection.adapters import options
from ita_evidence.collection.fetcher import Fetched, Fetcher
from ita_evidence.model import Request
from ita_evidence.periods import Period


def collect(
    request: Request, fetcher: Fetcher, period: Period, fiscal_year: int
) -> tuple[Fetched, ...]:
    """The answer itself, kept as it came."""
    options.check(request)
    return (fetcher.fetch(request.url, expects="json"),)
