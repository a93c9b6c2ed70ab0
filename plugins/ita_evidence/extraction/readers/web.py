"""HTML: what a visitor would read, from decoded text, by beautifulsoup4 over lxml."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from ita_evidence import clicks
from ita_evidence.extraction.readers import mending
from ita_evidence.extraction.readers.limits import Limits
from ita_evidence.extraction.readers.mending import Mended, even, grade
from ita_evidence.model import Document, Form, Link, Page, Picture, Table
from ita_evidence.thai.encodings import decode
from ita_evidence.thai.repair import repair

# An option list is a control, not content: a search form's twelve months name no period.
_SILENT = frozenset(
    re.findall(
        r"\w+",
        "head script style template noscript select datalist iframe object svg canvas math",
    )
)
_BLOCK = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details dialog div dl dt fieldset"
        " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p"
        " pre section summary table tbody tfoot thead tr ul",
    )
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend", "summary")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CHARS = 20
"""Text that hidden elements hold before the document is flagged for it."""
_MOST_SPAN = 200
_WHOLE_PAGE = frozenset({"body", "main", "html", "[document]"})
_BESIDE_CHARS = 2000
"""Of the text around a picture: more than a row of cards says."""
# Scripts that count visits or move menus, and draw nothing that an item could ask for.
_HARMLESS_SOURCE = re.compile(
    r"googletagmanager\.com|google-analytics\.com|gtag/js|histats|truehits"
    r"|(?:^|/)(?:jquery|bootstrap|popper|modernizr|html5shiv|respond|analytics)[\w.-]*\.js",
    re.IGNORECASE,
)
_DRAWS = re.compile(
    r"document\.write|innerHTML|appendChild|createElement|insertAdjacent|\.append\(|\.html\("
    r"|\.load\(|ajax|fetch\(|XMLHttpRequest|import\(|getJSON"
)
_DATA_TYPE = re.compile(r"json|template|text/html", re.IGNORECASE)
_DATA_URI_SHOWN_CHARS = 40
_DRAWN_IN_PAGE = "data:image/svg+xml"
_ICON_PX = 100
"""A drawing without words that is smaller, or does not say its size, is an icon."""


def read(data: bytes, kind: str, declared: str | None, limits: Limits) -> Document:
    """Text by blocks, tables with spans filled, links with the heading above, pictures, forms.

    Hidden elements are not in the text (flag `hidden_text` when they hold some), but their links
    are kept: a menu is hidden until it is opened.
    """
    decoded = decode(data, declared, html=True)
    # From a file: as in `collection/page.py`.
    soup = BeautifulSoup(io.StringIO(decoded.text.replace("\0", "")), "lxml")
    mended = Mended()
    text = mended.text(_text(soup))
    tables, cut = _tables(soup, limits.cells)
    flags = ["hidden_text"] if _hidden_chars(soup) >= _HIDDEN_CHARS else []
    if cut or len(text) > limits.chars:
        flags.append("truncated")
    title = soup.title.get_text(" ") if soup.title else ""
    return Document(
        type=kind,
        encoding=decoded.encoding,
        encoding_rule=decoded.rule,
        title=mended.text(" ".join(title.split())),
        text_quality=grade(text, mended.repairs),
        repairs=dict(mended.repairs),
        pages=(Page(number=1, text=text[: limits.chars]),),
        tables=tables,
        links=tuple(_links(soup)),
        pictures=tuple(_pictures(soup)),
        forms=tuple(_forms(soup)),
        scripts=any(_may_draw(script) for script in soup.find_all("script")),
        flags=tuple(flags),
    )


def _attribute(element: Tag, name: str) -> str:
    value = element.get(name, "")
    return (" ".join(value) if isinstance(value, list) else value or "").strip()


def _is_hidden(element: Tag) -> bool:
    return element.has_attr("hidden") or bool(_HIDDEN_STYLE.search(_attribute(element, "style")))


def _hidden_chars(soup: BeautifulSoup) -> int:
    return sum(
        len(element.get_text(strip=True))
        for element in soup.find_all(True)
        if element.name not in _SILENT and _is_hidden(element)
    )


def _text(root: Tag, *, within_cell: bool = False) -> str:
    """The shown text below `root`: a line a block, table cells by tabs.

    With `within_cell`, the tables inside are left out: they are tables of their own.
    """
    parts: list[str] = []
    # What is left to write, last first: a node and whether its white space is kept, or the
    # separator at the end of an element.
    pending: list[tuple[PageElement | None, bool, str]] = [
        (child, False, "") for child in reversed(root.contents)
    ]
    while pending:
        node, kept, separator = pending.pop()
        if isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            parts.append(str(node) if kept else re.sub(r"[\s\u00a0]+", " ", node))
        if not isinstance(node, Tag):
            parts.append(separator)
            continue
        name = node.name
        if name in _SILENT or _is_hidden(node) or (within_cell and name == "table"):
            continue
        block = name in _BLOCK
        if block or name == "br":
            parts.append("\n")
        pending.append((None, False, "\n" if block else "\t" if name in ("td", "th") else ""))
        kept = kept or name in ("pre", "textarea")
        pending.extend((child, kept, "") for child in reversed(node.contents))
    text = "".join(parts)
    text = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", text))
    text = re.sub(r"[\t ]+\n", "\n", re.sub(r" *\t *", "\t", text))
    return re.sub(r"\n{2,}", "\n", text).strip()


def _tables(soup: BeautifulSoup, cells: int) -> tuple[tuple[Table, ...], bool]:
    """Every table that holds cells, outer ones first, and whether some were left out."""
    tables: list[Table] = []
    for element in soup.find_all("table"):
        rows = _grid(element)
        cells -= sum(len(row) for row in rows)
        if cells < 0:
            return tuple(tables), True
        if any(any(row) for row in rows):
            caption = element.find("caption", recursive=False)
            name = " ".join(caption.get_text(" ").split()) if caption else ""
            tables.append(Table(page=1, name=name or None, rows=mending.cells(even(rows))))
    return tuple(tables), False


def _own_rows(table: Tag) -> Iterator[Tag]:
    for child in table.find_all(["tr", "thead", "tbody", "tfoot"], recursive=False):
        if child.name == "tr":
            yield child
        else:
            yield from child.find_all("tr", recursive=False)


def _span(cell: Tag, name: str) -> int:
    digits = re.match(r"\d{1,6}", _attribute(cell, name))
    return max(1, min(int(digits[0]) if digits else 1, _MOST_SPAN))


def _grid(table: Tag) -> list[list[str]]:
    """A table's cells with each span filled by its cell's text."""
    grid: list[list[str]] = []
    carried: dict[int, tuple[int, str]] = {}
    """Column → (rows still to fill, text), from cells that span rows."""
    for row in _own_rows(table):
        cells: list[str] = []

        def fill(cells: list[str]) -> None:
            while len(cells) in carried:
                column = len(cells)
                left, text = carried.pop(column)
                if left > 1:
                    carried[column] = (left - 1, text)
                cells.append(text)

        for cell in row.find_all(["td", "th"], recursive=False):
            fill(cells)
            text = _text(cell, within_cell=True)
            rows_spanned = _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                if rows_spanned > 1:
                    carried[len(cells)] = (rows_spanned - 1, text)
                cells.append(text)
        fill(cells)
        grid.append(cells)
    return grid


def _links(soup: BeautifulSoup) -> Iterator[Link]:
    """Anchors, areas and frames in document order, each with the nearest heading above it."""
    heading = ""
    for element in soup.find_all([*_HEADINGS, "a", "area", "iframe", "embed", "object"]):
        if element.name in _HEADINGS:
            heading = repair(" ".join(element.get_text(" ").split())).text or heading
            continue
        name = {"a": "href", "area": "href", "object": "data"}.get(element.name, "src")
        href, onclick = _attribute(element, name), _attribute(element, "onclick")
        opens = clicks.address(href, onclick) if name == "href" else href
        if not (element.has_attr(name) or opens):
            continue
        words = " ".join(element.get_text(" ").split())
        in_text = bool(words) and not any(map(_is_hidden, (element, *element.parents)))
        if not words and (image := element.find("img")) is not None:
            words = _attribute(image, "alt") or _attribute(image, "title")
        words = words or _attribute(element, "title") or _attribute(element, "aria-label")
        words = words or (_attribute(element, "alt") if element.name == "area" else "")
        yield Link(
            href=opens or href,
            text=repair(words).text,
            heading=heading,
            in_text=in_text,
        )


def _pixels(image: Tag, name: str) -> int:
    digits = re.match(r"\d{1,5}(?!\d*%)", _attribute(image, name))
    return int(digits[0]) if digits else 0


def _drawing(element: Tag) -> Picture | None:
    """A drawing that stands in the page itself, without a file; none where it is an icon.

    It is as big as it says. The frame that it was drawn in, of any size for an icon, says so only
    where words are drawn in it.
    """
    width, height = _pixels(element, "width"), _pixels(element, "height")
    words = " ".join(one.get_text() for one in element.find_all(["text", "foreignobject"]))
    if _is_hidden(element) or (not words.strip() and min(width, height) < _ICON_PX):
        return None
    frame = re.fullmatch(
        r"\S+\s+\S+\s+(\d{1,5})[\d.]*\s+(\d{1,5})[\d.]*", _attribute(element, "viewbox")
    )
    if not width and frame:
        width, height = int(frame[1]), int(frame[2])
    title = element.find("title", recursive=False)
    named = _attribute(element, "aria-label") or (title.get_text(" ") if title else "")
    alt = repair(" ".join(named.split())).text
    return Picture(page=1, width_px=width, height_px=height, src=_DRAWN_IN_PAGE, alt=alt)


def _pictures(soup: BeautifulSoup) -> Iterator[Picture]:
    known: dict[int, str] = {}
    for image in soup.find_all(["img", "svg"]):
        if image.name == "svg":
            if drawing := _drawing(image):
                yield drawing
            continue
        source = _attribute(image, "src") or _attribute(image, "data-src")
        if source.startswith("data:"):
            source = source[:_DATA_URI_SHOWN_CHARS]
        yield Picture(
            page=1,
            width_px=_pixels(image, "width"),
            height_px=_pixels(image, "height"),
            src=source,
            alt=repair(_attribute(image, "alt")).text,
            beside=_beside(image, known),
        )


def _beside(image: Tag, known: dict[int, str]) -> str:
    """The text of the smallest element around a picture that has any, lines kept: a portrait's card
    says whose it is. Empty where only the whole page has some; `known` holds what was read."""
    for element in image.parents:
        if element.name in _WHOLE_PAGE:
            return ""
        if id(element) not in known:
            known[id(element)] = repair(_text(element)[:_BESIDE_CHARS]).text
        if known[id(element)]:
            return known[id(element)]
    return ""


def _forms(soup: BeautifulSoup) -> Iterator[Form]:
    for form in soup.find_all("form"):
        above = form.find("legend") or form.find(_HEADINGS) or form.find_previous(_HEADINGS)
        fields = [
            f"{_attribute(field, 'type').lower() or 'text'}:{_attribute(field, 'name')}"
            if field.name == "input"
            else f"{field.name}:{_attribute(field, 'name')}"
            for field in form.find_all(["input", "textarea", "select"])
        ]
        yield Form(
            action=_attribute(form, "action"),
            method=_attribute(form, "method").lower() or "get",
            fields=tuple(fields),
            heading=repair(" ".join(above.get_text(" ").split())).text if above else "",
        )


def _may_draw(script: Tag) -> bool:
    """Whether a script may show what the text lacks; one we cannot see into may."""
    if _DATA_TYPE.search(_attribute(script, "type")):
        return False
    source = _attribute(script, "src")
    if source:
        return not _HARMLESS_SOURCE.search(source)
    return bool(_DRAWS.search(script.get_text()))
