"""The environment Airflow runs in: its secrets, its addresses, what it hands to tasks."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ita_evidence.errors import UsageError
from ita_evidence.orchestration import environment
from ita_evidence.settings import Settings


def settings_in(folder: Path, **changes: Any) -> Settings:
    return Settings(**{"data": folder / "data", **changes})


def test_everything_is_on_loopback(tmp_path: Path) -> None:
    env = environment.airflow_environment(settings_in(tmp_path), port=18080)
    assert env["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert env["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:18080/execution/"
    assert env["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS"] == "False"


def test_tasks_see_the_settings_of_who_started_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = settings_in(tmp_path, store_port=1234, sample_http_port=5678, retention_days=9)
    for name, value in environment.airflow_environment(given, port=1).items():
        monkeypatch.setenv(name, value)
    assert Settings() == given


def test_secrets_are_long_private_and_stay(tmp_path: Path) -> None:
    given = settings_in(tmp_path)
    first = environment.airflow_environment(given, port=1)
    assert len(first["AIRFLOW__API_AUTH__JWT_SECRET"]) >= 64
    assert environment.airflow_environment(given, port=1) == first
    assert len(environment.admin_password(given)) >= 20
    for path in (given.data / "keys").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((given.data / "keys").stat().st_mode) == 0o700


def test_two_that_start_at_once_share_the_secrets(tmp_path: Path) -> None:
    given = settings_in(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: environment.airflow_environment(given, port=1), range(16)))
    assert all(one == found[0] for one in found)
    assert len(list((given.data / "keys").iterdir())) == 2


def test_another_folder_has_other_secrets(tmp_path: Path) -> None:
    one, other = (settings_in(tmp_path / name) for name in ("one", "other"))
    assert environment.admin_password(one) != environment.admin_password(other)


def test_a_proxy_of_the_machine_is_not_asked_for_loopback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "intranet.example, 127.0.0.1")
    env = environment.airflow_environment(settings_in(tmp_path), port=1)
    assert env["NO_PROXY"] == env["no_proxy"] == "intranet.example,127.0.0.1,localhost"


@pytest.mark.parametrize("text", ["", "x", "0", "65536", "-1", "๘๐๘๐"])
def test_a_wrong_port_is_named(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITA_UI_PORT", text)
    with pytest.raises(UsageError, match="ITA_UI_PORT"):
        environment.ui_port()


def test_the_password_file_is_of_airflows_form(tmp_path: Path) -> None:
    given = settings_in(tmp_path)
    password = environment.admin_password(given)
    assert json.loads(environment.passwords_path(given).read_text()) == {"admin": password}
