"""Once the agency submitted a URL for an item, the verdict is on that URL (design §4)."""

from __future__ import annotations

from typing import Any

from ita_evidence.model import SUBMITTED, Outcome, UnitsRule, VerdictValue

BODY = "จังหวัดที่นี่บุรี"
PERIOD = "ระหว่างวันที่ 1 ตุลาคม 2565 ถึง 31 มีนาคม 2566"


def statistics(make: Any) -> Any:
    rows = [["จำนวนเรื่องร้องเรียนทั้งหมด", "ดำเนินการแล้วเสร็จ", "อยู่ระหว่างดำเนินการ"]]
    text = f"สถิติเรื่องร้องเรียนการทุจริต {BODY}\n{PERIOD}"
    return make.doc(text, [*rows, ["3", "2", "1"]])


def test_evidence_elsewhere_is_only_said(make: Any, say: Any) -> None:
    judged = make.judge("O29", units={"hr": (statistics(make),), SUBMITTED: (make.shown(),)})
    assert judged.verdict is VerdictValue.NOT_MET
    assert {code for code, _, _ in say.reasons(judged)} == {"not_found"}
    assert {one.unit for one in judged.findings if one.result == "not_met"} == {SUBMITTED}
    (elsewhere,) = [one for one in judged.findings if one.code == "found_elsewhere"]
    assert (elsewhere.unit, elsewhere.result) == ("hr", "note")
    assert [(one.unit, one.status.value) for one in judged.units] == [("hr", "done")]


def test_the_submitted_url_carries_the_item_alone(make: Any, say: Any) -> None:
    judged = make.judge("O29", units={"hr": (make.shown(),), SUBMITTED: (statistics(make),)})
    assert (judged.verdict, say.reasons(judged)) == (VerdictValue.MET, [])
    assert [(one.unit, one.status.value) for one in judged.units] == [("hr", "behind")]
    assert judged.covered == "2565-10..2566-03"
    assert ("not_found", "hr", "note") in {(o.code, o.unit, o.result) for o in judged.findings}


def test_a_submitted_url_that_we_could_not_see_is_for_a_person(make: Any, say: Any) -> None:
    blocked = make.shown(outcome=Outcome.REFUSED_BY_POLICY)
    judged = make.judge("O29", units={"hr": (statistics(make),), SUBMITTED: (blocked,)})
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert {code for code, _, _ in say.reasons(judged)} == {"refused_by_policy"}


def test_whose_part_one_url_shows_is_for_a_person(make: Any, items: Any, say: Any) -> None:
    each = items["O29"].model_copy(update={"units_rule": UnitsRule.EACH})
    units = {"hr": (make.shown(),), "general": (make.shown(),), SUBMITTED: (statistics(make),)}
    judged = make.change(make.judging("O29", units=units), item=each)
    assert judged.verdict is VerdictValue.NEEDS_REVIEW
    assert {code for code, _, _ in say.reasons(judged)} == {"submitted_units"}


def test_a_joint_items_units_do_not_borrow_what_was_submitted(make: Any) -> None:
    units = {"general": (make.shown(),), "hr": (), SUBMITTED: (make.doc("รายงาน"),)}
    judged = make.judge("O22", units=units)
    assert [one.status.value for one in judged.units] == ["behind", "behind"]


def test_a_watched_item_is_lost_with_its_submitted_url(make: Any, say: Any) -> None:
    units = {"strategy": (make.doc("แผน"),), SUBMITTED: (make.shown(),)}
    lost = make.judge("O4", units=units, judged=False, period="2566-03")
    assert lost.verdict is VerdictValue.NEEDS_REVIEW
    assert [code for code, _, _ in say.reasons(lost)] == ["watch_lost"]
    units = {"strategy": (make.shown(),), SUBMITTED: (make.doc("แผน"),)}
    kept = make.judge("O4", units=units, judged=False, period="2566-03")
    assert kept.verdict is VerdictValue.NOT_APPLICABLE
    assert [one.unit for one in kept.units] == ["strategy"]
