from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from ita_evidence.archive import layout
from ita_evidence.archive.canonical import canonical
from ita_evidence.archive.store import Store, open_store
from ita_evidence.errors import ReportError, StoreError
from ita_evidence.model import VerdictValue as V
from ita_evidence.reporting import board, gather
from ita_evidence.settings import Settings

TODAY = date(2023, 5, 20)


def entry(make: Any, period: str = "2566-H1", record: int = 7, **verdicts: Any) -> dict[str, Any]:
    given = {"verdicts": verdicts} if verdicts else {}
    return board.index_entry(make.report(period=period, record_number=record, **given))


def soup(page: bytes) -> BeautifulSoup:
    return BeautifulSoup(page.decode(), "lxml")


def test_an_entry_holds_verdicts_codes_and_units(make: Any) -> None:
    made = entry(make)
    item = made["items"]["topic.n21"]
    assert item["verdict"] == "not_met"
    assert item["codes"] == ["component_missing"]
    assert item["units"] == {"hr": "behind", "commerce": "done"}
    assert made["units"]["hr"] == "กลุ่มงานบริหารทรัพยากรบุคคล"
    assert (made["record"], made["run_key"]) == (7, make.run_key)
    assert json.loads(canonical(made)) == made


def test_an_entry_is_masked_and_short_and_holds_no_quote(make: Any) -> None:
    finding = make.finding(th="เลข 1234567890123 " + "ก" * 500, quote="ข้อความอ้างอิง")
    text = json.dumps(entry(make, O21=make.verdict(findings=(finding,))), ensure_ascii=False)
    assert "1234567890123" not in text
    assert "ก" * 301 not in text
    assert "ข้อความอ้างอิง" not in text


def test_merging_is_the_same_in_any_order_and_twice(make: Any) -> None:
    entries = [
        entry(make, record=1),
        entry(make, period="2566-03", record=2),
        entry(make, record=3, O21=make.verdict(21)),
    ]
    boards = []
    for order in permutations(entries):
        made: dict[str, Any] = {}
        for one in (*order, order[0]):
            made = board.merge(made, one)
        boards.append(canonical(made))
    assert len(set(boards)) == 1
    cells = json.loads(boards[0])["periods"]["2566-H1"]["items"]
    assert cells["topic.n21"] == {
        "item": "O21",
        "verdict": "met",
        "codes": [],
        "record": 3,
        "runs": {"1": "not_met", "3": "met"},
    }
    assert board.was(cells["topic.n21"]) == "not_met"
    assert board.was(cells["topic.n29"]) is None
    assert cells["topic.n29"]["record"] == 1, "a run over one item leaves the others'"


def test_boards_of_two_agencies_do_not_mix(make: Any) -> None:
    other = entry(make) | {"agency": "other"}
    with pytest.raises(ReportError, match="give each agency its own"):
        board.merge(board.merge({}, entry(make)), other)


def test_the_grid_names_the_periods_that_were_never_run(make: Any) -> None:
    merged = board.merge({}, entry(make))
    page = soup(board.grid_page(merged, "sample", "จังหวัดตัวอย่าง", "th", today=TODAY))
    headers = [cell.get_text(" ", strip=True) for cell in page.select(".grid thead th")]
    assert len(headers) == 1 + 14
    assert headers[1] == "ต.ค. 65 ยังไม่ได้รัน"
    assert headers[7] == "6 เดือนแรก 66"
    assert headers[9] == "พ.ค. 66", "not over yet"
    assert "รอบที่ยังไม่ได้รัน: ต.ค. 65, พ.ย. 65" in page.get_text()
    assert len(page.select(".grid tbody tr")) == 43
    assert page.select_one("td.not_met a")["href"] == "sample/2566-H1#topic.n21"


def test_a_watched_item_says_still_there(make: Any) -> None:
    watched = make.verdict(
        1, verdict=V.NOT_APPLICABLE, findings=(make.finding(code="watch_ok", result="note"),)
    )
    merged = board.merge({}, entry(make, period="2566-03", O1=watched))
    page = soup(board.grid_page(merged, "sample", "ก", "en", today=TODAY))
    assert page.select_one("td.not_applicable").text == "Still there"


def test_a_year_can_be_chosen(make: Any) -> None:
    merged = board.merge(board.merge({}, entry(make)), entry(make, period="2567-01", record=8))
    newest = soup(board.grid_page(merged, "sample", "ก", "th", today=TODAY))
    assert "ปีงบประมาณ พ.ศ. 2567" in newest.text
    older = soup(board.grid_page(merged, "sample", "ก", "th", today=TODAY, fiscal_year=2566))
    assert older.select("td.met")
    empty = soup(board.grid_page(merged, "sample", "ก", "th", today=TODAY, fiscal_year=2560))
    assert "ยังไม่มีผลการตรวจของปีงบประมาณนี้" in empty.text


def test_a_period_page_shows_findings_and_units(make: Any) -> None:
    page = soup(board.period_page(entry(make), "sample", "ก", "2566-H1", "th"))
    row = page.find(id="topic.n21")
    assert "ยังไม่พบข้อมูลในหน้าที่ตรวจ" in row.text
    grid = page.select_one("table.grid")
    assert "ยังดำเนินการไม่ครบ" in grid.text
    assert "not anchored" in page.text


def test_units_have_their_names_in_the_reader_s_language(make: Any) -> None:
    made = entry(make)
    page = soup(board.period_page(made, "sample", "ก", "2566-H1", "en"))
    assert "Human Resources Group" in page.find(id="topic.n21").text
    assert page.select_one("table.units tbody th").text == "Human Resources Group"
    assert [one.text for one in page.select("#unit option")][1:] == [
        "Human Resources Group",
        "Provincial Commerce Office",
    ]
    del made["units_en"]
    assert "กลุ่มงานบริหารทรัพยากรบุคคล" in soup(board.period_page(made, "s", "ก", "2566-H1", "en")).text


def test_what_was_never_run_is_said(make: Any) -> None:
    for page in (
        board.grid_page(None, "sample", "ก", "th", today=TODAY),
        board.period_page(None, "sample", "ก", "2566-H1", "th"),
    ):
        assert "ยังไม่มีผลการตรวจ" in page.decode()


def test_a_filter_that_nothing_fits_says_so(make: Any) -> None:
    made = entry(make)
    said = "ไม่มีข้อที่ตรงกับตัวกรอง"
    merged = board.merge({}, made)
    assert said in board.grid_page(merged, "s", "ก", "th", today=TODAY, only="changed").decode()
    for asked in ({"unit": "strategy"}, {"sub": "9.9"}, {"only": "changed"}):
        page = board.period_page(made, "s", "ก", "2566-H1", "th", board=merged, **asked).decode()
        assert said in page
        assert "ยังไม่มีผลการตรวจ" not in page


def test_an_index_without_items_is_a_period_without_verdicts(make: Any) -> None:
    page = board.period_page(
        board.index_entry(make.report(verdicts={})), "s", "ก", "2566-H1", "en"
    ).decode()
    assert "No verdict has been recorded for this period." in page


def test_ten_thousand_findings_are_a_short_index_and_page(make: Any) -> None:
    findings = tuple(make.finding(part=f"{n}") for n in range(10_000))
    made = entry(make, O21=make.verdict(verdict=V.NOT_MET, findings=findings))
    page = board.period_page(made, "sample", "ก", "2566-H1", "th")
    assert len(canonical(made)) < 100_000
    assert len(page) < 100_000
    assert "และอีก 9940 ในแฟ้มหลักฐาน" in page.decode()


def test_hostile_findings_are_text(make: Any) -> None:
    finding = make.finding(th="<script>1</script>\u202e", en="<script>1</script>")
    made = entry(make, O21=make.verdict(findings=(finding,)))
    for language in ("th", "en"):
        page = board.period_page(made, "sample", "<b>x</b>", "2566-H1", language)
        assert page.count(b"<script") == 1, "the board's own, from a file"
        assert "\u202e" not in page.decode()
        assert not soup(page).select("h1 b")
    assert b"&lt;script&gt;" in board.message_page("<script>", "th", root="")
    assert b"<b>" not in board.home_page({"a": "<b>x</b>"}, "th")


# --- reading ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept(
    tmp_path_factory: pytest.TempPathFactory, free_ports: Callable[[int], list[int]]
) -> Iterator[tuple[Store, board.Shelf]]:
    """A store, and the board's reader of it."""
    (port,) = free_ports(1)
    settings = Settings(data=tmp_path_factory.mktemp("board"), store="embedded", store_port=port)
    with open_store(settings) as store:
        shelf = board.Shelf(settings)
        yield store, shelf
        shelf.close()


def put(store: Store, agency: str, name: str, value: Any) -> None:
    """As the report does; bytes are put as they are."""
    data = value if isinstance(value, bytes) else canonical(value)
    store.work_put(layout.index_key(agency, name), data)


def test_the_reader_finds_what_the_writer_put(make: Any, kept: tuple[Store, board.Shelf]) -> None:
    store, shelf = kept
    merged = board.merge({}, entry(make))
    put(store, "sample", "board", merged)
    assert shelf.index("sample", "board") == merged
    assert shelf.index("sample", "2566-H1") is None


@pytest.mark.parametrize("half", [b"{", b'{"format": "other"}', b"[]"])
def test_a_half_written_index_is_an_error_that_says_what_to_do(
    kept: tuple[Store, board.Shelf], half: bytes
) -> None:
    store, shelf = kept
    put(store, "sample", "2566-02", half)
    with pytest.raises(ReportError, match="make that report again"):
        shelf.index("sample", "2566-02")


def test_half_written_is_told_apart_from_never_run(
    make: Any, kept: tuple[Store, board.Shelf]
) -> None:
    store, shelf = kept
    put(store, "whole", "summary", board.summary(make.report()))
    put(store, "half", "summary", b"{")
    put(store, "half", "audit", b"{")
    names = {"whole": "ก", "half": "ข", "never": "ค"}
    page = soup(board.home_page(names, "th", shelf.summaries(names)))
    half, never, whole = (row.get_text(" ", strip=True) for row in page.select("tbody tr"))
    assert "อ่านสรุปไม่ได้" in half and "ยังไม่ได้รัน" not in half
    assert "ยังไม่ได้รัน" in never
    assert "6 เดือนแรก 66" in whole
    audit = shelf.part("half", "audit", form="")
    grid = board.grid_page(None, "half", "ข", "th", today=TODAY, audit=audit).decode()
    assert "ผลการตรวจสอบที่จัดเก็บอ่านไม่ได้" in grid


def test_a_half_written_board_is_put_together_anew(
    make: Any, kept: tuple[Store, board.Shelf]
) -> None:
    store, _ = kept
    entries = [entry(make), entry(make, period="2566-03", record=8)]
    for one in entries:
        put(store, "anew", one["period"], one)
    put(store, "anew", "2566-02", b"{")
    put(store, "anew", "summary", board.summary(make.report()))
    put(store, "anew", "board", b'{"format": "ita-ev')
    assert gather.read_board(store, "anew") == board.merge(board.merge({}, entries[0]), entries[1])


def test_a_store_that_does_not_answer_is_an_error_with_words(
    tmp_path: Path, stranger: Callable[[int], AbstractContextManager[int]]
) -> None:
    with stranger(0) as port:
        settings = replace(Settings(), data=tmp_path, store="embedded", store_port=port)
        with pytest.raises(StoreError, match="ITA_STORE_PORT"):
            board.Shelf(settings).index("sample", "board")


def test_agencies_come_from_the_light_index(tmp_path: Path) -> None:
    settings = replace(Settings(), catalog=tmp_path)
    with pytest.raises(ReportError, match="light index"):
        board.agencies(settings, "th")
    (tmp_path / "index.json").write_text(
        json.dumps({"agencies": {"sample": {"name_th": "จังหวัดตัวอย่าง", "name_en": "Sample"}}})
    )
    assert board.agencies(settings, "th") == {"sample": "จังหวัดตัวอย่าง"}
    assert board.agencies(settings, "en") == {"sample": "Sample"}
