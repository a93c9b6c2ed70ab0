"""The store tried for real: does this S3 do what the archive rests on? Names what it lacks.

| code | the archive rests on |
|---|---|
| `put_refused` | a put with its lock and checksum is taken |
| `no_lock` | what was put comes back locked, in its mode, until its day |
| `lock_shortened` | nobody may shorten a COMPLIANCE lock, or turn it into GOVERNANCE |
| `lock_not_extended` | a lock may be extended |
| `lock_not_kept` | a locked version cannot be deleted |
| `writer_may_erase` | these keys may not pass over a GOVERNANCE lock: that is the eraser's right |
| `writer_may_hide` | these keys may not hide an object under a delete marker |
| `put_not_conditional` | of many puts of one key with `If-None-Match: *` exactly one is taken |
| `work_not_conditional` | the same in the work bucket, and `If-Match` for what is replaced |
| `checksum_not_compared` | a body that does not match its SHA-256 is refused |
| `checksum_not_kept` | the SHA-256 of an object is kept and told |
| `versions_not_kept` | under a newer version the oldest can still be listed and read |
| `listing_incomplete` | what was acknowledged is listed at once, past one page |

Probes are put below `probe/`, each locked for some minutes; nothing else is touched.
What may not be deleted stays; `verify` leaves `probe/` alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from ita_evidence.archive import layout
from ita_evidence.archive.canonical import base64_sha256, sha256
from ita_evidence.archive.store import Store

LOCKED_FOR = timedelta(minutes=10)
WRITERS = 16
ROUNDS = 4
LISTED = 7
PAGE = 3


class Tried(NamedTuple):
    """One thing that was tried: its code, and what is lacking; "" for nothing."""

    code: str
    lacks: str


def check(store: Store) -> tuple[Tried, ...]:
    """Try everything with the keys of `store`; an error on the way is what that try lacks."""
    probe = _Probe(store, f"{layout.PROBES}{secrets.token_hex(8)}/")
    tries: dict[str, Callable[[], str]] = {
        "put_refused": probe.put_refused,
        "no_lock": probe.no_lock,
        "lock_shortened": probe.lock_shortened,
        "lock_not_extended": probe.lock_not_extended,
        "lock_not_kept": probe.lock_not_kept,
        "writer_may_erase": probe.writer_may_erase,
        "writer_may_hide": probe.writer_may_hide,
        "put_not_conditional": probe.put_not_conditional,
        "work_not_conditional": probe.work_not_conditional,
        "checksum_not_compared": probe.checksum_not_compared,
        "checksum_not_kept": probe.checksum_not_kept,
        "versions_not_kept": probe.versions_not_kept,
        "listing_incomplete": probe.listing_incomplete,
    }
    return tuple(Tried(code, _tried(one)) for code, one in tries.items())


def _tried(one: Callable[[], str]) -> str:
    try:
        return one()
    except (ClientError, BotoCoreError, LookupError) as error:
        return f"it could not be tried: {' '.join(str(error).split())}"


class _Probe:
    """The tries, over objects of their own; each says what is lacking, "" for nothing."""

    def __init__(self, store: Store, prefix: str) -> None:
        self.client, self.bucket, self.work = store.client, store.bucket, store.work_bucket
        self.prefix = prefix
        self.body = secrets.token_bytes(64)
        self.until = datetime.now(UTC).replace(microsecond=0) + LOCKED_FOR
        self.locked = self.prefix + "locked"
        self.version: str = ""

    def put(self, key: str, body: bytes, mode: str = "COMPLIANCE", **more: Any) -> dict[str, Any]:
        wanted = {
            "ChecksumSHA256": base64_sha256(body),
            "ObjectLockMode": mode,
            "ObjectLockRetainUntilDate": self.until,
            **more,
        }
        answer: dict[str, Any] = self.client.put_object(
            Bucket=self.bucket, Key=key, Body=body, **wanted
        )
        return answer

    def head(self, key: str, version: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.client.head_object(
            Bucket=self.bucket, Key=key, VersionId=version, ChecksumMode="ENABLED"
        )
        return answer

    def retain(self, key: str, version: str, mode: str, until: datetime) -> None:
        self.client.put_object_retention(
            Bucket=self.bucket,
            Key=key,
            VersionId=version,
            Retention={"Mode": mode, "RetainUntilDate": until},
        )

    def delete(self, key: str, **more: Any) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=key, **more)

    # --- locks -------------------------------------------------------------------------------

    def put_refused(self) -> str:
        answer = self.put(self.locked, self.body, IfNoneMatch="*")
        self.version = answer.get("VersionId", "")
        return "" if self.version else "it names no version: the bucket keeps none"

    def no_lock(self) -> str:
        return self._lock_is("COMPLIANCE", self.until)

    def _lock_is(self, mode: str, until: datetime) -> str:
        found = self.head(self.locked, self.version)
        there = (found.get("ObjectLockMode"), found.get("ObjectLockRetainUntilDate"))
        return "" if there == (mode, until) else f"asked for {mode} until {until}; it says {there}"

    def lock_shortened(self) -> str:
        for mode, until in (
            ("COMPLIANCE", self.until - LOCKED_FOR / 2),
            ("GOVERNANCE", self.until),
        ):
            _refused(partial(self.retain, self.locked, self.version, mode, until))
        return self._lock_is("COMPLIANCE", self.until)  # what counts is what stands there then

    def lock_not_extended(self) -> str:
        later = self.until + LOCKED_FOR
        self.retain(self.locked, self.version, "COMPLIANCE", later)
        return self._lock_is("COMPLIANCE", later)

    def lock_not_kept(self) -> str:
        _refused(lambda: self.delete(self.locked, VersionId=self.version))
        _refused(
            lambda: self.delete(self.locked, VersionId=self.version, BypassGovernanceRetention=True)
        )
        return self._still(self.locked, self.version)

    def writer_may_erase(self) -> str:
        key = self.prefix + "governed"
        version = self.put(key, self.body, "GOVERNANCE", IfNoneMatch="*")["VersionId"]
        _refused(lambda: self.delete(key, VersionId=version))
        if lacks := self._still(key, version):
            return lacks
        _refused(lambda: self.delete(key, VersionId=version, BypassGovernanceRetention=True))
        return self._still(key, version)

    def writer_may_hide(self) -> str:
        refused = _refused(lambda: self.delete(self.locked))
        return "" if refused else "a delete marker was taken: deny s3:DeleteObject to these keys"

    def _still(self, key: str, version: str) -> str:
        try:
            self.head(key, version)
        except ClientError as error:
            return f"a locked version was deleted ({' '.join(str(error).split())})"
        return ""

    # --- conditions --------------------------------------------------------------------------

    def put_not_conditional(self) -> str:
        for number in range(ROUNDS):
            key = f"{self.prefix}contended-{number}"

            def put(writer: int, key: str = key) -> bytes | None:
                body = f"{key} by {writer}".encode()
                refused = _refused(lambda: self.put(key, body, IfNoneMatch="*"))
                return None if refused else body

            taken = _at_once(put)
            if len(taken) != 1:
                return f"of {WRITERS} puts of one key {len(taken)} were taken"
            with closing(self.client.get_object(Bucket=self.bucket, Key=key)["Body"]) as body:
                if body.read() != taken[0]:
                    return "another put was taken than the one that was acknowledged"
        return ""

    def work_not_conditional(self) -> str:
        key = self.prefix + "work"
        try:
            first = _at_once(lambda writer: self._work(key, writer, IfNoneMatch="*"))
            if len(first) != 1:
                return f"of {WRITERS} puts of one new key {len(first)} were taken"
            etag = self.client.head_object(Bucket=self.work, Key=key)["ETag"]
            second = _at_once(lambda writer: self._work(key, WRITERS + writer, IfMatch=etag))
            if len(second) != 1:
                return f"of {WRITERS} replacements of one ETag {len(second)} were taken"
        finally:
            self.client.delete_object(Bucket=self.work, Key=key)
        return ""

    def _work(self, key: str, writer: int, **condition: str) -> bytes | None:
        body = str(writer).encode()
        refused = _refused(
            lambda: self.client.put_object(Bucket=self.work, Key=key, Body=body, **condition)
        )
        return None if refused else body

    # --- bytes -------------------------------------------------------------------------------

    def checksum_not_compared(self) -> str:
        wrong = base64_sha256(b"something else")
        refused = _refused(
            lambda: self.put(self.prefix + "spoiled", self.body, ChecksumSHA256=wrong)
        )
        return "" if refused else "a body that does not match its SHA-256 was taken"

    def checksum_not_kept(self) -> str:
        told = self.head(self.locked, self.version).get("ChecksumSHA256")
        return "" if told == base64_sha256(self.body) else f"it tells {told}"

    def versions_not_kept(self) -> str:
        _refused(lambda: self.put(self.locked, b"a newer version"))  # a policy may refuse it: good
        listed = self.client.list_object_versions(Bucket=self.bucket, Prefix=self.locked)
        versions = [entry["VersionId"] for entry in listed.get("Versions", [])]
        if not versions or versions[-1] != self.version:
            return f"the oldest of {versions} should be {self.version}"
        answer = self.client.get_object(Bucket=self.bucket, Key=self.locked, VersionId=self.version)
        with closing(answer["Body"]) as body:
            data = body.read()
        return "" if data == self.body else f"the oldest version reads as sha256 {sha256(data)}"

    def listing_incomplete(self) -> str:
        put = [f"{self.prefix}listed/{number}" for number in range(LISTED)]
        for key in put:
            self.put(key, key.encode(), IfNoneMatch="*")
        found: list[str] = []
        marker: dict[str, str] = {}
        while True:
            page = self.client.list_object_versions(
                Bucket=self.bucket, Prefix=self.prefix + "listed/", MaxKeys=PAGE, **marker
            )
            found += [entry["Key"] for entry in page.get("Versions", [])]
            if not page.get("IsTruncated"):
                break
            marker = {"KeyMarker": page["NextKeyMarker"]}
            if "NextVersionIdMarker" in page:
                marker["VersionIdMarker"] = page["NextVersionIdMarker"]
        return "" if found == put else f"of {len(put)} objects {len(found)} were listed"


def _refused(request: Callable[[], object]) -> bool:
    """Whether S3 refuses it; a server that fails (5xx) has refused nothing.

    Raises:
        ClientError: an answer 5xx.
    """
    try:
        request()
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:
            raise
        return True
    return False


def _at_once(put: Callable[[int], bytes | None]) -> list[bytes]:
    """What was taken of many puts made at once."""
    with ThreadPoolExecutor(WRITERS) as pool:
        return [body for body in pool.map(put, range(WRITERS)) if body is not None]
