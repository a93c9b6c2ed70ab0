"""What our readers and records must get from the real files: counts, years, sums, digests.

Each fact was counted by hand or with another program; none is a name or text of a file.
"""

from __future__ import annotations

import io
from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pypdf
import pypdfium2
import pytest
from realdata_world import EXPECTED, RealFiles, Settled

from ita_evidence.extraction import records
from ita_evidence.model import Document, TextQuality
from ita_evidence.thai import amounts, dates, quality
from ita_evidence.validation import covered

pytestmark = pytest.mark.realdata


@pytest.fixture
def read(real: RealFiles, settled: Settled) -> Any:
    """A document by its neutral name; `settled` first, so that most are already read."""
    return real.document


def figures(column: list[str]) -> Decimal:
    """The sum of a column's amounts; a cell that holds anything else must be blank."""
    read = [amounts.parse_amount(cell) for cell in column]
    assert all(one.value is not None or one.kind == "blank" for one in read)
    return sum((one.value for one in read if one.value is not None), Decimal(0))


def years(document: Document) -> set[int]:
    return {one.year for one in covered.label_years(document)}


def frame(kind: str, document: Document) -> Any:
    return records.extract(kind, document).frame


@pytest.mark.parametrize(
    ("name", "pages", "quality"),
    [
        ("executives.pdf", 4, "repaired"),
        ("gazette.pdf", 11, "repaired"),
        ("channels.pdf", 3, "good"),
        ("complaint_manual.pdf", 19, "repaired"),
        ("annual_analysis.pdf", 8, "repaired"),
        ("quarter_scan.pdf", 5, "none"),
        ("image_print.pdf", 4, "none"),
        ("vision.pdf", 5, "repaired"),
        ("ethics_code.pdf", 2, "repaired"),
        ("ethics_rules.pdf", 7, "repaired"),
        ("objection_form.pdf", 1, "good"),
        ("notice.pdf", 2, "good"),
    ],
)
def test_the_pages_and_text_of_a_pdf(read: Any, name: str, pages: int, quality: str) -> None:
    document = read(name)
    assert (document.type, len(document.pages)) == ("pdf", pages)
    assert document.text_quality == quality


@pytest.mark.parametrize("name", ["quarter_scan.pdf", "image_print.pdf"])
def test_a_scan_has_no_text_and_says_so(read: Any, name: str) -> None:
    document = read(name)
    assert document.text.strip() == ""
    assert document.flags == ("scan_without_text",)
    assert all(page.picture_share > 0.9 for page in document.pages)
    assert all(frame(kind, document).empty for kind in records.KINDS)


def test_every_kind_of_broken_text_is_repaired(read: Any) -> None:
    assert read("ethics_rules.pdf").repairs["private_use"] == 722
    assert read("complaint_manual.pdf").repairs["sara_am_for_aa"] >= 90
    assert read("annual_analysis.pdf").repairs["spaced_sara_aa"] >= 100
    for name in EXPECTED["files"]:
        if name.endswith(".pdf") and name != "budget_2565.pdf":
            text = read(name).text
            assert not [one for one in text if "\ue000" <= one <= "\uf8ff"], name
            assert "\u0e4d\u0e32" not in text, name  # ำ is one character


def test_the_director_is_in_a_picture_not_in_the_text(read: Any) -> None:
    document = read("executives.pdf")
    assert document.pages[0].picture_share > 0.3
    assert len(document.pages[0].text.splitlines()) <= 2


def test_the_years_of_the_annual_analysis(read: Any) -> None:
    document = read("annual_analysis.pdf")
    assert covered.label_years(document)[0].year == 2567  # its title
    assert years(document) == {2562, 2563, 2566, 2567, 2568}  # stale ones of a template among them


def test_the_tables_of_the_annual_analysis(read: Any) -> None:
    tables = read("annual_analysis.pdf").tables
    assert [len(table.rows) for table in tables] == [11, 23, 9, 5, 5]
    methods = tables[4].rows
    one, total = (amounts.parse_amount(row[1]).value for row in methods[-2:])
    assert (one, total) == (Decimal("30870595.40"), Decimal("30870605.40"))  # it does not add up
    parts = frame("report_parts", read("annual_analysis.pdf"))
    assert {"summary", "problems", "advice"} <= set(parts["part"])


def test_a_nil_for_one_method_is_no_nil_of_the_year(read: Any) -> None:
    (nil,) = frame("nils", read("annual_analysis.pdf")).to_dict("records")
    assert nil["matter"] == "procurement" and nil["narrowed"]


def test_the_notice_is_one_announcement(read: Any) -> None:
    (row,) = frame("announcements", read("notice.pdf")).to_dict("records")
    assert (row["kind"], row["date"]) == ("invitation", "2026-05-27")
    assert "5,713,562.45" in read("notice.pdf").text.translate(
        str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
    )


def test_the_feed(read: Any) -> None:
    document = read("feed.xml")
    assert (document.type, document.encoding, document.encoding_rule) == (
        "rss",
        "cp874",
        "declared",
    )
    assert len(document.links) == 20
    rows = frame("announcements", document)
    assert list(rows["date"]) == ["2026-10-07"] * 20
    assert set(rows["kind"]) == {"invitation"}
    assert rows["project_id"].nunique() == 20
    assert {number[:4] for number in rows["project_id"]} == {"6908", "6909", "6910"}


def test_the_open_datas_contracts(read: Any) -> None:
    document = read("contracts_2568.json")
    header, *rows = document.tables[0].rows
    assert (len(rows), len(header)) == (2, 32)
    assert list(frame("announcements", document)["date"]) == ["2024-06-21", "2024-12-03"]
    numbers = 25  # the column of the winners' numbers: dates of contracts stand in it
    assert all(dates.find_dates(row[numbers]) for row in rows)


def test_winners_without_announcements(read: Any) -> None:
    document = read("winners.json")
    assert [set(row[2]) for row in document.tables[0].rows[1:]] == [{"x"}, {"x"}]  # masked
    assert frame("announcements", document).empty


@pytest.mark.parametrize(
    ("name", "encoding", "rule"),
    [("provinces_cp874.csv", "cp874", "thai_bytes"), ("provinces_bom.csv", "utf-8", "bom")],
)
def test_the_provinces(read: Any, name: str, encoding: str, rule: str) -> None:
    document = read(name)
    assert (document.encoding, document.encoding_rule) == (encoding, rule)
    rows = [row for row in document.tables[0].rows[1:] if any(cell.strip() for cell in row)]
    assert len(rows) == 77
    assert len({row[0] for row in rows}) == 77


def test_the_population_is_the_same_in_both_forms(read: Any) -> None:
    sheet, text = (read(name).tables[0].rows for name in ("population.xlsx", "population.txt"))
    assert len(sheet) == len(text) == 78
    assert sheet[0][1:] == text[0][1:] == tuple(str(year) for year in range(2556, 2544, -1))
    for column in range(1, 13):
        assert figures([row[column] for row in sheet[1:]]) == figures(
            [row[column] for row in text[1:]]
        )


def test_the_small_workbooks(read: Any) -> None:
    cards = read("cards.xlsx").tables[0].rows
    assert [cell.strip() for cell in cards[0][1:]] == [str(year) for year in range(2553, 2559)]
    assert figures([row[6] for row in cards[1:]]) == Decimal(21762275 + 13397755 + 46989719)
    listing = read("listing.xlsx")
    assert len(listing.tables[0].rows) == 11
    assert years(listing) == {2564, 2565, 2566, 2567}
    found = [one.date for row in listing.tables[0].rows for one in dates.find_dates(row[2])]
    assert found[0] == date(2024, 1, 16) and len(found) == 6


def test_the_word_papers(read: Any) -> None:
    letter, form = read("survey_letter.docx"), read("blank_report.docx")
    assert len(letter.links) == 1
    assert [one.date for one in dates.find_dates(letter.text)] == [date(2024, 6, 28)]
    assert years(form) == {2569}
    assert form.tables[0].rows[1] == ("",) * 5


def test_persons_are_rows_with_their_numbers_as_text(read: Any) -> None:
    rows = read("persons.csv").tables[0].rows
    assert len(rows) == 501
    assert all(len(row[1].replace("-", "")) == 13 for row in rows[1:])


def test_the_complaints_and_their_null_dates(read: Any) -> None:
    rows = read("complaints.ndjson").tables[0].rows[1:]
    assert len(rows) == 1000
    assert sum(row[7].startswith("1969-12-31") for row in rows) == 1000  # never sent
    assert frame("complaint_statistics", read("complaints.ndjson")).empty


def test_e_gps_feed_fails_in_office_hours_only(read: Any) -> None:
    rows = read("probe_log.ndjson").tables[0].rows[1:]
    assert len(rows) == 384
    failed = [datetime.fromisoformat(row[0]).time() for row in rows if row[8] == "false"]
    assert len(failed) == 132
    assert all(time(8, 30) <= one <= time(17, 1) for one in failed)


def test_the_news(read: Any) -> None:
    for name, year in (("news_2559.txt", 2016), ("news_2563.txt", 2020)):
        document = read(name)
        assert document.type == "text"
        assert {one.date.year for one in dates.find_dates(document.text) if one.date} == {year}


def test_the_real_titles_name_their_months(read: Any) -> None:
    rows = [row for row in read("titles.tsv").tables[0].rows if row[0] == "O12"]
    months = [one.month for row in rows for one in dates.find_months(row[1])]
    assert Counter(months) == dict.fromkeys({*months}, 2)
    assert len({*months}) == 12


def test_a_range_that_ends_before_it_starts_holds_no_month(read: Any) -> None:
    titles = [row[1] for row in read("rows_with_errors.tsv").tables[0].rows[1:]]
    ranges = [one for title in titles for one in dates.find_ranges(title) if not one.flag]
    assert {month for one in ranges for month in one.months} <= set(
        covered.ranges(read("rows_with_errors.tsv"), date(2026, 11, 1)).months
    )
    unsaid = [one for title in titles[1:] for one in dates.find_months(title)]
    assert [(one.month_number, one.year_be) for one in unsaid] == [(6, None), (6, None)]


def test_a_budget_paper_of_84_pages_is_read_in_time(read: Any) -> None:
    document = read("budget_2565.pdf")
    assert len(document.pages) == 84
    assert document.text_quality is TextQuality.REPAIRED
    assert document.repairs["lost_sara_am"] > 0
    assert 2565 in years(document)


def test_the_contracts_stand_under_their_own_names_again(read: Any) -> None:
    rows = frame("contracts", read("contracts_2568.json")).to_dict("records")
    assert [row["flags"] for row in rows] == ["shifted:3"] * 2
    assert [row["signed_date"] for row in rows] == ["2024-12-12", "2025-06-18"]
    assert [row["ends_date"] for row in rows] == ["2028-03-31", "2032-06-07"]
    assert sum(row["contract_price_baht"] for row in rows) == Decimal("31806117800")
    assert all(len(row["winner_id"]) == 13 and row["winner_id"].isdigit() for row in rows)


def test_a_feeds_entries_name_their_method_and_stage(read: Any) -> None:
    rows = frame("announcements", read("feed.xml"))
    assert (
        rows["method"].notna().all() and rows["stage"].notna().all() and rows["link"].notna().all()
    )


def test_no_figures_are_made_of_lists_of_cases_and_persons(read: Any) -> None:
    for name in ("complaints.ndjson", "persons.csv", "probe_log.ndjson", "provinces_bom.csv"):
        for kind in (
            "service_statistics",
            "complaint_statistics",
            "progress",
            "procurement_summary",
        ):
            assert frame(kind, read(name)).empty, (name, kind)


def test_percentages_of_a_procurement_report_are_no_survey(read: Any) -> None:
    assert frame("satisfaction", read("annual_analysis.pdf")).empty
    assert frame("progress", read("gazette.pdf")).empty


@pytest.mark.parametrize(
    "name",
    ["executives.pdf", "channels.pdf", "complaint_manual.pdf", "annual_analysis.pdf", "vision.pdf",
     "gazette.pdf", "ethics_code.pdf", "ethics_rules.pdf", "objection_form.pdf", "notice.pdf"],
)  # fmt: skip
def test_the_text_is_at_least_any_single_extractors(real: RealFiles, read: Any, name: str) -> None:
    data = real.content[name]
    with pypdfium2.PdfDocument(data) as opened:
        first = "\n".join(page.get_textpage().get_text_range(errors="replace") for page in opened)
    second = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    ours = quality.score(read(name).text)
    assert ours >= max(quality.score(first), quality.score(second))


def test_prose_without_tables_has_none(read: Any) -> None:
    assert [
        len(read(name).tables) for name in ("gazette.pdf", "notice.pdf", "ethics_code.pdf")
    ] == [0] * 3
