"""A StatsD server as far as tests need one: what it was sent, with InfluxDB's tags told apart; and
what Prometheus has of it."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any, NamedTuple

LINE = re.compile(
    r"(?P<name>[^,:]+)(?P<tags>(?:,[^,=]+=[^,=]*)*):(?P<value>[-+.\de]+)\|(?P<kind>c|g|ms)"
    r"(?:\|@(?P<rate>[.\d]+))?"
)


class Sample(NamedTuple):
    """One number as it came: `kind` is `c` for a counter, `g` for a gauge, `ms` for a timer."""

    name: str
    tags: dict[str, str]
    kind: str
    value: float


def read(line: str) -> Sample:
    """`airflow.ita.runs,agency=sample:1|c` taken apart.

    Raises:
        ValueError: it is no StatsD line.
    """
    found = LINE.fullmatch(line)
    if found is None:
        raise ValueError(f"no StatsD line: {line!r}")
    tags = dict(tag.split("=") for tag in found["tags"].split(",")[1:])
    value = float(found["value"])
    if found["rate"] and found["kind"] == "c":  # one of so many was sent, and stands for them
        value /= float(found["rate"])
    return Sample(found["name"], tags, found["kind"], value)


class Received:
    """What came so far, in its order."""

    def __init__(self, server: socket.socket) -> None:
        self._server = server
        self._lines: list[str] = []
        self._asked = Event()
        self.port: int = server.getsockname()[1]

    def listen(self) -> None:
        """Until an empty packet comes; the packet `?` is `samples` asking."""
        while packet := self._server.recv(65_536).decode():
            if packet == "?":
                self._asked.set()
            else:
                self._lines += packet.splitlines()

    def tell(self, packet: bytes) -> None:
        self._server.sendto(packet, self._server.getsockname())

    def samples(self) -> list[Sample]:
        """All that was sent before this was asked: packets to one socket keep their order."""
        self._asked.clear()
        self.tell(b"?")
        assert self._asked.wait(60)
        return [read(line) for line in self._lines]


@contextmanager
def statsd() -> Iterator[Received]:
    """A server on a loopback port of its own."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        received = Received(server)
        thread = Thread(target=received.listen)
        thread.start()
        yield received
        received.tell(b"")
        thread.join()


def series(samples: Iterable[Sample]) -> dict[str, set[str]]:
    """Name → labels of what `statsd_exporter` without a mapping file shows to Prometheus.

    Other characters than letters, digits and `_` become `_`; a tag is a label; a timer is a summary.
    """
    made: dict[str, set[str]] = {}
    for one in samples:
        name = re.sub(r"\W", "_", one.name, flags=re.ASCII)
        labels = {re.sub(r"\W", "_", tag, flags=re.ASCII) for tag in one.tags}
        for part in ("_sum", "_count") if one.kind == "ms" else ("",):
            made.setdefault(name + part, set()).update(labels)
    return made


def unknown(query: str, known: Mapping[str, set[str]]) -> set[str]:
    """Metrics and labels that a PromQL query asks for and nobody sends."""
    missing = set()
    grouped = {label for by in re.findall(r"\bby \(([^)]*)\)", query) for label in by.split(", ")}
    for name, matchers in re.findall(r"\b(airflow_\w+)(?:\{([^}]*)\})?", query):
        if name not in known:
            missing.add(name)
        else:
            missing |= {*re.findall(r"(\w+)(?:=|!=|=~|!~)\"", matchers), *grouped} - known[name]
    return missing


def queries(dashboard: Mapping[str, Any]) -> list[str]:
    """All that a Grafana dashboard asks Prometheus: its panels' queries and its variables'."""
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    variables = (one["query"] for one in dashboard["templating"]["list"])
    return asked + [one["query"] for one in variables if isinstance(one, dict)]
