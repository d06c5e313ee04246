"""The first answer to « where does the strategy stand? »: a few sentences, and what is behind them. Pure.

Every word follows from the document: what is done, what moved between values that compare, where one started from. What
has an open question is in no sentence but as such; what does not compare is in none.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from strategy_monitor.language import french
from strategy_monitor.language.codes import Polarity, Standing, Timing
from strategy_monitor.report.document import Report
from strategy_monitor.report.leads import Comparator, Lead
from strategy_monitor.report.standing import Stand, StandingTable, stand_of_each, table_of, timing

PROGRESS = (Standing.DONE, Standing.TO_CLARIFY, Standing.BEGUN, Standing.NOT_BEGUN)
MOVES = (Standing.RISING, Standing.FALLING, Standing.MIXED, Standing.STEADY)

NAMED = 2
"""Up to so many moves are told with their values; of more, only how many there are."""


@dataclass(frozen=True)
class Against:
    """A figure that is set against others, and when it is of."""

    stand: Stand
    lead: Lead
    timing: Timing


@dataclass(frozen=True)
class Overview:
    sentences: tuple[str, ...]
    progress: Sequence[Stand]
    """Those that tell how far something is, the furthest first."""
    moves: Sequence[Stand]
    two_values: Sequence[Stand]
    """Those that have a value of before, which does not compare."""
    beginnings: Sequence[Against]
    """What is set against others and is of before the strategy, or of the year of its adoption."""
    against: Sequence[Against]
    """What is set against others since."""
    table: StandingTable
    years: tuple[int, int] | None
    """From the first to the last year that a leading figure is of; None where none is dated."""

    def count(self, standing: Standing) -> int:
        return self.table.totals.get(standing, 0)

    @property
    def alone(self) -> int:
        """Indicators that have a figure which nothing can be compared with yet."""
        return self.count(Standing.ALONE)

    @property
    def missing(self) -> int:
        return self.count(Standing.MISSING)


def overview_of(report: Report) -> Overview:
    every = stand_of_each(report)
    progress = tuple(sorted((s for s in every if s.standing in PROGRESS), key=lambda s: PROGRESS.index(s.standing)))
    moves = tuple(stand for stand in every if stand.standing in MOVES)
    against = tuple(set_against(every, report.strategy.adopted_on))
    return Overview(
        sentences=tuple(
            map(french.typeset, filter(None, (say_progress(progress), say_moves(moves), say_against(against))))
        ),
        progress=progress,
        moves=moves,
        two_values=tuple(stand for stand in every if stand.standing == Standing.TWO_VALUES),
        beginnings=tuple(one for one in against if one.timing),
        against=tuple(one for one in against if not one.timing),
        table=table_of(report, every),
        years=years_of(every),
    )


def set_against(every: Iterable[Stand], adopted_on: dt.date) -> Iterator[Against]:
    """The first lead of each indicator that stands by comparison with others."""
    for stand in every:
        lead = next((one for one in stand.leads if one.benchmarks), None)
        if stand.standing == Standing.COMPARED and lead is not None:
            yield Against(stand, lead, timing(lead.observation, adopted_on))


def years_of(every: Iterable[Stand]) -> tuple[int, int] | None:
    days = [lead.observation.period.end for stand in every for lead in stand.leads if lead.observation.period.end]
    return (min(days).year, max(days).year) if days else None


def say_progress(progress: tuple[Stand, ...]) -> str:
    """« Sur cinq réalisations suivies, une est terminée, deux sont commencées et deux restent à préciser. »"""
    counts = Counter(stand.standing for stand in progress)
    told = [
        say_some(counts[standing], *PREDICATES[standing], feminine=True) for standing in PROGRESS if counts[standing]
    ]
    if not told:
        return ""
    if len(progress) == 1:
        return f"La seule réalisation suivie {PREDICATES[progress[0].standing][0]}."
    return f"Sur {french.in_letters(len(progress), feminine=True)} réalisations suivies, {french.write_list(told)}."


PREDICATES = {
    Standing.DONE: ("est terminée", "sont terminées"),
    Standing.BEGUN: ("est commencée", "sont commencées"),
    Standing.NOT_BEGUN: ("n’est pas commencée", "ne sont pas commencées"),
    Standing.TO_CLARIFY: ("attend une précision", "attendent une précision"),
}


def say_moves(moves: tuple[Stand, ...]) -> str:
    """How what compares with a value of before went; with its values where there is little of it. What has an open
    question is not counted, and said to have one."""
    counted = [stand for stand in moves if stand.counted]
    return f"{say_counted(counted)}{say_questioned(len(moves) - len(counted))}."


def say_questioned(count: int) -> str:
    """« ; un autre attend une précision »."""
    one, many = PREDICATES[Standing.TO_CLARIFY]
    told = say_some(count, f"autre {one}", f"autres {many}")
    return f"{french.NARROW}; {told}" if count else ""


def say_counted(counted: list[Stand]) -> str:
    if not counted:
        return "Aucun indicateur ne se compare encore à une valeur antérieure"
    if len(counted) <= NAMED:
        intro = "Un seul indicateur se compare" if len(counted) == 1 else "Deux indicateurs se comparent"
        named = f"{french.NARROW}; ".join(map(say_move, counted))
        return f"{intro} à une valeur antérieure : {named}"
    counts = Counter(stand.standing for stand in counted)
    told = [say_some(counts[one], one.word, one.plural) for one in MOVES if counts[one]]
    ways = say_way([is_better(stand) for stand in counted])
    intro = f"Sur {french.in_letters(len(counted))} indicateurs qui se comparent à une valeur antérieure"
    return f"{intro}, {french.write_list(told)}{ways}"


def say_some(count: int, one: str, many: str, feminine: bool = False, none: str = "") -> str:
    """« une est terminée », « deux sont mieux placés », « aucun n’est mieux placé »."""
    told = (none or one) if not count else one if count < 2 else many
    return f"{french.in_letters(count, feminine)} {told}"


def say_way(better: list[bool | None]) -> str:
    """Which way they went, where the document says which way is better."""
    told = [(better.count(True), "dans le bon sens"), (better.count(False), "dans le mauvais")]
    said = [f"{french.in_letters(count)} {way}" for count, way in told if count]
    return f" ({french.write_list(said)})" if said else ""


def is_better(stand: Stand) -> bool | None:
    """Whether what leads it went the better way; None where the document does not say, or where it went both ways."""
    ways = set()
    for lead in stand.leads:
        moved = lead.before.difference.absolute if lead.before else None
        if moved and lead.polarity != Polarity.NONE:
            ways.add((moved > 0) == (lead.polarity == Polarity.FAVOURABLE))
    return ways.pop() if len(ways) == 1 else None


def say_move(stand: Stand) -> str:
    """« Écoles accompagnées, en hausse : de 33 % à 37 % (fondamental) et de 67 % à 69 % (secondaire) »."""
    told = [say_step(lead, lead.before) for lead in stand.leads if lead.before and lead.before.difference.text]
    return f"{french.quote_title(stand.indicator.short_title)}, {stand.standing.word}, {french.write_list(told)}"


def say_step(lead: Lead, before: Comparator) -> str:
    old = french.write_value(before.series, before.observation)
    new = french.write_value(lead.series, lead.observation)
    step = new if not before.difference.absolute else f"de {old} à {new}"
    return f"{step} ({lead.name})" if lead.name else step


OTHERS = "d’autres pays ou d’un autre ensemble"
"""Whose figures are set against ours."""


def say_against(against: tuple[Against, ...]) -> str:
    """What is set against others: where one started from, or how one stands now."""
    now = [one for one in against if not one.timing]
    if now:
        return say_ranks(now)
    if not against:
        return f"Aucun chiffre ne se compare à celui {OTHERS}."
    periods = french.write_list(list(dict.fromkeys(one.lead.observation.period.label for one in against)))
    when = say_when({one.timing for one in against})
    if len(against) == 1:
        return f"Le seul chiffre qui se compare à celui {OTHERS} est de {periods}, {when} : il dit d’où l’on part."
    return f"Les chiffres qui se comparent à ceux {OTHERS} sont tous de {periods}, {when} : ils disent d’où l’on part."


def say_when(timings: set[Timing]) -> str:
    if timings == {Timing.BEFORE}:
        return "avant la stratégie"
    if timings == {Timing.ADOPTION_YEAR}:
        return "l’année de l’adoption"
    return "avant la stratégie ou l’année de son adoption"


def say_ranks(now: list[Against]) -> str:
    """How what is set against others since the strategy stands."""
    ranks = [is_ahead(one.lead) for one in now if one.stand.counted]
    told = [
        say_some(ranks.count(True), "est mieux placé", "sont mieux placés", none="n’est mieux placé"),
        say_some(ranks.count(False), "est moins bien placé", "sont moins bien placés", none="n’est moins bien placé"),
    ]
    compared = french.count_in_letters(len(now), "chiffre se compare à celui", "chiffres se comparent à ceux")
    return f"{compared.capitalize()} {OTHERS} : {french.write_list(told)}."


def is_ahead(lead: Lead) -> bool | None:
    """Whether it stands better than all that it is set against; None where it is in between, or nothing says so."""
    if lead.polarity == Polarity.NONE or lead.observation.value is None:
        return None
    gaps = {
        (lead.observation.value > other.observation.value) == (lead.polarity == Polarity.FAVOURABLE)
        for other in lead.benchmarks
        if other.observation.value is not None and other.observation.value != lead.observation.value
    }
    return gaps.pop() if len(gaps) == 1 else None
