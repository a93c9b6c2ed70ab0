"""Great Expectations' own pages, for a developer's machine: which rule of which suite failed.

Their pages put cell values into HTML as they are and load scripts from elsewhere, so results are
made without any value, and nobody publishes them (`make datadocs`). People read the board.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig

from ita_evidence.errors import JudgeError
from ita_evidence.validation import suites

FRONT = "gx/uncommitted/data_docs/local_site/index.html"
NO_VALUES: dict[str, Any] = {"result_format": "BOOLEAN_ONLY"}


@dataclass(frozen=True)
class Shown:
    """One item: its suite as parsed JSON, its required components, its tables of a run."""

    name: str
    suite: Mapping[str, Any]
    required: tuple[str, ...]
    tables: Mapping[str, pd.DataFrame]


def build(out: Path, items: Iterable[Shown]) -> Path:
    """The pages below `out`, a new or empty folder; returns the front page.

    Raises:
        JudgeError: a suite that does not load whole, or `out` holds something.
    """
    if out.exists() and any(out.iterdir()):
        raise JudgeError(f"{out} is not empty; give a new folder")
    out.mkdir(parents=True, exist_ok=True)
    context = gx.get_context(mode="file", project_root_dir=out)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("tables")
    for item in items:
        for number, batch in enumerate(suites.load(item.suite, required=item.required)):
            frame = _rows(item, batch)
            if frame.empty:
                continue
            name = f"{item.name}.{batch.table}.{number}"
            definition = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe(
                "all"
            )
            suite = gx.ExpectationSuite(name=name, expectations=list(batch.suite.expectations))
            validation = context.validation_definitions.add(
                gx.ValidationDefinition(name=name, data=definition, suite=context.suites.add(suite))
            )
            checkpoint = gx.Checkpoint(
                name=name, validation_definitions=[validation], result_format=NO_VALUES
            )
            checkpoint.run(batch_parameters={"dataframe": frame})
    context.build_data_docs()
    return out / FRONT


def _rows(item: Shown, batch: suites.Batch) -> pd.DataFrame:
    frame = item.tables.get(batch.table, pd.DataFrame())
    if batch.table == "components" and not frame.empty:
        frame = frame[frame["component"].isin(batch.components)]
    return frame.reset_index(drop=True)
