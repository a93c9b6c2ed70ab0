"""Personal data are masked in every quote and sentence (design §13)."""

from __future__ import annotations

import re

from ita_evidence.thai.digits import fold_digits

QUOTE_LENGTH = 200
CONTACT_ITEMS = frozenset({"O2", "O5", "O27", "O28"})
"""Items whose components are contacts: a phone number is what they ask for."""
COMPLAINT_ITEMS = frozenset({"O27", "O28", "O29"})
"""Items in whose evidence a person's name is a complainant's or an accused's."""

_ID = re.compile(r"(?<!\d)\d(?:[ \-]?\d){12}(?!\d)")
_PHONE = re.compile(r"(?<![\d,.])0(?:[ \-]?\d){8,9}(?!\d)")
_NAME = re.compile(
    r"(?:นางสาว|นาง|นาย|น\.ส\.|ว่าที่\s?ร้อยตรี|ว่าที่\s?ร\.ต\.)\s*[ก-ฮเ-ไ][ก-๎]+(?:\s+[ก-ฮเ-ไ][ก-๎]+)?"
)


def mask(text: str, *, item: str) -> str:
    """At most 200 characters of `text` in one line, with ids, phone numbers and names masked."""
    flat = mask_sentence(" ".join(text.split()), item=item)
    return flat if len(flat) <= QUOTE_LENGTH else flat[: QUOTE_LENGTH - 1] + "…"


def mask_sentence(text: str, *, item: str) -> str:
    """13-digit ids everywhere, phone numbers outside contact items, names in complaint items."""
    flat = _cover(_ID, text, "x-xxxx-xxxxx-xx-x")
    if item not in CONTACT_ITEMS:
        flat = _cover(_PHONE, flat, "0x-xxx-xxxx")
    if item in COMPLAINT_ITEMS:
        flat = _NAME.sub("(ปิดชื่อ)", flat)
    return flat


def _cover(shape: re.Pattern[str], text: str, cover: str) -> str:
    """Replace what has this shape, also when written in Thai digits."""
    folded = fold_digits(text)
    out, last = [], 0
    for match in shape.finditer(folded):
        out += [text[last : match.start()], cover]
        last = match.end()
    return "".join([*out, text[last:]])
