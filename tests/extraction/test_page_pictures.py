"""Pages are drawn in a process of their own, within limits."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction import page_pictures


def pdf(*sizes: tuple[float, float]) -> bytes:
    """A PDF with a page of each size (points)."""
    target = io.BytesIO()
    canvas = Canvas(target)
    for number, size in enumerate(sizes, start=1):
        canvas.setPageSize(size)
        canvas.drawString(20, size[1] / 2, f"page {number}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def test_the_pages_asked_for_are_drawn_at_their_width() -> None:
    drawn = page_pictures.draw(pdf((595, 842), (842, 595)), [2, 1, 9], width_px=300)
    assert sorted(drawn) == [1, 2], "a page that is not there is left out"
    sizes = {number: Image.open(io.BytesIO(data)).size for number, data in drawn.items()}
    assert sizes[1] == (300, 425) and sizes[2] == (300, 212)
    assert Image.open(io.BytesIO(drawn[1])).convert("L").getextrema()[0] < 128, "the text is drawn"


def test_no_page_asks_for_no_process() -> None:
    assert page_pictures.draw(b"no PDF at all", []) == {}


def test_a_very_long_page_is_cut_off_below() -> None:
    (drawn,) = page_pictures.draw(pdf((100, 2000)), [1], width_px=100).values()
    assert Image.open(io.BytesIO(drawn)).size == (100, 100 * page_pictures.TALLEST)


@pytest.mark.parametrize("data", [b"%PDF-1.7 broken", b"", pdf((0.01, 14_000))])
def test_what_cannot_be_drawn_is_an_error_and_not_our_death(data: bytes) -> None:
    with pytest.raises(ExtractionError, match="drawing pages"):
        page_pictures.draw(data, [1])
