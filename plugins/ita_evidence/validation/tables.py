"""The three tables of a target: `captures`, `components`, `records`.

A unit's readable evidence goes to the recogniser of each component's kind; what could not be read
turns a `no` into `unsure`, since absent from the text is not absent (design §8).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from ita_evidence.errors import ExtractionError, JudgeError
from ita_evidence.model import (
    SUBMITTED,
    Capture,
    Component,
    Document,
    Evidence,
    Found,
    Item,
    Observation,
    PeriodRule,
    Picture,
    Place,
    TextQuality,
    Unit,
    UnitsRule,
)
from ita_evidence.periods import Month
from ita_evidence.validation import decisions, echo, outcomes
from ita_evidence.validation.doubts import Doubt, doubt
from ita_evidence.validation.inputs import Context, Judging, Seen, needed_months
from ita_evidence.validation.recognisers import KINDS, LISTS, PICTURES, PLACES, RECORDS
from ita_evidence.validation.recognisers.common import label_month, other_body
from ita_evidence.validation.recognisers.reading import own_words

LOGO_SHARE = 0.03
"""A picture up to this share of its page is a logo; a bigger one may show what the text lacks."""
TELLING_CHARS = 800
"""Letters of a page's own, beside its links, from which it tells something itself."""
SHOWN_PX = 500
"""A web page's picture this wide, and half as high, shows more than a logo or a banner."""
PARTLY_READ = frozenset({"damaged", "pages_skipped", "tables_truncated", "truncated"})
"""Flags of a document (`extraction/readers`) whose silence proves nothing: more of it is there."""
_DECORATION = re.compile(
    "(?<![a-z])(?:logo|icon|banner|header|footer|sprite|button|arrow|bullet|social|facebook|"
    "youtube|twitter|line|qr|counter)s?(?![a-z])|โลโก้|ตรา|ไอคอน|แบนเนอร์"
)

CAPTURE_COLUMNS = (
    "unit",
    "url",
    "final_url",
    "role",
    "parent",
    "label",
    "outcome",
    "meaning",
    "code",
    "status",
    "blob_sha256",
    "type",
    "text_quality",
    "last_year",
    "also_under",
)
COMPONENT_COLUMNS = (
    "row",
    "unit",
    "component",
    "part",
    "required",
    "found",
    "code",
    "quote",
    "url",
    "blob_sha256",
    "page",
    "sheet",
    "table",
    "place_row",
    "confidence",
    "covered",
)


@dataclass(frozen=True)
class Tables:
    """The rows as values and as frames; `observations[row]` is the row `row` of `components`."""

    observations: tuple[Observation, ...]
    captures: pd.DataFrame
    components: pd.DataFrame
    records: pd.DataFrame


@dataclass(frozen=True)
class Hidden:
    """Evidence of a unit that could not be read, and what that says of what was not found."""

    found: Found
    code: str
    url: str
    blob_sha256: str
    month: Month | None
    """Where its link names a month, it hides that month alone."""
    weight: int
    """What is told first: unseen (3), a scan (2), a picture or script (1), missing (0)."""


def build(judging: Judging) -> Tables:
    """All rows of a target, in the order of its units, components and months."""
    criteria = echo.criteria(tuple(item.wording for item in judging.criteria.values()))
    read: dict[str, Document] = {}
    for sha256, document in judging.documents.items():
        if isinstance(document, Document):
            read[sha256] = echo.without(document, criteria)
    known: dict[tuple[str, str], list[dict[str, Any]]] = {}
    offices = [one for one in judging.snapshot.evidence if one.unit != SUBMITTED]
    pooled = offices if judging.item.joint else None
    observations: list[Observation] = []
    records: list[dict[str, Any]] = []
    for unit in (*units_of(judging), *_submitted(judging)):
        evidence = [one for one in judging.snapshot.evidence if one.unit == unit.id]
        own = evidence if unit.id == SUBMITTED else pooled or evidence
        rows, found_records = _unit(judging, unit, list(own), read, known)
        observations += rows
        records += found_records
    observations = list(decisions.applied(judging, observations))
    return Tables(
        observations=tuple(observations),
        captures=captures(judging),
        components=component_frame(judging, observations),
        records=_records_frame(records),
    )


def captures(judging: Judging) -> pd.DataFrame:
    """The `captures` table: a row for each capture of the target's units, in their order, then of
    what the agency submitted."""
    rows = [
        _capture_row(judging, unit.id, capture)
        for unit in (*units_of(judging), *_submitted(judging))
        for one in judging.snapshot.evidence
        if one.unit == unit.id
        for capture in one.captures
    ]
    return pd.DataFrame(rows, columns=list(CAPTURE_COLUMNS), dtype=object)


def units_of(judging: Judging) -> tuple[Unit, ...]:
    """The target's units, in its order.

    Raises:
        JudgeError: a unit that the agency does not have.
    """
    known = {unit.id: unit for unit in judging.agency.units}
    if unknown := [unit for unit in judging.target.units if unit not in known]:
        raise JudgeError(
            f"{judging.item.id}: units {', '.join(unknown)} are not of agency "
            f"{judging.agency.id}; valid: {', '.join(known)}"
        )
    return tuple(known[unit] for unit in judging.target.units)


def is_submitted(judging: Judging) -> bool:
    """Whether the agency submitted a URL for the item, on which the verdict then is."""
    return any(one.unit == SUBMITTED for one in judging.snapshot.evidence)


def _submitted(judging: Judging) -> tuple[Unit, ...]:
    """What was submitted, as a unit of its own that may show what any of the item's units does."""
    if not is_submitted(judging):
        return ()
    units = units_of(judging)
    agency = judging.agency
    roles = tuple(dict.fromkeys(role for unit in units for role in unit.roles))
    return (Unit(id=SUBMITTED, name_th=agency.name_th, name_en=agency.name_en, roles=roles),)


def parts_of(judging: Judging, component: Component) -> tuple[str, ...]:
    """The months for which a component is needed one by one; one empty part for the others."""
    if not (judging.item.by_month and component.recognise.options.get("each_month")):
        return ("",)
    months = needed_months(judging.item, judging.period, judging.cadence)
    return tuple(str(month) for month in months)


def component_frame(judging: Judging, observations: Sequence[Observation]) -> pd.DataFrame:
    """The `components` table of these rows; `row` is each one's position."""
    required = {one.id for one in judging.item.components if one.required}
    rows = [
        (
            number,
            one.unit,
            one.component,
            one.part,
            one.component in required,
            one.found.value,
            one.code,
            one.quote,
            one.place.url,
            one.place.blob_sha256,
            one.place.page,
            one.place.sheet,
            one.place.table,
            one.place.row,
            one.confidence,
            one.covered,
        )
        for number, one in enumerate(observations)
    ]
    return pd.DataFrame(rows, columns=list(COMPONENT_COLUMNS), dtype=object)


def _unit(
    judging: Judging,
    unit: Unit,
    evidence: list[Evidence],
    read: dict[str, Document],
    known: dict[tuple[str, str], list[dict[str, Any]]],
) -> tuple[list[Observation], list[dict[str, Any]]]:
    asked = [capture for one in evidence for capture in one.captures if capture.role != "requisite"]
    shown = _documents_alone(evidence, read) if _reads_documents(judging) else asked
    seen = tuple(
        Seen(capture, read[capture.blob_sha256 or ""])
        for capture in shown
        if _is_readable(capture, read)
    )
    doubtful = _doubtful(judging, unit, seen)
    context = Context(
        item=judging.item,
        components=judging.item.components,
        agency=judging.agency,
        unit=unit,
        period=judging.period,
        months=needed_months(judging.item, judging.period, judging.cadence),
        year=judging.period.fiscal_year - (judging.item.period_rule is PeriodRule.PREVIOUS_YEAR),
        # A clean document speaks before a doubtful one that shows as much.
        seen=tuple(sorted(_once(seen), key=lambda one: one.capture.blob_sha256 in doubtful)),
        captures=tuple(asked),
        requisites=tuple(
            (capture, read.get(capture.blob_sha256 or "") if reads_pictures(judging.item) else None)
            for one in evidence
            for capture in one.captures
            if capture.role == "requisite"
        ),
        others=_others(judging, unit, read),
        home=_home(judging, read),
        extract=judging.extract,
        known=known,
    )
    hidden = _hidden(judging, context, evidence, shown, read)
    if not evidence:
        return _all(judging, unit, Found.NO, "no_source", Place(), {}), []
    if not seen:
        worst = max(hidden, key=lambda one: one.weight)
        place = Place(url=worst.url, blob_sha256=worst.blob_sha256)
        return _all(judging, unit, worst.found, worst.code, place, {}, hidden), []
    observations = _recognise(judging, context)
    records = _records(judging, context, observations)
    nothing = all(one.found is Found.NO for one in observations)
    rows = [_unless_hidden(one, hidden, nothing=nothing) for one in observations]
    on_site = judging.item.province_site or judging.item.on_site
    elsewhere = _off_site(judging, evidence) if on_site else frozenset()
    rows = [_if_on_site(one, elsewhere) for one in rows]
    rows = [_if_fresh(one, judging.snapshot.last_year) for one in rows]
    rows = [_if_undoubted(judging.item, one, doubtful) for one in rows]
    if unit.id == SUBMITTED and judging.item.units_rule is UnitsRule.EACH:
        rows = [_whose(one) for one in rows]
    return rows, records


def _others(judging: Judging, unit: Unit, read: dict[str, Document]) -> dict[str, tuple[Seen, ...]]:
    """What the compared items' snapshots show: of the unit, else of all who do their part."""
    found: dict[str, tuple[Seen, ...]] = {}
    for item, snapshots in judging.others.items():
        shown = [
            (one.unit, Seen(capture, read[capture.blob_sha256 or ""]))
            for snapshot in snapshots
            for one in snapshot.evidence
            for capture in one.captures
            if capture.role != "requisite" and _is_readable(capture, read)
        ]
        own = tuple(seen for whose, seen in shown if whose == unit.id)
        found[item] = _once(own or tuple(seen for _, seen in shown))
    return found


def _off_site(judging: Judging, evidence: list[Evidence]) -> frozenset[str]:
    """What is shown by sources that stand neither on the province's own site nor at a service that
    all agencies share, whose answers a page of the province shows (e-GP; design §4)."""
    sites = {_site(judging.agency.home_page)}
    sites |= {host.name for host in judging.agency.hosts if host.shared}
    return frozenset(
        capture.final_url
        for one in evidence
        if _site(one.source.url) not in sites
        for capture in one.captures
    )


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _if_on_site(observation: Observation, elsewhere: frozenset[str]) -> Observation:
    """What was found off the province's site is for a person: it may be linked from there."""
    if observation.found in (Found.YES, Found.NIL) and observation.place.url in elsewhere:
        return observation.model_copy(update={"found": Found.UNSURE, "code": "off_site"})
    return observation


def _if_fresh(observation: Observation, last_year: Collection[str]) -> Observation:
    """What was found in bytes of an earlier fiscal year is for a person: a dated item's file that
    is still last year's. That it was not found stays so."""
    if observation.found is not Found.NO and observation.place.blob_sha256 in last_year:
        return observation.model_copy(update={"found": Found.UNSURE, "code": "stale"})
    return observation


def _doubtful(judging: Judging, unit: Unit, seen: Iterable[Seen]) -> dict[str | None, Doubt]:
    """By digest, why a whole document is for a person."""
    first = judging.item.components[0]
    if first.recognise.kind in LISTS:
        return {
            one.capture.blob_sha256: Doubt("body_in_doubt", body, body)
            for one in seen
            if one.document.type == "html" and first.recognise.kind in PLACES
            if (body := other_body(one.document, judging.agency, unit))
        }
    return {
        one.capture.blob_sha256: found
        for one in seen
        if (found := doubt(one, judging.agency, unit, first))
    }


def _if_undoubted(
    item: Item, observation: Observation, doubtful: Mapping[str | None, Doubt]
) -> Observation:
    """What names the document was found in a doubtful one: a person is asked once, by the first
    component, by those of which one is enough, or by the month that it is of."""
    carries = (
        bool(observation.part)
        if item.by_month
        else observation.component in (item.components[0].id, *item.any_of)
    )
    found = doubtful.get(observation.place.blob_sha256)
    if not carries or found is None or observation.found not in (Found.YES, Found.NIL):
        return observation
    args = {**observation.args, "body": found.body}
    update = {"found": Found.UNSURE, "code": found.code, "quote": found.quote, "args": args}
    return observation.model_copy(update=update)


def _whose(observation: Observation) -> Observation:
    """One URL for an item that every unit must do its part of: whose part it shows is for a
    person."""
    if observation.found in (Found.YES, Found.NIL):
        return observation.model_copy(update={"found": Found.UNSURE, "code": "submitted_units"})
    return observation


def reads_pictures(item: Item) -> bool:
    """Whether the files of the pages' pictures are read too, not only the pages."""
    return any(one.recognise.kind in PICTURES for one in item.components)


def _reads_documents(judging: Judging) -> bool:
    """Whether documents alone are evidence: where links count by themselves, their page is too."""
    return all(
        one.recognise.kind == "document" and not one.recognise.options.get("files")
        for one in judging.item.components
    )


def _documents_alone(evidence: list[Evidence], read: dict[str, Document]) -> list[Capture]:
    """Without the pages that only lead to documents: a title whose link is broken shows nothing."""
    kept = []
    for one in evidence:
        # Without what is of the page itself: its frames, a list's further pages.
        linked = [c for c in one.captures if c.role == "linked" and c.label != ""]
        leads = one.source.options.get("follow") == "documents" and linked
        kept += [
            capture
            for capture in one.captures
            if capture.role != "requisite"
            and not (leads and capture.role == "source" and not _tells_itself(capture, read))
        ]
    return kept


def _tells_itself(capture: Capture, read: dict[str, Document]) -> bool:
    """Whether a page that leads to documents says as much as one."""
    document = read.get(capture.blob_sha256 or "")
    return document is not None and own_words(Seen(capture, document)) >= TELLING_CHARS


def _recognise(judging: Judging, context: Context) -> list[Observation]:
    """Each kind's recogniser over its components, in the item's order of components.

    Raises:
        JudgeError: an unknown kind, or a needed row that its recogniser did not give.
    """
    by_key: dict[tuple[str, str], Observation] = {}
    kinds: dict[str, list[Component]] = {}
    for component in judging.item.components:
        kinds.setdefault(component.recognise.kind, []).append(component)
    for kind, components in kinds.items():
        if kind not in KINDS:
            raise JudgeError(
                f"{judging.item.id}: recogniser kind {kind!r} is unknown; valid: {', '.join(KINDS)}"
            )
        for one in KINDS[kind](replace(context, components=tuple(components))):
            by_key[one.component, one.part] = one
    rows = []
    for component in judging.item.components:
        for part in parts_of(judging, component):
            if (component.id, part) in by_key:
                rows.append(by_key[component.id, part])
            elif component.required:
                raise JudgeError(
                    f"{judging.item.id}: the recogniser {component.recognise.kind} gave no row for "
                    f"component {component.id!r} {part}".rstrip()
                )
    return rows


def _all(
    judging: Judging,
    unit: Unit,
    found: Found,
    code: str,
    place: Place,
    args: dict[str, str],
    hidden: Iterable[Hidden] = (),
) -> list[Observation]:
    """The same row for every component of a unit without readable evidence; a month takes what its
    own file's capture says."""
    rows = []
    listed = list(hidden)
    for component in judging.item.components:
        for part in parts_of(judging, component):
            row = Observation(
                unit=unit.id,
                component=component.id,
                part=part,
                found=found,
                code=code,
                place=place,
                args=args,
            )
            own = [one for one in listed if part and one.month and str(one.month) == part]
            if own:
                worst = max(own, key=lambda one: one.weight)
                row = row.model_copy(
                    update={
                        "found": worst.found,
                        "code": worst.code,
                        "place": Place(url=worst.url, blob_sha256=worst.blob_sha256),
                    }
                )
            rows.append(row)
    return rows


def _unless_hidden(observation: Observation, hidden: list[Hidden], *, nothing: bool) -> Observation:
    """A `no` that the unread evidence may explain takes its code; positive findings stay.

    A missing linked file keeps the `no` and says which file: that is the cause to mend. A month is
    hidden by its own file, or by one that names none and was not read; by a picture on the page
    only where the unit shows nothing at all.
    """
    if observation.found is not Found.NO or observation.code not in ABSENT:
        return observation
    candidates = hidden
    if observation.code == "month_missing":
        own = [one for one in hidden if str(one.month) == observation.part]
        least = 1 if nothing else 2
        candidates = own or [one for one in hidden if one.month is None and one.weight >= least]
    if not candidates:
        return observation
    worst = max(candidates, key=lambda one: one.weight)
    return observation.model_copy(
        update={
            "found": worst.found,
            "code": worst.code,
            "place": Place(url=worst.url, blob_sha256=worst.blob_sha256),
        }
    )


ABSENT = frozenset(
    {
        "annex_missing",
        "component_missing",
        "form_missing",
        "heading_empty",
        "month_missing",
        "not_linked",
        "not_signed",
        "one_way",
        "period_missing",
        "qr_missing",
        "results_missing",
    }
)
"""Codes that say a thing was not seen, as against codes that say what was seen in its place."""


def _is_readable(capture: Capture, read: dict[str, Document]) -> bool:
    if outcomes.MEANING[capture.outcome] != "content" or not capture.blob_sha256:
        return False
    document = read.get(capture.blob_sha256)
    return document is not None and document.text_quality is not TextQuality.NONE


def _once(seen: tuple[Seen, ...]) -> tuple[Seen, ...]:
    """The same bytes under the same label are looked at once."""
    known: dict[tuple[str | None, str | None], Seen] = {}
    for one in seen:
        known.setdefault((one.capture.blob_sha256, one.capture.label), one)
    return tuple(known.values())


def _home(judging: Judging, read: dict[str, Document]) -> Seen | Capture | None:
    home = judging.snapshot.home
    if home is not None and _is_readable(home, read):
        return Seen(home, read[home.blob_sha256 or ""])
    return home


def _hidden(
    judging: Judging,
    context: Context,
    evidence: list[Evidence],
    captures: list[Capture],
    read: dict[str, Document],
) -> list[Hidden]:
    found = [
        Hidden(Found.UNSURE, "not_captured", one.source.url, "", None, 3)
        for one in evidence
        if not one.captures
    ]
    for capture in captures:
        month = label_month(context, capture.label) if judging.item.by_month else None
        sha256 = capture.blob_sha256 or ""
        if (hides := _hides(judging, capture, read)) is not None:
            said, code, weight = hides
            found.append(Hidden(said, code, capture.final_url, sha256, month, weight))
    # Of a page that only leads to documents too, which `captures` is without.
    found += [
        Hidden(
            Found.UNSURE,
            "left_out",
            capture.final_url,
            capture.blob_sha256 or "",
            label_month(context, capture.label) if judging.item.by_month else None,
            1,
        )
        for one in evidence
        for capture in one.captures
        if any(remark.code == "left_out" for remark in capture.remarks)
    ]
    return found


def _hides(
    judging: Judging, capture: Capture, read: dict[str, Document]
) -> tuple[Found, str, int] | None:
    """(found, code, weight) of what a capture keeps from us; None when all of it was read.

    Raises:
        JudgeError: content without a document.
    """
    if absence := outcomes.absence(capture, judging.previously_down):
        return absence.found, absence.code, 3 if absence.found is Found.UNSURE else 0
    sha256 = capture.blob_sha256 or ""
    document = read.get(sha256)
    if document is None:
        if not isinstance(judging.documents.get(sha256), ExtractionError):
            raise JudgeError(
                f"{judging.item.id}: no document for blob {sha256 or '(none)'} of {capture.url}; "
                "give a Document or an ExtractionError for every capture with content"
            )
        return Found.UNSURE, "unreadable", 2
    if document.text_quality is TextQuality.NONE:
        return Found.UNSURE, "scan_without_text", 2
    if document.text_quality is TextQuality.POOR:
        return Found.UNSURE, "text_poor", 2
    if PARTLY_READ & set(document.flags):
        return Found.UNSURE, "read_in_part", 2
    if any(remark.code == "links_gone" for remark in capture.remarks):
        return Found.UNSURE, "links_gone", 1
    if shows_more_than_text(document):
        return Found.UNSURE, "drawn_not_written", 1
    return None


def shows_more_than_text(document: Document) -> bool:
    """A picture or drawing bigger than a logo, or a script that draws, may show what is missing."""
    return (
        document.scripts
        or any(page.picture_share > LOGO_SHARE for page in document.pages)
        or any(_is_content(picture) for picture in document.pictures)
    )


def _is_content(picture: Picture) -> bool:
    """On a web page: of a size that shows something; of an unsaid size, unless its name says that
    it decorates."""
    if picture.width_px and picture.height_px:
        return picture.width_px >= SHOWN_PX and picture.height_px >= SHOWN_PX // 2
    return bool(picture.src) and not _DECORATION.search(f"{picture.src} {picture.alt}".lower())


def _capture_row(judging: Judging, unit: str, capture: Capture) -> dict[str, Any]:
    document = judging.documents.get(capture.blob_sha256 or "")
    absence = outcomes.absence(capture, judging.previously_down)
    readable = isinstance(document, Document)
    return {
        "unit": unit,
        "url": capture.url,
        "final_url": capture.final_url,
        "role": capture.role,
        "parent": capture.parent,
        "label": capture.label,
        "outcome": capture.outcome.value,
        "meaning": outcomes.MEANING[capture.outcome],
        "code": absence.code if absence else "",
        "status": capture.status,
        "blob_sha256": capture.blob_sha256,
        "type": document.type if isinstance(document, Document) else None,
        "text_quality": document.text_quality.value
        if isinstance(document, Document)
        else ("unreadable" if not readable and document is not None else None),
        "last_year": capture.blob_sha256 in judging.snapshot.last_year,
        "also_under": " ".join(judging.snapshot.also_under.get(capture.blob_sha256 or "", ())),
    }


def _records(
    judging: Judging, context: Context, observations: Sequence[Observation]
) -> list[dict[str, Any]]:
    """What was read of the unit's evidence, and what of it stands in the item it follows too."""
    kinds = {
        RECORDS[component.recognise.kind]
        for component in judging.item.components
        if component.recognise.kind in RECORDS
    }
    counted = [
        {
            "unit": one.unit,
            "kind": "lines_in_common",
            "url": one.place.url,
            "blob_sha256": one.place.blob_sha256,
            "followed": one.args["followed"],
            "lines": int(one.args["lines"]),
            "in_common": int(one.args["in_common"]),
            "share": int(one.args["in_common"]) / int(one.args["lines"]),
        }
        for one in observations
        if "in_common" in one.args
    ]
    return counted + [
        {
            "unit": context.unit.id,
            "kind": kind,
            "url": seen.capture.final_url,
            "blob_sha256": seen.capture.blob_sha256,
            **record,
        }
        for kind in sorted(kinds)
        for seen in context.seen
        for record in context.records(kind, seen)
    ]


def _records_frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    columns = list(dict.fromkeys(["row", "unit", "kind", *(name for row in rows for name in row)]))
    numbered = [{"row": number, **row} for number, row in enumerate(rows)]
    return pd.DataFrame(numbered, columns=columns, dtype=object)
