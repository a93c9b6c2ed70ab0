"""What was bought in a month: แบบ สขร.1 and what is posted in its place.

`skr1`: แบบ สขร.1 of the Official Information Board's notification of 16 January 2558, in its 9, 10
(contract number and date apart) and 12 column variants (bidders and prices apart). `v119`: the
quarterly list of circular ว 119. `list16`: the 16-column list of later editions.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ita_evidence.extraction.records import grid, nils
from ita_evidence.extraction.records.frame import OtherRow, Records, build, place, row_text
from ita_evidence.extraction.records.headings import (
    FormTable,
    Heading,
    last_line,
    month_over,
    over_forms,
)
from ita_evidence.model import Document
from ita_evidence.periods import Month, month_of
from ita_evidence.thai import amounts, dates

COLUMNS = (
    "form",
    "heading_month",
    "heading_flag",
    "heading",
    "number",
    "work",
    "budget_baht",
    "budget_text",
    "reference_price_baht",
    "reference_price_text",
    "method",
    "bidders",
    "winner",
    "agreed_price_baht",
    "agreed_price_text",
    "reason",
    "contract",
    "contract_number",
    "contract_date",
    "tax_id",
    "project_id",
    "status",
)

SKR1: grid.Columns = {
    "number": ("ลำดับที่", "ลำดับ", "ที่"),
    "work": (
        "งานที่จัดซื้อหรือจัดจ้าง",
        "งานจัดซื้อจัดจ้าง",
        "งานที่จัดซื้อจัดจ้าง",
        "งานที่ซื้อหรือจ้าง",
        "งานจัดซื้อหรือจัดจ้าง",
        "รายการจัดซื้อจัดจ้าง",
        "รายการที่จัดซื้อจัดจ้าง",
    ),
    "budget": ("วงเงินที่จะซื้อหรือจ้าง", "วงเงินที่ซื้อหรือจ้าง", "วงเงินงบประมาณ", "วงเงินที่จัดซื้อจัดจ้าง"),
    "reference_price": ("ราคากลาง",),
    "method": ("วิธีซื้อหรือจ้าง", "วิธีการซื้อหรือจ้าง", "วิธีจัดซื้อจัดจ้าง", "วิธีซื้อจ้าง"),
    "bidders": (
        "รายชื่อผู้เสนอราคาและราคาที่เสนอ",
        "รายชื่อผู้เสนอราคา",
        "ผู้เสนอราคา",
        "ผู้เสนอราคาและราคาที่เสนอ",
    ),
    "bid_price": ("ราคาที่เสนอ",),
    "winner": (
        "ผู้ได้รับการคัดเลือกและราคาที่ตกลงซื้อหรือจ้าง",
        "ผู้ที่ได้รับการคัดเลือกและราคาที่ตกลงซื้อหรือจ้าง",
        "ผู้ได้รับการคัดเลือกและราคา",
        "ผู้ได้รับการคัดเลือก",
        "ผู้ที่ได้รับการคัดเลือก",
        "ผู้ได้รับคัดเลือก",
    ),
    "agreed_price": ("ราคาที่ตกลงซื้อหรือจ้าง", "ราคาที่ตกลง"),
    "reason": ("เหตุผลที่คัดเลือกโดยสรุป", "เหตุผลที่คัดเลือก"),
    "contract": (
        "เลขที่และวันที่ของสัญญาหรือข้อตกลงในการซื้อหรือจ้าง",
        "เลขที่และวันที่ของสัญญา",
        "เลขที่และวันที่ของสัญญาหรือข้อตกลง",
        "สัญญาหรือข้อตกลงในการซื้อหรือจ้าง",
    ),
    "contract_number": ("เลขที่", "เลขที่สัญญา", "เลขที่สัญญาหรือข้อตกลง"),
    "contract_date": ("วันที่", "ลงวันที่", "วันที่ทำสัญญา", "วันที่ของสัญญา"),
}
V119: grid.Columns = {
    "number": ("ลำดับที่", "ลำดับ", "ที่"),
    "tax_id": (
        "เลขประจำตัวผู้เสียภาษี/เลขประจำตัวประชาชน",
        "เลขประจำตัวผู้เสียภาษีอากร",
        "เลขประจำตัวผู้เสียภาษี",
        "เลขประจำตัวประชาชน",
    ),
    "winner": ("ชื่อผู้ประกอบการ",),
    "work": ("รายการพัสดุที่จัดซื้อจัดจ้าง", "รายการพัสดุ", "รายละเอียดพัสดุที่จัดซื้อจัดจ้าง"),
    "agreed_price": ("จำนวนเงินรวมที่จัดซื้อจัดจ้าง", "จำนวนเงินรวม"),
    "contract": ("เอกสารอ้างอิง",),
    "contract_date": ("วันที่",),
    "contract_number": ("เลขที่",),
    "reason": ("เหตุผลสนับสนุน",),
}
LIST16: grid.Columns = {
    "number": ("ที่", "ลำดับ", "ลำดับที่"),
    "work": ("ชื่อรายการของงานที่ซื้อหรือจ้าง", "ชื่อรายการของงานที่จัดซื้อจัดจ้าง"),
    "budget": ("วงเงินงบประมาณที่ได้รับจัดสรร", "วงเงินงบประมาณ"),
    "status": ("สถานะการจัดซื้อจัดจ้าง",),
    "method": ("วิธีการจัดซื้อจัดจ้าง",),
    "reference_price": ("ราคากลาง",),
    "agreed_price": ("ราคาที่ตกลงซื้อหรือจ้าง",),
    "winner": ("รายชื่อผู้ประกอบการที่ได้รับการคัดเลือก",),
    "project_id": ("เลขที่โครงการในระบบ e-GP", "เลขที่โครงการ"),
}
FORMS: tuple[tuple[str, grid.Columns, tuple[str, ...], int], ...] = (
    ("list16", LIST16, ("work", "status"), 5),
    ("v119", V119, ("winner", "work"), 4),
    ("skr1", SKR1, ("work",), 4),
)

_LINK_WORDS = re.compile(r"ลงวันที่|ลว\.?|วันที่|เลขที่")


def extract(document: Document) -> Records:
    """A row a purchase, with the month that the heading over its table names."""
    found: dict[int, tuple[str, FormTable]] = {}
    for form, columns, required, least in FORMS:
        for one in over_forms(
            document, columns, required=required, least=least, number="number", key="work"
        ):
            found.setdefault(one.number, (form, one))
    rows: list[dict[str, Any]] = []
    others: list[OtherRow] = []
    for _, (form, one) in sorted(found.items()):
        _read_table(form, one, rows, others)
    return Records(build(COLUMNS, rows), tuple(others))


def _read_table(
    form: str, found: FormTable, rows: list[dict[str, Any]], others: list[OtherRow]
) -> None:
    index, table, above, layout = found
    titles = [row_text(table.rows[row]) for kind, row in layout.rows if kind == "title"]
    above = "\n".join([above, *titles])
    heading = month_over(above)
    for kind, position in layout.rows:
        row = table.rows[position]
        text = row_text(row)
        if kind == "record":
            record = _record(form, row, layout.at, heading, above)
            rows.append(record | place(index, table, position))
            continue
        if kind == "note" and (later := month_over(text)):
            heading, above = later, text
        if kind == "continued" and rows:
            _continue(rows[-1], row, layout.at)
        others.append(OtherRow(kind, index, position, text))


def _record(
    form: str,
    row: tuple[str, ...],
    at: dict[str, int],
    heading: Heading | None,
    above: str,
) -> dict[str, Any]:
    def text(name: str) -> str | None:
        return grid.cell(row, at, name) or None

    flags: list[str] = []
    record: dict[str, Any] = {
        "form": form,
        "heading_month": str(heading.month) if heading and heading.month else None,
        "heading_flag": heading.flag if heading else "no_month",
        "heading": heading.line if heading else last_line(above),
        **{
            name: text(name)
            for name in ("number", "work", "method", "reason", "tax_id", "project_id", "status")
        },
        "bidders": _joined(text("bidders"), text("bid_price")),
        "winner": text("winner"),
        "flags": flags,
    }
    for name in ("budget", "reference_price", "agreed_price"):
        found = grid.money(row, at, name) or None
        record[f"{name}_text"] = found
        record[f"{name}_baht"] = _amount(found, name, flags)
    if record["agreed_price_text"] is None and record["winner"]:
        record["agreed_price_baht"] = _only_amount(record["winner"], flags)
    if said := _says_nothing_was_bought(row, record["work"] or ""):
        flags.append(said)
    _contract(record, text("contract"), text("contract_number"), text("contract_date"), flags)
    if record.get("contract_date"):
        signed = month_of(date.fromisoformat(record["contract_date"]))
        if heading and heading.month:
            flags += ["contract_date:other_month"] if signed != heading.month else []
        elif (period := _period_over(above)) and signed not in period:
            flags.append("contract_date:outside_period")
    return record


@lru_cache(maxsize=256)
def _period_over(above: str) -> frozenset[Month]:
    """The months of the quarter or range that a heading names; asked for each row below it."""
    return frozenset(month for one in dates.find_ranges(above) for month in one.months)


def _says_nothing_was_bought(row: tuple[str, ...], work: str) -> str | None:
    """`nil_row` for "ไม่มีการจัดซื้อจัดจ้าง" in a row, `dash_row` for dashes alone: no purchases."""
    words = {text.strip() for text in row} - {"", "-", "–", "—"}
    if not words:
        return "dash_row"
    said = nils.find(work)
    return "nil_row" if said and not said[0].narrowed else None


def _continue(record: dict[str, Any], row: tuple[str, ...], at: dict[str, int]) -> None:
    """A further bidder of the purchase above: his cells are added to the purchase's."""
    more = _joined(grid.cell(row, at, "bidders") or None, grid.cell(row, at, "bid_price") or None)
    if more:
        record["bidders"] = "\n".join(part for part in (record["bidders"], more) if part)
    for name in ("winner", "reason", "contract"):
        if (cell := grid.cell(row, at, name)) and cell != record[name]:
            record[name] = f"{record[name]}\n{cell}" if record[name] else cell
    record["flags"].append("continued")


def _joined(name: str | None, price: str | None) -> str | None:
    return " ".join(part for part in (name, price) if part) or None


def _amount(text: str | None, name: str, flags: list[str]) -> Decimal | None:
    parsed = amounts.parse_amount(text or "")
    if parsed.kind in ("unparsed", "contradicted", "nil_dash"):
        flags.append(f"{name}:{parsed.kind}")
    return parsed.value


def _only_amount(text: str, flags: list[str]) -> Decimal | None:
    """The one amount inside "บริษัท … จำกัด ราคา 45,000.00 บาท"; None when there are several."""
    found = amounts.find_amounts(text)
    values = {one.value for one in found}
    if len(values) == 1 and None not in values:
        return values.pop()
    contradicted = any(one.flag == "contradicted" for one in found)
    why = "contradicted" if contradicted else "several" if values else "none"
    flags.append(f"agreed_price:{why}")
    return None


def _dated(cell: str) -> tuple[str, list[dates.FoundDate]]:
    """The dates of a cell, and the cell as they were found in: a PDF breaks "7 ต.ค. 65" in two."""
    for text in (cell, cell.replace("\n", "")):
        if found := [date for date in dates.find_dates(text) if date.date]:
            return text, found
    return cell, []


def _contract(
    record: dict[str, Any],
    both: str | None,
    number: str | None,
    day: str | None,
    flags: list[str],
) -> None:
    record["contract"] = both or _joined(number, day)
    source, found = _dated(day or both or number or "")
    if len({date.date for date in found}) == 1:
        chosen = found[0]
        record["contract_date"] = chosen.date.isoformat() if chosen.date else None
        if number is None:
            rest = _LINK_WORDS.sub(" ", source[: chosen.start] + " " + source[chosen.end :])
            number = " ".join(rest.split()).strip(" ,.;:-") or None
    elif not found and (serial := dates.from_serial(day or "")):
        record["contract_date"] = serial.isoformat()
        flags.append("contract_date:excel_serial")
    elif record["contract"]:
        flags.append("contract_date:several" if found else "contract_date:none")
    record["contract_number"] = number
