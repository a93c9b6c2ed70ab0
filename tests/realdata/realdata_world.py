"""The real files, served on loopback, and the runs over them that expected.yaml lists."""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import yaml

from ita_evidence import pipeline, settings
from ita_evidence.extraction import readers
from ita_evidence.model import Capture, Document, Result, Snapshot, Verdict

HERE = Path(__file__).parent
EXPECTED: dict[str, Any] = yaml.safe_load((HERE / "expected.yaml").read_text("utf-8"))
LOOKED_AT = datetime(2027, 5, 10, 11, 30, tzinfo=UTC)
"""After the closing of the newest half-year that the files are tried on: all is due."""
TITLES, TITLES_PAGE = "titles.tsv", "titles.html"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".xml": "text/xml; charset=ISO-8859-1",  # what e-GP's header says of its cp874
    ".json": "application/json; charset=utf-8",
    ".csv": "text/csv",
    ".txt": "text/plain",
}


@dataclass(frozen=True, repr=False)  # a failing test must not print what the files say
class RealFiles:
    """The files of the folder that `ITA_REALDATA` names, by our neutral names."""

    content: dict[str, bytes]
    known: dict[str, Document]
    """Documents read so far: the pipeline's where it read the file."""

    def document(self, name: str) -> Document:
        if name not in self.known:
            self.known[name] = readers.read(self.content[name], name=name)
        return self.known[name]

    def sha256(self, name: str) -> str:
        return hashlib.sha256(self.content[name]).hexdigest()


@dataclass(frozen=True)
class Case:
    """One item of one run and the file that stands as its evidence."""

    agency: str
    period: str
    item: str
    file: str
    expected: str

    def __str__(self) -> str:
        return f"{self.agency} {self.period} {self.item}"


@dataclass(frozen=True, repr=False)
class Settled:
    """Every run settled, in a store that is still open."""

    work: pipeline.Workspace
    plans: dict[tuple[str, str], Any]
    results: dict[Case, Result]
    verdicts: dict[Case, Verdict]
    snapshots: dict[Case, Snapshot]

    def captures(self, case: Case) -> list[Capture]:
        return [one for part in self.snapshots[case].evidence for one in part.captures]


def cases() -> list[Case]:
    """Every case of expected.yaml."""
    return [
        Case(run["agency"], run["period"], one["item"], one["file"], one["expected"])
        for run in EXPECTED["runs"]
        for one in run["cases"]
    ]


def page_of_titles(lines: str) -> bytes:
    """A page with the real titles of one item's links; nothing stands behind the links."""
    rows = [line.split("\t") for line in lines.splitlines()[1:]]
    links = "\n".join(
        f'<li><a href="/missing/{quote(href)}">{escape(title)}</a></li>'
        for item, title, href in rows
        if item == "O12"
    )
    return f"<!doctype html><html><body><ul>{links}</ul></body></html>".encode()


@contextmanager
def served(content: dict[str, bytes], port: int) -> Iterator[None]:
    """The files over HTTP on 127.0.0.1, each at `/<name>`; a CKAN answer also for its action."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = urlsplit(self.path).path.removesuffix("/datastore_search").strip("/")
            body = content.get(name) if name else b"<html><body>home</body></html>"
            kind = TYPES.get(Path(name or "home.html").suffix, "application/octet-stream")
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Type", kind if body is not None else "text/plain")
            self.send_header("Content-Length", str(len(body or b"not found")))
            self.end_headers()
            self.wfile.write(b"not found" if body is None else body)

        def log_message(self, format: str, *args: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def write_catalog(root: Path, port: int, real: RealFiles) -> None:
    """The project's catalog with the agencies of this folder, named and at the server's port."""
    shutil.copytree(settings.PROJECT / "include/catalog", root)
    shutil.copytree(HERE / "catalog", root, dirs_exist_ok=True)
    names = {}
    for body, where in EXPECTED["bodies"].items():
        found = re.search(where["pattern"], real.document(where["file"]).text)
        assert found, f"no name of the {body} in {where['file']}"
        names[body] = found[1]
    for path in (root / "agencies").glob("rd_*.yaml"):
        text = path.read_text("utf-8").replace("127.0.0.1:8180", f"127.0.0.1:{port}")
        for body, name in names.items():
            text = text.replace(f"{{{body}}}", name)
        path.write_text(text, "utf-8")


def settle(found: Settled, agency: str, period: str) -> None:
    """One run over the items that have a case, its results kept by case."""
    own = {one.item: one for one in cases() if (one.agency, one.period) == (agency, period)}
    plan = pipeline.plan_run(found.work, agency, period, items=tuple(own))
    _, results = pipeline.settle(found.work, plan)
    found.plans[agency, period] = plan
    for result, verdict in zip(results, pipeline.verdicts_of(found.work, results), strict=True):
        case = own[result.item]
        found.results[case], found.verdicts[case] = result, verdict
        assert result.snapshot is not None
        found.snapshots[case] = Snapshot.model_validate_json(
            found.work.store.read(result.snapshot.key)
        )


def keep_documents(found: Settled, real: RealFiles) -> None:
    """What the pipeline read of each file, so that no file is read twice."""
    documents = pipeline.Documents(found.work)
    by_digest = {real.sha256(name): name for name in real.content}
    for case in found.snapshots:
        for capture in found.captures(case):
            name = by_digest.get(capture.blob_sha256 or "")
            document = documents.of(capture) if name else None
            if name and isinstance(document, Document):
                real.known[name] = document
