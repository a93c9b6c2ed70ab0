"""`ita-evidence`: everything without Airflow too.

Messages go to standard error, results to standard output; `--json` prints one JSON document there.
Exit 0 done, 1 not done or a fault found, 2 bad arguments (one clear line), 3 with `--strict` when
not all is met.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import asdict, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from ita_evidence import __version__, settings
from ita_evidence.errors import CatalogError, EvidenceError, UsageError

if TYPE_CHECKING:
    from ita_evidence.archive.embedded import Identity
    from ita_evidence.archive.verify import Level


_PIECES = 1_000
"""Of a JSON document that are written at once."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code (the console script passes it to `sys.exit`)."""
    try:
        code = cli.main(
            args=list(arguments) if arguments is not None else None,
            prog_name="ita-evidence",
            standalone_mode=False,
        )
        return int(code or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        return _fail(2, error.format_message())
    except UsageError as error:
        return _fail(2, str(error))
    except CatalogError as error:
        return _fail(1, f"the catalog has {len(error.faults)} faults:\n{error}")
    except EvidenceError as error:
        return _fail(1, str(error))
    except (click.Abort, KeyboardInterrupt):
        return _fail(130, "interrupted; what is sealed stays, the next run takes it up")


def _fail(code: int, message: str) -> int:
    click.echo(f"ita-evidence: {message}", err=True)
    return code


Command = Callable[..., Any]


def _common(command: Command) -> Command:
    """`--store` and `--json`, which every command takes."""
    command = click.option(
        "--json", "as_json", is_flag=True, help="One JSON document on standard output."
    )(command)
    return click.option(
        "--store",
        metavar="STORE",
        help="`embedded` (default, or $ITA_STORE) or `s3://bucket`.",
    )(command)


def _settings(store: str | None) -> settings.Settings:
    loaded = settings.load()
    chosen = store or loaded.store
    if chosen != "embedded" and not (chosen.startswith("s3://") and len(chosen) > len("s3://")):
        raise UsageError(f"store {chosen!r} is unknown; valid: embedded, s3://BUCKET")
    return replace(loaded, store=chosen)


def _catalog(loaded: settings.Settings) -> Any:
    from ita_evidence import catalog

    return catalog.load(loaded.catalog, expectations=loaded.expectations)


def _emit(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _emit_as_it_comes(values: Iterator[Any]) -> None:
    """One JSON document on standard output; what iterators give is written and let go."""
    pieces = _json(values)
    while part := "".join(islice(pieces, _PIECES)):
        click.echo(part, nl=False)
    click.echo()


def _json(value: Any) -> Iterator[str]:
    if isinstance(value, Iterator):
        yield "["
        for number, one in enumerate(value):
            yield ",\n" if number else "\n"
            yield from _json(one)
        yield "\n]"
    elif isinstance(value, dict) and any(isinstance(one, Iterator) for one in value.values()):
        yield "{"
        for number, (key, one) in enumerate(value.items()):
            yield f"{',' if number else ''}\n{json.dumps(key)}: "
            yield from _json(one)
        yield "\n}"
    else:
        yield json.dumps(value, ensure_ascii=False, default=str)


def _say(line: str) -> None:
    click.echo(line, err=True)


def _bar() -> Callable[[int, int], None]:
    """A line on standard error that counts: done of all."""

    def show(done: int, total: int) -> None:
        click.echo(f"\r{done} of {total}", nl=done == total, err=True)

    return show


def _workspace(store: str | None, *, identity: Identity = "writer") -> AbstractContextManager[Any]:
    from ita_evidence import pipeline

    return pipeline.open_workspace(_settings(store), identity=identity)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cli() -> None:
    """Evidence of an agency's OIT items: collect, judge, archive, prove."""


# --- catalog ---------------------------------------------------------------------------------


@cli.group()
def catalog() -> None:
    """The items, agencies and sources: data in include/catalog."""


@catalog.command("check")
@_common
def catalog_check(store: str | None, as_json: bool) -> int:
    """Lint the catalog; exit 1 on a fault, each with file, line and what would be valid."""
    from ita_evidence import catalog as catalogs

    loaded = _settings(store)
    faults = catalogs.check(loaded.catalog, loaded.expectations)
    if as_json:
        _emit({"ok": not faults, "faults": [vars(fault) for fault in faults]})
    else:
        for fault in faults:
            click.echo(str(fault))
        _say(f"{len(faults)} faults" if faults else "the catalog is sound")
    return 1 if faults else 0


@catalog.command("show")
@click.argument("item", required=False)
@click.option("--edition", default="2566", show_default=True)
@_common
def catalog_show(item: str | None, edition: str, store: str | None, as_json: bool) -> int:
    """The items of an edition as data (ITEM: one of O1 to O43)."""
    from ita_evidence import catalog as catalogs

    loaded = _catalog(_settings(store))
    shown = catalogs.show(loaded, edition, item)
    if as_json:
        _emit(shown)
    else:
        for one in shown:
            click.echo(
                f"{one['id']:>4} {one['sub_indicator']:>4} {one['topic']:<40} {one['title_th']}"
            )
            if item is not None:
                years = catalogs.over_the_years(loaded, one["topic"]).items()
                click.echo("     " + " · ".join(f"{year} {'+'.join(ids)}" for year, ids in years))
    return 0


@catalog.command("index")
@_common
def catalog_index(store: str | None, as_json: bool) -> int:
    """Write the light index that DAG files read; run it after a change of the catalog."""
    from ita_evidence.catalog import index

    loaded = _settings(store)
    path = loaded.catalog / "index.json"
    path.write_bytes(index.as_bytes(_catalog(loaded)))
    _emit({"written": str(path)}) if as_json else _say(f"written: {path}")
    return 0


# --- the main job ----------------------------------------------------------------------------


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


@cli.command()
@_what
@_common
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

    loaded = _settings(store)
    made = pipeline.preview(
        _catalog(loaded), agency, period, items=items or None, checkpoint=checkpoint
    )
    if as_json:
        _emit(
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
    _say(f"{len(made.targets)} targets, {len(made.requests)} URLs on {len(made.hosts)} hosts")
    return 0


@cli.command()
@_what
@click.option("--strict", is_flag=True, help="Exit 3 unless every judged item is met.")
@_common
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

    with _workspace(store) as work:
        made = pipeline.plan_run(work, agency, period, checkpoint=checkpoint, items=items or None)
        progress = _say if sys.stderr.isatty() else (lambda line: None)
        head, results = pipeline.settle(work, made, say=progress)
        verdicts = pipeline.verdicts_of(work, results)
        pipeline.report(work, made)
        if as_json:
            _emit(
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
            _say(f"record {head.number}, sha256 {head.sha256}")
    if not pipeline.settled(results):
        return 1
    return 3 if strict and not pipeline.all_met(results) else 0


@cli.command()
@click.option("--agency", required=True, metavar="A", help="An agency of the catalog.")
@_common
def feeds(agency: str, store: str | None, as_json: bool) -> int:
    """Read the feeds that forget (e-GP's RSS), as `ita_feeds` does daily."""
    from ita_evidence import lookout

    with _workspace(store) as work:
        taken = lookout.read_feeds(work, agency, say=_say)
    if as_json:
        _emit({"agency": agency, "feeds": {url: one._asdict() for url, one in taken.items()}})
    elif not taken:
        _say(f"{agency} has no feed among its sources")
    return 0


@cli.command()
@click.option("--agency", required=True, metavar="A", help="An agency of the catalog.")
@_common
def submitted(agency: str, store: str | None, as_json: bool) -> int:
    """Look at the URLs submitted in the ITAS while scoring lasts; exit 1: one is down or changed.

    They are compared with their sealed copies, as `ita_submitted__<agency>` does weekly."""
    from ita_evidence import lookout

    with _workspace(store) as work:
        told = lookout.look_at_submitted(work, agency, say=_say)
    if as_json:
        _emit({"agency": agency, "notices": [one.model_dump(mode="json") for one in told]})
    else:
        for one in told:
            click.echo(one.th)
    return 1 if told else 0


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


# --- reading and checking ---------------------------------------------------------------------


@cli.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--item", metavar="ITEM", help="Read the records that this item asks for.")
@click.option("--unmasked", is_flag=True, help="Show ids and phone numbers as they stand.")
@click.option("--ocds", metavar="BUYER", help="Print the purchases as OCDS 1.1 release packages.")
@click.option("--ocid-prefix", default="ocds-000000", show_default=True, metavar="PREFIX")
@_common
def extract(
    files: tuple[Path, ...],
    item: str | None,
    unmasked: bool,
    ocds: str | None,
    ocid_prefix: str,
    store: str | None,
    as_json: bool,
) -> int:
    """What the readers make of any file: text, tables, records."""
    from ita_evidence import extract as extraction

    loaded = _settings(store)
    topic = None
    if item is not None:
        known = {
            one.id: one.topic
            for edition in _catalog(loaded).editions.values()
            for one in edition.values()
        }
        if item not in known:
            raise UsageError(f"item {item!r} is unknown; valid: O1 to O43")
        topic = known[item]
    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        raise UsageError(f"no such file: {', '.join(missing)}")
    if ocds is not None:
        now = datetime.now(UTC)
        for path in files:
            _emit(extraction.as_ocds(path, buyer=ocds, ocid_prefix=ocid_prefix, now=now))
        return 0
    unreadable: list[Path] = []

    def read() -> Iterator[dict[str, Any]]:
        for path in files:
            one = extraction.read_file(path, topic=topic, unmasked=unmasked)
            if "unreadable" in one["flags"]:
                unreadable.append(path)
            yield one

    if as_json:
        _emit_as_it_comes(read())
    else:
        for one in read():
            counts = {name: sum(1 for _ in one[name]) for name in ("pages", "tables", "records")}
            click.echo(
                f"{one['file']}: {one['type']}, text {one['text_quality']}, "
                f"{', '.join(f'{count} {name}' for name, count in counts.items())} "
                f"{' '.join(one['flags'])}".rstrip()
            )
    return 1 if unreadable else 0


@cli.command()
@click.option("--agency", metavar="A")
@click.option("--period", metavar="P")
@click.option(
    "--level", type=click.Choice(["structure", "sample", "full"]), default="full", show_default=True
)
@click.option("--require-anchor", is_flag=True, help="A record without a time stamp is a fault.")
@click.option(
    "--offline",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Check a copy of the archive, or a package, without a store.",
)
@click.option(
    "--trust",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Whose keys are believed, in place of the catalog's trust root.",
)
@click.option(
    "--store-check",
    is_flag=True,
    help="Try the store itself instead: lock, conditional put, checksums, listing.",
)
@_common
def verify(
    agency: str | None,
    period: str | None,
    level: Level,
    require_anchor: bool,
    offline: Path | None,
    trust: Path | None,
    store_check: bool,
    store: str | None,
    as_json: bool,
) -> int:
    """Check all that can be checked in the archive; fails closed and names each fault."""
    from ita_evidence import pipeline
    from ita_evidence.archive import folder, packages
    from ita_evidence.archive import verify as verifier
    from ita_evidence.archive.store import Reading, open_store

    loaded = _settings(store)
    if store_check:
        if offline or agency or period or trust or require_anchor:
            raise UsageError("--store-check tries the store itself: give it only --store, --json")
        return _store_check(loaded, as_json)
    if agency is not None and offline is None:
        pipeline.known_agency(_catalog(loaded), agency)
    if period is not None:
        pipeline.cadence_of(period)
    with ExitStack() as stack:
        reading: Reading
        if offline is None:
            reading = stack.enter_context(open_store(loaded, identity="reader"))
        else:
            reading, scope = folder.open_folder(loaded, offline)
            agency, period = agency or scope.agency, period or scope.period
        report = verifier.verify(
            reading,
            settings=loaded,
            agency=agency,
            period=period,
            level=level,
            trust_file=trust,
            require_anchor=require_anchor,
            progress=_bar() if sys.stderr.isatty() else None,
        )
    if offline is not None and (offline / "bagit.txt").is_file():
        around = tuple(packages.check(offline))
        report = replace(report, faults=report.faults + around, ok=report.ok and not around)
    faults = [{"key": one.key, "code": one.code, "reason": one.reason} for one in report.faults]
    if as_json:
        _emit(
            {
                "ok": report.ok,
                "anchored": report.anchored,
                "checked": report.checked,
                "heads": {
                    name: {"record": head.number, "sha256": head.sha256}
                    for name, head in report.heads.items()
                },
                "faults": faults,
            }
        )
    else:
        for fault in faults:
            click.echo(f"{fault['code']}: {fault['key']}: {fault['reason']}")
        for key, by in report.erased.items():
            _say(f"{by}: {key}")
        for name, head in report.heads.items():
            click.echo(f"head of {name}: record {head.number}, sha256 {head.sha256}")
        stated = {True: "anchored", False: "not anchored", "test": "anchored by a test authority"}
        state = stated[report.anchored]
        click.echo(
            f"{'no fault' if report.ok else f'{len(faults)} faults'}; "
            f"{report.checked} objects checked; {state}"
        )
    return 0 if report.ok else 1


def _store_check(loaded: settings.Settings, as_json: bool) -> int:
    from ita_evidence.archive import storecheck
    from ita_evidence.archive.store import open_store

    with open_store(loaded) as opened:
        tried = storecheck.check(opened)
        name, bucket = opened.name, opened.bucket
    faults = [{"key": bucket, "code": one.code, "reason": one.lacks} for one in tried if one.lacks]
    if as_json:
        _emit({"ok": not faults, "anchored": False, "checked": len(tried), "faults": faults})
    else:
        for fault in faults:
            click.echo(f"{fault['code']}: {fault['key']}: {fault['reason']}")
        lacks = f"lacks {len(faults)} of" if faults else "has all"
        click.echo(f"{name} {lacks} {len(tried)} things that the archive rests on")
    return 1 if faults else 0


def _done(faults: Sequence[Any], said: str, as_json: bool, **more: Any) -> int:
    """Prints `{ok, …, faults}` or one line and the faults; 0 done, 1 not done."""
    shown = [{"key": one.key, "code": one.code, "reason": one.reason} for one in faults]
    if as_json:
        _emit({"ok": not faults, **more, "faults": shown})
    else:
        for fault in shown:
            click.echo(f"{fault['code']}: {fault['key']}: {fault['reason']}")
        _say(said)
    return 1 if faults else 0


@cli.command()
@click.option(
    "--level",
    type=click.Choice(["sample", "full"]),
    help="Default: in full every half-year, else a sample.",
)
@_common
def audit(level: Level | None, store: str | None, as_json: bool) -> int:
    """Check what is stored, extend locks and time stamps, put leftovers on the record."""
    from datetime import UTC, datetime

    from ita_evidence.archive import audit as auditor
    from ita_evidence.archive.store import open_store

    with open_store(_settings(store)) as opened:
        audits = auditor.audit(opened, at=datetime.now(UTC), level=level, say=_say)
    agencies = [
        {
            "agency": one.agency,
            "level": one.level,
            "record": one.record,
            "checked": one.checked,
            "named": list(one.named),
            "extended": one.extended,
            "renewed": list(one.renewed),
        }
        for one in audits
    ]
    faults = [fault for one in audits for fault in one.faults]
    said = f"{len(audits)} agencies audited, {len(faults)} faults"
    return _done(faults, said, as_json, agencies=agencies)


@cli.command()
@click.option("--item", "items", multiple=True, metavar="ITEM", help="O21; may be repeated.")
@click.option("--period", metavar="P", help="2566-03 or 2566-H1 (B.E.); default: all.")
@click.option("--agency", required=True, metavar="A", help="An agency of the catalog.")
@_common
def revalidate(
    agency: str, period: str | None, items: tuple[str, ...], store: str | None, as_json: bool
) -> int:
    """Judge again what was sealed, by today's catalog and suites; no server is asked."""
    from ita_evidence import pipeline

    if period is not None:
        pipeline.cadence_of(period)
    with _workspace(store) as work:
        progress = _say if sys.stderr.isatty() else (lambda line: None)
        done = pipeline.revalidate(work, agency, period=period, items=items or None, say=progress)
    changed = [
        {"period": one.period, "item": one.item, "was": str(one.was), "verdict": str(one.now)}
        for one in done.changed
    ]
    said = f"{done.judged} targets judged again; {len(changed)} by other inputs than before"
    if done.records:
        said += f" (record {', '.join(map(str, done.records))})"
    more = {"agency": agency, "judged": done.judged, "records": list(done.records)}
    return _done(done.faults, said, as_json, **more, changed=changed)


@cli.command()
@click.option("--by", required=True, metavar="NAME", help="Who decides.")
@click.option("--reason", required=True, metavar="TEXT", help="Why; no personal data here.")
@click.option("--decision", required=True, type=click.Choice(["met", "not_met"]))
@click.option("--unit", default="", metavar="U", help="Of this unit's evidence alone.")
@click.option("--component", required=True, metavar="ID", help="As `catalog show ITEM` names it.")
@click.option("--item", required=True, metavar="ITEM", help="O21.")
@click.option("--period", required=True, metavar="P", help="2566-03 or 2566-H1 (B.E.).")
@click.option("--agency", required=True, metavar="A", help="An agency of the catalog.")
@_common
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

    with _workspace(store) as work:
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
    return _done(done.faults, said, as_json, **more, verdict=str(done.now))


@cli.command()
@click.argument("snapshot")
@click.option("--out", required=True, metavar="DIR", type=click.Path(path_type=Path))
@_common
def restore(snapshot: str, out: Path, store: str | None, as_json: bool) -> int:
    """A snapshot's files as they were (SNAPSHOT: its key), each digest compared."""
    from ita_evidence.archive import restore as restorer
    from ita_evidence.archive.store import open_store

    with open_store(_settings(store), identity="reader") as opened:
        restored = restorer.restore(opened, snapshot, out)
    files = list(restored.files)
    said = f"{len(files)} files in {out}"
    return _done(restored.faults, said, as_json, out=str(out), files=files)


@cli.command()
@click.argument("blob")
@click.option("--reason", required=True, metavar="TEXT", help="Why; no personal data here.")
@click.option("--by", required=True, metavar="NAME", help="Who decided it.")
@click.option("--agency", metavar="A", help="Whose ledger, where no snapshot names the blob.")
@_common
def erase(
    blob: str, reason: str, by: str, agency: str | None, store: str | None, as_json: bool
) -> int:
    """Erase a payload that nobody may keep (BLOB: its sha256), on the record first."""
    from ita_evidence import pipeline
    from ita_evidence.archive.store import open_store

    with _workspace(store) as work:
        if agency is not None:
            pipeline.known_agency(work.catalog, agency)
        with open_store(work.settings, identity="eraser") as eraser:
            done, faults = pipeline.erase(
                work, eraser, blob, reason=reason, by=by, agency_id=agency
            )
    where = ", ".join(f"record {number} of {name}" for name, number in done.records.items())
    said = f"erased by {where}; {len(done.gone)} objects are gone"
    return _done(faults, said, as_json, records=done.records, gone=list(done.gone))


@cli.group()
def keys() -> None:
    """The key that signs the ledger, and its successor."""


@keys.command("show")
@_common
def keys_show(store: str | None, as_json: bool) -> int:
    """The public half of this machine's signing key, as a trust root names it."""
    from ita_evidence.archive import proof

    key = proof.signing_key(_settings(store))
    value = {"id": key.key_id, "public": key.public.hex()}
    if as_json:
        _emit(value)
    else:
        click.echo(f'- {{id: "{value["id"]}", public: "{value["public"]}"}}')
    return 0


@keys.command("hand-over")
@click.option("--agency", required=True, metavar="A", help="Whose ledger.")
@click.option("--to", required=True, metavar="FILE", type=click.Path(path_type=Path),
              help="The new key's public half, in PEM.")  # fmt: skip
@click.option("--by", required=True, metavar="NAME", help="Who decided it.")
@_common
def keys_hand_over(agency: str, to: Path, by: str, store: str | None, as_json: bool) -> int:
    """The key that signs now hands over, on the record; it signs no further one."""
    from datetime import UTC, datetime

    from ita_evidence import pipeline
    from ita_evidence.archive import rotation
    from ita_evidence.archive.store import open_store

    loaded = _settings(store)
    pipeline.known_agency(_catalog(loaded), agency)
    with open_store(loaded) as opened:
        head = rotation.hand_over(opened, agency, to, by=by, at=datetime.now(UTC))
    new = head.record["body"]["to"]["id"]
    said = f"record {head.number} hands over to key {new}; set ITA_SIGNING_KEY_FILE to its file"
    return _done((), said, as_json, record=head.number, key_id=new)


@keys.command("take-over")
@click.option("--agency", required=True, metavar="A", help="Whose ledger.")
@click.option("--reason", required=True, help="How the old key was lost.")
@click.option("--by", required=True, metavar="NAME", help="Who decided it.")
@_common
def keys_take_over(agency: str, reason: str, by: str, store: str | None, as_json: bool) -> int:
    """This machine's key goes on where the one before it was lost; the trust root must say so."""
    from datetime import UTC, datetime

    from ita_evidence import pipeline
    from ita_evidence.archive import rotation
    from ita_evidence.archive.store import open_store

    loaded = _settings(store)
    pipeline.known_agency(_catalog(loaded), agency)
    with open_store(loaded) as opened:
        head = rotation.take_over(opened, agency, by=by, reason=reason, at=datetime.now(UTC))
    body = head.record["body"]
    said = f"record {head.number}: key {body['to']['id']} goes on where {body['lost']} was lost"
    return _done((), said, as_json, record=head.number, key_id=body["to"]["id"])


# --- for people -------------------------------------------------------------------------------


@cli.command()
@click.option("--agency", required=True, metavar="A")
@click.option("--period", required=True, metavar="P")
@click.option("--out", required=True, metavar="DIR", type=click.Path(path_type=Path))
@click.option("--sealed", is_flag=True, help="With originals and proof, as a package; needs --for.")
@click.option("--for", "to", metavar="NAME", help="Who gets the package: it is put on the record.")
@_common
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
    with _workspace(store) as work:
        made = pipeline.hand_out(work, agency, period, out, to=to)
    said = f"{len(made.files)} files in {out}, for {to} (record {made.record}); open index.html"
    more = {"out": str(out), "for": to, "record": made.record, "files": list(made.files)}
    return _done((), said, as_json, **more)


@cli.command()
@click.option("--agency", required=True, metavar="A")
@click.option("--period", required=True, metavar="P")
@click.option("--out", required=True, metavar="DIR", type=click.Path(path_type=Path))
@_common
def worklist(agency: str, period: str, out: Path, store: str | None, as_json: bool) -> int:
    """What is left to do, by unit, as a page and a sheet."""
    from ita_evidence import pipeline

    pipeline.cadence_of(period)
    return _report(agency, period, "worklist", out, store, as_json)


def _report(
    agency: str, period: str, name: str, out: Path, store: str | None, as_json: bool
) -> int:
    from ita_evidence import pipeline

    with _workspace(store, identity="reader") as work:
        written = pipeline.export_report(work, agency, period, name, out)
    if as_json:
        _emit({"out": str(out), "files": written})
    else:
        _say(f"{len(written)} files in {out}")
    return 0


@cli.command()
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
@_common
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
    with _workspace(store) as work:
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
        _emit({"ok": True, **kept.model_dump(mode="json"), "verdict": verdict, "faults": []})
    else:
        _say(said[kind])
    return 0


@cli.command()
@click.option("--agency", required=True, metavar="A")
@click.option("--period", required=True, metavar="P")
@click.option("--dry-run", is_flag=True, help="Show the messages, send none.")
@_common
def notify(agency: str, period: str, dry_run: bool, store: str | None, as_json: bool) -> int:
    """Tell what a period's newest run has to tell, to those of $ITA_NOTIFY_FILE, nothing twice."""
    from ita_evidence import people, pipeline

    loaded = _settings(store)
    recipients = Path(loaded.notify_file).read_text("utf-8") if loaded.notify_file else ""
    with _workspace(store) as work:
        made = pipeline.newest_plan(work, agency, period)
        messages = [*people.messages_of(work, made), *people.reminders_of(work, agency)]
        sent = () if dry_run else people.tell(work, agency, messages, recipients)
    if as_json:
        shown = [{"who": one.who, "title": one.title, "body": one.body} for one in messages]
        _emit({"messages": shown, "sent": list(sent)})
        return 0
    if dry_run:
        for one in messages:
            click.echo(f"[{one.who}] {one.title}\n{one.body.strip()}\n")
    _say(f"{len(messages)} messages, {len(sent)} sent")
    return 0


# --- the catalog's sources --------------------------------------------------------------------


@cli.command()
@click.argument("url")
@click.option("--agency", required=True, metavar="A", help="An agency of the catalog.")
@click.option("--edition", default="2566", show_default=True)
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="A new file.")
@_common
def discover(
    url: str, agency: str, edition: str, out: Path | None, store: str | None, as_json: bool
) -> int:
    """Propose a sources file from an agency's OIT index page; nothing is overwritten."""
    from ita_evidence import discover as discovery
    from ita_evidence import pipeline
    from ita_evidence.collection import Fetcher

    loaded = _settings(store)
    known = _catalog(loaded)
    if edition not in known.editions:
        raise UsageError(f"edition {edition!r} is unknown; valid: {', '.join(known.editions)}")
    if out is not None and out.exists():
        raise UsageError(f"{out} is there already and is not overwritten; give a new file")
    asked = pipeline.sample_where_it_answers(pipeline.known_agency(known, agency), loaded)
    existing = known.sources.get((edition, agency))
    with Fetcher(asked, data=loaded.data) as fetcher:
        proposal = discovery.discover(
            url,
            asked,
            edition,
            known.editions[edition],
            fetcher,
            existing=existing,
            say=_say if sys.stderr.isatty() else lambda line: None,
        )
    text = discovery.as_yaml(proposal)
    if out is not None:
        out.write_text(text, encoding="utf-8")
    if as_json:
        _emit({**asdict(proposal), "yaml": text, "diff": discovery.diff(proposal)})
        return 0
    for line in discovery.report(proposal):
        _say(line)
    if existing is not None:
        _say(discovery.diff(proposal) or "the sources file has all of it")
    _say(f"written: {out}") if out is not None else click.echo(text, nl=False)
    return 0


# --- the sample province ----------------------------------------------------------------------


@cli.group()
def sample() -> None:
    """The made-up province that comes with the software."""


@sample.command("serve")
@_common
def sample_serve(store: str | None, as_json: bool) -> int:
    """Serve the sample province's sites on loopback until Ctrl-C."""
    import threading

    from ita_evidence.archive import authority
    from ita_evidence.sample import ensure
    from ita_evidence.sample.serve import SampleServer

    loaded = _settings(store)
    root = ensure(loaded)
    with (
        SampleServer(root, loaded.sample_http_port, loaded.sample_https_port, loaded.data),
        authority.serving(loaded) if authority.can_run() else nullcontext(),
    ):
        _say(
            f"https://www.sample.example answers on 127.0.0.1:{loaded.sample_https_port}, "
            f"http on 127.0.0.1:{loaded.sample_http_port}; Ctrl-C ends it"
        )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            _say("stopped")
    return 0


def run_as_script() -> None:
    """The console script `ita-evidence`."""
    sys.exit(main())


if __name__ == "__main__":
    run_as_script()
