"""The judge itself: its order, its units, what hides, what is watched, what goes wrong."""

from __future__ import annotations

import copy
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ita_evidence.errors import ExtractionError, JudgeError
from ita_evidence.model import (
    Capture,
    Evidence,
    Outcome,
    Picture,
    Remark,
    Source,
    UnitsRule,
    UnitStatus,
    VerdictValue,
)
from ita_evidence.validation import judge as judges
from ita_evidence.validation import suites, tables
from ita_evidence.validation.outcomes import MEANING

BODY = "จังหวัดที่นี่บุรี"
PERIOD = "ระหว่างวันที่ 1 ตุลาคม 2565 ถึง 31 มีนาคม 2566"


def statistics(make: Any) -> Any:
    text = f"สถิติเรื่องร้องเรียนการทุจริต {BODY}\n{PERIOD}"
    rows = [["จำนวนเรื่องร้องเรียนทั้งหมด", "ดำเนินการแล้วเสร็จ", "อยู่ระหว่างดำเนินการ"]]
    return make.doc(text, [*rows, ["3", "2", "1"]])


def test_a_title_whose_document_is_gone_shows_nothing(make: Any, say: Any) -> None:
    page = make.shown(make.doc("รายงานประจำปี 2565"))
    gone = make.shown(role="linked", outcome=Outcome.EMPTY)
    judging = make.judging("O13", page, gone)
    source = judging.snapshot.evidence[0].source.model_copy(
        update={"options": {"follow": "documents"}}
    )
    evidence = (judging.snapshot.evidence[0].model_copy(update={"source": source}),)
    snapshot = judging.snapshot.model_copy(update={"evidence": evidence})
    judged = make.change(judging, snapshot=snapshot)
    assert judged.verdict is VerdictValue.NOT_MET
    assert {code for code, _, _ in say.reasons(judged)} == {"empty"}


# --- outcomes --------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [one for one in Outcome if MEANING[one] != "content"])
def test_every_outcome_without_content(make: Any, say: Any, outcome: Outcome) -> None:
    judged = make.judge("O29", make.shown(outcome=outcome))
    missing = MEANING[outcome] == "missing"
    assert judged.verdict == (VerdictValue.NOT_MET if missing else VerdictValue.NEEDS_REVIEW)
    down = outcome in (Outcome.UNREACHABLE, Outcome.SERVER_ERROR)
    assert {code for code, _, _ in say.reasons(judged)} == {
        "source_down" if down else outcome.value
    }
    assert len(say.reasons(judged)) == 1, "one cause is said once"


def test_a_source_that_was_down_before_too_is_missing(make: Any, say: Any) -> None:
    down = make.shown(outcome=Outcome.UNREACHABLE)
    judged = make.judge("O29", down, previously_down=frozenset({down.capture.url}))
    assert judged.verdict is VerdictValue.NOT_MET
    assert {code for code, _, _ in say.reasons(judged)} == {"source_down_again"}


def test_a_host_that_was_never_asked_is_not_missing(make: Any, say: Any) -> None:
    judged = make.judge("O29", units={"strategy": ()}, with_source=("strategy",))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert {code for code, _, _ in say.reasons(judged)} == {"not_captured"}


def test_bytes_that_no_reader_reads_are_for_a_person(make: Any, say: Any) -> None:
    shown = make.shown(ExtractionError("the child died"))
    judged = make.judge("O29", shown)
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert {code for code, _, _ in say.reasons(judged)} == {"unreadable"}


def test_content_without_a_document_is_an_error(make: Any) -> None:
    with pytest.raises(JudgeError, match="no document"):
        make.judge("O29", make.shown(make.doc("x")), documents={})


def test_a_script_may_draw_what_is_missing(make: Any, say: Any) -> None:
    judged = make.judge("O29", make.doc("สถิติ", scripts=True))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert {code for code, _, _ in say.reasons(judged)} == {"drawn_not_written"}


@pytest.mark.parametrize(
    ("picture", "hides"),
    [
        ({"width_px": 900, "height_px": 600}, True),
        ({"width_px": 900, "height_px": 120}, False),
        ({"width_px": 80, "height_px": 80}, False),
        ({"width_px": 0, "height_px": 0, "src": "/files/statistics-2566.jpg"}, True),
        ({"width_px": 0, "height_px": 0, "src": "/img/logo.png"}, False),
    ],
)
def test_a_pages_picture_may_show_what_is_missing(
    make: Any, picture: dict[str, Any], hides: bool
) -> None:
    document = make.doc("สถิติ", pictures=(Picture(page=1, **picture),))
    verdict = make.judge("O29", document).verdict
    assert verdict is (VerdictValue.NEEDS_REVIEW if hides else VerdictValue.NOT_MET)


# --- units -----------------------------------------------------------------------------------


def test_a_unit_without_a_source_is_behind_and_costs_nothing(make: Any) -> None:
    judged = make.judge("O29", units={"hr": (statistics(make),), "general": ()})
    assert judged.verdict is VerdictValue.MET
    assert [one.status for one in judged.units] == [UnitStatus.DONE, UnitStatus.BEHIND]
    assert [(one.code, one.unit) for one in judged.findings] == [("no_source", "general")]


def test_each_asks_for_every_unit(make: Any, items: Any) -> None:
    each = items["O29"].model_copy(update={"units_rule": UnitsRule.EACH})
    units = {"hr": (statistics(make),), "general": (make.shown(),)}
    judged = make.change(make.judging("O29", units=units), item=each)
    assert judged.verdict is VerdictValue.NOT_MET
    assert [one.status for one in judged.units] == [UnitStatus.DONE, UnitStatus.BEHIND]


def test_the_best_unit_carries_the_item(make: Any) -> None:
    units = {
        "general": (make.shown(),),
        "hr": (make.shown(outcome=Outcome.BLOCKED),),
        "strategy": (statistics(make),),
    }
    judged = make.judge("O29", units=units)
    assert judged.verdict is VerdictValue.MET
    assert [one.status.value for one in judged.units] == ["behind", "needs_review", "done"]


def test_a_unit_that_the_agency_does_not_have_is_an_error(make: Any) -> None:
    with pytest.raises(JudgeError, match="nobody"):
        make.judge("O29", units={"nobody": (statistics(make),)})


# --- what collecting noticed ------------------------------------------------------------------


def test_a_dead_link_says_what_would_work(make: Any, say: Any) -> None:
    url, works = "https://www.somewhere.example/%2520a.pdf", "https://www.somewhere.example/a.pdf"
    repair = Remark(code="link_repair", url=works, of=url, why="percent-encoded more than once")
    judged = make.judge("O29", make.shown(url=url, remarks=(repair,)))
    assert judged.verdict is VerdictValue.NOT_MET
    assert [one.code for one in judged.findings] == ["not_found", "link_repair"]
    assert judged.findings[0].th.endswith(f"ที่อยู่ซึ่งเปิดได้คือ {works}")
    assert judged.findings[0].en.endswith(f"What works is {works}.")


def test_a_page_that_lost_its_links_is_for_a_person(make: Any, say: Any) -> None:
    page = make.doc(f"สถิติเรื่องร้องเรียนการทุจริต {BODY}")
    gone = make.shown(page, remarks=(Remark(code="links_gone", why="12"),))
    judged = make.judge("O29", gone)
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert "links_gone" in {code for code, _, _ in say.reasons(judged)}
    assert make.judge("O29", page).verdict is VerdictValue.NOT_MET


def test_what_was_left_out_may_show_what_was_not_found(make: Any, say: Any) -> None:
    page = make.doc(f"สถิติเรื่องร้องเรียนการทุจริต {BODY}")
    over = (Remark(code="left_out", of="https://www.somewhere.example/41.pdf", why="over"),)
    judged = make.judge("O29", make.shown(page, remarks=over))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert "left_out" in {code for code, _, _ in say.reasons(judged)}
    assert make.judge("O29", page).verdict is VerdictValue.NOT_MET
    found = make.judge("O29", make.shown(statistics(make), remarks=over))
    assert (found.verdict, found.findings) == (VerdictValue.MET, ())


def test_what_a_page_shows_in_a_frame_does_not_take_its_place(make: Any) -> None:
    page = make.shown(make.doc("รายงาน"))

    def kept(label: str) -> list[Capture]:
        other = make.shown(make.doc("อื่น"), role="linked", label=label)
        source = Source(
            item="O12",
            unit="strategy",
            url=page.capture.url,
            adapter="page",
            why="a test",
            options={"follow": "documents"},
        )
        captures = (page.capture, other.capture)
        evidence = Evidence(unit="strategy", source=source, captures=captures)
        return tables._documents_alone([evidence], {})

    assert [one.label for one in kept("")] == [None, ""]
    assert [one.label for one in kept("รายงานฉบับเต็ม")] == ["รายงานฉบับเต็ม"]


def test_a_gap_between_two_readings_of_a_feed_is_said(make: Any) -> None:
    gap = make.shown(statistics(make), remarks=(Remark(code="feed_gap"),))
    judged = make.judge("O29", gap)
    assert judged.verdict is VerdictValue.MET
    assert [(one.code, one.result) for one in judged.findings] == [("feed_gap", "note")]


def test_last_years_bytes_are_for_a_person(make: Any, say: Any) -> None:
    shown = make.shown(statistics(make))
    judging = make.judging("O29", shown)
    old = judging.snapshot.model_copy(update={"last_year": (shown.capture.blob_sha256,)})
    judged = make.change(judging, snapshot=old)
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert {code for code, _, _ in say.reasons(judged)} == {"stale"}
    assert list(judged.tables["captures"]["last_year"]) == [True]


def test_what_last_years_bytes_lack_is_missing_as_ever(make: Any, say: Any) -> None:
    shown = make.shown(make.doc(f"สถิติเรื่องร้องเรียนการทุจริต {BODY}"))
    judging = make.judging("O29", shown)
    old = judging.snapshot.model_copy(update={"last_year": (shown.capture.blob_sha256,)})
    assert make.change(judging, snapshot=old).verdict is VerdictValue.NOT_MET


def test_a_file_under_two_items_is_a_note(make: Any) -> None:
    shown = make.shown(statistics(make))
    judging = make.judging("O29", shown)
    also = {shown.capture.blob_sha256: ("O16", "O30")}
    judged = make.change(judging, snapshot=judging.snapshot.model_copy(update={"also_under": also}))
    assert judged.verdict is VerdictValue.MET
    (note,) = judged.findings
    assert (note.code, note.result) == ("same_file", "note")
    assert "O16, O30" in note.th


# --- watched items ---------------------------------------------------------------------------


def test_a_watched_page_that_stands_is_only_noted(make: Any) -> None:
    judged = make.judge("O4", make.doc("แผน"), judged=False, period="2566-03")
    assert judged.verdict is VerdictValue.NOT_APPLICABLE
    assert [one.code for one in judged.findings] == ["watch_ok"]
    assert judged.units[0].status is UnitStatus.DONE


@pytest.mark.parametrize(
    ("outcome", "code"),
    [(Outcome.NOT_FOUND, "watch_lost"), (Outcome.SERVER_ERROR, "source_down")],
)
def test_a_watched_page_that_is_lost_is_for_a_person(
    make: Any, say: Any, outcome: Outcome, code: str
) -> None:
    judged = make.judge("O4", make.shown(outcome=outcome), judged=False, period="2566-03")
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert [one for one, _, _ in say.reasons(judged)] == [code]


def test_one_watched_page_of_several_carries_the_item(make: Any) -> None:
    units = {"hr": (make.shown(),), "general": (make.doc("คู่มือ"),)}
    judged = make.judge("O14", units=units, judged=False, period="2566-03")
    assert judged.verdict is VerdictValue.NOT_APPLICABLE
    assert [one.status.value for one in judged.units] == ["behind", "done"]


def test_one_watched_page_is_all_the_joint_units(make: Any) -> None:
    units = {"general": (make.doc("รายงาน"),), "hr": ()}
    judged = make.judge("O22", units=units, judged=False, period="2566-03")
    assert [one.status.value for one in judged.units] == ["done", "done"]


# --- what goes wrong -------------------------------------------------------------------------


def test_an_exception_inside_great_expectations_is_never_met(make: Any, say: Any) -> None:
    judging = make.judging("O29", statistics(make))
    suite = copy.deepcopy(judging.suite)
    suite["expectations"][1]["kwargs"]["column"] = "no_such_column"
    judged = make.change(judging, suite=suite)
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert [code for code, _, _ in say.reasons(judged)] == ["judge_error"]


def test_a_crash_of_great_expectations_is_never_met(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash() -> None:
        raise RuntimeError("no room left")

    judges._failures.cache_clear()
    monkeypatch.setattr(judges, "_batch_definition", crash)
    assert make.judge("O29", statistics(make)).verdict is VerdictValue.NEEDS_REVIEW


def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with each question to Great Expectations from here on."""
    definition, count = judges._batch_definition(), []
    judges._failures.cache_clear()
    monkeypatch.setattr(judges, "_batch_definition", lambda: count.append(1) or definition)
    return count


def test_what_is_equal_is_asked_once_and_what_differs_again(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = asked(monkeypatch)
    first = make.judge("O29", statistics(make))
    once = len(count)
    assert once > 0
    assert make.judge("O29", statistics(make)).verdict is first.verdict is VerdictValue.MET
    assert len(count) == once
    assert make.judge("O29", make.doc("ไม่มีอะไร")).verdict is not VerdictValue.MET
    assert len(count) > once


def test_a_rule_that_could_not_be_run_is_run_anew(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    judging = make.judging("O29", statistics(make))
    suite = copy.deepcopy(judging.suite)
    suite["expectations"][1]["kwargs"]["column"] = "no_such_column"
    count = asked(monkeypatch)
    make.change(judging, suite=suite)
    once = len(count)
    make.change(judging, suite=suite)
    assert len(count) > once


def test_a_rule_over_a_column_of_lists_is_asked_each_time(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    judging = make.judging("O29", statistics(make))
    (batch, *_) = suites.load(judging.suite, required=())
    frame = pd.DataFrame({"row": [0, 1], "found": [["yes"], ["no"]]}, dtype=object)
    count = asked(monkeypatch)
    for _ in range(2):
        judges._validate(batch, frame)
    assert len(count) == 2


def test_a_component_without_a_row_is_an_error(make: Any, items: Any) -> None:
    item = items["O29"]
    more = item.components[0].model_copy(update={"id": "surprise"})
    item = item.model_copy(update={"components": (*item.components, more)})
    judging = make.judging("O29", statistics(make))
    suite = copy.deepcopy(judging.suite)
    suite["expectations"][0]["meta"]["components"].append("surprise")
    with pytest.raises(JudgeError, match="surprise"):
        make.change(judging, item=item, suite=suite)


def test_a_suite_that_names_an_unknown_component_is_an_error(make: Any) -> None:
    judging = make.judging("O29", statistics(make))
    suite = copy.deepcopy(judging.suite)
    suite["expectations"][0]["meta"]["components"].append("surprise")
    with pytest.raises(JudgeError, match="surprise"):
        make.change(judging, suite=suite)


def test_an_unknown_recogniser_is_an_error(make: Any, items: Any) -> None:
    item = items["O29"]
    first = item.components[0]
    odd = first.model_copy(
        update={"recognise": first.recognise.model_copy(update={"kind": "crystal_ball"})}
    )
    item = item.model_copy(update={"components": (odd, *item.components[1:])})
    with pytest.raises(JudgeError, match="crystal_ball"):
        make.change(make.judging("O29", statistics(make)), item=item)


# --- the order and the promise ---------------------------------------------------------------


def test_a_failure_wins_over_a_doubt(make: Any, say: Any) -> None:
    rows = [["จำนวนเรื่องร้องเรียนทั้งหมด", "ดำเนินการแล้วเสร็จ"], ["3", "-"]]
    judged = make.judge("O29", make.doc(f"สถิติเรื่องร้องเรียนการทุจริต {BODY}\n{PERIOD}", rows))
    assert judged.verdict is VerdictValue.NOT_MET
    assert [one.result for one in judged.findings] == ["not_met", "needs_review"]


def test_late_evidence_says_so(make: Any) -> None:
    judging = make.judging("O29", statistics(make))
    snapshot = judging.snapshot.model_copy(update={"captured_late": True})
    judged = make.change(judging, snapshot=snapshot)
    assert judged.verdict is VerdictValue.MET
    assert [one.code for one in judged.findings] == ["captured_late"]


def test_equal_inputs_give_equal_results(make: Any) -> None:
    units = {"general": (make.shown(),), "hr": (statistics(make),), "strategy": ()}
    judging = make.judging("O29", units=units)
    one, two = judges.judge(judging), judges.judge(judging)
    assert (one.verdict, one.covered, one.units, one.findings) == (
        two.verdict,
        two.covered,
        two.units,
        two.findings,
    )
    assert all(one.tables[name].equals(two.tables[name]) for name in one.tables)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    outcomes=st.lists(st.sampled_from(list(Outcome)), max_size=3),
    due=st.sampled_from(["due", "not_due"]),
)
def test_met_needs_evidence_that_was_seen(make: Any, outcomes: list[Outcome], due: str) -> None:
    shown = [
        make.shown(make.doc("หน้าว่าง ๆ"), outcome=one)
        if MEANING[one] == "content"
        else make.shown(outcome=one)
        for one in outcomes
    ]
    judged = make.judge("O29", *shown, due=due)
    assert judged.verdict is not VerdictValue.MET
    if judged.verdict is VerdictValue.NOT_MET:
        assert due == "due"
        assert any(one.result == "not_met" for one in judged.findings)
