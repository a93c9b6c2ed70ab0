"""Loading a suite whole: nothing dropped, nothing unknown, nothing empty.

Great Expectations leaves an unknown expectation out with a log line, and an empty suite succeeds:
either would be a wrong `met`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import great_expectations as gx
from great_expectations.exceptions.exceptions import GreatExpectationsError
from great_expectations.expectations.expectation import (
    ColumnMapExpectation,
    ColumnPairMapExpectation,
)

from ita_evidence.errors import JudgeError
from ita_evidence.validation import expectations as ours

TABLES = ("captures", "components", "records")
SEVERITIES = ("critical", "warning", "info")


@dataclass(frozen=True)
class Rule:
    """One expectation of a suite, and what its failure says."""

    number: int
    table: str
    code: str
    components: tuple[str, ...]
    severity: str
    config: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Batch:
    """Rules that look at the same rows, as one Great Expectations suite."""

    table: str
    components: tuple[str, ...]
    rules: tuple[Rule, ...]
    suite: gx.ExpectationSuite

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns on which their answer depends, `row` first; empty: on the whole table."""
        named: list[str] = []
        for one in self.suite.expectations:
            if isinstance(one, ColumnMapExpectation) and one.row_condition is None:
                named.append(one.column)
            elif isinstance(one, ColumnPairMapExpectation) and one.row_condition is None:
                named += (one.column_A, one.column_B)
            else:
                return ()
        return tuple(dict.fromkeys(("row", *named)))


def load(suite: Mapping[str, Any], *, required: Iterable[str]) -> tuple[Batch, ...]:
    """The suite's rules, grouped by the rows they look at.

    Raises:
        JudgeError: an unknown expectation, argument, table or severity; a rule without `meta`; an
            empty suite; a required component that no critical rule names.
    """
    return _load(json.dumps(suite, sort_keys=True, ensure_ascii=False), tuple(sorted(required)))


@lru_cache(maxsize=256)
def _load(text: str, required: tuple[str, ...]) -> tuple[Batch, ...]:
    suite = json.loads(text)
    name = suite.get("name", "(no name)")
    written = suite.get("expectations") or []
    if not written:
        raise JudgeError(f"suite {name}: no expectations; valid: at least one critical one")
    rules = [_rule(name, number, config) for number, config in enumerate(written)]
    critical = {one for rule in rules if rule.severity == "critical" for one in rule.components}
    if missing := [one for one in required if one not in critical]:
        raise JudgeError(
            f"suite {name}: required components {', '.join(missing)} stand in no critical "
            "expectation; name them in its meta.components"
        )
    groups: dict[tuple[str, tuple[str, ...]], list[Rule]] = {}
    for rule in rules:
        groups.setdefault((rule.table, rule.components), []).append(rule)
    return tuple(
        Batch(table, components, tuple(group), _gx_suite(name, group))
        for (table, components), group in groups.items()
    )


def _rule(name: str, number: int, config: Mapping[str, Any]) -> Rule:
    where = f"suite {name}, expectation {number} ({config.get('type')})"
    meta = config.get("meta") or {}
    table, code, components = meta.get("table"), meta.get("code"), meta.get("components")
    if table not in TABLES or not code or not isinstance(components, list):
        raise JudgeError(
            f"{where}: meta is {meta}; valid: table (one of {', '.join(TABLES)}), code, "
            "components (a list)"
        )
    severity = config.get("severity")
    if severity not in SEVERITIES:
        raise JudgeError(
            f"{where}: severity {severity!r}; valid, written out: {', '.join(SEVERITIES)}"
        )
    return Rule(number, table, code, tuple(components), severity, config)


def _gx_suite(name: str, rules: list[Rule]) -> gx.ExpectationSuite:
    known = {gx_type(one) for one in ours.OURS} | _core_types()
    configs = []
    for rule in rules:
        kind = rule.config.get("type")
        if kind not in known:
            raise JudgeError(
                f"suite {name}, expectation {rule.number}: type {kind!r} is unknown; valid: "
                f"{', '.join(sorted(gx_type(one) for one in ours.OURS))}, or one of Great "
                "Expectations' own"
            )
        configs.append(
            {
                "type": kind,
                "kwargs": dict(rule.config.get("kwargs") or {}),
                "meta": {**rule.config["meta"], "rule": rule.number},
                "severity": rule.severity,
            }
        )
    try:
        suite = gx.ExpectationSuite(name=name, expectations=configs)
    except (GreatExpectationsError, ValueError, TypeError) as error:
        raise JudgeError(f"suite {name}: {' '.join(str(error).split())}") from error
    if len(suite.expectations) != len(configs):
        raise JudgeError(
            f"suite {name}: {len(configs)} expectations were written, {len(suite.expectations)} "
            "were loaded; look for a wrong argument"
        )
    return suite


def gx_type(expectation: type[Any]) -> str:
    """The name by which a suite calls an expectation class."""
    letters = expectation.__name__
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in letters).lstrip("_")


@lru_cache(maxsize=1)
def _core_types() -> frozenset[str]:
    from great_expectations.expectations.registry import list_registered_expectation_implementations

    return frozenset(list_registered_expectation_implementations())
