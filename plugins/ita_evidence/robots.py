"""What hosts answered for their robots.txt, kept for a day in the work bucket
(`index/<agency>/robots/…`), so that the runs and looks of one day ask for it once."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from ita_evidence.archive.canonical import canonical, sha256
from ita_evidence.archive.store import Store
from ita_evidence.collection.politeness import KeptRobots


@dataclass(frozen=True)
class Shelf:
    """A `politeness.RobotsShelf` of one agency's hosts."""

    store: Store
    agency: str

    def kept(self, authority: str) -> KeptRobots | None:
        """The newest answer; None where there is none, or none that this version reads."""
        stored = self.store.work_get(self._key(authority))
        try:
            return KeptRobots.model_validate_json(stored) if stored else None
        except ValidationError:
            return None

    def keep(self, authority: str, answer: KeptRobots) -> None:
        self.store.work_put(self._key(authority), canonical(answer))

    def _key(self, authority: str) -> str:
        return f"index/{self.agency}/robots/{sha256(authority.encode())}.json"
