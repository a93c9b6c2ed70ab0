"""Whatever a file holds, reading it ends in data or in faults, each on a line of the file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from ita_evidence.catalog.marked import read
from ita_evidence.catalog.shapes import near, shaped
from ita_evidence.model import Agency
from ita_evidence.settings import PROJECT

SCALARS = st.one_of(
    st.text("abc:#-[]{}!&*ก ำ้0123456789.\n", max_size=12),
    st.sampled_from(
        ["on", "yes", "~", ".nan", "0x_", "1:60", "2023-02-30", "!!binary a", "!!int x"]
    ),
)


def read_bytes(data: bytes) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.yaml"
        path.write_bytes(data)
        return read(path)


@given(st.binary(max_size=200))
@example(b"\x00")
@example(b"\xff\xfea")
@example(b"a: 1\n---\nb: 2\n")
@example("[À".encode())
def test_any_bytes_give_data_or_faults(data: bytes) -> None:
    marked, faults = read_bytes(data)
    assert marked is not None or faults
    assert all(1 <= one.line <= data.count(b"\n") + data.count(b"\r") + 1 for one in faults)


@given(st.lists(st.tuples(SCALARS, SCALARS), max_size=6))
def test_any_fields_give_a_value_or_faults(pairs: list[tuple[str, str]]) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in pairs)
    marked, faults = read_bytes(text.encode())
    if marked is None:
        assert faults
        return
    value, more = shaped(marked, Agency)
    assert value is None
    assert more
    assert all(1 <= one.line <= text.count("\n") + 1 for one in more)


def test_keys_are_read_as_they_are_written() -> None:
    marked, faults = read_bytes(b"on: 2023-04-01\n2566: a\n")
    assert faults == []
    assert list(marked.value) == ["on", "2566"]


def test_a_part_stands_on_the_line_of_its_key_or_entry() -> None:
    marked, _ = read_bytes(b"a:\n  - x\n  - b:\n      c: 1\nd: {e: 2}\n")
    assert [marked.line(*path) for path in [("a",), ("a", 0), ("a", 1, "b", "c")]] == [1, 2, 4]
    assert marked.line("d", "e") == 5
    assert marked.line("a", 1, "b", "gone", "too") == 3
    assert marked.line("nowhere") == 1


def test_near_names_all_of_a_few_and_the_nearest_of_many() -> None:
    assert near("strateg", ["hr", "strategy"]) == "strategy, hr"
    assert near("x", []) == "none is declared"
    many = [f"unit_{n}" for n in range(40)]
    assert near("unit_7", many).startswith("unit_7, ")
    assert near("zzz", many) == "unit_0, unit_1, unit_2, …, unit_38, unit_39 (40 in all)"


def test_every_file_of_ours_says_the_same_to_both_parsers() -> None:
    """libyaml takes an unquoted `?` in a list that PyYAML's own parser refuses."""
    paths = sorted((PROJECT / "include").rglob("*.yaml"))
    assert len(paths) > 43
    for path in paths:
        text = path.read_text("utf-8")
        assert yaml.load(text, yaml.SafeLoader) == yaml.load(text, yaml.CSafeLoader), path
