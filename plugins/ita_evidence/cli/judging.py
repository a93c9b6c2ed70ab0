"""Judged again: from what is sealed, or on a person's decision."""

from __future__ import annotations

import sys
from typing import Literal

import click

from ita_evidence.cli.shared import common, conclude, say, workspace


@click.command()
@click.option("--item", "items", multiple=True, metavar="ITEM", help="O21; may be repeated.")
@click.option("--period", metavar="P", help="2566-03 or 2566-H1 (B.E.); default: all.")
@click.option("--agency", required=True, metavar="A", help="An agency of the catalog.")
@common
def revalidate(
    agency: str, period: str | None, items: tuple[str, ...], store: str | None, as_json: bool
) -> int:
    """Judge again what was sealed, by today's catalog and suites; no server is asked."""
    from ita_evidence import pipeline

    if period is not None:
        pipeline.cadence_of(period)
    with workspace(store) as work:
        progress = say if sys.stderr.isatty() else (lambda line: None)
        done = pipeline.revalidate(work, agency, period=period, items=items or None, say=progress)
    changed = [
        {"period": one.period, "item": one.item, "was": str(one.was), "verdict": str(one.now)}
        for one in done.changed
    ]
    said = f"{done.judged} targets judged again; {len(changed)} by other inputs than before"
    if done.records:
        said += f" (record {', '.join(map(str, done.records))})"
    more = {"agency": agency, "judged": done.judged, "records": list(done.records)}
    return conclude(done.faults, said, as_json, **more, changed=changed)


@click.command()
@click.option("--by", required=True, metavar="NAME", help="Who decides.")
@click.option("--reason", required=True, metavar="TEXT", help="Why; no personal data here.")
@click.option("--decision", required=True, type=click.Choice(["met", "not_met"]))
@click.option("--unit", default="", metavar="U", help="Of this unit's evidence alone.")
@click.option("--component", required=True, metavar="ID", help="As `catalog show ITEM` names it.")
@click.option("--item", required=True, metavar="ITEM", help="O21.")
@click.option("--period", required=True, metavar="P", help="2566-03 or 2566-H1 (B.E.).")
@click.option("--agency", required=True, metavar="A", help="An agency of the catalog.")
@common
def review(
    agency: str,
    period: str,
    item: str,
    component: str,
    unit: str,
    decision: Literal["met", "not_met"],
    reason: str,
    by: str,
    store: str | None,
    as_json: bool,
) -> int:
    """A person's decision on a component, sealed; it holds until the evidence's bytes change."""
    from ita_evidence import pipeline

    with workspace(store) as work:
        done = pipeline.review(
            work,
            agency,
            period,
            item,
            component,
            decision=decision,
            reason=reason,
            by=by,
            unit=unit,
        )
    said = f"{item} {period}: {done.now} (was {done.was})"
    if done.record:
        said += f"; record {done.record}"
    more = {"item": item, "period": period, "record": done.record, "was": str(done.was)}
    return conclude(done.faults, said, as_json, **more, verdict=str(done.now))
