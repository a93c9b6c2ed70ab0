"""The frozen values that cross rooms.

Everything here is data: no room's logic, no input or output. A value is written to the archive
as `model_dump(mode="json")`, made canonical (RFC 8785) by `archive/canonical.py`, and read back
with `model_validate`; an unknown field is refused, so that a record means one thing.

Times are aware and in UTC; periods are B.E. text as in `periods.py`; digests are lower-case hex.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """Base of every value: immutable, and strict about its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --- vocabulary ------------------------------------------------------------------------------


class Outcome(StrEnum):
    """The class of a capture: what came of one request (docs/outcomes.md)."""

    OK = "ok"
    UNCHANGED = "unchanged"
    NOT_FOUND = "not_found"
    SOFT_404 = "soft_404"
    EMPTY = "empty"
    WRONG_TYPE = "wrong_type"
    UNREACHABLE = "unreachable"
    SERVER_ERROR = "server_error"
    BLOCKED = "blocked"
    CLOSED = "closed"
    TOO_LARGE = "too_large"
    REFUSED_BY_POLICY = "refused_by_policy"


class VerdictValue(StrEnum):
    """What a target was judged to be. Never ผ่าน/ไม่ผ่าน, which are the ITA's own ratings."""

    MET = "met"
    NOT_MET = "not_met"
    NEEDS_REVIEW = "needs_review"
    NOT_DUE = "not_due"
    NOT_APPLICABLE = "not_applicable"


class UnitStatus(StrEnum):
    """Whether a unit did the part that the seed's responsible-office column gives it."""

    DONE = "done"
    BEHIND = "behind"
    NEEDS_REVIEW = "needs_review"
    NOT_DUE = "not_due"
    NOT_ASSIGNED = "not_assigned"


class Found(StrEnum):
    """What a recogniser saw of one component."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    NIL = "nil"
    """A declared nil that the item's `nil_scope` accepts in place of the component."""


class Cadence(StrEnum):
    MONTHLY = "monthly"
    SEMIANNUAL = "semiannual"


class PeriodRule(StrEnum):
    """What the content of an item must speak of, for fiscal year N."""

    UNDATED = "undated"
    IN_YEAR = "in_year"
    PREVIOUS_YEAR = "previous_year"
    FIRST_HALF = "first_half"
    COVERS_YEAR = "covers_year"


class UnitsRule(StrEnum):
    """How the units' evidence is combined into the item's."""

    ANY = "any"
    EACH = "each"
    NAMED_ANY = "named_any"


class NilScope(StrEnum):
    """What a declared nil may stand for in an item."""

    NONE = "none"
    ITEM = "item"
    MONTH = "month"
    COMPONENT = "component"
    QUALIFIED = "qualified"


class TextQuality(StrEnum):
    GOOD = "good"
    REPAIRED = "repaired"
    POOR = "poor"
    NONE = "none"


# --- catalog ---------------------------------------------------------------------------------


class Recognise(Frozen):
    """How a component is recognised: data for one of `validation/recognisers`."""

    kind: str
    terms: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    options: dict[str, Any] = Field(default_factory=dict)


class Component(Frozen):
    """One thing an item must show."""

    id: str
    wording: str
    required: bool = True
    recognise: Recognise


class PublishBy(Frozen):
    """The internal date after which missing evidence is a fault, relative to the period.

    `months_after` counts from the period's last month (a month's สขร.1: the 15th, 1 month after;
    negative for what must stand before the period ends). The period is the run's; for a
    `first_half` item that is not `by_month` it is the half-year, also in a monthly run.
    """

    months_after: int = Field(ge=-6, le=12)
    day: int = Field(ge=1, le=28)


class Item(Frozen):
    """One requirement of an edition: `include/catalog/editions/<edition>/<id>.yaml`."""

    id: str
    topic: str
    title_th: str
    title_en: str
    sub_indicator: Literal["9.1", "9.2", "9.3", "9.4", "9.5", "10.1", "10.2"]
    wording: str
    components: tuple[Component, ...]
    any_of: tuple[str, ...] = ()
    """Component ids of which one is enough (O40)."""
    period_rule: PeriodRule
    cadence: tuple[Cadence, ...]
    watch: bool = False
    responsible: tuple[str, ...]
    """Roles of units as the seed names them (`Unit.roles`); `all_units` for ทุกส่วนราชการ."""
    joint: bool = False
    """The roles share one piece of evidence (a slash in the seed): one's evidence is all theirs."""
    by_month: bool = False
    """Each month must be there by itself; a monthly run asks for its month alone (O21)."""
    units_rule: UnitsRule
    nil_scope: NilScope = NilScope.NONE
    linked_from_home: bool = False
    on_site: bool = False
    province_site: bool = False
    consistent_with: str | None = None
    consistent_softly: bool = False
    may_repeat: bool = False
    publish_by: PublishBy
    corrections: tuple[str, ...] = ()
    """Notes on what the seed's OCR had wrong in this row."""


class HostKey(Frozen):
    """The key that a host asks for: its value is the password of an Airflow connection."""

    connection: str
    """Without Airflow: the environment's `AIRFLOW_CONN_<CONNECTION>`, as Airflow reads it."""
    header: str = "api-key"


class Host(Frozen):
    """A host the agency allows us to ask."""

    name: str
    delay_s: float = 2.0
    max_pages: int = 200
    shared: bool = False
    verify_tls: bool = True
    open_hours: str | None = None
    """`HH:MM-HH:MM` in Bangkok when the host answers at all (e-GP: 17:30-08:00)."""
    requisites_of: str | None = None
    """The host whose pages show pictures and styles that lie here; this one is asked for these
    alone, by that host's task (`sites.google.com` for `lh3.googleusercontent.com`)."""
    key: HostKey | None = None
    """Sent to this host alone, over TLS alone; never kept."""


class Connect(Frozen):
    """Where names below `.example` or `.test` are served: loopback only, checked at load."""

    http: str
    https: str
    ca: str | None = None
    """CA file, relative to the data folder."""


class Unit(Frozen):
    """An office that does a part of an item."""

    id: str
    name_th: str
    name_en: str
    roles: tuple[str, ...] = ()
    """The seed's own names for it: `yothasat`, `commerce` …"""


class Agency(Frozen):
    """The assessed body: `include/catalog/agencies/<id>.yaml`."""

    id: str
    name_th: str
    name_en: str
    home_page: str
    hosts: tuple[Host, ...]
    units: tuple[Unit, ...]
    year_basis: Literal["fiscal", "calendar"] = "fiscal"
    """How it counts "ปี พ.ศ. 2566". By the calendar, what is dated October to December alone lies in
    the year by one of the two readings: a person decides."""
    editions: dict[int, str]
    """Which edition applies to which fiscal year (B.E.)."""
    closed_on: date | None = None
    """Its last day, where it was merged or dissolved: of a period that begins later nothing is due,
    and nobody is reminded. What is archived stays."""
    connect: dict[str, Connect] = Field(default_factory=dict)
    contact: str
    """Named in the User-Agent, so that a webmaster can reach whoever runs this."""
    max_bytes: int = Field(default=25_000_000, ge=1)
    """What one answer may have on the wire, for sources that do not say otherwise."""
    eit_code: str = ""
    """The last part of the agency's own EIT form, `https://itas.nacc.go.th/go/eit/<code>`."""


class Source(Frozen):
    """Where a unit publishes an item, and by which adapter it is collected."""

    item: str
    unit: str
    url: str
    adapter: str
    why: str
    options: dict[str, Any] = Field(default_factory=dict)
    max_bytes: int | None = Field(default=None, ge=1)
    """What each answer for it may have on the wire, linked documents too; empty: the agency's."""


SUBMITTED = "submitted"
"""Stands for a unit: the URL that the agency typed into the ITAS, on which the verdict then is."""


class Submitted(Frozen):
    """What the agency typed into the ITAS for an item."""

    url: str
    explanation: str = ""
    submitted_at: datetime
    """It counts in the fiscal year that this falls in."""


class Lapsed(Frozen):
    """A source that stopped, kept so that its old captures stay explained."""

    source: Source
    on: date
    reason: str


class Waiver(Frozen):
    """An item, or one unit's part of it, that is not asked for until a date."""

    item: str
    unit: str = ""
    """Empty: the whole item."""
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)
    """Who waived it."""
    until: date
    """The last day on which it holds, in Bangkok."""


class Sources(Frozen):
    """`include/catalog/sources/<edition>/<agency>.yaml`."""

    agency: str
    edition: str
    sources: tuple[Source, ...]
    submitted: dict[str, Submitted] = Field(default_factory=dict)
    lapsed: tuple[Lapsed, ...] = ()
    waivers: tuple[Waiver, ...] = ()


class Checkpoint(Frozen):
    """A date on which the half-year's items are judged."""

    name: str
    on: date
    period: str
    seal: Literal["submission", "closing"] | None = None


class FormDates(Frozen):
    """When the ITAS takes a fiscal year's answers to the form; both days are inside."""

    opens: date
    closes: date
    settled: date | None = None
    """The last day on which assessors may look at what was submitted, where that is known."""


class Weighting(Frozen):
    """`weightings/<edition>.yaml`: what each sub-indicator counts for in the OIT's points.

    The items of a sub-indicator share its part equally. Points are expected ones: never an ITA
    score, which assessors give.
    """

    edition: str
    points: float = Field(gt=0)
    """Of an agency whose items are all met."""
    sub_indicators: dict[str, float]
    """Shares of the whole; they add up to 1."""
    certain: bool
    """False: the NACC has not published the weights; the pages say so."""
    source: str


class YearList(Frozen):
    """What is known of the ITA's list of one year."""

    items: int | None
    certain: bool
    source: str


class Crosswalk(Frozen):
    """`crosswalk.yaml`: under which numbers a topic stood in the list of each year (B.E.)."""

    years: dict[str, YearList]
    topics: dict[str, dict[str, tuple[str, ...]]]
    """Topic → year → items; several where one year's list had it in parts."""


# --- plan ------------------------------------------------------------------------------------


class Target(Frozen):
    """(agency, item, period): what a run must settle."""

    item: str
    topic: str
    judged: bool
    """False: watched only ("still there and reachable"); the verdict is `not_applicable`."""
    units: tuple[str, ...]
    waivers: tuple[Waiver, ...] | None = None
    """Those of the item that hold on the day of the plan; None in a plan of an older version."""
    before: tuple[str, ...] | None = None
    """Items of the year before that had its topic, where evidence may not repeat; None as above."""


class Request(Frozen):
    """One thing to ask a host for, once, with the (item, unit) pairs that want it."""

    id: str
    host: str
    url: str
    adapter: str
    options: dict[str, Any] = Field(default_factory=dict)
    wanted_by: tuple[tuple[str, str], ...]
    """(item, unit); the unit is `home` where an item asks for the agency's home page, `submitted`
    for the URL that the agency typed into the ITAS for the item."""
    why: str = ""
    max_bytes: int | None = None
    """As in `Source`; the most that one of those who want it allows."""


class Plan(Frozen):
    """What one run will do: `captures/<agency>/<run-key>/plan.json` in the work bucket."""

    run_key: str
    agency: str
    edition: str
    period: str
    cadence: Cadence
    checkpoint: str | None
    items: tuple[str, ...]
    base_record: int
    """Number of the agency's newest record when this plan was made; 0 for none."""
    planned_at: datetime
    captured_late: bool
    targets: tuple[Target, ...]
    requests: tuple[Request, ...]

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host that is asked, sorted."""
        return tuple(sorted({request.host for request in self.requests}))


# --- capture and snapshot --------------------------------------------------------------------


class Hop(Frozen):
    """One redirect that was followed."""

    url: str
    status: int
    location: str


class Attempt(Frozen):
    """One try at a request that did not end in an answer we kept."""

    at: datetime
    url: str
    problem: str


class Tls(Frozen):
    """What the connection said of itself."""

    version: str
    cipher: str
    subject: str
    issuer: str
    not_after: str
    fingerprint_sha256: str
    verified: bool
    downgraded: bool = False


class Remark(Frozen):
    """Something that collecting noticed beside a capture's outcome; it becomes a finding."""

    code: Literal["link_repair", "link_repair_unasked", "links_gone", "left_out", "feed_gap"]
    url: str = ""
    """For a repair: the URL that works, or may."""
    of: str = ""
    """For a repair: the URL as it was written; for what was left out: its URL."""
    why: str = ""


class Capture(Frozen):
    """One request and what came of it."""

    url: str
    final_url: str
    role: Literal["source", "linked", "requisite"] = "source"
    parent: str | None = None
    label: str | None = None
    """The text of the link by which a linked document was found; empty for what is of its page: in
    a frame of it, where it leads on by itself, a list's further page."""
    chosen_because: str | None = None
    outcome: Outcome
    rule: str
    """The rule that gave the outcome: `status_404`, `soft_404.title_th` …"""
    detail: str = ""
    remarks: tuple[Remark, ...] = ()
    links: int | None = None
    """Of a page that a source is: how many links it has, those of menus and footers left out."""
    started_at: datetime
    ended_at: datetime
    status: int | None = None
    head: str | None = None
    """The response head as received: status line and header lines, latin-1."""
    content_type: str | None = None
    content_coding: str | None = None
    address: str | None = None
    tls: Tls | None = None
    redirects: tuple[Hop, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    wire_sha256: str | None = None
    wire_size_bytes: int = 0
    blob_sha256: str | None = None
    """Digest of the payload after content coding, for `ok` and `unchanged`, and for error pages."""
    blob_size_bytes: int = 0
    etag: str | None = None
    last_modified: str | None = None
    first_snapshot: str | None = None
    """For `unchanged`: the key of the snapshot that first received these bytes."""


class Evidence(Frozen):
    """The captures of one unit's source for one item, or of what the agency submitted for it."""

    unit: str
    source: Source
    captures: tuple[Capture, ...]


class Snapshot(Frozen):
    """All captures of a target in one run: sealed."""

    format: Literal["ita-evidence/snapshot/1"] = "ita-evidence/snapshot/1"
    agency: str
    edition: str
    item: str
    period: str
    run_key: str
    checkpoint: str | None
    captured_late: bool
    home: Capture | None = None
    """The agency's home page, for items that must be linked from it."""
    evidence: tuple[Evidence, ...]
    previously_down: tuple[str, ...] = ()
    """URLs that were down at the previous checkpoint too: then they count as missing."""
    last_year: tuple[str, ...] = ()
    """Digests among these captures that the same topic had before this fiscal year began."""
    also_under: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Digest of a file among these captures → the other items of the run that show it too."""
    waivers: tuple[Waiver, ...] = ()
    """Those of the item that held on the day of the plan."""


class Sealed(Frozen):
    """A locked object: its key in the evidence bucket and the digest of its bytes."""

    key: str
    sha256: str


class Notice(Frozen):
    """Something to tell people at once: `notices/<agency>/<digest>.json` in the work bucket, the
    digest being the cause's, so that nothing is told twice."""

    kind: Literal["submitted_down", "submitted_changed"]
    item: str
    unit: str | None = None
    url: str
    seen_at: datetime
    th: str
    en: str


# --- document --------------------------------------------------------------------------------


class Place(Frozen):
    """Where in the evidence something stands."""

    blob_sha256: str = ""
    url: str = ""
    page: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None
    """Of the table; in a workbook, of the sheet that the table stands on (see `Table.top`)."""


class Page(Frozen):
    """A page of a PDF, a sheet, or the one page of anything else."""

    number: int
    name: str | None = None
    text: str
    picture_share: float = 0.0
    """The largest picture or drawing as a share of the page, 0 to 1."""
    ocr_text: str | None = None
    """Shown beside, never judged."""


class Table(Frozen):
    """Cells as text; merged cells are repeated over their span. Rows count from 0."""

    page: int
    name: str | None = None
    top: int = 0
    """Rows of its sheet above it: a place's row counts from the sheet's first."""
    rows: tuple[tuple[str, ...], ...]


class Link(Frozen):
    href: str
    text: str
    heading: str = ""
    """The nearest heading above the link."""
    in_text: bool = True
    """Whether its words stand in the document's text: those of a picture or of a menu that is not
    opened do not."""


class Picture(Frozen):
    page: int
    width_px: int
    height_px: int
    src: str = ""
    alt: str = ""
    beside: str = ""
    """On a web page: the text of the smallest element around it that has any, its card."""


class Form(Frozen):
    action: str
    method: str
    fields: tuple[str, ...]
    """`type:name` of each input, `textarea:name`, `select:name`."""
    heading: str = ""
    """Its legend, else the nearest heading above it."""


class Document(Frozen):
    """Sealed bytes, read."""

    type: str
    """html, pdf, xlsx, xls, ods, csv, docx, doc, rss, xml, json, text, image, unknown."""
    encoding: str | None = None
    encoding_rule: str | None = None
    title: str = ""
    text_quality: TextQuality
    repairs: dict[str, int] = Field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    tables: tuple[Table, ...] = ()
    links: tuple[Link, ...] = ()
    pictures: tuple[Picture, ...] = ()
    forms: tuple[Form, ...] = ()
    qr_codes: tuple[str, ...] = ()
    scripts: bool = False
    """True when a script may draw what the text lacks."""
    flags: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All pages' text, a form feed between pages."""
        return "\f".join(page.text for page in self.pages)


# --- validation ------------------------------------------------------------------------------


class Observation(Frozen):
    """A row of the `components` table: what a recogniser saw. It never judges."""

    unit: str
    component: str
    part: str = ""
    """A month (`2566-03`) where a component is needed for each; else empty."""
    found: Found
    code: str
    """The finding's code if this row fails, or the way it was recognised."""
    quote: str = ""
    place: Place = Place()
    confidence: float = Field(default=1.0, ge=0.0, le=1.0)
    covered: str = ""
    """The covered period found, as text (`2565-10..2566-03`)."""
    args: dict[str, str] = Field(default_factory=dict)
    """What the finding's sentences are filled with."""


class Decision(Frozen):
    """What a person decided of one component, bound to the evidence that was looked at: the
    `decision` of a `review` record."""

    component: str
    """Of the item; or the code of a rule over its records (`sum_mismatch`)."""
    decision: Literal["met", "not_met"]
    reason: str
    by: str
    fiscal_year: int
    evidence: tuple[str, ...]
    """Digests: it holds for rows about these bytes, and for no others."""
    at: datetime
    """The record's time."""
    record: int
    """The record's number."""


class Finding(Frozen):
    """One reason of a verdict."""

    code: str
    result: Literal["not_met", "needs_review", "note"]
    unit: str
    component: str
    part: str = ""
    th: str
    en: str
    quote: str = ""
    place: Place = Place()


class UnitResult(Frozen):
    unit: str
    status: UnitStatus


class Inputs(Frozen):
    """Everything a verdict was made from, by digest: equal inputs give equal verdict bytes."""

    snapshots: tuple[Sealed, ...]
    catalog_sha256: str
    suite_sha256: str
    lock_sha256: str
    newest_review: int
    due: Literal["due", "not_due"]


class Result(Frozen):
    """How one target came out of a run: a small value, safe to log and to hand between tasks."""

    item: str
    judged: bool
    verdict: VerdictValue | None = None
    snapshot: Sealed | None = None
    sealed: Sealed | None = None
    """The verdict's object."""
    finding: str = ""
    """The first finding's Thai sentence, masked."""
    codes: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    """Units whose status is `behind`."""
    error: str = ""
    """Why there is no verdict, if there is none."""


class Verdict(Frozen):
    """What a target was judged to be, and why: sealed."""

    format: Literal["ita-evidence/verdict/1"] = "ita-evidence/verdict/1"
    agency: str
    edition: str
    item: str
    topic: str
    period: str
    run_key: str
    judge_key: str
    verdict: VerdictValue
    covered: str = ""
    units: tuple[UnitResult, ...]
    findings: tuple[Finding, ...]
    inputs: Inputs
