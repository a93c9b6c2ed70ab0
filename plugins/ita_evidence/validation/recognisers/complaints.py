"""O29: corruption complaints of the half-year: three numbers, or a declared nil."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ita_evidence import periods
from ita_evidence.model import Found, NilScope, Observation
from ita_evidence.periods import Month
from ita_evidence.thai import dates
from ita_evidence.thai.said import months_said, periods_said
from ita_evidence.validation import covered
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.common import (
    best,
    best_document,
    body_named,
    is_draft,
    looked_at,
    other_body,
    place_of,
    worst,
)
from ita_evidence.validation.recognisers.services import period

COUNTS = ("total", "done", "pending")
CORRUPTION = "ทุจริต"
_SAYS_NONE = re.compile("ไม่(?:มี|พบ|ปรากฏ|ได้)")
"""A declaration of the period before is no heading of the next one's."""
LABEL_CHARS = 30
"""A row's label names its month or quarter and little else; a longer cell is a note."""
_SIGNED = re.compile(r"ณ\s*วันที่\s*$")


class Statement(NamedTuple):
    """What one document says: its counts, and the months it speaks of."""

    counts: list[Observation]
    period: Observation
    months: frozenset[Month]


def recognise(context: Context) -> list[Observation]:
    """The three counts and the period: from one document that holds the half-year, else from those
    that hold its months together. Numbers of one period never stand beside another's dates."""
    statements = [one for seen in context.seen if (one := _statement(context, seen))]
    needed = set(context.months)
    whole = [one for one in statements if needed <= one.months]
    inside = [one for one in statements if needed & one.months]
    if len(inside) > 1 and not whole:
        months = frozenset[Month]().union(*(one.months for one in inside))
        together = period(context, "first_half", months, [one.period for one in inside])
        counts = [worst(column) for column in zip(*(one.counts for one in inside), strict=True)]
        return [*(one for one in counts if one), together]
    rows = best_document([*one.counts, one.period] for one in (whole or inside or statements))
    return rows or [
        *(context.observe(name, Found.NO, "component_missing") for name in COUNTS),
        context.observe("first_half", Found.NO, "period_missing"),
    ]


def _statement(context: Context, seen: Seen) -> Statement | None:
    rows = context.records("complaint_statistics", seen)
    spoken = covered.ranges(seen.document, looked_at(seen))
    nil = _nil(context, seen, spoken.months)
    if not rows and nil is None:
        return None
    if verdict := _not_evidence(context, seen, rows, nil):
        counts = [verdict.model_copy(update={"component": name}) for name in COUNTS]
        refused = verdict.model_copy(update={"component": "first_half"})
        return Statement(counts, refused, frozenset())
    corruption = [row for row in rows if row["scope"] == "corruption"]
    own = _of_the_period(context, corruption, spoken.months)
    if corruption and not own:
        first = corruption[0]
        doubt = context.observe(
            "", Found.UNSURE, "periods_mixed", quote=_quote(first), place=place_of(seen, first)
        )
        counts = [doubt.model_copy(update={"component": name}) for name in COUNTS]
    else:
        counts = [_count(context, seen, name, own, nil) for name in COUNTS]
    months = spoken.months | _label_months(own)
    said = context.observe(
        "first_half",
        Found.YES,
        "period_covered",
        quote=spoken.text,
        place=seen.place(page=spoken.page),
    )
    found = period(context, "first_half", months, [said])
    if found.found is Found.YES and nil is None and not _is_told(context, seen, own, rows):
        update = {"found": Found.UNSURE, "code": "period_unclear", "covered": ""}
        found = found.model_copy(update=update)
    if found.found is Found.YES and (blank := _blank_month(context, seen, own)):
        found = blank
    early = _early(context, seen)
    if found.found is Found.YES and early:
        found = found.model_copy(
            update={"found": Found.UNSURE, "code": "declared_early", "args": {"date": early}}
        )
    return Statement(counts, found, frozenset(months))


def _of_the_period(
    context: Context, rows: list[dict[str, Any]], months: frozenset[Month]
) -> list[dict[str, Any]]:
    """The rows of the half-year, where a document holds several periods.

    A row's label says its period, else the words over it say it last. What says none is taken for
    the half-year's, unless the document speaks of other months too.
    """
    needed = set(context.months)
    if not needed & months:
        return rows
    told = [(row, _row_period(row)) for row in rows]
    return [row for row, said in told if (needed & said if said else months <= needed)]


def _is_told(
    context: Context, seen: Seen, own: list[dict[str, Any]], rows: list[dict[str, Any]]
) -> bool:
    """Whether the half-year is that of the corruption complaints' figures (`own`, and those whose
    heading says no other matter), as far as their labels and headings say: not a heading's under
    which no figure stands, nor other complaints'."""
    needed, day = set(context.months), looked_at(seen)

    def told(row: dict[str, Any]) -> frozenset[Month]:
        said = covered.last_said(str(row["heading"] or ""), {context.year}, day)
        return _row_period(row) if not said else said | _label_months([row])

    months = [told(row) for row in own]
    if own and all(months):
        unsaid = [told(row) for row in rows if row["scope"] == "unknown"]
        return needed <= frozenset[Month]().union(*months, *unsaid)
    elsewhere = frozenset[Month]().union(*(told(row) for row in rows if row["scope"] == "general"))
    return any(months) or not needed <= elsewhere


def _row_period(row: dict[str, Any]) -> frozenset[Month]:
    """The months that a row is of, by its label or its heading; none when neither says."""
    label = str(row["label"] or "")
    if dates.BARE_YEAR.fullmatch(label.strip()):
        label = f"ปีงบประมาณ {label}"
    own = frozenset[Month]().union(*(months_said(one) for one in periods_said(label)))
    if own:
        return own
    if row["month"]:
        return frozenset(periods.parse(str(row["month"])).months)
    heading = [months_said(one) for one in periods_said(str(row["heading"]))]
    return next((one for one in reversed(heading) if one), frozenset())


def _not_evidence(
    context: Context, seen: Seen, rows: list[dict[str, Any]], nil: Observation | None
) -> Observation | None:
    if is_draft(seen.document):
        return context.observe("", Found.NO, "draft", place=seen.place())
    if named := other_body(seen.document, context.agency, context.unit):
        return context.observe(
            "", Found.NO, "other_body", quote=named, place=seen.place(), body=named
        )
    scopes = {row["scope"] for row in rows}
    if nil is not None or "corruption" in scopes:
        return None
    first = rows[0]
    if "unknown" in scopes:
        code, found = "scope_unknown", Found.UNSURE
    else:
        code, found = "not_corruption", Found.NO
    return context.observe("", found, code, quote=_quote(first), place=place_of(seen, first))


def _count(
    context: Context,
    seen: Seen,
    name: str,
    rows: list[dict[str, Any]],
    nil: Observation | None,
) -> Observation:
    numbered = next((row for row in rows if row[name] is not None), None)
    if numbered is not None:
        return context.observe(
            name,
            Found.YES,
            "count_shown",
            quote=_quote(numbered),
            place=place_of(seen, numbered),
            confidence=1.0,
        )
    if nil is not None:
        return nil.model_copy(update={"component": name})
    flags = {flag: row for row in rows for flag in str(row["flags"]).split()}
    for kind, found, code in (
        ("none", Found.YES, "cell_says_none"),
        ("nil_dash", Found.UNSURE, "dash_unexplained"),
        ("form_blank", Found.NO, "number_blank"),
    ):
        if row := flags.get(f"{name}:{kind}"):
            return context.observe(name, found, code, quote=_quote(row), place=place_of(seen, row))
    if not rows:
        return context.observe(name, Found.NO, "component_missing", place=seen.place())
    row = rows[0]
    if name != "total" and all(one["total"] == 0 for one in rows):
        # Of no complaint none is finished and none pending; a form may count its blanks to 0.
        return context.observe(
            name, Found.UNSURE, "total_zero", quote=_quote(row), place=place_of(seen, row)
        )
    return context.observe(
        name, Found.NO, "component_missing", quote=_quote(row), place=place_of(seen, row)
    )


def _nil(context: Context, seen: Seen, spoken: frozenset[Month]) -> Observation | None:
    """The document's declaration, if it is one of corruption complaints as a whole.

    Those of other months than the half-year's, or of only some of those that the document speaks
    of (`spoken`), are for a person.
    """
    needed = set(context.months)
    claimed = needed & spoken
    declared = frozenset[Month]()
    found = []
    for nil in context.records("nils", seen):
        if nil["matter"] not in ("complaints", "form"):
            continue
        heading = (
            seen.document.text[: int(nil["start"])]
            if nil["place_page"] in (1, None)
            else (seen.document.text)
        )
        period = [months_said(one) for one in periods_said(nil["period"] or "")]
        of = period[0] if period else frozenset[Month]()
        about = CORRUPTION in nil["line"] or _last_heading_is_corruption(
            f"{seen.document.title}\n{heading}"
        )
        if nil["matter"] == "form" and not about:
            continue
        if not about:
            verdict, code = Found.UNSURE, "nil_not_corruption"
        elif nil["narrowed"]:
            verdict, code = Found.UNSURE, "nil_narrowed"
        elif context.item.nil_scope is not NilScope.ITEM:
            verdict, code = Found.UNSURE, "nil_not_allowed"
        elif not body_named(context, seen):
            verdict, code = Found.UNSURE, "nil_without_body"
        elif of and not needed & of:
            verdict, code = Found.UNSURE, "nil_other_period"
        else:
            verdict, code = Found.NIL, "nil_declared"
            declared |= of or needed
        found.append(
            context.observe("", verdict, code, quote=nil["line"], place=place_of(seen, nil))
        )
    chosen = best(found)
    if chosen is not None and chosen.found is Found.NIL and claimed - declared:
        update = {"found": Found.UNSURE, "code": "nil_other_period"}
        return chosen.model_copy(update=update)
    return chosen


def _blank_month(context: Context, seen: Seen, rows: list[dict[str, Any]]) -> Observation | None:
    """A row of a needed month in which no figure stands, beside rows that have theirs.

    A table may leave out the months without a complaint; a month that it names and leaves blank is
    not yet told, whatever range stands over it.
    """
    read = {
        (row["place_table"], row["place_row"]) for row in rows if row["place_table"] is not None
    }
    for number in dict.fromkeys(index for index, _ in read):
        table = seen.document.tables[int(number)]
        headed = False  # a sheet's title and period stand above its head, one to a row
        for position, cells in enumerate(table.rows):
            names = [one for one in cells if one.strip()]
            headed = headed or len(names) > 1
            if (number, table.top + position) in read:
                continue
            if headed and len(names) == 1 and _of_half(context, names[0]):
                return context.observe(
                    "first_half",
                    Found.UNSURE,
                    "month_blank",
                    quote=names[0],
                    place=place_of(seen, {**rows[0], "place_row": table.top + position}),
                    blank=names[0].strip(),
                )
    return None


def _last_heading_is_corruption(text: str) -> bool:
    lines = [
        line
        for line in text.splitlines()
        if ("ร้องเรียน" in line or CORRUPTION in line) and not _SAYS_NONE.search(line)
    ]
    return bool(lines) and CORRUPTION in lines[-1]


def _label_months(rows: list[dict[str, Any]]) -> set[Month]:
    """Months that name the rows of a table by month."""
    return {
        one.month
        for row in rows
        for one in dates.find_months(row["label"] or "")
        if one.month and row["total"] is not None
    }


def _early(context: Context, seen: Seen) -> str:
    """A date before the period's end on which the statement was made, as written; else empty."""
    last = context.months[-1].last_day
    if looked_at(seen) <= last:
        return looked_at(seen).isoformat()
    for _, text in covered.own_pages(seen.document):
        for one in dates.find_dates(text):
            signed = _SIGNED.search(text[max(0, one.start - 12) : one.start])
            if one.date and signed and context.months[0].first_day <= one.date < last:
                return " ".join(one.text.split())
    return ""


def _of_half(context: Context, label: str) -> bool:
    """Whether a row's label names a part of the half-year; without its year it is this one's."""
    if len(label) > LABEL_CHARS:
        return False
    for text in (label, f"{label.strip()} ปีงบประมาณ พ.ศ. {context.year}"):
        said = [one for one in periods_said(text) if not isinstance(one, dates.FoundYear)]
        if months := frozenset[Month]().union(*map(months_said, said)):
            return bool(months & set(context.months))
    return False


def _quote(row: dict[str, Any]) -> str:
    parts = [row["label"] or "", *(f"{row[f'{name}_text'] or ''}" for name in COUNTS)]
    return " | ".join(part for part in parts if part) or str(row["heading"])[-100:]
