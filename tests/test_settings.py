from __future__ import annotations

import pytest

from ita_evidence.settings import connection_password


@pytest.mark.parametrize(
    ("stated", "password"),
    [
        ("", None),
        ("https://opend.data.go.th", None),
        ("http://:s3%2Fcret@opend.data.go.th", "s3/cret"),
        ('{"conn_type": "http", "password": "s3/cret"}', "s3/cret"),
        ('{"conn_type": "http"}', None),
    ],
)
def test_a_key_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, stated: str, password: str | None
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_OPEND", stated)
    assert connection_password("opend") == password
