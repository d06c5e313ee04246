"""What a release changed, in words, as a fragment of HTML that a feed reader shows."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from strategy_monitor.exports.addresses import address, base_of
from strategy_monitor.exports.characters import typeset_line
from strategy_monitor.language import french
from strategy_monitor.releases.load import Head
from strategy_monitor.report.comparison import Comparison, ComparisonEntry, Move
from strategy_monitor.report.diff import axes_of_sides
from strategy_monitor.report.wording import WordingPart

MOST: Final = 60
"""Changes told in one entry; the page tells them all."""
LONG: Final = 240
"""Characters of a text, before it is cut."""

PUT: Final = {"gone": "supprimé", "new": "ajouté"}


@dataclass(frozen=True)
class ReleaseNews:
    """A release as it stands today."""

    head: Head
    axes: tuple[int, ...] = ()
    """Numbers of its axes; empty where it can no longer be read."""
    refused: str = ""
    """Why it can no longer be read; empty where it can."""
    before: Head | None = None
    """The one that it is compared with."""
    comparison: Comparison | None = None

    @property
    def served(self) -> bool:
        return not self.refused and not self.head.withdrawn

    def holds(self, axis: int) -> bool:
        return axis in self.axes


def concerns(item: ReleaseNews, axis: int) -> bool:
    """True where a reader of this axis is told of it: its first release, what changes it, what is no longer served."""
    return not item.served or item.comparison is None or bool(item.comparison.of_axis(axis))


def title(item: ReleaseNews) -> str:
    head = item.head
    told = head.told_kind or ("correction" if head.corrects else "")
    state = "retirée" if head.withdrawn else "refusée" if item.refused else told
    return f"Édition {head.edition}, version {head.number}{f' : {state}' if state else ''}"


def html(item: ReleaseNews, site: str, axis: int | None = None) -> str:
    """`site`: without a final slash. `axis`: tells its changes only."""
    body = ET.Element("div")
    for text in (*why(item), *extent(item, axis)):
        append_text(body, "p", text)
    comparison = changes_told_of(item, axis)
    if comparison and item.served:
        group = ET.SubElement(body, "ul")
        for entry in comparison.entries[:MOST]:
            append_change(ET.SubElement(group, "li"), entry, item, site)
        left = len(comparison.entries) - MOST
        if left > 0:
            append_text(
                body, "p", f"Et {french.count_noun(left, 'autre changement', 'autres changements')}, sur le site."
            )
    return "".join(ET.tostring(part, encoding="unicode", method="html") for part in body)


def why(item: ReleaseNews) -> Iterator[str]:
    """Why it was published, and why it is not served any more where it is not."""
    head = item.head
    yield head.reason
    if head.override_reason:
        yield f"Publiée malgré des alertes bloquantes. Raison : {head.override_reason}"
    if head.withdrawn:
        by = f" par {head.withdrawn.author}" if head.withdrawn.author else ""
        yield f"Version retirée le {french.write_date(head.withdrawn.day)}{by}. Raison : {head.withdrawn.reason}"
    if item.refused:
        yield f"Version refusée : elle n’est plus servie. Motif : {item.refused}."


def extent(item: ReleaseNews, axis: int | None) -> Iterator[str]:
    """How much it changed, and since which version."""
    if item.refused:
        return
    comparison = changes_told_of(item, axis)
    if comparison is None or item.before is None:
        yield "Première version lisible : rien à quoi la comparer."
    elif comparison:
        hidden = ", sans les valeurs retirées" if item.head.withdrawn else ""
        yield f"Depuis la version {item.before.name} : {comparison.counted}{hidden}."
    else:
        yield f"Rien n’a changé depuis la version {item.before.name}."


def changes_told_of(item: ReleaseNews, axis: int | None) -> Comparison | None:
    return item.comparison.of_axis(axis) if item.comparison and axis is not None else item.comparison


def append_change(node: ET.Element, entry: ComparisonEntry, item: ReleaseNews, site: str) -> None:
    """« 2.1-O2 Heures de formation, Série « Heures » : 4 944 heures → 4 945 heures »."""
    subject = entry.subject
    gone = entry.kind == "removed" and not entry.thing and item.before
    base = base_of(item.before if gone and item.before else item.head)
    axis = axes_of_sides(subject)[0 if gone else 1]
    link = append_text(node, "a", subject.name or "Stratégie")
    link.set("href", site + address(base, subject.page, subject.code, axis))
    about = ", ".join(filter(None, (entry.thing, entry.label)))
    link.tail = typeset_line(f"{f', {about}' if about else ''} : {change(entry)}")


def change(entry: ComparisonEntry) -> str:
    if entry.move:
        return movement_in_words(entry.move, entry.before, entry.after)
    before, after = cut_text(entry.before), cut_text(entry.after)
    if entry.kind == "added":
        return f"ajouté. {after}".strip()
    if entry.kind == "removed":
        return f"retiré. {before}".strip()
    if entry.parts:
        return rewording(entry.parts)
    return f"{before or '(vide)'} → {after or '(vide)'}"


def rewording(parts: Iterable[WordingPart]) -> str:
    """« […] à la plateforme. [ajouté : Tous les niveaux y sont.] »: of a long text, what changed and what is around it;
    cut at the same place, it would be told as it was, twice."""
    told = (
        part.text if part.kind == "same" else f"[{PUT[part.kind]} : {cut_text(part.text.strip())}] " for part in parts
    )
    return " ".join("".join(told).split())


def movement_in_words(move: Move, before: str, after: str) -> str:
    """A value, its period where it is not the same, how far it went, and from what where that was corrected since."""
    first, last = map(french.nest, move.periods)
    if move.step != "corrected":
        before, after = f"{before} ({first})", f"{after} ({last})"
    apart = (move.step_text, move.difference.text or move.difference.why_not, move.restated_text)
    return f"{cut_text(before)} → {cut_text(after)} ; {', '.join(filter(None, apart))}"


def cut_text(text: str) -> str:
    return french.cut_at_word(text, LONG)


def append_text(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = typeset_line(text)
    return child
