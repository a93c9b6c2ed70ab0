"""Every error this software raises on purpose, in one tree.

    EvidenceError
    ├── UsageError            a wrong argument: exit code 2, one line, no traceback
    ├── CatalogError          catalog/: the data are wrong; carries all faults with file and line
    ├── StoreError            archive/: the object store
    │   ├── StoreUnavailable      it does not answer or ran out of space (a retry can help)
    │   ├── StoreRefused          wrong keys, no such bucket, not ours, no lock
    │   ├── ContentConflict       other bytes stand under a key that must hold ours: an alarm
    │   └── NumberTaken           another run won this ledger number (read the head again)
    ├── LedgerError           archive/: the chain does not hold together
    ├── AgencyBusy            archive/: another run holds the agency's lease (a retry can help)
    ├── SourceUnread          lookout: a feed could not be read (a retry can help)
    ├── PlanError             pipeline: a plan that does not fit what is asked
    ├── ExtractionError       extraction/: bytes that no reader could read; an outcome, kept
    ├── JudgeError            validation/: a suite or table that cannot be judged
    ├── ReportError           reporting/: a dossier, worklist or board that cannot be made
    ├── NotifyError           reporting/: a message that was not sent (a retry can help)
    └── UnsettledError        pipeline: a target has no snapshot or no verdict

A message says what was found, what is valid, and what to do. `retry_helps` says whether the same
call may go through later.
"""

from __future__ import annotations

from dataclasses import dataclass


class EvidenceError(Exception):
    """Base of the tree; never raised itself."""

    retry_helps = False


class UsageError(EvidenceError):
    """Raised by the command line and `pipeline.plan_run` for an unknown agency, period or item."""


@dataclass(frozen=True)
class CatalogFault:
    """One fault in the catalog: where it is, what is wrong, what would be valid."""

    file: str
    line: int
    problem: str
    valid: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.problem}; valid: {self.valid}"


class CatalogError(EvidenceError):
    """Raised by `catalog.load`: all faults found, not only the first."""

    def __init__(self, faults: tuple[CatalogFault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class StoreError(EvidenceError):
    """Raised by `archive/`: something about the object store."""


class StoreUnavailable(StoreError):
    """The store does not answer, answers 5xx, or its disk is full."""

    retry_helps = True


class StoreRefused(StoreError):
    """The store answers, but not as one that may hold evidence: keys, bucket, or lock."""


class ContentConflict(StoreError):
    """A key that is written once holds other bytes than ours. Nothing was overwritten."""


class NumberTaken(StoreError):
    """Another writer put this ledger number first."""

    retry_helps = True


class LedgerError(StoreError):
    """The chain, a signature or a record's form is wrong."""


class AgencyBusy(StoreError):
    """Another run holds the agency's lease; it expires 15 minutes after its last renewal."""

    retry_helps = True


class SourceUnread(EvidenceError):
    """A feed that forgets could not be read: what it forgets meanwhile is lost."""

    retry_helps = True


class PlanError(EvidenceError):
    """The stored plan is missing or is another run's."""


class ExtractionError(EvidenceError):
    """No reader could read the bytes within its limits."""


class JudgeError(EvidenceError):
    """A suite that does not load whole, a component without observations, an exception in GX."""


class ReportError(EvidenceError):
    """A page for people could not be made."""


class NotifyError(EvidenceError):
    """A message could not be sent; what it says of the address holds no password."""

    retry_helps = True


class UnsettledError(EvidenceError):
    """A planned target has no snapshot or no verdict: the run must not end green."""
