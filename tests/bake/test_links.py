from __future__ import annotations

import posixpath
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_monitor.bake import links

names = st.text(st.characters(exclude_characters="/\\\0", exclude_categories=("Cs",)), min_size=1).filter(
    lambda name: name not in {".", ".."}
)
paths = st.lists(names, min_size=1, max_size=4).map("/".join)


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/axes/2/", "axes/2/index.html"),
        ("/donnees/rapport.csv", "donnees/rapport.csv"),
        ("/indicateurs/2.2-O2/", "indicateurs/2.2-O2/index.html"),
        ("/%C3%A9/", "é/index.html"),
    ],
)
def test_an_address_has_a_file(address: str, file: str):
    assert links.file_of(address) == file


@given(paths, paths)
def test_a_link_from_one_file_leads_to_the_other(source: str, target: str):
    link = links.relative(source, target)
    assert not link.startswith("/")
    assert posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(link))) == posixpath.normpath(target)


PAGE = """<!doctype html>
<html lang="fr"><head><link rel="icon" href="/a.svg?x=1&amp;y=2"><!-- href="/no" --></head>
<body data-x="/no" class='a'><p title="href=&quot;/no&quot;">A &amp; B &lt; C &#233; é<br>« /no »
<a href="/b/#c">1</a><img src="/d.png" alt=""/><form action="/e/"></form>
<figure data-plotly-src="/f.js" data-plotly-css="/g.css"></figure>
<svg viewBox="0 0 1 1"><path d="M0 0"/></svg><script type="application/json">{"href": "</p> /no &amp;"}</script>
<textarea readonly>&lt;iframe src="/no"&gt;</textarea></body></html>
"""


def test_only_what_is_an_address_is_changed_and_the_rest_is_the_same_to_the_byte():
    pieces = links.split_links(PAGE)
    assert list(links.links_in_page(pieces)) == ["/a.svg?x=1&y=2", "/b/#c", "/d.png", "/e/", "/f.js", "/g.css"]
    changed = links.rewrite_links(pieces, lambda value: f"=>{value}")
    assert changed.replace("=&gt;", "") == PAGE
    assert links.rewrite_links(pieces, lambda value: value) == PAGE


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("""<a title="a > b" href="/x">""", ["/x"]),
        ("""<a title='see href="/no"' href="/x">""", ["/x"]),
        ("""<a title="see href=" class="/no">""", []),
        ("""<script src="/x.js">a = '<a href="/no">'</script><a href="/y">""", ["/x.js", "/y"]),
        ("""<style>a::after { content: '<a href="/no">' }</style>""", []),
        ("""<A HREF='/no'>a < b, href="/no" > c</A><!-- <a href="/no"> -->""", []),
        ("""<img alt=""\n  src="/x"\n/>""", ["/x"]),
        ("""<a href="/no""", []),
    ],
)
def test_an_address_stands_in_a_tag_and_nowhere_else(html: str, found: list[str]):
    assert list(links.links_in_page(links.split_links(html))) == found


def test_a_style_sheet_names_files_from_its_own_place():
    css = "a { background: url('../img/a.svg#x') } b { mask: url( b.svg ) } c { fill: url(#p) } d { src: url(data:x) }"
    assert list(links.links_in_style(css, "static/css/site.css")) == ["static/img/a.svg", "static/css/b.svg"]
