"""Report: dossier, worklist, board index, from what is sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ita_evidence import periods
from ita_evidence.archive import layout, ledger, tokens
from ita_evidence.archive import store as stores
from ita_evidence.archive.canonical import canonical
from ita_evidence.catalog import calendar
from ita_evidence.errors import ExtractionError, ReportError, UnsettledError, UsageError
from ita_evidence.model import Cadence, Capture, Document, Plan, Sealed, Snapshot, Verdict
from ita_evidence.pipeline.documents import documents_of
from ita_evidence.pipeline.plans import load_plan
from ita_evidence.pipeline.records import standing_of
from ita_evidence.pipeline.sealed import snapshot_of, verdict_of
from ita_evidence.pipeline.workspace import STORE_THREADS, Workspace

if TYPE_CHECKING:
    from ita_evidence.archive.packages import Package
    from ita_evidence.reporting.inputs import ItemFacts, ReportInput


def report_input(work: Workspace, plan: Plan, *, with_facts: bool = True) -> ReportInput:
    """The plain values that every page is built from, read back from what is sealed.

    Without facts the documents are left unread: verdicts and snapshots alone.

    A run of a few items leaves the standing verdicts of the period's other items as they are.

    Raises:
        UnsettledError: no record carries the plan's run key.
    """
    from ita_evidence.reporting import answers, gather
    from ita_evidence.reporting.inputs import NO_FACTS, ReportInput

    head = ledger.find_run(work.store, plan.agency, plan.run_key, since=plan.base_record)
    if head is None:
        raise UnsettledError(
            f"run {plan.run_key} of {plan.agency} has no record; nothing to report"
        )
    own = {target["item"]: target for target in head.record["body"]["targets"]}
    later = {
        item: sealed
        for item, sealed in standing_of(work, plan.agency, plan.period).items()
        if item not in own or sealed["record"] > head.number
    }
    items = work.catalog.editions[plan.edition]
    period = periods.parse(plan.period)
    documents = documents_of(work, plan)

    def read(sealed: Mapping[str, Any]) -> tuple[Verdict, Snapshot]:
        verdict, snapshot = (Sealed.model_validate(sealed[one]) for one in ("verdict", "snapshot"))
        return verdict_of(work, verdict), snapshot_of(work, snapshot)

    def document_of(capture: Capture) -> Document | ExtractionError:
        try:
            return documents.of(capture)
        except stores.NotInArchive as error:  # erased on the record: a report stands without it
            return ExtractionError(str(error))

    def facts(both: tuple[Verdict, Snapshot]) -> tuple[str, ItemFacts]:
        item = both[0].item
        return item, gather.facts(work.store, items[item], *both, document_of)

    with ThreadPoolExecutor(STORE_THREADS) as pool:
        judged = list(pool.map(read, (own | later).values()))
        known = dict(pool.map(facts, judged if with_facts else ()))
    sources = work.catalog.sources.get((plan.edition, plan.agency))
    return ReportInput(
        agency=work.agency(plan.agency),
        edition=plan.edition,
        period=plan.period,
        run_key=plan.run_key,
        record_number=head.number,
        record_sha256=head.sha256,
        recorded_at=datetime.fromisoformat(head.record["at"]),
        key_fingerprint=head.record["key_id"],
        anchored=tokens.anchored(work.store, plan.agency, head.number),
        locked=bool(head.record["body"]["store"]["lock"]),
        items=tuple(items.values()),
        verdicts={
            verdict.item: gather.shown_verdict(verdict, known.get(verdict.item, NO_FACTS))
            for verdict, _ in judged
        },
        snapshots={snapshot.item: snapshot for _, snapshot in judged},
        checkpoint=plan.checkpoint,
        form_dates=calendar.form_dates(work.catalog, period),
        checkpoints=calendar.of_half_year(work.catalog, period),
        weighting=work.catalog.weightings.get(plan.edition),
        facts=known,
        submitted=sources.submitted if sources else {},
        board=gather.read_board(work.store, plan.agency),
        answers=answers.read(work.store, plan.agency),
    )


def newest_report_input(
    work: Workspace, agency: str, period: str, *, with_facts: bool = True
) -> ReportInput:
    """`report_input` of the newest run of a period.

    Raises:
        UsageError: the period was never run.
    """
    return report_input(work, newest_plan(work, agency, period), with_facts=with_facts)


def newest_plan(work: Workspace, agency: str, period: str) -> Plan:
    """The plan of the newest reported run of a period.

    Raises:
        UsageError: the period was never run.
        ReportError: its index is not whole.
    """
    key = layout.index_key(agency, period)
    entry = work.store.work_get(key)
    if entry is None:
        raise UsageError(_never_run(agency, period))
    try:
        run_key = json.loads(entry)["run_key"]
    except (ValueError, KeyError, TypeError) as error:
        raise ReportError(
            f"{key} is no index of a period ({error!r}); make it again with: "
            f"ita-evidence revalidate --agency {agency} --period {period}"
        ) from error
    return load_plan(work, agency, run_key)


def _never_run(agency: str, period: str) -> str:
    return (
        f"{agency} {period} was never run; "
        f"run it with: ita-evidence run --agency {agency} --period {period}"
    )


def report(work: Workspace, plan: Plan, *, run: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Dossier, worklist and board index of the run, written to the work bucket; their keys.

    `run` is the Airflow run's `dag_id` and `run_id`, where there is one.
    """
    from ita_evidence.reporting import board, dossier, packing, worklist

    given = report_input(work, plan)
    entry = board.index_entry(given, run)
    board_key = f"index/{plan.agency}/board.json"
    merged = board.merge(given.board, entry)
    given = replace(given, board=merged)
    keys = []
    for name, files in (("dossier", dossier.build(given)), ("worklist", worklist.build(given))):
        key = report_key(name, plan.agency, plan.period)
        work.store.work_put(key, packing.pack(files))
        keys.append(key)
    work.store.work_put(f"index/{plan.agency}/{plan.period}.json", canonical(entry))
    work.store.work_put(board_key, canonical(merged))
    if plan.cadence is Cadence.SEMIANNUAL:
        work.store.work_put(f"index/{plan.agency}/summary.json", canonical(board.summary(given)))
    return (*keys, board_key)


def report_key(name: str, agency: str, period: str) -> str:
    """Where a report lies in the work bucket, packed: `dossiers/<agency>/<period>/<name>.zip`."""
    return f"dossiers/{agency}/{period}/{name}.zip"


def export_report(work: Workspace, agency: str, period: str, name: str, out: Path) -> list[str]:
    """The newest report of a period as files below `out`; returns their relative paths.

    Raises:
        UsageError: the period was never run, or `out` is a file.
    """
    from ita_evidence.reporting import packing

    work.agency(agency)
    packed = work.store.work_get(report_key(name, agency, period))
    if packed is None:
        raise UsageError(_never_run(agency, period))
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; give a folder")
    files = packing.unpack(packed)
    for path, data in files.items():
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return sorted(files)


def hand_out(work: Workspace, agency: str, period: str, out: Path, *, to: str) -> Package:
    """The period's package for a named recipient: originals and proof; on the record first.

    Raises:
        UsageError, LedgerError: as `packages.write`.
    """
    from ita_evidence.archive import packages
    from ita_evidence.reporting import packing

    name = work.agency(agency).name_th
    packed = work.store.work_get(report_key("dossier", agency, period))
    if packed is None:
        raise UsageError(_never_run(agency, period))
    files = packing.unpack(packed)
    return packages.write(
        work.store, agency, period, out, to=to, at=work.now(), name=name, dossier=files
    )
