"""What the tasks do. Imported while a DAG file is parsed, so everything heavy is imported inside.

A task's values are small and plain (run key, item ids, verdict words): everything else passes
through the store. Log lines say what happened in words; the last one of a verdict task says which
verdict and why.
"""

from __future__ import annotations

import atexit
import functools
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from ita_evidence import periods
from ita_evidence.errors import EvidenceError, UnsettledError
from ita_evidence.orchestration import lineage

if TYPE_CHECKING:
    from ita_evidence.archive.verify import Level
    from ita_evidence.catalog import Catalog
    from ita_evidence.pipeline import Workspace

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

SQUARE = {
    "met": "success",
    "not_met": "failed",
    "needs_review": "skipped",
    "not_due": "skipped",
    "not_applicable": "skipped",
}
"""The state of a verdict's square: green is met, red is not met, pink is everything else."""


@functools.cache
def workspace(agency: str | None = None) -> Workspace:
    """This process's workspace, for one agency or for all; the store is closed when it ends."""
    from ita_evidence import pipeline, settings

    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(
        pipeline.open_workspace(settings.load(), agency=agency, key_of=_key_of)
    )


def _key_of(connection: str) -> str | None:
    """The password of an Airflow connection, which the logs mask."""
    from ita_evidence.orchestration.alerts import connection_of

    found = connection_of(connection)
    return found.password if found else None


def plainly(step: Callable[P, R]) -> Callable[P, R]:
    """A task's step whose own errors end the task at once unless a retry can help."""

    @functools.wraps(step)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return step(*args, **kwargs)
        except EvidenceError as error:
            if error.retry_helps:
                raise
            raise AirflowFailException(f"{type(error).__name__}: {error}") from error

    return run


def period_of(
    catalog: Catalog,
    cadence: str,
    params: Mapping[str, Any],
    partition_key: str | None,
    run_after: datetime,
) -> tuple[str, str | None]:
    """(period, checkpoint) that a run is for: Params first, then the partition key, then the date.

    A monthly key is the closed month in C.E. (`2026-10` is `2569-10`); a semiannual key is the
    checkpoint's date. Without a key the run's date in Bangkok stands in for it. An empty period
    means that the date is no checkpoint: nothing is due.
    """
    from ita_evidence.catalog import calendar

    if params.get("period"):
        return str(params["period"]), params.get("checkpoint") or None
    if cadence == "monthly":
        month = (
            periods.month_from_key(partition_key)
            if partition_key
            else periods.closed_month(run_after)
        )
        return str(month), None
    day = date.fromisoformat(partition_key) if partition_key else periods.bangkok_date(run_after)
    checkpoint = calendar.checkpoint_on(catalog, day)
    if checkpoint is None:
        log.info("%s is no checkpoint of the calendar: nothing is due", day)
        return "", None
    return checkpoint.period, checkpoint.name


@plainly
def plan(
    agency: str,
    cadence: str,
    params: Mapping[str, Any],
    partition_key: str | None,
    run_after: datetime,
) -> dict[str, Any]:
    """The run's plan as a small value: run key, hosts to ask, items to seal."""
    from ita_evidence import pipeline

    work = workspace(agency)
    period, checkpoint = period_of(work.catalog, cadence, params, partition_key, run_after)
    closed_on = work.agency(agency).closed_on
    scheduled = bool(period) and not params.get("period")
    if scheduled and closed_on and periods.parse(period).first_day > closed_on:
        log.info("%s: closed on %s, nothing of %s is due", agency, closed_on, period)
        period = ""
    if not period:
        return {"run_key": "", "hosts": [], "shared": [], "items": []}
    if str(pipeline.cadence_of(period)) != cadence:
        raise AirflowFailException(f"period {period}: this DAG runs {cadence} periods")
    dry_run = bool(params.get("dry_run"))
    items = tuple(params.get("items") or ()) or None
    if dry_run:
        made = pipeline.preview(
            work.catalog, agency, period, checkpoint=checkpoint, items=items, now=work.now()
        )
    else:
        made = pipeline.plan_run(work, agency, period, checkpoint=checkpoint, items=items)
        pipeline.hold(work, made)
    shared = {host.name for host in work.agency(agency).hosts if host.shared}
    log.info(
        "%s %s%s: %d targets, %d URLs on %d hosts%s",
        agency,
        made.period,
        f" ({made.checkpoint})" if made.checkpoint else "",
        len(made.targets),
        len(made.requests),
        len(made.hosts),
        "; a dry run: nothing is asked" if dry_run else "",
    )
    return {
        "run_key": made.run_key,
        "period": made.period,
        "hosts": [host for host in made.hosts if host not in shared],
        "shared": [host for host in made.hosts if host in shared],
        "items": [] if dry_run else list(made.items),
    }


@plainly
def capture(agency: str, planned: Mapping[str, Any], host: str) -> dict[str, int]:
    """One host asked; returns how many captures ended in which outcome."""
    from ita_evidence import pipeline

    work = workspace(agency)
    made = pipeline.load_plan(work, agency, planned["run_key"])
    pipeline.hold(work, made)
    captured = pipeline.capture_host(work, made, host, say=log.info)
    counts: dict[str, int] = {}
    for captures in captured.by_request.values():
        for one in captures:
            counts[str(one.outcome)] = counts.get(str(one.outcome), 0) + 1
    return counts


def tell_asked(agency: str, planned: Mapping[str, Any], host: str) -> None:
    """What `capture` asked and wrote, told to OpenLineage by the task itself: `make run` has hosts
    asked on other threads."""
    from ita_evidence import pipeline
    from ita_evidence.archive import layout

    made = pipeline.load_plan(workspace(agency), agency, planned["run_key"])
    lineage.state(
        pages=[request.url for request in made.requests if request.host == host],
        writes=[layout.captures_key(agency, made.run_key, host)],
    )


@plainly
def seal(agency: str, planned: Mapping[str, Any], item: str) -> str:
    """One target's snapshot sealed; returns its key."""
    from ita_evidence import pipeline

    work = workspace(agency)
    made = pipeline.load_plan(work, agency, planned["run_key"])
    sealed = pipeline.seal_item(work, made, item)
    log.info("%s sealed as %s, sha256 %s", item, sealed.key, sealed.sha256)
    wanted = [request.url for request in made.requests if item in dict(request.wanted_by)]
    lineage.state(pages=wanted, writes=[sealed.key])
    return sealed.key


@plainly
def validate(agency: str, planned: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    """Every target judged; returns a small result for each item.

    Raises:
        AirflowFailException: `plan` failed, so that there is nothing to judge.
    """
    from ita_evidence import pipeline

    work = workspace(agency)
    made = pipeline.load_plan(work, agency, require_run_key(planned))
    pipeline.hold(work, made)
    results = pipeline.validate(work, made, say=log.info)
    return {result.item: result.model_dump(mode="json") for result in results}


def verdict(topic: str, results: Mapping[str, Mapping[str, Any]], topics: Mapping[str, str]) -> str:
    """The item's square: returns for met, fails for not met, skips for everything else.

    Args:
        topics: item id → topic, of the run's edition.
    """
    item = next((one for one in results if topics.get(one) == topic), None)
    if item is None:
        raise AirflowSkipException(f"{topic}: not asked for in this run")
    result = results[item]
    if result["error"]:
        raise AirflowFailException(f"{item}: no verdict: {result['error']}")
    lineage.state(reads=[result["snapshot"]["key"]], writes=[result["sealed"]["key"]])
    behind = ", ".join(result["behind"])
    line = f"{item} {result['verdict']}: {result['finding'] or 'no finding'}"
    if behind:
        line += f" (units behind: {behind})"
    square = SQUARE[result["verdict"]]
    log.info(line)
    if square == "failed":
        raise AirflowFailException(line)
    if square == "skipped":
        raise AirflowSkipException(line)
    return str(result["verdict"])


@plainly
def record(
    agency: str,
    planned: Mapping[str, Any] | None,
    results: Mapping[str, Mapping[str, Any]] | None,
    squares: Mapping[str, str],
    topics: Mapping[str, str],
) -> int:
    """The commit; returns the record's number.

    Args:
        squares: topic → state of its verdict task in this run.

    Raises:
        UnsettledError: a target has no verdict, or a square shows another state than its verdict.
    """
    from ita_evidence import pipeline
    from ita_evidence.model import Result

    work = workspace(agency)
    made = pipeline.load_plan(work, agency, require_run_key(planned))
    if results is None:
        raise UnsettledError(f"{agency} {made.period}: validate gave no results; clear and run it")
    wrong = [
        f"{item} is {result['verdict']} but its square is {squares.get(topics[item])}"
        for item, result in results.items()
        if topics.get(item) in squares
        and result["verdict"] is not None
        and squares[topics[item]] != SQUARE[result["verdict"]]
    ]
    if wrong:
        raise UnsettledError(f"{agency} {made.period}: {'; '.join(wrong)}; clear these tasks")
    judged = [Result.model_validate(result) for result in results.values()]
    head = pipeline.record(work, made, judged)
    pipeline.let_go(work, made)
    log.info("%s %s: record %d, sha256 %s", agency, made.period, head.number, head.sha256)
    told = pipeline.summary(work, made, head, judged)
    log.info("run summary %s", json.dumps(told))
    measure(told)
    return head.number


def measure(summary: Mapping[str, Any]) -> None:
    """A run's counts as metrics beside Airflow's own; nothing where metrics are off.

    As in Airflow's own since 3.2, a name says what is counted and its tags say of what: all have
    `agency` and `cadence`. Counters: `ita.runs`, `ita.captures` (by `outcome`), `ita.verdicts` (by
    `verdict`), `ita.received_bytes`. Gauges, of the newest run: `ita.units_behind` and
    `ita.anchored` (1: by a real authority).
    """
    from airflow.sdk.observability import stats

    from ita_evidence import pipeline

    cadence = str(pipeline.cadence_of(summary["period"]))
    tags = {"agency": summary["agency"], "cadence": cadence}
    stats.incr("ita.runs", tags=tags)
    for outcome, count in summary["captures"].items():
        stats.incr("ita.captures", count, tags={**tags, "outcome": outcome})
    for word, count in summary["verdicts"].items():
        stats.incr("ita.verdicts", count, tags={**tags, "verdict": word})
    stats.incr("ita.received_bytes", summary["received_bytes"], tags=tags)
    stats.gauge("ita.units_behind", summary["units_behind"], tags=tags)
    stats.gauge("ita.anchored", int(summary["anchored"] is True), tags=tags)


@plainly
def report(agency: str, planned: Mapping[str, Any], run: Mapping[str, str]) -> list[str]:
    """Dossier, worklist and board index written to the work bucket; returns their keys.

    Args:
        run: `dag_id` and `run_id`, so that the board leads to the tasks' logs.
    """
    from ita_evidence import pipeline

    work = workspace(agency)
    made = pipeline.load_plan(work, agency, planned["run_key"])
    keys = list(pipeline.report(work, made, run=run))
    log.info("%s %s: written %s", agency, made.period, ", ".join(keys))
    return keys


@plainly
def notify(agency: str, planned: Mapping[str, Any], number: int, run: Mapping[str, str]) -> str:
    """Tells the run to whom it concerns, and notes it on the run; returns it in one line.

    Raises:
        NotifyError: a message was not sent: the run is settled all the same, and what was not told
            is told the next time.
    """
    from ita_evidence import people, pipeline
    from ita_evidence.orchestration import alerts

    work = workspace(agency)
    made = pipeline.load_plan(work, agency, planned["run_key"])
    messages = people.messages_of(work, made)
    line = f"{agency} {planned['period']}: every target is settled in record {number}"
    alerts.note(run["dag_id"], run["run_id"], f"{line}\n\n{messages[0].body}")
    sent = people.tell(work, agency, messages, alerts.recipients())
    line += f"; {len(sent)} messages were sent"
    log.info(line)
    return line


@plainly
def audit(level: str | None) -> dict[str, dict[str, Any]]:
    """Every agency's archive audited; returns a small summary of each.

    Raises:
        AirflowFailException: something is wrong; the message names the first faults.
    """
    from ita_evidence.archive import audit as auditor

    work = workspace()
    audits = auditor.audit(work.store, at=work.now(), level=cast("Level", level), say=log.info)
    if faults := auditor.said(audits):
        raise AirflowFailException(f"the archive has faults:\n{faults}")
    return {
        one.agency: {"level": one.level, "record": one.record, "checked": one.checked}
        for one in audits
    }


@plainly
def agencies_with_feeds(run_after: datetime) -> list[str]:
    """The agencies that have a feed to read daily."""
    from ita_evidence import lookout

    return lookout.agencies_with_feeds(workspace().catalog, periods.bangkok_date(run_after))


@plainly
def read_feeds(agency: str) -> dict[str, int]:
    """An agency's feeds read once; returns how many announcements were new, by URL."""
    from ita_evidence import lookout

    taken = lookout.read_feeds(workspace(agency), agency, say=log.info)
    return {url: one.new for url, one in taken.items()}


@plainly
def look_at_submitted(agency: str) -> int:
    """The submitted URLs looked at; returns how many went down or changed.

    Raises:
        AirflowSkipException: no scoring is going on.
    """
    from ita_evidence import lookout

    work = workspace(agency)
    if not lookout.is_scoring(work):
        raise AirflowSkipException("the calendar knows of no scoring now; nothing is looked at")
    return len(lookout.look_at_submitted(work, agency, say=log.info))


@plainly
def remind() -> dict[str, int]:
    """What is told between runs, for every agency; returns how many messages went out.

    Raises:
        NotifyError: some were not sent; the others were.
    """
    from ita_evidence import people
    from ita_evidence.errors import NotifyError
    from ita_evidence.orchestration import alerts

    work = workspace()
    recipients = alerts.recipients()
    sent: dict[str, int] = {}
    failed: list[str] = []
    for agency in work.catalog.agencies:
        messages = people.reminders_of(work, agency)
        try:
            sent[agency] = len(people.tell(work, agency, messages, recipients))
        except NotifyError as error:
            failed.append(str(error))
        else:
            log.info("%s: %d things to tell, %d sent", agency, len(messages), sent[agency])
    if failed:
        raise NotifyError("; ".join(failed))
    return sent


def require_run_key(planned: Mapping[str, Any] | None) -> str:
    """The run key that `plan` gave.

    Raises:
        AirflowFailException: it gave none: it failed, or its value is gone.
    """
    if not planned or not planned.get("run_key"):
        raise AirflowFailException("plan gave no run key: it failed; clear it and what follows")
    return str(planned["run_key"])


def squares_of(states: Mapping[str, Any], topics_by_task: Mapping[str, str]) -> dict[str, str]:
    """topic → state, from Airflow's task states of one run."""
    return {
        topic: str(states[task_id])
        for task_id, topic in topics_by_task.items()
        if task_id in states
    }


def known_items(editions: Sequence[Sequence[Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    """The items of an agency's editions, one a topic, the newest edition's titles."""
    by_topic: dict[str, Mapping[str, Any]] = {}
    for edition in editions:
        for item in edition:
            by_topic[item["topic"]] = item
    return list(by_topic.values())
