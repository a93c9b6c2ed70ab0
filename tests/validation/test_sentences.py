"""Every code has a polite sentence in both languages, and docs/findings.md is made from them."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from ita_evidence.settings import PROJECT
from ita_evidence.validation import recognisers, sentences

SOURCES = [
    *(PROJECT / "plugins/ita_evidence/validation").glob("*.py"),
    *Path(recognisers.__file__).parent.glob("*.py"),
]
WAYS = {
    "body_named",
    "document_named",
    "file_live",
    "lines_shown",
    "money_shown",
    "passage_shown",
    "range_holds_year",
    "signed_by_chief",
    "time_shown",
    # how a component that was found was recognised: no sentence is asked of these
    "announcement_shown",
    "part_in_text",
    "count_shown",
    "dated_in_year",
    "facts_shown",
    "figures_shown",
    "link_to_system",
    "linked_from_home",
    "month_shown",
    "on_home_page",
    "part_shown",
    "period_covered",
    "plan_codes",
    "plan_rows",
    "plan_text",
    "report_shown",
    "results_shown",
    "year_named",
    "chart_document",
    "chart_picture",
    "posts_named",
    "executive_shown",
    "each_has_it",
    "shape_found",
    "duties_listed",
    "laws_linked",
    "news_shown",
    "place_named",
    "chat_linked",
    "answers_shown",
    "network_page",
    "policy_shown",
    "manual_titled",
    "task_named",
    "post_named",
    "steps_listed",
    "form_shown",
    "code_shown",
    "rules_shown",
    "progress_shown",
    "eit_qr_decoded",
}


def codes_in_source() -> set[str]:
    shape = re.compile(r'(?:Found\.\w+,\s*|code(?:, found)? = |else )"([a-z_0-9]+)"')
    return {match for path in SOURCES for match in shape.findall(path.read_text())}


def test_every_code_in_the_source_has_a_sentence() -> None:
    unsaid = codes_in_source() - set(sentences.SENTENCES) - WAYS
    assert {one for one in unsaid if "_" in one} == set()


@pytest.mark.parametrize("code", sorted(sentences.SENTENCES))
def test_a_sentence_is_well_formed(code: str) -> None:
    one = sentences.SENTENCES[code]
    names = set(re.findall(r"{(\w+)}", one.th + one.en))
    th, en = sentences.sentence(code, dict.fromkeys(names, "…"))
    assert not re.search("[ก-๙]", en) and re.search("[ก-๙]", th)
    assert "ํา" not in th, "ำ is one character"
    assert not re.search(r"(?:^|[\s“(])[ะ-ฺ็-๎]", th), "a mark stands on a consonant"
    assert unicodedata.normalize("NFC", th) == th
    assert not re.search("ผ่าน|อุทธรณ์", th), "the ITA's own ratings"


@pytest.mark.parametrize(
    "code", [code for code, one in sentences.SENTENCES.items() if one.kind == "not_met"]
)
def test_a_machine_never_says_that_something_is_not_there(code: str) -> None:
    th = sentences.SENTENCES[code].th
    assert "ยังไม่" in th
    assert not re.search("ไม่มี(?!การจัด)", th)


def test_the_page_of_findings_is_made_from_here() -> None:
    page = PROJECT / "docs/findings.md"
    assert page.read_text(encoding="utf-8") == sentences.as_markdown(), "run: make docs"
