"""Prints docs/settings.md from settings.py, so that each setting is explained in one place.

.venv/bin/python scripts/settings_doc.py > docs/settings.md
"""

from __future__ import annotations

import ast
import itertools
import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "plugins" / "ita_evidence" / "settings.py"

HEAD = """\
# Settings

Made from `plugins/ita_evidence/settings.py` by `scripts/settings_doc.py`. All are environment
variables.

| variable | default | sets |
|---|---|---|
"""

ELSEWHERE = """\
| `ITA_SIGNING_KEY_FILE` | `keys/signing.pem` in the data folder | the ledger's private key |
| `ITA_UI_PORT` | `8080` | where `make up` shows Airflow, on loopback |
| `ITA_REALDATA` | none | the folder of real files for `make realdata` and its tests |
"""
"""Settings that one room or script reads by itself."""


def document() -> str:
    tree = ast.parse(SOURCE.read_text("utf-8"))
    (body,) = (n.body for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Settings")
    rows = []
    for field, note in itertools.pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(note, ast.Expr):
            name, what = ast.literal_eval(note.value).split(": ", 1)
            rows.append(f"| {name} | `{default(ast.unparse(field))}` | {what.rstrip('.')} |\n")
    return HEAD + "".join(rows) + ELSEWHERE


def default(field: str) -> str:
    """The second argument of `_path(name, default)` or `environ.get(name, default)`."""
    found = re.search(r"'ITA_\w+', (?:PROJECT / )?'?([^')]+)'?\)", field)
    if found is None:
        raise ValueError(f"no default in {field}")
    return found[1]


if __name__ == "__main__":
    print(document(), end="")
