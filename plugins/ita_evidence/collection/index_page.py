"""An agency's OIT index page, read: which link stands for which item.

Such pages are hand-made, each in its own way: a table with a row an item, a heading or a list with
the links under it, codes in any of the seed's spellings (O1, 01, o31, ○11, ๐11, O-01, ข้อ 1). A page
is read in the order a person reads it: what names an item holds for the links after it, until
another item is named or its table, list or section ends. A title says more than a number, since
printed numbers can be those of another year; a number alone is believed only with a letter or a
leading zero before it. The criteria's own wording, which agencies print beside their links, names
no item.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from bs4 import BeautifulSoup
from bs4.element import Comment, Declaration, Doctype, NavigableString, Tag

from ita_evidence.collection import page as pages
from ita_evidence.model import Item
from ita_evidence.thai import encodings
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import skeleton

ToldBy = Literal["title and number", "title", "number"]

_CODE = re.compile(
    r"[\s(\[•*]*(?P<mark>(?:ข้อ(?:ที่)?\s*)?[OoΟοОо○◯〇]|ข้อ(?:ที่)?)?"
    r"[\s.\-–_:]*(?P<zeros>0*)(?P<number>[1-9]\d?)"
    r"(?!\d|[.]\d|[/%])(?:\s*[).:\]\-–])?\s*(?!\d)"
)
"""After `fold_digits`, which makes ๐ a 0. `9.1`, `12/2566`, `02 123` and years are no codes."""
_BLOCKS = frozenset(
    "p div li tr td th dt dd h1 h2 h3 h4 h5 h6 summary details caption legend section article "
    "ul ol dl table thead tbody tfoot main aside header footer nav form br hr pre".split()
)
_HOLDERS = frozenset("table ul ol dl details section article".split())
_LONGEST_TITLE = 200
_CLOSE = 0.8
"""How alike two titles are (difflib's ratio of skeletons) to be one."""
_AHEAD = 0.05
"""By how much the likeliest title must lead the next one."""
_SHARE = 0.5
"""What part of a text a title must make up to be what the text says."""
_SMALL_HEADING = 5
_AROUND_CHARACTERS = 500


@dataclass(frozen=True)
class Named:
    """How a text names an item."""

    item: str
    told_by: ToldBy
    text: str
    printed: str = ""
    """The item that the printed number says, where the title says another one."""


@dataclass(frozen=True)
class Listed:
    """A link that stands for an item."""

    named: Named
    url: str
    """Absolute; empty for a link that leads nowhere (`href=""`, `#`, `javascript:`)."""
    text: str
    around: str
    """The text blocks between the item's name and the link, where units and years stand."""


@dataclass(frozen=True)
class Index:
    """What an index page lists."""

    title: str
    listed: tuple[Listed, ...]
    named: tuple[Named, ...]
    """Every item the page names, with or without a link."""


def read(data: bytes, content_type: str | None, url: str, items: Mapping[str, Item]) -> Index:
    """The index page in `data`.

    Raises:
        ExtractionError: the bytes are no text in any encoding tried.
    """
    decoded = encodings.decode(
        data[: pages.HTML_READ_BYTES], pages.charset_of(content_type), html=True
    )
    # From a file: as in `collection/page.py`.
    soup = BeautifulSoup(io.StringIO(decoded.text), "lxml")
    reading = _Reading(Titles(items), pages.base_of(soup, url), decoded.encoding)
    reading.read(soup)
    title = soup.title.get_text(" ") if soup.title else ""
    listed = tuple(dict.fromkeys(reading.listed))
    return Index(title.strip(), listed, tuple(dict.fromkeys(reading.named)))


# --- naming ----------------------------------------------------------------------------------


class Titles:
    """An edition's titles and wording, to tell what a text names."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self._items = items
        self._titles = {item.id: skeleton(item.title_th) for item in items.values()}
        lines = (line for item in items.values() for line in item.wording.splitlines())
        self._criteria = skeleton(" ".join(lines))

    def is_criteria(self, text: str) -> bool:
        """Whether a text is the catalog's own wording: it stands on the page for no evidence."""
        short = skeleton(text)
        return len(short) >= 15 and short not in self._titles.values() and short in self._criteria

    def code(self, text: str) -> tuple[str | None, bool, str]:
        """The item of a code at the beginning, whether the code is plain, and the text after it.

        Plain: with a letter or ข้อ before it, or with the zero that an O became (010, 023). `05`
        is not: a date begins like that too.
        """
        match = _CODE.match(fold_digits(text))
        if match is None or f"O{match['number']}" not in self._items:
            return None, False, text
        zero_for_o = match["zeros"] == "0" and len(match["number"]) == 2
        plain = match["mark"] is not None or zero_for_o
        return f"O{match['number']}", plain, text[match.end() :]  # folding moves no character

    def title(self, text: str) -> str | None:
        """The item whose title a text is; None where none is, or two are as likely."""
        said = skeleton(text[:_LONGEST_TITLE])
        if len(said) < 2:
            return None
        for item, title in self._titles.items():
            if said == title:
                return item
        inside = [
            (len(title), item)
            for item, title in self._titles.items()
            if len(title) >= 4 and title in said and len(title) >= _SHARE * len(said)
        ]
        if inside:
            return max(inside)[1]
        if len(said) < 8:
            return None
        matcher = SequenceMatcher(autojunk=False, b=said)
        alike: list[tuple[float, str]] = []
        for item, title in self._titles.items():
            matcher.set_seq1(title)
            if matcher.quick_ratio() >= _CLOSE:
                alike.append((matcher.ratio(), item))
        alike.sort(reverse=True)
        if not alike or alike[0][0] < _CLOSE:
            return None
        if len(alike) > 1 and alike[0][0] - alike[1][0] < _AHEAD:
            return None
        return alike[0][1]

    def named(self, text: str) -> Named | None:
        """What item a text names, if any."""
        if not text or len(text) > 2 * _LONGEST_TITLE or self.is_criteria(text):
            return None
        code, plain, rest = self.code(text)
        title = self.title(rest) or (self.title(text) if code else None)
        if title is not None:
            return joined(Named(title, "title", text), code)
        if code is None or len(text) > _LONGEST_TITLE:
            return None
        leading_zero = fold_digits(text.strip()).startswith("0") and self.bare_code(text)
        return Named(code, "number", text) if plain or leading_zero else None

    def bare_code(self, text: str) -> str | None:
        """The item of a text that is a code and nothing else, a number without a letter too."""
        code, _, rest = self.code(text)
        return code if code and not rest.strip(" .:-–)]*") else None


def joined(named: Named, code: str | None) -> Named:
    """A name by its title, with the code that is printed beside it."""
    if code is None or named.told_by != "title" or named.printed:
        return named
    if code == named.item:
        return replace(named, told_by="title and number")
    return replace(named, printed=code)


# --- reading ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Current:
    """The item that holds for the links after its name."""

    named: Named
    level: int
    """Of the heading that names it, 1 to 6; 9 for what is no heading."""
    holder: Tag | None
    """The table, list or section that the name stands in, whose end ends it."""
    row: Tag | None = None
    """The table row that names it as a whole: no text inside names another item."""
    around: str = ""


class _Reading:
    """One pass over a page, in its order."""

    def __init__(self, titles: Titles, base: str, encoding: str) -> None:
        self._titles, self._base, self._encoding = titles, base, encoding
        self.listed: list[Listed] = []
        self.named: list[Named] = []
        self._current: _Current | None = None
        self._number: str | None = None
        """A code that was just read alone: a title after it belongs to it."""
        self._words: list[str] = []

    def read(self, root: Tag) -> None:
        for node, event in _walk(root):
            if isinstance(node, NavigableString):
                self._words.append(str(node))
            elif node.name == "a":
                if event == "enter" and pages.is_link(node):
                    self._flush(node)
                    self._link(node)
            elif node.name in _BLOCKS:
                self._flush(node)
                if event == "enter":
                    self._enter(node)
                elif self._current and self._current.holder is node:
                    self._current = None
        self._flush(root)

    def _enter(self, node: Tag) -> None:
        level = pages.heading_level(node)
        # A small heading under a line that is none may well belong to that line.
        if level and self._current and level <= min(self._current.level, _SMALL_HEADING - 1):
            self._current = None
        if node.name == "tr" and (named := self._row(node)):
            self._name(named, node)

    def _row(self, row: Tag) -> Named | None:
        """What a table row names as a whole; None where it names nothing, or several items."""
        found: dict[str, Named] = {}
        code: str | None = None
        for cell in row.find_all(["td", "th"], recursive=False):
            text = _folded(cell.get_text(" "))
            named = self._titles.named(text)
            if named is not None and named.told_by != "number":
                found.setdefault(named.item, joined(named, code))
            elif bare := self._titles.bare_code(text):
                code = code or bare
                if named is not None:  # a plain code
                    found.setdefault(f"number {bare}", named)
        titled = [named for named in found.values() if named.told_by != "number"]
        numbered = [named for named in found.values() if named.told_by == "number"]
        sure = [named for named in titled if named.told_by == "title and number"] or titled
        if len(sure) == 1:
            return sure[0]
        return numbered[0] if len(numbered) == 1 and not titled else None

    def _flush(self, at: Tag) -> None:
        text = _folded("".join(self._words))
        self._words = []
        if text:
            self._see(text, at)

    def _see(self, text: str, at: Tag) -> None:
        """A text block, or what a link shows: it names an item, or stands around the links."""
        current = self._current
        if self._titles.is_criteria(text) or (current and current.named.text == text):
            return
        if current and current.row and (at is current.row or current.row in at.parents):
            self._stands_around(text)
            return
        bare = self._titles.bare_code(text)
        named = self._titles.named(text)
        if bare is None and named is not None:
            named = joined(named, self._number)
        if bare is not None and named is None and current and current.holder is _holder(at):
            self._current = None  # a number of the next item, whose title may say nothing to us
        self._number = bare
        if named is None or self._is_weaker(named):
            self._stands_around(text)
        else:
            self._name(named, at)

    def _is_weaker(self, named: Named) -> bool:
        """A document's title under an item's heading may be like another item's."""
        current = self._current
        if current is None or current.level == 9 or current.named.told_by == "number":
            return False
        return named.told_by == "title" and not named.printed

    def _stands_around(self, text: str) -> None:
        if self._current is not None:
            around = f"{self._current.around} {text}".strip()[-_AROUND_CHARACTERS:]
            self._current = replace(self._current, around=around)

    def _name(self, named: Named, at: Tag) -> None:
        heading = next((tag for tag in (at, *at.parents) if pages.heading_level(tag)), None)
        level = (pages.heading_level(heading) if heading else None) or 9
        row = at if at.name == "tr" else None
        self._current = _Current(named, level, None if heading else _holder(at), row)
        self.named.append(named)

    def _link(self, tag: Tag) -> None:
        shown = pages.shown_text(tag)
        before = self._current.around if self._current else ""
        self._see(shown, tag)
        if self._current is None:
            return
        around = before if self._current.around.startswith(before) else ""
        url = pages.absolute(pages.address_of(tag), self._base, self._encoding) or ""
        self.listed.append(Listed(self._current.named, url, shown, around))


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _holder(tag: Tag) -> Tag | None:
    """The nearest table, list or section around a tag."""
    return next((parent for parent in tag.parents if parent.name in _HOLDERS), None)


def _walk(root: Tag) -> Iterator[tuple[Tag | NavigableString, Literal["enter", "leave"]]]:
    """Elements entered and left, and strings, in the page's order; menus and scripts left out."""
    stack: list[tuple[Tag | NavigableString, bool, int]] = [(root, False, 0)]
    while stack:
        node, leaving, depth = stack.pop()
        if isinstance(node, NavigableString):
            if not isinstance(node, Comment | Declaration | Doctype):
                yield node, "enter"
            continue
        if leaving:
            yield node, "leave"
            continue
        if node.name in pages.MUTED or pages.is_menu(node):
            continue
        yield node, "enter"
        stack.append((node, True, depth))
        if depth < pages.MAX_DEPTH and (node.name != "a" or not pages.is_link(node)):
            inside = [c for c in node.contents if isinstance(c, Tag | NavigableString)]
            stack.extend((child, False, depth + 1) for child in reversed(inside))
