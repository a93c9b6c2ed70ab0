"""An HTML page as collection needs it: its links with what stands around them, and its own words.

Not a reader of evidence (that is `extraction/`): only enough to find what a page leads to, and to
tell a page from an error page.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from posixpath import basename
from typing import Any
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit, urlunsplit

from bs4 import BeautifulSoup
from bs4.element import Comment, Declaration, Doctype, NavigableString, Tag

from ita_evidence import clicks
from ita_evidence.thai import encodings

HTML_READ_BYTES = 2_000_000
"""What is parsed of a page; a longer one is a file in disguise, and the parsing the attack."""

MAX_LINKS = 2_000
"""The most that is read of a page's links, from its top."""
MAX_DEPTH = 256
"""Elements nested deeper are left out: no page needs it, and the work grows with its square."""

_HTML_START = re.compile(
    rb"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|title|meta|body|script|"
    rb"center|div|table|p|h1|br|font|frameset|iframe|img|a|link|style|span|b|form)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)
MUTED = frozenset({"script", "style", "noscript", "template", "option", "button", "head", "svg"})
_MENUS = frozenset({"nav", "footer", "aside"})
_MENU_CLASS = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|menu|sidebar|breadcrumbs?|footer|topbar)(?:$|[-_\s])"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SCOPED_HEADINGS = frozenset({"caption", "legend", "summary", "dt"})
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Heading:
    level: int
    """1 to 6 as in HTML; 7 for a caption, legend, summary or dt, 8 for a line in bold."""
    text: str


@dataclass(frozen=True)
class PageLink:
    """A link that leads somewhere else, and what stands around it."""

    url: str
    """Absolute, without the fragment."""
    text: str
    """What it shows; else its image's alt, its title, or the file's name."""
    headings: tuple[str, ...] = ()
    """The headings it stands under, outermost first."""
    row: str = ""
    """The whole text of its table row or list item."""
    column: str = ""
    """The first cell of its table column, where it stands in a table."""
    download: bool = False
    """It is marked as one to download."""
    menu: bool = False
    """It stands in a menu, a banner or a footer."""

    @property
    def file_name(self) -> str:
        """The last part of the path, decoded."""
        return unquote(basename(urlsplit(self.url).path))


@dataclass(frozen=True, kw_only=True)
class Leads:
    """Where bytes lead to: those of a page, of a style sheet (`styled_with`), or of neither."""

    is_page: bool = False
    links: tuple[PageLink, ...] = ()
    shows: tuple[str, ...] = ()
    """Absolute URLs of the pages in its frames, and of the one that it leads on to by itself."""
    images: tuple[str, ...] = ()
    """Absolute URLs, icons left out; of those that a script loads later, the ones it will."""
    styles: tuple[str, ...] = ()
    """Absolute URLs of its style sheets."""
    scripts: tuple[str, ...] = ()
    """Absolute URLs of its scripts: without them a picture that is loaded late is not shown."""
    hidden: tuple[str, ...] = ()
    """The texts of its links, menus left out, of which only a script knows where they lead."""
    styled_with: tuple[str, ...] = ()
    """Absolute URLs that a sheet, or its own style elements and attributes, name: fonts, pictures,
    imported sheets."""


@dataclass(frozen=True, kw_only=True)
class Page(Leads):
    """What a page of HTML is made of, so far as collecting it needs to know."""

    is_page: bool = True
    title: str
    headings: tuple[str, ...]
    own_headings: tuple[str, ...]
    """Those that are no link and stand in no menu: what it says of itself, not of other pages."""
    text: str
    """All that a reader sees, white space folded."""
    own_text: str
    """`text` without links, menus and footers."""
    password_fields: int
    text_fields: int
    """Fields that a person writes in, passwords not counted."""
    data_rows: int
    """Table rows with at least two cells that say something."""
    draws: bool
    """Something besides text and images may be shown: a script, a frame, an object, a drawing; or
    it leads on by itself."""


def looks_like_html(data: bytes) -> bool:
    """Whether bytes begin as a page does; blank lines and comments may come first."""
    return _HTML_START.match(data.lstrip(b"\xef\xbb\xbf\x00 \t\r\n")[:8192]) is not None


def charset_of(content_type: str | None) -> str | None:
    """The charset that a Content-Type names."""
    match = re.search(r"charset\s*=\s*[\"']?([^\s\"';]+)", content_type or "", re.IGNORECASE)
    return match[1] if match else None


# The outcome's rules, the adapter and the links are all read from one parsing of the bytes.
@lru_cache(maxsize=8)
def read(data: bytes, content_type: str | None, url: str) -> Page:
    """The page in `data`, its links resolved against `url`.

    Raises:
        ExtractionError: the bytes are no text in any encoding tried.
    """
    decoded = encodings.decode(data[:HTML_READ_BYTES], charset_of(content_type), html=True)
    # From a file, for text alone that reads as a URL or a file's name is warned of.
    soup = BeautifulSoup(io.StringIO(decoded.text), "lxml")
    named = _Named(soup)
    base = _resolved(named.base, url)
    walk = _Walk()
    for node, muted in _nodes(soup):
        walk.see(node, muted)
    around = _Around()
    links = [
        link
        for tag, headings, menu in walk.anchors[:MAX_LINKS]
        if (link := _link(tag, headings, around, base, url, decoded.encoding, menu=menu))
    ]
    return Page(
        title=_text(named.title) if named.title else "",
        headings=tuple(walk.seen_headings),
        own_headings=tuple(walk.own_headings),
        text=_fold(" ".join(walk.words)),
        own_text=_fold(" ".join(walk.own_words)),
        links=tuple(links),
        hidden=tuple(_hidden(walk.anchors)),
        shows=tuple(dict.fromkeys(_shows(walk.frames, named.refresh, base, url))),
        images=tuple(dict.fromkeys(_images(walk.images, base))),
        styles=tuple(dict.fromkeys(_at(named.styles, "href", base))),
        scripts=tuple(dict.fromkeys(_at(named.scripts, "src", base))),
        styled_with=tuple(dict.fromkeys(_styled_with(named, base))),
        password_fields=walk.password_fields,
        text_fields=walk.text_fields,
        data_rows=walk.data_rows,
        draws=walk.draws or bool(named.scripts or named.refresh),
    )


_CSS_NAMES = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]+))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""",
    re.IGNORECASE,
)
CSS_READ_CHARS = 500_000


def named_in_css(text: str, base: str) -> tuple[str, ...]:
    """The absolute URLs that a style sheet names, each once: `url(…)` and `@import`."""
    found = (next(filter(None, match), "") for match in _CSS_NAMES.findall(text[:CSS_READ_CHARS]))
    return tuple(dict.fromkeys(url for href in found if (url := absolute(href, base))))


class _Named:
    """The elements by which a page names what it is made of, head and all, from one pass."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.title: Tag | None = None
        self.base: Tag | None = None
        self.styles: list[Tag] = []
        """Links to style sheets."""
        self.scripts: list[Tag] = []
        self.own_styles: list[Tag] = []
        self.styled: list[Tag] = []
        """Elements with a style of their own."""
        self.late: list[Tag] = []
        """Elements whose background is loaded late (WordPress)."""
        self.refresh: Tag | None = None
        """By which it leads on to another page, or to itself."""
        for tag in soup.descendants:
            if isinstance(tag, Tag):
                self._see(tag, tag.name, tag.attrs)

    def _see(self, tag: Tag, name: str, has: Mapping[str, Any]) -> None:
        if name == "title":
            self.title = self.title or tag
        elif name == "base" and "href" in has:
            self.base = self.base or tag
        elif name == "link" and "stylesheet" in attribute(tag, "rel").lower().split():
            self.styles.append(tag)
        elif name == "script":
            self.scripts.append(tag)
        elif _refreshes(tag):
            self.refresh = self.refresh or tag
        elif name == "style":
            self.own_styles.append(tag)
        if "style" in has:
            self.styled.append(tag)
        if "data-bg" in has:
            self.late.append(tag)


def _at(tags: Iterable[Tag], name: str, base: str) -> Iterator[str]:
    """The absolute URLs in an attribute of some elements."""
    found = (absolute(attribute(tag, name), base) for tag in tags)
    return (url for url in found if url is not None)


def _styled_with(named: _Named, base: str) -> Iterator[str]:
    for tag in named.own_styles:
        yield from named_in_css(tag.get_text(), base)
    for tag in named.styled:
        yield from named_in_css(attribute(tag, "style"), base)
    for tag in named.late:
        bare = attribute(tag, "data-bg")
        yield from named_in_css(bare if "url(" in bare else f'url("{bare}")', base)


def absolute(href: str, base: str, encoding: str = "utf-8") -> str | None:
    """Where an `href` leads, without its fragment; None where it leads nowhere else.

    Empty, `#…`, `javascript:` and other schemes than http and https lead nowhere we can ask. As
    browsers read it (WHATWG URL, 4.4): a backslash before the query is a slash, and the query's
    letters go out in the page's own encoding, the path's in UTF-8.
    """
    text = href.strip().translate({9: None, 10: None, 13: None})
    if not text or text.startswith("#"):
        return None
    place, mark, query = text.partition("?")
    try:
        url, _ = urldefrag(urljoin(base, place.replace("\\", "/") + mark + query))
        parts = urlsplit(url)
    except ValueError:  # `http://[`: no URL at all
        return None
    if parts.scheme not in ("http", "https"):
        return None
    if encoding.startswith("utf") or parts.query.isascii():
        return url
    sent = "".join(
        one if one.isascii() else quote(one.encode(encoding, "xmlcharrefreplace"))
        for one in parts.query
    )
    return urlunsplit(parts._replace(query=sent))


def same_site(url: str, page_url: str) -> bool:
    """Whether two URLs are of one host; a leading `www.` makes no other host."""
    names = [(urlsplit(u).hostname or "").removeprefix("www.") for u in (url, page_url)]
    return names[0] == names[1]


def _fold(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _text(tag: Tag) -> str:
    return _fold(tag.get_text(" "))


def attribute(tag: Tag, name: str) -> str:
    """An attribute's text; empty where it has none."""
    value = tag.get(name)
    return value if isinstance(value, str) else " ".join(value or ())


def is_link(tag: Tag) -> bool:
    """An anchor that leads somewhere, or whatever a script makes one."""
    return (tag.name == "a" and (tag.has_attr("href") or tag.has_attr("onclick"))) or (
        tag.has_attr("onclick") and bool(clicks.address("", attribute(tag, "onclick")))
    )


def address_of(tag: Tag) -> str:
    """Where a link or a frame leads, as written."""
    if tag.name in ("iframe", "frame", "embed", "object"):
        return attribute(tag, "data" if tag.name == "object" else "src")
    return clicks.address(attribute(tag, "href"), attribute(tag, "onclick"))


def base_of(soup: BeautifulSoup, url: str) -> str:
    """What a page's links are relative to."""
    tag = soup.find("base", href=True)
    return _resolved(tag if isinstance(tag, Tag) else None, url)


def _resolved(base: Tag | None, url: str) -> str:
    return (absolute(attribute(base, "href"), url) or url) if base else url


def is_menu(tag: Tag) -> bool:
    """Whether an element is a menu, a banner or a footer: what every page of a site repeats."""
    if tag.name in _MENUS or attribute(tag, "role") == "navigation":
        return True
    if tag.name == "header":  # a page's banner, not an article's own heading
        return not any(parent.name in ("article", "main", "section") for parent in tag.parents)
    label = f"{attribute(tag, 'class')} {attribute(tag, 'id')}".lower()
    return tag.name in ("div", "ul", "table", "section") and bool(_MENU_CLASS.search(label))


def _nodes(soup: BeautifulSoup) -> Iterator[tuple[Tag | NavigableString, bool]]:
    """Every element and string in order, with whether it stands in a menu, a link or a footer."""
    stack: list[tuple[Tag | NavigableString, bool, int]] = [(soup, False, 0)]
    while stack:
        node, muted, depth = stack.pop()
        yield node, muted
        if isinstance(node, Tag) and node.name not in MUTED and depth < MAX_DEPTH:
            inner = muted or node.name == "a" or is_menu(node)
            for child in reversed(node.contents):
                if isinstance(child, Tag | NavigableString):
                    stack.append((child, inner, depth + 1))


class _Walk:
    """What one pass over a page gathers."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.own_words: list[str] = []
        self.anchors: list[tuple[Tag, tuple[str, ...], bool]] = []
        """Each with the headings over it, and whether it stands in a menu."""
        self.images: list[Tag] = []
        self.frames: list[Tag] = []
        self.seen_headings: list[str] = []
        self.own_headings: list[str] = []
        self.password_fields = self.text_fields = self.data_rows = 0
        self.draws = False
        self._open: list[tuple[Heading, Tag | None]] = []
        """Headings in force, with the element that a caption or legend is limited to."""

    def see(self, node: Tag | NavigableString, muted: bool) -> None:
        if isinstance(node, NavigableString):
            if not isinstance(node, Comment | Declaration | Doctype):
                self.words.append(node)
                if not muted:
                    self.own_words.append(node)
            return
        self._see_heading(node, muted)
        name = node.name
        if is_link(node):
            self.anchors.append((node, self._headings_over(node), muted))
        if name in ("iframe", "frame", "embed", "object"):
            self.draws = True
            self.anchors.append((node, self._headings_over(node), muted))
            self.frames.append(node)
        elif name in ("img", "source"):
            self.images.append(node)
        elif name == "noscript":  # not walked: what it says is not shown, what it pictures is
            self.images += node.find_all("img")
        elif name in ("svg", "canvas", "video"):
            self.draws = True
        elif name in ("textarea", "input"):
            kind = attribute(node, "type").lower() or "text"
            self.password_fields += kind == "password"
            self.text_fields += name == "textarea" or kind in ("text", "email", "tel", "number")
        elif name == "tr":
            cells = node.find_all(["td", "th"], recursive=False)
            said = (cell for cell in cells if next(cell.stripped_strings, None))
            self.data_rows += len(list(islice(said, 2))) == 2

    def _see_heading(self, tag: Tag, muted: bool) -> None:
        scope: Tag | None = None
        if tag.name in _HEADINGS:
            level = _HEADINGS[tag.name]
        elif tag.name in _SCOPED_HEADINGS:
            level, scope = 7, tag.parent
        elif _is_bold_line(tag):
            level = 8
        else:
            return
        text = _text(tag)[:300]
        if not text:
            return
        if scope is None:
            self._open = [(h, s) for h, s in self._open if h.level < level]
        else:  # a caption leaves the headings outside its table as they are
            self._open = [(h, s) for h, s in self._open if s is not scope]
        self._open.append((Heading(level, text), scope))
        self.seen_headings.append(text)
        if not muted and tag.find("a", href=True) is None:
            self.own_headings.append(text)

    def _headings_over(self, tag: Tag) -> tuple[str, ...]:
        parents = {id(parent) for parent in tag.parents}
        return tuple(h.text for h, scope in self._open if scope is None or id(scope) in parents)


_UNSEEN_FRAME = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LEADS_TO = re.compile(r"\s*(\d{1,4})[\d.]*\s*[;,]\s*(?:url\s*=)?\s*[\"']?([^\"']+)", re.IGNORECASE)
_SOON_S = 30
"""A page that leads on later than that was there to be read."""


def _shows(frames: list[Tag], refresh: Tag | None, base: str, page_url: str) -> Iterator[str]:
    leads = _LEADS_TO.match(attribute(refresh, "content")) if refresh else None
    hrefs = [
        attribute(frame, "data" if frame.name == "object" else "src")
        for frame in frames
        if not _UNSEEN_FRAME.search(attribute(frame, "style"))
        and not {attribute(frame, "width"), attribute(frame, "height")} & {"0", "1"}
    ]
    if leads and int(leads[1]) <= _SOON_S:
        hrefs.append(leads[2])
    here = urldefrag(page_url).url
    yield from (url for href in hrefs if (url := absolute(href, base)) and url != here)


def _refreshes(tag: Tag) -> bool:
    if tag.name != "meta" or attribute(tag, "http-equiv").lower() != "refresh":
        return False
    return tag.find_parent("noscript") is None  # a browser with scripts stays


def _is_bold_line(tag: Tag) -> bool:
    """A paragraph that is all bold and holds no link: how hand-made pages write a heading."""
    if tag.name not in ("p", "div"):
        return False
    inside = [child for child in tag.contents if not isinstance(child, str) or child.strip()]
    if len(inside) != 1 or not isinstance(inside[0], Tag) or inside[0].name not in ("b", "strong"):
        return False
    return inside[0].find("a") is None and tag.find_parent("a") is None


class _Around:
    """What stands around links, worked out once for all links of a row."""

    def __init__(self) -> None:
        self._rows: dict[int, str] = {}
        self._columns: dict[int, dict[int, int]] = {}

    def row(self, tag: Tag) -> str:
        """The text of the table row or list item that a link stands in."""
        row = tag.find_parent(["tr", "li"])
        if row is None:
            return ""
        if id(row) not in self._rows:
            self._rows[id(row)] = _text(row)[:1000]
        return self._rows[id(row)]

    def column(self, tag: Tag) -> str:
        """The text of the first row's cell over a link's own; columns counted with their spans."""
        cell = tag.find_parent(["td", "th"])
        row = cell.find_parent("tr") if cell else None
        table = row.find_parent("table") if row else None
        first = table.find("tr") if table else None
        if cell is None or row is None or not isinstance(first, Tag) or first is row:
            return ""
        at = self._places(row).get(id(cell), -1)
        cells = {id(each): each for each in first.find_all(["td", "th"], recursive=False)}
        for identity, start in self._places(first).items():
            if start <= at < start + _span(cells[identity]):
                return _text(cells[identity])[:300]
        return ""

    def _places(self, row: Tag) -> dict[int, int]:
        if id(row) not in self._columns:
            at, places = 0, {}
            for cell in row.find_all(["td", "th"], recursive=False):
                places[id(cell)] = at
                at += _span(cell)
            self._columns[id(row)] = places
        return self._columns[id(row)]


def _link(
    tag: Tag,
    headings: tuple[str, ...],
    around: _Around,
    base: str,
    page_url: str,
    encoding: str,
    *,
    menu: bool,
) -> PageLink | None:
    url = absolute(address_of(tag), base, encoding)
    if url is None or url == urldefrag(page_url).url:
        return None
    link = PageLink(url=url, text="")
    return PageLink(
        url=url,
        text=(shown_text(tag) or _fold(link.file_name))[:500],
        headings=headings,
        row=around.row(tag),
        column=around.column(tag),
        download=tag.has_attr("download"),
        menu=menu,
    )


_NO_DOCUMENT = re.compile(
    r"[a-zก-ฮ]{1,2}\s?[+-]?|english|ไทย|ภาษา.{0,20}|log\s?(?:in|out)|sign\s?(?:in|up)"
    r"|เข้าสู่ระบบ|ออกจากระบบ|สมัครสมาชิก|search|ค้นหา|print|พิมพ์.{0,10}|share|แชร์|facebook|twitter|line"
    r"|(?:back\sto\s)?top|กลับ.{0,10}บน|close|ปิด",
    re.IGNORECASE,
)
"""What a link shows that a script opens, and that names no document on any site."""


def _hidden(anchors: Iterable[tuple[Tag, tuple[str, ...], bool]]) -> Iterator[str]:
    for tag, _, menu in anchors:
        asked = attribute(tag, "href"), attribute(tag, "onclick")
        if tag.name == "a" and not menu and clicks.is_hidden(*asked):
            text = shown_text(tag)
            if text and not _NO_DOCUMENT.fullmatch(text):
                yield text[:200]


def shown_text(tag: Tag) -> str:
    """What a link shows: its text, else its image's alt, its title or its label."""
    image = tag.find("img")
    return _fold(
        _text(tag)
        or (attribute(image, "alt") if isinstance(image, Tag) else "")
        or attribute(tag, "title")
        or attribute(tag, "aria-label")
    )


def heading_level(tag: Tag) -> int | None:
    """1 to 6 for `h1` to `h6`."""
    return _HEADINGS.get(tag.name)


def _span(cell: Tag) -> int:
    span = attribute(cell, "colspan").strip()
    return min(int(span), 100) if span.isascii() and span.isdigit() and int(span) else 1


_LATE = ("data-src", "data-lazy-src", "data-original")
"""Where WordPress's and Joomla's plugins keep what a script makes the `src` of, later."""
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")


def _images(tags: list[Tag], base: str) -> Iterator[str]:
    for tag in tags:
        sizes = (attribute(tag, "width").strip(), attribute(tag, "height").strip())
        if any(size.isascii() and size.isdigit() and int(size[:6]) < 48 for size in sizes):
            continue  # an icon or a counting pixel
        plain = () if tag.name == "source" else (*_LATE, "src")  # a film's source has one too
        of_tag = (absolute(attribute(tag, name), base) for name in plain)
        yield from islice((url for url in of_tag if url is not None), 1)
        for name in _SETS:
            url = absolute(_largest(attribute(tag, name)), base)
            if url is not None:
                yield url


def _largest(srcset: str) -> str:
    """The address of the largest picture that a `srcset` offers; empty for none."""
    best, best_size = "", 0.0
    for offered in re.split(r"(?<=\d[wx]),\s*|,\s+", srcset.strip().rstrip(",")):
        url, _, size = offered.strip().partition(" ")
        number = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)[wx]", size.strip())
        if url and (value := float(number[1]) if number else 1.0) > best_size:
            best, best_size = url, value
    return best
