"""Makes the pages below docs/ that are made from code and catalog, so that each thing is explained
in one place.

    .venv/bin/python scripts/docs.py            writes what differs (`make docs`)
    .venv/bin/python scripts/docs.py --check    writes nothing; exit 1 names what differs
"""

from __future__ import annotations

import ast
import itertools
import os
import re
import runpy
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ita_evidence import catalog, model, settings
from ita_evidence.collection import outcomes
from ita_evidence.settings import PROJECT
from ita_evidence.validation import sentences

DOCS = PROJECT / "docs"
PACKAGE = PROJECT / "plugins" / "ita_evidence"

CATALOG_FILES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("editions/<edition>/o21.yaml", ("Item", "Component", "Recognise", "PublishBy")),
    ("agencies/<agency>.yaml", ("Agency", "Host", "HostKey", "Unit", "Connect")),
    ("sources/<edition>/<agency>.yaml", ("Sources", "Source", "Submitted", "Lapsed", "Waiver")),
    ("calendars/<fiscal year>.yaml", ("Checkpoint",)),
    ("crosswalk.yaml", ("Crosswalk", "YearList")),
)

SETTINGS_ELSEWHERE = {
    "ITA_SIGNING_KEY_FILE": (
        "`keys/signing.pem` in the data folder",
        "the ledger's private key",
    ),
    "ITA_UI_PORT": ("`8080`", "where `make up` and the containers show Airflow, on loopback"),
    "ITA_READER_PORT": ("`8334`", "containers: where assessors read the store, on loopback"),
    "ITA_ADMIN_USER": ("`admin`", "containers: the first user of the UI"),
    "ITA_SECRETS": ("`./.compose`", "containers: the folder of the secrets' files"),
    "ITA_STORE_OURS": (
        "`yes`",
        "containers: the store is ours, so its buckets are made; else `no`",
    ),
    "ITA_UPGRADE": ("none", "containers: `yes` lets the first step upgrade the database, once"),
    "ITA_REALDATA": ("none", "the folder of real files for `make realdata` and its tests"),
    "ITA_FAIL_AT": ("none", "for tests: where the process ends itself (`archive/failpoints.py`)"),
}
"""Settings that one room or script reads by itself."""


def main(arguments: list[str]) -> int:
    check = arguments == ["--check"]
    if arguments and not check:
        print(f"docs: {' '.join(arguments)!r}; valid: nothing, or --check", file=sys.stderr)
        return 2
    differ = []
    for name, make in PAGES.items():
        path, text = DOCS / name, make()
        if path.exists() and path.read_text("utf-8") == text:
            continue
        differ.append(name)
        if not check:
            path.write_text(text, "utf-8")
    if check and differ:
        print(f"docs: not as made from the code: {', '.join(differ)}; run: make docs")
        return 1
    print(
        f"docs: {', '.join(differ) if differ else 'all'} {'written' if differ else 'as they are'}"
    )
    return 0


# --- settings --------------------------------------------------------------------------------


def settings_page() -> str:
    lines = [
        "# Settings",
        "",
        "Made from `plugins/ita_evidence/settings.py` by `make docs`; do not edit. All are",
        "environment variables. What the containers read besides stands in `.env.example`.",
        "",
        "| variable | default | sets |",
        "|---|---|---|",
    ]
    for field, note in described(PACKAGE / "settings.py", "Settings"):
        name, what = note.split(": ", 1)
        lines.append(f"| {name} | `{setting_default(field)}` | {cell(what)} |")
    for variable, (default, what) in SETTINGS_ELSEWHERE.items():
        lines.append(f"| `{variable}` | {default} | {what} |")
    return "\n".join(lines) + "\n"


def setting_default(field: ast.AnnAssign) -> str:
    """The second argument of `_path(name, default)` or `environ.get(name, default)`."""
    text = ast.unparse(field)
    found = re.search(r"'ITA_\w+', (?:PROJECT / )?'?([^')]*)'?\)", text)
    if found is None:
        raise ValueError(f"no default in {text}")
    return found[1] or " "


# --- the catalog -----------------------------------------------------------------------------


def catalog_fields_page() -> str:
    lines = [
        "# Catalog fields",
        "",
        "Made from `plugins/ita_evidence/model.py` by `make docs`; do not edit. All files lie",
        "below `include/catalog/`. `ita-evidence catalog check` names file, line and what would be",
        "valid for every fault; an unknown field is one.",
    ]
    for file, classes in CATALOG_FILES:
        lines += ["", f"## `{file}`"]
        for name in classes:
            lines += ["", f"**{name}**: {cell(documentation(PACKAGE / 'model.py', name))}", ""]
            lines += ["| field | is | unless given | means |", "|---|---|---|---|"]
            fields = getattr(model, name).model_fields
            for field, note in described(PACKAGE / "model.py", name, all_fields=True):
                target = ast.unparse(field.target)
                lines.append(
                    f"| `{target}` | `{cell(ast.unparse(field.annotation))}` | "
                    f"{default_of(fields[target])} | {cell(note)} |"
                )
    return "\n".join(lines) + "\n"


def default_of(field: Any) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value is None or value in ((), {}, ""):
        return "empty"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def items_page() -> str:
    loaded = catalog.load(settings.load().catalog, expectations=settings.load().expectations)
    lines = [
        "# Items",
        "",
        "Made from `include/catalog/editions/` by `make docs`; do not edit. *Judged*: by which",
        "DAG; *watched* is asked each month whether it is still there. *Speaks of*: the period",
        "rule. *By*: months after the period's last month, and day. The wording of each component",
        "stands in the item's file.",
    ]
    for edition, items in sorted(loaded.editions.items()):
        lines += [
            "",
            f"## Edition {edition}",
            "",
            "| item | topic | title | judged | speaks of | units | by | components |",
            "|---|---|---|---|---|---|---|---|",
        ]
        for item in items.values():
            judged = ", ".join([*item.cadence, *(["watched"] if item.watch else [])])
            components = ", ".join(
                f"`{one.id}`" + ("" if one.required else " (optional)") for one in item.components
            )
            by = f"{item.publish_by.months_after:+d}, {item.publish_by.day}"
            cells = (item.id, f"`{item.topic}`", item.title_th, judged, f"`{item.period_rule}`")
            cells += (f"`{item.units_rule}`", by, components)
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


# --- DAGs ------------------------------------------------------------------------------------


def dags_page() -> str:
    lines = [
        "# DAGs",
        "",
        "Made from `dags/` by `make docs`; do not edit. What a run does and what its colours mean",
        "stands in each DAG's own docs in Airflow. Times are Asia/Bangkok.",
    ]
    for dag in sorted(dags(), key=lambda one: str(one.dag_id)):
        lines += ["", f"## `{dag.dag_id}`", "", f"{dag.description or ''}", ""]
        lines += [f"* schedule: `{getattr(dag.timetable, 'expression', 'none')}`"]
        for name in sorted(dag.params):
            said = dag.params.get_param(name).description or ""
            lines.append(f"* Param `{name}`: {said}")
        lines += ["", "| task | shown as | retries | runs when |", "|---|---|---|---|"]
        verdicts = [one for one in dag.tasks if one.task_id.startswith("verdict_")]
        for task in dag.tasks:
            if task in verdicts:
                continue
            mapped = " (mapped)" if task.is_mapped else ""
            lines.append(
                f"| `{task.task_id}`{mapped} | {task.task_display_name} | {task.retries} | "
                f"`{task.trigger_rule.value}` |"
            )
        if verdicts:
            lines.append(
                f"| {len(verdicts)} of `verdict_<topic>` | the item's number and title | 0 | "
                "`all_success` |"
            )
    return "\n".join(lines) + "\n"


def dags() -> Iterator[Any]:
    """Every DAG of `dags/`, imported as Airflow does, without a database."""
    with tempfile.TemporaryDirectory(prefix="ita-evidence-docs-") as folder:
        from ita_evidence.orchestration.environment import airflow_environment

        os.environ.update(airflow_environment(replace(settings.load(), data=Path(folder))))
        from airflow.sdk import DAG

        for file in sorted((PROJECT / "dags").glob("*.py")):
            for value in runpy.run_path(str(file)).values():
                if isinstance(value, DAG):
                    yield value


# --- reading source --------------------------------------------------------------------------


def described(
    source: Path, name: str, *, all_fields: bool = False
) -> Iterator[tuple[ast.AnnAssign, str]]:
    """A class's fields with the docstring below each; only those that have one unless asked."""
    body = class_of(source, name).body
    for field, after in itertools.zip_longest(body, body[1:]):
        if not isinstance(field, ast.AnnAssign):
            continue
        note = ""
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            note = str(after.value.value)
        if note or all_fields:
            yield field, note


def documentation(source: Path, name: str) -> str:
    return ast.get_docstring(class_of(source, name)) or ""


def class_of(source: Path, name: str) -> ast.ClassDef:
    tree = ast.parse(source.read_text("utf-8"))
    return next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == name)


def cell(text: str) -> str:
    """As one cell of a table: one line, no bare bar."""
    return " ".join(text.split()).replace("|", "\\|").rstrip(".")


PAGES: dict[str, Callable[[], str]] = {
    "catalog-fields.md": catalog_fields_page,
    "findings.md": sentences.as_markdown,
    "items.md": items_page,
    "outcomes.md": outcomes.as_markdown,
    "settings.md": settings_page,
    "dags.md": dags_page,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
