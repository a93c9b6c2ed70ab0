"""How much a document may cost."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Limits of one reading. The first four stop it; the others cut it short, with a flag."""

    cpu_s: int = 30
    """Of the processor: equal bytes end in the same way however busy the machine is."""
    wall_s: float = 120.0
    """On the clock: ends what waits for something that never comes."""
    memory_bytes: int = 512 * MEBIBYTE
    """Address space beyond what the child holds when it starts."""
    data_bytes: int = 100_000_000
    chars: int = 5_000_000
    """Of text in one document."""
    cells: int = 1_000_000
    """Of tables in one document."""
    pages: int = 1_000
    table_pages: int = 60
    """Pages of a PDF on which tables are looked for."""
    second_opinions: int = 100
    """Pages of a PDF that a second extractor reads because the first one's text is doubtful."""
    zip_members: int = 10_000
    zip_bytes: int = 300_000_000
    zip_ratio: int = 200


DEFAULT = Limits()
