"""What the commands share: two options, what stands behind them, how an answer is printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from ita_evidence import settings
from ita_evidence.errors import UsageError

if TYPE_CHECKING:
    from ita_evidence.archive.embedded import Identity


Command = Callable[..., Any]

_PIECES = 1_000
"""Of a JSON document that are written at once."""


def common(command: Command) -> Command:
    """`--store` and `--json`, which every command takes."""
    command = click.option(
        "--json", "as_json", is_flag=True, help="One JSON document on standard output."
    )(command)
    return click.option(
        "--store",
        metavar="STORE",
        help="`embedded` (default, or $ITA_STORE) or `s3://bucket`.",
    )(command)


def settings_of(store: str | None) -> settings.Settings:
    loaded = settings.load()
    chosen = store or loaded.store
    if chosen != "embedded" and not (chosen.startswith("s3://") and len(chosen) > len("s3://")):
        raise UsageError(f"store {chosen!r} is unknown; valid: embedded, s3://BUCKET")
    return replace(loaded, store=chosen)


def catalog_of(loaded: settings.Settings) -> Any:
    from ita_evidence import catalog

    return catalog.load(loaded.catalog, expectations=loaded.expectations)


def workspace(store: str | None, *, identity: Identity = "writer") -> AbstractContextManager[Any]:
    from ita_evidence import pipeline

    return pipeline.open_workspace(settings_of(store), identity=identity)


def emit(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def emit_as_it_comes(values: Iterator[Any]) -> None:
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


def say(line: str) -> None:
    click.echo(line, err=True)


def conclude(faults: Sequence[Any], said: str, as_json: bool, **more: Any) -> int:
    """Prints `{ok, …, faults}` or one line and the faults; 0 done, 1 not done."""
    shown = [{"key": one.key, "code": one.code, "reason": one.reason} for one in faults]
    if as_json:
        emit({"ok": not faults, **more, "faults": shown})
    else:
        for fault in shown:
            click.echo(f"{fault['code']}: {fault['key']}: {fault['reason']}")
        say(said)
    return 1 if faults else 0
