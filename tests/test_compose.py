"""What docker-compose.yaml must keep: two published ports, no secret in it, everything watched and
limited, nothing run as root; and that podman-compose reads both files."""

from __future__ import annotations

import importlib.util
import re
import socket
import subprocess
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[1]
TEXT = (PROJECT / "docker-compose.yaml").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONE_SHOT = {"airflow-init", "volumes", "sample"}
SECRET = re.compile(r"KEY|SECRET|PASSWORD|TOKEN|CONN\b|CONN_|URL_CMD|BACKEND|BROKER")
CELERY = {"airflow-worker-1", "airflow-worker-2"}


def script(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, PROJECT / f"scripts/{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("env")
    script("compose_env").main(folder)
    return folder


def test_the_services_are_those_of_a_celery_deployment() -> None:
    parts = ("apiserver", "dag-processor", "init", "scheduler", "triggerer")
    parts += ("worker-1", "worker-2")
    airflow = {f"airflow-{part}" for part in parts}
    assert set(SERVICES) == airflow | ONE_SHOT | {"postgres", "reader", "redis", "seaweedfs"}
    assert (
        SERVICES["airflow-worker-1"]["environment"]["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
    )


def test_only_the_ui_and_the_readers_port_are_published_and_on_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {
        "airflow-apiserver": ["127.0.0.1:${ITA_UI_PORT:-8080}:8080"],
        "reader": ["127.0.0.1:${ITA_READER_PORT:-8334}:8334"],
    }


def test_the_readers_port_is_only_there_when_it_is_asked_for_and_has_no_key() -> None:
    reader = SERVICES["reader"]
    assert reader["profiles"] == ["reader"]
    assert reader["read_only"] is True
    assert "secrets" not in reader
    assert reader["environment"] == {"LISTEN": "*:8334", "STORE": "seaweedfs:8333"}
    (config,) = reader["volumes"]
    assert config == f"./include/reader.cfg:{reader['entrypoint'][-1]}:ro"
    assert set(re.findall(r"\$\{(\w+)\}", (PROJECT / "include/reader.cfg").read_text("utf-8"))) == {
        *reader["environment"]
    }
    beside = {name for name, service in SERVICES.items() if "reader" in service.get("networks", [])}
    assert beside == {"reader"}, "whoever gets into it must not reach the database and Redis"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_is_watched_or_ends_by_itself(name: str) -> None:
    service = SERVICES[name]
    if name in ONE_SHOT:
        assert service["restart"] == "no"
    else:
        assert service["restart"] == "unless-stopped"
        assert "healthcheck" in service


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"volumes"}))
def test_a_service_has_limits_and_few_rights(name: str) -> None:
    service = SERVICES[name]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}
    assert service["security_opt"] == ["no-new-privileges:true"]
    if name != "postgres":  # its image starts as root and goes on as postgres
        assert service["user"].startswith("${AIRFLOW_UID:?")
        assert service["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_secret_is_a_file_and_never_a_variable(name: str) -> None:
    for variable, value in SERVICES[name].get("environment", {}).items():
        if SECRET.search(variable):
            assert re.fullmatch(r"(cat )?/run/secrets/[a-z_.]+", str(value)), variable


def test_every_secret_that_is_read_is_mounted_there() -> None:
    for name, service in SERVICES.items():
        if name in ONE_SHOT:  # the steps before read few
            continue
        text = str({key: service.get(key) for key in ("environment", "command", "entrypoint")})
        read = set(re.findall(r"/run/secrets/([a-z0-9_.]+)", text))
        assert read <= set(service.get("secrets", [])), name


def test_who_has_which_keys_of_the_store() -> None:
    holders = {
        key: {name for name, s in SERVICES.items() if key in s.get("secrets", [])}
        for key in ("store_writer", "store_reader", "store_admin", "store_eraser", "signing.pem")
    }
    assert holders == {
        "store_writer": {*CELERY, "airflow-init"},
        "store_reader": {"airflow-apiserver"},
        "store_admin": {"airflow-init"},
        "store_eraser": set(),
        "signing.pem": CELERY,
    }


def test_a_check_asks_the_container_for_its_name() -> None:
    """Podman gives a health check no HOSTNAME: then it looked for nobody, or for anybody."""
    checks = {
        name: str(s["healthcheck"]["test"]) for name, s in SERVICES.items() if "healthcheck" in s
    }
    assert not [name for name, check in checks.items() if "HOSTNAME" in check]
    named = {name for name, check in checks.items() if "$$(hostname)" in check}
    assert named == CELERY | {"airflow-dag-processor", "airflow-triggerer"}


def test_the_one_file_of_all_agencies_has_time_to_be_read() -> None:
    """77 provinces took a busy processor more than Airflow's 50 s: all their DAGs were gone."""
    for name in ("airflow-dag-processor", "airflow-worker-1"):  # a task reads the file too
        environ = SERVICES[name]["environment"]
        assert int(environ["AIRFLOW__DAG_PROCESSOR__DAG_FILE_PROCESSOR_TIMEOUT"]) >= 600
        assert float(environ["AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT"]) >= 300


def test_images_are_pinned() -> None:
    images = {service["image"] for service in SERVICES.values()}
    assert images == {
        "ita-evidence:0.1.0",
        "postgres:16",
        "redis:7.2-bookworm",
        "chrislusf/seaweedfs:4.48",
        "haproxy:3.2-alpine",
    }
    made = (PROJECT / "scripts/stand_in/images.sh").read_text("utf-8")
    assert [image for image in images if image not in made] == ["ita-evidence:0.1.0"]


def test_the_store_shows_s3_alone_and_to_few() -> None:
    command = SERVICES["seaweedfs"]["command"]
    assert {"-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false"} <= set(command)
    reach = {name for name, s in SERVICES.items() if "store" in s.get("networks", [])}
    assert reach == {"seaweedfs", "airflow-init", "airflow-apiserver", "reader", *CELERY}
    assert COMPOSE["networks"]["store"]["internal"] is True


def test_each_worker_serves_the_sample_again_whenever_it_starts() -> None:
    """In the worker's own container: one that shares a network loses it when the worker restarts."""
    assert SERVICES["sample"]["profiles"] == ["sample"]
    assert "network_mode" not in TEXT
    for name in CELERY:
        *shell, line = SERVICES[name]["command"]
        assert shell == ["bash", "-c"]
        serve, worker = line.split(" & ")
        assert serve == "[[ ! -e data/sample/site ]] || ita-evidence sample serve"
        assert worker == "exec airflow celery worker"
        assert SERVICES[name]["depends_on"]["sample"]["required"] is False


def test_the_base_image_is_the_locked_airflow() -> None:
    lock = (PROJECT / "requirements.lock").read_text("utf-8")
    version = re.search(r"^apache-airflow==(\S+)", lock, re.M)
    assert version is not None
    dockerfile = (PROJECT / "Dockerfile").read_text("utf-8")
    images = (PROJECT / "scripts/stand_in/images.sh").read_text("utf-8")
    for text in (dockerfile, TEXT, images):
        assert f"apache/airflow:{version[1]}-python3.12" in text


def test_the_containers_have_the_versions_of_the_lock() -> None:
    """What judges in a container is what judged in the tests."""

    def pins(name: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        text = (PROJECT / name).read_text("utf-8")
        for package, version in re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.M):
            found.setdefault(package, set()).add(version)
        return found

    tested, deployed = pins("requirements.lock"), pins("requirements-deploy.lock")
    differ = {
        name: (tested[name], versions)
        for name, versions in deployed.items()
        if name in tested and not versions <= tested[name]
    }
    assert differ == {}, "run: make lock"
    for needed in ("apache-airflow", "great-expectations", "celery", "statsd", "asyncpg"):
        assert needed in deployed
    assert "pytest" not in deployed


# --- make env --------------------------------------------------------------------------------


def test_make_env_makes_all_that_is_asked_for(made: Path) -> None:
    module = script("compose_env")
    values = module.read(made / ".env")
    required = set(re.findall(r"\$\{(\w+):\?", TEXT))
    assert required <= {name for name, value in values.items() if value}
    for name, secret in COMPOSE["secrets"].items():
        assert secret["file"].endswith(f"/{name}")
        path = made / ".compose" / name
        assert path.read_text("utf-8")
        assert path.stat().st_mode & 0o777 == 0o600
    assert made.joinpath(".env").stat().st_mode & 0o777 == 0o600
    secrets = [path.read_text("utf-8").strip() for path in (made / ".compose").iterdir()]
    assert not [secret for secret in secrets if secret in made.joinpath(".env").read_text("utf-8")]


def test_make_env_leaves_what_is_there(made: Path) -> None:
    module = script("compose_env")
    with (made / ".env").open("a") as env:
        env.write("ITA_UI_PORT=9999\n")
    before = {path: path.read_text("utf-8") for path in (made / ".compose").iterdir()}
    (made / ".compose/api_secret_key").unlink()
    module.main(made)
    assert module.read(made / ".env")["ITA_UI_PORT"] == "9999"
    after = {path: path.read_text("utf-8") for path in (made / ".compose").iterdir()}
    assert {path.name for path in after if after[path] != before[path]} == {"api_secret_key"}


def test_make_env_prints_no_secret(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script("compose_env").main(made)
    said = capsys.readouterr().out
    assert "password is in admin_password" in said
    for path in (made / ".compose").iterdir():
        assert path.read_text("utf-8").strip() not in said


@pytest.mark.parametrize("name", ["ITA_UI_PORT", "ITA_READER_PORT"])
def test_make_env_refuses_a_port_in_use_and_says_what_to_do(
    name: str, tmp_path: Path, free_ports: Callable[[int], list[int]]
) -> None:
    module = script("compose_env")
    values = dict(zip(("ITA_UI_PORT", "ITA_READER_PORT"), free_ports(2), strict=True))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        values[name] = taken.getsockname()[1]
        (tmp_path / ".env").write_text("".join(f"{k}={v}\n" for k, v in values.items()), "utf-8")
        with pytest.raises(SystemExit) as refused:
            module.require_free_ports(tmp_path)
        assert f"port {values[name]} is in use" in str(refused.value)
        assert f"set {name} to a free one in {tmp_path / '.env'}" in str(refused.value)
    module.require_free_ports(tmp_path)


@pytest.mark.parametrize(
    ("says", "ours"), [(b'{"metadatabase":{"status":"healthy"}}', True), (b"<html>", False)]
)
def test_make_env_lets_these_containers_keep_their_ports(
    says: bytes, ours: bool, tmp_path: Path, free_ports: Callable[[int], list[int]]
) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(says)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    module = script("compose_env")
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        lines = f"ITA_UI_PORT={server.server_port}\nITA_READER_PORT={free_ports(1)[0]}\n"
        (tmp_path / ".env").write_text(lines, "utf-8")
        with nullcontext() if ours else pytest.raises(SystemExit):
            module.require_free_ports(tmp_path)
        server.shutdown()


# --- podman-compose --------------------------------------------------------------------------


def config(
    tmp_path: Path, *files: str, env_file: Path | None, profiles: Sequence[str] = ()
) -> tuple[int, str]:
    """Exit code and output of `podman-compose config`, which asks podman for its version alone."""
    podman = tmp_path / "podman"
    podman.write_text("#!/bin/sh\necho podman version 5.4.0\n", "utf-8")
    podman.chmod(0o755)
    arguments = [] if env_file is None else ["--env-file", str(env_file)]
    arguments += [part for file in files for part in ("--file", file)]
    arguments += [part for profile in profiles for part in ("--profile", profile)]
    done = subprocess.run(
        [PROJECT / ".tools/bin/podman-compose", *arguments, "config"],
        cwd=PROJECT,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    # Beside the answer it warns of a network that only a profile's service uses.
    return done.returncode, done.stdout or done.stderr


@pytest.mark.tools
def test_podman_compose_reads_the_file(made: Path, tmp_path: Path) -> None:
    code, said = config(tmp_path, "docker-compose.yaml", env_file=made / ".env")
    assert code == 0, said
    services = yaml.safe_load(said)["services"]
    assert services["airflow-worker-2"]["environment"]["ITA_STORE"] == "s3://ita-evidence"
    assert set(services) == set(SERVICES) - {"sample", "reader"}


@pytest.mark.tools
def test_podman_compose_reads_the_readers_port(made: Path, tmp_path: Path) -> None:
    files = ("docker-compose.yaml",)
    code, said = config(tmp_path, *files, env_file=made / ".env", profiles=["reader"])
    assert code == 0, said
    read = yaml.safe_load(said)["services"]
    assert read["reader"]["ports"] == ["127.0.0.1:8334:8334"]
    assert set(read) == set(SERVICES) - {"sample"}


@pytest.mark.tools
def test_the_second_file_leaves_database_and_store_to_others(made: Path, tmp_path: Path) -> None:
    files = ("docker-compose.yaml", "docker-compose.external.yaml")
    code, said = config(tmp_path, *files, env_file=made / ".env")
    assert code == 0, said
    read = yaml.safe_load(said)
    assert {"postgres", "seaweedfs"} & set(read["services"]) == set()
    assert read["services"]["airflow-init"]["environment"]["ITA_STORE_OURS"] == "no"
    assert read["networks"]["store"]["internal"] is False


@pytest.mark.tools
def test_without_env_the_start_is_refused_and_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    code, said = config(tmp_path, "docker-compose.yaml", env_file=tmp_path / "empty")
    assert code != 0
    assert "run make env" in said
