"""O5: where the agency is and how it is reached, each by its shape."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from ita_evidence.model import Found, Observation
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import find
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.common import PROVINCES, best
from ita_evidence.validation.recognisers.pages import (
    PHONE,
    all_named,
    component_of,
    named,
    of_host,
    option,
    said,
    target_of,
)

ADDRESS_CHARS = 220
"""Within so many characters before its post code an address names its parts."""
LEAST_PARTS = 2
_POST_CODE = re.compile(r"(?<![\d-])[1-9]\d{4}(?![\d-])")
_SHORT_PARTS = re.compile(r"(?<![ก-๙.])(?:ถ|ต|อ|จ)\.(?=\s?[ก-๙])")
"""ถ., ต., อ. and จ. before a name: an address's parts in short, no rank (พ.ต.อ.)."""
_PHONE = re.compile(PHONE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_OBSCURED = re.compile(r"[\w.+-]+\s*(?:\[|\()\s*at\s*(?:\]|\))\s*[\w-]+", re.I)
CAPTION_CHARS = 200
"""Longer words around a picture are a page's, not its caption."""
_SHOWS_NO_PLACE = {"hl", "gl", "authuser", "tab", "ie"}
"""What a map service's address says that is no place: a language, an account."""
MAP_PX = 200
"""A smaller picture is an icon."""
CAPITAL = "กรุงเทพมหานคร"
"""It stands in an address without จังหวัด."""
LEAST_DIGITS = 2
"""A number of one digit alone is a template's: 0 0000 0000."""
LABEL_CHARS = 40
"""Before a number its label stands no further off."""


def recognise(context: Context) -> list[Observation]:
    """Each of the four, wherever on the unit's pages it stands."""
    shapes = {"address": _address, "phone": _phone, "email": _email, "map": _map}
    return [
        best(shapes[one.id](context, seen) for seen in context.seen)
        or context.observe(one.id, Found.NO, "component_missing")
        for one in context.components
    ]


def _address(context: Context, seen: Seen) -> Observation:
    text = fold_digits(seen.document.text)
    terms = component_of(context, "address").recognise.terms
    others = ""
    for code in _POST_CODE.finditer(text):
        around = text[max(0, code.start() - ADDRESS_CHARS) : code.end()]
        if len({*all_named(around, terms), *_SHORT_PARTS.findall(around)}) < LEAST_PARTS:
            continue
        if (other := _elsewhere(context, around)) is None:
            return said(context, seen, "address", Found.YES, "shape_found", around)
        others = others or other
    if others:
        return said(context, seen, "address", Found.UNSURE, "body_in_doubt", others, body=others)
    for line in text.split("\n"):
        if len({*all_named(line, terms), *_SHORT_PARTS.findall(line)}) > LEAST_PARTS:
            return said(context, seen, "address", Found.UNSURE, "mentioned_only", line)
    return said(context, seen, "address", Found.NO, "component_missing")


def _elsewhere(context: Context, address: str) -> str | None:
    """The other province that an address or a map is of."""
    if find(address, context.agency.name_th.removeprefix("จังหวัด")):
        return None
    for one in PROVINCES:
        names = (f"จังหวัด{one}", f"จ.{one}") if one != CAPITAL else (one, "กรุงเทพฯ")
        if named(address, names):
            return one
    return None


def _phone(context: Context, seen: Seen) -> Observation:
    text = fold_digits(seen.document.text)
    recognise = component_of(context, "phone").recognise
    since = 0
    unlabelled = ""
    for number in _PHONE.finditer(text):
        if len(set(re.findall(r"\d", number[0]))) < LEAST_DIGITS:
            continue
        label = text[max(since, number.start() - LABEL_CHARS) : number.start()]
        since = number.end()
        own = label[label.rfind("\n") + 1 :]
        for other in recognise.none_of:
            own = own.replace(other, "")
        if named(own, recognise.terms):
            quote = f"{label} {number[0]}"
            return said(context, seen, "phone", Found.YES, "shape_found", quote)
        if not named(label, recognise.none_of):
            unlabelled = unlabelled or f"{own} {number[0]}"
    for link in seen.document.links:
        if link.href.startswith("tel:") and _PHONE.search(fold_digits(link.href)):
            return said(context, seen, "phone", Found.YES, "shape_found", link.href)
    if unlabelled:
        return said(context, seen, "phone", Found.UNSURE, "phone_unlabelled", unlabelled)
    return said(context, seen, "phone", Found.NO, "component_missing")


def _email(context: Context, seen: Seen) -> Observation:
    addresses = [link.href.removeprefix("mailto:") for link in seen.document.links]
    placeholders = option(context, "email", "placeholders")
    makers = ""
    for text in (*seen.document.text.split("\n"), *addresses):
        for address in _EMAIL.finditer(text):
            if of_host(address[0].partition("@")[2].lower(), placeholders):
                continue
            if maker := named(text[: address.start()], option(context, "email", "makers")):
                makers = makers or f"{maker} {address[0]}"
                continue
            return said(context, seen, "email", Found.YES, "shape_found", address[0])
    if makers:
        return said(context, seen, "email", Found.UNSURE, "mentioned_only", makers)
    if obscured := _OBSCURED.search(seen.document.text):
        return said(context, seen, "email", Found.UNSURE, "email_obscured", obscured[0])
    return said(context, seen, "email", Found.NO, "component_missing")


def _map(context: Context, seen: Seen) -> Observation:
    """A frame or link of a map service, or a picture of a map that its words name."""
    services = option(context, "map", "services")
    for link in seen.document.links:
        target = target_of(seen, link)
        if target is None or not of_host(target.hostname, services):
            continue
        place = f"{target.path}?{target.query}"
        place_named = parse_qs(target.query).keys() - _SHOWS_NO_PLACE
        if target.path.strip("/") in ("", "maps") and not place_named:
            continue  # the service's front page shows no place
        if any(part in f"{target.hostname}{place}" for part in option(context, "map", "paths")):
            quote = f"{link.text} → {target.geturl()}"
            return said(context, seen, "map", Found.YES, "shape_found", quote)
    terms = component_of(context, "map").recognise.terms
    for shown in context.pictures(seen):
        beside = shown.picture.beside if len(shown.picture.beside) <= CAPTION_CHARS else ""
        words = f"{shown.picture.alt}\n{beside}"
        for other in component_of(context, "map").recognise.none_of:
            words = words.replace(other, "")
        if not named(words, terms) or 0 < shown.width_px < MAP_PX:
            continue
        quote = f"{shown.picture.alt} {shown.url}"
        if shown.is_broken:
            return said(context, seen, "map", Found.NO, "picture_broken", quote)
        if elsewhere := _elsewhere(context, words):
            return said(context, seen, "map", Found.UNSURE, "body_in_doubt", quote, body=elsewhere)
        found, code = (
            (Found.YES, "shape_found") if shown.document else (Found.UNSURE, "picture_not_seen")
        )
        return said(context, seen, "map", found, code, quote)
    return said(context, seen, "map", Found.NO, "component_missing")
