"""Repair of Thai text layers: the remedies that are safe on text alone.

Each repair is counted by name, so that a reader can say what was done. Never NFKC, which splits ำ;
never a tone mark lost. What a dictionary cannot decide stays as found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from ita_evidence.thai import quality
from ita_evidence.thai.text import MARKS, TONES, ZERO_WIDTH, ZERO_WIDTH_CHARS, order_marks


@dataclass(frozen=True)
class Repaired:
    """The repaired text, and how often each repair was made."""

    text: str
    repairs: dict[str, int]


# The private-use glyphs of Windows and Mac Thai fonts (U+F700 to U+F71A: shifted marks and letters
# without their tails), and the boxes of Wingdings that forms use for a tick.
_PRIVATE_USE = dict(
    zip(
        range(0xF700, 0xF71B),
        "\u0e10\u0e34\u0e35\u0e36\u0e37\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
        "\u0e0d\u0e31\u0e4d\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a",
        strict=True,
    )
) | {0xF063: "☐", 0xF0A3: "☐", 0xF0A6: "☐", 0xF0A8: "☐", 0xF0FE: "☒", 0xF0FC: "✓", 0xF0B7: "•"}

_BASE = "\u0e01-\u0e2e"
_THAI_UTF8_AS_CP874 = re.compile("(?:เ[ธน][\u0080-\u00a0€…‘’“”•–—ก-ฟ]){3,}")
_THAI_UTF8_AS_LATIN = re.compile("(?:à[¸¹][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]){2,}")
_TIS620_AS_LATIN = re.compile("[\u00a1-\u00fb]{2,}(?:[ -~]{1,2}[\u00a1-\u00fb]{2,})*")
_PUA = re.compile("[\uf063\uf0a3\uf0a6\uf0a8\uf0fe\uf0fc\uf0b7\uf700-\uf71a]")
# Neither ASCII nor Thai.
_FOREIGN = re.compile("[^\x00-\x7f\u0e01-\u0e5b]")
_INVISIBLE = re.compile(f"[{ZERO_WIDTH}]+")
# A vowel and then a tone or ์, or one mark alone, stands as it should: most marks do.
_WELL_TYPED = f"[\u0e31\u0e34-\u0e3a\u0e47][\u0e48-\u0e4c](?![{MARKS}\u0e32\u0e33])"
# The first look, for any mark, passes over the rest of the text at once.
_MARK_RUN = re.compile(
    f"(?=[{MARKS}\u0e33])(?:(?<![{MARKS}])(?!{_WELL_TYPED})[{MARKS}]{{2,}}[\u0e32\u0e33]?"
    f"|\u0e4d\u0e32|(?<![{MARKS}])\u0e33[{TONES}]+)"
)
_NBSP = re.compile("\u00a0")
_SARA_AE = re.compile("\u0e40\u0e40")
_LATIN_OF_MOJIBAKE = frozenset(map(chr, range(0x80, 0x100))) - {"\u00a0", "\u00ad"}
_SARA_AM_AA = re.compile("\u0e33\u0e32+")
# A family of fonts says tones and ์ by the Latin letters one row below them.
_LATIN_MARKS = dict(zip("ÉÊËÌÍ", "\u0e48\u0e49\u0e4a\u0e4b\u0e4c", strict=True))
_LATIN_MARK = re.compile(f"(?<=[{_BASE}{MARKS}])[ÉÊËÌÍ](?![A-Za-zÀ-ÿ])")
_SPACED = re.compile(f"[ \u00a0](?=[{MARKS}\u0e32\u0e33])")
_SPACED_SARA_AM = re.compile(f"(?<=[{_BASE}{TONES}])[ \u00a0]+(?=\u0e33)")
_SPACED_MARK = re.compile(f"(?<=[{_BASE}{MARKS}])[ \u00a0](?=[{MARKS}])")
_LOST_SARA_AM = re.compile(f"(?<=[{_BASE}{TONES}])\ufffd[ ]?\u0e32")
_SPACED_SARA_AA = re.compile(f"(?<=[{_BASE}{TONES}])[ \u00a0]+\u0e32")
_SARA_AM_RUN = re.compile(
    "(?<![\u0e01-\u0e3a\u0e40-\u0e4e])[\u0e01-\u0e32\u0e34-\u0e3a\u0e40-\u0e4e]*+\u0e33"
    "[\u0e01-\u0e3a\u0e40-\u0e4e]*+"
)
_THAI_BEFORE = re.compile(r"[\u0e01-\u0e4e]*\Z")
_THAI_AFTER = re.compile("[\u0e01-\u0e4e]{0,16}")
_WORD_CHARS = 12
"""How far before a place a word that holds it may begin."""
# Words of offices whose ำ some fonts say as า. Without it each is no Thai; what would be follows
# in (?!…): ประจาน is a word.
_DROPPED = (
    "ดาเนิน สานัก สาคัญ สาหรับ สาเร็จ สารวจ จานวน จาเป็น จาหน่าย จากัด จาแนก ประจา(?!น) กาหนด กากับ"
    " กาลัง(?!กา) ตาบล(?!็) ตาแหน่ง ตารวจ อาเภอ อานวย อานาจ คาสั่ง คาร้อง คาขอ ชารุด บารุง ลาดับ นาเสนอ"
).split()
_DROPPED_SARA_AM = re.compile("|".join(_DROPPED))
_RUN_CHARS = 1_000
"""A longer run without a space is no writing: its ำ are left as they are."""


def repair(text: str) -> Repaired:
    """`text` with what its defects surely stood for; see the module for what is never done.

    Repairs: `mojibake`, `private_use`, `zero_width`, `nbsp`, `sara_ae`, `lost_sara_am`,
    `spaced_sara_am`, `spaced_mark`, `latin_marks`, `marks`, `spaced_sara_aa`, `sara_am_for_aa`,
    `dropped_sara_am`.
    """
    counts: Counter[str] = Counter()

    def apply(name: str, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> None:
        nonlocal text

        def counted(match: re.Match[str]) -> str:
            changed = change(match)
            counts[name] += changed != match[0]
            return changed

        text = pattern.sub(counted, text)

    if text.isascii():
        return Repaired(text, {})
    there = frozenset(_FOREIGN.findall(text))
    if not there.isdisjoint(_LATIN_OF_MOJIBAKE) or "เธ" in text:
        apply("mojibake", _THAI_UTF8_AS_CP874, lambda m: _again(m[0], "cp874", "utf-8"))
        apply("mojibake", _THAI_UTF8_AS_LATIN, lambda m: _again(m[0], "cp1252", "utf-8"))
        apply("mojibake", _TIS620_AS_LATIN, lambda m: _thai_if_words(m[0]))
    if not there.isdisjoint(map(chr, _PRIVATE_USE)):
        apply("private_use", _PUA, lambda m: _PRIVATE_USE[ord(m[0])])
    if not there.isdisjoint(ZERO_WIDTH_CHARS):
        apply("zero_width", _INVISIBLE, lambda m: "")
    if "\u00a0" in there:
        apply("nbsp", _NBSP, lambda m: " ")
    if "\u0e40\u0e40" in text:
        apply("sara_ae", _SARA_AE, lambda m: "\u0e41")
    if "\ufffd" in there:
        apply("lost_sara_am", _LOST_SARA_AM, lambda m: "\u0e33")
    spaced = _SPACED.search(text) is not None  # one look for three repairs: most texts have none
    if spaced:
        apply("spaced_sara_am", _SPACED_SARA_AM, lambda m: "")
        apply("spaced_mark", _SPACED_MARK, lambda m: "")
    if not there.isdisjoint(_LATIN_MARKS):
        apply("latin_marks", _LATIN_MARK, lambda m: _LATIN_MARKS[m[0]])
    apply("marks", _MARK_RUN, lambda m: order_marks(m[0]))
    if "\u0e33\u0e32" in text:
        apply("marks", _SARA_AM_AA, lambda m: "\u0e33")
    if spaced:
        text = _join_spaced_sara_aa(text, counts)
    text = _undo_sara_am_for_aa(text, counts)
    apply("dropped_sara_am", _DROPPED_SARA_AM, lambda m: m[0].replace("\u0e32", "\u0e33", 1))
    return Repaired(text, {name: count for name, count in sorted(counts.items()) if count})


def _again(run: str, wrong: str, right: str) -> str:
    """`run` encoded as it was wrongly decoded, and decoded right; itself if that fails."""
    try:
        data = b"".join(_byte(c, wrong) for c in run)
        return data.decode(right)
    except (UnicodeEncodeError, UnicodeDecodeError):
        return run


def _byte(char: str, codec: str) -> bytes:
    # Browsers keep undefined bytes as C1 controls; Python's codecs refuse them.
    return bytes([ord(char)]) if "\u0080" <= char <= "\u009f" else char.encode(codec)


def _thai_if_words(run: str) -> str:
    """A run of Latin-1 letters read as TIS-620, when that gives Thai words and not before."""
    thai = _again(run, "latin-1", "cp874")
    return thai if thai != run and quality.score(thai) >= 0.8 else run


# --- what needs the dictionary ---------------------------------------------------------------


def _letters(word: str) -> int:
    return len(re.sub(f"[{MARKS}]", "", word))


def _longest_word_over(text: str, at: int) -> int:
    """Letters of the longest dictionary word in `text` that holds position `at` and one before."""
    known = quality.words()
    best = 0
    for begin in range(max(0, at - _WORD_CHARS), at):
        for end in range(min(len(text), at + 16), at, -1):
            if text[begin:end] in known:
                best = max(best, _letters(text[begin:end]))
                break
    return best


_MILLION_BAHT = re.compile(r"น\s?บาท")


def _join_spaced_sara_aa(text: str, counts: Counter[str]) -> str:
    """ "จ านวน" is จำนวน, "ก าร" is การ, "ล านบาท" is ล้านบาท: the longest word decides.

    A word never begins with า, so the space is an error for certain; which letter was lost is not.
    ำ wins a tie (fonts lose it, and break there), and nothing is joined where no word fits.
    """
    parts: list[str] = []
    at = 0
    for match in _SPACED_SARA_AA.finditer(text):
        before = _THAI_BEFORE.search(text[max(0, match.start() - _WORD_CHARS) : match.start()])
        after = _THAI_AFTER.match(text, match.end())
        left, right = before[0] if before else "", after[0] if after else ""
        if left.endswith("ล") and _MILLION_BAHT.match(text, match.end()):
            joined = "\u0e49\u0e32"
        else:
            am = _longest_word_over(left + "\u0e33" + right, len(left))
            aa = _longest_word_over(left + "\u0e32" + right, len(left))
            if not am and not aa:
                continue
            joined = "\u0e33" if am >= aa else "\u0e32"
        parts += [text[at : match.start()], joined]
        at = match.end()
        counts["spaced_sara_aa"] += 1
    return "".join([*parts, text[at:]])


def _undo_sara_am_for_aa(text: str, counts: Counter[str]) -> str:
    """ "ผู้อำนวยกำรโรงพยำบำล": a font that shows า and says ำ.

    Undone where า makes a longer dictionary word and leaves more of its run in words: คำวงศ์ is
    a name of two words and stays.
    """

    if "\u0e33" not in text:
        return text

    def undo(match: re.Match[str]) -> str:
        run, changed = _undone(match[0]) if len(match[0]) <= _RUN_CHARS else (match[0], 0)
        counts["sara_am_for_aa"] += changed
        return run

    return _SARA_AM_RUN.sub(undo, text)


@lru_cache(maxsize=8192)
def _undone(run: str) -> tuple[str, int]:
    """A run of Thai with those ำ as า that were า, and how many; tables repeat their words."""
    plain = run.replace("\u0e33", "\u0e32")
    wrong = {
        at
        for at, c in enumerate(run)
        if c == "\u0e33" and _longest_word_over(plain, at) > _longest_word_over(run, at)
    }
    if not wrong:
        return run, 0
    undone = "".join(plain[at] if at in wrong else c for at, c in enumerate(run))
    return (undone, len(wrong)) if quality.score(undone) > quality.score(run) else (run, 0)
