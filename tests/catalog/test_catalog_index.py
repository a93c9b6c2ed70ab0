"""The light index holds what parsing needs, and nothing that changes without the catalog."""

from __future__ import annotations

import json
from typing import Any

from ita_evidence import settings
from ita_evidence.catalog import index


def test_the_stored_index_is_the_catalog_s(real: Any) -> None:
    stored = (settings.load().catalog / index.FILE).read_bytes()
    assert stored == index.as_bytes(real), "write it again with `ita-evidence catalog index`"


def test_it_names_agencies_items_and_choices(tiny: Any) -> None:
    loaded = tiny.load()
    built = index.build(loaded)
    assert built["agencies"] == {
        "tiny": {
            "name_th": "จังหวัดทดสอบ",
            "name_en": loaded.agencies["tiny"].name_en,
            "editions": {"2566": "2566"},
        }
    }
    assert built["editions"]["2566"][1] == {
        "item": "O2",
        "topic": "test.o2",
        "title_th": "ข้อมูลการติดต่อ",
        "cadence": ["semiannual"],
        "watch": True,
    }
    assert built["choices"] == {"checkpoints": ["april_1", "submission"], "half_years": ["2566-H1"]}
    assert json.loads(index.as_bytes(loaded)) == built


def test_equal_catalogs_give_equal_bytes(tiny: Any) -> None:
    assert index.as_bytes(tiny.load()) == index.as_bytes(tiny.load())


def test_a_change_of_wording_leaves_it_as_it_is(tiny: Any) -> None:
    before = index.as_bytes(tiny.load())
    tiny.replace("editions/2566/o01.yaml", "wording: แผนที่ตั้ง", "wording: แผนที่ตั้งของหน่วยงาน")
    assert index.as_bytes(tiny.load()) == before
