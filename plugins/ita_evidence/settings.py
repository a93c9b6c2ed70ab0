"""Settings from the environment, read once and frozen. docs/settings.md is generated from here."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

PROJECT = Path(__file__).resolve().parents[2]
"""The checkout: this package lies in `plugins/ita_evidence`."""


def _path(name: str, default: Path) -> Path:
    return Path(os.environ.get(name, default)).resolve()


@dataclass(frozen=True)
class Settings:
    """Where things are. Each field is set by the environment variable named beside it."""

    data: Path = field(default_factory=lambda: _path("ITA_DATA", PROJECT / ".data"))
    """`ITA_DATA`: the embedded store, its keys, the sample's certificates, logs."""
    catalog: Path = field(default_factory=lambda: _path("ITA_CATALOG", PROJECT / "include/catalog"))
    """`ITA_CATALOG`: editions, agencies, sources, calendars, trust."""
    expectations: Path = field(
        default_factory=lambda: _path("ITA_EXPECTATIONS", PROJECT / "expectations")
    )
    """`ITA_EXPECTATIONS`: the suites, a folder an edition."""
    lock_file: Path = field(
        default_factory=lambda: _path("ITA_LOCK_FILE", PROJECT / "requirements.lock")
    )
    """`ITA_LOCK_FILE`: its digest is an input of every verdict."""
    store: str = field(default_factory=lambda: os.environ.get("ITA_STORE", "embedded"))
    """`ITA_STORE`: `embedded`, or `s3://bucket` on any S3 with Object Lock."""
    sample_http_port: int = field(
        default_factory=lambda: int(os.environ.get("ITA_SAMPLE_HTTP_PORT", "8180"))
    )
    """`ITA_SAMPLE_HTTP_PORT`: where the sample province answers http, on loopback."""
    sample_https_port: int = field(
        default_factory=lambda: int(os.environ.get("ITA_SAMPLE_HTTPS_PORT", "8543"))
    )
    """`ITA_SAMPLE_HTTPS_PORT`: where it answers https."""
    store_port: int = field(default_factory=lambda: int(os.environ.get("ITA_STORE_PORT", "8333")))
    """`ITA_STORE_PORT`: where the embedded store answers S3, on loopback."""
    notify_file: str = field(default_factory=lambda: os.environ.get("ITA_NOTIFY_FILE", ""))
    """`ITA_NOTIFY_FILE`: who is told, as `reporting/notifications.py` says; empty: nobody."""
    replay: Path = field(default_factory=lambda: _path("ITA_REPLAY", PROJECT / ".tools/replay"))
    """`ITA_REPLAY`: ReplayWeb.page's `ui.js`, `sw.js` and `LICENSE`, which go into packages."""
    retention_days: int = field(
        default_factory=lambda: int(os.environ.get("ITA_RETENTION_DAYS", "3650"))
    )
    """`ITA_RETENTION_DAYS`: how long what is sealed stays locked."""


def load() -> Settings:
    """The settings of this process, from its environment as it is now."""
    return Settings()


def connection_password(connection: str) -> str | None:
    """The password of `AIRFLOW_CONN_<CONNECTION>`, a URI or JSON as Airflow reads it; None where
    nobody set one."""
    stated = os.environ.get(f"AIRFLOW_CONN_{connection.upper()}", "")
    if stated.lstrip().startswith("{"):
        found = json.loads(stated).get("password")
        return None if found is None else str(found)
    found = urlsplit(stated).password
    return None if found is None else unquote(found)
