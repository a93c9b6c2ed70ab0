"""A package: made the same twice, on the record, and checked by tools that are not ours."""

from __future__ import annotations

import gzip
import html
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ita_evidence import cli
from ita_evidence.archive import authority, folder, layout, ledger, packages, snapshots, webarchive
from ita_evidence.archive.canonical import sha256
from ita_evidence.archive.store import Store
from ita_evidence.archive.verify import Report, verify
from ita_evidence.errors import LedgerError, UsageError
from ita_evidence.model import Hop, Outcome
from ita_evidence.settings import Settings

TOOLS = Path(__file__).parents[2] / ".tools/bin"
PAGE = "<!doctype html><title>สขร.1</title><p>มีนาคม 2566</p>".encode()
HEAD = (
    "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n"
    "Content-Length: 5\r\nX-Powered-By: something\r\n"
)
pytestmark = pytest.mark.openssl


@pytest.fixture
def recorded(
    store: Store, settings: Settings, make: SimpleNamespace, agency: str
) -> Iterator[None]:
    """A run of one item with a page, a file behind a redirect, an unchanged one and a dead link,
    stamped by the test authority; and another period beside it."""
    trust = settings.catalog / f"trust/{agency}.yaml"
    trust.parent.mkdir(parents=True, exist_ok=True)
    trust.write_text(
        f"agency: {agency}\nmade_here: true\n"
        "authorities:\n  - {id: local-test, root: tsa/root.pem, test: true}\n"
    )
    plan = make.plan(agency, items=("O21",))
    for body in (PAGE, b"%PDF-1.7 x", b"kept since february"):
        snapshots.put_blob(store, body)
    first = make.snapshot(agency, make.capture(b"kept since february"), period="2566-02")
    earlier = snapshots.seal_snapshot(store, first)
    snapshot = make.snapshot(
        agency,
        make.capture(PAGE, head=HEAD, status=200, content_type="text/html; charset=utf-8"),
        make.capture(
            b"%PDF-1.7 x",
            url="https://www.office.sample.example/go?b=2&a=1",
            final_url="https://office.sample.example/FILES/march.pdf",
            redirects=(
                Hop(
                    url="https://www.office.sample.example/go?b=2&a=1",
                    status=302,
                    location="https://office.sample.example/FILES/march.pdf",
                ),
            ),
            content_type="application/pdf",
            role="linked",
        ),
        make.capture(
            b"kept since february",
            final_url="https://office.sample.example/feb",
            outcome=Outcome.UNCHANGED,
            status=304,
            head="HTTP/1.1 304 Not Modified\r\n",
            content_type="text/plain",
            first_snapshot=earlier.key,
        ),
        make.capture(None, final_url="https://office.sample.example/gone", status=404),
        run_key=plan.run_key,
    )
    sealed = snapshots.seal_snapshot(store, snapshot)
    entry = snapshots.put_blob(store, f"catalog of {agency}".encode())
    verdict = make.verdict(snapshot, sealed, catalog_sha256=entry, suite_sha256=entry)
    settled = ledger.Settled("O21", sealed, snapshots.seal_verdict(store, verdict))
    with authority.serving(settings):
        ledger.append_run(store, plan, [settled], at=make.at)
        make.run(store, agency, period="2566-04", base_record=1)
        yield
    trust.unlink()


@pytest.fixture
def write(
    store: Store, make: SimpleNamespace, agency: str, recorded: None
) -> Callable[..., packages.Package]:
    def package(out: Path, **options: Any) -> packages.Package:
        values = {"to": "ผู้ตรวจประเมิน", "at": make.at, "name": "จังหวัด <ตัวอย่าง>"}
        files = {"index.html": b"<!doctype html>dossier"}
        return packages.write(
            store, agency, "2566-03", out, **{**values, "dossier": files, **options}
        )

    return package


def files_of(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): sha256(path.read_bytes())
        for path in root.rglob("*")
        if path.is_file()
    }


def offline(settings: Settings, root: Path) -> Report:
    reading, scope = folder.open_folder(settings, root)
    return verify(reading, settings=settings, agency=scope.agency, period=scope.period)


def test_it_is_the_same_each_time_and_on_the_record_once(
    write: Callable[..., packages.Package], store: Store, agency: str, tmp_path: Path
) -> None:
    one, two = write(tmp_path / "one"), write(tmp_path / "two")
    assert one == two and one.record == 3
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")
    assert set(one.files) == set(files_of(tmp_path / "one"))
    body = ledger.read(store, agency, 3).record["body"]
    assert body["handed_out"]["to"] == "ผู้ตรวจประเมิน"
    objects = body["handed_out"]["objects"]
    kept = [path for path in one.files if re.match(r"data/archive/(blobs|snap|verd)", path)]
    assert objects == len(kept) == 7  # 2 snapshots, a verdict, 3 payloads, the catalog's entry
    other = write(tmp_path / "other", to="somebody else")
    assert other.record == 4
    assert write(tmp_path / "again").record == 3, "cut off at its own record"
    assert files_of(tmp_path / "again") == files_of(tmp_path / "one")


def test_it_verifies_offline_and_a_flipped_byte_is_named(
    write: Callable[..., packages.Package], settings: Settings, tmp_path: Path
) -> None:
    write(tmp_path / "bag")
    report = offline(settings, tmp_path / "bag")
    assert report.ok, report.faults
    assert report.anchored == "test"
    blob = tmp_path / "bag/data/archive" / layout.blob_key(sha256(PAGE))
    blob.write_bytes(PAGE.replace(b"2566", b"2565"))
    assert [fault.code for fault in offline(settings, tmp_path / "bag").faults] == [
        "digest_differs"
    ]


def refit(bag: Path) -> None:
    """Both manifests made to fit what lies there, as whoever alters a file would."""
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        kept = [
            (path, sha256((bag / path).read_bytes()))
            for path in files_of(bag)
            if path.startswith("data/") == name.startswith("manifest")
            and path != "tagmanifest-sha256.txt"
        ]
        (bag / name).write_text("".join(f"{digest}  {path}\n" for path, digest in sorted(kept)))


def altered(path: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def alter(bag: Path) -> None:
        data = (bag / path).read_bytes()
        assert old in data
        (bag / path).write_bytes(data.replace(old, new))

    return alter


ALTERED: dict[str, tuple[Callable[[Path], Any], str, bool | None]] = {
    "a page": (
        altered("data/dossier/index.html", b"dossier", b"forgery"), "digest_differs", True,
    ),
    "web archive": (altered("data/pages.wacz", b"PK", b"QK"), "digest_differs", True),
    "period": (altered("data/package.json", b"2566-03", b"2566-04"), "digest_differs", True),
    "recipient": (
        altered("data/package.json", "ผู้ตรวจประเมิน".encode(), b"me"), "digest_differs", True,
    ),
    "first page": (altered("index.html", b"openssl", b"echo"), "digest_differs", False),
    "one more page": (
        lambda bag: (bag / "data/dossier/x.html").write_text("more"), "unaccounted", True,
    ),
    "one beside": (lambda bag: (bag / "README").write_text("read this"), "unaccounted", False),
    "a link": (lambda bag: (bag / "data/dossier/x").symlink_to("/"), "unaccounted", None),
    "one less": (lambda bag: (bag / "data/pages.wacz").unlink(), "object_missing", True),
    "no tag manifest": (
        lambda bag: (bag / "tagmanifest-sha256.txt").unlink(), "unaccounted", None,
    ),
    "no manifest": (lambda bag: (bag / "manifest-sha256.txt").unlink(), "object_missing", None),
}  # fmt: skip
"""What is altered, its fault, and whether it is still found with both manifests made to fit."""


def test_what_is_altered_around_the_evidence_is_named(
    write: Callable[..., packages.Package], tmp_path: Path
) -> None:
    write(tmp_path / "bag")
    assert list(packages.check(tmp_path / "bag")) == []
    for what, (alter, code, still) in ALTERED.items():
        bag = tmp_path / what
        shutil.copytree(tmp_path / "bag", bag)
        alter(bag)
        faults = list(packages.check(bag))
        assert code in {fault.code for fault in faults}, what
        assert all(fault.reason for fault in faults)
        if still is not None:
            refit(bag)
            said = [fault.code for fault in packages.check(bag)]
            assert said == (["package_differs"] if still else []), what


def test_the_command_line_looks_around_the_evidence_too(
    write: Callable[..., packages.Package],
    settings: Settings,
    agency: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bag, root = tmp_path / "bag", settings.data / f"trust/{agency}.yaml"
    write(bag)

    def faults() -> set[tuple[str, str]]:
        cli.main(["verify", "--offline", str(bag), "--trust", str(root), "--json"])
        said = json.loads(capsys.readouterr().out)
        assert said["ok"] == (not said["faults"])
        return {(fault["key"], fault["code"]) for fault in said["faults"]}

    before = faults()  # this root knows no authority
    (bag / "data/dossier/index.html").write_bytes(b"forgery")
    assert faults() - before == {
        ("data/dossier/index.html", "digest_differs"),
        ("data/package.json", "package_differs"),
    }


def test_a_package_that_says_its_agency_is_a_path_is_refused(
    settings: Settings, tmp_path: Path
) -> None:
    """Its trust root would be looked for there: among what the package brought along."""
    (tmp_path / "data/archive/ledger").mkdir(parents=True)
    (tmp_path / "bagit.txt").write_text("")
    said = {"agency": f"{tmp_path}/data/check/own", "period": "2566-03"}
    (tmp_path / "data/package.json").write_text(json.dumps(said))
    with pytest.raises(UsageError, match=r"package\.json"):
        folder.open_folder(settings, tmp_path)


def run(commands: list[str], where: Path) -> list[int]:
    path = f"{TOOLS}:{os.environ['PATH']}"
    return [
        subprocess.run(
            ["bash", "-c", command],
            cwd=where,
            env={**os.environ, "PATH": path, "PYTHONWARNINGS": "ignore"},
            capture_output=True,
            check=False,
        ).returncode
        for command in commands
    ]


@pytest.mark.tools
@pytest.mark.slow
def test_the_five_commands_do_as_printed(
    write: Callable[..., packages.Package], tmp_path: Path
) -> None:
    bag = tmp_path / "bag"
    made = write(bag)
    page = (bag / "index.html").read_text("utf-8")
    printed = re.search(r'<pre id="commands">(.*?)</pre>', page, re.S)
    assert printed is not None and "<ตัวอย่าง>" not in page
    commands = html.unescape(printed[1]).split("\n")
    assert tuple(commands) == made.commands and len(commands) == 5
    assert run(commands, bag) == [0] * 5
    assert run(["bagit.py --validate ."], bag) == [0]
    record = next((bag / "data/archive/ledger").rglob("00000003.json"))
    record.write_bytes(record.read_bytes().replace(b"2566-03", b"2566-02"))
    wacz = bag / "data/pages.wacz"
    wacz.write_bytes(wacz.read_bytes().replace(b"march.pdf", b"march.pdg"))
    (bag / "bag-info.txt").write_text("Payload-Oxum: 1.1\n")
    assert all(code != 0 for code in run(commands, bag)), "each can fail"


def test_the_pages_are_a_web_archive(
    write: Callable[..., packages.Package], tmp_path: Path
) -> None:
    write(tmp_path / "bag")
    wacz = tmp_path / "bag/data/pages.wacz"
    with zipfile.ZipFile(wacz) as packed:
        assert {one.compress_type for one in packed.infolist()} == {zipfile.ZIP_STORED}
        whole = wacz.read_bytes()
        extra_at = [one.header_offset + 28 for one in packed.infolist()]
        assert {whole[at : at + 2] for at in extra_at} == {b"\0\0"}, "wabac.js reads no longer ones"
        package = json.loads(packed.read("datapackage.json"))
        for resource in package["resources"]:
            data = packed.read(resource["path"])
            assert resource["bytes"] == len(data)
            assert resource["hash"] == f"sha256:{sha256(data)}"
        warc = packed.read("archive/data.warc.gz")
        lines = packed.read("indexes/index.cdx").decode().splitlines()
        pages = [json.loads(line) for line in packed.read("pages/pages.jsonl").splitlines()]
    assert package["wacz_version"] == "1.1.1"
    assert [page.get("url") for page in pages] == [None, "https://office.sample.example/o21"]
    found = {}
    for line in lines:
        _, _, facts = line.split(" ", 2)
        one = json.loads(facts)
        begin, length = int(one["offset"]), int(one["length"])
        record = gzip.decompress(warc[begin : begin + length])
        _, http, body = record.split(b"\r\n\r\n", 2)
        found[one["url"].rsplit("/", 1)[-1]] = (one["status"], http, body.removesuffix(b"\r\n" * 2))
    status, http, body = found["o21"]
    assert (status, body) == ("200", PAGE)
    assert b"X-Archive-Orig-Content-Encoding: gzip" in http and b"\r\nContent-Encoding" not in http
    assert f"Content-Length: {len(PAGE)}".encode() in http
    assert found["go?b=2&a=1"][0] == "302" and b"/FILES/march.pdf" in found["go?b=2&a=1"][1]
    assert found["feb"][:1] == ("200",) and found["feb"][2] == b"kept since february"
    assert "gone" not in found
    assert lines == sorted(lines)


@pytest.mark.tools
def test_another_reader_finds_every_record(
    write: Callable[..., packages.Package], tmp_path: Path
) -> None:
    write(tmp_path / "bag")
    with zipfile.ZipFile(tmp_path / "bag/data/pages.wacz") as packed:
        packed.extract("archive/data.warc.gz", tmp_path)
    done = subprocess.run(
        [str(TOOLS / "warcio"), "check", "-v", str(tmp_path / "archive/data.warc.gz")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("digest pass") == 5, done.stdout


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.test/A/b?z=1&A=2", "test,example)/a/b?a=2&z=1"),
        ("http://office.example.test:8180", "test,example,office:8180)/"),
        ("https://a.test/p?q", "test,a)/p?q="),
    ],
)
def test_addresses_are_looked_up_by_one_form(url: str, key: str) -> None:
    assert webarchive.surt(url) == key


def test_nothing_is_handed_out_that_is_spoiled_or_to_nobody(
    write: Callable[..., packages.Package],
    store: Store,
    agency: str,
    tmp_path: Path,
    intruder: Any,
) -> None:
    with pytest.raises(UsageError, match="--for"):
        write(tmp_path / "bag", to=" ")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/x").write_text("")
    with pytest.raises(UsageError, match="empty folder"):
        write(tmp_path / "full")
    key = next(store.keys(f"verdicts/{agency}/2566/O21/2566-03/"))
    spoiled = store.read(key) + b" "
    intruder.remove(key)
    store.put_once(key, spoiled, mode="COMPLIANCE")
    with pytest.raises(LedgerError, match="sealed as"):
        write(tmp_path / "bag")
    assert not (tmp_path / "bag").exists()
    assert [number for number, _ in ledger.records(store, agency)] == [1, 2]


def test_an_erased_payload_is_left_out_and_the_rest_still_verifies(
    write: Callable[..., packages.Package],
    store: Store,
    settings: Settings,
    agency: str,
    make: SimpleNamespace,
    tmp_path: Path,
) -> None:
    from ita_evidence.archive import erasure
    from ita_evidence.archive.store import open_store

    unique = sha256(b"%PDF-1.7 x")
    before = write(tmp_path / "before")
    with open_store(settings, identity="eraser") as eraser:
        erasure.erase(store, eraser, unique, reason="a list of names", by="keeper", at=make.at)
    made = write(tmp_path / "bag")
    assert made.record > before.record + 1, "with the erasure's own record in it"
    assert f"data/archive/{layout.blob_key(unique)}" not in made.files
    report = offline(settings, tmp_path / "bag")
    assert report.ok, report.faults
    assert list(report.erased) == [layout.blob_key(unique)]
