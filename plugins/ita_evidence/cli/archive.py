"""The archive: checked, given back, erased from; the key that signs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ita_evidence import settings
from ita_evidence.cli.shared import catalog_of, common, conclude, emit, say, settings_of, workspace
from ita_evidence.errors import UsageError

if TYPE_CHECKING:
    from ita_evidence.archive.verify import Level


@click.command()
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
@common
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

    loaded = settings_of(store)
    if store_check:
        if offline or agency or period or trust or require_anchor:
            raise UsageError("--store-check tries the store itself: give it only --store, --json")
        return _store_check(loaded, as_json)
    if agency is not None and offline is None:
        pipeline.known_agency(catalog_of(loaded), agency)
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
        emit(
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
            say(f"{by}: {key}")
        for name, head in report.heads.items():
            click.echo(f"head of {name}: record {head.number}, sha256 {head.sha256}")
        stated = {True: "anchored", False: "not anchored", "test": "anchored by a test authority"}
        state = stated[report.anchored]
        click.echo(
            f"{'no fault' if report.ok else f'{len(faults)} faults'}; "
            f"{report.checked} objects checked; {state}"
        )
    return 0 if report.ok else 1


def _bar() -> Callable[[int, int], None]:
    """A line on standard error that counts: done of all."""

    def show(done: int, total: int) -> None:
        click.echo(f"\r{done} of {total}", nl=done == total, err=True)

    return show


def _store_check(loaded: settings.Settings, as_json: bool) -> int:
    from ita_evidence.archive import storecheck
    from ita_evidence.archive.store import open_store

    with open_store(loaded) as opened:
        tried = storecheck.check(opened)
        name, bucket = opened.name, opened.bucket
    faults = [{"key": bucket, "code": one.code, "reason": one.lacks} for one in tried if one.lacks]
    if as_json:
        emit({"ok": not faults, "anchored": False, "checked": len(tried), "faults": faults})
    else:
        for fault in faults:
            click.echo(f"{fault['code']}: {fault['key']}: {fault['reason']}")
        lacks = f"lacks {len(faults)} of" if faults else "has all"
        click.echo(f"{name} {lacks} {len(tried)} things that the archive rests on")
    return 1 if faults else 0


@click.command()
@click.option(
    "--level",
    type=click.Choice(["sample", "full"]),
    help="Default: in full every half-year, else a sample.",
)
@common
def audit(level: Level | None, store: str | None, as_json: bool) -> int:
    """Check what is stored, extend locks and time stamps, put leftovers on the record."""
    from ita_evidence.archive import audit as auditor
    from ita_evidence.archive.store import open_store

    with open_store(settings_of(store)) as opened:
        audits = auditor.audit(opened, at=datetime.now(UTC), level=level, say=say)
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
    return conclude(faults, said, as_json, agencies=agencies)


@click.command()
@click.argument("snapshot")
@click.option("--out", required=True, metavar="DIR", type=click.Path(path_type=Path))
@common
def restore(snapshot: str, out: Path, store: str | None, as_json: bool) -> int:
    """A snapshot's files as they were (SNAPSHOT: its key), each digest compared."""
    from ita_evidence.archive import restore as restorer
    from ita_evidence.archive.store import open_store

    with open_store(settings_of(store), identity="reader") as opened:
        restored = restorer.restore(opened, snapshot, out)
    files = list(restored.files)
    said = f"{len(files)} files in {out}"
    return conclude(restored.faults, said, as_json, out=str(out), files=files)


@click.command()
@click.argument("blob")
@click.option("--reason", required=True, metavar="TEXT", help="Why; no personal data here.")
@click.option("--by", required=True, metavar="NAME", help="Who decided it.")
@click.option("--agency", metavar="A", help="Whose ledger, where no snapshot names the blob.")
@common
def erase(
    blob: str, reason: str, by: str, agency: str | None, store: str | None, as_json: bool
) -> int:
    """Erase a payload that nobody may keep (BLOB: its sha256), on the record first."""
    from ita_evidence import pipeline
    from ita_evidence.archive.store import open_store

    with workspace(store) as work:
        if agency is not None:
            pipeline.known_agency(work.catalog, agency)
        with open_store(work.settings, identity="eraser") as eraser:
            done, faults = pipeline.erase(
                work, eraser, blob, reason=reason, by=by, agency_id=agency
            )
    where = ", ".join(f"record {number} of {name}" for name, number in done.records.items())
    said = f"erased by {where}; {len(done.gone)} objects are gone"
    return conclude(faults, said, as_json, records=done.records, gone=list(done.gone))


@click.group()
def keys() -> None:
    """The key that signs the ledger, and its successor."""


@keys.command("show")
@common
def keys_show(store: str | None, as_json: bool) -> int:
    """The public half of this machine's signing key, as a trust root names it."""
    from ita_evidence.archive import proof

    key = proof.signing_key(settings_of(store))
    value = {"id": key.key_id, "public": key.public.hex()}
    if as_json:
        emit(value)
    else:
        click.echo(f'- {{id: "{value["id"]}", public: "{value["public"]}"}}')
    return 0


@keys.command("hand-over")
@click.option("--agency", required=True, metavar="A", help="Whose ledger.")
@click.option("--to", required=True, metavar="FILE", type=click.Path(path_type=Path),
              help="The new key's public half, in PEM.")  # fmt: skip
@click.option("--by", required=True, metavar="NAME", help="Who decided it.")
@common
def keys_hand_over(agency: str, to: Path, by: str, store: str | None, as_json: bool) -> int:
    """The key that signs now hands over, on the record; it signs no further one."""
    from ita_evidence import pipeline
    from ita_evidence.archive import rotation
    from ita_evidence.archive.store import open_store

    loaded = settings_of(store)
    pipeline.known_agency(catalog_of(loaded), agency)
    with open_store(loaded) as opened:
        head = rotation.hand_over(opened, agency, to, by=by, at=datetime.now(UTC))
    new = head.record["body"]["to"]["id"]
    said = f"record {head.number} hands over to key {new}; set ITA_SIGNING_KEY_FILE to its file"
    return conclude((), said, as_json, record=head.number, key_id=new)


@keys.command("take-over")
@click.option("--agency", required=True, metavar="A", help="Whose ledger.")
@click.option("--reason", required=True, help="How the old key was lost.")
@click.option("--by", required=True, metavar="NAME", help="Who decided it.")
@common
def keys_take_over(agency: str, reason: str, by: str, store: str | None, as_json: bool) -> int:
    """This machine's key goes on where the one before it was lost; the trust root must say so."""
    from ita_evidence import pipeline
    from ita_evidence.archive import rotation
    from ita_evidence.archive.store import open_store

    loaded = settings_of(store)
    pipeline.known_agency(catalog_of(loaded), agency)
    with open_store(loaded) as opened:
        head = rotation.take_over(opened, agency, by=by, reason=reason, at=datetime.now(UTC))
    body = head.record["body"]
    said = f"record {head.number}: key {body['to']['id']} goes on where {body['lost']} was lost"
    return conclude((), said, as_json, record=head.number, key_id=body["to"]["id"])
