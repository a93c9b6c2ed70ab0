"""A person's decision is one of the judge's inputs: bound to the bytes, to the year, told as such.
So is a waiver: what it leaves is judged.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from ita_evidence.model import Decision, Found, Outcome, UnitsRule, UnitStatus, VerdictValue, Waiver
from ita_evidence.validation import judge

BODY = "จังหวัดที่นี่บุรี"
AT = datetime(2023, 4, 20, 3, 0, tzinfo=UTC)


def decision(judging: Any, component: str, said: str = "met", **changes: Any) -> Decision:
    values: dict[str, Any] = {
        "component": component,
        "decision": said,
        "reason": "เปิดอ่านแล้ว",
        "by": "เจ้าหน้าที่ทดสอบ",
        "fiscal_year": 2566,
        "evidence": tuple(judge.asked(judging, component)),
        "at": AT,
        "record": 7,
    }
    return Decision(**{**values, **changes})


@pytest.fixture
def scan(make: Any) -> Any:
    return make.judging("O10", make.scan())


def test_a_scan_that_a_person_read_is_met(make: Any, say: Any, scan: Any) -> None:
    assert judge.asked(scan, "policy") == {next(iter(scan.documents)): Found.UNSURE}
    judged = make.change(scan, decisions=(decision(scan, "policy"),))
    assert (judged.verdict, say.reasons(judged)) == (VerdictValue.MET, [])
    assert [one.status for one in judged.units] == [UnitStatus.DONE]
    told = next(one for one in say.notes(judged) if one.code == "decided_met")
    assert "เจ้าหน้าที่ทดสอบ" in told.th and "เปิดอ่านแล้ว" in told.th and "7" in told.th
    assert told.component == "policy" and told.place.blob_sha256 in scan.documents


def test_a_person_may_say_not_met(make: Any, say: Any, scan: Any) -> None:
    judged = make.change(scan, decisions=(decision(scan, "policy", "not_met"),))
    assert judged.verdict is VerdictValue.NOT_MET
    assert say.reasons(judged) == [("decided_not_met", "policy", "")]


def test_it_falls_when_the_bytes_change(make: Any, scan: Any) -> None:
    other = make.judging("O10", make.scan())
    judged = make.change(other, decisions=(decision(scan, "policy"),))
    assert judged.verdict is VerdictValue.NEEDS_REVIEW


def test_it_is_of_its_year_and_component(make: Any, scan: Any) -> None:
    for changes in ({"fiscal_year": 2565}, {"component": "name"}):
        decided = decision(scan, "policy").model_copy(update=changes)
        assert make.change(scan, decisions=(decided,)).verdict is VerdictValue.NEEDS_REVIEW


def test_of_two_the_newest_holds(make: Any, scan: Any) -> None:
    first, second = decision(scan, "policy"), decision(scan, "policy", "not_met", record=9)
    judged = make.change(scan, decisions=(second, first))
    assert judged.verdict is VerdictValue.NOT_MET


def test_one_component_decided_leaves_the_others(make: Any, say: Any) -> None:
    judging = make.judging("O2", make.scan())
    judged = make.change(judging, decisions=(decision(judging, "photo"),))
    left = {component for _, component, _ in say.reasons(judged)}
    assert left == {"top_executive", "deputies", "name", "position", "contact"}


def test_what_nobody_could_open_is_bound_to_what_came_of_asking(make: Any) -> None:
    blocked = make.shown(outcome=Outcome.BLOCKED, rule="status_403")
    judging = make.judging("O9", blocked)
    decided = decision(judging, "link")
    assert len(decided.evidence[0]) == 64
    assert make.change(judging, decisions=(decided,)).verdict is VerdictValue.MET
    gone = make.judging("O9", make.shown(url=blocked.capture.url))
    assert make.change(gone, decisions=(decided,)).verdict is VerdictValue.NOT_MET


def test_a_rule_over_records_is_decided_by_its_code(make: Any, say: Any) -> None:
    text = f"สถิติเรื่องร้องเรียนการทุจริต {BODY}\nระหว่างวันที่ 1 ตุลาคม 2565 ถึง 31 มีนาคม 2566"
    header = ["จำนวนเรื่องร้องเรียนทั้งหมด", "ดำเนินการแล้วเสร็จ", "อยู่ระหว่างดำเนินการ"]
    judging = make.judging("O29", make.doc(text, [header, ["5", "2", "1"]]))
    assert make.change(judging).verdict is VerdictValue.NEEDS_REVIEW
    judged = make.change(judging, decisions=(decision(judging, "sum_mismatch"),))
    assert (judged.verdict, say.reasons(judged)) == (VerdictValue.MET, [])
    assert "decided_met" in {one.code for one in judged.findings}
    against = decision(judging, "sum_mismatch", "not_met")
    assert make.change(judging, decisions=(against,)).verdict is VerdictValue.NOT_MET


def test_one_units_evidence_is_decided_alone(make: Any) -> None:
    judging = make.judging("O14", units={"strategy": (make.scan(),), "hr": (make.scan(),)})
    ask = {unit: judge.asked(judging, "manual", unit) for unit in ("strategy", "hr")}
    assert len(ask["strategy"]) == len(ask["hr"]) == 1 and ask["strategy"] != ask["hr"]
    assert judge.asked(judging, "manual") == ask["strategy"]  # the first among equals carries it
    decided = tuple(
        decision(judging, component, evidence=tuple(ask["hr"]))
        for component in ("manual", "task", "post", "steps")
    )
    judged = make.change(judging, decisions=decided)
    assert judged.verdict is VerdictValue.MET
    assert {one.unit: one.status for one in judged.units} == {
        "strategy": UnitStatus.NEEDS_REVIEW,
        "hr": UnitStatus.DONE,
    }


# --- waivers ---------------------------------------------------------------------------------


def waived(judging: Any, *units: str) -> Any:
    waivers = tuple(
        Waiver(
            item=judging.item.id,
            unit=unit,
            reason="หน่วยงานตั้งใหม่",
            by="หัวหน้าสำนักงานจังหวัด",
            until=date(2023, 5, 31),
        )
        for unit in units
    )
    return judging.snapshot.model_copy(update={"waivers": waivers})


def test_a_waived_item_is_not_applicable(make: Any, say: Any) -> None:
    judging = make.judging("O9", make.shown())
    judged = make.change(judging, snapshot=waived(judging, ""))
    assert (judged.verdict, say.reasons(judged)) == (VerdictValue.NOT_APPLICABLE, [])
    assert [one.status for one in judged.units] == [UnitStatus.NOT_ASSIGNED]
    assert "31 พฤษภาคม 2566" in judged.findings[0].th and "หน่วยงานตั้งใหม่" in judged.findings[0].th


def test_a_waived_unit_is_no_part_of_the_item(make: Any, say: Any) -> None:
    """Of an item that each unit must do its part of, the part that is waived is not asked for."""
    shown = make.doc(f"{BODY} ระหว่างวันที่ 1 ตุลาคม 2565 ถึง 31 มีนาคม 2566 มีจำนวนผู้มารับบริการ 1,234 ราย")
    make.items = {
        **make.items,
        "O16": make.items["O16"].model_copy(update={"units_rule": UnitsRule.EACH}),
    }
    judging = make.judging("O16", units={"strategy": (shown,), "commerce": ()})
    assert make.change(judging).verdict is VerdictValue.NOT_MET
    judged = make.change(judging, snapshot=waived(judging, "commerce"))
    assert (judged.verdict, say.reasons(judged)) == (VerdictValue.MET, [])
    assert [one.status for one in judged.units] == [UnitStatus.DONE, UnitStatus.NOT_ASSIGNED]
