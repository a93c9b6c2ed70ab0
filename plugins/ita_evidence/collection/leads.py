"""What a host's pages led to when they were last read: an unchanged one is not read again.

A page that the server, or its digest, says is the same leads to the same documents, pictures and
style sheets. Kept beside the host's validators, it saves a run the page's bytes and their parsing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from pydantic import TypeAdapter
from pydantic_core import from_json

from ita_evidence.collection.page import Leads
from ita_evidence.model import Capture

MOST_BYTES = 20_000_000
"""Of one host's leads, as JSON: sixty pages of some hundred links. Those beyond are read again."""


@dataclass(frozen=True)
class _Read:
    """What was read, by what, and where it leads to."""

    blob_sha256: str | None
    content_type: str | None
    version: str
    leads: Leads


_ONE = TypeAdapter(_Read)
_BY_URL = TypeAdapter(dict[str, _Read])


class KnownLeads:
    """By the URL that answered.

    Args:
        stored: what `dump` gave.
        version: names what reads a page; what another one read is not known.
    """

    def __init__(self, stored: bytes | None = None, version: str = "") -> None:
        every = from_json(stored) if stored else {}
        # Another version's are neither of use nor, for certain, of this one's shape.
        ours = {url: one for url, one in every.items() if one["version"] == version}
        self._known = _BY_URL.validate_python(ours)
        self._version = version
        self._size_bytes = len(stored) if stored and ours else 0
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
        self._size_bytes -= _size_bytes(before) if before else 0
        alone = Leads(**{one.name: getattr(leads, one.name) for one in fields(Leads)})
        now = self._read(capture, alone)
        size_bytes = _size_bytes(now)
        if self._size_bytes + size_bytes <= MOST_BYTES:
            self._known[capture.final_url] = now
            self._size_bytes += size_bytes
        self.changed = self.changed or self._known.get(capture.final_url) != before

    def dump(self) -> bytes:
        return _BY_URL.dump_json(self._known)

    def _read(self, capture: Capture, leads: Leads) -> _Read:
        return _Read(capture.blob_sha256, capture.content_type, self._version, leads)


def _size_bytes(one: _Read) -> int:
    return len(_ONE.dump_json(one))
