"""A small archive spoiled in every way that we could think of: each is found, with its reason."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from extent import FULL
from rfc3161_client import decode_timestamp_response
from small_archive import record

from ita_evidence.archive import folder, layout, ledger, proof
from ita_evidence.archive.canonical import canonical, parse, sha256
from ita_evidence.archive.store import Store, open_store
from ita_evidence.archive.verify import Report, verify
from ita_evidence.settings import Settings

pytestmark = [pytest.mark.openssl, pytest.mark.slow]

AGENCY = "sample"
STEP = 1 if FULL else 211
"""Every byte, or every 211th."""


class Archive:
    """A copy of the archive as files, in memory; written, spoiled and put back one at a time."""

    def __init__(self, settings: Settings, root: Path, objects: dict[str, bytes]) -> None:
        self.settings, self.root, self.objects = settings, root, objects
        for key, data in objects.items():
            self.put(key, data)

    def put(self, key: str, data: bytes | None) -> None:
        path = self.root / key
        if data is None:
            path.unlink()
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def checked(self, changes: dict[str, bytes | None]) -> Report:
        """What is found with these changes; None removes. Afterwards all is as before."""
        for key, data in changes.items():
            self.put(key, data)
        reading, _ = folder.open_folder(self.settings, self.root)
        report = verify(reading, settings=self.settings, agency=AGENCY)
        for key in changes:
            self.put(key, self.objects[key]) if key in self.objects else self.put(key, None)
        return report


@pytest.fixture(scope="module")
def stored(world: Any) -> Iterator[Store]:
    """Two runs, the second of another month, both stamped."""
    with open_store(world.new_pair()) as store:
        record(store, AGENCY, datetime.now(UTC))
        record(store, AGENCY, datetime.now(UTC), period="2566-04")
        yield store


@pytest.fixture(scope="module")
def archive(stored: Store, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    objects = {key: stored.read(key) for key in stored.keys("")}
    made = Archive(stored.settings, tmp_path_factory.mktemp("tamper"), objects)
    report = made.checked({})
    assert report.ok and report.anchored == "test" and report.checked == len(objects) == 14
    return made


def kind(key: str) -> str:
    parsed = layout.parse_key(key)
    assert parsed is not None
    return parsed.kind


def test_every_byte(archive: Archive, say: Callable[[str], None]) -> None:
    found: Counter[str] = Counter()
    unsigned = 0
    places = [(key, at) for key, data in archive.objects.items() for at in range(len(data))]
    for key, at in places[::STEP]:
        data = archive.objects[key]
        spoiled = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        report = archive.checked({key: spoiled})
        if report.ok and kind(key) == "token":
            # What no one signed in a token may change; what it says may not.
            then, now = (decode_timestamp_response(each).tst_info for each in (data, spoiled))
            assert then.gen_time == now.gen_time
            assert then.message_imprint.message == now.message_imprint.message
            unsigned += 1
            continue
        assert report.faults, f"byte {at} of {key} went unseen"
        assert all(fault.reason for fault in report.faults)
        found[kind(key)] += 1
    assert {"blob", "snapshot", "verdict", "record", "signature"} <= set(found) or not FULL
    say(
        f"{found.total()} of {len(places)} bytes turned one at a time, each found"
        f" ({', '.join(f'{name} {count}' for name, count in sorted(found.items()))}); "
        f"{unsigned} in what no one signs of a time stamp, its time and imprint unchanged"
    )


def test_every_object_removed_or_swapped(archive: Archive, say: Callable[[str], None]) -> None:
    codes: Counter[str] = Counter()
    for key in archive.objects:
        report = archive.checked({key: None})
        assert not report.ok, f"{key} can be taken away unseen"
        codes.update(fault.code for fault in report.faults)
    assert {"object_missing", "record_missing", "signature_missing", "token_missing"} <= set(codes)
    swapped = 0
    for one, two in itertools.combinations(archive.objects, 2):
        if kind(one) == kind(two):
            report = archive.checked({one: archive.objects[two], two: archive.objects[one]})
            assert not report.ok, f"{one} and {two} can be swapped unseen"
            swapped += 1
    say(f"{len(archive.objects)} objects removed in turn, {swapped} pairs swapped: each found")


def forged(archive: Archive, key: proof.SigningKey | None, **more: Any) -> dict[str, bytes | None]:
    """A better verdict in place of the newest run's, with every digest made to fit; signed anew by
    `key`, or not."""
    number = 2
    at = layout.record_key(AGENCY, number)
    body = parse(archive.objects[at])
    (target,) = body["body"]["targets"]
    verdict = archive.objects[target["verdict"]["key"]].replace(b'"met"', b'"not_met"')
    target["verdict"]["sha256"] = sha256(verdict)
    body |= more
    data = canonical(body)
    changes: dict[str, bytes | None] = {target["verdict"]["key"]: verdict, at: data}
    if key is not None:
        changes[layout.signature_key(AGENCY, number)] = key.sign(data)
    return changes


def test_forgeries(archive: Archive, say: Callable[[str], None]) -> None:
    stranger = proof.SigningKey(Ed25519PrivateKey.generate())
    own = proof.signing_key(archive.settings)
    without = {
        layout.token_key(AGENCY, 2, "local-test", 1): None,
    }
    cases: list[tuple[dict[str, bytes | None], str]] = [
        (forged(archive, None), "signature_invalid"),
        (forged(archive, stranger), "signature_invalid"),
        (forged(archive, stranger, key_id=stranger.key_id), "untrusted_key"),
        # Whoever has our key: its time stamp is of other bytes, and none can be had for that time.
        (forged(archive, own), "token_invalid"),
        ({**forged(archive, own), **without}, "token_missing"),
        (forged(archive, own, previous="0" * 64), "previous_differs"),
        (forged(archive, own, kind="note"), "record_form"),
        (forged(archive, own, number=3), "record_form"),
        (forged(archive, own, at="2001-01-01T00:00:00Z"), "token_invalid"),
    ]
    for changes, code in cases:
        assert code in {fault.code for fault in archive.checked(changes).faults}
    head = archive.objects[layout.record_key(AGENCY, 2)]
    for cut in range(0, len(head), len(head) // 7):
        report = archive.checked({layout.record_key(AGENCY, 2): head[:cut]})
        assert "record_form" in {fault.code for fault in report.faults}
    say(f"{len(cases)} forgeries with every digest made to fit, and 8 cut records: each found")


def test_two_records_of_one_number(archive: Archive) -> None:
    """The chain of another writer, who also began at record 1: neither can pass as the other."""
    other = canonical(parse(archive.objects[layout.record_key(AGENCY, 1)]) | {"previous": None})
    third = layout.record_key(AGENCY, 3)
    report = archive.checked({third: other})
    assert {(fault.key, fault.code) for fault in report.faults} >= {(third, "record_form")}


def test_what_is_put_above_or_over_it_in_the_store(
    stored: Store, say: Callable[[str], None]
) -> None:
    keys = list(stored.keys(""))
    for key in keys:
        stored.client.put_object(
            Bucket=stored.bucket,
            Key=key,
            Body=b"a forgery",
            ObjectLockMode="COMPLIANCE",
            ObjectLockRetainUntilDate=datetime.now(UTC) + timedelta(days=1),
        )
        assert stored.read(key) != b"a forgery"
    for key in keys:
        stored.client.delete_object(Bucket=stored.bucket, Key=key)  # a marker
    report = verify(stored, settings=stored.settings)
    for code in ("newer_version", "delete_marker"):
        assert {fault.key for fault in report.faults if fault.code == code} == set(keys)
    assert {fault.code for fault in report.faults} == {"newer_version", "delete_marker"}
    assert [number for number, _ in ledger.records(stored, AGENCY)] == [1, 2], "it reads as before"
    say(f"{len(keys)} objects shadowed by a newer version and hidden: each found, none believed")
