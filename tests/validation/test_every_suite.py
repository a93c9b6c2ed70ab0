"""No item and no expectation is left out: what is no single document (O18, O20, O21) is tried here in
each format it comes in, and the 43 are counted.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from good_documents import AS_TABLE, BODY, GOOD, PAGES, Blocks, as_file, as_page, swap

from ita_evidence.extraction.readers import formats
from ita_evidence.extraction.readers.limits import DEFAULT
from ita_evidence.model import Document, Link, VerdictValue
from ita_evidence.periods import Month, first_half
from ita_evidence.sample.blocks import Grid, Heading, Text

HOME = "https://www.somewhere.example/"
HERE = ("O18", "O20", "O21")
BESIDE_ONE_ANOTHER = ("O25",)
"""A page and its files, in test_judge_documents."""

# --- O18: a page of links and the home page ----------------------------------------------------

SYSTEM = "https://ereg.dbd.go.th/apply"


def e_service(
    make: Any, href: str = SYSTEM, *, unit: str = "commerce", linked: bool | None = True
) -> Any:
    """The judgement of one link to a system; `linked`: from the home page, or it was not seen."""
    system = Link(href=href, text="จดทะเบียนออนไลน์ (e-Service)", heading="หน่วย")
    shown = make.shown(make.doc(f"บริการออนไลน์ {BODY}", links=(system,)), url=f"{HOME}e-service/")
    menu = Link(href="/e-service/" if linked else "/news/", text="E-Service")
    home = None if linked is None else make.shown(make.doc(BODY, links=(menu,)), url=HOME)
    return make.judge("O18", units={unit: (shown,)}, home=home)


# --- O20: announcements ------------------------------------------------------------------------

NOTICES: Blocks = (
    Heading(f"ประกาศจัดซื้อจัดจ้าง {BODY}", 1),
    Grid(
        ("เรื่อง", "วันที่ประกาศ"),
        (("ประกาศเชิญชวน ประกวดราคาจ้างก่อสร้างถนน", "6 ธันวาคม 2565"),),
    ),
)
FEED = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>e-GP</title><item>'
    f"<title>ประกวดราคาจ้างก่อสร้างถนน {BODY}</title><description>ประกาศเชิญชวน</description>"
    "<pubDate>Tue, 06 Dec 2022 10:00:00 +0700</pubDate></item></channel></rss>"
).encode()


# --- O21: six months ---------------------------------------------------------------------------

FACTS = (
    "ลำดับที่",
    "งานที่จัดซื้อหรือจัดจ้าง",
    "วงเงินที่จะซื้อหรือจ้าง (บาท)",
    "ราคากลาง (บาท)",
    "วิธีซื้อหรือจ้าง",
    "รายชื่อผู้เสนอราคาและราคาที่เสนอ",
    "ผู้ได้รับการคัดเลือกและราคาที่ตกลงซื้อหรือจ้าง",
    "เหตุผลที่คัดเลือกโดยสรุป",
    "เลขที่และวันที่ของสัญญาหรือข้อตกลงในการซื้อหรือจ้าง",
)


def month_of_purchases(month: Month) -> Blocks:
    rows = tuple(
        (
            str(number),
            "ซื้อวัสดุสำนักงาน",
            "45,000.00",
            "45,000.00",
            "เฉพาะเจาะจง",
            "ร้านสมมติ 44,500.00 บาท",
            "ร้านสมมติ ราคา 44,500.00 บาท",
            "เสนอราคาต่ำสุด",
            f"{number}/2566 ลงวันที่ {4 + number} {month.name_th}",
        )
        for number in (1, 2)
    )
    title = f"สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน {month.name_th}"
    return (Heading(title, 1), Text(f"{BODY} แบบ สขร. 1"), Grid(FACTS, rows))


def half(kind: str, change: Callable[[Blocks], Blocks] = lambda one: one) -> list[Document]:
    return [read(kind, change(month_of_purchases(month))) for month in first_half(2566)]


def read(kind: str, blocks: Blocks) -> Document:
    return as_page(blocks) if kind == "html" else as_file(kind, blocks)


# --- good ones ---------------------------------------------------------------------------------


def test_a_system_linked_from_home_is_met(make: Any, say: Any) -> None:
    found = e_service(make)
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])


@pytest.mark.parametrize("kind", [*AS_TABLE, "rss"])
def test_announcements_in_each_format_are_met(make: Any, say: Any, kind: str) -> None:
    document = formats.parse(FEED, "rss", None, DEFAULT) if kind == "rss" else read(kind, NOTICES)
    found = make.judge("O20", document)
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])


@pytest.mark.parametrize("kind", AS_TABLE)
def test_six_months_in_each_format_are_met(make: Any, say: Any, kind: str) -> None:
    found = make.judge("O21", *half(kind))
    assert (found.verdict, say.reasons(found)) == (VerdictValue.MET, [])


# --- one thing changed -------------------------------------------------------------------------

NOT_MET, REVIEW = VerdictValue.NOT_MET, VerdictValue.NEEDS_REVIEW
BROKEN: dict[str, tuple[Callable[[Any], Any], str, str, VerdictValue]] = {
    "O18 forms alone": (
        lambda make: e_service(make, f"{HOME}forms/form1.pdf"),
        "forms_only",
        "channel",
        NOT_MET,
    ),
    "O18 a system that nobody knows": (
        lambda make: e_service(make, unit="strategy"),
        "unknown_system",
        "channel",
        REVIEW,
    ),
    "O18 not linked": (
        lambda make: e_service(make, linked=False),
        "not_linked",
        "from_home",
        NOT_MET,
    ),
    "O18 home not seen": (
        lambda make: e_service(make, linked=None),
        "home_not_captured",
        "from_home",
        REVIEW,
    ),
    "O20 last year's": (
        lambda make: make.judge("O20", as_page(swap("2565", "2564")(NOTICES))),
        "wrong_year",
        "year",
        NOT_MET,
    ),
    "O20 undated": (
        lambda make: make.judge("O20", as_page(swap("6 ธันวาคม 2565", "")(NOTICES))),
        "announcements_undated",
        "year",
        REVIEW,
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_one_change_gives_its_finding_and_no_other(make: Any, say: Any, name: str) -> None:
    case, code, component, verdict = BROKEN[name]
    found = case(make)
    assert (found.verdict, say.reasons(found)) == (verdict, [(code, component, "")])


@pytest.mark.parametrize("kind", ["html", "xlsx"])
def test_a_month_that_is_gone_is_the_only_finding(make: Any, say: Any, kind: str) -> None:
    found = make.judge("O21", *half(kind)[:5])
    assert (found.verdict, say.reasons(found)) == (
        NOT_MET,
        [("month_missing", "months", "2566-03")],
    )


def test_a_month_of_another_province_is_for_a_person(make: Any, say: Any) -> None:
    *five, last = half("docx")
    copied = read("docx", swap(BODY, "จ.ลำปาง")(month_of_purchases(first_half(2566)[5])))
    found = make.judge("O21", *five, copied)
    assert (found.verdict, say.reasons(found)) == (
        REVIEW,
        [("body_in_doubt", "months", "2566-03")],
    )
    assert make.judge("O21", *five, last).verdict is VerdictValue.MET


# --- nothing left out --------------------------------------------------------------------------


def test_all_items_have_a_good_one(items: Any) -> None:
    assert {*GOOD, *PAGES, *HERE, *BESIDE_ONE_ANOTHER} == set(items)


@pytest.mark.parametrize("item", HERE)
def test_each_expectation_has_a_case_that_breaks_it(make: Any, item: str) -> None:
    suite = json.loads((make.suites / f"o{int(item[1:]):02d}.json").read_text())
    severity = {NOT_MET: "critical", REVIEW: "warning"}
    broken = {severity[one[-1]] for name, one in BROKEN.items() if name.startswith(item)}
    in_months = {"critical", "warning"} if item == "O21" else set()  # the two tests above
    assert [one["severity"] for one in suite["expectations"]] == ["critical", "warning"]
    assert broken | in_months == {"critical", "warning"}
