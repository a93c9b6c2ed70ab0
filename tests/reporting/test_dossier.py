from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook

from ita_evidence.model import Attempt, Evidence, Outcome, Place, Source, UnitResult, UnitStatus
from ita_evidence.model import VerdictValue as V
from ita_evidence.reporting import dossier, words
from ita_evidence.reporting.history import History
from ita_evidence.reporting.inputs import ItemFacts

Pages = Callable[[dict[str, bytes]], dict[str, str]]

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> \u202eมท.\u2066 \x1b[31m"


def sheet(data: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


@pytest.fixture(scope="module")
def files(make: Any) -> dict[str, bytes]:
    """The dossier of the half-year that `make` makes, for those who only read it."""
    return dossier.build(make.report())


def test_the_same_input_gives_the_same_bytes(make: Any, files: dict[str, bytes]) -> None:
    assert dossier.build(make.report()) == files


def test_there_is_a_page_for_each_item_in_both_languages(
    files: dict[str, bytes], pages: Pages
) -> None:
    made = pages(files)
    names = ["index.html", "search.html"]
    names += [f"{kind}/o{n}.html" for kind in ("items", "printouts") for n in range(1, 44)]
    names += [f"captures/o{n}-1.html" for n in range(1, 44)]
    assert sorted(made) == sorted([*names, *(f"en/{name}" for name in names)])
    for path, text in made.items():
        language = "en" if path.startswith("en/") else "th"
        assert BeautifulSoup(text, "lxml").html["lang"] == language


def test_the_overview_groups_43_items_and_counts_their_verdicts(
    files: dict[str, bytes], pages: Pages
) -> None:
    page = BeautifulSoup(pages(files)["index.html"], "lxml")
    tables = page.select("table.items")
    assert [len(table.select("tbody tr")) for table in tables] == [10, 8, 4, 4, 4, 8, 5]
    said = [badge.text for badge in page.select("table.items .badge")]
    assert [said.count(words.VERDICTS[v].th) for v in (V.MET, V.NOT_MET, V.NEEDS_REVIEW)] == [
        40,
        1,
        1,
    ]
    counted = {count.dt.text: count.dd.text for count in page.select(".count")}
    assert counted["ครบ"] == "40"
    assert [cell.text.split()[0] for cell in page.select(".glance a")] == [
        f"O{n}" for n in range(1, 44)
    ]
    assert "(40/43 ข้อ)" in page.text
    assert "ไม่ใช่คะแนน ITA" in page.text
    assert "ไม่ผ่าน" not in page.text


def test_not_anchored_is_said_on_every_page(files: dict[str, bytes], pages: Pages) -> None:
    for text in pages(files).values():
        assert "not anchored" in text.lower()


@pytest.mark.parametrize(
    ("anchored", "there", "gone"),
    [
        (True, "RFC 3161", "not anchored"),
        ("test", "ผู้ให้บริการทดสอบเท่านั้น", "not anchored"),
        (False, "not anchored", "RFC 3161"),
    ],
)
def test_only_what_is_so_is_called_proven(
    make: Any, pages: Pages, anchored: Any, there: str, gone: str
) -> None:
    text = pages(dossier.build(make.report(anchored=anchored)))["index.html"]
    assert there in text
    assert gone not in text


def test_a_store_that_does_not_lock_is_named(
    make: Any, files: dict[str, bytes], pages: Pages
) -> None:
    locked = pages(files)["index.html"]
    unlocked = pages(dossier.build(make.report(locked=False)))["index.html"]
    assert "ไม่ล็อกข้อมูล" in unlocked
    assert "แก้ไขไม่ได้" not in unlocked
    assert "แก้ไขไม่ได้" in locked


def test_a_period_without_verdicts_says_so(make: Any, pages: Pages) -> None:
    files = dossier.build(make.report(verdicts={}, snapshots={}))
    made = pages(files)
    assert "ยังไม่มีผลการตรวจของรอบข้อมูลนี้" in made["index.html"]
    assert "No verdict has been recorded" in made["en/index.html"]
    assert "ข้อนี้ไม่ได้ตรวจในรอบนี้" in made["items/o21.html"]
    assert [row[5] for row in sheet(files["summary.xlsx"])[1:]] == [words.NOT_JUDGED.th] * 43


def test_a_month_promises_no_points(make: Any, pages: Pages) -> None:
    text = pages(dossier.build(make.report(period="2566-03")))["index.html"]
    assert "/43" not in text
    assert "มีนาคม 2566" in text


def test_an_item_page_holds_findings_units_captures_and_dates(
    files: dict[str, bytes], pages: Pages
) -> None:
    made = pages(files)
    page = BeautifulSoup(made["items/o21.html"], "lxml")
    text = page.get_text(" ", strip=True)
    for expected in (
        "ยังไม่พบข้อมูลในหน้าที่ตรวจ",
        "The data were not found on the page looked at.",
        "component_missing",
        "มีนาคม 2566",
        "กลุ่มงานบริหารทรัพยากรบุคคล",
        "ยังดำเนินการไม่ครบ",
        "ดำเนินการแล้ว",
        "17 เมษายน 2566 18:30 น.",
        "ตุลาคม 2565 – มีนาคม 2566",
        "14 เมษายน 2566 18:30 น.",
        "b2" * 32,
        "29" * 32,
    ):
        assert expected in text, expected
    english = BeautifulSoup(made["en/items/o21.html"], "lxml").get_text(" ", strip=True)
    assert "17 April 2023, 18:30 (Bangkok)" in english
    assert "First half of fiscal year 2566 B.E." in english
    assert english.index("The data were not found") < english.index("ยังไม่พบข้อมูลในหน้าที่ตรวจ")


def test_what_is_not_known_is_not_guessed(make: Any, pages: Pages) -> None:
    report = make.report(facts={}, verdicts={"O21": make.verdict(covered="")}, snapshots={})
    dates = BeautifulSoup(pages(dossier.build(report))["items/o21.html"], "lxml").select_one(
        "dl.dates"
    )
    assert [one.get_text(strip=True) for one in dates.select("dd")] == [
        "ไม่ทราบจากเนื้อหา",
        "ไม่ได้ระบุ",
        "ยังไม่ได้เก็บสำเนา",
    ]


def test_a_failed_capture_is_shown_with_what_was_tried(make: Any, pages: Pages) -> None:
    lost = make.capture(
        outcome=Outcome.UNREACHABLE,
        rule="connect_refused",
        status=None,
        tls=None,
        blob_sha256=None,
        attempts=(Attempt(at=make.at, url="https://www.sample.example/", problem="reset"),),
    )
    evidence = make.snapshot().evidence[0].model_copy(update={"captures": (lost,)})
    report = make.report(snapshots={"O21": make.snapshot(evidence=(evidence,))})
    page = pages(dossier.build(report))["captures/o21-1.html"]
    for expected in ("ติดต่อเว็บไซต์ไม่ได้", "unreachable", "connect_refused", "reset"):
        assert expected in page


def hostile(make: Any) -> Any:
    """A report with the same hostile text wherever a stranger's text can stand."""
    bad_url = "javascript:alert(1)//" + HOSTILE
    source = Source(item="O21", unit="<b>u</b>", url=bad_url, adapter="page", why=HOSTILE)
    capture = make.capture(
        url=bad_url,
        final_url="https://x.example/" + HOSTILE,
        role="linked",
        label=HOSTILE,
        chosen_because=HOSTILE,
        detail=HOSTILE,
        content_type=HOSTILE,
        last_modified=HOSTILE,
        attempts=(Attempt(at=make.at, url=bad_url, problem=HOSTILE),),
    )
    finding = make.finding(
        th=HOSTILE,
        en=HOSTILE,
        quote=HOSTILE,
        part=HOSTILE,
        place=Place(url=bad_url, sheet=HOSTILE),
    )
    return make.report(
        verdicts={
            "O21": make.verdict(
                verdict=V.NOT_MET,
                covered=HOSTILE,
                findings=(finding,),
                units=(UnitResult(unit="<b>u</b>", status=UnitStatus.BEHIND),),
            )
        },
        snapshots={
            "O21": make.snapshot(
                evidence=(Evidence(unit="<b>u</b>", source=source, captures=(capture,)),)
            )
        },
    )


def test_hostile_text_is_text(make: Any, pages: Pages) -> None:
    made = pages(dossier.build(hostile(make)))
    for path, text in made.items():
        page = BeautifulSoup(text, "lxml")
        scripts = [one.get("src") for one in page.select("script")]
        own = ["assets/findings.js", "assets/search.js"] if "search" in path else []
        assert [one.removeprefix("../") for one in scripts] == own, path
        assert not page.select("img, iframe, object, form, [style], [onerror]"), path
        assert not re.search("[\u202e\u2066\x1b]", text), path
        for link in page.select("a[href]"):
            assert not link["href"].lower().startswith(("javascript:", "data:", "//")), path
    for path, times in (
        ("items/o21.html", 6),
        ("captures/o21-1.html", 8),
        ("printouts/o21.html", 1),
    ):
        shown = BeautifulSoup(made[path], "lxml").get_text()
        assert shown.count("<script>alert(1)</script>") >= times, path
        assert "⟨U+202E⟩" in shown


def test_the_sheet_holds_no_formula(make: Any) -> None:
    for start in ("=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", " =1", "＝1"):
        report = make.report(
            verdicts={"O21": make.verdict(findings=(make.finding(th=start, code="x"),))}
        )
        data = dossier.summary(report)
        row = sheet(data)[21]
        assert row[6] == f"'{start} (x)", start
    assert b"<f>" not in data


def test_the_sheet_lists_the_items_in_order(make: Any) -> None:
    rows = sheet(dossier.summary(make.report()))
    assert rows[0][:5] == ["ข้อ", "ชื่อ", "คำตอบใน ITAS", "URL", "คำอธิบาย"]
    assert [row[0] for row in rows[1:]] == [f"O{n}" for n in range(1, 44)]
    assert rows[21] == [
        "O21",
        "ข้อมูลที่ 21",
        "ยังไม่ครบ โปรดดูข้อค้นพบก่อนตอบ",
        "https://www.sample.example/oit/21",
        "",
        "ไม่ครบ",
        "ยังไม่พบข้อมูลในหน้าที่ตรวจ (component_missing)",
    ]


def test_personal_data_are_masked_except_the_contacts_asked_for(make: Any, pages: Pages) -> None:
    said = "เลข 1-2345-67890-12-3 โทร 081-234-5678 นายสมชาย ใจดี"
    findings = (make.finding(th=said, en=said, quote=said),)
    topics = {5: "organisation.contact", 29: "complaints.corruption_statistics"}
    report = make.report(
        items=tuple(make.item(n, topic=topics.get(n, f"topic.n{n}")) for n in range(1, 44)),
        verdicts={f"O{n}": make.verdict(n, findings=findings) for n in (5, 21, 29)},
    )
    files = dossier.build(report)
    made = pages(files)
    everything = "".join(made.values()) + str(sheet(files["summary.xlsx"]))
    everything += files["assets/findings.js"].decode()
    assert "67890" not in everything
    for folder in ("", "en/"):
        assert "081-234-5678" in made[f"{folder}items/o5.html"]
        assert "081-234-5678" not in made[f"{folder}items/o21.html"]
        assert "สมชาย" in made[f"{folder}items/o21.html"]
        assert "สมชาย" not in made[f"{folder}items/o29.html"]


def test_a_url_with_an_id_in_it_is_shown_masked_and_not_linked(make: Any, pages: Pages) -> None:
    url = "https://www.sample.example/?id=1234567890123"
    evidence = make.snapshot().evidence[0]
    evidence = evidence.model_copy(update={"captures": (make.capture(url=url),)})
    report = make.report(snapshots={"O21": make.snapshot(evidence=(evidence,))})
    page = pages(dossier.build(report))["captures/o21-1.html"]
    assert "1234567890123" not in page
    assert "?id=xxxxxxxxxxxxx" in page


def test_every_link_is_to_the_dossier_itself_or_to_a_captured_address(
    files: dict[str, bytes], pages: Pages
) -> None:
    for path, text in pages(files).items():
        page = BeautifulSoup(text, "lxml")
        for tag, name in (("a", "href"), ("link", "href"), ("img", "src"), ("script", "src")):
            for element in page.select(f"{tag}[{name}]"):
                target = urlsplit(element[name])
                if target.scheme:
                    assert tag == "a", path
                    assert target.scheme in ("http", "https"), path
                elif target.path:
                    assert not target.path.startswith("/"), path
                    joined = posixpath.normpath(
                        posixpath.join(posixpath.dirname(path), target.path)
                    )
                    assert joined in files, (path, element[name])
                else:
                    assert page.find(id=target.fragment), (path, element[name])
    for name, data in files.items():
        if name.endswith(".css"):
            assert not re.search(rb"url\((?!data:)|@import", data), name


def test_pages_are_built_for_everybody(files: dict[str, bytes], pages: Pages) -> None:
    for path, text in pages(files).items():
        page = BeautifulSoup(text, "lxml")
        levels = [int(heading.name[1]) for heading in page.select("h1, h2, h3, h4")]
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert all(b - a <= 1 for a, b in pairwise(levels)), path
        assert all(cell.get("scope") in ("col", "row") for cell in page.select("th")), path
        assert page.select_one("a.skip")["href"] == "#main", path
        assert page.title.text.strip(), path
        ids = [element["id"] for element in page.select("[id]")]
        assert len(ids) == len(set(ids)), path
        csp = page.select_one("meta[http-equiv=Content-Security-Policy]")["content"]
        assert "default-src 'none'" in csp
        assert ("script-src" in csp) == path.endswith("search.html")
        assert "unsafe" not in csp


def test_a_page_of_a_whole_province_stays_small(make: Any, pages: Pages) -> None:
    captures = tuple(
        make.capture(url=f"https://www.sample.example/files/{n}.pdf", role="linked", label="สขร.1")
        for n in range(7)
    )
    one = make.snapshot().evidence[0].model_copy(update={"captures": captures})
    report = make.report(snapshots={"O21": make.snapshot(evidence=(one,) * 30)})
    sizes = {path: len(text.encode()) for path, text in pages(dossier.build(report)).items()}
    assert max(sizes.values()) <= 300_000


def test_ten_thousand_findings_are_a_short_page_and_all_in_the_sheet(make: Any) -> None:
    findings = tuple(
        make.finding(th=f"ยังไม่พบข้อมูล {n}", quote="ก" * 60, part=str(n)) for n in range(10_000)
    )
    report = make.report(verdicts={"O21": make.verdict(verdict=V.NOT_MET, findings=findings)})
    files = dossier.build(report)
    page = files["items/o21.html"]
    assert len(page) <= 300_000
    assert "แสดง 120 ข้อค้นพบแรก อีก 9880 ข้อดูได้จากหน้าค้นและตาราง" in page.decode()
    assert "และอีก 9992 ข้อค้นพบ" in files["printouts/o21.html"].decode()
    assert "10,000" in files["search.html"].decode()
    assert files["assets/findings.js"].count(b'"code"') == 10_000
    book = CalamineWorkbook.from_filelike(io.BytesIO(files["summary.xlsx"]))
    answers, reasons = (book.get_sheet_by_index(n).to_python() for n in (0, 1))
    assert answers[21][6].endswith("และอีก 9980 ข้อ ในแผ่นข้อค้นพบ")
    assert len(reasons) == 1 + 10_000
    assert reasons[-1][:4] == ["O21", "กลุ่มงานบริหารทรัพยากรบุคคล", "ไม่ครบ", "ยังไม่พบข้อมูล 9999"]


def test_a_late_capture_is_marked(make: Any, pages: Pages) -> None:
    report = make.report(snapshots={"O21": make.snapshot(captured_late=True)})
    made = pages(dossier.build(report))
    assert "เก็บหลังสิ้นรอบ" in made["index.html"]
    assert "เก็บสำเนาหลังสิ้นรอบ" in made["items/o21.html"]


def test_first_seen_is_the_oldest_of_the_item(make: Any, pages: Pages) -> None:
    old = datetime(2022, 12, 1, 12, tzinfo=UTC)
    known = ItemFacts(history=History(first_seen={"b2" * 32: old}))
    report = replace(make.report(), facts={"O21": known})
    assert "1 ธันวาคม 2565 19:00 น." in pages(dossier.build(report))["items/o21.html"]
