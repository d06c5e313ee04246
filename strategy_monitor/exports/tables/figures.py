"""One row per value, in ten columns that a person reads: what the spreadsheet of a reader opens first."""

from __future__ import annotations

from collections.abc import Iterator

from strategy_monitor.exports.tables.columns import Column, Table
from strategy_monitor.exports.tables.observations import Fact, indicator, list_observations, observation, period, series
from strategy_monitor.language import french
from strategy_monitor.language.codes import Role
from strategy_monitor.report.comparability import notes_on
from strategy_monitor.report.leads import why_no_difference
from strategy_monitor.report.standing import timing


def write_caution(fact: Fact) -> str:
    """What must be known before the value is quoted: whose it is, when, what questions it; empty where nothing is."""
    return french.typeset(" ; ".join(cautions(fact)))


def cautions(fact: Fact) -> Iterator[str]:
    if fact.series.role == Role.BENCHMARK:
        yield Role.BENCHMARK.word
    if when := timing(fact.observation, fact.scope.report.strategy.adopted_on).word:
        yield when
    if fact.observation.break_before:
        yield "ne se compare pas aux valeurs d’avant"
    else:
        yield from reserve(fact)
    for note in fact.observation.notes:
        settled = note.doubts and not note.unsettled
        yield f"{french.DOUBTED if settled else note.word.word} ({note.code})"


def reserve(fact: Fact) -> Iterator[str]:
    """That no difference is told from the value before: by which notes the two do not compare, or why else."""
    why_not = why_no_difference(fact.indicator, fact.series, fact.before, fact.observation)
    if not why_not:
        return
    around = [note.code for one in (fact.before, fact.observation) if one for note in notes_on(fact.indicator, one)]
    if around:
        own = {note.code for note in fact.observation.notes}
        codes = ", ".join(code for code in dict.fromkeys(around) if code not in own)
        yield f"ne se compare pas à la valeur d’avant{f' ({codes})' if codes else ''}"
    else:
        yield f"pas d’écart avec la valeur d’avant : {why_not}"


FIGURES = Table(
    "chiffres", "Chiffres", "Une ligne par valeur, en dix colonnes, à ouvrir dans un tableur.",
    (
        indicator("code", name="indicator_code"),
        indicator("short_title", name="indicator", heading="Indicateur"),
        series("label", name="measured", heading="Ce qui est mesuré"),
        period("label", name="period", heading="Période"),
        observation("value"),
        series("unit"),
        Column(
            "written", "text", "En mots",
            "Valeur, unité et précision, niveau, état ou raison de l’absence, comme le site les écrit.",
            lambda fact: french.write_statement(fact.series, fact.observation),
        ),
        observation("source"),
        observation("data_date"),
        Column(
            "caution", "text", "À savoir",
            "Ce qu’il faut savoir avant de reprendre la valeur : point de comparaison, avant la stratégie ou année de "
            "l’adoption, valeur qui ne se compare pas à celles d’avant, et chacune de ses notes (valeur mise en doute, "
            "question ouverte, erreur du rapport ou remarque de lecture) avec son code.",
            write_caution,
        ),
    ),
    list_observations,
    for_people=True,
)  # fmt: skip
