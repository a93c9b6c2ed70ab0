"""The reading process: limits, deaths, forks and threads. Hostile input ends in one of two ways."""

from __future__ import annotations

import io
import os
import sys
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction.readers import Limits, read, sniff, worker
from ita_evidence.extraction.readers.limits import MEBIBYTE

Make = Callable[..., bytes]
PAGE = "<html><head><title>ทดสอบ</title></head><body><p>สวัสดี</p></body></html>".encode()


def reads_on() -> None:
    """The next reading goes well."""
    assert read(PAGE).text == "สวัสดี"


def test_a_document_comes_back_from_the_process() -> None:
    document = read(PAGE, name="index.html", content_type="text/html; charset=utf-8")
    assert (document.type, document.title, document.text) == ("html", "ทดสอบ", "สวัสดี")


def test_one_process_is_used_again() -> None:
    read(PAGE)
    assert worker._worker is not None
    before = worker._worker.process.pid
    reads_on()
    assert worker._worker.process.pid == before


def test_a_process_that_was_started_beforehand_is_the_one_that_reads() -> None:
    worker._end()
    worker.start()
    assert worker._worker is not None
    before = worker._worker.process.pid
    worker.start()
    reads_on()
    assert worker._worker.process.pid == before


def test_a_process_that_does_not_start_is_said_and_the_next_goes_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worker._end()
    with monkeypatch.context() as broken:
        broken.setattr(worker, "_CHILD", "no.such.module")
        worker.start()
        with pytest.raises(ExtractionError, match="did not start"):
            read(PAGE)
    reads_on()


@pytest.mark.parametrize(
    "data", [b"", bytes(64), b"MZ" + bytes(600), b"{\\rtf1 ...}", b"PK\x03\x04"]
)
def test_what_is_of_no_type_is_refused_with_what_is_valid(data: bytes) -> None:
    with pytest.raises(ExtractionError, match=r"no bytes|valid: HTML"):
        read(data)


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(ExtractionError, match="at most 10 are read"):
        read(PAGE, limits=Limits(data_bytes=10))


def test_a_reading_over_its_time_is_ended_and_the_next_goes_well() -> None:
    slow = b"<table>" + b"<tr><td>1</td></tr>" * 200_000
    read(PAGE)
    begun = time.monotonic()
    with pytest.raises(ExtractionError, match=r"longer than 0\.2 s"):
        read(slow, limits=Limits(wall_s=0.2))
    assert time.monotonic() - begun < 5
    reads_on()


def test_a_reading_over_its_processor_time_is_ended() -> None:
    slow = b"<table>" + b"<tr><td>1</td></tr>" * 400_000
    with pytest.raises(ExtractionError, match="processor time"):
        read(slow, limits=Limits(cpu_s=0))
    reads_on()


def test_a_reading_over_its_memory_is_ended() -> None:
    rows = b"<table>" + b"<tr><td>1</td></tr>" * 400_000
    with pytest.raises(ExtractionError, match=r"too much|memory|died"):
        read(rows, limits=Limits(memory_bytes=24 * MEBIBYTE))
    reads_on()


def test_a_process_that_was_killed_is_replaced() -> None:
    read(PAGE)
    assert worker._worker is not None
    worker._worker.process.kill()
    worker._worker.process.wait()
    reads_on()


def test_readings_from_threads_do_not_mix() -> None:
    def one(number: int) -> str:
        return read(f"<html><p>หน้า {number}</p></html>".encode()).text

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(one, range(24))) == [f"หน้า {number}" for number in range(24)]


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_forked_process_has_a_reader_of_its_own() -> None:
    read(PAGE)
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(send, read(PAGE).text.encode())
            worker._end()
        finally:
            os._exit(0)
    os.close(send)
    _, status = os.waitpid(child, 0)
    with os.fdopen(receive, "rb") as pipe:
        assert (pipe.read().decode(), status) == ("สวัสดี", 0)
    reads_on()


def test_the_process_gets_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITA_TEST_SECRET", "not for parsers")
    worker._end()
    read(PAGE)
    assert worker._worker is not None
    environment = f"/proc/{worker._worker.process.pid}/environ"
    if sys.platform == "linux":
        with open(environment, "rb") as known:
            assert b"ITA_TEST_SECRET" not in known.read()


def test_a_zip_whose_sizes_lie_is_stopped(xlsx: Make) -> None:
    data = bytearray(xlsx({"ก": [["1"]]}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        true_size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = bytes(data).replace(true_size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert "larger than its declared" in outcome(lie)


def outcome(data: bytes, **limits: float) -> str:
    """ "read", or why not. What is read holds together: of the type that its bytes tell, each table
    even and on a page that is there."""
    try:
        document = read(data, limits=Limits(**limits))
    except ExtractionError as error:
        return str(error)
    assert document.type == sniff(data)
    pages = [page.number for page in document.pages]
    assert pages == sorted(set(pages))
    for table in document.tables:
        assert table.page in pages and len({len(row) for row in table.rows}) == 1
    return "read"


def test_a_pdf_that_points_at_itself_is_opened_by_no_extractor() -> None:
    said = outcome(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R 2 0 R]/Count 999999999>>endobj\n"
        b"trailer<</Root 1 0 R>>"
    )
    assert "no extractor opens it" in said
    reads_on()


def test_a_pdf_of_a_huge_page_is_read(pdf: Make) -> None:
    huge = pdf([["หน้ากว้าง"]]).replace(b"/MediaBox [ 0 0 595", b"/MediaBox [ 0 0 999999999")
    assert outcome(huge) == "read" and read(huge).text == "หน้ากว้าง"
    reads_on()


def test_a_workbook_of_many_rows_is_cut(xlsx: Make) -> None:
    data = xlsx({"ก": [["1"] for _ in range(30_000)]})
    assert read(data, limits=Limits(cells=5_000)).flags == ("truncated",)


@settings(max_examples=60)
@given(st.data())
def test_damaged_files_end_in_one_way(samples: dict[str, bytes], data: st.DataObject) -> None:
    sample = bytearray(samples[data.draw(st.sampled_from(sorted(samples)))])
    for _ in range(data.draw(st.integers(1, 6))):
        sample[data.draw(st.integers(0, len(sample) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(sample) // 2, len(sample)))
    said = outcome(bytes(sample[:cut]), wall_s=20)
    assert said == "read" or " document" in said, "a person is told which and why"


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes_have_a_type_and_end_in_one_way(data: bytes) -> None:
    assert sniff(data) in (
        "html pdf xlsx xls ods csv docx doc rss xml json text image unknown".split()
    )
    said = outcome(data)
    assert said == "read" or " document" in said


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One small file a type."""
    import docx
    import xlsxwriter
    from reportlab.pdfgen.canvas import Canvas

    book_buffer, word_buffer, pdf_buffer = io.BytesIO(), io.BytesIO(), io.BytesIO()
    book = xlsxwriter.Workbook(book_buffer, {"in_memory": True})
    book.add_worksheet().write(0, 0, "ข้อมูล")
    book.close()
    made = docx.Document()
    made.add_paragraph("ข้อมูล")
    made.save(word_buffer)
    canvas = Canvas(pdf_buffer)
    canvas.drawString(50, 700, "procurement summary of the month")
    canvas.save()
    return {
        "html": PAGE,
        "xlsx": book_buffer.getvalue(),
        "docx": word_buffer.getvalue(),
        "pdf": pdf_buffer.getvalue(),
        "rss": b"<rss><channel><title>a</title><item><title>b</title></item></channel></rss>",
        "json": b'{"records": [{"a": 1}, {"a": 2}]}',
        "csv": "ก,ข\n1,2\n3,4\n".encode("cp874"),
    }
