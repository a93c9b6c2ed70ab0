"""How pages are made: templates that escape everything, a style sheet, fonts that travel along."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cache
from importlib import resources
from urllib.parse import unquote, urlsplit

import fontpkg_sarabun
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ita_evidence.errors import ReportError
from ita_evidence.masking import shown
from ita_evidence.reporting import words

STYLE = "assets/style.css"
FONTS = "assets/fonts.css"

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self' file:; img-src 'self' file:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
"""No script, no frame, nothing from another place (CSP Level 3).

A page opened from a folder may have an opaque origin, which 'self' does not match: hence `file:`.
"""
SCRIPT_POLICY = CONTENT_POLICY + "; script-src 'self' file:"
"""Of the one page with a script, the search; what stands in the page itself is still not run."""


@cache
def environment() -> Environment:
    """Autoescaping always, and a name that is not there is an error, not a blank."""
    env = Environment(
        loader=PackageLoader("ita_evidence.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    dot = Markup(' <span aria-hidden="true">·</span> ')
    env.globals |= {"words": words, "content_policy": CONTENT_POLICY, "dot": dot}
    return env


def page(template: str, language: words.Language, **values: object) -> bytes:
    """A page. `say(th, en)` chooses the language; `text` and `link` show what others wrote."""
    defaults: dict[str, object] = {"text": shown, "link": linker(shown)}

    def say(th: str, en: str) -> str:
        return th if language == "th" else en

    rendered = (
        environment()
        .get_template(template)
        .render(**(defaults | {"language": language, "say": say} | values))
    )
    return rendered.encode()


def linker(text: Callable[[str], str]) -> Callable[[str], Markup]:
    """A function that shows a URL, as a link when it is http or https and nothing in it is masked.

    A masked URL leads nowhere, and a `javascript:` one somewhere else.
    """

    def link(url: str) -> Markup:
        plain = readable(url)
        seen = text(plain)
        if seen != plain or text(url) != url or not is_web(url):
            return Markup('<bdi class="url">{}</bdi>').format(seen)
        return Markup(
            '<a class="url" href="{}" rel="noopener noreferrer"><bdi>{}</bdi></a>'
        ).format(url, seen)

    return link


def readable(url: str) -> str:
    """The address with its Thai letters as letters; as it is where that would mislead."""
    try:
        decoded = unquote(url, errors="strict")
    except UnicodeDecodeError:
        return url
    return decoded if decoded.isprintable() and " " not in decoded else url


def is_web(url: str) -> bool:
    """Whether `url` is an absolute http or https address with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as an open bracket in the host
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


@cache
def assets() -> dict[str, bytes]:
    """The style sheet, and the fonts inside another: a `file:` page may not load font files."""
    style = resources.files(__package__).joinpath("templates/style.css").read_bytes()
    return {STYLE: style, FONTS: _fonts()}


def script(name: str) -> bytes:
    """A script of ours that goes along with a page."""
    return resources.files(__package__).joinpath(f"templates/{name}").read_bytes()


def _fonts() -> bytes:
    faces = []
    for name, weight in (("Regular", 400), ("Bold", 700)):
        path = fontpkg_sarabun.ROOT / "files" / f"Sarabun-{name}.ttf"
        try:
            data = base64.b64encode(path.read_bytes()).decode()
        except OSError as error:
            raise ReportError(
                f"the font Sarabun {name} is not at {path}; install fontpkg-sarabun again"
            ) from error
        faces.append(
            f"@font-face{{font-family:Sarabun;font-weight:{weight};font-display:swap;"
            f"src:url(data:font/ttf;base64,{data})format('truetype')}}\n"
        )
    licence = "/* Sarabun, SIL Open Font License 1.1 */\n"
    return (licence + "".join(faces)).encode()
