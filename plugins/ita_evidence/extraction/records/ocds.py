"""Purchases as a release package of the Open Contracting Data Standard, 1.1.

A release a purchase: what was planned (tender), who was chosen (award), what was signed
(contract). Only what stands in the record is said. Numbers of citizens and firms are left out:
which of the two a 13-digit number is cannot be told, and a name is what the form publishes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from ita_evidence.thai import amounts

VERSION = "1.1"
NO_PURCHASE = frozenset({"nil_row", "dash_row"})
METHODS = {
    "เฉพาะเจาะจง": "direct",
    "คัดเลือก": "selective",
    "ประกาศเชิญชวนทั่วไป": "open",
    "e-bidding": "open",
    "ประกวดราคา": "open",
    "e-market": "open",
    "ตลาดอิเล็กทรอนิกส์": "open",
    "สอบราคา": "open",
}
"""A method's Thai name (or a part of it) → the standard's code. Others have no code."""
_PRICE_WORDS = re.compile(r"\s*(?:ราคาที่เสนอ|เสนอราคา|ราคา|เป็นเงิน|จำนวนเงิน|วงเงิน)\s*$")
_BANGKOK_NOON = "T12:00:00+07:00"
"""A form gives days, the standard asks for moments."""


def package(
    rows: Iterable[Mapping[str, Any]],
    *,
    uri: str,
    buyer: str,
    ocid_prefix: str,
    published_at: datetime,
) -> dict[str, Any]:
    """The release package of `procurement_summary` records; amounts as JSON numbers.

    Args:
        rows: records; one without a work is left out, for nothing could be said of it, and one that
            says that nothing was bought.
        uri: where the package is to be found.
        buyer: the agency's name; it is the publisher too.
        ocid_prefix: as registered with the Open Contracting Partnership (`ocds-` and six signs).
    """
    releases: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["work"] and NO_PURCHASE.isdisjoint(row["flags"].split()):
            release = _release(row, buyer, ocid_prefix, published_at)
            releases.setdefault(release["ocid"], release)
    return {
        "uri": uri,
        "version": VERSION,
        "publishedDate": published_at.isoformat(),
        "publisher": {"name": buyer},
        "releases": list(releases.values()),
    }


def _digest(*parts: object) -> str:
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def _release(
    row: Mapping[str, Any], buyer: str, ocid_prefix: str, published_at: datetime
) -> dict[str, Any]:
    place = (row["heading_month"], row["number"], row["contract_number"], row["work"])
    own = row["project_id"] or _digest(*place, row["place_page"], row["place_row"])
    method = " ".join((row["method"] or "").split())
    supplier = _name(row["winner"] or "")
    agency = {"id": f"agency-{_digest(buyer)}", "name": buyer}
    release: dict[str, Any] = {
        "ocid": f"{ocid_prefix}-{own}",
        "date": published_at.isoformat(),
        "language": "th",
        "tag": ["tender"],
        "initiationType": "tender",
        "parties": [{**agency, "roles": ["buyer"]}],
        "buyer": agency,
        "tender": {
            "id": own,
            "title": row["work"],
            **_value("value", row["reference_price_baht"]),
        },
    }
    if budget := _value("amount", row["budget_baht"]):
        release["planning"] = {"budget": budget}
    if method:
        code = next((code for name, code in METHODS.items() if name in method), None)
        release["tender"] |= {"procurementMethodDetails": method}
        release["tender"] |= {"procurementMethod": code} if code else {}
    if supplier:
        _award(release, row, own, supplier)
    release["id"] = f"{release['ocid']}-{_digest(*(row[name] for name in sorted(row)))}"
    return release


def _award(release: dict[str, Any], row: Mapping[str, Any], own: str, supplier: str) -> None:
    """The award, and the contract where one is named."""
    party = {"id": f"supplier-{_digest(supplier)}", "name": supplier}
    value = _value("value", row["agreed_price_baht"])
    signed = row["contract_date"]
    release["tag"].append("award")
    release["parties"].append({**party, "roles": ["supplier"]})
    award: dict[str, Any] = {"id": f"{own}-award", "title": row["work"], "status": "active"}
    award |= {**value, "suppliers": [party]}
    if row["reason"]:
        award["description"] = row["reason"]
    release["awards"] = [award]
    if row["contract_number"] or signed:
        release["tag"].append("contract")
        contract: dict[str, Any] = {
            "id": row["contract_number"] or f"{own}-contract",
            "awardID": award["id"],
            "title": row["work"],
            **value,
        }
        if signed:
            contract["dateSigned"] = f"{signed}{_BANGKOK_NOON}"
        release["contracts"] = [contract]


def _value(name: str, amount: Decimal | None) -> dict[str, Any]:
    return {} if amount is None else {name: {"amount": float(amount), "currency": "THB"}}


def _name(winner: str) -> str:
    """The winner's name without the price that the form has beside it."""
    found = amounts.find_amounts(winner)
    name = winner[: found[0].start] if found and found[0].start else winner
    return " ".join(_PRICE_WORDS.sub("", name).split())
