from __future__ import annotations

from typing import Any

import pytest

from ita_evidence.masking import shown
from ita_evidence.model import Document, Page, Place, Table, TextQuality
from ita_evidence.reporting import excerpts
from ita_evidence.reporting.excerpts import Excerpt

ROWS = (
    ("แบบ สขร. 1",) * 3,
    ("ที่", "รายการ", "เลข"),
    *((str(n), f"จ้าง {n}", "1234567890123") for n in range(1, 8)),
)


def document(text: str = "", rows: tuple[tuple[str, ...], ...] = ()) -> Document:
    return Document(
        type="html",
        text_quality=TextQuality.GOOD,
        pages=(Page(number=1, text=text),),
        tables=(Table(page=1, rows=rows),) if rows else (),
    )


def cut(made: Document, place: Place, quote: str) -> Excerpt | None:
    return excerpts.cut(made, place, quote, shown, excerpts.flat_pages(made, shown))


def test_a_row_stands_among_its_neighbours_below_its_header() -> None:
    found = cut(document(rows=ROWS), Place(table=0, row=6), "จ้าง 5")
    assert found is not None
    assert found.rows[0] == (("แบบ สขร. 1", 3),), "a merged cell spans its columns"
    assert [row[0][0] for row in found.rows[1:]] == ["3", "4", "5", "6", "7"]
    assert found.lit is not None and found.rows[found.lit][1] == ("จ้าง 5", 1)
    assert "1234567890123" not in str(found.rows)


def test_an_id_in_the_boxes_of_a_form_is_masked_in_each() -> None:
    boxes = ("เลขประจำตัวประชาชน", *"1123456789012")
    made = document(rows=(boxes, ("รวม", *"1123456789012"), ("ก | ข", "1234567890123")))
    found = cut(made, Place(table=0, row=0), "เลข")
    assert found is not None
    assert {cell for cell, _ in found.rows[0][1:]} == {"x"}
    assert found.rows[1][:3] == (("รวม", 1), ("1", 2), ("2", 1)), "a row of counts stays"
    assert found.rows[2] == (("ก | ข", 1), ("x" * 13, 1))


def test_a_row_of_a_sheets_second_table_is_found_by_its_sheet_row() -> None:
    made = document(rows=ROWS)
    lower = made.model_copy(update={"tables": (made.tables[0].model_copy(update={"top": 20}),)})
    found = cut(lower, Place(table=0, row=26), "")
    assert found is not None and found == cut(made, Place(table=0, row=6), "")
    assert cut(lower, Place(table=0, row=6), "") is None


def test_a_quote_stands_between_the_words_around_it() -> None:
    text = "ก่อน " * 100 + "ไม่มีการจัดซื้อจัดจ้างในเดือน\nมีนาคม 2566" + " หลัง" * 100
    found = cut(document(text), Place(page=1), "ไม่มีการจัดซื้อจัดจ้างในเดือน มีนาคม 2566")
    assert found is not None
    assert found.quote == "ไม่มีการจัดซื้อจัดจ้างในเดือน มีนาคม 2566"
    assert found.before.startswith("…") and found.before.endswith("ก่อน ")
    assert found.after.startswith(" หลัง") and found.after.endswith("…")
    assert len(found.before) <= excerpts.CONTEXT + 1


def test_an_id_at_the_edge_of_an_excerpt_is_masked_whole() -> None:
    for pad in range(excerpts.CONTEXT - 20, excerpts.CONTEXT + 5):
        found = cut(document("1234567890123 " + "ก" * pad + " คำที่อ้าง"), Place(page=1), "คำที่อ้าง")
        assert found is not None
        assert not any(sign.isdecimal() for sign in found.before), pad


@pytest.mark.parametrize(
    ("place", "quote"),
    [
        (Place(table=3, row=0), "ไม่อยู่ในหน้า"),
        (Place(table=0, row=99), "ไม่อยู่ในหน้า"),
        (Place(page=9), ""),
    ],
)
def test_what_is_not_there_gives_no_excerpt(place: Place, quote: str) -> None:
    assert cut(document("ข้อความ", ROWS), place, quote) is None


def test_a_page_without_the_number_is_sought_in_all_pages() -> None:
    found: Any = cut(document("คำที่อ้าง"), Place(page=7), "คำที่อ้าง")
    assert found.quote == "คำที่อ้าง"
