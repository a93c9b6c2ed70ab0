"""What goes to people and comes back from them: messages, reminders, answers to a worklist."""

from __future__ import annotations

from collections.abc import Iterable

from ita_evidence import periods, pipeline
from ita_evidence.archive import ledger
from ita_evidence.catalog import calendar
from ita_evidence.errors import UsageError
from ita_evidence.model import Plan, Sealed
from ita_evidence.reporting import answers, gather, notifications
from ita_evidence.reporting.answers import Answer
from ita_evidence.reporting.notifications import Message


def messages_of(work: pipeline.Workspace, plan: Plan) -> list[Message]:
    """What a run has to tell: to the engineer, to each unit, to the agency's coordinator."""
    given = pipeline.report_input(work, plan, with_facts=False)
    entry = gather.read_json(work.store, plan.agency, plan.period)
    changed = [one["item"] for one in entry.get("items", {}).values() if one.get("changed")]
    return notifications.after_run(given, changed=changed)


def reminders_of(work: pipeline.Workspace, agency_id: str) -> list[Message]:
    """What is told between runs: days before the form closes, what was found, what never ran; of a
    closed agency nothing."""
    agency = work.agency(agency_id)
    today = periods.bangkok_date(work.now())
    if agency.closed_on and today > agency.closed_on:
        return []
    form = calendar.form_dates(work.catalog, periods.parse(str(periods.month_of(today))))
    board = gather.read_board(work.store, agency_id)
    return [
        *notifications.countdown(agency_id, agency.name_th, form, today),
        *notifications.found_between_runs(work.store, agency_id, agency.name_th),
        *notifications.never_run(agency_id, agency.name_th, board, today),
    ]


def tell(
    work: pipeline.Workspace, agency_id: str, messages: Iterable[Message], recipients: str
) -> tuple[str, ...]:
    """Tells what was not told yet; returns the titles of the messages that went out.

    Args:
        recipients: the text of a recipients file (`reporting/notifications.py`); empty: nobody.

    Raises:
        NotifyError: a message was not sent; it is told the next time.
        UsageError: the recipients are not of the form that is read.
    """
    to = notifications.recipients(recipients, agency_id)
    return notifications.tell(work.store, agency_id, messages, to, now=work.now())


def answer(work: pipeline.Workspace, agency_id: str, given: Answer) -> Answer:
    """An office's answer to its worklist, kept; that it is another's task is sealed, with why.

    Raises:
        UsageError: an unknown agency, item or unit, a period that was never run, or an answer
            without what its kind asks for.
    """
    agency = work.agency(agency_id)
    plan = pipeline.newest_plan(work, agency_id, given.period)
    if given.unit and given.unit not in {unit.id for unit in agency.units}:
        valid = ", ".join(unit.id for unit in agency.units)
        raise UsageError(f"unit {given.unit!r} is none of {agency_id}; valid: {valid}")
    kept = answers.checked(given)
    looked_at = pipeline.standing_of(work, agency_id, given.period).get(given.item)
    if looked_at is None:
        raise UsageError(f"item {given.item!r} has no verdict in {agency_id} {given.period}")
    if kept.answer == "not_ours":
        head = ledger.append_review(
            work.store,
            agency_id,
            given.period,
            plan.edition,
            ledger.Settled(
                given.item,
                Sealed.model_validate(looked_at["snapshot"]),
                Sealed.model_validate(looked_at["verdict"]),
            ),
            {"answer": kept.answer, "unit": kept.unit, "reason": kept.reason, "by": kept.by},
            at=kept.at,
        )
        kept = kept.model_copy(update={"record": head.number})
    answers.keep(work.store, agency_id, kept)
    return kept
