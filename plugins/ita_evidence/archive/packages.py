"""A package for others: an agency's period as a BagIt bag (RFC 8493), with originals and proof.

    index.html                   what it is, and the commands that check it
    bagit.txt, bag-info.txt, manifest-sha256.txt, tagmanifest-sha256.txt
    data/package.json            whose, which period, for whom, by which record
    data/archive/…               the ledger up to that record with signatures and time stamps; the
                                 period's snapshots, verdicts and blobs, each under its own key
    data/pages.wacz              the captured pages, to browse (`webarchive.py`)
    data/pages.html, data/replay/…  what shows them, where `Settings.replay` has it
    data/dossier/…               the dossier as `dossier` writes it
    data/check/…                 public keys and roots in PEM, for openssl

Who got what is on the record first: `audit` with `{handed_out: {to, period, objects, sha256,
pages}}`, where `sha256` is of the list of the evidence's keys and digests, and `pages` of the list
of what is looked at (dossier, web archive, replay): whoever alters a page can make the manifests
fit, but not the record. The same package for the same recipient is the same record, and the same
bytes.
"""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ita_evidence.archive import layout, ledger, proof, snapshots, tokens, webarchive
from ita_evidence.archive.canonical import canonical, parse, sha256
from ita_evidence.archive.store import NotInArchive, Store
from ita_evidence.archive.verify import Fault
from ita_evidence.errors import ContentConflict, LedgerError, UsageError
from ita_evidence.model import Sealed, Snapshot, Verdict

THREADS = 8
PAGE = Path(__file__).with_name("package_page.html")
REPLAY_PAGE = Path(__file__).with_name("replay_page.html")
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
WACZ = "data/pages.wacz"
LOOKED_AT = ("data/dossier/", "data/pages", "data/replay/")
"""Beginnings of the paths whose digests the record names."""
REPLAY = ("ui.js", "sw.js", "LICENSE")
"""ReplayWeb.page's own files: all that it needs to show a web archive from a loopback server."""
HOW_TO_BROWSE = {
    True: (
        "หน้าเว็บที่เก็บไว้ เรียกคำสั่งนี้ในโฟลเดอร์ของชุดนี้ แล้วเปิดที่อยู่ที่ตามมา",
        "the captured pages: run this in the folder of this package, then open the address",
        "python3 -m http.server --bind 127.0.0.1 8000\nhttp://127.0.0.1:8000/data/pages.html",
    ),
    False: (
        "หน้าเว็บที่เก็บไว้ เปิดดูได้ด้วย ReplayWeb.page",
        "the captured pages: open replayweb.page, choose this file; nothing is sent anywhere. The "
        "desktop application does the same without a network",
        "data/pages.wacz",
    ),
}
"""With ReplayWeb.page in the package or without: in Thai, in English, and what to type."""


class Package(NamedTuple):
    """What was written: the record that says so, and the files below the folder."""

    record: int
    files: tuple[str, ...]
    commands: tuple[str, ...]
    """As its first page prints them."""


class _Objects(NamedTuple):
    """The evidence of a period: key → digest, and the snapshots among it."""

    digests: dict[str, str]
    shown: tuple[Snapshot, ...]


def write(
    store: Store,
    agency: str,
    period: str,
    out: Path,
    *,
    to: str,
    at: datetime,
    name: str,
    dossier: Mapping[str, bytes],
) -> Package:
    """Put it on the record, then write the package below `out`, which must be empty or new.

    Args:
        to: who gets it.
        name: the agency's name, for people.
        dossier: the dossier's files by their paths.

    Raises:
        UsageError: nobody is named, the period has no record, or `out` has something in it.
        LedgerError, ContentConflict, NotInArchive: evidence is missing or not as it was sealed:
            nothing is handed out.
    """
    if not to.strip():
        raise UsageError("a package names who gets it: give --for")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is there already; give a new or an empty folder")
    chain = dict(ledger.records(store, agency))
    objects = _objects(store, agency, period, chain)
    replay = _replay(store.settings.replay, name, period)
    pages = {f"data/dossier/{path}": data for path, data in dossier.items()} | replay
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out) as making:
        wacz = Path(making, "pages.wacz")
        webarchive.write(wacz, objects.shown, lambda it: _payload(store, it), f"{name} {period}")
        looked_at = {path: sha256(data) for path, data in pages.items()} | {WACZ: _digest(wacz)}
        record = _hand_out(store, agency, period, to, objects, looked_at, chain, at)
        (out / "data").mkdir()
        wacz.replace(out / WACZ)
    bag = _Bag(out)
    bag.note(WACZ, looked_at[WACZ], (out / WACZ).stat().st_size)
    for number in range(1, record.number + 1):
        bag.add_all(store, sorted(store.versions(_of_record(agency, number))))
    bag.add_all(store, sorted(objects.digests), objects.digests)
    for path, data in sorted(pages.items()):
        bag.add(path, data)
    said = {"agency": agency, "period": period, "for": to, "record": record.number}
    bag.add("data/package.json", canonical(said))
    commands = _commands(store, agency, record, bag)
    page = _page(store, agency, period, name, to, record, commands, replayed=bool(replay))
    bag.close(page, record, f"{agency}/{period}", name)
    return Package(record.number, tuple(sorted(bag.files)), commands)


def check(root: Path) -> Iterator[Fault]:
    """What is wrong with the package in `root` around the evidence in it: files that its manifests
    do not list so, and pages that are not those its record says were handed out.

    Whether that record is to be believed says `verify` of the evidence. The first page is covered
    by the manifest alone: it names the record's digest. Packages made before records named their
    pages have nothing to compare them with.
    """
    found = {
        path.relative_to(root).as_posix(): "" if path.is_symlink() else _digest(path)
        for path in root.rglob("*")
        if path.is_symlink() or path.is_file()
    }
    listed: dict[str, str] = {}
    for name in (MANIFEST, TAG_MANIFEST):
        if name in found:
            lines = (root / name).read_text("utf-8", "replace").splitlines()
            listed |= {path: digest for digest, _, path in (one.partition("  ") for one in lines)}
    for path in sorted((found.keys() | listed.keys() | {MANIFEST}) - {TAG_MANIFEST}):
        if path not in found:
            yield Fault(path, "object_missing", "a manifest lists it")
        elif path not in listed:
            yield Fault(path, "unaccounted", "no manifest of the package lists it")
        elif found[path] != listed[path]:
            yield Fault(path, "digest_differs", f"its manifest names {listed[path]}")
    looked_at = {path: one for path, one in found.items() if path.startswith(LOOKED_AT)}
    try:
        said = json.loads((root / "data/package.json").read_bytes())
        place = root / "data/archive" / layout.record_key(said["agency"], said["record"])
        handed_out = parse(place.read_bytes())["body"]["handed_out"]
        same = [handed_out["to"], handed_out["period"]] == [said["for"], said["period"]]
        if same and handed_out.get("pages", _list_digest(looked_at)) == _list_digest(looked_at):
            return
        why = f"record {said['record']} handed out other pages, or to somebody else"
    except (OSError, ValueError, KeyError, TypeError, LedgerError) as error:
        why = f"it names no record that handed it out: {error!r}"
    yield Fault("data/package.json", "package_differs", why)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _list_digest(digests: Mapping[str, str]) -> str:
    return sha256(canonical(sorted(digests.items())))


def _of_record(agency: str, number: int) -> str:
    """The prefix of a record, its signature and its tokens."""
    return layout.record_key(agency, number).removesuffix("json")


def _objects(
    store: Store, agency: str, period: str, chain: Mapping[int, dict[str, Any]]
) -> _Objects:
    """All that the period's records name, and what that leads to; each read and compared."""
    named = {
        sealed.key: sealed
        for record in chain.values()
        if record["body"].get("period") == period
        for sealed in _named(record)
    }
    if not named:
        raise UsageError(f"{agency} {period}: no record names anything of it; run it first")
    digests = {key: sealed.sha256 for key, sealed in named.items()}
    shown: list[Snapshot] = []
    for key, sealed in sorted(named.items()):
        if key.startswith(layout.SNAPSHOTS):
            snapshot = snapshots.read_snapshot(store, sealed)
            shown.append(snapshot)
            digests |= _leads(store, snapshot)
        else:
            digests |= _made_from(snapshots.read_verdict(store, sealed))
    return _Objects(digests, tuple(shown))


def _named(record: Mapping[str, Any]) -> Iterator[Sealed]:
    for target in record["body"].get("targets", []):
        for kind in ("snapshot", "verdict"):
            yield Sealed.model_validate(target[kind])
    for left in record["body"].get("unfinished", []):
        yield Sealed.model_validate(left)


def _leads(store: Store, snapshot: Snapshot) -> dict[str, str]:
    found: dict[str, str] = {}
    home = [snapshot.home] if snapshot.home else []
    for capture in [*home, *(one for each in snapshot.evidence for one in each.captures)]:
        if capture.blob_sha256:
            found[layout.blob_key(capture.blob_sha256)] = capture.blob_sha256
        if capture.first_snapshot:
            found[capture.first_snapshot] = sha256(store.read(capture.first_snapshot))
    return found


def _made_from(verdict: Verdict) -> dict[str, str]:
    used = (verdict.inputs.catalog_sha256, verdict.inputs.suite_sha256)
    return {layout.blob_key(digest): digest for digest in used}


def _hand_out(
    store: Store,
    agency: str,
    period: str,
    to: str,
    objects: _Objects,
    looked_at: Mapping[str, str],
    chain: Mapping[int, dict[str, Any]],
    at: datetime,
) -> ledger.Head:
    """The record of this package; the one that says the same already, if there is one and nothing
    was erased since."""
    body = {
        "handed_out": {
            "to": to,
            "period": period,
            "objects": len(objects.digests),
            "sha256": _list_digest(objects.digests),
            "pages": _list_digest(looked_at),
        }
    }
    erased = max((n for n, record in chain.items() if record["kind"] == "erasure"), default=0)
    for number, record in chain.items():
        if number > erased and record["kind"] == "audit" and record["body"] == body:
            return ledger.read(store, agency, number)
    return ledger.append(store, agency, "audit", body, at=at)


def _payload(store: Store, digest: str) -> bytes | None:
    try:
        return snapshots.get_blob(store, digest)
    except NotInArchive:
        return None  # erased on the record, else `_Bag.add_all` would have refused


# --- the bag ---------------------------------------------------------------------------------


class _Bag:
    """Writes files and remembers their digests."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, str] = {}
        self.size_bytes = 0

    def add(self, path: str, data: bytes) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self.note(path, sha256(data), len(data))

    def note(self, path: str, digest: str, size_bytes: int) -> None:
        self.files[path] = digest
        if path.startswith("data/"):
            self.size_bytes += size_bytes

    def add_all(
        self, store: Store, keys: list[str], digests: Mapping[str, str] | None = None
    ) -> None:
        """Objects of the archive under their keys; several read at once, few held at a time."""
        with ThreadPoolExecutor(THREADS) as pool:
            for begin in range(0, len(keys), THREADS):
                some = keys[begin : begin + THREADS]
                for key, data in zip(
                    some, pool.map(lambda it: _read(store, it), some), strict=True
                ):
                    if data is None:
                        continue
                    if digests is not None and sha256(data) != digests[key]:
                        raise LedgerError(f"{key} is not as it was sealed: run verify")
                    self.add(f"data/archive/{key}", data)

    def close(self, page: bytes, record: ledger.Head, name: str, organisation: str) -> None:
        """The tag files: what makes a folder a bag."""
        payload = {path: digest for path, digest in self.files.items() if path.startswith("data/")}
        info = {
            "Source-Organization": organisation,
            "Bagging-Date": str(record.record["at"])[:10],
            "External-Identifier": name,
            "Payload-Oxum": f"{self.size_bytes}.{len(payload)}",
            "Internal-Sender-Identifier": f"record {record.number}, sha256 {record.sha256}",
        }
        self.add("index.html", page)
        self.add("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        self.add("bag-info.txt", "".join(f"{k}: {v}\n" for k, v in info.items()).encode())
        self.add(MANIFEST, _manifest(payload))
        tags = {path: digest for path, digest in self.files.items() if path not in payload}
        self.add(TAG_MANIFEST, _manifest(tags))


def _manifest(digests: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()


def _read(store: Store, key: str) -> bytes | None:
    """The object's bytes; None for a blob that is gone: the ledger says by which erasure."""
    try:
        return store.read(key)
    except NotInArchive:
        if key.startswith(layout.BLOBS):
            return None
        raise
    except ContentConflict as error:
        raise LedgerError(f"{key} is spoiled ({error}): nothing is handed out") from error


# --- the first page --------------------------------------------------------------------------


def _commands(store: Store, agency: str, record: ledger.Head, bag: _Bag) -> tuple[str, ...]:
    """What checks the package with tools that are not ours; run in its folder."""
    base = f"data/archive/{_of_record(agency, record.number)}"
    key_id = record.record["key_id"]
    trust = proof.trust(store.settings, agency)
    own = proof.signing_key(store.settings)
    trusted = trust.key(key_id)
    public = (
        own.public if key_id == own.key_id else bytes.fromhex(trusted.public if trusted else "")
    )
    pem = f"data/check/signing-{key_id}.pem"
    bag.add(
        pem,
        Ed25519PublicKey.from_public_bytes(public).public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        ),
    )
    commands = [
        "sha256sum -c manifest-sha256.txt",
        "sha256sum -c tagmanifest-sha256.txt",
        f"openssl pkeyutl -verify -pubin -inkey {pem} -rawin -in {base}json -sigfile {base}sig",
    ]
    commands += _stamped(store, agency, record.number, trust, bag)
    return (*commands, "wacz validate -f data/pages.wacz")


def _stamped(
    store: Store, agency: str, newest: int, trust: proof.Trust, bag: _Bag
) -> Iterator[str]:
    """How openssl checks the newest time stamp here; nothing where no record bears one."""
    for number in range(newest, 0, -1):
        base = f"data/archive/{_of_record(agency, number)}"
        for authority in trust.authorities:
            token = f"{base}{authority.id}.1.tsr"
            roots = tokens.roots_of(store.settings, trust, authority)
            if token in bag.files and roots:
                root = f"data/check/{authority.id}-root.pem"
                bag.add(root, b"".join(one.public_bytes(Encoding.PEM) for one in roots))
                yield f"openssl ts -verify -data {base}json -in {token} -CAfile {root}"
                return


def _replay(folder: Path, name: str, period: str) -> dict[str, bytes]:
    """ReplayWeb.page, for beside the web archive; nothing where this machine does not have it."""
    if not all((folder / each).is_file() for each in REPLAY):
        return {}
    files = {f"data/replay/{each}": (folder / each).read_bytes() for each in REPLAY}
    return files | {"data/pages.html": _filled(REPLAY_PAGE, {"name": name, "period": period})}


def _page(
    store: Store,
    agency: str,
    period: str,
    name: str,
    to: str,
    record: ledger.Head,
    commands: tuple[str, ...],
    *,
    replayed: bool,
) -> bytes:
    state = tokens.anchored(store, agency, record.number)
    th, en = {
        True: ("มีตราประทับเวลาจากหน่วยงานภายนอก", "stamped by an outside authority"),
        False: ("ยังไม่มีตราประทับเวลาจากหน่วยงานภายนอก", "not anchored: no outside time stamp"),
        "test": (
            "มีเพียงตราประทับเวลาทดสอบ ซึ่งไม่ใช้เป็นหลักฐาน",
            "TEST time stamp only: it proves nothing",
        ),
    }[state]
    browse_th, browse_en, browse = HOW_TO_BROWSE[replayed]
    said = {
        "name": name,
        "period": period,
        "to": to,
        "browse_th": browse_th,
        "browse_en": browse_en,
        "browse": browse,
        "record": str(record.number),
        "sha256": record.sha256,
        "key_id": record.record["key_id"],
        "at": record.record["at"],
        "anchored_th": th,
        "anchored_en": en,
        "commands": "\n".join(commands),
    }
    return _filled(PAGE, said)


def _filled(template: Path, said: Mapping[str, str]) -> bytes:
    escaped = {key: html.escape(value) for key, value in said.items()}
    return Template(template.read_text("utf-8")).substitute(escaped).encode()
