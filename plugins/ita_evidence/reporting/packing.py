"""A report's files as one object: a zip whose bytes are the same each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from ita_evidence.errors import ReportError

_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The oldest time that a zip can hold: the files carry no clock."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files, in the order of their paths."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for path in sorted(files):
            member = zipfile.ZipInfo(path, _BEGINNING)
            stored = path.endswith((".png", ".xlsx", ".docx"))
            member.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            packed.writestr(member, files[path])
    return target.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Path to bytes.

    Raises:
        ReportError: it is no such zip, or a path leads out of its folder.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            files = {one.filename: packed.read(one) for one in packed.infolist()}
    except zipfile.BadZipFile as error:
        raise ReportError(f"the stored report is damaged ({error}); make it again") from error
    for path in files:
        if path.startswith("/") or ".." in path.split("/"):
            raise ReportError(f"the stored report has the path {path!r}; make it again")
    return files
