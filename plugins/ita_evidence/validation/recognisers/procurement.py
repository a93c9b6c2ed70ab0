"""O19 to O22: the plan, the announcements, the monthly summaries, the annual report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from ita_evidence.model import Found, NilScope, Observation
from ita_evidence.periods import Month, month_of, parse
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import contains
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.common import (
    best,
    best_document,
    body_named,
    in_year,
    is_draft,
    label_month,
    names_body,
    other_body,
    place_of,
    worst,
    year_of,
)
from ita_evidence.validation.recognisers.pages import component_of, first
from ita_evidence.validation.recognisers.reading import (
    Reading,
    bare,
    unless_part_of_year,
)

# --- O19 -------------------------------------------------------------------------------------

PLAN_COLUMNS = ("รหัสแผน", "ชื่อโครงการ", "งบประมาณโครงการ", "คาดว่าจะประกาศจัดซื้อจัดจ้าง")
_BAHT = re.compile(r"\d,\d{3}(?!\d)")
_PLAN_CODE = re.compile(r"(?<![A-Za-z\d])P(\d{2})\d{6,}")


def recognise_plan(context: Context) -> list[Observation]:
    """A plan with its annex, of the year; or a nil that says why, as the criterion allows."""
    documents = []
    for seen in context.seen:
        if (plan := _plan(context, seen)) is not None:
            documents.append([plan, _plan_year(context, seen)])
    return best_document(documents) or [
        context.observe("plan", Found.NO, "component_missing"),
        context.observe("year", Found.NO, "component_missing", year=str(context.year)),
    ]


def _plan(context: Context, seen: Seen) -> Observation | None:
    if verdict := _not_ours(context, seen, "plan"):
        return verdict
    listed = context.records("procurement_plan", seen)
    rows = [row for row in listed if str(row["project"] or "").strip(" -–—")]
    if listed and not rows:
        dashed = any(str(row["project"] or "").strip() for row in listed)
        code = "dash_unexplained" if dashed else "mentioned_only"
        return context.observe("plan", Found.UNSURE, code, place=place_of(seen, listed[0]))
    if rows:
        first = rows[0]
        quote = " | ".join(
            str(first[name]) for name in ("plan_code", "project", "budget_text") if first[name]
        )
        return context.observe(
            "plan", Found.YES, "plan_rows", quote=quote, place=place_of(seen, first)
        )
    for nil in context.records("nils", seen):
        if nil["matter"] != "procurement":
            continue
        if not nil["qualified"]:
            code, found = "nil_unqualified", Found.UNSURE
        elif not body_named(context, seen):
            code, found = "nil_without_body", Found.UNSURE
        elif context.item.nil_scope is not NilScope.QUALIFIED:
            code, found = "nil_not_allowed", Found.UNSURE
        else:
            code, found = "nil_declared", Found.NIL
        return context.observe("plan", found, code, quote=nil["line"], place=place_of(seen, nil))
    text = seen.document.text
    terms = component_of(context, "plan").recognise.terms
    title = next((one for one in terms if contains(text, one)), None)
    if title is None:
        return None
    columns = [name for name in PLAN_COLUMNS if contains(text, name)]
    if len(columns) >= 3 and _PLAN_CODE.search(fold_digits(text)):
        return context.observe(
            "plan",
            Found.YES,
            "plan_text",
            quote=" | ".join(columns),
            place=seen.place(page=1),
            confidence=0.8,
        )
    # Its rows may stand there in another form than the annex's.
    cells = (cell for table in seen.document.tables for row in table.rows for cell in row)
    other = _PLAN_CODE.search(fold_digits(text)) or any(map(_BAHT.search, map(fold_digits, cells)))
    found, code = (Found.UNSURE, "mentioned_only") if other else (Found.NO, "annex_missing")
    return context.observe("plan", found, code, quote=title, place=seen.place(page=1))


def _plan_year(context: Context, seen: Seen) -> Observation:
    by_label = year_of(context, bare(seen), "year")
    codes = {2500 + int(match[1]) for match in _PLAN_CODE.finditer(fold_digits(seen.document.text))}
    if not codes or by_label.found is Found.NO:
        return by_label
    if context.year in codes:
        if by_label.found is Found.YES:
            return by_label
        return context.observe(
            "year",
            Found.YES,
            "plan_codes",
            quote=f"P{context.year - 2500}…",
            place=seen.place(page=1),
            covered=str(context.year),
        )
    other = str(max(codes))
    if by_label.found is Found.YES:
        return context.observe(
            "year",
            Found.UNSURE,
            "years_mixed",
            quote=by_label.quote,
            place=by_label.place,
            year=str(context.year),
            other=other,
        )
    return context.observe(
        "year",
        Found.NO,
        "wrong_year",
        place=seen.place(page=1),
        year=str(context.year),
        other=other,
    )


# --- O20 -------------------------------------------------------------------------------------


ASKED_BY = frozenset({"deptId", "deptsubId", "q", "filters"})
"""What a shared service is asked by for one body's announcements: e-GP's feed, then CKAN."""


def recognise_announcements(context: Context) -> list[Observation]:
    """One dated announcement of the body in the fiscal year; a nil is for a person (the seed allows
    none). What a shared service answers counts when it was asked for the body or names it."""
    announced: list[Observation] = []
    years: list[Observation] = []
    for seen in context.seen:
        listed = [row for row in context.records("announcements", seen) if row["kind"] != "plan"]
        rows = [row for row in listed if row["date"]] or listed
        if rows and (named := _other_announcer(context, seen)):
            for component, observations in (("announcement", announced), ("year", years)):
                observations.append(
                    context.observe(
                        component,
                        Found.NO,
                        "other_body",
                        quote=named,
                        place=place_of(seen, rows[0]),
                        body=named,
                    )
                )
            continue
        for row in rows:
            day = date.fromisoformat(row["date"]) if row["date"] else None
            quote = " ".join(str(part) for part in (row["title"], row["date_text"]) if part)
            place = place_of(seen, row)
            right = day is not None and in_year(context, day) is Found.YES
            ours = _asked_for_us(context, seen) or _names_us(context, seen, row)
            announced.append(
                context.observe(
                    "announcement",
                    Found.YES if ours else Found.UNSURE,
                    "announcement_shown" if ours else "announcer_unknown",
                    quote=quote,
                    place=place,
                    confidence=1.0 if right else 0.5,
                )
            )
            year = _announced_in(context, day, quote, place)
            if year.found is Found.YES and not ours:
                year = year.model_copy(update={"found": Found.UNSURE, "code": "announcer_unknown"})
            years.append(year)
        if rows:
            continue
        nil = next(
            (one for one in context.records("nils", seen) if one["matter"] == "procurement"), None
        )
        if nil is not None:
            for component in ("announcement", "year"):
                observation = context.observe(
                    component,
                    Found.UNSURE,
                    "nil_not_allowed",
                    quote=nil["line"],
                    place=place_of(seen, nil),
                )
                (announced if component == "announcement" else years).append(observation)
        elif seen.document.type == "rss":
            announced.append(
                context.observe("announcement", Found.UNSURE, "feed_empty", place=seen.place())
            )
            years.append(context.observe("year", Found.UNSURE, "feed_empty", place=seen.place()))
    return [
        best(announced) or context.observe("announcement", Found.NO, "component_missing"),
        best(years)
        or context.observe("year", Found.NO, "component_missing", year=str(context.year)),
    ]


def _other_announcer(context: Context, seen: Seen) -> str | None:
    """The other province whose announcement a document is. A list may begin with any row's."""
    if seen.document.type in ("html", "rss", "json"):
        return None
    return other_body(seen.document, context.agency, context.unit)


def _asked_for_us(context: Context, seen: Seen) -> bool:
    """The agency's own site, or a shared service that was asked for one body."""
    parts = urlsplit(seen.capture.url)
    shared = {host.name for host in context.agency.hosts if host.shared}
    return parts.hostname not in shared or bool(ASKED_BY & parse_qs(parts.query).keys())


def _names_us(context: Context, seen: Seen, row: dict[str, Any]) -> bool:
    """Whether an announcement's own row or line names the agency or the unit."""
    place = place_of(seen, row)
    text = str(row["title"])
    if place.table is not None and place.row is not None:
        table = seen.document.tables[place.table]
        text = " ".join(table.rows[place.row - table.top])
    return names_body(text, context.agency, context.unit)


def _announced_in(context: Context, day: date | None, quote: str, place: Any) -> Observation:
    if day is None:
        return context.observe(
            "year",
            Found.UNSURE,
            "announcements_undated",
            quote=quote,
            place=place,
            year=str(context.year),
        )
    found = in_year(context, day)
    codes = {Found.YES: "dated_in_year", Found.UNSURE: "calendar_year", Found.NO: "wrong_year"}
    return context.observe(
        "year",
        found,
        codes[found],
        quote=quote,
        place=place,
        covered=str(month_of(day)) if found is Found.YES else "",
        year=str(context.year),
        other=str(month_of(day).fiscal_year),
    )


# --- O21 -------------------------------------------------------------------------------------

FEW_FACTS = 4
"""Of the eight facts that the criterion names as examples: this many or fewer are for a person."""
FACTS = (
    "work",
    "budget_text",
    "reference_price_text",
    "method",
    "bidders",
    "winner",
    "reason",
    "contract",
)


class Section(NamedTuple):
    """The rows under one heading of a document."""

    seen: Seen
    form: str
    month: Month | None
    """The heading's."""
    label: Month | None
    """The link's."""
    rows: list[dict[str, Any]]

    @property
    def heading(self) -> str:
        return str(self.rows[0]["heading"])

    @property
    def row_months(self) -> list[Month]:
        return [
            month_of(date.fromisoformat(row["contract_date"]))
            for row in self.rows
            if row["contract_date"]
        ]


def recognise_summary(context: Context) -> list[Observation]:
    """Each month by itself: its heading and rows really of it, or a nil declared for it."""
    sections = [section for seen in context.seen for section in _sections(context, seen)]
    nils = [
        (seen, nil)
        for seen in context.seen
        for nil in context.records("nils", seen)
        if _about_procurement(seen, nil)
    ]
    months = [_month(context, month, sections, nils) for month in context.months]
    shown = next((one for one in months if one.found in (Found.YES, Found.NIL)), None)
    observations: list[Observation] = []
    if context.has("report"):
        if shown is not None:
            report = context.observe(
                "report", Found.YES, "report_shown", quote=shown.quote, place=shown.place
            )
        elif any(section.form == "skr1" for section in sections):
            report = context.observe(
                "report",
                Found.YES,
                "report_shown",
                quote=sections[0].heading,
                place=place_of(sections[0].seen, sections[0].rows[0]),
            )
        elif doubt := next((one for one in months if one.found is Found.UNSURE), None):
            report = doubt.model_copy(update={"component": "report", "part": ""})
        else:
            report = context.observe("report", Found.NO, "component_missing")
        observations.append(report)
    if context.has("details"):
        observations.append(_details(context, sections))
    return observations + months


def _sections(context: Context, seen: Seen) -> list[Section]:
    rows: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in context.records("procurement_summary", seen):
        rows.setdefault((row["form"], row["place_table"], row["heading_month"]), []).append(row)
    label = label_month(context, seen.capture.label)
    return [
        Section(seen, form, parse(month).months[0] if month else None, label, group)
        for (form, _, month), group in rows.items()
    ]


def _about_procurement(seen: Seen, nil: dict[str, Any]) -> bool:
    if nil["matter"] == "form":
        return contains(seen.document.text, "จัดซื้อ") or contains(seen.document.text, "สขร")
    return bool(nil["matter"] == "procurement")


def _month(
    context: Context,
    month: Month,
    sections: list[Section],
    nils: list[tuple[Seen, dict[str, Any]]],
) -> Observation:
    candidates = [
        _section(context, month, section)
        for section in sections
        if section.form == "skr1" and section.month == month
    ]
    candidates += [
        _by_rows(context, month, section)
        for section in sections
        if section.form == "skr1"
        and section.month is None
        and section.row_months
        and set(section.row_months) == {month}
    ]
    candidates += _nil_of_month(context, month, nils)
    settled = best(candidates)
    if settled is not None and settled.found is not Found.NO:
        return settled
    return settled or _absent_month(context, month, sections)


def _section(context: Context, month: Month, section: Section) -> Observation:
    place = place_of(section.seen, section.rows[0])

    def say(found: Found, code: str, **args: str) -> Observation:
        row = context.observe(
            "months",
            found,
            code,
            quote=_row_quote(section),
            place=place,
            part=str(month),
            covered=str(month) if found is Found.YES else "",
        )
        return row.model_copy(update={"args": args})

    if verdict := _not_ours(context, section.seen, "months", part=str(month)):
        return verdict
    named = [row for row in section.rows if str(row["work"] or "").strip(" -–—")]
    if not named:
        return say(Found.UNSURE, "dash_unexplained")
    dated = section.row_months
    inside = sum(one == month for one in dated)
    if dated and not inside:
        return say(Found.NO, "wrong_month", heading=month.name_th, rows=dated[0].name_th)
    if inside < len(dated) - inside:
        return say(
            Found.UNSURE,
            "mixed_months",
            heading=month.name_th,
            rows=next(one for one in dated if one != month).name_th,
        )
    if _facts(section.rows) <= FEW_FACTS:
        return say(Found.UNSURE, "few_facts", count=str(_facts(section.rows)))
    if not dated:
        return say(Found.UNSURE, "rows_undated", heading=month.name_th)
    return say(Found.YES, "month_shown")


def _by_rows(context: Context, month: Month, section: Section) -> Observation:
    """A heading without its month: the contracts' dates tell (items guide, O21)."""
    found = _section(context, month, section)
    return found.model_copy(update={"code": "month_by_rows"}) if found.found is Found.YES else found


def _nil_of_month(
    context: Context, month: Month, nils: list[tuple[Seen, dict[str, Any]]]
) -> list[Observation]:
    found = []
    for seen, nil in nils:
        said = nil["months"].split() or [
            str(one)
            for one in (nil["heading_month"] or label_month(context, seen.capture.label),)
            if one
        ]
        if str(month) not in said:
            continue
        if nil["narrowed"]:
            verdict, code = Found.UNSURE, "nil_narrowed"
        elif context.item.nil_scope is not NilScope.MONTH:
            verdict, code = Found.UNSURE, "nil_not_allowed"
        elif not body_named(context, seen):
            verdict, code = Found.UNSURE, "nil_without_body"
        else:
            verdict, code = Found.NIL, "nil_declared"
        found.append(
            context.observe(
                "months",
                verdict,
                code,
                quote=nil["line"],
                place=place_of(seen, nil),
                part=str(month),
                covered=str(month) if verdict is Found.NIL else "",
            )
        )
    return found


def _absent_month(context: Context, month: Month, sections: list[Section]) -> Observation:
    """Nothing says this month: what stands in its place, if anything does."""
    part = str(month)
    for section in sections:
        place = place_of(section.seen, section.rows[0])
        rows = section.row_months
        labelled = section.label == month and section.month != month
        other_year = section.month and section.month.month == month.month
        if section.form == "skr1" and (labelled or other_year or (rows and set(rows) == {month})):
            said = section.month or (rows[0] if rows else None)
            return context.observe(
                "months",
                Found.NO,
                "wrong_month",
                quote=_row_quote(section),
                place=place,
                part=part,
                heading=said.name_th if said else "",
                rows=(rows[0] if rows else said or month).name_th,
            )
    for section in sections:
        if section.form != "skr1" and month in section.row_months:
            code = "quarterly_form" if section.form == "v119" else "other_form"
            return context.observe(
                "months",
                Found.NO if section.form == "v119" else Found.UNSURE,
                code,
                quote=_row_quote(section),
                place=place_of(section.seen, section.rows[0]),
                part=part,
            )
    undated = next(
        (
            (seen, nil)
            for seen in context.seen
            for nil in context.records("nils", seen)
            if nil["matter"] == "procurement"
            and not nil["months"]
            and not nil["heading_month"]
            and label_month(context, seen.capture.label) is None
        ),
        None,
    )
    if undated is not None:
        seen, nil = undated
        return context.observe(
            "months",
            Found.UNSURE,
            "nil_without_period",
            quote=nil["line"],
            place=place_of(seen, nil),
            part=part,
        )
    return context.observe("months", Found.NO, "month_missing", part=part)


def _details(context: Context, sections: list[Section]) -> Observation:
    rows = [row for section in sections for row in section.rows if section.form == "skr1"]
    count = _facts(rows)
    if not rows:
        return context.observe("details", Found.NO, "component_missing", count="0")
    return context.observe(
        "details",
        Found.YES if count > FEW_FACTS else Found.UNSURE,
        "facts_shown" if count > FEW_FACTS else "few_facts",
        quote=_row_quote(sections[0]),
        place=place_of(sections[0].seen, sections[0].rows[0]),
        count=str(count),
    )


def _facts(rows: Iterable[dict[str, Any]]) -> int:
    """How many of the eight facts some row really states."""
    listed = list(rows)
    return sum(any(str(row[name] or "").strip(" -–—") for row in listed) for name in FACTS)


def _row_quote(section: Section) -> str:
    row = section.rows[0]
    parts = (section.heading[-80:], row["work"], row["budget_text"], row["contract"])
    return " | ".join(str(part) for part in parts if part)


# --- O22 -------------------------------------------------------------------------------------

PARTS = ("budget", "summary", "problems", "advice")
_MONEY_LINE = re.compile(r"(?:งบประมาณ|วงเงิน|เบิกจ่าย|ใช้จ่าย)[^\n]{0,80}?\d[\d,]*(?:\.\d+)?\s*บาท")

_METHOD_LINE = re.compile(
    r"วิธี(?:การ)?(?:เฉพาะเจาะจง|คัดเลือก|ประกาศเชิญชวน|ประกวดราคา|e-bidding)[^\n]{0,60}?\d[\d,.]*"
)


def recognise_report(context: Context) -> list[Observation]:
    """The four parts with something under each, in a report of the year before.

    What stands under a last heading is never the page's foot.
    """
    readings = [Reading(seen, ()) for seen in context.seen]
    documents = [one.seen for one in readings]
    reports = [(seen, context.records("report_parts", seen)) for seen in documents]
    own = [(seen, rows) for seen, rows in reports if len({row["part"] for row in rows}) >= 2]
    chosen = own or [(seen, rows) for seen, rows in reports if rows] or reports
    years = {
        id(one.seen): unless_part_of_year(context, one, year_of(context, one.seen, "year"))
        for one in readings
    }
    right = [(seen, rows) for seen, rows in chosen if years[id(seen)].found is not Found.NO]
    chosen = right or chosen  # a report may be in several files, but not of several years
    observations = []
    for component in context.components:
        if component.id in PARTS:
            found = best(_part(context, seen, component.id, rows) for seen, rows in chosen)
            missing = context.observe(component.id, Found.NO, "component_missing")
            observations.append(found or missing)
    used = {one.place.url for one in observations if one.found is not Found.NO}
    spoken = [years[id(seen)] for seen, _ in chosen if seen.capture.final_url in used]
    year = worst(spoken) or worst(years[id(seen)] for seen, _ in chosen)
    return [*observations, year or context.observe("year", Found.NO, "component_missing")]


def _part(context: Context, seen: Seen, part: str, rows: list[dict[str, Any]]) -> Observation:
    if verdict := _not_ours(context, seen, part):
        return verdict
    own = [row for row in rows if row["part"] == part]
    found = best(_heading(context, seen, part, row) for row in own)
    if found is not None:
        return found
    folded = fold_digits(seen.document.text)
    shape = {"budget": _MONEY_LINE, "summary": _METHOD_LINE}.get(part)
    if shape is not None and (line := shape.search(folded)):
        return context.observe(
            part,
            Found.YES,
            "part_in_text",
            quote=seen.document.text[line.start() : line.end()],
            place=seen.place(),
            confidence=0.7,
        )
    terms = component_of(context, part).recognise.terms
    is_report = len({row["part"] for row in rows}) >= 2
    if is_report and part in ("problems", "advice") and (hint := first(seen, terms)):
        return context.observe(part, Found.UNSURE, "mentioned_only", quote=hint[0], place=hint[1])
    return context.observe(part, Found.NO, "component_missing", place=seen.place())


def _heading(context: Context, seen: Seen, part: str, row: dict[str, Any]) -> Observation:
    content = row["content"] or ""
    quote = f"{row['heading']} {content}"
    if row["content_kind"] == "blank":
        found, code = Found.NO, "heading_empty"
    elif row["content_kind"] == "dash":
        found, code = Found.UNSURE, "dash_unexplained"
    elif row["content_kind"] == "none":
        declared = part in ("problems", "advice")
        found = Found.YES if declared else Found.UNSURE
        code = "part_declared_none" if declared else "no_number"
    elif part in ("budget", "summary") and not row["has_number"]:
        found = Found.NO if row["number_blank"] else Found.UNSURE
        code = "number_blank" if row["number_blank"] else "no_number"
    elif part == "budget" and row["number_blank"]:
        found, code = Found.UNSURE, "number_blank"
    else:
        found, code = Found.YES, "part_shown"
    return context.observe(part, found, code, quote=quote, place=place_of(seen, row))


def _not_ours(context: Context, seen: Seen, component: str, part: str = "") -> Observation | None:
    """A draft, or a document that names another province and never ours."""
    if is_draft(seen.document):
        return context.observe(
            component, Found.NO, "draft", quote=seen.document.title, place=seen.place(), part=part
        )
    if named := other_body(seen.document, context.agency, context.unit):
        return context.observe(
            component,
            Found.NO,
            "other_body",
            quote=named,
            place=seen.place(),
            part=part,
            body=named,
        )
    return None
