"""The whole story: plan, capture, seal, validate, record, report, as plain functions.

    plan_run      which targets are due, which URLs they need; found again after a kill    plans.py
    capture_host  ask one host, once a URL; never judge                                 captures.py
    seal_item     keep the bytes, whatever they are: blobs, then the target's snapshot     seals.py
    validate      sealed bytes → documents → tables → suite → verdict; never fetch      verdicts.py
    record        one line in the ledger: the commit                                     records.py
    report        dossier, worklist, board index, from what is sealed                    reports.py
    revalidate    judge again, years later, from what is sealed                            again.py
    review        a person's decision, sealed; then judge again                            again.py
    erase         bytes that nobody may keep go, on the record; report without them        again.py
    settle        all of it to the record, in one process                                    run.py

The steps of a run take a `Workspace` and the plan, leave what they make in the store and find there
what they need: each may be another process. Each may be done again: what is already there is
adopted. `orchestration/` and `cli/` only wire them.
"""

from ita_evidence.pipeline.again import Changed, Revalidated, Reviewed, erase, revalidate, review
from ita_evidence.pipeline.captures import (
    HOSTS_AT_ONCE,
    HostCaptures,
    capture_host,
    known_body,
    read_feed,
)
from ita_evidence.pipeline.documents import Documents, page_sources, reader_sources
from ita_evidence.pipeline.plans import (
    cadence_of,
    hold,
    let_go,
    load_plan,
    plan_of,
    plan_run,
    preview,
)
from ita_evidence.pipeline.records import record, standing_of, summary
from ita_evidence.pipeline.reports import (
    export_report,
    hand_out,
    newest_plan,
    newest_report_input,
    report,
    report_input,
    report_key,
)
from ita_evidence.pipeline.run import all_met, settle, settled
from ita_evidence.pipeline.sealed import captures_of
from ita_evidence.pipeline.seals import seal_item
from ita_evidence.pipeline.verdicts import judging_of, suite_bytes, validate, verdicts_of
from ita_evidence.pipeline.workspace import (
    Workspace,
    known_agency,
    open_workspace,
    sample_where_it_answers,
)

__all__ = [
    "HOSTS_AT_ONCE",
    "Changed",
    "Documents",
    "HostCaptures",
    "Revalidated",
    "Reviewed",
    "Workspace",
    "all_met",
    "cadence_of",
    "capture_host",
    "captures_of",
    "erase",
    "export_report",
    "hand_out",
    "hold",
    "judging_of",
    "known_agency",
    "known_body",
    "let_go",
    "load_plan",
    "newest_plan",
    "newest_report_input",
    "open_workspace",
    "page_sources",
    "plan_of",
    "plan_run",
    "preview",
    "read_feed",
    "reader_sources",
    "record",
    "report",
    "report_input",
    "report_key",
    "revalidate",
    "review",
    "sample_where_it_answers",
    "seal_item",
    "settle",
    "settled",
    "standing_of",
    "suite_bytes",
    "summary",
    "validate",
    "verdicts_of",
]
