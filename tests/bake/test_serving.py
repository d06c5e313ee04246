"""What a web server is told. `test_nginx` asks nginx itself."""

from __future__ import annotations

import re

from strategy_monitor.bake import serving

POLICY = {"Content-Security-Policy": "default-src 'none'", "Content-Type": "text/html; charset=utf-8"}
HEADERS = {
    "/": POLICY,
    "/axes/": POLICY,
    "/a/integrer/": POLICY | {"Content-Security-Policy": "frame-ancestors *"},
    "/a.csv": {"Content-Type": "text/csv; charset=utf-8; header=present", "Access-Control-Allow-Origin": "*"},
    "/b.csv": {"Content-Type": "text/csv; charset=utf-8; header=present", "Access-Control-Allow-Origin": "*"},
    "/c.csv": {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": 'inline; filename="c.csv"'},
    "/é.json": {"Content-Type": "application/json"},
}


def test_each_header_is_told_by_address_and_the_usual_one_once():
    maps = serving.write_nginx_maps(HEADERS, {"/favicon.ico": "/icon.svg"})
    csp = re.search(r"map \$uri \$baked_content_security_policy {(.*?)\n}", maps, re.DOTALL)[1]
    assert csp.splitlines()[1] == '    default "";', "most of these have none"
    pages = serving.write_nginx_maps({address: HEADERS[address] for address in ("/", "/axes/", "/a/integrer/")}, {})
    assert pages.count("default-src") == 1
    assert '"/a/integrer/" "frame-ancestors *";' in pages
    assert '"/c.csv" "inline; filename=\\"c.csv\\"";' in maps
    assert '"/a.csv" "*";' in maps
    assert '"/axes/index.html" "default-src \'none\'";' in maps, "nginx serves a folder as the file in it"
    assert '"/favicon.ico" "/icon.svg";' in maps
    assert "$baked_content_type" not in maps


def test_a_page_is_found_whatever_capitals_are_typed_unless_another_one_is_alike():
    pages = ("/axes/", "/indicateurs/2.2-O2/", "/indicateurs/2.2-O2.csv", "/indicateurs/A/", "/indicateurs/a/")
    assert serving.pages_to_spell(pages) == {
        "/indicateurs/2.2-O2/": "/indicateurs/2.2-O2/",
        "/indicateurs/2.2-O2": "/indicateurs/2.2-O2/",
        "/indicateurs/A/": "/indicateurs/A/",
        "/indicateurs/A": "/indicateurs/A/",
    }


def test_the_usual_type_of_a_suffix_is_told_once_and_what_differs_by_address():
    conf = serving.write_nginx_server(HEADERS)
    assert '"text/csv; charset=utf-8; header=present" csv;' in conf
    assert '"text/html" html;' in conf
    assert re.findall(r'location = "(.*?)"', conf) == ["/c.csv"]
    assert 'charset_types "text/csv";' in conf


def test_long_addresses_fit_in_the_tables_of_nginx():
    sizes = serving.write_nginx_sizes({f"/{'x' * 300}/": POLICY})
    assert "map_hash_bucket_size 512;" in sizes


def test_a_static_host_is_told_what_is_shared_once():
    told = serving.write_headers_file({"/": {"A": "1", "B": "2"}, "/x": {"A": "1", "B": "3"}})
    assert told == "/*\n  A: 1\n/\n  B: 2\n/x\n  B: 3\n"
    assert serving.write_redirects_file({"/favicon.ico": "/icon.svg"}) == "/favicon.ico /icon.svg 302\n"
