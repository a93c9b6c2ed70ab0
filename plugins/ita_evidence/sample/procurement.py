"""Sub-indicator 9.3, procurement: O19 to O22, on the province's own site as the seed asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from ita_evidence.periods import BE_OFFSET, Month, first_half, thai_date

from . import feeds, page, paper, sheets, shelf
from .blocks import (
    Block,
    Entry,
    File,
    Grid,
    Heading,
    Links,
    Published,
    Text,
    baht,
    escaped,
    short_date,
    short_month,
    thai_digits,
)
from .province import Office, Province

HEADER = (
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
"""Of แบบ สขร. 1: the notification of the Official Information Commission, 16 January 2558."""


def publish(province: Province) -> Iterator[Published]:
    for office in province.offices:
        yield from _plan(province, office)
        yield from _announcements(province, office)
    yield from feeds.publish(province)
    yield from _monthly_summaries(province)
    yield from _annual_report(province)


# --- O19 --------------------------------------------------------------------------------------


def _plan(province: Province, office: Office) -> Iterator[Published]:
    year = 2565 if province.planted("O19", office.id, "last_year") else 2566
    path = f"/procurement/plan/{office.id.replace('_', '-')}/"
    title = f"ประกาศ{office.name} เรื่อง เผยแพร่แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. {year}"
    day = date(year - BE_OFFSET - 1, 10, 17)
    blocks: list[Block]
    if province.planted("O19", office.id, "echo"):
        blocks = []
    elif province.planted("O19", office.id, "nil"):
        blocks = [
            Heading(f"ประกาศ{office.name} เรื่อง แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. {year}"),
            Text(
                f"{office.name} ขอแจ้งว่า ในปีงบประมาณ พ.ศ. {year} ไม่มีการจัดซื้อจัดจ้างที่มีวงเงินเกิน "
                "500,000 บาท จึงไม่ต้องประกาศเผยแพร่แผนการจัดซื้อจัดจ้าง ตามมาตรา 11 "
                "แห่งพระราชบัญญัติการจัดซื้อจัดจ้างและการบริหารพัสดุภาครัฐ พ.ศ. 2560"
            ),
            Text(f"ประกาศ ณ วันที่ {thai_date(day)}"),
        ]
    else:
        months = (f"12/{year - 1}", f"01/{year}", f"03/{year}", f"05/{year}")
        rows = tuple(
            (
                str(n + 1),
                f"P{year % 100}{10 + n:02d}00{office.number:02d}{1000 + n}",
                f"{name} ประจำปีงบประมาณ พ.ศ. {year}",
                baht(price if price > 500_000 else 500_000 + price),
                months[n % 4],
            )
            for n, (name, price) in enumerate(office.goods.items())
        )
        blocks = [
            Heading(title),
            Text(
                "ตามพระราชบัญญัติการจัดซื้อจัดจ้างและการบริหารพัสดุภาครัฐ พ.ศ. 2560 "
                f"{office.name} ขอประกาศเผยแพร่แผนการจัดซื้อจัดจ้าง ตามเอกสารที่แนบท้ายประกาศนี้"
            ),
            Grid(
                (
                    "ลำดับ",
                    "รหัสแผนจัดซื้อจัดจ้าง",
                    "ชื่อโครงการ",
                    "งบประมาณโครงการ (บาท)",
                    "คาดว่าจะประกาศจัดซื้อจัดจ้าง (เดือน/ปี)",
                ),
                rows,
            ),
            Text(f"ประกาศ ณ วันที่ {thai_date(day)}"),
        ]
    files: tuple[File, ...] = ()
    if office.form == "pdf":
        file_url = province.www(f"{path}plan-{year}.pdf")
        files = (File(file_url, paper.pdf(title, *blocks), day),)
        blocks = [Links(((f"แผนการจัดซื้อจัดจ้างของ{office.name}", f"{path}plan-{year}.pdf"),))]
    yield from shelf.on_main_site(
        province,
        "O19",
        (office.id,),
        *blocks,
        published=day,
        why="หน้าแผนจัดซื้อจัดจ้างของส่วนราชการบนเว็บไซต์จังหวัด",
        path=path,
        files=files,
    )


# --- O20 --------------------------------------------------------------------------------------


def _announcements(province: Province, office: Office) -> Iterator[Published]:
    year = 2022 if province.planted("O20", office.id, "last_year") else 2023
    rows = []
    for n, (name, price) in enumerate(office.goods.items()):
        day = date(year, 1 + n % 3, 5 + office.number % 20)
        if price > 500_000:
            what = f"ประกาศเชิญชวน ประกวดราคา{name} ด้วยวิธีประกวดราคาอิเล็กทรอนิกส์ (e-bidding)"
        else:
            what = f"ประกาศผู้ชนะการเสนอราคา {name} โดยวิธีเฉพาะเจาะจง"
        rows.append((str(n + 1), what, thai_date(day)))
        if price > 500_000:
            later = date(year, 3, 8 + office.number % 20)
            what = f"ประกาศผู้ชนะการเสนอราคา ประกวดราคา{name} (e-bidding)"
            rows.append((f"{n + 1}.1", what, thai_date(later)))
    yield from shelf.on_main_site(
        province,
        "O20",
        (office.id,),
        Heading(office.name),
        Grid(("ลำดับ", "เรื่อง", "วันที่ประกาศ"), tuple(rows)),
        published=date(year, 3, 28),
        why="หน้าประกาศจัดซื้อจัดจ้างของส่วนราชการบนเว็บไซต์จังหวัด",
        path=f"/procurement/announcements/{office.id.replace('_', '-')}/",
    )


# --- O21 --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contract:
    """A row of สขร.1: sums in baht."""

    work: str
    sum: int
    offers: tuple[tuple[str, int], ...]
    method: str
    number: int
    day: date


def contracts(province: Province, office: Office, month: Month) -> tuple[Contract, ...]:
    """What an office bought in a month: the same each time it is asked."""
    random = Random(f"{office.id} {month}")
    names = list(office.goods)
    chosen = sorted(random.sample(names, k=random.randint(1, len(names))), key=names.index)
    days = sorted(random.sample(range(2, 28), k=len(chosen)))
    rows = []
    for n, (name, day) in enumerate(zip(chosen, days, strict=True)):
        price = office.goods[name] * random.randint(90, 100) // 100
        large = office.goods[name] > 500_000
        bidders = random.sample(province.vendors, k=3 if large else 1)
        rows.append(
            Contract(
                work=name,
                sum=office.goods[name],
                offers=tuple((bidder, price + 1500 * k) for k, bidder in enumerate(bidders)),
                method="ประกวดราคาอิเล็กทรอนิกส์ (e-bidding)" if large else "เฉพาะเจาะจง",
                number=10 * ((month.month + 2) % 12) + n + 1,
                day=date(month.year_be - BE_OFFSET, month.month, day),
            )
        )
    return tuple(rows)


def _contract_cells(office: Office, n: int, contract: Contract) -> tuple[str, ...]:
    written = (thai_date, short_date)[office.number % 2](contract.day)
    winner, price = contract.offers[0]
    offers = "\n".join(f"{name} เสนอราคา {baht(offer)} บาท" for name, offer in contract.offers)
    kind = "สัญญาจ้าง" if contract.work.startswith("จ้าง") else "ใบสั่งซื้อ"
    cells = (
        str(n),
        contract.work,
        baht(contract.sum),
        baht(contract.sum),
        contract.method,
        offers,
        f"{winner} ราคา {baht(price)} บาท",
        "เสนอราคาต่ำสุด" if len(contract.offers) > 1 else "คุณสมบัติครบถ้วนและราคาไม่เกินวงเงิน",
        f"{kind}เลขที่ {contract.number}/2566 ลงวันที่ {written}",
    )
    return tuple(map(thai_digits, cells)) if office.number % 6 == 3 else cells


_WIDTHS = (0.05, 0.15, 0.1, 0.1, 0.1, 0.17, 0.13, 0.09, 0.11)


def _summary(province: Province, office: Office, month: Month) -> tuple[tuple[str, ...], Grid]:
    """The heading lines and the table of one สขร.1."""
    last = thai_date(month.last_day).split(" ")
    above = (
        "แบบ สขร. 1",
        f"สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน {month.name_th}",
        f"{office.name} {province.full_name}" if province.name not in office.name else office.name,
        f"วันที่ {last[0]} เดือน {last[1]} พ.ศ. {last[2]}",
    )
    fault = _fault(province, office, month)
    if fault == "nil_month":
        nil = f"ไม่มีการจัดซื้อจัดจ้างในเดือน {month.name_th}"
        return above, Grid(HEADER, (("", nil, "", "", "", "", "", "", ""),), _WIDTHS)
    if fault == "dash_month":
        return above, Grid(HEADER, (("1", *["-"] * (len(HEADER) - 1)),), _WIDTHS)
    rows = tuple(
        _contract_cells(office, n, contract)
        for n, contract in enumerate(contracts(province, office, month), start=1)
    )
    return above, Grid(HEADER, rows, _WIDTHS)


def _fault(province: Province, office: Office, month: Month) -> str | None:
    """What was planted at an office's summary of a month."""
    at = ("O21", office.id, str(month))
    return next((p.make for p in province.plants if (p.item, p.unit, p.month) == at), None)


def _summary_file(province: Province, office: Office, month: Month, kind: str) -> bytes:
    above, grid = _summary(province, office, month)
    blocks: tuple[Block, ...] = (
        Text(above[0], "right"),
        Heading(above[1], 1),
        Text(above[2], "center"),
        Text(above[3], "center"),
        grid,
    )
    match kind:
        case "xlsx":
            return sheets.xlsx(short_month(month), above, grid)
        case "csv":
            return sheets.csv_file(above, grid, encoding="utf-8-sig")
        case "csv874":
            return sheets.csv_file(above, grid, encoding="cp874")
        case "html":
            return page.main_site(province, f"สขร.1 {office.name}", *blocks)
        case _:
            return shelf.document(kind, above[1], *blocks, wide=True)


def _label(office: Office, month: Month) -> str:
    """How an office writes its links: three styles, as on real sites."""
    return (
        f"สรุปผลการจัดซื้อจัดจ้าง ประจำเดือน{month.name_th}",
        f"สขร.1 เดือน {short_month(month)} สรุปผลการจัดซื้อจัดจ้าง",
        thai_digits(f"สรุปผลการจัดซื้อจัดจ้างในรอบเดือน {month.name_th}"),
    )[office.number % 3]


def _monthly_summaries(province: Province) -> Iterator[Published]:
    """One page with a heading an office and its six files below it."""
    url = province.www("/procurement/monthly/")
    blocks: list[Block] = [page.criteria(province.wording["O21"])]
    for office in province.offices:
        links = []
        for month in first_half(2566):
            fault = _fault(province, office, month)
            if fault == "month_missing":
                continue
            kind = "scan" if fault == "scan_month" else office.form
            ending = {"csv874": "csv", "scan": "pdf"}.get(kind, kind)
            folder = f"/procurement/monthly/{office.id.replace('_', '-')}"
            href = escaped(f"{folder}/สขร1-{month.name_th.replace(' ', '-')}.{ending}")
            if fault not in ("broken_link", "empty_href"):
                shown = month.plus(-1) if fault == "wrong_month" else month
                yield File(
                    province.www(href),
                    _summary_file(province, office, shown, kind),
                    month.plus(1).first_day.replace(day=5 + office.number % 9),
                )
            if fault == "empty_href":
                href = ""
            links.append((_label(office, month), href))
        blocks += [Heading(office.name), Links(tuple(links))]
        yield Entry(
            "O21",
            office.id,
            url,
            "link_list",
            "หน้า สขร.1 ของทุกส่วนราชการบนเว็บไซต์จังหวัด แยกตามชื่อส่วนราชการ",
            {"match": "months", "within": office.name, "follow": "documents"},
        )
    yield File(url, page.main_site(province, province.titles["O21"], *blocks), date(2023, 4, 12))


# --- O22 --------------------------------------------------------------------------------------


def _annual_report(province: Province) -> Iterator[Published]:
    title = (
        f"รายงานสรุปผลการจัดซื้อจัดจ้างหรือการจัดหาพัสดุ ประจำปีงบประมาณ พ.ศ. 2565 สำนักงานจังหวัด{province.name}"
    )
    whole: list[Block] = [
        Heading(title, 1),
        Heading("1. งบประมาณที่ใช้ในการจัดซื้อจัดจ้าง"),
        Text("งบประมาณที่ได้รับจัดสรร 6,480,000.00 บาท ใช้จ่ายจริง 6,121,500.00 บาท คิดเป็นร้อยละ 94.47"),
        Heading("2. สรุปรายการที่มีการจัดซื้อจัดจ้าง จำแนกตามวิธี"),
        Grid(
            ("วิธีการจัดซื้อจัดจ้าง", "จำนวนโครงการ", "วงเงิน (บาท)", "ร้อยละ"),
            (
                ("วิธีเฉพาะเจาะจง", "58", baht(3_621_500), "59.16"),
                ("วิธีคัดเลือก", "1", baht(620_000), "10.13"),
                ("วิธีประกวดราคาอิเล็กทรอนิกส์ (e-bidding)", "2", baht(1_880_000), "30.71"),
                ("รวม", "61", baht(6_121_500), "100.00"),
            ),
        ),
    ]
    tail: list[Block] = [
        Heading("3. ปัญหา/อุปสรรค"),
        Text("ผู้เสนอราคาในพื้นที่มีน้อยราย ทำให้บางโครงการต้องประกาศซ้ำ และราคาวัสดุก่อสร้างปรับตัวสูงขึ้น"),
        Heading("4. ข้อเสนอแนะ"),
        Text("เผยแพร่แผนล่วงหน้าอย่างน้อย 60 วัน และสำรวจราคาตลาดก่อนกำหนดราคากลาง"),
    ]
    plant = province.planted("O22", "general", "component_missing")
    if plant:  # the whole report stands beside it, unlinked: what the office should have posted
        mended = "/oit/2566/o22/procurement-report-2565-complete.pdf"
        yield File(province.www(mended), paper.pdf(title, *whole, *tail), date(2022, 12, 26))
    yield from shelf.linked_document(
        province,
        "O22",
        "general",
        title,
        "procurement-report-2565.pdf",
        *whole,
        *(tail[:2] if plant else tail),
        published=date(2022, 12, 26),
    )
