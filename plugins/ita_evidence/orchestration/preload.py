"""What a process that runs many tasks imports before the first of them: our library.

Else each of a month's hundred tasks would import it, or one of them all of it: Great Expectations
alone takes some 5 s.
"""

from __future__ import annotations

import gc
import importlib

from ita_evidence.extraction.records import KINDS

MODULES = (
    "ita_evidence.pipeline",
    "ita_evidence.people",
    "ita_evidence.collection.adapters",
    "ita_evidence.robots",
    *(f"ita_evidence.extraction.records.{kind}" for kind in KINDS),
    "ita_evidence.validation.judge",
    "ita_evidence.reporting.dossier",
    "ita_evidence.reporting.worklist",
)


def everything() -> None:
    """Imports them, and has the collector of garbage pass over what they hold from then on: more
    than a million objects that stay."""
    for name in MODULES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
