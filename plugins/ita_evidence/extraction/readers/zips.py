"""A zip file's directory, looked at before anything in it is inflated."""

from __future__ import annotations

import io
import zipfile

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction.readers.limits import Limits

_CHUNK_BYTES = 1 << 16


def check(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """The opened zip, its directory within limits. Declared sizes may lie: see `inflate`.

    Raises:
        ExtractionError: no zip, too many members, too large, or inflating too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as error:
        raise ExtractionError(f"its zip container is damaged: {error}") from error
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > limits.zip_members:
        raise ExtractionError(
            f"it holds {len(members)} members; valid: {limits.zip_members} at most"
        )
    if total > limits.zip_bytes:
        raise ExtractionError(
            f"it inflates to {total:,} bytes; valid: {limits.zip_bytes:,} at most"
        )
    if total > 10_000_000 and total > limits.zip_ratio * len(data):
        raise ExtractionError(
            f"it inflates {len(data):,} bytes to {total:,}; valid: {limits.zip_ratio} times at most"
        )
    if len({member.filename for member in members}) < len(members):
        raise ExtractionError("two of its members have one name")
    if sum(member.compress_size for member in members) > len(data):
        raise ExtractionError("its members overlap")
    return archive


def inflate(archive: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    """A member's bytes, counted while they come, whatever its declared size."""
    inflated = bytearray()
    with archive.open(name) as member:
        while part := member.read(_CHUNK_BYTES):
            inflated += part
            if len(inflated) > limits.zip_bytes:
                raise ExtractionError(
                    f"its member {name!r} inflates over {limits.zip_bytes:,} bytes"
                )
    return bytes(inflated)
