"""Great Expectations' own pages over the tables of a run, for this machine alone, without values.

    .venv/bin/python scripts/datadocs.py sample 2566-H1    (`make datadocs`)

They are made from what the newest run of the period left in the work bucket, into `.data/datadocs`.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
import warnings
from collections.abc import Iterator

import pandas as pd

from ita_evidence import pipeline, settings
from ita_evidence.errors import EvidenceError

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # Great Expectations imports an old module
    from ita_evidence.validation import datadocs

TABLES = ("captures", "components", "records")


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("datadocs: valid: AGENCY PERIOD, as: sample 2566-H1", file=sys.stderr)
        return 2
    agency, period = arguments
    out = settings.load().data / "datadocs" / agency / period
    try:
        with pipeline.open_workspace(settings.load(), identity="reader") as work:
            shutil.rmtree(out, ignore_errors=True)
            print(datadocs.build(out, shown(work, agency, period)))
    except EvidenceError as error:
        print(f"datadocs: {error}", file=sys.stderr)
        return 1
    return 0


def shown(work: pipeline.Workspace, agency: str, period: str) -> Iterator[datadocs.Shown]:
    """Each judged item of the period's newest run, with its tables."""
    given = pipeline.newest_report_input(work, agency, period)
    for item in given.items:
        verdict = given.verdicts.get(item.id)
        if verdict is None:
            continue
        tables = {}
        for name in TABLES:
            key = f"tables/{agency}/{verdict.run_key}/{item.id}.{name}.json"
            if stored := work.store.work_get(key):
                tables[name] = pd.read_json(io.BytesIO(stored), dtype=False)
        if "components" not in tables:
            continue  # it was only watched
        yield datadocs.Shown(
            name=item.id.lower(),
            suite=json.loads(pipeline.suite_bytes(work, given.edition, item.id)),
            required=tuple(one.id for one in item.components if one.required),
            tables=tables,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
