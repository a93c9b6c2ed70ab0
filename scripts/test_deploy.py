"""`make test-deploy`: docker-compose.yaml brought up for real on stand-in images, and ill-treated.

A copy of this checkout gets its `.env` by `make env`. Its services are started in the order that
the file asks for; the sample's month runs on the Celery workers, its verdicts must be those of
`make run`, and from outside they are verified through the reader's port. Then a worker, the
scheduler, the database and the store are killed, each in the middle of a run; each comes back by
itself, and the run must end with every target settled, nothing lost and nothing sealed twice. All
is backed up, removed and restored; the runbook's commands are run as they stand there (those of
many agencies with --backfills); the second compose file is brought up over a database and a store
that go on by themselves. Then all of it is taken down. Every image, container, volume and network
lies in a folder of its own, which is removed however the test ends: podman's own storage is not
touched.

It needs root and Debian's podman, buildah, netavark, aardvark-dns, iptables and debootstrap, and
no registry (scripts/stand_in/images.sh says what the stand-ins show, and what they do not).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from ita_evidence.orchestration.start import STARTS
from ita_evidence.sample import many

PROJECT = Path(__file__).resolve().parents[1]
NEEDED = ("podman", "buildah", "debootstrap", "iptables", "git")
AGENCY, PERIOD = "sample", "2566-03"
DAG = f"ita_monthly__{AGENCY}"
FEW = ("O16", "O19", "O20", "O21")
"""What most killed runs are asked for: the month of 43 items and 36 hosts would show no more."""
STARTED_IN_S = 300.0
ENDED_WITHIN_S = 1200.0
ENDED_IN_S = 30.0
ALL_PROFILES = ("--profile", "sample", "--profile", "reader")
AIRFLOW = ("apiserver", "scheduler", "dag-processor", "triggerer", "worker-1", "worker-2")
OLDER = "8812eb67b63c"
"""A revision of Airflow's database on the way to 3.3, brought up to date. Not 3.2's own: the step
from there leaves a deadline of whole seconds as a number that Airflow 3.3.2 cannot read again."""
SQUARE = {"met": "success", "not_met": "failed"}
"""A verdict and the state of its square; every other verdict is `skipped`."""


class Failed(Exception):
    """A check of this test did not hold, or a command of it failed; the message says which."""


@dataclass
class Deployment:
    """One copy of the checkout, its containers, and how they are spoken to."""

    home: Path
    """Everything is below it: checkout, images, volumes, logs."""
    environ: Mapping[str, str]
    port: int
    reader_port: int
    began: float = field(default_factory=time.monotonic)
    token: str = ""

    @property
    def project(self) -> str:
        """What its containers, volumes and networks are named after: like no other's."""
        return self.home.name

    @property
    def checkout(self) -> Path:
        return self.home / "checkout"

    def say(self, text: str) -> None:
        print(f"test-deploy {time.monotonic() - self.began:5.0f} s  {text}", flush=True)

    def run(self, *command: str | Path, given: str | None = None) -> str:
        """Standard output of a command in the checkout; what it says besides goes to a log.

        Raises:
            Failed: it ended with another code than 0.
        """
        with (self.home / "commands.log").open("a") as log:
            print("$", *command, file=log, flush=True)
            done = subprocess.run(
                [str(part) for part in command],
                cwd=self.checkout,
                env=dict(self.environ),
                input=given,
                capture_output=True,
                text=True,
                check=False,
            )
            print(done.stdout, done.stderr, file=log, flush=True)
        if done.returncode:
            tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
            raise Failed(f"{' '.join(map(str, command[:6]))} ended with {done.returncode}:\n{tail}")
        return done.stdout

    def compose(self, *arguments: str) -> str:
        """`docker compose`, of every profile."""
        return self.run("docker", "compose", *ALL_PROFILES, *arguments)

    def as_written(self, line: str, **stands_for: str) -> str:
        """Output of a line of the runbook as it stands there (scripts/stand_in/docker.py runs it).

        Args:
            line: one of docs/runbook.md, its white space folded.
            stands_for: placeholder → what it stands for here.

        Raises:
            Failed: the runbook has no such line, or it ended with another code than 0.
        """
        runbook = (self.checkout / "docs/runbook.md").read_text("utf-8")
        if line not in " ".join(runbook.split()):
            raise Failed(f"the runbook does not say: {line}")
        for name, value in stands_for.items():
            line = re.sub(rf"(?<![A-Za-z.]){name}(?![A-Za-z])", value, line)
        return self.run("bash", "-euo", "pipefail", "-c", line)

    def container(self, service: str) -> str:
        return f"{self.project}_{service}_1"

    def inspect(self, service: str, what: str) -> str:
        return self.run("podman", "inspect", "--format", what, self.container(service)).strip()

    def inside(self, service: str, *command: str, given: str | None = None) -> str:
        return self.run("podman", "exec", "-i", self.container(service), *command, given=given)

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """An answer of Airflow's REST API, as the user that `airflow-init` made."""
        if not self.token and path != "/auth/token":
            password = (self.checkout / ".compose/admin_password").read_text("utf-8").strip()
            said = self.call("POST", "/auth/token", {"username": "admin", "password": password})
            self.token = said["access_token"]
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=60) as answer:
            return json.load(answer)

    def status(self, method: str, path: str, body: dict[str, Any] | None) -> int:
        """The HTTP status of an answer."""
        try:
            self.call(method, path, body)
        except urllib.error.HTTPError as error:
            return error.code
        except json.JSONDecodeError:  # a page
            return 200
        return 200

    def until(self, what: str, holds: Callable[[], Any], within_s: float) -> Any:
        """What `holds` answers, once it is true; an answer that does not come is asked for again.

        Raises:
            Failed: it is not true within `within_s`.
        """
        deadline = time.monotonic() + within_s
        seen = "nothing"
        while time.monotonic() < deadline:
            try:
                if answer := holds():
                    return answer
            except (Failed, urllib.error.URLError, ConnectionError, TimeoutError) as error:
                seen = str(error)
            time.sleep(2)
        raise Failed(f"{what}: not within {within_s:.0f} s; last seen: {seen}")


# --- before ----------------------------------------------------------------------------------


def require_here() -> None:
    """Returns where the test can run.

    Raises:
        SystemExit: code 2, with what is missing and how it is had.
    """
    missing = [name for name in NEEDED if shutil.which(name) is None]
    tools = PROJECT / ".tools/bin/podman-compose"
    if missing:
        _refuse(
            f"{', '.join(missing)} not found: apt-get install podman buildah runc netavark "
            "aardvark-dns iptables debootstrap git"
        )
    if not tools.exists():
        _refuse("podman-compose is not there: run scripts/tools.sh")
    if os.getuid() != 0:
        _refuse("it needs root: containers of its own, and debootstrap")


def _refuse(reason: str) -> None:
    print(f"test-deploy: {reason}", file=sys.stderr)
    raise SystemExit(2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def own_podman(home: Path, downloads: Path) -> dict[str, str]:
    """An environment in which podman and buildah keep everything below `home`, `docker` is
    podman-compose, and `airflow` the scheduler's."""
    runtime = 'runtime = "runc"\n' if shutil.which("runc") else ""
    # Nothing here that podman would not tell the process that restarts a container: it does not see
    # these files, and finds volumes and its own state below the storage.
    (home / "containers.conf").write_text(
        '[containers]\ndefault_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]\n'
        f'[network]\nnetwork_config_dir = "{home}/networks"\n'
        f'[engine]\n{runtime}tmp_dir = "{home}/tmp"\nevents_logger = "file"\n'
    )
    (home / "storage.conf").write_text(
        f'[storage]\ndriver = "overlay"\ngraphroot = "{home}/storage"\nrunroot = "{home}/run"\n'
    )
    programs = {
        "docker": f"{PROJECT}/.venv/bin/python {PROJECT}/scripts/stand_in/docker.py",
        "airflow": f"podman exec -i {home.name}_airflow-scheduler_1 airflow",
    }
    (home / "bin").mkdir()
    for name, command in programs.items():
        (home / "bin" / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n', "utf-8")
        (home / "bin" / name).chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ITA_")}
    return {
        **kept,
        "CONTAINERS_CONF": str(home / "containers.conf"),
        "CONTAINERS_STORAGE_CONF": str(home / "storage.conf"),
        "PYTHONPATH": str(home / "checkout/plugins"),
        "PATH": f"{home / 'bin'}:{os.environ['PATH']}",
        "PODMAN_COMPOSE": str(PROJECT / ".tools/bin/podman-compose"),
        "COMPOSE_PROJECT_NAME": home.name,
        "WHEELS": str(downloads / "wheels"),
    }


def copy_checkout(to: Path) -> None:
    """What git knows or would take of this checkout, as it is now."""
    listed = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        text=True,
    )
    for name in filter(None, listed.split("\0")):
        if (PROJECT / name).is_file() and not (PROJECT / name).is_symlink():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, to / name)


@contextmanager
def deployment(downloads: Path | None) -> Iterator[Deployment]:
    """A folder with the checkout, its `.env` and the images; at the end nothing of it is left.

    Args:
        downloads: where Debian's packages and the wheels are kept; none: in that folder.

    Raises:
        Failed: a step failed, or something is left.
    """
    home = Path(tempfile.mkdtemp(prefix="ita-deploy-"))
    downloads = downloads.resolve() if downloads else home / "downloads"
    it = Deployment(home, own_podman(home, downloads), free_port(), free_port())
    try:
        copy_checkout(it.checkout)
        it.say(f"everything lies in {home}")
        make_env(it)
        it.say("stand-in images (Debian's packages, the lock's wheels)")
        it.run(PROJECT / "scripts/stand_in/images.sh", downloads)
        yield it
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        it.say("taking all down")
        take_down(it)
    it.say("nothing is left")


def take_down(it: Deployment) -> None:
    """Containers, volumes, networks, images, files.

    Raises:
        Failed: a mount, a process or a file of it is still there.
    """
    if shutil.which("podman"):
        for command in (
            ("rm", "--all", "--force", "--time", "0"),
            ("volume", "rm", "--all", "--force"),
            ("network", "prune", "--force"),
            ("rmi", "--all", "--force"),
        ):
            subprocess.run(
                ["podman", *command], env=dict(it.environ), capture_output=True, check=False
            )
        subprocess.run(
            ["buildah", "rm", "--all"], env=dict(it.environ), capture_output=True, check=False
        )
    # What watched a container ends some moments after it.
    deadline = time.monotonic() + ENDED_IN_S
    while (left := processes_of(it.home)) and time.monotonic() < deadline:
        time.sleep(0.5)
    left += mounts_below(it.home) + port_rules_of(it.project)
    for mount in reversed(mounts_below(it.home)):
        subprocess.run(["umount", "--lazy", mount], check=False)
    shutil.rmtree(it.home)
    if left:
        raise Failed(f"left behind: {', '.join(left)}")


def mounts_below(folder: Path) -> list[str]:
    lines = Path("/proc/mounts").read_text("utf-8").splitlines()
    return [line.split()[1] for line in lines if line.split()[1].startswith(f"{folder}/")]


def port_rules_of(project: str) -> list[str]:
    """The rules by which the machine hands a published port on."""
    rules = subprocess.check_output(["iptables", "-t", "nat", "-S"], text=True)
    return [line for line in rules.splitlines() if f"name: {project}_" in line]


def processes_of(folder: Path) -> list[str]:
    """Living processes whose command line names the folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, NotADirectoryError, ProcessLookupError):
            continue
        if str(folder) in line:
            found.append(f"process {entry.name}: {line[:80]}")
    return found


# --- images, start ---------------------------------------------------------------------------


def make_env(it: Deployment) -> None:
    """`.env`, its secrets, and the signing key that it prints put into the sample's trust root."""
    said = it.run(PROJECT / ".venv/bin/python", "scripts/compose_env.py")
    env = it.checkout / ".env"
    text = env.read_text("utf-8").replace("ITA_UI_PORT=8080", f"ITA_UI_PORT={it.port}")
    text = text.replace("ITA_READER_PORT=8334", f"ITA_READER_PORT={it.reader_port}")
    env.write_text(text, "utf-8")
    trust = it.checkout / f"include/catalog/trust/{AGENCY}.yaml"
    trust.write_text(trusting(trust.read_text("utf-8"), said), "utf-8")


def trusting(root: str, said: str) -> str:
    """The sample's trust root with the key of `make env`'s last lines, and no other.

    Raises:
        Failed: either is not of the form that it was.
    """
    key = "".join(f"{line}\n" for line in said.splitlines() if line.startswith("  "))
    made_here = "made_here: true\nkeys: []\n"
    if key.count("\n") != 2 or made_here not in root:
        raise Failed("make env printed no key, or the sample's trust root has another form")
    return root.replace(made_here, f"keys:\n{key}")


def check_refusals(it: Deployment) -> None:
    """What must not start, does not; what was altered for it is put back.

    Raises:
        Failed: `airflow-init` let it pass, or said something else.
    """
    secret = it.checkout / ".compose/jwt_secret"
    kept = secret.read_text("utf-8")
    secret.write_text("airflow_jwt_secret_that_stands_in_a_tutorial", "utf-8")
    refuses(it, "the secret jwt_secret holds 'airflow'")
    secret.write_text(kept, "utf-8")
    it.say("a default secret is refused at start, and what to do is said")


def refuses(it: Deployment, says: str) -> None:
    try:
        it.compose("run", "--rm", "--no-deps", "airflow-init")
    except Failed as refused:
        if says not in str(refused):
            raise
    else:
        raise Failed(f"airflow-init does not refuse: {says}")


def sql(it: Deployment, statement: str) -> str:
    query = ("psql", "--quiet", "--tuples-only", "--no-align", "-U", "airflow", "airflow")
    return it.inside("postgres", *query, "-c", statement).strip()


# --- runs ------------------------------------------------------------------------------------


def open_dags(it: Deployment, *dags: str) -> None:
    """Unpauses them, and lets the runs end that Airflow then makes for the month that closed last:
    the sample ended with its year, so that nothing is due in them."""
    for dag in dags:
        path = f"/api/v2/dags/{dag}"
        unpaused = partial(it.call, "PATCH", path, {"is_paused": False})
        it.until(f"{dag} is there", unpaused, STARTED_IN_S)

    def scheduled_ended(dag: str) -> bool:
        runs = it.call("GET", f"/api/v2/dags/{dag}/dagRuns?run_type=scheduled")["dag_runs"]
        return bool(runs) and all(one["end_date"] for one in runs)

    for dag in dags:
        it.until(f"the scheduled run of {dag} ends", partial(scheduled_ended, dag), ENDED_WITHIN_S)


def start_run(it: Deployment, dag: str, items: Sequence[str] = (), period: str = PERIOD) -> str:
    """A run of the DAG for the period, its items or all of them; returns its id."""
    conf = {"period": period, "items": list(items)}
    made = it.call("POST", f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None, "conf": conf})
    return str(made["dag_run_id"])


def instances(it: Deployment, dag: str, run: str) -> list[dict[str, Any]]:
    path = f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances?limit=500"
    return list(it.call("GET", path)["task_instances"])


def wait_for_run(
    it: Deployment, dag: str, run: str, within_s: float = ENDED_WITHIN_S
) -> list[dict[str, Any]]:
    """The task instances of a run that ended with every target settled.

    Raises:
        Failed: it is red, or does not end.
    """

    def ended() -> str | None:
        state = str(it.call("GET", f"/api/v2/dags/{dag}/dagRuns/{run}")["state"])
        return state if state in ("success", "failed") else None

    state = it.until(f"{dag} {run} ends", ended, within_s)
    tasks = instances(it, dag, run)
    if state != "success":
        red = sorted(
            {one["task_id"] for one in tasks if one["state"] in ("failed", "upstream_failed")}
        )
        raise Failed(f"{dag} {run} is {state}; not green: {', '.join(red)}")
    return tasks


def settled(it: Deployment, agency: str = AGENCY) -> dict[str, Any]:
    """What the ledger in the containers' store says (scripts/stand_in/settled.py)."""
    script = (PROJECT / "scripts/stand_in/settled.py").read_text("utf-8")
    said = it.inside("airflow-worker-2", "python", "-", agency, given=script)
    return dict(json.loads(said.splitlines()[-1]))


def verify(it: Deployment) -> None:
    """The archive, in full, from inside."""
    said = json.loads(it.inside("airflow-worker-2", "ita-evidence", "verify", "--json"))
    if not said["ok"] or not said["checked"]:
        raise Failed(f"verify: {said['faults']}")


def check_reader(it: Deployment) -> None:
    """From outside, through the reader's port: its keys verify, and the writer's write nothing.

    Raises:
        Failed: it lets through what it must not, or not what it must.
    """
    trust_the_test_authority(it)
    said = json.loads(outside(it, "store_reader", "verify", "--json"))
    if not said["ok"] or not said["checked"]:
        raise Failed(f"verify at the reader's port: {said['faults']}")
    try:
        outside(it, "store_writer", "verify", "--store-check")
    except Failed as refused:
        if "put_refused" not in str(refused) or "MethodNotAllowed" not in str(refused):
            raise
    else:
        raise Failed("the writer's keys write through the reader's port")
    it.say(f"verified from outside through the reader's port: {said['checked']} objects")


def trust_the_test_authority(it: Deployment) -> None:
    """The assessor's catalog, with the root of the authority that stamps in the containers: each
    worker has one on its own loopback, so that it is chance which record is stamped."""
    catalog = it.home / "assessor/catalog"
    shutil.copytree(it.checkout / "include/catalog", catalog, dirs_exist_ok=True)
    (catalog / "trust/tsa").mkdir(exist_ok=True)
    root = it.inside("airflow-worker-1", "cat", "data/tsa/root.pem")
    (catalog / "trust/tsa/root.pem").write_text(root, "utf-8")


def outside(it: Deployment, keys: str, *arguments: str) -> str:
    """What `ita-evidence` says on this machine, with the keys in a secret, at the reader's port."""
    environ = {
        "ITA_DATA": str(it.home / "assessor"),
        "ITA_CATALOG": str(it.home / "assessor/catalog"),
        "ITA_STORE": "s3://ita-evidence",
        "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{it.reader_port}",
        "AWS_SHARED_CREDENTIALS_FILE": str(it.checkout / ".compose" / keys),
    }
    there = replace(it, environ={**it.environ, **environ})
    return there.run(PROJECT / ".venv/bin/ita-evidence", *arguments)


def check(
    it: Deployment, tasks: Sequence[Mapping[str, Any]], expected: Mapping[str, str], records: int
) -> None:
    """The run's record is the `records`-th and as it must be, and the archive verifies.

    Raises:
        Failed: says what differs.
    """
    there = settled(it)
    if wrong := list(faults(there, tasks, expected, records)):
        raise Failed("; ".join(wrong))
    verify(it)
    again = sorted({one["task_id"] for one in tasks if one["try_number"] > 1})
    it.say(
        f"record {records}: {len(expected)} targets as in make run, {len(tasks)} tasks, "
        f"{len(there['snapshots'])} snapshots, none twice; tried again: "
        f"{', '.join(again) or 'none'}"
    )


def faults(
    there: Mapping[str, Any],
    tasks: Sequence[Mapping[str, Any]],
    expected: Mapping[str, str],
    records: int,
) -> Iterator[str]:
    """One sentence for whatever is not as `make run` left it, lost, or sealed twice.

    Args:
        there: as scripts/stand_in/settled.py prints it.
        tasks: the run's task instances, as the REST API lists them.
        expected: item → verdict.
    """
    newest = there["records"][-1]["verdicts"]
    if len(there["records"]) != records:
        yield f"{len(there['records'])} records instead of {records}"
    if newest != expected:
        differ = sorted(set(newest.items()) ^ set(expected.items()))
        yield f"verdicts that differ from make run's: {differ}"
    if there["unaccounted"]:
        yield f"sealed, and in no record: {there['unaccounted']}"
    if there["sealed_twice"]:
        yield f"sealed twice: {there['sealed_twice']}"
    targets = sum(len(one["verdicts"]) for one in there["records"])
    if len(there["snapshots"]) != targets:
        yield f"{len(there['snapshots'])} snapshots for {targets} targets"
    squares = [one["state"] for one in tasks if one["task_id"].startswith("verdict_")]
    shown = Counter(one for one in squares if one != "skipped")
    if shown != Counter(SQUARE[one] for one in newest.values() if one in SQUARE):
        yield f"squares that do not show the verdicts: {dict(shown)}"


def verdicts_of_make_run(it: Deployment) -> dict[str, str]:
    """Item → verdict of the sample's month, by `make run` here in a folder of its own."""
    it.say("make run on this machine, to compare with")
    ports = {name: str(free_port()) for name in PORTS}
    it.environ = {**it.environ, "ITA_DATA": str(it.home / "make-run"), **ports}
    try:
        it.run(PROJECT / ".venv/bin/python", "-m", "ita_evidence.orchestration.runner")
        script = it.checkout / "scripts/stand_in/settled.py"
        said = json.loads(it.run(PROJECT / ".venv/bin/python", script, AGENCY))
    finally:
        it.environ = {k: v for k, v in it.environ.items() if not k.startswith("ITA_")}
    return next(dict(one["verdicts"]) for one in said["records"] if one["period"] == PERIOD)


PORTS = ("ITA_SAMPLE_HTTP_PORT", "ITA_SAMPLE_HTTPS_PORT", "ITA_STORE_PORT")


# --- ill treatment ---------------------------------------------------------------------------


def kill(it: Deployment, service: str) -> None:
    """SIGKILL to the container's first process, as the machine would; it must come back by itself.

    Raises:
        Failed: it did not.
    """
    pid = int(it.inspect(service, "{{.State.Pid}}"))
    os.kill(pid, signal.SIGKILL)
    it.say(f"killed {service}")
    it.until(
        f"{service} is back",
        lambda: int(it.inspect(service, "{{.State.Pid}}")) not in (0, pid),
        STARTED_IN_S,
    )
    it.token = ""


def in_the_middle(it: Deployment, run: str, worker: str | None = None) -> bool:
    """Some tasks are done, some run (on that worker) and the rest is still to do."""
    name = it.inspect(worker, "{{.Config.Hostname}}") if worker else None
    tasks = instances(it, DAG, run)
    done = [one for one in tasks if one["state"] == "success"]
    running = [
        one for one in tasks if one["state"] == "running" and name in (None, one["hostname"])
    ]
    return len(done) >= 5 and bool(running)


def killed_in_the_middle(
    it: Deployment, service: str, expected: Mapping[str, str], records: int, items: Sequence[str]
) -> None:
    """A run of the month in whose middle the service is killed ends as if nothing had been."""
    run = start_run(it, DAG, items)
    worker = service if "worker" in service else None
    it.until(
        f"a run is under way on {worker or 'the workers'}",
        lambda: in_the_middle(it, run, worker),
        STARTED_IN_S,
    )
    kill(it, service)
    began = time.monotonic()
    tasks = wait_for_run(it, DAG, run)
    it.say(f"the run ended {time.monotonic() - began:.0f} s after {service} was killed")
    check(it, tasks, {item: expected[item] for item in items or expected}, records)


def back_up_and_restore(it: Deployment, expected: Mapping[str, str], records: int) -> None:
    """As the runbook says it: both saved, every volume lost, both put back; then it goes on.

    Raises:
        Failed: something of the ledger, the archive or Airflow's runs is not as it was.
    """
    before, runs = settled(it), run_ids(it)
    it.as_written("docker compose stop airflow-scheduler airflow-worker-1 airflow-worker-2")
    require_stopped(it, "airflow-scheduler", "airflow-worker-1", "airflow-worker-2")
    it.as_written("docker compose exec postgres pg_dump -U airflow airflow > airflow.sql")
    dump = (it.checkout / "airflow.sql").stat().st_size
    it.as_written("docker compose stop seaweedfs")
    require_stopped(it, "seaweedfs")
    volumes = [f"{it.project}_{name}" for name in ("store", "data")]
    for volume in volumes:
        it.run("podman", "volume", "export", volume, "--output", it.home / f"{volume}.tar")
    it.compose("down", "--volumes")
    it.say(f"backed up ({dump // 1024} KiB of database), and everything removed")
    for volume in volumes:
        it.run("podman", "volume", "create", volume)
        it.run("podman", "volume", "import", volume, it.home / f"{volume}.tar")
    it.as_written("docker compose up --wait postgres")
    it.as_written(
        "docker compose exec -T postgres psql --set ON_ERROR_STOP=1 -U airflow airflow "
        "< airflow.sql"
    )
    it.as_written("docker compose --profile sample up --build --wait")
    if settled(it) != before or run_ids(it) != runs:
        raise Failed("what was restored is not what was saved")
    verify(it)
    it.say(f"restored: {records} records, {len(runs)} runs, verified")
    tasks = wait_for_run(it, DAG, start_run(it, DAG, FEW))
    check(it, tasks, {item: expected[item] for item in FEW}, records + 1)


def require_stopped(it: Deployment, *services: str) -> None:
    """Podman-compose ends well also where it did not stop one.

    Raises:
        Failed: one runs.
    """
    for service in services:
        if it.inspect(service, "{{.State.Running}}") != "false":
            raise Failed(f"{service} runs after it was stopped")


def check_runbook(it: Deployment) -> None:
    """What else the runbook has one do with containers.

    Raises:
        Failed: a command fails, or does not do what the runbook says of it.
    """
    it.as_written("airflow roles add-perms Viewer -a can_read -r Plugins")
    if STARTS not in (said := it.as_written("docker compose logs airflow-init")):
        raise Failed(f"the log of airflow-init does not say {STARTS!r}: {said}")
    before = containers(it)
    it.as_written("docker compose up --build --wait")
    if containers(it) != before:
        raise Failed("`up` where all is up made containers anew")
    it.as_written("docker compose --profile reader up --build --wait")
    make_keys_void(it)
    it.as_written("docker compose --profile reader rm --stop --force reader")
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", it.reader_port)) == 0:
            raise Failed("the reader's port is open after its service was removed")
    it.as_written("docker compose run --rm airflow-init")
    upgrade(it)
    it.say("the runbook's other commands")


def containers(it: Deployment) -> list[str]:
    """The containers' ids, in no order that says something."""
    return sorted(it.run("podman", "ps", "--all", "--quiet").split())


def make_keys_void(it: Deployment) -> None:
    """The reader's keys made anew, as the runbook says it.

    Raises:
        Failed: the old ones read, or the new ones do not.
    """
    check_reader(it)
    old = it.checkout / ".compose/store_reader_of_before"
    shutil.copy2(it.checkout / ".compose/store_reader", old)
    for name in ("store_reader", "s3.json"):
        (it.checkout / ".compose" / name).unlink()
    it.run(PROJECT / ".venv/bin/python", "scripts/compose_env.py")
    it.as_written("docker compose up --wait --force-recreate seaweedfs airflow-apiserver")
    it.token = ""
    check_reader(it)
    try:
        outside(it, old.name, "verify", "--json")
    except Failed as refused:
        if "InvalidAccessKeyId" not in str(refused):
            raise
    else:
        raise Failed("the reader's keys of before still read")
    old.unlink()


def upgrade(it: Deployment) -> None:
    """A database as an older version left it: refused, then brought up to date as the runbook says.

    Raises:
        Failed: it is not refused, or not of this version afterwards.
    """

    def parsed() -> str:
        return str(it.call("GET", f"/api/v2/dags/{DAG}")["last_parsed_time"])

    current, before = sql(it, "SELECT version_num FROM alembic_version"), parsed()
    it.compose("stop", *(f"airflow-{name}" for name in AIRFLOW))
    older = ("airflow", "db", "downgrade", "--yes", "--to-revision", OLDER)
    it.compose("run", "--rm", "--no-deps", "airflow-init", *older)
    if sql(it, "SELECT version_num FROM alembic_version") == current:
        raise Failed(f"the database is not of the revision {OLDER}")
    refuses(it, "the database is of an older version: back it up")
    it.as_written("ITA_UPGRADE=yes docker compose up --build --wait")
    it.token = ""
    if sql(it, "SELECT version_num FROM alembic_version") != current:
        raise Failed("the database was not brought up to date")
    # What a newer Airflow keeps of a DAG is there when it has read it.
    it.until("the DAGs are read again", lambda: parsed() != before, STARTED_IN_S)
    it.say("a database of an older version: refused, then brought up to date")


def external(it: Deployment, expected: Mapping[str, str], records: int) -> None:
    """The second compose file: the database and the store go on by themselves, as if others ran
    them, and are known by their addresses alone.

    Raises:
        Failed: a run over them is not as it must be.
    """
    left = {"postgres", "seaweedfs", "reader", "volumes"}
    there = it.run("podman", "ps", "--all", "--format", "{{.Names}}").split()
    ours = {*there} - {it.container(name) for name in left}
    database, store = (
        it.inspect(name, f'{{{{(index .NetworkSettings.Networks "{it.project}_{of}").IPAddress}}}}')
        for name, of in (("postgres", "default"), ("seaweedfs", "store"))
    )
    it.run("podman", "rm", "--force", "--time", "10", *ours)
    for name in ("sql_alchemy_conn", "result_backend"):
        secret = it.checkout / ".compose" / name
        secret.write_text(secret.read_text("utf-8").replace("@postgres", f"@{database}"), "utf-8")
    env = it.checkout / ".env"
    with env.open("a", encoding="utf-8") as lines:
        lines.write(f"AWS_ENDPOINT_URL_S3=http://{store}:8333\n")
    it.as_written(
        "docker compose -f docker-compose.yaml -f docker-compose.external.yaml up --build --wait"
    )
    tasks = wait_for_run(it, DAG, start_run(it, DAG, FEW))
    check(it, tasks, {item: expected[item] for item in FEW}, records)
    it.say(f"the same with the database on {database} and the store on {store}")


def run_ids(it: Deployment) -> list[str]:
    listed = it.call("GET", f"/api/v2/dags/{DAG}/dagRuns?limit=100&order_by=id")["dag_runs"]
    return [one["dag_run_id"] for one in listed]


# --- many agencies ---------------------------------------------------------------------------


def with_provinces(it: Deployment, count: int) -> tuple[str, ...]:
    """The catalog becomes that of `count` provinces: data alone, and `airflow-init` once more.

    Raises:
        Failed: a DAG is missing, or its file does not import.
    """
    catalog, made = it.checkout / "include/catalog", it.home / "provinces"
    ids = many.write(catalog, made, count)
    # The containers have this folder mounted: what is in it changes, and the folder stays.
    for old in catalog.iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copytree(made, catalog, dirs_exist_ok=True)
    it.compose("run", "--rm", "--no-deps", "airflow-init")
    began = time.monotonic()
    wanted = {f"ita_{kind}__{one}" for one in ids for kind in KINDS} | TOGETHER
    path = "/api/v2/dags?exclude_stale=true&limit=100&offset={}"

    def parsed() -> bool:
        pages = [it.call("GET", path.format(n))["dags"] for n in range(0, len(wanted), 100)]
        return {one["dag_id"] for page in pages for one in page} == wanted

    it.until(f"{len(wanted)} DAGs are there, and no other", parsed, ENDED_WITHIN_S)
    if errors := it.call("GET", "/api/v2/importErrors")["import_errors"]:
        raise Failed(f"import errors: {errors}")
    it.say(f"{count} provinces: {len(wanted)} DAGs after {time.monotonic() - began:.0f} s")
    return ids


def check_rights(it: Deployment, hers: str, another: str) -> None:
    """A user with the role of one agency sees and steers its DAGs, and no other's.

    Raises:
        Failed: she sees or may do something else.
    """
    password = secrets.token_hex(16)
    it.as_written(
        "docker compose exec airflow-scheduler airflow users create --role A --username USER "
        "--password PASSWORD --firstname NAME --lastname NAME --email MAIL",
        A=hers,
        USER="her",
        PASSWORD=password,
        NAME="Her",
        MAIL="her@localhost",
    )
    said = it.call("POST", "/auth/token", {"username": "her", "password": password})
    mine = replace(it, token=said["access_token"])
    seen = {one["dag_id"] for one in mine.call("GET", "/api/v2/dags?limit=500")["dags"]}
    if seen != {f"ita_{kind}__{hers}" for kind in KINDS}:
        raise Failed(f"the user of {hers} sees {sorted(seen)}")
    # A DAG is listed some moments before the rest of it is stored.
    its = f"/api/v2/dags/ita_monthly__{hers}"
    it.until(f"the DAG of {hers} is there", lambda: mine.call("GET", its), STARTED_IN_S)
    unpaused = {"is_paused": False}
    run = {"logical_date": None, "conf": {"period": PERIOD, "dry_run": True}}
    asked: list[tuple[str, str, dict[str, Any] | None]] = [
        ("GET", "/api/v2/dags/{dag}", None),
        ("GET", "/api/v2/dags/{dag}/dagRuns", None),
        ("PATCH", "/api/v2/dags/{dag}", unpaused),
        ("POST", "/api/v2/dags/{dag}/dagRuns", run),
        ("POST", "/api/v2/backfills/dry_run", {**YEAR, "dag_id": "{dag}"}),
        ("GET", "/evidence-board/agency/{agency}", None),
    ]
    for agency, allowed in ((hers, True), (another, False)):
        for method, path, body in asked:
            dag = f"ita_monthly__{agency}"
            if body is not None and "dag_id" in body:
                body = {**body, "dag_id": dag}
            code = mine.status(method, path.format(dag=dag, agency=agency), body)
            if (code < 300) is not allowed or (not allowed and code not in (403, 404)):
                raise Failed(f"the user of {hers}: {method} {path} of {agency} answered {code}")
    it.say(f"a user of {hers} sees and starts her {len(seen)} DAGs and no other's")


KINDS = ("monthly", "semiannual", "submitted")
TOGETHER = {"ita_audit_archive", "ita_feeds", "ita_reminders"}
"""The DAGs of an agency, and those of all together."""
YEAR = {"from_date": "2022-10-01T00:00:00+07:00", "to_date": "2023-09-30T00:00:00+07:00"}
"""The fiscal year 2566, as a backfill is asked for."""
MONTHS = [f"2565-{month}" for month in (10, 11, 12)] + [
    f"2566-{month:02d}" for month in range(1, 10)
]


def back_fill(it: Deployment, by_command: str, by_ui: str) -> None:
    """A fiscal year of one item for two agencies, one by Airflow's command and one as the UI asks.

    Raises:
        Failed: a month was not settled, or is not marked as late.
    """
    open_dags(it, *(f"ita_monthly__{agency}" for agency in (by_command, by_ui)))
    began = time.monotonic()
    it.as_written(
        "docker compose exec airflow-scheduler airflow backfill create --dag-id ita_monthly__A "
        "--from-date 2022-10-01T00:00+07:00 --to-date 2023-09-30T00:00+07:00 "
        "--max-active-runs 1 --dry-run",
        A=by_command,
    )
    it.as_written(
        "docker compose exec airflow-scheduler airflow backfill create --dag-id ita_monthly__A "
        "--from-date 2022-10-01T00:00+07:00 --to-date 2023-09-30T00:00+07:00 "
        '--max-active-runs 1 --dag-run-conf \'{"items": ["O21"]}\'',
        A=by_command,
    )
    of_ui = {**YEAR, "dag_id": f"ita_monthly__{by_ui}", "dag_run_conf": {"items": ["O21"]}}
    it.call("POST", "/api/v2/backfills", of_ui)  # ten at once, as it is where nobody says more
    for agency in (by_command, by_ui):
        check_year(it, agency, ["O21"])
    it.say(f"a fiscal year of O21 for two agencies: 24 months, {time.monotonic() - began:.0f} s")


def back_fill_all(it: Deployment, agencies: Sequence[str], fresh: Sequence[str]) -> None:
    """A fiscal year for every agency by Airflow's command, to its end.

    Args:
        fresh: those that have no run of the year yet, and get one of all items.

    Raises:
        Failed: a month of an agency has no run or two, or a month of the fresh was not settled.
    """
    began = time.monotonic()
    for agency in agencies:  # so that what is planned is counted before it runs
        it.call("PATCH", f"/api/v2/dags/ita_monthly__{agency}", {"is_paused": True})
    it.as_written(
        "for one in include/catalog/agencies/*.yaml; do docker compose exec -T airflow-scheduler "
        'airflow backfill create --dag-id "ita_monthly__$(basename "$one" .yaml)" '
        "--from-date 2022-10-01T00:00+07:00 --to-date 2023-09-30T00:00+07:00 "
        "--max-active-runs 1; done"
    )
    for agency in agencies:
        path = f"/api/v2/dags/ita_monthly__{agency}/dagRuns?limit=100"
        runs = it.call("GET", path)["dag_runs"]
        keys = [one["partition_key"] for one in runs if one["run_type"] == "backfill"]
        if len(set(keys)) != 12 or len(keys) != 12:
            raise Failed(f"{agency}: the backfill planned {keys}")
    it.say(
        f"a fiscal year's months planned for {len(agencies)} agencies, none twice: "
        f"{time.monotonic() - began:.0f} s"
    )
    began = time.monotonic()
    open_dags(it, *(f"ita_monthly__{one}" for one in fresh))
    for agency in fresh:
        check_year(it, agency, [], len(fresh))
    months = 12 * len(fresh)
    it.say(
        f"to its end for all: {months} more months of all items, {time.monotonic() - began:.0f} s"
    )


def check_year(it: Deployment, agency: str, items: Sequence[str], agencies: int = 1) -> None:
    """Waits for an agency's backfill.

    Args:
        items: those that it asks for; none: all 43.
        agencies: how many are back-filled at once.

    Raises:
        Failed: a month was not settled, or is not marked as late.
    """
    dag = f"ita_monthly__{agency}"

    def ended() -> list[str]:
        runs = it.call("GET", f"/api/v2/dags/{dag}/dagRuns?limit=100")["dag_runs"]
        states = [one["state"] for one in runs if one["run_type"] == "backfill"]
        return [] if {"queued", "running"} & set(states) or len(states) < 12 else states

    states = it.until(f"the backfill of {dag} ends", ended, 4 * agencies * ENDED_WITHIN_S)
    months = [
        one
        for one in settled(it, agency)["records"]
        if one["period"] in MONTHS
        and (list(one["verdicts"]) == list(items) if items else len(one["verdicts"]) == 43)
    ]
    if set(states) != {"success"} or sorted(one["period"] for one in months) != MONTHS:
        raise Failed(f"{dag}: {states}; recorded {[one['period'] for one in months]}")
    if not all(one["late"] for one in months):
        raise Failed(f"{dag}: a month of 2566 that was looked at now is not marked late")


def growth(
    it: Deployment, agencies: Sequence[str], counts: Sequence[int], items: Sequence[str] = ()
) -> None:
    """The month of 1, then more provinces at once: every target settled, and what a target takes.

    Args:
        items: those to look at; empty: all 43.

    Raises:
        Failed: a target was not settled, or takes more than 1.5 times one province's.
    """
    of_each, alone = len(items) or 43, 0.0
    for count in counts:
        these, agencies = agencies[:count], agencies[count:]
        open_dags(it, *(f"ita_monthly__{one}" for one in these))
        began = time.monotonic()
        runs = {one: start_run(it, f"ita_monthly__{one}", items) for one in these}
        for agency, run in runs.items():
            wait_for_run(it, f"ita_monthly__{agency}", run, count * ENDED_WITHIN_S)
        took = (time.monotonic() - began) / (of_each * count)
        alone = alone or took
        for agency in these:
            newest = settled(it, agency)["records"][-1]
            if len(newest["verdicts"]) != of_each:
                raise Failed(f"{agency}: {len(newest['verdicts'])} targets settled")
        it.say(
            f"{count} provinces at once: {count * of_each} targets settled, {took:.2f} s a target, "
            f"{took / alone:.2f} times one province's"
        )
        if took > 1.5 * alone:
            raise Failed("more than 1.5 times one province's")


# --- all of it -------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit 0: everything held. 1: something did not. 2: it cannot run here."""
    parser = argparse.ArgumentParser(
        prog="make test-deploy",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--downloads",
        type=Path,
        metavar="FOLDER",
        help="keep Debian's packages and the wheels there for a next time (else nothing is kept)",
    )
    many_agencies = parser.add_mutually_exclusive_group()
    many_agencies.add_argument(
        "--provinces",
        type=int,
        nargs="*",
        metavar="N",
        default=[],
        help="then 77 provinces: DAGs, rights, the month of N of them at once (1 4: some 20 "
        "minutes on two cores; 1 76: all of them, two hours), and of those that are left, if any, "
        "at once for four items (an hour)",
    )
    many_agencies.add_argument(
        "--backfills",
        type=int,
        metavar="N",
        default=0,
        help="then a fiscal year again, of N provinces: of one item for one by Airflow's command "
        "and for one as the UI asks, of all items for the others, to its end (4: three quarters of "
        "an hour on two cores; 77: a day)",
    )
    parser.add_argument(
        "--without-faults",
        action="store_true",
        help="no killing, no backup, no second compose file: to the provinces",
    )
    given = parser.parse_args(arguments)
    if given.backfills not in (0, *range(3, 78)):
        parser.error(f"--backfills {given.backfills}: valid: 3 to 77 provinces")
    require_here()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with deployment(given.downloads) as it:
            trial(it, ill_treated=not given.without_faults)
            if given.provinces:
                provinces(it, given.provinces)
            if given.backfills:
                back_fills(it, given.backfills)
    except Failed as error:
        print(f"test-deploy: FAILED: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("test-deploy: stopped", file=sys.stderr)
        return 1
    return 0


def trial(it: Deployment, *, ill_treated: bool = True) -> None:
    """The month of one province on the workers, and if `ill_treated` what may happen to it.

    Raises:
        Failed: something did not hold.
    """
    expected = verdicts_of_make_run(it)
    it.say("the project's own image, by the Dockerfile, and all services")
    it.as_written("docker compose --profile sample up --build --wait")
    it.say(f"all healthy; the UI is on 127.0.0.1:{it.port}")
    check_refusals(it)
    open_dags(it, DAG)
    it.say(f"{DAG} {PERIOD} on the two workers")
    began = time.monotonic()
    tasks = wait_for_run(it, DAG, start_run(it, DAG))
    it.say(f"ended after {time.monotonic() - began:.0f} s")
    check(it, tasks, expected, 1)
    it.as_written("docker compose --profile reader up --build --wait")
    check_reader(it)
    workers = {one["hostname"] for one in tasks if one["hostname"]}
    if len(workers) != 2:
        raise Failed(f"the tasks ran on {len(workers)} workers")
    if not ill_treated:
        return
    killed_in_the_middle(it, "airflow-worker-1", expected, 2, ())
    for number, service in enumerate(("airflow-scheduler", "postgres", "seaweedfs"), 3):
        killed_in_the_middle(it, service, expected, number, FEW)
    check_reader(it)  # the store that it leads to was started again, and may have another address
    back_up_and_restore(it, expected, 5)
    check_runbook(it)
    external(it, expected, 7)


def provinces(it: Deployment, counts: Sequence[int]) -> None:
    """What a ministry has.

    Raises:
        Failed: something did not hold.
    """
    ids = with_provinces(it, 77)
    *others, another, hers = ids
    check_rights(it, hers, another)
    growth(it, ids, counts)
    if len(fresh := others[sum(counts) :]) > 1:
        growth(it, fresh, (1, len(fresh) - 1), FEW)


def back_fills(it: Deployment, count: int) -> None:
    """A fiscal year again, for one of `count` provinces and for all of them.

    Raises:
        Failed: something did not hold.
    """
    ids = with_provinces(it, count)
    *others, by_ui, by_command = ids
    back_fill(it, by_command, by_ui)
    back_fill_all(it, ids, others)


if __name__ == "__main__":
    sys.exit(main())
