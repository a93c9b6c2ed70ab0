"""The store: what is evidence is put once, locked, and read as it first was.

Every put in the evidence bucket is conditional (`If-None-Match: *`) and carries its SHA-256 and
its lock; the lock is read back. A retry uses the same key, so that nothing is written twice. A
later put over a locked key makes a newer version, and S3 hands out the newest: so reads take the
oldest.
"""

from __future__ import annotations

import base64
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any, Literal, NamedTuple, Protocol, TypeVar, cast

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    FlexibleChecksumError,
    NoCredentialsError,
    PartialCredentialsError,
)
from botocore.parsers import ResponseParserError
from botocore.utils import parse_timestamp
from urllib3.exceptions import HTTPError

from ita_evidence.archive import embedded, failpoints, layout
from ita_evidence.archive.canonical import sha256
from ita_evidence.archive.embedded import Identity
from ita_evidence.errors import (
    ContentConflict,
    StoreError,
    StoreRefused,
    StoreUnavailable,
    UsageError,
)
from ita_evidence.model import Sealed
from ita_evidence.settings import Settings

LockMode = Literal["COMPLIANCE", "GOVERNANCE"]
Clock = Callable[[], datetime]
Answer = TypeVar("Answer")

TRIES = 8
FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0
"""About five seconds in all: as long as a store takes to come back after a kill -9."""
GIVE_UP_S = 30.0
"""No further try after this: SeaweedFS needs 14 s to say that a blob's bytes are spoiled."""
CONNECTIONS = 128
"""Each host of a run, asked at once, reads and writes; one over this is opened anew each time."""
_SLACK = timedelta(days=1)
"""A lock that ends this much before the wished day is left as it is: no write for a few hours."""

_MENDABLE = {
    "BadDigest",
    "IncompleteBody",
    "RequestTimeout",
    "SlowDown",
    "XAmzContentChecksumMismatch",
    "XAmzContentSHA256Mismatch",
}
"""Refusals of what arrived, not of what was sent. 409 and every 5xx are asked again too."""


class Held(NamedTuple):
    """What a bucket holds under one key."""

    key: str
    oldest: str
    """Version id of the oldest version: the evidence. Empty when only delete markers are left."""
    versions: int
    delete_markers: int
    written_at: datetime
    size_bytes: int


class Body(NamedTuple):
    """An object's bytes, with what the store says of them."""

    data: bytes
    lock_mode: str | None
    locked_until: datetime | None
    metadata: dict[str, str]


class NotInArchive(StoreError):
    """Nothing stands under the key, and nothing ever did."""


class Reading(Protocol):
    """What a check needs of the evidence bucket; a copy of it in a folder has it too."""

    @property
    def settings(self) -> Settings: ...
    @property
    def now(self) -> Clock: ...
    @property
    def shows_locks(self) -> bool: ...
    def check_buckets(self) -> None: ...
    def versions(self, prefix: str) -> dict[str, Held]: ...
    def exists(self, key: str) -> bool: ...
    def read_version(self, key: str, version: str) -> Body: ...
    def work_get(self, key: str) -> bytes | None: ...


@dataclass
class Store:
    """The two buckets, as one identity. Safe to use from several threads."""

    settings: Settings
    identity: Identity
    name: str
    """For people: `embedded store in /srv/.data` or `s3://bucket`."""
    bucket: str
    work_bucket: str
    client: Any
    now: Clock
    require_lock: bool = True
    locks: bool = field(default=True, init=False)
    """False once an object came back without its lock (only where `require_lock` is off)."""
    shows_locks: bool = field(default=True, init=False)
    """Reading an object tells its lock; a copy in a folder has none to tell."""

    def check_buckets(self) -> None:
        """Raise unless both buckets are there and these keys may list them."""
        for bucket in (self.bucket, self.work_bucket):
            # Not HeadBucket: its refusals have no body, so they would not say why.
            self._ask(
                f"list bucket {bucket}",
                partial(self.client.list_objects_v2, Bucket=bucket, MaxKeys=1),
            )

    def check_own(self) -> None:
        """Raise for an evidence bucket that holds other things and no ledger: it is not ours."""
        answer = self._ask(
            f"list bucket {self.bucket}",
            partial(self.client.list_objects_v2, Bucket=self.bucket, Delimiter="/"),
        )
        found = {one["Prefix"] for one in answer.get("CommonPrefixes", [])}
        found |= {one["Key"] for one in answer.get("Contents", [])}
        if strange := sorted(found - layout.OWN):
            if layout.LEDGER not in found:
                raise StoreRefused(
                    f"bucket {self.bucket} of {self.name} belongs to something else: it holds "
                    f"{', '.join(strange[:3])} and no ledger; nothing was written: name another"
                )

    # --- the evidence bucket -----------------------------------------------------------------

    def put_once(
        self, key: str, data: bytes, *, mode: LockMode, metadata: dict[str, str] | None = None
    ) -> Sealed:
        """Put `data` under `key`, locked for `retention_days`; done already is done.

        Raises:
            ContentConflict: other bytes stand there. Nothing was overwritten.
            StoreRefused: the store does not lock, or does not let us write.
            StoreUnavailable: it does not answer, or has no room.
        """
        digest = sha256(data)
        until = self._until()
        failpoints.reached("before", key)
        try:
            answer = self._ask(
                f"put {key}",
                lambda: self.client.put_object(
                    Bucket=self.bucket,
                    Key=key,
                    Body=data,
                    IfNoneMatch="*",
                    ChecksumSHA256=_base64(digest),
                    ObjectLockMode=mode,
                    ObjectLockRetainUntilDate=until,
                    Metadata=metadata or {},
                ),
            )
        except _Taken:
            version = self._oldest(key)
            if sha256(self._get(key, version).data) != digest:
                raise ContentConflict(
                    f"{key} in {self.name} holds other bytes than ours (sha256 {digest}); "
                    "nothing was overwritten: run `ita-evidence verify`"
                ) from None
        else:
            version = answer.get("VersionId", "")
        failpoints.reached("after", key)
        self._check_lock(key, version, digest, mode)
        return Sealed(key=key, sha256=digest)

    def extend_lock(self, key: str, digest: str | None = None) -> None:
        """Keep the object under `key` locked for `retention_days` from now.

        Args:
            digest: the SHA-256 of the bytes that are meant; the newest version will do if it has
                them, which is one question less.

        Raises:
            NotInArchive: nothing is there.
            ContentConflict: what is there has another digest.
        """
        head: dict[str, Any] = {}
        if digest is not None:
            with suppress(NotInArchive):  # perhaps below a delete marker
                head = self._head(key, None)
        same = digest is not None and head.get("ChecksumSHA256") == _base64(digest)
        if not same or not head.get("ObjectLockMode"):
            head = self._head(key, self._oldest(key))
        if digest is not None:
            self._require_digest(key, head, digest)
        self._extend(key, head["VersionId"], head)

    def read(self, key: str, sha256_wanted: str | None = None) -> bytes:
        """The oldest version's bytes; with `sha256_wanted` any version's that has this digest.

        Raises:
            NotInArchive: nothing is there.
            ContentConflict: the stored bytes no longer match the checksum stored with them.
        """
        return self.read_body(key, sha256_wanted).data

    def read_body(self, key: str, sha256_wanted: str | None = None) -> Body:
        """Like `read`, with lock and metadata."""
        if sha256_wanted is not None:
            try:
                body = self._get(key, None)
            except (NotInArchive, ContentConflict):
                body = None  # perhaps below a delete marker or a newer version
            if body is not None and sha256(body.data) == sha256_wanted:
                return body
        return self._get(key, self._oldest(key))

    def read_version(self, key: str, version: str) -> Body:
        """One version, as `versions` named it."""
        return self._get(key, version)

    def exists(self, key: str) -> bool:
        """Whether anything was ever put under `key`; a delete marker hides nothing from us."""
        try:
            self._head(key, None)
        except NotInArchive:
            return key in self.versions(key)
        return True

    def keys(self, prefix: str) -> Iterator[str]:
        """The keys under `prefix`, in order."""
        return iter(sorted(self.versions(prefix)))

    def versions(self, prefix: str) -> dict[str, Held]:
        """What stands under each key that begins with `prefix`, hidden or not."""
        held: dict[str, Held] = {}
        for page in self._pages("list_object_versions", self.bucket, prefix):
            for entry in page.get("Versions", []):  # newest first, by S3's own contract
                before = held.get(entry["Key"])
                held[entry["Key"]] = Held(
                    key=entry["Key"],
                    oldest=entry["VersionId"],
                    versions=1 + (before.versions if before else 0),
                    delete_markers=before.delete_markers if before else 0,
                    written_at=entry["LastModified"].astimezone(UTC),
                    size_bytes=entry["Size"],
                )
            for entry in page.get("DeleteMarkers", []):
                before = held.get(entry["Key"]) or Held(
                    entry["Key"], "", 0, 0, entry["LastModified"].astimezone(UTC), 0
                )
                held[entry["Key"]] = before._replace(delete_markers=before.delete_markers + 1)
        return held

    def erase(self, key: str) -> None:
        """Delete every version of a blob, against its GOVERNANCE lock: the eraser's alone.

        Raises:
            StoreRefused: this identity may not.
        """
        if not key.startswith("blobs/"):
            raise StoreRefused(f"{key} is no blob: nothing else is ever erased")
        while self.versions(key).get(key) is not None:
            answer = self._ask(
                f"list versions of {key}",
                partial(self.client.list_object_versions, Bucket=self.bucket, Prefix=key),
            )
            for entry in [*answer.get("Versions", []), *answer.get("DeleteMarkers", [])]:
                self._ask(
                    f"erase {key}",
                    partial(
                        self.client.delete_object,
                        Bucket=self.bucket,
                        Key=entry["Key"],
                        VersionId=entry["VersionId"],
                        BypassGovernanceRetention=True,
                    ),
                )

    # --- the work bucket ---------------------------------------------------------------------

    def work_put(self, key: str, data: bytes) -> None:
        """Put or replace."""
        self._work_put(key, data)

    def work_put_new(self, key: str, data: bytes) -> bool:
        """Put unless the key is there; False when it is, with other bytes."""
        try:
            self._work_put(key, data, IfNoneMatch="*")
        except _Taken:
            return self.work_get(key) == data  # ours, when an answer got lost
        return True

    def work_replace(self, key: str, data: bytes, etag: str) -> bool:
        """Replace what had `etag` when it was read; False when it changed since."""
        try:
            self._work_put(key, data, IfMatch=etag)
        except (_Taken, NotInArchive):
            return self.work_get(key) == data
        return True

    def work_put_unchanged(self, key: str, data: bytes, read: tuple[bytes, str] | None) -> bool:
        """Put where all is still as `work_get_tagged` gave it; False when it changed since."""
        if read is None:
            return self.work_put_new(key, data)
        return self.work_replace(key, data, read[1])

    def work_delete(self, key: str) -> None:
        """Delete; what is not there is deleted."""
        self._ask(
            f"delete {key}",
            partial(self.client.delete_object, Bucket=self.work_bucket, Key=key),
        )

    def work_get(self, key: str) -> bytes | None:
        found = self.work_get_tagged(key)
        return None if found is None else found[0]

    def work_get_tagged(self, key: str) -> tuple[bytes, str] | None:
        """Bytes and ETag, or None."""

        def get() -> tuple[bytes, str]:
            answer = self.client.get_object(
                Bucket=self.work_bucket, Key=key, ChecksumMode="ENABLED"
            )
            with closing(answer["Body"]) as body:
                return body.read(), answer["ETag"]

        try:
            return self._ask(f"get {key}", get)
        except NotInArchive:
            return None

    def work_keys(self, prefix: str) -> Iterator[str]:
        for page in self._pages("list_objects_v2", self.work_bucket, prefix):
            for entry in page.get("Contents", []):
                yield entry["Key"]

    def _work_put(self, key: str, data: bytes, **condition: str) -> None:
        failpoints.reached("before", key)
        self._ask(
            f"put {key}",
            lambda: self.client.put_object(
                Bucket=self.work_bucket,
                Key=key,
                Body=data,
                ChecksumSHA256=_base64(sha256(data)),
                **condition,
            ),
        )
        failpoints.reached("after", key)

    # --- one request -------------------------------------------------------------------------

    def _get(self, key: str, version: str | None) -> Body:
        which = {} if version is None else {"VersionId": version}

        def get() -> Body:
            answer = self.client.get_object(
                Bucket=self.bucket, Key=key, ChecksumMode="ENABLED", **which
            )
            with closing(answer["Body"]) as body:
                data = body.read()  # botocore compares it with the stored checksum
            until = answer.get("ObjectLockRetainUntilDate")
            return Body(
                data,
                answer.get("ObjectLockMode"),
                None if until is None else until.astimezone(UTC),
                answer["Metadata"],
            )

        return self._ask(f"get {key}", get)

    def _head(self, key: str, version: str | None) -> dict[str, Any]:
        which = {} if version is None else {"VersionId": version}
        return self._ask(
            f"head {key}",
            lambda: self.client.head_object(
                Bucket=self.bucket, Key=key, ChecksumMode="ENABLED", **which
            ),
        )

    def _oldest(self, key: str) -> str:
        held = self.versions(key).get(key)
        if held is None or not held.oldest:
            raise NotInArchive(f"{key} is not in {self.name}")
        return held.oldest

    def _pages(self, operation: str, bucket: str, prefix: str) -> Iterator[dict[str, Any]]:
        request = partial(getattr(self.client, operation), Bucket=bucket, Prefix=prefix)
        marker: dict[str, str] = {}
        while True:
            page = self._ask(f"list {prefix}", partial(request, **marker))
            yield page
            if not page.get("IsTruncated"):
                return
            if operation == "list_objects_v2":
                marker = {"ContinuationToken": page["NextContinuationToken"]}
            else:
                marker = {"KeyMarker": page["NextKeyMarker"]}
                if "NextVersionIdMarker" in page:
                    marker["VersionIdMarker"] = page["NextVersionIdMarker"]

    def _ask(self, what: str, request: Callable[[], Answer]) -> Answer:
        """Do `request`, again where that can mend it; every error leaves as one of ours."""
        begun, tries = time.monotonic(), 0
        while True:
            try:
                return request()
            except ClientError as error:
                self._sort(what, error, first=tries == 0)
                last: Exception = error
            except (NoCredentialsError, PartialCredentialsError) as error:
                raise StoreRefused(f"no keys for {self.name}: {error}") from error
            except (BotoCoreError, ResponseParserError, HTTPError) as error:
                last = error  # the last two: a reply that broke off or came spoiled, not wrapped
            tries += 1
            if tries == TRIES or (tries > 1 and time.monotonic() - begun > GIVE_UP_S):
                break
            pause_s = min(FIRST_PAUSE_S * 2 ** (tries - 1), LONGEST_PAUSE_S)
            time.sleep(pause_s * random.uniform(0.5, 1.0))
        if isinstance(last, FlexibleChecksumError):
            raise ContentConflict(
                f"{what} in {self.name}: the bytes no longer match the checksum stored with them"
            ) from last
        raise StoreUnavailable(
            f"{self.name} did not {what} in {tries} tries ({_line(last)}){self._room()}: "
            "look at the store, then do it again; nothing is written twice"
        ) from last

    def _sort(self, what: str, error: ClientError, *, first: bool) -> None:
        """Raise for what no retry mends; return for what it may."""
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        code = error.response["Error"]["Code"]
        if status == 412:
            raise _Taken from error
        if code == "NoSuchBucket":
            raise StoreRefused(
                f"cannot {what} in {self.name}: no such bucket; make {self.bucket} with Object "
                f"Lock, and {self.work_bucket}"
            ) from error
        if status == 404:
            raise NotInArchive(f"{what}: not in {self.name}") from error
        if status >= 500 or status in {408, 409, 429} or code in _MENDABLE:
            return
        if code == "RequestTimeTooSkewed":
            here = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
            raise StoreRefused(
                f"{self.name} refused to {what}: this machine's clock ({here}) is too far from the "
                "store's; set the clock"
            ) from error
        if code == "SignatureDoesNotMatch" and first:
            return  # a request spoiled on its way; wrong keys fail the second time too
        raise StoreRefused(
            f"{self.name} refused to {what} as {self.identity} ({_line(error)}): "
            "look at the keys and at what they allow"
        ) from error

    def _room(self) -> str:
        if self.settings.store != "embedded":
            return ""
        free = shutil.disk_usage(self.settings.data).free
        full = ", too little: free some space" if free < embedded.LEAST_FREE_BYTES else ""
        return f"; its disk has {free // 2**20} MiB free{full}"

    # --- locks -------------------------------------------------------------------------------

    def _until(self) -> datetime:
        return self.now() + timedelta(days=self.settings.retention_days)

    def _check_lock(self, key: str, version: str, digest: str, mode: LockMode) -> None:
        head = self._head(key, version or None)
        self._require_digest(key, head, digest)
        until = head.get("ObjectLockRetainUntilDate")
        strong = head.get("ObjectLockMode") in {mode, "COMPLIANCE"}
        if not version or not strong or until is None or until <= self.now():
            self.locks = False
            if self.require_lock:
                raise StoreRefused(
                    f"{self.name} does not lock what it is given ({key}: mode "
                    f"{head.get('ObjectLockMode')}, until {until}): use a bucket with Object Lock"
                )
            return
        self._extend(key, version, head)

    def _require_digest(self, key: str, head: dict[str, Any], digest: str) -> None:
        stored = head.get("ChecksumSHA256")
        if stored is not None and stored != _base64(digest):
            raise ContentConflict(f"{key} in {self.name} was stored with another SHA-256 than ours")

    def _extend(self, key: str, version: str, head: dict[str, Any]) -> None:
        wished = self._until()
        if head["ObjectLockRetainUntilDate"] < wished - _SLACK:
            self._ask(
                f"extend the lock of {key}",
                lambda: self.client.put_object_retention(
                    Bucket=self.bucket,
                    Key=key,
                    VersionId=version,
                    Retention={"Mode": head["ObjectLockMode"], "RetainUntilDate": wished},
                ),
            )


class _Taken(Exception):
    """412: the condition of a put did not hold."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def open_store(
    settings: Settings,
    *,
    identity: Identity = "writer",
    now: Clock = utc_now,
    require_lock: bool = True,
) -> Iterator[Store]:
    """The store that `settings.store` names; the embedded one is started where none answers.

    `embedded` has a key pair for each identity. For `s3://bucket` endpoint and keys are as boto3
    reads them (`AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, profiles …), and the work bucket is
    `<bucket>-work`; give each service the keys of one identity. `now` is asked for lock dates.

    Raises:
        UsageError: `settings.store` is neither.
        StoreUnavailable, StoreRefused: see `errors.py`.
    """
    with ExitStack() as stack:
        if settings.store == "embedded":
            port = stack.enter_context(embedded.serving(settings))
            at = embedded.access(settings, port, identity)
            name = f"the embedded store in {settings.data}"
            bucket, work_bucket = embedded.BUCKET, embedded.WORK_BUCKET
            client = _client(
                endpoint_url=at.endpoint,
                aws_access_key_id=at.access_key,
                aws_secret_access_key=at.secret_key,
                region_name=embedded.REGION,
                proxies={},
            )
        elif settings.store.startswith("s3://") and settings.store.strip("/").count("/") == 2:
            name = settings.store
            bucket = settings.store.removeprefix("s3://").strip("/")
            work_bucket = f"{bucket}-work"
            client = _client(proxies=None)
        else:
            raise UsageError(f"{settings.store!r} is no store; valid: embedded, s3://bucket")
        stack.callback(client.close)
        store = Store(settings, identity, name, bucket, work_bucket, client, now, require_lock)
        store.check_buckets()
        if identity == "writer" and settings.store != "embedded":
            store.check_own()
        yield store


def _client(*, proxies: dict[str, str] | None, **options: str) -> Any:
    config = Config(
        user_agent="ita-evidence",  # botocore's own is put together anew for each request
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        # Ours are set by hand on every put; boto3's own would turn bodies into chunks.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=5,
        read_timeout=30,
        retries={"total_max_attempts": 1},
        max_pool_connections=CONNECTIONS,
        proxies=proxies,
    )
    try:
        session = botocore.session.get_session()
        factory = session.get_component("response_parser_factory")
        factory.set_parser_defaults(timestamp_parser=_moment)
        return boto3.session.Session(botocore_session=session).client(
            "s3", config=config, **options
        )
    except (BotoCoreError, ValueError) as error:
        profile = os.environ.get("AWS_PROFILE", "default")
        raise StoreRefused(f"no S3 client can be made (profile {profile}): {error}") from error


def _moment(said: Any) -> datetime:
    """A time in an answer of S3: an HTTP date in a header, ISO 8601 in a body. botocore tries every
    form there is, which is a seventh of what asking for an object's head costs."""
    try:
        return datetime.fromisoformat(said) if said[4] == "-" else parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError):
        return cast("datetime", parse_timestamp(said))


def _base64(digest: str) -> str:
    return base64.b64encode(bytes.fromhex(digest)).decode()


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
