"""Blocks as a web page, in two looks: the province's main site and an office's own."""

from __future__ import annotations

from html import escape

from .blocks import Block, Grid, Heading, Html, Links, Picture, Text
from .province import Office, Province

_STYLE = (
    "body{font-family:Sarabun,'TH Sarabun New',sans-serif;margin:0 auto;max-width:62rem}"
    "header,footer{background:#efe7d6;padding:1rem}table{border-collapse:collapse}"
    "td,th{border:1px solid #999;padding:.25rem .5rem}main{padding:1rem}"
    ".criteria{color:#555;font-size:.9em;white-space:pre-line}"
)


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Text(text, align):
            style = "" if align == "left" else f' style="text-align:{align}"'
            return f"<p{style}>{escape(text)}</p>"
        case Grid(header, rows):
            head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
            body = "".join(
                "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n"
                for row in rows
            )
            return f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"
        case Links(items):
            lines = "".join(
                f'<li><a href="{escape(href)}">{escape(text)}</a></li>\n' for text, href in items
            )
            return f"<ul>{lines}</ul>"
        case Picture(src, alt, width):
            size = f' width="{width}"' if width else ""
            return f'<p><img src="{escape(src)}" alt="{escape(alt)}"{size}></p>'
        case Html(markup):
            return markup


def _page(*, title: str, nav: str, name: str, footer: str, blocks: tuple[Block, ...]) -> str:
    body = "\n".join(map(_block, blocks))
    return (
        '<!DOCTYPE html>\n<html lang="th">\n<head><meta charset="utf-8">'
        f"<title>{escape(title)} - {escape(name)}</title><style>{_STYLE}</style></head>\n<body>\n"
        f"<header><strong>{escape(name)}</strong>\n<nav>{nav}</nav></header>\n"
        f"<main>\n<h1>{escape(title)}</h1>\n{body}\n</main>\n"
        f"<footer>{footer}</footer>\n</body>\n</html>\n"
    )


def criteria(wording: str) -> Html:
    """The criterion as agencies print it beside their evidence: it must never count as evidence."""
    lines = "<br>\n".join(map(escape, wording.strip().split("\n")))
    return Html(f'<div class="criteria">{lines}</div>')


def main_site(province: Province, title: str, *blocks: Block) -> bytes:
    """A page of www.sample.example."""
    nav = " | ".join(
        f'<a href="{href}">{text}</a>'
        for text, href in (
            ("หน้าหลัก", "/"),
            ("การเปิดเผยข้อมูลสาธารณะ (OIT)", "/oit/2566/"),
            ("E-Service", "/e-service/"),
            ("ถาม-ตอบ", "/webboard/"),
            ("แจ้งเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ", "/anti-corruption/report/"),
            ("ติดต่อเรา", "/contact/"),
        )
    )
    social = " ".join(
        f'<a href="{escape(href)}">{escape(text)}</a>' for text, href in province.social.items()
    )
    footer = (
        f"<p>{escape(province.address)}</p><p>โทรศัพท์ {province.phone} อีเมล "
        f'<a href="mailto:{province.email}">{province.email}</a></p><p>{social}</p>'
    )
    name = f"เว็บไซต์{province.full_name}"
    return _page(title=title, nav=nav, name=name, footer=footer, blocks=blocks).encode()


def office_site(province: Province, office: Office, title: str, *blocks: Block) -> bytes:
    """A page of an office's own site, in that site's encoding."""
    nav = (
        f'<a href="/">หน้าหลัก</a> | <a href="/news/">ข่าวประชาสัมพันธ์</a> | '
        f'<a href="/manual/">คู่มือ</a> | <a href="{province.www("/")}">{province.full_name}</a>'
    )
    footer = f"<p>{escape(office.name)} ศาลากลาง{province.full_name} โทร. {office.phone}</p>"
    text = _page(title=title, nav=nav, name=office.name, footer=footer, blocks=blocks)
    if office.encoding == "windows-874":
        return text.replace('charset="utf-8"', 'charset="windows-874"').encode("cp874")
    return text.encode()
