"""O28: an online form for corruption complaints alone, reached from the home page. Never sent."""

from __future__ import annotations

from functools import partial
from urllib.parse import urljoin

from ita_evidence.model import Form, Found, Link, Observation
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.common import best_document
from ita_evidence.validation.recognisers.pages import (
    component_of,
    home_of,
    links_to_evidence,
    named,
    of_host,
    on_home_page,
    option,
    own_lines,
    own_text,
    quoted,
    said,
    same,
    target_of,
)
from ita_evidence.validation.recognisers.social import asks_in_words, wants_account


def recognise(context: Context) -> list[Observation]:
    """The form and that it is apart, of one page; and the home page's way to it."""
    rows = best_document(
        [_channel(context, seen), _separate(context, seen)] for seen in context.seen
    ) or [context.observe(name, Found.NO, "component_missing") for name in ("channel", "separate")]
    return [_as_in_guideline(context, rows[0]), rows[1], _from_home(context)]


def _as_in_guideline(context: Context, row: Observation) -> Observation:
    """Softly: a guideline (`consistent_with`) that can be read and names no channel like it is told
    as a note."""
    shown = context.others.get(context.item.consistent_with or "", ())
    terms = option(context, "channel", "in_guideline")
    if row.found is not Found.YES or not terms or not shown:
        return row
    if any(named(one.document.text, terms) for one in shown):
        return row
    return row.model_copy(update={"code": "not_in_guideline", "place": shown[0].place()})


def _channel(context: Context, seen: Seen) -> Observation:
    recognise = component_of(context, "channel").recognise
    text = own_text(seen.document)
    term = named(text, recognise.terms)

    say = partial(said, context, seen, "channel")

    form = _form(context, seen)
    if form is not None and term is not None:
        fields = " ".join(form.fields)
        return say(Found.YES, "form_shown", f"{quoted(text, term)} | {form.action} {fields}")
    if form is not None:
        return say(Found.NO, "component_missing")
    if any(wants_account(one) for one in seen.document.forms):
        return say(Found.UNSURE, "needs_account", quoted(text, term) if term else "")
    away = [link for link in seen.document.links if _about(context, link)]
    for hosts, found, code in (
        (option(context, "channel", "form_hosts"), Found.UNSURE, "form_elsewhere"),
        (option(context, "channel", "other_bodies"), Found.NO, "channel_elsewhere"),
    ):
        for link in away:
            target = target_of(seen, link)
            if target and of_host(target.hostname, hosts):
                return say(found, code, f"{link.text} → {link.href}")
    if any(link.href.startswith("mailto:") for link in seen.document.links) and term:
        return say(Found.UNSURE, "email_only", quoted(text, term))
    return say(Found.NO, "form_missing" if term else "component_missing")


def _form(context: Context, seen: Seen) -> Form | None:
    """The form in which one writes a complaint: rather one under a heading of corruption."""
    about = component_of(context, "separate").recognise.terms
    asking = [one for one in seen.document.forms if asks_in_words(one) and not _comments(one)]
    return next((one for one in asking if named(one.heading, about)), next(iter(asking), None))


def _comments(form: Form) -> bool:
    """The form that WordPress sets below each page: what is written there is shown to all."""
    return "wp-comments-post" in form.action


def _about(context: Context, link: Link) -> bool:
    terms = component_of(context, "channel").recognise.terms
    return named(f"{link.text}\n{link.heading}", terms) is not None


def _separate(context: Context, seen: Seen) -> Observation:
    """Its title speaks of corruption alone, and the general form is another page."""
    recognise = component_of(context, "separate").recognise

    say = partial(said, context, seen, "separate")

    general = _general_link(context, seen)
    if general:
        return say(Found.NO, "same_as_general", f"{general.text} → {general.href}")
    headings = _headings(seen)
    if mixed := named(headings, recognise.none_of):
        return say(Found.UNSURE, "topic_choice", quoted(headings, mixed))
    term = named(headings, recognise.terms)
    if term is None:
        return say(Found.NO, "not_apart")
    form = _form(context, seen)
    if form is not None and form.heading and not named(form.heading, recognise.terms):
        return say(Found.UNSURE, "topic_choice", form.heading)
    return say(Found.YES, "apart", quoted(headings, term))


def _headings(seen: Seen) -> str:
    """The title and the short lines: prose may speak of general complaints to tell them apart."""
    return "\n".join(
        [seen.document.title, *(one for one in own_lines(seen.document) if _is_short(one))]
    )


def _is_short(line: str) -> bool:
    return len(line) <= 80 and "แยก" not in line


def _general_link(context: Context, seen: Seen) -> Link | None:
    """A link that is named for complaints in general and leads to this very page."""
    none_of = component_of(context, "separate").recognise.none_of
    here = {same(seen.capture.url), same(seen.capture.final_url)}
    home = context.home if isinstance(context.home, Seen) else None
    for page in filter(None, (home, seen)):
        for link in page.document.links:
            leads_here = same(urljoin(page.capture.final_url, link.href)) in here
            if link.href.strip(" #") and leads_here and named(link.text, none_of):
                return link
    return None


def _from_home(context: Context) -> Observation:
    if itself := on_home_page(context):
        return context.observe("from_home", Found.YES, "on_home_page", place=itself.place())
    home = home_of(context, "from_home")
    if isinstance(home, Observation):
        return home
    for link in links_to_evidence(context, home):
        quote = f"{link.text} → {link.href}"
        return context.observe(
            "from_home", Found.YES, "linked_from_home", quote=quote, place=home.place()
        )
    drawn = home.document.scripts
    code = "drawn_not_written" if drawn else "not_linked"
    found = Found.UNSURE if drawn else Found.NO
    return context.observe("from_home", found, code, place=home.place())
