"""The environment in which Airflow runs here: for `make run` and `make up`, on loopback only.

A container or a production site sets its own (`docker-compose.yaml`); nothing here is read there.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path

from ita_evidence.errors import UsageError
from ita_evidence.settings import PROJECT, Settings

LOOPBACK = "127.0.0.1"
ADMIN = "admin"
PASSWORDS_FILE = "airflow-passwords.json"
SECRETS_FILE = "airflow-secrets.json"


def ui_port() -> int:
    """`ITA_UI_PORT`: where `make up` shows Airflow, on loopback; 8080 unless set.

    Raises:
        UsageError: it is no port number.
    """
    text = os.environ.get("ITA_UI_PORT", "8080")
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 65536):
        raise UsageError(f"ITA_UI_PORT is {text!r}; valid: a port number, 1 to 65535")
    return int(text)


def home(settings: Settings) -> Path:
    """`AIRFLOW_HOME`: the SQLite database and the logs of Airflow's own."""
    return settings.data / "airflow"


def airflow_environment(settings: Settings, *, port: int | None = None) -> dict[str, str]:
    """What to add to `os.environ` before Airflow is imported or started.

    Makes `AIRFLOW_HOME`, and in `<data>/keys` the admin's password and Airflow's secrets, on first
    use (mode 600).

    Args:
        port: of the UI and the execution API; `ui_port()` unless given.
    """
    port = ui_port() if port is None else port
    base_url = f"http://{LOOPBACK}:{port}"
    keys = _secrets(settings)
    home(settings).mkdir(parents=True, exist_ok=True)
    return {
        # Tasks run in processes of their own: they must see the settings of who started them.
        "ITA_DATA": str(settings.data),
        "ITA_CATALOG": str(settings.catalog),
        "ITA_EXPECTATIONS": str(settings.expectations),
        "ITA_LOCK_FILE": str(settings.lock_file),
        "ITA_STORE": settings.store,
        "ITA_STORE_PORT": str(settings.store_port),
        "ITA_SAMPLE_HTTP_PORT": str(settings.sample_http_port),
        "ITA_SAMPLE_HTTPS_PORT": str(settings.sample_https_port),
        "ITA_RETENTION_DAYS": str(settings.retention_days),
        "ITA_NOTIFY_FILE": settings.notify_file,
        "AIRFLOW_HOME": str(home(settings)),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Bangkok",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        # The default of 32 forks 32 workers of 165 MB each.
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__FERNET_KEY": keys["fernet_key"],
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{base_url}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{ADMIN}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_passwords_file(settings)),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "False",
        # Wait for SQLite's lock for 30 s: under its 5 s the UI answers 500 in a burst.
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": (
            f"sqlite:///{home(settings) / 'airflow.db'}?timeout=30"
        ),
        # What a task did, in words, is said at this level; so is a verdict's reason.
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(settings.data / "logs" / "tasks"),
        "AIRFLOW__API__HOST": LOOPBACK,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": base_url,
        "AIRFLOW__API__SECRET_KEY": keys["secret_key"],
        "AIRFLOW__API__INSTANCE_NAME": "ita-evidence",
        "AIRFLOW__API_AUTH__JWT_SECRET": keys["jwt_secret"],
        "AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK": "False",
        # Airflow 3.3.2 waits for its next heartbeat, by default 5 s, before it sees the end of a
        # task that closed its pipes a moment before it ended: every third one of ours.
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
        "AIRFLOW__METRICS__STATSD_ON": "False",
        "AIRFLOW__METRICS__OTEL_ON": "False",
        "AIRFLOW__TRACES__OTEL_ON": "False",
        # Tasks talk to the API on loopback; a proxy of the machine must not be asked for it.
        "NO_PROXY": _no_proxy(),
        "no_proxy": _no_proxy(),
    }


def admin_password(settings: Settings) -> str:
    """The password of the user `admin`, made at random on first use."""
    passwords: dict[str, str] = json.loads(_passwords_file(settings).read_text("utf-8"))
    return passwords[ADMIN]


def passwords_path(settings: Settings) -> Path:
    """Where the password is kept, mode 600."""
    return settings.data / "keys" / PASSWORDS_FILE


def _passwords_file(settings: Settings) -> Path:
    path = passwords_path(settings)
    _write_once(path, {ADMIN: secrets.token_urlsafe(15)})
    return path


def _secrets(settings: Settings) -> dict[str, str]:
    path = settings.data / "keys" / SECRETS_FILE
    _write_once(
        path,
        {
            "fernet_key": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "jwt_secret": secrets.token_urlsafe(64),
            "secret_key": secrets.token_urlsafe(64),
        },
    )
    found: dict[str, str] = json.loads(path.read_text("utf-8"))
    return found


def _write_once(path: Path, value: dict[str, str]) -> None:
    """Whole or not at all, and of two writers at once the first one's stays."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            json.dump(value, file)
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()


def _no_proxy() -> str:
    names = os.environ.get("NO_PROXY", os.environ.get("no_proxy", "")).split(",")
    return ",".join(dict.fromkeys([*filter(None, map(str.strip, names)), LOOPBACK, "localhost"]))
