"""The catalog: its faults, its items, its light index; a sources file proposed."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from ita_evidence.cli.shared import catalog_of, common, emit, say, settings_of
from ita_evidence.errors import UsageError


@click.group()
def catalog() -> None:
    """The items, agencies and sources: data in include/catalog."""


@catalog.command("check")
@common
def catalog_check(store: str | None, as_json: bool) -> int:
    """Lint the catalog; exit 1 on a fault, each with file, line and what would be valid."""
    from ita_evidence import catalog as catalogs

    loaded = settings_of(store)
    faults = catalogs.check(loaded.catalog, loaded.expectations)
    if as_json:
        emit({"ok": not faults, "faults": [vars(fault) for fault in faults]})
    else:
        for fault in faults:
            click.echo(str(fault))
        say(f"{len(faults)} faults" if faults else "the catalog is sound")
    return 1 if faults else 0


@catalog.command("show")
@click.argument("item", required=False)
@click.option("--edition", default="2566", show_default=True)
@common
def catalog_show(item: str | None, edition: str, store: str | None, as_json: bool) -> int:
    """The items of an edition as data (ITEM: one of O1 to O43)."""
    from ita_evidence import catalog as catalogs

    loaded = catalog_of(settings_of(store))
    shown = catalogs.show(loaded, edition, item)
    if as_json:
        emit(shown)
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
@common
def catalog_index(store: str | None, as_json: bool) -> int:
    """Write the light index that DAG files read; run it after a change of the catalog."""
    from ita_evidence.catalog import index

    loaded = settings_of(store)
    path = loaded.catalog / "index.json"
    path.write_bytes(index.as_bytes(catalog_of(loaded)))
    emit({"written": str(path)}) if as_json else say(f"written: {path}")
    return 0


@click.command()
@click.argument("url")
@click.option("--agency", required=True, metavar="A", help="An agency of the catalog.")
@click.option("--edition", default="2566", show_default=True)
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="A new file.")
@common
def discover(
    url: str, agency: str, edition: str, out: Path | None, store: str | None, as_json: bool
) -> int:
    """Propose a sources file from an agency's OIT index page; nothing is overwritten."""
    from ita_evidence import discover as discovery
    from ita_evidence import pipeline
    from ita_evidence.collection import Fetcher

    loaded = settings_of(store)
    known = catalog_of(loaded)
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
            say=say if sys.stderr.isatty() else lambda line: None,
        )
    text = discovery.as_yaml(proposal)
    if out is not None:
        out.write_text(text, encoding="utf-8")
    if as_json:
        emit({**asdict(proposal), "yaml": text, "diff": discovery.diff(proposal)})
        return 0
    for line in discovery.report(proposal):
        say(line)
    if existing is not None:
        say(discovery.diff(proposal) or "the sources file has all of it")
    say(f"written: {out}") if out is not None else click.echo(text, nl=False)
    return 0
