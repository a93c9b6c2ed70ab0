"""The run in one process, without Airflow."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from ita_evidence.archive import lease
from ita_evidence.model import Plan, Result, VerdictValue
from ita_evidence.pipeline.captures import HOSTS_AT_ONCE, capture_host
from ita_evidence.pipeline.records import record
from ita_evidence.pipeline.seals import seal_item
from ita_evidence.pipeline.verdicts import validate
from ita_evidence.pipeline.workspace import Workspace

if TYPE_CHECKING:
    from ita_evidence.archive.ledger import Head


def settle(
    work: Workspace,
    plan: Plan,
    *,
    say: Callable[[str], None] = lambda line: None,
) -> tuple[Head, tuple[Result, ...]]:
    """Capture, seal, validate and record a plan in this process; one thread a host."""
    with lease.agency_lease(work.store, plan.agency, plan.run_key, work.now):
        with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
            list(pool.map(lambda host: capture_host(work, plan, host, say=say), plan.hosts))
        for item in plan.items:
            seal_item(work, plan, item)
        results = validate(work, plan, say=say)
        return record(work, plan, results), results


def settled(results: Iterable[Result]) -> bool:
    """Every target has a verdict."""
    return all(result.verdict is not None for result in results)


def all_met(results: Iterable[Result]) -> bool:
    """For `--strict`: every judged target is met."""
    return all(result.verdict is VerdictValue.MET for result in results if result.judged)
