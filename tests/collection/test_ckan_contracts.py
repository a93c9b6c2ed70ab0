"""A catalog's contracts from the socket to their records: paged, shifted against their keys, masked."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import orjson
from collection_world import Site, make_request

from ita_evidence.collection import Fetcher
from ita_evidence.collection.adapters import collect
from ita_evidence.extraction import readers, records
from ita_evidence.periods import parse

KEYS = (
    "รหัสโครงการ",
    "ชื่อโครงการ",
    "ชื่อหน่วยงาน",
    "กลุ่มวิธีจัดซื้อฯ",
    "วันที่ประกาศ",
    "งบประมาณ(บาท)",
    "ราคากลาง(บาท)",
    "ราคาตกลงซื้อ/จ้าง",
    "ปีงบประมาณ",
    "จังหวัด",
    "จังหวัด(Eng)",
    "เขต/อำเภอ",
    "เขต/อำเภอ(Eng)",
    "แขวง/ตำบล",
    "แขวง/ตำบล(Eng)",
    "สถานะโครงการ",
    "พิกัดของโครงการ",
    "เลขนิติบุคคล",
    "ชื่อผู้ชนะ",
    "เลขที่สัญญา",
    "วันที่ลงนามสัญญา",
    "วันที่สิ้นสุดสัญญา",
    "งบสัญญา(บาท)",
    "สถานะสัญญา",
)
PATH = "/api/3/action/datastore_search?resource_id=contracts&limit=2&offset="


def contract(number: int, winner_id: str, *, shifted: bool) -> dict[str, Any]:
    """A made-up row; `shifted` leaves out the English place names, as the catalog has done, so
    that each later value stands three keys early and the last three are null."""
    before = [f"6603900000{number}", f"ซื้อเครื่องพิมพ์ ชุดที่ {number}", "สำนักงานสมมติ", "e-bidding"]
    before += ["3 ธ.ค. 65", 900_000, "890,000.00", 880_000.5 + number, "2566", "สมมติบุรี"]
    places = ["เมือง", "ในเมือง"] if shifted else ["Sommut", "เมือง", "Mueang", "ในเมือง", "Nai"]
    after = ["ดำเนินการ", "POINT(1 2)", winner_id, f"บริษัท สมมติ {number} จำกัด", f"{number}/2566"]
    after += ["12 ม.ค. 66", "31 มี.ค. 66", 880_000.5 + number, "ส่งงานครบถ้วน"]
    values = [*before, *places, *after]
    return dict(zip(KEYS, values + [None] * (len(KEYS) - len(values)), strict=True))


def answer_of(*rows: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    body = {"success": True, "result": {"records": rows, "total": 3}}
    return 200, {"Content-Type": "application/json"}, orjson.dumps(body)


def test_shifted_and_masked_values_are_read_right_and_flagged(
    site: Site, fetcher: Callable[..., Fetcher]
) -> None:
    shifted = contract(1, "0993000000011", shifted=True)
    assert shifted["เลขนิติบุคคล"] == "12 ม.ค. 66"  # under a wrong key, as it is published
    masked, right = contract(2, "xxxx", shifted=True), contract(3, "0993000000038", shifted=False)
    site.routes |= {PATH + "0": answer_of(shifted, masked), PATH + "2": answer_of(right)}
    request = make_request(adapter="ckan", options={"resource_id": "contracts", "limit": 2})
    found = collect(request, fetcher(site.address), period=parse("2566-03"), fiscal_year=2566)
    assert site.paths == [PATH + "0", PATH + "2"]
    rows = []
    for one in found:
        assert one.body is not None
        document = readers.read(
            one.body, name=one.capture.final_url, content_type=one.capture.content_type
        )
        rows += records.extract("contracts", document).frame.to_dict("records")
    assert [row["flags"] for row in rows] == ["shifted:3", "shifted:3 winner_id:masked", ""]
    assert [row["winner_id"] for row in rows] == ["0993000000011", "xxxx", "0993000000038"]
    for number, row in enumerate(rows, 1):
        assert (row["project_id"], row["winner"], row["contract_number"]) == (
            f"6603900000{number}",
            f"บริษัท สมมติ {number} จำกัด",
            f"{number}/2566",
        )
        assert (row["announced_date"], row["signed_date"], row["ends_date"]) == (
            "2022-12-03",
            "2023-01-12",
            "2023-03-31",
        )
        price = Decimal("880000.5") + number
        assert (row["agreed_price_baht"], row["contract_price_baht"]) == (price, price)
        assert (row["reference_price_baht"], row["status"]) == (Decimal(890_000), "ส่งงานครบถ้วน")
