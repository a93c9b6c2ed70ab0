"""O2: the chief executive and the deputies, each with name, position, photo and contact.

A page shows them as cards, table rows or a list. What stands around a portrait is its card
(`Picture.beside`); where one card holds several people, and for people without a portrait, the
words in their order say who has what: a new person begins where a name or a position comes again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ita_evidence.model import Found, Observation
from ita_evidence.thai.digits import fold_digits
from ita_evidence.validation.inputs import Context, Seen, Shown
from ita_evidence.validation.recognisers.common import best_document
from ita_evidence.validation.recognisers.pages import PHONE, component_of, named, own_lines

PHOTO_PX = 60
"""A picture smaller than this is an icon, no portrait."""
CHART_PX = 500
"""A picture this wide may show cards of its own."""
LINE_CHARS = 150
"""A longer line is prose that mentions people, no card."""
EACH = ("name", "position", "photo", "contact")
"""What must stand for each of them."""
_CONTACT = re.compile(rf"{PHONE}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|มท\.?\s*\d{{5}}(?!\d)")
_VACANT = re.compile(r"(?:^|[\s(:-])ว่าง(?:$|[\s)])|ตำแหน่งว่าง|อยู่ระหว่าง(?:การ)?แต่งตั้ง")
_FORMER = re.compile(r"ทำเนียบ(?:อดีต)?\s*(?:รอง)?ผู้ว่าราชการจังหวัด|อดีต\s*(?:รอง)?ผู้ว่าราชการจังหวัด|อันดับที่")
_TERM = re.compile(r"25\d\d\s*[-–—]\s*25\d\d")

Kind = Literal["name", "position", "contact"]


class Word(NamedTuple):
    kind: Kind
    text: str
    rank: str = ""
    """`chief`, `deputy`, or empty for another position."""


@dataclass
class Person:
    """One person of the page, as far as the page tells."""

    rank: str = ""
    vacant: bool = False
    has: dict[str, str] = field(default_factory=dict)
    """`name`, `position`, `contact` → as written."""
    photo: Shown | None = None

    @property
    def who(self) -> str:
        return " ".join(self.has[one] for one in ("name", "position") if one in self.has)


def recognise(context: Context) -> list[Observation]:
    """The rows of the document that shows most."""
    documents = [_document(context, seen) for seen in context.seen]
    rows = best_document(documents)
    names = [one.id for one in context.components]
    return rows or [context.observe(name, Found.NO, "component_missing") for name in names]


def _document(context: Context, seen: Seen) -> list[Observation]:
    everyone = list(_people(context, seen))
    people = [one for one in everyone if one.rank]
    nameless = [one for one in everyone if not one.rank and "position" not in one.has]
    if _is_list_of_former(seen, people):
        return [
            context.observe(one.id, Found.NO, "former_executives", place=seen.place())
            for one in context.components
        ]
    rows = [
        _present(context, seen, "top_executive", "chief", people),
        _present(context, seen, "deputies", "deputy", people),
    ]
    # A card with a name and no position is one of those whose position is asked for.
    cards = people + [one for one in nameless if "name" in one.has and one.photo]
    each = [_each(context, seen, name, cards) for name in EACH]
    if sum(one.code == "executive_lacks" for one in each) > 1:
        # Several kinds of things lack: the words may be of one person where we took them for two.
        each = [
            one.model_copy(update={"found": Found.UNSURE}) if one.code == "executive_lacks" else one
            for one in each
        ]
    return rows + each


def _is_list_of_former(seen: Seen, people: list[Person]) -> bool:
    text = fold_digits("\n".join(own_lines(seen.document)))
    terms = len(_TERM.findall(text))
    without = [one for one in people if "contact" not in one.has]
    return bool(_FORMER.search(text)) and terms >= 3 and len(without) >= len(people) - 1


def _present(
    context: Context, seen: Seen, component: str, rank: str, people: list[Person]
) -> Observation:
    who = next((one for one in people if one.rank == rank), None)
    if who is None:
        # The others' cards are written, and no picture is left that could show this one's.
        written = bool(people) and _all_pictures_known(context, seen, people)
        code = "executive_missing" if written else "component_missing"
        return context.observe(component, Found.NO, code, place=seen.place())
    code, found = ("post_vacant", Found.UNSURE) if who.vacant else ("executive_shown", Found.YES)
    return context.observe(component, found, code, quote=who.who, place=seen.place())


def _all_pictures_known(context: Context, seen: Seen, people: list[Person]) -> bool:
    portraits = {one.photo.url for one in people if one.photo}
    return all(
        shown.url in portraits or 0 < shown.width_px < CHART_PX for shown in context.pictures(seen)
    )


def _each(context: Context, seen: Seen, name: str, people: list[Person]) -> Observation:
    """Whether each of them has it; nobody has it, or who has it not."""
    filled = [one for one in people if not one.vacant]
    if name == "photo":
        return _photos(context, seen, filled)
    having = [one for one in filled if name in one.has]
    if not having:
        return context.observe(name, Found.NO, "component_missing", place=seen.place())
    without = [one for one in filled if name not in one.has]
    if name == "contact" and len(having) == 1 and len(without) > 1:
        quote = having[0].has[name]
        return context.observe(
            name, Found.UNSURE, "contact_shared", quote=quote, place=seen.place()
        )
    if not without:
        quote = ", ".join(one.has[name] for one in having)
        return context.observe(name, Found.YES, "each_has_it", quote=quote, place=seen.place())
    return _lacking(context, seen, name, without)


def _lacking(context: Context, seen: Seen, name: str, without: list[Person]) -> Observation:
    who = ", ".join(one.who or one.has.get("contact", "") for one in without)
    return context.observe(
        name, Found.NO, "executive_lacks", quote=who, place=seen.place(), who=who
    )


def _photos(context: Context, seen: Seen, people: list[Person]) -> Observation:
    if seen.document.type != "html":
        # A picture in a document is not told from another: whose portrait it is, a person sees.
        drawn = bool(seen.document.pictures)
        found, code = (
            (Found.UNSURE, "drawn_not_written") if drawn else (Found.NO, "component_missing")
        )
        return context.observe("photo", found, code, place=seen.place())
    without = [one for one in people if one.photo is None]
    if not people or len(without) == len(people):
        return context.observe("photo", Found.NO, "component_missing", place=seen.place())
    if without:
        return _lacking(context, seen, "photo", without)
    shown = [one.photo for one in people if one.photo]
    broken = [one for one in shown if one.is_broken]
    unseen = [one for one in shown if one.document is None]
    quote = ", ".join(one.url for one in broken or unseen or shown)
    if broken:
        return context.observe("photo", Found.NO, "picture_broken", quote=quote, place=seen.place())
    found, code = (Found.UNSURE, "picture_not_seen") if unseen else (Found.YES, "each_has_it")
    return context.observe("photo", found, code, quote=quote, place=seen.place())


# --- who stands on the page ------------------------------------------------------------------


def _people(context: Context, seen: Seen) -> Iterator[Person]:
    """Everyone, from the cards around portraits first, then from the rest of the words."""
    lines = own_lines(seen.document)
    cards: dict[str, list[Shown]] = {}
    for shown in context.pictures(seen) if seen.document.type == "html" else ():
        if shown.picture.beside and not 0 < shown.width_px < PHOTO_PX:
            cards.setdefault(shown.picture.beside, []).append(shown)
    told: Counter[str] = Counter()
    for card, photos in cards.items():
        card_lines = [" ".join(line.split()) for line in card.split("\n")]
        people = list(_groups(_words(context, card_lines)))
        if not any(one.rank or "name" in one.has for one in people):
            continue
        for person, photo in zip(people, photos, strict=False):
            person.photo = photo
        told.update(line for line in card_lines if line)
        yield from people
    rest = []
    for line in lines:
        if told[line]:
            told[line] -= 1
        else:
            rest.append(line)
    for one in _groups(_words(context, rest)):
        # A heading or a line of news names a post too: it is no person of the page.
        both = "name" in one.has and "position" in one.has
        if both or (not cards and len(one.has) > 1) or one.vacant:
            yield one


def _groups(words: Iterable[Word]) -> Iterator[Person]:
    """People, one after another: a name or a position that comes again begins the next."""
    person = Person()
    for word in words:
        begins = word.kind != "contact" and (word.kind in person.has or "contact" in person.has)
        if begins:
            if person.rank or "name" in person.has:
                yield person
            person = Person()
        person.has.setdefault(word.kind, word.text)
        if word.kind == "position":
            person.rank = word.rank
            person.vacant = bool(_VACANT.search(word.text))
        elif word.kind == "name" and _VACANT.search(word.text):
            person.vacant = True
    if person.rank or "name" in person.has:
        yield person


def _words(context: Context, lines: Iterable[str]) -> Iterator[Word]:
    """The names, positions and contacts of these lines, in order."""
    chief = component_of(context, "top_executive").recognise
    deputy = component_of(context, "deputies").recognise
    positions = component_of(context, "position").recognise.terms
    titles = "|".join(map(re.escape, component_of(context, "name").recognise.terms))
    names = re.compile(
        rf"(?:^|[\s(:])((?:{titles})"
        r"(?!อำเภอ|ทะเบียน|ช่าง|แพทย์)\s?[ก-๙.]{2,}\s+[ก-๙]{2,}(?:\s[ก-๙]{3,})?)"
    )
    for line in lines:
        if len(line) > LINE_CHARS:
            continue
        found: list[tuple[int, Word]] = []
        rank, at = _rank(line, chief.terms, chief.none_of, deputy.terms, deputy.none_of)
        if rank:
            found.append((at, Word("position", line, rank)))
        elif (other := named(line, positions)) is not None:
            found.append((line.find(other), Word("position", line)))
        if match := names.search(line):
            found.append((match.start(), Word("name", match[1])))
        elif not rank and _VACANT.search(line) and len(line) < 40:
            found.append((0, Word("name", line)))
        if contact := _CONTACT.search(fold_digits(line)):
            found.append((contact.start(), Word("contact", contact[0])))
        yield from (word for _, word in sorted(found, key=lambda one: one[0]))


def _rank(
    line: str,
    chief: tuple[str, ...],
    not_chief: tuple[str, ...],
    deputy: tuple[str, ...],
    not_deputy: tuple[str, ...],
) -> tuple[str, int]:
    """Whether a line names the chief's or a deputy's post, and where."""
    if (term := named(line, deputy)) and not named(line, not_deputy):
        return "deputy", max(0, line.find(term))
    if (term := named(line, chief)) and not named(line, not_chief):
        return "chief", max(0, line.find(term))
    return "", -1
