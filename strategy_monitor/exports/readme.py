"""What whoever opens a file of data must know first: where it comes from, how values are written, how to quote them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language import french
from strategy_monitor.report.document import Report
from strategy_monitor.report.printed import has_print


@dataclass(frozen=True)
class ReadmeSection:
    title: str
    lines: tuple[str, ...]


def sections(scope: Scope) -> tuple[ReadmeSection, ...]:
    """In the order of reading; texts with French spaces."""
    found = (
        ReadmeSection(scope.title, (scope.report.strategy.title, scope.report.strategy.authority)),
        ReadmeSection("D’où viennent ces données", tuple(describe_origin(scope))),
        ReadmeSection("Comment les citer", (scope.publication.citation(scope.indicator),)),
        ReadmeSection("Licence", tuple(terms(scope))),
        ReadmeSection("Comment les valeurs sont écrites", tuple(explain_values(scope.report))),
        ReadmeSection("L’échelle d’avancement", tuple(scale(scope.report))),
    )
    return tuple(
        ReadmeSection(french.typeset(one.title), tuple(french.typeset(line) for line in one.lines))
        for one in found
        if one.lines
    )


def describe_origin(scope: Scope) -> Iterator[str]:
    head = scope.publication.head
    if head is None:
        yield "D’une copie de travail, qui n’est pas publiée et changera encore : à ne pas citer."
        return
    yield f"De l’édition {head.edition}, version {head.number}, publiée le {french.write_date(head.day)}."
    yield f"Adresse permanente : {scope.permalink}"
    yield f"Empreinte SHA-256 du document publié (rapport.json) : {head.sha256}"
    yield "Une version publiée ne change jamais : une correction fait une version nouvelle, avec sa raison."


def terms(scope: Scope) -> Iterator[str]:
    licence = scope.publication.licence
    yield licence.sentence
    if licence.url:
        yield licence.url


def explain_values(report: Report) -> Iterator[str]:
    yield "Une absence n’est jamais un zéro : la cellule de la valeur est vide, et la raison de l’absence est dite."
    if has_print(report):
        yield (
            "Chaque valeur porte le texte imprimé dont elle vient, caractère pour caractère ; rien n’est corrigé en "
            "silence. Une valeur mise en doute se reprend avec sa note."
        )
    else:
        yield "Rien n’est corrigé en silence. Une valeur mise en doute se reprend avec sa note."
    empty = "comme imprimée" if has_print(report) else "comme elle a été donnée"
    yield (
        "La précision dit si une valeur est approximative, un minimum, un cumul ou une fourchette ; vide, la valeur "
        f"est {empty}, et « exacte » seulement si son fournisseur l’a dit."
    )
    if report.scale:
        yield "Un niveau dont la précision est « minimum » est le moins qu’on en sache : « au moins 1 » va jusqu’à 4."
        yield "Un niveau dit son fondement : lu sur l’icône, déduit du libellé, ou confirmé par le fournisseur."
    yield "Une rupture dit que la valeur ne se compare pas à celles d’avant."
    yield "Un état en mots n’a ni valeur ni unité."


FORMULAS = (
    "Dans les fichiers CSV, un texte qui commence par = + - ou @ porte une apostrophe de plus devant ce signe, pour "
    "qu’aucun tableur ne le prenne pour une formule ; de même, dans un texte, après un point-virgule, une virgule, une "
    "tabulation ou une fin de ligne. Une apostrophe déjà là est gardée : en ôter une rend le texte exact. Les nombres "
    "n’en portent pas : -3 reste -3.",
    "Dans la variante « tableur », un texte qui ressemble à un nombre ou à une date (« 2-3 », « 2.2 ») porte aussi une "
    "apostrophe devant lui, pour rester un texte.",
)


def scale(report: Report) -> Iterator[str]:
    for step in report.scale:
        printed = "" if step.printed else " (le rapport imprimé ne décrit pas ce niveau)"
        yield f"{step.level} : {step.caption or 'sans libellé'}{printed}"


def as_text(found: tuple[ReadmeSection, ...]) -> str:
    """Plain text, each title underlined."""
    return "\n".join("\n".join((one.title, "=" * len(one.title), "", *one.lines, "")) for one in found)
