"""The agency's OIT index page, and the pages that lead from it to the offices' own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from html import escape
from urllib.parse import urlsplit

from . import page
from .blocks import Entry, File, Html, Links
from .province import EDITION, ITEMS, Province

_DAY = date(2023, 4, 10)


def publish(province: Province, entries: Iterable[Entry]) -> Iterator[File]:
    """The index with its 43 links, the criteria beside them; a page of links for an item whose
    evidence stands at several places.
    """
    places: dict[str, dict[str, str]] = {item: {} for item in ITEMS}
    for entry in entries:
        if entry.adapter not in ("egp_rss", "ckan"):
            places[entry.item].setdefault(entry.url, province.office(entry.unit).name)
    rows = []
    for item in ITEMS:
        if len(places[item]) == 1:
            parts = urlsplit(next(iter(places[item])))
            href = parts.path
        else:
            href = f"/oit/{EDITION}/{item.lower()}/"
            yield _contents(province, item, href, places[item])
        rows.append(
            f'<tr><td>{item}</td><td><a href="{href}">{escape(province.titles[item])}</a></td>'
            f'<td class="criteria">{escape(province.wording[item])}</td></tr>\n'
        )
    table = (
        "<table><thead><tr><th>ข้อ</th><th>ข้อมูล</th><th>องค์ประกอบด้านข้อมูล</th></tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
    title = f"แบบการเปิดเผยข้อมูลสาธารณะ (OIT) {province.full_name} ปี พ.ศ. {EDITION}"
    data = page.main_site(province, title, Html(table))
    yield File(province.www(f"/oit/{EDITION}/"), data, _DAY)


def _contents(province: Province, item: str, href: str, places: dict[str, str]) -> File:
    links = Links(tuple((name, url) for url, name in places.items()))
    criteria = page.criteria(province.wording[item])
    data = page.main_site(province, province.titles[item], criteria, links)
    return File(province.www(href), data, _DAY)
