from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.masking import shown
from ita_evidence.reporting import changes
from ita_evidence.reporting.changes import Piece

MARK = re.compile("^[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]")
THAI = st.text(alphabet="กขคงจชดตนบปมยรลวสหอะาิีุูเแโไ็่้์ำ0123๔๕๖ \n.", max_size=120)


def said(lines: Sequence[Sequence[Piece]], *kinds: str) -> str:
    return "\n".join("".join(one.text for one in line if one.kind in kinds) for line in lines)


@given(THAI, THAI)
def test_no_mark_is_parted_from_its_consonant(before: str, now: str) -> None:
    found, _ = changes.lines(before, now, lambda text: text)
    for line in found:
        for left, right in pairwise(line):
            if left.kind == right.kind == "same":
                assert not MARK.match(right.text)


@given(THAI)
def test_clusters_joined_are_the_text(text: str) -> None:
    assert "".join(changes.clusters(text)) == text


def test_a_changed_number_is_the_change() -> None:
    found, more = changes.lines(
        "ร้อยละของเรื่องที่แล้วเสร็จ 80 เรื่อง", "ร้อยละของเรื่องที่แล้วเสร็จ 95 เรื่อง", lambda text: text
    )
    assert found == (
        (
            Piece("same", "ร้อยละของเรื่องที่แล้วเสร็จ "),
            Piece("gone", "80"),
            Piece("new", "95"),
            Piece("same", " เรื่อง"),
        ),
    )
    assert more == 0


def test_a_changed_tone_takes_its_consonant_along() -> None:
    (line,) = changes.lines("บ้านใกล้แม่น้ำ", "บ้านใกล่แม่น้ำ", lambda text: text)[0]
    assert [piece for piece in line if piece.kind != "same"] == [
        Piece("gone", "ล้"),
        Piece("new", "ล่"),
    ]


def test_added_and_removed_lines_stand_alone() -> None:
    found, _ = changes.lines("ก\nข\nค", "ก\nค\nง", lambda text: text)
    assert said(found, "gone").split() == ["ข"]
    assert said(found, "new").split() == ["ง"]
    assert changes.lines("ก\nข", "ก \n\n  ข", lambda text: text) == ((), 0), (
        "white space is no change"
    )


def test_ids_are_masked_before_they_are_compared() -> None:
    found, _ = changes.lines("เลข 1234567890123", "เลข 3210987654321 ใหม่", shown)
    assert "1234567890123" not in str(found)
    assert "3210987654321" not in str(found)


def test_a_page_that_is_all_new_is_cut_short_and_says_so() -> None:
    found, more = changes.lines("", "\n".join(f"บรรทัดที่ {n}" for n in range(500)), lambda text: text)
    assert len(found) == changes.MOST_SHOWN
    assert more == 500 - changes.MOST_SHOWN
