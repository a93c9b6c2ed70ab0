"""Where things stand: the keys of both buckets, and the two derived names, run key and judge key.

Keys are ASCII; Thai names live inside the JSON. The evidence bucket holds `blobs/`, `snapshots/`,
`verdicts/` and `ledger/`, and a store check's
probes below `probe/`; the work bucket holds what can be made again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from ita_evidence import periods
from ita_evidence.archive.canonical import canonical, sha256
from ita_evidence.model import Cadence, Inputs

BLOBS = "blobs/sha256/"
SNAPSHOTS = "snapshots/"
VERDICTS = "verdicts/"
LEDGER = "ledger/"
PROBES = "probe/"
"""What the store check puts (`storecheck.py`): locked for minutes, no evidence."""
OWN = frozenset({BLOBS.split("/")[0] + "/", SNAPSHOTS, VERDICTS, LEDGER, PROBES})
"""All that an evidence bucket holds at its top."""

_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_DIGEST = r"[0-9a-f]{64}"
_JUDGE = r"[0-9a-f]{16}"
_TARGET = rf"(?P<agency>{_NAME})/(?P<edition>{_NAME})/(?P<item>{_NAME})/(?P<period>{_NAME})"

_TSA = r"[a-z0-9]+(?:-[a-z0-9]+)*"

Kind = Literal["blob", "snapshot", "verdict", "record", "signature", "token"]

_FORMS: dict[Kind, re.Pattern[str]] = {
    "blob": re.compile(rf"{BLOBS}(?P<fold>[0-9a-f]{{2}})/(?P<digest>(?P=fold)[0-9a-f]{{62}})"),
    "snapshot": re.compile(rf"{SNAPSHOTS}{_TARGET}/(?P<run_key>{_DIGEST})\.json"),
    "verdict": re.compile(
        rf"{VERDICTS}{_TARGET}/(?P<run_key>{_DIGEST})\.(?P<judge_key>{_JUDGE})\.json"
    ),
    "record": re.compile(rf"{LEDGER}(?P<agency>{_NAME})/(?P<number>[0-9]{{8}})\.json"),
    "signature": re.compile(rf"{LEDGER}(?P<agency>{_NAME})/(?P<number>[0-9]{{8}})\.sig"),
    "token": re.compile(
        rf"{LEDGER}(?P<agency>{_NAME})/(?P<number>[0-9]{{8}})"
        rf"\.(?P<tsa>{_TSA})\.(?P<n>[1-9][0-9]{{0,3}})\.tsr"
    ),
}


class Key(NamedTuple):
    """A key of the evidence bucket, read back: its kind and the names it is made of."""

    kind: Kind
    names: dict[str, str]

    @property
    def number(self) -> int:
        """The ledger number of a `record`, `signature` or `token`."""
        return int(self.names["number"])


def parse_key(key: str) -> Key | None:
    """What `key` is, or None for a key that nothing here would have written."""
    for kind, form in _FORMS.items():
        if match := form.fullmatch(key):
            return Key(kind, match.groupdict())
    return None


def blob_key(digest: str) -> str:
    """`blobs/sha256/ab/<64 hex>`: payload bytes after content coding, catalog entries, suites."""
    return f"{BLOBS}{_digest(digest)[:2]}/{digest}"


def snapshot_key(agency: str, edition: str, item: str, period: str, run_key: str) -> str:
    """`snapshots/<agency>/<edition>/<item>/<period>/<run-key>.json`."""
    return f"{SNAPSHOTS}{_target(agency, edition, item, period)}/{_digest(run_key)}.json"


def verdict_key(
    agency: str, edition: str, item: str, period: str, run_key: str, judge_key: str
) -> str:
    """`verdicts/<agency>/<edition>/<item>/<period>/<run-key>.<judge-key>.json`."""
    if not re.fullmatch(_JUDGE, judge_key):
        raise ValueError(f"{judge_key!r} is no judge key; valid: 16 lower-case hex digits")
    target = _target(agency, edition, item, period)
    return f"{VERDICTS}{target}/{_digest(run_key)}.{judge_key}.json"


def target_prefix(kind: str, agency: str, edition: str, item: str, period: str) -> str:
    """All snapshots or verdicts of one target; `kind` is `SNAPSHOTS` or `VERDICTS`."""
    return f"{kind}{_target(agency, edition, item, period)}/"


def record_key(agency: str, number: int) -> str:
    """`ledger/<agency>/00000042.json`; numbers run from 1."""
    return f"{ledger_prefix(agency)}{_number(number)}.json"


def signature_key(agency: str, number: int) -> str:
    """`ledger/<agency>/00000042.sig`: 64 bytes, Ed25519 over the record's bytes."""
    return f"{ledger_prefix(agency)}{_number(number)}.sig"


def token_key(agency: str, number: int, tsa: str, n: int) -> str:
    """`ledger/<agency>/00000042.<tsa>.<n>.tsr`: an RFC 3161 token; n runs from 1."""
    if not re.fullmatch(_TSA, tsa) or not 1 <= n <= 9999:
        raise ValueError(f"{tsa!r}, {n}: no token; valid: lower-case words with hyphens, 1 to 9999")
    return f"{ledger_prefix(agency)}{_number(number)}.{tsa}.{n}.tsr"


def ledger_prefix(agency: str) -> str:
    return f"{LEDGER}{_name(agency)}/"


# --- the work bucket -------------------------------------------------------------------------


def plan_key(agency: str, run_key: str) -> str:
    """`captures/<agency>/<run-key>/plan.json`."""
    return f"{captures_prefix(agency, run_key)}plan.json"


def captures_key(agency: str, run_key: str, host: str) -> str:
    """`captures/<agency>/<run-key>/hosts/<host>.json`: what one host's task fetched."""
    return f"{captures_prefix(agency, run_key)}hosts/{_name(host)}.json"


def payload_key(agency: str, run_key: str, digest: str) -> str:
    """`captures/<agency>/<run-key>/payloads/<64 hex>`: bytes on their way to a blob."""
    return f"{captures_prefix(agency, run_key)}payloads/{_digest(digest)}"


def captures_prefix(agency: str, run_key: str) -> str:
    return f"captures/{_name(agency)}/{_digest(run_key)}/"


def index_key(agency: str, name: str) -> str:
    """`index/<agency>/<name>.json`: hints that can be made again (`head`, `lease`, …)."""
    return f"index/{_name(agency)}/{_name(name)}.json"


def named_key(agency: str, run_key: str) -> str:
    """`index/<agency>/named/<run-key>.json`: which records name a run's sealed objects."""
    return f"index/{_name(agency)}/named/{_digest(run_key)}.json"


# --- derived names ---------------------------------------------------------------------------


def run_key(
    agency: str,
    period: str,
    cadence: Cadence,
    items: Iterable[str],
    checkpoint: str | None,
    base_record: int,
) -> str:
    """The run's name: sha256 of what `plan` decided and of where the ledger then stood.

    Airflow's run id is not in it, so that a run started again finds what the broken one left.
    `base_record` is the number of the agency's newest record, 0 for none.
    """
    parts = [
        agency,
        str(periods.parse(period)),
        cadence.value,
        sorted(items),
        checkpoint,
        base_record,
    ]
    return sha256(canonical(parts))


def judge_key(inputs: Inputs) -> str:
    """The judging's name: first 16 hex of the sha256 of all that the verdict was made from."""
    value = inputs.model_dump(mode="json")
    value["snapshots"] = sorted(snapshot.sha256 for snapshot in inputs.snapshots)
    return sha256(canonical(value))[:16]


def _target(agency: str, edition: str, item: str, period: str) -> str:
    return "/".join(_name(part) for part in (agency, edition, item, period))


def _name(text: str) -> str:
    if not re.fullmatch(_NAME, text):
        raise ValueError(f"{text!r} cannot be part of a key; valid: ASCII letters, digits, . _ -")
    return text


def _digest(text: str) -> str:
    if not re.fullmatch(_DIGEST, text):
        raise ValueError(f"{text!r} is no digest; valid: 64 lower-case hex digits")
    return text


def _number(number: int) -> str:
    if not 1 <= number <= 99_999_999:
        raise ValueError(f"{number} is no record number; valid: 1 to 99999999")
    return f"{number:08d}"
