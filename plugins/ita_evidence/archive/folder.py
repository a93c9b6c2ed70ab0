"""A copy of the evidence bucket as files: what `verify --offline` reads, with no store and no keys.

    DIR/ledger/…  DIR/blobs/…  …      a copy made with any S3 tool, each object under its key
    DIR/bagit.txt                     a package (`packages.py`): the copy lies in DIR/data/archive

A folder has neither locks nor versions nor times that could be believed: those are not checked, and
nothing in it is `pending`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from ita_evidence.archive import layout
from ita_evidence.archive.store import Body, Clock, Held, NotInArchive, utc_now
from ita_evidence.errors import StoreUnavailable, UsageError
from ita_evidence.settings import Settings

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Scope(NamedTuple):
    """What a package says that it holds: an agency's period; None: all that lies there."""

    agency: str | None
    period: str | None


@dataclass
class Folder:
    """The reading half of `Store`, over files."""

    settings: Settings
    root: Path
    now: Clock = utc_now
    shows_locks: bool = field(default=False, init=False)

    @property
    def name(self) -> str:
        return str(self.root)

    def check_buckets(self) -> None:
        """Raise unless the folder can be listed."""
        if not self.root.is_dir():
            raise StoreUnavailable(f"{self.root} is gone")

    def versions(self, prefix: str) -> dict[str, Held]:
        """What stands under each key that begins with `prefix`."""
        one = self.root / prefix
        if prefix and one.is_file():
            return {prefix: _held(prefix, one)}
        folder = one if prefix.endswith("/") or not prefix else one.parent
        keys = {
            path.relative_to(self.root).as_posix(): path
            for path in folder.rglob("*")
            if not path.is_dir()
        }
        return {key: _held(key, path) for key, path in keys.items() if key.startswith(prefix)}

    def exists(self, key: str) -> bool:
        return layout.parse_key(key) is not None and (self.root / key).is_file()

    def read_version(self, key: str, version: str) -> Body:
        """The file's bytes; a file has one version.

        Raises:
            NotInArchive: it is gone.
            StoreUnavailable: it cannot be read.
        """
        try:
            return Body((self.root / key).read_bytes(), None, None, {})
        except FileNotFoundError as error:
            raise NotInArchive(f"{key} is not in {self.name}") from error
        except OSError as error:
            raise StoreUnavailable(f"{self.root / key} cannot be read: {error.strerror}") from error

    def work_get(self, key: str) -> bytes | None:
        """None: a copy has no work bucket."""
        return None


def open_folder(settings: Settings, path: Path, *, now: Clock = utc_now) -> tuple[Folder, Scope]:
    """The copy in `path`, and what it says of itself.

    Raises:
        UsageError: there is none.
    """
    root = path / "data/archive" if (path / "bagit.txt").is_file() else path
    if not (root / layout.LEDGER).is_dir():
        raise UsageError(
            f"{path} holds no archive; valid: a folder with ledger/ (a copy of the bucket), or a "
            "package that `dossier --sealed` made"
        )
    said = path / "data/package.json"
    if root == path or not said.is_file():
        return Folder(settings, root, now), Scope(None, None)
    try:
        package = json.loads(said.read_bytes())
        scope = Scope(str(package["agency"]), str(package["period"]))
        layout.ledger_prefix(str(scope.agency))  # it becomes part of paths: a name, nothing else
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{said} does not say whose and which period: {error!r}") from error
    return Folder(settings, root, now), scope


def _held(key: str, path: Path) -> Held:
    size = path.stat().st_size if path.is_file() else 0
    return Held(key, "file", 1, 0, LONG_AGO, size)
