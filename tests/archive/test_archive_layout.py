from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.archive import layout
from ita_evidence.model import Cadence, Inputs, Sealed

NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)
DIGESTS = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
JUDGES = st.from_regex(r"[0-9a-f]{16}", fullmatch=True)
NUMBERS = st.integers(1, 99_999_999)
DIGEST = "ab" * 32


@given(NAMES, NAMES, NAMES, NAMES, DIGESTS, JUDGES, NUMBERS)
def test_every_key_is_read_back_as_what_it_is(
    agency: str, edition: str, item: str, period: str, digest: str, judge: str, number: int
) -> None:
    target = {"agency": agency, "edition": edition, "item": item, "period": period}
    expected: dict[str, tuple[str, dict[str, str]]] = {
        layout.blob_key(digest): ("blob", {"fold": digest[:2], "digest": digest}),
        layout.snapshot_key(**target, run_key=digest): ("snapshot", {**target, "run_key": digest}),
        layout.verdict_key(**target, run_key=digest, judge_key=judge): (
            "verdict",
            {**target, "run_key": digest, "judge_key": judge},
        ),
        layout.record_key(agency, number): (
            "record",
            {"agency": agency, "number": f"{number:08d}"},
        ),
        layout.signature_key(agency, number): (
            "signature",
            {"agency": agency, "number": f"{number:08d}"},
        ),
    }
    for key, (kind, names) in expected.items():
        assert key.isascii()
        assert layout.parse_key(key) == (kind, names)


@given(st.text())
def test_a_strange_name_never_becomes_part_of_a_key(name: str) -> None:
    try:
        key = layout.snapshot_key("a", "2566", name, "2566-03", DIGEST)
    except ValueError:
        return
    assert key.count("/") == 5 and ".." not in key.split("/") and key.isascii()


@given(st.text())
def test_a_strange_key_is_none_of_ours(key: str) -> None:
    assert layout.parse_key(key) is None


@pytest.mark.parametrize(
    "key",
    [
        f"blobs/sha256/00/{DIGEST}",
        f"blobs/sha256/ab/{DIGEST.upper()}",
        "ledger/a/1.json",
        "ledger/a/00000001.json\n",
        "ledger/๑/00000001.json",
        "ledger/a/๐๐๐๐๐๐๐๑.json",
        f"snapshots/a/2566/O1/2566-03/{DIGEST}.json.bak",
    ],
)
def test_a_key_that_only_resembles_ours_is_none_of_ours(key: str) -> None:
    assert layout.parse_key(key) is None


@pytest.mark.parametrize(
    "make",
    [
        lambda: layout.blob_key("AB" * 32),
        lambda: layout.record_key("a", 0),
        lambda: layout.record_key("a", 100_000_000),
        lambda: layout.record_key("../a", 1),
        lambda: layout.verdict_key("a", "b", "c", "d", DIGEST, "short"),
        lambda: layout.captures_key("a", DIGEST, "สำนักงาน.example"),
        lambda: layout.plan_key("a", "run-7"),
        lambda: layout.run_key("a", "2023-03", Cadence.MONTHLY, ["O1"], None, 0),
    ],
)
def test_what_fits_no_key_is_refused(make: Callable[[], str]) -> None:
    with pytest.raises(ValueError, match="valid: "):
        make()


def test_the_work_bucket_keeps_a_run_together() -> None:
    prefix = layout.captures_prefix("a", DIGEST)
    keys = {
        layout.plan_key("a", DIGEST),
        layout.captures_key("a", DIGEST, "plan.example"),
        layout.payload_key("a", DIGEST, DIGEST),
    }
    assert len(keys) == 3 and all(key.startswith(prefix) for key in keys)


def test_a_run_key_is_of_all_that_makes_the_run_another() -> None:
    base = ("a", "2566-03", Cadence.MONTHLY, ["O1", "O2"], None, 0)
    others = [
        ("b", *base[1:]),
        ("a", "2566-04", *base[2:]),
        (*base[:2], Cadence.SEMIANNUAL, *base[3:]),
        (*base[:3], ["O1"], *base[4:]),
        (*base[:4], "closing", 0),
        (*base[:5], 1),
    ]
    keys = {layout.run_key(*parts) for parts in (base, *others)}
    assert len(keys) == 7
    assert layout.run_key(*base[:3], ["O2", "O1"], None, 0) in keys


def inputs(**overrides: object) -> Inputs:
    values: dict[str, object] = {
        "snapshots": (Sealed(key="k1", sha256="d1"), Sealed(key="k2", sha256="d2")),
        "catalog_sha256": "c",
        "suite_sha256": "s",
        "lock_sha256": "l",
        "newest_review": 0,
        "due": "due",
    }
    return Inputs.model_validate({**values, **overrides})


def test_a_judge_key_is_of_all_that_was_judged_from() -> None:
    others = [
        inputs(snapshots=(Sealed(key="k1", sha256="d1"),)),
        inputs(catalog_sha256="x"),
        inputs(suite_sha256="x"),
        inputs(lock_sha256="x"),
        inputs(newest_review=3),
        inputs(due="not_due"),
    ]
    keys = {layout.judge_key(each) for each in (inputs(), *others)}
    assert len(keys) == 7
    swapped = inputs(snapshots=tuple(reversed(inputs().snapshots)))
    assert layout.judge_key(swapped) == layout.judge_key(inputs())
