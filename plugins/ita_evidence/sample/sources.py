"""The catalog's sources file of the made-up province, written from what the generator publishes.

`include/catalog/sources/2566/sample.yaml` is data like any agency's; a test keeps it equal to
this, and `python -m ita_evidence.sample.sources` writes it again.
"""

from __future__ import annotations

from collections.abc import Iterable

import yaml

from ita_evidence import settings

from . import province, site
from .blocks import Entry
from .province import EDITION, ITEMS

_HEAD = """\
# Where the units of จังหวัดสมมติบุรี publish each item. Written by ita_evidence.sample.sources from the
# pages it makes; a test keeps the two equal.
"""


def text(entries: Iterable[Entry]) -> str:
    """The sources file: entries by item, then in the order they were published."""
    ordered = sorted(entries, key=lambda entry: ITEMS.index(entry.item))
    lines = [_HEAD, f'agency: sample\nedition: "{EDITION}"\nsources:\n']
    for entry in ordered:
        value: dict[str, object] = {
            "item": entry.item,
            "unit": entry.unit,
            "url": entry.url,
            "adapter": entry.adapter,
            "why": entry.why,
        }
        if entry.options:
            value["options"] = entry.options
        line = yaml.safe_dump(
            value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10_000
        )
        lines.append(f"  - {line}")
    return "".join(lines)


if __name__ == "__main__":
    catalog = settings.load().catalog
    _, entries = site.published(province.load(catalog))
    (catalog / f"sources/{EDITION}/sample.yaml").write_text(text(entries), encoding="utf-8")
