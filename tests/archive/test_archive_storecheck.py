"""The store check over the real server, and over one that is made to lack one thing at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ita_evidence.archive import storecheck
from ita_evidence.archive.store import Store, open_store
from ita_evidence.archive.verify import verify
from ita_evidence.settings import Settings

ADMINS = {"writer_may_erase", "writer_may_hide"}
"""What the check finds with an administrator's keys, rightly."""


@pytest.fixture
def pair(store: Store, admin: Any, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The store with an administrator's keys: no policy is in the way of what a test lets it do."""
    monkeypatch.setattr(storecheck, "ROUNDS", 1)
    monkeypatch.setattr(storecheck, "WRITERS", 4)
    return replace(store, client=admin)


def lacking(store: Store) -> set[str]:
    return {one.code for one in storecheck.check(store) if one.lacks}


def test_the_embedded_store_has_all_as_its_writer(store: Store) -> None:
    tried = storecheck.check(store)
    assert [one for one in tried if one.lacks] == [] and len(tried) == 13


def test_what_it_leaves_behind_is_no_fault(other: Callable[..., Settings]) -> None:
    with open_store(other()) as store:
        storecheck.check(store)
        assert [*store.keys("probe/")] != []
        report = verify(store, settings=store.settings)
    assert [fault.code for fault in report.faults] == ["no_records"], "of an archive still empty"


def test_keys_that_may_too_much_are_named(pair: Store) -> None:
    assert lacking(pair) == ADMINS


def test_a_reader_can_put_nothing(reader: Store) -> None:
    assert {"put_refused", "listing_incomplete"} <= lacking(reader)


def test_a_bucket_without_lock_is_named(
    other: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storecheck, "ROUNDS", 1)
    monkeypatch.setattr(storecheck, "WRITERS", 2)
    with open_store(other(lock=False)) as plain:
        assert {"put_refused", "no_lock", "versions_not_kept"} <= lacking(plain)


class Lacking:
    """The real client, with `change` between us and it."""

    def __init__(self, client: Any, change: Callable[[str, dict[str, Any]], Any]):
        self.client, self.change = client, change

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.client, name)

        def call(**arguments: Any) -> Any:
            answer = self.change(name, arguments)
            return real(**arguments) if answer is None else answer

        return call


def without(operation: str, *names: str) -> Callable[[str, dict[str, Any]], Any]:
    def change(name: str, arguments: dict[str, Any]) -> None:
        if name == operation:
            for one in names:
                arguments.pop(one, None)

    return change


def no_retention(name: str, arguments: dict[str, Any]) -> Any:
    return {} if name == "put_object_retention" else None


def short_listing(name: str, arguments: dict[str, Any]) -> Any:
    empty = name == "list_object_versions" and "KeyMarker" in arguments
    return {"Versions": [], "IsTruncated": False} if empty else None


def newest_only(name: str, arguments: dict[str, Any]) -> Any:
    alone = name == "list_object_versions" and "MaxKeys" not in arguments
    return {"Versions": [{"VersionId": "another"}]} if alone else None


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        (
            (without("put_object", "IfNoneMatch"), no_retention),
            {"put_not_conditional", "work_not_conditional", "lock_not_extended"},
        ),
        (
            (without("put_object", "ChecksumSHA256"), without("put_object", "IfMatch")),
            {"checksum_not_compared", "checksum_not_kept", "work_not_conditional"},
        ),
        (
            (without("head_object", "ChecksumMode"), short_listing, newest_only),
            {"checksum_not_kept", "listing_incomplete", "versions_not_kept"},
        ),
    ],
)
def test_what_a_store_lacks_is_named(
    pair: Store, changes: tuple[Callable[[str, dict[str, Any]], Any], ...], codes: set[str]
) -> None:
    client = pair.client
    for change in changes:
        client = Lacking(client, change)
    assert lacking(replace(pair, client=client)) == ADMINS | codes


def test_a_lock_that_can_be_shortened_or_broken_is_named(pair: Store) -> None:
    """As GOVERNANCE under an administrator's keys: the nearest to a store that does not hold."""

    def weakly(name: str, arguments: dict[str, Any]) -> None:
        if "ObjectLockMode" in arguments:
            arguments["ObjectLockMode"] = "GOVERNANCE"
        if name == "put_object_retention":
            arguments["BypassGovernanceRetention"] = True
            arguments["Retention"] = {**arguments["Retention"], "Mode": "GOVERNANCE"}

    found = lacking(replace(pair, client=Lacking(pair.client, weakly)))
    assert {"no_lock", "lock_shortened", "lock_not_kept"} <= found


def test_probes_are_locked_for_minutes_only(store: Store) -> None:
    held = store.versions("probe/")
    assert held, "the embedded store was tried above"
    for key, each in list(held.items())[:3]:
        until = store.read_version(key, each.oldest).locked_until
        assert until is not None and until < datetime.now(UTC) + timedelta(hours=1)
