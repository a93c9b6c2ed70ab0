"""Make the small archive and catalog that later versions prove they still read.

    python tests/upgrade/make_archive.py        # writes tests/upgrade/<version>/, which must not be there

The sample province's O21 and O29 of one month, settled once against its own sites and stamped by
the test authority. The same version makes the same keys of blobs and the same verdicts; times, the
signing key and the authority are made anew. Only public halves are kept. What is there is never
made again: that it was written by an older version is what it is for.
"""

from __future__ import annotations

import shutil
import socket
import tempfile
from contextlib import ExitStack
from pathlib import Path

from ita_evidence import __version__, pipeline, settings
from ita_evidence.archive import authority, layout
from ita_evidence.sample import ensure
from ita_evidence.sample.serve import SampleServer

HERE = Path(__file__).resolve().parent
AGENCY, PERIOD, ITEMS = "sample", "2566-03", ("O21", "O29")


def main() -> None:
    out = HERE / __version__
    out.mkdir()
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ita-evidence-")))
        http, https, store = _free_ports(3)
        loaded = settings.Settings(
            data=data, sample_http_port=http, sample_https_port=https, store_port=store
        )
        site = ensure(loaded)
        stack.enter_context(SampleServer(site, http, https, data))
        stack.enter_context(authority.serving(loaded))
        work = stack.enter_context(pipeline.open_workspace(loaded))
        plan = pipeline.plan_run(work, AGENCY, PERIOD, items=ITEMS)
        _, results = pipeline.settle(work, plan)
        if not pipeline.settled(results):
            raise SystemExit(f"not settled: {[one.error for one in results]}")
        for key in work.store.keys(""):
            if layout.parse_key(key) is not None:
                (out / "archive" / key).parent.mkdir(parents=True, exist_ok=True)
                (out / "archive" / key).write_bytes(work.store.read(key))
        _trust(data, out / "trust")
    shutil.copytree(settings.PROJECT / "include/catalog", out / "catalog")
    shutil.copytree(settings.PROJECT / "expectations", out / "expectations")


def _trust(data: Path, out: Path) -> None:
    """One file that names the machine's own key and its test authority, with the root beside it."""
    out.mkdir()
    shutil.copy(data / "tsa/root.pem", out / "root.pem")
    key = (data / f"trust/{AGENCY}.yaml").read_text("utf-8")
    (out / f"{AGENCY}.yaml").write_text(
        f"{key}authorities:\n  - {{id: local-test, root: root.pem, test: true}}\n", "utf-8"
    )


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


if __name__ == "__main__":
    main()
