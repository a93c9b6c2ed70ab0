"""What collecting costs: bytes moved by a run over unchanged sources, waiting, memory.

Everything is served on loopback by servers that are started here; nothing else is asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ita_evidence.archive.store import Store


def moved_bytes(store: Store, keys: Iterable[str]) -> int:
    """Bytes of heads and bodies that these runs' hosts sent, each answer once.

    Args:
        keys: `captures/<agency>/<run-key>/<host>.json` in the work bucket.
    """
    answers: dict[tuple[str, str], int] = {}
    for key in keys:
        captured = json.loads(store.work_get(key) or b"{}")
        for captures in captured.get("by_request", {}).values():
            for one in captures:
                size = one["wire_size_bytes"] + len(one["head"] or "")
                answers[one["final_url"], one["started_at"]] = size
    return sum(answers.values())
