"""The baked site is the living one: what is read there, where its links lead, what is taken away. No browser."""

from __future__ import annotations

import hashlib
import posixpath
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from lxml import html

from strategy_monitor.bake import links
from strategy_monitor.bake.routes import LIVING
from strategy_monitor.kept.answer import WORTH
from tests.bake.test_nginx import refused
from tests.bake.test_writing import COPIES
from tests.bake.whole.conftest import Whole
from tests.ports import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADDRESSES = " | ".join(f"//@{name}" for name in sorted(links.LINKING))


def asks_for_the_living_site(value: str) -> bool:
    return value.startswith(tuple(f"/{start}" for start in LIVING))


def where_it_led(value: str) -> tuple[str, ...]:
    """An address of the living site, as the file that it should lead to."""
    if not value.startswith("/"):
        return (value,)
    if asks_for_the_living_site(value):
        return (settings.SITE_URL + value,)
    parts = urlsplit(value)
    return (links.file_of(parts.path), parts.query, parts.fragment)


def where_it_leads(page: str, value: str) -> tuple[str, ...]:
    """The same for a link in a file."""
    parts = urlsplit(value)
    if parts.scheme or not parts.path:
        return (value,)
    return (
        posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))),
        parts.query,
        parts.fragment,
    )


def read(whole: Whole, path: str) -> html.HtmlElement:
    return html.fromstring((whole.folder / path).read_bytes())


def words(page: html.HtmlElement) -> str:
    return " ".join(page.find("body").text_content().split())


def test_every_page_of_the_report_and_of_its_release_is_there(whole: Whole):
    assert len(whole.pages) > 300
    for mount in ("", "versions/2025/1/"):
        for page in ("", "axes/2/", "indicateurs/2.2-O2/", "recherche/", "donnees/", "rapport/"):
            assert f"{mount}{page}index.html" in whole.pages
        for name in ("rapport.pdf", "rapport.docx", "donnees/rapport.xlsx", "donnees/rapport.zip", "axes/3.csv"):
            assert f"{mount}{name}" in whole.live


def test_every_page_reads_as_the_living_one_and_its_links_lead_to_the_same_things(whole: Whole):
    for path in whole.pages:
        if path == "404.html":
            continue
        here, there = read(whole, path), html.fromstring(whole.live[path])
        assert words(here) == words(there), path
        given = [where_it_leads(path, value) for value in here.xpath(ADDRESSES)]
        given = [one for one in given if not one[0].endswith("-data.js") and "baked-" not in one[0]]
        assert given == [where_it_led(value) for value in there.xpath(ADDRESSES)], path


def test_no_link_and_no_fragment_is_broken(whole: Whole):
    ids = {path: set(read(whole, path).xpath("//@id")) for path in whole.pages}
    lost = set()
    for path in ids.keys() - {"404.html"}:
        for value in read(whole, path).xpath(ADDRESSES):
            to = urlsplit(value)
            if to.scheme:
                continue
            assert not value.startswith("/"), f"{value} in {path}"
            target = where_it_leads(path, value)[0] if to.path else path
            if not (whole.folder / target).is_file() or (to.fragment and to.fragment not in ids.get(target, ())):
                lost.add(f"{value} in {path}")
    assert sorted(lost) == []


def test_links_from_the_home_page_lead_to_every_page(whole: Whole):
    reached, waiting = {"index.html"}, ["index.html"]
    while waiting:
        path = waiting.pop()
        found = {where_it_leads(path, value)[0] for value in read(whole, path).xpath("//a/@href | //form/@action")}
        new = {one for one in found & set(whole.pages) if one not in reached}
        reached |= new
        waiting += new
    framed = {path for path in whole.pages if path.endswith("/integrer/index.html")}
    assert set(whole.pages) - reached == {"404.html"} | framed, "frames are named in the code that is copied"


def test_files_are_those_of_the_living_site_byte_for_byte(whole: Whole):
    files = [path for path in whole.live if not path.endswith(".html")]
    assert len(files) > 500
    assert [path for path in files if (whole.folder / path).read_bytes() != whole.live[path]] == []
    assert (whole.folder / "404.html").read_bytes() == whole.live["404.html"]


def test_links_written_as_they_were_give_the_same_bytes(whole: Whole):
    for path in whole.pages:
        page = whole.live[path].decode()
        pieces = links.split_links(page)
        assert links.rewrite_links(pieces, lambda value: value) == page, path
        named = html.fromstring(page).xpath(ADDRESSES)
        assert sorted(links.links_in_page(pieces)) == sorted(named), path


def test_the_sums_are_those_of_the_files_and_of_their_copies(whole: Whole):
    there = {path.relative_to(whole.folder).as_posix(): path for path in whole.folder.rglob("*") if path.is_file()}
    copies = {path for path in there if path.endswith(tuple(COPIES))}
    lists = {"_bake/SHA256SUMS", "_bake/SHA256SUMS.copies"}
    for name, listed in zip(sorted(lists), (there.keys() - copies - lists, copies), strict=True):
        lines = there[name].read_text().splitlines()
        told = {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
        assert told.keys() == listed
        assert [path for path in listed if digest_of(there[path]) != told[path]] == []


def test_each_text_has_its_copies_and_they_hold_it(whole: Whole):
    for suffix, read in COPIES.items():
        copied = {path.removesuffix(suffix) for path in map(str, whole.folder.rglob(f"*{suffix}"))}
        assert [path for path in copied if read(Path(path + suffix).read_bytes()) != Path(path).read_bytes()] == []
        texts = {
            str(whole.folder / path) for path in whole.live if path.endswith((".html", ".css", ".js", ".csv", ".json"))
        }
        lacking = {path for path in texts - copied if Path(path).stat().st_size >= WORTH}
        assert lacking == set()
        assert {path.rpartition("/")[2] for path in copied} >= {"search-data.js", "catalogue.ttl", "404.html"}


def digest_of(file) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_nginx_takes_what_it_is_told_of_every_address(whole: Whole, tmp_path: Path) -> None:
    """The tables are large enough, and no value breaks out of its line."""
    include = [f"include {whole.folder}/_bake/nginx-{name}.conf;" for name in ("sizes", "maps")]
    site = f"server {{ listen 127.0.0.1:{free_port()}; root {whole.folder}; include {whole.folder}/_bake/nginx.conf; }}"
    assert refused(tmp_path, *include, site) == ""
