"""What a run knows of the runs before it, over a real site and a real store: last year's bytes, the
same file under two items, the submitted URL, the feeds that forget, sources that stay down."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from collection_world import Site

from ita_evidence import catalog, pipeline, settings
from ita_evidence.archive import snapshots
from ita_evidence.archive.store import open_store
from ita_evidence.model import SUBMITTED, Outcome, Snapshot, Verdict

BODY = "จังหวัดที่นี่บุรี"
STATISTICS = (
    f"<html><head><title>{BODY}</title></head><body><h1>สถิติเรื่องร้องเรียนการทุจริต {BODY}</h1>"
    "<p>ระหว่างวันที่ 1 ตุลาคม 2565 ถึง 31 มีนาคม 2566</p><table>"
    "<tr><th>จำนวนเรื่องร้องเรียนทั้งหมด</th><th>ดำเนินการแล้วเสร็จ</th><th>อยู่ระหว่างดำเนินการ</th></tr>"
    "<tr><td>3</td><td>2</td><td>1</td></tr></table></body></html>"
)
AGENCY = """\
id: {id}
name_th: {body}
name_en: Here Province
home_page: http://office.test/
contact: someone@office.test
editions: {{2565: "2566", 2566: "2566"}}
connect:
  "*.test": {{http: "{address}", https: "{address}"}}
hosts:
  - {{name: office.test, delay_s: 0.0}}
units:
  - {{id: hr, name_th: กลุ่มงานบุคคล, name_en: HR, roles: [hr, damrongdhama]}}
  - {{id: general, name_th: กลุ่มงานอำนวยการ, name_en: General, roles: [general]}}
"""
MAY_2565 = datetime(2022, 5, 10, 12, tzinfo=UTC)
APRIL_2566 = datetime(2023, 4, 18, 12, tzinfo=UTC)
MAY_2566 = datetime(2023, 5, 1, 12, tzinfo=UTC)


@dataclass
class Here:
    """One agency's archive, its site, and a clock that tests set."""

    work: pipeline.Workspace
    site: Site
    root: Path
    agency: str
    now: list[datetime]

    def sources(self, *lines: str, submitted: str = "") -> None:
        """Writes the sources file and loads the catalog again."""
        listed = "".join(f"  - {{{line}}}\n" for line in lines)
        text = f'agency: {self.agency}\nedition: "2566"\nsources:\n{listed}'
        if submitted:
            text += f"submitted:\n  {submitted}\n"
        (self.root / f"sources/2566/{self.agency}.yaml").write_text(text, "utf-8")
        loaded = catalog.load(self.root)
        self.work = replace(self.work, catalog=loaded)

    def run(
        self, at: datetime, period: str, *items: str, checkpoint: str | None = None
    ) -> dict[str, tuple[Snapshot, Verdict]]:
        """A whole run; by item."""
        self.now[:] = [at]
        plan = pipeline.plan_run(self.work, self.agency, period, checkpoint=checkpoint, items=items)
        _, results = pipeline.settle(self.work, plan)
        assert [one.error for one in results if one.error] == []
        found = {}
        for one in results:
            assert one.snapshot is not None and one.sealed is not None
            found[one.item] = (
                snapshots.read_snapshot(self.work.store, one.snapshot),
                snapshots.read_verdict(self.work.store, one.sealed),
            )
        return found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, free_ports: Any) -> Iterator[Any]:
    (port,) = free_ports(1)
    loaded = settings.Settings(data=tmp_path_factory.mktemp("over-time"), store_port=port)
    with open_store(loaded) as opened:
        yield loaded, opened, itertools.count(1)


@pytest.fixture
def here(store: Any, site: Site, tmp_path: Path) -> Here:
    """An agency of its own for each test, in one store."""
    loaded, opened, numbers = store
    agency, root = f"here{next(numbers)}", tmp_path / "catalog"
    for name in ("editions", "calendars"):
        shutil.copytree(settings.PROJECT / "include/catalog" / name, root / name)
    (root / "agencies").mkdir()
    (root / "sources/2566").mkdir(parents=True)
    text = AGENCY.format(id=agency, body=BODY, address=site.address)
    (root / f"agencies/{agency}.yaml").write_text(text, "utf-8")
    now = [APRIL_2566]
    work = pipeline.Workspace(
        replace(loaded, catalog=root), catalog.load(root), opened, lambda: now[0]
    )
    return Here(work, site, root, agency, now)


def test_last_years_bytes_at_this_years_url_are_for_a_person(here: Here) -> None:
    here.sources("item: O29, unit: hr, url: 'http://office.test/o29', adapter: page, why: x")
    here.site.routes["/o29"] = STATISTICS
    first, _ = here.run(MAY_2565, "2565-H1", "O29")["O29"]
    assert first.last_year == ()
    snapshot, verdict = here.run(APRIL_2566, "2566-H1", "O29")["O29"]
    assert str(verdict.verdict) == "needs_review"
    assert {one.code for one in verdict.findings if one.result == "needs_review"} == {"stale"}
    here.site.routes["/o29"] = STATISTICS.replace("<h1>", "<h1>ปรับปรุง ")
    snapshot, verdict = here.run(MAY_2566, "2566-H1", "O29")["O29"]
    assert (snapshot.last_year, str(verdict.verdict)) == ((), "met")


def test_a_page_that_may_repeat_is_never_stale(here: Here) -> None:
    here.sources("item: O27, unit: hr, url: 'http://office.test/o27', adapter: page, why: x")
    here.site.routes["/o27"] = "<html><body>แนวปฏิบัติการจัดการเรื่องร้องเรียน</body></html>"
    here.run(MAY_2565, "2565-H1", "O27")
    assert here.run(APRIL_2566, "2566-H1", "O27")["O27"][0].last_year == ()


def test_what_was_first_seen_in_this_fiscal_year_is_not_last_years(here: Here) -> None:
    """The second half-year's last checkpoints fall into the next fiscal year."""
    here.sources("item: O29, unit: hr, url: 'http://office.test/o29', adapter: page, why: x")
    here.site.routes["/o29"] = STATISTICS
    here.run(datetime(2022, 11, 16, 12, tzinfo=UTC), "2565-H2", "O29")
    assert here.run(APRIL_2566, "2566-H1", "O29")["O29"][0].last_year == ()


def test_the_same_file_under_two_items_is_a_note(here: Here) -> None:
    follow = "adapter: page, why: x, options: {follow: documents}"
    here.sources(
        f"item: O29, unit: hr, url: 'http://office.test/o29', {follow}",
        f"item: O30, unit: general, url: 'http://office.test/o30', {follow}",
    )
    here.site.routes |= {
        "/o29": "<html><a href='/a.pdf'>สถิติ</a></html>",
        "/o30": "<html><a href='/b.pdf'>การมีส่วนร่วม</a></html>",
        "/a.pdf": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7 same"),
        "/b.pdf": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7 same"),
    }
    found = here.run(APRIL_2566, "2566-H1", "O29", "O30")
    assert list(found["O29"][0].also_under.values()) == [("O30",)]
    assert list(found["O30"][0].also_under.values()) == [("O29",)]
    notes = {(one.code, one.result) for one in found["O29"][1].findings}
    assert ("same_file", "note") in notes


def test_a_source_down_at_two_checkpoints_is_missing(here: Here) -> None:
    here.sources("item: O29, unit: hr, url: 'http://office.test/o29', adapter: page, why: x")
    here.site.routes["/o29"] = (503, {}, b"down")
    _, first = here.run(APRIL_2566, "2566-H1", "O29", checkpoint="april_18")["O29"]
    assert str(first.verdict) == "needs_review"
    assert {one.code for one in first.findings} == {"source_down"}
    later = datetime(2023, 4, 24, 12, tzinfo=UTC)
    snapshot, second = here.run(later, "2566-H1", "O29", checkpoint="april_24")["O29"]
    assert snapshot.previously_down == ("http://office.test/o29",)
    assert str(second.verdict) == "not_met"
    assert "source_down_again" in {one.code for one in second.findings}
    here.site.routes["/o29"] = STATISTICS
    _, third = here.run(MAY_2566, "2566-H1", "O29", checkpoint="closing")["O29"]
    assert str(third.verdict) == "met"


def test_a_page_that_lost_its_links_is_asked_about_once(here: Here) -> None:
    here.sources("item: O29, unit: hr, url: 'http://office.test/o29', adapter: page, why: x")
    here.site.routes["/o29"] = "<html><body>สถิติ <a href='/x'>ไตรมาส 1</a></body></html>"
    first, _ = here.run(datetime(2023, 4, 10, 12, tzinfo=UTC), "2566-H1", "O29")["O29"]
    assert first.evidence[0].captures[0].links == 1
    here.site.routes["/o29"] = "<html><body>สถิติ</body></html>"
    _, alarm = here.run(APRIL_2566, "2566-H1", "O29")["O29"]
    assert {one.code for one in alarm.findings} == {"links_gone"}
    assert str(alarm.verdict) == "needs_review"
    _, after = here.run(MAY_2566, "2566-H1", "O29")["O29"]
    assert str(after.verdict) == "not_met"


def test_the_submitted_url_is_sealed_and_judged(here: Here) -> None:
    here.sources(
        "item: O29, unit: hr, url: 'http://office.test/o29', adapter: page, why: x",
        submitted="O29: {url: 'http://office.test/moved', submitted_at: 2023-04-28T16:00:00+07:00}",
    )
    here.site.routes["/o29"] = STATISTICS
    snapshot, verdict = here.run(MAY_2566, "2566-H1", "O29")["O29"]
    (evidence,) = [one for one in snapshot.evidence if one.unit == SUBMITTED]
    assert evidence.captures[0].outcome is Outcome.NOT_FOUND
    assert str(verdict.verdict) == "not_met"
    assert "found_elsewhere" in {one.code for one in verdict.findings}
    here.site.routes["/moved"] = STATISTICS
    later = datetime(2023, 5, 2, 12, tzinfo=UTC)
    assert str(here.run(later, "2566-H1", "O29")["O29"][1].verdict) == "met"


def test_what_was_submitted_may_be_no_url_at_all(here: Here) -> None:
    here.sources(
        "item: O29, unit: hr, url: 'http://office.test/o29', adapter: page, why: x",
        submitted="O29: {url: 'เว็บไซต์จังหวัด', submitted_at: 2023-04-28T16:00:00+07:00}",
    )
    here.site.routes["/o29"] = STATISTICS
    snapshot, verdict = here.run(MAY_2566, "2566-H1", "O29")["O29"]
    assert snapshot.evidence[-1].captures[0].outcome is Outcome.REFUSED_BY_POLICY
    assert str(verdict.verdict) == "needs_review"
