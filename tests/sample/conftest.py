"""The made-up province, built once a session and served on free ports."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ita_evidence.sample import SampleServer, province, site
from ita_evidence.sample.blocks import Entry, File
from ita_evidence.settings import PROJECT

CATALOG = PROJECT / "include/catalog"
Get = Callable[..., tuple[int, dict[str, str], bytes]]


@pytest.fixture(scope="session")
def catalog() -> Path:
    return CATALOG


@pytest.fixture(scope="session")
def made_up() -> province.Province:
    return province.load(CATALOG)


@pytest.fixture(scope="session")
def published(made_up: province.Province) -> tuple[list[File], list[Entry]]:
    return site.published(made_up)


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sample") / "site"
    site.build(root, catalog=CATALOG)
    return root


@pytest.fixture(scope="session")
def server(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleServer]:
    with SampleServer(root, 0, 0, tmp_path_factory.mktemp("data")) as server:
        yield server


@pytest.fixture(scope="session")
def get(server: SampleServer) -> Get:
    """Ask for a URL of the sample over a real socket: (status, headers in lower case, body)."""
    context = ssl.create_default_context(cafile=server.ca)

    def ask(
        url: str, headers: dict[str, str] | None = None, method: str = "GET"
    ) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = server.https_port if parts.scheme == "https" else server.http_port
        connection = http.client.HTTPConnection(host, port)
        plain = socket.create_connection(("127.0.0.1", port), timeout=10)
        secure = parts.scheme == "https"
        connection.sock = context.wrap_socket(plain, server_hostname=host) if secure else plain
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, body

    return ask
