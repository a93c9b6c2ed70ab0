"""O43: what came of O42's measures, and the QR code of the agency's own EIT form.

The code is read from the picture on the page; the form that it leads to is never opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from ita_evidence.model import Found, Observation, Table
from ita_evidence.thai.digits import fold_digits
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.common import (
    best,
    best_document,
    is_advice,
    is_draft,
    other_body,
    year_of,
)
from ita_evidence.validation.recognisers.following import follow
from ita_evidence.validation.recognisers.pages import (
    component_of,
    named,
    of_host,
    option,
    own_text,
    quoted,
    said,
    target_of,
)
from ita_evidence.validation.recognisers.reading import bare, kind_of

EIT = re.compile(r"https?://itas\.nacc\.go\.th/go/eit/([A-Za-z0-9_-]+)/?$")


def recognise(context: Context) -> list[Observation]:
    """Progress and year of one document; the QR code on any page of the unit's."""
    rows = best_document(
        [_progress(context, seen), year_of(context, bare(seen), "year")] for seen in _told(context)
    ) or [context.observe(name, Found.NO, "component_missing") for name in ("progress", "year")]
    codes = [one for seen in context.seen for one in _codes(context, seen)]
    place = context.seen[0].place() if context.seen else None
    code = best(codes) or context.observe("eit_qr", Found.NO, "qr_missing", place=place)
    return [rows[0], code, rows[1]]


def _told(context: Context) -> list[Seen]:
    """The pages and documents that speak of the measures; all of them where none does."""
    terms = component_of(context, "progress").recognise.terms
    about = [seen for seen in context.seen if named(own_text(seen.document), terms)]
    return about or list(context.seen)


def _progress(context: Context, seen: Seen) -> Observation:
    terms = component_of(context, "progress").recognise.terms
    text = own_text(seen.document)

    say = partial(said, context, seen, "progress")

    term = named(text, terms)
    if term is None:
        return say(Found.NO, "component_missing")
    if is_draft(seen.document):
        return say(Found.NO, "draft")
    if body := other_body(seen.document, context.agency, context.unit):
        return say(Found.NO, "other_body", body, body=body)
    columns = option(context, "progress", "columns")
    future = component_of(context, "progress").recognise.none_of
    for table in seen.document.tables:
        head = _header(table, columns)
        done = [at for at, cell in enumerate(table.rows[head]) if named(cell, columns)]
        below = table.rows[head + 1 :]
        filled = [row for row in below if done and all(kind_of(row[at]) == "text" for at in done)]
        told = [row for row in filled if not named(row[done[-1]], future)]
        did = [row for row in told if not is_advice(row[done[-1]])]
        if filled and not did:
            return say(Found.UNSURE, "future_only", " | ".join(filled[0]))
        lines = [row for row in below if row in filled or _is_line(row, done)]
        if did and len(did) < len(lines):
            quote = " | ".join(next(row for row in lines if row not in did))
            shown, of = str(len(did)), str(len(lines))
            return say(Found.UNSURE, "some_unanswered", quote, shown=shown, of=of)
        if filled:
            row = say(Found.YES, "progress_shown", " | ".join(filled[0]))
            return follow(context, row, [_name(cells) for cells in filled])
        if done and below:
            return say(Found.NO, "heading_empty", quoted(text, term))
    return say(Found.UNSURE, "progress_in_prose", quoted(text, term))


def _header(table: Table, columns: Sequence[str]) -> int:
    """The row that heads the columns: a sheet's title stands in the rows above."""
    for number, row in enumerate(table.rows):
        if len({cell for cell in row if cell.strip()}) > 1 and named(" ".join(row), columns):
            return number
    return 0


def _is_line(cells: Sequence[str], done: Sequence[int]) -> bool:
    """Whether a row without a result is a measure's: it says something else, and no total."""
    told = [cell for at, cell in enumerate(cells) if at not in done and kind_of(cell) == "text"]
    heads = len(cells) > 2 and len(set(told)) == 1  # a row that only heads those below
    return bool(told) and not heads and not told[0].strip().startswith(("รวม", "หมายเหตุ"))


def _name(cells: Sequence[str]) -> str:
    """A row's measure: its first cell that is no number."""
    return next((cell for cell in cells if not fold_digits(cell).strip(" .").isdigit()), "")


def _codes(context: Context, seen: Seen) -> Iterator[Observation]:
    """Each QR code of a page's pictures; a link, or one that could not be read, is for a person."""
    terms = component_of(context, "eit_qr").recognise.terms

    say = partial(said, context, seen, "eit_qr")

    for text in seen.document.qr_codes:
        if EIT.match(text):
            yield say(Found.UNSURE, "qr_in_document", text)
    for shown in context.pictures(seen):
        about = named(f"{shown.picture.alt}\n{shown.picture.beside}\n{shown.url}", terms)
        if shown.document is None:
            if about and shown.is_broken:
                yield say(Found.NO, "picture_broken", shown.url, confidence=0.9)
            elif about:
                yield say(Found.UNSURE, "picture_not_seen", shown.url)
            continue
        texts = shown.document.qr_codes
        for text in texts:
            match = EIT.match(text)
            if match is None:
                yield say(Found.NO, "other_qr", text, confidence=0.8)
            elif not context.agency.eit_code:
                yield say(Found.UNSURE, "eit_code_unknown", text)
            elif match[1] != context.agency.eit_code:
                yield say(Found.NO, "other_agencys_eit", text, confidence=0.9)
            else:
                yield say(Found.YES, "eit_qr_decoded", text)
        if about and not texts:
            yield say(Found.UNSURE, "qr_unreadable", shown.url)
    for link in seen.document.links:
        target = target_of(seen, link)
        if target and of_host(target.hostname, ("itas.nacc.go.th",)):
            yield say(Found.UNSURE, "eit_link_only", f"{link.text} → {link.href}")
