"""Planted faults of the answer itself: a page that is gone, a server down, a lie about its type.

Faults of the content (a month left out, last year's report) are made where the content is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .blocks import Entry, File, place_of
from .province import Plant

_SOFT_404 = (
    '<!DOCTYPE html><html lang="th"><head><meta charset="utf-8"><title>ไม่พบหน้า</title></head>'
    "<body><h1>ขออภัย ไม่พบหน้าที่ท่านต้องการ</h1><p>หน้านี้อาจถูกย้ายหรือลบไปแล้ว</p>"
    '<p><a href="/">กลับหน้าหลัก</a></p></body></html>'
)
_VIEWER = (
    '<!DOCTYPE html><html lang="th"><head><meta charset="utf-8"><title>ระบบอ่านเอกสาร</title></head>'
    "<body><h1>ระบบอ่านเอกสารของหน่วยงาน</h1><p>เอกสารจะเปิดในหน้าต่างใหม่ กรุณาอนุญาตหน้าต่างป๊อปอัป "
    "แล้วเลือกเอกสารจากรายการด้านซ้ายของหน้าจอ</p></body></html>"
)
_CAPTCHA = (
    "<!DOCTYPE html><html><head><title>Attention Required</title></head><body>"
    "<h1>Access denied</h1><p>Please complete the CAPTCHA to continue.</p></body></html>"
)
_DOWN = "<html><head><title>503</title></head><body><h1>503 Service Unavailable</h1></body></html>"


def _answer(make: str, file: File) -> File | None:
    """The file as it is served with the fault; None when it is gone."""
    match make:
        case "not_found":
            return None
        case "soft_404":
            return replace(file, data=_SOFT_404.encode(), content_type="text/html; charset=utf-8")
        case "server_error":
            return replace(file, data=_DOWN.encode(), status=503, content_type="text/html")
        case "empty":
            return replace(file, data=b"")
        case "wrong_type":  # a viewer's page under the name and the type of a document
            return replace(file, data=_VIEWER.encode())
        case "blocked":
            return replace(file, data=_CAPTCHA.encode(), status=403, content_type="text/html")
    return file


def spoil(files: Iterable[File], entries: Iterable[Entry], plants: Iterable[Plant]) -> list[File]:
    """The files with the plants' answers at the URLs of their sources."""
    makes = {(plant.item, plant.unit): plant.make for plant in plants if plant.make}
    at = {
        place_of(entry.url): makes[entry.item, entry.unit]
        for entry in entries
        if (entry.item, entry.unit) in makes and entry.adapter in ("page", "file")
    }
    answers = (_answer(at.get(place_of(file.url), ""), file) for file in files)
    return [answer for answer in answers if answer is not None]
