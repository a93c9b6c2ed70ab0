"""Reads from the store what a report shows beside verdicts and snapshots (`inputs.ItemFacts`).

All of it lies in the work bucket, or is made again from the sealed bytes; nothing is listed. What
is not there is left out: a report must not fail because a table of an old run is gone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from ita_evidence.archive import layout, snapshots
from ita_evidence.archive.canonical import canonical
from ita_evidence.errors import ExtractionError, ReportError
from ita_evidence.extraction import page_pictures
from ita_evidence.masking import COMPLAINT_TOPICS, mask, policy, shown
from ita_evidence.model import (
    Capture,
    Document,
    Finding,
    Found,
    Item,
    Observation,
    Place,
    Snapshot,
    TextQuality,
    Verdict,
)
from ita_evidence.reporting import board, changes, excerpts
from ita_evidence.reporting.history import History, extend
from ita_evidence.reporting.inputs import ItemFacts, Reading

if TYPE_CHECKING:
    from ita_evidence.archive.store import Store

DocumentOf = Callable[[Capture], Document | ExtractionError]
MOST_EXCERPTS = 60
"""Of one item; its other findings show their quotes alone."""
MOST_PICTURES = 6
"""Pages of one item that are drawn."""
ERASED = "(ลบแล้วตามทะเบียนการจัดเก็บ · erased on the record)"
"""In place of a quote whose file was erased."""
UNMASKED_ARE_DRAWN_SMALL_PX = 360
"""Width of a scan's picture: what cannot be masked is drawn too small for an id to be read."""
NEVER_DRAWN = COMPLAINT_TOPICS | {"procurement.monthly_summary", "procurement.annual_report"}
"""Topics whose scans may hold ids or complainants' names: no picture of a scan at all."""


def facts(
    store: Store,
    item: Item,
    verdict: Verdict,
    snapshot: Snapshot,
    document_of: DocumentOf,
) -> ItemFacts:
    """What is known of an item's evidence.

    Args:
        document_of: reads the sealed bytes of a capture, or gives why they cannot be read.
    """
    text = _text(item)
    observations = tuple(
        _observation(row) for row in table(store, verdict, "components") or () if row["component"]
    )
    history = read_history(store, verdict.agency, item.topic)
    by_digest = {
        capture.blob_sha256: capture
        for one in snapshot.evidence
        for capture in one.captures
        if capture.blob_sha256 and capture.role != "requisite"
    }
    # Watched items were not read when they were judged, and are not read for a report.
    judged = bool(observations)
    documents = {digest: document_of(one) for digest, one in by_digest.items()} if judged else {}
    quoted = [
        *((one.place, one.quote) for one in verdict.findings),
        *((one.place, one.quote) for one in observations if one.found is not Found.NO),
    ]
    erased = frozenset(
        place.blob_sha256
        for place, quote in quoted
        if quote
        and place.blob_sha256
        and not isinstance(documents.get(place.blob_sha256), Document)
        and not store.exists(layout.blob_key(place.blob_sha256))
    )
    return ItemFacts(
        observations=tuple(_shown(one, erased) for one in observations),
        records=tuple(table(store, verdict, "records") or ()),
        history=history,
        readings={digest: _reading(read) for digest, read in documents.items()},
        excerpts=_excerpts(quoted, documents, text),
        pictures=_pictures(store, item, verdict, documents),
        changes=tuple(_changes(by_digest.values(), history, documents, document_of, text)),
        erased=erased,
    )


Quoting = TypeVar("Quoting", Finding, Observation)


def _shown(one: Quoting, erased: frozenset[str]) -> Quoting:
    if not one.quote or one.place.blob_sha256 not in erased:
        return one
    return one.model_copy(update={"quote": ERASED})


def shown_verdict(verdict: Verdict, known: ItemFacts) -> Verdict:
    """The verdict as it may be shown: a quote of bytes that were erased stays sealed in it, since
    the ledger names its digest, and is read by nobody here."""
    findings = tuple(_shown(one, known.erased) for one in verdict.findings)
    return verdict.model_copy(update={"findings": findings})


def table(store: Store, verdict: Verdict, name: str) -> list[dict[str, Any]] | None:
    """One of the tables that a verdict was made from; None where it is gone."""
    data = store.work_get(f"tables/{verdict.agency}/{verdict.run_key}/{verdict.item}.{name}.json")
    return None if data is None else list(json.loads(data))


# --- history ---------------------------------------------------------------------------------


def history_key(agency: str, topic: str) -> str:
    return f"index/{agency}/history/{topic}.json"


def read_history(store: Store, agency: str, topic: str) -> History:
    """An item's history; an empty one before its first run.

    Raises:
        ReportError: what is there is no history.
    """
    key = history_key(agency, topic)
    data = store.work_get(key)
    if data is None:
        return History()
    try:
        return History.model_validate_json(data)
    except ValueError as error:
        raise ReportError(f"{key} is no history ({error}); delete it: it is made anew") from error


def remember(store: Store, agency: str, topic: str, snapshot: Snapshot, key: str) -> None:
    """A recorded snapshot's captures added to the item's history."""
    known = read_history(store, agency, topic)
    store.work_put(history_key(agency, topic), canonical(extend(known, snapshot, key)))


# --- documents -------------------------------------------------------------------------------


def _text(item: Item) -> Callable[[str], str]:
    kept = policy(item.topic)
    return lambda text: shown(text, **kept)


def _observation(row: Mapping[str, Any]) -> Observation:
    def number(name: str) -> int | None:
        value = row.get(name)
        return None if value is None else int(value)

    return Observation(
        unit=row["unit"],
        component=row["component"],
        part=row["part"] or "",
        found=Found(row["found"]),
        code=row["code"] or "",
        quote=row["quote"] or "",
        place=Place(
            blob_sha256=row["blob_sha256"] or "",
            url=row["url"] or "",
            page=number("page"),
            sheet=row.get("sheet"),
            table=number("table"),
            row=number("place_row"),
        ),
        covered=row.get("covered") or "",
    )


def _reading(read: Document | ExtractionError) -> Reading:
    if isinstance(read, ExtractionError):
        return Reading(type="unknown", problem=str(read))
    return Reading(
        type=read.type,
        encoding=read.encoding or "",
        encoding_rule=read.encoding_rule or "",
        text_quality=str(read.text_quality),
        repairs=dict(read.repairs),
        pages=len(read.pages),
        tables=len(read.tables),
        flags=read.flags,
        title=read.title,
    )


def _excerpts(
    quoted: Iterable[tuple[Place, str]],
    documents: Mapping[str, Document | ExtractionError],
    text: Callable[[str], str],
) -> dict[tuple[Place, str], excerpts.Excerpt]:
    pages: dict[str, tuple[tuple[int, str], ...]] = {}
    found: dict[tuple[Place, str], excerpts.Excerpt] = {}
    for place, quote in quoted:
        document = documents.get(place.blob_sha256)
        if (
            len(found) >= MOST_EXCERPTS
            or not quote
            or (place, quote) in found
            or not isinstance(document, Document)
        ):
            continue
        if place.blob_sha256 not in pages:
            pages[place.blob_sha256] = excerpts.flat_pages(document, text)
        made = excerpts.cut(document, place, quote, text, pages[place.blob_sha256])
        if made is not None:
            found[(place, quote)] = made
    return found


def _changes(
    captures: Iterable[Capture],
    history: History,
    documents: Mapping[str, Document | ExtractionError],
    document_of: DocumentOf,
    text: Callable[[str], str],
) -> Iterable[changes.Change]:
    for capture in captures:
        digest = capture.blob_sha256 or ""
        before = history.before(capture.url, digest)
        spans = history.urls.get(capture.url, ())
        # Only what is new since the capture before, and not long since.
        if before is None or not spans or spans[-1].blob_sha256 != digest or spans[-1].times > 1:
            continue
        now = documents.get(digest)
        old = document_of(capture.model_copy(update={"blob_sha256": before.blob_sha256}))
        readable = isinstance(now, Document) and isinstance(old, Document)
        found, more = (
            changes.lines(old.text, now.text, text)
            if isinstance(now, Document) and isinstance(old, Document)
            else ((), 0)
        )
        yield changes.Change(
            url=capture.url,
            before_sha256=before.blob_sha256,
            before_at=before.last_at,
            now_sha256=digest,
            now_at=capture.started_at,
            lines=found,
            more=more,
            readable=readable,
        )


# --- pictures --------------------------------------------------------------------------------


def _pictures(
    store: Store,
    item: Item,
    verdict: Verdict,
    documents: Mapping[str, Document | ExtractionError],
) -> dict[tuple[str, int], bytes]:
    """The PDF pages that findings speak of, as far as nothing on them has to be masked."""
    wanted: dict[str, dict[int, int]] = {}
    for finding in verdict.findings:
        document = documents.get(finding.place.blob_sha256)
        if not isinstance(document, Document) or document.type != "pdf" or not document.pages:
            continue
        number = finding.place.page or document.pages[0].number
        width = _width(item, document, number)
        if width and sum(map(len, wanted.values())) < MOST_PICTURES:
            wanted.setdefault(finding.place.blob_sha256, {}).setdefault(number, width)
    return {
        (digest, number): picture
        for digest, pages in wanted.items()
        for number, picture in _drawn(store, digest, pages).items()
    }


def _width(item: Item, document: Document, number: int) -> int:
    """How wide a page may be drawn (pixels); 0: not at all."""
    page = next((one for one in document.pages if one.number == number), None)
    if page is None:
        return 0
    kept = policy(item.topic)
    clean = mask(page.text, **kept) == page.text and mask(page.ocr_text or "", **kept) == (
        page.ocr_text or ""
    )
    if not clean:
        return 0
    scanned = document.text_quality is not TextQuality.GOOD or not page.text.strip()
    if not scanned:
        return page_pictures.WIDTH_PX
    return 0 if item.topic in NEVER_DRAWN else UNMASKED_ARE_DRAWN_SMALL_PX


def _drawn(store: Store, digest: str, pages: Mapping[int, int]) -> dict[int, bytes]:
    """Drawn once for a digest and width, then kept in the work bucket."""
    from ita_evidence.archive.store import NotInArchive

    found: dict[int, bytes] = {}
    missing: dict[int, list[int]] = {}
    for number, width in pages.items():
        stored = store.work_get(_picture_key(digest, number, width))
        if stored is None:
            missing.setdefault(width, []).append(number)
        else:
            found[number] = stored
    for width, numbers in missing.items():
        try:
            drawn = page_pictures.draw(snapshots.get_blob(store, digest), numbers, width_px=width)
        except (ExtractionError, NotInArchive):
            continue  # erased on the record, or not drawable: the quote stands alone
        for number, picture in drawn.items():
            store.work_put(_picture_key(digest, number, width), picture)
        found |= drawn
    return found


def _picture_key(digest: str, page: int, width_px: int) -> str:
    return f"tables/pictures/{digest[:2]}/{digest}-{page}-{width_px}.png"


def read_board(store: Store, agency: str) -> dict[str, Any]:
    """The agency's board; put together anew from its periods' own indexes where it is not whole."""
    known = read_json(store, agency, "board")
    if known.get("format") == board.FORMAT:
        return known
    made: dict[str, Any] = {}
    prefix = layout.index_key(agency, "board").removesuffix("board.json")
    for key in store.work_keys(prefix):
        name = key.removeprefix(prefix).removesuffix(".json")
        entry = read_json(store, agency, name) if "/" not in name else {}
        if entry.get("format") == board.FORMAT and "run_key" in entry:  # a period's own
            made = board.merge(made, entry)
    return made


def read_json(store: Store, agency: str, name: str) -> dict[str, Any]:
    """`index/<agency>/<name>.json`; empty where it is not there or not whole."""
    data = store.work_get(layout.index_key(agency, name))
    try:
        value = json.loads(data) if data else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
