"""Plots as inline SVG: no script, no picture file, sharp on paper; the style sheet colours them.

Each has a name and a description for those who do not see it, and the page gives the same numbers
as a table beside it. Sizes are in user units of the drawing, which fills its column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

WIDTH = 720
LABEL = 150
ROW = 30
BAR = 18
TURNED_FROM = WIDTH * 0.6


@dataclass(frozen=True)
class Bar:
    """A row of a plot: its label, and its parts as (class, value, what is said of it)."""

    label: str
    parts: tuple[tuple[str, float, str], ...]
    said: str = ""
    """The number that stands behind the bar."""


@dataclass(frozen=True)
class Mark:
    """A day on a time line; marks of one lane never overlap its labels: they stand in rows."""

    day: date
    label: str
    kind: str


def bars(name: str, description: str, rows: Sequence[Bar], *, id: str) -> Markup:
    """Horizontal bars, one below the other, on one scale."""
    longest = max((sum(value for _, value, _ in row.parts) for row in rows), default=0) or 1
    room = WIDTH - LABEL - 130
    drawn: list[str] = []
    for place, row in enumerate(rows):
        y = place * ROW
        drawn.append(_text(0, y + 18, row.label, "label"))
        x = float(LABEL)
        for kind, value, said in row.parts:
            width = room * value / longest
            if width <= 0:
                continue
            drawn.append(
                f'<rect class="bar {escape(kind)}" x="{x:.1f}" y="{y + 3}" '
                f'width="{width:.1f}" height="{BAR}"><title>{escape(said)}</title></rect>'
            )
            x += width
        drawn.append(_text(x + 6, y + 18, row.said, "value"))
    return _svg(name, description, len(rows) * ROW, drawn, id)


def timeline(
    name: str,
    description: str,
    first: date,
    last: date,
    months: Sequence[tuple[date, str]],
    window: tuple[date, date] | None,
    marks: Sequence[Mark],
    *,
    id: str,
) -> Markup:
    """A span of days: its months as bands, a window, and marks with their labels in rows below."""
    days = max((last - first).days, 1)

    def x(day: date) -> float:
        return WIDTH * min(max((day - first).days, 0), days) / days

    drawn: list[str] = []
    for place, (begin, label) in enumerate(months):
        end = months[place + 1][0] if place + 1 < len(months) else last
        drawn.append(
            f'<rect class="band b{place % 2}" x="{x(begin):.1f}" y="0" '
            f'width="{max(x(end) - x(begin), 0):.1f}" height="26"/>'
        )
        if x(end) - x(begin) > 44:
            drawn.append(_text(x(begin) + 4, 18, label, "label"))
    if window is not None:
        left, right = x(window[0]), x(window[1])
        drawn.append(
            f'<rect class="window" x="{left:.1f}" y="26" width="{max(right - left, 2):.1f}" '
            'height="8"/>'
        )
    labels: list[str] = []
    y = 52
    # A label stands right of its line on the left of the drawing, and left of it on the right: in
    # this order no line passes through another's label.
    ordered = sorted(marks, key=lambda one: one.day)
    left_part = [mark for mark in ordered if x(mark.day) <= TURNED_FROM]
    for mark in (*reversed(left_part), *ordered[len(left_part) :]):
        at = x(mark.day)
        turned = at > TURNED_FROM
        drawn.append(
            f'<line class="mark {escape(mark.kind)}" x1="{at:.1f}" x2="{at:.1f}" y1="26" '
            f'y2="{y - 4}"/>'
        )
        labels.append(_text(at - 5 if turned else at + 5, y, mark.label, "value", end=turned))
        y += 22
    drawn += labels  # above all lines
    return _svg(name, description, y - 8, drawn, id)


def _text(x: float, y: float, text: str, kind: str, *, end: bool = False) -> str:
    anchor = ' text-anchor="end"' if end else ""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.0f}"{anchor}>{escape(text)}</text>'


def _svg(name: str, description: str, height: float, drawn: Sequence[str], id: str) -> Markup:
    return Markup(
        '<svg class="plot" role="img" viewBox="0 0 {} {}" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>'
    ).format(WIDTH, int(height) + 4, id, id, id, name, id, description, Markup("".join(drawn)))
