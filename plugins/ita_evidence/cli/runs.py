"""The main job, and what is done between runs."""

from __future__ import annotations

import sys
from typing import Any

import click

from ita_evidence.cli.shared import Command, catalog_of, common, emit, say, settings_of, workspace


def _what(command: Command) -> Command:
    """Which targets: agency, period, checkpoint, items."""
    for option in (
        click.option(
            "--item", "items", multiple=True, metavar="ITEM", help="O21; may be repeated."
        ),
        click.option("--checkpoint", metavar="NAME", help="Default: the newest that has passed."),
        click.option("--period", required=True, metavar="P", help="2566-03 or 2566-H1 (B.E.)."),
        click.option("--agency", required=True, metavar="A", help="An agency of the catalog."),
    ):
        command = option(command)
    return command


@click.command()
@_what
@common
def plan(
    agency: str,
    period: str,
    checkpoint: str | None,
    items: tuple[str, ...],
    store: str | None,
    as_json: bool,
) -> int:
    """The targets that a run would settle; nothing is asked, nothing is written."""
    from ita_evidence import pipeline

    loaded = settings_of(store)
    made = pipeline.preview(
        catalog_of(loaded), agency, period, items=items or None, checkpoint=checkpoint
    )
    if as_json:
        emit(
            {
                "agency": agency,
                "period": period,
                "targets": [
                    {"item": target.item, "topic": target.topic, "units": list(target.units)}
                    for target in made.targets
                ],
            }
        )
        return 0
    for target in made.targets:
        what = "ตรวจ" if target.judged else "เฝ้าดู"
        click.echo(f"{target.item:>4} {what} {target.topic} ({len(target.units)} units)")
    say(f"{len(made.targets)} targets, {len(made.requests)} URLs on {len(made.hosts)} hosts")
    return 0


@click.command()
@_what
@click.option("--strict", is_flag=True, help="Exit 3 unless every judged item is met.")
@common
def run(
    agency: str,
    period: str,
    checkpoint: str | None,
    items: tuple[str, ...],
    strict: bool,
    store: str | None,
    as_json: bool,
) -> int:
    """The main job for those targets: collect, seal, judge, record, report."""
    from ita_evidence import pipeline

    with workspace(store) as work:
        made = pipeline.plan_run(work, agency, period, checkpoint=checkpoint, items=items or None)
        progress = say if sys.stderr.isatty() else (lambda line: None)
        head, results = pipeline.settle(work, made, say=progress)
        verdicts = pipeline.verdicts_of(work, results)
        pipeline.report(work, made)
        if as_json:
            emit(
                {
                    "agency": agency,
                    "period": period,
                    "record": head.number,
                    "targets": [_target(verdict) for verdict in verdicts],
                }
            )
        else:
            from ita_evidence.reporting import verdict_table

            verdict_table.show(pipeline.report_input(work, made), file=sys.stdout)
            say(f"record {head.number}, sha256 {head.sha256}")
    if not pipeline.settled(results):
        return 1
    return 3 if strict and not pipeline.all_met(results) else 0


def _target(verdict: Any) -> dict[str, Any]:
    return {
        "item": verdict.item,
        "verdict": str(verdict.verdict),
        "units": [{"unit": one.unit, "status": str(one.status)} for one in verdict.units],
        "findings": [
            {
                "code": one.code,
                "unit": one.unit,
                "component": one.component,
                "th": one.th,
                "en": one.en,
            }
            for one in verdict.findings
        ],
    }


@click.command()
@click.option("--agency", required=True, metavar="A", help="An agency of the catalog.")
@common
def feeds(agency: str, store: str | None, as_json: bool) -> int:
    """Read the feeds that forget (e-GP's RSS), as `ita_feeds` does daily."""
    from ita_evidence import lookout

    with workspace(store) as work:
        taken = lookout.read_feeds(work, agency, say=say)
    if as_json:
        emit({"agency": agency, "feeds": {url: one._asdict() for url, one in taken.items()}})
    elif not taken:
        say(f"{agency} has no feed among its sources")
    return 0


@click.command()
@click.option("--agency", required=True, metavar="A", help="An agency of the catalog.")
@common
def submitted(agency: str, store: str | None, as_json: bool) -> int:
    """Look at the URLs submitted in the ITAS while scoring lasts; exit 1: one is down or changed.

    They are compared with their sealed copies, as `ita_submitted__<agency>` does weekly."""
    from ita_evidence import lookout

    with workspace(store) as work:
        told = lookout.look_at_submitted(work, agency, say=say)
    if as_json:
        emit({"agency": agency, "notices": [one.model_dump(mode="json") for one in told]})
    else:
        for one in told:
            click.echo(one.th)
    return 1 if told else 0
