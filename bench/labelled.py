"""The labelled set: documents of every kind and defect, made with their truth. Equal each time.

What a document says (text, cells, records) is decided first and then written by the writers of
`labelled_files`; nothing here reads a document. All names are made up.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

import labelled_files as files

Rows = list[list[str]]
Record = dict[str, Any]
MONTHS = (
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม".split()
)
SHORT = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.".split()
_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
WORKS = "จ้างซ่อมรถยนต์ราชการ|ซื้อวัสดุสำนักงาน|จ้างเหมาทำความสะอาด|ซื้อน้ำมันเชื้อเพลิง|จ้างพิมพ์เอกสารประชุม|ซื้อหมึกพิมพ์|จ้างติดตั้งกล้องวงจรปิด|เช่าเครื่องถ่ายเอกสาร".split(
    "|"
)
SHOPS = "ร้านสมมติการค้า|บริษัท ตัวอย่างเจริญ จำกัด|ห้างหุ้นส่วนจำกัด ทดลองกิจ|ร้านเขียนดีพาณิชย์|บริษัท น้ำใสรุ่งเรือง จำกัด".split(
    "|"
)


class Labelled(NamedTuple):
    """A document and what a careful reader finds in it."""

    name: str
    kind: str
    """The format: pdf, pdf_unruled, xlsx, xls, ods, csv, html, docx, json, rss."""
    defect: str
    """What is broken in its text, or ''."""
    data: bytes
    text: str | None
    """All its words in reading order, or None where the order is the format's own matter."""
    table: Rows | None
    record_kind: str | None
    records: list[Record]
    """The fields that are compared, for each record."""


class Form(NamedTuple):
    """What a document of one form says."""

    title: str
    rows: Rows
    record_kind: str
    records: list[Record]


class _Maker:
    """Choices of one document, by its own seed."""

    def __init__(self, seed: int, rows: int | None = None) -> None:
        self.random = random.Random(seed)
        self.rows = rows
        self.month = self.random.randint(1, 12)
        self.year_be = self.random.choice([2565, 2566, 2567])

    def amount(self) -> tuple[Decimal, str]:
        value = Decimal(self.random.randint(1_000, 9_000_000))
        if self.random.random() < 0.4:
            value += Decimal(self.random.randint(1, 99)) / 100
        whole = value == value.to_integral()
        forms = [f"{value:,.2f}", f"{value}", f"{value:,.2f} บาท"]
        if whole:
            forms += [f"{value:,}.-", f"{value:,}.-".translate(_THAI), f"{value:,}"]
        return value, self.random.choice(forms)

    def no_amount(self) -> str:
        return self.random.choice(["-", "1.5 ล้านบาท", "ตามสัญญา", "5,000,000.- (สี่ล้านบาทถ้วน)"])

    def day(self) -> tuple[str, str]:
        day = date(self.year_be - 543, self.month, self.random.randint(1, 28))
        n = self.month - 1
        short = self.random.choice([SHORT[n], SHORT[n].replace(".", ""), SHORT[n].rstrip(".")])
        text = self.random.choice(
            [
                f"{day.day} {MONTHS[n]} {self.year_be}",
                f"{day.day} {short} {self.year_be - 2500}",
                f"{day.day} {MONTHS[n]} พ.ศ. {self.year_be}".translate(_THAI),
                f"{day.day}/{self.month}/{self.year_be}",
                f"[ {day.day} {SHORT[n]} {self.year_be} ]",
            ]
        )
        return day.isoformat(), text

    def heading(self) -> str:
        text = f"สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน {MONTHS[self.month - 1]} {self.year_be}"
        return text.translate(_THAI) if self.random.random() < 0.3 else text

    def count(self) -> int:
        return self.rows or self.random.randint(3, 12)


# --- procurement -----------------------------------------------------------------------------

_SKR1 = [
    "ลำดับที่",
    "งานที่จัดซื้อหรือจัดจ้าง",
    "วงเงินที่จะซื้อหรือจ้าง",
    "ราคากลาง",
    "วิธีซื้อหรือจ้าง",
    "รายชื่อผู้เสนอราคา",
]
_SKR1 += ["ผู้ได้รับการคัดเลือกและราคา", "เหตุผลที่คัดเลือก", "เลขที่และวันที่ของสัญญา"]


def _purchases(maker: _Maker, columns: int) -> Form:
    header = list(_SKR1)
    if columns == 10:
        header = [*_SKR1[:8], "เลขที่", "วันที่"]
    if columns == 12:
        header = [
            *_SKR1[:6],
            "ราคาที่เสนอ",
            "ผู้ได้รับการคัดเลือก",
            "ราคาที่ตกลงซื้อหรือจ้าง",
            "เหตุผลที่คัดเลือก",
            "เลขที่",
            "วันที่",
        ]
    rows, records = [header], []
    for number in range(1, maker.count() + 1):
        work = f"{maker.random.choice(WORKS)} รายการที่ {number}"
        budget, budget_text = maker.amount()
        agreed, agreed_text = maker.amount()
        money = f"{agreed:,.2f}"
        known: Decimal | None = budget
        if maker.random.random() < 0.15:
            known, budget_text = None, maker.no_amount()
        signed: str | None
        signed, day = maker.day()
        if maker.random.random() < 0.1:
            signed, day = None, f"{maker.random.randint(1, 28)} {MONTHS[maker.month - 1]} 25678"
        shop, code = maker.random.choice(SHOPS), f"{number}/{maker.year_be}"
        start = [str(number), work, budget_text, budget_text, "เฉพาะเจาะจง"]
        rows.append(
            {
                9: [*start, shop, f"{shop} ราคา {money} บาท", "ราคาต่ำสุด", f"{code} ลว. {day}"],
                10: [*start, shop, f"{shop} ราคา {money} บาท", "ราคาต่ำสุด", code, day],
                12: [*start, shop, money, shop, agreed_text, "ราคาต่ำสุด", code, day],
            }[columns]
        )
        records.append(
            {
                "work": work,
                "budget_baht": known,
                "agreed_price_baht": agreed,
                "contract_date": signed,
                "heading_month": f"{maker.year_be}-{maker.month:02d}",
            }
        )
    rows.append(["รวม", *[""] * (len(header) - 1)])
    rows[-1][2] = "99,999,999.00"
    return Form(maker.heading(), rows, "procurement_summary", records)


def _quarterly(maker: _Maker) -> Form:
    rows = [
        [
            "ลำดับ",
            "เลขประจำตัวผู้เสียภาษี",
            "ชื่อผู้ประกอบการ",
            "รายการพัสดุ",
            "จำนวนเงินรวม",
            "วันที่",
            "เลขที่",
            "เหตุผลสนับสนุน",
        ]
    ]
    records = []
    for number in range(1, maker.count() + 1):
        value, text = maker.amount()
        signed, day = maker.day()
        shop, work = maker.random.choice(SHOPS), maker.random.choice(WORKS)
        rows.append([str(number), "0105500000001", shop, work, text, day, f"บ {number}/66", "1"])
        records.append(
            {"work": work, "winner": shop, "agreed_price_baht": value, "contract_date": signed}
        )
    return Form("รายละเอียดแนบท้ายประกาศ ไตรมาสที่ 1", rows, "procurement_summary", records)


def _sixteen(maker: _Maker) -> Form:
    rows = [["ที่", "ปีงบประมาณ", "ชื่อหน่วยงาน", "อำเภอ", "จังหวัด", "กระทรวง", "ประเภทหน่วยงาน"]]
    rows[0] += ["ชื่อรายการของงานที่ซื้อหรือจ้าง", "วงเงินงบประมาณที่ได้รับจัดสรร (บาท)", "แหล่งที่มาของงบประมาณ"]
    rows[0] += ["สถานะการจัดซื้อจัดจ้าง", "วิธีการจัดซื้อจัดจ้าง", "ราคากลาง (บาท)", "ราคาที่ตกลงซื้อหรือจ้าง (บาท)"]
    rows[0] += ["รายชื่อผู้ประกอบการที่ได้รับการคัดเลือก", "เลขที่โครงการในระบบ e-GP"]
    records = []
    for number in range(1, maker.count() + 1):
        (budget, text), (agreed, said) = maker.amount(), maker.amount()
        work, project = maker.random.choice(WORKS), f"6701{maker.random.randint(0, 9_999_999):07d}"
        rows.append(
            [str(number), "2568", "หน่วยงานสมมติ", "เมือง", "สมมติบุรี", "-", "ส่วนราชการ", work, text]
        )
        rows[-1] += [
            "งบประมาณรายจ่าย",
            "สิ้นสุดสัญญา",
            "วิธีเฉพาะเจาะจง",
            text,
            said,
            maker.random.choice(SHOPS),
            project,
        ]
        records.append(
            {
                "work": work,
                "budget_baht": budget,
                "agreed_price_baht": agreed,
                "project_id": project,
            }
        )
    return Form("รายการจัดซื้อจัดจ้าง", rows, "procurement_summary", records)


def _plan(maker: _Maker) -> Form:
    rows = [
        ["ลำดับ", "รหัสแผนจัดซื้อจัดจ้าง", "ชื่อโครงการ", "งบประมาณโครงการ (บาท)", "คาดว่าจะประกาศจัดซื้อจัดจ้าง"]
    ]
    records = []
    for number in range(1, maker.count() + 1):
        budget, text = maker.amount()
        code, work = f"P6601{maker.random.randint(0, 9_999_999):07d}", maker.random.choice(WORKS)
        rows.append([str(number), code, work, text, f"{MONTHS[maker.month - 1]} {maker.year_be}"])
        month = f"{maker.year_be}-{maker.month:02d}"
        records.append(
            {"plan_code": code, "project": work, "budget_baht": budget, "expected_month": month}
        )
    return Form("แผนการจัดซื้อจัดจ้าง ประจำปี", rows, "procurement_plan", records)


def _contracts(maker: _Maker, shifted: bool) -> Form:
    head = [
        "รหัสโครงการ",
        "ชื่อโครงการ",
        "ชื่อหน่วยงาน",
        "วันที่ประกาศ",
        "งบประมาณ(บาท)",
        "ราคากลาง(บาท)",
        "ปีงบประมาณ",
    ]
    keys = [*head, "จังหวัด", "จังหวัด(Eng)", "อำเภอ", "อำเภอ(Eng)", "ตำบล", "ตำบล(Eng)"]
    keys += [
        "เลขนิติบุคคล",
        "ชื่อผู้ชนะ",
        "เลขที่สัญญา",
        "วันที่ลงนามสัญญา",
        "วันที่สิ้นสุดสัญญา",
        "งบสัญญา(บาท)",
        "สถานะสัญญา",
    ]
    rows, records = [keys], []
    for number in range(1, maker.count() + 1):
        price = maker.random.randint(100_000, 9_000_000)
        signed, _ = maker.day()
        day = date.fromisoformat(signed)
        said = f"{day.day} {SHORT[day.month - 1]} {day.year - 1957}"
        project, shop = f"6703{maker.random.randint(0, 9_999_999):07d}", maker.random.choice(SHOPS)
        start = [
            project,
            maker.random.choice(WORKS),
            "จังหวัดสมมติบุรี",
            said,
            str(price),
            str(price),
            "2568",
            "สมมติบุรี",
        ]
        end = [
            "0993000000001",
            shop,
            f"{number}/2567",
            said,
            "31 มี.ค. 71",
            str(price),
            "ระหว่างดำเนินการ",
        ]
        middle = (
            ["เมือง", "ในเมือง"]
            if shifted
            else ["Sommutburi", "เมือง", "Mueang", "ในเมือง", "Nai Mueang"]
        )
        rows.append([*start, *middle, *end, *([""] * 3 if shifted else [])])
        records.append(
            {
                "project_id": project,
                "winner": shop,
                "winner_id": "0993000000001",
                "contract_price_baht": Decimal(price),
                "signed_date": signed,
            }
        )
    return Form("", rows, "contracts", records)


def _feed(maker: _Maker) -> Form:
    rows = [["title", "link", "description", "pubDate"]]
    records = []
    for number in range(1, maker.count() + 1):
        signed, _ = maker.day()
        project = f"6603{maker.random.randint(0, 9_999_999):07d}"
        title = f"ประกวดราคา{maker.random.choice(WORKS)} ด้วยวิธีประกวดราคาอิเล็กทรอนิกส์ (e-bidding)"
        rows.append(
            [
                title,
                f"https://egp.test/{number}",
                f"{project}, e-bidding, ประกาศเชิญชวน, (ครั้งที่ 1)",
                signed,
            ]
        )
        records.append(
            {
                "title": title,
                "date": signed,
                "project_id": project,
                "stage": "ประกาศเชิญชวน, (ครั้งที่ 1)",
            }
        )
    return Form("ประกาศจัดซื้อจัดจ้าง", rows, "announcements", records)


def _announcements(maker: _Maker) -> Form:
    rows, records = [["เรื่อง", "วันที่ประกาศ"]], []
    for number in range(1, maker.count() + 1):
        signed, day = maker.day()
        title = f"ประกาศเชิญชวน ประกวดราคา{maker.random.choice(WORKS)} ครั้งที่ {number}"
        rows.append([title, day])
        records.append({"title": title, "date": signed, "kind": "invitation"})
    return Form("ประกาศต่าง ๆ เกี่ยวกับการจัดซื้อจัดจ้าง", rows, "announcements", records)


# --- statistics and progress -----------------------------------------------------------------


def _progress(maker: _Maker) -> Form:
    rows = [["ที่", "โครงการ/กิจกรรม", "งบประมาณ (บาท)", "ผลการเบิกจ่าย", "ร้อยละ", "ผลการดำเนินงาน"]]
    records = []
    for number in range(1, maker.count() + 1):
        (budget, text), (used, said) = maker.amount(), maker.amount()
        percent, project = maker.random.randint(0, 100), f"โครงการอบรมครั้งที่ {number}"
        rows.append([str(number), project, text, said, f"{percent}.00", "แล้วเสร็จ"])
        records.append(
            {
                "project": project,
                "budget_baht": budget,
                "used_baht": used,
                "percent": Decimal(percent),
            }
        )
    return Form(
        f"รายงานผลการดำเนินงาน ประจำปีงบประมาณ พ.ศ. {maker.year_be}", rows, "progress", records
    )


def _complaints(maker: _Maker, by_month: bool) -> Form:
    labels = (
        MONTHS[9:] + MONTHS[:3]
        if by_month
        else "ด้านการให้บริการ|ด้านพฤติกรรมส่วนตัว|การจัดซื้อจัดจ้าง|โทรศัพท์ 1567".split("|")
    )
    rows, records = (
        [["เดือน" if by_month else "ประเภท", "เรื่องทั้งหมด", "แล้วเสร็จ", "อยู่ระหว่างดำเนินการ", "เลยเวลา"]],
        [],
    )
    rows[0][1] = "จำนวนเรื่องทั้งหมด"
    for place, label in enumerate(labels):
        done, pending = maker.random.randint(0, 20), maker.random.randint(0, 5)
        late = maker.random.randint(0, pending)
        rows.append([label, str(done + pending), str(done), str(pending), str(late)])
        year = maker.year_be - (place < 3)
        month = f"{year}-{(place + 9) % 12 + 1:02d}" if by_month else None
        records.append(
            {
                "label": label,
                "total": Decimal(done + pending),
                "done": Decimal(done),
                "pending": Decimal(pending),
                "overdue": Decimal(late),
                "month": month,
            }
        )
    return Form(
        f"สถิติเรื่องร้องเรียน ปีงบประมาณ พ.ศ. {maker.year_be}", rows, "complaint_statistics", records
    )


def _services(maker: _Maker) -> Form:
    months = [f"{name} {maker.year_be}" for name in MONTHS[:3]]
    rows, records = [["งานบริการ", *months]], []
    for name in ("จดทะเบียนพาณิชย์", "ออกหนังสือรับรอง", "รับคำขอใบอนุญาต"):
        counts = [maker.random.randint(1, 900) for _ in months]
        rows.append([name, *map(str, counts)])
        records += [
            {"month": f"{maker.year_be}-{number:02d}", "count": Decimal(count)}
            for number, count in enumerate(counts, 1)
        ]
    return Form("สถิติการให้บริการ", rows, "service_statistics", records)


def _served(maker: _Maker) -> Form:
    rows, records = [["เดือน", "จำนวนผู้รับบริการ (ราย)"]], []
    for number, name in enumerate(MONTHS[:6], 1):
        count = maker.random.randint(1, 9_000)
        rows.append([f"{name} {maker.year_be}", f"{count:,}"])
        records.append({"month": f"{maker.year_be}-{number:02d}", "count": Decimal(count)})
    rows.append(["รวม", "99,999"])
    return Form("สถิติการให้บริการ", rows, "service_statistics", records)


def _survey(maker: _Maker) -> Form:
    rows, records = [["ประเด็นความพึงพอใจ", "ค่าเฉลี่ย", "S.D.", "ร้อยละ", "ระดับ"]], []
    for name in ("ด้านเจ้าหน้าที่ผู้ให้บริการ", "ด้านขั้นตอนการให้บริการ", "ด้านสถานที่", "ด้านคุณภาพ"):
        mean = Decimal(maker.random.randint(350, 500)) / 100
        rows.append([name, f"{mean}", "0.52", f"{mean * 20:.2f}", "มากที่สุด"])
        records.append({"question": name, "mean": mean, "percent": mean * 20})
    return Form("ผลการสำรวจความพึงพอใจของผู้รับบริการ", rows, "satisfaction", records)


def _hard(maker: _Maker) -> Form:
    """สขร.1 as offices write it: marks lost in the header, the header again, a second month below,
    bidders on lines of their own, satang apart, contradictions, notes and a nil."""
    header = [
        "ลาดบท",
        "งานทีจัดซื้อหรือจัดจาง",
        "วงเงินที่จะซื้อ\u200bหรือจ้าง",
        "วงเงินที่จะซื้อ\u200bหรือจ้าง",
        "ราคากลาง",
    ]
    header += [
        "วิธีซือหรือจ้าง",
        "รายชื่อผู้เสนอราคา",
        "ผู้ได้รับการคัดเลือกและราคา",
        "เหตุผลทีคัดเลือก",
        "เลขทีและวันทีของสัญญา",
    ]
    lower = [*header[:2], "บาท", "สต.", *header[4:]]
    rows, records = [], []
    for part in range(2):
        month = maker.month
        if part:
            maker.month = month % 12 + 1
            maker.year_be += month == 12
            rows.append([maker.heading(), *[""] * 9])
        rows += [header, lower]
        for number in range(1, maker.count() + 1):
            baht, satang = maker.random.randint(100, 99_999), maker.random.randint(1, 99)
            agreed = Decimal(maker.random.randint(100, 99_999))
            contradicted = maker.random.random() < 0.3
            words = "หนึ่งบาทถ้วน" if contradicted else ""
            money = f"{agreed:,}.- บาท" + (f" ({words})" if words else "")
            signed, day = maker.day()
            work, shop = f"{maker.random.choice(WORKS)} งวดที่ {number}", maker.random.choice(SHOPS)
            price = f"{baht:,}.{satang:02d}"
            rows.append(
                [
                    str(number),
                    work,
                    f"{baht:,}",
                    f"{satang}",
                    price,
                    "เฉพาะเจาะจง",
                    shop,
                    f"{shop} {money}",
                    "ราคาต่ำสุด",
                    f"{number}/66 ลว. {day}",
                ]
            )
            if maker.random.random() < 0.5:
                rows.append([*[""] * 6, f"{maker.random.choice(SHOPS)} 99,999.00", "", "", ""])
            records.append(
                {
                    "work": work,
                    "budget_baht": Decimal(baht) + Decimal(satang) / 100,
                    "reference_price_baht": Decimal(baht) + Decimal(satang) / 100,
                    "agreed_price_baht": None if contradicted else agreed,
                    "contract_date": signed,
                    "heading_month": f"{maker.year_be}-{maker.month:02d}",
                }
            )
    first = maker.month - 1 or 12
    year = maker.year_be - (maker.month == 1)
    title = f"สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน {MONTHS[first - 1]} {year}"
    rows.append(["หมายเหตุ ข้อมูลจากระบบ e-GP", *[""] * 9])
    return Form(title, rows, "procurement_summary", records)


FORMS: dict[str, Callable[[_Maker], Form]] = {
    "skr1_9": lambda maker: _purchases(maker, 9),
    "skr1_10": lambda maker: _purchases(maker, 10),
    "skr1_12": lambda maker: _purchases(maker, 12),
    "skr1_hard": _hard,
    "v119": _quarterly,
    "list16": _sixteen,
    "plan": _plan,
    "announcements": _announcements,
    "progress": _progress,
    "complaints_by_kind": lambda maker: _complaints(maker, by_month=False),
    "complaints_by_month": lambda maker: _complaints(maker, by_month=True),
    "services": _services,
    "served": _served,
    "survey": _survey,
}
WRITERS: dict[str, Callable[[str, Rows], bytes]] = {
    "xlsx": files.xlsx,
    "xls": files.xls,
    "ods": files.ods,
    "csv": files.delimited,
    "csv_cp874": lambda title, rows: files.delimited(title, rows, encoding="cp874"),
    "tsv": lambda title, rows: files.delimited(title, rows, separator="\t", encoding="utf-8-sig"),
    "html": files.page,
    "html_tis620": lambda title, rows: files.page(title, rows, encoding="tis-620"),
    "docx": lambda title, rows: files.word([title], rows),
    "pdf": lambda title, rows: files.paper([title], rows),
    "pdf_unruled": lambda title, rows: files.paper([title], rows, ruled=False),
}
SHEETS = ("xlsx", "xls", "ods", "csv", "csv_cp874", "tsv")
CANNOT = {
    "list16": ("pdf", "pdf_unruled"),
    "skr1_12": ("pdf", "pdf_unruled"),
    "skr1_hard": ("pdf", "pdf_unruled", "csv_cp874", "html_tis620"),
}
"""Forms that no page holds in one line a row, and letters that an encoding has not."""


def documents(*, every: int = 1) -> Iterator[Labelled]:
    """The whole set, or each `every`-th document of it."""
    for number, make in enumerate([*_tables(), *_open_data(), *_prose()]):
        if number % every == 0:
            yield make()


def _tables() -> Iterator[Callable[[], Labelled]]:
    seed = 0
    for form in FORMS:
        for kind in WRITERS:
            seed += 1
            if kind not in CANNOT.get(form, ()):
                yield partial(_table, form, kind, seed)
    for form in ("skr1_9", "skr1_10", "v119", "plan"):
        seed += 1
        yield partial(_over_pages, form, "pdf", seed)
    for form in ("skr1_9", "plan", "progress"):
        seed += 1
        yield partial(_over_pages, form, "pdf_unruled", seed)
    for form in ("complaints_by_kind", "complaints_by_month", "served", "survey"):
        for kind in ("pdf", "pdf_unruled"):
            seed += 1
            yield partial(_over_pages, form, kind, seed)
    for first_is_ruled in (True, False):
        seed += 1
        yield partial(_on_one_page, first_is_ruled, seed)


def _table(form: str, kind: str, seed: int, defect: str = "") -> Labelled:
    said = FORMS[form](_Maker(seed))
    data = WRITERS[kind](said.title, said.rows)
    width = len(said.rows[0])
    table = said.rows
    if kind in SHEETS:
        merged = kind in ("xlsx", "xls", "ods")
        table = [[said.title] * width if merged else [said.title, *[""] * (width - 1)], *said.rows]
    words = "\n".join([said.title, *("\t".join(row) for row in said.rows)])
    text = None if kind in SHEETS else words
    return Labelled(
        f"{form}.{kind}", kind, defect, data, text, table, said.record_kind, said.records
    )


def _over_pages(form: str, kind: str, seed: int) -> Labelled:
    """A table of up to some sixty rows on three pages or four, its header on the first alone."""
    said = FORMS[form](_Maker(seed, rows=60))
    data = files.paper(
        [said.title], said.rows, ruled=kind == "pdf", rows_a_page=max(4, len(said.rows) // 3)
    )
    words = "\n".join([said.title, *("\t".join(row) for row in said.rows)])
    return Labelled(
        f"{form}.over_pages", kind, "", data, words, None, said.record_kind, said.records
    )


def _on_one_page(first_is_ruled: bool, seed: int) -> Labelled:
    """Two tables on a page, one with rules and one without."""
    forms = [_services(_Maker(seed)), _served(_Maker(seed))]
    ruled = [first_is_ruled, not first_is_ruled]
    data = files.paper_of_tables(
        [(said.title, said.rows, rules) for said, rules in zip(forms, ruled, strict=True)]
    )
    words = [
        line for said in forms for line in (said.title, *("\t".join(row) for row in said.rows))
    ]
    return Labelled(
        f"services_and_served.{'ruled' if first_is_ruled else 'unruled'}_first",
        "pdf_unruled",
        "",
        data,
        "\n".join(words),
        forms[ruled.index(False)].rows,
        "service_statistics",
        [record for said in forms for record in said.records],
    )


def _open_data() -> Iterator[Callable[[], Labelled]]:
    def made(name: str, kind: str, data: bytes, said: Form) -> Labelled:
        return Labelled(name, kind, "", data, None, said.rows, said.record_kind, said.records)

    def contracts(seed: int, shifted: bool) -> Labelled:
        said = _contracts(_Maker(seed), shifted)
        return made(f"contracts_{seed}", "json", files.answer(said.rows), said)

    def feed(seed: int, encoding: str) -> Labelled:
        said = _feed(_Maker(seed))
        return made(
            f"feed_{seed}", "rss", files.feed(said.title, said.rows, encoding=encoding), said
        )

    for seed in range(1_000, 1_008):
        yield partial(contracts, seed, shifted=seed % 2 == 0)
        yield partial(feed, seed, "cp874" if seed % 2 else "utf-8")


# --- prose and its defects -------------------------------------------------------------------

_PROSE = (
    "ประกาศจังหวัดสมมติบุรี เรื่อง แผนการจัดซื้อจัดจ้างประจำปีงบประมาณ พ.ศ. ๒๕๖๖",
    "ผู้อำนวยการสำนักงานจังหวัดได้กำหนดให้หน่วยงานดำเนินการตามระเบียบที่เกี่ยวข้อง",
    "จำนวนผู้เข้ารับการอบรมทั้งสิ้น ๑๒๐ คน จากอำเภอและตำบลในจังหวัด",
    "น้ำมันเชื้อเพลิงสำหรับรถยนต์ราชการ วงเงิน ๔๕,๐๐๐.- บาท (สี่หมื่นห้าพันบาทถ้วน)",
    "ข้อมูลของหน่วยงานเป็นปัจจุบัน ณ วันที่ ๓๑ มีนาคม ๒๕๖๖",
    "คำสั่งแต่งตั้งคณะทำงานขับเคลื่อนจริยธรรมประจำโรงพยาบาล",
)
DEFECTS: dict[str, Callable[[str], str]] = {
    "": lambda text: text,
    "ำ in two": lambda text: text.replace("ำ", "ํา"),
    "space and า": lambda text: text.replace("ำ", " า"),
    "ำ set apart": lambda text: text.replace("ำ", " ำ"),
    "ำ lost": lambda text: text.replace("ำ", "\ufffdา"),
    "marks in disorder": lambda text: text.replace("ี่", "่ี").replace("ื่", "่ื"),
    "zero width": lambda text: text.replace("งบประมาณ", "งบ\u200bประมาณ").replace(
        "หน่วย", "หน่วย\u200b"
    ),
    "private use": lambda text: text.translate({0xE48: 0xF70A, 0xE49: 0xF70B, 0xE4C: 0xF70E}),
    "เ twice": lambda text: text.replace("แ", "เเ"),
}
SAYS: dict[str, dict[str, str]] = {
    "font: private use": {"\u0e48": "\uf70a", "\u0e49": "\uf70b"},
    "font: Latin marks": {"\u0e48": "É", "\u0e49": "Ê"},
    "font: all า are ำ": {"\u0e32": "\u0e33"},
}


def _prose() -> Iterator[Callable[[], Labelled]]:
    def made(name: str, kind: str, defect: str, data: bytes, text: str) -> Labelled:
        return Labelled(name, kind, defect, data, text, None, None, [])

    def lines(seed: int) -> list[str]:
        return random.Random(seed).sample(_PROSE, 5)

    writers: dict[str, Callable[[Sequence[str]], bytes]] = {
        "docx": files.word,
        "html": lambda broken: files.page("\n".join(broken), [["-"]]),
        "txt": lambda broken: "\n".join(broken).encode(),
    }

    def typed(kind: str, defect: str, seed: int) -> Labelled:
        said = lines(seed)
        broken = [DEFECTS[defect](line) for line in said]
        text = "\n".join([*said, "-"] if kind == "html" else said)
        return made(f"prose_{seed}.{kind}", kind, defect, writers[kind](broken), text)

    def drawn(defect: str, seed: int) -> Labelled:
        said = lines(seed)
        if defect in SAYS:
            data = files.paper(said, says=SAYS[defect])
        else:
            data = files.paper([DEFECTS[defect](line) for line in said])
        return made(f"prose_{seed}.pdf", "pdf", defect, data, "\n".join(said))

    seed = 2_000
    for defect in DEFECTS:
        for kind in writers:
            for _ in range(2):
                seed += 1
                yield partial(typed, kind, defect, seed)
    # The font has no glyph for these, so a page cannot hold them: its text layer is changed instead.
    unwritable = ("ำ lost", "private use", "zero width")
    for defect in [*(d for d in DEFECTS if d not in unwritable), *SAYS]:
        for _ in range(3):
            seed += 1
            yield partial(drawn, defect, seed)
