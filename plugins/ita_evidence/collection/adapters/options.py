"""A request's options, read strictly: an option nobody knows is a mistake, not a wish."""

from __future__ import annotations

from ita_evidence.errors import CatalogError, CatalogFault
from ita_evidence.model import Request


def check(request: Request, **valid: tuple[str, ...]) -> None:
    """Refuses unknown options, and values outside a closed list.

    Args:
        valid: each option's values; an empty tuple takes any.

    Raises:
        CatalogError: names the URL, the option and what would be valid.
    """
    for name, value in request.options.items():
        if name not in valid:
            raise _fault(request, f"the option {name!r}", ", ".join(sorted(valid)) or "no option")
        if valid[name] and value not in valid[name]:
            raise _fault(request, f"{name}: {value!r}", ", ".join(valid[name]))


def text(request: Request, name: str, default: str = "") -> str:
    """An option that is text."""
    value = request.options.get(name, default)
    if not isinstance(value, str):
        raise _fault(request, f"{name}: {value!r}", "text")
    return value


def number(request: Request, name: str, default: int) -> int:
    """An option that is a whole number of one or more."""
    value = request.options.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise _fault(request, f"{name}: {value!r}", "a whole number from 1")
    return value


def _fault(request: Request, problem: str, valid: str) -> CatalogError:
    where = f"{request.url} ({request.adapter}) has {problem}"
    return CatalogError((CatalogFault("sources", 1, where, valid),))
