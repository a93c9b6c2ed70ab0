"""Repair of broken text layers."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.thai import quality
from ita_evidence.thai.repair import repair

TONES = "\u0e48\u0e49\u0e4a\u0e4b"
TEXTS = st.text(
    alphabet="กขคงจดตทนบปมยรลวสหอะาำเแ\u0e31\u0e34\u0e35\u0e38\u0e39\u0e47\u0e48\u0e49\u0e4c\u0e4d"
    "\ufffd\uf70a\uf70b\u200b\u00a0 \n1aÉÊ",
    max_size=60,
)


@pytest.mark.parametrize(
    ("broken", "right", "name"),
    [
        ("ประจําปี", "ประจำปี", "marks"),
        ("น้ํามัน", "น้ำมัน", "marks"),
        ("นํ้ามัน", "น้ำมัน", "marks"),
        ("ประจำาปี", "ประจำปี", "marks"),
        ("ท่ีอยู่", "ที่อยู่", "marks"),
        ("็็HDMI", "็HDMI", "marks"),
        ("จ านวน", "จำนวน", "spaced_sara_aa"),
        ("ส านักงาน", "สำนักงาน", "spaced_sara_aa"),
        ("อ าเภอ", "อำเภอ", "spaced_sara_aa"),
        ("น้ ามัน", "น้ำมัน", "spaced_sara_aa"),
        ("ล านบาท", "ล้านบาท", "spaced_sara_aa"),
        ("ม าตรา", "มาตรา", "spaced_sara_aa"),
        ("จ ำนวน", "จำนวน", "spaced_sara_am"),
        ("ประจ\ufffdาปี", "ประจำปี", "lost_sara_am"),
        ("ข\uf70bอ", "ข้อ", "private_use"),
        ("หน\uf70aวยงาน", "หน่วยงาน", "private_use"),
        ("เเผน", "แผน", "sara_ae"),
        ("งบ\u200bประมาณ", "งบประมาณ", "zero_width"),
        ("งบ\u00a0ประมาณ", "งบ ประมาณ", "nbsp"),
        ("ทีÉส่งเงิน", "ที่ส่งเงิน", "latin_marks"),
        ("พืÊนฐาน", "พื้นฐาน", "latin_marks"),
        ("ผู ้ร้อง", "ผู้ร้อง", "spaced_mark"),
        ("ปีงบประมำณ", "ปีงบประมาณ", "sara_am_for_aa"),
        ("โรงพยำบำล", "โรงพยาบาล", "sara_am_for_aa"),
        ("ผลการดาเนินงาน", "ผลการดำเนินงาน", "dropped_sara_am"),
        ("ที่ว่าการอาเภอ ตาบลในเมือง", "ที่ว่าการอำเภอ ตำบลในเมือง", "dropped_sara_am"),
        ("ประกาศจังหวัด".encode("cp874").decode("latin-1"), "ประกาศจังหวัด", "mojibake"),
        ("ประกาศจังหวัด".encode().decode("latin-1"), "ประกาศจังหวัด", "mojibake"),
    ],
)
def test_each_defect_has_its_remedy(broken: str, right: str, name: str) -> None:
    repaired = repair(broken)
    assert repaired.text == right
    assert name in repaired.repairs


def test_utf8_read_as_tis620_is_read_again() -> None:
    broken = "".join(
        bytes([byte]).decode("cp874") if byte > 0x9F or byte < 0x80 else chr(byte)
        for byte in "ประกาศ".encode()
    )
    assert broken.startswith("เธ")
    assert repair(broken).text == "ประกาศ"


def test_a_spaced_heading_is_joined() -> None:
    assert repair("ค ำ น ำ").text == "คำ นำ"


@pytest.mark.parametrize(
    "sound",
    [
        "ผู้อำนวยการกลุ่มงานอำนวยการ จำนวน 3 คน",
        "นายคำวงศ์ กำพล",
        "นางกานดา ตาสี ประจานตน ลาดตระเวน สารวัตร ตาลปัตร กาลเวลา",
        "Café Müller, Zürich; naïve résumé",
        "แผนพัฒนาจังหวัด พ.ศ. ๒๕๖๖ – ๒๕๗๐",
        "ขนาด ๕ x ๕ ซม. อากาศดี",
        "",
    ],
)
def test_sound_text_stays_as_it_is(sound: str) -> None:
    assert (repair(sound).text, repair(sound).repairs) == (sound, {})


def test_a_space_that_no_word_explains_stays() -> None:
    assert repair("ฎ าฎฎฎ").text == "ฎ าฎฎฎ"


@given(TEXTS)
def test_repair_is_done_once(text: str) -> None:
    once = repair(text).text
    assert repair(repair(once).text).text == repair(once).text


@given(TEXTS)
def test_no_kind_of_tone_mark_is_lost(text: str) -> None:
    repaired = repair(text).text
    assert {tone for tone in TONES if tone in text} <= set(repaired)


@given(st.lists(st.sampled_from(["ก้าว", "น้ำ", "ที่", "ผู้", "เรื่อง", "จ้าง", "ร้อง"]), max_size=8))
def test_tone_marks_of_words_stay_in_number_however_ำ_is_written(words: list[str]) -> None:
    text = " ".join(words)
    broken = unicodedata.normalize("NFKD", text)  # what splits ำ
    assert repair(broken).text == text


@pytest.mark.parametrize(
    "piece", ["ก", "กำ", "ก า", "ำ", "¡", "¡a", "เธ", "\ufffdา", "\u0e48\u0e4d", " "]
)
def test_long_nonsense_takes_no_longer_than_writing(piece: str) -> None:
    # Each of these took minutes while a pattern or a search was quadratic; a hang fails the run.
    assert repair(piece * 30_000).text is not None
    assert 0 <= quality.score(piece * 30_000) <= 1


def test_a_score_tells_broken_text_from_sound() -> None:
    sound = "สรุปผลการจัดซื้อจัดจ้างของสำนักงานจังหวัดในรอบเดือนมีนาคม"
    assert quality.score(sound) == 1.0
    assert quality.score("วนั ทีข่ องสญั ญา หนวยงาน ปงบประมาณ") < 0.85
    assert quality.score("1.สขร.เดือน ตุลาคม 2565\n2.สขร เดือน พฤศจิกายน 2565") == 1.0
    assert quality.score("no Thai at all, 123") == 1.0
    assert quality.score("") == 1.0


@given(st.text())
def test_a_score_is_a_share(text: str) -> None:
    assert 0.0 <= quality.score(text) <= 1.0
