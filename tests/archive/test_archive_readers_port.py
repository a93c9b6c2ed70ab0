"""The reader's port: HAProxy with the containers' own file before a real store. It reads, and no more."""

from __future__ import annotations

import importlib.util
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError

from ita_evidence.archive import embedded, layout, snapshots
from ita_evidence.archive.canonical import sha256
from ita_evidence.archive.embedded import BUCKET, WORK_BUCKET, Access, Identity
from ita_evidence.archive.store import open_store

PROJECT = Path(__file__).resolve().parents[2]
AGENCY = "a-province"
BLOB = Random(8334).randbytes(3_000_000)
BLOB_KEY = layout.blob_key(sha256(BLOB))

pytestmark = pytest.mark.haproxy


@dataclass(frozen=True)
class Port:
    """A store with one run in it, and the port before it."""

    at: Callable[[Identity], Access]
    """Endpoint and keys of an identity at the store itself."""
    address: str
    head: str
    """Digest of the run's record."""
    data: Path
    said: Path

    def through(self, identity: Identity, endpoint: str = "") -> Any:
        """A client of S3 through the port, or which believes that the port is `endpoint`."""
        return client(self.at(identity)._replace(endpoint=endpoint or self.address))


@cache
def client(at: Access) -> Any:
    return boto3.session.Session().client(
        "s3",
        endpoint_url=at.endpoint,
        aws_access_key_id=at.access_key,
        aws_secret_access_key=at.secret_key,
        region_name=embedded.REGION,
        config=Config(signature_version="s3v4", retries={"total_max_attempts": 1}, proxies={}),
    )


@pytest.fixture(scope="module")
def port(
    tmp_path_factory: pytest.TempPathFactory, make: SimpleNamespace, haproxy: str
) -> Iterator[Port]:
    data = tmp_path_factory.mktemp("port")
    settings = make.settings(data)
    said = data / "haproxy.log"
    with open_store(settings) as opened, socket.create_server(("127.0.0.1", 0)) as listening:
        head = make.run(opened, AGENCY)
        snapshots.put_blob(opened, BLOB)
        with said.open("wb") as log:
            running = subprocess.Popen(
                [haproxy, "-db", "-f", PROJECT / "include/reader.cfg"],
                env={
                    "LISTEN": f"fd@{listening.fileno()}",
                    "STORE": f"127.0.0.1:{settings.store_port}",
                },
                pass_fds=[listening.fileno()],
                stdout=log,
                stderr=log,
            )
        number = listening.getsockname()[1]
        listening.close()  # so that a proxy that did not start is nobody's port
        try:
            yield Port(
                lambda identity: embedded.access(settings, settings.store_port, identity),
                f"http://127.0.0.1:{number}",
                head.sha256,
                data,
                said,
            )
        finally:
            running.terminate()
            running.wait()


def keys_file(port: Port, identity: Identity) -> Path:
    """As `make env` writes `.compose/store_reader`."""
    at = port.at(identity)
    path = port.data / f"store_{identity}"
    path.write_text(
        f"[default]\naws_access_key_id = {at.access_key}\naws_secret_access_key = {at.secret_key}\n"
    )
    return path


def verify_as_the_page_says(port: Port, keys: Path, folder: Path) -> tuple[int, str]:
    """The lines of docs/proof.md in a shell of the assessor's own; exit code and output."""
    page = (PROJECT / "docs/proof.md").read_text("utf-8")
    (block,) = re.findall(r"```\n(export ITA_STORE=.*?)```", page, re.DOTALL)
    trust = folder / "trust.yaml"
    trust.write_bytes((port.data / f"trust/{AGENCY}.yaml").read_bytes())
    lines = (
        block.replace("https://reader.example", port.address)
        .replace("=store_reader", f"={keys}")
        .replace("A.yaml", str(trust))
        .replace(".venv/bin/", "")
    )
    assert lines.count(str(folder)) >= 1 and port.address in lines
    done = subprocess.run(
        ["bash", "-euc", lines],
        env={
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "PYTHONPATH": str(PROJECT / "plugins"),
            "ITA_DATA": str(folder / "data"),
            "HOME": str(folder),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


# --- it reads --------------------------------------------------------------------------------


def test_an_assessor_verifies_the_archive_with_the_readers_keys(port: Port, tmp_path: Path) -> None:
    code, said = verify_as_the_page_says(port, keys_file(port, "reader"), tmp_path)
    assert code == 0, said
    assert f"head of {AGENCY}: record 1, sha256 {port.head}" in said
    assert "no fault; " in said


def test_without_the_stores_keys_nothing_is_read(port: Port, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger"
    stranger.write_text(
        f"[default]\naws_access_key_id = {'0' * 20}\naws_secret_access_key = {'0' * 40}\n"
    )
    code, said = verify_as_the_page_says(port, stranger, tmp_path)
    assert code != 0
    assert "InvalidAccessKeyId" in said


def test_a_blob_comes_through_as_it_is(port: Port) -> None:
    assert port.through("reader").get_object(Bucket=BUCKET, Key=BLOB_KEY)["Body"].read() == BLOB
    head = port.through("reader").head_object(Bucket=BUCKET, Key=BLOB_KEY)
    assert (head["ContentLength"], head["ObjectLockMode"]) == (len(BLOB), "GOVERNANCE")


@pytest.mark.parametrize(
    "added",
    [
        {},
        {
            "X-Forwarded-For": "203.0.113.7",
            "X-Forwarded-Host": "reader.example",
            "X-Forwarded-Port": "443",
            "X-Forwarded-Proto": "https",
        },
    ],
    ids=["alone", "behind a TLS proxy"],
)
def test_a_signature_over_another_host_holds_and_is_not_logged(
    port: Port, added: dict[str, str]
) -> None:
    """The name that others call it by is signed: a port that put another in its place reads nothing."""
    url = port.through("reader", "https://reader.example").generate_presigned_url(
        "get_object", Params={"Bucket": BUCKET, "Key": BLOB_KEY}
    )
    asked = url.replace("https://reader.example", port.address)
    with requests.Session() as session:
        session.trust_env = False
        answer = session.get(asked, headers={"Host": "reader.example", **added}, timeout=30)
        assert (answer.status_code, answer.content == BLOB) == (200, True)
        assert session.get(asked, timeout=30).status_code == 403  # 127.0.0.1 is not what is signed
    assert "X-Amz-Signature" in url
    assert "Signature" not in port.said.read_text("utf-8")


# --- it does not write -----------------------------------------------------------------------

LOCK = {
    "ObjectLockMode": "GOVERNANCE",
    "ObjectLockRetainUntilDate": datetime.now(UTC) + timedelta(days=1),
}
WRITES: dict[str, tuple[str, dict[str, Any]]] = {
    "PUT": ("put_object", {"Bucket": WORK_BUCKET, "Key": "here", "Body": b"new"}),
    "PUT, locked": ("put_object", {"Bucket": BUCKET, "Key": "probe/here", "Body": b"new", **LOCK}),
    "PUT, a copy": (
        "copy_object",
        {"Bucket": WORK_BUCKET, "Key": "copy", "CopySource": {"Bucket": WORK_BUCKET, "Key": "it"}},
    ),
    "POST, an upload": ("create_multipart_upload", {"Bucket": WORK_BUCKET, "Key": "large"}),
    "POST, a deletion": (
        "delete_objects",
        {"Bucket": WORK_BUCKET, "Delete": {"Objects": [{"Key": "it"}]}},
    ),
    "DELETE": ("delete_object", {"Bucket": WORK_BUCKET, "Key": "it"}),
}


@pytest.mark.parametrize("write", WRITES)
def test_the_writers_own_key_writes_nothing_through_it(port: Port, write: str) -> None:
    operation, arguments = WRITES[write]
    direct = client(port.at("writer"))
    direct.put_object(Bucket=WORK_BUCKET, Key="it", Body=b"old")
    with pytest.raises(ClientError) as refused:
        getattr(port.through("writer"), operation)(**arguments)
    error = refused.value.response
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 405
    assert error["Error"]["Code"] == "MethodNotAllowed"
    assert error["Error"]["Message"] == "this port is for reading"
    assert direct.get_object(Bucket=WORK_BUCKET, Key="it")["Body"].read() == b"old"
    getattr(direct, operation)(**arguments)  # it is the port that refused


def test_the_readers_key_writes_nothing_at_the_store_itself(port: Port) -> None:
    for operation, arguments in WRITES.values():
        if operation == "delete_objects":  # answers 200, and says it for each object
            said = client(port.at("reader")).delete_objects(**arguments)
            assert [one["Code"] for one in said["Errors"]] == ["AccessDenied"]
            continue
        with pytest.raises(ClientError, match="AccessDenied"):
            getattr(client(port.at("reader")), operation)(**arguments)


def test_it_hands_on_no_other_protocol(port: Port) -> None:
    """What came after the answer 101 would be looked at by nobody."""
    headers = {"Connection": "Upgrade", "Upgrade": "other"}
    with requests.Session() as session:
        session.trust_env = False
        answer = session.get(f"{port.address}/healthz", headers=headers, timeout=30)
        assert answer.status_code == 403
        assert session.get(f"{port.address}/healthz", timeout=30).status_code == 200


# --- what `make test-deploy` asks of it ------------------------------------------------------


@pytest.fixture
def deployment(port: Port, tmp_path: Path) -> Any:
    """As much of one as its check of the port looks at."""
    spec = importlib.util.spec_from_file_location("deploy", PROJECT / "scripts/test_deploy.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = script  # where its dataclass looks its annotations up
    spec.loader.exec_module(script)
    secrets = tmp_path / "checkout/.compose"
    trust = tmp_path / "checkout/include/catalog/trust"
    secrets.mkdir(parents=True)
    trust.mkdir(parents=True)
    for identity in ("reader", "writer"):
        (secrets / f"store_{identity}").write_bytes(keys_file(port, identity).read_bytes())
    root = (port.data / f"trust/{AGENCY}.yaml").read_text("utf-8").replace("made_here: true\n", "")
    (trust / f"{AGENCY}.yaml").write_text(root, "utf-8")
    environ = {"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{PROJECT}/plugins"}
    number = int(port.address.rpartition(":")[2])
    it = script.Deployment(tmp_path, environ, port=0, reader_port=number)
    it.inside = lambda *command: ""  # no authority stamps here: its root is not looked at
    return script, it


def test_the_deployments_check_passes(deployment: Any) -> None:
    script, it = deployment
    script.check_reader(it)


def test_the_deployments_check_finds_a_port_that_lets_writes_through(
    deployment: Any, port: Port
) -> None:
    script, it = deployment
    it.reader_port = int(port.at("writer").endpoint.rpartition(":")[2])  # the store itself
    with pytest.raises(script.Failed, match="the writer's keys write through"):
        script.check_reader(it)
