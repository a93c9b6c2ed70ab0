"""What docker-compose.yaml must keep: one published port, no secret in it, everything watched."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[1]
TEXT = (PROJECT / "docker-compose.yaml").read_text("utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
ONE_SHOT = {"airflow-init"}
SECRET = re.compile(r"KEY|SECRET|PASSWORD|TOKEN|CONN")


def test_only_the_ui_is_published_and_on_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"airflow-apiserver": ["127.0.0.1:${ITA_UI_PORT:-8080}:8080"]}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_is_watched_or_ends_by_itself(name: str) -> None:
    service = SERVICES[name]
    if name in ONE_SHOT:
        assert service["restart"] == "no"
    else:
        assert service["restart"] == "unless-stopped"
        assert "healthcheck" in service or name == "sample"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_secret_stands_in_the_file(name: str) -> None:
    """A secret comes from .env, and its absence stops the start."""
    for variable, value in SERVICES[name].get("environment", {}).items():
        if SECRET.search(variable):
            assert re.search(r"\$\{\w+:\?[^}]+\}", str(value)), variable
            assert ":-" not in str(value), variable


def test_every_required_variable_is_in_the_example() -> None:
    example = (PROJECT / ".env.example").read_text("utf-8")
    required = set(re.findall(r"\$\{(\w+):\?", TEXT))
    assert {name for name in required if f"\n{name}=\n" not in example} == set()


def test_images_are_pinned() -> None:
    images = {service["image"] for service in SERVICES.values()}
    assert images == {"ita-evidence:0.1.0", "postgres:16", "chrislusf/seaweedfs:4.48"}


def test_the_store_shows_s3_alone_and_to_few() -> None:
    command = SERVICES["seaweedfs"]["command"]
    assert {"-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false"} <= set(command)
    reach = {name for name, s in SERVICES.items() if "store" in s.get("networks", [])}
    assert reach == {"seaweedfs", "airflow-scheduler", "airflow-apiserver"}
    assert yaml.safe_load(TEXT)["networks"]["store"]["internal"] is True


def test_the_base_image_is_the_locked_airflow() -> None:
    lock = (PROJECT / "requirements.lock").read_text("utf-8")
    version = re.search(r"^apache-airflow==(\S+)", lock, re.M)
    assert version is not None
    dockerfile = (PROJECT / "Dockerfile").read_text("utf-8")
    for text in (dockerfile, TEXT):
        assert f"apache/airflow:{version[1]}-python3.12" in text
