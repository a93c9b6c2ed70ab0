"""Items that are not judged in full by machine: it shows where to look, never says `yes`."""

from __future__ import annotations

from ita_evidence.model import Component, Found, Observation, Place
from ita_evidence.thai.text import contains
from ita_evidence.validation.inputs import Context
from ita_evidence.validation.recognisers.pages import first


def recognise(context: Context) -> list[Observation]:
    """`unsure` for each component, with the first of its terms that stands in the evidence."""
    return [_component(context, component) for component in context.components]


def _component(context: Context, component: Component) -> Observation:
    for seen in context.seen:
        if any(contains(seen.document.text, term) for term in component.recognise.none_of):
            continue
        if found := first(seen, component.recognise.terms):
            quote, place = found
            return context.observe(
                component.id,
                Found.UNSURE,
                "recogniser_plain",
                quote=quote,
                place=place,
                confidence=0.5,
            )
    place = context.seen[0].place() if context.seen else Place()
    return context.observe(
        component.id, Found.UNSURE, "recogniser_plain_no_term", place=place, confidence=0.0
    )
