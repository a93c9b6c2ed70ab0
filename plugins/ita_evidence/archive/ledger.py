"""The ledger: one chain of signed records an agency; a record is the commit of what it names.

    {format: 'ita-evidence/record/1', agency, number, kind, previous, at, key_id, body,
     authorities?: [the time-stamp authorities that stamp it]}

| kind | body |
|---|---|
| `run` | run_key, period, cadence, checkpoint, edition, items, targets, unfinished, store |
| `revalidation` | period, edition, items, targets: verdicts made again from sealed snapshots |
| `review` | as `revalidation`, of one target: what was looked at; `decision`: who said what of it |
| `audit` | what an audit found and did (`audit.py`) |
| `keys` | the keys that sign from here on (`rotation.py`) |
| `erasure` | the blob that is erased, why, by whom (`erasure.py`) |

A target is `{item, snapshot: {key, sha256}, verdict: {key, sha256}}`.

`previous` is the sha256 of the record before, null in the first. The signature is computed before
the record is put and travels with it as metadata (`ed25519`, hex), so that whoever finds a record
without its `.sig` can complete it without signing what another wrote.

The next number is put conditionally: of two runs at once one wins, the other reads the head again.
The head is found from a hint in the work bucket, then by doubling and bisecting; nothing on a run's
path lists history.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from ita_evidence.archive import layout, proof, tokens
from ita_evidence.archive.canonical import canonical, parse, sha256
from ita_evidence.archive.store import Body, NotInArchive, Reading, Store
from ita_evidence.errors import ContentConflict, LedgerError, NumberTaken, UnsettledError
from ita_evidence.model import Plan, Sealed

FORMAT = "ita-evidence/record/1"
KINDS = ("run", "revalidation", "review", "audit", "keys", "erasure")
FIELDS = {"format", "agency", "number", "kind", "previous", "at", "key_id", "body"}
_SEALED = ("snapshot", "verdict")
SIGNATURE = "ed25519"
"""Name of the metadata entry in which a record's signature travels."""
MOST_LOSSES = 200
"""How often a number may be lost to another writer before the caller hears of it."""


class Head(NamedTuple):
    """A record with its place in the chain; mostly the newest one."""

    number: int
    sha256: str
    record: dict[str, Any]


class Settled(NamedTuple):
    """What a run made of one target."""

    item: str
    snapshot: Sealed
    verdict: Sealed


def head(store: Store, agency: str) -> Head | None:
    """The newest record, or None before the first. A writer completes its signature.

    Raises:
        LedgerError: the newest record is not one of this agency's, or nobody we trust signed it.
    """
    number = _newest(store, agency)
    if number == 0:
        return None
    body = store.read_body(layout.record_key(agency, number))
    found = _head_of(agency, number, body.data)
    if store.identity == "writer":
        _complete(store, found, body)
    return found


def read(store: Store, agency: str, number: int) -> Head:
    """Record `number`.

    Raises:
        NotInArchive: there is none.
        LedgerError: it is not canonical, or another agency's or number's.
    """
    return _head_of(agency, number, store.read(layout.record_key(agency, number)))


def records(store: Store, agency: str, since: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
    """The records after number `since`, in order, until there is none."""
    number = since + 1
    while True:
        try:
            found = read(store, agency, number)
        except NotInArchive:
            return
        yield number, found.record
        number += 1


def find_run(store: Store, agency: str, run_key: str, since: int) -> Head | None:
    """The `run` record after number `since` that carries `run_key`: the run is committed."""
    for number in named_in(store, agency, run_key):
        if number > since and _is_run((there := read(store, agency, number)).record, run_key):
            return there
    for number, record in records(store, agency, since):
        if _is_run(record, run_key):
            return Head(number, sha256(canonical(record)), record)
    return None


def append(
    store: Store,
    agency: str,
    kind: str,
    body: dict[str, Any],
    *,
    at: datetime,
    already: Callable[[dict[str, Any]], bool] | None = None,
    since: int | None = None,
) -> Head:
    """Sign and put the next record; returns it as the new head.

    With `already`, the records after number `since` (default: the head found first) are asked
    before each try, and the first that answers yes is returned instead: nothing is put.

    Raises:
        LedgerError: the head is broken, or `kind` is unknown.
        NumberTaken: `MOST_LOSSES` numbers in a row went to others.
    """
    if kind not in KINDS:
        raise LedgerError(f"{kind!r} is no kind of record; valid: {', '.join(KINDS)}")
    if at.tzinfo is None:
        raise LedgerError(f"the record's time {at} has no zone; times are aware, in UTC")
    key = proof.signing_key(store.settings)
    trust = proof.trust(store.settings, agency)
    stamped_by = tokens.promised(store.settings, trust)
    for lost in range(MOST_LOSSES):
        newest = head(store, agency)
        number = newest.number if newest else 0
        _may_sign(key, newest, kind, trust)
        if lost == 0:
            tokens.complete(store, agency, number)
        if already is not None:
            for earlier in range(number if since is None else since, number):
                if already((there := read(store, agency, earlier + 1)).record):
                    return there
            since = number
        if newest is None:
            proof.trust_this_key(store.settings, agency, key)
        record = {
            "format": FORMAT,
            "agency": agency,
            "number": number + 1,
            "kind": kind,
            "previous": newest.sha256 if newest else None,
            "at": at.astimezone(UTC),
            "key_id": key.key_id,
            "body": body,
            **({"authorities": list(stamped_by)} if stamped_by else {}),
        }
        try:
            put = _put(store, agency, number + 1, canonical(record), key)
        except NumberTaken:
            time.sleep(random.uniform(0, 0.05))
            continue
        for run_key in sorted(_run_keys(keys_named(put.record))):
            note_named(store, agency, run_key, put.number)
        tokens.stamp(store, agency, put.number, canonical(record))
        return put
    raise NumberTaken(f"{agency}: {MOST_LOSSES} numbers in a row went to other runs; run it again")


def append_run(
    store: Store,
    plan: Plan,
    settled: Sequence[Settled],
    *,
    at: datetime,
    unfinished: Sequence[Sealed] = (),
) -> Head:
    """Commit a run, once: a run whose key a record carries already is left as it is.

    `unfinished` names sealed objects of these targets that an interrupted run left behind.

    Raises:
        UnsettledError: planned targets, snapshots and verdicts are not the same.
    """
    planned = sorted(target.item for target in plan.targets)
    items = sorted(target.item for target in settled)
    if planned != items or not planned:
        raise UnsettledError(
            f"run {plan.run_key[:12]} of {plan.agency} planned {len(planned)} targets and "
            f"settled {len(items)}; missing: {_names(planned, items)}; "
            f"not planned: {_names(items, planned)}"
        )
    place = (plan.agency, plan.edition, plan.period)
    for target in settled:
        if _run_of(target, *place) != plan.run_key:
            raise UnsettledError(f"{target.snapshot.key} is another run's than {plan.run_key}")
    body = {
        "run_key": plan.run_key,
        "period": plan.period,
        "cadence": plan.cadence.value,
        "checkpoint": plan.checkpoint,
        "edition": plan.edition,
        "items": planned,
        "targets": _targets(settled),
        "unfinished": [left.model_dump() for left in sorted(unfinished, key=lambda it: it.key)],
        "store": {"lock": store.locks},
    }
    return append(
        store,
        plan.agency,
        "run",
        body,
        at=at,
        already=lambda record: _is_run(record, plan.run_key),
        since=plan.base_record,
    )


def append_revalidation(
    store: Store,
    agency: str,
    period: str,
    edition: str,
    settled: Sequence[Settled],
    *,
    at: datetime,
) -> Head:
    """Commit verdicts that were made again, each from the snapshot that it is given with.

    Raises:
        UnsettledError: no target, one twice, or a verdict that is not of its snapshot.
    """
    return append(store, agency, "revalidation", _judged(agency, period, edition, settled), at=at)


def append_review(
    store: Store,
    agency: str,
    period: str,
    edition: str,
    looked_at: Settled,
    decision: dict[str, Any],
    *,
    at: datetime,
) -> Head:
    """Record a person's decision on one target, once: the same decision again is the same record.

    `looked_at` is the target as it stood before the person; `decision` is what `review` writes and
    `reviews` leads back to. The verdict that follows from it is a `revalidation`.

    Raises:
        UnsettledError: the verdict is not of its snapshot, or either is another target's.
    """
    body = {**_judged(agency, period, edition, [looked_at]), "decision": decision}
    data = canonical(body)
    newest = head(store, agency)
    for number in reviews(store, agency).get(looked_at.item, ()):
        before = read(store, agency, number)
        if canonical(before.record["body"]) == data:
            return before
    return append(
        store,
        agency,
        "review",
        body,
        at=at,
        already=lambda record: record["kind"] == "review" and canonical(record["body"]) == data,
        since=newest.number if newest else 0,
    )


def reviews(store: Store, agency: str) -> dict[str, tuple[int, ...]]:
    """Item → the numbers of its `review` records, ascending; the newest enters the judge key.

    The work bucket notes them up to some record; only those after it are read, and all when the
    note is lost.
    """
    upto, found = _noted_reviews(store, agency)
    noted = upto
    for number, record in records(store, agency, upto):
        upto = number
        if record["kind"] == "review":
            for item in record["body"].get("items", []):
                found.setdefault(item, []).append(number)
    if upto != noted and store.identity == "writer":
        store.work_put(reviews_key(agency), canonical({"number": upto, "reviews": found}))
    return {item: tuple(numbers) for item, numbers in found.items()}


def reviews_key(agency: str) -> str:
    """Where the work bucket notes the agency's reviews; it can be made again from the ledger."""
    return layout.index_key(agency, "reviews")


def _noted_reviews(store: Store, agency: str) -> tuple[int, dict[str, list[int]]]:
    """Up to which record the note goes, and what it says; (0, {}) for none that can be used."""
    data = store.work_get(reviews_key(agency))
    try:
        noted = {} if data is None else parse(data)
        upto, found = int(noted["number"]), dict(noted["reviews"])
    except (LedgerError, KeyError, TypeError, ValueError):
        return 0, {}
    if not _used(store, agency, upto):
        return 0, {}  # the note is of another archive
    return upto, {str(item): list(numbers) for item, numbers in found.items()}


def check_form(agency: str, number: int, record: dict[str, Any]) -> None:
    """Raise LedgerError unless the record's own fields are those of its place."""
    if set(record) - {"authorities"} != FIELDS:
        raise LedgerError(f"its fields are {sorted(record)}; valid: {sorted(FIELDS)}")
    own = (record["format"], record["agency"], record["number"])
    if own != (FORMAT, agency, number):
        raise LedgerError(f"it says of itself {own}; its place is {(FORMAT, agency, number)}")
    if record["kind"] not in KINDS or not isinstance(record["body"], dict):
        raise LedgerError(f"its kind is {record['kind']!r}; valid: {', '.join(KINDS)}, with a body")
    names = record.get("authorities", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise LedgerError(f"its authorities are {names!r}; valid: a list of names")
    proof.parse_time(record["at"])


# --- the head --------------------------------------------------------------------------------


def _newest(store: Store, agency: str) -> int:
    """The greatest number in use: from the hint on by doubling steps, then bisecting the last."""
    low = hint(store, agency)
    if low and not _used(store, agency, low):
        low = 0  # the hint is of another archive
    step = 1
    while _used(store, agency, low + step):
        low, step = low + step, step * 2
    high = low + step
    while high - low > 1:
        middle = (low + high) // 2
        if _used(store, agency, middle):
            low = middle
        else:
            high = middle
    return low


def _used(store: Store, agency: str, number: int) -> bool:
    return store.exists(layout.record_key(agency, number))


def hint_key(agency: str) -> str:
    """Where the work bucket notes the newest number; any or none is right, it only saves steps."""
    return layout.index_key(agency, "head")


def hint(store: Reading, agency: str) -> int:
    """The number the work bucket notes; 0 for none, or for a note that cannot be read."""
    data = store.work_get(hint_key(agency))
    try:
        number = 0 if data is None else parse(data)["number"]
    except (LedgerError, KeyError):
        return 0
    return number if isinstance(number, int) and 0 < number < 99_999_999 else 0


# --- which records name a run's objects ------------------------------------------------------


def keys_named(record: dict[str, Any]) -> set[str]:
    """The keys of the snapshots and verdicts that a record names."""
    body = record["body"]
    targets = [
        target[kind] for target in body.get("targets", []) for kind in _SEALED if kind in target
    ]
    return {str(sealed["key"]) for sealed in [*targets, *body.get("unfinished", [])]}


def named_in(store: Store, agency: str, run_key: str) -> tuple[int, ...]:
    """The records that are noted to name objects of this run; a hint: perhaps not all of them.

    A note of another archive, or one that cannot be read, is none.
    """
    data = store.work_get(layout.named_key(agency, run_key))
    try:
        numbers = [] if data is None else parse(data)["records"]
    except (LedgerError, KeyError):
        return ()
    good = isinstance(numbers, list) and all(isinstance(number, int) for number in numbers)
    return tuple(n for n in numbers if n > 0 and _used(store, agency, n)) if good else ()


def note_named(store: Store, agency: str, run_key: str, number: int) -> None:
    """Note that record `number` names objects of this run."""
    numbers = sorted({*named_in(store, agency, run_key), number})
    store.work_put(layout.named_key(agency, run_key), canonical({"records": numbers}))


def _run_keys(keys: set[str]) -> set[str]:
    found = [key.names["run_key"] for key in map(layout.parse_key, keys) if key is not None]
    return set(found)


# --- one record ------------------------------------------------------------------------------


def _put(store: Store, agency: str, number: int, data: bytes, key: proof.SigningKey) -> Head:
    signature = key.sign(data)
    try:
        store.put_once(
            layout.record_key(agency, number),
            data,
            mode="COMPLIANCE",
            metadata={SIGNATURE: signature.hex()},
        )
    except ContentConflict as error:
        raise NumberTaken(f"record {number} of {agency} is another run's") from error
    store.put_once(layout.signature_key(agency, number), signature, mode="COMPLIANCE")
    store.work_put(hint_key(agency), canonical({"number": number}))
    return _head_of(agency, number, data)


def _complete(store: Store, newest: Head, body: Body) -> None:
    """Raise unless a key we know signed the newest record; put its `.sig` if that is missing."""
    agency, key_id = newest.record["agency"], newest.record["key_id"]
    own = proof.signing_key(store.settings)
    trusted = proof.trust(store.settings, agency).key(key_id)
    public = own.public if key_id == own.key_id else trusted and bytes.fromhex(trusted.public)
    key = layout.signature_key(agency, newest.number)
    there = store.exists(key)
    signature = store.read(key) if there else _travelling(body.metadata)
    if not public or not proof.signed_by(public, signature, body.data):
        raise LedgerError(
            f"record {newest.number} of {agency} is the newest, but no key we trust signed it (key "
            f"{key_id}): nothing is built on it; run `ita-evidence verify`"
        )
    if not there:
        store.put_once(key, signature, mode="COMPLIANCE")


def _may_sign(key: proof.SigningKey, newest: Head | None, kind: str, trust: proof.Trust) -> None:
    """Raise unless the newest record leaves the next one to this key, or the trust root does."""
    if newest is None:
        return
    if kind == "keys" and trust.takes_over(key.key_id, newest.number, newest.sha256):
        return
    try:
        wanted = proof.signer_after(newest.record)
    except (KeyError, TypeError, ValueError) as error:
        raise LedgerError(f"record {newest.number} hands over to no key: {error!r}") from error
    if wanted != key.key_id:
        handed = "was handed over to" if newest.record["kind"] == "keys" else "is signed by"
        raise LedgerError(
            f"the ledger of {newest.record['agency']} {handed} key {wanted} in record "
            f"{newest.number}; this machine signs with {key.key_id}: put the right key back "
            "(ITA_SIGNING_KEY_FILE), let the old one hand over (`keys hand-over`), or, where it is "
            "lost, have the trust root say so (`keys take-over`)"
        )


def _travelling(metadata: dict[str, str]) -> bytes:
    try:
        return bytes.fromhex(metadata.get(SIGNATURE, ""))
    except ValueError:
        return b""


def _head_of(agency: str, number: int, data: bytes) -> Head:
    try:
        record = parse(data)
        check_form(agency, number, record)
    except LedgerError as error:
        raise LedgerError(f"record {number} of {agency} is broken: {error}") from error
    return Head(number, sha256(data), record)


def _is_run(record: dict[str, Any], run_key: str) -> bool:
    return (record["kind"], record["body"].get("run_key")) == ("run", run_key)


def _judged(agency: str, period: str, edition: str, settled: Sequence[Settled]) -> dict[str, Any]:
    items = sorted(target.item for target in settled)
    if not items or len(set(items)) != len(items):
        raise UnsettledError(f"a record of verdicts names each target once; found {items}")
    for target in settled:
        _run_of(target, agency, edition, period)
    return {"period": period, "edition": edition, "items": items, "targets": _targets(settled)}


def _targets(settled: Sequence[Settled]) -> list[dict[str, Any]]:
    return [
        {
            "item": target.item,
            "snapshot": target.snapshot.model_dump(),
            "verdict": target.verdict.model_dump(),
        }
        for target in sorted(settled, key=lambda one: one.item)
    ]


def _run_of(target: Settled, agency: str, edition: str, period: str) -> str:
    """The run key of a target's snapshot; another target's or run's verdict never stands by it."""
    run_keys = set()
    for kind, sealed in (("snapshot", target.snapshot), ("verdict", target.verdict)):
        key = layout.parse_key(sealed.key)
        names = key.names if key is not None and key.kind == kind else {}
        place = tuple(names.get(part) for part in ("agency", "edition", "item", "period"))
        if place != (agency, edition, target.item, period):
            raise UnsettledError(
                f"{sealed.key} is no {kind} of {target.item} of {agency} in {period}"
            )
        run_keys.add(names["run_key"])
    if len(run_keys) != 1:
        raise UnsettledError(f"{target.verdict.key} was not made from {target.snapshot.key}")
    return run_keys.pop()


def _names(of: list[str], without: list[str]) -> str:
    return ", ".join(sorted(set(of) - set(without))) or "none"
