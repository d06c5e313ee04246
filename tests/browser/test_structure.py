"""What holds for the HTML of every page that a link leads to, from the home page and from the desk. No browser."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests import snapshot, standing
from tests.bake.light import light
from tests.browser.crawl import Crawl, Found
from tests.environment import EVERY
from tests.memory import forget

DESK = (
    "/bureau/",
    "/bureau/copie/",
    "/bureau/copie/axes/2/",
    "/bureau/copie/indicateurs/2.2-O2/",
    "/bureau/copie/methode/",
)
"""Pages for staff whose links are tried: the others of the working copy are the public ones, written again."""

HEADINGS = [f"h{level}" for level in range(1, 7)]

SOME = 4

MANY = re.compile(r"/releves/|\.\w{2,6}$")
"""The page of a figure, and any file: there are hundreds, and `tests/bake` follows every link to them."""

# Pages are made from the published document: the database has no say.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def crawled(snapshots: dict[str, snapshot.Rows]) -> dict[str, Found]:
    """Addresses → what answers there, for everyone and for someone who has signed in.

    Of the endless combinations of filters, only those that a plain page proposes are tried; of the pages for staff that
    are one view of many things, and of `MANY`, `SOME`, unless `EVERY_PAGE=1`. Documents and workbooks answer with a
    word.
    """
    forget()
    with standing.beginning_from("published"), light():
        most = math.inf if EVERY else SOME
        public = Crawl(Client(), lambda address: "?" not in address, most=most, many=lambda a: bool(MANY.search(a)))
        found = public.start("/", "/versions/2025/1/")
        del found["/bureau/"]
        signed_in = Client()
        signed_in.force_login(get_user_model()._default_manager.create_superuser("crawler"))
        Crawl(signed_in, DESK.__contains__, found, most).start(*DESK)
    forget()
    return found


def pages(crawled: dict[str, Found]) -> Iterator[Found]:
    """Ours: the administration is Django's, and the doors are in its frame."""
    return (one for one in crawled.values() if one.written and not one.address.startswith(("/admin/", "/compte/")))


def kept(crawled: dict[str, Found]) -> Iterator[Found]:
    """Pages that have an address of their own: not the searches and the filters."""
    return (one for one in pages(crawled) if not urlsplit(one.address).query)


def test_every_link_leads_to_something(crawled: dict[str, Found]):
    assert len(crawled) > 150
    lost = [one for one in crawled.values() if one.status != 200]
    assert [f"{one.address} ({one.status}), linked from {one.linked_from}" for one in lost] == []


def test_every_fragment_is_in_its_page(crawled: dict[str, Found]):
    ids = {one.address: set(one.ids) for one in pages(crawled)}
    lost = set()
    for one in pages(crawled):
        for link in one.links:
            address, fragment = urldefrag(link)
            if fragment and address in ids and unquote(fragment) not in ids[address]:
                lost.add(f"{link}, linked from {one.address}")
    assert sorted(lost) == []


def test_no_page_has_an_id_twice(crawled: dict[str, Found]):
    twice = {one.address: [i for i, n in Counter(one.ids).items() if n > 1] for one in pages(crawled)}
    assert {address: ids for address, ids in twice.items() if ids} == {}


def test_every_id_that_is_referred_to_is_there(crawled: dict[str, Found]):
    lost = []
    for one in pages(crawled):
        ids = set(one.ids)
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list"):
            for wanted in one.page.xpath(f"//@{name}"):
                lost += [f"{one.address}: {name}={i}" for i in wanted.split() if i not in ids]
    assert lost == []


def test_headings_go_down_one_level_at_a_time_from_a_single_first_one(crawled: dict[str, Found]):
    wrong = []
    for one in pages(crawled):
        levels = [int(tag.tag[1]) for tag in one.page.iter(*HEADINGS)]
        skipped = [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
        if levels.count(1) != 1 or levels[0] != 1 or skipped:
            wrong.append((one.address, levels.count(1), skipped))
    assert wrong == []


def test_every_heading_says_something(crawled: dict[str, Found]):
    headings = [(one.address, tag) for one in pages(crawled) for tag in one.page.iter(*HEADINGS)]
    assert [address for address, heading in headings if not heading.text_content().strip()] == []


def test_every_page_says_its_language_and_what_it_is(crawled: dict[str, Found]):
    for one in pages(crawled):
        assert one.page.get("lang") == "fr", one.address
        assert said(one, "viewport"), one.address
        assert said(one, "description").strip(), one.address


def said(one: Found, name: str) -> str:
    """What the page tells of itself under this name, in its head; "" for nothing."""
    return "".join(one.page.xpath("head/meta[@name=$name]/@content", name=name))


def test_every_public_page_describes_itself_in_more_than_its_title(crawled: dict[str, Found]):
    short = []
    for one in pages(crawled):
        description = said(one, "description").strip()
        if not one.address.startswith("/bureau/") and (len(description) < 40 or description in title(one)):
            short.append(f"{one.address}: {description}")
    assert short == []


def title(one: Found) -> str:
    return one.page.findtext("head/title").strip()


def test_no_two_pages_have_the_same_title(crawled: dict[str, Found]):
    titles: dict[str, list[str]] = defaultdict(list)
    for one in kept(crawled):
        titles[title(one)].append(one.address)
    # The same page of the newest release, of a past one and of the working copy: the same title, said elsewhere.
    mount = re.compile(r"^/(versions/\d+/\d+|bureau/copie)/")
    places = {title: {mount.sub("/", address) for address in found} for title, found in titles.items()}
    assert {title: found for title, found in places.items() if len(found) > 1 or not title} == {}


def test_every_public_page_names_its_one_address(crawled: dict[str, Found]):
    for one in kept(crawled):
        named = one.page.xpath("head/link[@rel='canonical']/@href")
        if one.address.startswith(("/bureau/", "/api/v1/problemes/")):
            assert named == [], one.address
            assert "noindex" in said(one, "robots"), one.address
        else:
            paths = [urlsplit(address).path for address in named]
            assert paths == [one.address.replace("/versions/2025/1/", "/")], one.address


def test_a_link_that_leaves_the_page_says_where_it_leads(crawled: dict[str, Found]):
    silent = []
    for one in pages(crawled):
        for tag in one.page.xpath("//a[@href]"):
            if not (tag.text_content().strip() or tag.get("aria-label")):
                silent.append(f"{one.address}: {tag.get('href')}")
    assert silent == []


def test_links_of_one_name_lead_to_one_place(crawled: dict[str, Found]):
    """Who goes from link to link hears no more of each. A figure is its own name, whatever it is of, and versions of a
    thing in the history have a moment each."""
    ambiguous = {}
    for one in pages(crawled):
        leads = defaultdict(set)
        for tag in one.page.xpath("//main//a[not(contains(@href, '/releves/') or contains(@href, '/historique/'))]"):
            leads[spoken(tag)].add(tag.get("href"))
        ambiguous |= {(one.address, name): sorted(places) for name, places in leads.items() if len(places) > 1}
    assert ambiguous == {}


def spoken(tag) -> str:
    return " ".join((tag.get("aria-label") or tag.text_content()).split())
