"""The URLs that the agency submitted in the ITAS, looked at again while assessors look at them.

The sealed copy is what a later look is compared with: what was there and is not any more, and what
says something else now. A counter, a date or a session id is no change (`collection/sameness.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from ita_evidence import periods
from ita_evidence.archive.canonical import canonical, sha256
from ita_evidence.collection import Validators
from ita_evidence.model import Capture, Evidence, Notice, Outcome

_THERE = frozenset({Outcome.OK, Outcome.UNCHANGED})
_GONE = frozenset(
    {
        Outcome.NOT_FOUND,
        Outcome.SOFT_404,
        Outcome.EMPTY,
        Outcome.WRONG_TYPE,
        Outcome.UNREACHABLE,
        Outcome.SERVER_ERROR,
    }
)
"""What an assessor would not see either; the other outcomes only say that we were kept out."""


class Difference(NamedTuple):
    """What became of a submitted page, or of a file that it links."""

    kind: Literal["submitted_down", "submitted_changed"]
    before: Capture
    now: Capture


def differences(sealed: Evidence, now: Sequence[Capture]) -> tuple[Difference, ...]:
    """What went down or changed since the sealed copy; what was not there then cannot be lost.

    A file that the page does not link any more is the page's change, not a file that is gone.
    """
    looked_at = {capture.url: capture for capture in now if capture.role != "requisite"}
    found = []
    for before in sealed.captures:
        later = looked_at.get(before.url)
        if before.role == "requisite" or before.outcome not in _THERE or later is None:
            continue
        if later.outcome in _GONE:
            found.append(Difference("submitted_down", before, later))
        elif later.outcome is Outcome.OK and later.blob_sha256 != before.blob_sha256:
            found.append(Difference("submitted_changed", before, later))
    return tuple(found)


def validators(sealed: Evidence, snapshot_key: str) -> dict[str, Validators]:
    """What the sealed copies let us ask conditionally, by URL."""
    return {
        capture.url: Validators(
            etag=capture.etag,
            last_modified=capture.last_modified,
            blob_sha256=capture.blob_sha256,
            first_snapshot=capture.first_snapshot or snapshot_key,
            blob_size_bytes=capture.blob_size_bytes,
            content_type=capture.content_type,
        )
        for capture in sealed.captures
        if capture.outcome in _THERE and capture.blob_sha256
    }


def notice(item: str, found: Difference, seen_at: datetime) -> tuple[str, Notice]:
    """(key, value) of what people are told: the same cause always has the same key."""
    page = found.before.role == "source"
    what_th = f"หน้าที่ส่งในระบบ ITAS ของข้อ {item}" if page else f"ไฟล์ในหน้าที่ส่งในระบบ ITAS ของข้อ {item}"
    what_en = f"The page submitted in the ITAS for {item}" if page else f"A file of {item}'s page"
    sealed = periods.bangkok_date(found.before.ended_at)
    now_th, now_en = periods.thai_time(seen_at), f"{seen_at.astimezone(periods.BANGKOK):%Y-%m-%d}"
    if found.kind == "submitted_down":
        th = f"{what_th} เปิดไม่ได้เมื่อ {now_th} โปรดทำให้เปิดได้โดยเร็ว ขณะนี้อยู่ในช่วงตรวจประเมิน"
        en = f"{what_en} did not answer on {now_en} ({found.now.outcome}), while assessors look."
        cause = str(found.now.outcome)
    else:
        th = (
            f"{what_th} เปลี่ยนไปจากสำเนา ณ วันที่ {periods.thai_date(sealed)} ตรวจพบเมื่อ {now_th} "
            "โปรดตรวจว่าหลักฐานยังครบ"
        )
        en = f"{what_en} changed since the copy of {sealed}; seen on {now_en}."
        cause = found.now.blob_sha256 or ""
    url = found.before.url
    digest = sha256(canonical([found.kind, item, url, cause]))
    said = Notice(kind=found.kind, item=item, url=url, seen_at=seen_at, th=th, en=en)
    return digest, said
