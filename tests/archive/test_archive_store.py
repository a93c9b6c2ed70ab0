from __future__ import annotations

import base64
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from botocore.parsers import ResponseParserError
from botocore.utils import parse_timestamp
from urllib3.exceptions import ProtocolError

from ita_evidence.archive import store as store_module
from ita_evidence.archive.canonical import sha256
from ita_evidence.archive.store import NotInArchive, Store, open_store
from ita_evidence.errors import ContentConflict, StoreRefused, StoreUnavailable, UsageError
from ita_evidence.settings import Settings


def answer(status: int, code: str) -> ClientError:
    error = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(error, "PutObject")


class Failing:
    """The real client, except that the first calls of one operation fail."""

    def __init__(self, client: Any, operation: str, *failures: Exception, after: bool = False):
        self.client, self.operation, self.failures = client, operation, list(failures)
        self.after = after
        self.calls = 0

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.client, name)
        if name != self.operation:
            return real

        def call(**arguments: Any) -> Any:
            self.calls += 1
            if not self.failures:
                return real(**arguments)
            failure = self.failures.pop(0)
            if self.after:
                real(**arguments)
            raise failure

        return call


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "FIRST_PAUSE_S", 0.001)
    monkeypatch.setattr(store_module, "LONGEST_PAUSE_S", 0.01)


def failing(store: Store, operation: str, *failures: Exception, **how: Any) -> Store:
    return replace(store, client=Failing(store.client, operation, *failures, **how))


def forge(store: Store, key: str, data: bytes) -> None:
    """What anyone with the writer's keys can do: put a locked, newer version."""
    store.client.put_object(
        Bucket=store.bucket,
        Key=key,
        Body=data,
        ObjectLockMode="COMPLIANCE",
        ObjectLockRetainUntilDate=datetime.now(UTC) + timedelta(days=1),
    )


def test_what_is_put_is_locked_for_the_configured_days(store: Store, reader: Store) -> None:
    sealed = store.put_once("store/1", b"evidence", mode="COMPLIANCE", metadata={"a": "b"})
    assert sealed.sha256 == sha256(b"evidence")
    body = reader.read_body("store/1")
    assert body.data == b"evidence" and body.metadata == {"a": "b"}
    assert body.lock_mode == "COMPLIANCE" and body.locked_until is not None
    assert abs(body.locked_until - datetime.now(UTC) - timedelta(days=3650)) < timedelta(minutes=5)


def test_putting_the_same_again_writes_nothing(store: Store) -> None:
    first = store.put_once("store/2", b"same", mode="COMPLIANCE")
    assert store.put_once("store/2", b"same", mode="COMPLIANCE") == first
    assert store.versions("store/2")["store/2"].versions == 1


def test_other_bytes_under_a_key_are_an_alarm(store: Store) -> None:
    store.put_once("store/3", b"ours", mode="COMPLIANCE")
    with pytest.raises(ContentConflict, match="store/3"):
        store.put_once("store/3", b"theirs", mode="COMPLIANCE")
    assert store.read("store/3") == b"ours"


def test_a_forgery_above_it_changes_no_read(store: Store, reader: Store, admin: Any) -> None:
    store.put_once("store/4", b"true", mode="COMPLIANCE")
    forge(store, "store/4", b"forged")
    assert admin.get_object(Bucket=store.bucket, Key="store/4")["Body"].read() == b"forged"
    assert reader.read("store/4") == b"true"
    assert reader.read("store/4", sha256(b"true")) == b"true"
    assert store.put_once("store/4", b"true", mode="COMPLIANCE").sha256 == sha256(b"true")
    with pytest.raises(ContentConflict):
        store.put_once("store/4", b"forged", mode="COMPLIANCE")


def test_a_delete_marker_hides_nothing(store: Store, reader: Store, admin: Any) -> None:
    store.put_once("store/5", b"true", mode="COMPLIANCE")
    admin.delete_object(Bucket=store.bucket, Key="store/5")
    assert reader.exists("store/5")
    assert reader.read("store/5") == b"true" == reader.read("store/5", sha256(b"true"))
    held = reader.versions("store/5")["store/5"]
    assert (held.versions, held.delete_markers) == (1, 1)


def test_what_was_never_put_is_not_there(reader: Store) -> None:
    assert not reader.exists("store/none")
    with pytest.raises(NotInArchive, match="store/none"):
        reader.read("store/none")
    with pytest.raises(NotInArchive, match="store/none"):
        reader.read("store/none", "0" * 64)


def test_keys_are_listed_past_one_page(store: Store, reader: Store) -> None:
    keys = [f"many/{number:03d}" for number in range(7)]
    for key in keys:
        store.put_once(key, key.encode(), mode="COMPLIANCE")
    forge(store, keys[3], b"forged")

    class Paged:
        def __getattr__(self, name: str) -> Any:
            real = getattr(reader.client, name)
            if not name.startswith("list_"):
                return real
            return lambda **arguments: real(**arguments, MaxKeys=2)

    paged = replace(reader, client=Paged())
    assert list(paged.keys("many/")) == keys
    assert paged.versions("many/")[keys[3]].versions == 2
    assert paged.read(keys[3]) == keys[3].encode()


def test_of_many_writers_of_one_key_one_wins(store: Store) -> None:
    def put(number: int) -> bytes | None:
        data = f"writer {number}".encode()
        try:
            store.put_once("store/race", data, mode="COMPLIANCE")
        except ContentConflict:
            return None
        return data

    with ThreadPoolExecutor(8) as pool:
        won = [data for data in pool.map(put, range(16)) if data is not None]
    assert won == [store.read("store/race")]
    assert store.versions("store/race")["store/race"].versions == 1


@pytest.mark.parametrize(
    "failures",
    [
        [answer(503, "SlowDown"), answer(500, "InternalError")],
        [answer(409, "ConditionalRequestConflict")],
        [answer(400, "BadDigest")],
        [answer(403, "SignatureDoesNotMatch")],
        [ReadTimeoutError(endpoint_url="x")],
        [ConnectionClosedError(endpoint_url="x")] * 3,
        [ProtocolError("broken off"), ResponseParserError("spoiled")],
    ],
    ids=lambda failures: type(failures[0]).__name__ + str(failures[0])[-40:-25],
)
@pytest.mark.parametrize("after", [False, True], ids=["before the write", "after it"])
def test_what_a_retry_mends_is_mended(
    store: Store, agency: str, failures: list[Exception], after: bool
) -> None:
    key = f"mend/{agency}"
    sealed = failing(store, "put_object", *failures, after=after).put_once(
        key, b"once", mode="COMPLIANCE"
    )
    assert store.read(key, sealed.sha256) == b"once"
    assert store.versions(key)[key].versions == 1


def test_a_store_that_stays_away_is_named_with_what_to_do(store: Store) -> None:
    away = failing(store, "get_object", *[answer(503, "ServiceUnavailable")] * 99)
    with pytest.raises(StoreUnavailable, match=r"8 tries .*MiB free.*again"):
        away.read("store/1", "0" * 64)
    assert away.client.calls == 8


def test_a_full_disk_is_named_beside_the_stores_own_words(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage(store.settings.data)._replace(free=43 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    away = failing(store, "put_object", *[answer(500, "InternalError")] * 99)
    with pytest.raises(StoreUnavailable, match="43 MiB free, too little: free some space"):
        away.put_once("store/full", b"x", mode="COMPLIANCE")


def test_what_no_retry_mends_is_refused_at_once(store: Store) -> None:
    denied = failing(store, "put_object", answer(403, "AccessDenied"))
    with pytest.raises(StoreRefused, match=r"as writer .*AccessDenied"):
        denied.put_once("store/denied", b"x", mode="COMPLIANCE")
    assert denied.client.calls == 1


def test_a_clock_too_far_off_is_named(store: Store) -> None:
    skewed = failing(store, "put_object", answer(403, "RequestTimeTooSkewed"))
    with pytest.raises(StoreRefused, match=r"clock .* UTC\) is too far .* set the clock"):
        skewed.put_once("store/skewed", b"x", mode="COMPLIANCE")


def test_bytes_spoiled_on_their_way_are_not_stored(store: Store) -> None:
    wrong = base64.b64encode(b"0" * 32).decode()
    with pytest.raises(ClientError, match="BadDigest"):
        store.client.put_object(
            Bucket=store.work_bucket, Key="spoiled", Body=b"x", ChecksumSHA256=wrong
        )
    assert store.work_get("spoiled") is None


class Shortened:
    """A store that says yes to a lock and keeps a shorter one, or none."""

    def __init__(self, client: Any, **said: Any):
        self.client, self.said = client, said

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.client, name)
        if name != "head_object":
            return real
        return lambda **arguments: {**real(**arguments), **self.said}


@pytest.mark.parametrize(
    "said",
    [
        {"ObjectLockMode": None},
        {"ObjectLockMode": "GOVERNANCE"},
        {"ObjectLockRetainUntilDate": None},
        {"ObjectLockRetainUntilDate": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
    ids=str,
)
def test_a_lock_that_was_not_kept_is_refused_or_remembered(
    store: Store, agency: str, said: dict[str, Any]
) -> None:
    loose = replace(store, client=Shortened(store.client, **said))
    with pytest.raises(StoreRefused, match="does not lock"):
        loose.put_once(f"loose/{agency}", b"x", mode="COMPLIANCE")
    tolerant = replace(loose, require_lock=False)
    tolerant.put_once(f"loose/{agency}", b"x", mode="COMPLIANCE")
    assert not tolerant.locks and store.locks


def test_a_stored_checksum_that_is_not_ours_is_an_alarm(store: Store) -> None:
    lying = replace(store, client=Shortened(store.client, ChecksumSHA256="AAAA"))
    with pytest.raises(ContentConflict, match="another SHA-256"):
        lying.put_once("store/checksum", b"x", mode="COMPLIANCE")


def test_a_bucket_without_lock_is_refused(other: Callable[..., Settings]) -> None:
    with open_store(other(lock=False)) as unlocked, pytest.raises(StoreRefused):
        unlocked.put_once("store/1", b"x", mode="COMPLIANCE")


def test_a_lock_is_extended_and_never_shortened(store: Store) -> None:
    key = "store/extended"
    short = replace(store, settings=replace(store.settings, retention_days=30))
    short.put_once(key, b"x", mode="GOVERNANCE")
    first = short.read_body(key).locked_until
    store.extend_lock(key)
    longer = store.read_body(key).locked_until
    short.extend_lock(key)
    assert first is not None and longer is not None
    assert longer - first > timedelta(days=3600)
    assert store.read_body(key).locked_until == longer


def test_a_lock_is_extended_on_bytes_that_are_meant_alone(store: Store) -> None:
    key = "store/meant"
    short = replace(store, settings=replace(store.settings, retention_days=30))
    short.put_once(key, b"x", mode="GOVERNANCE")
    counting = failing(store, "list_object_versions")
    counting.extend_lock(key, sha256(b"x"))
    assert counting.client.calls == 0  # the newest version is it, so that none is looked for
    with pytest.raises(ContentConflict, match="another SHA-256"):
        store.extend_lock(key, sha256(b"y"))
    with pytest.raises(NotInArchive):
        store.extend_lock("store/nothing", sha256(b"x"))


def test_a_lock_is_extended_below_what_was_put_over_it(store: Store, admin: Any) -> None:
    key = "store/below"
    short = replace(store, settings=replace(store.settings, retention_days=30))
    short.put_once(key, b"x", mode="GOVERNANCE")
    first = short.read_body(key).locked_until
    forge(store, key, b"another")
    store.extend_lock(key, sha256(b"x"))
    admin.delete_object(Bucket=store.bucket, Key=key)
    store.extend_lock(key, sha256(b"x"))
    longer = store.read_body(key).locked_until
    assert first is not None and longer is not None
    assert longer - first > timedelta(days=3600)


def test_the_work_bucket_can_be_written_over(store: Store) -> None:
    store.work_put("work/1", b"one")
    store.work_put("work/1", b"two")
    assert store.work_get("work/1") == b"two"
    assert store.work_get("work/none") is None
    store.work_put("work/2", b"")
    assert list(store.work_keys("work/")) == ["work/1", "work/2"]


def test_what_is_new_in_the_work_bucket_is_put_once(store: Store) -> None:
    assert store.work_put_new("new/1", b"mine")
    assert not store.work_put_new("new/1", b"yours")
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: store.work_put_new("new/race", b"%d" % n), range(8)))
    assert won.count(True) == 1


def test_a_lost_answer_does_not_lose_a_conditional_put(store: Store) -> None:
    lost = failing(store, "put_object", ConnectionClosedError(endpoint_url="x"), after=True)
    assert lost.work_put_new("new/lost", b"mine")


def test_a_work_object_is_replaced_only_as_it_was_read(store: Store) -> None:
    store.work_put("replace/1", b"one")
    found = store.work_get_tagged("replace/1")
    assert found is not None and found[0] == b"one"
    assert store.work_replace("replace/1", b"two", found[1])
    assert not store.work_replace("replace/1", b"three", found[1])
    assert not store.work_replace("replace/none", b"x", found[1])
    assert store.work_get("replace/1") == b"two"
    before = store.work_get_tagged("replace/1")
    assert store.work_put_unchanged("replace/1", b"four", before)
    assert not store.work_put_unchanged("replace/1", b"five", before)
    assert not store.work_put_unchanged("replace/1", b"five", None)
    assert store.work_put_unchanged("replace/2", b"six", None)
    assert (store.work_get("replace/1"), store.work_get("replace/2")) == (b"four", b"six")


# --- any S3 ----------------------------------------------------------------------------------


def test_any_s3_with_object_lock_will_do(other: Callable[..., Settings]) -> None:
    settings = other()
    with open_store(settings) as plain:
        plain.put_once("store/1", b"x", mode="COMPLIANCE")
        plain.work_put("work/1", b"y")
        assert plain.read("store/1") == b"x" and plain.work_get("work/1") == b"y"
        assert plain.name == settings.store


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_wrong_keys_are_refused(
    other: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    settings = other()
    monkeypatch.setenv(name, "wrong")
    with pytest.raises(StoreRefused, match="look at the keys"), open_store(settings):
        pass


def test_no_keys_are_named(
    other: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = other()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(StoreRefused, match="no keys"), open_store(settings):
        pass


def test_a_profile_that_is_not_there_is_named(
    other: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = other()
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(StoreRefused, match="nobody"), open_store(settings):
        pass


def test_a_bucket_that_is_not_there_is_named(other: Callable[..., Settings]) -> None:
    settings = replace(other(), store="s3://nowhere")
    with pytest.raises(StoreRefused, match=r"no such bucket; make nowhere"), open_store(settings):
        pass


def test_a_bucket_of_something_else_is_refused_and_left_alone(
    other: Callable[..., Settings], admin: Any
) -> None:
    settings = other()
    bucket = settings.store.removeprefix("s3://")
    admin.put_object(Bucket=bucket, Key="backups/db.dump", Body=b"x")
    admin.put_object(Bucket=bucket, Key="notes.txt", Body=b"x")
    with pytest.raises(StoreRefused, match=r"something else.*backups/, notes\.txt"):
        with open_store(settings):
            raise AssertionError("it opened")
    with open_store(settings, identity="reader") as reading:
        assert list(reading.keys("")) == ["backups/db.dump", "notes.txt"]
    admin.put_object(Bucket=bucket, Key="ledger/a/00000001.json", Body=b"{}")
    with open_store(settings):
        pass  # ours, and a stranger's file in it: `verify` names that


def test_an_endpoint_that_does_not_answer_is_named(
    other: Callable[..., Settings], make: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = other()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{make.free_port()}")
    with pytest.raises(StoreUnavailable, match="did not list"), open_store(settings):
        pass


@pytest.mark.parametrize("name", ["", "s3://", "s3://a/b", "file:///tmp", "Embedded"])
def test_a_store_of_no_known_kind_is_a_wrong_argument(settings: Settings, name: str) -> None:
    with (
        pytest.raises(UsageError, match="valid: embedded, s3://bucket"),
        open_store(replace(settings, store=name)),
    ):
        pass


@contextmanager
def at(settings: Settings, moment: datetime) -> Iterator[Store]:
    with open_store(settings, now=lambda: moment) as opened:
        yield opened


def test_the_clock_is_ours_to_give(settings: Settings, store: Store) -> None:
    with at(settings, datetime(2026, 12, 31, tzinfo=UTC)) as then:
        then.put_once("store/clock", b"x", mode="COMPLIANCE")
    assert store.read_body("store/clock").locked_until == datetime(2036, 12, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        "Thu, 17 Apr 2036 11:30:05 GMT",  # Last-Modified (RFC 9110)
        "2036-04-17T11:30:05.250Z",  # x-amz-object-lock-retain-until-date
        "2036-04-17T18:30:05+07:00",
        "1976447405",  # seconds: what only botocore reads
        1976447405,
    ],
)
def test_a_time_is_read_as_botocore_reads_it(said: object) -> None:
    assert store_module._moment(said) == parse_timestamp(said)


def test_what_is_no_time_is_an_error_of_botocores() -> None:
    with pytest.raises(ValueError, match="no time at all"):
        store_module._moment("no time at all")
