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
from strategy_monitor.exports.characters import printable
from strategy_monitor.exports.news import ReleaseNews, append_text
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


def atom(feed: Feed, items: Iterable[ReleaseNews]) -> str:
    """Newest first. In the feed of an axis, a release that changes nothing in it is passed over."""
    kept = [item for item in items if feed.axis is None or news.concerns(item, feed.axis.number)]
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "fr"})
    strategy, axis = feed.report.strategy, feed.axis
    part = f"axe {axis.number}, {axis.title}" if axis else "versions publiées"
    append_text(root, "id", feed.site + feed.address)
    append_text(root, "title", f"{strategy.short_title} : {part}")
    append_text(root, "subtitle", f"{strategy.title} : chaque version publiée du suivi, et ce qu’elle change.")
    append_text(root, "updated", stamp(max(moment(item) for item in kept)) if kept else "")
    append_text(ET.SubElement(root, "author"), "name", strategy.authority)
    append_link(root, "self", feed.site + feed.address, MEDIA_TYPE)
    page = at("", Page.AXIS, axis.number) if axis else feed.history
    append_link(root, "alternate", feed.site + page, "text/html")
    for item in kept:
        append_entry(ET.SubElement(root, "entry"), feed, item)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def append_entry(node: ET.Element, feed: Feed, item: ReleaseNews) -> None:
    """One release; one that is not served any more says so, and links to the list where it stays named."""
    head, axis = item.head, feed.axis
    listed = f"{feed.site}{feed.history}#v-{head.edition}-{head.number}"
    append_text(node, "id", identifier(feed, item))
    append_text(node, "title", news.title(item))
    append_text(node, "updated", stamp(moment(item)))
    append_text(node, "published", stamp(head.published_at))
    if head.author:
        append_text(ET.SubElement(node, "author"), "name", head.author)
    if item.served:
        base = base_of(head)
        page = at(base, Page.AXIS, axis.number) if axis and item.holds(axis.number) else at(base, Page.HOME)
        document = at(base, name_of_file("report", "json"))
        append_link(node, "alternate", feed.site + page, "text/html")
        append_link(node, "related", feed.site + document, "application/json", "Le document en JSON")
        append_link(node, "related", listed, "text/html", "Toutes les versions")
    else:
        append_link(node, "alternate", listed, "text/html")
    append_text(node, "summary", head.reason)
    content = ET.SubElement(node, "content", {"type": "html"})
    content.text = printable(news.html(item, feed.site, axis.number if axis else None))


def identifier(feed: Feed, item: ReleaseNews) -> str:
    """RFC 4151: who, since when, which; the same for ever."""
    head, axis = item.head, feed.axis
    part = f"/axe-{axis.number}" if axis else ""
    day = head.published_at.astimezone(dt.UTC).date()
    return f"tag:{urlsplit(feed.site).hostname},{day}:versions/{head.edition}/{head.number}{part}"


def moment(item: ReleaseNews) -> dt.datetime:
    """When what is told of it last changed."""
    return item.head.withdrawn.at if item.head.withdrawn else item.head.published_at


def stamp(when: dt.datetime) -> str:
    return when.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def append_link(parent: ET.Element, relation: str, address: str, media_type: str, title: str = "") -> None:
    named = {"title": title} if title else {}
    ET.SubElement(parent, "link", {"rel": relation, "type": media_type, "href": address, **named})
