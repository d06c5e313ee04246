"""Write the report on paper to a file: whole, one axis, or the summary of one page."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from strategy_monitor.documents import compose
from strategy_monitor.documents.blocks import Paper
from strategy_monitor.documents.errors import CannotWrite
from strategy_monitor.documents.formats import FORMATS, attach_data
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.raster import CannotRasterise
from strategy_monitor.pages.viewing import readable
from strategy_monitor.releases import load, parts
from strategy_monitor.releases.compared import compared, in_print
from strategy_monitor.report.comparison import Comparison

FILES = ("docx", "pdf")


class Command(BaseCommand):
    help = "Écrit le rapport d’une version publiée dans un fichier PDF ou DOCX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="Le fichier à écrire.")
        parser.add_argument("--release", default="", help="Nom de la version, par exemple 2025.1 ; sinon la dernière.")
        parser.add_argument("--format", choices=FILES, default="", help="Sinon d’après le nom du fichier.")
        parser.add_argument("--annotated", action="store_true", help="L’édition annotée : notes, toutes les valeurs.")
        parser.add_argument(
            "--since",
            default="",
            help="Dit ce qui a changé depuis cette version, même fictive, dans l’édition annotée et le résumé.",
        )
        part = parser.add_mutually_exclusive_group()
        part.add_argument("--axis", type=int, metavar="N", help="Un seul axe.")
        parser.add_argument("--volume", type=int, metavar="N", help="Un volume de cet axe, où il en a plusieurs.")
        part.add_argument("--summary", action="store_true", help="Le résumé d’une page.")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        form = options["format"] or file.suffix.removeprefix(".").lower()
        if form not in FILES:
            raise CommandError(f"« {file.name} » ne dit pas quel format écrire. Ajouter --format pdf ou --format docx.")
        if options["volume"] is not None and options["axis"] is None:
            raise CommandError("--volume demande --axis : un volume est celui d’un axe.")
        code = f"annotated_{form}" if options["annotated"] else form
        published = found(options["release"])
        try:
            since = told_since(published, options["since"])
            written = FORMATS[code].write(composed(published, code, options, since))
            file.write_bytes(written)
        except (CannotWrite, CannotRasterise, OSError) as error:
            raise CommandError(f"Rien n’a été écrit : {error}") from error
        self.stdout.write(f"Version {published.head.name} écrite dans {file} ({len(written)} octets).")


def found(name: str) -> load.Published:
    """The release of this name; without one, the one that the public reads."""
    edition, _dot, number = name.rpartition(".")
    if name and not number.isdigit():
        raise CommandError(f"« {name} » n’est pas le nom d’une version : écrire par exemple 2025.1.")
    try:
        return load.past(edition, int(number))[0] if name else load.current()
    except load.NoRelease as error:
        raise CommandError(f"La version {name} n’existe pas." if name else "Rien n’est publié.") from error
    except load.WithdrawnRelease as error:
        raise CommandError(f"La version {name} a été retirée.") from error
    except load.BadRelease as error:
        raise CommandError(f"La version {name} ne peut pas être lue : {error}") from error


def told_since(published: load.Published, name: str) -> Comparison | None:
    """What changed since the release of this name; without one, since the edition before, if it is a real one."""
    if name:
        return compared(found(name).head, published.head)
    return in_print(readable(published.before), published.head)


def composed(published: load.Published, form: str, options: dict[str, Any], since: Comparison | None) -> Paper:
    """`form`: the code of the format to which a long report leads."""
    axis = options["axis"]
    read = part_to_read(published, options)
    site, licence, editor = settings.SITE_URL, settings.DATA_LICENCE, settings.RESPONSIBLE_EDITOR
    logo, locale = settings.AUTHORITY_LOGO, settings.LOCALE
    publication = Publication(read.report, read.head, site, licence, editor=editor, logo=logo, locale=locale)
    if options["summary"]:
        return compose.summary_paper(publication, since)
    if axis is not None:
        return compose_axis(publication, form, options, since)
    if options["annotated"]:
        return attach_data(compose.annotated_report_paper(publication, since, form), publication)
    return attach_data(compose.report_paper(publication, form), publication)


def compose_axis(publication: Publication, form: str, options: dict[str, Any], since: Comparison | None) -> Paper:
    """An axis, or one of its volumes."""
    axis, volume, annotated = options["axis"], options["volume"], options["annotated"]
    if publication.report.axis(axis) is None:
        raise CommandError(f"La stratégie n’a pas d’axe {axis}.")
    try:
        if volume is None and annotated:
            return compose.annotated_axis_paper(publication, axis, since, form)
        if volume is None:
            return compose.axis_paper(publication, axis, form)
        if annotated:
            return compose.annotated_volume_paper(publication, axis, volume, since)
        return compose.volume_paper(publication, axis, volume)
    except LookupError as error:
        raise CommandError(f"L’axe {axis} n’a pas de volume {volume}.") from error


def part_to_read(published: load.Published, options: dict[str, Any]) -> load.Published:
    """The release, of which is read what the document says, where it is long."""
    axis, volume = options["axis"], options["volume"]
    if options["summary"]:
        return published
    if axis is None:
        return parts.with_cover(published)
    return parts.with_axis_document(published, axis) if volume is None else parts.with_volume(published, axis, volume)
