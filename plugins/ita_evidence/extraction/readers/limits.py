"""How much a document may cost."""

from __future__ import annotations

import resource
from dataclasses import dataclass
from pathlib import Path

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Limits of one reading. The first four stop it; the others cut it short, with a flag."""

    cpu_s: int = 30
    """Of the processor: equal bytes end in the same way however busy the machine is."""
    wall_s: float = 300.0
    """On the clock: ends what waits for something that never comes (docs/adr/0007)."""
    memory_bytes: int = 512 * MEBIBYTE
    """Address space beyond what the child holds when it starts."""
    data_bytes: int = 100_000_000
    chars: int = 5_000_000
    """Of text in one document."""
    cells: int = 1_000_000
    """Of tables in one document."""
    pages: int = 1_000
    table_pieces: int = 100_000
    """Of a PDF's pages on which tables are looked for: cells between rules, or pieces of text; up
    to 80 µs each."""
    second_opinions: int = 100
    """Pages of a PDF that a second extractor reads because the first one's text is doubtful."""
    zip_members: int = 10_000
    zip_bytes: int = 300_000_000
    zip_ratio: int = 200


DEFAULT = Limits()


def limit(kind: int, value: int) -> None:
    """Sets one of this process's limits (`resource.RLIMIT_…`), as far as it may."""
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def address_space_bytes() -> int:
    """What this process holds of its address space."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 512 * MEBIBYTE  # no /proc: a generous guess, the limit is then a little higher
    return pages * resource.getpagesize()
