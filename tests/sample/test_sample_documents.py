"""The file types are what they say: text layers, sheets, encodings."""

from __future__ import annotations

import csv
import io
import json

import pypdf
import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from ita_evidence.periods import first_half
from ita_evidence.sample import paper, procurement, sheets
from ita_evidence.sample.blocks import Entry, File, Grid, Heading, Html, Text, thai_digits
from ita_evidence.sample.province import Province

Published = tuple[list[File], list[Entry]]


def files(published: Published, ending: str) -> list[File]:
    return [file for file in published[0] if file.url.endswith(ending) and file.status == 200]


def pdf_text(data: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_pdfs_have_a_thai_text_layer_and_scans_none(published: Published) -> None:
    empty = []
    for file in files(published, ".pdf"):
        if not file.data.startswith(b"%PDF"):
            continue  # planted: no bytes, or a viewer's page
        text = pdf_text(file.data)
        if not text.strip():
            empty.append(file.url)
        else:
            assert sum("\u0e00" <= c <= "\u0e7f" for c in text) > 30, file.url
    assert len(empty) == 3
    assert any("/o10/" in url for url in empty)
    assert any("o40-dopa" in url for url in empty)
    assert any("/local-administration/" in url for url in empty)


def test_text_layer_is_exact() -> None:
    line = "ที่ประชุมจำนวน ก็น้ำ ปีงบประมาณ พ.ศ. ๒๕๖๖ เลขที่ 12/2566"
    assert line in pdf_text(paper.pdf("ทดสอบ", Heading("หัวเรื่อง"), Text(line)))


def test_paper_breaks_between_words_and_keeps_numbers_whole() -> None:
    text = "ผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน ใบสั่งซื้อเลขที่ 112/2566 ราคา 26,675.00 บาท"
    broken = paper.lines(text, 60)
    assert len(broken) > 3
    assert {"112/2566", "26,675.00"} <= set(" ".join(broken).split())
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")


def test_markup_is_refused_on_paper() -> None:
    with pytest.raises(TypeError, match="Html stands on pages only"):
        paper.pdf("ทดสอบ", Html("<b>x</b>"))


def test_sheets_open_and_hold_the_form(published: Published) -> None:
    books = [file for file in files(published, ".xlsx") if "/procurement/monthly/" in file.url]
    assert len(books) > 80
    for file in books:
        rows = (
            CalamineWorkbook.from_filelike(io.BytesIO(file.data)).get_sheet_by_index(0).to_python()
        )
        assert rows[0][0] == "แบบ สขร. 1"
        assert tuple(rows[4]) == procurement.HEADER


def test_csv_of_one_office_is_cp874(published: Published, made_up: Province) -> None:
    tables = [f for f in files(published, ".csv") if "/employment/" in f.url]
    assert len(tables) == 6
    for file in tables:
        with pytest.raises(UnicodeDecodeError):
            file.data.decode("utf-8")
        rows = list(csv.reader(io.StringIO(file.data.decode("cp874"))))
        assert tuple(rows[4]) == procurement.HEADER


def test_feed_is_cp874_whatever_its_header_says(published: Published) -> None:
    feed = next(file for file in published[0] if "anounceType=W0" in file.url)
    assert feed.content_type == "text/xml;charset=ISO-8859-1"
    with pytest.raises(UnicodeDecodeError):
        feed.data.decode("utf-8")
    assert "ประกาศจัดซื้อจัดจ้างภาครัฐ" in feed.data.decode("cp874")
    items = etree.fromstring(feed.data).findall("channel/item")
    assert len(items) == 20
    assert all((item.findtext("description") or "").count(", ") >= 2 for item in items)


def test_ckan_answer_is_whole(published: Published) -> None:
    file = next(file for file in published[0] if "datastore_search" in file.url)
    result = json.loads(file.data)["result"]
    assert result["total"] == len(result["records"]) == 36


def test_contracts_are_of_their_month(made_up: Province) -> None:
    for office in made_up.offices:
        for month in first_half(2566):
            rows = procurement.contracts(made_up, office, month)
            assert rows
            assert all(month.first_day <= row.day <= month.last_day for row in rows)
            assert all(row.offers[0][1] <= row.sum for row in rows)


def test_sheet_amounts_are_numbers_and_the_rest_text() -> None:
    data = sheets.xlsx("ก", ("หัว",), Grid(("ที่", "บาท"), (("1", "1,234.00"), ("2", "-"))))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows[2:] == [["1", 1234.0], ["2", "-"]]


def test_thai_digits() -> None:
    assert thai_digits("12 ต.ค. 65") == "๑๒ ต.ค. ๖๕"
