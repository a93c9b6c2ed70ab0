"""Capture: asks each host for what the plan wants, politely, and never judges.

`Fetcher` is one host's session, `adapters.collect` asks for one request by its publishing pattern,
`outcomes` names what came of it (docs/outcomes.md).
"""

from ita_evidence.collection.fetcher import Fetched, Fetcher, Validators
from ita_evidence.collection.leads import KnownLeads

__all__ = ["Fetched", "Fetcher", "KnownLeads", "Validators"]
