"""What must not be shown: citizens' ids, telephone numbers, names in complaint context.

Source: PDPA B.E. 2562. Whether a 13-digit number is a person's or a firm's cannot be told by its
shape, so all are masked. Each digit becomes `x`: the layout stays, the length stays, nothing of
the number does. Amounts, dates, years and project numbers (11 digits) are left alone.
"""

from __future__ import annotations

import re

QUOTE_LENGTH = 200
"""What a sealed verdict may quote; the dossier reads longer words from the blob, which can be
erased."""
CONTACT_TOPICS = frozenset(
    {
        "organisation.executives",
        "organisation.contact",
        "complaints.corruption_guideline",
        "complaints.corruption_channel",
    }
)
"""Items whose components are contacts: a phone number is what they ask for."""
COMPLAINT_TOPICS = frozenset(
    {
        "complaints.corruption_guideline",
        "complaints.corruption_channel",
        "complaints.corruption_statistics",
    }
)
"""Items in whose evidence a person's name is a complainant's or an accused's."""

# A dash, or a sign that nobody sees: what a page may put between two digits of one number.
_UNSEEN = r"\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_DASH = rf"[-\u2010-\u2015\u2212{_UNSEEN}]"
_GAP = rf"(?:{_DASH}|[ \u00a0\u2000-\u200a\u202f\u3000\t.])"

# 1-4-5-2-1 as printed on the card. A dash may be missing anywhere; blanks count only when all
# four are there, or a table's neighbouring columns would read as one id. Behind its own name an id
# is one however it is parted: in groups, in boxes, in cells.
_ID = re.compile(
    rf"(?<!\d)(?:\d{_DASH}?\d{{4}}{_DASH}?\d{{5}}{_DASH}?\d{{2}}{_DASH}?\d"
    rf"|\d{_GAP}{{1,3}}\d{{4}}{_GAP}{{1,3}}\d{{5}}{_GAP}{{1,3}}\d{{2}}{_GAP}{{1,3}}\d)(?!\d)"
    rf"|(?:ประจำตัวประชาชน|บัตรประชาชน|ประจำตัวผู้เสียภาษี)[^\dx]{{0,20}}\d(?:(?:{_GAP}|[\s|/_]){{0,3}}\d){{12}}(?!\d)"
)

_PHONE = re.compile(
    # +66 81 234 5678; without the plus it could be an e-GP project number of the year 2566
    rf"\+\s?[6๖][6๖]{_GAP}?(?:\(?[0๐]\)?)?(?:{_GAP}?\d){{8,9}}(?!\d)"
    # 055411977, 0-5541-1977, 055 411 977, 08-1234-5678, 081 2345678
    rf"|(?<!\d)(?<!\d\.)[0๐]{_DASH}?[2-9๒-๙]\d{{0,2}}{_GAP}{{0,2}}\d{{3,4}}{_GAP}{{0,2}}\d{{3,4}}(?!\d)"
    # (055) 411977
    rf"|\([0๐][2-9๒-๙]\d?\){_GAP}{{0,2}}\d{{3,4}}{_GAP}{{0,2}}\d{{3,4}}(?!\d)"
    # 0 5541 1977: a nought and two numbers of a table look the same, so a word must stand before
    r"|(?:โทร|โทรศัพท์|โทรสาร|มือถือ|เบอร์|เบอร์ติดต่อ|[Tt][Ee][Ll]|[Ff][Aa][Xx])[\s.:]{0,4}"
    rf"[0๐]{_GAP}{{0,2}}(?:[689๖๘๙](?:{_GAP}{{0,2}}\d){{8}}|[2-57๒-๕๗](?:{_GAP}{{0,2}}\d){{7}})(?!\d)"
)

_NAME = re.compile(
    r"((?:นางสาว|นาง|นาย|น\.?ส\.|ด\.ช\.|ด\.ญ\.|เด็กชาย|เด็กหญิง|ว่าที่\s?(?:ร\.ต\.|ร้อยตรี)|ดร\."
    # พ.ต.อ., จ.ส.ต., พล.ต.ท., ร.อ., พันตำรวจโท, สิบเอก, ดาบตำรวจ
    r"|(?<!\.)(?:พล\.(?:[ตอ]\.)?|[พรจส]\.(?:[ตสจ]\.)?|ด\.)[อทตจ]\."
    r"|(?:พล|พัน|ร้อย|สิบ)(?:ตำรวจ)?(?:เอก|โท|ตรี)|ดาบตำรวจ)\s{0,2})"
    r"(?!อำเภอ|ทะเบียน|จ้าง|หน้า|ก(?:รัฐมนตรี|สมาคม|\s?เทศมนตรี|\s?องค์การ|\s?อบ[จต]))"
    r"[ก-ฮเ-ไ][ก-ฮะ-ฺเ-๎]{1,40}(?:\s{1,2}(?:ณ\s)?[ก-ฮเ-ไ][ก-ฮะ-ฺเ-๎]{1,40})?"
    r"|\b((?:Mr|Mrs|Ms|Miss|Dr)\b\.?\s?)[A-Z][\w'-]+(?:\s[A-Z][\w'.-]*)?"
)


_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
"""Control signs (but for line breaks and tabs), surrogates, non-characters, direction signs."""


def _cross_out(found: re.Match[str]) -> str:
    return re.sub(r"\d", "x", found[0])


def _phone(found: re.Match[str]) -> str:
    groups = re.findall(r"\d+", found[0])
    if "+" not in found[0] and not 9 <= sum(map(len, groups)) <= 10:
        return found[0]
    if re.fullmatch(r"\d\d[ \u00a0\t](?:[2๒][4๔5๕]\d\d[ \u00a0\t]?){2}", found[0]):
        return found[0]  # `05 2566 2567`: a month and two years, side by side in a table
    return _cross_out(found)


def mask(text: str, *, phones: bool = True, names: bool = False) -> str:
    """`text` without ids; without phone numbers unless `phones` is False (contact components);
    without names that follow a title when `names` is True (complaint context)."""
    before = ""
    while text != before:  # a number that is gone may free the one beside it
        before, text = text, _ID.sub(_cross_out, text)
        text = _PHONE.sub(_phone, text) if phones else text
    return _NAME.sub(r"\1\2(ปกปิดชื่อ)", text) if names else text


def visible(text: str) -> str:
    """`text` with its control and direction signs made visible, so that it reads as it is stored.

    A terminal obeys ESC and a browser obeys U+202E; no sheet or document may hold a surrogate or
    U+FFFE. Line breaks and tabs stay.
    """
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def policy(topic: str) -> dict[str, bool]:
    """`mask`'s settings for an item's topic: phone numbers stay where the item asks for contacts,
    names go where a person may have complained (design §13)."""
    return {"phones": topic not in CONTACT_TOPICS, "names": topic in COMPLAINT_TOPICS}


def quote(text: str, *, topic: str) -> str:
    """At most `QUOTE_LENGTH` characters of `text` in one line, masked as its item's topic asks."""
    flat = mask(" ".join(text.split()), **policy(topic))
    return flat if len(flat) <= QUOTE_LENGTH else flat[: QUOTE_LENGTH - 1] + "…"


def shown(text: str, *, phones: bool = True, names: bool = False) -> str:
    """What a page, a sheet or a terminal shows of a text that others wrote."""
    return visible(mask(text, phones=phones, names=names))
