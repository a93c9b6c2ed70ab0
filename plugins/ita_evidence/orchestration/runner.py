"""`make run`: the sample province's month and half-year through Airflow, in this one process.

Starts the embedded store and the sample province, runs both DAGs to their end with `dag.test`,
prints the verdicts and where everything is, and stops what it started. Airflow's own output and
the tasks' log lines go to a file (`dag.test` writes none itself). Exit 0 when every target was
settled, 1 when not, 2 for a port in use and the like.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from ita_evidence import settings as settings_room
from ita_evidence.errors import EvidenceError, UsageError
from ita_evidence.orchestration.environment import airflow_environment
from ita_evidence.orchestration.local import services
from ita_evidence.settings import PROJECT, Settings

AGENCY = "sample"
RUNS = (("monthly", "2566-03"), ("semiannual", "2566-H1"))


@dataclass(frozen=True)
class Finished:
    """How one DAG run ended."""

    dag_id: str
    period: str
    state: str
    tasks: int
    seconds: float


def main() -> int:
    """Run both DAGs; returns the exit code."""
    loaded = settings_room.load()
    try:
        return _run(loaded)
    except UsageError as error:
        print(f"make run: {error}", file=sys.stderr)
        return 2
    except EvidenceError as error:
        print(f"make run: {error}", file=sys.stderr)
        return 1


def _run(loaded: Settings) -> int:
    started = time.monotonic()
    log_path = loaded.data / "logs" / f"run-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.log"
    log_path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(services(loaded, _say))
        os.environ.update(airflow_environment(loaded))
        console = stack.enter_context(_output_to(log_path))
        dags = _load_dags(console)
        finished = [
            _run_dag(dags, f"ita_{cadence}__{AGENCY}", period, console) for cadence, period in RUNS
        ]
        settled = _show(loaded, finished, console)
        print(f"\n{time.monotonic() - started:.0f} s; log: {_short(log_path)}", file=console)
    return 0 if settled else 1


def _say(line: str) -> None:
    print(line, flush=True)


@contextmanager
def _output_to(path: Path) -> Iterator[TextIO]:
    """Everything this process and its children print goes to `path`; yields the console instead.

    Airflow configures its logging on import and prints from several layers; the file descriptors
    are the one place where all of it passes.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    saved = os.dup(1), os.dup(2)
    with (
        path.open("a", encoding="utf-8") as log,
        os.fdopen(os.dup(saved[0]), "w", buffering=1, encoding="utf-8") as console,
    ):
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        try:
            yield console
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(saved[0], 1)
            os.dup2(saved[1], 2)
            os.close(saved[0])
            os.close(saved[1])


def _load_dags(console: TextIO) -> dict[str, Any]:
    """The DAGs of `dags/`, with Airflow's database made or brought up to date first, and what their
    tasks need imported, as a worker has it."""
    print("Airflow: its database", file=console)
    from airflow.dag_processing.dagbag import BundleDagBag

    from ita_evidence.orchestration import database, preload

    database.prepare()
    preload.everything()
    folder = PROJECT / "dags"
    bag = BundleDagBag(dag_folder=folder, bundle_path=folder, bundle_name="dags-folder")
    if bag.import_errors:
        errors = "; ".join(f"{name}: {text}" for name, text in bag.import_errors.items())
        raise UsageError(f"DAG files do not import: {errors}")
    return dict(bag.dags)


def _run_dag(dags: dict[str, Any], dag_id: str, period: str, console: TextIO) -> Finished:
    if dag_id not in dags:
        raise UsageError(f"no DAG {dag_id}; there are {', '.join(sorted(dags))}")
    from ita_evidence.extraction import readers

    print(f"{dag_id} {period}: running", file=console, flush=True)
    started = time.monotonic()
    readers.start()  # it takes a second, on a core that would stand still
    with _progress(console), _hosts_at_once():
        run = dags[dag_id].test(logical_date=None, run_conf={"period": period})
    instances = run.get_task_instances()
    finished = Finished(dag_id, period, str(run.state), len(instances), time.monotonic() - started)
    failed = [
        one.task_id
        for one in instances
        if str(one.state) in ("failed", "upstream_failed") and "verdict_" not in one.task_id
    ]
    print(
        f"{dag_id} {period}: {finished.state}, {finished.tasks} tasks in {finished.seconds:.0f} s"
        + (f"; failed: {', '.join(sorted(set(failed)))}" if failed else ""),
        file=console,
        flush=True,
    )
    return finished


@contextmanager
def _hosts_at_once() -> Iterator[None]:
    """Within it, the first task that asks a host has the agency's other hosts asked beside it.

    Any executor does so; `dag.test` runs one task after the other, and would stand still for each
    host's delay. The hosts that all agencies share are left alone: they have one slot.
    """
    from ita_evidence import pipeline
    from ita_evidence.orchestration import tasks

    ask = tasks.capture
    asked: dict[tuple[str, str], Future[dict[str, int]]] = {}

    def capture(agency: str, planned: Mapping[str, Any], host: str) -> dict[str, int]:
        run_key = planned["run_key"]
        if host not in planned["hosts"]:
            return ask(agency, planned, host)
        for one in planned["hosts"]:
            if (run_key, one) not in asked:
                asked[run_key, one] = pool.submit(ask, agency, planned, one)
        try:
            return asked[run_key, host].result()
        except Exception:
            del asked[run_key, host]  # a try that comes after asks anew
            raise

    with ThreadPoolExecutor(pipeline.HOSTS_AT_ONCE) as pool:
        tasks.capture = capture
        try:
            yield
        finally:
            tasks.capture = ask
            pool.shutdown(cancel_futures=True)


@contextmanager
def _progress(console: TextIO) -> Iterator[None]:
    """On a terminal, a line that counts the tasks as Airflow's test loop ends them."""
    import logging

    if not console.isatty():
        yield
        return
    count = 0

    class Counter(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            nonlocal count
            if str(record.msg).startswith("[DAG TEST] end task"):
                count += 1
                name = record.args[0] if isinstance(record.args, tuple) and record.args else ""
                console.write(f"\r\x1b[K  {count} tasks · {name}")
                console.flush()

    handler = Counter()
    logger = logging.getLogger("airflow.sdk.definitions.dag")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        console.write("\r\x1b[K")


def _show(loaded: Settings, finished: list[Finished], console: TextIO) -> bool:
    """The verdict table of each period and where its dossier is; True when all was settled."""
    from ita_evidence import pipeline
    from ita_evidence.reporting import verdict_table

    settled = all(one.state == "success" and one.tasks > 0 for one in finished)
    with pipeline.open_workspace(loaded) as work:
        for one in finished:
            if one.state != "success":
                print(f"\n{one.dag_id} {one.period} was not settled; see the log", file=console)
                continue
            given = pipeline.newest_report_input(work, AGENCY, one.period)
            settled = settled and len(given.verdicts) > 0
            out = loaded.data / "reports" / AGENCY / one.period
            for name in ("dossier", "worklist"):
                pipeline.export_report(work, AGENCY, one.period, name, out / name)
            print(file=console)
            verdict_table.show(given, file=console)
            print(f"dossier:  {_short(out / 'dossier' / 'index.html')}", file=console)
            print(f"worklist: {_short(out / 'worklist' / 'index.html')}", file=console)
    print(
        f"\narchive:  {_short(loaded.data / 'store')}  (bucket ita-evidence, locked)"
        "\ncheck it: .venv/bin/ita-evidence verify",
        file=console,
    )
    return settled


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


if __name__ == "__main__":
    sys.exit(main())
