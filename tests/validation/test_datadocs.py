"""Great Expectations' own pages are made without any value of the evidence."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from ita_evidence.errors import JudgeError
from ita_evidence.settings import PROJECT
from ita_evidence.validation import datadocs

SUITE = json.loads((PROJECT / "expectations/2566/o29.json").read_text())
REQUIRED = ("total", "done", "pending", "first_half")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_pages_name_the_rules_and_no_value(tmp_path: Path) -> None:
    found = dict(zip(REQUIRED, ("no", "yes", "unsure", "yes"), strict=True))
    components = pd.DataFrame(
        [
            {"row": row, "unit": "hr", "component": one, "found": said, "quote": "ความลับของผู้ร้อง"}
            for row, (one, said) in enumerate(found.items())
        ],
        dtype=object,
    )
    records = pd.DataFrame(
        [{"row": 0, "unit": "hr", "total": 987654, "done_and_pending": 3}], dtype=object
    )
    tables = {"components": components, "records": records}
    front = datadocs.build(tmp_path / "pages", [datadocs.Shown("o29", SUITE, REQUIRED, tables)])
    assert front.is_file()
    pages = {path: path.read_text("utf-8") for path in front.parent.rglob("*.html")}
    results = [text for path, text in pages.items() if "validations" in path.parts]
    assert len(results) == 2 and all("Failed" in text for text in results)
    for path in (one for one in (tmp_path / "pages").rglob("*") if one.is_file()):
        text = path.read_text("utf-8", errors="replace")
        assert "987654" not in text and "ความลับ" not in text, path
    with pytest.raises(JudgeError, match="not empty"):
        datadocs.build(tmp_path / "pages", [])
