"""What strangers wrote is shown as the text it is, in whatever a person opens."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from bs4 import BeautifulSoup
from docx import Document
from python_calamine import CalamineWorkbook

from ita_evidence.model import Place
from ita_evidence.model import VerdictValue as V
from ita_evidence.reporting import board, dossier, notifications, verdict_table, worklist
from ita_evidence.reporting.answers import Answer

TEXTS = (
    '=HYPERLINK("http://evil.example/")',
    "</script><script>alert(1)</script>",
    "]]><img src=x onerror=alert(1)>",
    "ข้อ\u202eความ\u2066ซ่อน",
    "ก" + "\u0e49\u0e35" * 80,
    "\x00\x07\x1b[31m\x0b\x0c",
    "\ud800\ufffe\uffff",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
)


def report(make: Any, text: str) -> Any:
    finding = make.finding(
        th=text,
        en=text,
        quote=text,
        part=text,
        place=Place(url="https://x.example/" + text, sheet=text),
    )
    answer = Answer(
        at=make.at.replace(year=2024),
        by=text,
        period="2566-H1",
        item="O21",
        unit="hr",
        answer="fixed",
        reason=text,
        url=text,
    )
    verdict = make.verdict(verdict=V.NOT_MET, findings=(finding,), covered=text)
    return make.report(items=(make.item(21),), verdicts={"O21": verdict}, answers=(answer,))


@pytest.mark.parametrize("text", TEXTS)
def test_every_page_is_well_formed_and_holds_the_text_as_text(make: Any, text: str) -> None:
    given = report(make, text)
    entry = board.index_entry(given)
    pages = {
        **dossier.build(given),
        **worklist.build(given),
        "board.html": board.period_page(entry, "sample", text, "2566-H1", "th", done=text),
        "message.html": board.message_page(text, "en", root=""),
    }
    for path, data in pages.items():
        if path.endswith((".html", ".js", ".txt")):
            said = data.decode("utf-8", "strict")
            assert not set(said) & set("\x00\x07\x1b\x0b\u202e\u2066\ufffe\uffff"), path
        if path.endswith(".html"):
            page = BeautifulSoup(data, "lxml")
            assert not page.select("img, [onerror]"), path
            assert all(one.get("src") for one in page.select("script")), path
            assert "49" not in page.title.text


@pytest.mark.parametrize("text", TEXTS)
def test_sheets_and_documents_open_and_compute_nothing(make: Any, text: str) -> None:
    given = report(make, text)
    files = {**worklist.build(given), "summary.xlsx": dossier.summary(given)}
    for name in ("worklist.xlsx", "summary.xlsx"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(files[name]))
        rows = [
            row for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python()
        ]
        for cell in (cell for row in rows for cell in row):
            assert not str(cell).startswith(("=", "+", "@")), name
        with zipfile.ZipFile(io.BytesIO(files[name])) as packed:
            for number in range(1, len(book.sheet_names) + 1):
                assert b"<f>" not in packed.read(f"xl/worksheets/sheet{number}.xml")
    assert Document(io.BytesIO(files["worklist.docx"])).tables


@pytest.mark.parametrize("text", TEXTS)
def test_messages_and_the_terminal_hold_none_of_it(make: Any, text: str) -> None:
    given = report(make, text)
    for message in notifications.after_run(given):
        assert text not in message.title + message.body
        assert "\n" not in message.title
        json.dumps(message.body).encode()
    said = verdict_table.render(given, width=100)
    assert not set(said) & set("\x00\x07\x1b\x0b\u202e\u2066")
