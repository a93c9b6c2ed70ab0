"""What a host's pages led to when they were last read: an unchanged one is not read again.

A page that the server, or its digest, says is the same leads to the same documents, pictures and
style sheets. Kept beside the host's validators, it saves a run the page's bytes and their parsing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from pydantic import TypeAdapter

from ita_evidence.collection.page import Leads
from ita_evidence.model import Capture

MOST_LINKS = 20_000
"""Of one host, that are kept: some megabytes. The pages beyond are read again."""


@dataclass(frozen=True)
class _Read:
    """What was read, by what, and where it leads to."""

    blob_sha256: str | None
    content_type: str | None
    version: str
    leads: Leads


_BY_URL = TypeAdapter(dict[str, _Read])


class KnownLeads:
    """By the URL that answered.

    Args:
        stored: what `dump` gave.
        version: names what reads a page; what another one read is not known.
    """

    def __init__(self, stored: bytes | None = None, version: str = "") -> None:
        self._known = _BY_URL.validate_json(stored) if stored else {}
        self._version = version
        self._links = sum(len(one.leads.links) for one in self._known.values())
        self.changed = False

    def of(self, capture: Capture) -> Leads | None:
        """What the bytes of a capture lead to; None where that is not known."""
        known = self._known.get(capture.final_url)
        if known is None or known != self._read(capture, known.leads):
            return None
        return known.leads

    def note(self, capture: Capture, leads: Leads) -> None:
        """Keeps what was read of a capture's bytes, in the place of what was read there before."""
        before = self._known.pop(capture.final_url, None)
        self._links -= len(before.leads.links) if before else 0
        if self._links + len(leads.links) <= MOST_LINKS:
            alone = Leads(**{one.name: getattr(leads, one.name) for one in fields(Leads)})
            self._known[capture.final_url] = self._read(capture, alone)
            self._links += len(leads.links)
        self.changed = self.changed or self._known.get(capture.final_url) != before

    def dump(self) -> bytes:
        return _BY_URL.dump_json(self._known)

    def _read(self, capture: Capture, leads: Leads) -> _Read:
        return _Read(capture.blob_sha256, capture.content_type, self._version, leads)
