"""A catalog as small as one can be, for tests that break it; and the real one, loaded once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ita_evidence import catalog, settings
from ita_evidence.catalog import Catalog
from ita_evidence.errors import CatalogError, CatalogFault

ITEM = """\
id: {id}
topic: {topic}
title_th: ข้อมูลการติดต่อ
title_en: Contact
sub_indicator: "9.1"
wording: แสดงข้อมูลการติดต่อของหน่วยงาน
components:
  - id: phone
    wording: หมายเลขโทรศัพท์
    recognise: {{kind: plain, terms: [โทรศัพท์]}}
  - id: map
    wording: แผนที่ตั้ง
    recognise: {{kind: plain, terms: [แผนที่]}}
period_rule: {rule}
cadence: [{cadence}]
watch: {watch}
responsible: [{responsible}]
units_rule: any
publish_by: {{months_after: 1, day: 15}}
"""

AGENCY = """\
id: tiny
name_th: จังหวัดทดสอบ
name_en: Tiny
home_page: https://www.tiny.example/
contact: webmaster@tiny.example
editions: {2566: "2566"}
connect:
  "*.tiny.example": {http: "127.0.0.1:8180", https: "127.0.0.1:8543"}
hosts:
  - {name: www.tiny.example}
  - {name: egp.tiny.example, shared: true, open_hours: "17:30-08:00"}
units:
  - {id: strategy, name_th: กลุ่มงานยุทธศาสตร์, name_en: Strategy, roles: [strategy]}
  - {id: hr, name_th: กลุ่มงานบุคคล, name_en: HR, roles: [hr]}
"""

SOURCES = """\
agency: tiny
edition: "2566"
sources:
  - {item: O1, unit: strategy, url: "https://www.tiny.example/o1", adapter: page, why: its own page}
  - item: O2
    unit: hr
    url: https://www.tiny.example/o2
    adapter: link_list
    why: the list of files
    options: {match: months, follow: documents}
submitted:
  O1: {url: "https://www.tiny.example/o1", submitted_at: 2023-04-28T16:00:00+07:00}
lapsed:
  - source: {item: O2, unit: hr, url: "http://old.tiny.example/", adapter: page, why: the old site}
    on: 2022-12-01
    reason: closed
waivers:
  - {item: O2, unit: hr, reason: a new office, by: the chief of the office, until: 2023-05-31}
"""

CALENDAR = """\
fiscal_year: 2566
checkpoints:
  - {name: april_1, on: 2023-04-01, period: 2566-H1}
  - {name: submission, on: 2023-04-28, period: 2566-H1, seal: submission}
"""


def item_yaml(item: str = "O1", **changes: str) -> str:
    """An item's file; `changes` are the fields named in the template."""
    fields = {
        "id": item,
        "topic": f"test.{item.lower()}",
        "rule": "undated",
        "cadence": "semiannual",
        "watch": "true",
        "responsible": "strategy",
    }
    return ITEM.format(**{**fields, **changes})


def suite_json(item: str = "O1", **changes: Any) -> dict[str, Any]:
    """The suite of an item of `item_yaml`."""
    meta = {"table": "components", "components": ["phone", "map"]}
    found = {"type": "expect_components_found", "kwargs": {"column": "found"}}
    certain = {"type": "expect_components_certain", "kwargs": {"column": "found"}}
    return {
        "name": f"o{int(item[1:]):02d}",
        "meta": {"edition": "2566", "item": item, "topic": f"test.{item.lower()}"},
        "expectations": [
            {**found, "meta": {**meta, "code": "missing"}, "severity": "critical"},
            {**certain, "meta": {**meta, "code": "unsure"}, "severity": "warning"},
        ],
        **changes,
    }


@dataclass(frozen=True)
class Tiny:
    """A catalog of two items and one agency in a folder of its own."""

    root: Path
    expectations: Path

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def replace(self, path: str, old: str, new: str) -> int:
        """Replaces text that stands once in the file; the line on which it stood."""
        text = (self.root / path).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        self.write(path, text.replace(old, new))
        return text[: text.index(old)].count("\n") + 1

    def item(self, item: str, **changes: str) -> None:
        """Writes an item's file; `changes` are the template's fields."""
        self.write(f"editions/2566/o{int(item[1:]):02d}.yaml", item_yaml(item, **changes))

    def suite(self, item: str, **changes: Any) -> None:
        """Writes an item's suite; `changes` replace its parts."""
        path = self.expectations / "2566" / f"o{int(item[1:]):02d}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(suite_json(item, **changes), ensure_ascii=False, indent=2)
        path.write_text(text, encoding="utf-8")

    def load(self) -> Catalog:
        return catalog.load(self.root, expectations=self.expectations)

    def faults(self) -> tuple[CatalogFault, ...]:
        with pytest.raises(CatalogError) as raised:
            self.load()
        return raised.value.faults

    def only_fault(self) -> CatalogFault:
        faults = self.faults()
        assert len(faults) == 1, "\n".join(str(one) for one in faults)
        return faults[0]


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    made = Tiny(tmp_path / "catalog", tmp_path / "expectations")
    made.item("O1")
    made.item("O2", responsible="hr")
    made.write("agencies/tiny.yaml", AGENCY)
    made.write("sources/2566/tiny.yaml", SOURCES)
    made.write("calendars/2566.yaml", CALENDAR)
    made.suite("O1")
    made.suite("O2")
    return made


@pytest.fixture(scope="session")
def real() -> Catalog:
    """The project's own catalog."""
    known = settings.load()
    return catalog.load(known.catalog, expectations=known.expectations)
