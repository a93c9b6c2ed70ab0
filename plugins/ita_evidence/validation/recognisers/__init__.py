"""Recognisers: kind → what looks at a unit's evidence and says what it saw. None of them judges.

A recogniser is given a `Context` with the criteria's wording taken out, and returns a row for each
of its components (and month), each with a quote and its place. `no` needs positive proof in
readable evidence: `tables.py` turns a `no` into `unsure` where something was kept from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ita_evidence.model import Observation
from ita_evidence.validation.inputs import Context
from ita_evidence.validation.recognisers import (
    channel,
    complaints,
    contact,
    documents,
    duties,
    ethics_code,
    executives,
    laws,
    manuals,
    measures_result,
    news,
    policy,
    procurement,
    services,
    social,
    structure,
)

Recogniser = Callable[[Context], list[Observation]]

KINDS: Mapping[str, Recogniser] = {
    "document": documents.recognise,
    "procurement_plan": procurement.recognise_plan,
    "announcements": procurement.recognise_announcements,
    "procurement_summary": procurement.recognise_summary,
    "report_parts": procurement.recognise_report,
    "service_statistics": services.recognise_statistics,
    "satisfaction": services.recognise_satisfaction,
    "e_service": services.recognise_e_service,
    "complaint_statistics": complaints.recognise,
    "structure": structure.recognise,
    "executives": executives.recognise,
    "duties": duties.recognise,
    "contact": contact.recognise,
    "laws": laws.recognise,
    "news": news.recognise,
    "two_way": social.recognise_two_way,
    "social_network": social.recognise_networks,
    "privacy_policy": policy.recognise,
    "manual": manuals.recognise,
    "corruption_channel": channel.recognise,
    "ethics_code": ethics_code.recognise,
    "measures_result": measures_result.recognise,
}
PICTURES = frozenset({"structure", "executives", "contact", "measures_result"})
"""Kinds that look at the files of a page's pictures: their sizes, their QR codes."""
LISTS = frozenset(
    {
        "announcements",
        "corruption_channel",
        "e_service",
        "laws",
        "news",
        "social_network",
        "two_way",
    }
)
"""Kinds that look at lists and places of a site, where drafts and other bodies may be named."""
PLACES = LISTS - {"announcements", "laws"}
"""Those whose page is the agency's own: one that names another province and never ours is not."""
PAGES = frozenset({"contact", "duties", "executives", "structure"})
"""Those that look at a page of the site itself, which has no title that says whose it is."""
RECORDS: Mapping[str, str] = {
    "procurement_plan": "procurement_plan",
    "announcements": "announcements",
    "procurement_summary": "procurement_summary",
    "report_parts": "report_parts",
    "service_statistics": "service_statistics",
    "satisfaction": "satisfaction",
    "complaint_statistics": "complaint_statistics",
}
"""Which records a kind reads; they become the `records` table."""
