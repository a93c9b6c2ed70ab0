"""Notifications: what is told to whom after a run and before a date, by Apprise, nothing twice.

A message says how many things of what item wait for whom, never what a finding quotes: no personal
data is in it. What was told stands in `notices/<agency>/told.json` of the work bucket, cause by
cause; the same prefix holds the notices that were found between runs (`model.Notice`).

Who is told stands in no catalog, since the addresses hold passwords: the file that
`ITA_NOTIFY_FILE` names, or the Airflow connection `ita_notify`, holds a `Recipients` an agency:

    {"sample": {"engineer": ["mailto://…"], "coordinator": ["…"], "units": {"hr": ["…"]}}}

`*` stands for every agency without an entry of its own.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from ita_evidence.archive.canonical import canonical
from ita_evidence.errors import NotifyError, UsageError
from ita_evidence.masking import shown
from ita_evidence.model import FormDates, Frozen
from ita_evidence.periods import bangkok_date, month_of
from ita_evidence.reporting import words, worklist
from ita_evidence.reporting.inputs import ReportInput, counts, expected_points, unit_name

if TYPE_CHECKING:
    from ita_evidence.archive.store import Store

COUNTDOWN_DAYS = (14, 7, 3, 1)
"""Days before the ITAS closes on which people are reminded."""
REMEMBERED = timedelta(days=400)
"""Longer than a fiscal year, in which a cause keeps its name."""
EVERYBODY = "*"
RUN_DAY = 17
"""Of the month after: when the monthly DAG runs."""


class Recipients(Frozen):
    """Apprise addresses of one agency; those of no use to a message simply get none."""

    engineer: tuple[str, ...] = ()
    coordinator: tuple[str, ...] = ()
    units: dict[str, tuple[str, ...]] = {}

    def of(self, who: str) -> tuple[str, ...]:
        """`engineer`, `coordinator`, or a unit's id; a unit without an address is told through the
        coordinator's list."""
        if who in ("engineer", "coordinator"):
            return self.engineer if who == "engineer" else self.coordinator
        return self.units.get(who, ())


@dataclass(frozen=True)
class Message:
    """Something to tell one of `Recipients`, with the names of its causes."""

    who: str
    title: str
    body: str
    causes: tuple[str, ...]


Send = Callable[[str, str, str], None]
"""(address, title, body); raises NotifyError."""


def recipients(text: str, agency: str) -> Recipients:
    """The agency's entry of a recipients file.

    Raises:
        UsageError: the text is no such file; the addresses are not repeated in the message.
    """
    try:
        known = TypeAdapter(dict[str, Recipients]).validate_json(text or "{}")
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'the file'}: {one['msg']}"
            for one in error.errors(include_input=False, include_url=False)
        )
        raise UsageError(f"the recipients are not of the form that is read: {faults}") from None
    return known.get(agency) or known.get(EVERYBODY) or Recipients()


# --- what is told ----------------------------------------------------------------------------


def after_run(report: ReportInput, *, changed: Sequence[str] = ()) -> list[Message]:
    """The run in short for the engineer, and for each who must act what waits for them.

    `changed` are the items whose pages are others than at the capture before.
    """
    work = [row for row in worklist.rows(report) if row.answer is None]
    messages = [_summary(report, changed)]
    for unit in dict.fromkeys(unit for row in work for unit in row.units if row.actor == "unit"):
        own = tuple(row for row in work if row.actor == "unit" and unit in row.units)
        messages.append(_worklist(report, own, unit, unit_name(report.agency, unit)))
    if work:
        messages.append(_worklist(report, tuple(work), "", report.agency.name_th))
    return messages


def _summary(report: ReportInput, changed: Sequence[str]) -> Message:
    points = expected_points(report)
    said = [
        f"{report.agency.name_th} {words.period(report.period, 'th')}",
        " · ".join(f"{words.VERDICTS[value].th} {n}" for value, n in counts(report).items() if n)
        or "ยังไม่มีผลการตรวจ",
    ]
    if points:
        said.append(f"คะแนน OIT ที่คาดว่าจะได้ {points.met:.1f} จาก {points.whole:g} (ไม่ใช่คะแนน ITA)")
    if changed:
        said.append(f"ข้อที่หน้าเว็บเปลี่ยนจากครั้งก่อน: {', '.join(changed)}")
    anchored = {True: "มีการประทับเวลา", False: "ยังไม่มีการประทับเวลา", "test": "ประทับเวลาทดสอบ"}
    # Whoever keeps this message can later tell a rewritten ledger from this one.
    said.append(
        f"ทะเบียนลำดับที่ {report.record_number} SHA-256 {report.record_sha256} "
        f"กุญแจ {report.key_fingerprint} ({anchored[report.anchored]})"
    )
    return Message(
        "engineer",
        f"ita-evidence: {report.agency.id} {report.period} ทะเบียน {report.record_number}",
        "\n".join(said),
        (f"record {report.record_number}",),
    )


def _worklist(
    report: ReportInput, work: tuple[worklist.WorklistRow, ...], unit: str, name: str
) -> Message:
    return Message(
        unit or "coordinator",
        f"รายการที่ต้องดำเนินการ OIT {words.period(report.period, 'th')}: {name}",
        worklist.message(report, work, unit),
        tuple(row.cause for row in work),
    )


def countdown(agency: str, name_th: str, form: FormDates | None, today: date) -> list[Message]:
    """A reminder on the days before the ITAS closes."""
    if form is None or (left := (form.closes - today).days) not in COUNTDOWN_DAYS:
        return []
    return [
        Message(
            "coordinator",
            f"อีก {left} วัน ระบบ ITAS ปิดรับคำตอบ: {name_th}",
            f"ระบบ ITAS ปิดรับคำตอบวันที่ {words.day(form.closes, 'th')} "
            "โปรดตรวจรายการที่ต้องดำเนินการที่ยังค้าง",
            (f"countdown {form.closes} {left}",),
        )
    ]


def never_run(agency: str, name_th: str, board: Mapping[str, Any], today: date) -> list[Message]:
    """The month that closed last, where its own day passed without a run."""
    closed = month_of(today).plus(-1)
    if today.day <= RUN_DAY or str(closed) in board.get("periods", {}):
        return []
    return [
        Message(
            "engineer",
            f"ยังไม่ได้รันรอบเดือน{closed.name_th}: {name_th}",
            f"ita_monthly__{agency}: รอบ {closed} ยังไม่มีผล โปรดรันย้อนหลัง (backfill)",
            (f"never run {closed}",),
        )
    ]


def found_between_runs(store: Store, agency: str, name_th: str) -> list[Message]:
    """The notices in the work bucket: a submitted URL that went down or changed."""
    messages = []
    for key in sorted(store.work_keys(_prefix(agency))):
        data = store.work_get(key)
        if key == _told_key(agency) or data is None:
            continue
        try:
            notice = json.loads(data)
            said = f"{notice['item']}: {notice['th']} {notice['url']}"
        except (ValueError, KeyError, TypeError):
            said = f"พบประกาศที่อ่านไม่ได้ในที่จัดเก็บ ({key})"
        digest = key.rsplit("/", 1)[1].removesuffix(".json")
        messages += [
            Message(who, f"หน้าที่ส่งใน ITAS มีการเปลี่ยนแปลง: {name_th}", shown(said), (digest,))
            for who in ("coordinator", "engineer")
        ]
    return messages


# --- how it is told --------------------------------------------------------------------------


def tell(
    store: Store,
    agency: str,
    messages: Iterable[Message],
    to: Recipients,
    *,
    now: datetime,
    send: Send | None = None,
) -> tuple[str, ...]:
    """Tells what was not told yet, one message an address; returns the titles that were sent.

    Raises:
        NotifyError: an address could not be reached. The others were told; what was not told stays
            untold, and is told the next time.
    """
    told = _read_told(store, agency)
    by_address: dict[str, list[Message]] = {}
    for message in messages:
        for address in dict.fromkeys(to.of(message.who)):
            fresh = [c for c in message.causes if _told_as(message.who, address, c) not in told]
            if fresh:
                by_address.setdefault(address, []).append(message)
    sent: list[str] = []
    failed: list[str] = []
    for address, own in by_address.items():
        try:
            (send or by_apprise)(address, *_joined(own))
        except NotifyError as error:
            failed.append(str(error))
            continue
        sent.append(own[0].title)
        for message in own:
            for cause in message.causes:
                told[_told_as(message.who, address, cause)] = now.isoformat()
        _write_told(store, agency, told, now)
    if failed:
        raise NotifyError(
            f"{agency}: {len(failed)} of {len(by_address)} messages were not sent: "
            f"{'; '.join(failed)}. They are sent the next time"
        )
    return tuple(sent)


def _joined(messages: Sequence[Message]) -> tuple[str, str]:
    """One title and body for all that one address is told."""
    if len(messages) == 1:
        return messages[0].title, messages[0].body
    title = f"{messages[0].title} และอีก {len(messages) - 1} เรื่อง"
    return title, "\n\n".join(f"{one.title}\n{one.body}" for one in messages)


def by_apprise(address: str, title: str, body: str) -> None:
    """Sends by Apprise.

    Raises:
        NotifyError: the address is none that Apprise knows, or it was not sent. What is said of the
            address is its service and host: the rest may be a password.
    """
    import apprise

    asset = apprise.AppriseAsset(app_id="ita-evidence", async_mode=False, plugin_paths=[])
    service = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    if service is None:
        raise NotifyError(
            f"an address of the service {address.partition(':')[0]!r} is none that Apprise reads; "
            "see its documentation for the form"
        )
    heard = _Heard()
    logger = logging.getLogger("apprise")
    logger.addHandler(heard)
    try:
        sent = service.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT)
    finally:
        logger.removeHandler(heard)
    if not sent:
        where = address.partition(":")[0]
        raise NotifyError(f"{where}: {'; '.join(heard.said) or 'it refused the message'}")


class _Heard(logging.Handler):
    """What Apprise logs of a failure: it returns False and no reason."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage()[:200])


# --- what was told ---------------------------------------------------------------------------


def _prefix(agency: str) -> str:
    return f"notices/{agency}/"


def _told_key(agency: str) -> str:
    return f"{_prefix(agency)}told.json"


def _told_as(who: str, address: str, cause: str) -> str:
    """The name of a cause as one was told it; an address that changes is told anew."""
    return f"{who} {sha256(address.encode()).hexdigest()[:12]} {cause}"


def _read_told(store: Store, agency: str) -> dict[str, str]:
    data = store.work_get(_told_key(agency))
    try:
        told = json.loads(data)["told"] if data else {}
    except (ValueError, KeyError, TypeError):
        return {}  # half-written or lost: better told twice than never
    return dict(told) if isinstance(told, dict) else {}


def _write_told(store: Store, agency: str, told: Mapping[str, str], now: datetime) -> None:
    oldest = (now - REMEMBERED).isoformat()
    kept = {name: at for name, at in told.items() if at >= oldest}
    store.work_put(_told_key(agency), canonical({"told": kept, "day": str(bangkok_date(now))}))
