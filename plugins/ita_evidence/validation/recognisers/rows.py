"""What a table says of each project: its name, its progress, its money, its time.

`options.rows` names the column of the projects; the component's terms name its own column.

- `lines`: words in each row; where all hold one of `none_of`, times to come or advice, it is a
  doubt.
- `money`: an amount in each row, or one of `options.not_spent`; `allotted` heads a column that may
  be what was given, not what was used; `planned`: words with which a column of what is only meant
  begins; `weaker`: heads that count where there is no other; `must_say`: a cell without money must
  say so (O36).
- `time`: a date, month or quarter in each row, or a mark under one.

What stands in no table may be of each project or not: that is for a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ita_evidence.model import Component, Found, Observation
from ita_evidence.thai import dates
from ita_evidence.thai.amounts import parse_amount
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import contains
from ita_evidence.validation.inputs import Context
from ita_evidence.validation.recognisers.common import is_advice, is_to_come, looked_at
from ita_evidence.validation.recognisers.reading import (
    ENDS,
    Column,
    Reading,
    kind_of,
    mention,
    missing,
)

Key = tuple[int, int]
"""Table and row."""


class Projects(NamedTuple):
    """The rows of a document's table of projects; `unfilled`: those that tell no more than a name,
    and head no others."""

    header: str
    names: dict[Key, str]
    unfilled: tuple[Key, ...] = ()


def projects(reading: Reading, terms: Sequence[str], beside: Sequence[str] = ()) -> Projects | None:
    """The table with a column of that name (and one of `beside`) and most rows; a row that only
    heads others is none."""
    tables = {table for column in reading.columns(beside) for table, _, _ in column.cells}
    columns = [
        column
        for column in reading.columns(terms)
        if not beside or any(table in tables for table, _, _ in column.cells)
    ]
    found = max(columns, key=lambda one: len(one.cells), default=None)
    if found is None:
        return None
    named = {(table, row): text for table, row, text in found.cells if kind_of(text) == "text"}
    told = {key: text for key, text in named.items() if _tells(reading, key, text)}
    unfilled = _unfilled(reading, named, told, terms) if told else ()
    return Projects(found.header, told or named, tuple(unfilled))


def _unfilled(
    reading: Reading, named: Mapping[Key, str], told: Mapping[Key, str], terms: Sequence[str]
) -> Iterator[Key]:
    """The rows that tell only a name and are projects too: they go on with the numbers of those
    that tell more, head nothing, or are called as they are. Others are headings, notes, or the rest
    of the name above."""
    called = tuple(one for one in terms if any(text.startswith(one) for text in told.values()))
    # Headings inside a table begin with its first row.
    unheaded = reading.document.type in ("html", "docx") and min(named) in told
    last_told, before = max(told), None
    for key in sorted(named):
        if key in told:
            before = key
            continue
        if before is None or ENDS.search(named[key]):
            continue
        number, last = (_number(reading, one) for one in (key, before))
        if number is not None or last is not None:
            is_project = number is not None and last is not None and number == last + 1
        elif key > last_told:  # it heads nothing; in a PDF the row above may go on there
            is_project = reading.document.type != "pdf"
        else:
            is_project = unheaded or named[key].startswith(called)
        if is_project:
            yield key


def _number(reading: Reading, key: Key) -> int | None:
    """The number of a row, in a cell of its own."""
    for cell in reading.document.tables[key[0]].rows[key[1]]:
        if match := re.fullmatch(r"(\d{1,3})[.)]?", fold_digits(cell.strip())):
            return int(match[1])
    return None


def _tells(reading: Reading, key: Key, name: str) -> bool:
    """Whether a row says more than a number and a name."""
    cells = reading.document.tables[key[0]].rows[key[1]]
    return (
        any(
            cell.strip()
            and cell.strip() not in name
            and not re.fullmatch(r"[\d.]+", fold_digits(cell.strip()))
            for cell in cells
        )
        or sum(bool(cell.strip()) for cell in cells) > 2
    )


def lines(context: Context, reading: Reading, component: Component) -> Observation:
    """Words in each row of the column."""
    none_of = component.recognise.none_of
    day = looked_at(reading.seen)

    def is_meant(cell: str) -> bool:
        said = any(contains(cell, term) for term in none_of) or is_advice(cell)
        return said or is_to_come(cell, context.year, day)

    row = _by_rows(context, reading, component, "lines_shown", lambda one: kind_of(one) == "text")
    if row.found is not Found.YES or not none_of:
        return row
    table = projects(reading, component.recognise.options["rows"])
    values = _values(reading, component, table) if table else None
    if table and values and all(is_meant(values.names[key]) for key in table.names):
        return row.model_copy(update={"found": Found.UNSURE, "code": "future_only"})
    return row


def money(context: Context, reading: Reading, component: Component) -> Observation:
    """Money in each row, or that none is spent; a dash and a blank say neither."""
    options = component.recognise.options
    not_spent = tuple(options.get("not_spent", ()))
    explained = any(
        contains(line.text, term) and re.search(r"ทุก|หมายเหตุ|-\s*(?:หมายถึง|คือ|=)", line.text)
        for line in reading.lines
        if not line.in_table
        for term in not_spent
    )

    def says(cell: str) -> bool:
        kind = kind_of(cell)
        if kind in ("blank", "dash"):
            return explained
        return any(contains(cell, term) for term in not_spent) or _is_amount(cell)

    row = _by_rows(context, reading, component, "money_shown", says)
    if row.code == "component_missing" and options.get("allotted"):
        table = projects(reading, options["rows"])
        if table and (other := values_beside(reading, table, options["allotted"])):
            return row.model_copy(
                update={
                    "found": Found.UNSURE,
                    "code": "money_allotted_only",
                    "quote": other.header,
                }
            )
    unsaid = ["dash_unexplained", "heading_empty"]
    if reading.document.type != "pdf":  # there a row that goes on over a page looks blank
        unsaid.append("some_rows_blank")
    if options.get("must_say") and row.code in unsaid:
        return row.model_copy(update={"found": Found.NO, "code": "money_unsaid"})
    return row


def _is_amount(cell: str) -> bool:
    return parse_amount(cell).value is not None or bool(re.search(r"\d", without_times(cell)))


_UNITS = "บาท|คน|ครั้ง|เรื่อง|ราย|วัน|โครงการ|แห่ง|หลักสูตร"
_NUMBERED = re.compile(
    r"(?:ไตรมาส\s*(?:ที่)?|\bQ)\s*[1-4](?:\s*(?:และ|,|-|–|ถึง)\s*[1-4])*(?:/\d{2,4})?"
    rf"|(?<![\d,.])25[4-9]\d(?![\d,]|\.\d|\s*(?:{_UNITS}))"
    r"|(?m:^)\s*(?:\(\d{1,2}\)|\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,3}(?=\t))(?=\s*[ก-๙])"
)
"""A quarter, a bare year, and the number of a line or a row."""


def without_times(text: str) -> str:
    """A text, its digits folded, without the numbers that are no figures: dates, years, quarters,
    and those of its lines."""
    folded = fold_digits(text)
    if not re.search(r"\d", folded):
        return folded
    spans = [
        (one.start, one.end)
        for find in (dates.find_dates, dates.find_months, dates.find_label_years)
        for one in find(folded)
    ]
    for start, end in spans:
        folded = folded[:start] + " " * (end - start) + folded[end:]
    return _NUMBERED.sub(" ", folded)


def time(context: Context, reading: Reading, component: Component) -> Observation:
    """A time in each row; nothing at all under months may be drawn as arrows or shaded."""
    row = _by_rows(context, reading, component, "time_shown", lambda cell: kind_of(cell) == "text")
    if row.code == "heading_empty" and re.search(r"\.|ไตรมาส", row.quote):
        return row.model_copy(update={"found": Found.UNSURE, "code": "cells_drawn"})
    return row


def _by_rows(
    context: Context,
    reading: Reading,
    component: Component,
    code: str,
    says: Callable[[str], bool],
) -> Observation:
    """`code` where every project's cell says what is asked; else what the cells are instead."""
    options = component.recognise.options
    table = projects(reading, options["rows"])
    if table is None:
        return _untabled(context, reading, component)
    values = _values(reading, component, table)
    if values is None:
        return mention(context, reading, component) or missing(context, reading, component)
    cells = {key: values.names.get(key, "") for key in table.names}
    kinds = {kind_of(cell) for cell in cells.values() if not says(cell)}
    if not kinds and table.unfilled:
        found, code, key = Found.UNSURE, "row_unfilled", table.unfilled[0]
    elif not kinds:
        found, code, key = Found.YES, code, next(iter(cells))
    elif all(kind_of(cell) == "blank" for cell in cells.values()):
        found, code, key = Found.NO, "heading_empty", next(iter(cells))
    else:
        found = Found.UNSURE
        key = next(one for one, cell in cells.items() if not says(cell))
        code = (
            "dash_unexplained"
            if "dash" in kinds
            else "some_rows_blank"
            if "blank" in kinds
            else "no_number"
        )
    return context.observe(
        component.id,
        found,
        code,
        quote=" ".join(
            f"{values.header} | {table.names.get(key, '')} | {cells.get(key, '')}".split()
        ),
        place=reading.cell_place(*key),
    )


def _values(reading: Reading, component: Component, table: Projects) -> Projects | None:
    """The component's column beside the projects; one of `weaker` where no other is."""
    options = component.recognise.options
    planned = options.get("planned", ())
    for terms in (component.recognise.terms, options.get("weaker", ())):
        if values := values_beside(reading, table, terms, planned):
            return values
    return None


def values_beside(
    reading: Reading, table: Projects, terms: Sequence[str], planned: Sequence[str] = ()
) -> Projects | None:
    """The column of these terms beside the projects: the one that fills most of their rows."""

    def filled(column: Column) -> int:
        return sum((one, row) in table.names and bool(text) for one, row, text in column.cells)

    beside = [
        column
        for column in reading.columns(terms, planned=planned)
        if any((one, row) in table.names for one, row, _ in column.cells)
    ]
    if not beside:
        return None
    column = max(beside, key=filled)
    return Projects(column.header, {(one, row): text for one, row, text in column.cells})


def _untabled(context: Context, reading: Reading, component: Component) -> Observation:
    planned = component.recognise.options.get("planned", ())
    for heading in reading.headings(
        component.recognise.terms, wording=component.wording, planned=planned
    ):
        if heading.kind == "text":
            return context.observe(
                component.id,
                Found.UNSURE,
                "not_by_project",
                quote=" ".join(f"{heading.line.text} {heading.content[:200]}".split()),
                place=reading.place(heading.line),
            )
    return mention(context, reading, component) or missing(context, reading, component)
