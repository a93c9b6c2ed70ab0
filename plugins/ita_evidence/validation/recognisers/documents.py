"""One document that shows an item's components, each by its shape (`options.shape`).

The item files say what is looked for; here is how. A shape is given the document and the component
and says what it saw; `SHAPES` names them all. What a component's options may say:

- `subject`: a term in the title or the first words; one of `none_of` before it says `instead`;
  `also`: one of these in the first words too, and with `titled` in one line with a term and one of
  `titled`; `others`: one of these in each line that names it is a doubt; `years: several`: a plan
  of more than a year, `years: one`: of one; `within`: the headings under which a term says the
  subject too; `follows`: the column whose lines the item in `consistent_with` names too.
- `part`: a heading or a column that begins with a term, with something under it; or a line that
  one of `patterns` finds. `needs`: what the content must hold (a regular expression over folded
  digits, those of dates, years and lines' numbers left out); `one_of`: one of these in it, or it is
  a doubt; `planned`: words with which the heading of what is only meant begins, which is not read,
  nor is one that begins with one of `sound_alike`, of another matter; `none_of` in it is a doubt,
  `instead` says which; `none_counts`: "ไม่มี" under the heading is an answer; `about`: one of these
  stands in the document; `drawn`: empty cells may be coloured;
  `files`: the files that the heading leads to count; `answers`: the columns of the item in
  `consistent_with` whose lines this document names; `rows`: the column of the lines of which each
  must have a cell of its own here; `columns`: heads that count over a column alone; one of `others`
  in a line of the title is a doubt, unless one of `unless` is there too; `acted`: what only should
  or will be done is a doubt.
- `passage`: a term, and one of each group of `near` within `within` characters; one of `none_of`
  or `of_others` in it makes it a doubt, and where it is to be `distinct`, another component's
  passage in it does; so does one of `proposed` anywhere in the document and none of `done`: a
  proposal or a plan.
- `lines`, `money`, `time`: what a table says of each project, see `rows.py`.
- `year`: a label or a date of the fiscal year (`dated`: what is done then is dated so; `beside`:
  these words stand before the label; `whole`: all of it, not a quarter or a half).
- `covers`: a range of years that holds the fiscal year. `in_force`: rules of any year.
- `half`: October to March.
- `own_name`: the body's own name, and one of the terms.
- `signed`: who signed, see `signatory.py`.

Any component: `apart`, another document of the same unit may show it; `any_body`, it does not
matter whose the document is; `hints`, words that may say it otherwise: a person looks.

The first one of any item whose documents are read (see `doubts.py`): `spoken_of`, one of these
before what it is `called` (its terms, unless said) is a doubt, as an order of who shall make it or
a meeting on it, unless one of `reported` stands before that; `titled_so`, so is a title that does
not call it so; `central_too`, a central body's document will do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise, takewhile
from typing import Literal
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from ita_evidence.errors import JudgeError
from ita_evidence.model import Component, Document, Found, Link, Observation, PeriodRule, Place
from ita_evidence.periods import Month, Period, month_of
from ita_evidence.thai import dates
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import contains, find, find_all, skeleton
from ita_evidence.validation import covered, outcomes
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.common import (
    best,
    best_document,
    in_year,
    is_advice,
    is_draft,
    is_to_come,
    looked_at,
    names_body,
    names_of,
    other_body,
    year_of,
)
from ita_evidence.validation.recognisers.following import answered, follow, named, named_by
from ita_evidence.validation.recognisers.reading import (
    HEADING_LENGTH,
    LEAD,
    Column,
    Heading,
    Reading,
    kind_of,
    mention,
    missing,
    unless_part_of_year,
)
from ita_evidence.validation.recognisers.rows import (
    lines,
    money,
    projects,
    time,
    values_beside,
    without_times,
)
from ita_evidence.validation.recognisers.services import period
from ita_evidence.validation.recognisers.signatory import signed

Shape = Callable[[Context, Reading, Component], Observation]

TITLE_CHARS = 120
"""Letters beside its title up to which a document is no more than that."""
TITLE_LINES = 3
"""Lines that say what kind of document it is."""
BESIDE = 120
"""Characters before a year within which its term stands."""
WITHIN = 300
"""Characters within which the terms of a passage stand."""
_HEADS_PARTS = frozenset({"part", "lines", "money", "time"})
"""Shapes whose terms stand at the head of a part or a column."""
_NAMES = frozenset({"subject", "own_name", "year", "covers", "half", "in_force"})
"""Shapes that a title alone may show."""
_UNFILLED = re.compile(r"\.{4,}|…{2,}|_{4,}|(?:จำนวน|ร้อยละ)\s{2,}(?:บาท|คน|ครั้ง|เรื่อง)")
_HALF_FILLED = re.compile(
    r"(?:จำนวน|ร้อยละ|เบิกจ่าย\S*|เป็นเงิน)\s*[.…_]{3,}|[.…_]{3,}\s*(?:บาท|คน|ครั้ง|เรื่อง)"
)
"""A figure that was left open, whatever others stand beside it."""
_CENTRAL = re.compile(
    r"(?:สำนักงานปลัด)?กระทรวง(?!การคลังว่าด้วย|มหาดไทยว่าด้วย)[ก-๙]{4,}|(?<![ก-๙])กรม[ก-๙]{4,}"
    r"|สำนักงาน\s?(?:ป\.\s?ป\.\s?ช\.|ป\.\s?ป\.\s?ท\.|ก\.\s?พ\.)"
)
_OF_A_PROVINCE = ("ผู้ว่าราชการจังหวัด", "สำนักงานจังหวัด", "ศาลากลางจังหวัด")
_POSTED = re.compile(
    r"(?:ปรับปรุง(?:ข้อมูล)?(?:ล่าสุด)?|เผยแพร่|อัปเดต|อัพเดท|update|โพสต์|โดย|ผู้เข้าชม|อ่าน)"
    r"[^\n]{0,25}$",
    re.I,
)
"""Before a date that tells when a page was made."""
_REFERS = re.compile(
    r"(?:ลงวันที่|ลว\.?|(?:ตามคำสั่ง|ตามหนังสือ|ราชกิจจานุเบกษา|พระราชบัญญัติ|มติ)[^\n]{0,60})\s*$"
)
"""Before a date that is another document's."""


def recognise(context: Context) -> list[Observation]:
    """The rows of the one document that shows most.

    Components are never taken from different documents, but for `apart` ones: last year's plan and
    this year's title are not this year's plan.
    """
    terms = [
        term
        for one in context.components
        if _shape(one) in _HEADS_PARTS
        for term in (*one.recognise.terms, *one.recognise.options.get("columns", ()))
    ]
    titles = [
        term
        for one in context.components
        if _shape(one) == "subject"
        for term in one.recognise.terms
    ]
    words = [term for one in context.components for term in one.recognise.terms]
    words += [
        term
        for one in context.components
        for group in one.recognise.options.get("near", ())
        for term in group
    ]
    readings = [Reading(seen, terms, titles, words) for seen in context.seen]
    documents = {id(one): _rows(context, one) for one in readings}
    rows = best_document(documents.values())
    if rows is None:
        return [
            context.observe(one.id, Found.NO, "component_missing") for one in context.components
        ]
    chosen = next(one for one in readings if documents[id(one)] is rows)
    rows = [
        _apart(one, row, documents.values())
        for one, row in zip(context.components, rows, strict=True)
    ]
    rows = _half_of_several(context, rows, readings, documents)
    rows = _unless_untried(context, chosen, rows)
    return _counted(context, rows)


def _shape(component: Component) -> str:
    return str(component.recognise.options.get("shape", ""))


def _rows(context: Context, reading: Reading) -> list[Observation]:
    rows = []
    for number, component in enumerate(context.components):
        shape = SHAPES.get(_shape(component))
        if shape is None:
            raise JudgeError(
                f"{context.item.id} {component.id}: options.shape is {_shape(component)!r}; "
                f"valid: {', '.join(SHAPES)}"
            )
        refused = None
        carries = number == 0 or component.id in context.item.any_of
        if carries and not component.recognise.options.get("any_body"):
            refused = _refusal(context, reading, component)
        rows.append(refused or shape(context, reading, component))
    # A page whose headings lead to files is made of titles: its files tell.
    leads = any(one.recognise.options.get("files") for one in context.components)
    if (len(skeleton(reading.text)) if leads else reading.told_chars) >= TITLE_CHARS:
        return rows
    return [
        row.model_copy(update={"found": Found.UNSURE, "code": "title_only"})
        if row.found is Found.YES
        else row
        for row in rows
    ]


def _refusal(context: Context, reading: Reading, component: Component) -> Observation | None:
    """A draft, or another body's document: another province's, or a central body's."""
    document = reading.document
    if is_draft(document):
        line = reading.head.strip().partition("\n")[0]
        return context.observe(
            component.id, Found.NO, "draft", quote=line, place=reading.seen.place()
        )
    if named := other_body(document, context.agency, context.unit):
        return context.observe(
            component.id,
            Found.NO,
            "other_body",
            quote=named,
            place=reading.seen.place(),
            body=named,
        )
    # A web page's title and foot name the site, whoever the page tells of.
    own = reading.text if document.type == "html" else f"{document.title}\n{document.text}"
    ours = names_body(own, context.agency, context.unit) or _first(own, _OF_A_PROVINCE)
    central = None if ours else _CENTRAL.search(reading.head)
    if central:
        return context.observe(
            component.id,
            Found.UNSURE,
            "central_body",
            quote=central[0],
            place=reading.seen.place(),
            body=central[0],
        )
    return None


def _apart(
    component: Component, row: Observation, documents: Iterable[list[Observation]]
) -> Observation:
    """What another document of the unit shows of a component that may stand apart."""
    if row.found is Found.YES or not component.recognise.options.get("apart"):
        return row
    others = [
        _unless_of_another_year(one, rows)
        for rows in documents
        for one in rows
        if one.component == component.id
    ]
    return best([row, *others]) or row


def _unless_of_another_year(row: Observation, rows: Iterable[Observation]) -> Observation:
    """What a document that names another year shows beside one of the wanted year is for a
    person."""
    year = next((one for one in rows if one.code in ("wrong_year", "years_mixed")), None)
    if year is None or row.found is not Found.YES:
        return row
    return row.model_copy(update={"found": Found.UNSURE, "code": "years_mixed", "args": year.args})


_PART_OF_HALF = frozenset({"period_short", "quarter_alone"})


def _half_of_several(
    context: Context,
    rows: list[Observation],
    readings: Sequence[Reading],
    documents: Mapping[int, list[Observation]],
) -> list[Observation]:
    """A half-year told in several files, a month or a quarter each, is told."""
    number = next((n for n, c in enumerate(context.components) if _shape(c) == "half"), None)
    if number is None or rows[number].code not in _PART_OF_HALF:
        return rows
    telling = [
        one
        for one in readings
        if documents[id(one)][number].code in _PART_OF_HALF
        and all(
            row.found is not Found.NO for n, row in enumerate(documents[id(one)]) if n != number
        )
    ]
    months: set[Month] = set()
    for one in telling:
        months |= covered.ranges(one.without_rows, looked_at(one.seen)).shorter
    if not months >= set(context.months):
        return rows
    told = period(context, rows[number].component, months, [rows[number]])
    return [told if n == number else row for n, row in enumerate(rows)]


def _counted(context: Context, rows: list[Observation]) -> list[Observation]:
    """Of components of which one is enough, how many were found."""
    ways = context.item.any_of
    shown = sum(row.component in ways and row.found is Found.YES for row in rows)
    return [
        row.model_copy(
            update={"code": "ways_shown", "args": {"shown": str(shown), "of": str(len(ways))}}
        )
        if row.component in ways and row.found is Found.YES
        else row
        for row in rows
    ]


# --- links -----------------------------------------------------------------------------------


def _unless_untried(
    context: Context, reading: Reading, rows: list[Observation]
) -> list[Observation]:
    """Where a page that tells nothing names the document by a link that was not followed, a person
    must look; a page that tells something is the document, whatever its menu names."""
    absent = [row for row in rows if row.found is Found.NO and row.code == "component_missing"]
    told = [
        row
        for one, row in zip(context.components, rows, strict=True)
        if _shape(one) not in _NAMES and row.found is not Found.NO
    ]
    if not absent or told:
        return rows
    terms = [
        term
        for one in context.components
        if _shape(one) in ("subject", "passage")
        for term in one.recognise.terms
    ]
    link = next(
        (
            one
            for one in reading.original.document.links
            if link_state(context, reading.original, one) == "untried"
            and any(contains(one.text, term) for term in terms)
        ),
        None,
    )
    if link is None:
        return rows
    update = {"found": Found.UNSURE, "code": "document_untried", "quote": link.text}
    return [row.model_copy(update=update) if row in absent else row for row in rows]


LinkState = Literal["live", "dead", "unseen", "untried", "nowhere"]
_STATE: Mapping[outcomes.Meaning, LinkState] = {
    "content": "live",
    "missing": "dead",
    "unseen": "unseen",
}


def link_state(context: Context, seen: Seen, link: Link) -> LinkState:
    """What came of a link: content, nothing, a refusal; not asked; or it leads back to its page."""
    href = link.href.strip().replace("\\", "/")
    target = _plain(urljoin(seen.capture.final_url, href))
    here = {_plain(seen.capture.url), _plain(seen.capture.final_url)}
    if (
        not href
        or href.startswith("#")
        or target in here
        or urlsplit(target).scheme == "javascript"
    ):
        return "nowhere"
    for capture in context.captures:
        if target in (_plain(capture.url), _plain(capture.final_url)):
            return _STATE[outcomes.MEANING[capture.outcome]]
    return "untried"


def _plain(url: str) -> str:
    """A URL as it compares: no fragment, percent-encoding undone, of UTF-8 or of TIS-620."""
    bare = urldefrag(url).url
    try:
        return unquote(bare, errors="strict")
    except UnicodeDecodeError:
        return unquote(bare, "cp874", "replace")


# --- what a document is ----------------------------------------------------------------------


def _subject(context: Context, reading: Reading, component: Component) -> Observation:
    options = component.recognise.options
    head, place = reading.head, reading.seen.place()

    def doubt(code: str, quote: str) -> Observation:
        return context.observe(component.id, Found.UNSURE, code, quote=quote, place=place)

    if other := _called_otherwise(reading, component):
        code = str(options.get("instead", "component_missing"))
        return context.observe(component.id, Found.NO, code, quote=other, place=place)
    term = _first(head, component.recognise.terms)
    if term is not None and "also" in options and not _first(head, options["also"]):
        term = None
    if term is None or not _titled(reading, component):
        within = _within(reading, component)
        if term is not None and within is None:
            return doubt("mentioned_only", term)
        term = within
    if term is None:
        return mention(context, reading, component) or missing(context, reading, component)
    if other := _of_another(head, component) or _heads_another(reading, component):
        return doubt("other_document", other)
    row = context.observe(component.id, Found.YES, "document_named", quote=term, place=place)
    if "follows" in options:
        table = projects(reading, options["follows"])
        return follow(context, row, list(table.names.values()) if table else [])
    return _of_years(context, reading, row, options["years"]) if "years" in options else row


def _called_otherwise(reading: Reading, component: Component) -> str | None:
    """What it must not be, where its first words say that before they say what it is.

    A plan that names another beside itself, or in its preface, is none the less that plan.
    """
    text = "\n".join([*reading.first_lines, reading.document.title])
    own = _at(text, component.recognise.terms)
    other = _at(text, component.recognise.none_of)
    if other is None or (own is not None and own < other):
        return None
    return text[other:].partition("\n")[0]


def _heads_another(reading: Reading, component: Component) -> str | None:
    """A line that calls it, or begins with, what it must not be too: one book may hold both."""
    own, never = component.recognise.terms, component.recognise.none_of
    called = next((line for line in reading.first_lines if _first(line, own)), "")
    other = _at(called, never)
    if other is not None and not called[:other].rstrip().endswith("และ"):
        return called
    return next((line for line in reading.first_lines if _at(line.lstrip("([ "), never) == 0), None)


def _at(text: str, terms: Iterable[str]) -> int | None:
    """Where the first of these terms begins."""
    return min((span[0] for term in terms if (span := find(text, term))), default=None)


def _begins(text: str, terms: Iterable[str]) -> bool:
    return (at := _at(text, terms)) is not None and at <= LEAD


_PROSE = re.compile("ได้แก่|เช่น|อาทิ|เป็นต้น|ตัวอย่าง|เพื่อ")
"""In a line that gives examples or a purpose: no title, no scope."""


def _titled(reading: Reading, component: Component) -> bool:
    """Whether the term and one of `also` stand in a line that `titled` makes a title; a title may
    go on in a line that begins with the term."""
    titled = component.recognise.options.get("titled")
    if titled is None:
        return True
    terms, also = component.recognise.terms, component.recognise.options["also"]
    lines = [reading.document.title, *reading.first_lines]
    lines += [
        f"{line} {below}" for line, below in pairwise(reading.first_lines) if _begins(below, terms)
    ]
    return any(
        len(line) <= HEADING_LENGTH
        and not _PROSE.search(line)
        and all(_first(line, group) for group in (terms, also, titled))
        for line in lines
    )


def _within(reading: Reading, component: Component) -> str | None:
    """The term in what stands under a heading of `within`, not among examples."""
    headings = reading.headings(component.recognise.options.get("within", ()))
    for heading in (one for one in headings if one.kind == "text"):
        told = f"{heading.line.text}\n{heading.content}".split("\n")
        lines = "\n".join(line for line in told if not _PROSE.search(line))
        if term := _first(lines, component.recognise.terms):
            return term
    return None


def _of_another(head: str, component: Component) -> str | None:
    """The line that names the document, where each line that does so names another matter too."""
    named = [line for line in head.split("\n") if _first(line, component.recognise.terms)]
    others = component.recognise.options.get("others", ())
    return named[0] if named and all(_first(line, others) for line in named) else None


_CITES = re.compile(
    "ยุทธศาสตร์ชาติ|แผนแม่บท|แผนการปฏิรูป|แผนพัฒนาเศรษฐกิจ|สอดคล้อง|เชื่อมโยง|ภายใต้|รองรับ|(?<!ติด)ตาม"
)
"""What follows is another plan's name, and its years are that plan's."""
_GOES_ON = re.compile(r"(?:[\s()\[\]:–—-]|ของ|ระยะ|\d+\s*ปี|(?:สอง|สาม|สี่|ห้า)ปี|ฉบับ\S*|ประจำ|25\d\d)*")
"""A line under a title that, but for years and the body's name, is no more than that."""


def _titles(context: Context, reading: Reading) -> list[str]:
    """The names it is given in its first words, as far as they cite no other; a name goes on in the
    lines below that add a year, a length or the body."""

    def goes_on(line: str) -> bool:
        for name in names_of(context.agency, context.unit):
            line = line.replace(name, "")
        for year in dates.find_label_years(line):
            line = line.replace(year.text, "")
        return bool(_GOES_ON.fullmatch(fold_digits(line)))

    # A file's own title comes last: it may be that of the file it was made from.
    lines = [*reading.first_lines, reading.document.title]
    text = "\n".join(lines)
    titles = []
    for term in reading.titles:
        for start, end in find_all(text, term):
            begin = text.rfind("\n", 0, start) + 1
            line, *below = text[end:].split("\n")
            name = "\n".join([text[begin:end] + line, *takewhile(goes_on, below)])
            titles.append((begin, _uncited(name)))
    # What is called otherwise is of the years in whatever name it has.
    return [title for _, title in sorted(titles)] or list(map(_uncited, lines))


def _uncited(text: str) -> str:
    """A text up to where it cites another plan."""
    cited = _CITES.search(text)
    return text[: cited.start()] if cited else text


_YEARS_LONG = re.compile(r"(?<!\d)(?:[2-9]|1\d|20)\s*ปี(?!\s*(?:พ\.?ศ|งบ|25))")


def _of_years(context: Context, reading: Reading, row: Observation, wanted: str) -> Observation:
    """Whether a plan is of several years or of one, by the years in its name: those of a plan that
    it cites are not its own."""
    title = "\n".join(_titles(context, reading))
    labels = [one for one in dates.find_label_years(title) if one.year_be]
    spans = [one for one in labels if one.is_span]
    yearly = contains(title, "ประจำปี")
    unknown = row.model_copy(update={"found": Found.UNSURE, "code": "plan_length_unknown"})
    if wanted == "one":
        if spans and not yearly:
            return row.model_copy(
                update={"found": Found.NO, "code": "plan_of_years", "quote": spans[0].text}
            )
        known = labels or contains(reading.head, "ประจำปี")
        cited = any(one.is_span for one in dates.find_label_years(reading.head))
        return unknown if cited and not known else row
    if spans or _YEARS_LONG.search(fold_digits(title)):
        return row
    if labels and yearly:
        return row.model_copy(
            update={"found": Found.NO, "code": "plan_of_one_year", "quote": labels[0].text}
        )
    return unknown


def _own_name(context: Context, reading: Reading, component: Component) -> Observation:
    def say(found: Found, code: str, quote: str = "") -> Observation:
        return context.observe(component.id, found, code, quote=quote, place=reading.seen.place())

    # A web page's title names the site that it is of.
    head = reading.head.partition("\n")[2] if reading.document.type == "html" else reading.head
    line = head.strip().partition("\n")[0]
    if names_body(head, context.agency, context.unit):
        term = _first(reading.text, component.recognise.terms)
        return (
            say(Found.YES, "body_named", f"{line} … {term}")
            if term
            else say(Found.UNSURE, "body_in_text", line)
        )
    if reading.document.type == "html" or names_body(reading.text, context.agency, context.unit):
        return say(Found.UNSURE, "body_in_text", line)
    return say(Found.NO, "body_not_named", line)


# --- what stands in it -----------------------------------------------------------------------


def part(context: Context, reading: Reading, component: Component) -> Observation:
    """A heading or a column with something under it."""
    options = component.recognise.options
    terms = component.recognise.terms
    if "about" in options and not _first(
        f"{reading.document.title}\n{reading.text}", options["about"]
    ):
        return missing(context, reading, component)
    planned, sound_alike = options.get("planned", ()), options.get("sound_alike", ())
    heads = [*terms, *options.get("columns", ())]
    found = [
        _of_column(context, reading, component, one)
        for one in reading.columns(heads, planned=planned)
        if not _begins(one.header, sound_alike)
    ]
    found += [
        _of_heading(context, reading, component, one)
        for one in reading.headings(terms, wording=component.wording, planned=planned)
        if not _begins(one.line.text, sound_alike)
        and not (found and one.in_tables)  # then the column tells, not the table around it
        and not ("answers" in options and _heads_table(reading, one))
    ]
    files = _of_files(context, reading, component) if options.get("files") else []
    if (row := best([*found, *files])) and row.found is not Found.NO:
        if title := _other_title(reading, component):
            return row.model_copy(
                update={"found": Found.UNSURE, "code": "other_document", "quote": title}
            )
        if "answers" in options:
            return _by_lines(context, reading, component, row)
        if (led := best(files)) and led.found is not Found.YES:
            # Words that lead to a file which is not there may be all that is told.
            return led.model_copy(update={"found": Found.UNSURE})
        return _unless_rows_blank(reading, component, row)
    for pattern in options.get("patterns", ()):
        for number, text in reading.pages:
            if match := re.search(pattern, fold_digits(text)):
                return context.observe(
                    component.id,
                    Found.YES,
                    "part_in_text",
                    quote=reading.quote(number, match.start(), match.end(), around=20),
                    place=reading.seen.place(page=number),
                    confidence=0.8,
                )
    return row or mention(context, reading, component) or missing(context, reading, component)


def _by_lines(
    context: Context, reading: Reading, component: Component, row: Observation
) -> Observation:
    """`row` where every line of its table has a result in each of its columns; where some have
    none, a person must look. Of the item that it follows only lines with a result are answered."""
    done: set[tuple[int, int]] = set()
    left: set[tuple[int, int]] = set()
    heads = (*component.recognise.terms, *component.recognise.options.get("columns", ()))
    for term in heads:
        for column in reading.columns([term]):
            for table, line, text in column.cells:
                never = kind_of(text) != "text" or _not_done(context, reading, component, text)
                (left if never else done).add((table, line))
    done -= left
    if row.found is Found.YES and left:
        args = {"shown": str(len(done)), "of": str(len(done | left))}
        return row.model_copy(
            update={"found": Found.UNSURE, "code": "some_unanswered", "args": args}
        )
    columns = component.recognise.options["answers"]
    if done:
        return answered(context, row, columns, named_by(reading, done))
    # Told in words: what the unit's other reports name counts too, not what only lists the risks.
    reports = [one for one in context.seen if _tells_of(Reading(one, heads), heads)]
    return answered(context, row, columns, named(reports))


def _heads_table(reading: Reading, heading: Heading) -> bool:
    """Whether a table stands right below a heading: what was done its column must tell."""
    below = reading.lines.index(heading.line) + 1
    return below < len(reading.lines) and reading.lines[below].in_table


def _tells_of(reading: Reading, heads: Sequence[str]) -> bool:
    return bool(reading.columns(heads) or reading.headings(heads))


def _other_title(reading: Reading, component: Component) -> str | None:
    """A line of its title that names another kind of document (`others`), and not what came of it
    (`unless`): a plan, a manual, an order."""
    options = component.recognise.options
    others = options.get("others", ())
    lines = [line for line in reading.first_lines if line][:TITLE_LINES]
    return next(
        (
            line
            for line in lines
            if len(line) <= HEADING_LENGTH
            and _first(line, others)
            and not _first(line, options.get("unless", ()))
        ),
        None,
    )


def _not_done(context: Context, reading: Reading, component: Component, text: str) -> bool:
    """Whether a text tells of what it must not: by its words; of what is done, by times to come."""
    if _first(text, component.recognise.none_of):
        return True
    options = component.recognise.options
    if "answers" in options and is_to_come(text, context.year, looked_at(reading.seen)):
        return True
    return bool(options.get("acted")) and is_advice(text)


def _unless_rows_blank(reading: Reading, component: Component, row: Observation) -> Observation:
    """`row`, or a doubt where its column leaves some of the lines that `rows` names without words:
    what one risk's cell says, it says of that risk alone."""
    named = component.recognise.options.get("rows")
    terms = component.recognise.terms
    table = projects(reading, named, terms) if named and row.found is Found.YES else None
    values = values_beside(reading, table, terms) if table else None
    if table is None or values is None:
        return row
    cells = {key: values.names.get(key, "") for key in table.names}
    blank = [key for key, text in cells.items() if kind_of(text) != "text"]
    if len(blank) == len(cells):
        return row
    code = "some_rows_blank" if blank else "row_unfilled"
    blank = blank or list(table.unfilled)
    if not blank:
        return row
    update = {
        "found": Found.UNSURE,
        "code": code,
        "quote": " ".join(f"{values.header} | {table.names.get(blank[0], '')}".split()),
        "place": reading.cell_place(*blank[0]),
    }
    return row.model_copy(update=update)


def _of_heading(
    context: Context, reading: Reading, component: Component, heading: Heading
) -> Observation:
    return _by_content(
        context,
        reading,
        component,
        heading.content,
        quote=f"{heading.line.text} {heading.content[:200]}",
        place=reading.place(heading.line),
    )


def _of_column(
    context: Context, reading: Reading, component: Component, column: Column
) -> Observation:
    """The column's best cell speaks for it."""
    rank = {"text": 0, "none": 1, "dash": 2, "blank": 3}
    needs = component.recognise.options.get("needs")
    cells = sorted(
        column.cells,
        key=lambda cell: (
            rank[kind_of(cell[2])],
            bool(needs) and not re.search(str(needs), without_times(cell[2])),
            _not_done(context, reading, component, cell[2]),
        ),
    )
    if not cells:
        return context.observe(
            component.id, Found.NO, "heading_empty", quote=column.header, place=reading.seen.place()
        )
    table, row, text = cells[0]
    if kind_of(text) == "blank" and component.recognise.options.get("drawn"):
        return context.observe(
            component.id,
            Found.UNSURE,
            "cells_drawn",
            quote=column.header,
            place=reading.cell_place(table, row),
        )
    found = _by_content(
        context,
        reading,
        component,
        text,
        quote=f"{column.header} | {text}",
        place=reading.cell_place(table, row),
    )
    if found.found is Found.YES and not any(map(reading.says_of, column.cells)):
        # No row says anything of what another of its cells names: a form of which a cell each was
        # filled.
        return found.model_copy(update={"found": Found.UNSURE, "code": "row_unfilled"})
    return found


def _by_content(
    context: Context,
    reading: Reading,
    component: Component,
    content: str,
    *,
    quote: str,
    place: Place,
) -> Observation:
    """Something, "ไม่มี", a dash and nothing are four things."""
    options = component.recognise.options
    kind = kind_of(content)
    if kind == "blank":
        found, code = Found.NO, "heading_empty"
    elif kind == "dash":
        found, code = Found.UNSURE, "dash_unexplained"
    elif kind == "none":
        counts = bool(options.get("none_counts"))
        found, code = (Found.YES, "part_declared_none") if counts else (Found.UNSURE, "no_number")
    elif "needs" in options and not re.search(str(options["needs"]), without_times(content)):
        blank = bool(_UNFILLED.search(content))
        found, code = (Found.NO, "number_blank") if blank else (Found.UNSURE, "no_number")
    elif "needs" in options and _HALF_FILLED.search(content):
        found, code = Found.UNSURE, "no_number"
    elif "one_of" in options and not _first(content, options["one_of"]):
        found, code = Found.UNSURE, "mentioned_only"
    elif _not_done(context, reading, component, content):
        found, code = Found.UNSURE, str(options.get("instead", "mentioned_only"))
    else:
        found, code = Found.YES, "part_shown"
    return context.observe(component.id, found, code, quote=" ".join(quote.split()), place=place)


_BY_STATE: Mapping[LinkState, tuple[Found, str]] = {
    "live": (Found.YES, "file_live"),
    "unseen": (Found.UNSURE, "document_untried"),
    "untried": (Found.UNSURE, "document_untried"),
    "dead": (Found.NO, "link_dead"),
    "nowhere": (Found.NO, "link_dead"),
}


def _of_files(context: Context, reading: Reading, component: Component) -> list[Observation]:
    """The files that a page's heading leads to: a title whose link is broken shows nothing."""
    found = []
    for link in reading.links_under(component.recognise.terms):
        answer, code = _BY_STATE[link_state(context, reading.original, link)]
        quote = f"{link.heading} {link.text}"
        found.append(
            context.observe(component.id, answer, code, quote=quote, place=reading.seen.place())
        )
    return found


def _passage(context: Context, reading: Reading, component: Component) -> Observation:
    options = component.recognise.options
    others = [
        place
        for one in context.components
        if options.get("distinct") and one is not component and _shape(one) == "passage"
        for place in _passages(reading, one)
    ]
    proposed = _first(reading.text, options.get("proposed", ())) and not _first(
        reading.text, options.get("done", ())
    )
    of_others = options.get("of_others", ())
    doubt = None
    for number, start, end in _passages(reading, component):
        quote = reading.quote(number, start, end)
        otherwise = "mentioned_only" if _first(quote, of_others) else options.get("doubt")
        code = str(otherwise or "mentioned_only")
        never = (
            proposed
            or _first(quote, (*component.recognise.none_of, *of_others))
            or any(number == page and start < last and first < end for page, first, last in others)
        )
        row = context.observe(
            component.id,
            Found.UNSURE if never else Found.YES,
            code if never else "passage_shown",
            quote=quote,
            place=reading.seen.place(page=number),
        )
        if not never:
            return row
        doubt = doubt or row
    return doubt or mention(context, reading, component) or missing(context, reading, component)


def _passages(reading: Reading, component: Component) -> Iterator[tuple[int, int, int]]:
    options = component.recognise.options
    groups = [component.recognise.terms, *options.get("near", ())]
    return reading.passages(groups, int(options.get("within", WITHIN)))


def _first(text: str, terms: Iterable[str]) -> str | None:
    return next((term for term in terms if contains(text, term)), None)


# --- of when ---------------------------------------------------------------------------------


def _year(context: Context, reading: Reading, component: Component) -> Observation:
    if beside := component.recognise.options.get("beside"):
        return _year_beside(context, reading, component, beside)
    labelled = year_of(context, reading.seen, component.id)
    if not component.recognise.options.get("dated"):
        row = _unless_ranges_differ(context, reading, labelled)
        annual = context.item.period_rule is PeriodRule.PREVIOUS_YEAR
        whole = annual or component.recognise.options.get("whole")
        return unless_part_of_year(context, reading, row) if whole else row
    days = _own_dates(reading)
    inside = [one for one in days if in_year(context, one[0]) is Found.YES]
    doubtful = [one for one in days if in_year(context, one[0]) is Found.UNSURE]
    if doubtful and not inside:
        _, text, page = doubtful[0]
        return context.observe(
            component.id,
            Found.UNSURE,
            "calendar_year",
            quote=text,
            place=reading.seen.place(page=page),
            year=str(context.year),
        )
    if not days or (labelled.found is Found.YES and inside):
        return labelled
    if labelled.found is Found.YES:
        return _mixed(context, labelled, month_of(days[0][0]).fiscal_year, days[0][1])
    day, text, page = (inside or days)[0]
    place = reading.seen.place(page=page)
    if not inside:
        return context.observe(
            component.id,
            Found.NO,
            "wrong_year",
            quote=text,
            place=place,
            year=str(context.year),
            other=str(month_of(day).fiscal_year),
        )
    if labelled.code == "wrong_year" or days[0] not in inside:
        other = labelled.args.get("other") or month_of(days[0][0]).fiscal_year
        row = labelled.model_copy(update={"place": place, "quote": labelled.quote or days[0][1]})
        return _mixed(context, row, other, text)
    early = all(month_of(one[0]).month >= 10 for one in inside)
    return context.observe(
        component.id,
        Found.YES,
        "october_to_december" if early else "dated_in_year",
        quote=text,
        place=place,
        covered=str(context.year),
        before=str(context.year - 1),
    )


def _mixed(context: Context, row: Observation, other: int | str, text: str) -> Observation:
    """It names two years, by its row and by `text`: which it is of a person must say."""
    update = {
        "found": Found.UNSURE,
        "code": "years_mixed",
        "quote": f"{row.quote} … {text}",
        "args": {"year": str(context.year), "other": str(other)},
    }
    return row.model_copy(update=update)


def _unless_ranges_differ(context: Context, reading: Reading, row: Observation) -> Observation:
    """This year's title over stretches of time of which none touches the year."""
    told = [
        one
        for _, text in reading.pages
        for one in dates.find_ranges(text)
        if one.months and not one.flag
    ]
    years = {month.fiscal_year for one in told for month in one.months}
    if row.found is not Found.YES or not years or context.year in years:
        return row
    return _mixed(context, row, max(years), " ".join(told[0].text.split()))


def _year_beside(
    context: Context, reading: Reading, component: Component, terms: Sequence[str]
) -> Observation:
    """The year that stands first beside one of the terms; the title may well name another, and so
    may the measures that are for the year after."""
    found = [
        (one, reading.quote(number, one.start, one.end), number)
        for number, text in reading.pages
        for one in dates.find_label_years(text)
        if one.year_be
        and not one.flag
        and _first(text[max(0, one.start - BESIDE) : one.end], terms)
    ]
    year = context.year
    spans = [one for one in found if one[0].until_be and one[0].holds(year)]
    named = [one for one in found if one not in spans and one[0].year_be != year + 1]
    right = next((one for one in named if one[0].year_be == year), None)
    if right is not None:
        first, answer, code = named[0], Found.YES, "year_named"
        if first is not right:
            answer, code = Found.UNSURE, "years_mixed"
    elif spans:
        first, answer, code = spans[0], Found.UNSURE, "year_in_span"
    elif found:
        first, answer, code = found[0], Found.NO, "wrong_year"
    else:
        return year_of(context, reading.seen, component.id)
    label, quote, page = first
    return context.observe(
        component.id,
        answer,
        code,
        quote=quote,
        place=reading.seen.place(page=page),
        covered=str(year) if answer is Found.YES else "",
        year=str(year),
        other=str(label.year_be),
        span=label.text,
    )


def _own_dates(reading: Reading) -> list[tuple[date, str, int]]:
    """The dates of what the document tells: not when its page was made, not another document's."""
    found = []
    for number, text in reading.pages:
        for one in dates.find_dates(text):
            before = text[max(0, one.start - 90) : one.start]
            if one.date and not _POSTED.search(before) and not _REFERS.search(before):
                found.append((one.date, " ".join(one.text.split()), number))
    return found


def _covers(context: Context, reading: Reading, component: Component) -> Observation:
    """Whether a plan holds the year: by the years in its name, never by a search for the year nor
    by those of a plan that it cites."""
    year = context.year

    def say(found: Found, code: str, quote: str, other: str = "") -> Observation:
        return context.observe(
            component.id,
            found,
            code,
            quote=" ".join(quote.split()),
            place=reading.seen.place(),
            covered=str(year) if found is Found.YES else "",
            year=str(year),
            other=other,
        )

    titles = [(title, _own_years(title)) for title in _titles(context, reading)]
    title, named = next(((title, years) for title, years in titles if years), ("", []))
    spans = [one for one in named if one.until_be]
    holding = [one for one in spans or named if one.holds(year)]
    if holding:
        code = "range_holds_year" if spans else "year_named"
        return say(Found.YES, code, holding[0].text)
    # Years that stand in the first lines and are not said to be another plan's may be its own.
    elsewhere = [one for line in reading.head.split("\n") for one in _own_years(line)]
    if named and not any(one.holds(year) for one in elsewhere):
        shown = " ".join((spans or named)[0].text.split())
        if spans:
            return say(Found.NO, "plan_not_in_force", shown, shown)
        if not _YEARS_LONG.search(fold_digits(title)):
            return say(Found.NO, "wrong_year", shown, str(named[0].year_be))
    said = elsewhere or [one for one in dates.find_label_years(reading.text) if one.until_be]
    if said:
        right = next((one for one in said if one.holds(year)), said[0])
        return say(Found.UNSURE, "range_in_text", right.text)
    return say(Found.UNSURE, "year_unknown", "")


def _own_years(text: str) -> list[dates.FoundYear]:
    return [one for one in dates.find_label_years(_uncited(text)) if one.year_be and not one.flag]


def _in_force(context: Context, reading: Reading, component: Component) -> Observation:
    """Rules hold until they are repealed, which no machine can see: a note says so."""
    named = covered.label_years(reading.document) + covered.label_spans(reading.document)
    later = [one for one in named if one.year > context.year and not one.in_memo]
    if later:
        return context.observe(
            component.id,
            Found.UNSURE,
            "years_mixed",
            quote=later[0].text,
            place=reading.seen.place(page=later[0].page),
            year=str(context.year),
            other=str(later[0].year),
        )
    return context.observe(
        component.id,
        Found.YES,
        "in_force_unless_repealed",
        place=reading.seen.place(),
        covered=str(context.year),
    )


def _half(context: Context, reading: Reading, component: Component) -> Observation:
    """What its first words and its tables' heads say of the time; further on a report speaks of
    many times, which prove no other one."""

    def told(document: Document) -> tuple[covered.Covered, Observation]:
        spoken = covered.ranges(document, looked_at(reading.seen))
        template = context.observe(
            component.id,
            Found.YES,
            "period_covered",
            quote=spoken.text,
            place=reading.seen.place(page=spoken.page),
        )
        row = period(context, component.id, spoken.months, [template])
        return spoken, _unless_unclear(context, spoken, row)

    first, row = told(reading.beginning)
    _, anywhere = told(reading.without_rows)
    if not first.months and anywhere.found is Found.YES:
        return anywhere
    others = {month.fiscal_year for month in first.months} - {context.year}
    if row.found is Found.YES and others:
        return _mixed(context, row, max(others), "")
    if row.found is Found.YES and (
        other := _titled_otherwise(context, reading) or _told_otherwise(context, reading)
    ):
        update = {"found": Found.UNSURE, "code": "period_unclear", "covered": "", "quote": other}
        return row.model_copy(update=update)
    if row.found is Found.NO and anywhere.found is not Found.NO:
        return anywhere.model_copy(update={"found": Found.UNSURE, "code": "period_unknown"})
    return row


def _titled_otherwise(context: Context, reading: Reading) -> str | None:
    """What its title says of its time, where that is a year before, or none of the months."""
    title = next((line for line in reading.first_lines if _first(line, reading.titles)), "")
    told = covered.stretches(title, {context.year}, looked_at(reading.seen))
    if told and not set(told[0].months) & set(context.months):
        return told[0].text
    years = [one for one in dates.find_label_years(title) if one.year_be and not one.until_be]
    past = years and all((one.year_be or 0) < context.year for one in years)
    return years[0].text if past else None


_LATER = re.compile("^(?:แผน|เป้าหมาย|กำหนด)|แผน(?:งาน)?(?:ใน|ช่วง)|จะ|ต่อไป|ถัดไป|คาดว่า|สิ้นสุด|แล้วเสร็จ")
"""In words on a time to come, which a report may name for what is left, or for a project's end."""


def _told_otherwise(context: Context, reading: Reading) -> str | None:
    """What stands under the line that says the half-year, where all times that it names lie after
    that: other lines of its first words, its tables' heads, and columns of times."""
    needed, year = set(context.months), set(Period("year", context.year, 0).months)
    first = [_times(context, reading, line) for line in reading.first_lines if "\t" not in line]
    title = next((n for n, told in enumerate(first) if any(needed <= one for one in told)), None)
    under = [one for n, told in enumerate(first) if n != title for one in told]
    for head, cells in reading.time_cells:
        told = [_times(context, reading, text) for text in cells if text.strip()]
        if not _LATER.search(head.strip()) and 2 * sum(map(bool, told)) > len(told):
            under += [one for each in told for one in each]
    later = next((one for one in under if one & year and not one & needed), None)
    if later is None or any(one & needed for one in under):
        return None
    return covered.span_text(later)


def _times(context: Context, reading: Reading, text: str) -> list[set[Month]]:
    """The stretches of time that a text names, or the month that is all it says."""
    if _LATER.search(text.strip()):
        return []
    told = covered.stretches(text, {context.year}, looked_at(reading.seen))
    months = [set(one.months) for one in told]
    for one in dates.find_months(text):
        if not months and skeleton(text) in (skeleton(one.text), skeleton(f"เดือน{one.text}")):
            fiscal = Period("year", context.year, 0).months
            months.append({one.month or next(m for m in fiscal if m.month == one.month_number)})
    return months


def _unless_unclear(context: Context, spoken: covered.Covered, row: Observation) -> Observation:
    """A person looks where months that are named need not be those told, where a day as of which
    it tells lies in the half-year's last month, and where the last quarter stands alone: it may be
    told by itself or with all before it."""
    last = context.months[-1]
    cut = any(month_of(day) == last and day < last.last_day for day in spoken.as_of)
    short = row.code == "period_short"
    if (row.found is Found.YES and not spoken.tells(context.months)) or (short and cut):
        code = "period_unclear"
    elif short and spoken.months == set(context.months[-3:]) and "ไตรมาส" in row.quote:
        code = "quarter_alone"
    else:
        return row
    return row.model_copy(update={"found": Found.UNSURE, "code": code, "covered": "", "args": {}})


SHAPES: Mapping[str, Shape] = {
    "subject": _subject,
    "own_name": _own_name,
    "part": part,
    "passage": _passage,
    "lines": lines,
    "money": money,
    "time": time,
    "year": _year,
    "covers": _covers,
    "in_force": _in_force,
    "half": _half,
    "signed": signed,
}
