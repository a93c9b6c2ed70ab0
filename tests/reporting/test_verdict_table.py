from __future__ import annotations

import io
from typing import Any

from rich.cells import cell_len

from ita_evidence.reporting import verdict_table


def test_a_pipe_gets_one_plain_line_an_item(make: Any) -> None:
    target = io.StringIO()
    verdict_table.show(make.report(), file=target)
    lines = target.getvalue().splitlines()
    assert len(lines) == 43
    assert lines[20] == "O21\tnot_met\tไม่ครบ\thr\tยังไม่พบข้อมูลในหน้าที่ตรวจ"
    assert "\x1b" not in target.getvalue()


def test_a_terminal_gets_a_table_of_its_width(make: Any) -> None:
    for width in (60, 100):
        lines = verdict_table.render(make.report(), width=width).splitlines()
        assert max(cell_len(line) for line in lines) <= width
        assert sum("needs_review" in line for line in lines) == 1


def test_thai_columns_stand_below_each_other(make: Any) -> None:
    lines = verdict_table.render(make.report(), width=100).splitlines()
    rows = [line for line in lines if line.strip().startswith("O")]
    starts = {cell_len(row[: row.index("ยังไม่พบข้อมูล")]) for row in rows if "ยังไม่พบข้อมูล" in row}
    assert len(starts) == 1, "marks above and below take no column"


def test_colour_only_where_it_is_shown(make: Any) -> None:
    assert "\x1b[" in verdict_table.render(make.report(), width=100, color=True)
    assert "\x1b[" not in verdict_table.render(make.report(), width=100)


def test_hostile_text_moves_no_cursor_and_makes_no_markup(make: Any) -> None:
    finding = make.finding(th="[red]x[/red]\x1b[2J\u202e\nสองบรรทัด\tแท็บ 1234567890123")
    report = make.report(verdicts={"O21": make.verdict(findings=(finding,))})
    for text in (
        verdict_table.render(report, width=120),
        verdict_table.render(report, width=None),
    ):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "[red]x[/red]" in text
        assert "1234567890123" not in text
    assert len(verdict_table.render(report, width=None).splitlines()) == 1


def test_no_verdicts_no_lines(make: Any) -> None:
    assert verdict_table.render(make.report(verdicts={}), width=None) == ""
