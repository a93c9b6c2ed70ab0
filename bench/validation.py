"""What judging adds to Great Expectations: all suites of the sample's half-year, beside it alone.

The suites and the frames are those of the half-year that the runs before have settled. Ours is the
import of the judge and everything from the tables to verdicts; beside it Great Expectations'
import and one validation of each suite over the same frames, in a process of its own. Turn by turn,
in processor time: the machine may do other things.
"""

from __future__ import annotations

import pickle
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from figures import Figure

if TYPE_CHECKING:
    from ita_evidence.settings import Settings

AGENCY, PERIOD = "sample", "2566-H1"
ROUNDS = 3
MOST = 1.3


def figures(loaded: Settings) -> Iterator[Figure]:
    """Needs a settled half-year of the sample in `loaded.data`."""
    with tempfile.TemporaryDirectory() as folder:
        given, frames = Path(folder) / "judgings", Path(folder) / "frames"
        given.write_bytes(pickle.dumps(judgings(loaded)))
        rounds = [
            (_in_a_process("ours", given, frames), _in_a_process("alone", frames))
            for _ in range(ROUNDS)
        ]
        suites = len(pickle.loads(given.read_bytes()))
    ratios = [sum(ours[:2]) / alone[0] for ours, alone in rounds]
    imported, judged, built = (statistics.median(ours[n] for ours, _ in rounds) for n in range(3))
    yield Figure(
        f"{suites} suites of a half-year, beside Great Expectations alone",
        statistics.median(ratios),
        "times",
        MOST,
    )
    yield Figure("  import of the judge (processor time)", imported, "s", None)
    yield Figure("  from tables to verdicts", judged, "s", None)
    yield Figure("  recognising, before it", built, "s", None)


def judgings(loaded: Settings) -> list[Any]:
    """What the half-year's judge was given, an item each."""
    from ita_evidence import pipeline

    with pipeline.open_workspace(loaded) as work:
        plan = pipeline.newest_plan(work, AGENCY, PERIOD)
        documents = pipeline.Documents(work)
        return [
            pipeline.judging_of(work, plan, target.item, documents, {})[0]
            for target in plan.targets
        ]


def _in_a_process(mode: str, *paths: Path) -> list[float]:
    command = [sys.executable, "-W", "ignore", __file__, mode, *map(str, paths)]
    return [float(one) for one in subprocess.check_output(command, text=True).split()]


# --- in a process of its own -----------------------------------------------------------------


def ours(judgings: list[Any], frames: Path) -> list[float]:
    """Seconds of the judge's import, of judging without recognising, of recognising; leaves the
    suites and frames that Great Expectations was given for the items' verdicts."""
    start = time.process_time()
    from ita_evidence.validation import judge

    imported = time.process_time() - start
    built, again = (_building(judgings) for _ in range(2))
    start = time.process_time()
    for one in judgings:
        judge.judge(one)
    # What was recognised once is partly remembered: the judge's own recognising is as the second.
    judged = time.process_time() - start - again
    frames.write_bytes(pickle.dumps(_given(judgings)))
    return [imported, judged, built]


def _building(judgings: list[Any]) -> float:
    from ita_evidence.validation import tables

    start = time.process_time()
    for one in judgings:
        tables.build(one)
    return time.process_time() - start


def _given(judgings: list[Any]) -> list[tuple[str, list[dict[str, Any]], Any]]:
    """(name, expectations, frame): each suite's rules by the rows they look at, once an item."""
    from ita_evidence.validation import combine, suites, tables

    given = []
    for one in judgings:
        built = tables.build(one)
        required = [component.id for component in one.item.components if component.required]
        for batch in suites.load(one.suite, required=required):
            frame = getattr(built, batch.table)
            if batch.table == "components":
                units = combine.item_rows(one.item, one.target.units, built.observations)
                frame = frame[frame["row"].isin(units) & frame["component"].isin(batch.components)]
            if not frame.empty:
                rules = [dict(rule.config) for rule in batch.rules]
                given.append((one.item.id, rules, frame.reset_index(drop=True)))
    return given


def alone(given: list[tuple[str, list[dict[str, Any]], Any]]) -> list[float]:
    """Seconds of Great Expectations' import and of one validation of each suite and frame."""
    start = time.process_time()
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    from ita_evidence.validation import expectations

    assert expectations.OURS  # registered, as a suite that names them needs
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("tables").add_dataframe_asset("table")
    whole = asset.add_batch_definition_whole_dataframe("whole")
    result_format = {"result_format": "COMPLETE", "unexpected_index_column_names": ["row"]}
    for name, rules, frame in given:
        suite = gx.ExpectationSuite(name=name, expectations=rules)
        whole.get_batch(batch_parameters={"dataframe": frame}).validate(
            suite, result_format=result_format
        )
    return [time.process_time() - start]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    import_module("pandas")  # both processes have read it before they are timed

    first = pickle.loads(Path(sys.argv[2]).read_bytes())
    seconds = ours(first, Path(sys.argv[3])) if sys.argv[1] == "ours" else alone(first)
    print(*seconds)
