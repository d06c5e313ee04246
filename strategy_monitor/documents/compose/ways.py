"""The way from a document to the volumes in which a long report, or a long axis, is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from strategy_monitor.documents.blocks import Block, Item, Items, Paragraph, Run, Text
from strategy_monitor.documents.compose.parts import axis_heading, axis_lead
from strategy_monitor.documents.compose.texts import plain_text
from strategy_monitor.exports.addresses import FileSubject, name_of_file
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.report import sentences
from strategy_monitor.report.dividing import name_anchor
from strategy_monitor.report.document import Action, Axis
from strategy_monitor.report.volumes import Volume, volumes_of_axis


def ways_to_axes(publication: Publication, code: str) -> Iterator[Block]:
    """`code`: of the format in which the volumes are offered."""
    for axis in publication.report.axes:
        yield from ways_to_axis(publication, axis, code, new_page=False)


def ways_to_axis(publication: Publication, axis: Axis, code: str, *, new_page: bool = True) -> tuple[Block, ...]:
    return (axis_heading(axis, new_page=new_page), axis_lead(axis), ways_to_volumes(publication, axis, code))


def ways_to_volumes(publication: Publication, axis: Axis, code: str) -> Items:
    """To each, with the actions that it tells."""
    found = volumes_of_axis(publication.report, axis.number)
    return Items(tuple(volume_item(publication, axis, volume, code) for volume in found))


def volume_item(publication: Publication, axis: Axis, volume: Volume, code: str) -> Item:
    held = [action for action in axis.actions if name_anchor(action) in volume.anchors]
    actions = (Items(tuple(map(action_item, held)), role="references"),) if held else ()
    return Item(volume_text(axis, volume), (*address_paragraphs(publication, volume, code), *actions))


def volume_text(axis: Axis, volume: Volume) -> Text:
    """« **Volume 2 sur 9** – actions prioritaires 2.10 à 2.18 »; of an axis that has one, which this is."""
    if volume.count == 1:
        return (Run(_("Le document de cet axe"), bold=True),)
    held = french.typeset(f" – {sentences.list_held(axis, volume)}")
    return (Run(sentences.name_volume(volume), bold=True), Run(held))


def action_item(action: Action) -> Item:
    return Item(plain_text(f"{action.section} {action.title}"))


def address_paragraphs(publication: Publication, volume: Volume, code: str) -> Iterable[Block]:
    """Where it is; a working copy has no address that lasts."""
    if publication.head:
        address = address_of_volume(publication, volume, code)
        yield Paragraph((Run(address, url=address),), role="meta")


def address_of_volume(publication: Publication, volume: Volume, code: str) -> str:
    subject: FileSubject = "volume" if volume.count > 1 else "axis"
    place = (volume.axis, volume.number) if volume.count > 1 else (volume.axis,)
    return publication.permalink(name_of_file(subject, code), *place)
