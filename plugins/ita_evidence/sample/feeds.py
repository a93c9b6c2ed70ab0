"""The stand-ins for shared systems: e-GP's RSS feed and a CKAN catalog's answer (O20)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from xml.sax.saxutils import escape

from .blocks import Entry, File, Published, short_date
from .province import DOMAIN, Province

EGP = f"https://egp.{DOMAIN}/EPROCRssFeedWeb/egpannouncerss.xml"
DEPT_ID = "9901"
CKAN = f"https://data.{DOMAIN}/api/3/action/datastore_search"
RESOURCE = "5a0e6c1e-0000-4000-8000-000000002566"
_STAGES = {"D0": "ประกาศเชิญชวน", "W0": "ประกาศรายชื่อผู้ชนะการเสนอราคา/ประกาศผู้ชนะการเสนอราคา"}


def publish(province: Province) -> Iterator[Published]:
    for kind in _STAGES:
        url = f"{EGP}?deptId={DEPT_ID}&anounceType={kind}"
        data = _feed(province, kind)
        # The header lies about the encoding, as e-GP's does: the declaration inside is right.
        yield File(url, data, date(2023, 4, 3), content_type="text/xml;charset=ISO-8859-1")
        why = f"RSS ของ e-GP ประเภทประกาศ {kind} ของสำนักงานจังหวัด"
        yield Entry("O20", "general", url, "egp_rss", why)
    url = f"{CKAN}?resource_id={RESOURCE}"
    yield File(
        url, _datastore(province), date(2023, 4, 3), content_type="application/json;charset=utf-8"
    )
    why = "ชุดข้อมูลสัญญาจัดซื้อจัดจ้างบนระบบบัญชีข้อมูล (CKAN)"
    yield Entry("O20", "public_works", url, "ckan", why)


def _feed(province: Province, kind: str) -> bytes:
    """20 items of RSS 2.0 in Windows-874: the shape of e-GP's announcements."""
    items = []
    works = [(work, o) for o in province.offices[:14] for work in o.goods][:20]
    for n, (work, office) in enumerate(works):
        day = date(2023, 3, 31) - timedelta(days=3 * n)
        project = f"66{day.month:02d}9{100000 + 137 * n}"
        link = (
            f"https://egp.{DOMAIN}/egp-template-service/dwnt/view-pdf-file?"
            f"templateId=00000000-0000-4000-8000-{n:012d}"
        )
        title = f"ประกวดราคา{work} {office.name} ด้วยวิธีประกวดราคาอิเล็กทรอนิกส์ (e-bidding)"
        description = f"{project}, ประกวดราคาอิเล็กทรอนิกส์ (e-bidding), {_STAGES[kind]}"
        items.append(
            f"\t\t<item>\n\t\t\t<title>{escape(title)}</title>\n\t\t\t<link>{escape(link)}</link>\n"
            f"\t\t\t<description>{escape(description)}</description>\n"
            f"\t\t\t<pubDate>{day.isoformat()}</pubDate>\n\t\t\t<guid></guid>\n\t\t</item>\n"
        )
    head = (
        '<?xml version="1.0" encoding="Windows-874" ?>\n<rss version="2.0">\n\t<channel>\n'
        "\t\t<title>ประกาศจัดซื้อจัดจ้างภาครัฐ</title>\n"
        f"\t\t<link>https://egp.{DOMAIN}/</link>\n"
        "\t\t<description>ประกาศจัดซื้อจัดจ้างภาครัฐล่าสุด</description>\n"
        "\t\t<language>th-TH</language>\n"
        "\t\t<lastBuildDate>Mon, 03 Apr 2023 06:30:12 ICT</lastBuildDate>\n"
        f"\t\t<countbyday>{len(items)}</countbyday>\n"
    )
    return f"{head}{''.join(items)}\t</channel>\n</rss>\n".encode("cp874")


def _datastore(province: Province) -> bytes:
    """All records of a contracts table; the server pages them by `limit` and `offset`."""
    records = []
    for number, office in enumerate(province.offices):
        work, price = next(iter(office.goods.items()))
        day = date(2022, 11, 1) + timedelta(days=4 * number)
        records.append(
            {
                "_id": number + 1,
                "รหัสโครงการ": f"66{day.month:02d}9{200000 + 211 * number}",
                "ชื่อโครงการ": work,
                "ชื่อหน่วยงาน": office.name,
                "วิธีจัดซื้อฯ": "วิธีเฉพาะเจาะจง",
                "วันที่ประกาศ": short_date(day),
                "งบประมาณ(บาท)": str(price),
                "ราคากลาง(บาท)": str(price),
                "ราคาตกลงซื้อ/จ้าง": str(price * 97 // 100),
                "ปีงบประมาณ": "2566",
                "จังหวัด": province.name,
                "ชื่อผู้ชนะ": province.vendors[number % len(province.vendors)],
                "เลขนิติบุคคล": f"099{number:010d}",
                "เลขที่สัญญา": f"{number + 1}/2566",
                "วันที่ลงนามสัญญา": short_date(day + timedelta(days=14)),
                "สถานะสัญญา": "ระหว่างดำเนินการ",
            }
        )
    fields = [{"id": name, "type": "int" if name == "_id" else "text"} for name in records[0]]
    answer = {
        "help": f"https://data.{DOMAIN}/api/3/action/help_show?name=datastore_search",
        "success": True,
        "result": {
            "resource_id": RESOURCE,
            "fields": fields,
            "records": records,
            "total": len(records),
        },
    }
    return json.dumps(answer, ensure_ascii=False).encode()
