"""The check of everything that can be checked, with the reader's rights; each fault has a name.

| code | what is wrong |
|---|---|
| `no_records` | nothing in scope: an archive without a record proves nothing |
| `record_missing` | a number is skipped, or the work bucket knows of a later record |
| `record_form` | a record is not canonical, or not one of its place |
| `record_incomplete` | a run's planned items are not the targets it settled |
| `target_differs` | a record gives a target the snapshot or verdict of another |
| `previous_differs` | a record does not name the digest of the record before it |
| `signature_missing` | a record without its signature |
| `signature_invalid` | the signature is not its key's over these bytes |
| `untrusted_key` | signed by a key the trust root does not know, or not for that time |
| `not_handed_over` | another key signs than before; neither a `keys` record nor the root says so |
| `retired_key` | a key signs that has handed over to another, or that was lost |
| `token_missing` | for 24 hours a record lacks a time stamp that it promises; before: pending |
| `token_invalid` | a time stamp of other bytes, or not by an authority below the trusted root |
| `token_time` | it says another time than its record and the clock leave room for |
| `token_ended` | its authority's certificate ended before anybody renewed it |
| `untrusted_authority` | the trust root does not know the authority, or lacks its root |
| `object_missing` | a record, snapshot or verdict names an object that is not there |
| `not_erased` | a record says that the blob was erased, and it has been there since before |
| `digest_differs` | the bytes are not those that were named, or not those that were stored |
| `unreadable` | the store is up, but cannot hand out the object |
| `not_locked` · `lock_ended` | no lock, or a weaker one than its kind needs; its day has passed |
| `newer_version` · `delete_marker` | somebody wrote over a locked object, or hid it |
| `object_form` | a snapshot or verdict is not canonical, or not one of its place |
| `inputs_differ` | a verdict was made from something else than what was sealed |
| `unaccounted` | no record leads to the object for 24 hours; before that it is pending |
| `unknown_key` | a key that this software does not write |
| `package_differs` | a package's pages are not those its record handed out (`packages.check`) |
| `not_anchored` | only with `require_anchor`: no authority, or a test one, stamped the record |

Levels: `structure` reads the ledger and looks that all it names is there, once; `sample` also reads
the snapshots and verdicts of each agency's newest record and a twentieth of the others, with the
blobs that these lead to (which twentieth, `turn` says: twenty turns read everything); `full` reads
everything. That a blob is unaccounted for can be said only in full, over all agencies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

from ita_evidence.archive import erasure, layout, ledger, proof, tokens
from ita_evidence.archive.canonical import parse, sha256
from ita_evidence.archive.snapshots import value_of
from ita_evidence.archive.store import Body, Held, NotInArchive, Reading
from ita_evidence.errors import ContentConflict, LedgerError, StoreUnavailable
from ita_evidence.model import Capture, Sealed, Snapshot, Verdict
from ita_evidence.settings import Settings

Level = Literal["structure", "sample", "full"]
Progress = Callable[[int, int], None]
"""Called with the objects read so far and the objects to read as far as known."""

Made = TypeVar("Made")

PENDING = timedelta(hours=24)
THREADS = 8
SLICES = 20
"""A sample is one of so many slices, by the first byte of the digest."""
LOCK_ENDS_SOON = timedelta(days=365)
"""Longer than from one full audit to the next; half the retention where that is shorter."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the object's key, a stable code, a sentence."""

    key: str
    code: str
    reason: str


@dataclass(frozen=True)
class Report:
    """What `verify` found."""

    ok: bool
    anchored: bool | Literal["test"]
    """True only if every record in scope bears an authority's good time stamp; "test" where the
    best that some bear is a test authority's, which proves nothing."""
    checked: int
    """Objects of evidence looked at."""
    faults: tuple[Fault, ...]
    pending: tuple[str, ...]
    """Objects younger than 24 hours that no record names yet: a run on its way."""
    trust: dict[str, str]
    """The trust root used, by agency; `made on this machine` is said where it was."""
    heads: dict[str, ledger.Head]
    """The newest record by agency: its digest shows a chain that was cut off or written anew, to
    whoever has kept one."""
    ending: tuple[str, ...] = ()
    """Keys of what was read whose lock ends within a year; no fault: an audit extends it."""
    leads: frozenset[str] = frozenset()
    """Digests of the blobs that what was read leads to, and of those that records name."""
    erased: dict[str, str] = field(default_factory=dict)
    """What is named and was erased on the record: key → `erased by record 7 of sample`."""


def verify(
    store: Reading,
    *,
    settings: Settings,
    agency: str | None = None,
    period: str | None = None,
    level: Level = "full",
    turn: int = 0,
    progress: Progress | None = None,
    trust_file: Path | None = None,
    require_anchor: bool = False,
) -> Report:
    """Check the archive, or one agency's, or what one period's records name.

    Raises:
        StoreUnavailable, StoreRefused: the store itself cannot be read.
        LedgerError: a trust root is no trust root.
    """
    check = _Check(store, level, turn % SLICES, progress)
    if agency is None:
        check.look("")
        keys = [key for key in map(layout.parse_key, check.held) if key is not None]
        agencies = sorted({key.names["agency"] for key in keys if key.kind != "blob"})
    else:
        agencies = [agency]
        for prefix in (layout.LEDGER, layout.SNAPSHOTS, layout.VERDICTS):
            check.look(f"{prefix}{agency}/")
    roots = {name: proof.trust(settings, name, trust_file) for name in agencies}
    named: dict[str, _Named] = {}
    for name in agencies:
        chain = check.chain(name, roots[name])
        for each in check.names(name, chain, period):
            before = named.setdefault(each.sealed.key, each)
            if before.sealed != each.sealed:
                check.fault(
                    each.sealed.key,
                    "digest_differs",
                    f"records {before.record} and {each.record} name it with two digests",
                )
    in_scope = [each for each in named.values() if each.in_scope]
    if not any(check.in_scope.values()):
        check.fault(layout.LEDGER, "no_records", "there is no record in scope: nothing is proven")
    blobs = [*check.sealed(in_scope, named), *check.listed]
    check.blobs(blobs)
    check.unaccounted(named, blobs, period, everything=agency is None and period is None)
    if require_anchor:
        check.require_anchor()
    return Report(
        ok=not check.faults,
        anchored=check.anchored(),
        checked=len(check.seen),
        faults=tuple(sorted(set(check.faults), key=lambda it: (it.key, it.code, it.reason))),
        pending=tuple(check.pending),
        trust={name: _said(root) for name, root in roots.items()},
        heads=check.heads,
        ending=tuple(sorted(check.ending)),
        leads=frozenset(blob.digest for blob in blobs),
        erased=check.gone,
    )


class _Named(NamedTuple):
    """An object that a record names."""

    sealed: Sealed
    record: int
    in_scope: bool
    newest: bool


class _Blob(NamedTuple):
    """A blob that a snapshot or verdict names; its size where that is known."""

    digest: str
    named_by: str
    newest: bool
    record: int
    """The first record that leads to it."""
    size_bytes: int | None = None


class _Erasure(NamedTuple):
    """What an agency's ledger says of an erased blob, by the newest such record."""

    agency: str
    record: int
    at: datetime
    snapshots: frozenset[str]
    """Those that the erasures name: one of them may be recorded only afterwards."""

    def __str__(self) -> str:
        return f"erased by record {self.record} of {self.agency}"

    def excuses(self, blob: _Blob) -> bool:
        """Whether the blob may be gone: this agency named it before. What it kept again since may
        not; a stray that an audit put on the record is no agency's."""
        if blob.named_by.split("/")[1] != self.agency:
            return blob.named_by.startswith(layout.LEDGER)
        return blob.record < self.record or blob.named_by in self.snapshots


class _Signers:
    """Who may sign the next record: the key of the one before, or the one it handed over to; where
    that one was lost, the one of which the trust root says that it succeeds it."""

    def __init__(self, root: proof.Trust) -> None:
        self.root = root
        self.next: str | None = None
        self.retired: dict[str, int] = {}

    def wrong(self, record: dict[str, Any]) -> str:
        """The code of what is wrong with who signed this one; "" for nothing."""
        own = record["key_id"]
        if own in self.retired:
            return "retired_key"
        if self.next not in {None, own}:
            number = record["number"]
            said = self.root.takes_over(own, number - 1, str(record["previous"]))
            if self.next is None or record["kind"] != "keys" or not said:
                return "not_handed_over"
            self.retired[self.next] = number
        try:
            self.next = proof.signer_after(record)
        except (KeyError, TypeError, ValueError):
            return "record_form"
        if self.next != own:
            self.retired[own] = record["number"]
        return ""

    @property
    def said(self) -> str:
        over = ", ".join(f"{key} ended in record {n}" for key, n in self.retired.items())
        return f"{over or 'no key has ended'}; the next must be {self.next}'s"


@dataclass
class _Check:
    """What one verification has seen so far."""

    store: Reading
    level: Level
    turn: int
    progress: Progress | None
    held: dict[str, Held] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    listed_all: bool = False
    heads: dict[str, ledger.Head] = field(default_factory=dict)
    """The newest record that is one, by agency."""
    in_scope: dict[str, set[int]] = field(default_factory=dict)
    """Records in scope, by agency."""
    stamps: dict[tuple[str, int], tokens.Anchored] = field(default_factory=dict)
    """How well each record is stamped."""
    made_from: dict[str, set[Sealed]] = field(default_factory=dict)
    """The snapshots that records give as a verdict's own, by the verdict's key."""
    reviews: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    """The `review` records of an agency's item."""
    erasures: dict[str, dict[str, _Erasure]] = field(default_factory=dict)
    """What records say was erased: the blob's key → agency → its erasure."""
    gone: dict[str, str] = field(default_factory=dict)
    listed: list[_Blob] = field(default_factory=list)
    """Blobs that audits found without anything that leads to them, and put on the record."""
    ending: list[str] = field(default_factory=list)
    read_count: int = 0
    read_total: int = 0

    @property
    def soon(self) -> timedelta:
        return min(LOCK_ENDS_SOON, timedelta(days=self.store.settings.retention_days) / 2)

    def fault(self, key: str, code: str, reason: str) -> None:
        self.faults.append(Fault(key, code, reason))

    def look(self, prefix: str) -> None:
        """List a prefix, and say what S3 itself gives away: shadows, markers, strange keys."""
        self.listed_all |= prefix == ""
        for key, held in self.store.versions(prefix).items():
            if key.startswith(layout.PROBES):
                continue
            self.held[key] = held
            self.shadows(held)
            if layout.parse_key(key) is None:
                self.fault(key, "unknown_key", "this software writes no such key")

    def shadows(self, held: Held) -> None:
        if held.versions > 1:
            self.fault(
                held.key,
                "newer_version",
                f"{held.versions} versions where one was put; the oldest is the evidence",
            )
        if held.delete_markers:
            self.fault(held.key, "delete_marker", f"{held.delete_markers} delete markers hide it")

    # --- the chain ---------------------------------------------------------------------------

    def chain(self, agency: str, root: proof.Trust) -> dict[int, dict[str, Any]]:
        """Check an agency's records and signatures; returns the records that are records."""
        numbers = {
            kind: {
                key.number
                for key in map(layout.parse_key, self.held)
                if key is not None and key.kind == kind and key.names["agency"] == agency
            }
            for kind in ("record", "signature")
        }
        known = max(numbers["record"], default=0)
        hinted = ledger.hint(self.store, agency)
        for number in sorted(set(range(1, max(known, hinted) + 1)) - numbers["record"]):
            why = "the work bucket knows of it" if number > known else "its number is skipped"
            self.fault(layout.record_key(agency, number), "record_missing", why)
        for number in sorted(numbers["signature"] - numbers["record"]):
            self.fault(
                layout.signature_key(agency, number), "unaccounted", "a signature of no record"
            )
        keys = [layout.record_key(agency, number) for number in sorted(numbers["record"])]
        keys += [layout.signature_key(agency, number) for number in sorted(numbers["signature"])]
        bodies = self.read(keys)
        stamps = self.read_stamps(agency)
        signers = _Signers(root)
        records: dict[int, dict[str, Any]] = {}
        digests: dict[int, str] = {}
        for number in sorted(numbers["record"]):
            key = layout.record_key(agency, number)
            body = bodies.get(key)
            if body is None:
                continue  # its fault is named already
            digests[number] = sha256(body.data)
            try:
                record = parse(body.data)
                ledger.check_form(agency, number, record)
            except LedgerError as error:
                self.fault(key, "record_form", str(error))
                continue
            records[number] = record
            self.heads[agency] = ledger.Head(number, digests[number], record)
            before = digests.get(number - 1)
            if record["previous"] != before and (number == 1 or before is not None):
                self.fault(
                    key,
                    "previous_differs",
                    f"names {record['previous']}; record {number - 1} is {before}",
                )
            signature = bodies.get(layout.signature_key(agency, number))
            self.signature(key, record, body.data, signature, root)
            if code := signers.wrong(record):
                if root.key(record["key_id"]) is not None:  # else it is named already
                    self.fault(key, code, f"key {record['key_id']} signs; {signers.said}")
            self.stamps[agency, number] = self.stamp(
                record, body.data, stamps.pop(number, {}), root
            )
        for number in sorted(stamps.keys() - numbers["record"]):
            for name, each in stamps[number].items():
                key = layout.token_key(agency, number, name, min(each))
                self.fault(key, "unaccounted", "a time stamp of no record")
        return records

    def signature(
        self,
        key: str,
        record: dict[str, Any],
        data: bytes,
        signature: Body | None,
        root: proof.Trust,
    ) -> None:
        if signature is None:
            self.fault(key, "signature_missing", "nothing shows who wrote it")
            return
        trusted = root.key(record["key_id"])
        if trusted is None:
            where = root.source or "there is no trust root"
            self.fault(key, "untrusted_key", f"key {record['key_id']} is not trusted ({where})")
            return
        if not proof.signed_by(bytes.fromhex(trusted.public), signature.data, data):
            self.fault(key, "signature_invalid", f"not made by key {trusted.id} over these bytes")
        if not trusted.holds_at(proof.parse_time(record["at"])):
            self.fault(key, "untrusted_key", f"key {trusted.id} is not trusted at {record['at']}")

    def read_stamps(self, agency: str) -> dict[int, dict[str, dict[int, bytes]]]:
        """Record number → authority → n → the token's bytes."""
        places = {
            key: parsed
            for key in self.held
            if (parsed := layout.parse_key(key)) is not None
            and parsed.kind == "token"
            and parsed.names["agency"] == agency
        }
        found: dict[int, dict[str, dict[int, bytes]]] = {}
        for key, body in self.read(sorted(places)).items():
            names = places[key].names
            by_authority = found.setdefault(places[key].number, {})
            by_authority.setdefault(names["tsa"], {})[int(names["n"])] = body.data
        return found

    def stamp(
        self,
        record: dict[str, Any],
        data: bytes,
        found: dict[str, dict[int, bytes]],
        root: proof.Trust,
    ) -> tokens.Anchored:
        """Check a record's time stamps; returns how well it is stamped."""
        agency, number, now = record["agency"], record["number"], self.store.now()
        own = layout.record_key(agency, number)
        best: tokens.Anchored = False
        for name in sorted({*tokens.of_record(record), *found}):
            try:
                first = layout.token_key(agency, number, name, 1)
                authority = root.authority(name)
                roots = tokens.roots_of(self.store.settings, root, authority) if authority else []
            except (ValueError, LedgerError) as error:
                self.fault(own, "untrusted_authority", str(error))
                continue
            if name not in found:
                if self.held[own].written_at > now - PENDING:
                    self.pending.append(first)
                else:
                    self.fault(first, "token_missing", f"record {number} promises it")
                continue
            if authority is None or not roots:
                where = root.authorities_source or "there is no trust root"
                self.fault(first, "untrusted_authority", f"{name} is not trusted ({where})")
                continue
            made_at = proof.parse_time(record["at"])
            wrong = list(tokens.examine(found[name], data, made_at, roots, now))
            for one in wrong:
                key = layout.token_key(agency, number, name, one.n)
                self.fault(key, one.code, one.reason)
            if not wrong:
                best = True if best is True or not authority.test else "test"
        return best

    def anchored(self) -> tokens.Anchored:
        """The least of all records in scope."""
        states = [
            self.stamps.get((agency, number), False)
            for agency, numbers in self.in_scope.items()
            for number in numbers
        ]
        if not states or False in states:
            return False
        return "test" if "test" in states else True

    def require_anchor(self) -> None:
        for agency, numbers in self.in_scope.items():
            states = [self.stamps.get((agency, number), False) for number in numbers]
            if not all(state is True for state in states):
                self.fault(
                    layout.ledger_prefix(agency),
                    "not_anchored",
                    f"of {len(states)} records {states.count(False)} bear no good time stamp, "
                    f"{states.count('test')} only a test authority's",
                )

    def names(
        self, agency: str, chain: dict[int, dict[str, Any]], period: str | None
    ) -> Iterable[_Named]:
        """What an agency's records name."""
        scope = {
            number
            for number, record in chain.items()
            if period is None or record["body"].get("period") == period
        }
        self.in_scope[agency] = scope
        newest = max((n for n in scope if chain[n]["body"].get("targets")), default=0)
        if not scope:
            self.fault(layout.ledger_prefix(agency), "no_records", "no record in scope")
        for number, record in chain.items():
            key = layout.record_key(agency, number)
            try:
                if digest := erasure.digest_of(record):
                    by_agency = self.erasures.setdefault(layout.blob_key(digest), {})
                    before = by_agency[agency].snapshots if agency in by_agency else frozenset()
                    by_agency[agency] = _Erasure(
                        agency,
                        number,
                        proof.parse_time(record["at"]),
                        before | set(record["body"]["named_by"]),
                    )
                yield from self.named_by(key, record, number in scope, number == newest)
            except (KeyError, TypeError, ValueError, LedgerError) as error:
                self.fault(key, "record_form", f"its body names nothing we can read: {error!r}")

    def named_by(
        self, key: str, record: dict[str, Any], in_scope: bool, newest: bool
    ) -> Iterable[_Named]:
        body, number = record["body"], record["number"]
        targets = body.get("targets", [])
        if record["kind"] == "run":
            if sorted(target["item"] for target in targets) != body["items"] or not body["items"]:
                self.fault(key, "record_incomplete", "its planned items are not its targets")
            if body["store"]["lock"] is not True:
                self.fault(key, "not_locked", "it says itself that its store did not lock")
        for token in body.get("renewed", []):
            if token not in self.held:
                self.fault(token, "object_missing", f"record {number} says that it was put")
        if record["kind"] == "review":
            (item,) = body["items"]
            self.reviews.setdefault((record["agency"], item), set()).add(number)
        for target in targets:
            snapshot = Sealed.model_validate(target["snapshot"])
            verdict = Sealed.model_validate(target["verdict"])
            for sealed, kind in ((snapshot, "snapshot"), (verdict, "verdict")):
                its = layout.parse_key(sealed.key)
                place = ("agency", "edition", "item", "period")
                own = its and (its.kind, *(its.names.get(part) for part in place))
                wanted = {**body, "agency": record["agency"], "item": target["item"]}
                if own != (kind, *(wanted[part] for part in place)):
                    self.fault(
                        key,
                        "target_differs",
                        f"{sealed.key} is no {kind} of {target['item']} in {body['period']}",
                    )
                yield _Named(sealed, number, in_scope, newest)
            self.made_from.setdefault(verdict.key, set()).add(snapshot)
        if in_scope:
            blobs = body.get("blobs", [])
            self.listed += [_Blob(digest, key, newest, number) for digest in blobs]
        for left in body.get("unfinished", []):
            yield _Named(Sealed.model_validate(left), number, in_scope, newest)

    # --- what the chain names ----------------------------------------------------------------

    def sealed(self, wanted: list[_Named], named: dict[str, _Named]) -> list[_Blob]:
        """Check snapshots and verdicts; returns the blobs that those read name."""
        there = {}
        for each in wanted:
            self.seen.add(each.sealed.key)
            if each.sealed.key in self.held:
                there[each.sealed.key] = each
            else:
                self.fault(each.sealed.key, "object_missing", f"record {each.record} names it")
        bodies = self.read(
            key for key, each in there.items() if self.sampled(each.sealed.sha256, each.newest)
        )
        blobs: list[_Blob] = []
        for key, body in bodies.items():
            each = there[key]
            if sha256(body.data) != each.sealed.sha256:
                self.fault(
                    key,
                    "digest_differs",
                    f"record {each.record} names {each.sealed.sha256}; "
                    f"the bytes are {sha256(body.data)}",
                )
                continue
            try:
                if key.startswith(layout.SNAPSHOTS):
                    blobs += self.snapshot(key, body.data, each)
                else:
                    blobs += self.verdict(key, body.data, each, named)
            except LedgerError as error:
                self.fault(key, "object_form", str(error))
        return blobs

    def snapshot(self, key: str, data: bytes, each: _Named) -> Iterable[_Blob]:
        snapshot = value_of(key, data, Snapshot)
        own = layout.snapshot_key(
            snapshot.agency, snapshot.edition, snapshot.item, snapshot.period, snapshot.run_key
        )
        if own != key:
            self.fault(key, "object_form", f"it says of itself {own}")
        for capture in _captures(snapshot):
            first = capture.first_snapshot
            if first is not None and not self.store_has(first):
                self.fault(first, "object_missing", f"{key} says it received these bytes first")
            if capture.blob_sha256 is not None:
                yield _Blob(
                    capture.blob_sha256, key, each.newest, each.record, capture.blob_size_bytes
                )

    def verdict(
        self, key: str, data: bytes, each: _Named, named: dict[str, _Named]
    ) -> Iterable[_Blob]:
        verdict = value_of(key, data, Verdict)
        own = layout.verdict_key(
            verdict.agency,
            verdict.edition,
            verdict.item,
            verdict.period,
            verdict.run_key,
            verdict.judge_key,
        )
        if own != key:
            self.fault(key, "object_form", f"it says of itself {own}")
        if verdict.judge_key != layout.judge_key(verdict.inputs):
            self.fault(key, "inputs_differ", "its judge key is not that of its inputs")
        inputs = verdict.inputs.snapshots
        for snapshot in self.made_from.get(key, set()) - set(inputs):
            self.fault(key, "inputs_differ", f"it was not made from {snapshot.key}")
        for sealed in inputs:
            known = named.get(sealed.key)
            if known is None or known.sealed != sealed or known.record > each.record:
                self.fault(key, "inputs_differ", f"no record seals its input {sealed.key} so")
        review = verdict.inputs.newest_review
        known_reviews = self.reviews.get((verdict.agency, verdict.item), set())
        if review and (review not in known_reviews or review >= each.record):
            self.fault(key, "inputs_differ", f"record {review} is no review of {verdict.item}")
        yield _Blob(verdict.inputs.catalog_sha256, key, each.newest, each.record)
        yield _Blob(verdict.inputs.suite_sha256, key, each.newest, each.record)

    def store_has(self, key: str) -> bool:
        return key in self.held or self.store.exists(key)

    def blobs(self, wanted: list[_Blob]) -> None:
        """Check that each blob is there, once, whole."""
        first = {blob.digest: blob for blob in reversed(wanted)}
        keys: dict[str, _Blob] = {}
        for digest, blob in first.items():
            try:
                key = layout.blob_key(digest)
            except ValueError as error:
                self.fault(blob.named_by, "object_form", str(error))
                continue
            keys[key] = blob
        self.find(keys)
        there = {key: blob for key, blob in keys.items() if key in self.held}
        missing = {keys[key].digest: key for key in keys.keys() - there.keys()}
        for blob in (one for one in wanted if one.digest in missing):
            key = missing[blob.digest]
            said = [one for one in self.erasures.get(key, {}).values() if one.excuses(blob)]
            if said:
                self.gone[key] = str(said[0])
            else:
                self.fault(key, "object_missing", f"{blob.named_by} names it")
                del missing[blob.digest]  # once is enough
        for key in self.erasures.keys() & self.held.keys():
            for erased in self.erasures[key].values():
                if self.held[key].written_at < erased.at:
                    self.fault(key, "not_erased", f"{erased}, and still there: erase it again")
        sizes: dict[str, set[int]] = {}
        for blob in wanted:
            if blob.size_bytes is not None:
                sizes.setdefault(blob.digest, set()).add(blob.size_bytes)
        wanted_keys = (
            key
            for key, blob in there.items()
            if not blob.named_by.startswith(layout.LEDGER)  # its snapshot or verdict was read
            or self.sampled(blob.digest, blob.newest)
        )
        for key, found in self.digests(wanted_keys).items():
            digest, size = found
            blob = there[key]
            if digest != blob.digest:
                self.fault(key, "digest_differs", f"the bytes are {digest}")
            elif sizes.get(digest, {size}) != {size}:
                self.fault(
                    key, "digest_differs", f"{size} bytes; {blob.named_by} names another size"
                )

    def find(self, keys: Iterable[str]) -> None:
        """Look up keys that no listing has brought; only where a scope leaves blobs unlisted."""
        missing = [key for key in keys if key not in self.held]
        self.seen.update(keys)
        if self.listed_all:
            return
        with ThreadPoolExecutor(THREADS) as pool:
            for key, found in zip(missing, pool.map(self.store.versions, missing), strict=True):
                if key in found:
                    self.held[key] = found[key]
                    self.shadows(found[key])

    def unaccounted(
        self,
        named: dict[str, _Named],
        blobs: list[_Blob],
        period: str | None,
        *,
        everything: bool,
    ) -> None:
        """What stands there and no record leads to."""
        leads = {layout.blob_key(blob.digest) for blob in blobs if len(blob.digest) == 64}
        young = self.store.now() - PENDING
        for key, held in self.held.items():
            parsed = layout.parse_key(key)
            if parsed is None or parsed.kind in {"record", "signature", "token"}:
                continue
            if parsed.kind == "blob":
                led = key in leads or not (everything and self.level == "full")
            else:
                led = key in named or period not in {None, parsed.names["period"]}
            if led:
                continue
            self.seen.add(key)
            if held.written_at > young:
                self.pending.append(key)
            else:
                self.fault(
                    key, "unaccounted", f"written {held.written_at:%Y-%m-%d}, no record leads to it"
                )

    # --- reading -----------------------------------------------------------------------------

    def sampled(self, digest: str, newest: bool) -> bool:
        if self.level == "sample":
            return newest or int(digest[:2], 16) * SLICES // 256 == self.turn
        return self.level == "full"

    def read(self, keys: Iterable[str]) -> dict[str, Body]:
        """The oldest version of each key, several at once; what cannot be read is a fault."""
        return self.each(keys, lambda body: body)

    def digests(self, keys: Iterable[str]) -> dict[str, tuple[str, int]]:
        """Digest and size of each, so that no more than a few blobs are in memory at once."""
        return self.each(keys, lambda body: (sha256(body.data), len(body.data)))

    def each(self, keys: Iterable[str], make: Callable[[Body], Made]) -> dict[str, Made]:
        wanted = list(keys)
        self.seen.update(wanted)
        self.read_total += len(wanted)
        made: dict[str, Made] = {}
        with ThreadPoolExecutor(THREADS) as pool:
            for key, found in zip(
                wanted, pool.map(lambda key: self.one(key, make), wanted), strict=True
            ):
                if found is not None:
                    made[key] = found
                self.read_count += 1
                if self.progress is not None:
                    self.progress(self.read_count, self.read_total)
        return made

    def one(self, key: str, make: Callable[[Body], Made]) -> Made | None:
        """Read one object, see to its lock, and make of it what is wanted."""
        held = self.held[key]
        if not held.oldest:
            return None  # delete markers only: named when it was listed
        try:
            body = self.store.read_version(key, held.oldest)
        except NotInArchive:
            self.fault(key, "object_missing", "it was listed, and is gone")
            return None
        except ContentConflict as error:
            self.fault(key, "digest_differs", str(error))
            return None
        except StoreUnavailable as error:
            self.store.check_buckets()  # raises when it is the store, not the object
            self.fault(key, "unreadable", str(error))
            return None
        self.lock(key, body)
        return make(body)

    def lock(self, key: str, body: Body) -> None:
        if not self.store.shows_locks:
            return
        modes = {"COMPLIANCE"} | ({"GOVERNANCE"} if key.startswith(layout.BLOBS) else set())
        if body.lock_mode not in modes or body.locked_until is None:
            self.fault(
                key, "not_locked", f"mode {body.lock_mode}; valid: {' or '.join(sorted(modes))}"
            )
        elif body.locked_until <= self.store.now():
            self.fault(key, "lock_ended", f"its lock ended {body.locked_until:%Y-%m-%d}")
        elif body.locked_until <= self.store.now() + self.soon:
            self.ending.append(key)


def _captures(snapshot: Snapshot) -> Iterable[Capture]:
    if snapshot.home is not None:
        yield snapshot.home
    for evidence in snapshot.evidence:
        yield from evidence.captures


def _said(root: proof.Trust) -> str:
    if not root.source:
        return "none"
    return f"{root.source} (made on this machine)" if root.made_here else root.source
