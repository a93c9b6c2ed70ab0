"""How right the readers and records are on the labelled set, beside other tools, and how fast.

The others' text and tables go through the same records, so that only what was read differs.
"""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import labelled_files as files
import openpyxl
import pandas as pd
import pdfplumber
import pypdf
import pypdfium2
from figures import Figure
from labelled import Labelled, Rows, documents
from reportlab.pdfgen.canvas import Canvas

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction import readers, records
from ita_evidence.extraction.readers import worker
from ita_evidence.extraction.readers.limits import MEBIBYTE, Limits
from ita_evidence.model import Document, Page, Table, TextQuality
from ita_evidence.thai import quality

if TYPE_CHECKING:
    from ita_evidence.settings import Settings

EXACT = ("xlsx", "xls", "ods", "csv", "csv_cp874", "tsv", "html", "html_tis620", "json", "rss")
"""Formats whose records must all be right."""
TEXT_LEAST, RECORDS_LEAST = 99.5, 99.0
SHEET_ROWS = 100_000
SHEET_TIMES = 5.0


class Read(NamedTuple):
    """What a tool made of a document; None for what it does not do."""

    text: str | None
    tables: list[Rows] | None
    document: Document | None


Tool = Callable[[Labelled], Read | None]
"""None: the tool does not read this format."""


# --- the tools -------------------------------------------------------------------------------


def ours(one: Labelled) -> Read | None:
    document = readers.read(one.data, name=one.name)
    tables = [[list(row) for row in table.rows] for table in document.tables]
    return Read(document.text, tables, document)


def _as_document(kind: str, texts: Sequence[str], tables: Sequence[tuple[int, Rows]]) -> Document:
    return Document(
        type=kind,
        text_quality=TextQuality.GOOD,
        pages=tuple(Page(number=n, text=text) for n, text in enumerate(texts, 1)),
        tables=tuple(
            Table(page=n, rows=tuple(tuple(cell or "" for cell in row) for row in rows))
            for n, rows in tables
        ),
    )


def by_pdfplumber(one: Labelled) -> Read | None:
    if not one.kind.startswith("pdf"):
        return None
    with pdfplumber.open(io.BytesIO(one.data)) as document:
        texts = [page.extract_text() or "" for page in document.pages]
        tables = [
            (number, [[cell or "" for cell in row] for row in table])
            for number, page in enumerate(document.pages, 1)
            for table in page.extract_tables()
        ]
    return Read("\n".join(texts), [t for _, t in tables], _as_document("pdf", texts, tables))


def by_pypdf(one: Labelled) -> Read | None:
    if not one.kind.startswith("pdf"):
        return None
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(one.data)).pages]
    return Read("\n".join(texts), None, None)


def by_pdfium(one: Labelled) -> Read | None:
    if not one.kind.startswith("pdf"):
        return None
    with pypdfium2.PdfDocument(one.data) as document:
        texts = [page.get_textpage().get_text_range(errors="replace") for page in document]
    return Read("\n".join(texts), None, None)


def by_pandas(one: Labelled) -> Read | None:
    """`read_html` and `read_excel`, headers as rows, everything as text."""
    try:
        if one.kind in ("html", "html_tis620"):
            frames = pd.read_html(io.BytesIO(one.data), header=None, dtype_backend="numpy_nullable")
        elif one.kind == "xlsx":
            frames = [pd.read_excel(io.BytesIO(one.data), header=None, dtype=str)]
        else:
            return None
    except (ValueError, ImportError):
        return Read(None, [], None)
    tables = [
        [
            ["" if pd.isna(cell) else str(cell) for cell in row]
            for row in frame.itertuples(index=False)
        ]
        for frame in frames
    ]
    return Read(None, tables, _as_document(one.kind, [""], [(1, table) for table in tables]))


TOOLS: dict[str, Tool] = {
    "ours": ours,
    "pdfplumber": by_pdfplumber,
    "pypdf": by_pypdf,
    "pdfium": by_pdfium,
    "pandas": by_pandas,
}


# --- the measures ----------------------------------------------------------------------------


def letters(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def distance(left: str, right: str) -> int:
    """Levenshtein's distance, by bits (Myers 1999, as Hyyrö wrote it)."""
    if len(left) > len(right):
        left, right = right, left
    if not left:
        return len(right)
    places: dict[str, int] = defaultdict(int)
    for at, letter in enumerate(left):
        places[letter] |= 1 << at
    whole, last = (1 << len(left)) - 1, 1 << (len(left) - 1)
    up, down, score = whole, 0, len(left)
    for letter in right:
        match = places.get(letter, 0)
        across = (((match & up) + up) ^ up) | match | down
        more = down | (whole & ~(across | up))
        less = up & across
        score += bool(more & last) - bool(less & last)
        more = (more << 1) | 1
        less <<= 1
        up = (less | ~(across | more)) & whole
        down = more & across & whole
    return score


class Score(NamedTuple):
    """Of one document by one tool; counts."""

    letters: int
    wrong_letters: int
    cells: int
    right_cells: int
    records: int
    found: int
    right: int
    unflagged: int
    """Records that state an amount, a date or a month other than the truth's, with no flag."""


def score(one: Labelled, read: Read) -> Score:
    total = wrong = 0
    if one.text is not None and read.text is not None:
        truth = letters(one.text)
        total, wrong = len(truth), min(len(truth), distance(truth, letters(read.text)))
    cells = right_cells = 0
    if one.table is not None and read.tables is not None:
        cells = sum(map(len, one.table))
        right_cells = max((_same_cells(one.table, table) for table in read.tables), default=0)
    counts = (0, 0, 0, 0)
    if one.record_kind is not None and read.document is not None:
        counts = _records(one, read.document)
    return Score(total, wrong, cells, right_cells, *counts)


def _same_cells(truth: Rows, table: Rows) -> int:
    return sum(
        letters(cell) == letters(other)
        for row, others in zip(truth, table, strict=False)
        for cell, other in zip(row, others, strict=False)
    )


def _records(one: Labelled, document: Document) -> tuple[int, int, int, int]:
    """(records there are, found, right, wrong without a flag)."""
    assert one.record_kind is not None
    frame = records.extract(one.record_kind, document).frame
    found = [row for row in frame.to_dict("records") if "total_row" not in row["flags"].split()]
    fields = list(one.records[0])
    truth = Counter(_key(record, fields) for record in one.records)
    seen = Counter(_key(row, fields) for row in found)
    right = sum((truth & seen).values())
    unflagged = 0
    for row, record in zip(found, one.records, strict=False):
        for name in fields:
            stated = row[name]
            if name.endswith(("_baht", "_date", "_month")) and stated is not None:
                unflagged += stated != record[name] and not row["flags"]
    return len(one.records), len(found), right, unflagged


def _key(record: Any, fields: Sequence[str]) -> tuple[Any, ...]:
    return tuple(
        record[name].normalize()
        if isinstance(record[name], Decimal)
        else letters(record[name])
        if isinstance(record[name], str)
        else record[name]
        for name in fields
    )


def measure(set_: Sequence[Labelled], tool: Tool) -> dict[str, list[Score]]:
    """Scores by format, of the documents that a tool reads."""
    scores: dict[str, list[Score]] = defaultdict(list)
    for one in set_:
        read = tool(one)
        if read is not None:
            scores[one.kind].append(score(one, read))
    return scores


def percent(part: int, whole: int) -> float:
    return 100.0 * part / whole if whole else float("nan")


def summed(scores: Sequence[Score]) -> Score:
    return Score(*map(sum, zip(*scores, strict=True)))


# --- the figures -----------------------------------------------------------------------------


def figures(loaded: Settings) -> Iterator[Figure]:
    """The labelled set, the real files if ITA_REALDATA names them, and speed."""
    logging.disable(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield from _labelled()
            yield from _real()
            yield from _speed()
            yield from _large()
        finally:
            logging.disable(logging.NOTSET)


def _labelled() -> Iterator[Figure]:
    set_ = list(documents())
    yield Figure("labelled documents", len(set_), "files", 200, "at least")
    for name, tool in TOOLS.items():
        by_kind = measure(set_, tool)
        least = name == "ours"
        for kind, scores in sorted(by_kind.items()):
            total = summed(scores)
            if total.letters:
                right = percent(total.letters - total.wrong_letters, total.letters)
                bound = TEXT_LEAST if least else None
                yield Figure(f"{name}: letters right, {kind}", right, "%", bound, "at least")
            if total.cells:
                right = percent(total.right_cells, total.cells)
                yield Figure(f"{name}: cells right, {kind}", right, "%", None, "at least")
            if total.records:
                bound = (100.0 if kind in EXACT else RECORDS_LEAST) if least else None
                precision = percent(total.right, total.found) if total.found else 0.0
                recall = percent(total.right, total.records)
                yield Figure(
                    f"{name}: records, precision, {kind}", precision, "%", bound, "at least"
                )
                yield Figure(f"{name}: records, recall, {kind}", recall, "%", bound, "at least")
        if least:
            everything = summed([one for scores in by_kind.values() for one in scores])
            yield Figure(
                "ours: wrong amounts or dates without a flag", everything.unflagged, "values", 0
            )


def _real() -> Iterator[Figure]:
    """Each real PDF's dictionary score over the best of three extractors alone."""
    folder = os.environ.get("ITA_REALDATA")
    if not folder:
        return
    least, gained = 1.0, 0
    for path in sorted(Path(folder).rglob("*.pdf")):
        one = Labelled(path.name, "pdf", "", path.read_bytes(), None, None, None, [])
        try:
            mine = quality.score(readers.read(one.data).text)
        except ExtractionError:
            continue
        others = [tool(one) for tool in (by_pdfium, by_pypdf, by_pdfplumber)]
        best = max(quality.score(read.text or "") for read in others if read)
        least = min(least, mine - best)
        gained += mine > best
    yield Figure(
        "real PDFs: dictionary score above the best single one, worst file",
        least,
        "share",
        0,
        "at least",
    )
    yield Figure(
        "real PDFs read better than by any single extractor", gained, "files", None, "at least"
    )


class Spent(NamedTuple):
    """Seconds on the clock, and of the processor: ours, and the reading process's."""

    wall_s: float
    cpu_s: float


def _timed(work: Callable[[], Any]) -> Spent:
    wall, cpu = time.perf_counter(), _cpu_s()
    work()
    return Spent(time.perf_counter() - wall, _cpu_s() - cpu)


def _cpu_s() -> float:
    """Processor time so far of this process and its children, living or ended."""
    times = os.times()
    living = 0.0
    if worker._worker is not None:
        fields = (
            Path(f"/proc/{worker._worker.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        )
        living = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return sum(times[:4]) + living


def sheet(count: int) -> bytes:
    """A workbook with a month's procurement list of so many rows."""
    rows = [
        [
            str(n),
            f"จ้างซ่อมรถยนต์ราชการ คันที่ {n}",
            f"{n * 7 % 99_991:,}.00",
            "เฉพาะเจาะจง",
            f"ร้านค้า {n % 97}",
            "ราคาต่ำสุด",
            f"{n}/2566",
            f"{n % 28 + 1} มี.ค. 66",
        ]
        for n in range(count)
    ]
    return files.xlsx("", rows)


def paper(count: int) -> bytes:
    """A PDF of so many pages with a line each."""
    pages = io.BytesIO()
    canvas = Canvas(pages)
    for number in range(count):
        canvas.drawString(60, 700, f"procurement summary, page {number}")
        canvas.showPage()
    canvas.save()
    return pages.getvalue()


def _speed() -> Iterator[Figure]:
    workbook = sheet(SHEET_ROWS)
    readers.read(b"<html><p>warm</p></html>")
    mine = _timed(lambda: readers.read(workbook, limits=Limits(wall_s=300)))

    def by_openpyxl(**how: bool) -> None:
        for one in openpyxl.load_workbook(io.BytesIO(workbook), data_only=True, **how):
            for _ in one.iter_rows(values_only=True):
                pass

    what = f"a sheet of {SHEET_ROWS:,} rows: openpyxl over ours"
    yield from _ratios(what, _timed(by_openpyxl), mine, SHEET_TIMES)
    theirs = _timed(lambda: by_openpyxl(read_only=True))
    yield from _ratios("the same sheet: openpyxl, read only, over ours", theirs, mine, None)
    papers = [one for one in documents() if one.kind.startswith("pdf")]
    mine = _timed(lambda: [ours(one) for one in papers])
    theirs = _timed(lambda: [by_pdfplumber(one) for one in papers])
    yield from _ratios("text PDFs: pdfplumber's text and tables over ours", theirs, mine, 1.0)


def _ratios(what: str, theirs: Spent, mine: Spent, bound: float | None) -> Iterator[Figure]:
    for how, ratio in (
        ("on the clock", theirs.wall_s / mine.wall_s),
        ("of the processor", theirs.cpu_s / mine.cpu_s),
    ):
        yield Figure(f"{what}, {how}", ratio, "times", bound, "at least")


def _unlike_rows() -> bytes:
    return "".join(f"{n},ร้านค้า {n} จำกัด,{n * 7 % 99_991}.00\n" for n in range(1_000_000)).encode()


def _many_purchases() -> list[list[str]]:
    """สขร.1 up to the limit of cells, each row a record."""
    header = [*"ลำดับที่ งานที่จัดซื้อหรือจัดจ้าง วงเงินที่จะซื้อหรือจ้าง ราคากลาง วิธีซื้อหรือจ้าง".split()]
    header += ["รายชื่อผู้เสนอราคา", "ผู้ได้รับการคัดเลือกและราคา", "เหตุผลที่คัดเลือก", "เลขที่และวันที่ของสัญญา"]
    rows = [
        [
            f"{n}",
            f"จ้างซ่อมรถยนต์ราชการ คันที่ {n}",
            f"{n * 7 % 99_991}.00",
            f"{n * 7 % 99_991}.00",
            "เฉพาะเจาะจง",
            f"ร้านค้า {n % 97}",
            f"ร้านค้า {n % 97} {n * 5 % 99_991}.00 บาท",
            "ราคาต่ำสุด",
            f"{n}/2566 ลงวันที่ {n % 28 + 1} มี.ค. 66",
        ]
        for n in range(1, 111_001)
    ]
    return [header, *rows]


def _million_rows() -> bytes:
    """A workbook of a million rows, written by hand: a writer takes longer than all else here."""
    row = '<row r="{0}"><c r="A{0}"><v>{0}</v></c><c r="B{0}"><v>5</v></c></row>'
    rows = "".join(row.format(n) for n in range(1, 1_000_001))
    names = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(files.xlsx("", [["1"]]))) as small:
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as large:
            for name in small.namelist():
                if name != "xl/worksheets/sheet1.xml":
                    large.writestr(name, small.read(name))
            sheet = f"<worksheet {names}><sheetData>{rows}</sheetData></worksheet>"
            large.writestr("xl/worksheets/sheet1.xml", sheet)
    return buffer.getvalue()


def _large() -> Iterator[Figure]:
    """Processor time and memory of the very large: each ends in a document or the named error."""
    large = {
        "a PDF of 500 pages": paper(500),
        "a CSV of 1,000,000 rows": "1,ร้าน,5.00\n".encode() * 1_000_000,
        "a CSV of 1,000,000 rows, no two alike": _unlike_rows(),
        "a สขร.1 of 111,000 rows": files.delimited("", _many_purchases()),
        "a workbook of 1,000,000 rows": _million_rows(),
    }
    for what, data in large.items():
        worker._end()  # a fresh process, so that its peak is this document's
        readers.read(b"<html><p>warm</p></html>")
        before = _peak_bytes()
        start = _cpu_s()
        try:
            outcome = " ".join(readers.read(data).flags) or "whole"
        except ExtractionError as error:
            outcome = f"refused: {error}"
        seconds = _cpu_s() - start
        grown = (_peak_bytes() - before) / MEBIBYTE
        yield Figure(f"{what} ({outcome[:40]})", seconds, "s", 30.0)
        if worker._worker is not None:  # one that was ended has no peak to tell
            yield Figure(f"{what}: memory beyond the start", grown, "MiB", 512.0)
        own = _command_bytes(data) / MEBIBYTE
        yield Figure(f"{what}: memory of `extract --json` itself", own, "MiB", 512.0)


_OWN_PEAK = """
import pathlib, sys
from ita_evidence import cli
cli.main(["extract", sys.argv[1], "--json"])
status = pathlib.Path("/proc/self/status").read_text()
sys.stderr.write(status.split("VmHWM:")[1].split()[0])
"""


def _command_bytes(data: bytes) -> int:
    """The most memory of the command's own process, besides the one that reads for it."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        ended = subprocess.run(
            [sys.executable, "-c", _OWN_PEAK, file.name],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=True,
        )
    return int(ended.stderr.split()[-1]) * 1024


def _peak_bytes() -> int:
    """The reading process's most memory so far; 0 where it died."""
    if worker._worker is None:
        return 0
    status = Path(f"/proc/{worker._worker.process.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


if __name__ == "__main__":
    from figures import print_table

    from ita_evidence import settings

    with tempfile.TemporaryDirectory() as scratch:
        print_table(figures(settings.Settings(data=Path(scratch))))
