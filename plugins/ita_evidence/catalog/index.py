"""The light index: what a DAG file may read while Airflow parses it (`include/catalog/index.json`).

It is made from the catalog and kept beside it; `catalog check` compares the two.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ita_evidence.catalog.loader import Catalog

FILE = "index.json"


def build(catalog: Catalog) -> dict[str, Any]:
    """Agencies with the edition of each fiscal year, editions with their items, and the choices."""
    return {
        "agencies": {
            agency.id: {
                "name_th": agency.name_th,
                "name_en": agency.name_en,
                "editions": {str(year): name for year, name in sorted(agency.editions.items())},
            }
            for agency in catalog.agencies.values()
        },
        "editions": {
            name: [
                {
                    "item": item.id,
                    "topic": item.topic,
                    "title_th": item.title_th,
                    "cadence": [str(one) for one in item.cadence],
                    "watch": item.watch,
                }
                for item in items.values()
            ]
            for name, items in catalog.editions.items()
        },
        "choices": {
            "checkpoints": list(dict.fromkeys(one.name for one in catalog.checkpoints)),
            "half_years": sorted({one.period for one in catalog.checkpoints}),
        },
    }


def as_bytes(catalog: Catalog) -> bytes:
    """The file's bytes: equal catalogs give equal bytes."""
    return (json.dumps(build(catalog), ensure_ascii=False, indent=1) + "\n").encode()
