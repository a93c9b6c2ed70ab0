"""For people, and back from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ita_evidence.cli.shared import common, conclude, emit, say, settings_of, workspace
from ita_evidence.errors import UsageError


@click.command()
@click.option("--agency", required=True, metavar="A")
@click.option("--period", required=True, metavar="P")
@click.option("--out", required=True, metavar="DIR", type=click.Path(path_type=Path))
@click.option("--sealed", is_flag=True, help="With originals and proof, as a package; needs --for.")
@click.option("--for", "to", metavar="NAME", help="Who gets the package: it is put on the record.")
@common
def dossier(
    agency: str,
    period: str,
    out: Path,
    sealed: bool,
    to: str | None,
    store: str | None,
    as_json: bool,
) -> int:
    """The assessor's dossier of a period, as a folder of pages."""
    from ita_evidence import pipeline

    if sealed != (to is not None):
        raise UsageError("a package with originals has a recipient: give --sealed and --for NAME")
    pipeline.cadence_of(period)
    if to is None:
        return _report(agency, period, "dossier", out, store, as_json)
    with workspace(store) as work:
        made = pipeline.hand_out(work, agency, period, out, to=to)
    said = f"{len(made.files)} files in {out}, for {to} (record {made.record}); open index.html"
    more = {"out": str(out), "for": to, "record": made.record, "files": list(made.files)}
    return conclude((), said, as_json, **more)


@click.command()
@click.option("--agency", required=True, metavar="A")
@click.option("--period", required=True, metavar="P")
@click.option("--out", required=True, metavar="DIR", type=click.Path(path_type=Path))
@common
def worklist(agency: str, period: str, out: Path, store: str | None, as_json: bool) -> int:
    """What is left to do, by unit, as a page and a sheet."""
    from ita_evidence import pipeline

    pipeline.cadence_of(period)
    return _report(agency, period, "worklist", out, store, as_json)


def _report(
    agency: str, period: str, name: str, out: Path, store: str | None, as_json: bool
) -> int:
    from ita_evidence import pipeline

    with workspace(store, identity="reader") as work:
        written = pipeline.export_report(work, agency, period, name, out)
    if as_json:
        emit({"out": str(out), "files": written})
    else:
        say(f"{len(written)} files in {out}")
    return 0


@click.command()
@click.option("--agency", required=True, metavar="A")
@click.option("--period", required=True, metavar="P")
@click.option("--item", required=True, metavar="ITEM")
@click.option("--unit", default="", metavar="UNIT", help="Whose row; empty: the agency's own.")
@click.option(
    "--answer",
    "kind",
    required=True,
    type=click.Choice(["fixed", "not_ours", "link"]),
    help="It is mended: look again; it is not our task; it stands at another address.",
)
@click.option("--reason", default="", metavar="TEXT", help="Asked for with not_ours.")
@click.option("--url", default="", metavar="URL", help="Asked for with link.")
@click.option("--by", required=True, metavar="NAME", help="Who answers.")
@common
def answer(
    agency: str,
    period: str,
    item: str,
    unit: str,
    kind: Any,
    reason: str,
    url: str,
    by: str,
    store: str | None,
    as_json: bool,
) -> int:
    """An office's answer to a row of its worklist; `fixed` looks at the item again at once."""
    from ita_evidence import people, pipeline
    from ita_evidence.reporting.answers import Answer

    pipeline.cadence_of(period)
    with workspace(store) as work:
        given = Answer(
            at=work.now(),
            by=by,
            period=period,
            item=item,
            unit=unit,
            answer=kind,
            reason=reason,
            url=url,
        )
        kept = people.answer(work, agency, given)
        verdict = ""
        if kind == "fixed":
            before = pipeline.newest_plan(work, agency, period)
            made = pipeline.plan_run(
                work, agency, period, checkpoint=before.checkpoint, items=(item,)
            )
            _, results = pipeline.settle(work, made)
            verdict = str(results[0].verdict)
        else:
            made = pipeline.newest_plan(work, agency, period)
        pipeline.report(work, made)
    said = {
        "fixed": f"looked at again: {item} is {verdict}",
        "not_ours": f"sealed in record {kept.record}; the row goes to the coordinator",
        "link": "kept; put this into the sources file, and the next run looks there:\n"
        f"  - {{item: {item}, unit: {unit}, url: {json.dumps(kept.url)}, adapter: page, why: …}}",
    }
    if as_json:
        emit({"ok": True, **kept.model_dump(mode="json"), "verdict": verdict, "faults": []})
    else:
        say(said[kind])
    return 0


@click.command()
@click.option("--agency", required=True, metavar="A")
@click.option("--period", required=True, metavar="P")
@click.option("--dry-run", is_flag=True, help="Show the messages, send none.")
@common
def notify(agency: str, period: str, dry_run: bool, store: str | None, as_json: bool) -> int:
    """Tell what a period's newest run has to tell, to those of $ITA_NOTIFY_FILE, nothing twice."""
    from ita_evidence import people, pipeline

    loaded = settings_of(store)
    recipients = Path(loaded.notify_file).read_text("utf-8") if loaded.notify_file else ""
    with workspace(store) as work:
        made = pipeline.newest_plan(work, agency, period)
        messages = [*people.messages_of(work, made), *people.reminders_of(work, agency)]
        sent = () if dry_run else people.tell(work, agency, messages, recipients)
    if as_json:
        shown = [{"who": one.who, "title": one.title, "body": one.body} for one in messages]
        emit({"messages": shown, "sent": list(sent)})
        return 0
    if dry_run:
        for one in messages:
            click.echo(f"[{one.who}] {one.title}\n{one.body.strip()}\n")
    say(f"{len(messages)} messages, {len(sent)} sent")
    return 0
