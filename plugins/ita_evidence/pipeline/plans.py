"""The plan: which targets are due, which URLs they need; found again after a kill."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ita_evidence import periods
from ita_evidence.archive import layout, lease, ledger
from ita_evidence.archive.canonical import canonical, sha256
from ita_evidence.catalog import calendar, targets
from ita_evidence.errors import PlanError, UsageError
from ita_evidence.model import Cadence, Plan
from ita_evidence.pipeline.workspace import Workspace, known_agency

if TYPE_CHECKING:
    from ita_evidence.archive.ledger import Head
    from ita_evidence.catalog import Catalog


def preview(
    catalog: Catalog,
    agency_id: str,
    period_text: str,
    *,
    checkpoint: str | None = None,
    items: tuple[str, ...] | None = None,
    now: datetime | None = None,
    base_record: int = 0,
) -> Plan:
    """The plan of a run that starts now, on top of record `base_record`; nothing is written.

    Raises:
        UsageError: an unknown agency, period, checkpoint or item; the message lists the valid ones.
    """
    known_agency(catalog, agency_id)
    cadence = cadence_of(period_text)
    period = periods.parse(period_text)
    planned_at = now or datetime.now(UTC)
    today = periods.bangkok_date(planned_at)
    if cadence is Cadence.MONTHLY and checkpoint is not None:
        raise UsageError(f"checkpoint {checkpoint!r}: a month has none; leave it out")
    if checkpoint is not None:
        checkpoint = calendar.named(catalog, period, checkpoint).name
    elif cadence is Cadence.SEMIANNUAL:
        newest = calendar.newest_checkpoint(catalog, period, today)
        checkpoint = newest.name if newest else None
    edition = targets.edition_for(catalog, agency_id, period)
    chosen = targets.due_targets(catalog, agency_id, period, cadence, items, today)
    names = tuple(target.item for target in chosen)
    return Plan(
        run_key=layout.run_key(
            agency=agency_id,
            period=period_text,
            cadence=cadence,
            items=names,
            checkpoint=checkpoint,
            base_record=base_record,
        ),
        agency=agency_id,
        edition=edition,
        period=period_text,
        cadence=cadence,
        checkpoint=checkpoint,
        items=names,
        base_record=base_record,
        planned_at=planned_at,
        captured_late=_is_late(period, cadence, planned_at),
        targets=chosen,
        requests=targets.requests_for(catalog, agency_id, edition, period, chosen),
    )


def plan_run(
    work: Workspace,
    agency_id: str,
    period_text: str,
    *,
    checkpoint: str | None = None,
    items: tuple[str, ...] | None = None,
) -> Plan:
    """The plan of this run, kept in the work bucket for the steps that follow.

    A plan of the same agency, period, items and checkpoint that no record has committed is resumed:
    its captures and snapshots are adopted.

    Raises:
        UsageError: as `preview`.
    """
    known_agency(work.catalog, agency_id)
    for known in (work.plans, work.captured, work.received):
        known.clear()  # of the run before: a process may do many
    head = ledger.head(work.store, agency_id)
    plan = preview(
        work.catalog,
        agency_id,
        period_text,
        checkpoint=checkpoint,
        items=items,
        now=work.now(),
        base_record=head.number if head else 0,
    )
    hint = _hint_key(plan)
    if resumed := _open_plan(work, agency_id, hint):
        return resumed
    work.store.work_put(layout.plan_key(agency_id, plan.run_key), canonical(plan))
    work.store.work_put(hint, canonical({"run_key": plan.run_key}))
    return plan


def hold(work: Workspace, plan: Plan) -> None:
    """Take or renew the agency's lease for this run: one run an agency at a time.

    Raises:
        AgencyBusy: another run holds it; wait, a retry can help.
    """
    lease.take(work.store, plan.agency, plan.run_key, work.now)


def let_go(work: Workspace, plan: Plan) -> None:
    """Give the lease back when the run is committed."""
    lease.release(work.store, plan.agency, plan.run_key, work.now)


def cadence_of(period_text: str) -> Cadence:
    """A month is run monthly, a half-year semiannually.

    Raises:
        UsageError: the text is no period, or a whole year, which no DAG runs.
    """
    try:
        kind = periods.parse(period_text).kind
    except ValueError as error:
        raise UsageError(str(error)) from None
    if kind == "year":
        raise UsageError(
            f"period {period_text!r}: runs speak for a month or a half-year; "
            "valid: 2566-03, 2566-H1, 2566-H2"
        )
    return Cadence.MONTHLY if kind == "month" else Cadence.SEMIANNUAL


def load_plan(work: Workspace, agency_id: str, run_key: str) -> Plan:
    """The plan that `plan_run` wrote.

    Raises:
        PlanError: there is none under this run key.
    """
    key = layout.plan_key(agency_id, run_key)
    if key not in work.plans:
        stored = work.store.work_get(key)
        if stored is None:
            raise PlanError(f"agency {agency_id}: no plan with run key {run_key}; run plan first")
        work.plans[key] = Plan.model_validate_json(stored)
    return work.plans[key]


def _is_late(period: periods.Period, cadence: Cadence, at: datetime) -> bool:
    """Late: looked at after the period's own run could still have seen it.

    A month is looked at in the next one; a half-year's checkpoints end two months after it.
    """
    grace_months = 1 if cadence is Cadence.MONTHLY else 2
    return periods.month_of(periods.bangkok_date(at)) > period.months[-1].plus(grace_months)


def _hint_key(plan: Plan) -> str:
    what = [plan.period, str(plan.cadence), list(plan.items), plan.checkpoint]
    return f"captures/{plan.agency}/open/{sha256(canonical(what))[:16]}.json"


def _open_plan(work: Workspace, agency: str, hint_key: str) -> Plan | None:
    """The newest plan for the same work, if no record has committed it yet."""
    hint = work.store.work_get(hint_key)
    if hint is None:
        return None
    run_key = str(json.loads(hint)["run_key"])
    stored = work.store.work_get(layout.plan_key(agency, run_key))
    if stored is None:
        return None
    plan = Plan.model_validate_json(stored)
    committed = ledger.find_run(work.store, agency, run_key, since=plan.base_record)
    return None if committed else plan


def plan_of(work: Workspace, run: Head) -> Plan:
    """The plan behind a `run` record; made again from the record and the catalog where it is lost.

    Its requests are not made again: nothing is asked any more.
    """
    body, agency = run.record["body"], run.record["agency"]
    if stored := work.store.work_get(layout.plan_key(agency, body["run_key"])):
        return Plan.model_validate_json(stored)
    period, cadence = periods.parse(body["period"]), Cadence(body["cadence"])
    recorded_at = datetime.fromisoformat(run.record["at"])
    on = periods.bangkok_date(recorded_at)
    due = targets.due_targets(work.catalog, agency, period, cadence, tuple(body["items"]), on)
    return Plan(
        run_key=body["run_key"],
        agency=agency,
        edition=body["edition"],
        period=body["period"],
        cadence=cadence,
        checkpoint=body["checkpoint"],
        items=tuple(target.item for target in due),
        base_record=run.number - 1,
        planned_at=recorded_at,
        captured_late=_is_late(period, cadence, recorded_at),
        targets=due,
        requests=(),
    )
