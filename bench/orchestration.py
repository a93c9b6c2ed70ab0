"""What Airflow and our own shape cost: importing the DAG files, a month against a DAG of the same
shape that does nothing, and two runs of `make run`."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from figures import Figure

from ita_evidence.archive.store import open_store
from ita_evidence.orchestration import environment
from ita_evidence.sample import many
from ita_evidence.settings import PROJECT, Settings

IMPORT_ROUNDS = 5
RUN_ROUNDS = 5


def figures(loaded: Settings) -> Iterator[Figure]:
    """Leaves the archive of two `make run` in `loaded.data`."""
    # Another port: the store of the folder before may still be ending.
    month = replace(loaded, data=loaded.data / "month", store_port=loaded.store_port + 1)
    yield from imports(loaded)
    yield from agencies(loaded)
    yield from make_run(loaded)
    yield from overhead(month)
    yield from scheduled(month)


def imports(loaded: Settings) -> list[Figure]:
    """Processor seconds that the DAG files add to `import airflow.sdk`: a median of processes."""
    files = sorted(str(path) for path in (PROJECT / "dags").glob("*.py"))
    code = (
        "import time, runpy, airflow.sdk\n"
        "start = time.process_time()\n"
        f"for file in {files}: runpy.run_path(file)\n"
        "print(time.process_time() - start)"
    )
    seconds = [float(_python(loaded, "-c", code)) for _ in range(IMPORT_ROUNDS)]
    return [Figure("DAG files, beyond airflow.sdk", statistics.median(seconds), "s", 0.2)]


def agencies(loaded: Settings) -> list[Figure]:
    """The evidence DAGs' file for 77 agencies: all of it, as the DAG processor reads it, and in a
    task, where only the DAG asked for is built and its agency read; beside the same for one."""
    with tempfile.TemporaryDirectory(prefix="ita-evidence-bench-") as folder:
        provinces = replace(loaded, catalog=Path(folder, "catalog"))
        many.write(loaded.catalog, provinces.catalog, 77)
        seconds = {
            (of, "all" if context is None else "task"): statistics.median(
                one_file(of_settings, context) for _ in range(IMPORT_ROUNDS)
            )
            for of, of_settings, agency in (
                ("77", provinces, "province_40"),
                ("1", loaded, "sample"),
            )
            for context in (None, f"ita_monthly__{agency}")
        }
    more = seconds["77", "task"] - seconds["1", "task"]
    return [
        Figure("DAG file of 77 agencies", seconds["77", "all"], "s", 5),
        Figure("DAG file of one agency", seconds["1", "all"], "s", None),
        Figure("in a task, of 77 agencies beyond that of one", more, "s", 0.3),
    ]


def one_file(loaded: Settings, dag_id: str | None = None) -> float:
    """Processor seconds of the evidence DAGs' file; given `dag_id`, as in a task of it, with what
    its agency's catalog takes."""
    context = {"_AIRFLOW_PARSING_CONTEXT_DAG_ID": dag_id} if dag_id else {}
    code = f"import os, time, runpy, airflow.sdk\nos.environ.update({context!r})\n"
    if dag_id:  # the DAG processor has no catalog
        code += "from ita_evidence import catalog, settings\n"
    code += (
        "start = time.process_time()\n"
        f"runpy.run_path({str(PROJECT / 'dags/ita_evidence_dags.py')!r})\n"
    )
    if dag_id:
        agency = dag_id.rpartition("__")[2]
        code += (
            "it = settings.load()\n"
            f"catalog.load(it.catalog, expectations=it.expectations, agency={agency!r})\n"
        )
    return float(_python(loaded, "-c", code + "print(time.process_time() - start)"))


def overhead(loaded: Settings) -> list[Figure]:
    """A month of the sample against the same DAG whose tasks do nothing, both by `dag.test`.

    Turn by turn, each in a process of its own; the sample's hosts are asked every 0.02 s.
    """
    runs: dict[str, list[dict[str, Any]]] = {"real": [], "nothing": []}
    for _ in range(RUN_ROUNDS):
        for kind, ended in runs.items():
            said = _python(loaded, str(Path(__file__).with_name("one_month.py")), kind)
            ended.append(json.loads(said.splitlines()[-1]))
    real, nothing = (
        {name: statistics.median(one[name] for one in ended) for name in ended[0]}
        for ended in runs.values()
    )
    return [
        Figure("month, a DAG of the same shape that does nothing", nothing["seconds"], "s", None),
        Figure("month, all its work done", real["seconds"], "s", None),
        Figure("month against that DAG", real["seconds"] / nothing["seconds"], "times", 2),
        Figure(
            "month and the library's imports before it, once a process, against that DAG",
            (real["seconds"] + real["imports_s"]) / nothing["seconds"],
            "times",
            None,
        ),
        Figure(
            "month, processor time against that DAG", real["cpu"] / nothing["cpu"], "times", None
        ),
        Figure("month, memory at its peak", real["peak_mib"], "MiB", None),
        Figure("month that does nothing, memory at its peak", nothing["peak_mib"], "MiB", None),
        Figure("imports of Great Expectations in a month", real["gx_imports"], "imports", 1),
        Figure("tasks of that month", real["tasks"], "tasks", None),
    ]


def scheduled(loaded: Settings) -> list[Figure]:
    """The same two under Airflow's scheduler and LocalExecutor, where hosts are asked at once."""
    real, nothing = (
        json.loads(
            _python(
                replace(loaded, data=loaded.data / kind),
                str(Path(__file__).with_name("scheduled_month.py")),
                kind,
            ).splitlines()[-1]
        )["seconds"]
        for kind in ("real", "nothing")
    )
    return [
        Figure("month that does nothing, by the scheduler", nothing, "s", None),
        Figure("month, all its work done, by the scheduler", real, "s", None),
        Figure("month against that DAG, by the scheduler", real / nothing, "times", 2),
    ]


def make_run(loaded: Settings) -> list[Figure]:
    """Two `make run` over an empty folder: their time, and what the second one stored."""
    seconds, counts = [], []
    for _ in range(2):
        said = _python(loaded, "-m", "ita_evidence.orchestration.runner")
        seconds.append(float(said.splitlines()[-1].split(" s;")[0]))
        with open_store(loaded) as store:
            counts.append(
                {name: sum(1 for _ in store.keys(f"{name}/")) for name in ("blobs", "snapshots")}
            )
    first, second = counts
    unsealed = 2 * first["snapshots"] - second["snapshots"]
    return [
        Figure("first make run, after setup", seconds[0], "s", None),
        Figure("second make run", seconds[1], "s", 240),
        Figure("new blobs in the second", second["blobs"] - first["blobs"], "blobs", 0),
        Figure("targets without a snapshot in the second", unsealed, "targets", 0),
    ]


def _python(loaded: Settings, *arguments: str) -> str:
    environ = {**os.environ, **environment.airflow_environment(loaded)}
    return subprocess.check_output([sys.executable, *arguments], env=environ, text=True)
