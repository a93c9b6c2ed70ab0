from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.archive.canonical import canonical, parse, sha256
from ita_evidence.errors import LedgerError
from ita_evidence.model import Sealed

SAFE_INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | SAFE_INTEGERS
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=12,
)


@given(st.dictionaries(TEXT, JSON))
def test_what_is_written_is_read_back_and_written_the_same(value: dict[str, object]) -> None:
    data = canonical(value)
    assert parse(data) == value
    assert canonical(parse(data)) == data


@given(st.dictionaries(TEXT, SAFE_INTEGERS, min_size=2))
def test_the_order_of_keys_means_nothing(value: dict[str, int]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


def test_models_and_times_are_written_as_json() -> None:
    value = {"b": Sealed(key="k", sha256="d"), "a": datetime(2026, 4, 17, 11, 30, tzinfo=UTC)}
    assert canonical(value) == b'{"a":"2026-04-17T11:30:00Z","b":{"key":"k","sha256":"d"}}'


def test_thai_stays_thai() -> None:
    assert canonical({"ชื่อ": "จังหวัด"}) == '{"ชื่อ":"จังหวัด"}'.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53 + 1, "\ud800", object()])
def test_what_has_no_one_form_is_refused(value: object) -> None:
    with pytest.raises(LedgerError, match="RFC 8785"):
        canonical({"x": value})


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"a": 1}', "canonical form"),
        (b'{"a":1,"a":1}', "canonical form"),
        (b'{"a":1.0}', "canonical form"),
        (b"[1]", "a list"),
        (b"{", "not JSON"),
        (b"\xff", "not JSON"),
        (b'{"a":NaN}', "RFC 8785"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_another_form_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(LedgerError, match=why):
        parse(data)


def test_a_digest_is_lower_case_hex() -> None:
    assert sha256(b"").startswith("e3b0c44298fc1c14")
