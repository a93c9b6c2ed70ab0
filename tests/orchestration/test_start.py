"""What the containers refuse before any service starts."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from ita_evidence import settings
from ita_evidence.archive import embedded
from ita_evidence.errors import StoreRefused, UsageError
from ita_evidence.orchestration import start

GOOD = "".join(f"{number:x}" for number in range(37, 64)) + "9f3b"


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """As `make env` makes them."""
    for name in ("admin_password", "api_secret_key", "jwt_secret"):
        (tmp_path / name).write_text(GOOD)
    for name in ("sql_alchemy_conn", "result_backend", "broker_url"):
        (tmp_path / name).write_text(f"scheme://user:{GOOD}@host/name")
    (tmp_path / "fernet_key").write_text(base64.urlsafe_b64encode(bytes(range(32))).decode())
    (tmp_path / "store_writer").write_text("[default]\naws_access_key_id = a\n")
    return tmp_path


def test_good_secrets_have_no_fault(secrets: Path) -> None:
    assert list(start.secret_faults(secrets)) == []


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("jwt_secret", "airflow_jwt_secret_of_some_length", "'airflow', a word of default"),
        ("admin_password", "admin", "has 5 letters"),
        ("api_secret_key", "", "is empty"),
        ("api_secret_key", "ab" * 20, "repeats the same 2 letters"),
        ("sql_alchemy_conn", "postgresql://airflow:airflow@postgres/airflow", "has 7 letters"),
        ("broker_url", "redis://redis:6379/0", "is empty"),
        ("fernet_key", "", "no Fernet key"),
        ("fernet_key", "not base64 at all!", "no Fernet key"),
        ("store_writer", "", "no AWS credentials"),
    ],
)
def test_a_weak_secret_is_refused_by_name(secrets: Path, name: str, text: str, says: str) -> None:
    (secrets / name).write_text(text)
    (fault,) = start.secret_faults(secrets)
    assert name in fault and says in fault
    assert text not in fault or len(text) < 6  # the fault does not repeat the secret


def test_a_missing_secret_is_refused_and_says_what_to_do(secrets: Path) -> None:
    for path in list(secrets.iterdir()):
        path.unlink()
    faults = list(start.secret_faults(secrets))
    assert len(faults) == 8
    assert all("make env" in fault for fault in faults)


# --- database --------------------------------------------------------------------------------


def test_an_empty_database_is_told(tmp_path: Path) -> None:
    assert start.state(create_engine(f"sqlite:///{tmp_path}/empty.db")) == "empty"


@pytest.mark.parametrize(
    ("revision", "state"), [("head", "current"), ("first", "older"), ("feedfacecafe", "newer")]
)
def test_the_database_is_told_by_its_revision(tmp_path: Path, revision: str, state: str) -> None:
    import airflow
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(Path(airflow.__file__).parent / "migrations"))
    known = {
        "head": script.get_heads()[0],
        "first": [one.revision for one in script.walk_revisions()][-1],
    }
    engine = create_engine(f"sqlite:///{tmp_path}/airflow.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(
            text("INSERT INTO alembic_version VALUES (:r)"), {"r": known.get(revision, revision)}
        )
    assert start.state(engine) == state


def test_another_version_is_refused_and_says_what_to_do() -> None:
    start.require_version("empty", upgrade=False)
    start.require_version("current", upgrade=False)
    start.require_version("older", upgrade=True)
    with pytest.raises(UsageError, match=r"back it up .* ITA_UPGRADE=yes"):
        start.require_version("older", upgrade=False)
    for upgrade in (True, False):
        with pytest.raises(UsageError, match="newer version"):
            start.require_version("newer", upgrade=upgrade)


# --- roles ----------------------------------------------------------------------------------


def test_an_agencys_role_has_rights_on_its_own_dags_alone() -> None:
    made = {one["role"]: set(one["perms"]) for one in start.roles(["province_01", "province_02"])}
    assert set(made) == {"Viewer", "User", "province_01", "province_02"}
    ours = {f"DAG:ita_{one}__province_01" for one in ("monthly", "semiannual", "submitted")}
    rights = made["province_01"]
    assert {name for _, name in rights if name.startswith("DAG:")} == ours
    assert {can for can, name in rights if name in ours} == {"can_read", "can_edit"}
    # "DAGs" is FAB's word for all of them; a menu entry alone opens none.
    assert {can for can, name in rights if name == "DAGs"} == {"menu_access"}
    assert ("can_create", "DAG Runs") in rights
    assert made["Viewer"] == {("can_read", "Plugins")}


# --- store -----------------------------------------------------------------------------------


def test_a_store_that_does_not_lock_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_ports: Callable[[int], list[int]]
) -> None:
    """A bucket without Object Lock on the real server; the one beside it with a lock passes."""
    (port,) = free_ports(1)
    local = settings.Settings(data=tmp_path / "data", store_port=port)
    monkeypatch.setattr(start, "SECRETS", tmp_path)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "store_admin"))
    monkeypatch.setenv("AWS_DEFAULT_REGION", embedded.REGION)
    with embedded.serving(local) as serving:
        for name in embedded.IDENTITIES:
            at = embedded.access(local, serving, name)
            monkeypatch.setenv("AWS_ENDPOINT_URL_S3", at.endpoint)
            (tmp_path / f"store_{name}").write_text(
                f"[default]\naws_access_key_id = {at.access_key}\n"
                f"aws_secret_access_key = {at.secret_key}\n"
            )
        good = settings.Settings(data=tmp_path / "data", store=f"s3://{embedded.BUCKET}")
        start.prepare_store(good, ours=True)
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "store_admin"))
        client = start.boto3_client()
        for bucket in ("plain", "plain-work"):
            client.create_bucket(Bucket=bucket)
        client.close()
        (tmp_path / "store_writer").write_text((tmp_path / "store_admin").read_text())
        plain = settings.Settings(data=tmp_path / "data", store="s3://plain")
        with pytest.raises(StoreRefused, match=r"lacks what the archive rests on: .*Object Lock"):
            start.prepare_store(plain, ours=False)
