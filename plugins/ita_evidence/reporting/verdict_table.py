"""The verdicts as a table for a terminal, or as plain lines for a pipe."""

from __future__ import annotations

import io
import os
import shutil
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ita_evidence.model import Item, UnitStatus, VerdictValue
from ita_evidence.reporting import words
from ita_evidence.reporting.dossier import text_of
from ita_evidence.reporting.inputs import ReportInput, counts

_STYLES = {
    VerdictValue.MET: "green",
    VerdictValue.NOT_MET: "red",
    VerdictValue.NEEDS_REVIEW: "yellow",
    VerdictValue.NOT_DUE: "blue",
    VerdictValue.NOT_APPLICABLE: "dim",
}


def render(report: ReportInput, *, width: int | None, color: bool = False) -> str:
    """The items that have a verdict, in their order.

    Args:
        width: of the terminal, in columns; None where there is none: then one line an item,
            fields (item, verdict, verdict in Thai, units behind, first finding) parted by tabs.
        color: whether the terminal shows colours.
    """
    lines = [_line(report, item) for item in report.items if item.id in report.verdicts]
    if width is None:
        return "".join("\t".join(fields) + "\n" for fields in lines)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for header in ("ข้อ", "ผล", ""):
        table.add_column(header, no_wrap=True)
    for header in ("ค้าง", "ข้อค้นพบแรก"):
        table.add_column(header, overflow="fold")
    for item, code, thai, behind, finding in lines:
        style = _STYLES[VerdictValue(code)]
        table.add_row(item, Text(code, style), Text(thai, style), Text(behind), Text(finding))
    target = io.StringIO()
    console = Console(
        file=target,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
    )
    console.print(table)
    totals = (f"{words.VERDICTS[value].th} {n}" for value, n in counts(report).items() if n)
    console.print(Text(" · ".join(totals)))
    return target.getvalue()


def show(report: ReportInput, *, file: TextIO) -> None:
    """Write the table to `file`: as wide as the terminal, or plain lines where it is none."""
    tty = file.isatty()
    width = shutil.get_terminal_size().columns if tty else None
    file.write(render(report, width=width, color=tty and "NO_COLOR" not in os.environ))


def _line(report: ReportInput, item: Item) -> tuple[str, str, str, str, str]:
    verdict = report.verdicts[item.id]
    behind = ", ".join(one.unit for one in verdict.units if one.status is UnitStatus.BEHIND)
    first = next((f for f in verdict.findings if f.result != "note"), None)
    said = " ".join(text_of(item)(first.th).split()) if first else ""
    return item.id, verdict.verdict.value, words.VERDICTS[verdict.verdict].th, behind, said
