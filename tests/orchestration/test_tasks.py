"""Which period a run is for, with the calendar's traps, and what a verdict's square shows."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from ita_evidence import catalog, settings
from ita_evidence.errors import AgencyBusy, UsageError
from ita_evidence.orchestration import tasks

CATALOG = catalog.load(settings.PROJECT / "include/catalog")


def at(text: str) -> datetime:
    """An aware moment given in Bangkok's time."""
    return datetime.fromisoformat(f"{text}+07:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("key", "run_after", "period"),
    [
        ("2023-03", "2023-04-17T18:30", "2566-03"),  # the scheduled run: the closed month
        ("2026-10", "2026-11-17T18:30", "2569-10"),  # October: the next fiscal year's first month
        ("2022-10", "2026-11-22T09:00", "2565-10"),  # a backfill, run years later
        (None, "2023-04-01T00:00", "2566-03"),  # midnight in Bangkok is 17:00 UTC of 31 March
        (None, "2023-03-31T23:59", "2566-02"),
        (None, "2024-03-17T18:30", "2567-02"),  # February of a leap year
        (None, "2023-10-17T18:30", "2566-09"),
    ],
)
def test_a_monthly_run_speaks_for_the_closed_month(
    key: str | None, run_after: str, period: str
) -> None:
    found = tasks.period_of(CATALOG, "monthly", {"period": None}, key, at(run_after))
    assert found == (period, None)


@pytest.mark.parametrize(
    ("day", "period", "checkpoint"),
    [
        ("2023-04-01", "2566-H1", "april_1"),
        ("2023-04-10", "2566-H1", "april_10"),
        ("2023-04-18", "2566-H1", "april_18"),
        ("2023-04-24", "2566-H1", "april_24"),
        ("2023-04-28", "2566-H1", "submission"),
        ("2023-05-01", "2566-H1", "closing"),
        ("2023-10-01", "2566-H2", "october_1"),  # the next fiscal year has begun
        ("2023-10-16", "2566-H2", "october_16"),
        ("2023-11-16", "2566-H2", "november_16"),
    ],
)
def test_each_checkpoint_s_date_is_looked_up(day: str, period: str, checkpoint: str) -> None:
    by_key = tasks.period_of(CATALOG, "semiannual", {}, day, at("2026-11-22T09:00"))
    by_date = tasks.period_of(CATALOG, "semiannual", {}, None, at(f"{day}T18:30"))
    assert by_key == by_date == (period, checkpoint)


@pytest.mark.parametrize("day", ["2023-05-10", "2023-11-01", "2023-10-28"])
def test_a_date_that_is_no_checkpoint_has_nothing_due(day: str) -> None:
    assert tasks.period_of(CATALOG, "semiannual", {}, day, at("2023-05-10T18:30")) == ("", None)


def test_params_come_before_the_key() -> None:
    params = {"period": "2566-H1", "checkpoint": "closing"}
    found = tasks.period_of(CATALOG, "semiannual", params, "2023-10-01", at("2023-10-01T18:30"))
    assert found == ("2566-H1", "closing")


SHARED = {host.name for host in CATALOG.agencies["sample"].hosts if host.shared}
DRY = {"dry_run": True}


@pytest.fixture
def _sample_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    work = SimpleNamespace(
        catalog=CATALOG, agency=CATALOG.agencies.__getitem__, now=lambda: at("2026-11-17T18:30")
    )
    monkeypatch.setattr(tasks, "workspace", lambda agency: work)


@pytest.mark.usefixtures("_sample_alone")
def test_of_a_closed_agency_a_schedule_finds_nothing_due() -> None:
    closed_on = CATALOG.agencies["sample"].closed_on
    assert closed_on is not None

    last = tasks.plan("sample", "monthly", DRY, "2023-09", at("2023-10-17T18:30"))
    after = tasks.plan("sample", "monthly", DRY, "2023-10", at("2023-11-17T18:30"))

    assert last["run_key"] and last["shared"] == sorted(SHARED)
    assert after == {"run_key": "", "hosts": [], "shared": [], "items": []}


@pytest.mark.usefixtures("_sample_alone")
def test_a_period_that_is_asked_for_is_planned_or_refused_whenever_the_agency_closed() -> None:
    with pytest.raises(AirflowFailException, match="edition"):
        tasks.plan("sample", "monthly", DRY | {"period": "2566-10"}, None, at("2023-11-17T18:30"))


def result(verdict: str | None, **overrides: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "item": "O21",
        "verdict": verdict,
        "finding": "ยังไม่พบข้อมูลเดือนมีนาคม 2566",
        "behind": ["tourism"],
        "error": "",
        "snapshot": {"key": "snapshots/sample/2566/O21/1.json", "sha256": "0" * 64},
        "sealed": {"key": "verdicts/sample/2566/O21/1.json", "sha256": "0" * 64},
    }
    return made | overrides


TOPICS = {"O21": "procurement.monthly_summary"}


def test_a_met_item_is_green() -> None:
    got = tasks.verdict("procurement.monthly_summary", {"O21": result("met")}, TOPICS)
    assert got == "met"


def test_a_not_met_item_is_red_with_its_first_finding() -> None:
    with pytest.raises(AirflowFailException, match="O21 not_met: ยังไม่พบข้อมูลเดือนมีนาคม 2566"):
        tasks.verdict("procurement.monthly_summary", {"O21": result("not_met")}, TOPICS)


@pytest.mark.parametrize("verdict", ["needs_review", "not_due", "not_applicable"])
def test_everything_else_is_pink_and_says_which(verdict: str) -> None:
    with pytest.raises(AirflowSkipException, match=verdict):
        tasks.verdict("procurement.monthly_summary", {"O21": result(verdict)}, TOPICS)


def test_an_item_that_was_not_asked_for_is_pink() -> None:
    with pytest.raises(AirflowSkipException, match="not asked for"):
        tasks.verdict("procurement.plan", {"O21": result("met")}, TOPICS)


def test_an_item_without_a_verdict_is_red_and_says_why() -> None:
    broken = result(None, error="JudgeError: suite o21 is empty")
    with pytest.raises(AirflowFailException, match="no verdict: JudgeError"):
        tasks.verdict("procurement.monthly_summary", {"O21": broken}, TOPICS)


def test_every_verdict_has_a_square() -> None:
    from ita_evidence.model import VerdictValue

    assert set(tasks.SQUARE) == set(VerdictValue)


def test_an_error_that_no_retry_mends_ends_the_task_at_once() -> None:
    @tasks.plainly
    def step() -> None:
        raise UsageError("agency 'x' is not in the catalog")

    with pytest.raises(AirflowFailException, match="not in the catalog"):
        step()


def test_a_busy_agency_is_tried_again() -> None:
    @tasks.plainly
    def step() -> None:
        raise AgencyBusy("another run holds sample")

    with pytest.raises(AgencyBusy):
        step()


@pytest.mark.parametrize("planned", [None, {}, {"run_key": ""}])
def test_validate_and_record_fail_when_plan_did(planned: dict[str, Any] | None) -> None:
    with pytest.raises(AirflowFailException, match="plan gave no run key"):
        tasks.require_run_key(planned)
