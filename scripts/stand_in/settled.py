"""Prints what an agency's ledger says it settled, as one JSON document: run beside any store.

    python settled.py AGENCY → {"records": [{"number", "period", "run_key", "late", "verdicts"}, …],
        "snapshots": [key, …], "unaccounted": [key, …], "sealed_twice": [key, …]}

`unaccounted` are sealed snapshots that no record names; `sealed_twice` are keys below the agency's
ledger and snapshots, and blobs, that have more than one version.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from ita_evidence import pipeline, settings
from ita_evidence.archive import ledger, snapshots
from ita_evidence.model import Sealed


def main(agency: str) -> dict[str, Any]:
    """What stands in the store of this process's settings."""
    with pipeline.open_workspace(settings.load(), identity="reader") as work:
        head = ledger.head(work.store, agency)
        bodies = [
            ledger.read(work.store, agency, number).record["body"]
            for number in range(1, (head.number if head else 0) + 1)
        ]
        records = [
            {
                "number": number,
                "period": body["period"],
                "run_key": body["run_key"],
                "late": pipeline.load_plan(work, agency, body["run_key"]).captured_late,
                "verdicts": {
                    target["item"]: str(
                        snapshots.read_verdict(
                            work.store, Sealed.model_validate(target["verdict"])
                        ).verdict
                    )
                    for target in body["targets"]
                },
            }
            for number, body in enumerate(bodies, 1)
        ]
        named = {target["snapshot"]["key"] for body in bodies for target in body["targets"]}
        sealed = {
            key: held.versions
            for prefix in (f"snapshots/{agency}/", f"ledger/{agency}/", "blobs/")
            for key, held in work.store.versions(prefix).items()
        }
    kept = sorted(key for key in sealed if key.startswith("snapshots/"))
    return {
        "records": records,
        "snapshots": kept,
        "unaccounted": [key for key in kept if key not in named],
        "sealed_twice": sorted(key for key, versions in sealed.items() if versions > 1),
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
