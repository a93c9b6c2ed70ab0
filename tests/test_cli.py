"""The command line: its exit codes, its one-line errors, its JSON."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from ita_evidence import cli, periods, settings
from ita_evidence.archive import layout, ledger
from ita_evidence.archive.store import open_store
from ita_evidence.cli.shared import emit_as_it_comes
from ita_evidence.reporting import board, words
from ita_evidence.sample.serve import SampleServer


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    code = cli.main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plan", "--agency", "sampl", "--period", "2566-03"], "valid: sample"),
        (["plan", "--agency", "sample", "--period", "2566-3"], "valid: 2566-03"),
        (["plan", "--agency", "sample", "--period", "2566"], "2566-H1"),
        (["plan", "--agency", "sample", "--period", "2566-03", "--item", "O99"], "O43"),
        (
            ["plan", "--agency", "sample", "--period", "2566-H1", "--checkpoint", "may"],
            "submission",
        ),
        (["plan", "--agency", "sample", "--period", "2566-03", "--checkpoint", "closing"], "none"),
        (["plan", "--agency", "sample", "--period", "2399-03"], "2399"),
        (["plan", "--agency", "sample", "--period", "2570-03"], "2566"),
        (["run", "--agency", "sample", "--period", "2566-03", "--store", "ftp://x"], "s3://BUCKET"),
        (["run", "--agency", "sample"], "--period"),
        (["run", "--agency", "sample", "--perod", "2566-03"], "--period"),
        (["verify", "--agency", "nowhere"], "valid: sample"),
        (["verify", "--level", "deep"], "structure"),
        (["verify", "--store-check", "--agency", "sample"], "--store-check"),
        (["verify", "--offline", "/nowhere"], "holds no archive"),
        (["revalidate", "--agency", "sample", "--period", "2566"], "2566-H1"),
        (["audit", "--level", "deep"], "sample"),
        (
            ["dossier", "--agency", "sample", "--period", "2566-03", "--out", "x", "--sealed"],
            "--for",
        ),
        (["extract", "/no/such/file.pdf"], "no such file"),
        (["catalog", "show", "O44"], "O43"),
        (["catalog", "show", "--edition", "2599"], "2566"),
        (["fly"], "fly"),
    ],
)
def test_bad_arguments_end_with_one_clear_line_and_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert said in err
    assert "Traceback" not in err


def test_a_file_that_cannot_be_read_ends_with_one_clear_line_and_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ITA_NOTIFY_FILE", str(tmp_path / "nowhere.json"))
    code, out, err = run(capsys, "notify", "--agency", "sample", "--period", "2566-03")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "nowhere.json" in err


def test_the_catalog_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "catalog", "check", "--json")
    assert (code, json.loads(out)) == (0, {"ok": True, "faults": []})


def test_a_catalog_fault_is_named_with_file_and_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    root = tmp_path / "catalog"
    shutil.copytree(settings.PROJECT / "include/catalog", root)
    entry = root / "editions/2566/o21.yaml"
    entry.write_text(entry.read_text("utf-8") + "colour: red\n", "utf-8")
    monkeypatch.setenv("ITA_CATALOG", str(root))
    code, out, _ = run(capsys, "catalog", "check")
    assert code == 1
    line = entry.read_text("utf-8").count("\n")
    assert f"o21.yaml:{line}:" in out
    assert "colour" in out


def test_the_items_are_data(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "catalog", "show", "--json")
    items = json.loads(out)
    assert code == 0
    assert [one["id"] for one in items] == [f"O{number}" for number in range(1, 44)]
    _, out, _ = run(capsys, "catalog", "show", "O21", "--json")
    assert json.loads(out)[0]["topic"] == "procurement.monthly_summary"


def test_a_plan_lists_targets_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ITA_DATA", str(tmp_path / "data"))
    code, out, _ = run(
        capsys, "plan", "--agency", "sample", "--period", "2566-03", "--item", "O21", "--json"
    )
    plan = json.loads(out)
    assert code == 0
    assert (plan["agency"], plan["period"]) == ("sample", "2566-03")
    assert plan["targets"][0]["item"] == "O21"
    assert len(plan["targets"][0]["units"]) == 36
    assert not (tmp_path / "data").exists()


def test_extract_reads_a_file_and_masks_ids(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes("ลำดับ,เลขประจำตัว\n1,1-2345-67890-12-1\n".encode("cp874"))
    code, out, _ = run(capsys, "extract", str(file), "--json")
    (read,) = json.loads(out)
    assert code == 0
    assert (read["type"], read["encoding"]) == ("csv", "cp874")
    assert "67890" not in out
    _, out, _ = run(capsys, "extract", str(file), "--json", "--unmasked")
    assert "67890" in out


def test_a_file_that_cannot_be_read_is_said_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "broken.pdf"
    file.write_bytes(b"%PDF-1.7\nnothing follows")
    code, out, _ = run(capsys, "extract", str(file), "--json")
    assert code == 1
    assert json.loads(out)[0]["flags"] == ["unreadable"]


def test_extract_has_one_shape_for_all_files(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    good, bad = tmp_path / "list.csv", tmp_path / "broken.pdf"
    good.write_bytes("ลำดับ,รายการ\n1,ก\n2,ข\n".encode("cp874"))
    bad.write_bytes(b"%PDF-1.7\n")
    code, out, _ = run(capsys, "extract", str(good), str(bad), "--json")
    first, second = json.loads(out)
    assert code == 1
    assert first.keys() == second.keys() - {"reason"}
    shape = {"file", "type", "encoding", "text_quality", "pages", "tables", "records", "flags"}
    assert shape <= first.keys() and first["pages"][0]["text"].startswith("ลำดับ")


def test_a_long_answer_is_written_as_it_comes(capsys: pytest.CaptureFixture[str]) -> None:
    written = ""

    def rows() -> Iterator[list[int]]:
        nonlocal written
        for number in range(10_000):
            written += capsys.readouterr().out
            yield [number]
        assert len(written) > 20_000  # most of it went before its end was made

    emit_as_it_comes(iter([{"rows": rows(), "none": iter(()), "flags": ["ก"]}]))
    (read,) = json.loads(written + capsys.readouterr().out)
    assert read == {"rows": [[number] for number in range(10_000)], "none": [], "flags": ["ก"]}


def test_extract_masks_names_where_somebody_complained(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "complaint.txt"
    file.write_text("เรื่องร้องเรียน\nผู้ร้อง นายสมมติ ทดลอง โทร 081-234-5678\n", "utf-8")
    _, out, _ = run(capsys, "extract", str(file), "--json")
    assert "สมมติ" not in out and "5678" not in out
    file.write_text("รายชื่อคณะกรรมการ\nนายสมมติ ทดลอง\n", "utf-8")
    _, out, _ = run(capsys, "extract", str(file), "--json")
    assert "นายสมมติ ทดลอง" in out


def test_extract_gives_purchases_to_others(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "skr1.csv"
    head = "ลำดับที่,งานที่จัดซื้อหรือจัดจ้าง,วงเงินที่จะซื้อหรือจ้าง,ราคากลาง,วิธีซื้อหรือจ้าง\n"
    file.write_text(head + "1,ซื้อกระดาษ,100.00,100.00,เฉพาะเจาะจง\n", "utf-8")
    code, out, _ = run(capsys, "extract", str(file), "--ocds", "จังหวัดสมมติบุรี")
    package = json.loads(out)
    assert code == 0 and package["releases"][0]["tender"]["title"] == "ซื้อกระดาษ"
    file.write_text("ไม่มีตาราง", "utf-8")
    code, _, said = run(capsys, "extract", str(file), "--ocds", "จังหวัดสมมติบุรี")
    assert code == 1 and "lists no purchase" in said


# --- the main job -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """The sample province served, and the environment of a command line that finds it."""

    environ: dict[str, str]
    sample: SampleServer
    loaded: settings.Settings

    def main(self, *arguments: str, **environ: str) -> tuple[int, str, str]:
        """Exit code, standard output and standard error of a command, in this process."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name, value in (self.environ | environ).items():
                patch.setenv(name, value)
            code = cli.main(arguments)
        assert "Traceback" not in err.getvalue(), err.getvalue()
        return code, out.getvalue(), err.getvalue()

    def ask(self, *arguments: str) -> tuple[int, Any]:
        code, out, _ = self.main(*arguments, "--json")
        return code, json.loads(out)


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory,
    free_ports: Callable[[int], list[int]],
    sample_site: Path,
) -> Iterator[Place]:
    data = tmp_path_factory.mktemp("cli")
    http, https, store = free_ports(3)
    loaded = settings.Settings(
        data=data, sample_http_port=http, sample_https_port=https, store_port=store
    )
    with SampleServer(sample_site, http, https, data) as sample:
        environ = {
            "ITA_DATA": str(data),
            "ITA_SAMPLE_HTTP_PORT": str(http),
            "ITA_SAMPLE_HTTPS_PORT": str(https),
            "ITA_STORE_PORT": str(store),
        }
        yield Place(environ, sample, loaded)


WHERE = ("--agency", "sample", "--period", "2566-H1")
RUN = ("run", *WHERE, "--item", "O5", "--item", "O10", "--item", "O29")


def process(place: Place, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ita_evidence.cli", *arguments],
        env={**os.environ, **place.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def killed(place: Place) -> Place:
    """A run, and with it the store that it started, was killed outright."""
    with process(place, *RUN) as run:
        # Once the sample is asked for a page: the plan is written, the record is not.
        while not place.sample.requests and run.poll() is None:
            time.sleep(0.02)
        assert run.poll() is None, "the run ended before it could be killed"
        run.kill()
    return place


@pytest.fixture(scope="module")
def taken_up(killed: Place) -> Iterator[tuple[int, Any]]:
    """What the same run says when it is started again. The store is left open from here on: a
    command finds it answering."""
    with open_store(killed.loaded):
        yield killed.ask(*RUN)


@pytest.fixture(scope="module")
def settled(killed: Place, taken_up: tuple[int, Any]) -> Place:
    """A half-year with its record, and the store open."""
    assert taken_up[0] == 0
    return killed


def test_a_run_killed_in_the_middle_is_taken_up_again(
    settled: Place, taken_up: tuple[int, Any]
) -> None:
    code, report = taken_up
    assert code == 0
    assert report["record"] == 1
    assert {one["item"]: one["verdict"] for one in report["targets"]} == {
        "O5": "met",
        "O10": "needs_review",
        "O29": "needs_review",
    }
    with process(settled, "verify", "--json") as verify:
        out, err = verify.communicate()
    verified = json.loads(out)
    assert (verify.returncode, verified["ok"], verified["faults"]) == (0, True, [])
    assert verified["anchored"] is False
    assert verified["heads"]["sample"]["record"] == 1
    assert "Traceback" not in err


def newest_record(place: Place) -> int:
    with open_store(place.loaded) as store:
        head = ledger.head(store, "sample")
    assert head is not None
    return head.number


def test_strict_says_when_not_all_is_met(settled: Place) -> None:
    before = newest_record(settled)
    code, report = settled.ask("run", *WHERE, "--item", "O29", "--strict")
    assert code == 3
    assert report["record"] == before + 1


def test_verify_can_ask_for_an_anchor(settled: Place) -> None:
    code, verified = settled.ask("verify", "--require-anchor")
    assert code == 1
    assert {fault["code"] for fault in verified["faults"]} == {"not_anchored"}


def test_the_dossier_of_a_period_is_written_as_files(settled: Place, tmp_path: Path) -> None:
    out = tmp_path / "dossier"
    code, written = settled.ask(
        "dossier", "--agency", "sample", "--period", "2566-H1", "--out", str(out)
    )
    assert code == 0
    assert (out / "index.html").is_file()
    assert len(written["files"]) > 40


def test_an_office_answers_and_its_row_moves(settled: Place, tmp_path: Path) -> None:
    given = ("--item", "O29", "--unit", "hr", "--by", "งานบุคคล")
    before = newest_record(settled)
    reason = ("--answer", "not_ours", "--reason", "เป็นของศูนย์ดำรงธรรม โทร 081-234-5678")
    code, kept = settled.ask("answer", *WHERE, *given, *reason)
    assert code == 0
    assert kept["record"] == before + 1
    assert "081-234-5678" not in kept["reason"]
    out = tmp_path / "worklist"
    code, _ = settled.ask("worklist", *WHERE, "--out", str(out))
    page = (out / "index.html").read_text("utf-8")
    assert "แจ้งว่าไม่ใช่ภารกิจของหน่วยงาน" in page
    assert f"ทะเบียนลำดับที่ {before + 1}" in page
    code, verified = settled.ask("verify")
    assert (code, verified["faults"]) == (0, [])


def test_what_is_mended_is_looked_at_again(settled: Place) -> None:
    given = ("--item", "O29", "--unit", "hr", "--by", "งานบุคคล", "--answer", "fixed")
    code, kept = settled.ask("answer", *WHERE, *given)
    assert code == 0
    assert kept["verdict"] == "needs_review", "the sample's page is as it was"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--item", "O29", "--unit", "hr", "--answer", "not_ours"), "needs a reason"),
        (("--item", "O29", "--unit", "hr", "--answer", "link", "--url", "javascript:1"), "http"),
        (("--item", "O29", "--unit", "nobody", "--answer", "fixed"), "'nobody'"),
        (("--item", "O1", "--unit", "hr", "--answer", "fixed"), "no verdict"),
    ],
)
def test_an_answer_without_what_it_needs_is_refused(
    settled: Place, arguments: tuple[str, ...], said: str
) -> None:
    code, _, err = settled.main("answer", *WHERE, "--by", "ก", *arguments)
    assert code == 2
    assert said in err


def test_messages_can_be_seen_before_they_are_sent(settled: Place) -> None:
    code, shown = settled.ask("notify", *WHERE, "--dry-run")
    assert code == 0
    assert {"engineer", "coordinator"} <= {one["who"] for one in shown["messages"]}
    assert shown["sent"] == []


def test_a_period_that_was_never_run_is_said_so(settled: Place, tmp_path: Path) -> None:
    code, _, err = settled.main(
        "dossier", "--agency", "sample", "--period", "2566-02", "--out", str(tmp_path)
    )
    assert code == 2
    assert "never run" in err


def test_a_half_written_index_says_how_it_is_made_again(settled: Place) -> None:
    key = layout.index_key("sample", "2566-02")
    with open_store(settled.loaded) as store:
        store.work_put(key, b'{"run_key": ')
    code, _, err = settled.main("notify", "--agency", "sample", "--period", "2566-02", "--dry-run")
    with open_store(settled.loaded) as store:
        store.work_delete(key)
    assert code == 1
    assert "make it again with: ita-evidence revalidate --agency sample --period 2566-02" in err


def test_feeds_are_read_once_and_what_was_submitted_is_looked_at(settled: Place) -> None:
    code, first = settled.ask("feeds", "--agency", "sample")
    assert (code, {one["new"] for one in first["feeds"].values()}) == (0, {20})
    assert len(first["feeds"]) == 2
    code, second = settled.ask("feeds", "--agency", "sample")
    assert (code, {one["new"] for one in second["feeds"].values()}) == (0, {0})
    assert settled.ask("submitted", "--agency", "sample") == (
        0,
        {"agency": "sample", "notices": []},
    )


def test_a_busy_store_port_is_said_and_leaves_nothing(settled: Place, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, _, err = settled.main(
            *("run", "--agency", "sample", "--period", "2566-03", "--item", "O29"),
            ITA_DATA=str(tmp_path / "data"),
            ITA_STORE_PORT=port,
        )
    assert code == 1
    assert port in err


STRANGE = "snapshots/sample/strange.json"


def test_the_board_shows_what_a_real_audit_found(settled: Place) -> None:
    def card(language: words.Language) -> str:
        shelf = board.Shelf(settled.loaded)
        audit = shelf.part("sample", "audit", form="")
        stored = shelf.index("sample", "board")
        shelf.close()
        today = periods.bangkok_date(datetime.now(UTC))
        page = board.grid_page(stored, "sample", "ก", language, today=today, audit=audit)
        section = BeautifulSoup(page, "lxml").select_one("section[aria-labelledby=health]")
        assert section is not None
        return section.get_text(" ", strip=True)

    assert "ยังไม่เคยตรวจสอบที่จัดเก็บ" in card("th")
    assert settled.ask("audit")[0] == 0
    assert "(ตรวจทั้งหมด," in card("th") and "ไม่พบข้อบกพร่อง" in card("th")
    assert "6 เดือนแรก 66" in card("th") and "ล็อกแล้ว" in card("th")
    with open_store(settled.loaded) as store:
        store.put_once(STRANGE, b"x", mode="GOVERNANCE")
        (held,) = store.versions(STRANGE).values()
    try:
        assert settled.ask("audit", "--level", "full")[0] == 1
    finally:
        with open_store(settled.loaded, identity="eraser") as eraser:
            eraser.client.delete_object(
                Bucket=eraser.bucket,
                Key=STRANGE,
                VersionId=held.oldest,
                BypassGovernanceRetention=True,
            )
    faults = card("en")
    assert "(in full," in faults and "1 faults unknown_key" in faults
