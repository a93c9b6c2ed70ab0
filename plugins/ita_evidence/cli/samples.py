"""The made-up province."""

from __future__ import annotations

from contextlib import nullcontext

import click

from ita_evidence.cli.shared import common, say, settings_of


@click.group()
def sample() -> None:
    """The made-up province that comes with the software."""


@sample.command("serve")
@common
def sample_serve(store: str | None, as_json: bool) -> int:
    """Serve the sample province's sites on loopback until Ctrl-C."""
    import threading

    from ita_evidence.archive import authority
    from ita_evidence.sample import ensure
    from ita_evidence.sample.serve import SampleServer

    loaded = settings_of(store)
    root = ensure(loaded)
    with (
        SampleServer(root, loaded.sample_http_port, loaded.sample_https_port, loaded.data),
        authority.serving(loaded) if authority.can_run() else nullcontext(),
    ):
        say(
            f"https://www.sample.example answers on 127.0.0.1:{loaded.sample_https_port}, "
            f"http on 127.0.0.1:{loaded.sample_http_port}; Ctrl-C ends it"
        )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            say("stopped")
    return 0
