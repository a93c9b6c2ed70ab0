"""A fixed file: one URL, one capture."""

from __future__ import annotations

from ita_evidence.collection.adapters import options
from ita_evidence.collection.fetcher import Fetched, Fetcher
from ita_evidence.model import Request
from ita_evidence.periods import Period


def collect(
    request: Request, fetcher: Fetcher, period: Period, fiscal_year: int
) -> tuple[Fetched, ...]:
    """The file itself. A page of HTML in its place is `wrong_type`."""
    options.check(request)
    return (fetcher.fetch(request.url, expects="document"),)
