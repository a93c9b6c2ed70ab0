"""Real servers on loopback, reached through the same guard as any host."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

# Test files are imported by path (importmode=importlib); their shared helpers by name.
sys.path.insert(0, str(Path(__file__).parent))

from collection_world import CLOSED_PORT, Site, Wire, World, make_agency

from ita_evidence.collection import Fetcher
from ita_evidence.model import Connect


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def wire() -> Iterator[Callable[..., Wire]]:
    made: list[Wire] = []

    def make(*says: bytes | Callable[[socket.socket], None]) -> Wire:
        made.append(Wire(*says))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def fetcher(world: World, tmp_path: Path) -> Iterator[Callable[..., Fetcher]]:
    """Makes fetchers: `fetcher(address, agency={…}, **arguments)`."""
    made: list[Fetcher] = []

    def make(
        address: str = CLOSED_PORT, *, agency: dict[str, Any] | None = None, **arguments: Any
    ) -> Fetcher:
        connect = {"*.test": Connect(http=address, https=address, ca="ca.pem")}
        values: dict[str, Any] = {
            "data": tmp_path,
            "clock": world.clock,
            "sleep": world.sleep,
            "monotonic": world.monotonic,
        }
        one = Fetcher(make_agency(**({"connect": connect} | (agency or {}))), **values | arguments)
        made.append(one)
        return one

    yield make
    for each in made:
        each.close()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path) -> trustme.CA:
    """The CA, its certificate where the agency file says it is."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return authority
