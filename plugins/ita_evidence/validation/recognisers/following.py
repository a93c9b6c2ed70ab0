"""Whether a document speaks of what another item's evidence named (`Item.consistent_with`).

The lines of a progress report are those of the plan that it follows. What is counted here becomes a
row of the `records` table (kind `lines_in_common`); how much is enough, the suite says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from ita_evidence.model import Found, Observation
from ita_evidence.thai.text import skeleton
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.reading import Reading

SHORTEST = 6
"""Letters of a line that is a name; a number or a dash is none."""
SAME = 0.85
"""Two names are one to this ratio of their skeletons: a word more, a letter lost."""


class Named(NamedTuple):
    """What a document names, to be looked up."""

    cells: tuple[str, ...]
    text: str

    def has(self, name: str) -> bool:
        bone = skeleton(name)
        return bone in self.text or any(_same(bone, cell) for cell in self.cells)


def named(seen: Iterable[Seen]) -> Named:
    """Every cell and word of these documents, as skeletons."""
    documents = [one.document for one in seen]
    cells = {
        bone
        for document in documents
        for table in document.tables
        for row in table.rows
        for cell in row
        if len(bone := skeleton(cell)) >= SHORTEST
    }
    return Named(tuple(sorted(cells)), "\n".join(skeleton(one.text) for one in documents))


def _same(bone: str, cell: str) -> bool:
    shorter, longer = sorted((bone, cell), key=len)
    if len(shorter) >= 2 * SHORTEST and shorter in longer:
        return True
    matcher = SequenceMatcher(None, bone, cell, autojunk=False)
    return (
        matcher.real_quick_ratio() >= SAME
        and matcher.quick_ratio() >= SAME
        and matcher.ratio() >= SAME
    )


def follow(context: Context, row: Observation, names: Sequence[str]) -> Observation:
    """`row` with how many of a document's own lines the item it follows names too.

    Without readable evidence of that item a person must look.
    """
    followed = context.item.consistent_with or ""
    others = context.others.get(followed, ())
    if row.found is not Found.YES:
        return row
    if not others:
        return _unread(row, followed)
    there = named(others)
    return _counted(row, followed, [(there.has(name),) for name in _countable(names)])


def named_by(reading: Reading, rows: Collection[tuple[int, int]]) -> Named:
    """What these rows (table, row) and the lines outside all tables name."""
    tables = reading.document.tables
    cells = [skeleton(cell) for table, row in rows for cell in tables[table].rows[row]]
    lines = [skeleton(line.text) for line in reading.lines if not line.in_table]
    kept = {cell for cell in cells if len(cell) >= SHORTEST}
    return Named(tuple(sorted(kept)), "\n".join([*cells, *lines]))


def answered(
    context: Context,
    row: Observation,
    columns: Sequence[Sequence[str]],
    here: Named,
) -> Observation:
    """`row` with how many lines of the item it follows are named `here`.

    A line is a row of a table with these columns (a risk and its measure): one of its cells named
    is the line named.
    """
    followed = context.item.consistent_with or ""
    others = context.others.get(followed, ())
    if row.found is not Found.YES:
        return row
    if not others:
        return _unread(row, followed)
    lines = [line for seen in others for line in _lines(seen, columns)]
    return _counted(row, followed, [[here.has(name) for name in line] for line in lines])


def _lines(seen: Seen, columns: Sequence[Sequence[str]]) -> list[list[str]]:
    reading = Reading(seen, [term for terms in columns for term in terms])
    lines: dict[tuple[int, int], list[str]] = {}
    for terms in columns:
        for column in reading.columns(terms):
            for table, row, text in column.cells:
                lines.setdefault((table, row), []).extend(_countable([text]))
    return [line for line in lines.values() if line]


def _countable(names: Iterable[str]) -> list[str]:
    return [name for name in names if len(skeleton(name)) >= SHORTEST]


def _unread(row: Observation, followed: str) -> Observation:
    return row.model_copy(
        update={"found": Found.UNSURE, "code": "other_item_unread", "args": {"followed": followed}}
    )


def _counted(row: Observation, followed: str, lines: Sequence[Iterable[bool]]) -> Observation:
    """Lines that cannot be counted are for a person too."""
    if not lines:
        return row.model_copy(
            update={"found": Found.UNSURE, "code": "lines_unread", "args": {"followed": followed}}
        )
    common = sum(any(line) for line in lines)
    args = {"followed": followed, "lines": str(len(lines)), "in_common": str(common)}
    return row.model_copy(update={"args": args})
