"""The words over a table: what it is, of which month and year."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from ita_evidence.extraction.records import grid
from ita_evidence.model import Document, Table
from ita_evidence.periods import Month
from ita_evidence.thai import amounts, dates
from ita_evidence.thai.text import find

CALLED = ("รอบเดือน", "ประจำเดือน", "เดือน")
NEAR = 24
"""Characters between "รอบเดือน" and the month's name."""

WHOLE_ROW = 120
"""Characters of a row that are looked for in its page's text."""
BESIDE = 240
"""Characters before a header row's longest cell in which its other cells stand."""


class Heading(NamedTuple):
    """A month as a heading names it."""

    month: Month | None
    line: str
    """The line that names it."""
    flag: str | None
    """`year_unknown`, or what was wrong with the date as written."""


def over_tables(document: Document) -> Iterator[tuple[int, Table, str]]:
    """Each table with its index and the text that stands over it.

    That is its own name, the sheet's name, and its page's text from the table before it to where
    its first row stands; on a page whose text does not hold the row, the page's first lines. What
    stands over a table on a sheet or in a CSV is rows of it.
    """
    pages = {page.number: page for page in document.pages}
    reached: dict[int, int] = {}
    for index, table in enumerate(document.tables):
        page = pages.get(table.page)
        above = ""
        if page is not None and page.name is None and document.type != "csv":
            start = reached.get(table.page, 0)
            row_at = _row_at(page.text, table, start)
            above = (
                page.text[start:row_at] if row_at is not None else page.text[start : start + 400]
            )
            if row_at is not None:
                reached[table.page] = _end_of(page.text, table, row_at)
        names = [table.name or "", (page.name or "") if page else ""]
        yield index, table, "\n".join(part for part in [*names, above] if part.strip())


class FormTable(NamedTuple):
    """A table that shows a form, what stands over it, and where its columns are."""

    number: int
    """Its index among the document's tables."""
    table: Table
    above: str
    layout: grid.Layout


def over_forms(
    document: Document,
    columns: grid.Columns,
    *,
    required: Collection[str],
    least: int,
    number: str | None = None,
    key: str | None = None,
) -> Iterator[FormTable]:
    """Each table that shows a form (see `grid.read`).

    A PDF's table that runs over pages has its title on the first page, and often its header there
    alone: the first table of a page with as many columns as the last one of the page before goes on
    with it.
    """
    before: FormTable | None = None
    for index, table, above in over_tables(document):
        layout = grid.read(table, columns, required=required, least=least, number=number, key=key)
        if before is not None and goes_on(document, before.number, index):
            if layout is None:
                layout = grid.go_on(before.layout, table, number=number, key=key)
            own = month_over(above)
            if own is None or own.month is None:
                above = before.above  # its page says no month of its own
        before = FormTable(index, table, above, layout) if layout is not None else None
        if before is not None:
            yield before


def goes_on(document: Document, before: int, index: int) -> bool:
    """Whether a PDF's table (by its index) is the one `before` that goes on over the next page.

    It is the first of its page, as wide as the last of the page before, and has no header of its
    own: it repeats the one before, or has no words in all the columns that held figures there.
    """
    last, table = document.tables[before], document.tables[index]
    if document.type != "pdf" or before != index - 1 or table.page != last.page + 1:
        return False
    first = table.rows[0]
    if len(first) != len(last.rows[0]):
        return False
    if first in last.rows[: grid.HEADER_SEARCH_ROWS]:
        return True
    figures = [
        at
        for at, cells in enumerate(zip(*last.rows, strict=True))
        if sum(map(_is_figure, cells)) >= max(1, len(cells) // 2)
    ]
    words = [at for at in figures if first[at].strip() and not _is_figure(first[at])]
    has_header = bool(figures) and words == figures and len({*map(str.strip, first)}) > 1
    return not has_header


def _is_figure(cell: str) -> bool:
    read = amounts.parse_amount(cell)
    return read.value is not None or read.kind == "nil_dash"


def month_over(text: str) -> Heading | None:
    """The last month that a heading gives as its period ("ในรอบเดือน ตุลาคม 2565").

    The month of a full date ("วันที่ 5 เดือน พฤศจิกายน พ.ศ. 2565") is when the form was signed.
    """
    dated = [(date.start, date.end) for date in dates.find_dates(text)]
    months = [
        month
        for month in dates.find_months(text)
        if not any(start <= month.start < end for start, end in dated)
        and not _is_signing(text[max(0, month.start - NEAR) : month.start])
    ]
    named = [
        month for month in months if _is_called(text[max(0, month.start - NEAR) : month.start])
    ]
    dated_too = [month for month in named if month.month]
    chosen = (dated_too or named or months)[-1:]
    if not chosen:
        return None
    month = chosen[0]
    flag = month.flag if month.month else month.flag or "year_unknown"
    found = month.month or month_of_section(text, month.month_number)
    line = text[text.rfind("\n", 0, month.start) + 1 :].split("\n", 1)[0]
    return Heading(found, " ".join(line.split()), None if found and not month.flag else flag)


def last_lines(text: str, count: int = 3) -> str:
    """The last few lines that say something: title and period over a table."""
    lines = [" ".join(one.split()) for one in text.splitlines() if one.strip()]
    return " ".join(lines[-count:])


def last_line(text: str) -> str:
    """The last line that says something: the one right over a table."""
    return next((" ".join(one.split()) for one in reversed(text.splitlines()) if one.strip()), "")


def month_of_section(text: str, number: int) -> Month | None:
    """The month `number`, its year taken from the one fiscal year that the heading names."""
    years = {
        label.year_be for label in dates.find_label_years(text) if label.year_be and not label.flag
    }
    if len(years) != 1 or "งบประมาณ" not in text:
        return None
    year = years.pop()
    return Month(year - (number >= 10), number)


def _is_called(before: str) -> bool:
    return any(word in before for word in CALLED)


def _is_signing(before: str) -> bool:
    """`วันที่ 5 เดือน `: a date in the form's own layout."""
    tail = before.replace(".", " ").split()
    return "วันที่" in tail and tail[-1:] == ["เดือน"]


def _row_at(text: str, table: Table, start: int) -> int | None:
    """Where a table begins in its page's text.

    There a row's cells follow each other; or else it is its longest cell, then the cells just
    before it (a heading may hold a cell's word too).
    """
    for row in table.rows[:3]:
        words = " ".join(dict.fromkeys(cell.strip() for cell in row if cell.strip()))
        if len(words) > 2 and (whole := find(text[start:], words[:WHOLE_ROW])):
            return start + whole[0]
        cells = sorted((cell.strip() for cell in row if len(cell.strip()) > 2), key=len)
        found = find(text[start:], cells[-1][:60]) if cells else None
        if found is None:
            continue
        at = start + found[0]
        near = text[max(start, at - BESIDE) : at]
        first = min((one[0] for cell in cells if (one := find(near, cell[:60]))), default=len(near))
        return at - len(near) + first
    return None


def _end_of(text: str, table: Table, start: int) -> int:
    for row in reversed(table.rows):
        cells = sorted((cell.strip() for cell in row if cell.strip()), key=len)
        if cells and len(cells[-1]) > 3 and (found := find(text[start:], cells[-1][:60])):
            return start + found[1]
    return start
