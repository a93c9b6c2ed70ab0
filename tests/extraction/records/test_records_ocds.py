"""Purchases as OCDS 1.1: what the standard requires of a package, and that nothing else is said."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from ita_evidence.extraction.records import ocds

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ROW: dict[str, Any] = {
    "heading_month": "2566-03",
    "number": "1",
    "work": "ซื้อกระดาษ",
    "budget_baht": Decimal("45000"),
    "reference_price_baht": Decimal("44900.50"),
    "method": "วิธีเฉพาะเจาะจง",
    "winner": "ร้าน ก ราคา 44,500.00 บาท",
    "agreed_price_baht": Decimal("44500.00"),
    "reason": "ราคาต่ำสุด",
    "contract_number": "12/2566",
    "contract_date": "2023-03-05",
    "project_id": None,
    "tax_id": "1101700203451",
    "place_page": 1,
    "place_row": 3,
    "flags": "",
}


def package(*rows: dict[str, Any]) -> dict[str, Any]:
    return ocds.package(
        rows, uri="urn:x:1", buyer="จังหวัดสมมติบุรี", ocid_prefix="ocds-abcdef", published_at=NOW
    )


def test_a_purchase_is_a_release_of_its_tender_award_and_contract() -> None:
    made = package(ROW)
    assert (made["version"], made["publisher"]) == ("1.1", {"name": "จังหวัดสมมติบุรี"})
    (release,) = made["releases"]
    assert release["tag"] == ["tender", "award", "contract"]
    assert release["planning"]["budget"]["amount"] == {"amount": 45000.0, "currency": "THB"}
    assert release["tender"]["value"] == {"amount": 44900.5, "currency": "THB"}
    assert release["tender"]["procurementMethod"] == "direct"
    (award,), (contract,) = release["awards"], release["contracts"]
    assert award["suppliers"][0]["name"] == "ร้าน ก" and award["value"]["amount"] == 44500.0
    assert (contract["id"], contract["awardID"]) == ("12/2566", award["id"])
    assert contract["dateSigned"] == "2023-03-05T12:00:00+07:00"


def test_what_the_standard_requires_is_there() -> None:
    made = package(ROW, {**ROW, "number": "2", "place_row": 4})
    assert {"uri", "version", "publishedDate", "publisher", "releases"} <= made.keys()
    for release in made["releases"]:
        assert {"ocid", "id", "date", "tag", "initiationType"} <= release.keys()
        assert re.fullmatch(r"ocds-[a-z0-9]{6}-\w+", release["ocid"])
        assert not re.search(r"[#/]", release["id"])
        datetime.fromisoformat(release["date"])
        parties = {party["id"] for party in release["parties"]}
        named = [release["buyer"], *release["awards"][0]["suppliers"]]
        assert {one["id"] for one in named} == parties
    ids = [release["ocid"] for release in made["releases"]]
    assert len(set(ids)) == len(ids) == 2


@pytest.mark.parametrize(
    ("missing", "absent"),
    [
        ("budget_baht", "planning"),
        ("winner", "awards"),
        ("contract_date", None),
        ("reference_price_baht", None),
    ],
)
def test_what_a_record_lacks_is_not_said(missing: str, absent: str | None) -> None:
    (release,) = package({**ROW, missing: None})["releases"]
    if absent:
        assert absent not in release

    def values(of: Any) -> list[Any]:
        if isinstance(of, dict):
            return [one for value in of.values() for one in values(value)]
        return [one for value in of for one in values(value)] if isinstance(of, list) else [of]

    assert None not in values(release) and "" not in values(release)


def test_no_persons_number_is_said() -> None:
    assert ROW["tax_id"] not in repr(package(ROW))


def test_equal_records_give_equal_packages_and_none_without_a_work() -> None:
    assert package(ROW) == package(dict(ROW))
    assert package({**ROW, "work": None})["releases"] == []
    assert package({**ROW, "flags": "nil_row agreed_price:none"})["releases"] == []
