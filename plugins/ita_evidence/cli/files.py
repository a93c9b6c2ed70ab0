"""Any file, read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from ita_evidence.cli.shared import catalog_of, common, emit, emit_as_it_comes, settings_of
from ita_evidence.errors import UsageError


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--item", metavar="ITEM", help="Read the records that this item asks for.")
@click.option("--unmasked", is_flag=True, help="Show ids and phone numbers as they stand.")
@click.option("--ocds", metavar="BUYER", help="Print the purchases as OCDS 1.1 release packages.")
@click.option("--ocid-prefix", default="ocds-000000", show_default=True, metavar="PREFIX")
@common
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

    loaded = settings_of(store)
    topic = None
    if item is not None:
        known = {
            one.id: one.topic
            for edition in catalog_of(loaded).editions.values()
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
            emit(extraction.as_ocds(path, buyer=ocds, ocid_prefix=ocid_prefix, now=now))
        return 0
    unreadable: list[Path] = []

    def read() -> Iterator[dict[str, Any]]:
        for path in files:
            one = extraction.read_file(path, topic=topic, unmasked=unmasked)
            if "unreadable" in one["flags"]:
                unreadable.append(path)
            yield one

    if as_json:
        emit_as_it_comes(read())
    else:
        for one in read():
            counts = {name: sum(1 for _ in one[name]) for name in ("pages", "tables", "records")}
            click.echo(
                f"{one['file']}: {one['type']}, text {one['text_quality']}, "
                f"{', '.join(f'{count} {name}' for name, count in counts.items())} "
                f"{' '.join(one['flags'])}".rstrip()
            )
    return 1 if unreadable else 0
