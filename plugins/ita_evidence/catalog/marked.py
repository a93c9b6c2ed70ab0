"""A file's data with the line on which each part of it stands, so that a fault can name it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import SafeConstructor
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ita_evidence.errors import CatalogFault

try:  # libyaml's parser is some ten times faster, and keeps the same marks
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]  # same interface, other base

MAX_DEPTH = 20
"""Deeper than any file of the catalog; an alias that holds itself ends here."""

ILL_FORMED = {
    "\u0e4d\u0e32": "ํ and า for ำ",
    "\u200b": "a zero-width space",
    "\ufffd": "a replacement character",
}

Where = tuple[str, ...]
"""The keys and list positions that lead to a part of a file."""


@dataclass(frozen=True)
class Marked:
    """One file: its bytes, its data, and the line of each key and list entry."""

    file: str
    data: bytes
    value: Any
    lines: dict[Where, int] = field(repr=False)

    def line(self, *path: object) -> int:
        """The line of the part at `path`, or of the nearest part around it; 1 for the whole."""
        wanted = tuple(str(part) for part in path)
        while wanted not in self.lines:
            wanted = wanted[:-1]
        return self.lines[wanted]

    def fault(self, path: tuple[object, ...], problem: str, valid: str) -> CatalogFault:
        return CatalogFault(self.file, self.line(*path), problem, valid)


def shown(path: Path) -> str:
    """The path as a person would type it: relative to the working directory where it lies below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def read(path: Path) -> tuple[Marked | None, list[CatalogFault]]:
    """The data of a YAML file (or of a JSON file, which YAML reads too) and the faults of its form.

    Faults: bytes that are not UTF-8, YAML that does not parse, a duplicate key, a date that is
    none, Thai that is not well-formed. None when there is nothing to go on with.
    """
    file, data = shown(path), path.read_bytes()
    try:
        text = data.decode("utf-8")
        node = yaml.compose(text, Loader=_Loader)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return None, [CatalogFault(file, line, f"byte {error.start} is not UTF-8", "UTF-8 text")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        last = data.count(b"\n") + 1  # the parser may say that it failed after the end
        line = min(mark.line + 1, last) if mark else 1
        return None, [CatalogFault(file, line, f"not YAML: {problem}", "YAML, one document")]
    faults = _thai_faults(file, text)
    if not isinstance(node, MappingNode):
        faults.append(CatalogFault(file, 1, "the file holds no fields", "a mapping of fields"))
        return None, faults
    reader = _Reader(file, {(): 1}, faults)
    value = reader.build(node, ())
    return Marked(file, data, value, reader.lines), faults


def _thai_faults(file: str, text: str) -> list[CatalogFault]:
    if unicodedata.is_normalized("NFC", text) and not any(bad in text for bad in ILL_FORMED):
        return []
    return [
        CatalogFault(file, number, f"{what} in {line.strip()[:60]!r}", "well-formed Thai in NFC")
        for number, line in enumerate(text.split("\n"), 1)
        for what in _ill_formed(line)
    ]


def _ill_formed(line: str) -> list[str]:
    found = [what for bad, what in ILL_FORMED.items() if bad in line]
    return found if unicodedata.is_normalized("NFC", line) else [*found, "text that is not in NFC"]


@dataclass(frozen=True)
class _Reader:
    """Turns nodes into plain values, filling `lines` and `faults`."""

    file: str
    lines: dict[Where, int]
    faults: list[CatalogFault]

    def build(self, node: Node, path: Where) -> Any:
        if len(path) > MAX_DEPTH:
            self._fault(node, f"nested deeper than {MAX_DEPTH}", "a flatter file, without loops")
            return None
        if isinstance(node, SequenceNode):
            return [self._entry(child, (*path, str(i))) for i, child in enumerate(node.value)]
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        return self._scalar(node)

    def _entry(self, node: Node, path: Where) -> Any:
        self.lines[path] = node.start_mark.line + 1
        return self.build(node, path)

    def _mapping(self, node: MappingNode, path: Where) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._fault(key_node, "a key that is a list or a mapping", "a key that is text")
                continue
            key = key_node.value  # as written: YAML 1.1 reads a bare `on` as true
            below = (*path, key)
            if key in found:
                first = self.lines[below]
                self._fault(key_node, f"duplicate key {key!r}", f"each key once (line {first})")
                continue
            self.lines[below] = key_node.start_mark.line + 1
            found[key] = self.build(value_node, below)
        return found

    def _scalar(self, node: Node) -> Any:
        if node.tag == "tag:yaml.org,2002:str":
            return node.value
        try:
            return SafeConstructor().construct_object(node)
        except (ValueError, yaml.YAMLError) as error:
            reason = getattr(error, "problem", None) or error
            self._fault(
                node, f"{node.value!r}: {reason}", "a date such as 2023-04-28, or quoted text"
            )
            return node.value

    def _fault(self, node: Node, problem: str, valid: str) -> None:
        self.faults.append(CatalogFault(self.file, node.start_mark.line + 1, problem, valid))


def as_json_value(value: object) -> str:
    """Dates and times as ISO text, for `json.dumps(default=…)`."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a catalog file")
