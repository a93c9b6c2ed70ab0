"""O39: the code of ethics that the central personnel body gave, of the year it was given anew."""

from __future__ import annotations

from functools import partial

from ita_evidence.model import Found, Observation
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import find
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.common import best, is_draft
from ita_evidence.validation.recognisers.pages import (
    all_named,
    component_of,
    named,
    option,
    own_text,
    quoted,
    said,
)

HEAD_CHARS = 3000


def recognise(context: Context) -> list[Observation]:
    """The code; and the agency's own rules where it shows some (ถ้ามี)."""
    code = best(_code(context, seen) for seen in context.seen)
    rules = next((one for seen in context.seen if (one := _rules(context, seen))), None)
    return [
        code or context.observe("code", Found.NO, "component_missing"),
        *([rules] if rules else []),
    ]


def _code(context: Context, seen: Seen) -> Observation:
    """Title, giver and year stand in one document; a page that links it shows none of them."""
    recognise = component_of(context, "code").recognise
    head = fold_digits(own_text(seen.document)[:HEAD_CHARS])

    say = partial(said, context, seen, "code")

    title = named(head, recognise.terms)
    if title is None:
        other = named(head, option(context, "code", "other_codes"))
        if other:
            return say(Found.UNSURE, "other_code", quoted(head, other))
        if posters := named(head, recognise.none_of):
            return say(Found.NO, "values_only", quoted(head, posters))
        return say(Found.NO, "component_missing")
    if is_draft(seen.document):
        return say(Found.NO, "draft", quoted(head, title))
    above = find(head, title)
    if above and named(head[: above[0]], option(context, "code", "spoken_of")):
        return say(Found.UNSURE, "other_document", head.strip().partition("\n")[0])
    right = str(option(context, "code", "year"))
    old = [year for year in option(context, "code", "old_years") if year in head]
    if right not in head:
        if old:
            return say(Found.NO, "old_code", quoted(head, old[0]), other=old[0], right=right)
        return say(Found.UNSURE, "code_undated", quoted(head, title), right=right)
    after = head[head.find(title) + len(title) :] if title in head else head
    first = min((one for one in (*old, right) if one in after), key=after.find, default=right)
    if first != right:
        return say(Found.UNSURE, "years_mixed", quoted(head, title), year=right, other=first)
    giver = named(head, option(context, "code", "givers"))
    if giver is None:
        return say(Found.UNSURE, "giver_unknown", quoted(head, title))
    told = all_named(own_text(seen.document), option(context, "code", "contents"))
    if len(told) < int(option(context, "code", "least", 3)):
        return say(Found.UNSURE, "title_only", quoted(head, title))
    return say(Found.YES, "code_shown", f"{quoted(head, title)} | {giver} | {right}")


def _rules(context: Context, seen: Seen) -> Observation | None:
    if not context.has("rules"):
        return None
    text = own_text(seen.document)
    term = named(text, component_of(context, "rules").recognise.terms)
    if term is None:
        return None
    return context.observe(
        "rules", Found.YES, "rules_shown", quote=quoted(text, term), place=seen.place()
    )
