"""Many made-up agencies: the sample province again and again, each under a name of its own.

For trying what a ministry would have: their catalog, their DAGs, their grids. All of them publish
on the sample's sites.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

SAMPLE = "sample"


def write(catalog: Path, out: Path, count: int) -> tuple[str, ...]:
    """A copy of `catalog` in the new folder `out` with `count` provinces in the sample's place,
    the light index with them; returns their ids, `province_01` and so on.

    Raises:
        OSError: `out` is there already, or `catalog` lacks the sample.
    """
    shutil.copytree(catalog, out)
    ids = tuple(f"province_{number:02d}" for number in range(1, count + 1))
    for path in sorted(out.rglob(f"{SAMPLE}.yaml")):
        text = path.read_text("utf-8")
        for agency in ids:
            path.with_name(f"{agency}.yaml").write_text(_named(text, agency), "utf-8")
        path.unlink()
    index = json.loads((out / "index.json").read_text("utf-8"))
    sample = index["agencies"][SAMPLE]
    index["agencies"] = {
        agency: {
            **sample,
            "name_th": _name(sample["name_th"], agency),
            "name_en": _name(sample["name_en"], agency),
        }
        for agency in ids
    }
    text = json.dumps(index, ensure_ascii=False, indent=1) + "\n"
    (out / "index.json").write_text(text, "utf-8")
    return ids


def _named(text: str, agency: str) -> str:
    """A file of the sample's with the agency's id and names in place of the sample's."""
    lines = []
    for line in text.splitlines():
        field, _, value = line.partition(": ")
        if field in {"id", "agency"} and value == SAMPLE:
            line = f"{field}: {agency}"
        elif field in {"name_th", "name_en"}:
            line = f"{field}: {_name(value, agency)}"
        lines.append(line)
    return "\n".join(lines) + "\n"


def _name(name: str, agency: str) -> str:
    return f"{name} {int(agency.rsplit('_', 1)[1])}"
