"""Pages that say an item's words and show nothing of it: none is met."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from good_documents import BODY, PAGES

from ita_evidence.extraction.readers import web
from ita_evidence.extraction.readers.limits import Limits
from ita_evidence.model import Item, VerdictValue

HOME = "https://www.somewhere.example/"
ITEMS = (*PAGES, "O18", "O20", "O21", "O25")
Page = Callable[[Item, Iterable[Item]], str]


def read(html: str) -> Any:
    text = f"<!doctype html><html><head><meta charset=utf-8></head><body>{html}</body></html>"
    return web.read(text.encode(), "html", None, Limits())


def _words(items: Iterable[Item]) -> list[str]:
    return list(
        dict.fromkeys(
            term for item in items for one in item.components for term in one.recognise.terms
        )
    )


def under_construction(item: Item, items: Iterable[Item]) -> str:
    words = "".join(f"<h2>{word}</h2>" for word in _words([item]))
    return f"<h1>{item.title_th}</h1>{words}<p>{BODY} ข้อมูลอยู่ระหว่างปรับปรุง</p>"


def menu_alone(item: Item, items: Iterable[Item]) -> str:
    links = "".join(f'<li><a href="/m{n}">{word}</a></li>' for n, word in enumerate(_words(items)))
    return f"<nav><ul>{links}</ul></nav><h1>{item.title_th}</h1><p>{BODY}</p>"


def criteria_alone(item: Item, items: Iterable[Item]) -> str:
    lines = "".join(f"<p>{line}</p>" for line in item.wording.split("\n"))
    return f"<h1>{item.title_th}</h1><p>{BODY}</p>{lines}"


def index_of_all(item: Item, items: Iterable[Item]) -> str:
    rows = "".join(
        f"<tr><td>{one.id}</td><td>{one.title_th}</td><td>{one.wording}</td></tr>" for one in items
    )
    return f"<h1>OIT {BODY} ปีงบประมาณ พ.ศ. 2566</h1><table>{rows}</table>"


def titles_of_all(item: Item, items: Iterable[Item]) -> str:
    lines = "".join(f'<h3>{one.id} {one.title_th}</h3><a href="#">ดูข้อมูล</a>' for one in items)
    return f"<h1>OIT {BODY} ปีงบประมาณ พ.ศ. 2566</h1>{lines}"


def link_to_nowhere(item: Item, items: Iterable[Item]) -> str:
    links = "".join(
        f'<p><a href="{href}">{word} {BODY} ปี พ.ศ. 2566</a></p>'
        for word in (item.title_th, *_words([item]))
        for href in ("#", "", "javascript:void(0)")
    )
    return f"<h1>{item.title_th}</h1><p>{BODY}</p>{links}"


HOSTILE: tuple[Page, ...] = (
    under_construction,
    menu_alone,
    criteria_alone,
    index_of_all,
    titles_of_all,
    link_to_nowhere,
)


@pytest.mark.parametrize("page", HOSTILE, ids=lambda one: one.__name__)
@pytest.mark.parametrize("item", ITEMS)
def test_words_alone_are_never_met(make: Any, say: Any, items: Any, item: str, page: Page) -> None:
    shown = make.shown(read(page(items[item], items.values())), url=f"{HOME}item/")
    home = make.shown(read(f'<h1>{BODY}</h1><a href="/item/">{items[item].title_th}</a>'), url=HOME)
    judged = make.judge(item, shown, home=home)
    assert judged.verdict in (VerdictValue.NOT_MET, VerdictValue.NEEDS_REVIEW), say.reasons(judged)
