"""A file's data as one of the model's values, or the faults that say why it is none."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ita_evidence.catalog.marked import Marked, as_json_value
from ita_evidence.errors import CatalogFault

Model = TypeVar("Model", bound=BaseModel)


def shaped(marked: Marked, model: type[Model]) -> tuple[Model | None, list[CatalogFault]]:
    """The file as `model`, strictly: no unknown field, no type that would have to be converted."""
    try:
        text = json.dumps(marked.value, default=as_json_value)
        return model.model_validate_json(text, strict=True), []
    except ValidationError as error:
        return None, [_fault(marked, model, one) for one in error.errors(include_url=False)]
    except TypeError as error:
        return None, [marked.fault((), str(error), "text, numbers, dates, lists and mappings")]


def near(name: str, names: Iterable[str]) -> str:
    """What would be valid: all names where they are few, else those nearest to `name`."""
    known = list(dict.fromkeys(names))
    if not known:
        return "none is declared"
    close = difflib.get_close_matches(name, known, n=5, cutoff=0.5)
    if len(known) <= 15:
        rest = [one for one in known if one not in close]
        return ", ".join(close + rest)
    some = close or [*known[:3], "…", *known[-2:]]
    return f"{', '.join(some)} ({len(known)} in all)"


def _fault(marked: Marked, model: type[BaseModel], error: ErrorDetails) -> CatalogFault:
    loc = error["loc"]
    where = ".".join(str(part) for part in loc)
    if error["type"] == "extra_forbidden":
        valid = near(str(loc[-1]), _fields_at(model, loc[:-1]))
        return marked.fault(loc, f"unknown field {where!r}", valid)
    if error["type"] == "missing":
        others = ", ".join(_fields_at(model, loc[:-1]))
        return marked.fault(loc[:-1], f"field {where!r} is missing", f"all of {others}")
    wanted = error.get("ctx", {}).get("expected") or error["msg"].removeprefix("Input should be ")
    return marked.fault(loc, f"{where}: {error['input']!r} is not valid", str(wanted))


def _fields_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The field names of the model that stands at `loc` within `model`."""
    here: Any = model
    for part in loc:
        here = here.model_fields[str(part)].annotation if _is_model(here) else _inner(here)
    return list(here.model_fields) if _is_model(here := _inner(here)) else []


def _inner(annotation: Any) -> Any:
    """The model inside `tuple[M, ...]`, `dict[str, M]` or `M | None`; else what is given."""
    return next((one for one in get_args(annotation) if _is_model(one)), annotation)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
