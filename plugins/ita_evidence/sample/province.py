"""The made-up province as data: what `include/sample_province` and the catalog say of it.

The catalog is read as plain data (`sample` imports no room): the agency's units, and the items'
titles and wording, which agencies print beside their links, and so does the made-up one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from ita_evidence.settings import PROJECT

TEXTS = PROJECT / "include/sample_province"
EDITION = "2566"
DOMAIN = "sample.example"
ITEMS = tuple(f"O{n}" for n in range(1, 44))
BY_EVERY_OFFICE = ("O7 O14 O15 O19 O20 O21 O32 O33 O36 O37 O38 O40 O41").split()
"""Items that the seed gives to ทุกส่วนราชการ."""


class Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Office(Data):
    """A unit: its line in the agency file and its texts in `offices.yaml`."""

    id: str
    name: str
    letter: str
    scheme: Literal["http", "https"] = "https"
    encoding: Literal["utf-8", "windows-874"] = "utf-8"
    form: Literal["xlsx", "html", "csv", "csv874", "pdf", "docx"]
    work: str
    post: str
    service: str
    days: int
    activity: str
    goods: dict[str, int]
    online: dict[str, str] = Field(default_factory=dict)
    news: Literal["page", "json"] = "page"
    number: int
    """Its place in the agency file, from 0: varies dates and sums."""

    @property
    def host(self) -> str:
        return f"{self.id.replace('_', '-')}.{DOMAIN}"

    @property
    def phone(self) -> str:
        return f"0 2000 {200 + self.number:04d}"

    def url(self, path: str) -> str:
        return f"{self.scheme}://{self.host}{path}"


class Executive(Data):
    name: str
    position: str
    phone: str
    email: str


class Issue(Data):
    name: str
    strategy: str
    goal: str
    indicator: str
    target: str


class Project(Data):
    name: str
    unit: str
    budget: int
    paid: int
    time: str
    progress: str


class HrLine(Data):
    name: str
    progress: str
    money: str


class Risk(Data):
    event: str
    chance: int
    impact: int
    level: str
    measure: str
    done: str


class Measure(Data):
    weak: str
    kind: Literal["urgent", "improve"]
    name: str
    owner: str
    steps: str
    follow: str
    done: str


class Prevention(Data):
    name: str
    budget: str
    paid: str
    time: str
    progress: str


class Plant(Data):
    """A deficiency put there on purpose: an entry of `planted.yaml`, which explains its keys."""

    id: str
    item: str
    unit: str
    make: str | None = None
    month: str | None = None
    what: str
    runs: tuple[str, ...]
    verdict: str
    unit_status: dict[str, str]
    finding: str | None
    mended_at: str | None = None


class Province(Data):
    name: str
    letter: str
    address: str
    phone: str
    email: str
    map: str
    districts: tuple[str, ...]
    executives: tuple[Executive, ...]
    social: dict[str, str]
    eit_code: str
    laws: tuple[str, ...]
    duties: tuple[str, ...]
    issues: tuple[Issue, ...]
    projects: tuple[Project, ...]
    hr_lines: tuple[HrLine, ...]
    risks: tuple[Risk, ...]
    measures: tuple[Measure, ...]
    prevention: tuple[Prevention, ...]
    vendors: tuple[str, ...]
    offices: tuple[Office, ...]
    plants: tuple[Plant, ...]
    titles: dict[str, str]
    wording: dict[str, str]

    @property
    def governor(self) -> Executive:
        return self.executives[0]

    @property
    def full_name(self) -> str:
        return f"จังหวัด{self.name}"

    @staticmethod
    def www(path: str) -> str:
        return f"https://www.{DOMAIN}{path}"

    def office(self, unit: str) -> Office:
        return next(office for office in self.offices if office.id == unit)

    def planted(self, item: str, unit: str, make: str) -> Plant | None:
        """The plant that `make`s this fault at this item and unit, or None."""
        wanted = (item, unit, make)
        return next((p for p in self.plants if (p.item, p.unit, p.make) == wanted), None)


def input_files(catalog: Path) -> list[Path]:
    """The files that the province is made from, in a fixed order."""
    return [
        *sorted(TEXTS.glob("*.yaml")),
        *sorted(Path(__file__).parent.glob("*.py")),
        catalog / "agencies/sample.yaml",
        *sorted((catalog / "editions" / EDITION).glob("o*.yaml")),
    ]


def _read(path: Path) -> Any:
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def load(catalog: Path) -> Province:
    """The province's data.

    Raises:
        pydantic.ValidationError, OSError, yaml.YAMLError: the data files are wrong.
    """
    units = _read(catalog / "agencies/sample.yaml")["units"]
    texts = _read(TEXTS / "offices.yaml")
    offices = tuple(
        Office(id=unit["id"], name=unit["name_th"], number=number, **texts[unit["id"]])
        for number, unit in enumerate(units)
    )
    items = {}
    for item in ITEMS:
        path = catalog / "editions" / EDITION / f"{item.lower()}.yaml"
        if path.exists():  # an edition may be incomplete while it is being written
            items[item] = _read(path)
    return Province(
        **_read(TEXTS / "province.yaml"),
        offices=offices,
        plants=tuple(Plant(**plant) for plant in _read(TEXTS / "planted.yaml")["planted"]),
        titles={item: items.get(item, {}).get("title_th", item) for item in ITEMS},
        wording={item: items.get(item, {}).get("wording", "") for item in ITEMS},
    )
