"""The releases as an Atom feed (RFC 4287): of the whole strategy, or of one axis. No clock: the same releases give the
same bytes, and what is told of a release is dated from its publication, or from its withdrawal."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from strategy_monitor.exports import news
from strategy_monitor.exports.addresses import Page, at, base_of, name_of_file
from strategy_monitor.exports.characters import printable, typeset_line
from strategy_monitor.exports.news import Item
from strategy_monitor.report.document import Axis, Report

MEDIA_TYPE: Final = "application/atom+xml"
ATOM: Final = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Feed:
    report: Report
    """The newest one: it names the feed."""
    site: str
    """Without a final slash."""
    address: str
    """Of the feed itself."""
    history: str
    """Of the page that lists the releases."""
    axis: Axis | None = None
    """None for the whole strategy."""


def atom(feed: Feed, items: Iterable[Item]) -> str:
    """Newest first. In the feed of an axis, a release that changes nothing in it is passed over."""
    kept = [item for item in items if feed.axis is None or news.concerns(item, feed.axis.number)]
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "fr"})
    strategy, axis = feed.report.strategy, feed.axis
    part = f"axe {axis.number}, {axis.title}" if axis else "versions publiées"
    say(root, "id", feed.site + feed.address)
    say(root, "title", f"{strategy.short_title} : {part}")
    say(root, "subtitle", f"{strategy.title} : chaque version publiée du suivi, et ce qu’elle change.")
    say(root, "updated", stamp(max(moment(item) for item in kept)) if kept else "")
    say(ET.SubElement(root, "author"), "name", strategy.authority)
    link(root, "self", feed.site + feed.address, MEDIA_TYPE)
    page = at("", Page.AXIS, axis.number) if axis else feed.history
    link(root, "alternate", feed.site + page, "text/html")
    for item in kept:
        entry(ET.SubElement(root, "entry"), feed, item)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def entry(node: ET.Element, feed: Feed, item: Item) -> None:
    """One release; one that is not served any more says so, and links to the list where it stays named."""
    head, axis = item.head, feed.axis
    listed = f"{feed.site}{feed.history}#v-{head.edition}-{head.number}"
    say(node, "id", identifier(feed, item))
    say(node, "title", news.title(item))
    say(node, "updated", stamp(moment(item)))
    say(node, "published", stamp(head.published_at))
    if head.author:
        say(ET.SubElement(node, "author"), "name", head.author)
    if item.served:
        base = base_of(head)
        page = at(base, Page.AXIS, axis.number) if axis and item.holds(axis.number) else at(base, Page.HOME)
        document = at(base, name_of_file("report", "json"))
        link(node, "alternate", feed.site + page, "text/html")
        link(node, "related", feed.site + document, "application/json", "Le document en JSON")
        link(node, "related", listed, "text/html", "Toutes les versions")
    else:
        link(node, "alternate", listed, "text/html")
    say(node, "summary", head.reason)
    content = ET.SubElement(node, "content", {"type": "html"})
    content.text = printable(news.html(item, feed.site, axis.number if axis else None))


def identifier(feed: Feed, item: Item) -> str:
    """RFC 4151: who, since when, which; the same for ever."""
    head, axis = item.head, feed.axis
    part = f"/axe-{axis.number}" if axis else ""
    day = head.published_at.astimezone(dt.UTC).date()
    return f"tag:{urlsplit(feed.site).hostname},{day}:versions/{head.edition}/{head.number}{part}"


def moment(item: Item) -> dt.datetime:
    """When what is told of it last changed."""
    return item.head.withdrawn.at if item.head.withdrawn else item.head.published_at


def stamp(when: dt.datetime) -> str:
    return when.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def say(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = typeset_line(text)


def link(parent: ET.Element, relation: str, address: str, media_type: str, title: str = "") -> None:
    named = {"title": title} if title else {}
    ET.SubElement(parent, "link", {"rel": relation, "type": media_type, "href": address, **named})
