"""What a run knows of the runs before it, over a real site and a real store: last year's bytes, the
same file under two items, the submitted URL, the feeds that forget, sources that stay down."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from collection_world import Site

from ita_evidence import catalog, feeds, lookout, pipeline, settings
from ita_evidence.archive import snapshots
from ita_evidence.archive.store import open_store
from ita_evidence.errors import SourceUnread
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
  gone.test: {{http: "127.0.0.1:1", https: "127.0.0.1:1"}}
hosts:
  - {{name: gone.test, delay_s: 0.0}}
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
        self.work = replace(self.work, load=partial(catalog.load, self.root))

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
        replace(loaded, catalog=root), partial(catalog.load, root), opened, lambda: now[0]
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


# --- feeds that forget -----------------------------------------------------------------------

FEED = "http://office.test/rss?deptId=9901&anounceType=D0"
OF_FEED = f"item: O20, unit: hr, url: '{FEED}', adapter: egp_rss, why: x"


def feed(numbers: Iterable[int]) -> tuple[int, dict[str, str], bytes]:
    """An e-GP feed of these announcements, the newest first, its header lying as e-GP's does."""
    items = "".join(
        f"<item><title>ประกวดราคาซื้อครุภัณฑ์ {BODY} รายการที่ {n} (e-bidding)</title>"
        f"<link>http://office.test/view?id={n}</link>"
        f"<description>66039{100000 + n}, e-bidding, ประกาศเชิญชวน</description>"
        f"<pubDate>2023-03-{1 + n % 28:02d}</pubDate><guid></guid></item>"
        for n in numbers
    )
    text = f'<?xml version="1.0" encoding="Windows-874" ?><rss version="2.0"><channel>{items}</channel></rss>'
    return 200, {"Content-Type": "text/xml;charset=ISO-8859-1"}, text.encode("cp874")


def read_feed(here: Here, day: datetime, numbers: Iterable[int]) -> feeds.Taken:
    here.now[:] = [day]
    here.site.routes["/rss?deptId=9901&anounceType=D0"] = feed(numbers)
    return lookout.read_feeds(here.work, here.agency)[FEED]


def day(number: int) -> datetime:
    return datetime(2023, 3, number, 11, 5, tzinfo=UTC)


def test_nothing_is_taken_twice_and_a_gap_is_noticed(here: Here) -> None:
    here.sources(OF_FEED)
    assert read_feed(here, day(1), range(20, 0, -1)) == (20, 20, False)
    assert read_feed(here, day(2), range(20, 0, -1)) == (20, 0, False)
    assert read_feed(here, day(3), range(25, 5, -1)) == (20, 5, False)
    assert read_feed(here, day(9), range(70, 50, -1)) == (20, 20, True)
    readings = feeds.load(here.work.store, here.agency, FEED).readings
    assert [len(one.keys) for one in readings] == [20, 20, 20], "a day without news is not kept"
    assert [bool(one.capture.remarks) for one in readings] == [False, False, True]


def test_a_short_feed_forgets_nothing(here: Here) -> None:
    here.sources(OF_FEED)
    read_feed(here, day(1), range(5, 0, -1))
    assert read_feed(here, day(2), range(9, 5, -1)) == (4, 4, False)


def test_one_project_has_several_stages(here: Here) -> None:
    here.sources(OF_FEED)
    read_feed(here, day(1), [7])
    status, headers, body = feed([7])
    body = body.replace("ประกาศเชิญชวน".encode("cp874"), "ประกาศผู้ชนะ".encode("cp874"))
    here.site.routes["/rss?deptId=9901&anounceType=D0"] = (status, headers, body)
    assert lookout.read_feeds(here.work, here.agency)[FEED].new == 1


def test_a_run_seals_what_the_feed_has_forgotten(here: Here) -> None:
    here.sources(OF_FEED)
    for number in range(1, 11):  # three new ones a day: 20 to 47
        read_feed(here, day(number), range(17 + 3 * number, 3 * number - 3, -1))
    snapshot, verdict = here.run(APRIL_2566, "2566-H1", "O20")["O20"]
    source, *earlier = snapshot.evidence[0].captures
    assert (source.role, source.parent) == ("source", None)
    assert len(earlier) == 2, "as few readings as show what is not shown any more"
    assert {(one.role, one.parent) for one in earlier} == {("linked", FEED)}
    assert [one.label for one in earlier] == ["อ่านเมื่อ 1 มีนาคม 2566", "อ่านเมื่อ 4 มีนาคม 2566"]
    shown: set[str] = set()
    for one in (source, *earlier):
        body = snapshots.get_blob(here.work.store, one.blob_sha256 or "")
        document = pipeline.read_feed(one, body)
        assert document is not None
        shown |= {row[1] for row in document.tables[0].rows[1:]}
    assert len(shown) == 47
    assert str(verdict.verdict) == "met"
    again, _ = here.run(MAY_2566, "2566-H1", "O20")["O20"]
    assert again.evidence[0].captures[0].outcome is Outcome.UNCHANGED
    assert len(again.evidence[0].captures) == 3


def test_what_was_read_stands_in_for_a_feed_that_is_closed(here: Here) -> None:
    here.sources(OF_FEED)
    read_feed(here, day(1), range(20, 0, -1))
    here.site.routes["/rss?deptId=9901&anounceType=D0"] = (503, {}, b"")
    snapshot, verdict = here.run(APRIL_2566, "2566-H1", "O20")["O20"]
    assert [one.outcome for one in snapshot.evidence[0].captures] == [
        Outcome.SERVER_ERROR,
        Outcome.OK,
    ]
    assert str(verdict.verdict) == "met"


def test_a_gap_is_said_of_the_item(here: Here) -> None:
    here.sources(OF_FEED)
    read_feed(here, day(1), range(20, 0, -1))
    read_feed(here, day(9), range(70, 50, -1))
    _, verdict = here.run(APRIL_2566, "2566-H1", "O20")["O20"]
    assert ("feed_gap", "note") in {(one.code, one.result) for one in verdict.findings}
    here.site.routes["/rss?deptId=9901&anounceType=D0"] = feed(range(99, 79, -1))
    snapshot, _ = here.run(MAY_2566, "2566-H1", "O20")["O20"]
    gaps = [len(one.remarks) for one in snapshot.evidence[0].captures]
    assert gaps == [1, 0, 1], "a run whose own look does not join says so too"


def test_last_years_readings_are_not_this_years(here: Here) -> None:
    here.sources(OF_FEED)
    read_feed(here, MAY_2565, range(20, 0, -1))
    read_feed(here, day(1), range(25, 5, -1))
    snapshot, _ = here.run(APRIL_2566, "2566-H1", "O20")["O20"]
    assert len(snapshot.evidence[0].captures) == 1


def test_a_feed_that_cannot_be_read_is_an_error_that_a_retry_may_mend(here: Here) -> None:
    other = FEED.replace("D0", "W0")
    here.sources(OF_FEED, OF_FEED.replace("D0", "W0"))
    here.site.routes["/rss?deptId=9901&anounceType=D0"] = "<html>ปิดปรับปรุงระบบ</html>"
    here.site.routes["/rss?deptId=9901&anounceType=W0"] = feed([1])
    with pytest.raises(SourceUnread, match="anounceType=D0") as raised:
        lookout.read_feeds(here.work, here.agency)
    assert raised.value.retry_helps
    assert len(feeds.load(here.work.store, here.agency, other).readings) == 1


def test_the_agencies_that_have_feeds(here: Here) -> None:
    here.sources(OF_FEED)
    assert lookout.agencies_with_feeds(here.work.catalog, APRIL_2566.date()) == [here.agency]
    assert lookout.agencies_with_feeds(here.work.catalog, date(2020, 1, 1)) == []
    here.sources("item: O29, unit: hr, url: 'http://office.test/o29', adapter: page, why: x")
    assert lookout.agencies_with_feeds(here.work.catalog, APRIL_2566.date()) == []


# --- what was submitted, while scoring lasts --------------------------------------------------

SUBMITTED_PAGE = "<html><body>สถิติ <p>ผู้เข้าชม 12 ครั้ง</p><a href='/a.pdf'>ไฟล์</a>{}</body></html>"


@pytest.fixture
def sealed(here: Here) -> Here:
    """What was submitted for O29, sealed at the closing."""
    url = "http://office.test/o29"
    here.sources(
        f"item: O29, unit: hr, url: '{url}', adapter: page, why: x, options: {{follow: documents}}",
        submitted=f"O29: {{url: '{url}', submitted_at: 2023-04-28T16:00:00+07:00}}",
    )
    here.site.routes["/o29"] = SUBMITTED_PAGE.format("")
    here.site.routes["/a.pdf"] = (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7 a")
    here.run(MAY_2566, "2566-H1", "O29", checkpoint="closing")
    return here


def look(here: Here, at: datetime) -> list[tuple[str, str]]:
    here.now[:] = [at]
    told = lookout.look_at_submitted(here.work, here.agency)
    return [(one.kind, one.url.removeprefix("http://office.test")) for one in told]


def notices(here: Here) -> list[dict[str, Any]]:
    keys = here.work.store.work_keys(f"notices/{here.agency}/")
    return [json.loads(here.work.store.work_get(key) or b"") for key in keys]


def test_what_stands_is_not_told(sealed: Here) -> None:
    assert look(sealed, datetime(2023, 5, 8, 12, tzinfo=UTC)) == []
    sealed.site.routes["/o29"] = SUBMITTED_PAGE.format("").replace("12", "345")
    assert look(sealed, datetime(2023, 5, 15, 12, tzinfo=UTC)) == []
    assert notices(sealed) == []


def test_what_went_down_is_told_once(sealed: Here) -> None:
    sealed.site.routes["/o29"] = (404, {}, b"gone")
    first = datetime(2023, 5, 8, 12, tzinfo=UTC)
    assert look(sealed, first) == [("submitted_down", "/o29")]
    assert look(sealed, datetime(2023, 5, 15, 12, tzinfo=UTC)) == [("submitted_down", "/o29")]
    (notice,) = notices(sealed)
    assert (notice["kind"], notice["item"]) == ("submitted_down", "O29")
    assert notice["seen_at"] == "2023-05-08T12:00:00Z", "the first time stays"
    assert "ข้อ O29 เปิดไม่ได้เมื่อ 8 พฤษภาคม 2566" in notice["th"]


def test_what_changed_is_told_with_each_change(sealed: Here) -> None:
    sealed.site.routes["/o29"] = SUBMITTED_PAGE.format("<p>ฉบับแก้ไข</p>")
    assert look(sealed, datetime(2023, 5, 8, 12, tzinfo=UTC)) == [("submitted_changed", "/o29")]
    sealed.site.routes["/o29"] = SUBMITTED_PAGE.format("<p>ฉบับแก้ไขครั้งที่สอง</p>")
    assert look(sealed, datetime(2023, 5, 15, 12, tzinfo=UTC)) == [("submitted_changed", "/o29")]
    assert len(notices(sealed)) == 2


def test_a_file_of_the_submitted_page_is_looked_at_too(sealed: Here) -> None:
    sealed.site.routes["/a.pdf"] = (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7 b")
    assert look(sealed, datetime(2023, 5, 8, 12, tzinfo=UTC)) == [("submitted_changed", "/a.pdf")]
    sealed.site.routes["/a.pdf"] = (404, {}, b"")
    assert look(sealed, datetime(2023, 5, 15, 12, tzinfo=UTC)) == [("submitted_down", "/a.pdf")]


def test_being_kept_out_is_not_down(sealed: Here) -> None:
    sealed.site.routes["/o29"] = (403, {}, b"no robots")
    assert look(sealed, datetime(2023, 5, 8, 12, tzinfo=UTC)) == []


def test_after_scoring_nothing_is_asked(sealed: Here) -> None:
    sealed.site.routes["/o29"] = (404, {}, b"gone")
    asked = len(sealed.site.asked)
    assert look(sealed, datetime(2023, 7, 3, 12, tzinfo=UTC)) == []
    assert len(sealed.site.asked) == asked


# --- proof of absence ------------------------------------------------------------------------


def test_what_was_tried_is_sealed_when_evidence_was_not_found(here: Here) -> None:
    """Enough to dispute: each URL, when, from which address, what it said, and the page it gave."""
    here.sources(
        "item: O29, unit: hr, url: 'http://office.test/old', adapter: page, why: x",
        "item: O29, unit: general, url: 'http://gone.test/o29', adapter: page, why: x",
        "item: O29, unit: general, url: 'http://office.test/busy', adapter: page, why: x",
    )
    said = "<html><title>ไม่พบหน้าที่ท่านต้องการ</title><body>ขออภัย</body></html>"
    here.site.routes |= {
        "/old": (302, {"Location": "/new"}, b""),
        "/new": said,
        "/busy": (503, {}, b"busy"),
    }
    snapshot, verdict = here.run(APRIL_2566, "2566-H1", "O29")["O29"]
    tried = {
        one.url.removeprefix("http://"): one for ev in snapshot.evidence for one in ev.captures
    }
    old = tried["office.test/old"]
    assert (old.outcome, old.rule) == (Outcome.SOFT_404, "soft_404.title_th")
    assert [(hop.status, hop.location) for hop in old.redirects] == [(302, "/new")]
    assert old.final_url == "http://office.test/new"
    assert old.started_at <= old.ended_at == APRIL_2566
    assert (old.head or "").startswith("HTTP/1.1 200 OK") and old.address == "127.0.0.1"
    assert snapshots.get_blob(here.work.store, old.blob_sha256 or "") == said.encode()
    busy = tried["office.test/busy"]
    assert (busy.outcome, busy.status, len(busy.attempts)) == (Outcome.SERVER_ERROR, 503, 2)
    assert all("503" in one.problem for one in busy.attempts), "each try, with its time"
    gone = tried["gone.test/o29"]
    assert (gone.outcome, gone.rule) == (Outcome.UNREACHABLE, "connection_refused")
    assert gone.attempts and gone.address is None
    assert str(verdict.verdict) == "not_met"
    quoted = [one for one in verdict.findings if one.unit == "hr"]
    assert "http://office.test/new" in quoted[0].th and "18 เมษายน 2566" in quoted[0].th
