"""O16 to O18: service statistics, the satisfaction survey, e-services."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from ita_evidence import periods
from ita_evidence.model import Found, Link, Observation
from ita_evidence.periods import Month
from ita_evidence.thai import dates
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import contains
from ita_evidence.validation import covered
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.common import (
    HEAD,
    best,
    best_document,
    head_of,
    is_draft,
    looked_at,
    other_body,
    place_of,
    year_of,
)
from ita_evidence.validation.recognisers.pages import (
    component_of,
    home_of,
    links_to_evidence,
    of_host,
    on_home_page,
    option,
    own_text,
)
from ita_evidence.validation.recognisers.pages import named as named_in
from ita_evidence.validation.recognisers.reading import bare, kind_of

# --- O16 -------------------------------------------------------------------------------------


def recognise_statistics(context: Context) -> list[Observation]:
    """Figures of services given, and that they hold October to March."""
    figures: list[Observation] = []
    by_service: dict[str, set[Month]] = {}
    dashed: dict[str, set[Month]] = {}
    loose: set[Month] = set()
    announced: set[Month] = set()
    texts: list[Observation] = []
    dashes: list[Observation] = []
    for seen in context.seen:
        counted = [
            row for row in context.records("service_statistics", seen) if row["count"] is not None
        ]
        nil = list(_nil_months(seen, counted))
        for service, months in _row_months(context, seen, nil).items():
            dashed.setdefault(service, set()).update(months)
        dashes += [_nil(context, seen, row) for row in nil]
        if not counted:
            continue
        apart = option(context, "statistics", "not_counted")
        rows = [row for row in counted if not named_in(str(row["service"]), apart)]
        is_apart = not rows
        rows = rows or counted
        if is_draft(seen.document):
            figures.append(context.observe("statistics", Found.NO, "draft", place=seen.place()))
            continue
        if named := other_body(seen.document, context.agency, context.unit):
            figures.append(
                context.observe("statistics", Found.NO, "other_body", quote=named, body=named)
            )
            continue
        first = rows[0]
        quote = f"{first['service'] or ''} {first['count_text']}"
        head = own_text(seen.document)[:HEAD]
        of_services = contains(head, "บริการ")
        is_other = named_in(head, component_of(context, "statistics").recognise.none_of)
        found, code = (
            (Found.UNSURE, "other_document")
            if is_apart or (is_other and not of_services)
            else (Found.YES, "figures_shown")
        )
        figures.append(
            context.observe("statistics", found, code, quote=quote, place=place_of(seen, first))
        )
        spoken = covered.ranges(seen.document, looked_at(seen))
        by_month: set[Month] = set()
        says = [row for row in nil if row["kind"] == "none" or _explained(seen)]
        for service, months in _row_months(context, seen, [*rows, *says]).items():
            by_service.setdefault(service, set()).update(months)
            by_month |= months
        if not by_month:
            loose |= _headed(context, seen, rows) or spoken.months
            announced |= spoken.months
        texts.append(
            context.observe(
                "first_half",
                Found.YES,
                "period_covered",
                quote=spoken.text or covered.span_text(by_month),
                place=seen.place(page=spoken.page),
            )
        )
    statistics = best(figures) or context.observe("statistics", Found.NO, "component_missing")
    half = period(context, "first_half", loose.union(announced, *by_service.values()), texts)
    whole = [loose, *(loose | one for one in by_service.values())]
    if half.found is Found.YES and not any(set(context.months) <= one for one in whole):
        # One service's months and another's make no half-year together, nor do those of a heading
        # under which no figure stands.
        update = {"found": Found.UNSURE, "code": "period_unclear", "covered": ""}
        half = half.model_copy(update=update)
    needed = set(context.months)
    if half.found is not Found.YES and any(
        needed <= by_service.get(one, set()) | months for one, months in dashed.items()
    ):
        half = dashes[0]
        if statistics.code == "component_missing":
            statistics = half.model_copy(update={"component": "statistics"})
    return [statistics, half]


_LEGEND = re.compile(
    r"""[-–—]\s*["'”)\]]?\s*(?:หมายถึง|หมายความว่า|คือ|=)\s*["'“]?(?:ไม่มี|ไม่พบ|0|ศูนย์)"""
)
LABEL_CHARS = 30
"""A cell that names a month says little else."""
_NO_SERVICE = ("รวม", "หมายเหตุ")
"""Heads of columns that count no service of their own."""


def _explained(seen: Seen) -> bool:
    """Whether the document says that its dashes mean none."""
    return bool(_LEGEND.search(fold_digits(seen.document.text)))


def _nil_months(seen: Seen, counted: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The cells of months that hold a dash or "ไม่มี" and no figure, as rows of figures are told: in
    the tables that count services, or in all of what is about services and counts nothing."""
    tables = {row["place_table"] for row in counted}
    about = not counted and contains(own_text(seen.document)[:HEAD], "บริการ")
    for index, table in enumerate(seen.document.tables):
        header: tuple[str, ...] = ()
        above: dict[int, dates.FoundMonth] = {}
        for position, row in enumerate(table.rows if about or index in tables else ()):
            months = {at: one for at, cell in enumerate(row) if (one := _month_of(cell))}
            if len(months) > 1 or not (header or months):
                header, above = row, months
                continue
            label = next((cell for cell in row if kind_of(cell) == "text"), "")
            for at, cell in enumerate(row):
                month = next(iter(months.values()), above.get(at))
                column = header[at] if at < len(header) else ""
                kind = kind_of(cell)
                if month and kind in ("dash", "none") and not column.startswith(_NO_SERVICE):
                    yield {
                        "service": f"{label} {column}",
                        "month": str(month.month) if month.month else None,
                        "month_number": month.month_number,
                        "count_text": cell.strip(),
                        "kind": kind,
                        "place_page": table.page,
                        "place_sheet": table.name,
                        "place_table": index,
                        "place_row": table.top + position,
                    }


def _month_of(cell: str) -> dates.FoundMonth | None:
    """The one month that a cell names."""
    if len(cell) > LABEL_CHARS or dates.find_ranges(cell):
        return None
    found = dates.find_months(cell)
    return found[0] if len(found) == 1 else None


def _nil(context: Context, seen: Seen, row: dict[str, Any]) -> Observation:
    """A month's dash: it may mean none, or that it was not counted yet."""
    return context.observe(
        "first_half",
        Found.UNSURE,
        "dash_unexplained" if row["kind"] == "dash" else "no_number",
        quote=f"{row['service']} {row['count_text']}",
        place=place_of(seen, row),
    )


def _row_months(context: Context, seen: Seen, rows: list[dict[str, Any]]) -> dict[str, set[Month]]:
    """The months that have figures, by service; one without a year is of the document's label
    year."""
    labels = [year.year for year in covered.label_years(seen.document) if not year.in_memo]
    year = context.year if context.year in labels else labels[0] if labels else None
    offices = "".join(sorted(set(_OFFICE.findall(head_of(seen.document)))))
    found: dict[str, set[Month]] = {}
    for row in rows:
        months = found.setdefault(offices + _service(str(row["service"] or "")), set())
        if row["month"]:
            months.update(periods.parse(str(row["month"])).months)
        elif row["month_number"] and year:
            number = int(row["month_number"])
            months.add(Month(year - (number >= 10), number))
    return found


_OFFICE = re.compile("สำนักงาน[ก-๙]+")


def _service(label: str) -> str:
    """What is counted, without its month, year and number."""
    for one in reversed(dates.find_months(label)):
        label = label[: one.start] + label[one.end :]
    return re.sub(r"[\d\W_]+", "", label)


def _headed(context: Context, seen: Seen, rows: list[dict[str, Any]]) -> frozenset[Month]:
    """The months that the figures' own heads or the lines over them say, where they do so of each
    of them."""
    day = looked_at(seen)
    said = [
        covered.last_said(str(row["service"] or ""), {context.year}, day)
        or covered.last_said(str(row["heading"] or ""), {context.year}, day)
        for row in rows
    ]
    return frozenset[Month]().union(*said) if all(said) else frozenset()


def period(
    context: Context, component: str, months: Iterable[Month], texts: list[Observation]
) -> Observation:
    """Whether the months found hold all that are needed; else what is short, wrong or not said."""
    spoken = set(months)
    missing = [month for month in context.months if month not in spoken]
    template = texts[0] if texts else context.observe(component, Found.NO, "period_unknown")
    if not missing:
        return template.model_copy(
            update={
                "found": Found.YES,
                "code": "period_covered",
                "covered": covered.span_text(set(context.months)),
            }
        )
    if not texts:
        return context.observe(component, Found.NO, "period_missing")
    if not spoken:
        return _no_months(context, component, template)
    inside = [month for month in context.months if month in spoken]
    return template.model_copy(
        update={
            "found": Found.NO,
            "code": "period_short" if inside else "wrong_period",
            "covered": covered.span_text(spoken),
            "args": {
                "missing": ", ".join(month.name_th for month in missing),
                "found_period": covered.span_text(spoken),
            },
        }
    )


def _no_months(context: Context, component: str, template: Observation) -> Observation:
    """No range at all: another year's label says it is wrong, else a person must look."""
    labels = [
        year
        for seen in context.seen
        if seen.capture.final_url == template.place.url
        for year in covered.label_years(seen.document)
        if not year.in_memo
    ]
    if labels and all(year.year < context.year for year in labels):
        return template.model_copy(
            update={
                "found": Found.NO,
                "code": "wrong_period",
                "quote": labels[0].text,
                "args": {"missing": "", "found_period": str(labels[0].year)},
            }
        )
    return template.model_copy(
        update={
            "found": Found.UNSURE,
            "code": "period_unknown",
            "quote": labels[0].text if labels else template.quote,
        }
    )


# --- O17 -------------------------------------------------------------------------------------

_OTHER_SURVEY = re.compile("ฝึกอบรม|การอบรม|หลักสูตร|เว็บไซต์|โครงการอบรม")


def recognise_satisfaction(context: Context) -> list[Observation]:
    """Results, not the empty questionnaire, of the year before."""
    documents = [
        [_results(context, seen), year_of(context, bare(seen), "year")]
        for seen in context.seen
        if contains(seen.document.text, "ความพึงพอใจ")
    ]
    shown = [rows for rows in documents if rows[0].found is not Found.NO]
    return best_document(shown or documents) or [
        context.observe("result", Found.NO, "results_missing"),
        context.observe("year", Found.NO, "component_missing", year=str(context.year)),
    ]


def _results(context: Context, seen: Seen) -> Observation:
    if is_draft(seen.document):
        return context.observe("result", Found.NO, "draft", place=seen.place())
    if named := other_body(seen.document, context.agency, context.unit):
        return context.observe("result", Found.NO, "other_body", quote=named, body=named)
    rows = context.records("satisfaction", seen)
    if not rows:
        return context.observe("result", Found.NO, "results_missing", place=seen.place())
    first = rows[0]
    values = [str(first[name]) for name in ("mean", "percent", "level") if first[name] is not None]
    quote = " ".join([first["question"] or "", *values])
    about = f"{seen.document.title} {first['heading'] or ''}"
    said = f"{about} {own_text(seen.document)[:HEAD]}"
    of_services = named_in(said, option(context, "result", "of_services"))
    if not of_services or (_OTHER_SURVEY.search(about) and not contains(about, "การให้บริการ")):
        return context.observe(
            "result", Found.UNSURE, "other_survey", quote=about, place=place_of(seen, first)
        )
    if all(row["source"] == "prose" for row in rows):
        # A figure in a sentence may be a target, another year's or another survey's.
        return context.observe(
            "result", Found.UNSURE, "results_in_prose", quote=quote, place=place_of(seen, first)
        )
    return context.observe(
        "result", Found.YES, "results_shown", quote=quote, place=place_of(seen, first)
    )


# --- O18 -------------------------------------------------------------------------------------

_FRONT = re.compile(r"(?:(?:th|en|home|main|index)(?:\.\w+)?/?)*", re.I)
_FORM_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|zip)$", re.I)
E_SERVICE = (
    "E-Service",
    "eService",
    "บริการออนไลน์",
    "บริการอิเล็กทรอนิกส์",
    "ออนไลน์",
)
SERVICES = ("อิเล็กทรอนิกส์", "ยื่น", "ขอรับ", "จดทะเบียน", "หนังสือรับรอง", "ชำระ", "จอง", "ต่ออายุ")
"""What a link of a department's system says that one can do there."""


def recognise_e_service(context: Context) -> list[Observation]:
    """A link to the unit's own online system, on a page that the home page leads to.

    A link counts by standing on the page: the system itself is never asked.
    """
    hosts = _hosts(context)
    channels = [
        observation
        for seen in context.seen
        for link in seen.document.links
        if (observation := _channel(context, seen, link, hosts))
    ]
    channel = best(channels) or context.observe("channel", Found.NO, "component_missing")
    return [channel, _from_home(context, hosts)]


def _hosts(context: Context) -> tuple[str, ...]:
    """Hosts of the unit's systems, by its roles: `options.hosts` of the channel component."""
    by_role: dict[str, list[str]] = next(
        (
            one.recognise.options.get("hosts", {})
            for one in context.components
            if one.id == "channel"
        ),
        {},
    )
    return tuple(host for role in context.unit.roles for host in by_role.get(role, ()))


def _channel(
    context: Context, seen: Seen, link: Link, hosts: tuple[str, ...]
) -> Observation | None:
    target = urlsplit(urljoin(seen.capture.final_url, link.href))
    if target.scheme not in ("http", "https") or not target.hostname:
        return None
    known = of_host(target.hostname, hosts)
    named = any(contains(f"{link.heading} {link.text}", term) for term in E_SERVICE)
    own = target.hostname == urlsplit(seen.capture.final_url).hostname

    def say(found: Found, code: str, confidence: float = 1.0) -> Observation:
        return context.observe(
            "channel",
            found,
            code,
            quote=f"{link.text} → {target.geturl()}",
            place=seen.place(),
            confidence=confidence,
        )

    if (known or named) and _FORM_FILE.search(target.path):
        return say(Found.NO, "forms_only", 0.8)
    if known and _is_front(target, known):
        return say(Found.NO, "link_to_front_page", 0.9)
    if known and not named and _is_main_site(target, known):
        return say(Found.UNSURE, "page_of_department", 0.6)
    told = named or any(contains(link.text, term) for term in SERVICES)
    never = named_in(link.text, component_of(context, "channel").recognise.none_of)
    if known and (never or not told):
        return say(Found.UNSURE, "page_of_department", 0.6)
    if known:
        return say(Found.YES, "link_to_system")
    if not named:
        return None
    if own:
        return None
    if not hosts and target.path.strip("/"):
        return say(Found.UNSURE, "unknown_system", 0.5)
    return None


def _is_main_site(target: SplitResult, host: str) -> bool:
    """A department's own site, where its news stand too; its systems have hosts of their own."""
    return target.hostname in (host, f"www.{host}")


def _is_front(target: SplitResult, host: str) -> bool:
    """A department's front page: its site without a path, or with one that says no more."""
    bare = _FRONT.fullmatch(target.path.strip("/")) is not None and not target.query
    return _is_main_site(target, host) and bare


def _from_home(context: Context, hosts: tuple[str, ...]) -> Observation:
    component = "from_home"
    if itself := on_home_page(context):
        return context.observe(component, Found.YES, "on_home_page", place=itself.place())
    home = home_of(context, component)
    if isinstance(home, Observation):
        return home
    systems = (link for link in home.document.links if _is_system(home, link, hosts))
    for link in chain(links_to_evidence(context, home), systems):
        return context.observe(
            component,
            Found.YES,
            "linked_from_home",
            quote=f"{link.text} → {urljoin(home.capture.final_url, link.href)}",
            place=home.place(),
        )
    drawn = home.document.scripts and not home.document.links
    code = "drawn_not_written" if drawn else "not_linked"
    return context.observe(component, Found.UNSURE if drawn else Found.NO, code, place=home.place())


def _is_system(home: Seen, link: Link, hosts: tuple[str, ...]) -> bool:
    target = urlsplit(urljoin(home.capture.final_url, link.href))
    known = of_host(target.hostname, hosts)
    return known is not None and not _is_front(target, known)
