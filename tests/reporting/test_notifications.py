"""Messages are received on a real mail server and a real webhook, on loopback."""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from ita_evidence.archive.canonical import canonical
from ita_evidence.archive.store import Store, open_store
from ita_evidence.errors import NotifyError, UsageError
from ita_evidence.model import FormDates, Place
from ita_evidence.model import VerdictValue as V
from ita_evidence.reporting import notifications
from ita_evidence.reporting.notifications import Message, Recipients
from ita_evidence.settings import Settings

FORM = FormDates(opens=date(2023, 3, 1), closes=date(2023, 4, 30))


class Inbox:
    """What a mail server was given."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], str, str]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        part = mail.get_body(("plain",))
        text = part.get_content() if part is not None else ""
        self.mails.append((envelope.rcpt_tos, str(mail["Subject"]), text))
        return "250 OK"


@pytest.fixture
def inbox(free_ports: Any) -> Iterator[tuple[Inbox, str]]:
    """A mail server; gives what it received, and an address that leads to it."""
    (port,) = free_ports(1)
    received = Inbox()
    controller = Controller(received, hostname="127.0.0.1", port=port)
    controller.start()
    yield received, f"mailto://127.0.0.1:{port}?mode=insecure&from=a@x.example&to="
    controller.stop()


@pytest.fixture
def webhook(open_webhook: Any) -> Iterator[tuple[list[Any], str]]:
    """What a webhook received, and the address that leads to it."""
    with open_webhook() as (asked, port):
        yield asked, f"json://127.0.0.1:{port}/"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, free_ports: Any) -> Iterator[Store]:
    (port,) = free_ports(1)
    data: Path = tmp_path_factory.mktemp("notices")
    with open_store(Settings(data=data, store="embedded", store_port=port)) as opened:
        yield opened


def test_a_run_is_told_by_mail_and_by_webhook_and_once(
    make: Any, store: Store, inbox: tuple[Inbox, str], webhook: tuple[list[Any], str]
) -> None:
    (mails, address), (hooks, hook) = inbox, webhook
    to = Recipients(
        engineer=(hook,),
        coordinator=(address + "coordinator@x.example",),
        units={"hr": (address + "hr@x.example",)},
    )
    report = make.report()
    messages = notifications.after_run(report)
    sent = notifications.tell(store, "told-once", messages, to, now=make.at)
    assert len(sent) == 3
    assert [to for to, _, _ in mails.mails] == [["hr@x.example"], ["coordinator@x.example"]]
    subject, text = mails.mails[0][1:]
    assert "กลุ่มงานบริหารทรัพยากรบุคคล" in subject
    assert len(text.strip().splitlines()) == 5
    assert "O21" in text
    assert "29" * 32 in hooks[0].body["message"], "the head's digest goes out with the summary"
    assert notifications.tell(store, "told-once", messages, to, now=make.at) == ()
    assert len(mails.mails) == 2
    later = notifications.after_run(replace(report, record_number=8, run_key="b" * 64))
    assert len(notifications.tell(store, "told-once", later, to, now=make.at)) == 1, "the summary"


def test_a_new_cause_is_told_and_an_old_one_is_not_told_again(make: Any, store: Store) -> None:
    said: list[tuple[str, str, str]] = []

    def send(address: str, title: str, body: str) -> None:
        said.append((address, title, body))

    to = Recipients(units={"hr": ("a",)})
    one = {"O21": make.verdict(verdict=V.NOT_MET, findings=(make.finding(),))}
    two = one | {"O4": make.verdict(4, verdict=V.NOT_MET, findings=(make.finding(),))}
    for verdicts in (one, one, two, two):
        messages = notifications.after_run(make.report(verdicts=verdicts))
        notifications.tell(store, "new-cause", messages, to, now=make.at, send=send)
    assert len(said) == 2


def test_a_thousand_findings_are_one_message_a_recipient(make: Any, store: Store) -> None:
    findings = tuple(
        make.finding(
            code="not_found",
            unit=unit,
            place=Place(url=f"https://www.sample.example/{n}"),
            th=f"เลข 1234567890123 โทร 081-234-5678 {n}",
            quote="นายสมชาย ใจดี",
        )
        for n in range(500)
        for unit in ("hr", "commerce")
    )
    report = make.report(verdicts={"O21": make.verdict(verdict=V.NOT_MET, findings=findings)})
    said: dict[str, str] = {}

    def send(address: str, _title: str, body: str) -> None:
        assert address not in said, "one message an address"
        said[address] = body

    to = Recipients(engineer=("e",), coordinator=("c",), units={"hr": ("u",), "commerce": ("u",)})
    messages = notifications.after_run(report)
    notifications.tell(store, "thousand", messages, to, now=make.at, send=send)
    assert sorted(said) == ["c", "e", "u"]
    everything = "".join(said.values())
    for secret in ("1234567890123", "081-234-5678", "สมชาย"):
        assert secret not in everything


def test_a_dead_mail_server_is_said_and_the_others_are_told(
    make: Any, store: Store, free_ports: Any, webhook: tuple[list[Any], str]
) -> None:
    (port,) = free_ports(1)
    dead = f"mailto://user:secret@127.0.0.1:{port}?mode=insecure&from=a@x.example&to=b@x.example"
    to = Recipients(engineer=(dead, webhook[1]))
    message = Message("engineer", "เรื่อง", "ข้อความ", ("cause",))
    with pytest.raises(NotifyError, match="1 of 2 messages were not sent") as raised:
        notifications.tell(store, "dead", [message], to, now=make.at)
    assert raised.value.retry_helps
    assert "secret" not in str(raised.value)
    assert len(webhook[0]) == 1
    with pytest.raises(NotifyError):
        notifications.tell(store, "dead", [message], to, now=make.at)
    assert len(webhook[0]) == 1, "who was told is not told again"


def test_an_address_of_no_service_is_said_without_its_password(make: Any, store: Store) -> None:
    to = Recipients(engineer=("nosuch://user:secret@host",))
    message = Message("engineer", "เรื่อง", "ข้อความ", ("cause",))
    with pytest.raises(NotifyError, match="'nosuch'") as raised:
        notifications.tell(store, "no-service", [message], to, now=make.at)
    assert "secret" not in str(raised.value)


def test_the_days_before_the_form_closes_are_counted_down() -> None:
    told = [
        left
        for left in range(-2, 40)
        if notifications.countdown("sample", "ก", FORM, FORM.closes - timedelta(days=left))
    ]
    assert told == sorted(notifications.COUNTDOWN_DAYS)
    assert notifications.countdown("sample", "ก", None, FORM.closes) == []


def test_what_was_found_between_runs_is_told(make: Any, store: Store) -> None:
    notice = {"kind": "submitted_down", "item": "O21", "url": "https://x.example/", "th": "เปิดไม่ได้"}
    store.work_put("notices/between/abc.json", canonical(notice))
    store.work_put("notices/between/def.json", b"{half")
    messages = notifications.found_between_runs(store, "between", "จังหวัดตัวอย่าง")
    assert [one.who for one in messages] == ["coordinator", "engineer"] * 2
    assert "O21: เปิดไม่ได้ https://x.example/" in messages[0].body
    assert "อ่านไม่ได้" in messages[2].body
    said: list[str] = []
    to = Recipients(coordinator=("c",))
    for _ in range(2):
        fresh = notifications.found_between_runs(store, "between", "จังหวัดตัวอย่าง")
        notifications.tell(
            store, "between", fresh, to, now=make.at, send=lambda *one: said.append(one[2])
        )
    assert len(said) == 1


def test_a_date_that_comes_and_a_page_that_went_down_are_received(
    make: Any, store: Store, inbox: tuple[Inbox, str], webhook: tuple[list[Any], str]
) -> None:
    (mails, address), (hooks, hook) = inbox, webhook
    to = Recipients(engineer=(hook,), coordinator=(address + "coordinator@x.example",))
    notice = {"item": "O21", "url": "https://x.example/", "th": "เปิดไม่ได้ โทร 081-234-5678"}
    store.work_put("notices/received/abc.json", canonical(notice))
    messages = [
        *notifications.countdown("received", "ก", FORM, FORM.closes - timedelta(days=7)),
        *notifications.found_between_runs(store, "received", "ก"),
    ]
    notifications.tell(store, "received", messages, to, now=make.at)
    ((_, subject, text),) = mails.mails
    assert "ITAS ปิดรับคำตอบ" in subject + text
    assert "30 เมษายน 2566" in text
    assert "O21: เปิดไม่ได้" in text
    assert "https://x.example/" in hooks[0].body["message"]
    assert "081-234-5678" not in text + hooks[0].body["message"]


def test_what_was_told_is_forgotten_when_its_file_is_broken(make: Any, store: Store) -> None:
    store.work_put("notices/broken/told.json", b"[")
    message = Message("engineer", "เรื่อง", "ข้อความ", ("cause",))
    said: list[str] = []
    to = Recipients(engineer=("e",))
    for _ in range(2):
        notifications.tell(
            store, "broken", [message], to, now=make.at, send=lambda *one: said.append(one[1])
        )
    assert said == ["เรื่อง"]


def test_recipients_are_read_strictly_and_their_passwords_are_not_repeated() -> None:
    text = json.dumps({"sample": {"engineer": ["a"]}, "*": {"coordinator": ["b"]}})
    assert notifications.recipients(text, "sample") == Recipients(engineer=("a",))
    assert notifications.recipients(text, "other") == Recipients(coordinator=("b",))
    assert notifications.recipients("", "sample") == Recipients()
    wrong = json.dumps({"sample": {"engineers": ["mailto://user:secret@host"]}})
    for bad in (wrong, '{"sample": "secret"', "[]"):
        with pytest.raises(UsageError, match="not of the form") as raised:
            notifications.recipients(bad, "sample")
        assert "secret" not in str(raised.value)
