"""Sentences about the strategy: how it stands, what an axis holds, what an indicator says and who says it."""

from __future__ import annotations

from strategy_monitor.language import french
from strategy_monitor.language.values import is_least
from strategy_monitor.report import levels, reading
from strategy_monitor.report.deduced import deduced
from strategy_monitor.report.dividing import IMPACT, name_anchor
from strategy_monitor.report.document import Axis, Indicator, ReplacedIndicator, Report
from strategy_monitor.report.listing import listing_of
from strategy_monitor.report.standing import Stand
from strategy_monitor.report.succession import successors
from strategy_monitor.report.summary import Distribution, distribution
from strategy_monitor.report.volumes import Volume


def write_standing(report: Report) -> str:
    """How all the indicators stand, in two or three sentences."""
    total = distribution(listing_of(report))
    progress = french.count_noun(total.progress, "décrit un avancement", "décrivent un avancement")
    measured = french.count_noun(total.quantitative, "donne un chiffre", "donnent un chiffre")
    sentences = [f"Sur {french.count_noun(total.n, 'indicateur', 'indicateurs')}, {progress} et {measured}."]
    if counted := [*list_levels(report, total), *list_least_levels(total), *list_without_one_level(total)]:
        sentences.append(f"Avancement{write_bases(report)} : {french.write_list(counted)}.")
    if total.missing:
        waiting = french.count_noun(total.missing, "indicateur attend", "indicateurs attendent")
        sentences.append(f"{waiting} encore ses données." if total.missing == 1 else f"{waiting} encore leurs données.")
    return french.typeset(" ".join(sentences))


def write_distribution(total: Distribution) -> str:
    """« 6 indicateurs : 2 états d’avancement, 3 chiffrés, 1 sans donnée »; how many there are where nothing is said of
    any."""
    progress = french.count_noun(total.progress, "état d’avancement", "états d’avancement")
    if apart := list_without_one_level(total):
        progress += f" (dont {french.write_list(apart)})"
    told = (
        (total.progress, progress),
        (total.quantitative, french.count_noun(total.quantitative, "chiffré", "chiffrés")),
        (total.informational, french.count_noun(total.informational, "pour information", "pour information")),
        (total.missing, french.count_noun(total.missing, "sans donnée", "sans donnée")),
    )
    counted = french.count_noun(total.n, "indicateur", "indicateurs")
    kinds = ", ".join(said for count, said in told if count)
    return french.typeset(f"{counted} : {kinds}" if kinds else counted)


def list_levels(report: Report, total: Distribution) -> list[str]:
    """How many stand at each level, in the words of the scale of this report."""
    found = []
    for level, count in reversed(list(enumerate(total.levels))):
        said = levels.caption_of(report, level)
        told = f"{count} au niveau {level}"
        found += [f"{told} (« {said} »)" if said else told] * bool(count)
    return found


def list_least_levels(total: Distribution) -> list[str]:
    return [f"{count} au niveau {level} au moins" for level, count in reversed(list(enumerate(total.least))) if count]


def list_without_one_level(total: Distribution) -> list[str]:
    """Those that have no level as a whole: where each of their blocks has its own, and where there is none."""
    told = (
        (total.in_blocks, french.count_noun(total.in_blocks, "suivi bloc par bloc", "suivis bloc par bloc")),
        (total.without_level, french.count_noun(total.without_level, "sans niveau", "sans niveau")),
    )
    return [said for count, said in told if count]


def write_bases(report: Report) -> str:
    """How the levels are known: once where it is the same for all, else how many in each way."""
    found = dict(deduced(report).bases)
    if len(found) < 2:
        return "".join(f" {basis}" for basis in found)
    return f" ({' ; '.join(f'{basis} : {count}' for basis, count in found.items())})"


def legend_of_marks(report: Report) -> tuple[tuple[str, str], ...]:
    """What each mark of the strip stands for, by the symbol of `charts.marks` that is drawn before it."""
    return (
        ("progress", write_scale_of_marks(report)) if report.scale else ("stated", "avancement dit en mots"),
        *((("least", "peut-être davantage, jusqu’à 4"),) if has_least_level(report) else ()),
        ("share", "part, placée de 0 à 100 %"),
        ("quantity", "quantité, sans échelle commune"),
        ("flagged", "chiffre mis en doute"),
        ("missing", "donnée attendue"),
    )


def write_scale_of_marks(report: Report) -> str:
    """What the segments of a mark stand for, and how the levels that they show are known."""
    found = list(levels.bases(report.indicators))
    if len(found) > 1:
        found[-2:] = [f"{found[-2]} ou {found[-1]}"]
    return ", ".join(["avancement de 0 à 5", *found])


def has_least_level(report: Report) -> bool:
    """True where the least is all that is known of some level."""
    return any(is_least(one) for indicator in report.indicators for _series, one in levels.blocks(indicator))


def write_axis(found: Axis) -> str:
    """What an axis holds, in one sentence."""
    actions = french.count_noun(len(found.actions), "action prioritaire", "actions prioritaires")
    indicators = french.count_noun(len(found.all_indicators), "indicateur", "indicateurs")
    return french.typeset(f"{found.title} : {actions}, {indicators}.")


def write_volume(found: Axis, volume: Volume) -> str:
    """« Volume 2 sur 9 de cet axe : actions prioritaires 2.10 à 2.18 et indicateurs d’impact. »"""
    return french.typeset(f"{name_volume(volume)} de cet axe : {list_held(found, volume)}.")


def name_volume(volume: Volume) -> str:
    """« Volume 2 sur 9 »."""
    return f"Volume {volume.number} sur {volume.count}"


def list_held(found: Axis, volume: Volume) -> str:
    """What of an axis stands in a volume: « actions prioritaires 2.10 à 2.18 et indicateurs d’impact »."""
    told, in_part = [], volume.held_in_part
    sections = [one.section for one in found.actions if name_anchor(one) in volume.anchors]
    if sections:
        word = "action prioritaire" if len(sections) == 1 else "actions prioritaires"
        told.append(f"{word} {' à '.join(dict.fromkeys((sections[0], sections[-1])))}")
    if cut := [one.section for one in found.actions if name_anchor(one) in in_part]:
        told[-1] += f" ({french.write_list(cut)} en partie)"
    if IMPACT in volume.anchors and found.indicators:
        told.append("indicateurs d’impact" + (" (en partie)" if IMPACT in in_part else ""))
    return french.write_list(told)


def write_indicator(found: Indicator) -> str:
    """What an indicator says, and who says it."""
    said = f"{found.title} : {reading.write_leads(found).rstrip('.')}."
    return french.typeset(" ".join(filter(None, (said, write_attribution(found)))))


def write_attribution(found: Indicator) -> str:
    """Whose figures lead an indicator; where there is none yet, who will give it: that one gave nothing."""
    return write_sources(reading.list_sources(found), found.planned_source)


def write_sources(sources: list[str], planned: str = "") -> str:
    """« Source : Etnic et AGE ; AGE (DGPE). », « Source à terme : AGE. »; empty where nobody is named."""
    if sources:
        return french.typeset(f"Source : {' ; '.join(one.rstrip('.') for one in sources)}.")
    return french.typeset(f"Source à terme : {planned.rstrip('.')}.") if planned else ""


def name_chart_data(charts: int) -> str:
    """« données du graphique en tableau »: what a fold holds of so many charts."""
    if not charts:
        return ""
    return "données du graphique en tableau" if charts == 1 else "données des graphiques en tableaux"


def write_stand(stand: Stand) -> str:
    """What an indicator allows to say, in words: its name, what leads it and stands beside it, and its question."""
    leads = reading.write_leads(stand.indicator)
    named = f"{stand.indicator.short_title} : {leads}" if leads else stand.indicator.short_title
    told = [named, stand.standing.word]
    if stand.question:
        told.append(stand.question.word)
    return french.typeset(" ; ".join(told))


def write_mark(indicator: Indicator) -> str:
    """What the mark says, in words: name, value, level and how it is known, and whether it is doubted."""
    text = f"{indicator.short_title} : {reading.write_headline(indicator)}"
    told = levels.of_indicator(indicator)
    if told and told != reading.write_headline(indicator):
        text += f" ({told})"
    doubtful = any(series.latest and series.latest.doubtful for series in indicator.headlines)
    return french.typeset(f"{text} – {french.DOUBTED_BRIEFLY}" if doubtful else text)


def write_replaced(found: ReplacedIndicator) -> str:
    """« 1.1-O1 « Heures de formation » (édition 2025) »: what another one replaces, and its last edition."""
    return french.typeset(f"{found.code} {french.quote_title(found.title)} (édition {found.edition})")


def write_succession(found: Indicator, other: Report) -> str:
    """« remplace … », « remplacé par … »: of an indicator that does not stand in the other Report; empty where it is
    neither said."""
    told = [f"remplacé par {one.code} {french.quote_title(one.short_title)}" for one in successors(found.code, other)]
    told += [f"remplace {write_replaced(one)}" for one in found.replaces]
    return french.typeset(" ; ".join(told))
