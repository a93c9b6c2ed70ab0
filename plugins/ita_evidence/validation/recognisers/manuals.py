"""O14 and O15: one manual for the staff, one for the people who are served."""

from __future__ import annotations

import re
from functools import partial
from itertools import zip_longest

from ita_evidence.model import Found, Observation
from ita_evidence.thai.digits import fold_digits
from ita_evidence.thai.text import contains, find
from ita_evidence.validation.inputs import Context, Seen
from ita_evidence.validation.recognisers.common import (
    best_document,
    is_draft,
    other_body,
)
from ita_evidence.validation.recognisers.pages import (
    all_named,
    component_of,
    named,
    option,
    own_text,
    quoted,
    said,
)

HEAD_CHARS = 1200
NAME_CHARS = 4
"""What a manual is for is named with more than its kind."""
LEAST_STEPS = 2
BELOW_CHARS = 3000
_STEP = re.compile(
    r"(?m)^\s*(?:[(（]?\d{1,2}[)）.]|\d{1,2}(?=\s))[ \t]*[ก-๙A-Za-z]|^\s*[-•●][ \t]*[ก-๙A-Za-z]"
    r"|ขั้นตอนที่\s*\d+[)）.:\s]*(?!ขั้นตอนที่)[ก-๙A-Za-z]"
)
_WORDS = re.compile("[ก-๙A-Za-z]{2,}")
"""In a row that tells a step: a form's rows are numbered and empty."""
_TASK = re.compile(r"\s*(?:งาน|การ|กระบวนงาน|เรื่อง)[ก-๙\s]{4,}")
"""A cover's second line that names work; a body, a post or a year there names none."""
_LAW = ("ผู้รับสนองพระบรมราชโองการ", "ให้ไว้ ณ วันที่", "ราชกิจจานุเบกษา")


def recognise(context: Context) -> list[Observation]:
    """The one document that shows most of a manual: several thin ones make none."""
    documents = [_manual(context, seen) for seen in context.seen]
    return best_document(documents) or [
        context.observe(one.id, Found.NO, "component_missing") for one in context.components
    ]


def _manual(context: Context, seen: Seen) -> list[Observation]:
    if refused := _refused(context, seen):
        return [refused.model_copy(update={"component": one.id}) for one in context.components]
    shapes = {"manual": _title, "task": _task, "service": _task, "post": _post, "steps": _steps}
    return [shapes[one.id](context, seen, one.id) for one in context.components]


def _refused(context: Context, seen: Seen) -> Observation | None:
    say = partial(said, context, seen, "", Found.NO)

    head = _head(seen)
    recognise = component_of(context, "manual").recognise
    if is_draft(seen.document):
        return say("draft", seen.document.title)
    if body := other_body(seen.document, context.agency, context.unit):
        return say("other_body", body, body=body)
    if len(all_named(head, _LAW)) > 1:
        return say("whole_law", head)
    other = named(head, recognise.none_of)
    if other and not named(head, recognise.terms):
        return say(str(option(context, "manual", "other_code")), quoted(head, other))
    return None


def _head(seen: Seen) -> str:
    label = seen.capture.label or ""
    return f"{label}\n{own_text(seen.document)[:HEAD_CHARS]}"


def _title(context: Context, seen: Seen, component: str) -> Observation:
    head = _head(seen)
    if term := named(head, component_of(context, component).recognise.terms):
        return said(context, seen, component, Found.YES, "manual_titled", quoted(head, term))
    return said(context, seen, component, Found.NO, "component_missing")


def _task(context: Context, seen: Seen, component: str) -> Observation:
    """What it is a manual for: named on the title's line, or on a line of its own: below the title,
    too, as covers have it ("คู่มือการปฏิบัติงาน", "งานสารบรรณ")."""
    lines = [line for line in _head(seen).split("\n") if line.strip()]
    for term in component_of(context, component).recognise.terms:
        for line, below in zip_longest(lines, lines[1:], fillvalue=""):
            if (span := find(line, term)) is None:
                continue
            name = re.sub(r"[\s:：\-–.…]+", "", line[span[1] :])
            quote = line.strip()
            if not name and _TASK.match(below):
                name, quote = "".join(below.split()), f"{quote} {below.strip()}"
            if len(name) >= NAME_CHARS and not contains("ของจังหวัดสำหรับเจ้าหน้าที่", name):
                return said(context, seen, component, Found.YES, "task_named", quote)
    return said(context, seen, component, Found.NO, "component_missing")


def _post(context: Context, seen: Seen, component: str) -> Observation:
    """A post by its name; `เจ้าหน้าที่` alone does not say which."""
    text = own_text(seen.document)
    if term := named(text, component_of(context, component).recognise.terms):
        return said(context, seen, component, Found.YES, "post_named", quoted(text, term))
    if vague := named(text, option(context, component, "vague")):
        return said(context, seen, component, Found.UNSURE, "post_vague", quoted(text, vague))
    return said(context, seen, component, Found.NO, "component_missing")


def _steps(context: Context, seen: Seen, component: str) -> Observation:
    """Steps one after another below their heading, or the rows of their table."""
    terms = component_of(context, component).recognise.terms
    for table in seen.document.tables:
        rows = [row for row in table.rows[1:] if any(map(_WORDS.search, row))]
        if len(rows) >= LEAST_STEPS and (term := named(" ".join(table.rows[0]), terms)):
            quote = " | ".join(rows[0])
            return said(context, seen, component, Found.YES, "steps_listed", f"{term}: {quote}")
    text = fold_digits(own_text(seen.document))
    headed = None
    for term in terms:
        if (span := find(text, term)) is None:
            continue
        headed = headed or term
        if len(_STEP.findall(text[span[0] : span[1] + BELOW_CHARS])) >= LEAST_STEPS:
            return said(context, seen, component, Found.YES, "steps_listed", quoted(text, term))
    if headed:
        return said(context, seen, component, Found.UNSURE, "steps_not_seen", quoted(text, headed))
    return said(context, seen, component, Found.NO, "component_missing")
