"""CKAN's datastore: `datastore_search`, a capture a page of rows.

Options: `resource_id` (unless the URL has it), `q` or `filters` as CKAN takes them, `limit` rows a
page (1,000), `pages` at most (20).
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import orjson

from ita_evidence.collection.adapters import options
from ita_evidence.collection.adapters.documents import noted
from ita_evidence.collection.fetcher import Fetched, Fetcher
from ita_evidence.model import Request
from ita_evidence.periods import Period

ACTION = "/api/3/action/datastore_search"


def collect(
    request: Request, fetcher: Fetcher, period: Period, fiscal_year: int
) -> tuple[Fetched, ...]:
    """The first page of rows is the source; the pages after it are linked to it."""
    options.check(request, resource_id=(), q=(), filters=(), limit=(), pages=())
    limit = options.number(request, "limit", 1_000)
    first = fetcher.fetch(_page_url(request, limit, 0), expects="json", needs="bytes")
    found = [first]
    rows, total = _rows(first.body)
    offset = rows
    while rows and offset < total and len(found) < options.number(request, "pages", 20):
        because = f"rows {offset + 1:,} and on of {total:,}"
        page = fetcher.fetch(
            _page_url(request, limit, offset),
            role="linked",
            parent=first.capture.url,
            label=because,
            chosen_because=because,
            expects="json",
            needs="bytes",
        )
        found.append(page)
        rows, _ = _rows(page.body)
        offset += rows
    if rows and offset < total:
        note = f"the first {offset:,} of {total:,} rows were asked"
        found[0] = noted(first, note)
    return tuple(found)


def _page_url(request: Request, limit: int, offset: int) -> str:
    parts = urlsplit(request.url)
    path = parts.path if parts.path.endswith("datastore_search") else ACTION
    query = dict(parse_qsl(parts.query))
    for name in ("resource_id", "q", "filters"):
        if name in request.options:
            value = request.options[name]
            query[name] = value if isinstance(value, str) else orjson.dumps(value).decode()
    query |= {"limit": str(limit), "offset": str(offset)}
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query), ""))


def _rows(body: bytes | None) -> tuple[int, int]:
    """How many rows a page has, and how many there are in all; 0 and 0 where it does not say."""
    if body is None:
        return 0, 0
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return 0, 0  # the capture is `wrong_type` and says so
    result = value.get("result") if isinstance(value, dict) else None
    if not isinstance(result, dict) or not isinstance(result.get("records"), list):
        return 0, 0
    rows, total = len(result["records"]), result.get("total")
    return rows, total if isinstance(total, int) else rows
