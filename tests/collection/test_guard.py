"""No form of an address inside is reached, whatever the agency file allows by name."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from collection_world import make_agency
from hypothesis import given
from hypothesis import strategies as st

from ita_evidence.collection import Fetcher, guard
from ita_evidence.collection.guard import Guard, Refused, Unreachable, is_public
from ita_evidence.model import Connect, Host, Outcome

Make = Callable[..., Fetcher]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a connection was tried to; none is made."""
    tried: list[str] = []

    def note(address: str, port: int, timeout_s: float) -> socket.socket:
        tried.append(address)
        raise Unreachable("connection_refused", address)

    monkeypatch.setattr(guard, "_open", note)
    return tried


INSIDE = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0x7f.1",
    "017700000001",
    "0177.0.0.1",
    "0177.1",
    "0",
    "0.0.0.0",
    "10.0.0.1",
    "167772161",
    "172.16.0.1",
    "192.168.1.1",
    "0xc0a80101",
    "100.64.0.1",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "168.63.129.16",
    "192.0.2.1",
    "192.0.0.8",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::169.254.169.254]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fec0::1]",
    "[ff02::1]",
    "127.0.0.1.",
    "localhost",
    "LOCALHOST",
]


@pytest.mark.parametrize("form", INSIDE)
def test_an_address_inside_is_refused_even_where_its_name_is_allowed(
    fetcher: Make, opened: list[str], form: str
) -> None:
    name = form.strip("[]")
    hosts = (Host(name=form, delay_s=0.0),)
    one = fetcher(agency={"hosts": hosts, "connect": {}})
    for scheme in ("http", "https"):
        capture = one.fetch(f"{scheme}://{form}/").capture
        assert capture.outcome is Outcome.REFUSED_BY_POLICY, (name, capture.rule, capture.detail)
        assert capture.rule == "private_address"
    assert opened == []


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("ftp://office.test/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("//office.test/", "scheme"),
        ("office.test/a", "scheme"),
        ("", "scheme"),
        ("http:///a", "bad_url"),
        ("http://", "bad_url"),
        ("http://[::1", "bad_url"),
        ("http://office.test:99999/", "bad_url"),
        ("http://*.office.test/", "bad_url"),
        ("http://office.test:8080/", "port"),
        ("http://office.test:22/", "port"),
        ("http://user@office.test/", "credentials_in_url"),
        ("http://user:pass@office.test/", "credentials_in_url"),
        ("http://office.test@stranger.test/", "credentials_in_url"),
        ("http://stranger.test/", "host_not_allowed"),
        ("http://office.test.stranger.test/", "host_not_allowed"),
        ("http://127.0.0.1/", "host_not_allowed"),
        ("http://2130706433/", "host_not_allowed"),
        ("http://[::ffff:127.0.0.1]/", "host_not_allowed"),
        ("http://stranger.test\\@office.test/", "host_not_allowed"),
        ("http://stranger.test#@office.test/", "host_not_allowed"),
        ("http://stranger.test?@office.test/", "host_not_allowed"),
        ("http://ｓtranger.test/", "bad_url"),
        ("http://office.test%2fstranger/", "host_not_allowed"),
        ("http://office.test\x00.stranger.test/", "bad_url"),
    ],
)
def test_urls_that_are_not_asked(fetcher: Make, opened: list[str], url: str, rule: str) -> None:
    capture = fetcher().fetch(url).capture
    assert (capture.outcome, capture.rule) == (Outcome.REFUSED_BY_POLICY, rule), capture.detail
    assert opened == []


@pytest.mark.parametrize(
    "url",
    [
        "http://office.test/",
        "HTTP://OFFICE.TEST:80/a",
        "https://office.test:443/",
        "http://office.test./",
        " http://off\nice.test/\t",
    ],
)
def test_other_spellings_of_an_allowed_host_are_it(tmp_path: Path, url: str) -> None:
    _, route = Guard(make_agency(), data=tmp_path).admit(url)
    assert route.name == "office.test"


def test_a_thai_name_is_its_a_label(tmp_path: Path) -> None:
    one = Guard(make_agency(hosts=(Host(name="จังหวัด.ไทย"),)), data=tmp_path)
    _, route = one.admit("http://จังหวัด.ไทย/หน้า")
    assert route.name == "xn--72cb1bxeta8ad.xn--o3cw4h"


def public_fetcher(fetcher: Make, resolver: Any) -> Fetcher:
    hosts = (Host(name="www.example.go.th", delay_s=0.0),)
    return fetcher(agency={"hosts": hosts, "connect": {}}, resolver=resolver)


def test_a_checked_address_is_what_is_connected_to(fetcher: Make, opened: list[str]) -> None:
    one = public_fetcher(fetcher, lambda host, port: ["203.150.1.1", "2001:3c8::1"])
    assert one.fetch("http://www.example.go.th/").capture.rule == "connection_refused"
    assert opened == ["203.150.1.1", "2001:3c8::1"]


def test_a_name_that_rebinds_is_resolved_once_and_checked_each_time(
    fetcher: Make, opened: list[str]
) -> None:
    answers = [["203.150.1.1"], ["127.0.0.1"]]
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), 2) - 1]

    one = public_fetcher(fetcher, rebinding)
    one.fetch("http://www.example.go.th/")
    assert opened == ["203.150.1.1"]  # the first answer, never what a second look gives
    assert len(asked) == 1
    capture = one.fetch("http://www.example.go.th/", again=True).capture
    assert capture.rule == "private_address"
    assert opened == ["203.150.1.1"]


def test_one_private_address_among_public_ones_is_enough(fetcher: Make, opened: list[str]) -> None:
    one = public_fetcher(fetcher, lambda host, port: ["203.150.1.1", "10.0.0.1"])
    capture = one.fetch("http://www.example.go.th/").capture
    assert capture.rule == "private_address"
    assert "10.0.0.1" in capture.detail
    assert opened == []


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("www.example.go.th", "127.0.0.1:80"),
        ("office.test", "10.0.0.1:80"),
        ("office.test", "203.150.1.1:80"),
        ("office.test", "localhost:80"),
        ("office.test", "127.0.0.1"),
        ("office.test", "127.0.0.1:http"),
    ],
)
def test_only_test_names_are_mapped_and_only_to_loopback(
    fetcher: Make, opened: list[str], name: str, target: str
) -> None:
    connect = {name: Connect(http=target, https=target)}
    one = fetcher(agency={"hosts": (Host(name=name, delay_s=0.0),), "connect": connect})
    assert one.fetch(f"http://{name}/").capture.rule == "connect_not_loopback"
    assert opened == []


def test_an_exact_mapping_goes_before_a_star(tmp_path: Path) -> None:
    connect = {
        "*.test": Connect(http="127.0.0.1:1", https="127.0.0.1:2"),
        "*.b.test": Connect(http="127.0.0.1:3", https="127.0.0.1:4"),
        "a.b.test": Connect(http="[::1]:5", https="127.0.0.1:6"),
    }
    hosts = tuple(Host(name=name) for name in ("a.test", "x.b.test", "a.b.test"))
    one = Guard(make_agency(hosts=hosts, connect=connect), data=tmp_path)
    assert one.route("http", "a.test", None).mapped == ("127.0.0.1", 1)
    assert one.route("https", "x.b.test", None).mapped == ("127.0.0.1", 4)
    assert one.route("http", "a.b.test", None).mapped == ("::1", 5)


@given(st.ip_addresses())
def test_what_the_registry_calls_private_is_never_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if not address.is_global:
        assert not is_public(str(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_as_public_in_ipv6_clothes(address: ipaddress.IPv4Address) -> None:
    assert is_public(f"::ffff:{address}") == is_public(str(address))
    assert is_public(f"64:ff9b::{address}") == is_public(str(address))


@given(st.text(max_size=30))
def test_any_text_is_admitted_or_refused(tmp_path_factory: Any, text: str) -> None:
    one = Guard(make_agency(), data=Path())
    for url in (text, f"http://{text}/", f"http://office.test/{text}"):
        try:
            _, route = one.admit(url)
        except Refused:
            continue
        assert route.name == "office.test"
