"""What offices say to the rows of their worklist: `index/<agency>/answers.json` in the work bucket.

    fixed      it is mended; look again (a new run of the item follows)
    not_ours   it is not this unit's task, with the reason: also sealed, as a `review` record
    link       it stands at another address: to be put into the sources file by a person

An answer decides nothing: verdicts follow from evidence and from recorded reviews alone.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from ita_evidence.archive import layout
from ita_evidence.archive.canonical import canonical
from ita_evidence.errors import UsageError
from ita_evidence.masking import shown
from ita_evidence.model import Frozen
from ita_evidence.reporting.render import is_web

if TYPE_CHECKING:
    from ita_evidence.archive.store import Store

Kind = Literal["fixed", "not_ours", "link"]
LONGEST_REASON = 500
MOST_KEPT = 500


class Answer(Frozen):
    """One answer; free text is masked before it is kept."""

    at: datetime
    by: str
    period: str
    item: str
    unit: str
    answer: Kind
    reason: str = ""
    url: str = ""
    record: int | None = None
    """Of the ledger, where the answer is sealed."""


def checked(answer: Answer) -> Answer:
    """The answer as it may be kept: masked, and with what its kind asks for.

    Raises:
        UsageError: `not_ours` without a reason, `link` without a web address, a text too long.
    """
    if answer.answer == "not_ours" and not answer.reason.strip():
        raise UsageError("not_ours needs a reason: which unit's task it is, and why")
    if answer.answer == "link" and not is_web(answer.url):
        raise UsageError(f"link needs the address of the page, http or https; not {answer.url!r}")
    if len(answer.reason) > LONGEST_REASON or len(answer.url) > 2000:
        raise UsageError(f"at most {LONGEST_REASON} characters of reason, 2000 of address")
    if not answer.by.strip():
        raise UsageError("an answer names who gives it (--by)")
    return answer.model_copy(
        update={
            "reason": shown(answer.reason, names=True),
            "url": shown(answer.url),
            "by": shown(answer.by),
        }
    )


def read(store: Store, agency: str) -> tuple[Answer, ...]:
    """The agency's answers, oldest first."""
    data = store.work_get(layout.index_key(agency, "answers"))
    return tuple(Answer.model_validate(one) for one in json.loads(data)) if data else ()


def keep(store: Store, agency: str, answer: Answer) -> None:
    """One more answer; the oldest go when there are too many (those sealed stay in the ledger)."""
    kept = (*read(store, agency), answer)[-MOST_KEPT:]
    store.work_put(
        layout.index_key(agency, "answers"),
        canonical([one.model_dump(mode="json") for one in kept]),
    )
