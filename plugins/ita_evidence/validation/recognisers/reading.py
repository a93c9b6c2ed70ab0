"""A document as a person reads it: its own lines, headings, columns and passages.

A link's text shows nothing by itself (what stands behind it does), so lines made of links alone are
taken out, and with them a table of contents and the page's foot; a line of a table is no heading.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import zip_longest
from typing import Literal, NamedTuple
from urllib.parse import urldefrag, urljoin
from weakref import WeakKeyDictionary

from ita_evidence.model import Component, Document, Found, Link, Observation, Place, Table
from ita_evidence.periods import Period
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import find, find_all, skeleton
from ita_evidence.validation import covered
from ita_evidence.validation.inputs import Context, Seen

HEAD = 800
"""Characters in which a document says what it is."""
QUARTER_MONTHS = 3
TITLE = 300
"""Characters in which it says of what time it is."""
HEADING_LENGTH = 130
"""A line longer than this is a sentence, not a heading."""
LEAD = 14
"""Characters that may stand before a column's term: "การวิเคราะห์", "จำนวน"."""
_LEADS = re.compile(
    r"(?:สรุป|ผล|การ|ข้อมูล|ประเด็น|แนวทาง|วิเคราะห์|กำหนด|ตาราง|แผน|ด้าน|และ|ที่|[\s“\"(])*"
)
"""Words that may stand before a heading's term; before a sentence's or a title's are others."""
PROSE = 25
"""Letters that a line of a passage has, on the average of its lines."""
HEADER_ROWS = 6
"""Rows in which a table's header is looked for."""

_ENUMERATOR = re.compile(
    r"^[\s(\[]*(?:(?P<number>\d{1,2})(?:\.\d{1,2})*|[ก-ฮ](?=[.)])|ข้อ\s*\d+|ส่วนที่\s*\d+|[-–•●*])?"
    r"[.)\]\s:]*"
)
_MENU_CUT = re.compile(r"[|·•»›/>\t]|\s{2,}|\n")
_TRAIL = "»›>"
"""Between the pages that lead to this one, whose own name stands last."""
ENDS = re.compile(
    r"^\s*(?:\(?\s*(?:ลง)?ชื่อ\s*\)?[\s.…:]|ผู้จัดทำ|ผู้รายงาน|ผู้รับรอง|Copyright|©|สงวนลิขสิทธิ์|ลิขสิทธิ์"
    r"|ศาลากลาง|โทร|โทรสาร|อีเมล|E-?mail|จำนวนผู้เข้าชม|ผู้เข้าชม|Powered by|แผนผังเว็บไซต์"
    r"|ภาคผนวก|ภาพกิจกรรม|ภาพประกอบ|ภาพถ่าย|เอกสารแนบ|สิ่งที่ส่งมาด้วย|ประกาศ\s*ณ\s*วันที่|สั่ง\s*ณ\s*วันที่)"
    r"|โทร\s?(?:ศัพท์|\.)?\s*:?\s*0[\d -]{7,}",
    re.I,
)
"""A signature, an annex, or a page's foot: what stands under a last heading and tells nothing."""
_CONTENTS = re.compile(r"^[^\n]*(?:[.…] ?){4,} *\d{1,4} *$", re.M)
"""A line of a table of contents: leaders and a page number."""
_PAGE_NUMBER = re.compile(r"\D\d{1,3} *$", re.M)
_TOLD = re.compile(r"[^\n]")
CONTENTS_HEAD = 200
"""Characters in which a page says that it is the table of contents."""
_FOOT = re.compile(
    r"(?:ศาลากลาง|ถนน|ตำบล|ต\.).*(?:โทร|(?<!\d)\d{5}(?!\d))|Copyright|©|สงวนลิขสิทธิ์", re.I
)
_FOOT_LINES = 4
"""Lines from a web page's end in which its foot begins."""
_NONE = re.compile(
    r"^[\s\-–—(:]*(?:ไม่มี|ไม่พบ|ไม่ปรากฏ)(?:ปัญหา|อุปสรรค|ข้อเสนอแนะ|ข้อจำกัด|และ|/|หรือ|ใด\s?ๆ|\s)*[\s\-–—).]*$"
)
Content = Literal["text", "none", "dash", "blank"]


class Line(NamedTuple):
    page: int
    start: int
    end: int
    text: str
    in_table: bool


class Hit(NamedTuple):
    """A term where it stands in a page's text."""

    page: int
    start: int
    end: int
    line: int
    """Its line's index in `Reading.lines`."""


class Heading(NamedTuple):
    """A line that begins with a term, and what stands under it."""

    line: Line
    content: str
    in_tables: bool
    """Whether all of the content stands in tables."""

    @property
    def kind(self) -> Content:
        return kind_of(self.content)


class Column(NamedTuple):
    """The cells below a heading cell. `cells` holds (table, row, text) of each row of data."""

    header: str
    cells: tuple[tuple[int, int, str], ...]


class Reading:
    """One document, looked at for the terms of one item."""

    def __init__(
        self,
        seen: Seen,
        terms: Iterable[str],
        titles: Iterable[str] = (),
        words: Iterable[str] = (),
    ) -> None:
        """`terms`: all that head the item's parts: where one begins, another ends; `titles`: by
        what the document may be called; `words`: all that will be looked for."""
        self.original = seen
        self.seen = bare(seen)
        self.document = self.seen.document
        self.pages = covered.own_pages(self.document)
        self._terms = tuple(dict.fromkeys(terms))
        self.titles = tuple(dict.fromkeys(titles))
        self._words = tuple(dict.fromkeys((*self._terms, *self.titles, *words)))
        self._hits: dict[str, tuple[Hit, ...]] = {}

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for number, text in self.pages for line in _lines(self, number, text))

    @cached_property
    def first_lines(self) -> tuple[str, ...]:
        """The first words line by line; after a short cover the next page's."""
        words: list[str] = []
        length = 0
        for line in self.lines:
            if length > HEAD:
                break
            words.append(line.text.strip())
            length += len(words[-1]) + 1
        return tuple(words)

    @cached_property
    def head(self) -> str:
        """The title and the first words."""
        words = "".join(f"{line}\n" for line in self.first_lines)
        return f"{self.document.title}\n{words[: HEAD + HEADING_LENGTH]}"

    @cached_property
    def title_lines(self) -> frozenset[int]:
        """The lines of its first words that hold what the document is called."""
        first = sum(1 for line in self.lines if line.page == self.lines[0].page and line.end < HEAD)
        named = {hit.line for term in self.titles for hit in self.hits(term)}
        return frozenset(line for line in named if line <= first)

    @cached_property
    def told_chars(self) -> int:
        """Letters of its lines, each once, without those that hold what it is called."""
        told = {
            skeleton(line.text)
            for number, line in enumerate(self.lines)
            if number not in self.title_lines
        }
        return sum(map(len, told))

    @cached_property
    def text(self) -> str:
        """The document's own words, a form feed between pages."""
        return "\f".join(text for _, text in self.pages)

    @cached_property
    def without_rows(self) -> Document:
        """The document with its tables' heads alone: a row may speak of another time."""
        pages = []
        for page in self.document.pages:
            text = page.text
            for line in self.lines:
                if line.page == page.number and line.in_table:
                    text = text[: line.start] + " " * len(line.text) + text[line.end :]
            heads = [
                " ".join(dict.fromkeys(self.document.tables[index].rows[row]))
                for index, rows in self._headers.items()
                if self.document.tables[index].page == page.number
                for row in rows
            ]
            pages.append(page.model_copy(update={"text": "\n".join([text, *heads])}))
        own = {number for number, _ in self.pages}
        return self.document.model_copy(
            update={"pages": tuple(page for page in pages if page.number in own)}
        )

    @cached_property
    def beginning(self) -> Document:
        """Of the first two pages the first words and the tables' heads alone."""
        cut = []
        for page in self.without_rows.pages[:2]:
            own = len(self.text_of(page.number))
            told = "\n".join(line for line in page.text[:own].split("\n") if line.strip())
            cut.append(page.model_copy(update={"text": told[:HEAD] + page.text[own:]}))
        return self.without_rows.model_copy(update={"pages": tuple(cut)})

    @cached_property
    def title_words(self) -> str:
        """What it says first, before any row of a table."""
        told = (line for page in self.without_rows.pages for line in page.text.split("\n"))
        return "\n".join(line for line in told if line.strip())[:TITLE]

    @cached_property
    def _table_text(self) -> dict[int, str]:
        """Per page, the skeleton of its tables' cells, row by row."""
        found: dict[int, str] = {}
        for table in self.document.tables:
            bones = "".join(
                "".join(skeleton(cell) for cell in row)
                for row in table.rows
                if len({cell.strip() for cell in row if cell.strip()}) > 1
            )
            found[table.page] = found.get(table.page, "") + bones
        return found

    def is_in_table(self, page: int, text: str) -> bool:
        if "\t" in text:
            return len({cell.strip() for cell in text.split("\t") if cell.strip()}) > 1
        bones = self._table_text.get(page, "")
        words = [skeleton(word) for word in text.split()]
        return bool(bones) and all(word in bones for word in words if word)

    def hits(self, term: str) -> tuple[Hit, ...]:
        """Where a term stands in the document's own lines, menus left out."""
        if term not in self._hits:
            self._hits |= self._look(self._words if term in self._words else (term,))
        return self._hits[term]

    def _look(self, terms: Sequence[str]) -> dict[str, tuple[Hit, ...]]:
        """All terms page by page: a page is folded for comparing once."""
        found: dict[str, list[Hit]] = {term: [] for term in terms}
        for number, text in self.pages:
            for term in terms:
                for start, end in find_all(text, term):
                    line = bisect_right(self._starts, (number, start)) - 1
                    found[term].append(Hit(number, start, end, line))
        return {term: tuple(hits) for term, hits in found.items()}

    @cached_property
    def _starts(self) -> list[tuple[int, int]]:
        return [(line.page, line.start) for line in self.lines]

    def text_of(self, page: int) -> str:
        return next((text for number, text in self.pages if number == page), "")

    def quote(self, page: int, start: int, end: int, around: int = 60) -> str:
        text = self.text_of(page)
        return " ".join(text[max(0, start - around) : end + around].split())

    @property
    def time_cells(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What may say a table's time, by the head that it stands under: each cell of the head
        itself, and each column below."""
        for index, table in enumerate(self.document.tables):
            rows = self._headers.get(index, ())
            for column in zip_longest(*table.rows, fillvalue=""):
                head = " ".join(column[row] for row in rows)
                yield head, (head,)
                yield head, column[rows[-1] + 1 if rows else 0 :]

    # --- headings ----------------------------------------------------------------------------

    @cached_property
    def _headed(self) -> frozenset[int]:
        """The lines that begin with any of the item's terms."""
        return frozenset(
            hit.line for term in self._terms for hit in self.hits(term) if self._begins(hit)
        )

    def _begins(self, hit: Hit) -> bool:
        line = self.lines[hit.line]
        if line.in_table:
            return False
        number = _ENUMERATOR.match(fold_digits(line.text))
        lead = number.end() if number else 0
        if not _LEADS.fullmatch(line.text[lead : max(lead, hit.start - line.start)]):
            return False
        head = line.text.partition(":")[0]
        return len(head) <= HEADING_LENGTH

    def headings(
        self, terms: Sequence[str], *, wording: str = "", planned: Sequence[str] = ()
    ) -> list[Heading]:
        """The headings that begin with one of these terms, with their content; none `planned`."""
        found: dict[int, Heading] = {}
        for term in terms:
            for hit in self.hits(term):
                if hit.line in found or _is_planned(self.lines[hit.line].text, planned):
                    continue
                if self._begins(hit):
                    found[hit.line] = self._heading(hit, wording)
        return [found[line] for line in sorted(found)]

    def _heading(self, hit: Hit, wording: str) -> Heading:
        line = self.lines[hit.line]
        rest = line.text[max(0, hit.end - line.start) :].strip(" \t)）]")
        parts = []
        if rest[:1] in (":", "：") or rest.startswith(("คือ", "ได้แก่", "-", "–")):
            parts.append(rest.lstrip(" :："))
        elif kind_of(rest) == "none" or (
            len(skeleton(rest)) >= 30
            and skeleton(rest) not in skeleton(wording)
            and not any(find(rest, term) for term in self._terms)
        ):
            parts.append(rest)
        number = _number_of(line.text)
        in_tables = not parts
        for index in range(hit.line + 1, len(self.lines)):
            below = self.lines[index]
            if index in self._headed or ENDS.search(below.text):
                break
            if number is not None and _number_of(below.text) == number + 1 and not parts:
                break
            parts.append(below.text)
            in_tables = in_tables and below.in_table
            if sum(map(len, parts)) > 1500:
                break
        return Heading(line, "\n".join(parts).strip(), in_tables)

    def links_under(self, terms: Sequence[str]) -> list[Link]:
        """The links that name one of these terms, or stand under a heading that does."""
        pages = {page.number: page.text for page in self.original.document.pages}
        under = [pages.get(line.page, "")[line.start : end] for line, end in self._sections(terms)]
        return [
            link
            for link in self.original.document.links
            if link.text
            and (
                any(find(one, term) for one in (link.text, link.heading) for term in terms)
                or any(link.text in section for section in under)
            )
        ]

    def _sections(self, terms: Sequence[str]) -> Iterator[tuple[Line, int]]:
        """Each heading of one of these terms, and where on its page the next heading begins."""
        for heading in self.headings(terms):
            number = self.lines.index(heading.line)
            later = [self.lines[one] for one in sorted(self._headed) if one > number]
            same = [one.start for one in later if one.page == heading.line.page]
            yield heading.line, same[0] if same else len(self.text_of(heading.line.page))

    # --- columns -----------------------------------------------------------------------------

    @cached_property
    def _headers(self) -> dict[int, tuple[int, ...]]:
        """Per table, the rows that are its header: that of most of the item's terms, and the next
        one where it repeats merged cells. A table that goes on over a page takes the one before."""
        return {
            index: rows
            for index, table in enumerate(self.document.tables)
            if (rows := _header(table, self._terms))
        }

    def columns(self, terms: Sequence[str], *, planned: Sequence[str] = ()) -> list[Column]:
        """The columns whose heading begins with one of these terms; none `planned`."""
        found = []
        tables = self.document.tables
        for index, rows in self._headers.items():
            table = tables[index]
            places = [
                place
                for place in range(len(table.rows[rows[0]]))
                if any(
                    _cell_begins(table.rows[row][place], terms)
                    for row in rows
                    if place < len(table.rows[row])
                )
                and not any(
                    _is_planned(table.rows[row][place], planned)
                    for row in rows
                    if place < len(table.rows[row])
                )
            ]
            if not places:
                continue
            data = [(index, row) for row in range(rows[-1] + 1, len(table.rows))]
            following = index + 1
            while (
                following < len(tables)
                and following not in self._headers
                and tables[following].page > table.page
                and _width(tables[following]) == _width(table)
            ):
                data += [(following, row) for row in range(len(tables[following].rows))]
                following += 1
            cells = []
            for number, row in data:
                own = tables[number].rows[row]
                if _is_note(own) or not any(cell.strip() for cell in own):
                    continue
                texts = dict.fromkeys(own[place].strip() for place in places if place < len(own))
                cells.append((number, row, " ".join(text for text in texts if text)))
            found.append(Column(table.rows[rows[0]][places[0]].strip(), tuple(cells)))
        return found

    def says_of(self, cell: tuple[int, int, str]) -> bool:
        """Whether another cell of its row, but for a running number, says something too."""
        table, row, text = cell
        cells = [one.strip() for one in self.document.tables[table].rows[row]]
        if re.fullmatch(r"\d{1,3}[.)]?", fold_digits(cells[0])):
            cells = cells[1:]
        return bool(text) and any(one not in text and kind_of(one) == "text" for one in cells)

    def place(self, line: Line) -> Place:
        return self.seen.place(page=line.page)

    def cell_place(self, table: int, row: int) -> Place:
        own = self.document.tables[table]
        return self.seen.place(page=own.page, sheet=own.name, table=table, row=own.top + row)

    # --- passages ----------------------------------------------------------------------------

    def passages(
        self, groups: Sequence[Sequence[str]], within: int
    ) -> Iterator[tuple[int, int, int]]:
        """(page, start, end) of each place where a term of every group stands near the first's."""
        others = [[hit for term in group for hit in self.hits(term)] for group in groups[1:]]
        for term in groups[0]:
            for key in self.hits(term):
                near = [
                    min(
                        (hit for hit in hits if _apart(key, hit) <= within),
                        key=lambda hit: _apart(key, hit),
                        default=None,
                    )
                    for hits in others
                ]
                kept = [one for one in near if one is not None]
                if len(kept) == len(others):
                    spans = [key, *kept]
                    start, end = min(s.start for s in spans), max(s.end for s in spans)
                    if self._is_prose(key.page, start, end):
                        yield key.page, start, end

    def _is_prose(self, page: int, start: int, end: int) -> bool:
        """Whether lines tell something: a list of short words, as a menu has, does not."""
        lengths = [
            len(line.text.strip())
            for line in self.lines
            if line.page == page and line.start < end and line.end > start
        ]
        return sum(lengths) >= PROSE * len(lengths)


def mention(context: Context, reading: Reading, component: Component) -> Observation | None:
    """A term somewhere in a sentence is a hint, not a part; `options.hints` are no more than that
    wherever they stand: other words that offices use for it."""
    for term in (*component.recognise.terms, *component.recognise.options.get("hints", ())):
        for hit in reading.hits(term):
            if hit.line in reading.title_lines:
                continue
            return context.observe(
                component.id,
                Found.UNSURE,
                "mentioned_only",
                quote=reading.quote(hit.page, hit.start, hit.end),
                place=reading.seen.place(page=hit.page),
                confidence=0.5,
            )
    return None


def unless_part_of_year(context: Context, reading: Reading, row: Observation) -> Observation:
    """The year of an annual report, where its first words do not say that it is of less."""
    year = Period("year", context.year, 0)
    spoken = covered.stretches(reading.title_words, {context.year}, year.last_day)
    told = [one for one in spoken if len(one.months) >= QUARTER_MONTHS]
    months = {month for one in told for month in one.months}
    whole = months >= set(year.months) or any(
        len(one.months) >= covered.YEAR_MONTHS for one in told
    )
    if row.found is not Found.YES or whole or months.isdisjoint(year.months):
        return row
    quote = "; ".join(dict.fromkeys(one.text for one in told))
    return row.model_copy(
        update={"found": Found.UNSURE, "code": "part_of_year", "quote": quote, "covered": ""}
    )


def missing(context: Context, reading: Reading, component: Component) -> Observation:
    return context.observe(component.id, Found.NO, "component_missing", place=reading.seen.place())


def own_words(seen: Seen) -> int:
    """How many letters a document has of its own: no menu, no links, no table of contents."""
    return len(skeleton(Reading(seen, ()).text))


def kind_of(content: str) -> Content:
    """Nothing or dotted lines, a dash alone, "ไม่มี" alone, or something."""
    if not content.strip(" \t\r\n.…_\u200b:"):
        return "blank"
    if not content.strip(" \t\r\n-–—."):
        return "dash"
    return "none" if _NONE.match(content) else "text"


def _apart(key: Hit, hit: Hit) -> int:
    """Characters between two hits of one page; far more than any limit for two pages."""
    if key.page != hit.page:
        return 1_000_000
    return max(0, hit.start - key.end, key.start - hit.end)


def _number_of(text: str) -> int | None:
    match = _ENUMERATOR.match(fold_digits(text))
    return int(match["number"]) if match and match["number"] else None


def bare(seen: Seen) -> Seen:
    """Its document without its furniture: a menu names years and matters that are not its own."""
    return replace(seen, document=without_furniture(seen))


def without_furniture(seen: Seen) -> Document:
    """The document without its table of contents and, of a web page, its menu and foot.

    They are blanked, so that places keep their offsets. Worked out once for whoever looks at it.
    """
    known = _BARE.get(seen)
    if known is None:
        known = _BARE[seen] = _without_furniture(seen)
    return known


_BARE: WeakKeyDictionary[Seen, Document] = WeakKeyDictionary()


def _without_furniture(seen: Seen) -> Document:
    document = seen.document
    pages = tuple(
        page.model_copy(update={"text": text})
        if (text := _without_contents(page.text)) != page.text
        else page
        for page in document.pages
    )
    if pages != document.pages:
        document = document.model_copy(update={"pages": pages})
    if document.type != "html":
        return document
    return _without_foot(_without_menu(seen, document) if document.links else document)


def _without_contents(text: str) -> str:
    if "สารบัญ" in text[:CONTENTS_HEAD] and len(_PAGE_NUMBER.findall(fold_digits(text))) >= 3:
        return _TOLD.sub(" ", text)
    return _CONTENTS.sub(lambda match: " " * len(match[0]), text)


def _without_foot(document: Document) -> Document:
    def cut(text: str) -> str:
        lines = text.split("\n")
        told = [number for number, line in enumerate(lines) if line.strip()]
        foot = next((n for n in told[-_FOOT_LINES:] if _FOOT.search(fold_digits(lines[n]))), None)
        if foot is None or foot == told[0]:
            return text
        kept = [line if number < foot else " " * len(line) for number, line in enumerate(lines)]
        return "\n".join(kept)

    pages = tuple(page.model_copy(update={"text": cut(page.text)}) for page in document.pages)
    return document.model_copy(update={"pages": pages})


def _without_menu(seen: Seen, document: Document) -> Document:
    here = urldefrag(seen.capture.final_url)[0]
    texts = {
        skeleton(link.text)
        for link in document.links
        if link.text and urldefrag(urljoin(here, link.href))[0] != here
    } - {""}
    own = {skeleton(link.text) for link in document.links} - texts

    def blanked(text: str) -> str:
        lines = []
        for line in text.split("\n"):
            pieces = [skeleton(piece) for piece in _MENU_CUT.split(line)]
            pieces = [piece for piece in pieces if piece]
            several = len(pieces) > 1 and any(piece in texts for piece in pieces)
            known = texts | own if several else texts
            whole = skeleton(line) in texts
            menu = whole or (bool(pieces) and all(piece in known for piece in pieces))
            trail = len(pieces) > 1 and all(piece in texts for piece in pieces[:-1])
            if menu or _all_links(line, texts):
                line = " " * len(line)
            elif trail and (end := max(map(line.rfind, _TRAIL))) >= 0:
                line = " " * (end + 1) + line[end + 1 :]
            lines.append(line)
        return "\n".join(lines)

    pages = tuple(page.model_copy(update={"text": blanked(page.text)}) for page in document.pages)
    return document.model_copy(update={"pages": pages})


def _all_links(line: str, texts: set[str]) -> bool:
    """Whether nothing is left of a line when its links' texts are taken out."""
    bone = skeleton(line)
    if not bone:
        return False
    for text in sorted((one for one in texts if one in bone), key=len, reverse=True):
        bone = bone.replace(text, "")
    return not bone


def _lines(reading: Reading, number: int, text: str) -> Iterator[Line]:
    at = 0
    for raw in text.split("\n"):
        if raw.strip():
            yield Line(number, at, at + len(raw), raw, reading.is_in_table(number, raw))
        at += len(raw) + 1


def _cell_begins(cell: str, terms: Sequence[str]) -> bool:
    text = " ".join(cell.split())
    if not text or len(text) > HEADING_LENGTH:
        return False
    number = _ENUMERATOR.match(fold_digits(text))
    lead = number.end() if number else 0
    return any((span := find(text, term)) and span[0] - lead <= LEAD for term in terms)


def _is_planned(heading: str, planned: Sequence[str]) -> bool:
    """Whether a heading begins with one of these words and speaks of no result beside it."""
    number = _ENUMERATOR.match(fold_digits(heading))
    return heading[number.end() if number else 0 :].startswith(tuple(planned)) and (
        "ผล" not in heading
    )


def _header(table: Table, terms: Sequence[str]) -> tuple[int, ...]:
    scores = []
    for row in table.rows[:HEADER_ROWS]:
        distinct = {cell.strip() for cell in row if cell.strip()}
        fits = sum(_cell_begins(cell, terms) for cell in distinct) if len(distinct) > 1 else 0
        scores.append(fits)
    best = max(scores, default=0)
    if best == 0 or (best == 1 and scores.index(best) > 1):
        return ()
    first = scores.index(best)
    rows = [first]
    if first + 1 < len(table.rows) and _splits(table.rows[first], table.rows[first + 1]):
        rows.append(first + 1)
    return tuple(rows)


def _splits(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """A second header row names the parts of a merged cell and repeats the cells beside it."""
    pairs = list(zip(upper, lower, strict=False))
    merged = len({cell for cell in upper if cell.strip()}) < sum(bool(c.strip()) for c in upper)
    return merged and sum(bool(a.strip()) and a == b for a, b in pairs) >= 1


def _width(table: Table) -> int:
    return max((len(row) for row in table.rows), default=0)


def _is_note(row: Sequence[str]) -> bool:
    """One text over the whole width, or a total: no row of its own."""
    distinct = {cell.strip() for cell in row if cell.strip()}
    first = next((cell.strip() for cell in row if cell.strip()), "")
    return (len(distinct) == 1 and len(row) > 1 and row.count(first) > 1) or skeleton(
        first
    ).startswith(("รวม", "หมายเหต"))
