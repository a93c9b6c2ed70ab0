"""Makes the sites of the made-up province: every byte from data and code, the same each time."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, time
from importlib.metadata import version
from pathlib import Path

from ita_evidence import settings as environment
from ita_evidence.periods import BANGKOK
from ita_evidence.settings import Settings

from . import (
    basics,
    ethics,
    faults,
    index,
    integrity,
    openness,
    page,
    people,
    plans,
    procurement,
    province,
    services,
)
from .blocks import Entry, File, Links, Published, Text, place_of
from .province import DOMAIN, Province

ANSWERS = "answers.json"
"""Below the site's root: `{place: {status, content_type}}` of what is not a plain 200."""
_MAKERS = ("reportlab pillow xlsxwriter python-docx segno pythainlp fontpkg-sarabun").split()
_ROOMS = (basics, plans, services, procurement, people, openness, integrity, ethics)


def published(province_: Province) -> tuple[list[File], list[Entry]]:
    """Everything the province publishes, with its planted faults; and where it publishes it."""
    things: list[Published] = [thing for room in _ROOMS for thing in room.publish(province_)]
    things += _fronts(province_)
    entries = [thing for thing in things if isinstance(thing, Entry)]
    files = [thing for thing in things if isinstance(thing, File)]
    files += index.publish(province_, entries)
    return faults.spoil(files, entries, province_.plants), entries


def _fronts(province_: Province) -> Iterator[File]:
    """Each office's home page, and each host's robots.txt."""
    day = date(2022, 10, 3)
    for office in province_.offices:
        links = Links(
            (
                ("ข่าวประชาสัมพันธ์", "/news/"),
                ("คู่มือการปฏิบัติงาน", "/manual/"),
                ("คู่มือสำหรับประชาชน", "/manual/service/"),
                ("การป้องกันการทุจริต", "/ita/plan/"),
            )
        )
        front = page.office_site(
            province_, office, office.name, Text(f"ยินดีต้อนรับสู่เว็บไซต์{office.name}"), links
        )
        yield File(office.url("/"), front, day)
    hosts = [f"{name}.{DOMAIN}" for name in ("www", "egp", "data")]
    for host in (*hosts, *(office.host for office in province_.offices)):
        robots = b"User-agent: *\nDisallow: /admin/\nAllow: /\n"
        yield File(f"https://{host}/robots.txt", robots, day, content_type="text/plain")


def build(root: Path, *, catalog: Path | None = None) -> None:
    """Write the whole site to `root/<host>/<path>`; `root` is made new.

    The catalog's files are read as plain data (titles and wording); None for the settings' catalog.
    """
    data = province.load(catalog or environment.load().catalog)
    files, _ = published(data)
    shutil.rmtree(root, ignore_errors=True)
    answers = {}
    for file in files:
        place = place_of(file.url)
        path = root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
        moment = datetime.combine(file.published, time(9), BANGKOK).timestamp()
        os.utime(path, (moment, moment))
        if file.status != 200 or file.content_type:
            answers[place] = {"status": file.status, "content_type": file.content_type}
    text = json.dumps(answers, ensure_ascii=False, indent=1, sort_keys=True)
    (root / ANSWERS).write_text(text, encoding="utf-8")


def digest(catalog: Path) -> str:
    """Of all that the site is made from: texts, code, catalog, and the libraries' versions."""
    hashed = hashlib.sha256()
    for path in province.input_files(catalog):
        hashed.update(path.name.encode() + b"\0" + path.read_bytes())
    hashed.update(" ".join(f"{name}={version(name)}" for name in _MAKERS).encode())
    return hashed.hexdigest()


def ensure(settings: Settings) -> Path:
    """The site below `settings.data/sample/site`, built when what it is made from has changed.

    Safe beside another process that builds it too: each builds aside, one rename wins.
    """
    home = settings.data / "sample"
    site = home / "site"
    stamp = digest(settings.catalog)
    if _stamp(site) == stamp:
        return site
    home.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix="building-", dir=home))
    try:
        build(aside / "site", catalog=settings.catalog)
        (aside / "site/digest.txt").write_text(stamp, encoding="ascii")
        if _stamp(site) != stamp:
            if site.exists():
                site.rename(aside / "old")
            (aside / "site").rename(site)
    except OSError:
        if _stamp(site) != stamp:  # else another process built the same meanwhile
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return site


def _stamp(site: Path) -> str | None:
    path = site / "digest.txt"
    return path.read_text(encoding="ascii") if path.exists() else None
