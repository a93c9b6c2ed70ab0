"""A declared nil is a sentence; a rule, a choice, a dash and a part are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.extraction.records import nils
from ita_evidence.model import Document, Page, TextQuality


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("ไม่มีการจัดซื้อจัดจ้างในเดือนนี้", "procurement"),
        ("ยังไม่มีการจัดซื้อจัดจ้าง", "procurement"),
        ("ไม่มีการจัดซื้อ\u200bจัดจ้าง", "procurement"),
        ("ไม่มีการจัดซื้อ\nจัดจ้าง", "procurement"),
        ("ไม่มีเรื่องร้องเรียนการทุจริต", "complaints"),
        ("ไม่พบว่ามีข้อร้องเรียน", "complaints"),
        ("ไม่ปรากฏว่ามีเรื่องร้องเรียน", "complaints"),
        ("- ไม่มี -", "form"),
        ("-ไม่มี-", "form"),
    ],
)
def test_declarations(text: str, matter: str) -> None:
    assert [one.matter for one in nils.find(text)] == [matter]


@pytest.mark.parametrize(
    "text",
    [
        "*กรณีไม่มีการจัดซื้อจัดจ้างในรอบเดือนใดให้เผยแพร่ว่าไม่มีการจัดซื้อจัดจ้างในเดือนนั้น",
        "*กรณีไม่มีเรื่องร้องเรียนให้เผยแพร่ว่าไม่มีเรื่องร้องเรียน",
        "หากไม่มีเรื่องร้องเรียน",
        "ให้ระบุว่าไม่มีการจัดซื้อจัดจ้าง",
        "☐ ไม่มีเรื่องร้องเรียน",
        "(  ) ไม่มีเรื่องร้องเรียน",
        "มีหรือไม่มีเรื่องร้องเรียน",
        "ไม่มี",
        "-",
        "0",
        "ไม่ใช่ว่าไม่มีเรื่องร้องเรียน",
        "มีเรื่องร้องเรียน",
    ],
)
def test_what_is_no_declaration(text: str) -> None:
    assert nils.find(text) == []


@pytest.mark.parametrize(
    ("text", "narrowed", "qualified"),
    [
        ("ไม่มีเรื่องร้องเรียนที่อยู่ระหว่างดำเนินการ", True, False),
        ("ไม่มีเรื่องร้องเรียนที่เกี่ยวกับการทุจริต", False, False),
        ("ไม่มีการจัดซื้อจัดจ้างที่มีวงเงินเกิน 500,000 บาท", True, True),
        ("ไม่มีการจัดซื้อจัดจ้างที่มีวงเงินเกิน ๕ แสนบาท", True, True),
        ("ไม่มีการจัดซื้อจัดจ้างด้วยวิธีคัดเลือก", True, False),
        ("ไม่มีการจัดซื้อจัดจ้าง จึงไม่ต้องประกาศเผยแพร่แผน", False, True),
    ],
)
def test_a_part_is_not_the_whole(text: str, narrowed: bool, qualified: bool) -> None:
    (nil,) = nils.find(text)
    assert (nil.narrowed, nil.qualified) == (narrowed, qualified)


def test_the_month_of_a_declaration() -> None:
    text = "รอบเดือน ตุลาคม 2565\nไม่มีการจัดซื้อจัดจ้าง\nไม่มีการจัดซื้อจัดจ้าง เดือน มกราคม 2566"
    document = Document(
        type="html", text_quality=TextQuality.GOOD, pages=(Page(number=1, text=text),)
    )
    frame = nils.extract(document).frame
    assert frame["heading_month"].iloc[0] == "2565-10"
    assert list(frame["months"]) == ["", "2566-01"]


WORDS = st.lists(
    st.sampled_from(
        ["ไม่", "มี", "ยัง", "การ", "จัดซื้อจัดจ้าง", "เรื่องร้องเรียน", "กรณี", "หาก", "-", " ", "\n", "ว่า"]
    ),
    max_size=14,
).map("".join)


@given(WORDS)
def test_a_rule_never_declares(text: str) -> None:
    assert nils.find(f"กรณี{text[:30]}") == [
        nil
        for nil in nils.find(f"กรณี{text[:30]}")
        if nil.start > nils.BEFORE or nil.matter == "form"
    ]


@given(st.one_of(WORDS, st.text(max_size=80)))
def test_a_declaration_names_its_place(text: str) -> None:
    for nil in nils.find(text):
        assert 0 <= nil.start < nil.end <= len(text)
        assert "ไ" in text[nil.start : nil.end] and "ม" in text[nil.start : nil.end]


@given(WORDS)
def test_without_a_negation_there_is_no_nil(text: str) -> None:
    assert nils.find(text.replace("ไม่", "")) == []
