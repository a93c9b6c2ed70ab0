"""Canonical JSON (RFC 8785): equal values are equal bytes, so that a digest means one thing."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785
from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, to_jsonable_python

from ita_evidence.errors import LedgerError


def canonical(value: BaseModel | Mapping[str, Any] | Sequence[Any]) -> bytes:
    """The one form of `value` in bytes: keys sorted, no white space, UTF-8.

    Raises:
        LedgerError: a value JSON has no one form for: NaN, an integer past 2**53, a lone surrogate.
    """
    try:
        return rfc8785.dumps(to_jsonable_python(value))
    except (rfc8785.CanonicalizationError, PydanticSerializationError, UnicodeError) as error:
        raise LedgerError(f"cannot be written as canonical JSON (RFC 8785): {error}") from error


def parse(data: bytes) -> dict[str, Any]:
    """The object that `data` is the canonical form of.

    Raises:
        LedgerError: not JSON, not an object, or not in canonical form (a key twice, white space).
    """
    try:
        value = json.loads(data, parse_int=_number)
    except (ValueError, RecursionError) as error:
        raise LedgerError(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise LedgerError(f"JSON, but a {type(value).__name__}; valid: an object")
    if canonical(value) != data:
        raise LedgerError("JSON, but not in its canonical form (RFC 8785)")
    return value


def _number(digits: str) -> int | float:
    """RFC 8785 knows one kind of number, the double, and writes 1e16 with all its digits."""
    return int(digits) if len(digits) < 16 else float(digits)


def sha256(data: bytes) -> str:
    """Lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def base64_sha256(data: bytes) -> str:
    """As S3 writes a SHA-256 in its headers."""
    return base64.b64encode(hashlib.sha256(data).digest()).decode()
