"""The main job over real files: no verdict is wrongly met or not met.

expected.yaml says what a careful assessor would find, and why. The table that is printed names the
item, the period, both verdicts and the first code; nothing of a file's text.
"""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from realdata_world import (
    TITLES,
    TITLES_PAGE,
    Case,
    RealFiles,
    Settled,
    cases,
)

from ita_evidence import pipeline
from ita_evidence.model import Outcome
from ita_evidence.thai import dates

pytestmark = pytest.mark.realdata
CASES = cases()
DECIDED = 20
"""Of all cases; a judge that hands everything to a person is no judge."""
HERE = (Outcome.OK, Outcome.UNCHANGED)


def test_the_table_of_verdicts(settled: Settled) -> None:
    """Printed for people; `pytest -s` shows it."""
    lines = [f"{'item':5}{'period':9}{'agency':15}{'file':24}{'expected':14}{'verdict':14}codes"]
    for case in CASES:
        result = settled.results[case]
        said = str(result.verdict)
        mark = " " if said == case.expected else "?" if said == "needs_review" else "!"
        lines.append(
            f"{case.item:5}{case.period:9}{case.agency:15}{case.file:24}"
            f"{case.expected:14}{said:13}{mark}{', '.join(reasons(settled, case)[:3])}"
        )
    print("\n" + "\n".join(lines))
    decided = [one for one in CASES if str(settled.results[one].verdict) == one.expected]
    print(f"{len(CASES)} cases, {len(decided)} as expected, the others for a person")
    assert len(decided) >= DECIDED, "fewer verdicts are decided than once were"


def reasons(settled: Settled, case: Case) -> list[str]:
    """The codes that made the verdict, each once; of a met one, its notes."""
    findings = settled.verdicts[case].findings
    weighty = [one.code for one in findings if one.result != "note"]
    return list(dict.fromkeys(weighty or [one.code for one in findings]))


def test_every_source_has_a_case(settled: Settled) -> None:
    sources = {
        (agency, one.item)
        for (_, agency), listed in settled.work.catalog.sources.items()
        if agency.startswith("rd_")
        for one in listed.sources
    }
    assert sources == {(case.agency, case.item) for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_verdict_is_wrong(settled: Settled, case: Case) -> None:
    said = str(settled.verdicts[case].verdict)
    assert said in {case.expected, "needs_review"}, reasons(settled, case)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_case_was_really_captured(settled: Settled, real: RealFiles, case: Case) -> None:
    """The evidence is the file itself, whole: no case passes on an error page."""
    wanted = real.sha256(TITLES_PAGE if case.file == TITLES else case.file)
    captured = {one.blob_sha256: one.outcome for one in settled.captures(case)}
    assert captured.get(wanted) in HERE
    assert settled.work.store.exists(f"blobs/sha256/{wanted[:2]}/{wanted}")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_nothing_crashed(settled: Settled, case: Case) -> None:
    """Every document was read, every rule could be run."""
    assert settled.results[case].error == ""
    codes = {one.code for one in settled.verdicts[case].findings}
    assert not codes & {"judge_error", "unreadable", "not_captured"}


def test_the_month_of_every_real_title_is_found(settled: Settled) -> None:
    """Six months, each by its own links, though none of the files is there."""
    case = next(one for one in CASES if one.file == TITLES)
    linked = [one for one in settled.captures(case) if one.role == "linked"]
    assert {one.outcome for one in linked} == {Outcome.NOT_FOUND}
    named = [str(month.month) for one in linked for month in dates.find_months(one.label or "")]
    half = ["2567-10", "2567-11", "2567-12", "2568-01", "2568-02", "2568-03"]
    assert sorted(named) == sorted(2 * half)  # a PDF and a workbook for each month
    months = [one for one in settled.verdicts[case].findings if one.component == "months"]
    assert {one.result for one in months} == {"not_met"}


def test_no_identity_number_leaves_the_archive(settled: Settled, real: RealFiles) -> None:
    """500 synthetic persons are collected as evidence; no page made for people shows one's number."""
    case = next(one for one in CASES if one.file == "persons.csv")
    numbers = set(re.findall(rb"\d-\d{4}-\d{5}-\d{2}-\d", real.content["persons.csv"]))
    assert len(numbers) == 500
    shown = b"".join(pages_for_people(settled, case))
    bare = shown.replace(b"-", b"")
    assert not [one for one in numbers if one in shown or one.replace(b"-", b"") in bare]


def pages_for_people(settled: Settled, case: Case) -> list[bytes]:
    """The bytes of the run's dossier and worklist, workbooks unpacked, and its sealed verdict."""
    work, pages = settled.work, [settled.verdicts[case].model_dump_json().encode()]
    for prefix in pipeline.report(work, settled.plans[case.agency, case.period]):
        for key in work.store.work_keys(prefix):
            data = work.store.work_get(key) or b""
            pages.append(data)
            if zipfile.is_zipfile(io.BytesIO(data)):
                with zipfile.ZipFile(io.BytesIO(data)) as packed:
                    pages += [packed.read(name) for name in packed.namelist()]
    return pages
