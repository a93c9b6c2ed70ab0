"""Pages as WordPress, Joomla and Google Sites write them: all that shows them again is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from collection_world import Site, make_request

from ita_evidence.collection import Fetcher, adapters
from ita_evidence.collection.fetcher import Fetched
from ita_evidence.model import Host, Outcome
from ita_evidence.periods import parse

Make = Callable[..., Fetcher]
PNG = (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n")
GIF = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="

WORDPRESS = f"""<!doctype html><html lang="th"><head><title>คณะผู้บริหาร</title>
<link rel="stylesheet" href="/wp-content/themes/gov/style.css?ver=6.4">
<script src="/wp-includes/js/jquery/jquery.min.js?ver=3.7.1"></script></head>
<body class="page-template-default"><div class="entry-content"><h1>คณะผู้บริหาร</h1>
<figure class="wp-block-image"><img class="lazyload" src="{GIF}"
  data-src="/wp-content/uploads/2023/01/gov.jpg"
  data-srcset="/wp-content/uploads/2023/01/gov-300x200.jpg 300w,
    /wp-content/uploads/2023/01/gov-1536x1024.jpg 1536w" sizes="(max-width: 1024px) 100vw, 1024px">
<noscript><img src="/wp-content/uploads/2023/01/gov.jpg" alt=""></noscript></figure>
<img data-lazy-src="/wp-content/uploads/2023/01/vice.jpg" src="{GIF}">
<noscript><img src="/wp-content/uploads/2023/01/only-here.jpg"></noscript>
<div class="wp-block-cover" style="background-image:url(/wp-content/uploads/cover.jpg)"></div>
<div class="elementor-section" data-bg="/wp-content/uploads/section.jpg"></div>
<noscript><img height="1" width="1" src="/pixel.gif?id=1"></noscript>
</div></body></html>"""
"""A block theme with a lazy loader (data-src, data-lazy-src, data-bg) and its fallbacks."""

JOOMLA = """<!doctype html><html lang="th-th"><head><title>แผนปฏิบัติราชการ</title>
<base href="http://office.test/index.php/plan">
<link href="/media/templates/site/cassiopeia/css/template.min.css?8a" rel="stylesheet">
<script src="/media/system/js/core.min.js?576" defer></script></head>
<body class="site com_content"><div class="item-page" itemscope><h2>แผนปฏิบัติราชการ</h2>
<picture><source type="image/webp" srcset="/images/2566/plan-640.webp 640w, /images/2566/plan-1280.webp 1280w">
<img src="/images/2566/plan.jpg" loading="lazy" width="800" height="1131"></picture>
<img class="jch-lazyload" data-original="/images/2566/cover.jpg" src="/media/blank.gif">
<div class="sppb-section" style='background-image: url("/images/bg.jpg"); color: red'></div>
</div></body></html>"""
"""Cassiopeia with a page builder: a picture in two formats, an image that a script puts in."""

GOOGLE = """<!doctype html><html lang="th"><head><title>O2</title>
<link rel="stylesheet" href="https://www.gstatic.com/_/atari/_/ss/k=atari.vw"></head>
<body><div role="main"><section><h1>ผู้บริหาร</h1>
<img src="http://lh3.pictures.test/sitesv/portrait=w1280" class="CENy8b" role="img">
<div class="IFuOkc" style="background-position: center; background-image: url(http://lh3.pictures.test/sitesv/banner=w16383);"></div>
</section></div></body></html>"""
"""A site whose pictures lie on another host, and whose style sheet on a third."""


def run(made: Fetcher) -> tuple[Fetched, ...]:
    return adapters.collect(make_request(), made, period=parse("2566-03"), fiscal_year=2566)


def paths(found: tuple[Fetched, ...]) -> set[str]:
    assert {each.capture.outcome for each in found} == {Outcome.OK}
    assert {each.capture.role for each in found[1:]} <= {"requisite"}
    return {each.capture.url.split(".test", 1)[1] for each in found[1:]}


@pytest.mark.parametrize(
    ("page", "needed"),
    [
        pytest.param(
            WORDPRESS,
            {
                "/wp-content/themes/gov/style.css?ver=6.4",
                "/wp-includes/js/jquery/jquery.min.js?ver=3.7.1",
                "/wp-content/uploads/2023/01/gov.jpg",
                "/wp-content/uploads/2023/01/gov-1536x1024.jpg",
                "/wp-content/uploads/2023/01/vice.jpg",
                "/wp-content/uploads/2023/01/only-here.jpg",
                "/wp-content/uploads/cover.jpg",
                "/wp-content/uploads/section.jpg",
            },
            id="wordpress",
        ),
        pytest.param(
            JOOMLA,
            {
                "/media/templates/site/cassiopeia/css/template.min.css?8a",
                "/media/system/js/core.min.js?576",
                "/images/2566/plan.jpg",
                "/images/2566/plan-1280.webp",
                "/images/2566/cover.jpg",
                "/images/bg.jpg",
            },
            id="joomla",
        ),
    ],
)
def test_what_shows_a_page_again_is_kept(
    site: Site, fetcher: Make, page: str, needed: set[str]
) -> None:
    site.routes |= {"/list": page} | dict.fromkeys(needed, PNG)
    found = run(fetcher(site.address))
    assert paths(found) == needed
    assert found[0].capture.detail == ""


def test_pictures_of_google_sites_are_kept_from_the_host_that_holds_them(
    site: Site, fetcher: Make
) -> None:
    site.routes |= {"/list": GOOGLE, "/sitesv/portrait=w1280": PNG, "/sitesv/banner=w16383": PNG}
    alone = run(fetcher(site.address))
    assert paths(alone) == set()
    assert alone[0].capture.detail == ("needed to be shown again and not asked: 3 on other hosts")
    hosts: dict[str, Any] = {
        "hosts": (
            Host(name="office.test", delay_s=0.0),
            Host(name="lh3.pictures.test", delay_s=0.0, requisites_of="office.test"),
        )
    }
    found = run(fetcher(site.address, agency=hosts))
    assert paths(found) == {"/sitesv/portrait=w1280", "/sitesv/banner=w16383"}
    assert found[0].capture.detail == ("needed to be shown again and not asked: 1 on other hosts")


def test_a_page_that_a_script_draws_is_kept_with_its_script_and_is_not_empty(
    site: Site, fetcher: Make
) -> None:
    site.routes |= {
        "/list": "<!doctype html><html><head><title></title></head><body><div id=root></div>"
        "<script src=/static/js/main.js></script></body></html>",
        "/static/js/main.js": PNG,
    }
    assert paths(run(fetcher(site.address))) == {"/static/js/main.js"}


def test_what_is_beyond_the_limit_is_counted(site: Site, fetcher: Make) -> None:
    pictures = [f"/{number}.png" for number in range(25)]
    body = "".join(f"<img src={path}>" for path in pictures)
    site.routes |= {"/list": f"<html><body>ข่าว{body}</body></html>"} | dict.fromkeys(pictures, PNG)
    found = run(fetcher(site.address))
    assert len(found) == 1 + 20
    assert found[0].capture.detail == "needed to be shown again and not asked: 5 beyond the limit"
