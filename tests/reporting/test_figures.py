from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup

from ita_evidence.model import Checkpoint
from ita_evidence.model import VerdictValue as V
from ita_evidence.reporting import board, figures, plots
from ita_evidence.reporting.inputs import ItemFacts, expected_points


def test_progress_counts_each_period_and_tells_watched_apart(make: Any) -> None:
    watched = make.verdict(
        1, verdict=V.NOT_APPLICABLE, findings=(make.finding(code="watch_ok", result="note"),)
    )
    month = make.report(
        period="2566-03", record_number=3, verdicts={"O1": watched, "O7": make.verdict(7)}
    )
    half = make.report()
    merged = board.merge(board.merge({}, board.index_entry(half)), board.index_entry(month))
    made = figures.progress(replace(half, board=merged), "th")
    assert made is not None
    assert [row[0] for row in made.rows] == ["มี.ค. 66", "6 เดือนแรก 66"]
    assert made.rows[0] == ("มี.ค. 66", "1", "0", "0", "0", "0", "1")
    assert made.rows[1][1] == "40"
    assert figures.progress(half, "th") is None, "nothing is known of other periods"


def test_the_calendar_holds_due_dates_seals_and_the_form(make: Any) -> None:
    closing = Checkpoint(name="closing", on=date(2023, 5, 1), period="2566-H1", seal="closing")
    made = figures.calendar(make.report(checkpoints=(closing,)), "th")
    assert made is not None
    assert ("10 เมษายน 2566", "ครบกำหนดภายใน: 43 ข้อ") in made.rows
    assert ("1 พฤษภาคม 2566", "ปิดรับคำตอบ") in made.rows
    assert ("30 เมษายน 2566", "ระบบ ITAS ปิดรับคำตอบ") in made.rows
    assert figures.calendar(make.report(period="2566-03"), "th") is None


def test_no_line_of_the_calendar_passes_through_the_label_of_another_mark() -> None:
    marks = [
        plots.Mark(date(2022, month, day), f"{day}.{month}.", "due")
        for month, day in ((10, 1), (10, 28), (12, 1), (12, 20))
    ]
    drawn = plots.timeline("n", "d", date(2022, 10, 1), date(2022, 12, 31), [], None, marks, id="c")
    page = BeautifulSoup(str(drawn), "xml")
    ends = {float(line["x1"]): float(line["y2"]) for line in page.find_all("line")}
    labels = [
        (float(text["x"]), float(text["y"]), -1 if text.get("text-anchor") == "end" else 1)
        for text in page.find_all("text")
    ]
    assert len(ends) == len(labels) == 4
    for x, y, side in labels:
        crossing = [at for at, end in ends.items() if 8 < (at - x) * side < 150 and end > y]
        assert crossing == []


def row(month: str, amount: Any, place: int, **over: Any) -> dict[str, Any]:
    return {
        "unit": "hr",
        "form": "skr1",
        "heading_month": month,
        "agreed_price_baht": amount,
        "blob_sha256": "b2" * 32,
        "place_row": place,
        **over,
    }


def test_procurement_is_summed_by_month_and_what_is_unread_is_said(make: Any) -> None:
    item = make.item(21, topic="procurement.monthly_summary")
    records = (
        row("2566-02", "1000.50", 1),
        row("2566-02", "2000", 2),
        row("2566-02", "2000", 2),  # the same row once more
        row("2566-03", None, 3),
        row("2566-03", "NaN", 4),
        row("2566-03", "5", 5, form="quarterly"),
    )
    report = make.report(facts={"O21": ItemFacts(records=records)})
    (made,) = figures.of_item(report, item, "th")
    assert made.rows == (("ก.พ. 66", "2", "3,000.50"), ("มี.ค. 66", "2", "0.00"))
    assert "อีก 2 รายการอ่านจำนวนเงินไม่ได้" in made.note


def test_complaints_are_totals_and_a_dash_is_no_nought(make: Any) -> None:
    item = make.item(29, topic="complaints.corruption_statistics")
    record = {
        "unit": "hr",
        "scope": "corruption",
        "total": "3",
        "done": None,
        "done_text": "-",
        "pending": "0",
        "label": "นายสมชาย ใจดี",
    }
    report = make.report(facts={"O29": ItemFacts(records=(record,))})
    (made,) = figures.of_item(report, item, "th")
    assert [cells[2] for cells in made.rows] == ["3", "-", "0"]
    assert "สมชาย" not in made.plot


def test_a_plot_says_what_it_shows_and_holds_only_text(make: Any) -> None:
    bad = "<script>1</script>"
    made = plots.bars(bad, bad, [plots.Bar(bad, ((bad, 1, bad),), bad)], id="x")
    page = BeautifulSoup(made, "lxml")
    assert not page.select("script")
    svg = page.select_one("svg[role=img]")
    assert svg["aria-labelledby"] == "x-t x-d"
    assert svg.find(id="x-t").text == bad


@pytest.mark.parametrize("period", ["2566-03", "2566-H1"])
def test_expected_points_are_a_half_year_s_alone(make: Any, period: str) -> None:
    points = expected_points(make.report(period=period))
    if period == "2566-03":
        assert points is None
        return
    assert points is not None
    # O21 is not met, O29 for a person, O12 not due: 2.5 lost, 2.5 and 1.25 open.
    assert points.met == pytest.approx(100 - 2.5 - 2.5 - 1.25)
    assert points.open == pytest.approx(2.5 + 1.25)
    assert expected_points(make.report(weighting=None)) is None
